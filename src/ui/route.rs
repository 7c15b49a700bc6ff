//! The panes one can go to.

use super::icon;
use crate::lang::text;

/// A pane of the console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Route {
    /// Received faxes.
    Inbox,
    /// Faxes on their way.
    #[default]
    Outbox,
    /// Faxes sent or cancelled.
    Sent,
    /// The lines.
    Ports,
    /// Cover pages.
    Covers,
    /// The phone book.
    Book,
    /// Who did what, and every call.
    Journal,
    /// The settings.
    Settings,
    /// A new fax.
    Compose,
}

impl Route {
    /// The panes of the rail, in its order.
    pub(crate) const RAIL: [Self; 8] =
        [Self::Inbox, Self::Outbox, Self::Sent, Self::Ports, Self::Covers, Self::Book, Self::Journal, Self::Settings];

    /// Its name in the rail and above the pane.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Inbox => text("pane-inbox"),
            Self::Outbox => text("pane-outbox"),
            Self::Sent => text("pane-sent"),
            Self::Ports => text("pane-ports"),
            Self::Covers => text("pane-covers"),
            Self::Book => text("pane-book"),
            Self::Journal => text("pane-journal"),
            Self::Settings => text("pane-settings"),
            Self::Compose => text("pane-compose"),
        }
    }

    /// Its Phosphor icon.
    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Inbox => icon::TRAY,
            Self::Outbox => icon::PAPER_PLANE_TILT,
            Self::Sent => icon::CHECKS,
            Self::Ports => icon::PHONE_CALL,
            Self::Covers => icon::LAYOUT,
            Self::Book => icon::ADDRESS_BOOK,
            Self::Journal => icon::NOTEBOOK,
            Self::Settings => icon::GEAR_SIX,
            Self::Compose => icon::PLUS,
        }
    }
}
