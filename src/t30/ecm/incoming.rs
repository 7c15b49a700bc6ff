//! A block being received with error correction (T.4 Annex A).

use super::BLOCK_FRAMES;
use super::frame_set::FrameSet;
use crate::t30::capability::FrameSize;

/// A block being received.
#[derive(Clone, Debug, Default)]
pub(in crate::t30) struct IncomingBlock {
    frames: Vec<Option<Vec<u8>>>,
    announced: usize,
}

impl IncomingBlock {
    /// Keeps a frame's data (FCD's field: number, data). False for one that was there or is none. What a frame has too
    /// much is cut off; a page's last frame may be short.
    pub(in crate::t30) fn store(&mut self, fif: &[u8], size: FrameSize) -> bool {
        // A frame without data is none: it says nothing of the block either.
        let Some((number, data)) = fif.split_first().filter(|(_, data)| !data.is_empty()) else {
            return false;
        };
        let index = usize::from(*number);
        if self.frames.len() <= index {
            self.frames.resize(index + 1, None);
        }
        match self.frames.get_mut(index) {
            Some(place @ None) => {
                *place = Some(data.get(..data.len().min(size.octets())).unwrap_or(data).to_vec());
                true
            }
            _ => false,
        }
    }

    /// The transmitter's frame count. Some count the frames of the burst, so that the largest holds.
    pub(in crate::t30) fn announce(&mut self, frames: usize) {
        self.announced = self.announced.max(frames).min(BLOCK_FRAMES);
    }

    /// Whether nothing has arrived.
    pub(in crate::t30) fn is_empty(&self) -> bool {
        self.frames.iter().all(Option::is_none)
    }

    /// What has not arrived.
    pub(in crate::t30) fn missing(&self) -> FrameSet {
        let mut missing = FrameSet::EMPTY;
        for number in (0..=u8::MAX).take(self.announced.max(self.frames.len())) {
            if !self.frames.get(usize::from(number)).is_some_and(Option::is_some) {
                missing.insert(number);
            }
        }
        missing
    }

    /// How many frames the block has as far as is known.
    pub(in crate::t30) fn len(&self) -> usize {
        self.announced.max(self.frames.len())
    }

    /// Ends the block: its data in order, without what is missing.
    pub(in crate::t30) fn take(&mut self) -> Vec<u8> {
        std::mem::take(self).frames.into_iter().flatten().flatten().collect()
    }
}
