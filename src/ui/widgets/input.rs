//! Fields: the search box, text fields and a drop-down choice.

use egui::{Align2, CursorIcon, Frame, Id, Margin, Response, Role, Sense, TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::super::icon;
use super::super::theme::{Theme, font, space};
use super::button::paint_ground;
use super::{MenuEntry, label};
use crate::lang;

/// Points across that a search box takes at least and at most.
const SEARCH: (f32, f32) = (140.0, 420.0);

/// The search box of a top bar, as wide as there is room within reason. It takes the keyboard when `focus` says so, which
/// is then answered.
pub(crate) fn search_box(
    theme: &Theme,
    ui: &mut Ui,
    id: Id,
    text: &mut String,
    focus: &mut bool,
    hint: &str,
) -> Response {
    let width = ui.available_width().clamp(SEARCH.0, SEARCH.1);
    let (rect, ground) = ui.allocate_exact_size(vec2(width, space::CONTROL), Sense::hover());
    let focused = ui.memory(|memory| memory.has_focus(id));
    let stroke = if focused { egui::Stroke::new(1.5, theme.accent) } else { theme.outline() };
    paint_ground(ui, theme, rect, theme.panel, stroke, &ground);
    let lens = pos2(rect.left() + 18.0, rect.center().y);
    ui.painter().text(lens, Align2::CENTER_CENTER, icon::MAGNIFYING_GLASS, font::icon(15.0), theme.ink_secondary);
    let clear_width = if text.is_empty() { 8.0 } else { 30.0 };
    let inner = egui::Rect::from_min_max(
        pos2(rect.left() + 32.0, rect.top() + 1.0),
        pos2(rect.right() - clear_width, rect.bottom() - 1.0),
    );
    let edit = TextEdit::singleline(text)
        .id(id)
        .frame(Frame::NONE)
        .margin(Margin::ZERO)
        .align(Align2::LEFT_CENTER)
        .desired_width(inner.width())
        .hint_text(egui::RichText::new(hint).font(font::body()).color(theme.ink_label));
    let response = ui.put(inner, edit).accessible_name(lang::text("search"));
    if !text.is_empty() {
        let cross = egui::Rect::from_center_size(pos2(rect.right() - 18.0, rect.center().y), vec2(22.0, 22.0));
        let clear = ui.interact(cross, id.with("clear"), Sense::click()).on_hover_cursor(CursorIcon::PointingHand);
        clear.widget_info(|| WidgetInfo::labeled(Role::Button, true, lang::text("search-clear")));
        ui.painter().text(cross.center(), Align2::CENTER_CENTER, icon::X, font::icon(13.0), theme.ink_secondary);
        if clear.clicked() {
            text.clear();
        }
    }
    if std::mem::take(focus) {
        response.request_focus();
    }
    response
}

/// The label above a field of a form.
pub(crate) fn field_label(theme: &Theme, ui: &mut Ui, text: &str) -> Response {
    label(ui, text, font::secondary_medium(), theme.ink_secondary)
}

/// A text field as wide as there is room; `rows` > 1 makes it multiline. `name` is its accessible name.
pub(crate) fn text_field(
    theme: &Theme,
    ui: &mut Ui,
    id: Id,
    name: &str,
    text: &mut String,
    hint: &str,
    rows: usize,
) -> Response {
    let edit = if rows > 1 { TextEdit::multiline(text).desired_rows(rows) } else { TextEdit::singleline(text) };
    let frame = field_frame(theme, ui, id);
    ui.add(
        edit.id(id)
            .frame(frame)
            .desired_width(f32::INFINITY)
            .hint_text(egui::RichText::new(hint).font(font::body()).color(theme.ink_label)),
    )
    .accessible_name(name)
}

/// A field for one line that is not shown in the clear. `name` is its accessible name.
pub(crate) fn secret_field(theme: &Theme, ui: &mut Ui, id: Id, name: &str, text: &mut String, hint: &str) -> Response {
    let frame = field_frame(theme, ui, id);
    let hint = egui::RichText::new(hint).font(font::body()).color(theme.ink_label);
    let edit = TextEdit::singleline(text).id(id).password(true).frame(frame).desired_width(f32::INFINITY);
    ui.add(edit.hint_text(hint)).accessible_name(name)
}

/// The ground of a text field, with the focus ring.
fn field_frame(theme: &Theme, ui: &Ui, id: Id) -> Frame {
    let focused = ui.memory(|memory| memory.has_focus(id));
    let stroke = if focused { egui::Stroke::new(1.5, theme.accent) } else { theme.outline() };
    Frame::new()
        .fill(theme.panel)
        .stroke(stroke)
        .corner_radius(space::CONTROL_RADIUS)
        .inner_margin(Margin::symmetric(11, 8))
}

/// A drop-down field. Returns the value chosen in this frame.
pub(crate) fn choice<T: Copy + PartialEq>(
    theme: &Theme,
    ui: &mut Ui,
    name: &str,
    selected: T,
    choices: &[(T, &str)],
    width: f32,
) -> Option<T> {
    choice_sized(theme, ui, name, selected, choices, vec2(width, space::CONTROL))
}

/// A drop-down field inside a card or a foot: as high as a small button.
pub(crate) fn small_choice<T: Copy + PartialEq>(
    theme: &Theme,
    ui: &mut Ui,
    name: &str,
    selected: T,
    choices: &[(T, &str)],
    width: f32,
) -> Option<T> {
    choice_sized(theme, ui, name, selected, choices, vec2(width, space::CONTROL_SMALL))
}

fn choice_sized<T: Copy + PartialEq>(
    theme: &Theme,
    ui: &mut Ui,
    name: &str,
    selected: T,
    choices: &[(T, &str)],
    size: Vec2,
) -> Option<T> {
    let shown = choices.iter().find(|(value, _)| *value == selected).map_or("", |(_, text)| text);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let font = if size.y < space::CONTROL { font::secondary() } else { font::body() };
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(shown.to_owned()),
        ..WidgetInfo::labeled(Role::ComboBox, true, name)
    });
    let fill = if response.hovered() { theme.raised } else { theme.panel };
    paint_ground(ui, theme, rect, fill, theme.outline(), &response);
    super::paint_text(
        ui.painter(),
        pos2(rect.left() + 12.0, rect.center().y),
        Align2::LEFT_CENTER,
        shown,
        font,
        theme.ink,
        rect.width() - 38.0,
    );
    let caret = pos2(rect.right() - 18.0, rect.center().y);
    ui.painter().text(caret, Align2::CENTER_CENTER, icon::CARET_DOWN, font::icon(14.0), theme.ink_secondary);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let mut chosen = None;
    egui::Popup::menu(&response).width(size.x).gap(4.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (value, text) in choices {
            if MenuEntry::new(text).selected(*value == selected).ui(theme, ui).clicked() {
                chosen = Some(*value);
                ui.close();
            }
        }
    });
    chosen
}
