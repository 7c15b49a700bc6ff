//! Choosing DCS from DIS (`T.30` §5.3.6.2 and Table 2): the best both sides can do for a page.

use crate::model::{Capabilities, Coding, RateStep, Resolution};

use super::capability::{Dcs, Dis, FrameSize};
use super::config::OutgoingDocument;
use super::config::PagePlan;
use super::policy::{Avoid, FrameChoice};
use super::seam::PageFormat;

/// What the transmitter brings to the choice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wishes<'a> {
    /// What we may use.
    pub(super) own: &'a Capabilities,
    /// What is known to fail.
    pub(super) avoid: &'a Avoid,
    /// Policy.
    pub(super) frames: FrameChoice,
    /// The document, for its addresses.
    pub(super) document: &'a OutgoingDocument,
    /// The page.
    pub(super) plan: &'a PagePlan,
}

/// The command for a page at a step.
pub(super) fn negotiate(wishes: &Wishes<'_>, dis: &Dis, step: RateStep) -> Dcs {
    let Wishes { own, avoid, frames, document, plan } = *wishes;
    let peer = &dis.capabilities;
    let ecm = own.ecm && peer.ecm && !avoid.ecm;
    let usable = |coding: &Coding| match coding {
        Coding::Mh | Coding::Mr => true,
        // The others need error correction.
        _ => ecm && !avoid.mmr,
    };
    // The codings are in the order of their worth.
    let coding = peer.codings.iter().copied().filter(|c| own.codings.contains(c) && usable(c)).max();
    let resolution = resolution(own, peer, plan.resolution);
    let short = match frames {
        FrameChoice::AsReceiverPrefers => dis.prefers_short_frames,
        FrameChoice::Long => false,
        FrameChoice::Short => true,
    };
    Dcs {
        step: Some(step),
        resolution,
        // Our pages are metric except at 300.
        inch: resolution == Resolution::Dpi300,
        width: plan.width.min(own.width).min(peer.width),
        unlimited_length: own.unlimited_length && peer.unlimited_length,
        coding: coding.unwrap_or(Coding::Mh),
        ecm,
        frame_size: if ecm && short { FrameSize::Short } else { FrameSize::Long },
        min_scan_ms: if ecm { 0 } else { dis.min_scan_ms(resolution) },
        subaddress: dis.takes.subaddress && !document.address.subaddress.is_empty(),
        sender: dis.takes.password && !document.address.sender.is_empty(),
        internet_routing: dis.takes.internet_routing
            && document.address.internet.iter().any(|address| address.starts_with("IRA ")),
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
        inch: dcs.inch,
        width: dcs.width,
        unlimited_length: dcs.unlimited_length,
        min_row_bits: if dcs.ecm { 0 } else { step.rate_bps * u32::from(dcs.min_scan_ms) / 1000 },
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Addressing, PageWidth, StationId};
    use crate::t30::address::Takes;
    use crate::t30::capability::Offering;

    use super::*;

    const PLAN: PagePlan = PagePlan { resolution: Resolution::Superfine, width: PageWidth::B4 };

    fn own() -> Capabilities {
        Capabilities { codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr], ..Capabilities::default() }
    }

    fn chosen(peer: &Capabilities, takes: Takes, avoid: Avoid, step: RateStep) -> Dcs {
        let address = Addressing { subaddress: StationId::new("42"), ..Addressing::default() };
        let document = OutgoingDocument { address, ..OutgoingDocument::new(PLAN) };
        let dis = Dis::offering(peer, Offering { can_send: false, takes });
        let frames = FrameChoice::default();
        let own = own();
        let wishes = Wishes { own: &own, avoid: &avoid, frames, document: &document, plan: &PLAN };
        negotiate(&wishes, &Dis::parse(&dis.fif()), step)
    }

    #[test]
    fn the_best_of_both_is_chosen() {
        let dcs = chosen(&own(), Takes { subaddress: true, ..Takes::default() }, Avoid::default(), RateStep::V17_14400);
        assert_eq!(dcs.words(), "14400 V.17 superfine B4 ECM MMR");
        assert!(dcs.subaddress);
        let jbig = Capabilities { codings: vec![Coding::Mh, Coding::Jbig], ..own() };
        let dcs = chosen(&jbig, Takes::default(), Avoid::default(), RateStep::V17_14400);
        assert_eq!(dcs.coding, Coding::Mh, "we do not use JBIG here");
    }

    #[test]
    fn what_the_peer_lacks_is_not_used() {
        let peer = Capabilities {
            resolutions: vec![Resolution::Standard, Resolution::Fine, Resolution::Dpi400],
            width: PageWidth::A4,
            codings: vec![Coding::Mh],
            ecm: false,
            min_scan_ms: 20,
            ..Capabilities::default()
        };
        let dcs = chosen(&peer, Takes::default(), Avoid::default(), RateStep::V29_9600);
        assert_eq!(dcs.words(), "9600 V.29 fine MH 20 ms");
        assert_eq!(page_format(&dcs, RateStep::V29_9600).min_row_bits, 192);
        assert!(!dcs.subaddress, "it takes none");
    }

    #[test]
    fn what_failed_there_is_avoided() {
        let step = RateStep::V29_9600;
        let dcs = chosen(&own(), Takes::default(), Avoid { ecm: true, ..Avoid::default() }, step);
        assert_eq!((dcs.ecm, dcs.coding), (false, Coding::Mr), "MMR needs error correction");
        let dcs = chosen(&own(), Takes::default(), Avoid { mmr: true, ..Avoid::default() }, step);
        assert_eq!((dcs.ecm, dcs.coding), (true, Coding::Mr));
    }
}
