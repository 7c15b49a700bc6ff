//! `destinations` and `destination`: what is remembered of the numbers that were called.

use super::args::DestinationTask;
use super::screen::Table;
use super::{CliError, Here, Screen, when, words};
use crate::api::FaxServer;
use crate::model::{Avoid, Destination, DestinationUpdate, FaxNumber};

pub(super) async fn list(
    number: Option<&FaxNumber>,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let known = fax.destinations(number.cloned()).await?;
    if screen.json { screen.value(&known) } else { screen.table(&table(&known, here), "No number was called yet") }
}

fn table(known: &[Destination], here: &Here) -> Table {
    let mut table = Table::new(&["NUMBER", "AVOIDS", "UNTIL", "CALLS", "FAILED", "LAST", "OUTCOME"]);
    for destination in known {
        let avoided = destination.avoid_at(here.clock.time());
        let until = match (avoided.is_empty(), destination.locked) {
            (true, false) => String::new(),
            (_, true) => "locked".to_owned(),
            _ => when::minute(destination.expires_at, &here.zone),
        };
        table.row([
            destination.number.clone(),
            names(avoided),
            until,
            destination.calls.to_string(),
            destination.failed_calls.to_string(),
            when::minute(destination.last_at, &here.zone),
            words::cause(destination.last_outcome).to_owned(),
        ]);
    }
    table
}

pub(super) async fn act(
    action: &DestinationTask,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    match action {
        DestinationTask::Set { number, values } => {
            let known = fax.set_destination(number.clone(), update(values)?).await?;
            if screen.json { screen.value(&known) } else { screen.table(&table(&[known], here), "") }
        }
        DestinationTask::Forget { number } => {
            fax.forget_destination(number.clone()).await?;
            if screen.json { screen.value(&()) } else { screen.line(&format!("{number} is forgotten")) }
        }
    }
}

fn update(values: &[(String, String)]) -> Result<DestinationUpdate, CliError> {
    let mut update = DestinationUpdate::default();
    for (key, value) in values {
        match key.as_str() {
            "avoid" => update.avoid = Some(avoid(value)?),
            "lock" => {
                update.locked = Some(match value.as_str() {
                    "true" | "on" | "yes" | "1" => true,
                    "false" | "off" | "no" | "0" => false,
                    _ => return Err(CliError::Usage(format!("lock takes on or off, not {value:?}"))),
                });
            }
            _ => return Err(CliError::NoSuchThing(format!("a number has no {key:?}; there are avoid and lock"))),
        }
    }
    Ok(update)
}

fn avoid(text: &str) -> Result<Avoid, CliError> {
    let mut avoid = Avoid::default();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty() && *word != "none") {
        match word {
            "ecm" => avoid.ecm = true,
            "v17" => avoid.v17 = true,
            "mmr" => avoid.mmr = true,
            "long_training" => avoid.long_training = true,
            _ => {
                let problem = format!("avoid takes ecm, v17, mmr, long_training or none, not {word:?}");
                return Err(CliError::Usage(problem));
            }
        }
    }
    Ok(avoid)
}

fn names(avoid: Avoid) -> String {
    let Avoid { v17, ecm, mmr, long_training } = avoid;
    let all = [(ecm, "ecm"), (v17, "v17"), (mmr, "mmr"), (long_training, "long_training")];
    all.into_iter().filter(|(set, _)| *set).map(|(_, name)| name).collect::<Vec<_>>().join(",")
}
