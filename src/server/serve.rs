//! The server's side: HTTP requests become calls on a [`FaxServer`] handle, each for its user.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Extension, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use axum::serve::IncomingStream;
use tokio::sync::Semaphore;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::answer::{json_of, refuse};
use super::peer;
use super::resources;
use super::socket::LocalListener;
use super::streams::{self, Form, History};
use super::who::Who;
use crate::api::{Command, ErrorKind, FaxError, FaxServer, Reply};
use crate::model::{Caller, Clock, Snapshot};

/// Octets of a request at the most; the longest bring documents with them.
pub(super) const MAX_REQUEST_OCTETS: usize = 64 << 20;
/// Longer requests wait for their turn.
const LONG_REQUEST_OCTETS: u64 = 1 << 20;
/// Long requests that are read at once.
const LONG_REQUESTS: usize = 4;
/// How long a request may take to come in.
const REQUEST_PATIENCE: Duration = Duration::from_secs(120);
/// How long clients may take to read their last answer once the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// The client API for other processes: what all its doors have in common. Dropping the last clone ends what it keeps.
#[derive(Clone)]
pub struct Service {
    pub(super) fax: FaxServer,
    pub(super) clock: Clock,
    history: Arc<History>,
    long_requests: Arc<Semaphore>,
    _keeping: Arc<DropGuard>,
}

impl Service {
    /// Serves this handle. Needs a tokio runtime.
    pub fn new(fax: FaxServer, clock: Clock) -> Self {
        let stop = CancellationToken::new();
        let history = History::of(&fax, stop.clone());
        let long_requests = Arc::new(Semaphore::new(LONG_REQUESTS));
        Self { fax, clock, history, long_requests, _keeping: Arc::new(stop.drop_guard()) }
    }

    /// Serves a local socket until `stop` is cancelled. Requests run side by side.
    ///
    /// # Errors
    /// The socket's error.
    pub async fn local(&self, listener: LocalListener, stop: CancellationToken) -> io::Result<()> {
        let router = self.router(&stop).layer(from_fn(known_by_the_system));
        let service = router.into_make_service_with_connect_info::<Peer>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::select! {
            result = serving.into_future() => result,
            () = async { stop.cancelled().await; tokio::time::sleep(LAST_ANSWERS).await } => Ok(()),
        }
    }

    /// All requests there are; who asks stands in an extension.
    pub(super) fn router(&self, stop: &CancellationToken) -> Router {
        let served = Served { service: self.clone(), stop: stop.clone() };
        let router = Router::new()
            .route("/v1/engine", get(engine))
            .route("/v1/command", post(command))
            .route("/v1/snapshot", get(snapshot))
            .route("/v1/events", get(events))
            .route("/v1/pictures", get(pictures));
        let missing = || FaxError::new(ErrorKind::NotFound, "there is no such request; /openapi.json describes all");
        resources::add(router)
            .fallback(async move || refuse(&missing()))
            .method_not_allowed_fallback(async || {
                let error = FaxError::new(ErrorKind::InvalidParameter, "that path does not take that method");
                super::answer::refuse_with(StatusCode::METHOD_NOT_ALLOWED, &error)
            })
            .with_state(served)
    }
}

/// Serves the client API on a local socket until `stop` is cancelled.
///
/// # Errors
/// The socket's error.
pub async fn serve(fax: FaxServer, listener: LocalListener, clock: Clock, stop: CancellationToken) -> io::Result<()> {
    Service::new(fax, clock).local(listener, stop).await
}

/// What requests work with.
#[derive(Clone)]
pub(super) struct Served {
    pub(super) service: Service,
    stop: CancellationToken,
}

impl Served {
    /// Asks the engine for a user.
    pub(super) async fn ask(&self, who: &Who, command: Command) -> Result<Reply, FaxError> {
        self.service.fax.acting_for(who.caller.clone()).call(command).await
    }

    /// The octets of a request, within bounds of size, number and time.
    pub(super) async fn read(&self, body: Body) -> Result<Bytes, FaxError> {
        let refused = |reason: String| FaxError::new(ErrorKind::InvalidParameter, reason);
        let hint = body.size_hint();
        // What is announced as too long is not even read.
        if hint.lower() > MAX_REQUEST_OCTETS as u64 {
            return Err(refused(format!("the request is longer than {MAX_REQUEST_OCTETS} octets")));
        }
        let _turn = match hint.upper() {
            Some(octets) if octets <= LONG_REQUEST_OCTETS => None,
            _ => self.service.long_requests.acquire().await.ok(),
        };
        match tokio::time::timeout(REQUEST_PATIENCE, to_bytes(body, MAX_REQUEST_OCTETS)).await {
            Ok(body) => body.map_err(|error| refused(format!("the request is cut off or too long: {error}"))),
            Err(_) => Err(refused(format!("the request took longer than {} s", REQUEST_PATIENCE.as_secs()))),
        }
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

async fn known_by_the_system(
    ConnectInfo(Peer(caller)): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(Who::local(caller));
    next.run(request).await
}

/// No secret to anybody who may come in.
async fn engine(State(served): State<Served>) -> Response {
    json_of(StatusCode::OK, &*served.service.fax.snapshot().server)
}

async fn command(State(served): State<Served>, Extension(who): Extension<Who>, request: Request) -> Response {
    let read = served.read(request.into_body()).await.and_then(|body| {
        let not = |error| FaxError::new(ErrorKind::InvalidParameter, format!("the request is not a command: {error}"));
        serde_json::from_slice::<Command>(&body).map_err(not)
    });
    let result = match read {
        Ok(command) => served.ask(&who, command).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(reply) => json_of::<Reply>(StatusCode::OK, &reply),
        Err(error) => refuse(&error),
    }
}

async fn snapshot(State(served): State<Served>, Extension(who): Extension<Who>) -> Response {
    match who.reach(&served.service.fax) {
        Some(reach) if reach.rights.is_empty() => refuse(&without_rights(&who)),
        Some(reach) => json_of::<Snapshot>(StatusCode::OK, &served.service.fax.snapshot().seen_by(&reach)),
        None => refuse(&FaxError::new(ErrorKind::AccessDenied, "the token is worth nothing any more")),
    }
}

/// Somebody who may do nothing is told nothing.
fn without_rights(who: &Who) -> FaxError {
    let text = format!("{0} has no rights here; the owner can give some with `faxwell rights grant {0}`", who.caller);
    FaxError::new(ErrorKind::AccessDenied, text)
}

async fn events(
    State(served): State<Served>,
    Extension(who): Extension<Who>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // Only what this account is told.
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let account = query.into_owned().find(|(name, _)| name == "account").map(|(_, account)| account);
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let wanted = text(header::ACCEPT).unwrap_or_default();
    let form = if wanted.contains("text/event-stream") { Form::ServerSent } else { Form::Lines };
    let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let Served { service, stop } = served;
    if who.reach(&service.fax).is_none_or(|reach| reach.rights.is_empty()) {
        return refuse(&without_rights(&who));
    }
    streams::events(form, &service.history, service.fax.clone(), (who, account), stop, seen)
}

async fn pictures(State(served): State<Served>, Extension(who): Extension<Who>) -> Response {
    if who.reach(&served.service.fax).is_none_or(|reach| reach.rights.is_empty()) {
        return refuse(&without_rights(&who));
    }
    streams::pictures(served.service.fax, who, served.stop)
}
