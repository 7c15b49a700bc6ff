//! A modem that says what a transcript tells it to (`tests/modems/README.md`), in time that passes only when somebody
//! waits.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::modem::{Port, PortLost};

/// A step of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// We must send this line.
    Host(String),
    /// We must send these octets.
    HostOctets(Vec<u8>),
    /// We must send page data, of so many octets before they are stuffed, up to and including this ending.
    HostPage { octets: usize, ending: Vec<u8> },
    /// We must send page data that stop somewhere, and then these octets.
    HostCut(Vec<u8>),
    /// The modem says this line.
    Modem(String),
    /// The modem gives these octets.
    ModemOctets(Vec<u8>),
    /// Time passes.
    Wait(Duration),
    /// The user ends the call here.
    Abort,
    /// The modem is unplugged.
    Gone,
}

/// What a transcript is about.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    steps: VecDeque<(usize, Step)>,
    /// `family`, `class`, `call`, `pages` and what else its head says.
    head: Vec<(String, String)>,
    /// What must have come of it.
    pub(super) results: Vec<String>,
}

impl Transcript {
    pub(super) fn parse(text: &str) -> Self {
        let mut all = Self::default();
        for (number, line) in text.lines().enumerate() {
            let number = number + 1;
            let line = line.split_once(" ##").map_or(line, |(line, _)| line).trim();
            let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
            let rest = rest.trim();
            let step = match sign {
                "" | "#" => continue,
                ">" => Step::Host(rest.to_owned()),
                ">octets" => Step::HostOctets(hex(rest)),
                ">page" => {
                    let (count, ending) = rest.split_once(' ').expect("`>page COUNT ENDING`");
                    Step::HostPage { octets: count.parse().expect("octets"), ending: hex(ending) }
                }
                ">cut" => Step::HostCut(hex(rest)),
                "<" => Step::Modem(rest.to_owned()),
                "<octets" => Step::ModemOctets(hex(rest)),
                "wait" => Step::Wait(Duration::from_millis(rest.parse().expect("milliseconds"))),
                "abort" => Step::Abort,
                "gone" => Step::Gone,
                "=" => {
                    all.results.push(rest.to_owned());
                    continue;
                }
                _ if sign.ends_with(':') => {
                    all.head.push((sign.trim_end_matches(':').to_owned(), rest.to_owned()));
                    continue;
                }
                _ => panic!("line {number}: what is {line:?}?"),
            };
            all.steps.push_back((number, step));
        }
        all
    }

    /// A line of its head.
    pub(super) fn head(&self, name: &str) -> &str {
        self.head.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal pairs")).collect()
}

struct Stage {
    steps: VecDeque<(usize, Step)>,
    now: Instant,
    /// What we have sent and the script has not looked at.
    sent: Vec<u8>,
    aborted: bool,
    /// When the page's first octet came, to see how fast the rest did.
    page_began: Option<Instant>,
    page_times: Vec<Duration>,
    /// Octets of a page that was cut.
    cut_at: Option<usize>,
}

/// The modem of a transcript.
#[derive(Clone)]
pub(super) struct ScriptedPort(Arc<Mutex<Stage>>);

impl ScriptedPort {
    #[expect(clippy::disallowed_methods, reason = "some moment to begin with; only differences count")]
    pub(super) fn new(transcript: &mut Transcript) -> Self {
        Self(Arc::new(Mutex::new(Stage {
            steps: std::mem::take(&mut transcript.steps),
            now: Instant::now(),
            sent: Vec::new(),
            aborted: false,
            page_began: None,
            page_times: Vec::new(),
            cut_at: None,
        })))
    }

    /// Panics when something of the transcript did not happen.
    #[track_caller]
    pub(super) fn check_done(&self) {
        let stage = self.0.lock().unwrap();
        if let Some((_, Step::Gone)) = stage.steps.front() {
            return;
        }
        assert!(stage.steps.is_empty(), "did not happen: {:?}; unread {:?}", stage.steps.front(), text(&stage.sent));
        assert!(stage.sent.is_empty(), "sent at the end: {:?}", text(&stage.sent));
    }

    /// Octets that were sent of a page that was cut.
    pub(super) fn cut_at(&self) -> usize {
        self.0.lock().unwrap().cut_at.expect("a page that was cut")
    }

    /// How long each page's data took.
    pub(super) fn page_times(&self) -> Vec<Duration> {
        self.0.lock().unwrap().page_times.clone()
    }
}

fn text(octets: &[u8]) -> String {
    octets.escape_ascii().to_string()
}

impl Stage {
    /// Takes what was sent as far as the script wants it.
    fn take(&mut self) {
        while let Some((number, step)) = self.steps.front() {
            let number = *number;
            match step {
                Step::Host(line) => {
                    let wanted = format!("{line}\r");
                    let common = self.sent.len().min(wanted.len());
                    assert_eq!(text(&self.sent[..common]), text(&wanted.as_bytes()[..common]), "line {number}");
                    if self.sent.len() < wanted.len() {
                        return;
                    }
                    self.sent.drain(..wanted.len());
                }
                Step::HostOctets(wanted) => {
                    let common = self.sent.len().min(wanted.len());
                    assert_eq!(self.sent[..common], wanted[..common], "line {number}");
                    if self.sent.len() < wanted.len() {
                        return;
                    }
                    self.sent.drain(..wanted.len());
                }
                Step::HostPage { octets, ending } => {
                    if self.page_began.is_none() && !self.sent.is_empty() {
                        self.page_began = Some(self.now);
                    }
                    let Some(end) = self.sent.windows(2).position(|pair| pair == ending.as_slice()) else { return };
                    let mut count = 0;
                    let mut data = self.sent[..end].iter();
                    while let Some(octet) = data.next() {
                        if *octet == 0x10 {
                            assert_eq!(data.next(), Some(&0x10), "line {number}: a DLE that is not doubled");
                        }
                        count += 1;
                    }
                    assert_eq!(count, *octets, "line {number}: octets of the page");
                    self.sent.drain(..end + 2);
                    self.page_times.push(self.now - self.page_began.take().expect("a page that began"));
                }
                Step::HostCut(ending) => {
                    let at = self.sent.windows(ending.len()).position(|window| window == ending.as_slice());
                    let Some(at) = at else { return };
                    self.cut_at = Some(at);
                    self.sent.drain(..at + ending.len());
                }
                _ => return,
            }
            self.steps.pop_front();
        }
    }
}

#[async_trait]
impl Port for ScriptedPort {
    fn now(&self) -> Instant {
        self.0.lock().unwrap().now
    }

    async fn write(&mut self, octets: &[u8], _: Instant) -> Result<usize, PortLost> {
        let mut stage = self.0.lock().unwrap();
        stage.sent.extend_from_slice(octets);
        stage.take();
        Ok(octets.len())
    }

    async fn read(&mut self, deadline: Instant) -> Result<Vec<u8>, PortLost> {
        let aborted = {
            let mut stage = self.0.lock().unwrap();
            loop {
                stage.take();
                match stage.steps.front().map(|(_, step)| step.clone()) {
                    Some(Step::Modem(line)) => {
                        stage.steps.pop_front();
                        stage.now += Duration::from_millis(10);
                        return Ok(format!("\r\n{line}\r\n").into_bytes());
                    }
                    Some(Step::ModemOctets(octets)) => {
                        stage.steps.pop_front();
                        return Ok(octets);
                    }
                    Some(Step::Wait(pause)) => {
                        let left = deadline.saturating_duration_since(stage.now);
                        let passed = pause.min(left);
                        stage.now += passed;
                        if passed == pause {
                            stage.steps.pop_front();
                        } else {
                            stage.steps[0].1 = Step::Wait(pause - passed);
                            return Ok(Vec::new());
                        }
                    }
                    Some(Step::Gone) => return Err(PortLost("unplugged".to_owned())),
                    Some(Step::Abort) => {
                        stage.steps.pop_front();
                        stage.aborted = true;
                        break;
                    }
                    Some(Step::Host(_) | Step::HostOctets(_) | Step::HostPage { .. } | Step::HostCut(_)) | None => {
                        stage.now = stage.now.max(deadline);
                        return Ok(Vec::new());
                    }
                }
            }
            stage.aborted
        };
        // Whoever waits is dropped here.
        if aborted { std::future::pending().await } else { Ok(Vec::new()) }
    }

    async fn drop_dtr(&mut self, _: Duration) -> Result<(), PortLost> {
        Ok(())
    }
}
