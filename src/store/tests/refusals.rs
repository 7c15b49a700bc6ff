//! What the store says when the directory, the disk or the database is not as it should be.

use std::io;

use super::*;
use crate::model::{Configuration, Revision};
use crate::store::StoreError;

#[tokio::test]
async fn a_file_in_place_of_a_folder_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = Store::open(&file).await.unwrap_err();
    assert!(matches!(&error, StoreError::NotADirectory { path } if *path == file), "{error}");
    let error = Store::open(&file.join("below")).await.unwrap_err();
    assert!(matches!(&error, StoreError::NotADirectory { .. }), "{error}");
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("documents"), "x").unwrap();
    let error = Store::open(&data).await.unwrap_err();
    assert!(matches!(&error, StoreError::NotADirectory { .. }), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_directory_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let locked = dir.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).unwrap();
    // The administrator may write there all the same; not in a folder of the kernel.
    let privileged = std::fs::create_dir(locked.join("probe")).is_ok();
    let target = if privileged { Path::new("/proc/self/fdinfo") } else { locked.as_path() };
    let error = Store::open(target).await.unwrap_err();
    if !privileged {
        assert!(matches!(&error, StoreError::NotWritable { .. }), "{error}");
    }
    assert!(error.to_string().contains(&target.display().to_string()), "{error}");
    let database = dir.path().join("faxwell.db");
    open(dir.path()).await;
    assert_eq!(database.metadata().unwrap().permissions().mode() & 0o077, 0, "others could read the journal");
    for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
        let error = StoreError::file("write", target, kind.into());
        assert!(matches!(&error, StoreError::NotWritable { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_damaged_database_is_told_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("faxwell.db");
    std::fs::write(&database, "this was a database once".repeat(500)).unwrap();
    let error = Store::open(dir.path()).await.unwrap_err();
    assert!(matches!(&error, StoreError::Damaged { path, .. } if *path == database), "{error}");
    assert!(std::fs::read(&database).unwrap().starts_with(b"this was"));
}

#[tokio::test]
async fn a_database_damaged_in_the_middle_is_told_when_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let document = store.put_document(page_bytes(1)).await.unwrap();
    let jobs: Vec<_> = (1..=300).map(|id| sample_job(id, JobKind::Send)).collect();
    store.insert_submission(with_document(&jobs, &document), std::slice::from_ref(&document)).await.unwrap();
    store.close().await.unwrap();
    let database = dir.path().join("faxwell.db");
    let mut bytes = std::fs::read(&database).unwrap();
    // All but the first pages, which hold the schema.
    bytes[20 * 4096..].fill(0xAA);
    std::fs::write(&database, bytes).unwrap();
    let error = match Store::open(dir.path()).await {
        Ok(store) => store.load_jobs().await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(&error, StoreError::Damaged { .. }), "{error}");
    assert_eq!(files_under(dir.path()), ["documents/00000001.tif"], "documents stay");
}

#[tokio::test]
async fn a_transaction_undone_by_the_database_itself_stops_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    for id in 1..=3 {
        // What SQLite does with a transaction that finds the disk full.
        let undone = store.core.run(async move |_, db| {
            let mut tx = crate::store::dialect::begin(db).await?;
            sqlx::query("ROLLBACK").execute(&mut *tx).await?;
            tx.commit().await?;
            Ok(())
        });
        assert!(undone.await.is_err());
        store.save_job(&JobRecord::new(sample_job(id, JobKind::Send))).await.unwrap();
        assert_eq!(store.load_jobs().await.unwrap().len() as u32, id);
    }
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let newer = "INSERT INTO schema_version (version) VALUES (999)";
    store.core.run(async move |_, db| Ok(sqlx::query(newer).execute(db).await?)).await.unwrap();
    store.close().await.unwrap();
    let error = Store::open(dir.path()).await.unwrap_err();
    assert!(matches!(&error, StoreError::NewerSchema { found: 999, .. }), "{error}");
}

#[tokio::test]
async fn a_migration_that_fails_changes_nothing() {
    const BAD: &[(i64, &str)] = &[(
        900,
        "CREATE TABLE extra (id BIGINT); ALTER TABLE jobs ADD COLUMN colour TEXT; SELECT nonsense FROM nowhere;",
    )];
    const GOOD: &[(i64, &str)] = &[(900, "CREATE TABLE extra (id BIGINT); ALTER TABLE jobs ADD COLUMN colour TEXT;")];
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store.save_job(&JobRecord::new(sample_job(1, JobKind::Send))).await.unwrap();
    let path = dir.path().to_owned();
    let failed = store.core.run(async move |_, db| crate::store::schema::migrate_to(db, &path, BAD).await).await;
    assert!(failed.is_err());
    let path = dir.path().to_owned();
    store.core.run(async move |_, db| crate::store::schema::migrate_to(db, &path, GOOD).await).await.unwrap();
    assert_eq!(store.load_job(JobId(1)).await.unwrap().job, sample_job(1, JobKind::Send));
}

#[tokio::test]
async fn a_conflict_names_both_revisions_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mine = Configuration { retries: 9, ..Configuration::default() };
    store.save_configuration(&mine, Revision(0)).await.unwrap();
    let error = store.save_configuration(&Configuration::default(), Revision(0)).await.unwrap_err();
    let StoreError::Conflict { expected: Revision(0), current: Revision(1) } = error else { panic!("{error}") };
    assert_eq!(store.load_configuration().await.unwrap(), (mine, Revision(1)));
}

#[tokio::test]
async fn jobs_and_documents_that_are_not_there_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let nobody = JobId(77);
    assert!(matches!(store.load_job(nobody).await, Err(StoreError::NoSuchJob(JobId(77)))));
    assert!(matches!(store.delete_job(nobody).await, Err(StoreError::NoSuchJob(_))));
    assert!(matches!(store.set_unread(nobody, true).await, Err(StoreError::NoSuchJob(_))));
    assert!(matches!(store.trace(nobody, None).await, Err(StoreError::NoSuchJob(_))));
    assert!(matches!(store.save_trace(nobody, 1, &[]).await, Err(StoreError::NoSuchJob(_))));
    assert!(matches!(store.document_bytes(nobody).await, Err(StoreError::NoSuchJob(_))));
    let part = store.store_part(nobody, page_bytes(1), &sample_result(1)).await;
    assert!(matches!(part, Err(StoreError::NoSuchJob(_))));
    store.save_job(&JobRecord::new(sample_job(1, JobKind::Send))).await.unwrap();
    assert!(matches!(store.document_bytes(JobId(1)).await, Err(StoreError::NoDocument(JobId(1)))));
    assert!(files_under(dir.path()).is_empty());
    store.close().await.unwrap();
    assert!(matches!(store.load_jobs().await, Err(StoreError::Closed)));
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_changed_document_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let document = store.put_document(page_bytes(1)).await.unwrap();
    store
        .insert_submission(with_document(&[sample_job(1, JobKind::Send)], &document), std::slice::from_ref(&document))
        .await
        .unwrap();
    let path = store.document_path(&document.id);
    std::fs::write(&path, "something else").unwrap();
    assert!(matches!(store.document_bytes(JobId(1)).await, Err(StoreError::FileDamaged { .. })));
    assert_eq!(store.check().await.unwrap().damaged_files, std::slice::from_ref(&path));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(store.document_bytes(JobId(1)).await, Err(StoreError::FileMissing { .. })));
    assert_eq!(store.check().await.unwrap().missing_files, [path]);
}

#[tokio::test]
async fn documents_of_a_lost_database_are_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let document = store.put_document(page_bytes(1)).await.unwrap();
    let jobs = store.next_job_ids(2).await.unwrap();
    store
        .insert_submission(
            with_document(&[sample_job(jobs[0].0, JobKind::Send)], &document),
            std::slice::from_ref(&document),
        )
        .await
        .unwrap();
    store.save_job(&reception(jobs[1])).await.unwrap();
    store.store_part(jobs[1], page_bytes(2), &sample_result(1)).await.unwrap();
    store.close().await.unwrap();
    std::fs::remove_file(dir.path().join("faxwell.db")).unwrap();
    std::fs::write(dir.path().join("documents/notes.txt"), "mine").unwrap();

    let store = open(dir.path()).await;
    let expected = ["documents/notes.txt", "documents/unowned/00000001-1.tif", "documents/unowned/2-0001-1-1.tif"];
    assert_eq!(files_under(dir.path()), expected);
    let document = store.put_document(page_bytes(3)).await.unwrap();
    store
        .insert_submission(with_document(&[sample_job(1, JobKind::Send)], &document), std::slice::from_ref(&document))
        .await
        .unwrap();
    assert_eq!(store.document_bytes(JobId(1)).await.unwrap(), [page_bytes(3)]);
}

/// Makes the step named `at` fail as a full disk does.
fn fill_disk(store: &Store, at: &'static str) {
    let watch = move |step: &'static str| match step == at {
        true => Err(io::ErrorKind::StorageFull.into()),
        false => Ok(()),
    };
    *store.core.files.watch.lock().unwrap() = Some(Box::new(watch));
}

fn free_disk(store: &Store) {
    *store.core.files.watch.lock().unwrap() = None;
}

#[tokio::test]
async fn a_full_disk_keeps_what_was_there_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let record = reception(store.next_job_id().await.unwrap());
    let job = record.job.id;
    store.save_job(&record).await.unwrap();
    store.store_part(job, page_bytes(1), &sample_result(1)).await.unwrap();
    let parts = store.parts(job).await.unwrap();

    for step in ["write", "name", "commit part"] {
        fill_disk(&store, step);
        let failed = store.store_part(job, page_bytes(11), &sample_result(1)).await;
        assert!(matches!(failed, Err(StoreError::DiskFull { .. })), "{step}: {failed:?}");
        let failed = store.store_part(job, page_bytes(2), &sample_result(2)).await;
        assert!(matches!(failed, Err(StoreError::DiskFull { .. })), "{step}: {failed:?}");
        free_disk(&store);
        assert_eq!(store.parts(job).await.unwrap(), parts, "{step}");
        assert_eq!(files_under(dir.path()), ["documents/parts/1-0001-1.tif"], "{step}");
    }
    for step in ["write", "name", "commit reception"] {
        fill_disk(&store, step);
        let failed = store.finish_received(&record, page_bytes(3)).await;
        assert!(matches!(failed, Err(StoreError::DiskFull { .. })), "{step}: {failed:?}");
        free_disk(&store);
        assert_eq!(store.part_bytes(&parts[0]).await.unwrap(), page_bytes(1), "{step}");
        assert_eq!(files_under(dir.path()), ["documents/parts/1-0001-1.tif"], "{step}");
    }
    let document = store.put_document(page_bytes(4)).await.unwrap();
    fill_disk(&store, "commit submission");
    assert!(
        store
            .insert_submission(
                with_document(&[sample_job(5, JobKind::Send)], &document),
                std::slice::from_ref(&document)
            )
            .await
            .is_err()
    );
    free_disk(&store);
    assert_eq!(store.load_jobs().await.unwrap().len(), 1);
    store.finish_received(&record, page_bytes(3)).await.unwrap();
}

#[tokio::test]
async fn a_database_that_cannot_grow_says_the_disk_is_full_and_goes_on_later() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let limit = "PRAGMA max_page_count = 60";
    store.core.run(async move |_, db| Ok(sqlx::query(limit).execute(db).await?)).await.unwrap();
    let mut saved = 0_u32;
    let error = loop {
        match store.save_job(&JobRecord::new(sample_job(saved + 1, JobKind::Send))).await {
            Ok(()) => saved += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(&error, StoreError::DiskFull { .. }), "{error}");
    let count = u32::try_from(store.load_jobs().await.unwrap().len()).unwrap();
    assert_eq!(count, saved);
    let limit = "PRAGMA max_page_count = 100000";
    store.core.run(async move |_, db| Ok(sqlx::query(limit).execute(db).await?)).await.unwrap();
    store.save_job(&JobRecord::new(sample_job(saved + 1, JobKind::Send))).await.unwrap();
    assert!(store.check().await.unwrap().is_sound());
}

/// On a file system that is really small: `FAXWELL_TEST_SMALL_DISK` names an empty one of one or two megabytes.
#[tokio::test]
async fn a_small_file_system_fills_up_without_losing_confirmed_pages() {
    let Ok(root) = std::env::var("FAXWELL_TEST_SMALL_DISK") else {
        println!("skipped: FAXWELL_TEST_SMALL_DISK names no small file system");
        return;
    };
    let dir = tempfile::tempdir_in(root).unwrap();
    let store = open(dir.path()).await;
    let record = reception(store.next_job_id().await.unwrap());
    store.save_job(&record).await.unwrap();
    let page = |page: u32| page_bytes(page).repeat(8);
    let mut stored = 0_u32;
    let error = loop {
        match store.store_part(record.job.id, page(stored + 1), &sample_result(stored + 1)).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(&error, StoreError::DiskFull { .. }), "{error}");
    let complete = async |store: &Store| {
        let parts = store.parts(record.job.id).await.unwrap();
        assert_eq!(parts.len(), usize::try_from(stored).unwrap());
        for part in &parts {
            assert_eq!(store.part_bytes(part).await.unwrap(), page(part.page));
        }
    };
    complete(&store).await;
    // Filled to the last octet and opened anew: it opens, or says why not.
    let ballast = dir.path().join("ballast");
    let mut file = std::fs::File::create(&ballast).unwrap();
    while io::Write::write_all(&mut file, &[0; 512]).is_ok() {}
    match Store::open(dir.path()).await {
        Ok(store) => complete(&store).await,
        Err(error) => assert!(matches!(&error, StoreError::DiskFull { .. }), "{error}"),
    }
    match store.close().await {
        Ok(()) | Err(StoreError::DiskFull { .. }) => {}
        Err(error) => panic!("{error}"),
    }
    match Store::open(dir.path()).await {
        Ok(store) => complete(&store).await,
        Err(error) => assert!(matches!(&error, StoreError::DiskFull { .. }), "{error}"),
    }
    std::fs::remove_file(&ballast).unwrap();
    complete(&open(dir.path()).await).await;
}
