//! `doctor`: what works here. The findings are made elsewhere, by whoever knows each part; here they are shown.

use serde::Serialize;

use super::{CliError, Exit, Screen};

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// It works.
    Good,
    /// It works with a limit, or is not there and not needed.
    Warning,
    /// It does not work.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The thing, in one or two words.
    pub name: String,
    /// How it is.
    pub state: FindingState,
    /// What was found.
    pub text: String,
    /// What to do; empty when there is nothing to do.
    pub hint: String,
}

impl Finding {
    /// Something that works.
    pub fn good(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), state: FindingState::Good, text: text.into(), hint: String::new() }
    }

    /// Something that works with a limit.
    pub fn warning(name: impl Into<String>, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name: name.into(), state: FindingState::Warning, text: text.into(), hint: hint.into() }
    }

    /// Something that does not work.
    pub fn bad(name: impl Into<String>, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name: name.into(), state: FindingState::Bad, text: text.into(), hint: hint.into() }
    }
}

/// Prints the findings. [`Exit::Failed`] when something does not work.
///
/// # Errors
/// The output's.
pub fn report(findings: &[Finding], screen: &mut Screen) -> Result<Exit, CliError> {
    if screen.json {
        screen.value(&findings)?;
    } else {
        let width = findings.iter().map(|finding| finding.name.chars().count()).max().unwrap_or(0);
        for finding in findings {
            let state = match finding.state {
                FindingState::Good => "ok  ",
                FindingState::Warning => "note",
                FindingState::Bad => "BAD ",
            };
            let hint = if finding.hint.is_empty() { String::new() } else { format!(" ({})", finding.hint) };
            let text = super::screen::plain(&format!("{}{hint}", finding.text));
            screen.line(&format!("{state}  {:<width$}  {text}", finding.name))?;
        }
    }
    let works = findings.iter().all(|finding| finding.state != FindingState::Bad);
    Ok(if works { Exit::Done } else { Exit::Failed })
}
