//! The door to the network: TCP with TLS, a token for every request, and limits on what one address may ask.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::answer::refuse_with;
use super::pressure::Pressure;
use super::serve::Service;
use super::tls::{Identity, TlsError};
use super::who::Who;
use crate::api::{ErrorKind, FaxError, FaxServer};
use crate::model::Clock;

/// How long a client may take to say hello.
const GREETING: Duration = Duration::from_secs(10);
/// How long a client may take between two requests, and to write a request's head.
const HEAD: Duration = Duration::from_secs(30);
/// How long clients may take to read their last answer once the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(3);
/// How long to wait after an accept that failed, mostly because there were too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// What the network may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// Of those from one address.
    pub connections_per_address: usize,
    /// Requests a second from one address, in the long run.
    pub requests_per_second: f64,
    /// Requests from one address that may come at once.
    pub burst: u32,
    /// Failed logins from one address that may come at once; one more is allowed every six seconds.
    pub failures: u32,
}

impl Limits {
    /// With so many requests a second from one address, and four times as many at once.
    pub fn per_second(requests: u32) -> Self {
        Self { requests_per_second: f64::from(requests), burst: requests.saturating_mul(4), ..Self::default() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 512, connections_per_address: 64, requests_per_second: 100.0, burst: 400, failures: 20 }
    }
}

/// Why the network's door stays shut.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Anybody on the way could read tokens and faxes.
    #[error(
        "without TLS only this computer may listen; leave out --no-tls, or listen on a loopback address instead of {0}"
    )]
    Unprotected(SocketAddr),
    /// The address cannot be had.
    #[error("the address {address} cannot be listened on ({source})")]
    Bind {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// There is no certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// An address that is listened on.
pub struct TcpDoor {
    listener: TcpListener,
    address: SocketAddr,
    acceptor: Option<TlsAcceptor>,
}

impl TcpDoor {
    /// Listens; connections wait until [`TcpDoor::serve`]. Without a certificate only on loopback.
    ///
    /// # Errors
    /// [`ListenError`].
    pub async fn open(address: SocketAddr, identity: Option<Identity>) -> Result<Self, ListenError> {
        if identity.is_none() && !address.ip().is_loopback() {
            return Err(ListenError::Unprotected(address));
        }
        let acceptor = identity.map(Identity::acceptor).transpose()?;
        let bind = |source| ListenError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        Ok(Self { listener, address, acceptor })
    }

    /// Where it listens; a port that was 0 is the one that was given.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, for a client on this computer.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.acceptor.is_some() { "https" } else { "http" }, self.address)
    }

    /// Serves until `stop` is cancelled.
    pub async fn serve(self, service: Service, limits: Limits, stop: CancellationToken) {
        let door = Arc::new(Door {
            fax: service.fax.clone(),
            clock: service.clock.clone(),
            requests: Pressure::new(limits.requests_per_second, limits.burst),
            failures: Pressure::new(1.0 / 6.0, limits.failures),
        });
        let router = service.router(&stop).layer(from_fn_with_state(door, check));
        let places = Arc::new(Semaphore::new(limits.connections));
        let addresses = Arc::new(Addresses::new(limits.connections_per_address));
        let connections = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a client could not connect");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            // One too many is let go at once: it costs less than waiting.
            let Some(place) = Place::take(&places, &addresses, peer.ip()) else {
                tracing::debug!("too many connections");
                continue;
            };
            let (router, acceptor, stop) = (router.clone(), self.acceptor.clone(), stop.clone());
            connections.spawn(async move {
                let _place = place;
                talk(stream, peer.ip(), acceptor, router, stop).await;
            });
        }
        connections.close();
        if tokio::time::timeout(LAST_ANSWERS, connections.wait()).await.is_err() {
            tracing::info!("clients left answers unread");
        }
    }
}

/// Connections of each address.
struct Addresses {
    most: usize,
    open: std::sync::Mutex<std::collections::HashMap<IpAddr, usize>>,
}

impl Addresses {
    fn new(most: usize) -> Self {
        Self { most, open: std::sync::Mutex::default() }
    }
}

/// A connection's place among those allowed.
struct Place {
    _of_all: OwnedSemaphorePermit,
    addresses: Arc<Addresses>,
    address: IpAddr,
}

impl Place {
    fn take(places: &Arc<Semaphore>, addresses: &Arc<Addresses>, address: IpAddr) -> Option<Self> {
        let of_all = Arc::clone(places).try_acquire_owned().ok()?;
        let mut open = addresses.open.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = open.entry(address).or_insert(0);
        if *count >= addresses.most {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Self { _of_all: of_all, addresses: Arc::clone(addresses), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.addresses.open.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

async fn talk(stream: TcpStream, peer: IpAddr, acceptor: Option<TlsAcceptor>, router: Router, stop: CancellationToken) {
    let _slower_at_worst = stream.set_nodelay(true);
    match acceptor {
        None => answer(stream, peer, router, stop).await,
        Some(acceptor) => match tokio::time::timeout(GREETING, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => answer(stream, peer, router, stop).await,
            Ok(Err(error)) => tracing::debug!(%error, "a client does not speak TLS with us"),
            Err(_) => tracing::debug!("a client said nothing"),
        },
    }
}

async fn answer<S>(stream: S, peer: IpAddr, router: Router, stop: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Address(peer));
        let mut router = router.clone();
        async move {
            use tower_service::Service as _;
            router.call(request).await.map_err(|never: Infallible| never)
        }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_headers(64);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// Where a request comes from.
#[derive(Clone, Copy)]
struct Address(IpAddr);

/// What decides whether a request comes in.
struct Door {
    fax: FaxServer,
    clock: Clock,
    requests: Pressure,
    failures: Pressure,
}

/// The token of a request, within what its address may ask.
async fn check(State(door): State<Arc<Door>>, mut request: Request, next: Next) -> Response {
    let Some(Address(address)) = request.extensions().get::<Address>().copied() else {
        return too_many(Duration::from_secs(1));
    };
    if let Err(wait) = door.requests.take(address) {
        return too_many(wait);
    }
    if request.uri().path() == "/openapi.json" {
        return next.run(request).await;
    }
    let token = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token =
        token.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token.and_then(|(_, token)| Who::of_token(token.trim(), &door.fax, &door.clock)) {
        Some(who) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        None => {
            // Only who guesses waits: others may come from the same address.
            if token.is_some()
                && let Err(wait) = door.failures.take(address)
            {
                return too_many(wait);
            }
            let text = "a good token is needed: `Authorization: Bearer TOKEN`; `faxwell token add USER` makes one";
            let error = FaxError::new(ErrorKind::AccessDenied, text);
            let mut answer = refuse_with(StatusCode::UNAUTHORIZED, &error);
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            answer
        }
    }
}

fn too_many(wait: Duration) -> Response {
    let seconds = wait.as_secs().saturating_add(1);
    let error = FaxError::new(ErrorKind::Conflict, format!("too many requests from this address; wait {seconds} s"));
    let mut answer = refuse_with(StatusCode::TOO_MANY_REQUESTS, &error);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}
