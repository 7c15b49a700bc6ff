//! What the three dialects call things: Class 2 (the draft SP-2388-A, as Rockwell made it), Class 2.0 (TIA-592) and
//! Class 2.1 (T.32). The only place that knows the difference; everything else asks here.

/// A way of commanding a modem that has T.30 inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The draft, which every maker read in their own way.
    Class2,
    /// TIA-592.
    Class20,
    /// T.32: Class 2.0 with a few commands more, none of which is used here.
    Class21,
}

/// How the host tells what follows a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageEnding {
    /// DLE ETX after the data, then `+FET=`.
    Command,
    /// DLE with an octet of its own for each of MPS, EOM and EOP.
    InData,
}

/// The words of a dialect.
#[derive(Debug)]
pub(super) struct Words {
    /// After `+FCLASS=`.
    pub(super) class: &'static str,
    /// What we can do; also what DIS says when we answer.
    pub(super) capabilities: &'static str,
    /// What the next DCS says.
    pub(super) session: &'static str,
    /// Our identification.
    pub(super) own_id: &'static str,
    /// The verdict on a page.
    pub(super) page_status: &'static str,
    /// Ends the session.
    pub(super) abort: &'static str,
    /// Direct bit order: the first bit is the lowest. Rockwell's receive the other way round nevertheless.
    pub(super) bit_order: &'static str,
    /// How long the modem waits for us between pages: as long as it goes. After the default of 3 s a Class 2 modem says EOP
    /// by itself. 48 s where the number is read as hexadecimal, 30 s where not.
    pub(super) patience: &'static str,
    /// What else the dialect needs at the beginning; a modem that lacks one may say ERROR.
    pub(super) extras: &'static [&'static str],
    /// In which numbers are written.
    pub(super) radix: u32,
    pub(super) page_ending: PageEnding,
    /// The modem says XON when it takes page data.
    pub(super) sends_xon: bool,
    /// What the EC field says for error correction, the best first.
    pub(super) correction: &'static [u8],
}

const CLASS_2: Words = Words {
    class: "2",
    capabilities: "+FDCC",
    session: "+FDIS",
    own_id: "+FLID",
    page_status: "+FPTS",
    abort: "+FK",
    bit_order: "+FBOR=0",
    patience: "+FPHCTO=255",
    extras: &["+FCR=1"],
    radix: 10,
    page_ending: PageEnding::Command,
    sends_xon: true,
    correction: &[2, 1],
};

const CLASS_20: Words = Words {
    class: "2.0",
    capabilities: "+FCC",
    session: "+FIS",
    own_id: "+FLI",
    page_status: "+FPS",
    abort: "+FKS",
    bit_order: "+FBO=0",
    patience: "+FCT=30",
    // Receive; hardware flow control; report what was negotiated, the other side's capabilities and its number.
    extras: &["+FCR=1", "+FLO=2", "+FNR=1,1,1,0"],
    radix: 16,
    page_ending: PageEnding::InData,
    sends_xon: false,
    correction: &[1, 2],
};

const CLASS_21: Words = Words { class: "2.1", ..CLASS_20 };

impl Dialect {
    /// All, the best first.
    pub const ALL: [Self; 3] = [Self::Class21, Self::Class20, Self::Class2];

    /// As it is written after `+FCLASS=`.
    pub const fn name(self) -> &'static str {
        self.words().class
    }

    /// The dialect of a class as `+FCLASS=?` lists it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name.trim())
    }

    pub(super) const fn words(self) -> &'static Words {
        match self {
            Self::Class2 => &CLASS_2,
            Self::Class20 => &CLASS_20,
            Self::Class21 => &CLASS_21,
        }
    }

    /// The first bit of received data is in the lowest place, whatever a profile says.
    pub(super) const fn is_lsb_first(self) -> bool {
        !matches!(self, Self::Class2)
    }
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Connected,
    RemoteId,
    RemoteCapabilities,
    /// DTC: the other side wants to fetch.
    RemotePolls,
    Chosen,
    PageStatus,
    PageEnd,
    HungUp,
    Maker,
    HasDocument,
    OperatorWanted,
    TrainingConfirmed,
    Frame,
    Subaddress,
    Password,
}

/// Reports, by their names in Class 2 and in Class 2.0. Some modems take words of the other dialect; no name means two
/// things.
const REPORTS: &[(&str, &str, Subject)] = &[
    ("+FCON", "+FCO", Subject::Connected),
    ("+FCSI", "+FCI", Subject::RemoteId),
    ("+FTSI", "+FTI", Subject::RemoteId),
    ("+FCIG", "+FPI", Subject::RemoteId),
    ("+FDIS", "+FIS", Subject::RemoteCapabilities),
    ("+FDTC", "+FTC", Subject::RemotePolls),
    ("+FDCS", "+FCS", Subject::Chosen),
    ("+FPTS", "+FPS", Subject::PageStatus),
    ("+FET", "+FET", Subject::PageEnd),
    ("+FHNG", "+FHS", Subject::HungUp),
    ("+FNSF", "+FNF", Subject::Maker),
    ("+FNSS", "+FNS", Subject::Maker),
    ("+FNSC", "+FNC", Subject::Maker),
    ("+FPOLL", "+FPO", Subject::HasDocument),
    ("+FVOICE", "+FVO", Subject::OperatorWanted),
    ("+FCFR", "+FCFR", Subject::TrainingConfirmed),
    ("+FHT", "+FHT", Subject::Frame),
    ("+FHR", "+FHR", Subject::Frame),
    ("+FSA", "+FSA", Subject::Subaddress),
    ("+FPW", "+FPW", Subject::Password),
];

/// A report taken apart: what it is about, in which radix its numbers are, and what it says.
pub(super) fn report(line: &str, spoken: Dialect) -> Option<(Subject, u32, &str)> {
    let end = line.char_indices().skip(1).find(|(_, c)| !c.is_ascii_alphabetic()).map_or(line.len(), |(at, _)| at);
    let (name, rest) = line.split_at_checked(end)?;
    let name = name.to_ascii_uppercase();
    let &(draft, standard, subject) =
        REPORTS.iter().find(|(draft, standard, _)| *draft == name || *standard == name)?;
    let radix = match (name == draft, name == standard) {
        (true, true) => spoken.words().radix,
        (true, false) => CLASS_2.radix,
        _ => CLASS_20.radix,
    };
    Some((subject, radix, rest.trim_start_matches([':', '=', ' ']).trim_end()))
}

/// What follows a page (T.30 §5.3.6.1.6), by its number in `+FET`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostMessage {
    /// Another page of the same kind.
    Mps,
    /// Another page or document, after phase B.
    Eom,
    /// The end.
    Eop,
}

impl PostMessage {
    /// From `+FET:`; the procedure interrupts count as what they would be without.
    pub(super) const fn from_code(code: u16) -> Option<Self> {
        match code {
            0 | 4 => Some(Self::Mps),
            1 | 5 => Some(Self::Eom),
            2 | 6 => Some(Self::Eop),
            _ => None,
        }
    }

    /// For `+FET=`.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Mps => 0,
            Self::Eom => 1,
            Self::Eop => 2,
        }
    }

    /// The octet after DLE at the end of page data in Class 2.0.
    pub(super) const fn octet(self) -> u8 {
        match self {
            Self::Mps => 0x2C,
            Self::Eom => 0x3B,
            Self::Eop => 0x2E,
        }
    }

    /// Its name in T.30.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mps => "MPS",
            Self::Eom => "EOM",
            Self::Eop => "EOP",
        }
    }
}
