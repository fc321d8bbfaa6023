//! One simulated session again: which states this customer walked through, when, and what it came to.
//!
//! A customer's random numbers depend on the seed, the flow's purposes and the customer alone, so no other customer has to be played for it.

use std::fmt;
use std::str::FromStr;

use crate::money::{Currency, Money, MoneyError};
use crate::time::Millis;

use super::chain::{Chain, ChainError};
use super::plan::Cast;
use super::program::{Many, Next, Pace, Program, Risk};
use super::random::Streams;

/// A customer of a study: under which seed, on which day, and which of that day's. Both are counted from 0 here, and from 1 in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whom {
    /// The seed of the study.
    pub seed: u64,
    /// Which of its days.
    pub day: u32,
    /// The place in the order of arrival.
    pub customer: u32,
}

/// A customer as people write them: `12` for the twelfth of the first day, `3:12` for the twelfth of the third.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayAndCustomer(u32, u32);

/// Words that name no customer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a customer is a number such as 12, or day and number such as 3:12, both from 1")]
pub struct NoCustomer;

impl FromStr for DayAndCustomer {
    type Err = NoCustomer;

    fn from_str(words: &str) -> Result<Self, NoCustomer> {
        let number = |digits: &str| digits.parse::<u32>().ok().and_then(|number| number.checked_sub(1)).ok_or(NoCustomer);
        let (day, customer) = words.split_once(':').unwrap_or(("1", words));
        Ok(DayAndCustomer(number(day)?, number(customer)?))
    }
}

impl DayAndCustomer {
    /// That customer under a seed.
    pub const fn under(self, seed: u64) -> Whom {
        Whom { seed, day: self.0, customer: self.1 }
    }
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", u64::from(self.day) + 1, u64::from(self.customer) + 1)
    }
}

/// A visit of one state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// The state.
    pub state: usize,
    /// Seconds after the start of the session at which it began.
    pub at_s: f64,
    /// And ended.
    pub until_s: f64,
}

/// A session as it was walked.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// The states in order; there is at least one.
    pub visits: Vec<Visit>,
    /// How it ended.
    pub outcome: usize,
    /// Time, taps, interstitials.
    pub pace: Pace,
    /// What it risked.
    pub risk: Risk,
}

impl Replay {
    /// The session of this customer in this flow.
    ///
    /// # Errors
    /// When the chain is none.
    pub fn of(chain: &Chain, whom: Whom) -> Result<Self, ChainError> {
        chain.check()?;
        let program = Program::new(chain);
        Ok(Self::walked(&program, &program.streams(whom.seed), whom.day, whom.customer as usize))
    }

    /// The session of a customer of a plan.
    pub fn in_cast(cast: &Cast, day: u32, customer: usize) -> Self {
        Self::walked(cast.program(), cast.sessions(), day, customer)
    }

    fn walked(program: &Program, streams: &[Streams], day: u32, customer: usize) -> Self {
        let mut draws = Many::new(streams, Cast::customer(day, customer));
        let (mut pace, mut risk, mut at) = (Pace::default(), Risk::default(), 0);
        let mut visits = Vec::new();
        loop {
            let at_s = pace.time_s;
            let next = program.step(at, &mut draws, &mut pace, &mut risk);
            visits.push(Visit { state: at as usize, at_s, until_s: pace.time_s });
            match next {
                Next::State(next) => at = next,
                Next::Outcome(outcome) => return Replay { visits, outcome: outcome as usize, pace, risk },
            }
        }
    }
}

/// Seconds as whole milliseconds, for those who show them.
pub fn millis(seconds: f64) -> Millis {
    Millis((seconds * 1e3).round() as u64)
}

/// A loss as an amount that can be shown.
///
/// # Errors
/// When it is more than an amount can be.
pub fn money(loss: f64, currency: Currency) -> Result<Money, MoneyError> {
    let decimals = currency.decimals() as usize;
    Money::parse(&format!("{loss:.decimals$}"), currency)
}

/// A share in whole hundredths.
pub fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}
