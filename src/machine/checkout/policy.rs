//! How long a checkout waits for what.

use crate::time::Millis;

/// How long the checkout waits for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CheckoutPolicy {
    /// From the command, or from the terminal's latest word about its progress, until the outcome counts as unknown. Longer than the
    /// terminal's own time-out, and so much shorter than `accept_within` that what is found after a silence can still be accepted.
    pub terminal_answer: Millis,
    /// From the confirmation until the outcome counts as unknown.
    pub confirm_answer: Millis,
    /// Between two questions about an unknown outcome.
    pub look_up_every: Millis,
    /// A "not found" is believed only so long after the command: the terminal's own time-out for a payment.
    pub terminal_timeout: Millis,
    /// From the lock until an approval is no longer accepted but taken back.
    pub accept_within: Millis,
    /// First pause between two tries to take a payment back; doubles up to `reversal_every_max`.
    pub reversal_every: Millis,
    /// Longest pause between two tries to take a payment back.
    pub reversal_every_max: Millis,
    /// Pause before a record that failed is tried again.
    pub record_again: Millis,
    /// Whether approvals of this terminal wait for a confirmation.
    pub terminal_confirms: bool,
}

impl Default for CheckoutPolicy {
    fn default() -> Self {
        Self {
            terminal_answer: Millis::from_secs(130),
            confirm_answer: Millis::from_secs(30),
            look_up_every: Millis::from_secs(5),
            terminal_timeout: Millis::from_secs(120),
            accept_within: Millis::from_secs(180),
            reversal_every: Millis::from_secs(2),
            reversal_every_max: Millis::from_secs(60),
            record_again: Millis::from_secs(1),
            terminal_confirms: true,
        }
    }
}
