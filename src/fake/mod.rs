//! Stand-ins for the world, shared by tests and `play`: a clock that moves when told, ids from a seed, a terminal that answers what a
//! script says, a journal that can be made to fail, a kitchen, a printer and a keeper of carts that remember.
//!
//! What they refuse to know: screens and real devices. Their invariant: everything they do follows from what they were told, so the same
//! story ends the same way every time.

mod cart;
mod clock;
mod delivery;
mod dispenser;
mod journal;
mod slot;
mod staff;
mod terminal;

pub use cart::CartShelf;
pub use clock::{FakeClock, SeededIds};
pub use delivery::{Kitchen, Printer};
pub use dispenser::{DispenserHandle, PaidOut, PayHabit, RetractHabit, ScriptedDispenser};
pub use journal::{FaultyJournal, JournalSwitch};
pub use slot::{ReturnHabit, ScriptedCashTerminal, SlotHandle};
pub use staff::StaffDesk;
pub use terminal::{CancelHabit, LookUpHabit, Refund, ScriptedTerminal, TerminalHandle};
