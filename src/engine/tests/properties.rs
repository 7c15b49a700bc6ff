//! What extensions keep here, as clients see it. How plug-ins have it, `tests/it/plugins.rs` shows.

use super::bench::Bench;
use crate::api::ErrorKind;
use crate::model::*;

const GUID: MethodId = MethodId(0x7d4a_2c10_0f51_4c7e_9a53_2f1f_6f0a_1010);

#[tokio::test(start_paused = true)]
async fn a_property_is_kept_for_a_line_or_none_and_outlasts_a_restart() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let (all, line) = (PropertyKey::global(GUID), PropertyKey::of_port(GUID, "line-1"));
    let tapi = PropertyKey { source: DeviceSource::Tapi, ..line.clone() };
    let mut events = bench.server.subscribe();
    for (key, data) in [(&all, "all"), (&line, "one"), (&tapi, "other")] {
        bench.server.set_extension_property(key.clone(), data.into()).await.unwrap();
        let changed = EventKind::PropertyChanged { key: key.clone() };
        while events.next().await.unwrap().kind != changed {}
    }
    bench.server.set_extension_property(line.clone(), RoutingData(vec![0, 255])).await.unwrap();
    let bench = bench.kill_and_restart().await;
    let kept = bench.server.extension_property(line.clone()).await.unwrap();
    assert_eq!((kept.data, kept.info.octets, kept.info.changed_by.as_str()), (RoutingData(vec![0, 255]), 2, "ada"));
    assert_eq!(bench.server.extension_property(tapi).await.unwrap().data, "other".into());
    assert_eq!(bench.server.extension_properties().await.unwrap().len(), 3);
    // No data takes it away.
    bench.server.set_extension_property(line.clone(), RoutingData::default()).await.unwrap();
    let gone = bench.server.extension_property(line).await.unwrap_err();
    assert_eq!((gone.kind, gone.win32()), (ErrorKind::NotFound, 2), "{gone}");
    assert_eq!(bench.server.extension_properties().await.unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_fit_is_refused_and_nobody_reads_or_changes_it_without_the_right() {
    let bench = Bench::with_lines(&[("line-1", "1001")]).await;
    let key = PropertyKey::global(GUID);
    let large = RoutingData(vec![7; PROPERTY_OCTETS + 1]);
    let error = bench.server.set_extension_property(key.clone(), large).await.unwrap_err();
    assert_eq!((error.kind, error.win32()), (ErrorKind::InvalidParameter, 87), "{error}");
    bench.server.set_extension_property(key.clone(), RoutingData(vec![7; PROPERTY_OCTETS])).await.unwrap();
    let error =
        bench.server.set_extension_property(PropertyKey::of_port(GUID, "line-9"), "x".into()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");

    let ben = bench.server.acting_for(Caller::new("ben", Door::Network));
    let to_ben = |rights| bench.server.set_rights(Grantee::User("ben".into()), rights);
    to_ben(Rights::of(&[Right::QueryConfig])).await.unwrap();
    assert_eq!(ben.extension_property(key.clone()).await.unwrap().info.octets, PROPERTY_OCTETS as u64);
    let error = ben.set_extension_property(key.clone(), "mine".into()).await.unwrap_err();
    assert_eq!((error.kind, error.win32()), (ErrorKind::AccessDenied, 5), "{error}");
    to_ben(Rights::of(&[Right::SubmitLow])).await.unwrap();
    assert_eq!(ben.extension_property(key.clone()).await.unwrap_err().kind, ErrorKind::AccessDenied);
    assert_eq!(ben.extension_properties().await.unwrap_err().kind, ErrorKind::AccessDenied);
    to_ben(Rights::of(&[Right::ManageConfig])).await.unwrap();
    ben.set_extension_property(key.clone(), "mine".into()).await.unwrap();
    assert_eq!(bench.server.extension_property(key).await.unwrap().info.changed_by, "ben");
}
