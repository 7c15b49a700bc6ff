//! The engine against a scripted provider, on a paused clock, with a real store in a scratch directory.

mod access;
mod accounts;
mod archive;
mod batches;
mod bench;
mod book;
mod destinations;
mod devices;
mod journal;
mod leases;
mod mail_outage;
mod offers;
mod orders;
mod plugged;
mod polling;
mod properties;
mod queue;
mod receiving;
mod recovery;
mod routing;
mod sending;
mod status_objects;
mod submitting;
mod thread;
mod watching;
mod winfax;
