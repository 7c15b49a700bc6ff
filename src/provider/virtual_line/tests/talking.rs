//! Two of our own ends in whose call people talk (T.30 §5.3.6.1.6), on a clock that the test turns.

use tokio::sync::watch;

use super::*;
use crate::model::{Conversation, OperatorAction};

/// One end, with a telephone beside it.
struct End {
    call: CallContext,
    statuses: mpsc::Receiver<CallStatus>,
    operator: watch::Sender<OperatorAction>,
}

fn end() -> End {
    let (status, statuses) = mpsc::channel(100_000);
    let (operator, actions) = watch::channel(OperatorAction::default());
    let call = CallContext { operator: Some(actions), ..CallContext::new(status, CancellationToken::new()) };
    End { call, statuses, operator }
}

/// Waits until an end tells this.
async fn until(statuses: &mut mpsc::Receiver<CallStatus>, wanted: impl Fn(&CallStatus) -> bool) {
    loop {
        let status = statuses.recv().await.expect("the call ended before that");
        if wanted(&status) {
            return;
        }
    }
}

async fn until_conversation(statuses: &mut mpsc::Receiver<CallStatus>, wanted: Conversation) {
    until(statuses, |status| *status == CallStatus::Conversation(Some(wanted))).await;
}

/// A call of two pages in which the sender asks for a conversation during the first one; `people` plays both operators.
async fn check_call(people: impl AsyncFnOnce(&mut End, &mut End)) -> (CallReport, CallReport, Vec<FaxPage>) {
    let bench = Bench::new();
    let document = pages(2);
    let (mut sender, mut receiver) = (end(), end());
    let (calling, answering) = (sender.call.clone(), receiver.call.clone());
    let send = async {
        let mut device = bench.device("virtual-1", "1001").await;
        device.send(send_request("1002", &document), calling).await
    };
    let receive = async {
        let mut device = bench.device("virtual-2", "1002").await;
        device.next_ring().await.unwrap();
        let request = ReceiveRequest {
            csid: StationId::new("receiver"),
            capabilities: Capabilities::default(),
            sink: Arc::clone(&bench.sink) as _,
            offers: Vec::new(),
            password: StationId::default(),
            policy: CallPolicy::default(),
        };
        device.receive(request, answering).await
    };
    let talk = async {
        until(&mut sender.statuses, |status| matches!(status, CallStatus::Progress { .. })).await;
        sender.operator.send(OperatorAction::Ask).unwrap();
        until_conversation(&mut sender.statuses, Conversation::Asked).await;
        people(&mut sender, &mut receiver).await;
    };
    let (sent, received, ()) = tokio::join!(send, receive, talk);
    assert_eq!(bench.sink.images(), document, "both pages, pel for pel");
    (sent, received, document)
}

#[tokio::test(start_paused = true)]
async fn people_talk_between_two_pages_and_the_fax_goes_on() {
    let (sent, received, _) = check_call(async |sender, receiver| {
        until_conversation(&mut receiver.statuses, Conversation::Wanted).await;
        receiver.operator.send(OperatorAction::Answer).unwrap();
        until_conversation(&mut receiver.statuses, Conversation::Talking).await;
        until_conversation(&mut sender.statuses, Conversation::Talking).await;
        tokio::time::sleep(Duration::from_secs(90)).await;
        receiver.operator.send(OperatorAction::Finish).unwrap();
    })
    .await;
    assert_eq!((sent.outcome, received.outcome), (Outcome::Sent, Outcome::Received));
    assert!(sent.line_time > Duration::from_secs(90), "the conversation is part of the call");
}

#[tokio::test(start_paused = true)]
async fn who_does_not_want_to_talk_gets_the_fax_all_the_same() {
    let (sent, received, _) = check_call(async |_, receiver| {
        until_conversation(&mut receiver.statuses, Conversation::Wanted).await;
        receiver.operator.send(OperatorAction::Decline).unwrap();
    })
    .await;
    assert_eq!((sent.outcome, received.outcome), (Outcome::Sent, Outcome::Received));
}

#[tokio::test(start_paused = true)]
async fn nobody_answers_the_telephone_and_the_fax_goes_on_after_t3() {
    let (sent, received, _) = check_call(async |_, receiver| {
        until_conversation(&mut receiver.statuses, Conversation::Wanted).await;
    })
    .await;
    assert_eq!((sent.outcome, received.outcome), (Outcome::Sent, Outcome::Received));
}
