//! The facsimile control field: which frame it is (T.30 §5.3.6.1, Table in Annex A for error correction).

/// A facsimile control field in transmission bit order (first bit = least significant), the X bit cleared except where
/// it alone tells two frames apart (DIS and DTC, CSI and CIG, NSF and NSC).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fcf(u8);

macro_rules! codes {
    ($( $(#[doc = $doc:expr])* $name:ident = $octet:literal; )*) => {
        impl Fcf {
            $( $(#[doc = $doc])* pub(super) const $name: Self = Self($octet); )*

            /// The standard's name, if it has one here.
            pub(super) const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $octet => Some(stringify!($name)), )*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    /// More blocks of this page follow (second FCF of PPS and EOR).
    NULL = 0x00;
    /// Digital identification signal.
    DIS = 0x80;
    /// Called subscriber identification.
    CSI = 0x40;
    /// Non-standard facilities.
    NSF = 0x20;
    /// Digital transmit command.
    DTC = 0x81;
    /// Calling subscriber identification, with DTC.
    CIG = 0x41;
    /// Non-standard facilities command.
    NSC = 0x21;
    /// Password, with DTC.
    PWD = 0xC1;
    /// Selective polling.
    SEP = 0xA1;
    /// Polled subaddress.
    PSA = 0x61;
    /// Calling subscriber internet address.
    CIA = 0xE1;
    /// Internet selective polling address.
    ISP = 0x11;
    /// Digital command signal.
    DCS = 0x82;
    /// Transmitting subscriber identification.
    TSI = 0x42;
    /// Non-standard set-up.
    NSS = 0x22;
    /// Subaddress.
    SUB = 0xC2;
    /// Sender identification.
    SID = 0xA2;
    /// Transmitting subscriber internet address.
    TSA = 0x62;
    /// Internet routing address.
    IRA = 0xE2;
    /// Continue to correct.
    CTC = 0x12;
    /// Confirmation to receive.
    CFR = 0x84;
    /// Failure to train.
    FTT = 0x44;
    /// Response for continue to correct.
    CTR = 0xC4;
    /// Called subscriber internet address.
    CSA = 0x24;
    /// End of message.
    EOM = 0x8E;
    /// Multipage signal.
    MPS = 0x4E;
    /// End of procedure.
    EOP = 0x2E;
    /// End of selection.
    EOS = 0x1E;
    /// EOM with operator interrupt.
    PRI_EOM = 0x9E;
    /// MPS with operator interrupt.
    PRI_MPS = 0x5E;
    /// EOP with operator interrupt.
    PRI_EOP = 0x3E;
    /// Partial page signal.
    PPS = 0xBE;
    /// End of retransmission.
    EOR = 0xCE;
    /// Receive ready.
    RR = 0x6E;
    /// Message confirmation.
    MCF = 0x8C;
    /// Retrain positive.
    RTP = 0xCC;
    /// Retrain negative.
    RTN = 0x4C;
    /// Procedure interrupt positive.
    PIP = 0xAC;
    /// Procedure interrupt negative.
    PIN = 0x2C;
    /// Procedure interrupt disconnect.
    PID = 0x6C;
    /// Partial page request.
    PPR = 0xBC;
    /// Receive not ready.
    RNR = 0xEC;
    /// Response for end of retransmission.
    ERR = 0x1C;
    /// Disconnect.
    DCN = 0xFA;
    /// Command repeat.
    CRP = 0x1A;
    /// Field not valid.
    FNV = 0xCA;
    /// Transmitter not ready.
    TNR = 0xEA;
    /// Transmitter ready.
    TR = 0x6A;
    /// File diagnostics message (binary file transfer).
    FDM = 0xFC;
    /// Facsimile coded data, at page speed.
    FCD = 0x06;
    /// Return to control for partial page, at page speed.
    RCP = 0x86;
}

impl Fcf {
    /// From the octet as it came: X is masked where it does not matter.
    pub(super) const fn received(octet: u8) -> Self {
        Self(if octet & 0x0E == 0 { octet } else { octet & !1 })
    }

    /// The octet to send. `x` is 1 once a valid DIS was received.
    pub(super) const fn octet(self, x: bool) -> u8 {
        if self.0 & 0x0E == 0 || self.0 & 0x0F == 0x06 { self.0 } else { self.0 | x as u8 }
    }

    /// Whether it is PRI-MPS, PRI-EOM or PRI-EOP: the sender's operator wants to talk.
    pub(super) const fn wants_operator(self) -> bool {
        matches!(self, Self::PRI_EOM | Self::PRI_MPS | Self::PRI_EOP)
    }

    /// PRI-MPS for MPS and so on.
    pub(super) const fn with_interrupt(self) -> Self {
        match self {
            Self::EOM => Self::PRI_EOM,
            Self::MPS => Self::PRI_MPS,
            Self::EOP => Self::PRI_EOP,
            other => other,
        }
    }

    /// MPS for PRI-MPS and so on.
    pub(super) const fn without_interrupt(self) -> Self {
        match self {
            Self::PRI_EOM => Self::EOM,
            Self::PRI_MPS => Self::MPS,
            Self::PRI_EOP => Self::EOP,
            other => other,
        }
    }

    /// What it means, for people; empty where the name and its field say all.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::CFR => "trained",
            Self::FTT => "not trained",
            Self::CTR => "will continue",
            Self::EOM => "page end, another format follows",
            Self::MPS => "page end, more follow",
            Self::EOP => "last page end",
            Self::EOS => "selection end",
            Self::PRI_EOM | Self::PRI_MPS | Self::PRI_EOP => "page end, operator wanted",
            Self::RR => "ready?",
            Self::MCF => "confirmed",
            Self::RTP => "confirmed, train again",
            Self::RTN => "page refused, train again",
            Self::PIP => "confirmed, operator wanted",
            Self::PIN => "page refused, operator wanted",
            Self::PID => "operator interrupt",
            Self::RNR => "not ready",
            Self::ERR => "goes on without",
            Self::DCN => "disconnect",
            Self::CRP => "repeat, please",
            Self::FNV => "field refused",
            Self::FDM => "about a file",
            Self::TNR => "sender not ready",
            Self::TR => "sender ready?",
            _ => "",
        }
    }
}

impl std::fmt::Display for Fcf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => f.write_str(&name.replace('_', "-")),
            None => write!(f, "unknown frame {:02X}", self.0),
        }
    }
}

impl std::fmt::Debug for Fcf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
