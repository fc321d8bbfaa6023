//! The flow simulator against numbers that were computed elsewhere: exact answers to the printed digits, sampled ones within four
//! standard errors.
#![allow(clippy::float_arithmetic, reason = "numbers are compared")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod engines;
mod one_stream;
mod queues;
mod reference;
mod replays;
mod sampled;
mod sensitivity;
mod sessions;
mod statistics;

/// The value has the printed digits, whether they were rounded or cut.
#[track_caller]
fn printed(name: &str, value: f64, expected: &str) {
    let digits = expected.split_once('.').map_or(0, |(_, digits)| digits.len());
    let wanted: f64 = expected.parse().expect("a printed number");
    let unit = 10_f64.powi(-i32::try_from(digits).expect("few digits"));
    let over = (value - wanted) / unit * if wanted < 0.0 { -1.0 } else { 1.0 };
    assert!((-0.500001..1.0).contains(&over), "{name} is {value}, printed {expected}");
}
