//! Sends mail by SMTP (RFC 5321) through lettre. A mail counts as sent when the server has answered that it has it.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use tokio::sync::watch;
use tokio::time::timeout;

use super::message::mailbox;
use super::{Mail, MailError};
use crate::model::{MailSecurity, MailSettings};

/// The connection, TLS and the login; RFC 5321 §4.5.3.2.1 has 5 minutes for a busy server's first word.
const GREETING_LIMIT: Duration = Duration::from_secs(2 * 60);
/// The mail itself; RFC 5321 §4.5.3.2.6 has 10 minutes for the last answer alone.
const MAIL_LIMIT: Duration = Duration::from_secs(15 * 60);
/// Saying goodbye, which changes nothing any more.
const GOODBYE_LIMIT: Duration = Duration::from_secs(2);
/// Characters of a server's reply that are shown.
const MAX_REPLY: usize = 300;

/// Sends mail with the settings of the moment. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mailer {
    settings: watch::Receiver<MailSettings>,
}

impl Mailer {
    /// A mailer that follows the settings.
    pub fn new(settings: watch::Receiver<MailSettings>) -> Self {
        Self { settings }
    }

    /// Whether received faxes may go this way.
    ///
    /// # Errors
    /// [`MailError::NotForRouting`].
    pub(super) fn ready_for_routing(&self) -> Result<(), MailError> {
        if self.settings.borrow().use_for_routing { Ok(()) } else { Err(MailError::NotForRouting) }
    }

    /// Looks whether the server takes our login. No mail is sent.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn check(&self) -> Result<String, MailError> {
        let settings = self.settings.borrow().clone();
        sender(&settings)?;
        let mut server = Server::open(&settings).await?;
        server.goodbye().await;
        Ok(format!("the mail server {} answers, and the login works", server.name))
    }

    /// Sends one mail.
    ///
    /// # Errors
    /// [`MailError`]. After [`MailError::TimedOut`] and [`MailError::NoConnection`] the mail may have arrived; sent again
    /// it has the same Message-ID.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let settings = self.settings.borrow().clone();
        let message = mail.message(&sender(&settings)?)?;
        let octets = message.formatted();
        let size = octets.len() as u64;
        if size > settings.max_octets {
            let (limit, whose) = (settings.max_octets, "the setting max_octets");
            return Err(MailError::TooLarge { octets: size, limit, whose });
        }
        let mut server = Server::open(&settings).await?;
        if let Some(limit) = server.largest.filter(|limit| size > *limit) {
            server.goodbye().await;
            return Err(MailError::TooLarge { octets: size, limit, whose: "the mail server" });
        }
        let sent = timeout(MAIL_LIMIT, server.connection.send(message.envelope(), &octets)).await;
        match sent {
            Ok(Ok(_)) => {
                server.goodbye().await;
                Ok(())
            }
            Ok(Err(error)) => Err(refusal(&error, &server.name, &mail.to)),
            Err(_) => Err(MailError::TimedOut { server: server.name, limit: MAIL_LIMIT }),
        }
    }
}

/// Whom our mail is from.
fn sender(settings: &MailSettings) -> Result<Mailbox, MailError> {
    if settings.server.trim().is_empty() {
        return Err(MailError::NotSetUp("name the mail server in the settings".to_owned()));
    }
    if settings.from.trim().is_empty() {
        return Err(MailError::NotSetUp("name the address that mail is from in the settings".to_owned()));
    }
    mailbox(&settings.from)
}

/// A mail server that is ready for a mail.
struct Server {
    connection: AsyncSmtpConnection,
    /// Name and port.
    name: String,
    /// Octets of the largest mail it takes (RFC 1870), if it says so.
    largest: Option<u64>,
}

impl Server {
    async fn open(settings: &MailSettings) -> Result<Self, MailError> {
        let host = settings.server.trim();
        let name = format!("{host}:{}", settings.port());
        match timeout(GREETING_LIMIT, Self::greet(settings, host, &name)).await {
            Ok(result) => result,
            Err(_) => Err(MailError::TimedOut { server: name, limit: GREETING_LIMIT }),
        }
    }

    async fn greet(settings: &MailSettings, host: &str, name: &str) -> Result<Self, MailError> {
        let failed = |error: SmtpError| trouble(&error, name);
        let hello = ClientId::default();
        let tls = match settings.security {
            MailSecurity::None => None,
            MailSecurity::StartTls | MailSecurity::Tls => Some(trust(settings, host, name)?),
        };
        let at_once = tls.clone().filter(|_| settings.security == MailSecurity::Tls);
        let address = (host.trim_start_matches('[').trim_end_matches(']'), settings.port());
        let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(GREETING_LIMIT), &hello, at_once, None)
            .await
            .map_err(failed)?;
        if let Some(tls) = tls.filter(|_| settings.security == MailSecurity::StartTls) {
            if !connection.can_starttls() {
                connection.abort().await;
                return Err(MailError::NoStartTls { server: name.to_owned() });
            }
            connection.starttls(tls, &hello).await.map_err(failed)?;
        }
        // The library does not keep what the server says of sizes, so it is asked once more.
        let said = connection.command(Ehlo::new(hello)).await.map_err(failed)?;
        let largest = said.message().find_map(announced_size);
        if !settings.user.is_empty() {
            let password = settings.password.as_ref().map_or("", |password| password.expose());
            let login = Credentials::new(settings.user.clone(), password.to_owned());
            if let Err(error) = connection.auth(&[Mechanism::Plain, Mechanism::Login], &login).await {
                connection.abort().await;
                return Err(login_refusal(&error, name));
            }
        }
        Ok(Self { connection, name: name.to_owned(), largest })
    }

    async fn goodbye(&mut self) {
        if timeout(GOODBYE_LIMIT, self.connection.quit()).await.is_err() {
            tracing::debug!(server = %self.name, "the mail server did not say goodbye");
        }
    }
}

/// Which certificates are trusted.
fn trust(settings: &MailSettings, host: &str, name: &str) -> Result<TlsParameters, MailError> {
    let failed = |error: SmtpError| MailError::Tls { server: name.to_owned(), reason: reply(&error) };
    let mut builder = TlsParameters::builder(host.to_owned());
    if !settings.trusted_certificates.trim().is_empty() {
        let own = Certificate::from_pem(settings.trusted_certificates.as_bytes()).map_err(failed)?;
        builder = builder.add_root_certificate(own);
    }
    builder.build().map_err(failed)
}

/// `SIZE 26214400` of a server's greeting; 0 is no limit.
fn announced_size(line: &str) -> Option<u64> {
    let mut words = line.split_ascii_whitespace();
    let keyword = words.next().filter(|word| word.eq_ignore_ascii_case("SIZE"));
    keyword.and(words.next())?.parse().ok().filter(|size| *size > 0)
}

/// A failure before there was any talk of the mail.
fn trouble(error: &SmtpError, server: &str) -> MailError {
    let (server, reason) = (server.to_owned(), reply(error));
    if error.is_tls() {
        MailError::Tls { server, reason }
    } else if error.is_timeout() {
        MailError::TimedOut { server, limit: GREETING_LIMIT }
    } else if error.is_permanent() {
        MailError::TurnedAway { server, reply: reason }
    } else if error.is_response() && !is_cut_off(error) {
        MailError::Protocol { server, reason }
    } else if is_certificate(error) {
        MailError::Tls { server, reason }
    } else {
        MailError::NoConnection { server, reason }
    }
}

/// A login that did not work.
fn login_refusal(error: &SmtpError, server: &str) -> MailError {
    if error.is_permanent() || error.is_client() {
        return MailError::Login { server: server.to_owned(), reply: reply(error) };
    }
    trouble(error, server)
}

/// A mail that was not taken.
fn refusal(error: &SmtpError, server: &str, address: &str) -> MailError {
    let address = address.to_owned();
    // These codes speak of the login, not of the mail (RFC 4954 §6).
    if error.status().is_some_and(|code| ["530", "534", "535", "538"].contains(&code.to_string().as_str())) {
        MailError::Login { server: server.to_owned(), reply: reply(error) }
    } else if error.is_permanent() || error.is_client() {
        MailError::Refused { address, reply: reply(error) }
    } else if error.is_transient() {
        MailError::Later { address, reply: reply(error) }
    } else {
        trouble(error, server)
    }
}

/// Whether the connection ended where an answer should be.
fn is_cut_off(error: &SmtpError) -> bool {
    cause(error).to_string().contains("incomplete")
}

/// Whether a failure of the connection is one of TLS: the library calls a bad certificate an error of the connection.
fn is_certificate(error: &SmtpError) -> bool {
    let io = cause(error).downcast_ref::<std::io::Error>();
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData)
}

/// The innermost error that the library still knows.
fn cause(error: &SmtpError) -> &(dyn std::error::Error + 'static) {
    let mut cause: &(dyn std::error::Error + 'static) = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause
}

/// What the server said, in one line: the code and the text.
fn reply(error: &SmtpError) -> String {
    let text = cause(error).to_string();
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_REPLY).collect();
    match error.status() {
        Some(code) => format!("{code} {}", text.trim()),
        None => text.trim().to_owned(),
    }
}
