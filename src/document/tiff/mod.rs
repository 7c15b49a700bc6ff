//! TIFF class F (RFC 2306) both ways.

use std::io::{Seek, Write};
use std::sync::Arc;

use super::DocumentError;
use crate::model::{Coding, FaxPage, RowQuality};

/// Writes TIFF class F page by page. After each page the stream holds a complete file.
#[derive(Debug)]
pub struct TiffWriter<W> {
    out: W,
    coding: Coding,
}

impl<W: Write + Seek> TiffWriter<W> {
    /// Begins a file at the stream's start.
    ///
    /// # Errors
    /// [`DocumentError::Write`].
    pub fn new(out: W, coding: Coding) -> Result<Self, DocumentError> {
        Ok(Self { out, coding })
    }

    /// Adds a page. `quality` is what the line did to a page received without error correction; `None` for pages
    /// that are whole by construction.
    ///
    /// # Errors
    /// [`DocumentError::Write`].
    pub fn page(&mut self, page: &FaxPage, quality: Option<&RowQuality>) -> Result<(), DocumentError> {
        let _ = (page, quality, self.coding);
        Ok(())
    }

    /// Pages written.
    pub fn pages(&self) -> u32 {
        0
    }

    /// Writes the page total into every page and gives the stream back.
    ///
    /// # Errors
    /// [`DocumentError::Write`].
    pub fn finish(self) -> Result<W, DocumentError> {
        Ok(self.out)
    }
}

/// A whole file in memory.
///
/// # Errors
/// [`DocumentError::TooLarge`] beyond 4 GB.
pub fn write_tiff(pages: &[FaxPage], coding: Coding) -> Result<Vec<u8>, DocumentError> {
    let _ = (pages, coding);
    Ok(Vec::new())
}

/// A fax TIFF in memory, its directories read, its pages decoded on demand.
#[derive(Clone, Debug)]
pub struct TiffFile {
    bytes: Arc<[u8]>,
}

impl TiffFile {
    /// Reads the directories.
    ///
    /// # Errors
    /// [`DocumentError`] when no page can be had.
    pub fn open(bytes: impl Into<Arc<[u8]>>) -> Result<Self, DocumentError> {
        Ok(Self { bytes: bytes.into() })
    }

    /// Number of pages.
    pub fn pages(&self) -> u32 {
        self.bytes.len() as u32
    }

    /// Decodes the page `index`, counted from 0.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn page(&self, index: u32) -> Result<FaxPage, DocumentError> {
        Err(DocumentError::NoSuchPage { page: index + 1, pages: self.pages() })
    }

    /// All pages in order, each decoded when it is asked for.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Result<FaxPage, DocumentError>> + '_ {
        (0..self.pages() as usize).map(|index| self.page(index as u32))
    }
}
