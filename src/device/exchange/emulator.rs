//! The terminal's side of a protocol.

use super::fault::{FaultKind, FaultPlan};
use crate::device::LedgerEnd;
use crate::money::Money;
use crate::payment::{TerminalFace, TerminalTap};
use crate::time::{Now, Timestamp};

/// A terminal that is not there, behind its protocol: for people without hardware, and for tests. As pure as an exchange; its ledger is its
/// own truth about what was charged.
pub trait Emulator: Send + 'static {
    /// What comes in from its line.
    type Heard: Send + 'static;
    /// What goes out.
    type Said: Send + 'static;
    /// What can go wrong on purpose.
    type Fault: FaultKind;

    /// Takes what came in.
    fn hear(&mut self, now: Now, heard: Self::Heard);

    /// Time has passed.
    fn wake(&mut self, now: Now);

    /// When it wants to be woken at the latest.
    fn next_deadline(&self) -> Option<Timestamp>;

    /// The next thing that goes out.
    fn next(&mut self) -> Option<Self::Said>;

    /// A tap on its face.
    fn tap(&mut self, now: Now, tap: TerminalTap);

    /// What it shows.
    fn face(&self) -> TerminalFace;

    /// Every payment it was asked for, oldest first, and what it thinks became of it.
    fn book(&self) -> Vec<BookLine>;

    /// What goes wrong on purpose with the payments to come, and what did.
    fn fault_plan(&self) -> &FaultPlan<Self::Fault>;

    /// The same, to change it.
    fn fault_plan_mut(&mut self) -> &mut FaultPlan<Self::Fault>;

    /// What can go wrong on purpose, by key, in words of the protocol.
    fn faults(&self) -> &'static [&'static str] {
        Self::Fault::KEYS
    }

    /// Plans what goes wrong with the next payment for which nothing is planned yet; `none` is a payment without a fault. Answers whether
    /// it knows the key.
    fn plan(&mut self, fault: &str) -> bool {
        self.fault_plan_mut().plan(fault)
    }

    /// What is planned, the next payment's first; `none` where nothing is.
    fn planned(&self) -> Vec<&'static str> {
        self.fault_plan().planned()
    }

    /// Plans nothing any more.
    fn forget_plan(&mut self) {
        self.fault_plan_mut().forget();
    }

    /// What has gone wrong on purpose so far, oldest first.
    fn fired(&self) -> Vec<&'static str> {
        self.fault_plan().fired()
    }
}

/// A payment in an emulator's own book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookLine {
    /// How much.
    pub amount: Money,
    /// What it is called there: a receipt number, a transaction id.
    pub name: String,
    /// How it stands.
    pub end: LedgerEnd,
}

impl BookLine {
    /// Whether the card's owner pays for it.
    #[must_use]
    pub fn is_charged(&self) -> bool {
        self.end == LedgerEnd::Confirmed
    }
}
