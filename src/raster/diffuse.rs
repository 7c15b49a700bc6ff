//! Tones as scattered dots: error diffusion that favours runs.
//!
//! Floyd and Steinberg's diffusion alternately from the left and from the right, with the feedback of the output that
//! R. Levien described ("Output dependent feedback in error diffusion halftoning", 1993): a pel whose neighbours
//! above and before are black turns black a little sooner. Dots become short strokes and small clusters, which costs
//! hardly any sharpness on paper and less than half of the octets on the line.

use crate::model::Resolution;

/// Levels in sixteenths, as errors are kept.
const FULL: i32 = 255 * 16;

/// Errors and outputs carried from row to row.
pub(super) struct Diffusion {
    /// Sixteenths of levels for this row and the next, with a place more on either side.
    here: Vec<i16>,
    below: Vec<i16>,
    /// What was black in the row before: its feedback, in sixteenths of levels.
    above: Vec<i16>,
    /// What each level counts as, in sixteenths.
    tones: [i16; 256],
    feedback: Feedback,
}

/// How much sooner a pel turns black beside black ones, in sixteenths of levels.
#[derive(Clone, Copy)]
struct Feedback {
    before: i32,
    above: i16,
}

impl Diffusion {
    pub(super) fn new(width: usize, resolution: Resolution) -> Self {
        let feedback = Feedback::of(resolution);
        let mut tones = [0; 256];
        for (level, tone) in (0i32..).zip(&mut tones) {
            // The last levels at both ends are meant as white and black; single dots there would only cost time.
            *tone = ((level - 6) * FULL / 243).clamp(0, FULL) as i16;
        }
        Self { here: vec![0; width + 2], below: vec![0; width + 2], above: vec![0; width], tones, feedback }
    }

    /// To be called before each row.
    pub(super) fn next_row(&mut self) {
        std::mem::swap(&mut self.here, &mut self.below);
        self.below.fill(0);
    }

    /// After rows without pictures nothing is left to carry on.
    pub(super) fn rest(&mut self) {
        self.below.fill(0);
        self.above.fill(0);
    }

    /// Part of a row; `pels` become 1 where black. Nothing is carried across the ends of the part within a row.
    pub(super) fn run(&mut self, levels: &[u8], from: usize, leftward: bool, pels: &mut [u8]) {
        let length = levels.len().min(pels.len());
        // Place n + 1 belongs to column n.
        let (Some(here), Some(below), Some(above)) = (
            self.here.get(from + 1..from + 1 + length),
            self.below.get_mut(from..from + length + 2),
            self.above.get_mut(from..from + length),
        ) else {
            return;
        };
        let (Some(levels), Some(pels)) = (levels.get(..length), pels.get_mut(..length)) else { return };
        let feedback = self.feedback;
        let mut step = Step { carried: 0, last: 0, behind: 0, under: 0 };
        if leftward {
            for n in (0..length).rev() {
                #[expect(clippy::indexing_slicing, reason = "all slices were cut to this length; measured hot loop")]
                let pel = step.pel(i32::from(self.tones[usize::from(levels[n])] + here[n]), above[n], feedback);
                #[expect(clippy::indexing_slicing, reason = "as above")]
                {
                    (pels[n], above[n]) = (pel.black, pel.feedback);
                    below[n + 2] += pel.settled;
                }
            }
            #[expect(clippy::indexing_slicing, reason = "as above")]
            {
                below[1] += step.behind as i16;
                below[0] += step.under as i16;
            }
        } else {
            for n in 0..length {
                #[expect(clippy::indexing_slicing, reason = "all slices were cut to this length; measured hot loop")]
                let pel = step.pel(i32::from(self.tones[usize::from(levels[n])] + here[n]), above[n], feedback);
                #[expect(clippy::indexing_slicing, reason = "as above")]
                {
                    (pels[n], above[n]) = (pel.black, pel.feedback);
                    below[n] += pel.settled;
                }
            }
            #[expect(clippy::indexing_slicing, reason = "as above")]
            {
                below[length] += step.behind as i16;
                below[length + 1] += step.under as i16;
            }
        }
    }
}

/// What goes along a row from pel to pel, all in registers.
struct Step {
    carried: i32,
    /// Feedback of the last pel.
    last: i32,
    /// Shares for the row below that still grow: under the last pel, and under this one.
    behind: i32,
    under: i32,
}

struct Pel {
    black: u8,
    feedback: i16,
    /// The share for the place below and behind the last pel, which is complete.
    settled: i16,
}

impl Step {
    #[inline(always)]
    fn pel(&mut self, level: i32, above: i16, feedback: Feedback) -> Pel {
        let wanted = level + self.carried;
        let black = wanted < FULL / 2 + self.last + i32::from(above);
        let error = if black { wanted } else { wanted - FULL } >> 4;
        self.carried = error * 7;
        self.last = if black { feedback.before } else { -feedback.before };
        let settled = self.behind + error * 3;
        self.behind = self.under + error * 5;
        self.under = error;
        Pel {
            black: u8::from(black),
            feedback: if black { feedback.above } else { -feedback.above },
            settled: settled as i16,
        }
    }
}

impl Feedback {
    /// Found by looking: more would show as lines, less codes no better than noise. Where pels are small, runs across
    /// and down make clusters that a printer can still print.
    fn of(resolution: Resolution) -> Self {
        let (before, above) = match resolution {
            Resolution::Standard | Resolution::Fine => (64, 0),
            Resolution::Superfine | Resolution::Dpi300 | Resolution::Dpi400 => (80, 48),
        };
        Self { before: before * 16, above: above * 16 }
    }
}
