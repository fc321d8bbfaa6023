//! What a terminal says, made fit to be kept. Devices promise that no card number gets past them; this is the door that holds when one
//! breaks its promise, and everything from a device goes through it before the machine, the journal or a log hears of it.
//!
//! A text that is not of the form that it should have is replaced, and its bytes are wiped. A *name of a payment* cannot be replaced: it
//! must be told to the terminal again to take the payment back. An approval under a name that may hold a card number is therefore as
//! good as garbled: nobody knows what became of the payment, the terminal is asked again, and staff settle it.

use super::approval::{ApprovalFacts, CardScheme};
use super::outcome::Decline;
use super::slip::{CardSlip, SlipMatter};
use super::terminal::{LookUpAnswer, TerminalEvent, UnknownReason};
use crate::id::Rrn;
use crate::order::{may_hold_card_number, without_card_numbers};

/// The longest authorisation code: six in the standard, and some say more.
const CODE_LETTERS: usize = 8;
/// The longest name of a scheme.
const SCHEME_LETTERS: usize = 24;
/// A scheme's name has no more digits than this.
const SCHEME_DIGITS: usize = 4;
/// The longest response code.
const RESPONSE_LETTERS: usize = 4;
/// The longest name of a payment.
const REFERENCE_LETTERS: usize = 64;

impl TerminalEvent {
    /// The same, with nothing in it that must not be kept.
    #[must_use]
    pub fn fit(self) -> Self {
        match self {
            Self::ApprovalOffered(mut facts) => {
                if facts.make_fit() {
                    Self::ApprovalOffered(facts)
                } else {
                    Self::Unknown { attempt: facts.attempt, reason: UnknownReason::Garbled }
                }
            }
            Self::LookedUp { attempt, answer } => Self::LookedUp { attempt, answer: answer.fit() },
            Self::Declined { attempt, mut decline } => {
                decline.make_fit();
                Self::Declined { attempt, decline }
            }
            Self::Reversed { attempt, mut reference } => {
                reference.make_fit();
                Self::Reversed { attempt, reference }
            }
            Self::ReversalRefused { attempt, mut reference } => {
                reference.make_fit();
                Self::ReversalRefused { attempt, reference }
            }
            Self::CardSlip(mut slip) => {
                slip.make_fit();
                Self::CardSlip(slip)
            }
            Self::Progress { .. }
            | Self::Confirmed { .. }
            | Self::TakenBack { .. }
            | Self::CancelledAtTerminal { .. }
            | Self::Cancelled { .. }
            | Self::CancelTooLate { .. }
            | Self::NoCard { .. }
            | Self::Unreachable { .. }
            | Self::Busy { .. }
            | Self::Unknown { .. }
            | Self::Reconciled
            | Self::Health(_) => self,
        }
    }
}

impl LookUpAnswer {
    fn fit(self) -> Self {
        match self {
            Self::Approved(mut facts) => {
                if facts.make_fit() {
                    Self::Approved(facts)
                } else {
                    Self::CannotTell
                }
            }
            Self::Declined(mut decline) => {
                decline.make_fit();
                Self::Declined(decline)
            }
            Self::NotCharged | Self::InProgress | Self::NotFound | Self::CannotTell => self,
        }
    }
}

impl ApprovalFacts {
    /// False when the payment's name cannot be kept.
    fn make_fit(&mut self) -> bool {
        let Self { reference, auth_code, scheme: CardScheme(scheme), .. } = self;
        keep_if(auth_code, |code| is_code(code, CODE_LETTERS));
        keep_if(scheme, is_scheme);
        reference.make_fit()
    }
}

impl Decline {
    fn make_fit(&mut self) {
        keep_if(&mut self.code, |code| is_code(code, RESPONSE_LETTERS));
        keep_if(&mut self.said, is_sentence);
    }
}

impl CardSlip {
    /// Its lines were made fit when they came in; the name of a payment that was taken back is the kiosk's own word, said again.
    fn make_fit(&mut self) {
        if let SlipMatter::Reversal(_, reference) = self.matter_mut() {
            reference.make_fit();
        }
    }
}

impl Rrn {
    fn make_fit(&mut self) -> bool {
        keep_if(&mut self.0, is_reference)
    }
}

fn is_code(text: &str, letters: usize) -> bool {
    text.len() <= letters && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_scheme(text: &str) -> bool {
    let digits = text.chars().filter(|letter| letter.is_numeric()).count();
    text.chars().count() <= SCHEME_LETTERS && digits <= SCHEME_DIGITS && !text.chars().any(char::is_control)
}

fn is_sentence(text: &str) -> bool {
    text.chars().count() <= Decline::SAID_LETTERS && !text.chars().any(char::is_control) && !may_hold_card_number(text)
}

fn is_reference(text: &str) -> bool {
    text.chars().count() <= REFERENCE_LETTERS && !text.chars().any(char::is_control) && !may_hold_card_number(text)
}

/// The longest line that a terminal wants printed.
const LINE_LETTERS: usize = 64;

/// A line to print, without what may be a card number.
pub(super) fn fit_line(line: &str) -> String {
    let visible = line.chars().map(|letter| if letter == '\t' { ' ' } else { letter }).filter(|letter| !letter.is_control());
    without_card_numbers(&visible.take(LINE_LETTERS).collect::<String>())
}

/// Leaves nothing of a text that is not fit, not even in memory that is given back; answers whether it was.
fn keep_if(text: &mut String, is_fit: impl FnOnce(&str) -> bool) -> bool {
    if is_fit(text) {
        return true;
    }
    tracing::warn!("the terminal said something that is not of its form, or may be a card number; it is left out");
    let mut bytes = std::mem::take(text).into_bytes();
    bytes.fill(0);
    // Without this the compiler sees that nobody reads the zeros, and leaves them out.
    std::hint::black_box(&bytes);
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AttemptId, FreshId, Stan};
    use crate::money::{Currency, Money};
    use crate::payment::{DeclineReason, EntryMode};

    const NUMBER: &str = "4111111111111111";

    fn attempt() -> AttemptId {
        AttemptId::from(FreshId::from_random_bytes([1; 16]))
    }

    fn facts(reference: &str, auth_code: &str, scheme: &str) -> Box<ApprovalFacts> {
        Box::new(ApprovalFacts {
            attempt: attempt(),
            amount: Money::zero(Currency::EUR),
            reference: Rrn(reference.to_owned()),
            stan: Stan(1),
            auth_code: auth_code.to_owned(),
            scheme: CardScheme(scheme.to_owned()),
            card: None,
            entry: EntryMode::Contactless,
        })
    }

    #[test]
    fn what_has_its_form_stays_as_it_is() {
        for (reference, code, scheme) in
            [("R000001", "042117", "Visa"), ("412345678901", "A1B2C3", "CB"), ("SIM000001", "", "girocard 2.0")]
        {
            let event = TerminalEvent::ApprovalOffered(facts(reference, code, scheme));
            assert_eq!(event.clone().fit(), event);
        }
        let said = "Zahlung nicht möglich: bitte andere Karte".to_owned();
        let decline = Decline { said, ..Decline::new(DeclineReason::InsufficientFunds, "51".to_owned()) };
        let declined = TerminalEvent::Declined { attempt: attempt(), decline };
        assert_eq!(declined.clone().fit(), declined);
    }

    #[test]
    fn what_has_not_is_left_out() {
        for code in [NUMBER, "4111 1111 1111 1111", "411111111", "ok\nok"] {
            let event = TerminalEvent::ApprovalOffered(facts("R1", code, &format!("Visa {NUMBER}")));
            assert_eq!(event.fit(), TerminalEvent::ApprovalOffered(facts("R1", "", "")), "{code}");
        }
        let declined = |code: &str, said: &str| {
            let decline = Decline { said: said.to_owned(), ..Decline::new(DeclineReason::Refused, code.to_owned()) };
            TerminalEvent::Declined { attempt: attempt(), decline }
        };
        assert_eq!(declined(NUMBER, "Karte gesperrt").fit(), declined("", "Karte gesperrt"));
        for said in [format!("Karte {NUMBER} gesperrt"), "a\u{7}b".to_owned(), "x".repeat(61)] {
            assert_eq!(declined("51", &said).fit(), declined("51", ""), "{said}");
        }
    }

    #[test]
    fn an_approval_under_a_card_number_is_garbled() {
        let unknown = TerminalEvent::Unknown { attempt: attempt(), reason: UnknownReason::Garbled };
        assert_eq!(TerminalEvent::ApprovalOffered(facts("ref 4111-1111-1111-1111", "042117", "Visa")).fit(), unknown);
        let looked_up = |answer| TerminalEvent::LookedUp { attempt: attempt(), answer };
        let found = looked_up(LookUpAnswer::Approved(facts(NUMBER, "042117", "Visa")));
        assert_eq!(found.fit(), looked_up(LookUpAnswer::CannotTell));
        let reversed = TerminalEvent::Reversed { attempt: attempt(), reference: Rrn(NUMBER.to_owned()) };
        assert_eq!(reversed.fit(), TerminalEvent::Reversed { attempt: attempt(), reference: Rrn(String::new()) });
    }
}
