//! What is said to the journal and what it answers, in domain words. The journal keeps its own wire types.

use super::accepted::{AcceptedOrder, Numbering};
use super::approval::{Approval, ApprovalFacts};
use super::cash::CashEnd;
use super::outcome::NotCharged;
use super::request::PaymentRequest;
use super::slip::{CardSlip, SlipCopy, SlipMatter};
use super::staff::{StaffDecision, StaffEnd, StaffMatter};
use super::terminal::UnknownReason;
use crate::catalogue::MenuVersion;
use crate::id::{AttemptId, OrderId, Rrn, Stan, TerminalId};
use crate::order::{LockedOrder, LockedWithdrawal};
use crate::time::Millis;

/// Why a payment is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReversalReason {
    /// The approval was found after the acceptance time.
    Late,
    /// The try had been closed as not charged.
    ClosedAsNotCharged,
    /// A second payment for one try.
    SecondReference,
    /// Amount, currency or attempt differ from what was asked.
    Mismatch,
    /// The result could not be stored and the terminal did not answer the refusal.
    RefusalUnanswered,
    /// A withdrawal whose customer did not take the card back: no cash for it.
    CardNotTaken,
    /// A withdrawal of which no note was paid out.
    NotDispensed,
    /// A withdrawal whose notes were not taken and are all back.
    CashReturned,
}

impl ReversalReason {
    /// In records.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::ClosedAsNotCharged => "closed-as-not-charged",
            Self::SecondReference => "second-reference",
            Self::Mismatch => "mismatch",
            Self::RefusalUnanswered => "refusal-unanswered",
            Self::CardNotTaken => "card-not-taken",
            Self::NotDispensed => "not-dispensed",
            Self::CashReturned => "cash-returned",
        }
    }

    /// Looks a reason up by [`ReversalReason::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [
            Self::Late,
            Self::ClosedAsNotCharged,
            Self::SecondReference,
            Self::Mismatch,
            Self::RefusalUnanswered,
            Self::CardNotTaken,
            Self::NotDispensed,
            Self::CashReturned,
        ]
        .into_iter()
        .find(|reason| reason.key() == key)
    }
}

/// Something staff must look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmReason {
    /// The terminal refuses to take a payment back.
    ReversalRefused,
    /// An approval for another amount, currency or attempt than asked.
    ApprovalMismatch,
    /// An approval for a try that no record knows.
    UnknownApproval,
    /// More payments were to be taken back, or looked for in the journal, than are at once: this one was not.
    TooManyAtOnce,
    /// The terminal cannot tell what became of a payment.
    CannotTell,
    /// The terminal says something else than staff have decided.
    ContradictsStaff,
    /// A cash machine has a customer's card.
    CardKept,
    /// Nobody knows how many notes of a withdrawal are out.
    CashUnknown,
}

impl AlarmReason {
    /// In records.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ReversalRefused => "reversal-refused",
            Self::ApprovalMismatch => "approval-mismatch",
            Self::UnknownApproval => "unknown-approval",
            Self::TooManyAtOnce => "too-many-at-once",
            Self::CannotTell => "cannot-tell",
            Self::ContradictsStaff => "contradicts-staff",
            Self::CardKept => "card-kept",
            Self::CashUnknown => "cash-unknown",
        }
    }

    /// Looks a reason up by [`AlarmReason::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [
            Self::ReversalRefused,
            Self::ApprovalMismatch,
            Self::UnknownApproval,
            Self::TooManyAtOnce,
            Self::CannotTell,
            Self::ContradictsStaff,
            Self::CardKept,
            Self::CashUnknown,
        ]
        .into_iter()
        .find(|reason| reason.key() == key)
    }

    /// Whether it waits for a person by itself; the others wait as long as the payment they are about.
    #[must_use]
    pub const fn waits_alone(self) -> bool {
        match self {
            Self::UnknownApproval | Self::TooManyAtOnce | Self::ContradictsStaff | Self::CardKept | Self::CashUnknown => true,
            Self::ReversalRefused | Self::ApprovalMismatch | Self::CannotTell => false,
        }
    }
}

/// Whether the journal can store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JournalHealth {
    /// It can.
    Well,
    /// It can, but what it held before is damaged: no cards until staff agree.
    Doubted,
    /// It cannot: nothing may be sold.
    Failing,
}

/// One thing to make durable. An entry with the same [`WriteKey`] is written once, however often it is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Entry {
    /// The program started; whether it had stopped cleanly is known to the journal.
    Boot,
    /// A menu went live.
    MenuLoaded(MenuVersion),
    /// A lock and the intent to take a card payment for it. Durable before the terminal hears of it (I1, I5).
    Intent {
        /// The order.
        locked: Box<LockedOrder>,
        /// The try.
        attempt: AttemptId,
        /// Where.
        terminal: TerminalId,
    },
    /// The terminal offered an approval that matches. Durable before it is confirmed.
    Approved {
        /// The approval.
        approval: Box<Approval>,
    },
    /// The try ended without a charge.
    NotCharged {
        /// The try.
        attempt: AttemptId,
        /// Why.
        why: NotCharged,
    },
    /// Nobody knows what became of the try.
    OutcomeUnknown {
        /// The try.
        attempt: AttemptId,
        /// Why.
        reason: UnknownReason,
    },
    /// The customer was sent to staff with the try's reference.
    HandedToStaff {
        /// The try.
        attempt: AttemptId,
    },
    /// Staff said what became of the try, and what follows: both in one transaction.
    StaffResolved {
        /// Which, what, who and why.
        decision: StaffDecision,
        /// What becomes of it.
        end: StaffEnd,
    },
    /// A payment is about to be taken back. Durable before the terminal hears of it.
    ReversalIntent {
        /// What the terminal approved.
        facts: Box<ApprovalFacts>,
        /// Why.
        reason: ReversalReason,
    },
    /// A payment was taken back.
    Reversed {
        /// The try.
        attempt: AttemptId,
        /// The terminal's name for the payment.
        reference: Rrn,
    },
    /// Something staff must look at.
    Alarm {
        /// The try.
        attempt: AttemptId,
        /// What.
        reason: AlarmReason,
        /// The approval it is about, if it is about one.
        facts: Option<Box<ApprovalFacts>>,
    },
    /// *One transaction*: order accepted, order number, kitchen outbox row.
    Accepted {
        /// The order.
        order: Box<AcceptedOrder>,
    },
    /// The kitchen has the ticket.
    KitchenDelivered {
        /// The order.
        order: OrderId,
    },
    /// What the terminal wants printed; nothing waits for it.
    CardSlip(Box<CardSlip>),
    /// A receipt was printed because somebody asked.
    ReceiptPrinted {
        /// The order.
        order: OrderId,
    },
    /// What only a cash machine has to say.
    Cash(CashEntry),
    /// The program stops.
    Shutdown,
}

/// The records of a withdrawal beside those it shares with every card payment. Everybody waits for each of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CashEntry {
    /// A lock and the intent to debit a card for it. Durable before the terminal hears of it.
    Intent {
        /// The withdrawal.
        locked: Box<LockedWithdrawal>,
        /// The try.
        attempt: AttemptId,
        /// Where.
        terminal: TerminalId,
    },
    /// The debit stands: from here on the customer is owed the notes or the money.
    Debited {
        /// The try.
        attempt: AttemptId,
        /// The terminal's name for the debit.
        reference: Rrn,
    },
    /// The dispenser is about to be told. Durable before it hears of it, and a restart that finds it never tells it again.
    DispenseIntent {
        /// The try.
        attempt: AttemptId,
    },
    /// What became of the notes.
    Ended {
        /// The try.
        attempt: AttemptId,
        /// What.
        end: CashEnd,
    },
}

impl CashEntry {
    /// The try it is about.
    #[must_use]
    pub const fn attempt(&self) -> AttemptId {
        match self {
            Self::Intent { attempt, .. }
            | Self::Debited { attempt, .. }
            | Self::DispenseIntent { attempt }
            | Self::Ended { attempt, .. } => *attempt,
        }
    }

    const fn key(&self) -> CashKey {
        match self {
            Self::Intent { attempt, .. } => CashKey::Intent(*attempt),
            Self::Debited { attempt, .. } => CashKey::Debited(*attempt),
            Self::DispenseIntent { attempt } => CashKey::DispenseIntent(*attempt),
            Self::Ended { attempt, .. } => CashKey::Ended(*attempt),
        }
    }
}

/// Names a [`CashEntry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "one for each entry, named alike")]
pub enum CashKey {
    Intent(AttemptId),
    Debited(AttemptId),
    DispenseIntent(AttemptId),
    Ended(AttemptId),
}

impl Entry {
    /// The order that it accepts, if it accepts one.
    #[must_use]
    pub fn accepted(&self) -> Option<&AcceptedOrder> {
        match self {
            Self::Accepted { order } | Self::StaffResolved { end: StaffEnd::Accepted(order), .. } => Some(order),
            Self::StaffResolved {
                end:
                    StaffEnd::GivenUp | StaffEnd::TakenBack(_) | StaffEnd::GivenBack(_) | StaffEnd::Counted(_) | StaffEnd::Seen(_),
                ..
            }
            | Self::Boot
            | Self::MenuLoaded(_)
            | Self::Intent { .. }
            | Self::Approved { .. }
            | Self::NotCharged { .. }
            | Self::OutcomeUnknown { .. }
            | Self::HandedToStaff { .. }
            | Self::ReversalIntent { .. }
            | Self::Reversed { .. }
            | Self::Alarm { .. }
            | Self::KitchenDelivered { .. }
            | Self::CardSlip(_)
            | Self::ReceiptPrinted { .. }
            | Self::Cash(_)
            | Self::Shutdown => None,
        }
    }

    /// What makes it the same entry when it is handed over again.
    #[must_use]
    pub fn key(&self) -> WriteKey {
        match self {
            Self::Boot => WriteKey::Boot,
            Self::MenuLoaded(version) => WriteKey::MenuLoaded(version.clone()),
            Self::Intent { attempt, .. } => WriteKey::Intent(*attempt),
            Self::Approved { approval } => WriteKey::Approved(approval.facts().attempt, approval.facts().reference.clone()),
            Self::NotCharged { attempt, .. } => WriteKey::NotCharged(*attempt),
            Self::OutcomeUnknown { attempt, .. } => WriteKey::OutcomeUnknown(*attempt),
            Self::HandedToStaff { attempt } => WriteKey::HandedToStaff(*attempt),
            Self::StaffResolved { decision, end } => WriteKey::StaffResolved(decision.attempt(), end.matter()),
            Self::ReversalIntent { facts, .. } => WriteKey::ReversalIntent(facts.attempt, facts.reference.clone()),
            Self::Reversed { attempt, reference } => WriteKey::Reversed(*attempt, reference.clone()),
            Self::Alarm { attempt, reason, .. } => WriteKey::Alarm(*attempt, *reason),
            Self::Accepted { order } => WriteKey::Accepted(order.locked().order()),
            Self::KitchenDelivered { order } => WriteKey::KitchenDelivered(*order),
            Self::CardSlip(slip) => WriteKey::CardSlip(slip.matter().clone(), slip.copy()),
            Self::ReceiptPrinted { order } => WriteKey::ReceiptPrinted(*order),
            Self::Cash(entry) => WriteKey::Cash(entry.key()),
            Self::Shutdown => WriteKey::Shutdown,
        }
    }
}

/// Names an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "one for each entry, named alike")]
pub enum WriteKey {
    Boot,
    MenuLoaded(MenuVersion),
    Intent(AttemptId),
    Approved(AttemptId, Rrn),
    NotCharged(AttemptId),
    OutcomeUnknown(AttemptId),
    CardSlip(SlipMatter, SlipCopy),
    HandedToStaff(AttemptId),
    StaffResolved(AttemptId, StaffMatter),
    ReversalIntent(AttemptId, Rrn),
    Reversed(AttemptId, Rrn),
    Alarm(AttemptId, AlarmReason),
    Accepted(OrderId),
    KitchenDelivered(OrderId),
    ReceiptPrinted(OrderId),
    Cash(CashKey),
    Shutdown,
}

impl Entry {
    /// Whether somebody waits for it to be durable, and hands it over again if it is not.
    #[must_use]
    pub const fn is_awaited(&self) -> bool {
        match self {
            Self::Intent { .. }
            | Self::Approved { .. }
            | Self::NotCharged { .. }
            | Self::StaffResolved { .. }
            | Self::ReversalIntent { .. }
            | Self::Reversed { .. }
            | Self::Accepted { .. }
            | Self::Cash(_) => true,
            Self::Boot
            | Self::MenuLoaded(_)
            | Self::OutcomeUnknown { .. }
            | Self::HandedToStaff { .. }
            | Self::Alarm { .. }
            | Self::CardSlip(_)
            | Self::KitchenDelivered { .. }
            | Self::ReceiptPrinted { .. }
            | Self::Shutdown => false,
        }
    }
}

impl Entry {
    /// Whether it is about something that has begun: worth the last room on the disk.
    #[must_use]
    pub const fn is_owed(&self) -> bool {
        match self {
            Self::Approved { .. }
            | Self::NotCharged { .. }
            | Self::OutcomeUnknown { .. }
            | Self::HandedToStaff { .. }
            | Self::StaffResolved { .. }
            | Self::ReversalIntent { .. }
            | Self::Reversed { .. }
            | Self::Alarm { .. }
            | Self::CardSlip(_)
            | Self::Cash(CashEntry::Debited { .. } | CashEntry::DispenseIntent { .. } | CashEntry::Ended { .. }) => true,
            // Paid: owed to the customer. To be paid at the counter: not yet.
            Self::Accepted { order } => order.attempt().is_some(),
            Self::Boot
            | Self::MenuLoaded(_)
            | Self::Intent { .. }
            | Self::Cash(CashEntry::Intent { .. })
            | Self::KitchenDelivered { .. }
            | Self::ReceiptPrinted { .. }
            | Self::Shutdown => false,
        }
    }
}

/// What the journal answers once an entry is durable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Written {
    /// Which entry.
    pub key: WriteKey,
    /// Its place in the journal; grows by at least one from entry to entry, without a gap in the journal itself.
    pub seq: u64,
    /// The terminal command's number, for an intent.
    pub stan: Option<Stan>,
    /// What the acceptance gave, for an accepted order.
    pub number: Option<Numbering>,
}

/// An attempt that the journal has no end for, found at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAttempt {
    /// The order, locked again.
    pub locked: LockedOrder,
    /// The try.
    pub attempt: AttemptId,
    /// The number its command was sent with.
    pub stan: Stan,
    /// An approval that is durable already.
    pub approved: Option<ApprovalFacts>,
    /// Payments of it that were taken back: none of them is the one that is waited for, though the terminal may name it again.
    pub taken_back: Vec<Rrn>,
    /// How long ago the order was locked, by the wall clock; `None` when the clock is not to be trusted.
    pub age: Option<Millis>,
}

/// A reversal that the journal has no end for, found at start.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PendingReversal {
    /// What the terminal approved.
    pub facts: ApprovalFacts,
    /// Why it is taken back.
    pub reason: ReversalReason,
}

/// What the journal knows of an attempt that the machine has forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Recalled {
    /// No record.
    NeverHeardOf,
    /// Every payment of it that is settled: one that stands, any that were taken back.
    Settled(Vec<Rrn>),
    /// Closed as not charged, and nothing was ever taken back.
    NotCharged,
    /// Paid in the word of staff; which payment it was nobody knew. What had been asked.
    SaidPaid(PaymentRequest),
}
