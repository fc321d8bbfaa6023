//! The journal at work, on a thread of its own in the kiosk.

use std::time::Duration;

use super::guard::{Finding, Guard};
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
    /// Staff have yet to agree to what happened before.
    doubted: bool,
    guard: Option<Guard>,
    /// What the watchers found and the journal does not hold yet.
    findings: Vec<Finding>,
}

/// How often a journal that cannot store is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

impl JournalWorker {
    /// Puts a store to work.
    #[must_use]
    pub fn new(store: Store) -> Self {
        // A store that cannot even be asked will say so at the first entry.
        let doubted = store.is_doubted().unwrap_or(false);
        Self { store, health: JournalHealth::Well, doubted, guard: None, findings: Vec::new() }
    }

    /// Puts a store to work that is watched.
    #[must_use]
    pub(super) fn guarded(store: Store, guard: Guard) -> Self {
        Self { guard: Some(guard), ..Self::new(store) }
    }

    /// What it is when it can store.
    fn well(&self) -> JournalHealth {
        let doubted = self.doubted || self.guard.as_ref().is_some_and(Guard::is_doubted);
        if doubted { JournalHealth::Doubted } else { JournalHealth::Well }
    }

    /// Asks the watchers.
    fn look(&mut self, news: &mut dyn FnMut(JournalNews)) {
        let Some(guard) = &mut self.guard else { return };
        self.findings.extend(guard.look());
        if self.health != JournalHealth::Failing {
            self.say_health(self.well(), news);
        }
    }

    /// What the watchers found goes into the journal itself.
    fn note_findings(&mut self, now: Now) {
        while let Some(Finding { kind, payload }) = self.findings.first() {
            if let Err(error) = self.store.note("kiosk", kind, payload, now) {
                tracing::error!(%error, kind, "a finding about the journal is not in it yet");
                return;
            }
            self.findings.remove(0);
        }
    }

    fn stored(&mut self, entry: &Entry) {
        let Some(guard) = &mut self.guard else { return };
        guard.stored(&self.store);
        if matches!(entry, Entry::Shutdown)
            && !guard.is_doubted()
            && let Err(error) = self.store.set_checkpoint()
        {
            tracing::warn!(%error, "how far the journal is verified is not stored; the next start looks further back");
        }
    }

    fn append(&mut self, entry: &Entry, now: Now, news: &mut dyn FnMut(JournalNews)) {
        let key = entry.key();
        let outcome = self.store.append(entry, now).or_else(|error| {
            tracing::error!(kind = ?entry_kind(entry), %error, "entry not stored; opening the journal again to look");
            self.recover()?;
            self.store.find(&key)?.ok_or(error)
        });
        match outcome {
            Ok((written, ticket)) => {
                self.stored(entry);
                self.say_health(self.well(), news);
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

    /// Opens the journal again and stores something. A commit that failed may have left its pages in the log, where the next start would
    /// find them whole: what is stored now takes their place, so that what is not found then stays away.
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
        self.look(news);
        match request {
            JournalRequest::Append { entry, now } => {
                self.append(&entry, now, news);
                self.note_findings(now);
            }
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
        if self.health == JournalHealth::Failing {
            match self.recover() {
                Ok(()) => self.say_health(self.well(), news),
                Err(error) => tracing::debug!(%error, "the journal still cannot store"),
            }
        }
        self.look(news);
    }

    fn rest(&self) -> Option<Duration> {
        match self.health {
            JournalHealth::Well | JournalHealth::Doubted => self.guard.as_ref().and_then(Guard::rest),
            JournalHealth::Failing => Some(TRY_AGAIN),
        }
    }
}
