//! The sheet of measures: each bench writes its rows, `table` prints them all as one.
#![allow(dead_code, reason = "each bench uses a part")]
#![allow(clippy::float_arithmetic, reason = "printed milliseconds")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// What was measured, as it is printed.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// What was measured.
    pub measure: String,
    /// The middle of all samples.
    pub median: String,
    /// What 95 of 100 samples stay below; empty where there is one sample.
    pub high: String,
    /// What was aimed at, and whether it was met.
    pub aim: String,
    /// The best open web kiosk on such a machine.
    pub yardstick: String,
}

/// Samples of one measure.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// One more.
    pub fn push(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    /// The newest.
    pub fn latest(&self) -> Duration {
        *self.0.last().expect("there are samples")
    }

    /// The sample that so many of a hundred do not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted[rank - 1]
    }

    /// The middle one.
    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// A row of milliseconds. The aim, where there is one, is for the 95th percentile.
    pub fn row(&self, measure: impl Into<String>, aim: Option<Duration>, yardstick: &str) -> Row {
        let high = self.percentile(95);
        Row {
            measure: format!("{} (n = {})", measure.into(), self.0.len()),
            median: ms(self.median()),
            high: ms(high),
            aim: aim.map_or_else(String::new, |aim| verdict(&format!("< {}", ms(aim)), high < aim)),
            yardstick: yardstick.to_owned(),
        }
    }
}

/// An aim and whether it was met.
pub fn verdict(aim: &str, met: bool) -> String {
    format!("{aim}: {}", if met { "met" } else { "missed" })
}

/// Milliseconds with as many digits as mean something.
pub fn ms(span: Duration) -> String {
    let ms = span.as_secs_f64() * 1000.0;
    match ms {
        ms if ms < 0.01 => format!("{:.1} µs", ms * 1000.0),
        ms if ms < 1.0 => format!("{ms:.2} ms"),
        ms if ms < 100.0 => format!("{ms:.1} ms"),
        ms => format!("{ms:.0} ms"),
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("measures")
}

/// Where a bench's rows are kept.
pub fn file(bench: &str) -> PathBuf {
    folder().join(bench)
}

/// Rows as they stand in the table.
pub fn lines(rows: &[Row]) -> String {
    let mut text = String::new();
    for Row { measure, median, high, aim, yardstick } in rows {
        writeln!(text, "| {measure} | {median} | {high} | {aim} | {yardstick} |").expect("a text grows");
    }
    text
}

/// Keeps a bench's rows for the table, and prints them.
pub fn keep(bench: &str, rows: &[Row]) {
    let text = lines(rows);
    fs::create_dir_all(folder()).expect("a folder below target");
    fs::write(file(bench), &text).expect("a file below target");
    println!("{text}");
}
