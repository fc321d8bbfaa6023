//! Reading the journal from another connection: for people, never for the machine.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};

use super::error::JournalError;
use super::key::key_text;
use super::record::{AcceptedRecord, SlipRecord, StaffRecord};
use super::tables::PLACE;
use crate::id::{AttemptId, KioskId, OrderId, OrderNumber};
use crate::payment::{AlarmReason, NumberedOrder, StaffDecision, WriteKey};
use crate::time::{BusinessDay, WallTime};

/// A read-only connection.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

/// One accepted order in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OrderSummary {
    /// Order id.
    pub order: String,
    /// Business day.
    pub business_day: String,
    /// What the customer was called by.
    pub number: String,
    /// When it was accepted, RFC 3339.
    pub accepted_at: String,
    /// `dine-in` or `takeaway`.
    pub service: String,
    /// How many things.
    pub items: u32,
    /// The total, in the currency's units.
    pub total: String,
    /// The currency.
    pub currency: String,
    /// Whether it is paid by card; else the counter collects.
    pub paid: bool,
    /// Whether the kitchen has the ticket.
    pub kitchen: bool,
    /// Whether this was training.
    pub training: bool,
}

/// What a terminal wanted printed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SlipSeen {
    /// When, RFC 3339.
    pub at: String,
    /// Business day.
    pub business_day: String,
    /// `payment`, `reversal` or `end-of-day`.
    pub about: String,
    /// `merchant` or `customer`.
    pub copy: String,
    /// What the payment is called at the counter; of a day there is none.
    pub reference: Option<String>,
    /// Its lines.
    pub lines: Vec<String>,
}

/// One accepted order with its papers.
#[derive(Debug, Clone)]
pub struct OrderDetail {
    /// The summary.
    pub summary: OrderSummary,
    /// The record as it was written, JSON.
    pub record: String,
    /// The order, for a receipt.
    pub order: NumberedOrder,
}

impl Reader {
    /// Opens a journal for reading.
    ///
    /// # Errors
    /// [`JournalError`], also when there is no such file.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        Ok(Self { connection })
    }

    pub(super) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Whether this decision of staff is durable, word for word.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn has_decided(&self, decision: &StaffDecision) -> Result<bool, JournalError> {
        const SQL: &str = "SELECT payload FROM record
            WHERE key > 'staff-resolved/' || ?1 || '/' AND key < 'staff-resolved/' || ?1 || '0'";
        let mut statement = self.connection.prepare(SQL)?;
        let mut rows = statement.query([decision.attempt().to_string()])?;
        while let Some(row) = rows.next()? {
            let StaffRecord { by, reason, verdict, .. } = serde_json::from_str(&row.get::<_, String>(0)?)?;
            if (by.as_str(), reason.as_str(), verdict.as_str()) == (decision.by(), decision.reason(), decision.verdict().key()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Accepted orders, the latest last; all of them or those of one business day (`2026-11-22`).
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn orders(&self, day: Option<&str>) -> Result<Vec<OrderSummary>, JournalError> {
        let filter = if day.is_some() { "WHERE o.business_day = ?1" } else { "WHERE ?1 IS NULL" };
        let mut statement = self.connection.prepare(&format!("{SELECT} {filter} ORDER BY o.place"))?;
        let rows = statement.query_map([day], raw)?;
        rows.map(|row| Ok(row?.detail()?.summary)).collect()
    }

    /// What terminals wanted printed, the latest last; all of it or that of one business day (`2026-11-22`).
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn slips(&self, day: Option<&str>) -> Result<Vec<SlipSeen>, JournalError> {
        let mut statement = self.connection.prepare(
            "SELECT wall_time, business_day, attempt_id, payload FROM record
             WHERE kind = 'card-slip' AND (?1 IS NULL OR business_day = ?1) ORDER BY seq",
        )?;
        let mut rows = statement.query([day])?;
        let mut slips = Vec::new();
        while let Some(row) = rows.next()? {
            let attempt: Option<String> = row.get(2)?;
            let attempt = attempt.map(|id| AttemptId::parse(&id)).transpose();
            let attempt = attempt.map_err(|_| JournalError::Unreadable("an attempt id"))?;
            let SlipRecord { about, copy, lines } = serde_json::from_str(&row.get::<_, String>(3)?)?;
            let about = about.unwrap_or_else(|| "payment".to_owned());
            let reference = attempt.map(|attempt| attempt.reference());
            slips.push(SlipSeen { at: row.get(0)?, business_day: row.get(1)?, reference, about, copy, lines });
        }
        Ok(slips)
    }

    /// The kinds of the latest `count` records, the latest last.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn latest_kinds(&self, count: usize) -> Result<Vec<String>, JournalError> {
        let mut statement = self.connection.prepare("SELECT kind FROM record ORDER BY seq DESC LIMIT ?1")?;
        let rows = statement.query_map([i64::try_from(count).unwrap_or(i64::MAX)], |row| row.get(0))?;
        let mut kinds: Vec<String> = rows.collect::<Result<_, _>>()?;
        kinds.reverse();
        Ok(kinds)
    }

    /// When the last record was written, by the wall clock; `None` in an empty journal.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn last_wall_time(&self) -> Result<Option<WallTime>, JournalError> {
        let sql = "SELECT wall_time FROM record ORDER BY seq DESC LIMIT 1";
        let text: Option<String> = self.connection.query_row(sql, [], |row| row.get(0)).optional()?;
        text.map(|text| WallTime::parse(&text).map_err(|_| JournalError::Unreadable("a time"))).transpose()
    }

    /// Every alarm there ever was, oldest first.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn every_alarm(&self) -> Result<Vec<(AttemptId, AlarmReason)>, JournalError> {
        let mut statement = self.connection.prepare("SELECT attempt_id, reason FROM alarm ORDER BY seq")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (attempt, reason) = row?;
            let attempt = AttemptId::parse(&attempt).map_err(|_| JournalError::Unreadable("an attempt id"))?;
            Ok((attempt, AlarmReason::parse(&reason).ok_or(JournalError::Unreadable("an alarm's reason"))?))
        })
        .collect()
    }

    /// One order by its id (or the beginning of it), or by its number on the latest day that has it.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn order(&self, name: &str) -> Result<Option<OrderDetail>, JournalError> {
        let sql = format!(
            "{SELECT} WHERE o.number = ?1 OR o.order_id = ?1 OR (length(?1) >= 6 AND substr(o.order_id, 1, length(?1)) = ?1)
             ORDER BY o.place DESC LIMIT 1"
        );
        self.connection.query_row(&sql, [name], raw).optional()?.map(Raw::detail).transpose()
    }
}

const SELECT: &str = "SELECT o.order_id, r.payload, o.delivered_seq IS NOT NULL
    FROM accepted_order AS o JOIN record AS r ON r.seq = o.seq";

struct Raw {
    order: String,
    payload: String,
    delivered: bool,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw { order: row.get(0)?, payload: row.get(1)?, delivered: row.get(2)? })
}

impl Raw {
    fn detail(self) -> Result<OrderDetail, JournalError> {
        let record: AcceptedRecord = serde_json::from_str(&self.payload)?;
        let kiosk = record.number.chars().next().and_then(KioskId::new).ok_or(JournalError::Unreadable("a number"))?;
        let order = numbered(&record, kiosk)?;
        let contents = order.accepted.locked().subject();
        let amount = order.accepted.locked().amount();
        let summary = OrderSummary {
            order: self.order,
            business_day: record.business_day.clone(),
            number: record.number.clone(),
            accepted_at: record.accepted_at.clone(),
            service: contents.service.key().to_owned(),
            items: contents.lines.iter().map(|line| line.quantity).sum(),
            total: amount.to_string(),
            currency: amount.currency().to_string(),
            paid: order.accepted.attempt().is_some(),
            kitchen: self.delivered,
            training: order.accepted.training(),
        };
        Ok(OrderDetail { summary, record: self.payload, order })
    }
}

pub(super) fn numbered_order(
    connection: &Connection,
    kiosk: KioskId,
    order: OrderId,
) -> Result<Option<NumberedOrder>, JournalError> {
    let sql = format!("SELECT r.payload FROM accepted_order AS o JOIN record AS r ON r.seq = o.seq WHERE o.place = {PLACE}");
    let key = key_text(&WriteKey::Accepted(order));
    let payload: Option<String> = connection.query_row(&sql, [key], |row| row.get(0)).optional()?;
    payload.map(|payload| numbered(&serde_json::from_str(&payload)?, kiosk)).transpose()
}

pub(super) fn numbered(record: &AcceptedRecord, kiosk: KioskId) -> Result<NumberedOrder, JournalError> {
    let day = record.business_day.parse().map_err(|_| JournalError::Unreadable("a business day"))?;
    Ok(NumberedOrder {
        accepted: record.restore()?,
        number: OrderNumber::new(kiosk, record.count),
        business_day: BusinessDay(day),
        accepted_at: record.accepted_wall()?,
    })
}
