//! What can be done in the editor, once: its words, icon and key. Buttons, menus and keys read them from here.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::super::command::CommandInfo;
use super::super::icon;
use crate::cover::Field;
use crate::cover::edit::{AlignEdge, Axis, FitRule, Order};

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
    pub(crate) const KEYED: [Self; 24] = [
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
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomFit,
        Self::ZoomActual,
    ];

    /// All that can be found by their words: those of the toolbar and of the menus.
    pub(crate) const NAMED: [Self; 43] = [
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
            Self::Undo => ("Undo", icon::ARROW_U_UP_LEFT, "Take the last change back"),
            Self::Redo => ("Redo", icon::ARROW_U_UP_RIGHT, "Make the change again"),
            Self::Cut => ("Cut", icon::SCISSORS, ""),
            Self::Copy => ("Copy", icon::COPY, ""),
            Self::Paste => ("Paste", icon::CLIPBOARD_TEXT, ""),
            Self::Duplicate => ("Duplicate", icon::COPY_SIMPLE, ""),
            Self::Delete => ("Delete", icon::TRASH, ""),
            Self::SelectAll => ("Select all", icon::SELECTION_ALL, ""),
            Self::SelectNext(true) => ("Select next", icon::CARET_RIGHT, ""),
            Self::SelectNext(false) => ("Select previous", icon::CARET_LEFT, ""),
            Self::EditText => ("Edit text", icon::CURSOR_TEXT, ""),
            Self::Group => ("Group", icon::SELECTION_PLUS, "Make one object of several"),
            Self::Ungroup => ("Ungroup", icon::SELECTION_SLASH, "Take the group apart"),
            Self::Lock => ("Lock", icon::LOCK_SIMPLE, "Locked objects cannot be moved or changed"),
            Self::Align(AlignEdge::Left) => ("Align left", icon::ALIGN_LEFT_SIMPLE, ""),
            Self::Align(AlignEdge::Centre) => ("Align centres", icon::ALIGN_CENTER_HORIZONTAL_SIMPLE, ""),
            Self::Align(AlignEdge::Right) => ("Align right", icon::ALIGN_RIGHT_SIMPLE, ""),
            Self::Align(AlignEdge::Top) => ("Align top", icon::ALIGN_TOP_SIMPLE, ""),
            Self::Align(AlignEdge::Middle) => ("Align middles", icon::ALIGN_CENTER_VERTICAL_SIMPLE, ""),
            Self::Align(AlignEdge::Bottom) => ("Align bottom", icon::ALIGN_BOTTOM_SIMPLE, ""),
            Self::Distribute(Axis::Across) => ("Equal gaps across", icon::SPLIT_HORIZONTAL, ""),
            Self::Distribute(Axis::Down) => ("Equal gaps down", icon::SPLIT_VERTICAL, ""),
            Self::Order(Order::Front) => ("Bring to front", icon::ARROW_LINE_UP, ""),
            Self::Order(Order::Up) => ("Bring forward", icon::ARROW_UP, ""),
            Self::Order(Order::Down) => ("Send backward", icon::ARROW_DOWN, ""),
            Self::Order(Order::Back) => ("Send to back", icon::ARROW_LINE_DOWN, ""),
            Self::Rotate(true) => ("Rotate right", icon::ARROW_CLOCKWISE, "A quarter turn"),
            Self::Rotate(false) => ("Rotate left", icon::ARROW_COUNTER_CLOCKWISE, "A quarter turn"),
            Self::Fit(FitRule::Wrap) => ("Wrap words", icon::ARROW_ELBOW_DOWN_LEFT, "Words flow on in the next line"),
            Self::Fit(FitRule::Shrink) => ("Shrink words to fit", icon::ARROWS_IN_SIMPLE, "Smaller letters, one line"),
            Self::Fit(FitRule::Clip) => ("Cut words off", icon::SCISSORS, "What does not fit is left out"),
            Self::Tool(tool) => return tool.info(),
            Self::InsertPicture => ("Picture", icon::IMAGE, "PNG, JPEG, GIF or WebP, kept inside the cover"),
            Self::Save => ("Save", icon::FLOPPY_DISK, ""),
            Self::SaveAs => ("Save as…", icon::FLOPPY_DISK_BACK, "Under another name, common or personal"),
            Self::Print => ("Print", icon::PRINTER, "With the sample's words"),
            Self::Export => ("Export…", icon::EXPORT, "As an SVG file, for any drawing program"),
            Self::Close => ("All cover pages", icon::CARET_LEFT, ""),
            Self::ZoomIn => ("Zoom in", icon::MAGNIFYING_GLASS_PLUS, ""),
            Self::ZoomOut => ("Zoom out", icon::MAGNIFYING_GLASS_MINUS, ""),
            Self::ZoomFit => ("Fit page", icon::ARROWS_OUT, ""),
            Self::ZoomActual => ("Paper size", icon::NUMBER_SQUARE_ONE, "About as large as on paper"),
            Self::Grid => ("Grid", icon::GRID_FOUR, "Show a grid, and let it pull"),
            Self::Snap => ("Snap", icon::MAGNET_STRAIGHT, "Guides, margins and other objects pull; Alt for once not"),
            Self::Units => ("Units", icon::RULER, "Millimetres or inches"),
            Self::FaxPreview => ("Fax preview", icon::PRINTER, "Exactly what the line carries"),
            Self::Beside => ("Beside", icon::COLUMNS, "The fax preview beside the page"),
        };
        CommandInfo { text, icon, tooltip, key: "" }
    }

    /// What it does, with its key.
    pub(crate) fn tooltip(self, egui: &egui::Context) -> String {
        let info = self.info();
        let words = if info.tooltip.is_empty() { info.text } else { info.tooltip };
        match self.shortcut() {
            Some(shortcut) => format!("{words} ({})", egui.format_shortcut(&shortcut)),
            None => words.to_owned(),
        }
    }
}

impl Tool {
    fn info(self) -> CommandInfo {
        let (text, icon, tooltip) = match self {
            Self::Select => ("Select", icon::CURSOR, "Select, move and resize"),
            Self::Text => ("Text", icon::TEXT_T, "Click on the page, or draw its room"),
            Self::Rectangle => ("Box", icon::RECTANGLE, "Draw a box"),
            Self::Ellipse => ("Ellipse", icon::CIRCLE, "Draw an ellipse; Shift makes a circle"),
            Self::Line => ("Line", icon::LINE_SEGMENT, "Draw a line; Shift keeps it level or upright"),
            Self::JobCode => ("Job code", icon::QR_CODE, "The job's number, for machines"),
            Self::Field(field) => (field.short_label(), field_icon(field), "Click on the page, or draw its room"),
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
