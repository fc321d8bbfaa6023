//! What a terminal says when a card has paid.

use std::fmt;

use super::request::PaymentRequest;
use crate::id::{AttemptId, Rrn, Stan};
use crate::money::Money;
use crate::planted::{self, Bug};

/// A payment scheme's name as the terminal gave it, such as `Visa` or `CB`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CardScheme(pub String);

/// The last four digits of a card number and nothing more. Built by devices; a full number never gets past them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MaskedPan([u8; 4]);

impl MaskedPan {
    /// Keeps the last four digits; `None` for anything but exactly four digits, so that no full number slips in by mistake.
    #[must_use]
    pub fn from_last_four(digits: &str) -> Option<Self> {
        let bytes: [u8; 4] = digits.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_digit).then_some(Self(bytes))
    }

    /// The four digits.
    #[must_use]
    pub fn last_four(&self) -> String {
        self.0.iter().map(|byte| char::from(*byte)).collect()
    }
}

impl fmt::Display for MaskedPan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "···· {}", self.last_four())
    }
}

impl fmt::Debug for MaskedPan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MaskedPan(····)")
    }
}

/// How the card was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryMode {
    /// Held to the reader.
    Contactless,
    /// Inserted, with a code.
    ChipAndPin,
    /// Swiped.
    MagneticStripe,
}

impl EntryMode {
    /// `contactless`, `chip-and-pin`, `magnetic-stripe`: in records and as the key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Contactless => "contactless",
            Self::ChipAndPin => "chip-and-pin",
            Self::MagneticStripe => "magnetic-stripe",
        }
    }

    /// Looks a mode up by [`EntryMode::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Contactless, Self::ChipAndPin, Self::MagneticStripe].into_iter().find(|mode| mode.key() == key)
    }
}

/// An approval as a terminal states it; not yet checked against what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ApprovalFacts {
    /// The try it answers.
    pub attempt: AttemptId,
    /// What was authorised.
    pub amount: Money,
    /// The terminal's own name for the payment; a repeat of an approval carries the same.
    pub reference: Rrn,
    /// The command's number, echoed.
    pub stan: Stan,
    /// Authorisation code.
    pub auth_code: String,
    /// The scheme.
    pub scheme: CardScheme,
    /// The card's last digits, if the terminal tells them.
    pub card: Option<MaskedPan>,
    /// How the card was read.
    pub entry: EntryMode,
}

/// Why an approval does not answer what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Mismatch {
    /// It names another attempt.
    #[error("approval for another attempt")]
    Attempt,
    /// It is for another amount or currency; a partial approval is one too.
    #[error("approval for another amount")]
    Amount,
}

/// Proof that a terminal approved exactly what was asked: made only by [`Approval::matching`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Approval(ApprovalFacts);

impl Approval {
    /// Checks an approval against the request it answers (I4).
    ///
    /// # Errors
    /// [`Mismatch`] when attempt, amount or currency differ.
    pub fn matching(request: &PaymentRequest, facts: ApprovalFacts) -> Result<Self, Mismatch> {
        if facts.attempt != request.attempt() {
            return Err(Mismatch::Attempt);
        }
        if facts.amount != request.amount() && !planted::is(Bug::AmountNotCompared) {
            return Err(Mismatch::Amount);
        }
        Ok(Self(facts))
    }

    /// What the terminal stated.
    #[must_use]
    pub const fn facts(&self) -> &ApprovalFacts {
        &self.0
    }
}
