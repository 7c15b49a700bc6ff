//! How long things take on a telephone line: training, flags, bits. Not when they happen (that is `wire`).
//!
//! T.30 §5.3 (V.21 frames), T.4 Annex A (HDLC at page speed), V.17, V.27 ter and V.29 training sequences.

use std::time::Duration;

use crate::model::{Modulation, RateStep};
use crate::t30::Training;

/// Silence between two signals of different kinds or directions: 75 ± 20 ms (T.30 §5.3.2.4 and §4).
pub(super) const TURN_AROUND: Duration = Duration::from_millis(75);
/// Flags before the first frame of a V.21 burst: 1 s ± 15 % (T.30 §5.3.1).
pub(super) const PREAMBLE: Duration = Duration::from_millis(1_000);
/// Flags before the first frame at page speed: at least 200 ms (T.4 §A.3.1).
pub(super) const FAST_FLAGS: Duration = Duration::from_millis(200);
/// Flags a V.21 receiver needs before it is sure.
pub(super) const V21_DETECT: Duration = Duration::from_millis(150);
/// What a receiver needs to see that a carrier has gone.
pub(super) const LOSS_DETECT: Duration = Duration::from_millis(10);
/// How late a receiver at page speed may begin to listen and still train.
pub(super) const TRAIN_SLACK: Duration = Duration::from_millis(20);
/// Silence after going off-hook, before CED: 1.8 to 2.5 s (T.30 §4.1).
pub(super) const ANSWER_SILENCE: Duration = Duration::from_millis(1_800);
/// CED: 2.6 to 4.0 s (T.30 §4.1).
pub(super) const CED: Duration = Duration::from_millis(3_000);
/// CNG: on and off together, 3.5 s ± 15 % (T.30 §4.2).
pub(super) const CNG_PERIOD: Duration = Duration::from_millis(3_500);
/// What a tone must last to be recognised.
pub(super) const TONE_DETECT: Duration = Duration::from_millis(200);
/// From an end's hang-up to its own "on-hook".
pub(super) const HANG_UP: Duration = Duration::from_millis(100);
/// From an end's hang-up to the other end's notice (busy tone, loop current).
pub(super) const DISCONNECT_DETECT: Duration = Duration::from_millis(500);
/// How often progress is told and data is handed over.
pub(super) const CHUNK: Duration = Duration::from_millis(250);

/// V.21 channel 2 (T.30 §5.3).
const V21_BPS: u64 = 300;

/// Training sequence of a modem (V.27 ter Table 3, V.29 Table 6, V.17 Tables 3 and 4), without echo protection.
pub(super) const fn training(step: RateStep, training: Training) -> Duration {
    Duration::from_millis(match (step.modulation, training) {
        (Modulation::V27ter, _) if step.rate_bps <= 2_400 => 943,
        (Modulation::V27ter, _) => 708,
        (Modulation::V29, _) => 234,
        (Modulation::V17, Training::Long) => 1_393,
        (Modulation::V17, Training::Short) => 142,
    })
}

/// Time of so many bits at a page rate.
pub(super) fn fast_bits(bits: u64, step: RateStep) -> Duration {
    bits_at(bits, u64::from(step.rate_bps.max(1)))
}

/// Time of so many bits on V.21.
pub(super) fn v21_bits(bits: u64) -> Duration {
    bits_at(bits, V21_BPS)
}

fn bits_at(bits: u64, rate: u64) -> Duration {
    Duration::from_micros(bits.saturating_mul(1_000_000) / rate)
}

/// Bits of a frame on the line: its octets with zeros inserted after five ones, FCS and one closing flag.
/// The FCS counts as it is, without insertion: at most three bits too few.
pub(super) fn frame_bits(frame: &[u8]) -> u64 {
    let mut bits = 16 + 8;
    let mut ones = 0;
    for octet in frame {
        for bit in 0..8 {
            bits += 1;
            if octet & (1 << bit) == 0 {
                ones = 0;
            } else {
                ones += 1;
                if ones == 5 {
                    bits += 1;
                    ones = 0;
                }
            }
        }
    }
    bits
}
