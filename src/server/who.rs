//! Who is behind a request, and what that user may do at this moment.

use sha2::{Digest as _, Sha256};

use crate::api::FaxServer;
use crate::model::{Caller, Clock, Reach};

/// A user, and what it came in with.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) caller: Caller,
    /// The token it showed, as its SHA-256, with the clock it expires by; none for a user of this computer.
    token: Option<([u8; 32], Clock)>,
}

impl Who {
    /// A user whom the operating system knows.
    pub(super) fn local(caller: Caller) -> Self {
        Self { caller, token: None }
    }

    /// The user of a token, if it is good.
    pub(super) fn of_token(token: &str, fax: &FaxServer, clock: &Clock) -> Option<Self> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let caller = fax.snapshot().access.token(&hash, clock.time())?;
        Some(Self { caller, token: Some((hash, clock.clone())) })
    }

    /// What the user may do now; none when the token is worth nothing any more.
    pub(super) fn reach(&self, fax: &FaxServer) -> Option<Reach> {
        let access = std::sync::Arc::clone(&fax.snapshot().access);
        if let Some((hash, clock)) = &self.token {
            access.token(hash, clock.time())?;
        }
        Some(access.reach(&self.caller))
    }
}
