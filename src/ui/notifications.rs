//! Desktop notifications, shown by a named worker thread. Without a notification service nothing happens.

use std::sync::mpsc::{SyncSender, sync_channel};

use super::format;
use super::theme::Tone;
use crate::lang::{self, outcome_inside, outcome_text, outcome_words, words};
use crate::model::{JobKind, Outcome};

/// What a finished fax is worth saying.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct News {
    /// One line.
    pub(super) summary: String,
    /// What to know or do.
    pub(super) body: String,
    /// For the toast inside the window.
    pub(super) tone: Tone,
}

/// The words for a fax that ended; none when nobody wants to be told.
pub(super) fn words(kind: JobKind, outcome: Outcome, remote: &str, pages: u32) -> Option<News> {
    let who = if remote.is_empty() { lang::text("news-unknown-station") } else { remote };
    let count = format::pages(pages);
    let news = |summary: String, body: String, tone| Some(News { summary, body, tone });
    match (kind, outcome) {
        (_, Outcome::Canceled) => None,
        (JobKind::Send, _) if outcome.is_success() => {
            news(words!("news-sent", who = who), words!("news-all-confirmed", count = pages), Tone::Good)
        }
        (JobKind::Send, _) => {
            let why = outcome_inside(outcome);
            news(words!("news-not-sent", who = who, why = why), outcome_words(outcome), Tone::Bad)
        }
        (JobKind::Offer, _) if outcome.is_success() => {
            news(words!("news-fetched-by", who = who), words!("news-all-confirmed", count = pages), Tone::Good)
        }
        (JobKind::Offer, _) => None,
        // What was fetched tells of itself, as the received fax it is.
        (JobKind::Poll, _) if outcome.is_success() => None,
        (JobKind::Poll, _) => {
            let why = outcome_inside(outcome);
            news(words!("news-not-fetched", who = who, why = why), outcome_words(outcome), Tone::Bad)
        }
        (_, _) if pages == 0 => None,
        (_, _) if outcome.is_success() => news(words!("news-fax-from", who = who), count, Tone::Receive),
        (_, _) => {
            news(words!("news-part-from", who = who), format!("{count}. {}", outcome_text(outcome)), Tone::Warning)
        }
    }
}

/// Hands news to the desktop.
#[derive(Debug)]
pub(super) struct Notifier {
    queue: Option<SyncSender<News>>,
}

/// Notifications that may wait; a desktop that shows none loses the rest.
const QUEUE: usize = 16;

impl Notifier {
    /// Starts the worker, unless `enabled` says that this process shows none at all.
    pub(super) fn new(enabled: bool) -> Self {
        let (queue, news) = sync_channel::<News>(QUEUE);
        let started = enabled
            && super::files::in_background("notifications", lang::current(), move || {
                while let Ok(news) = news.recv() {
                    let mut notification = notify_rust::Notification::new();
                    notification.appname("Faxwell").summary(&news.summary).body(&news.body).icon("faxwell");
                    if let Err(error) = notification.show() {
                        tracing::debug!(%error, "no notification service");
                    }
                }
            });
        Self { queue: started.then_some(queue) }
    }

    /// Shows it, if the desktop can. Never blocks.
    pub(super) fn show(&self, news: News) {
        if let Some(queue) = &self.queue {
            // A full queue: the desktop does not take them, and the window shows them all the same.
            drop(queue.try_send(news));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_has_its_words_and_a_cancel_has_none() {
        let say = |kind, outcome, pages| words(kind, outcome, "Labor", pages).map(|news| news.summary);
        assert_eq!(say(JobKind::Send, Outcome::Sent, 3).unwrap(), "Sent to Labor");
        assert_eq!(say(JobKind::Send, Outcome::Busy, 3).unwrap(), "Not sent to Labor: the number is busy");
        assert_eq!(say(JobKind::Receive, Outcome::Received, 1).unwrap(), "Fax from Labor");
        assert_eq!(say(JobKind::Receive, Outcome::ReceptionBroken, 1).unwrap(), "Part of a fax from Labor");
        assert_eq!(say(JobKind::Receive, Outcome::NoPages, 0), None);
        assert_eq!(say(JobKind::Send, Outcome::Canceled, 3), None);
        assert_eq!(say(JobKind::Poll, Outcome::Received, 3), None);
        let nothing = "Nothing fetched from Labor: nothing was laid out there to be fetched";
        assert_eq!(say(JobKind::Poll, Outcome::NothingToPoll, 0).unwrap(), nothing);
        assert_eq!(say(JobKind::Offer, Outcome::Sent, 3).unwrap(), "Fetched by Labor");
    }
}
