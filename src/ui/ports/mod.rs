//! The ports: a live card per line, and beside them the T.30 conversation of the selected line or of a job's past call.

mod card_ui;
pub(crate) mod data;
mod ladder_ui;
mod modem_ui;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{ScrollArea, Ui};

use super::command::UiCommand;
use super::ctx::PaneCtx;
use super::format;
use super::icon;
use super::route::Route;
use super::theme::{font, space};
use super::widgets::{Button, card, empty_state, label, split_columns, top_bar, wrapped};
use crate::api::FaxError;
use crate::lang::{text, words};
use crate::model::{
    DeviceFinding, DeviceTest, FoundDevice, Job, JobId, JobStatus, PortId, PortState, PortView, TraceEntry,
};
use data::ConversationHead;
use modem_ui::ModemSheet;

/// Lines of a conversation kept from events while the snapshot does not carry it.
const MAX_FOLLOWED: usize = 5_000;

/// View state: which line, or which past call.
#[derive(Debug, Default)]
pub(crate) struct PortsPane {
    selected: Option<PortId>,
    /// The keyboard moved the selection: bring it into view.
    scroll_to_selected: bool,
    past: Option<PastCall>,
    /// Conversations put together from events, for a server elsewhere whose snapshots do not carry them.
    followed: HashMap<PortId, (JobId, Arc<Vec<TraceEntry>>)>,
    /// A modem being added or tested.
    modem: Option<ModemSheet>,
}

/// The conversation of one of a job's calls, asked for.
#[derive(Debug)]
struct PastCall {
    job: JobId,
    /// From 1.
    attempt: u32,
    /// None while it is on its way.
    answer: Option<Result<Arc<Vec<TraceEntry>>, FaxError>>,
}

impl PortsPane {
    /// Draws the whole pane, its top bar included.
    pub(crate) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let summary = data::summary(ctx.snapshot);
        top_bar(
            ctx.theme,
            ui,
            Route::Ports.title(),
            |ui| drop(label(ui, summary, font::secondary(), ctx.theme.ink_secondary)),
            |ui| self.actions_ui(ctx, ui),
        );
        if self.modem.as_mut().is_some_and(|modem| modem.ui(ctx, ui)) {
            self.modem = None;
        }
        for notice in data::provider_notices(ctx.snapshot) {
            wrapped(ui, notice, font::secondary(), ctx.theme.bad);
            ui.add_space(space::GAP / 2.0);
        }
        if ctx.snapshot.ports.is_empty() {
            let rect = ui.available_rect_before_wrap();
            card(ctx.theme, ui, rect, |ui| {
                empty_state(ctx.theme, ui, icon::PHONE, text("ports-none"), text("ports-none-hint"), None);
            });
            return;
        }
        let selected = self.selected_port(ctx).map(|port| port.info.id.clone());
        let width = (ui.available_width() * 0.36).clamp(320.0, 440.0);
        let (left, right) = split_columns(ui, width);
        let shown = if self.past.is_none() { selected.as_ref() } else { None };
        let scroll = std::mem::take(&mut self.scroll_to_selected);
        let mut column = ui.new_child(egui::UiBuilder::new().id_salt("port cards").max_rect(left));
        column.set_clip_rect(left.expand(3.0).intersect(ui.clip_rect()));
        let clicked = ScrollArea::vertical()
            .id_salt("ports")
            .auto_shrink(false)
            .show(&mut column, |ui| card_ui::cards_ui(ctx, ui, &ctx.snapshot.ports, shown, scroll))
            .inner;
        if let Some(clicked) = clicked {
            self.selected = Some(clicked);
            self.past = None;
        }
        card(ctx.theme, ui, right, |ui| self.conversation_ui(ctx, ui));
    }

    /// What can be done beside the lines, from the right edge leftwards.
    fn actions_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        if Button::of(&UiCommand::AddModem).ui(ctx.theme, ui).clicked() {
            ctx.push(UiCommand::AddModem);
        }
        let ringing = self.selected_port(ctx).filter(|port| port.state == PortState::Ringing);
        if let Some(answer) = ringing.map(|port| UiCommand::Answer(port.info.id.clone()))
            && Button::of(&answer).ui(ctx.theme, ui).clicked()
        {
            ctx.push(answer);
        }
        for talk in self.selected_port(ctx).map(data::talk).unwrap_or_default() {
            if Button::of(&talk).ui(ctx.theme, ui).clicked() {
                ctx.push(talk);
            }
        }
        let selected = self.selected_port(ctx).filter(|port| modem_ui::is_modem(&port.info.settings));
        let Some(port) = selected.filter(|port| port.activity.is_none()) else { return };
        let id = port.info.id.clone();
        let test = UiCommand::TestPort { port: id.clone(), test: DeviceTest::default() };
        if Button::of(&test).ui(ctx.theme, ui).clicked() {
            self.modem = Some(ModemSheet::testing(id.clone()));
            ctx.push(test);
        }
        let remove = UiCommand::RemovePort(id);
        if Button::of(&remove).ui(ctx.theme, ui).clicked() {
            ctx.push(remove);
        }
    }

    /// Whether a sheet of the pane is over the window.
    pub(crate) const fn has_sheet(&self) -> bool {
        self.modem.is_some()
    }

    /// Devices were looked for.
    pub(crate) fn devices_came(&mut self, found: Result<Vec<FoundDevice>, FaxError>) {
        if let Some(modem) = &mut self.modem {
            modem.devices_found(found);
        }
    }

    /// A line was added, or not; what to do next.
    pub(crate) fn port_added(&mut self, added: Result<PortView, FaxError>) -> Option<UiCommand> {
        if let Ok(port) = &added {
            self.selected = Some(port.info.id.clone());
        }
        self.modem.as_mut()?.added(added)
    }

    /// A modem was looked at.
    pub(crate) fn port_tested(&mut self, port: PortId, findings: Result<Vec<DeviceFinding>, FaxError>) {
        if let Some(modem) = &mut self.modem {
            modem.tested(port, findings);
        }
    }

    fn conversation_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        if let Some(past) = &self.past {
            let job = ctx.snapshot.job(past.job);
            let head = past.head(ctx, job.map(AsRef::as_ref));
            let content = match &past.answer {
                None => ladder_ui::Content::Loading,
                Some(Err(error)) => ladder_ui::Content::Failed(error.message.clone()),
                Some(Ok(trace)) => ladder_ui::Content::Trace(Arc::clone(trace)),
            };
            match ladder_ui::conversation_ui(ctx, ui, &head, &content, None, true) {
                Some(ladder_ui::Asked::Attempt(attempt)) => {
                    let job = past.job;
                    self.past = Some(PastCall { job, attempt, answer: None });
                    ctx.push(UiCommand::FetchConversation { job, attempt });
                }
                Some(ladder_ui::Asked::Close) => self.past = None,
                None => {}
            }
            return;
        }
        let Some(port) = self.selected_port(ctx) else { return };
        let live = port.activity.is_some();
        let content = ladder_ui::Content::Trace(self.trace_of(port));
        let hang_up = live.then(|| UiCommand::HangUp(port.info.id.clone()));
        ladder_ui::conversation_ui(ctx, ui, &port_head(ctx, port), &content, hang_up, false);
    }

    /// The selected line; until somebody selects, the first one with a call, else the first with a conversation.
    fn selected_port<'a>(&self, ctx: &PaneCtx<'a>) -> Option<&'a PortView> {
        let ports = &ctx.snapshot.ports;
        let chosen = self.selected.as_ref().and_then(|id| ports.iter().find(|port| port.info.id == *id));
        let busy = || ports.iter().find(|port| port.activity.is_some());
        let spoken = || ports.iter().find(|port| port.trace_job.is_some());
        chosen.or_else(busy).or_else(spoken).or_else(|| ports.first()).map(AsRef::as_ref)
    }

    /// The snapshot's conversation, else the one put together from events.
    fn trace_of(&self, port: &PortView) -> Arc<Vec<TraceEntry>> {
        match self.followed.get(&port.info.id) {
            Some((_, followed)) if port.trace.is_empty() => Arc::clone(followed),
            _ => Arc::clone(&port.trace),
        }
    }

    /// Shows the conversation of a job's last call: live on its line, or fetched. The application follows up with
    /// the answer to [`UiCommand::FetchConversation`].
    pub(crate) fn show_conversation(&mut self, ctx: &PaneCtx<'_>, job: JobId) {
        let live = ctx.snapshot.ports.iter().find(|port| port.activity.as_ref().is_some_and(|it| it.job == job));
        if let Some(port) = live {
            self.selected = Some(port.info.id.clone());
            self.past = None;
            return;
        }
        let attempts = ctx.snapshot.job(job).map_or(0, |job| job.attempts.len());
        let attempt = u32::try_from(attempts).unwrap_or(1).max(1);
        self.past = Some(PastCall { job, attempt, answer: None });
        ctx.push(UiCommand::FetchConversation { job, attempt });
    }

    /// A conversation asked for has come.
    pub(crate) fn conversation_came(&mut self, job: JobId, attempt: u32, answer: Result<Vec<TraceEntry>, FaxError>) {
        if let Some(past) = self.past.as_mut().filter(|past| past.job == job && past.attempt == attempt) {
            past.answer = Some(answer.map(Arc::new));
        }
    }

    /// A line of a conversation happened.
    pub(crate) fn entry_came(&mut self, port: &PortId, job: JobId, entry: &TraceEntry) {
        let (of, trace) = self.followed.entry(port.clone()).or_insert_with(|| (job, Arc::default()));
        if *of != job {
            *of = job;
            *trace = Arc::default();
        }
        if trace.len() < MAX_FOLLOWED {
            Arc::make_mut(trace).push(entry.clone());
        }
    }

    /// Executes a command that concerns the pane.
    pub(crate) fn command(&mut self, ctx: &PaneCtx<'_>, command: &UiCommand) {
        match command {
            UiCommand::AddModem => self.modem = Some(ModemSheet::new()),
            UiCommand::Escape => self.past = None,
            UiCommand::SelectNext => self.step(ctx, 1),
            UiCommand::SelectPrevious => self.step(ctx, -1),
            _ => {}
        }
    }

    fn step(&mut self, ctx: &PaneCtx<'_>, by: isize) {
        let ports = &ctx.snapshot.ports;
        let current = self.selected_port(ctx).map(|port| &port.info.id);
        let at = ports.iter().position(|port| Some(&port.info.id) == current).unwrap_or(0);
        let next = at.saturating_add_signed(by).min(ports.len().saturating_sub(1));
        self.selected = ports.get(next).map(|port| port.info.id.clone());
        self.scroll_to_selected = true;
        self.past = None;
    }
}

impl PastCall {
    fn head(&self, ctx: &PaneCtx<'_>, job: Option<&Job>) -> ConversationHead {
        let attempts = job.map_or(0, |job| u32::try_from(job.attempts.len()).unwrap_or(u32::MAX));
        let call = job.and_then(|job| job.attempts.iter().find(|attempt| attempt.number == self.attempt));
        let number = format::grouped(u64::from(self.job.0));
        ConversationHead {
            title: words!("conversation-of-job", number = number),
            subtitle: job.map_or_else(String::new, |job| job.remote_label().to_owned()),
            when: call.map_or_else(String::new, |call| format::moment(call.started_at, ctx.now, ctx.zone)),
            attempts: (attempts > 1).then_some((attempts, self.attempt)),
            job: Some(self.job),
        }
    }
}

fn port_head(ctx: &PaneCtx<'_>, port: &PortView) -> ConversationHead {
    let job = port.trace_job.and_then(|id| ctx.snapshot.job(id));
    let ended = job.filter(|job| job.status != JobStatus::InProgress).and_then(|job| job.attempts.last());
    ConversationHead {
        title: words!("conversation-of-line", line = port.info.settings.name),
        subtitle: job.map_or_else(String::new, |job| job.remote_label().to_owned()),
        when: match (&port.activity, ended) {
            (Some(_), _) => text("conversation-live").to_owned(),
            (None, Some(call)) => {
                words!("conversation-last-at", when = format::moment(call.started_at, ctx.now, ctx.zone))
            }
            (None, None) if port.trace_job.is_some() => text("conversation-last").to_owned(),
            (None, None) => String::new(),
        },
        attempts: None,
        job: port.trace_job,
    }
}

/// Width a card likes to have at least; as many columns as fit.
const CARD_MIN_WIDTH: f32 = 300.0;
/// Between cards.
const CARD_GAP: f32 = space::GAP - 4.0;
