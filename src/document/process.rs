//! Programs that work for us: each with a limit of time, and ended with all processes it has started.

use std::io;
use std::process::{Command, ExitStatus};
use std::time::Duration;

use process_wrap::std::{ChildWrapper, CommandWrap};

/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// How a program's run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// By itself.
    Exited(ExitStatus),
    /// By us, because it took longer than the limit.
    Late,
    /// By us, because nobody wanted the result any more.
    Unwanted,
}

/// A running program and the processes it has started. Dropping it ends all of them.
struct Group {
    leader: Box<dyn ChildWrapper>,
    gone: bool,
}

/// Runs a program until it ends by itself, `limit` has passed, or `wanted` says no, which is asked some times a second.
///
/// # Errors
/// The system's, when the program cannot be started or watched.
pub(super) fn run(command: Command, limit: Duration, wanted: &mut dyn FnMut() -> bool) -> io::Result<Ended> {
    let mut group = Group::start(command)?;
    let mut waited = Duration::ZERO;
    loop {
        if let Some(status) = group.leader.try_wait()? {
            // Nothing that it has left behind may go on.
            group.end();
            return Ok(Ended::Exited(status));
        }
        if waited >= limit {
            return Ok(Ended::Late);
        }
        if !wanted() {
            return Ok(Ended::Unwanted);
        }
        // Nobody unparks this thread; a wake for no reason only looks sooner.
        std::thread::park_timeout(LOOK);
        waited += LOOK;
    }
}

impl Group {
    fn start(command: Command) -> io::Result<Self> {
        let mut command = CommandWrap::from(command);
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject);
        Ok(Self { leader: command.spawn()?, gone: false })
    }

    /// Ends what is left and waits until it is gone.
    fn end(&mut self) {
        if self.gone {
            return;
        }
        self.gone = true;
        if let Err(error) = self.leader.start_kill() {
            tracing::debug!(%error, "a program had ended before it was");
        }
        if let Err(error) = self.leader.wait() {
            tracing::debug!(%error, "a program's end cannot be seen");
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}
