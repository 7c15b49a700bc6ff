//! The fax file list of a received fax, and the routes it takes (`winfax.md` §6.3): what `FaxRouteAddFile`,
//! `FaxRouteDeleteFile`, `FaxRouteGetFile`, `FaxRouteEnumFiles` and `FaxRouteModifyRoutingData` work on.
//!
//! Decided here, where the documentation is silent (§11 nos. 11 and 28): the received TIFF has file number 0; numbers
//! are never used again; removing a file from the list leaves it on the disk, where its method has put it. The list is a
//! plain value that is kept with the fax until its last copy is made.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::PlannedRoute;
use crate::model::{MethodId, RoutingData};

/// A file's number in the list. At the C boundary a failure is -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileNumber(pub u32);

impl FileNumber {
    /// The received TIFF.
    pub const RECEIVED: Self = Self(0);
}

/// A file of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaxFile {
    /// Its number.
    pub number: FileNumber,
    /// Where it is; absolute.
    pub path: PathBuf,
    /// The method that added it; none for the received TIFF.
    pub owner: Option<MethodId>,
}

/// A way the fax takes, with the data its method will see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteEntry {
    /// What was planned; its data may have been changed by an earlier method.
    #[serde(flatten)]
    pub route: PlannedRoute,
    /// Its method has been called at least once.
    #[serde(default)]
    pub begun: bool,
}

/// Why the list does not do what a method asks for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileListError {
    /// Not an absolute path.
    #[error("the path is not absolute: {0}")]
    NotAbsolute(PathBuf),
    /// The list is full.
    #[error("a fax has {} files at the most", FileList::MAX_FILES)]
    Full,
    /// The received TIFF stays.
    #[error("the received fax cannot be taken off the list")]
    ReceivedFax,
    /// No such file in the list.
    #[error("the file is not in the list")]
    NoSuchFile,
    /// No route of that method is still to come, or none behind the caller's.
    #[error("no later method {0} is still to run")]
    NotLater(MethodId),
    /// More data than any method needs.
    #[error("routing data has {} octets at the most", FileList::MAX_DATA)]
    TooMuchData,
}

impl FileListError {
    /// The Win32 number for the C boundary (`winfax.md` §0.2).
    pub const fn win32(&self) -> u32 {
        match self {
            Self::NotAbsolute(_) | Self::TooMuchData => 87,
            Self::Full => 8,
            Self::ReceivedFax => 5,
            Self::NoSuchFile => 2,
            Self::NotLater(_) => 13,
        }
    }
}

/// The fax file list, with the routes of the fax in the order they run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileList {
    files: Vec<FaxFile>,
    next: u32,
    routes: Vec<RouteEntry>,
}

impl FileList {
    /// Files at the most.
    pub const MAX_FILES: usize = 1_000;
    /// Octets of routing data at the most.
    pub const MAX_DATA: usize = 1 << 20;

    /// The list before the first method runs: the received TIFF alone.
    pub fn new(received: impl Into<PathBuf>, routes: Vec<PlannedRoute>) -> Self {
        let received = FaxFile { number: FileNumber::RECEIVED, path: received.into(), owner: None };
        let routes = routes.into_iter().map(|route| RouteEntry { route, begun: false }).collect();
        Self { files: vec![received], next: 1, routes }
    }

    /// Adds a file (`FaxRouteAddFile`). A file that is in the list keeps its number and owner.
    ///
    /// # Errors
    /// [`FileListError::NotAbsolute`], [`FileListError::Full`].
    pub fn add(&mut self, path: impl Into<PathBuf>, owner: MethodId) -> Result<FileNumber, FileListError> {
        let path = path.into();
        if !path.is_absolute() {
            return Err(FileListError::NotAbsolute(path));
        }
        if let Some(there) = self.files.iter().find(|file| file.path == path) {
            return Ok(there.number);
        }
        if self.files.len() >= Self::MAX_FILES {
            return Err(FileListError::Full);
        }
        let number = FileNumber(self.next);
        self.next = self.next.checked_add(1).ok_or(FileListError::Full)?;
        self.files.push(FaxFile { number, path, owner: Some(owner) });
        Ok(number)
    }

    /// Takes a file off the list, whoever added it (`FaxRouteDeleteFile`); gives the number it had.
    ///
    /// # Errors
    /// [`FileListError::ReceivedFax`], [`FileListError::NoSuchFile`].
    pub fn delete(&mut self, path: &Path) -> Result<FileNumber, FileListError> {
        let index = self.files.iter().position(|file| file.path == path).ok_or(FileListError::NoSuchFile)?;
        if index == 0 {
            return Err(FileListError::ReceivedFax);
        }
        Ok(self.files.remove(index).number)
    }

    /// The file with that number (`FaxRouteGetFile`).
    ///
    /// # Errors
    /// [`FileListError::NoSuchFile`].
    pub fn file(&self, number: FileNumber) -> Result<&FaxFile, FileListError> {
        self.files.iter().find(|file| file.number == number).ok_or(FileListError::NoSuchFile)
    }

    /// All files in the order of their numbers, the received TIFF first (`FaxRouteEnumFiles`); stopping is leaving the
    /// loop.
    pub fn files(&self) -> impl Iterator<Item = &FaxFile> {
        self.files.iter()
    }

    /// Replaces the data a later method will see (`FaxRouteModifyRoutingData`): one of lower priority, that is with a
    /// larger number, which has not run yet.
    ///
    /// # Errors
    /// [`FileListError::NotLater`], [`FileListError::TooMuchData`].
    pub fn modify_routing_data(
        &mut self,
        caller: MethodId,
        target: MethodId,
        data: RoutingData,
    ) -> Result<(), FileListError> {
        if data.0.len() > Self::MAX_DATA {
            return Err(FileListError::TooMuchData);
        }
        let own = self.routes.iter().filter(|entry| entry.route.method == caller).map(|entry| entry.route.priority);
        let own = own.max().ok_or(FileListError::NotLater(target))?;
        let mut later = self
            .routes
            .iter_mut()
            .filter(|entry| entry.route.method == target && entry.route.priority > own && !entry.begun)
            .peekable();
        if later.peek().is_none() {
            return Err(FileListError::NotLater(target));
        }
        later.for_each(|entry| entry.route.data = data.clone());
        Ok(())
    }

    /// The routes, in the order they run.
    pub fn routes(&self) -> &[RouteEntry] {
        &self.routes
    }

    /// Takes over the list as a method has left it elsewhere: what it has no right to change must be as it was.
    ///
    /// # Errors
    /// [`FileListError::ReceivedFax`], [`FileListError::Full`], [`FileListError::TooMuchData`]; nothing is changed then.
    pub fn take_over(&mut self, other: Self) -> Result<(), FileListError> {
        let fixed = |list: &Self| {
            let route =
                |entry: &RouteEntry| (entry.route.method, entry.route.priority, entry.route.rule.clone(), entry.begun);
            (list.files.first().cloned(), list.routes.iter().map(route).collect::<Vec<_>>())
        };
        if fixed(self) != fixed(&other) || other.next < self.next {
            return Err(FileListError::ReceivedFax);
        }
        if other.files.len() > Self::MAX_FILES {
            return Err(FileListError::Full);
        }
        if other.routes.iter().any(|entry| entry.route.data.0.len() > Self::MAX_DATA) {
            return Err(FileListError::TooMuchData);
        }
        *self = other;
        Ok(())
    }

    /// A method is about to be called: the route as it stands now.
    pub(super) fn begin(&mut self, index: usize) -> Option<PlannedRoute> {
        let entry = self.routes.get_mut(index)?;
        entry.begun = true;
        Some(entry.route.clone())
    }
}
