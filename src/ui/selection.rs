//! Which rows of a list are selected: one by a click, more with Ctrl or Shift, as in every mail program. Pure.

use std::collections::BTreeSet;
use std::ops::Range;

use egui::Modifiers;

use crate::model::JobId;

/// Rows in the order they are shown.
pub(crate) trait Order {
    /// How many there are.
    fn len(&self) -> usize;

    /// Where a job stands, from 0; none when it is not listed.
    fn place(&self, job: JobId) -> Option<usize>;

    /// The jobs of these rows; none when there are fewer.
    fn ids(&self, rows: Range<usize>) -> Vec<JobId>;
}

impl Order for [JobId] {
    fn len(&self) -> usize {
        <[JobId]>::len(self)
    }

    fn place(&self, job: JobId) -> Option<usize> {
        self.iter().position(|row| *row == job)
    }

    fn ids(&self, rows: Range<usize>) -> Vec<JobId> {
        self.get(rows).unwrap_or_default().to_vec()
    }
}

/// The selected rows. One of them is where the keyboard is: it is the one opened beside the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// Grows with every change of what is selected.
    changes: u64,
    cursor: Option<JobId>,
    /// Where a stretch of rows begins.
    anchor: Option<JobId>,
    chosen: BTreeSet<JobId>,
}

impl Selection {
    /// Where the keyboard is.
    pub(crate) fn cursor(&self) -> Option<JobId> {
        self.cursor
    }

    /// Whether a row is among them.
    pub(crate) fn contains(&self, job: JobId) -> bool {
        self.chosen.contains(&job)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.chosen.len()
    }

    /// A number that differs whenever something else is selected.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Selects this one alone.
    pub(crate) fn only(&mut self, job: JobId) {
        (self.cursor, self.anchor) = (Some(job), Some(job));
        self.chosen = BTreeSet::from([job]);
        self.changes += 1;
    }

    /// Selects nothing.
    pub(crate) fn clear(&mut self) {
        *self = Self { changes: self.changes + 1, ..Self::default() };
    }

    /// Leaves of several the one where the keyboard is. False when there were not several.
    pub(crate) fn collapse(&mut self) -> bool {
        let several = self.chosen.len() > 1;
        if let Some(cursor) = self.cursor.filter(|_| several) {
            self.only(cursor);
        }
        several
    }

    /// A click on a row of a list in this order.
    pub(crate) fn click(&mut self, job: JobId, modifiers: Modifiers, order: &(impl Order + ?Sized)) {
        if modifiers.shift {
            self.extend_to(job, order);
        } else if modifiers.command {
            if !self.chosen.remove(&job) {
                self.chosen.insert(job);
                self.cursor = Some(job);
            } else if self.cursor == Some(job) {
                self.cursor = self.chosen.last().copied();
            }
            self.anchor = Some(job);
            self.changes += 1;
        } else {
            self.only(job);
        }
    }

    /// The stretch of rows from where the selection began to this one.
    pub(crate) fn extend_to(&mut self, job: JobId, order: &(impl Order + ?Sized)) {
        let from = self.anchor.or(self.cursor).and_then(|from| order.place(from));
        match (from, order.place(job)) {
            (Some(from), Some(to)) => {
                self.chosen = order.ids(from.min(to)..from.max(to) + 1).into_iter().collect();
                self.cursor = Some(job);
                self.changes += 1;
            }
            _ => self.only(job),
        }
    }

    /// One row on or back, with those between when `extend`.
    pub(crate) fn step(&mut self, forward: bool, extend: bool, order: &(impl Order + ?Sized)) {
        let next = match self.cursor.and_then(|cursor| order.place(cursor)) {
            None => 0,
            Some(at) if forward => at + 1,
            Some(at) => at.saturating_sub(1),
        };
        let next = next.min(order.len().saturating_sub(1));
        match order.ids(next..next + 1).first() {
            Some(job) if extend => self.extend_to(*job, order),
            Some(job) => self.only(*job),
            None => {}
        }
    }

    /// All rows of the list.
    pub(crate) fn all(&mut self, order: &(impl Order + ?Sized)) {
        self.chosen = order.ids(0..order.len()).into_iter().collect();
        self.cursor = self.cursor.filter(|cursor| self.chosen.contains(cursor)).or_else(|| order.ids(0..1).pop());
        self.anchor = self.cursor;
        self.changes += 1;
    }

    /// Forgets rows that are no longer in the list, of which the opened one was. When that one went, the row that took
    /// its place (`next`) is opened.
    pub(crate) fn follow(&mut self, order: &(impl Order + ?Sized), next: Option<JobId>) {
        let before = self.chosen.len();
        self.chosen.retain(|job| order.place(*job).is_some());
        if before != self.chosen.len() {
            self.changes += 1;
        }
        if self.cursor.is_none_or(|cursor| order.place(cursor).is_some()) {
            return;
        }
        if let Some(left) = self.chosen.last() {
            (self.cursor, self.anchor) = (Some(*left), Some(*left));
            return;
        }
        match next {
            Some(next) => self.only(next),
            None => self.clear(),
        }
    }

    /// All of them, by number.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = JobId> {
        self.chosen.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &[JobId] = &[JobId(9), JobId(7), JobId(5), JobId(3), JobId(1)];

    fn chosen(selection: &Selection) -> Vec<u32> {
        let mut jobs: Vec<u32> = selection.jobs().map(|job| job.0).collect();
        jobs.reverse();
        jobs
    }

    #[test]
    fn clicks_choose_as_in_every_list() {
        let mut selection = Selection::default();
        selection.click(JobId(7), Modifiers::NONE, ORDER);
        selection.click(JobId(3), Modifiers::SHIFT, ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![7, 5, 3], Some(JobId(3))));
        selection.click(JobId(5), Modifiers::COMMAND, ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![7, 3], Some(JobId(3))));
        selection.click(JobId(3), Modifiers::COMMAND, ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![7], Some(JobId(7))));
        selection.click(JobId(1), Modifiers::NONE, ORDER);
        assert_eq!(chosen(&selection), [1]);
        assert!(!selection.collapse());
    }

    #[test]
    fn the_keyboard_walks_and_stretches() {
        let mut selection = Selection::default();
        selection.step(true, false, ORDER);
        assert_eq!(chosen(&selection), [9]);
        selection.step(true, true, ORDER);
        selection.step(true, true, ORDER);
        assert_eq!(chosen(&selection), [9, 7, 5]);
        selection.step(false, true, ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![9, 7], Some(JobId(7))));
        assert!(selection.collapse());
        assert_eq!(chosen(&selection), [7]);
        selection.all(ORDER);
        assert_eq!((selection.len(), selection.cursor()), (5, Some(JobId(7))));
        selection.step(false, false, [].as_slice());
        assert_eq!(selection.len(), 5);
    }

    #[test]
    fn the_row_that_takes_the_place_of_a_removed_one_is_opened() {
        let mut selection = Selection::default();
        selection.only(JobId(5));
        selection.follow([JobId(9), JobId(7), JobId(3), JobId(1)].as_slice(), Some(JobId(3)));
        assert_eq!(chosen(&selection), [3]);
        selection.all(ORDER);
        selection.follow([JobId(9), JobId(7)].as_slice(), Some(JobId(7)));
        assert_eq!((chosen(&selection), selection.cursor()), (vec![9, 7], Some(JobId(9))));
        selection.only(JobId(7));
        selection.follow([].as_slice(), None);
        assert_eq!((selection.len(), selection.cursor()), (0, None));
    }
}
