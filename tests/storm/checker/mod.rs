//! Evaluates I1-I13 over three logs that the program does not keep for us: the journal as stored, the terminal's ledger, the kitchen's log.
//! Beside them stand what the journal promised and what the customers pressed, both written down outside the kiosk.

mod always;
mod books;
mod cart;
mod rest;

use cardlast::money::Money;
use cardlast::payment::WriteKey;

pub use books::{Books, Record};
pub use cart::{CartCase, Due};

use crate::ports::{Cooked, Promise};
use crate::terminal::Bank;

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// `I1` to `I13`.
    pub id: &'static str,
    pub what: String,
}

/// Somebody pressed "pay by card", and this total was on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Press {
    pub tick: u64,
    pub total: Money,
}

/// All logs of a moment.
pub struct Logs<'a> {
    pub books: &'a Books,
    pub bank: &'a dyn Bank,
    pub cooked: &'a [Cooked],
    pub altered: usize,
    pub promises: &'a [Promise],
    /// What the journal called "certainly not there".
    pub denials: &'a [WriteKey],
    pub presses: &'a [Press],
}

pub type Verdict = Result<(), Violation>;

impl Logs<'_> {
    /// What must hold at every moment, a crash included.
    pub fn check_always(&self) -> Verdict {
        self.journal_is_whole()?;
        self.promises_are_kept()?;
        self.denials_are_true()?;
        self.intents_come_first()?;
        self.amounts_agree()?;
        self.nothing_changes_after_lock()?;
        self.projections_match()?;
        self.one_payment_at_a_time()?;
        self.tickets_have_orders()
    }

    /// What must hold once every device answers again and all is quiet.
    pub fn check_at_rest(&self) -> Verdict {
        self.check_always()?;
        self.money_has_orders()?;
        self.orders_have_money()?;
        self.attempts_have_ended()?;
        self.kitchen_has_every_order()
    }
}

pub(crate) fn check(id: &'static str, holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(Violation { id, what: what() }) }
}
