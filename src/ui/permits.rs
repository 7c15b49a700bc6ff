//! Which right an action takes, and why it is greyed for those who lack it. What is decided is decided by the engine; this
//! only spares people the refusal.

use std::sync::Arc;

use super::book::request::BookRequest;
use super::command::UiCommand;
use super::settings::request::SettingsRequest;
use crate::api::JobOrder;
use crate::lang::text;
use crate::model::{JobId, Reach, Right, Rights, Snapshot};

/// Jobs looked at, of many selected ones.
const LOOKED_AT: usize = 50;

/// What an action takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing but what one sees anyway.
    #[default]
    Nothing,
    /// This right.
    Right(Right),
    /// To change these faxes: one's own, or the right to everybody's.
    Manage(Vec<JobId>),
}

impl Need {
    /// Of an action.
    pub(crate) fn of(command: &UiCommand) -> Self {
        let manage = |jobs: &[JobId]| Self::Manage(jobs.iter().copied().take(LOOKED_AT).collect());
        match command {
            UiCommand::NewFax | UiCommand::Reply(_) | UiCommand::Forward(_) | UiCommand::Send(_) => {
                Self::Right(Right::SubmitLow)
            }
            UiCommand::Order { order: JobOrder::MarkRead | JobOrder::MarkUnread, .. }
            | UiCommand::Orders { order: JobOrder::MarkRead | JobOrder::MarkUnread, .. } => Self::Nothing,
            UiCommand::Order { job, .. } | UiCommand::Change { job, .. } | UiCommand::Edit(job) => manage(&[*job]),
            UiCommand::Orders { jobs, .. } | UiCommand::RemoveNow(jobs) => manage(jobs),
            UiCommand::Answer(_)
            | UiCommand::Talk(..)
            | UiCommand::HangUp(_)
            | UiCommand::SetPort { .. }
            | UiCommand::AddModem
            | UiCommand::AddPort(_)
            | UiCommand::TestPort { .. }
            | UiCommand::RemovePort(_) => Self::Right(Right::ManagePorts),
            UiCommand::Settings(SettingsRequest::NewPlugin) => Self::Right(Right::Administer),
            UiCommand::Settings(SettingsRequest::NewOutboundRule | SettingsRequest::NewOutboundGroup)
            | UiCommand::PauseQueue(_)
            | UiCommand::SetNotifications(_)
            | UiCommand::SetAppearance(_)
            | UiCommand::Set(_)
            | UiCommand::ShowFirstSteps
            | UiCommand::Book(
                BookRequest::NewEntry | BookRequest::NewGroup | BookRequest::Import | BookRequest::NameSender(_),
            ) => Self::Right(Right::ManageConfig),
            _ => Self::Nothing,
        }
    }

    /// Why whoever looks at the window may not do it; none when nothing speaks against it.
    pub(crate) fn denial(&self, ctx: &egui::Context) -> Option<String> {
        if *self == Self::Nothing {
            return None;
        }
        let snapshot = ctx.data(|data| data.get_temp::<Arc<Snapshot>>(picture_id()))?;
        self.denial_in(&snapshot)
    }

    fn denial_in(&self, snapshot: &Snapshot) -> Option<String> {
        let rights = snapshot.rights;
        // Before the first picture nothing is known; the engine will say.
        if rights == Rights::NONE || rights == Rights::ALL {
            return None;
        }
        let missing = match self {
            Self::Nothing => None,
            Self::Right(right) => Some(*right).filter(|right| !rights.has(*right)),
            Self::Manage(jobs) => {
                let reach = Reach { user: snapshot.user.clone(), rights, incoming_public: false };
                let denied = jobs.iter().filter_map(|id| snapshot.job(*id)).find(|job| !reach.manages(job));
                denied.map(|job| Reach::to_manage(job))
            }
        };
        missing.map(reason)
    }
}

/// The picture by whose rights actions are greyed from now on.
pub(super) fn look_at(ctx: &egui::Context, snapshot: &Arc<Snapshot>) {
    ctx.data_mut(|data| data.insert_temp(picture_id(), Arc::clone(snapshot)));
}

fn picture_id() -> egui::Id {
    egui::Id::unique("whose rights")
}

fn reason(right: Right) -> String {
    let key = match right {
        Right::SubmitLow | Right::SubmitNormal | Right::SubmitHigh => "denied-submit",
        Right::ManageInJobs => "denied-in-jobs",
        Right::ManageInArchive => "denied-in-archive",
        Right::ManageOutArchive => "denied-out-archive",
        Right::ManagePorts => "denied-ports",
        Right::ManageConfig => "denied-config",
        Right::Administer => "denied-administer",
        _ => "denied-out-jobs",
    };
    text(key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::{received, sending, snapshot};

    #[test]
    fn ones_own_faxes_may_be_changed_and_others_only_with_the_right() {
        let mut own = sending(1, "Labor", "1002", "");
        own.user = "ben".to_owned();
        let foreign = sending(2, "Labor", "1002", "");
        let jobs = vec![own, foreign, received(3, "Klinik", "1001", 1, 5)];
        let rights = Rights::of(&[Right::SubmitLow, Right::QueryOutJobs, Right::QueryInArchive]);
        let seen = Snapshot { rights, user: "ben".to_owned(), ..snapshot(jobs, Vec::new()) };
        let order = |job: u32| Need::of(&UiCommand::Order { job: JobId(job), order: JobOrder::Cancel });
        assert_eq!(order(1).denial_in(&seen), None);
        assert!(order(2).denial_in(&seen).unwrap().contains("pause, resume, restart and cancel everybody's faxes"));
        assert!(order(3).denial_in(&seen).unwrap().contains("delete received faxes"));
        assert_eq!(Need::of(&UiCommand::NewFax).denial_in(&seen), None);
        let both = UiCommand::Orders { jobs: vec![JobId(1), JobId(2)], order: JobOrder::Pause };
        assert!(Need::of(&both).denial_in(&seen).is_some());
        assert!(Need::of(&UiCommand::PauseQueue(true)).denial_in(&seen).unwrap().contains("change the configuration"));
        let administrator = Snapshot { rights: Rights::ALL, ..seen };
        assert_eq!(order(2).denial_in(&administrator), None);
    }
}
