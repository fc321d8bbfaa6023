//! What the customer wants, collected while a screen is drawn and handed to the engine afterwards.

use crate::machine::kiosk::{BrowseIntent, CartIntent, Intent, ProductIntent};

/// Intents in the order they were made.
#[derive(Debug, Default)]
pub struct Outbox(Vec<Intent>);

impl Outbox {
    /// Adds an intent.
    pub fn send(&mut self, intent: Intent) {
        self.0.push(intent);
    }

    /// Adds an intent about looking around.
    pub fn browse(&mut self, intent: BrowseIntent) {
        self.send(Intent::Browse(intent));
    }

    /// Adds an intent about the open product.
    pub fn product(&mut self, intent: ProductIntent) {
        self.send(Intent::Product(intent));
    }

    /// Adds a change of the cart, for the revision that is on screen.
    pub fn cart(&mut self, seen: crate::id::OrderRevision, change: CartIntent) {
        self.send(Intent::Cart { change, seen });
    }

    /// Whether there is nothing to hand over.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything, leaving nothing behind.
    #[must_use]
    pub fn take(&mut self) -> Vec<Intent> {
        std::mem::take(&mut self.0)
    }
}
