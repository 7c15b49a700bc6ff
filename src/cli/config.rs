//! `config get` and `config set`.

use super::args::ConfigTask;
use super::screen::Table;
use super::{CliError, Screen};
use crate::api::{ErrorKind, FaxServer};
use crate::model::{ConfigError, Configuration, SETTINGS, SettingKind, SettingSection};

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

/// The keys with what they do and take, section by section: the end of `config set --help`.
pub(super) fn help() -> String {
    let mut text = String::new();
    for section in SettingSection::ALL {
        text.push_str(section.title());
        text.push_str(":\n");
        for setting in SETTINGS.iter().filter(|setting| setting.section == section) {
            text.push_str(&key_help(setting.key, setting.about, setting.kind, &setting.default_value()));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

/// A key with what it does, takes and is by default.
pub(super) fn key_help(key: &str, about: &str, kind: SettingKind, default: &str) -> String {
    let default = match (default, kind) {
        ("", _) => "none",
        ("true", SettingKind::Flag) => "on",
        (_, SettingKind::Flag) => "off",
        (value, _) => value,
    };
    let about = about.trim_end_matches('.');
    let mut text = format!("  {key}\n");
    let mut line = String::new();
    for word in format!("{about}; {} [default: {default}]", kind.fits()).split(' ') {
        if !line.is_empty() && line.len() + word.len() > HELP_WIDTH {
            text.push_str(&format!("      {line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    text + &format!("      {line}\n")
}

/// Letters of a line of explanation.
const HELP_WIDTH: usize = 100;

fn refused(error: ConfigError) -> CliError {
    match error {
        ConfigError::UnknownKey(_) => CliError::NoSuchThing(error.to_string()),
        ConfigError::BadValue { .. } => CliError::Usage(error.to_string()),
    }
}
