//! Every action of the console, once: its words, icon, tooltip and key. Buttons, menus and keys read them from here.
//!
//! Panes do not act: they push a [`UiCommand`] into the [`CommandSink`]; the application executes them once a frame.

use std::cell::RefCell;

use super::book::request::BookRequest;
use super::compose::CoverOrder;
use super::covers::action::CoverAction;
use super::covers::request::CoverRequest;
use super::icon;
use super::journal::request::JournalRequest;
use super::route::Route;
use super::settings::request::SettingsRequest;
use crate::api::{JobChange, JobOrder};
use crate::model::{Appearance, DeviceTest, JobId, OperatorAction, PortId, PortUpdate, Priority, Submission};

/// The form in which a document is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ExportFormat {
    /// TIFF class F, as stored.
    Tiff,
    /// PDF for people.
    Pdf,
}

/// What goes on paper.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Printed {
    /// A stored fax.
    Fax(JobId),
    /// A cover page with a sample's words.
    Cover {
        /// How it is called.
        name: String,
        /// Its file.
        svg: String,
        /// Whose words.
        sample: crate::cover::Sample,
    },
}

/// What is printed, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PrintOrder {
    /// The fax or cover page.
    pub(crate) what: Printed,
    /// The page alone, from 1; none: all.
    pub(crate) page: Option<u32>,
    /// The printer; none: the system's default one.
    pub(crate) printer: Option<String>,
    /// How often, 1 to 99.
    pub(crate) copies: u32,
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
    /// Mark the selected faxes as unread.
    MarkSelectedUnread,
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
    /// Order the same about several jobs. Deleting them is confirmed first.
    Orders {
        /// Which.
        jobs: Vec<JobId>,
        /// What.
        order: JobOrder,
    },
    /// Remove jobs with their pages, after it was confirmed.
    RemoveNow(Vec<JobId>),
    /// Change a job that waits or has failed, as the sheet says or at once.
    Change {
        /// Which.
        job: JobId,
        /// What.
        change: JobChange,
    },
    /// Show the sheet with a job's number, time and priority.
    Edit(JobId),
    /// Start a new fax to the sender of a received one, with that one behind the cover.
    Reply(JobId),
    /// Start a new fax with the pages of this one.
    Forward(JobId),
    /// Show the sheet for printing a fax.
    Print(JobId),
    /// Print as chosen on the sheet.
    PrintNow(Box<PrintOrder>),
    /// Write the same into a PDF, chosen by a dialog.
    PrintToFile(Box<PrintOrder>),
    /// Take the last order back.
    Undo,
    /// All actions, to be searched.
    ShowPalette,
    /// Select every row of the list.
    SelectAll,
    /// Select the next row, too.
    ExtendNext,
    /// Select the previous row, too.
    ExtendPrevious,
    /// Put the selected faxes away.
    ArchiveSelected,
    /// Reply to the selected fax.
    ReplySelected,
    /// Forward the selected fax.
    ForwardSelected,
    /// Print the selected fax.
    PrintSelected,
    /// Show the job in the pane it belongs to.
    ShowJob(JobId),
    /// Show the conversation of the job's last call.
    ShowConversation(JobId),
    /// Fetch the conversation of one of a job's calls, for the ports pane.
    FetchConversation {
        /// Which.
        job: JobId,
        /// The try, from 1.
        attempt: u32,
    },
    /// Answer the call that rings on a port.
    Answer(PortId),
    /// Talk in the call on a port, or do not.
    Talk(PortId, OperatorAction),
    /// End the call on a port.
    HangUp(PortId),
    /// Change a port's settings.
    SetPort {
        /// Which.
        port: PortId,
        /// What.
        update: Box<PortUpdate>,
    },
    /// Add a line with a modem, step by step.
    AddModem,
    /// Make a line of a device; the answer goes to the ports pane.
    AddPort(Box<PortUpdate>),
    /// Look whether a line's device works; the answer goes to the ports pane.
    TestPort {
        /// Which.
        port: PortId,
        /// What beside the device.
        test: DeviceTest,
    },
    /// Forget a line that was added.
    RemovePort(PortId),
    /// Hold the whole queue, or let it go on.
    PauseQueue(bool),
    /// Desktop notifications on or off.
    SetNotifications(bool),
    /// Light, dark or as the system.
    SetAppearance(Appearance),
    /// Send the composed fax; the answer goes to the compose pane.
    Send(Box<Submission>),
    /// Have the cover page of the draft drawn.
    DrawCover(Box<CoverOrder>),
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
    /// Do something in the editor of cover pages.
    Cover(CoverAction),
    /// Put what was copied on the cover page.
    CoverPaste(String),
    /// Ask something about cover pages; the answer goes to their pane.
    Covers(CoverRequest),
    /// Ask something about the phone book; the answer goes to its pane, or to the new fax.
    Book(BookRequest),
    /// Ask something about the journal; the answer goes to its pane.
    Journal(JournalRequest),
    /// Ask something about settings; the answer goes to their pane.
    Settings(SettingsRequest),
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
    /// Its key, as the character it types or the key's name; empty when it has none. Deaf in text fields.
    pub(crate) key: &'static str,
}

impl UiCommand {
    /// The commands that have a key, in the order of the sheet of keys.
    pub(crate) const KEYED: [Self; 33] = [
        Self::NewFax,
        Self::Go(Route::Inbox),
        Self::Go(Route::Outbox),
        Self::Go(Route::Sent),
        Self::Go(Route::Ports),
        Self::Go(Route::Covers),
        Self::Go(Route::Book),
        Self::Go(Route::Journal),
        Self::Go(Route::Settings),
        Self::SelectNext,
        Self::SelectPrevious,
        Self::FocusSearch,
        Self::ExtendNext,
        Self::ExtendPrevious,
        Self::SelectAll,
        Self::ReplySelected,
        Self::ForwardSelected,
        Self::PrintSelected,
        Self::ArchiveSelected,
        Self::DeleteSelected,
        Self::MarkSelectedUnread,
        Self::Undo,
        Self::Escape,
        Self::ShowKeys,
        Self::ShowPalette,
        Self::Viewer(ViewerAction::NextPage),
        Self::Viewer(ViewerAction::PreviousPage),
        Self::Viewer(ViewerAction::ZoomIn),
        Self::Viewer(ViewerAction::ZoomOut),
        Self::Viewer(ViewerAction::FitPage),
        Self::Viewer(ViewerAction::FitWidth),
        Self::Viewer(ViewerAction::Rotate),
        Self::Viewer(ViewerAction::Invert),
    ];

    /// Text, icon, tooltip and key.
    pub(crate) fn info(&self) -> CommandInfo {
        let (text, icon, tooltip, key) = match self {
            Self::Go(Route::Inbox) => ("Inbox", Route::Inbox.icon(), "Received faxes", "1"),
            Self::Go(Route::Outbox) => ("Outbox", Route::Outbox.icon(), "Faxes on their way", "2"),
            Self::Go(Route::Sent) => ("Sent", Route::Sent.icon(), "Faxes sent or canceled", "3"),
            Self::Go(Route::Ports) => ("Ports", Route::Ports.icon(), "The lines and their calls", "4"),
            Self::Go(Route::Covers) => {
                ("Cover pages", Route::Covers.icon(), "The first page of a fax, and its editor", "5")
            }
            Self::Go(Route::Book) => ("Phone book", Route::Book.icon(), "People, groups and their fax numbers", "6"),
            Self::Go(Route::Journal) => {
                ("Journal", Route::Journal.icon(), "Who did what, every call, and the figures", "7")
            }
            Self::Go(Route::Settings) => {
                ("Settings", Route::Settings.icon(), "Station, lines, routing, mail, archive and looks", "8")
            }
            Self::Go(Route::Compose) | Self::NewFax => {
                ("New fax", icon::PLUS, "Send documents to one or more numbers", "n")
            }
            Self::FocusSearch => ("Search", icon::MAGNIFYING_GLASS, "", "/"),
            Self::SelectNext => ("Next", icon::CARET_DOWN, "", "j"),
            Self::SelectPrevious => ("Previous", icon::CARET_UP, "", "k"),
            Self::ExtendNext => ("Select on", icon::CARET_DOWN, "", "J"),
            Self::ExtendPrevious => ("Select back", icon::CARET_UP, "", "K"),
            Self::SelectAll => ("Select all", icon::CHECKS, "", "Ctrl+A"),
            Self::ReplySelected | Self::Reply(_) => {
                ("Reply", icon::ARROW_BEND_UP_LEFT, "A fax to the sender, with this one behind the cover", "r")
            }
            Self::ForwardSelected | Self::Forward(_) => {
                ("Forward", icon::ARROW_BEND_UP_RIGHT, "A new fax with these pages", "f")
            }
            Self::PrintSelected | Self::Print(_) => ("Print…", icon::PRINTER, "Print the pages on paper", "p"),
            Self::PrintNow(_) => ("Print", icon::PRINTER, "", ""),
            Self::PrintToFile(_) => ("Into a PDF…", icon::FILE_PDF, "", ""),
            Self::ArchiveSelected => ("Put away", icon::ARCHIVE, "Out of the list; search and Archive find it", "e"),
            Self::DeleteSelected => ("Delete", icon::TRASH, "Into the trash; what is on its way is canceled", "#"),
            Self::MarkSelectedUnread => ("Mark as unread", icon::ENVELOPE_SIMPLE, "", "u"),
            Self::Undo => ("Undo", icon::ARROW_COUNTER_CLOCKWISE, "Take the last action back", "Ctrl+Z"),
            Self::ShowPalette => ("All actions", icon::MAGNIFYING_GLASS, "Search for an action or a fax", "Ctrl+K"),
            Self::Edit(_) => ("Change…", icon::PENCIL_SIMPLE, "Another number, time or priority", ""),
            Self::Change { change: JobChange { recipient: Some(_), .. }, .. } => {
                ("Change", icon::PENCIL_SIMPLE, "", "")
            }
            Self::Change { change: JobChange { schedule: Some(_), .. }, .. } => {
                ("Send now", icon::PAPER_PLANE_TILT, "Do not wait for its time", "")
            }
            Self::Change { change: JobChange { priority, .. }, .. } => match priority {
                Some(Priority::High) => ("Before all others", icon::ARROW_LINE_UP, "High priority", ""),
                Some(Priority::Low) => ("After all others", icon::ARROW_LINE_DOWN, "Low priority", ""),
                _ => ("In its turn", icon::EQUALS, "Normal priority", ""),
            },
            Self::Escape => ("Back", icon::X, "", "Esc"),
            Self::ShowKeys => ("Keys", icon::KEYBOARD, "All keys", "?"),
            Self::Order { order, .. } | Self::Orders { order, .. } => match order {
                JobOrder::Pause => ("Pause", icon::PAUSE, "Hold this fax; a call under way is finished first", ""),
                JobOrder::Resume => ("Resume", icon::PLAY, "Go on with this fax", ""),
                JobOrder::Restart => ("Try again", icon::ARROW_CLOCKWISE, "Send the missing pages again now", ""),
                JobOrder::Cancel => ("Cancel", icon::X, "Give this fax up; a call under way is ended properly", ""),
                JobOrder::Delete => ("Remove for good…", icon::TRASH, "Remove the fax with its pages", "#"),
                JobOrder::Archive => ("Put away", icon::ARCHIVE, "Out of the list; search and Archive find it", "e"),
                JobOrder::Trash => ("Delete", icon::TRASH, "Into the trash, where it stays for some days", "#"),
                JobOrder::Restore => ("Put back", icon::ARROW_COUNTER_CLOCKWISE, "Back among the others", ""),
                JobOrder::MarkRead => ("Mark as read", icon::ENVELOPE_SIMPLE_OPEN, "", ""),
                JobOrder::MarkUnread => ("Mark as unread", icon::ENVELOPE_SIMPLE, "", "u"),
            },
            Self::RemoveNow(_) => ("Remove", icon::TRASH, "Remove the fax with its pages", ""),
            Self::ShowJob(_) => ("Show", icon::CARET_RIGHT, "", ""),
            Self::ShowConversation(_) | Self::FetchConversation { .. } => {
                ("Conversation", icon::LIST_BULLETS, "Every signal of the call, in order (T.30)", "")
            }
            Self::Answer(_) => ("Answer now", icon::PHONE_INCOMING, "Take the call that rings on this line", ""),
            Self::Talk(_, OperatorAction::Ask) => {
                ("Ask to talk", icon::PHONE, "Call the other side's operator to the telephone after this page", "")
            }
            Self::Talk(_, OperatorAction::Answer) => {
                ("Talk", icon::PHONE_INCOMING, "Lift the handset: the fax waits until you have talked", "")
            }
            Self::Talk(_, OperatorAction::Decline) => {
                ("Do not talk", icon::PHONE_SLASH, "The fax goes on without a conversation", "")
            }
            Self::Talk(_, OperatorAction::Finish) => {
                ("Go on with the fax", icon::PAPER_PLANE_TILT, "Hang the handset up: the fax goes on", "")
            }
            Self::HangUp(_) => ("Hang up", icon::PHONE_SLASH, "End the call on this line", ""),
            Self::SetPort { .. } => ("Change the line", icon::PHONE, "", ""),
            Self::AddModem | Self::AddPort(_) => ("Add modem…", icon::PLUS, "A fax modem on a serial or USB port", ""),
            Self::TestPort { .. } => ("Test modem", icon::PULSE, "Ask the modem what it is and what it can do", ""),
            Self::RemovePort(_) => ("Remove line", icon::TRASH, "Forget this line; its faxes stay", ""),
            Self::PauseQueue(true) => ("Pause queue", icon::PAUSE, "Accept faxes but send none for now", ""),
            Self::PauseQueue(false) => ("Resume queue", icon::PLAY, "Go on sending", ""),
            Self::SetNotifications(true) => ("Notifications are off", icon::BELL_SLASH, "Turn notifications on", ""),
            Self::SetNotifications(false) => ("Notifications are on", icon::BELL, "Turn notifications off", ""),
            Self::SetAppearance(Appearance::Light) => ("Light", icon::SUN, "Light appearance", ""),
            Self::SetAppearance(Appearance::Dark) => ("Dark", icon::MOON, "Dark appearance", ""),
            Self::SetAppearance(Appearance::System) => {
                ("As the system", icon::CIRCLE_HALF, "Light or dark as the system is", "")
            }
            Self::Send(_) => ("Send", icon::PAPER_PLANE_TILT, "", "Ctrl+Enter"),
            Self::DrawCover(_) => ("Draw the cover page", icon::FILE_TEXT, "", ""),
            Self::AddFiles => ("Add files…", icon::PLUS, "PDF, TIFF, PNG, JPEG or text", ""),
            Self::Export { format: ExportFormat::Tiff, .. } => {
                ("Save as TIFF…", icon::FLOPPY_DISK, "The stored fax (TIFF class F)", "")
            }
            Self::Export { format: ExportFormat::Pdf, .. } => ("Save as PDF…", icon::FILE_PDF, "", ""),
            Self::Viewer(action) => match action {
                ViewerAction::NextPage => ("Next page", icon::CARET_RIGHT, "", "Space"),
                ViewerAction::PreviousPage => ("Previous page", icon::CARET_LEFT, "", "Shift+Space"),
                ViewerAction::ZoomIn => ("Zoom in", icon::MAGNIFYING_GLASS_PLUS, "", "+"),
                ViewerAction::ZoomOut => ("Zoom out", icon::MAGNIFYING_GLASS_MINUS, "", "-"),
                ViewerAction::FitPage => ("Fit page", icon::ARROWS_OUT, "", "0"),
                ViewerAction::FitWidth => ("Fit width", icon::ARROWS_HORIZONTAL, "", "9"),
                ViewerAction::Rotate => ("Turn", icon::ARROW_CLOCKWISE, "A quarter turn to the right", "t"),
                ViewerAction::Invert => ("Invert", icon::CIRCLE_HALF_TILT, "Swap black and white", "i"),
            },
            Self::Cover(action) => return action.info(),
            Self::Covers(request) => return request.info(),
            Self::Book(request) => return request.info(),
            Self::Journal(request) => return request.info(),
            Self::Settings(request) => return request.info(),
            Self::CoverPaste(_) => return CoverAction::Paste.info(),
            Self::Toast(_) => ("Message", icon::INFO, "", ""),
        };
        CommandInfo { text, icon, tooltip, key }
    }
}

/// Collects the commands of one frame, in order. Shared by all drawing functions.
#[derive(Debug, Default)]
pub(crate) struct CommandSink(RefCell<Vec<UiCommand>>);

impl CommandSink {
    /// Has `command` executed after this frame was drawn.
    pub(crate) fn push(&self, command: UiCommand) {
        self.0.borrow_mut().push(command);
    }

    /// The same for none, one or several.
    pub(crate) fn extend(&self, commands: impl IntoIterator<Item = UiCommand>) {
        self.0.borrow_mut().extend(commands);
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Everything pushed so far.
    pub(crate) fn take(&self) -> Vec<UiCommand> {
        self.0.take()
    }
}
