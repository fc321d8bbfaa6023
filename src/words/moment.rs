//! Dates and times as a locale writes them, from the same data.

use std::sync::OnceLock;

use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{T, YMD, YMDT};
use icu_datetime::input::{DateTime, Time};

use crate::time::LocalTime;

/// Writes dates and times of one language. Made when first asked: most screens have none.
pub(super) struct MomentFormat {
    tag: &'static str,
    whole: OnceLock<Option<FixedCalendarDateTimeFormatter<Gregorian, YMDT>>>,
    clock: OnceLock<Option<FixedCalendarDateTimeFormatter<Gregorian, T>>>,
}

impl MomentFormat {
    pub(super) const fn new(tag: &'static str) -> Self {
        Self { tag, whole: OnceLock::new(), clock: OnceLock::new() }
    }

    /// `24 nov. 2026, 12:30:01`.
    pub(super) fn date_and_time(&self, at: LocalTime) -> String {
        let formatter = self.whole.get_or_init(|| {
            FixedCalendarDateTimeFormatter::try_new((&self.locale()?).into(), YMD::medium().with_time_hms()).ok()
        });
        let [month, day] = [at.date.month(), at.date.day()].map(i8::unsigned_abs);
        let date = Date::try_new_gregorian(at.date.year().into(), month, day);
        match (formatter, date, time(at.minute_of_day, at.second)) {
            (Some(formatter), Ok(date), Some(time)) => formatter.format(&DateTime { date, time }).to_string(),
            _ => format!("{} {}:{:02}", at.date, at.clock(), at.second),
        }
    }

    /// `6:30`.
    pub(super) fn clock(&self, minute: u16) -> String {
        let formatter =
            self.clock.get_or_init(|| FixedCalendarDateTimeFormatter::try_new((&self.locale()?).into(), T::hm()).ok());
        match (formatter, time(minute, 0)) {
            (Some(formatter), Some(time)) => formatter.format(&time).to_string(),
            (None, _) | (_, None) => format!("{:02}:{:02}", minute / 60, minute % 60),
        }
    }

    /// A day of 24 hours and the digits of the card terminal, as amounts have them. English is that of Europe, where the day stands before
    /// the month.
    fn locale(&self) -> Option<icu_locale_core::Locale> {
        let tag = if self.tag == "en" { "en-150" } else { self.tag };
        format!("{tag}-u-hc-h23-nu-latn").parse().ok()
    }
}

fn time(minute: u16, second: u8) -> Option<Time> {
    let [hour, minute] = [minute / 60, minute % 60].map(u8::try_from);
    Time::try_new(hour.ok()?, minute.ok()?, second, 0).ok()
}
