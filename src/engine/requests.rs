//! What clients ask, answered one after the other by the loop; slow answers are made beside it.

use std::sync::Arc;

use super::lifecycle::AbortCause;
use super::orders::{self, Effect};
use super::port_task::PortOrder;
use super::run::Engine;
use super::submit::Wanted;
use crate::api::{Command, Envelope, ErrorKind, FaxError, JobChange, JobOrder, Reply};
use crate::model::{
    Activity, Caller, Configuration, Conversation, EventId, EventKind, Job, JobId, JobStatus, LogCategory, LogLevel,
    OperatorAction, PortId, PortUpdate, PortView, Revision,
};
use crate::store::StoreError;

/// A failure of the store in a client's terms.
pub(super) fn storage_error(error: &StoreError) -> FaxError {
    let kind = match error {
        StoreError::NoSuchJob(_) | StoreError::NoDocument(_) => ErrorKind::NotFound,
        StoreError::Conflict { .. } => ErrorKind::Conflict,
        StoreError::Closed => ErrorKind::Unreachable,
        StoreError::NotWritable { .. } => ErrorKind::AccessDenied,
        _ => ErrorKind::Storage,
    };
    FaxError::new(kind, error.to_string())
}

impl Engine {
    /// Answers a request, or sees to it that it is answered. What an answer says is in the snapshot before it comes.
    pub(super) async fn answer(&mut self, mut envelope: Envelope) {
        if self.stopping.is_some() {
            match envelope.command {
                Command::Shutdown => self.begin_stopping(Some(envelope)),
                // Dropped unanswered: the engine is not there any more.
                _ => drop(envelope),
            }
            return;
        }
        self.note_request(&mut envelope);
        self.arrive(&envelope.caller).await;
        if let Err(error) = self.allow(&envelope.caller, &envelope.command) {
            return envelope.answer(Err(error));
        }
        let caller = envelope.caller.clone();
        // From here on the envelope is but the way back; it keeps no second list of recipients.
        let command = match self.leased(std::mem::replace(&mut envelope.command, Command::Snapshot)) {
            Ok(command) => command,
            Err(error) => return envelope.answer(Err(error)),
        };
        match command {
            Command::Send { submission } => self.submit(envelope, Wanted::Send(Box::new(submission))),
            Command::Offer { submission } => self.submit(envelope, Wanted::Offer(submission)),
            Command::Poll { submission } => {
                let result = self.submit_poll(submission, &caller).await;
                self.publish_if_due();
                envelope.answer(result);
            }
            Command::Jobs { filter } => envelope.answer(Ok(Reply::Jobs(self.jobs_for(&caller, filter)))),
            Command::JobPage { filter, before, limit, account } => {
                let page = self.job_page(&caller, filter, before, limit, account.as_deref());
                envelope.answer(Ok(Reply::Jobs(page)));
            }
            Command::Job { job } => {
                let found = self.find(job).map(|job| Reply::Job(Box::new(Job::clone(job))));
                envelope.answer(found);
            }
            Command::Order { job, order } => {
                let result = self.order(job, order).await;
                self.publish_if_due();
                envelope.answer(result.map(|job| Reply::Job(Box::new(job))));
            }
            Command::Orders { jobs, order } => {
                let result = self.orders(&envelope.caller, &jobs, order).await;
                self.publish_if_due();
                envelope.answer(result);
            }
            Command::Change { job, change } => {
                let result = self.change(job, &change).await;
                self.publish_if_due();
                envelope.answer(result.map(|job| Reply::Job(Box::new(job))));
            }
            Command::Trace { job, attempt } => self.trace(envelope, job, attempt),
            Command::Page { job, page } => match self.find(job) {
                Ok(_) => self.reader.page(envelope, job, page),
                Err(error) => envelope.answer(Err(error)),
            },
            Command::Document { job } => match self.find(job) {
                Ok(_) => self.reader.document(envelope, job),
                Err(error) => envelope.answer(Err(error)),
            },
            Command::Ports => {
                let ports = self.port_views().iter().map(|port| PortView::clone(port)).collect();
                envelope.answer(Ok(Reply::Ports(ports)));
            }
            Command::OpenPort { port, mode } => {
                let result = self.open_port(&caller, &port, mode);
                envelope.answer(result);
            }
            Command::WithLease { .. } => {
                let text = "a lease is used for one request";
                envelope.answer(Err(FaxError::new(ErrorKind::InvalidParameter, text)));
            }
            Command::RenewLease { lease } => {
                let result = self.renew_lease(lease);
                envelope.answer(result);
            }
            Command::ClosePort { lease } => {
                let reply = self.close_port(lease);
                envelope.answer(Ok(reply));
            }
            Command::PortStatus { port } => {
                let result = self.port_status(&port);
                envelope.answer(result);
            }
            Command::DefaultJob => envelope.answer(Ok(Reply::DefaultJob(Box::new(self.default_job())))),
            Command::Activity => {
                let activity = Activity::of(self.table.rows().iter().map(|job| &**job));
                envelope.answer(Ok(Reply::Activity(activity)));
            }
            Command::Port { port } => {
                let view = self.ports.get_mut(&port).map(super::ports::Port::shared);
                let view = view.map(|view| Reply::Port(Box::new(PortView::clone(&view))));
                envelope.answer(view.ok_or_else(|| no_port(&port)));
            }
            Command::SetPort { port, update } => {
                let result = self.set_port(&port, &update).await;
                self.publish_if_due();
                envelope.answer(result.map(|port| Reply::Port(Box::new(port))));
            }
            Command::Devices => self.find_devices(envelope),
            Command::AddPort { settings } => {
                let result = self.add_port(&settings).await;
                self.publish_if_due();
                envelope.answer(result.map(|port| Reply::Port(Box::new(port))));
            }
            Command::RemovePort { port } => {
                let result = self.remove_port(&port).await;
                self.publish_if_due();
                envelope.answer(result.map(|()| Reply::Done));
            }
            Command::TestPort { port, test } => self.test_port(envelope, &port, test),
            Command::Answer { port } => {
                let result = self.answer_now(&port).await;
                self.publish_if_due();
                envelope.answer(result.map(|()| Reply::Done));
            }
            Command::Operator { port, action } => {
                let result = self.operator(&port, action);
                self.publish_if_due();
                envelope.answer(result.map(|()| Reply::Done));
            }
            Command::HangUp { port } => {
                let result = self.hang_up(&port);
                envelope.answer(result.map(|()| Reply::Done));
            }
            Command::Destinations { number } => {
                let known = self.known(number.as_ref());
                envelope.answer(known.map(Reply::Destinations));
            }
            Command::SetDestination { number, update } => {
                let result = self.set_destination(&number, update).await;
                envelope.answer(result.map(|known| Reply::Destinations(vec![known])));
            }
            Command::ForgetDestination { number } => {
                let result = self.forget_destination(&number).await;
                envelope.answer(result.map(|()| Reply::Done));
            }
            Command::Covers => self.list_covers(envelope),
            Command::Cover { name } => self.cover_file(envelope, name),
            Command::SaveCover { name, scope, svg } => {
                let result = self.save_cover(&name, scope, svg).await;
                envelope.answer(result);
            }
            Command::RenameCover { name, to } => {
                let result = self.rename_cover(&name, &to).await;
                envelope.answer(result);
            }
            Command::DeleteCover { name } => {
                let result = self.delete_cover(&name).await;
                envelope.answer(result);
            }
            Command::RenderCover { cover, info, resolution } => {
                self.render_cover(envelope, cover, *info, resolution);
            }
            Command::RoutingMethods => envelope.answer(Ok(Reply::RoutingMethods(self.routing_methods()))),
            Command::SetRoutingPriority { method, priority } => {
                let result = self.set_routing_priority(method, priority).await;
                envelope.answer(result);
            }
            Command::SetRoutingOrder { methods } => {
                let result = self.set_routing_order(methods).await;
                envelope.answer(result);
            }
            Command::PortRouting { port } => self.show_port_routing(envelope, &port),
            Command::SetPortRouting { port, method, enabled, data } => {
                self.set_port_routing(envelope, port, method, (enabled, data));
            }
            Command::CheckRouting { method, data } => self.check_routing(envelope, method, data),
            Command::Outbound => envelope.answer(Ok(self.outbound_reply())),
            Command::SetOutbound { outbound, revision } => {
                let result = self.set_outbound(outbound, revision).await;
                envelope.answer(result);
            }
            Command::Providers => envelope.answer(Ok(Reply::Providers(self.provider_infos()))),
            Command::RegisterProvider { spec, unchecked } => self.register_provider(envelope, spec, unchecked).await,
            Command::UnregisterProvider { name } => {
                let result = self.unregister_provider(&caller, &name).await;
                self.publish_if_due();
                envelope.answer(result);
            }
            Command::RoutingExtensions => envelope.answer(Ok(Reply::Extensions(self.extension_infos()))),
            Command::Accounts => envelope.answer(Ok(Reply::Accounts(self.accounts_for(&caller)))),
            Command::Account { name } => {
                let result = self.account(&caller, name.as_deref()).await;
                envelope.answer(result);
            }
            Command::AddAccount { name } => {
                let result = self.add_account(&caller, &name).await;
                envelope.answer(result);
            }
            Command::RemoveAccount { name } => envelope.answer(self.remove_account(&name).await),
            Command::ExtensionProperties => self.read_properties(envelope, None),
            Command::ExtensionProperty { key } => self.read_properties(envelope, Some(key)),
            Command::SetExtensionProperty { key, data } => {
                let result = self.set_extension_property(&caller, key, data).await;
                envelope.answer(result);
            }
            Command::RegisterExtension { spec, unchecked } => self.register_extension(envelope, spec, unchecked).await,
            Command::UnregisterExtension { name } => {
                let result = self.unregister_extension(&caller, &name).await;
                envelope.answer(result);
            }
            Command::RoutingRules => {
                let rules = self.routing.rules.clone();
                envelope.answer(Ok(Reply::RoutingRules(rules, self.routing.rules_revision)));
            }
            Command::SetRoutingRules { rules, revision } => {
                let result = self.set_routing_rules(rules, revision).await;
                envelope.answer(result);
            }
            Command::RouteAgain { job, unfinished } => {
                let result = self.route_again(job, unfinished).await;
                self.publish_if_due();
                envelope.answer(result);
            }
            Command::MailSettings => envelope.answer(Ok(self.mail_settings())),
            Command::SetMailSettings { settings, password } => {
                let result = self.set_mail_settings(settings, password).await;
                envelope.answer(result);
            }
            Command::TestMail { to } => self.test_mail(envelope, to),
            command @ (Command::Book { .. }
            | Command::BookEntry { .. }
            | Command::SaveBookEntry { .. }
            | Command::RemoveBookEntries { .. }
            | Command::RestoreBookEntries { .. }
            | Command::BookGroups
            | Command::SaveBookGroup { .. }
            | Command::RemoveBookGroup { .. }
            | Command::ImportBook { .. }
            | Command::ExportBook { .. }
            | Command::LearnSender { .. }
            | Command::FindRecipients { .. }
            | Command::NumberNotes { .. }) => self.book_request(envelope, command).await,
            Command::Configuration => {
                let configuration = Configuration::clone(&self.configuration);
                envelope.answer(Ok(Reply::Configuration(configuration, self.revision)));
            }
            Command::SetConfiguration { configuration, revision } => {
                let result = self.set_configuration(configuration, revision).await;
                self.publish_if_due();
                envelope.answer(result);
            }
            question @ (Command::Journal { .. } | Command::VerifyJournal | Command::Statistics { .. }) => {
                self.journal_request(envelope, question).await;
            }
            Command::Snapshot => {
                let snapshot = self.snapshot(true).seen_by(&self.reach(&caller));
                envelope.answer(Ok(Reply::Snapshot(Box::new(snapshot))));
            }
            Command::CheckAccess { rights, of } => {
                let result = self.check_access(&caller, rights, of.as_ref());
                envelope.answer(result);
            }
            Command::Rights => envelope.answer(Ok(self.rights_reply())),
            Command::SetRights { to, rights } => {
                let result = self.set_rights(to, rights).await;
                envelope.answer(result);
            }
            Command::Tokens => envelope.answer(Ok(Reply::Tokens(self.access.tokens.clone()))),
            Command::AddToken { user, groups, label, expires_at } => {
                let result = self.add_token(&caller, user, groups, label, expires_at).await;
                envelope.answer(result);
            }
            Command::RevokeToken { id } => {
                let result = self.revoke_token(id).await;
                envelope.answer(result);
            }
            Command::Assign { job, users } => {
                let result = self.assign(job, users).await;
                self.publish_if_due();
                envelope.answer(result);
            }
            Command::Shutdown => self.begin_stopping(Some(envelope)),
        }
    }

    fn find(&self, id: JobId) -> Result<&Arc<Job>, FaxError> {
        self.table.job(id).ok_or_else(|| no_fax(id))
    }

    fn trace(&self, envelope: Envelope, id: JobId, attempt: Option<u32>) {
        let calls = match self.find(id) {
            Ok(job) => u32::try_from(job.attempts.len()).unwrap_or(u32::MAX),
            Err(error) => return envelope.answer(Err(error)),
        };
        if let Some(attempt) = attempt.filter(|attempt| *attempt == 0 || *attempt > calls) {
            let words = format!("fax {id} has no call {attempt}; there are {calls}");
            return envelope.answer(Err(FaxError::new(ErrorKind::NotFound, words)));
        }
        let mut calls = self.ports.values().filter_map(|port| port.call.as_ref());
        let is_of = |call: &&super::ports::Call| {
            call.attempt(id).is_some_and(|running| attempt.is_none_or(|attempt| attempt == running))
        };
        match calls.find(is_of) {
            Some(call) => envelope.answer(Ok(Reply::Trace(call.trace.clone()))),
            None => self.reader.trace(envelope, id, attempt),
        }
    }

    async fn order(&mut self, id: JobId, order: JobOrder) -> Result<Job, FaxError> {
        let before = Arc::clone(self.find(id)?);
        let extra = self.table.extra(id);
        let mut job = Job::clone(&before);
        let effect = orders::apply(&mut job, order, extra.pause_requested, self.now())?;
        let mut record = self.table.record(id).ok_or_else(|| no_fax(id))?;
        record.job = job;
        match effect {
            Effect::Hold => record.pause_requested = true,
            Effect::Release => record.pause_requested = false,
            Effect::AbortCall => record.cancel_requested = true,
            Effect::Remove => return self.remove(&before).await,
            Effect::Changed => {
                let paused = record.job.status == JobStatus::Paused;
                record.paused_from = paused.then_some(before.status);
            }
        }
        self.keep(record).await.map_err(|error| storage_error(&error))?;
        if effect == Effect::AbortCall {
            self.abort_job(id, AbortCause::Cancel);
        }
        let job = Job::clone(self.find(id)?);
        if job.status.is_final() && !before.status.is_final() {
            self.announce_end(&job, None);
            self.count_day().await;
        }
        Ok(job)
    }

    /// The same order about several jobs: as many as can take it.
    async fn orders(&mut self, caller: &Caller, jobs: &[JobId], order: JobOrder) -> Result<Reply, FaxError> {
        let mut changed = Vec::new();
        let mut refusal = None;
        for job in jobs {
            let allowed = self.allow(caller, &Command::Order { job: *job, order });
            let done = match allowed {
                Ok(()) => self.order(*job, order).await,
                Err(error) => Err(error),
            };
            match done {
                Ok(job) => changed.push(job),
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        match refusal {
            Some(error) if changed.is_empty() => Err(error),
            _ => Ok(Reply::Jobs(changed)),
        }
    }

    async fn change(&mut self, id: JobId, change: &JobChange) -> Result<Job, FaxError> {
        let now = self.now();
        let mut record = self.table.record(id).ok_or_else(|| no_fax(id))?;
        let first_time = change.schedule.map_or(now, |schedule| self.first_time(schedule, now));
        orders::change(&mut record.job, change, first_time)?;
        self.keep(record).await.map_err(|error| storage_error(&error))?;
        self.plan_stale = true;
        Ok(Job::clone(self.find(id)?))
    }

    /// Takes a final job from the archive; the job as it was.
    async fn remove(&mut self, job: &Job) -> Result<Job, FaxError> {
        self.store.delete_job(job.id).await.map_err(|error| storage_error(&error))?;
        self.forget(job);
        self.count_day().await;
        Ok(job.clone())
    }

    /// Tells that a job is gone, once the store has forgotten it.
    pub(super) fn forget(&mut self, job: &Job) {
        let gone = self.table.remove(job.id);
        self.routing.forget(job.id);
        self.unsaved.remove(&job.id);
        self.refused.remove(&job.id);
        if job.in_outbox() {
            let kind = EventKind::Fax { id: EventId::Deleted, port: None, job: Some(job.id) };
            self.emit_about(kind, gone.clone());
        }
        self.emit_about(EventKind::JobRemoved { job: job.id }, gone);
        self.pace.hurry();
    }

    /// Ends the call of a job from our side.
    pub(super) fn abort_job(&mut self, id: JobId, cause: AbortCause) {
        let on_line = |port: &super::ports::Port| port.call.as_ref().is_some_and(|call| call.is_about(id));
        let port = self.ports.iter().find(|(_, port)| on_line(port));
        if let Some(port) = port.map(|(id, _)| id.clone()) {
            self.abort_call(&port, cause);
        }
    }

    /// Somebody at a line talks, or will not.
    fn operator(&self, id: &PortId, action: OperatorAction) -> Result<(), FaxError> {
        let port = self.ports.get(id).ok_or_else(|| no_port(id))?;
        let refused = |text: String| Err(FaxError::new(ErrorKind::WrongState, text));
        let conversation = port.view.activity.as_ref().and_then(|activity| activity.conversation);
        let Some(call) = &port.call else {
            return refused(format!("there is no call on port {id} to talk in"));
        };
        let Some(operator) = &call.operator else {
            let text = format!(
                "nobody talks on port {id}: if a telephone is beside its modem, say so with `faxwell port set {id} talk=on` \
                 before the next call"
            );
            return refused(text);
        };
        match (action, conversation) {
            (OperatorAction::Answer | OperatorAction::Decline, Some(Conversation::Wanted))
            | (OperatorAction::Finish, Some(Conversation::Talking))
            | (OperatorAction::Ask, None | Some(Conversation::Asked)) => {
                // The call has ended when nobody listens; its report is on its way.
                let _ended = operator.send(action);
                Ok(())
            }
            (OperatorAction::Answer | OperatorAction::Decline, _) => {
                refused(format!("the other side of port {id} does not ask to talk"))
            }
            (OperatorAction::Finish, _) => refused(format!("nobody is talking on port {id}")),
            (OperatorAction::Ask, Some(Conversation::Wanted | Conversation::Talking)) => {
                refused(format!("the other side of port {id} is on the telephone or asks for it"))
            }
        }
    }

    fn hang_up(&mut self, id: &PortId) -> Result<(), FaxError> {
        let port = self.ports.get(id).ok_or_else(|| no_port(id))?;
        if port.call.is_none() {
            return Err(FaxError::new(ErrorKind::WrongState, format!("there is no call on port {id} to hang up")));
        }
        self.abort_call(id, AbortCause::HangUp);
        Ok(())
    }

    async fn set_port(&mut self, id: &PortId, update: &PortUpdate) -> Result<PortView, FaxError> {
        let port = self.ports.get(id).ok_or_else(|| no_port(id))?;
        let settings = port.view.info.settings.updated(update);
        let settings = settings.map_err(|text| FaxError::new(ErrorKind::InvalidParameter, text))?;
        self.store.save_port_settings(id, &settings).await.map_err(|error| storage_error(&error))?;
        let inputs = self.input_sender.clone();
        let port = self.ports.get_mut(id).ok_or_else(|| no_port(id))?;
        port.change().info.settings = settings.clone();
        port.announce = true;
        if !port.order(PortOrder::Configure(Box::new(settings))) && port.call.is_none() {
            // Its task takes no more orders: a new one begins with the new settings.
            port.restart(&inputs);
        }
        let view = PortView::clone(&port.shared());
        self.plan_stale = true;
        self.pace.hurry();
        Ok(view)
    }

    async fn set_configuration(&mut self, mut new: Configuration, based_on: Revision) -> Result<Reply, FaxError> {
        for key in Configuration::KEYS {
            // Through the text form once: its limits are the limits.
            let value = new.value(key);
            let checked = value.and_then(|value| new.set(key, &value));
            checked.map_err(|error| FaxError::new(ErrorKind::InvalidParameter, error.to_string()))?;
        }
        let saved = self.store.save_configuration(&new, based_on).await;
        self.revision = saved.map_err(|error| storage_error(&error))?;
        let moves = self.configuration.station.number != new.station.number;
        let default_changes = self.configuration.cover != new.cover;
        self.configuration = Arc::new(new.clone());
        self.follow_account_settings();
        if default_changes {
            self.covers_changed().await;
        }
        if moves {
            self.move_book().await;
        }
        self.plan_stale = true;
        self.age_out_at = self.now();
        self.log(LogCategory::General, LogLevel::Max, "the configuration was changed");
        self.emit(EventKind::ConfigurationChanged);
        self.pace.hurry();
        Ok(Reply::Configuration(new, self.revision))
    }

    /// Saves what could not be saved before, once its time has come.
    pub(super) async fn save_unsaved(&mut self) {
        if self.save_again.is_none_or(|again| again > tokio::time::Instant::now()) {
            return;
        }
        self.save_again = None;
        for id in std::mem::take(&mut self.unsaved) {
            if let Some(record) = self.table.record(id) {
                self.keep_fact(record).await;
            }
        }
    }
}

/// `FaxGetJob`, `FaxSetJob` and `FaxAbort` document ERROR_INVALID_PARAMETER for it.
pub(super) fn no_fax(id: JobId) -> FaxError {
    FaxError::new(ErrorKind::NotFound, format!("there is no fax {id}")).with_win32(87)
}

pub(super) fn no_port(id: &PortId) -> FaxError {
    FaxError::new(ErrorKind::NotFound, format!("there is no port {id}"))
}
