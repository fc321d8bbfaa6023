//! The tables worked out again from the records alone, and held against those that the journal keeps as it goes.
//!
//! The journal changes its tables in the same transaction as it writes a record, from what it was handed. Here the same tables come from
//! the records, read back, by other statements: two ways that must meet. They are built beside the journal, in a temporary file, so that
//! a large one needs no memory and a reader no right to write.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Deserialize;

use super::chain::SealedRecord;
use super::damage::CONTINUED;
use super::error::JournalError;
use super::record::{AcceptedRecord, AlarmRecord, ApprovalRecord, ReversalRecord, StaffRecord};
use super::salvage::{
    CARRIED_ALARM, CARRIED_APPROVAL, CARRIED_CASH, CARRIED_HANDED_OVER, CARRIED_LOCK, CARRIED_ORDER, CARRIED_REVERSAL,
    CARRIED_UNKNOWN,
};
use super::verify::Problem;
use crate::id::Rrn;
use crate::payment::ReversalReason;

const TABLES: &str = "
CREATE TEMP TABLE again_attempt (
    attempt_id TEXT PRIMARY KEY, order_id TEXT, stan INTEGER, state TEXT, reference TEXT, lock_seq INTEGER, result_seq INTEGER,
    unknown_seq INTEGER);
CREATE TEMP TABLE again_reversal (
    attempt_id TEXT, reference TEXT, intent_seq INTEGER, done_seq INTEGER, PRIMARY KEY (attempt_id, reference));
CREATE TEMP TABLE again_alarm (attempt_id TEXT, reason TEXT, seq INTEGER PRIMARY KEY, seen_seq INTEGER);
CREATE TEMP TABLE again_order (
    order_id TEXT PRIMARY KEY, business_day TEXT, count INTEGER, number TEXT, seq INTEGER, total_minor INTEGER, paid INTEGER,
    turnover TEXT, delivered_seq INTEGER);
CREATE TEMP TABLE again_turnover (
    business_day TEXT, tender TEXT, currency TEXT, rate TEXT, gross_minor INTEGER, net_minor INTEGER, tax_minor INTEGER,
    PRIMARY KEY (business_day, tender, currency, rate));
CREATE TEMP TABLE again_counter (name TEXT PRIMARY KEY, value INTEGER);
CREATE TEMP TABLE again_withdrawal (
    attempt_id TEXT PRIMARY KEY, intent_seq INTEGER, approved TEXT, debited INTEGER, ended TEXT, back INTEGER, back_own INTEGER,
    alarmed INTEGER, over INTEGER);
";

/// (what it is, table, table again, columns)
const PAIRS: &[(&str, &str, &str, &str)] = &[
    ("attempts", "attempt", "again_attempt", "attempt_id, order_id, stan, state, reference, lock_seq, result_seq, unknown_seq"),
    ("reversals", "reversal", "again_reversal", "attempt_id, reference, intent_seq, done_seq"),
    ("alarms", "alarm", "again_alarm", "attempt_id, reason, seq, seen_seq"),
    ("orders", "accepted_order", "again_order", "order_id, business_day, count, number, seq, total_minor, paid"),
    ("outbox", "accepted_order", "again_order", "order_id, delivered_seq"),
    ("turnover", "turnover", "again_turnover", "business_day, tender, currency, rate, gross_minor, net_minor, tax_minor"),
    ("withdrawals", "open_withdrawal", "again_withdrawal", "attempt_id, intent_seq"),
    ("counters", "(SELECT * FROM counter WHERE name = 'stan')", "again_counter", "name, value"),
];

/// See the module's text.
#[derive(Debug)]
pub(super) struct Projection<'a> {
    connection: &'a Connection,
}

#[derive(Deserialize)]
struct IntentPayload {
    stan: u32,
}

#[derive(Deserialize)]
struct ReversedPayload {
    reference: Rrn,
}

impl<'a> Projection<'a> {
    /// Begins with nothing.
    pub fn begin(connection: &'a Connection) -> Result<Self, JournalError> {
        connection.execute_batch(TABLES)?;
        Ok(Self { connection })
    }

    /// What one record changes; `false` when nobody knows its kind.
    pub fn apply(&self, record: &SealedRecord) -> Result<bool, JournalError> {
        match record.kind.as_str() {
            "payment-intent" => self.intent(record)?,
            "payment-approved" | CARRIED_APPROVAL => self.approved(record)?,
            "payment-not-charged" => self.state(record, "not-charged")?,
            "payment-unknown" | CARRIED_UNKNOWN => {
                self.run("UPDATE again_attempt SET unknown_seq = ?2 WHERE attempt_id = ?1", params![record.attempt, record.seq])?;
            }
            "alarm" | CARRIED_ALARM => self.alarm(record)?,
            "staff-resolved" => self.staff_resolved(record)?,
            "reversal-intent" | CARRIED_REVERSAL => self.reversal(record)?,
            "reversed" => self.reversed(record)?,
            "order-accepted" => self.accepted(record)?,
            "kitchen-delivered" => {
                let sql = "UPDATE again_order SET delivered_seq = ?2 WHERE order_id = ?1";
                self.run(sql, params![record.order, record.seq])?;
            }
            "withdrawal-intent" => {
                let IntentPayload { stan } = serde_json::from_str(&record.payload)?;
                self.run("INSERT OR REPLACE INTO again_counter VALUES ('stan', ?1)", [stan])?;
            }
            CARRIED_LOCK => self.carried_lock(record)?,
            CARRIED_ORDER => self.carried_order(record)?,
            CONTINUED => self.continued(record)?,
            "boot" | "shutdown" | "menu-load" | "cart-lock" | "handed-to-staff" | CARRIED_HANDED_OVER | "receipt-printed"
            | "card-slip" | "withdrawal-debited" | "dispense-intent" | "cash-ended" | "integrity-fault" | "journal-accepted"
            | "copy-contradicts" | "copy-failing" | "copy-works" => {}
            kind if CARRIED_CASH.iter().any(|(_, carried)| *carried == kind) => {}
            _ => return Ok(false),
        }
        self.withdrawal(record)?;
        Ok(true)
    }

    fn intent(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let IntentPayload { stan } = serde_json::from_str(&record.payload)?;
        // The lock is the record before, of the same transaction.
        let sql = "SELECT order_id FROM record WHERE seq = ?1 AND kind = 'cart-lock'";
        let order: Option<Option<String>> =
            self.connection.prepare_cached(sql)?.query_row([record.seq - 1], |row| row.get(0)).optional()?;
        let sql = "INSERT OR REPLACE INTO again_attempt VALUES (?1, ?2, ?3, 'open', NULL, ?4, NULL, NULL)";
        self.run(sql, params![record.attempt, order.flatten(), stan, record.seq - 1])?;
        self.run("INSERT OR REPLACE INTO again_counter VALUES ('stan', ?1)", [stan])
    }

    fn approved(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let approval: ApprovalRecord = serde_json::from_str(&record.payload)?;
        // One that staff had called charged stays accepted.
        let sql = "UPDATE again_attempt SET state = 'approved' WHERE attempt_id = ?1 AND state = 'open'";
        self.run(sql, params![record.attempt])?;
        let sql = "UPDATE again_attempt SET reference = ?2, result_seq = ?3 WHERE attempt_id = ?1";
        self.run(sql, params![record.attempt, approval.reference.0, record.seq])
    }

    fn state(&self, record: &SealedRecord, state: &str) -> Result<(), JournalError> {
        self.run("UPDATE again_attempt SET state = ?2 WHERE attempt_id = ?1", params![record.attempt, state])
    }

    fn alarm(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let alarm: AlarmRecord = serde_json::from_str(&record.payload)?;
        self.run(
            "INSERT OR REPLACE INTO again_alarm VALUES (?1, ?2, ?3, NULL)",
            params![record.attempt, alarm.reason, record.seq],
        )
    }

    /// An order that it accepts and a payment that it has taken back have records of their own.
    fn staff_resolved(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let staff: StaffRecord = serde_json::from_str(&record.payload)?;
        match staff.end.as_str() {
            "given-up" => self.state(record, "not-charged")?,
            "given-back" => staff.reversals.iter().try_for_each(|reference| self.reversal_done(record, reference))?,
            "seen" => {
                let sql = "UPDATE again_alarm SET seen_seq = ?3 WHERE attempt_id = ?1 AND reason = ?2";
                staff.alarms.iter().try_for_each(|reason| self.run(sql, params![record.attempt, reason, record.seq]))?;
            }
            "accepted" | "taken-back" | "counted" => {}
            _ => return Err(JournalError::Unreadable("a decision's end")),
        }
        Ok(())
    }

    fn reversal(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let reversal: ReversalRecord = serde_json::from_str(&record.payload)?;
        let sql = "INSERT OR REPLACE INTO again_reversal VALUES (?1, ?2, ?3, NULL)";
        self.run(sql, params![record.attempt, reversal.approval.reference.0, record.seq])?;
        if ReversalReason::parse(&reversal.reason) == Some(ReversalReason::SecondReference) {
            return Ok(());
        }
        let sql = "UPDATE again_attempt SET state = 'reversing' WHERE attempt_id = ?1 AND state IN ('open', 'approved')";
        self.run(sql, params![record.attempt])
    }

    fn reversed(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let ReversedPayload { reference } = serde_json::from_str(&record.payload)?;
        self.reversal_done(record, &reference)
    }

    fn reversal_done(&self, record: &SealedRecord, reference: &Rrn) -> Result<(), JournalError> {
        let sql = "UPDATE again_reversal SET done_seq = ?3 WHERE attempt_id = ?1 AND reference = ?2";
        self.run(sql, params![record.attempt, reference.0, record.seq])?;
        let sql = "UPDATE again_attempt SET state = 'reversed' WHERE attempt_id = ?1 AND state = 'reversing'";
        self.run(sql, params![record.attempt])
    }

    fn accepted(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let accepted: AcceptedRecord = serde_json::from_str(&record.payload)?;
        for share in accepted.turnover() {
            let sql = "INSERT INTO again_turnover VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                       ON CONFLICT DO UPDATE SET gross_minor = gross_minor + ?5, net_minor = net_minor + ?6, tax_minor = tax_minor + ?7";
            let key = params![share.business_day, share.tender, share.currency, share.rate, share.gross, share.net, share.tax];
            self.run(sql, key)?;
        }
        let sql = "SELECT json_group_array(json_array(tender, currency, rate, gross_minor, net_minor, tax_minor)
                       ORDER BY tender, currency, rate) FROM again_turnover WHERE business_day = ?1";
        let so_far: String = self.connection.prepare_cached(sql)?.query_row([&accepted.business_day], |row| row.get(0))?;
        self.order(record, &accepted, Some(&so_far))
    }

    fn order(&self, record: &SealedRecord, accepted: &AcceptedRecord<'_>, so_far: Option<&str>) -> Result<(), JournalError> {
        let AcceptedRecord { business_day, count, number, .. } = accepted;
        let sql = "INSERT OR REPLACE INTO again_order VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)";
        let (total, paid) = (accepted.total_minor(), accepted.is_paid());
        self.run(sql, params![record.order, business_day, count, number, record.seq, total, paid, so_far])?;
        if let Some(attempt) = accepted.attempt() {
            self.run("UPDATE again_attempt SET state = 'accepted' WHERE attempt_id = ?1", params![attempt.to_string()])?;
        }
        Ok(())
    }

    fn carried_lock(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let IntentPayload { stan } = serde_json::from_str(&record.payload)?;
        let sql = "INSERT OR REPLACE INTO again_attempt VALUES (?1, ?2, ?3, 'open', NULL, ?4, NULL, NULL)";
        self.run(sql, params![record.attempt, record.order, stan, record.seq])
    }

    fn carried_order(&self, record: &SealedRecord) -> Result<(), JournalError> {
        #[derive(Deserialize)]
        struct Delivered {
            delivered: bool,
        }
        let accepted: AcceptedRecord = serde_json::from_str(&record.payload)?;
        let Delivered { delivered } = serde_json::from_str(&record.payload)?;
        self.order(record, &accepted, None)?;
        let sql = "UPDATE again_order SET delivered_seq = ?2 WHERE order_id = ?1";
        self.run(sql, params![record.order, delivered.then_some(record.seq)])
    }

    fn continued(&self, record: &SealedRecord) -> Result<(), JournalError> {
        #[derive(Deserialize)]
        struct Balance {
            stan: Option<i64>,
            turnover: Vec<([String; 4], [i64; 3])>,
        }
        let Balance { stan, turnover } = serde_json::from_str(&record.payload)?;
        if let Some(stan) = stan {
            self.run("INSERT OR REPLACE INTO again_counter VALUES ('stan', ?1)", [stan])?;
        }
        for ([day, tender, currency, rate], [gross, net, tax]) in turnover {
            let sql = "INSERT INTO again_turnover VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            self.run(sql, params![day, tender, currency, rate, gross, net, tax])?;
        }
        Ok(())
    }

    /// Which withdrawals a restart must take up, by rules over columns: the journal itself keeps the list by another way.
    fn withdrawal(&self, record: &SealedRecord) -> Result<(), JournalError> {
        let (id, text) = (&record.attempt, &record.payload);
        match record.kind.strip_prefix("carried-").unwrap_or(&record.kind) {
            "withdrawal-intent" => {
                let sql = "INSERT OR REPLACE INTO again_withdrawal VALUES (?1, ?2, NULL, 0, NULL, 0, 0, 0, 0)";
                self.run(sql, params![id, record.seq])?;
            }
            "payment-approved" | "approval" => {
                let sql = "UPDATE again_withdrawal SET approved = ?2 ->> '$.reference' WHERE attempt_id = ?1";
                self.run(sql, params![id, text])?;
            }
            "withdrawal-debited" | "dispense-intent" => {
                self.run("UPDATE again_withdrawal SET debited = 1 WHERE attempt_id = ?1", params![id])?;
            }
            "cash-ended" => {
                let sql = "UPDATE again_withdrawal SET debited = 1, ended = ?2 ->> '$.end' WHERE attempt_id = ?1";
                self.run(sql, params![id, text])?;
            }
            "reversal-intent" | "reversal" => {
                let sql = "UPDATE again_withdrawal SET back_own = back_own OR approved IS ?2 ->> '$.approval.reference',
                           back = back OR ?2 ->> '$.reason' <> 'second-reference' WHERE attempt_id = ?1";
                self.run(sql, params![id, text])?;
            }
            "alarm" => {
                let sql =
                    "UPDATE again_withdrawal SET alarmed = alarmed OR ?2 ->> '$.reason' = 'cash-unknown' WHERE attempt_id = ?1";
                self.run(sql, params![id, text])?;
            }
            "payment-not-charged" => self.run("UPDATE again_withdrawal SET over = 1 WHERE attempt_id = ?1", params![id])?,
            "staff-resolved" => {
                let sql = "UPDATE again_withdrawal SET over = over OR ?2 ->> '$.end' = 'given-up' WHERE attempt_id = ?1";
                self.run(sql, params![id, text])?;
            }
            _ => return Ok(()),
        }
        let sql = "DELETE FROM again_withdrawal WHERE attempt_id = ?1 AND (over OR back_own OR (back AND NOT debited)
                       OR (approved IS NOT NULL AND (ended = 'taken' OR (ended = 'unknown' AND alarmed))))";
        self.run(sql, params![id])
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), JournalError> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Every difference between the two ways, as many as are asked for; `tell` is told of them.
    pub fn compare(&self, tell: &mut dyn FnMut(Problem)) -> Result<(), JournalError> {
        for (what, kept, again, columns) in PAIRS {
            for (sql, how) in [
                (format!("SELECT {columns} FROM {kept} EXCEPT SELECT {columns} FROM {again}"), "stands only in the table"),
                (format!("SELECT {columns} FROM {again} EXCEPT SELECT {columns} FROM {kept}"), "follows only from the records"),
            ] {
                let mut statement = self.connection.prepare(&sql)?;
                let names: Vec<String> = columns.split(", ").map(str::to_owned).collect();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    tell(Problem::Projection { what, row: format!("{} {how}", shown(row, &names)) });
                }
            }
        }
        self.compare_days(tell)
    }

    /// Each order's row says what its day had come to, from the first that does to the day's last; and no ticket waits that the mark says
    /// is delivered.
    fn compare_days(&self, tell: &mut dyn FnMut(Problem)) -> Result<(), JournalError> {
        let sql = "SELECT kept.order_id, kept.business_day, kept.turnover, kept.turnover IS again.turnover,
                       kept.delivered_seq IS NULL AND kept.place <= (SELECT value FROM counter WHERE name = 'delivered')
                   FROM accepted_order AS kept LEFT JOIN again_order AS again USING (order_id) ORDER BY kept.place";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut said = None;
        while let Some(row) = rows.next()? {
            let (order, day): (String, String) = (row.get(0)?, row.get(1)?);
            let wrong = match row.get::<_, Option<String>>(2)? {
                Some(_) => !row.get::<_, bool>(3)?,
                None => said.as_deref() == Some(&*day),
            };
            if wrong {
                tell(Problem::Projection { what: "turnover", row: format!("up to order {order} it is not as recorded") });
            }
            if row.get::<_, bool>(4)? {
                tell(Problem::Projection { what: "outbox", row: format!("the ticket of order {order} waits below the mark") });
            }
            said = row.get::<_, Option<String>>(2)?.map(|_| day).or(said);
        }
        Ok(())
    }
}

fn shown(row: &Row<'_>, names: &[String]) -> String {
    use rusqlite::types::ValueRef;
    let value = |at: usize| match row.get_ref(at) {
        Ok(ValueRef::Integer(number)) => number.to_string(),
        Ok(ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned(),
        Ok(ValueRef::Null) => "-".to_owned(),
        Ok(ValueRef::Real(_) | ValueRef::Blob(_)) | Err(_) => "?".to_owned(),
    };
    names.iter().enumerate().map(|(at, name)| format!("{name}={}", value(at))).collect::<Vec<_>>().join(" ")
}
