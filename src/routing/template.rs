//! Names and texts with places to fill in: `{date}`, `{csid}` and so on; `{{` is a brace.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::RoutedFax;
use crate::model::named;

named! {
    /// A place to fill in.
    pub enum Field: "place to fill in" {
        /// Day of the call: 2026-03-05.
        #[default]
        Date = "date",
        /// Time of the call: 14:07:09.
        Time = "time",
        /// Year of the call.
        Year = "year",
        /// Month of the call, two digits.
        Month = "month",
        /// Day of the month, two digits.
        Day = "day",
        /// Our station's identification.
        Csid = "csid",
        /// The sender's station identification.
        Tsid = "tsid",
        /// The caller's number.
        Caller = "caller",
        /// The sender: identification, else number.
        From = "from",
        /// Whom it is for: name, number, routing string.
        To = "to",
        /// Routing string.
        Routing = "routing",
        /// The port's name.
        Port = "port",
        /// The job's number.
        Id = "id",
        /// Pages.
        Pages = "pages",
        /// How the call ended, in words.
        Status = "status",
    }
}

impl Field {
    /// What stands there for a fax.
    fn value(self, fax: &RoutedFax) -> String {
        let local = local_time(fax);
        let text = match self {
            Self::Date => local.strftime("%Y-%m-%d").to_string(),
            Self::Time => local.strftime("%H:%M:%S").to_string(),
            Self::Year => local.strftime("%Y").to_string(),
            Self::Month => local.strftime("%m").to_string(),
            Self::Day => local.strftime("%d").to_string(),
            Self::Csid => fax.csid.to_string(),
            Self::Tsid => fax.tsid.to_string(),
            Self::Caller => fax.caller_id.clone(),
            Self::From => fax.sender().to_owned(),
            Self::To => fax.receiver().to_owned(),
            Self::Routing => fax.routing.clone(),
            Self::Port if fax.device_name.is_empty() => fax.port.to_string(),
            Self::Port => fax.device_name.clone(),
            Self::Id => fax.job.to_string(),
            Self::Pages => fax.pages.to_string(),
            Self::Status => fax.outcome.text().to_owned(),
        };
        if text.trim().is_empty() { "unknown".to_owned() } else { text }
    }
}

/// When the call began, on the clock of its day.
pub(super) fn local_time(fax: &RoutedFax) -> DateTime {
    let offset = Offset::from_seconds(fax.utc_offset_min.saturating_mul(60)).unwrap_or(Offset::UTC);
    offset.to_datetime(jiff::Timestamp::from_millisecond(fax.received_at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH))
}

/// A text with places to fill in, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A sentence naming the place that does not exist, and those that do.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (mut pieces, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                plain.push_str(if from.starts_with('{') { "{" } else { "}" });
                rest = after;
                continue;
            }
            let inside = from.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let (name, after) =
                inside.ok_or_else(|| format!("a brace stands alone in {text:?}; write {{{{ or }}}} for a brace"))?;
            let field = name.trim().parse::<Field>()?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Field(field));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }

    /// The text for a fax.
    pub(super) fn fill(&self, fax: &RoutedFax) -> String {
        let fill = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(field) => field.value(fax),
        };
        self.0.iter().map(fill).collect()
    }
}
