//! The way to a server: a local socket, or TCP with TLS; requests on it, and answers that come in lines.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::socket;
use super::trust::{Fingerprint, Seen, Trust};
use crate::api::{Command, ErrorKind, FaxError, Reply};
use crate::model::{Content, Document, Secret};

/// Octets of an answer, or of a line of a stream, at the most: a whole document, or a very long queue.
const MAX_ANSWER_OCTETS: usize = 1 << 30;
/// Octets of all documents of a request at the most; in base64 they are a third longer.
const MAX_DOCUMENT_OCTETS: u64 = (super::serve::MAX_REQUEST_OCTETS as u64 - (1 << 20)) / 4 * 3;
/// How long a connection may take to be there.
const CONNECT: Duration = Duration::from_secs(10);

/// What can go wrong between us and the socket.
#[derive(Debug, thiserror::Error)]
pub(super) enum LinkError {
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
    #[error("{0}")]
    Refused(FaxError),
}

impl From<LinkError> for FaxError {
    fn from(error: LinkError) -> Self {
        if let LinkError::Refused(error) = error {
            return error;
        }
        let kind = match &error {
            LinkError::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                // The handshake failed: nobody is there whom we may believe.
                let text = format!(
                    "the server is not the one that is known ({error}); if its certificate was changed on purpose, give its \
                     new fingerprint with --fingerprint"
                );
                return Self::new(ErrorKind::AccessDenied, text);
            }
            LinkError::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => ErrorKind::AccessDenied,
            LinkError::Io(_) | LinkError::Http(_) | LinkError::Body(_) => ErrorKind::Unreachable,
            LinkError::Request(_) | LinkError::Json(_) | LinkError::Status(_) | LinkError::Refused(_) => {
                ErrorKind::Internal
            }
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
pub(super) struct Link {
    way: Way,
}

#[derive(Clone)]
enum Way {
    /// The socket of a data directory; the user at its other end reads our files.
    Own(Arc<Path>),
    /// A socket for all users of this computer.
    Shared(Arc<Path>),
    /// The network.
    Tcp(Arc<Tcp>),
}

struct Tcp {
    /// Host and port, as they are dialled.
    place: String,
    host: String,
    tls: Option<(TlsConnector, ServerName<'static>, Seen)>,
    trust: Trust,
    token: Secret,
}

/// Why an address of a server makes no sense.
pub(super) type BadAddress = String;

impl Link {
    /// To the owner of a data directory.
    pub(super) fn own(socket: PathBuf) -> Self {
        Self { way: Way::Own(socket.into()) }
    }

    /// To a server by its URL: `https://HOST:PORT`, on this computer also `http://` and `unix:PATH`.
    pub(super) fn to(url: &str, token: &Secret, trust: &Trust) -> Result<Self, BadAddress> {
        if let Some(path) = url.strip_prefix("unix:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return Ok(Self { way: Way::Shared(Path::new(path).into()) });
        }
        let (secure, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => (true, url),
        };
        let rest = rest.trim_end_matches('/');
        let bad = || format!("{url:?} is no server; write https://HOST:PORT");
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse::<u16>().map_err(|_| bad())?),
            _ => (rest, DEFAULT_PORT),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() || host.contains(['/', '?', '#', '@']) {
            return Err(bad());
        }
        let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if !secure && !loopback {
            return Err(format!("without TLS the token could be read on the way; write https:// for {host}"));
        }
        let place = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
        let tls = if secure {
            let name = ServerName::try_from(host.clone()).map_err(|_| bad())?;
            let (connector, seen) = trust.connector(&place)?;
            Some((connector, name, seen))
        } else {
            None
        };
        let tcp = Tcp { place, host, tls, trust: trust.clone(), token: token.clone() };
        Ok(Self { way: Way::Tcp(Arc::new(tcp)) })
    }

    /// Whether the server may come back by itself, and documents must go with their content.
    pub(super) fn is_remote(&self) -> bool {
        !matches!(self.way, Way::Own(_))
    }

    /// Remembers a server that was there for the first time; its fingerprint when it was.
    pub(super) fn remember(&self) -> Result<Option<Fingerprint>, String> {
        match &self.way {
            Way::Tcp(tcp) => match &tcp.tls {
                Some((_, _, seen)) => tcp.trust.remember(&tcp.place, seen),
                None => Ok(None),
            },
            Way::Own(_) | Way::Shared(_) => Ok(None),
        }
    }

    async fn open(&self) -> io::Result<Box<dyn Stream>> {
        let opening = async {
            let tcp = match &self.way {
                Way::Own(path) | Way::Shared(path) => return Ok(Box::new(socket::open(path).await?) as Box<dyn Stream>),
                Way::Tcp(tcp) => tcp,
            };
            let stream = TcpStream::connect(tcp.place.as_str()).await?;
            stream.set_nodelay(true)?;
            match &tcp.tls {
                None => Ok(Box::new(stream) as Box<dyn Stream>),
                Some((connector, name, _)) => {
                    let stream = connector.connect(name.clone(), stream).await;
                    stream.map(|stream| Box::new(stream) as Box<dyn Stream>)
                }
            }
        };
        let late = |_| Err(io::Error::from(io::ErrorKind::TimedOut));
        tokio::time::timeout(CONNECT, opening).await.unwrap_or_else(late)
    }

    pub(super) async fn get(&self, path: &str, seen: Option<&str>) -> Result<Answer, LinkError> {
        let request = Request::get(path);
        let request = match seen {
            Some(seen) => request.header("last-event-id", seen),
            None => request,
        };
        let answer = self.send(request, Bytes::new()).await?;
        match answer.0.status() {
            StatusCode::OK => Ok(answer),
            status => Err(answer.json::<FaxError>().await.map_or(LinkError::Status(status), LinkError::Refused)),
        }
    }

    async fn send(&self, request: axum::http::request::Builder, body: Bytes) -> Result<Answer, LinkError> {
        let stream = self.open().await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the engine broke");
            }
        });
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let request = match &self.way {
            Way::Own(_) | Way::Shared(_) => request.header(header::HOST, "faxwell"),
            Way::Tcp(tcp) => request
                .header(header::HOST, tcp.host.as_str())
                .header(header::AUTHORIZATION, format!("Bearer {}", tcp.token.expose())),
        };
        Ok(Answer(sender.send_request(request.body(Full::new(body))?).await?))
    }

    pub(super) async fn command(&self, mut command: Command) -> Result<Reply, FaxError> {
        if self.is_remote() {
            with_contents(&mut command).await?;
        }
        let body = serde_json::to_vec(&command).map_err(LinkError::Json)?;
        let answer = self.send(Request::post("/v1/command"), body.into()).await?;
        if answer.0.status() == StatusCode::OK {
            return Ok(answer.json::<Reply>().await?);
        }
        let status = answer.0.status();
        Err(answer.json::<FaxError>().await.unwrap_or_else(|_| LinkError::Status(status).into()))
    }
}

/// The port of a URL that names none.
const DEFAULT_PORT: u16 = 8414;

/// A connection of any sort.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Puts what is in our files into a request: the server does not see them.
async fn with_contents(command: &mut Command) -> Result<(), FaxError> {
    let documents: &mut [Document] = match command {
        Command::Send { submission } => &mut submission.documents,
        Command::Offer { submission } => &mut submission.documents,
        _ => return Ok(()),
    };
    let mut octets = 0;
    for document in documents.iter_mut().filter(|document| document.content.is_none()) {
        let shown = document.path.display();
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => {
                FaxError::new(ErrorKind::NotFound, format!("there is no such file; check its name and folder: {shown}"))
            }
            io::ErrorKind::PermissionDenied => {
                FaxError::new(ErrorKind::AccessDenied, format!("the file may not be read: {shown}"))
            }
            _ => FaxError::new(ErrorKind::InvalidData, format!("the file cannot be read ({error}): {shown}")),
        };
        octets += tokio::fs::metadata(&document.path).await.map_err(failed)?.len();
        if octets > MAX_DOCUMENT_OCTETS {
            let text = format!(
                "documents of more than {} MB do not go over the network in one fax: {shown}",
                MAX_DOCUMENT_OCTETS >> 20
            );
            return Err(FaxError::new(ErrorKind::InvalidData, text));
        }
        let content = tokio::fs::read(&document.path).await.map_err(failed)?;
        document.content = Some(Content(content.into()));
        // The server has no use for our folders.
        document.path = document.path.file_name().map(PathBuf::from).unwrap_or_default();
    }
    Ok(())
}

/// The head of an answer, with its body still to come.
pub(super) struct Answer(Response<Incoming>);

impl Answer {
    pub(super) async fn json<T: DeserializeOwned>(self) -> Result<T, LinkError> {
        let body = Limited::new(self.0.into_body(), MAX_ANSWER_OCTETS).collect().await.map_err(LinkError::Body)?;
        Ok(serde_json::from_slice(&body.to_bytes())?)
    }

    pub(super) fn lines(self) -> Lines {
        Lines { body: self.0.into_body(), buffer: Vec::new(), searched: 0 }
    }
}

/// A body of JSON values, one a line.
pub(super) struct Lines {
    body: Incoming,
    buffer: Vec<u8>,
    /// Octets of the buffer known to hold no line end.
    searched: usize,
}

impl Lines {
    /// The next value; none at the end. Cancel safe.
    pub(super) async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, LinkError> {
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
