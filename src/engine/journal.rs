//! The journal's one writer. Every request that changes something is noted here with whoever asked and what came of it,
//! and so is every call and every end of a fax. What was noted is stored before the loop goes on to the next input; on a
//! disk that takes nothing it waits.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::ports::Call;
use super::requests::storage_error;
use super::run::Engine;
use crate::api::{Command, Envelope, FaxError, JobChange, JobOrder, Reply};
use crate::model::{
    BookEntry, BookEntryId, CallDirection, CallFacts, Caller, Configuration, Job, JobId, JobKind, JobStatus,
    JournalFact, Outcome, PORT_SETTINGS, PortId, PortMode, PortSettings, SETTINGS, Schedule, Timestamp,
};

/// Facts that wait for a disk at the most; what comes then is counted alone.
const WAITING_MAX: usize = 100_000;
/// When a failed write is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// Characters of an entry's words at the most.
const WORDS_MAX: usize = 2_000;

/// What is noted and not stored yet.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// Facts that answers bring, from whatever task they come.
    noted: Arc<Mutex<Vec<JournalFact>>>,
    waiting: Vec<JournalFact>,
    /// Facts for which there was no room.
    lost: u64,
    /// When to try again, after a failure.
    pub(super) again: Option<Instant>,
    /// Held while the chain is examined, so that nothing of it is removed meanwhile.
    examined: Arc<tokio::sync::Mutex<()>>,
}

impl Journal {
    /// Adds a fact behind those that answers have brought before it.
    fn add(&mut self, fact: JournalFact) {
        self.take_noted();
        self.keep(fact);
    }

    fn take_noted(&mut self) {
        let noted = std::mem::take(&mut *self.noted.lock().unwrap_or_else(PoisonError::into_inner));
        for fact in noted {
            self.keep(fact);
        }
    }

    fn keep(&mut self, fact: JournalFact) {
        if self.waiting.len() < WAITING_MAX {
            self.waiting.push(fact);
        } else {
            self.lost = self.lost.saturating_add(1);
        }
    }
}

/// A request as it will stand in the journal, once its answer is known.
struct Wanted {
    facts: Vec<JournalFact>,
}

impl Wanted {
    /// The facts, now that the answer is known.
    fn known(self, result: &Result<Reply, FaxError>) -> Vec<JournalFact> {
        let Self { mut facts } = self;
        match result {
            Err(error) => {
                for fact in &mut facts {
                    let gap = if fact.text.is_empty() { "" } else { "; " };
                    fact.text = cut(format!("{}{gap}refused: {}", fact.text, error.message));
                }
                facts
            }
            Ok(Reply::Queued { jobs, .. }) => {
                let Some(form) = facts.pop() else { return facts };
                let of = |job: &Arc<Job>| JournalFact {
                    object: object_of(job.id),
                    job: Some(job.id),
                    text: cut(submitted_words(job)),
                    ..form.clone()
                };
                jobs.iter().map(of).collect()
            }
            // An order about several may have changed some of them alone.
            Ok(Reply::Jobs(jobs)) => {
                let changed: BTreeSet<JobId> = jobs.iter().map(|job| job.id).collect();
                for fact in facts.iter_mut().filter(|fact| fact.job.is_some_and(|job| !changed.contains(&job))) {
                    fact.text = "it was left as it was".to_owned();
                }
                facts
            }
            // A new entry has its number now.
            Ok(Reply::BookEntry(entry)) => {
                for fact in facts.iter_mut().filter(|fact| fact.object == "person:0") {
                    fact.object = format!("person:{}", entry.id);
                }
                facts
            }
            Ok(Reply::Port(port)) => {
                for fact in &mut facts {
                    fact.object = format!("port:{}", port.info.id);
                    fact.port = Some(port.info.id.clone());
                }
                facts
            }
            Ok(_) => facts,
        }
    }
}

impl Engine {
    /// Has the answer to a request noted when it changes something.
    pub(super) fn note_request(&self, envelope: &mut Envelope) {
        let facts = self.wanted(&envelope.caller, &envelope.command);
        if facts.is_empty() {
            return;
        }
        let (wanted, noted) = (Wanted { facts }, Arc::clone(&self.journal.noted));
        envelope.when_answered(move |result| {
            let facts = wanted.known(result);
            noted.lock().unwrap_or_else(PoisonError::into_inner).extend(facts);
        });
    }

    /// Notes what the program did by itself.
    pub(super) fn note(&mut self, action: &str, object: String, text: impl Into<String>) {
        let fact = fact(&Caller::default(), self.now(), action, object, text.into());
        self.journal.add(fact);
    }

    /// Notes that a call began.
    pub(super) fn note_call(&mut self, port: &PortId, job: &Job) {
        let direction = direction(job.kind);
        let remote = match direction {
            CallDirection::Out => job.recipient.number.clone(),
            CallDirection::In => job.caller_id.clone(),
        };
        let words = match direction {
            CallDirection::Out => format!("Calls {remote}"),
            CallDirection::In if remote.is_empty() => "Answers a caller without a number".to_owned(),
            CallDirection::In => format!("Answers {remote}"),
        };
        let call = CallFacts { direction, remote, pages: 0, milliseconds: 0, outcome: None };
        let fact = fact(&Caller::default(), self.now(), "call.start", object_of(job.id), words);
        self.journal.add(JournalFact { job: Some(job.id), port: Some(port.clone()), call: Some(call), ..fact });
    }

    /// Notes how a call ended.
    pub(super) fn note_call_end(&mut self, port: &PortId, call: &Call, outcome: Outcome, remote: &str, pages: u32) {
        let job = self.table.job(call.job);
        let number = job.map_or("", |job| if call.is_ours() { &job.recipient.number } else { &job.caller_id });
        let remote = if remote.is_empty() { number } else { remote }.to_owned();
        let direction = if call.is_ours() { CallDirection::Out } else { CallDirection::In };
        let milliseconds = u64::try_from(call.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let facts = CallFacts { direction, remote, pages, milliseconds, outcome: Some(outcome) };
        let fact = fact(&Caller::default(), self.now(), "call.end", object_of(call.job), outcome.text().to_owned());
        self.journal.add(JournalFact { job: Some(call.job), port: Some(port.clone()), call: Some(facts), ..fact });
    }

    /// Notes how a fax ended.
    pub(super) fn note_end(&mut self, job: &Job, port: Option<&PortId>) {
        let outcome = job.outcome.unwrap_or(Outcome::InternalError);
        let received = job.kind.is_received();
        let action = match job.status {
            JobStatus::Canceled => "fax.canceled",
            _ if received && job.pages > 0 => "fax.received",
            JobStatus::Completed if job.kind == JobKind::Send => "fax.sent",
            JobStatus::Completed => "fax.done",
            _ => "fax.failed",
        };
        let call = CallFacts {
            direction: direction(job.kind),
            remote: job.remote_label().to_owned(),
            pages: if received { job.pages } else { job.pages_confirmed },
            milliseconds: 0,
            outcome: Some(outcome),
        };
        let fact = fact(&Caller::default(), self.now(), action, object_of(job.id), outcome.text().to_owned());
        self.journal.add(JournalFact { job: Some(job.id), port: port.cloned(), call: Some(call), ..fact });
    }

    /// Stores what was noted.
    pub(super) async fn write_journal(&mut self) {
        self.journal.take_noted();
        let due = self.journal.again.is_none_or(|again| again <= Instant::now());
        if self.journal.waiting.is_empty() || !due {
            return;
        }
        if self.journal.lost > 0 && self.journal.waiting.len() < WAITING_MAX {
            let lost = std::mem::take(&mut self.journal.lost);
            self.note("journal.lost", "journal".to_owned(), format!("{lost} entries found no room"));
        }
        let day = self.calendar.day(self.now());
        match self.store.append_journal(self.journal.waiting.clone(), day).await {
            Ok(()) => {
                self.journal.waiting.clear();
                self.journal.again = None;
            }
            Err(error) => {
                tracing::error!("the journal cannot be written, trying again: {error}");
                self.journal.again = Some(Instant::now() + AGAIN);
            }
        }
    }

    /// Removes the days of the journal that are too old.
    pub(super) async fn expire_journal(&mut self, now: Timestamp) {
        let Some(days) = self.configuration.journal_days else { return };
        let Ok(_nobody_examines_it) = Arc::clone(&self.journal.examined).try_lock_owned() else { return };
        let age = i64::from(days).saturating_mul(86_400_000);
        let before = self.calendar.day(Timestamp(now.0.saturating_sub(age)));
        match self.store.expire_journal(before.clone()).await {
            Ok(0) => {}
            Ok(gone) => self.note("journal.expire", "journal".to_owned(), format!("{gone} entries before {before}")),
            Err(error) => tracing::warn!("old days of the journal are not removed: {error}"),
        }
    }

    /// Answers questions about the journal, beside the loop.
    pub(super) async fn journal_request(&mut self, envelope: Envelope, question: Command) {
        // What has happened until now belongs to the answer.
        self.write_journal().await;
        let (store, examined) = (self.store.clone(), Arc::clone(&self.journal.examined));
        tokio::spawn(async move {
            let result = match question {
                Command::Journal { filter } => {
                    store.journal(filter).await.map(|(entries, all)| Reply::Journal { entries, all })
                }
                Command::Statistics { since, until } => store.statistics(since, until).await.map(Reply::Statistics),
                _ => {
                    let _kept = examined.lock().await;
                    store.verify_journal().await.map(Reply::JournalCheck)
                }
            };
            envelope.answer(result.map_err(|error| storage_error(&error)));
        });
    }

    /// What a request will be in the journal; nothing for those that only look. Every command stands here by name.
    fn wanted(&self, caller: &Caller, command: &Command) -> Vec<JournalFact> {
        let now = self.now();
        let one = |action: &str, object: String, text: String| vec![fact(caller, now, action, object, cut(text))];
        let of_job = |action: &str, job: JobId, text: String| {
            vec![JournalFact { job: Some(job), ..fact(caller, now, action, object_of(job), cut(text)) }]
        };
        let of_port = |action: &str, port: &PortId, text: String| {
            let fact = fact(caller, now, action, format!("port:{port}"), cut(text));
            vec![JournalFact { port: Some(port.clone()), ..fact }]
        };
        match command {
            Command::Send { submission } => {
                let to = submission.recipients.iter().map(|to| to.number.as_str());
                one("fax.submit", "fax".to_owned(), format!("to {}", to.collect::<Vec<_>>().join(", ")))
            }
            Command::Poll { submission } => {
                one("fax.poll", "fax".to_owned(), format!("from {}", submission.from.number.as_str()))
            }
            Command::Offer { .. } => one("fax.offer", "fax".to_owned(), String::new()),
            Command::Order { job, order } => of_job(&format!("fax.{}", verb(*order)), *job, String::new()),
            Command::Orders { jobs, order } => {
                let action = format!("fax.{}", verb(*order));
                jobs.iter().flat_map(|job| of_job(&action, *job, String::new())).collect()
            }
            Command::Change { job, change } => of_job("fax.change", *job, change_words(change)),
            Command::Document { job } => of_job("fax.export", *job, String::new()),
            Command::RouteAgain { job, unfinished } => {
                let words = if *unfinished { "what has not arrived" } else { "all copies anew" };
                of_job("fax.route", *job, words.to_owned())
            }
            Command::Assign { job, users } => of_job("fax.assign", *job, format!("to {}", users.join(", "))),
            // What is done with a lease is done all the same.
            Command::WithLease { request, .. } => self.wanted(caller, request),
            Command::OpenPort { port, mode: PortMode::Modify } => of_port("port.open", port, String::new()),
            Command::SetPort { port, update } => {
                let before = self.ports.get(port).map(|port| &port.view.info.settings);
                let words = match before.map(|before| (before, before.updated(update))) {
                    Some((before, Ok(after))) => port_changes(before, &after),
                    _ => String::new(),
                };
                of_port("port.change", port, words)
            }
            Command::AddPort { settings } => {
                one("port.add", "port".to_owned(), settings.device.clone().unwrap_or_default())
            }
            Command::RemovePort { port } => of_port("port.remove", port, String::new()),
            Command::Answer { port } => of_port("port.answer", port, String::new()),
            Command::HangUp { port } => of_port("port.hang_up", port, String::new()),
            Command::Operator { port, action } => of_port("port.talk", port, format!("{action:?}").to_lowercase()),
            Command::SetDestination { number, .. } => {
                one("number.change", format!("number:{}", number.as_str()), String::new())
            }
            Command::ForgetDestination { number } => {
                one("number.forget", format!("number:{}", number.as_str()), String::new())
            }
            Command::SaveCover { name, .. } => one("cover.save", format!("cover:{name}"), String::new()),
            Command::RenameCover { name, to } => one("cover.rename", format!("cover:{name}"), format!("to {to}")),
            Command::DeleteCover { name } => one("cover.delete", format!("cover:{name}"), String::new()),
            Command::SetRoutingPriority { method, priority } => {
                one("routing.order", format!("method:{method:?}"), format!("at place {priority}"))
            }
            Command::SetRoutingOrder { methods } => {
                let names: Vec<String> = methods.iter().map(|method| format!("{method:?}")).collect();
                one("routing.order", "methods".to_owned(), names.join(", "))
            }
            Command::SetPortRouting { port, method, enabled, data } => {
                let switched = enabled.map(|on| if on { "on" } else { "off" }).unwrap_or_default();
                // Data may hold a secret of an extension: only that it changed is told.
                let data = if data.is_some() { ", another destination" } else { "" };
                of_port("routing.port", port, format!("{method:?} {switched}{data}"))
            }
            Command::SetRoutingRules { rules, .. } => {
                let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
                one("routing.rules", "rules".to_owned(), names.join(", "))
            }
            Command::SetMailSettings { settings, password } => {
                let secret = if password.is_some() { ", with a password" } else { "" };
                one(
                    "mail.change",
                    "mail".to_owned(),
                    format!("server {}, user {}{secret}", settings.server, settings.user),
                )
            }
            Command::SetConfiguration { configuration, .. } => {
                let changes = configuration_changes(&self.configuration, configuration);
                let of = |(key, words): (&str, String)| {
                    fact(caller, now, "setting.change", format!("setting:{key}"), cut(words))
                };
                changes.into_iter().map(of).collect()
            }
            Command::SaveBookEntry { entry } => {
                let numbers = entry.numbers.iter().map(|number| number.number.as_str()).collect::<Vec<_>>().join(", ");
                let words = if numbers.is_empty() {
                    entry.person.name.clone()
                } else {
                    format!("{}: {numbers}", entry.person.name)
                };
                one("book.save", format!("person:{}", entry.id), words)
            }
            Command::RemoveBookEntries { ids } => {
                let of = |id: &BookEntryId| fact(caller, now, "book.remove", format!("person:{id}"), String::new());
                ids.iter().map(of).collect()
            }
            Command::RestoreBookEntries { entries } => {
                let of = |entry: &BookEntry| {
                    fact(caller, now, "book.restore", format!("person:{}", entry.id), cut(entry.person.name.clone()))
                };
                entries.iter().map(of).collect()
            }
            Command::SaveBookGroup { name, rename, .. } => {
                let words = rename.as_ref().map(|name| format!("called {name}")).unwrap_or_default();
                one("book.group", format!("group:{name}"), words)
            }
            Command::RemoveBookGroup { name } => one("book.ungroup", format!("group:{name}"), String::new()),
            Command::ImportBook { dry_run: false, .. } => one("book.import", "book".to_owned(), String::new()),
            Command::ExportBook { .. } => one("book.export", "book".to_owned(), String::new()),
            Command::LearnSender { job, name } => of_job("book.learn", *job, name.clone()),
            Command::SetOutbound { outbound, .. } => {
                let words = format!("{} groups, {} rules", outbound.groups.len(), outbound.rules.len());
                one("outbound.change", "outbound".to_owned(), words)
            }
            Command::RegisterProvider { spec, .. } => {
                one("provider.add", format!("provider:{}", spec.name), spec.image.clone())
            }
            Command::UnregisterProvider { name } => one("provider.remove", format!("provider:{name}"), String::new()),
            Command::RegisterExtension { spec, .. } => {
                one("extension.add", format!("extension:{}", spec.name), spec.image.clone())
            }
            Command::UnregisterExtension { name } => {
                one("extension.remove", format!("extension:{name}"), String::new())
            }
            Command::AddAccount { name } => one("account.add", format!("user:{name}"), String::new()),
            Command::RemoveAccount { name } => one("account.remove", format!("user:{name}"), String::new()),
            Command::SetExtensionProperty { key, data } => {
                one("extension.property", format!("property:{key}"), format!("{} octets", data.0.len()))
            }
            Command::SetRights { to, rights } => one("rights.change", to.to_string(), rights.to_string()),
            Command::AddToken { user, label, .. } => one("rights.token", format!("user:{user}"), label.clone()),
            Command::RevokeToken { id } => one("rights.revoke", format!("token:{id}"), String::new()),
            Command::Shutdown => one("server.stop", "server".to_owned(), String::new()),
            // These look, and change nothing.
            Command::Jobs { .. }
            | Command::Job { .. }
            | Command::Trace { .. }
            | Command::Page { .. }
            | Command::JobPage { .. }
            | Command::Port { .. }
            | Command::OpenPort { mode: PortMode::Query, .. }
            | Command::RenewLease { .. }
            | Command::ClosePort { .. }
            | Command::PortStatus { .. }
            | Command::DefaultJob
            | Command::Activity
            | Command::Book { .. }
            | Command::BookEntry { .. }
            | Command::BookGroups
            | Command::ImportBook { dry_run: true, .. }
            | Command::FindRecipients { .. }
            | Command::NumberNotes { .. }
            | Command::Ports
            | Command::Devices
            | Command::TestPort { .. }
            | Command::Destinations { .. }
            | Command::Covers
            | Command::Cover { .. }
            | Command::RenderCover { .. }
            | Command::RoutingMethods
            | Command::Outbound
            | Command::Providers
            | Command::RoutingExtensions
            | Command::Accounts
            | Command::Account { .. }
            | Command::ExtensionProperties
            | Command::ExtensionProperty { .. }
            | Command::PortRouting { .. }
            | Command::CheckRouting { .. }
            | Command::RoutingRules
            | Command::MailSettings
            | Command::TestMail { .. }
            | Command::Configuration
            | Command::CheckAccess { .. }
            | Command::Rights
            | Command::Tokens
            | Command::Journal { .. }
            | Command::VerifyJournal
            | Command::Statistics { .. }
            | Command::Snapshot => Vec::new(),
        }
    }
}

fn fact(caller: &Caller, at: Timestamp, action: &str, object: String, text: String) -> JournalFact {
    JournalFact {
        at,
        actor: caller.user.to_string(),
        door: caller.door,
        action: action.to_owned(),
        object,
        job: None,
        port: None,
        text,
        call: None,
    }
}

fn object_of(job: JobId) -> String {
    format!("fax:{job}")
}

fn direction(kind: JobKind) -> CallDirection {
    if kind.dials() { CallDirection::Out } else { CallDirection::In }
}

fn verb(order: JobOrder) -> &'static str {
    match order {
        JobOrder::Pause => "pause",
        JobOrder::Resume => "resume",
        JobOrder::Restart => "restart",
        JobOrder::Cancel => "cancel",
        JobOrder::Delete => "delete",
        JobOrder::Archive => "archive",
        JobOrder::Trash => "trash",
        JobOrder::Restore => "restore",
        JobOrder::MarkRead => "read",
        JobOrder::MarkUnread => "unread",
    }
}

fn change_words(change: &JobChange) -> String {
    let mut words = Vec::new();
    if let Some(priority) = change.priority {
        words.push(format!("priority {priority:?}").to_lowercase());
    }
    if let Some(schedule) = change.schedule {
        words.push(match schedule {
            Schedule::Now => "to go now".to_owned(),
            Schedule::Discount => "to go in the cheap hours".to_owned(),
            Schedule::At(_) => "to go at another time".to_owned(),
        });
    }
    if let Some(recipient) = &change.recipient {
        words.push(format!("to {}", recipient.number));
    }
    words.join(", ")
}

fn submitted_words(job: &Job) -> String {
    let name = if job.recipient.name.is_empty() { String::new() } else { format!(" ({})", job.recipient.name) };
    let pages = if job.pages == 1 { "1 page".to_owned() } else { format!("{} pages", job.pages) };
    match job.kind {
        JobKind::Poll => format!("from {}{name}", job.recipient.number),
        JobKind::Offer => pages,
        _ => format!("to {}{name}, {pages}", job.recipient.number),
    }
}

/// The settings that differ, with both values; of a password only that it differs.
fn configuration_changes(before: &Configuration, after: &Configuration) -> Vec<(&'static str, String)> {
    let differing = SETTINGS.iter().filter_map(|setting| {
        let (old, new) = (setting.value(before), setting.value(after));
        let words = match setting.key {
            "receive_password" => "another password".to_owned(),
            _ => arrow(&old, &new),
        };
        (old != new).then_some((setting.key, words))
    });
    differing.collect()
}

fn port_changes(before: &PortSettings, after: &PortSettings) -> String {
    let differing = PORT_SETTINGS.iter().filter_map(|setting| {
        let (old, new) = (setting.value(before), setting.value(after));
        (old != new).then(|| format!("{}: {}", setting.key, arrow(&old, &new)))
    });
    differing.collect::<Vec<_>>().join(", ")
}

fn arrow(old: &str, new: &str) -> String {
    let shown = |value: &str| if value.is_empty() { "nothing".to_owned() } else { value.to_owned() };
    format!("{} → {}", shown(old), shown(new))
}

/// Words of a length that fits into an entry.
fn cut(words: String) -> String {
    match words.char_indices().nth(WORDS_MAX) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words,
    }
}
