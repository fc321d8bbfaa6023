//! What a script may claim of the world, each by the books of whoever knows.

use std::sync::atomic::Ordering;

use super::Player;
use crate::device::{LedgerEnd, SessionFile};
use crate::id::{AttemptId, FreshId};
use crate::journal::{JournalError, OrderSummary, Problem, Reader, Verifier};
use crate::money::Money;
use crate::port::Clock as _;

impl Player<'_> {
    /// How often the terminal was asked to take a payment, by its own count.
    pub(in crate::script) fn prompts(&self) -> u32 {
        self.terminal.prompts() + self.simulated.prompts.load(Ordering::Relaxed)
    }

    /// Every payment that stands, by the terminal's own ledger, in the order they were asked for.
    pub(in crate::script) fn charged(&self) -> Vec<Money> {
        let scripted = self.terminal.charged().into_iter();
        let simulated = self.simulated.with(|device| {
            let standing = device.ledger().rows().filter(|(_, row)| row.end == LedgerEnd::Confirmed);
            standing.map(|(_, row)| (row.stan, row.amount)).collect::<Vec<_>>()
        });
        let mut charged: Vec<_> = scripted.chain(simulated).collect();
        charged.sort_unstable_by_key(|(stan, _)| *stan);
        charged.into_iter().map(|(_, amount)| amount).collect()
    }

    /// What is wrong with the journal as it stands: nothing, however the story went.
    pub(in crate::script) fn journal_problems(&self) -> Result<Vec<Problem>, JournalError> {
        if self.driver.is_none() {
            return Ok(Vec::new());
        }
        Ok(Verifier::open(&self.journal_file())?.full()?.problems)
    }

    /// The attempt of a reference, by the journal itself; `it` is the latest one. One that nobody knows is a case of its own.
    pub(in crate::script) fn attempt(&self, reference: &str) -> Result<AttemptId, String> {
        let reader = Reader::open(&self.journal_file()).map_err(|error| error.to_string())?;
        let known = reader.all_attempts().map_err(|error| error.to_string())?;
        let found = known.iter().rev().find(|attempt| reference == "it" || attempt.reference() == reference);
        Ok(found.copied().unwrap_or_else(|| AttemptId::from(FreshId::from_random_bytes([0; 16]))))
    }

    /// How many decisions of staff have no answer yet.
    pub(in crate::script) fn undecided(&self) -> usize {
        self.staff.waiting()
    }

    /// The accepted orders, by the journal itself.
    pub(in crate::script) fn accepted(&self) -> Result<Vec<OrderSummary>, String> {
        let reader = Reader::open(&self.journal_file()).map_err(|error| error.to_string())?;
        reader.orders(None).map_err(|error| error.to_string())
    }

    /// What the terminal holds, what the journal says was paid, and what the kitchen has must be the same.
    pub(in crate::script) fn balanced(&self) -> Result<(), String> {
        let orders = self.accepted()?;
        let mut paid: Vec<_> = orders.iter().filter(|order| order.paid).map(|order| order.total.clone()).collect();
        let mut charged: Vec<_> = self.charged().iter().map(ToString::to_string).collect();
        paid.sort();
        charged.sort();
        let tickets = self.kitchen.tickets().len();
        match (paid == charged, tickets == orders.len()) {
            (true, true) => Ok(()),
            (false, _) => Err(format!("the terminal holds {charged:?}, the journal says that {paid:?} was paid")),
            (true, false) => Err(format!("{} orders were accepted, the kitchen has {tickets} tickets", orders.len())),
        }
    }

    /// How many orders were accepted, by the journal itself.
    pub(in crate::script) fn orders(&self) -> Result<usize, String> {
        let reader = Reader::open(&self.journal_file()).map_err(|error| error.to_string())?;
        reader.orders(None).map(|orders| orders.len()).map_err(|error| error.to_string())
    }

    /// The kinds of the journal's latest records.
    pub(in crate::script) fn recorded(&self, count: usize) -> Result<Vec<String>, String> {
        let reader = Reader::open(&self.journal_file()).map_err(|error| error.to_string())?;
        reader.latest_kinds(count).map_err(|error| error.to_string())
    }

    /// Whether a cart is kept, by its file.
    pub(in crate::script) fn keeps_cart(&self) -> bool {
        SessionFile::open(&self.session_file(), self.clock.now(), None).1.is_some()
    }
}
