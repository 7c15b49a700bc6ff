//! Opens the window and runs the console in it, by wgpu, and by OpenGL where that fails.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use eframe::{NativeOptions, Renderer as Backend};
use egui::{IconData, ViewportBuilder};
use jiff::tz::TimeZone;

use super::app::App;
use super::files::FileAccess;
use super::thumbnails::ThumbnailAccess;
use crate::api::FaxServer;
use crate::cover::Fonts;
use crate::document::Renderer;
use crate::lang::Lang;
use crate::model::{Appearance, Clock};

/// Prints a PDF on the default printer or the named one, so often; else why not.
pub type Print = fn(&[u8], Option<&str>, u32) -> Result<(), String>;

/// How pages come on paper. Both may block; they are called on worker threads only.
#[derive(Clone, Copy, Debug)]
pub struct Printing {
    /// The names of the printers there are.
    pub printers: fn() -> Vec<String>,
    /// Prints.
    pub print: Print,
}

/// What `main` hands to the console.
#[derive(Clone, Debug)]
pub struct UiOptions {
    /// Turns documents into pages for the preview: the same pages that will be sent.
    pub renderer: Renderer,
    /// The fonts of cover pages; looked for at first need, on a worker thread.
    pub cover_fonts: Arc<LazyLock<Fonts>>,
    /// Reads documents and writes exports, on worker threads.
    pub files: FileAccess,
    /// Where small pictures of pages are kept between two runs; none: nowhere.
    pub thumbnails: Option<ThumbnailAccess>,
    /// Prints faxes.
    pub printing: Printing,
    /// The time of day.
    pub clock: Clock,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// Light or dark until the engine's first picture tells what is configured.
    pub appearance: Appearance,
    /// What the system speaks, for a configuration that says nothing else.
    pub system_language: Lang,
    /// Start with a new fax of these documents; absolute paths.
    pub documents: Option<Vec<PathBuf>>,
    /// Whether the first steps are shown, unless the configuration's setting says otherwise.
    pub first_steps: bool,
    /// Whether the server is on another machine, and is looked for when it goes.
    pub elsewhere: bool,
    /// Whether this process may show desktop notifications; the configuration's setting stands above it.
    pub notifications: bool,
    /// Whether the window listens to what the system's user wishes of light, dark and contrast.
    pub follows_system: bool,
}

/// Runs the console until its window is closed.
///
/// # Errors
/// [`eframe::Error`] when there is no display, or when neither wgpu nor OpenGL gives a window.
pub fn run(server: FaxServer, options: UiOptions) -> Result<(), eframe::Error> {
    let first = open(Backend::Wgpu, server.clone(), options.clone());
    match first {
        Ok(()) => Ok(()),
        // There is no display, and no second try: winit makes one event loop in the life of a process.
        Err(error @ eframe::Error::WinitEventLoop(_)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, "no window by wgpu; trying OpenGL");
            open(Backend::Glow, server, options)
        }
    }
}

fn open(renderer: Backend, server: FaxServer, options: UiOptions) -> Result<(), eframe::Error> {
    let viewport = ViewportBuilder::default()
        .with_title("Faxwell")
        .with_app_id("faxwell")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([1100.0, 700.0])
        .with_icon(icon());
    let native = NativeOptions { viewport, renderer, dithering: false, ..NativeOptions::default() };
    eframe::run_native(
        "faxwell",
        native,
        Box::new(move |creation| Ok(Box::new(App::new(server, options, &creation.egui_ctx)))),
    )
}

const ICON_PX: u32 = 64;
/// Half heights of the brand's bars in a 64 px icon, and where their middles stand.
const BARS: [(f32, f32); 5] = [(14.0, 8.0), (23.0, 19.0), (32.0, 12.0), (41.0, 20.0), (50.0, 7.0)];

/// The window's icon: the brand's bars on an accent square with round corners.
fn icon() -> IconData {
    let mut rgba = Vec::with_capacity((ICON_PX * ICON_PX * 4) as usize);
    for y in 0..ICON_PX {
        for x in 0..ICON_PX {
            let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
            let bar = BARS.iter().map(|(at, half)| capsule(x - at, y - 32.0, *half, 2.6)).fold(0.0, f32::max);
            let ground = rounded_square(x - 32.0, y - 32.0, 31.0, 14.0);
            let mix = |back: f32, front: f32| (back + (front - back) * bar).round() as u8;
            rgba.extend([mix(15.0, 255.0), mix(110.0, 255.0), mix(132.0, 255.0), (ground * 255.0).round() as u8]);
        }
    }
    IconData { rgba, width: ICON_PX, height: ICON_PX }
}

/// How much of a pixel lies in an upright capsule around the origin: 0 to 1.
fn capsule(x: f32, y: f32, half_height: f32, radius: f32) -> f32 {
    let beyond = (y.abs() - (half_height - radius)).max(0.0);
    (radius - x.hypot(beyond) + 0.5).clamp(0.0, 1.0)
}

/// The same for a square with round corners.
fn rounded_square(x: f32, y: f32, half: f32, radius: f32) -> f32 {
    let inner = half - radius;
    let distance = (x.abs() - inner).max(0.0).hypot((y.abs() - inner).max(0.0));
    (radius - distance + 0.5).clamp(0.0, 1.0)
}
