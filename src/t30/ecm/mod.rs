//! Error correction mode (T.30 Annex A, T.4 Annex A): blocks of frames, and the bookkeeping of what has to come again.
//!
//! Not here: who asks for what when (`transmitter/correction`, `receiver/correction`).

mod frame_set;
mod incoming;
mod outgoing;
mod pps;

pub(super) use frame_set::FrameSet;
pub(super) use incoming::IncomingBlock;
pub(super) use outgoing::OutgoingBlocks;
pub(super) use pps::Pps;

/// Frames in a block at the most.
const BLOCK_FRAMES: usize = 256;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::t30::capability::FrameSize;
    use crate::t30::fcf::Fcf;
    use crate::t30::frame::Frame;

    #[test]
    fn a_page_of_several_blocks_survives_lost_frames() {
        let data: Arc<[u8]> = (0..150_000u32).map(|n| (n * 7 % 251) as u8).collect();
        let mut outgoing = OutgoingBlocks::new(Arc::clone(&data), FrameSize::Long);
        let mut received = Vec::new();
        loop {
            let mut incoming = IncomingBlock::default();
            let mut rounds = 0;
            loop {
                for (index, octets) in outgoing.frames().iter().enumerate() {
                    let frame = Frame::parse(octets).unwrap();
                    if frame.fcf == Fcf::FCD && (rounds > 0 || index % 5 != 2) {
                        assert!(incoming.store(&frame.fif, FrameSize::Long));
                        assert!(!incoming.store(&frame.fif, FrameSize::Long), "twice");
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
    fn a_frame_without_data_says_nothing_of_the_block() {
        let mut incoming = IncomingBlock::default();
        assert!(incoming.store(&[0, 1, 2], FrameSize::Long));
        assert!(!incoming.store(&[181], FrameSize::Long), "no data");
        incoming.announce(2);
        assert_eq!(incoming.missing().iter().collect::<Vec<_>>(), [1]);
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
        let outgoing = OutgoingBlocks::new(vec![1; 65_536].into(), FrameSize::Long);
        assert!(outgoing.is_last());
        assert_eq!(outgoing.frames().len(), 259);
        assert_eq!(OutgoingBlocks::new(Arc::from([]), FrameSize::Long).frames().len(), 4);
    }

    #[test]
    fn short_frames_make_blocks_of_16384_octets() {
        let data: Arc<[u8]> = (0..40_000u32).map(|n| n as u8).collect();
        let mut outgoing = OutgoingBlocks::new(data, FrameSize::Short);
        assert_eq!((outgoing.frames_in_block(), outgoing.is_last()), (256, false));
        assert_eq!(outgoing.frames()[0].len(), 4 + 64);
        outgoing.advance();
        outgoing.advance();
        assert_eq!((outgoing.frames_in_block(), outgoing.is_last()), (113, true));
    }
}
