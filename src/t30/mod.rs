//! T.30: the Group 3 session protocol, calling and answering, sending, receiving and polling, as a machine without IO.
//!
//! Not here: page coding (pages pass through as octets), modems, time (an argument everywhere). The standard is ITU-T T.30
//! with Annex A for error correction. V.8 and V.34 are not supported: DIS never offers them, and a station that offers
//! them is spoken to as if it did not.
//!
//! Reading order: `seam` (what goes in and out), `session` (who has the word), then `identifying`, `transmitter`, `receiver`
//! (what each does, state by state), and under them frames, capabilities, timers and error correction. Where to look:
//!
//! | Question | File |
//! |--|--|
//! | Where is T0 or T1 started, and when does the caller give up? | `identifying`, for the answering station `receiver/identify` |
//! | What are T0 to T5 set to, and what may they be? | `timers` |
//! | Who decides between sending, fetching and being polled? | `session` (`decide`, `polled`) |
//! | Which rate is next after FTT, RTN, or no answer? | `transmitter/training`, `training` for the ladder |
//! | How is DCS chosen from DIS? | `negotiate` |
//! | What does a bit of DIS mean? | `capability/table` |
//! | When is MPS sent, when EOM, when EOP? | `transmitter/post_message` |
//! | What happens on RTN? | `transmitter/post_message`, its limits in `policy` |
//! | What happens on the fourth PPR? | `transmitter/correction` |
//! | When does the receiver say RNR, when MCF, RTP or RTN? | `receiver/storing` |
//! | When is a received page confirmed, when `sender_not_confirmed`? | `receiver/proof` |
//! | What is the difference between a repeated command and a lost page? | `receiver/post_message` |
//! | What happens when an operator wants to talk? | `transmitter/operator`, `receiver/operator` |
//! | Which fault becomes which outcome? | `fault` |

mod address;
mod call;
mod capability;
mod config;
mod ecm;
mod ending;
mod fault;
mod fcf;
mod frame;
mod hearing;
mod identifying;
mod line;
mod maker;
mod negotiate;
mod policy;
mod receiver;
mod seam;
mod session;
mod timers;
mod trace;
mod training;
mod transmitter;

pub use config::{Access, AnsweringConfig, CallingConfig, Offer, OutgoingDocument, PagePlan};
pub use fault::{Abort, Awaiting, Fault, Incompatibility, Misbehaviour};
pub use line::{FastFraming, LineCommand, LineEvent, Tone, Training};
pub use policy::{
    AfterRefusals, Avoid, Demonstration, FrameChoice, OperatorPolicy, Policy, QualityLimits, ReceivingPolicy,
    RefusedPages, SendingPolicy,
};
pub use seam::{CallEnd, CodedPage, DocumentResult, Input, OperatorAction, Output, PageFormat, PageQuality, PeerFacts};
pub use session::Session;
pub use timers::Timer;
pub use trace::{frame_facts, frame_words, trace_pcapng, trace_text};

#[cfg(test)]
mod tests;
