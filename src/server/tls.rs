//! Who the server is over the network: its certificate, made at first need and kept, or one's own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use super::trust::Fingerprint;

/// The folder of the certificate in the data directory.
const FOLDER: &str = "tls";

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("the certificate cannot be kept ({source}): {path}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file holds no certificate or no key.
    #[error("the file holds no {what} in PEM ({reason}): {path}", path = path.display())]
    Pem {
        /// `certificate` or `private key`.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// No certificate can be made for these names.
    #[error("no certificate can be made: {0}")]
    Make(#[from] rcgen::Error),
    /// Certificate and key do not fit each other.
    #[error("the certificate cannot be used: {0}")]
    Use(#[from] rustls::Error),
}

/// A certificate with its key.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    path: PathBuf,
}

impl Identity {
    /// The one of a data directory; made, for these names of this computer, when there is none.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn of(data_dir: &Path, names: &[String]) -> Result<Self, TlsError> {
        let folder = data_dir.join(FOLDER);
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        if !certificate.exists() || !key.exists() {
            let made = rcgen::generate_simple_self_signed(names)?;
            fs::create_dir_all(&folder).map_err(|source| TlsError::File { path: folder.clone(), source })?;
            // The key first: a certificate without its key would be made again.
            write(&key, made.signing_key.serialize_pem().as_bytes(), true)?;
            write(&certificate, made.cert.pem().as_bytes(), false)?;
        }
        Self::read(&certificate, &key)
    }

    /// One's own: the certificate, with those above it behind it, and its key, both in PEM.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let bad = |what, path: &Path| {
            let path = path.to_owned();
            move |error: rustls::pki_types::pem::Error| TlsError::Pem { what, reason: error.to_string(), path }
        };
        let chain = CertificateDer::pem_file_iter(certificate).map_err(bad("certificate", certificate))?;
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(bad("certificate", certificate))?;
        if chain.is_empty() {
            let path = certificate.to_owned();
            return Err(TlsError::Pem { what: "certificate", reason: "there is none".to_owned(), path });
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(bad("private key", key))?;
        Ok(Self { chain, key: secret, path: certificate.to_owned() })
    }

    /// The SHA-256 of the certificate, by which clients know it again.
    pub fn fingerprint(&self) -> Fingerprint {
        self.chain.first().map(|own| Fingerprint::of(own)).unwrap_or_default()
    }

    /// The certificate's file, which clients may be given as their authority.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn acceptor(self) -> Result<TlsAcceptor, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(self.chain, self.key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({})", self.path.display())
    }
}

/// Writes a file whole or not at all; a secret one is its owner's alone from its first octet on.
fn write(path: &Path, octets: &[u8], secret: bool) -> Result<(), TlsError> {
    use std::io::Write as _;

    let draft = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _inherited = secret;
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(octets)?;
        file.sync_all()?;
        fs::rename(&draft, path)
    });
    written.map_err(|source| TlsError::File { path: path.to_owned(), source })
}
