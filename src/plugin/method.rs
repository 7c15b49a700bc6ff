//! A routing extension in C as the engine has it: its methods join the routing seam like those that are built in
//! (`winfax.md` §6).
//!
//! One process serves an extension, and one call at a time, so that a crash costs the copy that was being made and
//! nothing else. A new process is told again what the old one knew: which devices there are, and what is set for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::child::{Host, library, unexpected};
use super::health::{Health, PlugError};
use super::keeping::{self, Numbering};
use super::wire::{Answer, Request, RouteOrder, RouteResult};
use super::{HostProgram, PluginLimits};
use crate::model::{
    DeviceId, ExtensionHealth, ExtensionSpec, ExtensionStatus, MethodId, MethodSpec, PortRouting, RoutingData,
};
use crate::provider::PropertyStore;
use crate::routing::{
    Cure, FileList, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingExtension, RoutingMethod,
};

/// ERROR_BAD_CONFIGURATION: where it should lead is not set or not there.
const BAD_CONFIGURATION: u32 = 1610;
/// 100 ns from the beginning of 1601 to that of 1970.
const UNIX_EPOCH_TICKS: u64 = 116_444_736_000_000_000;
/// Place of its methods in the order as long as nobody has changed it: behind those that are built in.
const PRIORITY: u32 = 1_000;
/// Longer than any limit of the host: waiting for the extension's turn counts as well.
const TIME_LIMIT: Duration = Duration::from_secs(60 * 60);

/// A routing extension in C.
pub struct PluginExtension(Arc<Inner>);

struct Inner {
    spec: ExtensionSpec,
    program: HostProgram,
    limits: PluginLimits,
    health: Health,
    host: tokio::sync::Mutex<Option<Told>>,
    known: Mutex<Known>,
    page: Mutex<String>,
    properties: Arc<dyn PropertyStore>,
}

/// A host, and what it was told.
struct Told {
    host: Arc<Host>,
    devices: BTreeSet<DeviceId>,
    routings: BTreeMap<(MethodId, DeviceId), PortRouting>,
}

/// What the engine has told of its devices and their set-up.
#[derive(Default)]
struct Known {
    devices: BTreeSet<DeviceId>,
    routings: BTreeMap<(MethodId, DeviceId), PortRouting>,
}

impl PluginExtension {
    /// Of a registration. Nothing is loaded before it is used.
    pub fn new(
        spec: ExtensionSpec,
        program: HostProgram,
        limits: PluginLimits,
        properties: Arc<dyn PropertyStore>,
    ) -> Self {
        Self(Arc::new(Inner {
            spec,
            program,
            limits,
            health: Health::default(),
            host: tokio::sync::Mutex::default(),
            known: Mutex::default(),
            page: Mutex::default(),
            properties,
        }))
    }
}

impl Inner {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn start(self: &Arc<Self>) -> Result<Told, PlugError> {
        let host = Arc::new(Host::start(&self.program, &self.spec.name)?);
        let functions = self.spec.methods.iter().map(|method| method.function.clone()).collect();
        let load = Request::LoadExtension { image: library(&self.spec.image), functions };
        let version = host.load(load, self.limits.begin).await?;
        let inner = Arc::downgrade(self);
        let on_fault = move |error: &PlugError| {
            if let Some(inner) = inner.upgrade() {
                inner.health.failed(error);
            }
        };
        let properties = Arc::clone(&self.properties);
        keeping::serve(&host, &self.spec.name, properties, Numbering::Service, self.limits.quick, on_fault);
        host.ask_done(0, Request::InitializeConfig, self.limits.begin).await?;
        host.ask_done(0, Request::Initialize, self.limits.begin).await?;
        if let Answer::Text(page) = host.ask(0, Request::Page, self.limits.quick).await? {
            *self.page.lock().unwrap_or_else(PoisonError::into_inner) = page;
        }
        self.health.begun(version);
        Ok(Told { host, devices: BTreeSet::new(), routings: BTreeMap::new() })
    }

    /// The host, started when there is none, and told what it does not know yet.
    async fn ready<'a>(self: &Arc<Self>, place: &'a mut Option<Told>) -> Result<&'a mut Told, PlugError> {
        if place.as_ref().is_some_and(|told| told.host.has_ended()) {
            *place = None;
        }
        if place.is_none() {
            let started = self.start().await.inspect_err(|error| self.health.not_begun(error))?;
            *place = Some(started);
        }
        let Some(told) = place.as_mut() else {
            return Err(PlugError::NotStarted("it is gone again".to_owned()));
        };
        let (devices, routings) = {
            let known = self.known();
            (known.devices.clone(), known.routings.clone())
        };
        let came = devices.difference(&told.devices).map(|device| (*device, true));
        let went = told.devices.difference(&devices).map(|device| (*device, false));
        let changes: Vec<(DeviceId, bool)> = went.chain(came).collect();
        for (DeviceId(device), added) in changes {
            told.host.ask(0, Request::DeviceChanged { device, added }, self.limits.quick).await?;
        }
        told.devices = devices;
        for ((method, device), routing) in routings {
            if told.routings.get(&(method, device)) != Some(&routing) {
                // One it took before it takes again; if not, the copy says so.
                let _whatever = self.tell(&told.host, device, &routing).await;
                told.routings.insert((method, device), routing);
            }
        }
        Ok(told)
    }

    /// `FaxRouteSetRoutingInfo` and `FaxRouteDeviceEnable`.
    async fn tell(&self, host: &Host, DeviceId(device): DeviceId, routing: &PortRouting) -> Result<(), PlugError> {
        let PortRouting { method, enabled, ref data } = *routing;
        let quick = self.limits.quick;
        host.ask_done(0, Request::SetInfo { method, device, data: data.clone() }, quick).await?;
        host.ask_done(0, Request::Enable { method, device, enabled: Some(enabled) }, quick).await
    }

    /// Notes a fault, and says what it means for a copy or a setting.
    fn failed(&self, error: &PlugError) -> RouteError {
        if error.is_fault() {
            self.health.failed(error);
        }
        let name = &self.spec.friendly_name;
        let (text, cure) = match error {
            PlugError::Refused { error: BAD_CONFIGURATION, .. } => {
                (format!("{name}: where it leads is not set, or not there"), Cure::Administrator)
            }
            PlugError::Refused { .. }
            | PlugError::Late { .. }
            | PlugError::Died { .. }
            | PlugError::Left { .. }
            | PlugError::Nonsense { .. } => (format!("{name}: {error}"), Cure::Time),
            PlugError::NotStarted(_) | PlugError::NotLoaded(_) | PlugError::Missing(_) | PlugError::Version { .. } => {
                (format!("{name}: {error}"), Cure::Administrator)
            }
        };
        RouteError::Extension { text, cure }
    }

    fn order(&self, method: &MethodSpec, fax: &RoutedFax, data: &RoutingData, files: &FileList) -> RouteOrder {
        let received = u64::try_from(fax.received_at.0).unwrap_or(0);
        RouteOrder {
            method: method.id,
            function: method.function.clone(),
            job: fax.job.0,
            elapsed: u64::try_from(fax.elapsed.as_nanos() / 100).unwrap_or(u64::MAX),
            received: received.saturating_mul(10_000).saturating_add(UNIX_EPOCH_TICKS),
            pages: fax.pages,
            csid: fax.csid.as_str().to_owned(),
            tsid: fax.tsid.as_str().to_owned(),
            caller_id: fax.caller_id.clone(),
            routing: fax.routing.clone(),
            receiver_name: fax.receiver_name.clone(),
            receiver_number: fax.receiver_number.clone(),
            device: fax.device_id.0,
            device_name: fax.device_name.clone(),
            data: data.clone(),
            files: files.clone(),
            retry: RoutingData::default(),
        }
    }
}

#[async_trait]
impl RoutingExtension for PluginExtension {
    fn spec(&self) -> &ExtensionSpec {
        &self.0.spec
    }

    fn health(&self) -> ExtensionHealth {
        self.0.health.now()
    }

    fn page(&self) -> String {
        self.0.page.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn methods(&self) -> Vec<Arc<dyn RoutingMethod>> {
        let method = |spec: &MethodSpec| -> Arc<dyn RoutingMethod> {
            Arc::new(PluginMethod { inner: Arc::clone(&self.0), spec: spec.clone() })
        };
        self.0.spec.methods.iter().map(method).collect()
    }

    async fn load(&self) {
        let mut place = self.0.host.lock().await;
        if let Err(error) = self.0.ready(&mut place).await {
            tracing::warn!("the routing extension {} cannot be used: {error}", self.0.spec.name);
        }
    }
}

/// One of its methods.
struct PluginMethod {
    inner: Arc<Inner>,
    spec: MethodSpec,
}

#[async_trait]
impl RoutingMethod for PluginMethod {
    fn id(&self) -> MethodId {
        self.spec.id
    }

    fn friendly_name(&self) -> &str {
        &self.spec.friendly_name
    }

    fn function_name(&self) -> &str {
        &self.spec.function
    }

    fn extension_name(&self) -> &str {
        &self.inner.spec.friendly_name
    }

    fn image_name(&self) -> &str {
        &self.inner.spec.image
    }

    fn priority(&self) -> u32 {
        PRIORITY
    }

    fn is_usable(&self) -> bool {
        self.inner.health.now().status == ExtensionStatus::Ok
    }

    fn validate(&self, data: &RoutingData) -> Result<(), RouteError> {
        if data.0.len() > FileList::MAX_DATA {
            let text = format!("routing data has {} octets at the most", FileList::MAX_DATA);
            return Err(RouteError::Extension { text, cure: Cure::Administrator });
        }
        Ok(())
    }

    fn target(&self, data: &RoutingData) -> String {
        // What it means, and whether it is a secret, the extension alone knows.
        if data.0.is_empty() { String::new() } else { format!("with {} octets of its own data", data.0.len()) }
    }

    async fn check(&self, data: &RoutingData) -> Result<String, RouteError> {
        let _unknown = data;
        let mut place = self.inner.host.lock().await;
        self.inner.ready(&mut place).await.map_err(|error| self.inner.failed(&error))?;
        Ok("the extension is loaded; whether a copy would arrive, it alone knows".to_owned())
    }

    async fn configure(&self, device: DeviceId, routing: &PortRouting) -> Result<(), RouteError> {
        self.validate(&routing.data)?;
        let mut place = self.inner.host.lock().await;
        let told = async {
            let told = self.inner.ready(&mut place).await?;
            self.inner.tell(&told.host, device, routing).await?;
            told.routings.insert((self.spec.id, device), routing.clone());
            Ok(())
        };
        told.await.map_err(|error| self.inner.failed(&error))?;
        self.inner.known().routings.insert((self.spec.id, device), routing.clone());
        Ok(())
    }

    async fn stored(&self, device: DeviceId) -> Option<RoutingData> {
        let mut place = self.inner.host.lock().await;
        let told = self.inner.ready(&mut place).await.ok()?;
        let request = Request::Info { method: self.spec.id, device: device.0 };
        match told.host.ask(0, request, self.inner.limits.quick).await {
            Ok(Answer::Data(data)) if !data.0.is_empty() => Some(data),
            Ok(_) => None,
            Err(error) => {
                // The setting is shown as the server keeps it.
                let _told = self.inner.failed(&error);
                None
            }
        }
    }

    fn device_changed(&self, device: DeviceId, added: bool) {
        let mut known = self.inner.known();
        if added {
            known.devices.insert(device);
        } else {
            known.devices.remove(&device);
            known.routings.retain(|(_, of), _| *of != device);
        }
    }

    fn time_limit(&self) -> Duration {
        TIME_LIMIT
    }

    async fn route(
        &self,
        fax: &RoutedFax,
        data: &RoutingData,
        files: &mut FileList,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let kept = retry.unwrap_or_default();
        // It had no chance to say what it wants back: it gets again what it had.
        let failed = |error: PlugError| RouteFailure { error: self.inner.failed(&error), retry: Some(kept.clone()) };
        let mut place = self.inner.host.lock().await;
        let told = self.inner.ready(&mut place).await.map_err(failed)?;
        let order = RouteOrder { retry: RoutingData(kept.0.clone()), ..self.inner.order(&self.spec, fax, data, files) };
        let asked = told.host.ask(0, Request::Route(Box::new(order)), self.inner.limits.route).await;
        let RouteResult { done, error, said, failure, files: changed } = match asked.map_err(failed)? {
            Answer::Routed(result) => *result,
            other => return Err(failed(unexpected("the routing method", &other))),
        };
        if let Err(error) = files.take_over(changed) {
            let reason = error.to_string();
            return Err(failed(PlugError::Nonsense { export: "the routing method", reason }));
        }
        if done {
            return Ok(Routed::new(if said.is_empty() { "done".to_owned() } else { said }));
        }
        let words = if said.is_empty() { "it gave no reason".to_owned() } else { said };
        let number = if error == 0 { String::new() } else { format!(" (error {error})") };
        let text = format!("{}: {words}{number}", self.spec.friendly_name);
        let retry = failure.map(|data| RetryBlob(data.0));
        let cure = match (retry.is_some(), error) {
            (_, BAD_CONFIGURATION) => Cure::Administrator,
            (true, _) => Cure::Time,
            (false, _) => Cure::None,
        };
        Err(RouteFailure { error: RouteError::Extension { text, cure }, retry })
    }
}
