//! The customer's half of a terminal that is not there: a card, a code and a bank, without any idea of who asked for the money or in which
//! protocol. What it tells are [`Turn`]s; what they mean for the ledger and the line is its owner's business.

use std::collections::VecDeque;

use crate::money::Money;
use crate::payment::{DeclineReason, EntryMode, FaceDisplay, Progress, TerminalFace, TerminalTap, Trouble};
use crate::time::{Millis, Timestamp};

/// Above this a card must be inserted, with its code (EU contactless limit, minor units).
const CONTACTLESS_LIMIT_MINOR: i64 = 5_000;
/// A payment without a card ends after so long.
const CARD_WITHIN: Millis = Millis::from_secs(60);
/// What the bank takes.
const BANK: Millis = Millis(1_200);
/// What a slow bank takes.
const SLOW_BANK: Millis = Millis::from_secs(10);
/// A card that is not taken out is no longer waited for.
const CARD_OUT_WITHIN: Millis = Millis::from_secs(15);
/// Wrong codes before the card is refused.
const PIN_TRIES: u8 = 3;
/// The one code that the demonstration card does not like.
const WRONG_PIN: [u8; 4] = [0, 0, 0, 0];

/// What the bank will say to the next payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Bank {
    /// Yes.
    #[default]
    Approves,
    /// Yes, after a while.
    Slow,
    /// No.
    Refuses,
}

impl Bank {
    /// What the bank says while this trouble is arranged for.
    #[must_use]
    pub const fn of(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Decline => Self::Refuses,
            Trouble::Slow => Self::Slow,
            Trouble::None | Trouble::LineDown | Trouble::LateAnswer => Self::Approves,
        }
    }

    const fn trouble(self) -> Trouble {
        match self {
            Self::Approves => Trouble::None,
            Self::Slow => Trouble::Slow,
            Self::Refuses => Trouble::Decline,
        }
    }
}

/// Something that happened at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// The payment has come so far.
    Progress(Progress),
    /// The bank has approved.
    Approved(EntryMode),
    /// The bank, or the card, has refused, with the response code of ISO 8583 field 39.
    Declined(DeclineReason, &'static str),
    /// The customer pressed the red key or took the card away.
    Cancelled,
    /// No card was shown in time.
    NoCard,
    /// The card is out after an approval, or is no longer waited for.
    CardOut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Waiting for a card.
    Card { until: Timestamp },
    /// Waiting for the code. The digits stay in here and are overwritten when they are not needed any more.
    Pin { digits: [u8; 4], typed: u8, tries: u8, until: Timestamp },
    /// The bank is asked.
    Bank { entry: EntryMode, until: Timestamp },
    /// The bank has approved; what is done with that is decided elsewhere.
    Approved,
    /// Waiting for the card to be taken out.
    CardOut { until: Timestamp },
}

/// See the module's text.
#[derive(Debug, Default)]
pub struct CustomerSide {
    payment: Option<(Money, Step)>,
    card_inserted: bool,
    bank: Bank,
    turns: VecDeque<Turn>,
}

impl CustomerSide {
    /// Asks for a card, in place of any payment before.
    pub fn begin(&mut self, now: Timestamp, amount: Money) {
        self.payment = Some((amount, Step::Card { until: now.after(CARD_WITHIN) }));
        self.turns.push_back(Turn::Progress(Progress::PresentCard));
        if self.card_inserted {
            self.card_shown(now, EntryMode::ChipAndPin);
        }
    }

    /// A tap on the face. Arranging for trouble is the owner's.
    pub fn tap(&mut self, now: Timestamp, tap: TerminalTap) {
        match tap {
            TerminalTap::TapCard => self.card_shown(now, EntryMode::Contactless),
            TerminalTap::InsertCard => {
                self.card_inserted = true;
                self.card_shown(now, EntryMode::ChipAndPin);
            }
            TerminalTap::RemoveCard => self.card_removed(),
            TerminalTap::Digit(digit) => self.digit(digit),
            TerminalTap::Enter => self.enter(now),
            TerminalTap::Clear => self.clear(),
            TerminalTap::Cancel => self.cancelled(),
            TerminalTap::Trouble(_) => {}
        }
    }

    /// Time has passed.
    pub fn wake(&mut self, now: Timestamp) {
        let Some((_, step)) = &mut self.payment else { return };
        match *step {
            Step::Card { until } | Step::Pin { until, .. } if now >= until => {
                self.stop();
                self.turns.push_back(Turn::NoCard);
            }
            Step::Bank { until, .. } if now >= until && self.bank == Bank::Refuses => {
                self.bank = Bank::Approves;
                self.decline(DeclineReason::InsufficientFunds, "51");
            }
            Step::Bank { entry, until } if now >= until => {
                self.bank = Bank::Approves;
                *step = Step::Approved;
                self.turns.push_back(Turn::Approved(entry));
            }
            Step::CardOut { until } if now >= until => self.finish(),
            Step::Card { .. } | Step::Pin { .. } | Step::Bank { .. } | Step::Approved | Step::CardOut { .. } => {}
        }
    }

    /// When it wants to be woken.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        match self.payment?.1 {
            Step::Card { until } | Step::Pin { until, .. } | Step::Bank { until, .. } | Step::CardOut { until } => Some(until),
            Step::Approved => None,
        }
    }

    /// What has happened, oldest first.
    pub fn next_turn(&mut self) -> Option<Turn> {
        self.turns.pop_front()
    }

    /// Calls the payment off; `false` when the bank has been asked already.
    pub fn call_off(&mut self) -> bool {
        self.payment.take_if(|(_, step)| matches!(step, Step::Card { .. } | Step::Pin { .. })).is_some()
    }

    /// Whether the bank has not answered yet.
    pub fn is_undecided(&self) -> bool {
        matches!(self.payment, Some((_, Step::Card { .. } | Step::Pin { .. } | Step::Bank { .. })))
    }

    /// The approval stands: the card may go. Told by [`Turn::CardOut`], at once when there is none in the slot.
    pub fn give_card_back(&mut self, now: Timestamp) {
        match &mut self.payment {
            Some((_, step)) if self.card_inserted => {
                *step = Step::CardOut { until: now.after(CARD_OUT_WITHIN) };
                self.turns.push_back(Turn::Progress(Progress::RemoveCard));
            }
            Some(_) | None => self.finish(),
        }
    }

    /// The payment is over, whatever became of it; the card is handed out.
    pub fn stop(&mut self) {
        self.payment = None;
        self.card_inserted = false;
    }

    /// What the bank will say next.
    pub fn arrange(&mut self, bank: Bank) {
        self.bank = bank;
    }

    /// What the bank will say next.
    pub const fn bank(&self) -> Bank {
        self.bank
    }

    /// The amount that is asked for.
    pub fn amount(&self) -> Option<Money> {
        self.payment.map(|(amount, _)| amount)
    }

    /// How far the payment is, for the display.
    pub fn progress(&self) -> Option<Progress> {
        self.payment.map(|(_, step)| match step {
            Step::Card { .. } => Progress::PresentCard,
            Step::Pin { tries: 0, .. } => Progress::EnterPin,
            Step::Pin { .. } => Progress::WrongPin,
            Step::Bank { .. } | Step::Approved => Progress::Authorising,
            Step::CardOut { .. } => Progress::RemoveCard,
        })
    }

    /// How many digits of the code are there; never which.
    pub fn pin_digits(&self) -> u8 {
        match self.payment {
            Some((_, Step::Pin { typed, .. })) => typed,
            Some(_) | None => 0,
        }
    }

    /// Whether a card sits in the slot.
    pub const fn card_inserted(&self) -> bool {
        self.card_inserted
    }

    /// What the terminal shows: the payment, or what became of the one before; and trouble of the line where there is some, else the
    /// bank's.
    pub fn face(&self, ended: FaceDisplay, trouble: Option<Trouble>) -> TerminalFace {
        let of_the_line = trouble.filter(|trouble| matches!(trouble, Trouble::LineDown | Trouble::LateAnswer));
        TerminalFace {
            display: self.progress().map_or(ended, FaceDisplay::Paying),
            amount: self.amount(),
            pin_digits: self.pin_digits(),
            card_inserted: self.card_inserted,
            trouble: of_the_line.unwrap_or(self.bank.trouble()),
        }
    }

    fn card_shown(&mut self, now: Timestamp, entry: EntryMode) {
        let Some((amount, step @ Step::Card { .. })) = &mut self.payment else { return };
        let progress = match entry {
            EntryMode::Contactless if amount.minor() <= CONTACTLESS_LIMIT_MINOR => {
                *step = Step::Bank { entry, until: now.after(bank_takes(self.bank)) };
                Progress::Authorising
            }
            // Too much for a tap: the display goes on asking, the card must be put in.
            EntryMode::Contactless => Progress::PresentCard,
            EntryMode::ChipAndPin | EntryMode::MagneticStripe => {
                *step = Step::Pin { digits: [0; 4], typed: 0, tries: 0, until: now.after(CARD_WITHIN) };
                Progress::EnterPin
            }
        };
        self.turns.push_back(Turn::Progress(progress));
    }

    fn digit(&mut self, digit: u8) {
        if let Some((_, Step::Pin { digits, typed, .. })) = &mut self.payment
            && let Some(place) = digits.get_mut(usize::from(*typed))
        {
            *place = digit % 10;
            *typed += 1;
        }
    }

    fn clear(&mut self) {
        if let Some((_, Step::Pin { digits, typed, .. })) = &mut self.payment {
            *digits = [0; 4];
            *typed = 0;
        }
    }

    fn enter(&mut self, now: Timestamp) {
        let Some((_, step @ Step::Pin { typed: 4, .. })) = &mut self.payment else { return };
        let Step::Pin { digits, tries, until, .. } = *step else { return };
        if digits != WRONG_PIN {
            *step = Step::Bank { entry: EntryMode::ChipAndPin, until: now.after(bank_takes(self.bank)) };
            self.turns.push_back(Turn::Progress(Progress::Authorising));
        } else if tries + 1 < PIN_TRIES {
            *step = Step::Pin { digits: [0; 4], typed: 0, tries: tries + 1, until };
            self.turns.push_back(Turn::Progress(Progress::WrongPin));
        } else {
            self.decline(DeclineReason::WrongPin, "75");
        }
    }

    fn cancelled(&mut self) {
        if self.call_off() {
            self.turns.push_back(Turn::Cancelled);
        }
    }

    fn card_removed(&mut self) {
        self.card_inserted = false;
        match self.payment {
            Some((_, Step::CardOut { .. })) => self.finish(),
            // Pulled out before the code was right: that is a cancel.
            Some((_, Step::Pin { .. })) => self.cancelled(),
            Some((_, Step::Card { .. } | Step::Bank { .. } | Step::Approved)) | None => {}
        }
    }

    fn decline(&mut self, reason: DeclineReason, code: &'static str) {
        self.stop();
        self.turns.push_back(Turn::Declined(reason, code));
    }

    fn finish(&mut self) {
        self.payment = None;
        self.turns.push_back(Turn::CardOut);
    }
}

const fn bank_takes(bank: Bank) -> Millis {
    match bank {
        Bank::Slow => SLOW_BANK,
        Bank::Approves | Bank::Refuses => BANK,
    }
}
