//! The handle against a server end held by the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::model::{EventKind, FaxEvent, Snapshot, Timestamp};

#[tokio::test]
async fn a_call_gets_the_answer_of_the_server_end() {
    let (server, mut end) = channel();
    let answering = tokio::spawn(async move {
        let envelope = end.requests.recv().await.unwrap();
        assert_eq!(envelope.command, Command::Ports);
        envelope.answer(Ok(Reply::Ports(Vec::new())));
    });
    assert!(server.ports().await.unwrap().is_empty());
    answering.await.unwrap();
}

#[tokio::test]
async fn an_unanswered_request_says_that_the_engine_is_gone() {
    let (server, end) = channel();
    drop(end);
    assert_eq!(server.ports().await.unwrap_err().kind, ErrorKind::Unreachable);

    let (server, mut end) = channel();
    let dropping = tokio::spawn(async move { drop(end.requests.recv().await) });
    assert_eq!(server.ports().await.unwrap_err().kind, ErrorKind::Unreachable);
    dropping.await.unwrap();
}

#[tokio::test]
async fn news_reach_subscribers_and_wakers() {
    let (server, end) = channel();
    let woken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&woken);
    server.on_news(Box::new(move || {
        counter.fetch_add(1, Ordering::Relaxed);
    }));
    let mut events = server.subscribe();
    end.emit(FaxEvent { sequence: 1, at: Timestamp(5), kind: EventKind::ConfigurationChanged });
    end.publish(Arc::new(Snapshot { revision: 7, ..Snapshot::default() }));
    assert_eq!(events.next().await.unwrap().sequence, 1);
    assert!(events.try_next().is_none());
    assert_eq!(server.snapshot().revision, 7);
    assert_eq!(woken.load(Ordering::Relaxed), 2);
}

#[test]
fn a_password_reaches_the_engine_and_is_never_shown() {
    let settings = crate::model::MailSettings { port: Some(25), ..crate::model::MailSettings::default() };
    let command = Command::SetMailSettings { settings, password: Some(crate::model::Secret::new("hunter2")) };
    assert!(!format!("{command:?}").contains("hunter2"), "{command:?}");
    let json = serde_json::to_string(&command).unwrap();
    assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
    let unchanged = Command::SetMailSettings { settings: crate::model::MailSettings::default(), password: None };
    let json = serde_json::to_string(&unchanged).unwrap();
    assert!(!json.contains("\"password\""), "{json}");
    let Ok(Command::SetMailSettings { password: None, .. }) = serde_json::from_str(&json) else { panic!("{json}") };
}
