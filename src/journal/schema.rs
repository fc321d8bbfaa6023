//! Tables, and how they came to be. Each migration is one transaction; `user_version` counts them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rusqlite::Connection;

use super::error::JournalError;
use super::sealing;
use super::verify::{Problem, Verification};

/// All migrations in order; only ever append to this list.
const MIGRATIONS: &[&str] = &[TABLES, SEALED, STAFF, ONE_ROW, CASH, BY_NUMBER, ONE_PAGE, LEAN];

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

/// The version since which there is a chain.
const SEALED_SINCE: i64 = 2;

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

/// What waits for staff, without reading every record: open alarms, and the latest word about an outcome that nobody knows.
const STAFF: &str = "
CREATE TABLE alarm (
    attempt_id TEXT NOT NULL,
    reason     TEXT NOT NULL,
    seq        INTEGER PRIMARY KEY REFERENCES record (seq),
    seen_seq   INTEGER REFERENCES record (seq)
) STRICT;
CREATE INDEX alarm_waiting ON alarm (attempt_id) WHERE seen_seq IS NULL;
INSERT INTO alarm (attempt_id, reason, seq)
    SELECT attempt_id, json_extract(payload, '$.reason'), seq FROM record WHERE kind = 'alarm';
ALTER TABLE attempt ADD COLUMN unknown_seq INTEGER REFERENCES record (seq);
UPDATE attempt SET unknown_seq = latest.seq
    FROM (SELECT attempt_id, max(seq) AS seq FROM record WHERE kind = 'payment-unknown' GROUP BY attempt_id) AS latest
    WHERE latest.attempt_id = attempt.attempt_id;
";

/// An accepted order and its ticket are one row, in the order of the records: an acceptance touches a page of one table and of no index
/// over random ids. An order is found by the key of its record, which is there once.
const ONE_ROW: &str = "
CREATE TABLE order_with_ticket (
    seq           INTEGER PRIMARY KEY REFERENCES record (seq),
    order_id      TEXT NOT NULL,
    business_day  TEXT NOT NULL,
    count         INTEGER NOT NULL,
    number        TEXT NOT NULL,
    total_minor   INTEGER NOT NULL,
    paid          INTEGER NOT NULL,
    delivered_seq INTEGER REFERENCES record (seq),
    ticket_name   TEXT NOT NULL,
    ticket_text   TEXT NOT NULL,
    ticket_json   TEXT NOT NULL,
    UNIQUE (business_day, count)
) STRICT;
INSERT INTO order_with_ticket
    SELECT o.seq, o.order_id, o.business_day, o.count, o.number, o.total_minor, o.paid, k.delivered_seq, k.name, k.text, k.json
    FROM accepted_order AS o JOIN kitchen_outbox AS k ON k.order_id = o.order_id ORDER BY o.seq;
DROP TABLE kitchen_outbox;
DROP TABLE accepted_order;
ALTER TABLE order_with_ticket RENAME TO accepted_order;
CREATE INDEX outbox_pending ON accepted_order (seq) WHERE delivered_seq IS NULL;
";

/// Withdrawals of which a restart must take something up. No journal on a disk had any before.
const CASH: &str = "
CREATE TABLE open_withdrawal (
    attempt_id TEXT PRIMARY KEY,
    intent_seq INTEGER NOT NULL REFERENCES record (seq)
) STRICT;
";

/// An order stands where its day and its number put it (`20261124000017`): that no number is given twice is the table's own key, and the
/// next one is found at its end, without an index that every acceptance had to write, too.
const BY_NUMBER: &str = "
CREATE TABLE order_by_number (
    place         INTEGER PRIMARY KEY CHECK (place = CAST(replace(business_day, '-', '') AS INTEGER) * 1000000 + count),
    seq           INTEGER NOT NULL REFERENCES record (seq),
    order_id      TEXT NOT NULL,
    business_day  TEXT NOT NULL,
    count         INTEGER NOT NULL CHECK (count BETWEEN 1 AND 999999),
    number        TEXT NOT NULL,
    total_minor   INTEGER NOT NULL,
    paid          INTEGER NOT NULL,
    delivered_seq INTEGER REFERENCES record (seq),
    ticket_name   TEXT NOT NULL,
    ticket_text   TEXT NOT NULL,
    ticket_json   TEXT NOT NULL
) STRICT;
INSERT INTO order_by_number
    SELECT CAST(replace(business_day, '-', '') AS INTEGER) * 1000000 + count, seq, order_id, business_day, count, number,
           total_minor, paid, delivered_seq, ticket_name, ticket_text, ticket_json
    FROM accepted_order ORDER BY business_day, count;
DROP TABLE accepted_order;
ALTER TABLE order_by_number RENAME TO accepted_order;
CREATE INDEX outbox_pending ON accepted_order (seq) WHERE delivered_seq IS NULL;
";

/// Beside its record, an acceptance writes one row and so, most of the time, one page. The turnover of the day up to an order stands in
/// that row; what a day began with, where another file or an older program had sold before, keeps the table. Which tickets the kitchen has
/// not confirmed is found behind a mark up to which it has all, in place of an index that every acceptance had to write, too. And a record
/// is looked at with less work before it is written.
const ONE_PAGE: &str = "
ALTER TABLE turnover RENAME TO turnover_before;
ALTER TABLE accepted_order ADD COLUMN turnover TEXT;
CREATE VIEW turnover AS
    SELECT business_day, tender, currency, rate, gross_minor, net_minor, tax_minor FROM turnover_before AS before
    WHERE (SELECT turnover FROM accepted_order
           WHERE place > CAST(replace(before.business_day, '-', '') AS INTEGER) * 1000000
             AND place < (CAST(replace(before.business_day, '-', '') AS INTEGER) + 1) * 1000000
           ORDER BY place DESC LIMIT 1) IS NULL
    UNION ALL
    SELECT day.business_day, sum.value ->> 0, sum.value ->> 1, sum.value ->> 2, sum.value ->> 3, sum.value ->> 4, sum.value ->> 5
    FROM (SELECT business_day, turnover, max(place) FROM accepted_order WHERE turnover IS NOT NULL GROUP BY business_day) AS day,
        json_each(day.turnover) AS sum;

DROP INDEX outbox_pending;
INSERT INTO counter VALUES ('delivered', coalesce(
    (SELECT place - 1 FROM accepted_order WHERE delivered_seq IS NULL ORDER BY place LIMIT 1),
    (SELECT max(place) FROM accepted_order), 0));
DROP TRIGGER record_follows_the_last;
-- Replacing is deleting without a trigger, so an insert has to fit, too. A record that does not fails before anything is written, so
-- nothing has to be kept for taking it back.
CREATE TRIGGER record_follows_the_last BEFORE INSERT ON record
    WHEN (SELECT NEW.seq <> seq + 1 OR NEW.prev_hash <> hash FROM record ORDER BY seq DESC LIMIT 1)
        OR EXISTS (SELECT 1 FROM record WHERE key = NEW.key)
    BEGIN
        SELECT RAISE(FAIL, 'the journal has no gaps') WHERE NEW.seq <> (SELECT max(seq) + 1 FROM record);
        SELECT RAISE(FAIL, 'the journal is a chain') WHERE NEW.prev_hash <> (SELECT hash FROM record ORDER BY seq DESC LIMIT 1);
        SELECT RAISE(FAIL, 'the journal is append-only');
    END;
-- The same as before; a list of more than two is made anew for every record.
DROP INDEX landmark;
CREATE INDEX landmark ON record (kind, seq) WHERE kind = 'menu-load' OR kind = 'journal-continued' OR kind = 'integrity-fault'
    OR kind = 'copy-contradicts' OR kind = 'journal-accepted';
";

/// An acceptance writes less and copies nothing. A ticket follows from the record of its order and is made when it is sent. A record may leave
/// its number to SQLite, which counts on from the last one, and no function is asked whether a hash is as long as hashes are: else SQLite
/// first copies every page that a record changes, in case the number is none or the function fails. What a hash is compared with is what
/// tells. The turnover's view and the references look at tables by their names and stay as they are.
const LEAN: &str = "
CREATE TABLE lean_record (
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
    prev_hash    BLOB NOT NULL,
    hash         BLOB NOT NULL,
    payload      TEXT NOT NULL
) STRICT;
INSERT INTO lean_record SELECT * FROM record ORDER BY seq;
DROP TABLE record;

CREATE TABLE lean_order (
    place         INTEGER PRIMARY KEY CHECK (place = CAST(replace(business_day, '-', '') AS INTEGER) * 1000000 + count),
    seq           INTEGER NOT NULL REFERENCES record (seq),
    order_id      TEXT NOT NULL,
    business_day  TEXT NOT NULL,
    count         INTEGER NOT NULL CHECK (count BETWEEN 1 AND 999999),
    number        TEXT NOT NULL,
    total_minor   INTEGER NOT NULL,
    paid          INTEGER NOT NULL,
    delivered_seq INTEGER REFERENCES record (seq),
    turnover      TEXT
) STRICT;
INSERT INTO lean_order
    SELECT place, seq, order_id, business_day, count, number, total_minor, paid, delivered_seq, turnover
    FROM accepted_order ORDER BY place;
DROP TABLE accepted_order;

PRAGMA legacy_alter_table = ON;
ALTER TABLE lean_record RENAME TO record;
ALTER TABLE lean_order RENAME TO accepted_order;
PRAGMA legacy_alter_table = OFF;

CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- Replacing is deleting without a trigger, so an insert has to fit, too. Before an insert, the number of a record that has none yet is -1.
CREATE TRIGGER record_follows_the_last BEFORE INSERT ON record
    WHEN (SELECT (NEW.seq <> seq + 1 AND NEW.seq <> -1) OR NEW.prev_hash <> hash FROM record ORDER BY seq DESC LIMIT 1)
        OR EXISTS (SELECT 1 FROM record WHERE key = NEW.key)
    BEGIN
        SELECT RAISE(FAIL, 'the journal has no gaps') WHERE NEW.seq <> -1 AND NEW.seq <> (SELECT max(seq) + 1 FROM record);
        SELECT RAISE(FAIL, 'the journal is a chain') WHERE NEW.prev_hash <> (SELECT hash FROM record ORDER BY seq DESC LIMIT 1);
        SELECT RAISE(FAIL, 'the journal is append-only');
    END;
CREATE INDEX landmark ON record (kind, seq) WHERE kind = 'menu-load' OR kind = 'journal-continued' OR kind = 'integrity-fault'
    OR kind = 'copy-contradicts' OR kind = 'journal-accepted';
";

/// How many migrations there are.
fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

fn version(connection: &Connection) -> Result<i64, JournalError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the tables up to date.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), JournalError> {
    migrate_to(connection, newest())
}

/// Tables that others refer to are made anew, so references are looked at only at the end.
fn migrate_to(connection: &mut Connection, wanted: i64) -> Result<(), JournalError> {
    let (found, known) = (version(connection)?, newest());
    if found > known {
        return Err(JournalError::Newer { found, known });
    }
    if found >= wanted {
        return Ok(());
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF")?;
    for (number, migration) in (1..=wanted).zip(MIGRATIONS).filter(|(number, _)| *number > found) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        if number == SEALED_SINCE {
            sealing::seal_old_records(&transaction)?;
            transaction.execute_batch(SEAL)?;
        }
        if transaction.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(JournalError::Unreadable("references between its tables"));
        }
        transaction.execute_batch(&format!("PRAGMA user_version = {number}"))?;
        transaction.commit()?;
    }
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    Ok(())
}

/// Whether tables, indexes and triggers are as this program makes them; a journal without its triggers could be changed.
pub(super) fn check(connection: &Connection, found: &mut Verification) -> Result<(), JournalError> {
    refuse_older(connection)?;
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

/// Whoever only reads cannot bring the tables up to date.
pub(super) fn refuse_older(connection: &Connection) -> Result<(), JournalError> {
    match age(connection)? {
        Age::Unsealed | Age::Older => Err(JournalError::Older { found: version(connection)?, known: newest() }),
        Age::Empty | Age::Current => Ok(()),
    }
}

/// How old the tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// There are none yet.
    Empty,
    /// Made by a program that knew no chain; opening brings them up to date.
    Unsealed,
    /// Made by an older program; opening brings them up to date.
    Older,
    /// As this program makes them.
    Current,
}

/// How old a journal's tables are.
pub(super) fn age(connection: &Connection) -> Result<Age, JournalError> {
    let (found, known) = (version(connection)?, newest());
    match found.cmp(&known) {
        Ordering::Greater => Err(JournalError::Newer { found, known }),
        Ordering::Equal => Ok(Age::Current),
        Ordering::Less if found >= SEALED_SINCE => Ok(Age::Older),
        Ordering::Less => Ok(if found > 0 { Age::Unsealed } else { Age::Empty }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables;
    use super::*;

    fn at_version(version: i64) -> Connection {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrate_to(&mut connection, version).expect("a migration");
        connection
    }

    fn count(connection: &Connection, sql: &str) -> i64 {
        connection.query_row(sql, [], |row| row.get(0)).expect("a count")
    }

    const BEFORE_THE_MARK: i64 = 6;
    const WITH_TICKETS: i64 = 7;

    /// Records of a kiosk from before staff could decide: an attempt that nobody knows about, and the alarms that had rung.
    const BEFORE_STAFF: &str = r#"
        INSERT INTO record VALUES (1, NULL, 'cart-lock', 'd', 'w', 0, 'A', '0', NULL, 'o1', NULL, '{}');
        INSERT INTO record VALUES (2, 'intent/a1', 'payment-intent', 'd', 'w', 0, 'A', '0', NULL, 'o1', 'a1', '{}');
        INSERT INTO record VALUES (3, NULL, 'payment-unknown', 'd', 'w', 0, 'A', '0', NULL, NULL, 'a1', '{"reason":"Silence"}');
        INSERT INTO record VALUES (4, NULL, 'payment-unknown', 'd', 'w', 0, 'A', '0', NULL, NULL, 'a1', '{"reason":"Silence"}');
        INSERT INTO record VALUES (5, 'alarm/a1/cannot-tell', 'alarm', 'd', 'w', 0, 'A', '0', NULL, NULL, 'a1',
            '{"reason":"cannot-tell","reference":"X"}');
        INSERT INTO record VALUES (6, 'alarm/a9/unknown-approval', 'alarm', 'd', 'w', 0, 'A', '0', NULL, NULL, 'a9',
            '{"reason":"unknown-approval","reference":"Y"}');
        INSERT INTO attempt VALUES ('a1', 'o1', 1, 'open', NULL, 1, NULL);
    "#;

    #[test]
    fn what_waited_before_there_were_staff_waits_for_them() {
        for on_the_way in [SEALED_SINCE, newest()] {
            let mut old = at_version(1);
            old.execute_batch(BEFORE_STAFF).expect("records");
            migrate_to(&mut old, on_the_way).expect("migrated");
            migrate(&mut old).expect("migrated");
            assert_eq!(count(&old, "SELECT count(*) FROM alarm WHERE seen_seq IS NULL"), 2);
            assert_eq!(count(&old, "SELECT seq FROM alarm WHERE attempt_id = 'a9' AND reason = 'unknown-approval'"), 6);
            assert_eq!(count(&old, "SELECT unknown_seq FROM attempt WHERE attempt_id = 'a1'"), 4, "the latest word");
            assert_eq!(count(&old, "SELECT count(*) FROM record"), 6, "and no record more or less");
            migrate(&mut old).expect("a second time changes nothing");
            assert_eq!(count(&old, "SELECT count(*) FROM alarm"), 2);
        }
    }

    const A_RECORD: &str =
        "INSERT INTO record VALUES (1, NULL, 'boot', 'd', 'w', 0, 1, 'steady', 'A', '0', 2, '', 'kiosk', NULL, NULL,
        zeroblob(32), zeroblob(32), '{}')";

    /// As an order stood beside its ticket.
    fn order(connection: &Connection, count: u32, delivered: bool) {
        let sql =
            "INSERT INTO accepted_order (place, seq, order_id, business_day, count, number, total_minor, paid, delivered_seq,
                       ticket_name, ticket_text, ticket_json)
                   VALUES (20261124000000 + ?1, 1, ?1, '2026-11-24', ?1, 'A', 1, 0, ?2, 't', 't', 't')";
        connection.execute(sql, rusqlite::params![count, delivered.then_some(1)]).expect("an order");
    }

    #[test]
    fn what_every_start_asks_for_is_found_without_reading_every_record() {
        let connection = at_version(newest());
        let waiting = format!("SELECT * FROM accepted_order {}", crate::journal::outbox::WAITING);
        for (sql, how) in [
            (tables::DOUBT, "INDEX landmark (kind="),
            (tables::LIVE_MENU, "INDEX landmark (kind="),
            (&*waiting, "INTEGER PRIMARY KEY (rowid>?)"),
        ] {
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let first: String = connection.query_row(&plan, [], |row| row.get("detail")).expect("a plan");
            assert!(first.contains(how), "{sql}: {first}");
        }
    }

    #[test]
    fn what_was_sold_and_waits_in_a_journal_from_before_the_mark_is_found() {
        for waits in [true, false] {
            let mut old = at_version(BEFORE_THE_MARK);
            old.execute_batch(A_RECORD).expect("a record");
            old.execute_batch("INSERT INTO turnover VALUES ('2026-11-24', 'card', 'EUR', '10', 110, 100, 10)")
                .expect("a turnover");
            order(&old, 1, true);
            order(&old, 2, !waits);
            migrate(&mut old).expect("migrated");
            let mark = count(&old, "SELECT value FROM counter WHERE name = 'delivered'");
            assert_eq!(mark, if waits { 20_261_124_000_001 } else { 20_261_124_000_002 });
            assert_eq!(count(&old, "SELECT gross_minor FROM turnover"), 110, "of orders whose rows do not say");
            let orders = "SELECT count(*) FROM accepted_order WHERE order_id = count AND number = 'A'";
            assert_eq!(count(&old, orders), 2, "their tickets alone are gone");
            let turnover = r#"[["card","EUR","10",220,200,20]]"#;
            let sql = "INSERT INTO accepted_order VALUES (20261124000003, 1, '3', '2026-11-24', 3, 'A', 1, 0, NULL, ?1)";
            old.execute(sql, [turnover]).expect("an order");
            assert_eq!(count(&old, "SELECT count(*) FROM turnover"), 1);
            assert_eq!(count(&old, "SELECT gross_minor + tax_minor FROM turnover"), 240, "what the latest row says has it all");
        }
    }

    #[test]
    fn an_order_keeps_everything_but_its_ticket_text() {
        let mut old = at_version(WITH_TICKETS);
        old.execute_batch(A_RECORD).expect("a record");
        let sql = "INSERT INTO accepted_order VALUES
                       (20261124000005, 1, 'an id', '2026-11-24', 5, 'A05', 1490, 1, 1, 'name', 'text', '{}', '[]')";
        old.execute_batch(sql).expect("an order");
        migrate(&mut old).expect("migrated");
        let kept =
            "SELECT json_array(place, seq, order_id, business_day, count, number, total_minor, paid, delivered_seq, turnover)
                    FROM accepted_order";
        let kept: String = old.query_row(kept, [], |row| row.get(0)).expect("one order");
        assert_eq!(kept, r#"[20261124000005,1,"an id","2026-11-24",5,"A05",1490,1,1,"[]"]"#);
    }

    #[test]
    fn an_old_journal_and_a_new_one_end_up_alike_and_a_newer_one_is_refused() {
        let mut new = at_version(newest());
        for version in 1..newest() {
            let mut old = at_version(version);
            assert_eq!(age(&old).expect("an age"), if version < SEALED_SINCE { Age::Unsealed } else { Age::Older });
            migrate(&mut old).expect("migrated");
            assert_eq!(parts(&old).expect("tables"), parts(&new).expect("tables"), "from version {version}");
        }
        let newer = newest() + 1;
        new.execute_batch(&format!("PRAGMA user_version = {newer}")).expect("a version");
        assert!(matches!(migrate(&mut new), Err(JournalError::Newer { .. })));
    }
}
