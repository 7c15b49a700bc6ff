//! What is plugged in while the engine runs: registered, loaded, forgotten (`winfax.md` §3.8). Loading is foreign code's
//! business and happens beside the loop; a plug-in that does not come costs its own lines and methods alone.

use std::sync::Arc;

use super::requests::storage_error;
use super::run::{Engine, Input};
use crate::api::{Envelope, ErrorKind, FaxError, Reply};
use crate::model::{
    Caller, Door, EventKind, ExtensionHealth, ExtensionInfo, ExtensionSpec, ExtensionStatus, LogCategory, LogLevel,
    PortId, ProviderInfo, ProviderSpec,
};
use crate::provider::{DeviceDeclaration, DeviceProvider, PropertyStore, ProviderError};
use crate::routing::{Router, RoutingExtension};

/// Plug-ins of one kind at the most.
const EACH_MAX: usize = 100;

/// Makes of a registration what joins the engine. Nothing is loaded by it.
pub trait ExtensionLoader: Send + Sync {
    /// A device provider, which may keep something here.
    fn provider(&self, spec: &ProviderSpec, properties: Arc<dyn PropertyStore>) -> Arc<dyn DeviceProvider>;

    /// A routing extension, which may as well.
    fn extension(&self, spec: &ExtensionSpec, properties: Arc<dyn PropertyStore>) -> Arc<dyn RoutingExtension>;
}

/// What the engine knows of what is plugged in.
#[derive(Default)]
pub(super) struct Plugged {
    loader: Option<Arc<dyn ExtensionLoader>>,
    /// Registered providers; what they became is among the engine's.
    providers: Vec<ProviderSpec>,
    extensions: Vec<Arc<dyn RoutingExtension>>,
}

impl Plugged {
    pub(super) fn new(loader: Option<Arc<dyn ExtensionLoader>>) -> Self {
        Self { loader, ..Self::default() }
    }
}

/// A plug-in that was to be loaded.
pub(super) struct Loaded {
    what: Kind,
    /// Who asked for it; none at the engine's start.
    envelope: Option<Envelope>,
}

enum Kind {
    Provider(Arc<dyn DeviceProvider>, Result<Vec<DeviceDeclaration>, ProviderError>),
    Extension(Arc<dyn RoutingExtension>),
    /// One that is kept if it could be loaded.
    NewProvider(ProviderSpec, Arc<dyn DeviceProvider>, Result<Vec<DeviceDeclaration>, ProviderError>),
    NewExtension(Arc<dyn RoutingExtension>),
}

fn invalid(text: impl Into<String>) -> FaxError {
    FaxError::new(ErrorKind::InvalidParameter, text)
}

/// Why something new is not kept, with the Win32 number for it.
fn not_kept(what: &str, image: &str, health: &ExtensionHealth, otherwise: &str) -> FaxError {
    let why = if health.text.is_empty() { otherwise } else { &health.text };
    let (number, cure) = match health.status {
        // ERROR_PROC_NOT_FOUND, ERROR_REVISION_MISMATCH, ERROR_DLL_INIT_FAILED, ERROR_MOD_NOT_FOUND.
        ExtensionStatus::Export => (127, "is it made for this interface?"),
        ExtensionStatus::Version => (1306, "compile it with the header of this version"),
        ExtensionStatus::Init | ExtensionStatus::Server => (1114, "look at what it needs, and try again"),
        _ => (126, "check the file's name, and that it is a library for this computer"),
    };
    let text = format!(
        "the {what} was not registered, since it cannot be loaded: {why}; {cure}. Unchecked (`--unchecked`) it is registered all \
         the same: {image}"
    );
    invalid(text).with_win32(number)
}

/// Loading code is for whoever sits at this computer.
fn from_here(caller: &Caller) -> Result<(), FaxError> {
    match caller.door {
        Door::Network => {
            Err(FaxError::new(ErrorKind::WrongState, "plug-ins are registered on the fax server's own computer"))
        }
        Door::Local | Door::Program => Ok(()),
    }
}

impl Engine {
    /// Takes up what was registered in earlier runs. Without lines nothing is loaded.
    pub(super) fn plug_in(&mut self, providers: Vec<ProviderSpec>, extensions: Vec<ExtensionSpec>) {
        let Some(loader) = self.plugged.loader.clone() else {
            if !providers.is_empty() || !extensions.is_empty() {
                tracing::warn!("plug-ins are registered, but this engine loads none");
            }
            return;
        };
        for spec in providers {
            self.add_provider(&*loader, spec, None);
        }
        for spec in extensions {
            self.add_extension(loader.extension(&spec, self.property_store()), None);
        }
    }

    fn add_provider(&mut self, loader: &dyn ExtensionLoader, spec: ProviderSpec, envelope: Option<Envelope>) {
        let provider = loader.provider(&spec, self.property_store());
        self.plugged.providers.push(spec);
        self.providers.push(Arc::clone(&provider));
        self.load(envelope, async move {
            let devices = provider.devices().await;
            Kind::Provider(provider, devices)
        });
    }

    fn add_extension(&mut self, extension: Arc<dyn RoutingExtension>, envelope: Option<Envelope>) {
        self.join_extension(&extension);
        self.load(envelope, async move {
            extension.load().await;
            Kind::Extension(extension)
        });
    }

    /// Its methods are installed, and know the devices there are.
    fn join_extension(&mut self, extension: &Arc<dyn RoutingExtension>) {
        for method in extension.methods() {
            self.routing.router = self.routing.router.clone().with(method);
        }
        for port in self.ports.values() {
            let device = port.view.info.device_id;
            extension.methods().iter().for_each(|method| method.device_changed(device, true));
        }
        self.plugged.extensions.push(Arc::clone(extension));
    }

    /// Loads beside the loop; without lines only what was registered is shown.
    fn load(&self, envelope: Option<Envelope>, work: impl Future<Output = Kind> + Send + 'static) {
        if self.lines {
            self.beside(envelope, work);
        } else if let Some(envelope) = envelope {
            envelope.answer(Ok(Reply::Done));
        }
    }

    fn beside(&self, envelope: Option<Envelope>, work: impl Future<Output = Kind> + Send + 'static) {
        let inputs = self.input_sender.clone();
        tokio::spawn(async move {
            let what = work.await;
            // The loop has ended when nobody listens.
            let _ended = inputs.send(Input::Loaded(Box::new(Loaded { what, envelope }))).await;
        });
    }

    /// A plug-in was loaded, or was not.
    pub(super) async fn loaded(&mut self, loaded: Loaded) {
        let Loaded { what, envelope } = loaded;
        let gone = || FaxError::new(ErrorKind::NotFound, "it was taken away meanwhile");
        let reply = match what {
            Kind::NewProvider(spec, provider, devices) => self.keep_provider(spec, provider, devices).await,
            Kind::NewExtension(extension) => self.keep_extension(extension).await,
            Kind::Provider(provider, result) => {
                let name = provider.name().to_owned();
                // It may have been taken away meanwhile.
                let registered = self.is_plugged(&name);
                match result {
                    Ok(devices) if registered => self.declare_plugged(&provider, devices).await,
                    Ok(_) => {}
                    Err(error) => {
                        tracing::error!("{} is not used in this run: {error}", provider.friendly_name());
                        let words = format!("the provider {name} is not used: {error}");
                        self.log(LogCategory::Init, LogLevel::Min, &words);
                    }
                }
                let info = self.provider_infos().into_iter().find(|info| info.name == name);
                info.map(|info| Reply::Provider(Box::new(info))).ok_or_else(gone)
            }
            Kind::Extension(extension) => {
                self.configure_plugged(&*extension, None);
                Ok(Reply::Extension(Box::new(extension_info(&*extension))))
            }
        };
        self.emit(EventKind::ExtensionsChanged);
        self.pace.hurry();
        self.publish_if_due();
        if let Some(envelope) = envelope {
            envelope.answer(reply);
        }
    }

    /// A new provider was loaded: it is kept. Or was not: it is forgotten, and why is the answer.
    async fn keep_provider(
        &mut self,
        spec: ProviderSpec,
        provider: Arc<dyn DeviceProvider>,
        devices: Result<Vec<DeviceDeclaration>, ProviderError>,
    ) -> Result<Reply, FaxError> {
        let devices = match devices {
            Ok(devices) => devices,
            Err(error) => return Err(not_kept("provider", &spec.image, &provider.health(), &error.to_string())),
        };
        // Somebody else may have taken the name meanwhile.
        self.provider_fits(&spec)?;
        self.store.save_provider(&spec).await.map_err(|error| storage_error(&error))?;
        let name = spec.name.clone();
        self.plugged.providers.push(spec);
        self.providers.push(Arc::clone(&provider));
        if !self.lines {
            tokio::spawn(async move { provider.shutdown().await });
            return Ok(Reply::Done);
        }
        self.declare_plugged(&provider, devices).await;
        let info = self.provider_infos().into_iter().find(|info| info.name == name);
        info.map(|info| Reply::Provider(Box::new(info))).ok_or_else(FaxError::unreachable)
    }

    /// [`Engine::keep_provider`] for a routing extension.
    async fn keep_extension(&mut self, extension: Arc<dyn RoutingExtension>) -> Result<Reply, FaxError> {
        let health = extension.health();
        if health.status != ExtensionStatus::Ok {
            return Err(not_kept("routing extension", &extension.spec().image, &health, health.status.text()));
        }
        self.extension_fits(extension.spec())?;
        self.store.save_extension(extension.spec()).await.map_err(|error| storage_error(&error))?;
        self.join_extension(&extension);
        if !self.lines {
            return Ok(Reply::Done);
        }
        self.configure_plugged(&*extension, None);
        Ok(Reply::Extension(Box::new(extension_info(&*extension))))
    }

    /// Starts the ports of a provider, as they were set before.
    async fn declare_plugged(&mut self, provider: &Arc<dyn DeviceProvider>, devices: Vec<DeviceDeclaration>) {
        let saved = match self.store.load_port_settings().await {
            Ok(saved) => saved,
            Err(error) => {
                tracing::error!("the settings of plugged-in lines cannot be read: {error}");
                Vec::new()
            }
        };
        for device in devices {
            let known = saved.iter().find(|(port, _)| *port == device.port).map(|(_, settings)| settings.clone());
            let port = device.port.clone();
            let device = DeviceDeclaration { defaults: known.unwrap_or(device.defaults), ..device };
            self.declare(provider, device);
            for extension in self.plugged.extensions.clone() {
                self.configure_plugged(&*extension, Some(&port));
            }
        }
        let devices = self.ports.iter().map(|(id, port)| (id.clone(), port.view.info.device_id)).collect();
        self.table.assign_devices(&devices);
        self.count_day().await;
        self.plan_stale = true;
    }

    /// Tells an extension what is set for ports, all or one: an extension may keep it itself.
    fn configure_plugged(&self, extension: &dyn RoutingExtension, only: Option<&PortId>) {
        let methods = extension.methods();
        for (id, port) in self.ports.iter().filter(|(id, _)| only.is_none_or(|only| only == *id)) {
            let set = self.routing.ports.get(id).cloned().unwrap_or_default();
            for routing in set.into_iter().filter(|routing| routing.enabled) {
                let Some(method) = methods.iter().find(|method| method.id() == routing.method).cloned() else {
                    continue;
                };
                let device = port.view.info.device_id;
                tokio::spawn(async move {
                    if let Err(error) = method.configure(device, &routing).await {
                        tracing::warn!("{}: {error}", method.friendly_name());
                    }
                });
            }
        }
    }

    /// Whether the provider of this name was registered, and is foreign code.
    pub(super) fn is_plugged(&self, name: &str) -> bool {
        self.plugged.providers.iter().any(|spec| spec.name == name)
    }

    /// The device providers: those built in, then the registered ones.
    pub(super) fn provider_infos(&self) -> Vec<ProviderInfo> {
        let info = |provider: &Arc<dyn DeviceProvider>| {
            let name = provider.name();
            let ports = self.ports.iter().filter(|(_, port)| port.view.info.provider == name);
            let spec = self.plugged.providers.iter().find(|spec| spec.name == name);
            ProviderInfo {
                name: name.to_owned(),
                friendly_name: provider.friendly_name().to_owned(),
                image: provider.image().to_owned(),
                together: spec.is_some_and(|spec| spec.together),
                health: provider.health(),
                ports: ports.map(|(id, _)| id.clone()).collect(),
                page: provider.page(),
            }
        };
        self.providers.iter().map(info).collect()
    }

    /// The registered routing extensions.
    pub(super) fn extension_infos(&self) -> Vec<ExtensionInfo> {
        self.plugged.extensions.iter().map(|extension| extension_info(&**extension)).collect()
    }

    fn loader(&self) -> Result<Arc<dyn ExtensionLoader>, FaxError> {
        let none = || FaxError::new(ErrorKind::WrongState, "this engine loads no plug-ins");
        self.plugged.loader.clone().ok_or_else(none)
    }

    /// `FaxRegisterServiceProvider`. Answered when the provider was loaded, or was not.
    pub(super) async fn register_provider(&mut self, envelope: Envelope, spec: ProviderSpec, unchecked: bool) {
        let (loader, spec) = match self.new_provider(&envelope.caller, spec) {
            Ok(new) => new,
            Err(error) => return envelope.answer(Err(error)),
        };
        if !unchecked {
            let provider = loader.provider(&spec, self.property_store());
            return self.beside(Some(envelope), async move {
                let devices = provider.devices().await;
                Kind::NewProvider(spec, provider, devices)
            });
        }
        match self.store.save_provider(&spec).await {
            Ok(()) => self.add_provider(&*loader, spec, Some(envelope)),
            Err(error) => envelope.answer(Err(storage_error(&error))),
        }
    }

    fn new_provider(
        &self,
        caller: &Caller,
        spec: ProviderSpec,
    ) -> Result<(Arc<dyn ExtensionLoader>, ProviderSpec), FaxError> {
        from_here(caller)?;
        let loader = self.loader()?;
        let spec = spec.checked().map_err(invalid)?;
        self.provider_fits(&spec)?;
        Ok((loader, spec))
    }

    /// Whether its name is free and there is room.
    fn provider_fits(&self, spec: &ProviderSpec) -> Result<(), FaxError> {
        let name = &spec.name;
        let prefix = format!("{name}-");
        let port_taken = self.ports.keys().any(|port| port.0.starts_with(&prefix));
        if port_taken || self.providers.iter().any(|provider| provider.name() == *name) {
            return Err(invalid(format!("there is a provider {name} already, or lines of that name; choose another")));
        }
        if self.plugged.providers.len() >= EACH_MAX {
            return Err(invalid(format!("there are {EACH_MAX} providers already")));
        }
        Ok(())
    }

    /// Forgets a provider and takes its lines away. Their settings stay for when it comes back.
    pub(super) async fn unregister_provider(&mut self, caller: &Caller, name: &str) -> Result<Reply, FaxError> {
        from_here(caller)?;
        if !self.plugged.providers.iter().any(|spec| spec.name == name) {
            let text = format!("no provider {name} was registered; `faxwell provider list` shows those there are");
            return Err(FaxError::new(ErrorKind::NotFound, text));
        }
        let own = |info: &super::ports::Port| info.view.info.provider == name;
        if let Some((id, _)) = self.ports.iter().find(|(_, port)| own(port) && port.call.is_some()) {
            let text = format!("line {id} of this provider has a call; hang up first, or wait");
            return Err(FaxError::new(ErrorKind::WrongState, text));
        }
        self.store.forget_provider(name).await.map_err(|error| storage_error(&error))?;
        let ports: Vec<PortId> = self.ports.iter().filter(|(_, port)| own(port)).map(|(id, _)| id.clone()).collect();
        for id in ports {
            if let Some(port) = self.ports.remove(&id) {
                self.tell_methods(port.view.info.device_id, false);
                port.stop();
            }
            self.emit(EventKind::PortRemoved { port: id });
        }
        self.plugged.providers.retain(|spec| spec.name != name);
        if let Some(place) = self.providers.iter().position(|provider| provider.name() == name) {
            let provider = self.providers.remove(place);
            tokio::spawn(async move { provider.shutdown().await });
        }
        self.emit(EventKind::ExtensionsChanged);
        self.plan_stale = true;
        self.pace.hurry();
        Ok(Reply::Done)
    }

    /// `FaxRegisterRoutingExtension`. Answered when the extension was loaded, or was not.
    pub(super) async fn register_extension(&mut self, envelope: Envelope, spec: ExtensionSpec, unchecked: bool) {
        let extension = match self.new_extension(&envelope.caller, spec) {
            Ok(extension) => extension,
            Err(error) => return envelope.answer(Err(error)),
        };
        if !unchecked {
            return self.beside(Some(envelope), async move {
                extension.load().await;
                Kind::NewExtension(extension)
            });
        }
        match self.store.save_extension(extension.spec()).await {
            Ok(()) => self.add_extension(extension, Some(envelope)),
            Err(error) => envelope.answer(Err(storage_error(&error))),
        }
    }

    fn new_extension(&self, caller: &Caller, spec: ExtensionSpec) -> Result<Arc<dyn RoutingExtension>, FaxError> {
        from_here(caller)?;
        let loader = self.loader()?;
        let spec = spec.checked().map_err(invalid)?;
        self.extension_fits(&spec)?;
        Ok(loader.extension(&spec, self.property_store()))
    }

    /// Whether its name and its methods are new and there is room.
    fn extension_fits(&self, spec: &ExtensionSpec) -> Result<(), FaxError> {
        let name = &spec.name;
        if self.plugged.extensions.iter().any(|extension| extension.spec().name == *name) {
            return Err(invalid(format!("there is a routing extension {name} already; remove it first")));
        }
        if let Some(method) = spec.methods.iter().find(|method| self.routing.router.method(method.id).is_some()) {
            return Err(invalid(format!("the GUID of {} belongs to an installed method: {}", method.name, method.id)));
        }
        if self.plugged.extensions.len() >= EACH_MAX {
            return Err(invalid(format!("there are {EACH_MAX} routing extensions already")));
        }
        Ok(())
    }

    /// Forgets a routing extension; copies that wait for its methods say so.
    pub(super) async fn unregister_extension(&mut self, caller: &Caller, name: &str) -> Result<Reply, FaxError> {
        from_here(caller)?;
        let Some(place) = self.plugged.extensions.iter().position(|extension| extension.spec().name == name) else {
            let text = format!("no routing extension {name} was registered");
            return Err(FaxError::new(ErrorKind::NotFound, text));
        };
        self.store.forget_extension(name).await.map_err(|error| storage_error(&error))?;
        let extension = self.plugged.extensions.remove(place);
        let gone = |id| extension.spec().methods.iter().any(|method| method.id == id);
        let router = &self.routing.router;
        let kept = router.infos(&self.routing.order).into_iter().filter(|info| !gone(info.id));
        let kept: Vec<_> = kept.filter_map(|info| router.method(info.id).cloned()).collect();
        self.routing.router = Router::new(kept);
        self.emit(EventKind::ExtensionsChanged);
        self.emit(EventKind::RoutingChanged);
        Ok(Reply::Done)
    }
}

fn extension_info(extension: &dyn RoutingExtension) -> ExtensionInfo {
    let ExtensionSpec { name, friendly_name, image, methods } = extension.spec().clone();
    ExtensionInfo { name, friendly_name, image, health: extension.health(), methods, page: extension.page() }
}
