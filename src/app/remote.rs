//! A server elsewhere: which one, with what token, and how it is known.

use faxwell::api::FaxServer;
use faxwell::cli::{Arguments, CliError, Screen};
use faxwell::model::Secret;
use faxwell::server::{self, Follow, Remote, Trust};

use super::data_dir;

/// The list of servers that were there a first time, in the data directory.
const KNOWN: &str = "known_servers.json";
/// Octets of a token's file at the most.
const TOKEN_OCTETS: usize = 4_096;

/// The server that the arguments or the environment name; none: the engine of the data directory.
pub(super) fn named(arguments: &Arguments) -> Result<Option<Remote>, CliError> {
    let options = &arguments.options;
    let environment = |name: &str| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
    // Who names a data directory means the engine on it.
    let inherited = || environment("FAXWELL_SERVER").filter(|_| options.data.is_none());
    let Some(url) = options.server.clone().or_else(inherited) else { return Ok(None) };
    let token = match (&options.token, &options.token_file) {
        (Some(token), _) => token.clone(),
        (None, Some(path)) => {
            let text = std::fs::read_to_string(path).map_err(|source| CliError::File {
                doing: "reading",
                path: path.clone(),
                source,
            })?;
            text.get(..TOKEN_OCTETS.min(text.len())).unwrap_or_default().to_owned()
        }
        (None, None) => environment("FAXWELL_TOKEN").unwrap_or_default(),
    };
    let token = token.trim();
    if token.is_empty() && !url.starts_with("unix:") {
        let text = format!("a token is needed for {url}: --token-file FILE, or FAXWELL_TOKEN");
        return Err(CliError::Usage(text));
    }
    if !token.bytes().all(|octet| octet.is_ascii_graphic()) {
        return Err(CliError::Usage("what is given as the token is none".to_owned()));
    }
    let trust = match (&options.fingerprint, &options.ca) {
        (Some(text), _) => Trust::Pinned(text.parse().map_err(CliError::Usage)?),
        (None, Some(path)) => Trust::Authorities(path.clone()),
        (None, None) => Trust::FirstUse(data_dir(arguments)?.join(KNOWN)),
    };
    Ok(Some(Remote { url, token: Secret::new(token), trust }))
}

/// Connects to it, and says when it was there for the first time.
pub(super) async fn connect(remote: &Remote, follow: Follow, arguments: &Arguments) -> Result<FaxServer, CliError> {
    let (fax, learned) = server::connect_remote(remote, follow).await.map_err(faxwell::api::FaxError::from)?;
    if let Some(fingerprint) = learned {
        let text = format!("{} is known from now on by its certificate: SHA-256 {fingerprint}", remote.url);
        Screen::standard(&arguments.options).remark(&text);
    }
    Ok(fax)
}
