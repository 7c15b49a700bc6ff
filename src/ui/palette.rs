//! The palette: every action there is now, and every fax, found by a few letters (Ctrl+K).

use egui::{
    Align, Align2, Color32, Event, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Role, ScrollArea, Sense, TextEdit,
    Ui,
};
use egui::{WidgetInfo, pos2, vec2};

use super::command::UiCommand;
use super::icon;
use super::job_index::SLICE;
use super::permits::Need;
use super::search::Search;
use super::theme::{Theme, font, space};
use super::widgets::{divider, label, paint_text};
use crate::lang;
use crate::model::{JobId, Snapshot};

const WIDTH: f32 = 560.0;
const ENTRY: f32 = 38.0;
/// Rows shown without scrolling.
const ROWS: f32 = 9.0;
/// Faxes listed at the most.
const FAXES: usize = 8;

/// What is typed, and which entry the keyboard is on.
#[derive(Clone, Debug, Default)]
pub(super) struct Palette {
    text: String,
    at: usize,
    faxes: FaxScan,
}

/// The newest faxes that fit what is typed, looked for a slice a frame.
#[derive(Clone, Debug, Default)]
pub(super) struct FaxScan {
    text: String,
    found: Vec<JobId>,
    /// Faxes from this number upwards were looked at.
    below: Option<JobId>,
    done: bool,
}

impl FaxScan {
    /// Goes on looking, for at most `budget` faxes; true when there is no more to find.
    fn advance(&mut self, text: &str, snapshot: &Snapshot, zone: &jiff::tz::TimeZone, budget: usize) -> bool {
        if self.text != text {
            *self = Self { text: text.to_owned(), ..Self::default() };
        }
        if self.done || text.trim().is_empty() {
            return true;
        }
        let search = Search::parse(text, zone);
        let mut left = budget;
        for job in snapshot.jobs.below(self.below) {
            if left == 0 {
                return false;
            }
            left -= 1;
            self.below = Some(job.id);
            if job.trashed_at.is_none() && search.takes(job) {
                self.found.push(job.id);
                if self.found.len() == FAXES {
                    break;
                }
            }
        }
        self.done = true;
        true
    }
}

/// A line of the palette.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) icon: &'static str,
    pub(super) text: String,
    /// What it does, or what the fax is about.
    pub(super) about: String,
    pub(super) key: &'static str,
    pub(super) command: UiCommand,
}

impl Entry {
    fn of(command: UiCommand) -> Self {
        let info = command.info();
        let text = info.text.trim_end_matches('…').to_owned();
        Self { icon: info.icon, text, about: info.tooltip.to_owned(), key: info.key, command }
    }

    fn of_fax(id: JobId, snapshot: &Snapshot) -> Option<Self> {
        let job = snapshot.job(id)?;
        let symbol = if job.kind.is_received() { icon::TRAY } else { icon::PAPER_PLANE_TILT };
        let pages = super::format::pages(job.pages);
        let about = if job.subject.is_empty() { pages } else { format!("{} · {pages}", job.subject) };
        let text = job.remote_label().to_owned();
        Some(Self { icon: symbol, text, about, key: "", command: UiCommand::ShowJob(id) })
    }
}

/// What fits the letters typed, best first: actions, then faxes. Without letters: the actions as they come.
pub(super) fn entries(text: &str, commands: &[UiCommand], faxes: &[JobId], snapshot: &Snapshot) -> Vec<Entry> {
    let wanted = text.trim().to_lowercase();
    let actions = commands.iter().cloned().map(Entry::of);
    if wanted.is_empty() {
        return actions.collect();
    }
    let mut scored: Vec<(u32, Entry)> =
        actions.filter_map(|entry| Some((score(&wanted, &entry.text, &entry.about)?, entry))).collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let faxes = faxes.iter().filter_map(|id| Entry::of_fax(*id, snapshot));
    scored.into_iter().map(|(_, entry)| entry).chain(faxes).collect()
}

/// How well letters fit: a whole beginning best, then beginnings of words, then letters in their order.
fn score(wanted: &str, text: &str, about: &str) -> Option<u32> {
    let text = text.to_lowercase();
    let words = |text: &str| text.split(' ').any(|word| word.starts_with(wanted));
    if text.starts_with(wanted) {
        return Some(100);
    }
    if words(&text) {
        return Some(80);
    }
    if text.contains(wanted) {
        return Some(60);
    }
    if words(&about.to_lowercase()) {
        return Some(40);
    }
    let mut letters = text.chars();
    let in_order = wanted.chars().filter(|c| *c != ' ').all(|wanted| letters.any(|letter| letter == wanted));
    in_order.then_some(20)
}

/// Draws the palette. `Some` when it was closed, with the command chosen.
pub(super) fn palette_ui(
    theme: &Theme,
    ui: &Ui,
    palette: &mut Palette,
    commands: &[UiCommand],
    snapshot: &Snapshot,
    zone: &jiff::tz::TimeZone,
) -> Option<Option<UiCommand>> {
    let (mut step, mut entered) = (0_isize, false);
    ui.ctx().input_mut(|input| {
        for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, 8), (Key::PageUp, -8)] {
            if input.consume_key(Modifiers::NONE, key) {
                step += by;
            }
        }
        entered = input.consume_key(Modifiers::NONE, Key::Enter);
        // Tab would leave the field, and there is nowhere to go.
        input.events.retain(|event| !matches!(event, Event::Key { key: Key::Tab, .. }));
    });
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(theme.outline())
        .corner_radius(space::CARD_RADIUS)
        .shadow(ui.visuals().window_shadow);
    let area = Modal::default_area(Id::unique("palette")).anchor(Align2::CENTER_TOP, vec2(0.0, 96.0));
    let modal = Modal::new(Id::unique("palette")).area(area).frame(frame);
    let shown = modal.backdrop_color(Color32::from_black_alpha(70)).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 0.0;
        field_ui(theme, ui, palette);
        divider(theme, ui);
        // After the field: on a slow machine the letters and Enter come in one frame.
        if !palette.faxes.advance(&palette.text, snapshot, zone, SLICE / 4) {
            ui.ctx().request_repaint();
        }
        let found = entries(&palette.text, commands, &palette.faxes.found, snapshot);
        palette.at = palette.at.saturating_add_signed(step).min(found.len().saturating_sub(1));
        let clicked = list_ui(theme, ui, &found, palette.at, step != 0);
        let under = found.into_iter().nth(palette.at).map(|entry| entry.command);
        let allowed = |command: &UiCommand| Need::of(command).denial(ui.ctx()).is_none();
        if entered { under.filter(allowed) } else { clicked }
    });
    match shown.inner.clone() {
        Some(command) => Some(Some(command)),
        None if shown.should_close() => Some(None),
        None => None,
    }
}

/// Where one types.
pub(super) fn field_id() -> Id {
    Id::unique("palette text")
}

fn field_ui(theme: &Theme, ui: &mut Ui, palette: &mut Palette) {
    let before = palette.text.clone();
    Frame::new().inner_margin(Margin::symmetric(16, 12)).show(ui, |ui| {
        let row = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(vec2(ui.available_width(), 22.0), row, |ui| {
            label(ui, icon::MAGNIFYING_GLASS, font::icon(17.0), theme.ink_secondary);
            let hint = egui::RichText::new(lang::text("palette-hint")).font(font::body()).color(theme.ink_label);
            let edit = TextEdit::singleline(&mut palette.text).id(field_id()).frame(Frame::NONE);
            let response =
                ui.add(edit.hint_text(hint).desired_width(f32::INFINITY)).accessible_name(lang::text("palette-search"));
            if !response.has_focus() {
                response.request_focus();
            }
        });
    });
    if palette.text != before {
        palette.at = 0;
    }
}

fn list_ui(theme: &Theme, ui: &mut Ui, found: &[Entry], at: usize, moved: bool) -> Option<UiCommand> {
    if found.is_empty() {
        ui.add_space(14.0);
        ui.vertical_centered(|ui| label(ui, lang::text("palette-nothing"), font::body(), theme.ink_secondary));
        ui.add_space(16.0);
        return None;
    }
    let mut chosen = None;
    ScrollArea::vertical().max_height(ROWS * ENTRY).auto_shrink([false, true]).show(ui, |ui| {
        for (index, entry) in found.iter().enumerate() {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::click());
            let denial = Need::of(&entry.command).denial(ui.ctx());
            let may = denial.is_none();
            response.widget_info(|| WidgetInfo::selected(Role::MenuItem, may, index == at, &entry.text));
            if index == at {
                ui.painter().rect_filled(rect, 0, theme.accent_tint);
                if moved {
                    response.scroll_to_me(None);
                }
            } else if response.hovered() {
                ui.painter().rect_filled(rect, 0, theme.raised);
            }
            entry_ui(theme, ui, rect, entry, may);
            if response.clicked() && may {
                chosen = Some(entry.command.clone());
            }
            if let Some(reason) = denial {
                response.on_hover_text(reason);
            }
        }
    });
    chosen
}

fn entry_ui(theme: &Theme, ui: &Ui, rect: egui::Rect, entry: &Entry, may: bool) {
    let ink = if may { theme.ink } else { theme.ink_faint };
    let (painter, y) = (ui.painter(), rect.center().y);
    painter.text(pos2(rect.left() + 25.0, y), Align2::CENTER_CENTER, entry.icon, font::icon(16.0), theme.ink_secondary);
    let mut right = rect.right() - 16.0;
    if !entry.key.is_empty() {
        let key = painter.text(pos2(right, y), Align2::RIGHT_CENTER, entry.key, font::mono(), theme.ink_secondary);
        right = key.left() - 12.0;
    }
    let left = rect.left() + 46.0;
    let text = paint_text(painter, pos2(left, y), Align2::LEFT_CENTER, &entry.text, font::medium(), ink, right - left);
    let about = text.right() + 10.0;
    paint_text(
        painter,
        pos2(about, y),
        Align2::LEFT_CENTER,
        &entry.about,
        font::secondary(),
        theme.ink_label,
        right - about,
    );
}

#[cfg(test)]
mod tests {
    use super::super::samples::{received, snapshot};
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let commands = [UiCommand::NewFax, UiCommand::PauseQueue(true), UiCommand::ShowKeys, UiCommand::Undo];
        let snapshot = snapshot(vec![received(1200, "Klinikum Westend", "1001", 3, 20)], Vec::new());
        let mut faxes = FaxScan::default();
        assert!(faxes.advance(text, &snapshot, &jiff::tz::TimeZone::UTC, 10));
        entries(text, &commands, &faxes.found, &snapshot).into_iter().map(|entry| entry.text).collect()
    }

    #[test]
    fn a_few_letters_find_actions_and_faxes() {
        assert_eq!(found("").len(), 4);
        assert_eq!(found("que"), ["Pause queue"]);
        assert_eq!(found("nfx"), ["New fax"]);
        assert_eq!(found("westend"), ["Klinikum Westend"]);
        assert_eq!(found("1200"), ["Klinikum Westend"]);
        assert!(found("xyzzy").is_empty());
    }
}
