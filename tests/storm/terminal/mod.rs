//! A card terminal with a ledger of its own. It is honest about money unless it is sabotaged, slow and deaf when the storm wants it, and it
//! goes on while the kiosk is off: what it says then, nobody hears.

mod bank;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cardlast::id::{AttemptId, Rrn, TerminalId};
use cardlast::money::Money;
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalProfile};
use cardlast::port::PaymentTerminal;
use cardlast::time::Timestamp;

pub use bank::Bank;

use crate::ports::Stage;

/// One request to take a payment, as the terminal received it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub tick: u64,
    pub attempt: AttemptId,
    pub amount: Money,
}

/// How a payment stands at the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Approved, and no money has moved.
    Offered,
    /// The money has moved.
    Captured,
    /// Given up before any money moved.
    Void,
    /// Taken back.
    Reversed,
}

/// One payment in the ledger.
#[derive(Debug, Clone)]
pub struct Payment {
    pub reference: Rrn,
    pub amount: Money,
    pub stands: Stands,
    pub offered_at: Timestamp,
    /// It will never be taken back.
    pub refuses: bool,
    /// Nobody is ever told of it.
    pub hidden: bool,
}

/// The bank's side, shared by the storm and one terminal after the other.
#[derive(Clone)]
pub struct BankHandle(Arc<Mutex<Bank>>);

impl BankHandle {
    pub fn new(bank: Bank) -> Self {
        Self(Arc::new(Mutex::new(bank)))
    }

    pub fn lock(&self) -> MutexGuard<'_, Bank> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The kiosk's side.
pub struct StormTerminal {
    profile: TerminalProfile,
    bank: BankHandle,
    stage: Stage,
}

impl StormTerminal {
    pub fn new(bank: BankHandle, stage: Stage) -> Self {
        let confirms = bank.lock().confirms();
        bank.lock().connect();
        let id = TerminalId("storm".to_owned());
        Self { profile: TerminalProfile { id, confirms, looks_up: true, reverses: true, simulated: true }, bank, stage }
    }
}

impl PaymentTerminal for StormTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        if self.stage.power.deed() {
            let mut bank = self.bank.lock();
            bank.pass(now);
            bank.take(now, command);
        }
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        if self.stage.power.is_dead() {
            return None;
        }
        let mut bank = self.bank.lock();
        bank.pass(now);
        bank.next_word(now)
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.bank.lock().next()
    }
}
