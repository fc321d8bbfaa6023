//! The journal's door.

use crate::document::TicketPaper;
use crate::id::{AttemptId, OrderId};
use crate::payment::{Entry, JournalHealth, Recalled, WriteKey, Written};
use crate::time::Now;

/// What is asked of the journal.
#[derive(Debug, Clone)]
pub enum JournalRequest {
    /// Make an entry durable.
    Append {
        /// The entry.
        entry: Entry,
        /// The moment it is about.
        now: Now,
    },
    /// What do you know of this attempt?
    Recall(AttemptId),
    /// The receipt of an accepted order.
    Receipt(OrderId),
}

/// What the journal answers.
#[derive(Debug, Clone)]
pub enum JournalNews {
    /// The entry is durable: synced, not merely written. Given again for an entry handed over again.
    Written {
        /// Which and where.
        written: Written,
        /// For an accepted order: its kitchen ticket. The order stands in the outbox until the kitchen confirms it.
        ticket: Option<Box<TicketPaper>>,
    },
    /// The entry is certainly not in the journal. Said while the journal is failing, it is true as soon as the journal is well again; a
    /// crash before that may bring the entry back, and the next start takes it up like any other.
    Failed(WriteKey),
    /// Whether it can store at all; said when that changes.
    Health(JournalHealth),
    /// Answer to a recall.
    Recalled {
        /// Which attempt.
        attempt: AttemptId,
        /// What it knows.
        recalled: Recalled,
    },
    /// A receipt as text; `None` when there is no such order.
    Receipt {
        /// Which order.
        order: OrderId,
        /// The text.
        text: Option<String>,
    },
}
