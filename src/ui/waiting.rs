//! Whether the engine answers. A request that stays without an answer for a moment is followed by a question that every
//! engine answers at once; when that stays unanswered too, the window says what it waits for. And what happened while a
//! server elsewhere was away, from the pictures before and after.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::api::{Command, FaxServer};
use crate::lang::{text, words};
use crate::model::{JobList, Timestamp};

/// Some requests take a while; after this long it is asked whether the engine is there at all.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// An engine that takes longer for the simplest question does not answer.
const SILENCE: Duration = Duration::from_secs(1);

/// Requests on their way.
#[derive(Clone, Debug, Default)]
pub(super) struct Unanswered {
    asked: Arc<Mutex<BTreeMap<u64, Timestamp>>>,
    next: u64,
    /// The question that only shows whether anybody is there.
    probe: Option<u64>,
    /// For how long nobody was.
    silent: Option<Duration>,
}

/// To be handed back when the answer is there.
pub(super) struct Ticket {
    asked: Arc<Mutex<BTreeMap<u64, Timestamp>>>,
    number: u64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        locked(&self.asked).remove(&self.number);
    }
}

fn locked(asked: &Mutex<BTreeMap<u64, Timestamp>>) -> MutexGuard<'_, BTreeMap<u64, Timestamp>> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Unanswered {
    /// A request goes out.
    pub(super) fn ask(&mut self, now: Timestamp) -> Ticket {
        self.next += 1;
        locked(&self.asked).insert(self.next, now);
        Ticket { asked: Arc::clone(&self.asked), number: self.next }
    }

    /// Looks whether answers come; asks when one is late. When to look again.
    pub(super) fn look(&mut self, server: &FaxServer, egui: &egui::Context, now: Timestamp) -> Option<Duration> {
        let (oldest, probed) = {
            let asked = locked(&self.asked);
            (asked.values().next().copied(), self.probe.and_then(|probe| asked.get(&probe).copied()))
        };
        self.silent = None;
        let Some(oldest) = oldest else {
            self.probe = None;
            return None;
        };
        match probed {
            Some(probed) if now.since(probed) >= SILENCE => {
                self.silent = Some(now.since(oldest));
                Some(SILENCE)
            }
            Some(_) => Some(SILENCE),
            None if now.since(oldest) >= PATIENCE => {
                let ticket = self.ask(now);
                self.probe = Some(ticket.number);
                let waker = egui.clone();
                server.post(Command::DefaultJob, move |_| {
                    drop(ticket);
                    waker.request_repaint();
                });
                Some(SILENCE)
            }
            None => Some(PATIENCE),
        }
    }

    /// For how long the engine has not answered; none while it does.
    pub(super) fn silent(&self) -> Option<Duration> {
        self.silent
    }
}

/// What happened between two pictures, in a sentence.
pub(super) fn missed(before: &JobList, after: &JobList) -> String {
    let (mut came, mut sent, mut failed) = (0_u32, 0_u32, 0_u32);
    for difference in after.differences(before) {
        let Some(new) = difference.new.filter(|new| new.status.is_final()) else { continue };
        if difference.old.is_some_and(|old| old.status.is_final()) {
            continue;
        }
        if new.is_received_fax() {
            came += 1;
        } else if new.outcome.is_some_and(crate::model::Outcome::is_success) {
            sent += 1;
        } else if new.in_outbox() {
            failed += 1;
        }
    }
    let told = [
        (came, words!("missed-came", count = came)),
        (sent, words!("missed-sent", count = sent)),
        (failed, words!("missed-failed", count = failed)),
    ];
    let told: Vec<String> = told.into_iter().filter(|(count, _)| *count > 0).map(|(_, told)| told).collect();
    match told.as_slice() {
        [] => text("missed-nothing").to_owned(),
        told => words!("missed-some", what = told.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Job, JobStatus, Outcome};
    use crate::ui::samples::{failed, received, sending};

    #[test]
    fn what_was_missed_is_what_ended_meanwhile() {
        let before: JobList =
            [sending(1, "Labor", "1002", ""), received(2, "Klinik", "1001", 1, 60)].into_iter().collect();
        assert!(missed(&before, &before).contains("nothing was missed"));
        let mut after = before.clone();
        let sent =
            Job { status: JobStatus::Completed, outcome: Some(Outcome::Sent), ..sending(1, "Labor", "1002", "") };
        after.put(Arc::new(sent));
        after.put(Arc::new(received(3, "Klinik", "1001", 1, 1)));
        after.put(Arc::new(received(4, "Klinik", "1001", 1, 1)));
        after.put(Arc::new(failed(5, "Halm", "1992", Outcome::Busy)));
        assert!(missed(&before, &after).ends_with("Meanwhile 2 faxes came in, 1 fax was sent, 1 fax failed"));
    }

    #[test]
    fn an_engine_is_silent_only_when_it_answers_nothing_at_all() {
        let (server, mut end) = crate::api::channel();
        let egui = egui::Context::default();
        let at = |ms: i64| Timestamp(1_000_000 + ms);
        let mut waiting = Unanswered::default();
        assert_eq!(waiting.look(&server, &egui, at(0)), None);
        // A long request of an engine that is there.
        let long = waiting.ask(at(0));
        waiting.look(&server, &egui, at(2_000));
        let probe = end.requests.try_recv().unwrap();
        assert_eq!(probe.command, Command::DefaultJob);
        probe.answer(Ok(crate::api::Reply::Done));
        waiting.look(&server, &egui, at(3_500));
        assert_eq!(waiting.silent(), None);
        // Then it is frozen.
        waiting.look(&server, &egui, at(6_000));
        assert_eq!(waiting.silent(), Some(Duration::from_secs(6)));
        // And goes on.
        while let Ok(probe) = end.requests.try_recv() {
            probe.answer(Ok(crate::api::Reply::Done));
        }
        drop(long);
        assert_eq!(waiting.look(&server, &egui, at(6_100)), None);
        assert_eq!(waiting.silent(), None);
    }
}
