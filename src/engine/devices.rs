//! Lines that an administrator adds, removes and looks at.

use tokio::sync::oneshot;

use super::port_task::{PortOrder, TestOrder};
use super::requests::{no_port, storage_error};
use super::run::Engine;
use crate::api::{Envelope, ErrorKind, FaxError, Reply};
use crate::model::{DeviceTest, EventKind, PortId, PortSettings, PortUpdate, PortView};

impl Engine {
    /// Looks for devices beside the loop, since drivers may take their time.
    pub(super) fn find_devices(&self, envelope: Envelope) {
        let providers = self.providers.clone();
        let taken: Vec<String> = self.ports.values().map(|port| port.view.info.settings.device.clone()).collect();
        tokio::spawn(async move {
            let mut devices = Vec::new();
            for provider in providers {
                devices.extend(provider.discover().await);
            }
            for device in &mut devices {
                device.in_use = taken.contains(&device.path) || taken.contains(&device.device);
            }
            envelope.answer(Ok(Reply::Devices(devices)));
        });
    }

    /// Makes a line of a device.
    pub(super) async fn add_port(&mut self, update: &PortUpdate) -> Result<PortView, FaxError> {
        let wrong = |text: String| FaxError::new(ErrorKind::InvalidParameter, text);
        let device = update.device.as_deref().map(str::trim).unwrap_or_default().to_owned();
        if device.is_empty() {
            return Err(wrong("a new line needs a device; `faxwell port devices` lists them".to_owned()));
        }
        if let Some(port) = self.ports.values().find(|port| port.view.info.settings.device == device) {
            return Err(wrong(format!("{device} already belongs to line {}", port.view.info.id)));
        }
        let (id, name) = self.free_name();
        // Caller identification comes between the first two rings.
        let new = PortSettings { name, device, rings: 2, ..PortSettings::default() };
        let settings = new.updated(update).map_err(wrong)?;
        let providers = self.providers.clone();
        let found = providers.iter().find_map(|provider| Some((provider, provider.added(&id, &settings)?)));
        let (provider, declared) = found.ok_or_else(|| wrong(format!("nothing can drive {}", settings.device)))?;
        self.store.save_port_settings(&id, &settings).await.map_err(|error| storage_error(&error))?;
        self.declare(provider, declared);
        let view = self.ports.get_mut(&id).ok_or_else(|| no_port(&id))?.shared();
        self.ports_changed();
        Ok(PortView::clone(&view))
    }

    /// The next free id and the name that goes with it.
    fn free_name(&self) -> (PortId, String) {
        let free = (1u32..).map(|n| (PortId(format!("serial-{n}")), n)).find(|(id, _)| !self.ports.contains_key(id));
        let (id, n) = free.unwrap_or((PortId("serial-0".to_owned()), 0));
        (id, format!("Modem {n}"))
    }

    /// Forgets a line that was added.
    pub(super) async fn remove_port(&mut self, id: &PortId) -> Result<(), FaxError> {
        let port = self.ports.get(id).ok_or_else(|| no_port(id))?;
        let refused = |text: String| Err(FaxError::new(ErrorKind::WrongState, text));
        if port.view.info.settings.device.is_empty() {
            return refused(format!("line {id} is part of Faxwell; set `send=off receive=off` to leave it unused"));
        }
        if port.call.is_some() || port.ring.is_some() {
            return refused(format!("line {id} has a call; hang up first, or wait"));
        }
        self.store.forget_port_settings(id).await.map_err(|error| storage_error(&error))?;
        self.routing.ports.remove(id);
        if let Some(port) = self.ports.remove(id) {
            self.tell_methods(port.view.info.device_id, false);
            port.stop();
        }
        self.emit(EventKind::PortRemoved { port: id.clone() });
        self.ports_changed();
        Ok(())
    }

    /// Has a port's task look at its device; the answer comes from there.
    pub(super) fn test_port(&self, envelope: Envelope, id: &PortId, test: DeviceTest) {
        let refused = |kind, text: String| Err(FaxError::new(kind, text));
        let Some(port) = self.ports.get(id) else { return envelope.answer(Err(no_port(id))) };
        if port.call.is_some() || port.ring.is_some() {
            return envelope.answer(refused(ErrorKind::WrongState, format!("line {id} has a call; wait for its end")));
        }
        if !self.lines {
            let text = "this engine opens no lines; start one with `faxwell serve` or the console".to_owned();
            return envelope.answer(refused(ErrorKind::WrongState, text));
        }
        let (answer, findings) = oneshot::channel();
        if !port.order(PortOrder::Test(TestOrder { test, answer })) {
            return envelope.answer(refused(ErrorKind::WrongState, format!("line {id} is busy; try again")));
        }
        tokio::spawn(async move {
            envelope.answer(match findings.await {
                Ok(findings) => Ok(Reply::Findings(findings)),
                Err(_) => Err(FaxError::new(ErrorKind::WrongState, "the line was closed meanwhile")),
            });
        });
    }

    fn ports_changed(&mut self) {
        self.plan_stale = true;
        self.pace.hurry();
    }
}
