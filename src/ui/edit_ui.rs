//! The sheet that changes a fax on its way: number, name, time, priority.

use egui::{Align, Id, Layout, Ui};
use jiff::tz::TimeZone;

use super::command::UiCommand;
use super::compose::moment;
use super::ctx::PaneCtx;
use super::theme::font;
use super::widgets::{Button, choice, field_label, label, text_field, wrapped};
use super::{format, icon};
use crate::api::JobChange;
use crate::lang::{self, words};
use crate::model::{FaxNumber, Job, JobId, Party, Priority, Schedule, Timestamp};

const WIDTH: f32 = 420.0;

/// When the fax shall go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    AsItIs,
    Now,
    At,
    Discount,
}

/// What is typed and chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EditSheet {
    job: JobId,
    number: String,
    name: String,
    when: When,
    at: String,
    priority: Priority,
    problem: Option<String>,
}

impl EditSheet {
    /// The fax as it is.
    pub(super) fn new(job: &Job) -> Self {
        Self {
            job: job.id,
            number: job.recipient.number.clone(),
            name: job.recipient.name.clone(),
            when: When::AsItIs,
            at: String::new(),
            priority: job.priority,
            problem: None,
        }
    }

    /// Draws the sheet. `Some` when it is to be closed, with the change.
    pub(super) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) -> Option<Option<UiCommand>> {
        ui.set_width(WIDTH);
        let Some(job) = ctx.snapshot.job(self.job).cloned() else { return Some(None) };
        label(ui, lang::text("edit-title"), font::title(), ctx.theme.ink);
        ui.add_space(12.0);
        ui.spacing_mut().item_spacing.y = 6.0;
        field_label(ctx.theme, ui, lang::text("edit-number"));
        text_field(ctx.theme, ui, Id::unique("edit number"), lang::text("edit-number"), &mut self.number, "", 1);
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("edit-name"));
        text_field(
            ctx.theme,
            ui,
            Id::unique("edit name"),
            lang::text("edit-name"),
            &mut self.name,
            lang::text("edit-name-hint"),
            1,
        );
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("edit-when"));
        let due = words!("edit-as-it-is", when = format::moment(job.scheduled_at, ctx.now, ctx.zone));
        let choices = [
            (When::AsItIs, if job.status.is_final() { lang::text("edit-on-retry") } else { due.as_str() }),
            (When::Now, lang::text("edit-now")),
            (When::At, lang::text("edit-at")),
            (When::Discount, lang::text("edit-discount")),
        ];
        self.when = choice(ctx.theme, ui, lang::text("edit-when"), self.when, &choices, ui.available_width())
            .unwrap_or(self.when);
        if self.when == When::At {
            text_field(
                ctx.theme,
                ui,
                Id::unique("edit time"),
                lang::text("edit-time"),
                &mut self.at,
                lang::text("edit-time-hint"),
                1,
            );
        }
        ui.add_space(4.0);
        field_label(ctx.theme, ui, lang::text("edit-priority"));
        let width = ui.available_width();
        let priorities = [
            (Priority::High, lang::text("priority-high")),
            (Priority::Normal, lang::text("priority-normal")),
            (Priority::Low, lang::text("priority-low")),
        ];
        let chosen = choice(ctx.theme, ui, lang::text("edit-priority"), self.priority, &priorities, width);
        self.priority = chosen.unwrap_or(self.priority);
        if let Some(problem) = &self.problem {
            wrapped(ui, problem.as_str(), font::body(), ctx.theme.bad);
        }
        ui.add_space(12.0);
        let text =
            if job.status.is_final() { lang::text("edit-change-and-retry") } else { lang::text("action-change") };
        let buttons = ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let change = Button::primary(text).icon(icon::CHECK).ui(ctx.theme, ui).clicked();
            (change, Button::secondary(lang::text("edit-leave")).ui(ctx.theme, ui).clicked())
        });
        match buttons.inner {
            (true, _) => match self.change(&job, ctx.now, ctx.zone) {
                Ok(change) => Some(Some(UiCommand::Change { job: self.job, change })),
                Err(problem) => {
                    self.problem = Some(problem);
                    None
                }
            },
            (_, true) => Some(None),
            _ => None,
        }
    }

    /// What differs from the fax as it is, or what is wrong.
    fn change(&self, job: &Job, now: Timestamp, zone: &TimeZone) -> Result<JobChange, String> {
        let number = FaxNumber::parse(&self.number).map_err(|error| error.to_string())?;
        let party = Party { name: self.name.trim().to_owned(), number: number.as_str().to_owned() };
        let schedule = match self.when {
            When::AsItIs => None,
            When::Now => Some(Schedule::Now),
            When::At => Some(Schedule::At(moment(&self.at, now, zone)?)),
            When::Discount => Some(Schedule::Discount),
        };
        Ok(JobChange {
            priority: Some(self.priority).filter(|priority| *priority != job.priority),
            schedule,
            recipient: Some(party).filter(|party| *party != job.recipient),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Outcome;
    use crate::ui::samples::{NOW, failed};

    #[test]
    fn only_what_was_changed_is_ordered() {
        let job = failed(1280, "Steuerbüro Halm", "1992", Outcome::NotAFax);
        let mut sheet = EditSheet::new(&job);
        let change = |sheet: &EditSheet| sheet.change(&job, NOW, &TimeZone::UTC);
        assert_eq!(change(&sheet), Ok(JobChange::default()));
        sheet.number = "1993".to_owned();
        let recipient = Party { name: "Steuerbüro Halm".to_owned(), number: "1993".to_owned() };
        assert_eq!(change(&sheet), Ok(JobChange { recipient: Some(recipient), ..JobChange::default() }));
        sheet.number = "fax!".to_owned();
        assert!(change(&sheet).unwrap_err().contains("cannot be dialled"));
        (sheet.number, sheet.when, sheet.at) = ("1992".to_owned(), When::At, "soon".to_owned());
        assert!(change(&sheet).is_err());
    }
}
