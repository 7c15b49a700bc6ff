//! PNG, JPEG, GIF, BMP and WebP files of any damage: a picture or an error.

#![no_main]

use faxwell_fuzz::document::read_picture;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = read_picture(data);
});
