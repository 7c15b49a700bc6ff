//! A broadcast from the request to the queue: so many recipients, one document that is stored once. The whole engine, its
//! database on the disk, no lines.

#![expect(clippy::expect_used, reason = "without an engine there is nothing to measure")]

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use faxwell::cover::{Fonts, SHIPPED_FONTS};
use faxwell::document::{Renderer, RendererOptions};
use faxwell::engine::{EngineParts, EngineThread, Extensions, spawn};
use faxwell::model::{Clock, Content, Document, FaxNumber, Recipient, ServerInfo, Submission, Timestamp};

/// An engine in a scratch directory.
fn engine() -> (faxwell::api::FaxServer, EngineThread, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let parts = EngineParts {
        data_dir: dir.path().to_owned(),
        owner: String::new(),
        extensions: Extensions::default(),
        lines: false,
        renderer: Renderer::new(RendererOptions::default()),
        cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
        clock: Clock::new(|| Timestamp(1_768_046_400_000)),
        time_zone: jiff::tz::TimeZone::UTC,
        server_info: ServerInfo::default(),
    };
    let (fax, thread) = spawn(parts).expect("the engine starts");
    (fax, thread, dir)
}

fn submission(recipients: u32) -> Submission {
    let number = |n: u32| FaxNumber::parse(&format!("+49 30 {n:07}")).expect("a number");
    let text = "To all of you\n".repeat(40);
    Submission {
        recipients: (0..recipients).map(|n| Recipient::new(number(n), format!("Practice {n}"))).collect(),
        documents: vec![Document {
            path: PathBuf::from("letter.txt"),
            content: Some(Content(text.into_bytes().into())),
        }],
        ..Submission::default()
    }
}

fn broadcasts(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("broadcast");
    group.sample_size(10).measurement_time(Duration::from_secs(30));
    for recipients in [100, 1_000, 10_000] {
        let wanted = submission(recipients);
        group.bench_function(recipients.to_string(), |bencher| {
            bencher.iter_batched(
                || (engine(), wanted.clone()),
                |((fax, thread, dir), wanted)| {
                    let (jobs, _) = runtime.block_on(fax.send(wanted)).expect("it is queued");
                    assert_eq!(jobs.len(), recipients as usize);
                    (thread, dir)
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, broadcasts);
criterion_main!(benches);
