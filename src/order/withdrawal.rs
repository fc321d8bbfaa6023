//! The cash machine's subject: so much, in notes. Locked as a cart is, and like it without a method that changes it afterwards.

use super::locked::{Locked, ReadmissionError};
use crate::id::{OrderId, OrderRevision};
use crate::locale::Language;
use crate::money::Money;
use crate::time::Now;

/// A withdrawal that somebody is about to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Withdrawal {
    amount: Money,
    language: Language,
}

/// A withdrawal that cannot change any more: the amount is decided before there is a card.
///
/// ```compile_fail
/// fn grow(withdrawal: &mut cardlast::order::LockedWithdrawal) {
///     withdrawal.amount = withdrawal.amount.checked_mul(2).unwrap();
/// }
/// ```
pub type LockedWithdrawal = Locked<Withdrawal>;

/// So many kinds of notes a dispenser holds at most.
pub const MOST_KINDS: usize = 8;

/// What notes a dispenser holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct NoteStock(Vec<Notes>);

/// Notes of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Notes {
    /// What one is worth, in minor units.
    pub value_minor: i64,
    /// How many there are.
    pub count: u32,
}

impl NoteStock {
    /// Sorts them, the most valuable first; kinds without worth, and more than [`MOST_KINDS`], are left out.
    #[must_use]
    pub fn new(notes: impl IntoIterator<Item = Notes>) -> Self {
        let mut notes: Vec<_> = notes.into_iter().filter(|notes| notes.value_minor > 0 && notes.count > 0).collect();
        notes.sort_by_key(|notes| std::cmp::Reverse(notes.value_minor));
        notes.truncate(MOST_KINDS);
        Self(notes)
    }

    /// Its notes, the most valuable first.
    #[must_use]
    pub fn notes(&self) -> &[Notes] {
        &self.0
    }

    /// The notes that make up an amount, as few as a greedy hand finds; `None` when none do.
    #[must_use]
    pub fn mix(&self, amount: Money) -> Option<Vec<Notes>> {
        if amount.is_zero() || amount.is_negative() { None } else { mix(&self.0, amount.minor()) }
    }
}

/// Large notes first, and one fewer of them where the small ones cannot make up the rest.
fn mix(notes: &[Notes], rest: i64) -> Option<Vec<Notes>> {
    if rest == 0 {
        return Some(Vec::new());
    }
    let (first, others) = notes.split_first()?;
    let most = (rest / first.value_minor).min(i64::from(first.count));
    // One kind's notes in the place of another's repeat after a few: looking further down finds nothing new.
    (0..=most).rev().take(12).find_map(|count| {
        let mut found = mix(others, rest - count * first.value_minor)?;
        if let Some(count) = u32::try_from(count).ok().filter(|count| *count > 0) {
            found.insert(0, Notes { count, ..*first });
        }
        Some(found)
    })
}

/// What comes with a lock from outside.
#[derive(Debug)]
pub struct WithdrawalTerms<'a> {
    /// Id for the withdrawal.
    pub order: OrderId,
    /// What the dispenser holds.
    pub stock: &'a NoteStock,
    /// The most that one withdrawal may come to.
    pub most: Money,
    /// The moment.
    pub now: Now,
}

/// Why a withdrawal cannot be locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WithdrawalError {
    /// Nothing is no withdrawal.
    #[error("nothing to withdraw")]
    Nothing,
    /// More than one may withdraw at once.
    #[error("more than {0}")]
    OverLimit(Money),
    /// The notes that are there do not make it up.
    #[error("the notes do not make up that amount")]
    NoSuchNotes,
}

impl WithdrawalError {
    /// In transcripts and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing-to-withdraw",
            Self::OverLimit(_) => "over-limit",
            Self::NoSuchNotes => "no-such-notes",
        }
    }
}

impl Withdrawal {
    /// So much, asked for in this language.
    #[must_use]
    pub const fn new(amount: Money, language: Language) -> Self {
        Self { amount, language }
    }

    /// How much.
    #[must_use]
    pub const fn amount(&self) -> Money {
        self.amount
    }

    /// The customer's language.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// Whether it can be locked: asked before there is a card, so that nobody types a code for nothing.
    ///
    /// # Errors
    /// [`WithdrawalError`].
    pub fn check(&self, stock: &NoteStock, most: Money) -> Result<(), WithdrawalError> {
        if self.amount.is_zero() || self.amount.is_negative() {
            Err(WithdrawalError::Nothing)
        } else if self.amount.currency() != most.currency() || self.amount.minor() > most.minor() {
            Err(WithdrawalError::OverLimit(most))
        } else if stock.mix(self.amount).is_none() {
            Err(WithdrawalError::NoSuchNotes)
        } else {
            Ok(())
        }
    }

    /// Locks it: from here on the amount cannot change.
    ///
    /// # Errors
    /// [`WithdrawalError`] with the withdrawal, unchanged.
    pub fn lock(self, terms: &WithdrawalTerms<'_>) -> Result<LockedWithdrawal, (Self, WithdrawalError)> {
        match self.check(terms.stock, terms.most) {
            Ok(()) => {
                let amount = self.amount;
                Ok(Locked::close(terms.order, self, amount, OrderRevision::default(), terms.now))
            }
            Err(error) => Err((self, error)),
        }
    }

    /// A withdrawal as a durable record tells it, locked again after a restart. Only a journal does that.
    ///
    /// # Errors
    /// [`ReadmissionError`] when it is for nothing.
    pub fn readmit(self, order: OrderId, locked_at: Now) -> Result<LockedWithdrawal, ReadmissionError> {
        let amount = self.amount;
        if amount.is_zero() || amount.is_negative() {
            return Err(ReadmissionError);
        }
        Ok(Locked::close(order, self, amount, OrderRevision::default(), locked_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn euros(amount: i64) -> Money {
        Money::from_minor(amount * 100, Currency::EUR).expect("in range")
    }

    fn stock(notes: &[(i64, u32)]) -> NoteStock {
        NoteStock::new(notes.iter().map(|(value, count)| Notes { value_minor: value * 100, count: *count }))
    }

    #[test]
    fn notes_make_up_an_amount_or_they_do_not() {
        let full = stock(&[(10, 100), (20, 100), (50, 100)]);
        let no_tens = stock(&[(20, 100), (50, 100)]);
        for (stock, amount, found) in [
            (&full, 70, Some(vec![(50, 1), (20, 1)])),
            (&full, 10, Some(vec![(10, 1)])),
            (&full, 5, None),
            (&full, 0, None),
            (&no_tens, 60, Some(vec![(20, 3)])),
            (&no_tens, 110, Some(vec![(50, 1), (20, 3)])),
            (&no_tens, 30, None),
            (&no_tens, 10, None),
            (&stock(&[(50, 1), (20, 2)]), 100, None),
            (&stock(&[]), 20, None),
        ] {
            let mix = stock.mix(euros(amount));
            let mix = mix.map(|notes| notes.iter().map(|notes| (notes.value_minor / 100, notes.count)).collect::<Vec<_>>());
            assert_eq!(mix, found, "{amount} of {stock:?}");
            if let Some(mix) = mix {
                assert_eq!(mix.iter().map(|(value, count)| value * i64::from(*count)).sum::<i64>(), amount);
            }
        }
    }

    #[test]
    fn what_cannot_be_paid_out_is_not_locked() {
        let stock = stock(&[(10, 100), (50, 2)]);
        let now = Now { at: crate::time::Timestamp(0), wall: crate::time::WallTime { unix_ms: 0, offset_s: 0 } };
        let order = OrderId::from(crate::id::FreshId::from_random_bytes([1; 16]));
        let terms = WithdrawalTerms { order, stock: &stock, most: euros(300), now };
        let language = Language::new("fr").expect("a language");
        for (amount, wrong) in [
            (0, Some(WithdrawalError::Nothing)),
            (310, Some(WithdrawalError::OverLimit(euros(300)))),
            (35, Some(WithdrawalError::NoSuchNotes)),
            (300, None),
        ] {
            let locked = Withdrawal::new(euros(amount), language.clone()).lock(&terms);
            assert_eq!(locked.as_ref().err().map(|(_, error)| *error), wrong, "{amount}");
            assert!(locked.is_err() || locked.is_ok_and(|locked| locked.amount() == euros(amount)));
        }
    }
}
