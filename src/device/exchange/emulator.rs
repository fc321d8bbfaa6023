//! The terminal's side of a protocol.

use crate::payment::{TerminalFace, TerminalTap};
use crate::time::{Now, Timestamp};

/// A terminal that is not there, behind its protocol: for people without hardware, and for tests. As pure as an exchange; its ledger is its
/// own truth about what was charged.
pub trait Emulator: Send + 'static {
    /// What comes in from its line.
    type Heard: Send + 'static;
    /// What goes out.
    type Said: Send + 'static;

    /// Takes what came in.
    fn hear(&mut self, now: Now, heard: Self::Heard);

    /// Time has passed.
    fn wake(&mut self, now: Now);

    /// When it wants to be woken at the latest.
    fn next_deadline(&self) -> Option<Timestamp>;

    /// The next thing that goes out.
    fn next(&mut self) -> Option<Self::Said>;

    /// A tap on its face.
    fn tap(&mut self, now: Now, tap: TerminalTap);

    /// What it shows.
    fn face(&self) -> TerminalFace;
}
