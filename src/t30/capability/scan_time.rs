//! The minimum scan line time (T.30 Table 2, bits 21 to 23 and 46): how long a receiver without error correction needs
//! for a row at the least.

use crate::model::Resolution;

use super::bits::Bits;

/// What DIS says in bits 21 to 23 and 46.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ScanTime {
    code: (bool, bool, bool),
    /// Bit 46: a row at 15.4 lines/mm takes half as long as one at 7.7.
    half_at_superfine: bool,
}

impl ScanTime {
    /// What a receiver that needs so many milliseconds at any resolution says.
    pub(super) const fn of(millis: u8) -> Self {
        let code = match millis {
            0 => (true, true, true),
            1..=5 => (true, false, false),
            6..=10 => (false, true, false),
            11..=20 => (false, false, false),
            _ => (false, false, true),
        };
        Self { code, half_at_superfine: false }
    }

    /// From DIS or DTC.
    pub(super) fn from_dis(bits: &Bits) -> Self {
        Self { code: (bits.has(21), bits.has(22), bits.has(23)), half_at_superfine: bits.has(46) }
    }

    /// Into DIS or DTC.
    pub(super) fn set(self, bits: &mut Bits) {
        bits.set_if(21, self.code.0);
        bits.set_if(22, self.code.1);
        bits.set_if(23, self.code.2);
        bits.set_if(46, self.half_at_superfine);
    }

    /// Milliseconds a row takes at a resolution, at the least. Resolutions the table has no column for count as fine.
    pub(super) const fn millis(self, resolution: Resolution) -> u8 {
        // (3.85 lines/mm, 7.7 lines/mm): T7.7 is T3.85 or half of it.
        let (standard, fine) = match self.code {
            (false, false, false) => (20, 20),
            (false, false, true) => (40, 40),
            (false, true, false) => (10, 10),
            (true, false, false) => (5, 5),
            (false, true, true) => (10, 5),
            (true, true, false) => (20, 10),
            (true, false, true) => (40, 20),
            (true, true, true) => (0, 0),
        };
        match resolution {
            Resolution::Standard => standard,
            // 15.4 lines/mm: T15.4 is T7.7, or half of it but never less than 5 ms.
            Resolution::Superfine | Resolution::Dpi400 if self.half_at_superfine && fine > 5 => fine / 2,
            Resolution::Fine | Resolution::Superfine | Resolution::Dpi300 | Resolution::Dpi400 => fine,
        }
    }
}

/// DCS's bits 21 to 23: a plain time.
pub(super) fn dcs_millis(bits: &Bits) -> u8 {
    match (bits.has(21), bits.has(22), bits.has(23)) {
        (true, true, true) => 0,
        (true, false, false) => 5,
        (false, true, _) => 10,
        (false, false, true) => 40,
        _ => 20,
    }
}

/// Into DCS.
pub(super) fn set_dcs(bits: &mut Bits, millis: u8) {
    bits.set_if(21, matches!(millis, 0..=5));
    bits.set_if(22, matches!(millis, 0 | 6..=10));
    bits.set_if(23, matches!(millis, 0 | 21..));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits 21 to 23 and 46; the times at 3.85, 7.7 and 15.4 lines/mm.
    #[track_caller]
    fn check(code: [u8; 3], half: bool, expected: [u8; 3]) {
        let mut bits = Bits::new();
        for (place, one) in code.into_iter().enumerate() {
            bits.set_if(21 + place, one == 1);
        }
        bits.set_if(46, half);
        let time = ScanTime::from_dis(&bits);
        let resolutions = [Resolution::Standard, Resolution::Fine, Resolution::Superfine];
        assert_eq!(resolutions.map(|resolution| time.millis(resolution)), expected, "{code:?} {half}");
    }

    #[test]
    fn table_2_is_followed_with_and_without_bit_46() {
        for (code, plain, halved) in [
            ([0, 0, 0], [20, 20, 20], [20, 20, 10]),
            ([0, 0, 1], [40, 40, 40], [40, 40, 20]),
            ([0, 1, 0], [10, 10, 10], [10, 10, 5]),
            ([1, 0, 0], [5, 5, 5], [5, 5, 5]),
            ([0, 1, 1], [10, 5, 5], [10, 5, 5]),
            ([1, 1, 0], [20, 10, 10], [20, 10, 5]),
            ([1, 0, 1], [40, 20, 20], [40, 20, 10]),
            ([1, 1, 1], [0, 0, 0], [0, 0, 0]),
        ] {
            check(code, false, plain);
            check(code, true, halved);
        }
    }

    #[test]
    fn dcs_says_a_plain_time() {
        for millis in [0, 5, 10, 20, 40] {
            let mut bits = Bits::new();
            set_dcs(&mut bits, millis);
            assert_eq!(dcs_millis(&bits), millis);
        }
    }
}
