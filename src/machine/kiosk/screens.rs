//! The closed table of screen changes. Nothing else ever changes the screen: no splash, no offer, no dialog that nobody asked for.

use super::state::{Phase, Place, SessionStage};
use super::{Event, Kiosk, Stage};
use crate::payment::WriteKey;

/// The screens. "Still there?" is drawn over one of them and goes away at a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScreenName {
    /// The journal is being read.
    Starting,
    /// Waiting for a customer.
    Attract,
    /// The menu with the cart beside it.
    Menu,
    /// One product.
    Product,
    /// The order before paying.
    Review,
    /// "Start over?"
    StartOver,
    /// Paying at the terminal.
    Card,
    /// Nobody knows yet whether the card was charged.
    Checking,
    /// The order is being stored.
    Placing,
    /// The order number.
    Number,
    /// The reference for staff.
    Staff,
    /// Nothing can be sold.
    OutOfService,
}

impl ScreenName {
    /// All screens.
    pub const ALL: [Self; 12] = [
        Self::Starting,
        Self::Attract,
        Self::Menu,
        Self::Product,
        Self::Review,
        Self::StartOver,
        Self::Card,
        Self::Checking,
        Self::Placing,
        Self::Number,
        Self::Staff,
        Self::OutOfService,
    ];

    /// In flow scripts and transcripts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Attract => "attract",
            Self::Menu => "menu",
            Self::Product => "product",
            Self::Review => "review",
            Self::StartOver => "start-over",
            Self::Card => "card",
            Self::Checking => "checking",
            Self::Placing => "placing",
            Self::Number => "number",
            Self::Staff => "staff",
            Self::OutOfService => "out-of-service",
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

/// What changed the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The customer, by the intent of this name.
    Customer(&'static str),
    /// Nobody touched anything for long enough.
    Inactivity,
    /// The outcome of a payment, or of storing it.
    Payment,
    /// The start of the program.
    Boot,
    /// The journal stopped or began to store.
    Journal,
    /// The kitchen fell behind or caught up.
    Kitchen,
}

/// One permitted change of screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScreenChange {
    /// From.
    pub from: ScreenName,
    /// Because.
    pub cause: Cause,
    /// To.
    pub to: ScreenName,
}

/// The whole table. The only rows that are not the customer's own doing are inactivity, the outcome of a payment, and whether
/// the kiosk is in service at all.
#[must_use]
pub fn screen_changes() -> Vec<ScreenChange> {
    use Cause::{Boot, Customer, Inactivity, Journal, Kitchen, Payment};
    use ScreenName as S;
    let rows: &[(S, Cause, &[S])] = &[
        (S::Starting, Boot, &[S::Attract, S::Menu, S::OutOfService]),
        (S::Attract, Customer("start"), &[S::Menu]),
        (S::Attract, Journal, &[S::OutOfService]),
        (S::Attract, Kitchen, &[S::OutOfService]),
        (S::Attract, Payment, &[S::Staff]),
        (S::OutOfService, Journal, &[S::Attract]),
        (S::OutOfService, Kitchen, &[S::Attract]),
        (S::Menu, Customer("open"), &[S::Product]),
        (S::Menu, Customer("reopen"), &[S::Product]),
        (S::Menu, Customer("review"), &[S::Review]),
        (S::Menu, Customer("ask-start-over"), &[S::StartOver]),
        (S::Menu, Inactivity, &[S::Attract, S::OutOfService]),
        (S::Product, Customer("add"), &[S::Menu, S::Review]),
        (S::Product, Customer("close"), &[S::Menu, S::Review]),
        (S::Product, Inactivity, &[S::Attract, S::OutOfService]),
        (S::Review, Customer("menu"), &[S::Menu]),
        (S::Review, Customer("reopen"), &[S::Product]),
        (S::Review, Customer("ask-start-over"), &[S::StartOver]),
        (S::Review, Customer("pay-card"), &[S::Card]),
        (S::Review, Customer("pay-counter"), &[S::Placing]),
        (S::Review, Inactivity, &[S::Attract, S::OutOfService]),
        (S::StartOver, Customer("start-over"), &[S::Attract, S::OutOfService]),
        (S::StartOver, Customer("keep-order"), &[S::Menu, S::Review]),
        (S::StartOver, Inactivity, &[S::Attract, S::OutOfService]),
        (S::Card, Payment, &[S::Review, S::Checking, S::Placing, S::Staff]),
        (S::Checking, Payment, &[S::Review, S::Card, S::Placing, S::Staff]),
        (S::Placing, Payment, &[S::Number, S::Review, S::Staff]),
        (S::Number, Customer("finish"), &[S::Attract, S::OutOfService]),
        (S::Number, Inactivity, &[S::Attract, S::OutOfService]),
        (S::Staff, Customer("finish"), &[S::Attract, S::OutOfService]),
        (S::Staff, Inactivity, &[S::Attract, S::OutOfService]),
    ];
    let spread =
        rows.iter().flat_map(|(from, cause, to)| to.iter().map(|to| ScreenChange { from: *from, cause: *cause, to: *to }));
    spread.collect()
}

impl Kiosk {
    /// The screen that is on.
    #[must_use]
    pub fn screen_name(&self) -> ScreenName {
        let session = match &self.state.phase {
            Phase::Starting => return ScreenName::Starting,
            Phase::Attract(_) if !self.is_in_service() => return ScreenName::OutOfService,
            Phase::Attract(_) => return ScreenName::Attract,
            Phase::Session(session) => session,
        };
        match &session.stage {
            SessionStage::Ordering(ordering) => match ordering.place {
                Place::Menu => ScreenName::Menu,
                Place::Product(_) => ScreenName::Product,
                Place::Review => ScreenName::Review,
                Place::AskStartOver(_) => ScreenName::StartOver,
            },
            SessionStage::Paying(paying) => match paying.checkout.stage() {
                Stage::LookingUp { .. } => ScreenName::Checking,
                Stage::RecordingIntent { .. }
                | Stage::Authorising { .. }
                | Stage::RecordingApproval { .. }
                | Stage::Confirming { .. }
                | Stage::Refusing { .. }
                | Stage::RecordingNotCharged { .. }
                | Stage::Charged { .. }
                | Stage::NotCharged { .. }
                | Stage::MustReverse { .. } => ScreenName::Card,
            },
            SessionStage::Placing(_) => ScreenName::Placing,
            SessionStage::Numbered(_) => ScreenName::Number,
            SessionStage::WithStaff(_) => ScreenName::Staff,
        }
    }
}

/// Why an event may change the screen that was on.
#[must_use]
pub fn cause_of(event: &Event, screen: ScreenName) -> Cause {
    match event {
        Event::Customer { intent, .. } => Cause::Customer(intent.name()),
        Event::Boot { .. } => Cause::Boot,
        Event::Tick => match screen {
            // At attract only a payment from before the start still has something to say.
            ScreenName::Attract | ScreenName::Card | ScreenName::Checking | ScreenName::Placing => Cause::Payment,
            ScreenName::Starting
            | ScreenName::Menu
            | ScreenName::Product
            | ScreenName::Review
            | ScreenName::StartOver
            | ScreenName::Number
            | ScreenName::Staff
            | ScreenName::OutOfService => Cause::Inactivity,
        },
        Event::JournalHealth(_) => Cause::Journal,
        Event::KitchenHealth(_) => Cause::Kitchen,
        Event::Written(written) if written.key == WriteKey::Boot => Cause::Boot,
        Event::Terminal(_)
        | Event::Written(_)
        | Event::WriteFailed(_)
        | Event::Recalled { .. }
        | Event::StaffDecided(_)
        | Event::AlarmsFound(_)
        | Event::ReceiptPrinted(_)
        | Event::ReceiptFailed(_)
        | Event::MenuPublished(_)
        | Event::Shutdown => Cause::Payment,
    }
}
