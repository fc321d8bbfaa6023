//! What a simulated cash machine's devices know for themselves: where the card and the notes are, and how many are left. Kept in a file, as a
//! real dispenser keeps its own count, so that a restart that asks gets the truth.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::id::AttemptId;
use crate::money::{Currency, Money};
use crate::order::{NoteStock, Notes};
use crate::payment::{CardPlace, CashPlace};
use crate::time::Timestamp;

/// Notes on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PaidOut {
    pub attempt: AttemptId,
    pub amount: Money,
    pub place: CashPlace,
    /// When they are counted.
    pub counted: Option<Timestamp>,
}

/// See the module's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Till {
    pub card: CardPlace,
    pub notes: Option<PaidOut>,
    pub stock: NoteStock,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    card: String,
    notes: Option<StoredNotes>,
    stock: Vec<(i64, u32)>,
}

#[derive(Serialize, Deserialize)]
struct StoredNotes {
    amount: i64,
    attempt: AttemptId,
    place: String,
}

impl Till {
    /// Full cassettes, nobody's card.
    pub fn full() -> Self {
        let notes = [(5_000, 40), (2_000, 80), (1_000, 60)];
        let stock = NoteStock::new(notes.map(|(value_minor, count)| Notes { value_minor, count }));
        Self { card: CardPlace::None, notes: None, stock }
    }

    fn stored(&self) -> Stored {
        let notes = self.notes.map(|notes| StoredNotes {
            amount: notes.amount.minor(),
            attempt: notes.attempt,
            place: notes.place.key().to_owned(),
        });
        let stock = self.stock.notes().iter().map(|notes| (notes.value_minor, notes.count)).collect();
        Stored { card: self.card.key().to_owned(), notes, stock }
    }

    fn restore(stored: Stored, currency: Currency) -> Option<Self> {
        let card = CardPlace::ALL.into_iter().find(|place| place.key() == stored.card)?;
        let notes = match stored.notes {
            None => None,
            Some(StoredNotes { amount, attempt, place }) => {
                let place = CashPlace::ALL.into_iter().find(|known| known.key() == place)?;
                // It counted on while nobody listened.
                let place = if place == CashPlace::Counting { CashPlace::Presented } else { place };
                Some(PaidOut { attempt, amount: Money::from_minor(amount, currency).ok()?, place, counted: None })
            }
        };
        let stock = stored.stock.into_iter().map(|(value_minor, count)| Notes { value_minor, count });
        Some(Self { card, notes, stock: NoteStock::new(stock.collect::<Vec<_>>()) })
    }
}

/// The file in which it is kept.
#[derive(Debug)]
pub(super) struct TillFile {
    path: PathBuf,
    kept: Till,
}

impl TillFile {
    /// Reads what was kept; a file that makes no sense is a machine that somebody has just filled.
    ///
    /// # Errors
    /// [`std::io::Error`] when it cannot be read or written.
    pub fn open(path: &Path, currency: Currency) -> std::io::Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let stored = serde_json::from_str(&text).ok();
        let kept = stored.and_then(|stored| Till::restore(stored, currency)).unwrap_or_else(Till::full);
        let file = Self { path: path.to_owned(), kept };
        file.write()?;
        Ok(file)
    }

    /// What was kept last.
    pub const fn kept(&self) -> &Till {
        &self.kept
    }

    /// Keeps what has changed; whole or not at all.
    pub fn keep(&mut self, till: &Till) {
        if self.kept == *till {
            return;
        }
        self.kept = till.clone();
        if let Err(error) = self.write() {
            tracing::error!(%error, path = %self.path.display(), "the simulated dispenser forgets at the next restart");
        }
    }

    fn write(&self) -> std::io::Result<()> {
        let draft = self.path.with_extension("part");
        fs::write(&draft, serde_json::to_string(&self.kept.stored())?)?;
        fs::rename(draft, &self.path)
    }
}
