//! A routing method of one's own: it writes a line about each received fax into a list. An engine with it plugged in runs
//! on a data directory until Ctrl-C; then a line is told what to do with it.
//!
//! ```sh
//! cargo run --example routing_method -- ./data faxes.txt
//! ```

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use faxwell::cover::{Fonts, SHIPPED_FONTS};
use faxwell::document::{Renderer, RendererOptions};
use faxwell::engine::{EngineParts, Extensions, spawn};
use faxwell::model::{Clock, MethodId, RoutingData, ServerInfo, Timestamp};
use faxwell::provider::virtual_line::{VirtualOptions, VirtualProvider};
use faxwell::routing::{FileList, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingMethod};
use faxwell::server;

/// Writes a line about each fax. Its data is the list's file.
struct List;

#[async_trait]
impl RoutingMethod for List {
    fn id(&self) -> MethodId {
        MethodId(0x5d0d_4a0e_64a9_4e0c_9b43_2a5e_1c7f_0001)
    }

    fn friendly_name(&self) -> &str {
        "List"
    }

    fn function_name(&self) -> &str {
        "FaxRouteToList"
    }

    fn extension_name(&self) -> &str {
        "Example"
    }

    fn priority(&self) -> u32 {
        50
    }

    fn validate(&self, data: &RoutingData) -> Result<(), RouteError> {
        match data.text() {
            Some(path) if !path.is_empty() => Ok(()),
            _ => Err(RouteError::NotSetUp { method: "List", reason: "name the file of the list".to_owned() }),
        }
    }

    fn target(&self, data: &RoutingData) -> String {
        format!("into the list {}", data.text().unwrap_or_default())
    }

    async fn check(&self, data: &RoutingData) -> Result<String, RouteError> {
        self.validate(data).map(|()| self.target(data))
    }

    async fn route(
        &self,
        fax: &RoutedFax,
        data: &RoutingData,
        _files: &mut FileList,
        _retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        self.validate(data)?;
        let path = PathBuf::from(data.text().unwrap_or_default());
        let line = format!("fax {}: {} pages from {}\n", fax.job, fax.pages, fax.sender());
        let write =
            move || std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(line.as_bytes());
        match tokio::task::spawn_blocking(write).await {
            Ok(Ok(())) => Ok(Routed::new(self.target(data))),
            // With something to be given back, it is tried again.
            Ok(Err(source)) => Err(RouteFailure { error: RouteError::Read(source), retry: Some(RetryBlob::default()) }),
            Err(_) => Err(RouteError::Read(std::io::ErrorKind::Interrupted.into()).into()),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data_dir, list] = arguments.as_slice() else { return Err("routing_method DATA LIST".into()) };
    let data_dir = std::path::absolute(data_dir)?;
    // One engine owns a data directory; others find it by its socket.
    let claim = server::claim(&data_dir)?;
    let clock = Clock::new(|| {
        #[expect(clippy::disallowed_methods, reason = "an example is its own main: the time of day comes from here")]
        let now = std::time::SystemTime::now();
        let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    });
    let parts = EngineParts {
        data_dir: data_dir.clone(),
        owner: server::owner_of(&data_dir),
        extensions: Extensions {
            providers: vec![Arc::new(VirtualProvider::new(VirtualOptions::default()))],
            routing: vec![Arc::new(List)],
            ..Extensions::default()
        },
        lines: true,
        renderer: Renderer::new(RendererOptions::default()),
        cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
        clock: clock.clone(),
        time_zone: jiff::tz::TimeZone::system(),
        server_info: ServerInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pid: std::process::id(),
            ..ServerInfo::default()
        },
    };
    let (fax, engine) = tokio::task::spawn_blocking(move || spawn(parts)).await??;
    let ports = fax.ports().await?;
    for port in &ports {
        let target = RoutingData::from(std::path::absolute(list)?.to_string_lossy().as_ref());
        fax.set_port_routing(port.info.id.clone(), List.id(), Some(true), Some(target)).await?;
    }
    let stop = tokio_util::sync::CancellationToken::new();
    let serving = tokio::spawn(server::serve(fax, claim.listen()?, clock, stop.clone()));
    println!("{} lines write into {list}; Ctrl-C ends", ports.len());
    tokio::signal::ctrl_c().await?;
    tokio::task::spawn_blocking(move || engine.shutdown()).await?;
    stop.cancel();
    Ok(serving.await??)
}
