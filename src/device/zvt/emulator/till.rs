//! The terminal's own receipts.

use crate::device::{BookLine, LedgerEnd};
use crate::money::Money;
use crate::payment::EntryMode;
use crate::time::WallTime;

/// One receipt.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub receipt: u64,
    pub trace: u64,
    pub amount: Money,
    pub end: LedgerEnd,
    pub entry: EntryMode,
    /// By the terminal's clock.
    pub wall: WallTime,
    /// The receipt that it takes back.
    pub takes_back: Option<u64>,
}

/// All receipts, and which of them the terminal still tells of.
#[derive(Debug, Default)]
pub(super) struct Receipts {
    rows: Vec<Row>,
    /// Receipts before this one were cleared by an end of day.
    from: usize,
}

/// Receipt numbers begin anew behind this one.
const HIGHEST: usize = 9_999;

impl Receipts {
    /// The next receipt, for this amount.
    pub(super) fn open(&mut self, amount: Money, wall: WallTime) -> usize {
        let count = self.rows.len();
        let receipt = (count % HIGHEST + 1) as u64;
        let trace = (count % 999_999 + 1) as u64;
        self.rows.push(Row {
            receipt,
            trace,
            amount,
            end: LedgerEnd::NotCharged,
            entry: EntryMode::Contactless,
            wall,
            takes_back: None,
        });
        count
    }

    pub(super) fn get(&self, at: usize) -> Option<&Row> {
        self.rows.get(at)
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Row> {
        self.rows.get_mut(at)
    }

    /// The last one that was stored, for those who ask again.
    pub(super) fn last(&self) -> Option<&Row> {
        let told = self.rows.get(self.from..).unwrap_or_default();
        told.iter().rev().find(|row| matches!(row.end, LedgerEnd::Confirmed | LedgerEnd::Reversed | LedgerEnd::Offered))
    }

    /// The one of this number that still stands, or stood.
    pub(super) fn find(&self, receipt: u64, amount: Option<u64>) -> Option<usize> {
        let fits = |row: &Row| {
            let is_amount = amount.is_none_or(|amount| i64::try_from(amount) == Ok(row.amount.minor()));
            row.receipt == receipt && row.takes_back.is_none() && is_amount
        };
        let stands = |row: &Row| matches!(row.end, LedgerEnd::Confirmed | LedgerEnd::Reversed);
        self.rows.iter().rposition(|row| fits(row) && stands(row))
    }

    /// The sum of what stands, of this day.
    pub(super) fn sum(&self) -> u64 {
        let told = self.rows.get(self.from..).unwrap_or_default();
        let charged = told.iter().filter(|row| row.end == LedgerEnd::Confirmed && row.takes_back.is_none());
        charged.map(|row| u64::try_from(row.amount.minor()).unwrap_or(0)).sum()
    }

    pub(super) fn close_day(&mut self) {
        self.from = self.rows.len();
    }

    /// Payments only: what takes one back is told at the payment.
    pub(super) fn book(&self) -> Vec<BookLine> {
        let payments = self.rows.iter().filter(|row| row.takes_back.is_none());
        payments.map(|row| BookLine { amount: row.amount, name: format!("{:04}", row.receipt), end: row.end.clone() }).collect()
    }
}
