//! One payment, from the command to its end.

use super::judge::Asked;
use super::note::{AskedNote, Before, Receipt};
use super::{Command, Job, Over, Slips, ZvtExchange, codes, message, progress_of};
use crate::device::zvt::apdu::Apdu;
use crate::device::zvt::codes::Refusal;
use crate::device::zvt::message::{Said, StatusInformation};
use crate::id::{AttemptId, Rrn};
use crate::payment::{ApprovalFacts, Confirmation, Decline, DeclineReason, EntryMode, Progress, TerminalEvent, UnknownReason};
use crate::time::Now;

/// A payment that the terminal is asked for, or will be in a moment.
#[derive(Debug)]
pub(super) struct Payment {
    pub(super) asked: Asked,
    stage: Stage,
    cancel: Cancel,
    /// How the card seems to be read, for terminals that do not say.
    entry: EntryMode,
    /// A refusal that may still be followed by another try.
    refused: Option<u8>,
    /// The receipt of its latest result.
    receipt: Option<Receipt>,
}

#[derive(Debug)]
enum Stage {
    /// Nothing has been sent yet.
    Before,
    /// The terminal is at it.
    Running,
    /// It has approved, and so many of its messages wait for an answer.
    Offered { facts: Box<ApprovalFacts>, unanswered: usize, in_step: Option<Vec<u8>> },
    /// We have answered that it is stored.
    Confirmed { facts: Box<ApprovalFacts> },
    /// We have answered that it is not.
    Refused { reference: Rrn },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cancel {
    None,
    /// To be sent when the terminal has taken the payment.
    Wanted,
    Sent,
    /// The terminal will try.
    Accepted,
    TooLate,
}

/// How a payment ended, for those who ask again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ended {
    Charged(Box<ApprovalFacts>),
    TakenBack(Rrn),
    NotCharged,
    Declined(Decline),
    /// Found by a search: approved, and stored at the terminal.
    Found(Box<ApprovalFacts>),
}

impl ZvtExchange {
    pub(super) fn pay(&mut self, asked: Asked) {
        if self.payment.is_some() {
            return self.say(TerminalEvent::Busy { attempt: asked.attempt });
        }
        self.slips = Slips::default();
        self.has_registered_again = false;
        let (stage, cancel, entry) = (Stage::Before, Cancel::None, EntryMode::Contactless);
        self.payment = Some(Payment { asked, stage, cancel, entry, refused: None, receipt: None });
        self.add(Job::Pay(asked));
    }

    /// Notes what is asked and what the last receipt was, and asks.
    pub(super) fn authorise(&mut self, now: Now, asked: Asked) {
        let minor = u64::try_from(asked.amount.minor()).unwrap_or(0);
        self.note.asked = Some(AskedNote {
            attempt: asked.attempt,
            stan: asked.stan,
            minor,
            since: now.wall.unix_ms,
            offset: now.wall.offset_s,
            before: self.last.unwrap_or(Before::Unknown),
            is_taken_back: false,
        });
        self.keep_note();
        let question = message::authorisation(minor, asked.amount.currency().numeric_code(), self.note.in_step.as_deref());
        self.command(now, Command::Authorise, &question);
        if let Some(payment) = &mut self.payment {
            payment.stage = Stage::Running;
        }
    }

    pub(super) fn authorisation_accepted(&mut self) {
        let Some(payment) = &mut self.payment else { return };
        let attempt = payment.asked.attempt;
        let is_wanted = payment.cancel == Cancel::Wanted;
        if is_wanted {
            payment.cancel = Cancel::Sent;
        }
        self.say(TerminalEvent::Progress { attempt, progress: Progress::PresentCard });
        if is_wanted {
            self.send(&message::abort());
        }
    }

    /// `04 FF`.
    pub(super) fn step(&mut self, status: u8) {
        let Some(payment) = &mut self.payment else { return };
        let Some(progress) = progress_of(status) else { return };
        if matches!(progress, Progress::EnterPin | Progress::WrongPin) {
            payment.entry = EntryMode::ChipAndPin;
        }
        let attempt = payment.asked.attempt;
        self.say(TerminalEvent::Progress { attempt, progress });
    }

    /// `04 0F` of a payment.
    pub(super) fn payment_status(&mut self, status: StatusInformation) {
        let Some(payment) = &mut self.payment else { return self.send(&Apdu::refused(codes::NOT_DELIVERED)) };
        payment.receipt = Receipt::of(&status).or(payment.receipt);
        match status.result {
            Some(codes::OK) => self.approved(status),
            Some(code) => {
                payment.refused = Some(code);
                self.send(&Apdu::accepted());
            }
            // No result at all: nothing that could be confirmed.
            None => self.send(&Apdu::refused(codes::NOT_DELIVERED)),
        }
    }

    fn approved(&mut self, status: StatusInformation) {
        let Some(payment) = &mut self.payment else { return };
        let facts = payment.asked.facts(&status, payment.entry);
        let answer = match &mut payment.stage {
            Stage::Before | Stage::Running => {
                payment.refused = None;
                let offered = Box::new(facts);
                payment.stage = Stage::Offered { facts: offered.clone(), unanswered: 1, in_step: status.in_step };
                return self.say(TerminalEvent::ApprovalOffered(offered));
            }
            Stage::Offered { facts: offered, unanswered, .. } if offered.reference == facts.reference => {
                // It asks again because the kiosk takes its time.
                *unanswered += 1;
                return;
            }
            Stage::Confirmed { facts: confirmed } if confirmed.reference == facts.reference => Apdu::accepted(),
            // A second payment of one try: it is given back at once.
            Stage::Offered { .. } | Stage::Confirmed { .. } | Stage::Refused { .. } => Apdu::refused(codes::NOT_DELIVERED),
        };
        self.send(&answer);
    }

    /// The kiosk's word about an approval.
    pub(super) fn confirm(&mut self, attempt: AttemptId, reference: &Rrn, decision: Confirmation) {
        if self.payment.as_ref().is_some_and(|payment| payment.asked.attempt == attempt) {
            return self.confirm_running(attempt, reference, decision);
        }
        let event = match (decision, &self.ended) {
            (_, Some((ended, Ended::TakenBack(known)))) if *ended == attempt && known == reference => {
                TerminalEvent::TakenBack { attempt, reference: known.clone() }
            }
            (Confirmation::Stored, Some((ended, Ended::Charged(facts) | Ended::Found(facts))))
                if *ended == attempt && facts.reference == *reference =>
            {
                TerminalEvent::Confirmed { attempt, reference: reference.clone() }
            }
            // It stands at the terminal: not giving it a number is not enough to give the money back.
            (Confirmation::Refuse, Some((ended, Ended::Found(facts)))) if *ended == attempt && facts.reference == *reference => {
                let amount = facts.amount;
                return self.refuse_found(attempt, reference.clone(), amount);
            }
            _ => TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled },
        };
        self.say(event);
    }

    fn confirm_running(&mut self, attempt: AttemptId, reference: &Rrn, decision: Confirmation) {
        let Some(payment) = &mut self.payment else { return };
        match (&mut payment.stage, decision) {
            (Stage::Offered { facts, unanswered, in_step }, decision) if facts.reference == *reference => {
                let (facts, unanswered, in_step) = (facts.clone(), *unanswered, in_step.take());
                let answer = match decision {
                    Confirmation::Stored => {
                        payment.stage = Stage::Confirmed { facts };
                        Apdu::accepted()
                    }
                    Confirmation::Refuse => {
                        payment.stage = Stage::Refused { reference: reference.clone() };
                        Apdu::refused(codes::NOT_DELIVERED)
                    }
                };
                (0..unanswered).for_each(|_| self.send(&answer));
                if decision == Confirmation::Stored && in_step.is_some() {
                    self.note.in_step = in_step;
                    self.keep_note();
                }
            }
            // Asked again: the terminal's end of the payment is the answer.
            (Stage::Confirmed { facts }, Confirmation::Stored) if facts.reference == *reference => {}
            (Stage::Refused { reference: refused }, Confirmation::Refuse) if refused == reference => {}
            (Stage::Before | Stage::Running | Stage::Offered { .. } | Stage::Confirmed { .. } | Stage::Refused { .. }, _) => {
                self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
            }
        }
    }

    pub(super) fn cancel(&mut self, attempt: AttemptId) {
        let is_accepted = self.talk.as_ref().is_some_and(|talk| talk.command == Command::Authorise && talk.is_accepted);
        let too_late = TerminalEvent::CancelTooLate { attempt };
        let Some(payment) = self.payment.as_mut().filter(|payment| payment.asked.attempt == attempt) else {
            return self.say(too_late);
        };
        match payment.stage {
            Stage::Before => {
                self.payment = None;
                self.jobs.retain(|job| !matches!(job, Job::Pay(asked) if asked.attempt == attempt));
                self.ended = Some((attempt, Ended::NotCharged));
                self.say(TerminalEvent::Cancelled { attempt });
            }
            Stage::Running if payment.cancel == Cancel::None && is_accepted => {
                payment.cancel = Cancel::Sent;
                self.send(&message::abort());
            }
            Stage::Running if payment.cancel == Cancel::None => payment.cancel = Cancel::Wanted,
            Stage::Running if payment.cancel == Cancel::TooLate => self.say(too_late),
            Stage::Running => {}
            Stage::Offered { .. } | Stage::Confirmed { .. } | Stage::Refused { .. } => self.say(too_late),
        }
    }

    /// The answer to `06 B0`.
    pub(super) fn cancel_answered(&mut self, _now: Now, said: &Said) {
        let Some(payment) = self.payment.as_mut().filter(|payment| payment.cancel == Cancel::Sent) else { return };
        let attempt = payment.asked.attempt;
        if matches!(said, Said::Accepted) {
            payment.cancel = Cancel::Accepted;
        } else {
            payment.cancel = Cancel::TooLate;
            self.say(TerminalEvent::CancelTooLate { attempt });
        }
    }

    /// The terminal has come to an end of the payment.
    pub(super) fn authorisation_over(&mut self, over: &Over) {
        self.jobs.pop_front();
        let Some(mut payment) = self.payment.take() else { return };
        let attempt = payment.asked.attempt;
        if let Over::Refused(codes::NOT_REGISTERED) = over
            && !std::mem::replace(&mut self.has_registered_again, true)
        {
            // It has not begun: once more, this time introduced.
            self.link.forgotten();
            payment.stage = Stage::Before;
            self.jobs.push_front(Job::Pay(payment.asked));
            self.payment = Some(payment);
            return;
        }
        let code = match over {
            Over::Completed(_) => payment.refused,
            Over::Aborted(code) | Over::Refused(code) => payment.refused.filter(|_| *code == codes::CANCELLED).or(Some(*code)),
        };
        // What it has stored now is its last receipt. A refusal may or may not be stored: it is asked next time.
        self.last = None;
        match (payment.stage, over) {
            (Stage::Confirmed { facts }, Over::Completed(_)) => {
                self.last = payment.receipt.map(Before::Receipt);
                let slips = std::mem::take(&mut self.slips);
                slips.said(attempt).for_each(|slip| self.say(slip));
                let reference = facts.reference.clone();
                self.ended = Some((attempt, Ended::Charged(facts)));
                self.say(TerminalEvent::Confirmed { attempt, reference });
            }
            // It was told that all is well, and stopped all the same: its last receipt will tell.
            (Stage::Confirmed { .. }, Over::Aborted(_) | Over::Refused(_)) => {
                self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
            }
            (Stage::Offered { facts, .. }, Over::Aborted(_)) => self.taken_back(attempt, facts.reference),
            (Stage::Refused { reference }, Over::Completed(_) | Over::Aborted(_)) => self.taken_back(attempt, reference),
            // It went on without waiting for an answer.
            (Stage::Offered { .. }, Over::Completed(_) | Over::Refused(_)) | (Stage::Refused { .. }, Over::Refused(_)) => {
                self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
            }
            (Stage::Before | Stage::Running, _) => self.not_charged(attempt, code, payment.cancel),
        }
    }

    fn taken_back(&mut self, attempt: AttemptId, reference: Rrn) {
        self.ended = Some((attempt, Ended::TakenBack(reference.clone())));
        self.say(TerminalEvent::TakenBack { attempt, reference });
    }

    /// The payment has ended without an approval.
    fn not_charged(&mut self, attempt: AttemptId, code: Option<u8>, cancel: Cancel) {
        let Some(refusal) = code.and_then(codes::refusal) else {
            // "Done", and no result: that is not known to be nothing.
            return self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
        };
        let is_ours = matches!(cancel, Cancel::Sent | Cancel::Accepted);
        let (event, ended) = match refusal {
            Refusal::Cancelled if is_ours => (TerminalEvent::Cancelled { attempt }, Ended::NotCharged),
            Refusal::Cancelled => (TerminalEvent::CancelledAtTerminal { attempt }, Ended::NotCharged),
            Refusal::Declined(mut decline) => {
                if code == Some(codes::WRONG_PIN) {
                    decline.reason = DeclineReason::WrongPin;
                }
                (TerminalEvent::Declined { attempt, decline: decline.clone() }, Ended::Declined(decline))
            }
            Refusal::Busy | Refusal::NotRegistered => (TerminalEvent::Busy { attempt }, Ended::NotCharged),
            Refusal::WantsEndOfDay => {
                self.add(Job::Reconcile { is_asked: false });
                (TerminalEvent::Busy { attempt }, Ended::NotCharged)
            }
        };
        self.ended = Some((attempt, ended));
        self.say(event);
    }

    /// The line dropped, or nothing came in time, while the terminal was at it.
    pub(super) fn payment_lost(&mut self, reason: UnknownReason) {
        self.jobs.pop_front();
        let Some(payment) = self.payment.take() else { return };
        let attempt = payment.asked.attempt;
        // Whatever it stores now happens behind our back.
        self.last = None;
        let refused = payment.refused.filter(|code| *code != codes::WRONG_PIN);
        match (payment.stage, refused) {
            // The result was there: only the end of the conversation is missing.
            (Stage::Running, Some(code)) => self.not_charged(attempt, Some(code), payment.cancel),
            _ => self.say(TerminalEvent::Unknown { attempt, reason }),
        }
    }
}
