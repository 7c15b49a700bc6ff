//! `account`: users with queues and archives of their own.

use clap::Subcommand;

use super::screen::Table;
use super::{CliError, Here, Screen, jobs, when};
use crate::api::FaxServer;
use crate::model::{AccountInfo, JobFilter, JobId};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountTask {
    /// List the accounts and what is in them; your own unless you administer
    List,
    /// Show one
    Show {
        /// Whose [default: your own]
        name: Option<String>,
    },
    /// Make an account for a user, before it comes
    Add {
        /// The user
        name: String,
    },
    /// Take an account away; its archived faxes stay. It comes back with its user unless accounts_auto_create is off
    Remove {
        /// The user
        name: String,
    },
    /// List the faxes of an account: what you may see of it
    Faxes {
        /// Whose [default: your own]
        name: Option<String>,
    },
}

/// Faxes that are asked for at once.
const PAGE: u32 = 1_000;

pub(super) async fn act(
    action: &AccountTask,
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    match action {
        AccountTask::List => {
            let all = fax.accounts().await?;
            if screen.json { screen.value(&all) } else { screen.table(&table(&all, here), "There are no accounts") }
        }
        AccountTask::Show { name } => show(fax.account(name.as_deref()).await?, here, screen),
        AccountTask::Add { name } => show(fax.add_account(name).await?, here, screen),
        AccountTask::Remove { name } => {
            fax.remove_account(name).await?;
            if screen.json { screen.value(&()) } else { screen.line(&format!("The account of {name} is taken away")) }
        }
        AccountTask::Faxes { name } => {
            let name = fax.account(name.as_deref()).await?.account.name;
            let mut faxes = Vec::new();
            let mut before: Option<JobId> = None;
            loop {
                let page = fax.account_jobs(&name, JobFilter::All, before, PAGE).await?;
                before = page.last().map(|job| job.id);
                faxes.extend(page);
                if before.is_none() {
                    break;
                }
            }
            if screen.json {
                return screen.value(&faxes);
            }
            screen.table(&jobs::queue(&faxes, here), &format!("{name} has no faxes"))
        }
    }
}

fn show(info: AccountInfo, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json { screen.value(&info) } else { screen.table(&table(&[info], here), "") }
}

fn table(all: &[AccountInfo], here: &Here) -> Table {
    let mut table = Table::new(&["ACCOUNT", "MADE", "BY", "COMING IN", "GOING OUT", "RECEIVED", "SENT"]);
    for info in all {
        table.row([
            info.account.name.clone(),
            when::minute(Some(info.account.created_at), &here.zone),
            info.account.created_by.clone(),
            info.incoming_queue.to_string(),
            info.outgoing_queue.to_string(),
            info.incoming_archive.to_string(),
            info.outgoing_archive.to_string(),
        ]);
    }
    table
}
