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
//! | What are T0 to T5 set to, and where is each started? | `timers` |
//! | Where is T1 started, and when does the caller give up? | `identifying`; of the answering station `receiver/identify` |
//! | How long does the receiver wait for a command, and what then? | `receiver/listen` |
//! | How often is a command sent, when CRP, and what is no answer? | `transmitter/exchange` |
//! | What answers which command? | `transmitter` (`answered`); which command leads where: `receiver` (`command`) |
//! | What makes a burst of V.21 whole, and what garbled? | `hearing` |
//! | Who decides between sending, fetching and being polled? | `session` (`decide`, `polled`) |
//! | How is DCS chosen from DIS? | `negotiate` |
//! | What does a bit of DIS mean? | `capability/table` |
//! | Which TCF is good, and what does the ladder look like? | `training` |
//! | Which rate is next after FTT or no answer? | `transmitter/training` |
//! | When is MPS sent, when EOM, when EOP? What happens on RTN? | `transmitter/post_message`; how often: `policy` |
//! | What happens on the fourth PPR, and while the receiver says RNR? | `transmitter/correction` |
//! | Which frames does PPR ask for? | `receiver/correction` |
//! | Who decides MCF, RTP or RTN, and when is it RNR? | `receiver/storing`; which share of bad rows: `policy` |
//! | When is a received page confirmed, when `sender_not_confirmed`? | `receiver/proof` |
//! | What is a repeated command, and what a lost page? | `receiver/post_message` |
//! | What happens when an operator wants to talk? | `transmitter/operator`, `receiver/operator` |
//! | What ends a call with a machine that repeats itself? | `receiver/answer`, `transmitter/exchange`; pages without end: `session` |
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
    SendingPolicy,
};
pub use seam::{CallEnd, CodedPage, DocumentResult, Input, OperatorAction, Output, PageFormat, PageQuality, PeerFacts};
pub use session::Session;
pub use timers::Timer;
pub use trace::{frame_facts, frame_words, trace_pcapng, trace_text};

#[cfg(test)]
mod tests;
