//! The journal as it is stored: read from a copy of the simulated disk, past the program.

use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

/// One record.
#[derive(Debug, Clone)]
pub struct Record {
    pub seq: u32,
    pub kind: String,
    pub order: Option<String>,
    pub attempt: Option<String>,
    /// That of the record before, and its own.
    pub prev: String,
    pub hash: String,
    pub payload: Value,
}

/// Everything that is stored.
#[derive(Debug, Clone, Default)]
pub struct Books {
    pub records: Vec<Record>,
    /// The projection of orders: id, business day, count.
    pub orders: Vec<(String, String, u32)>,
    /// The projection of attempts: id, state.
    pub attempts: Vec<(String, String)>,
    /// The projection of the kitchen's outbox: order, whether it is delivered.
    pub outbox: Vec<(String, bool)>,
    /// What SQLite itself says of the file.
    pub integrity: String,
}

impl Books {
    /// Reads the journal that is mounted.
    pub fn read(path: &Path) -> Result<Self, String> {
        read(path).map_err(|error| error.to_string())
    }

    /// The records of one kind.
    pub fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Record> {
        self.records.iter().filter(move |record| record.kind == kind)
    }

    /// The records of one kind about one attempt.
    pub fn about<'a>(&'a self, kind: &'a str, attempt: &'a str) -> impl Iterator<Item = &'a Record> {
        self.of(kind).filter(move |record| record.attempt.as_deref() == Some(attempt))
    }
}

impl Record {
    /// A number in the payload.
    pub fn number(&self, pointer: &str) -> Option<i64> {
        self.payload.pointer(pointer)?.as_i64()
    }

    /// A text in the payload.
    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.payload.pointer(pointer)?.as_str()
    }
}

fn read(path: &Path) -> rusqlite::Result<Books> {
    let connection = Connection::open(path)?;
    let integrity = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    // Whatever was cut off while its tables were made, step by step, was told of no record yet.
    let last_step = "SELECT count(*) FROM pragma_table_info('accepted_order') WHERE name = 'delivered_seq'";
    let made: u32 = connection.query_row(last_step, [], |row| row.get(0))?;
    if made == 0 {
        return Ok(Books { integrity, ..Books::default() });
    }
    let mut statement = connection.prepare(
        "SELECT seq, kind, order_id, attempt_id, payload, lower(hex(prev_hash)), lower(hex(hash)) FROM record ORDER BY seq",
    )?;
    let rows = statement.query_map([], |row| {
        let payload: String = row.get(4)?;
        Ok(Record {
            seq: row.get(0)?,
            kind: row.get(1)?,
            order: row.get(2)?,
            attempt: row.get(3)?,
            prev: row.get(5)?,
            hash: row.get(6)?,
            payload: serde_json::from_str(&payload).unwrap_or(Value::Null),
        })
    })?;
    let records = rows.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare("SELECT order_id, business_day, count FROM accepted_order ORDER BY seq")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let orders = rows.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare("SELECT attempt_id, state FROM attempt ORDER BY lock_seq")?;
    let attempts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare("SELECT order_id, delivered_seq IS NOT NULL FROM accepted_order ORDER BY seq")?;
    let outbox = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(Books { records, orders, attempts, outbox, integrity })
}
