//! Sheets over the window: a group's name, what an import came to, a name for the sender of a fax.

use egui::{Align, Key, Layout, ScrollArea, Ui};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::theme::font;
use super::super::widgets::{Button, field_label, label, sheet, text_field, wrapped};
use super::request::BookRequest;
use super::{BookPane, BookSheet};
use crate::lang::{self, words};
use crate::model::BookImport;

/// Points.
const WIDTH: f32 = 420.0;

impl BookPane {
    /// Draws what is over the window, whatever pane is shown.
    pub(crate) fn sheet_ui(&mut self, ctx: &PaneCtx<'_>, ui: &Ui) {
        let Some(mut open) = self.sheet.take() else { return };
        let shown = sheet(ctx.theme, ui, "book sheet", |ui| {
            ui.set_width(WIDTH);
            match &mut open {
                BookSheet::GroupName { old, name, fresh } => group_ui(ctx, ui, old.as_deref(), name, fresh),
                BookSheet::Imported(report) => imported_ui(ctx, ui, report),
                BookSheet::Sender { job, known, name, fresh } => {
                    let learned = sender_ui(ctx, ui, known, name, fresh);
                    learned.map(|name| name.map(|name| BookRequest::Learn(*job, name)))
                }
            }
        });
        let close = shown.should_close();
        match shown.inner {
            Some(agreed) => {
                if let Some(request) = agreed {
                    ctx.push(UiCommand::Book(request));
                }
            }
            None if close => {}
            None => self.sheet = Some(open),
        }
    }
}

/// `Some` closes the sheet, with what was agreed to.
fn group_ui(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    old: Option<&str>,
    name: &mut String,
    fresh: &mut bool,
) -> Option<Option<BookRequest>> {
    let title = if old.is_some() { lang::text("book-rename-group") } else { lang::text("book-new-group-title") };
    label(ui, title, font::title(), ctx.theme.ink);
    ui.add_space(12.0);
    field_label(ctx.theme, ui, lang::text("edit-name"));
    let typed = name_field(ctx, ui, lang::text("book-group-name"), name, lang::text("book-group-hint"), fresh);
    let wanted = name.trim();
    let taken = ctx.snapshot.book.groups.iter().any(|group| group.name.to_lowercase() == wanted.to_lowercase());
    let same = old.is_some_and(|old| old.to_lowercase() == wanted.to_lowercase());
    let problem = match wanted {
        _ if taken && !same => Some(lang::text("book-group-taken")),
        wanted if wanted.contains(['@', ';']) => Some(lang::text("book-group-signs")),
        wanted if wanted.chars().count() > 80 => Some(lang::text("book-group-long")),
        _ => None,
    };
    if let Some(problem) = problem {
        label(ui, problem, font::secondary(), ctx.theme.bad);
    }
    let ready = !wanted.is_empty() && problem.is_none();
    let request = match old {
        Some(old) => BookRequest::SaveGroup { name: old.to_owned(), rename: Some(wanted.to_owned()) },
        None => BookRequest::SaveGroup { name: wanted.to_owned(), rename: None },
    };
    buttons(ctx, ui, lang::text("save"), ready, typed).map(|agreed| agreed.then_some(request))
}

fn sender_ui(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    known: &str,
    name: &mut String,
    fresh: &mut bool,
) -> Option<Option<String>> {
    label(ui, lang::text("book-who-sent"), font::title(), ctx.theme.ink);
    ui.add_space(8.0);
    let words = words!("book-who-sent-hint", known = known);
    wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
    ui.add_space(12.0);
    field_label(ctx.theme, ui, lang::text("edit-name"));
    let typed = name_field(ctx, ui, lang::text("book-sender-name"), name, lang::text("book-sender-hint"), fresh);
    let wanted = name.trim().to_owned();
    let ready = !wanted.is_empty() && wanted.chars().count() <= 200;
    buttons(ctx, ui, lang::text("book-keep-name"), ready, typed).map(|agreed| agreed.then_some(wanted))
}

fn imported_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, report: &BookImport) -> Option<Option<BookRequest>> {
    label(ui, lang::text("book-imported"), font::title(), ctx.theme.ink);
    ui.add_space(8.0);
    for (count, words, ink) in [
        (report.added, words!("book-imported-new", count = report.added), ctx.theme.ink),
        (report.updated, words!("book-imported-more", count = report.updated), ctx.theme.ink),
        (report.unchanged, words!("book-imported-same", count = report.unchanged), ctx.theme.ink),
        (report.skipped, words!("book-imported-skipped", count = report.skipped), ctx.theme.warning),
    ] {
        if count > 0 {
            label(ui, words, font::body(), ink);
        }
    }
    if report.read == 0 {
        label(ui, lang::text("book-import-nobody"), font::body(), ctx.theme.ink);
    }
    if !report.problems.is_empty() {
        ui.add_space(10.0);
        ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
            for problem in &report.problems {
                let who = if problem.name.is_empty() { String::new() } else { format!(", {}", problem.name) };
                let words =
                    words!("book-import-line", line = problem.line.to_string(), who = who, reason = problem.reason);
                wrapped(ui, words, font::secondary(), ctx.theme.ink_secondary);
            }
            let told = u32::try_from(report.problems.len()).unwrap_or(u32::MAX);
            if report.skipped > told {
                let more = words!("book-import-more", count = report.skipped - told);
                label(ui, more, font::secondary(), ctx.theme.ink_secondary);
            }
        });
    }
    ui.add_space(14.0);
    let typed = ui.input(|input| input.key_pressed(Key::Enter));
    let button =
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| Button::primary(lang::text("close")).ui(ctx.theme, ui));
    (button.inner.clicked() || typed).then_some(None)
}

/// A field that has the keyboard from the start; whether Enter was pressed in it.
fn name_field(ctx: &PaneCtx<'_>, ui: &mut Ui, name: &str, text: &mut String, hint: &str, fresh: &mut bool) -> bool {
    let id = ui.make_persistent_id(name);
    let response = text_field(ctx.theme, ui, id, name, text, hint, 1);
    if std::mem::take(fresh) {
        response.request_focus();
    }
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// The two buttons of a sheet: agreed, given up, or neither yet.
fn buttons(ctx: &PaneCtx<'_>, ui: &mut Ui, agree: &str, ready: bool, typed: bool) -> Option<bool> {
    ui.add_space(18.0);
    let clicked = ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let agreed = Button::primary(agree).enabled(ready).ui(ctx.theme, ui).clicked();
        let given_up = Button::secondary(lang::text("cancel")).ui(ctx.theme, ui).clicked();
        (agreed, given_up)
    });
    match clicked.inner {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => (typed && ready).then_some(true),
    }
}
