//! The machine, the two queues between it and its devices, the books, and what may still happen.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use cardlast::id::AttemptId;
use cardlast::machine::kiosk::{
    Effect, Event, Kiosk, NumberView, ScreenChange, ScreenName, ScreenView, cause_of, screen_changes,
};
use cardlast::order::KeptCart;
use cardlast::payment::{Confirmation, Entry, TerminalCommand, TerminalEvent, TerminalHealth};
use cardlast::time::Now;

use super::books::{Accepted, Attempt, Row, which};
use super::journal::number_at;
use super::menu::{MENU, SHOWN};
use super::policy;
use super::relative::{Relative, START};
use super::rule::{Broken, Rule};
use super::terminal::Answer;

/// How often what may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// Customers, one after the other.
    pub customers: u8,
    /// Card attempts in all.
    pub tries: u8,
    /// Crashes, each followed by a restart.
    pub crashes: u8,
    /// Messages that get lost.
    pub losses: u8,
    /// Records that the journal cannot store.
    pub faults: u8,
    /// Lies, repeats and changes of mind of the terminal.
    pub quirks: u8,
}

/// A request on its way to the journal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Letter {
    Entry(Box<Entry>),
    Recall(AttemptId),
}

/// A cart that is kept outside for a restart.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub cart: KeptCart,
    pub customer: u8,
    /// The journal's length when it was kept.
    pub after: u32,
    pub touched: Now,
    /// It is to be forgotten; a crash may come before that is done.
    pub gone: bool,
}

/// See the module's text.
#[derive(Debug, Clone)]
pub struct World {
    pub kiosk: Kiosk,
    pub now: Now,
    pub begun: u8,
    pub customer: u8,
    pub minted: u8,
    pub attempts: Vec<Attempt>,
    pub orders: Vec<Accepted>,
    pub post: Vec<Letter>,
    pub wire: Vec<TerminalCommand>,
    pub failing: bool,
    /// An answer of the journal was lost: only a restart helps.
    pub deaf: bool,
    pub kept: Option<Kept>,
    /// The journal's length, and its latest lock.
    pub length: u32,
    pub last_lock: u32,
    /// The kept cart came back.
    pub welcomed: bool,
    pub left: Bounds,
    pub broken: Broken,
}

static TABLE: LazyLock<BTreeSet<ScreenChange>> = LazyLock::new(|| screen_changes().into_iter().collect());

impl World {
    pub fn start(bounds: Bounds) -> Self {
        let mut world = Self {
            kiosk: Kiosk::new(MENU.clone(), policy()),
            now: START,
            begun: 0,
            customer: 0,
            minted: 0,
            attempts: Vec::new(),
            orders: Vec::new(),
            post: Vec::new(),
            wire: Vec::new(),
            failing: false,
            deaf: false,
            kept: None,
            length: 0,
            last_lock: 0,
            welcomed: false,
            left: bounds,
            broken: Broken::default(),
        };
        world.step(Event::Boot { open: vec![], reversals: vec![], cart: None });
        world.step(Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready)));
        world
    }

    /// One step of the shipped machine, and everything it asks for; false when it refuses.
    pub fn step(&mut self, event: Event) -> bool {
        let from = self.kiosk.screen_name();
        let cause = cause_of(&event, from);
        let Ok(effects) = self.kiosk.step(self.now, event) else { return false };
        let to = self.kiosk.screen_name();
        self.hold(Rule::Screens, from == to || TABLE.contains(&ScreenChange { from, cause, to }));
        for effect in effects {
            self.carry_out(effect);
        }
        true
    }

    pub fn hold(&mut self, rule: Rule, holds: bool) {
        if !holds {
            self.broken.add(rule);
        }
    }

    pub fn number_of(&self, id: AttemptId) -> Option<usize> {
        self.attempts.iter().position(|attempt| attempt.id == id)
    }

    pub fn is_at_review(&self) -> bool {
        self.kiosk.screen_name() == ScreenName::Review
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Record(entry) => self.hand_over(entry),
            Effect::Terminal(command) => self.say(command),
            Effect::Recall(attempt) => self.post.push(Letter::Recall(attempt)),
            Effect::SaveCart(cart) => {
                let (customer, after, touched) = (self.customer, self.length, self.now);
                self.kept = Some(Kept { cart: *cart, customer, after, touched, gone: false });
            }
            Effect::ForgetCart => {
                self.kept = self.kept.take().filter(|_| self.left.crashes > 0);
                if let Some(kept) = &mut self.kept {
                    kept.gone = true;
                }
            }
            Effect::PrintReceipt(_) | Effect::CallStaff | Effect::Stop => {}
        }
    }

    fn hand_over(&mut self, entry: Entry) {
        if let Entry::Intent { locked, attempt, .. } = &entry {
            self.hold(Rule::I4, locked.amount().minor() == SHOWN);
            if self.number_of(*attempt).is_none() {
                self.attempts.push(Attempt::new(*attempt, self.customer, (**locked).clone()));
            }
        }
        if let Entry::Approved { approval } = &entry
            && let Some(number) = self.number_of(approval.facts().attempt)
        {
            let in_time = !self.attempts[number].too_late && self.since_lock(number) <= policy().checkout.accept_within.0;
            self.hold(Rule::I7, in_time);
        }
        // Nothing waits for these and no rule reads them.
        let idle = matches!(entry, Entry::Boot | Entry::MenuLoaded(_) | Entry::OutcomeUnknown { .. } | Entry::Shutdown);
        if !idle {
            self.post.push(Letter::Entry(Box::new(entry)));
        }
    }

    /// Milliseconds since an attempt's order was locked.
    pub fn since_lock(&self, number: usize) -> u64 {
        let locked = self.attempts[number].locked.0.locked_at().wall.unix_ms;
        u64::try_from(self.now.wall.unix_ms - locked).unwrap_or(0)
    }

    fn say(&mut self, command: TerminalCommand) {
        self.judge(&command);
        let idle = matches!(command, TerminalCommand::Health | TerminalCommand::Reconcile);
        // Questions that are asked again while the first is still on its way are the same question.
        if !idle && !self.wire.contains(&command) {
            let prompt = matches!(command, TerminalCommand::Authorise { .. });
            self.wire.push(command);
            if prompt && self.left.losses == 0 {
                self.answer(Answer::Honest);
            }
        }
    }

    /// What the terminal is about to hear must be durable, asked once, and asked while nothing else is open.
    fn judge(&mut self, command: &TerminalCommand) {
        if let TerminalCommand::Authorise { request, .. } = command {
            let Some(number) = self.number_of(request.attempt()) else { return self.hold(Rule::I1, false) };
            let others = self.attempts.iter().enumerate().any(|(other, known)| other != number && known.is_unresolved());
            let attempt = &self.attempts[number];
            let (row, sent, mine) = (attempt.row, attempt.sent, attempt.customer == self.customer);
            self.hold(Rule::I1, row != Row::Absent);
            self.hold(Rule::I4, request.amount().minor() == SHOWN);
            self.hold(Rule::I5, mine && matches!(row, Row::Open | Row::Absent) && self.kiosk.state().session().is_some());
            self.hold(Rule::I2, !sent);
            self.hold(Rule::I10, !others);
            self.attempts[number].sent = true;
        }
        if let TerminalCommand::Confirm { attempt, reference, decision: Confirmation::Stored } = command
            && let Some(number) = self.number_of(*attempt)
        {
            let Attempt { approved, too_late, .. } = self.attempts[number];
            self.hold(Rule::I1, approved == Some(which(reference)));
            self.hold(Rule::I7, !too_late);
        }
        if let TerminalCommand::Reverse { attempt, reference, .. } = command
            && let Some(number) = self.number_of(*attempt)
        {
            let durable = self.attempts[number].backs[which(reference)] != super::books::Back::None;
            self.hold(Rule::I7, durable);
        }
    }

    /// What must hold between two acts.
    pub fn look(&mut self) {
        let screen = self.kiosk.screen_name();
        let kept = self.kept.as_ref().is_some_and(|kept| !kept.gone);
        self.hold(Rule::I6, !kept || !matches!(screen, ScreenName::Attract | ScreenName::OutOfService));
        self.hold(Rule::I12, !kept || !matches!(screen, ScreenName::Card | ScreenName::Checking | ScreenName::Placing));
        let unresolved = self.attempts.iter().any(Attempt::is_unresolved);
        self.hold(Rule::I10, !unresolved || !self.is_at_review() || self.kiosk.card_offer().is_err());
        self.hold(Rule::I9, self.shows_its_own_number());
        let waits = self.kiosk.state().session().is_some() && self.kiosk.next_deadline().is_none();
        self.hold(Rule::I11, !waits || !self.post.is_empty() || self.deaf);
    }
}

impl World {
    /// Whoever reads a number reads that of an order which the journal has under it.
    fn shows_its_own_number(&self) -> bool {
        if self.kiosk.screen_name() != ScreenName::Number {
            return true;
        }
        let view = self.kiosk.view(self.now);
        let ScreenView::Number(NumberView { number, order, .. }) = &view.screen else { return false };
        let place = self.orders.iter().position(|accepted| accepted.order == order.order());
        place.is_some_and(|place| number_at(place) == *number && self.orders[place].customer == self.customer)
    }
}

/// Two worlds are one when nothing that can still happen tells them apart.
impl Hash for World {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let mut relative = Relative::new(hasher, self.now);
        let hasher = &mut relative;
        self.kiosk.state().hash(hasher);
        (self.begun, self.customer, self.minted, self.failing, self.deaf, self.welcomed).hash(hasher);
        self.attempts.hash(hasher);
        self.orders.hash(hasher);
        self.post.hash(hasher);
        self.wire.hash(hasher);
        if let Some(kept) = &self.kept {
            (kept.customer, kept.gone, kept.touched, self.last_lock > kept.after).hash(hasher);
        }
        (self.left, self.broken).hash(hasher);
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        self.kiosk.state() == other.kiosk.state()
            && (self.now, self.begun, self.customer, self.minted) == (other.now, other.begun, other.customer, other.minted)
            && self.attempts == other.attempts
            && self.orders == other.orders
            && self.post == other.post
            && self.wire == other.wire
            && (self.failing, self.deaf, &self.kept) == (other.failing, other.deaf, &other.kept)
            && (self.left, self.broken, self.welcomed) == (other.left, other.broken, other.welcomed)
    }
}
