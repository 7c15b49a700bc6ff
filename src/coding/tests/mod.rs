//! What comes out of the codings must be what went in, whole or in pieces, damaged or not, and as libtiff has it.

mod damage;
mod form;
mod libtiff;
mod pieces;

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
