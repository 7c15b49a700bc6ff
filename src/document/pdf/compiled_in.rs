//! PDF through hayro, in pure Rust and always there.

use std::sync::{Arc, Mutex, PoisonError};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning, TransformExt as _};
use hayro::hayro_syntax::object::Dict;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};

use super::appearance::{self, Added};
use super::geometry::{Drawing, drawing};
use super::ink::{self, InkCache};
use super::{Drawn, MAX_PAGES, Pages, Work, fonts, too_many_pages};
use crate::document::picture::{self, Picture};
use crate::document::{Dither, DocumentError, DocumentFormat, RenderOptions};
use crate::model::FaxPage;

/// Pages after which everything remembered about fonts and pictures is forgotten, for it only grows.
const PAGES_REMEMBERED: usize = 64;
/// Warnings of a page at the most.
const WARNINGS_HEARD: usize = 100;

/// Opens a document and works with its pages.
pub(super) fn with_pages(
    bytes: Vec<u8>,
    options: &RenderOptions,
    system_fonts: bool,
    work: Work<'_>,
) -> Result<(), DocumentError> {
    let password = options.password.as_deref().unwrap_or_default();
    let pdf = Pdf::new_with_password(bytes, password).map_err(|error| refused(error, password))?;
    let (pdf, undrawn) = with_appearances(pdf, password);
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(DocumentError::NoPages { format: DocumentFormat::Pdf });
    }
    if pages.len() > MAX_PAGES {
        return Err(too_many_pages(pages.len()));
    }
    let missing = fonts::Missing::default();
    let heard = Arc::<Mutex<Vec<InterpreterWarning>>>::default();
    let hearing = Arc::clone(&heard);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if let Ok(mut heard) = hearing.lock()
                && heard.len() < WARNINGS_HEARD
            {
                heard.push(warning);
            }
        }),
        font_resolver: fonts::resolver(system_fonts, Arc::clone(&missing)),
        ..InterpreterSettings::default()
    };
    work(&mut Document {
        pages: pages.as_ref(),
        options,
        settings,
        heard,
        missing,
        undrawn,
        drawn: 0,
        ink: InkCache::new(),
        cache: RenderCache::new(),
        context: RenderContext::new(1, 1),
        pixmap: Pixmap::new(1, 1),
    })
}

/// The document with appearances for what has none. The number tells how many stay without, at least in part.
fn with_appearances(pdf: Pdf, password: &str) -> (Pdf, usize) {
    let Added { update, undrawn } = appearance::added(&pdf);
    if update.is_empty() {
        return (pdf, undrawn);
    }
    let bytes = [pdf.data().as_ref(), update.as_slice()].concat();
    match Pdf::new_with_password(bytes, password) {
        Ok(with) if with.pages().len() == pdf.pages().len() => (with, undrawn),
        _ => (pdf, undrawn.max(1)),
    }
}

struct Document<'a> {
    pages: &'a [Page<'a>],
    options: &'a RenderOptions,
    settings: InterpreterSettings,
    /// What the interpreter said about the page at hand.
    heard: Arc<Mutex<Vec<InterpreterWarning>>>,
    /// Fonts nobody has, not yet told.
    missing: fonts::Missing,
    /// Form fields and marks that are missing, at least in part.
    undrawn: usize,
    /// Pages since the caches were empty.
    drawn: usize,
    ink: InkCache<'a>,
    cache: RenderCache<'a>,
    context: RenderContext,
    pixmap: Pixmap,
}

impl Pages for Document<'_> {
    fn count(&self) -> usize {
        self.pages.len()
    }

    fn warnings(&self) -> Vec<String> {
        let found = self.pages.len();
        let declared = self.pages.first().and_then(declared_pages).filter(|declared| *declared > found);
        let words = |declared| format!("The PDF is damaged: it should have {declared} pages, {found} can be read");
        let fields = match self.undrawn {
            0 => None,
            1 => Some("A form field or mark does not say how it looks; it is not drawn, or not all of it".to_owned()),
            many => Some(format!(
                "{many} form fields or marks do not say how they look; they are not drawn, or not all of them"
            )),
        };
        declared.map(words).into_iter().chain(fields).collect()
    }

    fn draw(&mut self, index: usize) -> Result<Drawn, DocumentError> {
        let number = index + 1;
        let cannot = || DocumentError::damaged(DocumentFormat::Pdf, format!("page {number} cannot be drawn"));
        let page = self.pages.get(index).ok_or_else(cannot)?;
        if self.drawn >= PAGES_REMEMBERED {
            (self.drawn, self.ink, self.cache) = (0, InkCache::new(), RenderCache::new());
        }
        self.drawn += 1;
        let (points_across, points_down) = page.render_dimensions();
        let unit = user_unit(page);
        let inches = (f64::from(points_across) / 72.0 * unit, f64::from(points_down) / 72.0 * unit);
        let drawing = drawing(number, inches, self.options)?;
        let (x, y) = (f64::from(drawing.width), f64::from(drawing.height));
        let transform = Affine::scale_non_uniform(x / f64::from(points_across), y / f64::from(points_down))
            * page.initial_transform(true).to_kurbo();
        if drawing.plain && matches!(self.options.dither, Dither::Auto | Dither::Text) {
            let bitmap = ink::draw(page, &drawing, &mut self.ink, &self.settings, transform);
            if let Some(bitmap) = bitmap {
                let page = FaxPage { bitmap, resolution: self.options.resolution };
                return Ok(Drawn::Pels {
                    page,
                    turned: drawing.turned,
                    left: drawing.left,
                    warnings: self.told(number),
                });
            }
            self.forget();
        }
        let gray = self.gray(page, &drawing, transform).ok_or_else(cannot)?;
        Ok(Drawn::Tones { picture: Picture { gray, dpi: drawing.dpi }, warnings: self.told(number) })
    }
}

impl<'a> Document<'a> {
    fn gray(&mut self, page: &'a Page<'a>, drawing: &Drawing, transform: Affine) -> Option<crate::raster::Gray> {
        let (width, height) = (u16::try_from(drawing.width).ok()?, u16::try_from(drawing.height).ok()?);
        self.context.reset_and_resize(width, height);
        hayro::render_into(page, &self.cache, &self.settings, &RenderSettings::default(), &mut self.context, transform);
        self.context.flush();
        if (self.pixmap.width(), self.pixmap.height()) != (width, height) {
            self.pixmap = Pixmap::new(width, height);
        }
        let settings = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
        self.context.render_with(&mut self.pixmap, &mut Resources::default(), settings);
        let luma = picture::luma_of_rgba(self.pixmap.data_as_u8_slice());
        picture::gray(drawing.width, drawing.height, luma)
    }

    fn forget(&self) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What a person should know about the page just drawn.
    fn told(&self, number: usize) -> Vec<String> {
        let heard = std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        let missing = std::mem::take(&mut *self.missing.lock().unwrap_or_else(PoisonError::into_inner));
        missing.into_iter().chain(words(&heard, number)).collect()
    }
}

/// Points a unit of the page's coordinates (ISO 32000-1 §14.11.1, table 30); 1 if it makes no sense.
fn user_unit(page: &Page<'_>) -> f64 {
    let unit = page.raw().get::<f32>("UserUnit").map_or(1.0, f64::from);
    if (0.001..=10_000.0).contains(&unit) { unit } else { 1.0 }
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
