//! Terminals that speak ZVT, as in Germany, Austria and Switzerland: bytes and their meaning, our side of the conversation, and an
//! emulator.
//!
//! Source: *ECR-Interface ZVT-Protocol* (PA00P015, revision 13.08) and *Transport/Application Protocol* (PA00P016). "ECR" there is the
//! kiosk, "PT" the terminal. Two rules carry everything else: each command in either direction is answered by exactly one response, and
//! the answer to the status information decides whether money moves.

pub mod apdu;
pub mod codes;
pub mod field;
pub mod message;
pub mod serial;
pub mod text;
pub mod tlv;

mod emulator;
mod exchange;

pub use emulator::{ZvtEmulator, ZvtFault};
pub use exchange::{ZvtExchange, ZvtSetup};
