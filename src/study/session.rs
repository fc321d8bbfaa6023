//! The exact answers about one session, from the absorbing chain.
//!
//! With Q the steps between states, R those to outcomes and N = (I - Q)⁻¹ the fundamental matrix (Kemeny and Snell, Finite Markov Chains,
//! chapter 3), the expected visits are the first row of N, and every mean is a sum over visits. Hazards come in by the transform of the
//! dwell time: a visit during which no stranger does harm has the probability that the mean of e^(-rD) is.

use super::chain::{Chain, ChainError, Hazard, State, Target};
use super::linear::{Factored, Matrix};

/// What can be known of a session without playing one.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Expected visits of each state.
    pub visits: Vec<f64>,
    /// Probability that each state is ever visited.
    pub reached: Vec<f64>,
    /// Probability of each outcome.
    pub outcomes: Vec<f64>,
    /// Probability of an outcome that completes.
    pub completed: f64,
    /// Probability that the session is abandoned in each state; absent states have none of their own.
    pub abandoned_at: Vec<f64>,
    /// Expected number of customers who walk away without ending the session.
    pub walked_away: f64,
    /// Time of a session, seconds.
    pub time_s: Moments,
    /// Taps of a session.
    pub taps: Moments,
    /// Steps of a session: visits of states.
    pub steps: Moments,
    /// Interstitials seen.
    pub interstitials: f64,
    /// Seconds during which the customer is authenticated and exposed.
    pub exposed_s: f64,
    /// Probability that at least one passer-by comes while the session is exposed.
    pub passed_by: f64,
    /// Probability of at least one harmful press while exposed.
    pub tapped: f64,
    /// Expected loss when the first harmful press is the last.
    pub loss_first: f64,
    /// Expected loss when every harmful press counts; not below [`Session::loss_first`].
    pub loss_every: f64,
    /// Expected loss by changes of a pending order that nobody noticed.
    pub loss_pending: f64,
    /// Probability that a card is forgotten.
    pub forgotten: f64,
    /// Probability that a forgotten card is found by a stranger before the machine keeps it.
    pub found: f64,
    /// Expected loss by cards found.
    pub loss_found: f64,
}

/// Mean and variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The variance.
    pub variance: f64,
}

impl Session {
    /// Squared coefficient of variation of the time: what a queue feels of a session apart from its mean.
    pub fn cv_squared(&self) -> f64 {
        self.time_s.variance / (self.time_s.mean * self.time_s.mean)
    }

    /// Sessions an hour that one machine can serve, if it never waits.
    pub fn sessions_per_hour(&self) -> f64 {
        3600.0 / self.time_s.mean
    }

    /// Completed sessions an hour that one machine can serve.
    pub fn completed_per_hour(&self) -> f64 {
        self.completed * self.sessions_per_hour()
    }

    /// Solves the chain.
    pub fn of(chain: &Chain) -> Result<Session, ChainError> {
        chain.check()?;
        Solver::new(chain).map(|solver| solver.session()).ok_or(ChainError::Endless { state: chain.states[0].name.clone() })
    }
}

struct Solver<'a> {
    chain: &'a Chain,
    /// Between states.
    steps: Matrix,
    /// I - Q.
    forward: Factored,
    /// Expected visits.
    visits: Vec<f64>,
}

impl<'a> Solver<'a> {
    fn new(chain: &'a Chain) -> Option<Self> {
        let steps = steps(chain);
        let forward = Factored::new(without(&steps, &vec![1.0; steps.size()]))?;
        let visits = weights(&steps, &vec![1.0; steps.size()])?;
        Some(Solver { chain, steps, forward, visits })
    }

    fn states(&self) -> impl Iterator<Item = (f64, &'a State)> {
        self.visits.iter().copied().zip(&self.chain.states)
    }

    fn mean(&self, value: impl Fn(&State) -> f64) -> f64 {
        self.states().map(|(visits, state)| visits * value(state)).sum()
    }

    fn session(&self) -> Session {
        let chain = self.chain;
        let passer_by = chain.passer_by;
        let completes: Vec<f64> = chain.states.iter().map(|state| leaves(state, |to| self.completes(to))).collect();
        let completed_from = self.forward.solve(&completes);
        let no_one_came = self.transforms(|_| passer_by.rate_per_s);
        let no_harm = self.transforms(|share| harm_rate(chain, share));
        let (tapped, loss_first) = self.first_harm(&no_harm);
        let (forgotten, found, loss_found) = self.cards();
        Session {
            reached: self.reached(),
            outcomes: (0..chain.outcomes.len())
                .map(|to| self.mean(|state| leaves(state, |end| end == Target::Outcome(to))))
                .collect(),
            completed: completed_from[0],
            abandoned_at: self.states().map(|(visits, state)| visits * self.abandons(state)).collect(),
            walked_away: self.mean(|state| if state.absent { 0.0 } else { leaves(state, |to| self.is_absent(to)) }),
            time_s: self.moments(|state| state.dwell.mean_s, |state| state.dwell.second_moment()),
            taps: self.moments(|state| f64::from(state.taps), |state| f64::from(state.taps).powi(2)),
            steps: self.moments(|_| 1.0, |_| 1.0),
            interstitials: self.mean(|state| if state.interstitial { 1.0 } else { 0.0 }),
            exposed_s: self.mean(|state| if state.is_exposed() { state.dwell.mean_s } else { 0.0 }),
            passed_by: self.first_harm(&no_one_came).0,
            tapped,
            loss_first,
            loss_every: self.mean(|state| match state.hazard {
                Hazard::Exposed { harmful_share, loss } => harm_rate(chain, harmful_share) * state.dwell.mean_s * loss,
                Hazard::Harmless | Hazard::Pending { .. } => 0.0,
            }),
            loss_pending: self.loss_pending(&completed_from),
            forgotten,
            found,
            loss_found,
            visits: self.visits.clone(),
        }
    }

    fn completes(&self, to: Target) -> bool {
        matches!(to, Target::Outcome(end) if self.chain.outcomes[end].completed)
    }

    fn is_absent(&self, to: Target) -> bool {
        matches!(to, Target::State(state) if self.chain.states[state].absent)
    }

    fn abandons(&self, state: &State) -> f64 {
        let given_up = |to| self.is_absent(to) || matches!(to, Target::Outcome(_)) && !self.completes(to);
        if state.absent { 0.0 } else { leaves(state, given_up) }
    }

    /// Mean and variance of a sum over steps: E = N m, S = N (m₂ + 2 m∘QE), variance S₀ - E₀².
    fn moments(&self, first: impl Fn(&State) -> f64, second: impl Fn(&State) -> f64) -> Moments {
        let means: Vec<f64> = self.chain.states.iter().map(first).collect();
        let totals = self.forward.solve(&means);
        let later = self.steps.applied_to_column(&totals);
        let squares: Vec<f64> =
            self.chain.states.iter().enumerate().map(|(at, state)| second(state) + 2.0 * means[at] * later[at]).collect();
        let mean = totals[0];
        Moments { mean, variance: self.forward.solve(&squares)[0] - mean * mean }
    }

    /// P(ever visited) = N₀ⱼ / Nⱼⱼ, and 1 for the start.
    fn reached(&self) -> Vec<f64> {
        let mut reached = Vec::with_capacity(self.visits.len());
        for at in 0..self.visits.len() {
            let mut unit = vec![0.0; self.visits.len()];
            unit[at] = 1.0;
            let again = self.forward.solve(&unit)[at];
            reached.push(if at == 0 { 1.0 } else { self.visits[at] / again });
        }
        reached
    }

    /// Φ: the probability that one visit passes without an event of the hazard, whose rate comes from the harmful share.
    fn transforms(&self, rate: impl Fn(f64) -> f64) -> Vec<f64> {
        let of = |state: &State| match state.hazard {
            Hazard::Exposed { harmful_share, .. } => state.dwell.transform(rate(harmful_share)),
            Hazard::Harmless | Hazard::Pending { .. } => 1.0,
        };
        self.chain.states.iter().map(of).collect()
    }

    /// Probability of the first event, and what it costs: Σ ((I - ΦQ)⁻¹)₀ᵢ (1 - φᵢ) ℓᵢ.
    fn first_harm(&self, none: &[f64]) -> (f64, f64) {
        let Some(unharmed) = weights(&self.steps, none) else { return (0.0, 0.0) };
        let mut sums = (0.0, 0.0);
        for (at, state) in self.chain.states.iter().enumerate() {
            if let Hazard::Exposed { loss, .. } = state.hazard {
                let here = unharmed[at] * (1.0 - none[at]);
                sums.0 += here;
                sums.1 += here * loss;
            }
        }
        sums
    }

    fn loss_pending(&self, completed_from: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (at, (visits, state)) in self.states().enumerate() {
            if let Hazard::Pending { harmful_share, loss } = state.hazard {
                let changes = harm_rate(self.chain, harmful_share) * visits * state.dwell.mean_s;
                sum += changes * self.chain.passer_by.unnoticed * loss * completed_from[at];
            }
        }
        sum
    }

    /// Cards forgotten, found, and what those cost. The first return reached decides, so the chain is cut behind the returns.
    fn cards(&self) -> (f64, f64, f64) {
        let open: Vec<f64> = self.chain.states.iter().map(|state| if state.card_return.is_some() { 0.0 } else { 1.0 }).collect();
        let Some(first) = weights(&self.steps, &open) else { return (0.0, 0.0, 0.0) };
        let mut sums = (0.0, 0.0, 0.0);
        for (reached, state) in first.iter().zip(&self.chain.states) {
            if let Some(card) = &state.card_return {
                let forgotten = reached * card.forgotten;
                let found = forgotten * window(card.retained_after_s, self.chain.passer_by.rate_per_s);
                sums = (sums.0 + forgotten, sums.1 + found, sums.2 + found * card.loss);
            }
        }
        sums
    }
}

/// Probability that a stranger comes by within a window of so many seconds: 1 - e^(-rT).
#[inline]
pub fn window(seconds: f64, rate_per_s: f64) -> f64 {
    -(-seconds * rate_per_s).exp_m1()
}

/// Harmful presses per second in a state where this share of the keys does harm: r q h/K.
pub fn harm_rate(chain: &Chain, harmful_share: f64) -> f64 {
    chain.passer_by.presses_per_s() * harmful_share
}

/// Q: the steps between states.
pub(super) fn steps(chain: &Chain) -> Matrix {
    let mut steps = Matrix::zero(chain.states.len());
    for (from, state) in chain.states.iter().enumerate() {
        for edge in &state.edges {
            if let Target::State(to) = edge.to {
                steps.add(from, to, edge.probability);
            }
        }
    }
    steps
}

/// I - ΦQ, Φ given by its diagonal.
fn without(steps: &Matrix, factors: &[f64]) -> Matrix {
    let mut matrix = Matrix::identity(steps.size());
    for (row, factor) in factors.iter().enumerate() {
        for column in 0..steps.size() {
            matrix.add(row, column, -factor * steps.get(row, column));
        }
    }
    matrix
}

/// First row of (I - ΦQ)⁻¹.
fn weights(steps: &Matrix, factors: &[f64]) -> Option<Vec<f64>> {
    let mut start = vec![0.0; steps.size()];
    start[0] = 1.0;
    Some(Factored::new(without(steps, factors).transposed())?.solve(&start))
}

fn leaves(state: &State, by: impl Fn(Target) -> bool) -> f64 {
    state.edges.iter().filter(|edge| by(edge.to)).map(|edge| edge.probability).sum()
}
