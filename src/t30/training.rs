//! Training: judging the TCF, and the fallback ladder V.17 → V.29 → V.27ter.

use std::time::Duration;

use crate::model::{Capabilities, RateStep};

/// TCF's length (T.30 §5.3.6.1.6: 1.5 s ± 10 %), milliseconds.
pub(super) const TCF_MILLIS: u32 = 1_500;

/// What came as TCF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TcfReport {
    /// How long it was at the rate.
    pub(super) length: Duration,
    /// The longest run of zeros.
    pub(super) longest_zeros: Duration,
    /// It may be answered by CFR.
    pub(super) good: bool,
}

/// Judges a TCF: a run of zeros of at least a second, half of it with error correction, as most receivers ask.
pub(super) fn judge_tcf(data: &[u8], step: RateStep, ecm: bool) -> TcfReport {
    let (mut run, mut longest) = (0u64, 0u64);
    for octet in data {
        if *octet == 0 {
            run += 8;
        } else {
            longest = longest.max(run + u64::from(octet.trailing_zeros()));
            run = u64::from(octet.leading_zeros());
        }
        longest = longest.max(run);
    }
    let rate = u64::from(step.rate_bps.max(1));
    let time = |bits: u64| Duration::from_millis(bits * 1000 / rate);
    let needed = Duration::from_millis(if ecm { 500 } else { 1_000 });
    let longest_zeros = time(longest);
    TcfReport { length: time(data.len() as u64 * 8), longest_zeros, good: longest_zeros >= needed }
}

/// The steps both sides can use, fastest first.
pub(super) fn common_steps(own: &Capabilities, peer: &Capabilities) -> Vec<RateStep> {
    RateStep::LADDER.into_iter().filter(|step| own.rates.contains(step) && peer.rates.contains(step)).collect()
}

/// The next slower step.
pub(super) fn slower(steps: &[RateStep], than: RateStep) -> Option<RateStep> {
    steps.iter().copied().skip_while(|step| *step != than).nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_of_zeros_is_enough() {
        let step = RateStep::V29_9600;
        let report = judge_tcf(&[0; 1800], step, false);
        assert_eq!((report.good, report.length), (true, Duration::from_millis(1_500)));
        assert!(!judge_tcf(&[0; 1000], step, false).good);
        assert!(judge_tcf(&[0; 1000], step, true).good);
        let mut noisy = vec![0; 1800];
        noisy.iter_mut().step_by(100).for_each(|octet| *octet = 0x10);
        assert!(!judge_tcf(&noisy, step, true).good);
        let mut junk_first = vec![0xA5; 300];
        junk_first.resize(1700, 0);
        assert!(judge_tcf(&junk_first, step, false).good);
    }

    #[test]
    fn the_ladder_skips_what_one_side_lacks() {
        let own = Capabilities::default();
        let peer = Capabilities { rates: vec![RateStep::V29_9600, RateStep::V27_2400], ..Capabilities::default() };
        let steps = common_steps(&own, &peer);
        assert_eq!(steps, [RateStep::V29_9600, RateStep::V27_2400]);
        assert_eq!(slower(&steps, RateStep::V29_9600), Some(RateStep::V27_2400));
        assert_eq!(slower(&steps, RateStep::V27_2400), None);
    }
}
