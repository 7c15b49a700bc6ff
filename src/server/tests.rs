//! A fake engine at a server end, reached through a real local socket in a scratch directory.

use std::path::Path;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::picture::Picture;
use super::*;
use crate::api::{Command, ErrorKind, FaxError, JobOrder, Reply, ServerEnd, channel};
use crate::model::{
    CallSide, DayCounts, DeviceId, DeviceStatus, EventKind, FaxEvent, Job, JobFilter, JobId, JobKind, Phase, PortId,
    PortInfo, PortSettings, PortState, PortView, Snapshot, Timestamp, TraceEntry, TraceKind, TraceTone,
};

struct Served {
    dir: tempfile::TempDir,
    claim: Claim,
    end: ServerEnd,
    stop: CancellationToken,
    task: JoinHandle<std::io::Result<()>>,
}

fn serve_in(dir: tempfile::TempDir, data_dir: &Path) -> Served {
    let claim = claim(data_dir).unwrap();
    let (fax, end) = channel();
    let stop = CancellationToken::new();
    let clock = crate::model::Clock::new(|| Timestamp(5));
    let task = tokio::spawn(serve(fax, claim.listen().unwrap(), clock, stop.clone()));
    Served { dir, claim, end, stop, task }
}

fn served() -> Served {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    serve_in(dir, &path)
}

fn with_jobs(revision: u64, jobs: &[Arc<Job>]) -> Snapshot {
    let access = Arc::new(crate::model::Access { owner: process_user(), ..crate::model::Access::default() });
    Snapshot { revision, running: true, access, jobs: jobs.iter().cloned().collect(), ..Snapshot::default() }
}

fn job(id: u32) -> Arc<Job> {
    Arc::new(sample_job(id))
}

fn sample_job(id: u32) -> Job {
    Job {
        pages: 1,
        size: 1000,
        subject: format!("Fax {id}"),
        banner: true,
        max_retries: 3,
        ..Job::new(JobId(id), JobKind::Send, Timestamp(1000))
    }
}

fn sample_port(id: &str) -> PortView {
    PortView {
        info: PortInfo {
            id: PortId::from(id),
            device_id: DeviceId(1),
            provider: "virtual".to_owned(),
            description: "Built-in exchange".to_owned(),
            is_virtual: true,
            settings: PortSettings::default(),
        },
        state: PortState::Idle,
        status: DeviceStatus::Available,
        activity: None,
        trace: Arc::default(),
        trace_job: None,
        today: DayCounts::default(),
        last_error: None,
        trouble: String::new(),
    }
}

fn entry(text: &str) -> TraceEntry {
    TraceEntry {
        at_ms: 0,
        phase: Phase::B,
        page: 0,
        side: CallSide::Local,
        kind: TraceKind::Frame,
        tone: TraceTone::Normal,
        text: text.to_owned(),
        hex: String::new(),
    }
}

#[tokio::test]
async fn commands_errors_and_documents_cross_the_socket() {
    let Served { dir: _dir, claim, mut end, .. } = served();
    let document: Vec<u8> = (0..300_000u32).map(|n| (n % 251) as u8).collect();
    let stored = document.clone();
    let engine = tokio::spawn(async move {
        while let Some(envelope) = end.requests.recv().await {
            let result = match &envelope.command {
                Command::Jobs { filter: JobFilter::Inbox } => Ok(Reply::Jobs(vec![sample_job(7)])),
                Command::Document { job: JobId(7) } => Ok(Reply::Document(stored.clone())),
                Command::Order { .. } => Err(FaxError::new(ErrorKind::WrongState, "it is done")),
                _ => Err(FaxError::new(ErrorKind::NotFound, "no such thing")),
            };
            envelope.answer(result);
        }
    });
    let fax = connect(claim.data_dir(), Follow::Nothing).await.unwrap();
    assert_eq!(fax.jobs(JobFilter::Inbox).await.unwrap(), [sample_job(7)]);
    assert_eq!(fax.document(JobId(7)).await.unwrap(), document);
    let error = fax.order(JobId(7), JobOrder::Pause).await.unwrap_err();
    assert_eq!(error, FaxError::new(ErrorKind::WrongState, "it is done"));
    assert_eq!(fax.job(JobId(9)).await.unwrap_err().kind, ErrorKind::NotFound);
    engine.abort();
}

#[tokio::test]
async fn a_request_says_which_user_of_this_computer_asks() {
    let Served { dir: _dir, claim, mut end, .. } = served();
    let fax = connect(claim.data_dir(), Follow::Nothing).await.unwrap();
    // Whatever the client says of itself.
    let asking = fax.acting_for(crate::model::Caller::new("somebody", crate::model::Door::Program));
    let asking = tokio::spawn(async move { asking.ports().await });
    let envelope = end.requests.recv().await.unwrap();
    assert_eq!(&*envelope.caller.user, process_user());
    assert_eq!(envelope.caller.door, crate::model::Door::Local);
    envelope.answer(Ok(Reply::Ports(Vec::new())));
    asking.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_slow_request_does_not_hold_up_others() {
    let Served { dir: _dir, claim, mut end, .. } = served();
    let fax = connect(claim.data_dir(), Follow::Nothing).await.unwrap();
    let slow = tokio::spawn({
        let fax = fax.clone();
        async move { fax.ports().await }
    });
    let held = end.requests.recv().await.unwrap();
    assert_eq!(held.command, Command::Ports);
    let quick = tokio::spawn(async move { fax.jobs(JobFilter::All).await });
    end.requests.recv().await.unwrap().answer(Ok(Reply::Jobs(Vec::new())));
    assert!(quick.await.unwrap().unwrap().is_empty());
    held.answer(Ok(Reply::Ports(Vec::new())));
    assert!(slow.await.unwrap().unwrap().is_empty());
}

#[tokio::test]
async fn events_and_snapshots_arrive_in_order() {
    let Served { dir: _dir, claim, end, .. } = served();
    let mut port = sample_port("virtual-1");
    port.trace = Arc::new(vec![entry("DIS")]);
    let mut first = with_jobs(1, &[job(2), job(1)]);
    first.ports = vec![Arc::new(port.clone())];
    end.publish(Arc::new(first));
    let mut fax = connect(claim.data_dir(), Follow::Everything).await.unwrap();
    assert_eq!(fax.snapshot().jobs.len(), 2);
    assert_eq!(fax.snapshot().ports[0].trace[0].text, "DIS");

    let mut events = fax.subscribe();
    for sequence in 1..=200 {
        end.emit(FaxEvent { sequence, at: Timestamp(5), kind: EventKind::ConfigurationChanged });
    }
    for sequence in 1..=200 {
        assert_eq!(events.next().await.unwrap().sequence, sequence);
    }
    port.trace = Arc::new(vec![entry("DIS"), entry("DCS")]);
    let mut second = with_jobs(2, &[job(3), job(2), job(1)]);
    second.ports = vec![Arc::new(port)];
    end.publish(Arc::new(second));
    while fax.snapshot().revision < 2 {
        fax.changed().await.unwrap();
    }
    assert_eq!(fax.snapshot().jobs.iter().map(|job| job.id.0).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(fax.snapshot().ports[0].trace.len(), 2);
}

#[tokio::test]
async fn when_the_engine_ends_the_handle_says_so() {
    let Served { dir: _dir, claim, end, stop, task } = served();
    end.publish(Arc::new(with_jobs(1, &[])));
    let mut fax = connect(claim.data_dir(), Follow::Everything).await.unwrap();
    let mut events = fax.subscribe();
    end.emit(FaxEvent { sequence: 1, at: Timestamp(5), kind: EventKind::ConfigurationChanged });
    drop(end);
    while fax.changed().await.is_ok() {}
    assert!(!fax.snapshot().running);
    assert_eq!(events.try_next().unwrap().sequence, 1, "the last event is not lost");
    assert_eq!(fax.ports().await.unwrap_err().kind, ErrorKind::Unreachable);
    stop.cancel();
    task.await.unwrap().unwrap();

    let gone = connect(claim.data_dir(), Follow::Nothing).await.err().unwrap();
    assert!(matches!(gone, ConnectError::NoEngine(_)), "{gone}");
}

#[tokio::test]
async fn a_request_under_way_when_the_server_dies_is_unreachable() {
    let Served { dir: _dir, claim, mut end, task, .. } = served();
    let fax = connect(claim.data_dir(), Follow::Nothing).await.unwrap();
    let asking = tokio::spawn(async move { fax.ports().await });
    let envelope = end.requests.recv().await.unwrap();
    task.abort();
    drop(envelope);
    assert_eq!(asking.await.unwrap().unwrap_err().kind, ErrorKind::Unreachable);
}

#[tokio::test]
async fn what_is_no_command_is_refused_with_words() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let served = served();
    let path = owner(served.claim.data_dir()).unwrap().socket.unwrap();
    let request = "POST /v1/command HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 9\r\n\r\n{\"a\": 1}\n";
    let mut stream = socket::open(&path).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("invalid_parameter"), "{answer}");

    let request = "POST /v1/command HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 99999999\r\n\r\n";
    let mut stream = socket::open(&path).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("longer than"), "{answer}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_user_may_open_the_socket_however_long_the_path() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("deep".repeat(40));
    let served = serve_in(dir, &path);
    served.end.publish(Arc::new(with_jobs(1, &[])));
    let socket = owner(&path).unwrap().socket.unwrap();
    assert!(!socket.starts_with(served.dir.path()), "{}", socket.display());
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let parent = std::fs::metadata(socket.parent().unwrap()).unwrap().permissions().mode();
    assert_eq!(parent & 0o077, 0);
    connect(&path, Follow::Everything).await.unwrap();

    served.stop.cancel();
    served.task.await.unwrap().unwrap();
    drop(served.claim);
    assert!(!socket.parent().unwrap().exists(), "nothing is left in the temporary directory");
}

#[tokio::test]
async fn a_socket_left_by_a_dead_owner_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_owned();
    std::fs::write(path.join("engine.sock"), b"").unwrap();
    let note = Owner { pid: 1, version: String::new(), socket: Some(path.join("engine.sock")) };
    std::fs::write(path.join("engine.json"), serde_json::to_vec(&note).unwrap()).unwrap();
    assert!(matches!(connect(&path, Follow::Nothing).await, Err(ConnectError::NoEngine(_))));
    let served = serve_in(dir, &path);
    served.end.publish(Arc::new(with_jobs(1, &[])));
    connect(&path, Follow::Nothing).await.unwrap();
}

#[test]
fn a_second_claim_names_the_holder() {
    let dir = tempfile::tempdir().unwrap();
    let first = claim(dir.path()).unwrap();
    let error = claim(dir.path()).unwrap_err();
    assert!(matches!(&error, ClaimError::Held { pid: Some(pid), .. } if *pid == std::process::id()), "{error}");
    assert_eq!(FaxError::from(error).kind, ErrorKind::Unreachable);
    drop(first);
    claim(dir.path()).unwrap();
}

#[test]
fn a_file_is_no_data_directory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    std::fs::write(&path, b"").unwrap();
    assert!(matches!(claim(&path), Err(ClaimError::NotADirectory { .. })));
    assert!(matches!(claim(&path.join("below")), Err(ClaimError::NotADirectory { .. })));
}

/// Sends a snapshot over the wire and checks that the other side has the same, and how many jobs crossed.
fn check_picture(old: &Snapshot, new: &Snapshot, crossed: usize) {
    let line = serde_json::to_string(&Picture::between(Some(old), new)).unwrap();
    let there = serde_json::from_str::<Picture>(&line).unwrap().apply(old);
    assert_eq!(there.jobs, new.jobs);
    assert_eq!(there.revision, new.revision);
    assert_eq!(line.matches("\"extended_status_text\"").count(), crossed);
}

#[test]
fn a_picture_carries_only_the_jobs_that_changed() {
    let jobs: Vec<Arc<Job>> = (1..=5).rev().map(job).collect();
    let old = with_jobs(1, &jobs);
    check_picture(&old, &with_jobs(2, &jobs), 0);

    let mut changed = jobs.clone();
    changed[2] = Arc::new(Job { subject: "other".to_owned(), ..sample_job(3) });
    check_picture(&old, &with_jobs(2, &changed), 1);

    let mut added = changed.clone();
    added.insert(0, job(6));
    added.insert(3, job(8));
    added.remove(5);
    check_picture(&old, &with_jobs(2, &added), 3);
    check_picture(&with_jobs(2, &added), &old, 2);

    check_picture(&old, &with_jobs(2, &[]), 0);
    check_picture(&with_jobs(2, &[]), &old, 5);
}

/// A picture with a token of the owner.
fn with_token(revision: u64, jobs: &[Arc<Job>], token: &str) -> Arc<Snapshot> {
    use sha2::{Digest as _, Sha256};

    let mut snapshot = with_jobs(revision, jobs);
    let token = crate::model::Token {
        id: 1,
        user: process_user(),
        groups: Vec::new(),
        label: String::new(),
        created_at: Timestamp(0),
        created_by: process_user(),
        expires_at: None,
        hash: Sha256::digest(token.as_bytes()).into(),
    };
    Arc::make_mut(&mut snapshot.access).tokens.push(token);
    Arc::new(snapshot)
}

#[tokio::test]
async fn a_server_elsewhere_that_comes_back_is_followed_again_and_no_event_is_lost() {
    let (fax, end) = channel();
    end.publish(with_token(1, &[job(1)], "fax_secret"));
    let service = Service::new(fax, crate::model::Clock::new(|| Timestamp(5)));
    let door = TcpDoor::open(([127, 0, 0, 1], 0).into(), None).await.unwrap();
    let address = door.address();
    let stop = CancellationToken::new();
    let serving = tokio::spawn(door.serve(service.clone(), Limits::default(), stop.clone()));

    let dir = tempfile::tempdir().unwrap();
    let trust = Trust::FirstUse(dir.path().join("known.json"));
    let remote = |token: &str| Remote {
        url: format!("http://{address}"),
        token: crate::model::Secret::new(token),
        trust: trust.clone(),
    };
    let guessed = connect_remote(&remote("fax_guess"), Follow::Nothing).await.err().unwrap();
    assert_eq!(FaxError::from(guessed).kind, ErrorKind::AccessDenied);
    let (mut seen, learned) = connect_remote(&remote("fax_secret"), Follow::Everything).await.unwrap();
    assert!(learned.is_none(), "without TLS there is nothing to know it by");
    let mut events = seen.subscribe();
    end.emit(FaxEvent { sequence: 1, at: Timestamp(5), kind: EventKind::ConfigurationChanged });
    assert_eq!(events.next().await.unwrap().sequence, 1);

    stop.cancel();
    serving.await.unwrap();
    while seen.snapshot().running {
        seen.changed().await.unwrap();
    }
    assert_eq!(seen.snapshot().jobs.len(), 1, "the last picture stays");
    assert_eq!(seen.ports().await.unwrap_err().kind, ErrorKind::Unreachable);
    end.emit(FaxEvent { sequence: 2, at: Timestamp(5), kind: EventKind::ConfigurationChanged });
    end.publish(with_token(2, &[job(2), job(1)], "fax_secret"));

    let door = TcpDoor::open(address, None).await.unwrap();
    let stop = CancellationToken::new();
    tokio::spawn(door.serve(service, Limits::default(), stop.clone()));
    while !seen.snapshot().running {
        seen.changed().await.unwrap();
    }
    assert_eq!(seen.snapshot().jobs.len(), 2);
    assert_eq!(events.next().await.unwrap().sequence, 2);
    stop.cancel();
}

#[tokio::test]
async fn more_connections_than_allowed_are_let_go_and_places_come_back() {
    use tokio::io::AsyncReadExt as _;

    let (fax, end) = channel();
    end.publish(with_token(1, &[], "fax_secret"));
    let service = Service::new(fax, crate::model::Clock::new(|| Timestamp(5)));
    let door = TcpDoor::open(([127, 0, 0, 1], 0).into(), None).await.unwrap();
    let address = door.address();
    let limits = Limits { connections_per_address: 2, ..Limits::default() };
    let stop = CancellationToken::new();
    tokio::spawn(door.serve(service, limits, stop.clone()));
    let connect = || tokio::net::TcpStream::connect(address);
    let (first, _second) = (connect().await.unwrap(), connect().await.unwrap());
    let mut third = connect().await.unwrap();
    let mut octets = Vec::new();
    // It is closed without a word.
    let read = third.read_to_end(&mut octets).await;
    assert!(octets.is_empty() && read.map_or(true, |read| read == 0));
    drop(first);
    let remote = Remote {
        url: format!("http://{address}"),
        token: crate::model::Secret::new("fax_secret"),
        trust: Trust::FirstUse("unused".into()),
    };
    // The place of the one that left is free as soon as its end was noticed.
    while connect_remote(&remote, Follow::Nothing).await.is_err() {
        tokio::task::yield_now().await;
    }
    stop.cancel();
}
