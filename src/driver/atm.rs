//! The cash machine's driver: as the kiosk's, with a dispenser in the place of a kitchen.
//!
//! [`AtmDriver::pump`] never blocks and never sleeps. Its invariant is the kiosk's: all effects of a step are handed over, in order, before
//! the next step.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::backlog::Backlog;
use super::desk::Desk;
use crate::machine::atm::{Atm, Effect, Effects, Event, Intent, Policy, Slip, Stop, View, Witness};
use crate::machine::{OVERSLEPT, Rejection};
use crate::payment::{CardEvent, CashEvent, Entry, TerminalEvent, WithdrawalsFound, WriteKey};
use crate::port::{CashDispenser, CashTerminal, Clock, IdSource, JournalNews, JournalRequest, Mailbox, StaffAnswer, StaffSlip};
use crate::time::{Millis, Now, Timestamp};

/// The world as a cash machine's driver needs it.
pub struct AtmPorts {
    /// Tells the time.
    pub clock: Box<dyn Clock>,
    /// Mints ids.
    pub ids: Box<dyn IdSource>,
    /// The terminal with the card's slot.
    pub terminal: Box<dyn CashTerminal>,
    /// The notes.
    pub dispenser: Box<dyn CashDispenser>,
    /// The journal.
    pub journal: Box<dyn Mailbox<JournalRequest, JournalNews>>,
    /// Where receipts go; nobody waits for one.
    pub printer: Box<dyn FnMut(Slip) + Send>,
}

/// Listens to everything that crosses the machine's border.
pub trait AtmObserver: Send {
    /// One step.
    fn step(&mut self, now: Now, event: &Event, outcome: &Result<Effects, Rejection>, atm: &Atm);
}

/// What a pump came to.
#[derive(Debug, Clone)]
pub struct AtmPumped {
    /// What to draw.
    pub view: Arc<View>,
    /// Counts the views; unchanged when nothing happened.
    pub seq: u64,
    /// The monotonic time of this pump.
    pub now: Timestamp,
    /// Intents that were refused.
    pub rejections: Vec<Rejection>,
    /// When to pump again although nobody wakes.
    pub wake_in: Option<Millis>,
    /// The machine has stopped: end the program.
    pub stop: bool,
}

/// Everything that can come in. One closed list.
#[derive(Debug)]
enum Input {
    Boot(Box<WithdrawalsFound>),
    Customer(Intent),
    Card(CardEvent),
    Terminal(TerminalEvent),
    Cash(CashEvent),
    Journal(JournalNews),
    Staff(StaffSlip),
    Shutdown,
    Tick,
}

/// See the module's text.
pub struct AtmDriver {
    atm: Atm,
    ports: AtmPorts,
    found: Option<Box<WithdrawalsFound>>,
    intents: VecDeque<Intent>,
    backlog: Backlog,
    desk: Desk,
    observers: Vec<Box<dyn AtmObserver>>,
    witness: Option<Witness>,
    view: Arc<View>,
    seq: u64,
    shutdown: Option<Arc<AtomicBool>>,
    shutdown_said: bool,
    rejections: Vec<Rejection>,
}

/// More inputs than this in one pump is a device gone wild; the rest waits for the next pump.
const MAX_INPUTS: usize = 10_000;

impl AtmDriver {
    /// Puts a machine to work on what a restart finds.
    #[must_use]
    pub fn new(policy: Policy, ports: AtmPorts, found: WithdrawalsFound) -> Self {
        let atm = Atm::new(policy);
        let view = Arc::new(atm.view());
        Self {
            atm,
            ports,
            found: Some(Box::new(found)),
            intents: VecDeque::new(),
            backlog: Backlog::default(),
            desk: Desk::default(),
            observers: Vec::new(),
            witness: cfg!(debug_assertions).then(Witness::new),
            view,
            seq: 0,
            shutdown: None,
            shutdown_said: false,
            rejections: Vec::new(),
        }
    }

    /// Adds somebody who listens.
    pub fn observe(&mut self, observer: Box<dyn AtmObserver>) {
        self.observers.push(observer);
    }

    /// Where staff hand in what they decide; without it nobody does.
    pub fn hear_staff(&mut self, inbox: Box<dyn Mailbox<StaffAnswer, StaffSlip>>) {
        self.desk.open(inbox);
    }

    /// A flag that asks the program to stop when it turns true.
    pub fn stop_on(&mut self, flag: Arc<AtomicBool>) {
        self.shutdown = Some(flag);
    }

    /// What a customer did, in order; carried out by the next pump.
    pub fn submit(&mut self, intent: Intent) {
        self.intents.push_back(intent);
    }

    /// The machine, to look at.
    #[must_use]
    pub const fn atm(&self) -> &Atm {
        &self.atm
    }

    /// Drains, steps, hands over. Never waits.
    pub fn pump(&mut self) -> AtmPumped {
        let before = self.seq;
        for _ in 0..MAX_INPUTS {
            let Some(input) = self.next_input() else { break };
            self.take(input);
        }
        if self.seq != before {
            self.view = Arc::new(self.atm.view());
        }
        let now = self.ports.clock.now().at;
        let more = self.seq != before && !self.intents.is_empty();
        AtmPumped {
            view: self.view.clone(),
            seq: self.seq,
            now,
            rejections: std::mem::take(&mut self.rejections),
            wake_in: if more { Some(Millis(0)) } else { self.next_deadline().map(|deadline| deadline.since(now)) },
            stop: self.atm.state().stop() == Stop::Done,
        }
    }

    /// The earliest moment at which something happens by itself.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let devices = [self.ports.terminal.next_deadline(), self.ports.dispenser.next_deadline()];
        devices.into_iter().chain([self.backlog.next_deadline(), self.atm.next_deadline()]).flatten().min()
    }

    /// Durable answers first; where the card is before the news that follow from it; the customer before the clock.
    fn next_input(&mut self) -> Option<Input> {
        if let Some(found) = self.found.take() {
            return Some(Input::Boot(found));
        }
        let now = self.ports.clock.now().at;
        if let Some(news) = self.ports.journal.poll() {
            return Some(Input::Journal(news));
        }
        if let Some(event) = self.ports.terminal.poll_card(now) {
            return Some(Input::Card(event));
        }
        if let Some(event) = self.ports.terminal.poll(now) {
            return Some(Input::Terminal(event.fit()));
        }
        if let Some(event) = self.ports.dispenser.poll(now) {
            return Some(Input::Cash(event));
        }
        if let Some(slip) = self.desk.poll() {
            return Some(Input::Staff(slip));
        }
        let asked = self.shutdown.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed));
        if asked && !std::mem::replace(&mut self.shutdown_said, true) {
            return Some(Input::Shutdown);
        }
        let overslept = |deadline: Timestamp| now >= deadline.after(OVERSLEPT);
        if !self.intents.is_empty() && self.atm.next_deadline().is_some_and(overslept) {
            return Some(Input::Tick);
        }
        if let Some(intent) = self.intents.pop_front() {
            return Some(Input::Customer(intent));
        }
        self.backlog.tick(now, &mut *self.ports.journal);
        if let Some(news) = self.ports.journal.poll() {
            return Some(Input::Journal(news));
        }
        self.atm.next_deadline().filter(|deadline| now >= *deadline).map(|_| Input::Tick)
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Boot(found) => self.step_quietly(Event::Boot(found)),
            Input::Customer(intent) => {
                let fresh = self.ports.ids.mint();
                if let Err(rejection) = self.step(Event::Customer { intent, fresh }) {
                    self.rejections.push(rejection);
                }
            }
            Input::Card(event) => self.step_quietly(Event::Card(event)),
            Input::Terminal(event) => self.step_quietly(Event::Terminal(event)),
            Input::Cash(event) => self.step_quietly(Event::Cash(event)),
            Input::Journal(news) => self.journal_news(news),
            Input::Staff(StaffSlip { name, decision }) => {
                let attempt = decision.attempt();
                let outcome = self.step(Event::StaffDecided(decision));
                self.desk.heard(attempt, name, outcome);
            }
            Input::Shutdown => self.step_quietly(Event::Shutdown),
            Input::Tick => self.step_quietly(Event::Tick),
        }
    }

    fn journal_news(&mut self, news: JournalNews) {
        let now = self.ports.clock.now().at;
        match news {
            JournalNews::Written { written, .. } => {
                self.backlog.written(now, &written.key, &mut *self.ports.journal);
                if let WriteKey::StaffResolved(attempt, _) = &written.key {
                    self.desk.written(*attempt);
                }
                self.step_quietly(Event::Written(written));
            }
            JournalNews::Failed(key) => {
                self.backlog.failed(now, &key);
                self.step_quietly(Event::WriteFailed(key));
            }
            JournalNews::Health(health) => {
                self.backlog.journal_is(health, now);
                self.step_quietly(Event::JournalHealth(health));
            }
            JournalNews::Recalled { attempt, recalled } => self.step_quietly(Event::Recalled { attempt, recalled }),
            // A cash machine's receipt is made from what it has in hand.
            JournalNews::Receipt { .. } => {}
        }
    }

    fn step_quietly(&mut self, event: Event) {
        if let Err(rejection) = self.step(event) {
            tracing::debug!(%rejection, "event refused");
        }
    }

    fn step(&mut self, event: Event) -> Result<(), Rejection> {
        let now = self.ports.clock.now();
        let outcome = self.atm.step(now, event.clone());
        self.seq += 1;
        tracing::trace!(event = event.name(), refused = outcome.is_err(), "step");
        if let Some(witness) = &mut self.witness
            && let Err(violation) = witness.observe(now, &event, &outcome, &self.atm)
        {
            // A broken invariant is a bug; in a debug build it must not go unseen.
            panic!("{violation}");
        }
        for observer in &mut self.observers {
            observer.step(now, &event, &outcome, &self.atm);
        }
        for effect in outcome? {
            self.carry_out(effect);
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) {
        let now = self.ports.clock.now();
        match effect {
            Effect::Record(entry) => self.record(entry),
            Effect::Terminal(command) => self.ports.terminal.submit(now.at, command),
            Effect::Card(command) => self.ports.terminal.submit_card(now.at, command),
            Effect::Cash(command) => self.ports.dispenser.submit(now.at, command),
            Effect::Recall(attempt) => self.ports.journal.submit(JournalRequest::Recall(attempt)),
            Effect::PrintReceipt(slip) => (self.ports.printer)(*slip),
            Effect::CallStaff => tracing::info!("staff called"),
            Effect::Stop => {
                self.backlog.flush(&mut *self.ports.journal);
                tracing::info!("stopping");
            }
        }
    }

    fn record(&mut self, entry: Entry) {
        let now = self.ports.clock.now();
        if entry.is_awaited() {
            self.ports.journal.submit(JournalRequest::Append { entry, now });
        } else {
            self.backlog.record(entry, now, &mut *self.ports.journal);
        }
    }
}
