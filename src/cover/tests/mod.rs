//! What covers must show.
