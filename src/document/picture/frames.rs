//! Whether a picture file holds a film. A fax shows its first picture.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;

use crate::document::DocumentFormat;

pub(super) fn are_several(format: DocumentFormat, bytes: &[u8]) -> bool {
    match format {
        DocumentFormat::Png => super::png_chunks(bytes).any(|(kind, _)| kind == *b"acTL"),
        DocumentFormat::Webp => WebPDecoder::new(Cursor::new(bytes)).is_ok_and(|decoder| decoder.has_animation()),
        DocumentFormat::Gif => gif_pictures(bytes).nth(1).is_some(),
        _ => false,
    }
}

/// The image descriptors of a GIF (GIF89a §20), blocks between them skipped.
fn gif_pictures(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let table = |flags: u8| if flags & 0x80 != 0 { 3 << ((flags & 7) + 1) } else { 0 };
    let mut at = 13 + bytes.get(10).map_or(0, |flags| table(*flags));
    std::iter::from_fn(move || {
        loop {
            let block = at;
            match bytes.get(at)? {
                0x21 => at = sub_blocks_end(bytes, at + 2)?,
                0x2C => {
                    let flags = bytes.get(at + 9)?;
                    at = sub_blocks_end(bytes, at + 10 + table(*flags) + 1)?;
                    return Some(block);
                }
                _ => return None,
            }
        }
    })
}

/// Behind a chain of sub-blocks, which ends with an empty one.
fn sub_blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            0 => return Some(at + 1),
            length => at += 1 + usize::from(*length),
        }
    }
}
