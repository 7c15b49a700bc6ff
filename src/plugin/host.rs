//! The host: what this program does when it was started to load one plug-in. It carries out what the engine asks, each
//! call of a provider on a thread of its own, and says what happens. It decides nothing and keeps nothing.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::foreign::LoadError;
use super::foreign::config::{self, Asker};
use super::foreign::device::{DeviceLibrary, Handle, Teller};
use super::foreign::route::RouteLibrary;
use super::wire::{self, Answer, Ask, Given, Request, Told, Want};

/// Requests that may wait for a thread.
const WAITING: usize = 16;
/// Time the engine has to give what a plug-in wants.
const PATIENCE: Duration = Duration::from_secs(8);

type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

/// Serves an engine until it closes its end.
///
/// # Errors
/// The streams', and `InvalidData` for what is no request.
pub fn serve(mut input: impl Read, output: impl Write + Send + 'static) -> io::Result<()> {
    let writer: Writer = Arc::new(Mutex::new(Box::new(output)));
    let (main, asks) = sync_channel(WAITING);
    let plug = Arc::new(Mutex::new(None));
    let wants = Wants::default();
    let host = Host { plug: Arc::clone(&plug), writer: Arc::clone(&writer), wants: Arc::clone(&wants) };
    let worker = host.clone();
    thread("plug-in", move || worker.work(&asks))?;
    let mut operations: HashMap<u64, Operation> = HashMap::new();
    while let Some(ask) = wire::read::<Ask>(&mut input)? {
        let Ask { number, operation, request } = ask;
        match request {
            Request::Start { .. } => {
                let (sender, asks) = sync_channel(WAITING);
                let handle = Arc::new(Mutex::new(None));
                let (host, own) = (host.clone(), Arc::clone(&handle));
                thread("call", move || host.call(operation, &asks, &own))?;
                // Those whose thread has ended.
                operations.retain(|_, there| Arc::strong_count(&there.handle) > 1);
                // There is room: the channel is new.
                let _new = sender.try_send((number, request));
                operations.insert(operation, Operation { sender, handle });
            }
            Request::Given { number, given } => {
                let waiting = locked(&wants.waiting).remove(&number);
                if let Some(waiting) = waiting {
                    // Whoever wanted it may have given up.
                    let _gone = waiting.try_send(given);
                }
            }
            Request::ConfigChanged { registration, at, data } => {
                let writer = Arc::clone(&writer);
                thread("change", move || answer(&writer, number, done(config::changed(registration, &at, data))))?;
            }
            Request::Report { last: false } | Request::Abort => {
                let handle = operations.get(&operation).and_then(|operation| *locked(&operation.handle));
                let host = host.clone();
                thread("control", move || host.control(number, &request, handle))?;
            }
            Request::Send(_) | Request::Receive { .. } | Request::Report { .. } | Request::End => {
                let ends = matches!(request, Request::End);
                let asked =
                    operations.get(&operation).is_some_and(|there| there.sender.try_send((number, request)).is_ok());
                if !asked {
                    answer(&writer, number, Answer::Nonsense { reason: "there is no such call".to_owned() });
                }
                if ends {
                    operations.remove(&operation);
                }
            }
            request => {
                if main.try_send((number, request)).is_err() {
                    answer(&writer, number, Answer::Nonsense { reason: "too much is asked at once".to_owned() });
                }
            }
        }
    }
    Ok(())
}

/// Questions of plug-ins to the engine.
#[derive(Default)]
struct Waiting {
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, SyncSender<Given>>>,
}

type Wants = Arc<Waiting>;

/// A call, as whoever reads requests knows it.
struct Operation {
    sender: SyncSender<(u64, Request)>,
    handle: Arc<Mutex<Option<Handle>>>,
}

/// What is loaded.
enum Plug {
    Provider(Arc<DeviceLibrary>),
    Extension(Arc<RouteLibrary>),
}

#[derive(Clone)]
struct Host {
    plug: Arc<Mutex<Option<Plug>>>,
    writer: Writer,
    wants: Wants,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

fn tell(writer: &Writer, told: &Told) {
    if wire::write(&mut *locked(writer), told).is_err() {
        // The engine is gone: its end of the requests closes as well, and that ends this process.
        tracing::debug!("nobody listens any more");
    }
}

fn answer(writer: &Writer, number: u64, answer: Answer) {
    tell(writer, &Told::Answer { number, answer });
}

fn done(result: Result<(), u32>) -> Answer {
    match result {
        Ok(()) => Answer::Done,
        Err(error) => Answer::Refused { error },
    }
}

fn nothing() -> Answer {
    Answer::Nonsense { reason: "nothing of that kind is loaded".to_owned() }
}

fn not_loaded(error: LoadError) -> Answer {
    match error {
        LoadError::Missing(export) => Answer::Missing { export },
        LoadError::Library(error) => Answer::NotLoaded { reason: reason(&error) },
    }
}

/// What the system says of a library, with what lies under it.
fn reason(error: &libloading::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(under) = source {
        text = format!("{text}: {under}");
        source = under.source();
    }
    text
}

impl Host {
    fn provider(&self) -> Option<Arc<DeviceLibrary>> {
        match &*locked(&self.plug) {
            Some(Plug::Provider(library)) => Some(Arc::clone(library)),
            _ => None,
        }
    }

    /// What a plug-in posts is told before whatever follows from it.
    fn teller(&self) -> Teller {
        let writer = Arc::clone(&self.writer);
        Arc::new(move |notice| tell(&writer, &Told::Notice(notice)))
    }

    /// The way to the engine for what a plug-in wants. The thread that asks waits; the one that reads never asks.
    fn asker(&self) -> Asker {
        let (writer, wants) = (Arc::clone(&self.writer), Arc::clone(&self.wants));
        Arc::new(move |want: Want| {
            let number = wants.next.fetch_add(1, Ordering::Relaxed);
            let (sender, given) = sync_channel(1);
            locked(&wants.waiting).insert(number, sender);
            tell(&writer, &Told::Want { number, want });
            let given = given.recv_timeout(PATIENCE).ok();
            locked(&wants.waiting).remove(&number);
            given
        })
    }

    fn extension(&self) -> Option<Arc<RouteLibrary>> {
        match &*locked(&self.plug) {
            Some(Plug::Extension(library)) => Some(Arc::clone(library)),
            _ => None,
        }
    }

    /// The thread for everything but calls.
    fn work(&self, asks: &Receiver<(u64, Request)>) {
        while let Ok((number, request)) = asks.recv() {
            let told = self.carry_out(request);
            answer(&self.writer, number, told);
        }
    }

    fn carry_out(&self, request: Request) -> Answer {
        match request {
            Request::LoadProvider { image } => match DeviceLibrary::load(&image, self.teller()) {
                Ok(library) => {
                    let version = library.version();
                    *locked(&self.plug) = Some(Plug::Provider(Arc::new(library)));
                    Answer::Loaded { version }
                }
                Err(error) => not_loaded(error),
            },
            Request::LoadExtension { image, functions } => match RouteLibrary::load(&image, &functions) {
                Ok(library) => {
                    let version = library.version();
                    *locked(&self.plug) = Some(Plug::Extension(Arc::new(library)));
                    Answer::Loaded { version }
                }
                Err(error) => not_loaded(error),
            },
            Request::Initialize => match (self.provider(), self.extension()) {
                (Some(library), _) => done(library.initialize()),
                (None, Some(library)) => done(library.initialize()),
                (None, None) => nothing(),
            },
            Request::InitializeConfig => match (self.provider(), self.extension()) {
                (Some(library), _) => done(library.initialize_config(self.asker())),
                (None, Some(library)) => done(library.initialize_config(self.asker())),
                (None, None) => nothing(),
            },
            Request::Page => match (self.provider(), self.extension()) {
                (Some(library), _) => Answer::Text(library.page()),
                (None, Some(library)) => Answer::Text(library.page()),
                (None, None) => nothing(),
            },
            Request::Devices => self.provider().map_or_else(nothing, |library| library.devices()),
            Request::Shutdown => {
                if let Some(library) = self.provider() {
                    library.shutdown();
                }
                Answer::Done
            }
            Request::Route(order) => self.extension().map_or_else(nothing, |library| library.route(*order)),
            Request::Enable { method, device, enabled } => {
                self.extension().map_or_else(nothing, |library| done(library.enable(method, device, enabled)))
            }
            Request::DeviceChanged { device, added } => {
                self.extension().map_or_else(nothing, |library| done(library.device_changed(device, added)))
            }
            Request::Info { method, device } => {
                self.extension().map_or_else(nothing, |library| library.info(method, device))
            }
            Request::SetInfo { method, device, data } => {
                self.extension().map_or_else(nothing, |library| done(library.set_info(method, device, &data)))
            }
            Request::Given { .. }
            | Request::ConfigChanged { .. }
            | Request::Start { .. }
            | Request::Send(_)
            | Request::Receive { .. }
            | Request::Report { .. }
            | Request::Abort
            | Request::End => nothing(),
        }
    }

    /// A call's thread, from `FaxDevStartJob` to `FaxDevEndJob`.
    fn call(&self, operation: u64, asks: &Receiver<(u64, Request)>, own: &Mutex<Option<Handle>>) {
        let Some(library) = self.provider() else { return };
        while let Ok((number, request)) = asks.recv() {
            let handle = *locked(own);
            let told = match (request, handle) {
                (Request::Start { device }, None) => match library.start(device, operation) {
                    Ok(Some(handle)) => {
                        *locked(own) = Some(handle);
                        Answer::Done
                    }
                    Ok(None) => {
                        return answer(
                            &self.writer,
                            number,
                            Answer::Nonsense { reason: "a call's handle that is 0".to_owned() },
                        );
                    }
                    Err(error) => return answer(&self.writer, number, Answer::Refused { error }),
                },
                (Request::Send(file), Some(handle)) => done(library.send(handle, &file)),
                (Request::Receive { file }, Some(handle)) => library.receive(handle, &file),
                (Request::Report { .. }, Some(handle)) => library.report(handle),
                (Request::End, Some(handle)) => {
                    *locked(own) = None;
                    let ended = done(library.end(handle));
                    answer(&self.writer, number, ended);
                    return;
                }
                _ => Answer::Nonsense { reason: "there is no such call".to_owned() },
            };
            answer(&self.writer, number, told);
        }
    }

    /// Asks for a call's status, or ends it, while it is on.
    fn control(&self, number: u64, request: &Request, handle: Option<Handle>) {
        let told = match (self.provider(), handle) {
            (Some(library), Some(handle)) if matches!(request, Request::Abort) => done(library.abort(handle)),
            (Some(library), Some(handle)) => library.report(handle),
            _ => Answer::Nonsense { reason: "there is no such call".to_owned() },
        };
        answer(&self.writer, number, told);
    }
}
