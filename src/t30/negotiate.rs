//! Choosing DCS from DIS (`T.30` §5.3.6.2 and Table 2): the best both sides can do for a page.

use crate::model::{Capabilities, Coding, RateStep, Resolution};

use super::config::PagePlan;
use super::dis::{Dcs, Dis};
use super::seam::PageFormat;

/// The command for a page at a step.
pub(super) fn negotiate(own: &Capabilities, dis: &Dis, plan: &PagePlan, step: RateStep) -> Dcs {
    let peer = &dis.capabilities;
    let ecm = own.ecm && peer.ecm;
    let both = |coding| own.codings.contains(&coding) && peer.codings.contains(&coding);
    let coding = if ecm && both(Coding::Mmr) {
        Coding::Mmr
    } else if both(Coding::Mr) {
        Coding::Mr
    } else {
        Coding::Mh
    };
    let resolution = resolution(own, peer, plan.resolution);
    Dcs {
        step: Some(step),
        resolution,
        width: plan.width.min(own.width).min(peer.width),
        unlimited_length: own.unlimited_length && peer.unlimited_length,
        coding,
        ecm,
        min_scan_ms: if ecm { 0 } else { dis.min_scan_ms(resolution) },
    }
}

/// The wanted resolution, else the finest common one below it; every terminal has the standard one.
fn resolution(own: &Capabilities, peer: &Capabilities, wanted: Resolution) -> Resolution {
    Resolution::ALL
        .into_iter()
        .rev()
        .filter(|resolution| *resolution <= wanted)
        .find(|resolution| own.resolutions.contains(resolution) && peer.resolutions.contains(resolution))
        .unwrap_or(Resolution::Standard)
}

/// What a DCS means for the page's coding. `step` is the one in use, which CTC may have changed.
pub(super) fn page_format(dcs: &Dcs, step: RateStep) -> PageFormat {
    PageFormat {
        step,
        ecm: dcs.ecm,
        coding: dcs.coding,
        resolution: dcs.resolution,
        width: dcs.width,
        unlimited_length: dcs.unlimited_length,
        min_row_bits: if dcs.ecm { 0 } else { step.rate_bps * u32::from(dcs.min_scan_ms) / 1000 },
    }
}

#[cfg(test)]
mod tests {
    use crate::model::PageWidth;

    use super::*;

    const PLAN: PagePlan = PagePlan { resolution: Resolution::Superfine, width: PageWidth::B4 };

    #[test]
    fn the_best_of_both_is_chosen() {
        let own = Capabilities::default();
        let dcs = negotiate(&own, &Dis::offering(&own), &PLAN, RateStep::V17_14400);
        assert_eq!(dcs.words(), "14400 V.17 superfine B4 ECM MMR");
    }

    #[test]
    fn what_the_peer_lacks_is_not_used() {
        let own = Capabilities::default();
        let peer = Capabilities {
            resolutions: vec![Resolution::Standard, Resolution::Fine, Resolution::Dpi400],
            width: PageWidth::A4,
            codings: vec![Coding::Mh],
            ecm: false,
            min_scan_ms: 20,
            ..Capabilities::default()
        };
        let dcs = negotiate(&own, &Dis::offering(&peer), &PLAN, RateStep::V29_9600);
        assert_eq!(dcs.words(), "9600 V.29 fine MH 20 ms");
        assert_eq!(page_format(&dcs, RateStep::V29_9600).min_row_bits, 192);
    }

    #[test]
    fn mmr_needs_error_correction() {
        let own = Capabilities { ecm: false, ..Capabilities::default() };
        let dcs = negotiate(&own, &Dis::offering(&Capabilities::default()), &PLAN, RateStep::V29_9600);
        assert_eq!((dcs.ecm, dcs.coding), (false, Coding::Mr));
    }
}
