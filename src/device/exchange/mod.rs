//! How a real terminal is driven: a pure half that knows its protocol, and thin lines that carry bytes.
//!
//! An [`Exchange`] is our side of a protocol, an [`Emulator`] the terminal's. Both are pure: time, commands and what the line brought go in;
//! what is to be done comes out, in order. So they can be tried against each other without a socket or a clock, and every fault of a line
//! can be played in between. [`ExchangeTerminal`] gives an exchange a thread, a notebook and a line.

mod emulator;
mod fault;
mod host;
mod note;
mod plan;
mod serve;
mod stream;
mod unwell;

pub use emulator::{BookLine, Emulator};
pub(in crate::device) use fault::faults;
pub use fault::{FaultKind, FaultPlan};
pub use host::{ExchangeTerminal, Line, Parcel, Tell};
pub use note::{NoteFile, Notebook};
pub use plan::{CustomerPlan, Move, PlanError, PlannedCustomers};
pub use serve::{EmulatorThread, Hear, StreamServer};
pub use stream::{StreamHeard, StreamNews, StreamOrder, StreamSaid, TcpLine};
pub use unwell::Unwell;

use crate::payment::{TerminalCommand, TerminalEvent, TerminalProfile};
use crate::time::{Now, Timestamp};

/// Our side of a terminal's protocol. It owns no clock, thread, socket, file or randomness.
pub trait Exchange: Send + 'static {
    /// What it asks of its line.
    type Order: Send + 'static;
    /// What its line tells.
    type News: Send + 'static;

    /// What the terminal can do, as data; never changes.
    fn profile(&self) -> &TerminalProfile;

    /// Takes a command of the kiosk.
    fn submit(&mut self, now: Now, command: TerminalCommand);

    /// Takes what the line brought.
    fn hear(&mut self, now: Now, news: Self::News);

    /// Time has passed; whatever was waited for until now has not come.
    fn wake(&mut self, now: Now);

    /// When it wants to be woken at the latest.
    fn next_deadline(&self) -> Option<Timestamp>;

    /// The next thing to do. They are done strictly in order, one before the next is asked for.
    fn next(&mut self) -> Option<Act<Self::Order>>;

    /// The latest [`Act::Note`] could not be kept. Nothing behind it has been done, so an exchange that promised to note something before
    /// it sends takes back what it has not sent yet.
    fn unkept(&mut self, now: Now);
}

/// Something that an exchange wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act<Order> {
    /// Keep this text, in place of the one before, so that it outlives a power cut; then go on. It is what the exchange is made with after
    /// the next start.
    Note(String),
    /// For the line.
    Line(Order),
    /// For the kiosk.
    Say(TerminalEvent),
}
