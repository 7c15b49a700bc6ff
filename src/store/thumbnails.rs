//! Small pictures of pages that consoles keep beside the database, so that a list need not fetch and draw its pages again
//! after every start. A cache: what is missing or damaged is made anew, the oldest go when there are too many, and those
//! of a message go before the message does.
//!
//! ```text
//! DIR/thumbnails/XX/JOB-NAME       one picture; XX are the low eight bits of the message's number, in hex
//! ```
//!
//! Names and contents are the console's. Folders and files are its owner's alone, as the pages are.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::model::JobId;

/// Octets of all pictures together; then the oldest go.
const OCTETS_MAX: u64 = 64 << 20;
/// Octets of one picture at the most.
const PICTURE_MAX: u64 = 1 << 20;
/// After so many have gone there is room for a while: eighths that stay.
const KEPT_EIGHTHS: u64 = 7;

/// The pictures of one data directory.
#[derive(Debug)]
pub struct Thumbnails {
    folder: PathBuf,
    max: u64,
    /// Octets there are, counted when the first picture was written.
    octets: Mutex<Option<u64>>,
}

impl Thumbnails {
    /// Over a data directory; touches nothing yet.
    pub fn of(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("thumbnails"), max: OCTETS_MAX, octets: Mutex::new(None) }
    }

    /// A picture of a message, by the name it was kept under. Blocks.
    pub fn read(&self, job: JobId, name: &str) -> Option<Vec<u8>> {
        let path = self.path(job, name)?;
        let small = fs::metadata(&path).is_ok_and(|file| file.is_file() && file.len() <= PICTURE_MAX);
        small.then(|| fs::read(&path).ok()).flatten()
    }

    /// Keeps a picture of a message; where that fails there is none. Blocks.
    pub fn write(&self, job: JobId, name: &str, octets: &[u8]) {
        let Some(path) = self.path(job, name).filter(|_| octets.len() as u64 <= PICTURE_MAX) else { return };
        if let Err(error) = self.try_write(&path, octets) {
            tracing::debug!(%error, "a thumbnail is not kept");
        }
    }

    fn try_write(&self, path: &Path, octets: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Whole or not at all for whoever reads meanwhile; not synced, since it can be made again.
        let draft = path.with_extension(format!("{}.tmp", std::process::id()));
        let written = options.open(&draft).and_then(|mut file| file.write_all(octets));
        if let Err(error) = written.and_then(|()| fs::rename(&draft, path)) {
            drop(fs::remove_file(&draft));
            return Err(error);
        }
        let mut counted = self.octets.lock().unwrap_or_else(PoisonError::into_inner);
        let all = match *counted {
            Some(before) => before.saturating_add(octets.len() as u64),
            None => self.files().iter().map(|file| file.octets).sum(),
        };
        *counted = Some(if all > self.max { self.evict() } else { all });
        Ok(())
    }

    /// Removes the oldest until there is room. Octets that stay.
    fn evict(&self) -> u64 {
        let mut files = self.files();
        files.sort_by_key(|file| std::cmp::Reverse(file.written));
        let (room, mut kept) = (self.max / 8 * KEPT_EIGHTHS, 0_u64);
        for file in files {
            if kept.saturating_add(file.octets) <= room {
                kept += file.octets;
            } else if let Err(error) = fs::remove_file(&file.path) {
                tracing::debug!(%error, "an old thumbnail stays");
            }
        }
        kept
    }

    fn files(&self) -> Vec<Kept> {
        let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
        let folders = entries(&self.folder).map(|entry| entry.path());
        let kept = |entry: fs::DirEntry| {
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let written = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            Some(Kept { path: entry.path(), octets: about.len(), written })
        };
        folders.flat_map(|folder| entries(&folder).filter_map(kept).collect::<Vec<_>>()).collect()
    }

    fn path(&self, job: JobId, name: &str) -> Option<PathBuf> {
        let plain =
            !name.is_empty() && name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        plain.then(|| shelf(&self.folder, job).join(format!("{job}-{name}")))
    }
}

struct Kept {
    path: PathBuf,
    octets: u64,
    written: SystemTime,
}

/// Few messages share a folder, so that none has to be looked for among all.
fn shelf(folder: &Path, job: JobId) -> PathBuf {
    folder.join(format!("{:02x}", job.0 & 0xff))
}

/// Removes the pictures of a message.
pub(super) fn forget(data_dir: &Path, job: JobId) {
    let Ok(entries) = fs::read_dir(shelf(&data_dir.join("thumbnails"), job)) else { return };
    let own = format!("{job}-");
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(&own)) {
        super::files::remove_quietly(&entry.path());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_private_and_go_with_their_message() {
        let dir = tempfile::tempdir().unwrap();
        let thumbnails = Thumbnails::of(dir.path());
        assert_eq!(thumbnails.read(JobId(1), "1-29x40"), None);
        for job in [JobId(1), JobId(257)] {
            thumbnails.write(job, "1-29x40", b"small");
            assert_eq!(thumbnails.read(job, "1-29x40").as_deref(), Some(&b"small"[..]));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let path = thumbnails.path(JobId(1), "1-29x40").unwrap();
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
        forget(dir.path(), JobId(1));
        assert_eq!(thumbnails.read(JobId(1), "1-29x40"), None);
        assert!(thumbnails.read(JobId(257), "1-29x40").is_some(), "another message in the same folder");
        thumbnails.write(JobId(1), "../../faxwell", b"small");
        thumbnails.write(JobId(1), "large", &vec![0; PICTURE_MAX as usize + 1]);
        assert_eq!(thumbnails.files().len(), 1);
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let dir = tempfile::tempdir().unwrap();
        let thumbnails = Thumbnails { max: 1_000, ..Thumbnails::of(dir.path()) };
        for job in 0..10 {
            thumbnails.write(JobId(job), "1", &[0; 100]);
            // Their age to the second, whatever the file system tells.
            let path = thumbnails.path(JobId(job), "1").unwrap();
            let written = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(job));
            fs::File::options().write(true).open(path).unwrap().set_modified(written).unwrap();
        }
        assert_eq!(thumbnails.files().len(), 10);
        thumbnails.write(JobId(10), "1", &[0; 100]);
        let there: Vec<u32> = (0..11).filter(|job| thumbnails.read(JobId(*job), "1").is_some()).collect();
        assert_eq!(there, [3, 4, 5, 6, 7, 8, 9, 10]);
    }
}
