//! What is known of a number before it is dialled: whose it is, whether it was ever used, whether it keeps failing.
//! Remembered by what all ways to write a number have in common, from past jobs and from what calls taught.

use std::collections::{HashMap, HashSet};

use super::super::run::Engine;
use crate::api::{ErrorKind, FaxError, Reply};
use crate::model::{Destination, FaxNumber, JobKind, JobStatus, NumberNote, Outcome, Timestamp};

/// Numbers asked for in one request.
const NUMBERS_MAX: usize = 1_000;

/// Numbers that were called.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct KnownNumbers(HashMap<String, Known>);

/// The last calls to a number.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    failed_in_row: u32,
    last_outcome: Option<Outcome>,
    last_at: Option<Timestamp>,
}

impl KnownNumbers {
    fn called(&mut self, key: String, destination: &Destination) {
        let known = self.0.entry(key).or_default();
        // Of two ways to write the number, the later call tells more.
        if destination.last_at >= known.last_at {
            let Destination { failed_in_row, last_outcome, last_at, .. } = *destination;
            *known = Known { failed_in_row, last_outcome, last_at };
        }
    }
}

impl Engine {
    /// What is known of numbers, in their order.
    pub(super) fn number_notes(&mut self, numbers: Vec<FaxNumber>) -> Result<Reply, FaxError> {
        if numbers.len() > NUMBERS_MAX {
            return Err(FaxError::new(ErrorKind::InvalidParameter, "ask of at most 1,000 numbers at once"));
        }
        let known = match self.known_numbers.take() {
            Some(known) => known,
            None => self.gather_numbers(),
        };
        let book = self.table.book();
        let note = |number: FaxNumber| {
            let key = book.key(number.as_str());
            let calls = known.0.get(&key).copied();
            let Known { failed_in_row, last_outcome, last_at } = calls.unwrap_or_default();
            NumberNote {
                shown: book.numbering().shown(&number),
                name: book.name_of_number(number.as_str()),
                first_use: calls.is_none(),
                failed_in_row,
                last_outcome,
                last_at,
                number,
            }
        };
        let notes = numbers.into_iter().map(note).collect();
        self.known_numbers = Some(known);
        Ok(Reply::NumberNotes(notes))
    }

    /// Remembers a call that has ended.
    pub(in crate::engine) fn remember_call(&mut self, destination: &Destination) {
        let key = self.table.book().key(&destination.number);
        if let Some(known) = &mut self.known_numbers {
            known.called(key, destination);
        }
    }

    /// All numbers that were ever called.
    fn gather_numbers(&self) -> KnownNumbers {
        let mut known = KnownNumbers::default();
        let book = self.table.book();
        let mut seen = HashSet::new();
        let rows = self.table.rows();
        for job in rows.iter() {
            // A fax in the queue that was never tried makes no number known.
            let called = !job.attempts.is_empty() || job.status == JobStatus::Completed;
            if job.kind == JobKind::Send && called && seen.insert(job.recipient.number.as_str()) {
                known.0.entry(book.key(&job.recipient.number)).or_default();
            }
        }
        for destination in self.destinations.values().filter(|destination| destination.calls > 0) {
            known.called(book.key(&destination.number), destination);
        }
        known
    }
}
