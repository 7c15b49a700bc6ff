//! The task that owns one device: opens it, waits for rings, makes calls, and opens it again when it is lost. It decides
//! nothing; it reports to the run loop and does what it is told. A panic of the device ends its call and closes it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};

use super::run::Input;
use crate::model::{DeviceFinding, DeviceTest, OperatorAction, Outcome, PortId, PortSettings};
use crate::provider::{
    CallContext, CallReport, CallStatus, Device, DeviceProvider, ProviderError, ReceiveRequest, Ring, SendRequest,
};

/// Time a device may take to open.
const OPEN_TIME: Duration = Duration::from_secs(60);
/// Wait before the second try to open a device; it doubles up to [`REOPEN_LONGEST`].
const REOPEN_FIRST: Duration = Duration::from_secs(1);
const REOPEN_LONGEST: Duration = Duration::from_secs(60);
/// Reports of a call that may wait to be passed on.
const STATUS_DEPTH: usize = 64;

/// What the run loop tells a port.
pub(super) enum PortOrder {
    /// Dial and send.
    Send(Box<SendOrder>),
    /// Answer the ringing call.
    Answer(Box<AnswerOrder>),
    /// Look whether the device works.
    Test(TestOrder),
    /// New settings, from the next call on.
    Configure(Box<PortSettings>),
}

/// A device to be looked at.
pub(super) struct TestOrder {
    pub(super) test: DeviceTest,
    pub(super) answer: oneshot::Sender<Vec<DeviceFinding>>,
}

/// A call to make.
pub(super) struct SendOrder {
    pub(super) call: u64,
    pub(super) request: SendRequest,
    pub(super) abort: tokio_util::sync::CancellationToken,
    /// Who talks at this line, if anybody.
    pub(super) operator: Option<watch::Receiver<OperatorAction>>,
}

/// A call to answer.
pub(super) struct AnswerOrder {
    pub(super) call: u64,
    pub(super) request: ReceiveRequest,
    pub(super) abort: tokio_util::sync::CancellationToken,
    /// Who talks at this line, if anybody.
    pub(super) operator: Option<watch::Receiver<OperatorAction>>,
}

/// What a port tells the run loop.
pub(super) enum PortEvent {
    /// The device is open and listens.
    Opened,
    /// It could not be opened, or is gone; it is tried again.
    Offline(String),
    /// A call comes in.
    Ring(Ring),
    /// The caller gave up.
    RingingStopped,
    /// What happens in a call.
    Status { call: u64, status: CallStatus },
    /// A call ended.
    Ended { call: u64, report: CallReport },
    /// The task itself ended by a panic.
    Died,
}

/// The way back to the run loop.
#[derive(Clone)]
pub(super) struct Reporter {
    pub(super) port: PortId,
    pub(super) generation: u32,
    pub(super) inputs: mpsc::Sender<Input>,
}

impl Reporter {
    async fn tell(&self, event: PortEvent) {
        // The loop has ended when nobody listens; this task is about to be dropped.
        let _ended = self.inputs.send(self.input(event)).await;
    }

    /// Progress replaces itself, so what does not fit may go.
    fn hint(&self, event: PortEvent) {
        let _full = self.inputs.try_send(self.input(event));
    }

    fn input(&self, event: PortEvent) -> Input {
        Input::Port { port: self.port.clone(), generation: self.generation, event }
    }
}

/// A port's task.
pub(super) struct PortTask {
    pub(super) provider: Arc<dyn DeviceProvider>,
    pub(super) settings: PortSettings,
    pub(super) orders: mpsc::Receiver<PortOrder>,
    pub(super) reporter: Reporter,
}

/// Why a device is no longer served.
enum Leave {
    /// Nobody gives orders any more.
    Closed,
    /// The device must be opened anew.
    Reopen(String),
}

impl PortTask {
    /// Serves the port until the run loop lets go of it.
    pub(super) async fn run(self) {
        let reporter = self.reporter.clone();
        if AssertUnwindSafe(self.serve()).catch_unwind().await.is_err() {
            reporter.tell(PortEvent::Died).await;
        }
    }

    async fn serve(mut self) {
        let mut wait = REOPEN_FIRST;
        loop {
            let reason = match self.open().await {
                Ok(device) => {
                    wait = REOPEN_FIRST;
                    self.reporter.tell(PortEvent::Opened).await;
                    match self.listen(device).await {
                        Leave::Closed => return,
                        Leave::Reopen(reason) => reason,
                    }
                }
                Err(error) => error.to_string(),
            };
            self.reporter.tell(PortEvent::Offline(reason)).await;
            if !self.stay_offline(wait).await {
                return;
            }
            wait = wait.saturating_mul(2).min(REOPEN_LONGEST);
        }
    }

    async fn open(&self) -> Result<Box<dyn Device>, ProviderError> {
        let opening = guarded(self.provider.open(&self.reporter.port, &self.settings));
        match timeout(OPEN_TIME, opening).await {
            Ok(result) => result,
            Err(_) => Err(ProviderError::Failed("it does not answer".to_owned())),
        }
    }

    /// Waits before the next try; false when nobody gives orders any more.
    async fn stay_offline(&mut self, wait: Duration) -> bool {
        let mut pause = pin!(sleep(wait));
        loop {
            tokio::select! {
                () = &mut pause => return true,
                order = self.orders.recv() => match order {
                    None => return false,
                    Some(PortOrder::Configure(settings)) => {
                        self.settings = *settings;
                        return true;
                    }
                    Some(PortOrder::Send(order)) => self.refuse(order.call).await,
                    Some(PortOrder::Answer(order)) => self.refuse(order.call).await,
                    Some(PortOrder::Test(order)) => {
                        self.test_closed(order).await;
                        return true;
                    }
                },
            }
        }
    }

    /// Looks at a device that could not be opened when it was tried last.
    async fn test_closed(&self, order: TestOrder) {
        let findings = match self.open().await {
            Ok(mut device) => device.test(order.test).await,
            Err(error) => {
                vec![DeviceFinding::bad("Modem", error.to_string(), "Check the device, its cable and its name")]
            }
        };
        // Whoever asked may be gone.
        let _gone = order.answer.send(findings);
    }

    async fn refuse(&self, call: u64) {
        self.reporter.tell(PortEvent::Ended { call, report: CallReport::failed(Outcome::LineUnavailable) }).await;
    }

    /// Waits for rings and orders on an open device.
    async fn listen(&mut self, mut device: Box<dyn Device>) -> Leave {
        let mut ringing = false;
        loop {
            tokio::select! {
                biased;
                ring = guarded(device.next_ring()) => match ring {
                    Ok(ring) => {
                        ringing = true;
                        self.reporter.tell(PortEvent::Ring(ring)).await;
                    }
                    Err(ProviderError::RingingStopped) => {
                        ringing = false;
                        self.reporter.tell(PortEvent::RingingStopped).await;
                    }
                    Err(error) => return Leave::Reopen(error.to_string()),
                },
                order = self.orders.recv() => match order {
                    None => return Leave::Closed,
                    Some(PortOrder::Configure(settings)) => {
                        self.settings = *settings;
                        if let Err(error) = guarded(device.configure(&self.settings)).await {
                            return Leave::Reopen(error.to_string());
                        }
                    }
                    Some(PortOrder::Test(order)) => {
                        let _gone = order.answer.send(device.test(order.test).await);
                    }
                    // An incoming call has the line.
                    Some(PortOrder::Send(order)) if ringing => self.refuse(order.call).await,
                    Some(PortOrder::Send(order)) => {
                        let SendOrder { call, request, abort, operator } = *order;
                        let (status, statuses) = mpsc::channel(STATUS_DEPTH);
                        let sending = device.send(request, CallContext { status, abort, operator });
                        if let Some(reason) = self.watch(call, sending, statuses).await {
                            return Leave::Reopen(reason);
                        }
                    }
                    Some(PortOrder::Answer(order)) if !ringing => {
                        let report = CallReport::failed(Outcome::CallerGaveUp);
                        self.reporter.tell(PortEvent::Ended { call: order.call, report }).await;
                    }
                    Some(PortOrder::Answer(order)) => {
                        ringing = false;
                        let AnswerOrder { call, request, abort, operator } = *order;
                        let (status, statuses) = mpsc::channel(STATUS_DEPTH);
                        let receiving = device.receive(request, CallContext { status, abort, operator });
                        if let Some(reason) = self.watch(call, receiving, statuses).await {
                            return Leave::Reopen(reason);
                        }
                    }
                },
            }
        }
    }

    /// Drives a call to its end, passing on what it reports; the reason when the device must be opened anew.
    async fn watch(
        &self,
        call: u64,
        running: impl Future<Output = CallReport>,
        mut statuses: mpsc::Receiver<CallStatus>,
    ) -> Option<String> {
        let mut running = pin!(AssertUnwindSafe(running).catch_unwind());
        let result = loop {
            tokio::select! {
                biased;
                Some(status) = statuses.recv() => self.pass_on(call, status).await,
                result = &mut running => break result,
            }
        };
        while let Ok(status) = statuses.try_recv() {
            self.pass_on(call, status).await;
        }
        let (report, reopen) = match result {
            Ok(report) => {
                let lost = matches!(report.outcome, Outcome::DeviceLost | Outcome::DeviceFailed);
                let reason = lost.then(|| report.outcome.text().to_owned());
                (report, reason)
            }
            Err(panic) => {
                let detail = panic_words(&*panic);
                tracing::error!(port = %self.reporter.port, "a call ended by a panic: {detail}");
                let report = CallReport { detail, ..CallReport::failed(Outcome::InternalError) };
                (report, Some("its driver made a mistake".to_owned()))
            }
        };
        self.reporter.tell(PortEvent::Ended { call, report }).await;
        reopen
    }

    async fn pass_on(&self, call: u64, status: CallStatus) {
        let progress = matches!(status, CallStatus::Progress { .. });
        let event = PortEvent::Status { call, status };
        if progress { self.reporter.hint(event) } else { self.reporter.tell(event).await }
    }
}

/// Runs a device's future; a panic in it is an error of the device.
async fn guarded<T>(future: impl Future<Output = Result<T, ProviderError>>) -> Result<T, ProviderError> {
    match AssertUnwindSafe(future).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => {
            let words = panic_words(&*panic);
            tracing::error!("a device driver panicked: {words}");
            Err(ProviderError::Lost(format!("its driver made a mistake ({words})")))
        }
    }
}

fn panic_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
