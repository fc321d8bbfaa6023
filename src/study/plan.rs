//! What is to be played, and who plays it: machines, arrivals, days, seed; and a chain made ready for one seed.

use super::arrivals::Arrivals;
use super::chain::{Chain, ChainError};
use super::dwell::Dwell;
use super::program::Program;
use super::quantile::Quantiles;
use super::random::{Rng, Streams};
use super::session::Session;

/// The purpose whose streams say when customers come.
const ARRIVALS: &str = "arrivals";
/// The purpose whose streams say how long they would wait.
const PATIENCE: &str = "patience";

/// What is to be played, apart from the flow itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// When customers come. Every day starts empty, and whoever came in time is followed past closing: waits are those of all who came,
    /// without a warm-up to cut away and without losing who still stood there at the end.
    pub arrivals: Arrivals,
    /// Machines, at least one, behind one queue.
    pub machines: u32,
    /// Days, each a replication of its own.
    pub days: u32,
    /// The seed of everything.
    pub seed: u64,
    /// How long a customer would stand in the queue, if there is a limit.
    pub patience: Option<Dwell>,
    /// Slices of the profile over the day, at least one.
    pub slices: usize,
    /// Who plays.
    pub engine: Engine,
}

/// Which engine plays the days. Both give the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Customer after customer: [`super::walk`], the fast one.
    #[default]
    Walk,
    /// Event after event: [`super::events`], the one that can be watched.
    Events,
}

/// Why a plan cannot be played.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The chain is none.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// No machine.
    #[error("there is no machine")]
    NoMachine,
    /// No day.
    #[error("there is no day to play")]
    NoDay,
    /// More than memory or patience would bear.
    #[error("{value} {what} are more than the {most} that can be played")]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// How much.
        value: f64,
        /// How much at most.
        most: f64,
    },
    /// A patience that is no time.
    #[error("the patience of customers is no time: {0} s")]
    Patience(f64),
}

/// A chain made ready for one plan.
#[derive(Debug, Clone)]
pub struct Cast {
    program: Program,
    sessions: Vec<Streams>,
    arrivals: Streams,
    patience: Option<(Streams, f64, Quantiles)>,
}

impl Cast {
    /// Makes the chain ready.
    pub fn new(chain: &Chain, plan: &Plan) -> Result<Self, PlanError> {
        chain.check()?;
        if plan.machines == 0 {
            return Err(PlanError::NoMachine);
        }
        if plan.days == 0 {
            return Err(PlanError::NoDay);
        }
        not_too_much("states and outcomes", (chain.states.len() + chain.outcomes.len()) as f64, 1_000.0)?;
        let steps = Session::of(chain)?.steps.mean;
        let kept = f64::from(plan.days) * plan.slices as f64;
        not_too_much("steps of a session on average", steps, 1e6)?;
        not_too_much("customers in a day", plan.arrivals.expected(), 1e7)?;
        not_too_much("machines", f64::from(plan.machines), 1e5)?;
        not_too_much("slices of all days", kept, 1e8)?;
        if let Some(dwell) = plan.patience
            && !(dwell.mean_s.is_finite() && dwell.mean_s >= 0.0 && dwell.shape.is_proper())
        {
            return Err(PlanError::Patience(dwell.mean_s));
        }
        let program = Program::new(chain);
        let patience = |dwell: Dwell| (Streams::new(plan.seed, PATIENCE), dwell.mean_s, Quantiles::new(dwell.shape));
        Ok(Cast {
            sessions: program.streams(plan.seed),
            program,
            arrivals: Streams::new(plan.seed, ARRIVALS),
            patience: plan.patience.map(patience),
        })
    }

    /// The chain.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The streams of the sessions, one family for each purpose.
    pub fn sessions(&self) -> &[Streams] {
        &self.sessions
    }

    /// The number of a customer, by day and place in it, whose streams are theirs alone.
    #[inline]
    pub fn customer(day: u32, at: usize) -> u64 {
        u64::from(day) << 32 | at as u64
    }

    /// When customers come on this day, seconds after opening.
    pub fn arrivals(&self, plan: &Plan, day: u32) -> Vec<f64> {
        let mut times = Vec::with_capacity((plan.arrivals.expected() * 1.1) as usize + 16);
        plan.arrivals.draw(&mut self.arrivals.of(u64::from(day)), &mut times);
        times
    }

    /// How long this customer would stand in the queue, seconds; nothing where there is no limit.
    #[inline]
    pub fn patience(&self, number: u64) -> Option<f64> {
        let (streams, mean_s, table) = self.patience.as_ref()?;
        Some(mean_s * table.at((streams.of(number).next_u64() >> 32) as u32))
    }
}

fn not_too_much(what: &'static str, value: f64, most: f64) -> Result<(), PlanError> {
    if value <= most { Ok(()) } else { Err(PlanError::TooMuch { what, value, most }) }
}
