//! Plug-ins that are registered while the engine runs, with a loader of the tests' own: what the engine does about them.
//! What happens in a plug-in's process, `tests/it/plugins.rs` shows.

use std::sync::Arc;

use async_trait::async_trait;

use super::bench::Bench;
use crate::api::ErrorKind;
use crate::engine::ExtensionLoader;
use crate::model::*;
use crate::provider::*;
use crate::routing::{
    FileList, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingExtension, RoutingMethod,
};

/// Loads what its file's name says: `works` has one line or all its methods, `hangs` never begins, `keeps` writes a property.
pub(super) struct FakeLoader;

impl ExtensionLoader for FakeLoader {
    fn provider(&self, spec: &ProviderSpec, properties: Arc<dyn PropertyStore>) -> Arc<dyn DeviceProvider> {
        Arc::new(FakePlug(spec.clone(), properties))
    }

    fn extension(&self, spec: &ExtensionSpec, _: Arc<dyn PropertyStore>) -> Arc<dyn RoutingExtension> {
        Arc::new(FakeExtension(spec.clone()))
    }
}

/// A registration of a provider that loads.
pub(super) fn provider(name: &str) -> ProviderSpec {
    ProviderSpec {
        name: name.into(),
        friendly_name: "Plugged in".into(),
        image: "/opt/works.so".into(),
        together: false,
    }
}

/// A registration of an extension with one method.
pub(super) fn extension(name: &str, id: MethodId) -> ExtensionSpec {
    let method =
        MethodSpec { name: "stamp".into(), friendly_name: "Stamp".into(), function: "FaxRouteStamp".into(), id };
    ExtensionSpec {
        name: name.into(),
        friendly_name: "Stamps".into(),
        image: "/opt/works.so".into(),
        methods: vec![method],
    }
}

struct FakePlug(ProviderSpec, Arc<dyn PropertyStore>);

#[async_trait]
impl DeviceProvider for FakePlug {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn friendly_name(&self) -> &str {
        &self.0.friendly_name
    }

    fn image(&self) -> &str {
        &self.0.image
    }

    fn health(&self) -> ExtensionHealth {
        let status = if self.0.image.contains("works") { ExtensionStatus::Ok } else { ExtensionStatus::Load };
        ExtensionHealth { status, version: "1.0".into(), ..ExtensionHealth::default() }
    }

    async fn devices(&self) -> Result<Vec<DeviceDeclaration>, ProviderError> {
        if self.0.image.contains("hangs") {
            std::future::pending::<()>().await;
        }
        if !self.0.image.contains("works") {
            return Err(ProviderError::Failed("no such file".into()));
        }
        if self.0.image.contains("keeps") {
            let writer = PropertyWriter { name: self.0.name.clone(), number: self.1.join().0 };
            let key = PropertyKey::global(MethodId(0xabc));
            self.1.set_property(&writer, &key, "ink".into()).await.unwrap();
        }
        Ok(vec![DeviceDeclaration {
            port: PortId(format!("{}-1", self.0.name)),
            description: "Plugged in".into(),
            is_virtual: true,
            defaults: PortSettings { name: "Plug 1".into(), ..PortSettings::default() },
        }])
    }

    async fn open(&self, _: &PortId, _: &PortSettings) -> Result<Box<dyn Device>, ProviderError> {
        Ok(Box::new(HandsOver { falls: self.0.image.contains("falls") }))
    }
}

/// Takes every fax and transmits it by itself some day.
struct HandsOver {
    /// Its process ends at once.
    falls: bool,
}

#[async_trait]
impl Device for HandsOver {
    async fn configure(&mut self, _: &PortSettings) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn next_ring(&mut self) -> Result<Ring, ProviderError> {
        if self.falls {
            let words = "the provider plug: its process ended in FaxDevSend (signal: 6); it is started again";
            return Err(ProviderError::Provider(words.into()));
        }
        std::future::pending().await
    }

    async fn send(&mut self, _: SendRequest, _: CallContext) -> CallReport {
        CallReport::failed(Outcome::Handled)
    }

    async fn receive(&mut self, _: ReceiveRequest, _: CallContext) -> CallReport {
        CallReport::failed(Outcome::NoFaxFromCaller)
    }
}

struct FakeExtension(ExtensionSpec);

#[async_trait]
impl RoutingExtension for FakeExtension {
    fn spec(&self) -> &ExtensionSpec {
        &self.0
    }

    fn health(&self) -> ExtensionHealth {
        let status = if self.0.image.contains("works") { ExtensionStatus::Ok } else { ExtensionStatus::Export };
        ExtensionHealth { status, version: "1.0".into(), ..ExtensionHealth::default() }
    }

    fn page(&self) -> String {
        String::new()
    }

    fn methods(&self) -> Vec<Arc<dyn RoutingMethod>> {
        let method = |spec: &MethodSpec| -> Arc<dyn RoutingMethod> { Arc::new(FakeMethod(spec.clone())) };
        self.0.methods.iter().map(method).collect()
    }

    async fn load(&self) {}
}

struct FakeMethod(MethodSpec);

#[async_trait]
impl RoutingMethod for FakeMethod {
    fn id(&self) -> MethodId {
        self.0.id
    }

    fn friendly_name(&self) -> &str {
        &self.0.friendly_name
    }

    fn function_name(&self) -> &str {
        &self.0.function
    }

    fn extension_name(&self) -> &str {
        "Stamps"
    }

    fn priority(&self) -> u32 {
        1_000
    }

    fn validate(&self, _: &RoutingData) -> Result<(), RouteError> {
        Ok(())
    }

    fn target(&self, _: &RoutingData) -> String {
        String::new()
    }

    async fn check(&self, _: &RoutingData) -> Result<String, RouteError> {
        Ok("it works".into())
    }

    async fn route(
        &self,
        _: &RoutedFax,
        _: &RoutingData,
        _: &mut FileList,
        _: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        Ok(Routed::new("stamped"))
    }
}

#[tokio::test(start_paused = true)]
async fn a_registered_provider_has_its_lines_now_and_after_a_restart() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let info = bench.server.register_provider(provider("plug")).await.unwrap().unwrap();
    assert_eq!(info.ports, [PortId::from("plug-1")]);
    let update = PortUpdate { name: Some("Second".into()), ..PortUpdate::default() };
    bench.server.set_port("plug-1".into(), update).await.unwrap();
    let bench = bench.kill_and_restart().await;
    // It is loaded beside the loop.
    while bench.server.ports().await.unwrap().len() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(bench.server.port("plug-1".into()).await.unwrap().info.settings.name, "Second");
    bench.server.unregister_provider("plug").await.unwrap();
    assert_eq!(bench.server.ports().await.unwrap().len(), 1);
    assert!(bench.server.providers().await.unwrap().iter().all(|provider| provider.name != "plug"));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_loaded_is_not_kept() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let nowhere = ProviderSpec { image: "/nowhere.so".into(), ..provider("plug") };
    let refused = bench.server.register_provider(nowhere.clone()).await.unwrap_err();
    assert_eq!((refused.kind, refused.win32()), (ErrorKind::InvalidParameter, 126), "{refused}");
    for words in ["not registered", "no such file", "--unchecked", "/nowhere.so"] {
        assert!(refused.message.contains(words), "{refused}");
    }
    let lacking = ExtensionSpec { image: "/nowhere.so".into(), ..extension("stamp", MethodId(0xabc)) };
    let refused = bench.server.register_extension(lacking.clone()).await.unwrap_err();
    assert_eq!((refused.kind, refused.win32()), (ErrorKind::InvalidParameter, 127), "{refused}");
    // The names are free, and nothing is left after a restart.
    let bench = bench.kill_and_restart().await;
    assert!(bench.server.providers().await.unwrap().iter().all(|provider| provider.name != "plug"));
    assert!(bench.server.routing_extensions().await.unwrap().is_empty());
    // Whoever asks for it has it all the same.
    let info = bench.server.register_provider_unchecked(nowhere).await.unwrap().unwrap();
    assert_eq!(info.health.status, ExtensionStatus::Load);
    let info = bench.server.register_extension_unchecked(lacking).await.unwrap().unwrap();
    assert_eq!(info.health.status, ExtensionStatus::Export);
    let bench = bench.kill_and_restart().await;
    assert!(bench.server.providers().await.unwrap().iter().any(|provider| provider.name == "plug"));
    assert_eq!(bench.server.routing_extensions().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_holds_up_nothing() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let hangs = ProviderSpec { image: "/opt/hangs.so".into(), ..provider("plug") };
    let server = bench.server.clone();
    let registering = tokio::spawn(async move { server.register_provider_unchecked(hangs).await });
    let id = bench.send("5551", 1).await;
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert!(!registering.is_finished());
    // Taken away while it hangs.
    bench.server.unregister_provider("plug").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_line_whose_process_ended_says_so_and_speaks_of_no_modem() {
    let bench = Bench::with_lines(&[]).await;
    bench
        .server
        .register_provider(ProviderSpec { image: "/opt/works_falls.so".into(), ..provider("plug") })
        .await
        .unwrap();
    let off = |snapshot: &Snapshot| snapshot.ports.first().is_some_and(|port| port.state == PortState::Offline);
    let port = Arc::clone(&bench.wait_until("off-line", off).await.ports[0]);
    assert_eq!(port.last_error, Some(Outcome::ProviderFailed));
    assert_eq!(port.trouble, "the provider plug: its process ended in FaxDevSend (signal: 6); it is started again");
}

#[tokio::test(start_paused = true)]
async fn what_a_provider_was_handed_is_completed_without_a_confirmed_page() {
    let bench = Bench::with_lines(&[]).await;
    bench.server.register_provider(provider("plug")).await.unwrap();
    let id = bench.send("5551", 2).await;
    let job = bench.final_job(id).await;
    assert_eq!((job.status, job.outcome, job.pages_confirmed), (JobStatus::Completed, Some(Outcome::Handled), 0));
}

#[tokio::test(start_paused = true)]
async fn a_registered_method_is_installed_until_it_is_taken_away() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let id = MethodId(0xabc);
    bench.server.register_extension(extension("stamp", id)).await.unwrap().unwrap();
    let installed = |methods: Vec<RoutingMethodInfo>| methods.iter().any(|method| method.id == id);
    assert!(installed(bench.server.routing_methods().await.unwrap()));
    let error = bench.server.register_extension(extension("other", id)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidParameter, "{error}");
    let bench = bench.kill_and_restart().await;
    assert!(installed(bench.server.routing_methods().await.unwrap()));
    bench.server.unregister_extension("stamp").await.unwrap();
    assert!(!installed(bench.server.routing_methods().await.unwrap()));
}
