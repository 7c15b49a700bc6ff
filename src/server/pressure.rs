//! How much one address may ask of the server: requests a second, failed logins a minute.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Addresses that are remembered; when there are more, the half that was unseen for longer is forgotten.
const ADDRESSES: usize = 10_000;

/// A bucket of permits that fills up with time.
#[derive(Clone, Copy)]
struct Bucket {
    level: f64,
    seen: Instant,
}

/// One limit, for each address by itself.
pub(super) struct Pressure {
    /// Permits that come back in a second.
    per_second: f64,
    /// Permits at the most.
    most: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

impl Pressure {
    pub(super) fn new(per_second: f64, most: u32) -> Self {
        Self { per_second, most: f64::from(most), buckets: Mutex::default() }
    }

    /// Takes a permit, or says how long to wait for one.
    pub(super) fn take(&self, address: IpAddr) -> Result<(), Duration> {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES && !buckets.contains_key(&address) {
            let mut seen: Vec<Instant> = buckets.values().map(|bucket| bucket.seen).collect();
            let half = seen.len() / 2;
            let median = *seen.select_nth_unstable(half).1;
            buckets.retain(|_, bucket| bucket.seen > median);
        }
        let bucket = buckets.entry(address).or_insert(Bucket { level: self.most, seen: now });
        let gained = now.saturating_duration_since(bucket.seen).as_secs_f64() * self.per_second;
        bucket.level = (bucket.level + gained).min(self.most);
        bucket.seen = now;
        if bucket.level < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.level) / self.per_second));
        }
        bucket.level -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn permits_run_out_for_one_address_and_come_back() {
        let pressure = Pressure::new(2.0, 3);
        let (one, other) = (IpAddr::from(Ipv4Addr::new(127, 0, 0, 1)), IpAddr::from(Ipv4Addr::new(127, 0, 0, 2)));
        assert!((0..3).all(|_| pressure.take(one).is_ok()));
        let wait = pressure.take(one).unwrap_err();
        assert!(wait <= Duration::from_millis(500), "{wait:?}");
        assert!(pressure.take(other).is_ok());
        tokio::time::advance(wait).await;
        assert!(pressure.take(one).is_ok());
        assert!(pressure.take(one).is_err());
    }

    #[test]
    fn addresses_do_not_pile_up() {
        let pressure = Pressure::new(1.0, 1);
        for number in 0..20_000_u32 {
            let _permit = pressure.take(IpAddr::from(Ipv4Addr::from(number)));
        }
        assert!(pressure.buckets.lock().unwrap().len() <= ADDRESSES);
    }
}
