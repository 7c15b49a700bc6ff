//! The standard's vectors, round trips with every option, markers, cuts and damage.

mod foreign;

use proptest::prelude::*;

use super::arithmetic::{
    ArithmeticDecoder, ArithmeticEncoder, Coder, DecoderRegisters, EncodedOctets, EncoderRegisters, Supply,
};
use super::states::Expectation;
use super::*;
use crate::coding::End;

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// 24 × 8; the vectors of it were confirmed by JBIG-KIT.
fn vector_page() -> Bitmap {
    let rows = [0x000000u32, 0x0FF000, 0x0FF800, 0x07FC3C, 0xFFFFFF, 0x800001, 0x800001, 0x000000];
    Bitmap::new(24, 8, rows.iter().flat_map(|row| row.to_be_bytes()[1..].to_vec()).collect()).unwrap()
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

/// White rows, strokes, repeated rows, noise, solid black, and the dots of an ordered dither.
fn sample_page(width: u32, rows: u32, seed: u64) -> Bitmap {
    let mut random = Random(seed);
    let stride = (width as usize).div_ceil(8);
    let mut data = vec![0u8; stride * rows as usize];
    let mut above = vec![0u8; stride];
    let dither = random.next().is_multiple_of(4);
    for (y, row) in data.chunks_exact_mut(stride.max(1)).enumerate() {
        match random.next() % 10 {
            0 | 1 => {}
            2 => row.fill(0xFF),
            3 => row.iter_mut().for_each(|octet| *octet = random.next() as u8),
            4 | 5 => row.copy_from_slice(&above),
            _ if dither => row.fill([0x88, 0x00, 0x22, 0x41][y % 4]),
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

fn plain(template: Template) -> Options {
    Options { template, max_move: 0, ..Options::default() }
}

fn read(data: &[u8]) -> Decoded {
    decode(data, &DecodeLimits::default())
}

/// Decodes in pieces; `sizes` are taken in turn.
fn read_in_pieces(mut data: &[u8], sizes: &[usize], limits: &DecodeLimits) -> (Vec<u8>, u32, End, Option<JbigError>) {
    let mut decoder = Decoder::new(limits);
    let (mut rows, mut error) = (Vec::new(), None);
    for size in sizes.iter().cycle() {
        let (piece, rest) = data.split_at((*size).clamp(1, data.len().max(1)).min(data.len()));
        if let Err(fault) = decoder.push(piece, |row| rows.extend_from_slice(row)) {
            assert!(error.is_none(), "an error is told once");
            error = Some(fault);
        }
        data = rest;
        if data.is_empty() {
            break;
        }
    }
    let end = decoder.finish(|row| rows.extend_from_slice(row));
    (rows, decoder.rows(), end, error)
}

fn check_round_trip(page: &Bitmap, options: &Options) {
    let coded = encode(page, options);
    let decoded = read(&coded);
    assert_eq!(decoded.bitmap, *page, "{options:?}");
    assert_eq!((decoded.quality.rows, decoded.quality.bad_rows, decoded.end), (page.rows(), 0, End::LastStripe));
}

#[test]
fn the_coder_gives_the_vector_of_the_standard() {
    let pels = octets("05E0 0000 8B00 01C4 1700 0034 7FFF 1A3F 951B 05D8 1D17 E770 0000 0000 0656 0E6A");
    let contexts = octets("0FE0 0000 0F00 00F0 FF00 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000");
    let stuffed = octets("6989995C32EAFAA0D5FF00527FFF00FF00FF00C00000003FFF002D208291");
    let bit = |octets: &[u8], n: usize| u32::from(octets[n / 8] >> (7 - n % 8) & 1);

    let mut expected = [Expectation::FIRST; 2];
    let mut out = EncodedOctets::default();
    let mut registers = EncoderRegisters::FIRST;
    for n in 0..256 {
        let mut encoder = ArithmeticEncoder::new(registers, &mut out);
        encoder.pel(&mut expected[bit(&contexts, n) as usize], bit(&pels, n));
        registers = encoder.registers;
    }
    out.flush(registers);
    assert_eq!(out.out, stuffed);

    let mut bare = stuffed;
    for at in (1..bare.len()).rev() {
        if bare[at - 1] == 0xFF {
            bare.remove(at);
        }
    }
    let mut expected = [Expectation::FIRST; 2];
    let mut decoder = ArithmeticDecoder::new(DecoderRegisters::FIRST, &bare, Supply::Zeros).unwrap();
    for n in 0..256 {
        let pel = decoder.pel(&mut expected[bit(&contexts, n) as usize], 0);
        assert_eq!(pel, bit(&pels, n), "pel {n}");
    }
}

#[test]
fn pages_give_the_vectors_of_jbigkit() {
    let three = "00000100 00000018 00000008 00000080 00000008 62 51 C3 C1 54 C1 60 66 B1 4D D2 CF FF 02";
    let two = "00000100 00000018 00000008 00000080 00000048 62 7B 6C 53 CC C4 B5 05 E7 A7 56 70 FF 02";
    for (template, hex) in [(Template::ThreeRows, three), (Template::TwoRows, two)] {
        assert_eq!(encode(&vector_page(), &plain(template)), octets(hex));
        let decoded = read(&octets(hex));
        assert_eq!((decoded.bitmap, decoded.end), (vector_page(), End::LastStripe));
    }
}

#[test]
fn every_coding_function_gives_the_octets_unreversed() {
    use crate::coding::{self, BitOrder, LineOptions};
    use crate::model::Coding;
    let page = vector_page();
    let plain = encode(&page, &Options::default());
    assert_eq!(plain[..4], [0, 0, 1, 0]);
    assert_eq!(coding::encode_line(&page, Coding::Jbig, &LineOptions::default()), plain);
    for order in [BitOrder::MsbFirst, BitOrder::LsbFirst] {
        assert_eq!(coding::encode_file(&page, Coding::Jbig, order), plain);
        let decoded = coding::decode(&plain, Coding::Jbig, order, 1728, &DecodeLimits::default());
        assert_eq!(decoded.bitmap, page, "the width is the header's");
    }
}
/// A header for `page` with other values in some of its octets.
fn header_with(changes: &[(usize, u8)]) -> Vec<u8> {
    let mut data = encode(&vector_page(), &plain(Template::ThreeRows));
    for (at, value) in changes {
        data[*at] = *value;
    }
    data
}

fn check_refused(changes: &[(usize, u8)], expected: JbigError) {
    let data = header_with(changes);
    let mut decoder = Decoder::new(&DecodeLimits::default());
    let mut rows = 0;
    assert_eq!(decoder.push(&data, |_| rows += 1), Err(expected));
    assert_eq!((decoder.push(&data, |_| rows += 1), decoder.end(), rows), (Ok(()), Some(End::Damaged), 0));
    let decoded = read(&data);
    assert_eq!((decoded.bitmap.width(), decoded.bitmap.rows(), decoded.end), (0, 0, End::Damaged));
}

#[test]
fn headers_of_other_kinds_are_refused_by_field() {
    let field = |field, value| JbigError::Field { field, value };
    check_refused(&[(0, 1)], field("DL", 1));
    check_refused(&[(1, 3)], field("D", 3));
    check_refused(&[(2, 8)], field("P", 8));
    check_refused(&[(7, 0)], field("XD", 0));
    check_refused(&[(11, 0)], field("YD", 0));
    check_refused(&[(15, 0)], field("L0", 0));
    check_refused(&[(16, 128)], field("MX", 128));
    check_refused(&[(19, 0x88)], field("options octet", 0x88));
    check_refused(&[(19, 0x06)], field("options octet", 0x06));
    check_refused(&[(4, 0xFF)], JbigError::TooWide { width: 0xFF00_0018 });
    assert_eq!(
        JbigError::Field { field: "D", value: 3 }.to_string(),
        "the JBIG header's D is 3, which no fax has",
        "a user can see which field it is"
    );
    // What libtiff writes although it means nothing in a page of one layer.
    let tolerated = read(&header_with(&[(3, 9), (17, 1), (18, 3), (19, 0x1C)]));
    assert_eq!((tolerated.bitmap, tolerated.end), (vector_page(), End::LastStripe));
}

/// A page's stripes without the header.
fn stripes(page: &Bitmap, options: &Options) -> Vec<u8> {
    encode(page, options).split_off(20)
}

fn header(width: u32, height: u32, stripe_rows: u32, variable_length: bool) -> Vec<u8> {
    let header = Header {
        width,
        height,
        stripe_rows,
        max_move: 127,
        template: Template::ThreeRows,
        variable_length,
        typical_prediction: true,
    };
    header.octets().to_vec()
}

fn check_rows(data: &[u8], rows: &[&[u8]], end: End) {
    for size in [1, 7, data.len()] {
        let (got, count, ended, error) = read_in_pieces(data, &[size], &DecodeLimits::default());
        assert_eq!((ended, error), (end, None), "in pieces of {size}");
        assert_eq!((got, count as usize), (rows.concat(), rows.len()));
    }
}

#[test]
fn a_resetting_stripe_end_makes_the_next_stripe_begin_anew() {
    let (first, second) = (sample_page(200, 16, 5), sample_page(200, 16, 6));
    let mut data = header(200, 32, 16, false);
    data.extend(stripes(&first, &plain(Template::ThreeRows)));
    *data.last_mut().unwrap() = header::marker::SDRST;
    data.extend(stripes(&second, &plain(Template::ThreeRows)));
    let rows: Vec<&[u8]> = first.iter_rows().chain(second.iter_rows()).collect();
    check_rows(&data, &rows, End::LastStripe);
}

#[test]
fn the_adaptive_pel_moves_within_a_stripe() {
    let page = sample_page(300, 40, 8);
    for (template, nearest) in [(Template::ThreeRows, 3), (Template::TwoRows, 5)] {
        let moves = [(7u32, nearest), (8, 127), (21, 16), (30, 0)];
        let mut lines = lines::Lines::new(300, template, true);
        let (mut registers, mut out) = (EncoderRegisters::FIRST, EncodedOctets::default());
        for (y, row) in (0..).zip(page.iter_rows()) {
            if let Some((_, place)) = moves.iter().find(|(from, _)| *from == y) {
                lines.adaptive = *place;
            }
            lines.set_current(row);
            registers = lines.code(ArithmeticEncoder::new(registers, &mut out)).0.registers;
            lines.advance();
        }
        out.flush(registers);
        let options = Options { template, ..Options::default() };
        let mut data = encode(&Bitmap::white(300, 40).unwrap(), &options);
        data.truncate(20);
        for (from, place) in moves {
            data.extend([0xFF, header::marker::ATMOVE]);
            data.extend(from.to_be_bytes());
            data.extend([place, 0]);
        }
        data.extend(out.out);
        data.extend([0xFF, header::marker::SDNORM]);
        check_rows(&data, &page.iter_rows().collect::<Vec<_>>(), End::LastStripe);
    }
}

#[test]
fn moves_to_nowhere_and_misplaced_markers_end_the_page() {
    let page = sample_page(200, 40, 9);
    let options = Options { stripe_rows: 20, max_move: 0, ..Options::default() };
    let whole = encode(&page, &options);
    // The end of the first stripe.
    let at = 2 + whole.windows(2).position(|pair| pair == [0xFF, 0x02]).unwrap();
    let bad_move = |x, y| (vec![0xFF, 0x06, 0, 0, 0, 0, x, y], JbigError::Move { x, y });
    let many = [0xFF, 0x06, 0, 0, 0, 0, 8, 0].repeat(17);
    for (inserted, expected) in [
        bad_move(2, 0),
        bad_move(128, 0),
        bad_move(8, 1),
        (many, JbigError::Move { x: 8, y: 0 }),
        (vec![0xFF, 0x01], JbigError::Marker { marker: 1 }),
        (vec![0xFF, 0xFF], JbigError::Marker { marker: 0xFF }),
        (vec![0xFF, 0x04], JbigError::Aborted),
        (vec![0x12, 0xFF, 0x04], JbigError::Aborted),
        (vec![0x12, 0xFF, 0x05], JbigError::Marker { marker: 5 }),
    ] {
        let data = [&whole[..at], &inserted, &whole[at..]].concat();
        for size in [1, 5, data.len()] {
            let (rows, count, end, error) = read_in_pieces(&data, &[size], &DecodeLimits::default());
            assert_eq!((end, error), (End::Damaged, Some(expected)), "{inserted:02X?}");
            assert_eq!((count, rows), (20, page.data()[..20 * 25].to_vec()), "the stripe before is whole");
        }
    }
}

#[test]
fn comments_are_skipped_wherever_they_may_stand() {
    let page = sample_page(200, 40, 10);
    let whole = encode(&page, &Options { stripe_rows: 20, max_move: 0, ..Options::default() });
    let at = 2 + whole.windows(2).position(|pair| pair == [0xFF, 0x02]).unwrap();
    let comment = [&[0xFF, 0x07, 0, 0, 0, 5][..], b"\xFF\x04abc"].concat();
    let empty = [0xFF, 0x07, 0, 0, 0, 0];
    let data = [&whole[..20], &comment, &empty, &whole[20..at], &comment, &whole[at..], &comment].concat();
    check_rows(&data, &page.iter_rows().collect::<Vec<_>>(), End::LastStripe);
}

/// A page whose header leaves the height open.
fn open_page(page: &Bitmap, stripe_rows: u32) -> Vec<u8> {
    let mut data = Vec::new();
    let mut encoder = Encoder::new(page.width(), None, &Options { stripe_rows, ..Options::default() });
    page.iter_rows().for_each(|row| encoder.encode_row(row, &mut data));
    encoder.finish(&mut data);
    data
}

#[test]
fn a_late_height_cuts_the_last_stripe_however_high_it_is() {
    for rows in [1, 2, 19, 20, 21, 127, 128, 129, 255, 256, 257, 300] {
        for stripe_rows in [1, 20, 128, u32::MAX] {
            let page = sample_page(100, rows, u64::from(rows));
            let data = open_page(&page, stripe_rows);
            check_rows(&data, &page.iter_rows().collect::<Vec<_>>(), End::LastStripe);
            // As many rows as allowed are no excess.
            let limits = DecodeLimits { max_rows: rows, ..DecodeLimits::default() };
            assert_eq!(decode(&data, &limits).end, End::LastStripe);
            assert_eq!(decode(&data, &DecodeLimits { max_rows: rows - 1, ..limits }).end, End::Limit);
        }
    }
}

#[test]
fn a_page_that_is_white_below_costs_almost_nothing_and_keeps_its_height() {
    for height in [Some(3000), None] {
        let mut encoder = Encoder::new(1728, height, &Options::default());
        let mut data = Vec::new();
        (0..3000).for_each(|_| encoder.encode_row(&[0; 216], &mut data));
        encoder.finish(&mut data);
        assert!(data.len() < 200, "{} octets", data.len());
        let decoded = read(&data);
        assert_eq!((decoded.bitmap, decoded.end), (Bitmap::white(1728, 3000).unwrap(), End::LastStripe));
    }
}

#[test]
fn rows_that_are_missing_or_too_many_do_not_change_the_announced_height() {
    let row = [0x5A; 25];
    let mut few = Vec::new();
    let mut encoder = Encoder::new(200, Some(300), &Options::default());
    (0..5).for_each(|_| encoder.encode_row(&row, &mut few));
    encoder.finish(&mut few);
    let decoded = read(&few);
    assert_eq!((decoded.bitmap.rows(), decoded.end), (300, End::LastStripe));
    assert!(decoded.bitmap.row(4) == row && decoded.bitmap.row(5) == [0; 25] && decoded.bitmap.row(299) == [0; 25]);

    let mut many = Vec::new();
    let mut encoder = Encoder::new(200, Some(3), &Options::default());
    (0..9).for_each(|_| encoder.encode_row(&row, &mut many));
    encoder.finish(&mut many);
    assert_eq!((read(&many).bitmap.rows(), read(&many).end), (3, End::LastStripe));

    // Rows of another length: cut, or white to the right; stray bits beyond the width are no pels.
    let mut uneven = Vec::new();
    let mut encoder = Encoder::new(12, Some(3), &Options::default());
    for row in [&[0xFF, 0xFF, 0xFF][..], &[0xFF], &[]] {
        encoder.encode_row(row, &mut uneven);
    }
    encoder.finish(&mut uneven);
    assert_eq!(read(&uneven).bitmap.data(), [0xFF, 0xF0, 0xFF, 0, 0, 0]);
}

#[test]
fn a_cut_page_keeps_the_rows_that_arrived() {
    let page = sample_page(1728, 300, 11);
    for data in [encode(&page, &Options::default()), open_page(&page, 128)] {
        let mut last = 0;
        for length in (0..data.len()).step_by(97) {
            let decoded = read(&data[..length]);
            assert!(decoded.bitmap.iter_rows().eq(page.iter_rows().take(decoded.bitmap.rows() as usize)));
            assert!(decoded.bitmap.rows() >= last, "more octets give no fewer rows");
            assert_eq!(decoded.end, End::DataEnd);
            last = decoded.bitmap.rows();
        }
        assert!(last > 270, "only {last} rows of almost the whole page");
    }
}

#[test]
fn rows_come_out_as_their_octets_come_in() {
    let page = sample_page(1728, 500, 12);
    let data = encode(&page, &Options::default());
    let mut decoder = Decoder::new(&DecodeLimits::default());
    for (fed, octet) in (1..).zip(&data) {
        decoder.push(&[*octet], |_| ()).unwrap();
        if fed % 997 == 0 {
            // Behind the rows that are sure by no more than the decoder looks ahead.
            let (sure, behind) = (read(&data[..fed]).bitmap.rows(), read(&data[..fed - 24]).bitmap.rows());
            assert!((behind..=sure).contains(&decoder.rows()), "{} of {sure} rows after {fed}", decoder.rows());
        }
    }
    assert_eq!((decoder.rows(), decoder.end()), (500, Some(End::LastStripe)), "without waiting for more");
}

#[test]
fn limits_hold_and_nothing_grows_with_what_a_header_claims() {
    let page = sample_page(1728, 1000, 13);
    let data = encode(&page, &Options::default());
    let few = decode(&data, &DecodeLimits { max_rows: 10, max_octets: 1 << 20 });
    assert_eq!((few.bitmap.rows(), few.end), (10, End::Limit));
    let small = decode(&data, &DecodeLimits { max_rows: 999, max_octets: 2160 });
    assert_eq!((small.bitmap.rows(), small.end), (10, End::Limit));
    // The largest page a header can claim, then octets that decode to as many rows as they can.
    let mut bomb = header(20_000, u32::MAX, u32::MAX, true);
    bomb.resize(1 << 16, 0);
    let limits = DecodeLimits { max_rows: 5000, max_octets: 4 << 20 };
    let decoded = decode(&bomb, &limits);
    assert_eq!(decoded.end, End::Limit);
    assert!(decoded.bitmap.data().len() <= 4 << 20);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_return_with_every_option(
        width in prop_oneof![Just(1728u32), Just(2048), Just(2592), 1..200u32],
        rows in 1..300u32,
        stripe_rows in prop_oneof![Just(128u32), 1..40u32, Just(u32::MAX)],
        seed: u64, two_rows: bool, typical_prediction: bool, max_move in prop_oneof![Just(0u8), 0..=127u8],
    ) {
        let template = if two_rows { Template::TwoRows } else { Template::ThreeRows };
        check_round_trip(&sample_page(width, rows, seed), &Options { stripe_rows, template, typical_prediction, max_move });
    }

    #[test]
    fn any_cutting_gives_the_same(seed: u64, sizes in proptest::collection::vec(1..300usize, 1..8), rows in 1..200u32) {
        let page = sample_page(333, rows, seed);
        let mut coded = Vec::new();
        let mut encoder = Encoder::new(333, None, &Options { stripe_rows: 50, ..Options::default() });
        page.iter_rows().for_each(|row| encoder.encode_row(row, &mut coded));
        encoder.finish(&mut coded);
        coded.extend([0; 40]);
        let (data, got, end, error) = read_in_pieces(&coded, &sizes, &DecodeLimits::default());
        prop_assert_eq!(data, page.data());
        prop_assert_eq!((got, end, error), (rows, End::LastStripe, None));
    }

    #[test]
    fn damage_neither_panics_nor_depends_on_the_cutting(
        seed: u64,
        flips in proptest::collection::vec((any::<u32>(), 0..8u32), 0..12),
        cut in 0..4000usize,
        garbage in proptest::collection::vec(any::<u8>(), 0..60),
        sizes in proptest::collection::vec(1..200usize, 1..6),
        open: bool,
    ) {
        let page = sample_page(200, 150, seed);
        let mut data = if open { open_page(&page, 32) } else { encode(&page, &Options::default()) };
        data.truncate(cut.max(21));
        data.extend(garbage);
        let octets = data.len() as u32;
        for (at, bit) in flips {
            data[(at % octets) as usize] ^= 1 << bit;
        }
        let limits = DecodeLimits { max_rows: 400, max_octets: 1 << 16 };
        let (rows, count, end, error) = read_in_pieces(&data, &[data.len()], &limits);
        prop_assert!(count <= 400 && rows.len() <= 1 << 16);
        prop_assert_eq!(end == End::Damaged, error.is_some());
        prop_assert!(read_in_pieces(&data, &sizes, &limits) == (rows, count, end, error));
        prop_assert_eq!(decode(&data, &limits).quality.rows, count);
    }

    #[test]
    fn garbage_behind_a_header_never_panics(
        data in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0xFFu8), 0..8u8], 0..2000),
        width in 1..3000u32, stripe_rows in 1..50u32, variable_length: bool,
    ) {
        let limits = DecodeLimits { max_rows: 400, max_octets: 1 << 18 };
        let whole = [header(width, 200, stripe_rows, variable_length), data].concat();
        let (rows, count, end, error) = read_in_pieces(&whole, &[whole.len()], &limits);
        prop_assert_eq!(rows.len(), count as usize * width.div_ceil(8) as usize);
        prop_assert!(read_in_pieces(&whole, &[1], &limits) == (rows, count, end, error));
    }
}
