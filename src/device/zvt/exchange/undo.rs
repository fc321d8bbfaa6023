//! Taking a payment back.

use super::judge::receipt_in;
use super::payment::Ended;
use super::{Command, Job, Over, ZvtExchange, codes, message};
use crate::device::zvt::codes::Refusal;
use crate::device::zvt::message::StatusInformation;
use crate::id::{AttemptId, Rrn};
use crate::money::Money;
use crate::payment::TerminalEvent;
use crate::time::Now;

/// A payment to take back.
#[derive(Debug, Clone)]
pub(super) struct Undo {
    attempt: AttemptId,
    reference: Rrn,
    receipt: u64,
    amount: Money,
    /// Whether the kiosk refused an approval that had been found, and not a payment that stood.
    is_refusal: bool,
}

impl ZvtExchange {
    pub(super) fn reverse(&mut self, attempt: AttemptId, reference: Rrn, amount: Money) {
        if self.is_back(attempt, &reference) {
            return self.say(TerminalEvent::Reversed { attempt, reference });
        }
        match receipt_in(&reference) {
            Some(receipt) => self.add_undo(Undo { attempt, reference, receipt, amount, is_refusal: false }),
            // A name that no receipt has.
            None => self.say(TerminalEvent::ReversalRefused { attempt, reference }),
        }
    }

    pub(super) fn refuse_found(&mut self, attempt: AttemptId, reference: Rrn, amount: Money) {
        if let Some(receipt) = receipt_in(&reference) {
            self.add_undo(Undo { attempt, reference, receipt, amount, is_refusal: true });
        }
    }

    fn add_undo(&mut self, undo: Undo) {
        let is_queued = |job: &Job| matches!(job, Job::Undo(queued) if queued.reference == undo.reference);
        if !self.has(is_queued) {
            self.add(Job::Undo(undo));
        }
    }

    fn is_back(&self, attempt: AttemptId, reference: &Rrn) -> bool {
        matches!(&self.ended, Some((ended, Ended::TakenBack(known))) if *ended == attempt && known == reference)
    }

    pub(super) fn undo(&mut self, now: Now, undo: &Undo) {
        let minor = u64::try_from(undo.amount.minor()).unwrap_or(0);
        let currency = undo.amount.currency().numeric_code();
        let in_step = self.note.in_step.as_deref();
        let command = message::reversal(&self.setup.password, undo.receipt, minor, currency, in_step);
        self.command(now, Command::Undo, &command);
    }

    pub(super) fn undone(&mut self, status: Option<&StatusInformation>, over: &Over) {
        let Some(Job::Undo(undo)) = self.jobs.pop_front() else { return };
        // It is a receipt of its own.
        self.last = None;
        let result = status.and_then(|status| status.result);
        let code = match over {
            Over::Completed(_) => result.unwrap_or(codes::OK),
            Over::Aborted(reason) | Over::Refused(reason) => *reason,
        };
        let Undo { attempt, reference, is_refusal, .. } = undo;
        match codes::refusal(code) {
            None => self.is_undone(attempt, reference, is_refusal),
            Some(_) if code == codes::ALREADY_REVERSED => self.is_undone(attempt, reference, is_refusal),
            // For a while: the kiosk asks again.
            Some(Refusal::Busy | Refusal::Cancelled | Refusal::NotRegistered) => {}
            Some(Refusal::WantsEndOfDay) => self.add(Job::Reconcile { is_asked: false }),
            Some(Refusal::Declined(_)) => self.say(TerminalEvent::ReversalRefused { attempt, reference }),
        }
    }

    fn is_undone(&mut self, attempt: AttemptId, reference: Rrn, is_refusal: bool) {
        if let Some(asked) = self.note.asked.as_mut().filter(|asked| asked.attempt == attempt) {
            asked.is_taken_back = true;
            self.keep_note();
        }
        self.ended = Some((attempt, Ended::TakenBack(reference.clone())));
        self.say(if is_refusal {
            TerminalEvent::TakenBack { attempt, reference }
        } else {
            TerminalEvent::Reversed { attempt, reference }
        });
    }
}
