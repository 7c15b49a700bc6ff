//! Mail against a real mail server: nothing lost, nothing doubled, nothing told that should not be.

use std::collections::HashMap;

use tokio::sync::watch;

use super::smtp_server::{Behaviour, Received, SmtpServer};
use super::*;
use crate::model::Secret;

/// A method that mails to that server.
fn email_to(server: &SmtpServer, change: impl FnOnce(&mut MailSettings)) -> Email {
    email_at(server.address, change)
}

fn email_at(address: std::net::SocketAddr, change: impl FnOnce(&mut MailSettings)) -> Email {
    let mut settings = MailSettings {
        server: address.ip().to_string(),
        port: Some(address.port()),
        security: MailSecurity::None,
        from: "Fax <fax@example.com>".into(),
        ..MailSettings::default()
    };
    change(&mut settings);
    Email::new(Mailer::new(watch::channel(settings).1))
}

async fn server(behaviour: Behaviour) -> (SmtpServer, Email) {
    let server = SmtpServer::start(behaviour).await;
    let email = email_to(&server, |_| {});
    (server, email)
}

/// The mail as a receiving end shows it: one that knows a Message-ID already is not shown again.
fn shown(received: &[Received]) -> HashMap<(Vec<String>, String), Received> {
    received.iter().map(|mail| ((mail.to.clone(), mail.header("Message-ID").unwrap()), mail.clone())).collect()
}

const ADDRESS: &str = "praxis@example.com";

#[tokio::test]
async fn a_fax_arrives_as_a_mail_with_a_pdf() {
    let (server, email) = server(Behaviour::default()).await;
    let routed = stored().route(&email, ADDRESS, None).await.unwrap();
    assert_eq!(routed.text, "mailed to praxis@example.com");
    let received = server.received();
    assert_eq!(received.len(), 1);
    let mail = &received[0];
    assert_eq!(mail.to, [ADDRESS]);
    assert_eq!(mail.header("Subject").unwrap(), "Fax from Praxis am Park, 2 p.");
    assert!(mail.header("From").unwrap().contains("<fax@example.com>"));
    assert_eq!(mail.header("Date").unwrap(), "Thu, 05 Mar 2026 13:08:10 +0000");
    assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
    let id = mail.header("Message-ID").unwrap();
    assert!(id.starts_with('<') && id.ends_with("@example.com>"), "{id}");
    assert!(mail.octets.contains("Content-Type: application/pdf"));
    assert!(mail.octets.contains("Fax 2026-03-05 Praxis am Park 17.pdf"));
    // The first octets of a PDF in base64.
    assert!(mail.octets.contains("\r\nJVBERi0xL"));
    assert!(mail.octets.contains("Caller's number: +49 (30) 1234-5"));
}

#[tokio::test]
async fn while_the_server_is_down_nothing_is_lost_and_then_it_arrives_once() {
    let down = SmtpServer::off();
    let email = email_at(down.local_addr().unwrap(), |_| {});
    let (stored, mut retry) = (stored(), None);
    for _ in 0..5 {
        let failure = stored.route(&email, ADDRESS, retry).await.unwrap_err();
        assert!(matches!(failure.error, RouteError::Mail(MailError::NoConnection { .. })), "{}", failure.error);
        assert_eq!(failure.error.cure(), Cure::Time);
        retry = failure.retry;
        assert!(retry.is_some());
    }
    let up = SmtpServer::start_on(down, Behaviour::default());
    stored.route(&email, ADDRESS, retry).await.unwrap();
    assert_eq!(up.received().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_answer_got_lost_is_sent_again_as_the_same_mail() {
    let (server, email) = server(Behaviour { hang_up: true, ..Behaviour::default() }).await;
    let stored = stored();
    let failure = stored.route(&email, ADDRESS, None).await.unwrap_err();
    assert!(failure.is_retryable(), "{}", failure.error);
    server.heal();
    stored.route(&email, ADDRESS, failure.retry).await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0], received[1], "octet for octet");
    assert_eq!(shown(&received).len(), 1, "the receiving end shows one");
}

#[tokio::test]
async fn another_fax_another_address_or_a_wish_for_one_more_copy_is_another_mail() {
    let (server, email) = server(Behaviour::default()).await;
    let mut stored = stored();
    stored.route(&email, "a@example.com, b@example.com", None).await.unwrap();
    stored.fax.run = 2;
    stored.route(&email, "a@example.com", None).await.unwrap();
    (stored.fax.run, stored.fax.job) = (1, JobId(18));
    stored.route(&email, "a@example.com", None).await.unwrap();
    let ids: std::collections::HashSet<_> = server.received().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn of_several_addresses_each_gets_it_once_whatever_becomes_of_the_others() {
    let recipients = vec![("later@example.com", "450 4.2.0 busy"), ("never@example.com", "550 5.1.1 no such user")];
    let (server, email) = server(Behaviour { recipients, ..Behaviour::default() }).await;
    let stored = stored();
    let addresses = || server.received().into_iter().flat_map(|mail| mail.to).collect::<Vec<_>>();
    let all = "never@example.com; later@example.com, first@example.com,FIRST@example.com";
    let failure = stored.route(&email, all, None).await.unwrap_err();
    assert!(failure.is_retryable());
    let text = failure.error.to_string();
    assert!(text.contains("1 of 3") && text.contains("450") && text.contains("no such user"), "{text}");
    assert_eq!(addresses(), ["first@example.com"]);
    server.heal();
    let failure = stored.route(&email, all, failure.retry).await.unwrap_err();
    assert_eq!(addresses(), ["first@example.com", "later@example.com"]);
    assert!(!failure.is_retryable(), "only the one that was refused is left");
    assert!(failure.error.to_string().contains("2 of 3"), "{}", failure.error);
}

#[tokio::test]
async fn what_a_server_says_decides_whether_it_is_tried_again() {
    let with = |change: fn(&mut Behaviour)| {
        let mut behaviour = Behaviour::default();
        change(&mut behaviour);
        behaviour
    };
    let table: [(Behaviour, Cure); 8] = [
        (with(|server| server.data = Some("451 4.3.0 try later")), Cure::Time),
        (with(|server| server.data = Some("452 4.3.1 full")), Cure::Time),
        (with(|server| server.data = Some("554 5.6.0 no faxes")), Cure::None),
        (with(|server| server.data = Some("552 5.3.4 too big")), Cure::None),
        (with(|server| server.recipients = vec![(ADDRESS, "530 5.7.0 login first")]), Cure::Administrator),
        (with(|server| server.greeting = Some("421 busy")), Cure::Time),
        (with(|server| server.greeting = Some("554 go away")), Cure::Administrator),
        (with(|server| server.greeting = Some("SSH-2.0-OpenSSH")), Cure::Administrator),
    ];
    for (behaviour, cure) in table {
        let label = format!("{:?} {:?} {:?}", behaviour.greeting, behaviour.recipients, behaviour.data);
        let (server, email) = server(behaviour).await;
        let failure = stored().route(&email, ADDRESS, None).await.unwrap_err();
        assert_eq!(failure.error.cure(), cure, "{label}: {}", failure.error);
        assert_eq!(failure.is_retryable(), cure != Cure::None, "{label}");
        assert!(server.received().is_empty(), "{label}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_left_after_a_while() {
    let (_server, email) = server(Behaviour { silent: true, ..Behaviour::default() }).await;
    let failure = stored().route(&email, ADDRESS, None).await.unwrap_err();
    assert!(matches!(failure.error, RouteError::Mail(MailError::TimedOut { .. })), "{}", failure.error);
    assert!(failure.is_retryable());
}

#[tokio::test]
async fn a_slow_server_gets_many_addresses_in_several_tries() {
    let delay = Duration::from_secs(9 * 60);
    let (server, email) = server(Behaviour { delay, ..Behaviour::default() }).await;
    let all: Vec<String> = (1..=7).map(|number| format!("a{number}@example.com")).collect();
    let failure = stored().route(&email, &all.join(","), None).await.unwrap_err();
    assert!(failure.error.to_string().contains("5 of 7") && failure.is_retryable(), "{}", failure.error);
    stored().route(&email, &all.join(","), failure.retry).await.unwrap();
    let addresses: Vec<String> = server.received().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(addresses, all, "each once");
}

#[tokio::test]
async fn mail_that_is_too_large_says_so_before_it_is_sent() {
    let (small, email) = server(Behaviour { size: Some(1_000), ..Behaviour::default() }).await;
    let failure = stored().route(&email, ADDRESS, None).await.unwrap_err();
    assert!(!failure.is_retryable());
    assert!(failure.error.to_string().contains("the mail server takes 1000"), "{}", failure.error);
    assert!(small.received().is_empty());

    let server = SmtpServer::start(Behaviour::default()).await;
    let email = email_to(&server, |settings| settings.max_octets = 2_000);
    let failure = stored().route(&email, ADDRESS, None).await.unwrap_err();
    assert!(failure.error.to_string().contains("max_octets takes 2000"), "{}", failure.error);
}

#[tokio::test]
async fn login_works_and_a_wrong_password_calls_for_somebody() {
    let login = Some(("fax", "hunter2"));
    let server = SmtpServer::start(Behaviour { login, ..Behaviour::default() }).await;
    let with = |password: &'static str| {
        email_to(&server, move |settings| {
            settings.user = "fax".into();
            settings.password = Some(Secret::new(password));
        })
    };
    stored().route(&with("hunter2"), ADDRESS, None).await.unwrap();
    assert!(with("hunter2").check(&ADDRESS.into()).await.is_ok());
    assert_eq!(server.received().len(), 1, "looking sends nothing");
    let failure = stored().route(&with("wrong-one"), ADDRESS, None).await.unwrap_err();
    assert_eq!((failure.error.cure(), failure.is_retryable()), (Cure::Administrator, true));
    assert!(!format!("{:?} {}", failure, failure.error).contains("wrong-one"));
    assert!(with("wrong-one").check(&ADDRESS.into()).await.is_err());
}

#[tokio::test]
async fn tls_works_with_a_trusted_certificate_and_with_no_other() {
    for tls in [MailSecurity::Tls, MailSecurity::StartTls] {
        let server = SmtpServer::start(Behaviour { tls, ..Behaviour::default() }).await;
        let email = email_to(&server, |settings| {
            settings.security = tls;
            settings.trusted_certificates.clone_from(&server.certificate);
        });
        stored().route(&email, ADDRESS, None).await.unwrap_or_else(|failure| panic!("{tls}: {}", failure.error));
        assert_eq!(server.received().len(), 1, "{tls}");
        let email = email_to(&server, |settings| settings.security = tls);
        let failure = stored().route(&email, ADDRESS, None).await.unwrap_err();
        assert!(matches!(failure.error, RouteError::Mail(MailError::Tls { .. })), "{tls}: {}", failure.error);
        assert!(failure.is_retryable() && server.received().len() == 1, "{tls}");
    }
}

#[tokio::test]
async fn without_the_starttls_that_is_asked_for_nothing_is_sent() {
    let server = SmtpServer::start(Behaviour { tls: MailSecurity::None, ..Behaviour::default() }).await;
    let email = email_to(&server, |settings| settings.security = MailSecurity::StartTls);
    let failure = stored().route(&email, ADDRESS, None).await.unwrap_err();
    assert!(matches!(failure.error, RouteError::Mail(MailError::NoStartTls { .. })), "{}", failure.error);
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn mail_that_is_not_set_up_waits_for_somebody() {
    let server = SmtpServer::start(Behaviour::default()).await;
    let changes: [fn(&mut MailSettings); 4] = [
        |settings| settings.server.clear(),
        |settings| settings.from.clear(),
        |settings| settings.from = "nobody".into(),
        |settings| settings.use_for_routing = false,
    ];
    for change in changes {
        let email = email_to(&server, change);
        let failure = stored().route(&email, ADDRESS, None).await.unwrap_err();
        assert_eq!((failure.error.cure(), failure.is_retryable()), (Cure::Administrator, true), "{}", failure.error);
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_strangers_words_add_no_header_and_end_no_mail() {
    let (server, email) = server(Behaviour::default()).await;
    let mut stored = stored();
    stored.fax.caller_id = "1\r\nBcc: evil@example.com\r\n\r\n.\r\nMAIL FROM:<evil@example.com>\0".into();
    let data = serde_json::json!({
        "to": [ADDRESS], "subject": "Für {caller}", "body": "Zeile\n.\n{caller}\n..\n", "name": "{caller}", "format": "tif",
    });
    stored.route(&email, &data.to_string(), None).await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].to, [ADDRESS]);
    assert_eq!(received[0].header("Bcc"), None);
    assert!(received[0].octets.contains("\r\n.\r\n1\r\n") && received[0].octets.contains("\r\n..\r\n"));
    assert!(received[0].octets.contains("image/tiff"));
}
