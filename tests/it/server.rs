//! The server as other programs and computers use it: the built program over TCP on loopback, with TLS and tokens, held to
//! rights and limits.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{Program, document, is_final};

/// A server over the network, and how to reach it.
pub(crate) struct Network {
    engine: Child,
    url: String,
    fingerprint: Option<String>,
    /// Held open: the program has more to say.
    _told: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Drop for Network {
    fn drop(&mut self) {
        self.engine.kill().unwrap();
        self.engine.wait().unwrap();
    }
}

/// Starts `serve --listen` on a free port of loopback.
pub(crate) fn listen(program: &Program, more: &[&str]) -> Network {
    let mut arguments = vec!["serve", "--listen", "127.0.0.1:0"];
    arguments.extend(more);
    let mut engine = program.command(&arguments).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(engine.stdout.take().unwrap()).lines();
    let told = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("Listens on ")).unwrap();
    let mut parts = told.trim_start_matches("Listens on ").split("; certificate SHA-256 ");
    let url = parts.next().unwrap().to_owned();
    let fingerprint = parts.next().map(str::to_owned);
    Network { engine, url, fingerprint, _told: lines }
}

/// Makes a user with rights and gives its token.
fn user(program: &Program, name: &str, rights: &[&str]) -> String {
    if !rights.is_empty() {
        let mut arguments = vec!["rights", "grant", name];
        arguments.extend(rights);
        program.run(&arguments).exits(0);
    }
    let made = program.json(&["token", "add", name, "--label", "test"]);
    made["secret"].as_str().unwrap().to_owned()
}

/// An HTTP answer: status, head, body.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}{}", self.head, String::from_utf8_lossy(&self.body)))
    }
}

impl Network {
    fn open(&self) -> TcpStream {
        let stream = TcpStream::connect(self.url.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    fn ask(&self, method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Answer {
        let mut stream = self.open();
        let body = body.map(Value::to_string).unwrap_or_default();
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\n{token}Connection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut octets = Vec::new();
        stream.read_to_end(&mut octets).unwrap();
        let end = octets.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        let head = String::from_utf8_lossy(&octets[..end]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: octets[end..].to_vec() }
    }
}

/// A submission to one number, as a program elsewhere sends it.
fn submission(number: &str) -> Value {
    use base64::Engine as _;

    let octets = std::fs::read(document("g4_two_pages.tif")).unwrap();
    let content = base64::engine::general_purpose::STANDARD.encode(octets);
    json!({ "recipients": [{ "number": number }], "documents": [{ "path": "g4_two_pages.tif", "content": content }] })
}

#[test]
fn a_fax_is_sent_and_followed_over_tls_by_fingerprint_and_by_first_use() {
    let program = Program::new();
    let network = listen(&program, &[]);
    let token = user(&program, "ben", &["submit", "query_ports"]);
    let away = Program::untouched();
    let token_file = away.dir().join("token");
    std::fs::write(&token_file, format!("{token}\n")).unwrap();
    let fingerprint = network.fingerprint.clone().unwrap();
    let remote = ["--server", &network.url, "--token-file", token_file.to_str().unwrap()];
    let run = |more: &[&str]| away.run(&[&remote[..], more].concat());

    let sent = run(&[
        "send",
        "--to",
        "1002",
        &document("g4_two_pages.tif"),
        "--wait",
        "--json",
        "--fingerprint",
        &fingerprint,
    ])
    .exits(0);
    assert_eq!((sent.json()["status"].as_str(), sent.json()["user"].as_str()), (Some("completed"), Some("ben")));
    let id = sent.json()["id"].to_string();
    let out = away.dir().join("sent.pdf");
    run(&["export", &id, out.to_str().unwrap(), "--fingerprint", &fingerprint]).exits(0);
    assert!(std::fs::read(&out).unwrap().starts_with(b"%PDF"));

    let wrong = "00".repeat(32);
    let refused = run(&["ports", "--fingerprint", &wrong]).exits(5);
    assert!(refused.stderr.contains("not the one that is known"), "{}", refused.stderr);

    let first = run(&["ports", "--json"]).exits(0);
    assert!(first.stderr.contains(&fingerprint), "{}", first.stderr);
    assert_eq!(first.json().as_array().unwrap().len(), 2);
    assert!(run(&["ports"]).exits(0).stderr.is_empty(), "it is known now");
    let known = away.data().join("known_servers.json");
    let other = std::fs::read_to_string(&known).unwrap().replace(&fingerprint, &wrong);
    std::fs::write(&known, other).unwrap();
    run(&["ports"]).exits(5);

    let authority = program.data().join("tls/certificate.pem");
    run(&["ports", "--ca", authority.to_str().unwrap()]).exits(0);
    run(&["inbox", "--fingerprint", &fingerprint]).exits(0);
    let denied = run(&["config", "get", "--fingerprint", &fingerprint]).exits(5);
    assert!(denied.stderr.contains("query_config"), "{}", denied.stderr);
    run(&["rights", "check", "submit", "--fingerprint", &fingerprint]).exits(0);
    run(&["rights", "check", "port_set", "--fingerprint", &fingerprint]).exits(5);
}

#[test]
fn without_a_good_token_nothing_is_answered_and_a_revoked_one_is_none() {
    let program = Program::new();
    let network = listen(&program, &["--no-tls"]);
    let token = user(&program, "ben", &["read"]);
    for path in ["/v1/jobs", "/v1/events", "/v1/command", "/v1/engine", "/v1/nothing"] {
        let answer = network.ask("GET", path, None, None);
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.head.to_lowercase().contains("www-authenticate: bearer"), "{}", answer.head);
        assert_eq!((answer.json()["kind"].as_str(), answer.json()["win32"].as_u64()), (Some("access_denied"), Some(5)));
        assert_eq!(network.ask("GET", path, Some("fax_guessed"), None).status, 401);
    }
    assert_eq!(network.ask("GET", "/v1/jobs", Some(&token), None).status, 200);
    assert_eq!(network.ask("GET", "/v1/rights", Some(&token), None).status, 403);
    assert_eq!(network.ask("POST", "/v1/shutdown", Some(&token), None).status, 403);
    let id = program.json(&["token", "list"])[0]["id"].to_string();
    program.run(&["token", "revoke", &id]).exits(0);
    assert_eq!(network.ask("GET", "/v1/jobs", Some(&token), None).status, 401);
    // Guessing is slow.
    let guess = || network.ask("GET", "/v1/jobs", Some("fax_guess"), None).status;
    assert!((0..30).any(|_| guess() == 429));
    let other = user(&program, "cem", &[]);
    // Others may come from the same address.
    assert_eq!(network.ask("GET", "/v1/jobs", Some(&other), None).status, 403);
}

#[test]
fn resources_are_read_and_changed_by_their_paths() {
    let program = Program::new();
    let network = listen(&program, &["--no-tls"]);
    let token = user(&program, "ada", &["all"]);
    let ask = |method: &str, path: &str, body: Option<Value>| network.ask(method, path, Some(&token), body.as_ref());

    let queued = ask("POST", "/v1/jobs", Some(submission("1002")));
    assert_eq!(queued.status, 201, "{}", queued.json());
    let id = queued.json()["jobs"][0]["id"].as_u64().unwrap();
    let path = format!("/v1/jobs/{id}");
    program.job_when(id, is_final);
    assert_eq!(ask("GET", &path, None).json()["status"], "completed");
    assert_eq!(&ask("GET", &format!("{path}/document"), None).body[..2], b"II");
    let page = ask("GET", &format!("{path}/pages/1"), None);
    assert!(page.head.to_lowercase().contains("fax-pages: 2"), "{}", page.head);
    assert_eq!(ask("GET", &format!("{path}/pages/9"), None).status, 404);
    assert!(!ask("GET", &format!("{path}/trace"), None).json().as_array().unwrap().is_empty());
    assert_eq!(ask("POST", &format!("{path}/pause"), None).status, 409);

    let received = (0..1_000).find_map(|_| program.json(&["inbox"])[0]["id"].as_u64()).unwrap();
    assert_eq!(ask("GET", "/v1/messages?limit=1", None).json()[0]["id"], received);
    assert_eq!(ask("POST", &format!("/v1/messages/{received}/read"), None).json()["unread"], false);
    let given = ask("PUT", &format!("/v1/messages/{received}/users"), Some(json!({ "users": ["ben"] })));
    assert_eq!(given.json()["assigned_to"], json!(["ben"]));
    assert_eq!(
        ask("GET", &format!("/v1/jobs?before={received}&limit=1000"), None).json().as_array().unwrap().len() as u64,
        received - 1
    );
    assert_eq!(ask("GET", "/v1/jobs?limit=0", None).status, 400);

    let mut settings = ask("GET", "/v1/configuration", None).json();
    settings["configuration"]["retries"] = json!(7);
    assert_eq!(ask("PUT", "/v1/configuration", Some(settings.clone())).json()["configuration"]["retries"], 7);
    assert_eq!(ask("PUT", "/v1/configuration", Some(settings)).status, 409, "somebody was faster");
    let port = ask("PATCH", "/v1/ports/virtual-1", Some(json!({ "name": "Front desk" })));
    assert_eq!(port.json()["settings"]["name"], "Front desk");
    assert_eq!(ask("GET", "/v1/ports/none", None).status, 404);
    assert_eq!(ask("DELETE", "/v1/ports", None).status, 405);
    assert_eq!(ask("POST", "/v1/jobs", Some(json!({ "recipients": 5 }))).status, 400);
    for path in [
        "/v1/devices",
        "/v1/mail",
        "/v1/destinations",
        "/v1/routing/methods",
        "/v1/routing/rules",
        "/v1/covers",
        "/v1/rights",
        "/v1/tokens",
        "/v1/access",
        "/v1/ports/virtual-1/routing",
    ] {
        assert_eq!(ask("GET", path, None).status, 200, "{path}");
    }
}

#[test]
fn a_user_of_the_network_names_no_files_of_the_server() {
    let program = Program::new();
    let network = listen(&program, &["--no-tls"]);
    let token = user(&program, "ben", &["submit"]);
    let own = program.data().join("engine.json");
    let theft = json!({ "recipients": [{ "number": "1002" }], "documents": [{ "path": own }] });
    let answer = network.ask("POST", "/v1/jobs", Some(&token), Some(&theft));
    assert_eq!((answer.status, answer.json()["win32"].as_u64()), (403, Some(5)));
}

#[test]
fn server_sent_events_go_on_where_a_client_was_and_tell_what_is_missing() {
    let program = Program::new();
    let network = listen(&program, &["--no-tls"]);
    let token = user(&program, "ada", &["all"]);
    let follow = |last: Option<&str>| {
        let mut stream = network.open();
        let last = last.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
        let head = format!(
            "GET /v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer {token}\r\n{last}\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
        assert!(lines.next().unwrap().contains("200"));
        lines
    };
    let mut lines = follow(None);
    let queued = network.ask("POST", "/v1/jobs", Some(&token), Some(&submission("1002"))).json();
    let job = queued["jobs"][0]["id"].as_u64().unwrap();
    let mut ids: Vec<String> = Vec::new();
    let ended = loop {
        let line = lines.next().unwrap();
        if let Some(id) = line.strip_prefix("id: ") {
            ids.push(id.to_owned());
        }
        if let Some(data) = line.strip_prefix("data: ") {
            let event: Value = serde_json::from_str(data).unwrap();
            if event["event"] == "job_ended" && event["job"] == job {
                break event;
            }
        }
    };
    assert_eq!(ended["outcome"]["name"], "sent");
    let numbers: Vec<u64> = ids.iter().map(|id| id.rsplit_once('-').unwrap().1.parse().unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "none lost or doubled: {numbers:?}");

    let mut again = follow(Some(&ids[2]));
    let next = again.find(|line| line.starts_with("id: ")).unwrap();
    assert_eq!(next, format!("id: {}", ids[3]));
    let mut other_run = follow(Some("1-5"));
    let first = other_run.find(|line| line.starts_with("event: ")).unwrap();
    assert_eq!(first, "event: missed");
}

#[test]
fn an_account_has_its_own_faxes_and_events_and_extensions_their_data() {
    let program = Program::new();
    let network = listen(&program, &["--no-tls"]);
    let ada = user(&program, "ada", &["all"]);
    let tokens = [user(&program, "ben", &["submit"]), user(&program, "cem", &["submit"])];
    let mut stream = network.open();
    let head = format!("GET /v1/events?account=ben HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ada}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().contains("200"));
    // The other one comes first, so that its events lie before those that are waited for.
    let sent = |token: &String| {
        let queued = network.ask("POST", "/v1/jobs", Some(token), Some(&submission("1002"))).json();
        let id = queued["jobs"][0]["id"].as_u64().unwrap();
        program.job_when(id, is_final);
        id
    };
    let (theirs, mine) = (sent(&tokens[1]), sent(&tokens[0]));
    let events = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    for event in events.filter(|event| event["event"].is_string()) {
        let job = event["job"].as_u64().or_else(|| event["job"]["id"].as_u64());
        assert!(job.is_some() && job != Some(theirs), "{event}");
        if event["event"] == "job_ended" && job == Some(mine) {
            break;
        }
    }
    let ask = |method: &str, path: &str, token: &str, body: Option<Value>| {
        network.ask(method, path, Some(token), body.as_ref())
    };
    let own = ask("GET", "/v1/account", &tokens[0], None).json();
    assert_eq!((own["name"].as_str(), own["outgoing_archive"].as_u64()), (Some("ben"), Some(1)), "{own}");
    assert_eq!(ask("GET", "/v1/accounts/cem", &tokens[0], None).status, 404);
    assert_eq!(ask("PUT", "/v1/accounts/dee", &tokens[0], None).status, 403);
    assert_eq!(ask("PUT", "/v1/accounts/dee", &ada, None).json()["name"], "dee");
    assert_eq!(ask("DELETE", "/v1/accounts/dee", &ada, None).status, 204);
    let faxes = ask("GET", "/v1/jobs?account=ben", &ada, None).json();
    assert_eq!(faxes.as_array().map(Vec::len), Some(1), "{faxes}");
    assert_eq!(faxes[0]["id"], mine);

    let path = "/v1/properties/%7B7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010%7D?port=virtual-1";
    assert_eq!(ask("GET", path, &ada, None).status, 404);
    assert_eq!(ask("PUT", path, &tokens[0], Some(json!({ "data": "blue" }))).status, 403);
    assert_eq!(ask("PUT", path, &ada, Some(json!({ "data": { "base64": "AP8=" } }))).status, 204);
    let kept = ask("GET", path, &ada, None).json();
    assert_eq!((&kept["data"], &kept["changed_by"]), (&json!({ "base64": "AP8=" }), &json!("ada")), "{kept}");
    assert_eq!(ask("GET", "/v1/properties", &ada, None).json().as_array().map(Vec::len), Some(1));
    assert_eq!(ask("DELETE", path, &ada, None).status, 204);
    assert_eq!(ask("PUT", "/v1/properties/ink", &ada, Some(json!({ "data": "x" }))).status, 404);
}

#[test]
fn the_api_is_described_from_its_own_types() {
    let program = Program::untouched();
    let description: Value = program.run(&["openapi"]).exits(0).json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths = description["paths"].as_object().unwrap();
    for path in [
        "/v1/jobs",
        "/v1/jobs/{job}",
        "/v1/ports/{port}",
        "/v1/configuration",
        "/v1/events",
        "/v1/routing/rules",
        "/v1/covers/{cover}",
        "/v1/tokens",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    // Every reference leads somewhere.
    let text = description.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(description["components"]["schemas"].get(name).is_some(), "{name}");
    }
    let job = &description["components"]["schemas"]["Job"]["properties"];
    assert!(job["user"].is_object() && job["page_results"].is_object());
}

#[test]
fn without_tls_only_this_computer_may_listen() {
    let program = Program::untouched();
    let refused = program.run(&["serve", "--listen", "0.0.0.0:0", "--no-tls"]).exits(2);
    assert!(refused.stderr.contains("TLS"), "{}", refused.stderr);
    let clear = program.run(&["--server", "http://192.0.2.1:8414", "--token", "x", "jobs"]).exits(2);
    assert!(clear.stderr.contains("https"), "{}", clear.stderr);
    program.run(&["--server", "https://127.0.0.1:1", "--token", "x", "jobs"]).exits(4);
    program.run(&["--server", "https://127.0.0.1:1", "jobs"]).exits(2);
}

#[cfg(unix)]
#[test]
fn a_shared_socket_asks_no_token_and_knows_its_users() {
    let program = Program::new();
    let path = program.dir().join("shared.sock");
    let _network = listen(&program, &["--no-tls", "--socket", path.to_str().unwrap()]);
    let away = Program::untouched();
    let url = format!("unix:{}", path.display());
    // Whoever runs the tests owns the data directory.
    let checked = away.run(&["--server", &url, "rights", "check", "all", "--json"]).exits(0).json();
    assert_eq!(checked["granted"], true);
    away.run(&["--server", &url, "send", "--to", "1002", &document("g4_two_pages.tif"), "--wait"]).exits(0);
    let file = program.dir().join("a-file");
    std::fs::write(&file, b"kept").unwrap();
    let taken = Program::untouched().run(&["serve", "--socket", file.to_str().unwrap()]);
    assert_ne!(taken.code, 0);
    assert_eq!(std::fs::read(&file).unwrap(), b"kept");
}
