//! What the line does to pages, and what becomes of them.

use proptest::prelude::*;

use super::*;

#[test]
fn a_damaged_row_is_concealed_and_the_next_row_is_right() {
    let page = sample_page(1728, 50, 21);
    let mut coded = encode_line(&page, Coding::Mh, &LineOptions::default());
    let middle = coded.len() / 2;
    coded[middle] ^= 0x10;
    let decoded = read(&coded, Coding::Mh, BitOrder::LsbFirst, 1728);
    assert_eq!(decoded.end, End::Rtc);
    assert!((1..=2).contains(&decoded.quality.bad_rows), "{:?}", decoded.quality);
    let wrong = (0..50).filter(|y| decoded.bitmap.row(*y) != page.row(*y)).count();
    if decoded.bitmap.rows() == 50 {
        assert!(wrong <= 1, "{wrong} rows differ");
    }
}

#[test]
fn in_mr_rows_are_bad_until_the_next_one_dimensional_row() {
    // Vertical strokes: every two-dimensional row is short, every eighth row is one-dimensional.
    let page = Bitmap::new(1728, 64, vec![0x18; 216 * 64]).unwrap();
    let mut coded = encode_line(&page, Coding::Mr, &LineOptions { min_row_bits: 0, k: 8 });
    // In the first row's data, behind its EOL and tag.
    coded[40] ^= 0x04;
    let decoded = read(&coded, Coding::Mr, BitOrder::LsbFirst, 1728);
    assert_eq!(decoded.quality, RowQuality { rows: 64, bad_rows: 8, longest_bad_run: 8 });
    assert!((8..64).all(|y| decoded.bitmap.row(y) == page.row(y)));
    assert!(decoded.bitmap.row(0).iter().all(|octet| *octet == 0), "with nothing above, concealment is white");
}

#[test]
fn noise_before_the_first_eol_and_after_the_end_is_ignored() {
    let page = sample_page(1728, 30, 4);
    let mut noisy = vec![0xB5, 0xFF, 0x13, 0x77, 0xFF];
    noisy.extend(encode_line(&page, Coding::Mh, &LineOptions::default()));
    noisy.extend([0x5A; 300]);
    let decoded = read(&noisy, Coding::Mh, BitOrder::LsbFirst, 1728);
    assert_eq!((decoded.bitmap, decoded.end, decoded.quality.bad_rows), (page, End::Rtc, 0));
}

#[test]
fn a_lost_carrier_ends_the_page_without_its_last_partial_row() {
    let page = sample_page(1728, 80, 8);
    let coded = encode_line(&page, Coding::Mh, &LineOptions::default());
    let decoded = read(&coded[..coded.len() / 2], Coding::Mh, BitOrder::LsbFirst, 1728);
    assert_eq!((decoded.end, decoded.quality.bad_rows), (End::DataEnd, 0));
    assert!(decoded.bitmap.rows() > 10 && decoded.bitmap.rows() < 80);
    assert!((0..decoded.bitmap.rows()).all(|y| decoded.bitmap.row(y) == page.row(y)));
}

#[test]
fn a_damaged_return_to_control_still_ends_the_page() {
    let page = sample_page(1728, 20, 5);
    let clean = encode_line(&page, Coding::Mh, &LineOptions::default());
    for bit in (clean.len() - 9) * 8..clean.len() * 8 - 12 {
        let mut coded = clean.clone();
        coded[bit / 8] ^= 1 << (bit % 8);
        let decoded = read(&coded, Coding::Mh, BitOrder::LsbFirst, 1728);
        assert!((20..=21).contains(&decoded.bitmap.rows()), "bit {bit}: {:?}", decoded.quality);
        assert!(
            decoded.quality.bad_rows <= 1,
            "bit {bit} of {}: {:?} {:?}",
            clean.len() * 8,
            decoded.quality,
            decoded.end
        );
    }
}

#[test]
fn an_eol_with_one_wrong_bit_costs_no_row() {
    let page = Bitmap::new(1728, 40, vec![0x18; 216 * 40]).unwrap();
    let clean = encode_line(&page, Coding::Mh, &LineOptions::default());
    // All rows have the same bits, so the EOL that closes the first begins where the first row's length says.
    let row_bits = (clean.len() * 8 - 72) / 40;
    for zero in row_bits..row_bits + 11 {
        let mut coded = clean.clone();
        coded[zero / 8] ^= 1 << (zero % 8);
        let decoded = read(&coded, Coding::Mh, BitOrder::LsbFirst, 1728);
        assert_eq!((decoded.bitmap, decoded.quality.bad_rows), (page.clone(), 0), "bit {zero}");
    }
}

#[test]
fn a_destroyed_eol_costs_only_the_row_behind_it() {
    // In MR all rows but the first are two-dimensional, so the row behind the lost one cannot be trusted either.
    for (coding, bad_rows) in [(Coding::Mh, 1), (Coding::Mr, 6)] {
        let page = Bitmap::new(1728, 40, vec![0x1C; 216 * 40]).unwrap();
        let options = LineOptions { min_row_bits: 0, k: 8 };
        let end = encode_line(&Bitmap::new(1728, 2, vec![0x1C; 432]).unwrap(), coding, &options).len() * 8;
        let mut coded = encode_line(&page, coding, &options);
        // The EOL behind the second row: where the return to control of the short page begins. Its rows end in a 1.
        let clean = coded.clone();
        let bit = |n: usize| clean[n / 8] >> (n % 8) & 1 == 1;
        let return_to_control = if coding == Coding::Mh { 72 } else { 78 };
        let begin = (end - return_to_control - 7..=end - return_to_control)
            .find(|at| bit(at - 1) && (*at..at + 11).all(|n| !bit(n)) && bit(at + 11));
        for bit in [2, 5, 7] {
            let bit = begin.unwrap() + bit;
            coded[bit / 8] ^= 1 << (bit % 8);
        }
        let decoded = read(&coded, coding, BitOrder::LsbFirst, 1728);
        assert_eq!(decoded.quality, RowQuality { rows: 40, bad_rows, longest_bad_run: bad_rows }, "{coding}");
        assert_eq!(decoded.bitmap, page, "{coding}: all rows are the same, so those repeated are right");
    }
}

#[test]
fn rows_of_another_width_show_the_real_one() {
    let page = sample_page(1728, 100, 6);
    for coding in [Coding::Mh, Coding::Mr] {
        for announced in [2432, 1024] {
            let decoded =
                read(&encode_line(&page, coding, &LineOptions::default()), coding, BitOrder::LsbFirst, announced);
            assert_eq!(decoded.bitmap, page, "{coding} announced as {announced}");
            assert_eq!(decoded.quality.bad_rows, 0);
        }
    }
}

#[test]
fn limits_hold() {
    let page = Bitmap::white(1728, 1000).unwrap();
    for coding in CODINGS {
        let coded = encode_line(&page, coding, &LineOptions::default());
        let few = decode(&coded, coding, BitOrder::LsbFirst, 1728, &DecodeLimits { max_rows: 10, max_octets: 1 << 20 });
        assert_eq!((few.bitmap.rows(), few.end), (10, End::Limit));
        let small = decode(&coded, coding, BitOrder::LsbFirst, 1728, &DecodeLimits { max_rows: 999, max_octets: 2160 });
        assert_eq!((small.bitmap.rows(), small.end), (10, End::Limit));
        let exact =
            decode(&coded, coding, BitOrder::LsbFirst, 1728, &DecodeLimits { max_rows: 1000, ..Default::default() });
        assert_ne!(exact.end, End::Limit, "exactly as many rows as allowed are no excess");
    }
    // A bomb: one bit a row.
    let bomb = decode(&vec![0xFF; 1 << 20], Coding::Mmr, BitOrder::MsbFirst, 20_000, &DecodeLimits::default());
    assert_eq!(bomb.end, End::Limit);
    assert!(bomb.bitmap.data().len() <= 64 << 20);
}

#[test]
fn odd_widths_do_not_panic() {
    for width in [0, 1, 7, 8, 9, 63, 64, 65, u32::MAX] {
        for coding in CODINGS {
            let _ = read(&[0x00, 0x1A, 0x80, 0x01, 0x1B, 0x16, 0xFF, 0x55], coding, BitOrder::MsbFirst, width);
        }
        let _ = decode_without_eol(&[0xA8, 0x6C, 0x52], BitOrder::MsbFirst, width, true, &DecodeLimits::default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_octets_never_panic(data in proptest::collection::vec(any::<u8>(), 0..3000), width in 0..6000u32) {
        for coding in CODINGS {
            for order in ORDERS {
                let decoded = read(&data, coding, order, width);
                prop_assert!(decoded.quality.bad_rows <= decoded.quality.rows);
                prop_assert!(decoded.quality.longest_bad_run <= decoded.quality.bad_rows);
                prop_assert_eq!(decoded.quality.rows, decoded.bitmap.rows());
            }
        }
        let _ = decode_without_eol(&data, BitOrder::MsbFirst, width, false, &DecodeLimits::default());
    }

    #[test]
    fn flipped_bits_spoil_only_rows_near_them(seed: u64, flips in proptest::collection::vec(any::<u32>(), 1..6)) {
        let page = sample_page(1728, 120, seed);
        let mut coded = encode_line(&page, Coding::Mh, &LineOptions::default());
        let bits = coded.len() as u32 * 8;
        for flip in &flips {
            coded[(flip % bits) as usize / 8] ^= 1 << (flip % bits % 8);
        }
        let decoded = read(&coded, Coding::Mh, BitOrder::LsbFirst, 1728);
        // A flip spoils a row, splits one in two or joins two.
        let most = flips.len() as u32;
        prop_assert!(decoded.quality.bad_rows <= 2 * most, "{:?}", decoded.quality);
        prop_assert!(decoded.bitmap.rows().abs_diff(120) <= 2 * most);
        let mut same = 0;
        for y in 0..decoded.bitmap.rows() {
            let near = y.saturating_sub(2 * most)..=y + 2 * most;
            same += u32::from(near.into_iter().any(|other| decoded.bitmap.row(y) == page.row(other)));
        }
        prop_assert!(same + 3 * most >= 120, "only {same} rows survive {most} flips");
    }
}
