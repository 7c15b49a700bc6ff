//! PDF through hayro, in pure Rust and always there.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::object::Dict;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::{Drawing, MAX_PAGES, Sink, density, too_many_pages};
use crate::document::picture::{self, Picture};
use crate::document::{DocumentError, DocumentFormat, RenderOptions};

pub(super) fn render(
    bytes: &[u8],
    options: &RenderOptions,
    warnings: &mut Vec<String>,
    sink: Sink<'_>,
) -> Result<(), DocumentError> {
    let password = options.password.as_deref().unwrap_or_default();
    let pdf = Pdf::new_with_password(bytes.to_vec(), password).map_err(|error| refused(error, password))?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(DocumentError::NoPages { format: DocumentFormat::Pdf });
    }
    if pages.len() > MAX_PAGES {
        return Err(too_many_pages(pages.len()));
    }
    if let Some(declared) = pages.first().and_then(declared_pages).filter(|declared| *declared > pages.len()) {
        warnings.push(format!("The PDF is damaged: it should have {declared} pages, {} can be read", pages.len()));
    }

    let heard: Arc<Mutex<Vec<InterpreterWarning>>> = Arc::default();
    let settings = InterpreterSettings {
        warning_sink: {
            let heard = heard.clone();
            Arc::new(move |warning| {
                if let Ok(mut heard) = heard.lock()
                    && heard.len() < 100
                {
                    heard.push(warning);
                }
            })
        },
        ..InterpreterSettings::default()
    };
    let cache = RenderCache::new();
    for (index, page) in pages.iter().enumerate() {
        let (points_across, points_down) = page.render_dimensions();
        let inches = (f64::from(points_across) / 72.0, f64::from(points_down) / 72.0);
        let Drawing { dpi, width, height } = density(index + 1, inches, options.resolution, options.width)?;
        let pixmap_settings = PixmapSettings {
            // Half a pixel more, for the renderer rounds sizes down.
            x_scale: (width as f32 + 0.5) / points_across,
            y_scale: (height as f32 + 0.5) / points_down,
            bg_color: WHITE,
        };
        let pixmap = hayro::render(page, &cache, &settings, &RenderSettings::default(), &pixmap_settings);
        let luma = picture::luma_of_rgba(pixmap.data_as_u8_slice());
        let gray = picture::gray(u32::from(pixmap.width()), u32::from(pixmap.height()), luma);
        drop(pixmap);
        let Some(gray) = gray else {
            return Err(DocumentError::damaged(DocumentFormat::Pdf, format!("page {} cannot be drawn", index + 1)));
        };
        if let Ok(mut heard) = heard.lock() {
            warnings.extend(words(&heard, index + 1));
            heard.clear();
        }
        if sink(Picture { gray, dpi }) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(())
}

/// The page count in the root of the page tree (ISO 32000-1 §7.7.3.2).
fn declared_pages(page: &Page<'_>) -> Option<usize> {
    let mut node: Dict<'_> = page.raw().get("Parent")?;
    // The tree may be a circle in a hostile file.
    for _ in 0..64 {
        match node.get::<Dict<'_>>("Parent") {
            Some(parent) => node = parent,
            None => break,
        }
    }
    node.get::<i32>("Count").and_then(|count| usize::try_from(count).ok()).filter(|count| *count < 1_000_000)
}

fn words(heard: &[InterpreterWarning], page: usize) -> Vec<String> {
    let mut words = Vec::new();
    if heard.iter().any(|warning| matches!(warning, InterpreterWarning::UnsupportedFont)) {
        words.push(format!("Page {page} uses a font that cannot be read; some of its text may be missing"));
    }
    if heard.iter().any(|warning| matches!(warning, InterpreterWarning::ImageDecodeFailure)) {
        words.push(format!("Page {page} has a picture that cannot be read; it is left out"));
    }
    words
}

fn refused(error: LoadPdfError, password: &str) -> DocumentError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password.is_empty() => {
            DocumentError::PasswordNeeded
        }
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => DocumentError::WrongPassword,
        LoadPdfError::Decryption(error) => DocumentError::UnknownEncryption {
            detail: match error {
                DecryptionError::MissingIDEntry => "its ID is missing",
                DecryptionError::UnsupportedAlgorithm => "the algorithm is not known",
                _ => "its description is not valid",
            }
            .to_owned(),
        },
        LoadPdfError::Invalid => DocumentError::damaged(DocumentFormat::Pdf, "its structure cannot be read"),
    }
}
