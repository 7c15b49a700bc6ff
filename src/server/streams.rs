//! What is told while it happens: events as lines or as server-sent events, and pictures for views.
//!
//! The last events are kept, so that a client that lost its connection goes on where it was, and one that was away for too
//! long is told how many it missed. What a user may not see is left out, by the rights of that moment.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::picture::Picture;
use super::who::Who;
use crate::api::FaxServer;
use crate::model::{EventKind, FaxEvent, Job, Reach, Snapshot, Timestamp};

/// Events that are kept.
const KEPT: usize = 4_096;
/// The shortest time between two pictures: bursts become one.
const PICTURE_PAUSE: Duration = Duration::from_millis(33);
/// Without an event for so long a stream says that it lives; it is also how soon a revoked token ends one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// The last events, and word of new ones.
pub(super) struct History {
    ring: Mutex<Ring>,
    news: watch::Sender<News>,
}

#[derive(Default)]
struct Ring {
    events: VecDeque<(Arc<FaxEvent>, Option<Arc<Job>>)>,
    /// Place of the first of them, counted from the beginning.
    first: u64,
}

#[derive(Clone, Copy, Default)]
struct News {
    /// Events so far.
    count: u64,
    /// There will be no more.
    ended: bool,
}

impl History {
    /// Keeps what the engine tells from now on, until `stop` or the engine's end.
    pub(super) fn of(fax: &FaxServer, stop: CancellationToken) -> Arc<Self> {
        let history = Arc::new(Self { ring: Mutex::default(), news: watch::Sender::new(News::default()) });
        let (keeping, mut events, mut fax) = (Arc::clone(&history), fax.subscribe(), fax.clone());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    event = events.next_about() => match event {
                        Some((event, about)) => keeping.keep(event, about),
                        None => break,
                    },
                    // The events stay open as long as anybody holds a handle; the pictures end with the engine.
                    () = async { while fax.changed().await.is_ok() {} } => break,
                    () = stop.cancelled() => break,
                }
            }
            while let Some((event, about)) = events.try_next_about() {
                keeping.keep(event, about);
            }
            keeping.news.send_modify(|news| news.ended = true);
        });
        history
    }

    fn keep(&self, event: Arc<FaxEvent>, about: Option<Arc<Job>>) {
        let mut ring = self.lock();
        ring.events.push_back((event, about));
        if ring.events.len() > KEPT {
            ring.events.pop_front();
            ring.first += 1;
        }
        let count = ring.first + ring.events.len() as u64;
        drop(ring);
        self.news.send_modify(|news| news.count = count);
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a client goes on that has seen the event of this number: a place, and how many events it missed.
    fn after(&self, sequence: u64) -> (u64, u64) {
        let ring = self.lock();
        let unseen = ring.events.iter().position(|(event, _)| event.sequence > sequence);
        let place = ring.first + unseen.unwrap_or(ring.events.len()) as u64;
        let next = unseen.and_then(|at| ring.events.get(at)).map_or(sequence + 1, |(event, _)| event.sequence);
        (place, next.saturating_sub(sequence + 1))
    }

    /// The event at a place, or the first one that is left and how many are gone before it.
    fn at(&self, place: u64) -> Option<(u64, Arc<FaxEvent>, Option<Arc<Job>>)> {
        let ring = self.lock();
        let gone = ring.first.saturating_sub(place);
        let at = usize::try_from((place + gone).saturating_sub(ring.first)).ok()?;
        let (event, about) = ring.events.get(at)?.clone();
        Some((gone, event, about))
    }
}

/// How events are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One JSON object a line.
    Lines,
    /// Server-sent events (WHATWG HTML §9.2).
    ServerSent,
}

/// One client's events.
struct Events {
    form: Form,
    history: Arc<History>,
    news: watch::Receiver<News>,
    fax: FaxServer,
    who: Who,
    /// Only what this account is told.
    account: Option<String>,
    stop: CancellationToken,
    place: u64,
    /// To be told before anything else.
    missed: Option<u64>,
    /// Which run of the engine the numbers belong to.
    run: Timestamp,
}

/// The answer that tells events until the engine ends. `seen` is what the client says it has seen last.
pub(super) fn events(
    form: Form,
    history: &Arc<History>,
    fax: FaxServer,
    (who, account): (Who, Option<String>),
    stop: CancellationToken,
    seen: Option<&str>,
) -> Response {
    let news = history.news.subscribe();
    let run = fax.snapshot().server.started_at;
    let count = news.borrow().count;
    let (place, missed) = match seen.map(parse_id) {
        None => (count, None),
        Some(Some((of, sequence))) if of == run => {
            let (place, missed) = history.after(sequence);
            (place, Some(missed).filter(|missed| *missed > 0))
        }
        // Another run of the engine: how many there were is not known.
        Some(_) => (count, Some(0)),
    };
    let history = Arc::clone(history);
    let following = Events { form, history, news, fax, who, account, stop, place, missed, run };
    let octets = stream::unfold(following, |mut following| async move {
        let octets = following.next().await?;
        Some((Ok::<_, Infallible>(octets), following))
    });
    let kind = match form {
        Form::Lines => "application/x-ndjson",
        Form::ServerSent => "text/event-stream",
    };
    let mut answer = ([(header::CONTENT_TYPE, kind)], Body::from_stream(octets)).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// `RUN-SEQUENCE`.
fn parse_id(text: &str) -> Option<(Timestamp, u64)> {
    let (run, sequence) = text.trim().rsplit_once('-')?;
    Some((Timestamp(run.parse().ok()?), sequence.parse().ok()?))
}

impl Events {
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(count) = self.missed.take() {
            return self.write(&missed(count));
        }
        loop {
            let reach = self.who.reach(&self.fax)?;
            let news = *self.news.borrow_and_update();
            if let Some((gone, event, about)) = self.history.at(self.place) {
                self.place += gone;
                if gone > 0 {
                    return self.write(&missed(gone));
                }
                self.place += 1;
                let told = |account: &String| event.is_for_account(account, about.as_deref());
                if reach.hears(&event, about.as_deref()) && self.account.as_ref().is_none_or(told) {
                    return self.write(&event);
                }
                continue;
            }
            if news.ended {
                return None;
            }
            tokio::select! {
                changed = self.news.changed() => changed.ok()?,
                () = tokio::time::sleep(SIGN_OF_LIFE) => {
                    if self.form == Form::ServerSent {
                        return Some(Bytes::from_static(b": here\n\n"));
                    }
                }
                // The history ends with what is left in it.
                () = self.stop.cancelled(), if !news.ended => {
                    let ended = self.news.wait_for(|news| news.ended);
                    let _late = tokio::time::timeout(PICTURE_PAUSE, ended).await;
                    self.history.at(self.place)?;
                }
            }
        }
    }

    fn write(&self, event: &FaxEvent) -> Option<Bytes> {
        match self.form {
            Form::Lines => line(event),
            Form::ServerSent => {
                let data = serde_json::to_value(event).ok()?;
                let name = data.get("event").and_then(|name| name.as_str()).unwrap_or("event").to_owned();
                let id = if event.sequence == 0 {
                    String::new()
                } else {
                    format!("id: {}-{}\n", self.run.0, event.sequence)
                };
                Some(format!("{id}event: {name}\ndata: {data}\n\n").into())
            }
        }
    }
}

fn missed(count: u64) -> FaxEvent {
    FaxEvent { sequence: 0, at: Timestamp::default(), kind: EventKind::Missed { count } }
}

/// One client's pictures.
struct Pictures {
    fax: FaxServer,
    who: Who,
    stop: CancellationToken,
    last: Option<(Reach, Arc<Snapshot>)>,
}

/// The answer that tells what changed from picture to picture.
pub(super) fn pictures(fax: FaxServer, who: Who, stop: CancellationToken) -> Response {
    let following = Pictures { fax, who, stop, last: None };
    let octets = stream::unfold(following, |mut following| async move {
        let octets = following.next().await?;
        Some((Ok::<_, Infallible>(octets), following))
    });
    ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(octets)).into_response()
}

impl Pictures {
    async fn next(&mut self) -> Option<Bytes> {
        let new = match &self.last {
            None => self.fax.snapshot(),
            Some(_) => {
                tokio::select! {
                    () = self.stop.cancelled() => return None,
                    () = tokio::time::sleep(PICTURE_PAUSE) => {}
                }
                tokio::select! {
                    () = self.stop.cancelled() => return None,
                    new = self.fax.changed() => new.ok()?,
                }
            }
        };
        let reach = self.who.reach(&self.fax)?;
        let seen = Arc::new(new.seen_by(&reach));
        // What another set of rights showed is no ground to build on.
        let last = self.last.as_ref().filter(|(before, _)| *before == reach).map(|(_, last)| &**last);
        let picture = Picture::between(last, &seen);
        self.last = Some((reach, seen));
        line(&picture)
    }
}

fn line<T: Serialize>(value: &T) -> Option<Bytes> {
    let mut line = serde_json::to_vec(value).inspect_err(|error| tracing::error!(%error, "no JSON")).ok()?;
    line.push(b'\n');
    Some(line.into())
}
