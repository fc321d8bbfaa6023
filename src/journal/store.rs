//! The one writing connection.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use serde_json::json;

use super::error::JournalError;
#[cfg(test)]
use super::fault;
use super::key::key_text;
use super::verify::Checkpoint;
use super::writer::{About, Writer};
use super::{log, schema, tables};
use crate::id::KioskId;
use crate::locale::Language;
use crate::payment::{Entry, WriteKey, Written};
use crate::planted::{self, Bug};
use crate::port::{Files, SystemFiles};
use crate::time::Now;
use crate::words::{WordBook, Words};

/// What the journal must know of its kiosk.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The database file.
    pub path: PathBuf,
    /// The kiosk's letter.
    pub kiosk: KioskId,
    /// Minutes after midnight at which the business day changes.
    pub cut_over_minutes: u16,
    /// The language of the house, for kitchen tickets.
    pub house: Language,
    /// Whether it holds training sales; a journal never mixes the two.
    pub training: bool,
}

/// The writing half of the journal.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    pub(super) options: StoreOptions,
    pub(super) house_words: Arc<Words>,
    pub(super) book: WordBook,
    files: Arc<dyn Files>,
    /// The first record of this run of the program, once there is one.
    run: Option<i64>,
}

impl Store {
    /// Opens the journal, or makes a new one.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn open(options: StoreOptions) -> Result<Self, JournalError> {
        Self::open_on(options, Arc::new(SystemFiles))
    }

    /// The same on other files than the computer's own.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn open_on(options: StoreOptions, files: Arc<dyn Files>) -> Result<Self, JournalError> {
        #[cfg(test)]
        fault::at_open()?;
        if let Some(folder) = options.path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| JournalError::Folder { path: folder.to_owned(), source })?;
        }
        let mut connection = Connection::open(&options.path)?;
        set_up(&connection, &options.path)?;
        log::settle(&connection, &options.path, &*files)?;
        schema::migrate(&mut connection)?;
        claim_kind(&connection, if options.training { "training" } else { "real" })?;
        let house_words = Arc::new(Words::new(&options.house));
        Ok(Self { connection, house_words, book: WordBook::default(), options, files, run: None })
    }

    /// Opens the file again after an error: a commit that failed is an unknown, and only a fresh look tells.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn reopen(&self) -> Result<Self, JournalError> {
        Ok(Self { run: self.run, ..Self::open_on(self.options.clone(), self.files.clone())? })
    }

    /// Makes an entry durable, once for its key.
    ///
    /// # Errors
    /// [`JournalError`]; whether the entry is there is unknown then.
    pub fn append(&mut self, entry: &Entry, now: Now) -> Result<Written, JournalError> {
        let key = key_text(&entry.key());
        let written =
            self.within(now, None, |writer| match key.as_deref().map(|key| writer.seq_of(key)).transpose()?.flatten() {
                Some(seq) => Ok(Err(seq)),
                None => writer.write(entry, key.as_deref()).map(Ok),
            })?;
        written.or_else(|seq| self.recorded(entry.key(), seq))
    }

    /// Makes many entries durable at once, all or none: for whoever brings records from elsewhere, and for measures.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn append_all(&mut self, entries: impl IntoIterator<Item = (Entry, Now)>) -> Result<(), JournalError> {
        let mut entries = entries.into_iter().peekable();
        let Some((_, first)) = entries.peek() else { return Ok(()) };
        let first = *first;
        self.within(first, None, |writer| {
            for (entry, now) in entries {
                writer.now = now;
                writer.write(&entry, key_text(&entry.key()).as_deref())?;
            }
            Ok(())
        })
    }

    /// Everything that `work` writes in one transaction. `after` is what the first record of a new file follows.
    pub(super) fn within<T>(
        &mut self,
        now: Now,
        after: Option<Checkpoint>,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let transaction = Transaction::begin(&self.connection)?;
        let run = Cell::new(self.run);
        let options = &self.options;
        let last = RefCell::default();
        let connection = &self.connection;
        let written = work(&mut Writer { transaction: connection, options, now, by: None, run: &run, after, last: &last })?;
        #[cfg(test)]
        fault::before_commit()?;
        transaction.commit()?;
        #[cfg(test)]
        fault::after_commit()?;
        self.run = run.get();
        Ok(written)
    }

    /// A record that is not the machine's: what happened to the journal itself.
    ///
    /// # Errors
    /// [`JournalError`].
    pub(super) fn note(&mut self, operator: &str, kind: &str, payload: &serde_json::Value, now: Now) -> Result<(), JournalError> {
        self.within(now, None, |writer| writer.insert_by(operator, kind, About::default(), payload))?;
        Ok(())
    }

    /// Whether something happened to the journal that staff have not agreed to yet; no cards are taken then.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn is_doubted(&self) -> Result<bool, JournalError> {
        Ok(tables::doubt(&self.connection)?.is_some())
    }

    /// Somebody of the staff knows what happened to the journal and wants cards to be taken again.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn accept(&mut self, by: &str, reason: &str, now: Now) -> Result<(), JournalError> {
        self.note(&format!("staff: {by}"), super::damage::ACCEPTED, &json!({ "by": by, "reason": reason }), now)
    }

    /// The last record.
    pub(super) fn tip(&self) -> Result<Option<Checkpoint>, JournalError> {
        Ok(tables::last(&self.connection)?.map(|last| Checkpoint { seq: last.seq, hash: last.hash }))
    }

    /// Everything up to here was looked at, or is being looked at behind; the next start begins from here.
    pub(super) fn set_checkpoint(&mut self) -> Result<(), JournalError> {
        let Some(Checkpoint { seq, hash }) = self.tip()? else { return Ok(()) };
        let sql = "INSERT INTO meta VALUES ('verified', ?1) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.connection.execute(sql, [format!("{seq} {hash}")])?;
        Ok(())
    }

    /// Whether an entry of this key is in the journal, and what it was answered with.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn find(&self, key: &WriteKey) -> Result<Option<Written>, JournalError> {
        let Some(text) = key_text(key) else { return Ok(None) };
        let seq = tables::seq_of(&self.connection, &text)?;
        seq.map(|seq| self.recorded(key.clone(), seq)).transpose()
    }

    /// Proves that something can be stored, by storing something that is no record.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn probe(&self) -> Result<(), JournalError> {
        let sql = "INSERT INTO counter VALUES ('probe', 1) ON CONFLICT DO UPDATE SET value = value + 1";
        self.connection.execute(sql, [])?;
        Ok(())
    }
}

/// A transaction whose two ends are statements that are kept ready: reading them anew takes longer than carrying them out. Dropped
/// without a commit, or after one that failed, it is rolled back.
struct Transaction<'a>(&'a Connection);

impl<'a> Transaction<'a> {
    fn begin(connection: &'a Connection) -> Result<Self, JournalError> {
        tables::run(connection, "BEGIN IMMEDIATE", [])?;
        Ok(Self(connection))
    }

    fn commit(self) -> Result<(), JournalError> {
        tables::run(self.0, "COMMIT", [])
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit()
            && let Err(error) = tables::run(self.0, "ROLLBACK", [])
        {
            tracing::debug!(%error, "a transaction is not rolled back by itself; the file is opened anew");
        }
    }
}

/// So many statements are kept ready: more than there are.
const STATEMENTS: usize = 64;

/// Settings for a till, checked where SQLite may say no.
fn set_up(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else a statement is made ready anew whenever another value might have deserved another plan.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Read to its end: the switch is committed only after the answer, and a sync that fails there must not be overlooked.
    let mut switch = connection.prepare("PRAGMA journal_mode = WAL")?;
    let answers: Vec<String> = switch.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mode = answers.concat();
    // A database in memory has no log to write ahead; only tests have one.
    if mode != "wal" && !(mode == "memory" && path == Path::new(":memory:")) {
        return Err(JournalError::Mode { wanted: "WAL", got: mode });
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;",
    )?;
    if planted::is(Bug::SynchronousNormal) {
        return Ok(connection.execute_batch("PRAGMA synchronous = NORMAL")?);
    }
    let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    if synchronous != 2 {
        return Err(JournalError::Mode { wanted: "synchronous=FULL", got: synchronous.to_string() });
    }
    Ok(())
}

fn claim_kind(connection: &Connection, asked: &str) -> Result<(), JournalError> {
    connection.execute("INSERT INTO meta VALUES ('sales', ?1) ON CONFLICT DO NOTHING", [asked])?;
    let holds: String = connection.query_row("SELECT value FROM meta WHERE name = 'sales'", [], |row| row.get(0))?;
    if holds == asked { Ok(()) } else { Err(JournalError::OtherKind { holds, asked: asked.to_owned() }) }
}
