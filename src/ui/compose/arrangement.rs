//! The order of the draft's pages: as the documents come, until somebody moves, turns or leaves out one. What was arranged
//! stays when documents are added, removed or made anew. Pure.

use std::collections::HashSet;

use crate::model::PageChoice;

/// A page of a document, whatever its place: the document's key, and the page from 1.
pub(super) type PageOf = (u32, u32);

/// A page that goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Which.
    pub(super) page: PageOf,
    /// Quarter turns to the right.
    pub(super) turned: u8,
}

/// What was arranged; nothing while all pages go as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Arrangement {
    order: Vec<Placed>,
    left_out: HashSet<PageOf>,
    touched: bool,
}

impl Arrangement {
    /// The pages that go, of documents with these keys and so many pages.
    pub(super) fn pages(&self, documents: &[(u32, u32)]) -> Vec<Placed> {
        let natural = documents.iter().flat_map(|(key, pages)| (1..=*pages).map(|page| (*key, page)));
        if !self.touched {
            return natural.map(|page| Placed { page, turned: 0 }).collect();
        }
        let there: HashSet<PageOf> = natural.clone().collect();
        let kept = self.order.iter().filter(|placed| there.contains(&placed.page)).copied();
        let known: HashSet<PageOf> =
            self.order.iter().map(|placed| placed.page).chain(self.left_out.iter().copied()).collect();
        let added = natural.filter(|page| !known.contains(page)).map(|page| Placed { page, turned: 0 });
        kept.chain(added).collect()
    }

    /// The pages as a submission names them; empty when all go as they come.
    pub(super) fn choices(&self, documents: &[(u32, u32)]) -> Vec<PageChoice> {
        if !self.touched {
            return Vec::new();
        }
        let before =
            |key: u32| documents.iter().take_while(|(other, _)| *other != key).map(|(_, pages)| pages).sum::<u32>();
        let number = |placed: Placed| PageChoice { page: before(placed.page.0) + placed.page.1, turned: placed.turned };
        let choices: Vec<PageChoice> = self.pages(documents).into_iter().map(number).collect();
        let all = documents.iter().map(|(_, pages)| pages).sum::<u32>();
        let natural = (1..=all).map(|page| PageChoice { page, turned: 0 });
        if choices.iter().copied().eq(natural) { Vec::new() } else { choices }
    }

    /// Whether anything was arranged.
    pub(super) fn is_touched(&self) -> bool {
        self.touched
    }

    /// Pages that were left out.
    pub(super) fn left_out(&self) -> usize {
        self.left_out.len()
    }

    /// Moves the page at a place (from 0) to another.
    pub(super) fn shift(&mut self, documents: &[(u32, u32)], from: usize, to: usize) {
        self.touch(documents);
        if from < self.order.len() {
            let placed = self.order.remove(from);
            self.order.insert(to.min(self.order.len()), placed);
        }
    }

    /// Turns the page at a place by a quarter to the right.
    pub(super) fn turn(&mut self, documents: &[(u32, u32)], at: usize) {
        self.touch(documents);
        if let Some(placed) = self.order.get_mut(at) {
            placed.turned = (placed.turned + 1) % 4;
        }
    }

    /// Leaves out the page at a place.
    pub(super) fn leave_out(&mut self, documents: &[(u32, u32)], at: usize) {
        self.touch(documents);
        if at < self.order.len() {
            let placed = self.order.remove(at);
            self.left_out.insert(placed.page);
        }
    }

    /// All pages as they come again.
    pub(super) fn restore(&mut self) {
        *self = Self::default();
    }

    fn touch(&mut self, documents: &[(u32, u32)]) {
        self.order = self.pages(documents);
        self.touched = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTS: [(u32, u32); 2] = [(7, 2), (9, 2)];

    fn shown(arrangement: &Arrangement, documents: &[(u32, u32)]) -> Vec<(u32, u8)> {
        arrangement.choices(documents).into_iter().map(|choice| (choice.page, choice.turned)).collect()
    }

    #[test]
    fn pages_are_moved_turned_and_left_out() {
        let mut pages = Arrangement::default();
        assert!(shown(&pages, &DOCUMENTS).is_empty() && pages.pages(&DOCUMENTS).len() == 4);
        pages.shift(&DOCUMENTS, 3, 0);
        pages.turn(&DOCUMENTS, 0);
        pages.leave_out(&DOCUMENTS, 2);
        assert_eq!(shown(&pages, &DOCUMENTS), [(4, 1), (1, 0), (3, 0)]);
        assert_eq!(pages.left_out(), 1);
        pages.restore();
        assert!(shown(&pages, &DOCUMENTS).is_empty() && !pages.is_touched());
    }

    #[test]
    fn what_was_arranged_outlives_other_documents() {
        let mut pages = Arrangement::default();
        pages.leave_out(&DOCUMENTS, 0);
        // Another document behind, then the first one gone, then made anew with fewer pages.
        assert_eq!(shown(&pages, &[(7, 2), (9, 2), (11, 1)]), [(2, 0), (3, 0), (4, 0), (5, 0)]);
        assert!(shown(&pages, &[(9, 2)]).is_empty());
        assert_eq!(pages.pages(&[(7, 1), (9, 2)]).len(), 2);
        // Moved back to where they were is as they come.
        let mut pages = Arrangement::default();
        pages.shift(&DOCUMENTS, 0, 1);
        pages.shift(&DOCUMENTS, 1, 0);
        assert!(shown(&pages, &DOCUMENTS).is_empty());
    }
}
