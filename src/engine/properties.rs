//! Data that extensions keep here: for plug-ins through the provider seam, for clients through commands. Both ways lead
//! through one place, so that a change is on the disk before anybody is told of it, and is told in the order it was made.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::{broadcast, mpsc};

use super::requests::{no_port, storage_error};
use super::run::{Engine, Input};
use crate::api::{Envelope, ErrorKind, FaxError, Reply};
use crate::model::{
    Caller, Clock, DeviceId, EventKind, PROPERTY_OCTETS, PortId, Property, PropertyInfo, PropertyKey, RoutingData,
};
use crate::provider::{PropertyChange, PropertyError, PropertyStore, PropertyWriter};
use crate::store::{Store, StoreError};

/// Changes that may wait for a plug-in that is slow; it reads anew what it misses.
const CHANGES: usize = 64;

/// Where properties are kept and changed.
pub(super) struct Properties {
    store: Store,
    clock: Clock,
    inputs: mpsc::Sender<Input>,
    changes: broadcast::Sender<PropertyChange>,
    /// One change at a time: it is told in the order it was saved.
    turn: tokio::sync::Mutex<()>,
    /// The lines by their numbers of this run.
    lines: Mutex<BTreeMap<DeviceId, PortId>>,
    next: AtomicU64,
}

impl Properties {
    pub(super) fn new(store: Store, clock: Clock, inputs: mpsc::Sender<Input>) -> Self {
        let (changes, _) = broadcast::channel(CHANGES);
        Self {
            store,
            clock,
            inputs,
            changes,
            turn: tokio::sync::Mutex::default(),
            lines: Mutex::default(),
            next: AtomicU64::new(1),
        }
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<DeviceId, PortId>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line came; it keeps its number as long as the engine runs.
    pub(super) fn line(&self, device: DeviceId, port: &PortId) {
        self.lines().insert(device, port.clone());
    }

    /// Keeps a property and tells plug-ins.
    async fn keep(&self, writer: &PropertyWriter, key: &PropertyKey, data: RoutingData) -> Result<(), PropertyError> {
        if data.0.len() > PROPERTY_OCTETS {
            return Err(PropertyError::TooLarge(data.0.len()));
        }
        let failed = |error: StoreError| PropertyError::Storage(error.to_string());
        let _mine = self.turn.lock().await;
        if data.0.is_empty() {
            self.store.forget_property(key).await.map_err(failed)?;
        } else {
            let info = PropertyInfo {
                key: key.clone(),
                octets: data.0.len() as u64,
                changed_at: self.clock.time(),
                changed_by: writer.name.clone(),
            };
            if !self.store.save_property(&Property { info, data: data.clone() }).await.map_err(failed)? {
                return Err(PropertyError::Full);
            }
        }
        // Nobody may listen.
        let _unheard = self.changes.send(PropertyChange { key: key.clone(), data, writer: writer.number });
        Ok(())
    }
}

#[async_trait]
impl PropertyStore for Properties {
    async fn property(&self, key: &PropertyKey) -> Result<Option<RoutingData>, PropertyError> {
        let found = self.store.load_property(key).await;
        Ok(found.map_err(|error| PropertyError::Storage(error.to_string()))?.map(|property| property.data))
    }

    async fn set_property(
        &self,
        writer: &PropertyWriter,
        key: &PropertyKey,
        data: RoutingData,
    ) -> Result<(), PropertyError> {
        let octets = data.0.len();
        self.keep(writer, key, data).await?;
        // Clients are told, and the journal is written, by the loop, which has ended when nobody takes it.
        let changed = Input::PropertyChanged { key: key.clone(), octets, writer: writer.name.clone() };
        let _ended = self.inputs.send(changed).await;
        Ok(())
    }

    fn join(&self) -> (u64, broadcast::Receiver<PropertyChange>) {
        (self.next.fetch_add(1, Ordering::Relaxed), self.changes.subscribe())
    }

    fn port(&self, device: DeviceId) -> Option<PortId> {
        self.lines().get(&device).cloned()
    }

    fn device(&self, port: &PortId) -> Option<DeviceId> {
        self.lines().iter().find(|(_, known)| *known == port).map(|(device, _)| *device)
    }
}

impl Engine {
    /// The properties, as plug-ins have them.
    pub(super) fn property_store(&self) -> Arc<dyn PropertyStore> {
        Arc::clone(&self.properties) as Arc<dyn PropertyStore>
    }

    /// Answers what is only read, beside the loop.
    pub(super) fn read_properties(&self, envelope: Envelope, key: Option<PropertyKey>) {
        let store = self.store.clone();
        tokio::spawn(async move {
            let result = match key {
                None => store.load_properties().await.map(Reply::ExtensionProperties),
                Some(key) => match store.load_property(&key).await {
                    Ok(Some(property)) => Ok(Reply::ExtensionProperty(Box::new(property))),
                    Ok(None) => {
                        let text = format!("nothing is kept under {key}");
                        return envelope.answer(Err(FaxError::new(ErrorKind::NotFound, text)));
                    }
                    Err(error) => Err(error),
                },
            };
            envelope.answer(result.map_err(|error| storage_error(&error)));
        });
    }

    /// `SetExtensionProperty`; no data takes it away.
    pub(super) async fn set_extension_property(
        &mut self,
        caller: &Caller,
        key: PropertyKey,
        data: RoutingData,
    ) -> Result<Reply, FaxError> {
        if let Some(port) = key.port.as_ref().filter(|port| !data.0.is_empty() && !self.ports.contains_key(port)) {
            return Err(no_port(port));
        }
        let writer = PropertyWriter { name: self.name_of(caller), number: 0 };
        self.properties.keep(&writer, &key, data).await.map_err(|error| {
            let kind = match error {
                PropertyError::TooLarge(_) => ErrorKind::InvalidParameter,
                PropertyError::Full => ErrorKind::WrongState,
                PropertyError::Storage(_) => ErrorKind::Storage,
            };
            FaxError::new(kind, error.to_string()).with_win32(error.win32())
        })?;
        self.emit(EventKind::PropertyChanged { key });
        Ok(Reply::Done)
    }
}
