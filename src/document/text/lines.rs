//! Characters to lines of cells, as a typewriter sets them: tabs, backspaces, form feeds and all line ends are obeyed,
//! escape sequences for terminals and printers are left out.

use std::iter::Peekable;

use unicode_width::UnicodeWidthChar as _;

/// Columns from tab stop to tab stop.
const TAB: u32 = 8;
/// Cells of a line at the most; a longer one comes in parts, so that it is never in memory as a whole.
const MAX_CELLS: usize = 2048;
/// Characters of an escape sequence at the most; what goes on longer is none.
const MAX_ESCAPE: usize = 4096;

/// A character in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// From the line's beginning.
    pub(super) column: u32,
    /// Columns it takes: 2 for wide ones, 0 for marks upon the one before.
    pub(super) width: u32,
    pub(super) character: char,
    /// Typed twice at the same place.
    pub(super) bold: bool,
    /// Typed upon an underscore.
    pub(super) underlined: bool,
}

impl Cell {
    pub(super) fn end(&self) -> u32 {
        self.column.saturating_add(self.width)
    }
}

/// What a line ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Line,
    /// A form feed.
    Page,
    /// The end of the text.
    Text,
    /// Nothing: the line is too long to be held, and goes on.
    Part,
}

/// A line, or a part of a very long one. Blanks are the columns without a cell.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Ordered by column.
    pub(super) cells: Vec<Cell>,
    /// Whether it has characters that a font must join, turn around or put upon one another.
    pub(super) joined: bool,
    /// Where the next character goes.
    pen: u32,
}

impl Line {
    /// Columns without the blanks at the end.
    pub(super) fn columns(&self) -> u32 {
        self.cells.iter().map(Cell::end).max().unwrap_or(0)
    }

    /// The line as text, with the last of characters typed upon one another, and where each cell is in it.
    pub(super) fn text(&self) -> (String, Vec<usize>) {
        let mut text = String::with_capacity(self.cells.len() + 16);
        let mut starts = Vec::with_capacity(self.cells.len());
        let (mut column, mut last) = (0, 0);
        for cell in &self.cells {
            if cell.width > 0 && cell.column < column {
                text.truncate(last);
            }
            let blanks = cell.column.saturating_sub(column).min(MAX_CELLS as u32);
            text.extend(std::iter::repeat_n(' ', blanks as usize));
            if cell.width > 0 {
                last = text.len();
            }
            starts.push(text.len());
            text.push(cell.character);
            column = cell.end().max(column);
        }
        (text, starts)
    }

    /// Keeps the cells from `first` on, moved to the left by `columns`.
    pub(super) fn keep_from(&mut self, first: usize, columns: u32) {
        self.cells.drain(..first.min(self.cells.len()));
        for cell in &mut self.cells {
            cell.column = cell.column.saturating_sub(columns);
        }
        self.pen = self.pen.saturating_sub(columns);
    }

    /// Empties it for the next line.
    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.joined = false;
        self.pen = 0;
    }

    fn type_character(&mut self, character: char) {
        let width = character.width().unwrap_or(0) as u32;
        self.joined |= is_joined(character, width);
        let column = self.pen;
        self.pen = self.pen.saturating_add(width);
        let fresh = Cell { column, width, character, bold: false, underlined: false };
        match self.cells.last() {
            Some(last) if width > 0 && column < last.end() => self.overstrike(fresh),
            _ => self.cells.push(fresh),
        }
    }

    fn overstrike(&mut self, fresh: Cell) {
        let after = self.cells.iter().rposition(|cell| cell.column <= fresh.column).map_or(0, |place| place + 1);
        let below = after.checked_sub(1).and_then(|place| self.cells.get_mut(place));
        match below.filter(|cell| cell.column == fresh.column) {
            Some(cell) if cell.character == fresh.character => cell.bold = true,
            Some(cell) if cell.character == '_' && fresh.width == 1 => *cell = Cell { underlined: true, ..fresh },
            Some(cell) if fresh.character == '_' => cell.underlined = true,
            _ => self.cells.insert(after, fresh),
        }
    }

    fn backspace(&mut self) {
        let under = self.cells.iter().rev().find(|cell| cell.width > 0 && cell.end() == self.pen);
        self.pen = under.map_or(self.pen.saturating_sub(1), |cell| cell.column);
    }
}

/// Reads a text line by line.
pub(super) struct Lines<I: Iterator<Item = char>> {
    characters: Peekable<I>,
    /// Characters that steered something unknown and were left out.
    pub(super) controls: u64,
    ended: bool,
}

impl<I: Iterator<Item = char>> Lines<I> {
    pub(super) fn new(characters: I) -> Self {
        Self { characters: characters.peekable(), controls: 0, ended: false }
    }

    /// Appends to `line` what is up to the next line end. Nothing after the end of the text.
    pub(super) fn read(&mut self, line: &mut Line) -> Option<End> {
        if self.ended {
            return None;
        }
        while line.cells.len() < MAX_CELLS {
            let Some(character) = self.characters.next() else {
                self.ended = true;
                return Some(End::Text);
            };
            match character {
                '\r' => {
                    self.characters.next_if_eq(&'\n');
                    return Some(End::Line);
                }
                '\n' | '\u{0B}' | '\u{85}' | '\u{2028}' | '\u{2029}' => return Some(End::Line),
                '\u{0C}' => {
                    self.skip_line_end();
                    return Some(End::Page);
                }
                '\t' => line.pen = (line.pen / TAB).saturating_add(1).saturating_mul(TAB),
                '\u{08}' => line.backspace(),
                '\u{1B}' => self.skip_escape(),
                '\u{9B}' => self.skip_parameters(),
                // Shift out and in, the end of file of old systems.
                '\u{0E}' | '\u{0F}' | '\u{1A}' => {}
                control if control.is_control() => self.controls += 1,
                // Marks of byte order and of places to break lines, and what chooses between two looks.
                '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FE0E}' | '\u{FE0F}' | '\u{FEFF}' => {}
                blank if blank != '\u{A0}' && blank.is_whitespace() => {
                    line.pen = line.pen.saturating_add(blank.width().unwrap_or(1) as u32);
                }
                character => line.type_character(character),
            }
        }
        Some(End::Part)
    }

    /// A form feed on a line of its own ends the page; the line end after it adds no line to the next one.
    fn skip_line_end(&mut self) {
        self.characters.next_if_eq(&'\r');
        self.characters.next_if_eq(&'\n');
    }

    /// ECMA-48 and PCL, after the escape character.
    fn skip_escape(&mut self) {
        match self.characters.peek().copied() {
            Some('[') => {
                self.characters.next();
                self.skip_parameters();
            }
            // Strings: a link's address, a window's title. They end with BEL or ESC \.
            Some(']' | 'P' | 'X' | '^' | '_') => {
                for _ in 0..MAX_ESCAPE {
                    match self.characters.next_if(|character| !matches!(character, '\n' | '\r' | '\u{0C}')) {
                        Some('\u{07}' | '\u{9C}') | None => break,
                        Some('\u{1B}') => {
                            self.characters.next_if_eq(&'\\');
                            break;
                        }
                        Some(_) => {}
                    }
                }
            }
            // PCL: a group, then numbers with small letters, up to a capital one.
            Some('&' | '*') => {
                self.characters.next();
                self.skip_up_to(|character| matches!(character, '@'..='Z'), is_pcl);
            }
            // The same in PCL (`ESC ( s 0 P`, `ESC ( 8 U`), a single character in ECMA-48 (`ESC ( B`, `ESC ( 0`).
            Some('(' | ')') => {
                self.characters.next();
                match self.characters.peek() {
                    Some('`'..='z') => self.skip_up_to(|character| matches!(character, '@'..='Z'), is_pcl),
                    Some('0'..='9') => {
                        self.skip_up_to(
                            |character| character.is_ascii_uppercase(),
                            |character| character.is_ascii_digit(),
                        );
                    }
                    _ => self.skip_up_to(|character| matches!(character, '0'..='~'), |_| false),
                }
            }
            Some(' '..='/') => {
                self.characters.next();
                self.skip_up_to(|_| true, |_| false);
            }
            Some('0'..='~') => {
                self.characters.next();
            }
            _ => {}
        }
    }

    /// Parameters and the final character of a control sequence.
    fn skip_parameters(&mut self) {
        self.skip_up_to(|character| matches!(character, '@'..='~'), |character| matches!(character, ' '..='?'));
    }

    /// Skips characters as long as they are `inner`, and one that is `last`.
    fn skip_up_to(&mut self, last: impl Fn(char) -> bool, inner: impl Fn(char) -> bool) {
        for _ in 0..MAX_ESCAPE {
            if self.characters.next_if(|character| inner(*character)).is_none() {
                break;
            }
        }
        self.characters.next_if(|character| last(*character));
    }
}

/// Inside a sequence of PCL.
fn is_pcl(character: char) -> bool {
    matches!(character, '`'..='z' | '0'..='9' | '.' | '+' | '-')
}

/// Whether a character needs shaping: marks upon others, scripts from right to left, scripts whose letters join.
fn is_joined(character: char, width: u32) -> bool {
    match u32::from(character) {
        ..0x300 => false,
        0x0590..=0x08FF | 0x0900..=0x109F | 0x1100..=0x11FF | 0x1700..=0x18AF | 0x1A20..=0x1AAF | 0x1B00..=0x1C4F => {
            true
        }
        0x200C..=0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => true,
        0xA800..=0xA82F | 0xA840..=0xABFF | 0xD7B0..=0xD7FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE => true,
        0x10800..=0x11FFF | 0x1E800..=0x1EFFF => true,
        _ => width == 0,
    }
}
