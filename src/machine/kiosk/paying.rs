//! Paying: from the review to a number, back to the cart, or to staff.

use std::sync::Arc;

use super::effect::{Effect, Effects};
use super::state::{Closing, Fate, Notice, Numbered, Owed, Paying, Phase, Placing, Receipt, Session, SessionStage, WithStaff};
use super::{Kiosk, Policy, ScreenName};
use crate::id::{AttemptId, FreshId, OrderId, OrderRevision};
use crate::machine::Rejection;
use crate::machine::checkout::{Checkout, CheckoutEffect, CheckoutEvent, CheckoutWrite, Stage};
use crate::order::{LockError, LockTerms, OrderContents};
use crate::payment::{AcceptedOrder, Entry, NotCharged, NumberedOrder, Settlement, Tender, TerminalEvent, WriteKey, Written};
use crate::planted::{self, Bug};
use crate::time::Now;

impl Kiosk {
    /// Locks the order and begins to settle it. Nothing happens at all when it cannot be locked or the tender is off.
    pub(super) fn pay(
        &mut self,
        now: Now,
        tender: Tender,
        seen: OrderRevision,
        fresh: FreshId,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let screen = self.screen_name();
        if screen != ScreenName::Review {
            return Err(Rejection::WrongScreen(screen));
        }
        match tender {
            Tender::Card => self.card_offer().map_err(Rejection::CardOff)?,
            Tender::Counter if !self.counter_offer() => return Err(Rejection::CounterOff),
            Tender::Counter => {}
        }
        let Self { state, session_menu, policy, .. } = self;
        let super::State { phase, sold_out, .. } = state;
        let Phase::Session(session) = phase else { return Err(Rejection::WrongScreen(screen)) };
        let Session { stage, language, notice, .. } = &mut **session;
        let SessionStage::Ordering(ordering) = stage else { return Err(Rejection::WrongScreen(screen)) };
        let current = ordering.cart.revision();
        if seen != current {
            return Err(Rejection::Stale { seen, current });
        }
        let terms = LockTerms { order: OrderId::from(fresh), catalogue: session_menu, sold_out, language, now };
        let (locked, aside) = ordering.cart.clone().lock(&terms).map_err(|(_, error): (_, LockError)| error)?;
        let browse = ordering.browse.clone();
        *notice = None;
        match tender {
            Tender::Card => {
                // One fresh id serves both: an order has its own name, and its first attempt is a different kind of name. Later
                // attempts bring their own.
                let (checkout, wanted) = Checkout::begin(locked, attempt_id(fresh), &policy.checkout);
                carry_out(&checkout, wanted, policy, effects);
                *stage = SessionStage::Paying(Paying { aside, browse, checkout, unknown_since: None });
            }
            Tender::Counter => {
                let order = AcceptedOrder::pay_at_counter(locked, policy.training);
                effects.push(Effect::Record(Entry::Accepted { order: Box::new(order.clone()) }));
                let owed = Owed { order, again: None };
                *stage = SessionStage::Placing(Placing { owed, aside, browse, since: now.at });
            }
        }
        Ok(())
    }

    pub(super) fn cancel_payment(&mut self, now: Now, effects: &mut Effects) -> Result<(), Rejection> {
        let screen = self.screen_name();
        match self.session_mut().map(|session| &session.stage) {
            Some(SessionStage::Paying(_)) => self.step_foreground(now, CheckoutEvent::Cancel, effects),
            Some(SessionStage::Placing(_) | SessionStage::Numbered(_)) => Err(Rejection::TooLate),
            Some(SessionStage::Ordering(_) | SessionStage::WithStaff(_)) | None => Err(Rejection::WrongScreen(screen)),
        }
    }

    /// News about a payment goes to the checkout that it names.
    pub(super) fn payment_news(&mut self, now: Now, event: TerminalEvent, effects: &mut Effects) -> Result<(), Rejection> {
        let Some(attempt) = event.attempt() else { return Err(Rejection::OtherAttempt) };
        let approval = event.approval().cloned();
        if approval.as_ref().is_some_and(|facts| self.is_taken_back(facts)) {
            return Err(Rejection::Repeat);
        }
        let outcome = if self.foreground_attempt() == Some(attempt) {
            self.step_foreground(now, CheckoutEvent::Terminal(event), effects)
        } else if self.state.unresolved.contains_key(&attempt) {
            self.step_unresolved(now, attempt, CheckoutEvent::Terminal(event), effects)
        } else {
            self.held_against_staff(&event, effects)
        };
        match (outcome, approval) {
            // A payment that no running checkout can use must not be dropped.
            (
                Err(Rejection::OtherAttempt | Rejection::SecondReference | Rejection::ClosedAsNotCharged | Rejection::Repeat),
                Some(facts),
            ) => self.stray_approval(facts, effects),
            (outcome, _) => outcome,
        }
    }

    pub(super) fn written(&mut self, now: Now, written: &Written, effects: &mut Effects) -> Result<(), Rejection> {
        match &written.key {
            WriteKey::Intent(attempt) => {
                let stan = written.stan.ok_or(Rejection::Repeat)?;
                self.step_attempt(now, *attempt, CheckoutEvent::IntentWritten(stan), effects)
            }
            WriteKey::Approved(attempt, _) if self.state.is_finding(*attempt) => self.found_written(*attempt, effects),
            WriteKey::Approved(attempt, _) => self.step_attempt(now, *attempt, CheckoutEvent::ApprovalWritten, effects),
            WriteKey::NotCharged(attempt) if self.state.closing.remove(attempt).is_some() => Ok(()),
            WriteKey::NotCharged(attempt) => self.step_attempt(now, *attempt, CheckoutEvent::NotChargedWritten, effects),
            WriteKey::StaffResolved(attempt, matter) => self.decision_written(now, *attempt, matter, effects),
            WriteKey::ReversalIntent(attempt, reference) => self.reversal_intent_written(now, *attempt, reference, effects),
            WriteKey::Reversed(attempt, reference) => self.reversal_done_written(*attempt, reference, effects),
            WriteKey::Accepted(order) => self.accepted_written(now, *order, written),
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::Alarm(..)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Cash(_)
            | WriteKey::Shutdown => Ok(()),
        }
    }

    pub(super) fn write_failed(&mut self, now: Now, key: &WriteKey, effects: &mut Effects) -> Result<(), Rejection> {
        let failed = |write| CheckoutEvent::WriteFailed(write);
        match key {
            WriteKey::Intent(attempt) => self.step_attempt(now, *attempt, failed(CheckoutWrite::Intent), effects),
            WriteKey::Approved(attempt, _) if self.state.is_finding(*attempt) => self.found_failed(now, *attempt),
            WriteKey::Approved(attempt, _) => self.step_attempt(now, *attempt, failed(CheckoutWrite::Approval), effects),
            WriteKey::NotCharged(attempt) => self.end_not_stored(now, *attempt, effects),
            WriteKey::ReversalIntent(attempt, reference) | WriteKey::Reversed(attempt, reference) => {
                self.reversal_write_failed(now, *attempt, reference)
            }
            WriteKey::StaffResolved(attempt, _) => self.decision_failed(now, *attempt),
            WriteKey::Accepted(order) => self.acceptance_failed(now, *order),
            // Nothing waits for these; the journal's own health says what matters.
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::Alarm(..)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Cash(_)
            | WriteKey::Shutdown => Ok(()),
        }
    }

    /// That a try cost nothing could not be stored. The customer gets the order back; the end is handed over until it is stored.
    fn end_not_stored(&mut self, now: Now, attempt: AttemptId, effects: &mut Effects) -> Result<(), Rejection> {
        let again = Some(now.at.after(self.policy.checkout.record_again));
        if let Some(closing) = self.state.closing.get_mut(&attempt) {
            closing.again = again;
            return Ok(());
        }
        let why = self.running_checkout(attempt).and_then(Checkout::ended_without_charge).cloned().ok_or(Rejection::Repeat)?;
        self.step_attempt(now, attempt, CheckoutEvent::WriteFailed(CheckoutWrite::NotCharged), effects)?;
        self.state.closing.insert(attempt, Closing { why, again });
        Ok(())
    }

    fn step_attempt(
        &mut self,
        now: Now,
        attempt: AttemptId,
        event: CheckoutEvent,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        if self.foreground_attempt() == Some(attempt) {
            self.step_foreground(now, event, effects)
        } else if self.state.unresolved.contains_key(&attempt) {
            self.step_unresolved(now, attempt, event, effects)
        } else {
            Err(Rejection::OtherAttempt)
        }
    }

    pub(super) fn foreground_attempt(&self) -> Option<AttemptId> {
        match self.state.session().map(|session| &session.stage) {
            Some(SessionStage::Paying(paying)) => Some(paying.checkout.attempt()),
            Some(
                SessionStage::Ordering(_) | SessionStage::Placing(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_),
            )
            | None => None,
        }
    }

    pub(super) fn step_foreground(&mut self, now: Now, event: CheckoutEvent, effects: &mut Effects) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        let Some(Session { stage: SessionStage::Paying(paying), .. }) = self.session_mut() else {
            return Err(Rejection::OtherAttempt);
        };
        let wanted = paying.checkout.step(now.at, event, &policy.checkout)?;
        carry_out(&paying.checkout, wanted, &policy, effects);
        match paying.checkout.stage() {
            Stage::LookingUp { .. } => {
                paying.unknown_since.get_or_insert(now.at);
            }
            Stage::RecordingIntent { .. }
            | Stage::Authorising { .. }
            | Stage::RecordingApproval { .. }
            | Stage::Confirming { .. }
            | Stage::Refusing { .. }
            | Stage::RecordingNotCharged { .. } => {}
            Stage::Charged { .. } | Stage::NotCharged { .. } | Stage::MustReverse { .. } => self.settle_foreground(now, effects),
        }
        Ok(())
    }

    /// The checkout in front of the screen has ended: forward to a number, or back to an intact cart.
    fn settle_foreground(&mut self, now: Now, effects: &mut Effects) {
        let policy = self.policy.clone();
        let Some(session) = self.session_mut() else { return };
        let SessionStage::Paying(paying) = session.stage.clone() else { return };
        session.idle.last_touch = now.at;
        session.idle.warned = None;
        let Paying { aside, browse, checkout, .. } = paying;
        let attempt = checkout.attempt();
        match checkout.stage().clone() {
            Stage::Charged { approval } => {
                let reference = approval.facts().reference.clone();
                let locked = checkout.into_locked();
                // The approval was matched against this very order; `paid` checks it once more.
                if let Some(order) = AcceptedOrder::paid(locked, *approval, policy.training) {
                    effects.push(Effect::Record(Entry::Accepted { order: Box::new(order.clone()) }));
                    let owed = Owed { order, again: None };
                    session.stage = SessionStage::Placing(Placing { owed, aside, browse, since: now.at });
                    self.state.remember(attempt, Fate::Paid(reference));
                }
            }
            Stage::NotCharged { why } => {
                let cart = aside.reopen(checkout.into_locked());
                session.back_to_review(cart, browse, now);
                session.notice = Some(Notice::NotCharged(why));
                self.state.remember(attempt, Fate::NotCharged);
            }
            Stage::MustReverse { facts, reason } => {
                let cart = aside.reopen(checkout.into_locked());
                session.back_to_review(cart, browse, now);
                session.notice = Some(Notice::NotCharged(NotCharged::TakenBack));
                self.begin_reversal(*facts, reason, effects);
            }
            Stage::RecordingIntent { .. }
            | Stage::Authorising { .. }
            | Stage::RecordingApproval { .. }
            | Stage::Confirming { .. }
            | Stage::Refusing { .. }
            | Stage::LookingUp { .. }
            | Stage::RecordingNotCharged { .. } => {}
        }
    }

    fn accepted_written(&mut self, now: Now, order: OrderId, written: &Written) -> Result<(), Rejection> {
        if self.state.accepting.remove(&order).is_some() {
            return Ok(());
        }
        let session = self.session_mut().ok_or(Rejection::Repeat)?;
        let SessionStage::Placing(placing) = &session.stage else { return Err(Rejection::Repeat) };
        let accepted = &placing.owed.order;
        if accepted.locked().order() != order {
            return Err(Rejection::Repeat);
        }
        let numbering = written.number.ok_or(Rejection::Repeat)?;
        let check_id = accepted.locked().subject().lines.iter().any(|line| line.minimum_age.is_some());
        let order = Arc::new(NumberedOrder::new(accepted.clone(), numbering));
        session.stage = SessionStage::Numbered(Numbered { order, receipt: Receipt::NotAsked, check_id, since: now.at });
        session.idle.last_touch = now.at;
        Ok(())
    }

    fn acceptance_failed(&mut self, now: Now, order: OrderId) -> Result<(), Rejection> {
        let again = Some(now.at.after(self.policy.checkout.record_again));
        if let Some(owed) = self.state.accepting.get_mut(&order) {
            owed.again = again;
            return Ok(());
        }
        let session = self.session_mut().ok_or(Rejection::Repeat)?;
        let SessionStage::Placing(placing) = &mut session.stage else { return Err(Rejection::Repeat) };
        if placing.owed.order.locked().order() != order {
            return Err(Rejection::Repeat);
        }
        match placing.owed.order.settlement() {
            // Paid: the order is owed to the customer, so the journal is asked again for as long as it takes.
            Settlement::Paid(_) | Settlement::SaidPaid(_) => {
                placing.owed.again = again.filter(|_| !planted::is(Bug::DropFailedAcceptance))
            }
            // Not paid and certainly not stored: back to the intact cart.
            Settlement::PayAtCounter => {
                let Placing { owed, aside, browse, .. } = placing.clone();
                let cart = aside.reopen(owed.order.locked().clone());
                session.back_to_review(cart, browse, now);
                session.notice = Some(Notice::CounterFailed);
            }
        }
        Ok(())
    }

    /// The customer has waited long enough for an outcome that nobody knows, or for a record that fails: staff take over, the order
    /// is frozen, and the payment is followed up in the background.
    pub(super) fn hand_to_staff(&mut self, now: Now, effects: &mut Effects) {
        let Some(session) = self.session_mut() else { return };
        let (attempt, total) = match &session.stage {
            SessionStage::Paying(paying) => (Some(paying.checkout.attempt()), paying.checkout.locked().amount()),
            SessionStage::Placing(placing) => (placing.owed.order.attempt(), placing.owed.order.locked().amount()),
            SessionStage::Ordering(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_) => return,
        };
        let Some(attempt) = attempt else { return };
        let stage = SessionStage::WithStaff(WithStaff { reference: attempt.reference(), total, since: now.at });
        let before = std::mem::replace(&mut session.stage, stage);
        session.idle.last_touch = now.at;
        session.idle.warned = None;
        match before {
            SessionStage::Paying(paying) => {
                self.state.unresolved.insert(attempt, paying.checkout);
            }
            SessionStage::Placing(placing) => {
                self.state.accepting.insert(placing.owed.order.locked().order(), placing.owed);
            }
            SessionStage::Ordering(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_) => {}
        }
        effects.push(Effect::Record(Entry::HandedToStaff { attempt }));
        effects.push(Effect::CallStaff);
    }

    pub(super) fn receipt(&mut self, effects: &mut Effects) -> Result<(), Rejection> {
        let screen = self.screen_name();
        let session = self.session_mut().ok_or(Rejection::WrongScreen(screen))?;
        let SessionStage::Numbered(numbered) = &mut session.stage else { return Err(Rejection::WrongScreen(screen)) };
        match numbered.receipt {
            Receipt::NotAsked | Receipt::Failed => {
                numbered.receipt = Receipt::Asked;
                effects.push(Effect::PrintReceipt(numbered.order.order()));
                Ok(())
            }
            Receipt::Asked | Receipt::Printed => Err(Rejection::Repeat),
        }
    }

    /// News of a receipt; nobody waits for it once the number has gone.
    pub(super) fn receipt_news(&mut self, order: OrderId, news: Receipt) -> Result<(), Rejection> {
        let session = self.session_mut().ok_or(Rejection::Repeat)?;
        match &mut session.stage {
            SessionStage::Numbered(numbered) if numbered.order.order() == order && numbered.receipt == Receipt::Asked => {
                numbered.receipt = news;
                Ok(())
            }
            SessionStage::Ordering(_)
            | SessionStage::Paying(_)
            | SessionStage::Placing(_)
            | SessionStage::Numbered(_)
            | SessionStage::WithStaff(_) => Err(Rejection::Repeat),
        }
    }

    pub(super) fn finish(&mut self) -> Result<(), Rejection> {
        let screen = self.screen_name();
        let session = self.session_mut().ok_or(Rejection::WrongScreen(screen))?;
        match session.stage {
            SessionStage::Numbered(_) | SessionStage::WithStaff(_) => {
                self.clear_to_attract();
                Ok(())
            }
            SessionStage::Ordering(_) | SessionStage::Paying(_) | SessionStage::Placing(_) => Err(Rejection::WrongScreen(screen)),
        }
    }
}

fn attempt_id(fresh: FreshId) -> AttemptId {
    AttemptId::from(if planted::is(Bug::ReuseAttemptId) { FreshId::from_random_bytes([0; 16]) } else { fresh })
}

/// Translates what a checkout wants into the kiosk's own effects.
pub(super) fn carry_out(checkout: &Checkout<OrderContents>, wanted: Vec<CheckoutEffect>, policy: &Policy, effects: &mut Effects) {
    let attempt = checkout.attempt();
    for effect in wanted {
        effects.push(match effect {
            CheckoutEffect::RecordIntent => {
                // Invariant: a checkout begins only while `card_offer` is fine, which needs a terminal.
                let terminal = policy.terminal.clone().unwrap_or_else(|| crate::id::TerminalId(String::new()));
                let locked = Box::new(checkout.locked().clone());
                Effect::Record(Entry::Intent { locked, attempt, terminal })
            }
            CheckoutEffect::RecordApproval(approval) => Effect::Record(Entry::Approved { approval }),
            CheckoutEffect::RecordNotCharged(why) => Effect::Record(Entry::NotCharged { attempt, why }),
            CheckoutEffect::RecordUnknown(reason) => Effect::Record(Entry::OutcomeUnknown { attempt, reason }),
            CheckoutEffect::RecordAlarm(reason, facts) => Effect::Record(Entry::Alarm { attempt, reason, facts }),
            CheckoutEffect::Terminal(command) => Effect::Terminal(command),
        });
    }
}
