//! What watches over a journal at work: the mark, the second copy, and the check that goes on behind.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::error::JournalError;
use super::keeper::{CopyHealth, CopyKeeper};
use super::mark::Marker;
use super::start::Beside;
use super::store::Store;
use super::verify::{Verification, Verifier};
use crate::port::Files;

/// See the module's text.
#[derive(Debug)]
pub struct Guard {
    marker: Marker,
    copy: Option<CopyKeeper>,
    copy_said: CopyHealth,
    check: Option<Check>,
    /// Something is wrong that was not known at the start.
    doubted: bool,
}

/// Who watches over a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Threads of their own: a sale never waits for them.
    Apart,
    /// Whoever works on the journal, at once: a test whose every step is counted.
    AtOnce,
}

/// Something that the journal itself should hold, once it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub kind: &'static str,
    pub payload: serde_json::Value,
}

/// How often the watchers are asked.
const LOOK_EVERY: Duration = Duration::from_millis(500);

impl Guard {
    /// Starts to watch.
    ///
    /// # Errors
    /// [`JournalError`] when the system gives no thread.
    pub(super) fn new(journal: &Path, beside: Beside) -> Result<Self, JournalError> {
        let no_thread = |source| JournalError::File { path: journal.to_owned(), source };
        let Beside { copy, files, watch, reserve: _ } = beside;
        let check = Check::begin(journal.to_owned(), copy.clone(), files.clone(), watch).map_err(no_thread)?;
        let keep = |copy| CopyKeeper::begin(journal.to_owned(), copy, files.clone(), watch);
        let copy = copy.map(keep).transpose().map_err(no_thread)?;
        let marker = Marker::new(journal, files);
        Ok(Self { marker, copy, copy_said: CopyHealth::Well, check: Some(check), doubted: false })
    }

    /// Something has become durable.
    pub(super) fn stored(&mut self, store: &Store) {
        match store.tip() {
            Ok(Some(tip)) => self.marker.write(tip.seq, tip.hash),
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "the journal's end cannot be read"),
        }
        if let Some(copy) = &mut self.copy {
            copy.ring();
        }
    }

    /// Whether something was found.
    pub(super) const fn is_doubted(&self) -> bool {
        self.doubted
    }

    /// Asks the watchers; each finding is told once.
    pub(super) fn look(&mut self) -> Option<Finding> {
        if let Some(found) = self.check.as_ref().and_then(Check::result) {
            self.check = None;
            if let Some(finding) = self.checked(found) {
                return Some(finding);
            }
        }
        let health = self.copy.as_mut().map_or(CopyHealth::Well, CopyKeeper::health);
        let was = std::mem::replace(&mut self.copy_said, health.clone());
        match (was, health) {
            (CopyHealth::Well, CopyHealth::Failing(error)) => {
                Some(Finding { kind: "copy-failing", payload: serde_json::json!({ "error": error }) })
            }
            (CopyHealth::Failing(_), CopyHealth::Well) => Some(Finding { kind: "copy-works", payload: serde_json::json!({}) }),
            _ => None,
        }
    }

    fn checked(&mut self, checked: Result<Checked, JournalError>) -> Option<Finding> {
        let Checked { journal, copy } = match checked {
            Ok(checked) => checked,
            Err(error) => {
                tracing::warn!(%error, "the whole journal could not be checked");
                return None;
            }
        };
        let (kind, found) = match (journal.is_sound(), copy.is_sound()) {
            (true, true) => {
                tracing::info!(records = journal.records, hash = %journal.last_hash, "the whole journal is verified");
                return None;
            }
            (false, _) => (super::damage::FAULT, journal),
            (true, false) => (super::damage::CONTRADICTION, copy),
        };
        self.doubted = true;
        let problems: Vec<String> = found.problems.iter().take(10).map(ToString::to_string).collect();
        tracing::error!(kind, first = problems[0], count = found.problem_count(), "cards are off until staff agree");
        Some(Finding { kind, payload: serde_json::json!({ "found": problems, "count": found.problem_count() }) })
    }

    /// How long to wait at most until the watchers are asked again; `None` when nobody watches any more.
    pub(super) fn rest(&self) -> Option<Duration> {
        let copy = self.copy.as_ref().is_some_and(CopyKeeper::may_have_news);
        (self.check.is_some() || copy).then_some(LOOK_EVERY)
    }
}

/// The check of everything, on a thread of its own.
struct Check {
    stop: Arc<AtomicBool>,
    interrupt: Arc<Mutex<Option<rusqlite::InterruptHandle>>>,
    found: Arc<Mutex<Option<Result<Checked, JournalError>>>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Check").finish_non_exhaustive()
    }
}

impl Check {
    fn begin(journal: PathBuf, copy: Option<PathBuf>, files: Arc<dyn Files>, watch: Watch) -> std::io::Result<Self> {
        let mut check = Self { stop: Arc::default(), interrupt: Arc::default(), found: Arc::default(), thread: None };
        if watch == Watch::AtOnce {
            let outcome = check_all(&journal, copy.as_deref(), files, &check.stop, &check.interrupt);
            check.found = Arc::new(Mutex::new(Some(outcome)));
            return Ok(check);
        }
        let (stop, interrupt, found) = (check.stop.clone(), check.interrupt.clone(), check.found.clone());
        check.thread = Some(std::thread::Builder::new().name("journal check".to_owned()).spawn(move || {
            let outcome = check_all(&journal, copy.as_deref(), files, &stop, &interrupt);
            *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        })?);
        Ok(check)
    }

    fn result(&self) -> Option<Result<Checked, JournalError>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn check_all(
    journal: &Path,
    copy: Option<&Path>,
    files: Arc<dyn Files>,
    stop: &AtomicBool,
    interrupt: &Mutex<Option<rusqlite::InterruptHandle>>,
) -> Result<Checked, JournalError> {
    let verifier = Verifier::open_on(journal, files)?;
    *interrupt.lock().unwrap_or_else(PoisonError::into_inner) = Some(verifier.connection().get_interrupt_handle());
    let found = verifier.full_until(stop)?;
    let mut copied = Verification::default();
    if let Some(copy) = copy {
        // A disk that is gone is the copy's keeper's business.
        let compared = verifier.copy(copy, &mut copied);
        compared.map_or_else(|error| tracing::debug!(%error, "the second copy cannot be compared"), |_| ());
    }
    Ok(Checked { journal: found, copy: copied })
}

/// What the check came to: of the journal, and of its second copy.
#[derive(Debug)]
struct Checked {
    journal: Verification,
    copy: Verification,
}

impl Drop for Check {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.stop.store(true, Ordering::Relaxed);
        if let Some(interrupt) = &*self.interrupt.lock().unwrap_or_else(PoisonError::into_inner) {
            interrupt.interrupt();
        }
        let _ = thread.join();
    }
}
