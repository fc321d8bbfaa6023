//! The only way to a card.

use crate::payment::{TerminalCommand, TerminalEvent, TerminalProfile};
use crate::time::Timestamp;

/// A card terminal.
///
/// Commands go in by [`submit`](Self::submit), tagged events come out of [`poll`](Self::poll); what each promises is said at
/// [`TerminalCommand`] and [`TerminalEvent`]. Neither call blocks: a real terminal lives on a thread of its own and wakes the driver
/// through the waker it was made with; one that lives in its caller's time (the simulated one in tests) says when it wants to be
/// polled next.
pub trait PaymentTerminal: Send {
    /// What it can do, as data; never changes.
    fn profile(&self) -> &TerminalProfile;

    /// Takes a command. Never waits; an answer comes as an event, or the checkout's own deadline passes.
    fn submit(&mut self, now: Timestamp, command: TerminalCommand);

    /// The next event, if there is one. No text in it may hold a card number: one that does is left out, and an approval whose reference
    /// does is taken for garbled. Where a terminal's own references have thirteen digits or more, its adapter gives them letters in
    /// between.
    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent>;

    /// When it wants to be polled although nobody wakes the driver.
    fn next_deadline(&self) -> Option<Timestamp> {
        None
    }
}
