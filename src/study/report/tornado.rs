//! What the answers of a flow hang on: each input alone, at half and at double what is assumed.

use crate::study::chain::{Chain, Hazard};
use crate::study::metrics::Metric;
use crate::study::sensitivity::{Bar, Counting, Input, Scenario, exact, loss, sampled, tornado};

use super::results::Played;

/// An answer that hangs on inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Expected loss of a session.
    Loss,
    /// Mean seconds of a session at the machine.
    Time,
    /// Mean seconds in the queue.
    Wait,
}

impl Answer {
    /// In files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Time => "time_s",
            Self::Wait => "wait_s",
        }
    }
}

/// What one answer hangs on.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// The answer.
    pub answer: Answer,
    /// As assumed.
    pub base: f64,
    /// Widest first.
    pub bars: Vec<Bar>,
}

/// Waits have no formula, so days are played for each end of each bar: the first ones of the plan, at most so many.
pub const DAYS: u32 = 20;

/// More bars than this answer nothing at a glance.
const MOST_BARS: usize = 8;

/// Every answer of a flow that is not nothing.
pub fn tornadoes(played: &Played) -> Vec<Tornado> {
    let mut plan = played.run.plan.clone();
    plan.days = plan.days.min(DAYS);
    let base = Scenario { chain: played.flow.chain.clone(), plan };
    let of = |answer: Answer, inputs: &[Input], measure: &(dyn Fn(&Scenario) -> Option<f64> + Sync)| {
        let mut bars = tornado(&base, inputs, measure);
        bars.truncate(MOST_BARS);
        let base = measure(&base).filter(|base| *base > 0.0)?;
        Some(Tornado { answer, base, bars })
    };
    let all = [
        of(Answer::Loss, &loss_inputs(&base.chain), &|scenario| loss(&scenario.chain, Counting::First).ok()),
        of(Answer::Time, &time_inputs(&base.chain), &|scenario| exact(scenario, Metric::Time)),
        of(Answer::Wait, &wait_inputs(&base), &|scenario| sampled(scenario, Metric::Wait)),
    ];
    all.into_iter().flatten().collect()
}

/// Half and double of a number, as far as that is a value at all.
fn around(name: &str, base: f64, most: f64, set: impl Fn(&mut Scenario, f64) + Send + Sync + 'static) -> Input {
    Input { name: name.to_owned(), low: base / 2.0, high: (base * 2.0).min(most), set: Box::new(set) }
}

fn slow_down(chain: &mut Chain, factor: f64) {
    chain.states.iter_mut().for_each(|state| state.dwell.mean_s *= factor);
}

fn loss_inputs(chain: &Chain) -> Vec<Input> {
    let passer_by = &chain.passer_by;
    let forgotten = chain.states.iter().find_map(|state| state.card_return.map(|card| card.forgotten));
    let mut inputs = vec![
        around("passers-by", passer_by.rate_per_s, f64::MAX, |scenario, value| scenario.chain.passer_by.rate_per_s = value),
        around("presses a key", passer_by.presses, 1.0, |scenario, value| scenario.chain.passer_by.presses = value),
        around("changes unnoticed", passer_by.unnoticed, 1.0, |scenario, value| scenario.chain.passer_by.unnoticed = value),
        around("all times", 1.0, f64::MAX, |scenario, factor| slow_down(&mut scenario.chain, factor)),
        around("loss by a press", 1.0, f64::MAX, |scenario, factor| {
            for state in &mut scenario.chain.states {
                match &mut state.hazard {
                    Hazard::Harmless => {}
                    Hazard::Exposed { loss, .. } | Hazard::Pending { loss, .. } => *loss *= factor,
                }
            }
        }),
    ];
    if let Some(forgotten) = forgotten {
        inputs.push(around("cards forgotten", forgotten, 1.0, |scenario, value| {
            scenario
                .chain
                .states
                .iter_mut()
                .filter_map(|state| state.card_return.as_mut())
                .for_each(|card| card.forgotten = value);
        }));
    }
    inputs
}

/// The time in each state.
fn time_inputs(chain: &Chain) -> Vec<Input> {
    let of_state = |(at, state): (usize, &crate::study::chain::State)| {
        around(&state.name, state.dwell.mean_s, f64::MAX, move |scenario, mean| {
            if let Some(state) = scenario.chain.states.get_mut(at) {
                state.dwell.mean_s = mean;
            }
        })
    };
    chain.states.iter().enumerate().map(of_state).collect()
}

fn wait_inputs(base: &Scenario) -> Vec<Input> {
    let machines = base.plan.machines;
    let arrivals = base.plan.arrivals.clone();
    let mut inputs = vec![
        around("customers", 1.0, f64::MAX, move |scenario, factor| {
            // A rate that is none leaves the scenario as it is.
            if let Ok(scaled) = arrivals.scaled(factor) {
                scenario.plan.arrivals = scaled;
            }
        }),
        around("all times", 1.0, f64::MAX, |scenario, factor| slow_down(&mut scenario.chain, factor)),
        Input {
            name: "machines ± 1".to_owned(),
            low: f64::from(machines.saturating_sub(1).max(1)),
            high: f64::from(machines.saturating_add(1)),
            set: Box::new(|scenario, count| scenario.plan.machines = count as u32),
        },
    ];
    if let Some(patience) = base.plan.patience {
        inputs.push(around("patience in the queue", patience.mean_s, f64::MAX, |scenario, mean| {
            if let Some(patience) = &mut scenario.plan.patience {
                patience.mean_s = mean;
            }
        }));
    }
    inputs
}
