//! The kiosk's memory. Small, comparable, hashable; it names a menu and never holds one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::event::KitchenHealth;
use crate::catalogue::{CategoryId, FoodFilter, ItemId, MenuVersion, SoldOut};
use crate::id::{AttemptId, LineId, OrderId, OrderRevision, Rrn};
use crate::locale::Language;
use crate::machine::checkout::{Checkout, Reversal, ReversalStage};
use crate::money::Money;
use crate::order::{Cart, Note, OrderContents, PutAside, Selection};
use crate::payment::{
    AcceptedOrder, AlarmReason, Approval, ApprovalFacts, JournalHealth, NotCharged, NumberedOrder, PaymentRequest, StaffDecision,
    StaffEnd, TerminalHealth,
};
use crate::planted::{self, Bug};
use crate::time::{Now, Timestamp};

/// Everything the kiosk remembers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    pub(super) phase: Phase,
    pub(super) sold_out: Arc<SoldOut>,
    pub(super) terminal: TerminalHealth,
    pub(super) journal: JournalHealth,
    pub(super) kitchen: KitchenHealth,
    /// Attempts whose customer has been sent away and whose outcome is not known, and those found open at start.
    pub(super) unresolved: BTreeMap<AttemptId, Checkout<OrderContents>>,
    /// Accepted orders of such attempts that are not durable yet.
    pub(super) accepting: BTreeMap<OrderId, Owed>,
    /// Tries that ended without a charge, whose end the journal could not store yet.
    pub(super) closing: BTreeMap<AttemptId, Closing>,
    /// Payments that are being taken back.
    pub(super) reversals: BTreeMap<(AttemptId, Rrn), Reversal>,
    /// Decisions of staff that are not durable yet.
    pub(super) deciding: BTreeMap<AttemptId, Deciding>,
    /// Approvals that turned up after staff had said "charged", and are not durable yet.
    pub(super) found: BTreeMap<AttemptId, Found>,
    /// Alarms that wait for staff.
    pub(super) alarms: BTreeSet<(AttemptId, AlarmReason)>,
    /// What staff said lately, to hold the terminal's word against; oldest first.
    pub(super) said: Vec<(AttemptId, Said)>,
    /// Attempts found open at start whose customer may still stand there, and until when they are left to wait.
    pub(super) stranded: BTreeMap<AttemptId, Timestamp>,
    /// Approvals for attempts that only the journal may remember.
    pub(super) recalling: BTreeMap<(AttemptId, Rrn), ApprovalFacts>,
    /// The ends of the latest attempts, oldest first.
    pub(super) remembered: Vec<(AttemptId, Fate)>,
    pub(super) stop: Stop,
    /// What was last handed out to be kept of the customer's cart; `None` when nothing is kept.
    pub(super) kept: Option<Kept>,
}

/// Names a state of the cart that was handed out to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Kept {
    pub(super) revision: OrderRevision,
    pub(super) language: Language,
    pub(super) filter: FoodFilter,
    /// A touch from then on is kept, too.
    pub(super) touch_again: Timestamp,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Accepted with this payment.
    Paid(Rrn),
    /// No money moved.
    NotCharged,
    /// This payment was taken back.
    Reversed(Rrn),
    /// Accepted in the word of staff; which payment it was nobody knew. What had been asked.
    SaidPaid(Box<PaymentRequest>),
}

impl Fate {
    const fn reference(&self) -> Option<&Rrn> {
        match self {
            Self::Paid(reference) | Self::Reversed(reference) => Some(reference),
            Self::NotCharged | Self::SaidPaid(_) => None,
        }
    }
}

/// The end of a try without a charge, which the journal does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Closing {
    pub(super) why: NotCharged,
    /// When to hand it to the journal again; `None` while it is on its way.
    pub(super) again: Option<Timestamp>,
}

/// A decision of staff on its way into the journal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Deciding {
    pub(super) decision: StaffDecision,
    pub(super) end: StaffEnd,
    /// Approvals that turned up meanwhile, one of each name: looked at once the decision is durable.
    pub(super) late: Vec<ApprovalFacts>,
    /// When to hand it to the journal again, after it failed.
    pub(super) again: Option<Timestamp>,
}

/// An approval on its way into the journal, of a payment that staff had said was charged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    pub(super) approval: Box<Approval>,
    /// When to hand it to the journal again, after it failed.
    pub(super) again: Option<Timestamp>,
}

/// What staff said of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// It was paid.
    Charged,
    /// It was not, and no approval is known.
    NotCharged,
    /// The money was given back by hand.
    GivenBack,
}

/// How many ends are remembered; older ones are asked from the journal.
pub(super) const REMEMBERED: usize = 32;

/// Whether the program is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// No.
    NotAsked,
    /// As soon as no card is undecided.
    Asked,
    /// Now.
    Done,
}

/// Where the kiosk stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The journal is being read.
    Starting,
    /// Waiting for a customer.
    Attract(Attract),
    /// A customer is there.
    Session(Box<Session>),
}

/// Waiting for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Attract {
    /// A language somebody chose and when, until they begin or leave.
    pub(super) chosen: Option<(Language, Timestamp)>,
}

/// One customer, from the first touch to the end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Session {
    pub(super) language: Language,
    pub(super) menu: MenuVersion,
    pub(super) started: Now,
    pub(super) idle: Idle,
    pub(super) notice: Option<Notice>,
    pub(super) stage: SessionStage,
}

/// How long nobody has touched anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Idle {
    /// The latest touch, drag or key.
    pub last_touch: Timestamp,
    /// When "still there?" came up.
    pub warned: Option<Timestamp>,
    /// When it comes up at the latest, however much is touched; then only its button answers.
    pub ask_by: Timestamp,
    /// How often that button was pressed in such a case.
    pub answers: u8,
}

/// A sentence for the customer that stays until the next touch that does something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Notice {
    /// The payment ended without a charge, and what to do.
    NotCharged(NotCharged),
    /// Something in the cart has just been sold out.
    SoldOut(Vec<ItemId>),
    /// A person has been called.
    StaffCalled,
    /// Prices or tax were worked out anew for the other service mode.
    ServiceChanged,
    /// The order could not be stored for the counter.
    CounterFailed,
    /// The kiosk has started again, and the order is still here.
    WelcomeBack,
}

/// What a session is doing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SessionStage {
    /// Choosing.
    Ordering(Ordering),
    /// Paying by card.
    Paying(Paying),
    /// The order is accepted; the transaction is being stored.
    Placing(Placing),
    /// The number is on screen.
    Numbered(Numbered),
    /// The reference for staff is on screen.
    WithStaff(WithStaff),
}

/// Choosing: a cart and where the customer looks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ordering {
    pub(super) cart: Cart,
    pub(super) place: Place,
    pub(super) browse: Browse,
}

/// Which page of the ordering phase is open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The menu.
    Menu,
    /// A product's page.
    Product(Box<Draft>),
    /// The review of the order.
    Review,
    /// "Start over?", over this page.
    AskStartOver(Page),
}

/// A page to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// The menu.
    Menu,
    /// The review of the order.
    Review,
}

/// What the customer looks at on the menu.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Browse {
    /// The open category.
    pub category: Option<CategoryId>,
    /// The words looked for, when the search is open.
    pub search: Option<String>,
    /// What the customer does not eat.
    pub filter: FoodFilter,
}

/// A product's page before it goes into the cart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Draft {
    pub(super) selection: Selection,
    pub(super) quantity: u32,
    pub(super) note: Option<Note>,
    pub(super) editing: Option<LineId>,
    pub(super) back: Page,
}

/// Paying by card.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Paying {
    pub(super) aside: PutAside,
    pub(super) browse: Browse,
    pub(super) checkout: Checkout<OrderContents>,
    /// Since when nobody knows the outcome.
    pub(super) unknown_since: Option<Timestamp>,
}

/// Waiting for the acceptance transaction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Placing {
    pub(super) owed: Owed,
    pub(super) aside: PutAside,
    pub(super) browse: Browse,
    pub(super) since: Timestamp,
}

/// An accepted order that the journal does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owed {
    pub(super) order: AcceptedOrder,
    /// When to hand it to the journal again, after it failed.
    pub(super) again: Option<Timestamp>,
}

/// The number on screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Numbered {
    /// What the receipt is made of; shared with the views, so that drawing it copies nothing.
    pub(super) order: Arc<NumberedOrder>,
    pub(super) receipt: Receipt,
    pub(super) check_id: bool,
    pub(super) since: Timestamp,
}

/// What has become of the printed receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Receipt {
    /// Nobody has asked for it.
    NotAsked,
    /// It is coming.
    Asked,
    /// It is printed.
    Printed,
    /// The printer could not; it may be asked for again.
    Failed,
}

impl Receipt {
    /// In flow scripts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Asked => "asked",
            Self::Printed => "printed",
            Self::Failed => "failed",
        }
    }
}

/// The reference for staff on screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WithStaff {
    pub(super) reference: String,
    pub(super) total: Money,
    pub(super) since: Timestamp,
}

impl State {
    pub(super) fn starting() -> Self {
        Self {
            phase: Phase::Starting,
            sold_out: Arc::default(),
            terminal: TerminalHealth::Unheard,
            journal: JournalHealth::Well,
            kitchen: KitchenHealth::KeepsUp,
            unresolved: BTreeMap::new(),
            accepting: BTreeMap::new(),
            closing: BTreeMap::new(),
            reversals: BTreeMap::new(),
            deciding: BTreeMap::new(),
            found: BTreeMap::new(),
            alarms: BTreeSet::new(),
            said: Vec::new(),
            stranded: BTreeMap::new(),
            recalling: BTreeMap::new(),
            remembered: Vec::new(),
            stop: Stop::NotAsked,
            kept: None,
        }
    }

    /// Where the kiosk stands.
    #[must_use]
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The session, if a customer is there.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        match &self.phase {
            Phase::Session(session) => Some(session),
            Phase::Starting | Phase::Attract(_) => None,
        }
    }

    /// Attempts of customers who were sent away, outcome unknown.
    #[must_use]
    pub const fn unresolved(&self) -> &BTreeMap<AttemptId, Checkout<OrderContents>> {
        &self.unresolved
    }

    /// Payments that are being taken back, or that the terminal refuses to take back.
    #[must_use]
    pub const fn reversals(&self) -> &BTreeMap<(AttemptId, Rrn), Reversal> {
        &self.reversals
    }

    /// Orders whose acceptance is not durable yet and whose customer was sent away.
    #[must_use]
    pub const fn accepting(&self) -> &BTreeMap<OrderId, Owed> {
        &self.accepting
    }

    /// Whether the journal still takes a try for open that has ended here: one that cost nothing, or one that is about to be taken back.
    /// A restart would ask about it and might accept it, so nothing else may be sold before (I2).
    #[must_use]
    pub fn is_closing(&self) -> bool {
        let recording = |reversal: &Reversal| matches!(reversal.stage(), ReversalStage::RecordingIntent { .. });
        let closing = !self.closing.is_empty() || self.reversals.values().any(recording);
        closing && !planted::is(Bug::SellBeforeTheEndIsStored)
    }

    /// Decisions of staff that are not durable yet.
    #[must_use]
    pub const fn deciding(&self) -> &BTreeMap<AttemptId, Deciding> {
        &self.deciding
    }

    /// Alarms that wait for staff.
    #[must_use]
    pub const fn alarms(&self) -> &BTreeSet<(AttemptId, AlarmReason)> {
        &self.alarms
    }

    /// Whether an approval is on its way into the journal although the attempt is settled.
    #[must_use]
    pub fn is_finding(&self, attempt: AttemptId) -> bool {
        self.found.contains_key(&attempt)
    }

    /// Whether the program may stop now.
    #[must_use]
    pub const fn stop(&self) -> Stop {
        self.stop
    }

    /// Orders in the cart of the session or put aside by it, for invariant I6.
    #[must_use]
    pub fn open_attempts(&self) -> BTreeSet<AttemptId> {
        let mut open: BTreeSet<_> = self.unresolved.keys().copied().collect();
        if let Some(Session { stage: SessionStage::Paying(paying), .. }) = self.session() {
            open.insert(paying.checkout.attempt());
        }
        open
    }

    /// Whether the journal is being asked about an attempt.
    #[must_use]
    pub fn is_recalling(&self, attempt: AttemptId) -> bool {
        self.recalling.keys().any(|(id, _)| *id == attempt)
    }

    pub(super) fn remember(&mut self, attempt: AttemptId, fate: Fate) {
        // A payment that stands and others that were taken back are remembered side by side; what is known better replaces the rest.
        self.remembered.retain(|(known, old)| {
            *known != attempt || old.reference().is_some_and(|reference| Some(reference) != fate.reference())
        });
        if self.remembered.len() >= REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push((attempt, fate));
    }

    /// An attempt is settled; nobody waits for it any more.
    pub(super) fn take_unresolved(&mut self, attempt: AttemptId) -> Option<Checkout<OrderContents>> {
        self.stranded.remove(&attempt);
        self.unresolved.remove(&attempt)
    }

    pub(super) fn note_said(&mut self, attempt: AttemptId, said: Said) {
        if self.said.len() >= REMEMBERED {
            self.said.remove(0);
        }
        self.said.push((attempt, said));
    }
}

impl Session {
    /// The customer chooses again.
    pub(super) fn back_to_review(&mut self, cart: Cart, browse: Browse, now: Now) {
        self.stage = SessionStage::Ordering(Ordering { cart, place: Place::Review, browse });
        self.idle.goes_on(now.at);
    }

    /// What it is doing.
    #[must_use]
    pub const fn stage(&self) -> &SessionStage {
        &self.stage
    }

    /// The customer's language.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// The menu it holds on to.
    #[must_use]
    pub const fn menu(&self) -> &MenuVersion {
        &self.menu
    }
}

impl Ordering {
    /// The cart.
    #[must_use]
    pub const fn cart(&self) -> &Cart {
        &self.cart
    }
}

impl Paying {
    /// The checkout.
    #[must_use]
    pub const fn checkout(&self) -> &Checkout<OrderContents> {
        &self.checkout
    }
}

impl Placing {
    /// The accepted order.
    #[must_use]
    pub const fn order(&self) -> &AcceptedOrder {
        &self.owed.order
    }
}

impl Owed {
    /// The accepted order.
    #[must_use]
    pub const fn order(&self) -> &AcceptedOrder {
        &self.order
    }
}
