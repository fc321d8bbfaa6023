//! Time as two things: a monotonic count for deadlines and a wall instant for records, dayparts and the business day.
//!
//! Both are plain integers that come in from outside; nothing here reads a clock.

use std::fmt;

use jiff::civil::{Date, Weekday};

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub u64);

impl Millis {
    /// So many whole seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Whole seconds, rounded up, for countdowns that people read.
    #[must_use]
    pub const fn secs_rounded_up(self) -> u64 {
        self.0.div_ceil(1000)
    }

    /// The other length subtracted, never below nothing.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// A point on our own monotonic clock, milliseconds since an arbitrary start. Deadlines are made of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The point `span` later.
    #[must_use]
    pub const fn after(self, span: Millis) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// How long from `earlier` until here; nothing when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}

/// A wall-clock instant with the store's offset from UTC at that instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime {
    /// Milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
    /// Seconds east of UTC.
    pub offset_s: i32,
}

impl WallTime {
    /// The instant with the offset that `zone` has then.
    #[must_use]
    pub fn in_zone(instant: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> Self {
        Self { unix_ms: instant.as_millisecond(), offset_s: zone.to_offset(instant).seconds() }
    }

    /// Reads RFC 3339 such as `2026-11-22T12:30:00+01:00`; the offset is kept as written.
    ///
    /// # Errors
    /// [`jiff::Error`] when the text is not a date, time and offset.
    pub fn parse(text: &str) -> Result<Self, jiff::Error> {
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text)?;
        let missing = |what| jiff::Error::from_args(format_args!("{text:?} has no {what}"));
        let time = pieces.time().ok_or_else(|| missing("time"))?;
        let offset = pieces.to_numeric_offset().ok_or_else(|| missing("offset"))?;
        let instant = offset.to_timestamp(pieces.date().to_datetime(time))?;
        Ok(Self { unix_ms: instant.as_millisecond(), offset_s: offset.seconds() })
    }

    /// The instant `span` later, same offset.
    #[must_use]
    pub const fn after(self, span: Millis) -> Self {
        let span_ms = if span.0 > i64::MAX as u64 { i64::MAX } else { span.0 as i64 };
        Self { unix_ms: self.unix_ms.saturating_add(span_ms), offset_s: self.offset_s }
    }

    /// Date and minute of day in the store.
    #[must_use]
    pub fn local(&self) -> LocalTime {
        let local_ms = self.unix_ms.saturating_add(i64::from(self.offset_s) * 1000);
        let zoned =
            jiff::Timestamp::from_millisecond(local_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(jiff::tz::TimeZone::UTC);
        let minute = u16::from(zoned.hour().unsigned_abs()) * 60 + u16::from(zoned.minute().unsigned_abs());
        LocalTime { date: zoned.date(), minute_of_day: minute, second: zoned.second().unsigned_abs() }
    }

    /// The business day this instant belongs to when days change at `cut_over_minutes` after midnight.
    #[must_use]
    pub fn business_day(&self, cut_over_minutes: u16) -> BusinessDay {
        let shifted = Self { unix_ms: self.unix_ms - i64::from(cut_over_minutes) * 60_000, offset_s: self.offset_s };
        BusinessDay(shifted.local().date)
    }
}

impl fmt::Display for WallTime {
    /// RFC 3339 with offset and milliseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.unix_ms.saturating_add(i64::from(self.offset_s) * 1000);
        let instant = jiff::Timestamp::from_millisecond(local).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let civil = jiff::tz::Offset::UTC.to_datetime(instant);
        let mut text = *b"0000-00-00T00:00:00.000+00:00";
        let mut put = |from: usize, to: usize, mut number: u32| {
            for digit in text[from..to].iter_mut().rev() {
                *digit = b"0123456789"[(number % 10) as usize];
                number /= 10;
            }
        };
        // Nothing that has a wall clock was there before the year 0, or is after 9999.
        put(0, 4, civil.year().unsigned_abs().into());
        put(5, 7, civil.month().unsigned_abs().into());
        put(8, 10, civil.day().unsigned_abs().into());
        put(11, 13, civil.hour().unsigned_abs().into());
        put(14, 16, civil.minute().unsigned_abs().into());
        put(17, 19, civil.second().unsigned_abs().into());
        put(20, 23, civil.millisecond().unsigned_abs().into());
        let offset = self.offset_s.unsigned_abs();
        put(24, 26, offset / 3600);
        put(27, 29, offset / 60 % 60);
        if self.offset_s < 0 {
            text[23] = b'-';
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// What a clock on the restaurant's wall shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LocalTime {
    /// Calendar date.
    pub date: Date,
    /// Minutes since midnight, 0 to 1439.
    pub minute_of_day: u16,
    /// Second of the minute, 0 to 59.
    pub second: u8,
}

impl LocalTime {
    /// Day of the week.
    #[must_use]
    pub fn weekday(&self) -> Weekday {
        self.date.weekday()
    }

    /// `12:30`.
    #[must_use]
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}", self.minute_of_day / 60, self.minute_of_day % 60)
    }
}

/// A trading day, which may run past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessDay(pub Date);

impl fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How long the computer has been on, and which start of it that counts from: a time that nobody can set.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SinceBoot {
    /// Names the start of the computer.
    pub boot: String,
    /// How long ago that was.
    pub up: Millis,
}

/// The two times of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Now {
    /// For deadlines.
    pub at: Timestamp,
    /// For records, dayparts and the business day.
    pub wall: WallTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wall_time_round_trips_and_knows_its_local_day() {
        let wall = WallTime::parse("2026-11-22T00:30:00+01:00").expect("RFC 3339");
        assert_eq!(wall.to_string(), "2026-11-22T00:30:00.000+01:00");
        assert_eq!(wall.local().clock(), "00:30");
        assert_eq!(wall.local().weekday(), Weekday::Sunday);
        assert_eq!(wall.business_day(240).to_string(), "2026-11-21", "before the cut-over it is still yesterday");
        assert_eq!(wall.business_day(0).to_string(), "2026-11-22");
    }

    #[test]
    fn summer_time_changes_the_offset_and_not_the_count() {
        let paris = jiff::tz::TimeZone::get("Europe/Paris").expect("bundled time zones");
        let before: jiff::Timestamp = "2026-10-25T00:59:59Z".parse().expect("instant");
        let after: jiff::Timestamp = "2026-10-25T01:00:00Z".parse().expect("instant");
        assert_eq!(WallTime::in_zone(before, &paris).to_string(), "2026-10-25T02:59:59.000+02:00");
        assert_eq!(WallTime::in_zone(after, &paris).to_string(), "2026-10-25T02:00:00.000+01:00");
    }

    #[test]
    fn deadlines_never_wrap() {
        assert_eq!(Timestamp(u64::MAX).after(Millis(5)), Timestamp(u64::MAX));
        assert_eq!(Timestamp(3).since(Timestamp(9)), Millis(0));
        assert_eq!(Millis(1001).secs_rounded_up(), 2);
    }
}
