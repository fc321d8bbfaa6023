//! Paying out in notes: what is said between a cash machine and its dispenser, and the proof that it may pay.
//!
//! As with the card, notes go by their *place*. What a dispenser cannot tell stays unknown: it is folded into no known outcome, and no
//! money is taken back on the strength of it.

use super::approval::{Approval, ApprovalFacts};
use super::request::PaymentRequest;
use crate::id::AttemptId;
use crate::money::Money;
use crate::order::{LockedWithdrawal, NoteStock};

/// Proof that the bank stands debited for exactly this withdrawal: nothing is paid out without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Debited {
    locked: LockedWithdrawal,
    approval: Approval,
}

impl Debited {
    /// `None` when the approval is for something else.
    #[must_use]
    pub fn new(locked: LockedWithdrawal, approval: Approval) -> Option<Self> {
        let facts = approval.facts();
        let request = PaymentRequest::new(&locked, facts.attempt);
        Approval::matching(&request, facts.clone()).ok()?;
        Some(Self { locked, approval })
    }

    /// The withdrawal.
    #[must_use]
    pub const fn locked(&self) -> &LockedWithdrawal {
        &self.locked
    }

    /// What the bank approved.
    #[must_use]
    pub const fn facts(&self) -> &ApprovalFacts {
        self.approval.facts()
    }
}

/// What a dispenser is asked to pay out. Made from nothing but a debited withdrawal, whose amount it takes:
///
/// ```compile_fail
/// use cardlast::payment::PayOut;
/// fn without_a_debit(locked: &cardlast::order::LockedWithdrawal) -> PayOut {
///     PayOut::new(locked)
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PayOut {
    attempt: AttemptId,
    amount: Money,
}

impl PayOut {
    /// The notes of a debited withdrawal.
    #[must_use]
    pub fn new(debited: &Debited) -> Self {
        Self { attempt: debited.facts().attempt, amount: debited.locked().amount() }
    }

    /// The try whose debit pays for it.
    #[must_use]
    pub const fn attempt(&self) -> AttemptId {
        self.attempt
    }

    /// How much.
    #[must_use]
    pub const fn amount(&self) -> Money {
        self.amount
    }
}

/// A command to a dispenser. None blocks; each is answered by [`CashEvent::Cash`], and again whenever the notes' place changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CashCommand {
    /// Count out and present. Never sent twice for one attempt: dispensers need not notice.
    Dispense(PayOut),
    /// Draw the presented notes in.
    Retract {
        /// Whose.
        attempt: AttemptId,
    },
    /// Say where the notes of this attempt are. Moves nothing.
    Where {
        /// Whose.
        attempt: AttemptId,
    },
    /// Say whether it is there and what it holds. Answered by [`CashEvent::Health`].
    Health,
}

/// Where the notes of one attempt are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CashPlace {
    /// Being counted; none can be reached yet.
    Counting,
    /// None ever left the machine, and none will: not asked, not enough, or jammed inside.
    NotDispensed,
    /// At the mouth, to be taken.
    Presented,
    /// Taken.
    Taken,
    /// Drawn in again and counted: every one of them is back.
    Returned,
    /// Drawn in again and not counted: some may be missing.
    Retracted,
    /// The dispenser cannot tell.
    Unknown,
}

impl CashPlace {
    /// All places.
    pub const ALL: [Self; 7] =
        [Self::Counting, Self::NotDispensed, Self::Presented, Self::Taken, Self::Returned, Self::Retracted, Self::Unknown];

    /// In scripts and transcripts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Counting => "counting",
            Self::NotDispensed => "not-dispensed",
            Self::Presented => "presented",
            Self::Taken => "taken",
            Self::Returned => "returned",
            Self::Retracted => "retracted",
            Self::Unknown => "unknown",
        }
    }
}

/// How a dispense ended; durable before anything follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CashEnd {
    /// The customer has the notes.
    Taken,
    /// Nobody could reach any of them: the debit is taken back.
    NotDispensed,
    /// All of them were presented and are back: the debit is taken back.
    Returned,
    /// Nobody knows how many are out: a person counts, and nothing is taken back.
    Unknown,
}

impl CashEnd {
    /// All ends.
    pub const ALL: [Self; 4] = [Self::Taken, Self::NotDispensed, Self::Returned, Self::Unknown];

    /// In records.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::NotDispensed => "not-dispensed",
            Self::Returned => "returned",
            Self::Unknown => "unknown",
        }
    }

    /// Looks an end up by [`CashEnd::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.key() == key)
    }
}

/// Whether a dispenser is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DispenserHealth {
    /// Not heard from yet.
    Unheard,
    /// It can pay out, and this is what it holds.
    Ready(NoteStock),
    /// It can not.
    OutOfOrder,
}

/// What a dispenser says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CashEvent {
    /// Where the notes of an attempt are now.
    Cash {
        /// Whose.
        attempt: AttemptId,
        /// Where.
        place: CashPlace,
    },
    /// Whether it is there; sent unasked when that changes.
    Health(DispenserHealth),
}
