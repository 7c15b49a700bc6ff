//! MR page data of any kind: rows and counts within the limits, never a panic.

#![no_main]

use faxwell_fuzz::coding::decode;
use faxwell_fuzz::input::{Input, LIMITS, check};
use faxwell_fuzz::model::Coding;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let (width, order) = (input.width(), input.order());
    check(&decode(input.0, Coding::Mr, order, width, &LIMITS));
});
