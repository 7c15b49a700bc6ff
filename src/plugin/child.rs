//! A host process as the engine has it: asked, watched, ended.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::HostProgram;
use super::foreign;
use super::health::PlugError;
use super::wire::{self, Answer, Ask, Notice, Request, Told, Want};

/// Requests that may wait to be written.
const ASKS: usize = 64;
/// Notices that may wait for whoever is slow.
const NOTICES: usize = 256;
/// Wants of a plug-in that may wait for their turn.
const WANTS: usize = 16;
/// Octets of a line that a plug-in prints, of which the rest is left out.
const LINE_MAX: u64 = 2_000;
/// A process that was ended may take so long to be gone.
const BURIAL: Duration = Duration::from_secs(5);

type Pending = Arc<Mutex<BTreeMap<u64, Running>>>;

/// A function that has not come back.
struct Running {
    export: &'static str,
    /// It only looks, beside another function of the same call.
    beside: bool,
    answer: oneshot::Sender<Answer>,
}

/// How a process ended.
#[derive(Clone, Debug)]
struct End {
    how: String,
    /// The functions that ran then; empty when none did.
    calls: String,
}

/// Which functions run: what only looks beside them comes last, since it seldom breaks anything.
fn calls(running: &BTreeMap<u64, Running>) -> String {
    let names = |beside| running.values().filter(move |one| one.beside == beside).map(|one| one.export);
    let list = |names: &mut dyn Iterator<Item = &'static str>| names.collect::<Vec<_>>().join(" and ");
    match (list(&mut names(false)), list(&mut names(true))) {
        (own, beside) if beside.is_empty() => own,
        (own, beside) if own.is_empty() => beside,
        (own, beside) => format!("{own} (with {beside} beside it)"),
    }
}

/// A host process. Dropping it ends the process.
pub(super) struct Host {
    asks: mpsc::Sender<Ask>,
    pending: Pending,
    notices: broadcast::Sender<Notice>,
    next: AtomicU64,
    /// How it ended; none while it runs.
    ended: watch::Receiver<Option<End>>,
    end: CancellationToken,
    /// Somebody has told of its end.
    told: AtomicBool,
    /// What the plug-in wants, until somebody serves it.
    wants: Mutex<Option<mpsc::Receiver<(u64, Want)>>>,
    /// What it was ended for.
    cause: Mutex<Option<PlugError>>,
    _ends_with_this: DropGuard,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The function of the plug-in that a request is about.
const fn export(request: &Request) -> &'static str {
    match request {
        Request::LoadProvider { .. } => "FaxDevVersion",
        Request::LoadExtension { .. } => "FaxRouteVersion",
        Request::Initialize => "the initialisation",
        Request::InitializeConfig => "FaxExtInitializeConfig",
        Request::ConfigChanged { .. } => "FaxExtConfigChange",
        Request::Given { .. } => "an answer",
        Request::Devices => "FaxDevVirtualDeviceCreation",
        Request::Page => "the page of its set-up",
        Request::Start { .. } => "FaxDevStartJob",
        Request::Send(_) => "FaxDevSend",
        Request::Receive { .. } => "FaxDevReceive",
        Request::Report { .. } => "FaxDevReportStatus",
        Request::Abort => "FaxDevAbortOperation",
        Request::End => "FaxDevEndJob",
        Request::Shutdown => "FaxDevShutdown",
        Request::Route(_) => "the routing method",
        Request::Enable { .. } => "FaxRouteDeviceEnable",
        Request::DeviceChanged { .. } => "FaxRouteDeviceChangeNotification",
        Request::Info { .. } => "FaxRouteGetRoutingInfo",
        Request::SetInfo { .. } => "FaxRouteSetRoutingInfo",
    }
}

impl Host {
    /// Starts a host for the plug-in of this name.
    pub(super) fn start(program: &HostProgram, name: &str) -> Result<Self, PlugError> {
        let mut command = Command::new(&program.path);
        command.args(&program.arguments).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Ctrl-C at the terminal is for the engine; it decides what becomes of its children.
        #[cfg(unix)]
        command.process_group(0);
        let started = command.spawn();
        let mut child = started.map_err(|error| PlugError::NotStarted(error.to_string()))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let Some((input, output)) = pipes else {
            return Err(PlugError::NotStarted("its pipes are missing".to_owned()));
        };
        if let Some(printed) = child.stderr.take() {
            tokio::spawn(log(name.to_owned(), printed));
        }
        let (asks, to_write) = mpsc::channel(ASKS);
        let pending = Pending::default();
        let (notices, _) = broadcast::channel(NOTICES);
        let (tell_end, ended) = watch::channel(None);
        let end = CancellationToken::new();
        tokio::spawn(write(input, to_write));
        let (want, wants) = mpsc::channel(WANTS);
        let watched =
            Watched { child, pending: Arc::clone(&pending), notices: notices.clone(), end: end.clone(), want };
        tokio::spawn(watched.watch(output, tell_end));
        let guard = end.clone().drop_guard();
        Ok(Self {
            asks,
            pending,
            notices,
            next: AtomicU64::new(1),
            ended,
            end,
            told: AtomicBool::new(false),
            wants: Mutex::new(Some(wants)),
            cause: Mutex::default(),
            _ends_with_this: guard,
        })
    }

    /// Loads a library and asks its version.
    pub(super) async fn load(&self, load: Request, limit: Duration) -> Result<u32, PlugError> {
        let export = export(&load);
        let version = match self.ask(0, load, limit).await? {
            Answer::Loaded { version } => version,
            Answer::NotLoaded { reason } => return Err(PlugError::NotLoaded(reason)),
            Answer::Missing { export } => return Err(PlugError::Missing(export)),
            other => return Err(unexpected(export, &other)),
        };
        if version >> 16 != foreign::VERSION >> 16 {
            return Err(PlugError::Version { found: version, ours: foreign::VERSION });
        }
        Ok(version)
    }

    /// What the plug-in wants, for the one who serves it.
    pub(super) fn wants(&self) -> Option<mpsc::Receiver<(u64, Want)>> {
        locked(&self.wants).take()
    }

    /// The way to the process for what has no answer.
    pub(super) fn asks(&self) -> mpsc::Sender<Ask> {
        self.asks.clone()
    }

    /// What nobody asked for, from now on.
    pub(super) fn notices(&self) -> broadcast::Receiver<Notice> {
        self.notices.subscribe()
    }

    /// Waits until the process has ended; what for, or how and in which functions.
    pub(super) async fn ended(&self) -> PlugError {
        let mut ended = self.ended.clone();
        let end = ended.wait_for(Option::is_some).await.ok().and_then(|end| end.clone());
        if let Some(cause) = locked(&self.cause).clone() {
            return cause;
        }
        match end {
            Some(End { how, calls }) if calls.is_empty() => PlugError::Left { how },
            Some(End { how, calls }) => PlugError::Died { calls, how },
            None => PlugError::Left { how: "nobody watched it any more".to_owned() },
        }
    }

    /// Whether it has ended, or is about to.
    pub(super) fn has_ended(&self) -> bool {
        self.end.is_cancelled() || self.ended.borrow().is_some()
    }

    /// Whether nobody has told of its end before.
    pub(super) fn tell_once(&self) -> bool {
        !self.told.swap(true, Ordering::Relaxed)
    }

    /// Remembers what a process is ended for, so that its line says the same as its call; the first cause stays.
    pub(super) fn blame(&self, cause: &PlugError) {
        locked(&self.cause).get_or_insert_with(|| cause.clone());
    }

    /// Ends the process, whatever it does.
    pub(super) fn kill(&self) {
        self.end.cancel();
    }

    /// Asks. Who takes longer than the limit is ended.
    ///
    /// # Errors
    /// [`PlugError::Late`], [`PlugError::Died`], [`PlugError::Nonsense`].
    pub(super) async fn ask(&self, operation: u64, request: Request, limit: Duration) -> Result<Answer, PlugError> {
        let export = export(&request);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        let beside = matches!(request, Request::Report { last: false } | Request::Abort);
        locked(&self.pending).insert(number, Running { export, beside, answer: sender });
        let asked = async {
            if self.has_ended() || self.asks.send(Ask { number, operation, request }).await.is_err() {
                return None;
            }
            receiver.await.ok()
        };
        let answered = timeout(limit, asked).await;
        locked(&self.pending).remove(&number);
        match answered {
            Ok(Some(Answer::Nonsense { reason })) => Err(PlugError::Nonsense { export, reason }),
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => {
                self.kill();
                Err(self.ended().await)
            }
            Err(_) => {
                self.kill();
                Err(PlugError::Late { export, limit })
            }
        }
    }

    /// Asks for what can only be done or refused.
    ///
    /// # Errors
    /// As [`Host::ask`], and [`PlugError::Refused`].
    pub(super) async fn ask_done(&self, operation: u64, request: Request, limit: Duration) -> Result<(), PlugError> {
        let export = export(&request);
        match self.ask(operation, request, limit).await? {
            Answer::Done => Ok(()),
            other => Err(unexpected(export, &other)),
        }
    }
}

/// An answer that is none of those that were to be expected.
pub(super) fn unexpected(export: &'static str, answer: &Answer) -> PlugError {
    match answer {
        Answer::Refused { error } => PlugError::Refused { export, error: *error },
        _ => PlugError::Nonsense { export, reason: "an answer to another question".to_owned() },
    }
}

/// A request that loads a library.
pub(super) fn library(image: &str) -> std::path::PathBuf {
    Path::new(image).to_owned()
}

/// Writes requests until the process takes no more.
async fn write(mut input: ChildStdin, mut asks: mpsc::Receiver<Ask>) {
    while let Some(ask) = asks.recv().await {
        let Ok(frame) = wire::framed(&ask) else {
            // The one who asked sees its limit of time pass.
            tracing::error!("a request to a plug-in is too long");
            continue;
        };
        if input.write_all(&frame).await.is_err() || input.flush().await.is_err() {
            return;
        }
    }
}

/// Whoever reads what the process says, and sees it end.
struct Watched {
    child: Child,
    pending: Pending,
    notices: broadcast::Sender<Notice>,
    end: CancellationToken,
    want: mpsc::Sender<(u64, Want)>,
}

impl Watched {
    async fn watch(mut self, mut output: ChildStdout, ended: watch::Sender<Option<End>>) {
        let why = tokio::select! {
            () = self.end.cancelled() => Some("it was ended".to_owned()),
            why = self.listen(&mut output) => why,
        };
        // Nobody asks it any more. Whoever asks just now asks in vain and broke nothing.
        let calls = calls(&locked(&self.pending));
        self.end.cancel();
        if why.is_some() {
            // It may have ended by itself meanwhile.
            let _gone = self.child.start_kill();
        }
        let how = match timeout(BURIAL, self.child.wait()).await {
            Ok(Ok(status)) => why.unwrap_or_else(|| status.to_string()),
            Ok(Err(error)) => why.unwrap_or_else(|| error.to_string()),
            Err(_) => {
                // It closed its pipe and goes on.
                let _gone = self.child.start_kill();
                why.unwrap_or_else(|| "it closed its pipe".to_owned())
            }
        };
        ended.send_replace(Some(End { how, calls }));
        // Whoever waits for an answer sees that none comes.
        locked(&self.pending).clear();
    }

    /// Hands on what the process says; why it is to be ended, none when it closed its end.
    async fn listen(&self, output: &mut ChildStdout) -> Option<String> {
        loop {
            let mut head = [0; 4];
            if output.read_exact(&mut head).await.is_err() {
                return None;
            }
            let body = match wire::length(head) {
                Ok(length) => {
                    let mut body = vec![0; length];
                    if output.read_exact(&mut body).await.is_err() {
                        return None;
                    }
                    body
                }
                Err(error) => return Some(format!("it sent {error}")),
            };
            match serde_json::from_slice(&body) {
                Ok(Told::Answer { number, answer }) => {
                    let waiting = locked(&self.pending).remove(&number);
                    if let Some(waiting) = waiting {
                        // Whoever asked may have given up.
                        let _gone = waiting.answer.send(answer);
                    }
                }
                Ok(Told::Want { number, want }) => {
                    // Before anybody serves it, and after, it waits for its own limit of time.
                    let _unserved = self.want.send((number, want)).await;
                }
                Ok(Told::Notice(notice)) => {
                    // Nobody may be interested.
                    let _unheard = self.notices.send(notice);
                }
                Err(error) => return Some(format!("it sent what is no message ({error})")),
            }
        }
    }
}

/// What plug-ins print goes into the log.
async fn log(name: String, printed: ChildStderr) {
    let mut lines = BufReader::new(printed);
    loop {
        let mut line = Vec::new();
        match (&mut lines).take(LINE_MAX).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => tracing::info!(plugin = %name, "{}", String::from_utf8_lossy(&line).trim_end()),
        }
    }
}
