//! Cover pages that were kept: plain files, the common ones in `coverpages`, personal ones in a folder inside.
//!
//! People may put files there by hand, too. What is in them is `cover`'s business.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::StoreError;
use super::core::Core;
use super::files::Files;
use crate::model::Timestamp;

/// A cover page's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverFile {
    /// Its name without `.svg`.
    pub name: String,
    /// One user's own.
    pub personal: bool,
    /// What is in it.
    pub svg: Vec<u8>,
    /// When it was last written.
    pub changed_at: Option<Timestamp>,
}

/// Octets of a file that is read; `cover` takes less.
const LARGEST: u64 = 32 << 20;

pub(super) async fn list(core: &Arc<Core>) -> Result<Vec<CoverFile>, StoreError> {
    core.run_files(|files| {
        let mut found = Vec::new();
        for personal in [false, true] {
            let folder = folder(files, personal);
            if folder.is_dir() {
                found.extend(files.list(&folder)?.iter().filter_map(|path| read(path, personal).transpose()));
            }
        }
        let mut covers = found.into_iter().collect::<Result<Vec<_>, _>>()?;
        covers.sort_by(|a, b| (a.personal, &a.name).cmp(&(b.personal, &b.name)));
        Ok(covers)
    })
    .await
}

pub(super) async fn save(core: &Arc<Core>, name: &str, personal: bool, svg: Vec<u8>) -> Result<(), StoreError> {
    let name = name.to_owned();
    core.run_files(move |files| {
        make_folder(files, personal)?;
        files.write(&path(files, &name, personal), &svg)?;
        // It has one place only.
        files.remove(&path(files, &name, !personal))
    })
    .await
}

pub(super) async fn rename(core: &Arc<Core>, name: &str, to: &str, personal: bool) -> Result<(), StoreError> {
    let (name, to) = (name.to_owned(), to.to_owned());
    core.run_files(move |files| files.name(&path(files, &name, personal), &path(files, &to, personal))).await
}

pub(super) async fn delete(core: &Arc<Core>, name: &str, personal: bool) -> Result<(), StoreError> {
    let name = name.to_owned();
    core.run_files(move |files| files.remove(&path(files, &name, personal))).await
}

fn folder(files: &Files, personal: bool) -> PathBuf {
    let common = files.data_dir().join("coverpages");
    if personal { common.join("personal") } else { common }
}

fn make_folder(files: &Files, personal: bool) -> Result<(), StoreError> {
    let folder = folder(files, personal);
    fs::create_dir_all(&folder).map_err(|error| StoreError::file("write", &folder, error))
}

fn path(files: &Files, name: &str, personal: bool) -> PathBuf {
    folder(files, personal).join(format!("{name}.svg"))
}

/// A file, when it is one of ours.
fn read(path: &Path, personal: bool) -> Result<Option<CoverFile>, StoreError> {
    let failed = |error| StoreError::file("read", path, error);
    let is_svg = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
    let Some(name) = path.file_stem().and_then(|name| name.to_str()).filter(|_| is_svg) else { return Ok(None) };
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Ok(None);
    }
    let changed = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let changed_at = changed.and_then(|since| i64::try_from(since.as_millis()).ok()).map(Timestamp);
    let svg = fs::read(path).map_err(failed)?;
    Ok(Some(CoverFile { name: name.to_owned(), personal, svg, changed_at }))
}
