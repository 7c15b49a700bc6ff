//! Received faxes on their ways out: once each, whatever happens in between.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::sleep;

use super::bench::{Bench, Caller, Script, caller};
use crate::api::ErrorKind;
use crate::model::*;
use crate::routing::{Cure, FileList, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingMethod};

/// What a try does.
#[derive(Clone, Debug)]
enum Try {
    Deliver,
    /// Fails and wants this back.
    Fail(Cure, &'static [u8]),
    /// Takes so long, then delivers.
    Slow(Duration),
    Panic,
}

/// A method that does as it is told, and notes what it saw.
struct Fake {
    id: MethodId,
    tries: Mutex<VecDeque<Try>>,
    seen: Mutex<Vec<Seen>>,
    delivered: Mutex<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Seen {
    job: JobId,
    run: u32,
    data: String,
    retry: Option<RetryBlob>,
}

const FAKE: MethodId = MethodId(0xfa4e);

impl Fake {
    fn new(tries: &[Try]) -> Arc<Self> {
        let tries = Mutex::new(tries.iter().cloned().collect());
        Arc::new(Self { id: FAKE, tries, seen: Mutex::default(), delivered: Mutex::default() })
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn delivered(&self) -> Vec<String> {
        self.delivered.lock().unwrap().clone()
    }
}

#[async_trait]
impl RoutingMethod for Fake {
    fn id(&self) -> MethodId {
        self.id
    }

    fn friendly_name(&self) -> &str {
        "Fake"
    }

    fn function_name(&self) -> &str {
        "FaxRouteFake"
    }

    fn extension_name(&self) -> &str {
        "Tests"
    }

    fn priority(&self) -> u32 {
        9
    }

    fn validate(&self, data: &RoutingData) -> Result<(), RouteError> {
        match data.text() {
            Some("") | None => Err(RouteError::NotSetUp { method: "Fake", reason: "it needs a text".to_owned() }),
            Some(_) => Ok(()),
        }
    }

    fn target(&self, data: &RoutingData) -> String {
        format!("to {}", data.text().unwrap_or_default())
    }

    async fn check(&self, _data: &RoutingData) -> Result<String, RouteError> {
        Err(RouteError::Extension { text: "it is switched off; switch it on".to_owned(), cure: Cure::Administrator })
    }

    async fn route(
        &self,
        fax: &RoutedFax,
        data: &RoutingData,
        _files: &mut FileList,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let data = data.text().unwrap_or_default().to_owned();
        assert!(fax.document.exists(), "the archive has it first");
        self.seen.lock().unwrap().push(Seen { job: fax.job, run: fax.run, data: data.clone(), retry });
        let next = self.tries.lock().unwrap().pop_front().unwrap_or(Try::Deliver);
        match next {
            Try::Deliver => {}
            Try::Fail(cure, blob) => {
                let error = RouteError::Extension { text: "nobody is there".to_owned(), cure };
                let retry = (cure != Cure::None).then(|| RetryBlob(blob.to_vec()));
                return Err(RouteFailure { error, retry });
            }
            Try::Slow(time) => sleep(time).await,
            Try::Panic => panic!("the method has a fault"),
        }
        self.delivered.lock().unwrap().push(data.clone());
        Ok(Routed::new(format!("delivered to {data}")))
    }
}

async fn bench(fake: &Arc<Fake>) -> Bench {
    let bench = Bench::with_routing(vec![Arc::clone(fake) as Arc<dyn RoutingMethod>]).await;
    bench.server.set_port_routing("line-1".into(), FAKE, Some(true), Some("desk".into())).await.unwrap();
    bench
}

/// Receives a fax on line 1.
async fn receive(bench: &Bench, pages: u8) -> JobId {
    let known = bench.server.snapshot().jobs.first().map_or(JobId(0), |job| job.id);
    bench.ring("line-1", 1, Some(caller(pages)));
    let there = |snapshot: &Snapshot| snapshot.jobs.first().is_some_and(|job| job.id > known && job.in_inbox());
    bench.wait_until("a fax is in the inbox", there).await.jobs[0].id
}

/// Waits until nothing is left to do for a fax.
async fn settled(bench: &Bench, id: JobId) -> Arc<Job> {
    let all = |job: &Job| !job.routes.is_empty() && job.routes.iter().all(|copy| copy.status.is_final());
    bench.job_when(id, "every copy is settled", all).await
}

fn statuses(job: &Job) -> Vec<(String, RoutingStatus)> {
    job.routes.iter().map(|copy| (copy.target.clone(), copy.status)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_fax_takes_its_ports_way_once_and_can_be_read_meanwhile() {
    let fake = Fake::new(&[Try::Slow(Duration::from_secs(60))]);
    let bench = bench(&fake).await;
    let mut events = bench.server.subscribe();
    let id = receive(&bench, 2).await;
    bench.job_when(id, "its way is decided", |job| !job.routes.is_empty()).await;
    let job = bench.server.job(id).await.unwrap();
    assert_eq!((job.status, job.routes[0].status), (JobStatus::Completed, RoutingStatus::Pending));
    assert_eq!(bench.server.page(id, 2).await.unwrap().pages, 2);
    let job = settled(&bench, id).await;
    assert_eq!(statuses(&job), [("to desk".to_owned(), RoutingStatus::Done)]);
    assert_eq!((job.routes[0].text.as_str(), job.routes[0].tries), ("delivered to desk", 1));
    assert_eq!(fake.seen(), [Seen { job: id, run: 1, data: "desk".into(), retry: None }]);
    let mut told = Vec::new();
    while let Some(event) = events.try_next() {
        match &event.kind {
            EventKind::Fax { id: EventId::Routing, port, job } => told.push(format!("{port:?} {job:?}")),
            EventKind::Routed { job, copy } => told.push(format!("{job} {:?}", copy.status)),
            _ => {}
        }
    }
    assert_eq!(told, [format!("Some(PortId(\"line-1\")) Some(JobId({id}))"), format!("{id} Done")]);
    // A start later nothing is done again.
    let bench = bench.kill_and_restart().await;
    let job = bench.job_when(id, "it is there again", |job| !job.routes.is_empty()).await;
    assert_eq!(job.routes[0].status, RoutingStatus::Done);
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(fake.delivered(), ["desk"]);
}

#[tokio::test(start_paused = true)]
async fn a_way_that_is_blocked_for_an_hour_is_tried_until_the_fax_arrives_once() {
    let failing = [Try::Fail(Cure::Time, b"one"), Try::Fail(Cure::Administrator, b"two")];
    let tries: Vec<Try> = failing.into_iter().chain(vec![Try::Fail(Cure::Time, &[0, 255]); 4]).collect();
    let fake = Fake::new(&tries);
    let bench = bench(&fake).await;
    let id = receive(&bench, 1).await;
    let job = bench.job_when(id, "it failed twice", |job| job.routes.first().is_some_and(|copy| copy.tries == 2)).await;
    assert!(job.needs_attention(), "an administrator can help");
    assert_eq!((job.type_code(), job.status), (JobTypeCode::Routing, JobStatus::Completed));
    let before = bench.now();
    let job = settled(&bench, id).await;
    assert_eq!((job.routes[0].status, job.routes[0].tries), (RoutingStatus::Done, 7));
    assert!(!job.needs_attention());
    assert!(bench.now().since(before) > Duration::from_secs(60 * 60));
    let blobs: Vec<Option<RetryBlob>> = fake.seen().into_iter().map(|seen| seen.retry).collect();
    let blob = |octets: &[u8]| Some(RetryBlob(octets.to_vec()));
    assert_eq!(blobs[..4], [None, blob(b"one"), blob(b"two"), blob(&[0, 255])]);
    assert_eq!(fake.delivered(), ["desk"]);
}

#[tokio::test(start_paused = true)]
async fn a_kill_in_the_middle_of_a_copy_costs_nothing() {
    let fake = Fake::new(&[Try::Fail(Cure::Time, b"half"), Try::Slow(Duration::from_secs(100))]);
    let mut bench = bench(&fake).await;
    let id = receive(&bench, 1).await;
    while fake.seen().len() < 2 {
        sleep(Duration::from_secs(1)).await;
    }
    bench = bench.kill_and_restart().await;
    let job = settled(&bench, id).await;
    assert_eq!((job.routes[0].status, job.routes[0].tries), (RoutingStatus::Done, 2));
    let seen = fake.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!((seen[2].run, seen[2].retry.clone()), (1, Some(RetryBlob(b"half".to_vec()))));
    assert_eq!(fake.delivered(), ["desk"], "the try that was killed delivered nothing");
}

#[tokio::test(start_paused = true)]
async fn a_fax_that_came_just_before_a_kill_is_routed_after_it() {
    let fake = Fake::new(&[]);
    let bench = bench(&fake).await;
    bench.ring("line-1", 1, Some(Caller { hang: true, ..caller(1) }));
    let received = |snapshot: &Snapshot| snapshot.jobs.first().is_some_and(|job| job.pages_confirmed == 1);
    let id = bench.wait_until("a page came", received).await.jobs[0].id;
    let rule = RoutingRule {
        name: "Broken off".into(),
        incomplete: true,
        methods: vec![RuleMethod { method: FAKE, data: "who cares".into() }],
        ..RoutingRule::default()
    };
    bench.server.set_routing_rules(vec![rule], Revision(0)).await.unwrap();
    let bench = bench.kill_and_restart().await;
    let job = settled(&bench, id).await;
    assert_eq!(job.status, JobStatus::Failed, "it broke off");
    assert_eq!(fake.delivered(), ["who cares"]);
}

#[tokio::test(start_paused = true)]
async fn a_rule_comes_before_the_port_and_a_broken_fax_goes_only_where_one_sends_it() {
    let fake = Fake::new(&[]);
    let bench = bench(&fake).await;
    let rule = |name: &str, from: &str, to: &str| RoutingRule {
        name: name.into(),
        caller: vec![from.into()],
        methods: vec![RuleMethod { method: FAKE, data: to.into() }],
        ..RoutingRule::default()
    };
    let rules = vec![rule("Elsewhere", "777*", "nobody"), rule("Here", "55?", "boss")];
    let (_, revision) = bench.server.set_routing_rules(rules.clone(), Revision(0)).await.unwrap();
    let late = bench.server.set_routing_rules(Vec::new(), Revision(0)).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::Conflict);
    let twice = vec![rule("Here", "1", "a"), rule("Here", "2", "b")];
    let refused = bench.server.set_routing_rules(twice, revision).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::InvalidParameter);
    let id = receive(&bench, 1).await;
    let job = settled(&bench, id).await;
    assert_eq!(job.routes[0].rule.as_deref(), Some("Here"));
    assert_eq!(fake.delivered(), ["boss"]);
    bench.ring("line-1", 1, Some(Caller { outcome: Outcome::Disconnected, ..caller(1) }));
    let broken = |snapshot: &Snapshot| snapshot.jobs.iter().any(|job| job.id > id && job.in_inbox());
    let snapshot = bench.wait_until("the broken one is there", broken).await;
    sleep(Duration::from_secs(600)).await;
    assert!(bench.server.job(snapshot.jobs[0].id).await.unwrap().routes.is_empty());
    assert_eq!(bench.server.routing_rules().await.unwrap().0, rules);
    assert_eq!(fake.delivered(), ["boss"]);
}

#[tokio::test(start_paused = true)]
async fn a_port_without_methods_keeps_its_faxes_in_the_inbox() {
    let fake = Fake::new(&[]);
    let bench = bench(&fake).await;
    bench.ring("line-2", 1, Some(caller(1)));
    let there = |snapshot: &Snapshot| snapshot.jobs.first().is_some_and(|job| job.in_inbox());
    let id = bench.wait_until("a fax is in the inbox", there).await.jobs[0].id;
    sleep(Duration::from_secs(600)).await;
    assert!(bench.server.job(id).await.unwrap().routes.is_empty() && fake.seen().is_empty());
    // Once there is a way, it can be asked for.
    bench.server.set_port_routing("line-2".into(), FAKE, Some(true), Some("two".into())).await.unwrap();
    bench.server.route_again(id, false).await.unwrap();
    settled(&bench, id).await;
    assert_eq!(fake.delivered(), ["two"]);
}

#[tokio::test(start_paused = true)]
async fn a_method_that_panics_is_tried_again_and_harms_nobody() {
    let fake = Fake::new(&[Try::Panic]);
    let bench = bench(&fake).await;
    let folder = tempfile::tempdir().unwrap();
    let data = RoutingData::from(folder.path().to_str().unwrap());
    bench.server.set_port_routing("line-1".into(), MethodId::FOLDER, Some(true), Some(data)).await.unwrap();
    let id = receive(&bench, 1).await;
    let job = settled(&bench, id).await;
    assert!(job.routes.iter().all(|copy| copy.status == RoutingStatus::Done), "{:#?}", job.routes);
    let fake_copy = job.routes.iter().find(|copy| copy.method == FAKE).unwrap();
    assert_eq!(fake_copy.attempts[0].text, "Fake failed by a mistake in the program; please report it with the log");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "one file, made once");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_use_fails_for_good_until_somebody_asks_again() {
    let fake = Fake::new(&[Try::Fail(Cure::None, b"")]);
    let bench = bench(&fake).await;
    let id = receive(&bench, 1).await;
    let job = settled(&bench, id).await;
    assert_eq!(job.routes[0].status, RoutingStatus::Failed);
    assert!(job.needs_attention());
    let bench = bench.kill_and_restart().await;
    bench.job_when(id, "it is known to have failed", |job| job.needs_attention()).await;
    bench.server.route_again(id, true).await.unwrap();
    assert_eq!(settled(&bench, id).await.routes[0].status, RoutingStatus::Done);
    let nothing = bench.server.route_again(id, true).await.unwrap_err();
    assert_eq!(nothing.kind, ErrorKind::WrongState);
    bench.server.route_again(id, false).await.unwrap();
    bench.job_when(id, "it went again", |job| job.routes.first().is_some_and(|copy| copy.tries == 1)).await;
    settled(&bench, id).await;
    assert_eq!(fake.seen().iter().map(|seen| seen.run).collect::<Vec<_>>(), [1, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn what_a_port_cannot_use_is_refused_and_changes_nothing() {
    let fake = Fake::new(&[]);
    let bench = bench(&fake).await;
    let line = || PortId::from("line-1");
    let refused = bench.server.set_routing_info(line(), FAKE, RoutingData::default()).await.unwrap_err();
    assert_eq!((refused.kind, refused.win32()), (ErrorKind::InvalidData, 13));
    assert!(refused.message.contains("it needs a text"), "{refused}");
    let unknown = bench.server.enable_method(line(), MethodId(1), true).await.unwrap_err();
    assert_eq!(unknown.kind, ErrorKind::InvalidData);
    let nowhere = bench.server.enable_method("line-9".into(), FAKE, true).await.unwrap_err();
    assert_eq!(nowhere.kind, ErrorKind::NotFound);
    let off = bench.server.check_routing(FAKE, "desk".into()).await.unwrap_err();
    assert!(off.message.contains("switch it on"), "{off}");
    assert_eq!(bench.server.routing_info(line(), FAKE).await.unwrap(), "desk".into());
    let methods = bench.server.set_routing_priority(FAKE, 1).await.unwrap();
    assert_eq!((methods[0].id, methods.len()), (FAKE, 5));
    let bench = bench.kill_and_restart().await;
    bench.wait_until("it runs", |snapshot| snapshot.running).await;
    let ways = bench.server.port_routing_methods(line()).await.unwrap();
    assert_eq!(ways[0], PortRouting { method: FAKE, enabled: true, data: "desk".into() });
    assert!(ways[1..].iter().all(|way| !way.enabled));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_fax_takes_its_copies_along() {
    let fake = Fake::new(&[Try::Slow(Duration::from_secs(60))]);
    let bench = bench(&fake).await;
    let id = receive(&bench, 1).await;
    while fake.seen().is_empty() {
        sleep(Duration::from_millis(100)).await;
    }
    bench.server.order(id, crate::api::JobOrder::Delete).await.unwrap();
    sleep(Duration::from_secs(600)).await;
    assert!(fake.delivered().is_empty() && bench.server.snapshot().jobs.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_receipt_waits_for_the_mail_to_be_set_up_and_nothing_waits_for_the_receipt() {
    let bench = Bench::with_lines(&[("line-1", "1001"), ("line-2", "1002")]).await;
    let receipt = Receipt { address: "me@example.com".into(), ..Receipt::default() };
    let bad = Receipt { address: "nobody".into(), ..Receipt::default() };
    let refused = Submission { receipt: Some(bad), ..bench.submission(&["5551"], 1) };
    assert_eq!(bench.server.send(refused).await.unwrap_err().kind, ErrorKind::InvalidParameter);
    let wanted = Submission { receipt: Some(receipt.clone()), ..bench.submission(&["5551"], 1) };
    let (jobs, warnings) = bench.server.send(wanted).await.unwrap();
    assert!(warnings[0].contains("mail is not set up"), "{warnings:?}");
    let tried = |job: &Job| job.routes.first().is_some_and(|copy| copy.tries == 2);
    let job = bench.job_when(jobs[0].id, "the receipt was tried twice", tried).await;
    assert_eq!((job.status, job.receipt.as_ref()), (JobStatus::Completed, Some(&receipt)));
    assert_eq!((job.routes[0].name.as_str(), job.routes[0].target.as_str()), ("Receipt", "to me@example.com"));
    assert!(job.needs_attention());
    let bench = bench.kill_and_restart().await;
    let more = |job: &Job| job.routes.first().is_some_and(|copy| copy.tries > 2);
    bench.job_when(job.id, "it is tried further after a kill", more).await;
    let given_up = |job: &Job| job.routes.first().is_some_and(|copy| copy.status.is_final());
    for _day in 0..3 {
        sleep(Duration::from_secs(24 * 3600)).await;
    }
    let job = bench.job_when(job.id, "it is given up", given_up).await;
    assert_eq!(job.routes[0].status, RoutingStatus::GaveUp);
    bench.server.route_again(job.id, true).await.unwrap();
    bench.job_when(job.id, "it is tried again", |job| job.routes[0].status == RoutingStatus::Retrying).await;
}

#[tokio::test(start_paused = true)]
async fn a_broadcast_has_one_receipt_once_its_last_fax_has_ended() {
    let bench = Bench::new().await;
    bench.script("line-1", &[Script::Confirm]);
    let receipt = Receipt { address: "me@example.com".into(), grouped: true, attach_fax: true };
    let later = Schedule::At(bench.now().plus(Duration::from_secs(3600)));
    let wanted = Submission { receipt: Some(receipt), ..bench.submission(&["5551", "5552"], 1) };
    let (jobs, _) = bench.server.send(Submission { schedule: later, ..wanted }).await.unwrap();
    let (first, second) = (jobs[0].id, jobs[1].id);
    bench.server.order(first, crate::api::JobOrder::Cancel).await.unwrap();
    sleep(Duration::from_secs(600)).await;
    assert!(bench.server.job(first).await.unwrap().routes.is_empty(), "the other is still to go");
    bench.job_when(second, "the receipt was tried", |job| !job.routes.is_empty() && job.routes[0].tries > 0).await;
    let (one, two) = (bench.server.job(first).await.unwrap(), bench.server.job(second).await.unwrap());
    assert_eq!(one.routes, two.routes);
    let mut events = bench.server.subscribe();
    bench.job_when(second, "it was tried again", |job| job.routes[0].tries > one.routes[0].tries).await;
    let mut tries = 0;
    while let Some(event) = events.try_next() {
        tries += u32::from(matches!(event.kind, EventKind::Routed { .. }));
    }
    assert_eq!(tries, 1, "one mail for both");
}

#[tokio::test(start_paused = true)]
async fn a_mail_password_stays_inside_and_with_its_server() {
    let bench = Bench::new().await;
    let settings = MailSettings {
        server: "mail.example.com".into(),
        user: "fax".into(),
        from: "fax@example.com".into(),
        ..MailSettings::default()
    };
    let (shown, set) = bench.server.set_mail_settings(settings.clone(), Some(Secret::new("hunter2"))).await.unwrap();
    assert_eq!((shown.password, set), (None, true));
    let (_, set) = bench.server.set_mail_settings(settings.clone(), None).await.unwrap();
    assert!(set, "it stays");
    let bad = MailSettings { from: "nobody".into(), ..settings.clone() };
    assert_eq!(bench.server.set_mail_settings(bad, None).await.unwrap_err().kind, ErrorKind::InvalidParameter);
    let bench = bench.kill_and_restart().await;
    bench.wait_until("it runs", |snapshot| snapshot.running).await;
    assert_eq!(bench.server.mail_settings().await.unwrap(), (settings.clone(), true));
    let elsewhere = MailSettings { server: "evil.example".into(), ..settings };
    let (_, set) = bench.server.set_mail_settings(elsewhere, None).await.unwrap();
    assert!(!set);
}
