//! The handle's methods about routing received faxes, and about the mail server that routing and receipts share.

use super::handle::unexpected;
use super::{Command, ErrorKind, FaxError, FaxServer, Reply};
use crate::model::{
    Job, JobId, MailSettings, MethodId, PortId, PortRouting, Revision, RoutingData, RoutingMethodInfo, RoutingRule,
    Secret,
};

impl FaxServer {
    /// `FaxEnumGlobalRoutingInfo`: the installed methods in the order they run.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn routing_methods(&self) -> Result<Vec<RoutingMethodInfo>, FaxError> {
        methods(self.call(Command::RoutingMethods).await?)
    }

    /// `FaxSetGlobalRoutingInfo`: gives a method another place in the order, 1 is the first.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`].
    pub async fn set_routing_priority(
        &self,
        method: MethodId,
        priority: u32,
    ) -> Result<Vec<RoutingMethodInfo>, FaxError> {
        methods(self.call(Command::SetRoutingPriority { method, priority }).await?)
    }

    /// Puts methods into an order at once; those that are not named follow.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::InvalidParameter`] when one is named twice.
    pub async fn set_routing_order(&self, order: Vec<MethodId>) -> Result<Vec<RoutingMethodInfo>, FaxError> {
        methods(self.call(Command::SetRoutingOrder { methods: order }).await?)
    }

    /// `FaxEnumRoutingMethods`: what a port does with each installed method.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`].
    pub async fn port_routing_methods(&self, port: PortId) -> Result<Vec<PortRouting>, FaxError> {
        ways(self.call(Command::PortRouting { port }).await?)
    }

    /// `FaxEnableRoutingMethod`: whether faxes received on a port go that way.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::InvalidData`] when the port has no data that the method can use.
    pub async fn enable_method(
        &self,
        port: PortId,
        method: MethodId,
        enabled: bool,
    ) -> Result<Vec<PortRouting>, FaxError> {
        self.set_port_routing(port, method, Some(enabled), None).await
    }

    /// `FaxGetRoutingInfo`: what a method has been told of a port.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`].
    pub async fn routing_info(&self, port: PortId, method: MethodId) -> Result<RoutingData, FaxError> {
        let ways = self.port_routing_methods(port).await?;
        let way = ways.into_iter().find(|way| way.method == method);
        way.map(|way| way.data).ok_or_else(|| {
            let text = format!("there is no routing method {method}; `faxwell route list` shows those there are");
            FaxError::new(ErrorKind::NotFound, text).with_win32(13)
        })
    }

    /// `FaxSetRoutingInfo`: tells a method what it is to do with faxes of a port.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::InvalidData`] with what is wrong with it.
    pub async fn set_routing_info(
        &self,
        port: PortId,
        method: MethodId,
        data: RoutingData,
    ) -> Result<Vec<PortRouting>, FaxError> {
        self.set_port_routing(port, method, None, Some(data)).await
    }

    /// `FaxEnableRoutingMethod` and `FaxSetRoutingInfo` in one step.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::InvalidData`]; nothing is changed then.
    pub async fn set_port_routing(
        &self,
        port: PortId,
        method: MethodId,
        enabled: Option<bool>,
        data: Option<RoutingData>,
    ) -> Result<Vec<PortRouting>, FaxError> {
        ways(self.call(Command::SetPortRouting { port, method, enabled, data }).await?)
    }

    /// Looks whether a method could deliver a copy now, and delivers none.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::InvalidData`] with what to change.
    pub async fn check_routing(&self, method: MethodId, data: RoutingData) -> Result<String, FaxError> {
        text(self.call(Command::CheckRouting { method, data }).await?)
    }

    /// The routing rules in their order.
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn routing_rules(&self) -> Result<(Vec<RoutingRule>, Revision), FaxError> {
        rules(self.call(Command::RoutingRules).await?)
    }

    /// Replaces the routing rules, compare and swap.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] when the revision is old, [`ErrorKind::InvalidParameter`] when a rule makes no sense.
    pub async fn set_routing_rules(
        &self,
        new: Vec<RoutingRule>,
        revision: Revision,
    ) -> Result<(Vec<RoutingRule>, Revision), FaxError> {
        rules(self.call(Command::SetRoutingRules { rules: new, revision }).await?)
    }

    /// Routes a received fax again; with `unfinished` only what has not arrived, of a sent fax its receipt.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], [`ErrorKind::WrongState`].
    pub async fn route_again(&self, job: JobId, unfinished: bool) -> Result<Job, FaxError> {
        match self.call(Command::RouteAgain { job, unfinished }).await? {
            Reply::Job(job) => Ok(*job),
            other => Err(unexpected(&other)),
        }
    }

    /// The mail server without its password, and whether one is kept (`IFaxReceiptOptions`).
    ///
    /// # Errors
    /// [`FaxError`].
    pub async fn mail_settings(&self) -> Result<(MailSettings, bool), FaxError> {
        mail(self.call(Command::MailSettings).await?)
    }

    /// Changes the mail server. Without a password the old one stays, as long as server, user and protection do.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidParameter`].
    pub async fn set_mail_settings(
        &self,
        settings: MailSettings,
        password: Option<Secret>,
    ) -> Result<(MailSettings, bool), FaxError> {
        mail(self.call(Command::SetMailSettings { settings, password }).await?)
    }

    /// Looks whether the mail server takes our login, and sends a test mail when an address is given.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidData`] with what to change.
    pub async fn test_mail(&self, to: Option<String>) -> Result<String, FaxError> {
        text(self.call(Command::TestMail { to }).await?)
    }
}

fn methods(reply: Reply) -> Result<Vec<RoutingMethodInfo>, FaxError> {
    if let Reply::RoutingMethods(methods) = reply { Ok(methods) } else { Err(unexpected(&reply)) }
}

fn ways(reply: Reply) -> Result<Vec<PortRouting>, FaxError> {
    if let Reply::PortRouting(ways) = reply { Ok(ways) } else { Err(unexpected(&reply)) }
}

fn rules(reply: Reply) -> Result<(Vec<RoutingRule>, Revision), FaxError> {
    if let Reply::RoutingRules(rules, revision) = reply { Ok((rules, revision)) } else { Err(unexpected(&reply)) }
}

fn mail(reply: Reply) -> Result<(MailSettings, bool), FaxError> {
    match reply {
        Reply::MailSettings { settings, password_set } => Ok((*settings, password_set)),
        other => Err(unexpected(&other)),
    }
}

fn text(reply: Reply) -> Result<String, FaxError> {
    if let Reply::Text(text) = reply { Ok(text) } else { Err(unexpected(&reply)) }
}
