//! The pure machines: checkout, and its two users, kiosk and cash machine. Time and events go in, effects come out.
//!
//! What they are for: every decision about an order and its payment. What they refuse to know: clocks, threads, files, sockets,
//! random sources, devices and pixels. `step` is the only method that changes anything; a rejected event changes nothing.
//!
//! # Invariants
//!
//! Numbered as everywhere in the project (tests, journal, docs); [`kiosk::Witness`] checks them after every step in debug builds and
//! tests. Those that speak of what the outside world saw are checked from the events and effects that crossed the border.
//!
//! - **I1** Never charge without an order: a terminal hears of an attempt only after its intent is durable.
//! - **I2** Never charge twice: per order at most one attempt is approved and not taken back.
//! - **I3** Never lose a paid order: every confirmed approval leads to one acceptance, or stays known as owed.
//! - **I4** Amount at lock = in the request = authorised = accepted = sum of lines = sum over tax rates.
//! - **I5** No card prompt before checkout: a payment command follows only a lock that is the latest of its session.
//! - **I6** At attract nothing of the previous customer is left: no cart (not even one kept for a restart), no language, no notice, no
//!   attempt of theirs on screen. A kept cart comes back only when it is certainly still the customer's.
//! - **I7** Every approved attempt ends accepted or taken back, or is owed by somebody: never forgotten.
//! - **I8** After the lock nothing but giving it up changes lines, prices or menu version.
//! - **I9** The journal's sequence grows; an order number is given once in a business day.
//! - **I10** An unknown outcome blocks card payment until resolved, and never blocks the screen silently.
//! - **I11** Every customer state has a deadline, except while a card is undecided, when the terminal or the journal owes an answer.
//!   Touches move it, and not for ever: what may be a ghost is asked in the end, and only a button answers.
//! - **I12** What a restart takes up is what was open: an attempt in the journal without an end is asked about first, and no kept cart
//!   comes back before it is resolved; a locked cart is not kept.
//! - **I13** No accepted order without a payment that stands or a pay-at-counter mark.
//!
//! The cash machine keeps I1, I2, I4, I5, I7 and I10 with a withdrawal in the place of an order, and has its own, which
//! [`atm::Witness`] checks:
//!
//! - **C1** No cash without a debit that stands: confirmed, durable, and not on its way back.
//! - **C2** A withdrawal is paid out once at most; a restart pays nothing out.
//! - **C3** The dispenser hears of a pay-out only after its intent is durable.
//! - **C4** The card is out before the notes come.
//! - **C5** From the card on the amount is the one that was confirmed, and no key but cancel is offered.
//! - **C6** Every debit ends with its cash taken, or taken back, or with a person who knows; never with two of these. Cash that somebody
//!   may have is never taken back for.
//! - **C7** Once a customer has gone nothing of them is left, not even a language.
//! - **C8** What a restart takes up is what was open: debits, pay-outs, reversals.
//! - **C9** Every customer state has a deadline, except while the journal owes an answer.

pub mod atm;
pub mod checkout;
pub mod kiosk;

mod rejection;

pub use rejection::{CardOff, Rejection};

/// What is so long overdue was overslept: the computer slept, or the window stood still. A question that nobody could see is not asked
/// any more, and a touch that comes after it is somebody else's. A touch that is late by less is taken for one in time.
pub const OVERSLEPT: crate::time::Millis = crate::time::Millis::from_secs(10);
