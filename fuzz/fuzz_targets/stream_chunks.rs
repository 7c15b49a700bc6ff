//! A decoder that takes its octets in pieces gives what it gives for the whole, row by row and count by count.

#![no_main]

use faxwell_fuzz::coding::{Decoder, decode, jbig};
use faxwell_fuzz::input::{Input, JBIG_LIMITS, LIMITS};
use faxwell_fuzz::model::Coding;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let (kind, width, order) = (input.octet(), input.width(), input.order());
    let coding = match kind % 4 {
        0 => return check_jbig(input),
        1 => Coding::Mh,
        2 => Coding::Mr,
        _ => Coding::Mmr,
    };
    let decoded = decode(input.whole(), coding, order, width, &LIMITS);
    let mut decoder = Decoder::new(coding, order, width, &LIMITS).expect("not JBIG");
    let mut rows = Vec::new();
    let mut bad_rows = 0;
    for piece in input.pieces() {
        decoder.push(piece, |row| {
            rows.extend_from_slice(row.octets);
            bad_rows += u32::from(!row.is_good);
        });
    }
    let end = decoder.finish(|row| {
        rows.extend_from_slice(row.octets);
        bad_rows += u32::from(!row.is_good);
    });
    assert_eq!(bad_rows, decoder.quality().bad_rows);
    // A page of another width than the one asked for is only known as such when it is known as a whole.
    if decoded.bitmap.width() == width {
        assert!(rows == decoded.bitmap.data());
        assert_eq!((end, decoder.quality()), (decoded.end, decoded.quality));
    }
});

fn check_jbig(input: Input<'_>) {
    let decoded = jbig::decode(input.whole(), &JBIG_LIMITS);
    let mut decoder = jbig::Decoder::new(&JBIG_LIMITS);
    let mut rows = Vec::new();
    for piece in input.pieces() {
        let _ = decoder.push(piece, |row| rows.extend_from_slice(row));
    }
    let end = decoder.finish(|row| rows.extend_from_slice(row));
    assert!(rows == decoded.bitmap.data());
    assert_eq!((end, decoder.rows()), (decoded.end, decoded.bitmap.rows()));
}
