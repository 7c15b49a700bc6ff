//! The stored fax in the form a copy needs: TIFF as it was received, or PDF for people.

use std::io::Write;
use std::path::Path;

use hyper::body::Bytes;

use super::template::local_time;
use super::{RouteError, RoutedFax};
use crate::document::{DocumentError, DocumentInfo, PdfWriter, TiffFile};
use crate::model::named;

named! {
    /// The form of a copy.
    pub enum Format: "format" {
        /// PDF/A with the very pels at true size.
        #[default]
        Pdf = "pdf",
        /// TIFF class F, bit by bit as it is in the archive.
        Tif = "tif",
    }
}

impl Format {
    /// The ending of a file's name, without the dot.
    pub(super) const fn ending(self) -> &'static str {
        self.name()
    }

    /// The media type.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Tif => "image/tiff",
        }
    }
}

/// The copy in memory, and the form it has: TIFF instead of PDF when the pages cannot be read, so that the receiver gets
/// what there is.
pub(super) async fn copy(fax: &RoutedFax, format: Format) -> Result<(Bytes, Format), RouteError> {
    let fax = fax.clone();
    blocking(move || {
        let tiff = std::fs::read(&fax.document).map_err(RouteError::Read)?;
        if format == Format::Tif {
            return Ok((Bytes::from(tiff), Format::Tif));
        }
        let mut pdf = Vec::new();
        match write_pdf(&tiff, &fax, &mut pdf) {
            Ok(()) => Ok((Bytes::from(pdf), Format::Pdf)),
            Err(error) => {
                tracing::warn!(job = %fax.job, %error, "a copy is made as TIFF instead of PDF");
                Ok((Bytes::from(tiff), Format::Tif))
            }
        }
    })
    .await
}

/// The copy as PDF in memory.
pub(super) async fn pdf(fax: &RoutedFax) -> Result<Bytes, RouteError> {
    let fax = fax.clone();
    blocking(move || {
        let tiff = std::fs::read(&fax.document).map_err(RouteError::Read)?;
        let mut pdf = Vec::new();
        write_pdf(&tiff, &fax, &mut pdf)?;
        Ok(Bytes::from(pdf))
    })
    .await
}

/// Writes a stored TIFF as PDF.
pub(super) fn write_pdf(tiff: &[u8], fax: &RoutedFax, out: impl Write) -> Result<(), DocumentError> {
    let tiff = TiffFile::open(tiff)?;
    let mut pdf = PdfWriter::new(out, info(fax))?;
    for page in tiff.iter() {
        pdf.page(&page?)?;
    }
    pdf.finish().map(drop)
}

/// What the copy says about itself. It depends on the fax alone: the same copy made twice has the same octets.
fn info(fax: &RoutedFax) -> DocumentInfo {
    DocumentInfo {
        title: Some(format!("Fax {} of {}", fax.job, local_time(fax).strftime("%Y-%m-%d %H:%M"))),
        author: Some(fax.sender().to_owned()).filter(|sender| !sender.is_empty()),
        description: None,
        software: Some("Faxwell".to_owned()),
        created: Some(fax.received_at),
        utc_offset_min: fax.utc_offset_min,
    }
}

/// Runs what may block on another thread.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RouteError> + Send + 'static,
) -> Result<T, RouteError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => Err(RouteError::Read(std::io::Error::other(error))),
    }
}

/// Whether two files have the same octets.
pub(super) fn same_content(one: &Path, other: &Path) -> std::io::Result<bool> {
    use std::io::{BufRead, BufReader};
    // Looked at before it is opened: opening a pipe would wait for ever.
    let there = std::fs::metadata(other)?;
    if !there.is_file() || std::fs::metadata(one)?.len() != there.len() {
        return Ok(false);
    }
    let (one, other) = (std::fs::File::open(one)?, std::fs::File::open(other)?);
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let octets = a.len().min(b.len());
        if octets == 0 {
            return Ok(a.is_empty() && b.is_empty());
        }
        if a.get(..octets) != b.get(..octets) {
            return Ok(false);
        }
        one.consume(octets);
        other.consume(octets);
    }
}
