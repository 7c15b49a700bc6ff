//! Files as the console reaches them: through functions `main` hands in, on named worker threads, never in a frame.
//! Choosing a file is the platform's dialog (rfd), which runs on such a thread too.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::lang;

type Read = dyn Fn(&Path) -> io::Result<Vec<u8>> + Send + Sync;
type Write = dyn Fn(&Path, &[u8]) -> io::Result<()> + Send + Sync;

/// Reads and writes whole files. `main` hands in the file system's; tests hand in their own.
#[derive(Clone)]
pub struct FileAccess {
    read: Arc<Read>,
    write: Arc<Write>,
}

impl FileAccess {
    /// Both may block; they are called on worker threads only.
    pub fn new(
        read: impl Fn(&Path) -> io::Result<Vec<u8>> + Send + Sync + 'static,
        write: impl Fn(&Path, &[u8]) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { read: Arc::new(read), write: Arc::new(write) }
    }

    /// The whole file. Blocks.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        (self.read)(path)
    }

    /// Makes or replaces a file. Blocks.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        (self.write)(path, bytes)
    }
}

impl std::fmt::Debug for FileAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileAccess")
    }
}

/// The files a pasted text names: one path or `file:` address a line, as file managers copy them. None when any line
/// is something else.
pub(crate) fn pasted_files(text: &str) -> Option<Vec<PathBuf>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let files: Option<Vec<PathBuf>> = lines
        .map(|line| match line.strip_prefix("file://") {
            // The host, if any, is this one.
            Some(rest) => rest.find('/').and_then(|at| rest.get(at..)).map(|path| PathBuf::from(decoded(path))),
            None => Some(PathBuf::from(line)).filter(|path| path.is_absolute() && path.extension().is_some()),
        })
        .collect();
    files.filter(|files| !files.is_empty())
}

/// `%20` and the like as the octets they stand for.
fn decoded(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(octet) => {
                octets.push(octet);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                octets.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// Runs `work` on a thread of its own, named for what it does; it speaks the window's language. False when the system gives no thread.
pub(crate) fn in_background(name: &str, work: impl FnOnce() + Send + 'static) -> bool {
    let spoken = lang::current();
    let work = move || {
        lang::speak(spoken);
        work();
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(work).is_ok()
}

/// Asks for documents to send; calls `chosen` on the dialog's thread, and not at all when nothing was chosen.
pub(crate) fn choose_documents(chosen: impl FnOnce(Vec<PathBuf>) + Send + 'static) -> bool {
    in_background("file dialog", move || {
        let dialog = rfd::FileDialog::new()
            .set_title(lang::text("files-title"))
            .add_filter(lang::text("files-documents"), &["pdf", "tif", "tiff", "png", "jpg", "jpeg", "txt"])
            .add_filter(lang::text("files-all"), &["*"]);
        if let Some(files) = dialog.pick_files() {
            chosen(files);
        }
    })
}

/// Asks where to save; blocks, so call it on a worker thread.
pub(crate) fn choose_target(name: &str, extension: &str) -> Option<PathBuf> {
    rfd::FileDialog::new()
        .set_title(lang::text("files-save"))
        .set_file_name(format!("{name}.{extension}"))
        .add_filter(extension.to_uppercase(), &[extension])
        .save_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_pasted_as_file_managers_copy_them() {
        let files = |text| pasted_files(text).unwrap_or_default();
        assert_eq!(files("file:///tmp/a%20b.pdf\r\nfile:///tmp/%C3%BC.tif\n").len(), 2);
        assert_eq!(files("file://host/tmp/a%20b.pdf"), [PathBuf::from("/tmp/a b.pdf")]);
        assert_eq!(files("/tmp/100%.txt"), [PathBuf::from("/tmp/100%.txt")]);
        assert_eq!(pasted_files("+49 30 1234"), None);
        assert_eq!(pasted_files("/tmp/a.pdf\nDear Sir"), None);
        assert_eq!(pasted_files(""), None);
    }
}
