//! Who owns a data directory: a lock file that ends with its process, and beside it a note that says who holds it and
//! where the owner's socket is.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind as IoErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::socket::{self, LocalListener};
use crate::api::{ErrorKind, FaxError};

/// The lock file in the data directory. It stays behind, empty: removing it would let two processes lock two files.
const LOCK_FILE: &str = "engine.lock";
/// The note about the owner.
const OWNER_FILE: &str = "engine.json";

/// What the owner of a data directory says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Its process id.
    pub pid: u32,
    /// Its version.
    pub version: String,
    /// Its socket; none while it does not listen.
    pub socket: Option<PathBuf>,
}

/// Why a data directory could not be claimed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Another process runs an engine on it.
    #[error("the data directory is in use by another Faxwell{}; end that one, or choose another directory with --data: {path}", holder(*pid), path = path.display())]
    Held {
        /// The other process, if it said so.
        pid: Option<u32>,
        /// The directory.
        path: PathBuf,
    },
    /// The directory, or a file in it, may not be written.
    #[error("the data directory cannot be written ({source}); allow it, or choose another one with --data: {path}", path = path.display())]
    Denied {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The path names something that is no directory.
    #[error("the data directory is not a directory; choose another one with --data: {path}", path = path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// No room is left in it.
    #[error("the disk is full; free some space: {path}", path = path.display())]
    DiskFull {
        /// The file or directory.
        path: PathBuf,
    },
    /// Another failure.
    #[error("the data directory cannot be used ({source}): {path}", path = path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn holder(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

impl From<ClaimError> for FaxError {
    fn from(error: ClaimError) -> Self {
        let kind = match &error {
            ClaimError::Held { .. } => ErrorKind::Unreachable,
            ClaimError::Denied { .. } => ErrorKind::AccessDenied,
            ClaimError::NotADirectory { .. } => ErrorKind::InvalidParameter,
            ClaimError::DiskFull { .. } | ClaimError::Io { .. } => ErrorKind::Storage,
        };
        Self::new(kind, error.to_string())
    }
}

/// The right to run an engine on a data directory. It ends when this is dropped, or with the process.
#[derive(Debug)]
pub struct Claim {
    data_dir: PathBuf,
    lock: File,
}

/// Claims a data directory, which is made when it is not there (for its user alone).
///
/// # Errors
/// [`ClaimError`]; [`ClaimError::Held`] at once when another process has it.
pub fn claim(data_dir: &Path) -> Result<Claim, ClaimError> {
    make_private_dir(data_dir).map_err(|source| classify(data_dir, source))?;
    let path = data_dir.join(LOCK_FILE);
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(|source| classify(&path, source))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let pid = owner(data_dir).map(|owner| owner.pid);
            return Err(ClaimError::Held { pid, path: data_dir.to_owned() });
        }
        Err(TryLockError::Error(source)) => return Err(classify(&path, source)),
    }
    let claim = Claim { data_dir: data_dir.to_owned(), lock };
    claim.note(None).map_err(|source| classify(&data_dir.join(OWNER_FILE), source))?;
    Ok(claim)
}

/// What the last owner said about itself. It may have died since: only the lock tells.
pub fn owner(data_dir: &Path) -> Option<Owner> {
    serde_json::from_slice(&fs::read(data_dir.join(OWNER_FILE)).ok()?).ok()
}

impl Claim {
    /// The directory.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Opens the directory's socket, for this user alone, in place of one a dead owner left behind, and notes where it
    /// is. Needs a tokio runtime.
    ///
    /// # Errors
    /// The system's error.
    pub fn listen(&self) -> io::Result<LocalListener> {
        let path = socket::place(&self.data_dir, &self.lock)?;
        let listener = LocalListener::bind(&path)?;
        self.note(Some(path))?;
        Ok(listener)
    }

    fn note(&self, socket: Option<PathBuf>) -> io::Result<()> {
        let owner = Owner { pid: std::process::id(), version: env!("CARGO_PKG_VERSION").to_owned(), socket };
        // Renamed into place: a reader sees the old note or the new one, never half of it.
        let draft = self.data_dir.join("engine.json.new");
        fs::write(&draft, serde_json::to_vec(&owner)?)?;
        fs::rename(&draft, self.data_dir.join(OWNER_FILE))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let socket = owner(&self.data_dir).and_then(|owner| owner.socket);
        if let Some(dir) = socket.as_deref().and_then(Path::parent).filter(|dir| *dir != self.data_dir) {
            // The private directory of a socket that did not fit in here; kept when there is anything in it.
            let _kept = fs::remove_dir(dir);
        }
        // While the lock is still held: nobody else can have written a note. A note left behind does no harm.
        if let Err(error) = fs::remove_file(self.data_dir.join(OWNER_FILE)) {
            tracing::debug!(%error, "the note about the owner stays behind");
        }
    }
}

fn make_private_dir(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

fn classify(path: &Path, source: io::Error) -> ClaimError {
    let path = path.to_owned();
    match source.kind() {
        IoErrorKind::PermissionDenied | IoErrorKind::ReadOnlyFilesystem => ClaimError::Denied { path, source },
        IoErrorKind::NotADirectory | IoErrorKind::AlreadyExists => ClaimError::NotADirectory { path },
        IoErrorKind::StorageFull | IoErrorKind::QuotaExceeded => ClaimError::DiskFull { path },
        _ => ClaimError::Io { path, source },
    }
}
