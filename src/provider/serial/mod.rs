//! Fax modems on serial ports: the device provider that drives real telephone lines.
//!
//! Not here: the protocol (`t30`), what modems say (`modem`), the ports themselves (`line`).

mod call;
mod class1;
mod class2;
mod dialing;
mod look;
mod port;
mod ring;
mod setup;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use self::port::SerialPort;
use self::ring::Rings;
use self::setup::{Modem, SetupError};
use super::{Device, DeviceDeclaration, DeviceProvider, ProviderError};
use crate::line::{LineError, SerialLine, serial_ports};
use crate::model::{FoundDevice, PortId, PortSettings};
use crate::modem::Dialogue;
use crate::modem::catalogue::Catalogue;

/// Speed of the port, bit/s: well above the fastest page rate, and one that every modem finds by itself.
const BAUD: u32 = 115_200;
/// Between two calls the modem is asked for a sign of life so often.
const ASK_EVERY: Duration = Duration::from_secs(60);

/// The modems of this machine.
#[derive(Debug)]
pub struct SerialProvider {
    families: Arc<Catalogue>,
}

impl SerialProvider {
    /// A provider that knows these families of modems.
    pub fn new(families: Catalogue) -> Self {
        Self { families: Arc::new(families) }
    }
}

impl Default for SerialProvider {
    fn default() -> Self {
        Self::new(Catalogue::new(&[]).0)
    }
}

#[async_trait]
impl DeviceProvider for SerialProvider {
    fn name(&self) -> &str {
        "serial"
    }

    fn friendly_name(&self) -> &str {
        "Fax modems"
    }

    async fn devices(&self) -> Result<Vec<DeviceDeclaration>, ProviderError> {
        // Modems are added by an administrator: a port may belong to something else entirely.
        Ok(Vec::new())
    }

    fn added(&self, port: &PortId, settings: &PortSettings) -> Option<DeviceDeclaration> {
        (!settings.device.is_empty()).then(|| DeviceDeclaration {
            port: port.clone(),
            description: format!("Modem at {}", settings.device),
            is_virtual: false,
            defaults: settings.clone(),
        })
    }

    async fn discover(&self) -> Vec<FoundDevice> {
        let looked = tokio::task::spawn_blocking(serial_ports).await.unwrap_or_default();
        let found = |port: crate::line::FoundPort| FoundDevice {
            path: port.path,
            device: port.device,
            description: port.description,
            in_use: false,
        };
        looked.into_iter().map(found).collect()
    }

    async fn open(&self, port: &PortId, settings: &PortSettings) -> Result<Box<dyn Device>, ProviderError> {
        let line = SerialLine::open(&settings.device, BAUD).map_err(|error| match error {
            LineError::Missing(_) => ProviderError::Lost(error.to_string()),
            _ => ProviderError::Failed(error.to_string()),
        })?;
        let mut device = SerialDevice {
            families: Arc::clone(&self.families),
            settings: settings.clone(),
            dialogue: Dialogue::new(Box::new(SerialPort(line))),
            modem: Modem::default(),
            rings: Rings::default(),
            calls: 0,
            failed: None,
        };
        device.set_up().await.map_err(|error| ProviderError::Failed(error.to_string()))?;
        let Modem { class, identity, profile, .. } = &device.modem;
        tracing::info!(%port, class, identity = identity.text, profile = profile.name, "the modem is ready");
        Ok(Box::new(device))
    }
}

/// An open modem.
struct SerialDevice {
    families: Arc<Catalogue>,
    settings: PortSettings,
    dialogue: Dialogue,
    modem: Modem,
    rings: Rings,
    /// Calls answered, to seed each differently.
    calls: u64,
    /// Why it is not usable any more; it is opened anew then.
    failed: Option<String>,
}

impl SerialDevice {
    /// Makes the modem ready, and finds out again what it is.
    async fn set_up(&mut self) -> Result<(), SetupError> {
        self.modem = setup::set_up(&mut self.dialogue, &self.settings.modem_class, &self.families).await?;
        self.rings = Rings::new(&self.settings.ring_name, &self.modem.profile.cadences);
        Ok(())
    }
}
