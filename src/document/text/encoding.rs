//! Which encoding a text has, and its characters one after the other, without ever holding the text a second time.
//!
//! Byte order marks first, then what gives itself away: NUL octets (UTF-16, UTF-32), escape sequences (ISO-2022-JP),
//! valid UTF-8. What is left is one of the code pages of before Unicode, told apart by `chardetng`, apart from those
//! of DOS, which it does not know and old programs still print.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, CoderResult, Decoder, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE,
    UTF_16LE,
};
use oem_cp::code_table::{DECODING_TABLE_CP437, DECODING_TABLE_CP850};

/// Octets that decide.
const SAMPLE: usize = 1 << 20;
/// One character in so many is a blank, a line end or a letter of ASCII in every text.
const MARKS: usize = 50;
/// Octets decoded at once.
const BLOCK: usize = 1 << 16;

/// How the octets of a text become characters.
#[derive(Clone, Copy)]
pub(super) struct TextEncoding {
    form: Form,
    /// Octets of the byte order mark.
    mark: usize,
    /// Whether it was guessed from the letters, so that a person should look.
    guessed: bool,
}

#[derive(Clone, Copy)]
enum Form {
    /// All that browsers know.
    Known(&'static Encoding),
    Utf32 {
        big_endian: bool,
    },
    /// Code page 437 or 850: the number, and its upper half.
    Dos(u16, &'static [char; 128]),
}

impl TextEncoding {
    /// Finds out what `bytes` are.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let sure = |form, mark| Self { form, mark, guessed: false };
        let guessed = |form| Self { form, mark: 0, guessed: true };
        if let Some(found) = by_mark(bytes) {
            return found;
        }
        let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
        if sample.contains(&0)
            && let Some(form) = by_nuls(sample)
        {
            return sure(form, 0);
        }
        if [b"\x1B$B", b"\x1B$@"].iter().any(|escape| sample.windows(3).any(|three| three == *escape)) {
            return sure(Form::Known(ISO_2022_JP), 0);
        }
        let Err(error) = std::str::from_utf8(bytes) else { return sure(Form::Known(UTF_8), 0) };
        // From the line of the first letter that is not ASCII on: the letters decide.
        let strange = error.valid_up_to();
        let line = bytes.get(..strange).unwrap_or_default().iter().rposition(|octet| *octet == b'\n').unwrap_or(0);
        let tail = bytes.get(line..).unwrap_or_default();
        let sample = tail.get(..SAMPLE).unwrap_or(tail);
        if is_nearly_utf8(bytes, strange) {
            return sure(Form::Known(UTF_8), 0);
        }
        if let Some(form) = dos(sample) {
            return guessed(form);
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(sample, sample.len() == tail.len());
        guessed(Form::Known(detector.guess(None, Utf8Detection::Deny)))
    }

    /// The characters of `bytes`, which are those that [`Self::of`] has seen.
    pub(super) fn characters<'a>(&self, bytes: &'a [u8]) -> Characters<'a> {
        let decoder = match self.form {
            Form::Known(encoding) => Decoding::Known(encoding.new_decoder_without_bom_handling()),
            Form::Utf32 { big_endian } => Decoding::Utf32 { big_endian },
            Form::Dos(_, table) => Decoding::Dos(table),
        };
        Characters {
            rest: bytes.get(self.mark..).unwrap_or_default(),
            decoder,
            buffer: String::with_capacity(BLOCK),
            at: 0,
            ended: false,
        }
    }

    /// The language that the encoding was made for, when Han characters look different there.
    pub(super) fn language(&self) -> Option<&'static str> {
        match self.form {
            Form::Known(encoding) if [SHIFT_JIS, EUC_JP, ISO_2022_JP].contains(&encoding) => Some("ja"),
            Form::Known(encoding) if encoding == EUC_KR => Some("ko"),
            Form::Known(encoding) if encoding == BIG5 => Some("zh-TW"),
            Form::Known(encoding) if [GBK, GB18030].contains(&encoding) => Some("zh-CN"),
            _ => None,
        }
    }

    /// A warning for the person, when the encoding is a guess.
    pub(super) fn warning(&self) -> Option<String> {
        self.guessed.then(|| {
            format!("The text is not in Unicode; it was read as {}, check its accents and signs", self.in_words())
        })
    }

    fn in_words(&self) -> String {
        let (script, name) = match self.form {
            Form::Utf32 { .. } => return "UTF-32".to_owned(),
            Form::Dos(page, _) => return format!("DOS (code page {page})"),
            Form::Known(encoding) => (script_of(encoding), encoding.name()),
        };
        let name = name.strip_prefix("windows-").map_or_else(|| name.to_owned(), |page| format!("Windows-{page}"));
        if script.is_empty() { name } else { format!("{script} ({name})") }
    }
}

fn script_of(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "windows-1252" => "Western European",
        "windows-1250" | "ISO-8859-2" => "Central European",
        "windows-1251" | "KOI8-U" | "IBM866" | "ISO-8859-5" => "Cyrillic",
        "windows-1253" | "ISO-8859-7" => "Greek",
        "windows-1254" => "Turkish",
        "windows-1255" | "ISO-8859-8" => "Hebrew",
        "windows-1256" | "ISO-8859-6" => "Arabic",
        "windows-1257" | "ISO-8859-4" | "ISO-8859-13" => "Baltic",
        "windows-1258" => "Vietnamese",
        "windows-874" => "Thai",
        "Shift_JIS" | "EUC-JP" | "ISO-2022-JP" => "Japanese",
        "EUC-KR" => "Korean",
        "Big5" => "Traditional Chinese",
        "GBK" | "gb18030" => "Simplified Chinese",
        _ => "",
    }
}

fn by_mark(bytes: &[u8]) -> Option<TextEncoding> {
    let utf32 = |big_endian| Form::Utf32 { big_endian };
    // The mark of UTF-32 in little endian begins with that of UTF-16: a NUL after a mark is no text.
    let marks: [(&[u8], Form); 6] = [
        (b"\xFF\xFE\x00\x00", utf32(false)),
        (b"\x00\x00\xFE\xFF", utf32(true)),
        (b"\xEF\xBB\xBF", Form::Known(UTF_8)),
        (b"\xFF\xFE", Form::Known(UTF_16LE)),
        (b"\xFE\xFF", Form::Known(UTF_16BE)),
        (b"\x84\x31\x95\x33", Form::Known(GB18030)),
    ];
    let (mark, form) = marks.into_iter().find(|(mark, _)| bytes.starts_with(mark))?;
    Some(TextEncoding { form, mark: mark.len(), guessed: false })
}

/// UTF-32 and UTF-16 without a mark: only they have NUL octets and mean characters.
fn by_nuls(sample: &[u8]) -> Option<Form> {
    let (fours, rest) = sample.as_chunks::<4>();
    for big_endian in [false, true] {
        let mut marks = 0;
        let is_text = |octets: &[u8; 4]| {
            let character = utf32(*octets, big_endian).filter(|character| *character != '\0');
            marks += usize::from(character.is_some_and(is_mark));
            character.is_some()
        };
        if (rest.is_empty() || sample.len() == SAMPLE)
            && fours.iter().all(is_text)
            && marks * MARKS >= fours.len().max(1)
        {
            return Some(Form::Utf32 { big_endian });
        }
    }
    let (pairs, rest) = sample.as_chunks::<2>();
    if !rest.is_empty() && sample.len() < SAMPLE {
        return None;
    }
    [(UTF_16LE, u16::from_le_bytes as fn([u8; 2]) -> u16), (UTF_16BE, u16::from_be_bytes)]
        .into_iter()
        .filter_map(|(encoding, word)| Some((encoding, utf16_marks(pairs.iter().map(|pair| word(*pair)))?)))
        .max_by_key(|(_, marks)| *marks)
        .filter(|(_, marks)| *marks * MARKS >= pairs.len())
        .map(|(encoding, _)| Form::Known(encoding))
}

/// How many characters every text has (blanks, line ends, letters of ASCII); nothing when this is not UTF-16.
fn utf16_marks(words: impl Iterator<Item = u16>) -> Option<usize> {
    let (mut marks, mut broken) = (0, 0usize);
    let mut count = 0usize;
    for character in char::decode_utf16(words) {
        count += 1;
        match character {
            Ok(mark) if is_mark(mark) => marks += 1,
            Ok('\0'..'\u{20}' | '\u{FFFE}' | '\u{FFFF}') => broken += 1,
            Ok(_) => {}
            Err(_) => broken += 1,
        }
    }
    (broken * 100 <= count).then_some(marks)
}

fn is_mark(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t' | ' '..='~' | '\u{3000}'..='\u{3002}')
}

fn utf32(octets: [u8; 4], big_endian: bool) -> Option<char> {
    char::from_u32(if big_endian { u32::from_be_bytes(octets) } else { u32::from_le_bytes(octets) })
}

/// Whether this is UTF-8 with a few broken places: ten times as many whole letters beyond ASCII.
fn is_nearly_utf8(bytes: &[u8], first_broken: usize) -> bool {
    let from = first_broken.saturating_sub(SAMPLE / 2);
    let sample = bytes.get(from..).map_or(bytes, |tail| tail.get(..SAMPLE).unwrap_or(tail));
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in sample.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= broken * 10
}

/// Code pages of DOS: frames drawn with lines, or umlauts between letters where Windows has quotation marks.
fn dos(sample: &[u8]) -> Option<Form> {
    // ─ │ ┌ ┐ └ ┘ ├ ┤ and the double ones, which both pages have.
    const LINES: &[u8] =
        &[0xB3, 0xB4, 0xBF, 0xC0, 0xC3, 0xC4, 0xD9, 0xDA, 0xB9, 0xBA, 0xBB, 0xBC, 0xC8, 0xC9, 0xCC, 0xCD];
    // ü ä ö é à è Ö Ü Ä ß in DOS, and in Windows.
    const DOS_LETTERS: &[u8] = &[0x81, 0x84, 0x94, 0x82, 0x85, 0x8A, 0x99, 0x9A, 0x8E];
    let lines = sample.windows(3).filter(|three| three.iter().all(|octet| LINES.contains(octet))).count();
    let (mut dos, mut other) = (0usize, 0usize);
    for three in sample.windows(3) {
        if let [before, octet @ 0x80..=0xFF, after] = three
            && (before.is_ascii_alphabetic() || after.is_ascii_alphabetic())
        {
            let between = before.is_ascii_alphabetic() && after.is_ascii_lowercase();
            dos += usize::from(between && DOS_LETTERS.contains(octet));
            other += usize::from(*octet >= 0xE0 && *octet != 0xE1);
        }
    }
    if lines < 4 && (dos == 0 || dos <= other * 2) {
        return None;
    }
    // Only 437 joins single and double lines; only 850 has the accents of its place.
    const MIXED: &[u8] = &[0xB5, 0xB6, 0xB7, 0xB8, 0xBD, 0xBE, 0xC6, 0xC7, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD8];
    let mixed = sample.windows(3).any(|three| {
        matches!(three, [before, octet, after] if MIXED.contains(octet) && LINES.contains(before) && LINES.contains(after))
    });
    Some(if mixed { Form::Dos(437, &DECODING_TABLE_CP437) } else { Form::Dos(850, &DECODING_TABLE_CP850) })
}

enum Decoding {
    Known(Decoder),
    Utf32 { big_endian: bool },
    Dos(&'static [char; 128]),
}

/// The characters of a text; broken ones are U+FFFD.
pub(super) struct Characters<'a> {
    rest: &'a [u8],
    decoder: Decoding,
    buffer: String,
    at: usize,
    ended: bool,
}

impl Characters<'_> {
    /// Decodes the next block into the buffer.
    fn refill(&mut self) {
        self.buffer.clear();
        self.at = 0;
        match &mut self.decoder {
            Decoding::Known(decoder) => {
                let (result, read, _) = decoder.decode_to_string(self.rest, &mut self.buffer, true);
                self.rest = self.rest.get(read..).unwrap_or_default();
                self.ended = result == CoderResult::InputEmpty;
            }
            Decoding::Utf32 { big_endian } => {
                let block;
                (block, self.rest) = self.rest.split_at(self.rest.len().min(BLOCK / 4 * 4));
                let (fours, broken) = block.as_chunks::<4>();
                let decoded = fours.iter().map(|octets| utf32(*octets, *big_endian));
                self.buffer.extend(decoded.map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)));
                if !broken.is_empty() {
                    self.buffer.push(char::REPLACEMENT_CHARACTER);
                }
                self.ended = self.rest.is_empty();
            }
            Decoding::Dos(table) => {
                let block;
                (block, self.rest) = self.rest.split_at(self.rest.len().min(BLOCK / 4));
                let upper = |octet: &u8| octet.checked_sub(0x80).and_then(|index| table.get(usize::from(index)));
                self.buffer.extend(block.iter().map(|octet| upper(octet).copied().unwrap_or(char::from(*octet))));
                self.ended = self.rest.is_empty();
            }
        }
    }
}

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(character) = self.buffer.get(self.at..).and_then(|rest| rest.chars().next()) {
                self.at += character.len_utf8();
                return Some(character);
            }
            if self.ended {
                return None;
            }
            self.refill();
        }
    }
}
