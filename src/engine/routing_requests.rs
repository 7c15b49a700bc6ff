//! What clients ask about routing and mail. What waits for a method or for a mail server is done beside the loop.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::ports::Port;
use super::requests::{no_port, storage_error};
use super::routing::Again;
use super::run::{Engine, Input};
use crate::api::{Envelope, ErrorKind, FaxError, Reply};
use crate::model::{
    DeviceId, EventKind, Job, JobId, MailSettings, MethodId, PortId, PortRouting, Receipt, Revision, RoutingData,
    RoutingMethodInfo, RoutingRule, Secret,
};
use crate::routing::{Mail, MailError, RouteError, RoutingMethod, reordered};

/// What a method may take to take or give its settings.
const SETTINGS_LIMIT: Duration = Duration::from_secs(30);
/// What a look at a way may take.
const CHECK_LIMIT: Duration = Duration::from_secs(150);
/// What a test mail may take.
const MAIL_LIMIT: Duration = Duration::from_secs(20 * 60);
/// Rules at the most.
const RULES_MAX: usize = 1_000;

/// A method has said yes or no to what a port is to do with it.
pub(super) struct Configured {
    envelope: Envelope,
    port: PortId,
    routing: PortRouting,
    result: Result<(), FaxError>,
}

fn refused(error: &RouteError) -> FaxError {
    FaxError::new(ErrorKind::InvalidData, error.to_string())
}

fn mail_refused(error: &MailError) -> FaxError {
    FaxError::new(ErrorKind::InvalidData, error.to_string())
}

/// Asks a method, which may be foreign code: it has a limit of time, and a mistake in it stays its own.
async fn guarded<T: Send + 'static>(
    name: String,
    limit: Duration,
    work: impl Future<Output = Result<T, RouteError>> + Send + 'static,
) -> Result<T, FaxError> {
    match tokio::spawn(async move { timeout(limit, work).await }).await {
        Ok(Ok(result)) => result.map_err(|error| refused(&error)),
        Ok(Err(_)) => Err(refused(&RouteError::TimedOut { method: name, limit })),
        Err(_) => Err(refused(&RouteError::Panicked { method: name })),
    }
}

/// Methods.
impl Engine {
    /// The installed methods in the order they run.
    pub(super) fn routing_methods(&self) -> Vec<RoutingMethodInfo> {
        self.routing.router.infos(&self.routing.order)
    }

    fn method(&self, id: MethodId) -> Result<Arc<dyn RoutingMethod>, FaxError> {
        self.routing.router.method(id).cloned().ok_or_else(|| refused(&RouteError::NoSuchMethod(id)))
    }

    /// Gives a method another place in the order.
    pub(super) async fn set_routing_priority(&mut self, method: MethodId, priority: u32) -> Result<Reply, FaxError> {
        if priority == 0 {
            return Err(FaxError::new(ErrorKind::InvalidParameter, "the first place in the order is 1"));
        }
        let order = reordered(&self.routing_methods(), method, priority);
        self.keep_order(order.ok_or_else(|| refused(&RouteError::NoSuchMethod(method)))?).await
    }

    /// Puts methods into an order; those that are not named follow.
    pub(super) async fn set_routing_order(&mut self, named: Vec<MethodId>) -> Result<Reply, FaxError> {
        for (place, method) in named.iter().enumerate() {
            self.method(*method)?;
            if named.iter().take(place).any(|earlier| earlier == method) {
                let text = format!("the method {method:?} is named twice");
                return Err(FaxError::new(ErrorKind::InvalidParameter, text));
            }
        }
        let others = self.routing_methods().into_iter().map(|info| info.id).filter(|id| !named.contains(id));
        let order = named.iter().copied().chain(others).collect();
        self.keep_order(order).await
    }

    async fn keep_order(&mut self, order: Vec<MethodId>) -> Result<Reply, FaxError> {
        self.store.save_routing_order(&order).await.map_err(|error| storage_error(&error))?;
        self.routing.order = order;
        self.emit(EventKind::RoutingChanged);
        Ok(Reply::RoutingMethods(self.routing_methods()))
    }

    /// Tells the methods that a device came or went (`FaxRouteDeviceChangeNotification`).
    pub(super) fn tell_methods(&self, device: DeviceId, added: bool) {
        let methods = self.routing_methods().into_iter().filter_map(|info| self.method(info.id).ok());
        let methods: Vec<_> = methods.collect();
        // Beside the loop: it may be foreign code.
        tokio::task::spawn_blocking(move || methods.iter().for_each(|method| method.device_changed(device, added)));
    }

    /// Looks whether a method could deliver now.
    pub(super) fn check_routing(&self, envelope: Envelope, id: MethodId, data: RoutingData) {
        let method = match self.method(id) {
            Ok(method) => method,
            Err(error) => return envelope.answer(Err(error)),
        };
        tokio::spawn(async move {
            let name = method.friendly_name().to_owned();
            let check = guarded(name, CHECK_LIMIT, async move {
                method.validate(&data)?;
                method.check(&data).await
            });
            envelope.answer(check.await.map(Reply::Text));
        });
    }
}

/// Ports.
impl Engine {
    /// What a port does with a method, as the server keeps it.
    fn port_routing(&self, port: &PortId, method: MethodId) -> PortRouting {
        let known = self.routing.ports.get(port).and_then(|ways| ways.iter().find(|way| way.method == method));
        known.cloned().unwrap_or(PortRouting { method, enabled: false, data: RoutingData::default() })
    }

    fn device(&self, port: &PortId) -> Result<DeviceId, FaxError> {
        self.ports.get(port).map(|port: &Port| port.view.info.device_id).ok_or_else(|| no_port(port))
    }

    /// What a port does with each method.
    pub(super) fn show_port_routing(&self, envelope: Envelope, port: &PortId) {
        let device = match self.device(port) {
            Ok(device) => device,
            Err(error) => return envelope.answer(Err(error)),
        };
        let ways = self.routing_methods().into_iter().map(|info| self.port_routing(port, info.id));
        let ways: Vec<(PortRouting, Option<Arc<dyn RoutingMethod>>)> =
            ways.map(|way| (way.clone(), self.method(way.method).ok())).collect();
        tokio::spawn(async move {
            let mut shown = Vec::with_capacity(ways.len());
            for (mut way, method) in ways {
                if let Some(method) = method {
                    let name = method.friendly_name().to_owned();
                    let stored = guarded(name, SETTINGS_LIMIT, async move { Ok(method.stored(device).await) });
                    // A method that does not say has what the server keeps for it.
                    way.data = stored.await.ok().flatten().unwrap_or(way.data);
                }
                shown.push(way);
            }
            envelope.answer(Ok(Reply::PortRouting(shown)));
        });
    }

    /// Changes what a port does with a method, once the method agrees.
    pub(super) fn set_port_routing(
        &self,
        envelope: Envelope,
        port: PortId,
        id: MethodId,
        change: (Option<bool>, Option<RoutingData>),
    ) {
        let found = self.device(&port).and_then(|device| Ok((device, self.method(id)?)));
        let (device, method) = match found {
            Ok(found) => found,
            Err(error) => return envelope.answer(Err(error)),
        };
        let old = self.port_routing(&port, id);
        let (enabled, data) = change;
        let routing =
            PortRouting { method: id, enabled: enabled.unwrap_or(old.enabled), data: data.unwrap_or(old.data) };
        let inputs = self.input_sender.clone();
        tokio::spawn(async move {
            let (name, wanted) = (method.friendly_name().to_owned(), routing.clone());
            let work = async move { method.configure(device, &wanted).await };
            let result = guarded(name, SETTINGS_LIMIT, work).await;
            let configured = Configured { envelope, port, routing, result };
            // The loop has ended when nobody listens; the envelope says so.
            let _ended = inputs.send(Input::Configured(Box::new(configured))).await;
        });
    }

    /// A method has said yes or no.
    pub(super) async fn configured(&mut self, configured: Configured) {
        let Configured { envelope, port, routing, result } = configured;
        let saved = match result {
            Ok(()) => {
                let saved = self.store.save_port_routing(&port, &routing).await;
                saved.map_err(|error| storage_error(&error))
            }
            Err(error) => Err(error),
        };
        if let Err(error) = saved {
            return envelope.answer(Err(error));
        }
        let ways = self.routing.ports.entry(port.clone()).or_default();
        ways.retain(|way| way.method != routing.method);
        ways.push(routing);
        self.emit(EventKind::RoutingChanged);
        self.show_port_routing(envelope, &port);
    }
}

/// Rules, and faxes that are routed again.
impl Engine {
    pub(super) async fn set_routing_rules(
        &mut self,
        rules: Vec<RoutingRule>,
        based_on: Revision,
    ) -> Result<Reply, FaxError> {
        let invalid = |text: String| FaxError::new(ErrorKind::InvalidParameter, text);
        if rules.len() > RULES_MAX {
            return Err(invalid(format!("{} rules are too many; the limit is {RULES_MAX}", rules.len())));
        }
        for rule in &rules {
            let named = |text: String| invalid(format!("rule {:?}: {text}", rule.name));
            self.routing.router.validate_rule(rule).map_err(named)?;
            if rules.iter().filter(|other| other.name == rule.name).count() > 1 {
                return Err(invalid(format!("there are two rules {:?}; give each a name of its own", rule.name)));
            }
        }
        let saved = self.store.save_routing_rules(&rules, based_on).await;
        self.routing.rules_revision = saved.map_err(|error| storage_error(&error))?;
        self.routing.rules.clone_from(&rules);
        self.emit(EventKind::RoutingChanged);
        Ok(Reply::RoutingRules(rules, self.routing.rules_revision))
    }

    /// Routes a fax again, or tells its receipt's mail server again.
    pub(super) async fn route_again(&mut self, id: JobId, unfinished: bool) -> Result<Reply, FaxError> {
        let unknown = || FaxError::new(ErrorKind::NotFound, format!("there is no fax {id}"));
        let job = self.table.job(id).cloned().ok_or_else(unknown)?;
        if unfinished && job.receipt.is_some() && job.status.is_final() {
            if !self.receipt_again(&job) {
                let text = format!("the receipt of fax {id} has gone out; nothing is left to do");
                return Err(FaxError::new(ErrorKind::WrongState, text));
            }
        } else {
            self.again(&job, unfinished).await.map_err(|error| match error {
                Again::Store(error) => storage_error(&error),
                other => FaxError::new(ErrorKind::WrongState, format!("fax {id} is not routed again: {other}")),
            })?;
        }
        let job = self.table.job(id).ok_or_else(unknown)?;
        Ok(Reply::Job(Box::new(Job::clone(job))))
    }
}

/// Mail.
impl Engine {
    /// The settings without the password, which never leaves.
    pub(super) fn mail_settings(&self) -> Reply {
        let kept = self.routing.mail.borrow();
        let password_set = kept.password.as_ref().is_some_and(|password| !password.is_empty());
        Reply::MailSettings { settings: Box::new(MailSettings { password: None, ..kept.clone() }), password_set }
    }

    pub(super) async fn set_mail_settings(
        &mut self,
        settings: MailSettings,
        password: Option<Secret>,
    ) -> Result<Reply, FaxError> {
        let invalid = |text: String| FaxError::new(ErrorKind::InvalidParameter, text);
        if settings.port == Some(0) {
            return Err(invalid("a mail server's port is 1 to 65535".to_owned()));
        }
        if !settings.from.trim().is_empty() {
            self.check_address(&settings.from)?;
        }
        let given = password.is_some();
        let password = password.filter(|password| !password.is_empty());
        let new = MailSettings { password, ..settings };
        let new = if given { new } else { new.keeping(&self.routing.mail.borrow()) };
        self.store.save_mail_settings(&new).await.map_err(|error| storage_error(&error))?;
        self.routing.mail.send_replace(new);
        // What waited for better settings need not wait any longer.
        self.hurry_method(MethodId::EMAIL);
        self.emit(EventKind::RoutingChanged);
        Ok(self.mail_settings())
    }

    /// Looks whether the mail server takes our login, and sends it a mail when an address is given.
    pub(super) fn test_mail(&self, envelope: Envelope, to: Option<String>) {
        let mailer = self.routing.mailer.clone();
        let now = self.now();
        let own = self.configuration.station.name.clone();
        tokio::spawn(async move {
            let work = tokio::spawn(timeout(MAIL_LIMIT, async move {
                let found = mailer.check().await?;
                let Some(to) = to else { return Ok(found) };
                let from = if own.is_empty() { String::new() } else { format!(" of {own}") };
                let mail = Mail {
                    to: to.clone(),
                    subject: "Test mail from Faxwell".to_owned(),
                    body: format!(
                        "This mail was sent to see whether the fax server{from} can send mail. It can; nothing needs to be done.\n"
                    ),
                    attachments: Vec::new(),
                    identity: format!("test {}", now.0),
                    date: now,
                };
                mailer.send(&mail).await?;
                Ok::<_, MailError>(format!("{found}; a test mail went to {to}"))
            }));
            envelope.answer(match work.await {
                Ok(Ok(Ok(found))) => Ok(Reply::Text(found)),
                Ok(Ok(Err(error))) => Err(mail_refused(&error)),
                Ok(Err(_)) | Err(_) => {
                    Err(FaxError::new(ErrorKind::InvalidData, "the mail server gave no answer; look at its own log"))
                }
            });
        });
    }

    /// Looks whether a text is one mail address.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidParameter`] with how it is written.
    pub(super) fn check_address(&self, address: &str) -> Result<(), FaxError> {
        let checked = self.routing.router.validate(MethodId::EMAIL, &RoutingData::from(address));
        let one = !address.contains([';', '\n', '\r']);
        match checked {
            Ok(()) if one => Ok(()),
            Ok(()) => Err(FaxError::new(ErrorKind::InvalidParameter, format!("{address:?} is not one mail address"))),
            Err(error) => Err(FaxError::new(ErrorKind::InvalidParameter, error.to_string())),
        }
    }

    /// What whoever asks for a receipt should know.
    pub(super) fn receipt_warning(&self, receipt: Option<&Receipt>) -> Option<String> {
        let settings = self.routing.mail.borrow();
        let set_up = !settings.server.trim().is_empty() && !settings.from.trim().is_empty();
        let wanted = receipt.is_some_and(|receipt| !receipt.address.is_empty());
        (wanted && !set_up).then(|| {
            "mail is not set up, so the receipt waits; `faxwell mail set server=… from=…` sets it up".to_owned()
        })
    }
}
