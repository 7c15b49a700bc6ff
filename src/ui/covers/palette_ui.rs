//! Drawing the palette: what can be put on the page.

use egui::{Align2, CursorIcon, Frame, Margin, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::theme::font;
use super::super::widgets::MenuEntry;
use super::super::widgets::{card, label};
use super::action::{CoverAction, Tool, field_icon};
use super::data;
use super::editor::Editor;
use crate::lang::{self, words};

/// Height of an entry, points.
const ENTRY: f32 = 26.0;

pub(super) fn palette_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, rect: Rect, editor: &Editor) {
    card(ctx.theme, ui, rect, |ui| {
        ScrollArea::vertical().id_salt("palette").auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin { left: 4, right: 4, top: 12, bottom: 10 }).show(ui, |ui| {
                heading(ctx, ui, lang::text("cover-insert"));
                let tools = [Tool::Text, Tool::Rectangle, Tool::Ellipse, Tool::Line].map(CoverAction::Tool);
                let rest = [CoverAction::InsertPicture, CoverAction::Tool(Tool::JobCode)];
                for action in tools.into_iter().chain(rest) {
                    let info = action.info();
                    let name = words!("cover-insert-tool", tool = lang::small(info.text));
                    entry(ctx, ui, editor, action, info.icon, info.text, &name);
                }
                for (title, fields) in data::palette() {
                    ui.add_space(8.0);
                    heading(ctx, ui, title);
                    for field in fields {
                        let action = CoverAction::Tool(Tool::Field(field));
                        let name = words!("cover-insert-field", field = data::field_label(field));
                        entry(ctx, ui, editor, action, field_icon(field), data::field_short(field), &name);
                    }
                }
                ui.add_space(4.0);
                more_ui(ctx, ui);
            });
        });
    });
}

fn heading(ctx: &PaneCtx<'_>, ui: &mut Ui, text: &str) {
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        label(ui, text, font::secondary_medium(), ctx.theme.ink_label);
    });
    ui.add_space(2.0);
}

fn entry(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &Editor, action: CoverAction, symbol: &str, text: &str, name: &str) {
    let theme = ctx.theme;
    let taken = action == CoverAction::Tool(editor.tool);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, taken, name));
    if taken || response.hovered() || response.has_focus() {
        let fill = if taken { theme.accent_tint } else { theme.raised };
        ui.painter().rect_filled(rect, 7, fill);
    }
    let ink = if taken { theme.accent } else { theme.ink };
    let y = rect.center().y;
    ui.painter().text(pos2(rect.left() + 20.0, y), Align2::CENTER_CENTER, symbol, font::icon(15.0), ink);
    ui.painter().text(pos2(rect.left() + 36.0, y), Align2::LEFT_CENTER, text, font::body(), ink);
    let tooltip = action.info().tooltip;
    if response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(tooltip).clicked() {
        ctx.push(UiCommand::Cover(action));
    }
}

/// All other fields.
fn more_ui(ctx: &PaneCtx<'_>, ui: &mut Ui) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, lang::text("cover-more-fields")));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 7, ctx.theme.raised);
    }
    let (ink, y) = (ctx.theme.ink_secondary, rect.center().y);
    ui.painter().text(pos2(rect.left() + 20.0, y), Align2::CENTER_CENTER, icon::DOTS_THREE, font::icon(15.0), ink);
    ui.painter().text(
        pos2(rect.left() + 36.0, y),
        Align2::LEFT_CENTER,
        lang::text("cover-more-fields"),
        font::body(),
        ink,
    );
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    egui::Popup::menu(&response).width(240.0).gap(4.0).show(|ui| {
        ScrollArea::vertical().id_salt("more fields").max_height(420.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for field in data::further_fields() {
                if MenuEntry::new(&data::field_label(field)).icon(field_icon(field)).ui(ctx.theme, ui).clicked() {
                    ctx.push(UiCommand::Cover(CoverAction::Tool(Tool::Field(field))));
                    ui.close();
                }
            }
        });
    });
}
