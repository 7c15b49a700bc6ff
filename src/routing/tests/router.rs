//! One try, guarded: limits, mistakes of methods, states and the order of methods.

use std::sync::Arc;

use super::*;
use crate::routing::settle;

/// A method that does what its data says.
struct Moody;

#[async_trait]
impl RoutingMethod for Moody {
    fn id(&self) -> MethodId {
        MethodId(0x99)
    }

    fn friendly_name(&self) -> &str {
        "Moody"
    }

    fn function_name(&self) -> &str {
        "FaxRouteMoody"
    }

    fn extension_name(&self) -> &str {
        "Example"
    }

    fn image_name(&self) -> &str {
        "moody.dll"
    }

    fn priority(&self) -> u32 {
        50
    }

    fn validate(&self, _data: &RoutingData) -> Result<(), RouteError> {
        Ok(())
    }

    fn target(&self, _data: &RoutingData) -> String {
        "somewhere".to_owned()
    }

    async fn check(&self, _data: &RoutingData) -> Result<String, RouteError> {
        Ok(String::new())
    }

    async fn route(
        &self,
        _fax: &RoutedFax,
        data: &RoutingData,
        files: &mut FileList,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let fails = |cure, retry| {
            let error = RouteError::Extension { text: "not today".to_owned(), cure };
            Err(RouteFailure { error, retry })
        };
        match data.text().unwrap_or("") {
            "panic" => panic!("a mistake"),
            "hang" => std::future::pending().await,
            "final" => fails(Cure::None, None),
            "again" if retry == Some(RetryBlob(vec![1])) => Ok(Routed::new("at last")),
            "again" => fails(Cure::Time, Some(RetryBlob(vec![1]))),
            "add" => {
                files.add("/tmp/added.txt", self.id()).unwrap();
                Ok(Routed::new("added"))
            }
            _ => Ok(Routed::new("done")),
        }
    }
}

fn router() -> Router {
    let (settings, _) = tokio::sync::watch::channel(MailSettings::default());
    Router::built_in(Mailer::new(settings.subscribe())).with(Arc::new(Moody))
}

fn list(fax: &RoutedFax, data: &str) -> FileList {
    let route = PlannedRoute { method: MethodId(0x99), data: data.into(), priority: 5, rule: None };
    FileList::new(&fax.document, vec![route])
}

/// One try as the engine makes it.
async fn run(data: &str, retry: Option<RetryBlob>) -> (Result<Routed, RouteFailure>, RoutingState) {
    let stored = stored();
    let (router, mut files) = (router(), list(&stored.fax, data));
    let mut state = router.state(&files, 0).unwrap();
    let result = router.run(0, &stored.fax, &mut files, retry).await;
    settle(&mut state, &result, Timestamp(1), Timestamp(2), &RoutingRetry::default());
    assert!(files.routes()[0].begun);
    (result, state)
}

#[tokio::test]
async fn what_a_method_wants_back_comes_back() {
    let (result, state) = run("again", None).await;
    let blob = result.unwrap_err().retry;
    assert_eq!(state.status, RoutingStatus::Retrying);
    assert_eq!(state.next_try, Some(Timestamp(60_002)));
    assert!(!state.needs_attention);
    assert_eq!(run("again", blob).await.0.unwrap().text, "at last");
}

#[tokio::test]
async fn a_failure_without_data_is_final() {
    let (result, state) = run("final", None).await;
    assert!(!result.unwrap_err().is_retryable());
    assert_eq!((state.status, state.next_try), (RoutingStatus::Failed, None));
    assert!(state.needs_attention && state.text == "not today");
    assert_eq!(state.attempts.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_method_that_hangs_or_breaks_costs_its_try_alone() {
    for mood in ["hang", "panic"] {
        let kept = RetryBlob(vec![3]);
        let (result, state) = run(mood, Some(kept.clone())).await;
        let failure = result.unwrap_err();
        assert_eq!(failure.retry, Some(kept), "{mood}: it has not said what it wants instead");
        assert_eq!(state.status, RoutingStatus::Retrying, "{mood}");
    }
}

#[tokio::test]
async fn a_method_that_is_gone_is_tried_again_and_calls_for_somebody() {
    let stored = stored();
    let route = PlannedRoute { method: MethodId(7), data: "".into(), priority: u32::MAX, rule: None };
    let mut files = FileList::new(&stored.fax.document, vec![route]);
    let failure = router().run(0, &stored.fax, &mut files, None).await.unwrap_err();
    assert!(failure.is_retryable());
    assert_eq!(failure.error.cure(), Cure::Administrator);
    assert!(router().run(9, &stored.fax, &mut files, None).await.is_err());
}

#[tokio::test]
async fn one_way_that_is_blocked_blocks_no_other() {
    let (stored, out) = (stored(), tempfile::tempdir().unwrap());
    let (router, way) = (router(), |method, data: &str| PortRouting { method, enabled: true, data: data.into() });
    let port = [
        way(MethodId::EMAIL, "praxis@example.com"),
        way(MethodId::INBOX, ""),
        way(MethodId(0x99), "panic"),
        way(MethodId::FOLDER, out.path().to_str().unwrap()),
    ];
    let mut files = FileList::new(&stored.fax.document, plan(&stored.fax, &[], &port, &router.infos(&[])));
    let mut found = Vec::new();
    for index in 0..files.routes().len() {
        let mut state = router.state(&files, index).unwrap();
        let result = router.run(index, &stored.fax, &mut files, None).await;
        settle(&mut state, &result, Timestamp(0), Timestamp(0), &RoutingRetry::default());
        found.push((state.name, state.status));
    }
    let expected = [
        ("Inbox", RoutingStatus::Done),
        ("Folder", RoutingStatus::Done),
        ("E-mail", RoutingStatus::Retrying),
        ("Moody", RoutingStatus::Retrying),
    ];
    assert_eq!(found, expected.map(|(name, status)| (name.to_owned(), status)));
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 1);
}

#[test]
fn after_the_last_try_somebody_is_called() {
    let stored = stored();
    let mut state = router().state(&list(&stored.fax, "again"), 0).unwrap();
    let policy = RoutingRetry { first_min: vec![1], then_min: 60, give_up_min: 1 };
    let failed = || {
        let error = RouteError::Extension { text: "no".to_owned(), cure: Cure::Time };
        Err(RouteFailure { error, retry: Some(RetryBlob::default()) })
    };
    settle(&mut state, &failed(), Timestamp(0), Timestamp(0), &policy);
    assert_eq!(state.status, RoutingStatus::Retrying);
    settle(&mut state, &failed(), Timestamp(0), Timestamp(0), &policy);
    assert_eq!((state.status, state.tries, state.needs_attention), (RoutingStatus::GaveUp, 2, true));
    for _ in 0..100 {
        settle(&mut state, &failed(), Timestamp(0), Timestamp(0), &policy);
    }
    assert_eq!(state.attempts.len(), RoutingState::MAX_ATTEMPTS);
    assert_eq!(state.attempts.last().unwrap().number, 102);
}

#[test]
fn methods_are_listed_in_order_and_can_be_moved() {
    let infos = router().infos(&[]);
    let names: Vec<&str> = infos.iter().map(|info| info.name.as_str()).collect();
    assert_eq!(names, ["Inbox", "Folder", "E-mail", "Print", "Moody"]);
    assert_eq!(infos.iter().map(|info| info.priority).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!((infos[4].image.as_str(), infos[4].function.as_str()), ("moody.dll", "FaxRouteMoody"));

    let order = reordered(&infos, MethodId(0x99), 1).unwrap();
    let moved = router().infos(&order);
    assert_eq!((moved[0].name.as_str(), moved[0].priority), ("Moody", 1));
    let order = reordered(&moved, MethodId(0x99), u32::MAX).unwrap();
    assert_eq!(router().infos(&order), infos, "a huge number is the last");
    assert_eq!(reordered(&infos, MethodId(1), 1), None);
}

#[test]
fn data_is_looked_at_before_it_is_kept() {
    let router = router();
    assert!(router.validate(MethodId::FOLDER, &"relative".into()).is_err());
    assert!(router.validate(MethodId::EMAIL, &"a@example.com; b@example.com".into()).is_ok());
    assert!(router.validate(MethodId::EMAIL, &RoutingData(b"a@example.com\0".to_vec())).is_ok());
    for wrong in
        ["", "nobody", "a@example.com\r\nBcc: b@example.com", r#"{"to": []}"#, r#"{"to": ["a@b.example"], "x": 1}"#]
    {
        assert!(router.validate(MethodId::EMAIL, &wrong.into()).is_err(), "{wrong}");
    }
    assert!(router.validate(MethodId(1), &"".into()).is_err());
    let text = router.validate(MethodId::EMAIL, &r#"{"to": ["a@b.example"], "subject": "{form}"}"#.into());
    assert!(text.unwrap_err().to_string().contains("caller"), "the places there are, are named");
    let twice = Router::new([Arc::new(Inbox) as Arc<dyn RoutingMethod>, Arc::new(Inbox)]);
    assert_eq!(twice.infos(&[]).len(), 1);
}
