//! The operating-system user behind a local connection (`SO_PEERCRED`, `getpeereid`), with its groups by name.
//!
//! Where the system does not say who it is, only the owner of the data directory can open the socket: then it is the user
//! of this process.

use std::path::Path;

use interprocess::local_socket::tokio::Stream;

use crate::model::{Caller, Door};

/// Who is at the other end of a local connection.
pub(super) fn caller(stream: &Stream) -> Caller {
    system::peer(stream).unwrap_or_else(|| Caller::new(&process_user(), Door::Local))
}

/// Name of the user this process runs as.
pub fn process_user() -> String {
    system::process_user()
}

/// Name of the user who owns a directory; this process's where the system does not tell.
pub fn owner_of(dir: &Path) -> String {
    system::owner_of(dir).unwrap_or_else(process_user)
}

#[cfg(unix)]
mod system {
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;

    use interprocess::local_socket::tokio::Stream;
    use interprocess::local_socket::traits::StreamCommon as _;
    use nix::unistd::{Gid, Group, Uid, User, geteuid};

    use super::{Caller, Door};

    pub(super) fn peer(stream: &Stream) -> Option<Caller> {
        let creds = stream.peer_creds().inspect_err(|error| tracing::warn!(%error, "a client stays unknown")).ok()?;
        let user = Uid::from_raw(creds.euid()?);
        let first = creds.egid().map(Gid::from_raw);
        let named = User::from_uid(user).ok().flatten();
        let mut groups = named.as_ref().map(groups_of).unwrap_or_default();
        groups.extend(first.filter(|group| !groups.contains(group)));
        let groups: Vec<String> = groups.into_iter().map(group_name).collect();
        let name = named.map_or_else(|| user.to_string(), |user| user.name);
        Some(Caller::new(&name, Door::Local).with_groups(groups))
    }

    pub(super) fn process_user() -> String {
        let user = geteuid();
        User::from_uid(user).ok().flatten().map_or_else(|| user.to_string(), |user| user.name)
    }

    pub(super) fn owner_of(dir: &Path) -> Option<String> {
        let owner = Uid::from_raw(std::fs::metadata(dir).ok()?.uid());
        Some(User::from_uid(owner).ok().flatten().map_or_else(|| owner.to_string(), |user| user.name))
    }

    /// A group without a name goes by its number.
    fn group_name(group: Gid) -> String {
        Group::from_gid(group).ok().flatten().map_or_else(|| group.to_string(), |group| group.name)
    }

    #[cfg(not(target_vendor = "apple"))]
    fn groups_of(user: &User) -> Vec<Gid> {
        let name = std::ffi::CString::new(user.name.as_str()).unwrap_or_default();
        nix::unistd::getgrouplist(&name, user.gid).unwrap_or_else(|_| vec![user.gid])
    }

    /// There, a user's groups beside the first are not told in this way.
    #[cfg(target_vendor = "apple")]
    fn groups_of(user: &User) -> Vec<Gid> {
        vec![user.gid]
    }
}

#[cfg(windows)]
mod system {
    use std::path::Path;

    use interprocess::local_socket::tokio::Stream;

    use super::Caller;

    /// A pipe's client is known by its process alone; the pipe lets its owner in and nobody else.
    pub(super) fn peer(_stream: &Stream) -> Option<Caller> {
        None
    }

    pub(super) fn owner_of(_dir: &Path) -> Option<String> {
        None
    }

    pub(super) fn process_user() -> String {
        std::env::var("USERNAME").unwrap_or_default()
    }
}
