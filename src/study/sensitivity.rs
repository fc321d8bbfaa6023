//! What an answer hangs on: a tornado over the inputs, and the lines at which one flow stops being better than another.

use rayon::prelude::*;

use super::chain::{Chain, ChainError};
use super::exact::Exact;
use super::figures::Figures;
use super::metrics::Metric;
use super::plan::Plan;
use super::run::{Control, run};
use super::session::Session;

/// A flow and the plan it is played by.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The flow.
    pub chain: Chain,
    /// The plan.
    pub plan: Plan,
}

/// What puts a value into a scenario.
pub type Setter = dyn Fn(&mut Scenario, f64) + Send + Sync;

/// An input that nobody knows exactly.
pub struct Input {
    /// What it is called.
    pub name: String,
    /// A low value that is still believed.
    pub low: f64,
    /// A high value that is still believed.
    pub high: f64,
    /// Puts a value into a scenario.
    pub set: Box<Setter>,
}

/// One bar of a tornado.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The input.
    pub input: String,
    /// Its low value and what the measure is then; nothing where the scenario has no answer there.
    pub low: (f64, Option<f64>),
    /// The same for its high value.
    pub high: (f64, Option<f64>),
}

impl Bar {
    /// How far the measure moves; no end in sight where one side has no answer.
    pub fn width(&self) -> f64 {
        match (self.low.1, self.high.1) {
            (Some(low), Some(high)) => (high - low).abs(),
            _ => f64::INFINITY,
        }
    }
}

/// Moves each input alone to its ends, and sorts by how far that moves the measure, widest first. Ties stay in the order given.
pub fn tornado(base: &Scenario, inputs: &[Input], measure: &(dyn Fn(&Scenario) -> Option<f64> + Sync)) -> Vec<Bar> {
    let at = |input: &Input, value: f64| {
        let mut scenario = base.clone();
        (input.set)(&mut scenario, value);
        (value, measure(&scenario))
    };
    let bar = |input: &Input| Bar { input: input.name.clone(), low: at(input, input.low), high: at(input, input.high) };
    let mut bars: Vec<Bar> = inputs.par_iter().map(bar).collect();
    bars.sort_by(|a, b| b.width().total_cmp(&a.width()));
    bars
}

/// The sampled value of a metric, as a measure.
pub fn sampled(scenario: &Scenario, metric: Metric) -> Option<f64> {
    let played = run(&scenario.chain, &scenario.plan, &Control::default()).ok()?;
    Figures::of(&played, None).get(metric)?.value
}

/// The exact value of a metric of one session, as a measure; queues need [`Exact`].
pub fn exact(scenario: &Scenario, metric: Metric) -> Option<f64> {
    let effort = super::crowd::Effort(0.0);
    Exact::of(&scenario.chain, &scenario.plan, effort).ok()?.value(metric, &scenario.plan)
}

/// A number that both flows may hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// Probability that a changed pending order is not noticed (1 - the probability of noticing).
    Unnoticed,
    /// Passers-by per second.
    PasserByRate,
    /// Probability that a card given back is forgotten.
    Forgotten,
}

/// Which flow a parameter is changed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In both.
    Both,
    /// In the first; the second stays as it is.
    First,
    /// In the second; the first stays as it is.
    Second,
}

/// Which harmful presses while exposed count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counting {
    /// The first of a session.
    #[default]
    First,
    /// Every one.
    Every,
}

/// The losses of two flows along a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The parameter.
    pub parameter: Parameter,
    /// Where it was changed.
    pub side: Side,
    /// Points from the low end to the high end.
    pub points: Vec<Point>,
    /// Where the two flows lose the same: on one side of each the one is better, on the other side the other.
    pub crossings: Vec<f64>,
}

/// Expected losses of a session, by taps, changes of pending orders and cards found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The value of the parameter.
    pub at: f64,
    /// The first flow.
    pub first: f64,
    /// The second flow.
    pub second: f64,
}

/// Expected loss of a session by everything that a stranger can do.
pub fn loss(chain: &Chain, counting: Counting) -> Result<f64, ChainError> {
    let session = Session::of(chain)?;
    let taps = match counting {
        Counting::First => session.loss_first,
        Counting::Every => session.loss_every,
    };
    Ok(taps + session.loss_pending + session.loss_found)
}

/// Follows the losses of two flows along a parameter from one value to another, in so many points (at least two), and finds where they cross.
pub fn break_even(
    flows: [&Chain; 2],
    (parameter, side): (Parameter, Side),
    (low, high): (f64, f64),
    points: usize,
    counting: Counting,
) -> Result<Line, ChainError> {
    let [first, second] = flows;
    let at = |value: f64| -> Result<Point, ChainError> {
        let side_of = |chain: &Chain, moved: bool| {
            let mut chain = chain.clone();
            if moved {
                set(&mut chain, parameter, value);
            }
            loss(&chain, counting)
        };
        Ok(Point { at: value, first: side_of(first, side != Side::Second)?, second: side_of(second, side != Side::First)? })
    };
    let steps = points.max(2) - 1;
    let grid = (0..=steps).map(|step| at(low + (high - low) * step as f64 / steps as f64)).collect::<Result<Vec<_>, _>>()?;
    let mut crossings = Vec::new();
    for pair in grid.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        if (from.first - from.second) * (to.first - to.second) < 0.0 {
            crossings.push(crossing(&at, from, to)?);
        }
    }
    Ok(Line { parameter, side, points: grid, crossings })
}

fn set(chain: &mut Chain, parameter: Parameter, value: f64) {
    match parameter {
        Parameter::Unnoticed => chain.passer_by.unnoticed = value,
        Parameter::PasserByRate => chain.passer_by.rate_per_s = value,
        Parameter::Forgotten => {
            chain.states.iter_mut().filter_map(|state| state.card_return.as_mut()).for_each(|card| card.forgotten = value);
        }
    }
}

/// By halving, to the last bits.
fn crossing(at: &dyn Fn(f64) -> Result<Point, ChainError>, from: Point, to: Point) -> Result<f64, ChainError> {
    let first_is_dearer = from.first > from.second;
    let (mut low, mut high) = (from.at, to.at);
    for _ in 0..60 {
        let middle = at(f64::midpoint(low, high))?;
        if (middle.first > middle.second) == first_is_dearer { low = middle.at } else { high = middle.at }
    }
    Ok(f64::midpoint(low, high))
}
