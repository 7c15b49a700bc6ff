//! Small pictures of stored pages, kept between two runs of the console: how one is named and written. Where they are
//! kept `main` says; here is no file.
//!
//! A name tells message, content and size, so that a picture fits what is asked for or is not found; a checksum tells
//! whether it is whole.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::model::{Job, JobId};
use crate::raster::Gray;

type Read = dyn Fn(JobId, &str) -> Option<Vec<u8>> + Send + Sync;
type Write = dyn Fn(JobId, &str, &[u8]) + Send + Sync;

/// Where small pictures are kept. `main` hands in a folder's; without one they are made anew in every run.
#[derive(Clone)]
pub struct ThumbnailAccess {
    read: Arc<Read>,
    write: Arc<Write>,
}

impl ThumbnailAccess {
    /// Reads and keeps a picture of a message under a name. Both may block; they are called on worker threads only.
    pub fn new(
        read: impl Fn(JobId, &str) -> Option<Vec<u8>> + Send + Sync + 'static,
        write: impl Fn(JobId, &str, &[u8]) + Send + Sync + 'static,
    ) -> Self {
        Self { read: Arc::new(read), write: Arc::new(write) }
    }

    /// A picture that is kept and whole, with width and height on paper in millimetres. Blocks.
    pub(super) fn read(&self, job: JobId, name: &str) -> Option<(Gray, (f32, f32))> {
        decode(&(self.read)(job, name)?)
    }

    /// Keeps a picture. Blocks.
    pub(super) fn write(&self, job: JobId, name: &str, picture: &Gray, size_mm: (f32, f32)) {
        (self.write)(job, name, &encode(picture, size_mm));
    }
}

impl std::fmt::Debug for ThumbnailAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ThumbnailAccess")
    }
}

/// How a small picture of a page of a message is named; none when its pages may still change.
pub(super) fn name(job: &Job, page: u32, max_px: (u32, u32)) -> Option<String> {
    if !job.status.is_final() || max_px.0.max(max_px.1) > LARGEST_PX {
        return None;
    }
    let ended = job.ended_at.map_or(0, |at| at.0);
    let content = format!("{} {} {} {ended}", job.submitted_at.0, job.size, job.pages);
    let hash: String = Sha256::digest(content).iter().take(8).map(|octet| format!("{octet:02x}")).collect();
    Some(format!("{page}-{}x{}-{hash}", max_px.0, max_px.1))
}

/// Pixels across or down of what counts as small.
const LARGEST_PX: u32 = 512;
/// What a file begins with.
const MAGIC: [u8; 4] = *b"FXT1";
/// Octets of width, height and the size on paper.
const NUMBERS: usize = 16;
/// Octets of the checksum at the end.
const CHECKSUM: usize = 32;

fn encode(picture: &Gray, size_mm: (f32, f32)) -> Vec<u8> {
    let mut octets = MAGIC.to_vec();
    for number in [picture.width, picture.height, size_mm.0.to_bits(), size_mm.1.to_bits()] {
        octets.extend(number.to_be_bytes());
    }
    octets.extend(&picture.data);
    let checksum = Sha256::digest(&octets);
    octets.extend(checksum);
    octets
}

/// The picture; none when it is damaged.
fn decode(octets: &[u8]) -> Option<(Gray, (f32, f32))> {
    let (content, checksum) = octets.split_at_checked(octets.len().checked_sub(CHECKSUM)?)?;
    if Sha256::digest(content).as_slice() != checksum {
        return None;
    }
    let (numbers, data) = content.strip_prefix(&MAGIC)?.split_at_checked(NUMBERS)?;
    let mut numbers = numbers.chunks_exact(4).filter_map(|four| four.try_into().ok()).map(u32::from_be_bytes);
    let (width, height) = (numbers.next()?, numbers.next()?);
    let size_mm = (f32::from_bits(numbers.next()?), f32::from_bits(numbers.next()?));
    let fits = width.max(height) <= LARGEST_PX && width as usize * height as usize == data.len() && !data.is_empty();
    let is_size = |side: f32| side.is_finite() && side > 0.0;
    let whole = fits && is_size(size_mm.0) && is_size(size_mm.1);
    whole.then(|| (Gray { width, height, data: data.to_vec() }, size_mm))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::{received, sending};

    #[test]
    fn a_picture_comes_back_and_a_damaged_one_does_not() {
        let picture = Gray { width: 3, height: 2, data: vec![0, 50, 100, 150, 200, 255] };
        let kept = encode(&picture, (210.0, 297.0));
        let (read, size) = decode(&kept).unwrap();
        assert_eq!((read.width, read.height, read.data, size), (3, 2, picture.data, (210.0, 297.0)));
        for place in 0..kept.len() {
            let mut damaged = kept.clone();
            damaged[place] ^= 1;
            assert!(decode(&damaged).is_none() && decode(&kept[..place]).is_none(), "{place}");
        }
        // A checksum is no proof of sense.
        let lying = encode(&Gray { width: 9_000, height: 9_000, data: vec![1] }, (210.0, 297.0));
        assert!(decode(&lying).is_none());
        assert!(decode(&encode(&Gray { width: 1, height: 1, data: vec![1] }, (f32::NAN, 297.0))).is_none());
    }

    #[test]
    fn a_name_tells_message_content_and_size() {
        let fax = received(7, "Klinik", "1001", 3, 20);
        let one = name(&fax, 1, (29, 40)).unwrap();
        let other = Job { size: fax.size + 1, ..fax.clone() };
        assert_ne!(Some(one.clone()), name(&other, 1, (29, 40)));
        assert_ne!(Some(one.clone()), name(&fax, 1, (58, 80)));
        assert_eq!(Some(one), name(&fax, 1, (29, 40)));
        assert_eq!(name(&sending(8, "Labor", "1002", ""), 1, (29, 40)), None, "its pages may still change");
        assert_eq!(name(&fax, 1, (2_000, 3_000)), None, "a whole page is no small picture");
    }
}
