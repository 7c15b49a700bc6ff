//! The table of all settings: name, words, unit, range and place of each, once. The command line's help, what is checked,
//! what is stored and the settings pane are all made of it, so they cannot differ.

use super::config::{Appearance, Configuration, Language, minute_text, parse_minute};
use super::number::StationId;
use SettingKind::{Flag, Limit, Number, Station, Time};

/// Where a setting is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SettingSection {
    /// Who we are on the line.
    Station,
    /// Who sends, for cover pages.
    Sender,
    /// Faxes that go out.
    Sending,
    /// Faxes that come in.
    Receiving,
    /// Cover pages.
    Covers,
    /// What is kept, and how long.
    Archive,
    /// The window.
    Console,
}

impl SettingSection {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Station, Self::Sender, Self::Sending, Self::Receiving, Self::Covers, Self::Archive, Self::Console];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Station => "Station",
            Self::Sender => "Sender profile",
            Self::Sending => "Sending",
            Self::Receiving => "Receiving",
            Self::Covers => "Cover pages",
            Self::Archive => "Archive and retention",
            Self::Console => "Appearance",
        }
    }
}

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// On or off.
    Flag,
    /// Text of so many characters at the most.
    Text {
        /// Characters at the most.
        max: usize,
    },
    /// What fits into an address frame: at most 20 printable ASCII characters.
    Station,
    /// A whole number.
    Number {
        /// The least.
        low: u32,
        /// The most.
        high: u32,
    },
    /// A whole number from 1 on, or a word for none.
    Limit {
        /// The most.
        high: u32,
        /// The word: `never`.
        none: &'static str,
    },
    /// A number with decimals, from a tenth on.
    Decimal {
        /// The most.
        high: u32,
    },
    /// A time of day, `20:00`.
    Time,
    /// One of a few words.
    Choice(&'static [Choice]),
}

impl SettingKind {
    /// What it takes, for help and refusals.
    pub fn fits(self) -> String {
        match self {
            Self::Flag => "on or off".to_owned(),
            Self::Text { max } => format!("at most {max} characters"),
            Self::Station => "at most 20 printable ASCII characters".to_owned(),
            Self::Number { low, high } => format!("a whole number from {low} to {high}"),
            Self::Limit { high, none } => format!("a whole number from 1 to {high}, or {none}"),
            Self::Decimal { high } => format!("a number from 0.1 to {high}"),
            Self::Time => "a time of day like 20:00".to_owned(),
            Self::Choice(choices) => {
                let words: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
                match words.split_last() {
                    Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                    _ => words.concat(),
                }
            }
        }
    }

    /// The value as it is kept: trimmed, in the setting's own spelling.
    ///
    /// # Errors
    /// What fits, when this does not.
    pub fn check(self, value: &str) -> Result<String, String> {
        let value = value.trim();
        let number = |low, high| value.parse::<u32>().ok().filter(|number| (low..=high).contains(number));
        let checked = match self {
            Self::Flag => match value {
                "true" | "on" | "yes" | "1" => Some("true".to_owned()),
                "false" | "off" | "no" | "0" => Some("false".to_owned()),
                _ => None,
            },
            Self::Text { max } => {
                let fits = value.chars().count() <= max && !value.contains(|c: char| c.is_control());
                fits.then(|| value.to_owned())
            }
            Self::Station => {
                let fits = value.len() <= StationId::MAX_CHARS && value.chars().all(|c| (' '..='~').contains(&c));
                fits.then(|| value.to_owned())
            }
            Self::Number { low, high } => number(low, high).map(|number| number.to_string()),
            Self::Limit { none, .. } if value == none => Some(none.to_owned()),
            Self::Limit { high, .. } => number(1, high).map(|number| number.to_string()),
            Self::Decimal { high } => {
                let number = value.parse::<f64>().ok().filter(|number| (0.1..=f64::from(high)).contains(number));
                number.map(|number| number.to_string())
            }
            Self::Time => parse_minute(value).map(minute_text),
            Self::Choice(choices) => {
                let found = choices.iter().find(|choice| choice.value.eq_ignore_ascii_case(value));
                found.map(|choice| choice.value.to_owned())
            }
        };
        checked.ok_or_else(|| self.fits())
    }
}

/// A word a setting takes, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// On the command line.
    pub value: &'static str,
    /// For people.
    pub words: &'static str,
}

/// A setting of the whole server.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, as `faxwell config` takes it.
    pub key: &'static str,
    /// Where it is looked for.
    pub section: SettingSection,
    /// What it is called in the window.
    pub title: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Unit of a number; may be empty.
    pub unit: &'static str,
    /// What it takes.
    pub kind: SettingKind,
    read: fn(&Configuration) -> String,
    /// Takes text that [`Setting::check`] made.
    write: fn(&mut Configuration, &str),
}

impl Setting {
    /// The setting of that name.
    pub fn find(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }

    /// Its value as text.
    pub fn value(&self, configuration: &Configuration) -> String {
        (self.read)(configuration)
    }

    /// Its value when nobody has set it, as text.
    pub fn default_value(&self) -> String {
        (self.read)(&Configuration::default())
    }

    /// What it takes, for help and refusals.
    pub fn fits(&self) -> String {
        self.kind.fits()
    }

    /// The value as it is kept: trimmed, in the setting's own spelling.
    ///
    /// # Errors
    /// What fits, when this does not.
    pub fn check(&self, value: &str) -> Result<String, String> {
        self.kind.check(value)
    }

    /// Sets it to a value that [`Setting::check`] made.
    pub(super) fn write(&self, configuration: &mut Configuration, checked: &str) {
        (self.write)(configuration, checked);
    }
}

const fn choice(value: &'static str, words: &'static str) -> Choice {
    Choice { value, words }
}

/// One line of the table: how it is read and written follows from what it is and where it is kept.
macro_rules! setting {
    ($section:ident $key:literal $title:literal $unit:literal $kind:expr, $place:tt $($field:ident).+; $about:literal) => {
        Setting {
            key: $key,
            section: SettingSection::$section,
            title: $title,
            about: $about,
            unit: $unit,
            kind: $kind,
            read: setting!(@read $place $($field).+),
            write: setting!(@write $place $($field).+),
        }
    };
    (@read text $($field:ident).+) => { |c| c.$($field).+.clone() };
    (@write text $($field:ident).+) => { |c, v| v.clone_into(&mut c.$($field).+) };
    (@read station $($field:ident).+) => { |c| c.$($field).+.to_string() };
    (@write station $($field:ident).+) => { |c, v| c.$($field).+ = StationId::new(v) };
    // Numbers and flags.
    (@read plain $($field:ident).+) => { |c| c.$($field).+.to_string() };
    (@write plain $($field:ident).+) => { |c, v| c.$($field).+ = v.parse().unwrap_or(c.$($field).+) };
    (@read (limit $none:literal) $($field:ident).+) => {
        |c| c.$($field).+.map_or_else(|| $none.to_owned(), |limit| limit.to_string())
    };
    (@write (limit $none:literal) $($field:ident).+) => { |c, v| c.$($field).+ = v.parse().ok() };
    (@read minute $($field:ident).+) => { |c| minute_text(c.$($field).+) };
    (@write minute $($field:ident).+) => { |c, v| c.$($field).+ = parse_minute(v).unwrap_or(c.$($field).+) };
    // A choice between two words: the second is the flag that is set.
    (@read (one_of $off:literal $on:literal) $($field:ident).+) => {
        |c| if c.$($field).+ { $on } else { $off }.to_owned()
    };
    (@write (one_of $off:literal $on:literal) $($field:ident).+) => { |c, v| c.$($field).+ = v == $on };
    (@read appearance $($field:ident).+) => { |c| c.$($field).+.as_str().to_owned() };
    (@write appearance $($field:ident).+) => {
        |c, v| c.$($field).+ = Appearance::ALL.into_iter().find(|a| a.as_str() == v).unwrap_or_default()
    };
    (@read language $($field:ident).+) => { |c| c.$($field).+.as_str().to_owned() };
    (@write language $($field:ident).+) => {
        |c, v| c.$($field).+ = Language::ALL.into_iter().find(|a| a.as_str() == v).unwrap_or_default()
    };
}

/// Characters of a name, a number or a field of the sender.
const FIELD: SettingKind = SettingKind::Text { max: 200 };

/// How much is logged.
const LOG_LEVEL: SettingKind = SettingKind::Choice(&[
    choice("none", "nothing"),
    choice("min", "what failed"),
    choice("med", "most"),
    choice("max", "everything"),
]);

/// How many settings there are. A number of its own: were it taken from the table, the compiler would need the table to
/// know the type of the keys, and the keys to build the table.
pub const SETTINGS_COUNT: usize = 58;

/// All settings, section by section.
pub const SETTINGS: [Setting; SETTINGS_COUNT] = [
    setting!(Station "station.name" "Name" "" FIELD, text station.name;
        "Your name, or that of your office: in the banner line and on cover pages."),
    setting!(Station "station.number" "Fax number" "" FIELD, text station.number;
        "Your number, as others should dial it."),
    setting!(Station "station.id" "Station identification" "" Station, station station.id;
        "What your machine calls itself during a call (TSI and CSI); a line may have its own."),
    setting!(Station "device_tsid" "Each line sends under its own identification" "" Flag, plain device_tsid;
        "Off: every line sends under the identification of the station, whatever the line's own is (UseDeviceTsid)."),
    setting!(Sender "sender.company" "Company" "" FIELD, text sender.company;
        "The organisation, as cover pages show it."),
    setting!(Sender "sender.title" "Title" "" FIELD, text sender.title;
        "The title or position of the person who sends."),
    setting!(Sender "sender.department" "Department" "" FIELD, text sender.department;
        "The department of the person who sends."),
    setting!(Sender "sender.office_location" "Office" "" FIELD, text sender.office_location;
        "Building, floor or room."),
    setting!(Sender "sender.street_address" "Street" "" FIELD, text sender.street_address;
        "Street and number."),
    setting!(Sender "sender.city" "City" "" FIELD, text sender.city;
        "The place."),
    setting!(Sender "sender.state" "State" "" FIELD, text sender.state;
        "State or region, where addresses have one."),
    setting!(Sender "sender.zip_code" "Postcode" "" FIELD, text sender.zip_code;
        "The postcode."),
    setting!(Sender "sender.country" "Country" "" FIELD, text sender.country;
        "The country."),
    setting!(Sender "sender.office_phone" "Telephone, office" "" FIELD, text sender.office_phone;
        "Where people call back about a fax."),
    setting!(Sender "sender.home_phone" "Telephone, home" "" FIELD, text sender.home_phone;
        "A second number to call."),
    setting!(Sender "sender.email" "E-mail" "" FIELD, text sender.email;
        "Where people write back."),
    setting!(Sender "sender.billing_code" "Billing code" "" FIELD, text sender.billing_code;
        "Account or matter number, for those whose faxes are charged to one."),
    setting!(Sending "queue_paused" "Hold the queue" "" Flag, plain queue_paused;
        "New faxes are accepted and wait; none is sent until this is off again (PauseServerQueue)."),
    setting!(Sending "queue_blocked" "Refuse new faxes" "" Flag, plain queue_blocked;
        "Nothing new is taken into the queue; what is in it is still sent (OutgoingQueueBlocked)."),
    setting!(Sending "retries" "Further tries" "tries" Number { low: 0, high: 100 }, plain retries;
        "How often a fax is tried again after the first try has failed (Retries)."),
    setting!(Sending "retry_delay_min" "Time between tries" "minutes" Number { low: 0, high: 10_080 }, plain retry_delay_min;
        "How long a fax waits before it is tried again (RetryDelay)."),
    setting!(Sending "banner" "Banner line" "" Flag, plain banner;
        "Date, sender, recipient and page number in a line above every page, as many countries demand (Branding)."),
    setting!(Sending "discount.start" "Cheap hours begin" "" Time, minute discount.start_min;
        "Local time from which on faxes for the cheap hours are sent; may lie before midnight (StartCheapTime)."),
    setting!(Sending "discount.end" "Cheap hours end" "" Time, minute discount.end_min;
        "Local time at which they end; the same time as the beginning means the whole day (StopCheapTime)."),
    setting!(Sending "batch" "One call for several faxes" "" Flag, plain batch;
        "Faxes that wait for the same number go out in one call."),
    setting!(Sending "batch_max" "Faxes in one call" "faxes" Number { low: 1, high: 50 }, plain batch_max;
        "How many faxes one call takes along at the most."),
    setting!(Sending "avoid_days" "Remember what fails" "days" Number { low: 0, high: 365 }, plain avoid_days;
        "For so long what failed with a number, such as error correction, is not tried there again; 0 is never."),
    setting!(Sending "page_sends" "Tries of a page" "times" Number { low: 1, high: 9 }, plain calls.page_sends;
        "How often a page is sent in one call when it is refused or not answered."),
    setting!(Sending "after_refusals" "A page that stays refused" "" SettingKind::Choice(&[
            choice("end", "ends the call"),
            choice("go_on", "is skipped; the next page follows"),
        ]), (one_of "end" "go_on") calls.go_on_after_refusals;
        "What happens after a page was refused for the last time; the fax has failed either way."),
    setting!(Sending "lowest_rate_bps" "Lowest speed" "bit/s" Number { low: 2_400, high: 14_400 }, plain calls.lowest_rate_bps;
        "Nothing slower is used for sending: on a bad line a fax then fails sooner instead of taking long."),
    setting!(Receiving "incoming_blocked" "Answer no calls" "" Flag, plain incoming_blocked;
        "No line answers by itself, whatever its own settings say; calls can still be answered by hand (IncomingQueueBlocked)."),
    setting!(Receiving "incoming_public" "Everybody sees received faxes" "" Flag, plain incoming_public;
        "Whoever may send sees all received faxes; else those given to its account, unless a right shows all (IncomingFaxesArePublic)."),
    setting!(Receiving "accounts_auto_create" "Accounts by themselves" "" Flag, plain accounts_auto_create;
        "A user who comes with any right gets an account; else administrators make accounts, and nobody gets in without one (AutoCreateAccountOnConnect)."),
    setting!(Receiving "receive_password" "Password of callers" "" Station, station receive_password;
        "What a caller's machine must say (SID) before its fax is taken; empty: anybody may send."),
    setting!(Receiving "refused_pages" "Damaged pages" "" SettingKind::Choice(&[
            choice("drop", "are left out of the fax"),
            choice("keep", "are kept, marked as damaged"),
        ]), (one_of "drop" "keep") calls.keep_refused_pages;
        "A page that came in badly, was refused (RTN) and never came again."),
    setting!(Receiving "quality.good_percent" "A page is good" "% bad rows" Number { low: 1, high: 100 }, plain calls.good_below_percent;
        "With fewer bad rows than this a page received without error correction is confirmed (MCF)."),
    setting!(Receiving "quality.poor_percent" "A page is usable" "% bad rows" Number { low: 1, high: 100 }, plain calls.poor_below_percent;
        "With fewer bad rows it is kept and the line trained anew (RTP); with more it is asked for again (RTN)."),
    setting!(Receiving "quality.longest_run" "Longest gap" "rows" Number { low: 0, high: 1_000 }, plain calls.longest_bad_run;
        "More bad rows one after the other make a page poor; 0: however many there are."),
    setting!(Covers "cover" "Usual cover page" "" FIELD, text cover;
        "The cover page a new fax begins with; empty: none."),
    setting!(Covers "server_covers_only" "Common cover pages only" "" Flag, plain server_covers_only;
        "Personal cover pages, and those from files, are refused (ServerCp)."),
    setting!(Covers "locale" "Language of cover pages" "" SettingKind::Choice(&[
            choice("en-US", "English (United States)"),
            choice("en-GB", "English (United Kingdom)"),
            choice("de", "German"),
            choice("fr", "French"),
            choice("es", "Spanish"),
            choice("it", "Italian"),
            choice("nl", "Dutch"),
            choice("iso", "ISO 8601"),
        ]), text locale;
        "The language of labels, and how dates and numbers are written, on cover pages."),
    setting!(Archive "dirty_days" "Failed faxes stay" "days" Limit { high: 3_650, none: "never" }, (limit "never") dirty_days;
        "After so many days a fax that failed leaves the outbox with its pages; never: it stays (DirtyDays)."),
    setting!(Archive "trash_days" "Deleted faxes stay" "days" Limit { high: 3_650, none: "never" }, (limit "never") trash_days;
        "After so many days a fax in the trash is removed with its pages; never: it stays until the trash is emptied."),
    setting!(Archive "archive_sent" "Keep sent faxes" "" Flag, plain archive_sent;
        "Off: a fax that was sent is removed an hour after its end, when its receipt is on its way (ArchiveOutgoingFaxes)."),
    setting!(Archive "archive_days" "Remove old faxes" "days" Limit { high: 36_500, none: "never" }, (limit "never") archive_days;
        "Sent and received faxes are removed with their pages when they are older; never: they stay (AgeLimit)."),
    setting!(Archive "archive_quota_mb" "Archive size" "MB" Limit { high: 10_000_000, none: "none" }, (limit "none") archive_quota_mb;
        "Above this size of all stored pages the archive counts as full; none: it has no limit (HighQuotaWaterMark)."),
    setting!(Archive "archive_full" "A full archive" "" SettingKind::Choice(&[
            choice("warn", "is only told of"),
            choice("remove", "loses its oldest faxes"),
        ]), (one_of "warn" "remove") archive_remove_oldest;
        "Whether the oldest faxes that were read or sent go then, down to nine tenths of the size, or you are only told."),
    setting!(Archive "journal_days" "Keep the journal" "days" Limit { high: 36_500, none: "never" }, (limit "never") journal_days;
        "Whole days of the journal are removed when they are older; never: it is kept for good."),
    setting!(Archive "logging.init" "Log: start and end" "" LOG_LEVEL, plain logging.init;
        "What the log tells of start and end of the service: none of it, failures, most, or all."),
    setting!(Archive "logging.outbound" "Log: sending" "" LOG_LEVEL, plain logging.outbound;
        "What the log tells of faxes that go out."),
    setting!(Archive "logging.inbound" "Log: receiving" "" LOG_LEVEL, plain logging.inbound;
        "What the log tells of faxes that come in, and of their copies."),
    setting!(Archive "logging.general" "Log: the rest" "" LOG_LEVEL, plain logging.general;
        "What the log tells of all the rest, for example of changed rights."),
    setting!(Console "appearance" "Light or dark" "" SettingKind::Choice(&[
            choice("system", "as the system is"),
            choice("light", "light"),
            choice("dark", "dark"),
            choice("contrast", "high contrast"),
        ]), appearance appearance;
        "The look of every window of this server. As the system is: with the contrast that is wished for there."),
    setting!(Console "language" "Language" "" SettingKind::Choice(&[
            choice("system", "as the system is"),
            choice("en", "English"),
            choice("de", "Deutsch"),
        ]), language language;
        "What every window of this server speaks; it changes at once."),
    setting!(Console "notifications" "Notifications" "" Flag, plain notifications;
        "The desktop says when a fax has come, was sent or has failed."),
    setting!(Console "undo_send_seconds" "Time to take back what was sent" "seconds" Number { low: 0, high: 60 }, plain undo_send_seconds;
        "After Send the fax is held so long, and Undo brings it back to be changed; 0 sends at once."),
    setting!(Console "searches" "Saved searches" "" SettingKind::Text { max: 4_000 }, text searches;
        "Searches that stand as views beside the lists: name=search, several with ; between."),
    setting!(Console "first_steps" "Show the first steps" "" Flag, plain first_steps;
        "The window opens with the first steps: who you are, a test fax, a modem, where faxes are kept."),
];
