//! Lines with modems: added, listed after a restart, looked at, removed.

use super::bench::Bench;
use crate::api::ErrorKind;
use crate::model::*;

fn modem(device: &str) -> PortUpdate {
    PortUpdate { device: Some(device.into()), number: Some("1003".into()), ..PortUpdate::default() }
}

async fn states(bench: &Bench) -> Vec<(String, PortState)> {
    let ports = bench.server.ports().await.unwrap();
    ports.into_iter().map(|port| (port.info.id.0, port.state)).collect()
}

#[tokio::test(start_paused = true)]
async fn an_added_modem_is_a_line_that_sends_and_stays() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let port = bench.server.add_port(modem("/dev/modem1")).await.unwrap();
    assert_eq!((port.info.id.0.as_str(), port.info.settings.name.as_str()), ("serial-1", "Modem 1"));
    assert_eq!(port.info.settings.rings, 2, "the caller's number comes after the first ring");
    bench.wait_until("open", |snapshot| snapshot.ports.iter().all(|port| port.state == PortState::Idle)).await;
    let only = PortUpdate { send: Some(false), ..PortUpdate::default() };
    bench.server.set_port("line-1".into(), only).await.unwrap();
    let id = bench.send("5551", 1).await;
    assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
    assert_eq!(bench.calls()[0].port.0, "serial-1");

    let bench = bench.kill_and_restart().await;
    let open = |snapshot: &Snapshot| snapshot.running && snapshot.ports.len() == 2;
    bench.wait_until("both lines are back", open).await;
    let ports = bench.server.ports().await.unwrap();
    let again = ports.iter().find(|port| port.info.id.0 == "serial-1").unwrap();
    assert_eq!((again.info.settings.device.as_str(), again.info.settings.number.as_str()), ("/dev/modem1", "1003"));
}

#[tokio::test(start_paused = true)]
async fn a_device_that_is_missing_taken_or_nobodys_is_refused_with_the_reason() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let refused = async |update: PortUpdate| {
        let error = bench.server.add_port(update).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidParameter);
        error.message
    };
    assert!(refused(PortUpdate::default()).await.contains("needs a device"));
    assert!(refused(modem("sip:nobody")).await.contains("nothing can drive sip:nobody"));
    let odd = PortUpdate { modem_class: Some("8".into()), ..modem("/dev/modem1") };
    assert!(refused(odd).await.contains("must be one of auto, 1, 1.0, 2, 2.0, 2.1"));
    let odd = PortUpdate { dial_prefix: Some("0;".into()), ..modem("/dev/modem1") };
    assert!(refused(odd).await.contains("dial_prefix has ';'"));
    bench.server.add_port(modem("/dev/modem1")).await.unwrap();
    assert!(refused(modem("/dev/modem1")).await.contains("already belongs to line serial-1"));
    let found = bench.server.devices().await.unwrap();
    let used: Vec<_> = found.iter().map(|device| (device.path.as_str(), device.in_use)).collect();
    assert_eq!(used, [("/dev/modem1", true), ("/dev/modem2", false)]);
}

#[tokio::test(start_paused = true)]
async fn a_removed_line_is_gone_and_its_name_is_free() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let mut events = bench.server.subscribe();
    bench.server.add_port(modem("/dev/modem1")).await.unwrap();
    bench.server.remove_port("serial-1".into()).await.unwrap();
    assert_eq!(states(&bench).await, [("line-1".to_owned(), PortState::Idle)]);
    let removed = EventKind::PortRemoved { port: "serial-1".into() };
    while events.next().await.unwrap().kind != removed {}
    let error = bench.server.remove_port("serial-1".into()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    let error = bench.server.remove_port("line-1".into()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WrongState, "a line of the provider's own stays");
    let port = bench.server.add_port(modem("/dev/modem1")).await.unwrap();
    assert_eq!(port.info.id.0, "serial-1");
}

#[tokio::test(start_paused = true)]
async fn a_look_at_a_modem_tells_what_is_wrong() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    bench.server.add_port(modem("/dev/modem1")).await.unwrap();
    bench.server.add_port(modem("/dev/modem2")).await.unwrap();
    bench.wait_until("tried", |snapshot| snapshot.ports.iter().all(|port| port.state != PortState::Starting)).await;
    let call = DeviceTest { number: Some(FaxNumber::parse("5551").unwrap()), ..DeviceTest::default() };
    let findings = bench.server.test_port("serial-1".into(), call).await.unwrap();
    let told: Vec<_> = findings.iter().map(|finding| (finding.good, finding.text.as_str())).collect();
    assert_eq!(told, [(true, "Fake 5637"), (false, "5551 is busy")]);
    // One that cannot even be opened is looked at, too.
    let findings = bench.server.test_port("serial-2".into(), DeviceTest::default()).await.unwrap();
    assert!(!findings[0].good && findings[0].text.contains("no modem answers there"), "{findings:?}");
    assert!(!findings[0].hint.is_empty());
    let error = bench.server.test_port("serial-9".into(), DeviceTest::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}
