//! JBIG page data of any kind, with a header of their own or one that lets more of them through; pages made from what
//! was decoded return.

#![no_main]

use faxwell_fuzz::coding::jbig::{Header, Options, Template, decode, encode};
use faxwell_fuzz::input::{Input, JBIG_LIMITS, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let kind = input.octet();
    let decoded = if kind & 1 == 0 {
        decode(input.0, &JBIG_LIMITS)
    } else {
        let header = Header {
            width: input.width().max(1),
            height: if kind & 2 == 0 { u32::from(input.octet()) + 1 } else { u32::MAX },
            stripe_rows: u32::from(input.octet()) + 1,
            max_move: 127,
            template: if kind & 4 == 0 { Template::ThreeRows } else { Template::TwoRows },
            variable_length: kind & 8 != 0,
            typical_prediction: kind & 16 != 0,
        };
        decode(&[&header.octets(), input.0].concat(), &JBIG_LIMITS)
    };
    check(&decoded);
    if decoded.bitmap.rows() > 0 {
        let again = decode(&encode(&decoded.bitmap, &Options::default()), &JBIG_LIMITS);
        assert!(again.bitmap == decoded.bitmap);
    }
});
