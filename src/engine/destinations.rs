//! What is remembered of the numbers we call: what failed there is not tried for a while, or for as long as a user says.

use std::time::Duration;

use super::requests::storage_error;
use super::run::Engine;
use super::scheduler::digits;
use crate::api::{ErrorKind, FaxError};
use crate::model::{Avoid, Destination, DestinationUpdate, FaxNumber, OutcomeBand, Timestamp};
use crate::provider::CallReport;

impl Engine {
    /// What is not to be tried in a call to a number.
    pub(super) fn avoided(&self, number: &str) -> Avoid {
        let known = self.destinations.get(&digits(number));
        known.map_or_else(Avoid::default, |known| known.avoid_at(self.now()))
    }

    /// Learns from a call that has ended. A call that never left the house teaches nothing.
    pub(super) async fn learn(&mut self, number: &str, report: &CallReport) {
        let local = matches!(report.outcome.band(), OutcomeBand::Device | OutcomeBand::Local);
        let (number, now) = (digits(number), self.now());
        if local && report.failed.is_empty() || number.is_empty() {
            return;
        }
        let mut known = self.destinations.get(&number).cloned().unwrap_or_else(|| Destination::new(number));
        known.calls = known.calls.saturating_add(1);
        known.failed_calls = known.failed_calls.saturating_add(u32::from(!report.outcome.is_success()));
        known.failed_in_row = if report.outcome.is_success() { 0 } else { known.failed_in_row.saturating_add(1) };
        (known.last_at, known.last_outcome) = (Some(now), Some(report.outcome));
        if !report.failed.is_empty() && !known.locked && self.configuration.avoid_days > 0 {
            known.avoid = known.avoid_at(now).and(report.failed);
            known.expires_at = Some(self.avoid_until(now));
        }
        if let Err(error) = self.store.save_destination(&known).await {
            tracing::warn!("what a call taught is remembered until the program ends only: {error}");
        }
        self.remember_call(&known);
        self.destinations.insert(known.number.clone(), known);
    }

    /// What is known of all numbers, or of one.
    pub(super) fn known(&self, number: Option<&FaxNumber>) -> Result<Vec<Destination>, FaxError> {
        match number {
            None => Ok(self.destinations.values().cloned().collect()),
            Some(number) => match self.destinations.get(&number.digits()) {
                Some(known) => Ok(vec![known.clone()]),
                None => Err(unknown(number)),
            },
        }
    }

    pub(super) async fn set_destination(
        &mut self,
        number: &FaxNumber,
        update: DestinationUpdate,
    ) -> Result<Destination, FaxError> {
        let now = self.now();
        let known = self.destinations.get(&number.digits()).cloned();
        let mut known = known.unwrap_or_else(|| Destination::new(number.digits()));
        let DestinationUpdate { avoid, locked } = update;
        if let Some(avoid) = avoid {
            known.avoid = avoid;
            known.expires_at = (!avoid.is_empty()).then(|| self.avoid_until(now));
        }
        known.locked = locked.unwrap_or(known.locked);
        self.store.save_destination(&known).await.map_err(|error| storage_error(&error))?;
        self.destinations.insert(known.number.clone(), known.clone());
        Ok(known)
    }

    pub(super) async fn forget_destination(&mut self, number: &FaxNumber) -> Result<(), FaxError> {
        let digits = number.digits();
        if !self.destinations.contains_key(&digits) {
            return Err(unknown(number));
        }
        self.store.forget_destination(&digits).await.map_err(|error| storage_error(&error))?;
        self.destinations.remove(&digits);
        self.known_numbers = None;
        Ok(())
    }

    fn avoid_until(&self, now: Timestamp) -> Timestamp {
        now.plus(Duration::from_secs(u64::from(self.configuration.avoid_days) * 86_400))
    }
}

fn unknown(number: &FaxNumber) -> FaxError {
    let words = format!("nothing is known of the number {number}; `faxwell destinations` lists what was called");
    FaxError::new(ErrorKind::NotFound, words)
}
