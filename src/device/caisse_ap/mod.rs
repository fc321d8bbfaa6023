//! French terminals that speak Caisse-AP over IP, which is Concert V3: one connection, one question, one answer.
//!
//! The protocol cannot be asked what became of a payment, nor take one back without the card. So an outcome that nobody knows goes to
//! staff, and nothing here tries again by itself.

mod emulator;
mod exchange;
mod fields;
mod judge;

pub use emulator::{CaisseApEmulator, CaisseApFault};
pub use exchange::{CaisseApExchange, CaisseApSetup};
pub use fields::{Fields, FormError, LONGEST, Tag, tag};
