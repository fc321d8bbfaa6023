//! Terminals that speak ZVT: Germany, Austria, parts of Switzerland.
//!
//! The codec ([`Apdu`], [`Fields`], [`Tlv`], the serial framing) turns bytes into what they say and back; it keeps of a card number the last
//! four digits and nothing else, and what it does not understand it leaves aside without guessing.

mod apdu;
mod digits;
mod emulator;
mod exchange;
mod fields;
mod meaning;
mod message;
mod print;
mod receipt;
mod serial;
mod text;
mod tlv;
#[cfg(test)]
mod vectors;

pub use apdu::{Apdu, ApduReader, Code, LONGEST_DATA, NotZvt, code};
pub use digits::{bcd, of_bcd};
pub use emulator::{ZvtEmulator, ZvtFault};
pub use exchange::{Password, ZvtExchange, ZvtSetup};
pub use fields::{Fields, Form, Unparsed, bmp, form};
pub use meaning::{Standing, Verdict, progress, standing, verdict};
pub use message::{Abort, IntermediateStatus, Registration, terminal_status};
pub use receipt::Receipt;
pub use serial::{SerialAct, SerialLine, checksum, frame};
pub use text::{cp437, of_cp437};
pub use tlv::{Tag, Tlv, TlvError, tag};
