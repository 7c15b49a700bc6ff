//! A mail as octets (RFC 5322, MIME). The same mail made twice has the same octets: nothing in it comes from a clock or
//! from chance, so a mail that is sent again is the same mail, and its Message-ID says so.

use std::time::{Duration, UNIX_EPOCH};

use hyper::body::Bytes;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::MailError;
use crate::model::Timestamp;

/// Characters of a subject; more is no help in a list of mail.
const MAX_SUBJECT: usize = 200;

/// A file that goes with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Name of the file.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its octets.
    pub data: Bytes,
}

/// A mail to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom: `name@example.com`, or with a name in front.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
    /// What makes it this mail and no other. Together with sender and address it becomes the Message-ID, by which the
    /// receiving end knows a mail that is sent again (RFC 5322 §3.6.4).
    pub identity: String,
    /// When what it tells of was complete: its date.
    pub date: Timestamp,
}

/// An address as a person writes it.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, MailError> {
    let bad = |reason: String| MailError::BadAddress { address: text.to_owned(), reason };
    if text.chars().any(char::is_control) {
        return Err(bad("it has control characters".to_owned()));
    }
    text.trim().parse().map_err(|error: lettre::address::AddressError| bad(error.to_string()))
}

impl Mail {
    /// The Message-ID of this mail from that sender: `<4f2a…@example.com>`.
    pub(super) fn message_id(&self, from: &Mailbox) -> String {
        let mut hash = Sha256::new();
        for part in [&self.identity, &from.email.to_string().to_lowercase(), &self.to.trim().to_lowercase()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let hex: String = hash.finalize().iter().take(16).map(|octet| format!("{octet:02x}")).collect();
        format!("<{hex}@{}>", from.email.domain())
    }

    /// The mail, ready to be sent.
    pub(super) fn message(&self, from: &Mailbox) -> Result<Message, MailError> {
        let to = mailbox(&self.to)?;
        let id = self.message_id(from);
        let since = Duration::from_millis(u64::try_from(self.date.0).unwrap_or(0));
        let boundary: String = id.chars().filter(char::is_ascii_hexdigit).take(32).collect();
        let mut parts = MultiPart::mixed().boundary(format!("=_{boundary}")).singlepart(SinglePart::plain(self.text()));
        for file in &self.attachments {
            let kind = ContentType::parse(file.media_type).map_err(|error| MailError::Message(error.to_string()))?;
            let part = lettre::message::Attachment::new(one_line(&file.name)).body(file.data.to_vec(), kind);
            parts = parts.singlepart(part);
        }
        let subject: String = one_line(&self.subject).chars().take(MAX_SUBJECT).collect();
        Message::builder()
            .message_id(Some(id))
            .date(UNIX_EPOCH + since)
            .from(from.clone())
            .to(to)
            .subject(subject)
            // No machine shall answer it (RFC 3834 §5).
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .multipart(parts)
            .map_err(|error| MailError::Message(error.to_string()))
    }

    /// The text with the line ends of mail, and without characters that no screen shows.
    fn text(&self) -> String {
        let keep = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        self.body.replace("\r\n", "\n").chars().filter(keep).collect::<String>().replace('\n', "\r\n")
    }
}

/// A text in one line, so that it cannot become another header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
