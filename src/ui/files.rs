//! Files as the console reaches them: through functions `main` hands in, on named worker threads, never in a frame.
//! Choosing a file is the platform's dialog (rfd), which runs on such a thread too.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// Runs `work` on a thread of its own, named for what it does. False when the system gives no thread.
pub(crate) fn in_background(name: &str, work: impl FnOnce() + Send + 'static) -> bool {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).is_ok()
}

/// Asks for documents to send; calls `chosen` on the dialog's thread, and not at all when nothing was chosen.
pub(crate) fn choose_documents(chosen: impl FnOnce(Vec<PathBuf>) + Send + 'static) -> bool {
    in_background("file dialog", move || {
        let dialog = rfd::FileDialog::new()
            .set_title("Documents to send")
            .add_filter("Documents", &["pdf", "tif", "tiff", "png", "jpg", "jpeg", "txt"])
            .add_filter("All files", &["*"]);
        if let Some(files) = dialog.pick_files() {
            chosen(files);
        }
    })
}

/// Asks where to save; blocks, so call it on a worker thread.
pub(crate) fn choose_target(name: &str, extension: &str) -> Option<PathBuf> {
    rfd::FileDialog::new()
        .set_title("Save the fax")
        .set_file_name(format!("{name}.{extension}"))
        .add_filter(extension.to_uppercase(), &[extension])
        .save_file()
}
