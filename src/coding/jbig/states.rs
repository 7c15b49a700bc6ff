//! The probability estimation of the QM coder (T.82 Table 24): what a context expects of its next pel, and how a pel
//! changes that expectation.

/// What one context expects: the size of the less probable symbol's interval (LSZ) in bits 31 to 16, the state's number
/// in bits 7 to 1, the more probable symbol (MPS) in bit 0. One word, so that coding a pel costs one look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expectation(u32);

impl Expectation {
    /// State 0 with white as the more probable symbol, in which every context begins.
    pub(super) const FIRST: Self = Self::of(0, 0);

    const fn of(state: u8, mps: u32) -> Self {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler only")]
        let lsz = STATES[state as usize].lsz;
        Self((lsz as u32) << 16 | (state as u32) << 1 | mps)
    }

    /// The size of the less probable symbol's interval, 1 to 5B12h.
    #[inline(always)]
    pub(super) const fn lsz(self) -> u32 {
        self.0 >> 16
    }

    /// The more probable symbol, 0 or 1.
    #[inline(always)]
    pub(super) const fn mps(self) -> u32 {
        self.0 & 1
    }

    /// The expectation after the more probable symbol made the coder renormalise.
    #[inline(always)]
    pub(super) fn after_mps(self) -> Self {
        self.followers().0
    }

    /// The expectation after the less probable symbol.
    #[inline(always)]
    pub(super) fn after_lps(self) -> Self {
        self.followers().1
    }

    #[inline(always)]
    fn followers(self) -> (Self, Self) {
        #[expect(clippy::indexing_slicing, reason = "eight bits index a table of 256")]
        FOLLOWERS[(self.0 & 0xFF) as usize]
    }
}

/// After an MPS and after an LPS, by state and MPS. Filled up to 256 entries, which makes every index valid.
static FOLLOWERS: [(Expectation, Expectation); 256] = {
    let mut followers = [(Expectation::FIRST, Expectation::FIRST); 256];
    let mut index = 0;
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler only")]
    while index < STATES.len() * 2 {
        let state = STATES[index / 2];
        let mps = (index & 1) as u32;
        let turned = if state.switch { 1 - mps } else { mps };
        followers[index] = (Expectation::of(state.after_mps, mps), Expectation::of(state.after_lps, turned));
        index += 1;
    }
    followers
};

#[derive(Clone, Copy)]
struct State {
    lsz: u16,
    after_lps: u8,
    /// Whether the symbols change places after an LPS.
    switch: bool,
    after_mps: u8,
}

const fn e(lsz: u16, after_lps: u8, switch: bool, after_mps: u8) -> State {
    State { lsz, after_lps, switch, after_mps }
}

/// T.82 Table 24: LSZ, NLPS, SWTCH, NMPS.
#[rustfmt::skip]
const STATES: [State; 113] = [
    e(0x5A1D, 1, true, 1), e(0x2586, 14, false, 2), e(0x1114, 16, false, 3), e(0x080B, 18, false, 4),
    e(0x03D8, 20, false, 5), e(0x01DA, 23, false, 6), e(0x00E5, 25, false, 7), e(0x006F, 28, false, 8),
    e(0x0036, 30, false, 9), e(0x001A, 33, false, 10), e(0x000D, 35, false, 11), e(0x0006, 9, false, 12),
    e(0x0003, 10, false, 13), e(0x0001, 12, false, 13), e(0x5A7F, 15, true, 15), e(0x3F25, 36, false, 16),
    e(0x2CF2, 38, false, 17), e(0x207C, 39, false, 18), e(0x17B9, 40, false, 19), e(0x1182, 42, false, 20),
    e(0x0CEF, 43, false, 21), e(0x09A1, 45, false, 22), e(0x072F, 46, false, 23), e(0x055C, 48, false, 24),
    e(0x0406, 49, false, 25), e(0x0303, 51, false, 26), e(0x0240, 52, false, 27), e(0x01B1, 54, false, 28),
    e(0x0144, 56, false, 29), e(0x00F5, 57, false, 30), e(0x00B7, 59, false, 31), e(0x008A, 60, false, 32),
    e(0x0068, 62, false, 33), e(0x004E, 63, false, 34), e(0x003B, 32, false, 35), e(0x002C, 33, false, 9),
    e(0x5AE1, 37, true, 37), e(0x484C, 64, false, 38), e(0x3A0D, 65, false, 39), e(0x2EF1, 67, false, 40),
    e(0x261F, 68, false, 41), e(0x1F33, 69, false, 42), e(0x19A8, 70, false, 43), e(0x1518, 72, false, 44),
    e(0x1177, 73, false, 45), e(0x0E74, 74, false, 46), e(0x0BFB, 75, false, 47), e(0x09F8, 77, false, 48),
    e(0x0861, 78, false, 49), e(0x0706, 79, false, 50), e(0x05CD, 48, false, 51), e(0x04DE, 50, false, 52),
    e(0x040F, 50, false, 53), e(0x0363, 51, false, 54), e(0x02D4, 52, false, 55), e(0x025C, 53, false, 56),
    e(0x01F8, 54, false, 57), e(0x01A4, 55, false, 58), e(0x0160, 56, false, 59), e(0x0125, 57, false, 60),
    e(0x00F6, 58, false, 61), e(0x00CB, 59, false, 62), e(0x00AB, 61, false, 63), e(0x008F, 61, false, 32),
    e(0x5B12, 65, true, 65), e(0x4D04, 80, false, 66), e(0x412C, 81, false, 67), e(0x37D8, 82, false, 68),
    e(0x2FE8, 83, false, 69), e(0x293C, 84, false, 70), e(0x2379, 86, false, 71), e(0x1EDF, 87, false, 72),
    e(0x1AA9, 87, false, 73), e(0x174E, 72, false, 74), e(0x1424, 72, false, 75), e(0x119C, 74, false, 76),
    e(0x0F6B, 74, false, 77), e(0x0D51, 75, false, 78), e(0x0BB6, 77, false, 79), e(0x0A40, 77, false, 48),
    e(0x5832, 80, true, 81), e(0x4D1C, 88, false, 82), e(0x438E, 89, false, 83), e(0x3BDD, 90, false, 84),
    e(0x34EE, 91, false, 85), e(0x2EAE, 92, false, 86), e(0x299A, 93, false, 87), e(0x2516, 86, false, 71),
    e(0x5570, 88, true, 89), e(0x4CA9, 95, false, 90), e(0x44D9, 96, false, 91), e(0x3E22, 97, false, 92),
    e(0x3824, 99, false, 93), e(0x32B4, 99, false, 94), e(0x2E17, 93, false, 86), e(0x56A8, 95, true, 96),
    e(0x4F46, 101, false, 97), e(0x47E5, 102, false, 98), e(0x41CF, 103, false, 99), e(0x3C3D, 104, false, 100),
    e(0x375E, 99, false, 93), e(0x5231, 105, false, 102), e(0x4C0F, 106, false, 103), e(0x4639, 107, false, 104),
    e(0x415E, 103, false, 99), e(0x5627, 105, true, 106), e(0x50E7, 108, false, 107), e(0x4B85, 109, false, 103),
    e(0x5597, 110, false, 109), e(0x504F, 111, false, 107), e(0x5A10, 110, true, 111), e(0x5522, 112, false, 109),
    e(0x59EB, 112, true, 111),
];
