//! Text set by us: what an element says, wrapped, shrunk or cut to its place, line by line.

use std::borrow::Cow;

use super::dom::NodeId;
use super::field::Field;
use super::fill::{Filler, NoteEnd, one_line};
use super::marks::{Align, Fit, Marks};
use super::measure::{Style, family_style};
use super::values::Values;
use super::wrap::{ELLIPSIS, Line, Passage};

/// From one line to the next, in letter sizes, unless the template says otherwise.
const LINE_HEIGHT: f32 = 1.35;
/// How small letters may become to make text fit, unless the template says otherwise.
const MIN_SIZE: f32 = 0.6;
/// Letters reach that far below their line, in letter sizes.
const DESCENT: f32 = 0.25;
/// Text without a width is as wide as it is, in user units.
const WIDEST: f32 = 1e6;
/// Marks around text that runs from right to left (UAX #9): the library that draws knows no direction of paragraphs.
const ISOLATE_RTL: &str = "\u{2067}";
const ISOLATE_LTR: &str = "\u{2066}";
const END_ISOLATE: &str = "\u{2069}";

impl<'a> Filler<'a> {
    /// What a text element says; nothing for one that is drawn as it stands.
    pub(super) fn passage(&self, id: NodeId) -> Option<Passage> {
        self.passage_with(id, self.values())
    }

    pub(super) fn passage_with(&self, id: NodeId, values: &Values<'_>) -> Option<Passage> {
        let marks = self.template.marks(id);
        let mut passage = Passage::default();
        match marks.and_then(|marks| marks.field) {
            Some(field) => {
                let format = marks.map(|marks| marks.format.clone()).unwrap_or_default();
                let text = match field {
                    Some(Field::Note) if self.template.flows(id) => self.note.to_owned(),
                    Some(field) => values.of(field, &format),
                    None => String::new(),
                };
                let style = Style::of(self.template, self.letters_of(id));
                passage.push(&style, text.trim_end());
            }
            None => {
                marks.and_then(|marks| marks.width)?;
                self.collect(id, values, &mut passage);
                if let Some(run) = passage.runs.last_mut() {
                    let kept = passage.text.trim_end().len();
                    passage.text.truncate(kept);
                    run.to = run.to.min(kept);
                }
            }
        }
        passage.choose_family(self.fonts);
        Some(passage)
    }

    /// The element that styles the letters of a field: a single span that holds all of the placeholder, as drawing
    /// programs write it, or the text itself.
    fn letters_of(&self, id: NodeId) -> NodeId {
        self.only_span(id).map_or(id, |span| self.letters_of(span))
    }

    /// The span that holds all words of an element.
    pub(super) fn only_span(&self, id: NodeId) -> Option<NodeId> {
        let document = &self.template.document;
        let has_words = |child: &&NodeId| document.text(**child).is_none_or(|text| !text.trim().is_empty());
        let mut children = document.children(id).iter().filter(has_words);
        match (children.next(), children.next()) {
            (Some(only), None) if document.name(*only) == "tspan" => Some(*only),
            _ => None,
        }
    }

    /// Words of an element and of the spans within, white space as XML has it.
    fn collect(&self, id: NodeId, values: &Values<'_>, passage: &mut Passage) {
        let document = &self.template.document;
        if let Some(label) = self.template.marks(id).and_then(|marks| marks.label) {
            passage.push(&Style::of(self.template, self.letters_of(id)), values.label(label));
            return;
        }
        for child in document.children(id) {
            if let Some(text) = document.text(*child) {
                let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let needs = !passage.text.is_empty() && !passage.text.ends_with([' ', '\n']);
                if text.starts_with(char::is_whitespace) && needs && !words.is_empty() {
                    words.insert(0, ' ');
                }
                if text.ends_with(char::is_whitespace) && (needs || !words.is_empty()) {
                    words.push(' ');
                }
                passage.push(&Style::of(self.template, id), &words);
                continue;
            }
            let marks = self.template.marks(*child);
            if document.name(*child) != "tspan" || !self.is_shown(*child, marks) {
                continue;
            }
            // Drawing programs write one span for each line.
            if document.attribute(*child, "y").is_some() && !passage.text.is_empty() && !passage.text.ends_with('\n') {
                passage.push(&Style::of(self.template, id), "\n");
            }
            match self.template.field(*child) {
                Some(field) => {
                    let format = marks.map(|marks| marks.format.clone()).unwrap_or_default();
                    let value = field.map(|field| values.of(field, &format)).unwrap_or_default();
                    passage.push(&Style::of(self.template, self.letters_of(*child)), value.trim_end());
                }
                None => self.collect(*child, values, passage),
            }
        }
    }

    /// Writes a text element with its words; gives the user units by which it is higher than its one line.
    pub(super) fn filled_text(&mut self, id: NodeId, marks: Option<&Marks>) -> f32 {
        let template = self.template;
        let marks = marks.cloned().unwrap_or_default();
        let flows = self.flow.is_none() && template.flows(id);
        if flows {
            self.flow = Some(id);
        }
        let Some(mut passage) = self.passage(id) else { return 0.0 };
        let fit = marks.fit.unwrap_or(Fit::Wrap);
        let most = marks.max_lines.unwrap_or(if fit == Fit::Wrap { usize::MAX } else { 1 });
        if most == 1 && passage.text.contains('\n') {
            flatten(&mut passage);
        }
        let letters = passage.letters(self.fonts);
        let size = letters.map_or(0.0, |letters| letters.size);
        let step = size * marks.line_height.unwrap_or(LINE_HEIGHT);
        let (x, y) = self.place(id);
        let anchor = letters.map_or(0.0, |letters| letters.anchor);
        let width = marks.width.unwrap_or(WIDEST);
        let height = marks.height.map(|height| {
            let stretched = height + if marks.stretches { self.size.longer } else { 0.0 };
            if flows { stretched - self.shift } else { stretched }
        });
        if let Some(width) = marks.width {
            let frame_size = if size > 0.0 { size } else { height.unwrap_or(width / 10.0) / LINE_HEIGHT };
            let lines = height.unwrap_or(frame_size * (1.0 + DESCENT));
            self.frame(id, [x - anchor * width, y - frame_size, width, lines]);
        }
        if passage.text.is_empty() || size <= 0.0 {
            return 0.0;
        }
        // A note that is not told how far it may go goes to the lower edge.
        let limit = height.or_else(|| (flows && marks.max_lines.is_none()).then(|| self.to_the_edge(y, size)));
        let room = |scale: f32| {
            let by_height = limit.map(|height| lines_in(height, size * scale, step * scale));
            by_height.unwrap_or(usize::MAX).min(most).max(1)
        };
        let mut lines = passage.lines(self.fonts, width, room(1.0));
        let mut scale = 1.0;
        if flows {
            let kept = match self.note_end {
                NoteEnd::WhereFull => end_of_page(&lines, room(1.0)),
                NoteEnd::At(end) => lines.iter().filter(|line| line.from < end).count(),
            };
            self.out.note_taken = lines.get(kept).map_or(self.note.len(), |line| line.from);
            lines.truncate(kept);
        } else {
            if fit == Fit::Shrink {
                (scale, lines) = self.shrunk(&passage, lines, width, marks.min_size.unwrap_or(MIN_SIZE), &room);
            }
            if lines.len() > room(scale) {
                lines.truncate(room(scale));
                self.cut(&mut passage, &mut lines, width / scale);
            } else if fit != Fit::Wrap {
                let is_wide = lines
                    .last()
                    .is_some_and(|line| passage.width(self.fonts, line.from, line.to) > width / scale * 1.001);
                if is_wide {
                    self.cut(&mut passage, &mut lines, width / scale);
                }
            }
        }
        let set = Set { x, y, anchor, width: marks.width, size, step, scale, align: marks.align };
        self.lines(id, &passage, &lines, &set);
        if height.is_none() { lines.len().saturating_sub(1) as f32 * step * scale } else { 0.0 }
    }

    /// The height from one letter above `y` to the page's lower edge, with a margin.
    fn to_the_edge(&self, y: f32, size: f32) -> f32 {
        let [_, top, _, height] = self.size.view;
        top + height * (1.0 - EDGE) - (y - size)
    }

    /// Letters as large as makes the text fit its lines.
    fn shrunk(
        &self,
        passage: &Passage,
        lines: Vec<Line>,
        width: f32,
        min: f32,
        room: &dyn Fn(f32) -> usize,
    ) -> (f32, Vec<Line>) {
        if room(1.0) == 1 {
            let natural = passage.width(self.fonts, 0, passage.text.len());
            let scale = if natural > width { (width / natural * 0.999).max(min) } else { 1.0 };
            return (scale, passage.lines(self.fonts, width / scale, room(scale)));
        }
        let mut best = (1.0, lines);
        for n in 1..=STEPS {
            if best.1.len() <= room(best.0) {
                break;
            }
            let scale = 1.0 - (1.0 - min) * n as f32 / STEPS as f32;
            best = (scale, passage.lines(self.fonts, width / scale, room(scale)));
        }
        best
    }

    /// Ends the last line with an ellipsis.
    fn cut(&self, passage: &mut Passage, lines: &mut [Line], width: f32) {
        let Some(last) = lines.last_mut() else { return };
        // All that follows belongs to the line, as far as it has room.
        let whole = Line {
            to: passage
                .text
                .get(last.from..)
                .and_then(|rest| rest.find('\n'))
                .map_or(passage.text.len(), |n| last.from + n),
            ..*last
        };
        let to = passage.cut(self.fonts, &whole, width);
        passage.text.truncate(to);
        passage.text.push(ELLIPSIS);
        last.to = passage.text.len();
        passage.runs.retain(|run| run.from <= to);
        if let Some(run) = passage.runs.last_mut() {
            run.to = passage.text.len();
        }
    }

    /// Where the first line begins: the text's own place, or that of its first span.
    fn place(&self, id: NodeId) -> (f32, f32) {
        let document = &self.template.document;
        let number = |name: &str| {
            let own = std::iter::once(id).chain(document.within(id).skip(1));
            let mut values = own.filter_map(|id| document.attribute(id, name));
            values.find_map(|value| value.split([' ', ',']).next()?.trim().parse::<f32>().ok())
        };
        (number("x").unwrap_or(0.0), number("y").unwrap_or(0.0))
    }

    /// Writes lines in the element's own styles.
    fn lines(&mut self, id: NodeId, passage: &Passage, lines: &[Line], set: &Set) {
        let template = self.template;
        let own_name = template.document.attribute(id, "id").map(str::to_owned);
        let name = self.name_of(id, own_name);
        let own = template.document.attributes(id).iter().filter(|(key, _)| is_kept(key));
        let own = own.map(|(key, value)| (key.as_str(), value.as_str()));
        let mark = [("id", name.as_str()), ("xml:space", "preserve")];
        self.writer.open("text", mark.into_iter().chain(own));
        for (n, line) in lines.iter().enumerate() {
            if line.from == line.to {
                continue;
            }
            let (place, anchor) = set.place(line);
            let (x, y) = (place.to_string(), (set.y + n as f32 * set.step * set.scale).to_string());
            self.writer.open("tspan", [("x", x.as_str()), ("y", y.as_str())]);
            for run in &passage.runs {
                let (from, to) = (run.from.max(line.from), run.to.min(line.to));
                let Some(words) = passage.text.get(from..to).filter(|words| !words.is_empty()) else { continue };
                let spans = run.style.within(id);
                for span in spans {
                    let own = template.document.attributes(*span).iter().filter(|(key, _)| is_kept(key));
                    self.writer.open("tspan", own.map(|(key, value)| (key.as_str(), value.as_str())));
                }
                let size = self.fonts.style(run.style.key).map_or(set.size, |style| style.size) * set.scale;
                let mut style = format!("text-anchor:{anchor}");
                if set.scale < 1.0 {
                    style.push_str(&format!(";font-size:{size}px"));
                }
                self.writer.open("tspan", [("style", style.as_str())]);
                if let Some(family) = &run.style.family {
                    style.push(';');
                    style.push_str(&family_style(family));
                }
                let is_begin = from == line.from;
                let is_end = to == line.to;
                if line.is_rtl && is_begin {
                    self.writer.text(ISOLATE_RTL);
                }
                self.writer.text(&if line.is_rtl { numbers_isolated(words) } else { words.into() });
                if line.is_rtl && is_end {
                    self.writer.text(END_ISOLATE);
                }
                self.writer.close("tspan");
                for _ in spans {
                    self.writer.close("tspan");
                }
            }
            self.writer.close("tspan");
        }
        self.writer.close("text");
    }
}

/// How lines are set.
struct Set {
    x: f32,
    y: f32,
    /// Which part of the width lies before `x`.
    anchor: f32,
    width: Option<f32>,
    size: f32,
    step: f32,
    scale: f32,
    align: Option<Align>,
}

impl Set {
    /// Where a line stands, and which of its ends.
    fn place(&self, line: &Line) -> (f32, &'static str) {
        let share = match self.align {
            Some(Align::Left) => 0.0,
            Some(Align::Center) => 0.5,
            Some(Align::Right) => 1.0,
            Some(Align::Auto) => f32::from(u8::from(line.is_rtl)),
            None => self.anchor,
        };
        let anchor = match share {
            0.0 => "start",
            0.5 => "middle",
            _ => "end",
        };
        let x = self.width.map_or(self.x, |width| self.x + (share - self.anchor) * width);
        (x, anchor)
    }
}

/// The margin at the lower edge, as a share of the page.
const EDGE: f32 = 0.05;
/// Sizes tried between the natural one and the smallest.
const STEPS: usize = 12;

/// Whole lines in a height that begins one letter size above the first line.
fn lines_in(height: f32, size: f32, step: f32) -> usize {
    let below_first = height - size * (1.0 + DESCENT);
    if below_first < 0.0 { 1 } else { ((below_first / step.max(f32::MIN_POSITIVE)).floor() as usize).saturating_add(1) }
}

/// Lines of a note that stay on a page with room for some: neither the first line of a paragraph alone at the end, nor
/// its last alone on the next page, and no empty lines around the break.
fn end_of_page(lines: &[Line], room: usize) -> usize {
    if lines.len() <= room {
        return lines.len();
    }
    let at = |n: usize| lines.get(n).copied();
    let mut kept = room;
    if at(kept).is_some_and(|next| next.is_last && !next.is_first) && kept > 2 {
        kept -= 1;
    }
    if at(kept - 1).is_some_and(|last| last.is_first && !last.is_last) && kept > 2 {
        kept -= 1;
    }
    kept
}

/// Lines become one.
fn flatten(passage: &mut Passage) {
    if let [run] = passage.runs.as_mut_slice() {
        passage.text = one_line(&passage.text);
        run.to = passage.text.len();
    } else {
        passage.text = passage.text.replace('\n', " ");
    }
}

/// Telephone numbers within text that runs from right to left keep their order: their spaces would turn them around.
fn numbers_isolated(words: &str) -> Cow<'_, str> {
    let is_within = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '/' | '(' | ')' | '.');
    let mut isolated = String::new();
    let mut rest = words;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let end = from.find(|c: char| !is_within(c)).unwrap_or(from.len());
        let number = from.get(..end).unwrap_or_default().trim_end_matches(|c: char| !c.is_ascii_digit());
        isolated.push_str(before);
        if number.contains(' ') || number.starts_with('+') {
            isolated.extend([ISOLATE_LTR, number, END_ISOLATE]);
        } else {
            isolated.push_str(number);
        }
        let taken = if number.is_empty() { 1 } else { number.len() };
        isolated.push_str(if number.is_empty() { from.get(..1).unwrap_or_default() } else { "" });
        rest = from.get(taken..).unwrap_or_default();
    }
    if isolated.is_empty() {
        return words.into();
    }
    isolated.push_str(rest);
    isolated.into()
}

/// Whether an attribute stays when words change: places of letters do not.
fn is_kept(name: &str) -> bool {
    const PLACES: [&str; 9] = ["id", "x", "y", "dx", "dy", "rotate", "textLength", "lengthAdjust", "xml:space"];
    !PLACES.contains(&name) && !name.starts_with("data-")
}
