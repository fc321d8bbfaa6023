//! The terminal of a monkey's day. It answers late, twice, in any order or not at all, says things that nobody asked for, and makes second
//! payments; but what it says of money it can mean. On a day on which it *babbles* anything goes, so that nobody can tell any more what
//! was paid.

use std::collections::VecDeque;

use cardlast::id::{AttemptId, Rrn, Stan};
use cardlast::money::{Currency, Money};
use cardlast::payment::{
    ApprovalFacts, CardScheme, Confirmation, Decline, DeclineReason, EntryMode, LookUpAnswer, MaskedPan, PaymentRequest,
    Progress, TerminalCommand, TerminalEvent, TerminalHealth, UnknownReason,
};

use crate::dice::Dice;

/// How a payment stands in its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Asked,
    Offered,
    Charged,
    No,
}

struct Payment {
    attempt: AttemptId,
    amount: Money,
    stan: Stan,
    stands: Stands,
    reference: Rrn,
}

#[derive(Default)]
pub struct Terminal {
    pub wire: VecDeque<TerminalCommand>,
    /// What it said lately, to be said again.
    said: VecDeque<TerminalEvent>,
    ledger: VecDeque<Payment>,
    references: u32,
}

/// So many payments are in its ledger.
const PAYMENTS: usize = 24;

impl Terminal {
    /// Attempts that it, or nobody, has heard of.
    pub fn attempt(&self, dice: &mut Dice, never: AttemptId) -> AttemptId {
        let known = dice.index(self.ledger.len() + 1);
        self.ledger.get(known).map_or(never, |payment| payment.attempt)
    }

    /// Says something: answers a command, or speaks by itself.
    pub fn speak(&mut self, dice: &mut Dice) -> Option<TerminalEvent> {
        let event = match dice.below(20) {
            0..11 => {
                let at = dice.index(self.wire.len());
                let command = self.wire.remove(at)?;
                self.obey(command, dice)?
            }
            11..16 => self.decide(dice)?,
            16 => return dice.pick(self.said.make_contiguous()).cloned(),
            17 => TerminalEvent::Health(dice.weighted(&[
                (12, TerminalHealth::Ready),
                (1, TerminalHealth::Busy),
                (1, TerminalHealth::Unreachable),
            ])),
            18 => self.progress(dice)?,
            _ => self.second_payment(dice)?,
        };
        if self.said.len() == 12 {
            self.said.pop_front();
        }
        self.said.push_back(event.clone());
        Some(event)
    }

    fn obey(&mut self, command: TerminalCommand, dice: &mut Dice) -> Option<TerminalEvent> {
        Some(match command {
            TerminalCommand::Authorise { request, stan } => {
                if dice.percent(4) {
                    let attempt = request.attempt();
                    return Some(if dice.percent(50) {
                        TerminalEvent::Busy { attempt }
                    } else {
                        TerminalEvent::Unreachable { attempt }
                    });
                }
                self.take(&request, stan);
                TerminalEvent::Progress { attempt: request.attempt(), progress: Progress::PresentCard }
            }
            TerminalCommand::Cancel { attempt } => {
                let asked = self.ledger.iter_mut().find(|payment| payment.attempt == attempt && payment.stands == Stands::Asked);
                match asked.filter(|_| dice.percent(60)) {
                    Some(payment) => {
                        payment.stands = Stands::No;
                        TerminalEvent::Cancelled { attempt }
                    }
                    None => TerminalEvent::CancelTooLate { attempt },
                }
            }
            TerminalCommand::Confirm { attempt, reference, decision } => self.confirm(attempt, reference, decision, dice),
            TerminalCommand::LookUp { attempt, .. } => TerminalEvent::LookedUp { attempt, answer: self.look_up(attempt, dice) },
            TerminalCommand::Reverse { attempt, reference, .. } => match dice.below(10) {
                0 => return None,
                1 => TerminalEvent::ReversalRefused { attempt, reference },
                _ => TerminalEvent::Reversed { attempt, reference },
            },
            TerminalCommand::Reconcile => TerminalEvent::Reconciled,
            TerminalCommand::Health => TerminalEvent::Health(TerminalHealth::Ready),
        })
    }

    fn take(&mut self, request: &PaymentRequest, stan: Stan) {
        self.references += 1;
        if self.ledger.len() == PAYMENTS {
            self.ledger.pop_front();
        }
        self.ledger.push_back(Payment {
            attempt: request.attempt(),
            amount: request.amount(),
            stan,
            stands: Stands::Asked,
            reference: Rrn(format!("R{}", self.references)),
        });
    }

    fn confirm(&mut self, attempt: AttemptId, reference: Rrn, decision: Confirmation, dice: &mut Dice) -> TerminalEvent {
        let live = |payment: &&mut Payment| {
            let stands = matches!(payment.stands, Stands::Offered | Stands::Charged);
            payment.attempt == attempt && payment.reference == reference && stands
        };
        if dice.percent(5) {
            return TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped };
        }
        match (self.ledger.iter_mut().find(live), decision) {
            (Some(payment), Confirmation::Stored) => {
                payment.stands = Stands::Charged;
                TerminalEvent::Confirmed { attempt, reference }
            }
            (found, Confirmation::Stored | Confirmation::Refuse) => {
                found.into_iter().for_each(|payment| payment.stands = Stands::No);
                TerminalEvent::TakenBack { attempt, reference }
            }
        }
    }

    fn look_up(&self, attempt: AttemptId, dice: &mut Dice) -> LookUpAnswer {
        let lie = dice.below(12);
        match self.ledger.iter().find(|payment| payment.attempt == attempt) {
            _ if lie == 0 => LookUpAnswer::CannotTell,
            _ if lie == 1 => LookUpAnswer::InProgress,
            None => LookUpAnswer::NotFound,
            Some(payment) => match payment.stands {
                Stands::Asked => LookUpAnswer::InProgress,
                Stands::Offered | Stands::Charged => LookUpAnswer::Approved(Box::new(payment.facts())),
                Stands::No if lie < 6 => LookUpAnswer::Declined(decline(dice)),
                Stands::No => LookUpAnswer::NotCharged,
            },
        }
    }

    /// The card's side comes to an end with a payment that is asked for.
    fn decide(&mut self, dice: &mut Dice) -> Option<TerminalEvent> {
        let payment = self.ledger.iter_mut().rev().find(|payment| payment.stands == Stands::Asked)?;
        let attempt = payment.attempt;
        let no = |payment: &mut Payment, event| {
            payment.stands = Stands::No;
            Some(event)
        };
        match dice.below(20) {
            0 => no(payment, TerminalEvent::Declined { attempt, decline: decline(dice) }),
            1 => no(payment, TerminalEvent::NoCard { attempt }),
            2 => no(payment, TerminalEvent::CancelledAtTerminal { attempt }),
            3 => Some(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled }),
            4 => {
                payment.stands = Stands::Offered;
                None
            }
            5 => {
                payment.stands = Stands::Offered;
                let amount = Money::from_minor(1, Currency::EUR).expect("a cent");
                Some(TerminalEvent::ApprovalOffered(Box::new(ApprovalFacts { amount, ..payment.facts() })))
            }
            // A no that gets lost on the way.
            6 => {
                payment.stands = Stands::No;
                None
            }
            _ => {
                payment.stands = Stands::Offered;
                Some(TerminalEvent::ApprovalOffered(Box::new(payment.facts())))
            }
        }
    }

    fn progress(&self, dice: &mut Dice) -> Option<TerminalEvent> {
        let progress = *dice.pick(&Progress::ALL)?;
        self.ledger.back().map(|payment| TerminalEvent::Progress { attempt: payment.attempt, progress })
    }

    fn second_payment(&mut self, dice: &mut Dice) -> Option<TerminalEvent> {
        if !dice.percent(30) {
            return None;
        }
        let at = dice.index(self.ledger.len());
        self.references += 1;
        let payment = self.ledger.get(at).filter(|payment| payment.stands == Stands::Charged)?;
        let reference = Rrn(format!("S{}", self.references));
        Some(TerminalEvent::ApprovalOffered(Box::new(ApprovalFacts { reference, ..payment.facts() })))
    }

    /// Anything at all, about any attempt, known or not.
    pub fn babble(&mut self, dice: &mut Dice, never: AttemptId) -> TerminalEvent {
        let attempt = self.attempt(dice, never);
        let reference = Rrn(format!("B{}", dice.below(3)));
        let facts = || {
            let amount = Money::from_minor(100, Currency::EUR).expect("a euro");
            let known = self.ledger.iter().find(|payment| payment.attempt == attempt).map(Payment::facts);
            let fresh = facts(attempt, amount, Stan(1), reference.clone());
            Box::new(ApprovalFacts { reference: reference.clone(), ..known.unwrap_or(fresh) })
        };
        match dice.below(17) {
            0 => TerminalEvent::Progress { attempt, progress: Progress::RemoveCard },
            1 | 2 => TerminalEvent::ApprovalOffered(facts()),
            3 => TerminalEvent::Confirmed { attempt, reference },
            4 => TerminalEvent::TakenBack { attempt, reference },
            5 => TerminalEvent::Declined { attempt, decline: decline(dice) },
            6 => TerminalEvent::CancelledAtTerminal { attempt },
            7 => TerminalEvent::Cancelled { attempt },
            8 => TerminalEvent::CancelTooLate { attempt },
            9 => TerminalEvent::NoCard { attempt },
            10 => TerminalEvent::Unreachable { attempt },
            11 => TerminalEvent::Busy { attempt },
            12 => TerminalEvent::Unknown { attempt, reason: UnknownReason::Silence },
            13 => TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::Approved(facts()) },
            14 => TerminalEvent::Reversed { attempt, reference },
            15 => TerminalEvent::ReversalRefused { attempt, reference },
            _ => TerminalEvent::Reconciled,
        }
    }
}

impl Payment {
    fn facts(&self) -> ApprovalFacts {
        facts(self.attempt, self.amount, self.stan, self.reference.clone())
    }
}

fn facts(attempt: AttemptId, amount: Money, stan: Stan, reference: Rrn) -> ApprovalFacts {
    ApprovalFacts {
        attempt,
        amount,
        reference,
        stan,
        auth_code: "042117".to_owned(),
        scheme: CardScheme("CB".to_owned()),
        card: MaskedPan::from_last_four("4242"),
        entry: EntryMode::ChipAndPin,
    }
}

fn decline(dice: &mut Dice) -> Decline {
    let reason = dice.pick(&DeclineReason::ALL).copied().expect("there are reasons");
    Decline::new(reason, "51".to_owned())
}
