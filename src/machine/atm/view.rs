//! What to draw: everything a screen shows and every key it offers, so that drawing decides nothing.

use super::dispense::DispenseStage;
use super::event::Intent;
use super::state::{CardStep, Phase, Session, Stage, Then, Told};
use super::{Atm, Off};
use crate::locale::Language;
use crate::machine::checkout::{self, Checkout};
use crate::money::Money;
use crate::order::{Withdrawal, WithdrawalError};
use crate::payment::{CardPlace, JournalHealth, Progress, Training};
use crate::time::Timestamp;

/// A screen by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScreenName {
    /// The journal is being read.
    Starting,
    /// Neither cash nor a balance can be had.
    OutOfService,
    /// Nobody: cash or the balance?
    Welcome,
    /// How much?
    Amount,
    /// This much?
    Confirm,
    /// Put the card in.
    Card,
    /// Type the code.
    Pin,
    /// The bank is asked.
    Bank,
    /// Take the card.
    TakeCard,
    /// The notes are counted.
    Counting,
    /// Take the notes.
    TakeCash,
    /// A receipt?
    Receipt,
    /// A last word.
    Told,
}

impl ScreenName {
    /// All screens.
    pub const ALL: [Self; 13] = [
        Self::Starting,
        Self::OutOfService,
        Self::Welcome,
        Self::Amount,
        Self::Confirm,
        Self::Card,
        Self::Pin,
        Self::Bank,
        Self::TakeCard,
        Self::Counting,
        Self::TakeCash,
        Self::Receipt,
        Self::Told,
    ];

    /// In scripts, in transcripts, and in the keys of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::OutOfService => "out-of-service",
            Self::Welcome => "welcome",
            Self::Amount => "amount",
            Self::Confirm => "confirm",
            Self::Card => "card",
            Self::Pin => "pin",
            Self::Bank => "bank",
            Self::TakeCard => "take-card",
            Self::Counting => "counting",
            Self::TakeCash => "take-cash",
            Self::Receipt => "receipt",
            Self::Told => "told",
        }
    }

    /// Looks a screen up by [`ScreenName::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|screen| screen.key() == key)
    }
}

impl std::fmt::Display for ScreenName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

/// Everything to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The screen's name.
    pub name: ScreenName,
    /// The language to draw in.
    pub language: Language,
    /// What else the machine speaks; a key for each where [`Intent::Speak`] is among the keys.
    pub languages: Vec<Language>,
    /// The screen.
    pub screen: ScreenView,
    /// The keys it offers, in the order of the side keys. Any other key is refused.
    pub keys: Vec<OfferedKey>,
    /// Whether digits choose an amount. On the screen of the code they go to the terminal, and never here.
    pub digits: bool,
    /// "Still there?" is asked until then.
    pub still_there: Option<Timestamp>,
    /// Where the card is, for the lamp at the slot.
    pub card: CardPlace,
    /// Whether everything is training.
    pub training: Training,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedKey {
    /// What it means.
    pub intent: Intent,
    /// Why it does nothing now, as the key of its words.
    pub off: Option<&'static str>,
}

/// The key that a key's label goes by.
pub type Key = &'static str;

impl OfferedKey {
    fn new(intent: Intent) -> Self {
        Self { intent, off: None }
    }

    /// The key of its words: `atm-key-` and the name of the intent. An amount is its own label.
    #[must_use]
    pub const fn words(&self) -> Key {
        match &self.intent {
            Intent::Withdraw => "atm-key-withdraw",
            Intent::Balance => "atm-key-balance",
            Intent::Speak(_) => "language-name",
            Intent::Amount(_) => "atm-key-amount",
            Intent::Digit(_) => "atm-key-digit",
            Intent::Clear => "atm-key-clear",
            Intent::Enter => "atm-key-enter",
            Intent::Confirm { .. } => "atm-key-confirm",
            Intent::Change => "atm-key-change",
            Intent::Cancel => "atm-key-cancel",
            Intent::Receipt => "atm-key-receipt",
            Intent::Finish => "atm-key-finish",
            Intent::Touch => "atm-key-still-here",
        }
    }
}

/// An amount that is being chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountView {
    /// What has been typed; nothing at first.
    pub typed: Money,
    /// Why the last one cannot be had.
    pub refused: Option<WithdrawalError>,
    /// The most that can be withdrawn at once.
    pub most: Money,
}

/// One screen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "named like the screens")]
pub enum ScreenView {
    Starting,
    /// Why there is no cash.
    OutOfService(Off),
    Welcome {
        /// Why there is no cash now.
        withdrawal: Result<(), Off>,
        /// Why there is no balance now.
        balance: Result<(), Off>,
    },
    Amount(AmountView),
    Confirm {
        amount: Money,
    },
    /// The amount stays on screen; a balance has none.
    Card {
        amount: Option<Money>,
    },
    /// Digits are counted and never known.
    Pin {
        amount: Option<Money>,
        digits: u8,
        /// Tries that are left after a wrong code.
        left: Option<u8>,
    },
    Bank {
        amount: Option<Money>,
        /// The answer takes longer than it should.
        slow: bool,
    },
    TakeCard {
        /// Whether it can be taken already.
        offered: bool,
        /// Until when; then it is kept.
        until: Timestamp,
        /// The cash that follows.
        cash: Option<Money>,
    },
    Counting {
        amount: Money,
        /// The dispenser does not answer.
        slow: bool,
    },
    TakeCash {
        amount: Money,
        /// Until when; then the notes are drawn in.
        until: Timestamp,
    },
    Receipt {
        amount: Money,
    },
    Told(Told),
}

impl View {
    /// The key of the one sentence that matters most: `atm-` and the screen, or what is told.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.screen {
            ScreenView::Told(told) => format!("atm-told-{}", told.key()),
            ScreenView::Pin { left: Some(_), .. } => "atm-pin-wrong".to_owned(),
            ScreenView::Bank { slow: true, .. } => "atm-bank-slow".to_owned(),
            ScreenView::Counting { slow: true, .. } => "atm-counting-slow".to_owned(),
            ScreenView::TakeCard { cash: Some(_), .. } => "atm-take-card-cash".to_owned(),
            ScreenView::Starting
            | ScreenView::OutOfService(_)
            | ScreenView::Welcome { .. }
            | ScreenView::Amount(_)
            | ScreenView::Confirm { .. }
            | ScreenView::Card { .. }
            | ScreenView::Pin { .. }
            | ScreenView::Bank { .. }
            | ScreenView::TakeCard { .. }
            | ScreenView::Counting { .. }
            | ScreenView::TakeCash { .. }
            | ScreenView::Receipt { .. } => format!("atm-{}", self.name.key()),
        }
    }
}

impl Atm {
    /// The screen that is shown.
    #[must_use]
    pub fn screen_name(&self) -> ScreenName {
        match self.screen() {
            ScreenView::Starting => ScreenName::Starting,
            ScreenView::OutOfService(_) => ScreenName::OutOfService,
            ScreenView::Welcome { .. } => ScreenName::Welcome,
            ScreenView::Amount(_) => ScreenName::Amount,
            ScreenView::Confirm { .. } => ScreenName::Confirm,
            ScreenView::Card { .. } => ScreenName::Card,
            ScreenView::Pin { .. } => ScreenName::Pin,
            ScreenView::Bank { .. } => ScreenName::Bank,
            ScreenView::TakeCard { .. } => ScreenName::TakeCard,
            ScreenView::Counting { .. } => ScreenName::Counting,
            ScreenView::TakeCash { .. } => ScreenName::TakeCash,
            ScreenView::Receipt { .. } => ScreenName::Receipt,
            ScreenView::Told(_) => ScreenName::Told,
        }
    }

    /// What to draw.
    #[must_use]
    pub fn view(&self) -> View {
        let session = self.state.session();
        let language = session.map(|session| session.language.clone()).or_else(|| self.welcome_language());
        let still_there = session.and_then(|session| session.warned).map(|warned| warned.after(self.policy.warning));
        let name = self.screen_name();
        View {
            name,
            language: language.unwrap_or_else(|| self.house_language()),
            languages: std::iter::once(&self.policy.house).chain(&self.policy.others).cloned().collect(),
            screen: self.screen(),
            keys: self.keys(name),
            digits: name == ScreenName::Amount,
            still_there,
            card: self.state.slot.place,
            training: self.policy.training,
        }
    }

    fn screen(&self) -> ScreenView {
        let session = match &self.state.phase {
            Phase::Starting => return ScreenView::Starting,
            Phase::Welcome(_) => return self.welcome(),
            Phase::Session(session) => session,
        };
        match &session.stage {
            Stage::Amount(typing) => {
                let typed = self.typed(typing.units);
                ScreenView::Amount(AmountView { typed, refused: typing.refused, most: self.policy.most() })
            }
            Stage::Confirm(withdrawal) => ScreenView::Confirm { amount: withdrawal.amount() },
            Stage::Paying(paying) => paying_screen(paying),
            Stage::Debiting(debiting) => ScreenView::Bank { amount: Some(debiting.debited.locked().amount()), slow: false },
            Stage::CardBack(back) => ScreenView::TakeCard {
                offered: back.step == CardStep::Offered,
                until: back.deadline,
                cash: match &back.then {
                    Then::PayOut(debited) => Some(debited.locked().amount()),
                    Then::Tell { .. } => None,
                },
            },
            Stage::PayingOut(paying_out) => {
                let amount = paying_out.slip.amount;
                match self.state.dispenses.get(&paying_out.slip.attempt).map(super::Dispense::stage) {
                    Some(DispenseStage::Presented { deadline }) => ScreenView::TakeCash { amount, until: deadline },
                    _ => ScreenView::Counting { amount, slow: paying_out.unknown_since.is_some() },
                }
            }
            Stage::Receipt(slip) => ScreenView::Receipt { amount: slip.amount },
            Stage::Enquiring(enquiring) => match enquiring.progress {
                Progress::PresentCard | Progress::CardUnreadable => ScreenView::Card { amount: None },
                Progress::EnterPin | Progress::WrongPin => {
                    ScreenView::Pin { amount: None, digits: enquiring.pin.digits, left: enquiring.pin.left }
                }
                Progress::Authorising
                | Progress::RemoveCard
                | Progress::FollowTerminal
                | Progress::PleaseWait
                | Progress::TakingBack => ScreenView::Bank { amount: None, slow: false },
            },
            Stage::Told(told) => ScreenView::Told(told.clone()),
        }
    }

    fn welcome(&self) -> ScreenView {
        match (self.withdrawal_offer(), self.balance_offer()) {
            // What keeps all of it shut, before what is only a part of that.
            (Err(Off::NoTerminal), Err(_)) if self.state.journal == JournalHealth::Failing => {
                ScreenView::OutOfService(Off::NoJournal)
            }
            (Err(off), Err(_)) => ScreenView::OutOfService(off),
            (withdrawal, balance) => ScreenView::Welcome { withdrawal, balance },
        }
    }

    fn keys(&self, name: ScreenName) -> Vec<OfferedKey> {
        let key = OfferedKey::new;
        match name {
            ScreenName::Starting | ScreenName::TakeCard | ScreenName::Counting | ScreenName::TakeCash => Vec::new(),
            ScreenName::OutOfService => self.languages(),
            ScreenName::Welcome => {
                let off = |offer: Result<(), Off>| offer.err().map(|off| off.key());
                let operations = [
                    OfferedKey { intent: Intent::Withdraw, off: off(self.withdrawal_offer()) },
                    OfferedKey { intent: Intent::Balance, off: off(self.balance_offer()) },
                ];
                operations.into_iter().chain(self.languages()).collect()
            }
            ScreenName::Amount => {
                let language = self.house_language();
                let amounts = self.policy.amounts_minor.iter().map(|minor| {
                    let amount = self.policy.money(*minor);
                    OfferedKey {
                        intent: Intent::Amount(amount),
                        off: self.check(amount, &language).err().map(|error| error.key()),
                    }
                });
                amounts.chain([key(Intent::Enter), key(Intent::Clear), key(Intent::Cancel)]).chain(self.languages()).collect()
            }
            ScreenName::Confirm => {
                let amount = match self.state.session().map(Session::stage) {
                    Some(Stage::Confirm(withdrawal)) => withdrawal.amount(),
                    _ => self.typed(0),
                };
                vec![key(Intent::Confirm { amount }), key(Intent::Change), key(Intent::Cancel)]
            }
            ScreenName::Card | ScreenName::Pin | ScreenName::Bank => {
                let may = match self.state.session().map(Session::stage) {
                    Some(Stage::Paying(paying)) => paying.checkout.may_cancel(),
                    Some(Stage::Enquiring(enquiring)) => !enquiring.cancelled,
                    _ => false,
                };
                may.then(|| key(Intent::Cancel)).into_iter().collect()
            }
            ScreenName::Receipt => vec![key(Intent::Receipt), key(Intent::Finish)],
            ScreenName::Told => vec![key(Intent::Finish)],
        }
    }

    fn languages(&self) -> Vec<OfferedKey> {
        std::iter::once(&self.policy.house)
            .chain(&self.policy.others)
            .map(|known| OfferedKey::new(Intent::Speak(known.clone())))
            .collect()
    }
}

fn paying_screen(paying: &super::Paying) -> ScreenView {
    let checkout: &Checkout<Withdrawal> = &paying.checkout;
    let amount = Some(checkout.locked().amount());
    match checkout.stage() {
        checkout::Stage::RecordingIntent { .. }
        | checkout::Stage::Authorising { progress: Progress::PresentCard | Progress::CardUnreadable, .. } => {
            ScreenView::Card { amount }
        }
        checkout::Stage::Authorising { progress: Progress::EnterPin | Progress::WrongPin, .. } => {
            ScreenView::Pin { amount, digits: paying.pin.digits, left: paying.pin.left }
        }
        checkout::Stage::Authorising {
            progress:
                Progress::Authorising | Progress::RemoveCard | Progress::FollowTerminal | Progress::PleaseWait | Progress::TakingBack,
            ..
        }
        | checkout::Stage::RecordingApproval { .. }
        | checkout::Stage::Confirming { .. }
        | checkout::Stage::Refusing { .. }
        | checkout::Stage::RecordingNotCharged { .. }
        | checkout::Stage::Charged { .. }
        | checkout::Stage::NotCharged { .. }
        | checkout::Stage::MustReverse { .. } => ScreenView::Bank { amount, slow: false },
        checkout::Stage::LookingUp { .. } => ScreenView::Bank { amount, slow: true },
    }
}
