//! `outbound`: which lines carry which faxes.

use clap::{Args, Subcommand};

use super::screen::Table;
use super::values::port_id;
use super::{CliError, Screen};
use crate::api::{ErrorKind, FaxError, FaxServer};
use crate::model::{ALL_DEVICES, OutboundGroup, OutboundRule, OutboundStatus, OutboundTarget, OutboundView, PortId};

/// What to do with outbound groups and rules.
#[derive(Debug, Subcommand)]
pub enum OutboundTask {
    /// List groups and rules, and whether their lines are there
    List,
    /// Make a group of lines, or change it: they are taken in this order
    Group {
        /// Its name
        name: String,
        /// The lines, the first first
        #[arg(value_parser = port_id, value_name = "PORT")]
        ports: Vec<PortId>,
    },
    /// Remove a group that no rule uses
    RemoveGroup {
        /// Its name
        name: String,
    },
    /// Say which lines carry faxes to a country or area, in the place of what was said before
    #[command(
        after_help = "Examples:\n  faxwell outbound rule 49-30 --group berlin\n  faxwell outbound rule 1 --line serial-2\n  faxwell outbound rule any --all"
    )]
    Rule(OutboundRuleArgs),
    /// Forget what was said of a country or area
    RemoveRule {
        /// Country code, with an area behind a hyphen: 49, 49-30; or any
        place: String,
    },
}

/// Arguments of `outbound rule`.
#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("target").required(true))]
pub struct OutboundRuleArgs {
    /// Country code, with an area behind a hyphen: 49, 49-30; or any
    pub place: String,
    /// One line
    #[arg(long, group = "target", value_parser = port_id, value_name = "PORT")]
    pub line: Option<PortId>,
    /// The lines of a group
    #[arg(long, group = "target", value_name = "NAME")]
    pub group: Option<String>,
    /// All lines, by rank
    #[arg(long, group = "target")]
    pub all: bool,
}

/// Country and area of a word.
fn place(text: &str) -> Result<(u16, String), CliError> {
    let wrong = || CliError::Usage(format!("{text:?} is no country and area; write 49, 49-30 or any"));
    if text.eq_ignore_ascii_case("any") {
        return Ok((0, String::new()));
    }
    let (country, area) = text.trim_start_matches('+').split_once('-').unwrap_or((text.trim_start_matches('+'), ""));
    let country: u16 = country.parse().ok().filter(|country| *country > 0).ok_or_else(wrong)?;
    Ok((country, area.to_owned()))
}

pub(super) async fn act(task: &OutboundTask, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let OutboundView { mut outbound, revision, .. } = fax.outbound().await?;
    match task {
        OutboundTask::List => return show(&fax.outbound().await?, screen),
        OutboundTask::Group { name, ports } => {
            outbound.groups.retain(|group| group.name != *name);
            outbound.groups.push(OutboundGroup { name: name.clone(), ports: ports.clone() });
        }
        OutboundTask::RemoveGroup { name } => {
            let before = outbound.groups.len();
            outbound.groups.retain(|group| group.name != *name);
            if outbound.groups.len() == before {
                return Err(FaxError::new(ErrorKind::NotFound, format!("there is no group {name:?}")).into());
            }
            let used = OutboundTarget::Group(name.clone());
            if outbound.rules.iter().any(|rule| rule.target == used) {
                let text = format!("a rule uses the group {name:?}; change the rule first");
                return Err(FaxError::new(ErrorKind::WrongState, text).with_win32(7004).into());
            }
        }
        OutboundTask::Rule(args) => {
            let (country, area) = place(&args.place)?;
            let target = match (&args.line, &args.group) {
                (Some(port), _) => OutboundTarget::Port(port.clone()),
                (None, Some(group)) => OutboundTarget::Group(group.clone()),
                (None, None) => OutboundTarget::Group(ALL_DEVICES.to_owned()),
            };
            outbound.rules.retain(|rule| (rule.country, &rule.area) != (country, &area));
            outbound.rules.push(OutboundRule { country, area, target });
        }
        OutboundTask::RemoveRule { place: text } => {
            let (country, area) = place(text)?;
            let before = outbound.rules.len();
            outbound.rules.retain(|rule| (rule.country, &rule.area) != (country, &area));
            if outbound.rules.len() == before {
                let error = FaxError::new(ErrorKind::NotFound, format!("there is no rule for {text}"));
                return Err(error.with_win32(7005).into());
            }
        }
    }
    show(&fax.set_outbound(outbound, revision).await?, screen)
}

fn show(view: &OutboundView, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(view);
    }
    let words = |status: OutboundStatus| match status {
        OutboundStatus::Valid => "",
        OutboundStatus::Empty => "has no lines",
        OutboundStatus::None => "none of its lines is there",
        OutboundStatus::Some => "some of its lines are not there",
    };
    let mut groups = Table::new(&["GROUP", "LINES", ""]);
    for (group, status) in view.outbound.groups.iter().zip(&view.groups) {
        let lines: Vec<&str> = group.ports.iter().map(|port| port.0.as_str()).collect();
        groups.row([group.name.clone(), lines.join(", "), words(*status).to_owned()]);
    }
    screen.table(&groups, "There are no groups of lines")?;
    let mut rules = Table::new(&["TO", "BY", ""]);
    for (rule, status) in view.outbound.rules.iter().zip(&view.rules) {
        let to = match (rule.country, rule.area.as_str()) {
            (0, _) => "any other".to_owned(),
            (country, "") => format!("+{country}"),
            (country, area) => format!("+{country} {area}"),
        };
        let by = match &rule.target {
            OutboundTarget::Port(port) => format!("line {port}"),
            OutboundTarget::Group(name) if name == ALL_DEVICES => "all lines".to_owned(),
            OutboundTarget::Group(name) => format!("group {name}"),
        };
        rules.row([to, by, words(*status).to_owned()]);
    }
    screen.table(&rules, "There are no rules: every fax takes the free line with the best rank")
}
