//! What may stand in the phone book.

use super::FILE_MAX;
use super::fold::folded;
use crate::model::{BookEntry, Person};

/// Why something cannot stand in the phone book, or is not found there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// Neither a name nor a company.
    #[error("a name or a company is needed")]
    NoName,
    /// No fax number, and nothing else its faxes are known by.
    #[error("a fax number is needed")]
    NoNumber,
    /// A field is too long.
    #[error("the {field} is longer than {max} characters")]
    TooLong {
        /// The field's name.
        field: &'static str,
        /// Characters at the most.
        max: usize,
    },
    /// A list has too many values.
    #[error("more than {max} {what} are too many for one person", max = BookEntry::LIST_MAX)]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// A group without a name.
    #[error("a group needs a name")]
    NoGroupName,
    /// A group's name is too long or has characters that mean something else.
    #[error("a group's name has at most {max} characters, and no @, ; or line break (in {name:?})", max = GROUP_CHARS)]
    GroupName {
        /// The name.
        name: String,
    },
    /// A file is too large.
    #[error("the file is too large for a phone book; the limit is {max} MB and 100,000 people", max = FILE_MAX >> 20)]
    FileTooLarge,
    /// A file has no cards and no table in it.
    #[error("{reason}; a phone book is a vCard file (.vcf) or a table with a line of headings (.csv)")]
    NoBook {
        /// What was looked for in vain.
        reason: &'static str,
    },
}

/// Characters of a group's name.
const GROUP_CHARS: usize = 80;
/// Characters of a label, a language tag, a cover's name.
const SHORT_CHARS: usize = 80;

/// An entry as it may be kept: texts trimmed, empty values out of its lists, groups in order; or what is wrong with it.
///
/// # Errors
/// [`BookError`].
pub fn checked(mut entry: BookEntry) -> Result<BookEntry, BookError> {
    entry.person.fax_number.clear();
    for name in Person::FIELDS {
        if let Some(field) = entry.person.field_mut(name) {
            tidy(field, name == "street_address");
            within(field, name, BookEntry::FIELD_CHARS)?;
        }
    }
    tidy(&mut entry.notes, true);
    within(&entry.notes, "note", BookEntry::NOTES_CHARS)?;
    for (text, name) in [(&mut entry.language, "language"), (&mut entry.cover, "cover page's name")] {
        tidy(text, false);
        within(text, name, SHORT_CHARS)?;
    }
    for number in &mut entry.numbers {
        tidy(&mut number.label, false);
        within(&number.label, "kind of a number", SHORT_CHARS)?;
    }
    entry.station_ids.retain(|id| !id.is_empty());
    entry.station_ids.dedup();
    for (count, what) in [
        (entry.numbers.len(), "numbers"),
        (entry.station_ids.len(), "station identifications"),
        (entry.groups.len(), "groups"),
    ] {
        if count > BookEntry::LIST_MAX {
            return Err(BookError::TooMany { what });
        }
    }
    let groups: Vec<String> = entry.groups.iter().map(|name| name.trim().to_owned()).collect();
    entry.groups = groups.into_iter().filter(|name| !name.is_empty()).collect();
    for name in &entry.groups {
        checked_group(name)?;
    }
    entry.groups.sort_by_key(|name| folded(name));
    entry.groups.dedup_by_key(|name| folded(name));
    if entry.person.name.is_empty() && entry.person.company.is_empty() {
        return Err(BookError::NoName);
    }
    if entry.numbers.is_empty() && entry.station_ids.is_empty() {
        return Err(BookError::NoNumber);
    }
    Ok(entry)
}

/// A group's name as it may be kept.
///
/// # Errors
/// [`BookError::NoGroupName`], [`BookError::GroupName`].
pub fn checked_group(name: &str) -> Result<String, BookError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(BookError::NoGroupName);
    }
    let bad = |c: char| c.is_control() || matches!(c, '@' | ';');
    if name.chars().count() > GROUP_CHARS || name.contains(bad) {
        return Err(BookError::GroupName { name: name.chars().take(GROUP_CHARS).collect() });
    }
    Ok(name.to_owned())
}

/// Trims, and turns control characters into blanks: they come from files, and could steer a terminal.
fn tidy(text: &mut String, lines: bool) {
    let kept = |c: char| if c.is_control() && !(lines && c == '\n') { ' ' } else { c };
    let clean = text.replace("\r\n", "\n");
    *text = clean.trim().chars().map(kept).collect::<String>().trim().to_owned();
}

fn within(text: &str, field: &'static str, max: usize) -> Result<(), BookError> {
    if text.chars().count() > max { Err(BookError::TooLong { field, max }) } else { Ok(()) }
}
