//! Which job goes out on which line now. A pure function of what is; it neither waits nor changes anything.
//!
//! Order: priority strictly, then the time a job became due, then its number. A job takes the idle line with the best rank
//! that may carry it. A line serves one call, and an incoming call has its line from the first ring on.

use std::collections::{HashMap, HashSet};

use super::calendar::Calendar;
use crate::model::{
    Configuration, Job, JobId, JobKind, JobStatus, Outbound, PortId, PortSettings, Schedule, Timestamp,
};

/// Pages of a call to which further jobs are added: some half an hour at the usual rate.
const BATCH_PAGES: u32 = 100;

/// A line as the scheduler sees it.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) port: &'a PortId,
    pub(super) settings: &'a PortSettings,
    pub(super) state: LineState,
    /// Digits of the number the call on it dials; none without such a call.
    pub(super) dialling: Option<String>,
}

/// What a line can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineState {
    /// Takes a call.
    Idle,
    /// Has one, or is being opened.
    Busy,
    /// Does not work.
    Offline,
}

/// What is to happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Calls to make now, each with its jobs: all to one number, the first by rank first.
    pub(super) dispatch: Vec<(Vec<JobId>, PortId)>,
    /// Jobs that are due while no line could ever take them as things are.
    pub(super) no_line: Vec<JobId>,
    /// Jobs marked as without a line that have one again.
    pub(super) line_again: Vec<JobId>,
    /// When to look again, if nothing happens before.
    pub(super) wake_at: Option<Timestamp>,
}

/// What the choice depends on.
pub(super) struct Situation<'a> {
    pub(super) lines: &'a [Line<'a>],
    pub(super) configuration: &'a Configuration,
    pub(super) calendar: &'a Calendar,
    pub(super) now: Timestamp,
    /// Lines that just refused a job: taken for it only when no other is idle.
    pub(super) refused: &'a HashMap<JobId, PortId>,
    /// Which lines carry which faxes.
    pub(super) outbound: &'a Outbound,
}

/// Plans the calls to begin now, from the jobs that are not final.
pub(super) fn plan<'a>(jobs: impl Iterator<Item = &'a Job>, situation: &Situation<'_>) -> Plan {
    let Situation { lines, configuration, calendar, now, refused, outbound } = *situation;
    let mut plan = Plan::default();
    if configuration.queue_paused {
        return plan;
    }
    let mut due = Vec::new();
    for job in jobs.filter(|job| waits(job)) {
        match due_at(job, configuration, calendar, now) {
            None => due.push(job),
            Some(later) => plan.wake_at = Some(plan.wake_at.map_or(later, |wake| wake.min(later))),
        }
    }
    due.sort_by_key(|job| (std::cmp::Reverse(job.priority), job.scheduled_at, job.id));

    let mut taken: HashSet<&PortId> = HashSet::new();
    let mut numbers: HashSet<String> = lines.iter().filter_map(|line| line.dialling.clone()).collect();
    for &job in &due {
        let digits = digits(&job.recipient.number);
        // A fax with a line of its own skips the rules.
        let ordered = if job.requested_port.is_none() { outbound.lines(&job.recipient.number) } else { None };
        let place = |line: &Line<'_>| match ordered {
            None => Some(0),
            Some(ordered) => ordered.iter().position(|port| port == line.port),
        };
        let carries = |line: &&Line<'_>| may_carry(line, job, &digits) && place(line).is_some();
        let usable: Vec<&Line<'_>> = lines.iter().filter(carries).collect();
        if usable.is_empty() {
            if job.status != JobStatus::NoLine {
                plan.no_line.push(job.id);
            }
            continue;
        }
        let called = lines.iter().find(|line| own_number(line) == digits && !digits.is_empty());
        let called_is_busy = called.is_some_and(|line| line.state == LineState::Busy || taken.contains(line.port));
        let avoided = refused.get(&job.id);
        let free = |line: &&&Line<'_>| {
            // A line of ours that is being called must stay free to answer.
            line.state == LineState::Idle && !taken.contains(line.port) && !numbers.contains(&own_number(line))
        };
        let line = (!called_is_busy && !numbers.contains(&digits))
            .then(|| {
                let rank = |line: &&&Line<'_>| (avoided == Some(line.port), place(line), line.settings.priority);
                usable.iter().filter(free).min_by_key(rank)
            })
            .flatten();
        match line {
            Some(line) => {
                taken.insert(line.port);
                let riders = riders(&due, job, line, &digits, situation);
                numbers.insert(digits);
                plan.dispatch.push((std::iter::once(job.id).chain(riders).collect(), line.port.clone()));
            }
            None if job.status == JobStatus::NoLine => plan.line_again.push(job.id),
            None => {}
        }
    }
    plan
}

/// The other jobs that go in a job's call: due as well, to the same number, and free to take this line. One at the most
/// fetches, since a call can ask but once.
fn riders(due: &[&Job], first: &Job, line: &Line<'_>, number: &str, situation: &Situation<'_>) -> Vec<JobId> {
    let Situation { configuration, refused, .. } = *situation;
    if !configuration.batch {
        return Vec::new();
    }
    let left = |job: &Job| job.pages.saturating_sub(job.pages_confirmed);
    let (mut pages, mut polls) = (left(first), u32::from(first.kind == JobKind::Poll));
    let places = usize::try_from(configuration.batch_max).unwrap_or(usize::MAX).saturating_sub(1);
    let mut rides = |job: &&&Job| {
        let fits = job.id != first.id
            && digits(&job.recipient.number) == number
            && may_carry(line, job, number)
            && refused.get(&job.id) != Some(line.port);
        if !fits || job.kind == JobKind::Poll && polls > 0 || pages.saturating_add(left(job)) > BATCH_PAGES {
            return false;
        }
        pages += left(job);
        polls += u32::from(job.kind == JobKind::Poll);
        true
    };
    due.iter().filter(|job| rides(job)).take(places).map(|job| job.id).collect()
}

fn waits(job: &Job) -> bool {
    job.kind.dials() && matches!(job.status, JobStatus::Pending | JobStatus::Retrying | JobStatus::NoLine)
}

/// When the job is due; none when it is.
fn due_at(job: &Job, configuration: &Configuration, calendar: &Calendar, now: Timestamp) -> Option<Timestamp> {
    let earliest = job.scheduled_at.max(now);
    let at = match job.schedule {
        Schedule::Discount => calendar.next_discount(configuration.discount, earliest),
        Schedule::At(time) => earliest.max(time),
        Schedule::Now => earliest,
    };
    (at > now).then_some(at)
}

fn may_carry(line: &Line<'_>, job: &Job, digits: &str) -> bool {
    line.settings.send
        && line.state != LineState::Offline
        && job.requested_port.as_ref().is_none_or(|port| port == line.port)
        && own_number(line) != digits
}

fn own_number(line: &Line<'_>) -> String {
    digits(&line.settings.number)
}

/// The digits of a number as typed, for comparing.
pub(super) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
