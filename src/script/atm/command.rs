//! What a cash machine's script can say.

use crate::fake::{PayHabit, RetractHabit, ReturnHabit};
use crate::machine::atm::ScreenName;
use crate::order::NoteStock;
use crate::payment::{CardPlace, CashPlace, StaffVerdict};
use crate::script::command::TerminalAct;
use crate::time::{Millis, WallTime};

/// One thing to do or to expect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the language, described in the README")]
pub enum AtmCommand {
    // The world
    At(WallTime),
    Wait(Millis),
    /// As in a kiosk's script: time passes and nothing runs, not even at the end of it.
    Asleep(Millis),
    Crash {
        down: Millis,
    },
    Stop,
    JournalFails(bool),
    /// The next start finds the journal spoilt.
    SpoilJournal,
    /// Before the next start somebody agrees to what happened to the journal.
    AgreeToJournal,
    /// Staff decide about the attempt of this reference; `it` is the latest one.
    StaffResolves {
        reference: String,
        verdict: StaffVerdict,
        by: String,
        reason: String,
    },
    // The customer
    Withdraw,
    Balance,
    Speak(String),
    Amount(String),
    /// Digits one after the other.
    Type(Vec<u8>),
    Clear,
    Enter,
    /// The amount on screen, or one that was there before.
    Confirm(Option<String>),
    Change,
    Cancel,
    Receipt,
    Finish,
    Touch,
    /// The key twice in the same moment.
    Twice(Box<Self>),
    /// The card goes in, and the code is asked for.
    Insert,
    /// So many digits of the code, one after the other.
    Pin(u8),
    TakeCard,
    TakeCash,
    // The devices
    Terminal(TerminalAct),
    Card(CardPlace),
    CardReturns(ReturnHabit),
    WrongPin(u8),
    BalanceIs(String),
    BalanceFails(BalanceFailure),
    Cash(CashPlace),
    /// The notes are there, and the machine hears nothing of it.
    CashUnheard(CashPlace),
    Pays(PayHabit),
    Retracts(RetractHabit),
    DispenserTells(bool),
    /// What the dispenser holds from now on; `None` is out of order.
    Notes(Option<NoteStock>),
    // Claims
    Expect(AtmExpectation),
}

/// Why there is no balance.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the language")]
pub enum BalanceFailure {
    Declined(String),
    NoCard,
    Unreachable,
}

/// A claim about how things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the language, described in the README")]
pub enum AtmExpectation {
    Screen(ScreenName),
    Screens(Vec<ScreenName>),
    /// What is on screen as the amount.
    Amount(String),
    Told(String),
    /// The keys that are offered, by name; languages aside.
    Keys(Vec<String>),
    /// A key that is there and does nothing, and why.
    KeyOff(String, String),
    PinDigits(u8),
    TriesLeft(u8),
    Refused(String),
    Off(Option<String>),
    Rejected(String),
    Ignored(String),
    StillThere(bool),
    Language(String),
    CardAt(CardPlace),
    Prompts(u32),
    Questions(u32),
    /// Debits that stand, by the terminal's ledger.
    Debited(Vec<String>),
    /// Notes that were taken, by the dispenser's ledger.
    Paid(Vec<String>),
    /// How often the dispenser was told to pay out.
    Dispensed(u32),
    Unresolved(usize),
    PayingOut(usize),
    Reversals(usize),
    /// The alarms in the journal, in order.
    Alarms(Vec<String>),
    Recorded(Vec<String>),
    /// Decisions of staff without an answer.
    Undecided(usize),
    Receipts(usize),
    /// Every debit that stands is cash that was taken, or may have been, and the other way round.
    Balanced,
    Stopped,
}
