//! The driver: carries events to the machine and its effects to the world. The only place where the two meet.
//!
//! [`Driver::pump`] never blocks and never sleeps: it drains the mailboxes, steps the machine, hands its effects over, and says what to
//! draw and when it wants to be pumped again. The window calls it from its frame, `play` from a loop, tests from theirs; threads wake
//! whoever pumps through a waker. What it refuses to know: screens and concrete devices. Its invariant: all effects of a step are
//! handed over, in order, before the next step.

mod atm;
mod atm_transcript;
mod backlog;
mod desk;
mod keeper;
mod names;
mod outbox;
mod transcript;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use crate::catalogue::Catalogue;
use crate::document::TicketPaper;
use crate::id::AttemptId;
use crate::machine::kiosk::{Effect, Effects, Event, Intent, Kiosk, KitchenHealth, Policy, Stop, View, Witness};
use crate::machine::{OVERSLEPT, Rejection};
use crate::order::RecoveredCart;
use crate::payment::{AlarmReason, Entry, Numbering, OpenAttempt, PendingReversal, TerminalEvent, WriteKey};
use crate::port::{
    CartNews, CartRequest, Clock, FoundCart, IdSource, JournalNews, JournalRequest, KitchenNews, Mailbox, PaymentTerminal,
    PrintJob, PrintNews, StaffAnswer, StaffSlip,
};
use crate::time::{Millis, Timestamp};

pub use atm::{AtmDriver, AtmObserver, AtmPorts, AtmPumped};
pub use atm_transcript::AtmTranscript;
use backlog::Backlog;
use desk::Desk;
use keeper::Keeper;
pub use names::Names;
pub use outbox::Outbox;
pub use transcript::{Line, Transcript};

/// The world as the driver needs it.
pub struct Ports {
    /// Tells the time.
    pub clock: Box<dyn Clock>,
    /// Mints ids.
    pub ids: Box<dyn IdSource>,
    /// The card terminal, if there is one.
    pub terminal: Option<Box<dyn PaymentTerminal>>,
    /// The journal.
    pub journal: Box<dyn Mailbox<JournalRequest, JournalNews>>,
    /// The kitchen.
    pub kitchen: Box<dyn Mailbox<TicketPaper, KitchenNews>>,
    /// The receipt printer.
    pub printer: Box<dyn Mailbox<PrintJob, PrintNews>>,
    /// Where the customer's cart is kept over a crash.
    pub carts: Box<dyn Mailbox<CartRequest, CartNews>>,
    /// New menus; `None` when menus never change.
    pub menus: Option<Receiver<Arc<Catalogue>>>,
}

/// What a restart finds, read before the driver starts.
#[derive(Debug, Default)]
pub struct Recovered {
    /// Attempts without an end.
    pub open: Vec<OpenAttempt>,
    /// Payments that are being taken back.
    pub reversals: Vec<PendingReversal>,
    /// Tickets that the kitchen has not confirmed.
    pub tickets: Vec<TicketPaper>,
    /// The journal's entry of the latest lock or acceptance; 0 when there is none.
    pub last_lock: u64,
    /// The cart that a customer had.
    pub cart: Option<FoundCart>,
    /// Alarms that wait for staff.
    pub alarms: Vec<(AttemptId, AlarmReason)>,
}

/// Everything that can come in. One closed list.
#[derive(Debug)]
enum Input {
    Boot(Recovered),
    Customer(Intent),
    Terminal(TerminalEvent),
    Journal(JournalNews),
    Kitchen(KitchenNews),
    KitchenHealth(KitchenHealth),
    Printer(PrintNews),
    Cart(CartNews),
    Staff(StaffSlip),
    Menu(Arc<Catalogue>),
    Shutdown,
    Tick,
}

/// What a pump came to.
#[derive(Debug, Clone)]
pub struct Pumped {
    /// What to draw.
    pub view: Arc<View>,
    /// Counts the views; unchanged when nothing happened.
    pub seq: u64,
    /// The monotonic time of this pump; deadlines in the view are on the same clock.
    pub now: Timestamp,
    /// Intents that were refused.
    pub rejections: Vec<Rejection>,
    /// When to pump again although nobody wakes; `None` is not before somebody does.
    pub wake_in: Option<Millis>,
    /// The machine has stopped: end the program.
    pub stop: bool,
}

/// Listens to everything that crosses the machine's border: transcripts and logs.
pub trait Observer: Send {
    /// One step.
    fn step(&mut self, now: Timestamp, event: &Event, outcome: &Result<Effects, Rejection>, kiosk: &Kiosk);
    /// Something was delivered, printed or called that is not the machine's business.
    fn aside(&mut self, now: Timestamp, what: &str);
}

/// See the module's text.
pub struct Driver {
    kiosk: Kiosk,
    ports: Ports,
    recovered: Option<Recovered>,
    intents: VecDeque<Intent>,
    outbox: Outbox,
    backlog: Backlog,
    keeper: Keeper,
    desk: Desk,
    /// The journal's last entry that was heard of.
    journal_seq: u64,
    observers: Vec<Box<dyn Observer>>,
    witness: Option<Witness>,
    view: Arc<View>,
    seq: u64,
    shutdown: Option<Arc<std::sync::atomic::AtomicBool>>,
    shutdown_said: bool,
    rejections: Vec<Rejection>,
}

/// More inputs than this in one pump is a device gone wild; the rest waits for the next pump.
const MAX_INPUTS: usize = 10_000;

impl Driver {
    /// Puts a machine to work on what a restart finds. It starts in the first pump, before anything else, so that whoever was asked to
    /// observe by then hears of that too.
    #[must_use]
    pub fn new(menu: Arc<Catalogue>, policy: Policy, ports: Ports, recovered: Recovered) -> Self {
        let kiosk = Kiosk::new(menu, policy);
        let view = Arc::new(kiosk.view(ports.clock.now()));
        let witness = cfg!(debug_assertions).then(|| Witness::new(&kiosk));
        Self {
            outbox: Outbox::new(kiosk.policy().kitchen_backlog),
            kiosk,
            ports,
            intents: VecDeque::new(),
            backlog: Backlog::default(),
            keeper: Keeper::default(),
            desk: Desk::default(),
            journal_seq: recovered.last_lock,
            recovered: Some(recovered),
            observers: Vec::new(),
            witness,
            view,
            seq: 0,
            shutdown: None,
            shutdown_said: false,
            rejections: Vec::new(),
        }
    }

    /// Adds somebody who listens.
    pub fn observe(&mut self, observer: Box<dyn Observer>) {
        self.observers.push(observer);
    }

    /// Where staff hand in what they decide about payments; without it nobody does.
    pub fn hear_staff(&mut self, inbox: Box<dyn Mailbox<StaffAnswer, StaffSlip>>) {
        self.desk.open(inbox);
    }

    /// A flag that asks the program to stop when it turns true (SIGTERM).
    pub fn stop_on(&mut self, flag: Arc<std::sync::atomic::AtomicBool>) {
        self.shutdown = Some(flag);
    }

    /// What a customer did, in order; carried out by the next pump.
    pub fn submit(&mut self, intent: Intent) {
        self.intents.push_back(intent);
    }

    /// The machine, to look at.
    #[must_use]
    pub const fn kiosk(&self) -> &Kiosk {
        &self.kiosk
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> crate::time::Now {
        self.ports.clock.now()
    }

    /// Drains, steps, hands over. Never waits.
    pub fn pump(&mut self) -> Pumped {
        let before = self.seq;
        for _ in 0..MAX_INPUTS {
            let Some(input) = self.next_input() else { break };
            self.take(input);
        }
        let now = self.ports.clock.now();
        if self.seq != before {
            self.view = Arc::new(self.kiosk.view(now));
        }
        let more = self.seq != before && !self.intents.is_empty();
        Pumped {
            view: self.view.clone(),
            seq: self.seq,
            now: now.at,
            rejections: std::mem::take(&mut self.rejections),
            wake_in: if more { Some(Millis(0)) } else { self.next_deadline().map(|deadline| deadline.since(now.at)) },
            stop: self.has_stopped(),
        }
    }

    fn has_stopped(&self) -> bool {
        self.kiosk.state().stop() == Stop::Done
    }

    /// The earliest moment at which something happens by itself.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let terminal = self.ports.terminal.as_ref().and_then(|terminal| terminal.next_deadline());
        let now = self.ports.clock.now().at;
        let own = [self.outbox.next_deadline(now), self.backlog.next_deadline(), self.keeper.next_deadline()];
        own.into_iter().chain([self.kiosk.next_deadline(), terminal]).flatten().min()
    }

    /// Durable answers first, so that what a tap sees is settled; the customer before the clock, so that a last-moment tap counts. After a
    /// sleep of the computer the clock comes first: that tap is somebody else's.
    fn next_input(&mut self) -> Option<Input> {
        if let Some(recovered) = self.recovered.take() {
            return Some(Input::Boot(recovered));
        }
        let now = self.ports.clock.now().at;
        if let Some(news) = self.ports.journal.poll() {
            return Some(Input::Journal(news));
        }
        if let Some(event) = self.ports.terminal.as_mut().and_then(|terminal| terminal.poll(now)) {
            return Some(Input::Terminal(event.fit()));
        }
        if let Some(news) = self.ports.kitchen.poll() {
            return Some(Input::Kitchen(news));
        }
        if let Some(health) = self.outbox.news(now) {
            return Some(Input::KitchenHealth(health));
        }
        if let Some(news) = self.ports.printer.poll() {
            return Some(Input::Printer(news));
        }
        if let Some(news) = self.ports.carts.poll() {
            return Some(Input::Cart(news));
        }
        if let Some(slip) = self.desk.poll() {
            return Some(Input::Staff(slip));
        }
        if let Some(menu) = self.ports.menus.as_ref().and_then(|menus| menus.try_recv().ok()) {
            return Some(Input::Menu(menu));
        }
        let asked = self.shutdown.as_ref().is_some_and(|flag| flag.load(std::sync::atomic::Ordering::Relaxed));
        if asked && !self.shutdown_said {
            self.shutdown_said = true;
            return Some(Input::Shutdown);
        }
        let overdue = |deadline: Timestamp| now >= deadline.after(OVERSLEPT);
        if !self.intents.is_empty() && self.kiosk.next_deadline().is_some_and(overdue) {
            return Some(Input::Tick);
        }
        if let Some(intent) = self.intents.pop_front() {
            return Some(Input::Customer(intent));
        }
        // A kitchen that answers at once is heard at once; no waker would tell of it.
        if self.outbox.tick(now, &mut *self.ports.kitchen)
            && let Some(news) = self.ports.kitchen.poll()
        {
            return Some(Input::Kitchen(news));
        }
        self.keeper.tick(now, &mut *self.ports.carts);
        self.backlog.tick(now, &mut *self.ports.journal);
        if let Some(news) = self.ports.journal.poll() {
            return Some(Input::Journal(news));
        }
        self.kiosk.next_deadline().filter(|deadline| now >= *deadline).map(|_| Input::Tick)
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Boot(recovered) => self.boot(recovered),
            Input::Customer(intent) => {
                let fresh = self.ports.ids.mint();
                if let Err(rejection) = self.step(Event::Customer { intent, fresh }) {
                    self.rejections.push(rejection);
                }
            }
            Input::Terminal(event) => self.step_quietly(Event::Terminal(event)),
            Input::Journal(news) => self.journal_news(news),
            Input::Kitchen(KitchenNews::Delivered(order)) => {
                self.outbox.delivered(order);
                self.aside(&format!("kitchen has ticket of order {order}"));
                self.record_delivery(Entry::KitchenDelivered { order });
            }
            Input::Kitchen(KitchenNews::Failed { order, error }) => {
                tracing::warn!(%order, error, "kitchen ticket not delivered; trying again");
                self.aside("kitchen not reached");
                let now = self.ports.clock.now().at;
                self.outbox.failed(now, order);
            }
            Input::KitchenHealth(health) => {
                tracing::warn!(?health, "tickets for the kitchen");
                self.step_quietly(Event::KitchenHealth(health));
            }
            Input::Printer(PrintNews::Printed(order)) => {
                self.aside("receipt printed");
                self.record_delivery(Entry::ReceiptPrinted { order });
                self.step_quietly(Event::ReceiptPrinted(order));
            }
            Input::Printer(PrintNews::Failed { order, error }) => {
                tracing::warn!(%order, error, "receipt not printed");
                self.aside("receipt not printed");
                self.step_quietly(Event::ReceiptFailed(order));
            }
            Input::Cart(CartNews::Done) => {
                let now = self.ports.clock.now().at;
                self.keeper.answered(now, &mut *self.ports.carts);
            }
            Input::Staff(StaffSlip { name, decision }) => {
                let attempt = decision.attempt();
                let outcome = self.step(Event::StaffDecided(decision));
                self.desk.heard(attempt, name, outcome);
            }
            Input::Menu(menu) => self.step_quietly(Event::MenuPublished(menu)),
            Input::Shutdown => self.step_quietly(Event::Shutdown),
            Input::Tick => self.step_quietly(Event::Tick),
        }
    }

    fn boot(&mut self, recovered: Recovered) {
        let Recovered { open, reversals, tickets, last_lock, cart, alarms } = recovered;
        let recovered = |FoundCart { cart, after, age }| RecoveredCart { cart, age, locked_since: last_lock > after };
        let cart = cart.map(recovered).map(Box::new);
        self.step_quietly(Event::Boot { open, reversals, cart });
        if !alarms.is_empty() {
            self.step_quietly(Event::AlarmsFound(alarms));
        }
        let now = self.ports.clock.now().at;
        for ticket in tickets {
            self.outbox.send(now, ticket, &mut *self.ports.kitchen);
        }
    }

    fn journal_news(&mut self, news: JournalNews) {
        let now = self.ports.clock.now().at;
        match news {
            JournalNews::Written { written, ticket } => {
                self.journal_seq = self.journal_seq.max(written.seq);
                self.backlog.written(now, &written.key, &mut *self.ports.journal);
                if let Some(Numbering { number, .. }) = written.number {
                    tracing::info!(%number, seq = written.seq, "order accepted");
                }
                if let WriteKey::StaffResolved(attempt, _) = &written.key {
                    self.desk.written(*attempt);
                }
                if let Some(ticket) = ticket {
                    self.outbox.send(now, *ticket, &mut *self.ports.kitchen);
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
            JournalNews::Receipt { order, text: Some(text) } => {
                let short: String = order.to_string().chars().take(8).collect();
                self.ports.printer.submit(PrintJob { order, name: format!("receipt-{short}"), text });
            }
            JournalNews::Receipt { order, text: None } => {
                tracing::warn!(%order, "no receipt for this order");
                self.step_quietly(Event::ReceiptFailed(order));
            }
        }
    }

    fn step_quietly(&mut self, event: Event) {
        if let Err(rejection) = self.step(event) {
            tracing::debug!(%rejection, "event refused");
        }
    }

    fn step(&mut self, event: Event) -> Result<(), Rejection> {
        let now = self.ports.clock.now();
        let before = self.kiosk.screen_name();
        let outcome = self.kiosk.step(now, event.clone());
        self.seq += 1;
        tracing::trace!(event = event.name(), refused = outcome.is_err(), "step");
        let after = self.kiosk.screen_name();
        if before != after {
            tracing::debug!(%before, %after, "screen");
        }
        if let Some(witness) = &mut self.witness
            && let Err(violation) = witness.observe(now, &event, &outcome, &self.kiosk)
        {
            // A broken invariant is a bug; in a debug build it must not go unseen.
            panic!("{violation}");
        }
        for observer in &mut self.observers {
            observer.step(now.at, &event, &outcome, &self.kiosk);
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
            Effect::Terminal(command) => {
                if let Some(terminal) = &mut self.ports.terminal {
                    terminal.submit(now.at, command);
                }
            }
            Effect::Recall(attempt) => self.ports.journal.submit(JournalRequest::Recall(attempt)),
            Effect::PrintReceipt(order) => self.ports.journal.submit(JournalRequest::Receipt(order)),
            Effect::SaveCart(cart) => self.keeper.save(now, cart, self.journal_seq, &mut *self.ports.carts),
            Effect::ForgetCart => self.keeper.forget(now.at, &mut *self.ports.carts),
            Effect::CallStaff => tracing::info!("staff called"),
            Effect::Stop => {
                self.backlog.flush(&mut *self.ports.journal);
                self.keeper.flush(now.at, &mut *self.ports.carts);
                tracing::info!("stopping");
            }
        }
    }

    /// What a device has delivered. Behind the stop it is not recorded any more, so that the next start finds a stop at the end; a ticket
    /// of which that is not known is handed over again, and the kitchen knows it.
    fn record_delivery(&mut self, entry: Entry) {
        if !self.has_stopped() {
            self.record(entry);
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

    fn aside(&mut self, what: &str) {
        let now = self.ports.clock.now().at;
        for observer in &mut self.observers {
            observer.aside(now, what);
        }
    }
}
