//! `provider` and `routing extension`: what is plugged in.

use std::path::PathBuf;

use clap::Subcommand;

use super::screen::Table;
use super::{CliError, Screen};
use crate::api::{ErrorKind, FaxError, FaxServer};
use crate::model::{
    ExtensionHealth, ExtensionInfo, ExtensionSpec, ExtensionStatus, MethodSpec, ProviderInfo, ProviderSpec,
};

/// What to do with device providers.
#[derive(Debug, Subcommand)]
pub enum ProviderTask {
    /// List the device providers, built in and registered, and how they are
    List,
    /// Show everything about one
    Show {
        /// Its name
        name: String,
    },
    /// Register a provider and load it: a shared library as assets/faxdev.h describes it
    Add {
        /// Its internal name, of which those of its lines are made
        name: String,
        /// The shared library
        library: PathBuf,
        /// Its name for people [default: the internal one]
        #[arg(long, value_name = "TEXT")]
        friendly: Option<String>,
        /// Have all its lines in one process, if it needs that; else a crash costs one call alone
        #[arg(long)]
        together: bool,
    },
    /// Forget a provider and its lines
    Remove {
        /// Its name
        name: String,
    },
}

/// What to do with routing.
#[derive(Debug, Subcommand)]
pub enum RoutingTask {
    /// Routing extensions: shared libraries as assets/faxroute.h describes them
    Extension {
        /// What to do.
        #[command(subcommand)]
        action: ExtensionTask,
    },
}

/// What to do with routing extensions.
#[derive(Debug, Subcommand)]
pub enum ExtensionTask {
    /// List the registered extensions and how they are
    List,
    /// Show everything about one
    Show {
        /// Its name
        name: String,
    },
    /// Register an extension with its methods and load it
    Add {
        /// Its internal name
        name: String,
        /// The shared library
        library: PathBuf,
        /// A method: its internal name, its name for people, the function, its GUID; may be repeated
        #[arg(long = "method", required = true, value_name = "NAME;FRIENDLY;FUNCTION;{GUID}")]
        methods: Vec<MethodSpec>,
        /// Its name for people [default: the internal one]
        #[arg(long, value_name = "TEXT")]
        friendly: Option<String>,
    },
    /// Forget an extension and its methods
    Remove {
        /// Its name
        name: String,
    },
}

fn image(library: &PathBuf) -> Result<String, CliError> {
    let path = std::path::absolute(library)
        .map_err(|error| CliError::Usage(format!("the file makes no sense ({error}): {}", library.display())))?;
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| CliError::Usage(format!("the file's name is no text: {}", path.display())))
}

fn unknown(what: &str, name: &str) -> CliError {
    FaxError::new(ErrorKind::NotFound, format!("there is no {what} {name}")).into()
}

const LATER: &str =
    "It is registered, and loaded when the engine runs with its lines: by the console or `faxwell serve`";

pub(super) async fn provider(action: &ProviderTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    match action {
        ProviderTask::List => {
            let providers = fax.providers().await?;
            if screen.json {
                return screen.value(&providers);
            }
            let mut table = Table::new(&["NAME", "PROVIDER", "STATUS", "FAILURES", "LINES"]);
            for ProviderInfo { name, friendly_name, image, health, ports, .. } in &providers {
                let lines: Vec<&str> = ports.iter().map(|port| port.0.as_str()).collect();
                let failures = health.failures.to_string();
                table.row([
                    name.clone(),
                    friendly_name.clone(),
                    state(health, image).to_owned(),
                    failures,
                    lines.join(", "),
                ]);
            }
            screen.table(&table, "There are no providers")
        }
        ProviderTask::Show { name } => {
            let found = fax.providers().await?.into_iter().find(|provider| provider.name == *name);
            show_provider(&found.ok_or_else(|| unknown("provider", name))?, screen)
        }
        ProviderTask::Add { name, library, friendly, together } => {
            let friendly_name = friendly.clone().unwrap_or_else(|| name.clone());
            let spec = ProviderSpec { name: name.clone(), friendly_name, image: image(library)?, together: *together };
            match fax.register_provider(spec).await? {
                Some(provider) => show_provider(&provider, screen),
                None if screen.json => screen.value(&()),
                None => screen.line(LATER),
            }
        }
        ProviderTask::Remove { name } => {
            fax.unregister_provider(name).await?;
            if screen.json { screen.value(&()) } else { screen.line(&format!("{name} is not used any more")) }
        }
    }
}

pub(super) async fn routing(task: &RoutingTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let RoutingTask::Extension { action } = task;
    match action {
        ExtensionTask::List => {
            let extensions = fax.routing_extensions().await?;
            if screen.json {
                return screen.value(&extensions);
            }
            let mut table = Table::new(&["NAME", "EXTENSION", "STATUS", "FAILURES", "METHODS"]);
            for ExtensionInfo { name, friendly_name, image, health, methods, .. } in &extensions {
                let methods: Vec<&str> = methods.iter().map(|method| method.friendly_name.as_str()).collect();
                let failures = health.failures.to_string();
                table.row([
                    name.clone(),
                    friendly_name.clone(),
                    state(health, image).to_owned(),
                    failures,
                    methods.join(", "),
                ]);
            }
            screen.table(&table, "No routing extension is registered")
        }
        ExtensionTask::Show { name } => {
            let found = fax.routing_extensions().await?.into_iter().find(|extension| extension.name == *name);
            show_extension(&found.ok_or_else(|| unknown("routing extension", name))?, screen)
        }
        ExtensionTask::Add { name, library, methods, friendly } => {
            let friendly_name = friendly.clone().unwrap_or_else(|| name.clone());
            let methods = methods.clone();
            let spec = ExtensionSpec { name: name.clone(), friendly_name, image: image(library)?, methods };
            match fax.register_extension(spec).await? {
                Some(extension) => show_extension(&extension, screen),
                None if screen.json => screen.value(&()),
                None => screen.line(LATER),
            }
        }
        ExtensionTask::Remove { name } => {
            fax.unregister_extension(name).await?;
            if screen.json { screen.value(&()) } else { screen.line(&format!("{name} is not used any more")) }
        }
    }
}

fn show_provider(provider: &ProviderInfo, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(provider);
    }
    let ProviderInfo { name, friendly_name, image, together, health, ports, page } = provider;
    screen.line(&format!("{friendly_name} ({name}) {}", state(health, image)))?;
    show_health(health, screen)?;
    if !image.is_empty() {
        let processes = if *together { "one process for all lines" } else { "a process for each line" };
        screen.line(&format!("  library: {image}, {processes}"))?;
    }
    let lines: Vec<&str> = ports.iter().map(|port| port.0.as_str()).collect();
    screen.line(&format!("  lines: {}", if lines.is_empty() { "none".to_owned() } else { lines.join(", ") }))?;
    show_page(page, screen)
}

fn show_extension(extension: &ExtensionInfo, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(extension);
    }
    let ExtensionInfo { name, friendly_name, image, health, methods, page } = extension;
    screen.line(&format!("{friendly_name} ({name}) {}", state(health, image)))?;
    show_health(health, screen)?;
    screen.line(&format!("  library: {image}"))?;
    for MethodSpec { friendly_name, function, id, .. } in methods {
        screen.line(&format!("  method: {friendly_name} ({function}) {id}"))?;
    }
    show_page(page, screen)
}

/// How it is in a word or two. One of which no version is known was not loaded by this engine.
fn state(health: &ExtensionHealth, image: &str) -> &'static str {
    let untried = health.version.is_empty() && health.status == ExtensionStatus::Ok && !image.is_empty();
    if untried { "is not loaded now" } else { health.status.text() }
}

fn show_health(health: &ExtensionHealth, screen: &mut Screen) -> Result<(), CliError> {
    if health.status != ExtensionStatus::Ok {
        screen.line(&format!("  {} (status {}, error {})", health.text, health.status.code(), health.error_code))?;
    }
    if !health.version.is_empty() {
        screen.line(&format!("  interface: version {}", health.version))?;
    }
    if health.failures > 0 {
        screen.line(&format!("  failures: {}; the last: {}", health.failures, health.last_failure))?;
    }
    Ok(())
}

fn show_page(page: &str, screen: &mut Screen) -> Result<(), CliError> {
    page.lines().try_for_each(|line| screen.line(&format!("  | {line}")))
}
