//! Nothing waits for ever: a call without any sign of life is aborted, one that ignores the abort loses its device, and a
//! port that stopped ringing without a word is opened anew. Spans are line time, longer on a line that runs slowly.

use std::time::Duration;

use tokio::time::Instant;

use super::lifecycle::AbortCause;
use super::ports::Port;
use super::run::Engine;
use crate::model::{Conversation, DeviceStatus, EventId, Outcome, PortId, PortState};
use crate::provider::CallReport;

/// A call may be silent so long. Longer than any timer of T.30 and than a patient dial tone, ring and answer together.
const STILL_MAX: Duration = Duration::from_secs(5 * 60);
/// A call in which people talk; T.30's own limit for that is fifteen minutes.
const TALK_MAX: Duration = Duration::from_secs(20 * 60);
/// A call may last so long in all.
const CALL_MAX: Duration = Duration::from_secs(6 * 60 * 60);
/// An aborted call may take so long to send DCN and hang up.
const ABORT_GRACE: Duration = Duration::from_secs(30);
/// Rings come every few seconds; without one for so long it rings no more.
const RING_MAX: Duration = Duration::from_secs(60);

/// What is due on a port.
enum Due {
    Abort,
    Drop,
    RingGone,
}

impl Engine {
    /// When the watchdog must look next.
    pub(super) fn watchdog_deadline(&self) -> Option<Instant> {
        self.ports.values().filter_map(|port| bite(port).map(|(at, _)| at)).min()
    }

    /// Ends what has stood still too long.
    pub(super) async fn watch_calls(&mut self) {
        let now = Instant::now();
        let due: Vec<(PortId, Due)> = self
            .ports
            .iter()
            .filter_map(|(id, port)| bite(port).filter(|(at, _)| *at <= now).map(|(_, due)| (id.clone(), due)))
            .collect();
        for (id, due) in due {
            match due {
                Due::Abort => {
                    tracing::warn!("the call on port {id} makes no progress and is ended");
                    self.abort_call(&id, AbortCause::Watchdog);
                }
                Due::Drop => {
                    tracing::warn!("the call on port {id} does not end; its device is closed and opened again");
                    self.drop_call(&id, Outcome::Canceled).await;
                }
                Due::RingGone => self.reopen(&id),
            }
        }
    }

    /// Ends the call on a port whatever its device does, and opens the device anew.
    pub(super) async fn drop_call(&mut self, id: &PortId, outcome: Outcome) {
        // First the task, so that nothing of the call goes on behind our back.
        let Some(port) = self.ports.get_mut(id) else { return };
        port.stop();
        if let Some(serial) = port.call.as_ref().map(|call| call.serial) {
            self.call_ended(id, serial, CallReport::failed(outcome)).await;
        }
        self.reopen(id);
    }

    fn reopen(&mut self, id: &PortId) {
        let inputs = self.input_sender.clone();
        if self.stopping.is_none()
            && let Some(port) = self.ports.get_mut(id)
        {
            port.restart(&inputs);
            self.plan_stale = true;
            self.pace.hurry();
        }
    }

    /// A port's device is gone or does not open; its task goes on trying.
    pub(super) async fn port_offline(&mut self, id: &PortId, reason: &str) {
        tracing::warn!("port {id} is off-line: {reason}");
        let provider = self.ports.get(id).map(|port| port.view.info.provider.clone()).unwrap_or_default();
        // Behind a plug-in nobody knows of a modem.
        let outcome = if self.is_plugged(&provider) { Outcome::ProviderFailed } else { Outcome::DeviceFailed };
        let Some(port) = self.ports.get_mut(id) else { return };
        let news = port.view.state != PortState::Offline;
        port.ring = None;
        let call = port.call.as_ref().map(|call| call.serial);
        if port.view.last_error.is_none() || news {
            port.change().last_error = Some(outcome);
        }
        if let Some(serial) = call {
            self.call_ended(id, serial, CallReport::failed(Outcome::DeviceLost)).await;
        }
        if let Some(port) = self.ports.get_mut(id) {
            port.change().trouble = reason.to_owned();
            port.set_state(PortState::Offline, DeviceStatus::Offline);
        }
        if news {
            self.emit_fax(EventId::ModemPoweredOff, Some(id), None);
        }
        self.plan_stale = true;
        self.pace.hurry();
    }
}

/// What becomes due on a port next, and when.
fn bite(port: &Port) -> Option<(Instant, Due)> {
    if let Some(call) = &port.call {
        return Some(match call.aborted {
            Some(aborted) => (aborted + port.line_span(ABORT_GRACE), Due::Drop),
            None => {
                let conversation = port.view.activity.as_ref().and_then(|activity| activity.conversation);
                let limit = if conversation == Some(Conversation::Talking) { TALK_MAX } else { STILL_MAX };
                let still = call.progress + port.line_span(limit);
                (still.min(call.began + port.line_span(CALL_MAX)), Due::Abort)
            }
        });
    }
    let ring = port.ring.as_ref()?;
    Some((ring.last + port.line_span(RING_MAX), Due::RingGone))
}
