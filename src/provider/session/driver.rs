//! The loop around a session, the same for sending and receiving.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::watch;

use super::receiving::Incoming;
use super::record::Record;
use super::sending::Outgoing;
use super::{Heard, Line};
use crate::model::{CallSide, Conversation, OperatorAction, PageResult, Phase, TraceEntry, TraceKind, TraceTone};
use crate::provider::{CallContext, CallReport, CallStatus};
use crate::t30::{self, Input, LineCommand, LineEvent, OperatorPolicy, Output, PageFormat, Session};

/// After an abort a session has so much line time for DCN and hang-up: a frame under way, DCN with its preamble, the
/// hang-up, and as much again.
const ABORT_GRACE: Duration = Duration::from_secs(20);

/// Pages to code or to judge, asked for by a session.
#[derive(Debug)]
enum Work {
    /// Answer with [`Input::Page`].
    Code { document: usize, page: u32, format: PageFormat },
    /// Answer with [`Input::PageJudged`].
    Judge { page: u32, data: Vec<u8>, format: PageFormat, result: PageResult },
}

/// A piece of work under way.
type Working = Pin<Box<dyn Future<Output = Input> + Send>>;

/// Does the work on pages: those that go out and those that come in.
pub(super) struct Desk {
    pub(super) outgoing: Outgoing,
    /// None when nothing can come in.
    pub(super) incoming: Option<Incoming>,
}

impl Desk {
    /// Does one piece of work; one at a time. May be dropped half-way when the call is aborted.
    async fn work(self: Arc<Self>, work: Work) -> Input {
        match (work, &self.incoming) {
            (Work::Code { document, page, format }, _) => self.outgoing.code(document, page, format).await,
            (Work::Judge { page, data, format, result }, Some(incoming)) => {
                incoming.judge(page, data, format, result).await
            }
            (Work::Judge { .. }, None) => incoming_unwanted(),
        }
    }
}

/// A page that nobody takes is not confirmed.
fn incoming_unwanted() -> Input {
    Input::PageJudged { quality: t30::PageQuality::Bad, rows: None, stored: Err(()) }
}

/// Tells the engine what happens in a call.
pub(in crate::provider) struct Reporter {
    call: CallContext,
    /// Line time before the session began (dialling), added to the trace's times.
    offset: Duration,
}

impl Reporter {
    pub(in crate::provider) const fn new(call: CallContext) -> Self {
        Self { call, offset: Duration::ZERO }
    }

    /// What is traced from now on by a session began so long after the call.
    pub(in crate::provider) const fn set_offset(&mut self, offset: Duration) {
        self.offset = offset;
    }

    /// Completes when the call is to be aborted.
    pub(in crate::provider) async fn aborted(&self) {
        self.call.abort.cancelled().await;
    }

    /// Whether somebody at this line can talk.
    pub(in crate::provider) const fn operator_policy(&self) -> OperatorPolicy {
        if self.call.operator.is_some() { OperatorPolicy::Offer } else { OperatorPolicy::Ignore }
    }

    /// What somebody at this line does about a conversation; what was done since the call began counts.
    fn operator(&self) -> Option<watch::Receiver<OperatorAction>> {
        self.call.operator.clone()
    }

    /// Waits for room; an aborted call does not wait, and progress never does.
    pub(in crate::provider) async fn report(&self, status: CallStatus) {
        let status = match self.call.status.try_send(status) {
            Ok(()) | Err(TrySendError::Closed(_)) => return,
            Err(TrySendError::Full(CallStatus::Progress { .. })) => return,
            Err(TrySendError::Full(status)) => status,
        };
        tokio::select! {
            biased;
            // An error means that nobody is interested any more.
            _ = self.call.status.send(status) => {}
            () = self.aborted() => {}
        }
    }

    /// A note of the call's own, `at` after its begin.
    pub(in crate::provider) async fn note(&self, at: Duration, phase: Phase, tone: TraceTone, text: String) {
        let kind = if phase == Phase::E { TraceKind::End } else { TraceKind::Call };
        let at_ms = at.as_millis() as u64;
        let entry = TraceEntry { at_ms, phase, page: 0, side: CallSide::Note, kind, tone, text, hex: String::new() };
        self.report(CallStatus::Trace(entry)).await;
    }

    /// Passes on what a session tells; its times count from the call's start then.
    async fn event(&self, mut event: CallStatus) {
        if let CallStatus::Trace(entry) = &mut event {
            entry.at_ms += self.offset.as_millis() as u64;
        }
        self.report(event).await;
    }
}

/// Runs a session to its end. `polls`: it is to fetch something.
pub(super) async fn converse(
    line: &mut dyn Line,
    mut session: Session,
    desk: Arc<Desk>,
    polls: bool,
    reporter: &Reporter,
) -> CallReport {
    let began = line.now();
    let mut working: Option<Working> = None;
    let mut work: VecDeque<Work> = VecDeque::new();
    let mut give_up_at = None;
    let mut record = Record::new(polls);
    let mut operator = reporter.operator();
    loop {
        let deadline = loop {
            match session.poll() {
                Output::Line(command) => line.command(command).await,
                Output::NeedPage { document, page, format } => work.push_back(Work::Code { document, page, format }),
                Output::PageReceived { document: _, page, data, format, result } => {
                    work.push_back(Work::Judge { page, data, format, result });
                }
                Output::Event(event) => {
                    if let CallStatus::Page(result) = &event {
                        record.page(result);
                    }
                    reporter.event(event).await;
                }
                Output::DocumentBegun { document } => {
                    record.begin(document);
                    reporter.event(CallStatus::Document(Some(desk.outgoing.place(document)))).await;
                }
                Output::DocumentEnded(result) => {
                    record.end(result);
                    reporter.event(CallStatus::Document(None)).await;
                }
                Output::PeerFacts(peer) => {
                    let peer = super::peer(peer);
                    record.peer(&peer);
                    reporter.event(CallStatus::Peer(peer)).await;
                }
                Output::OperatorWanted => reporter.event(CallStatus::Conversation(Some(Conversation::Wanted))).await,
                Output::ConversationBegun => {
                    reporter.event(CallStatus::Conversation(Some(Conversation::Talking))).await;
                }
                Output::Wait { deadline, timer: _ } => break deadline,
                Output::Ended(end) => return record.ended(end, &desk.outgoing),
            }
        };
        if give_up_at.is_some_and(|at| line.now() >= at) {
            hang_up(line).await;
            return record.given_up(line.now().saturating_duration_since(began), &desk.outgoing);
        }
        let until = give_up_at.map_or(deadline, |at| deadline.min(at));
        if working.is_none() {
            working = work.pop_front().map(|work| Box::pin(Arc::clone(&desk).work(work)) as Working);
        }
        let listen = working.is_none() || !line.stands_still();
        let input = tokio::select! {
            biased;
            () = reporter.aborted(), if give_up_at.is_none() => {
                give_up_at = Some(line.now() + ABORT_GRACE);
                work.clear();
                working = None;
                Input::Abort
            }
            input = done(&mut working) => {
                working = None;
                input
            }
            action = next(&mut operator) => {
                let (state, action) = operators(action);
                reporter.event(CallStatus::Conversation(state)).await;
                Input::Operator(action)
            }
            heard = line.wait(until), if listen => match heard {
                Heard::Event(event) => Input::Line(event),
                Heard::DeadlinePassed if line.now() >= deadline => Input::Timeout,
                Heard::DeadlinePassed => continue,
            },
        };
        session.handle(input, line.now());
    }
}

/// What somebody does about a conversation, as the protocol has it, and where the conversation stands then. An answer is
/// told by the protocol once the conversation has begun.
const fn operators(action: OperatorAction) -> (Option<Conversation>, t30::OperatorAction) {
    match action {
        OperatorAction::Ask => (Some(Conversation::Asked), t30::OperatorAction::Request),
        OperatorAction::Answer => (Some(Conversation::Wanted), t30::OperatorAction::Answer),
        OperatorAction::Decline => (None, t30::OperatorAction::Ignore),
        OperatorAction::Finish => (None, t30::OperatorAction::Finished),
    }
}

/// What somebody at this line does next; pends for ever where nobody is. Cancel safe.
async fn next(actions: &mut Option<watch::Receiver<OperatorAction>>) -> OperatorAction {
    if let Some(actions) = actions
        && actions.changed().await.is_ok()
    {
        return *actions.borrow_and_update();
    }
    std::future::pending().await
}

/// The work's result; pends while there is no work.
async fn done(working: &mut Option<Working>) -> Input {
    match working {
        Some(working) => working.await,
        None => std::future::pending().await,
    }
}

/// Hangs up a line whose session did not.
async fn hang_up(line: &mut dyn Line) {
    line.command(LineCommand::HangUp).await;
    let limit = line.now() + Duration::from_secs(2);
    while line.now() < limit {
        if line.wait(limit).await == Heard::Event(LineEvent::HungUp) {
            return;
        }
    }
}
