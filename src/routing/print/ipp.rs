//! Printing by IPP/1.1 (RFC 8010, RFC 8011) over HTTP: the messages are the `ipp` crate's, the way is hyper's.
//!
//! A fax whose job was not answered may be printed or not. So before it is sent again, the printer is asked whether it
//! knows the job by its name, which no other fax has.

use std::io::Cursor;
use std::time::Duration;

use base64::Engine as _;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::Uri;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper_util::rt::TokioIo;
use ipp::attribute::{IppAttribute, IppAttributeGroup, IppAttributes};
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{PrintData, PrintError, Sides};

/// Reaching the printer.
const CONNECT_LIMIT: Duration = Duration::from_secs(20);
/// A request with a document, and its answer: printers take their time.
const ANSWER_LIMIT: Duration = Duration::from_secs(4 * 60);
/// Octets of an answer.
const MAX_ANSWER: usize = 1 << 20;
/// The port of IPP (RFC 8010 §4).
const IPP_PORT: u16 = 631;
/// Octets of a name (RFC 8011 §5.1.3).
const MAX_NAME: usize = 255;
/// Jobs that are looked at for one of ours.
const MAX_JOBS: i32 = 500;
/// Values of job-state (RFC 8011 §5.3.7).
const CANCELED: i32 = 7;
const ABORTED: i32 = 8;

/// A fax that was not printed, as far as is known.
pub(super) struct NotPrinted {
    pub(super) error: PrintError,
    /// The printer may have it all the same.
    pub(super) may_have_it: bool,
}

/// The address without user and password.
pub(super) fn public(uri: &Uri) -> String {
    let host = uri.host().unwrap_or("");
    let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}{}", uri.scheme_str().unwrap_or("ipp"), uri.path())
}

/// Prints a PDF and says what the printer said.
pub(super) async fn print(
    uri: &Uri,
    data: &PrintData,
    title: &str,
    document: Bytes,
    unanswered: bool,
) -> Result<String, NotPrinted> {
    let printer = public(uri);
    let name = shortened(title);
    if unanswered {
        let known = knows_job(uri, &name).await.map_err(|error| NotPrinted { error, may_have_it: true })?;
        if known {
            return Ok(format!("printed by {printer}, which had it already"));
        }
    }
    let before = |error| NotPrinted { error, may_have_it: false };
    let mut request = request(uri, Operation::PrintJob).map_err(before)?;
    add_job(&mut request, data, &name).map_err(|error| before(protocol(&printer, error)))?;
    let answer = post(uri, request.to_bytes(), document).await?;
    // An answer that says no is an answer: the printer does not have it.
    accepted(answer.status, &printer).map_err(before)?;
    let job = answer.attributes.first_of(DelimiterTag::JobAttributes);
    match job.and_then(|job| whole(job, "job-state")) {
        Some(CANCELED | ABORTED) => {
            let reason = "it took the job and dropped it".to_owned();
            Err(before(PrintError::NotReady { printer, reason }))
        }
        _ => Ok(match job.and_then(|job| whole(job, "job-id")) {
            Some(id) => format!("given to {printer} as job {id}"),
            None => format!("given to {printer}"),
        }),
    }
}

/// Looks whether a printer answers, takes jobs and prints PDF.
pub(super) async fn check(uri: &Uri) -> Result<String, PrintError> {
    let printer = public(uri);
    let mut request = request(uri, Operation::GetPrinterAttributes)?;
    let wanted = ["printer-name", "printer-is-accepting-jobs", "document-format-supported"];
    ask_for(&mut request, &wanted).map_err(|error| protocol(&printer, error))?;
    let answer = post(uri, request.to_bytes(), Bytes::new()).await.map_err(|failed| failed.error)?;
    accepted(answer.status, &printer)?;
    let Some(found) = answer.attributes.first_of(DelimiterTag::PrinterAttributes) else {
        return Err(PrintError::Protocol { printer, reason: "it says nothing about itself".to_owned() });
    };
    let accepting = found.get("printer-is-accepting-jobs").and_then(|attribute| match attribute.value() {
        IppValue::Boolean(accepting) => Some(*accepting),
        _ => None,
    });
    if accepting == Some(false) {
        return Err(PrintError::NotReady { printer, reason: "it takes no jobs now".to_owned() });
    }
    let formats = texts(found, "document-format-supported");
    if !formats.is_empty() && !formats.iter().any(|format| format == PDF) {
        return Err(PrintError::NoPdf { printer });
    }
    let name = texts(found, "printer-name").into_iter().next().unwrap_or_else(|| "the printer".to_owned());
    Ok(format!("{name} answers and prints PDF ({printer})"))
}

const PDF: &str = "application/pdf";

/// Whether the printer has a job of that name that was not dropped. A printer that does not tell has none.
async fn knows_job(uri: &Uri, name: &str) -> Result<bool, PrintError> {
    let printer = public(uri);
    for which in ["not-completed", "completed"] {
        let mut request = request(uri, Operation::GetJobs)?;
        let attributes = ask_for(&mut request, &["job-name", "job-state"]).and_then(|()| {
            add(&mut request, DelimiterTag::OperationAttributes, "which-jobs", IppValue::new_keyword(which)?)?;
            add(&mut request, DelimiterTag::OperationAttributes, "limit", IppValue::new_integer(MAX_JOBS))
        });
        attributes.map_err(|error| protocol(&printer, error))?;
        let answer = post(uri, request.to_bytes(), Bytes::new()).await.map_err(|failed| failed.error)?;
        if !answer.status.is_success() {
            tracing::debug!(status = %answer.status, "the printer does not tell of its jobs");
            continue;
        }
        let ours = |job: &IppAttributeGroup| {
            texts(job, "job-name").iter().any(|own| own == name)
                && !matches!(whole(job, "job-state"), Some(CANCELED | ABORTED))
        };
        if answer.attributes.groups_of(DelimiterTag::JobAttributes).any(ours) {
            return Ok(true);
        }
    }
    Ok(false)
}

type Parse = ipp::parser::IppParseError;

/// A request to a printer, by us.
fn request(uri: &Uri, operation: Operation) -> Result<IppRequestResponse, PrintError> {
    let odd = |error| protocol(&public(uri), error);
    let mut request = IppRequestResponse::new(IppVersion::v1_1(), operation, Some(uri.clone())).map_err(odd)?;
    let user = IppValue::new_name_without_language("faxwell").map_err(odd)?;
    add(&mut request, DelimiterTag::OperationAttributes, "requesting-user-name", user).map_err(odd)?;
    Ok(request)
}

/// What a job is and how it is to be printed.
fn add_job(request: &mut IppRequestResponse, data: &PrintData, name: &str) -> Result<(), Parse> {
    use DelimiterTag::{JobAttributes, OperationAttributes};
    add(request, OperationAttributes, "job-name", IppValue::new_name_without_language(name)?)?;
    add(request, OperationAttributes, "document-name", IppValue::new_name_without_language(name)?)?;
    add(request, OperationAttributes, "document-format", IppValue::new_mime_media_type(PDF)?)?;
    if data.copies > 1 {
        add(request, JobAttributes, "copies", IppValue::new_integer(i32::try_from(data.copies).unwrap_or(1)))?;
    }
    if data.sides != Sides::Usual {
        add(request, JobAttributes, "sides", IppValue::new_keyword(data.sides.name())?)?;
    }
    if !data.media.is_empty() {
        add(request, JobAttributes, "media", IppValue::new_keyword(data.media.as_str())?)?;
    }
    // Fax pages of foreign paper sizes keep their edges (PWG 5100.13 §6.2.16).
    add(request, JobAttributes, "print-scaling", IppValue::new_keyword("fit")?)
}

/// Which attributes an answer is to have.
fn ask_for(request: &mut IppRequestResponse, names: &[&str]) -> Result<(), Parse> {
    let names = names.iter().map(|name| IppValue::new_keyword(*name)).collect::<Result<Vec<_>, _>>()?;
    add(request, DelimiterTag::OperationAttributes, "requested-attributes", IppValue::Array(names))
}

fn add(request: &mut IppRequestResponse, group: DelimiterTag, name: &str, value: IppValue) -> Result<(), Parse> {
    request.attributes_mut().add(group, IppAttribute::with_name(name, value)?);
    Ok(())
}

/// A name of at most 255 octets.
fn shortened(name: &str) -> String {
    let mut end = name.len().min(MAX_NAME);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or("").to_owned()
}

fn whole(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    match group.get(name)?.value() {
        IppValue::Integer(value) | IppValue::Enum(value) => Some(*value),
        _ => None,
    }
}

fn texts(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    let Some(attribute) = group.get(name) else { return Vec::new() };
    attribute.value().into_iter().map(ToString::to_string).collect()
}

/// A printer's answer.
struct Answer {
    status: StatusCode,
    attributes: IppAttributes,
}

/// Sends a request with the document behind it and reads the answer.
async fn post(uri: &Uri, request: Bytes, document: Bytes) -> Result<Answer, NotPrinted> {
    let printer = public(uri);
    let before = |error| NotPrinted { error, may_have_it: false };
    let lost = |reason: String| PrintError::NoConnection { printer: printer.clone(), reason };
    let host = uri.host().unwrap_or("");
    let usual = if uri.scheme_str() == Some("http") { 80 } else { IPP_PORT };
    let port = uri.port_u16().unwrap_or(usual);
    let address = (host.trim_start_matches('[').trim_end_matches(']'), port);
    let stream = match timeout(CONNECT_LIMIT, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(before(lost(error.to_string()))),
        Err(_) => return Err(before(PrintError::TimedOut { printer: printer.clone(), limit: CONNECT_LIMIT })),
    };
    let body = [request, document].concat();
    let http = http_request(uri, host, port, body).map_err(|error| before(lost(error.to_string())))?;
    // From here on the printer may have the job whatever we hear of it.
    let after = |error| NotPrinted { error, may_have_it: true };
    match timeout(ANSWER_LIMIT, exchange(stream, http, &printer)).await {
        Ok(Ok(answer)) => parse(answer, &printer).map_err(after),
        Ok(Err(error @ PrintError::Http { .. })) => Err(before(error)),
        Ok(Err(error)) => Err(after(error)),
        Err(_) => Err(after(PrintError::TimedOut { printer: printer.clone(), limit: ANSWER_LIMIT })),
    }
}

type HttpRequest = hyper::Request<Full<Bytes>>;

fn http_request(uri: &Uri, host: &str, port: u16, body: Vec<u8>) -> Result<HttpRequest, hyper::http::Error> {
    let path = if uri.path().is_empty() { "/" } else { uri.path() };
    let mut http = hyper::Request::post(path)
        .header(HOST, format!("{host}:{port}"))
        .header(CONTENT_TYPE, "application/ipp")
        .body(Full::new(Bytes::from(body)))?;
    let login = uri.authority().and_then(|authority| authority.as_str().rsplit_once('@'));
    if let Some((login, _)) = login {
        let basic = base64::engine::general_purpose::STANDARD.encode(unescaped(login));
        let mut value = HeaderValue::from_str(&format!("Basic {basic}"))?;
        value.set_sensitive(true);
        http.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(http)
}

/// `%41` becomes `A`.
fn unescaped(text: &str) -> Vec<u8> {
    let (mut out, mut octets) = (Vec::with_capacity(text.len()), text.bytes());
    while let Some(octet) = octets.next() {
        let mut ahead = octets.clone();
        let pair = (ahead.next().map(char::from), ahead.next().map(char::from));
        let digit = |c: Option<char>| c.and_then(|c| c.to_digit(16));
        match (octet, digit(pair.0), digit(pair.1)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                octets = ahead;
            }
            _ => out.push(octet),
        }
    }
    out
}

/// One request and its answer.
async fn exchange(stream: TcpStream, http: HttpRequest, printer: &str) -> Result<Bytes, PrintError> {
    let lost = |error: &dyn std::error::Error| PrintError::NoConnection {
        printer: printer.to_owned(),
        reason: error.to_string(),
    };
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| lost(&error))?;
    let talk = async {
        let response = sender.send_request(http).await.map_err(|error| lost(&error))?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(PrintError::Http { printer: printer.to_owned(), status });
        }
        let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await;
        Ok(body.map_err(|error| lost(error.as_ref()))?.to_bytes())
    };
    tokio::pin!(talk, connection);
    let mut open = true;
    loop {
        tokio::select! {
            result = &mut talk => return result,
            _ = &mut connection, if open => open = false,
        }
    }
}

fn parse(answer: Bytes, printer: &str) -> Result<Answer, PrintError> {
    let parser = IppParser::new(IppReader::new(Cursor::new(answer)));
    let (header, attributes, _) = parser.parse_parts().map_err(|error| protocol(printer, error))?;
    Ok(Answer { status: header.status_code(), attributes })
}

fn protocol(printer: &str, error: Parse) -> PrintError {
    PrintError::Protocol { printer: printer.to_owned(), reason: error.to_string() }
}

/// What a status means for us (RFC 8011 Appendix B).
fn accepted(status: StatusCode, printer: &str) -> Result<(), PrintError> {
    use StatusCode as S;
    let (printer, reason) = (printer.to_owned(), status.to_string());
    match status {
        status if status.is_success() => Ok(()),
        S::ClientErrorDocumentFormatNotSupported => Err(PrintError::NoPdf { printer }),
        S::ClientErrorForbidden
        | S::ClientErrorNotAuthenticated
        | S::ClientErrorNotAuthorized
        | S::ClientErrorNotFound
        | S::ClientErrorGone
        | S::ServerErrorOperationNotSupported
        | S::ServerErrorVersionNotSupported => Err(PrintError::NotAllowed { printer, reason }),
        S::ClientErrorTimeout
        | S::ClientErrorNotPossible
        | S::ServerErrorInternalError
        | S::ServerErrorServiceUnavailable
        | S::ServerErrorDeviceError
        | S::ServerErrorTemporaryError
        | S::ServerErrorNotAcceptingJobs
        | S::ServerErrorBusy
        | S::ServerErrorJobCanceled => Err(PrintError::NotReady { printer, reason }),
        _ => Err(PrintError::Refused { printer, reason }),
    }
}
