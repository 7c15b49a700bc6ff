//! The left rail: brand, the button for a new fax, the panes with their badges, and below the station and appearance.

use egui::{Align2, CursorIcon, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::icon;
use super::permits::Need;
use super::route::Route;
use super::theme::{Theme, font};
use super::widgets::{Button, NavCount, NavEntry, paint_text};
use crate::lang::{text, words};
use crate::model::Appearance;

const SIDE: f32 = 12.0;

/// Draws the rail.
pub(super) fn rail_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, route: Route) {
    let theme = ctx.theme;
    let rail = ui.max_rect();
    ui.painter().vline(rail.right() - 0.5, rail.y_range(), theme.outline());
    let brand = pos2(rail.left() + 22.0, rail.top() + 28.0);
    paint_mark(theme, ui, brand);
    let name = pos2(brand.x + 26.0, brand.y);
    ui.painter().text(name, Align2::LEFT_CENTER, "Faxwell", font::brand(), theme.ink);

    let inside =
        Rect::from_min_max(pos2(rail.left() + SIDE, rail.top() + 54.0), pos2(rail.right() - SIDE, rail.bottom()));
    let mut column = ui.new_child(UiBuilder::new().max_rect(inside));
    column.spacing_mut().item_spacing.y = 0.0;
    let info = UiCommand::NewFax.info();
    let button = Button::primary(info.text)
        .icon(info.icon)
        .tooltip(info.tooltip)
        .key_hint("N")
        .full_width()
        .needing(&UiCommand::NewFax);
    if button.ui(theme, &mut column).clicked() {
        ctx.push(UiCommand::NewFax);
    }
    column.add_space(14.0);
    for entry in Route::RAIL {
        entry_ui(ctx, &mut column, entry, entry == route);
    }
    foot_ui(ctx, ui, Rect::from_min_max(pos2(inside.left(), rail.bottom() - 84.0), inside.max));
}

/// Bars of a signal: the brand.
fn paint_mark(theme: &Theme, ui: &Ui, left: egui::Pos2) {
    for (index, height) in [7.0, 15.0, 10.0, 16.0, 6.0].into_iter().enumerate() {
        let x = left.x + index as f32 * 3.6;
        let line = [pos2(x, left.y - height / 2.0), pos2(x, left.y + height / 2.0)];
        ui.painter().line_segment(line, Stroke::new(1.7, theme.accent));
    }
}

fn entry_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, route: Route, selected: bool) {
    let (count, meaning) = count_of(ctx, route);
    let info = UiCommand::Go(route).info();
    let spoken = if count == 0 { info.text.to_owned() } else { format!("{}, {meaning}", info.text) };
    let entry = NavEntry::new(route.icon(), route.title(), selected).spoken(&spoken).margin(-2.0);
    let response = entry.count(Some(NavCount::Waiting(count))).ui(ctx.theme, ui);
    let tooltip = format!("{} ({})", info.tooltip, info.key);
    if response.on_hover_text(tooltip).clicked() {
        ctx.push(UiCommand::Go(route));
    }
}

fn count_of(ctx: &PaneCtx<'_>, route: Route) -> (u32, String) {
    let counts = &ctx.snapshot.counts;
    match route {
        Route::Inbox => (counts.unread, words!("rail-unread", count = counts.unread)),
        Route::Outbox => (counts.outbox, words!("rail-on-their-way", count = counts.outbox)),
        Route::Ports => (counts.busy_ports, words!("rail-busy", count = counts.busy_ports)),
        Route::Sent | Route::Covers | Route::Book | Route::Journal | Route::Settings | Route::Compose => {
            (0, String::new())
        }
    }
}

/// Station, notifications, appearance.
fn foot_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, rect: Rect) {
    let theme = ctx.theme;
    let station = &ctx.snapshot.configuration.station;
    let name = match (station.name.as_str(), station.number.as_str()) {
        ("", "") => text("rail-this-station"),
        ("", number) => number,
        (name, _) => name,
    };
    let y = rect.top() + 18.0;
    ui.painter().text(
        pos2(rect.left() + 17.0, y),
        Align2::CENTER_CENTER,
        icon::USER_CIRCLE,
        font::icon(17.0),
        theme.ink_secondary,
    );
    let at = pos2(rect.left() + 35.0, y);
    paint_text(ui.painter(), at, Align2::LEFT_CENTER, name, font::body(), theme.ink_secondary, rect.width() - 40.0);
    let whole = Rect::from_min_max(rect.min, pos2(rect.right(), rect.top() + 34.0));
    let response = ui.interact(whole, ui.scope_id().with("station"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words!("rail-station", name = name)));
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if response.on_hover_text(text("rail-station-tip")).clicked() {
        ctx.push(UiCommand::Go(Route::Settings));
    }

    let current = ctx.snapshot.configuration.appearance;
    let row = Rect::from_min_max(pos2(rect.left() + 4.0, rect.top() + 40.0), pos2(rect.right(), rect.top() + 68.0));
    let mut row = ui.new_child(UiBuilder::new().max_rect(row).layout(egui::Layout::left_to_right(egui::Align::Center)));
    row.spacing_mut().item_spacing.x = 2.0;
    for appearance in [Appearance::Light, Appearance::Dark, Appearance::System] {
        let command = UiCommand::SetAppearance(appearance);
        if quiet_button(theme, &mut row, &command, current == appearance) {
            ctx.push(command);
        }
    }
    row.add_space(row.available_width() - 32.0);
    let on = ctx.snapshot.configuration.notifications;
    let command = UiCommand::SetNotifications(!on);
    if quiet_button(theme, &mut row, &command, false) {
        ctx.push(command);
    }
}

/// A small icon without a frame.
fn quiet_button(theme: &Theme, ui: &mut Ui, command: &UiCommand, on: bool) -> bool {
    let info = command.info();
    let denial = Need::of(command).denial(ui.ctx());
    let sense = if denial.is_none() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 26.0), sense);
    response.widget_info(|| WidgetInfo::selected(Role::Button, denial.is_none(), on, info.tooltip));
    if on || response.hovered() || response.has_focus() {
        let fill = if on { theme.neutral_tint } else { theme.neutral_tint.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, 7, fill);
    }
    let (face, ink) = if on { (font::icon_fill(15.0), theme.ink) } else { (font::icon(15.0), theme.ink_secondary) };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, info.icon, face, ink);
    match denial {
        Some(reason) => response.on_hover_text(reason).clicked(),
        None => response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(info.tooltip).clicked(),
    }
}
