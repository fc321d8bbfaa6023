//! The kiosk and the paper beside each other.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use cardlast::catalogue::ServiceMode;
use cardlast::id::{FreshId, LineId, OrderRevision};
use cardlast::machine::Rejection;
use cardlast::machine::kiosk::{
    CartView, Effect, Event, Intent, Kiosk, ScreenChange, ScreenName, ScreenView, SessionStage, cause_of, screen_changes,
};
use cardlast::order::{Cart, KeptCart};
use cardlast::payment::{AcceptedOrder, Entry};
use cardlast::time::Now;

use super::paper::Paper;
use crate::model::menu::{CHOICE, MENU_OF_TWO, item};
use crate::model::policy;
use crate::model::relative::{Relative, START};

/// How much may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Left {
    pub changes: u8,
    pub turns: u8,
    pub waits: u8,
    pub payments: u8,
}

/// A product's page as it is on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Page {
    pub dish: usize,
    pub count: u32,
    /// The line that it is about, if there is one already.
    pub editing: Option<usize>,
}

/// The kiosk, the paper, and what went wrong between them.
#[derive(Debug, Clone)]
pub struct Table {
    pub kiosk: Kiosk,
    pub now: Now,
    pub paper: Paper,
    pub page: Option<Page>,
    pub placing: Option<Box<AcceptedOrder>>,
    pub kept: Option<KeptCart>,
    pub newest: OrderRevision,
    pub left: Left,
    pub begun: bool,
    /// What the latest act led to, for the goals.
    pub seen: Seen,
    pub wrong: Option<&'static str>,
}

/// What an act led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Seen(u16);

impl Seen {
    pub const MERGED: Self = Self(1);
    pub const TOO_DEAR: Self = Self(1 << 1);
    pub const TOO_MANY: Self = Self(1 << 2);
    pub const REDONE: Self = Self(1 << 3);
    pub const ORDERED: Self = Self(1 << 4);
    pub const CAME_BACK: Self = Self(1 << 5);
    pub const LATE: Self = Self(1 << 6);
    pub const STARTED_OVER: Self = Self(1 << 7);
    pub const WENT_AWAY: Self = Self(1 << 8);
    pub const REPLACED: Self = Self(1 << 9);

    pub const fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

static TABLE: LazyLock<BTreeSet<ScreenChange>> = LazyLock::new(|| screen_changes().into_iter().collect());

impl Table {
    pub fn laid(left: Left) -> Self {
        let mut table = Self {
            kiosk: Kiosk::new(MENU_OF_TWO.clone(), policy()),
            now: START,
            paper: Paper::default(),
            page: None,
            placing: None,
            kept: None,
            newest: OrderRevision::default(),
            left,
            begun: false,
            seen: Seen::default(),
            wrong: None,
        };
        let booted = table.step(Event::Boot { open: vec![], reversals: vec![], cart: None });
        assert_eq!(booted, Ok(()), "a kiosk starts once");
        table
    }

    pub fn cart(&self) -> Option<&Cart> {
        match self.kiosk.state().session().map(|session| session.stage()) {
            Some(SessionStage::Ordering(ordering)) => Some(ordering.cart()),
            Some(SessionStage::Paying(_) | SessionStage::Placing(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_))
            | None => None,
        }
    }

    pub fn ceiling() -> i64 {
        policy().ceiling_minor
    }

    pub fn line(&self, at: usize) -> LineId {
        self.cart().and_then(|cart| cart.lines().get(at)).map_or(LineId(0), cardlast::order::Line::id)
    }

    /// A step of the shipped machine, and what it wants done.
    pub fn step(&mut self, event: Event) -> Result<(), Rejection> {
        let from = self.kiosk.screen_name();
        let cause = cause_of(&event, from);
        let effects = self.kiosk.step(self.now, event)?;
        let to = self.kiosk.screen_name();
        if from != to && !TABLE.contains(&ScreenChange { from, cause, to }) {
            self.wrong = Some("screens: a change that is not in the table");
        }
        for effect in effects {
            match effect {
                Effect::SaveCart(cart) => self.kept = Some(*cart),
                Effect::ForgetCart => self.kept = None,
                Effect::Record(Entry::Accepted { order }) => self.placing = Some(order),
                Effect::Record(_)
                | Effect::Terminal(_)
                | Effect::Recall(_)
                | Effect::PrintReceipt(_)
                | Effect::CallStaff
                | Effect::Stop => {}
            }
        }
        Ok(())
    }

    pub fn tap(&mut self, intent: Intent) -> Result<(), Rejection> {
        self.step(Event::Customer { intent, fresh: FreshId::from_random_bytes([1; 16]) })
    }

    /// What is on screen, what would be paid and what would outlive a crash is what is on paper.
    pub fn compare(&mut self) {
        if let Some(what) = self.difference() {
            self.wrong.get_or_insert(what);
        }
    }

    fn difference(&self) -> Option<&'static str> {
        let sheet = &self.paper.now;
        let rows: Vec<_> = sheet.rows.iter().map(|row| (item(CHOICE[row.dish].0), row.count, row.wish)).collect();
        if let Some(cart) = self.cart() {
            let lines: Vec<_> = cart
                .lines()
                .iter()
                .map(|line| (line.selection().item().clone(), line.quantity(), line.note().is_some()))
                .collect();
            if lines != rows || (cart.service() == ServiceMode::DineIn) != sheet.dine_in {
                return Some("other lines in the cart");
            }
            if (cart.can_undo(), cart.can_redo()) != (self.paper.can_undo(), self.paper.can_redo()) {
                return Some("another history");
            }
            let kept = self.kept.iter().flat_map(|kept| &kept.lines);
            if kept.map(|line| (line.selection.item().clone(), line.quantity, line.note.is_some())).collect::<Vec<_>>() != rows {
                return Some("I12: another cart is kept");
            }
        } else if self.kept.is_some() {
            return Some("I6: a cart is kept that is nobody's to change");
        }
        if let Some(order) = &self.placing {
            let locked = order.locked();
            let lines: Vec<_> =
                locked.subject().lines.iter().map(|line| (line.item.clone(), line.quantity, line.note.is_some())).collect();
            if lines != rows || locked.amount().minor() != sheet.total() {
                return Some("I4: another order is locked");
            }
        }
        if self.kiosk.screen_name() == ScreenName::Attract && self.kiosk.state().session().is_some() {
            return Some("I6: somebody is still there at attract");
        }
        self.shown().filter(|shown| shown.total.minor() != sheet.total()).map(|_| "I4: another total is shown")
    }

    fn shown(&self) -> Option<CartView> {
        match self.kiosk.view(self.now).screen {
            ScreenView::Menu(menu) => Some(menu.cart),
            ScreenView::Review(review) => Some(review.cart),
            ScreenView::StartOver(cart) => Some(cart),
            ScreenView::Starting
            | ScreenView::Attract(_)
            | ScreenView::Product(_)
            | ScreenView::Card(_)
            | ScreenView::Checking(_)
            | ScreenView::Placing(_)
            | ScreenView::Number(_)
            | ScreenView::Staff(_)
            | ScreenView::OutOfService => None,
        }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.kiosk.state() == other.kiosk.state()
            && (&self.paper, self.page, self.left, self.begun, self.seen, self.wrong, self.newest)
                == (&other.paper, other.page, other.left, other.begun, other.seen, other.wrong, other.newest)
    }
}

impl Eq for Table {}

impl Hash for Table {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let mut relative = Relative::new(hasher, self.now);
        self.kiosk.state().hash(&mut relative);
        (&self.paper, self.page, self.left, self.begun, self.seen, self.wrong).hash(&mut relative);
    }
}
