//! What stands beside a list in which several faxes are selected.

use std::rc::Rc;
use std::sync::Arc;

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::job_index::{JobIndex, Scope};
use super::selection::{Order as _, Selection};
use super::widgets::{Button, empty_state};
use super::{actions, format, icon};
use crate::lang::words;
use crate::model::Job;

/// The selected faxes with what may be done to them. Put together when the selection or the picture changes: all of a
/// hundred thousand may be selected.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    /// In the list's order.
    pub(super) jobs: Vec<Arc<Job>>,
    /// Most wanted first.
    pub(super) commands: Vec<UiCommand>,
    pages: u32,
    /// Of which picture and selection.
    of: (u64, u64),
}

impl Chosen {
    /// The selected ones of a list, and what was put together last when nothing has changed since.
    pub(super) fn of<S: Scope>(
        list: &JobIndex<S>,
        selection: &Selection,
        revision: u64,
        last: &mut Option<Rc<Self>>,
    ) -> Rc<Self> {
        let of = (revision, selection.changes());
        if let Some(last) = last.as_ref().filter(|last| last.of == of) {
            return Rc::clone(last);
        }
        let mut places: Vec<usize> = selection.jobs().filter_map(|job| list.place(job)).collect();
        places.sort_unstable();
        let jobs: Vec<Arc<Job>> = places.into_iter().filter_map(|row| list.at(row)).cloned().collect();
        let commands = actions::of_jobs(&jobs);
        let pages = jobs.iter().map(|job| job.pages).fold(0, u32::saturating_add);
        let chosen = Rc::new(Self { jobs, commands, pages, of });
        *last = Some(Rc::clone(&chosen));
        chosen
    }
}

/// Several faxes are selected: what can be done to all of them.
pub(super) fn several_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, chosen: &Chosen) {
    let title = words!("several-selected", count = chosen.jobs.len());
    empty_state(ctx.theme, ui, icon::CHECKS, &title, &format::pages(chosen.pages), None);
    let room = ui.max_rect();
    let width = 200.0;
    let start = pos2(room.center().x - width / 2.0, room.center().y + 56.0);
    let below = Rect::from_min_size(start, vec2(width, room.bottom() - start.y));
    let mut column = ui.new_child(UiBuilder::new().max_rect(below).layout(Layout::top_down(Align::Min)));
    column.spacing_mut().item_spacing.y = 8.0;
    for command in &chosen.commands {
        if Button::of(command).full_width().key_hint(command.info().key).ui(ctx.theme, &mut column).clicked() {
            ctx.push(command.clone());
        }
    }
}
