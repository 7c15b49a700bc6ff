//! A mail server on this machine that can be told to misbehave. It speaks just enough SMTP (RFC 5321) for real clients.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpSocket;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::*;

/// How the server behaves.
#[derive(Clone, Default)]
pub(crate) struct Behaviour {
    /// It greets with this instead of 220.
    pub(crate) greeting: Option<&'static str>,
    /// It never says a word.
    pub(crate) silent: bool,
    /// Replies to RCPT by address.
    pub(crate) recipients: Vec<(&'static str, &'static str)>,
    /// Reply to the end of the mail.
    pub(crate) data: Option<&'static str>,
    /// It takes so long to say that it has a mail.
    pub(crate) delay: Duration,
    /// It keeps the mail and hangs up before it says so.
    pub(crate) hang_up: bool,
    /// User and password that it asks for.
    pub(crate) login: Option<(&'static str, &'static str)>,
    /// Largest mail that it announces.
    pub(crate) size: Option<u64>,
    /// TLS from the first octet, or offered.
    pub(crate) tls: MailSecurity,
}

/// A mail that the server has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) to: Vec<String>,
    pub(crate) octets: String,
}

impl Received {
    /// A header's value, unfolded.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.octets.split_once("\r\n\r\n")?;
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }
}

pub(crate) struct SmtpServer {
    pub(crate) address: SocketAddr,
    /// How it behaves towards those who connect from now on.
    pub(crate) behaviour: Arc<Mutex<Behaviour>>,
    /// What it has taken, in order.
    pub(crate) mail: Arc<Mutex<Vec<Received>>>,
    /// PEM of its certificate.
    pub(crate) certificate: String,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpServer {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        Self::start_on(Self::off(), behaviour)
    }

    /// A server that is down: its address is its own, but nobody listens.
    pub(crate) fn off() -> TcpSocket {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        socket
    }

    pub(crate) fn start_on(socket: TcpSocket, behaviour: Behaviour) -> Self {
        let listener = socket.listen(16).unwrap();
        let address = listener.local_addr().unwrap();
        let behaviour = Arc::new(Mutex::new(behaviour));
        let mail = Arc::new(Mutex::new(Vec::new()));
        let key = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = key.cert.pem();
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()));
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![key.cert.der().clone()], private).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let (taken, now) = (mail.clone(), behaviour.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, taken) = (acceptor.clone(), taken.clone());
                let behaviour = now.lock().unwrap().clone();
                tokio::spawn(async move {
                    let mut session = Session { behaviour: &behaviour, taken: &taken, to: Vec::new() };
                    if behaviour.tls == MailSecurity::Tls {
                        let Ok(stream) = acceptor.accept(stream).await else { return };
                        session.talk(stream, true).await;
                    } else if let Some(stream) = session.talk(stream, false).await {
                        let Ok(stream) = acceptor.accept(stream).await else { return };
                        session.talk(stream, true).await;
                    }
                });
            }
        });
        Self { address, behaviour, mail, certificate, task }
    }

    /// From now on all is well with it.
    pub(crate) fn heal(&self) {
        *self.behaviour.lock().unwrap() = Behaviour::default();
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.mail.lock().unwrap().clone()
    }
}

struct Session<'a> {
    behaviour: &'a Behaviour,
    taken: &'a Mutex<Vec<Received>>,
    to: Vec<String>,
}

impl Session<'_> {
    /// Speaks until the client goes; gives the stream back when it goes on with TLS.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: S, safe: bool) -> Option<S> {
        let behaviour = self.behaviour;
        if behaviour.silent {
            std::future::pending::<()>().await;
        }
        let mut stream = BufReader::new(stream);
        if !safe || behaviour.tls == MailSecurity::Tls {
            say(&mut stream, behaviour.greeting.unwrap_or("220 mail.example")).await?;
        }
        loop {
            let line = read(&mut stream).await?;
            let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let mut lines = vec!["mail.example".to_owned(), "8BITMIME".to_owned()];
                    if behaviour.tls == MailSecurity::StartTls && !safe {
                        lines.push("STARTTLS".to_owned());
                    }
                    lines.extend(behaviour.login.map(|_| "AUTH PLAIN LOGIN".to_owned()));
                    lines.extend(behaviour.size.map(|size| format!("SIZE {size}")));
                    let last = lines.len() - 1;
                    for (index, line) in lines.iter().enumerate() {
                        say(&mut stream, &format!("250{}{line}", if index == last { ' ' } else { '-' })).await?;
                    }
                }
                "STARTTLS" => {
                    say(&mut stream, "220 go ahead").await?;
                    return Some(stream.into_inner());
                }
                "AUTH" => {
                    let (user, password) = behaviour.login.unwrap_or_default();
                    let given = line.rsplit(' ').next().unwrap_or("");
                    let expected = format!("\0{user}\0{password}");
                    let expected = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, expected);
                    let reply = if given == expected { "235 welcome" } else { "535 5.7.8 wrong password" };
                    say(&mut stream, reply).await?;
                }
                "MAIL" => say(&mut stream, "250 ok").await?,
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or("").to_owned();
                    let special = behaviour.recipients.iter().find(|(own, _)| *own == address);
                    say(&mut stream, special.map_or("250 ok", |(_, reply)| reply)).await?;
                    self.to.push(address);
                }
                "DATA" => {
                    say(&mut stream, "354 go ahead").await?;
                    let mut octets = String::new();
                    loop {
                        let line = read(&mut stream).await?;
                        if line == "." {
                            break;
                        }
                        octets.push_str(line.strip_prefix('.').unwrap_or(&line));
                        octets.push_str("\r\n");
                    }
                    let reply = behaviour.data.unwrap_or("250 taken");
                    if reply.starts_with('2') {
                        self.taken.lock().unwrap().push(Received { to: std::mem::take(&mut self.to), octets });
                    }
                    if !behaviour.delay.is_zero() {
                        // The clock jumps instead of everybody waiting.
                        tokio::time::pause();
                        tokio::time::advance(behaviour.delay).await;
                        tokio::time::resume();
                    }
                    if behaviour.hang_up {
                        return None;
                    }
                    say(&mut stream, reply).await?;
                }
                "QUIT" => {
                    say(&mut stream, "221 goodbye").await?;
                    return None;
                }
                _ => say(&mut stream, "502 what?").await?,
            }
        }
    }
}

async fn read<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|octets| *octets > 0)?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, line: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
    stream.get_mut().flush().await.ok()
}
