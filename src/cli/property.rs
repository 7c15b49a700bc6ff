//! `property`: data that providers and routing extensions keep with the server.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::screen::Table;
use super::{CliError, Here, Screen, when};
use crate::api::{ErrorKind, FaxError, FaxServer};
use crate::model::{DeviceSource, MethodId, PROPERTY_OCTETS, PortId, Property, PropertyInfo, PropertyKey, RoutingData};

/// What to do with the data of extensions.
#[derive(Debug, Subcommand)]
pub enum PropertyTask {
    /// List what is kept
    List,
    /// Print what is kept somewhere: its text, or with --out its octets
    Get {
        /// Where.
        #[command(flatten)]
        place: PropertyPlace,
        /// Write the octets into this file
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Change what is kept somewhere; the extension is told if it wants to know
    Set {
        /// Where.
        #[command(flatten)]
        place: PropertyPlace,
        /// The new text
        #[arg(required_unless_present = "file", conflicts_with = "file")]
        text: Option<String>,
        /// The octets of this file instead
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Take away what is kept somewhere
    Remove {
        /// Where.
        #[command(flatten)]
        place: PropertyPlace,
    },
}

/// Where something is kept.
#[derive(Clone, Debug, Args)]
pub struct PropertyPlace {
    /// The GUID that the extension's maker tells
    pub guid: MethodId,
    /// The line it is about [default: no line]
    #[arg(long, value_name = "LINE", value_parser = super::values::port_id)]
    pub line: Option<PortId>,
    /// Whose number of the line the extension uses: fax or tapi
    #[arg(long, value_name = "SOURCE", default_value_t)]
    pub source: DeviceSource,
}

impl PropertyPlace {
    fn key(&self) -> PropertyKey {
        PropertyKey { guid: self.guid, port: self.line.clone(), source: self.source }
    }
}

pub(super) async fn act(
    action: &PropertyTask,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    match action {
        PropertyTask::List => {
            let all = fax.extension_properties().await?;
            if screen.json {
                return screen.value(&all);
            }
            let mut table = Table::new(&["GUID", "LINE", "SOURCE", "OCTETS", "CHANGED", "BY"]);
            for PropertyInfo { key, octets, changed_at, changed_by } in all {
                table.row([
                    key.guid.to_string(),
                    key.port.map(|port| port.0).unwrap_or_default(),
                    key.source.to_string(),
                    octets.to_string(),
                    when::minute(Some(changed_at), &here.zone),
                    changed_by,
                ]);
            }
            screen.table(&table, "No extension keeps anything")
        }
        PropertyTask::Get { place, out } => show(fax.extension_property(place.key()).await?, out.as_ref(), screen),
        PropertyTask::Set { place, text, file } => {
            let data = match file {
                Some(file) => read(file)?,
                None => RoutingData::from(text.as_deref().unwrap_or_default()),
            };
            fax.set_extension_property(place.key(), data).await?;
            done(&format!("{} is changed", place.key()), screen)
        }
        PropertyTask::Remove { place } => {
            // One that is not there is no success.
            fax.extension_property(place.key()).await?;
            fax.set_extension_property(place.key(), RoutingData::default()).await?;
            done(&format!("{} is taken away", place.key()), screen)
        }
    }
}

fn done(words: &str, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json { screen.value(&()) } else { screen.line(words) }
}

fn show(property: Property, out: Option<&PathBuf>, screen: &mut Screen) -> Result<(), CliError> {
    if let Some(out) = out {
        std::fs::write(out, &property.data.0).map_err(|error| {
            let text = format!("the file cannot be written ({error}): {}", out.display());
            FaxError::new(ErrorKind::Storage, text)
        })?;
        return done(&format!("{} octets are in {}", property.info.octets, out.display()), screen);
    }
    if screen.json {
        return screen.value(&property);
    }
    match std::str::from_utf8(&property.data.0) {
        Ok(text) => screen.line(text),
        Err(_) => screen.line(&format!("{} octets that are no text; --out FILE writes them", property.info.octets)),
    }
}

/// A file that fits.
fn read(file: &PathBuf) -> Result<RoutingData, CliError> {
    let failed = |why: String| CliError::Usage(format!("the file cannot be used ({why}): {}", file.display()));
    let octets = std::fs::metadata(file).map_err(|error| failed(error.to_string()))?.len();
    if octets > PROPERTY_OCTETS as u64 {
        return Err(failed(format!("it has {octets} octets, and {PROPERTY_OCTETS} may be kept")));
    }
    std::fs::read(file).map(RoutingData).map_err(|error| failed(error.to_string()))
}
