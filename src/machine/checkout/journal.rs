//! What the journal says to a checkout: something is stored, or could not be.

use super::{CancelWish, Checkout, CheckoutEffect, CheckoutPolicy, CheckoutWrite, Outcome, Stage};
use crate::id::Stan;
use crate::machine::Rejection;
use crate::payment::{Confirmation, NotCharged, Progress, TerminalCommand};
use crate::time::Timestamp;

impl<S> Checkout<S> {
    pub(super) fn intent_written(&mut self, now: Timestamp, stan: Stan, policy: &CheckoutPolicy) -> Outcome {
        let Stage::RecordingIntent { cancel } = self.stage else { return Err(Rejection::Repeat) };
        self.stan = Some(stan);
        self.sent_at = now;
        if cancel == CancelWish::None {
            let deadline = now.after(policy.terminal_answer);
            self.stage = Stage::Authorising { progress: Progress::PresentCard, cancel, deadline };
            Ok(vec![CheckoutEffect::Terminal(TerminalCommand::Authorise { request: self.request.clone(), stan })])
        } else {
            Ok(self.end_without_charge(NotCharged::CancelledHere))
        }
    }

    pub(super) fn approval_written(&mut self, now: Timestamp, policy: &CheckoutPolicy) -> Outcome {
        let Stage::RecordingApproval { approval } = &self.stage else { return Err(Rejection::Repeat) };
        let approval = approval.clone();
        if !policy.terminal_confirms {
            self.stage = Stage::Charged { approval };
            return Ok(Vec::new());
        }
        let deadline = now.after(policy.confirm_answer);
        self.stage = Stage::Confirming { approval, progress: Progress::Authorising, deadline };
        Ok(self.confirm(Confirmation::Stored))
    }

    pub(super) fn not_charged_written(&mut self) -> Outcome {
        let Stage::RecordingNotCharged { why } = &self.stage else { return Err(Rejection::Repeat) };
        self.stage = Stage::NotCharged { why: why.clone() };
        Ok(Vec::new())
    }

    pub(super) fn write_failed(&mut self, now: Timestamp, write: CheckoutWrite, policy: &CheckoutPolicy) -> Outcome {
        match (write, &self.stage) {
            (CheckoutWrite::Intent, Stage::RecordingIntent { .. }) => {
                // Nothing was sent, and nothing is in the journal that says otherwise.
                self.stage = Stage::NotCharged { why: NotCharged::NotRecorded };
                Ok(Vec::new())
            }
            (CheckoutWrite::Approval, Stage::RecordingApproval { approval }) => {
                let facts = Box::new(approval.facts().clone());
                self.stage = Stage::Refusing { facts, deadline: now.after(policy.confirm_answer) };
                Ok(self.confirm(Confirmation::Refuse))
            }
            (CheckoutWrite::NotCharged, Stage::RecordingNotCharged { why }) => {
                // It is certain that no money moved, so the subject is free. Without the record a restart asks the terminal again, so the
                // outer machine sells nothing else before it is stored after all.
                self.stage = Stage::NotCharged { why: why.clone() };
                Ok(Vec::new())
            }
            (CheckoutWrite::Intent | CheckoutWrite::Approval | CheckoutWrite::NotCharged, _) => Err(Rejection::Repeat),
        }
    }
}
