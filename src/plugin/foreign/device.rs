//! A device provider's library: the exports of `assets/faxdev.h`, and what it may call (`winfax.md` §2.9, §5).

use std::collections::HashMap;
use std::ffi::c_void;
use std::path::Path;
use std::sync::{Arc, Mutex};

use libloading::Library;

use super::config::{Asker, Config};
use super::{FillText, LAST_ERROR, LoadError, VERSION, Wide, locked, result, text_of, text_within};
use crate::plugin::wire::{Answer, DevStatus, Notice, SendFile};

/// Octets for texts behind a structure (`FAXDEVRECEIVE_SIZE`, `FAXDEVREPORTSTATUS_SIZE`).
const TEXT_OCTETS: usize = 4_096;
/// Octets of a status at the most.
const STATUS_MAX: usize = 1 << 20;
/// Characters of the devices' name prefix.
const NAME_CHARS: usize = 128;
/// Devices of one provider.
const DEVICES_MAX: u32 = 1_000;
/// Ports that packets are posted to: lines that ring, and calls.
const LINES: usize = 1;
const CALLS: usize = 2;
const RINGING: u64 = 2;
/// ERROR_INVALID_PARAMETER.
const INVALID_PARAMETER: u32 = 87;

#[repr(C)]
struct FaxSend {
    size: u32,
    file_name: *const u16,
    caller_name: *const u16,
    caller_number: *const u16,
    receiver_name: *const u16,
    receiver_number: *const u16,
    branding: i32,
    call_handle: u32,
    reserved: [u32; 3],
}

#[repr(C)]
struct FaxReceive {
    size: u32,
    file_name: *mut u16,
    receiver_name: *mut u16,
    receiver_number: *mut u16,
    reserved: [u32; 4],
}

#[repr(C)]
#[derive(Clone, Copy)]
struct FaxDevStatus {
    size: u32,
    status: u32,
    string: u32,
    page: u32,
    csi: *mut u16,
    caller_id: *mut u16,
    routing: *mut u16,
    error: u32,
    reserved: [u32; 3],
}

#[repr(C)]
#[derive(Clone, Copy)]
struct LineMessage {
    device: u32,
    message: u32,
    instance: u64,
    param1: u64,
    param2: u64,
    param3: u64,
}

#[repr(C)]
struct Service {
    size: u32,
    version: u32,
    alloc: extern "C" fn(usize) -> *mut c_void,
    free: extern "C" fn(*mut c_void),
    post: extern "C" fn(*mut c_void, u32, usize, *mut c_void) -> i32,
    set_last_error: extern "C" fn(u32),
}

static SERVICE: Service = Service {
    size: size_of::<Service>() as u32,
    version: VERSION,
    alloc: super::alloc,
    free: super::free,
    post,
    set_last_error: super::set_last_error,
};

type SendCallback = extern "C" fn(*mut c_void, u32, usize, usize) -> i32;

#[derive(Clone, Copy)]
struct Exports {
    version: unsafe extern "C" fn() -> u32,
    initialize: unsafe extern "C" fn(*mut c_void, *const Service, *mut *mut c_void, *mut c_void) -> i32,
    devices: unsafe extern "C" fn(*mut u32, *mut u16, *mut u32, *mut c_void, usize) -> i32,
    start: unsafe extern "C" fn(*mut c_void, u32, *mut *mut c_void, *mut c_void, usize) -> i32,
    send: unsafe extern "C" fn(*mut c_void, *mut FaxSend, SendCallback) -> i32,
    receive: unsafe extern "C" fn(*mut c_void, u32, *mut FaxReceive) -> i32,
    report: unsafe extern "C" fn(*mut c_void, *mut FaxDevStatus, u32, *mut u32) -> i32,
    abort: unsafe extern "C" fn(*mut c_void) -> i32,
    end: unsafe extern "C" fn(*mut c_void) -> i32,
    shutdown: Option<unsafe extern "C" fn() -> i32>,
    configure: Option<FillText>,
    load_string: Option<unsafe extern "C" fn(u32, *mut u16, u32) -> i32>,
}

/// A loaded provider. It stays loaded until the process ends, so that a thread that hangs in it has its code.
pub(in crate::plugin) struct DeviceLibrary {
    exports: Exports,
    config: Config,
    _library: Library,
}

/// A call's handle (`FaxHandle`): the provider's own, never looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::plugin) struct Handle(usize);

impl Handle {
    fn pointer(self) -> *mut c_void {
        std::ptr::with_exposed_provenance_mut(self.0)
    }
}

/// The calls there are, by their handles; whether they are to end.
static CALLS_THERE: Mutex<Option<HashMap<Handle, (u64, bool)>>> = Mutex::new(None);
/// Takes what happens. It has told it when it comes back, so that nothing that follows is told before.
pub(in crate::plugin) type Teller = Arc<dyn Fn(Notice) + Send + Sync>;
static TELLER: Mutex<Option<Teller>> = Mutex::new(None);

fn tell(notice: Notice) {
    let teller = locked(&TELLER).clone();
    if let Some(teller) = teller {
        teller(notice);
    }
}

/// `FaxSendCallback`: the call is there.
extern "C" fn connected(handle: *mut c_void, _call: u32, _reserved1: usize, _reserved2: usize) -> i32 {
    let known = locked(&CALLS_THERE).as_ref().and_then(|calls| calls.get(&Handle(handle.expose_provenance())).copied());
    match known {
        Some((operation, aborted)) => {
            tell(Notice::Connected { operation });
            i32::from(!aborted)
        }
        None => {
            tell(Notice::Nonsense { reason: "it reports a call of a handle that is none".to_owned() });
            0
        }
    }
}

/// `Post`: a packet for a line or a call. It is ours then, whatever is in it.
extern "C" fn post(port: *mut c_void, octets: u32, key: usize, packet: *mut c_void) -> i32 {
    let octets = octets as usize;
    if super::piece(packet).is_none_or(|there| there < octets) {
        LAST_ERROR.set(INVALID_PARAMETER);
        return 0;
    }
    // SAFETY: the piece has so many octets, and belongs to nobody else from now on.
    let block = unsafe { std::slice::from_raw_parts(packet.cast::<u8>(), octets) };
    let notice = match port.addr() {
        LINES => ring(block),
        CALLS => status(block).map(|(status, _)| Notice::Status { operation: key as u64, status }),
        _ => Err("it posts to a port that is none".to_owned()),
    };
    super::free(packet);
    match notice {
        Ok(notice) => {
            tell(notice);
            1
        }
        Err(reason) => {
            tell(Notice::Nonsense { reason });
            LAST_ERROR.set(INVALID_PARAMETER);
            0
        }
    }
}

fn ring(block: &[u8]) -> Result<Notice, String> {
    if block.len() != size_of::<LineMessage>() {
        return Err(format!("a line message of {} octets", block.len()));
    }
    // SAFETY: the block is as long as the structure, which has no bits without a meaning.
    let message = unsafe { block.as_ptr().cast::<LineMessage>().read_unaligned() };
    if message.param1 != RINGING {
        return Err(format!("a line message {} that is not known", message.param1));
    }
    Ok(Notice::Ring { device: message.device })
}

/// A status in a block, and its `StringId`.
fn status(block: &[u8]) -> Result<(DevStatus, u32), String> {
    if block.len() < size_of::<FaxDevStatus>() {
        return Err(format!("a status of {} octets", block.len()));
    }
    // SAFETY: the block is at least as long as the structure, which has no bits without a meaning; its pointers are only
    // compared with the block's bounds.
    let raw = unsafe { block.as_ptr().cast::<FaxDevStatus>().read_unaligned() };
    if raw.size as usize != size_of::<FaxDevStatus>() {
        return Err(format!("a status that says it has {} octets", raw.size));
    }
    let within = |pointer: *mut u16, what: &str| {
        text_within(block, pointer).ok_or_else(|| format!("a status whose {what} does not lie in its block"))
    };
    let status = DevStatus {
        status: raw.status,
        text: String::new(),
        page: raw.page,
        csi: within(raw.csi, "CSI")?,
        caller_id: within(raw.caller_id, "CallerId")?,
        routing: within(raw.routing, "RoutingInfo")?,
        error: raw.error,
    };
    Ok((status, raw.string))
}

impl DeviceLibrary {
    /// Loads a library and finds its exports.
    pub(in crate::plugin) fn load(image: &Path, teller: Teller) -> Result<Self, LoadError> {
        *locked(&TELLER) = Some(teller);
        let library = super::open(image)?;
        // SAFETY: the types are those of `faxdev.h`.
        let exports = unsafe {
            Exports {
                version: super::export(&library, "FaxDevVersion")?,
                initialize: super::export(&library, "FaxDevInitialize")?,
                devices: super::export(&library, "FaxDevVirtualDeviceCreation")?,
                start: super::export(&library, "FaxDevStartJob")?,
                send: super::export(&library, "FaxDevSend")?,
                receive: super::export(&library, "FaxDevReceive")?,
                report: super::export(&library, "FaxDevReportStatus")?,
                abort: super::export(&library, "FaxDevAbortOperation")?,
                end: super::export(&library, "FaxDevEndJob")?,
                shutdown: super::export(&library, "FaxDevShutdown").ok(),
                configure: super::export(&library, "FaxDevConfigure").ok(),
                load_string: super::export(&library, "FaxDevLoadString").ok(),
            }
        };
        Ok(Self { exports, config: Config::of(&library), _library: library })
    }

    /// `FaxDevVersion`.
    pub(in crate::plugin) fn version(&self) -> u32 {
        // SAFETY: it takes nothing; the library is open.
        unsafe { (self.exports.version)() }
    }

    /// `FaxDevInitialize`.
    pub(in crate::plugin) fn initialize(&self) -> Result<(), u32> {
        let null = std::ptr::null_mut();
        let mut line_callback: *mut c_void = null;
        // SAFETY: the service table is a static; the callback's place lives through the call.
        result(unsafe { (self.exports.initialize)(null, &raw const SERVICE, &raw mut line_callback, null) })
    }

    /// `FaxDevVirtualDeviceCreation`.
    pub(in crate::plugin) fn devices(&self) -> Answer {
        let (mut count, mut id_prefix, mut name) = (0_u32, 0_u32, [0_u16; NAME_CHARS + 1]);
        let port = std::ptr::without_provenance_mut(LINES);
        // SAFETY: all three places live through the call, and the name has the room that the header says.
        let done =
            unsafe { (self.exports.devices)(&raw mut count, name.as_mut_ptr(), &raw mut id_prefix, port, LINES) };
        match result(done) {
            Err(error) => Answer::Refused { error },
            Ok(()) if !(1..=DEVICES_MAX).contains(&count) => nonsense(format!("{count} devices")),
            Ok(()) if id_prefix == 0 || id_prefix.checked_add(count).is_none() => {
                nonsense(format!("the device id prefix {id_prefix}"))
            }
            Ok(()) => Answer::Devices { count, name_prefix: text_of(&name), id_prefix },
        }
    }

    /// `FaxDevStartJob`, for the call `operation`.
    pub(in crate::plugin) fn start(&self, device: u32, operation: u64) -> Result<Option<Handle>, u32> {
        let mut handle = std::ptr::null_mut();
        let port = std::ptr::without_provenance_mut(CALLS);
        let key = usize::try_from(operation).unwrap_or(usize::MAX);
        // SAFETY: the handle's place lives through the call.
        result(unsafe { (self.exports.start)(std::ptr::null_mut(), device, &raw mut handle, port, key) })?;
        if handle.is_null() {
            return Ok(None);
        }
        let handle = Handle(handle.expose_provenance());
        locked(&CALLS_THERE).get_or_insert_default().insert(handle, (operation, false));
        Ok(Some(handle))
    }

    /// `FaxDevSend`.
    pub(in crate::plugin) fn send(&self, handle: Handle, file: &SendFile) -> Result<(), u32> {
        let (name, caller) = (Wide::path(&file.file), Wide::new(&file.caller_name));
        let (caller_number, receiver) = (Wide::new(&file.caller_number), Wide::new(&file.receiver_name));
        let receiver_number = Wide::new(&file.receiver_number);
        let mut send = FaxSend {
            size: size_of::<FaxSend>() as u32,
            file_name: name.as_ptr(),
            caller_name: caller.as_ptr(),
            caller_number: caller_number.as_ptr(),
            receiver_name: receiver.as_ptr(),
            receiver_number: receiver_number.as_ptr(),
            branding: 0,
            call_handle: 0,
            reserved: [0; 3],
        };
        // SAFETY: the structure and its texts live through the call; the handle is the provider's.
        result(unsafe { (self.exports.send)(handle.pointer(), &raw mut send, connected) })
    }

    /// `FaxDevReceive`: the structure with room for texts behind it.
    pub(in crate::plugin) fn receive(&self, handle: Handle, file: &Path) -> Answer {
        let octets = size_of::<FaxReceive>() + TEXT_OCTETS;
        let name = Wide::path(file);
        if name.0.len() * 2 > TEXT_OCTETS {
            return Answer::Refused { error: INVALID_PARAMETER };
        }
        let memory = super::alloc(octets);
        if memory.is_null() {
            return Answer::Refused { error: 8 };
        }
        let receive = memory.cast::<FaxReceive>();
        // SAFETY: the block is zeroed, aligned and long enough for the structure and the name behind it.
        let done = unsafe {
            let text = receive.add(1).cast::<u16>();
            std::ptr::copy_nonoverlapping(name.as_ptr(), text, name.0.len());
            (*receive).size = size_of::<FaxReceive>() as u32;
            (*receive).file_name = text;
            (self.exports.receive)(handle.pointer(), 0, receive)
        };
        let outcome = result(done);
        // SAFETY: the block lives until it is freed below; the provider has come back.
        let (block, raw) = unsafe {
            (
                std::slice::from_raw_parts(memory.cast::<u8>(), octets),
                ((*receive).receiver_name, (*receive).receiver_number),
            )
        };
        let names = text_within(block, raw.0).zip(text_within(block, raw.1));
        super::free(memory);
        match names {
            Some((receiver_name, receiver_number)) => Answer::Received {
                done: outcome.is_ok(),
                error: outcome.err().unwrap_or(0),
                receiver_name,
                receiver_number,
            },
            None => nonsense("a receiver's name that does not lie in its block".to_owned()),
        }
    }

    /// `FaxDevReportStatus`: its size, then the status.
    pub(in crate::plugin) fn report(&self, handle: Handle) -> Answer {
        let mut required = 0_u32;
        // SAFETY: without a block only the size is asked for.
        let asked = unsafe { (self.exports.report)(handle.pointer(), std::ptr::null_mut(), 0, &raw mut required) };
        if let Err(error) = result(asked) {
            return Answer::Refused { error };
        }
        let octets = (required as usize).max(size_of::<FaxDevStatus>()).saturating_add(TEXT_OCTETS);
        if octets > STATUS_MAX {
            return nonsense(format!("a status of {required} octets"));
        }
        let memory = super::alloc(octets);
        if memory.is_null() {
            return Answer::Refused { error: 8 };
        }
        // SAFETY: the block has the size that is told.
        let done = unsafe { (self.exports.report)(handle.pointer(), memory.cast(), octets as u32, &raw mut required) };
        let answer = match result(done) {
            Err(error) => Answer::Refused { error },
            Ok(()) => {
                // SAFETY: the block lives until it is freed below.
                let block = unsafe { std::slice::from_raw_parts(memory.cast::<u8>(), octets) };
                match status(block) {
                    Ok((status, string)) => Answer::Status(DevStatus { text: self.text_of(&status, string), ..status }),
                    Err(reason) => nonsense(reason),
                }
            }
        };
        super::free(memory);
        answer
    }

    /// The text of a status of the provider's own.
    fn text_of(&self, status: &DevStatus, string: u32) -> String {
        let Some(load) = self.exports.load_string.filter(|_| status.status < 0x2000_0000) else {
            return String::new();
        };
        let mut buffer = [0_u16; 256];
        // SAFETY: the buffer has the size that is told.
        let done = unsafe { load(string, buffer.as_mut_ptr(), 256) };
        if done == 0 { String::new() } else { text_of(&buffer) }
    }

    /// `FaxDevAbortOperation`.
    pub(in crate::plugin) fn abort(&self, handle: Handle) -> Result<(), u32> {
        if let Some((_, aborted)) = locked(&CALLS_THERE).get_or_insert_default().get_mut(&handle) {
            *aborted = true;
        }
        // SAFETY: the handle is the provider's, and lives until `FaxDevEndJob`.
        result(unsafe { (self.exports.abort)(handle.pointer()) })
    }

    /// `FaxDevEndJob`.
    pub(in crate::plugin) fn end(&self, handle: Handle) -> Result<(), u32> {
        locked(&CALLS_THERE).get_or_insert_default().remove(&handle);
        // SAFETY: the handle is the provider's; nobody uses it afterwards.
        result(unsafe { (self.exports.end)(handle.pointer()) })
    }

    /// `FaxDevShutdown`; what it says has no consequence.
    pub(in crate::plugin) fn shutdown(&self) {
        if let Some(shutdown) = self.exports.shutdown {
            // SAFETY: it takes nothing.
            unsafe { shutdown() };
        }
    }

    /// `FaxExtInitializeConfig`; nothing without.
    pub(in crate::plugin) fn initialize_config(&self, asker: Asker) -> Result<(), u32> {
        self.config.initialize(asker)
    }

    /// `FaxDevConfigure`; empty without.
    pub(in crate::plugin) fn page(&self) -> String {
        super::page(self.exports.configure)
    }
}

fn nonsense(reason: String) -> Answer {
    Answer::Nonsense { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structures_are_as_large_as_the_interface_says() {
        let sizes = [size_of::<FaxSend>(), size_of::<FaxReceive>(), size_of::<FaxDevStatus>()];
        assert_eq!(sizes, [72, 48, 56]);
    }

    #[test]
    fn a_status_with_texts_outside_its_block_is_refused() {
        let mut raw = FaxDevStatus {
            size: 56,
            status: 0x2000_0002,
            string: 0,
            page: 3,
            csi: std::ptr::null_mut(),
            caller_id: std::ptr::null_mut(),
            routing: std::ptr::null_mut(),
            error: 0,
            reserved: [0; 3],
        };
        let block = |raw: &FaxDevStatus| {
            // SAFETY: the structure is plain data without gaps.
            let octets = unsafe { std::slice::from_raw_parts((&raw const *raw).cast::<u8>(), 56) };
            [octets, &[0; 8]].concat()
        };
        let (read, _) = status(&block(&raw)).unwrap();
        assert_eq!((read.status, read.page, read.csi.as_str()), (0x2000_0002, 3, ""));
        raw.csi = std::ptr::without_provenance_mut(64);
        assert!(status(&block(&raw)).unwrap_err().contains("CSI"));
        raw.csi = std::ptr::null_mut();
        raw.size = 57;
        assert!(status(&block(&raw)).is_err());
        assert!(status(&[0; 55]).is_err());
    }

    #[test]
    fn only_what_was_given_can_be_posted_or_freed() {
        let mut own = [0_u64; 8];
        let foreign: *mut c_void = own.as_mut_ptr().cast();
        assert_eq!(post(std::ptr::without_provenance_mut(CALLS), 56, 1, foreign), 0);
        assert_eq!(LAST_ERROR.get(), INVALID_PARAMETER);
        super::super::free(foreign);
        let given = super::super::alloc(16);
        assert_eq!(post(std::ptr::without_provenance_mut(CALLS), 56, 1, given), 0, "more than was given");
        super::super::free(given);
        assert!(super::super::piece(given).is_none());
    }
}
