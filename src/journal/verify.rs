//! Checking a journal: what was checked, and everything that is wrong.
//!
//! The chain sees what SQLite does not, a byte that changed inside a record; SQLite sees what the chain does not, a page that points
//! nowhere; the tables worked out again see what neither does. So a full check does all of it. It reads some hundred records at a time
//! on a connection of its own, so that neither memory nor the writer's log grows with the journal.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _};
use serde::de::IgnoredAny;

use super::chain::{Moment, RecordHash, SealedRecord, canonical, clock_mark};
use super::error::JournalError;
use super::projection::Projection;
use super::{schema, tables};
use crate::port::{Files, SystemFiles};

/// Something that is wrong with a journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// SQLite itself sees it.
    #[error("the database is damaged: {0}")]
    Database(String),
    /// A table, an index or a trigger is not as this program made it.
    #[error("the tables are not as they were made: {0}")]
    Schema(String),
    /// A record that cannot be read at all.
    #[error("record {seq} cannot be read: {error}")]
    Unreadable {
        /// Which.
        seq: i64,
        /// Why.
        error: String,
    },
    /// The sequence has a hole.
    #[error("record {expected} is missing; {found} comes next")]
    Gap {
        /// What should come.
        expected: i64,
        /// What comes.
        found: i64,
    },
    /// Something in a record has changed.
    #[error("record {0} is not what was written: its hash is not that of its content")]
    Hash(i64),
    /// A record is tied to another one than the one before it.
    #[error("record {0} does not follow the record before it: the hashes differ")]
    Link(i64),
    /// A record says what follows from others, and says it wrongly.
    #[error("record {seq} has a wrong {what}")]
    Claim {
        /// Which.
        seq: i64,
        /// What.
        what: &'static str,
    },
    /// A record of a kind that nobody knows.
    #[error("record {seq} is of the unknown kind \"{kind}\"")]
    Kind {
        /// Which.
        seq: i64,
        /// What it says.
        kind: String,
    },
    /// A table is not what follows from the records.
    #[error("{what} do not match the records: {row}")]
    Projection {
        /// Which table.
        what: &'static str,
        /// What differs.
        row: String,
    },
    /// Records that were there are not there any more.
    #[error("records are missing at the end: {witness} knows record {known}, the journal ends with {last}")]
    Lost {
        /// Who knows more.
        witness: &'static str,
        /// The last record that is known of.
        known: i64,
        /// The last record that is there.
        last: i64,
    },
    /// The second copy says something else.
    #[error("the second copy differs at record {0}")]
    Copy(i64),
}

impl Problem {
    /// A short stable name for counts.
    #[must_use]
    pub const fn cause(&self) -> &'static str {
        match self {
            Self::Database(_) => "database",
            Self::Schema(_) => "schema",
            Self::Unreadable { .. } => "unreadable",
            Self::Gap { .. } => "gap",
            Self::Hash(_) => "hash",
            Self::Link(_) => "link",
            Self::Claim { .. } => "claim",
            Self::Kind { .. } => "kind",
            Self::Projection { .. } => "projection",
            Self::Lost { .. } => "lost",
            Self::Copy(_) => "copy",
        }
    }
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many records were read and hashed.
    pub records: u64,
    /// The first one.
    pub first_seq: i64,
    /// The last one.
    pub last_seq: i64,
    /// Its hash: who keeps it elsewhere can prove later that nothing before it has changed.
    pub last_hash: RecordHash,
    /// The last record up to which everything was right.
    pub sound_seq: i64,
    /// Its hash.
    pub sound_hash: RecordHash,
    /// How many records say that the wall clock was moved; that is no fault of the journal.
    pub clock_moves: u64,
    /// How many starts of the program.
    pub runs: u64,
    /// The first problems, at most [`MOST_PROBLEMS`].
    pub problems: Vec<Problem>,
    /// How many there are of each cause.
    pub causes: BTreeMap<&'static str, u64>,
}

/// So many problems are kept; one that is everywhere needs no list of a million.
pub const MOST_PROBLEMS: usize = 100;

impl Default for Verification {
    fn default() -> Self {
        Self {
            records: 0,
            first_seq: 0,
            last_seq: 0,
            last_hash: RecordHash::GENESIS,
            sound_seq: 0,
            sound_hash: RecordHash::GENESIS,
            clock_moves: 0,
            runs: 0,
            problems: Vec::new(),
            causes: BTreeMap::new(),
        }
    }
}

impl Verification {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.causes.is_empty()
    }

    /// How many problems there are in all.
    #[must_use]
    pub fn problem_count(&self) -> u64 {
        self.causes.values().sum()
    }

    pub(super) fn tell(&mut self, problem: Problem) {
        *self.causes.entry(problem.cause()).or_default() += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// Where a check of the chain may begin: a record that was found right before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Checkpoint {
    pub seq: i64,
    pub hash: RecordHash,
}

/// A connection that only reads, at a journal that may be damaged.
#[derive(Debug)]
pub struct Verifier {
    connection: Connection,
    files: Arc<dyn Files>,
}

impl Verifier {
    /// Opens a journal for checking.
    ///
    /// # Errors
    /// [`JournalError`] when there is no such file, or it is of another version than this program writes.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Self::open_on(path, Arc::new(SystemFiles))
    }

    /// The same on other files than the computer's own.
    pub(super) fn open_on(path: &Path, files: Arc<dyn Files>) -> Result<Self, JournalError> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;")?;
        Ok(Self { connection, files })
    }

    /// Everything: the database, the tables' making, every record from the first, and the tables worked out again.
    ///
    /// # Errors
    /// [`JournalError`] when the check itself cannot be made; what is wrong with the journal is in the answer.
    pub fn full(&self) -> Result<Verification, JournalError> {
        self.full_until(&AtomicBool::new(false))
    }

    /// The same, until somebody wants it to end.
    pub(super) fn full_until(&self, stop: &AtomicBool) -> Result<Verification, JournalError> {
        let mut found = Verification::default();
        let done = self.full_into(stop, &mut found);
        damage_is_an_answer(done, &mut found)?;
        Ok(found)
    }

    fn full_into(&self, stop: &AtomicBool, found: &mut Verification) -> Result<(), JournalError> {
        let apply = |projection: &Projection<'_>, record: &SealedRecord, found: &mut Verification| {
            if stop.load(Ordering::Relaxed) { Err(JournalError::Stopped) } else { apply(projection, record, found) }
        };
        schema::check(&self.connection, found)?;
        integrity(&self.connection, "integrity_check", found)?;
        let projection = Projection::begin(&self.connection)?;
        let mut walk = Walk::from_the_first();
        walk.go_on(&self.connection, found, &mut |record, found| apply(&projection, record, found))?;
        // What was written meanwhile is read in the transaction in which the tables are compared.
        let transaction = self.connection.unchecked_transaction()?;
        walk.go_on(&transaction, found, &mut |record, found| apply(&projection, record, found))?;
        projection.compare(&mut |problem| found.tell(problem))?;
        Ok(())
    }

    /// The chain alone, from a record that was found right before, or from the first.
    pub(super) fn chain(&self, from: Option<Checkpoint>) -> Result<Verification, JournalError> {
        let mut found = Verification::default();
        let done = Walk::from(from).go_on(&self.connection, &mut found, &mut |_, _| Ok(()));
        damage_is_an_answer(done, &mut found)?;
        Ok(found)
    }

    /// Whether damage was found in it while it was at work, and nobody has agreed to it.
    pub(super) fn has_fault(&self) -> Result<bool, JournalError> {
        Ok(tables::doubt(&self.connection)? == Some(super::damage::FAULT.to_owned()))
    }

    pub(super) const fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn files(&self) -> &dyn Files {
        &*self.files
    }
}

fn apply(projection: &Projection<'_>, record: &SealedRecord, found: &mut Verification) -> Result<(), JournalError> {
    match projection.apply(record) {
        Ok(true) => {}
        Ok(false) => found.tell(Problem::Kind { seq: record.seq, kind: record.kind.clone() }),
        Err(JournalError::Json(_) | JournalError::Unreadable(_)) => {
            found.tell(Problem::Claim { seq: record.seq, what: "payload" });
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// What SQLite itself says: `quick_check` or `integrity_check`.
pub(super) fn integrity(connection: &Connection, pragma: &str, found: &mut Verification) -> Result<(), JournalError> {
    let mut statement = connection.prepare(&format!("PRAGMA {pragma}"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if let Some(failure) = failed_read(&said) {
            return Err(rusqlite::Error::SqliteFailure(failure, Some(said)).into());
        }
        if said != "ok" {
            found.tell(Problem::Database(said));
        }
    }
    Ok(())
}

/// SQLite tells in the same words of a page that makes no sense and of one that the disk would not give out.
fn failed_read(said: &str) -> Option<rusqlite::ffi::Error> {
    // A page that makes no sense is called invalid, not missing.
    if said.contains("failed to get page") {
        return Some(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_READ));
    }
    let code = said.split_once("error code=")?.1.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()?;
    let failure = rusqlite::ffi::Error::new(code);
    let by_disk = failure.code == ErrorCode::SystemIoFailure && code != rusqlite::ffi::SQLITE_IOERR_SHORT_READ;
    by_disk.then_some(failure)
}

/// A database that is damaged is what was looked for; a disk that cannot be read is not.
pub(super) fn damage_is_an_answer(done: Result<(), JournalError>, found: &mut Verification) -> Result<(), JournalError> {
    match done {
        Err(error) if is_damage(&error) => {
            found.tell(Problem::Database(error.to_string()));
            Ok(())
        }
        other => other,
    }
}

/// Whether an error says that the file itself is wrong, rather than the disk, the rights or the moment.
pub(super) const fn is_damage(error: &JournalError) -> bool {
    match error {
        JournalError::Database(rusqlite::Error::SqliteFailure(failure, _)) => {
            // "no such table" is unknown to SQLite: whatever this is, it is no journal any more.
            let spoilt = matches!(
                failure.code,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TypeMismatch | ErrorCode::Unknown
            );
            // A short read is a file that ends too early.
            spoilt || failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ
        }
        JournalError::Database(
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::QueryReturnedNoRows
            | rusqlite::Error::Utf8Error(..),
        )
        | JournalError::Unreadable(_)
        | JournalError::Amount(_)
        | JournalError::Json(_) => true,
        JournalError::Database(_)
        | JournalError::Newer { .. }
        | JournalError::Older { .. }
        | JournalError::Mode { .. }
        | JournalError::OtherKind { .. }
        | JournalError::Folder { .. }
        | JournalError::File { .. }
        | JournalError::Stopped => false,
    }
}

/// Goes along the chain, from wherever it stands to the end.
#[derive(Debug)]
pub(super) struct Walk {
    /// The record that was read last: sequence number, hash, moment.
    last: Option<(i64, RecordHash, Option<Moment>)>,
    from: Option<Checkpoint>,
    run: i64,
    broken: bool,
}

const AT_A_TIME: i64 = 500;

type Visit<'a> = &'a mut dyn FnMut(&SealedRecord, &mut Verification) -> Result<(), JournalError>;

impl Walk {
    pub const fn from_the_first() -> Self {
        Self::from(None)
    }

    pub const fn from(from: Option<Checkpoint>) -> Self {
        Self { last: None, from, run: 0, broken: false }
    }

    pub fn go_on(&mut self, connection: &Connection, found: &mut Verification, visit: Visit<'_>) -> Result<(), JournalError> {
        let columns = SealedRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM record WHERE seq > ?1 ORDER BY seq LIMIT {AT_A_TIME}");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut at = self.last.map_or_else(|| self.from.map_or(0, |from| from.seq - 1), |(seq, ..)| seq);
        loop {
            let mut rows = statement.query([at])?;
            let mut any = false;
            while let Some(row) = rows.next()? {
                any = true;
                at = row.get(0)?;
                match SealedRecord::from_row(row) {
                    Ok(record) => self.check(&record, found, visit)?,
                    Err(error) => self.unreadable(at, &error, found),
                }
            }
            if !any {
                return Ok(());
            }
        }
    }

    fn check(&mut self, record: &SealedRecord, found: &mut Verification, visit: Visit<'_>) -> Result<(), JournalError> {
        let before = found.problem_count();
        if !record.is_sound() {
            found.tell(Problem::Hash(record.seq));
        }
        self.check_link(record, found);
        self.check_claims(record, found);
        let right = found.problem_count() == before;
        visit(record, found)?;
        self.note(record.seq, Some(record), found);
        self.broken |= !right;
        if !self.broken {
            (found.sound_seq, found.sound_hash) = (record.seq, record.hash);
        }
        Ok(())
    }

    fn check_link(&self, record: &SealedRecord, found: &mut Verification) {
        match (self.last, self.from) {
            (Some((seq, hash, _)), _) => {
                if record.seq != seq + 1 {
                    found.tell(Problem::Gap { expected: seq + 1, found: record.seq });
                } else if record.prev != hash {
                    found.tell(Problem::Link(record.seq));
                }
            }
            (None, Some(Checkpoint { seq, hash })) => {
                if record.seq != seq {
                    found.tell(Problem::Gap { expected: seq, found: record.seq });
                } else if record.hash != hash {
                    found.tell(Problem::Hash(record.seq));
                }
            }
            (None, None) => {
                // A file that goes on after a damaged one says itself what it goes on from.
                let begins = record.seq == 1 && record.prev == RecordHash::GENESIS;
                if !begins && record.kind != super::damage::CONTINUED {
                    found.tell(Problem::Gap { expected: 1, found: record.seq });
                }
            }
        }
    }

    /// What a record says of itself and could say wrongly although its hash is right.
    fn check_claims(&mut self, record: &SealedRecord, found: &mut Verification) {
        let seq = record.seq;
        let run_fits = record.run == seq || self.last.is_none() || record.run == self.run;
        // Before there was a chain, the records before the first start belonged to run 1.
        if !run_fits || record.run > seq {
            found.tell(Problem::Claim { seq, what: "run" });
        }
        self.run = record.run;
        match record.moment() {
            None => found.tell(Problem::Claim { seq, what: "time" }),
            Some(moment) => {
                let first_seen = self.last.is_none() && self.from.is_some();
                let before = self.last.and_then(|(_, _, moment)| moment);
                if !first_seen && clock_mark(before, moment) != record.clock {
                    found.tell(Problem::Claim { seq, what: "clock mark" });
                }
            }
        }
        let is_json = serde_json::from_str::<IgnoredAny>(&record.payload).is_ok() && !record.payload.contains('\n');
        let must_be_canonical = record.fiscal >= super::chain::FISCAL_VERSION;
        if !is_json || (must_be_canonical && canonical(&record.payload).is_ok_and(|canonical| canonical != record.payload)) {
            found.tell(Problem::Claim { seq, what: "payload" });
        }
        found.clock_moves += u64::from(record.clock == super::chain::MOVED);
        found.runs += u64::from(record.run == seq);
    }

    fn unreadable(&mut self, seq: i64, error: &rusqlite::Error, found: &mut Verification) {
        found.tell(Problem::Unreadable { seq, error: error.to_string() });
        self.note(seq, None, found);
        self.broken = true;
    }

    fn note(&mut self, seq: i64, record: Option<&SealedRecord>, found: &mut Verification) {
        found.records += 1;
        if found.records == 1 {
            found.first_seq = seq;
        }
        let hash = record.map_or(RecordHash::GENESIS, |record| record.hash);
        (found.last_seq, found.last_hash) = (seq, hash);
        self.last = Some((seq, hash, record.and_then(SealedRecord::moment)));
    }
}

/// The checkpoint that was left behind, if it can be read.
pub(super) fn checkpoint(connection: &Connection) -> Result<Option<Checkpoint>, JournalError> {
    let sql = "SELECT value FROM meta WHERE name = 'verified'";
    let text: Option<String> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(text.and_then(|text| {
        let (seq, hash) = text.split_once(' ')?;
        Some(Checkpoint { seq: seq.parse().ok()?, hash: RecordHash::parse(hash)? })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_the_disk_does_not_give_out_is_no_damage() {
        for (said, by_disk) in [
            ("*** in database main ***\nTree 19 page 19: unable to get the page. error code=266", true),
            ("Tree 4 page 7: unable to get the page. error code=10\nmore", true),
            ("*** in database main ***\nFreelist: failed to get page 3", true),
            ("Freelist: invalid page number 3", false),
            ("Tree 4 page 7: unable to get the page. error code=522", false),
            ("Tree 4 page 7: unable to get the page. error code=11", false),
            ("wrong # of entries in index sqlite_autoindex_record_1", false),
            ("ok", false),
        ] {
            assert_eq!(failed_read(said).is_some(), by_disk, "{said}");
        }
    }
}
