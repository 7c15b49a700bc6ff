//! A document's file as octets: the one place that opens files people name, so that none of them makes the program wait
//! or fill its memory. What the octets are is the renderer's business.

mod expand;

pub use expand::{SourceError, SourceFile, Sources, expand};

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// Octets of one file at the most.
const FILE_MAX: u64 = 1 << 30;

/// Reads a document's file. Blocks.
///
/// A file without a size gives nothing and is not even opened: the system's own (`/proc/kmsg`) claim to be empty files
/// and then keep a reader waiting.
///
/// # Errors
/// The system's; [`io::ErrorKind::InvalidInput`] with the reason for a folder or device and for more than 1 GB.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    let refused = |words: &'static str| Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    if !about.is_file() {
        return refused("this is no file but a folder or device; choose a file");
    }
    if about.len() > FILE_MAX {
        return refused("the file is larger than 1 GB; make it smaller");
    }
    let mut octets = Vec::new();
    if about.len() > 0 {
        // It may grow while it is read.
        File::open(path)?.take(FILE_MAX).read_to_end(&mut octets)?;
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("letter.txt");
        fs::write(&path, "text").unwrap();
        assert_eq!(read_file(&path).unwrap(), b"text");
        fs::write(&path, "").unwrap();
        assert_eq!(read_file(&path).unwrap(), b"");
        assert_eq!(read_file(&dir.path().join("gone")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn folders_and_files_beyond_all_measure_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let error = read_file(dir.path()).unwrap_err();
        assert_eq!((error.kind(), error.to_string().contains("folder")), (io::ErrorKind::InvalidInput, true));
        let path = dir.path().join("large");
        // Sparse: takes no room.
        File::create(&path).unwrap().set_len(FILE_MAX + 1).unwrap();
        assert!(read_file(&path).unwrap_err().to_string().contains("larger than 1 GB"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn devices_and_the_kernels_files_keep_nobody_waiting() {
        for path in ["/dev/zero", "/dev/null", "/dev/tty"] {
            assert_eq!(read_file(Path::new(path)).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{path}");
        }
        for path in ["/proc/kmsg", "/proc/self/environ"] {
            assert_eq!(read_file(Path::new(path)).unwrap(), b"", "{path}");
        }
    }
}
