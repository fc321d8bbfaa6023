//! A card terminal with a ledger of its own. It is honest about money unless it is sabotaged, slow and deaf when the storm wants it, and it
//! goes on while the kiosk is off: what it says then, nobody hears.

mod bank;
#[allow(dead_code, unused_imports, reason = "the contract of the terminals asks more of it")]
#[path = "../../terminals/stage/mod.rs"]
mod stage;
mod wired;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use std::collections::BTreeMap;

use cardlast::id::{AttemptId, Rrn};
use cardlast::money::Money;
use cardlast::payment::{LookUpAnswer, PaymentRequest, StaffVerdict, TerminalCommand, TerminalEvent, TerminalProfile};
use cardlast::port::PaymentTerminal;
use cardlast::time::{Millis, Timestamp};

pub use bank::PlainBank;
pub use wired::{WIRES, WiredBank};

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

/// A terminal with the bank behind it, and what both remember.
pub trait Bank: Send {
    /// What the kiosk is told of it.
    fn profile(&self) -> TerminalProfile;
    /// A kiosk is there to listen.
    fn connect(&mut self, stage: &Stage);
    /// Nobody is there to listen.
    fn hang_up(&mut self, now: Timestamp);
    /// A command has arrived, unless it is lost on the way.
    fn take(&mut self, now: Timestamp, command: TerminalCommand);
    /// The next thing that is said by now.
    fn next_word(&mut self, now: Timestamp) -> Option<TerminalEvent>;
    /// Lets everything happen that is due.
    fn pass(&mut self, now: Timestamp);
    /// When something happens by itself.
    fn next(&self) -> Option<Timestamp>;

    /// Every request that arrived.
    fn asked(&self) -> &[Asked];
    /// When the kiosk was told for certain that no money moves for a try.
    fn told_no_charge(&self) -> &BTreeMap<AttemptId, u64>;
    /// Every payment with its try.
    fn payments(&self) -> Vec<(PaymentRequest, Payment)>;
    /// What somebody reads of a try in the terminal's own journal. Nothing yet while it runs; and what was taken in another amount than
    /// asked is for the terminal to take back.
    fn slip(&self, attempt: AttemptId) -> Option<StaffVerdict>;
    /// Whether a payment of this try will never be taken back here.
    fn refuses(&self, attempt: AttemptId) -> bool;
    /// Whether it may for ever be unable to say what became of a payment, so that staff are the last word.
    fn may_never_tell(&self) -> bool {
        false
    }

    /// The line is down for a while.
    fn line_down(&mut self, now: Timestamp, span: Millis);
    /// From now on nothing goes wrong any more; what went wrong stays so.
    fn calm_down(&mut self, now: Timestamp);
    /// It cannot tell until then what became of a payment.
    fn cannot_tell(&mut self, _until: Timestamp) {}
    /// It finds nothing until then of payments that still run.
    fn not_found(&mut self, _until: Timestamp) {}
    /// Offers an old payment again.
    fn repeat_something(&mut self, _now: Timestamp) {}
    /// Offers a payment of a try that this kiosk never made.
    fn stranger(&mut self, _now: Timestamp, _attempt: AttemptId, _amount: Money) {}
    /// What went wrong on purpose in words of its protocol.
    fn went_wrong(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Of which try a kiosk that hears this knows for certain that no money moves for it.
const fn rules_out_a_charge(event: &TerminalEvent) -> Option<AttemptId> {
    match event {
        TerminalEvent::TakenBack { attempt, .. }
        | TerminalEvent::Declined { attempt, .. }
        | TerminalEvent::CancelledAtTerminal { attempt }
        | TerminalEvent::Cancelled { attempt }
        | TerminalEvent::NoCard { attempt }
        | TerminalEvent::Unreachable { attempt }
        | TerminalEvent::Busy { attempt }
        | TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::Declined(_) | LookUpAnswer::NotCharged }
        | TerminalEvent::Reversed { attempt, .. } => Some(*attempt),
        _ => None,
    }
}

/// The bank's side, shared by the storm and one terminal after the other.
#[derive(Clone)]
pub struct BankHandle(Arc<Mutex<Box<dyn Bank>>>);

impl BankHandle {
    pub fn new(bank: Box<dyn Bank>) -> Self {
        Self(Arc::new(Mutex::new(bank)))
    }

    pub fn lock(&self) -> MutexGuard<'_, Box<dyn Bank>> {
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
        bank.lock().connect(&stage);
        let profile = bank.lock().profile();
        Self { profile, bank, stage }
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
