//! `ports` and `port`.

use super::args::{LineKind, PortTask};
use super::screen::Table;
use super::{CliError, Exit, Finding, Here, Screen, words};
use crate::api::FaxServer;
use crate::model::{
    DeviceTest, FoundDevice, OperatorAction, Outcome, PORT_SETTINGS, PortScope, PortSetting, PortSettings, PortUpdate,
    PortView,
};

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
            if port.info.is_virtual {
                format!("{} ×", settings.speed)
            } else {
                format!("{} bit/s", settings.max_rate_bps)
            },
            format!("{} out, {} in, {} failed", port.today.sent, port.today.received, port.today.failed),
            if port.trouble.is_empty() {
                port.last_error.map_or("", Outcome::text).to_owned()
            } else {
                port.trouble.clone()
            },
        ]);
    }
    table
}

pub(super) async fn act(
    action: &PortTask,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<Exit, CliError> {
    let port = match action {
        PortTask::Set { id, values } => fax.set_port(id.clone(), update(values)?).await?,
        PortTask::Add { kind: LineKind::Serial, device, class, number, values } => {
            let mut settings = update(values)?;
            settings.modem_class.get_or_insert_with(|| class.clone());
            settings.number.get_or_insert_with(|| number.clone());
            settings.device = Some(match device.clone().or_else(|| settings.device.clone()) {
                Some(device) => device,
                None => only_device(fax).await?,
            });
            fax.add_port(settings).await?
        }
        PortTask::Remove { id } => {
            fax.remove_port(id.clone()).await?;
            return if screen.json { screen.value(&id) } else { screen.line(&format!("Line {id} is removed")) }
                .map(|()| Exit::Done);
        }
        PortTask::Answer { id } => {
            fax.answer(id.clone()).await?;
            return if screen.json { screen.value(&id) } else { screen.line(&format!("Line {id} answers")) }
                .map(|()| Exit::Done);
        }
        PortTask::Talk { id, action } => {
            fax.operator(id.clone(), *action).await?;
            let text = match action {
                OperatorAction::Ask => "The other side is asked to the telephone after this page",
                OperatorAction::Answer => "Lift the handset and talk",
                OperatorAction::Decline => "The fax goes on without a conversation",
                OperatorAction::Finish => "The fax goes on",
            };
            return if screen.json { screen.value(&id) } else { screen.line(text) }.map(|()| Exit::Done);
        }
        PortTask::Devices => {
            let devices = fax.devices().await?;
            if screen.json {
                screen.value(&devices)
            } else {
                screen.table(&devices_table(&devices), "There are no serial ports")
            }?;
            return Ok(Exit::Done);
        }
        PortTask::Test { id, dial_tone, call } => {
            let test = DeviceTest { dial_tone: *dial_tone, number: call.clone() };
            let findings = fax.test_port(id.clone(), test).await?;
            let shown: Vec<Finding> = findings
                .iter()
                .map(|finding| match finding.good {
                    true => Finding::good(&*finding.what, &*finding.text),
                    false => Finding::bad(&*finding.what, &*finding.text, &*finding.hint),
                })
                .collect();
            return super::report(&shown, screen);
        }
    };
    if screen.json { screen.value(&port) } else { screen.table(&table(std::slice::from_ref(&port), here), "") }?;
    Ok(Exit::Done)
}

/// The one device that could be meant.
async fn only_device(fax: &FaxServer) -> Result<String, CliError> {
    let mut free: Vec<_> = fax.devices().await?.into_iter().filter(|device| !device.in_use).collect();
    match (free.pop(), free.is_empty()) {
        (Some(device), true) => Ok(device.path),
        (None, _) => {
            let problem =
                "no serial port was found: plug the modem in and switch it on, or name the port with --device";
            Err(CliError::NoSuchThing(problem.to_owned()))
        }
        (Some(_), false) => {
            let problem = "there are several serial ports; name one with --device (`faxwell port devices` lists them)";
            Err(CliError::Usage(problem.to_owned()))
        }
    }
}

fn devices_table(devices: &[FoundDevice]) -> Table {
    let mut table = Table::new(&["DEVICE", "NOW", "WHAT", "USED"]);
    for device in devices {
        let used = if device.in_use { "yes" } else { "" };
        table.row([device.path.clone(), device.device.clone(), device.description.clone(), used.to_owned()]);
    }
    table
}

pub(super) fn update(values: &[(String, String)]) -> Result<PortUpdate, CliError> {
    let mut update = PortUpdate::default();
    for (key, value) in values {
        let setting = PortSetting::find(key).ok_or_else(|| {
            let problem = format!("a line has no setting {key:?}; `faxwell port set --help` lists them all");
            CliError::NoSuchThing(problem)
        })?;
        let refused = |fits: String| CliError::Usage(format!("{key} takes {fits}, not {value:?}"));
        setting.change(&mut update, value).map_err(refused)?;
    }
    Ok(update)
}

/// The keys with what they do and take: the end of `port set --help`.
pub(super) fn help() -> String {
    let mut text = "Keys:\n".to_owned();
    let defaults = PortSettings::default();
    for setting in &PORT_SETTINGS {
        let scope = match setting.scope {
            PortScope::All => "",
            PortScope::Virtual => "Virtual lines: ",
            PortScope::Modem => "Modems: ",
        };
        let default = setting.value(&defaults);
        let about = format!("{scope}{}", setting.about);
        text.push_str(&super::config::key_help(setting.key, &about, setting.kind, &default));
    }
    text.truncate(text.trim_end().len());
    text
}
