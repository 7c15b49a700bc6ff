//! Plug-ins as C has them: their libraries, the structures of `assets/faxdev.h` and `assets/faxroute.h`, and the functions
//! they may call. The one module with `unsafe` code. It runs in a plug-in's host process alone, never beside the engine:
//! whatever foreign code does to memory, it does to a process that does nothing else.
//!
//! What a plug-in points to is believed as far as C must believe it: texts and blocks are looked at for their bounds
//! wherever a bound is known, and nothing that follows from them is trusted by the engine.
//!
//! The callbacks have no place for a context, so their state is the process's: one host has one plug-in.

pub(super) mod config;
pub(super) mod device;
pub(super) mod route;

use std::alloc::Layout;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use libloading::Library;

/// The version both headers have.
pub(super) const VERSION: u32 = 0x0001_0000;

/// Characters of a text that a plug-in gives, at the most.
const TEXT_MAX: usize = 32_768;

/// Why a library cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoadError {
    /// It is not there, or no library.
    #[error(transparent)]
    Library(#[from] libloading::Error),
    /// It lacks a function.
    #[error("it lacks the function {0}")]
    Missing(String),
}

fn open(image: &Path) -> Result<Library, LoadError> {
    // SAFETY: loading runs the library's own initialisers; it is what this process exists for.
    Ok(unsafe { Library::new(image)? })
}

/// A function of a library. It may be called as long as the library is open, which its owner sees to.
///
/// # Safety
/// `T` must be the type of a function pointer with the signature of the export in its header.
unsafe fn export<T: Copy>(library: &Library, name: &str) -> Result<T, LoadError> {
    // SAFETY: the caller vouches for the type.
    match unsafe { library.get::<T>(name) } {
        Ok(symbol) => Ok(*symbol),
        Err(_) => Err(LoadError::Missing(name.to_owned())),
    }
}

thread_local! {
    static LAST_ERROR: Cell<u32> = const { Cell::new(0) };
}

extern "C" fn set_last_error(code: u32) {
    LAST_ERROR.set(code);
}

extern "C" fn last_error() -> u32 {
    LAST_ERROR.get()
}

/// The memory plug-ins were given: where it begins, and its octets.
static HEAP: Mutex<BTreeMap<usize, usize>> = Mutex::new(BTreeMap::new());
/// Octets of a piece at the most.
const PIECE_MAX: usize = 64 << 20;

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn layout(octets: usize) -> Option<Layout> {
    Layout::from_size_align(octets.max(1), 16).ok().filter(|_| octets <= PIECE_MAX)
}

/// `Alloc` of both interfaces.
extern "C" fn alloc(octets: usize) -> *mut c_void {
    let Some(layout) = layout(octets) else { return std::ptr::null_mut() };
    // SAFETY: the layout is not empty.
    let memory = unsafe { std::alloc::alloc_zeroed(layout) };
    if !memory.is_null() {
        locked(&HEAP).insert(memory.addr(), octets);
    }
    memory.cast()
}

/// `Free` of both interfaces; what was not given before is left alone.
extern "C" fn free(memory: *mut c_void) {
    let Some(octets) = locked(&HEAP).remove(&memory.addr()) else { return };
    if let Some(layout) = layout(octets) {
        // SAFETY: it came from `alloc` with this layout, and the table has it once.
        unsafe { std::alloc::dealloc(memory.cast(), layout) };
    }
}

/// Octets of a piece of the heap; none for what is none.
fn piece(memory: *const c_void) -> Option<usize> {
    locked(&HEAP).get(&memory.addr()).copied()
}

/// UTF-16 with its 0.
struct Wide(Vec<u16>);

impl Wide {
    fn new(text: &str) -> Self {
        // A 0 inside would end it early.
        Self(text.encode_utf16().filter(|unit| *unit != 0).chain([0]).collect())
    }

    fn path(path: &Path) -> Self {
        Self::new(&path.to_string_lossy())
    }

    fn as_ptr(&self) -> *const u16 {
        self.0.as_ptr()
    }
}

/// A text that a plug-in points to; empty for NULL.
///
/// # Safety
/// The pointer must be NULL or lead to UTF-16 that is ended by a 0.
unsafe fn text(pointer: *const u16) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: the caller vouches for the end; every unit is read before the next is looked at.
    let units = (0..TEXT_MAX).map(|place| unsafe { pointer.add(place).read_unaligned() });
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

/// A text that must lie inside a block; empty for NULL, none when it does not lie there whole.
fn text_within(block: &[u8], pointer: *const u16) -> Option<String> {
    if pointer.is_null() {
        return Some(String::new());
    }
    let offset = pointer.addr().checked_sub(block.as_ptr().addr())?;
    let (units, _) = block.get(offset..)?.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_ne_bytes(*unit)).collect();
    let end = units.iter().position(|unit| *unit == 0)?;
    Some(String::from_utf16_lossy(units.get(..end)?))
}

/// A text in a buffer that a plug-in has filled.
fn text_of(buffer: &[u16]) -> String {
    let end = buffer.iter().position(|unit| *unit == 0).unwrap_or(buffer.len());
    String::from_utf16_lossy(buffer.get(..end).unwrap_or_default())
}

/// A function that fills a buffer with text: a page of `FaxDevConfigure` or `FaxRouteConfigure`.
type FillText = unsafe extern "C" fn(*mut u16, u32) -> i32;

/// Characters of such a page.
const PAGE_CHARS: usize = 8_192;

fn page(fill: Option<FillText>) -> String {
    let Some(fill) = fill else { return String::new() };
    let mut buffer = vec![0_u16; PAGE_CHARS];
    // SAFETY: the buffer has the size that is told, and lives through the call.
    let done = unsafe { fill(buffer.as_mut_ptr(), PAGE_CHARS as u32) };
    if done == 0 { String::new() } else { text_of(&buffer) }
}

/// The result of an export that says TRUE or FALSE.
fn result(done: i32) -> Result<(), u32> {
    if done == 0 { Err(LAST_ERROR.get()) } else { Ok(()) }
}
