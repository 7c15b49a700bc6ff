//! Drawing the opened entry: read and changed in one place; what is wrong stands below its field while one types.

use egui::{
    Align, Frame, Key, KeyboardShortcut, Layout, Margin, Modifiers, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2,
};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::theme::{Tone, font, space};
use super::super::widgets::{
    Button, choice, divider, empty_state, field_label, icon_button, label, pill, text_field, truncated, wrapped,
};
use super::super::{format, icon};
use super::BookPane;
use super::draft::{Draft, NumberDraft, Problems};
use super::pane_ui::heading;
use super::request::BookRequest;
use crate::lang::{self, words};

/// Points.
const HEADER: f32 = 60.0;
const FOOT: f32 = 54.0;
const GAP: f32 = 10.0;

/// Languages to write in; others that an entry came with are kept.
fn languages() -> [(&'static str, &'static str); 12] {
    [
        ("", lang::text("language-none")),
        ("en", lang::text("language-en")),
        ("de", lang::text("language-de")),
        ("fr", lang::text("language-fr")),
        ("es", lang::text("language-es")),
        ("it", lang::text("language-it")),
        ("nl", lang::text("language-nl")),
        ("pl", lang::text("language-pl")),
        ("pt", lang::text("language-pt")),
        ("tr", lang::text("language-tr")),
        ("ru", lang::text("language-ru")),
        ("ar", lang::text("language-ar")),
    ]
}

/// Columns of a person's fields: label, field, hint, share of the row's width.
type Fields = &'static [(&'static str, &'static str, &'static str)];

const WORK: Fields = &[("person-title", "title", ""), ("person-department", "department", "")];
const PHONES: Fields = &[("person-office-phone", "office_phone", ""), ("person-home-phone", "home_phone", "")];
const MAIL: Fields = &[("person-email", "email", ""), ("person-billing-code", "billing_code", "")];
const STREET: Fields = &[("person-street", "street_address", ""), ("person-office", "office_location", "")];
const CITY: Fields = &[("person-zip", "zip_code", ""), ("person-city", "city", "")];
const COUNTRY: Fields = &[("person-state", "state", ""), ("person-country", "country", "")];

impl BookPane {
    pub(super) fn entry_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let Some(mut draft) = self.draft.take() else {
            let hint = lang::text("book-choose-hint");
            empty_state(ctx.theme, ui, icon::USER_CIRCLE, lang::text("book-nobody-chosen"), hint, None);
            return;
        };
        let focus_name = std::mem::take(&mut self.focus_name);
        let checked = draft.checked();
        let changed = draft.is_changed();
        let problems = checked.as_ref().err().cloned().unwrap_or_default();
        header_ui(ctx, ui, &mut draft);
        divider(ctx.theme, ui);
        let room = ui.available_rect_before_wrap();
        let shown = changed || draft.is_new();
        let body = Rect::from_min_max(room.min, pos2(room.right(), room.bottom() - if shown { FOOT } else { 0.0 }));
        let mut inside = ui.new_child(UiBuilder::new().max_rect(body));
        ScrollArea::vertical().id_salt(("entry", draft.original.id.0)).auto_shrink(false).show(&mut inside, |ui| {
            Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 20 }).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 5.0;
                form_ui(ctx, ui, &mut draft, &problems, focus_name);
            });
        });
        let mut save = false;
        let mut discard = false;
        if shown {
            let foot = Rect::from_min_max(pos2(room.left(), room.bottom() - FOOT), room.max);
            let mut foot = ui.new_child(UiBuilder::new().max_rect(foot).layout(Layout::top_down(Align::Min)));
            divider(ctx.theme, &mut foot);
            foot.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.add_space(14.0);
                let ready = checked.is_ok() && self.saving.is_none();
                let words = if self.saving.is_some() { lang::text("book-saving") } else { lang::text("save") };
                save = Button::primary(words)
                    .icon(icon::CHECK)
                    .enabled(ready)
                    .tooltip(lang::text("key-ctrl-s"))
                    .ui(ctx.theme, ui)
                    .clicked();
                let words = if draft.is_new() { lang::text("cancel") } else { lang::text("discard") };
                discard = Button::secondary(words).tooltip(lang::text("book-discard-tip")).ui(ctx.theme, ui).clicked();
                if let Some(problem) = &problems.other {
                    truncated(ui, problem.as_str(), font::secondary(), ctx.theme.bad);
                }
            });
            let key = KeyboardShortcut::new(Modifiers::COMMAND, Key::S);
            save |= ready_key(ui, &key) && checked.is_ok() && self.saving.is_none();
        }
        if discard {
            self.draft = (!draft.is_new()).then(|| Draft::new(draft.original));
        } else {
            self.draft = Some(draft);
        }
        if save {
            self.save(ctx);
        }
    }
}

fn ready_key(ui: &Ui, key: &KeyboardShortcut) -> bool {
    ui.ctx().input_mut(|input| input.consume_shortcut(key))
}

fn header_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, draft: &mut Draft) {
    let room = ui.available_rect_before_wrap();
    let header = Rect::from_min_size(room.min, vec2(room.width(), HEADER)).shrink2(vec2(space::CARD, 0.0));
    ui.advance_cursor_after_rect(Rect::from_min_size(room.min, vec2(room.width(), HEADER)));
    let mut tools = ui.new_child(UiBuilder::new().max_rect(header).layout(Layout::right_to_left(Align::Center)));
    tools.spacing_mut().item_spacing.x = 8.0;
    if !draft.is_new() {
        let can_write = !draft.original.numbers.is_empty();
        let write = BookRequest::WriteTo(Box::new(draft.original.clone()));
        let info = write.info();
        let button = Button::secondary(info.text).icon(info.icon).tooltip(info.tooltip).enabled(can_write);
        if button.ui(ctx.theme, &mut tools).clicked() {
            ctx.push(UiCommand::Book(write));
        }
        let remove = BookRequest::Remove(vec![draft.original.clone()]);
        let name = words!("book-delete", name = draft.original.label());
        if icon_button(ctx.theme, &mut tools, icon::TRASH, &name, false).clicked() {
            ctx.push(UiCommand::Book(remove));
        }
    }
    let star = if draft.entry.favourite { lang::text("book-unfavourite") } else { lang::text("book-favourite") };
    if icon_button(ctx.theme, &mut tools, icon::STAR, star, draft.entry.favourite).clicked() {
        draft.entry.favourite = !draft.entry.favourite;
    }
    let words = Rect::from_min_max(header.min + vec2(0.0, 11.0), pos2(tools.min_rect().left() - 12.0, header.bottom()));
    let mut words = ui.new_child(UiBuilder::new().max_rect(words).layout(Layout::top_down(Align::Min)));
    words.spacing_mut().item_spacing.y = 2.0;
    let title = match draft.entry.label() {
        _ if draft.is_new() => lang::text("book-new-person"),
        "" => lang::text("book-no-name"),
        label => label,
    };
    truncated(&mut words, title, font::heading(), ctx.theme.ink);
    let facts = if draft.is_new() {
        lang::text("book-new-hint").to_owned()
    } else {
        let changed = format::moment(draft.original.changed_at, ctx.now, ctx.zone);
        words!("book-entry-changed", entry = draft.original.id, changed = changed)
    };
    truncated(&mut words, facts, font::secondary(), ctx.theme.ink_secondary);
}

fn form_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, draft: &mut Draft, problems: &Problems, focus_name: bool) {
    pair_ui(
        ctx,
        ui,
        draft,
        &[("person-name", "name", "person-name-hint"), ("person-company", "company", "person-company-hint")],
    );
    if focus_name {
        let id = field_id(ui, draft, "name");
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    if let Some(problem) = problems.name.as_ref().filter(|_| draft.is_changed()) {
        label(ui, problem.as_str(), font::secondary(), ctx.theme.bad);
    }
    heading(ctx, ui, lang::text("book-fax"));
    numbers_ui(ctx, ui, draft, problems);
    field_label(ctx.theme, ui, lang::text("book-known-as"));
    let id = field_id(ui, draft, "station ids");
    let hint = lang::text("book-known-as-hint");
    text_field(ctx.theme, ui, id, lang::text("book-known-as"), &mut draft.station_ids, hint, 1)
        .on_hover_text(lang::text("book-known-as-tip"));
    if let Some(problem) = &problems.station_ids {
        label(ui, problem.as_str(), font::secondary(), ctx.theme.bad);
    }
    heading(ctx, ui, lang::text("book-on-covers"));
    for fields in [WORK, STREET, CITY, COUNTRY, PHONES, MAIL] {
        pair_ui(ctx, ui, draft, fields);
    }
    heading(ctx, ui, lang::text("book-groups"));
    groups_ui(ctx, ui, draft);
    heading(ctx, ui, lang::text("book-preferences"));
    preferences_ui(ctx, ui, draft);
    heading(ctx, ui, lang::text("book-notes"));
    let id = field_id(ui, draft, "notes");
    text_field(ctx.theme, ui, id, lang::text("book-notes"), &mut draft.entry.notes, lang::text("book-notes-hint"), 4);
}

fn field_id(ui: &Ui, draft: &Draft, name: &str) -> egui::Id {
    // Of each entry its own, so that undo in a field never brings another's text.
    ui.ctx().viewport_id().0.with(("book entry", draft.original.id.0, name))
}

/// Two fields beside each other.
fn pair_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, draft: &mut Draft, fields: Fields) {
    let width = (ui.available_width() - GAP) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for (name, field, hint) in fields {
            let (name, hint) = (lang::text(name), lang::text(hint));
            let id = field_id(ui, draft, field);
            ui.vertical(|ui| {
                ui.set_width(width);
                field_label(ctx.theme, ui, name);
                if let Some(text) = draft.entry.person.field_mut(field) {
                    let lines = if *field == "street_address" { text.lines().count().max(1) } else { 1 };
                    text_field(ctx.theme, ui, id, name, text, hint, lines);
                }
            });
        }
    });
}

fn numbers_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, draft: &mut Draft, problems: &Problems) {
    let mut remove = None;
    let several = draft.numbers.len() > 1;
    let id = field_id(ui, draft, "number");
    let room = ui.available_width() - 2.0 * GAP - if several { 34.0 + GAP } else { 0.0 };
    let widths = [room * 0.47, room * 0.23, room * 0.30];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for (name, width) in [lang::text("edit-number"), lang::text("book-number-kind"), lang::text("book-answers-as")]
            .into_iter()
            .zip(widths)
        {
            ui.vertical(|ui| {
                ui.set_width(width);
                let label = field_label(ctx.theme, ui, name);
                if name == lang::text("book-answers-as") {
                    label.on_hover_text(lang::text("book-answers-as-tip"));
                }
            });
        }
    });
    for (place, number) in draft.numbers.iter_mut().enumerate() {
        let nth = if several { format!(" {}", place + 1) } else { String::new() };
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let hints = ["+49 30 123456", lang::text("book-kind-hint"), lang::text("book-csid-hint")];
            let NumberDraft { number: text, label: kind, csid, .. } = number;
            for (((field, text), width), hint) in [
                (lang::text("book-fax-number"), text),
                (lang::text("book-number-kind"), kind),
                (lang::text("book-answers-as"), csid),
            ]
            .into_iter()
            .zip(widths)
            .zip(hints)
            {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    let name = format!("{field}{nth}");
                    text_field(ctx.theme, ui, id.with((place, field)), &name, text, hint, 1);
                });
            }
            if several {
                ui.vertical(|ui| {
                    ui.add_space(3.0);
                    let name = words!("book-remove-number", nth = nth);
                    if icon_button(ctx.theme, ui, icon::X, &name, false).clicked() {
                        remove = Some(place);
                    }
                });
            }
        });
        match problems.numbers.get(place).and_then(Option::as_ref) {
            Some(problem) => drop(wrapped(ui, problem.as_str(), font::secondary(), ctx.theme.bad)),
            None => {
                if let Some(hint) = number.hint() {
                    label(ui, hint, font::secondary(), ctx.theme.ink_secondary)
                        .on_hover_text(lang::text("book-international"));
                }
            }
        }
    }
    if let Some(place) = remove {
        draft.numbers.remove(place);
    }
    if let Some(problem) = problems.no_number.as_ref().filter(|_| draft.is_changed()) {
        label(ui, problem.as_str(), font::secondary(), ctx.theme.bad);
    }
    if Button::secondary(lang::text("book-add-number")).icon(icon::PLUS).small().ui(ctx.theme, ui).clicked() {
        draft.numbers.push(NumberDraft::default());
    }
}

fn groups_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, draft: &mut Draft) {
    let mut leave = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for (place, name) in draft.entry.groups.iter().enumerate() {
            pill(ctx.theme, ui, name, Tone::Accent);
            let cross = egui::Button::new(egui::RichText::new(icon::X).font(font::icon(11.0))).frame(false);
            let response = ui.add(cross).on_hover_text(lang::text("book-ungroup-tip"));
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, words!("book-ungroup", name = name))
            });
            if response.clicked() {
                leave = Some(place);
            }
        }
    });
    if let Some(place) = leave {
        draft.entry.groups.remove(place);
    }
    let others = ctx.snapshot.book.groups.iter().filter(|group| !draft.entry.groups.contains(&group.name));
    let mut choices = vec![("", lang::text("book-add-to-group"))];
    choices.extend(others.map(|group| (group.name.as_str(), group.name.as_str())));
    if choices.len() == 1 {
        let words = if draft.entry.groups.is_empty() { lang::text("book-no-groups") } else { "" };
        if !words.is_empty() {
            label(ui, words, font::secondary(), ctx.theme.ink_secondary);
        }
        return;
    }
    let width = ui.available_width().min(260.0);
    if let Some(chosen) =
        choice(ctx.theme, ui, lang::text("book-add-to-group-name"), "", &choices, width).filter(|name| !name.is_empty())
    {
        draft.entry.groups.push(chosen.to_owned());
        draft.entry.groups.sort_by_key(|name| name.to_lowercase());
    }
}

fn preferences_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, draft: &mut Draft) {
    let width = (ui.available_width() - GAP) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.vertical(|ui| {
            ui.set_width(width);
            field_label(ctx.theme, ui, lang::text("book-cover"));
            let cover = draft.entry.cover.clone();
            let mut choices = vec![("", lang::text("book-usual-cover"))];
            let usable = ctx.snapshot.covers.iter().filter(|cover| cover.problem.is_none());
            choices.extend(usable.map(|cover| (cover.name.as_str(), cover.title.as_str())));
            if choices.iter().all(|(name, _)| *name != cover) {
                choices.push((&cover, &cover));
            }
            if let Some(chosen) = choice(ctx.theme, ui, lang::text("book-cover"), cover.as_str(), &choices, width) {
                draft.entry.cover = chosen.to_owned();
            }
        });
        ui.vertical(|ui| {
            ui.set_width(width);
            field_label(ctx.theme, ui, lang::text("book-language"));
            let language = draft.entry.language.clone();
            let mut choices = languages().to_vec();
            if choices.iter().all(|(tag, _)| *tag != language) {
                choices.push((&language, &language));
            }
            if let Some(chosen) = choice(ctx.theme, ui, lang::text("book-language"), language.as_str(), &choices, width)
            {
                draft.entry.language = chosen.to_owned();
            }
        });
    });
}
