//! The handle's methods about what is plugged in, device providers and routing extensions, and about which lines carry which
//! faxes.

use super::handle::unexpected;
use super::{Command, FaxError, FaxServer, Reply};
use crate::model::{
    ExtensionInfo, ExtensionSpec, Outbound, OutboundView, Property, PropertyInfo, PropertyKey, ProviderInfo,
    ProviderSpec, Revision, RoutingData,
};

impl FaxServer {
    /// Outbound groups and rules, and whether their lines are there.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn outbound(&self) -> Result<OutboundView, FaxError> {
        view(self.call(Command::Outbound).await?)
    }

    /// Replaces outbound groups and rules, compare and swap.
    ///
    /// # Errors
    /// [`super::ErrorKind::Conflict`] when the revision is old, [`super::ErrorKind::NotFound`] (7002) for a group that is not
    /// there, [`super::ErrorKind::InvalidParameter`], [`super::ErrorKind::AccessDenied`].
    pub async fn set_outbound(&self, outbound: Outbound, revision: Revision) -> Result<OutboundView, FaxError> {
        view(self.call(Command::SetOutbound { outbound, revision }).await?)
    }

    /// The device providers, built-in ones first.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn providers(&self) -> Result<Vec<ProviderInfo>, FaxError> {
        match self.call(Command::Providers).await? {
            Reply::Providers(providers) => Ok(providers),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxRegisterServiceProvider`: loads a provider and keeps it. None: the engine that answers opens no lines, and the
    /// next one that does has the provider's.
    ///
    /// # Errors
    /// [`super::ErrorKind::InvalidParameter`] when something is missing or the name is taken, and (126, 127, 1114 or 1306)
    /// when it cannot be loaded; [`super::ErrorKind::WrongState`] (1) from another computer,
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn register_provider(&self, spec: ProviderSpec) -> Result<Option<ProviderInfo>, FaxError> {
        self.provider_registered(spec, false).await
    }

    /// [`FaxServer::register_provider`] for one that may not be there yet: kept whether it can be loaded or not; how that
    /// went is in the answer's health.
    ///
    /// # Errors
    /// As there, but for what cannot be loaded.
    pub async fn register_provider_unchecked(&self, spec: ProviderSpec) -> Result<Option<ProviderInfo>, FaxError> {
        self.provider_registered(spec, true).await
    }

    async fn provider_registered(&self, spec: ProviderSpec, unchecked: bool) -> Result<Option<ProviderInfo>, FaxError> {
        match self.call(Command::RegisterProvider { spec, unchecked }).await? {
            Reply::Provider(provider) => Ok(Some(*provider)),
            Reply::Done => Ok(None),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxUnregisterServiceProvider`.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`]; [`super::ErrorKind::WrongState`] during a call on one of its lines, and (1) from
    /// another computer; [`super::ErrorKind::AccessDenied`].
    pub async fn unregister_provider(&self, name: &str) -> Result<(), FaxError> {
        self.call(Command::UnregisterProvider { name: name.to_owned() }).await.map(drop)
    }

    /// The registered routing extensions.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn routing_extensions(&self) -> Result<Vec<ExtensionInfo>, FaxError> {
        match self.call(Command::RoutingExtensions).await? {
            Reply::Extensions(extensions) => Ok(extensions),
            other => Err(unexpected(&other)),
        }
    }

    /// `FaxRegisterRoutingExtension`: loads an extension and keeps it with its methods; the list stands for the installation
    /// callback, its end for the callback's FALSE. None as at [`FaxServer::register_provider`].
    ///
    /// # Errors
    /// As [`FaxServer::register_provider`]; also when a method's GUID is installed already.
    pub async fn register_extension(&self, spec: ExtensionSpec) -> Result<Option<ExtensionInfo>, FaxError> {
        self.extension_registered(spec, false).await
    }

    /// [`FaxServer::register_extension`] for one that may not be there yet, as
    /// [`FaxServer::register_provider_unchecked`].
    ///
    /// # Errors
    /// As there.
    pub async fn register_extension_unchecked(&self, spec: ExtensionSpec) -> Result<Option<ExtensionInfo>, FaxError> {
        self.extension_registered(spec, true).await
    }

    async fn extension_registered(
        &self,
        spec: ExtensionSpec,
        unchecked: bool,
    ) -> Result<Option<ExtensionInfo>, FaxError> {
        match self.call(Command::RegisterExtension { spec, unchecked }).await? {
            Reply::Extension(extension) => Ok(Some(*extension)),
            Reply::Done => Ok(None),
            other => Err(unexpected(&other)),
        }
    }

    /// What extensions keep here, by GUID and line.
    ///
    /// # Errors
    /// [`super::ErrorKind::AccessDenied`] without the right to read the configuration.
    pub async fn extension_properties(&self) -> Result<Vec<PropertyInfo>, FaxError> {
        match self.call(Command::ExtensionProperties).await? {
            Reply::ExtensionProperties(properties) => Ok(properties),
            other => Err(unexpected(&other)),
        }
    }

    /// `GetExtensionProperty`.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] where nothing is kept; [`super::ErrorKind::AccessDenied`].
    pub async fn extension_property(&self, key: PropertyKey) -> Result<Property, FaxError> {
        match self.call(Command::ExtensionProperty { key }).await? {
            Reply::ExtensionProperty(property) => Ok(*property),
            other => Err(unexpected(&other)),
        }
    }

    /// `SetExtensionProperty`; plug-ins that have registered for it are told. Without data it is taken away.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] for a line that is not there, [`super::ErrorKind::InvalidParameter`] above 64 KiB,
    /// [`super::ErrorKind::WrongState`] (8) when there are too many; [`super::ErrorKind::AccessDenied`] without the right
    /// to change the configuration.
    pub async fn set_extension_property(&self, key: PropertyKey, data: RoutingData) -> Result<(), FaxError> {
        self.call(Command::SetExtensionProperty { key, data }).await.map(drop)
    }

    /// Forgets a routing extension (`UnregisterInboundRoutingExtension`).
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`], [`super::ErrorKind::WrongState`] (1) from another computer,
    /// [`super::ErrorKind::AccessDenied`].
    pub async fn unregister_extension(&self, name: &str) -> Result<(), FaxError> {
        self.call(Command::UnregisterExtension { name: name.to_owned() }).await.map(drop)
    }
}

fn view(reply: Reply) -> Result<OutboundView, FaxError> {
    match reply {
        Reply::Outbound(view) => Ok(*view),
        other => Err(unexpected(&other)),
    }
}
