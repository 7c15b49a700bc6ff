//! Drawing the entries: top bar, filters, the list with what is seen of it, the chosen entry.

use egui::{Align, Align2, Id, Layout, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::data::{self, Kind, Span};
use super::request::{JournalForm, JournalRequest};
use super::{Check, JournalPane, PAGE, Tab};
use crate::lang::{self, outcome_text, words};
use crate::model::{CallDirection, JournalEntry};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::format;
use crate::ui::icon;
use crate::ui::route::Route;
use crate::ui::theme::{Theme, Tone, font, space};
use crate::ui::widgets::{
    Button, Row, card, choice, divider, empty_state, label, paint_text, search_box, tabs, text_field, top_bar,
    truncated, wrapped,
};

/// Points.
const ROW: f32 = 50.0;
const DETAIL: f32 = 344.0;
const FILTERS: f32 = 46.0;

impl JournalPane {
    /// The top bar: tabs at the left, what is done with the whole at the right.
    pub(super) fn bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let filter = self.filter(ctx);
        let running = matches!(self.check, Check::Running);
        let mut chosen = None;
        let shown = self.tab;
        let entries = shown == Tab::Entries;
        let mut verify = false;
        let left = |ui: &mut Ui| {
            let (entries, statistics) = (lang::text("journal-entries"), lang::text("journal-statistics"));
            chosen = tabs(ctx.theme, ui, shown, &[(Tab::Entries, entries, 0), (Tab::Statistics, statistics, 0)]);
        };
        let right = |ui: &mut Ui| {
            if !entries {
                return;
            }
            for form in [JournalForm::Json, JournalForm::Csv] {
                let request = JournalRequest::Export { form, filter: filter.clone() };
                if Button::of(&UiCommand::Journal(request.clone())).ui(ctx.theme, ui).clicked() {
                    ctx.push(UiCommand::Journal(request));
                }
            }
            let info = JournalRequest::Verify.info();
            let words = if running { lang::text("journal-verifying") } else { info.text };
            let button = Button::secondary(words).icon(info.icon).tooltip(info.tooltip).enabled(!running);
            verify = button.ui(ctx.theme, ui).clicked();
        };
        top_bar(ctx.theme, ui, Route::Journal.title(), left, right);
        self.tab = chosen.unwrap_or(self.tab);
        if verify {
            self.check = Check::Running;
            ctx.push(UiCommand::Journal(JournalRequest::Verify));
        }
    }

    pub(super) fn entries_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.filters_ui(ctx, ui);
        self.check_ui(ctx.theme, ui);
        self.need_entries(ctx);
        let room = ui.available_rect_before_wrap();
        let selected = self.selected.and_then(|number| self.list.row_of(number));
        let entry = selected.and_then(|row| self.list.entry(row)).cloned();
        let split = if entry.is_some() { room.right() - DETAIL.min(room.width() * 0.45) } else { room.right() };
        let gap = if entry.is_some() { space::GAP } else { 0.0 };
        let list = Rect::from_min_max(room.min, pos2(split - gap, room.bottom()));
        card(ctx.theme, ui, list, |ui| self.list_ui(ctx, ui));
        if let Some(entry) = entry {
            let rest = Rect::from_min_max(pos2(split, room.top()), room.max);
            card(ctx.theme, ui, rest, |ui| entry_ui(ctx, ui, &entry));
        }
    }

    fn filters_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let theme = ctx.theme;
        let rect = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), FILTERS));
        let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Min)));
        row.spacing_mut().item_spacing.x = 10.0;
        let id = Id::unique("search journal");
        let width = (rect.width() - 3.0 * 160.0).clamp(140.0, 340.0);
        let (search, focus, size) = (&mut self.search, &mut self.focus_search, vec2(width, space::CONTROL));
        row.allocate_ui(size, |ui| {
            ui.set_min_size(size);
            search_box(theme, ui, id, search, focus, lang::text("journal-search-hint"));
        });
        row.allocate_ui(vec2(140.0, space::CONTROL), |ui| {
            text_field(
                theme,
                ui,
                Id::unique("journal person"),
                lang::text("journal-person"),
                &mut self.actor,
                lang::text("journal-anybody"),
                1,
            );
        });
        let mut kinds = vec![(None, lang::text("journal-everything"))];
        kinds.extend(Kind::ALL.map(|kind| (Some(kind), kind.words())));
        if let Some(kind) = choice(theme, &mut row, lang::text("journal-kind"), self.kind, &kinds, 150.0) {
            self.kind = kind;
        }
        if let Some(span) = choice(theme, &mut row, lang::text("journal-time"), self.span, &Span::choices(), 150.0) {
            self.span = span;
        }
        ui.advance_cursor_after_rect(rect);
    }

    /// What the examination of the chain found.
    fn check_ui(&self, theme: &Theme, ui: &mut Ui) {
        let (icon, ink, words) = match &self.check {
            Check::None | Check::Running => return,
            Check::Done(Ok(check)) => match &check.broken {
                None => {
                    let head: String = check.head.chars().take(16).collect();
                    let entries = format::grouped(check.entries);
                    (icon::SHIELD_CHECK, theme.good, words!("journal-all-good", entries = entries, head = head))
                }
                Some(broken) => {
                    let words =
                        words!("journal-broken", number = broken.number.to_string(), what = broken.what.to_string());
                    (icon::WARNING, theme.bad, words)
                }
            },
            Check::Done(Err(error)) => (icon::WARNING, theme.bad, error.message.clone()),
        };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            label(ui, icon, font::icon(15.0), ink);
            truncated(ui, words, font::secondary_medium(), ink);
        });
        ui.add_space(8.0);
    }

    fn list_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let theme = ctx.theme;
        let Some(all) = self.list.all else {
            let (title, hint) = match &self.list.trouble {
                Some(trouble) => (lang::text("journal-unreadable"), trouble.as_str()),
                None => (lang::text("journal-reading"), ""),
            };
            empty_state(theme, ui, icon::NOTEBOOK, title, hint, None);
            return;
        };
        if all == 0 {
            let (title, hint) = if self.is_filtered() {
                (lang::text("inbox-nothing-found"), lang::text("journal-nothing-fits"))
            } else {
                (lang::text("journal-empty"), lang::text("journal-empty-hint"))
            };
            empty_state(theme, ui, icon::NOTEBOOK, title, hint, None);
            return;
        }
        let rows = self.list.rows();
        let mut scroll = ScrollArea::vertical().auto_shrink(false);
        if std::mem::take(&mut self.scroll_to_selected)
            && let Some(row) = self.selected.and_then(|number| self.list.row_of(number))
        {
            let middle = (row as f32 * ROW - ui.available_height() / 2.0).max(0.0);
            scroll = scroll.vertical_scroll_offset(middle);
        }
        let mut clicked = None;
        let mut opened = None;
        let shown = scroll.show_rows(ui, ROW, rows, |ui, shown| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for row in shown.clone() {
                match self.list.entry(row) {
                    Some(entry) => {
                        let selected = self.selected == Some(entry.number);
                        let when = format::moment(entry.fact.at, ctx.now, ctx.zone);
                        let name = data::spoken(entry, &when);
                        let (rect, response) = Row { name: &name, selected, height: ROW }.ui(theme, ui);
                        paint_row(theme, ui, rect, entry, &when);
                        if response.double_clicked() {
                            opened = entry.fact.job;
                        }
                        if response.clicked() {
                            clicked = Some(entry.number);
                        }
                    }
                    None => {
                        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), egui::Sense::hover());
                        let at = pos2(rect.left() + 46.0, rect.center().y);
                        ui.painter().text(at, Align2::LEFT_CENTER, "…", font::body(), theme.ink_faint);
                    }
                }
            }
            shown
        });
        let seen = shown.inner;
        for page in seen.start / PAGE..=seen.end.saturating_sub(1) / PAGE {
            self.ask(ctx, page);
        }
        if let Some(number) = clicked {
            self.selected = Some(number);
        }
        if let Some(job) = opened {
            ctx.push(UiCommand::ShowJob(job));
        }
    }
}

fn tone(entry: &JournalEntry) -> Tone {
    match entry.fact.action.as_str() {
        "fax.failed" | "journal.lost" => Tone::Bad,
        "fax.sent" => Tone::Good,
        "fax.received" => Tone::Receive,
        _ if entry.fact.text.contains("refused: ") => Tone::Warning,
        "call.end" => match &entry.fact.call {
            Some(call) if call.outcome.is_some_and(|outcome| !outcome.is_success()) => Tone::Warning,
            Some(call) if call.direction == CallDirection::In => Tone::Receive,
            _ => Tone::Accent,
        },
        _ => Tone::Neutral,
    }
}

fn paint_row(theme: &Theme, ui: &Ui, rect: Rect, entry: &JournalEntry, when: &str) {
    let painter = ui.painter();
    let (ink, ground) = theme.tone(tone(entry));
    let disc = pos2(rect.left() + 30.0, rect.center().y);
    painter.circle_filled(disc, 14.0, ground);
    let kind = Kind::of(&entry.fact.action).unwrap_or(Kind::Journal);
    painter.text(disc, Align2::CENTER_CENTER, kind.icon(), font::icon(15.0), ink);
    let (left, right) = (rect.left() + 56.0, rect.right() - 16.0);
    let (upper, lower) = (rect.center().y - 10.0, rect.center().y + 9.0);
    let secondary = theme.ink_secondary;
    let time = paint_text(painter, pos2(right, upper), Align2::RIGHT_CENTER, when, font::secondary(), secondary, 130.0);
    let who = data::actor(&entry.fact);
    let who = paint_text(painter, pos2(right, lower), Align2::RIGHT_CENTER, who, font::secondary(), secondary, 150.0);
    let title = data::title(&entry.fact);
    let room = time.left() - left - 12.0;
    paint_text(painter, pos2(left, upper), Align2::LEFT_CENTER, &title, font::medium(), theme.ink, room);
    let room = who.left() - left - 12.0;
    let line = data::line(&entry.fact);
    paint_text(painter, pos2(left, lower), Align2::LEFT_CENTER, &line, font::secondary(), secondary, room);
}

/// The chosen entry with everything it holds.
fn entry_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, entry: &JournalEntry) {
    let theme = ctx.theme;
    let fact = &entry.fact;
    ScrollArea::vertical().id_salt("entry").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::same(16)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            wrapped(ui, data::title(fact), font::heading(), theme.ink);
            if !fact.text.is_empty() {
                wrapped(ui, format::sentence(lang::noted(&fact.text)), font::body(), theme.ink_secondary);
            }
            ui.add_space(10.0);
            divider(theme, ui);
            ui.add_space(10.0);
            let pair = |ui: &mut Ui, name: &str, value: &str| {
                if !value.is_empty() {
                    label(ui, name, font::secondary_medium(), theme.ink_label);
                    wrapped(ui, value, font::body(), theme.ink);
                    ui.add_space(6.0);
                }
            };
            let when = format!(
                "{}, {}",
                format::day(fact.at, ctx.now, ctx.zone),
                format::time_with_seconds(fact.at, ctx.zone)
            );
            pair(ui, lang::text("journal-when"), &when);
            pair(ui, lang::text("journal-who"), &format!("{}, {}", data::actor(fact), data::door(fact)));
            let line = fact.port.as_ref().map(|id| {
                let port = ctx.snapshot.ports.iter().find(|port| port.info.id == *id);
                port.map_or_else(|| id.to_string(), |port| port.info.settings.name.clone())
            });
            pair(ui, lang::text("journal-line"), &line.unwrap_or_default());
            if let Some(call) = &fact.call {
                let way = if call.direction == CallDirection::Out {
                    lang::text("journal-outgoing")
                } else {
                    lang::text("journal-incoming")
                };
                pair(ui, lang::text("journal-direction"), way);
                pair(ui, lang::text("journal-other-side"), &call.remote);
                if call.outcome.is_some() {
                    pair(ui, lang::text("journal-pages"), &call.pages.to_string());
                }
                if call.milliseconds > 0 {
                    let time = std::time::Duration::from_millis(call.milliseconds);
                    pair(ui, lang::text("journal-duration"), &format::duration(time));
                }
                pair(ui, lang::text("journal-ended"), call.outcome.map(outcome_text).unwrap_or_default());
            }
            pair(ui, lang::text("journal-entry"), &format!("{} · {} · {}", entry.number, fact.action, fact.object));
            label(ui, lang::text("journal-hash"), font::secondary_medium(), theme.ink_label);
            wrapped(ui, &entry.hash, font::mono(), theme.ink_secondary);
            let Some(job) = fact.job else { return };
            ui.add_space(12.0);
            if ctx.snapshot.job(job).is_some() {
                let button = Button::secondary(words!("journal-open-fax", job = job)).icon(icon::ARROW_SQUARE_OUT);
                if button.ui(theme, ui).clicked() {
                    ctx.push(UiCommand::ShowJob(job));
                }
            } else {
                wrapped(ui, words!("journal-fax-gone", job = job), font::secondary(), theme.ink_secondary);
            }
        });
    });
}
