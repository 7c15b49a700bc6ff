//! Ports: a line with its device, its settings and what it does now (`FAX_PORT_INFO`, `FAX_DEVICE_STATUS`, IFaxStatus).

use serde::{Deserialize, Serialize};

use super::{
    Conversation, DeviceStatus, FaxNumber, JobId, JobKind, Outcome, RateStep, Stage, StationId, Timestamp, TraceEntry,
};

/// A port's stable name in commands and settings, for example `virtual-1`. Lower-case letters, digits and `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct PortId(pub String);

impl std::fmt::Display for PortId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for PortId {
    fn from(text: &str) -> Self {
        Self(text.trim().to_owned())
    }
}

/// The numeric device id of the object model: stable while the program runs, not to be kept by clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct DeviceId(pub u32);

/// What an administrator sets for a port. Units in the names; defaults from [`PortSettings::default`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct PortSettings {
    /// Name in lists.
    pub name: String,
    /// May send (`FPF_SEND`).
    pub send: bool,
    /// Answers calls (`FPF_RECEIVE`).
    pub receive: bool,
    /// Rings before it answers; 1 or more.
    pub rings: u32,
    /// Rank for sending; 1 is taken first.
    pub priority: u32,
    /// Its own number.
    pub number: String,
    /// Identification when sending; the station's when empty.
    pub tsid: StationId,
    /// Identification when answering; the station's when empty.
    pub csid: StationId,
    /// Virtual lines only: how many times faster than real time the line runs; 1 is real time.
    pub speed: f64,
    /// Error correction is offered and used.
    pub ecm: bool,
    /// The fastest rate used, bit/s.
    pub max_rate_bps: u32,
    /// The device behind a line that an administrator added: `/dev/serial/by-id/…`, `COM3`. Empty for lines that a
    /// provider has by itself.
    pub device: String,
    /// Modems only: `auto`, or the fax class to use: `1`, `1.0`, `2`, `2.0`, `2.1`.
    pub modem_class: String,
    /// Modems only: dialled before every number, for example `0,` for an outside line (`,` is a pause of 2 s, `W` waits
    /// for the dial tone).
    pub dial_prefix: String,
    /// Modems only: dialled for the `+` of an international number: `00`, in North America `011`.
    pub international_prefix: String,
    /// Modems only: dial with pulses instead of tones.
    pub pulse: bool,
    /// Modems only: with distinctive ring, the name of the only ring that is answered: `A`, `2`. Empty: every ring.
    pub ring_name: String,
    /// People can talk on this line: a telephone is beside the modem. When the other side's operator asks for a
    /// conversation (T.30 §5.3.6.1.6) it is offered here; otherwise the fax goes on without. Modems in Class 2 and 2.0 lead the call by
    /// themselves and decide by themselves.
    pub talk: bool,
}

impl Default for PortSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            send: true,
            receive: true,
            rings: 1,
            priority: 1,
            number: String::new(),
            tsid: StationId::default(),
            csid: StationId::default(),
            speed: 10.0,
            ecm: true,
            max_rate_bps: 14_400,
            device: String::new(),
            modem_class: "auto".to_owned(),
            dial_prefix: String::new(),
            international_prefix: "00".to_owned(),
            pulse: false,
            ring_name: String::new(),
            talk: false,
        }
    }
}

/// Changes to a port's settings; absent means unchanged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PortUpdate {
    /// See [`PortSettings::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// See [`PortSettings::send`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send: Option<bool>,
    /// See [`PortSettings::receive`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receive: Option<bool>,
    /// See [`PortSettings::rings`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rings: Option<u32>,
    /// See [`PortSettings::priority`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
    /// See [`PortSettings::number`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// See [`PortSettings::tsid`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tsid: Option<StationId>,
    /// See [`PortSettings::csid`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csid: Option<StationId>,
    /// See [`PortSettings::speed`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// See [`PortSettings::ecm`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecm: Option<bool>,
    /// See [`PortSettings::max_rate_bps`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_rate_bps: Option<u32>,
    /// See [`PortSettings::device`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// See [`PortSettings::modem_class`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modem_class: Option<String>,
    /// See [`PortSettings::dial_prefix`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dial_prefix: Option<String>,
    /// See [`PortSettings::international_prefix`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub international_prefix: Option<String>,
    /// See [`PortSettings::pulse`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pulse: Option<bool>,
    /// See [`PortSettings::ring_name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_name: Option<String>,
    /// See [`PortSettings::talk`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk: Option<bool>,
}

impl PortSettings {
    /// What [`PortSettings::modem_class`] may be.
    pub const MODEM_CLASSES: [&str; 6] = ["auto", "1", "1.0", "2", "2.0", "2.1"];

    /// The settings with an update applied, checked.
    ///
    /// # Errors
    /// A sentence naming the value that is out of range, and the range.
    pub fn updated(&self, update: &PortUpdate) -> Result<Self, String> {
        let mut new = self.clone();
        let PortUpdate { name, send, receive, rings, priority, number, tsid, csid, .. } = update.clone();
        let PortUpdate {
            speed,
            ecm,
            max_rate_bps,
            device,
            modem_class,
            dial_prefix,
            pulse,
            international_prefix,
            ring_name,
            talk,
            ..
        } = update.clone();
        if let Some(name) = name {
            new.name = name.trim().to_owned();
        }
        new.send = send.unwrap_or(new.send);
        new.receive = receive.unwrap_or(new.receive);
        new.rings = rings.unwrap_or(new.rings);
        new.priority = priority.unwrap_or(new.priority);
        if let Some(number) = number {
            new.number = number.trim().to_owned();
        }
        new.tsid = tsid.unwrap_or(new.tsid);
        new.csid = csid.unwrap_or(new.csid);
        new.speed = speed.unwrap_or(new.speed);
        new.ecm = ecm.unwrap_or(new.ecm);
        new.max_rate_bps = max_rate_bps.unwrap_or(new.max_rate_bps);
        new.pulse = pulse.unwrap_or(new.pulse);
        new.talk = talk.unwrap_or(new.talk);
        new.ring_name = ring_name.map_or(new.ring_name, |name| name.trim().to_owned());
        if let Some(device) = device {
            if device.trim().is_empty() != new.device.is_empty() {
                return Err("only a line with a modem has a device; add one with `faxwell port add serial`".to_owned());
            }
            new.device = device.trim().to_owned();
        }
        new.modem_class = modem_class.map_or(new.modem_class, |class| class.trim().to_owned());
        new.dial_prefix = dial_prefix.map_or(new.dial_prefix, |prefix| prefix.trim().to_owned());
        if let Some(prefix) = international_prefix {
            new.international_prefix = prefix.trim().to_owned();
        }
        if new.name.is_empty() {
            return Err("a port needs a name".to_owned());
        }
        // None at all is right for a line that nobody needs to call.
        if !new.number.is_empty() {
            FaxNumber::parse(&new.number).map_err(|error| error.to_string())?;
        }
        if !(1..=20).contains(&new.rings) {
            return Err(format!("rings is {}; it must be 1 to 20", new.rings));
        }
        if !(1..=1000).contains(&new.priority) {
            return Err(format!("priority is {}; it must be 1 (first) to 1000", new.priority));
        }
        if !(new.speed.is_finite() && (0.1..=1000.0).contains(&new.speed)) {
            return Err(format!("speed is {}; it must be 0.1 to 1000 (1 is real time)", new.speed));
        }
        if !(2_400..=14_400).contains(&new.max_rate_bps) {
            return Err(format!("max_rate_bps is {}; it must be 2400 to 14400", new.max_rate_bps));
        }
        if !Self::MODEM_CLASSES.contains(&new.modem_class.as_str()) {
            let classes = Self::MODEM_CLASSES.join(", ");
            return Err(format!("modem_class is {:?}; it must be one of {classes}", new.modem_class));
        }
        if new.ring_name.len() > 8 || new.ring_name.chars().any(|c| !c.is_ascii_alphanumeric()) {
            return Err(format!(
                "ring_name is {:?}; it takes what the modem says after RING, such as A or 2",
                new.ring_name
            ));
        }
        if new.international_prefix.chars().any(|c| !c.is_ascii_digit()) {
            return Err(format!(
                "international_prefix is {:?}; it takes digits, often 00 or 011",
                new.international_prefix
            ));
        }
        if let Some(odd) = new.dial_prefix.chars().find(|c| !matches!(c, '0'..='9' | '*' | '#' | ',' | 'W')) {
            return Err(format!(
                "dial_prefix has {odd:?}; it takes digits, * and #, `,` for a pause, W for a dial tone"
            ));
        }
        Ok(new)
    }
}

/// A port as configured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PortInfo {
    /// Stable name.
    pub id: PortId,
    /// Numeric id of this run.
    pub device_id: DeviceId,
    /// The provider it belongs to.
    pub provider: String,
    /// What the device is, for people: `Built-in exchange`.
    pub description: String,
    /// Virtual device (`FPF_VIRTUAL`).
    pub is_virtual: bool,
    /// What the administrator set.
    pub settings: PortSettings,
}

/// Whether the port works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortState {
    /// Being opened.
    Starting,
    /// Ready.
    Idle,
    /// A call comes in.
    Ringing,
    /// A fax goes out.
    Sending,
    /// A fax comes in.
    Receiving,
    /// Not usable; see the last error.
    Offline,
}

/// Counts since local midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DayCounts {
    /// Faxes sent.
    pub sent: u32,
    /// Faxes received.
    pub received: u32,
    /// Jobs that failed for good.
    pub failed: u32,
}

/// The operation on a port: the port status object's fields (IFaxStatus) for the running or the last call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PortActivity {
    /// The job.
    pub job: JobId,
    /// Sending or receiving.
    pub kind: JobKind,
    /// What it does.
    pub stage: Stage,
    /// Number dialled (`Address`), or the caller's.
    pub number: String,
    /// Recipient's or sender's name.
    pub remote_name: String,
    /// What the other side calls itself.
    pub remote_id: StationId,
    /// The page on the line, from 1; 0 when none.
    pub current_page: u32,
    /// Pages of the document; 0 when unknown.
    pub pages: u32,
    /// Octets of the current page on the line, and its size.
    #[serde(default)]
    pub page_progress: Option<(u64, u64)>,
    /// Rate and modem, once agreed.
    pub rate: Option<RateStep>,
    /// Error correction.
    pub ecm: bool,
    /// When the call began.
    pub started_at: Timestamp,
    /// Whether people want to talk, or do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Conversation>,
}

/// A port with what it does now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PortView {
    /// As configured.
    #[serde(flatten)]
    pub info: PortInfo,
    /// Works, rings, sends, …
    pub state: PortState,
    /// The number of the object model.
    pub status: DeviceStatus,
    /// The call on the line.
    pub activity: Option<PortActivity>,
    /// The conversation of the running call, or of the last one since the start; shared, so cheap to clone.
    #[serde(default, skip)]
    pub trace: std::sync::Arc<Vec<TraceEntry>>,
    /// The job the trace belongs to.
    #[serde(default)]
    pub trace_job: Option<JobId>,
    /// Today's counts.
    pub today: DayCounts,
    /// How the last failed call ended.
    pub last_error: Option<Outcome>,
    /// Why the line is off-line, in the device's words; empty when it is not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trouble: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_changes_only_what_it_names() {
        let settings = PortSettings { name: "Line".into(), ..PortSettings::default() };
        let new = settings.updated(&PortUpdate { speed: Some(1.0), ..PortUpdate::default() }).unwrap();
        assert_eq!(new, PortSettings { speed: 1.0, ..settings });
    }

    #[test]
    fn values_out_of_range_are_refused_with_the_range() {
        let settings = PortSettings { name: "Line".into(), ..PortSettings::default() };
        let error = settings.updated(&PortUpdate { rings: Some(0), ..PortUpdate::default() }).unwrap_err();
        assert!(error.contains("1 to 20"), "{error}");
        assert!(settings.updated(&PortUpdate { speed: Some(f64::NAN), ..PortUpdate::default() }).is_err());
    }
}
