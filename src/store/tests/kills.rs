//! Kills: the directory as it is between any two durable steps is opened anew, and nothing confirmed may be missing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::*;

/// The directory at one instant, and what had been confirmed by then.
struct Instant {
    step: &'static str,
    dir: tempfile::TempDir,
    confirmed: Confirmed,
}

/// What the store has said yes to.
#[derive(Clone, Default)]
struct Confirmed {
    /// Contents of the received pages; a page sent again may be either copy while the second is being stored.
    pages: BTreeMap<u32, Vec<Vec<u8>>>,
    /// Jobs that must be there with this document.
    documents: BTreeMap<u32, Vec<u8>>,
    /// Jobs that must be gone.
    deleted: Vec<u32>,
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

/// Takes a picture of the directory at every step from now on.
fn photograph(store: &Store, confirmed: &Arc<Mutex<Confirmed>>) -> Arc<Mutex<Vec<Instant>>> {
    let instants = Arc::new(Mutex::new(Vec::new()));
    let (seen, confirmed, source) = (Arc::clone(&instants), Arc::clone(confirmed), store.data_dir().to_owned());
    let watch = move |step| {
        let dir = tempfile::tempdir()?;
        copy_folder(&source, dir.path());
        seen.lock().unwrap().push(Instant { step, dir, confirmed: confirmed.lock().unwrap().clone() });
        Ok(())
    };
    *store.core.files.watch.lock().unwrap() = Some(Box::new(watch));
    instants
}

/// Opens a picture and looks for everything confirmed.
async fn check_instant(instant: &Instant, reception: JobId) {
    let step = instant.step;
    let store = open(instant.dir.path()).await;
    let report = store.check().await.unwrap();
    assert!(report.is_sound(), "{step}: {report:?}");
    let record = store.load_job(reception).await.unwrap();
    let finished = match &record.document {
        Some(_) => Some(store.document_bytes(reception).await.unwrap().concat()),
        None => None,
    };
    let parts = store.parts(reception).await.unwrap();
    for (page, copies) in &instant.confirmed.pages {
        let there = match &finished {
            Some(document) => copies.iter().any(|copy| document.windows(copy.len()).any(|window| window == copy)),
            None => {
                let part = parts.iter().find(|part| part.page == *page);
                let part = part.unwrap_or_else(|| panic!("{step}: page {page} is lost"));
                copies.contains(&store.part_bytes(part).await.unwrap())
            }
        };
        assert!(there, "{step}: page {page} is not what was confirmed");
        assert!(record.job.page_results.iter().any(|result| result.page == *page), "{step}: no result of {page}");
    }
    assert!(finished.is_none() || parts.is_empty(), "{step}: received twice");
    for (job, content) in &instant.confirmed.documents {
        assert_eq!(store.document_bytes(JobId(*job)).await.unwrap().concat(), *content, "{step}");
    }
    for job in &instant.confirmed.deleted {
        assert!(store.load_job(JobId(*job)).await.is_err(), "{step}: {job} came back");
    }
    let to_route = store.load_routing_of(reception).await.unwrap().is_some();
    assert_eq!(to_route, record.document.is_some(), "{step}: a fax in the archive waits to be routed");
    // What is left is what the database speaks of, nothing else.
    let documents = usize::try_from(report.documents).unwrap();
    assert_eq!(files_under(instant.dir.path()).len(), documents + parts.len(), "{step}: leftovers");
    // Whatever state it was killed in, the reception can be ended, and new work be done.
    if finished.is_none() {
        store.finish_received(&record, page_bytes(99)).await.unwrap();
    }
    let document = store.put_document(page_bytes(50)).await.unwrap();
    let id = store.next_job_id().await.unwrap();
    assert!(id.0 > 4, "{step}: number {id} was given before");
    store
        .insert_submission(
            with_document(&[sample_job(id.0, JobKind::Send)], &document),
            std::slice::from_ref(&document),
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn a_kill_between_any_two_steps_loses_nothing_confirmed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let ids = store.next_job_ids(4).await.unwrap();
    let job = ids[0];
    let mut record = reception(job);
    store.save_job(&record).await.unwrap();
    let confirmed = Arc::new(Mutex::new(Confirmed::default()));
    let instants = photograph(&store, &confirmed);

    for page in 1..=3 {
        store.store_part(job, page_bytes(page), &sample_result(page)).await.unwrap();
        confirmed.lock().unwrap().pages.insert(page, vec![page_bytes(page)]);
    }
    // Page 2 is sent again: until it is confirmed anew, either copy will do.
    confirmed.lock().unwrap().pages.insert(2, vec![page_bytes(2), page_bytes(22)]);
    store.store_part(job, page_bytes(22), &sample_result(2)).await.unwrap();
    confirmed.lock().unwrap().pages.insert(2, vec![page_bytes(22)]);

    let document = store.put_document(page_bytes(7)).await.unwrap();
    let jobs = [sample_job(ids[1].0, JobKind::Send), sample_job(ids[2].0, JobKind::Send)];
    store.insert_submission(with_document(&jobs, &document), std::slice::from_ref(&document)).await.unwrap();
    for id in &ids[1..3] {
        confirmed.lock().unwrap().documents.insert(id.0, page_bytes(7));
    }
    let mut draft = store.new_document().await.unwrap();
    std::io::Write::write_all(&mut draft, &page_bytes(8)).unwrap();
    let streamed = store.keep_document(draft).await.unwrap();
    store
        .insert_submission(
            with_document(&[sample_job(ids[3].0, JobKind::Send)], &streamed),
            std::slice::from_ref(&streamed),
        )
        .await
        .unwrap();
    confirmed.lock().unwrap().documents.insert(ids[3].0, page_bytes(8));

    record.job.status = JobStatus::Completed;
    record.job.page_results = (1..=3).map(sample_result).collect();
    let assembled = [page_bytes(1), page_bytes(22), page_bytes(3)].concat();
    store.finish_received(&record, assembled).await.unwrap();

    confirmed.lock().unwrap().documents.remove(&ids[3].0);
    store.delete_job(ids[3]).await.unwrap();
    confirmed.lock().unwrap().deleted.push(ids[3].0);
    store.save_job(&record_of(&store, job).await).await.unwrap();

    *store.core.files.watch.lock().unwrap() = None;
    let instants = std::mem::take(&mut *instants.lock().unwrap());
    assert!(instants.len() > 40, "only {} instants", instants.len());
    for instant in &instants {
        check_instant(instant, job).await;
    }
}

async fn record_of(store: &Store, job: JobId) -> JobRecord {
    store.load_job(job).await.unwrap()
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_file_leaves_no_trace_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.next_job_ids(2).await.unwrap();
    store.save_job(&reception(JobId(1))).await.unwrap();
    store.close().await.unwrap();
    for name in ["00000009.tmp", "parts/1-0001-1.tmp", "parts/1-0002-1.tif", "parts/2-0001-1.tif"] {
        std::fs::write(dir.path().join("documents").join(name), "half").unwrap();
    }
    std::fs::write(dir.path().join("writable.tmp"), "").unwrap();
    open(dir.path()).await;
    assert!(files_under(dir.path()).is_empty());
}

#[tokio::test]
async fn a_document_no_job_got_is_removed_at_the_next_open() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.put_document(page_bytes(1)).await.unwrap();
    let discarded = store.put_document(page_bytes(2)).await.unwrap();
    store.discard_document(&discarded.id).await.unwrap();
    assert_eq!(files_under(dir.path()), ["documents/00000001.tif"]);
    drop(store);
    open(dir.path()).await;
    assert!(files_under(dir.path()).is_empty());
}
