//! The statements that more than one part of the journal says.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::chain::{Moment, RecordHash, SealedRecord};
use super::error::JournalError;
use super::record::{AcceptedRecord, TurnoverShare};
use crate::document::TicketPaper;
use crate::id::OrderId;
use crate::time::WallTime;

/// One statement, which is made ready once and kept: making it ready takes longer than carrying it out.
pub(super) fn run(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<(), JournalError> {
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Puts a record into a table that is made as `record` is.
pub(super) fn insert(connection: &Connection, table: &str, record: &SealedRecord) -> Result<(), JournalError> {
    let columns = SealedRecord::COLUMNS;
    let sql = format!(
        "INSERT INTO {table} ({columns})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
    );
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
    run(connection, &sql, values)
}

/// Adds an order's share of one tax rate to its day.
pub(super) fn add_turnover(connection: &Connection, share: &TurnoverShare<'_>) -> Result<(), JournalError> {
    let sql = "INSERT INTO turnover VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT DO UPDATE SET gross_minor = gross_minor + excluded.gross_minor,
                   net_minor = net_minor + excluded.net_minor, tax_minor = tax_minor + excluded.tax_minor";
    let TurnoverShare { business_day, tender, currency, rate, gross, net, tax } = *share;
    run(connection, sql, params![business_day, tender, currency, rate, gross, net, tax])
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
    let sql = "SELECT seq, hash, wall_time, run, mono_ms FROM record ORDER BY seq DESC LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Last { seq: row.get(0)?, hash: row.get(1)?, wall_time: row.get(2)?, run: row.get(3)?, mono_ms: row.get(4)? })
    };
    Ok(connection.prepare_cached(sql)?.query_row([], row).optional()?)
}

/// The menu that went live last.
pub(super) fn live_menu(connection: &Connection) -> Result<String, JournalError> {
    // The first condition is that of the index, word for word.
    let sql = "SELECT menu_version FROM record
               WHERE kind IN ('menu-load', 'journal-continued', 'integrity-fault', 'copy-contradicts', 'journal-accepted') AND kind = 'menu-load'
               ORDER BY seq DESC LIMIT 1";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// The kind of the latest record that casts doubt on the journal, unless staff have agreed since.
pub(super) fn doubt(connection: &Connection) -> Result<Option<String>, JournalError> {
    let sql = "SELECT kind FROM record
               WHERE kind IN ('menu-load', 'journal-continued', 'integrity-fault', 'copy-contradicts', 'journal-accepted') AND kind <> 'menu-load'
               ORDER BY seq DESC LIMIT 1";
    let kind: Option<String> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(kind.filter(|kind| kind != super::damage::ACCEPTED))
}

/// Where the order stands that the record of key `?1` accepted.
pub(super) const PLACE: &str = "(SELECT CAST(replace(payload ->> '$.business_day', '-', '') AS INTEGER) * 1000000
                                    + (payload ->> '$.count') FROM record WHERE key = ?1)";

/// The number after the last one of a day.
pub(super) fn next_count(connection: &Connection, day: &str) -> Result<u32, JournalError> {
    let sql = "SELECT count FROM accepted_order
               WHERE place > CAST(replace(?1, '-', '') AS INTEGER) * 1000000
                 AND place < (CAST(replace(?1, '-', '') AS INTEGER) + 1) * 1000000
               ORDER BY place DESC LIMIT 1";
    let last: Option<u32> = connection.prepare_cached(sql)?.query_row([day], |row| row.get(0)).optional()?;
    Ok(last.unwrap_or(0) + 1)
}

/// An accepted order with its ticket, and the record in which the kitchen confirmed that.
pub(super) fn insert_order(
    connection: &Connection,
    seq: i64,
    order: OrderId,
    accepted: &AcceptedRecord,
    ticket: &TicketPaper,
    delivered: Option<i64>,
) -> Result<(), JournalError> {
    let sql = "INSERT INTO accepted_order (place, seq, order_id, business_day, count, number, total_minor, paid, delivered_seq,
                   ticket_name, ticket_text, ticket_json)
               VALUES (CAST(replace(?3, '-', '') AS INTEGER) * 1000000 + ?4, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let AcceptedRecord { business_day, count, number, .. } = accepted;
    let (order, total, paid) = (order.to_string(), accepted.total_minor(), accepted.is_paid());
    let TicketPaper { name, text, json, .. } = ticket;
    run(connection, sql, params![seq, order, business_day, count, number, total, paid, delivered, name, text, json])
}
