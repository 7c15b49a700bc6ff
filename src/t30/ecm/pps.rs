//! PPS's field: what ends a block (T.30 Annex A.4.3).

use crate::t30::fcf::Fcf;

/// PPS's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::t30) struct Pps {
    /// NULL, MPS, EOM, EOP or the like.
    pub(in crate::t30) command: Fcf,
    /// Page counter modulo 256, from 0.
    pub(in crate::t30) page: u8,
    /// Block counter modulo 256, from 0.
    pub(in crate::t30) block: u8,
    /// Frames, 1 to 256.
    pub(in crate::t30) frames: usize,
}

impl Pps {
    /// Reads the field; short ones count as the first block of the first page.
    pub(in crate::t30) fn parse(fif: &[u8]) -> Self {
        let octet = |index: usize| fif.get(index).copied().unwrap_or(0);
        Self { command: Fcf::received(octet(0)), page: octet(1), block: octet(2), frames: usize::from(octet(3)) + 1 }
    }

    /// The field to send.
    pub(in crate::t30) fn fif(&self, x: bool) -> Vec<u8> {
        let frames = u8::try_from(self.frames.saturating_sub(1)).unwrap_or(u8::MAX);
        vec![self.command.octet(x), self.page, self.block, frames]
    }

    /// In words.
    pub(in crate::t30) fn words(&self) -> String {
        let frames = if self.frames == 1 { "1 frame".to_owned() } else { format!("{} frames", self.frames) };
        format!("PPS-{} page {} block {}, {frames}", self.command, u32::from(self.page) + 1, u32::from(self.block) + 1)
    }
}
