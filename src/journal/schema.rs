//! Tables, and how they came to be. Each migration is one transaction; `user_version` counts them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rusqlite::Connection;

use super::sealing;
use super::store::JournalError;
use super::verify::{Problem, Verification};

/// All migrations in order; only ever append to this list.
const MIGRATIONS: &[&str] = &[TABLES, SEALED];

const TABLES: &str = "
CREATE TABLE record (
    seq          INTEGER PRIMARY KEY,
    key          TEXT UNIQUE,
    kind         TEXT NOT NULL,
    business_day TEXT NOT NULL,
    wall_time    TEXT NOT NULL,
    mono_ms      INTEGER NOT NULL,
    register_id  TEXT NOT NULL,
    software     TEXT NOT NULL,
    menu_version TEXT,
    order_id     TEXT,
    attempt_id   TEXT,
    payload      TEXT NOT NULL
) STRICT;
CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;

CREATE TABLE attempt (
    attempt_id TEXT PRIMARY KEY,
    order_id   TEXT NOT NULL,
    stan       INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'approved', 'accepted', 'not-charged', 'reversing', 'reversed')),
    reference  TEXT,
    lock_seq   INTEGER NOT NULL REFERENCES record (seq),
    result_seq INTEGER REFERENCES record (seq)
) STRICT;
CREATE INDEX attempt_by_state ON attempt (state);

CREATE TABLE reversal (
    attempt_id TEXT NOT NULL,
    reference  TEXT NOT NULL,
    intent_seq INTEGER NOT NULL REFERENCES record (seq),
    done_seq   INTEGER REFERENCES record (seq),
    PRIMARY KEY (attempt_id, reference)
) STRICT;

CREATE TABLE accepted_order (
    order_id     TEXT PRIMARY KEY,
    business_day TEXT NOT NULL,
    count        INTEGER NOT NULL,
    number       TEXT NOT NULL,
    seq          INTEGER NOT NULL REFERENCES record (seq),
    total_minor  INTEGER NOT NULL,
    paid         INTEGER NOT NULL,
    UNIQUE (business_day, count)
) STRICT;

CREATE TABLE kitchen_outbox (
    order_id      TEXT PRIMARY KEY REFERENCES accepted_order (order_id),
    name          TEXT NOT NULL,
    text          TEXT NOT NULL,
    json          TEXT NOT NULL,
    delivered_seq INTEGER REFERENCES record (seq)
) STRICT;
CREATE INDEX outbox_pending ON kitchen_outbox (delivered_seq) WHERE delivered_seq IS NULL;
";

/// Each record is tied to the one before it, and says more of itself. `sealing` copies the old records.
const SEALED: &str = "
CREATE TABLE sealed_record (
    seq          INTEGER PRIMARY KEY CHECK (seq > 0),
    key          TEXT UNIQUE,
    kind         TEXT NOT NULL,
    business_day TEXT NOT NULL,
    wall_time    TEXT NOT NULL,
    mono_ms      INTEGER NOT NULL,
    run          INTEGER NOT NULL,
    clock        TEXT NOT NULL CHECK (clock IN ('steady', 'moved')),
    register_id  TEXT NOT NULL,
    software     TEXT NOT NULL,
    fiscal       INTEGER NOT NULL,
    menu_version TEXT NOT NULL,
    operator     TEXT NOT NULL,
    order_id     TEXT,
    attempt_id   TEXT,
    prev_hash    BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash         BLOB NOT NULL CHECK (length(hash) = 32),
    payload      TEXT NOT NULL
) STRICT;

CREATE TABLE turnover (
    business_day TEXT NOT NULL,
    tender       TEXT NOT NULL CHECK (tender IN ('card', 'counter')),
    currency     TEXT NOT NULL,
    rate         TEXT NOT NULL,
    gross_minor  INTEGER NOT NULL,
    net_minor    INTEGER NOT NULL,
    tax_minor    INTEGER NOT NULL,
    PRIMARY KEY (business_day, tender, currency, rate)
) STRICT;
";

/// After the old records are copied.
const SEAL: &str = "
DROP TABLE record;
ALTER TABLE sealed_record RENAME TO record;
CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- Replacing is deleting without a trigger, so an insert has to fit, too.
CREATE TRIGGER record_follows_the_last BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM record)
    BEGIN
        SELECT RAISE(ABORT, 'the journal has no gaps') WHERE NEW.seq <> (SELECT max(seq) + 1 FROM record);
        SELECT RAISE(ABORT, 'the journal is a chain') WHERE NEW.prev_hash <> (SELECT hash FROM record ORDER BY seq DESC LIMIT 1);
        SELECT RAISE(ABORT, 'the journal is append-only') WHERE EXISTS (SELECT 1 FROM record WHERE key = NEW.key);
    END;
CREATE INDEX landmark ON record (kind, seq)
    WHERE kind IN ('menu-load', 'journal-continued', 'integrity-fault', 'copy-contradicts', 'journal-accepted');
";

/// Brings the tables up to date. Tables that others refer to are made anew, so references are looked at only at the end.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), JournalError> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if version > known {
        return Err(JournalError::Newer { found: version, known });
    }
    if version == known {
        return Ok(());
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF")?;
    for (at, migration) in MIGRATIONS.iter().enumerate().skip(usize::try_from(version).unwrap_or(0)) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        if *migration == SEALED {
            sealing::seal_old_records(&transaction)?;
            transaction.execute_batch(SEAL)?;
        }
        if transaction.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(JournalError::Unreadable("references between its tables"));
        }
        transaction.execute_batch(&format!("PRAGMA user_version = {}", at + 1))?;
        transaction.commit()?;
    }
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    Ok(())
}

/// Whether tables, indexes and triggers are as this program makes them; a journal without its triggers could be changed.
pub(super) fn check(connection: &Connection, found: &mut Verification) -> Result<(), JournalError> {
    if age(connection)? == Age::Older {
        let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        return Err(JournalError::Older { found, known: i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX) });
    }
    let mut fresh = Connection::open_in_memory()?;
    migrate(&mut fresh)?;
    let (made, here) = (parts(&fresh)?, parts(connection)?);
    for (name, sql) in &made {
        match here.get(name) {
            None => found.tell(Problem::Schema(format!("{name} is missing"))),
            Some(other) if other != sql => found.tell(Problem::Schema(format!("{name} has changed"))),
            Some(_) => {}
        }
    }
    for name in here.keys().filter(|name| !made.contains_key(*name)) {
        found.tell(Problem::Schema(format!("{name} is nothing of ours")));
    }
    Ok(())
}

fn parts(connection: &Connection) -> Result<BTreeMap<String, Option<String>>, JournalError> {
    // Statistics that somebody had made are no fault.
    let sql = "SELECT type || ' ' || name || ' on ' || tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How old the tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// There are none yet.
    Empty,
    /// Made by an older program, which opening brings up to date.
    Older,
    /// As this program makes them.
    Current,
}

/// How old a journal's tables are.
pub(super) fn age(connection: &Connection) -> Result<Age, JournalError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    match found.cmp(&known) {
        Ordering::Greater => Err(JournalError::Newer { found, known }),
        Ordering::Equal => Ok(Age::Current),
        Ordering::Less => Ok(if found > 0 { Age::Older } else { Age::Empty }),
    }
}
