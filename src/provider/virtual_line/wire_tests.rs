//! The wire alone: what is heard when, and what is not.

use super::super::timing::{PREAMBLE, frame_bits, v21_bits};
use super::*;

const DCN: [u8; 3] = [0xFF, 0x13, 0xFB];
const STEP: RateStep = RateStep::V17_14400;

/// A wire with the events of both sides, by milliseconds since the start.
struct Bench {
    wire: Wire,
    start: Instant,
    now: Instant,
    heard: Vec<(Side, u64, LineEvent)>,
}

impl Bench {
    fn new(impairment: &LineImpairment) -> Self {
        let start = tokio::time::Instant::now().into_std();
        Self { wire: Wire::new(impairment, start), start, now: start, heard: Vec::new() }
    }

    fn clean() -> Self {
        Self::new(&LineImpairment::default())
    }

    fn command(&mut self, side: Side, command: LineCommand) -> &mut Self {
        self.wire.handle(side, command, self.now);
        self.collect();
        self
    }

    /// Lets so much line time pass.
    fn pass(&mut self, millis: u64) -> &mut Self {
        let until = self.now + Duration::from_millis(millis);
        while let Some(next) = self.wire.next().filter(|next| *next <= until) {
            self.now = next;
            self.wire.advance(next);
            self.collect();
        }
        self.now = until;
        self
    }

    fn collect(&mut self) {
        for side in Side::BOTH {
            while let Some(event) = self.wire.poll(side) {
                self.heard.push((side, (self.now - self.start).as_millis() as u64, event));
            }
        }
    }

    fn of(&self, side: Side) -> Vec<(u64, LineEvent)> {
        let events = self.heard.iter().filter(|(to, _, event)| *to == side && !is_progress(event));
        events.map(|(_, at, event)| (*at, event.clone())).collect()
    }

    fn names(&self, side: Side) -> Vec<LineEvent> {
        self.of(side).into_iter().map(|(_, event)| event).collect()
    }
}

fn is_progress(event: &LineEvent) -> bool {
    matches!(event, LineEvent::Progress { .. })
}

fn good(frame: &[u8]) -> LineEvent {
    LineEvent::Frame { octets: frame.to_vec(), good: true }
}

fn stream(octets: usize) -> LineCommand {
    LineCommand::SendStream { step: STEP, training: Training::Long, data: vec![0x5A; octets].into() }
}

fn listen(step: RateStep, training: Training) -> LineCommand {
    LineCommand::ListenFast { step, training, framing: FastFraming::Stream }
}

fn data_octets(events: &[LineEvent]) -> usize {
    events.iter().map(|event| if let LineEvent::Data(data) = event { data.len() } else { 0 }).sum()
}

#[test]
fn v21_frames_come_at_300_bits_a_second_after_a_second_of_preamble() {
    let mut bench = Bench::clean();
    bench.command(Side::Answering, LineCommand::ListenV21);
    bench.command(Side::Calling, LineCommand::SendV21(vec![DCN.to_vec()])).pass(5_000);
    let end = 75 + PREAMBLE.as_millis() as u64 + v21_bits(frame_bits(&DCN)).as_millis() as u64;
    assert_eq!(bench.of(Side::Calling), [(end, LineEvent::Sent)]);
    assert_eq!(
        bench.of(Side::Answering),
        [(75 + 20 + 150, LineEvent::CarrierFound), (end + 20, good(&DCN)), (end + 20 + 10, LineEvent::CarrierLost)]
    );
}

#[test]
fn zero_insertion_is_counted() {
    assert_eq!(frame_bits(&[0xFF, 0x00]), 16 + 8 + 16 + 1);
    assert_eq!(frame_bits(&[0xFF, 0xFF]), 16 + 8 + 16 + 3);
    assert_eq!(frame_bits(&[0x55]), 16 + 8 + 8);
}

#[test]
fn a_page_takes_its_bits_divided_by_the_rate() {
    for (step, octets) in [(RateStep::V17_14400, 90_000u64), (RateStep::V29_9600, 60_000), (RateStep::V27_2400, 9_000)]
    {
        let mut bench = Bench::clean();
        bench.command(Side::Answering, listen(step, Training::Long));
        let data = vec![1; octets as usize].into();
        bench.command(Side::Calling, LineCommand::SendStream { step, training: Training::Long, data }).pass(120_000);
        let sent = bench.of(Side::Calling).last().unwrap().0 - 75 - training(step, Training::Long).as_millis() as u64;
        let exact = octets * 8 * 1000 / u64::from(step.rate_bps);
        assert!(sent.abs_diff(exact) * 50 < exact, "{step}: {sent} ms, not {exact} ms");
        assert_eq!(data_octets(&bench.names(Side::Answering)), octets as usize);
    }
}

#[test]
fn data_and_progress_come_as_time_passes() {
    let mut bench = Bench::clean();
    bench.command(Side::Answering, listen(STEP, Training::Long));
    bench.command(Side::Calling, stream(18_000)).pass(75 + 1_393 + 5_050);
    let halfway = data_octets(&bench.names(Side::Answering));
    assert!((8_500..=9_000).contains(&halfway), "{halfway}");
    let told: Vec<_> = bench.heard.iter().filter(|(_, _, event)| is_progress(event)).collect();
    assert_eq!(told.len(), 20);
}

#[test]
fn a_receiver_that_listens_late_misses_a_page_but_not_the_rest_of_a_v21_burst() {
    let mut bench = Bench::clean();
    bench.command(Side::Calling, stream(9_000)).pass(500);
    bench.command(Side::Answering, listen(STEP, Training::Long)).pass(10_000);
    assert_eq!(bench.names(Side::Answering), []);

    let mut bench = Bench::clean();
    let frames = vec![vec![0xFF, 0x03, 0x42, 0x30, 0x30, 0x30], DCN.to_vec()];
    bench.command(Side::Calling, LineCommand::SendV21(frames)).pass(1_100);
    bench.command(Side::Answering, LineCommand::ListenV21).pass(5_000);
    assert_eq!(bench.names(Side::Answering), [LineEvent::CarrierFound, good(&DCN), LineEvent::CarrierLost]);
}

#[test]
fn another_rate_or_another_training_is_not_received() {
    for (step, expected) in [(RateStep::V17_12000, Training::Long), (STEP, Training::Short)] {
        let mut bench = Bench::clean();
        bench.command(Side::Answering, listen(step, expected));
        bench.command(Side::Calling, stream(900)).pass(10_000);
        assert_eq!(bench.names(Side::Answering), []);
    }
}

#[test]
fn v21_instead_of_a_page_is_told_and_its_frames_are_kept() {
    for wait in [0, 4_000] {
        let mut bench = Bench::clean();
        bench.command(Side::Answering, listen(STEP, Training::Short)).pass(100);
        bench.command(Side::Calling, LineCommand::SendV21(vec![DCN.to_vec()])).pass(300 + wait);
        assert_eq!(bench.names(Side::Answering), [LineEvent::WrongCarrier]);
        bench.command(Side::Answering, LineCommand::ListenV21).pass(4_000);
        let expected = [LineEvent::WrongCarrier, LineEvent::CarrierFound, good(&DCN), LineEvent::CarrierLost];
        assert_eq!(bench.names(Side::Answering), expected, "after {wait} ms");
    }
}

#[test]
fn listening_again_in_the_middle_of_a_burst_repeats_no_frame() {
    let mut bench = Bench::clean();
    bench.command(Side::Answering, LineCommand::ListenV21);
    let frames = vec![vec![0xFF, 0x03, 0x42, 0x30], DCN.to_vec()];
    bench.command(Side::Calling, LineCommand::SendV21(frames.clone())).pass(1_075 + 230);
    assert_eq!(bench.names(Side::Answering), [LineEvent::CarrierFound, good(&frames[0])]);
    bench.command(Side::Answering, LineCommand::ListenV21).pass(4_000);
    assert_eq!(bench.names(Side::Answering)[2..], [LineEvent::CarrierFound, good(&DCN), LineEvent::CarrierLost]);
}

#[test]
fn when_both_transmit_neither_hears() {
    let mut bench = Bench::clean();
    bench.command(Side::Calling, LineCommand::SendV21(vec![DCN.to_vec()]));
    bench.command(Side::Answering, LineCommand::SendV21(vec![DCN.to_vec()])).pass(3_000);
    bench.command(Side::Calling, LineCommand::ListenV21);
    bench.command(Side::Answering, LineCommand::ListenV21).pass(3_000);
    for side in Side::BOTH {
        assert_eq!(bench.names(side), [LineEvent::Sent]);
    }
}

#[test]
fn stopping_in_the_middle_takes_the_carrier_away() {
    let mut bench = Bench::clean();
    bench.command(Side::Answering, listen(STEP, Training::Long));
    bench.command(Side::Calling, stream(90_000)).pass(10_000);
    bench.command(Side::Calling, LineCommand::ListenV21).pass(60_000);
    let heard = bench.of(Side::Answering);
    assert_eq!(heard.last(), Some(&(10_030, LineEvent::CarrierLost)));
    assert!(data_octets(&bench.names(Side::Answering)) < 18_000);
    assert_eq!(bench.names(Side::Calling), []);
}

#[test]
fn a_cut_ends_the_call_for_both_and_leaves_part_of_the_page() {
    let cut_at = Some(Duration::from_secs(10));
    let mut bench = Bench::new(&LineImpairment { cut_at, ..LineImpairment::default() });
    bench.command(Side::Answering, listen(STEP, Training::Long));
    bench.command(Side::Calling, stream(90_000)).pass(20_000);
    for side in Side::BOTH {
        assert_eq!(bench.of(side).last(), Some(&(10_520, LineEvent::Disconnected)), "{side:?}");
    }
    let octets = data_octets(&bench.names(Side::Answering));
    assert!((10_000..18_000).contains(&octets), "{octets}");
    for side in Side::BOTH {
        bench.command(side, LineCommand::HangUp).pass(200);
        assert_eq!(bench.names(side).last(), Some(&LineEvent::HungUp));
    }
}

#[test]
fn the_next_page_is_cut_in_the_middle_but_no_training_check() {
    let mut bench = Bench::clean();
    bench.wire.cut_in_next_page();
    bench.command(Side::Answering, listen(STEP, Training::Long));
    bench.command(Side::Calling, LineCommand::SendTcf { step: STEP, millis: 1_500 }).pass(5_000);
    assert_eq!(data_octets(&bench.names(Side::Answering)), 2_700);
    assert_eq!(bench.names(Side::Calling), [LineEvent::Sent]);
    bench.command(Side::Answering, listen(STEP, Training::Long));
    bench.command(Side::Calling, stream(18_000)).pass(20_000);
    assert_eq!(bench.names(Side::Answering).last(), Some(&LineEvent::Disconnected));
    assert!(bench.of(Side::Calling).contains(&(5_000 + 75 + 1_393 + 5_000 + 520, LineEvent::Disconnected)));
}

#[test]
fn hanging_up_is_noticed_by_the_other_side() {
    let mut bench = Bench::clean();
    bench.command(Side::Answering, LineCommand::ListenV21);
    bench.command(Side::Calling, LineCommand::HangUp).pass(1_000);
    assert_eq!(bench.of(Side::Calling), [(100, LineEvent::HungUp)]);
    assert_eq!(bench.of(Side::Answering), [(520, LineEvent::Disconnected)]);
}

#[test]
fn tones_are_heard_and_cng_stops_with_the_answer() {
    let mut bench = Bench::clean();
    bench.command(Side::Calling, LineCommand::CallingTone);
    bench.command(Side::Answering, LineCommand::ListenV21).pass(8_000);
    assert_eq!(bench.names(Side::Answering), [const { LineEvent::Tone(Tone::Cng) }; 3]);
    bench.command(Side::Answering, LineCommand::AnswerTone).pass(5_000);
    assert_eq!(bench.names(Side::Calling), [LineEvent::Tone(Tone::Ced)]);
    let sent = bench.of(Side::Answering).last().cloned();
    assert_eq!(sent, Some((8_000 + 1_800 + 3_000 + 75, LineEvent::Sent)));
    bench.command(Side::Answering, LineCommand::ListenV21).pass(8_000);
    assert_eq!(bench.names(Side::Answering).len(), 4);
}

#[test]
fn bit_errors_spoil_frames_of_both_kinds_and_streams() {
    let noisy = LineImpairment { seed: 3, bit_error_rate: 0.01, ..LineImpairment::default() };
    let mut bench = Bench::new(&noisy);
    bench.command(Side::Answering, LineCommand::ListenV21);
    bench.command(Side::Calling, LineCommand::SendV21(vec![vec![0xFF; 90]; 4])).pass(20_000);
    let bad =
        |events: &[LineEvent]| events.iter().filter(|e| matches!(e, LineEvent::Frame { good: false, .. })).count();
    assert!(bad(&bench.names(Side::Answering)) >= 3);

    let mut bench = Bench::new(&noisy);
    let framing = FastFraming::Hdlc;
    bench.command(Side::Answering, LineCommand::ListenFast { step: STEP, training: Training::Short, framing });
    let frames = vec![vec![0x11; 260]; 50];
    bench.command(Side::Calling, LineCommand::SendHdlc { step: STEP, training: Training::Short, frames }).pass(20_000);
    assert!(bad(&bench.names(Side::Answering)) >= 45);

    let mut bench = Bench::new(&noisy);
    bench.command(Side::Answering, listen(STEP, Training::Long));
    bench.command(Side::Calling, LineCommand::SendTcf { step: STEP, millis: 1_500 }).pass(5_000);
    let ones: u32 = bench
        .names(Side::Answering)
        .iter()
        .map(|event| if let LineEvent::Data(data) = event { data.iter().map(|o| o.count_ones()).sum() } else { 0 })
        .sum();
    assert!((120..320).contains(&ones), "{ones} of 21600 bits");
}

#[test]
fn a_line_too_bad_for_a_rate_makes_noise_of_it() {
    let slow = LineImpairment { clean_up_to_bps: Some(4_800), ..LineImpairment::default() };
    let zeros = |step: RateStep| {
        let mut bench = Bench::new(&slow);
        bench.command(Side::Answering, listen(step, Training::Long));
        bench.command(Side::Calling, LineCommand::SendTcf { step, millis: 1_500 }).pass(5_000);
        bench
            .names(Side::Answering)
            .iter()
            .all(|event| !matches!(event, LineEvent::Data(d) if d.iter().any(|o| *o != 0)))
    };
    assert!(zeros(RateStep::V27_4800));
    assert!(!zeros(RateStep::V29_7200));
}

#[test]
fn a_lost_carrier_ends_reception_early_while_the_transmitter_goes_on() {
    let lossy = LineImpairment { seed: 5, carrier_loss: 1.0, ..LineImpairment::default() };
    let mut bench = Bench::new(&lossy);
    bench.command(Side::Answering, listen(STEP, Training::Long));
    bench.command(Side::Calling, stream(90_000)).pass(60_000);
    let sent = bench.of(Side::Calling).last().unwrap().0;
    let lost = bench.of(Side::Answering).last().cloned();
    assert!(lost.is_none_or(|(at, event)| event == LineEvent::CarrierLost && at < sent));
    assert!(data_octets(&bench.names(Side::Answering)) < 90_000);
}
