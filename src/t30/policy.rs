//! What a station does where T.30 leaves a choice, as data with documented defaults. A choice that departs from the
//! default course of a call is told in its trace ([`TraceKind::Decision`](crate::model::TraceKind::Decision)).
//!
//! Not here: the choices themselves, which are made where the call comes to them (`transmitter`, `receiver`).

use crate::model::{RateStep, Resolution, RowQuality};

use super::seam::PageQuality;

/// All choices of a station.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// As transmitter.
    pub sending: SendingPolicy,
    /// As receiver.
    pub receiving: ReceivingPolicy,
    /// When the other side's operator wants to talk.
    pub operator: OperatorPolicy,
}

/// What the transmitter does where T.30 leaves a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendingPolicy {
    /// How often a page is sent at the most when it is answered by RTN or not at all, 1 or more. 3: HylaFAX goes on to 9,
    /// but what two retrainings did not mend a third seldom does.
    pub page_sends: u32,
    /// What follows the last refusal.
    pub after_refusals: AfterRefusals,
    /// After RTN or PIN train at the next lower rate. On: the receiver has just said that this one is too fast.
    pub slower_after_refusal: bool,
    /// After RTP or PIP train at the next lower rate. On, as SpanDSP does.
    pub slower_after_retrain_request: bool,
    /// DCS with TCF without an answer is repeated so often at a rate before the next lower one is tried. 2: at three tries
    /// in all T.30 ends the call, so the third goes out at a rate that may get through.
    pub tries_per_rate: u32,
    /// Trainings in a call at the most, those of later pages included. 20: the whole ladder thrice.
    pub trainings: u32,
    /// No rate below this is used, bit/s. 2400: any.
    pub lowest_rate_bps: u32,
    /// When error correction has failed for MH or MR: EOR, go on with the next block and leave the page unconfirmed. The
    /// call ends at once otherwise, and always for MMR and JBIG, where the rest of the page would be lost too.
    pub go_on_after_lost_block: bool,
    /// CTCs to one block before it is given up, even when each round brought some frames. 12.
    pub corrections: u32,
    /// Data octets of a frame with error correction.
    pub frames: FrameChoice,
    /// After EOM wait for the receiver's DIS, as T.30's flow chart has it; else DCS goes out at once, which most receivers
    /// take and which saves some nine seconds. On.
    pub dis_after_eom: bool,
    /// An answer to DCS and TCF that came with errors is asked for once more by CRP (T.30 §5.3.6.1.8), which takes two and
    /// a half seconds; DCS and TCF again take more than five. Never after a page: there the command again is as short,
    /// and some machines take CRP for MCF. On.
    pub ask_again: bool,
    /// Documents of one call are separated by EOM even when format and addressee are the same. Off: MPS saves a training.
    pub eom_between_documents: bool,
}

impl Default for SendingPolicy {
    fn default() -> Self {
        Self {
            page_sends: 3,
            after_refusals: AfterRefusals::EndCall,
            slower_after_refusal: true,
            slower_after_retrain_request: true,
            tries_per_rate: 2,
            trainings: 20,
            lowest_rate_bps: 2_400,
            go_on_after_lost_block: true,
            corrections: 12,
            frames: FrameChoice::AsReceiverPrefers,
            dis_after_eom: true,
            ask_again: true,
            eom_between_documents: false,
        }
    }
}

/// What the transmitter does with a page that was refused for the last time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterRefusals {
    /// DCN; the page is unconfirmed and the call failed.
    #[default]
    EndCall,
    /// Goes on with the next page: the page is `refused_kept_going`, and the call failed all the same.
    GoOn,
}

/// Data octets of a frame with error correction (DCS bit 28). A receiver must take both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameChoice {
    /// 256, or 64 where DIS bit 7 asks for them.
    #[default]
    AsReceiverPrefers,
    /// Always 256: less overhead.
    Long,
    /// Always 64: less is lost to each error on a bad line.
    Short,
}

/// What the receiver does where T.30 leaves a choice. A page that was answered by RTN and not sent again is
/// handed over like the others; its verdict says what it is, and whether it is filed is no matter of the protocol's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivingPolicy {
    /// From which share of bad rows on a page is answered by RTP and by RTN.
    pub quality: QualityLimits,
    /// Ways to be difficult, for demonstrations and tests.
    pub demonstration: Demonstration,
}

/// When a page without error correction is good, poor or bad (T.30 leaves it open; SpanDSP has the same shares, HylaFAX
/// the same run).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QualityLimits {
    /// Fewer bad rows than this are no reason to complain, per cent: MCF. 5.
    pub good_below_percent: u8,
    /// Fewer bad rows than this still make a page worth keeping, per cent: RTP; more: RTN. 15.
    pub poor_below_percent: u8,
    /// A longer run of bad rows makes a page poor whatever the share, at standard resolution; twice as many at fine, four
    /// times at superfine and above. 0: runs do not matter. 5.
    pub longest_run: u32,
}

impl Default for QualityLimits {
    fn default() -> Self {
        Self { good_below_percent: 5, poor_below_percent: 15, longest_run: 5 }
    }
}

impl QualityLimits {
    /// Judges a page by its rows.
    pub fn judge(&self, rows: RowQuality, resolution: Resolution) -> PageQuality {
        let (all, bad) = (u64::from(rows.rows), u64::from(rows.bad_rows));
        let below = |percent: u8| bad * 100 < all * u64::from(percent);
        let factor = match resolution {
            Resolution::Standard => 1,
            Resolution::Fine => 2,
            Resolution::Superfine | Resolution::Dpi300 | Resolution::Dpi400 => 4,
        };
        let long_run = self.longest_run > 0 && rows.longest_bad_run > self.longest_run * factor;
        if all == 0 || !below(self.poor_below_percent) {
            PageQuality::Bad
        } else if below(self.good_below_percent) && !long_run {
            PageQuality::Good
        } else {
            PageQuality::Poor
        }
    }
}

/// What happens when the other side's operator wants to talk: PRI-MPS, PRI-EOM, PRI-EOP, PIP or PIN (T.30 §5.3.6.1.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OperatorPolicy {
    /// Nobody is there: PRI-MPS is MPS and so on, PIP is RTP, PIN is RTN.
    #[default]
    Ignore,
    /// The driver is asked ([`Output::OperatorWanted`](super::Output::OperatorWanted)) and T3 waits for its answer.
    Offer,
}

/// Ways of a receiver to be difficult on purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demonstration {
    /// Answers RTN to the first copy of each page, however good.
    pub refuse_first_copy: bool,
    /// Answers FTT to every step but these; none: judges the TCF alone.
    pub only_steps: Option<Vec<RateStep>>,
    /// Asks by PPR for some frames of the first copy of each block, however good.
    pub request_resend: bool,
}

/// What is known to fail with a destination and so is not tried, or what has failed in a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Avoid {
    /// V.17: begin with V.29.
    pub v17: bool,
    /// Error correction.
    pub ecm: bool,
    /// MMR and JBIG: use MR or MH.
    pub mmr: bool,
    /// V.17's long training in the middle of a page (after CTC): go on with V.29 there.
    pub long_training: bool,
}

impl Avoid {
    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_and_fifteen_per_cent_are_the_limits() {
        let limits = QualityLimits { longest_run: 0, ..QualityLimits::default() };
        let quality =
            |rows, bad_rows| limits.judge(RowQuality { rows, bad_rows, longest_bad_run: bad_rows }, Resolution::Fine);
        assert_eq!(quality(1000, 49), PageQuality::Good);
        assert_eq!(quality(1000, 50), PageQuality::Poor);
        assert_eq!(quality(1000, 149), PageQuality::Poor);
        assert_eq!(quality(1000, 150), PageQuality::Bad);
        assert_eq!(quality(0, 0), PageQuality::Bad);
    }

    #[test]
    fn a_long_run_of_bad_rows_makes_a_page_poor() {
        let judge = |longest_bad_run, resolution| {
            QualityLimits::default().judge(RowQuality { rows: 2000, bad_rows: 20, longest_bad_run }, resolution)
        };
        assert_eq!(judge(5, Resolution::Standard), PageQuality::Good);
        assert_eq!(judge(6, Resolution::Standard), PageQuality::Poor);
        assert_eq!(judge(10, Resolution::Fine), PageQuality::Good);
        assert_eq!(judge(11, Resolution::Fine), PageQuality::Poor);
        assert_eq!(judge(20, Resolution::Superfine), PageQuality::Good);
    }
}
