//! Asking for a payment.

use crate::id::{AttemptId, OrderId};
use crate::money::Money;
use crate::order::Locked;

/// How a customer wants to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tender {
    /// By card, at the terminal beside the screen.
    Card,
    /// At the counter, with a person.
    Counter,
}

impl Tender {
    /// `card` or `counter`: in flow scripts, records and as the key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Counter => "counter",
        }
    }

    /// Looks a tender up by [`Tender::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Card, Self::Counter].into_iter().find(|tender| tender.key() == key)
    }
}

/// What a terminal may be asked to take. It can be made from nothing but a locked subject, and takes its amount from there:
///
/// ```compile_fail
/// use cardlast::payment::PaymentRequest;
/// fn from_a_cart(cart: &cardlast::order::Cart, attempt: cardlast::id::AttemptId) -> PaymentRequest {
///     PaymentRequest::new(cart, attempt)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PaymentRequest {
    order: OrderId,
    attempt: AttemptId,
    amount: Money,
}

impl PaymentRequest {
    /// A request for the amount of a locked subject.
    #[must_use]
    pub fn new<S>(locked: &Locked<S>, attempt: AttemptId) -> Self {
        Self { order: locked.order(), attempt, amount: locked.amount() }
    }

    /// What it is for.
    #[must_use]
    pub const fn order(&self) -> OrderId {
        self.order
    }

    /// The try it belongs to.
    #[must_use]
    pub const fn attempt(&self) -> AttemptId {
        self.attempt
    }

    /// The amount to take.
    #[must_use]
    pub const fn amount(&self) -> Money {
        self.amount
    }
}
