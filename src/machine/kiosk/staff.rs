//! Staff decide about a payment that nobody else can tell about (I10, I13): the attempt is closed by a record with their name.
//!
//! The decision stands from the moment it is taken up here: its record is tried again until it is durable, cards stay off until then, and
//! what the terminal says later is held against it. What is just about to settle by itself is not for staff.
//!
//! | decision | about | what follows |
//! |---|---|---|
//! | charged | a payment nobody knows | the order is accepted, on a stored approval or on that word alone (I3, I13) |
//! | not charged | a payment nobody knows | closed; a stored approval is taken back, and so is one that turns up (I2) |
//! | not charged | payments the terminal does not take back | given back by hand |
//! | charged | payments the terminal does not take back | refused: their order was not served (I3), or is paid already (I2) |
//! | either | an alarm | looked at |

use super::Kiosk;
use super::effect::{Effect, Effects};
use super::state::{Deciding, Fate, Found, Said};
use crate::id::{AttemptId, Rrn};
use crate::machine::Rejection;
use crate::machine::checkout::{Checkout, Reversal, ReversalStage, Stage};
use crate::order::OrderContents;
use crate::payment::{
    AcceptedOrder, AlarmReason, Approval, ApprovalFacts, Confirmation, Entry, LookUpAnswer, PaymentRequest, ReversalReason,
    Settlement, StaffDecision, StaffEnd, StaffMatter, StaffVerdict, TerminalCommand, TerminalEvent,
};
use crate::time::Now;

/// So many alarms wait for staff here at most; more are in the journal, and come up at the next start.
const MOST_ALARMS: usize = 64;

impl Kiosk {
    /// Takes a decision up, if it is for staff to take.
    pub(super) fn staff_decided(&mut self, decision: StaffDecision, effects: &mut Effects) -> Result<(), Rejection> {
        let end = self.end_of(&decision)?;
        self.follow(&decision, &end, effects);
        let deciding = Deciding { decision, end, late: Vec::new(), again: None };
        effects.push(Effect::Record(deciding.entry()));
        self.state.deciding.insert(deciding.decision.attempt(), deciding);
        Ok(())
    }

    /// What a decision leads to; changes nothing.
    fn end_of(&self, decision: &StaffDecision) -> Result<StaffEnd, Rejection> {
        let attempt = decision.attempt();
        if self.state.deciding.contains_key(&attempt) {
            return Err(Rejection::Repeat);
        }
        if let Some(checkout) = self.state.unresolved.get(&attempt) {
            return self.end_of_payment(checkout, decision);
        }
        let reversals: Vec<_> = self.state.reversals.iter().filter(|((id, _), _)| *id == attempt).collect();
        if !reversals.is_empty() {
            return end_of_reversals(&reversals, decision.verdict());
        }
        let alarms: Vec<_> = self.state.alarms.iter().filter(|(id, _)| *id == attempt).map(|(_, reason)| *reason).collect();
        if !alarms.is_empty() {
            return Ok(StaffEnd::Seen(alarms));
        }
        Err(self.why_not_for_staff(attempt))
    }

    fn end_of_payment(&self, checkout: &Checkout<OrderContents>, decision: &StaffDecision) -> Result<StaffEnd, Rejection> {
        let Stage::LookingUp { approved, .. } = checkout.stage() else { return Err(Rejection::TooLate) };
        let (locked, training) = (checkout.locked().clone(), self.policy.training);
        match (decision.verdict(), approved) {
            (StaffVerdict::Charged, approved) => {
                let order = match approved {
                    Some(approval) => AcceptedOrder::paid(locked, (**approval).clone(), training),
                    None => AcceptedOrder::said_paid(locked, decision.clone(), training),
                };
                // Invariant: the approval was matched against this very order, and the decision says charged.
                order.map(|order| StaffEnd::Accepted(Box::new(order))).ok_or(Rejection::OtherAttempt)
            }
            (StaffVerdict::NotCharged, Some(approval)) => Ok(StaffEnd::TakenBack(Box::new(approval.facts().clone()))),
            (StaffVerdict::NotCharged, None) => Ok(StaffEnd::GivenUp),
        }
    }

    fn why_not_for_staff(&self, attempt: AttemptId) -> Rejection {
        let owed = self.state.accepting.values().any(|owed| owed.order.attempt() == Some(attempt));
        if self.foreground_attempt() == Some(attempt) {
            Rejection::CustomerThere
        } else if owed {
            Rejection::TooLate
        } else if self.state.remembered.iter().any(|(id, _)| *id == attempt) {
            Rejection::Repeat
        } else {
            Rejection::OtherAttempt
        }
    }

    fn follow(&mut self, decision: &StaffDecision, end: &StaffEnd, effects: &mut Effects) {
        let attempt = decision.attempt();
        match end {
            StaffEnd::Accepted(order) => {
                self.state.take_unresolved(attempt);
                let fate = match order.settlement() {
                    Settlement::Paid(approval) => {
                        // The terminal may still wait to hear that its approval is stored, and would give the money back otherwise.
                        let reference = approval.facts().reference.clone();
                        self.confirm_stored(attempt, reference.clone(), effects);
                        Fate::Paid(reference)
                    }
                    Settlement::SaidPaid(_) | Settlement::PayAtCounter => {
                        Fate::SaidPaid(Box::new(PaymentRequest::new(order.locked(), attempt)))
                    }
                };
                self.state.remember(attempt, fate);
                self.state.note_said(attempt, Said::Charged);
            }
            StaffEnd::GivenUp | StaffEnd::TakenBack(_) => {
                self.state.take_unresolved(attempt);
                self.state.remember(attempt, Fate::NotCharged);
                // A stored approval goes back anyhow, whatever else the terminal says.
                if *end == StaffEnd::GivenUp {
                    self.state.note_said(attempt, Said::NotCharged);
                }
            }
            StaffEnd::GivenBack(references) => {
                for reference in references {
                    self.state.reversals.remove(&(attempt, reference.clone()));
                    self.state.remember(attempt, Fate::Reversed(reference.clone()));
                }
                self.state.note_said(attempt, Said::GivenBack);
            }
            // Notes are a cash machine's.
            StaffEnd::Counted(_) => {}
            StaffEnd::Seen(alarms) => alarms.iter().for_each(|reason| {
                self.state.alarms.remove(&(attempt, *reason));
            }),
        }
    }

    fn confirm_stored(&self, attempt: AttemptId, reference: Rrn, effects: &mut Effects) {
        if self.policy.checkout.terminal_confirms {
            effects.push(Effect::Terminal(TerminalCommand::Confirm { attempt, reference, decision: Confirmation::Stored }));
        }
    }

    /// The decision is durable, and so is what follows from it.
    pub(super) fn decision_written(
        &mut self,
        now: Now,
        attempt: AttemptId,
        matter: &StaffMatter,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let deciding = self.state.deciding.get(&attempt).filter(|deciding| deciding.end.matter() == *matter);
        let Deciding { end, late, .. } = deciding.cloned().ok_or(Rejection::Repeat)?;
        self.state.deciding.remove(&attempt);
        if let StaffEnd::TakenBack(facts) = end {
            self.resume_reversal(now, *facts, ReversalReason::ClosedAsNotCharged, effects);
        }
        for facts in late {
            // A repeat of what is known by now changes nothing.
            let _ = self.stray_approval(facts, effects);
        }
        Ok(())
    }

    pub(super) fn decision_failed(&mut self, now: Now, attempt: AttemptId) -> Result<(), Rejection> {
        let again = Some(now.at.after(self.policy.checkout.record_again));
        let deciding = self.state.deciding.get_mut(&attempt).ok_or(Rejection::Repeat)?;
        deciding.again = again;
        Ok(())
    }

    /// Hands to the journal again what it could not store.
    pub(super) fn record_again(&mut self, now: Now, effects: &mut Effects) {
        for deciding in self.state.deciding.values_mut() {
            if deciding.again.is_some_and(|again| now.at >= again) {
                deciding.again = None;
                effects.push(Effect::Record(deciding.entry()));
            }
        }
        for found in self.state.found.values_mut() {
            if found.again.is_some_and(|again| now.at >= again) {
                found.again = None;
                effects.push(Effect::Record(Entry::Approved { approval: found.approval.clone() }));
            }
        }
    }

    /// The approval of a payment that staff said was charged turns up: stored, and then confirmed, as any other.
    pub(super) fn approval_found(
        &mut self,
        request: &PaymentRequest,
        facts: ApprovalFacts,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let attempt = facts.attempt;
        match self.state.found.get(&attempt) {
            Some(found) if found.approval.facts().reference == facts.reference => return Err(Rejection::Repeat),
            Some(_) => self.begin_reversal(facts, ReversalReason::SecondReference, effects),
            None => match Approval::matching(request, facts.clone()) {
                Ok(approval) => {
                    let approval = Box::new(approval);
                    effects.push(Effect::Record(Entry::Approved { approval: approval.clone() }));
                    self.state.found.insert(attempt, Found { approval, again: None });
                }
                Err(_) => {
                    self.raise(attempt, AlarmReason::ContradictsStaff, Some(Box::new(facts.clone())), effects);
                    self.begin_reversal(facts, ReversalReason::Mismatch, effects);
                }
            },
        }
        Ok(())
    }

    pub(super) fn found_written(&mut self, attempt: AttemptId, effects: &mut Effects) -> Result<(), Rejection> {
        let found = self.state.found.remove(&attempt).ok_or(Rejection::OtherAttempt)?;
        let reference = found.approval.facts().reference.clone();
        self.state.remember(attempt, Fate::Paid(reference.clone()));
        self.confirm_stored(attempt, reference, effects);
        Ok(())
    }

    pub(super) fn found_failed(&mut self, now: Now, attempt: AttemptId) -> Result<(), Rejection> {
        let again = Some(now.at.after(self.policy.checkout.record_again));
        let found = self.state.found.get_mut(&attempt).ok_or(Rejection::OtherAttempt)?;
        found.again = again;
        Ok(())
    }

    /// News that nobody waits for: when it says otherwise than staff did, staff hear of it.
    pub(super) fn held_against_staff(&mut self, event: &TerminalEvent, effects: &mut Effects) -> Result<(), Rejection> {
        let attempt = event.attempt().ok_or(Rejection::OtherAttempt)?;
        let said = self.state.said.iter().position(|(id, said)| *id == attempt && said.is_contradicted_by(event));
        let said = said.ok_or(Rejection::OtherAttempt)?;
        self.state.said.remove(said);
        self.raise(attempt, AlarmReason::ContradictsStaff, None, effects);
        Ok(())
    }

    /// An alarm is recorded, and waits for staff if nothing else does.
    pub(super) fn raise(
        &mut self,
        attempt: AttemptId,
        reason: AlarmReason,
        facts: Option<Box<ApprovalFacts>>,
        effects: &mut Effects,
    ) {
        effects.push(Effect::Record(Entry::Alarm { attempt, reason, facts }));
        self.await_staff(attempt, reason);
    }

    fn await_staff(&mut self, attempt: AttemptId, reason: AlarmReason) {
        if reason.waits_alone() && self.state.alarms.len() < MOST_ALARMS {
            self.state.alarms.insert((attempt, reason));
        }
    }

    /// Alarms that a restart finds waiting.
    pub(super) fn take_up_alarms(&mut self, alarms: Vec<(AttemptId, AlarmReason)>) {
        for (attempt, reason) in alarms {
            self.await_staff(attempt, reason);
        }
    }
}

fn end_of_reversals(reversals: &[(&(AttemptId, Rrn), &Reversal)], verdict: StaffVerdict) -> Result<StaffEnd, Rejection> {
    // One that the terminal refuses or does not answer is a person's to end; one that is being recorded goes on by itself.
    let open = |stage: &ReversalStage| matches!(stage, ReversalStage::Asking { .. } | ReversalStage::Refused);
    if reversals.iter().any(|(_, reversal)| !open(reversal.stage())) {
        return Err(Rejection::TooLate);
    }
    match verdict {
        StaffVerdict::Charged => Err(Rejection::BeingTakenBack),
        StaffVerdict::NotCharged => {
            Ok(StaffEnd::GivenBack(reversals.iter().map(|((_, reference), _)| reference.clone()).collect()))
        }
    }
}

impl Deciding {
    fn entry(&self) -> Entry {
        Entry::StaffResolved { decision: self.decision.clone(), end: self.end.clone() }
    }
}

impl Said {
    /// Whether the terminal's word is the opposite.
    const fn is_contradicted_by(self, event: &TerminalEvent) -> bool {
        match (self, event) {
            (
                Self::Charged,
                TerminalEvent::TakenBack { .. }
                | TerminalEvent::Declined { .. }
                | TerminalEvent::CancelledAtTerminal { .. }
                | TerminalEvent::Cancelled { .. }
                | TerminalEvent::NoCard { .. }
                | TerminalEvent::LookedUp { answer: LookUpAnswer::Declined(_) | LookUpAnswer::NotCharged, .. },
            )
            | (Self::NotCharged, TerminalEvent::Confirmed { .. })
            | (Self::GivenBack, TerminalEvent::Reversed { .. }) => true,
            (
                Self::Charged | Self::NotCharged | Self::GivenBack,
                TerminalEvent::Progress { .. }
                | TerminalEvent::ApprovalOffered(_)
                | TerminalEvent::CardSlip(_)
                | TerminalEvent::Confirmed { .. }
                | TerminalEvent::TakenBack { .. }
                | TerminalEvent::Declined { .. }
                | TerminalEvent::CancelledAtTerminal { .. }
                | TerminalEvent::Cancelled { .. }
                | TerminalEvent::CancelTooLate { .. }
                | TerminalEvent::NoCard { .. }
                | TerminalEvent::Unreachable { .. }
                | TerminalEvent::Busy { .. }
                | TerminalEvent::Unknown { .. }
                | TerminalEvent::LookedUp { .. }
                | TerminalEvent::Reversed { .. }
                | TerminalEvent::ReversalRefused { .. }
                | TerminalEvent::Reconciled
                | TerminalEvent::Health(_),
            ) => false,
        }
    }
}
