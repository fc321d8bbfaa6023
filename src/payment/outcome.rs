//! How a try at paying can end without money moving. Outcomes are values, not errors.

/// Why the card's side refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclineReason {
    /// The issuer refused without saying why (response code 05 and the like).
    Refused,
    /// Not enough money or limit (51, 61).
    InsufficientFunds,
    /// The card has expired (54).
    Expired,
    /// The code was wrong too often (55, 75).
    WrongPin,
    /// The card could not be read.
    Unreadable,
    /// The scheme is not taken here.
    NotAccepted,
}

impl DeclineReason {
    /// All reasons.
    pub const ALL: [Self; 6] =
        [Self::Refused, Self::InsufficientFunds, Self::Expired, Self::WrongPin, Self::Unreadable, Self::NotAccepted];

    /// In records and as the key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::InsufficientFunds => "insufficient-funds",
            Self::Expired => "expired",
            Self::WrongPin => "wrong-pin",
            Self::Unreadable => "unreadable",
            Self::NotAccepted => "not-accepted",
        }
    }

    /// The reason behind a two-digit response code of ISO 8583 field 39.
    #[must_use]
    pub fn of_response_code(code: &str) -> Self {
        match code {
            "51" | "61" | "65" => Self::InsufficientFunds,
            "33" | "54" => Self::Expired,
            "38" | "55" | "75" => Self::WrongPin,
            "57" | "58" | "62" => Self::NotAccepted,
            _ => Self::Refused,
        }
    }
}

/// A refusal by the card's side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decline {
    /// Why.
    pub reason: DeclineReason,
    /// The response code, if the terminal told one: letters and digits only, at most four.
    pub code: String,
    /// What the terminal says of it in words of its own, for the customer: one line of at most [`SAID_LETTERS`](Self::SAID_LETTERS), without card numbers. Empty
    /// for most.
    pub said: String,
}

impl Decline {
    /// The longest that is kept of what a terminal says; a longer text is none of its form.
    pub const SAID_LETTERS: usize = 60;

    /// A refusal of which the terminal says no more.
    #[must_use]
    pub const fn new(reason: DeclineReason, code: String) -> Self {
        Self { reason, code, said: String::new() }
    }
}

/// Why a try ended without a charge. Each leads back to an intact cart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NotCharged {
    /// The card's side refused.
    Declined(Decline),
    /// The customer pressed cancel on the terminal.
    CancelledAtTerminal,
    /// The customer pressed cancel on the kiosk, in time.
    CancelledHere,
    /// No card was shown in time.
    NoCard,
    /// The terminal could not be reached; nothing was sent.
    Unreachable,
    /// The terminal is doing something else.
    Busy,
    /// The intent could not be stored, so the terminal was never asked.
    NotRecorded,
    /// An approval was refused or taken back because it could not be stored or did not match.
    TakenBack,
    /// The terminal, asked again, knows nothing of the payment.
    NotFound,
}

impl NotCharged {
    /// In records and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Declined(_) => "declined",
            Self::CancelledAtTerminal => "cancelled-at-terminal",
            Self::CancelledHere => "cancelled-here",
            Self::NoCard => "no-card",
            Self::Unreachable => "unreachable",
            Self::Busy => "busy",
            Self::NotRecorded => "not-recorded",
            Self::TakenBack => "taken-back",
            Self::NotFound => "not-found",
        }
    }
}
