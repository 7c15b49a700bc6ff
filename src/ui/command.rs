//! Every action of the console, once: its words, icon, tooltip and key. Buttons, menus and keys read them from here.
//!
//! Panes do not act: they push a [`UiCommand`] into the [`CommandSink`]; the application executes them once a frame.

use std::cell::RefCell;

use egui::{Key, KeyboardShortcut, Modifiers, ThemePreference};

use super::icon;
use super::route::Route;
use crate::api::JobOrder;
use crate::model::{JobId, PortId, PortUpdate, Submission};

/// The form in which a document is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ExportFormat {
    /// TIFF class F, as stored.
    Tiff,
    /// PDF for people.
    Pdf,
}

/// Which page of the shown document is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ViewerAction {
    /// One page on.
    NextPage,
    /// One page back.
    PreviousPage,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// The whole page.
    FitPage,
    /// The whole width.
    FitWidth,
    /// A quarter turn to the right.
    Rotate,
    /// Black and white swapped.
    Invert,
}

/// An action of the user.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum UiCommand {
    /// Show a pane.
    Go(Route),
    /// Start a new fax.
    NewFax,
    /// Put the keyboard into the search box.
    FocusSearch,
    /// Select the next row.
    SelectNext,
    /// Select the previous row.
    SelectPrevious,
    /// Delete, cancel or remove what is selected; the pane knows which.
    DeleteSelected,
    /// Leave: close a sheet, empty the search, go back.
    Escape,
    /// The sheet of keys.
    ShowKeys,
    /// Order something about a job. Deleting one is confirmed first.
    Order {
        /// Which.
        job: JobId,
        /// What.
        order: JobOrder,
    },
    /// Show the job in the pane it belongs to.
    ShowJob(JobId),
    /// Show the conversation of the job's last call.
    ShowConversation(JobId),
    /// End the call on a port.
    HangUp(PortId),
    /// Change a port's settings.
    SetPort {
        /// Which.
        port: PortId,
        /// What.
        update: PortUpdate,
    },
    /// Hold the whole queue, or let it go on.
    PauseQueue(bool),
    /// Desktop notifications on or off.
    SetNotifications(bool),
    /// Light, dark or as the system.
    SetTheme(ThemePreference),
    /// Send the composed fax; the answer goes to the compose pane.
    Send(Box<Submission>),
    /// Choose documents by a dialog, for the compose pane.
    AddFiles,
    /// Save a job's document by a dialog.
    Export {
        /// Which.
        job: JobId,
        /// As what.
        format: ExportFormat,
    },
    /// Turn pages and zoom in the viewer of the current pane.
    Viewer(ViewerAction),
    /// A sentence for a moment at the window's lower edge.
    Toast(String),
}

/// The words of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommandInfo {
    /// On buttons.
    pub(crate) text: &'static str,
    /// Phosphor.
    pub(crate) icon: &'static str,
    /// What it does, when the text does not say it all; may be empty.
    pub(crate) tooltip: &'static str,
    /// Its key, outside text fields.
    pub(crate) shortcut: Option<KeyboardShortcut>,
}

impl UiCommand {
    /// Text, icon, tooltip and key.
    pub(crate) fn info(&self) -> CommandInfo {
        let (text, icon, tooltip, key): (_, _, _, Option<(Modifiers, Key)>) = match self {
            Self::Go(Route::Inbox) => ("Inbox", Route::Inbox.icon(), "Received faxes", plain(Key::Num1)),
            Self::Go(Route::Outbox) => ("Outbox", Route::Outbox.icon(), "Faxes on their way", plain(Key::Num2)),
            Self::Go(Route::Sent) => ("Sent", Route::Sent.icon(), "Faxes sent or canceled", plain(Key::Num3)),
            Self::Go(Route::Ports) => ("Ports", Route::Ports.icon(), "The lines and their calls", plain(Key::Num4)),
            Self::Go(Route::Compose) | Self::NewFax => {
                ("New fax", icon::PLUS, "Send documents to one or more numbers", plain(Key::N))
            }
            Self::FocusSearch => ("Search", icon::MAGNIFYING_GLASS, "", plain(Key::Slash)),
            Self::SelectNext => ("Next", icon::CARET_DOWN, "", plain(Key::J)),
            Self::SelectPrevious => ("Previous", icon::CARET_UP, "", plain(Key::K)),
            Self::DeleteSelected => ("Remove…", icon::TRASH, "Cancel or remove what is selected", None),
            Self::Escape => ("Back", icon::X, "", plain(Key::Escape)),
            Self::ShowKeys => ("Keys", icon::KEYBOARD, "All keys", None),
            Self::Order { order, .. } => match order {
                JobOrder::Pause => ("Pause", icon::PAUSE, "Hold this fax; a call under way is finished first", None),
                JobOrder::Resume => ("Resume", icon::PLAY, "Go on with this fax", None),
                JobOrder::Restart => ("Try again", icon::ARROW_CLOCKWISE, "Send the missing pages again now", None),
                JobOrder::Cancel => ("Cancel", icon::X, "Give this fax up; a call under way is ended properly", None),
                JobOrder::Delete => ("Remove…", icon::TRASH, "Remove the fax with its pages", None),
                JobOrder::MarkRead => ("Mark as read", icon::ENVELOPE_SIMPLE_OPEN, "", None),
                JobOrder::MarkUnread => ("Mark as unread", icon::ENVELOPE_SIMPLE, "", plain(Key::U)),
            },
            Self::ShowJob(_) => ("Show", icon::CARET_RIGHT, "", None),
            Self::ShowConversation(_) => {
                ("Conversation", icon::LIST_BULLETS, "Every signal of the call, in order (T.30)", None)
            }
            Self::HangUp(_) => ("Hang up", icon::PHONE_SLASH, "End the call on this line", None),
            Self::SetPort { .. } => ("Change the line", icon::PHONE, "", None),
            Self::PauseQueue(true) => ("Pause queue", icon::PAUSE, "Accept faxes but send none for now", None),
            Self::PauseQueue(false) => ("Resume queue", icon::PLAY, "Go on sending", None),
            Self::SetNotifications(true) => ("Notifications are off", icon::BELL_SLASH, "Turn notifications on", None),
            Self::SetNotifications(false) => ("Notifications are on", icon::BELL, "Turn notifications off", None),
            Self::SetTheme(ThemePreference::Light) => ("Light", icon::SUN, "Light appearance", None),
            Self::SetTheme(ThemePreference::Dark) => ("Dark", icon::MOON, "Dark appearance", None),
            Self::SetTheme(ThemePreference::System) => {
                ("As the system", icon::CIRCLE_HALF, "Light or dark as the system is", None)
            }
            Self::Send(_) => ("Send", icon::PAPER_PLANE_TILT, "", Some((Modifiers::COMMAND, Key::Enter))),
            Self::AddFiles => ("Add files…", icon::PLUS, "PDF, TIFF, PNG, JPEG or text", None),
            Self::Export { format: ExportFormat::Tiff, .. } => {
                ("Save as TIFF…", icon::FLOPPY_DISK, "The stored fax (TIFF class F)", None)
            }
            Self::Export { format: ExportFormat::Pdf, .. } => ("Save as PDF…", icon::FILE_PDF, "", None),
            Self::Viewer(action) => match action {
                ViewerAction::NextPage => ("Next page", icon::CARET_RIGHT, "", plain(Key::Space)),
                ViewerAction::PreviousPage => {
                    ("Previous page", icon::CARET_LEFT, "", Some((Modifiers::SHIFT, Key::Space)))
                }
                ViewerAction::ZoomIn => ("Zoom in", icon::MAGNIFYING_GLASS_PLUS, "", plain(Key::Plus)),
                ViewerAction::ZoomOut => ("Zoom out", icon::MAGNIFYING_GLASS_MINUS, "", plain(Key::Minus)),
                ViewerAction::FitPage => ("Fit page", icon::ARROWS_OUT, "", plain(Key::Num0)),
                ViewerAction::FitWidth => ("Fit width", icon::ARROWS_HORIZONTAL, "", plain(Key::Num9)),
                ViewerAction::Rotate => ("Rotate", icon::ARROW_CLOCKWISE, "A quarter turn to the right", plain(Key::R)),
                ViewerAction::Invert => ("Invert", icon::CIRCLE_HALF_TILT, "Swap black and white", plain(Key::I)),
            },
            Self::Toast(_) => ("Message", icon::INFO, "", None),
        };
        let shortcut = key.map(|(modifiers, key)| KeyboardShortcut::new(modifiers, key));
        CommandInfo { text, icon, tooltip, shortcut }
    }
}

fn plain(key: Key) -> Option<(Modifiers, Key)> {
    Some((Modifiers::NONE, key))
}

/// Collects the commands of one frame, in order. Shared by all drawing functions.
#[derive(Debug, Default)]
pub(crate) struct CommandSink(RefCell<Vec<UiCommand>>);

impl CommandSink {
    /// Has `command` executed after this frame was drawn.
    pub(crate) fn push(&self, command: UiCommand) {
        self.0.borrow_mut().push(command);
    }

    /// Everything pushed so far.
    pub(crate) fn take(&self) -> Vec<UiCommand> {
        self.0.take()
    }
}
