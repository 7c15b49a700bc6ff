//! The coded pages a transmitter has asked for: the current one and perhaps the next.

use std::collections::VecDeque;

use crate::t30::call::Call;
use crate::t30::seam::{CodedPage, Output, PageFormat};

/// A document's place and a page's number in it.
pub(super) type PageKey = (usize, u32);

/// Requests and answers, matched by order.
#[derive(Debug, Default)]
pub(super) struct CodedPages {
    asked: VecDeque<(PageKey, PageFormat)>,
    held: Vec<(PageKey, PageFormat, Option<CodedPage>)>,
}

impl CodedPages {
    /// Asks for a page unless it is held or already asked for in a fitting format.
    pub(super) fn request(&mut self, call: &mut Call, page: PageKey, format: PageFormat) {
        let asked = self.asked.iter().rev().find(|(number, _)| *number == page);
        let is_asked = asked.is_some_and(|(_, asked)| asked.is_coded_as(&format));
        let held = self.held.iter().find(|(number, ..)| *number == page);
        let is_held = held.is_some_and(|(_, held, _)| held.is_coded_as(&format)) && asked.is_none();
        if !is_asked && !is_held {
            self.asked.push_back((page, format));
            call.outputs.push_back(Output::NeedPage { document: page.0, page: page.1, format });
        }
    }

    /// The answer to the oldest request.
    pub(super) fn answer(&mut self, coded: Option<CodedPage>) {
        let Some((page, format)) = self.asked.pop_front() else {
            debug_assert!(false, "a page nobody asked for");
            return;
        };
        self.held.retain(|(number, ..)| *number != page);
        self.held.push((page, format, coded));
    }

    /// The page, if it is there in a fitting format; `Some(None)` when it cannot be read.
    #[expect(clippy::option_option, reason = "not there yet, there but unreadable, there")]
    pub(super) fn take(&self, page: PageKey, format: &PageFormat) -> Option<Option<CodedPage>> {
        let held = self.held.iter().find(|(number, held, _)| *number == page && held.is_coded_as(format));
        held.map(|(.., coded)| coded.clone())
    }

    /// Drops a page that is done.
    pub(super) fn forget(&mut self, page: PageKey) {
        self.held.retain(|(number, ..)| *number != page);
    }
}
