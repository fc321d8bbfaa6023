//! The simulated terminal's own memory of what was charged. It is not the kiosk's: a test may compare the two.

use std::collections::{BTreeMap, VecDeque};
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::id::{AttemptId, Rrn, Stan};
use crate::money::{Currency, Money};
use crate::payment::{ApprovalFacts, Decline, DeclineReason, EntryMode};

/// How a payment stands at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerEnd {
    /// Approved, not confirmed: no money has moved for good.
    Offered,
    /// Charged.
    Confirmed,
    /// Refused by the bank.
    Declined(Decline),
    /// Cancelled, timed out or given back: no money moved.
    NotCharged,
    /// Charged and taken back.
    Reversed,
}

impl LedgerEnd {
    /// In files and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Confirmed => "confirmed",
            Self::Declined(_) => "declined",
            Self::NotCharged => "not-charged",
            Self::Reversed => "reversed",
        }
    }
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// The kiosk's number for it.
    pub stan: Stan,
    /// How much.
    pub amount: Money,
    /// The terminal's name for it.
    pub reference: Rrn,
    /// How the card was read.
    pub entry: EntryMode,
    /// How it stands.
    pub end: LedgerEnd,
}

/// So many payments are remembered that have ended, as a terminal remembers those since its last end of day.
const REMEMBERED: usize = 1_000;

/// Its payments, in memory or also in a file, so that they survive the kiosk's restart as in a real terminal. Of those that have ended it
/// remembers the latest; the file has all.
#[derive(Debug, Default)]
pub struct SimulatedLedger {
    rows: BTreeMap<AttemptId, LedgerRow>,
    /// The names of the rows, oldest first.
    order: VecDeque<AttemptId>,
    file: Option<File>,
    count: u64,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    attempt: AttemptId,
    stan: Stan,
    amount: i64,
    currency: String,
    reference: Rrn,
    entry: String,
    end: String,
    code: String,
}

impl SimulatedLedger {
    /// A ledger that forgets.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// A ledger in a file, one JSON line a change.
    ///
    /// # Errors
    /// [`std::io::Error`] when the file cannot be read or made. Lines that are no ledger lines are passed over.
    pub fn in_file(path: &Path) -> std::io::Result<Self> {
        let mut ledger = Self::default();
        let mut is_whole = true;
        match File::open(path) {
            Ok(file) => {
                let (mut lines, mut line) = (BufReader::new(file), Vec::new());
                while lines.read_until(b'\n', &mut line)? > 0 {
                    let stored = serde_json::from_slice::<Stored>(&line).ok();
                    if let Some((attempt, row)) = stored.and_then(Stored::restore) {
                        ledger.count += u64::from(ledger.keep(attempt, row));
                    }
                    is_whole = line.ends_with(b"\n");
                    line.clear();
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        if !is_whole {
            // A line that was cut off must not take the next one along.
            file.write_all(b"\n")?;
        }
        ledger.file = Some(file);
        Ok(ledger)
    }

    /// The payments that it remembers.
    pub fn rows(&self) -> impl Iterator<Item = (&AttemptId, &LedgerRow)> {
        self.rows.iter()
    }

    pub(super) fn find(&self, attempt: AttemptId) -> Option<&LedgerRow> {
        self.rows.get(&attempt)
    }

    pub(super) fn note(&mut self, attempt: AttemptId, stan: Stan, amount: Money, end: LedgerEnd) {
        self.count += 1;
        let reference = Rrn(format!("SIM{:06}", self.count));
        self.keep(attempt, LedgerRow { stan, amount, reference, entry: EntryMode::Contactless, end });
        self.store(attempt);
    }

    /// Remembers a payment, and forgets the oldest that has ended when there are many; answers whether it is a new one.
    fn keep(&mut self, attempt: AttemptId, row: LedgerRow) -> bool {
        if self.rows.insert(attempt, row).is_some() {
            return false;
        }
        self.order.push_back(attempt);
        if self.order.len() > REMEMBERED {
            let has_ended = |attempt: &AttemptId| self.rows.get(attempt).is_none_or(|row| row.end != LedgerEnd::Offered);
            let oldest = self.order.iter().position(has_ended).and_then(|at| self.order.remove(at));
            oldest.map(|oldest| self.rows.remove(&oldest));
        }
        true
    }

    pub(super) fn approval(&mut self, attempt: AttemptId, entry: EntryMode) -> Option<ApprovalFacts> {
        self.rows.get_mut(&attempt)?.entry = entry;
        self.store(attempt);
        self.rows.get(&attempt).map(|row| row.facts(attempt))
    }

    pub(super) fn end(&mut self, attempt: AttemptId, end: LedgerEnd) {
        if let Some(row) = self.rows.get_mut(&attempt) {
            row.end = end;
            self.store(attempt);
        }
    }

    fn store(&mut self, attempt: AttemptId) {
        let (Some(file), Some(row)) = (&mut self.file, self.rows.get(&attempt)) else { return };
        let code = match &row.end {
            LedgerEnd::Declined(decline) => decline.code.clone(),
            LedgerEnd::Offered | LedgerEnd::Confirmed | LedgerEnd::NotCharged | LedgerEnd::Reversed => String::new(),
        };
        let stored = Stored {
            attempt,
            stan: row.stan,
            amount: row.amount.minor(),
            currency: row.amount.currency().to_string(),
            reference: row.reference.clone(),
            entry: row.entry.key().to_owned(),
            end: row.end.key().to_owned(),
            code,
        };
        let line = serde_json::to_string(&stored).unwrap_or_default();
        if let Err(error) = file.write_all(format!("{line}\n").as_bytes()) {
            tracing::warn!(%error, "the simulated terminal's ledger was not stored");
        }
    }
}

impl LedgerRow {
    pub(super) fn facts(&self, attempt: AttemptId) -> ApprovalFacts {
        let (scheme, card) = super::demonstration_card();
        ApprovalFacts {
            attempt,
            amount: self.amount,
            reference: self.reference.clone(),
            stan: self.stan,
            auth_code: format!("{:06}", 42_000 + self.stan.0 % 1_000),
            scheme,
            card,
            entry: self.entry,
        }
    }
}

impl Stored {
    fn restore(self) -> Option<(AttemptId, LedgerRow)> {
        let amount = Money::from_minor(self.amount, Currency::parse(&self.currency).ok()?).ok()?;
        let end = match self.end.as_str() {
            "offered" => LedgerEnd::Offered,
            "confirmed" => LedgerEnd::Confirmed,
            "declined" => LedgerEnd::Declined(Decline::new(DeclineReason::of_response_code(&self.code), self.code)),
            "not-charged" => LedgerEnd::NotCharged,
            "reversed" => LedgerEnd::Reversed,
            _ => return None,
        };
        let entry = EntryMode::parse(&self.entry)?;
        Some((self.attempt, LedgerRow { stan: self.stan, amount, reference: self.reference, entry, end }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::FreshId;

    #[test]
    fn a_line_that_was_cut_off_takes_no_other_along() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ledger.jsonl");
        let attempt = |number| AttemptId::from(FreshId::from_random_bytes([number; 16]));
        let note = |number| {
            let mut ledger = SimulatedLedger::in_file(&path).expect("a ledger");
            let amount = Money::from_minor(890, Currency::EUR).expect("an amount");
            ledger.note(attempt(number), Stan(number.into()), amount, LedgerEnd::Confirmed);
            std::fs::read(&path).expect("the file")
        };
        let first = note(1);
        for cut in 1..=first.len() {
            std::fs::write(&path, &first[..cut]).expect("written");
            note(2);
            let known = SimulatedLedger::in_file(&path).expect("a ledger");
            assert!(known.find(attempt(2)).is_some(), "cut after {cut} bytes");
            assert_eq!(known.find(attempt(1)).is_some(), cut + 1 >= first.len(), "cut after {cut} bytes");
        }
    }
}
