//! A strip or tile as a stream of rows: the general compressions undone (PackBits, LZW old and new, Deflate, JPEG),
//! a row at a time, so that a page needs no more memory than its grey picture. The fax codings are `bilevel`'s.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};
use std::ops::Range;

use flate2::read::ZlibDecoder;
use weezl::{BitOrder as LzwOrder, LzwStatus, decode};

use super::jpeg::Jpeg;
use super::layout::{Layout, compression};
use crate::coding::BitOrder;
use crate::document::DocumentError;

/// Opens a piece. What it gives ends where its data end or make no sense.
pub(super) fn open<'a>(
    bytes: &'a [u8],
    layout: &Layout,
    jpeg: Option<&Jpeg>,
    place: Range<usize>,
    rows: u32,
) -> Result<Box<dyn Read + 'a>, DocumentError> {
    let stored = bytes.get(place).unwrap_or(&[]);
    if let Some(jpeg) = jpeg {
        return Ok(Box::new(Cursor::new(jpeg.decode(layout, stored, rows)?)));
    }
    // As libtiff has it, FillOrder 2 reverses the octets of every coding but JPEG.
    let data: Cow<'a, [u8]> = match layout.bit_order {
        BitOrder::MsbFirst => Cow::Borrowed(stored),
        BitOrder::LsbFirst => Cow::Owned(stored.iter().map(|octet| octet.reverse_bits()).collect()),
    };
    Ok(match layout.compression {
        compression::NONE => Box::new(Cursor::new(data)),
        compression::PACK_BITS => Box::new(PackBits { data: Cursor::new(data), left: 0, repeated: None }),
        compression::LZW => Box::new(Lzw::new(data)),
        compression::DEFLATE | compression::OLD_DEFLATE => Box::new(ZlibDecoder::new(Cursor::new(data))),
        other => return Err(layout.unsupported(&name_of(other))),
    })
}

/// Fills a row; `false` when the piece ended before.
pub(super) fn fill(piece: &mut dyn Read, row: &mut [u8]) -> bool {
    piece.read_exact(row).is_ok()
}

/// PackBits of TIFF 6.0 §9.
struct PackBits<'a> {
    data: Cursor<Cow<'a, [u8]>>,
    left: usize,
    /// The octet of a run; `None` for octets as they are.
    repeated: Option<u8>,
}

impl PackBits<'_> {
    fn octet(&mut self) -> Option<u8> {
        let mut octet = [0];
        self.data.read_exact(&mut octet).ok().map(|()| octet[0])
    }
}

impl Read for PackBits<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 {
            let Some(head) = self.octet() else { return Ok(0) };
            match head {
                0x80 => {}
                ..0x80 => (self.left, self.repeated) = (usize::from(head) + 1, None),
                0x81.. => {
                    let Some(repeated) = self.octet() else { return Ok(0) };
                    (self.left, self.repeated) = (257 - usize::from(head), Some(repeated));
                }
            }
        }
        let count = self.left.min(target.len());
        let Some(target) = target.get_mut(..count) else { return Ok(0) };
        let count = match self.repeated {
            Some(octet) => {
                target.fill(octet);
                count
            }
            None => self.data.read(target)?,
        };
        self.left -= count;
        Ok(count)
    }
}

/// LZW of TIFF 6.0 §13, and the older kind with reversed bits, which early libtiff wrote.
struct Lzw<'a> {
    decoder: decode::Decoder,
    data: Cow<'a, [u8]>,
    at: usize,
}

impl<'a> Lzw<'a> {
    fn new(data: Cow<'a, [u8]>) -> Self {
        // A stream begins with a clear code, which shows the order: 80 0x or 00 x1.
        let old = matches!(*data, [0, second, ..] if second & 1 == 1);
        let decoder = if old {
            decode::Decoder::new(LzwOrder::Lsb, 8)
        } else {
            decode::Decoder::with_tiff_size_switch(LzwOrder::Msb, 8)
        };
        Self { decoder, data, at: 0 }
    }
}

impl Read for Lzw<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        loop {
            let done = self.decoder.decode_bytes(self.data.get(self.at..).unwrap_or(&[]), target);
            self.at += done.consumed_in;
            match done.status {
                _ if done.consumed_out > 0 || target.is_empty() => return Ok(done.consumed_out),
                Ok(LzwStatus::Ok) if done.consumed_in > 0 => {}
                Ok(_) => return Ok(0),
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
            }
        }
    }
}

/// A compression that is not read, in words.
fn name_of(compression: u32) -> String {
    let name = match compression {
        10 => "JBIG colours (T.43)",
        32766 => "NeXT",
        32809 => "ThunderScan",
        32908 | 32909 => "Pixar",
        34676 | 34677 => "SGI Log",
        33003 | 33005 | 34712 => "JPEG 2000",
        34887 => "LERC",
        34925 => "LZMA",
        50001 | 34927 => "WebP",
        50002 | 52546 => "JPEG XL",
        _ => return format!("compression {compression}"),
    };
    format!("{name} compression")
}
