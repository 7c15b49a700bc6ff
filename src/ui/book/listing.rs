//! The list of people as far as it is here: pieces asked for as they come into view, few kept at a time, the old ones shown
//! until the new ones come. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::request::BookRequest;
use crate::api::FaxError;
use crate::model::{BookEntry, BookPage, BookQuery};

/// People in a piece.
pub(super) const PIECE: u32 = 100;
/// Pieces kept.
const KEPT: usize = 24;

/// What the list shows, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    /// What is listed.
    query: BookQuery,
    /// The book's revision it is to be of.
    revision: Option<u64>,
    /// Counts changes of the two.
    generation: u64,
    /// People that fit; none before the first answer.
    total: Option<u32>,
    /// By place, with the generation they are of.
    pieces: BTreeMap<u32, (u64, Vec<BookEntry>)>,
    asked: BTreeSet<u32>,
    /// Why nothing comes.
    pub(super) failed: Option<String>,
}

impl Listing {
    /// Lists what `query` wants, of a book with that revision. What was listed before is shown until answers come.
    pub(super) fn aim(&mut self, query: BookQuery, revision: u64) {
        if self.revision != Some(revision) || self.query != query {
            self.revision = Some(revision);
            self.query = query;
            self.generation += 1;
            self.asked.clear();
            self.failed = None;
        }
    }

    /// What is listed.
    pub(super) fn query(&self) -> &BookQuery {
        &self.query
    }

    /// People that fit; none before the first answer.
    pub(super) fn total(&self) -> Option<u32> {
        self.total
    }

    /// What must be asked for to show the rows from `first` up to `last`.
    pub(super) fn wanted(&mut self, first: u32, last: u32) -> Vec<BookRequest> {
        let mut requests = Vec::new();
        if self.failed.is_some() {
            return requests;
        }
        for piece in first / PIECE..=last / PIECE {
            let fresh = self.pieces.get(&piece).is_some_and(|(generation, _)| *generation == self.generation);
            if !fresh && self.asked.insert(piece) {
                let query = BookQuery { offset: piece * PIECE, limit: PIECE, ..self.query.clone() };
                requests.push(BookRequest::Page(self.generation, query));
            }
        }
        requests
    }

    /// An answer; one to an older question is nothing new.
    pub(super) fn came(&mut self, generation: u64, answer: Result<Box<BookPage>, FaxError>) {
        if generation != self.generation {
            return;
        }
        match answer {
            Ok(page) => {
                self.total = Some(page.total);
                let piece = page.offset / PIECE;
                self.pieces.insert(piece, (generation, page.entries));
                let pieces = page.total.div_ceil(PIECE);
                self.pieces.retain(|other, _| *other < pieces.max(1));
                // The one farthest away goes.
                while self.pieces.len() > KEPT {
                    let far = self.pieces.keys().copied().max_by_key(|other| other.abs_diff(piece));
                    if let Some(far) = far {
                        self.pieces.remove(&far);
                        self.asked.remove(&far);
                    }
                }
            }
            Err(error) => self.failed = Some(error.message),
        }
    }

    /// Asks again after a failure.
    pub(super) fn retry(&mut self) {
        self.failed = None;
        self.asked.clear();
    }

    /// The person in a row, when it is here.
    pub(super) fn row(&self, row: u32) -> Option<&BookEntry> {
        let (_, entries) = self.pieces.get(&(row / PIECE))?;
        entries.get((row % PIECE) as usize)
    }

    /// The row of an entry, when it is here.
    pub(super) fn row_of(&self, id: crate::model::BookEntryId) -> Option<u32> {
        self.pieces.iter().find_map(|(piece, (_, entries))| {
            let place = entries.iter().position(|entry| entry.id == id)?;
            Some(piece * PIECE + u32::try_from(place).ok()?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ErrorKind;

    fn page(listing: &Listing, offset: u32, total: u32) -> Result<Box<BookPage>, FaxError> {
        let count = PIECE.min(total - offset);
        let entry = |n| BookEntry { id: crate::model::BookEntryId(offset + n + 1), ..BookEntry::default() };
        let _ = listing;
        Ok(Box::new(BookPage { total, offset, entries: (0..count).map(entry).collect(), revision: 1 }))
    }

    #[test]
    fn pieces_come_as_they_are_seen_once_each_and_few_stay() {
        let mut listing = Listing::default();
        listing.aim(BookQuery::default(), 1);
        assert_eq!(listing.wanted(0, 20).len(), 1);
        assert!(listing.wanted(0, 20).is_empty(), "it is under way");
        listing.came(1, page(&listing, 0, 10_000));
        assert_eq!((listing.total(), listing.row(0).unwrap().id.0, listing.row(100)), (Some(10_000), 1, None));
        for piece in 1..100 {
            assert_eq!(listing.wanted(piece * PIECE, piece * PIECE).len(), 1);
            listing.came(1, page(&listing, piece * PIECE, 10_000));
        }
        assert!(listing.row(0).is_none() && listing.row(9_999).is_some());
        assert_eq!(listing.wanted(0, 20).len(), 1, "what was given away is asked for again");
    }

    #[test]
    fn the_old_list_stays_until_the_new_one_comes() {
        let mut listing = Listing::default();
        listing.aim(BookQuery::default(), 1);
        listing.wanted(0, 20);
        listing.came(1, page(&listing, 0, 150));
        listing.aim(BookQuery { text: "a".to_owned(), ..BookQuery::default() }, 1);
        assert_eq!((listing.total(), listing.row(3).is_some()), (Some(150), true));
        assert_eq!(listing.wanted(0, 20).len(), 1);
        listing.came(1, page(&listing, 100, 150));
        assert!(listing.row(120).is_none(), "an answer to the question before");
        listing.came(2, page(&listing, 0, 2));
        assert_eq!((listing.total(), listing.row(1).is_some(), listing.row(2)), (Some(2), true, None));
        listing.aim(listing.query().clone(), 2);
        assert_eq!(listing.wanted(0, 1).len(), 1, "the book has changed");
        listing.came(3, Err(FaxError::new(ErrorKind::Storage, "broken")));
        assert!(listing.wanted(0, 1).is_empty());
        listing.retry();
        assert_eq!(listing.wanted(0, 1).len(), 1);
    }
}
