//! The face of a simulated terminal or an emulator: what to draw, and the taps on it. A screen draws it without knowing devices.

use super::card::CardPlace;
use super::terminal::Progress;
use crate::money::Money;

/// What a simulated terminal shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalFace {
    /// What it is doing.
    pub display: FaceDisplay,
    /// The amount it asks for, if any.
    pub amount: Option<Money>,
    /// How many digits of the code have been typed; never which.
    pub pin_digits: u8,
    /// Whether a card sits in the slot.
    pub card_inserted: bool,
    /// The trouble that has been arranged for.
    pub trouble: Trouble,
}

/// What the display of a simulated terminal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaceDisplay {
    /// Asleep. It wakes only for a locked order.
    Asleep,
    /// In a payment.
    Paying(Progress),
    /// The last payment was approved.
    Approved,
    /// The last payment was refused.
    Declined,
    /// The last payment was cancelled or timed out.
    Cancelled,
}

impl FaceDisplay {
    /// The key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Asleep => "asleep",
            Self::Paying(progress) => progress.key(),
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Trouble to practise with. It lasts for one payment, the dropped line until it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// All is well.
    None,
    /// The bank refuses.
    Decline,
    /// The bank takes ten seconds.
    Slow,
    /// The line between kiosk and terminal is down.
    LineDown,
    /// The answer gets lost and comes a minute late.
    LateAnswer,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::None, Self::Decline, Self::Slow, Self::LineDown, Self::LateAnswer];

    /// In flow scripts and as the key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Decline => "decline",
            Self::Slow => "slow",
            Self::LineDown => "line-down",
            Self::LateAnswer => "late-answer",
        }
    }

    /// Looks a trouble up by [`Trouble::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| trouble.key() == key)
    }
}

/// A tap on a simulated terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerminalTap {
    /// Hold the card to the reader.
    TapCard,
    /// Put the card into the slot.
    InsertCard,
    /// Take the card out.
    RemoveCard,
    /// A digit of the code, 0 to 9. It stays inside the terminal.
    Digit(u8),
    /// The green key.
    Enter,
    /// The yellow key: clears the digits.
    Clear,
    /// The red key.
    Cancel,
    /// Arrange for trouble.
    Trouble(Trouble),
}

/// A face that can be looked at and tapped from any thread. Neither call waits.
pub trait Faceplate: Send + Sync {
    /// What it shows now.
    fn face(&self) -> TerminalFace;
    /// A tap on it.
    fn tap(&self, tap: TerminalTap);
}

/// What there is to see of a terminal's emulator: the terminal, what is planned to go wrong, and its own book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmulatorLook {
    /// The terminal.
    pub face: TerminalFace,
    /// What can go wrong on purpose, by key.
    pub faults: &'static [&'static str],
    /// What is planned, the next payment's first.
    pub planned: Vec<&'static str>,
    /// What has gone wrong on purpose, oldest first.
    pub fired: Vec<&'static str>,
    /// Every payment it was asked for, oldest first.
    pub book: Vec<EmulatorLine>,
}

/// A payment in an emulator's book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmulatorLine {
    /// How much.
    pub amount: Money,
    /// What became of it, as the key of its words.
    pub end: &'static str,
    /// What it is called there.
    pub name: String,
}

/// An emulator that can be looked at, tapped and planned for from any thread. No call waits.
pub trait EmulatorPlate: Send + Sync {
    /// What there is to see now.
    fn look(&self) -> EmulatorLook;
    /// A tap on the terminal.
    fn tap(&self, tap: TerminalTap);
    /// Plans a fault for the next payment for which nothing is planned yet; `none` is a payment without one.
    fn plan(&self, fault: &str);
    /// Plans nothing any more.
    fn forget_plan(&self);
}

/// What can be seen of a simulated cash machine beside its screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashFace {
    /// Whether the slot is open for a card.
    pub wants_card: bool,
    /// Where the card is.
    pub card: CardPlace,
    /// Whether digits go to the code.
    pub types_code: bool,
    /// The notes at the mouth.
    pub cash: Option<Money>,
    /// What is arranged to go wrong.
    pub trouble: CashTrouble,
}

/// Trouble to practise with on a cash machine. It lasts for one withdrawal, the bank's silence until it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CashTrouble {
    /// All is well.
    None,
    /// The bank refuses.
    Refuse,
    /// The bank wants the card kept.
    KeepCard,
    /// The dispenser jams: nothing comes out.
    Jam,
    /// The bank cannot be asked.
    BankGone,
}

impl CashTrouble {
    /// All of them but none.
    pub const ALL: [Self; 4] = [Self::Refuse, Self::KeepCard, Self::Jam, Self::BankGone];

    /// As the key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Refuse => "refuse",
            Self::KeepCard => "keep-card",
            Self::Jam => "jam",
            Self::BankGone => "bank-gone",
        }
    }
}

/// A tap on a simulated cash machine that is no key of its screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CashTap {
    /// Put the card in.
    InsertCard,
    /// Take the offered card.
    TakeCard,
    /// Take the notes.
    TakeCash,
    /// A digit of the code, 0 to 9. It stays inside the device.
    Digit(u8),
    /// Take the digits away.
    Clear,
    /// The code is complete.
    Enter,
    /// Arrange for trouble.
    Trouble(CashTrouble),
}
