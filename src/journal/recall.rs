//! What the journal says of what it holds: entries that are there already, orders, tickets, attempts, and what a restart must take up.

use rusqlite::OptionalExtension as _;

use super::cash::books_of;
use super::error::JournalError;
use super::key::key_text;
use super::record::{ApprovalRecord, OrderRecord, ReversalRecord, SlipRecord};
use super::store::Store;
use super::{outbox, reader, staff};
use crate::document::TicketPaper;
use crate::id::{AttemptId, OrderId, Rrn, Stan};
use crate::payment::{
    AcceptedOrder, AlarmReason, CashKey, NumberedOrder, Numbering, OpenAttempt, PaymentRequest, PendingReversal, Recalled,
    ReversalReason, SlipCopy, SlipMatter, StaffMatter, WithdrawalsFound, WriteKey, Written,
};
use crate::time::{Millis, Now};

/// What a restart finds.
#[derive(Debug, Default)]
pub struct BootState {
    /// Attempts without an end.
    pub open: Vec<OpenAttempt>,
    /// Payments that are being taken back.
    pub reversals: Vec<PendingReversal>,
    /// Tickets that the kitchen has not confirmed.
    pub tickets: Vec<TicketPaper>,
    /// The entry of the latest lock or acceptance; 0 when there is none.
    pub last_lock: u64,
    /// Alarms that wait for staff.
    pub alarms: Vec<(AttemptId, AlarmReason)>,
    /// What only a cash machine leaves open, with the reversals and alarms again.
    pub withdrawals: WithdrawalsFound,
    /// Whether the program had stopped cleanly before; true for a new journal.
    pub clean: bool,
}

impl Store {
    pub(super) fn recorded(&self, key: WriteKey, seq: i64) -> Result<Written, JournalError> {
        let seq = u64::try_from(seq).unwrap_or(0);
        let mut written = Written { key, seq, stan: None, number: None };
        match &written.key {
            WriteKey::Intent(attempt) => {
                let sql = "SELECT stan FROM attempt WHERE attempt_id = ?1";
                written.stan = Some(Stan(self.connection.query_row(sql, [attempt.to_string()], |row| row.get(0))?));
            }
            WriteKey::Accepted(order) => written.number = Some(self.numbering(*order)?),
            WriteKey::Cash(CashKey::Intent(attempt)) => written.stan = self.withdrawal_stan(*attempt)?,
            WriteKey::StaffResolved(attempt, StaffMatter::Payment) => {
                if let Some(order) = self.accepted_by(*attempt)? {
                    written.number = Some(self.numbering(order)?);
                }
            }
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::Approved(..)
            | WriteKey::NotCharged(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::StaffResolved(_, StaffMatter::Reversals(_) | StaffMatter::Alarms(_))
            | WriteKey::ReversalIntent(..)
            | WriteKey::Reversed(..)
            | WriteKey::Alarm(..)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Cash(CashKey::Debited(_) | CashKey::DispenseIntent(_) | CashKey::Ended(_))
            | WriteKey::Shutdown => {}
        }
        Ok(written)
    }

    fn numbering(&self, order: OrderId) -> Result<Numbering, JournalError> {
        Ok(self.order(order)?.ok_or(JournalError::Unreadable("an accepted order"))?.numbering())
    }

    /// The order that was accepted for an attempt, if one was.
    fn accepted_by(&self, attempt: AttemptId) -> Result<Option<OrderId>, JournalError> {
        let sql = "SELECT order_id FROM attempt WHERE attempt_id = ?1 AND state = 'accepted'";
        let order: Option<String> = self.connection.query_row(sql, [attempt.to_string()], |row| row.get(0)).optional()?;
        order.map(|order| OrderId::parse(&order).map_err(|_| JournalError::Unreadable("an order id"))).transpose()
    }

    /// An accepted order with its number.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn order(&self, order: OrderId) -> Result<Option<NumberedOrder>, JournalError> {
        reader::numbered_order(&self.connection, self.options.kiosk, order)
    }

    /// The receipt of an accepted order for the printer: in the customer's language, except where that runs from right to left and the
    /// house's does not. Plain text tells no printer to join letters and to begin on the right, and one that was bought for French does
    /// neither: such paper nobody could read, in the house's language somebody can. The screen shows the customer's own.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn receipt(&self, order: OrderId) -> Result<Option<String>, JournalError> {
        let Some(order) = self.order(order)? else { return Ok(None) };
        let customer = &order.accepted.locked().subject().language;
        let house = &self.options.house;
        let words = self.book.of(customer.on_paper(house));
        let slip = order.accepted.attempt().map_or_else(|| Ok(Vec::new()), |attempt| self.slip(attempt))?;
        Ok(Some(crate::document::with_card_slip(crate::document::receipt_text(&order, &words), &slip)))
    }

    /// What the terminal wanted the customer to have in print about a payment.
    fn slip(&self, attempt: AttemptId) -> Result<Vec<String>, JournalError> {
        let key = key_text(&WriteKey::CardSlip(SlipMatter::Payment(attempt), SlipCopy::Customer));
        let sql = "SELECT payload FROM record WHERE key = ?1";
        let payload: Option<String> = self.connection.query_row(sql, [key], |row| row.get(0)).optional()?;
        payload.map_or_else(|| Ok(Vec::new()), |payload| Ok(serde_json::from_str::<SlipRecord>(&payload)?.lines))
    }

    /// The kitchen ticket of an accepted order, in the language of the house.
    #[must_use]
    pub fn ticket(&self, order: &AcceptedOrder, numbering: Numbering) -> TicketPaper {
        TicketPaper::for_order(order, numbering, &self.house_words)
    }

    /// The tickets that the kitchen has not confirmed, in the order of their records.
    fn waiting_tickets(&self) -> Result<Vec<TicketPaper>, JournalError> {
        let sql = format!("SELECT payload FROM accepted_order JOIN record USING (seq) {} ORDER BY seq", outbox::WAITING);
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|payload| {
            let order = reader::numbered(&serde_json::from_str(&payload?)?, self.options.kiosk)?;
            Ok(self.ticket(&order.accepted, order.numbering()))
        })
        .collect()
    }

    /// What the journal knows of an attempt.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn recall(&self, attempt: AttemptId) -> Result<Recalled, JournalError> {
        let id = attempt.to_string();
        let sql = "SELECT state, reference FROM attempt WHERE attempt_id = ?1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?));
        let Some((state, reference)) = self.connection.query_row(sql, [&id], row).optional()? else {
            // A cash machine keeps no table of all its attempts.
            return Ok(books_of(&self.connection, [attempt])?.recall(attempt));
        };
        let standing = reference.filter(|_| state == "accepted" || state == "approved").map(Rrn);
        if state == "accepted" && standing.is_none() {
            return Ok(Recalled::SaidPaid(self.asked(&id)?));
        }
        let mut statement = self.connection.prepare("SELECT reference FROM reversal WHERE attempt_id = ?1 ORDER BY rowid")?;
        let reversed = statement.query_map([&id], |row| row.get::<_, String>(0))?;
        let mut references = reversed.map(|row| row.map(Rrn)).collect::<Result<Vec<_>, _>>()?;
        references.extend(standing);
        Ok(if references.is_empty() { Recalled::NotCharged } else { Recalled::Settled(references) })
    }

    /// What the terminal was asked for in an attempt.
    fn asked(&self, attempt: &str) -> Result<PaymentRequest, JournalError> {
        let sql = "SELECT payload FROM attempt JOIN record ON record.seq = lock_seq WHERE attempt.attempt_id = ?1";
        let lock: String = self.connection.query_row(sql, [attempt], |row| row.get(0))?;
        let locked = serde_json::from_str::<OrderRecord>(&lock)?.restore(crate::time::Timestamp(0))?;
        let attempt = AttemptId::parse(attempt).map_err(|_| JournalError::Unreadable("an attempt id"))?;
        Ok(PaymentRequest::new(&locked, attempt))
    }

    /// What a restart must take up.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn boot_state(&self, now: Now) -> Result<BootState, JournalError> {
        let last: Option<String> =
            self.connection.query_row("SELECT kind FROM record ORDER BY seq DESC LIMIT 1", [], |row| row.get(0)).optional()?;
        Ok(BootState {
            open: self.open_attempts(now)?,
            reversals: self.pending_reversals()?,
            tickets: self.waiting_tickets()?,
            last_lock: self.last_lock()?,
            alarms: staff::waiting_alarms(&self.connection)?,
            withdrawals: self.withdrawals()?,
            clean: last.is_none_or(|kind| kind == "shutdown"),
        })
    }

    fn last_lock(&self) -> Result<u64, JournalError> {
        let sql = "SELECT seq FROM record WHERE kind IN ('payment-intent', 'order-accepted') ORDER BY seq DESC LIMIT 1";
        let seq: Option<i64> = self.connection.query_row(sql, [], |row| row.get(0)).optional()?;
        Ok(seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0))
    }

    fn open_attempts(&self, now: Now) -> Result<Vec<OpenAttempt>, JournalError> {
        let mut statement = self.connection.prepare(
            "SELECT attempt.attempt_id, stan, lock.payload, result.payload FROM attempt
             JOIN record AS lock ON lock.seq = lock_seq
             LEFT JOIN record AS result ON result.seq = result_seq
             WHERE state IN ('open', 'approved') ORDER BY lock_seq",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?, row.get::<_, String>(2)?, row.get::<_, Option<String>>(3)?))
        })?;
        rows.map(|row| {
            let (attempt, stan, lock, result) = row?;
            let record: OrderRecord = serde_json::from_str(&lock)?;
            let approved = match result {
                None => None,
                Some(result) => Some(serde_json::from_str::<ApprovalRecord>(&result)?.restore()?),
            };
            let age_ms = now.wall.unix_ms.saturating_sub(record.locked_wall()?.unix_ms);
            Ok(OpenAttempt {
                locked: record.restore(now.at)?,
                attempt: AttemptId::parse(&attempt).map_err(|_| JournalError::Unreadable("an attempt id"))?,
                stan: Stan(stan),
                approved,
                taken_back: self.taken_back(&attempt)?,
                // A clock that stands before the lock cannot be trusted.
                age: u64::try_from(age_ms).ok().map(Millis),
            })
        })
        .collect()
    }

    fn taken_back(&self, attempt: &str) -> Result<Vec<Rrn>, JournalError> {
        let sql = "SELECT reference FROM reversal WHERE attempt_id = ?1 AND done_seq IS NOT NULL ORDER BY rowid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let references = statement.query_map([attempt], |row| row.get(0).map(Rrn))?;
        Ok(references.collect::<Result<_, _>>()?)
    }

    pub(super) fn pending_reversals(&self) -> Result<Vec<PendingReversal>, JournalError> {
        let mut statement = self.connection.prepare(
            "SELECT payload FROM reversal JOIN record ON record.seq = intent_seq WHERE done_seq IS NULL ORDER BY record.seq",
        )?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|payload| {
            let payload: ReversalRecord = serde_json::from_str(&payload?)?;
            let reason = ReversalReason::parse(&payload.reason).ok_or(JournalError::Unreadable("a reversal's reason"))?;
            Ok(PendingReversal { facts: payload.approval.restore()?, reason })
        })
        .collect()
    }
}
