//! The table of a port's settings, as [`super::setting`] has one of the server's: words, unit and range of each, once.

use super::number::StationId;
use super::port::{PortSettings, PortUpdate, PortView};
use super::setting::{Choice, SettingKind};

/// The ports that have a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortScope {
    /// All.
    All,
    /// Lines of the built-in exchange.
    Virtual,
    /// Lines with a modem that somebody added.
    Modem,
}

/// A setting of a port.
#[derive(Clone, Copy, Debug)]
pub struct PortSetting {
    /// Its name, as `faxwell port set` takes it.
    pub key: &'static str,
    /// What it is called in the window.
    pub title: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Unit of a number; may be empty.
    pub unit: &'static str,
    /// What it takes.
    pub kind: SettingKind,
    /// Which ports have it.
    pub scope: PortScope,
    read: fn(&PortSettings) -> String,
    /// Takes text that [`SettingKind::check`] made.
    write: fn(&mut PortUpdate, &str),
}

impl PortSetting {
    /// The setting of that name.
    pub fn find(key: &str) -> Option<&'static Self> {
        PORT_SETTINGS.iter().find(|setting| setting.key == key)
    }

    /// Its value as text.
    pub fn value(&self, settings: &PortSettings) -> String {
        (self.read)(settings)
    }

    /// Whether a port has it.
    pub fn is_of(&self, port: &PortView) -> bool {
        match self.scope {
            PortScope::All => true,
            PortScope::Virtual => port.info.is_virtual,
            PortScope::Modem => !port.info.settings.device.is_empty(),
        }
    }

    /// Puts a value into an update.
    ///
    /// # Errors
    /// What fits, when this does not.
    pub fn change(&self, update: &mut PortUpdate, value: &str) -> Result<(), String> {
        (self.write)(update, &self.kind.check(value)?);
        Ok(())
    }
}

macro_rules! port_setting {
    ($key:literal $title:literal $unit:literal $kind:expr, $scope:ident $place:ident $field:ident; $about:literal) => {
        PortSetting {
            key: $key,
            title: $title,
            about: $about,
            unit: $unit,
            kind: $kind,
            scope: PortScope::$scope,
            read: |settings| settings.$field.to_string(),
            write: port_setting!(@$place $field),
        }
    };
    (@text $field:ident) => { |update, value| update.$field = Some(value.to_owned()) };
    (@station $field:ident) => { |update, value| update.$field = Some(StationId::new(value)) };
    (@plain $field:ident) => { |update, value| update.$field = value.parse().ok() };
}

const fn choice(value: &'static str, words: &'static str) -> Choice {
    Choice { value, words }
}

const CLASSES: &[Choice] = &[
    choice("auto", "the best it has"),
    choice("1", "Class 1"),
    choice("1.0", "Class 1.0"),
    choice("2", "Class 2"),
    choice("2.0", "Class 2.0"),
    choice("2.1", "Class 2.1"),
];

use SettingKind::{Decimal, Flag, Number, Station, Text};

/// All settings of ports.
pub const PORT_SETTINGS: [PortSetting; 18] = [
    port_setting!("name" "Name" "" Text { max: 60 }, All text name;
        "What the line is called in lists."),
    port_setting!("number" "Number" "" Text { max: 60 }, All text number;
        "The line's own number."),
    port_setting!("send" "Sends" "" Flag, All plain send;
        "Faxes may go out on this line."),
    port_setting!("receive" "Answers" "" Flag, All plain receive;
        "The line answers calls by itself."),
    port_setting!("rings" "Answers after" "rings" Number { low: 1, high: 20 }, All plain rings;
        "Rings before it answers; modems need 2 where the caller's number comes after the first."),
    port_setting!("priority" "Rank for sending" "" Number { low: 1, high: 1_000 }, All plain priority;
        "Of several idle lines the one with the lowest rank is taken."),
    port_setting!("tsid" "Identification when sending" "" Station, All station tsid;
        "What the line calls itself when it sends (TSI); empty: as the station does."),
    port_setting!("csid" "Identification when answering" "" Station, All station csid;
        "What the line calls itself when it answers (CSI); empty: as the station does."),
    port_setting!("ecm" "Error correction" "" Flag, All plain ecm;
        "Damaged parts of a page are sent again, so that it arrives perfect (ECM)."),
    port_setting!("max_rate_bps" "Highest speed" "bit/s" Number { low: 2_400, high: 14_400 }, All plain max_rate_bps;
        "The fastest rate used; a lower one can be steadier on a bad line."),
    port_setting!("speed" "Pace of the exchange" "times" Decimal { high: 1_000 }, Virtual plain speed;
        "How many times faster than real time a virtual line runs; 1 is real time."),
    port_setting!("device" "Device" "" Text { max: 400 }, Modem text device;
        "The port the modem is on, for example /dev/serial/by-id/usb-USRobotics_5637-if00 or COM3."),
    port_setting!("modem_class" "Fax class" "" SettingKind::Choice(CLASSES), Modem text modem_class;
        "How the modem is driven; automatic takes the best it has."),
    port_setting!("dial_prefix" "Dialled first" "" Text { max: 20 }, Modem text dial_prefix;
        "Dialled before every number, such as 0, for an outside line; a comma waits 2 s, W for the dial tone."),
    port_setting!("international_prefix" "Dialled for +" "" Text { max: 10 }, Modem text international_prefix;
        "Dialled for the + of an international number: 00, in North America 011."),
    port_setting!("pulse" "Pulse dialling" "" Flag, Modem plain pulse;
        "Dials with pulses instead of tones, for very old exchanges."),
    port_setting!("talk" "Telephone beside it" "" Flag, All plain talk;
        "When the other side asks to talk it is offered here; otherwise the fax goes on (Class 1)."),
    port_setting!("ring_name" "Distinctive ring" "" Text { max: 8 }, Modem text ring_name;
        "The only ring that is answered: what the modem says after RING, such as A or 2; empty: every ring."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_writes_what_it_reads() {
        let settings = PortSettings { name: "Line".into(), ..PortSettings::default() };
        for setting in &PORT_SETTINGS {
            let mut update = PortUpdate::default();
            setting.change(&mut update, &setting.value(&settings)).unwrap();
            assert_ne!(update, PortUpdate::default(), "{} changes nothing", setting.key);
            if setting.key != "device" {
                assert_eq!(settings.updated(&update).as_ref(), Ok(&settings), "{}", setting.key);
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_before_it_is_sent() {
        let mut update = PortUpdate::default();
        let error = PortSetting::find("rings").unwrap().change(&mut update, "0").unwrap_err();
        assert_eq!(error, "a whole number from 1 to 20");
        assert_eq!(update, PortUpdate::default());
        assert!(PortSetting::find("speed").unwrap().change(&mut update, "nan").is_err());
    }
}
