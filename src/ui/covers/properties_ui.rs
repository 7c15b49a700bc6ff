//! Drawing the properties of what is selected, or of the page.

use egui::{Align2, CursorIcon, Frame, Id, Key, Margin, Modifiers, Rect, Role, ScrollArea, Sense, TextEdit, Ui};
use egui::{WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::theme::{font, space};
use super::super::widgets::{MenuEntry, card, choice, divider, field_label, icon_button, switch, truncated, wrapped};
use super::action::CoverAction;
use super::canvas_ui::kind_word;
use super::data::scope_word;
use super::editor::Editor;
use crate::cover::edit::{
    AlignTo, Edit, Fill, FitRule, Guides, ObjectKind, Properties, Property, Rect as Box, TextAlign,
};
use crate::cover::{CodeKind, Field, Label, Locale, OnPage};
use crate::lang::{self, words};
use crate::model::Dither;

fn fits() -> [(FitRule, &'static str); 3] {
    [
        (FitRule::Wrap, lang::text("cover-fit-wrap")),
        (FitRule::Shrink, lang::text("cover-fit-shrink")),
        (FitRule::Clip, lang::text("cover-fit-clip")),
    ]
}
fn empty() -> [(bool, &'static str); 2] {
    [(true, lang::text("cover-empty-hide")), (false, lang::text("cover-empty-keep"))]
}
fn fills() -> [(Fill, &'static str); 10] {
    [
        (Fill::None, lang::text("fill-none")),
        (Fill::White, lang::text("fill-white")),
        (Fill::Black, lang::text("fill-black")),
        (Fill::Light, lang::text("fill-light")),
        (Fill::Medium, lang::text("fill-medium")),
        (Fill::Dark, lang::text("fill-dark")),
        (Fill::Lines, lang::text("fill-lines")),
        (Fill::Diagonal, lang::text("fill-diagonal")),
        (Fill::Cross, lang::text("fill-cross")),
        (Fill::Other, lang::text("fill-other")),
    ]
}
fn dithers() -> [(Dither, &'static str); 4] {
    [
        (Dither::Auto, lang::text("dither-auto")),
        (Dither::Text, lang::text("dither-text")),
        (Dither::Photo, lang::text("cover-photo")),
        (Dither::Ordered, lang::text("dither-dots")),
    ]
}
fn codes() -> [(CodeKind, &'static str); 2] {
    [(CodeKind::Qr, lang::text("code-qr")), (CodeKind::Code128, lang::text("code-128"))]
}
fn pages() -> [(OnPage, &'static str); 3] {
    [
        (OnPage::First, lang::text("cover-on-first")),
        (OnPage::Continuation, lang::text("cover-on-further")),
        (OnPage::Every, lang::text("cover-on-all")),
    ]
}
fn languages() -> [(Locale, &'static str); 8] {
    [
        (Locale::EnUs, lang::text("cover-speaks-en-us")),
        (Locale::EnGb, lang::text("cover-speaks-en-gb")),
        (Locale::De, lang::text("cover-speaks-de")),
        (Locale::Fr, lang::text("cover-speaks-fr")),
        (Locale::Es, lang::text("cover-speaks-es")),
        (Locale::It, lang::text("cover-speaks-it")),
        (Locale::Nl, lang::text("cover-speaks-nl")),
        (Locale::Iso, lang::text("cover-speaks-iso")),
    ]
}

pub(super) fn properties_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, rect: Rect, editor: &mut Editor, families: &[String]) {
    card(ctx.theme, ui, rect, |ui| {
        head_ui(ctx, ui, editor);
        divider(ctx.theme, ui);
        ScrollArea::vertical().id_salt("properties").auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin::symmetric(16, 12)).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
                if editor.selection.is_empty() {
                    page_ui(ctx, ui, editor);
                } else {
                    selection_ui(ctx, ui, editor, families);
                }
            });
        });
    });
}

/// What is selected: its name, and what kind of thing it is.
fn head_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &Editor) {
    let (title, detail) = match (editor.only(), editor.selection.len()) {
        (None, 0) => (lang::text("cover-page").to_owned(), format!("{} · {}", editor.title, scope_word(editor.scope))),
        (None, many) => (words!("cover-objects", count = many), lang::text("cover-selected").to_owned()),
        (Some(object), _) => {
            let properties = editor.drawing.properties(object.id);
            match (properties.field, properties.field_name) {
                (Some(field), Some(name)) => (super::data::field_short(field).to_owned(), name),
                (None, Some(name)) => (name, lang::text("cover-unknown-field").to_owned()),
                _ => (kind_word(object.kind).to_owned(), object.name.clone()),
            }
        }
    };
    Frame::new().inner_margin(Margin::symmetric(16, 12)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        truncated(ui, title, font::strong(), ctx.theme.ink);
        truncated(ui, detail, font::secondary(), ctx.theme.ink_secondary);
    });
}

fn page_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor) {
    let size = editor.drawing.page_mm();
    field_label(ctx.theme, ui, lang::text("cover-paper"));
    let words = format!("{} × {}", editor.unit.written(size.width), editor.unit.written(size.height));
    wrapped(ui, words, font::body(), ctx.theme.ink);
    ui.add_space(6.0);
    field_label(ctx.theme, ui, lang::text("cover-while-drawing"));
    for (action, on, words) in [
        (CoverAction::Snap, editor.snap, lang::text("cover-things-pull")),
        (CoverAction::Grid, editor.grid, lang::text("cover-grid-5")),
    ] {
        if switch(ctx.theme, ui, on, words).clicked() {
            ctx.push(UiCommand::Cover(action));
        }
    }
    ui.add_space(6.0);
    field_label(ctx.theme, ui, lang::text("cover-rulers"));
    let units = [
        (super::view::Unit::Millimetre, lang::text("cover-millimetres")),
        (super::view::Unit::Inch, lang::text("cover-inches")),
    ];
    let width = ui.available_width();
    if let Some(unit) = choice(ctx.theme, ui, lang::text("cover-rulers"), editor.unit, &units, width) {
        editor.unit = unit;
    }
    ui.add_space(6.0);
    let shown_in = lang::text("cover-shown-in");
    field_label(ctx.theme, ui, shown_in);
    if let Some(locale) = choice(ctx.theme, ui, shown_in, editor.locale, &languages(), width) {
        editor.locale = locale;
    }
    if !editor.guides.vertical.is_empty() || !editor.guides.horizontal.is_empty() {
        ui.add_space(6.0);
        if super::super::widgets::Button::secondary(lang::text("cover-remove-guides"))
            .small()
            .ui(ctx.theme, ui)
            .clicked()
        {
            editor.set_guides(Guides::default());
        }
    }
    ui.add_space(10.0);
    let hint = lang::text("cover-page-hint");
    wrapped(ui, hint, font::secondary(), ctx.theme.ink_label);
}

fn selection_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor, families: &[String]) {
    let properties = common(editor);
    let enabled = editor.can_change();
    ui.add_enabled_ui(enabled, |ui| {
        place_ui(ctx, ui, editor);
        words_ui(ctx, ui, editor, &properties, families);
        shape_ui(ctx, ui, editor, &properties);
    });
    page_choice_ui(ctx, ui, editor, &properties);
    if editor.selection.len() > 1 {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-align-to"));
        let width = ui.available_width();
        let choices =
            [(AlignTo::Selection, lang::text("cover-the-selection")), (AlignTo::Page, lang::text("cover-the-page"))];
        if let Some(to) = choice(ctx.theme, ui, lang::text("cover-align-to"), editor.align_to, &choices, width) {
            editor.align_to = to;
        }
    }
    ui.add_space(4.0);
    let locked = !enabled;
    if switch(ctx.theme, ui, locked, lang::text("cover-locked")).clicked() {
        ctx.push(UiCommand::Cover(CoverAction::Lock));
    }
}

/// On which of the cover's pages the selection stands, when the cover can have more than one.
fn page_choice_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor, properties: &Properties) {
    let Some(page) = properties.page.filter(|_| editor.pages(1) > 1) else { return };
    ui.add_space(4.0);
    let name = lang::text("cover-on-which-pages");
    field_label(ctx.theme, ui, name);
    let width = ui.available_width();
    if let Some(page) = choice(ctx.theme, ui, name, page, &pages(), width) {
        set(editor, Property::Page(page));
        editor.leave_other_pages();
    }
}

/// What all selected objects have; where they differ, the first one's value.
fn common(editor: &Editor) -> Properties {
    let mut all = editor.selected().map(|object| editor.drawing.properties(object.id));
    let Some(mut first) = all.next() else { return Properties::default() };
    for other in all {
        first.words = None;
        first.field = first.field.filter(|field| other.field == Some(*field));
        first.label = None;
        first.font = first.font.filter(|_| other.font.is_some());
        first.size_pt = first.size_pt.filter(|_| other.size_pt.is_some());
        first.bold = first.bold.filter(|_| other.bold.is_some());
        first.align = first.align.filter(|_| other.align.is_some());
        first.wrap_width = first.wrap_width.filter(|_| other.wrap_width.is_some());
        first.fit = first.fit.filter(|_| other.fit.is_some());
        first.hide_when_empty = first.hide_when_empty.filter(|_| other.hide_when_empty.is_some());
        first.line_width = first.line_width.filter(|_| other.line_width.is_some());
        first.fill = first.fill.filter(|_| other.fill.is_some());
        first.dither = first.dither.filter(|_| other.dither.is_some());
        first.code = first.code.filter(|_| other.code.is_some());
    }
    first
}

fn set(editor: &mut Editor, property: Property) {
    let objects = editor.selection.clone();
    editor.change(&Edit::Set { objects, property });
}

fn place_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor) {
    let Some(rect) = editor.selection_box() else { return };
    field_label(ctx.theme, ui, lang::text("cover-position"));
    let half = (ui.available_width() - 8.0) / 2.0;
    let unit = editor.unit;
    let fields = [("X", rect.x0), ("Y", rect.y0), ("W", rect.width()), ("H", rect.height())];
    let mut typed: Option<(&str, f64)> = None;
    for pair in fields.chunks(2) {
        ui.horizontal(|ui| {
            for (name, mm) in pair {
                if let Some(mm) =
                    number_field(ctx, ui, name, &spoken(name), unit.written(*mm), half, |text| unit.read(text))
                {
                    typed = Some((name, mm));
                }
            }
        });
    }
    let Some((name, mm)) = typed else { return };
    let to = match name {
        "X" => rect + crate::cover::edit::Way::new(mm - rect.x0, 0.0),
        "Y" => rect + crate::cover::edit::Way::new(0.0, mm - rect.y0),
        "W" => Box { x1: rect.x0 + mm.max(0.1), ..rect },
        _ => Box { y1: rect.y0 + mm.max(0.1), ..rect },
    };
    let objects = editor.selection.clone();
    let edit = match name {
        "X" | "Y" => Edit::Move { objects, by: to.origin() - rect.origin() },
        _ => Edit::Resize { objects, from: rect, to },
    };
    editor.change(&edit);
}

fn spoken(name: &str) -> String {
    match name {
        "X" => lang::text("cover-from-left"),
        "Y" => lang::text("cover-from-top"),
        "W" => lang::text("cover-width"),
        _ => lang::text("cover-height"),
    }
    .to_owned()
}

fn words_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor, properties: &Properties, families: &[String]) {
    let width = ui.available_width();
    if let Some(shown) = properties.field.filter(|_| properties.code.is_none()) {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-shows"));
        let labels: Vec<(Field, String)> =
            Field::ALL.iter().map(|field| (*field, super::data::field_label(*field))).collect();
        if let Some(field) =
            list_choice(ctx, ui, lang::text("cover-shown-field"), &super::data::field_label(shown), &labels, width)
        {
            set(editor, Property::Field(Some(field)));
        }
    }
    if properties.words.is_some() && properties.field_name.is_none() {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-word-language"));
        let own = lang::text("cover-words-own");
        let word = |label: &Label| label.words(editor.locale, None).to_owned();
        let labels = Label::ALL.iter().map(|label| (Some(*label), word(label)));
        let labels: Vec<(Option<Label>, String)> = std::iter::once((None, own.to_owned())).chain(labels).collect();
        let shown = properties.label.as_ref().map_or_else(|| own.to_owned(), word);
        if let Some(label) = list_choice(ctx, ui, lang::text("cover-words-of-fax"), &shown, &labels, width) {
            set(editor, Property::Label(label));
        }
    }
    let Some(font) = &properties.font else { return };
    ui.add_space(4.0);
    field_label(ctx.theme, ui, lang::text("cover-text"));
    let choices: Vec<(String, String)> = families.iter().map(|family| (family.clone(), family.clone())).collect();
    if let Some(family) = list_choice(ctx, ui, lang::text("cover-font"), font, &choices, width) {
        set(editor, Property::Font(family));
    }
    ui.horizontal(|ui| {
        let size = properties.size_pt.unwrap_or(11.0);
        let shown = format!("{} pt", lang::shortest((size * 10.0).round() / 10.0));
        let read = |text: &str| {
            let number = text.trim().trim_end_matches("pt").trim().replace(',', ".");
            number.parse::<f64>().ok().filter(|points| (1.0..=400.0).contains(points))
        };
        if let Some(points) = number_field(ctx, ui, "", lang::text("cover-font-size"), shown, 84.0, read) {
            set(editor, Property::SizePt(points));
        }
        let bold = properties.bold == Some(true);
        if icon_button(ctx.theme, ui, icon::TEXT_B, lang::text("cover-bold"), bold).clicked() {
            set(editor, Property::Bold(!bold));
        }
    });
    ui.horizontal(|ui| {
        for (align, symbol, name) in [
            (TextAlign::Start, icon::TEXT_ALIGN_LEFT, lang::text("cover-text-left")),
            (TextAlign::Middle, icon::TEXT_ALIGN_CENTER, lang::text("cover-text-centred")),
            (TextAlign::End, icon::TEXT_ALIGN_RIGHT, lang::text("cover-text-right")),
            (TextAlign::Auto, icon::PARAGRAPH, lang::text("cover-text-auto")),
        ] {
            if icon_button(ctx.theme, ui, symbol, name, properties.align == Some(align)).clicked() {
                set(editor, Property::Align(align));
            }
        }
    });
    room_ui(ctx, ui, editor, properties);
}

/// The room of words, and what happens when they do not fit or are not there.
fn room_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor, properties: &Properties) {
    let width = ui.available_width();
    let unit = editor.unit;
    if let Some(wrap) = properties.wrap_width {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-wrap-field"));
        let choices = [(false, lang::text("cover-one-line")), (true, lang::text("cover-in-width"))];
        if let Some(wraps) = choice(ctx.theme, ui, lang::text("cover-wrap-field"), wrap.is_some(), &choices, width) {
            let room = editor.selection_box().map_or(60.0, |rect| rect.width().max(10.0));
            set(editor, Property::WrapWidth(wraps.then_some(room)));
        }
        if let Some(wrap) = wrap {
            let half = (width - 8.0) / 2.0;
            ui.horizontal(|ui| {
                let shown = unit.written(wrap);
                if let Some(mm) =
                    number_field(ctx, ui, "W", lang::text("cover-wrap-width"), shown, half, |text| unit.read(text))
                {
                    set(editor, Property::WrapWidth(Some(mm.max(1.0))));
                }
                let high = properties.wrap_height.flatten();
                let shown = high.map_or_else(|| lang::text("cover-free").to_owned(), |mm| unit.written(mm));
                let read =
                    |text: &str| unit.read(text).or_else(|| text.trim().eq(lang::text("cover-free")).then_some(0.0));
                if let Some(mm) = number_field(ctx, ui, "H", lang::text("cover-wrap-height"), shown, half, read) {
                    set(editor, Property::WrapHeight(Some(mm).filter(|mm| *mm > 0.0)));
                }
            });
        }
    }
    if let Some(fit) = properties.fit.filter(|_| properties.wrap_width.flatten().is_some()) {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-no-fit"));
        if let Some(fit) = choice(ctx.theme, ui, lang::text("cover-no-fit"), fit, &fits(), width) {
            set(editor, Property::Fit(fit));
        }
    }
    hide_ui(ctx, ui, editor, properties);
}

fn hide_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor, properties: &Properties) {
    if let Some(hides) = properties.hide_when_empty {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-when-empty"));
        let width = ui.available_width();
        if let Some(hides) = choice(ctx.theme, ui, lang::text("cover-when-empty"), hides, &empty(), width) {
            set(editor, Property::HideWhenEmpty(hides));
        }
    }
}

fn shape_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor, properties: &Properties) {
    let width = ui.available_width();
    if let Some(line) = properties.line_width {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-line"));
        let shown = format!("{} mm", lang::decimal(line, 2));
        let read = |text: &str| super::view::Unit::Millimetre.read(text).filter(|mm| (0.0..=50.0).contains(mm));
        if let Some(mm) = number_field(ctx, ui, "", lang::text("cover-line-width"), shown, (width - 8.0) / 2.0, read) {
            set(editor, Property::LineWidth(mm));
        }
    }
    if let Some(fill) = properties.fill {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-fill"));
        let fills = fills();
        let last = if fill == Fill::Other { fills.len() } else { fills.len() - 1 };
        let choices = fills.get(..last).unwrap_or(&fills);
        if let Some(fill) = choice(ctx.theme, ui, lang::text("cover-fill"), fill, choices, width) {
            set(editor, Property::Fill(fill));
        }
    }
    if let Some(dither) = properties.dither {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-black-white"));
        if let Some(dither) = choice(ctx.theme, ui, lang::text("cover-black-white"), dither, &dithers(), width) {
            set(editor, Property::Dither(dither));
        }
    }
    if let Some(code) = properties.code {
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("cover-code"));
        if let Some(code) = choice(ctx.theme, ui, lang::text("cover-code"), code, &codes(), width) {
            set(editor, Property::Code(code));
        }
    }
    let is_group = editor.only().is_some_and(|object| matches!(object.kind, ObjectKind::Group | ObjectKind::JobCode));
    if properties.font.is_none() && is_group {
        hide_ui(ctx, ui, editor, properties);
    }
}

/// A field with a letter in front and a number with its unit. Returns what was typed when the keyboard leaves it, or
/// stepped with the arrows.
fn number_field(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    prefix: &str,
    name: &str,
    shown: String,
    width: f32,
    read: impl Fn(&str) -> Option<f64>,
) -> Option<f64> {
    let id: Id = ui.scope_id().with(("number", name));
    let theme = ctx.theme;
    let focused = ui.memory(|memory| memory.has_focus(id));
    let kept = ui.data(|data| data.get_temp::<String>(id));
    let mut text = kept.clone().unwrap_or_else(|| shown.clone());
    let (rect, _) = ui.allocate_exact_size(vec2(width, space::CONTROL), Sense::hover());
    let stroke = if focused { egui::Stroke::new(1.5, theme.accent) } else { theme.outline() };
    ui.painter().rect(rect, space::CONTROL_RADIUS, theme.panel, stroke, egui::StrokeKind::Inside);
    let mut left = rect.left() + 10.0;
    if !prefix.is_empty() {
        ui.painter().text(pos2(left, rect.center().y), Align2::LEFT_CENTER, prefix, font::body(), theme.ink_secondary);
        left += 16.0;
    }
    let inner = Rect::from_min_max(pos2(left, rect.top() + 1.0), pos2(rect.right() - 6.0, rect.bottom() - 1.0));
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .frame(Frame::NONE)
        .margin(Margin::ZERO)
        .align(Align2::LEFT_CENTER)
        .desired_width(inner.width());
    let centred = egui::Layout::left_to_right(egui::Align::Center);
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(centred));
    let response = inside.add(edit).accessible_name(name);
    if response.has_focus() {
        let (up, down, far) = ui.input_mut(|input| {
            let far = input.modifiers.shift;
            let mut pressed = |key| input.consume_key(Modifiers::SHIFT, key) || input.consume_key(Modifiers::NONE, key);
            (pressed(Key::ArrowUp), pressed(Key::ArrowDown), far)
        });
        if up || down {
            let step = if far { 10.0 } else { 1.0 } * if up { 1.0 } else { -1.0 };
            ui.data_mut(|data| data.remove_temp::<String>(id));
            return read(&text).map(|value| value + step);
        }
        if text != shown || kept.is_some() {
            ui.data_mut(|data| data.insert_temp(id, text));
        }
        return None;
    }
    if let Some(typed) = kept {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        return read(&typed).filter(|_| typed != shown);
    }
    None
}

/// A drop-down with many entries, which scrolls.
fn list_choice<T: Clone>(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    name: &str,
    shown: &str,
    choices: &[(T, String)],
    width: f32,
) -> Option<T> {
    let theme = ctx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(width, space::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(shown.to_owned()),
        ..WidgetInfo::labeled(Role::ComboBox, true, name)
    });
    let fill = if response.hovered() { theme.raised } else { theme.panel };
    let stroke = if response.has_focus() { egui::Stroke::new(1.5, theme.accent) } else { theme.outline() };
    ui.painter().rect(rect, space::CONTROL_RADIUS, fill, stroke, egui::StrokeKind::Inside);
    let at = pos2(rect.left() + 12.0, rect.center().y);
    let room = rect.width() - 38.0;
    super::super::widgets::paint_text(ui.painter(), at, Align2::LEFT_CENTER, shown, font::body(), theme.ink, room);
    let caret = pos2(rect.right() - 18.0, rect.center().y);
    ui.painter().text(caret, Align2::CENTER_CENTER, icon::CARET_DOWN, font::icon(14.0), theme.ink_secondary);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let mut chosen = None;
    egui::Popup::menu(&response).width(width).gap(4.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ScrollArea::vertical().id_salt(name).max_height(360.0).show_rows(ui, 28.0, choices.len(), |ui, rows| {
            for (value, text) in choices.get(rows).unwrap_or_default() {
                let symbol = if text == shown { icon::CHECK } else { "" };
                if MenuEntry::new(text).icon(symbol).ui(theme, ui).clicked() {
                    chosen = Some(value.clone());
                    ui.close();
                }
            }
        });
    });
    chosen
}
