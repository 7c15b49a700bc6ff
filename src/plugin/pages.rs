//! Documents at the C boundary: TIFF class F files by name (`winfax.md` §5.6). MMR, one strip a page, 1728 pels wide, at
//! standard or fine resolution, the same on all pages of a file.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use crate::document::{DocumentError, TiffFile, TiffWriter};
use crate::model::{Coding, FaxPage, PageWidth, Resolution};
use crate::provider::{OutgoingDocument, ProviderError};
use crate::raster::convert;

/// Octets of a received file at the most.
const RECEIVED_MAX: u64 = 1 << 30;

fn unwritten(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Document(format!("the file for the provider cannot be written ({error})"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ProviderError> + Send + 'static,
) -> Result<T, ProviderError> {
    spawn_blocking(work).await.unwrap_or_else(|error| Err(unwritten(error)))
}

/// A file with the pages of a document that are still to be sent. It goes when it is dropped.
///
/// # Errors
/// [`ProviderError::Document`].
pub(super) async fn written(document: &OutgoingDocument) -> Result<NamedTempFile, ProviderError> {
    // A finer page behind coarser ones makes all of them fine, which loses nothing.
    match write(document, None).await? {
        Ok(file) => Ok(file),
        Err(Finer) => write(document, Some(Resolution::Fine)).await?.map_err(|Finer| unwritten("it changes")),
    }
}

/// A page is finer than the first one.
struct Finer;

async fn write(
    document: &OutgoingDocument,
    resolution: Option<Resolution>,
) -> Result<Result<NamedTempFile, Finer>, ProviderError> {
    let file = blocking(|| empty().map_err(unwritten)).await?;
    let out = file.reopen().map_err(unwritten)?;
    let mut writer = blocking(|| TiffWriter::new(BufWriter::new(out), Coding::Mmr).map_err(unwritten)).await?;
    let mut chosen = resolution;
    for page in document.first_page..document.pages {
        let image = document.source.page(page).await?;
        let wanted = if image.resolution == Resolution::Standard { Resolution::Standard } else { Resolution::Fine };
        let common = *chosen.get_or_insert(wanted);
        if common == Resolution::Standard && wanted != common {
            return Ok(Err(Finer));
        }
        writer = blocking(move || {
            writer.page(&convert(&image, common, PageWidth::A4), None).map_err(unwritten)?;
            Ok(writer)
        })
        .await?;
    }
    blocking(move || {
        let out: BufWriter<File> = writer.finish().map_err(unwritten)?;
        out.into_inner().map_err(unwritten)?;
        Ok(Ok(file))
    })
    .await
}

/// An empty file that a provider may open.
///
/// # Errors
/// The system's.
pub(super) fn empty() -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix("faxwell-").suffix(".tif").tempfile()
}

/// The pages a provider has received. Those that can be read count, whatever is behind them.
///
/// # Errors
/// A sentence about a file that is no fax.
pub(super) fn read(path: &Path) -> Result<Vec<FaxPage>, String> {
    let octets = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if octets == 0 {
        return Ok(Vec::new());
    }
    if octets > RECEIVED_MAX {
        return Err(format!("a file of {octets} octets"));
    }
    let file = TiffFile::open(std::fs::read(path).map_err(|error| error.to_string())?);
    let file = file.map_err(|error| error.to_string())?;
    let pages: Vec<Result<FaxPage, DocumentError>> = file.iter().collect();
    Ok(pages.into_iter().map_while(Result::ok).collect())
}
