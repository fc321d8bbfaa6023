//! One line of a cart.

use std::fmt;

use super::pricing::LinePrice;
use super::selection::Selection;
use crate::id::LineId;
use crate::money::{Money, MoneyError};

/// The longest note, in letters.
pub const MAX_NOTE_LETTERS: usize = 60;

/// A customer's wish for one line, in their own words. Never empty, never longer than [`MAX_NOTE_LETTERS`], without control letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note(String);

impl Note {
    /// Trims a text and makes a note of it; `None` when nothing is left. What is too long is cut.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
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
}
