//! The card, the code and the bank: from the confirmed amount to a durable debit, or to the card's return.

use super::effect::{Effect, Effects};
use super::state::{Closing, Debiting, Fate, PinPad, Session, Stage, Then, Told};
use super::{Atm, Policy};
use crate::id::AttemptId;
use crate::machine::Rejection;
use crate::machine::checkout::{self, Checkout, CheckoutEffect, CheckoutEvent, CheckoutWrite};
use crate::order::Withdrawal;
use crate::payment::{
    CashEntry, CashKey, Debited, Entry, NotCharged, Progress, ReversalReason, TerminalEvent, WriteKey, Written,
};
use crate::time::Now;

impl Atm {
    /// Stop: everything, as long as the terminal has not decided. There is no other key once the card is asked for.
    pub(super) fn cancel(&mut self, now: Now, effects: &mut Effects) -> Result<(), Rejection> {
        match self.state.session().map(Session::stage) {
            Some(Stage::Amount(_) | Stage::Confirm(_) | Stage::Told(_)) => {
                self.clear_to_welcome();
                Ok(())
            }
            Some(Stage::Paying(_)) => self.step_foreground(now, CheckoutEvent::Cancel, effects),
            Some(Stage::Enquiring(_)) => self.cancel_enquiry(effects),
            Some(Stage::Receipt(_)) => self.finish(now),
            Some(Stage::Debiting(_) | Stage::CardBack(_) | Stage::PayingOut(_)) => Err(Rejection::TooLate),
            None => self.not_here(),
        }
    }

    /// News of the code, which are no more than how much of it there is.
    pub(super) fn pin(&mut self, now: Now, change: impl FnOnce(&mut PinPad)) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        let longer = now.at.after(policy.checkout.terminal_answer);
        match self.stage_mut() {
            Some(Stage::Paying(paying)) => {
                change(&mut paying.pin);
                // A slow hand is no silent terminal. A checkout that is past the code does not listen, which is fine.
                let typing = TerminalEvent::Progress { attempt: paying.checkout.attempt(), progress: Progress::EnterPin };
                let _ = paying.checkout.step(now.at, CheckoutEvent::Terminal(typing), &policy.checkout);
            }
            Some(Stage::Enquiring(enquiring)) => {
                change(&mut enquiring.pin);
                enquiring.progress = Progress::EnterPin;
                enquiring.deadline = longer;
            }
            Some(
                Stage::Amount(_)
                | Stage::Confirm(_)
                | Stage::Debiting(_)
                | Stage::CardBack(_)
                | Stage::PayingOut(_)
                | Stage::Receipt(_)
                | Stage::Told(_),
            )
            | None => return Err(Rejection::Repeat),
        }
        Ok(())
    }

    /// News about a debit go to the checkout that they name.
    pub(super) fn payment_news(&mut self, now: Now, event: TerminalEvent, effects: &mut Effects) -> Result<(), Rejection> {
        let Some(attempt) = event.attempt() else { return Err(Rejection::OtherAttempt) };
        let approval = event.approval().cloned();
        if approval.as_ref().is_some_and(|facts| self.is_taken_back(facts)) {
            return Err(Rejection::Repeat);
        }
        match (self.step_attempt(now, attempt, CheckoutEvent::Terminal(event.clone()), effects), approval) {
            // A debit that no running checkout can use must not be dropped.
            (
                Err(Rejection::OtherAttempt | Rejection::SecondReference | Rejection::ClosedAsNotCharged | Rejection::Repeat),
                Some(facts),
            ) => self.stray_approval(facts, effects),
            (Err(Rejection::OtherAttempt), None) => self.enquiry_progress(now, &event),
            (outcome, _) => outcome,
        }
    }

    pub(super) fn step_attempt(
        &mut self,
        now: Now,
        attempt: AttemptId,
        event: CheckoutEvent,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        if self.paying_attempt() == Some(attempt) {
            self.step_foreground(now, event, effects)
        } else if self.state.unresolved.contains_key(&attempt) {
            self.step_unresolved(now, attempt, event, effects)
        } else {
            Err(Rejection::OtherAttempt)
        }
    }

    fn paying_attempt(&self) -> Option<AttemptId> {
        self.running_checkout().map(Checkout::attempt)
    }

    /// The checkout in front of the screen.
    pub(super) fn running_checkout(&self) -> Option<&Checkout<Withdrawal>> {
        match self.state.session().map(Session::stage) {
            Some(Stage::Paying(paying)) => Some(&paying.checkout),
            Some(
                Stage::Amount(_)
                | Stage::Confirm(_)
                | Stage::Debiting(_)
                | Stage::CardBack(_)
                | Stage::PayingOut(_)
                | Stage::Receipt(_)
                | Stage::Enquiring(_)
                | Stage::Told(_),
            )
            | None => None,
        }
    }

    pub(super) fn step_foreground(&mut self, now: Now, event: CheckoutEvent, effects: &mut Effects) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        let Some(Stage::Paying(paying)) = self.stage_mut() else { return Err(Rejection::OtherAttempt) };
        let wanted = paying.checkout.step(now.at, event, &policy.checkout)?;
        carry_out(&paying.checkout, wanted, &policy, effects);
        if matches!(paying.checkout.stage(), checkout::Stage::LookingUp { .. }) {
            paying.unknown_since.get_or_insert(now.at);
        }
        if !paying.checkout.is_undecided() {
            let checkout = paying.checkout.clone();
            self.settle_foreground(now, checkout, effects);
        }
        Ok(())
    }

    /// The checkout in front of the screen has ended: a debit is made durable, everything else gives the card back.
    fn settle_foreground(&mut self, now: Now, checkout: Checkout<Withdrawal>, effects: &mut Effects) {
        let attempt = checkout.attempt();
        match checkout.stage().clone() {
            checkout::Stage::Charged { approval } => {
                // The approval was matched against this very withdrawal; `Debited` checks it once more.
                let Some(debited) = Debited::new(checkout.into_locked(), *approval) else { return };
                effects.push(record_debit(&debited));
                self.go_on(now, Stage::Debiting(Debiting { debited, since: now.at, again: None }));
            }
            checkout::Stage::NotCharged { why } => {
                self.state.remember(attempt, Fate::NotCharged);
                self.give_card_back(now, Then::Tell { told: Told::NotDone(why), about: attempt }, effects);
            }
            checkout::Stage::MustReverse { facts, reason } => {
                self.begin_reversal(*facts, reason, effects);
                let told = Told::NotDone(NotCharged::TakenBack);
                self.give_card_back(now, Then::Tell { told, about: attempt }, effects);
            }
            checkout::Stage::RecordingIntent { .. }
            | checkout::Stage::Authorising { .. }
            | checkout::Stage::RecordingApproval { .. }
            | checkout::Stage::Confirming { .. }
            | checkout::Stage::Refusing { .. }
            | checkout::Stage::LookingUp { .. }
            | checkout::Stage::RecordingNotCharged { .. } => {}
        }
    }

    /// The debit is durable: the card first.
    fn debit_written(&mut self, now: Now, attempt: AttemptId, effects: &mut Effects) -> Result<(), Rejection> {
        let debited = self.debiting(attempt)?.debited.clone();
        self.give_card_back(now, Then::PayOut(Box::new(debited)), effects);
        Ok(())
    }

    fn debiting(&mut self, attempt: AttemptId) -> Result<&mut Debiting, Rejection> {
        match self.stage_mut() {
            Some(Stage::Debiting(debiting)) if debiting.debited.facts().attempt == attempt => Ok(debiting),
            Some(
                Stage::Amount(_)
                | Stage::Confirm(_)
                | Stage::Paying(_)
                | Stage::Debiting(_)
                | Stage::CardBack(_)
                | Stage::PayingOut(_)
                | Stage::Receipt(_)
                | Stage::Enquiring(_)
                | Stage::Told(_),
            )
            | None => Err(Rejection::Repeat),
        }
    }

    /// The record of a debit is handed over again, and not for ever: without it there is no cash.
    pub(super) fn debiting_tick(&mut self, now: Now, effects: &mut Effects) {
        let patience = self.policy.patience;
        let Some(Stage::Debiting(debiting)) = self.stage_mut() else { return };
        if now.at >= debiting.since.after(patience) {
            let facts = debiting.debited.facts().clone();
            let about = facts.attempt;
            self.begin_reversal(facts, ReversalReason::NotDispensed, effects);
            self.give_card_back(now, Then::Tell { told: Told::NotPaidOut, about }, effects);
        } else if debiting.again.is_some_and(|again| now.at >= again) {
            debiting.again = None;
            let record = record_debit(&debiting.debited);
            effects.push(record);
        }
    }

    /// The customer has waited long enough for what nobody knows: the card goes back, staff get the reference, and whatever is found out
    /// from here on pays nothing out.
    pub(super) fn hand_to_staff(&mut self, now: Now, effects: &mut Effects) {
        let Some(Stage::Paying(paying)) = self.stage_mut() else { return };
        let mut checkout = paying.checkout.clone();
        let attempt = checkout.attempt();
        checkout.accept_no_more();
        self.state.unresolved.insert(attempt, checkout);
        effects.push(Effect::Record(Entry::HandedToStaff { attempt }));
        effects.push(Effect::CallStaff);
        let told = Told::AskStaff(attempt.reference());
        self.give_card_back(now, Then::Tell { told, about: attempt }, effects);
    }

    pub(super) fn written(&mut self, now: Now, written: &Written, effects: &mut Effects) -> Result<(), Rejection> {
        match &written.key {
            WriteKey::Cash(CashKey::Intent(attempt)) => {
                let stan = written.stan.ok_or(Rejection::Repeat)?;
                self.step_attempt(now, *attempt, CheckoutEvent::IntentWritten(stan), effects)
            }
            WriteKey::Approved(attempt, _) => self.step_attempt(now, *attempt, CheckoutEvent::ApprovalWritten, effects),
            WriteKey::NotCharged(attempt) if self.state.closing.remove(attempt).is_some() => Ok(()),
            WriteKey::NotCharged(attempt) => self.step_attempt(now, *attempt, CheckoutEvent::NotChargedWritten, effects),
            WriteKey::ReversalIntent(attempt, reference) => self.reversal_intent_written(now, *attempt, reference, effects),
            WriteKey::Reversed(attempt, reference) => self.reversal_done_written(*attempt, reference, effects),
            WriteKey::Cash(CashKey::Debited(attempt)) => self.debit_written(now, *attempt, effects),
            WriteKey::Cash(CashKey::DispenseIntent(attempt)) => self.dispense_intent_written(now, *attempt, effects),
            WriteKey::Cash(CashKey::Ended(attempt)) => self.dispense_end_written(now, *attempt, effects),
            WriteKey::StaffResolved(attempt, matter) => self.decision_written(now, *attempt, matter, effects),
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::Intent(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::Alarm(..)
            | WriteKey::Accepted(_)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Shutdown => Ok(()),
        }
    }

    pub(super) fn write_failed(&mut self, now: Now, key: &WriteKey, effects: &mut Effects) -> Result<(), Rejection> {
        let failed = |write| CheckoutEvent::WriteFailed(write);
        match key {
            WriteKey::Cash(CashKey::Intent(attempt)) => self.step_attempt(now, *attempt, failed(CheckoutWrite::Intent), effects),
            WriteKey::Approved(attempt, _) => self.step_attempt(now, *attempt, failed(CheckoutWrite::Approval), effects),
            WriteKey::NotCharged(attempt) => self.end_not_stored(now, *attempt, effects),
            WriteKey::ReversalIntent(attempt, reference) | WriteKey::Reversed(attempt, reference) => {
                self.reversal_write_failed(now, *attempt, reference)
            }
            WriteKey::Cash(CashKey::Debited(attempt)) => {
                let again = Some(now.at.after(self.policy.checkout.record_again));
                self.debiting(*attempt)?.again = again;
                Ok(())
            }
            WriteKey::Cash(CashKey::DispenseIntent(attempt)) => self.dispense_intent_failed(now, *attempt, effects),
            WriteKey::Cash(CashKey::Ended(attempt)) => self.dispense_end_failed(now, *attempt),
            WriteKey::StaffResolved(attempt, _) => self.decision_failed(now, *attempt),
            // Nothing waits for these; the journal's own health says what matters.
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::Intent(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::Alarm(..)
            | WriteKey::Accepted(_)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Shutdown => Ok(()),
        }
    }

    /// That a try cost nothing could not be stored. It is handed over until it is, and nothing else is paid out before.
    fn end_not_stored(&mut self, now: Now, attempt: AttemptId, effects: &mut Effects) -> Result<(), Rejection> {
        let again = Some(now.at.after(self.policy.checkout.record_again));
        if let Some(closing) = self.state.closing.get_mut(&attempt) {
            closing.again = again;
            return Ok(());
        }
        let running = self.running_checkout().filter(|checkout| checkout.attempt() == attempt);
        let running = running.or_else(|| self.state.unresolved.get(&attempt));
        let why = running.and_then(Checkout::ended_without_charge).cloned().ok_or(Rejection::Repeat)?;
        self.step_attempt(now, attempt, CheckoutEvent::WriteFailed(CheckoutWrite::NotCharged), effects)?;
        self.state.closing.insert(attempt, Closing { why, again });
        Ok(())
    }
}

fn record_debit(debited: &Debited) -> Effect {
    let facts = debited.facts();
    Effect::Record(Entry::Cash(CashEntry::Debited { attempt: facts.attempt, reference: facts.reference.clone() }))
}

/// Translates what a checkout wants into the cash machine's own effects.
pub(super) fn carry_out(checkout: &Checkout<Withdrawal>, wanted: Vec<CheckoutEffect>, policy: &Policy, effects: &mut Effects) {
    let attempt = checkout.attempt();
    for effect in wanted {
        effects.push(match effect {
            CheckoutEffect::RecordIntent => {
                let (locked, terminal) = (Box::new(checkout.locked().clone()), policy.terminal.clone());
                Effect::Record(Entry::Cash(CashEntry::Intent { locked, attempt, terminal }))
            }
            CheckoutEffect::RecordApproval(approval) => Effect::Record(Entry::Approved { approval }),
            CheckoutEffect::RecordNotCharged(why) => Effect::Record(Entry::NotCharged { attempt, why }),
            CheckoutEffect::RecordUnknown(reason) => Effect::Record(Entry::OutcomeUnknown { attempt, reason }),
            CheckoutEffect::RecordAlarm(reason, facts) => Effect::Record(Entry::Alarm { attempt, reason, facts }),
            CheckoutEffect::Terminal(command) => Effect::Terminal(command),
        });
    }
}
