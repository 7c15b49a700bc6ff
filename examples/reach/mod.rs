//! How the examples find their server: `FAXWELL_SERVER` with `FAXWELL_TOKEN`, else the engine of a data directory that runs
//! on this computer (`FAXWELL_DATA`, else `./data`).

use std::path::PathBuf;

use faxwell::api::{FaxError, FaxServer};
use faxwell::model::Secret;
use faxwell::server::{Follow, Remote, Trust, connect, connect_remote};

/// A handle of the server, following its events.
pub(crate) async fn server() -> Result<FaxServer, FaxError> {
    let text = |name| std::env::var(name).unwrap_or_default();
    let data = PathBuf::from(Some(text("FAXWELL_DATA")).filter(|path| !path.is_empty()).unwrap_or("data".to_owned()));
    match text("FAXWELL_SERVER") {
        url if url.is_empty() => Ok(connect(&data, Follow::Everything).await?),
        url => {
            let trust = Trust::FirstUse(data.join("known_servers.json"));
            let remote = Remote { url, token: Secret::new(text("FAXWELL_TOKEN")), trust };
            let (fax, learned) = connect_remote(&remote, Follow::Everything).await?;
            if let Some(fingerprint) = learned {
                eprintln!("This server is known from now on: {fingerprint}");
            }
            Ok(fax)
        }
    }
}
