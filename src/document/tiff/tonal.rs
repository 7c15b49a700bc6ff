//! Pages with tones or colours, strip by strip or tile by tile into one grey picture.

use std::io::Read;
use std::ops::Range;

use super::jpeg::Jpeg;
use super::layout::Layout;
use super::piece;
use super::samples::Samples;
use super::tones::{Tones, luma_of_ycbcr};
use crate::document::DocumentError;
use crate::raster::Gray;

/// Decodes a page as far as its data reach. The second value is false when something was missing, which is white.
pub(super) fn decode(
    bytes: &[u8],
    layout: &Layout,
    jpeg: Option<&Jpeg>,
    length: u32,
) -> Result<(Gray, bool), DocumentError> {
    let mut page = Page {
        tones: Tones::new(layout)?,
        samples: Samples::new(layout, jpeg.is_some()),
        gray: Gray::white(layout.width, length),
        rows_read: 0,
        layout,
    };
    let pieces = &layout.pieces;
    let per_plane = length.div_ceil(pieces.rows.max(1)) as usize * pieces.across;
    let planes = if layout.planar { page.tones.planes().min(layout.planes()) } else { 1 };
    let subsampled = layout.subsampling != (1, 1) && jpeg.is_none() && !layout.planar;
    let mut whole = true;
    for index in 0..per_plane {
        let (left, top) = place(layout, index);
        let rows = pieces.rows.min(length - top);
        // The decoder of a tile is told its full height, of a strip the rows there are.
        let stated = if pieces.tiled { pieces.rows } else { rows };
        let mut streams = Vec::with_capacity(planes);
        for plane in 0..planes {
            let Some(place) = pieces.places.get(plane * per_plane + index) else { break };
            match piece::open(bytes, layout, jpeg, Range::clone(place), stated) {
                Ok(stream) => streams.push(stream),
                Err(error @ DocumentError::Damaged { .. }) if page.rows_read == 0 && index + 1 == per_plane => {
                    return Err(error);
                }
                Err(DocumentError::Damaged { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        whole &= streams.len() == planes
            && if subsampled {
                page.read_subsampled(streams.as_mut_slice(), left, top, rows)
            } else {
                page.read_rows(streams.as_mut_slice(), left, top, rows)
            };
    }
    if page.rows_read == 0 {
        return Err(layout.damaged("has no image data that can be decoded"));
    }
    Ok((page.gray, whole))
}

/// Left and top of a piece.
pub(super) fn place(layout: &Layout, index: usize) -> (u32, u32) {
    let pieces = &layout.pieces;
    let across = pieces.across.max(1);
    ((index % across) as u32 * pieces.width, (index / across) as u32 * pieces.rows)
}

type Stream<'a> = Box<dyn Read + 'a>;

struct Page<'a> {
    layout: &'a Layout,
    tones: Tones,
    samples: Samples,
    gray: Gray,
    rows_read: u32,
}

impl Page<'_> {
    /// False when the data ended too early.
    fn read_rows(&mut self, streams: &mut [Stream<'_>], left: u32, top: u32, rows: u32) -> bool {
        let width = self.layout.pieces.width as usize;
        let step = if self.layout.planar { streams.len() } else { self.tones.samples() };
        let mut stored = Vec::new();
        let mut plane = vec![0; if self.layout.planar { width } else { width * step }];
        let mut pixels = vec![0; width * step];
        let mut levels = vec![255; width];
        for y in top..top + rows {
            for (index, stream) in streams.iter_mut().enumerate() {
                stored.resize(self.layout.row_octets(), 0);
                if !piece::fill(stream, &mut stored) {
                    return false;
                }
                self.samples.read(&mut stored, &mut plane);
                if streams_are_planes(self.layout, step) {
                    for (pixel, sample) in pixels.chunks_exact_mut(step).zip(&plane) {
                        if let Some(target) = pixel.get_mut(index) {
                            *target = *sample;
                        }
                    }
                } else {
                    std::mem::swap(&mut pixels, &mut plane);
                }
            }
            self.tones.level(&pixels, step, &mut levels);
            self.put(left, y, &levels);
        }
        true
    }

    /// YCbCr whose colour samples serve several pixels: data units of luma and one pair of differences
    /// (TIFF 6.0 §21).
    fn read_subsampled(&mut self, streams: &mut [Stream<'_>], left: u32, top: u32, rows: u32) -> bool {
        let [stream] = streams else { return false };
        let (across, down) = self.layout.subsampling;
        let (across, down) = (across as usize, down as usize);
        let width = self.layout.pieces.width as usize;
        let units = width.div_ceil(across);
        let unit = across * down + 2;
        let mut stored = vec![0; units * unit];
        let mut levels = vec![255; units * across];
        for y in (top..top + rows).step_by(down) {
            if self.layout.bits != 8 || !piece::fill(stream, &mut stored) {
                return false;
            }
            for row in 0..down.min((top + rows - y) as usize) {
                for (pixels, unit) in levels.chunks_exact_mut(across).zip(stored.chunks_exact(unit)) {
                    let Some((luma, [cb, cr])) = unit.split_last_chunk() else { continue };
                    let luma = luma.get(row * across..).unwrap_or(&[]);
                    pixels.iter_mut().zip(luma).for_each(|(level, y)| *level = luma_of_ycbcr(*y, *cb, *cr));
                }
                let visible = levels.get(..width).unwrap_or(&levels).to_vec();
                self.put(left, y + row as u32, &visible);
            }
        }
        true
    }

    fn put(&mut self, left: u32, y: u32, levels: &[u8]) {
        let start = y as usize * self.gray.width as usize;
        let row = self.gray.data.get_mut(start + left as usize..start + self.gray.width as usize);
        row.into_iter().flatten().zip(levels).for_each(|(target, level)| *target = *level);
        self.rows_read += 1;
    }
}

fn streams_are_planes(layout: &Layout, step: usize) -> bool {
    layout.planar && step > 1
}
