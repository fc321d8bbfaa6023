//! One line of a cart.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::digits::without_card_numbers;
use super::locked::LockedDetail;
use super::pricing::LinePrice;
use super::selection::Selection;
use crate::catalogue::{Catalogue, ServiceMode, SoldOut, TaxClassId};
use crate::id::LineId;
use crate::locale::Localised;
use crate::money::{Money, MoneyError, TaxRate};

/// The longest note, in letters.
pub const MAX_NOTE_LETTERS: usize = 60;

/// A customer's wish for one line, in their own words. Never empty, never longer than [`MAX_NOTE_LETTERS`], without control letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note(String);

impl Note {
    /// Trims a text and makes a note of it; `None` when nothing is left. What is too long is cut, and what may be a card number is left
    /// out: a note is printed and kept.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let plain: String =
            without_card_numbers(text).chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let cut: String = plain.trim().chars().take(MAX_NOTE_LETTERS).collect();
        let cut = cut.trim_end();
        (!cut.is_empty()).then(|| Self(cut.to_owned()))
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Rates {
    /// The one for a service mode.
    #[must_use]
    pub const fn of(self, service: ServiceMode) -> TaxRate {
        match service {
            ServiceMode::DineIn => self.dine_in,
            ServiceMode::Takeaway => self.takeaway,
        }
    }
}

impl fmt::Debug for Note {
    /// Redacted: a customer's words do not belong into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Note({} letters)", self.0.chars().count())
    }
}

/// A line of the cart: a selection, how many of it, and perhaps a note.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Line {
    pub(super) id: LineId,
    pub(super) selection: Selection,
    pub(super) quantity: u32,
    pub(super) note: Option<Note>,
    pub(super) price: LinePrice,
    /// Set when it came back after a restart onto a menu that does not have it.
    pub(super) gone: Option<Arc<Gone>>,
}

/// What a line is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LineLabels {
    /// The item's name.
    pub name: Localised,
    /// Options, and the parts of a bundle with theirs, in menu order.
    pub details: Vec<LockedDetail>,
    /// Smallest age at which it may be sold.
    pub minimum_age: Option<u8>,
}

/// The rates of a tax class on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rates {
    /// Eaten in.
    pub dine_in: TaxRate,
    /// Taken away.
    pub takeaway: TaxRate,
}

/// What is still known of a line that is not on the menu any more.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Gone {
    pub(super) labels: LineLabels,
    pub(super) rates: BTreeMap<TaxClassId, Rates>,
}

impl Line {
    /// Its id in this cart.
    #[must_use]
    pub const fn id(&self) -> LineId {
        self.id
    }

    /// What was chosen.
    #[must_use]
    pub const fn selection(&self) -> &Selection {
        &self.selection
    }

    /// How many, 1 to [`super::MAX_QUANTITY`].
    #[must_use]
    pub const fn quantity(&self) -> u32 {
        self.quantity
    }

    /// The note, if any.
    #[must_use]
    pub const fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    /// Price of one.
    #[must_use]
    pub const fn price(&self) -> &LinePrice {
        &self.price
    }

    /// Price of all.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.price.unit.checked_mul(self.quantity)
    }

    /// Whether it came back after a restart onto a menu that does not have it: it can only be removed.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        self.gone.is_some()
    }

    /// Whether it can be ordered as it is.
    #[must_use]
    pub fn is_available(&self, catalogue: &Catalogue, sold_out: &SoldOut) -> bool {
        !self.is_gone() && self.selection.unmet(catalogue, sold_out).is_empty()
    }

    /// What it is called; `None` when the menu does not have it, which the session's own menu always has.
    #[must_use]
    pub fn labels(&self, catalogue: &Catalogue) -> Option<LineLabels> {
        if let Some(gone) = &self.gone {
            return Some(gone.labels.clone());
        }
        let pieces = self.selection.pieces(catalogue);
        let mut details = Vec::new();
        for piece in &pieces {
            let depth = if piece.part.is_some() { 2 } else { 1 };
            if piece.part.is_some() {
                details.push(LockedDetail { name: piece.item.name.clone(), depth: 1 });
            }
            let modifiers = piece.modifiers.iter();
            details.extend(modifiers.map(|modifier| LockedDetail { name: modifier.name.clone(), depth }));
        }
        let name = pieces.first()?.item.name.clone();
        Some(LineLabels { name, details, minimum_age: self.selection.minimum_age(catalogue) })
    }

    /// The rates of one of its tax classes on a day.
    pub(super) fn rates(&self, catalogue: &Catalogue, class: &TaxClassId, date: Date) -> Option<Rates> {
        if let Some(gone) = &self.gone {
            return gone.rates.get(class).copied();
        }
        let class = catalogue.tax_class(class)?;
        let rate = |service| class.rate(service, date);
        Some(Rates { dine_in: rate(ServiceMode::DineIn)?, takeaway: rate(ServiceMode::Takeaway)? })
    }
}
