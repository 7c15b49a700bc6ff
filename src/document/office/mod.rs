//! Office documents and HTML become PDF by LibreOffice, when it is installed; the PDF goes the way of every PDF.
//!
//! Each document gets a LibreOffice of its own: a fresh profile in a scratch folder, so that several run at once, none
//! of a person's settings, macros or add-ons takes part, and nothing is left afterwards. It is ended with all its
//! processes when it takes too long or nobody waits for it any more.

mod kind;
mod program;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

pub(super) use kind::OfficeKind;
pub(super) use program::find;

use super::process::{self, Ended};
use super::{DocumentError, DocumentFormat, RendererOptions, read_file};

/// Added to the time limit for each of so many octets.
const OCTETS_A_SECOND: usize = 500_000;
/// What is asked of LibreOffice.
const OTHERS: &[&str] = &["--convert-to", "pdf"];
/// Hypertext is read as a document on sheets; as a page of the web it begins with an empty sheet.
const HTML: &[&str] = &["--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export"];
/// What LibreOffice said, as far as it is kept.
const SAID_MAX: u64 = 4096;

/// Turns an office document into a PDF. `wanted` is asked some times a second whether the result is still waited for;
/// nothing is returned when it is not.
///
/// # Errors
/// [`DocumentError::OfficeMissing`], [`DocumentError::Office`], [`DocumentError::Scratch`].
pub(super) fn to_pdf(
    kind: OfficeKind,
    bytes: &[u8],
    options: &RendererOptions,
    wanted: &mut dyn FnMut() -> bool,
) -> Result<Option<Vec<u8>>, DocumentError> {
    let failed = |detail: &str| DocumentError::Office { format: kind.format, detail: detail.to_owned() };
    if kind.is_protected {
        return Err(failed("it is protected by a password"));
    }
    let program = find(options).ok_or(DocumentError::OfficeMissing { format: kind.format })?;
    let scratch = tempfile::Builder::new().prefix("faxwell-office-").tempdir().map_err(DocumentError::Scratch)?;
    let input = scratch.path().join("document").with_extension(kind.ending);
    let prepared = prepare(scratch.path(), &input, bytes)
        .and_then(|said| command(&program, scratch.path(), (kind, &input), &said));
    let extra = Duration::from_secs((bytes.len() / OCTETS_A_SECOND) as u64);
    let limit = options.office_time_limit.saturating_add(extra);
    let ended = process::run(prepared.map_err(DocumentError::Scratch)?, limit, wanted)
        .map_err(|error| failed(&format!("it cannot be started: {error}")))?;
    let pdf = scratch.path().join("document.pdf");
    match ended {
        Ended::Unwanted => Ok(None),
        Ended::Late => Err(failed(&format!("it took longer than {} seconds", limit.as_secs()))),
        // It is content with every failure; only the file tells.
        Ended::Exited(_) => match read_file(&pdf) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(failed(&reason(scratch.path()))),
            Err(error) => Err(DocumentError::Scratch(error)),
        },
    }
}

/// Puts profile and document into the scratch folder; gives the file for what LibreOffice says.
fn prepare(scratch: &Path, input: &Path, bytes: &[u8]) -> io::Result<File> {
    let user = scratch.join("profile").join("user");
    fs::create_dir_all(&user)?;
    fs::write(user.join("registrymodifications.xcu"), program::settings())?;
    fs::write(input, bytes)?;
    File::create(scratch.join("said"))
}

fn command(program: &Path, scratch: &Path, document: (OfficeKind, &Path), said: &File) -> io::Result<Command> {
    let (kind, input) = document;
    let mut command = Command::new(program);
    command
        .arg(format!("-env:UserInstallation={}", url_of(&scratch.join("profile"))))
        .args(["--headless", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard"])
        .args(if kind.format == DocumentFormat::Html { HTML } else { OTHERS })
        .arg("--outdir")
        .arg(scratch)
        .arg(input)
        .current_dir(scratch)
        .env("TMPDIR", scratch)
        .env("SAL_USE_VCLPLUGIN", "svp")
        .stdin(Stdio::null())
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?);
    for proxy in ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy"] {
        command.env(proxy, "http://127.0.0.1:9");
    }
    Ok(command)
}

/// `file:` URL of an absolute path (RFC 8089).
fn url_of(path: &Path) -> String {
    let mut url = String::from("file://");
    let text = path.to_string_lossy().replace('\\', "/");
    if !text.starts_with('/') {
        url.push('/');
    }
    for octet in text.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                url.push(char::from(octet))
            }
            octet => url += &format!("%{octet:02X}"),
        }
    }
    url
}

/// What LibreOffice said about its failure, in a line.
fn reason(scratch: &Path) -> String {
    let mut said = String::new();
    let read = File::open(scratch.join("said")).and_then(|file| file.take(SAID_MAX).read_to_string(&mut said));
    if let Err(error) = read {
        tracing::debug!(%error, "what LibreOffice said cannot be read");
    }
    let told = said.lines().map(str::trim).find(|line| line.starts_with("Error:"));
    match told.and_then(|line| line.strip_prefix("Error:")).map(str::trim) {
        Some("source file could not be loaded") | None => {
            "it is damaged, protected, or of a kind it does not know".to_owned()
        }
        Some(told) => told.chars().filter(|character| !character.is_control()).take(200).collect(),
    }
}
