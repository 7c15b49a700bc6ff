//! Routing into a folder: one file a fax, with a name made from the fax. A file is there whole or not at all, no file is
//! ever overwritten, and a copy that is tried again after it had arrived unnoticed is not made twice.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::document::{Format, blocking, same_content, write_pdf};
use super::names::component;
use super::template::Template;
use super::{
    BUILT_IN, FileList, MethodId, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingData, RoutingMethod,
};

/// Names that are tried for one file: `fax.pdf`, `fax (2).pdf` and so on.
const MAX_NAMES: u32 = 1_000;
/// Folders below the folder.
const MAX_DEPTH: usize = 8;

/// A folder. Its data is the folder's absolute path, or a JSON object:
///
/// ```json
/// {"folder": "/srv/fax", "name": "{year}/{month}/{date} {time} {from} {id}", "format": "pdf"}
/// ```
///
/// `name` may hold `/` for folders below, which are made as needed; what is filled in cannot. The folder itself is not
/// made: that it is missing mostly means that a drive or share is not connected.
#[derive(Clone, Copy, Debug, Default)]
pub struct Folder;

/// What the data of the method says.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct FolderData {
    folder: PathBuf,
    #[serde(default = "FolderData::usual_name")]
    name: String,
    #[serde(default)]
    format: Format,
}

impl FolderData {
    fn usual_name() -> String {
        "{date} {time} {from} {id}".to_owned()
    }

    fn read(data: &RoutingData) -> Result<Self, RouteError> {
        let wrong = |reason: String| RouteError::NotSetUp { method: "Folder", reason };
        let text = data.text().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| wrong("it needs the path of a folder".to_owned()))?;
        let data = if text.starts_with('{') {
            serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?
        } else {
            Self { folder: text.into(), name: Self::usual_name(), format: Format::default() }
        };
        if !data.folder.is_absolute() {
            return Err(wrong(format!("the folder's path must be absolute: {}", data.folder.display())));
        }
        data.parts().map_err(wrong)?;
        Ok(data)
    }

    /// The template of each part of the path below the folder; the last is the file's.
    fn parts(&self) -> Result<Vec<Template>, String> {
        let parts: Vec<&str> = self.name.split('/').map(str::trim).collect();
        if parts.iter().any(|part| part.is_empty() || matches!(*part, "." | "..")) {
            return Err(format!("the name {:?} has an empty part; write it like {:?}", self.name, Self::usual_name()));
        }
        if parts.len() > MAX_DEPTH {
            return Err(format!("the name {:?} has more than {MAX_DEPTH} parts", self.name));
        }
        parts.into_iter().map(Template::parse).collect()
    }
}

#[async_trait]
impl RoutingMethod for Folder {
    fn id(&self) -> MethodId {
        MethodId::FOLDER
    }

    fn friendly_name(&self) -> &str {
        "Folder"
    }

    fn function_name(&self) -> &str {
        "FaxRouteFolder"
    }

    fn extension_name(&self) -> &str {
        BUILT_IN
    }

    fn priority(&self) -> u32 {
        2
    }

    fn validate(&self, data: &RoutingData) -> Result<(), RouteError> {
        FolderData::read(data).map(drop)
    }

    fn target(&self, data: &RoutingData) -> String {
        FolderData::read(data)
            .map_or_else(|_| "into a folder".to_owned(), |data| format!("into {}", data.folder.display()))
    }

    async fn check(&self, data: &RoutingData) -> Result<String, RouteError> {
        let data = FolderData::read(data)?;
        blocking(move || {
            folder_is_there(&data.folder)?;
            let file =
                new_file(&data.folder).map_err(|source| RouteError::Write { path: data.folder.clone(), source })?;
            file.close().map_err(|source| RouteError::Write { path: data.folder.clone(), source })?;
            Ok(format!("files can be written into {}", data.folder.display()))
        })
        .await
    }

    async fn route(
        &self,
        fax: &RoutedFax,
        data: &RoutingData,
        _files: &mut FileList,
        _retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let data = FolderData::read(data)?;
        let fax = fax.clone();
        let path = blocking(move || deliver(&fax, &data)).await?;
        Ok(Routed::new(format!("saved as {}", path.display())))
    }
}

/// Makes the copy and gives its path.
fn deliver(fax: &RoutedFax, data: &FolderData) -> Result<PathBuf, RouteError> {
    folder_is_there(&data.folder)?;
    let parts = data.parts().map_err(|reason| RouteError::NotSetUp { method: "Folder", reason })?;
    let mut parts: Vec<String> = parts.iter().map(|part| component(&part.fill(fax))).collect();
    let stem = parts.pop().unwrap_or_else(|| component(""));
    let mut folder = data.folder.clone();
    folder.extend(&parts);
    let failed = |source| RouteError::Write { path: folder.clone(), source };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let tiff = std::fs::read(&fax.document).map_err(RouteError::Read)?;
    let mut file = new_file(&folder).map_err(failed)?;
    let format = fill(&mut file, &tiff, fax, data.format).map_err(failed)?;
    let path = place(file, &folder, &stem, format.ending())?;
    for below in path.ancestors().skip(1).take(parts.len() + 1) {
        sync_folder(below).map_err(failed)?;
    }
    Ok(path)
}

/// The folder must be there and be a folder.
fn folder_is_there(folder: &Path) -> Result<(), RouteError> {
    match std::fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(RouteError::NoFolder { path: folder.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(RouteError::NoFolder { path: folder.to_owned() }),
        Err(source) => Err(RouteError::Write { path: folder.to_owned(), source }),
    }
}

/// A file beside its future place, with the rights that new files have there, gone when it is dropped.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".faxwell-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Writes the copy through to the disk. Pages that cannot be read become a TIFF, so that the receiver gets what there
/// is.
fn fill(file: &mut NamedTempFile, tiff: &[u8], fax: &RoutedFax, format: Format) -> io::Result<Format> {
    let mut written = Format::Tif;
    if format == Format::Pdf {
        match write_pdf(tiff, fax, BufWriter::new(file.as_file_mut())) {
            Ok(()) => written = Format::Pdf,
            Err(crate::document::DocumentError::Write(error)) => return Err(error),
            Err(error) => {
                tracing::warn!(job = %fax.job, %error, "a copy is made as TIFF instead of PDF");
                start_again(file.as_file_mut())?;
            }
        }
    }
    if written == Format::Tif {
        file.as_file_mut().write_all(tiff)?;
    }
    file.as_file().sync_all()?;
    Ok(written)
}

fn start_again(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    io::Seek::rewind(file)
}

/// Gives the file its name. A file of that name with the same octets is this copy, made by a try that did not live to
/// say so.
fn place(mut file: NamedTempFile, folder: &Path, stem: &str, ending: &str) -> Result<PathBuf, RouteError> {
    let mut path = folder.join(format!("{stem}.{ending}"));
    for number in 2..=MAX_NAMES + 1 {
        let error = match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) => error,
        };
        file = error.file;
        // Some file systems cannot rename without overwriting, and do not say that the name is taken.
        if error.error.kind() != io::ErrorKind::AlreadyExists && path.symlink_metadata().is_err() {
            match claim(file, &path) {
                Ok(()) => return Ok(path),
                Err((_, source)) if source.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(RouteError::Write { path, source });
                }
                Err((back, _)) => file = back,
            }
        }
        if same_content(file.path(), &path).unwrap_or(false) {
            return Ok(path);
        }
        path = folder.join(format!("{stem} ({number}).{ending}"));
    }
    Err(RouteError::NoFreeName { path, tries: MAX_NAMES })
}

/// The way for file systems that cannot rename without overwriting, such as some shares: the name is taken with an empty
/// file of our own, which is then overwritten.
pub(super) fn claim(file: NamedTempFile, path: &Path) -> Result<(), (NamedTempFile, io::Error)> {
    if let Err(error) = File::options().write(true).create_new(true).open(path) {
        return Err((file, error));
    }
    file.persist(path).map(drop).map_err(|error| {
        if let Err(error) = std::fs::remove_file(path) {
            tracing::warn!(%error, "an empty file stays behind: {}", path.display());
        }
        (error.file, error.error)
    })
}

/// Makes a new name survive a power cut. Windows does that by itself, some shares cannot, and a folder that may only be
/// written to cannot be opened for it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        result => result,
    }
}
