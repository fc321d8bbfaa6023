//! The locked order: what is paid for. It has no method that changes it.
//!
//! A [`Locked`] subject is made only by the `lock` of its open form, and by [`Readmission`] from a durable record after a restart. The
//! checkout knows it only as "an amount for something".

use jiff::civil::Date;

use super::cart::Cart;
use super::line::{LineLabels, Note};
use super::pricing::Totals;
use crate::catalogue::{Catalogue, ItemId, MenuVersion, Restaurant, ServiceMode, SoldOut};
use crate::id::{LineId, OrderId, OrderRevision};
use crate::locale::{Language, Localised};
use crate::money::{Money, MoneyError, TaxRate, TaxShare};
use crate::time::Now;

/// A subject that cannot change any more, with the amount that was on screen when it was locked.
///
/// It can only be read:
///
/// ```compile_fail
/// fn grow(order: &mut cardlast::order::LockedOrder) {
///     order.amount = order.amount.checked_mul(2).unwrap();
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locked<S> {
    order: OrderId,
    subject: S,
    amount: Money,
    revision: OrderRevision,
    locked_at: Now,
}

/// A locked restaurant order.
pub type LockedOrder = Locked<OrderContents>;

impl<S> Locked<S> {
    /// Only the `lock` of an open form may do this, and only a journal's record may do it again.
    pub(super) const fn close(order: OrderId, subject: S, amount: Money, revision: OrderRevision, locked_at: Now) -> Self {
        Self { order, subject, amount, revision, locked_at }
    }

    /// Its id.
    #[must_use]
    pub const fn order(&self) -> OrderId {
        self.order
    }

    /// What is paid for.
    #[must_use]
    pub const fn subject(&self) -> &S {
        &self.subject
    }

    /// What is to be paid: the one total, worked out once, at the lock.
    #[must_use]
    pub const fn amount(&self) -> Money {
        self.amount
    }

    /// The revision that was on screen.
    #[must_use]
    pub const fn revision(&self) -> OrderRevision {
        self.revision
    }

    /// When it was locked.
    #[must_use]
    pub const fn locked_at(&self) -> Now {
        self.locked_at
    }
}

/// A bent copy, for the tests that show that bending is seen.
#[cfg(test)]
impl LockedOrder {
    pub(crate) fn bent(mut self) -> Self {
        self.subject.lines.clear();
        self
    }
}

/// Everything about an order that a ticket, a receipt or an auditor needs, with nothing left in the menu files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrderContents {
    /// Who sells.
    pub seller: Restaurant,
    /// Eaten in or taken away.
    pub service: ServiceMode,
    /// The menu it was ordered from.
    pub menu: MenuVersion,
    /// The customer's language.
    pub language: Language,
    /// The lines.
    pub lines: Vec<LockedLine>,
    /// One row per tax rate; their gross amounts sum to the amount.
    pub taxes: Vec<TaxShare>,
}

/// One line of a locked order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LockedLine {
    /// Its id in the cart it came from.
    pub id: LineId,
    /// The item.
    pub item: ItemId,
    /// Its name.
    pub name: Localised,
    /// Options, and the parts of a bundle with theirs, in menu order.
    pub details: Vec<LockedDetail>,
    /// How many.
    pub quantity: u32,
    /// The customer's note.
    pub note: Option<Note>,
    /// Price of one.
    pub unit: Money,
    /// Price of all.
    pub total: Money,
    /// Gross amount of the line under each tax rate.
    pub taxes: Vec<(TaxRate, Money)>,
    /// Smallest age at which it may be sold.
    pub minimum_age: Option<u8>,
}

/// One thing to know about a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LockedDetail {
    /// Its name.
    pub name: Localised,
    /// 1 below the line, 2 below a part of a bundle.
    pub depth: u8,
}

/// Why a cart cannot be locked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LockError {
    /// There is nothing in it.
    #[error("the cart is empty")]
    Empty,
    /// Something in it is sold out.
    #[error("something in the cart is sold out")]
    SoldOut(Vec<LineId>),
    /// It comes to nothing; the terminal has no such payment.
    #[error("nothing to pay")]
    NothingToPay,
    /// An amount out of range, which the limits of the cart prevent.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What comes with a lock from outside.
#[derive(Debug)]
pub struct LockTerms<'a> {
    /// Id for the order.
    pub order: OrderId,
    /// The menu of the session.
    pub catalogue: &'a Catalogue,
    /// What is sold out now.
    pub sold_out: &'a SoldOut,
    /// The customer's language.
    pub language: &'a Language,
    /// The moment.
    pub now: Now,
}

/// A cart put aside while its order is locked. It can only come back by giving the lock up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PutAside(Cart);

impl PutAside {
    /// Gives the lock up and the cart back, with a new revision, so that a late finger on the old screen is refused.
    #[must_use]
    pub fn reopen(self, locked: LockedOrder) -> Cart {
        debug_assert_eq!(self.0.revision(), locked.revision, "a cart is reopened by its own lock only");
        let mut cart = self.0;
        cart.bump_revision();
        cart
    }
}

impl Cart {
    /// Locks the order: from here on amount, lines and tax cannot change. The cart is put aside.
    ///
    /// # Errors
    /// [`LockError`] with the cart, unchanged.
    pub fn lock(self, terms: &LockTerms<'_>) -> Result<(LockedOrder, PutAside), (Box<Self>, LockError)> {
        match self.contents_to_lock(terms) {
            Ok((contents, amount)) => {
                let revision = self.revision();
                let locked = Locked { order: terms.order, subject: contents, amount, revision, locked_at: terms.now };
                Ok((locked, PutAside(self)))
            }
            Err(error) => Err((Box::new(self), error)),
        }
    }

    fn contents_to_lock(&self, terms: &LockTerms<'_>) -> Result<(OrderContents, Money), LockError> {
        if self.is_empty() {
            return Err(LockError::Empty);
        }
        let gone: Vec<_> = self.sold_out_lines(terms.catalogue, terms.sold_out).collect();
        if !gone.is_empty() {
            return Err(LockError::SoldOut(gone));
        }
        let date = terms.now.wall.local().date;
        let totals = self.totals(terms.catalogue, date)?;
        if totals.total.is_zero() {
            return Err(LockError::NothingToPay);
        }
        let lines = self.lines().iter().map(|line| locked_line(terms.catalogue, line, self.service(), date));
        let lines = lines.collect::<Result<Vec<_>, MoneyError>>()?;
        check_sums(totals.total, &lines, &totals.taxes)?;
        let contents = OrderContents {
            seller: terms.catalogue.restaurant().clone(),
            service: self.service(),
            menu: terms.catalogue.version().clone(),
            language: terms.language.clone(),
            lines,
            taxes: totals.taxes,
        };
        Ok((contents, totals.total))
    }
}

fn locked_line(catalogue: &Catalogue, line: &super::Line, service: ServiceMode, date: Date) -> Result<LockedLine, MoneyError> {
    let LineLabels { name, details, minimum_age } = line.labels(catalogue).ok_or(MoneyError::OutOfRange)?;
    let only = Totals::of(catalogue, std::slice::from_ref(line), service, date)?;
    Ok(LockedLine {
        id: line.id(),
        item: line.selection().item().clone(),
        name,
        details,
        quantity: line.quantity(),
        note: line.note().cloned(),
        unit: line.price().unit,
        total: only.total,
        taxes: only.taxes.iter().map(|share| (share.rate, share.gross)).collect(),
        minimum_age,
    })
}

/// I4 for the inside of an order: amount = sum of lines = sum over tax rates.
fn check_sums(amount: Money, lines: &[LockedLine], taxes: &[TaxShare]) -> Result<(), MoneyError> {
    let currency = amount.currency();
    let by_line = Money::sum(currency, lines.iter().map(|line| line.total))?;
    let by_rate = Money::sum(currency, taxes.iter().map(|share| share.gross))?;
    if by_line == amount && by_rate == amount { Ok(()) } else { Err(MoneyError::OutOfRange) }
}

/// A locked order as a durable record tells it, after a restart. Only the journal makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readmission {
    /// Its id.
    pub order: OrderId,
    /// Its contents.
    pub contents: OrderContents,
    /// Its amount.
    pub amount: Money,
    /// The revision that was on screen.
    pub revision: OrderRevision,
    /// When it was locked; the monotonic half means nothing after a restart and is set to the restart.
    pub locked_at: Now,
}

/// A record that does not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the recorded order does not add up to its amount")]
pub struct ReadmissionError;

impl Readmission {
    /// Makes the recorded order a locked order again, after checking I4 on it.
    ///
    /// # Errors
    /// [`ReadmissionError`] when lines or taxes do not sum to the amount.
    pub fn admit(self) -> Result<LockedOrder, ReadmissionError> {
        check_sums(self.amount, &self.contents.lines, &self.contents.taxes).map_err(|_| ReadmissionError)?;
        Ok(Locked {
            order: self.order,
            subject: self.contents,
            amount: self.amount,
            revision: self.revision,
            locked_at: self.locked_at,
        })
    }
}
