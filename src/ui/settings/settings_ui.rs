//! Drawing the pane: search, sections, the settings of one section or what was found in all of them.

use egui::{Rect, ScrollArea, Ui, pos2, vec2};

use super::SettingsPane;
use super::data::{Needle, Section};
use super::request::{SettingChange, SettingsRequest};
use super::row_ui::{FieldRow, field_ui, message};
use crate::lang::{self, words};
use crate::model::{Right, Rights, SETTINGS, Setting};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::icon;
use crate::ui::route::Route;
use crate::ui::theme::{Theme, font, space};
use crate::ui::widgets::{Button, NavCount, NavEntry, card, divider, empty_state, label, search_box, top_bar, wrapped};

/// The list of sections, points across.
const LIST: f32 = 208.0;

impl SettingsPane {
    /// Draws the whole pane, its top bar included.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.bar_ui(ctx, ui);
        if let Some((_, at)) = &self.saved
            && ctx.now.since(*at) < super::SAVED_STAYS
        {
            ui.request_repaint_after(super::SAVED_STAYS.saturating_sub(ctx.now.since(*at)));
        }
        let needle = Needle::new(&self.search);
        let room = ui.available_rect_before_wrap();
        let list = Rect::from_min_size(room.min, vec2(LIST.min(room.width() * 0.4), room.height()));
        let rest = Rect::from_min_max(pos2(list.right() + space::GAP, room.top()), room.max);
        card(ctx.theme, ui, list, |ui| self.sections_ui(ctx.theme, ui, &needle));
        card(ctx.theme, ui, rest, |ui| {
            let id = if needle.is_empty() { self.section.title() } else { "found" };
            let mut scroll = ScrollArea::vertical().id_salt(id).auto_shrink(false);
            if std::mem::take(&mut self.scroll_to_top) {
                scroll = scroll.vertical_scroll_offset(0.0);
            }
            scroll.show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if needle.is_empty() {
                    self.section_ui(ctx, ui, &needle);
                } else {
                    self.found_ui(ctx, ui, &needle);
                }
                ui.add_space(24.0);
            });
        });
    }

    fn bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let id = ui.make_persistent_id("search settings");
        let (search, focus) = (&mut self.search, &mut self.focus_search);
        let left = |ui: &mut Ui| {
            search_box(ctx.theme, ui, id, search, focus, lang::text("settings-search"));
        };
        top_bar(ctx.theme, ui, Route::Settings.title(), left, |_| {});
    }

    fn sections_ui(&mut self, theme: &Theme, ui: &mut Ui, needle: &Needle) {
        ui.add_space(6.0);
        ScrollArea::vertical().id_salt("sections").show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for section in Section::ALL {
                let hits = if needle.is_empty() { None } else { Some(needle.hits(section)) };
                let selected = needle.is_empty() && section == self.section;
                if entry_ui(theme, ui, section, selected, hits) {
                    self.show(Some(section));
                }
            }
        });
    }

    /// The heading of a section and everything in it.
    fn section_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, needle: &Needle) {
        let section = self.section;
        heading_ui(ctx.theme, ui, section);
        let rights = ctx.snapshot.rights;
        if rights != Rights::NONE && !rights.has(Right::ManageConfig) {
            ui.add_space(10.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                let words = lang::text("settings-look-only");
                message(ctx.theme, ui, ctx.theme.warning, words);
            });
            ui.add_space(10.0);
            divider(ctx.theme, ui);
        }
        match section {
            Section::Table(table) => {
                for setting in SETTINGS.iter().filter(|setting| setting.section == table) {
                    self.setting_ui(ctx, ui, setting, needle);
                }
                if table == crate::model::SettingSection::Archive {
                    archive_ui(ctx, ui);
                }
            }
            Section::Lines => self.lines_ui(ctx, ui),
            Section::Rules => self.rules_ui(ctx, ui),
            Section::Mail => self.mail_ui(ctx, ui),
            Section::Outbound => self.outbound_ui(ctx, ui),
            Section::Plugins => self.plugins_ui(ctx, ui),
        }
    }

    /// Everything that is searched for, section by section.
    fn found_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, needle: &Needle) {
        let sections: Vec<Section> = Section::ALL.into_iter().filter(|section| needle.hits(*section) > 0).collect();
        if sections.is_empty() {
            ui.set_min_height(320.0);
            let hint = lang::text("settings-none-found");
            empty_state(ctx.theme, ui, icon::MAGNIFYING_GLASS, lang::text("inbox-nothing-found"), hint, None);
        }
        for section in sections {
            heading_ui(ctx.theme, ui, section);
            match section {
                Section::Table(table) => {
                    let found = |setting: &&Setting| setting.section == table && needle.finds(setting);
                    for setting in SETTINGS.iter().filter(found) {
                        self.setting_ui(ctx, ui, setting, needle);
                    }
                }
                _ => {
                    ui.add_space(12.0);
                    ui.horizontal(|ui| {
                        ui.add_space(space::CARD);
                        let words = words!("settings-open", section = section.title());
                        if Button::secondary(words).icon(section.icon()).ui(ctx.theme, ui).clicked() {
                            self.show(Some(section));
                        }
                    });
                    ui.add_space(12.0);
                    divider(ctx.theme, ui);
                }
            }
        }
    }

    fn setting_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, setting: &'static Setting, needle: &Needle) {
        let value = setting.value(&ctx.snapshot.configuration);
        let row = FieldRow {
            field: setting.key,
            title: lang::setting_title(setting),
            name: lang::setting_title(setting),
            about: plain(lang::setting_about(setting)).0,
            unit: lang::unit(setting.unit),
            kind: setting.kind,
            value: &value,
            default: Some(setting.default_value()),
            offered: &offered(ctx, setting, &value),
            secret: setting.key == "receive_password",
            saved: self.just_saved(setting.key, ctx.now),
            hover: &hover(setting),
        };
        if let Some((value, base)) = field_ui(ctx.theme, ui, &mut self.drafts, &row, needle) {
            let change = SettingChange::new(setting, value, base);
            ctx.push(UiCommand::Settings(SettingsRequest::Change(change)));
        }
    }
}

/// An explanation without the name that the fax service of Windows has for the setting, and that name.
fn plain(about: &str) -> (&str, Option<&str>) {
    let parts = about.strip_suffix(").").and_then(|rest| rest.rsplit_once(" ("));
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().all(char::is_alphanumeric)
            && letters.any(char::is_lowercase)
    };
    match parts.filter(|(_, name)| is_name(name)) {
        Some((words, name)) => (words, Some(name)),
        None => (about.trim_end_matches('.'), None),
    }
}

/// The names of a setting elsewhere.
fn hover(setting: &Setting) -> String {
    let key = format!("faxwell config set {}=…", setting.key);
    match plain(setting.about).1 {
        Some(name) => format!("{key}\n{}", words!("setting-windows-name", name = name)),
        None => key,
    }
}

/// What a setting can be where only the engine knows.
fn offered(ctx: &PaneCtx<'_>, setting: &Setting, value: &str) -> Vec<(String, String)> {
    if setting.key != "cover" {
        return Vec::new();
    }
    let mut covers = vec![(String::new(), lang::text("settings-cover-none").to_owned())];
    covers.extend(ctx.snapshot.covers.iter().map(|cover| (cover.name.clone(), cover.name.clone())));
    if !covers.iter().any(|(name, _)| name == value) {
        covers.push((value.to_owned(), words!("settings-cover-missing", value = value)));
    }
    covers
}

/// How full the archive is.
fn archive_ui(ctx: &PaneCtx<'_>, ui: &mut Ui) {
    let archive = ctx.snapshot.archive;
    let (icon, ink) =
        if archive.full { (icon::WARNING, ctx.theme.warning) } else { (icon::ARCHIVE, ctx.theme.ink_secondary) };
    let stored = crate::ui::format::size(archive.octets);
    let words = if archive.full {
        words!("settings-stored-full", stored = stored)
    } else {
        words!("settings-stored", place = ctx.snapshot.server.data_dir, stored = stored)
    };
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        ui.add_space(space::CARD);
        label(ui, icon, font::icon(15.0), ink);
        wrapped(ui, words, font::secondary(), ink);
    });
}

fn heading_ui(theme: &Theme, ui: &mut Ui, section: Section) {
    ui.add_space(18.0);
    ui.horizontal(|ui| {
        ui.add_space(space::CARD);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            label(ui, section.title(), font::heading(), theme.ink);
            wrapped(ui, section.about(), font::secondary(), theme.ink_secondary);
        });
    });
    ui.add_space(12.0);
    divider(theme, ui);
}

/// An entry of the list of sections; whether it was clicked.
fn entry_ui(theme: &Theme, ui: &mut Ui, section: Section, selected: bool, hits: Option<usize>) -> bool {
    let spoken = match hits {
        Some(hits) => words!("settings-section-found", section = section.title(), hits = hits),
        None => words!("settings-section", section = section.title()),
    };
    let count = hits.map(|hits| NavCount::Waiting(u32::try_from(hits).unwrap_or(u32::MAX)));
    let entry = NavEntry::new(section.icon(), section.title(), selected).spoken(&spoken);
    entry.faint(hits == Some(0)).count(count).ui(theme, ui).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_fax_service_go_into_the_tooltip() {
        assert_eq!(plain("How long it waits (RetryDelay)."), ("How long it waits", Some("RetryDelay")));
        assert_eq!(plain("What a machine says (SID)."), ("What a machine says (SID)", None));
        assert_eq!(plain("It is offered here (Class 1)."), ("It is offered here (Class 1)", None));
    }
}
