//! The only way to the notes, and what a cash machine's terminal does beside payments.

use super::terminal::PaymentTerminal;
use crate::payment::{CardCommand, CardEvent, CashCommand, CashEvent};
use crate::time::Timestamp;

/// A dispenser of notes.
///
/// What each message promises is said at [`CashCommand`] and [`CashEvent`]. Neither call blocks. A dispenser need not notice that it is told
/// twice to pay out one withdrawal; it must remember where the notes of the latest one are, over a power cut too, and say so when asked.
pub trait CashDispenser: Send {
    /// Takes a command. Never waits.
    fn submit(&mut self, now: Timestamp, command: CashCommand);

    /// The next event, if there is one.
    fn poll(&mut self, now: Timestamp) -> Option<CashEvent>;

    /// When it wants to be polled although nobody wakes the driver.
    fn next_deadline(&self) -> Option<Timestamp> {
        None
    }
}

/// The terminal of a cash machine: a payment terminal with a slot that gives the card back when it is told to, and not before.
///
/// A debit is [`Confirmed`](crate::payment::TerminalEvent::Confirmed) with the card still inside. The place of the card is told before any
/// news of a payment that follows from it.
pub trait CashTerminal: PaymentTerminal {
    /// Takes a command about the card. Never waits.
    fn submit_card(&mut self, now: Timestamp, command: CardCommand);

    /// The next event about the card, if there is one; asked for before the news of payments.
    fn poll_card(&mut self, now: Timestamp) -> Option<CardEvent>;
}
