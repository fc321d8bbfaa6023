//! The terminal's own memory: receipts, and what it says of the last one.

use crate::device::{BookLine, LedgerEnd};
use crate::money::Money;
use crate::payment::EntryMode;
use crate::time::WallTime;

/// The receipt that a terminal in use has printed before anybody here asked for one.
const EARLIER: u16 = 230;

/// A payment.
#[derive(Debug, Clone)]
pub(super) struct Sale {
    pub receipt: u16,
    pub amount: Money,
    pub end: LedgerEnd,
    pub entry: EntryMode,
    pub at: WallTime,
}

/// What the terminal did last and has stored, as it repeats it.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub receipt: u16,
    pub minor: i64,
    pub entry: EntryMode,
    pub at: WallTime,
    /// Of a reversal: the receipt of what was taken back.
    pub takes_back: Option<u16>,
}

#[derive(Debug)]
pub(super) struct Store {
    sales: Vec<Sale>,
    next: u16,
    last: Option<Stored>,
    /// The sale that stands unless the kiosk's next number is one behind.
    kept: Option<usize>,
}

impl Default for Store {
    fn default() -> Self {
        let at = WallTime { unix_ms: 0, offset_s: 0 };
        let earlier = Stored { receipt: EARLIER, minor: 1_990, entry: EntryMode::ChipAndPin, at, takes_back: None };
        Self { sales: Vec::new(), next: EARLIER + 1, last: Some(earlier), kept: None }
    }
}

impl Store {
    fn number(&mut self) -> u16 {
        let number = self.next;
        self.next = if number >= 9_999 { 1 } else { number + 1 };
        number
    }

    /// A payment begins.
    pub fn begin(&mut self, amount: Money, at: WallTime) -> usize {
        let receipt = self.number();
        self.sales.push(Sale { receipt, amount, end: LedgerEnd::NotCharged, entry: EntryMode::ChipAndPin, at });
        self.sales.len() - 1
    }

    pub fn sale(&self, at: usize) -> Option<&Sale> {
        self.sales.get(at)
    }

    pub fn ends(&mut self, at: usize, end: LedgerEnd) {
        if let Some(sale) = self.sales.get_mut(at) {
            sale.end = end;
        }
    }

    pub fn approved(&mut self, at: usize, entry: EntryMode, now: WallTime) {
        if let Some(sale) = self.sales.get_mut(at) {
            (sale.entry, sale.at, sale.end) = (entry, now, LedgerEnd::Offered);
        }
    }

    /// It stands, and is what is repeated.
    pub fn stands(&mut self, at: usize) {
        self.ends(at, LedgerEnd::Confirmed);
        if let Some(Sale { receipt, amount, entry, at, .. }) = self.sales.get(at).cloned() {
            self.last = Some(Stored { receipt, minor: amount.minor(), entry, at, takes_back: None });
        }
    }

    /// It stands for now: nobody has answered.
    pub fn keep(&mut self, at: usize) {
        self.stands(at);
        self.kept = Some(at);
    }

    /// The kiosk mirrors this number with its next command.
    pub fn mirrored(&mut self, number: Option<u64>) {
        let Some(kept) = self.kept.take() else { return };
        let receipt = self.sale(kept).map(|sale| u64::from(sale.receipt));
        // One behind: the kiosk has not accepted it.
        if number.is_some() && number.map(|number| number + 1) == receipt {
            self.ends(kept, LedgerEnd::Reversed);
        }
    }

    /// Takes a sale back.
    ///
    /// # Errors
    /// The protocol's number for why not.
    pub fn take_back(&mut self, receipt: u64, minor: Option<u64>, now: WallTime) -> Result<Stored, u8> {
        let found = self.sales.iter().rposition(|sale| u64::from(sale.receipt) == receipt).ok_or(0xb5)?;
        let sale = self.sales.get(found).cloned().ok_or(0xb5)?;
        let other_amount = minor.is_some_and(|minor| i64::try_from(minor) != Ok(sale.amount.minor()));
        match sale.end {
            LedgerEnd::Reversed => Err(0xb4),
            LedgerEnd::Confirmed if !other_amount => {
                self.ends(found, LedgerEnd::Reversed);
                self.kept = None;
                let takes_back = Some(sale.receipt);
                let stored =
                    Stored { receipt: self.number(), minor: sale.amount.minor(), entry: sale.entry, at: now, takes_back };
                self.last = Some(stored.clone());
                Ok(stored)
            }
            LedgerEnd::Confirmed | LedgerEnd::Offered | LedgerEnd::Declined(_) | LedgerEnd::NotCharged => Err(0xb5),
        }
    }

    pub const fn last(&self) -> Option<&Stored> {
        self.last.as_ref()
    }

    /// The day is closed: answers how many sales stand since the last time, and their sum.
    pub fn close(&mut self) -> (u16, i64) {
        self.last = None;
        self.kept = None;
        let standing = self.sales.iter().filter(|sale| sale.end == LedgerEnd::Confirmed);
        standing.fold((0, 0), |(count, sum), sale| (count + 1, sum + sale.amount.minor()))
    }

    pub fn book(&self) -> Vec<BookLine> {
        let line = |sale: &Sale| BookLine { amount: sale.amount, name: format!("{:04}", sale.receipt), end: sale.end.clone() };
        self.sales.iter().map(line).collect()
    }
}
