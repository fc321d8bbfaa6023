//! The memory of a cash machine: one struct per stage, with what only that stage can have.

use std::collections::{BTreeMap, BTreeSet};

use super::dispense::Dispense;
use super::effect::Slip;
use crate::id::{AttemptId, Rrn};
use crate::locale::Language;
use crate::machine::checkout::{Checkout, Reversal};
use crate::money::Money;
use crate::order::{Withdrawal, WithdrawalError};
use crate::payment::{
    AlarmReason, ApprovalFacts, BalanceAnswer, CardPlace, Debited, DispenserHealth, JournalHealth, NotCharged, Progress,
    StaffDecision, StaffEnd, TerminalHealth,
};
use crate::time::Timestamp;

/// Everything a cash machine remembers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    pub(super) phase: Phase,
    pub(super) terminal: TerminalHealth,
    pub(super) dispenser: DispenserHealth,
    pub(super) journal: JournalHealth,
    pub(super) slot: Slot,
    /// Debits of which nobody knows, their customers gone.
    pub(super) unresolved: BTreeMap<AttemptId, Checkout<Withdrawal>>,
    /// Pay-outs without a durable end; the one in front of the screen among them.
    pub(super) dispenses: BTreeMap<AttemptId, Dispense>,
    /// Debits that are being taken back.
    pub(super) reversals: BTreeMap<(AttemptId, Rrn), Reversal>,
    /// Ends without a debit that the journal does not have yet.
    pub(super) closing: BTreeMap<AttemptId, Closing>,
    /// Approvals that nobody here remembers, while the journal is asked.
    pub(super) recalling: BTreeMap<(AttemptId, Rrn), ApprovalFacts>,
    /// What staff decided and the journal does not have yet.
    pub(super) deciding: BTreeMap<AttemptId, Deciding>,
    /// Alarms that wait for staff by themselves.
    pub(super) alarms: BTreeSet<(AttemptId, AlarmReason)>,
    /// What became of the latest attempts, oldest first.
    pub(super) remembered: Vec<(AttemptId, Fate)>,
    pub(super) stop: Stop,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fate {
    /// This debit stands: its notes were taken, or a person counts.
    Stands(Rrn),
    /// No money moved.
    NotCharged,
    /// This debit was taken back.
    Reversed(Rrn),
}

/// So many fates are remembered; of older ones the journal is asked.
pub(super) const REMEMBERED: usize = 32;

/// Whether the program stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stop {
    /// It does not.
    NotAsked,
    /// As soon as nobody's card or cash is in between.
    Asked,
    /// It does.
    Done,
}

/// The end of a try without a debit, which the journal does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Closing {
    pub(super) why: NotCharged,
    pub(super) again: Option<Timestamp>,
}

/// A decision of staff that the journal does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Deciding {
    pub(super) decision: StaffDecision,
    pub(super) end: StaffEnd,
    /// The debit whose notes were counted.
    pub(super) notes: Option<Box<ApprovalFacts>>,
    /// Approvals that came meanwhile, one of each name.
    pub(super) late: Vec<ApprovalFacts>,
    pub(super) again: Option<Timestamp>,
}

/// The slot, and the card that may be in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slot {
    pub(super) place: CardPlace,
    /// A card that belongs to nobody in front of the screen is drawn in at this time.
    pub(super) keep_at: Option<Timestamp>,
    /// Whose card it may be.
    pub(super) of: Option<AttemptId>,
}

impl Slot {
    /// Whether the card is there, by the reader's last word.
    #[must_use]
    pub fn place_is(&self, place: CardPlace) -> bool {
        self.place == place
    }

    /// Whether there is a card that somebody may come back for, or one that stops the next.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        matches!(self.place, CardPlace::None | CardPlace::Kept)
    }
}

/// Whether there is a customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Before the journal has been read.
    Starting,
    /// Nobody. A language that somebody chose, and when.
    Welcome(Option<(Language, Timestamp)>),
    /// Somebody.
    Session(Box<Session>),
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Session {
    pub(super) language: Language,
    pub(super) last_key: Timestamp,
    /// When "still there?" was asked.
    pub(super) warned: Option<Timestamp>,
    pub(super) stage: Stage,
}

/// Where a customer stands. Down to [`Stage::Confirm`] there is no card; from [`Stage::Paying`] on there is no way to another amount.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Choosing an amount.
    Amount(Typing),
    /// Looking at it once more.
    Confirm(Withdrawal),
    /// The card and the code, and the bank.
    Paying(Paying),
    /// The debit is being made durable.
    Debiting(Debiting),
    /// The card is on its way back.
    CardBack(CardBack),
    /// The notes are on their way.
    PayingOut(PayingOut),
    /// The notes are taken; a receipt is offered.
    Receipt(Slip),
    /// A question for the balance.
    Enquiring(Enquiring),
    /// A last word.
    Told(Told),
}

/// An amount that is being typed, in whole units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Typing {
    pub(super) units: u32,
    /// Why the last one was refused.
    pub(super) refused: Option<WithdrawalError>,
}

/// What the machine knows of a code: how much of it there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PinPad {
    /// So many digits.
    pub digits: u8,
    /// So many tries are left after a wrong one.
    pub left: Option<u8>,
}

/// See [`Stage::Paying`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Paying {
    pub(super) checkout: Checkout<Withdrawal>,
    pub(super) pin: PinPad,
    pub(super) unknown_since: Option<Timestamp>,
}

/// See [`Stage::Debiting`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Debiting {
    pub(super) debited: Debited,
    pub(super) since: Timestamp,
    /// When to hand the record over again; `None` while it is on its way.
    pub(super) again: Option<Timestamp>,
}

/// See [`Stage::CardBack`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CardBack {
    pub(super) then: Then,
    pub(super) step: CardStep,
    pub(super) deadline: Timestamp,
}

/// How far the card has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardStep {
    /// The reader was told to give it back.
    Returning,
    /// It can be taken.
    Offered,
    /// The reader was told to keep it.
    Keeping,
}

/// What follows once the card is taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Then {
    /// The notes.
    PayOut(Box<Debited>),
    /// A last word.
    Tell {
        /// Which.
        told: Told,
        /// Whose card it is.
        about: AttemptId,
    },
}

/// See [`Stage::PayingOut`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PayingOut {
    pub(super) slip: Slip,
    pub(super) unknown_since: Option<Timestamp>,
}

/// See [`Stage::Enquiring`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Enquiring {
    pub(super) enquiry: AttemptId,
    pub(super) progress: Progress,
    pub(super) pin: PinPad,
    pub(super) cancelled: bool,
    pub(super) deadline: Timestamp,
}

/// A last word to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Told {
    /// No money moved, and why.
    NotDone(NotCharged),
    /// The account was debited and no cash was paid out: the money goes back.
    NotPaidOut,
    /// The cash was not taken: the money goes back.
    CashReturned,
    /// Nobody knows: staff have this reference.
    AskStaff(String),
    /// The card was kept, and nothing else happened.
    CardKept,
    /// The card was kept; the account was debited, no cash was paid out, and the money goes back.
    CardKeptNotPaidOut,
    /// What is on the account.
    Balance(Money),
    /// There is no balance, and why.
    NoBalance(BalanceAnswer),
    /// All is done.
    Goodbye,
}

impl Told {
    /// In scripts, in transcripts, and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NotDone(why) => why.key(),
            Self::NotPaidOut => "not-paid-out",
            Self::CashReturned => "cash-returned",
            Self::AskStaff(_) => "ask-staff",
            Self::CardKept => "card-kept",
            Self::CardKeptNotPaidOut => "card-kept-not-paid-out",
            Self::Balance(_) => "balance",
            Self::NoBalance(BalanceAnswer::Declined(_)) => "no-balance-declined",
            Self::NoBalance(BalanceAnswer::Cancelled) => "no-balance-cancelled",
            Self::NoBalance(BalanceAnswer::NoCard) => "no-balance-no-card",
            Self::NoBalance(BalanceAnswer::Unreachable | BalanceAnswer::Is(_)) => "no-balance-unreachable",
            Self::Goodbye => "goodbye",
        }
    }
}

impl State {
    pub(super) const fn starting() -> Self {
        Self {
            phase: Phase::Starting,
            terminal: TerminalHealth::Unheard,
            dispenser: DispenserHealth::Unheard,
            journal: JournalHealth::Well,
            // Until the reader has said that there is none, there may be somebody's card in it.
            slot: Slot { place: CardPlace::Unknown, keep_at: None, of: None },
            unresolved: BTreeMap::new(),
            dispenses: BTreeMap::new(),
            reversals: BTreeMap::new(),
            closing: BTreeMap::new(),
            recalling: BTreeMap::new(),
            deciding: BTreeMap::new(),
            alarms: BTreeSet::new(),
            remembered: Vec::new(),
            stop: Stop::NotAsked,
        }
    }

    /// Whether there is a customer.
    #[must_use]
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The customer.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        match &self.phase {
            Phase::Session(session) => Some(session),
            Phase::Starting | Phase::Welcome(_) => None,
        }
    }

    /// Where the card is.
    #[must_use]
    pub const fn slot(&self) -> &Slot {
        &self.slot
    }

    /// Debits of which nobody knows, their customers gone.
    #[must_use]
    pub const fn unresolved(&self) -> &BTreeMap<AttemptId, Checkout<Withdrawal>> {
        &self.unresolved
    }

    /// Pay-outs without a durable end.
    #[must_use]
    pub const fn dispenses(&self) -> &BTreeMap<AttemptId, Dispense> {
        &self.dispenses
    }

    /// Debits that are being taken back.
    #[must_use]
    pub const fn reversals(&self) -> &BTreeMap<(AttemptId, Rrn), Reversal> {
        &self.reversals
    }

    /// What staff decided and the journal does not have yet.
    #[must_use]
    pub const fn deciding(&self) -> &BTreeMap<AttemptId, Deciding> {
        &self.deciding
    }

    /// Whether the program stops.
    #[must_use]
    pub const fn stop(&self) -> Stop {
        self.stop
    }

    /// Attempts and questions that something in memory is about.
    #[must_use]
    pub fn is_followed_up(&self, attempt: AttemptId) -> bool {
        self.foreground_attempt() == Some(attempt)
            || self.unresolved.contains_key(&attempt)
            || self.dispenses.contains_key(&attempt)
            || self.reversals.keys().any(|(id, _)| *id == attempt)
            || self.deciding.contains_key(&attempt)
            || self.recalling.keys().any(|(id, _)| *id == attempt)
    }

    /// The try of the customer in front of the screen.
    #[must_use]
    pub fn foreground_attempt(&self) -> Option<AttemptId> {
        match &self.session()?.stage {
            Stage::Paying(paying) => Some(paying.checkout.attempt()),
            Stage::Debiting(debiting) => Some(debiting.debited.facts().attempt),
            Stage::CardBack(CardBack { then: Then::PayOut(debited), .. }) => Some(debited.facts().attempt),
            Stage::CardBack(CardBack { then: Then::Tell { about, .. }, .. }) => Some(*about),
            Stage::PayingOut(paying_out) => Some(paying_out.slip.attempt),
            Stage::Receipt(slip) => Some(slip.attempt),
            Stage::Enquiring(enquiring) => Some(enquiring.enquiry),
            Stage::Amount(_) | Stage::Confirm(_) | Stage::Told(_) => None,
        }
    }

    pub(super) fn remember(&mut self, attempt: AttemptId, fate: Fate) {
        self.remembered.retain(|(known, old)| {
            *known != attempt || old.reference().is_some_and(|reference| Some(reference) != fate.reference())
        });
        if self.remembered.len() >= REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push((attempt, fate));
    }
}

impl Fate {
    const fn reference(&self) -> Option<&Rrn> {
        match self {
            Self::Stands(reference) | Self::Reversed(reference) => Some(reference),
            Self::NotCharged => None,
        }
    }
}

impl Session {
    /// Where the customer stands.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    pub(super) const fn begin(language: Language, now: Timestamp, stage: Stage) -> Self {
        Self { language, last_key: now, warned: None, stage }
    }
}

impl Paying {
    /// The debit.
    #[must_use]
    pub const fn checkout(&self) -> &Checkout<Withdrawal> {
        &self.checkout
    }
}
