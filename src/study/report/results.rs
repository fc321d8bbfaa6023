//! A study: flows that were played by one plan, with their figures and the verdict on them.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::study::arrivals::{Arrivals, ArrivalsError};
use crate::study::exact::Exact;
use crate::study::figures::Figures;
use crate::study::flow::conformance::Driven;
use crate::study::flow::{Flow, Input, Source};
use crate::study::plan::Plan;
use crate::study::run::Run;

/// One flow of a study, played.
#[derive(Debug, Clone)]
pub struct Played {
    /// The flow.
    pub flow: Flow,
    /// What was driven through its machine beforehand.
    pub driven: Option<Driven>,
    /// What was played.
    pub run: Run,
    /// What is known without playing.
    pub exact: Exact,
    /// The figures.
    pub figures: Figures,
    /// Hash of the flow's file and the plan.
    pub hash: String,
}

impl Played {
    /// Puts a run beside its exact values.
    pub fn new(flow: Flow, driven: Option<Driven>, run: Run, exact: Exact, day: &Day) -> Self {
        let figures = Figures::of(&run, Some(&exact));
        let hash = hash(&[&flow.text, &plan_words(&run.plan, day)]);
        Played { flow, driven, run, exact, figures, hash }
    }

    /// Whether the run strayed from its exact values.
    pub fn is_astray(&self) -> bool {
        self.figures.astray().next().is_some()
    }

    /// Offered load: what customers bring over what the machines can do.
    pub fn load(&self) -> f64 {
        self.exact.as_mmc(&self.run.plan).utilisation()
    }
}

/// The day that all flows of a study share.
#[derive(Debug, Clone)]
pub struct Day {
    /// What it is called.
    pub title: String,
    /// The minute of the day at which doors open, where the profile says so.
    pub opens_min: Option<u16>,
    /// When customers come.
    pub arrivals: Arrivals,
    /// The numbers that went in.
    pub inputs: Vec<Input>,
}

impl Day {
    /// A day of so many hours at one rate, in words such as `115/h`, `2/min` or `0.032/s`; nothing where the words are no rate.
    pub fn at_rate(words: &str, hours: f64) -> Option<Result<Day, ArrivalsError>> {
        let (number, per) = words.split_once('/')?;
        let seconds = match per {
            "h" => 3600.0,
            "min" => 60.0,
            "s" => 1.0,
            _ => return None,
        };
        let rate_per_s = number.trim().parse::<f64>().ok()? / seconds;
        let input = |what: &str, value, unit| Input { what: what.to_owned(), value, unit, source: Source::Assumed };
        let inputs = vec![input("customers an hour", rate_per_s * 3600.0, "/h"), input("hours open", hours, "h")];
        let arrivals = Arrivals::constant(rate_per_s, hours * 3600.0);
        Some(arrivals.map(|arrivals| Day { title: format!("{words} for {hours} hours"), opens_min: None, arrivals, inputs }))
    }
}

/// Flows that were played by one plan.
#[derive(Debug, Clone)]
pub struct Study {
    /// The day.
    pub day: Day,
    /// The flows, in the order in which they were asked for.
    pub flows: Vec<Played>,
    /// Version of the program.
    pub version: &'static str,
}

impl Study {
    /// Whether it was stopped before its end.
    pub fn is_partial(&self) -> bool {
        self.flows.iter().any(|played| played.run.is_partial())
    }

    /// Whether a run strayed from its exact values.
    pub fn is_astray(&self) -> bool {
        self.flows.iter().any(Played::is_astray)
    }

    /// Hash of everything that went in.
    pub fn hash(&self) -> String {
        let all: Vec<&str> = self.flows.iter().map(|played| played.hash.as_str()).chain([self.version]).collect();
        hash(&all)
    }
}

/// SHA-256 over texts, each with its length before it, as hexadecimal digits.
pub fn hash(texts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    }
    digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Everything of a plan that results hang on. The engine is left out, for both give the same bytes.
fn plan_words(plan: &Plan, day: &Day) -> String {
    let pieces = day.arrivals.pieces();
    format!("{pieces:?} {} {} {} {:?} {}", plan.machines, plan.days, plan.seed, plan.patience, plan.slices)
}
