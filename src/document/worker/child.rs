//! One child process and its watch.

use std::io::{self, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::WorkerProgram;
use super::protocol::{self, PAGES_MAX, Reply, Request};

/// Ends a child from any thread.
#[derive(Clone)]
pub(super) struct Killer(Arc<Mutex<Child>>);

impl Killer {
    pub(super) fn kill(&self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = child.kill() {
            tracing::debug!(%error, "a renderer cannot be ended");
        }
    }
}

/// Why a child gives no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It took longer than the limit and was ended.
    Late,
    /// It has ended, or what it said made no sense.
    Died(io::Error),
}

/// A child process. Dropping it ends it and waits until it is gone.
pub(super) struct Worker {
    killer: Killer,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    /// Tells the watch that a request begins and that it is answered.
    steps: Option<SyncSender<Step>>,
    watch: Option<JoinHandle<()>>,
    late: Arc<AtomicBool>,
}

enum Step {
    Asked,
    Answered,
}

impl Worker {
    /// Starts a child; `limit` is what one answer may take.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn start(program: &WorkerProgram, limit: Duration) -> io::Result<Self> {
        let mut command = Command::new(&program.path);
        command.args(&program.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        apart(&mut command);
        let mut child = command.spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let killer = Killer(Arc::new(Mutex::new(child)));
        let Some((to, from)) = pipes else {
            killer.kill();
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (steps, stepping) = sync_channel(2);
        let late = Arc::new(AtomicBool::new(false));
        let (watched, watched_late) = (killer.clone(), Arc::clone(&late));
        let watch = std::thread::Builder::new().name("renderer watch".to_owned()).spawn(move || {
            while let Ok(Step::Asked) = stepping.recv() {
                if matches!(stepping.recv_timeout(limit), Err(RecvTimeoutError::Timeout)) {
                    watched_late.store(true, Ordering::Release);
                    watched.kill();
                    break;
                }
            }
        });
        let mut worker =
            Self { killer, to: Some(to), from: BufReader::new(from), steps: Some(steps), watch: None, late };
        worker.watch = Some(watch?);
        Ok(worker)
    }

    pub(super) fn killer(&self) -> Killer {
        self.killer.clone()
    }

    /// Asks and waits for the answer.
    pub(super) fn ask(&mut self, request: &Request, body: &[u8]) -> Result<(Reply, Vec<u8>), Trouble> {
        self.step(Step::Asked);
        let answer = self.exchange(request, body);
        self.step(Step::Answered);
        match answer {
            Ok(answer) => Ok(answer),
            Err(_) if self.late.load(Ordering::Acquire) => Err(Trouble::Late),
            Err(error) => Err(Trouble::Died(error)),
        }
    }

    fn exchange(&mut self, request: &Request, body: &[u8]) -> io::Result<(Reply, Vec<u8>)> {
        let to = self.to.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        // A child that has refused the document before it was whole has said why.
        let written = protocol::write(to, request, &[body]).and_then(|()| to.flush());
        match protocol::read(&mut self.from, PAGES_MAX)? {
            Some(answer) => Ok(answer),
            None => Err(written.err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into())),
        }
    }

    fn step(&self, step: Step) {
        if let Some(steps) = &self.steps {
            // The watch has gone when it was too late.
            let _gone = steps.send(step);
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.steps = None;
        self.to = None;
        self.killer.kill();
        let mut child = self.killer.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = child.wait() {
            tracing::debug!(%error, "a renderer's end cannot be seen");
        }
        drop(child);
        if let Some(watch) = self.watch.take()
            && watch.join().is_err()
        {
            tracing::debug!("a renderer's watch failed");
        }
    }
}

/// Ctrl-C at the terminal is for the parent; it decides what becomes of its children.
#[cfg(unix)]
fn apart(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    /// `CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW`.
    const FLAGS: u32 = 0x0000_0200 | 0x0800_0000;
    std::os::windows::process::CommandExt::creation_flags(command, FLAGS);
}

#[cfg(not(any(unix, windows)))]
fn apart(_command: &mut Command) {}
