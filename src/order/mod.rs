//! The order: a cart that can be changed, and a locked order that cannot.
//!
//! What it is for: choosing, counting, pricing and taxing what a customer wants. What it refuses to know: payment, machines,
//! time-outs and any IO. Its invariant (I8): between [`Cart::lock`] and [`PutAside::reopen`] nothing can change an order, because a
//! [`LockedOrder`] has no method that takes `&mut self`.

mod cart;
mod digits;
mod history;
mod kept;
mod line;
mod locked;
mod pricing;
mod selection;
mod withdrawal;

pub use cart::{Cart, CartError, CartLimits, MAX_LINES, MAX_QUANTITY};
pub use digits::{may_hold_card_number, without_card_numbers};
pub use kept::{KeptCart, KeptCartError, KeptLine, RecoveredCart};
pub use line::{Line, LineLabels, MAX_NOTE_LETTERS, Note, Rates};
pub use locked::{
    LockError, LockTerms, Locked, LockedDetail, LockedLine, LockedOrder, OrderContents, PutAside, Readmission, ReadmissionError,
};
pub use pricing::{LinePrice, Totals, line_price};
pub use selection::{PartSelection, Selection, SelectionError, Slot, Unmet};
pub use withdrawal::{LockedWithdrawal, MOST_KINDS, NoteStock, Notes, Withdrawal, WithdrawalError, WithdrawalTerms};
