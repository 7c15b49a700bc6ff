//! What a Class 1 modem is told, and what the session hears of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::model::RateStep;
use crate::modem::at::{self, DATA_END};
use crate::modem::hdlc::{Framer, fcs};
use crate::t30::{FastFraming, Training};

const DCS: [u8; 6] = [0xFF, 0x13, 0x83, 0x00, 0x46, 0x78];
const TSI: [u8; 4] = [0xFF, 0x03, 0x43, 0x20];
const MCF: [u8; 3] = [0xFF, 0x13, 0x8C];

/// A modem played by the test.
struct Rig {
    machine: Class1,
    now: Instant,
    written: Vec<u8>,
    events: Vec<LineEvent>,
}

#[expect(clippy::disallowed_methods, reason = "some moment to begin with; only differences count")]
fn rig(begin: Begin) -> Rig {
    let now = Instant::now();
    let mut rig = Rig {
        machine: Class1::new(Class1Profile::default(), begin, now),
        now,
        written: Vec::new(),
        events: Vec::new(),
    };
    rig.drain();
    rig
}

impl Rig {
    /// Takes what the machine wants; the time it wants to be woken at.
    fn drain(&mut self) -> Instant {
        loop {
            match self.machine.poll() {
                Output::Write(octets) => self.written.extend(octets),
                Output::Event(event) => self.events.push(event),
                Output::Said { .. } => {}
                Output::Wait(at) => return at,
            }
        }
    }

    fn order(&mut self, command: LineCommand) {
        self.machine.command(command, self.now);
        self.drain();
    }

    fn octets(&mut self, octets: &[u8]) {
        self.machine.receive(octets, self.now);
        self.drain();
    }

    fn says(&mut self, line: &str) {
        self.octets(format!("\r\n{line}\r\n").as_bytes());
    }

    /// A frame with FCS as most modems give it, then the verdict.
    fn frame(&mut self, frame: &[u8], verdict: &str) {
        let mut octets = at::stuffed(frame);
        octets.extend(at::stuffed(&fcs(frame)));
        octets.extend(DATA_END);
        self.octets(&octets);
        self.says(verdict);
    }

    /// Time passes until the machine wants to be woken.
    fn wake(&mut self) -> Duration {
        let at = self.drain();
        let waited = at.saturating_duration_since(self.now);
        self.now = self.now.max(at);
        self.machine.wake(self.now);
        self.drain();
        waited
    }

    fn check_written(&mut self, wanted: impl AsRef<[u8]>) {
        let written = std::mem::take(&mut self.written);
        assert_eq!(written, wanted.as_ref(), "{:?} …", String::from_utf8_lossy(&written));
    }

    fn check_events(&mut self, wanted: &[LineEvent]) {
        assert_eq!(std::mem::take(&mut self.events), wanted);
    }

    fn listens_to_v21(&mut self) {
        self.order(LineCommand::ListenV21);
        self.check_written("AT+FRH=3\r");
        self.says("CONNECT");
        self.check_events(&[LineEvent::CarrierFound]);
    }
}

fn good(octets: &[u8]) -> LineEvent {
    LineEvent::Frame { octets: octets.to_vec(), good: true }
}

fn with_end(octets: &[u8]) -> Vec<u8> {
    [octets, &DATA_END].concat()
}

fn page(octets: usize) -> LineCommand {
    LineCommand::SendStream { step: RateStep::V17_14400, training: Training::Short, data: vec![0x55; octets].into() }
}

#[test]
fn an_answered_call_begins_with_frames_and_no_other_command() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::AnswerTone);
    rig.check_written("ATA\r");
    rig.says("CONNECT");
    rig.check_events(&[LineEvent::Sent]);
    rig.order(LineCommand::SendV21(vec![TSI.to_vec(), DCS.to_vec()]));
    rig.check_written(with_end(&TSI));
    rig.says("CONNECT");
    rig.check_written(with_end(&DCS));
    rig.check_events(&[]);
    rig.says("OK");
    rig.check_events(&[LineEvent::Sent]);
}

#[test]
fn a_caller_that_is_a_data_modem_or_a_voice_is_no_fax() {
    for word in ["DATA", "VOICE", "VCON"] {
        let mut rig = rig(Begin::Ringing);
        rig.order(LineCommand::AnswerTone);
        rig.check_written("ATA\r");
        rig.says(word);
        rig.check_events(&[LineEvent::Disconnected]);
    }
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::AnswerTone);
    rig.check_written("ATA\r");
    rig.says("FAX");
    rig.says("CONNECT");
    rig.check_events(&[LineEvent::Sent]);
}

#[test]
fn after_dialling_the_first_frame_comes_without_being_asked_for() {
    let mut rig = rig(Begin::Dialled);
    rig.check_events(&[LineEvent::CarrierFound]);
    rig.order(LineCommand::CallingTone);
    rig.frame(&TSI, "OK");
    rig.check_events(&[good(&TSI)]);
    rig.check_written("AT+FRH=3\r");
}

#[test]
fn a_response_waits_for_silence_that_the_modem_hears() {
    let mut rig = rig(Begin::Ringing);
    rig.listens_to_v21();
    rig.frame(&DCS, "OK");
    rig.check_events(&[good(&DCS), LineEvent::CarrierLost]);
    rig.order(LineCommand::SendV21(vec![MCF.to_vec()]));
    rig.check_written("AT+FRS=5\r");
    rig.says("OK");
    rig.check_written("AT+FTH=3\r");
    rig.says("CONNECT");
    rig.check_written(with_end(&MCF));
    rig.says("OK");
    rig.check_events(&[LineEvent::Sent]);
}

#[test]
fn training_is_listened_for_at_once_after_dcs() {
    let mut rig = rig(Begin::Ringing);
    rig.listens_to_v21();
    rig.frame(&DCS, "OK");
    rig.check_written("");
    rig.order(LineCommand::ListenFast {
        step: RateStep::V17_14400,
        training: Training::Long,
        framing: FastFraming::Stream,
    });
    rig.check_written("AT+FRM=145\r");
    rig.events.clear();
    rig.says("CONNECT");
    rig.octets(&[0, 0, 0x10, 0x10, 0]);
    rig.octets(&DATA_END);
    rig.says("NO CARRIER");
    rig.check_events(&[LineEvent::CarrierFound, LineEvent::Data(vec![0, 0, 0x10, 0]), LineEvent::CarrierLost]);
}

#[test]
fn a_wrong_carrier_is_tried_again_and_then_told() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::ListenFast {
        step: RateStep::V29_9600,
        training: Training::Long,
        framing: FastFraming::Stream,
    });
    for _ in 0..3 {
        rig.check_written("AT+FRM=96\r");
        rig.check_events(&[]);
        rig.says("+FCERROR");
    }
    rig.check_events(&[LineEvent::WrongCarrier]);
    rig.order(LineCommand::ListenV21);
    rig.check_written("AT+FRH=3\r");
}

#[test]
fn adaptive_reception_gives_the_frame_without_another_command() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::ListenFast {
        step: RateStep::V17_14400,
        training: Training::Short,
        framing: FastFraming::Hdlc,
    });
    rig.written.clear();
    rig.says("+FRH:3");
    rig.check_events(&[LineEvent::WrongCarrier]);
    rig.order(LineCommand::ListenV21);
    rig.check_written("");
    rig.says("CONNECT");
    rig.frame(&DCS, "OK");
    rig.check_events(&[LineEvent::CarrierFound, good(&DCS), LineEvent::CarrierLost]);
}

#[test]
fn frames_with_and_without_fcs_are_the_same_and_bad_ones_are_told() {
    let mut rig = rig(Begin::Ringing);
    rig.listens_to_v21();
    rig.octets(&with_end(&TSI));
    rig.says("OK");
    rig.check_events(&[good(&TSI)]);
    rig.check_written("AT+FRH=3\r");
    rig.says("CONNECT");
    rig.octets(&with_end(&MCF));
    rig.says("ERROR");
    rig.check_events(&[LineEvent::CarrierFound, LineEvent::Frame { octets: MCF.to_vec(), good: false }]);
    // The sender says it again.
    rig.check_written("AT+FRH=3\r");
}

#[test]
fn noise_and_ends_of_carriers_are_no_frames() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::ListenV21);
    rig.check_written("AT+FRH=3\r");
    for _ in 0..5 {
        rig.says("NO CARRIER");
        rig.check_written("AT+FRH=3\r");
    }
    rig.says("CONNECT");
    rig.octets(&DATA_END);
    rig.says("OK");
    rig.check_written("AT+FRH=3\r");
    rig.check_events(&[LineEvent::CarrierFound]);
}

#[test]
fn what_the_modem_waits_for_is_stopped_before_the_next_command() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::ListenV21);
    rig.written.clear();
    rig.order(LineCommand::SendV21(vec![MCF.to_vec()]));
    rig.check_written([0x18]);
    rig.says("OK");
    rig.check_written("AT+FTH=3\r");
}

#[test]
fn a_modem_that_does_not_say_ok_to_a_stop_is_asked() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::ListenV21);
    rig.written.clear();
    rig.order(LineCommand::SendV21(vec![MCF.to_vec()]));
    rig.check_written([0x18]);
    rig.wake();
    rig.check_written("AT\r");
    rig.says("OK");
    rig.check_written("AT+FTH=3\r");
}

#[test]
fn page_data_go_no_faster_than_the_line_and_end_soon_when_told() {
    let mut rig = rig(Begin::Dialled);
    rig.frame(&MCF, "OK");
    rig.written.clear();
    rig.order(page(100_000));
    rig.says("OK");
    rig.check_written("AT+FRS=5\rAT+FTM=146\r");
    rig.says("CONNECT");
    // Two and a half seconds ahead.
    assert_eq!(rig.written.len(), 4_500);
    let (mut passed, mut given) = (Duration::ZERO, rig.written.len());
    rig.written.clear();
    while passed < Duration::from_secs(10) {
        passed += rig.wake();
        given += std::mem::take(&mut rig.written).len();
    }
    let on_line = passed.as_millis() as usize * 1800 / 1000;
    assert!(given.abs_diff(on_line + 4_500) < 400, "{given} octets after {passed:?}");
    assert!(matches!(rig.events.last(), Some(LineEvent::Progress { octets }) if octets.abs_diff(18_000) < 500));
    rig.events.clear();
    // The user ends the call: what the modem has goes out, then DCN.
    rig.order(LineCommand::SendV21(vec![MCF.to_vec()]));
    rig.check_written(DATA_END);
    rig.says("OK");
    rig.check_written("AT+FTS=5\r");
    rig.check_events(&[]);
}

#[test]
fn a_page_is_over_when_the_modem_says_so() {
    let mut rig = rig(Begin::Dialled);
    rig.frame(&MCF, "OK");
    rig.order(page(1000));
    rig.says("OK");
    rig.says("CONNECT");
    assert!(rig.written.ends_with(&DATA_END));
    rig.events.clear();
    rig.now += Duration::from_secs(5);
    rig.machine.wake(rig.now);
    rig.drain();
    assert!(!rig.events.contains(&LineEvent::Sent), "data in the modem are not on the line");
    rig.says("OK");
    assert_eq!(rig.events.last(), Some(&LineEvent::Sent));
}

#[test]
fn pages_with_error_correction_are_framed_here_in_both_directions() {
    let frame: Vec<u8> = [0xFF, 0x03, 0x06, 0x00].into_iter().chain(0..=255).collect();
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::ListenFast {
        step: RateStep::V17_14400,
        training: Training::Short,
        framing: FastFraming::Hdlc,
    });
    rig.says("CONNECT");
    let mut framer = Framer::default();
    framer.flags(40);
    framer.frame(&frame);
    let stream = framer.finish();
    for piece in at::stuffed(&stream).chunks(7) {
        rig.octets(piece);
    }
    rig.octets(&DATA_END);
    rig.says("NO CARRIER");
    rig.check_events(&[LineEvent::CarrierFound, good(&frame), LineEvent::CarrierLost]);
    rig.written.clear();
    rig.order(LineCommand::SendHdlc {
        step: RateStep::V17_14400,
        training: Training::Short,
        frames: vec![frame.clone()],
    });
    rig.says("OK");
    rig.says("CONNECT");
    let flags = rig.written.windows(3).filter(|three| *three == [0x7E; 3]).count();
    assert!(flags >= 14_400 / 5 / 8 - 3, "200 ms of flags, not {flags}");
}

#[test]
fn a_modem_on_hook_ends_the_call_once() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::ListenV21);
    for _ in 0..3 {
        rig.says("ERROR");
    }
    rig.check_events(&[LineEvent::Disconnected]);
    rig.order(LineCommand::ListenV21);
    rig.order(LineCommand::SendV21(vec![MCF.to_vec()]));
    rig.check_events(&[]);
    rig.order(LineCommand::HangUp);
    rig.check_events(&[LineEvent::HungUp]);
}

#[test]
fn hanging_up_ends_even_when_the_modem_says_nothing() {
    let mut rig = rig(Begin::Ringing);
    rig.order(LineCommand::HangUp);
    rig.check_written("ATH0\r");
    let mut waited = Duration::ZERO;
    while rig.events.is_empty() {
        waited += rig.wake();
        assert!(waited < Duration::from_secs(10));
    }
    rig.check_events(&[LineEvent::HungUp]);
}

#[test]
fn a_port_that_goes_away_ends_the_call() {
    let mut rig = rig(Begin::Dialled);
    rig.events.clear();
    rig.machine.port_lost(rig.now);
    rig.drain();
    rig.check_events(&[LineEvent::Disconnected]);
    rig.order(LineCommand::HangUp);
    rig.check_events(&[LineEvent::HungUp]);
}

#[test]
fn a_modem_without_silence_commands_gets_a_pause_of_ours() {
    let mut rig = rig(Begin::Ringing);
    rig.listens_to_v21();
    rig.frame(&DCS, "OK");
    rig.order(LineCommand::SendV21(vec![MCF.to_vec()]));
    rig.check_written("AT+FRS=5\r");
    rig.says("ERROR");
    rig.check_written("");
    assert_eq!(rig.wake(), crate::modem::OWN_SILENCE);
    rig.check_written("AT+FTH=3\r");
}

fn any_command() -> impl Strategy<Value = LineCommand> {
    let step = RateStep::V17_14400;
    let data: Arc<[u8]> = vec![0x10; 9000].into();
    prop_oneof![
        Just(LineCommand::AnswerTone),
        Just(LineCommand::CallingTone),
        Just(LineCommand::ListenV21),
        Just(LineCommand::HangUp),
        Just(LineCommand::SendV21(vec![TSI.to_vec(), MCF.to_vec()])),
        Just(LineCommand::SendTcf { step, millis: 1500 }),
        Just(LineCommand::SendStream { step, training: Training::Short, data }),
        Just(LineCommand::ListenFast { step, training: Training::Short, framing: FastFraming::Hdlc }),
    ]
}

fn any_words() -> impl Strategy<Value = Vec<u8>> {
    let said = ["OK", "CONNECT", "NO CARRIER", "ERROR", "+FCERROR", "+FRH:3", "RING", "\u{10}\u{3}", "\u{10}\u{3}OK"];
    prop_oneof![
        proptest::sample::select(said.to_vec()).prop_map(|text| format!("\r\n{text}\r\n").into_bytes()),
        proptest::collection::vec(any::<u8>(), 0..40),
    ]
}

proptest! {
    /// Whatever a modem says, the machine goes on, and a hang-up ends it in bounded time.
    #[test]
    fn nothing_a_modem_says_stops_the_machine(
        steps in proptest::collection::vec((any_words(), proptest::option::of(any_command()), 0u64..5000), 0..60),
        dialled: bool,
    ) {
        let mut rig = rig(if dialled { Begin::Dialled } else { Begin::Ringing });
        for (words, command, pause) in steps {
            rig.octets(&words);
            if let Some(command) = command {
                rig.order(command);
            }
            rig.now += Duration::from_millis(pause);
            rig.machine.wake(rig.now);
            let wakes_at = rig.drain();
            prop_assert!(wakes_at <= rig.now + Duration::from_secs(120));
        }
        rig.order(LineCommand::HangUp);
        let end = rig.now + Duration::from_secs(60);
        while !rig.events.contains(&LineEvent::HungUp) {
            prop_assert!(rig.now < end, "no end of the call: {:?}", rig.machine);
            rig.wake();
        }
    }
}
