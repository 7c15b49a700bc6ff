//! Looking at a modem: what it is, what it can do, whether there is a dial tone, and what answers at a number.

use std::time::Duration;

use super::class1::Class1Line;
use super::dialing;
use super::setup::{Modem, SetupError};
use crate::model::{Capabilities, DeviceFinding, DeviceTest, FaxNumber, Outcome, PortSettings};
use crate::modem::at::Response;
use crate::modem::class1::{Begin, Class1};
use crate::modem::{Dialogue, ModemError};
use crate::provider::session::{Heard, Line as _};
use crate::t30::{LineCommand, LineEvent};

/// Dial tone comes within 2 s; then the modem waits for a second at a comma, and hangs up.
const TONE_TIME: Duration = Duration::from_secs(15);
/// The frames of phase B after the call was answered.
const DIS_TIME: Duration = Duration::from_secs(12);

/// A modem that does not get ready.
pub(super) fn not_ready(error: &SetupError) -> DeviceFinding {
    let hint = match error {
        SetupError::NoModem => {
            "Check the cable and that the modem is switched on; another port may be the right one: `faxwell port devices`"
        }
        SetupError::NoFax(_) => "A fax modem is needed",
        SetupError::NoClass { .. } => "Set `modem_class=auto`",
        SetupError::Modem(ModemError::Lost(_)) => "Plug it in again",
        SetupError::Modem(_) => "Switch it off and on",
    };
    DeviceFinding::bad("Modem", error.to_string(), hint)
}

/// Looks at a modem that has just been set up.
pub(super) async fn at(
    dialogue: &mut Dialogue,
    modem: &Modem,
    settings: &PortSettings,
    test: &DeviceTest,
) -> Vec<DeviceFinding> {
    let name = if modem.identity.text.is_empty() { "it does not say what it is" } else { &modem.identity.text };
    let classes = format!("{} in use, of {}", modem.class, modem.identity.classes.join(", "));
    let mut findings = vec![
        DeviceFinding::good("Modem", name),
        DeviceFinding::good("Profile", modem.profile.name.clone()),
        DeviceFinding::good("Fax class", classes),
    ];
    if modem.class.starts_with('1') {
        findings.push(speeds("Sends", &modem.identity.sends));
        findings.push(speeds("Receives", &modem.identity.receives));
    }
    if test.dial_tone {
        findings.push(dial_tone(dialogue).await);
    }
    if let Some(number) = &test.number {
        findings.push(test_call(dialogue, modem, settings, number).await);
    }
    findings
}

fn speeds(what: &str, list: &crate::modem::class1::SpeedList) -> DeviceFinding {
    let fastest =
        Capabilities::default().rates.into_iter().filter(|step| list.allows(*step)).max_by_key(|step| step.rate_bps);
    match fastest {
        Some(step) => DeviceFinding::good(what, format!("up to {} bit/s with {}", step.rate_bps, step.modulation)),
        None => DeviceFinding::bad(what, "the modem lists no speed", "Try `modem_class=2.0` or `modem_class=2`"),
    }
}

async fn dial_tone(dialogue: &mut Dialogue) -> DeviceFinding {
    const WHAT: &str = "Dial tone";
    // W waits for the tone; `;` leaves the modem in command mode, off-hook.
    let heard = dialogue.command("ATDW;", TONE_TIME).await;
    let finding = match heard.map(|answer| answer.result) {
        Ok(Response::Ok | Response::Connect(_)) => DeviceFinding::good(WHAT, "there is one"),
        Ok(Response::NoDialTone) => DeviceFinding::bad(
            WHAT,
            "there is none",
            "Is the cable in the wall socket, and in the modem's LINE socket? Behind a switchboard set `dial_prefix`",
        ),
        Ok(Response::Busy) => DeviceFinding::bad(WHAT, "a busy tone is heard", "Is a telephone off its hook?"),
        Ok(_) => {
            DeviceFinding::bad(WHAT, "the modem cannot tell", "Listen with a telephone; not every modem has this test")
        }
        Err(error) => DeviceFinding::bad(WHAT, error.to_string(), "Switch the modem off and on"),
    };
    dialing::stop(dialogue).await;
    finding
}

async fn test_call(
    dialogue: &mut Dialogue,
    modem: &Modem,
    settings: &PortSettings,
    number: &FaxNumber,
) -> DeviceFinding {
    let what = format!("Call to {number}");
    if !modem.class.starts_with('1') {
        return DeviceFinding::bad(&what, "only tried in Class 1", "Send a fax to it instead");
    }
    if let Err(outcome) = dialing::dial(dialogue, &dialing::dial_command(number, settings, &modem.profile)).await {
        if matches!(outcome, Outcome::DeviceFailed | Outcome::LineUnavailable) {
            dialing::stop(dialogue).await;
        }
        return DeviceFinding::bad(&what, outcome.text(), outcome.info().hint);
    }
    let machine = Class1::new(modem.profile.class1.clone(), Begin::Dialled, dialogue.now());
    let mut line = Class1Line::new(dialogue, machine);
    let deadline = line.now() + DIS_TIME;
    let mut frames = Vec::new();
    line.command(LineCommand::ListenV21).await;
    loop {
        match line.wait(deadline).await {
            Heard::Event(LineEvent::Frame { octets, good: true }) => frames.push(octets),
            Heard::Event(LineEvent::CarrierLost | LineEvent::Disconnected) | Heard::DeadlinePassed => break,
            Heard::Event(_) => {}
        }
    }
    line.command(LineCommand::HangUp).await;
    let end = line.now() + Duration::from_secs(6);
    while line.now() < end && line.wait(end).await != Heard::Event(LineEvent::HungUp) {}
    let words: Vec<String> = frames.iter().filter_map(|octets| crate::t30::frame_words(octets)).collect();
    if words.is_empty() {
        return DeviceFinding::bad(&what, "something answered, but no fax frame was heard", "Check the number");
    }
    DeviceFinding::good(&what, format!("a fax machine answered: {}", words.join("; ")))
}
