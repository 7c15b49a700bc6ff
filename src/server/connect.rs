//! The client's side: a [`FaxServer`] whose server end is a connection to the engine in another process.
//!
//! Each request has a connection of its own, so that a slow one holds up nobody. When the engine of a data directory ends,
//! the handle behaves as one whose engine has ended: every call answers [`ErrorKind::Unreachable`]. A server that was named
//! by its URL may come back: then the handle follows it again, and tells the events that were missed.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use super::claim;
use super::link::{Lines, Link, LinkError};
use super::picture::Picture;
use super::trust::{Fingerprint, Trust};
use crate::api::{Envelope, ErrorKind, FaxError, FaxServer, ServerEnd, channel};
use crate::model::{FaxEvent, Secret, ServerInfo, Snapshot};

/// How long the engine may take to say that it is there.
const GREETING: Duration = Duration::from_secs(3);
/// How long one elsewhere may take.
const REMOTE_GREETING: Duration = Duration::from_secs(15);
/// Requests under way at the most; others wait.
const MAX_UNDER_WAY: usize = 32;
/// How long answers are waited for once the engine's streams have ended, or the last handle is gone.
const LAST_ANSWERS: Duration = Duration::from_secs(5);
/// The first time between two tries to reach a server again; it doubles up to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest.
const LAST_PAUSE: Duration = Duration::from_secs(15);

/// What the handle should follow besides answering calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// Nothing: for one command. The snapshot stays empty, there are no events.
    Nothing,
    /// Events and snapshots: for a view, and for watching.
    Everything,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No engine listens for this data directory.
    #[error("no fax engine runs for this data directory; start the console or `faxwell serve`: {path}", path = .0.display())]
    NoEngine(PathBuf),
    /// There is one, but it does not answer.
    #[error("the fax engine (process {pid}) does not answer ({reason}); end that process and try again")]
    Silent {
        /// Its process.
        pid: u32,
        /// What went wrong.
        reason: String,
    },
    /// What was given as the server makes no sense.
    #[error("{0}")]
    BadAddress(String),
    /// The server cannot be reached, or does not let us in.
    #[error("{error}: {url}", error = .error.message)]
    Server {
        /// Which.
        url: String,
        /// What it said, or what failed on the way.
        error: FaxError,
    },
}

impl From<ConnectError> for FaxError {
    fn from(error: ConnectError) -> Self {
        let kind = match &error {
            ConnectError::NoEngine(_) | ConnectError::Silent { .. } => ErrorKind::Unreachable,
            ConnectError::BadAddress(_) => ErrorKind::InvalidParameter,
            ConnectError::Server { error, .. } => error.kind,
        };
        Self::new(kind, error.to_string())
    }
}

/// Connects to the engine that owns a data directory.
///
/// # Errors
/// [`ConnectError`].
pub async fn connect(data_dir: &Path, follow: Follow) -> Result<FaxServer, ConnectError> {
    let no_engine = || ConnectError::NoEngine(data_dir.to_owned());
    let owner = claim::owner(data_dir).ok_or_else(no_engine)?;
    let link = Link::own(owner.socket.ok_or_else(no_engine)?);
    let silent = |reason: String| ConnectError::Silent { pid: owner.pid, reason };
    match tokio::time::timeout(GREETING, greet(&link, follow, None)).await {
        Ok(Ok(greeting)) => Ok(Connection::start(link, follow, greeting)),
        // Nobody behind the socket: its owner died without removing it.
        Ok(Err(LinkError::Io(error)))
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) =>
        {
            Err(no_engine())
        }
        Ok(Err(error)) => Err(silent(error.to_string())),
        Err(_) => Err(silent(format!("no word for {} seconds", GREETING.as_secs()))),
    }
}

/// A server that is named by its URL.
#[derive(Clone, Debug)]
pub struct Remote {
    /// `https://HOST:PORT`; on this computer also `http://HOST:PORT` and `unix:PATH`.
    pub url: String,
    /// Who we are there; not needed on a socket.
    pub token: Secret,
    /// How it is known.
    pub trust: Trust,
}

/// Connects to a server by its URL. The fingerprint is that of a server that was there for the first time, and is known
/// from now on.
///
/// # Errors
/// [`ConnectError`].
pub async fn connect_remote(remote: &Remote, follow: Follow) -> Result<(FaxServer, Option<Fingerprint>), ConnectError> {
    let link = Link::to(&remote.url, &remote.token, &remote.trust).map_err(ConnectError::BadAddress)?;
    let failed = |error: FaxError| ConnectError::Server { url: remote.url.clone(), error };
    let greeting = match tokio::time::timeout(REMOTE_GREETING, greet(&link, follow, None)).await {
        Ok(greeting) => greeting.map_err(|error| failed(error.into()))?,
        Err(_) => {
            let text = format!("the server said nothing for {} seconds", REMOTE_GREETING.as_secs());
            return Err(failed(FaxError::new(ErrorKind::Unreachable, text)));
        }
    };
    let learned = link.remember().map_err(|text| failed(FaxError::new(ErrorKind::Storage, text)))?;
    Ok((Connection::start(link, follow, greeting), learned))
}

/// The beginning of a connection: what is followed, and the first picture.
struct Greeting {
    streams: Streams,
    first: Snapshot,
}

async fn greet(link: &Link, follow: Follow, seen: Option<&str>) -> Result<Greeting, LinkError> {
    let _engine: ServerInfo = link.get("/v1/engine", None).await?.json().await?;
    let mut streams = Streams { pictures: None, events: None };
    let mut first = Snapshot::default();
    if follow == Follow::Everything {
        streams.events = Some(link.get("/v1/events", seen).await?.lines());
        let mut pictures = link.get("/v1/pictures", None).await?.lines();
        if let Some(picture) = pictures.next::<Picture>().await? {
            first = picture.apply(&first);
        }
        streams.pictures = Some(pictures);
    }
    Ok(Greeting { streams, first })
}

/// The streams that are followed.
struct Streams {
    pictures: Option<Lines>,
    events: Option<Lines>,
}

/// What came from the engine.
enum News {
    Picture(Box<Picture>),
    Event(FaxEvent),
    /// It has ended, or the connection broke.
    End,
}

impl Streams {
    /// The next piece of news; never, when nothing is followed. Cancel safe.
    async fn next(&mut self) -> News {
        tokio::select! {
            picture = next_line::<Picture>(&mut self.pictures) => match picture {
                Some(picture) => News::Picture(Box::new(picture)),
                None => News::End,
            },
            event = next_line::<FaxEvent>(&mut self.events) => match event {
                Some(event) => News::Event(event),
                None => {
                    // The snapshots end at the same time; the last one is worth having.
                    self.events = None;
                    match next_line::<Picture>(&mut self.pictures).await {
                        Some(picture) => News::Picture(Box::new(picture)),
                        None => News::End,
                    }
                }
            },
        }
    }
}

async fn next_line<T: DeserializeOwned>(lines: &mut Option<Lines>) -> Option<T> {
    match lines {
        Some(lines) => lines.next().await.unwrap_or_else(|error| {
            tracing::info!(%error, "the engine's news have ended");
            None
        }),
        None => std::future::pending().await,
    }
}

/// A try to reach the server again.
type Returning = Pin<Box<dyn Future<Output = Result<Greeting, LinkError>> + Send>>;

/// The task between a handle and the server.
struct Connection {
    end: ServerEnd,
    link: Link,
    follow: Follow,
    streams: Streams,
    snapshot: Arc<Snapshot>,
    /// Requests being answered.
    under_way: JoinSet<()>,
    /// Under way while the server is away.
    returning: Option<Returning>,
    pause: Duration,
    /// The last event, for the server to go on behind it.
    seen: Option<u64>,
}

impl Connection {
    fn start(link: Link, follow: Follow, Greeting { streams, first }: Greeting) -> FaxServer {
        let (fax, end) = channel();
        let snapshot = Arc::new(first);
        end.publish(Arc::clone(&snapshot));
        let under_way = JoinSet::new();
        let (returning, pause, seen) = (None, FIRST_PAUSE, None);
        let connection = Self { end, link, follow, streams, snapshot, under_way, returning, pause, seen };
        tokio::spawn(connection.run());
        fax
    }

    async fn run(mut self) {
        loop {
            let has_room = self.under_way.len() < MAX_UNDER_WAY;
            tokio::select! {
                envelope = self.end.requests.recv(), if has_room => match envelope {
                    Some(envelope) => drop(self.under_way.spawn(forward(self.link.clone(), envelope))),
                    None => break,
                },
                Some(_done) = self.under_way.join_next(), if !self.under_way.is_empty() => {}
                news = self.streams.next(), if self.returning.is_none() => match news {
                    News::Picture(picture) => self.show(picture.apply(&self.snapshot)),
                    News::Event(event) => {
                        self.seen = Some(event.sequence).filter(|sequence| *sequence > 0).or(self.seen);
                        self.end.emit(event);
                    }
                    News::End if self.link.is_remote() => {
                        self.show(Snapshot { running: false, ..Snapshot::clone(&self.snapshot) });
                        self.come_back();
                    }
                    News::End => break,
                },
                back = returned(&mut self.returning) => match back {
                    Ok(Greeting { streams, first }) => {
                        tracing::info!("the server is there again");
                        self.returning = None;
                        self.pause = FIRST_PAUSE;
                        self.streams = streams;
                        self.show(first);
                    }
                    Err(error) => {
                        tracing::debug!(%error, "the server is still away");
                        self.come_back();
                    }
                },
            }
        }
        self.end.requests.close();
        let answers = async { while self.under_way.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_ANSWERS, answers).await.is_err() {
            tracing::info!("the engine left requests without an answer");
        }
        self.show(Snapshot { running: false, ..Snapshot::clone(&self.snapshot) });
    }

    fn show(&mut self, snapshot: Snapshot) {
        self.snapshot = Arc::new(snapshot);
        self.end.publish(Arc::clone(&self.snapshot));
    }

    /// Tries to reach the server after a while.
    fn come_back(&mut self) {
        let (link, follow, pause) = (self.link.clone(), self.follow, self.pause);
        self.pause = (pause * 2).min(LAST_PAUSE);
        let run = self.snapshot.server.started_at.0;
        let seen = self.seen.map(|sequence| format!("{run}-{sequence}"));
        self.returning = Some(Box::pin(async move {
            tokio::time::sleep(pause).await;
            match tokio::time::timeout(REMOTE_GREETING, greet(&link, follow, seen.as_deref())).await {
                Ok(greeting) => greeting,
                Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
            }
        }));
    }
}

async fn returned(returning: &mut Option<Returning>) -> Result<Greeting, LinkError> {
    match returning {
        Some(returning) => returning.await,
        None => std::future::pending().await,
    }
}

async fn forward(link: Link, envelope: Envelope) {
    let result = link.command(envelope.command.clone()).await;
    envelope.answer(result);
}
