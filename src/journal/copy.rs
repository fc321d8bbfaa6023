//! The second copy: the canonical lines in a file at another place, best on another disk.
//!
//! Its own thread reads what is durable in the journal and appends it, synced; a sale never waits for it. A disk that is full or gone is
//! an alarm and no more: the thread tries again and catches up. At a start the last line is compared: a missing tail is appended, a line
//! that says something else than the journal is an alarm, and a copy that knows more than the journal says that the journal has lost it.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::OptionalExtension as _;

use super::chain::{LinkedLine, RecordHash, SealedRecord};
use super::store::JournalError;
use super::verify::{Problem, Verification, Verifier};

/// What a comparison of the whole copy came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// How many lines were compared.
    pub lines: u64,
    /// How many records of the journal the copy does not have yet.
    pub behind: u64,
}

impl Verifier {
    /// Compares the second copy, line by line; one that is not there has everything to catch up with.
    ///
    /// # Errors
    /// [`JournalError`] when it cannot be read.
    pub fn copy(&self, path: &Path, found: &mut Verification) -> Result<Copy, JournalError> {
        let unreadable = |source| JournalError::File { path: path.to_owned(), source };
        let mut copy = Copy { lines: 0, behind: found.records };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(copy),
            Err(error) => return Err(unreadable(error)),
        };
        let mut lines = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            lines.read_until(b'\n', &mut line).map_err(unreadable)?;
            // What ends without a new line was being written when the power went.
            if line.pop() != Some(b'\n') {
                break;
            }
            copy.lines += 1;
            copy.behind = copy.behind.saturating_sub(1);
            let text = std::str::from_utf8(&line).unwrap_or_default();
            if let Some(problem) = self.contradiction(text, copy.lines)? {
                found.tell(problem);
            }
        }
        Ok(copy)
    }

    /// What is wrong with a line of a copy; `None` when the journal says the same.
    fn contradiction(&self, line: &str, at: u64) -> Result<Option<Problem>, JournalError> {
        let Some(linked) = LinkedLine::read(line) else {
            return Ok(Some(Problem::Copy(i64::try_from(at).unwrap_or(i64::MAX))));
        };
        Ok(match self.hash_of(linked.seq)? {
            Some(hash) if hash == linked.hash => None,
            Some(_) => Some(Problem::Copy(linked.seq)),
            None => Some(Problem::Lost { witness: "the second copy", known: linked.seq, last: self.last_seq()? }),
        })
    }

    pub(super) fn hash_of(&self, seq: i64) -> Result<Option<RecordHash>, JournalError> {
        let mut statement = self.connection().prepare_cached("SELECT hash FROM record WHERE seq = ?1")?;
        Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
    }

    pub(super) fn last_seq(&self) -> Result<i64, JournalError> {
        Ok(self.connection().query_row("SELECT coalesce(max(seq), 0) FROM record", [], |row| row.get(0))?)
    }

    /// Looks at the end of a copy only. One that cannot be read says nothing.
    pub(super) fn compare_end(&self, path: &Path) -> Result<Option<Problem>, JournalError> {
        let line = last_line(path).unwrap_or_else(|error| {
            tracing::error!(%error, path = %path.display(), "the second copy of the journal cannot be read");
            None
        });
        match line.map(|line| self.contradiction(&line, 0)).transpose()?.flatten() {
            // Only a copy that knows the journal's end can know more; else it is the copy of another journal.
            Some(Problem::Lost { known, last, .. }) if !knows(path, last, self.hash_of(last)?) => {
                tracing::error!(known, last, "the second copy is not that of this journal");
                Ok(Some(Problem::Copy(last)))
            }
            other => Ok(other),
        }
    }
}

/// Whether a copy holds this very record; of a journal that holds nothing any more any copy may be.
pub(super) fn knows(path: &Path, seq: i64, hash: Option<RecordHash>) -> bool {
    let Some(hash) = hash else { return true };
    let Ok(file) = File::open(path) else { return false };
    let mut lines = BufReader::new(file).lines().map_while(Result::ok);
    lines.any(|line| LinkedLine::read(&line).is_some_and(|linked| linked.seq == seq && linked.hash == hash))
}

/// The last line that is whole.
fn last_line(path: &Path) -> std::io::Result<Option<String>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let end = whole_lines(&mut file)?;
    let start = line_start(&mut file, end.saturating_sub(1))?;
    let mut bytes = vec![0; usize::try_from(end.saturating_sub(start)).unwrap_or(0)];
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut bytes)?;
    bytes.pop();
    Ok((end > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

/// How far the file holds whole lines.
fn whole_lines(file: &mut File) -> std::io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    line_start(file, length)
}

/// Where the line begins that holds the byte before `at`: behind the last new line before `at`.
fn line_start(file: &mut File, mut at: u64) -> std::io::Result<u64> {
    let mut piece = [0; 4096];
    while at > 0 {
        let from = at.saturating_sub(piece.len() as u64);
        let piece = &mut piece[..usize::try_from(at - from).unwrap_or(0)];
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(piece)?;
        if let Some(found) = piece.iter().rposition(|byte| *byte == b'\n') {
            return Ok(from + found as u64 + 1);
        }
        at = from;
    }
    Ok(0)
}

/// Whether the copy is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CopyHealth {
    /// It has everything, or is about to.
    Well,
    /// It cannot be written, and why.
    Failing(String),
}

/// The thread that keeps the copy.
#[derive(Debug)]
pub(super) struct CopyKeeper {
    bell: Option<SyncSender<()>>,
    health: Arc<Mutex<CopyHealth>>,
    thread: Option<JoinHandle<()>>,
}

/// How often a copy that cannot be written is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

impl CopyKeeper {
    pub fn spawn(journal: PathBuf, path: PathBuf) -> std::io::Result<Self> {
        let (bell, rings) = sync_channel(1);
        let health = Arc::new(Mutex::new(CopyHealth::Well));
        let mut keeper = Keeping { journal, path, health: health.clone(), at: None };
        let thread = std::thread::Builder::new().name("journal copy".to_owned()).spawn(move || keeper.keep(&rings))?;
        let keeper = Self { bell: Some(bell), health, thread: Some(thread) };
        keeper.ring();
        Ok(keeper)
    }

    /// There is something new. Never waits: a thread that is busy looks again afterwards.
    pub fn ring(&self) {
        if let Some(bell) = &self.bell {
            let _ = bell.try_send(());
        }
    }

    pub fn health(&self) -> CopyHealth {
        lock(&self.health).clone()
    }
}

impl Drop for CopyKeeper {
    fn drop(&mut self) {
        self.bell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(health: &Mutex<CopyHealth>) -> MutexGuard<'_, CopyHealth> {
    health.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Keeping {
    journal: PathBuf,
    path: PathBuf,
    health: Arc<Mutex<CopyHealth>>,
    /// The open copy and its last record; `None` before it is opened and after an error.
    at: Option<(File, i64)>,
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
        let verifier = Verifier::open(&self.journal)?;
        let (mut file, mut seq) = match self.at.take() {
            Some(at) => at,
            None => open(&self.path)?,
        };
        let columns = SealedRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM record WHERE seq > ?1 ORDER BY seq LIMIT 500");
        let mut statement = verifier.connection().prepare(&sql)?;
        loop {
            let mut lines = String::new();
            for record in statement.query_map([seq], SealedRecord::from_row)? {
                let record = record?;
                seq = record.seq;
                lines.push_str(&record.line());
                lines.push('\n');
            }
            if lines.is_empty() {
                break;
            }
            file.write_all(lines.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)?;
        }
        self.at = Some((file, seq));
        Ok(())
    }
}

/// Opens the copy behind its last whole line; half a line, from when the power went, goes.
fn open(path: &Path) -> Result<(File, i64), JournalError> {
    let failed = |source| JournalError::File { path: path.to_owned(), source };
    let last = last_line(path).map_err(failed)?;
    let seq = match last {
        None => 0,
        Some(line) => LinkedLine::read(&line).ok_or(JournalError::Unreadable("last line of the second copy"))?.seq,
    };
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
    let end = whole_lines(&mut file).map_err(failed)?;
    file.set_len(end).and_then(|()| file.seek(SeekFrom::End(0))).map_err(failed)?;
    Ok((file, seq))
}
