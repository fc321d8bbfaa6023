//! The machine, what is on its way to its devices, the ledgers, and what may still happen.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use cardlast::id::{AttemptId, FreshId, Rrn, Stan};
use cardlast::machine::atm::{Atm, Effect, Event};
use cardlast::money::{Currency, Money};
use cardlast::order::{NoteStock, Notes};
use cardlast::payment::{
    AlarmReason, ApprovalFacts, CardCommand, CardPlace, CardScheme, CashCommand, CashEvent, CashPlace, DispenserHealth, Entry,
    EntryMode, TerminalCommand, TerminalEvent, TerminalHealth, WithdrawalBooks, WithdrawalsFound,
};
use cardlast::time::Now;

use super::policy;
use super::rule::{Broken, Rule};
use super::staff::{Found, Slip};
use crate::model::relative::{Relative, START};

/// How often what may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// Withdrawals, one after the other.
    pub customers: u8,
    /// Crashes, each followed by a restart.
    pub crashes: u8,
    /// Messages that get lost.
    pub losses: u8,
    /// Records that the journal cannot store.
    pub faults: u8,
    /// Lies, jams, repeats and changes of mind of the devices.
    pub quirks: u8,
    /// Decisions of staff.
    pub staff: u8,
}

/// How a debit stands with the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    Unheard,
    Asked,
    Offered,
    Charged,
    Declined,
    Free,
    Reversed,
}

/// One withdrawal, as it really went. A second debit for it has place 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Try {
    pub id: AttemptId,
    pub standing: [Standing; 2],
    /// The machine that runs now has heard of it.
    pub heard: [bool; 2],
    pub other_amount: bool,
    pub sent: bool,
    pub refuses: bool,
    /// How often the dispenser was told, and where the notes are.
    pub dispensed: u8,
    pub notes: CashPlace,
    /// The machine that runs now has heard that they are at the mouth: from here on a lie can be seen through.
    pub seen: bool,
    pub restarted: bool,
    /// What staff found, and whether their slip was handed in again after a fall.
    pub decided: Option<Found>,
    pub again: bool,
    /// The bank approved after they had closed it.
    pub late: bool,
    pub alarms: BTreeSet<AlarmReason>,
}

impl Try {
    /// Whether notes have left the machine, or may have.
    pub const fn is_out(&self) -> bool {
        match self.notes {
            CashPlace::Presented | CashPlace::Taken | CashPlace::Retracted | CashPlace::Unknown => true,
            CashPlace::Counting | CashPlace::NotDispensed | CashPlace::Returned => false,
        }
    }

    pub fn is_charged(&self) -> bool {
        self.standing.contains(&Standing::Charged)
    }

    pub fn refused(&self) -> bool {
        self.refuses && self.alarms.contains(&AlarmReason::ReversalRefused)
    }
}

/// What every customer of the model withdraws.
pub fn shown() -> Money {
    Money::from_minor(2_000, Currency::EUR).expect("in range")
}

/// See the module's text.
#[derive(Debug, Clone)]
pub struct World {
    pub atm: Atm,
    pub now: Now,
    pub tries: Vec<Try>,
    pub books: WithdrawalBooks,
    pub post: Vec<Entry>,
    pub wire: Vec<TerminalCommand>,
    pub slot: Vec<CardCommand>,
    pub card: CardPlace,
    pub cash: Vec<CashCommand>,
    pub slips: Vec<Slip>,
    pub failing: bool,
    /// The journal's length.
    pub length: u32,
    pub left: Bounds,
    pub broken: Broken,
}

impl World {
    pub fn start(bounds: Bounds) -> Self {
        let mut world = Self {
            atm: Atm::new(policy()),
            now: START,
            tries: Vec::new(),
            books: WithdrawalBooks::default(),
            post: Vec::new(),
            wire: Vec::new(),
            slot: Vec::new(),
            card: CardPlace::None,
            cash: Vec::new(),
            slips: Vec::new(),
            failing: false,
            length: 0,
            left: bounds,
            broken: Broken::default(),
        };
        world.boot(WithdrawalsFound::default());
        world
    }

    pub fn boot(&mut self, found: WithdrawalsFound) {
        self.step(Event::Boot(Box::new(found)));
        self.step(Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready)));
        let stock = NoteStock::new([Notes { value_minor: 1_000, count: 100 }]);
        self.step(Event::Cash(CashEvent::Health(DispenserHealth::Ready(stock))));
    }

    /// One step of the shipped machine, and everything it asks for; false when it refuses.
    pub fn step(&mut self, event: Event) -> bool {
        let Ok(effects) = self.atm.step(self.now, event) else { return false };
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
        self.tries.iter().position(|known| known.id == id)
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Record(entry) => self.hand_over(entry),
            Effect::Terminal(command) => self.tell_bank(command),
            Effect::Card(command) => {
                if !self.slot.contains(&command) {
                    self.slot.push(command);
                }
            }
            Effect::Cash(CashCommand::Health) => {}
            Effect::Cash(command) => {
                self.judge_cash(&command);
                if matches!(command, CashCommand::Dispense(_)) || !self.cash.contains(&command) {
                    self.cash.push(command);
                }
            }
            Effect::Recall(attempt) => {
                // The answer is at hand: what the journal holds does not change by being asked.
                let recalled = self.books.recall(attempt);
                self.step(Event::Recalled { attempt, recalled });
            }
            Effect::PrintReceipt(_) | Effect::CallStaff | Effect::Stop => {}
        }
    }

    /// Cash: with a debit that stands and is durable, an intent that is durable, once, for the amount on screen, and with the card out.
    fn judge_cash(&mut self, command: &CashCommand) {
        let CashCommand::Dispense(pay_out) = command else { return };
        let Some(number) = self.number_of(pay_out.attempt()) else { return self.hold(Rule::C1, false) };
        let found = self.books.found().dispensing;
        let debited = found.iter().find(|debited| debited.facts().attempt == pay_out.attempt());
        let durable = debited.is_some();
        let known = self.tries[number].clone();
        // The debit that pays for it is the one that the journal knows.
        let place = debited.map_or(0, |debited| which(&debited.facts().reference));
        self.hold(Rule::C1, known.standing[place] == Standing::Charged);
        self.hold(Rule::C2, known.dispensed == 0 && !self.cash.contains(command));
        self.hold(Rule::C3, durable);
        self.hold(Rule::C4, self.card == CardPlace::None);
        self.hold(Rule::C5, pay_out.amount() == shown());
    }

    fn tell_bank(&mut self, command: TerminalCommand) {
        if let TerminalCommand::Authorise { request, .. } = &command {
            let Some(number) = self.number_of(request.attempt()) else { return self.hold(Rule::I1, false) };
            let open = self.books.found().open;
            self.hold(Rule::I1, open.iter().any(|open| open.attempt == request.attempt()));
            self.hold(Rule::I10, open.len() == 1 && self.books.found().dispensing.is_empty());
            self.hold(Rule::C5, request.amount() == shown());
            let sent = std::mem::replace(&mut self.tries[number].sent, true);
            self.hold(Rule::I2, !sent);
        }
        let idle = matches!(command, TerminalCommand::Health | TerminalCommand::Reconcile);
        if !idle && !self.wire.contains(&command) {
            self.wire.push(command);
        }
    }

    /// What must hold between two acts.
    pub fn look(&mut self) {
        let waits = self.atm.state().session().is_some() && self.atm.next_deadline().is_none();
        self.hold(Rule::C9, !waits || !self.post.is_empty());
    }
}

pub fn fresh(number: usize) -> FreshId {
    FreshId::from_random_bytes([u8::try_from(number).expect("few") + 1; 16])
}

pub fn stan(number: usize) -> Stan {
    Stan(u32::try_from(number).expect("few") + 1)
}

/// Names of a first and of a second debit.
pub fn reference(place: usize) -> Rrn {
    Rrn(["first", "second"][place].to_owned())
}

pub fn which(reference: &Rrn) -> usize {
    usize::from(reference.0 == "second")
}

pub fn facts(number: usize, known: &Try, place: usize) -> ApprovalFacts {
    let other = known.other_amount && place == 0;
    ApprovalFacts {
        attempt: known.id,
        amount: if other { shown().checked_mul(2).expect("in range") } else { shown() },
        reference: reference(place),
        stan: stan(number),
        auth_code: String::new(),
        scheme: CardScheme(String::new()),
        card: None,
        entry: EntryMode::ChipAndPin,
    }
}

/// Two worlds are one when nothing that can still happen tells them apart.
impl Hash for World {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let mut relative = Relative::new(hasher, self.now);
        let hasher = &mut relative;
        self.atm.state().hash(hasher);
        self.tries.hash(hasher);
        self.books.hash(hasher);
        self.post.hash(hasher);
        self.wire.hash(hasher);
        self.slot.hash(hasher);
        self.cash.hash(hasher);
        self.slips.hash(hasher);
        (self.card, self.failing, self.left, self.broken).hash(hasher);
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        self.atm.state() == other.atm.state()
            && self.now == other.now
            && (&self.tries, &self.books, &self.post) == (&other.tries, &other.books, &other.post)
            && (&self.wire, &self.slot, &self.cash, &self.slips) == (&other.wire, &other.slot, &other.cash, &other.slips)
            && (self.card, self.failing, self.left, self.broken) == (other.card, other.failing, other.left, other.broken)
    }
}
