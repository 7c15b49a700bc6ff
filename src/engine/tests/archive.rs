//! How long faxes are kept, and what the server refuses when an administrator says so.

use std::time::Duration;

use super::bench::{Bench, Caller, caller};
use crate::api::{ErrorKind, JobOrder};
use crate::model::{
    Bitmap, Configuration, EventKind, FaxPage, JobId, JobStatus, PortState, PortUpdate, Resolution, Snapshot, StationId,
};

const HOUR: Duration = Duration::from_secs(3600);

async fn configure(bench: &Bench, change: impl FnOnce(&mut Configuration)) {
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    change(&mut configuration);
    bench.server.set_configuration(configuration, revision).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_blocked_queue_takes_nothing_new_and_still_sends_what_is_in_it() {
    let bench = Bench::new().await;
    let queued = bench.send("5551", 1).await;
    configure(&bench, |configuration| configuration.queue_blocked = true).await;
    let error = bench.server.send(bench.submission(&["5552"], 1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WrongState);
    assert!(error.message.contains("queue_blocked"), "{error}");
    assert_eq!(bench.final_job(queued).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn lines_send_under_the_station_when_their_own_identification_is_not_to_be_used() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let own = PortUpdate { tsid: Some(StationId::new("LINE")), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), own).await.unwrap();
    configure(&bench, |configuration| configuration.station.id = StationId::new("STATION")).await;
    bench.final_job(bench.send("5551", 1).await).await;
    configure(&bench, |configuration| configuration.device_tsid = false).await;
    bench.final_job(bench.send("5552", 1).await).await;
    let said: Vec<String> = bench.calls().iter().map(|call| call.tsid.to_string()).collect();
    assert_eq!(said, ["LINE", "STATION"]);
}

#[tokio::test(start_paused = true)]
async fn archived_faxes_are_removed_when_they_are_old_enough() {
    let bench = Bench::new().await;
    configure(&bench, |configuration| configuration.archive_days = Some(2)).await;
    let sent = bench.send("5551", 1).await;
    bench.final_job(sent).await;
    tokio::time::sleep(47 * HOUR).await;
    assert!(bench.server.snapshot().job(sent).is_some());
    tokio::time::sleep(3 * HOUR).await;
    assert!(bench.server.snapshot().job(sent).is_none());
}

#[tokio::test(start_paused = true)]
async fn where_no_sent_faxes_are_kept_one_goes_an_hour_after_its_end() {
    let bench = Bench::new().await;
    configure(&bench, |configuration| configuration.archive_sent = false).await;
    let sent = bench.send("5551", 1).await;
    bench.final_job(sent).await;
    tokio::time::sleep(HOUR / 2).await;
    assert!(bench.server.snapshot().job(sent).is_some());
    tokio::time::sleep(2 * HOUR).await;
    assert!(bench.server.snapshot().job(sent).is_none());
}

/// A page of noise, which no coding makes small: half a million octets and more.
fn noise(seed: u32) -> FaxPage {
    let mut state = seed;
    let octets = (0..216 * 2_300).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    FaxPage { bitmap: Bitmap::new(1728, 2_300, octets.collect()).unwrap(), resolution: Resolution::Fine }
}

async fn receive_large(bench: &Bench, seed: u32) -> JobId {
    let before = bench.server.snapshot().jobs.len();
    bench.ring("line-1", 1, Some(Caller { pages: vec![noise(seed), noise(seed + 1)], ..caller(2) }));
    let all = |snapshot: &Snapshot| snapshot.jobs.len() > before && snapshot.jobs[0].status.is_final();
    bench.wait_until("a large fax is there", all).await.jobs[0].id
}

#[tokio::test(start_paused = true)]
async fn a_full_archive_is_told_of_once_and_loses_its_oldest_only_when_that_is_wished() {
    let bench = Bench::new().await;
    let mut events = bench.server.subscribe();
    let old = receive_large(&bench, 1).await;
    let unread = receive_large(&bench, 3).await;
    let recent = receive_large(&bench, 5).await;
    for job in [old, recent] {
        bench.server.order(job, JobOrder::MarkRead).await.unwrap();
    }
    tokio::time::sleep(2 * HOUR).await;
    let octets = bench.server.snapshot().archive.octets;
    assert!(octets > 3_000_000, "{octets}");
    // All of them fit; then one too many is there.
    let quota = u32::try_from(octets / 1_000_000).unwrap();
    configure(&bench, |configuration| configuration.archive_quota_mb = Some(quota + 1)).await;
    tokio::time::sleep(2 * HOUR).await;
    assert!(!bench.server.snapshot().archive.full);
    configure(&bench, |configuration| configuration.archive_quota_mb = Some(quota)).await;
    tokio::time::sleep(3 * HOUR).await;
    assert!(bench.server.snapshot().archive.full);
    assert_eq!(bench.server.snapshot().jobs.len(), 3, "it is only told of");
    let mut told = 0;
    while let Some(event) = events.try_next() {
        told += u32::from(matches!(event.kind, EventKind::ArchiveFull { .. }));
    }
    assert_eq!(told, 1);
    configure(&bench, |configuration| configuration.archive_remove_oldest = true).await;
    tokio::time::sleep(2 * HOUR).await;
    let left: Vec<JobId> = bench.server.snapshot().jobs.iter().map(|job| job.id).collect();
    assert_eq!(left, [recent, unread], "the oldest that was read went");
    assert!(!bench.server.snapshot().archive.full);
}

#[tokio::test(start_paused = true)]
async fn no_line_answers_while_calls_are_blocked_but_a_person_can() {
    let bench = Bench::new().await;
    configure(&bench, |configuration| configuration.incoming_blocked = true).await;
    bench.ring("line-1", 5, Some(caller(1)));
    bench.wait_until("it rings", |snapshot| snapshot.ports.iter().any(|port| port.state == PortState::Ringing)).await;
    assert!(bench.server.snapshot().jobs.is_empty());
    bench.server.answer("line-1".into()).await.unwrap();
    bench.wait_until("it came", |snapshot| snapshot.counts.unread == 1).await;
}
