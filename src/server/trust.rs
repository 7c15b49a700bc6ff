//! Whom a client believes to be the server: one with a known fingerprint, one that an authority vouches for, or whoever
//! was there the first time.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{self, CryptoProvider};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

/// SHA-256 of a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    pub(super) fn of(certificate: &CertificateDer<'_>) -> Self {
        Self(Sha256::digest(certificate.as_ref()).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, octet) in self.0.iter().enumerate() {
            let colon = if place == 0 { "" } else { ":" };
            write!(f, "{colon}{octet:02X}")?;
        }
        Ok(())
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: Vec<u32> =
            text.chars().filter(|c| *c != ':' && !c.is_whitespace()).map_while(|c| c.to_digit(16)).collect();
        let octets = digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | *digit as u8));
        let octets: Vec<u8> = octets.collect();
        let wanted = text.chars().filter(|c| *c != ':' && !c.is_whitespace()).count();
        let octets: Result<[u8; 32], _> = octets.try_into();
        octets
            .ok()
            .filter(|_| wanted == 64)
            .map(Self)
            .ok_or_else(|| "a fingerprint is 64 hexadecimal digits, as `faxwell serve --listen` shows it".to_owned())
    }
}

/// How a client knows the server.
#[derive(Clone, Debug)]
pub enum Trust {
    /// By this fingerprint.
    Pinned(Fingerprint),
    /// By the authorities in this PEM file.
    Authorities(PathBuf),
    /// As the one that was there the first time, which this file remembers.
    FirstUse(PathBuf),
}

/// What a look at a server's certificate left.
pub(super) type Seen = Arc<Mutex<Option<Fingerprint>>>;

impl Trust {
    /// What makes connections to `place`, and where it notes whom it saw.
    pub(super) fn connector(&self, place: &str) -> Result<(TlsConnector, Seen), String> {
        let provider = Arc::new(crypto::ring::default_provider());
        let seen = Seen::default();
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| error.to_string())?;
        let config = match self {
            Self::Authorities(path) => {
                let mut roots = RootCertStore::empty();
                let found = CertificateDer::pem_file_iter(path).map_err(|error| unreadable(path, &error))?;
                for certificate in found {
                    let certificate = certificate.map_err(|error| unreadable(path, &error))?;
                    roots.add(certificate).map_err(|error| format!("{error}: {}", path.display()))?;
                }
                builder.with_root_certificates(roots).with_no_client_auth()
            }
            Self::Pinned(_) | Self::FirstUse(_) => {
                let expected = match self {
                    Self::Pinned(fingerprint) => Some(*fingerprint),
                    Self::FirstUse(path) => known(path)?.get(place).map(|text| text.parse()).transpose()?,
                    Self::Authorities(_) => None,
                };
                let verifier = ByFingerprint { expected, seen: Arc::clone(&seen), provider };
                builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
            }
        };
        Ok((TlsConnector::from(Arc::new(config)), seen))
    }

    /// Remembers a server that was there for the first time; its fingerprint when it was.
    pub(super) fn remember(&self, place: &str, seen: &Seen) -> Result<Option<Fingerprint>, String> {
        let (Self::FirstUse(path), Some(now)) = (self, *seen.lock().unwrap_or_else(PoisonError::into_inner)) else {
            return Ok(None);
        };
        let mut servers = known(path)?;
        if servers.contains_key(place) {
            return Ok(None);
        }
        servers.insert(place.to_owned(), now.to_string());
        let text = serde_json::to_vec_pretty(&servers).map_err(|error| error.to_string())?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let draft = path.with_extension("new");
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&draft, text))
            .and_then(|()| std::fs::rename(&draft, path));
        written.map_err(|error| format!("the server's fingerprint cannot be kept ({error}): {}", path.display()))?;
        Ok(Some(now))
    }
}

fn unreadable(path: &Path, error: &rustls::pki_types::pem::Error) -> String {
    format!("the file holds no certificates in PEM ({error}): {}", path.display())
}

/// Fingerprints of servers by host and port.
fn known(path: &Path) -> Result<BTreeMap<String, String>, String> {
    match std::fs::read(path) {
        Ok(octets) => serde_json::from_slice(&octets)
            .map_err(|error| format!("the list of known servers is broken ({error}): {}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(format!("the list of known servers cannot be read ({error}): {}", path.display())),
    }
}

/// Takes a server for who it is by its certificate's fingerprint. That it has the certificate's key, the handshake shows.
#[derive(Debug)]
struct ByFingerprint {
    /// None: whoever is there.
    expected: Option<Fingerprint>,
    seen: Seen,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ByFingerprint {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let found = Fingerprint::of(end_entity);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever answered first in this run is expected from then on.
        let expected = self.expected.or(*seen);
        *seen = Some(found);
        match expected {
            Some(expected) if expected != found => {
                *seen = Some(expected);
                Err(CertificateError::ApplicationVerificationFailure.into())
            }
            _ => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_read_back_what_they_are_written_as() {
        let fingerprint = Fingerprint([0xa5; 32]);
        assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
        assert_eq!("a5".repeat(32).parse(), Ok(fingerprint));
        for wrong in ["", "a5", &"a5".repeat(33), &"g5".repeat(32)] {
            assert!(wrong.parse::<Fingerprint>().is_err(), "{wrong}");
        }
    }
}
