//! The console over 100,000 faxes and 200 lines in calls: our processor time a frame (layout and tessellation, painting
//! apart), the time to the first frame, and the memory of the process. Each scene draws so many frames with the input of
//! a person who does not pause: scrolling, changing panes, searching, while the lines go on ten times a second.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measurement: it may look at the clock, and stop"
)]

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2};
use faxwell::api::{Command, ErrorKind, FaxError, PageImage, Reply, ServerEnd, channel};
use faxwell::cover::{Fonts, SHIPPED_FONTS};
use faxwell::document::{Renderer, RendererOptions, write_tiff};
use faxwell::model::{
    Appearance, Attempt, Bitmap, Clock, Coding, Counts, DayCounts, DeviceId, DeviceStatus, FaxPage, Job, JobId,
    JobKind, JobList, JobOperations, JobStatus, Outcome, PageResult, PageVerdict, Party, PortActivity, PortId,
    PortInfo, PortSettings, PortState, PortView, RateStep, Resolution, Snapshot, Stage, StationId, Timestamp,
};
use faxwell::ui::{FileAccess, Headless, Printing, UiOptions};

const MESSAGES: u32 = 100_000;
const PORTS: u32 = 200;
/// Waiting for a line.
const WAITING: u32 = 2_000;
/// 21 November 2026, 14:20.
const NOW: i64 = 1_795_270_800_000;
const SIZE: Vec2 = Vec2::new(1920.0, 1080.0);
/// A frame at sixty a second.
const FRAME: Duration = Duration::from_micros(16_667);

static TIME: AtomicI64 = AtomicI64::new(NOW);

/// What stands for the engine: pictures ten times a second, pages when they are asked for.
struct Office {
    snapshot: Snapshot,
    end: ServerEnd,
    page: Vec<u8>,
    frames: u32,
}

impl Office {
    fn new(end: ServerEnd) -> Self {
        let jobs: JobList = (1..=MESSAGES).map(message).collect();
        let ports = (0..PORTS).map(|index| Arc::new(line(index, &jobs))).collect();
        let counts = Counts { unread: 800, outbox: PORTS + WAITING, failed: 100, busy_ports: PORTS };
        let today = DayCounts { sent: 1_204, received: 2_310, failed: 12 };
        let snapshot = Snapshot {
            revision: 1,
            at: Timestamp(NOW),
            running: true,
            jobs,
            ports,
            counts,
            today,
            ..Snapshot::default()
        };
        let white = Bitmap::white(1728, 2292).expect("a page is not too large");
        let page = FaxPage { resolution: Resolution::Fine, bitmap: white };
        let page = write_tiff(&[page], Coding::Mmr).expect("a page is coded");
        Self { snapshot, end, page, frames: 0 }
    }

    /// What happens in the time of a frame: at every sixth all lines are further on and there is a new picture.
    fn go_on(&mut self) {
        self.frames += 1;
        TIME.fetch_add(i64::try_from(FRAME.as_millis()).unwrap_or(16), Ordering::Relaxed);
        while let Ok(envelope) = self.end.requests.try_recv() {
            let answer = match envelope.command {
                Command::Page { .. } => {
                    let tiff = self.page.clone();
                    Ok(Reply::Page(PageImage { page: 1, pages: 1, width: 1728, rows: 2292, tiff }))
                }
                _ => Err(FaxError::new(ErrorKind::NotFound, "this engine has nothing but pages")),
            };
            envelope.answer(answer);
        }
        if self.frames.is_multiple_of(6) {
            self.publish();
        }
    }

    fn publish(&mut self) {
        let snapshot = &mut self.snapshot;
        snapshot.revision += 1;
        snapshot.at = Timestamp(TIME.load(Ordering::Relaxed));
        for index in 0..PORTS {
            let id = JobId(MESSAGES - index);
            let Some(job) = snapshot.jobs.get(id) else { continue };
            let mut job = Job::clone(job);
            let (done, size) = job.page_progress.unwrap_or((0, 28_000));
            job.page_progress = Some(((done + 180) % size, size));
            snapshot.jobs.put(Arc::new(job));
        }
        for port in &mut snapshot.ports {
            let port = Arc::make_mut(port);
            if let Some((done, size)) = port.activity.as_mut().and_then(|it| it.page_progress.as_mut()) {
                *done = (*done + 180) % *size;
            }
        }
        // Now and then a fax comes in.
        if snapshot.revision.is_multiple_of(10) {
            let id = MESSAGES + u32::try_from(snapshot.revision).unwrap_or(1);
            let mut job = message(1);
            (job.id, job.kind, job.unread) = (JobId(id), JobKind::Receive, true);
            (job.submitted_at, job.ended_at) = (snapshot.at, Some(snapshot.at));
            snapshot.jobs.put(Arc::new(job));
        }
        self.end.publish(Arc::new(snapshot.clone()));
    }
}

const NAMES: [&str; 8] = [
    "Labor Nordstern GmbH",
    "Klinikum Westend",
    "Steuerbüro Halm",
    "Apotheke am Markt",
    "AOK Nordost",
    "Praxis Dr. Öztürk",
    "Rechtsanwälte Brandt & Lemke",
    "Amtsgericht Charlottenburg",
];

/// The newest are on the lines, then come those that wait, then the archive: two received ones to each sent one, over
/// three years.
fn message(number: u32) -> Job {
    let place = MESSAGES - number.min(MESSAGES);
    let at = Timestamp(NOW - i64::from(place) * 950_000);
    let sends = place < PORTS + WAITING || number.is_multiple_of(3);
    let mut job = Job::new(JobId(number), if sends { JobKind::Send } else { JobKind::Receive }, at);
    let name = NAMES.get(number as usize % NAMES.len()).copied().unwrap_or_default();
    let party = Party { name: name.to_owned(), number: format!("+49 30 {:07}", number % 9_000_000) };
    if sends {
        job.recipient = party
    } else {
        job.sender = party
    }
    job.subject = if number.is_multiple_of(2) { format!("Befund {number}") } else { String::new() };
    (job.pages, job.size) = (1 + number % 5, 60_000);
    job.device_name = format!("Line {}", number % PORTS);
    (job.rate, job.ecm) = (Some(RateStep::V17_14400), true);
    job.tsid = StationId::new("+49 30 5557 0142");
    job.operations = JobOperations { view: true, delete: true, ..JobOperations::default() };
    match place {
        0..PORTS => {
            (job.status, job.stage, job.pages, job.current_page) = (JobStatus::InProgress, Stage::Page, 12, 3);
            (job.page_progress, job.pages_confirmed) = (Some((14_000, 28_000)), 2);
            job.started_at = Some(Timestamp(NOW - 52_000));
        }
        PORTS..2_200 => job.status = JobStatus::Pending,
        2_200..2_300 if sends => {
            (job.status, job.outcome, job.ended_at) = (JobStatus::Failed, Some(Outcome::Busy), Some(at));
        }
        _ => {
            (job.status, job.outcome, job.ended_at) = (JobStatus::Completed, Some(Outcome::Sent), Some(at));
            (job.pages_confirmed, job.unread) = (job.pages, !sends && place < 4_000);
            job.page_results = (1..=job.pages).map(result).collect();
        }
    }
    if !(PORTS..PORTS + WAITING).contains(&place) {
        job.attempts = vec![Attempt {
            number: 1,
            started_at: at,
            ended_at: job.ended_at,
            device_name: job.device_name.clone(),
            first_page: 1,
            pages_confirmed: job.pages_confirmed,
            outcome: job.outcome,
        }];
    }
    job
}

fn result(page: u32) -> PageResult {
    PageResult {
        page,
        attempt: 1,
        verdict: PageVerdict::Confirmed,
        seconds: 16.8,
        bytes: 25_000,
        rate: Some(RateStep::V17_14400),
        ecm: true,
        coding: Coding::Mmr,
        resolution: Resolution::Fine,
        resent_pages: 0,
        resent_frames: 0,
        retrains: 0,
        rows: None,
    }
}

fn line(index: u32, jobs: &JobList) -> PortView {
    let job = jobs.get(JobId(MESSAGES - index)).expect("every line has a fax");
    PortView {
        info: PortInfo {
            id: PortId(format!("line-{index}")),
            device_id: DeviceId(index + 1),
            provider: "virtual".to_owned(),
            description: "Built-in exchange".to_owned(),
            is_virtual: true,
            settings: PortSettings {
                name: format!("Line {index}"),
                number: format!("{}", 1_000 + index),
                priority: index,
                ..PortSettings::default()
            },
        },
        state: PortState::Sending,
        status: DeviceStatus::Sending,
        activity: Some(PortActivity {
            job: job.id,
            kind: job.kind,
            stage: job.stage,
            number: job.recipient.number.clone(),
            remote_name: job.recipient.name.clone(),
            remote_id: StationId::new("+49 30 5557 0142"),
            current_page: job.current_page,
            pages: job.pages,
            page_progress: job.page_progress,
            rate: job.rate,
            ecm: job.ecm,
            started_at: Timestamp(NOW - 52_000),
            conversation: None,
        }),
        trace: Arc::default(),
        trace_job: Some(job.id),
        today: DayCounts { sent: 12, received: 9, failed: 0 },
        last_error: None,
        trouble: String::new(),
    }
}

/// A console with its office, drawn frame after frame.
struct Scene {
    office: Office,
    console: Headless,
    time: f64,
}

impl Scene {
    /// Processor time of one frame with these events.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.office.go_on();
        self.time += FRAME.as_secs_f64();
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let start = Instant::now();
        let output = self.console.lay_out(input);
        let triangles = self.console.tessellate(output);
        let took = start.elapsed();
        assert!(!triangles.is_empty(), "something is drawn");
        took
    }

    fn key(&mut self, text: &str) {
        self.frame(vec![Event::Text(text.to_owned())]);
    }

    /// Frames without input, until lists are made and pictures are here.
    fn settle(&mut self) {
        for _ in 0..60 {
            self.frame(Vec::new());
        }
    }

    fn measure(&mut self, name: &str, frames: usize, mut events: impl FnMut(usize) -> Vec<Event>) {
        let mut times: Vec<Duration> = (0..frames).map(|frame| self.frame(events(frame))).collect();
        times.sort_unstable();
        let at =
            |part: usize| times.get((times.len() - 1) * part / 1_000).copied().unwrap_or_default().as_secs_f64() * 1e3;
        println!("{name:<34} {:>8.2} {:>8.2} {:>8.2} {:>8.2}", at(0), at(500), at(990), at(1_000));
    }
}

/// The wheel over a place.
fn wheel(at: Pos2, points: f32) -> Vec<Event> {
    vec![
        Event::PointerMoved(at),
        Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: Vec2::new(0.0, points),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        },
    ]
}

/// Memory of this process in MB, where the system tells.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1_024.0
}

fn main() {
    let empty = resident();
    let (server, end) = channel();
    let office = Office::new(end);
    let of_office = resident();
    office.end.publish(Arc::new(office.snapshot.clone()));
    let options = UiOptions {
        renderer: Renderer::new(RendererOptions::default()),
        cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
        files: FileAccess::new(|_| Ok(Vec::new()), |_, _| Ok(())),
        thumbnails: None,
        printing: Printing { printers: Vec::new, print: |_, _, _| Ok(()) },
        clock: Clock::new(|| Timestamp(TIME.load(Ordering::Relaxed))),
        zone: jiff::tz::TimeZone::UTC,
        system_language: faxwell::lang::Lang::English,
        appearance: Appearance::Light,
        documents: None,
        first_steps: false,
        elsewhere: false,
        notifications: false,
        follows_system: false,
    };
    let start = Instant::now();
    let console = Headless::new(server, options);
    let mut scene = Scene { office, console, time: 0.0 };
    let first = scene.frame(Vec::new());
    println!(
        "time to the first frame: {:.0} ms, of which the frame itself {:.0} ms",
        start.elapsed().as_secs_f64() * 1e3,
        first.as_secs_f64() * 1e3
    );
    println!("{MESSAGES} faxes, {PORTS} busy lines, {} × {} points", SIZE.x, SIZE.y);
    println!("{:<34} {:>8} {:>8} {:>8} {:>8}", "milliseconds a frame", "min", "median", "p99", "max");
    let list = Pos2::new(400.0, 500.0);
    scene.settle();
    scene.measure("outbox, live", 600, |_| Vec::new());
    scene.measure("outbox, scrolling", 600, |_| wheel(list, -140.0));
    scene.key("1");
    scene.measure("inbox, first frames", 60, |_| Vec::new());
    scene.measure("inbox, live", 600, |_| Vec::new());
    scene.measure("inbox, scrolling", 600, |_| wheel(list, -140.0));
    scene.measure("inbox, scrolling a screen a frame", 600, |_| wheel(list, -1_000.0));
    scene.measure("inbox, next fax and next", 300, |_| vec![Event::Text("j".to_owned())]);
    scene.key("/");
    scene.settle();
    let typed = "klinikum 5557 befund 99";
    scene.measure("inbox, typing a search", 240, |frame| {
        let letter = typed.chars().nth(frame / 10).filter(|_| frame % 10 == 0);
        letter.map(|letter| Event::Text(letter.to_string())).into_iter().collect()
    });
    let escape = |pressed| Event::Key {
        key: egui::Key::Escape,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    for _ in 0..3 {
        scene.frame(vec![escape(true), escape(false)]);
    }
    scene.settle();
    let select_all = Event::Key {
        key: egui::Key::A,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    };
    scene.measure("inbox, all selected", 120, |frame| if frame == 0 { vec![select_all.clone()] } else { Vec::new() });
    scene.frame(vec![escape(true), escape(false)]);
    scene.key("3");
    scene.settle();
    scene.measure("sent, scrolling", 600, |_| wheel(list, -140.0));
    scene.key("4");
    scene.settle();
    scene.measure("ports, live", 600, |_| Vec::new());
    scene.measure("ports, scrolling", 600, |_| wheel(list, -60.0));
    println!(
        "memory: {empty:.0} MB at the start, {of_office:.0} MB with the picture of the engine, {:.0} MB with the console",
        resident()
    );
}
