//! The script language, read: one line a step.

use std::time::Duration;

use crate::model::{Addressing, Capabilities, Coding, PageWidth, RateStep, Resolution, StationId};
use crate::t30::fcf::Fcf;
use crate::t30::frame::unhex;
use crate::t30::*;

/// A scripted call.
pub(super) struct Script {
    pub(super) name: String,
    pub(super) setup: Setup,
    pub(super) steps: Vec<(usize, Step)>,
}

/// What we are and have.
pub(super) struct Setup {
    pub(super) calls: bool,
    pub(super) capabilities: Capabilities,
    /// Pages, octets a page, resolution of the last page; with addresses.
    pub(super) documents: Vec<Document>,
    pub(super) offers: Vec<(Document, StationId, StationId)>,
    pub(super) poll: Option<Addressing>,
    pub(super) policy: Policy,
    pub(super) avoid: Avoid,
    pub(super) password: StationId,
    pub(super) judgements: Vec<Judgement>,
}

#[derive(Clone)]
pub(super) struct Document {
    pub(super) pages: u32,
    pub(super) octets: usize,
    pub(super) resolutions: Vec<Resolution>,
    pub(super) first_page: u32,
    pub(super) address: Addressing,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Judgement {
    Is(PageQuality),
    Unstored,
    Later,
}

/// From so many seconds to so many.
pub(super) type Interval = Option<(f64, f64)>;

/// A step.
#[derive(Debug)]
pub(super) enum Step {
    /// We must do this, so many seconds after the step before.
    Expect(Interval, Expected),
    /// The other machine does this.
    Send(Sent),
    /// Nobody speaks, and we must not.
    Silence(Duration),
    /// Our driver does this.
    Driver(Driver),
    End(String),
    Pages(Vec<String>),
    Documents(Vec<String>),
    Failed(String),
    Trace(String, bool),
    Told(String),
}

#[derive(Debug)]
pub(super) enum Expected {
    CallingTone,
    AnswerTone,
    HangUp,
    /// The burst's frames: name, and what its words contain or its field begins with.
    Burst(Vec<(String, Want)>),
    Tcf(String),
    Stream(String),
    Frames(Vec<u8>, String),
}

#[derive(Debug)]
pub(super) enum Want {
    Anything,
    Words(String),
    Field(Vec<u8>),
}

#[derive(Debug)]
pub(super) enum Sent {
    /// Frames, each good or not; the first bit of the FCF is set by the player.
    Burst(Vec<(Vec<u8>, bool)>),
    /// A carrier of V.21 without a frame.
    Carrier(Duration),
    Tcf {
        good: bool,
        millis: u32,
    },
    Stream(usize),
    Frames {
        numbers: Vec<u8>,
        bad: Vec<u8>,
        octets: usize,
        rcp: usize,
    },
    Tone(Tone),
    Disconnected,
}

#[derive(Debug)]
pub(super) enum Driver {
    Store,
    Abort,
    Operator(OperatorAction),
}

/// All scripts of a file.
pub(super) fn scripts(text: &str) -> Result<Vec<Script>, String> {
    let mut found: Vec<Script> = vec![];
    for (index, line) in text.lines().enumerate() {
        let line = line.split(" # ").next().unwrap_or("").trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        if word == "script" {
            found.push(Script { name: rest.to_owned(), setup: Setup::default(), steps: vec![] });
            continue;
        }
        let script = found.last_mut().ok_or_else(|| format!("line {}: no script yet", index + 1))?;
        let number = index + 1;
        if !script.setup.take(word, rest).map_err(|error| format!("line {number}: {error}"))? {
            let steps = steps(word, rest, script.setup.calls).map_err(|error| format!("line {number}: {error}"))?;
            script.steps.extend(steps.into_iter().map(|step| (number, step)));
        }
    }
    Ok(found)
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            calls: true,
            capabilities: Capabilities {
                codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
                width: PageWidth::A4,
                resolutions: vec![Resolution::Standard, Resolution::Fine],
                ..Capabilities::default()
            },
            documents: vec![],
            offers: vec![],
            poll: None,
            policy: Policy::default(),
            avoid: Avoid::default(),
            password: StationId::default(),
            judgements: vec![],
        }
    }
}

impl Setup {
    /// A line of the set-up; false when it is a step.
    fn take(&mut self, word: &str, rest: &str) -> Result<bool, String> {
        match word {
            "we" => self.calls = rest == "call",
            "can" => rest.split(' ').try_for_each(|word| self.can(word))?,
            "document" => self.documents.push(Document::parse(rest)?),
            "offer" => {
                let id = |key: &str| StationId::new(value(rest, key).unwrap_or(""));
                self.offers.push((Document::parse(rest)?, id("password"), id("for")));
            }
            "poll" => self.poll = Some(addresses(rest)),
            "avoid" => {
                for word in rest.split(' ') {
                    match word {
                        "v17" => self.avoid.v17 = true,
                        "ecm" => self.avoid.ecm = true,
                        "mmr" => self.avoid.mmr = true,
                        "long_training" => self.avoid.long_training = true,
                        other => return Err(format!("avoid {other}?")),
                    }
                }
            }
            "password" => self.password = StationId::new(rest),
            "judge" => {
                for word in rest.split(' ') {
                    self.judgements.push(match word {
                        "good" => Judgement::Is(PageQuality::Good),
                        "poor" => Judgement::Is(PageQuality::Poor),
                        "bad" => Judgement::Is(PageQuality::Bad),
                        "unstored" => Judgement::Unstored,
                        "later" => Judgement::Later,
                        other => return Err(format!("judge {other}?")),
                    });
                }
            }
            "policy" => self.policy(rest)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn can(&mut self, word: &str) -> Result<(), String> {
        let own = &mut self.capabilities;
        match word {
            "no-ecm" => own.ecm = false,
            "mh" => own.codings = vec![Coding::Mh],
            "mr" => own.codings = vec![Coding::Mh, Coding::Mr],
            "jbig" => own.codings.push(Coding::Jbig),
            "a3" => own.width = PageWidth::A3,
            "all-resolutions" => own.resolutions = Resolution::ALL.to_vec(),
            "no-v17" => own.rates.retain(|step| step.modulation != crate::model::Modulation::V17),
            "v27" => own.rates = vec![RateStep::V27_4800, RateStep::V27_2400],
            "20ms" => own.min_scan_ms = 20,
            other => return Err(format!("can {other}?")),
        }
        Ok(())
    }

    fn policy(&mut self, rest: &str) -> Result<(), String> {
        let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
        let number = || value.parse().map_err(|_| format!("policy {rest}?"));
        let sending = &mut self.policy.sending;
        match name {
            "page_sends" => sending.page_sends = number()?,
            "go_on_after_refusals" => sending.after_refusals = AfterRefusals::GoOn,
            "end_after_lost_block" => sending.go_on_after_lost_block = false,
            "tries_per_rate" => sending.tries_per_rate = number()?,
            "trainings" => sending.trainings = number()?,
            "lowest_rate" => sending.lowest_rate_bps = number()?,
            "corrections" => sending.corrections = number()?,
            "same_rate_after_refusal" => sending.slower_after_refusal = false,
            "same_rate_after_retrain_request" => sending.slower_after_retrain_request = false,
            "short_frames" => sending.frames = FrameChoice::Short,
            "long_frames" => sending.frames = FrameChoice::Long,
            "dcs_at_once_after_eom" => sending.dis_after_eom = false,
            "no_crp" => sending.ask_again = false,
            "eom_between_documents" => sending.eom_between_documents = true,
            "offer_operator" => self.policy.operator = OperatorPolicy::Offer,
            "refuse_first_copy" => self.policy.receiving.demonstration.refuse_first_copy = true,
            other => return Err(format!("policy {other}?")),
        }
        Ok(())
    }
}

/// `key=value` in a line.
fn value<'a>(rest: &'a str, key: &str) -> Option<&'a str> {
    rest.split(' ').filter_map(|word| word.split_once('=')).find(|(name, _)| *name == key).map(|(_, value)| value)
}

fn addresses(rest: &str) -> Addressing {
    let id = |key: &str| StationId::new(value(rest, key).unwrap_or(""));
    Addressing {
        subaddress: id("sub"),
        sender: id("sid"),
        selective_polling: id("sep"),
        polled_subaddress: id("psa"),
        password: id("pwd"),
        internet: ["TSA", "IRA", "CIA", "ISP"]
            .iter()
            .filter_map(|name| Some(format!("{name} {}", value(rest, &name.to_lowercase())?)))
            .collect(),
    }
}

impl Document {
    fn parse(rest: &str) -> Result<Self, String> {
        let number = |key: &str, default: usize| match value(rest, key) {
            Some(text) => text.parse().map_err(|_| format!("{key}={text}?")),
            None => Ok(default),
        };
        let resolutions = value(rest, "resolutions").unwrap_or("fine").split(',').map(str::parse);
        Ok(Self {
            pages: number("pages", 1)? as u32,
            octets: number("octets", 3_000)?,
            resolutions: resolutions.collect::<Result<_, String>>()?,
            first_page: number("from", 1)? as u32,
            address: addresses(rest),
        })
    }

    pub(super) fn plan(&self, page: u32) -> PagePlan {
        let last = self.resolutions.last().copied().unwrap_or_default();
        let resolution = self.resolutions.get(page as usize - 1).copied().unwrap_or(last);
        PagePlan { resolution, width: PageWidth::A4 }
    }

    pub(super) fn outgoing(&self) -> OutgoingDocument {
        OutgoingDocument {
            first_page: self.first_page,
            first_plan: self.plan(self.first_page),
            address: self.address.clone(),
        }
    }
}

fn steps(word: &str, rest: &str, calls: bool) -> Result<Vec<Step>, String> {
    let one = |step| Ok(vec![step]);
    let texts = |lines: &[&str]| {
        let read = |line: &&str| steps(line.split_once(' ').unwrap_or((line, "")).0, &line[2..], calls);
        Ok(lines.iter().map(read).collect::<Result<Vec<_>, String>>()?.into_iter().flatten().collect())
    };
    match word {
        "<" => one(sent(rest)?),
        ">" => {
            let (interval, rest) = interval(rest)?;
            one(Step::Expect(interval, expected(rest)?))
        }
        "-" => one(Step::Driver(match rest {
            "store" => Driver::Store,
            "abort" => Driver::Abort,
            "operator requests" => Driver::Operator(OperatorAction::Request),
            "operator answers" => Driver::Operator(OperatorAction::Answer),
            "operator ignores" => Driver::Operator(OperatorAction::Ignore),
            "operator finishes" => Driver::Operator(OperatorAction::Finished),
            other => return Err(format!("- {other}?")),
        })),
        "end" => one(Step::End(rest.to_owned())),
        "pages" => one(Step::Pages(rest.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())),
        "documents" => one(Step::Documents(rest.split(' ').map(str::to_owned).collect())),
        "failed" => one(Step::Failed(rest.to_owned())),
        "trace" => one(Step::Trace(rest.to_owned(), true)),
        "no-trace" => one(Step::Trace(rest.to_owned(), false)),
        "told" => one(Step::Told(rest.to_owned())),
        // From the beginning to CFR, with error correction, MMR, 14400.
        "trained" if calls => {
            texts(&["> cng", "< CSI \"2\" + DIS 00 EE F8 44", "> TSI + DCS 00 62 F8 44", "> tcf", "< CFR"])
        }
        "trained" => texts(&["> ced", "> CSI + DIS", "< TSI \"1\" + DCS 00 62 F8 44", "< tcf", "> CFR"]),
        // The same without error correction, MR or MH.
        "trained-plain" if calls => {
            texts(&["> cng", "< CSI \"2\" + DIS 00 EE 78", "> TSI + DCS 00 E2 78", "> tcf", "< CFR"])
        }
        "trained-plain" => texts(&["> ced", "> CSI + DIS", "< TSI \"1\" + DCS 00 62 78", "< tcf", "> CFR"]),
        other => Err(format!("no such step: {other}")),
    }
}

fn interval(rest: &str) -> Result<(Interval, &str), String> {
    let Some(inside) = rest.strip_prefix('[') else { return Ok((None, rest)) };
    let (inside, rest) = inside.split_once(']').ok_or("[ without ]")?;
    let (from, to) = inside.split_once("..").ok_or("[from..to]")?;
    let number = |text: &str| text.parse::<f64>().map_err(|_| format!("{text}?"));
    Ok((Some((number(from)?, number(to)?)), rest.trim()))
}

fn expected(rest: &str) -> Result<Expected, String> {
    let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok(match word {
        "cng" => Expected::CallingTone,
        "ced" => Expected::AnswerTone,
        "hangup" => Expected::HangUp,
        "tcf" => Expected::Tcf(tail.to_owned()),
        "stream" => Expected::Stream(tail.to_owned()),
        "frames" => {
            let (numbers, tail) = tail.split_once(" at ").unwrap_or((tail, ""));
            Expected::Frames(frame_numbers(numbers)?, tail.to_owned())
        }
        _ => Expected::Burst(rest.split(" + ").map(wanted).collect::<Result<_, _>>()?),
    })
}

fn wanted(text: &str) -> Result<(String, Want), String> {
    let (name, tail) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let tail = tail.trim();
    let want = if tail.is_empty() {
        Want::Anything
    } else if let Some(words) = tail.strip_prefix('"') {
        Want::Words(words.trim_end_matches('"').to_owned())
    } else if name == "PPR" {
        Want::Field(set(&frame_numbers(tail)?))
    } else {
        Want::Field(unhex(tail))
    };
    Ok((name.to_owned(), want))
}

fn sent(rest: &str) -> Result<Step, String> {
    let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    let seconds = |text: &str| text.parse().map(Duration::from_secs_f64).map_err(|_| format!("{text} seconds?"));
    let number = |key: &str, default: usize| value(tail, key).map_or(Some(default), |text| text.parse().ok());
    Ok(Step::Send(match word {
        "silence" => return Ok(Step::Silence(seconds(tail)?)),
        "carrier" => Sent::Carrier(seconds(tail)?),
        "cng" => Sent::Tone(Tone::Cng),
        "ced" => Sent::Tone(Tone::Ced),
        "disconnected" => Sent::Disconnected,
        "tcf" => {
            let millis = number("millis", 1_500).ok_or("millis?")? as u32;
            Sent::Tcf { good: !tail.contains("bad"), millis }
        }
        "stream" => Sent::Stream(tail.parse().unwrap_or(3_000)),
        "frames" => {
            let numbers = tail.split_once(' ').map_or(tail, |(first, _)| first);
            let bad = value(tail, "bad").map(|text| frame_numbers(&text.replace(',', " "))).transpose()?;
            Sent::Frames {
                numbers: frame_numbers(numbers)?,
                bad: bad.unwrap_or_default(),
                octets: number("octets", 256).ok_or("octets?")?,
                rcp: number("rcp", 3).ok_or("rcp?")?,
            }
        }
        _ => Sent::Burst(burst(rest)?),
    }))
}

/// Frames separated by ` + `: a name with a field, `bad` before it for a wrong FCS, `raw` for octets as they are.
fn burst(text: &str) -> Result<Vec<(Vec<u8>, bool)>, String> {
    let parts: Vec<&str> = text.split(" + ").map(str::trim).collect();
    let last = parts.len() - 1;
    let frame = |(place, part): (usize, &&str)| {
        let (good, part) = part.strip_prefix("bad ").map_or((true, *part), |part| (false, part));
        if let Some(raw) = part.strip_prefix("raw ") {
            return Ok((unhex(raw), good));
        }
        let (name, field) = part.split_once(' ').unwrap_or((part, ""));
        let control = if place == last { 0x13 } else { 0x03 };
        let (fcf, fif) = named(name, field.trim())?;
        Ok(([&[0xFF, control, fcf][..], &fif].concat(), good))
    };
    parts.iter().enumerate().map(frame).collect()
}

fn named(name: &str, field: &str) -> Result<(u8, Vec<u8>), String> {
    let code = |name: &str| {
        let octet = (0..=u8::MAX).find(|octet| Fcf::received(*octet).to_string() == name && *octet & 1 == 0);
        octet.or((0..=u8::MAX).find(|octet| Fcf::received(*octet).to_string() == name)).ok_or(format!("{name}?"))
    };
    let decimal = || field.split(' ').map(|n| n.parse::<usize>().map_err(|_| format!("{name} {field}?")));
    if let Some(command) = name.strip_prefix("PPS-") {
        let [page, block, frames] = decimal().collect::<Result<Vec<_>, _>>()?[..] else {
            return Err("PPS-x page block frames".to_owned());
        };
        return Ok((code("PPS")?, vec![code(command)?, page as u8, block as u8, (frames - 1) as u8]));
    }
    if let Some(command) = name.strip_prefix("EOR-") {
        return Ok((code("EOR")?, vec![code(command)?]));
    }
    if let Some(text) = field.strip_prefix('"') {
        let mut fif: Vec<u8> = text.trim_end_matches('"').bytes().rev().collect();
        fif.resize(20, b' ');
        return Ok((code(name)?, fif));
    }
    if name == "PPR" {
        return Ok((code(name)?, set(&frame_numbers(field)?)));
    }
    Ok((code(name)?, unhex(field)))
}

/// `0-3 7` as 0, 1, 2, 3, 7.
fn frame_numbers(text: &str) -> Result<Vec<u8>, String> {
    let mut numbers = vec![];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let (from, to) = word.split_once('-').unwrap_or((word, word));
        let number = |text: &str| text.parse::<u8>().map_err(|_| format!("frame {text}?"));
        numbers.extend(number(from)?..=number(to)?);
    }
    Ok(numbers)
}

fn set(numbers: &[u8]) -> Vec<u8> {
    let mut octets = vec![0; 32];
    numbers.iter().for_each(|number| octets[usize::from(number / 8)] |= 1 << (number % 8));
    octets
}
