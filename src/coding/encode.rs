//! Coding: changing elements to code words.

use super::bits::BitWriter;
use super::rows::changes_of;
use super::tables::{HORIZONTAL, LONGEST_MAKE_UP, PASS, RUN_CODES, VERTICAL};
use super::{BitOrder, LineOptions, jbig};
use crate::model::{Bitmap, Coding};

/// EOLs in an RTC (T.4 §4.1.4).
const RTC_EOLS: u32 = 6;
/// EOLs in an EOFB (T.6 §2.4.1.1).
const EOFB_EOLS: u32 = 2;
/// No row may take longer than 5 s (T.4 §4.1.3): the bits of that at 33600 bit/s.
const LONGEST_ROW_BITS: u32 = 168_000;
/// K in files.
const FILE_K: u32 = 4;

/// Codes a page for the line: least significant bit first, EOLs, fill, and RTC (with tags in MR); EOFB in MMR.
/// JBIG octets are as they are, not reversed.
pub fn encode_line(bitmap: &Bitmap, coding: Coding, options: &LineOptions) -> Vec<u8> {
    match coding {
        Coding::Jbig => jbig::encode(bitmap, &jbig::Options::default()),
        Coding::Mmr => encode_t6(bitmap, BitOrder::LsbFirst),
        Coding::Mh | Coding::Mr => {
            let k = (coding == Coding::Mr).then_some(options.k);
            let min_row_bits = options.min_row_bits.min(LONGEST_ROW_BITS);
            let mut writer = encode_t4(bitmap, k, min_row_bits);
            for _ in 0..RTC_EOLS {
                writer.put_eol();
                if k.is_some() {
                    writer.put_bits(1, 1);
                }
            }
            writer.finish(BitOrder::LsbFirst)
        }
    }
}

/// Codes a page for TIFF class F: an EOL before each row and nothing after the last; MMR with EOFB. K is 4 in MR.
/// JBIG has no bit order.
pub fn encode_file(bitmap: &Bitmap, coding: Coding, order: BitOrder) -> Vec<u8> {
    match coding {
        Coding::Mh => encode_t4(bitmap, None, 0).finish(order),
        Coding::Mr => encode_t4(bitmap, Some(FILE_K), 0).finish(order),
        Coding::Mmr => encode_t6(bitmap, order),
        Coding::Jbig => jbig::encode(bitmap, &jbig::Options::default()),
    }
}

/// Rows with an EOL before each. `k` is `None` in MH.
fn encode_t4(bitmap: &Bitmap, k: Option<u32>, min_row_bits: u32) -> BitWriter {
    let mut writer = BitWriter::with_capacity(expected_octets(bitmap, min_row_bits));
    let (mut changes, mut reference) = (Vec::new(), Vec::new());
    let mut two_dimensional_left = 0;
    // Rows and fill before an EOL count together; nothing precedes the first.
    let mut row_begin = None;
    for row in bitmap.iter_rows() {
        fill(&mut writer, row_begin, min_row_bits);
        changes_of(row, bitmap.width(), &mut changes);
        writer.put_eol();
        row_begin = Some(writer.len());
        match k {
            Some(_) if two_dimensional_left > 0 => {
                two_dimensional_left -= 1;
                writer.put_bits(1, 0);
                put_row_2d(&mut writer, &changes, &reference, bitmap.width());
            }
            Some(k) => {
                two_dimensional_left = k.saturating_sub(1);
                writer.put_bits(1, 1);
                put_row_1d(&mut writer, &changes, bitmap.width());
            }
            None => put_row_1d(&mut writer, &changes, bitmap.width()),
        }
        std::mem::swap(&mut changes, &mut reference);
    }
    fill(&mut writer, row_begin, min_row_bits);
    writer
}

/// Zeros until the row has its minimum of bits together with the EOL that will close it.
fn fill(writer: &mut BitWriter, row_begin: Option<u64>, min_row_bits: u32) {
    if let Some(begin) = row_begin {
        let bits = writer.len() - begin + u64::from(super::tables::EOL.len);
        writer.put_zeros(u64::from(min_row_bits).saturating_sub(bits));
    }
}

fn encode_t6(bitmap: &Bitmap, order: BitOrder) -> Vec<u8> {
    let mut writer = BitWriter::with_capacity(expected_octets(bitmap, 0));
    let (mut changes, mut reference) = (Vec::new(), Vec::new());
    for row in bitmap.iter_rows() {
        changes_of(row, bitmap.width(), &mut changes);
        put_row_2d(&mut writer, &changes, &reference, bitmap.width());
        std::mem::swap(&mut changes, &mut reference);
    }
    for _ in 0..EOFB_EOLS {
        writer.put_eol();
    }
    writer.finish(order)
}

fn expected_octets(bitmap: &Bitmap, min_row_bits: u32) -> usize {
    bitmap.data().len() / 8 + bitmap.rows() as usize * (min_row_bits as usize / 8 + 4)
}

fn put_row_1d(writer: &mut BitWriter, changes: &[u32], width: u32) {
    let mut start = 0;
    let mut colour = 0;
    for change in changes.iter().copied().chain([width]) {
        put_run(writer, colour, change - start);
        start = change;
        colour ^= 1;
    }
}

/// One row against its reference (T.4 §4.2.4).
fn put_row_2d(writer: &mut BitWriter, changes: &[u32], reference: &[u32], width: u32) {
    let change = |index: usize| changes.get(index).copied().unwrap_or(width);
    let refer = |index: usize| reference.get(index).copied().unwrap_or(width);
    // a0 is −1 before the first pel, and then b1 may be at column 0.
    let mut a0 = None;
    let (mut a1_index, mut b1_index) = (0usize, 0usize);
    while a0.unwrap_or(0) < width {
        // b1 changes to the colour that is not a0's: it has the parity of a1.
        if b1_index % 2 != a1_index % 2 {
            b1_index = if b1_index > 0 { b1_index - 1 } else { 1 };
        }
        while refer(b1_index) < width && a0.is_some_and(|a0| refer(b1_index) <= a0) {
            b1_index += 2;
        }
        let (a1, b1, b2) = (change(a1_index), refer(b1_index), refer(b1_index + 1));
        let right = i64::from(a1) - i64::from(b1);
        if b2 < a1 {
            writer.put(PASS);
            a0 = Some(b2);
        } else if let Some(code) = usize::try_from(right + 3).ok().and_then(|place| VERTICAL.get(place)) {
            writer.put(*code);
            a0 = Some(a1);
            a1_index += 1;
        } else {
            let a2 = change(a1_index + 1);
            let colour = a1_index % 2;
            writer.put(HORIZONTAL);
            put_run(writer, colour, a1 - a0.unwrap_or(0));
            put_run(writer, colour ^ 1, a2 - a1);
            a0 = Some(a2);
            a1_index += 2;
        }
    }
}

fn put_run(writer: &mut BitWriter, colour: usize, mut run: u32) {
    let words = if colour == 0 { &RUN_CODES[0] } else { &RUN_CODES[1] };
    let mut put = |index: u32| {
        if let Some(code) = words.get(index as usize) {
            writer.put(*code);
        }
    };
    while run >= LONGEST_MAKE_UP + 64 {
        put(63 + LONGEST_MAKE_UP / 64);
        run -= LONGEST_MAKE_UP;
    }
    if run >= 64 {
        put(63 + run / 64);
    }
    put(run % 64);
}
