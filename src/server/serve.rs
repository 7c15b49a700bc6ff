//! The server's side: HTTP requests from a local socket become calls on a [`FaxServer`] handle.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::IncomingStream;
use futures_util::stream;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::peer;
use super::picture::Picture;
use super::socket::LocalListener;
use crate::api::{Command, ErrorKind, EventStream, FaxError, FaxServer, Reply};
use crate::model::{Caller, Snapshot};

/// Octets of a request at the most; the longest are phone books to be imported.
const MAX_REQUEST_OCTETS: usize = 48 << 20;
/// The shortest time between two pictures: bursts become one.
const PICTURE_PAUSE: Duration = Duration::from_millis(33);
/// How long clients may take to read their last answer once the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

#[derive(Clone)]
struct Served {
    fax: FaxServer,
    stop: CancellationToken,
}

/// Serves the client API on a socket until `stop` is cancelled. Requests run side by side.
///
/// # Errors
/// The socket's error.
pub async fn serve(fax: FaxServer, listener: LocalListener, stop: CancellationToken) -> io::Result<()> {
    let router = Router::new()
        .route("/v1/engine", get(engine))
        .route("/v1/command", post(command))
        .route("/v1/snapshot", get(snapshot))
        .route("/v1/events", get(events))
        .route("/v1/pictures", get(pictures))
        .fallback(async || refuse(&FaxError::new(ErrorKind::NotFound, "there is no such request; see the API's table")))
        .with_state(Served { fax, stop: stop.clone() });
    let service = router.into_make_service_with_connect_info::<Peer>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    tokio::select! {
        result = serving.into_future() => result,
        () = async { stop.cancelled().await; tokio::time::sleep(LAST_ANSWERS).await } => Ok(()),
    }
}

/// The user behind a connection.
#[derive(Clone)]
struct Peer(Caller);

impl Connected<IncomingStream<'_, LocalListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, LocalListener>) -> Self {
        Self(peer::caller(stream.io()))
    }
}

async fn engine(State(served): State<Served>) -> Response {
    json(StatusCode::OK, &*served.fax.snapshot().server)
}

async fn command(
    State(served): State<Served>,
    ConnectInfo(Peer(caller)): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let result = match read_command(request).await {
        Ok(command) => served.fax.acting_for(caller).call(command).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(reply) => json::<Reply>(StatusCode::OK, &reply),
        Err(error) => refuse(&error),
    }
}

async fn read_command(request: Request) -> Result<Command, FaxError> {
    let refused = |reason: String| FaxError::new(ErrorKind::InvalidParameter, reason);
    let body = request.into_body();
    // What is announced as too long is not even read.
    if body.size_hint().lower() > MAX_REQUEST_OCTETS as u64 {
        return Err(refused(format!("the request is longer than {MAX_REQUEST_OCTETS} octets")));
    }
    let body = to_bytes(body, MAX_REQUEST_OCTETS).await;
    let body = body.map_err(|error| refused(format!("the request is cut off or too long: {error}")))?;
    serde_json::from_slice(&body).map_err(|error| refused(format!("the request is not a command: {error}")))
}

async fn snapshot(State(served): State<Served>) -> Response {
    json(StatusCode::OK, &*served.fax.snapshot())
}

async fn events(State(served): State<Served>) -> Response {
    // Subscribed before the head is sent: what happens after the client has it, the client gets.
    let following = Events { stream: served.fax.subscribe(), fax: served.fax, stop: served.stop, ended: false };
    lines(stream::unfold(following, |mut following| async move {
        let line = following.next().await?;
        Some((line, following))
    }))
}

struct Events {
    stream: EventStream,
    fax: FaxServer,
    stop: CancellationToken,
    ended: bool,
}

impl Events {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if self.ended {
                // The stream itself stays open as long as anybody holds a handle: give what is left in it.
                return self.stream.try_next().and_then(|event| line(&*event));
            }
            tokio::select! {
                event = self.stream.next() => match event {
                    Some(event) => return line(&*event),
                    None => self.ended = true,
                },
                ended = async { while self.fax.changed().await.is_ok() {} } => {
                    let () = ended;
                    self.ended = true;
                }
                () = self.stop.cancelled() => self.ended = true,
            }
        }
    }
}

async fn pictures(State(served): State<Served>) -> Response {
    let following = Pictures { fax: served.fax, stop: served.stop, last: None };
    lines(stream::unfold(following, |mut following| async move {
        let line = following.next().await?;
        Some((line, following))
    }))
}

struct Pictures {
    fax: FaxServer,
    stop: CancellationToken,
    last: Option<Arc<Snapshot>>,
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
        let picture = Picture::between(self.last.as_deref(), &new);
        self.last = Some(new);
        line(&picture)
    }
}

fn lines(stream: impl futures_util::Stream<Item = Bytes> + Send + 'static) -> Response {
    use futures_util::StreamExt as _;
    let body = Body::from_stream(stream.map(Ok::<_, Infallible>));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response()
}

fn line<T: Serialize>(value: &T) -> Option<Bytes> {
    let mut line = serde_json::to_vec(value).inspect_err(|error| tracing::error!(%error, "no JSON")).ok()?;
    line.push(b'\n');
    Some(line.into())
}

fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(octets) => (status, [(header::CONTENT_TYPE, "application/json")], octets).into_response(),
        Err(error) => refuse(&FaxError::new(ErrorKind::Internal, format!("the answer cannot be written: {error}"))),
    }
}

fn refuse(error: &FaxError) -> Response {
    let status = match error.kind {
        ErrorKind::InvalidParameter => StatusCode::BAD_REQUEST,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::InvalidData | ErrorKind::PasswordNeeded => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::WrongState | ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::AccessDenied => StatusCode::FORBIDDEN,
        ErrorKind::Storage => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let octets = serde_json::to_vec(error).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], octets).into_response()
}
