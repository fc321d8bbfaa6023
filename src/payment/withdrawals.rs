//! A cash machine's records, read again from the first to the last: what of each withdrawal a restart must take up.
//!
//! Whoever keeps the records, in memory or in a file, hands them over in order; nothing here knows which. Its invariant: a withdrawal is
//! in at most one of the lists, and whatever was debited is in one until it has ended.

use std::collections::BTreeMap;

use super::approval::{Approval, ApprovalFacts};
use super::cash::{CashEnd, Debited};
use super::record::{AlarmReason, CashEntry, Entry, PendingReversal, Recalled, ReversalReason};
use super::staff::StaffEnd;
use crate::id::{AttemptId, Rrn, Stan};
use crate::order::LockedWithdrawal;

/// A withdrawal without an end of which nobody knows yet whether the bank was debited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenWithdrawal {
    /// What was to be withdrawn.
    pub locked: LockedWithdrawal,
    /// The try.
    pub attempt: AttemptId,
    /// The number its command was sent with.
    pub stan: Stan,
    /// An approval that is durable already.
    pub approved: Option<ApprovalFacts>,
}

/// What a restart finds. It pays nothing out: whoever stood there may have gone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WithdrawalsFound {
    /// The terminal is asked about these, and what it has approved is taken back.
    pub open: Vec<OpenWithdrawal>,
    /// Debited, and certainly nothing paid out: to be taken back, and why.
    pub owed: Vec<(ApprovalFacts, ReversalReason)>,
    /// The dispenser may have been told: it is asked where the notes are.
    pub dispensing: Vec<Debited>,
    /// Nobody knows how many notes are out, and no alarm about it is durable yet: to be raised.
    pub uncounted: Vec<ApprovalFacts>,
    /// Being taken back.
    pub reversals: Vec<PendingReversal>,
    /// What waits for staff.
    pub alarms: Vec<(AttemptId, AlarmReason)>,
}

/// One try, as the records tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Page {
    intent: Option<(LockedWithdrawal, Stan)>,
    approved: Option<Approval>,
    not_charged: bool,
    debited: bool,
    dispensing: bool,
    ended: Option<CashEnd>,
    /// Debits that are or were taken back, and whether that is done.
    back: BTreeMap<Rrn, Back>,
    alarms: Vec<AlarmReason>,
    /// Those of them that staff have looked at.
    seen: Vec<AlarmReason>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Back {
    facts: ApprovalFacts,
    reason: ReversalReason,
    done: bool,
}

/// See the module's text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct WithdrawalBooks(BTreeMap<AttemptId, Page>);

impl WithdrawalBooks {
    /// The next record; `stan` is what an intent was given.
    pub fn read(&mut self, entry: &Entry, stan: Option<Stan>) {
        match entry {
            Entry::Cash(cash) => self.read_cash(cash, stan),
            Entry::Approved { approval } => {
                self.page(approval.facts().attempt).approved = Some((**approval).clone());
            }
            Entry::NotCharged { attempt, .. } => self.page(*attempt).not_charged = true,
            Entry::ReversalIntent { facts, reason } => {
                let back = Back { facts: (**facts).clone(), reason: *reason, done: false };
                self.page(facts.attempt).back.entry(facts.reference.clone()).or_insert(back);
            }
            Entry::Reversed { attempt, reference } => {
                if let Some(back) = self.page(*attempt).back.get_mut(reference) {
                    back.done = true;
                }
            }
            Entry::Alarm { attempt, reason, .. } => {
                let alarms = &mut self.page(*attempt).alarms;
                if !alarms.contains(reason) {
                    alarms.push(*reason);
                }
            }
            Entry::StaffResolved { decision, end } => self.read_decision(decision.attempt(), end),
            Entry::Boot
            | Entry::MenuLoaded(_)
            | Entry::Intent { .. }
            | Entry::OutcomeUnknown { .. }
            | Entry::HandedToStaff { .. }
            | Entry::CardSlip(_)
            | Entry::Accepted { .. }
            | Entry::KitchenDelivered { .. }
            | Entry::ReceiptPrinted { .. }
            | Entry::Shutdown => {}
        }
    }

    fn read_cash(&mut self, entry: &CashEntry, stan: Option<Stan>) {
        let page = self.page(entry.attempt());
        match entry {
            CashEntry::Intent { locked, .. } => page.intent = stan.map(|stan| ((**locked).clone(), stan)),
            CashEntry::Debited { .. } => page.debited = true,
            CashEntry::DispenseIntent { .. } => page.dispensing = true,
            CashEntry::Ended { end, .. } => page.ended = Some(*end),
        }
    }

    /// What staff decided about an attempt.
    pub fn read_decision(&mut self, attempt: AttemptId, end: &StaffEnd) {
        let page = self.page(attempt);
        match end {
            StaffEnd::GivenUp => page.not_charged = true,
            StaffEnd::TakenBack(facts) => {
                let back = Back { facts: (**facts).clone(), reason: ReversalReason::ClosedAsNotCharged, done: false };
                page.back.entry(facts.reference.clone()).or_insert(back);
            }
            StaffEnd::GivenBack(references) => {
                for (_, back) in page.back.iter_mut().filter(|(reference, _)| references.contains(reference)) {
                    back.done = true;
                }
            }
            StaffEnd::Counted(end) => page.ended = Some(*end),
            StaffEnd::Seen(alarms) => page.seen.extend(alarms),
            // A cash machine serves no orders.
            StaffEnd::Accepted(_) => {}
        }
    }

    fn page(&mut self, attempt: AttemptId) -> &mut Page {
        self.0.entry(attempt).or_default()
    }

    /// What a restart must take up.
    #[must_use]
    pub fn found(&self) -> WithdrawalsFound {
        let mut found = WithdrawalsFound::default();
        for (attempt, page) in &self.0 {
            page.sort_into(*attempt, &mut found);
        }
        found
    }

    /// What the records know of an attempt that the machine has forgotten.
    #[must_use]
    pub fn recall(&self, attempt: AttemptId) -> Recalled {
        let Some(page) = self.0.get(&attempt).filter(|page| page.intent.is_some()) else { return Recalled::NeverHeardOf };
        let stands = page.approved.iter().filter(|_| !page.not_charged).map(|approval| &approval.facts().reference);
        let settled: Vec<_> = stands.chain(page.back.keys()).cloned().collect();
        if settled.is_empty() { Recalled::NotCharged } else { Recalled::Settled(settled) }
    }

    /// Whether a restart has to take anything up of an attempt, but for reversals and alarms that are known anyhow.
    #[must_use]
    pub fn is_open(&self, attempt: AttemptId) -> bool {
        let mut found = WithdrawalsFound::default();
        self.0.get(&attempt).inspect(|page| page.sort_into(attempt, &mut found));
        let WithdrawalsFound { open, owed, dispensing, uncounted, .. } = found;
        !(open.is_empty() && owed.is_empty() && dispensing.is_empty() && uncounted.is_empty()) || self.has_lost_track(attempt)
    }

    /// Whether notes may be out for a debit that nobody can name any more. Only damage makes that: no money goes back then, a person counts.
    #[must_use]
    pub fn has_lost_track(&self, attempt: AttemptId) -> bool {
        self.0.get(&attempt).is_some_and(Page::has_lost_track)
    }

    /// How the notes of an attempt ended, by the records.
    #[must_use]
    pub fn ended(&self, attempt: AttemptId) -> Option<CashEnd> {
        self.0.get(&attempt)?.ended
    }
}

impl Page {
    const fn has_lost_track(&self) -> bool {
        self.intent.is_some() && self.approved.is_none() && self.may_be_out()
    }

    /// The dispenser may have been told, so the debit was durable, whether or not its record can still be read.
    const fn may_be_out(&self) -> bool {
        self.dispensing || self.ended.is_some()
    }

    fn sort_into(&self, attempt: AttemptId, found: &mut WithdrawalsFound) {
        found.alarms.extend(
            self.alarms
                .iter()
                .filter(|reason| reason.waits_alone() && !self.seen.contains(reason))
                .map(|reason| (attempt, *reason)),
        );
        for back in self.back.values().filter(|back| !back.done) {
            found.reversals.push(PendingReversal { facts: back.facts.clone(), reason: back.reason });
        }
        let Some((locked, stan)) = &self.intent else { return };
        let own_back = self.approved.as_ref().is_some_and(|approval| self.back.contains_key(&approval.facts().reference));
        if self.not_charged || own_back || self.has_lost_track() {
            return;
        }
        let is_debited = self.debited || self.may_be_out();
        let debited = self.approved.clone().filter(|_| is_debited).and_then(|approval| Debited::new(locked.clone(), approval));
        let Some(debited) = debited else {
            // Of an approval that never became durable the only trace may be that it is taken back.
            let taken_back = self.back.values().any(|back| back.reason != ReversalReason::SecondReference);
            if !taken_back {
                let (locked, stan, approved) =
                    (locked.clone(), *stan, self.approved.as_ref().map(|approval| approval.facts().clone()));
                found.open.push(OpenWithdrawal { locked, attempt, stan, approved });
            }
            return;
        };
        match self.ended {
            None if self.dispensing => found.dispensing.push(debited),
            None | Some(CashEnd::NotDispensed) => found.owed.push((debited.facts().clone(), ReversalReason::NotDispensed)),
            Some(CashEnd::Returned) => found.owed.push((debited.facts().clone(), ReversalReason::CashReturned)),
            Some(CashEnd::Unknown) if !self.alarms.contains(&AlarmReason::CashUnknown) => {
                found.uncounted.push(debited.facts().clone());
            }
            Some(CashEnd::Taken | CashEnd::Unknown) => {}
        }
    }
}
