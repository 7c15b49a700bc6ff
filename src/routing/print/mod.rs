//! Routing to a printer: by IPP to a printer or print server that speaks it, else by the system's print command. The
//! printer gets a PDF.

mod command;
mod error;
mod ipp;

use std::time::Duration;

use async_trait::async_trait;
use hyper::Uri;
use serde::Deserialize;

pub use command::PrintCommand;
pub use error::PrintError;

use super::document::pdf;
use super::template::local_time;
use super::{
    BUILT_IN, Cure, FileList, MethodId, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingData,
    RoutingMethod,
};
use crate::model::named;

/// A printer. Its data is the printer's name as the system knows it, an address that begins with `ipp://` or `http://`,
/// or a JSON object, in which all but `printer` may be left out:
///
/// ```json
/// {"printer": "ipp://printer.example/ipp/print", "copies": 1, "sides": "two-sided-long-edge", "media": "iso_a4_210x297mm"}
/// ```
#[derive(Clone, Debug)]
pub struct Print {
    commands: Vec<PrintCommand>,
}

impl Print {
    /// With the print commands of this system.
    pub fn of_the_system() -> Self {
        Self::with(PrintCommand::of_the_system())
    }

    /// With these print commands; the first that is installed is used.
    pub fn with(commands: Vec<PrintCommand>) -> Self {
        Self { commands }
    }
}

named! {
    /// Sides of the paper (RFC 8011 §5.2.8).
    pub enum Sides: "sides" {
        /// As the printer is set.
        #[default]
        Usual = "usual",
        /// One.
        OneSided = "one-sided",
        /// Both, turned like a book.
        LongEdge = "two-sided-long-edge",
        /// Both, turned like a calendar.
        ShortEdge = "two-sided-short-edge",
    }
}

/// What the data of the method says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintData {
    printer: String,
    #[serde(default = "one")]
    copies: u32,
    #[serde(default, deserialize_with = "sides")]
    sides: Sides,
    #[serde(default)]
    media: String,
}

const fn one() -> u32 {
    1
}

fn sides<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Sides, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

/// Where the data leads.
enum Destination {
    /// A printer that speaks IPP.
    Ipp(Uri),
    /// A name of the system's.
    Queue(String),
}

impl PrintData {
    fn read(data: &RoutingData) -> Result<(Self, Destination), RouteError> {
        let wrong = |reason: String| RouteError::NotSetUp { method: "Print", reason };
        let text = data.text().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| wrong("it needs the name or the ipp:// address of a printer".to_owned()))?;
        let data = if text.starts_with('{') {
            serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?
        } else {
            Self { printer: text.to_owned(), copies: 1, sides: Sides::default(), media: String::new() }
        };
        if !(1..=99).contains(&data.copies) {
            return Err(wrong(format!("it makes 1 to 99 copies, not {}", data.copies)));
        }
        let keyword = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if data.media.len() > 255 || !data.media.chars().all(keyword) || data.media.starts_with('-') {
            return Err(wrong("the media must be a keyword like iso_a4_210x297mm".to_owned()));
        }
        let destination = destination(&data.printer).map_err(wrong)?;
        Ok((data, destination))
    }
}

/// What a printer's name or address means.
fn destination(printer: &str) -> Result<Destination, String> {
    let Some((scheme, _)) = printer.split_once("://") else {
        // Names go to a command: nothing in them may look like an option, or like several names.
        let fits = |c: char| !c.is_control() && !c.is_whitespace() && !"/#?'\"`\\".contains(c);
        if printer.len() > 127 || printer.starts_with('-') || !printer.chars().all(fits) {
            return Err(format!("{printer:?} is no printer's name; write it as the system lists it (lpstat -e)"));
        }
        return Ok(Destination::Queue(printer.to_owned()));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "ipp" | "http" => {}
        "ipps" | "https" => {
            return Err(
                "printers behind TLS are reached through the system: set the printer up there and give its name"
                    .to_owned(),
            );
        }
        _ => return Err(format!("a printer's address begins with ipp:// or http://, not {scheme}://")),
    }
    let uri: Uri = printer.parse().map_err(|error| format!("the printer's address cannot be read: {error}"))?;
    if uri.host().is_none_or(str::is_empty) {
        return Err("the printer's address has no host; write it like ipp://printer.example/ipp/print".to_owned());
    }
    Ok(Destination::Ipp(uri))
}

#[async_trait]
impl RoutingMethod for Print {
    fn id(&self) -> MethodId {
        MethodId::PRINT
    }

    fn friendly_name(&self) -> &str {
        "Print"
    }

    fn function_name(&self) -> &str {
        "FaxRoutePrint"
    }

    fn extension_name(&self) -> &str {
        BUILT_IN
    }

    fn priority(&self) -> u32 {
        4
    }

    fn validate(&self, data: &RoutingData) -> Result<(), RouteError> {
        PrintData::read(data).map(drop)
    }

    fn target(&self, data: &RoutingData) -> String {
        match PrintData::read(data) {
            Ok((_, Destination::Ipp(uri))) => format!("on {}", ipp::public(&uri)),
            Ok((data, Destination::Queue(_))) => format!("on {}", data.printer),
            Err(_) => "on a printer".to_owned(),
        }
    }

    async fn check(&self, data: &RoutingData) -> Result<String, RouteError> {
        match PrintData::read(data)?.1 {
            Destination::Ipp(uri) => Ok(ipp::check(&uri).await?),
            Destination::Queue(name) => Ok(command::check(&self.commands, &name).await?),
        }
    }

    fn time_limit(&self) -> Duration {
        Duration::from_secs(10 * 60)
    }

    async fn route(
        &self,
        fax: &RoutedFax,
        data: &RoutingData,
        _files: &mut FileList,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let (data, destination) = PrintData::read(data)?;
        let document = pdf(fax).await?;
        let title = title(fax);
        match destination {
            Destination::Queue(name) => {
                let printed = command::print(&self.commands, &name, &data, &title, document).await;
                printed.map_err(|error| RouteFailure::from(RouteError::from(error)))?;
                Ok(Routed::new(format!("given to the printer {name}")))
            }
            Destination::Ipp(uri) => {
                // An answer was missing: the printer may have it already.
                let unanswered = retry.is_some_and(|blob| blob.0 == UNANSWERED);
                match ipp::print(&uri, &data, &title, document, unanswered).await {
                    Ok(text) => Ok(Routed::new(text)),
                    Err(failed) => {
                        let blob = if failed.may_have_it { UNANSWERED.to_vec() } else { Vec::new() };
                        let error = RouteError::from(failed.error);
                        let retry = (error.cure() != Cure::None).then_some(RetryBlob(blob));
                        Err(RouteFailure { error, retry })
                    }
                }
            }
        }
    }
}

/// What is remembered when a printer did not answer.
const UNANSWERED: &[u8] = b"unanswered";

/// The job's name at the printer; no other fax has it.
fn title(fax: &RoutedFax) -> String {
    let sender: String = fax.sender().chars().filter(|c| !c.is_control()).take(60).collect();
    let again = if fax.run > 1 { format!(" ({})", fax.run) } else { String::new() };
    let when = local_time(fax).strftime("%Y-%m-%d %H:%M:%S").to_string();
    format!("Fax {}{again} of {when} {sender}", fax.job).trim_end().to_owned()
}
