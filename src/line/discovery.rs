//! Which serial ports there are, and which name of each stays the same when a modem is plugged in again elsewhere.

use std::path::Path;

use serialport::SerialPortType;

/// A serial port of this machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundPort {
    /// The name to keep: on Linux one made of the device's own name and serial number, where there is one.
    pub path: String,
    /// What the system calls it now: `/dev/ttyACM0`, `COM3`.
    pub device: String,
    /// Maker and product, where the bus tells; else what kind of port it is.
    pub description: String,
}

/// The serial ports there are, in the order of their names.
pub fn serial_ports() -> Vec<FoundPort> {
    let ports = match serialport::available_ports() {
        Ok(ports) => ports,
        Err(error) => {
            tracing::warn!(%error, "the serial ports cannot be listed");
            Vec::new()
        }
    };
    let mut found: Vec<FoundPort> = ports
        .into_iter()
        .map(|port| FoundPort {
            path: lasting_name(&port.port_name, Path::new("/dev/serial/by-id")),
            description: describe(&port.port_type),
            device: port.port_name,
        })
        .collect();
    found.sort();
    found
}

/// The name under which a device is found again wherever it is plugged in: the link in `by_id` that points to it.
fn lasting_name(device: &str, by_id: &Path) -> String {
    let Ok(target) = std::fs::canonicalize(device) else { return device.to_owned() };
    let links = std::fs::read_dir(by_id).into_iter().flatten().flatten();
    let mut names: Vec<_> = links
        .map(|link| link.path())
        .filter(|link| std::fs::canonicalize(link).is_ok_and(|pointed| pointed == target))
        .collect();
    names.sort();
    names.first().map_or_else(|| device.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn describe(kind: &SerialPortType) -> String {
    match kind {
        SerialPortType::UsbPort(usb) => {
            let words: Vec<&str> =
                [&usb.manufacturer, &usb.product].into_iter().flatten().map(String::as_str).collect();
            if words.is_empty() { format!("USB device {:04x}:{:04x}", usb.vid, usb.pid) } else { words.join(" ") }
        }
        SerialPortType::PciPort => "Built-in port".to_owned(),
        SerialPortType::BluetoothPort => "Bluetooth port".to_owned(),
        SerialPortType::Unknown => "Serial port".to_owned(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_known_by_the_name_that_lasts() {
        let folder = tempfile::tempdir().unwrap();
        let device = folder.path().join("ttyACM0");
        std::fs::write(&device, "").unwrap();
        let by_id = folder.path().join("by-id");
        std::fs::create_dir(&by_id).unwrap();
        let device_name = device.to_string_lossy().into_owned();
        assert_eq!(lasting_name(&device_name, &by_id), device_name, "without a link its own name has to do");
        let link = by_id.join("usb-USRobotics_USR5637_0001-if00");
        std::os::unix::fs::symlink("../ttyACM0", &link).unwrap();
        assert_eq!(lasting_name(&device_name, &by_id), link.to_string_lossy());
        assert_eq!(lasting_name("/dev/none", &by_id), "/dev/none");
    }
}
