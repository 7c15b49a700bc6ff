//! `rights`, `token` and `assign`: who may do what, and who comes in over the network.

use clap::Subcommand;

use super::screen::Table;
use super::values::job_id;
use super::{CliError, Exit, Here, Screen, when};
use crate::api::FaxServer;
use crate::model::{Caller, Door, Grant, Grantee, JobId, Right, Rights, Timestamp, Token};

/// What to do with rights.
#[derive(Debug, Subcommand)]
pub enum RightsTask {
    /// List who may do what
    List,
    /// Give somebody rights, beside those there are: faxwell rights grant group:office submit query_in_archive
    #[command(after_help = names_help())]
    Grant {
        /// user:NAME, group:NAME (a group of the operating system or of a token) or everyone
        who: Grantee,
        /// The rights
        #[arg(required = true, value_name = "RIGHT")]
        rights: Vec<Rights>,
    },
    /// Take rights from somebody; without any named, all
    #[command(after_help = names_help())]
    Revoke {
        /// user:NAME, group:NAME or everyone
        who: Grantee,
        /// The rights
        #[arg(value_name = "RIGHT")]
        rights: Vec<Rights>,
    },
    /// Say what you may do; with rights named the exit code is 5 when one of them is not there
    #[command(after_help = names_help())]
    Check {
        /// The rights
        #[arg(value_name = "RIGHT")]
        rights: Vec<Rights>,
        /// What this user may do, for administrators
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// A group that user is in; may be repeated
        #[arg(long = "group", value_name = "NAME", requires = "user")]
        groups: Vec<String>,
    },
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenTask {
    /// Make a token for a user who comes over the network; it is shown this once
    Add {
        /// The user that it makes of whoever shows it
        user: String,
        /// A group of that user; may be repeated
        #[arg(long = "group", value_name = "NAME")]
        groups: Vec<String>,
        /// What it is for
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        label: String,
        /// Days it is good for [default: until it is revoked]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: Option<u32>,
    },
    /// List the tokens
    List,
    /// Make a token worthless
    Revoke {
        /// Its number
        id: u32,
    },
}

/// Arguments of `assign`.
#[derive(Debug, clap::Args)]
pub struct AssignArgs {
    /// The number of the received fax
    #[arg(value_parser = job_id)]
    pub id: JobId,
    /// The users, in the place of those before; none: it is taken back
    #[arg(value_name = "USER")]
    pub users: Vec<String>,
}

fn names_help() -> String {
    use std::fmt::Write as _;

    let mut text = String::from("Rights:\n");
    for right in Right::ALL {
        // A string takes everything.
        let _written = writeln!(text, "  {:<22}{}", right.name(), right.text());
    }
    text.push_str("\nNames for several:\n");
    for (name, rights) in Rights::BUNDLES {
        let _written = writeln!(text, "  {name:<22}{rights}");
    }
    text.push_str("\nWith any right to submit, a user sees and manages its own faxes. The owner of the data directory may do everything.");
    text
}

fn all(rights: &[Rights]) -> Rights {
    rights.iter().fold(Rights::NONE, |all, rights| all | *rights)
}

pub(super) async fn act(action: &RightsTask, fax: &FaxServer, screen: &mut Screen) -> Result<Exit, CliError> {
    match action {
        RightsTask::List => {
            let (owner, grants) = fax.rights().await?;
            list(&owner, &grants, screen)?;
        }
        RightsTask::Grant { who, rights } => {
            let rights = held(fax, who).await? | all(rights);
            let (owner, grants) = fax.set_rights(who.clone(), rights).await?;
            list(&owner, &grants, screen)?;
        }
        RightsTask::Revoke { who, rights } => {
            let held = held(fax, who).await?;
            let rights = if rights.is_empty() { Rights::NONE } else { held.without(all(rights)) };
            let (owner, grants) = fax.set_rights(who.clone(), rights).await?;
            list(&owner, &grants, screen)?;
        }
        RightsTask::Check { rights, user, groups } => {
            let of = user
                .as_ref()
                .map(|user| Caller::new(user, Door::Network).with_groups(groups.iter().map(String::as_str)));
            let wanted = all(rights);
            let checked = fax.check_access(wanted, of).await?;
            if screen.json {
                let names: Vec<&str> = checked.held.iter().map(Right::name).collect();
                screen.value(&serde_json::json!({
                    "user": checked.user, "granted": checked.granted, "rights": names,
                }))?;
            } else {
                let verdict = match (wanted.is_empty(), checked.granted) {
                    (true, _) => String::new(),
                    (false, true) => ": granted".to_owned(),
                    (false, false) => ": denied".to_owned(),
                };
                screen.line(&format!("{} may: {}{verdict}", checked.user, checked.held))?;
            }
            return Ok(if checked.granted { Exit::Done } else { Exit::AccessDenied });
        }
    }
    Ok(Exit::Done)
}

/// What somebody was given by name.
async fn held(fax: &FaxServer, who: &Grantee) -> Result<Rights, CliError> {
    let (_, grants) = fax.rights().await?;
    Ok(grants.into_iter().find(|grant| grant.to == *who).map_or(Rights::NONE, |grant| grant.rights))
}

fn list(owner: &str, grants: &[Grant], screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(&serde_json::json!({ "owner": owner, "grants": grants }));
    }
    let mut table = Table::new(&["WHO", "RIGHTS"]);
    table.row([format!("user:{owner}"), "all (owner)".to_owned()]);
    for grant in grants {
        table.row([grant.to.to_string(), grant.rights.to_string()]);
    }
    screen.table(&table, "")
}

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

pub(super) async fn token(
    action: &TokenTask,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    match action {
        TokenTask::Add { user, groups, label, days } => {
            let end = days.map(|days| Timestamp(here.clock.time().0 + i64::from(days) * DAY_MS));
            let (token, secret) = fax.add_token(user.clone(), groups.clone(), label.clone(), end).await?;
            if screen.json {
                return screen.value(&serde_json::json!({ "token": token, "secret": secret.expose() }));
            }
            screen.remark(&format!(
                "Token {} of {user}. It is shown this once; keep it where nobody else reads it:",
                token.id
            ));
            screen.line(secret.expose())
        }
        TokenTask::List => {
            let tokens = fax.tokens().await?;
            if screen.json { screen.value(&tokens) } else { screen.table(&table(&tokens, here), "There are no tokens") }
        }
        TokenTask::Revoke { id } => {
            fax.revoke_token(*id).await?;
            if screen.json { screen.value(&()) } else { screen.line(&format!("Token {id} is worth nothing any more")) }
        }
    }
}

fn table(tokens: &[Token], here: &Here) -> Table {
    let mut table = Table::new(&["ID", "USER", "GROUPS", "LABEL", "MADE", "BY", "EXPIRES"]);
    for token in tokens {
        let expired = token.expires_at.is_some_and(|end| end <= here.clock.time());
        let expires = when::minute(token.expires_at, &here.zone);
        table.row([
            token.id.to_string(),
            token.user.clone(),
            token.groups.join(", "),
            token.label.clone(),
            when::minute(Some(token.created_at), &here.zone),
            token.created_by.clone(),
            if expired { format!("{expires} (expired)") } else { expires },
        ]);
    }
    table
}

pub(super) async fn assign(args: &AssignArgs, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let job = fax.assign(args.id, args.users.clone()).await?;
    if screen.json {
        return screen.value(&job);
    }
    let whose = if job.assigned_to.is_empty() { "nobody in particular".to_owned() } else { job.assigned_to.join(", ") };
    screen.line(&format!("Fax {} is for {whose}", job.id))
}
