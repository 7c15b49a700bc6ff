//! Text to lines: where Unicode allows a break (UAX #14), as wide as its words are.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::fonts::{Fonts, LetterStyle};
use super::measure::{Measure, Style};

/// Letters of one style.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) style: Style,
    /// Octets of the text from … to.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Text in runs of styles that follow each other without a gap. Line ends are `\n`.
#[derive(Clone, Debug, Default)]
pub(super) struct Passage {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
}

/// A line: octets of the text from … to, without the spaces at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    /// It begins its paragraph.
    pub(super) is_first: bool,
    /// It ends its paragraph.
    pub(super) is_last: bool,
    /// Its paragraph runs from right to left.
    pub(super) is_rtl: bool,
}

/// Octets of a word that is measured in one piece; longer ones are the sum of their letters.
const LONGEST_WORD: usize = 160;
/// What stands at the end of text that was cut.
pub(super) const ELLIPSIS: char = '…';

impl Passage {
    pub(super) fn push(&mut self, style: &Style, text: &str) {
        let from = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run { style: style.clone(), from, to: self.text.len() });
    }

    /// Sets all of it in one family of the system, when ours lack any of its letters.
    pub(super) fn choose_family(&mut self, fonts: &Fonts) {
        if let Some(family) = fonts.family_for(&self.text) {
            for run in &mut self.runs {
                run.style = run.style.clone().in_family(&family);
            }
        }
    }

    /// Asks for the widths of all its words.
    pub(super) fn measure(&self, measure: &mut Measure<'_>) {
        for run in &self.runs {
            measure.word(&run.style, " ");
            measure.word(&run.style, ELLIPSIS.encode_utf8(&mut [0; 4]));
            let text = self.text.get(run.from..run.to).unwrap_or_default();
            for word in pieces(text) {
                if word.len() <= LONGEST_WORD {
                    measure.word(&run.style, word);
                } else {
                    let mut letter = [0; 4];
                    word.chars().for_each(|character| measure.word(&run.style, character.encode_utf8(&mut letter)));
                }
            }
        }
    }

    /// Asks for the widths of single characters of words that are wider than a line, and of what may be cut.
    pub(super) fn measure_characters(&self, measure: &mut Measure<'_>, fonts: &Fonts, width: f32) {
        for run in &self.runs {
            let text = self.text.get(run.from..run.to).unwrap_or_default();
            for word in pieces(text).filter(|word| fonts.width(run.style.key, word).unwrap_or(0.0) > width) {
                let mut letter = [0; 4];
                word.chars().for_each(|character| measure.word(&run.style, character.encode_utf8(&mut letter)));
            }
        }
    }

    /// What the first letters look like; nothing when nothing draws them.
    pub(super) fn letters(&self, fonts: &Fonts) -> Option<LetterStyle> {
        self.runs.iter().find_map(|run| fonts.style(run.style.key))
    }

    /// The width of a part, spaces and all.
    pub(super) fn width(&self, fonts: &Fonts, from: usize, to: usize) -> f32 {
        let mut width = 0.0;
        for run in &self.runs {
            let part = self.text.get(run.from.max(from)..run.to.min(to)).unwrap_or_default();
            for piece in pieces_with_spaces(part) {
                width += piece_width(fonts, &run.style, piece);
            }
        }
        width
    }

    /// Lines no wider than a width; those of the paragraph with the line that is one too many are the last.
    pub(super) fn lines(&self, fonts: &Fonts, width: f32, most: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut start = 0;
        loop {
            let rest = self.text.get(start..).unwrap_or_default();
            let end = rest.find('\n').map_or(self.text.len(), |end| start + end);
            // Two more tell whether a paragraph ends there, for lines that are not to stand alone.
            let most = most.saturating_add(2);
            let text = self.text.get(start..end).unwrap_or_default();
            let paragraph = Paragraph {
                passage: self,
                fonts,
                width,
                begins: lines.len(),
                is_rtl: is_right_to_left(text),
                line_from: start,
                line_width: 0.0,
                lines: &mut lines,
            };
            paragraph.set(start, end, most);
            if end >= self.text.len() || lines.len() > most {
                return lines;
            }
            start = end + 1;
        }
    }

    /// Up to where a line may stay so that it fits with an ellipsis.
    pub(super) fn cut(&self, fonts: &Fonts, line: &Line, width: f32) -> usize {
        let style = self.runs.iter().find(|run| run.to >= line.to).or(self.runs.last());
        let ellipsis = style.map_or(0.0, |run| piece_width(fonts, &run.style, "…"));
        let mut taken = 0.0;
        let mut to = line.from;
        for (offset, character) in self.text.get(line.from..line.to).unwrap_or_default().char_indices() {
            let at = line.from + offset;
            taken += self.width(fonts, at, at + character.len_utf8());
            if taken + ellipsis > width {
                break;
            }
            to = at + character.len_utf8();
        }
        let kept = self.text.get(line.from..to).unwrap_or_default();
        line.from + kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-')).len()
    }
}

/// A paragraph while its lines are found.
struct Paragraph<'a> {
    passage: &'a Passage,
    fonts: &'a Fonts,
    width: f32,
    lines: &'a mut Vec<Line>,
    /// The number of its first line.
    begins: usize,
    is_rtl: bool,
    line_from: usize,
    line_width: f32,
}

impl Paragraph<'_> {
    /// Finds its lines; stops when there are enough of all.
    fn set(mut self, from: usize, to: usize, most: usize) {
        let text = self.passage.text.get(from..to).unwrap_or_default();
        let mut at = from;
        for (offset, _) in linebreaks(text).filter(|(_, kind)| *kind == BreakOpportunity::Allowed) {
            self.piece(at, from + offset, most);
            if self.lines.len() > most {
                return;
            }
            at = from + offset;
        }
        self.piece(at, to, most);
        self.end(to);
        if let Some(last) = self.lines.last_mut() {
            last.is_last = true;
        }
    }

    /// Puts what stands between two places for breaks on the line, or begins the next with it; breaks within only what
    /// is wider than a line alone.
    fn piece(&mut self, from: usize, to: usize, most: usize) {
        let (passage, fonts, width) = (self.passage, self.fonts, self.width);
        let text = passage.text.get(from..to).unwrap_or_default();
        let ink = passage.width(fonts, from, from + text.trim_end().len());
        if self.line_width + ink <= width || text.trim().is_empty() {
            self.line_width += passage.width(fonts, from, to);
            return;
        }
        if ink <= width {
            self.end(from);
            self.line_width = passage.width(fonts, from, to);
            return;
        }
        if from > self.line_from && self.line_width > width * 0.5 {
            self.end(from);
        }
        for (offset, character) in text.char_indices() {
            let at = from + offset;
            let wide = passage.width(fonts, at, at + character.len_utf8());
            let may_break = at > self.line_from && !joins(character) && !character.is_whitespace();
            if self.line_width + wide > width && may_break {
                self.end(at);
                if self.lines.len() > most {
                    return;
                }
            }
            self.line_width += wide;
        }
    }

    /// Ends the line before a place.
    fn end(&mut self, next: usize) {
        let line = self.passage.text.get(self.line_from..next).unwrap_or_default();
        let to = self.line_from + line.trim_end().len();
        let is_first = self.lines.len() == self.begins;
        self.lines.push(Line { from: self.line_from, to, is_first, is_last: false, is_rtl: self.is_rtl });
        (self.line_from, self.line_width) = (next, 0.0);
    }
}

fn piece_width(fonts: &Fonts, style: &Style, piece: &str) -> f32 {
    if let Some(width) = fonts.width(style.key, piece) {
        return width;
    }
    // A part of a word: the sum of its letters is never less than what they take together, but for pairs that are
    // pushed apart by hairs.
    let mut letter = [0; 4];
    let of = |character: char, letter: &mut [u8; 4]| fonts.width(style.key, character.encode_utf8(letter));
    let size = || fonts.style(style.key).map_or(0.0, |style| style.size);
    piece.chars().map(|character| of(character, &mut letter).unwrap_or_else(|| size() * 0.6)).sum()
}

/// Words between spaces and places for breaks; without the spaces.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    pieces_with_spaces(text).filter(|piece| !piece.trim().is_empty())
}

/// Words, and spaces one by one.
fn pieces_with_spaces(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    let breaks = linebreaks(text).map(|(offset, _)| offset);
    let chunks = breaks.filter_map(move |to| {
        let chunk = text.get(at..to);
        at = to;
        chunk
    });
    chunks.flat_map(|chunk| {
        let ink = chunk.trim_end_matches([' ', '\n']).len();
        let (word, spaces) = chunk.split_at_checked(ink).unwrap_or((chunk, ""));
        let spaces = spaces.matches(' ');
        (!word.is_empty()).then_some(word).into_iter().chain(spaces)
    })
}

/// Marks and joiners that cannot begin a line.
fn joins(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{200B}'..='\u{200F}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// Whether the first letter with a direction runs from right to left (UAX #9, P2).
pub(super) fn is_right_to_left(text: &str) -> bool {
    let rtl = |c: char| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    };
    let strong = text.chars().find(|c| c.is_alphabetic());
    strong.is_some_and(rtl)
}
