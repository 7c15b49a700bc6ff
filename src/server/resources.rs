//! The client API as resources: jobs, messages, ports, configuration, routing, covers, rights. One table, from which the
//! requests are served and described ([`super::openapi`]).

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, Path, Request, State};
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::answer::{refuse, resource, shapes};
use super::serve::Served;
use super::who::Who;
use crate::api::{Command, ErrorKind, FaxError, JobOrder};
use crate::model::{
    AccountInfo, Activity, Configuration, CoverChoice, CoverInfo, CoverScope, CoverSummary, Destination,
    DestinationUpdate, DeviceFinding, DeviceSource, DeviceTest, ExtensionInfo, ExtensionSpec, FaxNumber, FoundDevice,
    Grantee, Job, JobFilter, JobId, Lease, MailSettings, MethodId, OfferSubmission, OperatorAction, Outbound,
    OutboundView, PollSubmission, PortId, PortMode, PortRouting, PortStatus, PortUpdate, PortView, Property,
    PropertyInfo, PropertyKey, ProviderInfo, ProviderSpec, Resolution, Revision, Rights, RoutingData,
    RoutingMethodInfo, RoutingRule, Secret, Submission, Timestamp, Token, TraceEntry,
};

/// What a request brings.
pub(super) struct Input {
    path: HashMap<String, String>,
    query: HashMap<String, String>,
    body: Bytes,
}

impl Input {
    /// A part of the path. One that makes no sense names something that is not there.
    pub(super) fn part<T: std::str::FromStr>(&self, name: &str) -> Result<T, FaxError> {
        let text = self.path.get(name).map_or("", String::as_str);
        text.parse().map_err(|_| FaxError::new(ErrorKind::NotFound, format!("there is no {name} {text:?}")))
    }

    fn port(&self) -> Result<PortId, FaxError> {
        Ok(PortId::from(self.part::<String>("port")?.as_str()))
    }

    fn number(&self) -> Result<FaxNumber, FaxError> {
        let text: String = self.part("number")?;
        FaxNumber::parse(&text).map_err(|error| invalid(&error.to_string()))
    }

    /// A value of the query; none when it is not there.
    pub(super) fn ask<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, FaxError> {
        let Some(text) = self.query.get(name) else { return Ok(None) };
        // Numbers and switches stand without quotes, words are quoted.
        let plain = serde_json::from_str(text);
        let value = plain.or_else(|_| serde_json::from_value(serde_json::Value::String(text.clone())));
        value.map(Some).map_err(|error| invalid(&format!("{name} does not fit: {error}")))
    }

    /// A text of the query, as it stands there; empty when it is not there.
    pub(super) fn words(&self, name: &str) -> String {
        self.query.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, FaxError> {
        serde_json::from_slice(&self.body)
            .map_err(|error| invalid(&format!("the request's body does not fit: {error}")))
    }
}

pub(super) fn invalid(text: &str) -> FaxError {
    FaxError::new(ErrorKind::InvalidParameter, text)
}

/// Makes the schema of a type.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

pub(super) fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// What is answered when all went well.
pub(super) enum Answer {
    /// 200 with JSON.
    Json(SchemaOf),
    /// 201 with JSON.
    Made(SchemaOf),
    /// 200 with a file.
    File(&'static str),
    /// 204.
    Nothing,
}

/// One request there is.
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) path: &'static str,
    /// What it does, for people.
    pub(super) summary: &'static str,
    pub(super) query: &'static [(&'static str, &'static str, SchemaOf)],
    pub(super) body: Option<SchemaOf>,
    pub(super) answer: Answer,
    command: fn(&Input) -> Result<Command, FaxError>,
}

impl Operation {
    pub(super) const fn new(
        method: Method,
        path: &'static str,
        summary: &'static str,
        answer: Answer,
        command: fn(&Input) -> Result<Command, FaxError>,
    ) -> Self {
        Self { method, path, summary, query: &[], body: None, answer, command }
    }

    pub(super) fn takes(self, body: SchemaOf) -> Self {
        Self { body: Some(body), ..self }
    }

    pub(super) fn asks(self, query: &'static [(&'static str, &'static str, SchemaOf)]) -> Self {
        Self { query, ..self }
    }
}

bodies! {
    /// A change that is based on a revision.
    ConfigurationChange { configuration: Configuration, revision: Revision, }
    /// All rules in their order, and the revision they are based on.
    RulesChange { rules: Vec<RoutingRule>, revision: Revision, }
    /// All outbound groups and rules, and the revision they are based on.
    OutboundChange { outbound: Outbound, revision: Revision, }
    /// What a port does with a method; what is absent stays.
    WayChange { #[serde(default)] enabled: Option<bool>, #[serde(default)] data: Option<RoutingData>, }
    /// A look whether a method could deliver.
    WayCheck { method: MethodId, data: RoutingData, }
    /// Whether only what has not arrived is tried again.
    RouteAgain { #[serde(default)] unfinished: bool, }
    /// Another place in the order; 1 is the first.
    Place { priority: u32, }
    /// The mail server; without a password the old one stays.
    MailChange { settings: MailSettings, #[serde(default)] password: Option<Secret>, }
    /// Whom to send a test mail.
    MailTest { #[serde(default)] to: Option<String>, }
    /// A cover page's file.
    CoverFile { scope: CoverScope, svg: String, }
    /// A cover page's new name.
    NewName { to: String, }
    /// A cover page to be drawn.
    CoverDrawing { cover: CoverChoice, #[serde(default)] info: CoverInfo, #[serde(default)] resolution: Resolution, }
    /// What somebody may do.
    RightsChange { rights: Rights, }
    /// A token to be made.
    TokenWanted {
        user: String,
        #[serde(default)] groups: Vec<String>,
        #[serde(default)] label: String,
        #[serde(default)] expires_at: Option<Timestamp>,
    }
    /// What an extension keeps; empty takes it away.
    PropertyData { data: RoutingData, }
    /// Users who get a received fax.
    Users { users: Vec<String>, }
    /// What somebody who talks at the line does.
    Talk { action: OperatorAction, }
}

fn order(input: &Input, order: JobOrder) -> Result<Command, FaxError> {
    Ok(Command::Order { job: input.part("job")?, order })
}

/// A page of a listing.
fn list(input: &Input, default: JobFilter) -> Result<Command, FaxError> {
    let limit = input.ask::<u32>("limit")?.unwrap_or(100);
    if !(1..=1_000).contains(&limit) {
        return Err(invalid("limit is 1 to 1000"));
    }
    let filter = input.ask("filter")?.unwrap_or(default);
    let account = input.ask("account")?;
    Ok(Command::JobPage { filter, before: input.ask::<JobId>("before")?, limit, account })
}

const LISTING: &[(&str, &str, SchemaOf)] = &[
    ("filter", "Which", of::<JobFilter>),
    ("before", "Only jobs with a lower number: the last of the page before", of::<JobId>),
    ("limit", "How many at the most, 1 to 1000; 100 when absent", of::<u32>),
    ("account", "Only what is in this user's account", of::<String>),
];

/// Of a registration.
const UNCHECKED: &[(&str, &str, SchemaOf)] = &[("unchecked", "Keep it whether it can be loaded or not", of::<bool>)];

fn unchecked(input: &Input) -> Result<bool, FaxError> {
    Ok(input.ask("unchecked")?.unwrap_or_default())
}

/// Of a property.
const PROPERTY: &[(&str, &str, SchemaOf)] = &[
    ("port", "The line it is about; absent: none", of::<PortId>),
    ("source", "Whose number of the line: fax, or tapi", of::<DeviceSource>),
];

fn property(input: &Input) -> Result<PropertyKey, FaxError> {
    Ok(PropertyKey {
        guid: input.part("guid")?,
        port: input.ask("port")?,
        source: input.ask("source")?.unwrap_or_default(),
    })
}

/// Every request there is, by resource.
pub(super) fn operations() -> Vec<Operation> {
    use Answer::{File, Json, Made, Nothing};
    let get = |path, summary, answer, command| Operation::new(Method::GET, path, summary, answer, command);
    let post = |path, summary, answer, command| Operation::new(Method::POST, path, summary, answer, command);
    let put = |path, summary, answer, command| Operation::new(Method::PUT, path, summary, answer, command);
    let delete = |path, summary, command| Operation::new(Method::DELETE, path, summary, Nothing, command);
    let jobs = [
        get(
            "/v1/jobs",
            "List jobs, newest first: all there are, or those of a filter",
            Json(of::<Vec<Job>>),
            |input| list(input, JobFilter::All),
        )
        .asks(LISTING),
        post(
            "/v1/jobs",
            "Send a fax: one job per recipient; documents come with their content, in base64",
            Made(of::<shapes::Queued>),
            |input| Ok(Command::Send { submission: input.body()? }),
        )
        .takes(of::<Submission>),
        post("/v1/polls", "Fetch a document that another machine has laid out", Made(of::<shapes::Queued>), |input| {
            Ok(Command::Poll { submission: input.body()? })
        })
        .takes(of::<PollSubmission>),
        post("/v1/offers", "Lay documents out for other machines to fetch", Made(of::<shapes::Queued>), |input| {
            Ok(Command::Offer { submission: input.body()? })
        })
        .takes(of::<OfferSubmission>),
        get("/v1/jobs/{job}", "How a job stands", Json(of::<Job>), |input| {
            Ok(Command::Job { job: input.part("job")? })
        }),
        Operation::new(
            Method::DELETE,
            "/v1/jobs/{job}",
            "Remove a finished job and its pages for good",
            Json(of::<Job>),
            |input| order(input, JobOrder::Delete),
        ),
        post("/v1/jobs/{job}/pause", "Hold a job", Json(of::<Job>), |input| order(input, JobOrder::Pause)),
        post("/v1/jobs/{job}/resume", "Go on with a held job", Json(of::<Job>), |input| order(input, JobOrder::Resume)),
        post("/v1/jobs/{job}/restart", "Start a failed or cancelled job again", Json(of::<Job>), |input| {
            order(input, JobOrder::Restart)
        }),
        post("/v1/jobs/{job}/cancel", "End a job; an active call is ended properly", Json(of::<Job>), |input| {
            order(input, JobOrder::Cancel)
        }),
        get("/v1/jobs/{job}/document", "The fax as stored: TIFF class F", File("image/tiff"), |input| {
            Ok(Command::Document { job: input.part("job")? })
        }),
        get("/v1/jobs/{job}/pages/{page}", "One page: TIFF class F", File("image/tiff"), |input| {
            Ok(Command::Page { job: input.part("job")?, page: input.part("page")? })
        }),
        get("/v1/jobs/{job}/trace", "The conversation of one of a job's calls", Json(of::<Vec<TraceEntry>>), |input| {
            Ok(Command::Trace { job: input.part("job")?, attempt: input.ask("attempt")? })
        })
        .asks(&[("attempt", "Which call, from 1; the last when absent", of::<u32>)]),
    ];
    let messages = [
        get(
            "/v1/messages",
            "List received faxes, newest first; with filter=sent those that were sent",
            Json(of::<Vec<Job>>),
            |input| list(input, JobFilter::Inbox),
        )
        .asks(LISTING),
        post("/v1/messages/{job}/read", "Mark a received fax as read", Json(of::<Job>), |input| {
            order(input, JobOrder::MarkRead)
        }),
        post("/v1/messages/{job}/unread", "Mark a received fax as unread", Json(of::<Job>), |input| {
            order(input, JobOrder::MarkUnread)
        }),
        put(
            "/v1/messages/{job}/users",
            "Give a received fax to users, in the place of those before",
            Json(of::<Job>),
            |input| Ok(Command::Assign { job: input.part("job")?, users: input.body::<Users>()?.users }),
        )
        .takes(of::<Users>),
        post("/v1/messages/{job}/route", "Route a received fax again", Json(of::<Job>), |input| {
            Ok(Command::RouteAgain { job: input.part("job")?, unfinished: input.body::<RouteAgain>()?.unfinished })
        })
        .takes(of::<RouteAgain>),
    ];
    let ports = [
        get("/v1/ports", "The lines and what they do", Json(of::<Vec<PortView>>), |_| Ok(Command::Ports)),
        post("/v1/ports", "Make a line of a device", Json(of::<PortView>), |input| {
            Ok(Command::AddPort { settings: input.body()? })
        })
        .takes(of::<PortUpdate>),
        get("/v1/devices", "Devices that may have a modem on them", Json(of::<Vec<FoundDevice>>), |_| {
            Ok(Command::Devices)
        }),
        get("/v1/ports/{port}", "A line and what it does", Json(of::<PortView>), |input| {
            Ok(Command::Port { port: input.port()? })
        }),
        Operation::new(
            Method::PATCH,
            "/v1/ports/{port}",
            "Change a line's settings; what is absent stays",
            Json(of::<PortView>),
            |input| Ok(Command::SetPort { port: input.port()?, update: input.body()? }),
        )
        .takes(of::<PortUpdate>),
        delete("/v1/ports/{port}", "Forget a line that was added", |input| {
            Ok(Command::RemovePort { port: input.port()? })
        }),
        get("/v1/ports/{port}/status", "The port status object", Json(of::<PortStatus>), |input| {
            Ok(Command::PortStatus { port: input.port()? })
        }),
        post(
            "/v1/ports/{port}/lease",
            "Open a line to change it alone; 409 while somebody else has it open",
            Json(of::<Lease>),
            |input| Ok(Command::OpenPort { port: input.port()?, mode: PortMode::Modify }),
        ),
        Operation::new(
            Method::PATCH,
            "/v1/leases/{lease}/{port}",
            "Change the settings of a line that is open to be changed",
            Json(of::<PortView>),
            |input| {
                let request = Command::SetPort { port: input.port()?, update: input.body()? };
                Ok(Command::WithLease { lease: input.part("lease")?, request: Box::new(request) })
            },
        )
        .takes(of::<PortUpdate>),
        delete("/v1/leases/{lease}", "Close a line that was open to be changed", |input| {
            Ok(Command::ClosePort { lease: input.part("lease")? })
        }),
        post("/v1/ports/{port}/answer", "Answer the call that rings", Nothing, |input| {
            Ok(Command::Answer { port: input.port()? })
        }),
        post("/v1/ports/{port}/hang_up", "End the call", Nothing, |input| Ok(Command::HangUp { port: input.port()? })),
        post("/v1/ports/{port}/talk", "Talk in the call, or do not", Nothing, |input| {
            Ok(Command::Operator { port: input.port()?, action: input.body::<Talk>()?.action })
        })
        .takes(of::<Talk>),
        post(
            "/v1/ports/{port}/test",
            "Look whether the line's device works",
            Json(of::<Vec<DeviceFinding>>),
            |input| Ok(Command::TestPort { port: input.port()?, test: input.body()? }),
        )
        .takes(of::<DeviceTest>),
        get(
            "/v1/ports/{port}/routing",
            "What a line does with each routing method",
            Json(of::<Vec<PortRouting>>),
            |input| Ok(Command::PortRouting { port: input.port()? }),
        ),
        put(
            "/v1/ports/{port}/routing/{method}",
            "Change what a line does with a routing method",
            Json(of::<Vec<PortRouting>>),
            |input| {
                let WayChange { enabled, data } = input.body()?;
                Ok(Command::SetPortRouting { port: input.port()?, method: input.part("method")?, enabled, data })
            },
        )
        .takes(of::<WayChange>),
    ];
    let settings = [
        get("/v1/configuration", "The configuration and its revision", Json(of::<shapes::ConfigurationAt>), |_| {
            Ok(Command::Configuration)
        }),
        put(
            "/v1/configuration",
            "Replace the configuration; 409 when it is based on an old revision",
            Json(of::<shapes::ConfigurationAt>),
            |input| {
                let ConfigurationChange { configuration, revision } = input.body()?;
                Ok(Command::SetConfiguration { configuration, revision })
            },
        )
        .takes(of::<ConfigurationChange>),
        get("/v1/mail", "The mail server, without its password", Json(of::<shapes::MailSettingsAt>), |_| {
            Ok(Command::MailSettings)
        }),
        put("/v1/mail", "Change the mail server", Json(of::<shapes::MailSettingsAt>), |input| {
            let MailChange { settings, password } = input.body()?;
            Ok(Command::SetMailSettings { settings, password })
        })
        .takes(of::<MailChange>),
        post("/v1/mail/test", "Look whether the mail server takes our login", Json(of::<shapes::Sentence>), |input| {
            Ok(Command::TestMail { to: input.body::<MailTest>()?.to })
        })
        .takes(of::<MailTest>),
        get(
            "/v1/destinations",
            "What is remembered of the numbers that were called",
            Json(of::<Vec<Destination>>),
            |_| Ok(Command::Destinations { number: None }),
        ),
        get("/v1/destinations/{number}", "What is remembered of a number", Json(of::<Vec<Destination>>), |input| {
            Ok(Command::Destinations { number: Some(input.number()?) })
        }),
        Operation::new(
            Method::PATCH,
            "/v1/destinations/{number}",
            "Change what is remembered of a number",
            Json(of::<Vec<Destination>>),
            |input| Ok(Command::SetDestination { number: input.number()?, update: input.body()? }),
        )
        .takes(of::<DestinationUpdate>),
        delete("/v1/destinations/{number}", "Forget a number", |input| {
            Ok(Command::ForgetDestination { number: input.number()? })
        }),
    ];
    let routing = [
        get(
            "/v1/routing/methods",
            "The installed routing methods in their order",
            Json(of::<Vec<RoutingMethodInfo>>),
            |_| Ok(Command::RoutingMethods),
        ),
        put(
            "/v1/routing/methods/{method}",
            "Give a method another place in the order",
            Json(of::<Vec<RoutingMethodInfo>>),
            |input| {
                Ok(Command::SetRoutingPriority {
                    method: input.part("method")?,
                    priority: input.body::<Place>()?.priority,
                })
            },
        )
        .takes(of::<Place>),
        get("/v1/routing/rules", "The routing rules and their revision", Json(of::<shapes::RulesAt>), |_| {
            Ok(Command::RoutingRules)
        }),
        put(
            "/v1/routing/rules",
            "Replace the routing rules; 409 when they are based on an old revision",
            Json(of::<shapes::RulesAt>),
            |input| {
                let RulesChange { rules, revision } = input.body()?;
                Ok(Command::SetRoutingRules { rules, revision })
            },
        )
        .takes(of::<RulesChange>),
        post(
            "/v1/routing/check",
            "Look whether a method could deliver a copy",
            Json(of::<shapes::Sentence>),
            |input| {
                let WayCheck { method, data } = input.body()?;
                Ok(Command::CheckRouting { method, data })
            },
        )
        .takes(of::<WayCheck>),
    ];
    let covers = [
        get("/v1/covers", "Cover pages", Json(of::<Vec<CoverSummary>>), |_| Ok(Command::Covers)),
        get("/v1/covers/{cover}", "The file of a cover page", File("image/svg+xml"), |input| {
            Ok(Command::Cover { name: input.part("cover")? })
        }),
        put("/v1/covers/{cover}", "Keep a cover page", Json(of::<Vec<CoverSummary>>), |input| {
            let CoverFile { scope, svg } = input.body()?;
            Ok(Command::SaveCover { name: input.part("cover")?, scope, svg })
        })
        .takes(of::<CoverFile>),
        delete("/v1/covers/{cover}", "Forget a cover page that was kept", |input| {
            Ok(Command::DeleteCover { name: input.part("cover")? })
        }),
        post("/v1/covers/{cover}/rename", "Give a cover page another name", Json(of::<Vec<CoverSummary>>), |input| {
            Ok(Command::RenameCover { name: input.part("cover")?, to: input.body::<NewName>()?.to })
        })
        .takes(of::<NewName>),
        post("/v1/drawings", "Draw a cover page as it would go out", File("image/tiff"), |input| {
            let CoverDrawing { cover, info, resolution } = input.body()?;
            Ok(Command::RenderCover { cover, info: Box::new(info), resolution })
        })
        .takes(of::<CoverDrawing>),
    ];
    let plugged = [
        get("/v1/outbound", "Which lines carry which faxes", Json(of::<OutboundView>), |_| Ok(Command::Outbound)),
        put(
            "/v1/outbound",
            "Replace the outbound groups and rules; 409 when they are based on an old revision",
            Json(of::<OutboundView>),
            |input| {
                let OutboundChange { outbound, revision } = input.body()?;
                Ok(Command::SetOutbound { outbound, revision })
            },
        )
        .takes(of::<OutboundChange>),
        get("/v1/providers", "The device providers and how they are", Json(of::<Vec<ProviderInfo>>), |_| {
            Ok(Command::Providers)
        }),
        post("/v1/providers", "Load a device provider and register it", Made(of::<ProviderInfo>), |input| {
            Ok(Command::RegisterProvider { spec: input.body()?, unchecked: unchecked(input)? })
        })
        .takes(of::<ProviderSpec>)
        .asks(UNCHECKED),
        delete("/v1/providers/{name}", "Forget a device provider and its lines", |input| {
            Ok(Command::UnregisterProvider { name: input.part("name")? })
        }),
        get(
            "/v1/routing/extensions",
            "The registered routing extensions and how they are",
            Json(of::<Vec<ExtensionInfo>>),
            |_| Ok(Command::RoutingExtensions),
        ),
        post(
            "/v1/routing/extensions",
            "Load a routing extension and register it",
            Made(of::<ExtensionInfo>),
            |input| Ok(Command::RegisterExtension { spec: input.body()?, unchecked: unchecked(input)? }),
        )
        .takes(of::<ExtensionSpec>)
        .asks(UNCHECKED),
        delete("/v1/routing/extensions/{name}", "Forget a routing extension", |input| {
            Ok(Command::UnregisterExtension { name: input.part("name")? })
        }),
        get("/v1/properties", "What extensions keep here", Json(of::<Vec<PropertyInfo>>), |_| {
            Ok(Command::ExtensionProperties)
        }),
        get("/v1/properties/{guid}", "What an extension keeps under a GUID", Json(of::<Property>), |input| {
            Ok(Command::ExtensionProperty { key: property(input)? })
        })
        .asks(PROPERTY),
        put(
            "/v1/properties/{guid}",
            "Change what an extension keeps; whoever has registered is told",
            Nothing,
            |input| {
                let PropertyData { data } = input.body()?;
                Ok(Command::SetExtensionProperty { key: property(input)?, data })
            },
        )
        .takes(of::<PropertyData>)
        .asks(PROPERTY),
        delete("/v1/properties/{guid}", "Take away what an extension keeps", |input| {
            Ok(Command::SetExtensionProperty { key: property(input)?, data: RoutingData::default() })
        })
        .asks(PROPERTY),
    ];
    let access = [
        get("/v1/activity", "How much is going on", Json(of::<Activity>), |_| Ok(Command::Activity)),
        get("/v1/default_job", "A submission to begin with, its sender filled in", Json(of::<Submission>), |_| {
            Ok(Command::DefaultJob)
        }),
        get("/v1/access", "What you may do", Json(of::<shapes::AccessChecked>), |_| {
            Ok(Command::CheckAccess { rights: Rights::NONE, of: None })
        }),
        get("/v1/rights", "Who may do what", Json(of::<shapes::WhoMayWhat>), |_| Ok(Command::Rights)),
        put(
            "/v1/rights/{who}",
            "Give user:NAME, group:NAME or everyone exactly these rights",
            Json(of::<shapes::WhoMayWhat>),
            |input| {
                let who: String = input.part("who")?;
                let to: Grantee = who.parse().map_err(|text: String| invalid(&text))?;
                Ok(Command::SetRights { to, rights: input.body::<RightsChange>()?.rights })
            },
        )
        .takes(of::<RightsChange>),
        get(
            "/v1/accounts",
            "Accounts and what is in them; your own unless you administer",
            Json(of::<Vec<AccountInfo>>),
            |_| Ok(Command::Accounts),
        ),
        get("/v1/account", "Your own account", Json(of::<AccountInfo>), |_| Ok(Command::Account { name: None })),
        get("/v1/accounts/{name}", "An account and what is in it", Json(of::<AccountInfo>), |input| {
            Ok(Command::Account { name: Some(input.part("name")?) })
        }),
        put("/v1/accounts/{name}", "Make an account for a user", Json(of::<AccountInfo>), |input| {
            Ok(Command::AddAccount { name: input.part("name")? })
        }),
        delete("/v1/accounts/{name}", "Take an account away; its archived faxes stay", |input| {
            Ok(Command::RemoveAccount { name: input.part("name")? })
        }),
        get("/v1/tokens", "The tokens, without what they are", Json(of::<Vec<Token>>), |_| Ok(Command::Tokens)),
        post("/v1/tokens", "Make a token, which is told this once", Made(of::<shapes::NewToken>), |input| {
            let TokenWanted { user, groups, label, expires_at } = input.body()?;
            Ok(Command::AddToken { user, groups, label, expires_at })
        })
        .takes(of::<TokenWanted>),
        delete("/v1/tokens/{id}", "Make a token worthless", |input| Ok(Command::RevokeToken { id: input.part("id")? })),
        post("/v1/shutdown", "End all calls properly and stop the engine", Nothing, |_| Ok(Command::Shutdown)),
    ];
    let all = jobs.into_iter().chain(messages).chain(ports).chain(settings).chain(routing).chain(covers);
    all.chain(plugged).chain(access).chain(super::records::operations()).collect()
}

/// Adds all requests, and their description.
pub(super) fn add(router: Router<Served>) -> Router<Served> {
    let mut router = router.route(
        "/openapi.json",
        axum::routing::get(async || super::answer::json_of(axum::http::StatusCode::OK, &super::openapi())),
    );
    for operation in operations() {
        let Ok(filter) = MethodFilter::try_from(operation.method) else { continue };
        let command = operation.command;
        let takes_body = operation.body.is_some();
        let handler = async move |State(served): State<Served>,
                                  Extension(who): Extension<Who>,
                                  Path(path): Path<HashMap<String, String>>,
                                  request: Request| {
            match read(&served, path, request, takes_body).await.and_then(|input| command(&input)) {
                Ok(command) => served.ask(&who, command).await.map_or_else(|error| refuse(&error), resource),
                Err(error) => refuse(&error),
            }
        };
        router = router.route(operation.path, on(filter, handler));
    }
    router
}

async fn read(
    served: &Served,
    path: HashMap<String, String>,
    request: Request,
    takes_body: bool,
) -> Result<Input, FaxError> {
    let query = request.uri().query().unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let body = if takes_body { served.read(request.into_body()).await? } else { Bytes::new() };
    Ok(Input { path, query, body })
}
