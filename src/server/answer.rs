//! Replies and errors of the client API as HTTP answers.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::api::{ErrorKind, FaxError, Reply};
use crate::model::{Grant, Job, Rights};

/// Jobs that came into being. A tree of values of ten thousand of them would take ten times their memory.
#[derive(Serialize)]
struct Queued<'a> {
    jobs: &'a [Arc<Job>],
    warnings: &'a [String],
}

/// A value as JSON.
pub(super) fn json_of<T: Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(octets) => (status, [(header::CONTENT_TYPE, "application/json")], octets).into_response(),
        Err(error) => refuse(&FaxError::new(ErrorKind::Internal, format!("the answer cannot be written: {error}"))),
    }
}

/// An error with its status.
pub(super) fn refuse(error: &FaxError) -> Response {
    let status = match error.kind {
        ErrorKind::InvalidParameter => StatusCode::BAD_REQUEST,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::InvalidData | ErrorKind::PasswordNeeded => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::WrongState | ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::AccessDenied => StatusCode::FORBIDDEN,
        ErrorKind::Storage => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    refuse_with(status, error)
}

/// An error with a status of its own.
pub(super) fn refuse_with(status: StatusCode, error: &FaxError) -> Response {
    let octets = serde_json::to_vec(error).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], octets).into_response()
}

/// A reply without its wrapping: what the path stands for.
pub(super) fn resource(reply: Reply) -> Response {
    let ok = StatusCode::OK;
    match reply {
        Reply::Queued { jobs, warnings } => json_of(StatusCode::CREATED, &Queued { jobs: &jobs, warnings: &warnings }),
        Reply::Jobs(jobs) => json_of(ok, &jobs),
        Reply::Job(job) => json_of(ok, &job),
        Reply::Trace(entries) => json_of(ok, &entries),
        Reply::Page(page) => {
            let mut answer = file("image/tiff", page.tiff);
            for (name, number) in
                [("fax-page", page.page), ("fax-pages", page.pages), ("fax-width", page.width), ("fax-rows", page.rows)]
            {
                answer.headers_mut().insert(name, HeaderValue::from(number));
            }
            answer
        }
        Reply::Document(tiff) => file("image/tiff", tiff),
        Reply::Cover(svg) => file("image/svg+xml", svg.into_bytes()),
        Reply::Covers(covers) => json_of(ok, &covers),
        Reply::Ports(ports) => json_of(ok, &ports),
        Reply::Port(port) => json_of(ok, &port),
        Reply::PortOpened(lease) => json_of(ok, &lease),
        Reply::PortStatus(status) => json_of(ok, &status),
        Reply::DefaultJob(submission) => json_of(ok, &submission),
        Reply::Activity(activity) => json_of(ok, &activity),
        Reply::Devices(devices) => json_of(ok, &devices),
        Reply::Findings(findings) => json_of(ok, &findings),
        Reply::Destinations(known) => json_of(ok, &known),
        Reply::Outbound(view) => json_of(ok, &view),
        Reply::Accounts(accounts) => json_of(ok, &accounts),
        Reply::Account(account) => json_of(ok, &account),
        Reply::ExtensionProperties(properties) => json_of(ok, &properties),
        Reply::ExtensionProperty(property) => json_of(ok, &property),
        Reply::Providers(providers) => json_of(ok, &providers),
        Reply::Provider(provider) => json_of(StatusCode::CREATED, &provider),
        Reply::Extensions(extensions) => json_of(ok, &extensions),
        Reply::Extension(extension) => json_of(StatusCode::CREATED, &extension),
        Reply::RoutingMethods(methods) => json_of(ok, &methods),
        Reply::PortRouting(ways) => json_of(ok, &ways),
        Reply::RoutingRules(rules, revision) => json_of(ok, &json!({ "rules": rules, "revision": revision })),
        Reply::MailSettings { settings, password_set } => {
            json_of(ok, &json!({ "settings": settings, "password_set": password_set }))
        }
        Reply::Text(text) => json_of(ok, &json!({ "text": text })),
        Reply::Configuration(configuration, revision) => {
            json_of(ok, &json!({ "configuration": configuration, "revision": revision }))
        }
        Reply::AccessChecked { user, granted, held } => {
            json_of(ok, &json!({ "user": user, "granted": granted, "held": held }))
        }
        Reply::Rights { owner, grants } => json_of(ok, &json!({ "owner": owner, "grants": grants })),
        Reply::Tokens(tokens) => json_of(ok, &tokens),
        Reply::NewToken { token, secret } => {
            json_of(StatusCode::CREATED, &json!({ "token": token, "secret": secret.expose() }))
        }
        Reply::Snapshot(snapshot) => json_of(ok, &snapshot),
        Reply::Book(page) => json_of(ok, &page),
        Reply::BookEntry(entry) => json_of(ok, &entry),
        Reply::BookGroups(groups) => json_of(ok, &groups),
        Reply::BookImported(import) => json_of(ok, &import),
        Reply::BookFile(octets) => file("application/octet-stream", octets),
        Reply::Recipients { recipients, without } => {
            json_of(ok, &json!({ "recipients": recipients, "without": without }))
        }
        Reply::NumberNotes(notes) => json_of(ok, &notes),
        Reply::Journal { entries, all } => json_of(ok, &json!({ "entries": entries, "all": all })),
        Reply::JournalCheck(check) => json_of(ok, &check),
        Reply::Statistics(statistics) => json_of(ok, &statistics),
        Reply::Done => StatusCode::NO_CONTENT.into_response(),
    }
}

fn file(kind: &'static str, octets: Vec<u8>) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, kind), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], octets)
        .into_response()
}

/// Shapes of answers that are no type of their own, for their description.
pub(super) mod shapes {
    use schemars::JsonSchema;

    use super::{Grant, Rights};
    use crate::model::{Configuration, Job, JournalEntry, MailSettings, Recipient, Revision, RoutingRule, Token};

    macro_rules! shapes {
        ($( $(#[doc = $doc:literal])* $name:ident { $( $field:ident: $type:ty, )* } )*) => { $(
            $(#[doc = $doc])*
            #[derive(JsonSchema)]
            #[expect(dead_code, reason = "only described, never made")]
            pub(in crate::server) struct $name { $( $field: $type, )* }
        )* };
    }

    shapes! {
        /// Jobs that came into being, one per recipient in their order, and warnings worth showing.
        Queued { jobs: Vec<Job>, warnings: Vec<String>, }
        /// The configuration and the revision that a change is based on.
        ConfigurationAt { configuration: Configuration, revision: Revision, }
        /// The routing rules and the revision that a change is based on.
        RulesAt { rules: Vec<RoutingRule>, revision: Revision, }
        /// The mail server and whether a password is kept.
        MailSettingsAt { settings: MailSettings, password_set: bool, }
        /// What was found, in a sentence.
        Sentence { text: String, }
        /// Whether rights are there, and what there is.
        AccessChecked { user: String, granted: bool, held: Rights, }
        /// Who may do what.
        WhoMayWhat { owner: String, grants: Vec<Grant>, }
        /// Recipients, each number once, and who of a group has no fax number.
        FoundRecipients { recipients: Vec<Recipient>, without: Vec<String>, }
        /// Entries of the journal, and how many the filter takes altogether.
        JournalEntries { entries: Vec<JournalEntry>, all: u64, }
        /// A token that was just made; `secret` is told this once.
        NewToken { token: Token, secret: String, }
    }
}
