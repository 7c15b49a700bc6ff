//! What engine and host say to each other: JSON values, each behind its length in octets (32 bits, little-endian). Both
//! refuse a message above [`LIMIT`]; the engine takes whatever else is wrong for a failure of the plug-in.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{MethodId, RoutingData};
use crate::routing::FileList;

/// Octets of a message at the most: a file list of a thousand long names with its routes' data fits.
pub(super) const LIMIT: usize = 16 << 20;

/// From the engine.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask {
    /// Its answer carries the same.
    pub(super) number: u64,
    /// The call it belongs to; 0: to none.
    pub(super) operation: u64,
    pub(super) request: Request,
}

/// What the host is to do: mostly one export of a plug-in.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Request {
    /// Load a device provider and ask its version.
    LoadProvider { image: PathBuf },
    /// Load a routing extension with these methods and ask its version.
    LoadExtension { image: PathBuf, functions: Vec<String> },
    /// `FaxDevInitialize`, `FaxRouteInitialize`.
    Initialize,
    /// `FaxDevVirtualDeviceCreation`.
    Devices,
    /// `FaxExtInitializeConfig`, where there is one.
    InitializeConfig,
    /// What the host wanted, by the number of its question. It has no answer.
    Given { number: u64, given: Given },
    /// `FaxExtConfigChange`.
    ConfigChanged { registration: u64, at: Place, data: RoutingData },
    /// `FaxDevConfigure`, `FaxRouteConfigure`.
    Page,
    /// `FaxDevStartJob`.
    Start { device: u32 },
    /// `FaxDevSend`.
    Send(SendFile),
    /// `FaxDevReceive`.
    Receive { file: PathBuf },
    /// `FaxDevReportStatus`; `last`: after the call, on its own thread.
    Report { last: bool },
    /// `FaxDevAbortOperation`.
    Abort,
    /// `FaxDevEndJob`.
    End,
    /// `FaxDevShutdown`.
    Shutdown,
    /// A routing method.
    Route(Box<RouteOrder>),
    /// `FaxRouteDeviceEnable`; none asks.
    Enable { method: MethodId, device: u32, enabled: Option<bool> },
    /// `FaxRouteDeviceChangeNotification`.
    DeviceChanged { device: u32, added: bool },
    /// `FaxRouteGetRoutingInfo`.
    Info { method: MethodId, device: u32 },
    /// `FaxRouteSetRoutingInfo`.
    SetInfo { method: MethodId, device: u32, data: RoutingData },
}

/// `FAX_SEND`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SendFile {
    pub(super) file: PathBuf,
    pub(super) caller_name: String,
    pub(super) caller_number: String,
    pub(super) receiver_name: String,
    pub(super) receiver_number: String,
}

/// `FAX_ROUTE`, and what the callbacks work on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RouteOrder {
    pub(super) method: MethodId,
    pub(super) function: String,
    pub(super) job: u32,
    /// 100 ns.
    pub(super) elapsed: u64,
    /// 100 ns since 1601, UTC.
    pub(super) received: u64,
    pub(super) pages: u32,
    pub(super) csid: String,
    pub(super) tsid: String,
    pub(super) caller_id: String,
    pub(super) routing: String,
    pub(super) receiver_name: String,
    pub(super) receiver_number: String,
    pub(super) device: u32,
    pub(super) device_name: String,
    pub(super) data: RoutingData,
    pub(super) files: FileList,
    /// What the last failure gave back; empty at the first try.
    pub(super) retry: RoutingData,
}

/// From the host.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    Answer {
        number: u64,
        answer: Answer,
    },
    Notice(Notice),
    /// The plug-in wants something of the engine, which it gives under the same number.
    Want {
        number: u64,
        want: Want,
    },
}

/// Where a plug-in keeps something: the number and the text as it says them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// 0: no line.
    pub(super) device: u32,
    pub(super) source: u32,
    pub(super) guid: String,
}

/// What a plug-in wants: the functions that `FaxExtInitializeConfig` gives it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Want {
    /// Get.
    Data { at: Place },
    /// Set.
    Keep { at: Place, data: RoutingData },
    /// Register.
    Watch { registration: u64, at: Place },
    /// Unregister.
    Unwatch { registration: u64 },
}

/// What it gets.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Given {
    Data(RoutingData),
    Done,
    Refused { error: u32 },
}

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// TRUE.
    Done,
    /// FALSE, with the last error.
    Refused {
        error: u32,
    },
    /// The library is loaded; its version.
    Loaded {
        version: u32,
    },
    /// It is not.
    NotLoaded {
        reason: String,
    },
    /// It lacks a function.
    Missing {
        export: String,
    },
    Devices {
        count: u32,
        name_prefix: String,
        id_prefix: u32,
    },
    Text(String),
    Status(DevStatus),
    /// `FaxDevReceive` came back; whom it was for.
    Received {
        done: bool,
        error: u32,
        receiver_name: String,
        receiver_number: String,
    },
    Routed(Box<RouteResult>),
    Data(RoutingData),
    /// The plug-in said what cannot be.
    Nonsense {
        reason: String,
    },
}

/// How a routing method came back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RouteResult {
    pub(super) done: bool,
    pub(super) error: u32,
    /// What it says for people; may be empty.
    pub(super) said: String,
    /// `FailureData`; none: the failure is final.
    pub(super) failure: Option<RoutingData>,
    pub(super) files: FileList,
}

/// What nobody asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Notice {
    /// A line rings.
    Ring { device: u32 },
    /// A call's status, pushed.
    Status { operation: u64, status: DevStatus },
    /// The send callback: the call is there.
    Connected { operation: u64 },
    /// A packet that makes no sense.
    Nonsense { reason: String },
}

/// `FAX_DEV_STATUS`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DevStatus {
    pub(super) status: u32,
    /// The text of a number of the provider's own; may be empty.
    pub(super) text: String,
    pub(super) page: u32,
    pub(super) csi: String,
    pub(super) caller_id: String,
    pub(super) routing: String,
    pub(super) error: u32,
}

/// Octets of a message with its length before them.
///
/// # Errors
/// `InvalidData` above [`LIMIT`].
pub(super) fn framed(message: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut frame = vec![0; 4];
    serde_json::to_writer(&mut frame, message)?;
    let length = frame.len() - 4;
    let Some(length) = u32::try_from(length).ok().filter(|_| length <= LIMIT) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the message is too long"));
    };
    if let Some(head) = frame.first_chunk_mut() {
        *head = length.to_le_bytes();
    }
    Ok(frame)
}

/// The length that stands before a message.
///
/// # Errors
/// `InvalidData` above [`LIMIT`].
pub(super) fn length(head: [u8; 4]) -> io::Result<usize> {
    let length = usize::try_from(u32::from_le_bytes(head)).unwrap_or(usize::MAX);
    if length > LIMIT {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a message of impossible length"));
    }
    Ok(length)
}

/// Reads a message; none at the end of the stream.
///
/// # Errors
/// The stream's, and `InvalidData` for what is no message.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut head = [0; 4];
    match from.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let mut body = vec![0; length(head)?];
    from.read_exact(&mut body)?;
    Ok(Some(serde_json::from_slice(&body)?))
}

/// Writes a message.
///
/// # Errors
/// The stream's.
pub(super) fn write(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    to.write_all(&framed(message)?)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_and_what_is_none_is_refused() {
        let ask = Ask { number: 7, operation: 3, request: Request::Start { device: 1000 } };
        let frame = framed(&ask).unwrap();
        let back: Ask = read(&mut frame.as_slice()).unwrap().unwrap();
        assert!(matches!(back.request, Request::Start { device: 1000 }));
        assert!(read::<Ask>(&mut [].as_slice()).unwrap().is_none());
        assert!(read::<Ask>(&mut [0xff; 64].as_slice()).is_err(), "an impossible length");
        assert!(read::<Ask>(&mut b"\x05\0\0\0hello".as_slice()).is_err(), "no JSON");
        assert!(read::<Ask>(&mut frame.get(..9).unwrap()).is_err(), "cut off");
        assert!(framed(&"x".repeat(LIMIT)).is_err());
    }
}
