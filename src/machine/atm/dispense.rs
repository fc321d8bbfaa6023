//! One pay-out: intent durable → dispenser told, once → where the notes are → end durable.
//!
//! A sub-machine beside the checkout. It begins with a proof that the bank stands debited, and ends with what became of the notes; what
//! follows from that (a receipt, a reversal, an alarm) is the outer machine's. Its invariants: the dispenser is told once at most, not
//! even a restart tells it again, and what it cannot tell stays unknown. Notes that were once presented are never called "not
//! dispensed" afterwards, whatever the dispenser says: that is how people were paid twice.

use super::Policy;
use crate::id::AttemptId;
use crate::machine::Rejection;
use crate::payment::{CashCommand, CashEnd, CashEntry, CashPlace, Debited, PayOut};
use crate::planted::{self, Bug};
use crate::time::Timestamp;

/// Where a pay-out stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DispenseStage {
    /// Waiting for the intent to be durable. The dispenser knows nothing yet.
    RecordingIntent,
    /// The dispenser was told; asked at this time where the notes are.
    Counting {
        /// When.
        deadline: Timestamp,
    },
    /// The notes can be taken, until then.
    Presented {
        /// When they are drawn in.
        deadline: Timestamp,
    },
    /// The dispenser was told to draw them in.
    Retracting {
        /// When it is asked whether it has.
        deadline: Timestamp,
    },
    /// Nobody knows where the notes are; the dispenser is asked again and again.
    Asking {
        /// When the next question is due.
        next: Timestamp,
    },
    /// Waiting for the end to be durable; handed over again at this time if that failed.
    RecordingEnd {
        /// The end.
        end: CashEnd,
        /// When to hand it over again.
        again: Option<Timestamp>,
    },
    /// It has ended.
    Ended(CashEnd),
}

/// One pay-out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Dispense {
    debited: Box<Debited>,
    /// Whether anybody may ever have been able to reach a note.
    presented: bool,
    stage: DispenseStage,
}

/// What a pay-out wants done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DispenseEffect {
    /// Store an entry.
    Record(CashEntry),
    /// Tell the dispenser.
    Cash(CashCommand),
}

type Outcome = Result<Vec<DispenseEffect>, Rejection>;

impl Dispense {
    /// Begins: asks for the intent to be stored.
    #[must_use]
    pub fn begin(debited: Debited) -> (Self, Vec<DispenseEffect>) {
        let dispense = Self { debited: Box::new(debited), presented: false, stage: DispenseStage::RecordingIntent };
        let intent = CashEntry::DispenseIntent { attempt: dispense.attempt() };
        (dispense, vec![DispenseEffect::Record(intent)])
    }

    /// Takes up a pay-out whose intent is durable, after a restart: the dispenser is asked, and never told again.
    #[must_use]
    pub fn resume(debited: Debited, now: Timestamp, policy: &Policy) -> (Self, Vec<DispenseEffect>) {
        let mut dispense = Self { debited: Box::new(debited), presented: false, stage: DispenseStage::RecordingIntent };
        if planted::is(Bug::DispenseAgainAfterRestart) {
            let again = dispense.intent_written(now, policy).unwrap_or_default();
            return (dispense, again);
        }
        let effects = dispense.ask(now, policy);
        (dispense, effects)
    }

    /// What pays for it.
    #[must_use]
    pub fn debited(&self) -> &Debited {
        &self.debited
    }

    /// The try whose debit pays for it.
    #[must_use]
    pub fn attempt(&self) -> AttemptId {
        self.debited.facts().attempt
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> DispenseStage {
        self.stage
    }

    /// How it ended, durable or not yet.
    #[must_use]
    pub const fn end(&self) -> Option<CashEnd> {
        match self.stage {
            DispenseStage::RecordingEnd { end, .. } | DispenseStage::Ended(end) => Some(end),
            DispenseStage::RecordingIntent
            | DispenseStage::Counting { .. }
            | DispenseStage::Presented { .. }
            | DispenseStage::Retracting { .. }
            | DispenseStage::Asking { .. } => None,
        }
    }

    /// When something must happen by itself; `None` while the journal owes an answer.
    #[must_use]
    pub const fn next_deadline(&self) -> Option<Timestamp> {
        match self.stage {
            DispenseStage::Counting { deadline }
            | DispenseStage::Presented { deadline }
            | DispenseStage::Retracting { deadline }
            | DispenseStage::Asking { next: deadline } => Some(deadline),
            DispenseStage::RecordingEnd { again, .. } => again,
            DispenseStage::RecordingIntent | DispenseStage::Ended(_) => None,
        }
    }

    /// The intent is durable: tell the dispenser.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when nobody waits for that.
    pub fn intent_written(&mut self, now: Timestamp, policy: &Policy) -> Outcome {
        if self.stage != DispenseStage::RecordingIntent {
            return Err(Rejection::Repeat);
        }
        self.stage = DispenseStage::Counting { deadline: now.after(policy.counting) };
        Ok(vec![DispenseEffect::Cash(CashCommand::Dispense(PayOut::new(&self.debited)))])
    }

    /// The intent is not in the journal: the dispenser is never told, and nothing has to be stored about that.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when nobody waits for that.
    pub fn intent_failed(&mut self) -> Outcome {
        if self.stage != DispenseStage::RecordingIntent {
            return Err(Rejection::Repeat);
        }
        self.stage = DispenseStage::Ended(CashEnd::NotDispensed);
        Ok(Vec::new())
    }

    /// The dispenser says where the notes are.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] for what was known already.
    pub fn place(&mut self, now: Timestamp, place: CashPlace, policy: &Policy) -> Outcome {
        match self.stage {
            DispenseStage::RecordingIntent | DispenseStage::RecordingEnd { .. } | DispenseStage::Ended(_) => {
                return Err(Rejection::Repeat);
            }
            DispenseStage::Counting { .. }
            | DispenseStage::Presented { .. }
            | DispenseStage::Retracting { .. }
            | DispenseStage::Asking { .. } => {}
        }
        match place {
            CashPlace::Counting => Err(Rejection::Repeat),
            CashPlace::Presented => self.presented(now, policy),
            CashPlace::Taken => Ok(self.ended(CashEnd::Taken)),
            CashPlace::Returned => Ok(self.ended(CashEnd::Returned)),
            CashPlace::NotDispensed if !self.presented => Ok(self.ended(CashEnd::NotDispensed)),
            CashPlace::NotDispensed | CashPlace::Retracted | CashPlace::Unknown => Ok(self.ended(CashEnd::Unknown)),
        }
    }

    fn presented(&mut self, now: Timestamp, policy: &Policy) -> Outcome {
        match self.stage {
            DispenseStage::Counting { .. } => {
                self.presented = true;
                self.stage = DispenseStage::Presented { deadline: now.after(policy.cash_taken) };
                Ok(Vec::new())
            }
            // Nobody is sure to stand there any more.
            DispenseStage::Asking { .. } => {
                self.presented = true;
                Ok(self.retract(now, policy))
            }
            DispenseStage::RecordingIntent
            | DispenseStage::Presented { .. }
            | DispenseStage::Retracting { .. }
            | DispenseStage::RecordingEnd { .. }
            | DispenseStage::Ended(_) => Err(Rejection::Repeat),
        }
    }

    /// The end is durable.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when nobody waits for that.
    pub fn end_written(&mut self) -> Outcome {
        let DispenseStage::RecordingEnd { end, .. } = self.stage else { return Err(Rejection::Repeat) };
        self.stage = DispenseStage::Ended(end);
        Ok(Vec::new())
    }

    /// The end could not be stored: handed over again after a pause, for as long as it takes.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when nobody waits for that.
    pub fn end_failed(&mut self, now: Timestamp, policy: &Policy) -> Outcome {
        let DispenseStage::RecordingEnd { again, .. } = &mut self.stage else { return Err(Rejection::Repeat) };
        *again = Some(now.after(policy.checkout.record_again));
        Ok(Vec::new())
    }

    /// Time passed.
    pub fn tick(&mut self, now: Timestamp, policy: &Policy) -> Vec<DispenseEffect> {
        if self.next_deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        match self.stage {
            DispenseStage::Presented { .. } => self.retract(now, policy),
            DispenseStage::Counting { .. } | DispenseStage::Retracting { .. } | DispenseStage::Asking { .. } => {
                self.ask(now, policy)
            }
            DispenseStage::RecordingEnd { end, .. } => self.ended(end),
            DispenseStage::RecordingIntent | DispenseStage::Ended(_) => Vec::new(),
        }
    }

    fn retract(&mut self, now: Timestamp, policy: &Policy) -> Vec<DispenseEffect> {
        self.stage = DispenseStage::Retracting { deadline: now.after(policy.counting) };
        vec![DispenseEffect::Cash(CashCommand::Retract { attempt: self.attempt() })]
    }

    fn ask(&mut self, now: Timestamp, policy: &Policy) -> Vec<DispenseEffect> {
        self.stage = DispenseStage::Asking { next: now.after(policy.where_every) };
        vec![DispenseEffect::Cash(CashCommand::Where { attempt: self.attempt() })]
    }

    fn ended(&mut self, end: CashEnd) -> Vec<DispenseEffect> {
        self.stage = DispenseStage::RecordingEnd { end, again: None };
        vec![DispenseEffect::Record(CashEntry::Ended { attempt: self.attempt(), end })]
    }
}
