//! The door to where the customer's cart is kept over a crash.

use crate::order::KeptCart;
use crate::time::{Millis, Now};

/// What is asked of the keeper. Only the latest request counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartRequest {
    /// Keep this cart in place of the one before. A power cut may lose the last ones, never spoil the one before.
    Save {
        /// The cart.
        cart: Box<KeptCart>,
        /// The journal's last entry by then: an order locked after it is this cart's.
        after: u64,
        /// When the customer was last there.
        now: Now,
    },
    /// Keep nothing, and leave no trace of what was kept.
    Forget,
}

/// What the keeper answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartNews {
    /// The request has been worked on, for better or worse: the next one may come.
    Done,
}

/// A cart that was found at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCart {
    /// The cart.
    pub cart: KeptCart,
    /// The journal's last entry when it was kept.
    pub after: u64,
    /// How long ago the customer was there; `None` when the clock is not to be trusted.
    pub age: Option<Millis>,
}
