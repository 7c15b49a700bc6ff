//! What a plug-in keeps with the server (`winfax.md` §7), as the engine's side of its process has it: its questions are
//! answered, and what it has registered for is pushed to it. Its own changes are not pushed back to it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};

use super::child::Host;
use super::health::PlugError;
use super::wire::{Ask, Given, Place, Request, Want};
use crate::model::{DeviceId, DeviceSource, PortId, PropertyKey};
use crate::provider::{PropertyChange, PropertyStore, PropertyWriter};

/// ERROR_FILE_NOT_FOUND, ERROR_BAD_UNIT, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY.
const NOTHING_THERE: u32 = 2;
const BAD_UNIT: u32 = 20;
const INVALID_PARAMETER: u32 = 87;
const NO_ROOM: u32 = 8;
/// Registrations of one process at the most.
const WATCHES_MAX: usize = 1_000;

/// How a plug-in numbers lines.
#[derive(Clone, Debug)]
pub(super) enum Numbering {
    /// With the service's numbers: a routing extension.
    Service,
    /// With its own, from this one on: a provider. The lines' names stand in their order.
    Own { first: u32, ports: Vec<PortId> },
}

impl Numbering {
    /// The line of a number; none for 0, which is no line.
    fn port(&self, store: &dyn PropertyStore, device: u32) -> Result<Option<PortId>, u32> {
        if device == 0 {
            return Ok(None);
        }
        let found = match self {
            Self::Service => store.port(DeviceId(device)),
            Self::Own { first, ports } => {
                device.checked_sub(*first).and_then(|place| ports.get(place as usize)).cloned()
            }
        };
        found.map(Some).ok_or(BAD_UNIT)
    }

    fn key(&self, store: &dyn PropertyStore, place: &Place) -> Result<PropertyKey, u32> {
        Ok(PropertyKey {
            guid: place.guid.parse().map_err(|_| INVALID_PARAMETER)?,
            port: self.port(store, place.device)?,
            source: DeviceSource::of_code(place.source).ok_or(INVALID_PARAMETER)?,
        })
    }
}

/// What is registered for: the place as the plug-in says it, and as it is kept.
type Watches = Arc<Mutex<BTreeMap<u64, (Place, PropertyKey)>>>;

fn locked(watches: &Watches) -> MutexGuard<'_, BTreeMap<u64, (Place, PropertyKey)>> {
    watches.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves a process until it ends.
pub(super) fn serve(
    host: &Arc<Host>,
    name: &str,
    store: Arc<dyn PropertyStore>,
    numbering: Numbering,
    limit: Duration,
    on_fault: impl Fn(&PlugError) + Send + 'static,
) {
    let Some(wants) = host.wants() else { return };
    let (number, changes) = store.join();
    let watches = Watches::default();
    let keeper = Keeper {
        store: Arc::clone(&store),
        numbering,
        watches: Arc::clone(&watches),
        writer: PropertyWriter { name: name.to_owned(), number },
    };
    tokio::spawn(keeper.answer(wants, host.asks()));
    let (pushes, to_push) = mpsc::channel(1);
    tokio::spawn(collect(changes, store, watches, number, pushes));
    tokio::spawn(push(Arc::downgrade(host), to_push, limit, on_fault));
}

/// Tells the process of changes until it is gone, one after the other.
async fn push(
    host: Weak<Host>,
    mut changes: mpsc::Receiver<Request>,
    limit: Duration,
    on_fault: impl Fn(&PlugError) + Send + 'static,
) {
    while let Some(change) = changes.recv().await {
        // Nobody but the one who uses it keeps a process alive.
        let Some(host) = host.upgrade() else { return };
        if let Err(error) = host.ask(0, change, limit).await {
            host.blame(&error);
            if error.is_fault() && host.tell_once() {
                on_fault(&error);
            }
            return;
        }
    }
}

struct Keeper {
    store: Arc<dyn PropertyStore>,
    numbering: Numbering,
    watches: Watches,
    writer: PropertyWriter,
}

impl Keeper {
    /// Answers what the process asks until it asks no more.
    async fn answer(self, mut wants: mpsc::Receiver<(u64, Want)>, asks: mpsc::Sender<Ask>) {
        while let Some((number, want)) = wants.recv().await {
            let given = self.given(want).await.unwrap_or_else(|error| Given::Refused { error });
            let ask = Ask { number: 0, operation: 0, request: Request::Given { number, given } };
            if asks.send(ask).await.is_err() {
                return;
            }
        }
    }

    async fn given(&self, want: Want) -> Result<Given, u32> {
        match want {
            Want::Data { at } => {
                let key = self.numbering.key(&*self.store, &at)?;
                let found = self.store.property(&key).await.map_err(|error| error.win32())?;
                Ok(Given::Data(found.ok_or(NOTHING_THERE)?))
            }
            Want::Keep { at, data } => {
                let key = self.numbering.key(&*self.store, &at)?;
                let kept = self.store.set_property(&self.writer, &key, data).await;
                kept.map_err(|error| {
                    tracing::warn!(plugin = %self.writer.name, "{key} is not kept: {error}");
                    error.win32()
                })?;
                Ok(Given::Done)
            }
            Want::Watch { registration, at } => {
                let key = self.numbering.key(&*self.store, &at)?;
                let mut watches = locked(&self.watches);
                if watches.len() >= WATCHES_MAX {
                    return Err(NO_ROOM);
                }
                watches.insert(registration, (at, key));
                Ok(Given::Done)
            }
            Want::Unwatch { registration } => {
                locked(&self.watches).remove(&registration);
                Ok(Given::Done)
            }
        }
    }
}

/// Finds out of all changes those to be told, until nobody tells them.
async fn collect(
    mut changes: broadcast::Receiver<PropertyChange>,
    store: Arc<dyn PropertyStore>,
    watches: Watches,
    own: u64,
    told: mpsc::Sender<Request>,
) {
    loop {
        let next = tokio::select! {
            next = changes.recv() => next,
            () = told.closed() => return,
        };
        // None: some were missed, and everything that is registered for is told as it is now.
        let change = match next {
            Ok(change) if change.writer == own => continue,
            Ok(change) => Some(change),
            Err(RecvError::Lagged(_)) => None,
            Err(RecvError::Closed) => return,
        };
        let about = |key: &PropertyKey| change.as_ref().is_none_or(|change| change.key == *key);
        let due: Vec<_> = locked(&watches)
            .iter()
            .filter(|(_, (_, key))| about(key))
            .map(|(registration, (place, key))| (*registration, place.clone(), key.clone()))
            .collect();
        for (registration, at, key) in due {
            let data = match &change {
                Some(change) => change.data.clone(),
                None => store.property(&key).await.ok().flatten().unwrap_or_default(),
            };
            if told.send(Request::ConfigChanged { registration, at, data }).await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RoutingData;
    use crate::provider::PropertyError;

    struct Nothing;

    #[async_trait::async_trait]
    impl PropertyStore for Nothing {
        async fn property(&self, _: &PropertyKey) -> Result<Option<RoutingData>, PropertyError> {
            Ok(Some("as it is now".into()))
        }

        async fn set_property(&self, _: &PropertyWriter, _: &PropertyKey, _: RoutingData) -> Result<(), PropertyError> {
            Err(PropertyError::Full)
        }

        fn join(&self) -> (u64, broadcast::Receiver<PropertyChange>) {
            (1, broadcast::channel(1).1)
        }

        fn port(&self, device: DeviceId) -> Option<PortId> {
            (device.0 == 3).then(|| "line-3".into())
        }

        fn device(&self, _: &PortId) -> Option<DeviceId> {
            None
        }
    }

    fn place(device: u32, source: u32) -> Place {
        Place { device, source, guid: "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010}".into() }
    }

    #[test]
    fn numbers_are_the_plug_ins_own_or_the_services() {
        let own = Numbering::Own { first: 1001, ports: vec!["copier-1".into(), "copier-2".into()] };
        assert_eq!(own.key(&Nothing, &place(1002, 0)).unwrap().port, Some("copier-2".into()));
        assert_eq!(own.key(&Nothing, &place(0, 1)).unwrap().port, None);
        assert_eq!(own.key(&Nothing, &place(1003, 0)), Err(BAD_UNIT));
        assert_eq!(own.key(&Nothing, &place(1, 0)), Err(BAD_UNIT));
        assert_eq!(Numbering::Service.key(&Nothing, &place(3, 0)).unwrap().port, Some("line-3".into()));
        assert_eq!(Numbering::Service.key(&Nothing, &place(4, 0)), Err(BAD_UNIT));
        assert_eq!(own.key(&Nothing, &place(0, 2)), Err(INVALID_PARAMETER));
        let no_guid = Place { guid: "ink".into(), ..place(0, 0) };
        assert_eq!(own.key(&Nothing, &no_guid), Err(INVALID_PARAMETER));
    }

    #[tokio::test]
    async fn what_a_slow_plug_in_missed_is_told_as_it_is_now() {
        let (sender, changes) = broadcast::channel(1);
        let watches = Watches::default();
        let key = Numbering::Service.key(&Nothing, &place(0, 0)).unwrap();
        locked(&watches).insert(7, (place(0, 0), key.clone()));
        for writer in [0, 2, 2] {
            sender.send(PropertyChange { key: key.clone(), data: "new".into(), writer }).unwrap();
        }
        // Its own are not told to it.
        let (told, mut pushes) = mpsc::channel(4);
        drop(sender);
        collect(changes, Arc::new(Nothing), watches, 2, told).await;
        let mut seen = Vec::new();
        while let Some(Request::ConfigChanged { registration: 7, data, .. }) = pushes.recv().await {
            seen.push(data.text().unwrap().to_owned());
        }
        assert_eq!(seen, ["as it is now"]);
    }
}
