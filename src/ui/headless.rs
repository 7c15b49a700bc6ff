//! The console without a window: whole frames of the real thing for measuring, painting left out.

use egui::{ClippedPrimitive, FullOutput, RawInput};

use super::app::App;
use super::run::UiOptions;
use crate::api::FaxServer;

/// A console that draws into nothing.
pub struct Headless {
    app: App,
    egui: egui::Context,
}

impl Headless {
    /// The console over `server`, as [`super::run`] opens it in a window.
    pub fn new(server: FaxServer, options: UiOptions) -> Self {
        let egui = egui::Context::default();
        let app = App::new(server, options, &egui);
        Self { app, egui }
    }

    /// What a frame with this input shows: news are taken, commands executed, everything laid out.
    pub fn lay_out(&mut self, input: RawInput) -> FullOutput {
        let app = &mut self.app;
        self.egui.run_ui(input, |ui| {
            app.logic(ui.ctx());
            app.draw(ui);
        })
    }

    /// The triangles of a frame, which a window would hand to the graphics card.
    pub fn tessellate(&self, output: FullOutput) -> Vec<ClippedPrimitive> {
        self.egui.tessellate(output.shapes, output.pixels_per_point)
    }
}
