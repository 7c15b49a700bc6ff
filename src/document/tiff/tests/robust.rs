//! Every file by other programs, and our own, with octets changed, cut off and put elsewhere: pages, warnings or an
//! error in words; no panic, no hang, no page beyond the limits.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::super::*;
use super::{folder, page};
use crate::model::{Bitmap, Coding, PageWidth, Resolution};

/// One change of a file.
#[derive(Clone, Debug)]
enum Change {
    /// An octet, at a share of the file's length.
    Octet(u16, u8),
    /// An octet of the header or first directory, where most harm is done.
    Early(u16, u8),
    /// A number of four octets in the directory becomes extreme.
    Number(u16, u32),
    /// All behind is gone.
    Cut(u16),
    /// A piece is copied over another.
    Copy(u16, u16, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let extreme = prop_oneof![Just(0), Just(1), Just(u32::MAX), Just(0x7FFF_FFFF), Just(0x10000), any::<u32>()];
    prop_oneof![
        4 => (any::<u16>(), any::<u8>()).prop_map(|(at, octet)| Change::Octet(at, octet)),
        4 => (any::<u16>(), any::<u8>()).prop_map(|(at, octet)| Change::Early(at, octet)),
        3 => (any::<u16>(), extreme).prop_map(|(at, number)| Change::Number(at, number)),
        1 => any::<u16>().prop_map(Change::Cut),
        1 => (any::<u16>(), any::<u16>(), any::<u8>()).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let length = bytes.len();
    let place = |share: u16| length * usize::from(share) / 65_536;
    match *change {
        Change::Octet(at, octet) => bytes[place(at)] = octet,
        Change::Early(at, octet) => {
            let at = usize::from(at) % length.min(300);
            bytes[at] = octet;
        }
        Change::Number(at, number) => {
            let at = place(at).min(length.saturating_sub(4));
            bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        Change::Cut(at) => bytes.truncate(place(at).max(1)),
        Change::Copy(from, to, count) => {
            let (from, to) = (place(from), place(to));
            let count = usize::from(count).min(length - from.max(to));
            bytes.copy_within(from..from + count, to);
        }
    }
}

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    for coding in [Coding::Mh, Coding::Mr, Coding::Mmr, Coding::Jbig] {
        let pages = [page(Resolution::Fine, PageWidth::A4, 40, 7), page(Resolution::Standard, PageWidth::B4, 30, 8)];
        files.push((format!("ours, {coding}"), write_tiff(&pages, coding).unwrap()));
    }
    files.sort();
    files
}

#[test]
fn changed_files_give_pages_or_words() {
    let files = files();
    let config = Config { cases: 3_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let strategy = (0..files.len(), proptest::collection::vec(change(), 1..6));
    runner
        .run(&strategy, |(index, changes)| {
            let (name, mut bytes) = files[index].clone();
            changes.iter().for_each(|change| apply(&mut bytes, change));
            let Ok(file) = TiffFile::open(bytes) else { return Ok(()) };
            for index in 0..file.pages().min(3) {
                match file.content(index) {
                    Ok((Content::Fax(page), _)) => prop_assert!(page.bitmap.rows() <= Bitmap::MAX_ROWS, "{}", name),
                    Ok((Content::Bilevel { bitmap, .. }, _)) => prop_assert!(bitmap.rows() > 0, "{}", name),
                    Ok((Content::Gray { gray, dpi }, _)) => {
                        prop_assert_eq!(gray.data.len(), gray.width as usize * gray.height as usize);
                        prop_assert!(dpi.0 > 0.0 && dpi.1 > 0.0);
                    }
                    Err(error) => prop_assert!(error.to_string().len() > 20, "{}", name),
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    for (_, bytes) in files().into_iter().filter(|(_, bytes)| bytes.len() < 6_000) {
        for end in (1..bytes.len()).step_by(23) {
            if let Ok(file) = TiffFile::open(&bytes[..end]) {
                let _ = file.content(0);
            }
        }
    }
}

/// Directories that lie over each other, each with the greatest number of values there may be.
#[test]
fn a_small_file_cannot_ask_for_much() {
    let mut bytes = b"II\x2A\x00\x08\x00\x00\x00".to_vec();
    for number in 0..3_000u32 {
        let next = 8 + (number + 1) * 54;
        bytes.extend(4u16.to_le_bytes());
        for (tag, kind, count, value) in
            [(256u16, 4u16, 1u32, 1728u32), (257, 4, 1, 100_000), (273, 4, 40_000, 8), (279, 4, 40_000, 8)]
        {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(kind.to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend(next.to_le_bytes());
    }
    let file = TiffFile::open(bytes).unwrap();
    assert_eq!(file.pages(), 3_000);
    assert!(file.warnings()[0].contains("outside the file"), "the last one points beyond the end");
}
