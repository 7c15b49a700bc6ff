//! The engine on its own thread.

use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;

use super::bench::NOON;
use crate::api::ErrorKind;
use crate::cover::{Fonts, SHIPPED_FONTS};
use crate::document::{Renderer, RendererOptions};
use crate::engine::{EngineError, EngineParts, Extensions, spawn};
use crate::model::*;
use crate::store::StoreError;

fn parts(data_dir: std::path::PathBuf) -> EngineParts {
    EngineParts {
        owner: "ada".to_owned(),
        data_dir,
        extensions: Extensions::default(),
        lines: true,
        renderer: Renderer::new(RendererOptions::default()),
        cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
        clock: Clock::new(|| NOON),
        time_zone: TimeZone::UTC,
        server_info: ServerInfo { version: "test".into(), ..ServerInfo::default() },
    }
}

#[tokio::test]
async fn it_is_ready_when_spawn_returns_and_gone_after_a_shutdown() {
    let dir = tempfile::tempdir().unwrap();
    let (server, engine) = spawn(parts(dir.path().join("data"))).unwrap();
    let snapshot = server.snapshot();
    assert!(snapshot.running);
    assert_eq!(snapshot.server.version, "test");
    assert!(server.ports().await.unwrap().is_empty());
    server.shutdown().await.unwrap();
    engine.wait();
    assert!(!server.snapshot().running);
    assert_eq!(server.ports().await.unwrap_err().kind, ErrorKind::Unreachable);
    // Nothing holds the directory any more.
    let (_server, engine) = spawn(parts(dir.path().join("data"))).unwrap();
    engine.shutdown();
}

#[tokio::test]
async fn it_ends_when_the_last_handle_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let (server, engine) = spawn(parts(dir.path().join("data"))).unwrap();
    drop(server);
    engine.wait();
}

#[test]
fn a_data_directory_that_cannot_be_used_is_the_callers_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "no directory").unwrap();
    let error = spawn(parts(file)).err().unwrap();
    assert!(matches!(error, EngineError::Store(StoreError::NotADirectory { .. })), "{error}");
}
