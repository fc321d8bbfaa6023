//! Payments whose customer has left: looked up until known, accepted in time, taken back when late.

use std::collections::BTreeMap;

use super::effect::{Effect, Effects};
use super::state::{Fate, Owed};
use super::{Kiosk, paying};
use crate::id::{AttemptId, Rrn};
use crate::machine::Rejection;
use crate::machine::checkout::{Checkout, CheckoutEvent, Reversal, ReversalEffect, Stage};
use crate::payment::{AcceptedOrder, AlarmReason, ApprovalFacts, Entry, OpenAttempt, PendingReversal, Recalled, ReversalReason};
use crate::planted::{self, Bug};
use crate::time::{Now, Timestamp};

/// So many payments are taken back at once at most, and of so many the journal is asked: a terminal that tells of payments without end
/// must not fill the memory. What is more is a matter for staff, who find each of them in the journal.
const MOST_AT_ONCE: usize = 32;

impl Kiosk {
    /// Takes up what a restart left open (I12).
    pub(super) fn take_up(&mut self, now: Now, open: Vec<OpenAttempt>, reversals: Vec<PendingReversal>, effects: &mut Effects) {
        let policy = self.policy.clone();
        self.remember_stranded(now, &open);
        let open = if planted::is(Bug::ForgetIntentAtRestart) { Vec::new() } else { open };
        for OpenAttempt { locked, attempt, stan, approved, taken_back, age } in open {
            taken_back.into_iter().for_each(|reference| self.state.remember(attempt, Fate::Reversed(reference)));
            let (checkout, wanted) = Checkout::resume(locked, attempt, stan, approved, age, now.at, &policy.checkout);
            paying::carry_out(&checkout, wanted, &policy, effects);
            self.state.unresolved.insert(attempt, checkout);
        }
        for PendingReversal { facts, reason } in reversals {
            self.resume_reversal(now, facts, reason, effects);
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
        let Some(checkout) = self.state.take_unresolved(attempt) else { return };
        match checkout.stage().clone() {
            Stage::Charged { approval } => {
                let reference = approval.facts().reference.clone();
                if let Some(order) = AcceptedOrder::paid(checkout.into_locked(), *approval, self.policy.training) {
                    effects.push(Effect::Record(Entry::Accepted { order: Box::new(order.clone()) }));
                    self.state.accepting.insert(order.locked().order(), Owed { order, again: None });
                    self.state.remember(attempt, Fate::Paid(reference));
                }
            }
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
            return self.raise(facts.attempt, AlarmReason::TooManyAtOnce, Some(Box::new(facts)), effects);
        }
        let (reversal, wanted) = Reversal::begin(facts, reason);
        carry_out(wanted, effects);
        self.state.reversals.insert(key, reversal);
    }

    /// Whether this payment is being or has been taken back: no checkout may use it any more, not even one that a restart took up.
    pub(super) fn is_taken_back(&self, facts: &ApprovalFacts) -> bool {
        let reversed = Fate::Reversed(facts.reference.clone());
        let before = |(attempt, fate): &(AttemptId, Fate)| *attempt == facts.attempt && *fate == reversed;
        self.state.reversals.contains_key(&(facts.attempt, facts.reference.clone())) || self.state.remembered.iter().any(before)
    }

    /// An approval that no running checkout can use: a repeat changes nothing; one for an attempt closed as not charged, or a
    /// second reference, is taken back; of one that nobody here remembers the journal is asked.
    pub(super) fn stray_approval(&mut self, facts: ApprovalFacts, effects: &mut Effects) -> Result<(), Rejection> {
        let attempt = facts.attempt;
        if self.is_taken_back(&facts) {
            return Err(Rejection::Repeat);
        }
        // What staff said is on its way into the journal; this is held against it once it is there.
        if let Some(deciding) = self.state.deciding.get_mut(&attempt) {
            if deciding.late.iter().any(|known| known.reference == facts.reference) {
                return Err(Rejection::Repeat);
            }
            if deciding.late.len() < MOST_AT_ONCE {
                deciding.late.push(facts);
            } else {
                self.raise(attempt, AlarmReason::TooManyAtOnce, Some(Box::new(facts)), effects);
            }
            return Ok(());
        }
        let known: Vec<&Fate> = self.state.remembered.iter().filter(|(id, _)| *id == attempt).map(|(_, fate)| fate).collect();
        let running = self.running_checkout(attempt).and_then(Checkout::reference).cloned();
        let repeat = running.as_ref() == Some(&facts.reference) || known.contains(&&Fate::Paid(facts.reference.clone()));
        if repeat && !planted::is(Bug::ReverseOnRepeat) {
            return Err(Rejection::Repeat);
        }
        let said_paid = known.iter().find_map(|fate| match fate {
            Fate::SaidPaid(request) => Some((**request).clone()),
            Fate::Paid(_) | Fate::Reversed(_) | Fate::NotCharged => None,
        });
        if let Some(request) = said_paid {
            return self.approval_found(&request, facts, effects);
        }
        // That another payment of it was taken back says nothing of this one: after a restart it may be the one that stands.
        if running.is_some() || known.iter().any(|fate| matches!(fate, Fate::Paid(_))) {
            self.begin_reversal(facts, ReversalReason::SecondReference, effects);
        } else if known.contains(&&Fate::NotCharged) || self.is_being_closed(attempt) {
            self.begin_reversal(facts, ReversalReason::ClosedAsNotCharged, effects);
        } else if self.foreground_attempt() == Some(attempt) || self.state.unresolved.contains_key(&attempt) {
            return Err(Rejection::Repeat);
        } else if self.state.recalling.len() >= MOST_AT_ONCE {
            self.raise(attempt, AlarmReason::TooManyAtOnce, Some(Box::new(facts)), effects);
        } else {
            effects.push(Effect::Recall(attempt));
            self.state.recalling.insert((attempt, facts.reference.clone()), facts);
        }
        Ok(())
    }

    pub(super) fn recalled(&mut self, attempt: AttemptId, recalled: &Recalled, effects: &mut Effects) -> Result<(), Rejection> {
        let waiting = std::mem::take(&mut self.state.recalling);
        let (asked, others) = waiting.into_iter().partition(|((id, _), _)| *id == attempt);
        self.state.recalling = others;
        let asked: BTreeMap<(AttemptId, Rrn), ApprovalFacts> = asked;
        let strays = asked.into_values().filter(|facts| match recalled {
            Recalled::Settled(references) => !references.contains(&facts.reference),
            Recalled::SaidPaid(_) => !self.is_found(attempt, &facts.reference),
            Recalled::NotCharged | Recalled::NeverHeardOf => true,
        });
        let strays: Vec<_> = strays.collect();
        if strays.is_empty() {
            return Err(Rejection::Repeat);
        }
        for facts in strays {
            match recalled {
                Recalled::Settled(_) => self.begin_reversal(facts, ReversalReason::SecondReference, effects),
                Recalled::SaidPaid(request) => self.approval_found(request, facts, effects)?,
                Recalled::NotCharged => self.begin_reversal(facts, ReversalReason::ClosedAsNotCharged, effects),
                // Perhaps another till's payment: a person decides, the kiosk takes nothing back that it never asked for.
                Recalled::NeverHeardOf => self.raise(attempt, AlarmReason::UnknownApproval, Some(Box::new(facts)), effects),
            }
        }
        Ok(())
    }

    /// Whether this approval of a payment that staff call charged is on its way into the journal.
    fn is_found(&self, attempt: AttemptId, reference: &Rrn) -> bool {
        self.state.found.get(&attempt).is_some_and(|found| found.approval.facts().reference == *reference)
    }

    pub(super) fn running_checkout(&self, attempt: AttemptId) -> Option<&Checkout<crate::order::OrderContents>> {
        let foreground = match self.state.session().map(super::Session::stage) {
            Some(super::SessionStage::Paying(paying)) => Some(&paying.checkout),
            Some(
                super::SessionStage::Ordering(_)
                | super::SessionStage::Placing(_)
                | super::SessionStage::Numbered(_)
                | super::SessionStage::WithStaff(_),
            )
            | None => None,
        };
        foreground.filter(|checkout| checkout.attempt() == attempt).or_else(|| self.state.unresolved.get(&attempt))
    }

    fn is_being_closed(&self, attempt: AttemptId) -> bool {
        self.running_checkout(attempt).is_some_and(|checkout| checkout.ended_without_charge().is_some())
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
        let reversal = self.reversal(attempt, reference)?;
        let wanted = reversal.done_written()?;
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
        let reversals = self.state.reversals.values().filter_map(Reversal::next_deadline);
        let owed = self.state.accepting.values().filter_map(|owed| owed.again);
        let closing = self.state.closing.values().filter_map(|closing| closing.again);
        let decisions = self.state.deciding.values().filter_map(|deciding| deciding.again);
        let found = self.state.found.values().filter_map(|found| found.again);
        let stranded = self.state.stranded.values().copied();
        lookups.chain(reversals).chain(owed).chain(closing).chain(decisions).chain(found).chain(stranded).min()
    }

    pub(super) fn background_tick(&mut self, now: Now, effects: &mut Effects) {
        let policy = self.policy.clone();
        let attempts: Vec<_> = self.state.unresolved.keys().copied().collect();
        for attempt in attempts {
            // A tick is never refused.
            let _ = self.step_unresolved(now, attempt, CheckoutEvent::Tick, effects);
        }
        for reversal in self.state.reversals.values_mut() {
            carry_out(reversal.tick(now.at, &policy.checkout), effects);
        }
        self.close_again(|again| now.at >= again, effects);
        self.record_again(now, effects);
        self.hand_over_stranded(now, effects);
        for owed in self.state.accepting.values_mut() {
            if owed.again.is_some_and(|again| now.at >= again) {
                owed.again = None;
                effects.push(Effect::Record(Entry::Accepted { order: Box::new(owed.order.clone()) }));
            }
        }
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

fn carry_out(wanted: Vec<ReversalEffect>, effects: &mut Effects) {
    for effect in wanted {
        effects.push(match effect {
            ReversalEffect::Record(entry) => Effect::Record(entry),
            ReversalEffect::Terminal(command) => Effect::Terminal(command),
        });
    }
}
