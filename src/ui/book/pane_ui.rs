//! Drawing the pane: top bar, groups, the list of people.

use egui::{Align2, CornerRadius, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::theme::{font, space};
use super::super::widgets::{
    Button, MenuEntry, NavCount, NavEntry, Row, card, divider, empty_state, icon_button, label, paint_text, search_box,
    section, top_bar,
};
use super::request::BookRequest;
use super::{BookPane, Shelf};
use crate::lang::{self, words};
use crate::model::{BookEntry, BookFormat, BookGroup};

/// Points.
const GROUPS: f32 = 176.0;
const LIST: f32 = 330.0;
const ROW: f32 = 54.0;

impl BookPane {
    pub(super) fn pane_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.bar_ui(ctx, ui);
        let room = ui.available_rect_before_wrap();
        let groups = Rect::from_min_size(room.min, vec2(GROUPS, room.height()));
        let left = groups.right() + space::GAP;
        let list_width = LIST.min((room.right() - left) * 0.42);
        let list = Rect::from_min_size(pos2(left, room.top()), vec2(list_width, room.height()));
        let rest = Rect::from_min_max(pos2(list.right() + space::GAP, room.top()), room.max);
        card(ctx.theme, ui, groups, |ui| self.groups_ui(ctx, ui));
        card(ctx.theme, ui, list, |ui| self.list_ui(ctx, ui));
        card(ctx.theme, ui, rest, |ui| self.entry_ui(ctx, ui));
    }

    fn bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let id = ui.make_persistent_id("book search");
        let (search, focus) = (&mut self.search, &mut self.focus_search);
        let left = |ui: &mut Ui| {
            search_box(ctx.theme, ui, id, search, focus, lang::text("book-search-hint"));
        };
        let query = self.listing.query().clone();
        let right = |ui: &mut Ui| {
            let new = BookRequest::NewEntry;
            let info = new.info();
            let button = Button::primary(info.text).icon(info.icon).tooltip(info.tooltip);
            if button.ui(ctx.theme, ui).clicked() {
                ctx.push(UiCommand::Book(new));
            }
            let more = icon_button(ctx.theme, ui, icon::DOTS_THREE, lang::text("book-import-export"), false);
            egui::Popup::menu(&more).width(230.0).gap(4.0).show(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let requests = [
                    BookRequest::Import,
                    BookRequest::Export(query.clone(), BookFormat::VCard),
                    BookRequest::Export(query.clone(), BookFormat::VCard3),
                    BookRequest::Export(query, BookFormat::Csv),
                ];
                requests_ui(ctx, ui, requests);
            });
        };
        top_bar(ctx.theme, ui, lang::text("pane-book"), left, right);
    }

    fn groups_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let book = &ctx.snapshot.book;
        let mut chosen = None;
        ui.add_space(6.0);
        let everybody = (Shelf::Everybody, icon::USERS, lang::text("book-everybody").to_owned(), Some(book.entries));
        let favourites = (Shelf::Favourites, icon::STAR, lang::text("book-favourites").to_owned(), None);
        for (shelf, sign, name, count) in [everybody, favourites] {
            if self.shelf_ui(ctx, ui, &shelf, (sign, &name, count)) {
                chosen = Some(shelf);
            }
        }
        ui.add_space(6.0);
        section(ctx.theme, ui, lang::text("book-groups"));
        let foot = 44.0;
        let height = (ui.available_height() - foot).max(0.0);
        ScrollArea::vertical().id_salt("groups").max_height(height).auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(4.0);
            for group in &book.groups {
                let shelf = Shelf::Group(group.name.clone());
                if self.shelf_ui(ctx, ui, &shelf, (icon::USERS_THREE, &group.name, Some(group.members))) {
                    chosen = Some(shelf);
                }
            }
        });
        divider(ctx.theme, ui);
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.set_min_height(foot - 2.0);
            let new = UiCommand::Book(BookRequest::NewGroup);
            if Button::of(&new).small().ui(ctx.theme, ui).clicked() {
                ctx.push(new);
            }
        });
        if let Some(shelf) = chosen {
            self.shelf = shelf;
        }
    }

    /// A line of the left column; whether it was chosen.
    fn shelf_ui(
        &self,
        ctx: &PaneCtx<'_>,
        ui: &mut Ui,
        shelf: &Shelf,
        (sign, name, count): (&str, &str, Option<u32>),
    ) -> bool {
        let spoken = count.map_or_else(|| name.to_owned(), |count| format!("{name}, {}", people(count)));
        let entry = NavEntry::new(sign, name, self.shelf == *shelf).spoken(&spoken).count(count.map(NavCount::Total));
        let response = entry.ui(ctx.theme, ui);
        if let Shelf::Group(name) = shelf {
            let group = ctx.snapshot.book.groups.iter().find(|group| group.name == *name);
            response.context_menu(|ui| group_menu(ctx, ui, name, group));
        }
        response.clicked()
    }

    fn list_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.list_head_ui(ctx, ui);
        if let Some(problem) = self.listing.failed.clone() {
            let button = Button::secondary(lang::text("book-try-again")).icon(icon::ARROW_CLOCKWISE);
            let title = lang::text("book-cannot-show");
            let clicked = empty_state(ctx.theme, ui, icon::WARNING_CIRCLE, title, &problem, Some(button));
            if clicked.is_some_and(|button| button.clicked()) {
                self.listing.retry();
            }
            return;
        }
        let total = self.listing.total();
        if total.is_none_or(|total| total == 0) {
            // Also an empty book is asked: somebody may come into it.
            self.ask(ctx, 0, 0);
        }
        match total {
            None => {
                empty_state(ctx.theme, ui, icon::ADDRESS_BOOK, lang::text("book-moment"), "", None);
                return;
            }
            Some(0) => return self.nobody_ui(ctx, ui),
            Some(_) => {}
        }
        let total = total.unwrap_or(0);
        let scroll = self.scroll_to.take();
        let opened = self.draft.as_ref().map(|draft| draft.original.id);
        let mut clicked = None;
        let mut seen = (0, 0);
        ScrollArea::vertical().id_salt("people").auto_shrink(false).show_viewport(ui, |ui, viewport| {
            ui.set_height(total as f32 * ROW);
            let origin = ui.max_rect().left_top();
            let width = ui.max_rect().width();
            let first = (viewport.top() / ROW).floor().max(0.0) as u32;
            let last = ((viewport.bottom() / ROW).ceil() as u32).min(total.saturating_sub(1));
            seen = (first, last);
            // Only what can be seen is laid out and asked for.
            for row in first..=last {
                let rect = Rect::from_min_size(origin + vec2(0.0, row as f32 * ROW), vec2(width, ROW));
                let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("person", row)));
                match self.listing.row(row) {
                    Some(entry) => {
                        let selected = opened == Some(entry.id);
                        if person_ui(ctx, &mut child, entry, selected) {
                            clicked = Some(entry.clone());
                        }
                    }
                    None => waiting_row(ctx, &child, rect),
                }
            }
            if let Some(row) = scroll {
                let rect = Rect::from_min_size(origin + vec2(0.0, row as f32 * ROW), vec2(width, ROW));
                ui.scroll_to_rect(rect, None);
            }
        });
        self.ask(ctx, seen.0, seen.1);
        if let Some(entry) = clicked {
            self.open(ctx, Some(entry));
        }
    }

    fn ask(&mut self, ctx: &PaneCtx<'_>, first: u32, last: u32) {
        for request in self.listing.wanted(first, last) {
            ctx.push(UiCommand::Book(request));
        }
    }

    fn list_head_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let name = match &self.shelf {
            Shelf::Everybody => lang::text("book-everybody"),
            Shelf::Favourites => lang::text("book-favourites"),
            Shelf::Group(name) => name,
        };
        let count = self.listing.total().map_or(String::new(), |total| format!(" · {}", people(total)));
        section(ctx.theme, ui, &format!("{name}{count}"));
        if let Shelf::Group(name) = &self.shelf {
            let at = ui.min_rect().right_top() + vec2(-42.0, 2.0);
            let corner = Rect::from_min_size(at, vec2(36.0, 26.0));
            let mut inside = ui.new_child(UiBuilder::new().max_rect(corner));
            let more = icon_button(ctx.theme, &mut inside, icon::DOTS_THREE, lang::text("book-change-group"), false);
            let group = ctx.snapshot.book.groups.iter().find(|group| group.name == *name);
            egui::Popup::menu(&more).width(190.0).gap(4.0).show(|ui| group_menu(ctx, ui, name, group));
        }
    }

    fn nobody_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let empty = ctx.snapshot.book.entries == 0;
        let (title, hint) = match (&self.shelf, self.search.trim().is_empty()) {
            _ if empty => (lang::text("book-nobody"), lang::text("book-nobody-hint")),
            (_, false) => (lang::text("book-nobody-found"), lang::text("book-nobody-found-hint")),
            (Shelf::Favourites, _) => (lang::text("book-no-favourites"), lang::text("book-no-favourites-hint")),
            (Shelf::Group(_), _) => (lang::text("book-group-empty"), lang::text("book-group-empty-hint")),
            (Shelf::Everybody, _) => (lang::text("book-nobody"), ""),
        };
        let import = UiCommand::Book(BookRequest::Import);
        let button = empty.then(|| Button::of(&import));
        if empty_state(ctx.theme, ui, icon::ADDRESS_BOOK, title, hint, button).is_some_and(|button| button.clicked()) {
            ctx.push(import);
        }
    }
}

/// A person's row; whether it was chosen.
fn person_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, entry: &BookEntry, selected: bool) -> bool {
    let theme = ctx.theme;
    let company = if entry.person.name.is_empty() { "" } else { entry.person.company.as_str() };
    let number = entry.numbers.first().map_or("", crate::model::BookNumber::text);
    let below: Vec<&str> = [company, number].into_iter().filter(|text| !text.is_empty()).collect();
    let below = below.join(" · ");
    let favourite = if entry.favourite { lang::text("book-is-favourite") } else { "" };
    let name = format!("{}, {below}{favourite}", entry.label());
    let (rect, response) = Row { name: &name, selected, height: ROW }.ui(theme, ui);
    let centre = pos2(rect.left() + 30.0, rect.center().y);
    let (ink, ground) = if selected { (theme.accent, theme.panel) } else { (theme.accent, theme.accent_tint) };
    ui.painter().circle_filled(centre, 16.0, ground);
    ui.painter().text(centre, Align2::CENTER_CENTER, initials(entry.label()), font::secondary_medium(), ink);
    let left = rect.left() + 56.0;
    let mut right = rect.right() - 14.0;
    if entry.favourite {
        let at = pos2(right - 7.0, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, icon::STAR, font::icon_fill(13.0), theme.warning);
        right -= 22.0;
    }
    let at = pos2(left, rect.center().y - 9.0);
    paint_text(ui.painter(), at, Align2::LEFT_CENTER, entry.label(), font::medium(), theme.ink, right - left);
    let at = pos2(left, rect.center().y + 9.0);
    paint_text(ui.painter(), at, Align2::LEFT_CENTER, &below, font::secondary(), theme.ink_secondary, right - left);
    response.clicked()
}

/// A row whose person is on the way.
fn waiting_row(ctx: &PaneCtx<'_>, ui: &Ui, rect: Rect) {
    let grey = ctx.theme.neutral_tint;
    ui.painter().circle_filled(pos2(rect.left() + 30.0, rect.center().y), 16.0, grey);
    for (y, width) in [(-9.0, 140.0), (9.0, 190.0)] {
        let line = Rect::from_min_size(pos2(rect.left() + 56.0, rect.center().y + y - 4.0), vec2(width, 8.0));
        ui.painter().rect_filled(line.intersect(rect), CornerRadius::same(4), grey);
    }
}

fn group_menu(ctx: &PaneCtx<'_>, ui: &mut Ui, name: &str, group: Option<&BookGroup>) {
    ui.set_min_width(180.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut requests = vec![BookRequest::AskGroupName(name.to_owned())];
    requests.extend(group.cloned().map(BookRequest::RemoveGroup));
    if group.is_some_and(|group| group.members > 0) {
        let words = lang::text("book-fax-to-all");
        let entry = MenuEntry::new(words).icon(icon::PAPER_PLANE_TILT).tooltip(lang::text("book-fax-to-all-tip"));
        if entry.ui(ctx.theme, ui).clicked() {
            ctx.push(UiCommand::Book(BookRequest::Group(name.to_owned())));
            ui.close();
        }
    }
    requests_ui(ctx, ui, requests);
}

/// Entries of a menu for these requests.
fn requests_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, requests: impl IntoIterator<Item = BookRequest>) {
    for request in requests {
        let info = request.info();
        let entry = MenuEntry::new(info.text).icon(info.icon).tooltip(info.tooltip);
        if entry.ui(ctx.theme, ui).clicked() {
            ctx.push(UiCommand::Book(request));
            ui.close();
        }
    }
}

pub(super) fn people(count: u32) -> String {
    words!("people", count = count)
}

/// Two letters for the disc beside a name.
pub(super) fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().filter(|word| word.starts_with(char::is_alphanumeric)).collect();
    let ends = match words.as_slice() {
        [] => Vec::new(),
        [one] => vec![*one],
        [first, .., last] => vec![*first, *last],
    };
    ends.iter().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// A title above the form.
pub(super) fn heading(ctx: &PaneCtx<'_>, ui: &mut Ui, text: &str) {
    ui.add_space(10.0);
    label(ui, text, font::strong(), ctx.theme.ink);
    ui.add_space(2.0);
}
