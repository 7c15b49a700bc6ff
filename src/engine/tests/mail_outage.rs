//! A mail server that is down for an hour of the engine's clock while faxes come and go: a server that is really there, on
//! this machine, and a port that is really closed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{advance, pause, resume, sleep, timeout};

use super::bench::{Bench, caller};
use crate::model::*;
use crate::routing::tests::smtp_server::{Behaviour, SmtpServer};

/// Every copy and every receipt there is.
fn copies(snapshot: &Snapshot) -> Vec<&RoutingState> {
    snapshot.jobs.iter().flat_map(|job| &job.routes).collect()
}

/// Lets the next tries come due until every copy has arrived. The clock stands while mail goes over the wire, which is no
/// faster for a clock that runs ahead.
async fn delivered(bench: &Bench) -> Arc<Snapshot> {
    let mut server = bench.server.clone();
    for _news in 0..1_000 {
        let snapshot = server.snapshot();
        let waiting: Vec<_> = copies(&snapshot).into_iter().filter(|copy| !copy.status.is_final()).collect();
        if waiting.is_empty() {
            return snapshot;
        }
        let next = waiting.iter().filter_map(|copy| copy.next_try).min();
        if let Some(next) = next.filter(|next| *next > bench.now()) {
            pause();
            advance(next.since(bench.now()) + Duration::from_millis(1)).await;
            resume();
        }
        timeout(Duration::from_secs(60), server.changed()).await.expect("there is news").unwrap();
    }
    panic!("the mails never arrived: {:#?}", server.snapshot().jobs);
}

#[tokio::test(start_paused = true)]
async fn what_a_mail_server_misses_in_an_hour_arrives_once_when_it_is_back() {
    let down = SmtpServer::off();
    let address = down.local_addr().unwrap();
    let bench = Bench::new().await;
    let mail = MailSettings {
        server: address.ip().to_string(),
        port: Some(address.port()),
        security: MailSecurity::None,
        from: "fax@example.com".into(),
        ..MailSettings::default()
    };
    bench.server.set_mail_settings(mail, None).await.unwrap();
    for (line, to) in [("line-1", "one@example.com"), ("line-2", "two@example.com")] {
        bench.server.set_port_routing(line.into(), MethodId::EMAIL, Some(true), Some(to.into())).await.unwrap();
    }
    let began = bench.now();
    let receipt = Receipt { address: "me@example.com".into(), ..Receipt::default() };
    for quarter in 0..4 {
        bench.ring(if quarter % 2 == 0 { "line-1" } else { "line-2" }, 1, Some(caller(2)));
        let there = |snapshot: &Snapshot| snapshot.counts.unread == quarter + 1;
        bench.wait_until("a fax came", there).await;
        let wanted = bench.submission(&[&format!("555{quarter}")], 1);
        let sent = bench.submit(Submission { receipt: Some(receipt.clone()), ..wanted }).await;
        assert_eq!(bench.final_job(sent).await.status, JobStatus::Completed);
        sleep(Duration::from_secs(15 * 60)).await;
    }
    assert!(bench.now().since(began) >= Duration::from_secs(3_600));
    let snapshot = bench.server.snapshot();
    let waiting = copies(&snapshot);
    assert_eq!(waiting.len(), 8, "four faxes and four receipts");
    for copy in waiting {
        assert_eq!(copy.status, RoutingStatus::Retrying, "{copy:?}");
        assert!(copy.tries > 0 && copy.next_try.is_some(), "{copy:?}");
    }

    // Back on the same port.
    resume();
    let up = SmtpServer::start_on(down, Behaviour::default());
    let snapshot = delivered(&bench).await;
    assert!(copies(&snapshot).iter().all(|copy| copy.status == RoutingStatus::Done), "{:#?}", copies(&snapshot));
    let mails = up.received();
    let mut to: Vec<String> = mails.iter().flat_map(|mail| mail.to.clone()).collect();
    to.sort();
    let expected = [["me@example.com"; 4].as_slice(), &["one@example.com"; 2], &["two@example.com"; 2]].concat();
    assert_eq!(to, expected);
    let ids: BTreeSet<Option<String>> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 8, "each is another mail");
    // A day and a start later nothing comes a second time.
    pause();
    sleep(Duration::from_secs(24 * 3_600)).await;
    let bench = bench.kill_and_restart().await;
    bench.wait_until("it runs", |snapshot| snapshot.running).await;
    sleep(Duration::from_secs(3_600)).await;
    assert_eq!(up.received().len(), 8);
    assert!(copies(&bench.server.snapshot()).iter().all(|copy| copy.status == RoutingStatus::Done));
}
