//! The drawn state of an empty, loading or broken view: an icon, a sentence, a hint and perhaps a button.

use egui::{Align, Align2, Layout, Rect, Response, Sense, Ui, UiBuilder, vec2};

use super::super::theme::{Theme, font};
use super::{Button, wrapped};

/// Draws into the middle of what is left of `ui`. Returns the button's response, when there is one.
pub(crate) fn empty_state(
    theme: &Theme,
    ui: &mut Ui,
    icon: &str,
    title: &str,
    hint: &str,
    button: Option<Button>,
) -> Option<Response> {
    let room = ui.available_rect_before_wrap();
    let size = vec2(room.width().min(340.0), 170.0);
    let rect = Rect::from_center_size(room.center() - vec2(0.0, room.height() * 0.06), size);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Center)));
    let (disc, _) = inside.allocate_exact_size(vec2(56.0, 56.0), Sense::hover());
    inside.painter().circle_filled(disc.center(), 28.0, theme.accent_tint);
    inside.painter().text(disc.center(), Align2::CENTER_CENTER, icon, font::icon(26.0), theme.accent);
    inside.add_space(12.0);
    wrapped(&mut inside, title, font::heading(), theme.ink);
    if !hint.is_empty() {
        inside.add_space(4.0);
        wrapped(&mut inside, hint, font::body(), theme.ink_secondary);
    }
    button.map(|button| {
        inside.add_space(14.0);
        button.ui(theme, &mut inside)
    })
}
