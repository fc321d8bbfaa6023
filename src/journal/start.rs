//! Starting on a journal that may have suffered while nobody looked.
//!
//! In this order: the database's own quick check (of a file that is not large), the chain from the record that was verified last (where
//! none ever was, its latest part), the mark beside the file, the end of the second copy. Only then is it opened for writing. The whole chain and the tables are checked on
//! behind, on a connection that only reads, and raise the same alarm.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::copy;
use super::damage::{self, SetAside};
use super::error::JournalError;
use super::guard::{Guard, Watch};
use super::mark;
use super::recall::BootState;
use super::reserve::Reserve;
use super::schema;
use super::store::{Store, StoreOptions};
use super::verify::{self, Problem, Verification, Verifier};
use super::worker::JournalWorker;
use crate::port::{Files, SystemFiles};
use crate::time::Now;

/// A journal that is ready to work.
#[derive(Debug)]
pub struct Started {
    /// The journal at work.
    pub worker: JournalWorker,
    /// What a restart must take up.
    pub boot: BootState,
    /// Where a damaged one was put.
    pub aside: Option<SetAside>,
}

/// What is around a journal.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Where the second copy is kept.
    pub copy: Option<PathBuf>,
    /// Where its plain files lie.
    pub files: Arc<dyn Files>,
    /// Who watches over it.
    pub watch: Watch,
    /// Whether room is kept on the disk for the day when it is full.
    pub reserve: bool,
}

/// Larger files get SQLite's own check behind, with everything else.
const CHECKED_AT_ONCE: i64 = 64 << 20;

/// Where nothing was ever verified, so many of the latest records are looked at before the first screen: a few months of a busy kiosk,
/// and a second or two. The others are looked at behind, with everything else.
const LOOKED_AT_AT_ONCE: i64 = 100_000;

/// Looks at the journal, puts it aside if it is damaged, and opens what there is then. `copy` is where the second copy is kept.
///
/// # Errors
/// [`JournalError`] when nothing can be stored: a disk that is full, gone or may not be written.
pub fn start(options: StoreOptions, copy: Option<PathBuf>, now: Now) -> Result<Started, JournalError> {
    start_beside(options, Beside { copy, files: Arc::new(SystemFiles), watch: Watch::Apart, reserve: true }, now)
}

/// The same with everything around the journal named.
///
/// # Errors
/// As [`start`].
pub fn start_beside(options: StoreOptions, beside: Beside, now: Now) -> Result<Started, JournalError> {
    let journal = options.path.clone();
    let (store, aside) = open_beside(options, beside.copy.as_deref(), &beside.files, now)?;
    let boot = store.boot_state(now)?;
    let reserve = beside.reserve.then(|| Reserve::beside(&journal, beside.files.clone()));
    let guard = Guard::new(&journal, beside)?;
    Ok(Started { worker: JournalWorker::guarded(store, guard, reserve), boot, aside })
}

/// The same without anything on behind: for a command that writes one record.
///
/// # Errors
/// [`JournalError`].
pub fn open_checked(options: StoreOptions, copy: Option<&Path>, now: Now) -> Result<(Store, Option<SetAside>), JournalError> {
    let files: Arc<dyn Files> = Arc::new(SystemFiles);
    open_beside(options, copy, &files, now)
}

fn open_beside(
    options: StoreOptions,
    copy: Option<&Path>,
    files: &Arc<dyn Files>,
    now: Now,
) -> Result<(Store, Option<SetAside>), JournalError> {
    let (found, contradiction) = look(&options.path, copy, files)?;
    // What a restart takes up has to be readable, too.
    let open = || Store::open_on(options.clone(), files.clone()).and_then(|store| store.boot_state(now).map(|_| store));
    let opened = if found.is_sound() { open() } else { Err(JournalError::Stopped) };
    let (mut store, aside) = match opened {
        Ok(store) => (store, None),
        Err(error) if found.is_sound() && !verify::is_damage(&error) => return Err(error),
        Err(error) => {
            let mut problems = found.problems;
            if problems.is_empty() {
                problems.push(Problem::Database(error.to_string()));
            }
            tracing::error!(first = %problems[0], count = problems.len(), "the journal is damaged and is put aside");
            let (store, aside) = damage::set_aside(&options, copy, files, problems, now)?;
            tracing::error!(file = %aside.file.display(), "a new journal goes on; cards are off until staff agree");
            (store, Some(aside))
        }
    };
    if let Some(copy) = copy.filter(|copy| copy::is_none(copy, &**files)) {
        let kept = damage::set_copy_aside(copy, &**files, now);
        tracing::error!(kept = %kept.display(), "the file for the second copy holds none; a new one begins");
    }
    if let (None, Some(problem), Some(copy)) = (&aside, contradiction, copy) {
        let kept = damage::set_copy_aside(copy, &**files, now);
        tracing::error!(%problem, kept = %kept.display(), "the second copy contradicts the journal; cards are off until staff agree");
        let payload = serde_json::json!({ "found": problem.to_string(), "kept": kept.to_string_lossy() });
        store.note("kiosk", damage::CONTRADICTION, &payload, now)?;
    }
    store.set_checkpoint()?;
    Ok((store, aside))
}

/// What can be seen without reading all of it.
fn look(journal: &Path, copy: Option<&Path>, files: &Arc<dyn Files>) -> Result<(Verification, Option<Problem>), JournalError> {
    let (mut found, mut contradiction) = (Verification::default(), None);
    let mark = mark::read(journal, &**files);
    if !files.exists(journal) {
        if let Some(mark) = mark {
            found.tell(Problem::Lost { witness: "the mark beside it", known: mark.seq, last: 0 });
        }
        return Ok((found, None));
    }
    let looked =
        undo_half_made(journal, &**files).and_then(|()| Verifier::open_on(journal, files.clone())).and_then(|verifier| {
            look_inside(&verifier, mark, &mut found)?;
            contradiction = compare_copy(&verifier, copy, &mut found)?;
            Ok(())
        });
    verify::damage_is_an_answer(looked, &mut found)?;
    Ok((found, contradiction))
}

/// The computer may have fallen while the journal was being made, before it had a log: only who may write can undo that.
fn undo_half_made(journal: &Path, files: &dyn Files) -> Result<(), JournalError> {
    let mut undo = journal.as_os_str().to_owned();
    undo.push("-journal");
    if files.exists(Path::new(&undo)) {
        Connection::open(journal)?.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    }
    Ok(())
}

/// A copy that knows more says that the journal has lost it; one that says something else is a matter for people.
fn compare_copy(verifier: &Verifier, copy: Option<&Path>, found: &mut Verification) -> Result<Option<Problem>, JournalError> {
    let Some(copy) = copy.filter(|_| found.is_sound()) else { return Ok(None) };
    if matches!(schema::age(verifier.connection())?, schema::Age::Empty | schema::Age::Unsealed) {
        return Ok(None);
    }
    let problem = verifier.compare_end(copy)?;
    let Some(Problem::Lost { .. }) = problem else { return Ok(problem) };
    problem.into_iter().for_each(|problem| found.tell(problem));
    Ok(None)
}

/// Where to begin when nothing was ever verified; `None` is the first record.
fn latest(verifier: &Verifier) -> Result<Option<verify::Checkpoint>, JournalError> {
    let seq = verifier.last_seq()?.saturating_sub(LOOKED_AT_AT_ONCE);
    let hash = if seq > 0 { verifier.hash_of(seq)? } else { None };
    Ok(hash.map(|hash| verify::Checkpoint { seq, hash }))
}

fn look_inside(verifier: &Verifier, mark: Option<verify::Checkpoint>, found: &mut Verification) -> Result<(), JournalError> {
    let connection = verifier.connection();
    let size: i64 =
        connection.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| row.get(0))?;
    if size <= CHECKED_AT_ONCE {
        verify::integrity(connection, "quick_check", found)?;
    }
    match schema::age(connection)? {
        schema::Age::Empty if mark.is_none() => return Ok(()),
        // Its records have no hashes yet.
        schema::Age::Unsealed => return Ok(()),
        schema::Age::Empty | schema::Age::Older | schema::Age::Current => {}
    }
    let from = match verify::checkpoint(connection)? {
        Some(verified) => Some(verified),
        None => latest(verifier)?,
    };
    let chain = verifier.chain(from)?;
    chain.problems.into_iter().for_each(|problem| found.tell(problem));
    if let Some(problem) = mark.map(|mark| mark::compare(verifier, mark)).transpose()?.flatten() {
        found.tell(problem);
    }
    if verifier.has_fault()? {
        found.tell(Problem::Database("damage was found while the kiosk ran".to_owned()));
    }
    Ok(())
}
