//! What the restaurant decides about its kiosk. Read once, at start.

use crate::id::TerminalId;
use crate::machine::checkout::CheckoutPolicy;
use crate::payment::Training;
use crate::time::Millis;

/// Times, limits and tenders.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Without a touch for so long, the kiosk asks "still there?".
    pub idle: Millis,
    /// So long it waits for an answer; at least 20 s (WCAG 2.2.1).
    pub warning: Millis,
    /// After so long "still there?" is asked though the screen is touched all the time: a drop of water touches, too. Then only its
    /// button answers.
    pub ask_anyway: Millis,
    /// So long the order number stays.
    pub number: Millis,
    /// So long the reference for staff stays.
    pub staff: Millis,
    /// So long a customer waits for an unknown outcome before being sent to staff.
    pub unknown_patience: Millis,
    /// The most one order may come to, in minor units of the menu's currency.
    pub ceiling_minor: i64,
    /// So many tickets may wait for the kitchen; with as many, nothing is sold until half of them are through.
    pub kitchen_backlog: usize,
    /// The card terminal, if there is one.
    pub terminal: Option<TerminalId>,
    /// Whether orders may be paid at the counter.
    pub counter: bool,
    /// Whether everything is training.
    pub training: Training,
    /// Times of the checkout.
    pub checkout: CheckoutPolicy,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            idle: Millis::from_secs(60),
            warning: Millis::from_secs(30),
            ask_anyway: Millis::from_secs(900),
            number: Millis::from_secs(20),
            staff: Millis::from_secs(60),
            unknown_patience: Millis::from_secs(45),
            ceiling_minor: 50_000,
            kitchen_backlog: 20,
            terminal: Some(TerminalId("simulated".to_owned())),
            counter: true,
            training: Training(true),
            checkout: CheckoutPolicy::default(),
        }
    }
}
