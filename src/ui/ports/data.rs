//! What the ports pane shows, as plain values: a card per line, and the T.30 conversation as a ladder.

use super::super::command::UiCommand;
use super::super::format;
use super::super::theme::Tone;
use crate::lang::{self, outcome_text, outcome_words, words};
use crate::model::{
    CallSide, Conversation, DayCounts, ExtensionStatus, JobId, JobKind, OperatorAction, Phase, PortActivity, PortId,
    PortState, PortView, ProviderInfo, Snapshot, Stage, Timestamp, TraceEntry, TraceTone,
};

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PortCard {
    /// Its stable name.
    pub(crate) id: PortId,
    /// Its name.
    pub(crate) name: String,
    /// Device and number.
    pub(crate) device: String,
    /// The state in a word.
    pub(crate) pill: (&'static str, Tone),
    /// `to 1002`, `from 1001`; empty without a call.
    pub(crate) headline: String,
    /// What it does, or why it cannot.
    pub(crate) detail: String,
    /// How far the fax is, 0 to 1; none without a call, or when that cannot be known.
    pub(crate) progress: Option<f32>,
    /// Today's counts.
    pub(crate) today: String,
    /// Duration of the call.
    pub(crate) elapsed: String,
    /// Last failed call, when there is no call now.
    pub(crate) last_error: Option<&'static str>,
    /// There is a call to hang up.
    pub(crate) busy: bool,
    /// May send.
    pub(crate) send: bool,
    /// Answers.
    pub(crate) receive: bool,
    /// Virtual lines: times faster than real time.
    pub(crate) speed: Option<f64>,
}

impl PortCard {
    /// Builds the card of one line.
    pub(crate) fn new(port: &PortView, now: Timestamp) -> Self {
        let settings = &port.info.settings;
        let device = if settings.number.is_empty() {
            lang::device_words(&port.info.description).to_owned()
        } else {
            format!("{} · {}", lang::device_words(&port.info.description), settings.number)
        };
        let (headline, detail) = match &port.activity {
            Some(activity) => (headline(activity), activity_text(activity)),
            None => (String::new(), idle_text(port)),
        };
        let DayCounts { sent, received, failed } = port.today;
        let today = match failed {
            0 => words!("port-today", sent = sent, received = received),
            _ => words!("port-today-failed", sent = sent, received = received, failed = failed),
        };
        Self {
            id: port.info.id.clone(),
            name: settings.name.clone(),
            device,
            pill: pill(port),
            headline,
            detail,
            progress: port.activity.as_ref().and_then(progress),
            today,
            elapsed: port.activity.as_ref().map_or_else(String::new, |it| format::elapsed(now.since(it.started_at))),
            last_error: port.last_error.filter(|_| port.activity.is_none()).map(outcome_text),
            busy: port.activity.is_some(),
            send: settings.send,
            receive: settings.receive,
            // Lines of plug-ins are virtual, too, and run as fast as they like.
            speed: (port.info.is_virtual && port.info.provider == "virtual").then_some(settings.speed),
        }
    }

    /// Everything the card says, for a screen reader.
    pub(crate) fn spoken(&self) -> String {
        let parts = [&self.name, self.pill.0, &self.device, &self.headline, &self.detail, &self.today, &self.elapsed];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// What is wrong with the providers of lines, a sentence each; what is well says nothing.
pub(crate) fn provider_notices(snapshot: &Snapshot) -> Vec<String> {
    let notice = |provider: &ProviderInfo| {
        let ProviderInfo { friendly_name: name, health, .. } = provider;
        let (name, why) = (name.as_str(), health.text.as_str());
        match health.status {
            ExtensionStatus::Server => Some(words!("provider-bad-server", name = name, why = why)),
            ExtensionStatus::Guid => Some(words!("provider-bad-guid", name = name, why = why)),
            ExtensionStatus::Version => Some(words!("provider-bad-version", name = name, why = why)),
            ExtensionStatus::Load => Some(words!("provider-bad-load", name = name, why = why)),
            ExtensionStatus::Export => Some(words!("provider-bad-export", name = name, why = why)),
            ExtensionStatus::Init => Some(words!("provider-bad-init", name = name, why = why)),
            ExtensionStatus::Ok => {
                let (count, why) = (health.failures, health.last_failure.as_str());
                (count > 0).then(|| words!("provider-has-failed", count = count, name = name, why = why))
            }
        }
    };
    snapshot.providers.iter().filter_map(notice).collect()
}

fn pill(port: &PortView) -> (&'static str, Tone) {
    let stage = port.activity.as_ref().map_or(Stage::Waiting, |activity| activity.stage);
    match port.state {
        PortState::Starting => (lang::text("port-starting"), Tone::Neutral),
        PortState::Idle => (lang::text("port-idle"), Tone::Neutral),
        PortState::Ringing => (lang::text("port-ringing"), Tone::Receive),
        PortState::Offline => (lang::text("port-offline"), Tone::Bad),
        PortState::Sending => match stage {
            Stage::Waiting | Stage::Initializing | Stage::Dialing | Stage::Ringing => {
                (lang::text("outbox-dialling"), Tone::Accent)
            }
            Stage::Connecting | Stage::Training => (lang::text("outbox-connecting"), Tone::Accent),
            Stage::Page | Stage::Confirming | Stage::HangingUp => (lang::text("outbox-sending"), Tone::Accent),
        },
        PortState::Receiving => match stage {
            Stage::Connecting | Stage::Training => (lang::text("port-answering"), Tone::Receive),
            _ => (lang::text("port-receiving"), Tone::Receive),
        },
    }
}

fn headline(activity: &PortActivity) -> String {
    let number = if activity.number.is_empty() { activity.remote_id.as_str() } else { &activity.number };
    let who = match (activity.remote_name.as_str(), number) {
        ("", "") => return lang::text("call-unknown").to_owned(),
        ("", one) | (one, "") => one.to_owned(),
        (name, number) => format!("{name} · {number}"),
    };
    if activity.kind == JobKind::Send { words!("call-to", who = who) } else { words!("call-from", who = who) }
}

/// What a call does, in words: `Page 3 of 12 · 14,400 bit/s V.17 · ECM`.
fn activity_text(activity: &PortActivity) -> String {
    match activity.conversation {
        Some(Conversation::Wanted) => {
            return lang::text("call-wants-to-talk").to_owned();
        }
        Some(Conversation::Talking) => return lang::text("call-talking").to_owned(),
        Some(Conversation::Asked) | None => {}
    }
    let rate = activity
        .rate
        .map(|rate| words!("rate-with-modulation", rate = rate.rate_bps, modulation = rate.modulation.to_string()));
    let stage = match activity.stage {
        Stage::Waiting | Stage::Initializing => lang::text("call-preparing").to_owned(),
        Stage::Dialing => lang::text("call-dialling").to_owned(),
        Stage::Ringing => lang::text("call-ringing").to_owned(),
        Stage::Connecting => lang::text("call-connected").to_owned(),
        Stage::Training => {
            return rate.map_or_else(
                || lang::text("call-training").to_owned(),
                |rate| words!("call-training-with", rate = rate),
            );
        }
        Stage::Page => page_text(activity),
        Stage::Confirming => return words!("call-confirming", page = page_text(activity)),
        Stage::HangingUp => lang::text("call-ending").to_owned(),
    };
    // How long a page coming in will be is not known, how much of it is here is.
    let so_far = match activity.page_progress {
        Some((octets, 0)) if octets > 0 && activity.stage == Stage::Page => Some(format::size(octets)),
        _ => None,
    };
    let with_rate = matches!(activity.stage, Stage::Page).then_some(rate).flatten();
    let ecm = (activity.ecm && activity.stage == Stage::Page).then(|| lang::text("inbox-ecm").to_owned());
    [Some(stage), with_rate, ecm, so_far].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn page_text(activity: &PortActivity) -> String {
    match activity.pages {
        0 => words!("outbox-page", page = activity.current_page.max(1)),
        pages => words!("outbox-page-of", page = activity.current_page.max(1), pages = pages),
    }
}

fn idle_text(port: &PortView) -> String {
    let settings = &port.info.settings;
    match (port.state, settings.send, settings.receive) {
        (PortState::Offline, ..) if !port.trouble.is_empty() => format::sentence(&port.trouble),
        (PortState::Offline, ..) => {
            port.last_error.map_or_else(|| lang::text("port-unusable").to_owned(), outcome_words)
        }
        (PortState::Starting, ..) => lang::text("port-getting-ready").to_owned(),
        (PortState::Ringing, ..) => lang::text("port-call-comes").to_owned(),
        (_, true, true) => words!("port-ready-answers", rings = settings.rings),
        (_, true, false) => lang::text("port-ready-sends").to_owned(),
        (_, false, true) => {
            words!("port-only-answers", rings = settings.rings)
        }
        (_, false, false) => lang::text("port-off").to_owned(),
    }
}

fn progress(activity: &PortActivity) -> Option<f32> {
    let page = match activity.page_progress {
        Some((done, size)) if size > 0 && activity.stage == Stage::Page => (done as f32 / size as f32).min(1.0),
        _ => 0.0,
    };
    match activity.pages {
        // How long a fax coming in will be is not known; the bar shows its page.
        0 => (page > 0.0).then_some(page),
        pages => {
            let before = activity.current_page.saturating_sub(1) as f32;
            let on_line = if activity.stage == Stage::Confirming { 1.0 } else { page };
            Some(((before + on_line) / pages as f32).clamp(0.02, 1.0))
        }
    }
}

/// What somebody at a line can do about a conversation in its call, the likeliest last.
pub(super) fn talk(port: &PortView) -> Vec<UiCommand> {
    let Some(activity) = port.activity.as_ref().filter(|_| port.info.settings.talk) else { return Vec::new() };
    let actions: &[OperatorAction] = match activity.conversation {
        None if matches!(activity.stage, Stage::Page | Stage::Confirming) => &[OperatorAction::Ask],
        None | Some(Conversation::Asked) => &[],
        Some(Conversation::Wanted) => &[OperatorAction::Decline, OperatorAction::Answer],
        Some(Conversation::Talking) => &[OperatorAction::Finish],
    };
    actions.iter().map(|action| UiCommand::Talk(port.info.id.clone(), *action)).collect()
}

/// `4 lines · 2 busy`.
pub(crate) fn summary(snapshot: &Snapshot) -> String {
    let lines = snapshot.ports.len();
    match snapshot.counts.busy_ports {
        0 => words!("ports-all-idle", lines = lines),
        busy => words!("ports-busy", lines = lines, busy = busy),
    }
}

/// Calls the status bar tells of one by one.
const CALLS_TOLD: usize = 6;

/// What the status bar says: the calls, then how many lines are idle.
pub(crate) fn status_words(snapshot: &Snapshot) -> Vec<(Tone, String)> {
    let mut words = Vec::new();
    let (mut idle, mut off, mut sending, mut receiving) = (0_u32, 0_u32, 0_u32, 0_u32);
    for port in &snapshot.ports {
        let name = &port.info.settings.name;
        match (&port.activity, port.state) {
            (Some(activity), _) if words.len() < CALLS_TOLD => words.push(call_words(name, activity)),
            (Some(activity), _) if activity.kind.dials() => sending += 1,
            (Some(_), _) => receiving += 1,
            (None, PortState::Ringing) => words.push((Tone::Receive, words!("line-ringing", name = name))),
            (None, PortState::Offline) => off += 1,
            (None, _) => idle += 1,
        }
    }
    if sending > 0 {
        words.push((Tone::Accent, words!("line-more-sending", count = sending)));
    }
    if receiving > 0 {
        words.push((Tone::Receive, words!("line-more-receiving", count = receiving)));
    }
    if off > 0 {
        words.push((Tone::Bad, words!("lines-offline", lines = off)));
    }
    if idle > 0 {
        words.push((Tone::Neutral, words!("lines-idle", lines = idle)));
    }
    words
}

fn call_words(name: &str, activity: &PortActivity) -> (Tone, String) {
    let who = if activity.number.is_empty() { activity.remote_id.as_str() } else { &activity.number };
    let page = activity.current_page.max(1);
    if activity.kind.dials() {
        let text = match activity.stage {
            Stage::Page | Stage::Confirming if activity.kind == JobKind::Poll => {
                words!("line-fetching", name = name, page = page, who = who)
            }
            Stage::Page | Stage::Confirming => {
                words!("line-sending", name = name, page = page, pages = activity.pages.max(page), who = who)
            }
            Stage::Connecting => words!("line-connected", name = name, who = who),
            Stage::Training => words!("line-training", name = name, who = who),
            Stage::HangingUp => words!("line-ending", name = name, who = who),
            _ => words!("line-dialling", name = name, who = who),
        };
        (Tone::Accent, text)
    } else {
        let text = match (activity.stage, who) {
            (Stage::Page | Stage::Confirming, "") => words!("line-receiving", name = name, page = page),
            (Stage::Page | Stage::Confirming, _) => {
                words!("line-receiving-from", name = name, page = page, who = who)
            }
            (Stage::HangingUp, "") => words!("line-ending-in", name = name),
            (Stage::HangingUp, _) => words!("line-ending-from", name = name, who = who),
            (_, "") => words!("line-answering", name = name),
            (_, _) => words!("line-answering-from", name = name, who = who),
        };
        (Tone::Receive, text)
    }
}

/// An item of the ladder.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rung {
    /// A phase begins.
    Heading(String),
    /// A line of the conversation.
    Entry {
        /// Seconds since the call began.
        time: String,
        /// Whose doing.
        side: CallSide,
        /// The words.
        text: String,
        /// Its colour.
        tone: Tone,
        /// The frame's octets, for the tooltip.
        hex: String,
    },
}

/// The conversation with a heading where a phase begins. Phase D follows its page without one.
pub(crate) fn ladder(trace: &[TraceEntry]) -> Vec<Rung> {
    let mut rungs = Vec::with_capacity(trace.len() + 8);
    let mut last = None;
    for entry in trace {
        let place = match entry.phase {
            Phase::A => (Phase::A, 0),
            Phase::B => (Phase::B, entry.page),
            Phase::C | Phase::D => (Phase::C, entry.page.max(1)),
            Phase::E => (Phase::E, 0),
        };
        if last != Some(place) {
            rungs.push(Rung::Heading(match place {
                (Phase::A, _) => lang::text("ladder-a").to_owned(),
                (Phase::B, 0) | (Phase::B, 1) if !matches!(last, Some((Phase::C, _))) => {
                    lang::text("ladder-b").to_owned()
                }
                (Phase::B, _) => lang::text("ladder-b-again").to_owned(),
                (Phase::E, _) => lang::text("ladder-e").to_owned(),
                (_, page) => words!("ladder-c", page = page),
            }));
            last = Some(place);
        }
        let tone = match (entry.tone, entry.side) {
            (TraceTone::Warning, _) => Tone::Warning,
            (TraceTone::Bad, _) => Tone::Bad,
            (TraceTone::Normal, CallSide::Local) => Tone::Accent,
            (TraceTone::Normal, CallSide::Remote) => Tone::Receive,
            (TraceTone::Normal, CallSide::Note) => Tone::Neutral,
        };
        rungs.push(Rung::Entry {
            time: format!("{}.{:02}", entry.at_ms / 1000, entry.at_ms % 1000 / 10),
            side: entry.side,
            text: lang::noted(&entry.text).to_owned(),
            tone,
            hex: entry.hex.clone(),
        });
    }
    rungs
}

/// What the conversation card is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConversationHead {
    /// `Virtual 1 · conversation`.
    pub(crate) title: String,
    /// To or from whom.
    pub(crate) subtitle: String,
    /// `live`, `last call`, `21 Nov 14:20`.
    pub(crate) when: String,
    /// Tries to choose from, when there are several: their number and the chosen one.
    pub(crate) attempts: Option<(u32, u32)>,
    /// The job of the call.
    pub(crate) job: Option<JobId>,
}
