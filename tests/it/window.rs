//! The real window: the console on an X server of its own, driven by clicks and keys, and looked at through pictures.
//!
//! Runs when `FAXWELL_TEST_DISPLAY` is set; needs Xvfb, xdotool, xclip, ImageMagick and a Vulkan or GL driver. Nothing here
//! waits on the clock: every wait is a number of looks, and a look takes as long as the programs it runs.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::program::{Program, document, id, tiff_pages};

/// The window's size, as the console asks for it.
const WINDOW: (usize, usize) = (1280, 800);
/// More than there are changes to take back.
const CHANGES: usize = 24;
/// Looks before something counts as not happening; each takes a tenth of a second or more.
const LOOKS: u32 = 600;

/// Where things are in a window of that size, in points from its corner: the layout of `src/ui`.
const RECIPIENT: (usize, usize) = (400, 120);
const FIRST_CROSS: (usize, usize) = (305, 119);
pub(super) const SEND: (usize, usize) = (1235, 30);
pub(super) const INBOX: (usize, usize) = (64, 119);
pub(super) const FIRST_ROW: (usize, usize) = (400, 170);
const COVER_PAGES: (usize, usize) = (90, 255);
const FIRST_COVER: (usize, usize) = (322, 213);
const NOTE: (usize, usize) = (640, 440);
const DARK: (usize, usize) = (60, 742);
pub(super) const PREVIEW: Area = Area { left: 716, top: 140, right: 1240, bottom: 740 };
pub(super) const RECIPIENTS: Area = Area { left: 240, top: 105, right: 660, bottom: 135 };
const CANVAS: Area = Area { left: 440, top: 140, right: 990, bottom: 740 };
pub(super) const RAIL: Area = Area { left: 10, top: 400, right: 180, bottom: 690 };
/// The first steps, in the middle of the window.
pub(super) const STEPS: Area = Area { left: 380, top: 250, right: 900, bottom: 560 };
/// What a sheet stands over is darker than this, of 255.
pub(super) const RAIL_IN_SHADE: u64 = 200;
/// Where sentences stand for a moment.
pub(super) const TOAST: Area = Area { left: 460, top: 718, right: 820, bottom: 756 };
/// Beside the page that is edited: what is selected, which the pointer over something else does not change.
const PROPERTIES: Area = Area { left: 1012, top: 70, right: 1258, bottom: 740 };
pub(super) const LIST: Area = Area { left: 216, top: 70, right: 560, bottom: 740 };

/// A part of the window.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

/// A process that does not outlive its test.
pub(super) struct Ended(pub(super) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// An X server without a screen.
pub(super) struct Display {
    pub(super) name: String,
    /// Kept for its `Drop`.
    _server: Ended,
}

impl Display {
    pub(super) fn open() -> Self {
        let screen = format!("{}x{}x24", WINDOW.0, WINDOW.1);
        // No key repeats itself because a busy machine kept the one who lets it go from running.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-r"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb has no free display");
        Self { name: format!(":{}", number.trim()), _server: Ended(server) }
    }

    /// Runs `xdotool`; its output, and nothing when it failed.
    pub(super) fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", &self.name).output().expect("xdotool runs");
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    }

    /// Looks until `found` sees something.
    #[track_caller]
    pub(super) fn wait<T>(&self, what: &str, mut found: impl FnMut() -> Option<T>) -> T {
        for _ in 0..LOOKS {
            if let Some(found) = found() {
                return found;
            }
            self.xdotool(&["sleep", "0.1"]);
        }
        // The test's thread has its name.
        let test = std::thread::current().name().unwrap_or("window").replace("::", "-");
        let seen = format!("{}/{test}.png", env!("CARGO_TARGET_TMPDIR"));
        drop(Command::new("import").args(["-display", &self.name, "-window", "root", &seen]).status());
        panic!("waited in vain: {what}; {seen} shows what there was instead");
    }

    /// Does something and looks until it has changed at least so many pixels of an area.
    #[track_caller]
    pub(super) fn see(&self, what: &str, area: Area, pixels: usize, act: impl FnOnce()) {
        let before = self.picture();
        act();
        self.wait(what, || (self.picture().differing(&before, area) >= pixels).then_some(()));
    }

    pub(super) fn keys(&self, arguments: &[&str]) {
        self.xdotool(arguments).expect("keys");
    }

    /// Looks until nothing has moved for a while: everything that came is answered.
    pub(super) fn settle(&self) {
        const WHOLE: Area = Area { left: 0, top: 0, right: WINDOW.0, bottom: WINDOW.1 };
        let (mut last, mut calm) = (self.picture(), 0);
        self.wait("the window to be calm", || {
            let now = self.picture();
            // A cursor blinks.
            calm = if now.differing(&last, WHOLE) < 100 { calm + 1 } else { 0 };
            last = now;
            (calm >= 4).then_some(())
        });
    }

    /// Has the palette find an action and do it.
    fn order(&self, words: &str) {
        self.settle();
        // What a sheet stands over is darker.
        let bright = self.picture().light(RAIL);
        self.keys(&["key", "ctrl+k"]);
        self.wait("the palette", || (self.picture().light(RAIL) + 20 < bright).then_some(()));
        self.settle();
        self.keys(&["type", "--delay", "40", words]);
        self.settle();
        self.keys(&["key", "Return"]);
        self.wait("the page again", || (self.picture().light(RAIL) + 5 > bright).then_some(()));
        self.settle();
    }

    /// Puts words on the clipboard, for as long as what is returned lives.
    pub(super) fn copy(&self, words: &str) -> Ended {
        let mut clipboard = Command::new("xclip")
            .args(["-selection", "clipboard", "-quiet"])
            .env("DISPLAY", &self.name)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("xclip starts");
        clipboard.stdin.take().unwrap().write_all(words.as_bytes()).unwrap();
        let clipboard = Ended(clipboard);
        self.wait("the clipboard", || {
            let pasted =
                Command::new("xclip").args(["-selection", "clipboard", "-o"]).env("DISPLAY", &self.name).output();
            (pasted.expect("xclip starts").stdout == words.as_bytes()).then_some(())
        });
        clipboard
    }

    pub(super) fn click(&self, (x, y): (usize, usize)) {
        let (x, y) = (x.to_string(), y.to_string());
        // As a hand would have it: the pointer comes first, the button goes up after a while, keys come later.
        let hand = ["sleep", "0.2", "mousedown", "1", "sleep", "0.1", "mouseup", "1", "sleep", "0.3"];
        self.xdotool(&[&["mousemove", &x, &y], &hand[..]].concat()).expect("a click");
    }

    pub(super) fn picture(&self) -> Picture {
        let output = Command::new("import")
            .args(["-display", &self.name, "-window", "root", "-depth", "8", "rgb:-"])
            .output()
            .expect("ImageMagick runs");
        assert_eq!(output.stdout.len(), WINDOW.0 * WINDOW.1 * 3, "{}", String::from_utf8_lossy(&output.stderr));
        Picture { rgb: output.stdout }
    }
}

/// What the screen shows.
pub(super) struct Picture {
    rgb: Vec<u8>,
}

impl Picture {
    fn pixels(&self, area: Area) -> impl Iterator<Item = &[u8]> {
        let row = move |y: usize| &self.rgb[(y * WINDOW.0 + area.left) * 3..(y * WINDOW.0 + area.right) * 3];
        (area.top..area.bottom).flat_map(move |y| row(y).chunks_exact(3))
    }

    /// Pixels in an area that are almost black.
    pub(super) fn black(&self, area: Area) -> usize {
        self.pixels(area).filter(|pixel| pixel.iter().all(|part| *part < 40)).count()
    }

    /// Mean brightness of the whole, 0 to 255.
    fn brightness(&self) -> u64 {
        self.rgb.iter().map(|part| u64::from(*part)).sum::<u64>() / self.rgb.len() as u64
    }

    /// Mean brightness of an area, 0 to 255.
    pub(super) fn light(&self, area: Area) -> u64 {
        let parts: Vec<u64> = self.pixels(area).flatten().map(|part| u64::from(*part)).collect();
        parts.iter().sum::<u64>() / parts.len() as u64
    }

    /// Pixels in an area that are not the same in another picture.
    pub(super) fn differing(&self, other: &Self, area: Area) -> usize {
        self.pixels(area).zip(other.pixels(area)).filter(|(one, two)| one != two).count()
    }
}

pub(super) fn job<'a>(jobs: &'a Value, kind: &str) -> Option<&'a Value> {
    jobs.as_array()?.iter().find(|job| job["kind"] == kind)
}

/// The console in its window, with the keyboard; and where it says what goes wrong.
pub(super) fn open_console(program: &Program, display: &Display, arguments: &[&str]) -> (Ended, PathBuf) {
    show_console(program, display, program.command(arguments))
}

/// The same of a command that was prepared.
pub(super) fn show_console(program: &Program, display: &Display, mut console: Command) -> (Ended, PathBuf) {
    let said = program.dir().join("console.txt");
    console.env("DISPLAY", &display.name).env_remove("WAYLAND_DISPLAY").env("LIBGL_ALWAYS_SOFTWARE", "1");
    console
        .env("LC_ALL", "C")
        .env_remove("LANGUAGE")
        .env("XDG_RUNTIME_DIR", program.dir())
        .stdout(Stdio::null())
        .stderr(File::create(&said).unwrap());
    let mut console = Ended(console.spawn().unwrap());
    let window = display.wait("the window", || {
        assert!(console.0.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&said).unwrap());
        let found = display.xdotool(&["search", "--onlyvisible", "--name", "^Faxwell$"])?;
        found.lines().next().map(str::to_owned)
    });
    display.xdotool(&["windowmove", &window, "0", "0"]).unwrap();
    display.xdotool(&["windowfocus", &window]).unwrap();
    (console, said)
}

#[test]
fn a_cover_page_is_edited_saved_and_sent() {
    if std::env::var_os("FAXWELL_TEST_DISPLAY").is_none() {
        println!("skipped: set FAXWELL_TEST_DISPLAY=1 to open the real window on an Xvfb");
        return;
    }
    let display = Display::open();
    let program = Program::new();
    program.run(&["config", "set", "notifications=off", "first_steps=off", "station.name=Praxis am Park"]).exits(0);
    let (mut console, said) = open_console(&program, &display, &[]);
    display.see("the gallery", CANVAS, 2_000, || display.click(COVER_PAGES));
    // The first template as the start of an own one.
    display.see("the editor", CANVAS, 2_000, || {
        display.click(FIRST_COVER);
        display.keys(&["click", "--repeat", "2", "--delay", "20", "1"]);
    });
    let untouched = display.picture();
    for _object in 0..3 {
        display.see("an object selected", PROPERTIES, 40, || display.keys(&["key", "Tab"]));
        display.see("it moves", PROPERTIES, 20, || display.keys(&["key", "--delay", "60", "Right", "Right", "Down"]));
        display.order("align right");
    }
    // The note's room: its words shrink instead of flowing on.
    display.see("the note selected", PROPERTIES, 200, || display.click(NOTE));
    display.see("the note's words to shrink", PROPERTIES, 40, || display.order("shrink words"));
    // A logo is copied in the file manager and pasted on the page.
    let logo = program.dir().join("logo.png");
    let drawn = Command::new("convert").args(["-size", "80x40", "xc:black"]).arg(&logo).status();
    assert!(drawn.expect("ImageMagick runs").success());
    let _clipboard = display.copy(&format!("file://{}", logo.display()));
    display.see("the logo on the page", CANVAS, 200, || display.keys(&["key", "ctrl+v"]));
    let edited = display.picture();
    assert!(edited.differing(&untouched, CANVAS) > 50);
    display.see("all undone", CANVAS, 20, || {
        for _change in 0..CHANGES {
            display.keys(&["key", "ctrl+z"]);
        }
    });
    display.settle();
    display.see("all done again", CANVAS, 20, || {
        for _change in 0..CHANGES {
            display.keys(&["key", "ctrl+shift+z"]);
        }
    });
    display.settle();
    display.see("the question for a name", CANVAS, 2_000, || display.keys(&["key", "ctrl+s"]));
    display.keys(&["key", "ctrl+a"]);
    display.keys(&["type", "--delay", "50", "Own"]);
    display.keys(&["key", "Return"]);
    let own = display.wait("the cover to be kept", || {
        let covers = program.json(&["cover", "list"]);
        covers.as_array()?.iter().find(|cover| cover["name"] == "Own").cloned()
    });
    assert_eq!(own["scope"], "common", "{own:#}");
    let ours = program.run(&["cover", "show", "Own"]).exits(0).stdout;
    let template = program.run(&["cover", "show", "business"]).exits(0).stdout;
    assert!(ours.contains("data:image/png;base64,"), "the logo is in the file");
    let changed = ours.lines().filter(|line| !template.contains(line)).count();
    assert!((4..=8).contains(&changed), "three objects, the note, the logo and the title, nothing else: {ours}");
    let note = ours.lines().find(|line| line.contains("message.note")).unwrap();
    assert!(note.contains("data-fit=\"shrink\""), "the note flows on: {ours}");

    let job = program.json(&["send", "--to", "1002=Labor", "--cover", "Own", "--note", "Anbei.", "--no-banner"]);
    let received = display.wait("the fax to be filed", || program.json(&["inbox"]).as_array()?.first().cloned());
    let arrived = program.dir().join("arrived.tif");
    program.run(&["export", &id(&received).to_string(), arrived.to_str().unwrap()]).exits(0);
    let at = jiff::Timestamp::from_millisecond(job["scheduled_at"].as_i64().unwrap()).unwrap();
    let drawn = program.dir().join("drawn.tif");
    let words = [
        "recipient.name=Labor".to_owned(),
        "recipient.fax_number=1002".to_owned(),
        "message.note=Anbei.".to_owned(),
        format!("fax.job={}", id(&job)),
        format!("fax.time_sent={at}"),
    ];
    let mut render = vec!["cover", "render", "Own", drawn.to_str().unwrap()];
    for word in &words {
        render.extend(["--set", word]);
    }
    program.run(&render).exits(0);
    let (arrived, drawn) = (tiff_pages(&arrived), tiff_pages(&drawn));
    assert_eq!(arrived.len(), drawn.len());
    for (arrived, drawn) in arrived.iter().zip(&drawn) {
        let height = arrived.bitmap.rows().max(drawn.bitmap.rows());
        let differing: Vec<u32> =
            (0..height).filter(|row| arrived.bitmap.row(*row) != drawn.bitmap.row(*row)).collect();
        assert!(differing.is_empty(), "what arrived is not what is drawn, in the rows {differing:?} of {height}");
    }
    assert!(console.0.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&said).unwrap());
}

#[test]
fn a_fax_is_sent_and_read_by_clicks() {
    if std::env::var_os("FAXWELL_TEST_DISPLAY").is_none() {
        println!("skipped: set FAXWELL_TEST_DISPLAY=1 to open the real window on an Xvfb");
        return;
    }
    let display = Display::open();
    let program = Program::new();
    program.run(&["config", "set", "notifications=off", "first_steps=off", "undo_send_seconds=0"]).exits(0);
    let (mut console, said) = open_console(&program, &display, &["new", &document("two_pages.pdf")]);
    // The document of the new fax is drawn: its pages have black in them, an empty window has not.
    display.wait("the preview", || (display.picture().black(PREVIEW) > 500).then_some(()));

    display.click(RECIPIENT);
    display.see("the number typed", RECIPIENTS, 60, || display.keys(&["type", "--delay", "50", "1001"]));
    display.see("the number taken", RECIPIENTS, 400, || display.keys(&["key", "Return"]));
    display.see("the other number typed", RECIPIENTS, 60, || display.keys(&["type", "--delay", "50", "1002"]));
    // A recipient that was a mistake is taken back.
    display.see("the first number gone", RECIPIENTS, 60, || display.click(FIRST_CROSS));
    display.see("the outbox", LIST, 500, || display.click(SEND));
    let sent = display.wait("the fax to be confirmed", || {
        let jobs = program.json(&["jobs", "--all"]);
        let sent = jobs.as_array()?.iter().filter(|job| job["kind"] == "send").count();
        assert!(sent < 2, "the removed recipient gets a fax: {jobs:#}");
        job(&jobs, "send").filter(|job| job["status"] == "completed").cloned()
    });
    assert_eq!((&sent["pages"], &sent["pages_confirmed"]), (&2.into(), &2.into()), "{sent:#}");
    let results = sent["page_results"].as_array().unwrap();
    assert!(results.len() == 2 && results.iter().all(|page| page["verdict"] == "confirmed"), "{sent:#}");
    let received = display.wait("the fax to be filed", || {
        let inbox = program.json(&["inbox"]);
        inbox.as_array()?.first().cloned()
    });
    assert_eq!((&received["pages"], &received["unread"]), (&2.into(), &true.into()), "{received:#}");

    let outbox = display.picture();
    assert!(outbox.brightness() > 200, "the console is not light");
    display.see("the inbox", LIST, 500, || display.click(INBOX));
    display.click(FIRST_ROW);
    let read = display.wait("the fax to be read", || {
        let inbox = program.json(&["inbox"]);
        inbox.as_array()?.first().filter(|message| message["unread"] == false).cloned()
    });
    assert_eq!(read["id"], received["id"]);
    display.wait("the received page", || (display.picture().black(PREVIEW) > 500).then_some(()));

    display.click(DARK);
    display.wait("the dark console", || (display.picture().brightness() < 90).then_some(()));
    assert!(console.0.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&said).unwrap());

    let pid = console.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = display.wait("the console to end", || console.0.try_wait().unwrap());
    let said = std::fs::read_to_string(&said).unwrap();
    assert!(status.success() && !said.contains("panicked"), "{status}: {said}");
    // Nobody holds the data directory any more, and everything is in it.
    program.run(&["doctor"]).exits(0);
    assert_eq!(program.json(&["config", "get", "appearance"]), "dark");
    assert_eq!(program.json(&["inbox"])[0]["id"], received["id"]);
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn without_a_display_the_console_names_the_way_that_works() {
    let program = Program::untouched();
    for display in [None, Some(":32767")] {
        let mut command = program.command(&[]);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        command.envs(display.map(|name| ("DISPLAY", name)));
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("faxwell serve") && !said.contains("panicked") && said.lines().count() == 1, "{said}");
        assert!(!said.contains("recreated"), "{said}");
    }
    program.run(&["jobs"]).exits(0);
}

#[test]
fn a_document_that_is_not_there_opens_no_window() {
    let program = Program::untouched();
    let ran = program.run(&["new", "nowhere.pdf"]).exits(3);
    assert!(ran.stderr.contains("nowhere.pdf"), "{}", ran.stderr);
    assert!(!program.data().exists());
}

#[test]
fn the_whole_of_it_goes_by_the_keyboard() {
    if std::env::var_os("FAXWELL_TEST_DISPLAY").is_none() {
        println!("skipped: set FAXWELL_TEST_DISPLAY=1 to open the real window on an Xvfb");
        return;
    }
    let display = Display::open();
    let program = Program::new();
    program.run(&["config", "set", "notifications=off", "undo_send_seconds=60", "cover=business"]).exits(0);
    let (mut console, said) = open_console(&program, &display, &[]);
    // The first steps: the name is typed where the keyboard is, then on by Enter.
    let setting = |key: &str| program.json(&["config", "get", key]);
    display.wait("the first steps over the window", || (display.picture().light(RAIL) < RAIL_IN_SHADE).then_some(()));
    display.see("the name typed", STEPS, 60, || display.keys(&["type", "--delay", "50", "Praxis"]));
    display.see("the second step", STEPS, 500, || display.keys(&["key", "Return"]));
    display.wait("the name to be kept", || (setting("station.name") == "Praxis").then_some(()));
    display.see("the third step", STEPS, 500, || display.keys(&["key", "Return"]));
    display.see("the fourth step", STEPS, 500, || display.keys(&["key", "Return"]));
    display.keys(&["key", "Return"]);
    display.wait("the first steps to be over", || (setting("first_steps") == "false").then_some(()));
    display.wait("the window again", || (display.picture().light(RAIL) >= RAIL_IN_SHADE).then_some(()));

    // A fax is sent, taken back, and sent after all.
    let jobs = || program.json(&["jobs", "--all"]);
    display.see("a new fax", LIST, 500, || display.keys(&["key", "n"]));
    display.see("the number typed", RECIPIENTS, 60, || display.keys(&["type", "--delay", "50", "1002"]));
    display.see("the number taken", RECIPIENTS, 400, || display.keys(&["key", "Return"]));
    let _clipboard = display.copy(&format!("file://{}", document("two_pages.pdf")));
    display.keys(&["key", "ctrl+v"]);
    display.wait("the preview", || (display.picture().black(PREVIEW) > 500).then_some(()));
    // What can be taken back is told when the outbox is there: before, the keys are the form's.
    display.see("the offer to take it back", TOAST, 1_000, || display.keys(&["key", "ctrl+Return"]));
    let held = display.wait("the fax in the queue", || job(&jobs(), "send").cloned());
    assert_eq!((&held["status"], &held["has_cover"]), (&"pending".into(), &true.into()), "{held:#}");
    display.keys(&["key", "ctrl+z"]);
    display.wait("the fax to be taken back", || job(&jobs(), "send").is_none().then_some(()));
    program.run(&["config", "set", "undo_send_seconds=0"]).exits(0);
    display.wait("the draft again", || (display.picture().black(PREVIEW) > 500).then_some(()));
    display.keys(&["key", "ctrl+Return"]);
    let sent = display
        .wait("the fax to be confirmed", || job(&jobs(), "send").filter(|job| job["status"] == "completed").cloned());
    assert_eq!(&sent["pages"], &3, "{sent:#}");

    // It is opened where it arrived, thrown away, and brought back.
    let inbox = || program.json(&["inbox"]);
    display.wait("the fax to be filed", || inbox().as_array()?.first().cloned());
    display.see("the inbox", LIST, 500, || display.keys(&["key", "1"]));
    display.keys(&["key", "j"]);
    display.wait("the fax to be read", || (inbox()[0]["unread"] == false).then_some(()));
    display.keys(&["type", "#"]);
    display.wait("the fax in the trash", || inbox().as_array()?.is_empty().then_some(()));
    display.keys(&["key", "ctrl+z"]);
    display.wait("the fax back", || inbox().as_array()?.first().cloned());
    // A search that finds nothing, and leaves by Escape.
    display.keys(&["type", "/"]);
    display.see("nothing found", LIST, 300, || display.keys(&["type", "--delay", "50", "nowhere"]));
    display.see("the list again", LIST, 300, || display.keys(&["key", "--delay", "200", "Escape", "Escape"]));
    assert!(console.0.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&said).unwrap());
}
