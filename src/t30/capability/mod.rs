//! Capabilities and what is chosen of them: DIS, DTC and DCS (T.30 §5.3.6.2.1 to .3, Table 2).
//!
//! `bits` is the field as it is sent, `table` every bit's name, `dis` and `dcs` what the bits mean to us, `scan_time` the
//! minimum scan line time. Bits we do not use are kept and named in the trace.

mod bits;
mod dcs;
mod dis;
mod scan_time;
mod table;

pub(super) use dcs::{Dcs, FrameSize, ctc_fif};
pub(super) use dis::{Dis, Offering};
pub(super) use table::{dcs_facts, dis_facts};
