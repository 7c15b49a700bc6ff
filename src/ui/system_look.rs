//! What the system's user has chosen for all programs: light or dark, and more contrast. Followed while the window is
//! open. On Linux the desktop portal tells, elsewhere the system itself; where nobody tells, nothing is wished for.

use std::sync::{Arc, Mutex, PoisonError};

use mundy::{ColorScheme, Contrast, Interest, Preferences, Subscription};

/// What is wished for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    /// Dark or light; none: the window system may know.
    pub(super) dark: Option<bool>,
    /// Colours far apart.
    pub(super) contrast: bool,
}

impl From<&Preferences> for Wishes {
    fn from(told: &Preferences) -> Self {
        let dark = match told.color_scheme {
            ColorScheme::Dark => Some(true),
            ColorScheme::Light => Some(false),
            ColorScheme::NoPreference => None,
        };
        Self { dark, contrast: matches!(told.contrast, Contrast::More | Contrast::Custom) }
    }
}

/// The system's wishes as they are now.
pub(super) struct SystemLook {
    latest: Arc<Mutex<Wishes>>,
    /// Ends what listens when it goes.
    _subscription: Option<Subscription>,
}

impl SystemLook {
    /// Begins to listen, unless `follows` says that nobody shall; `egui` is repainted when something changes. Called on
    /// the thread of the window, as macOS has it.
    pub(super) fn new(follows: bool, egui: &egui::Context) -> Self {
        let latest = Arc::new(Mutex::new(Wishes::default()));
        let (cell, egui) = (Arc::clone(&latest), egui.clone());
        let subscription = follows.then(|| {
            Preferences::subscribe(Interest::ColorScheme | Interest::Contrast, move |told| {
                *cell.lock().unwrap_or_else(PoisonError::into_inner) = Wishes::from(&told);
                egui.request_repaint();
            })
        });
        Self { latest, _subscription: subscription }
    }

    /// What is wished for now. Never waits for the system.
    pub(super) fn wishes(&self) -> Wishes {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_tells_becomes_a_wish_and_less_contrast_is_none() {
        let wishes = |color_scheme, contrast| {
            let mut told = Preferences::default();
            (told.color_scheme, told.contrast) = (color_scheme, contrast);
            Wishes::from(&told)
        };
        assert_eq!(wishes(ColorScheme::NoPreference, Contrast::NoPreference), Wishes::default());
        assert_eq!(wishes(ColorScheme::Dark, Contrast::Less), Wishes { dark: Some(true), contrast: false });
        assert_eq!(wishes(ColorScheme::Light, Contrast::More), Wishes { dark: Some(false), contrast: true });
        assert!(wishes(ColorScheme::NoPreference, Contrast::Custom).contrast);
    }
}
