//! The sheet for printing a fax: which pages, which printer, how often; or into a file.

use std::collections::BTreeMap;

use egui::{Align, Layout, Rect, Ui, vec2};

use super::command::{PrintOrder, Printed, UiCommand};
use super::ctx::PaneCtx;
use super::pages::PageKey;
use super::theme::font;
use super::widgets::{Button, choice, field_label, icon_button, label, paint_thumbnail, truncated};
use super::{format, icon};
use crate::lang::{self, words};
use crate::model::JobId;

const WIDTH: f32 = 520.0;
const COPIES_MAX: u32 = 99;

/// What is chosen so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PrintSheet {
    pub(super) order: PrintOrder,
    /// The page that was open when the sheet came.
    page: u32,
    /// Names of the printers there are; none while they are looked for.
    printers: Option<Vec<String>>,
}

impl PrintSheet {
    /// All pages on the default printer, once.
    pub(super) fn new(what: Printed, page: u32) -> Self {
        let order = PrintOrder { what, page: None, printer: None, copies: 1 };
        Self { order, page: page.max(1), printers: None }
    }

    /// The system told its printers.
    pub(super) fn printers_came(&mut self, printers: Vec<String>) {
        self.printers = Some(printers);
    }

    /// Draws the sheet. `Some` when it is to be closed, with what was chosen.
    pub(super) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) -> Option<Option<UiCommand>> {
        ui.set_width(WIDTH);
        let title = match &self.order.what {
            Printed::Fax(_) => lang::text("print-fax"),
            Printed::Cover { .. } => lang::text("print-cover"),
        };
        label(ui, title, font::title(), ctx.theme.ink);
        ui.add_space(12.0);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 20.0;
            if let Printed::Fax(job) = self.order.what {
                self.preview_ui(ctx, ui, job);
            }
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 6.0;
                self.choices_ui(ctx, ui);
            });
        });
        ui.add_space(18.0);
        let buttons = ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let print = Button::primary(lang::text("action-print-now")).icon(icon::PRINTER).ui(ctx.theme, ui).clicked();
            let file =
                Button::secondary(lang::text("action-print-to-file")).icon(icon::FILE_PDF).ui(ctx.theme, ui).clicked();
            let close = Button::secondary(lang::text("close")).ui(ctx.theme, ui).clicked();
            (print, file, close)
        });
        match buttons.inner {
            (true, ..) => Some(Some(UiCommand::PrintNow(Box::new(self.order.clone())))),
            (_, true, _) => Some(Some(UiCommand::PrintToFile(Box::new(self.order.clone())))),
            (.., true) => Some(None),
            _ => None,
        }
    }

    /// The page as it will lie on the paper.
    fn preview_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui, job: JobId) {
        let (rect, _) = ui.allocate_exact_size(vec2(150.0, 212.0), egui::Sense::hover());
        let scale = ui.pixels_per_point();
        let size = ((rect.width() * scale) as u32, (rect.height() * scale) as u32);
        let page = self.order.page.unwrap_or(1);
        let picture = ctx.pages.picture(PageKey { job, page }, size);
        paint_thumbnail(ctx.theme, ui, Rect::from_min_size(rect.min, rect.size()), &picture);
    }

    fn choices_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let width = ui.available_width();
        let (words, pages) = match &self.order.what {
            Printed::Fax(job) => {
                let job = ctx.snapshot.job(*job);
                let pages = job.map_or(1, |job| job.pages.max(1));
                (format!("{} · {}", job.map_or("", |job| job.remote_label()), format::pages(pages)), pages)
            }
            Printed::Cover { name, .. } => (words!("print-sample", name = name), 1),
        };
        truncated(ui, words, font::body(), ctx.theme.ink_secondary);
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("print-printer"));
        let none = Vec::new();
        let printers = self.printers.as_ref().unwrap_or(&none);
        let names: BTreeMap<usize, &str> = printers.iter().map(String::as_str).enumerate().collect();
        let mut choices = vec![(None, lang::text("print-default"))];
        choices.extend(names.iter().map(|(at, name)| (Some(*at), *name)));
        let selected = self.order.printer.as_ref().and_then(|name| printers.iter().position(|one| one == name));
        let chosen = choice(ctx.theme, ui, lang::text("print-printer"), selected, &choices, width);
        if let Some(chosen) = chosen {
            self.order.printer = chosen.and_then(|at| printers.get(at)).cloned();
        }
        if self.printers.as_ref().is_some_and(Vec::is_empty) {
            label(ui, lang::text("print-no-printers"), font::secondary(), ctx.theme.warning);
        }
        if pages > 1 {
            ui.add_space(4.0);
            field_label(ctx.theme, ui, lang::text("print-pages"));
            let page = self.page.min(pages);
            let this = words!("print-this-page", page = page);
            let choices = [(None, lang::text("print-all-pages")), (Some(page), this.as_str())];
            if let Some(chosen) = choice(ctx.theme, ui, lang::text("print-pages"), self.order.page, &choices, width) {
                self.order.page = chosen;
            }
        }
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("print-copies"));
        ui.horizontal(|ui| {
            if icon_button(ctx.theme, ui, icon::MINUS, lang::text("print-copy-less"), false).clicked() {
                self.order.copies = self.order.copies.saturating_sub(1).max(1);
            }
            label(ui, self.order.copies.to_string(), font::strong(), ctx.theme.ink);
            if icon_button(ctx.theme, ui, icon::PLUS, lang::text("print-copy-more"), false).clicked() {
                self.order.copies = (self.order.copies + 1).min(COPIES_MAX);
            }
        });
    }
}
