//! Files as the console reaches them: through functions `main` hands in, on named worker threads, never in a frame.
//! Choosing a file is the platform's dialog (rfd), which runs on such a thread too. What came of it `answers` says.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::lang::{self, Lang};

type Read = dyn Fn(&Path) -> io::Result<Vec<u8>> + Send + Sync;
type Write = dyn Fn(&Path, &[u8]) -> io::Result<()> + Send + Sync;
type Choose = dyn Fn(&FileQuestion) -> Vec<PathBuf> + Send + Sync;

/// What a person is asked by a dialog for files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileQuestion {
    /// Which documents to send; several may be chosen.
    Documents,
    /// Which file to read.
    Source {
        /// The dialog's title.
        title: &'static str,
        /// What such files are called.
        kind: &'static str,
        /// Their endings, without a dot.
        extensions: &'static [&'static str],
    },
    /// Where to save.
    Target {
        /// The name that is offered, without its ending.
        name: String,
        /// The ending, without a dot.
        extension: &'static str,
    },
}

/// Chooses, reads and writes whole files. `main` hands in the file system's; tests hand in their own.
#[derive(Clone)]
pub struct FileAccess {
    read: Arc<Read>,
    write: Arc<Write>,
    choose: Arc<Choose>,
}

impl FileAccess {
    /// Both may block; they are called on worker threads only. Files are chosen by the platform's dialog.
    pub fn new(
        read: impl Fn(&Path) -> io::Result<Vec<u8>> + Send + Sync + 'static,
        write: impl Fn(&Path, &[u8]) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { read: Arc::new(read), write: Arc::new(write), choose: Arc::new(ask) }
    }

    /// With another way to choose files than the platform's dialog.
    #[cfg(test)]
    pub(crate) fn chosen_by(mut self, choose: impl Fn(&FileQuestion) -> Vec<PathBuf> + Send + Sync + 'static) -> Self {
        self.choose = Arc::new(choose);
        self
    }

    /// The whole file. Blocks.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        (self.read)(path)
    }

    /// Makes or replaces a file. Blocks.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        (self.write)(path, bytes)
    }

    /// Asks for files; none when the dialog was closed. Blocks.
    pub(crate) fn choose(&self, question: &FileQuestion) -> Vec<PathBuf> {
        (self.choose)(question)
    }
}

impl std::fmt::Debug for FileAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileAccess")
    }
}

/// The platform's dialog.
fn ask(question: &FileQuestion) -> Vec<PathBuf> {
    let dialog = rfd::FileDialog::new();
    let all = lang::text("files-all");
    match question {
        FileQuestion::Documents => dialog
            .set_title(lang::text("files-title"))
            .add_filter(lang::text("files-documents"), &["pdf", "tif", "tiff", "png", "jpg", "jpeg", "txt"])
            .add_filter(all, &["*"])
            .pick_files()
            .unwrap_or_default(),
        FileQuestion::Source { title, kind, extensions } => {
            let dialog = dialog.set_title(*title).add_filter(*kind, extensions).add_filter(all, &["*"]);
            dialog.pick_file().into_iter().collect()
        }
        FileQuestion::Target { name, extension } => dialog
            .set_title(lang::text("files-save"))
            .set_file_name(format!("{name}.{extension}"))
            .add_filter(extension.to_uppercase(), &[extension])
            .save_file()
            .into_iter()
            .collect(),
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

/// Runs `work` on a thread of its own, named for what it does, which speaks that language. False when the system gives
/// no thread.
pub(crate) fn in_background(name: &str, spoken: Lang, work: impl FnOnce() + Send + 'static) -> bool {
    let work = move || {
        lang::speak(spoken);
        work();
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(work).is_ok()
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
