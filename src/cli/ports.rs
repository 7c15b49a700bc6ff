//! `ports` and `port set`.

use super::args::PortTask;
use super::screen::Table;
use super::{CliError, Here, Screen, words};
use crate::api::FaxServer;
use crate::model::{Outcome, PortUpdate, PortView, StationId};

pub(super) async fn list(fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let ports = fax.ports().await?;
    if screen.json { screen.value(&ports) } else { screen.table(&table(&ports, here), "There are no lines") }
}

fn table(ports: &[PortView], here: &Here) -> Table {
    let mut table =
        Table::new(&["ID", "NAME", "NUMBER", "STATE", "CALL", "SENDS", "ANSWERS", "SPEED", "TODAY", "LAST ERROR"]);
    for port in ports {
        let settings = &port.info.settings;
        let call = port.activity.as_ref().map(|call| {
            let number = if call.number.is_empty() { &call.remote_name } else { &call.number };
            format!("job {} with {number}", call.job)
        });
        let state = match here.engine {
            super::EngineHere::InsideWithoutLines => "closed",
            _ => words::port_state(port.state),
        };
        let rings = if settings.rings == 1 { "1 ring".to_owned() } else { format!("{} rings", settings.rings) };
        table.row([
            port.info.id.to_string(),
            settings.name.clone(),
            settings.number.clone(),
            state.to_owned(),
            call.unwrap_or_else(|| "-".to_owned()),
            if settings.send { format!("rank {}", settings.priority) } else { "off".to_owned() },
            if settings.receive { rings } else { "off".to_owned() },
            if port.info.is_virtual { format!("{} ×", settings.speed) } else { "-".to_owned() },
            format!("{} out, {} in, {} failed", port.today.sent, port.today.received, port.today.failed),
            port.last_error.map_or("", Outcome::text).to_owned(),
        ]);
    }
    table
}

pub(super) async fn act(action: &PortTask, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let PortTask::Set { id, values } = action;
    let port = fax.set_port(id.clone(), update(values)?).await?;
    if screen.json {
        return screen.value(&port);
    }
    screen.table(&table(std::slice::from_ref(&port), here), "")
}

pub(super) fn update(values: &[(String, String)]) -> Result<PortUpdate, CliError> {
    let mut update = PortUpdate::default();
    for (key, value) in values {
        let bad = |fits: &str| CliError::Usage(format!("{key} takes {fits}, not {value:?}"));
        let number = || value.parse::<u32>().map_err(|_| bad("a whole number"));
        let flag = || match value.as_str() {
            "true" | "on" | "yes" | "1" => Ok(true),
            "false" | "off" | "no" | "0" => Ok(false),
            _ => Err(bad("on or off")),
        };
        let station = || {
            let fits = value.len() <= StationId::MAX_CHARS && value.chars().all(|c| (' '..='~').contains(&c));
            if fits { Ok(StationId::new(value)) } else { Err(bad("at most 20 printable ASCII characters")) }
        };
        match key.as_str() {
            "name" => update.name = Some(value.clone()),
            "number" => update.number = Some(value.clone()),
            "send" => update.send = Some(flag()?),
            "receive" => update.receive = Some(flag()?),
            "rings" => update.rings = Some(number()?),
            "priority" => update.priority = Some(number()?),
            "tsid" => update.tsid = Some(station()?),
            "csid" => update.csid = Some(station()?),
            "ecm" => update.ecm = Some(flag()?),
            "max_rate_bps" => update.max_rate_bps = Some(number()?),
            "speed" => update.speed = Some(value.parse().map_err(|_| bad("a number such as 10 or 0.5"))?),
            _ => {
                let problem = format!("a line has no setting {key:?}; `faxwell port set --help` lists them all");
                return Err(CliError::NoSuchThing(problem));
            }
        }
    }
    Ok(update)
}
