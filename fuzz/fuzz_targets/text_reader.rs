//! Any octets as text: pages or an error.

#![no_main]

use faxwell_fuzz::document::{RenderOptions, read_text};
use faxwell_fuzz::model::Resolution;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = RenderOptions { resolution: Resolution::Standard, ..RenderOptions::default() };
    let _ = read_text(data, &options);
});
