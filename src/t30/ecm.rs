//! Error correction mode (T.30 Annex A, T.4 Annex A): blocks of frames, and the bookkeeping of what has to come again.

use std::sync::Arc;

use super::fcf::Fcf;
use super::frame::Frame;

/// Octets of page data in a frame.
pub(super) const FRAME_OCTETS: usize = 256;
/// Frames in a block.
pub(super) const BLOCK_FRAMES: usize = 256;
const BLOCK_OCTETS: usize = FRAME_OCTETS * BLOCK_FRAMES;

/// A set of frame numbers; as PPR's field, frame 0 is the first transmitted bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameSet([u8; 32]);

impl FrameSet {
    /// No frame.
    pub(super) const EMPTY: Self = Self([0; 32]);

    /// Frames 0 to `count` - 1.
    pub(super) fn first(count: usize) -> Self {
        let mut set = Self::EMPTY;
        (0..=u8::MAX).take(count).for_each(|frame| set.insert(frame));
        set
    }

    /// PPR's field; what is missing of it asks for nothing.
    pub(super) fn parse(fif: &[u8]) -> Self {
        let mut set = Self::EMPTY;
        set.0.iter_mut().zip(fif).for_each(|(octet, received)| *octet = *received);
        set
    }

    /// PPR's field.
    pub(super) fn fif(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// Adds a frame.
    pub(super) fn insert(&mut self, frame: u8) {
        if let Some(octet) = self.0.get_mut(usize::from(frame / 8)) {
            *octet |= 1 << (frame % 8);
        }
    }

    /// Whether a frame is in it.
    pub(super) fn contains(&self, frame: u8) -> bool {
        self.0.get(usize::from(frame / 8)).is_some_and(|octet| octet & (1 << (frame % 8)) != 0)
    }

    /// Those in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut set = *self;
        set.0.iter_mut().zip(other.0).for_each(|(octet, other)| *octet &= other);
        set
    }

    /// How many.
    pub(super) fn len(&self) -> u32 {
        self.0.iter().map(|octet| octet.count_ones()).sum()
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The frames, lowest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        (0..=u8::MAX).filter(|frame| self.contains(*frame))
    }
}

/// A page being sent: which block is on its way, and which of its frames.
#[derive(Clone, Debug)]
pub(super) struct OutgoingBlocks {
    data: Arc<[u8]>,
    block: usize,
    /// Frames to send next.
    pub(super) pending: FrameSet,
    /// PPRs to this block since it began or since the last CTC.
    pub(super) requests: u32,
    /// CTCs to this block.
    pub(super) corrections: u32,
    /// Frames asked for when the last CTC was decided.
    pub(super) missing_before: u32,
}

impl OutgoingBlocks {
    /// At the first block.
    pub(super) fn new(data: Arc<[u8]>) -> Self {
        let mut blocks =
            Self { data, block: 0, pending: FrameSet::EMPTY, requests: 0, corrections: 0, missing_before: 0 };
        blocks.begin();
        blocks
    }

    fn begin(&mut self) {
        self.pending = FrameSet::first(self.frames_in_block());
        self.requests = 0;
        self.corrections = 0;
        self.missing_before = self.pending.len();
    }

    fn block_data(&self) -> &[u8] {
        self.data.chunks(BLOCK_OCTETS).nth(self.block).unwrap_or(&[])
    }

    /// Frames of the current block; an empty page has one.
    pub(super) fn frames_in_block(&self) -> usize {
        self.block_data().len().div_ceil(FRAME_OCTETS).max(1)
    }

    /// Block counter, from 0.
    pub(super) fn block(&self) -> usize {
        self.block
    }

    /// Whether no block follows.
    pub(super) fn is_last(&self) -> bool {
        (self.block + 1) * BLOCK_OCTETS >= self.data.len()
    }

    /// Goes to the next block.
    pub(super) fn advance(&mut self) {
        self.block += 1;
        self.begin();
    }

    /// Octets of the page before this block.
    pub(super) fn octets_before(&self) -> u64 {
        (self.block * BLOCK_OCTETS) as u64
    }

    /// The pending frames as FCD, without FCS, and RCP three times. The page's last frame is filled with zeros.
    pub(super) fn frames(&self) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        for number in self.pending.iter() {
            let data = self.block_data().chunks(FRAME_OCTETS).nth(usize::from(number)).unwrap_or(&[]);
            let mut fif = vec![number];
            fif.extend_from_slice(data);
            fif.resize(FRAME_OCTETS + 1, 0);
            frames.push(Frame { fcf: Fcf::FCD, last: false, fif }.octets(false));
        }
        let rcp = Frame { fcf: Fcf::RCP, last: false, fif: Vec::new() }.octets(false);
        frames.extend(std::iter::repeat_n(rcp, 3));
        frames
    }
}

/// PPS's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pps {
    /// NULL, MPS, EOM, EOP or the like.
    pub(super) command: Fcf,
    /// Page counter modulo 256, from 0.
    pub(super) page: u8,
    /// Block counter modulo 256, from 0.
    pub(super) block: u8,
    /// Frames, 1 to 256.
    pub(super) frames: usize,
}

impl Pps {
    /// Reads the field; short ones count as the first block of the first page.
    pub(super) fn parse(fif: &[u8]) -> Self {
        let octet = |index: usize| fif.get(index).copied().unwrap_or(0);
        Self {
            command: Fcf::received(octet(0)).without_interrupt(),
            page: octet(1),
            block: octet(2),
            frames: usize::from(octet(3)) + 1,
        }
    }

    /// The field to send.
    pub(super) fn fif(&self, x: bool) -> Vec<u8> {
        let frames = u8::try_from(self.frames.saturating_sub(1)).unwrap_or(u8::MAX);
        vec![self.command.octet(x), self.page, self.block, frames]
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let frames = if self.frames == 1 { "1 frame".to_owned() } else { format!("{} frames", self.frames) };
        format!("PPS-{} page {} block {}, {frames}", self.command, u32::from(self.page) + 1, u32::from(self.block) + 1)
    }
}

/// A block being received.
#[derive(Clone, Debug, Default)]
pub(super) struct IncomingBlock {
    frames: Vec<Option<Vec<u8>>>,
    announced: usize,
}

impl IncomingBlock {
    /// Keeps a frame's data (FCD's field: number, data). False for one that was there or is none.
    pub(super) fn store(&mut self, fif: &[u8]) -> bool {
        let Some((number, data)) = fif.split_first() else {
            return false;
        };
        let index = usize::from(*number);
        if self.frames.len() <= index {
            self.frames.resize(index + 1, None);
        }
        match self.frames.get_mut(index) {
            Some(place @ None) if !data.is_empty() => {
                *place = Some(data.get(..data.len().min(FRAME_OCTETS)).unwrap_or(data).to_vec());
                true
            }
            _ => false,
        }
    }

    /// The transmitter's frame count. Some count the frames of the burst, so that the largest holds.
    pub(super) fn announce(&mut self, frames: usize) {
        self.announced = self.announced.max(frames).min(BLOCK_FRAMES);
    }

    /// Whether nothing has arrived.
    pub(super) fn is_empty(&self) -> bool {
        self.frames.iter().all(Option::is_none)
    }

    /// What has not arrived.
    pub(super) fn missing(&self) -> FrameSet {
        let mut missing = FrameSet::EMPTY;
        for number in (0..=u8::MAX).take(self.announced.max(self.frames.len())) {
            if !self.frames.get(usize::from(number)).is_some_and(Option::is_some) {
                missing.insert(number);
            }
        }
        missing
    }

    /// How many frames the block has as far as is known.
    pub(super) fn len(&self) -> usize {
        self.announced.max(self.frames.len())
    }

    /// Ends the block: its data in order, without what is missing.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(self).frames.into_iter().flatten().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_several_blocks_survives_lost_frames() {
        let data: Arc<[u8]> = (0..150_000u32).map(|n| (n * 7 % 251) as u8).collect();
        let mut outgoing = OutgoingBlocks::new(Arc::clone(&data));
        let mut received = Vec::new();
        loop {
            let mut incoming = IncomingBlock::default();
            let mut rounds = 0;
            loop {
                for (index, octets) in outgoing.frames().iter().enumerate() {
                    let frame = Frame::parse(octets).unwrap();
                    if frame.fcf == Fcf::FCD && (rounds > 0 || index % 5 != 2) {
                        assert!(incoming.store(&frame.fif));
                        assert!(!incoming.store(&frame.fif), "twice");
                    }
                }
                incoming.announce(outgoing.frames_in_block());
                let missing = FrameSet::parse(&incoming.missing().fif());
                if missing.is_empty() {
                    break;
                }
                outgoing.pending = missing;
                rounds += 1;
            }
            assert_eq!(rounds, 1);
            received.extend(incoming.take());
            if outgoing.is_last() {
                break;
            }
            outgoing.advance();
        }
        assert_eq!(outgoing.block(), 2);
        assert_eq!(received.len(), 586 * 256);
        assert_eq!(received[..data.len()], data[..]);
        assert!(received[data.len()..].iter().all(|octet| *octet == 0));
    }

    #[test]
    fn pps_reads_back_and_tells_itself() {
        let pps = Pps { command: Fcf::MPS, page: 0, block: 0, frames: 121 };
        assert_eq!(Pps::parse(&pps.fif(true)), pps);
        assert_eq!(pps.words(), "PPS-MPS page 1 block 1, 121 frames");
        assert_eq!(Pps { frames: 256, ..pps }.fif(true), [0x4F, 0, 0, 0xFF]);
    }

    #[test]
    fn a_page_of_exactly_one_block_has_one_block() {
        let outgoing = OutgoingBlocks::new(vec![1; 65_536].into());
        assert!(outgoing.is_last());
        assert_eq!(outgoing.frames().len(), 259);
        assert_eq!(OutgoingBlocks::new(Arc::from([])).frames().len(), 4);
    }
}
