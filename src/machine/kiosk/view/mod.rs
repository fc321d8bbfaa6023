//! What to draw: an immutable picture of the kiosk after a step. Screens decide nothing; whatever they need to know is here.

mod cart;
mod menu;
mod product;

use std::sync::Arc;

pub use cart::{BlockedBy, CartView, LineView, Offer, ReviewView};
pub use menu::{CategoryTab, ItemCard, MenuView, Shown};
pub use product::{ChoiceView, GroupView, OptionView, PartView, ProductView};

use super::state::{Notice, Phase, Place, Receipt, SessionStage};
use super::{Kiosk, ScreenName};
use crate::catalogue::{Catalogue, Category, FoodFilter, ServiceMode};
use crate::id::OrderNumber;
use crate::locale::Language;
use crate::machine::CardOff;
use crate::machine::checkout::{CancelWish, Stage};
use crate::money::Money;
use crate::payment::{NumberedOrder, Progress, Tender};
use crate::time::{Now, Timestamp};

/// The kiosk as a customer sees it.
#[derive(Debug, Clone)]
pub struct View {
    /// The screen's name.
    pub name: ScreenName,
    /// What is on it.
    pub screen: ScreenView,
    /// The language to speak.
    pub language: Language,
    /// The languages to choose from; empty where choosing is over.
    pub languages: Vec<Language>,
    /// The restaurant's name.
    pub restaurant: Arc<Catalogue>,
    /// Whether everything is training; a banner says so.
    pub training: bool,
    /// "Still there?" is asked; the session ends then.
    pub still_there: Option<Timestamp>,
    /// Only its button makes that question go away.
    pub insists: bool,
    /// A sentence for the customer.
    pub notice: Option<Notice>,
    /// The program is about to stop; nobody can begin.
    pub stopping: bool,
}

/// What is on the screen.
#[derive(Debug, Clone)]
pub enum ScreenView {
    /// The journal is being read.
    Starting,
    /// Waiting for a customer.
    Attract(AttractView),
    /// The menu with the cart beside it.
    Menu(Box<MenuView>),
    /// One product.
    Product(Box<ProductView>),
    /// The order before paying.
    Review(Box<ReviewView>),
    /// "Start over?"
    StartOver(CartView),
    /// Paying at the terminal.
    Card(CardView),
    /// Nobody knows yet whether the card was charged.
    Checking(CardView),
    /// The order is being stored.
    Placing(Money),
    /// The order number.
    Number(NumberView),
    /// The reference for staff.
    Staff(StaffView),
    /// Nothing can be sold.
    OutOfService,
}

/// Waiting for a customer.
#[derive(Debug, Clone)]
pub struct AttractView {
    /// Categories, for their pictures.
    pub categories: Arc<[Category]>,
    /// Whether cards are taken now, and if not, why.
    pub card: Result<(), CardOff>,
}

/// Paying at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardView {
    /// What is to be paid.
    pub amount: Money,
    /// How far the payment is.
    pub stage: CardStage,
    /// Whether cancel is offered.
    pub may_cancel: bool,
    /// Whether cancelling has been asked for.
    pub cancelling: bool,
}

/// How far a card payment is, as the customer may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardStage {
    /// The terminal has not been woken yet.
    Waking,
    /// The terminal is at work and says how far it is.
    At(Progress),
    /// What the terminal approved must not stand: it is being taken back.
    TakingBack,
    /// It is certain that no money moved; that is being recorded.
    Closing,
    /// Nobody knows yet; the terminal is asked.
    Checking,
}

impl CardStage {
    /// In transcripts and as the key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waking => "waking",
            Self::At(progress) => progress.key(),
            Self::TakingBack => "taking-back",
            Self::Closing => "closing",
            Self::Checking => "checking",
        }
    }
}

/// The order number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberView {
    /// The number.
    pub number: OrderNumber,
    /// How the order is settled.
    pub tender: Tender,
    /// What it came to.
    pub total: Money,
    /// What the receipt on screen is made of: `document::receipt_lines` turns it into the very lines that are printed.
    pub order: Arc<NumberedOrder>,
    /// What has become of the printed receipt.
    pub receipt: Receipt,
    /// Whether staff will look at an identity card.
    pub check_id: bool,
}

/// The reference for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffView {
    /// What to read out.
    pub reference: String,
    /// What was to be paid.
    pub total: Money,
}

impl Kiosk {
    /// What to draw after a step at `now`.
    #[must_use]
    pub fn view(&self, now: Now) -> View {
        let menu = &self.session_menu;
        let (language, notice, still_there) = match &self.state.phase {
            Phase::Starting => (menu.default_language().clone(), None, None),
            Phase::Attract(attract) => {
                let chosen = attract.chosen.as_ref().map(|(language, _)| language.clone());
                (chosen.unwrap_or_else(|| menu.default_language().clone()), None, None)
            }
            Phase::Session(session) => {
                let asked = session.idle.warned.map(|warned| warned.after(self.policy.warning));
                (session.language.clone(), session.notice.clone(), asked)
            }
        };
        let name = self.screen_name();
        let may_choose = !matches!(name, ScreenName::Card | ScreenName::Checking | ScreenName::Placing | ScreenName::Starting);
        View {
            name,
            screen: self.screen_view(now),
            language,
            languages: if may_choose { menu.languages().to_vec() } else { Vec::new() },
            restaurant: menu.clone(),
            training: self.policy.training.0,
            still_there,
            insists: self.state.session().is_some_and(|session| session.idle.insists()),
            notice,
            stopping: self.state.stop != super::Stop::NotAsked,
        }
    }

    fn screen_view(&self, now: Now) -> ScreenView {
        let session = match &self.state.phase {
            Phase::Starting => return ScreenView::Starting,
            Phase::Attract(_) if self.screen_name() == ScreenName::OutOfService => return ScreenView::OutOfService,
            Phase::Attract(_) => {
                let categories = self.session_menu.categories().clone();
                return ScreenView::Attract(AttractView { categories, card: self.card_offer() });
            }
            Phase::Session(session) => session,
        };
        match &session.stage {
            SessionStage::Ordering(ordering) => match &ordering.place {
                Place::Menu => ScreenView::Menu(Box::new(self.menu_view(now, session, ordering))),
                Place::Product(draft) => ScreenView::Product(Box::new(self.product_view(now, ordering, draft))),
                Place::Review => ScreenView::Review(Box::new(self.review_view(session, ordering))),
                Place::AskStartOver(_) => ScreenView::StartOver(self.cart_view(session, &ordering.cart)),
            },
            SessionStage::Paying(paying) => {
                let checkout = &paying.checkout;
                let (stage, cancelling) = card_stage(checkout.stage());
                let amount = checkout.locked().amount();
                let card = CardView { amount, stage, may_cancel: checkout.may_cancel(), cancelling };
                if self.screen_name() == ScreenName::Checking { ScreenView::Checking(card) } else { ScreenView::Card(card) }
            }
            SessionStage::Placing(placing) => ScreenView::Placing(placing.owed.order.locked().amount()),
            SessionStage::Numbered(numbered) => ScreenView::Number(NumberView {
                number: numbered.order.number,
                tender: numbered.order.tender(),
                total: numbered.order.accepted.locked().amount(),
                order: numbered.order.clone(),
                receipt: numbered.receipt,
                check_id: numbered.check_id,
            }),
            SessionStage::WithStaff(staff) => {
                ScreenView::Staff(StaffView { reference: staff.reference.clone(), total: staff.total })
            }
        }
    }

    /// The filter of the session, for queries of the view.
    #[must_use]
    pub fn filter(&self) -> FoodFilter {
        match self.state.session().map(super::Session::stage) {
            Some(SessionStage::Ordering(ordering)) => ordering.browse.filter.clone(),
            Some(SessionStage::Paying(_) | SessionStage::Placing(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_))
            | None => FoodFilter::default(),
        }
    }

    /// The service mode of the session.
    #[must_use]
    pub fn service(&self) -> Option<ServiceMode> {
        match self.state.session().map(super::Session::stage)? {
            SessionStage::Ordering(ordering) => Some(ordering.cart.service()),
            SessionStage::Paying(paying) => Some(paying.checkout.locked().subject().service),
            SessionStage::Placing(placing) => Some(placing.owed.order.locked().subject().service),
            SessionStage::Numbered(_) | SessionStage::WithStaff(_) => None,
        }
    }
}

/// How far a payment is, and whether the customer wants out.
const fn card_stage(stage: &Stage) -> (CardStage, bool) {
    match stage {
        Stage::RecordingIntent { cancel } => (CardStage::Waking, matches!(cancel, CancelWish::Asked)),
        Stage::Authorising { progress, cancel, .. } => (CardStage::At(*progress), matches!(cancel, CancelWish::Asked)),
        Stage::RecordingApproval { .. } | Stage::Charged { .. } => (CardStage::At(Progress::Authorising), false),
        Stage::Confirming { progress, .. } => (CardStage::At(*progress), false),
        Stage::Refusing { .. } | Stage::MustReverse { .. } => (CardStage::TakingBack, false),
        Stage::RecordingNotCharged { .. } | Stage::NotCharged { .. } => (CardStage::Closing, false),
        Stage::LookingUp { .. } => (CardStage::Checking, false),
    }
}
