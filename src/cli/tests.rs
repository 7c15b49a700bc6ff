//! Commands against a fake engine: arguments in, output and exit code out.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use clap::{CommandFactory as _, Parser as _};
use jiff::tz::TimeZone;
use tokio_util::sync::CancellationToken;

use super::samples::{NOON, job, port, received};
use super::*;
use crate::api::{Command, Envelope, ErrorKind, FaxError, PageImage, Reply, channel};
use crate::document::{DocumentError, Renderer, RendererOptions, TiffFile, TiffWriter};
use crate::model::{
    Bitmap, CallSide, Coding, Configuration, Dither, EventKind, FaxEvent, FaxPage, Job, JobId, JobKind, JobStatus,
    Layout, LongPages, MailSettings, Margins, MethodId, Outcome, PageSetup, Paper, Phase, PortId, PortRouting,
    Resolution, Revision, RoutingRule, RoutingState, RoutingStatus, Schedule, Secret, Stage, Submission, Timestamp,
    TraceEntry, TraceKind, TraceTone, Turn,
};

/// Text that a command wrote.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Written {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What came of a command.
struct Ran {
    exit: Exit,
    out: String,
    err: String,
    asked: Vec<Command>,
}

impl Ran {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

fn no_printer(_: &[u8], printer: Option<&str>) -> Result<(), String> {
    Err(format!("no printer {printer:?} in a test"))
}

fn arguments(line: &str) -> Arguments {
    Arguments::try_parse_from(std::iter::once("faxwell").chain(line.split_whitespace())).unwrap()
}

/// Runs a command line against an engine that answers with `engine`.
async fn run_line(line: &str, engine: impl FnMut(&Command) -> Result<Reply, FaxError> + Send + 'static) -> Ran {
    run_here(line, EngineHere::Elsewhere, engine).await
}

async fn run_here(
    line: &str,
    engine_here: EngineHere,
    mut engine: impl FnMut(&Command) -> Result<Reply, FaxError> + Send + 'static,
) -> Ran {
    let arguments = arguments(line);
    let (fax, mut end) = channel();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&asked);
    let answering = tokio::spawn(async move {
        while let Some(envelope) = end.requests.recv().await {
            record.lock().unwrap().push(envelope.command.clone());
            let result = engine(&envelope.command);
            Envelope::answer(envelope, result);
        }
    });
    let here = Here { clock: Clock::new(|| NOON), zone: TimeZone::UTC, engine: engine_here, print: no_printer };
    let (out, err) = (Written::default(), Written::default());
    let options = &arguments.options;
    let mut screen = Screen::new(Box::new(out.clone()), Box::new(err.clone()), options.json, options.quiet);
    let result = run(arguments.task.as_ref().unwrap(), &fax, &here, &mut screen).await;
    let exit = result.unwrap_or_else(|error| {
        screen.error(&error);
        error.exit()
    });
    answering.abort();
    let asked = asked.lock().unwrap().clone();
    Ran { exit, out: out.text(), err: err.text(), asked }
}

fn sends(command: &Command) -> Option<&Submission> {
    if let Command::Send { submission } = command { Some(submission) } else { None }
}

#[test]
fn the_arguments_are_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn each_command_says_what_it_needs() {
    let quiet = Need::Engine(EngineHere::InsideWithoutLines);
    for (line, need) in [
        ("", Need::Console),
        ("new", Need::Console),
        ("new a.pdf b.tif", Need::Console),
        ("serve", Need::Serve),
        ("doctor", Need::Doctor),
        ("watch --json", Need::RunningEngine),
        ("convert a.pdf b.tif", Need::Nothing),
        ("send --to 1002 a.pdf", quiet),
        ("send --to 1002 a.pdf --wait", Need::Engine(EngineHere::Inside)),
        ("inbox --data D --json", quiet),
        ("config set retries=0", quiet),
        ("port set virtual-1 speed=1", quiet),
    ] {
        assert_eq!(arguments(line).need(), need, "{line}");
    }
}

#[test]
fn a_new_fax_starts_with_documents_that_are_there_by_whole_paths() {
    let new = |line: &str| match arguments(line).task {
        Some(Task::New(args)) => documents(&args),
        other => panic!("{other:?}"),
    };
    assert!(new("new").unwrap().is_empty());
    let found = new("new Cargo.toml README.md").unwrap();
    assert!(found.iter().all(|path| path.is_absolute() && path.exists()), "{found:?}");
    assert_eq!(found.iter().filter_map(|path| path.file_name()).collect::<Vec<_>>(), ["Cargo.toml", "README.md"]);
    let missing = new("new Cargo.toml nowhere.pdf").unwrap_err();
    assert_eq!(missing.exit(), Exit::NoSuchThing);
    assert!(missing.to_string().contains("nowhere.pdf"), "{missing}");
    assert_eq!(new("new src").unwrap_err().exit(), Exit::BadUsage);
    assert!(arguments("new a.pdf").follows());
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_runs() {
    for (line, word) in [
        ("send a.pdf", "--to"),
        ("send --to 1002", "FILE"),
        ("send --to 10y2 a.pdf", "cannot be dialled"),
        ("send --to 1002 a.pdf --resolution huge", "standard, fine"),
        ("send --to 1002 a.pdf --at 20:00 --discount", "cannot be used with"),
        ("send --to 1002 a.pdf --priority urgent", "low, normal or high"),
        ("job twelve", "faxwell jobs"),
        ("port set virtual-1 speed", "KEY=VALUE"),
        ("show 1 --attempt 0 --trace", "0"),
        ("convert a.pdf b.tif --coding g3", "mh, mr, mmr or jbig"),
        ("inbox --quiet --verbose", "cannot be used with"),
        ("frobnicate", "frobnicate"),
    ] {
        let words = std::iter::once("faxwell").chain(line.split_whitespace());
        let error = Arguments::try_parse_from(words).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{line}");
        assert!(error.to_string().contains(word), "{line}: {error}");
    }
}

#[test]
fn help_shows_examples_keys_and_exit_codes() {
    let help = |line: &str| {
        let words = std::iter::once("faxwell").chain(line.split_whitespace());
        Arguments::try_parse_from(words).unwrap_err().to_string()
    };
    assert!(help("--help").contains("Exit codes:"));
    assert!(help("send --help").contains("Examples:"));
    assert!(help("convert --help").contains("Examples:") && help("convert --help").contains("folder stands for"));
    for key in Configuration::KEYS {
        assert!(help("config set --help").contains(key), "{key}");
    }
    assert!(help("port set --help").contains("max_rate_bps"));
}

#[tokio::test]
async fn send_asks_for_what_the_arguments_say() {
    let ran = run_line(
        "send --to 1002=Praxis --to +49-30/5 a.pdf b.tif --subject Hello --from-name Me --resolution superfine \
         --at 20:30 --priority high --port virtual-2 --no-banner --password secret --dither ordered --long split --paper letter \
         --margin 5 --skip-blank --no-turn --json",
        |command| {
            sends(command).ok_or_else(FaxError::unreachable)?;
            let jobs = vec![job(1, JobStatus::Pending).into(), job(2, JobStatus::Pending).into()];
            Ok(Reply::Queued { jobs, warnings: vec!["no glyph for 漢".to_owned()] })
        },
    )
    .await;
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert_eq!(ran.json().as_array().unwrap().len(), 2, "an array for two recipients");
    assert_eq!(ran.err, "Warning: no glyph for 漢\n");
    let submission = ran.asked.iter().find_map(sends).unwrap();
    assert_eq!(submission.recipients[0].name, "Praxis");
    assert_eq!(submission.recipients[1].number.dialled(), "+49305");
    assert!(submission.documents.iter().all(|document| document.path.is_absolute()));
    assert!(submission.documents[1].path.ends_with("b.tif"));
    assert_eq!(submission.resolution, Resolution::Superfine);
    let two_hours = Timestamp(NOON.0 + 2 * 3_600_000);
    assert_eq!(submission.schedule, Schedule::At(two_hours));
    assert_eq!(submission.port, Some(PortId::from("virtual-2")));
    assert_eq!(submission.banner, Some(false));
    assert_eq!(submission.password.as_deref(), Some("secret"));
    let layout = Layout {
        long_pages: LongPages::Split,
        turn: Turn::Never,
        margins_mm: Margins::all(5.0),
        paper: Paper::Letter,
        ..Layout::default()
    };
    assert_eq!(submission.page_setup, PageSetup { dither: Dither::Ordered, layout, skip_blank: true });
}

#[tokio::test]
async fn send_takes_a_folder_for_the_documents_in_it() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["page10.txt", "page2.txt", "tool.bin"] {
        std::fs::write(dir.path().join(name), "text").unwrap();
    }
    let ran = run_line(&format!("send --to 1002 cover.pdf {}", dir.path().display()), |command| {
        sends(command).ok_or_else(FaxError::unreachable)?;
        Ok(Reply::Queued { jobs: vec![job(1, JobStatus::Pending).into()], warnings: Vec::new() })
    })
    .await;
    let submission = ran.asked.iter().find_map(sends).unwrap();
    let names: Vec<_> = submission.documents.iter().filter_map(|document| document.path.file_name()).collect();
    assert_eq!(names, ["cover.pdf", "page2.txt", "page10.txt"]);
    assert!(ran.err.contains("tool.bin"), "{}", ran.err);
}

#[tokio::test]
async fn a_queued_fax_says_when_nothing_sends_it_yet() {
    let queue = |_: &Command| Ok(Reply::Queued { jobs: vec![job(1, JobStatus::Pending).into()], warnings: Vec::new() });
    let ran = run_here("send --to 1002 a.pdf", EngineHere::InsideWithoutLines, queue).await;
    assert_eq!(ran.out, "Job 1 is queued: 2 pages to Praxis am Park\n");
    assert!(ran.err.contains("faxwell serve"), "{}", ran.err);
    let ran = run_here("send --to 1002 a.pdf --json --quiet", EngineHere::InsideWithoutLines, queue).await;
    assert_eq!(ran.json()["status"], "pending", "an object for one recipient");
    assert_eq!(ran.err, "");
    let ran = run_line("send --to 1002 a.pdf --at soon", queue).await;
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::BadUsage, ""));
    assert!(ran.asked.is_empty());
}

/// Sends with `--wait` to an engine whose jobs end as `endings` say; events tell of the first, asking of the others.
async fn check_wait(endings: &'static [JobStatus], json: bool, exit: Exit) -> Ran {
    let (fax, mut end) = channel();
    let answering = tokio::spawn(async move {
        while let Some(envelope) = end.requests.recv().await {
            let result = match &envelope.command {
                Command::Send { submission } => {
                    let jobs =
                        (1..).zip(&submission.recipients).map(|(id, _)| job(id, JobStatus::Pending).into()).collect();
                    Ok(Reply::Queued { jobs, warnings: Vec::new() })
                }
                Command::Job { job: JobId(1) } => Ok(Reply::Job(Box::new(job(1, JobStatus::InProgress)))),
                Command::Job { job: JobId(id) } => Ok(Reply::Job(Box::new(job(*id, endings[*id as usize - 1])))),
                _ => Err(FaxError::new(ErrorKind::NotFound, "what?")),
            };
            let asked_for_the_first = envelope.command == Command::Job { job: JobId(1) };
            envelope.answer(result);
            if asked_for_the_first {
                let job = job(1, endings[0]).into();
                end.emit(FaxEvent { sequence: 1, at: NOON, kind: EventKind::JobChanged { job } });
            }
        }
    });
    let recipients: String = endings.iter().map(|_| "--to 1002 ").collect();
    let arguments = arguments(&format!("send {recipients} a.pdf --wait"));
    let here =
        Here { clock: Clock::new(|| NOON), zone: TimeZone::UTC, engine: EngineHere::Elsewhere, print: no_printer };
    let (out, err) = (Written::default(), Written::default());
    let mut screen = Screen::new(Box::new(out.clone()), Box::new(err.clone()), json, false);
    let result = run(arguments.task.as_ref().unwrap(), &fax, &here, &mut screen).await;
    assert_eq!(result.unwrap(), exit);
    answering.abort();
    Ran { exit, out: out.text(), err: err.text(), asked: Vec::new() }
}

#[tokio::test(start_paused = true)]
async fn wait_follows_jobs_to_their_end() {
    let ran = check_wait(&[JobStatus::Completed], true, Exit::Done).await;
    assert_eq!(ran.json()["status"], "completed");
    assert_eq!(ran.json()["pages_confirmed"], 2);

    let ran = check_wait(&[JobStatus::Completed, JobStatus::RetriesExceeded], true, Exit::Failed).await;
    assert_eq!(ran.json()[0]["status"], "completed");
    assert_eq!(ran.json()[1]["outcome"]["name"], "busy");

    let ran = check_wait(&[JobStatus::RetriesExceeded], false, Exit::Failed).await;
    assert!(ran.out.contains("gave up, 0 of 2 pages confirmed. The number is busy. Faxwell tries"), "{}", ran.out);
}

#[tokio::test]
async fn wait_ends_when_the_engine_does() {
    let (fax, mut end) = channel();
    tokio::spawn(async move {
        let envelope = end.requests.recv().await.unwrap();
        envelope.answer(Ok(Reply::Queued { jobs: vec![job(1, JobStatus::Pending).into()], warnings: Vec::new() }));
    });
    let arguments = arguments("send --to 1002 a.pdf --wait --json");
    let here =
        Here { clock: Clock::new(|| NOON), zone: TimeZone::UTC, engine: EngineHere::Elsewhere, print: no_printer };
    let out = Written::default();
    let mut screen = Screen::new(Box::new(out.clone()), Box::new(Written::default()), true, false);
    let error = run(arguments.task.as_ref().unwrap(), &fax, &here, &mut screen).await.unwrap_err();
    assert_eq!(error.exit(), Exit::Unreachable);
    assert_eq!(out.text(), "");
}

#[tokio::test]
async fn lists_are_tables_for_people_and_arrays_for_programs() {
    let inbox = |_: &Command| Ok(Reply::Jobs(vec![received(12), Job { unread: false, ..received(7) }]));
    let ran = run_line("inbox", inbox).await;
    insta::assert_snapshot!(ran.out, @r"
    ID  NEW  FROM     PAGES  RECEIVED          LINE    REMARK
    12  new  KANZLEI  2      2026-05-04 18:30  Line 1
    7        KANZLEI  2      2026-05-04 18:30  Line 1
    ");
    let ran = run_line("inbox --json", inbox).await;
    assert_eq!(ran.json()[0]["id"], 12);
    assert_eq!(ran.json()[0]["pages"], 2);
    let ran = run_line("inbox", |_| Ok(Reply::Jobs(Vec::new()))).await;
    assert_eq!(ran.out, "No received faxes\n");

    let ran = run_line("jobs", |_| {
        let busy = Job { outcome: Some(Outcome::Busy), ..job(3, JobStatus::Retrying) };
        let active = Job { stage: Stage::Page, current_page: 2, pages_confirmed: 1, ..job(4, JobStatus::InProgress) };
        Ok(Reply::Jobs(vec![busy, active]))
    })
    .await;
    insta::assert_snapshot!(ran.out, @r"
    ID  STATUS       WITH            PAGES  LINE    DUE               SUBJECT  CAUSE
    3   retrying     Praxis am Park  0/2    Line 1  2026-05-04 18:30  Report   The number is busy
    4   page 2 of 2  Praxis am Park  1/2    Line 1  2026-05-04 18:30  Report
    ");
    assert_eq!(ran.asked, [Command::Jobs { filter: JobFilter::Queue }]);
    let ran = run_line("sent", |_| Ok(Reply::Jobs(vec![job(5, JobStatus::Completed)]))).await;
    insta::assert_snapshot!(ran.out, @r"
    ID  STATUS     TO              PAGES  SENT              LINE    SUBJECT
    5   completed  Praxis am Park  2      2026-05-04 18:30  Line 1  Report
    ");
    let ran = run_line("ports", |_| Ok(Reply::Ports(vec![port("virtual-1")]))).await;
    insta::assert_snapshot!(ran.out, @r"
    ID         NAME    NUMBER  STATE  CALL  SENDS   ANSWERS  SPEED  TODAY                  LAST ERROR
    virtual-1  Line 1  1001    idle   -     rank 1  1 ring   10 ×   0 out, 0 in, 0 failed
    ");
}

#[tokio::test]
async fn names_from_outside_cannot_steer_the_terminal() {
    let ran = run_line("inbox", |_| {
        let mut evil = received(1);
        evil.sender.name = "\u{1b}[2J\u{7}evil\nname".to_owned();
        Ok(Reply::Jobs(vec![evil]))
    })
    .await;
    assert!(ran.out.contains("?[2J?evil"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
}

fn entry(at_ms: u64, side: CallSide, text: &str) -> TraceEntry {
    TraceEntry {
        at_ms,
        phase: Phase::B,
        page: u32::from(at_ms > 3000),
        side,
        kind: TraceKind::Frame,
        tone: TraceTone::Normal,
        text: text.to_owned(),
        hex: String::new(),
    }
}

#[tokio::test]
async fn show_gives_calls_pages_and_the_conversation() {
    let engine = |command: &Command| match command {
        Command::Job { .. } => Ok(Reply::Job(Box::new(job(5, JobStatus::Completed)))),
        Command::Trace { attempt: Some(1), .. } => Ok(Reply::Trace(vec![
            entry(1500, CallSide::Remote, "DIS 14400 fine ECM MMR"),
            entry(3250, CallSide::Local, "DCS 14400 fine ECM MMR"),
            entry(3300, CallSide::Note, "T4 started"),
        ])),
        _ => Err(FaxError::new(ErrorKind::NotFound, "no such call")),
    };
    let ran = run_line("show 5 --trace --attempt 1", engine).await;
    insta::assert_snapshot!(ran.out, @r"
    Sent fax 5: completed
      To          Praxis am Park (1002)
      From        Kanzlei (1001)
      Subject     Report
      Pages       2, 2 confirmed, fine
      Line        Line 1
      TSID        KANZLEI
      CSID        PRAXIS
      Submitted   2026-05-04 18:30
      Ended       2026-05-04 18:30
      Outcome     Every page was confirmed by the receiver (0)

    CALL  BEGAN             LINE    FROM PAGE  CONFIRMED  OUTCOME
    1     2026-05-04 18:30  Line 1  1          2          Every page was confirmed by the receiver

    PAGE  CALL  VERDICT                    SECONDS  OCTETS  RATE              CODING   REPEATED
    1     1     confirmed after resending  12.2     20000   14400 bit/s V.17  MMR ECM  1 retrain, 3 frames

      SECONDS  PH  PAGE WE →   ← THEY
        1.500  B              ◀─── DIS 14400 fine ECM MMR
        3.250  B   1    ───▶       DCS 14400 fine ECM MMR
        3.300  B   1        ·      T4 started
    ");
    let ran = run_line("show 5 --trace --attempt 1 --json", engine).await;
    assert_eq!(ran.json()["trace"][0]["text"], "DIS 14400 fine ECM MMR");
    assert_eq!(ran.json()["id"], 5);
    let ran = run_line("show 5 --trace", engine).await;
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::NoSuchThing, ""));
}

#[tokio::test]
async fn exit_codes_follow_the_servers_errors() {
    for (kind, exit) in [
        (ErrorKind::InvalidParameter, 2),
        (ErrorKind::NotFound, 3),
        (ErrorKind::InvalidData, 1),
        (ErrorKind::PasswordNeeded, 1),
        (ErrorKind::WrongState, 1),
        (ErrorKind::Conflict, 1),
        (ErrorKind::AccessDenied, 5),
        (ErrorKind::Storage, 1),
        (ErrorKind::Unreachable, 4),
        (ErrorKind::Internal, 1),
    ] {
        let ran = run_line("job 3 --json", move |_| Err(FaxError::new(kind, "why"))).await;
        assert_eq!(ran.exit.code(), exit, "{kind:?}");
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", "faxwell: why\n"));
    }
}

#[tokio::test]
async fn orders_print_the_job_afterwards() {
    let engine = |command: &Command| match command {
        Command::Order { order: JobOrder::Pause, .. } => Ok(Reply::Job(Box::new(job(3, JobStatus::Paused)))),
        Command::Order { .. } => Ok(Reply::Job(Box::new(job(3, JobStatus::Pending)))),
        _ => Err(FaxError::unreachable()),
    };
    let ran = run_line("pause #3", engine).await;
    assert_eq!(ran.out, "Job 3: paused\n");
    assert_eq!(ran.asked, [Command::Order { job: JobId(3), order: JobOrder::Pause }]);
    let ran = run_here("restart 3", EngineHere::InsideWithoutLines, engine).await;
    assert!(ran.err.contains("faxwell serve"), "{}", ran.err);
    let ran = run_line("delete 3 --json", engine).await;
    assert_eq!(ran.json()["id"], 3);
}

#[tokio::test]
async fn settings_are_read_and_changed() {
    let mut conflicts = 1;
    let engine = move |command: &Command| match command {
        Command::Configuration => Ok(Reply::Configuration(Configuration::default(), Revision(4))),
        Command::SetConfiguration { .. } if conflicts > 0 => {
            conflicts -= 1;
            Err(FaxError::new(ErrorKind::Conflict, "changed"))
        }
        Command::SetConfiguration { configuration, .. } => Ok(Reply::Configuration(configuration.clone(), Revision(5))),
        _ => Err(FaxError::unreachable()),
    };
    let ran = run_line("config get retries", engine).await;
    assert_eq!(ran.out, "3\n");
    let ran = run_line("config set retries=0 discount.start=21:15 --json", engine).await;
    assert_eq!(ran.json()["retries"], 0, "{}", ran.err);
    assert_eq!(ran.asked.len(), 4, "a change by somebody else is read again");
    assert_eq!(run_line("config get", engine).await.out.lines().count(), 1 + Configuration::KEYS.len());
    assert_eq!(run_line("config get colour", engine).await.exit, Exit::NoSuchThing);
    let ran = run_line("config set retries=1 banner=maybe", engine).await;
    assert_eq!((ran.exit, ran.asked.len()), (Exit::BadUsage, 1), "nothing is changed");
}

#[tokio::test]
async fn port_settings_are_checked_and_sent() {
    let engine = |_: &Command| Ok(Reply::Port(Box::new(port("virtual-1"))));
    let ran = run_line("port set virtual-1 speed=0.5 receive=off rings=2 tsid=A --json", engine).await;
    assert_eq!(ran.json()["id"], "virtual-1");
    let Command::SetPort { update, .. } = &ran.asked[0] else { panic!("{:?}", ran.asked) };
    assert_eq!((update.speed, update.receive, update.rings), (Some(0.5), Some(false), Some(2)));
    assert_eq!((update.send, &update.name), (None, &None));
    for line in ["port set virtual-1 rings=-1", "port set virtual-1 ecm=maybe", "port set virtual-1 csid=Büro"] {
        assert_eq!(run_line(line, engine).await.exit, Exit::BadUsage, "{line}");
    }
    assert_eq!(run_line("port set virtual-1 colour=blue", engine).await.exit, Exit::NoSuchThing);
}

#[tokio::test]
async fn watch_prints_events_until_the_engine_ends() {
    for json in [true, false] {
        let (fax, end) = channel();
        let arguments = arguments("watch");
        let here =
            Here { clock: Clock::new(|| NOON), zone: TimeZone::UTC, engine: EngineHere::Elsewhere, print: no_printer };
        let out = Written::default();
        let mut screen = Screen::new(Box::new(out.clone()), Box::new(Written::default()), json, false);
        let watching = async {
            run(arguments.task.as_ref().unwrap(), &fax, &here, &mut screen).await.unwrap();
        };
        let happening = async {
            // Once the watcher has subscribed.
            tokio::task::yield_now().await;
            let ended = EventKind::JobEnded {
                job: JobId(3),
                kind: JobKind::Receive,
                outcome: Outcome::Received,
                remote: "KANZLEI".to_owned(),
                pages: 2,
            };
            end.emit(FaxEvent { sequence: 1, at: NOON, kind: EventKind::PortChanged { port: PortId::from("x") } });
            end.emit(FaxEvent { sequence: 2, at: NOON, kind: ended });
            drop(end);
        };
        tokio::join!(watching, happening);
        if json {
            let lines: Vec<FaxEvent> = out.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(lines.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2]);
        } else {
            let text = "18:30:00  Job 3 from KANZLEI, 2 pages: Every page arrived and was confirmed to the sender\n";
            assert_eq!(out.text(), text);
        }
    }
}

fn page(rows: u32) -> FaxPage {
    let mut data = vec![0; 216 * rows as usize];
    data[100] = 0xF0;
    FaxPage { bitmap: Bitmap::new(1728, rows, data).unwrap(), resolution: Resolution::Fine }
}

fn tiff(pages: &[FaxPage]) -> Vec<u8> {
    let mut tiff = TiffWriter::new(io::Cursor::new(Vec::new()), Coding::Mmr).unwrap();
    for page in pages {
        tiff.page(page, None).unwrap();
    }
    tiff.finish().unwrap().into_inner()
}

async fn export_to(out: &Path, more: &str) -> Ran {
    let line = format!("export 7 {} {more}", out.display());
    run_line(&line, |command| match command {
        Command::Document { .. } => Ok(Reply::Document(tiff(&[page(200), page(300)]))),
        Command::Page { page: 2, .. } => {
            let tiff = tiff(&[page(300)]);
            Ok(Reply::Page(PageImage { page: 2, pages: 2, width: 1728, rows: 300, tiff }))
        }
        _ => Err(FaxError::new(ErrorKind::NotFound, "the fax has no such page")),
    })
    .await
}

#[tokio::test]
async fn exports_by_the_ending_of_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let out = |name: &str| dir.path().join(name);
    let ran = export_to(&out("a.tif"), "--json").await;
    assert_eq!((ran.exit, ran.json()["pages"].as_u64()), (Exit::Done, Some(2)), "{}", ran.err);
    assert_eq!(std::fs::read(out("a.tif")).unwrap(), tiff(&[page(200), page(300)]), "as stored");
    export_to(&out("b.TIFF"), "--page 2").await;
    assert_eq!(TiffFile::open(std::fs::read(out("b.TIFF")).unwrap()).unwrap().page(0).unwrap(), page(300));
    export_to(&out("c.pdf"), "").await;
    assert!(std::fs::read(out("c.pdf")).unwrap().starts_with(b"%PDF"));
    let ran = export_to(&out("d.png"), "").await;
    assert_eq!(ran.out, format!("{}\n{}\n", out("d-001.png").display(), out("d-002.png").display()));
    assert!(std::fs::read(out("d-002.png")).unwrap().starts_with(b"\x89PNG"));
    export_to(&out("e.png"), "--page 2").await;
    assert!(out("e.png").exists());

    assert_eq!(export_to(&out("f.doc"), "").await.exit, Exit::BadUsage);
    assert_eq!(export_to(&out("g.tif"), "--page 3").await.exit, Exit::NoSuchThing);
    assert_eq!(export_to(&out("no/such/h.tif"), "").await.exit, Exit::NoSuchThing);
    let mut left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["a.tif", "b.TIFF", "c.pdf", "d-001.png", "d-002.png", "e.png"]);
}

fn convert_line(line: &str, stop: &CancellationToken) -> (Result<(), CliError>, String, String) {
    convert_asking(line, stop, |screen| screen)
}

/// Converts with somebody to ask, if `with` brings one.
fn convert_asking(
    line: &str,
    stop: &CancellationToken,
    with: impl FnOnce(Screen) -> Screen,
) -> (Result<(), CliError>, String, String) {
    let arguments = arguments(line);
    let Some(Task::Convert(args)) = &arguments.task else { panic!("{line}") };
    let (out, err) = (Written::default(), Written::default());
    let mut screen = with(Screen::new(Box::new(out.clone()), Box::new(err.clone()), arguments.options.json, false));
    let renderer = Renderer::new(RendererOptions { system_fonts: false, ..RendererOptions::default() });
    let result = convert(args, &renderer, stop, &mut screen);
    (result, out.text(), err.text())
}

#[test]
fn convert_joins_documents_into_one_tiff() {
    let dir = tempfile::tempdir().unwrap();
    let out = |name: &str| dir.path().join(name);
    std::fs::write(out("a.txt"), "Guten Tag").unwrap();
    std::fs::write(out("b.tif"), tiff(&[page(200), page(300)])).unwrap();
    let line = |inputs: &[&str], more: &str| {
        let inputs: String = inputs.iter().map(|name| format!("{} ", out(name).display())).collect();
        format!("convert {inputs} {more}")
    };
    let go = CancellationToken::new();
    let (result, text, _) = convert_line(&line(&["a.txt", "b.tif", "out.tif"], "--coding mh --json"), &go);
    result.unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((json["pages"].as_u64(), json["coding"].as_str()), (Some(3), Some("mh")));
    let written = TiffFile::open(std::fs::read(out("out.tif")).unwrap()).unwrap();
    assert_eq!(written.pages(), 3);
    assert_eq!(written.page(2).unwrap().bitmap, page(300).bitmap);

    std::fs::write(out("empty.pdf"), "").unwrap();
    let (result, text, _) = convert_line(&line(&["a.txt", "empty.pdf", "new.tif"], "--json"), &go);
    let error = result.unwrap_err();
    assert!(matches!(&error, CliError::Document { source: DocumentError::Empty, .. }), "{error}");
    assert_eq!((error.exit(), text.as_str()), (Exit::Failed, ""));
    let (result, ..) = convert_line(&line(&["a.txt", "missing.pdf", "new.tif"], ""), &go);
    assert_eq!(result.unwrap_err().exit(), Exit::NoSuchThing);
    let (result, ..) = convert_line(&line(&["a.txt", "new.doc"], ""), &go);
    assert_eq!(result.unwrap_err().exit(), Exit::BadUsage);
    go.cancel();
    let (result, ..) = convert_line(&line(&["a.txt", "new.tif"], ""), &go);
    assert!(matches!(result.unwrap_err(), CliError::Interrupted));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 4, "nothing incomplete is left");
}

#[test]
fn convert_writes_what_the_ending_says_and_takes_folders() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    std::fs::create_dir(at("in")).unwrap();
    std::fs::write(at("in/page10.txt"), "last").unwrap();
    std::fs::write(at("in/page2.txt"), "one\x0Ctwo\x0C\x0Cfour").unwrap();
    std::fs::write(at("in/run.exe"), "MZ").unwrap();
    let go = CancellationToken::new();
    let run = |out: &str, more: &str| {
        let (result, text, err) = convert_line(&format!("convert {} {} {more}", at("in"), at(out)), &go);
        result.unwrap_or_else(|error| panic!("{out}: {error}"));
        (text, err)
    };
    let (text, err) = run("a.tif", "--resolution standard");
    assert_eq!(text, format!("{}: 5 pages, standard, MMR\n", at("a.tif")));
    assert!(err.contains("known kind") && err.contains("run.exe"), "{err}");
    let (text, _) = run("a.pdf", "--skip-blank");
    assert_eq!(text, format!("{}: 4 pages, fine\n", at("a.pdf")));
    assert!(std::fs::read(at("a.pdf")).unwrap().starts_with(b"%PDF"));
    let (text, _) = run("a.png", "--pages 1-2 --json");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((json["pages"].as_u64(), json["files"].as_array().unwrap().len()), (Some(3), 3), "{json}");
    assert!(std::fs::read(at("a-003.png")).unwrap().starts_with(b"\x89PNG"));

    let size = |name: &str| {
        let page = TiffFile::open(std::fs::read(at(name)).unwrap()).unwrap().page(0).unwrap();
        (page.bitmap.width(), page.bitmap.rows())
    };
    run("wide.tif", "--width b4 --paper letter");
    assert_eq!(size("wide.tif"), (2048, 2151));

    let refused = |line: &str| convert_line(line, &go).0.unwrap_err();
    let dash = refused(&format!("convert {} -", at("in/page2.txt")));
    assert!(dash.exit() == Exit::BadUsage && dash.to_string().contains("instead of -"), "{dash}");
    std::fs::create_dir(at("none")).unwrap();
    assert!(refused(&format!("convert {} {}", at("none"), at("b.tif"))).to_string().contains("no documents"));
    let beyond = refused(&format!("convert {} {} --pages 7", at("in/page2.txt"), at("b.tif")));
    assert!(beyond.to_string().contains("no page 7; the document has 4"), "{beyond}");
    let blank = refused(&format!("convert {} {} --pages 3 --skip-blank", at("in/page2.txt"), at("b.tif")));
    assert!(blank.to_string().contains("nothing but blank pages"), "{blank}");
    assert!(!dir.path().join("b.tif").exists());
    let left = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")));
}

#[test]
fn convert_asks_for_a_password_where_somebody_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    std::fs::write(at("a.pdf"), include_bytes!("../../tests/data/documents/encrypted.pdf")).unwrap();
    let go = CancellationToken::new();
    let line = format!("convert {} {} {}", at("a.pdf"), at("a.pdf"), at("b.tif"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let run = |answers: &'static [&'static str]| {
        let (asked, mut answers) = (Arc::clone(&asked), answers.iter());
        asked.lock().unwrap().clear();
        let asking = move |question: &str| {
            asked.lock().unwrap().push(question.to_owned());
            answers.next().map(|answer| (*answer).to_owned()).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        };
        convert_asking(&line, &go, |screen| screen.with_asking(asking)).0
    };
    run(&["wrong", "secret"]).unwrap();
    assert_eq!(
        *asked.lock().unwrap(),
        ["Password of a.pdf: ", "That does not open a.pdf. Password: "],
        "once for both"
    );
    let refused = |result: Result<(), CliError>| result.unwrap_err().to_string();
    assert!(refused(run(&["no", "no", "no", "no", "no"])).contains("does not open"));
    assert_eq!(asked.lock().unwrap().len(), 3);
    assert!(refused(run(&[""])).contains("protected by a password"), "nothing typed");
    assert!(refused(run(&[])).contains("protected by a password"));
    assert!(refused(convert_line(&line, &go).0).contains("give the password"), "nobody to ask");
}

#[test]
fn doctor_fails_when_something_does_not_work() {
    let out = Written::default();
    let mut screen = Screen::new(Box::new(out.clone()), Box::new(Written::default()), false, false);
    let mut findings =
        vec![Finding::good("Disk", "12 GB free"), Finding::warning("PDFium", "not found", "hayro is used")];
    assert_eq!(report(&findings, &mut screen).unwrap(), Exit::Done);
    insta::assert_snapshot!(out.text(), @r"
    ok    Disk    12 GB free
    note  PDFium  not found (hayro is used)
    ");
    findings.push(Finding::bad("Engine", "does not answer", "end process 12"));
    assert_eq!(report(&findings, &mut screen).unwrap(), Exit::Failed);
}

fn way(enabled: bool, data: &str) -> PortRouting {
    PortRouting { method: MethodId::FOLDER, enabled, data: data.into() }
}

#[tokio::test]
async fn a_way_that_does_not_work_is_not_enabled_unless_somebody_insists() {
    let engine = |command: &Command| match command {
        Command::CheckRouting { .. } => Err(FaxError::new(ErrorKind::InvalidData, "the folder is not there")),
        Command::SetPortRouting { data: Some(data), .. } => {
            Ok(Reply::PortRouting(vec![way(true, data.text().unwrap())]))
        }
        other => panic!("{other:?}"),
    };
    let ran = run_line("route enable virtual-1 folder /srv/fax", engine).await;
    assert_eq!((ran.exit, ran.asked.len()), (Exit::Failed, 1));
    assert!(ran.err.contains("the folder is not there; nothing was changed (--unchecked"), "{}", ran.err);
    let ran = run_line("route enable virtual-1 folder /srv/fax --unchecked", engine).await;
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(ran.out.contains("/srv/fax") && ran.out.contains("on"), "{}", ran.out);
    let wanted = Command::SetPortRouting {
        port: "virtual-1".into(),
        method: MethodId::FOLDER,
        enabled: Some(true),
        data: Some("/srv/fax".into()),
    };
    assert_eq!(ran.asked, [wanted]);
}

#[tokio::test]
async fn rules_are_changed_one_at_a_time_also_when_somebody_else_does() {
    let mut conflicts = 1;
    let rule = |name: &str| RoutingRule { name: name.to_owned(), ..RoutingRule::default() };
    let engine = move |command: &Command| match command {
        Command::RoutingRules => Ok(Reply::RoutingRules(vec![rule("One"), rule("Two")], Revision(4))),
        Command::SetRoutingRules { .. } if conflicts > 0 => {
            conflicts -= 1;
            Err(FaxError::new(ErrorKind::Conflict, "somebody was faster"))
        }
        Command::SetRoutingRules { rules, .. } => Ok(Reply::RoutingRules(rules.clone(), Revision(5))),
        other => panic!("{other:?}"),
    };
    let ran = run_line("route rule add Night hours=18:00-07:00 email=a@example.com --first --json", engine).await;
    let names: Vec<_> = ran.json().as_array().unwrap().iter().map(|rule| rule["name"].clone()).collect();
    assert_eq!((names, ran.asked.len()), (vec!["Night".into(), "One".into(), "Two".into()], 4), "{}", ran.err);
    let ran = run_line("route rule move Two 1", engine).await;
    assert!(ran.out.find("Two") < ran.out.find("One"), "{}", ran.out);
    let ran = run_line("route rule remove Three", engine).await;
    assert_eq!(ran.exit, Exit::NoSuchThing);
}

#[tokio::test]
async fn a_mail_password_is_sent_beside_the_settings_and_never_shown() {
    let engine = |command: &Command| match command {
        Command::MailSettings => {
            let settings = MailSettings { server: "old.example".to_owned(), ..MailSettings::default() };
            Ok(Reply::MailSettings { settings: Box::new(settings), password_set: false })
        }
        Command::SetMailSettings { settings, password } => {
            assert_eq!(password, &Some(Secret::new("hunter2")));
            Ok(Reply::MailSettings { settings: Box::new(settings.clone()), password_set: true })
        }
        other => panic!("{other:?}"),
    };
    let line = "mail set server=mail.example.com security=tls password=hunter2 from=fax@example.com";
    let ran = run_line(line, engine).await;
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(ran.out.contains("465") && ran.out.contains("mail.example.com"), "{}", ran.out);
    let json = run_line(&format!("{line} --json"), engine).await.json();
    assert_eq!((&json["password_set"], json.get("password")), (&true.into(), None), "{json:#}");
    assert!(!ran.out.contains("hunter2") && !json.to_string().contains("hunter2"));
    assert_eq!(run_line("mail set colour=red", engine).await.exit, Exit::NoSuchThing);
    assert_eq!(run_line("mail set port=0", engine).await.exit, Exit::BadUsage);
}

#[tokio::test]
async fn show_tells_how_far_each_copy_is() {
    let mut fax = received(3);
    let copy = |status, text: &str, needs_attention| RoutingState {
        method: MethodId::EMAIL,
        name: "E-mail".to_owned(),
        target: "to a@example.com".to_owned(),
        rule: Some("Night".to_owned()),
        status,
        text: text.to_owned(),
        tries: 2,
        next_try: None,
        needs_attention,
        attempts: Vec::new(),
    };
    fax.routes = vec![
        copy(RoutingStatus::Done, "mailed", false),
        copy(RoutingStatus::GaveUp, "the mail server refused the login", true),
    ];
    let ran = run_line("show 3", move |_| Ok(Reply::Job(Box::new(fax.clone())))).await;
    assert!(ran.out.contains("1 of 2 delivered; needs attention"), "{}", ran.out);
    assert!(ran.out.contains("gave up, needs attention") && ran.out.contains("refused the login"), "{}", ran.out);
    let ran = run_line("send --to 1002 a.pdf --receipt me@example.com --receipt-grouped", |command| {
        sends(command).ok_or_else(FaxError::unreachable)?;
        Ok(Reply::Queued { jobs: vec![job(1, JobStatus::Pending).into()], warnings: Vec::new() })
    });
    let receipt = ran.await.asked.iter().find_map(sends).unwrap().receipt.clone().unwrap();
    assert_eq!((receipt.address.as_str(), receipt.grouped, receipt.attach_fax), ("me@example.com", true, false));
}
