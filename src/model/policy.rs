//! What a station does in a call where T.30 leaves it a choice and people may want another one.

use serde::{Deserialize, Serialize};

/// Choices for calls. The defaults are those that most machines make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct CallPolicy {
    /// How often a page is sent at the most that is refused or not answered, 1 to 9.
    pub page_sends: u32,
    /// After the last refusal go on with the next page instead of ending the call. The fax has failed either way.
    pub go_on_after_refusals: bool,
    /// A received page that was refused (RTN) and not sent again is kept: half a page is worth more than none. Otherwise the
    /// fax is filed without it, as long as other pages are left.
    pub keep_refused_pages: bool,
    /// No rate below this is used for sending, 2400 to 14400 bit/s: a bad line then fails sooner instead of taking long.
    pub lowest_rate_bps: u32,
    /// Received without error correction: fewer bad rows than this, per cent, and the page is good (MCF).
    pub good_below_percent: u8,
    /// Fewer than this, and it is kept, but the line trained anew (RTP); more, and it is asked for again (RTN).
    pub poor_below_percent: u8,
    /// More bad rows in a row than this make a page poor, at standard resolution; twice as many at fine. 0: never.
    pub longest_bad_run: u32,
}

impl Default for CallPolicy {
    fn default() -> Self {
        Self {
            page_sends: 3,
            go_on_after_refusals: false,
            keep_refused_pages: true,
            lowest_rate_bps: 2_400,
            good_below_percent: 5,
            poor_below_percent: 15,
            longest_bad_run: 5,
        }
    }
}
