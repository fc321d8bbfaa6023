//! What the protocol's numbers mean to a kiosk.

use crate::payment::{Decline, DeclineReason, Progress};

/// The result of something that was asked for, or the reason of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Done.
    Done,
    /// The bank or the card says no.
    Declined(Decline),
    /// Stopped, by the customer or for want of one.
    Stopped,
    /// It is doing something else.
    Busy,
    /// Its memory is full or its day is over: the day must be closed first.
    CloseDay,
    /// It had been taken back before.
    AlreadyReversed,
    /// It cannot, for now: a line to the bank, a part of the device.
    OutOfOrder,
}

/// What a result says.
#[must_use]
pub fn verdict(result: u8) -> Verdict {
    use DeclineReason as Reason;
    let declined = |reason| Verdict::Declined(Decline::new(reason, decline_code(result)));
    match result {
        0x00 => Verdict::Done,
        0x01..=0x63 => declined(Reason::of_response_code(&decline_code(result))),
        0x64..=0x66 | 0x72 | 0x73 => declined(Reason::Unreadable),
        0x67 | 0x68 | 0x6f | 0x7a | 0xc3 | 0xc5 | 0xc6 | 0xc8 => declined(Reason::NotAccepted),
        0x6e | 0x79 => declined(Reason::Refused),
        0x71 => declined(Reason::InsufficientFunds),
        0x78 => declined(Reason::Expired),
        0x6c => Verdict::Stopped,
        0x6a | 0x77 | 0xb1 | 0xb2 | 0xf0 => Verdict::CloseDay,
        0x9c | 0xa0 | 0xe0 => Verdict::Busy,
        0xb4 => Verdict::AlreadyReversed,
        _ => Verdict::OutOfOrder,
    }
}

/// The host's own number, which is decimal; the terminal's own numbers are told from those by a letter.
fn decline_code(result: u8) -> String {
    if result <= 0x63 { format!("{result:02}") } else { format!("Z{result:02X}") }
}

/// A wrong code is asked for again by some terminals: this result is not the last word.
pub const WRONG_PIN: u8 = 0x37;

/// Whether the same may well succeed a little later: no line to the bank, something else to do.
#[must_use]
pub const fn is_passing(result: u8) -> bool {
    matches!(result, 0x6a | 0x6b | 0x6c | 0x77 | 0x7d | 0x9a..=0x9c | 0xa0..=0xa3 | 0xb1 | 0xb2 | 0xc2 | 0xcc | 0xe0..=0xe3 | 0xf0)
}

/// How a terminal stands, by its own status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Ready for a payment.
    Ready,
    /// Doing something; it will be ready by itself.
    Busy,
    /// Its day must be closed first.
    CloseDay,
    /// Diagnosis wanted.
    Diagnosis,
    /// Initialisation wanted.
    Initialisation,
    /// People must look at it.
    OutOfOrder,
}

/// What a status says.
#[must_use]
pub const fn standing(status: u8) -> Standing {
    match status {
        0x00 | 0xdc | 0x62 | 0xc4 => Standing::Ready,
        0x9c | 0xe0 | 0xe1 => Standing::Busy,
        0xb1 | 0xb2 | 0xf0 => Standing::CloseDay,
        0xc2 => Standing::Diagnosis,
        0x51 => Standing::Initialisation,
        _ => Standing::OutOfOrder,
    }
}

/// What the customer should see, where an intermediate status has something for them.
#[must_use]
pub const fn progress(status: u8) -> Option<Progress> {
    Some(match status {
        0x00..=0x02 | 0x69 => Progress::FollowTerminal,
        0x04 | 0xd2 | 0xd3 | 0xf1 | 0xf2 => Progress::Authorising,
        0x05 => Progress::TakingBack,
        0x06 | 0x0e | 0x0f | 0x17 | 0x68 | 0xc8..=0xca => Progress::PleaseWait,
        0x0a => Progress::PresentCard,
        0x0b | 0x41..=0x5d => Progress::RemoveCard,
        0x0c => Progress::CardUnreadable,
        0x15 => Progress::WrongPin,
        // Refusals and approvals: informative only, the result follows. Texts in the terminal's own language: the kiosk has its own.
        _ => return None,
    })
}

/// The name of a card by the protocol's own list, where the terminal tells none.
#[must_use]
pub const fn card_name(kind: u32) -> &'static str {
    match kind {
        5 => "girocard",
        6 => "Mastercard",
        8 => "American Express",
        10 => "Visa",
        11 => "Visa Electron",
        12 => "Diners Club",
        13 => "V PAY",
        14 => "JCB",
        46 => "Maestro",
        260 => "Bluecode",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_what_customers_are_told() {
        let declined = |reason, code: &str| Verdict::Declined(Decline::new(reason, code.to_owned()));
        for (result, expected) in [
            (0x00, Verdict::Done),
            (0x05, declined(DeclineReason::Refused, "05")),
            (0x33, declined(DeclineReason::InsufficientFunds, "51")),
            (0x36, declined(DeclineReason::Expired, "54")),
            (WRONG_PIN, declined(DeclineReason::WrongPin, "55")),
            (0x64, declined(DeclineReason::Unreadable, "Z64")),
            (0x6e, declined(DeclineReason::Refused, "Z6E")),
            (0x71, declined(DeclineReason::InsufficientFunds, "Z71")),
            (0x78, declined(DeclineReason::Expired, "Z78")),
            (0x7a, declined(DeclineReason::NotAccepted, "Z7A")),
            (0x6c, Verdict::Stopped),
            (0x9c, Verdict::Busy),
            (0xf0, Verdict::CloseDay),
            (0xb4, Verdict::AlreadyReversed),
            (0xb5, Verdict::OutOfOrder),
            (0x83, Verdict::OutOfOrder),
            (0xff, Verdict::OutOfOrder),
        ] {
            assert_eq!(verdict(result), expected, "{result:02X}");
        }
    }

    #[test]
    fn no_intermediate_status_is_a_result() {
        for status in [0x07, 0x08, 0x09, 0x1c, 0x1d, 0xff] {
            assert_eq!(progress(status), None, "{status:02X}");
        }
        assert_eq!(progress(0x47), Some(Progress::RemoveCard), "refused, and the card is still in");
        assert_eq!(progress(0x05), Some(Progress::TakingBack));
    }

    #[test]
    fn a_card_that_waits_is_no_trouble() {
        assert_eq!(standing(0xdc), Standing::Ready);
        assert_eq!(standing(0x9c), Standing::Busy);
        assert_eq!(standing(0xdf), Standing::OutOfOrder);
    }
}
