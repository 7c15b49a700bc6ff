//! Which rows of a list are selected: one by a click, more with Ctrl or Shift, as in every mail program. Pure.

use std::collections::BTreeSet;

use egui::Modifiers;

use crate::model::JobId;

/// The selected rows. One of them is where the keyboard is: it is the one opened beside the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
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

    /// Selects this one alone.
    pub(crate) fn only(&mut self, job: JobId) {
        (self.cursor, self.anchor) = (Some(job), Some(job));
        self.chosen = BTreeSet::from([job]);
    }

    /// Selects nothing.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
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
    pub(crate) fn click(&mut self, job: JobId, modifiers: Modifiers, order: &[JobId]) {
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
        } else {
            self.only(job);
        }
    }

    /// The stretch of rows from where the selection began to this one.
    pub(crate) fn extend_to(&mut self, job: JobId, order: &[JobId]) {
        let place = |id: JobId| order.iter().position(|row| *row == id);
        let from = self.anchor.or(self.cursor).and_then(place);
        match (from, place(job)) {
            (Some(from), Some(to)) => {
                let stretch = order.get(from.min(to)..=from.max(to)).unwrap_or_default();
                self.chosen = stretch.iter().copied().collect();
                self.cursor = Some(job);
            }
            _ => self.only(job),
        }
    }

    /// One row on or back, with those between when `extend`.
    pub(crate) fn step(&mut self, forward: bool, extend: bool, order: &[JobId]) {
        let at = self.cursor.and_then(|cursor| order.iter().position(|row| *row == cursor));
        let next = match at {
            None => 0,
            Some(at) if forward => at + 1,
            Some(at) => at.saturating_sub(1),
        };
        match order.get(next.min(order.len().saturating_sub(1))) {
            Some(job) if extend => self.extend_to(*job, order),
            Some(job) => self.only(*job),
            None => {}
        }
    }

    /// All rows of the list.
    pub(crate) fn all(&mut self, order: &[JobId]) {
        self.chosen = order.iter().copied().collect();
        self.cursor = self.cursor.filter(|cursor| self.chosen.contains(cursor)).or_else(|| order.first().copied());
        self.anchor = self.cursor;
    }

    /// Forgets rows that are no longer in the list. When the opened one went, the row that took its place is opened.
    pub(crate) fn follow(&mut self, before: &[JobId], now: &[JobId]) {
        let listed: BTreeSet<JobId> = now.iter().copied().collect();
        let Some(cursor) = self.cursor else { return };
        // One that was never listed is still to come: it was chosen by its number.
        let Some(place) = before.iter().position(|job| *job == cursor) else { return };
        self.chosen.retain(|job| listed.contains(job));
        if listed.contains(&cursor) {
            return;
        }
        if let Some(left) = self.chosen.last() {
            (self.cursor, self.anchor) = (Some(*left), Some(*left));
            return;
        }
        let behind = before.get(place..).unwrap_or_default();
        match behind.iter().find(|job| listed.contains(job)).or(now.last()) {
            Some(next) => self.only(*next),
            None => self.clear(),
        }
    }

    /// All of them in the list's order.
    pub(crate) fn jobs<'a>(&'a self, order: &'a [JobId]) -> impl Iterator<Item = JobId> + 'a {
        order.iter().copied().filter(|job| self.chosen.contains(job))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: [JobId; 5] = [JobId(9), JobId(7), JobId(5), JobId(3), JobId(1)];

    fn chosen(selection: &Selection) -> Vec<u32> {
        selection.jobs(&ORDER).map(|job| job.0).collect()
    }

    #[test]
    fn clicks_choose_as_in_every_list() {
        let mut selection = Selection::default();
        selection.click(JobId(7), Modifiers::NONE, &ORDER);
        selection.click(JobId(3), Modifiers::SHIFT, &ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![7, 5, 3], Some(JobId(3))));
        selection.click(JobId(5), Modifiers::COMMAND, &ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![7, 3], Some(JobId(3))));
        selection.click(JobId(3), Modifiers::COMMAND, &ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![7], Some(JobId(7))));
        selection.click(JobId(1), Modifiers::NONE, &ORDER);
        assert_eq!(chosen(&selection), [1]);
        assert!(!selection.collapse());
    }

    #[test]
    fn the_keyboard_walks_and_stretches() {
        let mut selection = Selection::default();
        selection.step(true, false, &ORDER);
        assert_eq!(chosen(&selection), [9]);
        selection.step(true, true, &ORDER);
        selection.step(true, true, &ORDER);
        assert_eq!(chosen(&selection), [9, 7, 5]);
        selection.step(false, true, &ORDER);
        assert_eq!((chosen(&selection), selection.cursor()), (vec![9, 7], Some(JobId(7))));
        assert!(selection.collapse());
        assert_eq!(chosen(&selection), [7]);
        selection.all(&ORDER);
        assert_eq!((selection.len(), selection.cursor()), (5, Some(JobId(7))));
        selection.step(false, false, &[]);
        assert_eq!(selection.len(), 5);
    }

    #[test]
    fn the_row_that_takes_the_place_of_a_removed_one_is_opened() {
        let mut selection = Selection::default();
        selection.only(JobId(5));
        selection.follow(&ORDER, &[JobId(9), JobId(7), JobId(3), JobId(1)]);
        assert_eq!(chosen(&selection), [3]);
        selection.only(JobId(1));
        selection.follow(&ORDER, &[JobId(9), JobId(7)]);
        assert_eq!(chosen(&selection), [7]);
        selection.follow(&[JobId(9)], &[JobId(9)]);
        assert_eq!(chosen(&selection), [7], "it may still come");
        selection.follow(&[JobId(9), JobId(7)], &[]);
        assert_eq!((selection.len(), selection.cursor()), (0, None));
    }
}
