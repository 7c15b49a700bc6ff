//! The pages of a stored fax as one document: its cover pages, then the pages it shares with the other jobs of its
//! submission.

use crate::document::{DocumentError, TiffFile, TiffWriter};
use crate::model::{Coding, FaxPage};

/// An opened fax. Cheap to clone.
#[derive(Clone)]
pub(super) struct Pages(Vec<TiffFile>);

impl Pages {
    /// Opens what [`Store::document_bytes`](crate::store::Store::document_bytes) gave.
    ///
    /// # Errors
    /// One of the documents is no fax.
    pub(super) fn open(documents: Vec<Vec<u8>>) -> Result<Self, DocumentError> {
        documents.into_iter().map(TiffFile::open).collect::<Result<_, _>>().map(Self)
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(TiffFile::pages).sum()
    }

    /// One of them, from 0.
    ///
    /// # Errors
    /// [`DocumentError::NoSuchPage`]; the page is damaged.
    pub(super) fn page(&self, index: u32) -> Result<FaxPage, DocumentError> {
        let mut place = index;
        for file in &self.0 {
            if place < file.pages() {
                return file.page(place);
            }
            place -= file.pages();
        }
        Err(DocumentError::NoSuchPage { page: index.saturating_add(1), pages: self.count() })
    }
}

/// The documents of a fax as one file: TIFF class F. One alone stays octet for octet.
///
/// # Errors
/// One of the documents is no fax.
pub(super) fn joined(mut documents: Vec<Vec<u8>>) -> Result<Vec<u8>, DocumentError> {
    if documents.len() == 1 {
        return Ok(documents.remove(0));
    }
    let pages = Pages::open(documents)?;
    let mut writer = TiffWriter::new(std::io::Cursor::new(Vec::new()), Coding::Mmr)?;
    for index in 0..pages.count() {
        writer.page(&pages.page(index)?, None)?;
    }
    Ok(writer.finish()?.into_inner())
}
