//! The simulated terminal, which has no line.

use cardlast::device::{BookLine, SimulatedLedger, SimulatedTerminal};
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalProfile, TerminalTap, Trouble};
use cardlast::port::PaymentTerminal as _;
use cardlast::time::{Now, Timestamp};

use super::{Fault, Guard, Stage};

/// The simulated terminal, which has no line.
pub struct SimulatedStage {
    terminal: SimulatedTerminal,
    fault: Fault,
}

impl SimulatedStage {
    pub fn new() -> Self {
        Self { terminal: SimulatedTerminal::new(SimulatedLedger::in_memory()), fault: Fault::None }
    }
}

impl Stage for SimulatedStage {
    fn profile(&self) -> TerminalProfile {
        self.terminal.profile().clone()
    }

    fn submit(&mut self, now: Now, command: TerminalCommand) {
        self.terminal.submit(now.at, command);
    }

    fn pump(&mut self, now: Now) -> Vec<TerminalEvent> {
        std::iter::from_fn(|| self.terminal.poll(now.at)).collect()
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.terminal.next_deadline()
    }

    fn tap(&mut self, now: Now, tap: TerminalTap) {
        self.terminal.tap(now.at, tap);
    }

    fn crash(&mut self, now: Now) {
        // What was under way to the kiosk that died is heard by nobody.
        while self.terminal.poll(now.at).is_some() {}
    }

    fn alone(&mut self, now: Now) {
        self.crash(now);
    }

    fn drop_line(&mut self, _now: Now) {}

    fn set_guard(&mut self, _guard: Guard) {}

    fn set_clock_apart(&mut self, _ms: i64) {}

    fn book(&self) -> Vec<BookLine> {
        let line = |row: &cardlast::device::LedgerRow| BookLine {
            amount: row.amount,
            name: row.reference.0.clone(),
            end: row.end.clone(),
        };
        self.terminal.ledger().rows().map(|(_, row)| line(row)).collect()
    }

    fn traffic(&self) -> [usize; 2] {
        [0, 0]
    }

    fn arrange(&mut self, fault: Fault) -> bool {
        self.fault = fault;
        match fault {
            Fault::None => self.terminal.tap(Timestamp(0), TerminalTap::Trouble(Trouble::None)),
            Fault::NoConnection => self.terminal.tap(Timestamp(0), TerminalTap::Trouble(Trouble::LineDown)),
            Fault::DropsBefore(..)
            | Fault::DropsAfter(..)
            | Fault::Vanishes(..)
            | Fault::Doubled(..)
            | Fault::Garbled(..)
            | Fault::Trickles
            | Fault::Merged => return false,
        }
        true
    }

    fn has_fired(&self) -> bool {
        self.fault != Fault::None
    }
}
