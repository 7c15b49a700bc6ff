//! What both kinds of plug-ins may keep with the server: the functions of `assets/faxext.h` (`winfax.md` §7).

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use libloading::Library;

use super::{Wide, locked, text};
use crate::model::{PROPERTY_OCTETS, RoutingData};
use crate::plugin::wire::{Given, Place, Want};

/// ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY, ERROR_INVALID_PARAMETER, ERROR_TIMEOUT.
const INVALID_HANDLE: u32 = 6;
const NO_MEMORY: u32 = 8;
const INVALID_PARAMETER: u32 = 87;
const TIMED_OUT: u32 = 1460;

type Data = unsafe extern "C" fn(u32, i32, *const u16, *mut *mut u8, *mut u32) -> u32;
type Keep = unsafe extern "C" fn(*mut c_void, u32, i32, *const u16, *const u8, u32) -> u32;
type Change = unsafe extern "C" fn(u32, *const u16, *mut u8, u32) -> i32;
type Register = unsafe extern "C" fn(*mut c_void, u32, i32, *const u16, Option<Change>) -> *mut c_void;
type Unregister = extern "C" fn(*mut c_void) -> u32;
type Free = extern "C" fn(*mut c_void);
type Initialize = unsafe extern "C" fn(Data, Keep, Register, Unregister, Free) -> i32;

/// Asks the engine, and waits for what it says; none when it says nothing.
pub(in crate::plugin) type Asker = Arc<dyn Fn(Want) -> Option<Given> + Send + Sync>;
static ASKER: Mutex<Option<Asker>> = Mutex::new(None);
/// Who is to be called when something changes.
static WATCHES: Mutex<BTreeMap<u64, Change>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU64 = AtomicU64::new(1);

/// `FaxExtInitializeConfig` of a library; it may be left out.
#[derive(Clone, Copy)]
pub(super) struct Config(Option<Initialize>);

impl Config {
    pub(super) fn of(library: &Library) -> Self {
        // SAFETY: the type is that of `faxext.h`.
        Self(unsafe { super::export(library, "FaxExtInitializeConfig").ok() })
    }

    /// Hands it its functions; what it says when it does not begin.
    pub(super) fn initialize(self, asker: Asker) -> Result<(), u32> {
        let Some(initialize) = self.0 else { return Ok(()) };
        *locked(&ASKER) = Some(asker);
        // SAFETY: the functions are those of `faxext.h`, and there as long as the process.
        let result = unsafe { initialize(data, keep, register, unregister, super::free) };
        if result < 0 { Err(result.cast_unsigned()) } else { Ok(()) }
    }
}

fn ask(want: Want) -> Result<Given, u32> {
    let asker = locked(&ASKER).clone().ok_or(INVALID_HANDLE)?;
    match asker(want) {
        Some(Given::Refused { error }) => Err(error),
        Some(given) => Ok(given),
        None => Err(TIMED_OUT),
    }
}

/// Where the plug-in means.
///
/// # Safety
/// As [`text`].
unsafe fn place(device: u32, source: i32, guid: *const u16) -> Place {
    // SAFETY: the caller vouches for the text.
    Place { device, source: source.cast_unsigned(), guid: unsafe { text(guid) } }
}

fn code(result: Result<(), u32>) -> u32 {
    result.err().unwrap_or(0)
}

/// `PFAX_EXT_GET_DATA`.
unsafe extern "C" fn data(device: u32, source: i32, guid: *const u16, data: *mut *mut u8, size: *mut u32) -> u32 {
    if data.is_null() || size.is_null() {
        return INVALID_PARAMETER;
    }
    // SAFETY: the plug-in vouches for the text.
    let at = unsafe { place(device, source, guid) };
    let found = match ask(Want::Data { at }) {
        Ok(Given::Data(RoutingData(found))) => found,
        Ok(_) => return INVALID_PARAMETER,
        Err(error) => return error,
    };
    let memory = super::alloc(found.len());
    if memory.is_null() {
        return NO_MEMORY;
    }
    // SAFETY: the piece has so many octets; both places were looked at.
    unsafe {
        std::ptr::copy_nonoverlapping(found.as_ptr(), memory.cast::<u8>(), found.len());
        data.write_unaligned(memory.cast());
        size.write_unaligned(u32::try_from(found.len()).unwrap_or(0));
    }
    0
}

/// `PFAX_EXT_SET_DATA`. One's own change is not told to oneself.
unsafe extern "C" fn keep(
    _module: *mut c_void,
    device: u32,
    source: i32,
    guid: *const u16,
    data: *const u8,
    size: u32,
) -> u32 {
    let octets = size as usize;
    if octets > PROPERTY_OCTETS || data.is_null() && octets > 0 {
        return INVALID_PARAMETER;
    }
    // SAFETY: the plug-in vouches for the text, and for so many octets.
    let (at, data) = unsafe {
        let data = if octets == 0 { Vec::new() } else { std::slice::from_raw_parts(data, octets).to_vec() };
        (place(device, source, guid), data)
    };
    code(ask(Want::Keep { at, data: RoutingData(data) }).map(drop))
}

/// `PFAX_EXT_REGISTER_FOR_EVENTS`; NULL with the last error when it failed.
unsafe extern "C" fn register(
    _module: *mut c_void,
    device: u32,
    source: i32,
    guid: *const u16,
    change: Option<Change>,
) -> *mut c_void {
    let Some(change) = change else {
        super::LAST_ERROR.set(INVALID_PARAMETER);
        return std::ptr::null_mut();
    };
    let registration = NEXT.fetch_add(1, Ordering::Relaxed);
    // Before the engine knows: what it pushes at once finds it.
    locked(&WATCHES).insert(registration, change);
    // SAFETY: the plug-in vouches for the text.
    let at = unsafe { place(device, source, guid) };
    if let Err(error) = ask(Want::Watch { registration, at }) {
        locked(&WATCHES).remove(&registration);
        super::LAST_ERROR.set(error);
        return std::ptr::null_mut();
    }
    std::ptr::without_provenance_mut(usize::try_from(registration).unwrap_or(usize::MAX))
}

/// `PFAX_EXT_UNREGISTER_FOR_EVENTS`. A change that is being told just now may still arrive.
extern "C" fn unregister(handle: *mut c_void) -> u32 {
    let registration = handle.addr() as u64;
    if locked(&WATCHES).remove(&registration).is_none() {
        return INVALID_HANDLE;
    }
    code(ask(Want::Unwatch { registration }).map(drop))
}

/// `FaxExtConfigChange`: tells the plug-in, unless it has unregistered meanwhile.
pub(in crate::plugin) fn changed(registration: u64, at: &Place, mut data: RoutingData) -> Result<(), u32> {
    let Some(change) = locked(&WATCHES).get(&registration).copied() else { return Ok(()) };
    let guid = Wide::new(&at.guid);
    let size = u32::try_from(data.0.len()).unwrap_or(0);
    // SAFETY: text and data live through the call.
    let result = unsafe { change(at.device, guid.as_ptr(), data.0.as_mut_ptr(), size) };
    if result < 0 { Err(result.cast_unsigned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_engine_and_with_nonsense_the_functions_say_so() {
        let guid = Wide::new("{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010}");
        let (mut found, mut size) = (std::ptr::null_mut(), 0);
        // SAFETY: text and places live through the calls.
        unsafe {
            assert_eq!(data(0, 0, guid.as_ptr(), &raw mut found, &raw mut size), INVALID_HANDLE);
            assert_eq!(data(0, 0, guid.as_ptr(), std::ptr::null_mut(), &raw mut size), INVALID_PARAMETER);
            assert_eq!(keep(std::ptr::null_mut(), 0, 0, guid.as_ptr(), std::ptr::null(), 5), INVALID_PARAMETER);
            assert!(register(std::ptr::null_mut(), 0, 0, guid.as_ptr(), None).is_null());
        }
        assert_eq!(unregister(std::ptr::without_provenance_mut(77)), INVALID_HANDLE);
    }
}
