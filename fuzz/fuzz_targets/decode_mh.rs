//! MH page data of any kind, with EOLs and without: rows and counts within the limits, never a panic.

#![no_main]

use faxwell_fuzz::coding::{decode, decode_without_eol};
use faxwell_fuzz::input::{Input, LIMITS, check};
use faxwell_fuzz::model::Coding;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let (width, order) = (input.width(), input.order());
    check(&decode_without_eol(input.0, order, width, true, &LIMITS));
    check(&decode_without_eol(input.0, order, width, false, &LIMITS));
    check(&decode(input.0, Coding::Mh, order, width, &LIMITS));
});
