//! Groups of lines and the rules that choose among them, for clients. What they mean for a fax is `model`'s and the
//! scheduler's.

use super::requests::storage_error;
use super::run::Engine;
use crate::api::{ErrorKind, FaxError, Reply};
use crate::model::{EventKind, Outbound, OutboundError, Revision};

impl Engine {
    /// Groups and rules, and whether their lines are there.
    pub(super) fn outbound_reply(&self) -> Reply {
        let (outbound, revision) = &self.outbound;
        Reply::Outbound(Box::new(outbound.view(*revision, |port| self.ports.contains_key(port))))
    }

    /// Replaces groups and rules, compare and swap.
    pub(super) async fn set_outbound(&mut self, outbound: Outbound, based_on: Revision) -> Result<Reply, FaxError> {
        let outbound = outbound.checked().map_err(|error| refused(&error))?;
        let saved = self.store.save_outbound(&outbound, based_on).await;
        let revision = saved.map_err(|error| storage_error(&error))?;
        self.outbound = (outbound, revision);
        self.plan_stale = true;
        self.emit(EventKind::ConfigurationChanged);
        Ok(self.outbound_reply())
    }
}

fn refused(error: &OutboundError) -> FaxError {
    let kind = match error {
        OutboundError::NoGroup(_) => ErrorKind::NotFound,
        _ => ErrorKind::InvalidParameter,
    };
    FaxError::new(kind, error.to_string()).with_win32(error.win32())
}
