//! What happens to the kiosk: what the customer wants, and news from outside.

use std::sync::Arc;

use crate::catalogue::{Catalogue, CategoryId, FoodFilter, ItemId, OptionId, PartId, ServiceMode};
use crate::id::{AttemptId, FreshId, LineId, OrderId, OrderRevision};
use crate::locale::Language;
use crate::order::{RecoveredCart, Slot};
use crate::payment::{
    AlarmReason, JournalHealth, OpenAttempt, PendingReversal, Recalled, StaffDecision, Tender, TerminalEvent, WriteKey, Written,
};

/// One event. Time passing is an event too.
#[derive(Debug, Clone)]
pub enum Event {
    /// The journal has been read: what a restart finds open (I12).
    Boot {
        /// Attempts without an end.
        open: Vec<OpenAttempt>,
        /// Payments that are being taken back.
        reversals: Vec<PendingReversal>,
        /// The cart that a customer had before the restart.
        cart: Option<Box<RecoveredCart>>,
    },
    /// The customer did something.
    Customer {
        /// What they want.
        intent: Intent,
        /// A fresh random id, in case an order or an attempt begins.
        fresh: FreshId,
    },
    /// The card terminal spoke.
    Terminal(TerminalEvent),
    /// An entry is durable.
    Written(Written),
    /// An entry could not be stored and is certainly not in the journal.
    WriteFailed(WriteKey),
    /// Whether the journal can store at all.
    JournalHealth(JournalHealth),
    /// Whether the kitchen takes what is sold.
    KitchenHealth(KitchenHealth),
    /// What the journal knows of a forgotten attempt.
    Recalled {
        /// Which.
        attempt: AttemptId,
        /// What it knows.
        recalled: Recalled,
    },
    /// Staff said what became of a payment.
    StaffDecided(StaffDecision),
    /// Alarms that a restart finds waiting for staff.
    AlarmsFound(Vec<(AttemptId, AlarmReason)>),
    /// The receipt of an order is printed.
    ReceiptPrinted(OrderId),
    /// The receipt of an order could not be printed.
    ReceiptFailed(OrderId),
    /// The menu files changed to another valid menu.
    MenuPublished(Arc<Catalogue>),
    /// The program is asked to stop.
    Shutdown,
    /// Time passed.
    Tick,
}

/// Whether the kitchen takes what is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KitchenHealth {
    /// It does.
    KeepsUp,
    /// As many tickets wait for it as the restaurant allows: nothing may be sold.
    Behind,
}

impl Event {
    /// A short name for logs; says nothing of what a customer wrote.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Boot { .. } => "boot",
            Self::Customer { intent, .. } => intent.name(),
            Self::Terminal(event) => event.name(),
            Self::Written(_) => "written",
            Self::WriteFailed(_) => "write-failed",
            Self::JournalHealth(_) => "journal-health",
            Self::KitchenHealth(_) => "kitchen-health",
            Self::Recalled { .. } => "recalled",
            Self::StaffDecided(_) => "staff-decided",
            Self::AlarmsFound(_) => "alarms-found",
            Self::ReceiptPrinted(_) => "receipt-printed",
            Self::ReceiptFailed(_) => "receipt-failed",
            Self::MenuPublished(_) => "menu-published",
            Self::Shutdown => "shutdown",
            Self::Tick => "tick",
        }
    }
}

/// What a customer wants. Those that change the cart carry the revision that was on screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Intent {
    /// Begin: eat in or take away.
    Start(ServiceMode),
    /// Any touch, drag or key that is nothing else: somebody is there.
    Touch,
    /// "Yes, I am still here."
    StillHere,
    /// Another language.
    Speak(Language),
    /// A person is wanted.
    CallStaff,
    /// Looking around.
    Browse(BrowseIntent),
    /// On a product's page.
    Product(ProductIntent),
    /// Changing the cart.
    Cart {
        /// How.
        change: CartIntent,
        /// The revision that was on screen.
        seen: OrderRevision,
    },
    /// Paying.
    Pay {
        /// How.
        tender: Tender,
        /// The revision that was on screen.
        seen: OrderRevision,
    },
    /// Stop the card payment.
    CancelPayment,
    /// A receipt is wanted.
    Receipt,
    /// Done looking at the number or the reference.
    Finish,
}

/// Looking around the menu.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum BrowseIntent {
    /// Show a category.
    Category(CategoryId),
    /// Look for words.
    Search(String),
    /// Back from the search to the category.
    CloseSearch,
    /// Dim what does not suit.
    Filter(FoodFilter),
    /// Go to the review of the order.
    Review,
    /// Go back to the menu.
    Menu,
}

/// On a product's page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ProductIntent {
    /// Open an item.
    Open(ItemId),
    /// Open a line of the cart again.
    Reopen(LineId),
    /// Choose an option or let go of it.
    Toggle {
        /// Where.
        slot: Slot,
        /// Which.
        option: OptionId,
    },
    /// Fill a part of a bundle.
    Fill {
        /// Which part.
        part: PartId,
        /// With what.
        product: ItemId,
    },
    /// How many.
    Quantity(u32),
    /// A note; empty takes it away.
    Note(String),
    /// Put it into the cart, or the reopened line back.
    Add {
        /// The revision that was on screen.
        seen: OrderRevision,
    },
    /// Leave the page without a change.
    Close,
}

/// Changing the cart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CartIntent {
    /// Eat in or take away.
    Service(ServiceMode),
    /// Add an item that needs no choice, with its defaults.
    QuickAdd(ItemId),
    /// How many of a line; 0 removes it.
    Quantity {
        /// Which line.
        line: LineId,
        /// How many.
        quantity: u32,
    },
    /// Remove a line.
    Remove(LineId),
    /// A note for a line; empty takes it away.
    Note {
        /// Which line.
        line: LineId,
        /// The words.
        text: String,
    },
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Ask whether to start over.
    AskStartOver,
    /// Yes: forget everything, back to attract.
    StartOver,
    /// No: keep the order.
    KeepOrder,
}

impl Intent {
    /// The intent's name in the closed table of screen changes and in transcripts.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Start(_) => "start",
            Self::Touch => "touch",
            Self::StillHere => "still-here",
            Self::Speak(_) => "speak",
            Self::CallStaff => "call-staff",
            Self::Browse(BrowseIntent::Category(_)) => "category",
            Self::Browse(BrowseIntent::Search(_)) => "search",
            Self::Browse(BrowseIntent::CloseSearch) => "close-search",
            Self::Browse(BrowseIntent::Filter(_)) => "filter",
            Self::Browse(BrowseIntent::Review) => "review",
            Self::Browse(BrowseIntent::Menu) => "menu",
            Self::Product(ProductIntent::Open(_)) => "open",
            Self::Product(ProductIntent::Reopen(_)) => "reopen",
            Self::Product(ProductIntent::Toggle { .. }) => "toggle",
            Self::Product(ProductIntent::Fill { .. }) => "fill",
            Self::Product(ProductIntent::Quantity(_)) => "product-quantity",
            Self::Product(ProductIntent::Note(_)) => "product-note",
            Self::Product(ProductIntent::Add { .. }) => "add",
            Self::Product(ProductIntent::Close) => "close",
            Self::Cart { change, .. } => change.name(),
            Self::Pay { tender: Tender::Card, .. } => "pay-card",
            Self::Pay { tender: Tender::Counter, .. } => "pay-counter",
            Self::CancelPayment => "cancel-payment",
            Self::Receipt => "receipt",
            Self::Finish => "finish",
        }
    }
}

impl CartIntent {
    const fn name(&self) -> &'static str {
        match self {
            Self::Service(_) => "service",
            Self::QuickAdd(_) => "quick-add",
            Self::Quantity { .. } => "quantity",
            Self::Remove(_) => "remove",
            Self::Note { .. } => "note",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::AskStartOver => "ask-start-over",
            Self::StartOver => "start-over",
            Self::KeepOrder => "keep-order",
        }
    }
}
