//! Taking one payment back: intent durable → terminal → done durable. Silence is answered by trying again, for ever.

use super::CheckoutPolicy;
use crate::machine::Rejection;
use crate::payment::{AlarmReason, ApprovalFacts, Entry, ReversalReason, TerminalCommand};
use crate::time::{Millis, Timestamp};

/// Where a reversal stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReversalStage {
    /// Waiting for the intent to be durable; tried again at this time if that failed.
    RecordingIntent {
        /// When to try again.
        again: Option<Timestamp>,
    },
    /// The terminal has been told; told again at `next`.
    Asking {
        /// When to tell it again.
        next: Timestamp,
        /// The pause after that.
        pause: Millis,
    },
    /// Waiting for the end to be durable.
    RecordingDone {
        /// When to try again.
        again: Option<Timestamp>,
    },
    /// The money is back.
    Done,
    /// The terminal refuses for good; staff have been told.
    Refused,
}

/// One payment that must be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reversal {
    facts: ApprovalFacts,
    reason: ReversalReason,
    stage: ReversalStage,
}

/// What a reversal wants done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReversalEffect {
    /// Store an entry.
    Record(Entry),
    /// Tell the terminal.
    Terminal(TerminalCommand),
}

impl Reversal {
    /// Begins: asks for the intent to be stored.
    #[must_use]
    pub fn begin(facts: ApprovalFacts, reason: ReversalReason) -> (Self, Vec<ReversalEffect>) {
        let reversal = Self { facts, reason, stage: ReversalStage::RecordingIntent { again: None } };
        let effects = vec![reversal.record_intent()];
        (reversal, effects)
    }

    /// Takes up a reversal whose intent is durable, after a restart.
    #[must_use]
    pub fn resume(
        facts: ApprovalFacts,
        reason: ReversalReason,
        now: Timestamp,
        policy: &CheckoutPolicy,
    ) -> (Self, Vec<ReversalEffect>) {
        let mut reversal = Self { facts, reason, stage: ReversalStage::RecordingIntent { again: None } };
        let effects = reversal.ask(now, policy.reversal_every, policy);
        (reversal, effects)
    }

    /// What the terminal approved.
    #[must_use]
    pub const fn facts(&self) -> &ApprovalFacts {
        &self.facts
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> &ReversalStage {
        &self.stage
    }

    /// Whether the money is back.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self.stage, ReversalStage::Done)
    }

    /// When something must happen by itself.
    #[must_use]
    pub const fn next_deadline(&self) -> Option<Timestamp> {
        match self.stage {
            ReversalStage::RecordingIntent { again } | ReversalStage::RecordingDone { again } => again,
            ReversalStage::Asking { next, .. } => Some(next),
            ReversalStage::Done | ReversalStage::Refused => None,
        }
    }

    /// The intent is durable: tell the terminal.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when nobody waits for that.
    pub fn intent_written(&mut self, now: Timestamp, policy: &CheckoutPolicy) -> Result<Vec<ReversalEffect>, Rejection> {
        match self.stage {
            ReversalStage::RecordingIntent { .. } => Ok(self.ask(now, policy.reversal_every, policy)),
            ReversalStage::Asking { .. } | ReversalStage::RecordingDone { .. } | ReversalStage::Done | ReversalStage::Refused => {
                Err(Rejection::Repeat)
            }
        }
    }

    /// The terminal has taken it back.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when that is known already.
    pub fn reversed(&mut self) -> Result<Vec<ReversalEffect>, Rejection> {
        match self.stage {
            ReversalStage::Asking { .. } | ReversalStage::Refused => {
                self.stage = ReversalStage::RecordingDone { again: None };
                Ok(vec![self.record_done()])
            }
            ReversalStage::RecordingIntent { .. } | ReversalStage::RecordingDone { .. } | ReversalStage::Done => {
                Err(Rejection::Repeat)
            }
        }
    }

    /// The terminal refuses for good.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when nobody waits for that.
    pub fn refused(&mut self) -> Result<Vec<ReversalEffect>, Rejection> {
        match self.stage {
            ReversalStage::Asking { .. } => {
                self.stage = ReversalStage::Refused;
                let reason = AlarmReason::ReversalRefused;
                let facts = Some(Box::new(self.facts.clone()));
                Ok(vec![ReversalEffect::Record(Entry::Alarm { attempt: self.facts.attempt, reason, facts })])
            }
            ReversalStage::RecordingIntent { .. }
            | ReversalStage::RecordingDone { .. }
            | ReversalStage::Done
            | ReversalStage::Refused => Err(Rejection::Repeat),
        }
    }

    /// The end is durable.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when nobody waits for that.
    pub fn done_written(&mut self) -> Result<Vec<ReversalEffect>, Rejection> {
        match self.stage {
            ReversalStage::RecordingDone { .. } => {
                self.stage = ReversalStage::Done;
                Ok(Vec::new())
            }
            ReversalStage::RecordingIntent { .. }
            | ReversalStage::Asking { .. }
            | ReversalStage::Done
            | ReversalStage::Refused => Err(Rejection::Repeat),
        }
    }

    /// An entry could not be stored: tried again after a pause.
    pub fn write_failed(&mut self, now: Timestamp, policy: &CheckoutPolicy) {
        match &mut self.stage {
            ReversalStage::RecordingIntent { again } | ReversalStage::RecordingDone { again } => {
                *again = Some(now.after(policy.record_again));
            }
            ReversalStage::Asking { .. } | ReversalStage::Done | ReversalStage::Refused => {}
        }
    }

    /// Time passed.
    pub fn tick(&mut self, now: Timestamp, policy: &CheckoutPolicy) -> Vec<ReversalEffect> {
        if self.next_deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        match &mut self.stage {
            ReversalStage::RecordingIntent { again } => {
                *again = None;
                vec![self.record_intent()]
            }
            ReversalStage::RecordingDone { again } => {
                *again = None;
                vec![self.record_done()]
            }
            ReversalStage::Asking { pause, .. } => {
                let pause = *pause;
                self.ask(now, pause, policy)
            }
            ReversalStage::Done | ReversalStage::Refused => Vec::new(),
        }
    }

    fn ask(&mut self, now: Timestamp, pause: Millis, policy: &CheckoutPolicy) -> Vec<ReversalEffect> {
        let longer = Millis(pause.0.saturating_mul(2).min(policy.reversal_every_max.0));
        self.stage = ReversalStage::Asking { next: now.after(pause), pause: longer };
        let ApprovalFacts { attempt, reference, amount, .. } = self.facts.clone();
        vec![ReversalEffect::Terminal(TerminalCommand::Reverse { attempt, reference, amount })]
    }

    fn record_intent(&self) -> ReversalEffect {
        ReversalEffect::Record(Entry::ReversalIntent { facts: Box::new(self.facts.clone()), reason: self.reason })
    }

    fn record_done(&self) -> ReversalEffect {
        let ApprovalFacts { attempt, reference, .. } = self.facts.clone();
        ReversalEffect::Record(Entry::Reversed { attempt, reference })
    }
}
