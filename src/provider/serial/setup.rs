//! From an open port to a modem that is ready: woken, known, set up, in its fax class.

use std::time::Duration;

use crate::modem::at::Response;
use crate::modem::catalogue::Catalogue;
use crate::modem::class1::SpeedList;
use crate::modem::class2::{Class2Modem, Dialect};
use crate::modem::{COMMAND_TIME, Dialogue, ModemError, Profile};

/// What a modem says of itself, and what was made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// Maker, model and revision as far as it tells.
    pub(super) text: String,
    /// Its fax classes: `1`, `1.0`, `2`, `2.0`, `2.1`.
    pub(super) classes: Vec<String>,
    /// What it can send in Class 1.
    pub(super) sends: SpeedList,
    /// What it can receive in Class 1.
    pub(super) receives: SpeedList,
}

/// What is known of a modem that is ready.
#[derive(Clone, Debug, Default)]
pub(super) struct Modem {
    pub(super) identity: Identity,
    pub(super) profile: Profile,
    /// The class it is in.
    pub(super) class: String,
    /// Its session commands, when it speaks T.30 by itself.
    pub(super) class2: Option<Class2Modem>,
}

/// Why a modem is not ready.
#[derive(Debug, thiserror::Error)]
pub(super) enum SetupError {
    #[error(transparent)]
    Modem(#[from] ModemError),
    /// It says nothing at all.
    #[error("no modem answers there: is it switched on, and is this the right port?")]
    NoModem,
    /// It is no fax modem.
    #[error("it is a modem, but not one for faxes (its classes: {0})")]
    NoFax(String),
    /// It has not the class that was asked for.
    #[error("it has no class {wanted}, but {has}; `class=auto` chooses the best")]
    NoClass {
        /// Asked for.
        wanted: String,
        /// There.
        has: String,
    },
}

/// Wakes a modem and makes it ready. `class`: `auto` or the one wanted.
pub(super) async fn set_up(dialogue: &mut Dialogue, class: &str, families: &Catalogue) -> Result<Modem, SetupError> {
    wake(dialogue).await?;
    dialogue.command("ATZ", COMMAND_TIME).await?;
    dialogue.port().set_baud(super::BAUD).await.map_err(ModemError::from)?;
    // Some say OK twice: once for the reset, once when they are through with it.
    dialogue.settle(Duration::from_millis(100)).await?;
    dialogue.command("ATE0V1Q0", COMMAND_TIME).await?;
    let text = identify(dialogue).await?;
    let profile = families.family(&text);
    for line in &profile.init {
        dialogue.command(line, COMMAND_TIME).await?;
    }
    first_accepted(dialogue, &profile.flow_control).await?;
    first_accepted(dialogue, &profile.caller_id).await?;
    first_accepted(dialogue, &profile.distinctive_ring).await?;
    let classes = classes(&dialogue.command("AT+FCLASS=?", COMMAND_TIME).await?.text());
    let class = choose_class(class, &classes, &profile.classes)?;
    dialogue.set(&format!("AT+FCLASS={class}")).await?;
    if !class.starts_with('1') && profile.class2.fixed_baud > 0 {
        // These switch their port in the fax class, whatever it was opened with.
        dialogue.port().set_baud(profile.class2.fixed_baud).await.map_err(ModemError::from)?;
    }
    if profile.adaptive_answer {
        // One that cannot says ERROR, and answers as a fax always.
        dialogue.command(if class == "1" { "AT+FAE=1" } else { "AT+FAA=1" }, COMMAND_TIME).await?;
    }
    let mut identity = Identity { text, classes, ..Identity::default() };
    if class.starts_with('1') {
        identity.sends = SpeedList::parse(&dialogue.command("AT+FTM=?", COMMAND_TIME).await?.text());
        identity.receives = SpeedList::parse(&dialogue.command("AT+FRM=?", COMMAND_TIME).await?.text());
        if profile.class1.adaptive_reception {
            dialogue.command("AT+FAR=1", COMMAND_TIME).await?;
        }
        // The flow control of some is another one in each class.
        first_accepted(dialogue, &profile.flow_control).await?;
    }
    let class2 = Dialect::named(&class).map(|dialect| Class2Modem::new(dialect, &profile));
    Ok(Modem { identity, profile, class, class2 })
}

/// Makes a modem listen, in growing steps: a word, an end to whatever it does, the escape to commands, DTR.
pub(super) async fn wake(dialogue: &mut Dialogue) -> Result<(), SetupError> {
    const SHORT: Duration = Duration::from_millis(600);
    for step in 0..6 {
        match step {
            0 | 1 => {}
            // One that is still in a fax class with a speed of its own: there ATZ brings it back.
            5 => dialogue.port().set_baud(OLD_FAX_BAUD).await.map_err(ModemError::from)?,
            2 => dialogue.write(&[0x18, 0x10, 0x03], SHORT).await?,
            3 => {
                // The escape counts only between two pauses.
                dialogue.settle(Duration::from_millis(1100)).await?;
                dialogue.write(b"+++", SHORT).await?;
                dialogue.settle(Duration::from_millis(1100)).await?;
            }
            4 => {
                dialogue.port().drop_dtr(Duration::from_millis(300)).await.map_err(ModemError::from)?;
                dialogue.settle(Duration::from_millis(500)).await?;
            }
            _ => {}
        }
        match dialogue.command("AT", SHORT).await {
            Ok(answer) if answer.result == Response::Ok => return Ok(()),
            Ok(_) | Err(ModemError::Silent(_) | ModemError::Refused { .. }) => {}
            Err(error @ ModemError::Lost(_)) => return Err(error.into()),
        }
    }
    Err(SetupError::NoModem)
}

/// Rockwell's modems have their ports at this speed in Class 2.
const OLD_FAX_BAUD: u32 = 19_200;

/// Asks a modem for its name, in both ways of spelling.
async fn identify(dialogue: &mut Dialogue) -> Result<String, ModemError> {
    let mut words: Vec<String> = Vec::new();
    for question in ["AT+FMI?", "AT+FMFR?", "AT+FMM?", "AT+FMDL?", "AT+FMR?", "AT+FREV?", "ATI3", "ATI0"] {
        let answer = dialogue.command(question, COMMAND_TIME).await?;
        if answer.result == Response::Ok {
            let lines = answer.lines.into_iter().map(|line| line.trim_matches(['"', ' ']).to_owned());
            for line in lines.filter(|line| !line.is_empty() && line.len() < 120) {
                // Most give the same answer to several of the questions.
                if !words.contains(&line) {
                    words.push(line);
                }
            }
        }
    }
    Ok(words.join(" · "))
}

async fn first_accepted(dialogue: &mut Dialogue, lines: &[String]) -> Result<(), ModemError> {
    for line in lines {
        if dialogue.command(line, COMMAND_TIME).await?.result == Response::Ok {
            break;
        }
    }
    Ok(())
}

/// The fax classes in an answer to `+FCLASS=?`: `0,1,1.0,2,2.0,2.1,8`, with or without parentheses and name.
pub(super) fn classes(text: &str) -> Vec<String> {
    let list = text.rsplit(':').next().unwrap_or_default();
    let known = |part: &&str| matches!(*part, "1" | "1.0" | "2" | "2.0" | "2.1");
    let parts = list.split([',', ' ']).map(|part| part.trim_matches(['(', ')', '"']));
    parts.filter(known).map(str::to_owned).collect()
}

fn choose_class(wanted: &str, has: &[String], preferred: &[String]) -> Result<String, SetupError> {
    if has.is_empty() {
        return Err(SetupError::NoFax("none".to_owned()));
    }
    let chosen = match wanted {
        "" | "auto" => preferred.iter().find(|class| has.contains(class)),
        wanted => has.iter().find(|class| *class == wanted),
    };
    let has = || has.join(", ");
    chosen.cloned().ok_or_else(|| SetupError::NoClass { wanted: wanted.to_owned(), has: has() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_class_is_chosen_or_the_wanted_one() {
        assert_eq!(classes("0,1,1.0,2,2.0,8"), ["1", "1.0", "2", "2.0"]);
        assert_eq!(classes("+FCLASS: (0,1,2)"), ["1", "2"]);
        assert_eq!(classes("ERROR"), [""; 0]);
        let has = classes("0,2,2.0");
        let preferred = Profile::default().classes;
        assert_eq!(choose_class("auto", &has, &preferred).unwrap(), "2.0");
        assert_eq!(choose_class("2", &has, &preferred).unwrap(), "2");
        let error = choose_class("1", &has, &preferred).unwrap_err().to_string();
        assert!(error.contains("no class 1, but 2, 2.0"), "{error}");
        assert!(choose_class("auto", &[], &preferred).is_err());
    }
}
