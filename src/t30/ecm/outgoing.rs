//! A page being sent with error correction: its blocks, and which frames of the current one are to go (T.4 Annex A).

use std::sync::Arc;

use super::BLOCK_FRAMES;
use super::frame_set::FrameSet;
use crate::t30::capability::FrameSize;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;

/// A page being sent: which block is on its way, and which of its frames.
#[derive(Clone, Debug)]
pub(in crate::t30) struct OutgoingBlocks {
    data: Arc<[u8]>,
    size: FrameSize,
    block: usize,
    /// Frames to send next.
    pub(in crate::t30) pending: FrameSet,
    /// PPRs to this block since it began or since the last CTC.
    pub(in crate::t30) requests: u32,
    /// CTCs to this block.
    pub(in crate::t30) corrections: u32,
    /// Frames asked for when the last CTC was decided.
    pub(in crate::t30) missing_before: u32,
}

impl OutgoingBlocks {
    /// At the first block.
    pub(in crate::t30) fn new(data: Arc<[u8]>, size: FrameSize) -> Self {
        let mut blocks =
            Self { data, size, block: 0, pending: FrameSet::EMPTY, requests: 0, corrections: 0, missing_before: 0 };
        blocks.begin();
        blocks
    }

    fn begin(&mut self) {
        self.pending = FrameSet::first(self.frames_in_block());
        self.requests = 0;
        self.corrections = 0;
        self.missing_before = self.pending.len();
    }

    const fn block_octets(&self) -> usize {
        self.size.octets() * BLOCK_FRAMES
    }

    fn block_data(&self) -> &[u8] {
        self.data.chunks(self.block_octets()).nth(self.block).unwrap_or(&[])
    }

    /// Frames of the current block; an empty page has one.
    pub(in crate::t30) fn frames_in_block(&self) -> usize {
        self.block_data().len().div_ceil(self.size.octets()).max(1)
    }

    /// Block counter, from 0.
    pub(in crate::t30) fn block(&self) -> usize {
        self.block
    }

    /// Whether no block follows.
    pub(in crate::t30) fn is_last(&self) -> bool {
        (self.block + 1) * self.block_octets() >= self.data.len()
    }

    /// Goes to the next block.
    pub(in crate::t30) fn advance(&mut self) {
        self.block += 1;
        self.begin();
    }

    /// Octets of the page before this block.
    pub(in crate::t30) fn octets_before(&self) -> u64 {
        (self.block * self.block_octets()) as u64
    }

    /// The pending frames as FCD, without FCS, and RCP three times. The page's last frame is filled with zeros.
    pub(in crate::t30) fn frames(&self) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        for number in self.pending.iter() {
            let data = self.block_data().chunks(self.size.octets()).nth(usize::from(number)).unwrap_or(&[]);
            let mut fif = vec![number];
            fif.extend_from_slice(data);
            fif.resize(self.size.octets() + 1, 0);
            frames.push(Frame { fcf: Fcf::FCD, last: false, fif }.octets(false));
        }
        let rcp = Frame { fcf: Fcf::RCP, last: false, fif: Vec::new() }.octets(false);
        frames.extend(std::iter::repeat_n(rcp, 3));
        frames
    }
}
