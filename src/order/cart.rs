//! The cart: what can be changed until it is locked.

use jiff::civil::Date;

use super::history::History;
use super::line::{Line, Note};
use super::pricing::{LinePrice, Totals, line_price};
use super::selection::{Selection, Unmet};
use crate::catalogue::{Catalogue, ServiceMode, SoldOut};
use crate::id::{LineId, OrderRevision};
use crate::money::{Money, MoneyError};

/// The most of one line.
pub const MAX_QUANTITY: u32 = 99;

/// The most lines in one order.
pub const MAX_LINES: usize = 50;

/// Limits that the restaurant sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CartLimits {
    /// The most that one order may come to, tax included.
    pub ceiling: Money,
}

/// Why a cart cannot be changed so. The cart is unchanged then.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CartError {
    /// More than [`MAX_QUANTITY`] of one line.
    #[error("no more than {MAX_QUANTITY} of one line")]
    LineFull,
    /// More than [`MAX_LINES`] lines.
    #[error("no more than {MAX_LINES} lines in one order")]
    CartFull,
    /// The order would come to more than the restaurant's ceiling.
    #[error("no more than {0} in one order")]
    OverCeiling(Money),
    /// There is no such line (any more).
    #[error("no line {0}")]
    NoSuchLine(LineId),
    /// Something still has to be chosen.
    #[error("not complete yet")]
    Incomplete(Vec<Unmet>),
    /// Nothing to undo.
    #[error("nothing to undo")]
    NothingToUndo,
    /// Nothing to redo.
    #[error("nothing to redo")]
    NothingToRedo,
    /// An amount out of range; a checked menu and the limits above cannot bring that about.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// The half of a cart that undo restores.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Contents {
    service: ServiceMode,
    lines: Vec<Line>,
}

/// Lines that can be changed, with undo. Every change gives it a new [`OrderRevision`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cart {
    contents: Contents,
    history: History<Contents>,
    revision: OrderRevision,
    next_line: u32,
}

impl Cart {
    /// An empty cart.
    #[must_use]
    pub fn new(service: ServiceMode) -> Self {
        let contents = Contents { service, lines: Vec::new() };
        Self { contents, history: History::default(), revision: OrderRevision::default(), next_line: 1 }
    }

    /// A cart with these lines, numbered from 1, and nothing to undo.
    pub(super) fn with_lines(service: ServiceMode, lines: Vec<Line>) -> Self {
        let next_line = lines.last().map_or(1, |line| line.id.0 + 1);
        let contents = Contents { service, lines };
        Self { contents, history: History::default(), revision: OrderRevision::default(), next_line }
    }

    /// Eaten in or taken away.
    #[must_use]
    pub const fn service(&self) -> ServiceMode {
        self.contents.service
    }

    /// The lines in the order they were added.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.contents.lines
    }

    /// One line.
    #[must_use]
    pub fn line(&self, id: LineId) -> Option<&Line> {
        self.contents.lines.iter().find(|line| line.id == id)
    }

    /// Counts the changes.
    #[must_use]
    pub const fn revision(&self) -> OrderRevision {
        self.revision
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.contents.lines.is_empty()
    }

    /// Whether a change can be undone.
    #[must_use]
    pub const fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether an undone change can be made again.
    #[must_use]
    pub const fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// How many things there are in all.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.contents.lines.iter().map(|line| line.quantity).sum()
    }

    /// Total and taxes as of a day.
    ///
    /// # Errors
    /// [`MoneyError`] when out of range, which the limits prevent.
    pub fn totals(&self, catalogue: &Catalogue, date: Date) -> Result<Totals, MoneyError> {
        Totals::of(catalogue, &self.contents.lines, self.contents.service, date)
    }

    /// Adds `quantity` of a selection; an equal line (same choices, same note) grows instead.
    ///
    /// # Errors
    /// [`CartError`]; the cart is unchanged then.
    pub fn add(
        &mut self,
        catalogue: &Catalogue,
        sold_out: &SoldOut,
        limits: CartLimits,
        selection: Selection,
        quantity: u32,
        note: Option<Note>,
    ) -> Result<LineId, CartError> {
        let price = ready_price(catalogue, sold_out, &selection)?;
        let id = LineId(self.next_line);
        let mut contents = self.contents.clone();
        contents.lines.push(Line { id, selection, quantity, note, price, gone: None });
        let id = contents.merge(id);
        self.commit(contents, limits)?;
        self.next_line += 1;
        Ok(id)
    }

    /// Puts another selection, quantity and note in a line's place; merges when another line is equal then.
    ///
    /// # Errors
    /// [`CartError`]; the cart is unchanged then.
    #[allow(clippy::too_many_arguments, reason = "each one is a different thing the page shows")]
    pub fn replace(
        &mut self,
        catalogue: &Catalogue,
        sold_out: &SoldOut,
        limits: CartLimits,
        id: LineId,
        selection: Selection,
        quantity: u32,
        note: Option<Note>,
    ) -> Result<LineId, CartError> {
        let price = ready_price(catalogue, sold_out, &selection)?;
        self.change_line(limits, id, |line| *line = Line { id, selection, quantity, note, price, gone: None })
    }

    /// Sets how many of a line; 0 removes it.
    ///
    /// # Errors
    /// [`CartError`]; the cart is unchanged then.
    pub fn set_quantity(&mut self, limits: CartLimits, id: LineId, quantity: u32) -> Result<(), CartError> {
        if quantity == 0 {
            return self.remove(limits, id);
        }
        self.change_line(limits, id, |line| line.quantity = quantity).map(|_| ())
    }

    /// Sets or clears the note of a line.
    ///
    /// # Errors
    /// [`CartError`]; the cart is unchanged then.
    pub fn set_note(&mut self, limits: CartLimits, id: LineId, note: Option<Note>) -> Result<(), CartError> {
        self.change_line(limits, id, |line| line.note = note).map(|_| ())
    }

    /// Removes a line.
    ///
    /// # Errors
    /// [`CartError::NoSuchLine`].
    pub fn remove(&mut self, limits: CartLimits, id: LineId) -> Result<(), CartError> {
        self.line(id).ok_or(CartError::NoSuchLine(id))?;
        let mut contents = self.contents.clone();
        contents.lines.retain(|line| line.id != id);
        self.commit(contents, limits)
    }

    /// Changes between eating in and taking away.
    ///
    /// # Errors
    /// [`CartError::Money`], which the limits prevent.
    pub fn set_service(&mut self, limits: CartLimits, service: ServiceMode) -> Result<(), CartError> {
        if service == self.contents.service {
            return Ok(());
        }
        let mut contents = self.contents.clone();
        contents.service = service;
        self.commit(contents, limits)
    }

    /// Takes the last change back.
    ///
    /// # Errors
    /// [`CartError::NothingToUndo`].
    pub fn undo(&mut self) -> Result<(), CartError> {
        if !self.history.undo(&mut self.contents) {
            return Err(CartError::NothingToUndo);
        }
        self.bump_revision();
        Ok(())
    }

    /// Makes the last undone change again.
    ///
    /// # Errors
    /// [`CartError::NothingToRedo`].
    pub fn redo(&mut self) -> Result<(), CartError> {
        if !self.history.redo(&mut self.contents) {
            return Err(CartError::NothingToRedo);
        }
        self.bump_revision();
        Ok(())
    }

    /// Lines that cannot be ordered any more because something in them is sold out.
    pub fn sold_out_lines<'a>(&'a self, catalogue: &'a Catalogue, sold_out: &'a SoldOut) -> impl Iterator<Item = LineId> + 'a {
        let gone = |line: &&Line| !line.is_available(catalogue, sold_out);
        self.contents.lines.iter().filter(gone).map(|line| line.id)
    }

    /// A new revision without a change, so that taps on the old screen are refused.
    pub(super) fn bump_revision(&mut self) {
        self.revision = self.revision.next();
    }

    fn change_line(&mut self, limits: CartLimits, id: LineId, change: impl FnOnce(&mut Line)) -> Result<LineId, CartError> {
        let mut contents = self.contents.clone();
        let line = contents.lines.iter_mut().find(|line| line.id == id).ok_or(CartError::NoSuchLine(id))?;
        change(line);
        let id = contents.merge(id);
        self.commit(contents, limits)?;
        Ok(id)
    }

    fn commit(&mut self, contents: Contents, limits: CartLimits) -> Result<(), CartError> {
        contents.check(limits, self.contents.total(limits)?)?;
        self.history.remember(std::mem::replace(&mut self.contents, contents));
        self.bump_revision();
        Ok(())
    }
}

impl Contents {
    /// Folds line `id` into an equal one; answers where it is now.
    fn merge(&mut self, id: LineId) -> LineId {
        let Some(at) = self.lines.iter().position(|line| line.id == id) else { return id };
        // A price that was seen before a restart may differ from today's; each keeps its own then.
        let like = &self.lines[at];
        let equal = |line: &Line| line.selection == like.selection && line.note == like.note && line.price == like.price;
        let same = |line: &Line| line.id != id && equal(line);
        let Some(twin) = self.lines.iter().position(same) else { return id };
        let (keep, fold) = (at.min(twin), at.max(twin));
        self.lines[keep].quantity = self.lines[keep].quantity.saturating_add(self.lines[fold].quantity);
        self.lines.remove(fold);
        self.lines[keep].id
    }

    fn total(&self, limits: CartLimits) -> Result<Money, MoneyError> {
        let currency = limits.ceiling.currency();
        self.lines.iter().try_fold(Money::zero(currency), |sum, line| sum.checked_add(line.total()?))
    }

    fn check(&self, limits: CartLimits, before: Money) -> Result<(), CartError> {
        if self.lines.iter().any(|line| line.quantity == 0 || line.quantity > MAX_QUANTITY) {
            return Err(CartError::LineFull);
        }
        if self.lines.len() > MAX_LINES {
            return Err(CartError::CartFull);
        }
        // Getting smaller is always allowed, so that nobody is stuck above a ceiling that was lowered.
        let total = self.total(limits)?;
        if total.minor() > limits.ceiling.minor() && total.minor() > before.minor() {
            return Err(CartError::OverCeiling(limits.ceiling));
        }
        Ok(())
    }
}

fn ready_price(catalogue: &Catalogue, sold_out: &SoldOut, selection: &Selection) -> Result<LinePrice, CartError> {
    let unmet = selection.unmet(catalogue, sold_out);
    if !unmet.is_empty() {
        return Err(CartError::Incomplete(unmet));
    }
    Ok(line_price(catalogue, selection)?)
}
