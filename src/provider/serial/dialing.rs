//! Dialling with a Class 1 modem: from ATD to the first V.21 carrier, or the reason why there is none.

use std::time::Duration;

use crate::model::{FaxNumber, Outcome, PortSettings};
use crate::modem::at::Response;
use crate::modem::{COMMAND_TIME, Dialogue, ModemError, Profile};

/// The modem itself gives up after S7; this is for one that forgets it.
const DIAL_TIME: Duration = Duration::from_secs(150);
/// NO CARRIER sooner than this after dialling means that the call did not even ring.
const ANSWERED: Duration = Duration::from_secs(20);

/// The command that dials: tone or pulse, prefix, number; the number's punctuation taken out, pauses kept; then, after what
/// makes this modem wait for the answer, the extension.
pub(super) fn dial_command(number: &FaxNumber, settings: &PortSettings, profile: &Profile) -> String {
    let method = if settings.pulse { 'P' } else { 'T' };
    let dialled = |c: &char| c.is_ascii_digit() || matches!(c, '*' | '#' | ',' | 'W' | 'w' | 'A'..='D');
    let prefix: String = settings.dial_prefix.chars().filter(dialled).collect();
    // A + is nothing that a telephone line knows.
    let digits = number.dialled_first().replacen('+', &settings.international_prefix, 1);
    let digits: String = digits.chars().filter(dialled).collect();
    let extension: String = number.extension().chars().filter(dialled).collect();
    let wait = if extension.is_empty() { "" } else { profile.answer_wait.as_str() };
    format!("ATD{method}{prefix}{digits}{wait}{extension}")
}

/// Dials; done when the other side's V.21 has been heard.
///
/// # Errors
/// Why there is no call.
pub(super) async fn dial(dialogue: &mut Dialogue, command: &str) -> Result<(), Outcome> {
    let failed = |error: ModemError| match error {
        ModemError::Lost(_) => Outcome::DeviceLost,
        ModemError::Silent(_) | ModemError::Refused { .. } => Outcome::DeviceFailed,
    };
    dialogue.begin(command, COMMAND_TIME).await.map_err(failed)?;
    let began = dialogue.now();
    let deadline = began + DIAL_TIME;
    loop {
        let Some(line) = dialogue.line(deadline).await.map_err(failed)? else { return Err(Outcome::DeviceFailed) };
        if line.eq_ignore_ascii_case(command) {
            continue;
        }
        return Err(match Response::parse(&line) {
            Response::Connect(_) => return Ok(()),
            Response::Busy => Outcome::Busy,
            Response::NoAnswer => Outcome::NoAnswer,
            Response::NoDialTone => Outcome::NoDialTone,
            Response::Delayed => Outcome::CallDelayed,
            Response::Blacklisted => Outcome::CallBlocked,
            Response::NoCarrier if dialogue.now() - began < ANSWERED => Outcome::Disconnected,
            Response::NoCarrier | Response::WrongCarrier => Outcome::NotAFax,
            Response::Ok | Response::Error => Outcome::DeviceFailed,
            // Somebody calls us at the very moment.
            Response::Ring(_) => Outcome::LineUnavailable,
            Response::AdaptiveV21 | Response::Other(_) => continue,
        });
    }
}

/// Ends dialling: any octet does (V.250 §6.3.1), then on hook.
pub(super) async fn stop(dialogue: &mut Dialogue) {
    let stopped = async {
        dialogue.write(b"\r", COMMAND_TIME).await?;
        dialogue.settle(Duration::from_millis(200)).await?;
        dialogue.command("ATH0", COMMAND_TIME).await
    };
    if let Err(error) = stopped.await {
        tracing::warn!(%error, "a call that was being dialled could not be ended properly");
    }
}
