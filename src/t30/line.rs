//! The line seam: what a T.30 session asks of a line and what the line tells it.
//!
//! One session drives a virtual line, a Class 1 modem or a T.38 gateway through these two enums. The line is half
//! duplex: one [`LineCommand`] is under way at a time; a transmitting one ends with [`LineEvent::Sent`], a receiving
//! one ends with [`LineEvent::CarrierLost`] or when the next command replaces it.
//!
//! Octets are in transmission order with the first bit in the least significant place (what modems exchange).

use std::sync::Arc;

use crate::model::RateStep;

/// Long or short training (only V.17 has a short one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Training {
    /// Always for TCF and after CTR.
    Long,
    /// V.17 after a good TCF.
    Short,
}

/// What is sent or expected at page speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FastFraming {
    /// A bit stream: TCF, or a page without error correction.
    Stream,
    /// HDLC frames: a page with error correction.
    Hdlc,
}

/// What the session asks of the line. Each replaces what was under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineCommand {
    /// Calling station: send CNG now and then while listening for V.21 (as [`LineCommand::ListenV21`]) until something
    /// is heard. Tones heard are reported as [`LineEvent::Tone`].
    CallingTone,
    /// Answering station: silence, CED, silence; ends with [`LineEvent::Sent`].
    AnswerTone,
    /// Preamble, then the frames, one V.21 burst. A frame is address, control, FCF and FIF, without FCS.
    SendV21(Vec<Vec<u8>>),
    /// Listen for V.21 frames.
    ListenV21,
    /// 75 ms of silence, training, then TCF: zeros for the given milliseconds.
    SendTcf {
        /// Modem and rate.
        step: RateStep,
        /// Length of the zeros.
        millis: u32,
    },
    /// 75 ms of silence, training, then the page's bit stream.
    SendStream {
        /// Modem and rate.
        step: RateStep,
        /// Long or short.
        training: Training,
        /// The coded page; the last octet is sent whole.
        data: Arc<[u8]>,
    },
    /// 75 ms of silence, training, 200 ms of flags, then the frames.
    SendHdlc {
        /// Modem and rate.
        step: RateStep,
        /// Long or short.
        training: Training,
        /// Frames without FCS: FCD and RCP.
        frames: Vec<Vec<u8>>,
    },
    /// Listen for a carrier at page speed. A V.21 carrier that comes instead is reported as
    /// [`LineEvent::WrongCarrier`]; the session then asks for [`LineCommand::ListenV21`] and gets its frames, since the
    /// line keeps them.
    ListenFast {
        /// Modem and rate.
        step: RateStep,
        /// Long or short.
        training: Training,
        /// Stream or frames.
        framing: FastFraming,
    },
    /// Hang up. Ends with [`LineEvent::HungUp`].
    HangUp,
}

/// A tone heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// 1100 Hz from a calling fax machine.
    Cng,
    /// 2100 Hz from an answering fax machine.
    Ced,
}

/// What the line tells the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineEvent {
    /// The transmitting command is done; carrier is off.
    Sent,
    /// So many octets of the page are on the line by now (of [`LineCommand::SendStream`] or
    /// [`LineCommand::SendHdlc`]); for progress only, as often as the line likes.
    Progress {
        /// Octets sent so far.
        octets: u64,
    },
    /// The carrier listened for has come (V.21: flags; fast: trained).
    CarrierFound,
    /// A carrier of the other kind has come.
    WrongCarrier,
    /// A whole HDLC frame, without FCS. `good` is false when the FCS was wrong; the octets are then doubtful.
    Frame {
        /// Address, control, FCF, FIF.
        octets: Vec<u8>,
        /// The FCS fits.
        good: bool,
    },
    /// Bits of a stream.
    Data(Vec<u8>),
    /// The carrier listened to has gone.
    CarrierLost,
    /// A tone.
    Tone(Tone),
    /// The other side or the network ended the call.
    Disconnected,
    /// Our own hang-up is done.
    HungUp,
}
