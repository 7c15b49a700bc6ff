//! Tests come with the modem machines.
