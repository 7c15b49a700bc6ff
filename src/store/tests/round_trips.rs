//! What is saved is what is loaded, before and after opening anew.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::time::Duration;

use super::*;
use crate::model::{
    Appearance, CallSide, Configuration, DayCounts, Phase, PortSettings, Revision, TraceEntry, TraceKind, TraceTone,
};
use crate::store::PortDayCounts;

#[tokio::test]
async fn a_job_comes_back_whole_after_opening_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut job = sample_job(9, JobKind::Send);
    job.laid.as_mut().unwrap().protected = true;
    let record = JobRecord {
        job,
        document: None,
        cover: None,
        port: Some(PortId("virtual-1".into())),
        paused_from: Some(JobStatus::NoLine),
        pause_requested: true,
        cancel_requested: true,
        password: StationId::new("1234"),
    };
    store.save_job(&record).await.unwrap();
    assert_eq!(store.load_job(JobId(9)).await.unwrap(), record);
    store.close().await.unwrap();

    let store = open(dir.path()).await;
    assert_eq!(store.load_jobs().await.unwrap(), std::slice::from_ref(&record));

    let changed = JobRecord {
        job: Job {
            status: JobStatus::Completed,
            schedule: Schedule::Discount,
            rate: None,
            outcome: None,
            attempts: record.job.attempts[..1].to_vec(),
            page_results: record.job.page_results[1..].to_vec(),
            ..record.job.clone()
        },
        password: record.password.clone(),
        ..JobRecord::new(record.job)
    };
    store.save_job(&changed).await.unwrap();
    assert_eq!(store.load_job(JobId(9)).await.unwrap(), changed);
    assert_eq!(store.load_jobs().await.unwrap(), [changed]);
}

#[tokio::test]
async fn every_outcome_fits_its_column() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    for outcome in Outcome::ALL.iter().copied() {
        let job = Job { outcome: Some(outcome), ..sample_job(1, JobKind::Routing) };
        store.save_job(&JobRecord::new(job)).await.unwrap();
        assert_eq!(store.load_job(JobId(1)).await.unwrap().job.outcome, Some(outcome));
    }
}

#[tokio::test]
async fn numbers_are_never_given_twice() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    assert_eq!(store.next_job_id().await.unwrap(), JobId(1));
    assert_eq!(store.next_job_ids(3).await.unwrap(), [JobId(2), JobId(3), JobId(4)]);
    assert_eq!(store.next_broadcast_id().await.unwrap(), BroadcastId(1));
    store.save_job(&JobRecord::new(sample_job(4, JobKind::Send))).await.unwrap();
    store.delete_job(JobId(4)).await.unwrap();
    // Without closing, as after a kill.
    let again = open(dir.path()).await;
    assert_eq!(again.next_job_id().await.unwrap(), JobId(5));
    assert_eq!(again.next_broadcast_id().await.unwrap(), BroadcastId(2));
}

#[tokio::test]
async fn a_broadcast_shares_one_document_until_its_last_job_is_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let document = store.put_document(page_bytes(1)).await.unwrap();
    let jobs = [sample_job(1, JobKind::Send), sample_job(2, JobKind::Send)];
    let records =
        store.insert_submission(with_document(&jobs, &document), std::slice::from_ref(&document)).await.unwrap();
    assert_eq!(records, store.load_jobs().await.unwrap());
    assert!(records.iter().all(|record| record.document.as_ref() == Some(&document.id)));
    assert_eq!(records[0].job.size, document.size);

    store.delete_job(JobId(1)).await.unwrap();
    assert_eq!(store.document_bytes(JobId(2)).await.unwrap(), [page_bytes(1)]);
    assert_eq!(store.documents(JobId(2)).await.unwrap(), std::slice::from_ref(&document));
    store.discard_document(&document.id).await.unwrap();
    assert!(store.document_path(&document.id).exists(), "a job still has it");
    store.delete_job(JobId(2)).await.unwrap();
    assert!(files_under(dir.path()).is_empty());
}

#[tokio::test]
async fn a_forward_shares_the_document_and_comes_too_late_after_a_delete() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let document = store.put_document(page_bytes(1)).await.unwrap();
    store
        .insert_submission(with_document(&[sample_job(1, JobKind::Send)], &document), std::slice::from_ref(&document))
        .await
        .unwrap();
    let shared = store.documents(JobId(1)).await.unwrap().remove(0);
    store
        .insert_submission(with_document(&[sample_job(2, JobKind::Send)], &shared), std::slice::from_ref(&shared))
        .await
        .unwrap();
    store.delete_job(JobId(1)).await.unwrap();
    store.delete_job(JobId(2)).await.unwrap();
    let late = store
        .insert_submission(with_document(&[sample_job(3, JobKind::Send)], &shared), std::slice::from_ref(&shared))
        .await;
    assert!(matches!(late, Err(crate::store::StoreError::FileMissing { .. })), "{late:?}");
    assert!(store.load_jobs().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_draft_becomes_a_document_when_kept_and_vanishes_when_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut draft = store.new_document().await.unwrap();
    draft.write_all(b"XXXX, world").unwrap();
    draft.seek(SeekFrom::Start(0)).unwrap();
    draft.write_all(b"Fax!").unwrap();
    draft.seek(SeekFrom::End(0)).unwrap();
    draft.write_all(&page_bytes(2)).unwrap();
    let kept = store.keep_document(draft).await.unwrap();
    let expected = [b"Fax!, world".as_slice(), &page_bytes(2)].concat();
    assert_eq!(kept.size, expected.len() as u64);
    store
        .insert_submission(with_document(&[sample_job(1, JobKind::Send)], &kept), std::slice::from_ref(&kept))
        .await
        .unwrap();
    assert_eq!(store.document_bytes(JobId(1)).await.unwrap(), [expected]);

    let mut dropped = store.new_document().await.unwrap();
    dropped.write_all(b"half").unwrap();
    drop(dropped);
    assert_eq!(files_under(dir.path()), ["documents/00000001.tif"]);
}

#[tokio::test]
async fn a_page_sent_again_replaces_its_earlier_copy_and_the_end_makes_a_document() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut record = reception(store.next_job_id().await.unwrap());
    let job = record.job.id;
    store.save_job(&record).await.unwrap();
    store.store_part(job, page_bytes(1), &sample_result(1)).await.unwrap();
    store.store_part(job, page_bytes(2), &sample_result(2)).await.unwrap();
    let better = PageResult { resent_pages: 1, ..sample_result(2) };
    store.store_part(job, page_bytes(22), &better).await.unwrap();
    assert_eq!(files_under(dir.path()), ["documents/parts/1-0001-1.tif", "documents/parts/1-0002-2.tif"]);

    // A record that lags behind does not take away what came with the parts.
    store.save_job(&record).await.unwrap();
    let parts = store.parts(job).await.unwrap();
    assert_eq!(parts.iter().map(|part| part.page).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(parts[1].result, better);
    assert_eq!(store.part_bytes(&parts[1]).await.unwrap(), page_bytes(22));
    assert_eq!(store.load_job(job).await.unwrap().job.page_results, [sample_result(1), better.clone()]);
    assert_eq!(store.orphan_parts().await.unwrap()[0].parts, parts);

    record.job.status = JobStatus::Completed;
    record.job.page_results = vec![sample_result(1), better];
    let finished = store.finish_received(&record, page_bytes(3)).await.unwrap();
    assert_eq!(finished, store.load_job(job).await.unwrap());
    assert_eq!(store.document_bytes(job).await.unwrap(), [page_bytes(3)]);
    assert!(store.orphan_parts().await.unwrap().is_empty());
    assert_eq!(files_under(dir.path()), ["documents/00000001.tif"]);
}

#[tokio::test]
async fn discarded_parts_are_gone_with_their_results_at_the_next_save() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let record = reception(JobId(1));
    store.save_job(&record).await.unwrap();
    store.store_part(JobId(1), page_bytes(1), &sample_result(1)).await.unwrap();
    store.discard_parts(JobId(1)).await.unwrap();
    store.save_job(&record).await.unwrap();
    assert!(store.parts(JobId(1)).await.unwrap().is_empty() && files_under(dir.path()).is_empty());
    assert_eq!(store.load_job(JobId(1)).await.unwrap(), record);
}

#[tokio::test]
async fn traces_come_back_in_order_per_attempt() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let entry = |at_ms: u64, text: &str| TraceEntry {
        at_ms,
        phase: Phase::D,
        page: 2,
        side: CallSide::Remote,
        kind: TraceKind::Decision,
        tone: TraceTone::Bad,
        text: text.into(),
        hex: "ff1384".into(),
    };
    let first = [entry(3, "RTN"), entry(1, "DIS")];
    store.save_job(&JobRecord::new(sample_job(1, JobKind::Send))).await.unwrap();
    assert!(store.trace(JobId(1), None).await.unwrap().is_empty());
    store.save_trace(JobId(1), 1, &[entry(9, "old")]).await.unwrap();
    store.save_trace(JobId(1), 1, &first).await.unwrap();
    store.save_trace(JobId(1), 2, &[entry(4, "DCN")]).await.unwrap();
    // Saving the job leaves traces alone.
    store.save_job(&JobRecord::new(sample_job(1, JobKind::Send))).await.unwrap();
    assert_eq!(store.trace(JobId(1), Some(1)).await.unwrap(), first);
    assert_eq!(store.trace(JobId(1), None).await.unwrap(), [entry(4, "DCN")]);
    assert!(store.trace(JobId(1), Some(3)).await.unwrap().is_empty());
}

#[tokio::test]
async fn ports_and_configuration_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    assert_eq!(store.load_configuration().await.unwrap(), (Configuration::default(), Revision(0)));
    let mut configuration = Configuration { queue_paused: true, dirty_days: None, ..Configuration::default() };
    configuration.appearance = Appearance::Dark;
    configuration.station.name = "Praxis am Park".into();
    configuration.discount.start_min = 61;
    let revision = store.save_configuration(&configuration, Revision(0)).await.unwrap();
    assert_eq!(revision, Revision(1));

    let settings = PortSettings {
        name: "Büro".into(),
        send: false,
        receive: false,
        rings: 3,
        priority: 9,
        number: "1001".into(),
        tsid: StationId::new("T"),
        csid: StationId::new("C"),
        speed: 2.5,
        ecm: false,
        max_rate_bps: 9_600,
        device: "/dev/ttyACM0".into(),
        modem_class: "2.0".into(),
        dial_prefix: "0,".into(),
        international_prefix: "011".into(),
        pulse: true,
        talk: true,
        ring_name: "B".to_owned(),
    };
    let port = PortId("virtual-1".into());
    store.save_port_settings(&port, &PortSettings::default()).await.unwrap();
    store.save_port_settings(&port, &settings).await.unwrap();

    let store = open(dir.path()).await;
    assert_eq!(store.load_configuration().await.unwrap(), (configuration, revision));
    assert_eq!(store.load_port_settings().await.unwrap(), [(port, settings)]);
}

#[tokio::test]
async fn a_stored_setting_nobody_knows_any_more_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let insert =
        "INSERT INTO settings (name, value) VALUES ('colour', 'blue'), ('retries', 'many'), ('banner', 'false')";
    let inserted = store.core.run(async move |_, db| Ok(sqlx::query(insert).execute(db).await?)).await;
    assert_eq!(inserted.unwrap().rows_affected(), 3);
    let (configuration, _) = store.load_configuration().await.unwrap();
    assert_eq!(configuration, Configuration { banner: false, ..Configuration::default() });
}

#[tokio::test]
async fn a_days_work_is_counted_per_port() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut id = 0;
    for (kind, status, pages, ended_at, port) in [
        (JobKind::Send, JobStatus::Completed, 3, 1_000, Some("a")),
        (JobKind::Send, JobStatus::Completed, 3, 999, Some("a")),
        (JobKind::Send, JobStatus::RetriesExceeded, 3, 1_001, Some("a")),
        (JobKind::Send, JobStatus::Canceled, 3, 1_001, Some("a")),
        (JobKind::Receive, JobStatus::Completed, 2, 1_002, Some("b")),
        (JobKind::Receive, JobStatus::Failed, 1, 1_003, Some("b")),
        (JobKind::Receive, JobStatus::Failed, 0, 1_003, Some("b")),
        (JobKind::Send, JobStatus::Failed, 1, 1_004, None),
        (JobKind::Send, JobStatus::Retrying, 1, 1_004, Some("b")),
    ] {
        id += 1;
        let job = Job { status, pages, ended_at: Some(Timestamp(ended_at)), ..sample_job(id, kind) };
        let record = JobRecord { port: port.map(PortId::from), ..JobRecord::new(job) };
        store.save_job(&record).await.unwrap();
    }
    let counts = |port: Option<&str>, sent, received, failed| PortDayCounts {
        port: port.map(PortId::from),
        counts: DayCounts { sent, received, failed },
    };
    let found = store.day_counts(Timestamp(1_000)).await.unwrap();
    assert_eq!(found, [counts(None, 0, 0, 1), counts(Some("a"), 1, 0, 1), counts(Some("b"), 0, 2, 1)]);
}

#[tokio::test]
async fn the_read_flag_changes_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut record = JobRecord::new(sample_job(1, JobKind::Receive));
    store.save_job(&record).await.unwrap();
    store.set_unread(JobId(1), false).await.unwrap();
    record.job.unread = false;
    assert_eq!(store.load_job(JobId(1)).await.unwrap(), record);
}

#[tokio::test]
async fn a_thousand_messages_load_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let document = store.put_document(page_bytes(1)).await.unwrap();
    let jobs: Vec<_> = (1..=1_000).rev().map(|id| sample_job(id, JobKind::Receive)).collect();
    store.insert_submission(with_document(&jobs, &document), std::slice::from_ref(&document)).await.unwrap();
    let loaded = store.load_jobs().await.unwrap();
    assert_eq!(loaded.len(), 1_000);
    assert!(loaded.iter().zip(1..).all(|(record, id)| record.job.id == JobId(id)));
    assert!(loaded.iter().all(|record| record.job.attempts.len() == 2 && record.job.page_results.len() == 2));
    let report = store.check().await.unwrap();
    assert_eq!((report.jobs, report.documents, report.document_bytes), (1_000, 1, document.size));
    assert!(report.is_sound() && report.free_bytes.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_stands_still_while_the_store_works() {
    let dir = tempfile::tempdir().unwrap();
    let before = tokio::time::Instant::now();
    let impatient = async {
        let store = open(dir.path()).await;
        store.save_job(&reception(JobId(1))).await.unwrap();
        let (one, two) = (page_bytes(1), page_bytes(2));
        let (first, second) = (sample_result(1), sample_result(2));
        let stored = tokio::join!(store.store_part(JobId(1), one, &first), store.store_part(JobId(1), two, &second));
        assert!(stored.0.is_ok() && stored.1.is_ok());
        store.close().await.unwrap();
    };
    tokio::time::timeout(Duration::from_millis(1), impatient).await.unwrap();
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn changes_are_made_in_order_even_when_nobody_waits_for_them() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut record = JobRecord::new(sample_job(1, JobKind::Send));
    store.save_job(&record).await.unwrap();
    for retries in 10..30 {
        record.job.retries = retries;
        // Polled once, so that it has begun, then dropped.
        let mut saving = Box::pin(store.save_job(&record));
        let _done_or_not = futures_util::poll!(saving.as_mut());
        drop(saving);
        assert_eq!(store.load_job(JobId(1)).await.unwrap().job.retries, retries);
    }
}
