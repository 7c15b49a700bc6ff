//! The console of a server elsewhere, over TLS, while that server is frozen, goes on, is killed and comes back: whole frames
//! of the real console, whose words are read, over the client that the window uses. The server is the built program.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock};

use egui::{Event, Pos2, RawInput, Rect, Shape, Vec2};
use faxwell::cover::{Fonts, SHIPPED_FONTS};
use faxwell::document::{Renderer, RendererOptions};
use faxwell::lang::Lang;
use faxwell::model::{Appearance, Clock, Secret, Timestamp};
use faxwell::server::{Follow, Remote, Trust, connect_remote};
use faxwell::ui::{FileAccess, Headless, Printing, UiOptions};

use super::program::{Program, document};

/// Frames before something counts as not happening; beside each a program is run, so that one takes a while.
const LOOKS: usize = 6_000;

/// `serve --listen`, and what it said of itself.
struct Server {
    process: Child,
    url: String,
    fingerprint: String,
    /// Held open: the program has more to say.
    _told: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Server {
    fn start(program: &Program, address: &str) -> Self {
        let mut process = program.command(&["serve", "--listen", address]).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let told = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("Listens on ")).unwrap();
        let (url, fingerprint) = told.trim_start_matches("Listens on ").split_once("; certificate SHA-256 ").unwrap();
        let (url, fingerprint) = (url.to_owned(), fingerprint.to_owned());
        Self { process, url, fingerprint, _told: lines }
    }

    fn signal(&self, name: &str) {
        let kill = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(kill.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The console, drawn into nothing.
struct Console<'a> {
    headless: Headless,
    /// What takes a moment between two frames.
    program: &'a Program,
}

impl Console<'_> {
    /// The words of a frame.
    fn frame(&mut self, events: Vec<Event>) -> String {
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1280.0, 800.0)));
        let mut output = self.headless.lay_out(RawInput { screen_rect, events, ..RawInput::default() });
        // Nothing is painted.
        output.textures_delta.clear();
        let mut words = String::new();
        for shape in output.shapes {
            collect(&shape.shape, &mut words);
        }
        words
    }

    /// Draws frames until what they say is as wanted.
    #[track_caller]
    fn await_words(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let mut words = String::new();
        for _look in 0..LOOKS {
            words = self.frame(Vec::new());
            if wanted(&words) {
                return words;
            }
            self.program.run(&["--version"]).exits(0);
        }
        panic!("waited in vain: {what}; the console says: {words}");
    }

    /// Types a key and draws until it is answered.
    fn type_key(&mut self, key: &str) {
        self.frame(vec![Event::Text(key.to_owned())]);
        self.frame(Vec::new());
    }
}

/// Adds the words of a shape, a line each.
fn collect(shape: &Shape, words: &mut String) {
    match shape {
        Shape::Text(text) => {
            words.push_str(text.galley.text());
            words.push('\n');
        }
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, words)),
        _ => {}
    }
}

#[test]
fn a_console_tells_of_a_server_that_freezes_or_dies_and_shows_what_was_missed() {
    let program = Program::new();
    let mut server = Server::start(&program, "127.0.0.1:0");
    let rights = ["submit", "query_in_archive", "query_out_jobs", "query_config", "query_ports", "administer"];
    program.run(&[&["rights", "grant", "ben"][..], &rights].concat()).exits(0);
    let token = program.json(&["token", "add", "ben", "--label", "window"]);
    let remote = Remote {
        url: server.url.clone(),
        token: Secret::new(token["secret"].as_str().unwrap()),
        trust: Trust::Pinned(server.fingerprint.parse().unwrap()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (fax, _) = runtime.block_on(connect_remote(&remote, Follow::Everything)).unwrap();
    let options = UiOptions {
        renderer: Renderer::new(RendererOptions::default()),
        cover_fonts: Arc::new(LazyLock::new(|| Fonts::new(&SHIPPED_FONTS))),
        files: FileAccess::new(|_| Ok(Vec::new()), |_, _| Ok(())),
        thumbnails: None,
        printing: Printing { printers: Vec::new, print: |_, _, _| Ok(()) },
        clock: Clock::new(|| Timestamp(jiff::Timestamp::now().as_millisecond())),
        zone: jiff::tz::TimeZone::UTC,
        appearance: Appearance::Light,
        system_language: Lang::English,
        documents: None,
        first_steps: false,
        elsewhere: true,
        notifications: false,
        follows_system: false,
    };
    let mut console = Console { headless: Headless::new(fax, options), program: &program };
    console.await_words("the server's lines", |words| words.contains("2 lines idle"));

    // Frozen: what is asked stays without an answer, the window says so and goes on.
    server.signal("STOP");
    console.type_key("7");
    console.await_words("five seconds without an answer", |words| {
        words.contains("has not answered for") && !(1..5).any(|s| words.contains(&format!("answered for {s} s")))
    });
    console.type_key("1");
    console.await_words("the inbox of a window that lives", |words| words.contains("No faxes yet"));
    console.type_key("7");
    server.signal("CONT");
    console.await_words("the answer", |words| !words.contains("has not answered") && words.contains("Engine started"));

    // Killed: the window says since when, and keeps what it has.
    let address = server.url.trim_start_matches("https://").to_owned();
    server.signal("KILL");
    server.process.wait().unwrap();
    console.type_key("1");
    console.await_words("the server to be missed", |words| words.contains("The server is away since"));
    // Meanwhile a fax comes in, in an engine of another process.
    program.run(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]).exits(0);
    let came = program.json(&["inbox"]);
    assert_eq!(came.as_array().unwrap().len(), 1);
    server = Server::start(&program, &address);
    let told = console.await_words("the server again", |words| words.contains("The server is there again"));
    assert!(told.contains("1 fax came in") && !told.contains("The server is away"), "{told}");
    console.await_words("the fax that was missed", |words| words.contains("2 pages") && words.contains("1001"));
    drop(server);
}
