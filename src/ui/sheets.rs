//! Sheets over the window: the keys, and the question before something is removed for good.

use egui::{Align, Align2, Key, Layout, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::edit_ui::EditSheet;
use super::first_steps::FirstSteps;
use super::palette::{Palette, palette_ui};
use super::print_ui::PrintSheet;
use super::saved_ui::SaveSearch;
use super::theme::{Theme, font};
use super::widgets::{self, Button, label, wrapped};
use crate::lang::{text, words};
use crate::model::{JobId, Snapshot};

/// What is over the window.
#[derive(Clone, Debug)]
pub(super) enum Sheet {
    /// All keys.
    Keys,
    /// Remove these faxes with their pages?
    ConfirmRemoval(Vec<JobId>),
    /// Change a fax on its way.
    Edit(Box<EditSheet>),
    /// Print a fax.
    Print(Box<PrintSheet>),
    /// The first steps.
    FirstSteps(Box<FirstSteps>),
    /// A name for a search.
    SaveSearch(Box<SaveSearch>),
    /// All actions.
    Palette(Palette, Vec<UiCommand>),
}

/// Draws the sheet. `Some` when it was closed, with a command when it was agreed to.
pub(super) fn sheet_ui(ctx: &PaneCtx<'_>, ui: &Ui, sheet: &mut Sheet) -> Option<Option<UiCommand>> {
    let theme = ctx.theme;
    if let Sheet::Palette(palette, commands) = sheet {
        return palette_ui(theme, ui, palette, commands, ctx.snapshot, ctx.zone);
    }
    let response = widgets::sheet(theme, ui, "sheet", |ui| match sheet {
        Sheet::Keys => keys_ui(theme, ui),
        Sheet::ConfirmRemoval(jobs) => removal_ui(theme, ui, jobs, ctx.snapshot),
        Sheet::Edit(sheet) => sheet.ui(ctx, ui),
        Sheet::Print(sheet) => sheet.ui(ctx, ui),
        Sheet::FirstSteps(steps) => steps.ui(ctx, ui),
        Sheet::SaveSearch(sheet) => sheet.ui(ctx, ui),
        Sheet::Palette(..) => None,
    });
    // The first steps are left by Skip or Escape, which they see to themselves; a click beside them is an accident.
    let close = response.should_close() && !matches!(sheet, Sheet::FirstSteps(_));
    response.inner.or_else(|| close.then_some(None))
}

fn keys_ui(theme: &Theme, ui: &mut Ui) -> Option<Option<UiCommand>> {
    ui.set_width(560.0);
    label(ui, text("keys-title"), font::title(), theme.ink);
    ui.add_space(12.0);
    let half = UiCommand::KEYED.len().div_ceil(2);
    ui.horizontal_top(|ui| {
        for column in UiCommand::KEYED.chunks(half) {
            ui.vertical(|ui| {
                ui.set_width(270.0);
                ui.spacing_mut().item_spacing.y = 2.0;
                for command in column {
                    key_ui(theme, ui, command);
                }
            });
        }
    });
    ui.add_space(14.0);
    let typed = ui.input(|input| input.key_pressed(Key::Enter));
    let button = ui.with_layout(Layout::right_to_left(Align::Min), |ui| Button::secondary(text("close")).ui(theme, ui));
    (button.inner.clicked() || typed).then_some(None)
}

fn key_ui(theme: &Theme, ui: &mut Ui, command: &UiCommand) {
    let info = command.info();
    let (rect, response) = ui.allocate_exact_size(vec2(270.0, 26.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{}: {}", info.text, info.key)));
    let painter = ui.painter();
    let key = painter.layout_no_wrap(info.key.to_owned(), font::mono(), theme.ink);
    let cap = Align2::LEFT_CENTER.anchor_size(pos2(rect.left(), rect.center().y), key.size() + vec2(14.0, 5.0));
    painter.rect(cap, 5, theme.raised, theme.outline(), egui::StrokeKind::Inside);
    painter.galley(cap.center() - key.size() / 2.0, key, theme.ink);
    let text = info.text.trim_end_matches('…');
    painter.text(pos2(rect.left() + 104.0, rect.center().y), Align2::LEFT_CENTER, text, font::body(), theme.ink);
}

fn removal_ui(theme: &Theme, ui: &mut Ui, jobs: &[JobId], snapshot: &Snapshot) -> Option<Option<UiCommand>> {
    ui.set_width(400.0);
    let (question, words) = match jobs {
        [one] => {
            let who = snapshot.job(*one).map_or("", |job| job.remote_label());
            let words = words!("remove-one-about", who = who);
            (text("remove-one").to_owned(), words)
        }
        many => {
            let words = text("remove-many-about").to_owned();
            (words!("remove-many", count = many.len()), words)
        }
    };
    label(ui, question, font::title(), theme.ink);
    ui.add_space(8.0);
    wrapped(ui, words, font::body(), theme.ink_secondary);
    ui.add_space(18.0);
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let remove = Button::danger(text("remove")).ui(theme, ui).clicked();
        let keep = Button::secondary(text("keep")).ui(theme, ui).clicked();
        match (remove, keep) {
            (true, _) => Some(Some(UiCommand::RemoveNow(jobs.to_vec()))),
            (_, true) => Some(None),
            _ => None,
        }
    })
    .inner
}
