//! The real journal with a switch that makes it fail.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::payment::{JournalHealth, WriteKey};
use crate::port::{JournalNews, JournalRequest, Mailbox};

/// Makes a [`FaultyJournal`] fail, and work again.
#[derive(Debug, Clone, Default)]
pub struct JournalSwitch(Arc<AtomicBool>);

impl JournalSwitch {
    /// Whether everything that is handed over fails.
    pub fn set_failing(&self, failing: bool) {
        self.0.store(failing, Ordering::Relaxed);
    }

    fn is_failing(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A journal that stores nothing while its switch says so.
pub struct FaultyJournal<J> {
    inner: J,
    switch: JournalSwitch,
    said: JournalHealth,
    failed: VecDeque<WriteKey>,
}

impl<J> FaultyJournal<J> {
    /// Wraps a journal.
    pub const fn new(inner: J, switch: JournalSwitch) -> Self {
        Self { inner, switch, said: JournalHealth::Well, failed: VecDeque::new() }
    }
}

impl<J: Mailbox<JournalRequest, JournalNews>> Mailbox<JournalRequest, JournalNews> for FaultyJournal<J> {
    fn submit(&mut self, request: JournalRequest) {
        match request {
            JournalRequest::Append { entry, .. } if self.switch.is_failing() => self.failed.push_back(entry.key()),
            other @ (JournalRequest::Append { .. } | JournalRequest::Recall(_) | JournalRequest::Receipt(_)) => {
                self.inner.submit(other);
            }
        }
    }

    fn poll(&mut self) -> Option<JournalNews> {
        let health = match (self.switch.is_failing(), self.failed.is_empty()) {
            (false, _) => JournalHealth::Well,
            // As the real one, it notices only when something is handed over.
            (true, true) => self.said,
            (true, false) => JournalHealth::Failing,
        };
        if health != self.said {
            self.said = health;
            return Some(JournalNews::Health(health));
        }
        self.failed.pop_front().map(JournalNews::Failed).or_else(|| self.inner.poll())
    }
}
