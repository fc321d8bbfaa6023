//! The kitchen's outbox: tickets are handed over until the kitchen says it has them.

use std::collections::BTreeMap;

use crate::document::TicketPaper;
use crate::id::OrderId;
use crate::machine::kiosk::KitchenHealth;
use crate::port::{KitchenNews, Mailbox};
use crate::time::{Millis, Timestamp};

/// Tickets that the kitchen has not confirmed. Durable in the journal; this is the memory of who was told when.
#[derive(Debug)]
pub struct Outbox {
    pending: BTreeMap<OrderId, Pending>,
    /// With so many that wait, nothing should be sold.
    most: usize,
    said: KitchenHealth,
}

#[derive(Debug)]
struct Pending {
    ticket: TicketPaper,
    /// When to hand it over again; `None` while an answer is owed.
    again: Option<Timestamp>,
    pause: Millis,
    /// From when on it counts as one that the kitchen does not take.
    waits: Timestamp,
}

const FIRST_PAUSE: Millis = Millis::from_secs(1);
const LONGEST_PAUSE: Millis = Millis::from_secs(30);

/// A kitchen that has not answered for so long does not take the ticket. It is not handed over again meanwhile: a door that never
/// answers would only pile up copies.
const ANSWER: Millis = Millis::from_secs(30);

impl Outbox {
    /// An empty one. With `most` tickets that the kitchen does not take it is behind.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self { pending: BTreeMap::new(), most, said: KitchenHealth::KeepsUp }
    }

    /// Hands a ticket over; one that is pending already is left alone.
    pub fn send(&mut self, now: Timestamp, ticket: TicketPaper, kitchen: &mut dyn Mailbox<TicketPaper, KitchenNews>) {
        if self.pending.contains_key(&ticket.order) {
            return;
        }
        kitchen.submit(ticket.clone());
        self.pending.insert(ticket.order, Pending { ticket, again: None, pause: FIRST_PAUSE, waits: now.after(ANSWER) });
    }

    /// The kitchen has it.
    pub fn delivered(&mut self, order: OrderId) {
        self.pending.remove(&order);
    }

    /// The kitchen has it not; again after a pause that doubles.
    pub fn failed(&mut self, now: Timestamp, order: OrderId) {
        if let Some(pending) = self.pending.get_mut(&order) {
            pending.again = Some(now.after(pending.pause));
            pending.waits = pending.waits.min(now);
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

    /// Whether the kitchen has fallen behind, or caught up, since this was last asked. It has caught up when half as many wait, so that
    /// a kitchen on the edge does not open and close the kiosk with every ticket.
    pub fn news(&mut self, now: Timestamp) -> Option<KitchenHealth> {
        let waiting = self.pending.values().filter(|pending| now >= pending.waits).count();
        let health = match self.said {
            KitchenHealth::KeepsUp if waiting >= self.most => KitchenHealth::Behind,
            KitchenHealth::Behind if waiting * 2 <= self.most && waiting < self.most => KitchenHealth::KeepsUp,
            KitchenHealth::KeepsUp | KitchenHealth::Behind => return None,
        };
        self.said = health;
        Some(health)
    }

    /// When something is due.
    #[must_use]
    pub fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        let waits = self.pending.values().map(|pending| pending.waits).filter(|waits| *waits > now);
        self.pending.values().filter_map(|pending| pending.again).chain(waits).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Kitchen, KitchenMood};
    use crate::id::FreshId;

    fn ticket(number: u8) -> TicketPaper {
        let order = OrderId::from(FreshId::from_random_bytes([number; 16]));
        TicketPaper { order, name: number.to_string(), text: String::new(), json: String::new() }
    }

    #[test]
    fn a_kitchen_is_behind_at_the_limit_and_has_caught_up_at_half_of_it() {
        let (mut outbox, mut kitchen) = (Outbox::new(4), Kitchen::default());
        let now = Timestamp(0);
        let rows = [
            // (ticket, whether it fails or arrives, what is said)
            (1, false, None),
            (2, false, None),
            (3, false, None),
            (4, false, Some(KitchenHealth::Behind)),
            (5, false, None),
            (1, true, None),
            (2, true, None),
            (3, true, Some(KitchenHealth::KeepsUp)),
            (6, false, None),
            (7, false, Some(KitchenHealth::Behind)),
        ];
        for (number, arrives, said) in rows {
            let ticket = ticket(number);
            outbox.send(now, ticket.clone(), &mut kitchen);
            assert_eq!(outbox.news(now), None, "ticket {number}: what was only just handed over does not wait yet");
            if arrives {
                outbox.delivered(ticket.order)
            } else {
                outbox.failed(now, ticket.order)
            }
            assert_eq!(outbox.news(now), said, "after ticket {number}");
            assert_eq!(outbox.news(now), None, "it is said once");
        }
    }

    #[test]
    fn silence_counts_after_a_while_and_hands_nothing_over_twice() {
        let (mut outbox, mut kitchen) = (Outbox::new(1), Kitchen::default());
        kitchen.set_mood(KitchenMood::Silent);
        outbox.send(Timestamp(0), ticket(1), &mut kitchen);
        assert_eq!(outbox.next_deadline(Timestamp(0)), Some(Timestamp(ANSWER.0)));
        assert_eq!(outbox.news(Timestamp(ANSWER.0 - 1)), None);
        assert_eq!(outbox.news(Timestamp(ANSWER.0)), Some(KitchenHealth::Behind));
        assert_eq!(outbox.next_deadline(Timestamp(ANSWER.0)), None, "nothing happens by itself until it answers");
        assert!(!outbox.tick(Timestamp(600_000), &mut kitchen));
        assert_eq!(kitchen.handed_over(), 1);
    }
}
