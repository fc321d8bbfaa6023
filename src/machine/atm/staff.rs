//! Staff decide about a withdrawal that nobody else can end (I10): by name, durable, and tried again until it is.
//!
//! As at the kiosk, but nobody is served here: whoever stood there has gone, and no decision pays anything out.
//!
//! | decision | about | what follows |
//! |---|---|---|
//! | either | a debit nobody knows, its approval stored | taken back |
//! | not charged | a debit nobody knows | closed; one that turns up is taken back |
//! | charged | a debit nobody knows | refused: given back by hand first, then not charged |
//! | charged | notes nobody knows of | the customer has them: the debit stands |
//! | not charged | notes nobody knows of | they are all here: the debit is taken back |
//! | not charged | debits the terminal does not take back | given back by hand |
//! | either | an alarm | looked at |

use super::Atm;
use super::dispense::DispenseStage;
use super::effect::{Effect, Effects};
use super::state::{Deciding, Fate};
use crate::id::AttemptId;
use crate::machine::Rejection;
use crate::machine::checkout::{Checkout, ReversalStage, Stage};
use crate::order::Withdrawal;
use crate::payment::{
    AlarmReason, ApprovalFacts, CashEnd, Entry, ReversalReason, StaffDecision, StaffEnd, StaffMatter, StaffVerdict,
};
use crate::time::{Now, Timestamp};

/// So many alarms wait for staff here at most; more are in the journal, and come up at the next start.
const MOST_ALARMS: usize = 64;

impl Atm {
    /// Takes a decision up, if it is for staff to take.
    pub(super) fn staff_decided(&mut self, decision: StaffDecision, effects: &mut Effects) -> Result<(), Rejection> {
        let end = self.end_of(&decision)?;
        let attempt = decision.attempt();
        let notes = self.follow_decision(attempt, &end);
        let deciding = Deciding { decision, end, notes, late: Vec::new(), again: None };
        effects.push(Effect::Record(deciding.entry()));
        self.state.deciding.insert(attempt, deciding);
        Ok(())
    }

    /// What a decision leads to; changes nothing.
    fn end_of(&self, decision: &StaffDecision) -> Result<StaffEnd, Rejection> {
        let (attempt, verdict) = (decision.attempt(), decision.verdict());
        if self.state.deciding.contains_key(&attempt) {
            return Err(Rejection::Repeat);
        }
        if self.state.foreground_attempt() == Some(attempt) {
            return Err(Rejection::CustomerThere);
        }
        if let Some(checkout) = self.state.unresolved.get(&attempt) {
            return end_of_debit(checkout, verdict);
        }
        if let Some(dispense) = self.state.dispenses.get(&attempt) {
            return match (dispense.stage(), verdict) {
                (DispenseStage::Asking { .. }, StaffVerdict::Charged) => Ok(StaffEnd::Counted(CashEnd::Taken)),
                (DispenseStage::Asking { .. }, StaffVerdict::NotCharged) => Ok(StaffEnd::Counted(CashEnd::Returned)),
                _ => Err(Rejection::TooLate),
            };
        }
        let reversals: Vec<_> = self.state.reversals.iter().filter(|((id, _), _)| *id == attempt).collect();
        if !reversals.is_empty() {
            // One that the terminal refuses or does not answer is a person's to end; one that is being recorded goes on by itself.
            let open = |stage: &ReversalStage| matches!(stage, ReversalStage::Asking { .. } | ReversalStage::Refused);
            if reversals.iter().any(|(_, reversal)| !open(reversal.stage())) {
                return Err(Rejection::TooLate);
            }
            return match verdict {
                StaffVerdict::Charged => Err(Rejection::BeingTakenBack),
                StaffVerdict::NotCharged => {
                    Ok(StaffEnd::GivenBack(reversals.iter().map(|((_, reference), _)| reference.clone()).collect()))
                }
            };
        }
        let alarms: Vec<_> = self.state.alarms.iter().filter(|(id, _)| *id == attempt).map(|(_, reason)| *reason).collect();
        if !alarms.is_empty() {
            return Ok(StaffEnd::Seen(alarms));
        }
        let ended = self.state.remembered.iter().any(|(id, _)| *id == attempt);
        Err(if ended { Rejection::Repeat } else { Rejection::OtherAttempt })
    }

    /// The decision stands from now on. The answer is the debit whose notes were counted.
    fn follow_decision(&mut self, attempt: AttemptId, end: &StaffEnd) -> Option<Box<ApprovalFacts>> {
        match end {
            StaffEnd::GivenUp | StaffEnd::TakenBack(_) => {
                self.state.unresolved.remove(&attempt);
                self.state.remember(attempt, Fate::NotCharged);
                None
            }
            StaffEnd::GivenBack(references) => {
                for reference in references {
                    self.state.reversals.remove(&(attempt, reference.clone()));
                    self.state.remember(attempt, Fate::Reversed(reference.clone()));
                }
                None
            }
            StaffEnd::Counted(_) => {
                let facts = self.state.dispenses.remove(&attempt)?.debited().facts().clone();
                self.state.remember(attempt, Fate::Stands(facts.reference.clone()));
                Some(Box::new(facts))
            }
            StaffEnd::Seen(alarms) => {
                self.state.alarms.retain(|(id, reason)| *id != attempt || !alarms.contains(reason));
                None
            }
            // It serves no orders.
            StaffEnd::Accepted(_) => None,
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
        let is_it = self.state.deciding.get(&attempt).is_some_and(|deciding| deciding.end.matter() == *matter);
        let deciding = if is_it { self.state.deciding.remove(&attempt) } else { None };
        let Deciding { end, notes, late, .. } = deciding.ok_or(Rejection::Repeat)?;
        if let StaffEnd::TakenBack(facts) = &end {
            self.resume_reversal(now, (**facts).clone(), ReversalReason::ClosedAsNotCharged, effects);
        }
        if let (StaffEnd::Counted(CashEnd::Returned), Some(facts)) = (end, notes) {
            self.begin_reversal(*facts, ReversalReason::CashReturned, effects);
        }
        for facts in late {
            // A repeat of what is known by now changes nothing.
            let _ = self.stray_approval(facts, effects);
        }
        Ok(())
    }

    pub(super) fn decision_failed(&mut self, now: Now, attempt: AttemptId) -> Result<(), Rejection> {
        let again = Some(now.at.after(self.policy.checkout.record_again));
        self.state.deciding.get_mut(&attempt).ok_or(Rejection::Repeat)?.again = again;
        Ok(())
    }

    /// Hands to the journal again what it could not store: what is due.
    pub(super) fn decide_again(&mut self, is_due: impl Fn(Timestamp) -> bool, effects: &mut Effects) {
        for deciding in self.state.deciding.values_mut() {
            if deciding.again.is_some_and(&is_due) {
                deciding.again = None;
                effects.push(Effect::Record(deciding.entry()));
            }
        }
    }

    /// Every alarm that is raised waits for staff, if nothing else does.
    pub(super) fn await_staff(&mut self, effects: &Effects) {
        for effect in effects.iter() {
            if let Effect::Record(Entry::Alarm { attempt, reason, .. }) = effect {
                self.take_up_alarm(*attempt, *reason);
            }
        }
    }

    pub(super) fn take_up_alarm(&mut self, attempt: AttemptId, reason: AlarmReason) {
        if reason.waits_alone() && self.state.alarms.len() < MOST_ALARMS {
            self.state.alarms.insert((attempt, reason));
        }
    }
}

fn end_of_debit(checkout: &Checkout<Withdrawal>, verdict: StaffVerdict) -> Result<StaffEnd, Rejection> {
    let Stage::LookingUp { approved, .. } = checkout.stage() else { return Err(Rejection::TooLate) };
    match (approved, verdict) {
        (Some(approval), _) => Ok(StaffEnd::TakenBack(Box::new(approval.facts().clone()))),
        (None, StaffVerdict::NotCharged) => Ok(StaffEnd::GivenUp),
        (None, StaffVerdict::Charged) => Err(Rejection::BeingTakenBack),
    }
}

impl Deciding {
    fn entry(&self) -> Entry {
        Entry::StaffResolved { decision: self.decision.clone(), end: self.end.clone() }
    }
}
