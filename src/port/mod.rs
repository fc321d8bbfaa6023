//! The doors to the world: traits for the card terminal, the journal, the kitchen, the printer, the clock and random ids.
//!
//! What they are for: one small set of promises per device, in domain words, that a fake and the real thing keep alike. What they
//! refuse to know: the inside of the machine, and any concrete device. None of them ever makes its caller wait.

mod cart;
mod clock;
mod delivery;
mod dispenser;
mod files;
mod journal;
mod mailbox;
mod staff;
mod terminal;

pub use cart::{CartNews, CartRequest, FoundCart};
pub use clock::{Clock, IdSource};
pub use delivery::{KitchenNews, Paper, PrintJob, PrintNews};
pub use dispenser::{CashDispenser, CashTerminal};
pub use files::{Access, Files, PlainFile, SystemFiles};
pub use journal::{JournalNews, JournalRequest};
pub use mailbox::{Inline, Mailbox, Threaded, Waker, Worker, no_waker};
pub use staff::{StaffAnswer, StaffSlip};
pub use terminal::PaymentTerminal;
