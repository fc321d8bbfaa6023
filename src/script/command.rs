//! What a script can say.

use crate::catalogue::{FoodFilter, ItemId, ServiceMode};
use crate::fake::{CancelHabit, KitchenMood, LookUpHabit, Refund};
use crate::machine::kiosk::{Receipt, ScreenName};
use crate::payment::{Progress, StaffVerdict, Tender, TerminalTap, UnknownReason};
use crate::time::{Millis, WallTime};

/// A command with its line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it stands.
    pub line: usize,
    /// What it says.
    pub command: Command,
    /// Its text, for transcripts.
    pub text: String,
}

/// A line of the cart: by position from 1, or by its item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineName {
    /// `line 2`
    Position(usize),
    /// `fries`
    Item(ItemId),
}

/// One thing to do or to expect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the language, described in the README")]
pub enum Command {
    // The world
    At(WallTime),
    Wait(Millis),
    /// Time passes and nothing runs, not even at the end of it: what comes next is what wakes the computer.
    Asleep(Millis),
    ClockIs(WallTime),
    Crash {
        down: Millis,
    },
    PowerCut {
        down: Millis,
    },
    /// The next start finds the file of the kept cart spoilt.
    SpoilCart,
    /// One byte of each old record of a start is another one from the next start on.
    SpoilJournal,
    /// Staff agree, while the kiosk is down, to what happened to the journal.
    AgreeToJournal,
    Stop,
    JournalFails(bool),
    /// `staff resolves REFERENCE charged by "…" because "…"`; `it` is the latest attempt.
    StaffResolves {
        reference: String,
        verdict: StaffVerdict,
        by: String,
        reason: String,
    },
    /// How the kitchen goes on.
    Kitchen(KitchenMood),
    PrinterFails(bool),
    SoldOut(ItemId, bool),
    SoldOutOption(String, String, bool),
    Price(ItemId, String),
    OffMenu(ItemId),
    OffMenuOption(String, String),
    TerminalKind(TerminalKind),
    Ceiling(String),
    /// So many tickets may wait for the kitchen.
    KitchenBacklog(usize),
    NoCounter,
    // The customer
    Start(ServiceMode),
    Speak(String),
    Touch,
    StillHere,
    CallStaff,
    Category(String),
    Search(String),
    CloseSearch,
    Filter(FoodFilter),
    Open(ItemId),
    Reopen(LineName),
    Toggle {
        part: Option<String>,
        group: String,
        option: String,
    },
    Fill {
        part: String,
        product: ItemId,
    },
    ProductQuantity(u32),
    ProductNote(String),
    Add,
    AddItem {
        item: ItemId,
        quantity: u32,
        with: Vec<String>,
        note: Option<String>,
    },
    Close,
    QuickAdd(ItemId),
    Quantity(LineName, u32),
    Remove(LineName),
    Note(LineName, String),
    Service(ServiceMode),
    Undo,
    Redo,
    AskStartOver,
    StartOver,
    KeepOrder,
    Review,
    Menu,
    Pay(Tender),
    Cancel,
    Receipt,
    Finish,
    /// The command again, with the revision that was on screen before the last change: a late finger.
    Late(Box<Self>),
    /// The command twice in the same frame: a double tap.
    Twice(Box<Self>),
    /// The commands one after the other: `times 50 add fries note "for {n}"` counts in `{n}`.
    Times(Vec<Self>),
    // The terminal
    Terminal(TerminalAct),
    // Claims
    Expect(Expectation),
    /// `machine atm`, the first line of a cash machine's script.
    MachineAtm,
    /// A cash machine's command.
    Atm(Box<super::atm::AtmCommand>),
}

/// Which terminal stands beside the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TerminalKind {
    /// One that answers what the script says.
    Scripted,
    /// The demonstration device, with its own timing.
    Simulated,
    /// None: counter only.
    None,
}

/// What the terminal does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the language, described in the README")]
pub enum TerminalAct {
    Progress(Progress),
    Approved {
        amount: Option<String>,
        auth: String,
        reference: Option<String>,
    },
    /// Approved, but the kiosk hears nothing.
    ApprovedUnheard,
    Declined {
        /// Its response code.
        code: String,
        /// What the terminal says of it.
        said: String,
    },
    /// Declined, but the kiosk hears nothing.
    DeclinedUnheard(String),
    /// An approval of a payment that this kiosk never asked for.
    Stranger(String),
    Reconciled,
    CancelledAtTerminal,
    Cancelled,
    NoCard,
    Unreachable,
    Busy,
    Unknown(UnknownReason),
    Confirmed,
    TakenBack,
    Reversed(String),
    Gone,
    Occupied,
    Back,
    Cancels(CancelHabit),
    LooksUp(LookUpHabit),
    Refunds(Refund),
    Confirms(bool),
    /// A tap on the simulated one.
    Tap(TerminalTap),
    /// The four digits and the green key.
    Pin(String),
}

/// A claim about how things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a word of the language, described in the README")]
pub enum Expectation {
    Screen(ScreenName),
    Total(String),
    Lines(usize),
    Items(u32),
    Line {
        item: ItemId,
        quantity: u32,
    },
    NoLine(ItemId),
    Note {
        item: ItemId,
        note: String,
    },
    LineSoldOut(ItemId),
    LineGone(ItemId),
    KeptCart(bool),
    Notice(String),
    NoNotice,
    Rejected(String),
    /// News from terminal or journal that changed nothing, and why.
    Ignored(String),
    Language(String),
    ServiceIs(ServiceMode),
    Number(String),
    Tickets(usize),
    HandedOver(u32),
    TicketSays(String),
    TicketSaysNot(String),
    Receipts(usize),
    ReceiptSays(String),
    ReceiptOnScreen(String),
    Printing(Receipt),
    Card(Option<String>),
    Prompts(u32),
    Charged(Vec<String>),
    Orders(usize),
    /// The kinds of the journal's latest records, in order.
    Recorded(Vec<String>),
    Tax {
        rate: String,
        tax: String,
    },
    Price {
        item: ItemId,
        price: String,
    },
    Found(Vec<ItemId>),
    Dimmed(ItemId, bool),
    Available(ItemId, bool),
    StillThere(bool),
    MayCancel(bool),
    CardStage(String),
    Kcal(u32),
    Allergen(String, bool),
    ToChoose(usize),
    Screens(Vec<ScreenName>),
    Stopped,
    OpenAttempts(usize),
    Reversals(usize),
    /// Every paid order is a payment that stands and the other way round, and every order has its one ticket.
    Balanced,
    /// Decisions of staff that have no answer yet.
    Undecided(usize),
    Alarms(usize),
    CheckId,
}
