//! Any page returns from every coding, on the line and in files, whole or row by row.

#![no_main]

use faxwell_fuzz::coding::{BitOrder, Encoder, FileOptions, LineOptions, decode, encode_file, encode_line, jbig};
use faxwell_fuzz::input::{Input, LIMITS};
use faxwell_fuzz::model::{Bitmap, Coding};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let (kind, detail) = (input.octet(), input.octet());
    let page = input.page();
    if page.rows() == 0 {
        return;
    }
    let order = if detail & 1 == 0 { BitOrder::MsbFirst } else { BitOrder::LsbFirst };
    let coding = [Coding::Mh, Coding::Mr, Coding::Mmr, Coding::Jbig][usize::from(kind % 4)];
    match (coding, kind & 4) {
        (Coding::Jbig, 0) => check(&page, &encode_file(&page, coding, order), coding, order),
        (Coding::Jbig, _) => {
            let options = jbig::Options {
                stripe_rows: u32::from(detail >> 2) + 1,
                template: if detail & 1 == 0 { jbig::Template::ThreeRows } else { jbig::Template::TwoRows },
                typical_prediction: detail & 2 == 0,
                max_move: kind >> 3,
            };
            check(&page, &jbig::encode(&page, &options), coding, order);
        }
        (_, 0) => {
            let options = LineOptions { min_row_bits: u32::from(detail) * 4, k: u32::from(detail) % 9 };
            let coded = encode_line(&page, coding, &options);
            check(&page, &coded, coding, BitOrder::LsbFirst);
            let rows = Encoder::for_line(coding, page.width(), &options).expect("not JBIG");
            assert!(row_by_row(&page, rows) == coded);
        }
        _ => {
            let options = FileOptions { order, k: u32::from(kind >> 3), aligned_eols: detail & 2 != 0 };
            let rows = Encoder::for_file(coding, page.width(), &options).expect("not JBIG");
            check(&page, &row_by_row(&page, rows), coding, order);
        }
    }
});

fn row_by_row(page: &Bitmap, mut encoder: Encoder) -> Vec<u8> {
    let mut coded = Vec::new();
    page.iter_rows().for_each(|row| encoder.encode_row(row, &mut coded));
    encoder.finish(&mut coded);
    coded
}

fn check(page: &Bitmap, coded: &[u8], coding: Coding, order: BitOrder) {
    let decoded = decode(coded, coding, order, page.width(), &LIMITS);
    assert_eq!(decoded.quality.bad_rows, 0, "{coding} {order:?}");
    assert!(decoded.bitmap == *page, "{coding} {order:?}");
}
