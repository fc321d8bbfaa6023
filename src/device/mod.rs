//! Concrete devices. Bytes, files, clocks and card details stop here.
//!
//! What they are for: keeping the promises of `crate::port` with the means of a real machine. What they refuse to know: screens, the
//! journal, and how an order is changed. Their invariant: nothing here makes the driver wait; whatever takes time has its own thread.

pub mod caisse_ap;
mod clock;
mod exchange;
pub mod nexo;
mod panic;
mod secret;
mod session;
mod simulated;
mod spool;
mod staff;
pub mod voice;
pub mod zvt;

pub use clock::{OsRandomIds, SystemClock};
pub use exchange::{
    Act, BookLine, CustomerPlan, Emulator, EmulatorThread, Exchange, ExchangeTerminal, FaultKind, FaultPlan, Hear, Line, Move,
    NoteFile, Notebook, Parcel, PlanError, PlannedCustomers, StreamHeard, StreamNews, StreamOrder, StreamSaid, StreamServer,
    TcpLine, Tell, Unwell,
};
pub use panic::end_on_panic;
pub use secret::{Secret, SecretError};
pub use session::{SessionFile, since_boot};
pub use simulated::{
    Bank, CashDesk, CustomerSide, LedgerEnd, LedgerRow, SimulatedLedger, SimulatedNotes, SimulatedSlot, SimulatedTerminal,
    ThreadedTerminal, Turn,
};
pub use spool::{KitchenSpool, PaperFolder, ReceiptFolder, SpoolError};
pub use staff::{StaffFolder, StaffInbox, Waiting};
