//! The journal: append-only records in SQLite, and what is projected from them.
//!
//! What it is for: making every decision about money durable before it takes effect, and telling a restart what was open. What it refuses
//! to know: screens, devices, and how the machine decides. Its invariants: records are never changed or deleted (triggers refuse it), their
//! sequence has no gap (I9), an entry handed over twice is written once, and an order is accepted in *one transaction* with its number
//! and its place in the kitchen's outbox. The ticket itself is stored nowhere: it follows from the record, now or after a restart.
//!
//! Settings as SQLite's own tests want them for a till: WAL, `synchronous=FULL`, one writing connection. The wire types in `record` are
//! versioned and apart from the machine's own, so that memory can be changed without touching what has been written.

mod cash;
mod chain;
mod copy;
mod damage;
mod error;
mod export;
#[cfg(test)]
pub(crate) mod fault;
mod guard;
mod keeper;
mod key;
mod log;
mod mark;
mod outbox;
mod projection;
mod payments;
mod reader;
mod recall;
mod record;
mod reserve;
mod salvage;
mod schema;
mod sealing;
mod start;
mod staff;
mod store;
mod tables;
mod texts;
mod turnover;
mod verify;
mod worker;
mod writer;

pub use chain::RecordHash;
pub use copy::Copy;
pub use damage::SetAside;
pub use error::JournalError;
pub use export::{COLUMNS, ExportError, export, verify_lines};
pub use guard::Watch;
pub use payments::{AlarmSeen, ApprovalSeen, Decided, Payment, PaymentState};
pub use reader::{OrderDetail, OrderSummary, Reader, SlipSeen};
pub use recall::BootState;
pub use start::{Beside, Started, open_checked, start, start_beside};
pub use store::{Store, StoreOptions};
pub use verify::{MOST_PROBLEMS, Problem, Verification, Verifier};
pub use worker::JournalWorker;

/// In whose name a record of this kind is written, where nobody is named.
fn operator(kind: &str) -> &'static str {
    match kind {
        "cart-lock" | "withdrawal-intent" | "payment-intent" | "order-accepted" | "receipt-printed" | "handed-to-staff" => {
            "customer"
        }
        _ => "kiosk",
    }
}
