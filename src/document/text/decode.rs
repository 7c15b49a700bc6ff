//! Octets to characters, lines and columns.

/// Reads UTF-8, UTF-16 with a byte order mark, else Windows-1252, which is Latin-1 with typographic signs where that
/// has control characters. The second value is a warning for the person.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<String>) {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(error) => {
            let line = bytes.iter().take(error.valid_up_to()).filter(|octet| **octet == b'\n').count() + 1;
            let warning = format!(
                "The text is not UTF-8 (line {line}); it was read as Western European (Windows-1252), check its accents"
            );
            (bytes.iter().map(|octet| windows_1252(*octet)).collect(), Some(warning))
        }
    }
}

fn utf16(bytes: &[u8], word: fn([u8; 2]) -> u16) -> (String, Option<String>) {
    let (words, rest) = bytes.as_chunks::<2>();
    let mut broken = usize::from(!rest.is_empty());
    let text = char::decode_utf16(words.iter().map(|octets| word(*octets)))
        .map(|decoded| {
            decoded.unwrap_or_else(|_| {
                broken += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, (broken > 0).then(|| format!("{broken} characters of the text are broken and cannot be shown")))
}

fn windows_1252(octet: u8) -> char {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    octet.checked_sub(0x80).and_then(|index| C1.get(usize::from(index)).copied()).unwrap_or(char::from(octet))
}

/// The lines of a text, whatever ends them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        match text.find(['\n', '\r', '\u{0B}', '\u{85}', '\u{2028}', '\u{2029}']) {
            Some(at) => {
                let (line, tail) = text.split_at(at);
                let ending = if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(1, char::len_utf8) };
                rest = tail.get(ending..);
                Some(line)
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}

/// The line with tabs filled up by spaces and without other control characters.
pub(super) fn without_tabs(line: &str, tab: usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for character in line.chars() {
        if character == '\t' {
            let spaces = tab - column % tab;
            out.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
        } else if !character.is_control() {
            out.push(character);
            column += columns(character);
        }
    }
    out
}

/// Columns a character takes in fixed-pitch setting; near enough for tab stops.
fn columns(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 => 2,
        0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}
