//! A row of the pane: name and explanation at the left, the control with its messages at the right.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Id, Label, Layout, Rect, Response, Ui, UiBuilder, pos2, vec2};

use super::data::Needle;
use super::field::{DraftState, Drafts};
use crate::lang::{self, words};
use crate::model::SettingKind;
use crate::ui::format;
use crate::ui::icon;
use crate::ui::theme::{Theme, font, space};
use crate::ui::widgets::{
    Button, choice, divider, label, quiet_button, secret_field, switch_named, text_field, wrapped,
};

/// Points: the control's column, a number's field, and the width below which control and words stand in one column.
const CONTROL: f32 = 270.0;
const NUMBER: f32 = 92.0;
const ONE_COLUMN: f32 = 520.0;
/// Points: wider than this a line of explanation is tiring to read.
const WIDEST: f32 = 900.0;

/// What a row shows.
pub(super) struct FieldRow<'a> {
    /// Unique in the pane.
    pub(super) field: &'a str,
    /// Its name on the screen.
    pub(super) title: &'a str,
    /// Its name for a screen reader.
    pub(super) name: &'a str,
    /// What it does.
    pub(super) about: &'a str,
    /// Its names elsewhere, for the tooltip; may be empty.
    pub(super) hover: &'a str,
    /// After a number.
    pub(super) unit: &'a str,
    /// What it takes.
    pub(super) kind: SettingKind,
    /// The value it has.
    pub(super) value: &'a str,
    /// The value nobody has set; none: it cannot be put back.
    pub(super) default: Option<String>,
    /// What it can be, where only the engine knows: value and words.
    pub(super) offered: &'a [(String, String)],
    /// It is not shown in the clear.
    pub(super) secret: bool,
    /// It was saved just now.
    pub(super) saved: bool,
}

/// Draws two columns, or one where there is no room: words at the left, the control at the right.
pub(super) fn columns<R>(
    theme: &Theme,
    ui: &mut Ui,
    salt: &str,
    words: impl FnOnce(&mut Ui),
    control: impl FnOnce(&mut Ui) -> R,
) -> R {
    let room = ui.available_rect_before_wrap();
    let inner = Rect::from_min_max(
        pos2(room.left() + space::CARD, ui.cursor().top() + 13.0),
        pos2((room.right() - space::CARD).min(room.left() + WIDEST), f32::INFINITY),
    );
    let narrow = inner.width() < ONE_COLUMN;
    let left_width = if narrow { inner.width() } else { inner.width() - CONTROL - 28.0 };
    let left = Rect::from_min_size(inner.min, vec2(left_width, f32::INFINITY));
    let column = |ui: &mut Ui, rect: Rect, side: &str| {
        let mut child = ui.new_child(
            UiBuilder::new().id_salt((salt, side)).max_rect(rect).layout(Layout::top_down(egui::Align::Min)),
        );
        child.spacing_mut().item_spacing.y = 3.0;
        child
    };
    let mut words_ui = column(ui, left, "words");
    words(&mut words_ui);
    let words_bottom = words_ui.min_rect().bottom();
    let right = if narrow {
        Rect::from_min_size(pos2(inner.left(), words_bottom + 8.0), vec2(CONTROL.min(inner.width()), f32::INFINITY))
    } else {
        Rect::from_min_size(pos2(inner.right() - CONTROL, inner.top()), vec2(CONTROL, f32::INFINITY))
    };
    let mut control_ui = column(ui, right, "control");
    let result = control(&mut control_ui);
    let bottom = words_bottom.max(control_ui.min_rect().bottom()) + 13.0;
    ui.advance_cursor_after_rect(Rect::from_min_max(room.min, pos2(room.right(), bottom)));
    divider(theme, ui);
    result
}

/// Name and explanation, with what is searched for marked.
pub(super) fn words_ui(
    theme: &Theme,
    ui: &mut Ui,
    (title, about, hover): (&str, &str, &str),
    needle: &Needle,
    saved: bool,
) {
    // Words are as high as they are, not as buttons.
    ui.spacing_mut().interact_size.y = 0.0;
    ui.horizontal(|ui| {
        let title = marked(theme, ui, title, font::strong(), theme.ink, needle);
        if !hover.is_empty() {
            title.on_hover_text(hover);
        }
        if saved {
            ui.add_space(4.0);
            label(ui, words!("setting-saved", icon = icon::CHECK), font::secondary_medium(), theme.good);
        }
    });
    marked(theme, ui, about, font::secondary(), theme.ink_secondary, needle);
}

fn marked(theme: &Theme, ui: &mut Ui, text: &str, font: FontId, colour: Color32, needle: &Needle) -> Response {
    let places = needle.places(text);
    if places.is_empty() {
        return wrapped(ui, text, font, colour);
    }
    let plain = TextFormat { font_id: font, color: colour, ..TextFormat::default() };
    let mark = TextFormat { background: theme.warning_tint, color: theme.ink, ..plain.clone() };
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    let mut from = 0;
    for place in places {
        job.append(text.get(from..place.start).unwrap_or_default(), 0.0, plain.clone());
        job.append(text.get(place.clone()).unwrap_or_default(), 0.0, mark.clone());
        from = place.end;
    }
    job.append(text.get(from..).unwrap_or_default(), 0.0, plain);
    ui.add(Label::new(job).wrap())
}

/// Draws a field. What is to be saved, with the value it is based on.
pub(super) fn field_ui(
    theme: &Theme,
    ui: &mut Ui,
    drafts: &mut Drafts,
    row: &FieldRow<'_>,
    needle: &Needle,
) -> Option<(String, String)> {
    columns(
        theme,
        ui,
        row.field,
        |ui| words_ui(theme, ui, (row.title, row.about, row.hover), needle, row.saved),
        |ui| {
            let change = control_ui(theme, ui, drafts, row);
            let told = messages_ui(theme, ui, drafts, row);
            change.or(told)
        },
    )
}

fn control_ui(theme: &Theme, ui: &mut Ui, drafts: &mut Drafts, row: &FieldRow<'_>) -> Option<(String, String)> {
    let sent = drafts.get(row.field).filter(|draft| draft.state == DraftState::Sent).map(|draft| draft.text.clone());
    let shown = sent.unwrap_or_else(|| row.value.to_owned());
    if !row.offered.is_empty() {
        let choices: Vec<(&str, &str)> =
            row.offered.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
        let picked = choice(theme, ui, row.name, shown.as_str(), &choices, CONTROL.min(ui.available_width()))?;
        return Some(drafts.chosen(row.field, picked, row.value));
    }
    match row.kind {
        SettingKind::Flag => {
            let on = shown == "true";
            let clicked = ui
                .allocate_ui(vec2(ui.available_width(), 24.0), |ui| {
                    switch_named(theme, ui, on, if on { lang::text("on") } else { lang::text("off") }, row.name)
                        .clicked()
                })
                .inner;
            clicked.then(|| drafts.chosen(row.field, if on { "false" } else { "true" }, row.value))
        }
        SettingKind::Choice(choices) => {
            let words: Vec<(&str, String)> =
                choices.iter().map(|choice| (choice.value, format::sentence(lang::choice_words(choice)))).collect();
            let entries: Vec<(&str, &str)> = words.iter().map(|(value, words)| (*value, words.as_str())).collect();
            let picked = choice(theme, ui, row.name, shown.as_str(), &entries, CONTROL.min(ui.available_width()))?;
            Some(drafts.chosen(row.field, picked, row.value))
        }
        SettingKind::Limit { none, .. } => limit_ui(theme, ui, drafts, row, &shown, none),
        SettingKind::Number { .. } | SettingKind::Decimal { .. } | SettingKind::Time => {
            ui.horizontal(|ui| {
                let change = ui.allocate_ui(vec2(NUMBER, space::CONTROL), |ui| typed_ui(theme, ui, drafts, row)).inner;
                label(ui, row.unit, font::secondary(), theme.ink_secondary);
                change
            })
            .inner
        }
        SettingKind::Text { .. } | SettingKind::Station => typed_ui(theme, ui, drafts, row),
    }
}

/// A limit: none, or a number.
fn limit_ui(
    theme: &Theme,
    ui: &mut Ui,
    drafts: &mut Drafts,
    row: &FieldRow<'_>,
    shown: &str,
    none: &'static str,
) -> Option<(String, String)> {
    let limited = shown != none;
    let (without, with) = if none == "never" {
        (lang::text("limit-never"), lang::text("limit-after"))
    } else {
        (lang::text("limit-none"), lang::text("limit-to"))
    };
    ui.horizontal(|ui| {
        let name = words!("limit-of", name = row.name);
        let picked = choice(theme, ui, &name, limited, &[(false, without), (true, with)], 118.0);
        match picked.filter(|picked| *picked != limited) {
            Some(true) => {
                let usual = row.default.as_deref().filter(|value| *value != none).unwrap_or("365");
                return Some(drafts.chosen(row.field, usual, row.value));
            }
            Some(false) => return Some(drafts.chosen(row.field, none, row.value)),
            None => {}
        }
        if !limited {
            return None;
        }
        let change = ui.allocate_ui(vec2(NUMBER - 16.0, space::CONTROL), |ui| typed_ui(theme, ui, drafts, row)).inner;
        label(ui, row.unit, font::secondary(), theme.ink_secondary);
        change
    })
    .inner
}

/// A field to type into.
fn typed_ui(theme: &Theme, ui: &mut Ui, drafts: &mut Drafts, row: &FieldRow<'_>) -> Option<(String, String)> {
    let id = Id::unique(("setting", row.field));
    let mut text = drafts.get(row.field).map_or_else(|| row.value.to_owned(), |draft| draft.text.clone());
    let response = if row.secret {
        secret_field(theme, ui, id, row.name, &mut text, "")
    } else {
        text_field(theme, ui, id, row.name, &mut text, "", 1)
    };
    if response.changed() {
        drafts.typed(row.field, &text, row.value, row.kind);
    }
    if response.has_focus() { None } else { drafts.left(row.field, row.value, row.kind) }
}

/// What is wrong, what somebody else did meanwhile, and the way back to the default.
fn messages_ui(theme: &Theme, ui: &mut Ui, drafts: &mut Drafts, row: &FieldRow<'_>) -> Option<(String, String)> {
    let state = drafts.get(row.field).map(|draft| draft.state.clone());
    match state {
        Some(DraftState::Typing(Some(_))) => {
            message(theme, ui, theme.bad, &words!("setting-takes", fits = lang::fits(row.kind)));
            revert_ui(theme, ui, drafts, row);
        }
        Some(DraftState::Refused(why)) => {
            message(theme, ui, theme.bad, &format::sentence(&why));
            revert_ui(theme, ui, drafts, row);
        }
        Some(DraftState::Met(theirs)) => {
            let theirs = if row.secret {
                lang::text("setting-another-value")
            } else if theirs.is_empty() {
                lang::text("setting-nothing")
            } else {
                &theirs
            };
            message(theme, ui, theme.warning, &words!("setting-met", theirs = theirs));
            let mut insisted = None;
            ui.horizontal(|ui| {
                if Button::secondary(lang::text("setting-keep-mine")).small().ui(theme, ui).clicked() {
                    insisted = drafts.insist(row.field, row.value);
                }
                if Button::secondary(lang::text("setting-take-theirs")).small().ui(theme, ui).clicked() {
                    drafts.drop_field(row.field);
                }
            });
            return insisted;
        }
        Some(DraftState::Typing(None) | DraftState::Sent) => {}
        None => {
            let default = row.default.as_deref().filter(|default| *default != row.value && !default.is_empty())?;
            let words = words!("setting-default", value = default_words(row.kind, default));
            let name = words!("setting-to-default", name = row.name);
            if quiet_button(theme, ui, icon::ARROW_COUNTER_CLOCKWISE, &words, &name).clicked() {
                return Some(drafts.chosen(row.field, default, row.value));
            }
        }
    }
    None
}

fn default_words(kind: SettingKind, value: &str) -> String {
    match kind {
        SettingKind::Flag => {
            if value == "true" { lang::text("setting-on") } else { lang::text("setting-off") }.to_owned()
        }
        SettingKind::Choice(choices) => choices
            .iter()
            .find(|choice| choice.value == value)
            .map_or(value, |choice| lang::choice_words(choice))
            .to_owned(),
        _ => value.to_owned(),
    }
}

fn revert_ui(theme: &Theme, ui: &mut Ui, drafts: &mut Drafts, row: &FieldRow<'_>) {
    let name = words!("setting-undo", name = row.name);
    if quiet_button(theme, ui, icon::ARROW_U_UP_LEFT, lang::text("toast-undo"), &name).clicked() {
        drafts.drop_field(row.field);
    }
}

/// A message under a control.
pub(super) fn message(theme: &Theme, ui: &mut Ui, colour: Color32, words: &str) {
    let icon = if colour == theme.good { icon::CHECK_CIRCLE } else { icon::WARNING };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        label(ui, icon, font::icon(14.0), colour);
        wrapped(ui, words, font::secondary(), colour);
    });
}
