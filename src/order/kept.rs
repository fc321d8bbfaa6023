//! A cart as it is kept outside the program's memory: self-contained, so that a restart needs nothing of the menu it was chosen from.
//!
//! What comes back is checked against the menu that is live then. Prices stay as they were seen; a line that is not wholly on that menu
//! any more is *gone*: it keeps its names, prices and tax rates, and cannot be ordered.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::cart::{Cart, MAX_LINES, MAX_QUANTITY};
use super::line::{Gone, Line, LineLabels, Note, Rates};
use super::pricing::LinePrice;
use super::selection::Selection;
use crate::catalogue::{Catalogue, FoodFilter, MenuVersion, ServiceMode, TaxClassId};
use crate::id::LineId;
use crate::locale::Language;
use crate::money::{Currency, Money};
use crate::time::Millis;

/// Everything that "your order is still here" needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeptCart {
    /// The menu it was chosen from.
    pub menu: MenuVersion,
    /// The customer's language.
    pub language: Language,
    /// What the customer does not eat.
    pub filter: FoodFilter,
    /// Eaten in or taken away.
    pub service: ServiceMode,
    /// The lines, in order.
    pub lines: Vec<KeptLine>,
}

/// One line of a kept cart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeptLine {
    /// What was chosen.
    pub selection: Selection,
    /// How many.
    pub quantity: u32,
    /// The customer's note.
    pub note: Option<Note>,
    /// Its price, as seen.
    pub price: LinePrice,
    /// What it was called.
    pub labels: LineLabels,
    /// The tax rates of its classes.
    pub rates: BTreeMap<TaxClassId, Rates>,
}

/// A kept cart that a restart found, and what tells whether it may come back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecoveredCart {
    /// The cart.
    pub cart: KeptCart,
    /// How long ago the customer touched anything; `None` when the clock is not to be trusted.
    pub age: Option<Millis>,
    /// Whether an order was locked after the cart was kept: then it is that order's, and not to be shown again.
    pub locked_since: bool,
}

/// A kept cart that is none: too many lines, amounts that do not add up, another currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the kept cart is not one that could have been filled here")]
pub struct KeptCartError;

impl Cart {
    /// Its lines, to be kept; with the tax rates of a day.
    #[must_use]
    pub fn keep(&self, catalogue: &Catalogue, date: Date) -> Vec<KeptLine> {
        self.lines().iter().filter_map(|line| line.keep(catalogue, date)).collect()
    }

    /// The cart again, on the menu that is live now. There is nothing to undo in it.
    ///
    /// # Errors
    /// [`KeptCartError`].
    pub fn restore(service: ServiceMode, lines: Vec<KeptLine>, catalogue: &Catalogue) -> Result<Self, KeptCartError> {
        if lines.is_empty() || lines.len() > MAX_LINES || !lines.iter().all(|line| line.is_sound(catalogue.currency())) {
            return Err(KeptCartError);
        }
        let ids = (1..).map(LineId);
        let lines = ids.zip(lines).map(|(id, line)| line.restore(id, catalogue)).collect();
        Ok(Self::with_lines(service, lines))
    }
}

impl Line {
    fn keep(&self, catalogue: &Catalogue, date: Date) -> Option<KeptLine> {
        let classes = self.price.shares.keys();
        let rates = classes.filter_map(|class| Some((class.clone(), self.rates(catalogue, class, date)?)));
        Some(KeptLine {
            selection: self.selection.clone(),
            quantity: self.quantity,
            note: self.note.clone(),
            price: self.price.clone(),
            labels: self.labels(catalogue)?,
            rates: rates.collect(),
        })
    }
}

impl KeptLine {
    /// Whether it could have been in a cart of this currency.
    fn is_sound(&self, currency: Currency) -> bool {
        let sum = Money::sum(currency, self.price.shares.values().copied());
        let priced = !self.price.unit.is_negative() && sum == Ok(self.price.unit);
        priced && (1..=MAX_QUANTITY).contains(&self.quantity) && self.price.unit.checked_mul(self.quantity).is_ok()
    }

    fn restore(self, id: LineId, catalogue: &Catalogue) -> Line {
        let Self { selection, quantity, note, price, labels, rates } = self;
        let taxed = price.shares.keys().all(|class| catalogue.tax_class(class).is_some());
        let gone = (!taxed || !selection.is_on(catalogue)).then(|| Arc::new(Gone { labels, rates }));
        Line { id, selection, quantity, note, price, gone }
    }
}
