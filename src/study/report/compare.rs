//! Two flows on the same customers: differences, and the lines where one stops being better than the other.

use crate::study::chain::{Chain, ChainError};
use crate::study::figures::difference;
use crate::study::metrics::Metric;
use crate::study::sensitivity::{Counting, Line, Parameter, Side, break_even, loss};
use crate::study::stats::Estimate;

use super::results::{Played, Study};
use super::words::{number, plain, with_error};

/// Points along a break-even line.
const POINTS: usize = 41;

/// The metrics whose differences are told: all of them better when smaller, but for what completes.
const DIFFERENCES: [Metric; 13] = [
    Metric::Time,
    Metric::Taps,
    Metric::Interstitials,
    Metric::Completed,
    Metric::Exposed,
    Metric::LossFirst,
    Metric::LossEvery,
    Metric::LossPending,
    Metric::LossFound,
    Metric::Wait,
    Metric::Waits,
    Metric::Queue,
    Metric::Throughput,
];

/// The first flow of a study beside another.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Index of the flow that is compared with the first.
    pub other: usize,
    /// Differences, first minus other, with errors that leave out what both share.
    pub differences: Vec<(Metric, Estimate)>,
    /// Where their losses cross.
    pub lines: Vec<BreakEven>,
}

/// Losses of two flows along an input.
#[derive(Debug, Clone)]
pub struct BreakEven {
    /// What is moved.
    pub parameter: Parameter,
    /// What it is called, with its unit.
    pub name: &'static str,
    /// What one unit of the axis is in the parameter's own unit.
    pub scale: f64,
    /// Where it stands in the first flow.
    pub base: f64,
    /// The losses.
    pub line: Line,
}

/// Puts the first flow beside each other one.
///
/// # Errors
/// Where a parameter leads out of its range; the lines here stay inside.
pub fn compare(study: &Study) -> Result<Vec<Compared>, ChainError> {
    let Some((first, others)) = study.flows.split_first() else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (at, other) in others.iter().enumerate() {
        let differences =
            DIFFERENCES.into_iter().filter_map(|metric| Some((metric, difference(&first.run, &other.run, metric)?)));
        let lines = lines(&first.flow.chain, &other.flow.chain)?;
        all.push(Compared { other: at + 1, differences: differences.collect(), lines });
    }
    Ok(all)
}

fn lines(first: &Chain, second: &Chain) -> Result<Vec<BreakEven>, ChainError> {
    let rate = first.passer_by.rate_per_s;
    let most_rate = (4.0 * rate.max(second.passer_by.rate_per_s)).max(1.0 / 60.0);
    let forgotten = |chain: &Chain| chain.states.iter().find_map(|state| state.card_return.map(|card| card.forgotten));
    let axes = [
        (Parameter::PasserByRate, "passers-by an hour", 3600.0, rate, most_rate),
        (Parameter::Unnoticed, "changed orders that go unnoticed, %", 100.0, first.passer_by.unnoticed, 1.0),
        (Parameter::Forgotten, "cards forgotten, %", 100.0, forgotten(first).unwrap_or(0.0), 0.05),
    ];
    let mut all = Vec::new();
    for (parameter, name, scale, base, most) in axes {
        // Where no card is given back nothing can be forgotten.
        if parameter == Parameter::Forgotten && (forgotten(first).is_none() && forgotten(second).is_none()) {
            continue;
        }
        let line = break_even([first, second], (parameter, Side::Both), (0.0, most), POINTS, Counting::First)?;
        all.push(BreakEven { parameter, name, scale, base, line });
    }
    Ok(all)
}

/// One thing that a study shows, and whether it speaks for the first flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// For the first flow, against it, or neither.
    pub side: FindingSide,
    /// The sentence.
    pub words: String,
}

/// For whom a finding speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingSide {
    /// The first flow is better.
    For,
    /// The first flow is worse.
    Against,
    /// No difference is shown.
    Even,
}

/// What the figures show of a pair, and nothing that they do not show.
pub fn findings(study: &Study, compared: &Compared) -> Vec<Finding> {
    let (first, other) = (&study.flows[0], &study.flows[compared.other]);
    let mut all: Vec<Finding> = Vec::new();
    for (metric, what, unit, scale) in [
        (Metric::Time, "time at the machine", "s", 1.0),
        (Metric::Taps, "taps and keys", "", 1.0),
        (Metric::Interstitials, "screens nobody asked for", "", 1.0),
        (Metric::Completed, "completed sessions", "percentage points", 100.0),
        (Metric::Wait, "wait in the queue", "s", 1.0),
        (Metric::Exposed, "time authenticated and exposed", "s", 1.0),
    ] {
        let Some((_, estimate)) = compared.differences.iter().find(|(known, _)| *known == metric) else { continue };
        all.push(difference_words(what, unit, estimate, scale, metric == Metric::Completed));
        if metric == Metric::Time {
            all.extend(without_interstitials(first, other));
        }
    }
    all.push(loss_words(first, other));
    all.extend(compared.lines.iter().map(region_words));
    all
}

fn difference_words(what: &str, unit: &str, estimate: &Estimate, scale: f64, more_is_better: bool) -> Finding {
    let (value, half) = (estimate.value * scale, estimate.half_width * scale);
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    if value.abs() <= half || value == 0.0 {
        return Finding {
            side: FindingSide::Even,
            words: format!("{what}: no difference shown ({}{unit})", with_error(value, half)),
        };
    }
    let side = if (value > 0.0) == more_is_better { FindingSide::For } else { FindingSide::Against };
    let word = if value > 0.0 { "more" } else { "less" };
    Finding { side, words: format!("{what}: {}{unit} {word}", with_error(value.abs(), half)) }
}

/// Screens nobody asked for have no part in where the card is asked for, nor has what a machine waits after somebody has left; so the time
/// without them is said apart.
fn without_interstitials(first: &Played, other: &Played) -> Option<Finding> {
    let seconds = |played: &Played| -> (f64, f64) {
        let visits = &played.exact.session.visits;
        let states = played.flow.chain.states.iter().zip(visits).filter(|(state, _)| state.interstitial || state.absent);
        let aside: f64 = states.map(|(state, visits)| visits * state.dwell.mean_s).sum();
        (aside, played.exact.session.time_s.mean - aside)
    };
    let ((first_aside, first_rest), (other_aside, other_rest)) = (seconds(first), seconds(other));
    if first_aside == 0.0 && other_aside == 0.0 {
        return None;
    }
    let more = first_rest - other_rest;
    let (side, word) = if same(first_rest, other_rest) {
        (FindingSide::Even, "more")
    } else if more > 0.0 {
        (FindingSide::Against, "more")
    } else {
        (FindingSide::For, "less")
    };
    let words = format!(
        "time at the machine but for screens nobody asked for and for waiting after people have left: {} s {word}, exact (those take {} against {} s)",
        number(more.abs()),
        number(first_aside),
        number(other_aside)
    );
    Some(Finding { side, words })
}

fn loss_words(first: &Played, other: &Played) -> Finding {
    let of = |played: &Played| loss(&played.flow.chain, Counting::First).unwrap_or(f64::NAN) * 1000.0;
    let (here, there) = (of(first), of(other));
    let side = if same(here, there) {
        FindingSide::Even
    } else if here < there {
        FindingSide::For
    } else {
        FindingSide::Against
    };
    let words = format!(
        "expected loss as assumed: {} against {} {} in 1000 sessions, exact",
        number(here),
        number(there),
        first.flow.currency
    );
    Finding { side, words }
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 * one.abs().max(other.abs())
}

/// Where the first flow loses more than the other along a line.
fn region_words(along: &BreakEven) -> Finding {
    let line = &along.line;
    let (low, high) = match (line.points.first(), line.points.last()) {
        (Some(low), Some(high)) => (low.at, high.at),
        (None, _) | (_, None) => (0.0, 0.0),
    };
    let region = |from: f64, to: f64| {
        let (from, to) = (plain(from * along.scale), plain(to * along.scale));
        match along.parameter {
            Parameter::PasserByRate => format!("{from} to {to} strangers pass in an hour"),
            Parameter::Unnoticed => format!("{from} to {to} % of the changed orders go unnoticed"),
            Parameter::Forgotten => format!("{from} to {to} % of the cards are forgotten"),
        }
    };
    let here = format!("assumed: {}", plain(along.base * along.scale));
    if line.points.iter().all(|point| same(point.first, point.second)) {
        return Finding {
            side: FindingSide::Even,
            words: format!("expected loss: the same wherever {} ({here})", region(low, high)),
        };
    }
    let mut borders = vec![low];
    borders.extend(&line.crossings);
    borders.push(high);
    // Between two crossings one flow is dearer all along; the point where they differ most tells which.
    let dearer = |pair: &[f64]| {
        let inside = line.points.iter().filter(|point| point.at >= pair[0] && point.at <= pair[1]);
        inside.map(|point| point.first - point.second).max_by(|a, b| a.abs().total_cmp(&b.abs())).is_some_and(|more| more > 0.0)
    };
    let regions: Vec<String> = borders.windows(2).filter(|pair| dearer(pair)).map(|pair| region(pair[0], pair[1])).collect();
    match (regions.is_empty(), line.crossings.is_empty()) {
        (true, _) => {
            Finding { side: FindingSide::For, words: format!("expected loss: smaller wherever {} ({here})", region(low, high)) }
        }
        (false, true) => Finding {
            side: FindingSide::Against,
            words: format!("expected loss: GREATER wherever {} ({here})", region(low, high)),
        },
        (false, false) => {
            let words = format!("expected loss: GREATER where {}, smaller elsewhere ({here})", regions.join(" and where "));
            Finding { side: FindingSide::Against, words }
        }
    }
}
