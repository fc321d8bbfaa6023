//! The kitchen's outbox: tickets are handed over until the kitchen says it has them.

use std::collections::BTreeMap;

use crate::document::TicketPaper;
use crate::id::OrderId;
use crate::port::{KitchenNews, Mailbox};
use crate::time::{Millis, Timestamp};

/// Tickets that the kitchen has not confirmed. Durable in the journal; this is the memory of who was told when.
#[derive(Debug, Default)]
pub struct Outbox {
    pending: BTreeMap<OrderId, Pending>,
}

#[derive(Debug)]
struct Pending {
    ticket: TicketPaper,
    /// When to hand it over again; `None` while an answer is owed.
    again: Option<Timestamp>,
    pause: Millis,
}

const FIRST_PAUSE: Millis = Millis::from_secs(1);
const LONGEST_PAUSE: Millis = Millis::from_secs(30);

impl Outbox {
    /// Hands a ticket over; one that is pending already is left alone.
    pub fn send(&mut self, ticket: TicketPaper, kitchen: &mut dyn Mailbox<TicketPaper, KitchenNews>) {
        if self.pending.contains_key(&ticket.order) {
            return;
        }
        kitchen.submit(ticket.clone());
        self.pending.insert(ticket.order, Pending { ticket, again: None, pause: FIRST_PAUSE });
    }

    /// The kitchen has it.
    pub fn delivered(&mut self, order: OrderId) {
        self.pending.remove(&order);
    }

    /// The kitchen has it not; again after a pause that doubles.
    pub fn failed(&mut self, now: Timestamp, order: OrderId) {
        if let Some(pending) = self.pending.get_mut(&order) {
            pending.again = Some(now.after(pending.pause));
            pending.pause = Millis(pending.pause.0.saturating_mul(2)).min(LONGEST_PAUSE);
        }
    }

    /// Hands over again what is due; answers whether anything was.
    pub fn tick(&mut self, now: Timestamp, kitchen: &mut dyn Mailbox<TicketPaper, KitchenNews>) -> bool {
        let mut any = false;
        for pending in self.pending.values_mut() {
            if pending.again.is_some_and(|again| now >= again) {
                pending.again = None;
                kitchen.submit(pending.ticket.clone());
                any = true;
            }
        }
        any
    }

    /// When something is due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.pending.values().filter_map(|pending| pending.again).min()
    }
}
