//! Fields of DIS, DTC and DCS: what was read is built and read back the same, and what two stations agree on is allowed by
//! both.

#![no_main]

use faxwell_fuzz::input::Input;
use faxwell_fuzz::t30::{check_agreement, check_field};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let choices = [input.octet(), input.octet(), input.octet()];
    let length = usize::from(input.octet()).min(input.0.len());
    let (own, peer) = input.0.split_at(length);
    check_field(own);
    check_field(peer);
    check_agreement(own, peer, choices);
});
