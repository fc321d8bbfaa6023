//! A cash machine whose files cannot be used: it says on its display that it is out of service, and nothing in it moves until they can.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cardlast::device::{CashDesk, OsRandomIds, SystemClock};
use cardlast::driver::{AtmDriver, AtmPorts, AtmPumped};
use cardlast::id::TerminalId;
use cardlast::machine::atm::{Intent, Policy};
use cardlast::payment::{
    CardCommand, CardEvent, CardPlace, CashFace, JournalHealth, TerminalCommand, TerminalEvent, TerminalProfile, WithdrawalsFound,
};
use cardlast::port::{CashTerminal, Clock as _, JournalNews, PaymentTerminal};
use cardlast::time::Timestamp;

use super::shut::{NoJournal, TRY_AGAIN};

/// See the module's text.
pub struct AtmShut {
    driver: AtmDriver,
    desk: CashDesk,
    clock: SystemClock,
    next: Timestamp,
}

impl AtmShut {
    /// The machine itself says what is on the display; it has been told that nothing can be stored, and its card reader says nothing.
    pub fn new(policy: Policy, clock: SystemClock, stop: Arc<AtomicBool>) -> Self {
        let desk = CashDesk::new(policy.currency);
        let (_, notes) = desk.doors();
        let ports = AtmPorts {
            clock: Box::new(clock.clone()),
            ids: Box::new(OsRandomIds),
            terminal: Box::new(NoReader::new()),
            dispenser: Box::new(notes),
            journal: Box::new(NoJournal([JournalNews::Health(JournalHealth::Failing)].into())),
            printer: Box::new(|_| {}),
        };
        let mut driver = AtmDriver::new(policy, ports, WithdrawalsFound::default());
        driver.stop_on(stop);
        let next = clock.now().at.after(TRY_AGAIN);
        Self { driver, desk, clock, next }
    }

    /// A key: of all keys only those of the languages do anything.
    pub fn submit(&mut self, intent: Intent) {
        self.driver.submit(intent);
    }

    /// What to draw meanwhile.
    pub fn pump(&mut self) -> AtmPumped {
        let pumped = self.driver.pump();
        let wait = self.next.since(pumped.now);
        AtmPumped { wake_in: Some(pumped.wake_in.map_or(wait, |earlier| earlier.min(wait))), ..pumped }
    }

    /// Its slots: shut and empty.
    pub fn face(&self) -> CashFace {
        self.desk.face()
    }

    /// Whether it is time to try again.
    pub fn is_due(&mut self) -> bool {
        let now = self.clock.now().at;
        let due = now >= self.next;
        if due {
            self.next = now.after(TRY_AGAIN);
        }
        due
    }
}

/// A card reader that is not connected: its slot is empty, and nobody answers.
struct NoReader {
    profile: TerminalProfile,
    news: VecDeque<CardEvent>,
}

impl NoReader {
    fn new() -> Self {
        let id = TerminalId("none".to_owned());
        let profile = TerminalProfile { id, confirms: true, looks_up: true, reverses: true, simulated: true };
        Self { profile, news: [CardEvent::Card(CardPlace::None)].into() }
    }
}

impl PaymentTerminal for NoReader {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, _: Timestamp, _: TerminalCommand) {}

    fn poll(&mut self, _: Timestamp) -> Option<TerminalEvent> {
        None
    }
}

impl CashTerminal for NoReader {
    fn submit_card(&mut self, _: Timestamp, _: CardCommand) {}

    fn poll_card(&mut self, _: Timestamp) -> Option<CardEvent> {
        self.news.pop_front()
    }
}
