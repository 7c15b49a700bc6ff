//! Accounts: who has one, what is in it, what it is told.

use super::bench::Bench;
use crate::api::{ErrorKind, FaxServer};
use crate::model::*;

fn user(bench: &Bench, name: &str) -> FaxServer {
    bench.server.acting_for(Caller::new(name, Door::Network))
}

async fn may(bench: &Bench, name: &str, rights: &[Right]) {
    bench.server.set_rights(Grantee::User(name.to_owned()), Rights::of(rights)).await.unwrap();
}

async fn configure(bench: &Bench, change: impl FnOnce(&mut Configuration)) {
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    change(&mut configuration);
    bench.server.set_configuration(configuration, revision).await.unwrap();
}

async fn names(fax: &FaxServer) -> Vec<String> {
    fax.accounts().await.unwrap().into_iter().map(|info| info.account.name).collect()
}

/// A fax of this user.
async fn send(bench: &Bench, fax: &FaxServer, number: &str) -> JobId {
    let mut submission = bench.submission(&[number], 1);
    for document in &mut submission.documents {
        document.content = Some(Content(std::fs::read(&document.path).unwrap().into()));
    }
    fax.send(submission).await.unwrap().0[0].id
}

#[tokio::test(start_paused = true)]
async fn a_user_who_comes_has_an_account_with_its_own_faxes() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (ben, cem) = (user(&bench, "ben"), user(&bench, "cem"));
    // Without a right there is nothing to have an account for.
    assert_eq!(ben.accounts().await.unwrap_err().kind, ErrorKind::AccessDenied);
    assert!(names(&bench.server).await.is_empty());
    let mut events = bench.server.subscribe();
    for name in ["ben", "cem"] {
        may(&bench, name, &[Right::SubmitNormal]).await;
    }
    let mut told = ben.subscribe_account("ben");
    let mine = send(&bench, &ben, "5551").await;
    let other = send(&bench, &cem, "5552").await;
    while events.next().await.unwrap().kind != EventKind::AccountsChanged {}
    assert_eq!(names(&bench.server).await, ["ben", "cem"]);
    assert_eq!(names(&ben).await, ["ben"], "others are none of its business");
    for id in [mine, other] {
        bench.final_job(id).await;
    }
    let info = ben.account(None).await.unwrap();
    assert_eq!((info.account.created_by.as_str(), info.outgoing_archive, info.outgoing_queue), ("ben", 1, 0));
    assert_eq!(ben.account(Some("cem")).await.unwrap_err().kind, ErrorKind::NotFound);

    // Its view, for itself and for who may see everybody's; another sees nothing of it.
    for fax in [&ben, &bench.server] {
        let faxes = fax.account_jobs("ben", JobFilter::All, None, 10).await.unwrap();
        assert_eq!(faxes.iter().map(|job| job.id).collect::<Vec<_>>(), [mine]);
    }
    assert!(cem.account_jobs("ben", JobFilter::All, None, 10).await.unwrap().is_empty());
    // It was told of its own, to the end, and of no other.
    let mut ended = false;
    while !ended {
        let event = told.next().await.unwrap();
        assert_eq!(event.kind.job(), Some(mine), "{event:?}");
        ended = matches!(event.kind, EventKind::JobEnded { .. });
    }
    let bench = bench.kill_and_restart().await;
    assert_eq!(names(&bench.server).await, ["ben", "cem"]);
}

#[tokio::test(start_paused = true)]
async fn administrators_make_accounts_where_users_may_not() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    may(&bench, "ben", &[Right::SubmitNormal]).await;
    configure(&bench, |configuration| configuration.accounts_auto_create = false).await;
    let ben = user(&bench, "ben");
    let refused = ben.jobs(JobFilter::All).await.unwrap_err();
    assert_eq!((refused.kind, refused.win32()), (ErrorKind::AccessDenied, 5), "{refused}");
    assert!(refused.message.contains("faxwell account add ben"), "{refused}");
    // Nobody makes accounts but administrators.
    assert_eq!(ben.add_account("ben").await.unwrap_err().kind, ErrorKind::AccessDenied);
    for (name, kind) in [("a b", ErrorKind::InvalidParameter), ("", ErrorKind::InvalidParameter)] {
        assert_eq!(bench.server.add_account(name).await.unwrap_err().kind, kind, "{name:?}");
    }
    assert_eq!(bench.server.add_account("ben").await.unwrap().account.created_by, "ada");
    assert_eq!(bench.server.add_account("ben").await.unwrap_err().kind, ErrorKind::InvalidParameter);
    assert!(ben.jobs(JobFilter::All).await.unwrap().is_empty());

    // Not while something of it waits; then its archived faxes stay.
    configure(&bench, |configuration| configuration.queue_paused = true).await;
    let id = send(&bench, &ben, "5551").await;
    let refused = bench.server.remove_account("ben").await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::WrongState, "{refused}");
    configure(&bench, |configuration| configuration.queue_paused = false).await;
    bench.final_job(id).await;
    bench.server.remove_account("ben").await.unwrap();
    assert_eq!(bench.server.remove_account("ben").await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(ben.jobs(JobFilter::All).await.unwrap_err().kind, ErrorKind::AccessDenied);
    assert_eq!(bench.server.job(id).await.unwrap().user, "ben");
    // An administrator is never shut out.
    may(&bench, "dee", &[Right::Administer]).await;
    assert!(user(&bench, "dee").accounts().await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn received_faxes_are_everybodys_or_given_to_accounts() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    may(&bench, "ben", &[Right::SubmitNormal]).await;
    may(&bench, "cem", &[Right::QueryPorts]).await;
    bench.ring("line-1", 1, Some(super::bench::caller(1)));
    let received = |snapshot: &Snapshot| snapshot.jobs.iter().any(|job| job.in_inbox());
    let snapshot = bench.wait_until("received", received).await;
    let fax = snapshot.jobs.iter().find(|job| job.in_inbox()).unwrap().id;
    let ben = user(&bench, "ben");
    assert!(ben.jobs(JobFilter::Inbox).await.unwrap().is_empty());
    assert_eq!(ben.job(fax).await.unwrap_err().kind, ErrorKind::NotFound);

    let mut told = ben.subscribe_account("ben");
    bench.server.assign(fax, vec!["ben".to_owned()]).await.unwrap();
    assert_eq!(told.next().await.unwrap().kind.job(), Some(fax));
    assert_eq!(ben.account(None).await.unwrap().incoming_archive, 1);
    bench.server.assign(fax, Vec::new()).await.unwrap();
    assert!(ben.jobs(JobFilter::Inbox).await.unwrap().is_empty());

    configure(&bench, |configuration| configuration.incoming_public = true).await;
    assert_eq!(ben.jobs(JobFilter::Inbox).await.unwrap().len(), 1);
    assert!(ben.document(fax).await.is_ok());
    // Who may not send has no inbox, and what is everybody's is given to nobody.
    assert!(user(&bench, "cem").job(fax).await.is_err());
    assert_eq!(bench.server.assign(fax, vec!["ben".to_owned()]).await.unwrap_err().kind, ErrorKind::WrongState);
    // To look is not to delete.
    assert_eq!(ben.order(fax, crate::api::JobOrder::Delete).await.unwrap_err().kind, ErrorKind::AccessDenied);
}
