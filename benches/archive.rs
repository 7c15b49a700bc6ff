//! Pages of a long listing as clients ask for them: the first, one in the middle, the last, of 100,000 archived faxes that the
//! engine has read from its database on the disk. The goal is below 50 ms each. No lines.

#![expect(clippy::expect_used, reason = "without an engine there is nothing to measure")]

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use faxwell::cover::{Fonts, SHIPPED_FONTS};
use faxwell::document::{Renderer, RendererOptions};
use faxwell::engine::{EngineParts, Extensions, spawn};
use faxwell::model::{
    Clock, Job, JobFilter, JobId, JobKind, JobStatus, Outcome, Party, ServerInfo, Stage, StationId, Timestamp,
};
use faxwell::store::{JobRecord, Store};

const JOBS: u32 = 100_000;
/// Jobs of one transaction.
const AT_ONCE: u32 = 5_000;
/// Rows of a page, as the server gives them when nobody says how many.
const ROWS: u32 = 100;
const NOW: Timestamp = Timestamp(1_768_046_400_000);

/// A fax that has been sent or received and was put away, a minute before the next.
fn fax(id: JobId, place: u32) -> JobRecord {
    let (kind, outcome) =
        if place.is_multiple_of(2) { (JobKind::Send, Outcome::Sent) } else { (JobKind::Receive, Outcome::Received) };
    let at = Timestamp(NOW.0 - i64::from(JOBS - place) * 60_000);
    let other = Party { name: format!("Practice {place}"), number: format!("+49 30 {place:07}") };
    JobRecord::new(Job {
        status: JobStatus::Completed,
        outcome: Some(outcome),
        stage: Stage::Waiting,
        pages: 3,
        pages_confirmed: 3,
        archived: true,
        subject: format!("Findings {place}"),
        recipient: other.clone(),
        sender: other,
        tsid: StationId::new("+49 30 5550"),
        started_at: Some(at),
        ended_at: Some(at.plus(Duration::from_secs(50))),
        ..Job::new(id, kind, at)
    })
}

/// An archive on the disk.
async fn fill(data_dir: &Path) {
    let store = Store::open(data_dir).await.expect("a database");
    for first in (0..JOBS).step_by(AT_ONCE as usize) {
        let ids = store.next_job_ids(AT_ONCE).await.expect("numbers");
        let records = ids.into_iter().zip(first..).map(|(id, place)| fax(id, place)).collect();
        store.insert_submission(records, &[]).await.expect("they are stored");
    }
    store.close().await.expect("it is closed");
}

fn pages(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let dir = tempfile::tempdir().expect("a scratch directory");
    runtime.block_on(fill(dir.path()));
    let parts = EngineParts {
        data_dir: dir.path().to_owned(),
        owner: String::new(),
        extensions: Extensions::default(),
        lines: false,
        renderer: Renderer::new(RendererOptions::default()),
        cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
        clock: Clock::new(|| NOW),
        time_zone: jiff::tz::TimeZone::UTC,
        server_info: ServerInfo::default(),
    };
    let (fax, thread) = spawn(parts).expect("the engine starts");
    let mut group = criterion.benchmark_group("archive");
    for filter in [JobFilter::All, JobFilter::Archive] {
        let all = runtime.block_on(fax.jobs(filter)).expect("the listing");
        assert_eq!(all.len(), JOBS as usize);
        let before = |place: usize| place.checked_sub(1).and_then(|place| all.get(place)).map(|job| job.id);
        for (name, place) in [("first", 0), ("middle", all.len() / 2), ("last", all.len() - ROWS as usize)] {
            let before = before(place);
            group.bench_function(format!("{filter:?}/{name}"), |bencher| {
                bencher.iter(|| {
                    let page = runtime.block_on(fax.job_page(filter, before, ROWS)).expect("a page");
                    assert_eq!(page.len(), ROWS as usize);
                    page
                });
            });
        }
    }
    group.finish();
    drop(thread);
}

criterion_group!(benches, pages);
criterion_main!(benches);
