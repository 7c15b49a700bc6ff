//! The pages of a submission that go, where not all do as they come: some left out, turned, or in another order. They are
//! kept coded until the last one is there.

use std::collections::{HashMap, HashSet};
use std::io::{Seek, Write};

use crate::document::{DocumentError, TiffFile, TiffWriter, write_tiff};
use crate::model::{Coding, FaxPage, PageChoice};
use crate::raster::rotate_page;

/// What becomes of the pages.
#[derive(Debug)]
pub(super) struct Chosen<'a> {
    /// Those that go, in order; empty: all, as they come.
    order: &'a [PageChoice],
    wanted: HashSet<u32>,
    kept: HashMap<u32, Vec<u8>>,
    seen: u32,
}

impl<'a> Chosen<'a> {
    pub(super) fn new(order: &'a [PageChoice]) -> Self {
        let wanted = order.iter().map(|choice| choice.page).collect();
        Self { order, wanted, kept: HashMap::new(), seen: 0 }
    }

    /// Pages that came so far.
    pub(super) fn seen(&self) -> u32 {
        self.seen
    }

    /// Writes the next page, or keeps it for its turn.
    ///
    /// # Errors
    /// [`DocumentError::Write`], [`DocumentError::TooLarge`].
    pub(super) fn take<W: Write + Seek>(
        &mut self,
        writer: &mut TiffWriter<W>,
        page: &FaxPage,
    ) -> Result<(), DocumentError> {
        self.seen += 1;
        if self.order.is_empty() {
            return writer.page(page, None);
        }
        if self.wanted.contains(&self.seen) {
            self.kept.insert(self.seen, write_tiff(std::slice::from_ref(page), Coding::Mmr)?);
        }
        Ok(())
    }

    /// Writes what was kept. The first page that there is not, when one is missing.
    ///
    /// # Errors
    /// [`DocumentError::Write`], [`DocumentError::TooLarge`].
    pub(super) fn finish<W: Write + Seek>(self, writer: &mut TiffWriter<W>) -> Result<Option<u32>, DocumentError> {
        for choice in self.order {
            let Some(tiff) = self.kept.get(&choice.page) else { return Ok(Some(choice.page)) };
            let page = TiffFile::open(tiff.clone())?.page(0)?;
            match choice.turned % 4 {
                0 => writer.page(&page, None)?,
                turns => writer.page(&rotate_page(&page, turns), None)?,
            }
        }
        Ok(None)
    }
}
