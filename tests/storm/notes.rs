//! What everybody shares: one count of everything that happens, and the transcript of a run that is replayed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cardlast::time::Timestamp;

/// Clones are the same notes.
#[derive(Debug, Clone)]
pub struct Notes(Arc<Mutex<Page>>);

#[derive(Debug)]
struct Page {
    tick: u64,
    /// `None` while nobody wants to read it.
    text: Option<String>,
}

impl Notes {
    pub fn new(transcript: bool) -> Self {
        Self(Arc::new(Mutex::new(Page { tick: 0, text: transcript.then(String::new) })))
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of one more thing in the order of all things.
    pub fn tick(&self) -> u64 {
        let mut page = self.page();
        page.tick += 1;
        page.tick
    }

    pub fn wanted(&self) -> bool {
        self.page().text.is_some()
    }

    /// A line; built only when somebody wants to read it.
    pub fn say(&self, at: Timestamp, line: impl FnOnce() -> String) {
        if let Some(text) = &mut self.page().text {
            text.push_str(&format!("+{}.{:03} {}\n", at.0 / 1000, at.0 % 1000, line()));
        }
    }

    pub fn text(&self) -> String {
        self.page().text.clone().unwrap_or_default()
    }
}
