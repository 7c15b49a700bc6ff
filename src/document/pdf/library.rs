//! PDF through the PDFium library, when it is found at run time.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use pdfium_render::prelude::{PdfRenderConfig, Pdfium, PdfiumError, PdfiumInternalError};

use super::{Drawing, MAX_PAGES, Sink, density, too_many_pages};
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
    pub(super) fn render(&self, bytes: &[u8], options: &RenderOptions, sink: Sink<'_>) -> Result<(), DocumentError> {
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
        for (index, page) in pages.iter().enumerate() {
            let cannot = |error: PdfiumError| {
                DocumentError::damaged(DocumentFormat::Pdf, format!("page {} cannot be drawn ({error:?})", index + 1))
            };
            let inches = (f64::from(page.width().value) / 72.0, f64::from(page.height().value) / 72.0);
            let Drawing { dpi, width, height } = density(index + 1, inches, options.resolution, options.width)?;
            let config = PdfRenderConfig::new()
                .set_fixed_size(width as i32, height as i32)
                .use_grayscale_rendering(true)
                .limit_render_image_cache_size(true)
                .use_print_quality(true);
            let bitmap = page.render_with_config(&config).map_err(cannot)?;
            let luma = picture::luma_of_rgba(&bitmap.as_rgba_bytes());
            drop(bitmap);
            let Some(gray) = picture::gray(width, height, luma) else {
                return Err(cannot(PdfiumError::ImageSizeOutOfBounds));
            };
            if sink(Picture { gray, dpi }) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
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
