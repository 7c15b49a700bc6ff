//! The phone book without its disk: who is in it and is found how, whose number or station id something is, and files of
//! other programs read and written.
//!
//! [`Book`] holds everything in memory, so that twenty thousand people are searched while one types. It keeps nothing
//! and asks nobody: the engine saves what changes, and hands the time in. Files are octets in, octets out; vCard 2.1, 3.0
//! (RFC 2426) and 4.0 (RFC 6350), and tables as Outlook, Google and we ourselves export them (RFC 4180).

mod check;
mod fold;
mod merge;
mod numbering;
mod shelf;
mod table;
mod text;
mod vcard;

#[cfg(test)]
mod tests;

pub use check::{BookError, checked, checked_group};
pub use fold::folded;
pub use merge::{Imported, Merge};
pub use numbering::Numbering;
pub use shelf::{Book, Found, same_station};

use crate::model::{BookEntry, BookFormat, BookSkipped};

/// What was read from a file: people as far as they could be read, and what could not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadBook {
    /// Cards or lines there were.
    pub read: u32,
    /// People, with the line they began at.
    pub people: Vec<(u32, BookEntry)>,
    /// Cards or lines without a person for a phone book of fax numbers.
    pub skipped: Vec<BookSkipped>,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// In which form it is; none: that is found out.
    pub format: Option<BookFormat>,
    /// Telephone numbers are fax numbers where somebody has no other.
    pub any_number: bool,
}

/// Octets a file may have.
pub const FILE_MAX: usize = 32 * 1024 * 1024;
/// People one file may hold.
pub const PEOPLE_MAX: usize = 100_000;

/// Reads a phone book of any form and encoding. What cannot be read is told of, card by card.
///
/// # Errors
/// [`BookError::FileTooLarge`]; [`BookError::NoBook`] when nothing in it looks like one.
pub fn read(octets: &[u8], options: ReadOptions) -> Result<ReadBook, BookError> {
    if octets.len() > FILE_MAX {
        return Err(BookError::FileTooLarge);
    }
    let text = text::decoded(octets);
    let cards = match options.format {
        Some(format) => format != BookFormat::Csv,
        None => text.lines().take(50).any(|line| line.trim().eq_ignore_ascii_case("begin:vcard")),
    };
    let mut book =
        if cards { vcard::read(&text, options.any_number)? } else { table::read(&text, options.any_number)? };
    if book.people.len() > PEOPLE_MAX {
        return Err(BookError::FileTooLarge);
    }
    // What is too long for the book is told, not cut.
    let (people, skipped) = (std::mem::take(&mut book.people), &mut book.skipped);
    for (line, person) in people {
        let name = person.label().to_owned();
        match checked(person) {
            Ok(person) => book.people.push((line, person)),
            Err(error) => skipped.push(BookSkipped { line, name, reason: error.to_string() }),
        }
    }
    book.skipped.sort_by_key(|skipped| skipped.line);
    Ok(book)
}

/// Writes people as a file.
pub fn write<'a>(people: impl Iterator<Item = &'a BookEntry>, format: BookFormat) -> Vec<u8> {
    match format {
        BookFormat::VCard => vcard::write(people, vcard::Version::V4),
        BookFormat::VCard3 => vcard::write(people, vcard::Version::V3),
        BookFormat::Csv => table::write(people),
    }
}
