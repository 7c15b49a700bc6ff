//! A routing extension's library: the exports of `assets/faxroute.h`, and the callbacks it may use (`winfax.md` §2.10, §6).

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use libloading::Library;

use super::config::{Asker, Config};
use super::{FillText, LAST_ERROR, LoadError, Wide, locked, result, text};
use crate::model::{MethodId, RoutingData};
use crate::plugin::wire::{Answer, RouteOrder, RouteResult};
use crate::routing::{FileList, FileNumber};

/// ERROR_INVALID_PARAMETER, ERROR_INVALID_HANDLE for a job that is not being routed.
const INVALID_PARAMETER: u32 = 87;
const INVALID_HANDLE: u32 = 6;
/// Octets of routing information.
const INFO_MAX: usize = FileList::MAX_DATA;

#[repr(C)]
#[derive(Clone, Copy)]
struct Guid {
    data1: u32,
    data2: u16,
    data3: u16,
    data4: [u8; 8],
}

impl From<MethodId> for Guid {
    fn from(MethodId(id): MethodId) -> Self {
        let tail = (id as u64).to_be_bytes();
        Self { data1: (id >> 96) as u32, data2: (id >> 80) as u16, data3: (id >> 64) as u16, data4: tail }
    }
}

impl From<Guid> for MethodId {
    fn from(guid: Guid) -> Self {
        let Guid { data1, data2, data3, data4 } = guid;
        let tail = u128::from(u64::from_be_bytes(data4));
        Self(u128::from(data1) << 96 | u128::from(data2) << 80 | u128::from(data3) << 64 | tail)
    }
}

#[repr(C)]
struct FaxRoute {
    size: u32,
    job: u32,
    elapsed: u64,
    received: u64,
    pages: u32,
    csid: *const u16,
    tsid: *const u16,
    caller_id: *const u16,
    routing: *const u16,
    receiver_name: *const u16,
    receiver_number: *const u16,
    device_name: *const u16,
    device: u32,
    data: *mut u8,
    data_size: u32,
}

type EnumFile = unsafe extern "C" fn(u32, *const Guid, *const Guid, *const u16, *mut c_void) -> i32;

#[repr(C)]
struct Callbacks {
    size: u32,
    add_file: unsafe extern "C" fn(u32, *const u16, *const Guid) -> i32,
    delete_file: unsafe extern "C" fn(u32, *const u16) -> i32,
    file: unsafe extern "C" fn(u32, u32, *mut u16, *mut u32) -> i32,
    enum_files: unsafe extern "C" fn(u32, *const Guid, Option<EnumFile>, *mut c_void) -> i32,
    modify_data: unsafe extern "C" fn(u32, *const u16, *const u8, u32) -> i32,
    alloc: extern "C" fn(usize) -> *mut c_void,
    free: extern "C" fn(*mut c_void),
    set_last_error: extern "C" fn(u32),
    last_error: extern "C" fn() -> u32,
    say: unsafe extern "C" fn(*const u16),
    retry_data: unsafe extern "C" fn(u32, *mut u32) -> *const u8,
}

static CALLBACKS: Callbacks = Callbacks {
    size: size_of::<Callbacks>() as u32,
    add_file,
    delete_file,
    file,
    enum_files,
    modify_data,
    alloc: super::alloc,
    free: super::free,
    set_last_error: super::set_last_error,
    last_error: super::last_error,
    say,
    retry_data,
};

/// A fax being routed.
struct Routed {
    method: MethodId,
    files: FileList,
    retry: Vec<u8>,
}

/// The faxes being routed, by their jobs.
static ROUTED: Mutex<Option<HashMap<u32, Routed>>> = Mutex::new(None);

thread_local! {
    /// What the method says for people.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Works on the fax of a job; ERROR_INVALID_HANDLE without one.
fn with_fax<T>(job: u32, work: impl FnOnce(&mut Routed) -> Result<T, u32>) -> Option<T> {
    let mut routed = locked(&ROUTED);
    let fax = routed.get_or_insert_default().get_mut(&job).ok_or(INVALID_HANDLE);
    match fax.and_then(work) {
        Ok(done) => Some(done),
        Err(error) => {
            LAST_ERROR.set(error);
            None
        }
    }
}

fn number(found: Option<FileNumber>) -> i32 {
    found.and_then(|FileNumber(number)| i32::try_from(number).ok()).unwrap_or(-1)
}

/// A path as the plug-in wrote it.
///
/// # Safety
/// As [`text`].
unsafe fn path(pointer: *const u16) -> PathBuf {
    // SAFETY: the caller vouches for it.
    PathBuf::from(unsafe { text(pointer) })
}

/// `FaxRouteAddFile`.
unsafe extern "C" fn add_file(job: u32, name: *const u16, guid: *const Guid) -> i32 {
    // SAFETY: the extension vouches for text and GUID.
    let (name, owner) = unsafe { (path(name), guid.as_ref().copied()) };
    number(with_fax(job, |fax| {
        let owner = owner.map_or(fax.method, MethodId::from);
        fax.files.add(name, owner).map_err(|error| error.win32())
    }))
}

/// `FaxRouteDeleteFile`.
unsafe extern "C" fn delete_file(job: u32, name: *const u16) -> i32 {
    // SAFETY: the extension vouches for the text.
    let name = unsafe { path(name) };
    number(with_fax(job, |fax| fax.files.delete(&name).map_err(|error| error.win32())))
}

/// `FaxRouteGetFile`: the size, then the name.
unsafe extern "C" fn file(job: u32, index: u32, buffer: *mut u16, required: *mut u32) -> i32 {
    if required.is_null() {
        LAST_ERROR.set(INVALID_PARAMETER);
        return 0;
    }
    let found = with_fax(job, |fax| {
        fax.files.file(FileNumber(index)).map(|file| Wide::path(&file.path)).map_err(|error| error.win32())
    });
    let Some(name) = found else { return 0 };
    let octets = name.0.len() * 2;
    // SAFETY: the size's place was looked at; a buffer has as many octets as it says.
    unsafe {
        let room = required.read_unaligned() as usize;
        required.write_unaligned(octets as u32);
        if buffer.is_null() {
            return 1;
        }
        if room < octets {
            // ERROR_INSUFFICIENT_BUFFER.
            LAST_ERROR.set(122);
            return 0;
        }
        std::ptr::copy_nonoverlapping(name.as_ptr().cast::<u8>(), buffer.cast::<u8>(), octets);
    }
    1
}

/// `FaxRouteEnumFiles`.
unsafe extern "C" fn enum_files(job: u32, caller: *const Guid, each: Option<EnumFile>, context: *mut c_void) -> i32 {
    let Some(each) = each else {
        LAST_ERROR.set(INVALID_PARAMETER);
        return 0;
    };
    // A copy, since the enumerator may itself change the list.
    let files = with_fax(job, |fax| Ok(fax.files.files().cloned().collect::<Vec<_>>()));
    let Some(files) = files else { return 0 };
    for file in files {
        let owner = Guid::from(file.owner.unwrap_or(MethodId(0)));
        let name = Wide::path(&file.path);
        // SAFETY: owner and name live through the call; caller and context are the extension's own.
        if unsafe { each(job, &raw const owner, caller, name.as_ptr(), context) } == 0 {
            break;
        }
    }
    1
}

/// `FaxRouteModifyRoutingData`.
unsafe extern "C" fn modify_data(job: u32, guid: *const u16, data: *const u8, size: u32) -> i32 {
    let size = size as usize;
    if size > INFO_MAX || data.is_null() && size > 0 {
        LAST_ERROR.set(INVALID_PARAMETER);
        return 0;
    }
    // SAFETY: the extension vouches for the text, and for so many octets.
    let (guid, data) = unsafe { (text(guid), octets(data, size)) };
    let done = with_fax(job, |fax| {
        let target: MethodId = guid.parse().map_err(|_| INVALID_PARAMETER)?;
        let caller = fax.method;
        fax.files.modify_routing_data(caller, target, RoutingData(data)).map_err(|error| error.win32())
    });
    i32::from(done.is_some())
}

/// Octets that the extension points to.
///
/// # Safety
/// NULL with size 0, or so many octets.
unsafe fn octets(data: *const u8, size: usize) -> Vec<u8> {
    if data.is_null() || size == 0 {
        return Vec::new();
    }
    // SAFETY: the caller vouches for it.
    unsafe { std::slice::from_raw_parts(data, size) }.to_vec()
}

/// `Say`.
unsafe extern "C" fn say(words: *const u16) {
    // SAFETY: the extension vouches for the text.
    let words = unsafe { text(words) };
    SAID.set(words.chars().take(500).collect());
}

/// `RetryData`: it stays where it is until the method comes back.
unsafe extern "C" fn retry_data(job: u32, size: *mut u32) -> *const u8 {
    let found = with_fax(job, |fax| Ok((fax.retry.as_ptr(), fax.retry.len())));
    let (data, octets) = found.unwrap_or((std::ptr::null(), 0));
    if !size.is_null() {
        // SAFETY: the place was looked at.
        unsafe { size.write_unaligned(octets as u32) };
    }
    if octets == 0 { std::ptr::null() } else { data }
}

type Method = unsafe extern "C" fn(*const FaxRoute, *mut *mut c_void, *mut u32) -> i32;

struct Exports {
    version: unsafe extern "C" fn() -> u32,
    initialize: unsafe extern "C" fn(*mut c_void, *const Callbacks) -> i32,
    enable: unsafe extern "C" fn(*const u16, u32, i32) -> i32,
    device_changed: unsafe extern "C" fn(u32, i32) -> i32,
    info: unsafe extern "C" fn(*const u16, u32, *mut u8, *mut u32) -> i32,
    set_info: unsafe extern "C" fn(*const u16, u32, *const u8, u32) -> i32,
    configure: Option<FillText>,
    methods: HashMap<String, Method>,
}

/// A loaded extension. It stays loaded until the process ends.
pub(in crate::plugin) struct RouteLibrary {
    exports: Exports,
    config: Config,
    _library: Library,
}

impl RouteLibrary {
    /// Loads a library and finds its exports and methods.
    pub(in crate::plugin) fn load(image: &Path, functions: &[String]) -> Result<Self, LoadError> {
        let library = super::open(image)?;
        let mut methods = HashMap::new();
        for function in functions {
            // SAFETY: the type is that of a routing method in `faxroute.h`.
            methods.insert(function.clone(), unsafe { super::export::<Method>(&library, function)? });
        }
        // SAFETY: the types are those of `faxroute.h`.
        let exports = unsafe {
            Exports {
                version: super::export(&library, "FaxRouteVersion")?,
                initialize: super::export(&library, "FaxRouteInitialize")?,
                enable: super::export(&library, "FaxRouteDeviceEnable")?,
                device_changed: super::export(&library, "FaxRouteDeviceChangeNotification")?,
                info: super::export(&library, "FaxRouteGetRoutingInfo")?,
                set_info: super::export(&library, "FaxRouteSetRoutingInfo")?,
                configure: super::export(&library, "FaxRouteConfigure").ok(),
                methods,
            }
        };
        Ok(Self { exports, config: Config::of(&library), _library: library })
    }

    /// `FaxRouteVersion`.
    pub(in crate::plugin) fn version(&self) -> u32 {
        // SAFETY: it takes nothing.
        unsafe { (self.exports.version)() }
    }

    /// `FaxRouteInitialize`.
    pub(in crate::plugin) fn initialize(&self) -> Result<(), u32> {
        // SAFETY: the callbacks are a static.
        result(unsafe { (self.exports.initialize)(std::ptr::null_mut(), &raw const CALLBACKS) })
    }

    /// `FaxExtInitializeConfig`; nothing without.
    pub(in crate::plugin) fn initialize_config(&self, asker: Asker) -> Result<(), u32> {
        self.config.initialize(asker)
    }

    /// `FaxRouteConfigure`; empty without.
    pub(in crate::plugin) fn page(&self) -> String {
        super::page(self.exports.configure)
    }

    /// `FaxRouteDeviceEnable`; none asks. FALSE to a question without an error means "disabled".
    pub(in crate::plugin) fn enable(&self, method: MethodId, device: u32, enabled: Option<bool>) -> Result<(), u32> {
        let guid = Wide::new(&method.to_string());
        LAST_ERROR.set(0);
        let wanted = enabled.map_or(-1, i32::from);
        // SAFETY: the text lives through the call.
        result(unsafe { (self.exports.enable)(guid.as_ptr(), device, wanted) })
    }

    /// `FaxRouteDeviceChangeNotification`.
    pub(in crate::plugin) fn device_changed(&self, device: u32, added: bool) -> Result<(), u32> {
        // SAFETY: it takes numbers alone.
        result(unsafe { (self.exports.device_changed)(device, i32::from(added)) })
    }

    /// `FaxRouteGetRoutingInfo`: the size, then the data.
    pub(in crate::plugin) fn info(&self, method: MethodId, device: u32) -> Answer {
        let guid = Wide::new(&method.to_string());
        let mut size = 0_u32;
        // SAFETY: without a buffer only the size is asked for.
        let asked = unsafe { (self.exports.info)(guid.as_ptr(), device, std::ptr::null_mut(), &raw mut size) };
        if let Err(error) = result(asked) {
            return Answer::Refused { error };
        }
        let octets = size as usize;
        if octets > INFO_MAX {
            return Answer::Nonsense { reason: format!("routing information of {octets} octets") };
        }
        let mut data = vec![0_u8; octets];
        // SAFETY: the buffer has the size that is told.
        let done = unsafe { (self.exports.info)(guid.as_ptr(), device, data.as_mut_ptr(), &raw mut size) };
        match result(done) {
            Err(error) => Answer::Refused { error },
            Ok(()) if size as usize > octets => {
                Answer::Nonsense { reason: format!("{octets} octets of routing information become {size}") }
            }
            Ok(()) => {
                data.truncate(size as usize);
                Answer::Data(RoutingData(data))
            }
        }
    }

    /// `FaxRouteSetRoutingInfo`.
    pub(in crate::plugin) fn set_info(&self, method: MethodId, device: u32, data: &RoutingData) -> Result<(), u32> {
        let guid = Wide::new(&method.to_string());
        let size = u32::try_from(data.0.len()).map_err(|_| INVALID_PARAMETER)?;
        // SAFETY: text and data live through the call.
        result(unsafe { (self.exports.set_info)(guid.as_ptr(), device, data.0.as_ptr(), size) })
    }

    /// A routing method. Its callbacks work on the order's file list, which comes back with the answer.
    pub(in crate::plugin) fn route(&self, order: RouteOrder) -> Answer {
        let Some(method) = self.exports.methods.get(&order.function).copied() else {
            return Answer::Missing { export: order.function };
        };
        let RouteOrder { method: id, job, files, retry, mut data, .. } = order;
        locked(&ROUTED).get_or_insert_default().insert(job, Routed { method: id, files, retry: retry.0 });
        SAID.take();
        LAST_ERROR.set(0);
        let [csid, tsid, caller_id, routing, receiver_name, receiver_number, device_name] = [
            &order.csid,
            &order.tsid,
            &order.caller_id,
            &order.routing,
            &order.receiver_name,
            &order.receiver_number,
            &order.device_name,
        ]
        .map(|text| Wide::new(text));
        let route = FaxRoute {
            size: size_of::<FaxRoute>() as u32,
            job,
            elapsed: order.elapsed,
            received: order.received,
            pages: order.pages,
            csid: csid.as_ptr(),
            tsid: tsid.as_ptr(),
            caller_id: caller_id.as_ptr(),
            routing: routing.as_ptr(),
            receiver_name: receiver_name.as_ptr(),
            receiver_number: receiver_number.as_ptr(),
            device_name: device_name.as_ptr(),
            device: order.device,
            data: data.0.as_mut_ptr(),
            data_size: u32::try_from(data.0.len()).unwrap_or(0),
        };
        let (mut failure, mut failure_size) = (std::ptr::null_mut(), 0_u32);
        // SAFETY: the structure, its texts and its data live through the call.
        let done = result(unsafe { method(&raw const route, &raw mut failure, &raw mut failure_size) });
        let fax = locked(&ROUTED).get_or_insert_default().remove(&job);
        let kept = failure_of(failure, failure_size);
        match (fax, kept) {
            (Some(Routed { files, .. }), Ok(failure)) => Answer::Routed(Box::new(RouteResult {
                done: done.is_ok(),
                error: done.err().unwrap_or(0),
                said: SAID.take(),
                failure,
                files,
            })),
            (_, Err(reason)) => Answer::Nonsense { reason },
            (None, Ok(_)) => Answer::Nonsense { reason: "the fax is gone".to_owned() },
        }
    }
}

/// `FailureData`, which must come from the service's memory; none without.
fn failure_of(failure: *mut c_void, size: u32) -> Result<Option<RoutingData>, String> {
    if failure.is_null() {
        return Ok(None);
    }
    let size = size as usize;
    if super::piece(failure).is_none_or(|there| there < size) || size > INFO_MAX {
        return Err(format!("failure data of {size} octets that were not allocated"));
    }
    // SAFETY: the piece has at least so many octets.
    let data = unsafe { octets(failure.cast(), size) };
    super::free(failure);
    Ok(Some(RoutingData(data)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structures_are_as_large_as_the_interface_says() {
        assert_eq!((size_of::<FaxRoute>(), size_of::<Guid>()), (112, 16));
        let id = MethodId::FOLDER;
        let guid = Guid::from(id);
        assert_eq!((guid.data1, guid.data2, guid.data4[0]), (0x9204_1a90, 0x9af2, 0xab));
        assert_eq!(MethodId::from(guid), id);
    }

    #[test]
    fn callbacks_about_a_fax_that_is_not_routed_say_so() {
        let name = Wide::new("/tmp/x");
        // SAFETY: the text lives; there is no GUID.
        let added = unsafe { add_file(77, name.as_ptr(), std::ptr::null()) };
        assert_eq!((added, LAST_ERROR.get()), (-1, INVALID_HANDLE));
        let mut size = 0;
        // SAFETY: the size's place lives.
        assert_eq!(unsafe { file(77, 0, std::ptr::null_mut(), &raw mut size) }, 0);
        assert!(failure_of(name.as_ptr().cast_mut().cast(), 4).is_err(), "memory of somebody else");
    }
}
