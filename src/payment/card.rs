//! The card in a cash machine's slot, and the questions that only such a terminal is asked.
//!
//! Where the card is goes by its *place*, told whenever it changes and whenever somebody asks: news that come twice or late say the same
//! again. A code is known here only by how many digits of it have been typed.

use super::outcome::Decline;
use crate::id::AttemptId;
use crate::money::Money;

/// What a cash machine's terminal is told beside its payments. None blocks, all may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardCommand {
    /// Offer the card at the mouth of the slot, if there is one. Answered by [`CardEvent::Card`], and again when it is taken.
    Return,
    /// Draw the offered card in and keep it. Answered by [`CardEvent::Card`].
    Keep,
    /// Say where the card is. Answered by [`CardEvent::Card`].
    Where,
    /// Take card and code, and ask the bank what is on the account. Moves no money and is no checkout. Answered by exactly one
    /// [`CardEvent::Balance`].
    Balance {
        /// Names the question.
        enquiry: AttemptId,
    },
    /// Stop that question. Its own answer rules.
    CancelBalance {
        /// Which.
        enquiry: AttemptId,
    },
}

/// Where the card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardPlace {
    /// Not in the slot: never was, or its owner has it.
    None,
    /// In the reader.
    Inside,
    /// At the mouth of the slot, to be taken.
    Offered,
    /// Drawn in for good: by command, or because the bank said so.
    Kept,
    /// Stuck; staff must open the machine.
    Stuck,
    /// The reader cannot tell.
    Unknown,
}

impl CardPlace {
    /// All places.
    pub const ALL: [Self; 6] = [Self::None, Self::Inside, Self::Offered, Self::Kept, Self::Stuck, Self::Unknown];

    /// In scripts and transcripts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Inside => "inside",
            Self::Offered => "offered",
            Self::Kept => "kept",
            Self::Stuck => "stuck",
            Self::Unknown => "unknown",
        }
    }
}

/// How a question for the balance ended. No money moved in any case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum BalanceAnswer {
    /// This is on the account.
    Is(Money),
    /// The card's side refused.
    Declined(Decline),
    /// Stopped by the customer, here or at the terminal.
    Cancelled,
    /// No card was shown in time.
    NoCard,
    /// The bank could not be asked.
    Unreachable,
}

impl BalanceAnswer {
    /// In transcripts and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Is(_) => "is",
            Self::Declined(_) => "declined",
            Self::Cancelled => "cancelled",
            Self::NoCard => "no-card",
            Self::Unreachable => "unreachable",
        }
    }
}

/// What a cash machine's terminal says beside its payments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CardEvent {
    /// Where the card is now.
    Card(CardPlace),
    /// So many digits of the code stand on the keypad. Which they are never leaves it.
    PinDigits(u8),
    /// The code was wrong; so many tries are left. After none the bank refuses and the card may be kept.
    WrongPin {
        /// How many tries are left.
        left: u8,
    },
    /// What became of a question for the balance.
    Balance {
        /// Which.
        enquiry: AttemptId,
        /// What the bank says.
        answer: BalanceAnswer,
    },
}
