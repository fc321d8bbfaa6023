//! The exact values that stand beside the sampled ones of a run.

use super::chain::{Chain, ChainError};
use super::crowd::Effort;
use super::day::{DayAnswer, day};
use super::dwell::{Dwell, Shape};
use super::metrics::{Metric, QUANTILES};
use super::phase::PhaseType;
use super::plan::Plan;
use super::queue::{Mmc, Steady, single_machine_wait};
use super::session::Session;
use super::steady::steady;

/// All that is known of a plan without playing it.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    /// One session.
    pub session: Session,
    /// The times that [`QUANTILES`] of the sessions do not exceed, where sessions are made of phases.
    pub time_quantiles: Option<Vec<f64>>,
    /// A day from empty, where sessions are made of phases, patience has no memory and the chain is small enough.
    pub day: Option<DayAnswer>,
    /// What the queue would settle to at the mean rate of the day, where it does and the same conditions hold.
    pub steady: Option<Steady>,
    /// Whether the queue settles at all.
    pub stability: Stability,
}

/// Mean waits in seconds, at the mean rate of the day and without impatience.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Approximations {
    /// Allen and Cunneen's.
    pub allen_cunneen_s: f64,
    /// Kimura's, for sessions that vary no more than exponential ones.
    pub kimura_s: Option<f64>,
    /// Pollaczek and Khinchine's, which is exact, where there is one machine.
    pub single_machine_s: Option<f64>,
}

/// Whether a queue settles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stability {
    /// It does, at any time of the day.
    Stable,
    /// It does on the whole, but grows while the rate is at its peak.
    Rush,
    /// Customers come faster than the machines can serve: it grows for as long as people come.
    Unstable,
    /// It would grow, if customers did not lose patience.
    HeldByImpatience,
}

impl Exact {
    /// Works it out. The day and the steady state are left out where they would take more than this effort each.
    pub fn of(chain: &Chain, plan: &Plan, effort: Effort) -> Result<Exact, ChainError> {
        let session = Session::of(chain)?;
        let phases = PhaseType::of(chain);
        let impatience = impatience(plan.patience);
        let rate = plan.arrivals.mean_rate();
        let of_day = |phases: &PhaseType| day(phases, &plan.arrivals, plan.machines, impatience?, effort);
        let of_steady = |phases: &PhaseType| steady(phases, rate, plan.machines, impatience?, effort);
        Ok(Exact {
            time_quantiles: phases.as_ref().map(|phases| QUANTILES.map(|at| phases.quantile(f64::from(at) / 1000.0)).to_vec()),
            day: phases.as_ref().and_then(of_day),
            steady: phases.as_ref().and_then(of_steady),
            stability: stability(plan, session.time_s.mean),
            session,
        })
    }

    /// The queue at the mean rate of the day, with exponential sessions: what approximations start from.
    pub fn as_mmc(&self, plan: &Plan) -> Mmc {
        Mmc { arrivals: plan.arrivals.mean_rate(), service: 1.0 / self.session.time_s.mean, machines: plan.machines }
    }

    /// What formulae for general sessions make of the steady wait; nothing where the queue does not settle. For shapes without phases this is
    /// all there is.
    pub fn approximations(&self, plan: &Plan) -> Option<Approximations> {
        let (mmc, cv2) = (self.as_mmc(plan), self.session.cv_squared());
        Some(Approximations {
            allen_cunneen_s: mmc.allen_cunneen(1.0, cv2)?,
            kimura_s: if cv2 <= 1.0 { mmc.kimura(cv2) } else { None },
            single_machine_s: if plan.machines == 1 {
                single_machine_wait(mmc.arrivals, self.session.time_s.mean, cv2)
            } else {
                None
            },
        })
    }

    /// The exact value of a metric, where there is one.
    pub fn value(&self, metric: Metric, plan: &Plan) -> Option<f64> {
        let session = &self.session;
        Some(match metric {
            Metric::Time => session.time_s.mean,
            Metric::TimeQuantile(thousandth) => {
                let at = QUANTILES.iter().position(|quantile| *quantile == thousandth)?;
                self.time_quantiles.as_ref()?[at]
            }
            Metric::Taps => session.taps.mean,
            Metric::Steps => session.steps.mean,
            Metric::Interstitials => session.interstitials,
            Metric::Completed => session.completed,
            Metric::Outcome(at) => session.outcomes[at],
            Metric::AbandonedAt(at) => session.abandoned_at[at],
            Metric::WalkedAway => session.walked_away,
            Metric::Exposed => session.exposed_s,
            Metric::PassedBy => session.passed_by,
            Metric::Tapped => session.tapped,
            Metric::LossFirst => session.loss_first,
            Metric::LossEvery => session.loss_every,
            Metric::LossPending => session.loss_pending,
            Metric::Forgotten => session.forgotten,
            Metric::Found => session.found,
            Metric::LossFound => session.loss_found,
            Metric::Wait => self.day?.wait_s,
            Metric::Waits => self.day?.waits,
            Metric::Reneged if plan.patience.is_none() => 0.0,
            Metric::Reneged => self.day?.lost,
            Metric::Queue => self.day?.queue,
            Metric::Utilisation => self.day?.utilisation,
            Metric::Customers => plan.arrivals.expected(),
            // Whether a session completes and how long it takes hang together, so these are only sampled.
            Metric::WaitQuantile(_) | Metric::Throughput => return None,
        })
    }
}

/// The rate of losing patience: 0 for none, nothing where patience has a memory.
fn impatience(patience: Option<Dwell>) -> Option<f64> {
    match patience {
        None => Some(0.0),
        Some(Dwell { mean_s, shape: Shape::Exponential }) if mean_s > 0.0 => Some(1.0 / mean_s),
        Some(_) => None,
    }
}

fn stability(plan: &Plan, session_s: f64) -> Stability {
    let load = |rate: f64| rate * session_s / f64::from(plan.machines);
    if load(plan.arrivals.mean_rate()) >= 1.0 {
        return if plan.patience.is_some() { Stability::HeldByImpatience } else { Stability::Unstable };
    }
    if load(plan.arrivals.peak_rate()) >= 1.0 { Stability::Rush } else { Stability::Stable }
}
