//! Received faxes on their ways out of the built program: into a folder, and by mail through a server that is down first;
//! and receipts of sent ones.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::program::{Program, document, id};

/// A mail server on this machine that takes everything and keeps it.
struct MailServer {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// An address where nobody listens, yet.
    fn free_address() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
    }

    /// Listens until the test ends.
    fn start(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&mails);
        let serve = move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // A client that goes away in the middle is its own business.
                let _gone = talk(stream, &kept);
            }
        };
        std::thread::Builder::new().name("mail-server".to_owned()).spawn(serve).unwrap();
        Self { address, mails }
    }

    fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

/// One conversation of RFC 5321.
fn talk(stream: TcpStream, mails: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut answers = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    answers.write_all(b"220 mail.example.com\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        match line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => answers.write_all(b"250-mail.example.com\r\n250 8BITMIME\r\n")?,
            "DATA" => {
                answers.write_all(b"354 go on\r\n")?;
                let mail: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                mails.lock().unwrap().push(mail.join("\n"));
                answers.write_all(b"250 kept\r\n")?;
            }
            "QUIT" => return answers.write_all(b"221 bye\r\n"),
            _ => answers.write_all(b"250 ok\r\n")?,
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn copy_is(job: &Value, status: &str) -> bool {
    job["routes"][0]["status"] == status
}

#[test]
fn a_received_fax_is_saved_in_a_folder_before_the_sender_is_done() {
    let program = Program::new();
    let folder = program.dir().join("incoming");
    let path = folder.to_str().unwrap();
    let refused = program.run(&["route", "enable", "virtual-2", "folder", path]).exits(1);
    assert!(refused.stderr.contains("the folder is not there") && refused.stderr.contains("--unchecked"));
    std::fs::create_dir(&folder).unwrap();
    // As a user would type it: the engine may run elsewhere.
    program.run(&["route", "enable", "virtual-2", "folder", "incoming"]).exits(0);
    assert!(program.run(&["route", "list"]).exits(0).stdout.contains(path));
    let job = program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    assert_eq!(job["status"], "completed", "{job:#}");
    let fax = program.json(&["inbox"])[0].clone();
    assert!(copy_is(&fax, "done"), "{fax:#}");
    let saved = files(&folder);
    assert_eq!(saved.len(), 1, "{saved:?}");
    assert!(std::fs::read(&saved[0]).unwrap().starts_with(b"%PDF"));
    let shown = program.run(&["show", &id(&fax).to_string()]).exits(0).stdout;
    assert!(shown.contains("delivered") && shown.contains("Folder"), "{shown}");
    // A rule comes before the line.
    program.run(&["route", "rule", "add", "Elsewhere", "caller=1001", "inbox="]).exits(0);
    program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    let fax = program.json(&["inbox"])[0].clone();
    assert_eq!((&fax["routes"][0]["name"], &fax["routes"][0]["rule"]), (&"Inbox".into(), &"Elsewhere".into()));
    assert_eq!(files(&folder).len(), 1);
}

#[test]
fn a_fax_waits_for_a_mail_server_that_is_down_and_arrives_once() {
    let program = Program::new();
    let address = MailServer::free_address();
    let (host, port) = (format!("server={}", address.ip()), format!("port={}", address.port()));
    program.run(&["mail", "set", &host, &port, "security=none", "from=fax@example.com"]).exits(0);
    program.run(&["mail", "test"]).exits(1);
    let enable = ["route", "enable", "virtual-2", "email", "desk@example.com"];
    let refused = program.run(&enable).exits(1);
    assert!(refused.stderr.contains("cannot be reached"), "{}", refused.stderr);
    program.run(&[&enable[..], &["--unchecked"]].concat()).exits(0);
    let serving = program.serve();
    let send = |more: &[&str]| {
        let file = document("two_pages.pdf");
        program.json(&[&["send", "--to", "1002", &file, "--wait"], more].concat())
    };
    send(&[]);
    // The newest is the reception, which may not be over yet.
    let fax = id(&program.json(&["jobs", "--all"])[0]);
    let job = program.job_when(fax, |job| copy_is(job, "retrying"));
    assert!(job["routes"][0]["next_try"].is_i64(), "{job:#}");
    serving.kill();

    let server = MailServer::start(address);
    assert_eq!(server.address, address);
    let serving = program.serve();
    program.run(&["route", "again", &fax.to_string(), "--unfinished"]).exits(0);
    let job = program.job_when(fax, |job| copy_is(job, "done"));
    assert_eq!(job["routes"][0]["target"], "to desk@example.com", "{job:#}");
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("To: desk@example.com") && mails[0].contains("application/pdf"), "{}", mails[0]);
    program.run(&["route", "again", &fax.to_string(), "--unfinished"]).exits(1);
    serving.kill();

    let _serving = program.serve();
    program.run(&["route", "disable", "virtual-2", "email"]).exits(0);
    assert!(
        program.run(&["mail", "test", "--to", "me@example.com"]).exits(0).stdout.contains("went to me@example.com")
    );
    let sent = id(&send(&["--receipt", "boss@example.com", "--receipt-attach"]));
    program.job_when(sent, |job| copy_is(job, "done"));
    let subjects: Vec<String> = server
        .mails()
        .iter()
        .filter_map(|mail| mail.lines().find_map(|line| line.strip_prefix("Subject: ")).map(str::to_owned))
        .collect();
    assert_eq!(subjects.len(), 3, "the fax, the test, the receipt: {subjects:?}");
    assert!(subjects[2].starts_with("Delivered: fax to 1002"), "{subjects:?}");
}
