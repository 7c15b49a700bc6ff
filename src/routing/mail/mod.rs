//! Routing by e-mail: the fax as an attachment, one mail an address.
//!
//! Mail is a copy; the archive has the fax. Each address gets a mail of its own, so that one that is refused keeps
//! nobody else from theirs, and a try after a failure goes only to those who have not got it.

mod error;
mod mailer;
mod message;

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub use error::MailError;
pub use mailer::Mailer;
pub use message::{Attachment, Mail};

use super::document::{Format, copy};
use super::names::component;
use super::template::Template;
use super::{
    BUILT_IN, Cure, FileList, MethodId, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingData,
    RoutingMethod,
};

/// What all mails of one try may take; later ones wait for the next. Short enough that the last of them ends within
/// [`RoutingMethod::time_limit`], so that it is always known who has the fax.
const TRY_LIMIT: Duration = Duration::from_secs(40 * 60);
/// Addresses of one route.
const MAX_ADDRESSES: usize = 100;

/// E-mail. Its data is one or more addresses with `,` or `;` between them, or a JSON object, in which all but `to` may
/// be left out:
///
/// ```json
/// {"to": ["praxis@example.com"], "subject": "Fax from {from}", "body": "{pages} pages", "name": "Fax {id}",
///  "format": "pdf"}
/// ```
#[derive(Clone, Debug)]
pub struct Email {
    mailer: Mailer,
}

impl Email {
    /// Mail that goes by this mailer.
    pub fn new(mailer: Mailer) -> Self {
        Self { mailer }
    }
}

/// What the data of the method says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EmailData {
    to: Vec<String>,
    #[serde(default = "usual_subject")]
    subject: String,
    #[serde(default = "usual_body")]
    body: String,
    #[serde(default = "usual_name")]
    name: String,
    #[serde(default)]
    format: Format,
}

fn usual_subject() -> String {
    "Fax from {from}, {pages} p.".to_owned()
}

fn usual_body() -> String {
    "A fax came in.\n\nFrom: {from}\nCaller's number: {caller}\nFor: {to}\nReceived: {date} {time}\nPages: {pages}\n\
     Line: {port}\nResult: {status}\nNumber in the archive: {id}\n"
        .to_owned()
}

fn usual_name() -> String {
    "Fax {date} {from} {id}".to_owned()
}

impl EmailData {
    fn read(data: &RoutingData) -> Result<Self, RouteError> {
        let wrong = |reason: String| RouteError::NotSetUp { method: "E-mail", reason };
        let text = data.text().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| wrong("it needs an address, for example fax@example.com".to_owned()))?;
        let mut data = if text.starts_with('{') {
            serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?
        } else {
            let to = text.split([',', ';']).map(str::to_owned).collect();
            let (subject, body, name) = (usual_subject(), usual_body(), usual_name());
            Self { to, subject, body, name, format: Format::default() }
        };
        data.to = data.to.iter().map(|to| to.trim().to_owned()).filter(|to| !to.is_empty()).collect();
        let mut seen = std::collections::HashSet::new();
        data.to.retain(|to| seen.insert(to.to_lowercase()));
        if data.to.is_empty() {
            return Err(wrong("it needs an address, for example fax@example.com".to_owned()));
        }
        if data.to.len() > MAX_ADDRESSES {
            return Err(wrong(format!("it has {} addresses; {MAX_ADDRESSES} are allowed", data.to.len())));
        }
        for address in &data.to {
            message::mailbox(address)?;
        }
        for template in [&data.subject, &data.body, &data.name] {
            Template::parse(template).map_err(wrong)?;
        }
        Ok(data)
    }

    /// The mail to one address.
    fn mail(&self, to: &str, fax: &RoutedFax, attachment: Attachment) -> Result<Mail, RouteError> {
        let fill = |template: &str| {
            let template = Template::parse(template);
            let template = template.map_err(|reason| RouteError::NotSetUp { method: "E-mail", reason })?;
            Ok::<_, RouteError>(template.fill(fax))
        };
        Ok(Mail {
            to: to.to_owned(),
            subject: fill(&self.subject)?,
            body: fill(&self.body)?,
            attachments: vec![attachment],
            identity: format!("fax {} {} {} {}", fax.job, fax.received_at.0, fax.port, fax.run),
            date: fax.received_at.plus(fax.elapsed),
        })
    }
}

/// What is remembered between tries: who needs no mail any more.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Progress {
    /// They have it.
    delivered: Vec<String>,
    /// They were refused for good, and why.
    refused: Vec<(String, String)>,
}

impl Progress {
    fn read(retry: Option<&RetryBlob>) -> Self {
        retry.and_then(|blob| serde_json::from_slice(&blob.0).ok()).unwrap_or_default()
    }

    fn blob(&self) -> RetryBlob {
        RetryBlob(serde_json::to_vec(self).unwrap_or_default())
    }

    fn is_settled(&self, address: &str) -> bool {
        self.delivered.iter().chain(self.refused.iter().map(|(refused, _)| refused)).any(|one| one == address)
    }
}

#[async_trait]
impl RoutingMethod for Email {
    fn id(&self) -> MethodId {
        MethodId::EMAIL
    }

    fn friendly_name(&self) -> &str {
        "E-mail"
    }

    fn function_name(&self) -> &str {
        "FaxRouteEmail"
    }

    fn extension_name(&self) -> &str {
        BUILT_IN
    }

    fn priority(&self) -> u32 {
        3
    }

    fn validate(&self, data: &RoutingData) -> Result<(), RouteError> {
        EmailData::read(data).map(drop)
    }

    fn target(&self, data: &RoutingData) -> String {
        EmailData::read(data).map_or_else(|_| "by e-mail".to_owned(), |data| format!("to {}", data.to.join(", ")))
    }

    async fn check(&self, data: &RoutingData) -> Result<String, RouteError> {
        EmailData::read(data)?;
        self.mailer.ready_for_routing()?;
        Ok(self.mailer.check().await?)
    }

    fn time_limit(&self) -> Duration {
        // Each address has a limit of its own; this one is for all.
        Duration::from_secs(60 * 60)
    }

    async fn route(
        &self,
        fax: &RoutedFax,
        data: &RoutingData,
        _files: &mut FileList,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let mut progress = Progress::read(retry.as_ref());
        let remembering = |progress: &Progress, error: RouteError| {
            let retry = (error.cure() != Cure::None).then(|| progress.blob());
            RouteFailure { error, retry }
        };
        let data = EmailData::read(data).map_err(|error| remembering(&progress, error))?;
        self.mailer.ready_for_routing().map_err(|error| remembering(&progress, error.into()))?;
        let (octets, format) = copy(fax, data.format).await.map_err(|error| remembering(&progress, error))?;
        let template = Template::parse(&data.name).map_err(|reason| RouteError::NotSetUp { method: "E-mail", reason });
        let stem = component(&template.map_err(|error| remembering(&progress, error))?.fill(fax));
        let name = format!("{stem}.{}", format.ending());
        let attachment = Attachment { name, media_type: format.media_type(), data: octets };

        let mut waiting: Option<MailError> = None;
        let late = tokio::time::Instant::now() + TRY_LIMIT;
        for to in data.to.iter().filter(|to| !progress.is_settled(to)).collect::<Vec<_>>() {
            if tokio::time::Instant::now() >= late {
                waiting = Some(MailError::Slow { limit: TRY_LIMIT });
                break;
            }
            let mail = data.mail(to, fax, attachment.clone()).map_err(|error| remembering(&progress, error))?;
            match self.mailer.send(&mail).await {
                Ok(()) => progress.delivered.push(to.clone()),
                Err(error) if error.cure() == Cure::None => progress.refused.push((to.clone(), error.to_string())),
                Err(error) => {
                    let whole_server = error.concerns_server();
                    waiting = Some(error);
                    if whole_server {
                        break;
                    }
                }
            }
        }
        outcome(&data, &progress, waiting)
    }
}

/// What became of all addresses.
fn outcome(data: &EmailData, progress: &Progress, waiting: Option<MailError>) -> Result<Routed, RouteFailure> {
    let cure = waiting.as_ref().map_or(Cure::None, MailError::cure);
    if progress.refused.is_empty() && waiting.is_none() {
        return Ok(Routed::new(format!("mailed to {}", data.to.join(", "))));
    }
    let retry = (cure != Cure::None).then(|| progress.blob());
    let error = match waiting {
        // Nobody has it, all for one reason.
        Some(error) if progress.delivered.is_empty() && progress.refused.is_empty() => error.into(),
        waiting => {
            let refused = progress.refused.iter().map(|(_, text)| text.clone());
            let text: Vec<String> = refused.chain(waiting.map(|error| error.to_string())).collect();
            let (delivered, all) = (progress.delivered.len(), data.to.len());
            RouteError::SomeAddresses { delivered, all, text: text.join("; "), cure }
        }
    };
    Err(RouteFailure { error, retry })
}
