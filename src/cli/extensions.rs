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
    /// Load a provider and register it: a shared library as assets/faxdev.h describes it
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
        /// Register it even if it cannot be loaded now
        #[arg(long)]
        unchecked: bool,
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
    /// Load an extension and register it with its methods
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
        /// Register it even if it cannot be loaded now
        #[arg(long)]
        unchecked: bool,
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

const LATER: &str =
    "It is registered, and loaded when the engine runs with its lines: by the console or `faxwell serve`";

pub(super) async fn provider(action: &ProviderTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    match action {
        ProviderTask::List => {
            let lines = |provider: &ProviderInfo| {
                provider.ports.iter().map(|port| port.0.as_str()).collect::<Vec<_>>().join(", ")
            };
            list(&fax.providers().await?, ["PROVIDER", "LINES"], lines, "There are no providers", screen)
        }
        ProviderTask::Show { name } => show(fax.providers().await?, "provider", name, screen),
        ProviderTask::Add { name, library, friendly, together, unchecked } => {
            let friendly_name = friendly.clone().unwrap_or_else(|| name.clone());
            let spec = ProviderSpec { name: name.clone(), friendly_name, image: image(library)?, together: *together };
            let added = if *unchecked {
                fax.register_provider_unchecked(spec).await?
            } else {
                fax.register_provider(spec).await?
            };
            show_added(added, screen)
        }
        ProviderTask::Remove { name } => {
            fax.unregister_provider(name).await?;
            show_removed(name, screen)
        }
    }
}

pub(super) async fn routing(task: &RoutingTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let RoutingTask::Extension { action } = task;
    match action {
        ExtensionTask::List => {
            let methods = |extension: &ExtensionInfo| {
                extension.methods.iter().map(|method| method.friendly_name.as_str()).collect::<Vec<_>>().join(", ")
            };
            let none = "No routing extension is registered";
            list(&fax.routing_extensions().await?, ["EXTENSION", "METHODS"], methods, none, screen)
        }
        ExtensionTask::Show { name } => show(fax.routing_extensions().await?, "routing extension", name, screen),
        ExtensionTask::Add { name, library, methods, friendly, unchecked } => {
            let friendly_name = friendly.clone().unwrap_or_else(|| name.clone());
            let methods = methods.clone();
            let spec = ExtensionSpec { name: name.clone(), friendly_name, image: image(library)?, methods };
            let added = if *unchecked {
                fax.register_extension_unchecked(spec).await?
            } else {
                fax.register_extension(spec).await?
            };
            show_added(added, screen)
        }
        ExtensionTask::Remove { name } => {
            fax.unregister_extension(name).await?;
            show_removed(name, screen)
        }
    }
}

/// What is plugged in, of either kind.
trait Plugged: serde::Serialize {
    /// Name, name for people, library, how it is.
    fn head(&self) -> (&str, &str, &str, &ExtensionHealth);

    /// What only this kind has, line by line.
    fn body(&self) -> Vec<String>;

    /// The page of its set-up.
    fn page(&self) -> &str;
}

impl Plugged for ProviderInfo {
    fn head(&self) -> (&str, &str, &str, &ExtensionHealth) {
        (&self.name, &self.friendly_name, &self.image, &self.health)
    }

    fn body(&self) -> Vec<String> {
        let processes = if self.together { "one process for all lines" } else { "a process for each line" };
        let library = (!self.image.is_empty()).then(|| format!("library: {}, {processes}", self.image));
        let lines: Vec<&str> = self.ports.iter().map(|port| port.0.as_str()).collect();
        let lines = format!("lines: {}", if lines.is_empty() { "none".to_owned() } else { lines.join(", ") });
        library.into_iter().chain([lines]).collect()
    }

    fn page(&self) -> &str {
        &self.page
    }
}

impl Plugged for ExtensionInfo {
    fn head(&self) -> (&str, &str, &str, &ExtensionHealth) {
        (&self.name, &self.friendly_name, &self.image, &self.health)
    }

    fn body(&self) -> Vec<String> {
        let method = |MethodSpec { friendly_name, function, id, .. }: &MethodSpec| {
            format!("method: {friendly_name} ({function}) {id}")
        };
        std::iter::once(format!("library: {}", self.image)).chain(self.methods.iter().map(method)).collect()
    }

    fn page(&self) -> &str {
        &self.page
    }
}

/// All of a kind; `kind` and `has` head the columns for what it is and what it has.
fn list<T: Plugged>(
    all: &[T],
    [kind, has]: [&'static str; 2],
    what: impl Fn(&T) -> String,
    none: &str,
    screen: &mut Screen,
) -> Result<(), CliError> {
    if screen.json {
        return screen.value(&all);
    }
    let mut table = Table::new(&["NAME", kind, "STATUS", "FAILURES", has]);
    for one in all {
        let (name, friendly_name, image, health) = one.head();
        let status = state(health, image).to_owned();
        table.row([name.to_owned(), friendly_name.to_owned(), status, health.failures.to_string(), what(one)]);
    }
    screen.table(&table, none)
}

/// Everything about the one of this name.
fn show(all: Vec<impl Plugged>, what: &str, name: &str, screen: &mut Screen) -> Result<(), CliError> {
    let unknown = || FaxError::new(ErrorKind::NotFound, format!("there is no {what} {name}"));
    let found = all.into_iter().find(|one| one.head().0 == name).ok_or_else(unknown)?;
    show_one(&found, screen)
}

fn show_one(one: &impl Plugged, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(one);
    }
    let (name, friendly_name, image, health) = one.head();
    screen.line(&format!("{friendly_name} ({name}) {}", state(health, image)))?;
    show_health(health, screen)?;
    one.body().iter().try_for_each(|line| screen.line(&format!("  {line}")))?;
    one.page().lines().try_for_each(|line| screen.line(&format!("  | {line}")))
}

/// What was registered; none when that is for a later engine.
fn show_added(added: Option<impl Plugged>, screen: &mut Screen) -> Result<(), CliError> {
    match added {
        Some(one) => show_one(&one, screen),
        None if screen.json => screen.value(&()),
        None => screen.line(LATER),
    }
}

fn show_removed(name: &str, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json { screen.value(&()) } else { screen.line(&format!("{name} is not used any more")) }
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
