//! What stands beside a list in which several faxes are selected.

use std::sync::Arc;

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use super::ctx::PaneCtx;
use super::widgets::{Button, empty_state};
use super::{actions, format, icon};
use crate::lang::words;
use crate::model::Job;

/// Several faxes are selected: what can be done to all of them.
pub(super) fn several_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, chosen: &[Arc<Job>]) {
    let pages = chosen.iter().map(|job| job.pages).fold(0, u32::saturating_add);
    let title = words!("several-selected", count = chosen.len());
    empty_state(ctx.theme, ui, icon::CHECKS, &title, &format::pages(pages), None);
    let commands = actions::of_jobs(chosen);
    let room = ui.max_rect();
    let width = 200.0;
    let start = pos2(room.center().x - width / 2.0, room.center().y + 56.0);
    let below = Rect::from_min_size(start, vec2(width, room.bottom() - start.y));
    let mut column = ui.new_child(UiBuilder::new().max_rect(below).layout(Layout::top_down(Align::Min)));
    column.spacing_mut().item_spacing.y = 8.0;
    for command in &commands {
        if Button::of(command).full_width().key_hint(command.info().key).ui(ctx.theme, &mut column).clicked() {
            ctx.push(command.clone());
        }
    }
}
