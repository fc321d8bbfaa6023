//! The flow simulator against numbers that were computed elsewhere: exact answers to the printed digits, sampled ones within four
//! standard errors.
#![allow(clippy::float_arithmetic, reason = "numbers are compared")]

mod engines;
mod queues;
mod reference;
mod sessions;
mod statistics;

/// Whether the value rounds to what is printed, at the place of the last printed digit (which may itself have been cut, not rounded).
#[track_caller]
fn printed(name: &str, value: f64, expected: &str) {
    let digits = expected.split_once('.').map_or(0, |(_, digits)| digits.len());
    let wanted: f64 = expected.parse().expect("a printed number");
    let unit = 10_f64.powi(-i32::try_from(digits).expect("few digits"));
    assert!((value - wanted).abs() <= 0.5000001 * unit, "{name} is {value}, printed {expected}");
}
