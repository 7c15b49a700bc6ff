//! Saved searches: they stand as views above a list; the one that is searched for can be saved or forgotten there.

use egui::{Align, Key, Layout, ScrollArea, Ui, UiBuilder, vec2};

use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::icon;
use super::theme::{font, space};
use super::widgets::{Button, divider, field_label, label, quiet_button, tabs, text_field, wrapped};
use crate::lang::{text, words};
use crate::model::{saved_searches, with_search};

const HEIGHT: f32 = 40.0;

/// The row of saved searches, when there is one or something is searched for. The search chosen.
pub(super) fn saved_searches_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, current: &str) -> Option<String> {
    let saved = saved_searches(&ctx.snapshot.configuration.searches);
    let current = current.trim();
    if saved.is_empty() && current.is_empty() {
        return None;
    }
    let known = saved.iter().find(|one| one.search == current);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), egui::Sense::hover());
    let inside = rect.shrink2(vec2(10.0, 0.0));
    let mut right = ui.new_child(UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center)));
    match known {
        Some(known) => {
            let name = words!("search-forget-named", name = known.name);
            if quiet_button(ctx.theme, &mut right, icon::TRASH, text("search-forget"), &name).clicked() {
                ctx.push(UiCommand::ForgetSearch(known.name.clone()));
            }
        }
        None if !current.is_empty()
            && quiet_button(ctx.theme, &mut right, icon::BOOKMARK_SIMPLE, text("search-save"), text("search-save"))
                .clicked() =>
        {
            ctx.push(UiCommand::SaveSearch(current.to_owned()));
        }
        None => {}
    }
    let mut chosen = None;
    let room = egui::Rect::from_min_max(inside.min, egui::pos2(right.min_rect().left() - 8.0, inside.bottom()));
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("saved").max_rect(room).layout(Layout::left_to_right(Align::Center)));
    ScrollArea::horizontal().id_salt("saved searches").show(&mut left, |ui| {
        ui.horizontal_centered(|ui| {
            let choices: Vec<_> = saved.iter().map(|one| (one.search.as_str(), one.name.as_str(), 0)).collect();
            chosen = tabs(ctx.theme, ui, current, &choices).map(str::to_owned);
        });
    });
    divider(ctx.theme, ui);
    chosen
}

/// The sheet that asks for a search's name.
#[derive(Clone, Debug)]
pub(super) struct SaveSearch {
    search: String,
    name: String,
}

impl SaveSearch {
    /// For what is searched for.
    pub(super) fn new(search: String) -> Self {
        Self { name: search.clone(), search }
    }

    /// Draws the sheet. `Some` when it is to be closed, with what follows.
    pub(super) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) -> Option<Option<UiCommand>> {
        ui.set_width(400.0);
        label(ui, text("search-save-title"), font::title(), ctx.theme.ink);
        ui.add_space(6.0);
        let words = words!("search-save-about", search = self.search);
        wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
        ui.add_space(12.0);
        field_label(ctx.theme, ui, text("search-name"));
        let id = egui::Id::unique("search name");
        let response = text_field(ctx.theme, ui, id, text("search-name"), &mut self.name, text("search-name-hint"), 1);
        if ui.memory(|memory| memory.focused()).is_none() {
            response.request_focus();
        }
        let entered = ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(space::GAP);
        let possible = !self.name.replace(['=', ';'], " ").trim().is_empty();
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let save = Button::primary(text("search-save")).enabled(possible).ui(ctx.theme, ui).clicked()
                || entered && possible;
            let cancel = Button::secondary(text("action-cancel")).ui(ctx.theme, ui).clicked();
            match (save, cancel) {
                (true, _) => {
                    let searches = with_search(&ctx.snapshot.configuration.searches, &self.name, &self.search);
                    Some(Some(UiCommand::Set(vec![("searches", searches)])))
                }
                (_, true) => Some(None),
                _ => None,
            }
        })
        .inner
    }
}
