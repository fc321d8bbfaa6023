//! The journal of a monkey's day: it stores what it is handed, late or not at all, and knows at the next start what is open.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cardlast::id::{AttemptId, KioskId, OrderNumber, Rrn, Stan};
use cardlast::order::LockedOrder;
use cardlast::payment::{
    AcceptedOrder, AlarmReason, ApprovalFacts, Entry, Numbering, OpenAttempt, PaymentRequest, PendingReversal, Recalled,
    ReversalReason, Settlement, StaffEnd, WriteKey, Written,
};
use cardlast::time::{Millis, Now};

/// How an attempt stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Open,
    Accepted,
    NotCharged,
    Reversing,
}

struct Attempt {
    locked: LockedOrder,
    stan: Stan,
    row: Row,
    approved: Option<ApprovalFacts>,
    said_paid: Option<PaymentRequest>,
    backs: BTreeMap<Rrn, (ApprovalFacts, ReversalReason, bool)>,
}

#[derive(Default)]
pub struct Journal {
    pub waiting: VecDeque<Entry>,
    pub answered: VecDeque<Written>,
    stored: BTreeMap<WriteKey, Written>,
    attempts: BTreeMap<AttemptId, Attempt>,
    alarms: BTreeSet<(AttemptId, AlarmReason)>,
    seq: u64,
    orders: u32,
    /// Where the latest lock stands.
    pub last_lock: u64,
}

impl Journal {
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Makes an entry durable, once for its key.
    pub fn store(&mut self, entry: &Entry, now: Now) -> Written {
        let key = entry.key();
        if let Some(written) = self.stored.get(&key).filter(|_| entry.is_awaited()) {
            return written.clone();
        }
        self.seq += 1;
        let mut written = Written { key: key.clone(), seq: self.seq, stan: None, number: None };
        self.fold(entry, &mut written, now);
        if entry.is_awaited() {
            self.stored.insert(key, written.clone());
        }
        if self.answered.len() == 16 {
            self.answered.pop_front();
        }
        self.answered.push_back(written.clone());
        written
    }

    fn fold(&mut self, entry: &Entry, written: &mut Written, now: Now) {
        match entry {
            Entry::Intent { locked, attempt, .. } => {
                let stan = Stan(u32::try_from(self.seq).expect("a short day"));
                self.last_lock = self.seq;
                written.stan = Some(stan);
                let locked = (**locked).clone();
                let row = Row::Open;
                let attempt_row = Attempt { locked, stan, row, approved: None, said_paid: None, backs: BTreeMap::new() };
                self.attempts.insert(*attempt, attempt_row);
            }
            Entry::Approved { approval } => {
                let facts = approval.facts();
                if let Some(row) = self.attempts.get_mut(&facts.attempt) {
                    row.approved = Some(facts.clone());
                }
            }
            Entry::NotCharged { attempt, .. } => self.end(*attempt, Row::NotCharged),
            Entry::Accepted { order } => written.number = Some(self.accept(order, now)),
            Entry::StaffResolved { decision, end } => self.resolve(decision.attempt(), end, written, now),
            Entry::ReversalIntent { facts, reason } => self.begin_reversal(facts, *reason),
            Entry::Reversed { attempt, reference } => {
                let back = self.attempts.get_mut(attempt).and_then(|row| row.backs.get_mut(reference));
                if let Some((_, _, done)) = back {
                    *done = true;
                }
            }
            Entry::Alarm { attempt, reason, .. } => {
                if reason.waits_alone() {
                    self.alarms.insert((*attempt, *reason));
                }
            }
            Entry::Boot
            | Entry::MenuLoaded(_)
            | Entry::OutcomeUnknown { .. }
            | Entry::HandedToStaff { .. }
            | Entry::CardSlip(_)
            | Entry::KitchenDelivered { .. }
            | Entry::ReceiptPrinted { .. }
            | Entry::Cash(_)
            | Entry::Shutdown => {}
        }
    }

    fn end(&mut self, attempt: AttemptId, how: Row) {
        if let Some(row) = self.attempts.get_mut(&attempt) {
            row.row = how;
        }
    }

    fn accept(&mut self, order: &AcceptedOrder, now: Now) -> Numbering {
        self.orders += 1;
        self.last_lock = self.seq;
        if let Some(attempt) = order.attempt() {
            self.end(attempt, Row::Accepted);
            if let (Settlement::SaidPaid(_), Some(row)) = (order.settlement(), self.attempts.get_mut(&attempt)) {
                row.said_paid = Some(PaymentRequest::new(order.locked(), attempt));
            }
        }
        let number = OrderNumber::new(KioskId::new('A').expect("a letter"), self.orders);
        Numbering { business_day: now.wall.business_day(240), number, accepted_at: now.wall }
    }

    fn resolve(&mut self, attempt: AttemptId, end: &StaffEnd, written: &mut Written, now: Now) {
        match end {
            StaffEnd::Accepted(order) => written.number = Some(self.accept(order, now)),
            StaffEnd::GivenUp => self.end(attempt, Row::NotCharged),
            StaffEnd::TakenBack(facts) => {
                self.begin_reversal(facts, ReversalReason::ClosedAsNotCharged);
                self.end(attempt, Row::Reversing);
            }
            StaffEnd::GivenBack(references) => {
                if let Some(row) = self.attempts.get_mut(&attempt) {
                    for reference in references {
                        if let Some((_, _, done)) = row.backs.get_mut(reference) {
                            *done = true;
                        }
                    }
                }
            }
            StaffEnd::Counted(_) => panic!("a kiosk has no notes"),
            StaffEnd::Seen(reasons) => self.alarms.retain(|(id, reason)| *id != attempt || !reasons.contains(reason)),
        }
    }

    fn begin_reversal(&mut self, facts: &ApprovalFacts, reason: ReversalReason) {
        let Some(row) = self.attempts.get_mut(&facts.attempt) else { return };
        row.backs.entry(facts.reference.clone()).or_insert((facts.clone(), reason, false));
        if reason != ReversalReason::SecondReference && row.row == Row::Open {
            row.row = Row::Reversing;
        }
    }

    /// What it knows of an attempt.
    pub fn recall(&self, attempt: AttemptId) -> Recalled {
        let Some(row) = self.attempts.get(&attempt) else { return Recalled::NeverHeardOf };
        if let Some(request) = row.said_paid.as_ref().filter(|_| row.approved.is_none()) {
            return Recalled::SaidPaid(request.clone());
        }
        let stands = row.approved.as_ref().filter(|_| matches!(row.row, Row::Open | Row::Accepted));
        let settled: Vec<_> = stands.map(|facts| facts.reference.clone()).into_iter().chain(row.backs.keys().cloned()).collect();
        if settled.is_empty() { Recalled::NotCharged } else { Recalled::Settled(settled) }
    }

    /// What a start finds: attempts without an end, payments that are being taken back, alarms.
    pub fn open(&self, now: Now, clock_is_right: bool) -> (Vec<OpenAttempt>, Vec<PendingReversal>) {
        let open = self.attempts.iter().filter(|(_, row)| row.row == Row::Open).map(|(attempt, row)| OpenAttempt {
            locked: row.locked.clone(),
            attempt: *attempt,
            stan: row.stan,
            approved: row.approved.clone(),
            taken_back: row.backs.values().filter(|(_, _, done)| *done).map(|(facts, ..)| facts.reference.clone()).collect(),
            age: clock_is_right.then(|| Millis(now.at.since(row.locked.locked_at().at).0)),
        });
        let pending = self.attempts.values().flat_map(|row| row.backs.values()).filter(|(_, _, done)| !done);
        (open.collect(), pending.map(|(facts, reason, _)| PendingReversal { facts: facts.clone(), reason: *reason }).collect())
    }

    pub fn alarms(&self) -> Vec<(AttemptId, AlarmReason)> {
        self.alarms.iter().copied().collect()
    }
}
