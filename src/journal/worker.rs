//! The journal at work, on a thread of its own in the kiosk.

use std::time::Duration;

use super::store::{JournalError, Store};
use crate::payment::{Entry, JournalHealth, Recalled};
use crate::port::{JournalNews, JournalRequest, Worker};
use crate::time::Now;

/// Appends entries and answers questions. A commit that failed is an unknown: the file is opened again and the entry looked up, so that
/// the answer is "durable" or "certainly not there", never a guess.
#[derive(Debug)]
pub struct JournalWorker {
    store: Store,
    health: JournalHealth,
}

/// How often a journal that cannot store is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

impl JournalWorker {
    /// Puts a store to work.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store, health: JournalHealth::Well }
    }

    fn append(&mut self, entry: &Entry, now: Now, news: &mut dyn FnMut(JournalNews)) {
        let key = entry.key();
        let outcome = self.store.append(entry, now).or_else(|error| {
            tracing::error!(kind = ?entry_kind(entry), %error, "entry not stored; opening the journal again to look");
            self.store = self.store.reopen()?;
            self.store.find(&key)?.ok_or(error)
        });
        match outcome {
            Ok((written, ticket)) => {
                self.say_health(JournalHealth::Well, news);
                news(JournalNews::Written { written, ticket: ticket.map(Box::new) });
            }
            Err(error) => {
                tracing::error!(kind = ?entry_kind(entry), %error, "entry is not in the journal");
                self.say_health(JournalHealth::Failing, news);
                news(JournalNews::Failed(key));
            }
        }
    }

    fn say_health(&mut self, health: JournalHealth, news: &mut dyn FnMut(JournalNews)) {
        if self.health != health {
            self.health = health;
            news(JournalNews::Health(health));
        }
    }

    fn recover(&mut self) -> Result<(), JournalError> {
        let store = self.store.reopen()?;
        store.probe()?;
        self.store = store;
        Ok(())
    }
}

fn entry_kind(entry: &Entry) -> std::mem::Discriminant<Entry> {
    std::mem::discriminant(entry)
}

impl Worker for JournalWorker {
    type Request = JournalRequest;
    type News = JournalNews;

    fn work(&mut self, request: JournalRequest, news: &mut dyn FnMut(JournalNews)) {
        match request {
            JournalRequest::Append { entry, now } => self.append(&entry, now, news),
            JournalRequest::Recall(attempt) => {
                // What cannot be read is unknown, and an unknown approval becomes an alarm for staff.
                let recalled = self.store.recall(attempt).unwrap_or(Recalled::NeverHeardOf);
                news(JournalNews::Recalled { attempt, recalled });
            }
            JournalRequest::Receipt(order) => {
                let text = self.store.receipt(order).unwrap_or_else(|error| {
                    tracing::warn!(%order, %error, "receipt cannot be read");
                    None
                });
                news(JournalNews::Receipt { order, text });
            }
        }
    }

    fn idle(&mut self, news: &mut dyn FnMut(JournalNews)) {
        match self.recover() {
            Ok(()) => self.say_health(JournalHealth::Well, news),
            Err(error) => tracing::debug!(%error, "the journal still cannot store"),
        }
    }

    fn rest(&self) -> Option<Duration> {
        match self.health {
            JournalHealth::Well => None,
            JournalHealth::Failing => Some(TRY_AGAIN),
        }
    }
}
