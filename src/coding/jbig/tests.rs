//! The standard's vectors, round trips with every option, cuts and damage, and JBIG-KIT's own programs.

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
/// The programs of JBIG-KIT on our pages, and our decoder on its pages, octet by octet.
#[test]
fn jbigkit_agrees_in_both_directions() {
    if std::env::var_os("FAXWELL_TEST_JBIGKIT").is_none() {
        eprintln!("skipped: set FAXWELL_TEST_JBIGKIT to compare with pbmtojbg85 and jbgtopbm85");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let output = std::process::Command::new(program).args(arguments).current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    for case in 0..120u32 {
        let mut random = Random(u64::from(case) + 77);
        let width = [1728, 2048, 24, 1, 7, 9, 63, 200, 2432, 129][case as usize % 10];
        let rows = [300, 129, 128, 1, 500, 127, 2][case as usize % 7];
        let page = sample_page(width, rows, random.next());
        let two_rows = case % 3 == 0;
        let options = Options {
            stripe_rows: [128, 1, 37, 2, 1000][case as usize % 5],
            template: if two_rows { Template::TwoRows } else { Template::ThreeRows },
            typical_prediction: case % 4 != 0,
            max_move: [0, 8, 127, 3, 5][random.next() as usize % 5],
        };
        let mut pbm = format!("P4\n{width} {rows}\n").into_bytes();
        pbm.extend_from_slice(page.data());
        std::fs::write(folder.path().join("page.pbm"), &pbm).unwrap();
        let flags = if two_rows { 64 } else { 0 } + if options.typical_prediction { 8 } else { 0 };
        let (stripe, max_move, flags) =
            (options.stripe_rows.to_string(), options.max_move.to_string(), flags.to_string());
        run("pbmtojbg85", &["-s", &stripe, "-m", &max_move, "-p", &flags, "page.pbm", "kit.jbg"]);
        let kit = std::fs::read(folder.path().join("kit.jbg")).unwrap();
        let decoded = read(&kit);
        assert_eq!((decoded.bitmap, decoded.end), (page.clone(), End::LastStripe), "case {case} {options:?}");
        let ours = encode(&page, &options);
        assert_eq!(ours, kit, "case {case} {width}×{rows} {options:?}");

        // A height that the header does not know, in each direction.
        let mut open = Vec::new();
        let mut encoder = Encoder::new(width, None, &options);
        page.iter_rows().for_each(|row| encoder.row(row, &mut open));
        encoder.finish(&mut open);
        std::fs::write(folder.path().join("ours.jbg"), &open).unwrap();
        run("jbgtopbm85", &["ours.jbg", "back.pbm"]);
        let back = std::fs::read(folder.path().join("back.pbm")).unwrap();
        assert_eq!(back[back.len() - page.data().len()..], *page.data(), "case {case} {options:?}");
        let announced = (rows + 1000).to_string();
        if rows == 1 {
            // That program never tells the height of such a page.
            continue;
        }
        let told_after = (1 + random.next() as u32 % (rows - 1)).to_string();
        run(
            "pbmtojbg85",
            &["-s", &stripe, "-p", &flags, "-C", "a comment", "-Y", &announced, &told_after, "page.pbm", "open.jbg"],
        );
        let decoded = read(&std::fs::read(folder.path().join("open.jbg")).unwrap());
        assert_eq!((decoded.bitmap, decoded.end), (page, End::LastStripe), "case {case}");
    }
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
        page.iter_rows().for_each(|row| encoder.row(row, &mut coded));
        encoder.finish(&mut coded);
        coded.extend([0; 40]);
        let (data, got, end, error) = read_in_pieces(&coded, &sizes, &DecodeLimits::default());
        prop_assert_eq!(data, page.data());
        prop_assert_eq!((got, end, error), (rows, End::LastStripe, None));
    }
}
