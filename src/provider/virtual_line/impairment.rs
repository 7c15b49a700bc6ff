//! What is wrong with a line: bit errors, lost carriers, a cut. Seeded, so that every fault can be had again.

use std::time::Duration;

/// The faults of a line. The default is a perfect line with 20 ms of delay.
#[derive(Clone, Debug, PartialEq)]
pub struct LineImpairment {
    /// Seed of everything random.
    pub seed: u64,
    /// Part of the bits that arrive wrong, at page speed and on V.21, 0 to 1. Bursts of frames get bad check sequences,
    /// streams get flipped bits.
    pub bit_error_rate: f64,
    /// Part of the transmissions that lose their carrier somewhere in the middle, 0 to 1.
    pub carrier_loss: f64,
    /// The network cuts the call so long after the answer, line time.
    pub cut_at: Option<Duration>,
    /// Carriers faster than this arrive as noise.
    pub clean_up_to_bps: Option<u32>,
    /// One-way delay.
    pub delay: Duration,
}

impl Default for LineImpairment {
    fn default() -> Self {
        Self {
            seed: 1,
            bit_error_rate: 0.0,
            carrier_loss: 0.0,
            cut_at: None,
            clean_up_to_bps: None,
            delay: Duration::from_millis(20),
        }
    }
}

/// Bit error rate of a carrier that is too fast for its line.
pub(super) const NOISE: f64 = 0.2;

/// SplitMix64: small, seeded, the same everywhere.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Even over [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in so many of all cases.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.unit() < probability
    }

    /// Flips bits at the rate; tells whether any was flipped.
    pub(super) fn spoil(&mut self, octets: &mut [u8], bit_error_rate: f64) -> bool {
        if bit_error_rate <= 0.0 {
            return false;
        }
        // Gaps between errors are geometric, so a clean line costs nothing.
        let log_good = (1.0 - bit_error_rate.min(0.999)).ln();
        let mut bit = 0u64;
        let mut spoiled = false;
        loop {
            let gap = ((1.0 - self.unit()).ln() / log_good).min(1e15) as u64;
            bit = bit.saturating_add(gap);
            let Some(octet) = octets.get_mut((bit / 8) as usize) else { return spoiled };
            *octet ^= 1 << (bit % 8);
            spoiled = true;
            bit = bit.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_at_the_rate_asked_for_and_again_with_the_same_seed() {
        let spoiled = |seed| {
            let mut octets = vec![0u8; 100_000];
            Dice::new(seed).spoil(&mut octets, 0.001);
            octets
        };
        let errors: u32 = spoiled(7).iter().map(|octet| octet.count_ones()).sum();
        assert!((700..900).contains(&errors), "{errors}");
        assert_eq!(spoiled(7), spoiled(7));
        assert_ne!(spoiled(7), spoiled(8));
    }

    #[test]
    fn a_clean_line_spoils_nothing() {
        let mut octets = [0x55; 64];
        assert!(!Dice::new(1).spoil(&mut octets, 0.0));
        assert_eq!(octets, [0x55; 64]);
    }
}
