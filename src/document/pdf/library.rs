//! PDF through the PDFium library, when it is found at run time.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use pdfium_render::prelude::{PdfBitmapFormat, PdfPages, PdfRenderConfig, Pdfium, PdfiumError, PdfiumInternalError};

use super::geometry::{Drawing, drawing};
use super::{Drawn, MAX_PAGES, Pages, Work, too_many_pages};
use crate::document::picture::{self, Picture};
use crate::document::{DocumentError, DocumentFormat, RenderOptions, RendererOptions};

/// The loaded library.
#[derive(Debug)]
pub(in crate::document) struct Library {
    pdfium: Pdfium,
    /// Where it was found; the bare library name when the system found it.
    pub(in crate::document) path: PathBuf,
}

/// PDFium can be bound once in a process, and its bindings live as long as the process.
static LOADED: OnceLock<Library> = OnceLock::new();
static LOADING: Mutex<()> = Mutex::new(());

/// Loads the library from the first place where it is found and fits. `Err` says why each place did not do.
pub(in crate::document) fn find(options: &RendererOptions) -> Result<&'static Library, Vec<String>> {
    if options.pdfium_paths.is_empty() && !options.system_pdfium {
        return Err(Vec::new());
    }
    if let Some(library) = LOADED.get() {
        return Ok(library);
    }
    let _guard = LOADING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(library) = LOADED.get() {
        return Ok(library);
    }
    let mut missing = Vec::new();
    let mut load = |bindings: Result<Box<_>, PdfiumError>, path: &Path| match bindings {
        Ok(bindings) => Some(Library { pdfium: Pdfium::new(bindings), path: path.to_owned() }),
        Err(error) => {
            missing.push(format!("{error:?} ({})", path.display()));
            None
        }
    };
    let mut library = None;
    let mut absent = Vec::new();
    for path in &options.pdfium_paths {
        let file = if path.is_dir() { Pdfium::pdfium_platform_library_name_at_path(path) } else { path.clone() };
        if !file.is_file() {
            absent.push(format!("not found ({})", file.display()));
        } else if let Some(found) = load(Pdfium::bind_to_library(&file), &file) {
            library = Some(found);
            break;
        }
    }
    if library.is_none() && options.system_pdfium {
        let name = PathBuf::from(Pdfium::pdfium_platform_library_name());
        library = load(Pdfium::bind_to_system_library(), &name);
    }
    match library {
        Some(library) => Ok(LOADED.get_or_init(|| library)),
        None => {
            absent.extend(missing);
            Err(absent)
        }
    }
}

impl Library {
    /// Opens a document and works with its pages.
    pub(super) fn with_pages(
        &self,
        bytes: &[u8],
        options: &RenderOptions,
        work: Work<'_>,
    ) -> Result<(), DocumentError> {
        let password = options.password.as_deref().filter(|password| !password.is_empty());
        let pdf = self.pdfium.load_pdf_from_byte_slice(bytes, password).map_err(|error| refused(&error, password))?;
        let pages = pdf.pages();
        let count = usize::try_from(pages.len()).unwrap_or(0);
        if count == 0 {
            return Err(DocumentError::NoPages { format: DocumentFormat::Pdf });
        }
        if count > MAX_PAGES {
            return Err(too_many_pages(count));
        }
        work(&mut Document { pages, count, options })
    }
}

struct Document<'a> {
    pages: &'a PdfPages<'a>,
    count: usize,
    options: &'a RenderOptions,
}

impl Pages for Document<'_> {
    fn count(&self) -> usize {
        self.count
    }

    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&mut self, index: usize) -> Result<Drawn, DocumentError> {
        let number = index + 1;
        let cannot = |error: PdfiumError| {
            tracing::debug!(?error, page = number, "PDFium cannot draw a page");
            DocumentError::damaged(DocumentFormat::Pdf, format!("page {number} cannot be drawn"))
        };
        let index = index.try_into().map_err(|_| cannot(PdfiumError::PageIndexOutOfBounds))?;
        let page = self.pages.get(index).map_err(cannot)?;
        let inches = (f64::from(page.width().value) / 72.0, f64::from(page.height().value) / 72.0);
        let Drawing { dpi, width, height, .. } = drawing(number, inches, self.options)?;
        let config = PdfRenderConfig::new()
            .set_fixed_size(width as i32, height as i32)
            .set_format(PdfBitmapFormat::Gray)
            // Letters are left out of grey pages otherwise.
            .set_reverse_byte_order(false)
            .use_grayscale_rendering(true)
            .limit_render_image_cache_size(true)
            .use_print_quality(true);
        let bitmap = page.render_with_config(&config).map_err(cannot)?;
        let octets = bitmap.as_raw_bytes();
        drop(bitmap);
        let (across, down) = (width as usize, height as usize);
        let stride = octets.len() / down.max(1);
        let luma = if stride == across {
            octets
        } else {
            octets.chunks_exact(stride.max(1)).flat_map(|row| row.get(..across).unwrap_or(row)).copied().collect()
        };
        let gray = picture::gray(width, height, luma).ok_or_else(|| cannot(PdfiumError::ImageSizeOutOfBounds))?;
        Ok(Drawn::Tones { picture: Picture { gray, dpi }, warnings: Vec::new() })
    }
}

fn refused(error: &PdfiumError, password: Option<&str>) -> DocumentError {
    match error {
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::PasswordError) if password.is_none() => {
            DocumentError::PasswordNeeded
        }
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::PasswordError) => DocumentError::WrongPassword,
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::SecurityError) => {
            DocumentError::UnknownEncryption { detail: "the security handler is not known".to_owned() }
        }
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::FormatError | PdfiumInternalError::FileError) => {
            DocumentError::damaged(DocumentFormat::Pdf, "its structure cannot be read")
        }
        error => DocumentError::damaged(DocumentFormat::Pdf, format!("the renderer says {error:?}")),
    }
}
