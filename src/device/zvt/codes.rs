//! What the numbers of results, refusals and steps mean for a customer (PA00P015, chapter 10 and the lists of 04 FF and 05 01).

use crate::payment::{Decline, DeclineReason, Progress};

/// All is well.
pub const OK: u8 = 0x00;
/// Time is up, or the red key.
pub const CANCELLED: u8 = 0x6C;
/// Not registered.
pub const NOT_REGISTERED: u8 = 0x6B;
/// Not known, or not possible now.
pub const NOT_POSSIBLE: u8 = 0x83;
/// Occupied; of a status information, not ready to answer yet.
pub const BUSY: u8 = 0x9C;
/// The goods cannot be given out: the terminal takes the payment back.
pub const NOT_DELIVERED: u8 = 0x66;
/// No paper, or the printer cannot print.
pub const PRINTER: u8 = 0xCC;
/// A card sits in the reader; ready all the same.
pub const CARD_INSERTED: u8 = 0xDC;
/// Taken back already.
pub const ALREADY_REVERSED: u8 = 0xB4;
/// Cannot be taken back.
pub const REVERSAL_IMPOSSIBLE: u8 = 0xB5;
/// A wrong code; the customer may try again (55, as ISO 8583 has it).
pub const WRONG_PIN: u8 = 55;

/// What a terminal's "no" means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody paid in time, or somebody pressed the red key.
    Cancelled,
    /// The card, or its bank.
    Declined(Decline),
    /// It does not know us.
    NotRegistered,
    /// It has something else to do, or cannot reach its bank.
    Busy,
    /// It wants its end of day first.
    WantsEndOfDay,
}

/// The meaning of a result, an abort or a refused command; `None` for no error.
#[must_use]
pub fn refusal(code: u8) -> Option<Refusal> {
    Some(match code {
        OK => return None,
        1..=99 => {
            let code = format!("{code:02}");
            Refusal::Declined(Decline { reason: DeclineReason::of_response_code(&code), code })
        }
        CANCELLED => Refusal::Cancelled,
        NOT_REGISTERED => Refusal::NotRegistered,
        0x6A | 0x77 | 0xB1 | 0xB2 | 0xF0 => Refusal::WantsEndOfDay,
        // Occupied, under maintenance, or no way to the bank.
        0x7D | 0x9A | 0x9B | BUSY | 0xA0 | 0xA1 | 0xA3 | 0xC2 | PRINTER | 0xE0 | 0xE1 => Refusal::Busy,
        _ => {
            let reason = match code {
                0x64..=0x66 | 0x72 | 0x73 | 0xE2 | 0xE3 => DeclineReason::Unreadable,
                0x71 => DeclineReason::InsufficientFunds,
                0x78 => DeclineReason::Expired,
                0x67 | 0x68 | 0x6F | 0x79 | 0x7A | 0xA5 | 0xC3 | 0xC5 | 0xC6 | 0xC8 => DeclineReason::NotAccepted,
                _ => DeclineReason::Refused,
            };
            Refusal::Declined(Decline { reason, code: format!("{code:02X}") })
        }
    })
}

/// How far a payment is by an intermediate status; `None` for what says nothing to a customer. None of them is a result.
#[must_use]
pub const fn progress(status: u8) -> Option<Progress> {
    Some(match status {
        0x00..=0x02 => Progress::EnterPin,
        0x03 | 0x0C | 0x43 | 0x4C => Progress::CardUnreadable,
        0x04 | 0x0E | 0x17 | 0x44 | 0x4E | 0x57 | 0xD2 | 0xD3 => Progress::Authorising,
        0x05 | 0x45 => Progress::TakingBack,
        0x0A => Progress::PresentCard,
        0x0B | 0x41 | 0x42 | 0x46..=0x4B | 0x4D | 0x4F..=0x54 | 0x56 | 0x58..=0x5D => Progress::RemoveCard,
        0x15 | 0x55 => Progress::WrongPin,
        0x06 | 0x0F | 0x68 | 0xC9 | 0xCA => Progress::Wait,
        _ => return None,
    })
}

/// Whether a terminal with this status takes a payment; `None` while it is occupied.
#[must_use]
pub const fn is_ready(status: u8) -> Option<bool> {
    match status {
        OK | CARD_INSERTED => Some(true),
        BUSY | 0xE0 | 0xE1 => None,
        _ => Some(false),
    }
}
