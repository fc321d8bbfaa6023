//! The system's clock and randomness: the only place that reads them.

use std::time::Instant;

use crate::id::FreshId;
use crate::port::{Clock, IdSource};
use crate::time::{Now, Timestamp, WallTime};

/// The system's clock in the store's time zone. Cheap to clone; all clones count from the same start.
#[derive(Debug, Clone)]
pub struct SystemClock {
    start: Instant,
    zone: jiff::tz::TimeZone,
}

impl SystemClock {
    /// Starts to count.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the edge that reads the clock")]
    pub fn new(zone: jiff::tz::TimeZone) -> Self {
        Self { start: Instant::now(), zone }
    }

    /// Today's date in the store.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        self.now().wall.local().date
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the edge that reads the clock")]
    fn now(&self) -> Now {
        let at = Timestamp(u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX));
        Now { at, wall: WallTime::in_zone(jiff::Timestamp::now(), &self.zone) }
    }
}

/// Ids from the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandomIds;

impl IdSource for OsRandomIds {
    fn mint(&mut self) -> FreshId {
        let mut bytes = [0; 16];
        // Without randomness two orders could share an id and one could be lost: better to stop.
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        FreshId::from_random_bytes(bytes)
    }
}
