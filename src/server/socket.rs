//! The local socket: a Unix socket or a Windows named pipe that only the user who owns the data directory can open.

use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use interprocess::local_socket::tokio::prelude::*;
use interprocess::local_socket::tokio::{Listener, Stream};
use interprocess::local_socket::{GenericFilePath, ListenerOptions};

/// Octets a Unix socket's path may have on every system (104 on macOS with its final zero, 108 on Linux).
#[cfg(unix)]
const MAX_PATH_OCTETS: usize = 100;

/// Where the socket of a data directory goes: in it, or, when its path is too long for a socket, in a private directory
/// of the runtime or temporary directory.
#[cfg(unix)]
pub(super) fn place(data_dir: &Path, lock: &File) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;

    let fits = |path: &Path| path.as_os_str().as_bytes().len() <= MAX_PATH_OCTETS;
    let inside = data_dir.join("engine.sock");
    if fits(&inside) {
        return Ok(inside);
    }
    let name = format!("faxwell-{}", fingerprint(data_dir));
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let candidates = runtime.into_iter().chain([std::env::temp_dir(), PathBuf::from("/tmp")]);
    let mut last = io::Error::new(io::ErrorKind::InvalidFilename, "the path is too long for a socket");
    for base in candidates.filter(|base| base.is_absolute() && fits(&base.join(&name).join("engine.sock"))) {
        match private_dir(&base.join(&name), lock) {
            Ok(dir) => return Ok(dir.join("engine.sock")),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// A directory that only the owner of `lock` (we) can enter: anyone may have made one of that name before us.
#[cfg(unix)]
fn private_dir(path: &Path, lock: &File) -> io::Result<PathBuf> {
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};

    match std::fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = std::fs::symlink_metadata(path)?;
    if !found.is_dir() || found.uid() != lock.metadata()?.uid() || found.mode() & 0o077 != 0 {
        let problem = format!("{} belongs to somebody else", path.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, problem));
    }
    Ok(path.to_owned())
}

/// Where the pipe of a data directory is.
#[cfg(windows)]
pub(super) fn place(data_dir: &Path, _lock: &File) -> io::Result<PathBuf> {
    Ok(PathBuf::from(format!(r"\\.\pipe\faxwell-{}", fingerprint(data_dir))))
}

/// A short name for a path. It need not be the same in another version: the owner notes the path it chose.
fn fingerprint(path: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The listening end of a data directory's socket. Dropping it removes the socket.
pub struct LocalListener {
    listener: Listener,
    path: PathBuf,
}

impl LocalListener {
    pub(super) fn bind(path: &Path) -> io::Result<Self> {
        remove_stale(path)?;
        let listener = match Self::listen(path, true) {
            // Not every system can give a socket its mode before it exists; its directory is private there.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Self::listen(path, false)?,
            other => other?,
        };
        Ok(Self { listener, path: path.to_owned() })
    }

    fn listen(path: &Path, with_mode: bool) -> io::Result<Listener> {
        let options = ListenerOptions::new().name(path.to_fs_name::<GenericFilePath>()?);
        #[cfg(unix)]
        if with_mode {
            use interprocess::os::unix::local_socket::ListenerOptionsExt as _;
            return options.mode(0o600).create_tokio();
        }
        let listener = options.create_tokio()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        }
        #[cfg(windows)]
        let _pipes_have_no_mode = with_mode;
        Ok(listener)
    }

    /// A socket that every user of this computer may open; their rights decide what they can do.
    ///
    /// # Errors
    /// The system's error; [`io::ErrorKind::AlreadyExists`] when something else is at that path.
    #[cfg(unix)]
    pub fn shared(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};

        match std::fs::symlink_metadata(path) {
            Ok(found) if !found.file_type().is_socket() => return Err(io::ErrorKind::AlreadyExists.into()),
            Ok(_) if std::os::unix::net::UnixStream::connect(path).is_ok() => {
                return Err(io::ErrorKind::AddrInUse.into());
            }
            Ok(_) => remove_stale(path)?,
            Err(_) => {}
        }
        let listener = Self::listen(path, false)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// Where it listens.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl std::fmt::Debug for LocalListener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LocalListener({})", self.path.display())
    }
}

/// Only the owner of the directory's lock gets here, so a socket that is there belongs to a dead owner.
#[cfg(unix)]
fn remove_stale(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Pipes end with their process.
#[cfg(windows)]
fn remove_stale(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// How long to wait after an accept that failed, mostly because there were too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

impl axum::serve::Listener for LocalListener {
    type Io = Stream;
    type Addr = PathBuf;

    async fn accept(&mut self) -> (Stream, PathBuf) {
        loop {
            match self.listener.accept().await {
                Ok(stream) => return (stream, self.path.clone()),
                Err(error) => {
                    tracing::warn!(%error, "a client could not connect");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<PathBuf> {
        Ok(self.path.clone())
    }
}

/// Opens a connection to a socket.
pub(super) async fn open(path: &Path) -> io::Result<Stream> {
    Stream::connect(path.to_fs_name::<GenericFilePath>()?).await
}
