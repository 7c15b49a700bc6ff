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
use crate::lang;
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

/// What is done with the page shown of a new fax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PageAction {
    /// One place towards the beginning.
    Up,
    /// One place towards the end.
    Down,
    /// A quarter turn to the right.
    Turn,
    /// It does not go.
    LeaveOut,
    /// All pages go as they come.
    AllBack,
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
    /// Close the window.
    Quit,
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
    /// Give settings these values.
    Set(Vec<(&'static str, String)>),
    /// The first steps, again.
    ShowFirstSteps,
    /// Send a test page to this number; the answer goes to the first steps.
    SendTest(String),
    /// Ask for a name for a search, and keep it.
    SaveSearch(String),
    /// Forget the saved search of that name.
    ForgetSearch(String),
    /// Do something with the page shown of a new fax.
    Page(PageAction),
    /// Go on with the fax that was begun before this one.
    OtherDraft,
    /// Take back what was just sent, with these jobs, and show it as it was put together.
    TakeBack(Vec<JobId>),
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
    pub(crate) const KEYED: [Self; 34] = [
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
        Self::Quit,
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
            Self::Go(Route::Inbox) => (lang::text("pane-inbox"), Route::Inbox.icon(), lang::text("go-inbox-tip"), "1"),
            Self::Go(Route::Outbox) => {
                (lang::text("pane-outbox"), Route::Outbox.icon(), lang::text("go-outbox-tip"), "2")
            }
            Self::Go(Route::Sent) => (lang::text("pane-sent"), Route::Sent.icon(), lang::text("go-sent-tip"), "3"),
            Self::Go(Route::Ports) => (lang::text("pane-ports"), Route::Ports.icon(), lang::text("go-ports-tip"), "4"),
            Self::Go(Route::Covers) => {
                (lang::text("pane-covers"), Route::Covers.icon(), lang::text("go-covers-tip"), "5")
            }
            Self::Go(Route::Book) => (lang::text("pane-book"), Route::Book.icon(), lang::text("go-book-tip"), "6"),
            Self::Go(Route::Journal) => {
                (lang::text("pane-journal"), Route::Journal.icon(), lang::text("go-journal-tip"), "7")
            }
            Self::Go(Route::Settings) => {
                (lang::text("pane-settings"), Route::Settings.icon(), lang::text("go-settings-tip"), "8")
            }
            Self::Go(Route::Compose) | Self::NewFax => {
                (lang::text("pane-compose"), icon::PLUS, lang::text("new-fax-tip"), "n")
            }
            Self::FocusSearch => (lang::text("search"), icon::MAGNIFYING_GLASS, "", "/"),
            Self::SelectNext => (lang::text("action-next"), icon::CARET_DOWN, "", "j"),
            Self::SelectPrevious => (lang::text("action-previous"), icon::CARET_UP, "", "k"),
            Self::ExtendNext => (lang::text("action-extend-next"), icon::CARET_DOWN, "", "J"),
            Self::ExtendPrevious => (lang::text("action-extend-previous"), icon::CARET_UP, "", "K"),
            Self::SelectAll => (lang::text("action-select-all"), icon::CHECKS, "", lang::text("key-ctrl-a")),
            Self::ReplySelected | Self::Reply(_) => {
                (lang::text("action-reply"), icon::ARROW_BEND_UP_LEFT, lang::text("action-reply-tip"), "r")
            }
            Self::ForwardSelected | Self::Forward(_) => {
                (lang::text("action-forward"), icon::ARROW_BEND_UP_RIGHT, lang::text("action-forward-tip"), "f")
            }
            Self::PrintSelected | Self::Print(_) => {
                (lang::text("action-print"), icon::PRINTER, lang::text("action-print-tip"), "p")
            }
            Self::PrintNow(_) => (lang::text("action-print-now"), icon::PRINTER, "", ""),
            Self::PrintToFile(_) => (lang::text("action-print-to-file"), icon::FILE_PDF, "", ""),
            Self::ArchiveSelected => {
                (lang::text("action-archive"), icon::ARCHIVE, lang::text("action-archive-tip"), "e")
            }
            Self::DeleteSelected => (lang::text("action-delete"), icon::TRASH, lang::text("action-delete-tip"), "#"),
            Self::MarkSelectedUnread => (lang::text("action-mark-unread"), icon::ENVELOPE_SIMPLE, "", "u"),
            Self::Undo => (
                lang::text("toast-undo"),
                icon::ARROW_COUNTER_CLOCKWISE,
                lang::text("action-undo-tip"),
                lang::text("key-ctrl-z"),
            ),
            Self::ShowPalette => (
                lang::text("action-palette"),
                icon::MAGNIFYING_GLASS,
                lang::text("action-palette-tip"),
                lang::text("key-ctrl-k"),
            ),
            Self::Edit(_) => (lang::text("action-edit"), icon::PENCIL_SIMPLE, lang::text("action-edit-tip"), ""),
            Self::Change { change: JobChange { recipient: Some(_), .. }, .. } => {
                (lang::text("action-change"), icon::PENCIL_SIMPLE, "", "")
            }
            Self::Change { change: JobChange { schedule: Some(_), .. }, .. } => {
                (lang::text("action-send-now"), icon::PAPER_PLANE_TILT, lang::text("action-send-now-tip"), "")
            }
            Self::Change { change: JobChange { priority, .. }, .. } => match priority {
                Some(Priority::High) => {
                    (lang::text("action-first"), icon::ARROW_LINE_UP, lang::text("action-first-tip"), "")
                }
                Some(Priority::Low) => {
                    (lang::text("action-last"), icon::ARROW_LINE_DOWN, lang::text("action-last-tip"), "")
                }
                _ => (lang::text("action-in-turn"), icon::EQUALS, lang::text("action-in-turn-tip"), ""),
            },
            Self::Escape => (lang::text("action-back"), icon::X, "", lang::text("key-escape")),
            Self::Quit => {
                (lang::text("action-quit"), icon::SIGN_OUT, lang::text("action-quit-tip"), lang::text("key-ctrl-q"))
            }
            Self::ShowKeys => (lang::text("keys-title"), icon::KEYBOARD, lang::text("action-keys-tip"), "?"),
            Self::Order { order, .. } | Self::Orders { order, .. } => match order {
                JobOrder::Pause => (lang::text("action-pause"), icon::PAUSE, lang::text("action-pause-tip"), ""),
                JobOrder::Resume => (lang::text("action-resume"), icon::PLAY, lang::text("action-resume-tip"), ""),
                JobOrder::Restart => {
                    (lang::text("action-restart"), icon::ARROW_CLOCKWISE, lang::text("action-restart-tip"), "")
                }
                JobOrder::Cancel => (lang::text("action-cancel"), icon::X, lang::text("action-cancel-tip"), ""),
                JobOrder::Delete => (lang::text("action-remove"), icon::TRASH, lang::text("action-remove-tip"), "#"),
                JobOrder::Archive => {
                    (lang::text("action-archive"), icon::ARCHIVE, lang::text("action-archive-tip"), "e")
                }
                JobOrder::Trash => (lang::text("action-delete"), icon::TRASH, lang::text("action-trash-tip"), "#"),
                JobOrder::Restore => {
                    (lang::text("action-restore"), icon::ARROW_COUNTER_CLOCKWISE, lang::text("action-restore-tip"), "")
                }
                JobOrder::MarkRead => (lang::text("action-mark-read"), icon::ENVELOPE_SIMPLE_OPEN, "", ""),
                JobOrder::MarkUnread => (lang::text("action-mark-unread"), icon::ENVELOPE_SIMPLE, "", "u"),
            },
            Self::RemoveNow(_) => (lang::text("remove"), icon::TRASH, lang::text("action-remove-tip"), ""),
            Self::ShowJob(_) => (lang::text("action-show"), icon::CARET_RIGHT, "", ""),
            Self::ShowConversation(_) | Self::FetchConversation { .. } => {
                (lang::text("action-conversation"), icon::LIST_BULLETS, lang::text("action-conversation-tip"), "")
            }
            Self::Answer(_) => (lang::text("action-answer"), icon::PHONE_INCOMING, lang::text("action-answer-tip"), ""),
            Self::Talk(_, OperatorAction::Ask) => {
                (lang::text("action-ask-to-talk"), icon::PHONE, lang::text("action-ask-to-talk-tip"), "")
            }
            Self::Talk(_, OperatorAction::Answer) => {
                (lang::text("action-talk"), icon::PHONE_INCOMING, lang::text("action-talk-tip"), "")
            }
            Self::Talk(_, OperatorAction::Decline) => {
                (lang::text("action-no-talk"), icon::PHONE_SLASH, lang::text("action-no-talk-tip"), "")
            }
            Self::Talk(_, OperatorAction::Finish) => {
                (lang::text("action-talk-end"), icon::PAPER_PLANE_TILT, lang::text("action-talk-end-tip"), "")
            }
            Self::HangUp(_) => (lang::text("action-hang-up"), icon::PHONE_SLASH, lang::text("action-hang-up-tip"), ""),
            Self::SetPort { .. } => (lang::text("action-set-port"), icon::PHONE, "", ""),
            Self::AddModem | Self::AddPort(_) => {
                (lang::text("action-add-modem"), icon::PLUS, lang::text("action-add-modem-tip"), "")
            }
            Self::TestPort { .. } => {
                (lang::text("action-test-modem"), icon::PULSE, lang::text("action-test-modem-tip"), "")
            }
            Self::RemovePort(_) => {
                (lang::text("action-remove-port"), icon::TRASH, lang::text("action-remove-port-tip"), "")
            }
            Self::PauseQueue(true) => {
                (lang::text("action-pause-queue"), icon::PAUSE, lang::text("action-pause-queue-tip"), "")
            }
            Self::PauseQueue(false) => {
                (lang::text("action-resume-queue"), icon::PLAY, lang::text("action-resume-queue-tip"), "")
            }
            Self::SetNotifications(true) => {
                (lang::text("action-notify-on"), icon::BELL_SLASH, lang::text("action-notify-on-tip"), "")
            }
            Self::SetNotifications(false) => {
                (lang::text("action-notify-off"), icon::BELL, lang::text("action-notify-off-tip"), "")
            }
            Self::SetAppearance(Appearance::Light) => {
                (lang::text("action-light"), icon::SUN, lang::text("action-light-tip"), "")
            }
            Self::SetAppearance(Appearance::Dark) => {
                (lang::text("action-dark"), icon::MOON, lang::text("action-dark-tip"), "")
            }
            Self::SetAppearance(Appearance::Contrast) => {
                (lang::text("action-contrast"), icon::CIRCLE_HALF_TILT, lang::text("action-contrast-tip"), "")
            }
            Self::SetAppearance(Appearance::System) => {
                (lang::text("action-as-system"), icon::CIRCLE_HALF, lang::text("action-as-system-tip"), "")
            }
            Self::Send(_) => (lang::text("action-send"), icon::PAPER_PLANE_TILT, "", lang::text("key-ctrl-enter")),
            Self::DrawCover(_) => (lang::text("action-draw-cover"), icon::FILE_TEXT, "", ""),
            Self::AddFiles => (lang::text("action-add-files"), icon::PLUS, lang::text("action-add-files-tip"), ""),
            Self::Export { format: ExportFormat::Tiff, .. } => {
                (lang::text("action-save-tiff"), icon::FLOPPY_DISK, lang::text("action-save-tiff-tip"), "")
            }
            Self::Export { format: ExportFormat::Pdf, .. } => (lang::text("action-save-pdf"), icon::FILE_PDF, "", ""),
            Self::Viewer(action) => match action {
                ViewerAction::NextPage => {
                    (lang::text("action-next-page"), icon::CARET_RIGHT, "", lang::text("key-space"))
                }
                ViewerAction::PreviousPage => {
                    (lang::text("action-previous-page"), icon::CARET_LEFT, "", lang::text("key-shift-space"))
                }
                ViewerAction::ZoomIn => (lang::text("action-zoom-in"), icon::MAGNIFYING_GLASS_PLUS, "", "+"),
                ViewerAction::ZoomOut => (lang::text("action-zoom-out"), icon::MAGNIFYING_GLASS_MINUS, "", "-"),
                ViewerAction::FitPage => (lang::text("viewer-fit-page"), icon::ARROWS_OUT, "", "0"),
                ViewerAction::FitWidth => (lang::text("viewer-fit-width"), icon::ARROWS_HORIZONTAL, "", "9"),
                ViewerAction::Rotate => {
                    (lang::text("action-turn"), icon::ARROW_CLOCKWISE, lang::text("action-turn-tip"), "t")
                }
                ViewerAction::Invert => {
                    (lang::text("action-invert"), icon::CIRCLE_HALF_TILT, lang::text("action-invert-tip"), "i")
                }
            },
            Self::Page(action) => match action {
                PageAction::Up => {
                    (lang::text("page-up"), icon::ARROW_UP, lang::text("page-up-tip"), lang::text("key-alt-up"))
                }
                PageAction::Down => {
                    (lang::text("page-down"), icon::ARROW_DOWN, lang::text("page-down-tip"), lang::text("key-alt-down"))
                }
                PageAction::Turn => (lang::text("page-turn"), icon::ARROW_CLOCKWISE, lang::text("page-turn-tip"), "t"),
                PageAction::LeaveOut => {
                    (lang::text("page-leave-out"), icon::FILE_X, lang::text("page-leave-out-tip"), "#")
                }
                PageAction::AllBack => {
                    (lang::text("page-all-back"), icon::ARROW_COUNTER_CLOCKWISE, lang::text("page-all-back-tip"), "")
                }
            },
            Self::Set(_) => (lang::text("action-set"), icon::GEAR_SIX, "", ""),
            Self::ShowFirstSteps => {
                (lang::text("action-first-steps"), icon::SPARKLE, lang::text("action-first-steps-tip"), "")
            }
            Self::SendTest(_) => (lang::text("steps-test-title"), icon::PAPER_PLANE_TILT, "", ""),
            Self::SaveSearch(_) => (lang::text("search-save"), icon::BOOKMARK_SIMPLE, "", ""),
            Self::ForgetSearch(_) => (lang::text("search-forget"), icon::TRASH, "", ""),
            Self::OtherDraft => (
                lang::text("action-other-draft"),
                icon::ARROW_COUNTER_CLOCKWISE,
                lang::text("action-other-draft-tip"),
                "",
            ),
            Self::TakeBack(_) => (lang::text("action-take-back"), icon::ARROW_COUNTER_CLOCKWISE, "", ""),
            Self::Cover(action) => return action.info(),
            Self::Covers(request) => return request.info(),
            Self::Book(request) => return request.info(),
            Self::Journal(request) => return request.info(),
            Self::Settings(request) => return request.info(),
            Self::CoverPaste(_) => return CoverAction::Paste.info(),
            Self::Toast(_) => (lang::text("action-message"), icon::INFO, "", ""),
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
