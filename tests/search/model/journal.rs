//! The journal: stores in order, fails or loses its answer, and what it then knows.

use cardlast::id::{KioskId, OrderNumber};
use cardlast::machine::kiosk::Event;
use cardlast::payment::{
    AcceptedOrder, Entry, JournalHealth, Numbering, Recalled, ReversalReason, Settlement, WriteKey, Written,
};

use super::act::Act;
use super::books::{Accepted, Attempt, Back, Row, Standing, facts, stan, which};
use super::rule::Rule;
use super::world::{Letter, World};

/// What becomes of the first letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    Stored,
    /// Stored, and the answer is lost.
    StoredUnheard,
    Failed,
    /// Nothing waits, and the journal can store again.
    Mended,
}

impl World {
    pub fn journal_may(&self, acts: &mut Vec<Act>) {
        match self.post.first() {
            None if self.failing => acts.push(Act::Journal(Post::Mended)),
            None => {}
            Some(letter) => {
                acts.push(Act::Journal(Post::Stored));
                if self.left.losses > 0 {
                    acts.push(Act::Journal(Post::StoredUnheard));
                }
                // What nobody waits for is handed over again by the driver until it is stored.
                if self.left.faults > 0 && matches!(letter, Letter::Entry(entry) if entry.is_awaited()) {
                    acts.push(Act::Journal(Post::Failed));
                }
            }
        }
    }

    pub fn journal(&mut self, post: Post) -> bool {
        match post {
            Post::Stored => self.take_letter(true),
            Post::StoredUnheard => {
                self.left.losses -= 1;
                self.deaf = true;
                self.take_letter(false);
            }
            Post::Failed => self.fail(),
            Post::Mended => self.is_well(),
        }
        true
    }

    fn take_letter(&mut self, heard: bool) {
        match self.post.remove(0) {
            Letter::Recall(id) => {
                let recalled = self.recall(id);
                if heard {
                    self.step(Event::Recalled { attempt: id, recalled });
                }
            }
            Letter::Entry(entry) => {
                let written = self.write(&entry);
                if heard {
                    self.is_well();
                    self.cook();
                    self.step(Event::Written(written));
                }
            }
        }
    }

    /// To shorten the search, what nobody waits for and no rule is about is stored at once.
    pub fn store_what_nobody_waits_for(&mut self) {
        while matches!(self.post.first(), Some(Letter::Entry(entry)) if matches!(**entry, Entry::HandedToStaff { .. })) {
            self.take_letter(true);
        }
    }

    /// The worker says that it is well again before it says anything else.
    pub fn is_well(&mut self) {
        if std::mem::take(&mut self.failing) {
            self.step(Event::JournalHealth(JournalHealth::Well));
        }
    }

    fn fail(&mut self) {
        self.left.faults -= 1;
        let Letter::Entry(entry) = self.post.remove(0) else { return };
        if !std::mem::replace(&mut self.failing, true) {
            self.step(Event::JournalHealth(JournalHealth::Failing));
        }
        self.step(Event::WriteFailed(entry.key()));
    }

    /// The driver hands every ticket over that is not delivered yet.
    pub fn cook(&mut self) {
        for order in &mut self.orders {
            order.cooked = true;
        }
    }

    /// Makes an entry durable, once for its key.
    pub fn write(&mut self, entry: &Entry) -> Written {
        self.length += 1;
        let key = entry.key();
        let mut written = Written { key: key.clone(), seq: self.length.into(), stan: None, number: None };
        match (entry, key) {
            (Entry::Accepted { order }, _) => written.number = Some(self.write_accepted(order)),
            (Entry::Intent { attempt, .. }, _) => {
                let number = self.number_of(*attempt).expect("it was handed over");
                self.last_lock = self.length;
                written.stan = Some(stan(number));
                let row = &mut self.attempts[number].row;
                *row = if *row == Row::Absent { Row::Open } else { *row };
            }
            (
                _,
                WriteKey::Approved(attempt, _)
                | WriteKey::NotCharged(attempt)
                | WriteKey::HandedToStaff(attempt)
                | WriteKey::ReversalIntent(attempt, _)
                | WriteKey::Reversed(attempt, _)
                | WriteKey::Alarm(attempt, _),
            ) => {
                // A payment that this kiosk never asked for is not the model's.
                if let Some(number) = self.number_of(attempt) {
                    self.attempts[number].write(entry);
                }
            }
            _ => {}
        }
        written
    }

    fn write_accepted(&mut self, order: &AcceptedOrder) -> Numbering {
        let id = order.locked().order();
        let known = self.orders.iter().position(|known| known.order == id);
        let place = known.unwrap_or_else(|| {
            self.accept(order);
            self.orders.len() - 1
        });
        let accepted_at = self.now.wall;
        Numbering { business_day: accepted_at.business_day(240), number: number_at(place), accepted_at }
    }

    fn accept(&mut self, order: &AcceptedOrder) {
        self.last_lock = self.length;
        let (id, mut customer) = (order.locked().order(), self.customer);
        let mut paid = None;
        if let Settlement::Paid(approval) = order.settlement() {
            let number = self.number_of(approval.facts().attempt).expect("it was asked for");
            let place = which(&approval.facts().reference);
            let Attempt { row, approved, standing, .. } = self.attempts[number];
            let locked = self.attempts[number].locked.0.clone();
            self.hold(Rule::I13, standing[place] == Standing::Charged && approved == Some(place));
            self.hold(Rule::I2, matches!(row, Row::Open | Row::Approved));
            self.hold(Rule::I4, approval.facts().amount == locked.amount() && order.locked().amount() == locked.amount());
            self.hold(Rule::I8, order.locked().subject() == locked.subject() && id == locked.order());
            self.attempts[number].row = Row::Accepted;
            customer = self.attempts[number].customer;
            paid = Some(number);
        } else {
            // Nothing is sold while a restart would take a try of the same customer for an open one.
            let still_open = |one: &Attempt| one.customer == customer && one.is_open();
            let twice = self.attempts.iter().any(still_open);
            self.hold(Rule::I2, !twice);
        }
        self.orders.push(Accepted { order: id, customer, paid, cooked: false });
    }

    fn recall(&self, id: cardlast::id::AttemptId) -> Recalled {
        let Some(number) = self.number_of(id).filter(|number| self.attempts[*number].row != Row::Absent) else {
            return Recalled::NeverHeardOf;
        };
        let attempt = &self.attempts[number];
        let stands = attempt.approved.filter(|_| matches!(attempt.row, Row::Approved | Row::Accepted));
        let back = |place: usize| attempt.backs[place] != Back::None;
        let settled = |place: usize| back(place) || stands == Some(place);
        let settled: Vec<_> = [0, 1].into_iter().filter(|place| settled(*place)).collect();
        if settled.is_empty() {
            return Recalled::NotCharged;
        }
        Recalled::Settled(settled.into_iter().map(|place| facts(number, attempt, place).reference).collect())
    }
}

/// The number that the order in this place of the journal gets.
pub fn number_at(place: usize) -> OrderNumber {
    let kiosk = KioskId::new('A').expect("a letter");
    OrderNumber::new(kiosk, u32::try_from(place).expect("few orders") + 1)
}

impl Attempt {
    /// As the journal's projections do.
    #[expect(clippy::wildcard_enum_match_arm, reason = "entries that say nothing of how an attempt stands")]
    fn write(&mut self, entry: &Entry) {
        match entry {
            Entry::Approved { approval } => {
                self.approved = Some(which(&approval.facts().reference));
                self.row = Row::Approved;
            }
            Entry::NotCharged { .. } => self.row = Row::NotCharged,
            Entry::HandedToStaff { .. } => self.handed = true,
            Entry::Alarm { reason, .. } => self.ring(*reason),
            Entry::ReversalIntent { facts, reason } => {
                let back = &mut self.backs[which(&facts.reference)];
                if *back == Back::None {
                    *back = Back::Pending(*reason);
                }
                if *reason != ReversalReason::SecondReference && matches!(self.row, Row::Open | Row::Approved) {
                    self.row = Row::Reversing;
                }
            }
            Entry::Reversed { reference, .. } => {
                self.backs[which(reference)] = Back::Done;
                if self.row == Row::Reversing {
                    self.row = Row::Reversed;
                }
            }
            _ => {}
        }
    }
}
