//! The cart and the review.

use super::super::Kiosk;
use super::super::state::{Ordering, Session};
use crate::catalogue::{ItemId, ServiceMode};
use crate::id::{LineId, OrderRevision};
use crate::locale::Localised;
use crate::machine::CardOff;
use crate::money::{Money, TaxShare};
use crate::order::{Cart, Line, MAX_QUANTITY};
use crate::payment::Tender;

/// The cart as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartView {
    /// To be sent back with every change.
    pub revision: OrderRevision,
    /// Eaten in or taken away.
    pub service: ServiceMode,
    /// The lines.
    pub lines: Vec<LineView>,
    /// What it comes to.
    pub total: Money,
    /// How many things in all.
    pub count: u32,
    /// Whether the last change can be undone.
    pub can_undo: bool,
    /// Whether an undone change can be made again.
    pub can_redo: bool,
    /// What keeps the order from being paid; `None` when nothing does.
    pub blocked: Option<BlockedBy>,
}

/// What keeps an order from being paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockedBy {
    /// There is nothing in it.
    Empty,
    /// Something in it is sold out.
    SoldOut,
    /// It comes to nothing.
    NothingToPay,
}

impl BlockedBy {
    /// The key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::SoldOut => "sold-out-in-cart",
            Self::NothingToPay => "nothing-to-pay",
        }
    }
}

/// One line of the cart as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    /// Its id.
    pub id: LineId,
    /// The item.
    pub item: ItemId,
    /// Its name.
    pub name: Localised,
    /// Options and parts in menu order; depth 1 or 2.
    pub details: Vec<(u8, Localised)>,
    /// How many.
    pub quantity: u32,
    /// Whether there may be one more.
    pub can_grow: bool,
    /// Price of one.
    pub unit: Money,
    /// Price of all.
    pub total: Money,
    /// The note.
    pub note: Option<String>,
    /// Smallest age at which it may be sold.
    pub minimum_age: Option<u8>,
    /// Something in it is sold out: remove it or choose again.
    pub sold_out: bool,
    /// It came back after a restart and is not on the menu any more: sold out too, and it can only be removed.
    pub gone: bool,
}

/// A way to pay, and why not if not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The way.
    pub tender: Tender,
    /// Why cards are off; `None` also for the counter.
    pub card_off: Option<CardOff>,
    /// Whether it can be chosen now.
    pub available: bool,
}

/// The order before paying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewView {
    /// The cart.
    pub cart: CartView,
    /// One row per tax rate.
    pub taxes: Vec<TaxShare>,
    /// Energy of all lines in kcal.
    pub kcal: u32,
    /// The ways to pay.
    pub offers: Vec<Offer>,
    /// The strictest age limit in the order.
    pub minimum_age: Option<u8>,
}

impl Kiosk {
    pub(super) fn cart_view(&self, session: &Session, cart: &Cart) -> CartView {
        let menu = &self.session_menu;
        let date = session.started.wall.local().date;
        let total = cart.totals(menu, date).map_or(Money::zero(menu.currency()), |totals| totals.total);
        let lines: Vec<_> = cart.lines().iter().map(|line| self.line_view(line)).collect();
        let blocked = if lines.is_empty() {
            Some(BlockedBy::Empty)
        } else if lines.iter().any(|line| line.sold_out) {
            Some(BlockedBy::SoldOut)
        } else if total.is_zero() {
            Some(BlockedBy::NothingToPay)
        } else {
            None
        };
        CartView {
            revision: cart.revision(),
            service: cart.service(),
            lines,
            total,
            count: cart.count(),
            can_undo: cart.can_undo(),
            can_redo: cart.can_redo(),
            blocked,
        }
    }

    fn line_view(&self, line: &Line) -> LineView {
        let menu = &self.session_menu;
        let labels = line.labels(menu);
        LineView {
            id: line.id(),
            // Invariant: the session holds on to its menu and a gone line to its labels, so there are some.
            name: labels.as_ref().map_or_else(|| menu.categories()[0].name.clone(), |labels| labels.name.clone()),
            item: line.selection().item().clone(),
            minimum_age: labels.as_ref().and_then(|labels| labels.minimum_age),
            details: labels.into_iter().flat_map(|labels| labels.details).map(|detail| (detail.depth, detail.name)).collect(),
            quantity: line.quantity(),
            can_grow: line.quantity() < MAX_QUANTITY && !line.is_gone(),
            unit: line.price().unit,
            total: line.total().unwrap_or(line.price().unit),
            note: line.note().map(|note| note.as_str().to_owned()),
            sold_out: !line.is_available(menu, &self.state.sold_out),
            gone: line.is_gone(),
        }
    }

    pub(super) fn review_view(&self, session: &Session, ordering: &Ordering) -> ReviewView {
        let menu = &self.session_menu;
        let cart = &ordering.cart;
        let date = session.started.wall.local().date;
        let kcal = cart.lines().iter().map(|line| line.selection().kcal(menu).saturating_mul(line.quantity())).sum();
        let cart_view = self.cart_view(session, cart);
        let open = cart_view.blocked.is_none();
        let card_off = self.card_offer().err();
        let mut offers = Vec::new();
        if self.policy.terminal.is_some() {
            let available = open && card_off.is_none();
            offers.push(Offer { tender: Tender::Card, card_off, available });
        }
        if self.policy.counter {
            offers.push(Offer { tender: Tender::Counter, card_off: None, available: open && self.counter_offer() });
        }
        ReviewView {
            taxes: cart.totals(menu, date).map(|totals| totals.taxes).unwrap_or_default(),
            kcal,
            minimum_age: cart_view.lines.iter().filter_map(|line| line.minimum_age).max(),
            cart: cart_view,
            offers,
        }
    }
}
