//! Staff who look at the terminal's own journal, and decide what the kiosk cannot.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use cardlast::driver::Observer;
use cardlast::fake::StaffDesk;
use cardlast::id::AttemptId;
use cardlast::machine::Rejection;
use cardlast::machine::kiosk::{Effects, Event, Kiosk};
use cardlast::payment::{StaffDecision, StaffVerdict};
use cardlast::time::{Millis, Timestamp};

use crate::dice::Dice;
use crate::terminal::Bank;

/// What a payment waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    Outcome,
    Reversal,
    Alarm,
}

type Waiting = Arc<Mutex<BTreeMap<AttemptId, Matter>>>;

/// The people of one day, over all starts of the kiosk.
pub struct Staff {
    pub desk: StaffDesk,
    waiting: Waiting,
    /// When somebody looks; never, on some days.
    pub looks: Option<Timestamp>,
    dice: Dice,
}

impl Staff {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "staff");
        let looks = dice.percent(50).then(|| Timestamp(dice.between(20_000, 90_000)));
        Self { desk: StaffDesk::default(), waiting: Waiting::default(), looks, dice }
    }

    /// Whether somebody works here today.
    pub const fn are_there(&self) -> bool {
        self.looks.is_some()
    }

    /// How many payments and alarms wait for them.
    pub fn matters(&self) -> usize {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What sees who waits.
    pub fn eye(&self) -> impl Observer + use<> {
        Eye(self.waiting.clone())
    }

    /// Somebody looks, if it is time, and hands in what they decide.
    pub fn pass(&mut self, now: Timestamp, bank: &dyn Bank) {
        if self.looks.is_some_and(|at| now >= at) {
            self.looks = Some(now.after(Millis(self.dice.between(15_000, 120_000))));
            self.look(bank);
        }
    }

    /// Decides everything that somebody who stands at the terminal can decide.
    fn look(&self, bank: &dyn Bank) {
        if self.desk.waiting() > 0 {
            return;
        }
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (attempt, matter) in waiting {
            let verdict = match matter {
                Matter::Outcome => bank.slip(attempt),
                Matter::Reversal => bank.refuses(attempt).then_some(StaffVerdict::NotCharged),
                Matter::Alarm => Some(StaffVerdict::NotCharged),
            };
            let decision = verdict.map(|verdict| StaffDecision::new(attempt, verdict, "Ada", "the terminal's journal"));
            if let Some(Ok(decision)) = decision {
                self.desk.hand_in(decision);
            }
        }
    }
}

struct Eye(Waiting);

impl Observer for Eye {
    fn step(&mut self, _now: Timestamp, _event: &Event, _outcome: &Result<Effects, Rejection>, kiosk: &Kiosk) {
        let state = kiosk.state();
        let alarms = state.alarms().iter().map(|(attempt, _)| (*attempt, Matter::Alarm));
        let reversals = state.reversals().keys().map(|(attempt, _)| (*attempt, Matter::Reversal));
        let outcomes = state.unresolved().keys().map(|attempt| (*attempt, Matter::Outcome));
        // The last one of a payment is what a decision is about first.
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = alarms.chain(reversals).chain(outcomes).collect();
    }

    fn aside(&mut self, _now: Timestamp, _what: &str) {}
}
