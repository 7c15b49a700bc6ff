//! What can be done in the editor, once: its words, icon and key. Buttons, menus and keys read them from here.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::super::command::CommandInfo;
use super::super::format;
use super::super::icon;
use crate::cover::Field;
use crate::cover::edit::{AlignEdge, Axis, FitRule, Order};
use crate::lang::{self, words};

/// What the pointer makes on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Tool {
    /// Chooses, moves and resizes.
    #[default]
    Select,
    /// Words.
    Text,
    /// A box.
    Rectangle,
    /// An ellipse.
    Ellipse,
    /// A line.
    Line,
    /// The job's number as a code.
    JobCode,
    /// A field.
    Field(Field),
}

/// An action in the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum CoverAction {
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Copy and take away.
    Cut,
    /// Copy to the clipboard.
    Copy,
    /// Put the clipboard's objects on the page.
    Paste,
    /// Copy next to the original.
    Duplicate,
    /// Take away.
    Delete,
    /// Select everything that is not locked.
    SelectAll,
    /// Select the next object, or the one before.
    SelectNext(bool),
    /// Edit the words of the selected text.
    EditText,
    /// Make one of several.
    Group,
    /// Take groups apart.
    Ungroup,
    /// Lock, or unlock what is locked.
    Lock,
    /// Line up.
    Align(AlignEdge),
    /// Equal gaps.
    Distribute(Axis),
    /// Paint earlier or later.
    Order(Order),
    /// A quarter turn to the right or left.
    Rotate(bool),
    /// What words do that do not fit their room.
    Fit(FitRule),
    /// Take up a tool.
    Tool(Tool),
    /// Choose a picture's file.
    InsertPicture,
    /// Keep the cover.
    Save,
    /// Keep it under another name.
    SaveAs,
    /// Put it on paper.
    Print,
    /// Write it into a file.
    Export,
    /// Back to all covers.
    Close,
    /// The next of the cover's pages, or the one before.
    Turn(bool),
    /// Further pages of the cover's own, in the place of those the program draws.
    OwnFurtherPages,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// The whole page.
    ZoomFit,
    /// As large as on paper, about.
    ZoomActual,
    /// The grid, shown and pulling, or not.
    Grid,
    /// Lines that pull, or not.
    Snap,
    /// Rulers in the other unit.
    Units,
    /// What the line carries, or the smooth page.
    FaxPreview,
    /// Both beside one another.
    Beside,
}

const fn ctrl(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn ctrl_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
}

impl CoverAction {
    /// Those that have a key, the longer ones first: `Ctrl+Shift+Z` is no `Ctrl+Z`.
    pub(crate) const KEYED: [Self; 26] = [
        Self::Redo,
        Self::Ungroup,
        Self::SaveAs,
        Self::Order(Order::Front),
        Self::Order(Order::Back),
        Self::Undo,
        Self::Cut,
        Self::Copy,
        Self::Paste,
        Self::Duplicate,
        Self::Delete,
        Self::SelectAll,
        Self::EditText,
        Self::Group,
        Self::Lock,
        Self::Order(Order::Up),
        Self::Order(Order::Down),
        Self::Rotate(true),
        Self::Save,
        Self::Print,
        Self::Turn(true),
        Self::Turn(false),
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomFit,
        Self::ZoomActual,
    ];

    /// All that can be found by their words: those of the toolbar and of the menus.
    pub(crate) const NAMED: [Self; 46] = [
        Self::Save,
        Self::SaveAs,
        Self::Print,
        Self::Export,
        Self::Close,
        Self::Undo,
        Self::Redo,
        Self::Cut,
        Self::Copy,
        Self::Paste,
        Self::Duplicate,
        Self::Delete,
        Self::SelectAll,
        Self::EditText,
        Self::Align(AlignEdge::Left),
        Self::Align(AlignEdge::Centre),
        Self::Align(AlignEdge::Right),
        Self::Align(AlignEdge::Top),
        Self::Align(AlignEdge::Middle),
        Self::Align(AlignEdge::Bottom),
        Self::Distribute(Axis::Across),
        Self::Distribute(Axis::Down),
        Self::Order(Order::Front),
        Self::Order(Order::Back),
        Self::Group,
        Self::Ungroup,
        Self::Lock,
        Self::Rotate(true),
        Self::Rotate(false),
        Self::Fit(FitRule::Wrap),
        Self::Fit(FitRule::Shrink),
        Self::Fit(FitRule::Clip),
        Self::Tool(Tool::Text),
        Self::Tool(Tool::Rectangle),
        Self::Tool(Tool::Ellipse),
        Self::Tool(Tool::Line),
        Self::InsertPicture,
        Self::Turn(true),
        Self::Turn(false),
        Self::OwnFurtherPages,
        Self::FaxPreview,
        Self::Beside,
        Self::Grid,
        Self::Snap,
        Self::Units,
        Self::ZoomFit,
    ];

    /// Its key. Deaf while words are typed, except those with Ctrl that typing has no use for.
    pub(crate) const fn shortcut(self) -> Option<KeyboardShortcut> {
        match self {
            Self::Undo => ctrl(Key::Z),
            Self::Redo => ctrl_shift(Key::Z),
            Self::Cut => ctrl(Key::X),
            Self::Copy => ctrl(Key::C),
            Self::Paste => ctrl(Key::V),
            Self::Duplicate => ctrl(Key::D),
            Self::Delete => Some(KeyboardShortcut::new(Modifiers::NONE, Key::Delete)),
            Self::SelectAll => ctrl(Key::A),
            Self::EditText => Some(KeyboardShortcut::new(Modifiers::NONE, Key::F2)),
            Self::Group => ctrl(Key::G),
            Self::Ungroup => ctrl_shift(Key::G),
            Self::Lock => ctrl(Key::L),
            Self::Order(Order::Front) => ctrl_shift(Key::ArrowUp),
            Self::Order(Order::Back) => ctrl_shift(Key::ArrowDown),
            Self::Order(Order::Up) => ctrl(Key::ArrowUp),
            Self::Order(Order::Down) => ctrl(Key::ArrowDown),
            Self::Rotate(true) => ctrl(Key::R),
            Self::Save => ctrl(Key::S),
            Self::SaveAs => ctrl_shift(Key::S),
            Self::Print => ctrl(Key::P),
            Self::Turn(true) => Some(KeyboardShortcut::new(Modifiers::NONE, Key::PageDown)),
            Self::Turn(false) => Some(KeyboardShortcut::new(Modifiers::NONE, Key::PageUp)),
            Self::ZoomIn => ctrl(Key::Plus),
            Self::ZoomOut => ctrl(Key::Minus),
            Self::ZoomFit => ctrl(Key::Num0),
            Self::ZoomActual => ctrl(Key::Num1),
            _ => None,
        }
    }

    /// Text, icon, tooltip and key.
    pub(crate) fn info(self) -> CommandInfo {
        let (text, icon, tooltip) = match self {
            Self::Undo => (lang::text("toast-undo"), icon::ARROW_U_UP_LEFT, lang::text("cover-undo-tip")),
            Self::Redo => (lang::text("cover-redo"), icon::ARROW_U_UP_RIGHT, lang::text("cover-redo-tip")),
            Self::Cut => (lang::text("cover-cut"), icon::SCISSORS, ""),
            Self::Copy => (lang::text("cover-copy"), icon::COPY, ""),
            Self::Paste => (lang::text("cover-paste"), icon::CLIPBOARD_TEXT, ""),
            Self::Duplicate => (lang::text("cover-duplicate"), icon::COPY_SIMPLE, ""),
            Self::Delete => (lang::text("action-delete"), icon::TRASH, ""),
            Self::SelectAll => (lang::text("action-select-all"), icon::SELECTION_ALL, ""),
            Self::SelectNext(true) => (lang::text("cover-select-next"), icon::CARET_RIGHT, ""),
            Self::SelectNext(false) => (lang::text("cover-select-previous"), icon::CARET_LEFT, ""),
            Self::EditText => (lang::text("cover-edit-text"), icon::CURSOR_TEXT, ""),
            Self::Group => (lang::text("cover-group"), icon::SELECTION_PLUS, lang::text("cover-group-tip")),
            Self::Ungroup => (lang::text("cover-ungroup"), icon::SELECTION_SLASH, lang::text("cover-ungroup-tip")),
            Self::Lock => (lang::text("cover-lock"), icon::LOCK_SIMPLE, lang::text("cover-lock-tip")),
            Self::Align(AlignEdge::Left) => (lang::text("cover-align-left"), icon::ALIGN_LEFT_SIMPLE, ""),
            Self::Align(AlignEdge::Centre) => {
                (lang::text("cover-align-centre"), icon::ALIGN_CENTER_HORIZONTAL_SIMPLE, "")
            }
            Self::Align(AlignEdge::Right) => (lang::text("cover-align-right"), icon::ALIGN_RIGHT_SIMPLE, ""),
            Self::Align(AlignEdge::Top) => (lang::text("cover-align-top"), icon::ALIGN_TOP_SIMPLE, ""),
            Self::Align(AlignEdge::Middle) => {
                (lang::text("cover-align-middle"), icon::ALIGN_CENTER_VERTICAL_SIMPLE, "")
            }
            Self::Align(AlignEdge::Bottom) => (lang::text("cover-align-bottom"), icon::ALIGN_BOTTOM_SIMPLE, ""),
            Self::Distribute(Axis::Across) => (lang::text("cover-gaps-across"), icon::SPLIT_HORIZONTAL, ""),
            Self::Distribute(Axis::Down) => (lang::text("cover-gaps-down"), icon::SPLIT_VERTICAL, ""),
            Self::Order(Order::Front) => (lang::text("cover-front"), icon::ARROW_LINE_UP, ""),
            Self::Order(Order::Up) => (lang::text("cover-forward"), icon::ARROW_UP, ""),
            Self::Order(Order::Down) => (lang::text("cover-backward"), icon::ARROW_DOWN, ""),
            Self::Order(Order::Back) => (lang::text("cover-back"), icon::ARROW_LINE_DOWN, ""),
            Self::Rotate(true) => {
                (lang::text("cover-rotate-right"), icon::ARROW_CLOCKWISE, lang::text("cover-quarter-turn"))
            }
            Self::Rotate(false) => {
                (lang::text("cover-rotate-left"), icon::ARROW_COUNTER_CLOCKWISE, lang::text("cover-quarter-turn"))
            }
            Self::Fit(FitRule::Wrap) => {
                (lang::text("cover-wrap"), icon::ARROW_ELBOW_DOWN_LEFT, lang::text("cover-wrap-tip"))
            }
            Self::Fit(FitRule::Shrink) => {
                (lang::text("cover-shrink"), icon::ARROWS_IN_SIMPLE, lang::text("cover-shrink-tip"))
            }
            Self::Fit(FitRule::Clip) => (lang::text("cover-clip"), icon::SCISSORS, lang::text("cover-clip-tip")),
            Self::Tool(tool) => return tool.info(),
            Self::Turn(true) => (lang::text("cover-next-page"), icon::CARET_RIGHT, lang::text("cover-next-page-tip")),
            Self::Turn(false) => (lang::text("cover-previous-page"), icon::CARET_LEFT, ""),
            Self::OwnFurtherPages => {
                (lang::text("cover-own-further"), icon::PENCIL_SIMPLE, lang::text("cover-own-further-tip"))
            }
            Self::InsertPicture => (lang::text("cover-picture"), icon::IMAGE, lang::text("cover-picture-tip")),
            Self::Save => (lang::text("save"), icon::FLOPPY_DISK, ""),
            Self::SaveAs => (lang::text("cover-save-as"), icon::FLOPPY_DISK_BACK, lang::text("cover-save-as-tip")),
            Self::Print => (lang::text("action-print-now"), icon::PRINTER, lang::text("cover-print-tip")),
            Self::Export => (lang::text("cover-export"), icon::EXPORT, lang::text("cover-export-tip")),
            Self::Close => (lang::text("cover-close"), icon::CARET_LEFT, ""),
            Self::ZoomIn => (lang::text("action-zoom-in"), icon::MAGNIFYING_GLASS_PLUS, ""),
            Self::ZoomOut => (lang::text("action-zoom-out"), icon::MAGNIFYING_GLASS_MINUS, ""),
            Self::ZoomFit => (lang::text("viewer-fit-page"), icon::ARROWS_OUT, ""),
            Self::ZoomActual => {
                (lang::text("cover-paper-size"), icon::NUMBER_SQUARE_ONE, lang::text("cover-paper-size-tip"))
            }
            Self::Grid => (lang::text("cover-grid"), icon::GRID_FOUR, lang::text("cover-grid-tip")),
            Self::Snap => (lang::text("cover-snap"), icon::MAGNET_STRAIGHT, lang::text("cover-snap-tip")),
            Self::Units => (lang::text("cover-units"), icon::RULER, lang::text("cover-units-tip")),
            Self::FaxPreview => (lang::text("cover-fax-preview"), icon::PRINTER, lang::text("cover-fax-preview-tip")),
            Self::Beside => (lang::text("cover-beside"), icon::COLUMNS, lang::text("cover-beside-tip")),
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }

    /// What it does, with its key.
    pub(crate) fn tooltip(self, egui: &egui::Context) -> String {
        let info = self.info();
        let words = if info.tooltip.is_empty() { info.text } else { info.tooltip };
        match self.shortcut() {
            Some(shortcut) => words!("name-with-key", name = words, key = format::shortcut(egui, &shortcut)),
            None => words.to_owned(),
        }
    }
}

impl Tool {
    fn info(self) -> CommandInfo {
        let (text, icon, tooltip) = match self {
            Self::Select => (lang::text("cover-select"), icon::CURSOR, lang::text("cover-select-tip")),
            Self::Text => (lang::text("cover-text"), icon::TEXT_T, lang::text("cover-click-tip")),
            Self::Rectangle => (lang::text("cover-box"), icon::RECTANGLE, lang::text("cover-box-tip")),
            Self::Ellipse => (lang::text("cover-ellipse"), icon::CIRCLE, lang::text("cover-ellipse-tip")),
            Self::Line => (lang::text("cover-line"), icon::LINE_SEGMENT, lang::text("cover-line-tip")),
            Self::JobCode => (lang::text("cover-job-code"), icon::QR_CODE, lang::text("cover-job-code-tip")),
            Self::Field(field) => (super::data::field_short(field), field_icon(field), lang::text("cover-click-tip")),
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }
}

/// The symbol of a field in the palette.
pub(super) fn field_icon(field: Field) -> &'static str {
    use crate::cover::PersonField as P;
    match field {
        Field::Recipient(field) | Field::Sender(field) => match field {
            P::Name => icon::USER,
            P::FaxNumber | P::OfficePhone | P::HomePhone => icon::PHONE,
            P::Company | P::Department => icon::BUILDINGS,
            P::Title => icon::IDENTIFICATION_BADGE,
            P::OfficeLocation => icon::DOOR,
            P::Email => icon::ENVELOPE_SIMPLE,
            P::BillingCode => icon::RECEIPT,
            _ => icon::MAP_PIN,
        },
        Field::Subject => icon::TEXT_AA,
        Field::Note => icon::NOTE,
        Field::TimeSent | Field::Date => icon::CALENDAR_BLANK,
        Field::Time => icon::CLOCK,
        Field::PageCount | Field::Page => icon::FILES,
        Field::Job => icon::HASH,
        Field::JobCode => icon::QR_CODE,
        Field::Banner => icon::TEXT_ALIGN_JUSTIFY,
        Field::Item => icon::LIST_BULLETS,
    }
}
