//! Form fields: text, choices, boxes to tick (ISO 32000-1 §12.7). A field is drawn when it has no appearance, or when the
//! document says that those of its fields are out of date.

use std::fmt::Write as _;

use hayro::hayro_syntax::object::dict::Dict;
use hayro::hayro_syntax::object::{Array, Name, Object, Rect};

use super::Appearance;
use super::script::{self, Set, colour, list, numbers};

/// Field flags (tables 226, 228, 230).
const MULTILINE: i32 = 1 << 12;
const PASSWORD: i32 = 1 << 13;
const PUSH_BUTTON: i32 = 1 << 16;
const RADIO: i32 = 1 << 15;
const COMBO: i32 = 1 << 17;
const COMB: i32 = 1 << 24;

/// From line to line, in sizes.
const LEADING: f64 = 1.15;
/// What lies between a line's top and its base line, in sizes.
const ASCENT: f64 = 0.77;
/// How far letters reach below the base line, in sizes.
const DESCENT: f64 = 0.22;
/// Sizes that a field of changing size may have.
const SMALLEST: f64 = 4.0;
const USUAL: f64 = 12.0;
/// Fields inside each other at the most.
const DEPTH: usize = 32;
/// Characters of a value at the most.
const LONGEST: usize = 50_000;

/// What all fields of a document share.
pub(super) struct Form<'a> {
    dictionary: Dict<'a>,
    /// Appearances are out of date.
    outdated: bool,
}

/// How a field's letters look.
struct Style {
    /// 0 for what fits.
    size: f64,
    colour: String,
}

impl<'a> Form<'a> {
    pub(super) fn of(root: &Dict<'a>) -> Self {
        let dictionary: Dict<'_> = root.get("AcroForm").unwrap_or_default();
        let outdated = dictionary.get::<bool>("NeedAppearances").unwrap_or(false);
        Self { dictionary, outdated }
    }

    pub(super) fn appearance(&self, field: &Dict<'a>) -> Option<Appearance> {
        let kind = self.inherited::<Name<'_>>(field, "FT")?;
        let has_appearance = field.get::<Dict<'_>>("AP").is_some_and(|looks| looks.contains_key("N"));
        let is_text = matches!(kind.as_ref(), b"Tx" | b"Ch");
        if has_appearance && !(self.outdated && is_text) {
            return None;
        }
        let rect = field.get::<Rect>("Rect")?;
        let turn = field.get::<Dict<'_>>("MK").and_then(|looks| looks.get::<i32>("R")).unwrap_or(0).rem_euclid(360);
        let (across, up) = (rect.width().abs(), rect.height().abs());
        let (matrix, width, height) = match turn {
            90 => ([0.0, 1.0, -1.0, 0.0, across, 0.0], up, across),
            180 => ([-1.0, 0.0, 0.0, -1.0, across, up], across, up),
            270 => ([0.0, -1.0, 1.0, 0.0, 0.0, up], up, across),
            _ => ([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], across, up),
        };
        if !(width > 0.5 && height > 0.5) {
            return None;
        }
        let (mut content, border) = background(field, width, height);
        let flags = self.inherited::<i32>(field, "Ff").unwrap_or(0);
        let room = Room { width, height, border };
        let (letters, incomplete) = match kind.as_ref() {
            b"Tx" => self.text(field, flags, &room),
            b"Ch" => self.choice(field, flags, &room),
            b"Btn" => self.button(field, flags, &room),
            _ => return None,
        };
        content += &letters;
        // A field without a value, a frame or a ground is not there to be seen, unless an old value has to go.
        (!content.is_empty() || has_appearance).then_some(Appearance {
            bbox: [0.0, 0.0, width, height],
            matrix,
            rect: None,
            content,
            incomplete,
        })
    }

    /// What the field says, or one that it is part of.
    fn inherited<T>(&self, field: &Dict<'a>, key: &str) -> Option<T>
    where
        Object<'a>: TryInto<T>,
    {
        let mut field = field.clone();
        for _ in 0..DEPTH {
            if let Some(value) = field.get::<Object<'_>>(key) {
                return value.try_into().ok();
            }
            match field.get::<Dict<'_>>("Parent") {
                Some(parent) => field = parent,
                None => break,
            }
        }
        self.dictionary.get::<Object<'_>>(key)?.try_into().ok()
    }

    fn text(&self, field: &Dict<'a>, flags: i32, room: &Room) -> (String, bool) {
        let value = self.inherited::<Object<'_>>(field, "V").and_then(|value| script::text(&value));
        let Some(mut value) = value.filter(|value| !value.is_empty()) else { return Default::default() };
        if let Some((end, _)) = value.char_indices().nth(LONGEST) {
            value.truncate(end);
        }
        if flags & PASSWORD != 0 {
            value = "*".repeat(value.chars().count());
        }
        let style = self.style(field);
        let cells = self.inherited::<i32>(field, "MaxLen").filter(|cells| (1..1000).contains(cells));
        match cells {
            Some(cells) if flags & COMB != 0 && flags & (MULTILINE | PASSWORD) == 0 => {
                room.comb(&value, cells.into(), &style)
            }
            _ if flags & MULTILINE != 0 => room.lines(&value, &style, self.quadding(field)),
            _ => room.line(&value.replace(['\r', '\n'], " "), &style, self.quadding(field)),
        }
    }

    fn choice(&self, field: &Dict<'a>, flags: i32, room: &Room) -> (String, bool) {
        let chosen: Vec<String> = match self.inherited::<Object<'_>>(field, "V") {
            Some(Object::Array(all)) => all.iter::<Object<'_>>().filter_map(|value| script::text(&value)).collect(),
            Some(value) => script::text(&value).into_iter().collect(),
            None => Vec::new(),
        };
        // What is stored may have another name for people.
        let options = self.inherited::<Array<'_>>(field, "Opt");
        let shown = |value: String| {
            let pairs = options.iter().flat_map(|options| options.iter::<Array<'_>>());
            let mut names = pairs.map(|pair| pair.iter::<Object<'_>>().filter_map(|one| script::text(&one)).collect());
            let names = names.find(|pair: &Vec<String>| pair.first() == Some(&value));
            names.and_then(|pair| pair.into_iter().nth(1)).unwrap_or(value)
        };
        let shown: Vec<String> = chosen.into_iter().take(1000).map(shown).collect();
        if shown.iter().all(String::is_empty) {
            return Default::default();
        }
        let style = self.style(field);
        if flags & COMBO != 0 {
            room.line(&shown.join(", "), &style, self.quadding(field))
        } else {
            room.lines(&shown.join("\n"), &style, self.quadding(field))
        }
    }

    fn button(&self, field: &Dict<'a>, flags: i32, room: &Room) -> (String, bool) {
        let looks: Dict<'_> = field.get("MK").unwrap_or_default();
        let caption = looks.get::<Object<'_>>("CA").and_then(|caption| script::text(&caption));
        if flags & PUSH_BUTTON != 0 {
            return caption.map(|caption| room.line(&caption, &self.style(field), 1)).unwrap_or_default();
        }
        let state = field.get::<Name<'_>>("AS").or_else(|| self.inherited(field, "V"));
        if state.is_none_or(|state| state.as_ref() == b"Off") {
            return Default::default();
        }
        // A letter of ZapfDingbats; without any a tick or a dot.
        let usual = if flags & RADIO != 0 { 'l' } else { '4' };
        let sign = caption.and_then(|caption| caption.chars().next()).filter(char::is_ascii_graphic).unwrap_or(usual);
        let size = room.width.min(room.height) * 0.8;
        let (x, y) = ((room.width - size * 0.8) / 2.0, (room.height - size * 0.7) / 2.0);
        let at = numbers(&[x, y]);
        (format!("BT /D {size:.2} Tf 0 g 1 0 0 1 {at} Tm <{:02X}> Tj ET\n", u32::from(sign)), false)
    }

    fn style(&self, field: &Dict<'a>) -> Style {
        let words = self.inherited::<Object<'_>>(field, "DA").and_then(|words| script::text(&words));
        style(&words.unwrap_or_default())
    }

    /// 0 for flush left, 1 for centred, 2 for flush right.
    fn quadding(&self, field: &Dict<'a>) -> i32 {
        self.inherited(field, "Q").unwrap_or(0)
    }
}

/// A size and a colour of a default appearance (§12.7.3.3), which is a piece of a content stream.
fn style(words: &str) -> Style {
    let mut style = Style { size: 0.0, colour: "0 g\n".to_owned() };
    let mut operands = Vec::new();
    for word in words.split_ascii_whitespace() {
        match word {
            "Tf" => style.size = operands.last().copied().unwrap_or(0.0),
            "g" | "rg" | "k" => style.colour = colour(&operands, true).unwrap_or(style.colour),
            _ => {
                operands.extend(word.parse::<f64>().ok());
                continue;
            }
        }
        operands.clear();
    }
    style
}

/// The ground and the frame of a field, and how wide that is.
fn background(field: &Dict<'_>, width: f64, height: f64) -> (String, f64) {
    let mut out = String::new();
    let looks: Dict<'_> = field.get("MK").unwrap_or_default();
    let paint = |key: &str, fill| looks.get::<Array<'_>>(key).and_then(|parts| colour(&list(&parts), fill));
    if let Some(ground) = paint("BG", true) {
        let _ = writeln!(out, "q {ground}0 0 {} re f Q", numbers(&[width, height]));
    }
    let line = field.get::<Dict<'_>>("BS").and_then(|style| style.get::<f64>("W")).unwrap_or(1.0).clamp(0.0, 20.0);
    match paint("BC", false) {
        Some(frame) if line > 0.0 => {
            let inner = numbers(&[line / 2.0, line / 2.0, width - line, height - line]);
            let _ = writeln!(out, "q {frame}{line} w {inner} re S Q");
            (out, line)
        }
        _ => (out, 0.0),
    }
}

/// A field as room for letters.
struct Room {
    width: f64,
    height: f64,
    border: f64,
}

impl Room {
    fn margin(&self) -> f64 {
        self.border + 2.0
    }

    /// Where something so wide begins.
    fn start(&self, wide: f64, quadding: i32) -> f64 {
        let free = self.width - wide;
        match quadding {
            1 => free / 2.0,
            2 => free - self.margin(),
            _ => self.margin(),
        }
    }

    /// The base line of a single line.
    fn base(&self, size: f64) -> f64 {
        (self.height - size * (ASCENT + DESCENT)) / 2.0 + size * DESCENT
    }

    fn line(&self, text: &str, style: &Style, quadding: i32) -> (String, bool) {
        let (set, lost) = letters(text);
        let fitting = ((self.width - 2.0 * self.margin()) / set.ems.max(0.1)).min(self.height / LEADING - self.border);
        let size = if style.size > 0.0 { style.size } else { fitting.clamp(SMALLEST, USUAL) };
        let line = set.show(self.start(set.ems * size, quadding), self.base(size));
        (self.shown(size, style, &line), lost)
    }

    fn comb(&self, text: &str, cells: f64, style: &Style) -> (String, bool) {
        let size = if style.size > 0.0 { style.size } else { (self.height / LEADING).clamp(SMALLEST, USUAL) };
        let cell = self.width / cells;
        let (mut line, mut lost) = (String::new(), false);
        for (place, letter) in (0u32..).zip(text.chars()).take(cells as usize) {
            let (set, unknown) = letters(letter.encode_utf8(&mut [0; 4]));
            lost |= unknown;
            line += &set.show((f64::from(place) + 0.5) * cell - set.ems * size / 2.0, self.base(size));
        }
        (self.shown(size, style, &line), lost)
    }

    fn lines(&self, text: &str, style: &Style, quadding: i32) -> (String, bool) {
        let wide = (self.width - 2.0 * self.margin()).max(1.0);
        let mut size = if style.size > 0.0 { style.size } else { USUAL };
        let mut lines = wrapped(text, wide / size);
        // What does not fit becomes smaller, if it may.
        while style.size <= 0.0 && size > SMALLEST && lines.len() as f64 * size * LEADING > self.height {
            size -= 0.5;
            lines = wrapped(text, wide / size);
        }
        let (mut out, mut lost) = (String::new(), false);
        let mut base = self.height - self.border - 1.0 - size * ASCENT;
        for line in &lines {
            let (set, unknown) = letters(line);
            lost |= unknown;
            out += &set.show(self.start(set.ems * size, quadding), base);
            base -= size * LEADING;
        }
        (self.shown(size, style, &out), lost)
    }

    fn shown(&self, size: f64, style: &Style, lines: &str) -> String {
        format!("BT /S {size:.2} Tf\n{}{lines}ET\n", style.colour)
    }
}

/// Set letters, and whether some are not in the font.
fn letters(line: &str) -> (Set, bool) {
    match script::set(line) {
        Ok(set) => (set, false),
        Err(set) => (set, true),
    }
}

/// Lines of so many ems, broken at spaces where that goes.
fn wrapped(text: &str, ems: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.replace("\r\n", "\n").split(['\r', '\n']) {
        let mut line = String::new();
        for word in paragraph.split_inclusive(' ') {
            let longer = line.clone() + word;
            if !line.is_empty() && letters(longer.trim_end()).0.ems > ems {
                lines.push(std::mem::take(&mut line));
                line.push_str(word);
            } else {
                line = longer;
            }
        }
        lines.push(line);
    }
    lines
}

/// Text in a box of its own: an annotation of free text.
pub(super) fn in_box(text: &str, words: &str, width: f64, height: f64, quadding: i32) -> (String, bool) {
    let mut style = style(words);
    if style.size <= 0.0 {
        style.size = USUAL;
    }
    Room { width, height, border: 0.0 }.lines(text, &style, quadding)
}
