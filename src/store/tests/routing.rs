//! What is kept of routing and receipts.

use super::*;
use crate::model::{
    Hours, MailSecurity, MailSettings, MethodId, PortRouting, Revision, RoutingAttempt, RoutingRule, RoutingState,
    RoutingStatus, RuleMethod, Secret, Weekday,
};
use crate::store::{RoutingSetup, StoreError, StoredCopy, StoredReceipt, StoredRouting};

fn sample_state(target: &str) -> RoutingState {
    RoutingState {
        method: MethodId::EMAIL,
        name: "E-mail".into(),
        target: target.into(),
        rule: Some("Praxis".into()),
        status: RoutingStatus::Retrying,
        text: "the mail server cannot be reached".into(),
        tries: 2,
        next_try: Some(Timestamp(77)),
        needs_attention: true,
        attempts: vec![RoutingAttempt { number: 2, at: Timestamp(76), delivered: false, text: "no".into() }],
    }
}

#[tokio::test]
async fn what_is_set_up_comes_back_after_opening_anew_the_password_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    assert_eq!(store.load_routing_setup().await.unwrap(), RoutingSetup::default());
    let port = PortId("virtual-1".into());
    let folder = PortRouting { method: MethodId::FOLDER, enabled: true, data: "/srv/fax".into() };
    let other = PortRouting { method: MethodId(7), enabled: false, data: crate::model::RoutingData(vec![0, 255, 1]) };
    let rule = RoutingRule {
        name: "Night".into(),
        from: vec!["+49*".into()],
        days: vec![Weekday::Sat],
        hours: Some(Hours { from_min: 1200, to_min: 60 }),
        methods: vec![RuleMethod { method: MethodId::EMAIL, data: "a@example.com".into() }],
        ..RoutingRule::default()
    };
    let mail = MailSettings {
        server: "mail.example.com".into(),
        port: Some(2525),
        security: MailSecurity::Tls,
        user: "fax".into(),
        password: Some(Secret::new("geheim")),
        from: "fax@example.com".into(),
        trusted_certificates: "PEM".into(),
        max_octets: 12,
        use_for_routing: false,
    };
    let order = vec![MethodId::PRINT, MethodId::EMAIL];
    store.save_routing_order(&[MethodId::INBOX]).await.unwrap();
    store.save_routing_order(&order).await.unwrap();
    store.save_port_routing(&port, &PortRouting { enabled: false, ..folder.clone() }).await.unwrap();
    store.save_port_routing(&port, &folder).await.unwrap();
    store.save_port_routing(&port, &other).await.unwrap();
    let rules = vec![rule, RoutingRule::default()];
    let revision = store.save_routing_rules(&rules, Revision(0)).await.unwrap();
    store.save_mail_settings(&MailSettings::default()).await.unwrap();
    store.save_mail_settings(&mail).await.unwrap();
    let late = store.save_routing_rules(&[], Revision(0)).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
    store.close().await.unwrap();

    let store = open(dir.path()).await;
    let setup = store.load_routing_setup().await.unwrap();
    let mut ports = vec![(port.clone(), folder), (port, other)];
    ports.sort_by_key(|(_, routing)| routing.method.to_string());
    assert_eq!(setup, RoutingSetup { order, ports, rules, rules_revision: revision, mail });
}

#[tokio::test]
async fn a_received_fax_waits_to_be_routed_from_the_moment_it_is_in_the_archive() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let record = reception(JobId(1));
    store.save_job(&record).await.unwrap();
    assert!(store.load_routing().await.unwrap().is_empty());
    store.finish_received(&record, page_bytes(1)).await.unwrap();
    // Without closing, as after a kill.
    let store = open(dir.path()).await;
    assert_eq!(store.load_routing().await.unwrap(), [StoredRouting::undecided(JobId(1), 1)]);
    let copies = vec![
        StoredCopy { state: sample_state("to a@example.com"), retry: Some(vec![0, 255]) },
        StoredCopy { state: sample_state("to b@example.com"), retry: None },
    ];
    let routing =
        StoredRouting { job: JobId(1), run: 2, unsettled: false, files: Some("{\"files\":[]}".into()), copies };
    store.save_routing(&routing).await.unwrap();
    store.save_job(&record).await.unwrap();
    let store = open(dir.path()).await;
    assert_eq!(store.load_routing_of(JobId(1)).await.unwrap().as_ref(), Some(&routing));
    assert_eq!(store.load_routing_of(JobId(2)).await.unwrap(), None);
    assert_eq!(store.load_routing().await.unwrap(), [routing]);
    store.delete_job(JobId(1)).await.unwrap();
    assert!(store.load_routing().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_job_that_becomes_final_has_its_receipt_noted_once_an_end() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut job = sample_job(1, JobKind::Send);
    store.save_job(&JobRecord::new(job.clone())).await.unwrap();
    assert!(store.load_receipts().await.unwrap().is_empty(), "it is still to be tried");
    job.status = JobStatus::Failed;
    store.save_job(&JobRecord::new(job.clone())).await.unwrap();
    let ended_at = job.ended_at.unwrap();
    let noted = StoredReceipt { job: JobId(1), ended_at, unsettled: true, state: None };
    assert_eq!(store.load_receipts().await.unwrap(), std::slice::from_ref(&noted));
    let sent = StoredReceipt { unsettled: false, state: Some(sample_state("to kanzlei@example.com")), ..noted.clone() };
    store.save_receipts(std::slice::from_ref(&sent)).await.unwrap();
    store.save_job(&JobRecord::new(job.clone())).await.unwrap();
    assert_eq!(store.load_receipts().await.unwrap(), [sent], "told is told");
    job.ended_at = Some(Timestamp(ended_at.0 + 1));
    store.save_job(&JobRecord::new(job.clone())).await.unwrap();
    let again = StoredReceipt { ended_at: Timestamp(ended_at.0 + 1), ..noted };
    assert_eq!(store.load_receipts().await.unwrap(), [again], "another end is told anew");
    job.receipt = None;
    job.id = JobId(2);
    store.save_job(&JobRecord::new(job)).await.unwrap();
    assert_eq!(store.load_receipts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn extensions_keep_so_much_and_no_more() {
    use crate::model::{PROPERTIES_MAX, Property, PropertyInfo, PropertyKey};
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let property = |number: u32| {
        let key = PropertyKey::global(MethodId(u128::from(number)));
        let info = PropertyInfo { key, octets: 1, changed_at: Timestamp(5), changed_by: "ada".into() };
        Property { info, data: "x".into() }
    };
    for number in 0..PROPERTIES_MAX {
        assert!(store.save_property(&property(number)).await.unwrap());
    }
    assert!(!store.save_property(&property(PROPERTIES_MAX)).await.unwrap());
    assert!(store.save_property(&property(7)).await.unwrap(), "one that is there may change");
    assert!(store.forget_property(&property(7).info.key).await.unwrap());
    assert!(!store.forget_property(&property(7).info.key).await.unwrap());
    assert!(store.save_property(&property(PROPERTIES_MAX)).await.unwrap());
}
