//! Who keeps the second copy.
//!
//! Its own thread reads what is durable in the journal and appends it, synced; a sale never waits for it. A disk that is full or gone is
//! an alarm and no more: the thread tries again and catches up.

use std::io::{SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::chain::SealedRecord;
use super::copy::{AT_ONCE, CopyEnd};
use super::error::JournalError;
use super::guard::Watch;
use super::verify::Verifier;
use crate::port::{Access, Files, PlainFile};

/// Whether the copy is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CopyHealth {
    /// It has everything, or is about to.
    Well,
    /// It cannot be written, and why.
    Failing(String),
}

/// Who keeps the copy.
#[derive(Debug)]
pub(super) struct CopyKeeper {
    health: Arc<Mutex<CopyHealth>>,
    at_work: AtWork,
}

#[derive(Debug)]
enum AtWork {
    Apart { bell: Option<SyncSender<()>>, thread: Option<JoinHandle<()>> },
    AtOnce(Box<Keeping>),
}

/// How often a copy that cannot be written is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

impl CopyKeeper {
    pub fn begin(journal: PathBuf, path: PathBuf, files: Arc<dyn Files>, watch: Watch) -> std::io::Result<Self> {
        let health = Arc::new(Mutex::new(CopyHealth::Well));
        let mut keeping = Keeping { journal, path, files, health: health.clone(), at: None };
        let at_work = match watch {
            Watch::AtOnce => AtWork::AtOnce(Box::new(keeping)),
            Watch::Apart => {
                let (bell, rings) = sync_channel(1);
                let builder = std::thread::Builder::new().name("journal copy".to_owned());
                AtWork::Apart { bell: Some(bell), thread: Some(builder.spawn(move || keeping.keep(&rings))?) }
            }
        };
        let mut keeper = Self { health, at_work };
        keeper.ring();
        Ok(keeper)
    }

    /// There is something new. Never waits: a thread that is busy looks again afterwards.
    pub fn ring(&mut self) {
        match &mut self.at_work {
            AtWork::Apart { bell: Some(bell), .. } => _ = bell.try_send(()),
            AtWork::Apart { bell: None, .. } => {}
            AtWork::AtOnce(keeping) => _ = keeping.catch_up(),
        }
    }

    /// How it is by now.
    pub fn health(&mut self) -> CopyHealth {
        if let AtWork::AtOnce(keeping) = &mut self.at_work
            && *lock(&self.health) != CopyHealth::Well
        {
            keeping.catch_up();
        }
        lock(&self.health).clone()
    }

    /// Whether it is worth while to ask again although nothing new was stored.
    pub fn may_have_news(&self) -> bool {
        matches!(self.at_work, AtWork::Apart { .. }) || *lock(&self.health) != CopyHealth::Well
    }
}

impl Drop for CopyKeeper {
    fn drop(&mut self) {
        let AtWork::Apart { bell, thread } = &mut self.at_work else { return };
        *bell = None;
        if let Some(thread) = thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(health: &Mutex<CopyHealth>) -> MutexGuard<'_, CopyHealth> {
    health.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
struct Keeping {
    journal: PathBuf,
    path: PathBuf,
    files: Arc<dyn Files>,
    health: Arc<Mutex<CopyHealth>>,
    /// The open copy and its last record; `None` before it is opened and after an error.
    at: Option<(Box<dyn PlainFile>, i64)>,
}

impl Keeping {
    fn keep(&mut self, rings: &Receiver<()>) {
        let mut failing = false;
        loop {
            let rung =
                if failing { rings.recv_timeout(TRY_AGAIN) } else { rings.recv().map_err(|_| RecvTimeoutError::Disconnected) };
            let last = rung == Err(RecvTimeoutError::Disconnected);
            failing = self.catch_up();
            if last {
                return;
            }
        }
    }

    /// Answers whether it failed.
    fn catch_up(&mut self) -> bool {
        let outcome = self.append();
        if outcome.is_err() {
            self.at = None;
        }
        let health = outcome.map_or_else(|error| CopyHealth::Failing(error.to_string()), |()| CopyHealth::Well);
        let failing = health != CopyHealth::Well;
        let mut said = lock(&self.health);
        if *said != health {
            match &health {
                CopyHealth::Well => tracing::info!(path = %self.path.display(), "the second copy of the journal is kept again"),
                CopyHealth::Failing(error) => {
                    tracing::error!(error, path = %self.path.display(), "the second copy of the journal cannot be kept");
                }
            }
            *said = health;
        }
        failing
    }

    fn append(&mut self) -> Result<(), JournalError> {
        let failed = |source| JournalError::File { path: self.path.clone(), source };
        let verifier = Verifier::open_on(&self.journal, self.files.clone())?;
        let (mut file, mut seq) = match self.at.take() {
            Some(at) => at,
            None => open(&self.path, &*self.files)?,
        };
        let columns = SealedRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM record WHERE seq > ?1 ORDER BY seq LIMIT 500");
        let mut statement = verifier.connection().prepare(&sql)?;
        loop {
            let mut lines = String::new();
            let mut rows = statement.query_map([seq], SealedRecord::from_row)?;
            while lines.len() < AT_ONCE
                && let Some(record) = rows.next().transpose()?
            {
                seq = record.seq;
                lines.push_str(&record.line());
                lines.push('\n');
            }
            if lines.is_empty() {
                break;
            }
            file.write_all(lines.as_bytes()).and_then(|()| file.sync()).map_err(failed)?;
        }
        self.at = Some((file, seq));
        Ok(())
    }
}

/// Opens the copy behind its last line that can be read; what was torn when the power went, goes. What was written last may never have
/// got to the disk although it can be read, after a sync that failed: so it is written once more.
fn open(path: &Path, files: &dyn Files) -> Result<(Box<dyn PlainFile>, i64), JournalError> {
    let failed = |source| JournalError::File { path: path.to_owned(), source };
    let mut file = files.open(path, Access::Make).map_err(failed)?;
    let end = CopyEnd::of(&mut *file).map_err(failed)?;
    if end.is_none() || (end.last.is_none() && end.sound > 0) {
        return Err(JournalError::Unreadable("line of a second copy in the file that should hold one"));
    }
    if end.length > 0 {
        mend(&mut *file, end).map_err(failed)?;
    }
    Ok((file, end.last.map_or(0, |last| last.seq)))
}

/// Leaves the file at its new end.
fn mend(file: &mut dyn PlainFile, end: CopyEnd) -> std::io::Result<()> {
    let from = end.sound.saturating_sub(CopyEnd::REACH);
    let mut written = vec![0; usize::try_from(end.sound - from).unwrap_or(0)];
    file.seek(SeekFrom::Start(from))?;
    file.read_exact(&mut written)?;
    file.seek(SeekFrom::Start(from))?;
    file.write_all(&written)?;
    file.set_len(end.sound)?;
    file.sync()
}
