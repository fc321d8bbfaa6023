//! The notes, and what follows from where they are: a receipt, the money back, or a person who counts.

use super::Atm;
use super::dispense::{Dispense, DispenseEffect, DispenseStage};
use super::effect::{Effect, Effects, Slip};
use super::state::{Fate, PayingOut, Session, Stage, Told};
use crate::id::AttemptId;
use crate::machine::Rejection;
use crate::payment::{AlarmReason, CashEnd, CashPlace, Debited, Entry, ReversalReason};
use crate::time::Now;

impl Atm {
    /// The card is taken: now the notes.
    pub(super) fn pay_out(&mut self, now: Now, debited: Debited, effects: &mut Effects) {
        let facts = debited.facts();
        let slip = Slip {
            attempt: facts.attempt,
            amount: debited.locked().amount(),
            card: facts.card.clone(),
            language: debited.locked().subject().language().clone(),
        };
        let attempt = facts.attempt;
        let (dispense, wanted) = Dispense::begin(debited);
        carry_out(wanted, effects);
        self.state.dispenses.insert(attempt, dispense);
        self.go_on(now, Stage::PayingOut(PayingOut { slip, unknown_since: None }));
    }

    pub(super) fn dispense_intent_written(
        &mut self,
        now: Now,
        attempt: AttemptId,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        let wanted = self.dispense(attempt)?.intent_written(now.at, &policy)?;
        self.follow(now, attempt, wanted, effects);
        Ok(())
    }

    pub(super) fn dispense_intent_failed(
        &mut self,
        now: Now,
        attempt: AttemptId,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let wanted = self.dispense(attempt)?.intent_failed()?;
        self.follow(now, attempt, wanted, effects);
        Ok(())
    }

    pub(super) fn cash_place(
        &mut self,
        now: Now,
        attempt: AttemptId,
        place: CashPlace,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        let wanted = self.dispense(attempt)?.place(now.at, place, &policy)?;
        self.follow(now, attempt, wanted, effects);
        Ok(())
    }

    pub(super) fn dispense_end_written(&mut self, now: Now, attempt: AttemptId, effects: &mut Effects) -> Result<(), Rejection> {
        let wanted = self.dispense(attempt)?.end_written()?;
        self.follow(now, attempt, wanted, effects);
        Ok(())
    }

    pub(super) fn dispense_end_failed(&mut self, now: Now, attempt: AttemptId) -> Result<(), Rejection> {
        let policy = self.policy.clone();
        self.dispense(attempt)?.end_failed(now.at, &policy)?;
        Ok(())
    }

    pub(super) fn dispenses_tick(&mut self, now: Now, effects: &mut Effects) {
        let policy = self.policy.clone();
        let attempts: Vec<_> = self.state.dispenses.keys().copied().collect();
        for attempt in attempts {
            let wanted = self.dispense(attempt).map(|dispense| dispense.tick(now.at, &policy)).unwrap_or_default();
            self.follow(now, attempt, wanted, effects);
        }
    }

    fn dispense(&mut self, attempt: AttemptId) -> Result<&mut Dispense, Rejection> {
        self.state.dispenses.get_mut(&attempt).ok_or(Rejection::OtherAttempt)
    }

    /// What a step of a pay-out wants, and what it means for the customer and for the money.
    fn follow(&mut self, now: Now, attempt: AttemptId, wanted: Vec<DispenseEffect>, effects: &mut Effects) {
        carry_out(wanted, effects);
        let Some(dispense) = self.state.dispenses.get(&attempt) else { return };
        let (stage, end) = (dispense.stage(), dispense.end());
        if let Some(paying_out) = self.paying_out(attempt) {
            match (stage, end) {
                (DispenseStage::Asking { .. }, _) => {
                    paying_out.unknown_since.get_or_insert(now.at);
                }
                (_, Some(end)) => self.tell_end(now, attempt, end),
                _ => {}
            }
        }
        if let DispenseStage::Ended(end) = stage {
            self.settle_dispense(attempt, end, effects);
        }
    }

    /// The customer's pay-out, if it is this one.
    fn paying_out(&mut self, attempt: AttemptId) -> Option<&mut PayingOut> {
        match self.stage_mut() {
            Some(Stage::PayingOut(paying_out)) if paying_out.slip.attempt == attempt => Some(paying_out),
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
            | None => None,
        }
    }

    /// Nobody waits in front of the screen for a record.
    fn tell_end(&mut self, now: Now, attempt: AttemptId, end: CashEnd) {
        let Some(PayingOut { slip, .. }) = self.paying_out(attempt) else { return };
        let stage = match end {
            CashEnd::Taken => Stage::Receipt(slip.clone()),
            CashEnd::NotDispensed => Stage::Told(Told::NotPaidOut),
            CashEnd::Returned => Stage::Told(Told::CashReturned),
            CashEnd::Unknown => Stage::Told(Told::AskStaff(attempt.reference())),
        };
        self.go_on(now, stage);
    }

    fn settle_dispense(&mut self, attempt: AttemptId, end: CashEnd, effects: &mut Effects) {
        let Some(dispense) = self.state.dispenses.remove(&attempt) else { return };
        let facts = dispense.debited().facts().clone();
        match end {
            CashEnd::Taken => self.state.remember(attempt, Fate::Stands(facts.reference)),
            CashEnd::NotDispensed => self.begin_reversal(facts, ReversalReason::NotDispensed, effects),
            CashEnd::Returned => self.begin_reversal(facts, ReversalReason::CashReturned, effects),
            CashEnd::Unknown => {
                self.state.remember(attempt, Fate::Stands(facts.reference.clone()));
                let facts = Some(Box::new(facts));
                effects.push(Effect::Record(Entry::Alarm { attempt, reason: AlarmReason::CashUnknown, facts }));
                effects.push(Effect::CallStaff);
            }
        }
    }

    /// The customer has waited long enough for a dispenser that does not say where the notes are.
    pub(super) fn paying_out_tick(&mut self, now: Now, effects: &mut Effects) {
        let patience = self.policy.patience;
        let Some(Stage::PayingOut(paying_out)) = self.state.session().map(Session::stage) else { return };
        if paying_out.unknown_since.is_none_or(|since| now.at < since.after(patience)) {
            return;
        }
        let attempt = paying_out.slip.attempt;
        effects.push(Effect::Record(Entry::HandedToStaff { attempt }));
        effects.push(Effect::CallStaff);
        self.go_on(now, Stage::Told(Told::AskStaff(attempt.reference())));
    }

    pub(super) fn receipt(&mut self, now: Now, effects: &mut Effects) -> Result<(), Rejection> {
        let Some(Stage::Receipt(slip)) = self.state.session().map(Session::stage) else { return self.not_here() };
        effects.push(Effect::PrintReceipt(Box::new(slip.clone())));
        self.go_on(now, Stage::Told(Told::Goodbye));
        Ok(())
    }

    /// No receipt; or the last word has been read.
    pub(super) fn finish(&mut self, now: Now) -> Result<(), Rejection> {
        match self.state.session().map(Session::stage) {
            Some(Stage::Receipt(_)) => {
                self.go_on(now, Stage::Told(Told::Goodbye));
                Ok(())
            }
            Some(Stage::Told(_)) => {
                self.clear_to_welcome();
                Ok(())
            }
            Some(
                Stage::Amount(_)
                | Stage::Confirm(_)
                | Stage::Paying(_)
                | Stage::Debiting(_)
                | Stage::CardBack(_)
                | Stage::PayingOut(_)
                | Stage::Enquiring(_),
            )
            | None => self.not_here(),
        }
    }
}

pub(super) fn carry_out(wanted: Vec<DispenseEffect>, effects: &mut Effects) {
    for effect in wanted {
        effects.push(match effect {
            DispenseEffect::Record(entry) => Effect::Record(Entry::Cash(entry)),
            DispenseEffect::Cash(command) => Effect::Cash(command),
        });
    }
}
