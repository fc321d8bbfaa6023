//! What the terminal says to a checkout, be it for the first time, again, too late or about another payment.

use super::{CancelWish, Checkout, CheckoutEffect, CheckoutPolicy, Outcome, Stage};
use crate::id::Rrn;
use crate::machine::Rejection;
use crate::payment::{
    AlarmReason, Approval, ApprovalFacts, Confirmation, LookUpAnswer, NotCharged, Progress, ReversalReason, TerminalEvent,
    UnknownReason,
};
use crate::planted::{self, Bug};
use crate::time::Timestamp;

impl<S> Checkout<S> {
    pub(super) fn terminal(&mut self, now: Timestamp, event: TerminalEvent, policy: &CheckoutPolicy) -> Outcome {
        if event.attempt() != Some(self.request.attempt()) {
            return Err(Rejection::OtherAttempt);
        }
        match event {
            TerminalEvent::Progress { progress, .. } => self.progress(now, progress, policy),
            TerminalEvent::ApprovalOffered(facts) => self.approval_offered(now, *facts, policy),
            TerminalEvent::Confirmed { reference, .. } => self.confirmed(&reference),
            TerminalEvent::TakenBack { reference, .. } => self.taken_back(&reference),
            TerminalEvent::Declined { decline, .. } => self.definite(NotCharged::Declined(decline)),
            TerminalEvent::CancelledAtTerminal { .. } => self.definite(NotCharged::CancelledAtTerminal),
            TerminalEvent::Cancelled { .. } => self.definite(NotCharged::CancelledHere),
            TerminalEvent::CancelTooLate { .. } => self.cancel_too_late(),
            TerminalEvent::NoCard { .. } => self.definite(NotCharged::NoCard),
            TerminalEvent::Unreachable { .. } => self.definite_if_never_sent(NotCharged::Unreachable),
            TerminalEvent::Busy { .. } => self.definite_if_never_sent(NotCharged::Busy),
            TerminalEvent::Unknown { reason, .. } => self.unknown(now, reason, policy),
            TerminalEvent::LookedUp { answer, .. } => self.looked_up(now, answer, policy),
            TerminalEvent::Reversed { .. }
            | TerminalEvent::ReversalRefused { .. }
            | TerminalEvent::Reconciled
            | TerminalEvent::CardSlip(_)
            | TerminalEvent::Health(_) => Err(Rejection::Repeat),
        }
    }

    /// A terminal that reports is not silent: it has its time again, though not beyond the moment after which its approval could not be
    /// accepted any more. While it confirms the deadline stands: to ask again is harmless then.
    fn progress(&mut self, now: Timestamp, news: Progress, policy: &CheckoutPolicy) -> Outcome {
        match &mut self.stage {
            Stage::Authorising { progress, deadline, .. } => {
                *progress = news;
                *deadline = now.after(policy.terminal_answer).min(self.accept_until).max(*deadline);
                Ok(Vec::new())
            }
            Stage::Confirming { progress, .. } => {
                *progress = news;
                Ok(Vec::new())
            }
            Stage::RecordingIntent { .. }
            | Stage::RecordingApproval { .. }
            | Stage::Refusing { .. }
            | Stage::LookingUp { .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Err(Rejection::Repeat),
        }
    }

    fn approval_offered(&mut self, now: Timestamp, facts: ApprovalFacts, policy: &CheckoutPolicy) -> Outcome {
        match &self.stage {
            Stage::Authorising { .. } => Ok(self.take_approval(now, facts, policy)),
            Stage::LookingUp { approved, .. } => match approved {
                Some(known) if known.facts().reference == facts.reference => Ok(self.confirm_again(now, policy)),
                // The known payment is still to be confirmed; the second one is for the outer machine to reverse beside it.
                Some(_) => Err(Rejection::SecondReference),
                None => Ok(self.take_approval(now, facts, policy)),
            },
            Stage::RecordingApproval { approval } | Stage::Confirming { approval, .. } | Stage::Charged { approval } => {
                // A second reference is for the outer machine to reverse beside this payment.
                let repeat = approval.facts().reference == facts.reference;
                Err(if repeat { Rejection::Repeat } else { Rejection::SecondReference })
            }
            Stage::Refusing { facts: refused, .. } if refused.reference != facts.reference => Err(Rejection::SecondReference),
            Stage::Refusing { .. } => Ok(self.confirm(Confirmation::Refuse)),
            Stage::RecordingNotCharged { .. } | Stage::NotCharged { .. } => Err(Rejection::ClosedAsNotCharged),
            Stage::RecordingIntent { .. } => Err(Rejection::OtherAttempt),
            Stage::MustReverse { .. } => Err(Rejection::Repeat),
        }
    }

    /// An approval has come: keep it if it matches and is in time.
    fn take_approval(&mut self, now: Timestamp, facts: ApprovalFacts, policy: &CheckoutPolicy) -> Vec<CheckoutEffect> {
        match Approval::matching(&self.request, facts.clone()) {
            Ok(approval) if now <= self.accept_until || planted::is(Bug::AcceptAfterDeadline) => {
                let approval = Box::new(approval);
                self.stage = Stage::RecordingApproval { approval: approval.clone() };
                let early = planted::is(Bug::ConfirmBeforeStored).then(|| self.confirm(Confirmation::Stored));
                early.into_iter().flatten().chain([CheckoutEffect::RecordApproval(approval)]).collect()
            }
            Ok(_) => self.reverse(facts, ReversalReason::Late),
            Err(_) => {
                let facts = Box::new(facts);
                self.stage = Stage::Refusing { facts: facts.clone(), deadline: now.after(policy.confirm_answer) };
                let mut effects = vec![CheckoutEffect::RecordAlarm(AlarmReason::ApprovalMismatch, Some(facts))];
                effects.extend(self.confirm(Confirmation::Refuse));
                effects
            }
        }
    }

    fn confirm_again(&mut self, now: Timestamp, policy: &CheckoutPolicy) -> Vec<CheckoutEffect> {
        let Stage::LookingUp { approved: Some(approval), .. } = &self.stage else { return Vec::new() };
        let approval = approval.clone();
        if now > self.accept_until {
            return self.reverse(approval.facts().clone(), ReversalReason::Late);
        }
        if !policy.terminal_confirms {
            self.stage = Stage::Charged { approval };
            return Vec::new();
        }
        let deadline = now.after(policy.confirm_answer);
        self.stage = Stage::Confirming { approval, progress: Progress::Authorising, deadline };
        self.confirm(Confirmation::Stored)
    }

    fn confirmed(&mut self, reference: &Rrn) -> Outcome {
        self.is_about(reference)?;
        match &self.stage {
            Stage::Confirming { approval, .. } | Stage::LookingUp { approved: Some(approval), .. } => {
                self.stage = Stage::Charged { approval: approval.clone() };
                Ok(Vec::new())
            }
            Stage::RecordingIntent { .. }
            | Stage::Authorising { .. }
            | Stage::RecordingApproval { .. }
            | Stage::Refusing { .. }
            | Stage::LookingUp { approved: None, .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Err(Rejection::Repeat),
        }
    }

    fn taken_back(&mut self, reference: &Rrn) -> Outcome {
        self.is_about(reference)?;
        match &self.stage {
            Stage::Confirming { .. } | Stage::Refusing { .. } | Stage::LookingUp { .. } | Stage::RecordingApproval { .. } => {
                Ok(self.end_without_charge(NotCharged::TakenBack))
            }
            Stage::RecordingIntent { .. }
            | Stage::Authorising { .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Err(Rejection::Repeat),
        }
    }

    /// A definite "no money moved" while the terminal was asked.
    fn definite(&mut self, why: NotCharged) -> Outcome {
        match &self.stage {
            Stage::Authorising { .. } | Stage::LookingUp { approved: None, .. } => Ok(self.end_without_charge(why)),
            Stage::RecordingIntent { .. }
            | Stage::RecordingApproval { .. }
            | Stage::Confirming { .. }
            | Stage::Refusing { .. }
            | Stage::LookingUp { approved: Some(_), .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Err(Rejection::Repeat),
        }
    }

    /// "Not sent" is about the command in flight; once the outcome is unknown it may be about a look-up and proves nothing.
    fn definite_if_never_sent(&mut self, why: NotCharged) -> Outcome {
        if matches!(self.stage, Stage::Authorising { .. }) { self.definite(why) } else { Err(Rejection::Repeat) }
    }

    fn cancel_too_late(&mut self) -> Outcome {
        match &mut self.stage {
            Stage::Authorising { cancel, .. } => {
                *cancel = CancelWish::TooLate;
                Ok(Vec::new())
            }
            Stage::RecordingIntent { .. }
            | Stage::RecordingApproval { .. }
            | Stage::Confirming { .. }
            | Stage::Refusing { .. }
            | Stage::LookingUp { .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Err(Rejection::Repeat),
        }
    }

    fn unknown(&mut self, now: Timestamp, reason: UnknownReason, policy: &CheckoutPolicy) -> Outcome {
        match &self.stage {
            Stage::Authorising { .. } => Ok(self.look_up(now, None, reason, policy)),
            Stage::Confirming { approval, .. } => {
                let approval = approval.clone();
                Ok(self.look_up(now, Some(approval), reason, policy))
            }
            Stage::Refusing { facts, .. } => {
                let facts = (**facts).clone();
                Ok(self.reverse(facts, ReversalReason::RefusalUnanswered))
            }
            // The confirmation that follows the record will find out.
            Stage::RecordingIntent { .. }
            | Stage::RecordingApproval { .. }
            | Stage::LookingUp { .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Err(Rejection::Repeat),
        }
    }

    fn looked_up(&mut self, now: Timestamp, answer: LookUpAnswer, policy: &CheckoutPolicy) -> Outcome {
        let Stage::LookingUp { approved, not_found, cannot_tell, .. } = &mut self.stage else {
            return Err(Rejection::Repeat);
        };
        match answer {
            LookUpAnswer::Approved(facts) => self.approval_offered(now, *facts, policy),
            LookUpAnswer::Declined(decline) => self.definite(NotCharged::Declined(decline)),
            LookUpAnswer::NotCharged => Ok(self.end_without_charge(NotCharged::TakenBack)),
            LookUpAnswer::InProgress => {
                *not_found = 0;
                Ok(Vec::new())
            }
            LookUpAnswer::NotFound => {
                *not_found = not_found.saturating_add(1);
                let long_enough = now >= self.sent_at.after(policy.terminal_timeout);
                if *not_found >= 2 && long_enough && approved.is_none() {
                    return Ok(self.end_without_charge(NotCharged::NotFound));
                }
                Ok(Vec::new())
            }
            // Its approval was the payment, and it is durable: nothing that could be told would change that.
            LookUpAnswer::CannotTell if approved.is_some() && !policy.terminal_confirms && now <= self.accept_until => {
                Ok(self.confirm_again(now, policy))
            }
            LookUpAnswer::CannotTell => {
                let first = !std::mem::replace(cannot_tell, true);
                Ok(if first { vec![CheckoutEffect::RecordAlarm(AlarmReason::CannotTell, None)] } else { Vec::new() })
            }
        }
    }

    /// News of one payment say nothing of another one of the same try.
    fn is_about(&self, reference: &Rrn) -> Result<(), Rejection> {
        let other = self.reference().is_some_and(|held| held != reference);
        if other { Err(Rejection::SecondReference) } else { Ok(()) }
    }
}
