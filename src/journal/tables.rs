//! The statements that more than one part of the journal says.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::chain::{Moment, RecordHash, SealedRecord};
use super::error::JournalError;
use super::record::{AcceptedRecord, TurnoverShare};
use crate::id::OrderId;
use crate::time::WallTime;

/// One statement, which is made ready once and kept: making it ready takes longer than carrying it out.
pub(super) fn run(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<(), JournalError> {
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Puts a record where its number says. Its values stand in the order of [`SealedRecord::COLUMNS`], as those of the table do.
pub(super) const AT_ITS_NUMBER: &str =
    "INSERT OR FAIL INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

/// Puts a record behind the last one, where it gets the next number; that is less work.
pub(super) const BEHIND_THE_LAST: &str = "INSERT OR FAIL INTO record
    (key, kind, business_day, wall_time, mono_ms, run, clock, register_id, software, fiscal, menu_version, operator, order_id, attempt_id,
     prev_hash, hash, payload)
    VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

/// Puts a record into a table that is made as `record` is, by a statement like [`AT_ITS_NUMBER`].
pub(super) fn insert(connection: &Connection, sql: &str, record: &SealedRecord) -> Result<(), JournalError> {
    let values = params![
        record.seq,
        record.key,
        record.kind,
        record.business_day,
        record.wall_time,
        record.mono_ms,
        record.run,
        record.clock,
        record.register,
        record.software,
        record.fiscal,
        record.menu,
        record.operator,
        record.order,
        record.attempt,
        record.prev,
        record.hash,
        record.payload,
    ];
    run(connection, sql, values)
}

/// Adds a share of one tax rate to its day, in a table that is made as `turnover_before` is.
pub(super) fn add_turnover(connection: &Connection, table: &str, share: &TurnoverShare<'_>) -> Result<(), JournalError> {
    let sql = format!(
        "INSERT INTO {table} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET gross_minor = gross_minor + excluded.gross_minor,
             net_minor = net_minor + excluded.net_minor, tax_minor = tax_minor + excluded.tax_minor"
    );
    let TurnoverShare { business_day, tender, currency, rate, gross, net, tax } = *share;
    run(connection, &sql, params![business_day, tender, currency, rate, gross, net, tax])
}

/// The last record, without its payload.
#[derive(Debug, Clone)]
pub(super) struct Last {
    pub seq: i64,
    pub hash: RecordHash,
    pub wall_time: String,
    pub run: i64,
    pub mono_ms: i64,
}

impl Last {
    /// When and in which run it was written, as far as it can be read.
    pub fn moment(&self) -> Option<Moment> {
        let wall = WallTime::parse(&self.wall_time).ok()?;
        Some(Moment { run: self.run, mono_ms: self.mono_ms, unix_ms: wall.unix_ms })
    }
}

/// The record of a key, if there is one.
pub(super) fn seq_of(connection: &Connection, key: &str) -> Result<Option<i64>, JournalError> {
    let mut statement = connection.prepare_cached("SELECT seq FROM record WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// The end of the chain; `None` when there is no record yet.
pub(super) fn last(connection: &Connection) -> Result<Option<Last>, JournalError> {
    Ok(last_and_seq_of(connection, None)?.map(|(last, _)| last))
}

/// The end of the chain, and the record of a key, if there is one: asked in one go, before an entry is written.
pub(super) fn last_and_seq_of(connection: &Connection, key: Option<&str>) -> Result<Option<(Last, Option<i64>)>, JournalError> {
    let sql = "SELECT seq, hash, wall_time, run, mono_ms, (SELECT seq FROM record WHERE key = ?1)
               FROM record ORDER BY seq DESC LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| {
        let (seq, hash, wall_time, run, mono_ms) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((Last { seq, hash, wall_time, run, mono_ms }, row.get(5)?))
    };
    Ok(connection.prepare_cached(sql)?.query_row([key], row).optional()?)
}

pub(super) const LIVE_MENU: &str = "SELECT menu_version FROM record WHERE kind = 'menu-load' ORDER BY seq DESC LIMIT 1";

/// The menu that went live last.
pub(super) fn live_menu(connection: &Connection) -> Result<String, JournalError> {
    Ok(connection.prepare_cached(LIVE_MENU)?.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// The first condition is that of the index, word for word.
pub(super) const DOUBT: &str = "SELECT kind FROM record
    WHERE (kind = 'menu-load' OR kind = 'journal-continued' OR kind = 'integrity-fault' OR kind = 'copy-contradicts'
           OR kind = 'journal-accepted') AND kind <> 'menu-load'
    ORDER BY seq DESC LIMIT 1";

/// The kind of the latest record that casts doubt on the journal, unless staff have agreed since.
pub(super) fn doubt(connection: &Connection) -> Result<Option<String>, JournalError> {
    let kind: Option<String> = connection.query_row(DOUBT, [], |row| row.get(0)).optional()?;
    Ok(kind.filter(|kind| kind != super::damage::ACCEPTED))
}

/// Where the order stands that the record of key `?1` accepted.
pub(super) const PLACE: &str = "(SELECT CAST(replace(payload ->> '$.business_day', '-', '') AS INTEGER) * 1000000
                                    + (payload ->> '$.count') FROM record WHERE key = ?1)";

/// Where an order of a day stands (`2026-11-24`, 17 → 20261124000017).
pub(super) fn place(day: &str, count: u32) -> i64 {
    let digits = day.bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |number, digit| number * 10 + i64::from(digit - b'0')) * DAY + i64::from(count)
}

/// So many places there are in a day.
const DAY: i64 = 1_000_000;

/// How far a day has come.
#[derive(Debug, Default)]
pub(super) struct DaySoFar {
    /// The number of its last order within the day; 0 when there is none.
    pub count: u32,
    /// The day's turnover up to that, where its row says so.
    pub turnover: Option<String>,
    /// Whether there are orders of a later day: the clock went back.
    pub is_past: bool,
}

/// Looks how far a day has come: most of the time the last order of all is its last.
pub(super) fn day_so_far(connection: &Connection, day: &str) -> Result<DaySoFar, JournalError> {
    let last_before = |end: i64| {
        let sql = "SELECT place, count, turnover FROM accepted_order WHERE place < ?1 ORDER BY place DESC LIMIT 1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?));
        connection.prepare_cached(sql)?.query_row([end], row).optional()
    };
    let (begin, end) = (place(day, 0), place(day, 0) + DAY);
    let last = last_before(i64::MAX)?;
    let is_past = last.as_ref().is_some_and(|(place, ..)| *place >= end);
    let last = if is_past { last_before(end)? } else { last };
    Ok(match last.filter(|(place, ..)| *place > begin) {
        Some((_, count, turnover)) => DaySoFar { count, turnover, is_past },
        None => DaySoFar { is_past, ..DaySoFar::default() },
    })
}

/// An accepted order, the record in which the kitchen confirmed its ticket, and the turnover of the day up to it; that is left out of an
/// order which is in what its day begins with.
pub(super) fn insert_order(
    connection: &Connection,
    seq: i64,
    order: OrderId,
    accepted: &AcceptedRecord<'_>,
    delivered: Option<i64>,
    turnover: Option<&str>,
) -> Result<(), JournalError> {
    let sql = "INSERT INTO accepted_order (place, seq, order_id, business_day, count, number, total_minor, paid, delivered_seq,
                   turnover)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let AcceptedRecord { business_day, count, number, .. } = accepted;
    let (order, total, paid) = (order.to_string(), accepted.total_minor(), accepted.is_paid());
    let place = place(business_day, *count);
    run(connection, sql, params![place, seq, order, business_day, count, number, total, paid, delivered, turnover])
}
