//! A whole day's work in the real window by clicks: the first steps, a fax sent, watched and opened where it arrived, sent
//! on with a cover page, searched for, thrown away, brought back and printed into a file; then the window is closed. And
//! what of it is left by the keyboard alone.
//!
//! Runs when `FAXWELL_TEST_DISPLAY` is set; see `window`, whose tools these are. The dialog for files is another program's:
//! a stand-in for it answers with what the test chose.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use super::program::{Program, document, id, tiff_pages};
use super::window::{
    Area, Display, Ended, INBOX, LIST, PREVIEW, RAIL, RAIL_IN_SHADE, RECIPIENTS, SEND, STEPS, TOAST, job, show_console,
};

/// Where things are in the window of 1280 × 800 points: the layout of `src/ui`.
const NEXT: (usize, usize) = (873, 555);
const TEST_FAX: (usize, usize) = (475, 350);
const NEW_FAX: (usize, usize) = (98, 71);
const PORTS: (usize, usize) = (64, 221);
const OUTBOX: (usize, usize) = (64, 153);
const RECIPIENT: (usize, usize) = (400, 120);
const COVER: (usize, usize) = (450, 252);
/// In the list of covers that falls down there: the third, and the name that was chosen.
const MODERN: (usize, usize) = (290, 358);
const COVER_FIELD: Area = Area { left: 240, top: 238, right: 600, bottom: 268 };
/// Where files are added while there is none.
const ADD_FILES: (usize, usize) = (450, 329);
const FIRST: (usize, usize) = (400, 172);
/// The first that was searched for stands below the offer to save the search.
const FIRST_FOUND: (usize, usize) = (400, 212);
const FORWARD: (usize, usize) = (981, 30);
const PRINT: (usize, usize) = (1059, 30);
const TRASH: (usize, usize) = (1197, 30);
const SEARCH: (usize, usize) = (500, 30);
const CLEAR: (usize, usize) = (681, 30);
const UNDO: (usize, usize) = (763, 737);
/// In the sheet for printing a fax of several pages.
const INTO_A_FILE: (usize, usize) = (755, 536);
const SHEET: Area = Area { left: 380, top: 230, right: 900, bottom: 570 };
const CONVERSATION: Area = Area { left: 216, top: 70, right: 1260, bottom: 740 };
const VIEWER: Area = Area { left: 640, top: 140, right: 1250, bottom: 740 };

/// A program with a stand-in for the dialog for files.
struct Office {
    program: Program,
    display: Display,
}

impl Office {
    fn open() -> Option<Self> {
        if std::env::var_os("FAXWELL_TEST_DISPLAY").is_none() {
            println!("skipped: set FAXWELL_TEST_DISPLAY=1 to open the real window on an Xvfb");
            return None;
        }
        Some(Self { program: Program::new(), display: Display::open() })
    }

    /// Opens the console; files that it asks for are those the test chose last.
    fn console(&self) -> (Ended, PathBuf) {
        let tools = self.program.dir().join("tools");
        fs::create_dir(&tools).unwrap();
        let zenity = tools.join("zenity");
        fs::write(&zenity, format!("#!/bin/sh\ncat '{}'\n", self.chosen().display())).unwrap();
        assert!(Command::new("chmod").arg("+x").arg(&zenity).status().unwrap().success());
        let path = std::env::var("PATH").unwrap_or_default();
        let mut console = self.program.command(&[]);
        // No desktop answers here: the dialog falls back to that program.
        console
            .env("PATH", format!("{}:{path}", tools.display()))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
        show_console(&self.program, &self.display, console)
    }

    fn chosen(&self) -> PathBuf {
        self.program.dir().join("chosen")
    }

    /// What the next dialog for files answers.
    fn choose(&self, path: &Path) {
        fs::write(self.chosen(), format!("{}\n", path.display())).unwrap();
    }

    fn jobs(&self) -> Value {
        self.program.json(&["jobs", "--all"])
    }

    fn inbox(&self) -> Vec<Value> {
        self.program.json(&["inbox"]).as_array().unwrap().clone()
    }

    /// So many faxes in the inbox.
    fn await_inbox(&self, what: &str, count: usize) {
        self.display.wait(what, || (self.inbox().len() == count).then_some(()));
    }

    /// The last fax sent, when every page of it was confirmed, and so many were sent.
    fn await_sent(&self, count: usize) -> Value {
        self.display.wait("the fax to be confirmed", || {
            let jobs = self.jobs();
            let sent: Vec<&Value> = jobs.as_array()?.iter().filter(|job| job["kind"] == "send").collect();
            let last = sent.iter().max_by_key(|job| id(job)).copied();
            last.filter(|job| sent.len() == count && job["status"] == "completed").cloned()
        })
    }

    fn setting(&self, key: &str) -> Value {
        self.program.json(&["config", "get", key])
    }

    /// Asks the window to close, as the cross of a window manager does.
    fn close_window(&self) {
        let window = self.display.xdotool(&["search", "--onlyvisible", "--name", "^Faxwell$"]).unwrap();
        let window: u32 = window.lines().next().unwrap().parse().unwrap();
        let (connection, _screen) = x11rb::connect(Some(&self.display.name)).unwrap();
        let atom = |name: &str| connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
        let delete = [atom("WM_DELETE_WINDOW"), 0, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), delete);
        connection.send_event(false, window, EventMask::NO_EVENT, message).unwrap();
        connection.flush().unwrap();
    }

    /// The console ends by itself, properly, and lets go of its data.
    fn ends(&self, console: &mut Ended, said: &Path) {
        let status = self.display.wait("the console to end", || console.0.try_wait().unwrap());
        let said = fs::read_to_string(said).unwrap();
        assert!(status.success() && !said.contains("panicked"), "{status}: {said}");
        self.program.run(&["doctor"]).exits(0);
    }

    fn await_rail(&self, shaded: bool) {
        self.display.wait(if shaded { "a sheet over the window" } else { "the window again" }, || {
            ((self.display.picture().light(RAIL) < RAIL_IN_SHADE) == shaded).then_some(())
        });
    }

    /// A PDF of so many pages is there.
    fn await_pdf(&self, path: &Path, pages: usize) {
        self.display.wait("the file", || {
            fs::read(path).ok().filter(|pdf| pdf.ends_with(b"%%EOF\n") || pdf.ends_with(b"%%EOF"))
        });
        let tiff = path.with_extension("tif");
        self.program.run(&["convert", path.to_str().unwrap(), tiff.to_str().unwrap()]).exits(0);
        assert_eq!(tiff_pages(&tiff).len(), pages);
    }
}

#[test]
fn a_days_work_goes_by_clicks() {
    let Some(office) = Office::open() else { return };
    let (program, display) = (&office.program, &office.display);
    program.run(&["config", "set", "notifications=off", "undo_send_seconds=0"]).exits(0);
    let (mut console, said) = office.console();

    // The first steps, with a test fax.
    office.await_rail(true);
    display.settle();
    display.see("the name typed", STEPS, 60, || display.keys(&["type", "--delay", "50", "Praxis"]));
    display.settle();
    display.see("the second step", STEPS, 500, || display.click(NEXT));
    display.wait("the name to be kept", || (office.setting("station.name") == "Praxis").then_some(()));
    display.settle();
    display.click(TEST_FAX);
    office.await_sent(1);
    office.await_inbox("the test fax to be filed", 1);
    display.settle();
    display.see("the third step", STEPS, 500, || display.click(NEXT));
    display.settle();
    display.see("the fourth step", STEPS, 500, || display.click(NEXT));
    display.settle();
    display.click(NEXT);
    display.wait("the first steps to be over", || (office.setting("first_steps") == "false").then_some(()));
    office.await_rail(false);

    // A fax of a document that the dialog chose, watched while it goes.
    for port in ["virtual-1", "virtual-2"] {
        program.run(&["port", "set", port, "speed=5"]).exits(0);
    }
    display.see("a new fax", LIST, 500, || display.click(NEW_FAX));
    display.settle();
    display.see("the number typed", RECIPIENTS, 60, || display.keys(&["type", "--delay", "50", "1002"]));
    display.see("the number taken", RECIPIENTS, 400, || display.keys(&["key", "Return"]));
    office.choose(Path::new(&document("two_pages.pdf")));
    display.settle();
    display.click(ADD_FILES);
    display.wait("the preview", || (display.picture().black(PREVIEW) > 500).then_some(()));
    display.see("the outbox", LIST, 500, || display.click(SEND));
    display.wait("the call", || job(&office.jobs(), "send").filter(|job| job["status"] == "in_progress").cloned());
    display.see("the lines", LIST, 500, || display.click(PORTS));
    display.see("the conversation to go on", CONVERSATION, 50, || {});
    display.click(OUTBOX);
    let sent = office.await_sent(2);
    assert_eq!((&sent["pages"], &sent["pages_confirmed"]), (&2.into(), &2.into()), "{sent:#}");
    for port in ["virtual-1", "virtual-2"] {
        program.run(&["port", "set", port, "speed=60"]).exits(0);
    }

    // It is opened where it arrived.
    office.await_inbox("the fax to be filed", 2);
    display.see("the inbox", LIST, 500, || display.click(INBOX));
    display.settle();
    display.click(FIRST);
    display.wait("the fax to be read", || {
        office.inbox().iter().find(|fax| fax["pages"] == 2 && fax["unread"] == false).cloned()
    });
    display.wait("its page", || (display.picture().black(VIEWER) > 500).then_some(()));

    // It goes on to somebody else, with a cover page.
    display.see("a new fax", LIST, 500, || display.click(FORWARD));
    display.wait("its pages", || (display.picture().black(PREVIEW) > 500).then_some(()));
    display.settle();
    display.see("the covers", COVER_FIELD, 20, || display.click(COVER));
    display.settle();
    display.click(MODERN);
    display.settle();
    display.click(RECIPIENT);
    display.settle();
    display.see("the number typed", RECIPIENTS, 60, || display.keys(&["type", "--delay", "50", "1001"]));
    display.see("the number taken", RECIPIENTS, 400, || display.keys(&["key", "Return"]));
    display.settle();
    display.see("the outbox", LIST, 500, || display.click(SEND));
    let forwarded = office.await_sent(3);
    assert_eq!((&forwarded["pages"], &forwarded["has_cover"]), (&3.into(), &true.into()), "{forwarded:#}");
    office.await_inbox("the forwarded fax to be filed", 3);

    // Searched for: what is not there, then everything again.
    display.click(INBOX);
    display.settle();
    display.click(SEARCH);
    display.settle();
    display.see("one fax found", LIST, 300, || display.keys(&["type", "--delay", "50", "pages:3"]));
    display.settle();
    display.click(FIRST_FOUND);
    display.wait("the found fax to be read", || {
        office.inbox().iter().find(|fax| fax["pages"] == 3 && fax["unread"] == false).cloned()
    });
    display.see("the whole list", LIST, 300, || display.click(CLEAR));

    // Thrown away, and brought back.
    display.settle();
    display.see("the offer to undo", TOAST, 1_000, || display.click(TRASH));
    office.await_inbox("the fax in the trash", 2);
    assert!(office.inbox().iter().all(|fax| fax["pages"] != 3));
    display.settle();
    display.click(UNDO);
    office.await_inbox("the fax back", 3);

    // Printed into a file.
    display.settle();
    display.click(FIRST);
    display.settle();
    let pdf = program.dir().join("printed.pdf");
    office.choose(&pdf);
    display.click(PRINT);
    office.await_rail(true);
    display.settle();
    display.click(INTO_A_FILE);
    office.await_pdf(&pdf, 3);
    office.await_rail(false);

    office.close_window();
    office.ends(&mut console, &said);
    assert_eq!(office.inbox().len(), 3);
}

#[test]
fn sending_on_printing_into_a_file_and_leaving_go_by_the_keyboard() {
    let Some(office) = Office::open() else { return };
    let (program, display) = (&office.program, &office.display);
    program.run(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]).exits(0);
    office.await_inbox("the fax to be filed", 1);
    program
        .run(&["config", "set", "notifications=off", "first_steps=off", "undo_send_seconds=0", "cover=business"])
        .exits(0);
    let (mut console, said) = office.console();
    display.settle();
    display.see("the inbox", LIST, 500, || display.keys(&["key", "1"]));
    display.keys(&["key", "j"]);
    display.wait("the fax to be read", || (office.inbox()[0]["unread"] == false).then_some(()));

    display.settle();
    display.see("a new fax", LIST, 500, || display.keys(&["key", "f"]));
    display.wait("its pages", || (display.picture().black(PREVIEW) > 500).then_some(()));
    display.see("the number typed", RECIPIENTS, 60, || display.keys(&["type", "--delay", "50", "1001"]));
    display.see("the number taken", RECIPIENTS, 400, || display.keys(&["key", "Return"]));
    display.settle();
    display.keys(&["key", "ctrl+Return"]);
    let forwarded = office.await_sent(2);
    assert_eq!((&forwarded["pages"], &forwarded["has_cover"]), (&3.into(), &true.into()), "{forwarded:#}");
    office.await_inbox("the forwarded fax to be filed", 2);

    // The sheet for printing: from the printer on by Tab to the button for a file.
    display.settle();
    display.see("the inbox", LIST, 500, || display.keys(&["key", "1"]));
    display.settle();
    display.keys(&["key", "k"]);
    display.settle();
    let pdf = program.dir().join("printed.pdf");
    office.choose(&pdf);
    display.keys(&["key", "p"]);
    office.await_rail(true);
    display.settle();
    for _control in 0..TABS {
        display.see("the next control", SHEET, 20, || display.keys(&["key", "Tab"]));
    }
    display.keys(&["key", "Return"]);
    office.await_rail(false);
    let pages = |fax: &Value| usize::try_from(fax["pages"].as_u64().unwrap()).unwrap();
    let read: Vec<Value> = office.inbox().into_iter().filter(|fax| fax["unread"] == false).collect();
    office.await_pdf(&pdf, read.iter().map(pages).max().unwrap());

    display.settle();
    display.keys(&["key", "ctrl+q"]);
    office.ends(&mut console, &said);
}

/// Controls of the sheet for printing up to the button for a file: printer, pages, less, more, close, file.
const TABS: usize = 6;
