//! JPEG inside TIFF: as TIFF Technical Note 2 has it (each piece a stream, tables shared), and as TIFF 6.0 §22 had it
//! (tables or headers somewhere in the file, bare coded data in the strips). A stream that a JPEG decoder takes is put
//! together from what there is.

use std::ops::Range;

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::directory::{Directory, tag};
use super::layout::{Layout, compression, photometric};
use crate::document::{DocumentError, picture};

const START_OF_IMAGE: [u8; 2] = [0xFF, 0xD8];
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];
const START_OF_SCAN: [u8; 2] = [0xFF, 0xDA];

/// What all pieces of a page have in common.
pub(super) struct Jpeg {
    /// Segments that go before those of each piece, without a start of image.
    headers: Vec<u8>,
    /// The start of scan for pieces that are bare coded data.
    scan: Vec<u8>,
    /// The headers say what the picture is, not only how it is coded.
    has_frame: bool,
}

impl Jpeg {
    /// `None` for pages of another compression.
    pub(super) fn of(bytes: &[u8], layout: &Layout, directory: &Directory) -> Option<Self> {
        let (headers, scan) = match layout.compression {
            compression::JPEG => {
                let tables = layout.jpeg_tables.clone().and_then(|tables| bytes.get(tables)).unwrap_or(&[]);
                let tables = tables.strip_prefix(&START_OF_IMAGE).unwrap_or(tables);
                (tables.strip_suffix(&END_OF_IMAGE).unwrap_or(tables).to_vec(), Vec::new())
            }
            compression::OLD_JPEG => old_headers(bytes, layout, directory),
            _ => return None,
        };
        let has_frame = layout.compression == compression::OLD_JPEG;
        Some(Self { headers, scan, has_frame })
    }

    /// The samples of a piece, row by row as wide as the piece: red, green and blue for three components, all others
    /// as they are.
    pub(super) fn decode(&self, layout: &Layout, data: &[u8], rows: u32) -> Result<Vec<u8>, DocumentError> {
        let damaged = |detail: &dyn std::fmt::Display| layout.damaged(&format!("cannot be decoded ({detail})"));
        if layout.bits != 8 {
            return Err(layout.unsupported(&format!("{} bit JPEG", layout.bits)));
        }
        let stream = self.stream(layout, data, rows);
        let options = DecoderOptions::default().set_strict_mode(false);
        let options = options.set_max_width(usize::from(u16::MAX)).set_max_height(usize::from(u16::MAX));
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(stream.as_slice()), options);
        decoder.decode_headers().map_err(|error| damaged(&error))?;
        let (Some((width, height)), Some(info)) = (decoder.dimensions(), decoder.info()) else {
            return Err(damaged(&"it has no frame"));
        };
        picture::check_size(&format!("page {}", layout.page), width as u32, height as u32)?;
        let wanted = if layout.planar { 1 } else { usize::from(layout.samples) };
        let colours = match (usize::from(info.components), wanted) {
            (1, 1) => ColorSpace::Luma,
            (3, 3) => ColorSpace::RGB,
            (4, 4) => ColorSpace::CMYK,
            (found, _) => return Err(damaged(&format!("{found} components instead of {wanted}"))),
        };
        decoder.set_options(options.jpeg_set_out_colorspace(colours));
        let samples = decoder.decode().map_err(|error| damaged(&error))?;
        let (own, row) = (width * wanted, layout.pieces.width as usize * wanted);
        if own == row {
            return Ok(samples);
        }
        let mut fitted = Vec::with_capacity(row * height.min(rows as usize));
        for source in samples.chunks_exact(own.max(1)).take(rows as usize) {
            fitted.extend_from_slice(source.get(..row).unwrap_or(source));
            fitted.resize(fitted.len() + row.saturating_sub(own), 255);
        }
        Ok(fitted)
    }

    fn stream(&self, layout: &Layout, data: &[u8], rows: u32) -> Vec<u8> {
        let mut stream = START_OF_IMAGE.to_vec();
        // Without a word about it, decoders guess the colours; TIFF says them. APP14 as Adobe defined it.
        let transform = u8::from(layout.photometric == photometric::YCBCR);
        stream.extend([0xFF, 0xEE, 0, 14]);
        stream.extend(b"Adobe\0\x64\0\0\0\0");
        stream.push(transform);
        match data.strip_prefix(&START_OF_IMAGE) {
            Some(rest) => {
                // A whole stream of the older form has all that it needs.
                let complete = segments(data).any(|(marker, _)| is_frame(marker)) && self.has_frame;
                stream.extend(if complete { &[] } else { self.headers.as_slice() });
                stream.extend(rest);
            }
            None => {
                stream.extend(with_rows(&self.headers, rows));
                if !data.starts_with(&START_OF_SCAN) {
                    stream.extend(&self.scan);
                }
                stream.extend(data);
            }
        }
        if !stream.ends_with(&END_OF_IMAGE) {
            stream.extend(END_OF_IMAGE);
        }
        stream
    }
}

/// Headers and start of scan of TIFF 6.0 §22: from a stream of headers where the file has one, else from tables.
fn old_headers(bytes: &[u8], layout: &Layout, directory: &Directory) -> (Vec<u8>, Vec<u8>) {
    let at = directory.number(bytes, tag::JPEG_INTERCHANGE_FORMAT).unwrap_or(0) as usize;
    if at > 0
        && let Some(stream) = bytes.get(at..)
        && segments(stream).any(|(marker, _)| is_frame(marker))
    {
        return headers_of_stream(stream, layout);
    }
    let table = |tag: u16| directory.numbers(bytes, tag).unwrap_or_default();
    let (quantisation, dc, ac) = (table(tag::JPEG_Q_TABLES), table(tag::JPEG_DC_TABLES), table(tag::JPEG_AC_TABLES));
    let components = usize::from(layout.samples.min(4)) as u8;
    let mut headers = Vec::new();
    // Components share tables by giving the same place.
    let number = |tables: &[u64], component: u8| {
        let own = tables.get(usize::from(component)).or(tables.first());
        tables.iter().position(|at| Some(at) == own).unwrap_or(0) as u8
    };
    for component in 0..components {
        let own = |tables: &[u64]| {
            tables.get(usize::from(component)).copied().filter(|_| number(tables, component) == component)
        };
        if let Some(at) = own(&quantisation) {
            segment(&mut headers, 0xDB, [&[component], octets_at(bytes, at, 64)]);
        }
        for (class, tables) in [(0x00, &dc), (0x10, &ac)] {
            if let Some(at) = own(tables) {
                let values = octets_at(bytes, at, 16).iter().map(|count| usize::from(*count)).sum::<usize>();
                segment(&mut headers, 0xC4, [&[class | component], octets_at(bytes, at, 16 + values)]);
            }
        }
    }
    if let Some(interval) = directory.number(bytes, tag::JPEG_RESTART_INTERVAL).filter(|interval| *interval > 0) {
        segment(&mut headers, 0xDD, [&(interval as u16).to_be_bytes(), &[]]);
    }
    let mut frame = vec![8, 0, 0];
    frame.extend((layout.width.min(u32::from(u16::MAX)) as u16).to_be_bytes());
    frame.push(components);
    let mut scan = vec![components];
    for component in 0..components {
        let (across, down) = if component == 0 { layout.subsampling } else { (1, 1) };
        frame.extend([component + 1, (across << 4 | down) as u8, number(&quantisation, component)]);
        scan.extend([component + 1, number(&dc, component) << 4 | number(&ac, component)]);
    }
    scan.extend([0, 63, 0]);
    segment(&mut headers, 0xC0, [&frame, &[]]);
    let mut start_of_scan = Vec::new();
    segment(&mut start_of_scan, 0xDA, [&scan, &[]]);
    (headers, start_of_scan)
}

/// The frame and tables of a stream without data, and its start of scan or the one that nearly all streams have.
fn headers_of_stream(stream: &[u8], layout: &Layout) -> (Vec<u8>, Vec<u8>) {
    let (mut headers, mut end) = (Vec::new(), 0);
    for (marker, range) in segments(stream) {
        if is_frame(marker) || matches!(marker, 0xC4 | 0xDB | 0xDD) {
            headers.extend(stream.get(range.clone()).unwrap_or(&[]));
        }
        end = range.end;
    }
    let rest = stream.get(end..).unwrap_or(&[]);
    if rest.starts_with(&START_OF_SCAN)
        && let Some(length) = rest.get(2..4).and_then(|length| length.try_into().ok()).map(u16::from_be_bytes)
        && let Some(scan) = rest.get(..2 + usize::from(length))
    {
        return (headers, scan.to_vec());
    }
    let components = layout.samples.min(4) as u8;
    let mut selectors = vec![components];
    (0..components).for_each(|component| selectors.extend([component + 1, component.min(1) * 0x11]));
    selectors.extend([0, 63, 0]);
    let mut scan = Vec::new();
    segment(&mut scan, 0xDA, [&selectors, &[]]);
    (headers, scan)
}

/// Baseline, extended or progressive; the other kinds of JPEG do not occur in TIFF.
fn is_frame(marker: u8) -> bool {
    (0xC0..=0xC2).contains(&marker)
}

/// The segments up to the scan: marker, and where marker, length and content lie.
fn segments(stream: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let marker = match stream.get(at..at + 2)? {
                [0xFF, marker] => *marker,
                _ => return None,
            };
            match marker {
                0xD8 | 0x01 => at += 2,
                0xFF => at += 1,
                0xD9 | 0xDA => return None,
                _ => {
                    let length = u16::from_be_bytes(stream.get(at + 2..at + 4)?.try_into().ok()?);
                    let range = at..at + 2 + usize::from(length);
                    at = range.end;
                    return Some((marker, range));
                }
            }
        }
    })
}

fn segment(headers: &mut Vec<u8>, marker: u8, content: [&[u8]; 2]) {
    let length = 2 + content.iter().map(|part| part.len()).sum::<usize>();
    headers.extend([0xFF, marker]);
    headers.extend((length.min(usize::from(u16::MAX)) as u16).to_be_bytes());
    content.iter().for_each(|part| headers.extend(*part));
}

fn octets_at(bytes: &[u8], at: u64, count: usize) -> &[u8] {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    at.checked_add(count).and_then(|end| bytes.get(at..end)).unwrap_or(&[])
}

/// The headers with the number of rows that this piece has.
fn with_rows(headers: &[u8], rows: u32) -> Vec<u8> {
    let mut own = headers.to_vec();
    let frame = segments(headers).find(|(marker, _)| is_frame(*marker));
    // Marker, length and precision come before the rows (T.81 §B.2.2).
    if let Some(place) = frame.and_then(|(_, range)| own.get_mut(range.start + 5..range.start + 7)) {
        place.copy_from_slice(&(rows.min(u32::from(u16::MAX)) as u16).to_be_bytes());
    }
    own
}
