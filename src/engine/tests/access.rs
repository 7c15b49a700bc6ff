//! Rights are held at every request, whatever its door; jobs that may not be seen are not there.

use super::bench::{Bench, NOON};
use crate::api::{Command, ErrorKind, FaxError, FaxServer, JobOrder, Reply};
use crate::model::*;

fn user(bench: &Bench, name: &str) -> FaxServer {
    bench.server.acting_for(Caller::new(name, Door::Network))
}

async fn grant(bench: &Bench, to: &str, rights: &str) {
    bench.server.set_rights(to.parse().unwrap(), rights.parse().unwrap()).await.unwrap();
}

#[track_caller]
fn check_denied<T: std::fmt::Debug>(result: Result<T, FaxError>) {
    let error = result.unwrap_err();
    assert_eq!((error.kind, error.win32()), (ErrorKind::AccessDenied, 5), "{error}");
}

fn with_content(mut submission: Submission) -> Submission {
    for document in &mut submission.documents {
        let octets = std::fs::read(&document.path).unwrap();
        document.content = Some(Content(octets.into()));
    }
    submission
}

#[tokio::test(start_paused = true)]
async fn without_a_right_nothing_is_told_or_done() {
    let bench = Bench::new().await;
    let nobody = user(&bench, "ben");
    check_denied(nobody.ports().await);
    check_denied(nobody.jobs(JobFilter::All).await);
    check_denied(nobody.configuration().await);
    check_denied(nobody.job(JobId(1)).await);
    check_denied(nobody.rights().await);
    check_denied(nobody.call(Command::Snapshot).await);
    check_denied(nobody.shutdown().await);
    let checked = nobody.check_access(Rights::NONE, None).await;
    check_denied(checked);
    assert!(bench.server.ports().await.is_ok(), "the program itself may do everything");
}

#[tokio::test(start_paused = true)]
async fn ones_own_jobs_are_seen_and_managed_and_nobody_elses() {
    let bench = Bench::new().await;
    grant(&bench, "user:ben", "submit").await;
    grant(&bench, "user:cem", "submit").await;
    let (ben, cem) = (user(&bench, "ben"), user(&bench, "cem"));
    let mut later = with_content(bench.submission(&["5551"], 1));
    later.schedule = Schedule::At(NOON.plus(std::time::Duration::from_secs(3_600)));
    let (jobs, _) = ben.send(later.clone()).await.unwrap();
    assert_eq!(jobs[0].user, "ben");
    let id = jobs[0].id;
    assert_eq!(cem.job(id).await.unwrap_err().kind, ErrorKind::NotFound, "as one that is not there");
    assert!(cem.jobs(JobFilter::All).await.unwrap().is_empty());
    assert_eq!(ben.jobs(JobFilter::Queue).await.unwrap().len(), 1);
    let Ok(Reply::Snapshot(seen)) = cem.call(Command::Snapshot).await else { panic!("no picture") };
    assert!(seen.jobs.is_empty() && seen.ports.is_empty() && seen.counts.outbox == 0);
    ben.order(id, JobOrder::Pause).await.unwrap();

    grant(&bench, "user:cem", "query_out_jobs").await;
    assert_eq!(cem.job(id).await.unwrap().user, "ben");
    check_denied(cem.order(id, JobOrder::Cancel).await);
    grant(&bench, "user:cem", "job_manage").await;
    assert_eq!(cem.order(id, JobOrder::Cancel).await.unwrap_err().kind, ErrorKind::NotFound);
    bench
        .server
        .set_rights("user:cem".parse().unwrap(), "job_manage".parse::<Rights>().unwrap() | "job_query".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(cem.order(id, JobOrder::Cancel).await.unwrap().status, JobStatus::Canceled);

    later.priority = Priority::High;
    check_denied(ben.send(later).await);
}

#[tokio::test(start_paused = true)]
async fn files_of_the_engines_computer_are_read_for_its_owner_alone() {
    let bench = Bench::new().await;
    grant(&bench, "everyone", "all").await;
    let submission = bench.submission(&["5551"], 1);
    check_denied(user(&bench, "ben").send(submission.clone()).await);
    check_denied(bench.server.acting_for(Caller::new("ada", Door::Network)).send(submission.clone()).await);
    bench.server.acting_for(Caller::new("ada", Door::Local)).send(submission.clone()).await.unwrap();
    user(&bench, "ben").send(with_content(submission)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn events_of_others_are_not_for_a_user() {
    let bench = Bench::new().await;
    grant(&bench, "user:ben", "submit").await;
    let reach = bench.server.snapshot().access.reach(&Caller::new("ben", Door::Network));
    let mut events = bench.server.subscribe();
    let (others, _) = bench.server.send(bench.submission(&["5551"], 1)).await.unwrap();
    let (own, _) = user(&bench, "ben").send(with_content(bench.submission(&["5551"], 1))).await.unwrap();
    bench.final_job(own[0].id).await;
    bench.final_job(others[0].id).await;
    let mut heard = std::collections::BTreeSet::new();
    while let Some((event, about)) = events.try_next_about() {
        if reach.hears(&event, about.as_deref())
            && let EventKind::Fax { job: Some(job), .. } | EventKind::JobEnded { job, .. } = &event.kind
        {
            heard.insert(*job);
        }
    }
    assert_eq!(heard.into_iter().collect::<Vec<_>>(), [own[0].id]);
}

#[tokio::test(start_paused = true)]
async fn rights_and_tokens_outlive_the_engine_and_a_token_is_told_once() {
    let bench = Bench::new().await;
    grant(&bench, "group:office", "read").await;
    let (token, secret) =
        bench.server.add_token("ben".into(), vec!["office".into()], "scanner".into(), None).await.unwrap();
    assert!(secret.expose().len() > 40);
    let bench = bench.kill_and_restart().await;
    let (owner, grants) = bench.server.rights().await.unwrap();
    assert_eq!((owner.as_str(), grants.len()), ("ada", 1));
    let tokens = bench.server.tokens().await.unwrap();
    assert_eq!((tokens[0].label.as_str(), tokens[0].hash), ("scanner", bench.server.snapshot().access.tokens[0].hash));
    let json = serde_json::to_string(&tokens).unwrap();
    assert!(!json.contains(secret.expose()) && !json.contains("hash"), "{json}");
    assert!(!format!("{:?}", bench.server.snapshot().access).contains(secret.expose()));

    bench.server.revoke_token(token.id).await.unwrap();
    assert_eq!(bench.server.revoke_token(token.id).await.unwrap_err().kind, ErrorKind::NotFound);
    assert!(bench.server.snapshot().access.tokens.is_empty());
    let bad = bench.server.add_token("ben and cem".into(), Vec::new(), String::new(), None).await;
    assert_eq!(bad.unwrap_err().kind, ErrorKind::InvalidParameter);
    let past = bench.server.add_token("ben".into(), Vec::new(), String::new(), Some(NOON)).await;
    assert_eq!(past.unwrap_err().kind, ErrorKind::InvalidParameter);
}
