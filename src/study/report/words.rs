//! Numbers and metrics in words.

use crate::study::chain::Chain;
use crate::study::exact::Stability;
use crate::study::metrics::{Metric, Unit};

/// What a metric is called.
pub fn label(metric: Metric, chain: &Chain) -> String {
    let words = match metric {
        Metric::Time => "time at the machine",
        Metric::TimeQuantile(500) => "time: half take at most",
        Metric::TimeQuantile(thousandth) => return format!("time: {} % take at most", f64::from(thousandth) / 10.0),
        Metric::Taps => "taps and keys",
        Metric::Steps => "steps",
        Metric::Interstitials => "screens nobody asked for",
        Metric::Completed => "completed",
        Metric::Outcome(at) => return format!("end: {}", chain.outcomes[at].name),
        Metric::AbandonedAt(at) => return format!("abandoned at {}", chain.states[at].name),
        Metric::WalkedAway => "walked away, session open",
        Metric::Exposed => "authenticated and exposed",
        Metric::PassedBy => "a passer-by meanwhile",
        Metric::Tapped => "a harmful press meanwhile",
        Metric::LossFirst => "loss, first harmful press",
        Metric::LossEvery => "loss, every harmful press",
        Metric::LossPending => "loss, changed order unnoticed",
        Metric::Forgotten => "card forgotten",
        Metric::Found => "card found by a stranger",
        Metric::LossFound => "loss, card found",
        Metric::Wait => "wait in the queue",
        Metric::WaitQuantile(500) => "wait: half wait at most",
        Metric::WaitQuantile(thousandth) => return format!("wait: {} % wait at most", f64::from(thousandth) / 10.0),
        Metric::Waits => "have to wait",
        Metric::Reneged => "gave up in the queue",
        Metric::Queue => "people waiting",
        Metric::Utilisation => "machines in use",
        Metric::Throughput => "completed, each machine",
        Metric::Customers => "customers in a day",
    };
    words.to_owned()
}

/// In what a metric is measured, short.
pub fn unit_word(unit: Unit, currency: &str) -> String {
    match unit {
        Unit::Seconds => "s".to_owned(),
        Unit::Count => String::new(),
        Unit::Share => "%".to_owned(),
        Unit::Money => currency.to_owned(),
        Unit::PerHour => "/h".to_owned(),
    }
}

/// A value in the measure that its unit word says: shares become per cent.
pub fn shown(value: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Share => value * 100.0,
        Unit::Seconds | Unit::Count | Unit::Money | Unit::PerHour => value,
    }
}

/// A number with four significant digits, in plain notation.
pub fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return "-".to_owned();
    }
    let magnitude = value.abs().log10().floor();
    let decimals = (3.0 - magnitude).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    // Rounding to nothing leaves no minus sign behind.
    if text.trim_start_matches('-').bytes().all(|byte| byte == b'0' || byte == b'.') { "0".to_owned() } else { text }
}

/// As [`number`], without zeros that say nothing: for inputs, which are as exact as they are written.
pub fn plain(value: f64) -> String {
    let text = number(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A value with its error, both to the second digit of the error.
pub fn with_error(value: f64, error: f64) -> String {
    if !(error.is_finite() && error > 0.0) {
        return format!("{} ± 0", number(value));
    }
    let decimals = (1.0 - error.log10().floor()).clamp(0.0, 9.0) as usize;
    format!("{value:.decimals$} ± {error:.decimals$}")
}

/// Whether a queue settles, in a sentence.
pub fn stability(stability: Stability, load: f64) -> String {
    let busy = plain(load * 100.0);
    match stability {
        Stability::Stable => format!("stable: {busy} % of what the machines can do at the mean rate"),
        Stability::Rush => format!("stable on the whole ({busy} %), but it grows while the rate is at its peak"),
        Stability::Unstable => {
            format!("UNSTABLE: customers bring {busy} % of what the machines can do, so it grows for as long as people come")
        }
        Stability::HeldByImpatience => {
            format!(
                "UNSTABLE but for impatience: customers bring {busy} % of what the machines can do, and it is held by those who give up"
            )
        }
    }
}
