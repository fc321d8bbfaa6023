//! Why an event was refused. The machine is exactly as it was before.

use crate::catalogue::Availability;
use crate::id::OrderRevision;
use crate::order::{CartError, LockError, SelectionError, WithdrawalError};

/// A refused event. Stale taps, repeats and late answers are normal traffic, so this is a value and no panic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Rejection {
    /// The event belongs to another screen than the present one.
    #[error("not on screen {0}")]
    WrongScreen(super::kiosk::ScreenName),
    /// The tap was meant for an older state of the cart.
    #[error("meant for revision {}, now {}", seen.0, current.0)]
    Stale {
        /// What was on screen.
        seen: OrderRevision,
        /// What is now.
        current: OrderRevision,
    },
    /// The menu of this session has no such thing.
    #[error("not on the menu: {0}")]
    NotOnMenu(String),
    /// The restaurant does not speak that language.
    #[error("no language {0}")]
    UnknownLanguage(String),
    /// The item cannot be had now.
    #[error("not available now")]
    NotAvailable(Availability),
    /// The choice cannot be made.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The cart cannot be changed so.
    #[error(transparent)]
    Cart(#[from] CartError),
    /// The cart cannot be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Cards cannot be taken now.
    #[error("cards are off: {0}")]
    CardOff(CardOff),
    /// Orders for the counter cannot be taken now.
    #[error("the counter is off")]
    CounterOff,
    /// The terminal has decided, or is about to.
    #[error("too late")]
    TooLate,
    /// It was said before, or nobody waits for it.
    #[error("heard before")]
    Repeat,
    /// It is about a try that is not running.
    #[error("about another attempt")]
    OtherAttempt,
    /// A second payment for one try; the kiosk takes it back.
    #[error("a second payment for one attempt")]
    SecondReference,
    /// A payment for a try that was closed as not charged; the kiosk takes it back.
    #[error("a payment for a closed attempt")]
    ClosedAsNotCharged,
    /// The payment's customer is still in front of the screen; nobody else's word is needed yet.
    #[error("its customer is still at the kiosk")]
    CustomerThere,
    /// The payment is being taken back, so it cannot be declared paid.
    #[error("being taken back")]
    BeingTakenBack,
    /// The program is starting or stopping.
    #[error("not in service")]
    NotInService,
    /// A cash machine shows another screen than the key was meant for.
    #[error("not on screen {0}")]
    NotOnScreen(super::atm::ScreenName),
    /// Such an amount cannot be withdrawn.
    #[error(transparent)]
    Withdrawal(#[from] WithdrawalError),
    /// A cash machine cannot do that now.
    #[error("not now: {0}")]
    NotNow(super::atm::Off),
    /// The amount on screen is another one than the key was meant for.
    #[error("meant for another amount")]
    OtherAmount,
}

/// Why cards are not taken now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardOff {
    /// No terminal is set up.
    NoTerminal,
    /// The outcome of an earlier payment is not known; its reference.
    Unresolved(String),
    /// An earlier payment is being taken back; its reference.
    Reversing(String),
    /// The terminal has not answered yet.
    Unheard,
    /// The terminal is occupied.
    Busy,
    /// The terminal is not there.
    Unreachable,
    /// Nothing can be recorded.
    NoJournal,
    /// What was recorded is damaged, and staff have not agreed to it yet.
    JournalDamaged,
    /// The program is stopping.
    Stopping,
}

impl CardOff {
    /// In transcripts and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NoTerminal => "no-terminal",
            Self::Unresolved(_) => "unresolved",
            Self::Reversing(_) => "reversing",
            Self::Unheard => "unheard",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::NoJournal => "no-journal",
            Self::JournalDamaged => "journal-damaged",
            Self::Stopping => "stopping",
        }
    }
}

impl std::fmt::Display for CardOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

impl Rejection {
    /// A short stable name, in transcripts and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::WrongScreen(_) => "wrong-screen",
            Self::Stale { .. } => "stale",
            Self::NotOnMenu(_) => "not-on-menu",
            Self::UnknownLanguage(_) => "unknown-language",
            Self::NotAvailable(Availability::SoldOut) => "sold-out",
            Self::NotAvailable(_) => "not-now",
            Self::Selection(SelectionError::NotOnMenu(_)) => "not-on-menu",
            Self::Selection(SelectionError::SoldOut(_)) => "sold-out",
            Self::Selection(SelectionError::GroupFull { .. }) => "group-full",
            Self::Cart(CartError::LineFull) => "line-full",
            Self::Cart(CartError::CartFull) => "cart-full",
            Self::Cart(CartError::OverCeiling(_)) => "over-ceiling",
            Self::Cart(CartError::NoSuchLine(_)) => "no-such-line",
            Self::Cart(CartError::Incomplete(_)) => "incomplete",
            Self::Cart(CartError::NothingToUndo) => "nothing-to-undo",
            Self::Cart(CartError::NothingToRedo) => "nothing-to-redo",
            Self::Cart(CartError::Money(_)) | Self::Lock(LockError::Money(_)) => "amount-out-of-range",
            Self::Lock(LockError::Empty) => "empty",
            Self::Lock(LockError::SoldOut(_)) => "sold-out-in-cart",
            Self::Lock(LockError::NothingToPay) => "nothing-to-pay",
            Self::CardOff(_) => "card-off",
            Self::CounterOff => "counter-off",
            Self::TooLate => "too-late",
            Self::Repeat => "repeat",
            Self::OtherAttempt => "other-attempt",
            Self::SecondReference => "second-reference",
            Self::ClosedAsNotCharged => "closed-as-not-charged",
            Self::CustomerThere => "customer-there",
            Self::BeingTakenBack => "being-taken-back",
            Self::NotInService => "not-in-service",
            Self::NotOnScreen(_) => "wrong-screen",
            Self::Withdrawal(error) => error.key(),
            Self::NotNow(_) => "not-now",
            Self::OtherAmount => "other-amount",
        }
    }
}
