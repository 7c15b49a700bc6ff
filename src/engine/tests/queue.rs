//! The queue: which job goes when on which line.

use std::time::Duration;

use super::bench::{Bench, NOON, Script};
use crate::api::ErrorKind;
use crate::model::*;

#[tokio::test(start_paused = true)]
async fn two_recipients_are_two_jobs_of_one_broadcast_on_two_lines_at_once() {
    let bench = Bench::new().await;
    let (jobs, _) = bench.server.send(bench.submission(&["5551", "5552"], 2)).await.unwrap();
    assert_eq!(jobs.len(), 2);
    assert!(jobs[0].broadcast_id.is_some() && jobs[0].broadcast_id == jobs[1].broadcast_id);
    for job in &jobs {
        assert_eq!(bench.final_job(job.id).await.status, JobStatus::Completed);
    }
    assert_eq!(bench.most_busy(), 2);
    // The lines begin at the same moment, in no order.
    let mut numbers: Vec<String> = bench.calls().into_iter().map(|call| call.number).collect();
    numbers.sort();
    assert_eq!(numbers, ["5551", "5552"]);
}

#[tokio::test(start_paused = true)]
async fn the_same_number_is_not_dialled_from_two_lines_at_once() {
    let bench = Bench::new().await;
    let (jobs, _) = bench.server.send(bench.submission(&["5551", "55-51"], 1)).await.unwrap();
    for job in &jobs {
        bench.final_job(job.id).await;
    }
    assert_eq!((bench.most_busy(), bench.calls().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_job_never_goes_out_on_the_line_it_calls_and_leaves_that_line_free() {
    let bench = Bench::new().await;
    let (jobs, _) = bench.server.send(bench.submission(&["1002", "1001", "1002"], 1)).await.unwrap();
    for job in &jobs {
        assert_eq!(bench.final_job(job.id).await.status, JobStatus::Completed);
    }
    for call in bench.calls() {
        let expected = if call.number == "1002" { "line-1" } else { "line-2" };
        assert_eq!(call.port.0, expected, "{}", call.number);
    }
    assert_eq!(bench.most_busy(), 1, "a called line must stay free");
}

#[tokio::test(start_paused = true)]
async fn higher_priority_goes_first_and_then_the_earlier_job() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.script("line-1", &[Script::Confirm]);
    let first = bench.send("5550", 1).await;
    bench.status(first, JobStatus::InProgress).await;
    let mut ids = Vec::new();
    for (number, priority) in
        [("5551", Priority::Low), ("5552", Priority::Normal), ("5553", Priority::High), ("5554", Priority::Normal)]
    {
        ids.push(bench.submit(Submission { priority, ..bench.submission(&[number], 1) }).await);
    }
    for id in ids {
        bench.final_job(id).await;
    }
    let numbers: Vec<String> = bench.calls().into_iter().map(|call| call.number).collect();
    assert_eq!(numbers, ["5550", "5553", "5552", "5554", "5551"]);
}

#[tokio::test(start_paused = true)]
async fn a_job_waits_for_its_time() {
    let bench = Bench::new().await;
    let at = NOON.plus(Duration::from_secs(3 * 3600));
    let id = bench.submit(Submission { schedule: Schedule::At(at), ..bench.submission(&["5551"], 1) }).await;
    let job = bench.final_job(id).await;
    assert_eq!(job.status, JobStatus::Completed);
    assert_eq!(bench.calls()[0].at, at);
    let past = bench.submit(Submission { schedule: Schedule::At(NOON), ..bench.submission(&["5551"], 1) }).await;
    bench.final_job(past).await;
    assert!(bench.calls()[1].at.since(at) < Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn the_discount_window_wraps_past_midnight_and_holds_retries_too() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.discount = DiscountWindow { start_min: 23 * 60, end_min: 60 };
    configuration.retry_delay_min = 180;
    bench.server.set_configuration(configuration, revision).await.unwrap();
    bench.script("line-1", &[Script::Fail(Outcome::Busy, 0)]);
    let id = bench.submit(Submission { schedule: Schedule::Discount, ..bench.submission(&["5551"], 1) }).await;
    bench.final_job(id).await;
    let hours: Vec<u64> = bench.calls().iter().map(|call| call.at.since(NOON).as_secs() / 3600).collect();
    // 23:00; three hours later the window is closed, so the next evening.
    assert_eq!(hours, [11, 35]);
}

#[tokio::test(start_paused = true)]
async fn the_line_with_the_best_rank_is_taken_and_a_wanted_line_is_waited_for() {
    let bench = Bench::new().await;
    let rank = PortUpdate { priority: Some(9), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), rank).await.unwrap();
    let id = bench.send("5551", 1).await;
    bench.final_job(id).await;
    let wanted = Submission { port: Some("line-1".into()), ..bench.submission(&["5552"], 1) };
    let id = bench.submit(wanted).await;
    bench.final_job(id).await;
    let ports: Vec<String> = bench.calls().into_iter().map(|call| call.port.0).collect();
    assert_eq!(ports, ["line-2", "line-1"]);
    assert_eq!(bench.server.snapshot().ports[0].info.id.0, "line-2");
}

#[tokio::test(start_paused = true)]
async fn without_a_line_that_may_send_a_due_job_says_so_and_goes_when_there_is_one() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let may_send = |send| PortUpdate { send: Some(send), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), may_send(false)).await.unwrap();
    let id = bench.send("5551", 1).await;
    let job = bench.status(id, JobStatus::NoLine).await;
    assert!(job.extended_status_text.contains("no line"), "{}", job.extended_status_text);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(bench.calls().is_empty());
    bench.server.set_port("line-1".into(), may_send(true)).await.unwrap();
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_paused_queue_accepts_faxes_and_sends_none() {
    let bench = Bench::new().await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.queue_paused = true;
    let revision = bench.server.set_configuration(configuration.clone(), revision).await.unwrap();
    let id = bench.send("5551", 1).await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(bench.server.job(id).await.unwrap().status, JobStatus::Pending);
    configuration.queue_paused = false;
    bench.server.set_configuration(configuration, revision).await.unwrap();
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn failed_faxes_leave_the_outbox_when_they_are_old() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (mut configuration, revision) = bench.server.configuration().await.unwrap();
    configuration.dirty_days = Some(1);
    bench.server.set_configuration(configuration, revision).await.unwrap();
    bench.script("line-1", &[Script::Fail(Outcome::BadNumber, 0)]);
    let failed = bench.send("5551", 1).await;
    bench.final_job(failed).await;
    let sent = bench.send("5552", 1).await;
    bench.final_job(sent).await;
    tokio::time::sleep(Duration::from_secs(23 * 3600)).await;
    assert!(bench.server.snapshot().job(failed).is_some());
    tokio::time::sleep(Duration::from_secs(3 * 3600)).await;
    let snapshot = bench.server.snapshot();
    assert!(snapshot.job(failed).is_none() && snapshot.job(sent).is_some());
    assert_eq!(snapshot.counts.failed, 0);
    assert_eq!((snapshot.today.sent, snapshot.today.failed), (0, 0), "a new day has begun");
}

#[tokio::test(start_paused = true)]
async fn rules_by_country_and_area_choose_the_lines_in_the_groups_order() {
    let bench = Bench::with_lines(&[("line-1", "1001"), ("line-2", "1002"), ("line-3", "1003")]).await;
    let group = OutboundGroup { name: "far".into(), ports: vec!["line-3".into(), "line-2".into(), "gone".into()] };
    let rule = |country, area: &str, target| OutboundRule { country, area: area.into(), target };
    let far = OutboundTarget::Group("far".into());
    let outbound = Outbound {
        groups: vec![group],
        rules: vec![
            rule(44, "", far.clone()),
            rule(49, "30", OutboundTarget::Port("line-2".into())),
            rule(1, "", OutboundTarget::Port("gone".into())),
        ],
    };
    let view = bench.server.set_outbound(outbound.clone(), Revision(0)).await.unwrap();
    assert_eq!(view.groups, [OutboundStatus::Some]);
    assert_eq!(view.rules, [OutboundStatus::None, OutboundStatus::Some, OutboundStatus::Valid]);
    let late = bench.server.set_outbound(Outbound::default(), Revision(0)).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::Conflict);
    let lost = Outbound { groups: Vec::new(), ..outbound };
    assert_eq!(bench.server.set_outbound(lost, view.revision).await.unwrap_err().win32(), 7002);

    for (number, line) in
        [("+44 20 7946", "line-3"), ("+49 (30) 555", "line-2"), ("+49 40 555", "line-1"), ("555", "line-1")]
    {
        let id = bench.send(number, 1).await;
        bench.final_job(id).await;
        assert_eq!(bench.calls().last().unwrap().port.0, line, "{number}");
    }
    // No line of the rule is there: it waits, and says so.
    let id = bench.send("+1 212 555", 1).await;
    bench.status(id, JobStatus::NoLine).await;
    let bench = bench.kill_and_restart().await;
    assert_eq!(bench.server.outbound().await.unwrap().outbound.groups[0].name, "far");
}
