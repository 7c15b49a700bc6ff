//! Ports opened to be changed: one client at a time, and nobody else meanwhile. And what a port's status object tells.

use std::collections::BTreeMap;
use std::time::Duration;

use super::requests::no_port;
use super::run::Engine;
use crate::api::{Command, ErrorKind, FaxError, Reply};
use crate::model::{Caller, Lease, PortId, PortMode, PortStatus, Timestamp};

/// ERROR_BAD_UNIT: no such device.
const BAD_UNIT: u32 = 20;
/// ERROR_INVALID_HANDLE: the device is open for modification, or the handle is closed.
const INVALID_HANDLE: u32 = 6;

/// The leases there are.
#[derive(Debug, Default)]
pub(super) struct Leases {
    held: BTreeMap<PortId, Lease>,
    last: u64,
}

/// When a lease ends that is used now.
fn until(now: Timestamp) -> Timestamp {
    now.plus(Duration::from_secs(u64::from(Lease::MINUTES) * 60))
}

impl Leases {
    fn held(&self, port: &PortId, now: Timestamp) -> Option<&Lease> {
        self.held.get(port).filter(|lease| lease.until > now)
    }

    fn take(&mut self, port: &PortId, user: &str, now: Timestamp) -> Result<Lease, FaxError> {
        if let Some(lease) = self.held(port, now) {
            let text = format!("{} has opened port {port} to change it; wait until it is closed", named(&lease.user));
            return Err(FaxError::new(ErrorKind::Conflict, text).with_win32(INVALID_HANDLE));
        }
        // Numbers go on from the time, so that those of an earlier run fit none of this one.
        let first = u64::try_from(now.0).unwrap_or(0) << 8;
        self.last = (self.last + 1).max(first);
        let lease = Lease { id: self.last, port: port.clone(), user: user.to_owned(), until: until(now) };
        self.held.insert(port.clone(), lease.clone());
        Ok(lease)
    }

    /// Uses a lease of a port, which lasts longer then.
    fn use_one(&mut self, id: u64, port: Option<&PortId>, now: Timestamp) -> Result<Lease, FaxError> {
        let fits =
            |lease: &&mut Lease| lease.id == id && lease.until > now && port.is_none_or(|port| lease.port == *port);
        match self.held.values_mut().find(fits) {
            Some(lease) => {
                lease.until = until(now);
                Ok(lease.clone())
            }
            None => {
                let text = "the port is not open any more; open it again";
                Err(FaxError::new(ErrorKind::WrongState, text).with_win32(INVALID_HANDLE))
            }
        }
    }

    fn give_back(&mut self, id: u64) {
        self.held.retain(|_, lease| lease.id != id);
    }
}

fn named(user: &str) -> &str {
    if user.is_empty() { "somebody" } else { user }
}

/// The port that a request changes.
fn changed_port(command: &Command) -> Option<&PortId> {
    match command {
        Command::SetPort { port, .. } | Command::SetPortRouting { port, .. } | Command::RemovePort { port } => {
            Some(port)
        }
        _ => None,
    }
}

impl Engine {
    /// `FaxOpenPort`. To look at a port needs no lease.
    pub(super) fn open_port(&mut self, caller: &Caller, port: &PortId, mode: PortMode) -> Result<Reply, FaxError> {
        if !self.ports.contains_key(port) {
            return Err(no_port(port).with_win32(BAD_UNIT));
        }
        let now = self.now();
        let lease = match mode {
            PortMode::Query => None,
            PortMode::Modify => Some(self.leases.take(port, &caller.user, now)?),
        };
        Ok(Reply::PortOpened(lease))
    }

    /// `FaxClose` of a port.
    pub(super) fn close_port(&mut self, lease: u64) -> Reply {
        self.leases.give_back(lease);
        Reply::Done
    }

    /// The request that a lease is used for, once it is clear that nobody else holds what it changes.
    pub(super) fn leased(&mut self, command: Command) -> Result<Command, FaxError> {
        let now = self.now();
        let (command, lease) = match command {
            Command::WithLease { lease, request } => (*request, Some(lease)),
            command => (command, None),
        };
        let Some(port) = changed_port(&command) else {
            return match lease {
                None => Ok(command),
                Some(_) => Err(FaxError::new(
                    ErrorKind::InvalidParameter,
                    "that request does not change a port and takes no lease",
                )),
            };
        };
        match lease {
            Some(lease) => drop(self.leases.use_one(lease, Some(port), now)?),
            None => {
                if let Some(lease) = self.leases.held(port, now) {
                    let text = format!("{} has opened port {port} to change it; try again later", named(&lease.user));
                    return Err(FaxError::new(ErrorKind::Conflict, text));
                }
            }
        }
        Ok(command)
    }

    /// Keeps a lease for longer.
    pub(super) fn renew_lease(&mut self, lease: u64) -> Result<Reply, FaxError> {
        let now = self.now();
        self.leases.use_one(lease, None, now).map(|lease| Reply::PortOpened(Some(lease)))
    }

    /// `FaxGetDeviceStatus`, IFaxStatus.
    pub(super) fn port_status(&mut self, id: &PortId) -> Result<Reply, FaxError> {
        let (now, sequence) = (self.now(), self.pace.sequence());
        let port = self.ports.get_mut(id).ok_or_else(|| no_port(id))?.shared();
        let job = port.activity.as_ref().and_then(|activity| self.table.job(activity.job));
        let status = PortStatus::of(&port, job.map(|job| &**job), now, sequence);
        Ok(Reply::PortStatus(Box::new(status)))
    }
}
