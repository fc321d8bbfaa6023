//! One customer's session in numbers: an absorbing Markov chain of states, with what happens in each of them.
//!
//! This is all the engines and the exact solvers know of a flow. It has no file, no machine and no screen behind it; whoever has those
//! converts into it.

use super::dwell::Dwell;

/// Rows of edges may miss 1 by this much, which is what decimals in a file lose.
pub const ROW_TOLERANCE: f64 = 1e-9;

/// A session: it starts in the first state and ends in one of the outcomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// What the flow is called, in tables and reports. It has no part in what is drawn.
    pub name: String,
    /// Where a customer can be; the first is where every session starts.
    pub states: Vec<State>,
    /// How a session can end.
    pub outcomes: Vec<Outcome>,
    /// The strangers who come by.
    pub passer_by: PasserBy,
}

/// One state of a session, visited any number of times.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What it is called.
    pub name: String,
    /// Whose draws it takes: states of the same purpose, in this flow or in another, take theirs from one stream per customer, so that the
    /// same customer hesitates alike in both. Give interstitials a purpose of their own, and what the flows have in common stays in step.
    pub purpose: String,
    /// How long one visit lasts.
    pub dwell: Dwell,
    /// Taps and key presses of one visit.
    pub taps: u32,
    /// Whether it is a screen that the customer did not ask for (splash, offer, advertisement).
    pub interstitial: bool,
    /// Whether nobody stands there: the customer walked away without ending the session, and the machine waits for its time-out. Its dwell
    /// counts as time of the machine and, where the hazard says so, as exposure; whoever enters it has abandoned the state they came from.
    pub absent: bool,
    /// What a passer-by could do here.
    pub hazard: Hazard,
    /// Whether the card comes back here and can be forgotten.
    pub card_return: Option<CardReturn>,
    /// Where it goes on; the probabilities sum to 1.
    pub edges: Vec<Edge>,
}

/// A way out of a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Probability of taking it, 0..=1. Independent of how long the state lasted.
    pub probability: f64,
    /// Where it leads.
    pub to: Target,
}

/// Where an edge leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To this one of [`Chain::states`].
    State(usize),
    /// To this one of [`Chain::outcomes`]; the session is over.
    Outcome(usize),
}

/// One end of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What it is called.
    pub name: String,
    /// Whether the customer got what they came for. Every other outcome counts as abandonment of the state it was reached from.
    pub completed: bool,
}

/// What a key press of a stranger does in a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hazard {
    /// Nothing that matters.
    Harmless,
    /// The customer is authenticated: a harmful key loses money at once.
    Exposed {
        /// Share of the keys that do harm, 0..=1 (h/K in the formulae). May be 0: exposed, but no key does harm.
        harmful_share: f64,
        /// What one harmful press costs.
        loss: f64,
    },
    /// Nobody is authenticated yet: a harmful key changes the pending order, and costs something if the customer does not notice and completes.
    Pending {
        /// Share of the keys that do harm, 0..=1.
        harmful_share: f64,
        /// What one unnoticed change costs.
        loss: f64,
    },
}

/// A state in which the card is given back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CardReturn {
    /// Probability that the customer leaves the card, 0..=1, once per session: the first such state reached decides.
    pub forgotten: f64,
    /// How long the machine offers it before it keeps it, in seconds.
    pub retained_after_s: f64,
    /// What it costs when a passer-by finds it first.
    pub loss: f64,
}

/// Strangers passing by one machine, as a Poisson stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PasserBy {
    /// Passers-by per second at one machine (r).
    pub rate_per_s: f64,
    /// Probability that one of them presses a key, 0..=1 (q).
    pub presses: f64,
    /// Probability that the customer does not notice a changed pending order, 0..=1 (η).
    pub unnoticed: f64,
}

impl PasserBy {
    /// Nobody comes by.
    pub const NOBODY: PasserBy = PasserBy { rate_per_s: 0.0, presses: 0.0, unnoticed: 0.0 };

    /// Key presses of strangers per second: r q.
    #[inline]
    pub fn presses_per_s(&self) -> f64 {
        self.rate_per_s * self.presses
    }
}

impl State {
    /// A state of its own purpose in which nothing happens but time; the rest is filled in by whoever makes it.
    pub fn plain(name: &str, dwell: Dwell, edges: Vec<Edge>) -> Self {
        State {
            name: name.to_owned(),
            purpose: name.to_owned(),
            dwell,
            taps: 0,
            interstitial: false,
            absent: false,
            hazard: Hazard::Harmless,
            card_return: None,
            edges,
        }
    }

    /// Whether a passer-by finds an authenticated session here.
    pub fn is_exposed(&self) -> bool {
        matches!(self.hazard, Hazard::Exposed { .. })
    }
}

/// Why a chain is none. Flow files are judged with file and line before it comes to this.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChainError {
    /// No state at all.
    #[error("a session needs at least one state")]
    Empty,
    /// A number out of its range.
    #[error("{what} of {place} is {value}, outside its range")]
    Range {
        /// Which number.
        what: &'static str,
        /// The state, or the passers-by.
        place: String,
        /// What it was.
        value: f64,
    },
    /// A row of edges that is no distribution.
    #[error("the edges of {state} sum to {sum} instead of 1")]
    Row {
        /// The state.
        state: String,
        /// The sum.
        sum: f64,
    },
    /// An edge to a state or outcome that is not there.
    #[error("an edge of {state} leads nowhere")]
    Nowhere {
        /// The state.
        state: String,
    },
    /// A state from which no outcome can be reached.
    #[error("a session in {state} would never end")]
    Endless {
        /// The state.
        state: String,
    },
    /// A state that no session reaches.
    #[error("no session ever comes to {state}")]
    Unreachable {
        /// The state.
        state: String,
    },
}

impl Chain {
    /// Looks whether engines and solvers can work with it.
    pub fn check(&self) -> Result<(), ChainError> {
        if self.states.is_empty() {
            return Err(ChainError::Empty);
        }
        let who = "the passers-by";
        at_least_zero("the rate", who, self.passer_by.rate_per_s)?;
        share("the share who press a key", who, self.passer_by.presses)?;
        share("the share of changes unnoticed", who, self.passer_by.unnoticed)?;
        for state in &self.states {
            self.check_state(state)?;
        }
        let ends = self.states_that_end();
        let reached = self.states_reached();
        for (at, state) in self.states.iter().enumerate() {
            if !reached[at] {
                return Err(ChainError::Unreachable { state: state.name.clone() });
            }
            if !ends[at] {
                return Err(ChainError::Endless { state: state.name.clone() });
            }
        }
        Ok(())
    }

    fn check_state(&self, state: &State) -> Result<(), ChainError> {
        at_least_zero("the mean time", &state.name, state.dwell.mean_s)?;
        if !state.dwell.shape.is_proper() {
            let value = state.dwell.shape.cv_squared();
            return Err(ChainError::Range { what: "the spread", place: state.name.clone(), value });
        }
        match state.hazard {
            Hazard::Harmless => {}
            Hazard::Exposed { harmful_share, loss } | Hazard::Pending { harmful_share, loss } => {
                share("the harmful share", &state.name, harmful_share)?;
                at_least_zero("the loss", &state.name, loss)?;
            }
        }
        if let Some(card) = &state.card_return {
            share("the share of cards forgotten", &state.name, card.forgotten)?;
            at_least_zero("the time until the card is kept", &state.name, card.retained_after_s)?;
            at_least_zero("the loss of a card", &state.name, card.loss)?;
        }
        let mut sum = 0.0;
        for edge in &state.edges {
            share("a probability", &state.name, edge.probability)?;
            sum += edge.probability;
            let there = match edge.to {
                Target::State(to) => to < self.states.len(),
                Target::Outcome(to) => to < self.outcomes.len(),
            };
            if !there {
                return Err(ChainError::Nowhere { state: state.name.clone() });
            }
        }
        if (sum - 1.0).abs() > ROW_TOLERANCE {
            return Err(ChainError::Row { state: state.name.clone(), sum });
        }
        Ok(())
    }

    fn states_reached(&self) -> Vec<bool> {
        let mut reached = vec![false; self.states.len()];
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut reached[at], true) {
                continue;
            }
            for edge in self.states[at].edges.iter().filter(|edge| edge.probability > 0.0) {
                if let Target::State(to) = edge.to {
                    open.push(to);
                }
            }
        }
        reached
    }

    fn states_that_end(&self) -> Vec<bool> {
        let mut ends = vec![false; self.states.len()];
        // One round for each state is enough: a path to an outcome visits none twice.
        for _ in 0..self.states.len() {
            for (at, state) in self.states.iter().enumerate() {
                let leads_out = state.edges.iter().filter(|edge| edge.probability > 0.0).any(|edge| match edge.to {
                    Target::State(to) => ends[to],
                    Target::Outcome(_) => true,
                });
                ends[at] = ends[at] || leads_out;
            }
        }
        ends
    }
}

fn at_least_zero(what: &'static str, place: &str, value: f64) -> Result<(), ChainError> {
    if value.is_finite() && value >= 0.0 { Ok(()) } else { Err(ChainError::Range { what, place: place.to_owned(), value }) }
}

fn share(what: &'static str, place: &str, value: f64) -> Result<(), ChainError> {
    if (0.0..=1.0).contains(&value) { Ok(()) } else { Err(ChainError::Range { what, place: place.to_owned(), value }) }
}
