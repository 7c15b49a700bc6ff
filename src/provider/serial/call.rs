//! Calls through a modem, and the way back to a modem that waits for the next.

use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::class1::Class1Line;
use super::ring::{Happened, Rings};
use super::{ASK_EVERY, SerialDevice, class2, dialing, look, setup};
use crate::model::{Capabilities, DeviceFinding, DeviceTest, Outcome, Phase, PortSettings, RateStep, Stage, TraceTone};
use crate::modem::class1::{Begin, Class1, SpeedList};
use crate::modem::{COMMAND_TIME, ModemError};
use crate::provider::session::{self, Answering, Reporter, Sending, receive};
use crate::provider::{CallContext, CallReport, CallStatus, Device, ProviderError, ReceiveRequest, Ring, SendRequest};
use crate::t30::{self, Access, AnsweringConfig};

/// A modem that is not ready again after a call within this time is opened anew.
const READY_TIME: Duration = Duration::from_secs(5);

impl SerialDevice {
    /// What the request allows, the port's settings do, and the modem can.
    fn limited(&self, mut capabilities: Capabilities, speeds: &SpeedList, not: &[u32]) -> Capabilities {
        capabilities.ecm &= self.settings.ecm;
        let fails = |step: &RateStep| {
            let code = crate::modem::class1::rate_code(*step, t30::Training::Long);
            not.contains(&code)
        };
        // A modem that gives no list is taken at its word: it is a fax modem.
        capabilities.rates.retain(|step| {
            step.rate_bps <= self.settings.max_rate_bps && (speeds.is_empty() || speeds.allows(*step)) && !fails(step)
        });
        if capabilities.rates.is_empty() {
            capabilities.rates.push(RateStep::V27_2400);
        }
        capabilities
    }

    async fn call(&mut self, request: SendRequest, reporter: &mut Reporter) -> CallReport {
        reporter.report(CallStatus::Stage { stage: Stage::Initializing, page: 0 }).await;
        let (identity, profile) = (&self.modem.identity, &self.modem.profile.class1);
        let capabilities = self.limited(request.capabilities.clone(), &identity.sends, &profile.no_send);
        let command = dialing::dial_command(&request.number, &self.settings, &self.modem.profile);
        let request = SendRequest { capabilities, ..request };
        if let Some(mut modem) = self.modem.class2.take() {
            let finished = class2::send(&mut modem, &mut self.dialogue, &command, request, reporter).await;
            self.modem.class2 = Some(modem);
            return self.finished(finished);
        }
        let sending = match Sending::ready(request, reporter).await {
            Ok(sending) => sending,
            Err(report) => return *report,
        };
        reporter.report(CallStatus::Stage { stage: Stage::Dialing, page: 0 }).await;
        let began = self.dialogue.now();
        let dialled = tokio::select! {
            biased;
            () = reporter.aborted() => Err(Outcome::Canceled),
            dialled = dialing::dial(&mut self.dialogue, &command) => dialled,
        };
        let passed = self.dialogue.now().saturating_duration_since(began);
        if let Err(outcome) = dialled {
            if outcome == Outcome::Canceled {
                dialing::stop(&mut self.dialogue).await;
            }
            reporter.note(passed, Phase::E, TraceTone::Bad, outcome.text().to_owned()).await;
            return CallReport::failed(outcome);
        }
        reporter.note(passed, Phase::A, TraceTone::Normal, "The call was answered".to_owned()).await;
        reporter.set_offset(passed);
        let machine = Class1::new(self.modem.profile.class1.clone(), Begin::Dialled, self.dialogue.now());
        let mut line = Class1Line::new(&mut self.dialogue, machine);
        let report = sending.run(&mut line, reporter).await;
        let lost = line.lost().map(str::to_owned);
        self.ended(report, lost)
    }

    /// A call in which the port went away failed for that reason.
    fn ended(&mut self, mut report: CallReport, lost: Option<String>) -> CallReport {
        if let Some(reason) = lost {
            if report.outcome == Outcome::Disconnected {
                report.outcome = Outcome::DeviceLost;
            }
            report.detail.clone_from(&reason);
            self.failed = Some(reason);
        }
        report
    }

    /// After a call that the modem led by itself.
    fn finished(&mut self, finished: class2::Finished) -> CallReport {
        self.failed = finished.unusable.map(|error| error.to_string());
        finished.report
    }

    /// Makes the modem wait for the next call. One that does not listen is woken in growing steps, and opened anew when
    /// that does not help.
    async fn get_ready(&mut self) {
        self.rings.reset();
        if self.failed.is_some() {
            return;
        }
        let class = format!("AT+FCLASS={}", self.modem.class);
        let dialogue = &mut self.dialogue;
        let ready = async {
            if dialogue.command("ATH0", Duration::from_secs(2)).await.is_err() {
                setup::wake(dialogue).await?;
                dialogue.command("ATH0", COMMAND_TIME).await?;
            }
            // Some fall back to data mode when they hang up.
            dialogue.set(&class).await?;
            Ok::<(), setup::SetupError>(())
        };
        match tokio::time::timeout(READY_TIME, ready).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.failed = Some(error.to_string()),
            Err(_) => self.failed = Some("the modem was not ready again 5 s after a call".to_owned()),
        }
    }

    fn lose(&mut self, error: &ModemError) -> ProviderError {
        self.failed = Some(error.to_string());
        ProviderError::Lost(error.to_string())
    }
}

#[async_trait]
impl Device for SerialDevice {
    async fn configure(&mut self, settings: &PortSettings) -> Result<(), ProviderError> {
        let same = (&self.settings.device, &self.settings.modem_class) == (&settings.device, &settings.modem_class);
        self.settings = settings.clone();
        self.rings = Rings::new(&settings.ring_name, &self.modem.profile.cadences);
        if same { Ok(()) } else { Err(ProviderError::Lost("it is opened with its new settings".to_owned())) }
    }

    async fn next_ring(&mut self) -> Result<Ring, ProviderError> {
        loop {
            if let Some(reason) = &self.failed {
                return Err(ProviderError::Lost(reason.clone()));
            }
            let until: Instant = self.dialogue.now() + ASK_EVERY;
            match self.rings.next(&mut self.dialogue, until).await {
                Ok(Happened::Ring(ring)) => return Ok(ring),
                Ok(Happened::Stopped) => return Err(ProviderError::RingingStopped),
                // A modem that was switched off says nothing either: it is asked now and then.
                Ok(Happened::Nothing) => {
                    if let Err(error) = self.dialogue.command("AT", COMMAND_TIME).await {
                        return Err(self.lose(&error));
                    }
                }
                Err(error) => return Err(self.lose(&error)),
            }
        }
    }

    async fn send(&mut self, request: SendRequest, call: CallContext) -> CallReport {
        let mut reporter = Reporter::new(call);
        let report = self.call(request, &mut reporter).await;
        self.get_ready().await;
        report
    }

    async fn receive(&mut self, request: ReceiveRequest, call: CallContext) -> CallReport {
        let reporter = Reporter::new(call);
        self.calls += 1;
        let (identity, profile) = (&self.modem.identity, &self.modem.profile.class1);
        let limited = self.limited(request.capabilities.clone(), &identity.receives, &profile.no_receive);
        if let Some(mut modem) = self.modem.class2.take() {
            let request = ReceiveRequest { capabilities: limited, ..request };
            let finished = class2::receive(&mut modem, &mut self.dialogue, request, &reporter).await;
            self.modem.class2 = Some(modem);
            let report = self.finished(finished);
            self.get_ready().await;
            return report;
        }
        let ReceiveRequest { csid, capabilities: _, sink, offers, password, policy } = request;
        let config = AnsweringConfig {
            access: Access { password, ..Access::default() },
            policy: t30::Policy { operator: reporter.operator_policy(), ..session::policy(policy) },
            ..AnsweringConfig::receiving(csid, limited, self.calls)
        };
        reporter.note(Duration::ZERO, Phase::A, TraceTone::Normal, "Answered the call".to_owned()).await;
        let machine = Class1::new(self.modem.profile.class1.clone(), Begin::Ringing, self.dialogue.now());
        let mut line = Class1Line::new(&mut self.dialogue, machine);
        let report = receive(&mut line, Answering { config, sink, offers }, &reporter).await;
        let lost = line.lost().map(str::to_owned);
        let report = self.ended(report, lost);
        self.get_ready().await;
        report
    }

    async fn test(&mut self, test: DeviceTest) -> Vec<DeviceFinding> {
        // What the modem is now, not when it was opened.
        if let Err(error) = self.set_up().await {
            self.failed = Some(error.to_string());
            return vec![look::not_ready(&error)];
        }
        let findings = look::at(&mut self.dialogue, &self.modem, &self.settings, &test).await;
        self.get_ready().await;
        findings
    }
}
