//! `config get` and `config set`.

use super::args::ConfigTask;
use super::screen::Table;
use super::{CliError, Screen};
use crate::api::{ErrorKind, FaxServer};
use crate::model::{ConfigError, Configuration};

/// How often a change is tried anew when somebody else changed the settings in between.
const TRIES: u32 = 5;

pub(super) async fn act(action: &ConfigTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    match action {
        ConfigTask::Get { key: None } => {
            let (configuration, _) = fax.configuration().await?;
            print(&configuration, screen)
        }
        ConfigTask::Get { key: Some(key) } => {
            let (configuration, _) = fax.configuration().await?;
            let value = configuration.value(key).map_err(refused)?;
            if screen.json { screen.value(&value) } else { screen.line(&value) }
        }
        ConfigTask::Set { values } => {
            let mut tries = 1;
            loop {
                let (mut configuration, revision) = fax.configuration().await?;
                for (key, value) in values {
                    configuration.set(key, value).map_err(refused)?;
                }
                match fax.set_configuration(configuration.clone(), revision).await {
                    Ok(_) => return print(&configuration, screen),
                    Err(error) if error.kind == ErrorKind::Conflict && tries < TRIES => tries += 1,
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
}

fn print(configuration: &Configuration, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(configuration);
    }
    let mut table = Table::new(&["KEY", "VALUE"]);
    for key in Configuration::KEYS {
        table.row([key.to_owned(), configuration.value(key).map_err(refused)?]);
    }
    screen.table(&table, "")
}

fn refused(error: ConfigError) -> CliError {
    match error {
        ConfigError::UnknownKey(_) => CliError::NoSuchThing(error.to_string()),
        ConfigError::BadValue { .. } => CliError::Usage(error.to_string()),
    }
}
