//! Two clients over one thing: a port that is open to be changed, the configuration, a job. One wins, the other is told.

use std::time::Duration;

use super::bench::{Bench, Script};
use crate::api::{ErrorKind, FaxServer, JobOrder};
use crate::model::*;

fn user(bench: &Bench, name: &str) -> FaxServer {
    bench.server.acting_for(Caller::new(name, Door::Network))
}

async fn two(bench: &Bench) -> (FaxServer, FaxServer) {
    bench.server.set_rights(Grantee::Everyone, Rights::ALL).await.unwrap();
    (user(bench, "ben"), user(bench, "cem"))
}

fn named(name: &str) -> PortUpdate {
    PortUpdate { name: Some(name.to_owned()), ..PortUpdate::default() }
}

#[tokio::test(start_paused = true)]
async fn one_client_at_a_time_changes_a_port() {
    let bench = Bench::new().await;
    let (ben, cem) = two(&bench).await;
    let line = PortId::from("line-1");
    let open = ben.open_port_to_change(line.clone()).await.unwrap();
    let refused = cem.open_port_to_change(line.clone()).await.err().unwrap();
    assert_eq!((refused.kind, refused.win32()), (ErrorKind::Conflict, 6), "{refused}");
    assert!(refused.message.contains("ben"), "{refused}");
    let in_use = cem.set_port(line.clone(), named("Mine")).await.unwrap_err();
    assert_eq!((in_use.kind, in_use.win32()), (ErrorKind::Conflict, 2404), "{in_use}");
    // To look at it, anybody may open it; another port is free.
    let looking = cem.open_port(line.clone()).await.unwrap();
    assert_eq!(looking.info().await.unwrap().info.id, line);
    drop(cem.open_port_to_change(PortId::from("line-2")).await.unwrap());

    assert_eq!(open.update(named("Front desk")).await.unwrap().info.settings.name, "Front desk");
    open.close().await.unwrap();
    let mine = cem.open_port_to_change(line.clone()).await.unwrap();
    drop(mine);
    assert_eq!(ben.set_port(line, named("Line 1")).await.unwrap().info.settings.name, "Line 1");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_went_away_does_not_hold_a_port_for_ever() {
    let bench = Bench::new().await;
    let (ben, cem) = two(&bench).await;
    let line = PortId::from("line-1");
    let open = ben.open_port_to_change(line.clone()).await.unwrap();
    let most = Duration::from_secs(u64::from(Lease::MINUTES) * 60);
    tokio::time::sleep(most - Duration::from_secs(1)).await;
    open.renew().await.unwrap();
    tokio::time::sleep(most - Duration::from_secs(1)).await;
    assert!(cem.open_port_to_change(line.clone()).await.is_err());
    tokio::time::sleep(Duration::from_secs(2)).await;
    let taken = cem.open_port_to_change(line).await.unwrap();
    let late = open.update(named("Late")).await.unwrap_err();
    assert_eq!((late.kind, late.win32()), (ErrorKind::WrongState, 6), "{late}");
    // Its end closes nothing of the other's.
    drop(open);
    assert!(taken.update(named("In time")).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn of_two_changes_of_the_configuration_the_first_wins() {
    let bench = Bench::new().await;
    let (ben, cem) = two(&bench).await;
    let (of_ben, of_cem) = (ben.configuration().await.unwrap(), cem.configuration().await.unwrap());
    ben.set_configuration(Configuration { retries: 7, ..of_ben.0 }, of_ben.1).await.unwrap();
    let refused = cem.set_configuration(Configuration { retries: 8, ..of_cem.0 }, of_cem.1).await.unwrap_err();
    assert_eq!((refused.kind, refused.win32()), (ErrorKind::Conflict, 2404), "{refused}");
    assert_eq!(cem.configuration().await.unwrap().0.retries, 7);
    // Both read, change and write until it is done.
    let both = tokio::join!(
        ben.set_logging(&[(LogCategory::Inbound, LogLevel::Max)]),
        cem.set_logging(&[(LogCategory::Outbound, LogLevel::None)])
    );
    both.0.unwrap();
    both.1.unwrap();
    let logging = ben.logging().await.unwrap();
    assert_eq!((logging.inbound, logging.outbound), (LogLevel::Max, LogLevel::None));
}

#[tokio::test(start_paused = true)]
async fn of_two_orders_for_a_job_the_second_is_told_what_it_is_now() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (ben, cem) = two(&bench).await;
    bench.script("line-1", &[Script::Hang(0)]);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::InProgress).await;
    let (first, second) = tokio::join!(ben.order(id, JobOrder::Cancel), cem.order(id, JobOrder::Cancel));
    assert_eq!(first.unwrap().status, JobStatus::Canceling);
    let second = second.unwrap_err();
    assert_eq!((second.kind, second.win32()), (ErrorKind::WrongState, 1), "{second}");
    bench.status(id, JobStatus::Canceled).await;
    let (first, second) = tokio::join!(ben.order(id, JobOrder::Delete), cem.order(id, JobOrder::Delete));
    assert!(first.is_ok());
    let second = second.unwrap_err();
    assert_eq!((second.kind, second.win32()), (ErrorKind::NotFound, 87), "{second}");
}
