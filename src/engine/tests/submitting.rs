//! Submissions: what enters the queue, and the errors a person gets.

use std::sync::Arc;
use std::time::Duration;

use super::bench::{Bench, page};
use crate::api::{Command, ErrorKind, JobOrder, Reply};
use crate::document::TiffFile;
use crate::model::*;
use crate::raster::rotate_page;

#[tokio::test(start_paused = true)]
async fn several_files_become_one_document() {
    let bench = Bench::new().await;
    let mut submission = bench.submission(&["5551"], 2);
    submission.documents.push(Document::file(bench.document(1)));
    submission.subject = "Order 17".into();
    let (jobs, warnings) = bench.server.send(submission).await.unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let job = &jobs[0];
    assert_eq!((job.pages, job.subject.as_str(), job.status), (3, "Order 17", JobStatus::Pending));
    assert!(job.operations.view && job.operations.pause && job.operations.cancel && !job.operations.delete);
    let tiff = TiffFile::open(bench.server.document(job.id).await.unwrap()).unwrap();
    assert_eq!((tiff.pages(), tiff.page(2).unwrap()), (3, page(0)));
}

#[tokio::test(start_paused = true)]
async fn a_fax_is_printed_page_by_page_behind_its_cover() {
    let bench = Bench::new().await;
    let wanted = Submission { documents: Vec::new(), ..bench.submission(&["5551"], 1) };
    let mut printing = bench.server.start_print(wanted.clone());
    printing.cover_page(CoverChoice { name: "minimal".into(), note: "Hello".into(), ..CoverChoice::default() });
    for number in 0..2 {
        printing.page(crate::document::write_tiff(&[page(number)], Coding::Mmr).unwrap());
    }
    let (jobs, _) = printing.finish().await.unwrap();
    assert!(jobs[0].has_cover);
    let tiff = TiffFile::open(bench.server.document(jobs[0].id).await.unwrap()).unwrap();
    assert_eq!((tiff.pages(), tiff.page(1).unwrap(), tiff.page(2).unwrap()), (3, page(0), page(1)));

    let mut given_up = bench.server.start_print(wanted.clone());
    given_up.page(b"%PDF-1.4 nothing".to_vec());
    let error = given_up.finish().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidData, "{error}");
    bench.server.start_print(wanted).abort();
    assert_eq!(bench.server.jobs(JobFilter::All).await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fax_goes_by_the_moment_its_cover_tells() {
    let bench = Bench::new().await;
    let begun = bench.now();
    let cover = CoverChoice { name: "business".into(), ..CoverChoice::default() };
    let submission = Submission { cover: Some(cover), ..bench.submission(&["5551"], 1) };
    let later = async {
        // Until it is drawn, or has been.
        for _look in 0..10_000 {
            if !bench.server.snapshot().rendering.is_empty() {
                break;
            }
            tokio::task::yield_now().await;
        }
        tokio::time::advance(Duration::from_secs(90)).await;
    };
    let (sent, ()) = tokio::join!(bench.server.send(submission), later);
    let (jobs, _) = sent.unwrap();
    assert!(jobs[0].scheduled_at.since(begun) < Duration::from_secs(60), "{:?}", jobs[0].scheduled_at);
}

#[tokio::test(start_paused = true)]
async fn what_is_held_goes_when_the_time_is_over_and_not_before() {
    let bench = Bench::new().await;
    let begun = bench.now();
    let held = Submission { hold_seconds: 8, ..bench.submission(&["5551"], 1) };
    let id = bench.submit(held.clone()).await;
    let job = bench.final_job(id).await;
    assert_eq!(job.status, JobStatus::Completed);
    let called = bench.calls()[0].at;
    assert!(called.since(begun) >= Duration::from_secs(8), "called after {:?}", called.since(begun));
    assert!(called.since(begun) < Duration::from_secs(30), "called after {:?}", called.since(begun));
    // Taken back meanwhile, it leaves nothing and no line calls.
    let id = bench.submit(held).await;
    bench.server.orders(vec![id], JobOrder::Cancel).await.unwrap();
    bench.server.orders(vec![id], JobOrder::Delete).await.unwrap();
    tokio::time::advance(Duration::from_secs(60)).await;
    assert!(bench.server.job(id).await.is_err());
    assert_eq!(bench.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn pages_go_as_they_were_arranged() {
    let bench = Bench::new().await;
    let pages =
        |tiff: Vec<u8>| -> Vec<FaxPage> { TiffFile::open(tiff).unwrap().iter().collect::<Result<_, _>>().unwrap() };
    let all = bench.submission(&["5551"], 3);
    let natural = bench.submit(all.clone()).await;
    let natural = pages(bench.server.document(natural).await.unwrap());
    let choice = |page, turned| PageChoice { page, turned };
    let arranged = Submission { pages: vec![choice(3, 2), choice(1, 0), choice(3, 1)], ..all.clone() };
    let arranged = bench.submit(arranged).await;
    let arranged = pages(bench.server.document(arranged).await.unwrap());
    let expected = [rotate_page(&natural[2], 2), natural[0].clone(), rotate_page(&natural[2], 1)];
    assert_eq!(arranged.len(), 3);
    for (page, expected) in arranged.iter().zip(&expected) {
        assert_eq!(page.bitmap, expected.bitmap);
    }
    let missing = Submission { pages: vec![choice(1, 0), choice(4, 0)], ..all };
    let error = bench.server.send(missing).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidParameter);
    assert!(error.message.contains("no page 4"), "{}", error.message);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_sent_says_why_and_queues_nothing() {
    let bench = Bench::new().await;
    let file = |name: &str, bytes: &[u8]| {
        let path = bench.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        vec![Document::file(path)]
    };
    let good = bench.submission(&["5551"], 1);
    let cases = [
        (Submission { recipients: Vec::new(), ..good.clone() }, ErrorKind::InvalidParameter, "no recipient"),
        (Submission { documents: Vec::new(), ..good.clone() }, ErrorKind::InvalidParameter, "no document"),
        (Submission { port: Some("line-7".into()), ..good.clone() }, ErrorKind::InvalidParameter, "line-1, line-2"),
        (
            Submission { documents: vec![Document::file(bench.dir.path().join("gone.pdf"))], ..good.clone() },
            ErrorKind::NotFound,
            "gone.pdf",
        ),
        (Submission { documents: file("empty.txt", b""), ..good.clone() }, ErrorKind::InvalidData, "empty"),
        (
            Submission { documents: vec![Document::file(bench.dir.path().to_owned())], ..good.clone() },
            ErrorKind::InvalidData,
            "folder",
        ),
        (
            Submission { documents: file("broken.tif", b"II*\0\xFF\xFF\xFF\xFF"), ..good.clone() },
            ErrorKind::InvalidData,
            "broken.tif",
        ),
    ];
    for (submission, kind, words) in cases {
        let error = bench.server.send(submission).await.unwrap_err();
        assert_eq!(error.kind, kind, "{}", error.message);
        assert!(error.message.contains(words), "{}", error.message);
    }
    let snapshot = bench.server.snapshot();
    assert!(snapshot.jobs.is_empty() && snapshot.rendering.is_empty());
    let documents = std::fs::read_dir(bench.dir.path().join("data/documents")).unwrap();
    let left = documents.filter(|entry| entry.as_ref().unwrap().path().is_file()).count();
    assert_eq!(left, 0);
}

#[tokio::test(start_paused = true)]
async fn several_submissions_at_once_all_get_their_jobs() {
    let bench = Bench::new().await;
    let one = |number: &'static str| bench.server.send(bench.submission(&[number], 2));
    let (a, b, c, d) = tokio::join!(one("5551"), one("5552"), one("5553"), one("5554"));
    let mut ids = Vec::new();
    for result in [a, b, c, d] {
        ids.extend(result.unwrap().0.into_iter().map(|job| job.id));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    for id in ids {
        assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    }
}

#[tokio::test(start_paused = true)]
async fn an_old_revision_of_the_configuration_is_refused() {
    let bench = Bench::new().await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.retries = 7;
    bench.server.set_configuration(configuration.clone(), revision).await.unwrap();
    let error = bench.server.set_configuration(configuration.clone(), revision).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    let (now, revision) = bench.server.configuration().await.unwrap();
    assert_eq!(now.retries, 7);
    configuration.retries = 1000;
    let error = bench.server.set_configuration(configuration, revision).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidParameter);
}

#[tokio::test(start_paused = true)]
async fn the_jobs_of_a_broadcast_are_there_once() {
    let bench = Bench::with_lines(&[]).await;
    let submission = bench.submission(&["5551", "5552", "5553"], 1);
    let mut events = bench.server.subscribe();
    let Reply::Queued { jobs, .. } = bench.server.call(Command::Send { submission }).await.unwrap() else {
        panic!("not queued");
    };
    let snapshot = bench.server.snapshot();
    for job in &jobs {
        let shown = snapshot.jobs.get(job.id).unwrap();
        assert!(Arc::ptr_eq(job, shown), "the answer and the picture share it");
        let told = loop {
            if let EventKind::JobChanged { job: told } = &events.next().await.unwrap().kind
                && told.id == job.id
            {
                break Arc::clone(told);
            }
        };
        assert!(Arc::ptr_eq(&told, job), "and so does the event");
    }
}
