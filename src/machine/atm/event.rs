//! What can happen to a cash machine.

use crate::id::{AttemptId, FreshId};
use crate::locale::Language;
use crate::money::Money;
use crate::payment::{
    CardEvent, CashEvent, JournalHealth, Recalled, StaffDecision, TerminalEvent, WithdrawalsFound, WriteKey, Written,
};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The program has started and read its journal.
    Boot(Box<WithdrawalsFound>),
    /// Somebody pressed something; with an id that was never used before.
    Customer {
        /// What they want.
        intent: Intent,
        /// For what has to be named.
        fresh: FreshId,
    },
    /// The terminal spoke about a payment.
    Terminal(TerminalEvent),
    /// The terminal spoke about the card, the code or the balance.
    Card(CardEvent),
    /// The dispenser spoke.
    Cash(CashEvent),
    /// An entry is durable.
    Written(Written),
    /// An entry is not in the journal.
    WriteFailed(WriteKey),
    /// Whether the journal can store.
    JournalHealth(JournalHealth),
    /// What the journal knows of an attempt.
    Recalled {
        /// Which.
        attempt: AttemptId,
        /// What it knows.
        recalled: Recalled,
    },
    /// Staff say what became of a withdrawal.
    StaffDecided(StaffDecision),
    /// The program is asked to stop.
    Shutdown,
    /// Time passed.
    Tick,
}

impl Event {
    /// A short name, for logs and the table of screens.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Boot(_) => "boot",
            Self::Customer { intent, .. } => intent.name(),
            Self::Terminal(_) => "terminal",
            Self::Card(_) => "card",
            Self::Cash(_) => "cash",
            Self::Written(_) => "written",
            Self::WriteFailed(_) => "write-failed",
            Self::JournalHealth(_) => "journal",
            Self::Recalled { .. } => "recalled",
            Self::StaffDecided(_) => "staff-decided",
            Self::Shutdown => "shutdown",
            Self::Tick => "tick",
        }
    }
}

/// What a customer wants. The keys of the code are not among them: they go to the terminal, which tells no more than how many there were.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Intent {
    /// Withdraw cash.
    Withdraw,
    /// Ask for the balance.
    Balance,
    /// Another language.
    Speak(Language),
    /// A key with an amount.
    Amount(Money),
    /// A digit of another amount, in whole units.
    Digit(u8),
    /// Take the last digit away.
    Clear,
    /// The amount that was typed.
    Enter,
    /// Yes, this amount: the one on screen. Now the card is asked for.
    Confirm {
        /// What was on screen.
        amount: Money,
    },
    /// No, another one.
    Change,
    /// Stop.
    Cancel,
    /// A receipt, please.
    Receipt,
    /// No receipt, or: I have read it.
    Finish,
    /// Something was touched that is no key.
    Touch,
}

impl Intent {
    /// In scripts and logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Balance => "balance",
            Self::Speak(_) => "speak",
            Self::Amount(_) => "amount",
            Self::Digit(_) => "digit",
            Self::Clear => "clear",
            Self::Enter => "enter",
            Self::Confirm { .. } => "confirm",
            Self::Change => "change",
            Self::Cancel => "cancel",
            Self::Receipt => "receipt",
            Self::Finish => "finish",
            Self::Touch => "touch",
        }
    }
}
