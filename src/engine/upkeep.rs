//! Beginning, days, and the end: which ports there are, today's counts, and a shutdown that ends calls properly and saves
//! everything.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::lifecycle::AbortCause;
use super::ports::Port;
use super::run::{Engine, Stopping};
use crate::api::{Envelope, Reply};
use crate::model::{DayCounts, DeviceId, LogCategory, LogLevel, Outcome, PortId, PortInfo, PortSettings};
use crate::provider::{DeviceDeclaration, DeviceProvider};
use crate::store::StoreError;

/// When a failed save is tried again.
pub(super) const SAVE_AGAIN: Duration = Duration::from_secs(5);
/// Time the calls have to end when the engine ends.
const STOP_TIME: Duration = Duration::from_secs(8);
/// Time a provider has to release what it holds.
const PROVIDER_STOP_TIME: Duration = Duration::from_secs(2);

impl Engine {
    /// Asks the providers for their devices and starts a task for each.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) async fn declare_ports(&mut self) -> Result<(), StoreError> {
        let mut saved: BTreeMap<PortId, PortSettings> = self.store.load_port_settings().await?.into_iter().collect();
        for provider in self.providers.clone() {
            let declared = match provider.devices().await {
                Ok(declared) => declared,
                Err(error) => {
                    tracing::error!("{} is not used in this run: {error}", provider.friendly_name());
                    continue;
                }
            };
            for device in declared {
                let settings = saved.remove(&device.port);
                let device = DeviceDeclaration { defaults: settings.unwrap_or(device.defaults), ..device };
                self.declare(&provider, device);
            }
        }
        for (port, settings) in saved.into_iter().filter(|(_, settings)| !settings.device.is_empty()) {
            let providers = self.providers.clone();
            match providers.iter().find_map(|provider| Some((provider, provider.added(&port, &settings)?))) {
                Some((provider, device)) => self.declare(provider, device),
                None => tracing::warn!(%port, "nothing drives {}", settings.device),
            }
        }
        let devices = self.ports.iter().map(|(id, port)| (id.clone(), port.view.info.device_id)).collect();
        self.table.assign_devices(&devices);
        Ok(())
    }

    /// Starts a port for a device.
    pub(super) fn declare(&mut self, provider: &Arc<dyn DeviceProvider>, device: DeviceDeclaration) {
        if self.ports.contains_key(&device.port) {
            tracing::error!("{} declares port {} again", provider.friendly_name(), device.port);
            return;
        }
        let highest = self.ports.values().map(|port| port.view.info.device_id.0).max();
        let info = PortInfo {
            id: device.port.clone(),
            device_id: DeviceId(highest.unwrap_or(0).saturating_add(1)),
            provider: provider.name().to_owned(),
            description: device.description,
            is_virtual: device.is_virtual,
            settings: device.defaults,
        };
        self.properties.line(info.device_id, &info.id);
        self.tell_methods(info.device_id, true);
        let port = Port::start(Arc::clone(provider), info, self.lines, &self.input_sender);
        self.ports.insert(device.port, port);
    }

    /// Counts what ended since local midnight.
    pub(super) async fn count_day(&mut self) {
        let start = self.calendar.day_start(self.now());
        let counted = match self.store.day_counts(start).await {
            Ok(counted) => counted,
            Err(error) => {
                tracing::warn!("today's faxes are not counted: {error}");
                return;
            }
        };
        let mut total = DayCounts::default();
        let mut by_port: HashMap<PortId, DayCounts> = HashMap::new();
        for entry in counted {
            total.sent += entry.counts.sent;
            total.received += entry.counts.received;
            total.failed += entry.counts.failed;
            if let Some(port) = entry.port {
                by_port.insert(port, entry.counts);
            }
        }
        for (id, port) in &mut self.ports {
            let today = by_port.get(id).copied().unwrap_or_default();
            if port.view.today != today {
                port.change().today = today;
            }
        }
        self.today = total;
        self.archive_changed();
        self.pace.touch();
    }

    /// Begins to end: calls are ended properly, nothing new begins.
    pub(super) fn begin_stopping(&mut self, envelope: Option<Envelope>) {
        if self.stopping.is_none() {
            self.log(LogCategory::Init, LogLevel::Med, "the fax service ends");
            let deadline = Instant::now() + STOP_TIME;
            self.stopping = Some(Stopping { waiting: Vec::new(), deadline });
            self.give_up_submissions();
            let ports: Vec<PortId> = self.ports.keys().cloned().collect();
            for port in ports {
                self.abort_call(&port, AbortCause::Shutdown);
            }
        }
        if let Some(stopping) = &mut self.stopping {
            stopping.waiting.extend(envelope);
        }
    }

    /// Whether nothing is left to wait for.
    pub(super) fn has_stopped(&self) -> bool {
        self.stopping.as_ref().is_some_and(|stopping| {
            let quiet = self.ending.is_empty()
                && self.routing.is_quiet()
                && self.ports.values().all(|port| port.call.is_none());
            quiet || stopping.deadline <= Instant::now()
        })
    }

    /// Ends: whatever is still on a line is dropped, everything is saved, those who asked are answered.
    pub(super) async fn close(mut self) {
        let busy: Vec<PortId> =
            self.ports.iter().filter(|(_, port)| port.call.is_some()).map(|(id, _)| id.clone()).collect();
        for port in busy {
            self.drop_call(&port, Outcome::Canceled).await;
        }
        for port in self.ports.values() {
            port.stop();
        }
        for provider in &self.providers {
            if timeout(PROVIDER_STOP_TIME, provider.shutdown()).await.is_err() {
                tracing::warn!("{} does not end", provider.friendly_name());
            }
        }
        self.save_again = self.save_again.map(|_| Instant::now());
        self.save_unsaved().await;
        // An engine that only answers a command comes and goes unnoticed.
        if self.lines {
            self.note("server.end", "server".to_owned(), "");
        }
        self.write_journal().await;
        self.publish_end();
        if let Err(error) = self.store.close().await {
            tracing::error!("the store was not closed well; the next start looks after it: {error}");
        }
        let waiting = self.stopping.take().map(|stopping| stopping.waiting).unwrap_or_default();
        for envelope in waiting {
            envelope.answer(Ok(Reply::Done));
        }
    }
}
