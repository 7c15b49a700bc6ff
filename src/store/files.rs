//! Files in the data directory: written so that they are there whole or not at all, and still there after a power cut.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::{DocumentId, StoreError};

/// The folders of a store.
pub(super) struct Files {
    data_dir: PathBuf,
    documents: PathBuf,
    parts: PathBuf,
    /// Called between any two durable steps; an error makes the step fail.
    #[cfg(test)]
    pub(super) watch: std::sync::Mutex<Option<Watch>>,
}

/// What tests hang in between two steps.
#[cfg(test)]
pub(super) type Watch = Box<dyn FnMut(&'static str) -> io::Result<()> + Send>;

impl Files {
    /// Makes the folders that are missing and sees whether they can be written.
    pub(super) fn open(data_dir: PathBuf) -> Result<Self, StoreError> {
        let documents = data_dir.join("documents");
        let parts = documents.join("parts");
        for folder in [&data_dir, &documents, &parts] {
            make_folder(folder)?;
        }
        sync_folder(&data_dir)?;
        sync_folder(&documents)?;
        if let Some(Err(error)) = data_dir.parent().filter(|parent| parent.is_dir()).map(sync_folder) {
            // Above the data directory we may lack the right to; its entry there is then as durable as the system makes it.
            tracing::debug!(%error, "the folder above the data directory was not synced");
        }
        let files = Self {
            data_dir,
            documents,
            parts,
            #[cfg(test)]
            watch: std::sync::Mutex::new(None),
        };
        for folder in [&files.data_dir, &files.documents, &files.parts] {
            files.remove_temporary(folder)?;
        }
        // An empty file: on a full disk, people must still get in to delete something.
        let probe = files.data_dir.join("writable.tmp");
        let probed = write_synced(&probe, b"");
        files.remove(&probe)?;
        probed?;
        make_private(&files.database())?;
        Ok(files)
    }

    pub(super) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    pub(super) fn database(&self) -> PathBuf {
        self.data_dir.join("faxwell.db")
    }

    /// The folder of documents.
    pub(super) fn documents(&self) -> &Path {
        &self.documents
    }

    /// The folder of parts.
    pub(super) fn parts(&self) -> &Path {
        &self.parts
    }

    /// Where a document lies.
    pub(super) fn document(&self, id: &DocumentId) -> PathBuf {
        self.documents.join(format!("{id}.tif"))
    }

    /// Where a document lies while it is written.
    pub(super) fn draft(&self, id: &DocumentId) -> PathBuf {
        self.documents.join(format!("{id}.tmp"))
    }

    /// Where a received page lies. Each copy of a page has a name of its own.
    pub(super) fn part(&self, job: i64, page: i64, copy: i64) -> PathBuf {
        self.parts.join(format!("{job}-{page:04}-{copy}.tif"))
    }

    /// Writes a file under its final name. When this has returned it survives a power cut; when it failed, nothing of
    /// it is left. Returns its SHA-256.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> Result<String, StoreError> {
        let temporary = path.with_extension("tmp");
        let written = self.step("write", &temporary).and_then(|()| write_synced(&temporary, bytes));
        if let Err(error) = written.and_then(|()| self.name(&temporary, path)) {
            remove_quietly(&temporary);
            return Err(error);
        }
        Ok(hex(&Sha256::digest(bytes)))
    }

    /// Gives a synced file its final name, durably.
    pub(super) fn name(&self, temporary: &Path, path: &Path) -> Result<(), StoreError> {
        self.step("name", path)?;
        fs::rename(temporary, path).map_err(|error| StoreError::file("write", path, error))?;
        self.step("named", path)?;
        sync_folder(path.parent().unwrap_or(&self.data_dir))
    }

    /// Reads a file whole and compares it with the hash it had when it was written.
    pub(super) fn read(&self, path: &Path, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let bytes = fs::read(path).map_err(|error| StoreError::file("read", path, error))?;
        if hex(&Sha256::digest(&bytes)) == sha256 {
            Ok(bytes)
        } else {
            Err(StoreError::FileDamaged { path: path.to_owned() })
        }
    }

    /// SHA-256 and size of a file, reading it piece by piece.
    pub(super) fn fingerprint(&self, path: &Path) -> Result<(String, u64), StoreError> {
        let failed = |error| StoreError::file("read", path, error);
        let mut file = File::open(path).map_err(failed)?;
        let mut hash = Hashing(Sha256::new());
        let size = io::copy(&mut file, &mut hash).map_err(failed)?;
        Ok((hex(&hash.0.finalize()), size))
    }

    /// Removes a file; one that is not there is no error.
    pub(super) fn remove(&self, path: &Path) -> Result<(), StoreError> {
        self.step("remove", path)?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::file("remove", path, error)),
            _ => Ok(()),
        }
    }

    /// The files of a folder.
    pub(super) fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
        let listed = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        listed.map_err(|error| StoreError::file("read", folder, error))
    }

    /// Removes what a killed run was writing.
    fn remove_temporary(&self, folder: &Path) -> Result<(), StoreError> {
        let temporary = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "tmp");
        self.list(folder)?.iter().filter(|path| temporary(path)).try_for_each(|path| self.remove(path))
    }

    /// Marks the instant between two durable steps.
    pub(super) fn step(&self, step: &'static str, path: &Path) -> Result<(), StoreError> {
        #[cfg(test)]
        if let Some(watch) = self.watch.lock().unwrap().as_mut() {
            return watch(step).map_err(|error| StoreError::file("write", path, error));
        }
        let _ = (step, path);
        Ok(())
    }
}

/// Removes a file after another failure, which is the one to tell.
pub(super) fn remove_quietly(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a temporary file stays until the next start");
    }
}

/// Makes names in a folder durable. Windows has no such call and does it by itself.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|handle| handle.sync_all());
        synced.map_err(|error| StoreError::file("write", folder, error))?;
    }
    Ok(())
}

/// Makes a folder, readable by its owner alone: it will hold other people's letters.
fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Ok(()) if folder.is_dir() => Ok(()),
        Err(error) if !matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory) => {
            Err(StoreError::file("write", folder, error))
        }
        _ => Err(StoreError::NotADirectory { path: folder.to_owned() }),
    }
}

/// Makes an empty file only its owner can read, unless it is there. An empty file is an empty database.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::file("write", path, error))
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let written = File::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| StoreError::file("write", path, error))
}

struct Hashing(Sha256);

impl io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
