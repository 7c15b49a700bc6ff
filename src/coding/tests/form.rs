//! Vectors of the standard, round trips, and the forms that pages come in.

use proptest::prelude::*;

use super::*;

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
    let pack = |alignment: usize| {
        let mut bits = String::new();
        for text in texts {
            bits.push_str(text);
            while !bits.len().is_multiple_of(alignment) {
                bits.push('0');
            }
        }
        bits.as_bytes()
            .chunks(8)
            .map(|bits| bits.iter().enumerate().fold(0u8, |octet, (n, bit)| octet | (bit - b'0') << (7 - n)))
            .collect::<Vec<u8>>()
    };
    // Anywhere, at octets (TIFF Compression 2) and at pairs of octets (32771).
    for alignment in [1, 8, 16] {
        let data = pack(alignment);
        let limits = DecodeLimits { max_rows: 8, ..DecodeLimits::default() };
        let decoded = decode_without_eol(&data, BitOrder::MsbFirst, 24, alignment > 1, &limits);
        assert_eq!((decoded.bitmap, decoded.quality.bad_rows), (page.clone(), 0), "at multiples of {alignment} bits");
    }
}

#[test]
fn runs_of_length_0_count_in_the_row_below() {
    // Horizontal 0 and 0, and the rest of the row in V0: white, but with two changes at column 0.
    let hidden = "001".to_owned() + "00110101" + "0000110111" + "1";
    // V0 at the first of them; the second is not right of a0, so that V0 leads to the end: black.
    let below = "11";
    // Against a row without hidden changes again: black from column 2 on.
    let last = "000011".to_owned() + "1";
    let eofb = "000000000001".repeat(2);
    let mut bits = hidden + below + &last + &eofb;
    bits.push_str(&"0".repeat(bits.len().next_multiple_of(8) - bits.len()));
    let data: Vec<u8> =
        bits.as_bytes().chunks(8).map(|bits| bits.iter().fold(0, |octet, bit| octet << 1 | (bit - b'0'))).collect();
    let decoded = read(&data, Coding::Mmr, BitOrder::MsbFirst, 24);
    assert_eq!((decoded.end, decoded.quality.bad_rows), (End::Eofb, 0));
    assert_eq!(decoded.bitmap.data(), octets("00 00 00 FF FF FF 3F FF FF"));
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
}
