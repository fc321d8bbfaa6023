//! The system's clock and randomness: the only place that reads them.

use std::time::Duration;

use crate::id::FreshId;
use crate::port::{Clock, IdSource};
use crate::time::{Now, Timestamp, WallTime};

/// The system's clock in the store's time zone. Cheap to clone; all clones count from the same start. It goes on counting while the
/// computer sleeps: whoever closes the lid on a stranger's order must not open it again an hour later (F09).
#[derive(Debug, Clone)]
pub struct SystemClock {
    start: Duration,
    zone: jiff::tz::TimeZone,
}

impl SystemClock {
    /// Starts to count.
    #[must_use]
    pub fn new(zone: jiff::tz::TimeZone) -> Self {
        Self { start: awake_or_asleep(), zone }
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
        let since = awake_or_asleep().saturating_sub(self.start);
        let at = Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
        Now { at, wall: WallTime::in_zone(jiff::Timestamp::now(), &self.zone) }
    }
}

/// Time since the computer was started, its sleep included; nobody sets it.
#[cfg(target_os = "linux")]
fn awake_or_asleep() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    let read = clock_gettime(ClockId::CLOCK_BOOTTIME).or_else(|_| clock_gettime(ClockId::CLOCK_MONOTONIC));
    // Linux has had both for longer than it has had anything else that is needed here.
    read.map(Duration::from).expect("Linux counts the time since its start")
}

/// Time since the first look. What it does while the computer sleeps differs from system to system.
#[cfg(not(target_os = "linux"))]
#[allow(clippy::disallowed_methods, reason = "this is the edge that reads the clock")]
fn awake_or_asleep() -> Duration {
    static FIRST: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    FIRST.get_or_init(std::time::Instant::now).elapsed()
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
