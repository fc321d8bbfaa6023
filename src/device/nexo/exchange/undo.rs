//! Taking a payment back.
//!
//! Each try has a name that follows from the payment's, and is asked about before it is sent: an earlier run of the program may have sent
//! it already, and what was taken back once must not be refused as "already taken back".

use super::super::message::{
    Body, ErrorCondition, MessageCategory, OriginalTransaction, Outcome, Response, ReversalReason, ReversalRequest,
    ReversalResponse, TransactionId, TransactionStatusResponse,
};
use super::super::names;
use super::{NexoExchange, Purpose, Waiting, slips};
use crate::id::{AttemptId, Rrn, Stan};
use crate::payment::{ApprovalFacts, LookUpAnswer, SlipMatter, TerminalEvent, UnknownReason};
use crate::time::Now;

/// Who wants a payment taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum UndoWish {
    /// Nobody: a look-up found the payment approved, and must know whether an earlier run of the program has taken it back.
    Check(Box<ApprovalFacts>),
    /// The checkout, because the approval could not be stored or does not match.
    Refuse,
    /// The reversal of a payment.
    Reverse,
}

/// A payment that is to be taken back.
#[derive(Debug, Clone)]
pub(super) struct Undo {
    attempt: AttemptId,
    reference: Rrn,
    stan: Stan,
    transaction: TransactionId,
    number: u32,
    wish: UndoWish,
}

impl Undo {
    /// Whether it only asks about a payment of this try.
    pub(super) fn is_check_of(&self, attempt: AttemptId) -> bool {
        self.attempt == attempt && matches!(self.wish, UndoWish::Check(_))
    }
}

impl NexoExchange {
    pub(super) fn undo(&mut self, now: Now, attempt: AttemptId, reference: Rrn, wish: UndoWish) {
        let Some((stan, transaction)) = names::parts(&reference) else {
            // No name of this terminal's.
            self.say(match wish {
                UndoWish::Check(_) | UndoWish::Refuse => TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled },
                UndoWish::Reverse => TerminalEvent::ReversalRefused { attempt, reference },
            });
            return;
        };
        let out = self.calls.values_mut().filter_map(|call| match &mut call.purpose {
            Purpose::UndoStatus(undo) | Purpose::Undo(undo) => Some(undo),
            Purpose::Login
            | Purpose::Payment(_)
            | Purpose::Abort(_)
            | Purpose::LookUp(_)
            | Purpose::NotFound(_)
            | Purpose::Health => None,
        });
        let waiting = self.waiting.iter_mut().filter_map(|waiting| match waiting {
            Waiting::Undo(undo) => Some(undo),
            Waiting::Pay(_) | Waiting::LookUp(_) => None,
        });
        // Asked already: the answer is for whoever asked last.
        if let Some(undo) = out.chain(waiting).find(|undo| undo.reference == reference) {
            undo.wish = wish;
            return;
        }
        let number = self.tries.get(&reference).copied().unwrap_or(0);
        self.with_session(now, Waiting::Undo(Undo { attempt, reference, stan, transaction, number, wish }));
    }

    /// An approval was found: was it taken back since?
    pub(super) fn check_undo(&mut self, now: Now, facts: Box<ApprovalFacts>) {
        let (attempt, reference) = (facts.attempt, facts.reference.clone());
        if let Some((stan, transaction)) = names::parts(&reference) {
            let wish = UndoWish::Check(facts);
            self.ask_undo_status(now, Undo { attempt, reference, stan, transaction, number: 0, wish });
        }
    }

    pub(super) fn ask_undo_status(&mut self, now: Now, undo: Undo) {
        let reversal = self.head(MessageCategory::Reversal, names::reversal(undo.stan, undo.number));
        self.ask_about(now, &reversal, Purpose::UndoStatus(undo));
    }

    /// What became of this try, should there have been one.
    pub(super) fn undo_status(&mut self, now: Now, undo: Undo, answer: TransactionStatusResponse) {
        let name = names::reversal(undo.stan, undo.number);
        let repeated = answer.repeated_message_response.filter(|repeated| {
            repeated.message_header.message_category == MessageCategory::Reversal
                && repeated.message_header.service_id.as_deref() == Some(name.as_str())
        });
        let of_reversal = repeated.and_then(|repeated| repeated.body.reversal_response);
        match (answer.response.result, answer.response.error_condition, of_reversal) {
            (Outcome::Success | Outcome::Partial, _, Some(reversal)) => {
                let is_ours = reversal
                    .original
                    .as_ref()
                    .and_then(|original| original.transaction.as_ref())
                    .is_none_or(|transaction| *transaction == undo.transaction);
                if is_ours && !is_passing(&reversal.response) {
                    self.undone(undo, &reversal);
                } else {
                    self.next_try(now, undo);
                }
            }
            (Outcome::Failure, Some(ErrorCondition::NotFound), _) => self.send_undo(now, undo),
            (Outcome::Failure, Some(ErrorCondition::LoggedOut), _) => {
                self.forgotten();
                self.undo_open(&undo);
            }
            (Outcome::Success | Outcome::Partial | Outcome::Failure, _, _) => self.undo_open(&undo),
        }
    }

    /// That try failed for the moment, and its name is used up.
    fn next_try(&mut self, now: Now, undo: Undo) {
        let number = undo.number.saturating_add(1);
        if number >= names::MOST_TRIES {
            self.undo_open(&undo);
            return;
        }
        self.tries.insert(undo.reference.clone(), number);
        self.ask_undo_status(now, Undo { number, ..undo });
    }

    /// This try was not sent yet.
    fn send_undo(&mut self, now: Now, undo: Undo) {
        let reversal_reason = match &undo.wish {
            UndoWish::Check(facts) => {
                let (attempt, answer) = (undo.attempt, LookUpAnswer::Approved(facts.clone()));
                self.say(TerminalEvent::LookedUp { attempt, answer });
                return;
            }
            UndoWish::Refuse => ReversalReason::Malfunction,
            UndoWish::Reverse => ReversalReason::MerchantCancel,
        };
        let header = self.head(MessageCategory::Reversal, names::reversal(undo.stan, undo.number));
        let question =
            ReversalRequest { original: OriginalTransaction { transaction: Some(undo.transaction.clone()) }, reversal_reason };
        self.post(now, header, Body::ReversalRequest(question), Purpose::Undo(undo));
    }

    /// The terminal has answered a reversal.
    pub(super) fn undone(&mut self, undo: Undo, answer: &ReversalResponse) {
        let response = &answer.response;
        let Undo { attempt, reference, number, wish, .. } = undo.clone();
        if response.result == Outcome::Success {
            self.tries.remove(&reference);
            for slip in slips(&SlipMatter::Reversal(attempt, reference.clone()), answer.payment_receipt.as_deref()) {
                self.say(TerminalEvent::CardSlip(Box::new(slip)));
            }
            self.say(match wish {
                UndoWish::Check(_) => TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::NotCharged },
                UndoWish::Refuse => TerminalEvent::TakenBack { attempt, reference },
                UndoWish::Reverse => TerminalEvent::Reversed { attempt, reference },
            });
        } else if is_passing(response) {
            if response.error_condition == Some(ErrorCondition::LoggedOut) {
                self.forgotten();
            }
            self.tries.insert(reference, number.saturating_add(1));
            self.undo_open(&undo);
        } else {
            tracing::error!(%attempt, condition = ?response.error_condition, "the terminal refuses to take a payment back");
            match wish {
                // So the payment stands.
                UndoWish::Check(facts) => {
                    self.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::Approved(facts) });
                }
                // The reversal that follows is told the same, and calls staff.
                UndoWish::Refuse => self.undo_open(&undo),
                UndoWish::Reverse => self.say(TerminalEvent::ReversalRefused { attempt, reference }),
            }
        }
    }

    /// Nobody knows yet. A reversal is asked for again by the kiosk.
    pub(super) fn undo_open(&mut self, undo: &Undo) {
        if undo.wish == UndoWish::Refuse {
            self.say(TerminalEvent::Unknown { attempt: undo.attempt, reason: UnknownReason::Silence });
        }
    }
}

/// A failure that another try may not meet.
fn is_passing(response: &Response) -> bool {
    use ErrorCondition as Why;
    response.result == Outcome::Failure
        && match response.error_condition {
            Some(
                Why::Busy
                | Why::InProgress
                | Why::InsertedCard
                | Why::DeviceOut
                | Why::LoggedOut
                | Why::UnavailableDevice
                | Why::UnavailableService
                | Why::UnreachableHost
                | Why::Aborted,
            ) => true,
            Some(
                Why::Cancel
                | Why::InvalidCard
                | Why::MessageFormat
                | Why::NotAllowed
                | Why::NotFound
                | Why::PaymentRestriction
                | Why::Refusal
                | Why::WrongPin
                | Why::Other,
            )
            | None => false,
        }
}
