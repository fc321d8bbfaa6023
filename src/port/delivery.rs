//! The kitchen's and the printer's doors.

use crate::id::OrderId;

/// What became of a kitchen ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KitchenNews {
    /// The kitchen has it, durably.
    Delivered(OrderId),
    /// It has not, for now.
    Failed {
        /// Which order.
        order: OrderId,
        /// Why.
        error: String,
    },
}

/// Something to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJob {
    /// Which order.
    pub order: OrderId,
    /// A short name for files and logs.
    pub name: String,
    /// What to print.
    pub text: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintNews {
    /// It is printed.
    Printed(OrderId),
    /// It is not.
    Failed {
        /// Which order.
        order: OrderId,
        /// Why.
        error: String,
    },
}

/// A paper that nobody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// A short name for files and logs.
    pub name: String,
    /// What to print.
    pub text: String,
}
