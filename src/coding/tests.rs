//! Vectors of the standard, round trips, and damage: what comes out of the codings must be what went in.

use proptest::prelude::*;

use super::*;
use crate::model::Coding;

const CODINGS: [Coding; 3] = [Coding::Mh, Coding::Mr, Coding::Mmr];
const ORDERS: [BitOrder; 2] = [BitOrder::MsbFirst, BitOrder::LsbFirst];

/// The picture of the vectors that libtiff confirmed: 24 × 8.
fn vector_page() -> Bitmap {
    let rows = [0x000000u32, 0x0FF000, 0x0FF800, 0x07FC3C, 0xFFFFFF, 0x800001, 0x800001, 0x000000];
    Bitmap::new(24, 8, rows.iter().flat_map(|row| row.to_be_bytes()[1..].to_vec()).collect()).unwrap()
}

fn octets(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn reversed(octets: &[u8]) -> Vec<u8> {
    octets.iter().map(|octet| octet.reverse_bits()).collect()
}

fn read(data: &[u8], coding: Coding, order: BitOrder, width: u32) -> Decoded {
    decode(data, coding, order, width, &DecodeLimits::default())
}

/// A page with something of everything: white rows, text-like strokes, dense noise, rows that begin or end in black.
fn sample_page(width: u32, rows: u32, seed: u64) -> Bitmap {
    let mut random = Random(seed);
    let stride = (width as usize).div_ceil(8);
    let mut data = vec![0u8; stride * rows as usize];
    let mut above = vec![0u8; stride];
    for row in data.chunks_exact_mut(stride.max(1)) {
        match random.next() % 8 {
            0 => {}
            1 => row.fill(0xFF),
            2 => row.iter_mut().for_each(|octet| *octet = random.next() as u8),
            3 => row.copy_from_slice(&above),
            _ => {
                row.copy_from_slice(&above);
                for _ in 0..random.next() % 12 {
                    let at = random.next() as usize % stride;
                    row[at] = row[at].rotate_right(1) ^ (random.next() & random.next()) as u8;
                }
            }
        }
        above.copy_from_slice(row);
    }
    Bitmap::new(width, rows, data).unwrap()
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

fn check_vector(coding: Coding, hex: &str, end: End) {
    let page = vector_page();
    let expected = octets(hex);
    assert_eq!(encode_file(&page, coding, BitOrder::MsbFirst), expected, "{coding}");
    assert_eq!(encode_file(&page, coding, BitOrder::LsbFirst), reversed(&expected), "{coding}");
    for (order, data) in [(BitOrder::MsbFirst, expected.clone()), (BitOrder::LsbFirst, reversed(&expected))] {
        let decoded = read(&data, coding, order, 24);
        assert_eq!(decoded.bitmap, page, "{coding} {order:?}");
        assert_eq!(decoded.end, end);
        assert_eq!(decoded.quality, RowQuality { rows: 8, bad_rows: 0, longest_bad_run: 0 });
    }
}

#[test]
fn vectors_of_libtiff() {
    let mh = "00 15 00 03 62 90 00 36 22 00 07 04 B6 E0 02 6A 05 C0 04 D5 03 40 02 6A 81 A0 01 50";
    check_vector(Coding::Mh, mh, End::DataEnd);
    check_vector(Coding::Mr, "00 1A 80 01 1B 16 00 2B 80 09 B3 6E 00 33 50 2E 00 29 40 E0 02 F0 01 0B", End::DataEnd);
    check_vector(Coding::Mmr, "9B 17 76 CD B9 35 02 F2 81 FC 58 00 80 08", End::Eofb);
    let s_order = octets("00 A8 00 C0 46 09 00 6C 44 00 E0 20 6D 07 40 56 A0 03 20 AB C0 02 40 56 81 05 80 0A");
    assert_eq!(encode_file(&vector_page(), Coding::Mh, BitOrder::LsbFirst), s_order);
}

#[test]
fn an_empty_page_on_the_line_is_only_its_end() {
    let page = Bitmap::white(1728, 0).unwrap();
    let options = LineOptions::default();
    assert_eq!(encode_line(&page, Coding::Mh, &options), octets("00 08 80 00 08 80 00 08 80"));
    assert_eq!(encode_line(&page, Coding::Mr, &options), octets("00 18 00 03 60 00 0C 80 01 30"));
    assert_eq!(encode_line(&page, Coding::Mmr, &options), octets("00 08 80"));
    for coding in CODINGS {
        let decoded = read(&encode_line(&page, coding, &options), coding, BitOrder::LsbFirst, 1728);
        assert_eq!(decoded.bitmap.rows(), 0);
        assert_ne!(decoded.end, End::DataEnd);
    }
}

#[test]
fn a_white_row_has_29_bits_and_fill_brings_it_to_the_minimum() {
    let page = Bitmap::white(1728, 100).unwrap();
    let bare = encode_line(&page, Coding::Mh, &LineOptions { min_row_bits: 0, k: 1 });
    assert_eq!(bare.len(), (100 * 29 + 72usize).div_ceil(8));
    let filled = encode_line(&page, Coding::Mh, &LineOptions { min_row_bits: 288, k: 1 });
    assert_eq!(filled.len(), (100 * 288 + 72usize).div_ceil(8));
    for data in [bare, filled] {
        let decoded = read(&data, Coding::Mh, BitOrder::LsbFirst, 1728);
        assert_eq!((decoded.bitmap, decoded.end), (page.clone(), End::Rtc));
    }
    // T.6 needs one bit a white row.
    assert_eq!(encode_line(&page, Coding::Mmr, &LineOptions::default()).len(), 16);
    // However long the receiver wants a row to be, no more than the five seconds T.4 allows are sent.
    let endless = encode_line(&page, Coding::Mh, &LineOptions { min_row_bits: u32::MAX, k: 1 });
    assert!(endless.len() < 100 * 25_000);
}

#[test]
fn line_options_follow_the_receiver() {
    let options = LineOptions::for_line(Resolution::Fine, 14_400, 20);
    assert_eq!(options, LineOptions { min_row_bits: 288, k: 4 });
    assert_eq!(LineOptions::for_line(Resolution::Standard, 9_600, 10), LineOptions { min_row_bits: 96, k: 2 });
    assert_eq!(LineOptions::for_line(Resolution::Superfine, 9_600, 0).k, 4);
}

#[test]
fn every_run_length_of_both_colours_returns() {
    let width = 2750;
    let stride = 344;
    for begins_black in [false, true] {
        for first in (0..2700u32).step_by(300) {
            let mut data = vec![0u8; stride * 300];
            for (run, row) in (first..).zip(data.chunks_exact_mut(stride)) {
                let blacken = |x: u32| (x < run) == begins_black;
                (0..width).filter(|x| blacken(*x)).for_each(|x| row[x as usize / 8] |= 0x80 >> (x % 8));
            }
            let page = Bitmap::new(width, 300, data).unwrap();
            for coding in CODINGS {
                let line = encode_line(&page, coding, &LineOptions::default());
                let decoded = read(&line, coding, BitOrder::LsbFirst, width);
                assert_eq!(decoded.bitmap, page, "{coding}, runs from {first}");
                assert_eq!(decoded.quality.bad_rows, 0);
            }
        }
    }
}

#[test]
fn runs_longer_than_the_longest_make_up_code_return() {
    let mut data = vec![0xFFu8; 2500];
    data.extend([0; 2500]);
    let page = Bitmap::new(20_000, 2, data).unwrap();
    for coding in CODINGS {
        assert_eq!(
            read(&encode_file(&page, coding, BitOrder::MsbFirst), coding, BitOrder::MsbFirst, 20_000).bitmap,
            page
        );
    }
}

/// Moves every EOL so that it ends on an octet boundary, as some TIFF writers do.
fn with_aligned_eols(page: &Bitmap) -> Vec<u8> {
    let mut out: Vec<bool> = Vec::new();
    for row in page.iter_rows() {
        let single = Bitmap::new(page.width(), 1, row.to_vec()).unwrap();
        let coded = encode_line(&single, Coding::Mh, &LineOptions::default());
        let bits: Vec<bool> = (0..coded.len() * 8).map(|n| coded[n / 8] >> (n % 8) & 1 == 1).collect();
        let data_end = (12..bits.len()).find(|n| bits[*n..*n + 11].iter().all(|bit| !bit)).unwrap();
        while !(out.len() + 12).is_multiple_of(8) {
            out.push(false);
        }
        out.extend(&bits[..data_end]);
        // The row's own last zeros were taken for zeros of the EOL; put them back.
        let missing = (0..4).find(|extra| {
            let mut end = data_end + extra;
            end += 11;
            bits.get(end) == Some(&true)
        });
        out.extend(std::iter::repeat_n(false, missing.unwrap()));
    }
    out.chunks(8)
        .map(|bits| bits.iter().enumerate().fold(0, |octet, (n, bit)| octet | u8::from(*bit) << (7 - n)))
        .collect()
}

#[test]
fn aligned_eols_and_missing_leading_eols_are_read() {
    let page = sample_page(1728, 60, 3);
    let aligned = with_aligned_eols(&page);
    let decoded = read(&aligned, Coding::Mh, BitOrder::MsbFirst, 1728);
    assert_eq!((decoded.bitmap, decoded.quality.bad_rows), (page.clone(), 0));

    for (coding, leading_bits) in [(Coding::Mh, 12), (Coding::Mr, 12), (Coding::Mr, 13)] {
        let whole = encode_file(&page, coding, BitOrder::MsbFirst);
        let bits: Vec<bool> = (leading_bits..whole.len() * 8).map(|n| whole[n / 8] << (n % 8) & 0x80 != 0).collect();
        let cut: Vec<u8> = bits
            .chunks(8)
            .map(|bits| bits.iter().enumerate().fold(0, |octet, (n, bit)| octet | u8::from(*bit) << (7 - n)))
            .collect();
        let decoded = read(&cut, coding, BitOrder::MsbFirst, 1728);
        assert_eq!(decoded.bitmap, page, "{coding} without its first {leading_bits} bits");
    }
}

#[test]
fn mmr_without_eofb_with_a_stray_eol_and_with_padding_is_read() {
    let page = sample_page(1728, 40, 9);
    let whole = encode_file(&page, Coding::Mmr, BitOrder::MsbFirst);
    let mut padded = whole.clone();
    padded.extend([0; 500]);
    assert_eq!(read(&padded, Coding::Mmr, BitOrder::MsbFirst, 1728).bitmap, page);
    let cut = &whole[..whole.len() - 4];
    let decoded = read(cut, Coding::Mmr, BitOrder::MsbFirst, 1728);
    assert_eq!(decoded.end, End::DataEnd);
    assert!(decoded.bitmap.rows() >= 38);
    let mut stray = octets("00 00 01");
    stray.extend(&whole);
    let decoded = read(&stray, Coding::Mmr, BitOrder::MsbFirst, 1728);
    assert_eq!((decoded.bitmap, decoded.end), (page, End::Eofb));
}

#[test]
fn mh_without_any_eol_is_read_by_its_own_function() {
    let page = vector_page();
    // Row by row: white 24; 4 8 12; 4 9 11; 5 9 4 4 2; 0 24; 0 1 22 1; the same; white 24.
    let rows = ["0101000", "1011000101001000", "101100010001000", "110000010010110110111", "0011010100000010111"];
    let corners = "001101010100000011010";
    let texts = [rows[0], rows[1], rows[2], rows[3], rows[4], corners, corners, rows[0]];
    let pack = |aligned: bool| {
        let mut bits = String::new();
        for text in texts {
            bits.push_str(text);
            while aligned && !bits.len().is_multiple_of(8) {
                bits.push('0');
            }
        }
        bits.as_bytes()
            .chunks(8)
            .map(|bits| bits.iter().enumerate().fold(0u8, |octet, (n, bit)| octet | (bit - b'0') << (7 - n)))
            .collect::<Vec<u8>>()
    };
    for aligned in [false, true] {
        let data = pack(aligned);
        let limits = DecodeLimits { max_rows: 8, ..DecodeLimits::default() };
        let decoded = decode_without_eol(&data, BitOrder::MsbFirst, 24, aligned, &limits);
        assert_eq!((decoded.bitmap, decoded.quality.bad_rows), (page.clone(), 0), "aligned: {aligned}");
    }
}

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
    fn pages_return_from_either_form(
        width in prop_oneof![Just(1728u32), Just(2592), Just(2048), Just(2432), 1..200u32],
        rows in 0..40u32,
        seed: u64,
        k in 0..9u32,
        min_row_bits in 0..400u32,
    ) {
        let page = sample_page(width, rows, seed);
        for coding in CODINGS {
            let line = encode_line(&page, coding, &LineOptions { min_row_bits, k });
            let decoded = read(&line, coding, BitOrder::LsbFirst, width);
            prop_assert_eq!(&decoded.bitmap, &page);
            prop_assert_eq!(decoded.end, if coding == Coding::Mmr { End::Eofb } else { End::Rtc });
            prop_assert_eq!(decoded.quality, RowQuality { rows, bad_rows: 0, longest_bad_run: 0 });
            for order in ORDERS {
                let decoded = read(&encode_file(&page, coding, order), coding, order, width);
                prop_assert_eq!(&decoded.bitmap, &page);
                prop_assert_eq!(decoded.quality.bad_rows, 0);
            }
        }
    }

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
