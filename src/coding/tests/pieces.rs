//! Coding and decoding piece by piece gives what doing it at once gives, and needs no more memory than a few rows.

use proptest::prelude::*;

use super::*;

/// Codes a page through an [`Encoder`], looking at the octets after each row.
fn encode_in_rows(page: &Bitmap, encoder: Option<Encoder>) -> Vec<u8> {
    let mut encoder = encoder.unwrap();
    let (mut all, mut piece) = (Vec::new(), Vec::new());
    for row in page.iter_rows() {
        piece.clear();
        encoder.encode_row(row, &mut piece);
        all.extend_from_slice(&piece);
    }
    encoder.finish(&mut all);
    all
}

/// Decodes octets that come in pieces of these sizes, over and over.
fn decode_in_pieces(
    data: &[u8],
    coding: Coding,
    order: BitOrder,
    width: u32,
    limits: &DecodeLimits,
    sizes: &[usize],
) -> (Vec<u8>, RowQuality, End) {
    let mut decoder = Decoder::new(coding, order, width, limits).unwrap();
    let mut pels = Vec::new();
    let mut bad_rows = 0;
    let mut rest = data;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at((*size).clamp(1, rest.len()));
        decoder.push(piece, |row| {
            pels.extend_from_slice(row.octets);
            bad_rows += u32::from(!row.is_good);
        });
        rest = after;
    }
    let end = decoder.finish(|row| {
        pels.extend_from_slice(row.octets);
        bad_rows += u32::from(!row.is_good);
    });
    let quality = decoder.quality();
    assert_eq!(quality.bad_rows, bad_rows);
    assert_eq!(decoder.end(), Some(end));
    (pels, quality, end)
}

fn check_pieces(data: &[u8], coding: Coding, order: BitOrder, width: u32, limits: &DecodeLimits, sizes: &[usize]) {
    let in_pieces = decode_in_pieces(data, coding, order, width, limits, sizes);
    let at_once = decode_in_pieces(data, coding, order, width, limits, &[usize::MAX]);
    assert!(in_pieces == at_once, "{coding} {sizes:?}: {:?} and {:?}", in_pieces.1, at_once.1);
    let whole = decode(data, coding, order, width, limits);
    if whole.bitmap.width() == width {
        assert!(whole.bitmap.data() == in_pieces.0, "{coding} {sizes:?}");
        assert_eq!((whole.quality, whole.end), (in_pieces.1, in_pieces.2), "{coding} {sizes:?}");
    }
}

#[test]
fn rows_come_as_soon_as_their_last_octet() {
    let page = sample_page(1728, 200, 12);
    for coding in CODINGS {
        let mut encoder = Encoder::for_line(coding, 1728, &LineOptions::default()).unwrap();
        let mut decoder = Decoder::new(coding, BitOrder::LsbFirst, 1728, &DecodeLimits::default()).unwrap();
        let (mut octets, mut rows) = (Vec::new(), 0);
        for (y, row) in page.iter_rows().enumerate() {
            octets.clear();
            encoder.encode_row(row, &mut octets);
            decoder.push(&octets, |row| {
                assert!(row.is_good && row.octets == page.row(rows));
                rows += 1;
            });
            // The receiver is never more than three rows, or an eighth of a row, behind: white rows have few bits.
            assert!(rows as usize + 60 > y, "{coding}: row {y} sent, {rows} received");
        }
        octets.clear();
        encoder.finish(&mut octets);
        decoder.push(&octets, |_| rows += 1);
        decoder.finish(|_| rows += 1);
        assert_eq!(rows, 200, "{coding}");
    }
}

#[test]
fn fill_and_noise_without_end_need_no_memory() {
    for coding in CODINGS {
        for octet in [0x00, 0xFF, 0x5A] {
            let limits = DecodeLimits { max_rows: 10, ..DecodeLimits::default() };
            let mut decoder = Decoder::new(coding, BitOrder::LsbFirst, 1728, &limits).unwrap();
            for _ in 0..2000 {
                decoder.push(&[octet; 1024], |_| ());
            }
            assert!(decoder.waiting_octets() < 64 << 10, "{coding} {octet:#x}: {}", decoder.waiting_octets());
        }
    }
}

#[test]
fn a_row_of_runs_of_length_0_ends() {
    // White 0 and black 0, over and over: no row comes out of that, however long it lasts.
    let bits = "001101010000110111".repeat(8 * 4000);
    let data: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|bits| bits.iter().fold(0, |octet, bit| octet << 1 | (bit - b'0')))
        .collect();
    let horizontal = "001".to_owned() + &bits;
    let mut in_two_dimensions = Vec::new();
    for bits in horizontal.as_bytes().chunks_exact(8) {
        in_two_dimensions.push(bits.iter().fold(0, |octet, bit| octet << 1 | (bit - b'0')));
    }
    for (coding, data) in [(Coding::Mh, &data), (Coding::Mr, &data), (Coding::Mmr, &in_two_dimensions)] {
        check_pieces(data, coding, BitOrder::MsbFirst, 1728, &DecodeLimits::default(), &[100]);
        let mut decoder = Decoder::new(coding, BitOrder::MsbFirst, 1728, &DecodeLimits::default()).unwrap();
        decoder.push(data, |row| assert!(!row.is_good));
        assert!(decoder.waiting_octets() < 64 << 10, "{coding}: {}", decoder.waiting_octets());
    }
}

#[test]
fn a_decoder_knows_the_width_that_the_rows_have() {
    let page = sample_page(2048, 40, 3);
    let data = encode_line(&page, Coding::Mh, &LineOptions::default());
    let mut decoder = Decoder::new(Coding::Mh, BitOrder::LsbFirst, 1728, &DecodeLimits::default()).unwrap();
    decoder.push(&data, |_| ());
    assert_eq!(decoder.real_width(), Some(2048));
    assert!(decoder.quality().bad_rows >= 20, "{:?}", decoder.quality());
}

#[test]
fn short_and_long_rows_are_brought_to_the_width() {
    for coding in CODINGS {
        let options = FileOptions::default();
        let mut octets = Vec::new();
        let mut encoder = Encoder::for_file(coding, 20, &options).unwrap();
        for row in [&[0xFF][..], &[0x0F, 0xFF, 0xFF, 0xAA], &[]] {
            encoder.encode_row(row, &mut octets);
        }
        encoder.finish(&mut octets);
        let page = Bitmap::new(20, 3, vec![0xFF, 0, 0, 0x0F, 0xFF, 0xF0, 0, 0, 0]).unwrap();
        let limits = DecodeLimits { max_rows: 3, ..DecodeLimits::default() };
        assert_eq!(decode(&octets, coding, BitOrder::MsbFirst, 20, &limits).bitmap, page, "{coding}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn coding_row_by_row_is_coding_at_once(
        width in prop_oneof![Just(1728u32), Just(2432), 1..300u32],
        rows in 0..40u32,
        seed: u64,
        k in 0..25u32,
        min_row_bits in 0..600u32,
        lsb_first: bool,
    ) {
        let page = sample_page(width, rows, seed);
        let order = ORDERS[usize::from(lsb_first)];
        for coding in CODINGS {
            let line = LineOptions { min_row_bits, k };
            let in_rows = encode_in_rows(&page, Encoder::for_line(coding, width, &line));
            prop_assert_eq!(in_rows, encode_line(&page, coding, &line));
            let file = FileOptions { order, ..FileOptions::default() };
            let in_rows = encode_in_rows(&page, Encoder::for_file(coding, width, &file));
            prop_assert_eq!(in_rows, encode_file(&page, coding, order));
        }
    }

    #[test]
    fn aligned_eols_end_on_octets_and_return(
        width in prop_oneof![Just(1728u32), 1..100u32],
        rows in 1..30u32,
        seed: u64,
        k in 1..9u32,
    ) {
        let page = sample_page(width, rows, seed);
        for coding in [Coding::Mh, Coding::Mr] {
            let options = FileOptions { order: BitOrder::MsbFirst, k, aligned_eols: true };
            let data = encode_in_rows(&page, Encoder::for_file(coding, width, &options));
            // The first EOL, with its tag in MR, fills two octets.
            let first = if coding == Coding::Mh { [0x00, 0x01] } else { [0x00, 0x03] };
            prop_assert_eq!(&data[..2], &first[..]);
            let decoded = read(&data, coding, BitOrder::MsbFirst, width);
            prop_assert_eq!((decoded.bitmap, decoded.quality.bad_rows), (page.clone(), 0));
        }
    }

    #[test]
    fn where_pieces_end_makes_no_difference(
        seed: u64,
        rows in 1..60u32,
        width in prop_oneof![Just(1728u32), 1..100u32],
        min_row_bits in prop_oneof![Just(0u32), Just(400)],
        flips in proptest::collection::vec(any::<u32>(), 0..8),
        sizes in proptest::collection::vec(1..200usize, 1..6),
        max_rows in prop_oneof![Just(1000u32), 0..60u32],
    ) {
        let page = sample_page(width, rows, seed);
        let limits = DecodeLimits { max_rows, ..DecodeLimits::default() };
        for coding in CODINGS {
            let mut data = encode_line(&page, coding, &LineOptions { min_row_bits, k: 4 });
            let bits = data.len() as u32 * 8;
            for flip in &flips {
                data[(flip % bits) as usize / 8] ^= 1 << (flip % 8);
            }
            check_pieces(&data, coding, BitOrder::LsbFirst, width, &limits, &sizes);
            check_pieces(&data[..data.len() / 2], coding, BitOrder::LsbFirst, width, &limits, &sizes);
        }
    }

    #[test]
    fn where_pieces_of_noise_end_makes_no_difference(
        data in proptest::collection::vec(prop_oneof![3 => any::<u8>(), 1 => Just(0u8)], 0..2000),
        sizes in proptest::collection::vec(1..100usize, 1..6),
        width in 0..3000u32,
    ) {
        for coding in CODINGS {
            check_pieces(&data, coding, BitOrder::MsbFirst, width, &DecodeLimits::default(), &sizes);
        }
    }
}
