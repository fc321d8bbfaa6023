//! What is remembered over a restart: the terminal's last transaction before ours, ours, and the number that it wants mirrored.

use serde::{Deserialize, Serialize};

use crate::device::zvt::Receipt;
use crate::id::{AttemptId, Stan};
use crate::money::{Currency, Money};
use crate::time::{Now, WallTime};

const VERSION: u8 = 1;

/// The note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    version: u8,
    /// The terminal's last transaction, as far as we know.
    pub last: Option<Receipt>,
    /// What the terminal wants mirrored; `None` for one that has never spoken of it, nothing for one that is to begin anew.
    pub mirrored: Option<Vec<u8>>,
    /// Our latest payment.
    pub payment: Option<NotedPayment>,
    /// What the terminal called the approvals of payments before that one, latest last.
    #[serde(default)]
    pub earlier: Vec<Receipt>,
}

/// So many earlier approvals are remembered. The terminal repeats its last transaction only; the rest is for what comes very late.
const EARLIER: usize = 16;

/// A payment that was asked for, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedPayment {
    /// Which try.
    pub attempt: AttemptId,
    /// Its number.
    pub stan: Stan,
    minor: i64,
    currency: String,
    unix_ms: i64,
    offset_s: i32,
    /// The terminal's last transaction before it.
    pub before: Option<Receipt>,
    /// Whether the terminal told that one when it was asked before this payment. Where it did not, an approval that it tells afterwards
    /// may be older than this payment, whatever it is called.
    #[serde(default)]
    pub is_before_told: bool,
    /// The terminal's number, if it has told it.
    #[serde(default)]
    pub terminal: Option<u64>,
    /// What the terminal called it when it approved.
    pub offered: Option<Receipt>,
    /// How it ended, if that is certain.
    pub end: NotedEnd,
    /// Whether the terminal has shown that it took the command. Not known any more after a restart.
    #[serde(skip)]
    pub was_taken: bool,
}

/// How a payment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotedEnd {
    /// Not certain.
    Open,
    /// It stands.
    Charged,
    /// It never stood, or was taken back.
    NotCharged,
}

impl NotedPayment {
    /// A payment that is about to be asked for.
    pub fn new(attempt: AttemptId, stan: Stan, amount: Money, now: Now) -> Self {
        Self {
            attempt,
            stan,
            minor: amount.minor(),
            currency: amount.currency().code().to_owned(),
            unix_ms: now.wall.unix_ms,
            offset_s: now.wall.offset_s,
            before: None,
            is_before_told: false,
            terminal: None,
            offered: None,
            end: NotedEnd::Open,
            was_taken: false,
        }
    }

    /// How much was asked for.
    pub fn amount(&self) -> Option<Money> {
        Money::from_minor(self.minor, Currency::parse(&self.currency).ok()?).ok()
    }

    /// When it was asked for.
    pub const fn asked_at(&self) -> WallTime {
        WallTime { unix_ms: self.unix_ms, offset_s: self.offset_s }
    }
}

impl Default for Notes {
    fn default() -> Self {
        Self { version: VERSION, last: None, mirrored: None, payment: None, earlier: Vec::new() }
    }
}

impl Notes {
    /// Reads a note; `None` for one that another version wrote, or nobody.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|notes: &Self| notes.version == VERSION)
    }

    /// The note's text.
    pub fn text(&self) -> String {
        // Invariant: numbers, texts and lists of them; nothing in it can fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A payment is about to be asked for, behind what is known of the terminal's last one; `is_told` is whether it told that itself.
    pub fn begin(&mut self, payment: NotedPayment, terminal: Option<u64>, is_told: bool) {
        let before = self.last.clone();
        let terminal = terminal.or(before.as_ref().and_then(|before| before.terminal));
        let done = self.payment.replace(NotedPayment { before, is_before_told: is_told, terminal, ..payment });
        self.earlier.extend(done.and_then(|done| done.offered));
        let too_many = self.earlier.len().saturating_sub(EARLIER);
        self.earlier.drain(..too_many);
    }

    /// The payment of this try, if it is the latest.
    pub fn payment_of(&mut self, attempt: AttemptId) -> Option<&mut NotedPayment> {
        self.payment.as_mut().filter(|payment| payment.attempt == attempt)
    }
}
