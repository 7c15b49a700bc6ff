//! Values of arguments, as people type them.

use crate::model::{FaxNumber, JobId, PageWidth, PortId, Recipient, StationId};

/// Whom to send to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// A number that was typed.
    Number(Recipient),
    /// A name in the phone book.
    Name(String),
}

pub(super) fn to(text: &str) -> Result<To, String> {
    match text.trim().strip_prefix('@').map(str::trim) {
        Some("") => Err("after the @ stands a name in the phone book, for example @'Dr. Ohm'".to_owned()),
        Some(name) => Ok(To::Name(name.to_owned())),
        None => recipient(text).map(To::Number),
    }
}

pub(super) fn recipient(text: &str) -> Result<Recipient, String> {
    let (number, name) = text.split_once('=').unwrap_or((text, ""));
    let number = FaxNumber::parse(number).map_err(|error| error.to_string())?;
    Ok(Recipient::new(number, name.trim()))
}

/// What goes into an address or password frame: 20 printable ASCII characters at the most.
pub(super) fn address(text: &str) -> Result<StationId, String> {
    let text = text.trim();
    let fits = (1..=StationId::MAX_CHARS).contains(&text.len()) && text.chars().all(|c| (' '..='~').contains(&c));
    if fits { Ok(StationId::new(text)) } else { Err("1 to 20 printable ASCII characters".to_owned()) }
}

pub(super) fn page_width(text: &str) -> Result<PageWidth, String> {
    match text.to_ascii_lowercase().as_str() {
        "a4" => Ok(PageWidth::A4),
        "b4" => Ok(PageWidth::B4),
        "a3" => Ok(PageWidth::A3),
        _ => Err("use a4, b4 or a3".to_owned()),
    }
}

pub(super) fn job_id(text: &str) -> Result<JobId, String> {
    text.parse().map_err(|_| "a job has a number such as 12; `faxwell jobs --all` lists them".to_owned())
}

pub(super) fn port_id(text: &str) -> Result<PortId, String> {
    let id = PortId::from(text);
    if id.0.is_empty() { Err("`faxwell ports` lists the lines".to_owned()) } else { Ok(id) }
}

pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, for example retries=5")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}
