//! TIFF files of any kind and damage: pages or an error.

#![no_main]

use faxwell_fuzz::document::read_tiff;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = read_tiff(data);
});
