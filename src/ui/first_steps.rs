//! The first steps: who you are, a test fax over the built-in exchange, how long faxes are kept, a modem. Shown when a
//! window opens for the first time; left at any moment, and opened again by the palette.

use egui::{Align, Id, Key, Layout, Ui};

use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::icon;
use super::outbox::data::stage_text;
use super::theme::{Tone, font};
use super::widgets::{Button, choice, dot, field_label, label, text_field, wrapped};
use crate::api::FaxError;
use crate::lang::{outcome_text, text, words};
use crate::model::{Configuration, FaxNumber, Job, JobId, JobStatus, PortState};

const WIDTH: f32 = 520.0;
/// So that the buttons stay where they are from step to step.
const HEIGHT: f32 = 250.0;

/// For how long faxes are kept: as the setting `archive_days` takes it, and in words.
const KEPT: [(&str, &str); 5] = [
    ("never", "steps-kept-ever"),
    ("3650", "steps-kept-ten-years"),
    ("1095", "steps-kept-three-years"),
    ("365", "steps-kept-year"),
    ("90", "steps-kept-months"),
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Step {
    #[default]
    Station,
    TestFax,
    Archive,
    Lines,
}

impl Step {
    const ALL: [Self; 4] = [Self::Station, Self::TestFax, Self::Archive, Self::Lines];
}

/// What is typed and where one is.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstSteps {
    step: Step,
    name: String,
    number: String,
    /// As the setting takes it.
    kept: String,
    test: Test,
}

/// How the test fax does.
#[derive(Clone, Debug, Default)]
enum Test {
    #[default]
    None,
    /// It is on its way to the engine.
    Asked,
    /// It is in the queue.
    Queued(JobId),
    /// It could not be sent.
    Refused(String),
}

impl FirstSteps {
    /// From what is configured.
    pub(super) fn new(configuration: &Configuration) -> Self {
        Self {
            name: configuration.station.name.clone(),
            number: configuration.station.number.clone(),
            kept: configuration.archive_days.map_or_else(|| "never".to_owned(), |days| days.to_string()),
            ..Self::default()
        }
    }

    /// The engine's answer to [`UiCommand::SendTest`].
    pub(super) fn test_sent(&mut self, result: Result<JobId, FaxError>) {
        self.test = match result {
            Ok(job) => Test::Queued(job),
            Err(error) => Test::Refused(error.message),
        };
    }

    /// What leaves the steps for good, with what was chosen so far.
    fn done(&self) -> UiCommand {
        let mut settings = self.station();
        settings.push(("archive_days", self.kept.clone()));
        settings.push(("first_steps", "off".to_owned()));
        UiCommand::Set(settings)
    }

    fn station(&self) -> Vec<(&'static str, String)> {
        vec![("station.name", self.name.clone()), ("station.number", self.number.clone())]
    }

    /// Draws the sheet. `Some` when it is to be closed, with what follows.
    pub(super) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) -> Option<Option<UiCommand>> {
        ui.set_width(WIDTH);
        let escape = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        let enter = ui.input(|input| input.key_pressed(Key::Enter));
        self.head_ui(ctx, ui);
        ui.allocate_ui_with_layout(egui::vec2(WIDTH, HEIGHT), Layout::top_down(Align::Min), |ui| {
            ui.set_min_height(HEIGHT);
            match self.step {
                Step::Station => self.station_ui(ctx, ui),
                Step::TestFax => self.test_ui(ctx, ui),
                Step::Archive => self.archive_ui(ctx, ui),
                Step::Lines => lines_ui(ctx, ui),
            }
        });
        let problem = self.problem();
        let at = Step::ALL.iter().position(|step| *step == self.step).unwrap_or_default();
        let next = Step::ALL.get(at + 1).copied();
        let mut closed = escape.then(|| Some(self.done()));
        ui.horizontal(|ui| {
            if Button::secondary(text("steps-skip")).tooltip(text("steps-skip-tip")).ui(ctx.theme, ui).clicked() {
                closed = Some(Some(self.done()));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = text(if next.is_some() { "steps-next" } else { "steps-finish" });
                let button = Button::primary(words).enabled(problem.is_none());
                let button = if let Some(problem) = &problem { button.tooltip(problem.clone()) } else { button };
                // Enter goes on, unless it presses a button that has the keyboard.
                let typed = enter && ui.memory(|memory| memory.focused()).is_none_or(|id| is_field(ui, id));
                let clicked = button.ui(ctx.theme, ui).clicked();
                if (clicked || typed) && problem.is_none() {
                    match next {
                        Some(next) => {
                            if self.step == Step::Station && self.differs(&ctx.snapshot.configuration) {
                                ctx.push(UiCommand::Set(self.station()));
                            }
                            self.step = next;
                        }
                        None => closed = Some(Some(self.done())),
                    }
                }
                if at > 0 && Button::secondary(text("steps-back")).ui(ctx.theme, ui).clicked() {
                    self.step = Step::ALL.get(at - 1).copied().unwrap_or_default();
                }
                if self.step == Step::Lines && next.is_none() {
                    let modem = Button::of(&UiCommand::AddModem);
                    if modem.ui(ctx.theme, ui).clicked() {
                        ctx.push(self.done());
                        closed = Some(Some(UiCommand::AddModem));
                    }
                }
            });
        });
        closed
    }

    fn head_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let at = Step::ALL.iter().position(|step| *step == self.step).unwrap_or_default();
        let title = match self.step {
            Step::Station => text("steps-station-title"),
            Step::TestFax => text("steps-test-title"),
            Step::Archive => text("steps-kept-title"),
            Step::Lines => text("steps-lines-title"),
        };
        let place = words!("steps-place", step = at + 1, steps = Step::ALL.len());
        label(ui, place, font::secondary(), ctx.theme.ink_secondary);
        label(ui, title, font::title(), ctx.theme.ink);
        ui.add_space(10.0);
    }

    fn problem(&self) -> Option<String> {
        let number = self.number.trim();
        if self.step == Step::Station && !number.is_empty() {
            return FaxNumber::parse(number).err().map(|error| error.to_string());
        }
        None
    }

    fn differs(&self, configuration: &Configuration) -> bool {
        (self.name.trim(), self.number.trim())
            != (configuration.station.name.as_str(), configuration.station.number.as_str())
    }

    fn station_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let words = text("steps-station-about");
        wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
        ui.add_space(14.0);
        field_label(ctx.theme, ui, text("steps-name"));
        let name = name_id();
        let response =
            text_field(ctx.theme, ui, name, text("steps-name-field"), &mut self.name, text("steps-name-hint"), 1);
        if ui.memory(|memory| memory.focused()).is_none() {
            response.request_focus();
        }
        ui.add_space(8.0);
        field_label(ctx.theme, ui, text("steps-number"));
        text_field(ctx.theme, ui, number_id(), text("steps-number-field"), &mut self.number, "+49 30 5557 0142", 1);
        if let Some(problem) = self.problem() {
            ui.add_space(4.0);
            wrapped(ui, problem, font::secondary(), ctx.theme.bad);
        }
    }

    fn test_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let words = text("steps-test-about");
        wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
        ui.add_space(14.0);
        let Some(number) = virtual_number(ctx) else {
            let words = text("steps-test-none");
            wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
            return;
        };
        match &self.test {
            Test::None | Test::Refused(_) => {
                let button = Button::secondary(words!("steps-test-send", number = number)).icon(icon::PAPER_PLANE_TILT);
                if button.ui(ctx.theme, ui).clicked() {
                    self.test = Test::Asked;
                    ctx.push(UiCommand::SendTest(number));
                }
            }
            Test::Asked => drop(label(ui, text("steps-test-asked"), font::body(), ctx.theme.ink_secondary)),
            Test::Queued(job) => {
                let (tone, words) = ctx
                    .snapshot
                    .job(*job)
                    .map_or_else(|| (Tone::Neutral, text("steps-test-gone").to_owned()), |job| progress_words(job));
                ui.horizontal(|ui| {
                    dot(ctx.theme, ui, tone);
                    wrapped(ui, words, font::medium(), ctx.theme.ink);
                });
            }
        }
        if let Test::Refused(problem) = &self.test {
            ui.add_space(8.0);
            wrapped(ui, problem.clone(), font::body(), ctx.theme.bad);
        }
    }

    fn archive_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let words = text("steps-kept-about");
        wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
        ui.add_space(4.0);
        wrapped(ui, ctx.snapshot.server.data_dir.clone(), font::mono(), ctx.theme.ink);
        ui.add_space(14.0);
        field_label(ctx.theme, ui, text("steps-kept-long"));
        let own = words!("steps-kept-days", days = self.kept);
        let mut choices: Vec<(&str, &str)> = KEPT.iter().map(|(value, key)| (*value, text(key))).collect();
        if !choices.iter().any(|(value, _)| *value == self.kept) {
            choices.push((self.kept.as_str(), own.as_str()));
        }
        let chosen = choice(ctx.theme, ui, text("steps-kept-field"), self.kept.as_str(), &choices, 240.0);
        let chosen = chosen.map(str::to_owned);
        if let Some(chosen) = chosen {
            self.kept = chosen;
        }
        ui.add_space(14.0);
        let words = text("steps-kept-elsewhere");
        wrapped(ui, words, font::secondary(), ctx.theme.ink_secondary);
    }
}

fn lines_ui(ctx: &PaneCtx<'_>, ui: &mut Ui) {
    let words = text("steps-lines-about");
    wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
    ui.add_space(14.0);
    for port in ctx.snapshot.ports.iter().take(6) {
        ui.horizontal(|ui| {
            dot(ctx.theme, ui, if port.state == PortState::Offline { Tone::Bad } else { Tone::Good });
            label(ui, port.info.settings.name.clone(), font::medium(), ctx.theme.ink);
            label(ui, port.info.description.clone(), font::secondary(), ctx.theme.ink_secondary);
        });
    }
}

/// The number of a built-in line that answers; the last one, so that the first can call it.
fn virtual_number(ctx: &PaneCtx<'_>) -> Option<String> {
    let lines = ctx.snapshot.ports.iter().filter(|port| port.info.is_virtual && port.info.settings.receive);
    let numbers: Vec<&String> =
        lines.map(|port| &port.info.settings.number).filter(|number| !number.is_empty()).collect();
    numbers.last().map(|number| (*number).clone())
}

/// How the test fax does, in words.
fn progress_words(job: &Job) -> (Tone, String) {
    match job.status {
        JobStatus::Completed => (Tone::Good, text("steps-test-arrived").to_owned()),
        status if status.is_final() => {
            let why = job.outcome.map_or(text("outbox-canceling"), outcome_text);
            (Tone::Bad, words!("steps-test-failed", why = why))
        }
        status if status.is_active() => (Tone::Accent, stage_text(job)),
        _ => (Tone::Neutral, text("steps-test-waiting").to_owned()),
    }
}

fn name_id() -> Id {
    Id::unique("first steps name")
}

fn number_id() -> Id {
    Id::unique("first steps number")
}

fn is_field(ui: &Ui, id: Id) -> bool {
    [name_id(), number_id()].contains(&id) || ui.ctx().text_edit_focused()
}
