//! Debits whose customer has left: looked up until known, and then taken back, for whoever stood there is not there any more.

use std::collections::BTreeMap;

use super::dispense::Dispense;
use super::effect::{Effect, Effects};
use super::state::Fate;
use super::{Atm, paying, paying_out};
use crate::id::{AttemptId, Rrn};
use crate::machine::Rejection;
use crate::machine::checkout::{Checkout, CheckoutEvent, Reversal, ReversalEffect, Stage};
use crate::payment::{
    AlarmReason, ApprovalFacts, Entry, OpenWithdrawal, PendingReversal, Recalled, ReversalReason, WithdrawalsFound,
};
use crate::planted::{self, Bug};
use crate::time::{Now, Timestamp};

/// So many debits are taken back at once at most, and of so many the journal is asked.
const MOST_AT_ONCE: usize = 32;

impl Atm {
    /// Takes up what a restart left open. It pays nothing out.
    pub(super) fn take_up(&mut self, now: Now, found: WithdrawalsFound, effects: &mut Effects) {
        let policy = self.policy.clone();
        let WithdrawalsFound { open, owed, dispensing, uncounted, reversals, alarms } = found;
        alarms.into_iter().for_each(|(attempt, reason)| self.take_up_alarm(attempt, reason));
        let owners = open.iter().map(|open| open.attempt).chain(owed.iter().map(|(facts, _)| facts.attempt));
        let owners = owners.chain(dispensing.iter().map(|debited| debited.facts().attempt));
        self.state.slot.of = owners.chain(reversals.iter().map(|pending| pending.facts.attempt)).next();
        let open = if planted::is(Bug::ForgetIntentAtRestart) { Vec::new() } else { open };
        for OpenWithdrawal { locked, attempt, stan, approved } in open {
            let (checkout, wanted) = Checkout::resume(locked, attempt, stan, approved, None, now.at, &policy.checkout);
            paying::carry_out(&checkout, wanted, &policy, effects);
            self.state.unresolved.insert(attempt, checkout);
        }
        for debited in dispensing {
            let (dispense, wanted) = Dispense::resume(debited, now.at, &policy);
            paying_out::carry_out(wanted, effects);
            self.state.dispenses.insert(dispense.attempt(), dispense);
        }
        for PendingReversal { facts, reason } in reversals {
            self.resume_reversal(now, facts, reason, effects);
        }
        for facts in uncounted {
            raise(facts.attempt, AlarmReason::CashUnknown, Some(Box::new(facts)), effects);
        }
        for (facts, reason) in owed {
            self.begin_reversal(facts, reason, effects);
        }
    }

    /// Goes on with a reversal whose intent is durable.
    pub(super) fn resume_reversal(&mut self, now: Now, facts: ApprovalFacts, reason: ReversalReason, effects: &mut Effects) {
        let key = (facts.attempt, facts.reference.clone());
        let (reversal, wanted) = Reversal::resume(facts, reason, now.at, &self.policy.checkout);
        carry_out(wanted, effects);
        self.state.reversals.insert(key, reversal);
    }

    pub(super) fn step_unresolved(
        &mut self,
        now: Now,
        attempt: AttemptId,
        event: CheckoutEvent,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        let checkout = self.state.unresolved.get_mut(&attempt).ok_or(Rejection::OtherAttempt)?;
        let wanted = checkout.step(now.at, event, &policy.checkout)?;
        paying::carry_out(checkout, wanted, &policy, effects);
        if !checkout.is_undecided() {
            self.settle_unresolved(attempt, effects);
        }
        Ok(())
    }

    fn settle_unresolved(&mut self, attempt: AttemptId, effects: &mut Effects) {
        let Some(checkout) = self.state.unresolved.remove(&attempt) else { return };
        match checkout.stage().clone() {
            // It was being confirmed as the customer was sent away.
            Stage::Charged { approval } => self.begin_reversal(approval.facts().clone(), ReversalReason::NotDispensed, effects),
            Stage::NotCharged { .. } => self.state.remember(attempt, Fate::NotCharged),
            Stage::MustReverse { facts, reason } => self.begin_reversal(*facts, reason, effects),
            Stage::RecordingIntent { .. }
            | Stage::Authorising { .. }
            | Stage::RecordingApproval { .. }
            | Stage::Confirming { .. }
            | Stage::Refusing { .. }
            | Stage::LookingUp { .. }
            | Stage::RecordingNotCharged { .. } => {
                self.state.unresolved.insert(attempt, checkout);
            }
        }
    }

    pub(super) fn begin_reversal(&mut self, facts: ApprovalFacts, reason: ReversalReason, effects: &mut Effects) {
        let key = (facts.attempt, facts.reference.clone());
        if self.state.reversals.contains_key(&key) || planted::is(Bug::SkipReversal) {
            return;
        }
        if self.state.reversals.len() >= MOST_AT_ONCE {
            return raise(facts.attempt, AlarmReason::TooManyAtOnce, Some(Box::new(facts)), effects);
        }
        let (reversal, wanted) = Reversal::begin(facts, reason);
        carry_out(wanted, effects);
        self.state.reversals.insert(key, reversal);
    }

    /// Whether this debit is being or has been taken back.
    pub(super) fn is_taken_back(&self, facts: &ApprovalFacts) -> bool {
        let reversed = Fate::Reversed(facts.reference.clone());
        let before = |(attempt, fate): &(AttemptId, Fate)| *attempt == facts.attempt && *fate == reversed;
        self.state.reversals.contains_key(&(facts.attempt, facts.reference.clone())) || self.state.remembered.iter().any(before)
    }

    /// The debit that this attempt lives on, while its customer or its notes are followed up.
    fn standing(&self, attempt: AttemptId) -> Option<Rrn> {
        let checkout = self.running_checkout().filter(|checkout| checkout.attempt() == attempt);
        let checkout = checkout.or_else(|| self.state.unresolved.get(&attempt)).and_then(Checkout::reference);
        let notes = || self.state.dispenses.get(&attempt).map(|dispense| &dispense.debited().facts().reference);
        checkout.or_else(notes).or_else(|| self.held_debit(attempt)).cloned()
    }

    /// The debit of the customer whose card is on its way back, or whose debit is being recorded.
    fn held_debit(&self, attempt: AttemptId) -> Option<&Rrn> {
        let debited = match &self.state.session()?.stage {
            super::Stage::Debiting(debiting) => &debiting.debited,
            super::Stage::CardBack(super::CardBack { then: super::Then::PayOut(debited), .. }) => debited,
            super::Stage::CardBack(super::CardBack { then: super::Then::Tell { .. }, .. })
            | super::Stage::Amount(_)
            | super::Stage::Confirm(_)
            | super::Stage::Paying(_)
            | super::Stage::PayingOut(_)
            | super::Stage::Receipt(_)
            | super::Stage::Enquiring(_)
            | super::Stage::Told(_) => return None,
        };
        Some(&debited.facts().reference).filter(|_| debited.facts().attempt == attempt)
    }

    /// An approval that no running checkout can use: a repeat changes nothing; one for an attempt closed as not charged, or a second
    /// debit, is taken back; of one that nobody here remembers the journal is asked.
    pub(super) fn stray_approval(&mut self, facts: ApprovalFacts, effects: &mut Effects) -> Result<(), Rejection> {
        let attempt = facts.attempt;
        // What staff said is on its way into the journal; this is held against it once it is there.
        if let Some(deciding) = self.state.deciding.get_mut(&attempt) {
            if deciding.late.iter().any(|known| known.reference == facts.reference) {
                return Err(Rejection::Repeat);
            }
            if deciding.late.len() < MOST_AT_ONCE {
                deciding.late.push(facts);
            } else {
                raise(attempt, AlarmReason::TooManyAtOnce, Some(Box::new(facts)), effects);
            }
            return Ok(());
        }
        let known: Vec<&Fate> = self.state.remembered.iter().filter(|(id, _)| *id == attempt).map(|(_, fate)| fate).collect();
        let standing = self.standing(attempt);
        let repeat = standing.as_ref() == Some(&facts.reference) || known.contains(&&Fate::Stands(facts.reference.clone()));
        if repeat && !planted::is(Bug::ReverseOnRepeat) {
            return Err(Rejection::Repeat);
        }
        let closing = self.running_checkout().filter(|checkout| checkout.attempt() == attempt);
        let closing = closing.or_else(|| self.state.unresolved.get(&attempt));
        let closed = closing.is_some_and(|checkout| checkout.ended_without_charge().is_some());
        if standing.is_some() || known.iter().any(|fate| matches!(fate, Fate::Stands(_))) {
            self.begin_reversal(facts, ReversalReason::SecondReference, effects);
        } else if known.contains(&&Fate::NotCharged) || closed {
            self.begin_reversal(facts, ReversalReason::ClosedAsNotCharged, effects);
        } else if closing.is_some() {
            return Err(Rejection::Repeat);
        } else if self.state.recalling.len() >= MOST_AT_ONCE {
            raise(attempt, AlarmReason::TooManyAtOnce, Some(Box::new(facts)), effects);
        } else {
            effects.push(Effect::Recall(attempt));
            self.state.recalling.insert((attempt, facts.reference.clone()), facts);
        }
        Ok(())
    }

    pub(super) fn recalled(&mut self, attempt: AttemptId, recalled: &Recalled, effects: &mut Effects) -> Result<(), Rejection> {
        let waiting = std::mem::take(&mut self.state.recalling);
        let (asked, others): (BTreeMap<_, _>, _) = waiting.into_iter().partition(|((id, _), _)| *id == attempt);
        self.state.recalling = others;
        let strays: Vec<ApprovalFacts> = asked
            .into_values()
            .filter(|facts| match recalled {
                Recalled::Settled(references) => !references.contains(&facts.reference),
                Recalled::SaidPaid(_) | Recalled::NotCharged | Recalled::NeverHeardOf => true,
            })
            .collect();
        if strays.is_empty() {
            return Err(Rejection::Repeat);
        }
        for facts in strays {
            match recalled {
                Recalled::Settled(_) => self.begin_reversal(facts, ReversalReason::SecondReference, effects),
                Recalled::NotCharged => self.begin_reversal(facts, ReversalReason::ClosedAsNotCharged, effects),
                Recalled::SaidPaid(_) | Recalled::NeverHeardOf => {
                    raise(attempt, AlarmReason::UnknownApproval, Some(Box::new(facts)), effects);
                }
            }
        }
        Ok(())
    }

    pub(super) fn reversed(&mut self, attempt: AttemptId, reference: &Rrn, effects: &mut Effects) -> Result<(), Rejection> {
        let wanted = self.reversal(attempt, reference)?.reversed()?;
        carry_out(wanted, effects);
        Ok(())
    }

    pub(super) fn reversal_refused(
        &mut self,
        attempt: AttemptId,
        reference: &Rrn,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let wanted = self.reversal(attempt, reference)?.refused()?;
        carry_out(wanted, effects);
        effects.push(Effect::CallStaff);
        Ok(())
    }

    pub(super) fn reversal_intent_written(
        &mut self,
        now: Now,
        attempt: AttemptId,
        reference: &Rrn,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        let wanted = self.reversal(attempt, reference)?.intent_written(now.at, &policy.checkout)?;
        carry_out(wanted, effects);
        Ok(())
    }

    pub(super) fn reversal_done_written(
        &mut self,
        attempt: AttemptId,
        reference: &Rrn,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let wanted = self.reversal(attempt, reference)?.done_written()?;
        carry_out(wanted, effects);
        self.state.reversals.remove(&(attempt, reference.clone()));
        self.state.remember(attempt, Fate::Reversed(reference.clone()));
        Ok(())
    }

    pub(super) fn reversal_write_failed(&mut self, now: Now, attempt: AttemptId, reference: &Rrn) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        self.reversal(attempt, reference)?.write_failed(now.at, &policy.checkout);
        Ok(())
    }

    fn reversal(&mut self, attempt: AttemptId, reference: &Rrn) -> Result<&mut Reversal, Rejection> {
        self.state.reversals.get_mut(&(attempt, reference.clone())).ok_or(Rejection::OtherAttempt)
    }

    pub(super) fn background_deadline(&self) -> Option<Timestamp> {
        let lookups = self.state.unresolved.values().filter_map(Checkout::next_deadline);
        let notes = self.state.dispenses.values().filter_map(Dispense::next_deadline);
        let reversals = self.state.reversals.values().filter_map(Reversal::next_deadline);
        let closing = self.state.closing.values().filter_map(|closing| closing.again);
        let deciding = self.state.deciding.values().filter_map(|deciding| deciding.again);
        lookups.chain(notes).chain(reversals).chain(closing).chain(deciding).chain(self.state.slot.keep_at).min()
    }

    pub(super) fn background_tick(&mut self, now: Now, effects: &mut Effects) {
        let policy = self.policy.clone();
        let attempts: Vec<_> = self.state.unresolved.keys().copied().collect();
        for attempt in attempts {
            // A tick is never refused.
            let _ = self.step_unresolved(now, attempt, CheckoutEvent::Tick, effects);
        }
        self.dispenses_tick(now, effects);
        for reversal in self.state.reversals.values_mut() {
            carry_out(reversal.tick(now.at, &policy.checkout), effects);
        }
        self.close_again(|again| now.at >= again, effects);
        self.decide_again(|again| now.at >= again, effects);
        self.slot_tick(now, effects);
    }

    /// Hands the ends that could not be stored to the journal again: those that are due.
    pub(super) fn close_again(&mut self, is_due: impl Fn(Timestamp) -> bool, effects: &mut Effects) {
        for (attempt, closing) in &mut self.state.closing {
            if closing.again.is_some_and(&is_due) {
                closing.again = None;
                effects.push(Effect::Record(Entry::NotCharged { attempt: *attempt, why: closing.why.clone() }));
            }
        }
    }
}

fn raise(attempt: AttemptId, reason: AlarmReason, facts: Option<Box<ApprovalFacts>>, effects: &mut Effects) {
    effects.push(Effect::Record(Entry::Alarm { attempt, reason, facts }));
    effects.push(Effect::CallStaff);
}

fn carry_out(wanted: Vec<ReversalEffect>, effects: &mut Effects) {
    for effect in wanted {
        effects.push(match effect {
            ReversalEffect::Record(entry) => Effect::Record(entry),
            ReversalEffect::Terminal(command) => Effect::Terminal(command),
        });
    }
}
