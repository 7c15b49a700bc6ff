//! An open port (`FaxOpenPort`): to be looked at, or to be changed by one client alone. Dropping it closes it.

use std::marker::PhantomData;

use super::handle::unexpected;
use super::{Command, FaxError, FaxServer, Reply};
use crate::model::{Lease, MethodId, PortId, PortMode, PortRouting, PortStatus, PortUpdate, PortView, RoutingData};

/// Opened to be looked at.
#[derive(Debug)]
pub enum Query {}

/// Opened to be changed.
#[derive(Debug)]
pub enum Modify {}

/// An open port.
pub struct Port<Mode> {
    fax: FaxServer,
    id: PortId,
    lease: Option<Lease>,
    mode: PhantomData<Mode>,
}

impl FaxServer {
    /// `FaxOpenPort` with `PORT_OPEN_QUERY`.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] (20), [`super::ErrorKind::AccessDenied`].
    pub async fn open_port(&self, port: PortId) -> Result<Port<Query>, FaxError> {
        self.open(port, PortMode::Query).await
    }

    /// `FaxOpenPort` with `PORT_OPEN_MODIFY`: nobody else can change the port until it is closed.
    ///
    /// # Errors
    /// [`super::ErrorKind::Conflict`] (6) while somebody else has it open so, [`super::ErrorKind::NotFound`] (20),
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn open_port_to_change(&self, port: PortId) -> Result<Port<Modify>, FaxError> {
        self.open(port, PortMode::Modify).await
    }

    async fn open<Mode>(&self, id: PortId, mode: PortMode) -> Result<Port<Mode>, FaxError> {
        match self.call(Command::OpenPort { port: id.clone(), mode }).await? {
            Reply::PortOpened(lease) => Ok(Port { fax: self.clone(), id, lease, mode: PhantomData }),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxGetPort`, without opening it.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`], [`super::ErrorKind::AccessDenied`].
    pub async fn port(&self, port: PortId) -> Result<PortView, FaxError> {
        match self.call(Command::Port { port }).await? {
            Reply::Port(port) => Ok(*port),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxGetDeviceStatus`: the port status object, taken now.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`], [`super::ErrorKind::AccessDenied`].
    pub async fn port_status(&self, port: PortId) -> Result<PortStatus, FaxError> {
        match self.call(Command::PortStatus { port }).await? {
            Reply::PortStatus(status) => Ok(*status),
            other => Err(unexpected(&other)),
        }
    }
}

impl<Mode> Port<Mode> {
    /// Which it is.
    pub fn id(&self) -> &PortId {
        &self.id
    }

    /// `FaxGetPort`.
    ///
    /// # Errors
    /// As [`FaxServer::port`].
    pub async fn info(&self) -> Result<PortView, FaxError> {
        self.fax.port(self.id.clone()).await
    }

    /// `FaxGetDeviceStatus`.
    ///
    /// # Errors
    /// As [`FaxServer::port_status`].
    pub async fn status(&self) -> Result<PortStatus, FaxError> {
        self.fax.port_status(self.id.clone()).await
    }

    /// `FaxEnumRoutingMethods`.
    ///
    /// # Errors
    /// As [`FaxServer::port_routing_methods`].
    pub async fn routing_methods(&self) -> Result<Vec<PortRouting>, FaxError> {
        self.fax.port_routing_methods(self.id.clone()).await
    }

    /// `FaxGetRoutingInfo`.
    ///
    /// # Errors
    /// As [`FaxServer::routing_info`].
    pub async fn routing_info(&self, method: MethodId) -> Result<RoutingData, FaxError> {
        self.fax.routing_info(self.id.clone(), method).await
    }

    /// `FaxClose`; dropping it does the same without waiting.
    ///
    /// # Errors
    /// [`super::ErrorKind::Unreachable`].
    pub async fn close(mut self) -> Result<(), FaxError> {
        match self.lease.take() {
            Some(lease) => self.fax.call(Command::ClosePort { lease: lease.id }).await.map(drop),
            None => Ok(()),
        }
    }
}

impl Port<Modify> {
    /// `FaxSetPort`.
    ///
    /// # Errors
    /// [`super::ErrorKind::InvalidParameter`]; [`super::ErrorKind::WrongState`] (6) when it was unused for so long that it
    /// was closed.
    pub async fn update(&self, update: PortUpdate) -> Result<PortView, FaxError> {
        match self.change(Command::SetPort { port: self.id.clone(), update }).await? {
            Reply::Port(port) => Ok(*port),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxEnableRoutingMethod`.
    ///
    /// # Errors
    /// As [`FaxServer::enable_method`].
    pub async fn enable_method(&self, method: MethodId, enabled: bool) -> Result<Vec<PortRouting>, FaxError> {
        self.set_routing(method, Some(enabled), None).await
    }

    /// `FaxSetRoutingInfo`.
    ///
    /// # Errors
    /// As [`FaxServer::set_routing_info`].
    pub async fn set_routing_info(&self, method: MethodId, data: RoutingData) -> Result<Vec<PortRouting>, FaxError> {
        self.set_routing(method, None, Some(data)).await
    }

    /// Keeps it open for longer without changing anything.
    ///
    /// # Errors
    /// [`super::ErrorKind::WrongState`] (6) when it was closed meanwhile.
    pub async fn renew(&self) -> Result<(), FaxError> {
        self.fax.call(Command::RenewLease { lease: self.number() }).await.map(drop)
    }

    async fn set_routing(
        &self,
        method: MethodId,
        enabled: Option<bool>,
        data: Option<RoutingData>,
    ) -> Result<Vec<PortRouting>, FaxError> {
        match self.change(Command::SetPortRouting { port: self.id.clone(), method, enabled, data }).await? {
            Reply::PortRouting(ways) => Ok(ways),
            other => Err(unexpected(&other)),
        }
    }

    async fn change(&self, request: Command) -> Result<Reply, FaxError> {
        self.fax.call(Command::WithLease { lease: self.number(), request: Box::new(request) }).await
    }

    fn number(&self) -> u64 {
        self.lease.as_ref().map_or(0, |lease| lease.id)
    }
}

impl<Mode> Drop for Port<Mode> {
    fn drop(&mut self) {
        if let Some(lease) = self.lease.take() {
            // A lease that cannot be given back ends by itself.
            self.fax.post(Command::ClosePort { lease: lease.id }, drop);
        }
    }
}
