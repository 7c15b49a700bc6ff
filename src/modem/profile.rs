//! What is peculiar about a family of modems, as data: a file a family in `assets/modems`, and the user's own beside the
//! database. Each line of such a file says why it is there.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

/// A family's peculiarities. All fields have defaults: those of a modem that does what T.31 and T.32 say.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Its name, for people: `Conexant`.
    pub name: String,
    /// It is this family when what the modem says of itself contains one of these, in any letter case.
    pub recognize: Vec<String>,
    /// Put it into the state everything else relies on; each must be answered with OK or ERROR.
    pub init: Vec<String>,
    /// Hardware flow control; the first that is answered with OK counts.
    pub flow_control: Vec<String>,
    /// Caller identification; the first that is answered with OK counts.
    pub caller_id: Vec<String>,
    /// Switches on that rings are told apart; the first that is answered with OK counts. Empty: the modem does so by
    /// itself, or cannot.
    pub distinctive_ring: Vec<String>,
    /// Rings told apart by their cadence: name, and seconds of ring and pause in turn, in tenths, as the modem reports
    /// them (`DRON`, `DROF`). A modem that names them by itself (`RING A`) needs none.
    pub cadences: BTreeMap<String, Vec<u32>>,
    /// `+FAE=1` or `+FAA=1`: the modem finds out whether a caller is a fax or a data modem, and says so.
    pub adaptive_answer: bool,
    /// In a dial command, between number and extension: waits until the call is answered.
    pub answer_wait: String,
    /// Classes in the order they are preferred, of those the modem has: `1`, `1.0`, `2`, `2.0`, `2.1`.
    pub classes: Vec<String>,
    /// Peculiarities in Class 1 and 1.0.
    pub class1: Class1Profile,
    /// Peculiarities in Class 2, 2.0 and 2.1.
    pub class2: Class2Profile,
}

/// Peculiarities in Class 1 (T.31).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Class1Profile {
    /// `+FRS`, before we speak after having listened, in 10 ms; 0: the modem has none, we wait 70 ms by ourselves.
    pub silence_heard: u32,
    /// `+FTS`, between two of our own signals, in 10 ms; 0 as above.
    pub silence_sent: u32,
    /// `+FAR=1` when the modem has it: a command that comes in place of a page is heard.
    pub adaptive_reception: bool,
    /// Page data only so long after CONNECT, in ms: small buffers lose the beginning.
    pub data_delay_ms: u64,
    /// How often `+FRM` is tried again after `+FCERROR`.
    pub receive_tries: u32,
    /// Rates that fail when receiving, as `+FRM` numbers.
    pub no_receive: Vec<u32>,
    /// Rates that fail when sending, as `+FTM` numbers.
    pub no_send: Vec<u32>,
}

/// Peculiarities in Class 2, 2.0 and 2.1 (T.32).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Class2Profile {
    /// Class 2: data come with the first bit in the highest place when receiving, as Rockwell's do.
    pub receives_msb_first: bool,
    /// Class 2: it sends XON before it takes data.
    pub waits_for_xon: bool,
    /// Octet that starts received data: 18 (DC2) or 17 (DC1).
    pub receive_trigger: u8,
    /// The host ends a page with RTC.
    pub needs_rtc: bool,
    /// Class 2.0 counts in `+FPS:` are decimal.
    pub decimal_counts: bool,
    /// Error correction is worth trying.
    pub ecm: bool,
    /// The modem's port runs at this speed in the fax class; 0: at any.
    pub fixed_baud: u32,
    /// Commands after the class is set; each must be answered with OK or ERROR.
    pub init: Vec<String>,
    /// The session's parameters are told before dialling, too: some take the resolution from there only.
    pub session_before_dial: bool,
}

impl Default for Profile {
    fn default() -> Self {
        let list = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        Self {
            name: "Standard".to_owned(),
            recognize: Vec::new(),
            // No echo, words, quiet off, all dial results; DTR hangs up, DCD as it is; never answers by itself; waits
            // 60 s for the other side and 2 s at a comma.
            init: list(&["ATE0V1Q0", "ATX4", "AT&C1&D2", "ATS0=0", "ATS7=60S8=2"]),
            flow_control: list(&["AT&K3", "AT\\Q3", "AT&H1&R2"]),
            caller_id: list(&["AT+VCID=1", "AT#CID=1"]),
            distinctive_ring: Vec::new(),
            cadences: BTreeMap::new(),
            adaptive_answer: false,
            // Wait for quiet answer (V.250 §6.3.1): silence for five seconds after ringing.
            answer_wait: "@".to_owned(),
            classes: list(&["1", "1.0", "2.1", "2.0", "2"]),
            class1: Class1Profile::default(),
            class2: Class2Profile::default(),
        }
    }
}

impl Default for Class1Profile {
    fn default() -> Self {
        Self {
            // 75 ± 20 ms are wanted (T.30 §5.3.2.4), and the command that follows takes 20 ms and more to begin.
            silence_heard: 5,
            silence_sent: 5,
            adaptive_reception: true,
            data_delay_ms: 0,
            receive_tries: 2,
            no_receive: Vec::new(),
            no_send: Vec::new(),
        }
    }
}

impl Default for Class2Profile {
    fn default() -> Self {
        Self {
            receives_msb_first: true,
            waits_for_xon: true,
            receive_trigger: 0x12,
            needs_rtc: false,
            decimal_counts: false,
            ecm: false,
            fixed_baud: 0,
            init: Vec::new(),
            session_before_dial: false,
        }
    }
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// What is wrong and on which line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Whether a modem that says this of itself belongs to the family.
    pub fn fits(&self, identity: &str) -> bool {
        let identity = identity.to_ascii_lowercase();
        self.recognize.iter().any(|word| identity.contains(&word.to_ascii_lowercase()))
    }
}

/// What stands for a silence that the modem cannot time (75 ± 20 ms, T.30 §5.3.2.4).
pub const OWN_SILENCE: Duration = Duration::from_millis(70);
