//! A kitchen and a printer that remember.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::document::TicketPaper;
use crate::id::OrderId;
use crate::port::{KitchenNews, Mailbox, PrintJob, PrintNews};

/// How a kitchen takes what it is handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KitchenMood {
    /// It takes it and says so.
    #[default]
    Works,
    /// It answers "not now" to everything.
    Fails,
    /// It says nothing; what it was handed it answers once it has another mood.
    Silent,
}

#[derive(Debug, Default)]
struct KitchenState {
    tickets: BTreeMap<OrderId, TicketPaper>,
    in_order: Vec<OrderId>,
    handed_over: u32,
    mood: KitchenMood,
}

/// A kitchen in memory. Clones are the same kitchen.
#[derive(Debug, Clone, Default)]
pub struct Kitchen {
    state: Arc<Mutex<KitchenState>>,
    unread: VecDeque<TicketPaper>,
}

impl Kitchen {
    fn lock(&self) -> MutexGuard<'_, KitchenState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tickets it has, one per order, in the order they came.
    #[must_use]
    pub fn tickets(&self) -> Vec<TicketPaper> {
        let state = self.lock();
        state.in_order.iter().filter_map(|order| state.tickets.get(order).cloned()).collect()
    }

    /// How often a ticket was handed over, repeats included.
    #[must_use]
    pub fn handed_over(&self) -> u32 {
        self.lock().handed_over
    }

    /// How it goes on from here.
    pub fn set_mood(&self, mood: KitchenMood) {
        self.lock().mood = mood;
    }
}

impl Mailbox<TicketPaper, KitchenNews> for Kitchen {
    fn submit(&mut self, ticket: TicketPaper) {
        self.lock().handed_over += 1;
        self.unread.push_back(ticket);
    }

    fn poll(&mut self) -> Option<KitchenNews> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.mood == KitchenMood::Silent {
            return None;
        }
        let ticket = self.unread.pop_front()?;
        let order = ticket.order;
        if state.mood == KitchenMood::Fails {
            return Some(KitchenNews::Failed { order, error: "the kitchen does not answer".to_owned() });
        }
        if state.tickets.insert(order, ticket).is_none() {
            state.in_order.push(order);
        }
        Some(KitchenNews::Delivered(order))
    }
}

/// A printer in memory. Clones are the same printer.
#[derive(Debug, Clone, Default)]
pub struct Printer {
    printed: Arc<Mutex<Vec<PrintJob>>>,
    failing: Arc<AtomicBool>,
    news: VecDeque<PrintNews>,
}

impl Printer {
    /// What it has printed.
    #[must_use]
    pub fn printed(&self) -> Vec<PrintJob> {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it prints nothing.
    pub fn set_failing(&self, failing: bool) {
        self.failing.store(failing, Ordering::Relaxed);
    }
}

impl Mailbox<PrintJob, PrintNews> for Printer {
    fn submit(&mut self, job: PrintJob) {
        let order = job.order;
        if self.failing.load(Ordering::Relaxed) {
            self.news.push_back(PrintNews::Failed { order, error: "the printer has no paper".to_owned() });
            return;
        }
        self.news.push_back(PrintNews::Printed(order));
        self.printed.lock().unwrap_or_else(PoisonError::into_inner).push(job);
    }

    fn poll(&mut self) -> Option<PrintNews> {
        self.news.pop_front()
    }
}
