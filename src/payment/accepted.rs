//! An accepted order: the only thing the kitchen ever hears of.

use super::approval::Approval;
use super::request::{PaymentRequest, Tender};
use super::staff::{StaffDecision, StaffVerdict};
use crate::id::{AttemptId, OrderId, OrderNumber};
use crate::order::LockedOrder;
use crate::time::{BusinessDay, WallTime};

/// How an accepted order is settled. There is no other way (I13).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Settlement {
    /// By card; the approval matches the order.
    Paid(Approval),
    /// By card, in the word of a person who looked at the terminal: nobody else could tell.
    SaidPaid(StaffDecision),
    /// At the counter; the ticket says UNPAID.
    PayAtCounter,
}

/// A locked order with a settlement that stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AcceptedOrder {
    locked: LockedOrder,
    settlement: Settlement,
    training: bool,
}

impl AcceptedOrder {
    /// An order paid by an approval that answers exactly it; `None` when the approval is for something else.
    #[must_use]
    pub fn paid(locked: LockedOrder, approval: Approval, training: Training) -> Option<Self> {
        let facts = approval.facts().clone();
        let request = PaymentRequest::new(&locked, facts.attempt);
        Approval::matching(&request, facts).ok()?;
        Some(Self { locked, settlement: Settlement::Paid(approval), training: training.0 })
    }

    /// An order of which staff say that its card was charged; `None` when they say otherwise.
    #[must_use]
    pub fn said_paid(locked: LockedOrder, decision: StaffDecision, training: Training) -> Option<Self> {
        let paid = decision.verdict() == StaffVerdict::Charged;
        paid.then_some(Self { locked, settlement: Settlement::SaidPaid(decision), training: training.0 })
    }

    /// An order that will be paid at the counter.
    #[must_use]
    pub const fn pay_at_counter(locked: LockedOrder, training: Training) -> Self {
        Self { locked, settlement: Settlement::PayAtCounter, training: training.0 }
    }

    /// The order.
    #[must_use]
    pub const fn locked(&self) -> &LockedOrder {
        &self.locked
    }

    /// How it is settled.
    #[must_use]
    pub const fn settlement(&self) -> &Settlement {
        &self.settlement
    }

    /// The try that paid for it; `None` at the counter.
    #[must_use]
    pub const fn attempt(&self) -> Option<AttemptId> {
        match &self.settlement {
            Settlement::Paid(approval) => Some(approval.facts().attempt),
            Settlement::SaidPaid(decision) => Some(decision.attempt()),
            Settlement::PayAtCounter => None,
        }
    }

    /// Whether this is training: a simulated terminal, nothing real.
    #[must_use]
    pub const fn training(&self) -> bool {
        self.training
    }
}

/// Whether sales are training (a simulated terminal) or real. A type of its own so that no stray boolean decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Training(pub bool);

/// What the acceptance transaction gives an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Numbering {
    /// The business day in which the number is given once.
    pub business_day: BusinessDay,
    /// What the customer is called by.
    pub number: OrderNumber,
    /// When it was accepted.
    pub accepted_at: WallTime,
}

/// An accepted order with what the acceptance transaction gave it: all that a ticket and a receipt are made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NumberedOrder {
    /// The order.
    pub accepted: AcceptedOrder,
    /// What the customer is called by.
    pub number: OrderNumber,
    /// The business day the number belongs to.
    pub business_day: BusinessDay,
    /// When it was accepted.
    pub accepted_at: WallTime,
}

impl NumberedOrder {
    /// The order as it was numbered.
    #[must_use]
    pub const fn new(accepted: AcceptedOrder, numbering: Numbering) -> Self {
        let Numbering { business_day, number, accepted_at } = numbering;
        Self { accepted, number, business_day, accepted_at }
    }

    /// What the acceptance gave it.
    #[must_use]
    pub const fn numbering(&self) -> Numbering {
        Numbering { business_day: self.business_day, number: self.number, accepted_at: self.accepted_at }
    }

    /// How it is settled.
    #[must_use]
    pub const fn tender(&self) -> Tender {
        match self.accepted.settlement {
            Settlement::Paid(_) | Settlement::SaidPaid(_) => Tender::Card,
            Settlement::PayAtCounter => Tender::Counter,
        }
    }

    /// The order's id.
    #[must_use]
    pub const fn order(&self) -> OrderId {
        self.accepted.locked.order()
    }
}
