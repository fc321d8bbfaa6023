//! Two moments that differ only in when they are look alike: times are hashed as how far they are from now.
//!
//! The model's clocks start at numbers that nothing else reaches, so a hasher can tell a time from everything else, and the machine's
//! memory is hashed as it is shipped.

use std::hash::Hasher;

use cardlast::time::{Now, Timestamp, WallTime};

/// Where the monotonic clock starts.
const FIRST_AT: u64 = 1 << 40;
/// Where the wall clock starts: a noon of November 2026.
const FIRST_WALL: i64 = 1_795_000_000_000;
/// So far the clocks run at most.
const SPAN: u64 = 1 << 36;
const WALL_SPAN: i64 = 1 << 36;
/// What is longer ago than this is long ago: nothing in the machine counts further from a moment in the past.
const LONG_AGO: u64 = 60_000;

pub const START: Now = Now { at: Timestamp(FIRST_AT), wall: WallTime { unix_ms: FIRST_WALL, offset_s: 3600 } };

pub struct Relative<'a, H> {
    inner: &'a mut H,
    now: Now,
}

impl<'a, H: Hasher> Relative<'a, H> {
    pub const fn new(inner: &'a mut H, now: Now) -> Self {
        Self { inner, now }
    }

    fn distance(&mut self, time: u64, now: u64) {
        let ago = now.saturating_sub(time).min(LONG_AGO);
        self.inner.write_u64(ago);
        self.inner.write_u64(time.saturating_sub(now));
    }
}

impl<H: Hasher> Hasher for Relative<'_, H> {
    fn finish(&self) -> u64 {
        self.inner.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.inner.write(bytes);
    }

    fn write_u8(&mut self, value: u8) {
        self.inner.write_u8(value);
    }

    fn write_u32(&mut self, value: u32) {
        self.inner.write_u32(value);
    }

    fn write_u64(&mut self, value: u64) {
        if (FIRST_AT..FIRST_AT + SPAN).contains(&value) {
            self.distance(value, self.now.at.0);
        } else {
            self.inner.write_u64(value);
        }
    }

    /// The wall clock is for records: nothing in the machine is decided by it, so it tells no two worlds apart.
    fn write_i64(&mut self, value: i64) {
        if !(FIRST_WALL..FIRST_WALL + WALL_SPAN).contains(&value) {
            self.inner.write_i64(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hash};

    use super::*;
    use cardlast::time::Millis;

    fn seen(later: u64, deadline: u64, other: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        let now = Now { at: START.at.after(Millis(later)), wall: START.wall.after(Millis(later)) };
        let mut relative = Relative::new(&mut hasher, now);
        (START.at.after(Millis(deadline)), START.wall.after(Millis(deadline)), other).hash(&mut relative);
        hasher.finish()
    }

    #[test]
    fn only_the_distance_counts_and_nothing_else_is_taken_for_a_time() {
        assert_eq!(seen(0, 30_000, 7), seen(90_000, 120_000, 7), "as far from now");
        assert_ne!(seen(0, 30_000, 7), seen(0, 60_000, 7), "further from now");
        assert_ne!(seen(60_000, 30_000, 7), seen(0, 30_000, 7), "past and not to come");
        assert_eq!(seen(1_000_000, 0, 7), seen(2_000_000, 0, 7), "long ago is long ago");
        assert_ne!(seen(0, 30_000, 7), seen(0, 30_000, 8), "a number is a number");
    }
}
