//! A kitchen and a printer that remember.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::document::TicketPaper;
use crate::id::OrderId;
use crate::port::{KitchenNews, Mailbox, PrintJob, PrintNews};

#[derive(Debug, Default)]
struct KitchenState {
    tickets: BTreeMap<OrderId, TicketPaper>,
    in_order: Vec<OrderId>,
    handed_over: u32,
    failing: bool,
}

/// A kitchen in memory. Clones are the same kitchen.
#[derive(Debug, Clone, Default)]
pub struct Kitchen {
    state: Arc<Mutex<KitchenState>>,
    news: VecDeque<KitchenNews>,
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

    /// Whether it answers "not now" to everything.
    pub fn set_failing(&self, failing: bool) {
        self.lock().failing = failing;
    }
}

impl Mailbox<TicketPaper, KitchenNews> for Kitchen {
    fn submit(&mut self, ticket: TicketPaper) {
        let order = ticket.order;
        let mut state = self.lock();
        state.handed_over += 1;
        let news = if state.failing {
            KitchenNews::Failed { order, error: "the kitchen does not answer".to_owned() }
        } else {
            if state.tickets.insert(order, ticket).is_none() {
                state.in_order.push(order);
            }
            KitchenNews::Delivered(order)
        };
        drop(state);
        self.news.push_back(news);
    }

    fn poll(&mut self) -> Option<KitchenNews> {
        self.news.pop_front()
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
