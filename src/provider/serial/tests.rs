//! Modems played on the other side of a socket, on a paused clock: woken, known, ringing, dialling, lost.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::ring::{Happened, Rings};
use super::setup::{self, SetupError};
use super::{dialing, look};
use crate::model::{DeviceTest, FaxNumber, Outcome, PortSettings};
use crate::modem::catalogue::Catalogue;
use crate::modem::{Dialogue, ModemError, Port, PortLost, Profile};
use crate::provider::Ring;

/// A modem that answers commands by a table.
struct FakeModem {
    answers: Vec<(&'static str, &'static str)>,
    /// Commands until it listens at all.
    deaf: usize,
    heard: Arc<Mutex<Vec<String>>>,
    /// What it says and when.
    says: VecDeque<(Instant, String)>,
    line: Vec<u8>,
}

fn fake(answers: &[(&'static str, &'static str)], deaf: usize) -> (Dialogue, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let modem = FakeModem {
        answers: answers.to_vec(),
        deaf,
        heard: Arc::clone(&heard),
        says: VecDeque::new(),
        line: Vec::new(),
    };
    (Dialogue::new(Box::new(modem)), heard)
}

fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

#[async_trait]
impl Port for FakeModem {
    fn now(&self) -> Instant {
        now()
    }

    async fn write(&mut self, octets: &[u8], _deadline: Instant) -> Result<usize, PortLost> {
        for octet in octets {
            if *octet != b'\r' {
                self.line.push(*octet);
                continue;
            }
            let line = String::from_utf8_lossy(&std::mem::take(&mut self.line)).into_owned();
            self.heard.lock().unwrap().push(line.clone());
            if self.deaf > 0 {
                self.deaf -= 1;
                continue;
            }
            let answer =
                self.answers.iter().find(|(command, _)| line.ends_with(command)).map_or("OK", |(_, text)| text);
            let after = if line.starts_with("ATD") { Duration::from_secs(2) } else { Duration::from_millis(10) };
            let (after, answer) = match answer.split_once('@') {
                Some((answer, seconds)) => (Duration::from_secs(seconds.parse().unwrap()), answer),
                None => (after, answer),
            };
            self.says.push_back((now() + after, format!("\r\n{}\r\n", answer.replace('|', "\r\n\r\n"))));
        }
        Ok(octets.len())
    }

    async fn read(&mut self, deadline: Instant) -> Result<Vec<u8>, PortLost> {
        let due = self.says.front().map(|(at, _)| *at).filter(|at| *at <= deadline);
        tokio::time::sleep_until(due.unwrap_or(deadline).into()).await;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let text = self.says.pop_front().map(|(_, text)| text).unwrap_or_default();
        if text.contains("GONE") {
            return Err(PortLost("it was pulled out".to_owned()));
        }
        Ok(text.into_bytes())
    }

    async fn drop_dtr(&mut self, _pause: Duration) -> Result<(), PortLost> {
        Ok(())
    }
}

const FAX: &[(&str, &str)] = &[
    ("+FMI?", "U.S. Robotics|OK"),
    ("+FMM?", "56K FAX USB V5|OK"),
    ("+FCLASS=?", "0,1,2,2.0|OK"),
    ("+FTM=?", "24,48,72,96,121-122,145-146|OK"),
    ("+FRM=?", "24,48,72,96|OK"),
];

async fn set_up(dialogue: &mut Dialogue, class: &str) -> Result<setup::Modem, SetupError> {
    setup::set_up(dialogue, class, &Catalogue::new(&[]).0).await
}

#[tokio::test(start_paused = true)]
async fn a_modem_is_asked_who_it_is_and_put_into_its_best_class() {
    let (mut dialogue, heard) = fake(FAX, 0);
    let modem = set_up(&mut dialogue, "auto").await.unwrap();
    assert!(modem.identity.text.contains("U.S. Robotics") && modem.identity.text.contains("56K FAX USB"));
    assert_eq!(modem.identity.classes, ["1", "2", "2.0"]);
    assert!(modem.profile.name.contains("Robotics"), "{}", modem.profile.name);
    let said = heard.lock().unwrap().clone();
    assert_eq!(said.first().map(String::as_str), Some("AT"));
    assert!(said.contains(&format!("AT+FCLASS={}", modem.class)));
}

#[tokio::test(start_paused = true)]
async fn the_class_that_is_wanted_is_used_or_missed() {
    let (mut dialogue, _) = fake(FAX, 0);
    assert_eq!(set_up(&mut dialogue, "2").await.unwrap().class, "2");
    let (mut dialogue, _) = fake(FAX, 0);
    assert_eq!(set_up(&mut dialogue, "1").await.unwrap().class, "1");
    let (mut dialogue, _) = fake(FAX, 0);
    let error = set_up(&mut dialogue, "2.1").await.unwrap_err();
    assert!(look::not_ready(&error).hint.contains("modem_class=auto"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_modem_is_woken_in_growing_steps() {
    let (mut dialogue, heard) = fake(FAX, 3);
    set_up(&mut dialogue, "auto").await.unwrap();
    let woken = heard.lock().unwrap().iter().filter(|line| line.ends_with("AT")).count();
    assert_eq!(woken, 4, "three words in vain, then one that is heard");
    let (mut dialogue, _) = fake(FAX, usize::MAX);
    let error = set_up(&mut dialogue, "auto").await.unwrap_err();
    assert!(matches!(error, SetupError::NoModem));
    assert!(look::not_ready(&error).hint.contains("cable"));
}

#[tokio::test(start_paused = true)]
async fn a_modem_for_data_alone_says_so() {
    let (mut dialogue, _) = fake(&[("+FCLASS=?", "0|OK")], 0);
    let error = set_up(&mut dialogue, "auto").await.unwrap_err();
    assert!(error.to_string().contains("not one for faxes"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn dialling_ends_with_what_the_modem_says() {
    let number = FaxNumber::parse("555-1234").unwrap();
    let settings = PortSettings { dial_prefix: "0,".to_owned(), ..PortSettings::default() };
    for (answer, wanted) in [
        ("CONNECT", Ok(())),
        ("RRING|CONNECT", Ok(())),
        ("BUSY", Err(Outcome::Busy)),
        ("NO ANSWER", Err(Outcome::NoAnswer)),
        ("NO DIALTONE", Err(Outcome::NoDialTone)),
        ("NO CARRIER", Err(Outcome::Disconnected)),
        ("NO CARRIER@58", Err(Outcome::NotAFax)),
        ("BLACKLISTED", Err(Outcome::CallBlocked)),
        ("DELAYED 00:03:00", Err(Outcome::CallDelayed)),
        ("RING", Err(Outcome::LineUnavailable)),
        ("GONE", Err(Outcome::DeviceLost)),
        ("VCON", Err(Outcome::DeviceFailed)),
    ] {
        let (mut dialogue, heard) = fake(&[("ATDT0,5551234", answer)], 0);
        let dialled =
            dialing::dial(&mut dialogue, &dialing::dial_command(&number, &settings, &Profile::default())).await;
        assert_eq!(dialled, wanted, "{answer}");
        assert_eq!(heard.lock().unwrap().as_slice(), ["ATDT0,5551234"]);
    }
    let pulse = PortSettings { pulse: true, ..PortSettings::default() };
    let abroad = FaxNumber::parse("+49 (30) 12").unwrap();
    let profile = Profile::default();
    assert_eq!(dialing::dial_command(&abroad, &pulse, &profile), "ATDP00493012");
    let inside = FaxNumber::parse("030 12 x 34").unwrap();
    assert_eq!(dialing::dial_command(&inside, &settings, &profile), "ATDT0,03012@34");
    let pausing = Profile { answer_wait: ",,,".to_owned(), ..profile };
    assert_eq!(dialing::dial_command(&inside, &settings, &pausing), "ATDT0,03012,,,34");
}

#[tokio::test(start_paused = true)]
async fn rings_are_counted_with_the_callers_number_and_stop() {
    let (mut dialogue, _) = fake(&[("X", "RING|DATE = 0203|NMBR = 5551001|RING|RING@1")], 0);
    dialogue.begin("ATX", Duration::from_secs(1)).await.unwrap();
    let mut rings = Rings::default();
    let far = now() + Duration::from_secs(600);
    let mut told = Vec::new();
    loop {
        match rings.next(&mut dialogue, far).await.unwrap() {
            Happened::Ring(Ring { caller_id, rings, .. }) => told.push((rings, caller_id)),
            Happened::Stopped => break,
            Happened::Nothing => panic!("it never stops"),
        }
    }
    let known = "5551001".to_owned();
    assert_eq!(told, [(1, String::new()), (2, known.clone()), (3, known)]);
    assert_eq!(rings.next(&mut dialogue, now() + Duration::from_secs(60)).await, Ok(Happened::Nothing));
}

/// Plays what a modem says and gives the rings that are answered, by the place of their line.
async fn check_rings(said: &'static str, wanted: &str, cadences: &[(&str, &[u32])], counted: u32) {
    let (mut dialogue, _) = fake(&[("X", said)], 0);
    dialogue.begin("ATX", Duration::from_secs(1)).await.unwrap();
    let cadences = cadences.iter().map(|(name, tenths)| ((*name).to_owned(), tenths.to_vec())).collect();
    let mut rings = Rings::new(wanted, &cadences);
    let mut last = 0;
    while let Happened::Ring(ring) = rings.next(&mut dialogue, now() + Duration::from_secs(20)).await.unwrap() {
        last = ring.rings;
    }
    assert_eq!(last, counted, "{said} for {wanted:?}");
}

#[tokio::test(start_paused = true)]
async fn of_several_rings_the_own_one_is_answered() {
    for (wanted, counted) in [("", 3), ("A", 1), ("b", 2), ("C", 0)] {
        check_rings("RING A|RING B|RING B", wanted, &[], counted).await;
    }
    let cadences: &[(&str, &[u32])] = &[("A", &[20]), ("B", &[8, 4, 8])];
    let normal = "RING|DROF=40|DRON=20|DROF=40|RING|DRON=19|DROF=41|RING";
    let double = "RING|DROF=40|DRON=8|DROF=4|DRON=9|DROF=40|RING|DROF=39|DRON=8|DROF=4|DRON=8|DROF=40|RING";
    check_rings(normal, "A", cadences, 2).await;
    check_rings(normal, "B", cadences, 0).await;
    check_rings(double, "B", cadences, 2).await;
    check_rings(double, "A", cadences, 0).await;
}

#[tokio::test(start_paused = true)]
async fn a_look_names_speeds_and_a_missing_dial_tone() {
    let table: Vec<_> = FAX.iter().copied().chain([("ATDW;", "NO DIALTONE")]).collect();
    let (mut dialogue, _) = fake(&table, 0);
    let modem = set_up(&mut dialogue, "1").await.unwrap();
    let test = DeviceTest { dial_tone: true, number: None };
    let findings = look::at(&mut dialogue, &modem, &PortSettings::default(), &test).await;
    let text = |what: &str| findings.iter().find(|finding| finding.what == what).unwrap();
    assert!(text("Sends").text.contains("14400") && text("Receives").text.contains("9600"), "{findings:?}");
    assert!(!text("Dial tone").good && text("Dial tone").hint.contains("wall socket"));
}

#[tokio::test(start_paused = true)]
async fn a_port_that_is_pulled_out_is_told_as_lost() {
    let (mut dialogue, _) = fake(&[("AT", "GONE")], 0);
    let error = set_up(&mut dialogue, "auto").await.unwrap_err();
    assert!(matches!(&error, SetupError::Modem(ModemError::Lost(_))), "{error}");
}
