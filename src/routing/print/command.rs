//! Printing with the system's command: `lp` of System V and CUPS, or `lpr` of BSD and CUPS.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use super::{PrintData, PrintError, Sides};

/// What a print command may take: it hands the document to a spooler, which prints later.
const LIMIT: Duration = Duration::from_secs(2 * 60);
/// Octets of what a command says that are kept.
const MAX_WORDS: u64 = 4_096;

/// A print command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintCommand {
    /// `lp -d PRINTER …`
    Lp(PathBuf),
    /// `lpr -P PRINTER …`
    Lpr(PathBuf),
}

impl PrintCommand {
    /// Those of this system, the best first. Windows has none that takes a PDF.
    pub fn of_the_system() -> Vec<Self> {
        if cfg!(windows) { Vec::new() } else { vec![Self::Lp("lp".into()), Self::Lpr("lpr".into())] }
    }

    fn program(&self) -> &Path {
        match self {
            Self::Lp(program) | Self::Lpr(program) => program,
        }
    }

    fn arguments(&self, printer: &str, data: &PrintData, title: &str, document: &Path) -> Vec<OsString> {
        let copies = data.copies.to_string();
        let mut arguments: Vec<OsString> = match self {
            Self::Lp(_) => vec!["-d".into(), printer.into(), "-n".into(), copies.into(), "-t".into(), title.into()],
            Self::Lpr(_) => vec!["-P".into(), printer.into(), format!("-#{copies}").into(), "-T".into(), title.into()],
        };
        let mut option = |option: String| arguments.extend(["-o".into(), option.into()]);
        option("fit-to-page".to_owned());
        if data.sides != Sides::Usual {
            option(format!("sides={}", data.sides));
        }
        if !data.media.is_empty() {
            option(format!("media={}", data.media));
        }
        arguments.push(document.into());
        arguments
    }
}

/// Prints a PDF on a printer the system knows.
pub(super) async fn print(
    commands: &[PrintCommand],
    printer: &str,
    data: &PrintData,
    title: &str,
    document: Bytes,
) -> Result<(), PrintError> {
    let mut file = tempfile::Builder::new().suffix(".pdf").tempfile().map_err(PrintError::Scratch)?;
    file.write_all(&document).and_then(|()| file.flush()).map_err(PrintError::Scratch)?;
    let (child, name) = start(commands, |command| command.arguments(printer, data, title, file.path()))?;
    finish(child, &name, printer).await
}

/// Looks whether there is a command and the printer is known to it.
pub(super) async fn check(commands: &[PrintCommand], printer: &str) -> Result<String, PrintError> {
    let Some(lpstat) = commands.iter().find_map(|command| match command {
        PrintCommand::Lp(program) => Some(program.with_file_name("lpstat")),
        PrintCommand::Lpr(_) => None,
    }) else {
        return Err(missing(commands));
    };
    let asked = [PrintCommand::Lp(lpstat)];
    let (child, name) = start(&asked, |_| vec!["-a".into(), printer.into()])?;
    finish(child, &name, printer).await?;
    Ok(format!("the printer {printer} takes jobs"))
}

/// Starts the first command that is installed.
fn start(
    commands: &[PrintCommand],
    arguments: impl Fn(&PrintCommand) -> Vec<OsString>,
) -> Result<(Child, String), PrintError> {
    for command in commands {
        let name = command.program().display().to_string();
        let child = Command::new(command.program())
            .args(arguments(command))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        match child {
            Ok(child) => return Ok((child, name)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(PrintError::Start { command: name, source }),
        }
    }
    Err(missing(commands))
}

fn missing(commands: &[PrintCommand]) -> PrintError {
    if commands.is_empty() {
        return PrintError::NotOnThisSystem;
    }
    let names: Vec<String> = commands.iter().map(|command| command.program().display().to_string()).collect();
    PrintError::NoCommand { looked_for: names.join(", ") }
}

/// Waits for a command's end and hears what it says when it fails.
async fn finish(mut child: Child, command: &str, printer: &str) -> Result<(), PrintError> {
    let failed = |source| PrintError::Start { command: command.to_owned(), source };
    let mut words = Vec::new();
    let status = tokio::time::timeout(LIMIT, async {
        if let Some(mut said) = child.stderr.take() {
            (&mut said).take(MAX_WORDS).read_to_end(&mut words).await?;
            // Read on, so that a talkative command is not held up.
            tokio::io::copy(&mut said, &mut tokio::io::sink()).await?;
        }
        child.wait().await
    })
    .await;
    let status = match status {
        Ok(status) => status.map_err(failed)?,
        Err(_) => return Err(PrintError::CommandTimedOut { command: command.to_owned(), limit: LIMIT }),
    };
    if status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&words);
    let said: String = said.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    let text = if said.is_empty() { format!("{command} ended with {status}") } else { said };
    Err(PrintError::Command { printer: printer.to_owned(), text })
}
