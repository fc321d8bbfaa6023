//! Brings records of an older program into the chain: same payloads, byte for byte, and what was not written down then is said so.

use rusqlite::{Connection, Row};

use super::chain::{FISCAL_VERSION_UNSEALED, Moment, RecordHash, STEADY, SealedRecord, clock_mark};
use super::error::JournalError;
use super::record::AcceptedRecord;
use super::tables;

/// Copies `record` to `sealed_record`, in order, and adds the turnover up.
pub(super) fn seal_old_records(connection: &Connection) -> Result<(), JournalError> {
    let mut old = connection.prepare(
        "SELECT seq, key, kind, business_day, wall_time, mono_ms, register_id, software, coalesce(menu_version, ''), order_id,
                attempt_id, payload
         FROM record ORDER BY seq",
    )?;
    let mut rows = old.query([])?;
    let mut tip = Tip::default();
    let into_sealed = tables::AT_ITS_NUMBER.replace("record", "sealed_record");
    while let Some(row) = rows.next()? {
        let record = tip.follow(unsealed(row)?);
        tables::insert(connection, &into_sealed, &record)?;
        if record.kind == "order-accepted" {
            let accepted: AcceptedRecord = serde_json::from_str(&record.payload)?;
            for share in accepted.turnover() {
                tables::add_turnover(connection, "turnover", &share)?;
            }
        }
    }
    Ok(())
}

fn unsealed(row: &Row<'_>) -> rusqlite::Result<SealedRecord> {
    let kind: String = row.get(2)?;
    Ok(SealedRecord {
        seq: row.get(0)?,
        key: row.get(1)?,
        business_day: row.get(3)?,
        wall_time: row.get(4)?,
        mono_ms: row.get(5)?,
        run: 0,
        clock: STEADY.to_owned(),
        register: row.get(6)?,
        software: row.get(7)?,
        fiscal: FISCAL_VERSION_UNSEALED,
        menu: row.get(8)?,
        operator: super::operator(&kind).to_owned(),
        order: row.get(9)?,
        attempt: row.get(10)?,
        prev: RecordHash::GENESIS,
        hash: RecordHash::GENESIS,
        payload: row.get(11)?,
        kind,
    })
}

/// The end of the chain so far.
#[derive(Debug)]
struct Tip {
    hash: RecordHash,
    run: i64,
    moment: Option<Moment>,
    menu: String,
}

impl Default for Tip {
    fn default() -> Self {
        Self { hash: RecordHash::GENESIS, run: 1, moment: None, menu: String::new() }
    }
}

impl Tip {
    fn follow(&mut self, mut record: SealedRecord) -> SealedRecord {
        if record.kind == "boot" {
            self.run = record.seq;
        }
        if record.kind == "menu-load" {
            self.menu.clone_from(&record.menu);
        } else if record.menu.is_empty() {
            record.menu.clone_from(&self.menu);
        }
        record.run = self.run;
        let moment = record.moment();
        if let Some(moment) = moment {
            clock_mark(self.moment, moment).clone_into(&mut record.clock);
        }
        record.prev = self.hash;
        record.seal();
        self.hash = record.hash;
        self.moment = moment;
        record
    }
}
