//! The built-in exchange: two virtual fax lines, and numbers that are difficult on purpose (design §2).
//!
//! Real T.30 sessions talk over a simulated line with honest timing; nothing leaves the computer. A port's `speed` runs
//! the line faster than real time: the caller's setting counts for the call.

mod burst;
mod call;
mod exchange;
mod impairment;
mod special;
mod timing;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;

use self::exchange::{Exchange, RingState};
use super::session::{self, Answering, Reporter, Sending, receive};
use super::{
    CallContext, CallReport, CallStatus, Device, DeviceDeclaration, DeviceProvider, ProviderError, ReceiveRequest,
    Ring, SendRequest,
};
use crate::model::{Capabilities, Outcome, Phase, PortId, PortSettings, RateStep, Stage, TraceTone};
use crate::t30::{self, Access, AnsweringConfig};

pub use impairment::LineImpairment;

/// The lines: port, name, number.
const LINES: [(&str, &str, &str); 2] = [("virtual-1", "Virtual 1", "1001"), ("virtual-2", "Virtual 2", "1002")];

/// What an exchange is told at its start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VirtualOptions {
    /// Makes the faults of all calls; each call gets its own from it.
    pub seed: u64,
    /// What is wrong with the lines; its own seed is not used.
    pub impairment: LineImpairment,
}

/// The built-in exchange with its two lines.
#[derive(Debug)]
pub struct VirtualProvider {
    exchange: Arc<Exchange>,
}

impl VirtualProvider {
    /// An exchange of its own: calls stay inside.
    pub fn new(options: VirtualOptions) -> Self {
        let lines = LINES.map(|(port, _, number)| (PortId::from(port), number));
        Self { exchange: Exchange::new(options, &lines) }
    }
}

impl Default for VirtualProvider {
    fn default() -> Self {
        Self::new(VirtualOptions::default())
    }
}

#[async_trait]
impl DeviceProvider for VirtualProvider {
    fn name(&self) -> &str {
        "virtual"
    }

    fn friendly_name(&self) -> &str {
        "Built-in exchange"
    }

    async fn devices(&self) -> Result<Vec<DeviceDeclaration>, ProviderError> {
        Ok(LINES
            .iter()
            .map(|(port, name, number)| DeviceDeclaration {
                port: PortId::from(*port),
                description: "Built-in exchange".to_owned(),
                is_virtual: true,
                defaults: PortSettings {
                    name: (*name).to_owned(),
                    number: (*number).to_owned(),
                    ..PortSettings::default()
                },
            })
            .collect())
    }

    async fn open(&self, port: &PortId, settings: &PortSettings) -> Result<Box<dyn Device>, ProviderError> {
        let rings = self.exchange.rings(port)?;
        self.exchange.set_number(port, &settings.number)?;
        Ok(Box::new(VirtualDevice {
            exchange: Arc::clone(&self.exchange),
            port: port.clone(),
            settings: settings.clone(),
            rings,
            told: (0, 0),
            ringing_call: None,
            calls: 0,
        }))
    }
}

/// An open virtual line.
struct VirtualDevice {
    exchange: Arc<Exchange>,
    port: PortId,
    settings: PortSettings,
    rings: watch::Receiver<RingState>,
    /// The last ring told: its call and count.
    told: (u64, u32),
    /// The call whose rings were told and whose end was not.
    ringing_call: Option<u64>,
    /// Calls answered, to seed each differently.
    calls: u64,
}

impl VirtualDevice {
    /// What the request allows and the port's settings do, too.
    fn limited(&self, mut capabilities: Capabilities) -> Capabilities {
        capabilities.ecm &= self.settings.ecm;
        capabilities.rates.retain(|step| step.rate_bps <= self.settings.max_rate_bps);
        if capabilities.rates.is_empty() {
            capabilities.rates.push(RateStep::V27_2400);
        }
        capabilities
    }

    async fn call(&self, request: SendRequest, reporter: &mut Reporter) -> CallReport {
        reporter.report(CallStatus::Stage { stage: Stage::Initializing, page: 0 }).await;
        let number = request.number.clone();
        let capabilities = self.limited(request.capabilities.clone());
        let sending = match Sending::ready(SendRequest { capabilities, ..request }, reporter).await {
            Ok(sending) => sending,
            Err(report) => return *report,
        };
        let Some(seized) = self.exchange.seize(&self.port) else {
            return CallReport::failed(Outcome::LineUnavailable);
        };
        reporter.report(CallStatus::Stage { stage: Stage::Dialing, page: 0 }).await;
        let (dialled, passed) = tokio::select! {
            biased;
            () = reporter.aborted() => (Err(Outcome::Canceled), Duration::ZERO),
            dialled = self.exchange.dial(&seized, &number, self.settings.speed, reporter) => dialled,
        };
        let mut line = match dialled {
            Ok(line) => line,
            Err(outcome) => {
                reporter.note(passed, Phase::E, TraceTone::Bad, outcome.text().to_owned()).await;
                return CallReport::failed(outcome);
            }
        };
        reporter.note(passed, Phase::A, TraceTone::Normal, "The call was answered".to_owned()).await;
        reporter.set_offset(passed);
        let report = sending.run(&mut line, reporter).await;
        drop(line);
        drop(seized);
        report
    }
}

#[async_trait]
impl Device for VirtualDevice {
    async fn configure(&mut self, settings: &PortSettings) -> Result<(), ProviderError> {
        self.exchange.set_number(&self.port, &settings.number)?;
        self.settings = settings.clone();
        Ok(())
    }

    async fn next_ring(&mut self) -> Result<Ring, ProviderError> {
        loop {
            let state = self.rings.borrow_and_update().clone();
            if self.ringing_call.take_if(|call| !state.ringing || *call != state.call).is_some() {
                return Err(ProviderError::RingingStopped);
            }
            if state.ringing && self.told != (state.call, state.rings) {
                self.told = (state.call, state.rings);
                self.ringing_call = Some(state.call);
                return Ok(Ring { caller_id: state.caller_id, routing: String::new(), rings: state.rings });
            }
            if self.rings.changed().await.is_err() {
                return Err(ProviderError::Lost("the exchange is gone".to_owned()));
            }
        }
    }

    async fn send(&mut self, request: SendRequest, call: CallContext) -> CallReport {
        let mut reporter = Reporter::new(call);
        self.call(request, &mut reporter).await
    }

    async fn receive(&mut self, request: ReceiveRequest, call: CallContext) -> CallReport {
        let ringing_call = self.ringing_call.take();
        let reporter = Reporter::new(call);
        let Some((mut line, seized)) = self.exchange.answer(&self.port, ringing_call) else {
            return CallReport::failed(Outcome::CallerGaveUp);
        };
        self.calls += 1;
        let ReceiveRequest { csid, capabilities, sink, offers, password, policy } = request;
        let config = AnsweringConfig {
            access: Access { password, ..Access::default() },
            policy: t30::Policy { operator: reporter.operator_policy(), ..session::policy(policy) },
            ..AnsweringConfig::receiving(csid, self.limited(capabilities), self.calls)
        };
        reporter.note(Duration::ZERO, Phase::A, TraceTone::Normal, "Answered the call".to_owned()).await;
        let report = receive(&mut line, Answering { config, sink, offers }, &reporter).await;
        drop(line);
        drop(seized);
        report
    }
}

#[cfg(test)]
mod tests;
