//! A payment that runs. Our answer to its status information is what makes money move, so none is given before the kiosk has decided.

use super::facts::{approval, sentence};
use super::job::{Approved, Cancel, PayStage};
use super::notes::{NotedEnd, NotedPayment};
use super::{Ending, SETTLE_WITHIN, ZvtExchange};
use crate::device::zvt::apdu::{Apdu, Code, code};
use crate::device::zvt::meaning::{Verdict, WRONG_PIN, verdict};
use crate::device::zvt::{Fields, Receipt, bmp, tag};
use crate::id::{AttemptId, Rrn};
use crate::payment::{Decline, Progress, TerminalEvent, UnknownReason};
use crate::time::Now;

/// Our answer to an approval that must not stand: "processing error", and no money moves.
const MUST_NOT_STAND: Code = Code(0x84, 0x66);

impl ZvtExchange {
    /// Before the terminal hears of it: from here on it may have been sent.
    pub(super) fn note_payment(&mut self, now: Now) {
        let (terminal, is_told) = (self.terminal, self.knows_last);
        let Some(pay) = self.pay() else { return };
        pay.stage = PayStage::Sent;
        let (attempt, stan, amount) = (pay.attempt, pay.stan, pay.amount);
        self.notes.begin(NotedPayment::new(attempt, stan, amount, now), terminal, is_told);
        self.note();
    }

    pub(super) fn pay_taken(&mut self, now: Now) {
        let Some(pay) = self.pay() else { return };
        pay.stage = PayStage::Running;
        let (attempt, wants_cancel) = (pay.attempt, pay.cancel == Cancel::Wished);
        if let Some(payment) = self.notes.payment_of(attempt) {
            payment.was_taken = true;
        }
        self.progress(attempt, Progress::PresentCard);
        if wants_cancel {
            self.say_cancel(now);
        }
    }

    pub(super) fn cancel(&mut self, now: Now, attempt: AttemptId) {
        let Some(pay) = self.pay().filter(|pay| pay.attempt == attempt) else {
            self.say(TerminalEvent::CancelTooLate { attempt });
            return;
        };
        match pay.stage {
            PayStage::NotSent => {
                self.say(TerminalEvent::Cancelled { attempt });
                self.finish(now);
            }
            PayStage::Sent if pay.cancel == Cancel::No => pay.cancel = Cancel::Wished,
            PayStage::Running if pay.cancel == Cancel::No => self.say_cancel(now),
            PayStage::Sent | PayStage::Running => {}
            PayStage::Offered(_) | PayStage::Stored(_) | PayStage::Refused(_) => {
                self.say(TerminalEvent::CancelTooLate { attempt });
            }
        }
    }

    fn say_cancel(&mut self, now: Now) {
        let until = now.at.after(self.setup.answer_within);
        if let Some(pay) = self.pay() {
            pay.cancel = Cancel::Said { until };
        }
        self.send(&Apdu::bare(code::ABORT_BY_KIOSK));
    }

    /// A cancel that was wished for comes to nothing: the payment has an end of its own.
    fn cancel_is_over(&mut self) {
        let Some(pay) = self.pay() else { return };
        let attempt = pay.attempt;
        if std::mem::replace(&mut pay.cancel, Cancel::No).is_undecided() {
            self.say(TerminalEvent::CancelTooLate { attempt });
        }
    }

    pub(super) fn pay_told(&mut self, now: Now, fields: &Fields) {
        let Some(pay) = self.pay() else { return };
        let (attempt, stan, amount) = (pay.attempt, pay.stan, pay.amount);
        match fields.byte(bmp::RESULT) {
            Some(0) => {}
            Some(result) => {
                pay.failed = Some(result);
                pay.said = sentence(fields);
                self.yes();
                if result == WRONG_PIN {
                    self.progress(attempt, Progress::WrongPin);
                }
                return;
            }
            // Neither a yes nor a no: it must not stand.
            None => {
                self.garbled(now);
                return;
            }
        }
        let receipt = Receipt::of(fields);
        let before = self.notes.payment_of(attempt).and_then(|payment| payment.before.clone());
        if before.iter().chain(&self.notes.earlier).any(|before| before.is_same(&receipt)) {
            // What was paid before this: an answer to our question about it that comes late, or again. It stands, and is not ours to refuse.
            self.yes();
            return;
        }
        let Some(pay) = self.pay() else { return };
        match pay.stage.clone() {
            PayStage::NotSent | PayStage::Sent | PayStage::Running => {
                let Some(facts) = approval(fields, attempt, stan, amount, &receipt) else {
                    self.garbled(now);
                    return;
                };
                pay.failed = None;
                let mirrored = fields.object(&[tag::SYNCHRONISATION]).map(<[u8]>::to_vec);
                let reference = facts.reference.clone();
                pay.stage = PayStage::Offered(Approved { receipt: receipt.clone(), reference, mirrored });
                if let Some(payment) = self.notes.payment_of(attempt) {
                    payment.offered = Some(receipt);
                }
                self.note();
                self.cancel_is_over();
                self.say(TerminalEvent::ApprovalOffered(Box::new(facts)));
            }
            // Said again before we have answered: one answer is owed.
            PayStage::Offered(approved) if approved.receipt.is_same(&receipt) => {}
            PayStage::Stored(approved) if approved.receipt.is_same(&receipt) => self.yes(),
            // A second payment for one try, or one that was refused.
            PayStage::Offered(_) | PayStage::Stored(_) | PayStage::Refused(_) => self.send(&Apdu::bare(MUST_NOT_STAND)),
        }
    }

    /// An approval that cannot be read is refused, and then asked about.
    fn garbled(&mut self, now: Now) {
        self.send(&Apdu::bare(MUST_NOT_STAND));
        let Some(pay) = self.pay() else { return };
        let attempt = pay.attempt;
        if matches!(pay.stage, PayStage::Sent | PayStage::Running) {
            pay.stage = PayStage::Refused(None);
            self.has_until(now, SETTLE_WITHIN);
            self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
        }
    }

    /// The kiosk has stored the approval.
    pub(super) fn stored(&mut self, now: Now, attempt: AttemptId, reference: Rrn) {
        if let Some(pay) = self.pay().filter(|pay| pay.attempt == attempt) {
            match pay.stage.clone() {
                PayStage::Offered(approved) if approved.reference == reference => {
                    pay.stage = PayStage::Stored(approved);
                    self.yes();
                    self.has_until(now, SETTLE_WITHIN);
                }
                // Told when the terminal is done.
                PayStage::Stored(approved) if approved.reference == reference => {}
                PayStage::NotSent
                | PayStage::Sent
                | PayStage::Running
                | PayStage::Offered(_)
                | PayStage::Stored(_)
                | PayStage::Refused(_) => self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled }),
            }
            return;
        }
        match self.ending(attempt) {
            Some(Ending::Stands(known)) if known == reference => self.say(TerminalEvent::Confirmed { attempt, reference }),
            Some(Ending::TakenBack(known)) if known == reference => self.say(TerminalEvent::TakenBack { attempt, reference }),
            Some(Ending::Found(approved)) if approved.reference == reference => self.stands_now(attempt, approved),
            Some(_) | None => self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }),
        }
    }

    fn ending(&self, attempt: AttemptId) -> Option<Ending> {
        self.ended.as_ref().filter(|(of, _)| *of == attempt).map(|(_, ending)| ending.clone())
    }

    /// It stands, and the terminal is told so by the number that is mirrored from now on. That is durable before the kiosk delivers.
    fn stands_now(&mut self, attempt: AttemptId, approved: Approved) {
        if let Some(payment) = self.notes.payment_of(attempt) {
            payment.end = NotedEnd::Charged;
        }
        self.notes.last = Some(approved.receipt);
        if approved.mirrored.is_some() {
            self.notes.mirrored = approved.mirrored;
        }
        self.note();
        self.ended = Some((attempt, Ending::Stands(approved.reference.clone())));
        self.say(TerminalEvent::Confirmed { attempt, reference: approved.reference });
    }

    /// The kiosk cannot store the approval, or it is not what was asked for.
    pub(super) fn refused_here(&mut self, now: Now, attempt: AttemptId, reference: Rrn) {
        if let Some(pay) = self.pay().filter(|pay| pay.attempt == attempt) {
            match pay.stage.clone() {
                PayStage::Offered(approved) if approved.reference == reference => {
                    pay.stage = PayStage::Refused(Some(approved));
                    self.send(&Apdu::bare(MUST_NOT_STAND));
                    self.has_until(now, SETTLE_WITHIN);
                }
                PayStage::Refused(Some(approved)) if approved.reference == reference => {}
                PayStage::NotSent
                | PayStage::Sent
                | PayStage::Running
                | PayStage::Offered(_)
                | PayStage::Stored(_)
                | PayStage::Refused(_) => self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled }),
            }
            return;
        }
        match self.ending(attempt) {
            Some(Ending::TakenBack(known)) if known == reference => self.say(TerminalEvent::TakenBack { attempt, reference }),
            Some(Ending::Found(approved)) if approved.reference == reference => {
                let amount = self.notes.payment_of(attempt).and_then(|payment| payment.amount());
                match amount {
                    Some(amount) => self.reverse(now, attempt, reference, amount, true),
                    None => self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Silence }),
                }
            }
            Some(_) | None => self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }),
        }
    }

    pub(super) fn pay_completed(&mut self, now: Now) {
        let Some(pay) = self.pay() else { return };
        let attempt = pay.attempt;
        match pay.stage.clone() {
            PayStage::Stored(approved) => {
                self.hand_out_slips();
                self.knows_last = true;
                self.stands_now(attempt, approved);
            }
            PayStage::NotSent | PayStage::Sent | PayStage::Running => match pay.failed {
                Some(result) => self.did_not_pay(attempt, result),
                // Done, but what?
                None => self.nobody_knows(attempt, Some(UnknownReason::Garbled)),
            },
            // It went on without our answer, or in spite of it.
            PayStage::Offered(_) | PayStage::Refused(None) => self.nobody_knows(attempt, None),
            PayStage::Refused(Some(_)) => self.nobody_knows(attempt, Some(UnknownReason::Garbled)),
        }
        self.finish(now);
    }

    pub(super) fn pay_came_to_nothing(&mut self, now: Now, result: u8) {
        let Some(pay) = self.pay() else { return };
        let attempt = pay.attempt;
        match pay.stage.clone() {
            PayStage::NotSent | PayStage::Sent | PayStage::Running => {
                // A refusal by the bank is the reason, also when the end is only "aborted".
                let told = pay.failed.filter(|told| matches!(verdict(*told), Verdict::Declined(_)));
                self.did_not_pay(attempt, told.unwrap_or(result));
            }
            PayStage::Offered(approved) | PayStage::Refused(Some(approved)) => {
                if let Some(payment) = self.notes.payment_of(attempt) {
                    payment.end = NotedEnd::NotCharged;
                }
                self.knows_last = false;
                self.hand_out_slips();
                self.ended = Some((attempt, Ending::TakenBack(approved.reference.clone())));
                self.say(TerminalEvent::TakenBack { attempt, reference: approved.reference });
            }
            PayStage::Refused(None) => self.nobody_knows(attempt, None),
            // We said yes, and it gives up: it may have reversed, or only failed to print.
            PayStage::Stored(_) => self.nobody_knows(attempt, Some(UnknownReason::Garbled)),
        }
        self.finish(now);
    }

    /// A definite end without a charge.
    fn did_not_pay(&mut self, attempt: AttemptId, result: u8) {
        self.knows_last = false;
        self.hand_out_slips();
        let verdict = verdict(result);
        let cancels = self.pay().map_or(Cancel::No, |pay| pay.cancel);
        let is_ours = matches!(cancels, Cancel::Accepted | Cancel::Said { .. })
            && matches!(verdict, Verdict::Stopped | Verdict::OutOfOrder);
        if is_ours {
            self.closed(attempt);
            self.say(TerminalEvent::Cancelled { attempt });
            return;
        }
        self.cancel_is_over();
        let event = match verdict {
            // Given up for no reason.
            Verdict::Done => {
                self.nobody_knows(attempt, Some(UnknownReason::Garbled));
                return;
            }
            Verdict::Declined(decline) => {
                let said = self.pay().map(|pay| std::mem::take(&mut pay.said)).unwrap_or_default();
                TerminalEvent::Declined { attempt, decline: Decline { said, ..decline } }
            }
            Verdict::Stopped => TerminalEvent::CancelledAtTerminal { attempt },
            Verdict::Busy => TerminalEvent::Busy { attempt },
            Verdict::CloseDay => {
                self.wants_end_of_day = true;
                TerminalEvent::Busy { attempt }
            }
            Verdict::AlreadyReversed | Verdict::OutOfOrder => TerminalEvent::Unreachable { attempt },
        };
        self.closed(attempt);
        self.say(event);
    }

    fn closed(&mut self, attempt: AttemptId) {
        if let Some(payment) = self.notes.payment_of(attempt) {
            payment.end = NotedEnd::NotCharged;
        }
    }

    /// The end of a payment that only the terminal can tell now. Without a reason that has been said, or is said when the kiosk decides.
    fn nobody_knows(&mut self, attempt: AttemptId, reason: Option<UnknownReason>) {
        self.knows_last = false;
        self.ended = Some((attempt, Ending::Unknown));
        if let Some(reason) = reason {
            self.say(TerminalEvent::Unknown { attempt, reason });
        }
    }

    pub(super) fn pay_lost(&mut self, reason: UnknownReason) {
        let prints = self.setup.terminal_prints;
        let Some(pay) = self.pay() else { return };
        let (attempt, was_heard) = (pay.attempt, pay.was_heard);
        match pay.stage.clone() {
            PayStage::NotSent => {
                self.say(TerminalEvent::Unreachable { attempt });
                self.noticed(crate::payment::TerminalHealth::Unreachable);
            }
            PayStage::Sent | PayStage::Running => match pay.failed {
                // After a wrong code another one may have been right.
                Some(result) if result != WRONG_PIN && matches!(verdict(result), Verdict::Declined(_)) => {
                    self.did_not_pay(attempt, result);
                }
                Some(_) | None => self.nobody_knows(attempt, Some(reason)),
            },
            PayStage::Offered(_) | PayStage::Refused(None) => self.nobody_knows(attempt, None),
            // The terminal has our answer, and where it prints by itself nothing else can undo that.
            PayStage::Stored(approved) if was_heard && prints => {
                self.knows_last = true;
                self.stands_now(attempt, approved);
            }
            // Nobody knows whether our answer has come, and the terminal may wait for a slip of its own to be answered.
            PayStage::Stored(_) | PayStage::Refused(Some(_)) => self.nobody_knows(attempt, Some(reason)),
        }
    }
}
