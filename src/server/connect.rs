//! The client's side: a [`FaxServer`] whose server end is a connection to the engine in another process.
//!
//! Each request has a connection of its own, so that a slow one holds up nobody. When the engine ends, the handle
//! behaves as one whose engine has ended: every call answers [`ErrorKind::Unreachable`].

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use super::claim;
use super::picture::Picture;
use super::socket;
use crate::api::{Command, Envelope, ErrorKind, FaxError, FaxServer, Reply, ServerEnd, channel};
use crate::model::{FaxEvent, ServerInfo, Snapshot};

/// Octets of an answer, or of a line of a stream, at the most: a whole document, or a very long queue.
const MAX_ANSWER_OCTETS: usize = 1 << 30;
/// How long the engine may take to say that it is there.
const GREETING: Duration = Duration::from_secs(3);
/// Requests under way at the most; others wait.
const MAX_UNDER_WAY: usize = 32;
/// How long answers are waited for once the engine's streams have ended, or the last handle is gone.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

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
}

impl From<ConnectError> for FaxError {
    fn from(error: ConnectError) -> Self {
        Self::new(ErrorKind::Unreachable, error.to_string())
    }
}

/// Connects to the engine that owns a data directory.
///
/// # Errors
/// [`ConnectError`].
pub async fn connect(data_dir: &Path, follow: Follow) -> Result<FaxServer, ConnectError> {
    let no_engine = || ConnectError::NoEngine(data_dir.to_owned());
    let owner = claim::owner(data_dir).ok_or_else(no_engine)?;
    let link = Link { socket: owner.socket.ok_or_else(no_engine)?.into() };
    let greeting = async {
        let answer = link.get("/v1/engine").await?;
        let _engine: ServerInfo = answer.json().await?;
        let mut streams = Streams { pictures: None, events: None };
        let mut first = Snapshot::default();
        if follow == Follow::Everything {
            streams.events = Some(link.get("/v1/events").await?.lines());
            let mut pictures = link.get("/v1/pictures").await?.lines();
            if let Some(picture) = pictures.next::<Picture>().await? {
                first = picture.apply(&first);
            }
            streams.pictures = Some(pictures);
        }
        Ok::<_, LinkError>((streams, first))
    };
    let silent = |reason: String| ConnectError::Silent { pid: owner.pid, reason };
    match tokio::time::timeout(GREETING, greeting).await {
        Ok(Ok((streams, first))) => {
            let (fax, end) = channel();
            let first = Arc::new(first);
            end.publish(Arc::clone(&first));
            let connection = Connection { end, link, streams, snapshot: first, under_way: JoinSet::new() };
            tokio::spawn(connection.run());
            Ok(fax)
        }
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

/// What can go wrong between us and the socket.
#[derive(Debug, thiserror::Error)]
enum LinkError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Http(#[from] hyper::Error),
    #[error("the answer is no HTTP: {0}")]
    Request(#[from] axum::http::Error),
    #[error("the answer is cut off or too long: {0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
    #[error("the answer makes no sense: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the engine answered with status {0}; is it another version?")]
    Status(StatusCode),
}

impl From<LinkError> for FaxError {
    fn from(error: LinkError) -> Self {
        let kind = match &error {
            LinkError::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => ErrorKind::AccessDenied,
            LinkError::Io(_) | LinkError::Http(_) | LinkError::Body(_) => ErrorKind::Unreachable,
            LinkError::Request(_) | LinkError::Json(_) | LinkError::Status(_) => ErrorKind::Internal,
        };
        let message = match kind {
            ErrorKind::Unreachable => format!("the fax engine cannot be reached ({error}); start Faxwell again"),
            _ => error.to_string(),
        };
        Self::new(kind, message)
    }
}

/// Where requests go.
#[derive(Clone)]
struct Link {
    socket: Arc<Path>,
}

impl Link {
    async fn get(&self, path: &str) -> Result<Answer, LinkError> {
        let answer = self.send(Request::get(path), Bytes::new()).await?;
        if answer.0.status() == StatusCode::OK { Ok(answer) } else { Err(LinkError::Status(answer.0.status())) }
    }

    async fn send(&self, request: axum::http::request::Builder, body: Bytes) -> Result<Answer, LinkError> {
        let stream = socket::open(&self.socket).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the engine broke");
            }
        });
        let request = request.header("host", "faxwell").header("content-type", "application/json");
        Ok(Answer(sender.send_request(request.body(Full::new(body))?).await?))
    }

    async fn command(&self, command: &Command) -> Result<Reply, FaxError> {
        let body = serde_json::to_vec(command).map_err(LinkError::Json)?;
        let answer = self.send(Request::post("/v1/command"), body.into()).await?;
        if answer.0.status() == StatusCode::OK {
            return Ok(answer.json::<Reply>().await?);
        }
        let status = answer.0.status();
        Err(answer.json::<FaxError>().await.unwrap_or_else(|_| LinkError::Status(status).into()))
    }
}

/// The head of an answer, with its body still to come.
struct Answer(Response<Incoming>);

impl Answer {
    async fn json<T: DeserializeOwned>(self) -> Result<T, LinkError> {
        let body = Limited::new(self.0.into_body(), MAX_ANSWER_OCTETS).collect().await.map_err(LinkError::Body)?;
        Ok(serde_json::from_slice(&body.to_bytes())?)
    }

    fn lines(self) -> Lines {
        Lines { body: self.0.into_body(), buffer: Vec::new(), searched: 0 }
    }
}

/// A body of JSON values, one a line.
struct Lines {
    body: Incoming,
    buffer: Vec<u8>,
    /// Octets of the buffer known to hold no line end.
    searched: usize,
}

impl Lines {
    /// The next value; none at the end. Cancel safe.
    async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, LinkError> {
        loop {
            let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
            if let Some(length) = unsearched.iter().position(|octet| *octet == b'\n') {
                let rest = self.buffer.split_off(self.searched + length + 1);
                let line = std::mem::replace(&mut self.buffer, rest);
                self.searched = 0;
                return Ok(Some(serde_json::from_slice(&line)?));
            }
            self.searched = self.buffer.len();
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            if let Ok(data) = frame?.into_data() {
                if self.buffer.len().saturating_add(data.len()) > MAX_ANSWER_OCTETS {
                    return Err(LinkError::Body("a line without end".into()));
                }
                self.buffer.extend_from_slice(&data);
            }
        }
    }
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

/// The task between a handle and the socket.
struct Connection {
    end: ServerEnd,
    link: Link,
    streams: Streams,
    snapshot: Arc<Snapshot>,
    /// Requests being answered.
    under_way: JoinSet<()>,
}

impl Connection {
    async fn run(mut self) {
        loop {
            let has_room = self.under_way.len() < MAX_UNDER_WAY;
            tokio::select! {
                envelope = self.end.requests.recv(), if has_room => match envelope {
                    Some(envelope) => drop(self.under_way.spawn(forward(self.link.clone(), envelope))),
                    None => break,
                },
                Some(_done) = self.under_way.join_next(), if !self.under_way.is_empty() => {}
                news = self.streams.next() => match news {
                    News::Picture(picture) => {
                        self.snapshot = Arc::new(picture.apply(&self.snapshot));
                        self.end.publish(Arc::clone(&self.snapshot));
                    }
                    News::Event(event) => self.end.emit(event),
                    News::End => break,
                },
            }
        }
        self.end.requests.close();
        let answers = async { while self.under_way.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_ANSWERS, answers).await.is_err() {
            tracing::info!("the engine left requests without an answer");
        }
        self.end.publish(Arc::new(Snapshot { running: false, ..Snapshot::clone(&self.snapshot) }));
    }
}

async fn forward(link: Link, envelope: Envelope) {
    let result = link.command(&envelope.command).await;
    envelope.answer(result);
}
