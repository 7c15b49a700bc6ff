//! `route`: where received faxes go, and `mail`: the mail server that routing and receipts share.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};

use super::rule::{conditions, data, data_text, method_name, read, ways};
use super::screen::Table;
use super::values::{assignment, job_id, port_id};
use super::{CliError, EngineHere, Exit, Here, Screen, words};
use crate::api::{ErrorKind, FaxError, FaxServer};
use crate::model::{
    JobId, MailSettings, MethodId, PortId, PortRouting, Revision, RoutingMethodInfo, RoutingRule, Secret,
};

/// How often a change of the rules is tried anew when somebody else changed them in between.
const TRIES: u32 = 5;

/// What to do with routing.
#[derive(Debug, Subcommand)]
pub enum RouteTask {
    /// List the methods in the order they run, and where each line's faxes go
    List {
        /// This line alone, with every method
        #[arg(value_parser = port_id)]
        port: Option<PortId>,
    },
    /// Send the faxes a line receives some way as well; looks first whether it works, exit code 1 when it does not
    #[command(after_help = ENABLE_HELP)]
    Enable(EnableArgs),
    /// Send a line's faxes that way no longer; where to stays known
    Disable {
        /// The line, for example virtual-1
        #[arg(value_parser = port_id)]
        port: PortId,
        /// inbox, folder, email, print, or a GUID
        method: MethodId,
    },
    /// List the rules in the order they are looked at
    Rules,
    /// Change the rules
    Rule {
        /// What to do.
        #[command(subcommand)]
        action: RuleTask,
    },
    /// Route a received fax again by the rules of now: every copy is a new one
    Again {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
        /// Only try again at once what has not arrived; of a sent fax, its receipt
        #[arg(long)]
        unfinished: bool,
    },
    /// Put the methods into an order; those that are not named follow
    #[command(after_help = "Examples:\n  faxwell route order folder email\n  faxwell route order print")]
    Order {
        /// inbox, folder, email, print, or GUIDs
        #[arg(required = true, value_name = "METHOD")]
        methods: Vec<MethodId>,
    },
}

const ENABLE_HELP: &str = "\
Data of the methods; without any, what the line had before:
  inbox   none: every received fax is in the inbox anyway
  folder  a folder that is there, or {\"folder\": \"/srv/fax\", \"name\": \"{year}/{date} {time} {from} {id}\", \
\"format\": \"pdf\"}
  email   addresses with commas, or {\"to\": [\"desk@example.com\"], \"subject\": \"Fax from {from}\", \"format\": \"tif\"}
  print   a printer of the system, or the address of one: ipp://printer.example/ipp/print
Fields for names and texts: {id} {date} {time} {year} {month} {day} {from} {caller} {tsid} {to} {csid} {routing} {port} \
{pages} {status}

Examples:
  faxwell route enable virtual-1 folder /srv/fax
  faxwell route enable serial-1 email desk@example.com,boss@example.com
  faxwell route enable serial-1 print ipp://printer.local/ipp/print --unchecked";

/// Arguments of `route enable`.
#[derive(Clone, Debug, Args)]
pub struct EnableArgs {
    /// The line, for example virtual-1
    #[arg(value_parser = port_id)]
    pub port: PortId,
    /// inbox, folder, email, print, or a GUID
    pub method: MethodId,
    /// Where to [default: as it was]
    #[arg(value_name = "DATA")]
    pub to: Option<String>,
    /// Without looking whether it works: it will later
    #[arg(long)]
    pub unchecked: bool,
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub enum RuleTask {
    /// Add a rule: what a fax must be, and where it goes then
    #[command(after_help = RULE_HELP)]
    Add(RuleArgs),
    /// Remove a rule
    Remove {
        /// Its name
        name: String,
    },
    /// Give a rule another place; the first that holds decides
    Move {
        /// Its name
        name: String,
        /// 1 is the first
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        place: u32,
    },
}

const RULE_HELP: &str = "\
A rule that holds comes before what the lines say. Without a way its faxes stay in the inbox alone.

Conditions; what is not named holds for every fax, and of several patterns with commas one must fit:
  from        the caller's number or identification; * is any text, ? one character
  to          the number called, the routing string (subaddress), or the receiver's name
  caller      the caller's number alone; caller= are callers that hide it
  tsid, csid  the sender's identification; ours in that call
  port        lines
  days        mon,tue,wed,thu,fri,sat,sun
  hours       local time, also past midnight: 18:00-07:30
  pages       3, 2-5, 10- or -3
  incomplete  on: for faxes that broke off, which nothing else routes [default: off]
  stop        off: later rules are looked at as well [default: on]
  enabled     off: it is not looked at [default: on]
Ways, each as often as needed, with data as for `faxwell route enable`:
  inbox=  folder=  email=  print=  or a GUID

Examples:
  faxwell route rule add Night hours=18:00-07:30 email=emergency@example.com
  faxwell route rule add Lab from='+49 30 555*' pages=1-3 folder=/srv/lab print=lab
  faxwell route rule add Advertising caller= --first
  faxwell route rule add Broken incomplete=on email=admin@example.com";

/// Arguments of `route rule add`.
#[derive(Clone, Debug, Args)]
pub struct RuleArgs {
    /// Its name, for lists and messages
    pub name: String,
    /// Conditions and ways
    #[arg(value_name = "KEY=VALUE", value_parser = assignment)]
    pub values: Vec<(String, String)>,
    /// Before all others [default: behind them]
    #[arg(long)]
    pub first: bool,
}

/// What to do with the mail server.
#[derive(Debug, Subcommand)]
pub enum MailTask {
    /// Print the settings; the password is never shown
    Get,
    /// Change settings
    #[command(after_help = MAIL_HELP)]
    Set {
        /// The settings
        #[arg(required_unless_present = "ask_password", value_name = "KEY=VALUE", value_parser = assignment)]
        values: Vec<(String, String)>,
        /// Ask for the password at the terminal, so that it is in no list of commands
        #[arg(long)]
        ask_password: bool,
    },
    /// Look whether the mail server takes the login; exit code 1 with what to change when it does not
    Test {
        /// Send a mail as well
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
    },
}

const MAIL_HELP: &str = "\
Keys:
  server    name of the mail server; empty: no mail
  port      its port [default: 587 with starttls, 465 with tls, 25 with none]
  security  starttls, tls, or none for a server in the same house [default: starttls]
  user      name for the login; empty: none is needed
  password  password for the login; stays as long as server, port, user and security do
  from      whom mail is from: fax@example.com or 'Fax <fax@example.com>'
  trusted_certificates  a PEM file with certificates to trust beside the public ones; empty: none
  max_octets       the largest mail [default: 25000000]
  use_for_routing  on or off: received faxes may go this way too, not only receipts [default: on]

Examples:
  faxwell mail set server=mail.example.com user=fax from=fax@example.com --ask-password
  faxwell mail test --to me@example.com";

pub(super) async fn act(task: &RouteTask, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<Exit, CliError> {
    match task {
        RouteTask::List { port: Some(port) } => {
            print_port(port, &fax.port_routing_methods(port.clone()).await?, screen)
        }
        RouteTask::List { port: None } => list(fax, screen).await,
        RouteTask::Enable(args) => return enable(args, fax, screen).await,
        RouteTask::Disable { port, method } => {
            let ways = fax.enable_method(port.clone(), *method, false).await?;
            print_port(port, &ways, screen)
        }
        RouteTask::Rules => print_rules(&fax.routing_rules().await?.0, screen),
        RouteTask::Rule { action } => change_rules(action, fax, screen).await,
        RouteTask::Again { id, unfinished } => again(*id, *unfinished, fax, here, screen).await,
        RouteTask::Order { methods } => {
            let methods = fax.set_routing_order(methods.clone()).await?;
            if screen.json { screen.value(&methods) } else { screen.table(&methods_table(&methods), "") }
        }
    }
    .map(|()| Exit::Done)
}

async fn list(fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let methods = fax.routing_methods().await?;
    let mut ports = BTreeMap::new();
    for port in fax.ports().await? {
        let ways = fax.port_routing_methods(port.info.id.clone()).await?;
        ports.insert(port.info.id.0, ways);
    }
    if screen.json {
        return screen.value(&serde_json::json!({ "methods": methods, "ports": ports }));
    }
    screen.table(&methods_table(&methods), "No method is installed")?;
    screen.line("")?;
    let mut table = ways_table();
    for (port, ways) in &ports {
        add_ways(&mut table, port, ways.iter().filter(|way| way.enabled));
    }
    screen.table(&table, "Faxes stay in the inbox; `faxwell route enable` sends copies elsewhere")
}

fn methods_table(methods: &[RoutingMethodInfo]) -> Table {
    let mut table = Table::new(&["ORDER", "METHOD", "NAME", "EXTENSION", "USABLE"]);
    for method in methods {
        table.row([
            method.priority.to_string(),
            method_name(method.id),
            method.name.clone(),
            method.extension.clone(),
            if method.enabled { "yes" } else { "no" }.to_owned(),
        ]);
    }
    table
}

fn ways_table() -> Table {
    Table::new(&["LINE", "METHOD", "ON", "WHERE TO"])
}

fn add_ways<'a>(table: &mut Table, port: &str, ways: impl Iterator<Item = &'a PortRouting>) {
    for way in ways {
        let on = if way.enabled { "on" } else { "off" };
        table.row([port.to_owned(), method_name(way.method), on.to_owned(), data_text(&way.data)]);
    }
}

fn print_port(port: &PortId, ways: &[PortRouting], screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(&ways);
    }
    let mut table = ways_table();
    add_ways(&mut table, &port.0, ways.iter());
    screen.table(&table, "No method is installed")
}

async fn enable(args: &EnableArgs, fax: &FaxServer, screen: &mut Screen) -> Result<Exit, CliError> {
    let EnableArgs { port, method, to: given, unchecked } = args;
    let wanted = match given {
        Some(text) => data(*method, text)?,
        None => fax.routing_info(port.clone(), *method).await?,
    };
    if !unchecked {
        match fax.check_routing(*method, wanted.clone()).await {
            Ok(found) => screen.remark(&found),
            Err(error) if error.kind == ErrorKind::InvalidData => {
                let text = format!(
                    "{}; nothing was changed (--unchecked enables it all the same, for a way that will work later)",
                    error.message
                );
                return Err(FaxError::new(error.kind, text).into());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let ways = fax.set_port_routing(port.clone(), *method, Some(true), Some(wanted)).await?;
    print_port(port, &ways, screen)?;
    Ok(Exit::Done)
}

fn print_rules(rules: &[RoutingRule], screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(&rules);
    }
    let mut table = Table::new(&["PLACE", "NAME", "WHEN", "WHERE TO"]);
    for (place, rule) in (1..).zip(rules) {
        let (when, to) = (conditions(rule), ways(rule));
        table.row([
            u32::to_string(&place),
            rule.name.clone(),
            if when.is_empty() { "always".to_owned() } else { when },
            if to.is_empty() { "the inbox alone".to_owned() } else { to },
        ]);
    }
    screen.table(&table, "There are no rules; faxes go where their lines say")
}

async fn change_rules(action: &RuleTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let mut tries = 1;
    loop {
        let (mut rules, revision): (_, Revision) = fax.routing_rules().await?;
        change(action, &mut rules)?;
        match fax.set_routing_rules(rules, revision).await {
            Ok((rules, _)) => return print_rules(&rules, screen),
            Err(error) if error.kind == ErrorKind::Conflict && tries < TRIES => tries += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

fn change(action: &RuleTask, rules: &mut Vec<RoutingRule>) -> Result<(), CliError> {
    let place_of = |rules: &[RoutingRule], name: &str| {
        let found = rules.iter().position(|rule| rule.name == name.trim());
        found.ok_or_else(|| {
            CliError::NoSuchThing(format!("there is no rule {name:?}; `faxwell route rules` lists those there are"))
        })
    };
    match action {
        RuleTask::Add(args) => {
            let rule = read(&args.name, &args.values)?;
            rules.insert(if args.first { 0 } else { rules.len() }, rule);
        }
        RuleTask::Remove { name } => drop(rules.remove(place_of(rules, name)?)),
        RuleTask::Move { name, place } => {
            let rule = rules.remove(place_of(rules, name)?);
            let place = usize::try_from(place.saturating_sub(1)).unwrap_or(usize::MAX).min(rules.len());
            rules.insert(place, rule);
        }
    }
    Ok(())
}

async fn again(id: JobId, unfinished: bool, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let job = fax.route_again(id, unfinished).await?;
    if screen.json {
        screen.value(&job)?;
    } else if unfinished {
        screen.table(&words::copies(&job, &here.zone), "")?;
    } else {
        screen.line(&format!("Job {id} is routed again"))?;
    }
    if here.engine == EngineHere::InsideWithoutLines {
        screen.remark("Copies are made when the console or `faxwell serve` runs");
    }
    Ok(())
}

pub(super) async fn mail(task: &MailTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    match task {
        MailTask::Get => {
            let (settings, password_set) = fax.mail_settings().await?;
            print_mail(settings, password_set, screen)
        }
        MailTask::Set { values, ask_password } => {
            let (mut settings, _) = fax.mail_settings().await?;
            let mut password = set_mail(&mut settings, values)?;
            if *ask_password {
                let asked = screen.password("Password for the mail server: ");
                let missing = || CliError::Usage("no password was typed; give it as password=…".to_owned());
                password = Some(Secret::new(asked.ok_or_else(missing)?));
            }
            let (settings, password_set) = fax.set_mail_settings(settings, password).await?;
            if settings.server.is_empty() || settings.from.is_empty() {
                screen.remark("Mail goes out once both server and from are set");
            }
            print_mail(settings, password_set, screen)
        }
        MailTask::Test { to } => {
            let found = fax.test_mail(to.clone()).await?;
            if screen.json { screen.value(&found) } else { screen.line(&super::screen::plain(&found)) }
        }
    }
}

/// Puts values into the settings; the password goes its own way.
fn set_mail(settings: &mut MailSettings, values: &[(String, String)]) -> Result<Option<Secret>, CliError> {
    let mut password = None;
    for (key, value) in values {
        let bad = |fits: &str| CliError::Usage(format!("{key} takes {fits}, not {value:?}"));
        match key.as_str() {
            "server" => settings.server.clone_from(value),
            "port" if value.is_empty() || value == "usual" => settings.port = None,
            "port" => {
                let port = value.parse().ok().filter(|port| *port > 0);
                settings.port = Some(port.ok_or_else(|| bad("1 to 65535, or usual"))?);
            }
            "security" => {
                let usual = settings.port.is_none_or(|port| port == settings.security.usual_port());
                settings.security = value.parse().map_err(CliError::Usage)?;
                if usual {
                    settings.port = None;
                }
            }
            "user" => settings.user.clone_from(value),
            "password" => password = Some(Secret::new(value.as_str())),
            "from" => settings.from.clone_from(value),
            "trusted_certificates" if value.is_empty() => settings.trusted_certificates.clear(),
            "trusted_certificates" => {
                let read = std::fs::read_to_string(value);
                settings.trusted_certificates =
                    read.map_err(|source| CliError::file("reading", value.as_ref(), source))?;
            }
            "max_octets" => {
                let octets = value.parse().ok().filter(|octets| *octets > 0);
                settings.max_octets = octets.ok_or_else(|| bad("a number of octets"))?;
            }
            "use_for_routing" => {
                settings.use_for_routing = match value.as_str() {
                    "true" | "on" | "yes" | "1" => true,
                    "false" | "off" | "no" | "0" => false,
                    _ => return Err(bad("on or off")),
                }
            }
            _ => {
                let problem = format!("mail has no setting {key:?}; `faxwell mail set --help` lists them all");
                return Err(CliError::NoSuchThing(problem));
            }
        }
    }
    Ok(password)
}

fn print_mail(settings: MailSettings, password_set: bool, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        // What is said of a password is whether there is one.
        let password = password_set.then(|| Secret::new("kept"));
        return screen.value(&MailSettings { password, ..settings });
    }
    let mut table = Table::new(&["KEY", "VALUE"]);
    let certificates = settings.trusted_certificates.matches("-----BEGIN CERTIFICATE-----").count();
    let rows = [
        ("server", settings.server.clone()),
        ("port", settings.port().to_string()),
        ("security", settings.security.to_string()),
        ("user", settings.user.clone()),
        ("password", if password_set { "set" } else { "" }.to_owned()),
        ("from", settings.from.clone()),
        ("trusted_certificates", if certificates == 0 { String::new() } else { certificates.to_string() }),
        ("max_octets", settings.max_octets.to_string()),
        ("use_for_routing", if settings.use_for_routing { "on" } else { "off" }.to_owned()),
    ];
    for (key, value) in rows {
        table.row([key.to_owned(), value]);
    }
    screen.table(&table, "")
}
