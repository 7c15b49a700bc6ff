//! A printer on this machine: HTTP by axum, messages by the `ipp` crate.

use std::io::Cursor;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode as HttpStatus, Uri};
use axum::response::{IntoResponse, Response};
use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;

/// How the printer behaves.
#[derive(Clone, Default)]
pub(super) struct Behaviour {
    /// Its answer to Print-Job, if not yes.
    pub(super) refuses: Option<StatusCode>,
    /// The state of jobs it has taken, if not "processing".
    pub(super) job_state: Option<i32>,
    /// It takes the job and never answers.
    pub(super) mute: bool,
    /// HTTP status instead of an answer.
    pub(super) http: Option<u16>,
    /// The formats it prints.
    pub(super) formats: Vec<&'static str>,
}

/// A job the printer has.
#[derive(Clone, Debug)]
pub(super) struct PrintedJob {
    pub(super) path: String,
    pub(super) login: Option<String>,
    /// All attributes of the request, as `name=value`.
    pub(super) attributes: Vec<String>,
    pub(super) document: Vec<u8>,
}

impl PrintedJob {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| attribute.strip_prefix(name)?.strip_prefix('='))
    }
}

#[derive(Clone)]
pub(super) struct IppServer {
    pub(super) address: SocketAddr,
    pub(super) behaviour: Arc<Mutex<Behaviour>>,
    pub(super) jobs: Arc<Mutex<Vec<PrintedJob>>>,
}

impl IppServer {
    pub(super) async fn start(behaviour: Behaviour) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self { address, behaviour: Arc::new(Mutex::new(behaviour)), jobs: Arc::default() };
        let app = axum::Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        server
    }

    pub(super) fn printed(&self) -> Vec<PrintedJob> {
        self.jobs.lock().unwrap().clone()
    }
}

async fn answer(State(server): State<IppServer>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let behaviour = server.behaviour.lock().unwrap().clone();
    if let Some(status) = behaviour.http {
        return HttpStatus::from_u16(status).unwrap().into_response();
    }
    assert_eq!(headers["content-type"], "application/ipp");
    let (header, attributes, reader) =
        IppParser::new(IppReader::new(Cursor::new(body.to_vec()))).parse_parts().unwrap();
    let mut document = Vec::new();
    std::io::Read::read_to_end(&mut reader.into_payload(), &mut document).unwrap();
    let all = attributes.groups().iter().flat_map(IppAttributeGroup::attributes);
    let attributes: Vec<String> =
        all.map(|attribute| format!("{}={}", attribute.name().as_str(), attribute.value())).collect();
    let operation = header.operation_or_status;
    let status = match behaviour.refuses.filter(|_| operation == Operation::PrintJob as i16) {
        Some(refusal) => refusal,
        None => StatusCode::SuccessfulOk,
    };
    let mut response = IppRequestResponse::new_response(IppVersion::v1_1(), status, header.request_id).unwrap();
    let mut tell = |group, name: &str, value| {
        response.attributes_mut().add(group, IppAttribute::with_name(name, value).unwrap());
    };
    let state = behaviour.job_state.unwrap_or(5);
    if operation == Operation::PrintJob as i16 && status.is_success() {
        let login = headers.get("authorization").map(|login| login.to_str().unwrap().to_owned());
        let mut jobs = server.jobs.lock().unwrap();
        jobs.push(PrintedJob { path: uri.path().to_owned(), login, attributes, document });
        tell(DelimiterTag::JobAttributes, "job-id", IppValue::Integer(i32::try_from(jobs.len()).unwrap()));
        tell(DelimiterTag::JobAttributes, "job-state", IppValue::Enum(state));
    } else if operation == Operation::GetJobs as i16 {
        for job in server.jobs.lock().unwrap().iter() {
            let name = job.attribute("job-name").unwrap();
            tell(DelimiterTag::JobAttributes, "job-name", IppValue::new_name_without_language(name).unwrap());
            tell(DelimiterTag::JobAttributes, "job-state", IppValue::Enum(state));
        }
    } else if operation == Operation::GetPrinterAttributes as i16 {
        let name = IppValue::new_name_without_language("Laser").unwrap();
        tell(DelimiterTag::PrinterAttributes, "printer-name", name);
        let formats = behaviour.formats.iter().map(|format| IppValue::new_mime_media_type(*format).unwrap());
        tell(DelimiterTag::PrinterAttributes, "document-format-supported", IppValue::Array(formats.collect()));
    }
    if behaviour.mute && operation == Operation::PrintJob as i16 {
        std::future::pending::<()>().await;
    }
    ([("content-type", "application/ipp")], response.to_bytes()).into_response()
}
