//! File names that every file system takes, whatever a stranger's machine calls itself.
//!
//! The rules are those of the strictest system, Windows, since a folder may lie on a share that others read: no
//! separators, no reserved characters and names, no blank or dot at an end; no control or direction characters, which
//! make a name look like another; and short enough to leave room for a number and an ending.

/// Octets of a name without its ending.
const MAX_OCTETS: usize = 120;

/// Names that Windows gives to devices, with any ending.
const RESERVED: [&str; 7] = ["con", "prn", "aux", "nul", "clock$", "conin$", "conout$"];

/// One part of a path, safe: never empty, never a separator in it, never `.` or `..`.
pub(super) fn component(text: &str) -> String {
    let mut name = String::new();
    for c in text.trim().chars().filter(|c| !is_invisible(*c)) {
        let c = match c {
            '/' | '\\' | ':' => '-',
            '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if name.len() + c.len_utf8() > MAX_OCTETS {
            break;
        }
        name.push(c);
    }
    name.truncate(name.trim_end_matches(['.', ' ']).len());
    // A name that begins with a dot is hidden on most systems, one with a hyphen looks like an option to programs.
    if name.is_empty() || name.starts_with(['.', '-']) || is_reserved(&name) {
        name.insert(0, '_');
    }
    name
}

/// Characters that cannot be seen, or that turn the direction of others: dropped.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        let mut rest = stem.strip_prefix(device).unwrap_or("").chars();
        let digit = rest.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
        digit && rest.next().is_none()
    });
    numbered || RESERVED.contains(&stem.as_str())
}
