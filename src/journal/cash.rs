//! A cash machine's records: a file of its own, in the same chain. It has no tables beside the records: what a restart must take up is
//! read from them again, because a machine that pays out asks for no more than that.

use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::record::{AlarmRecord, ApprovalRecord, ReversalRecord};
use super::store::Store;
use super::writer::{About, Writer};
use crate::id::{AttemptId, OrderId, Rrn, Stan, TerminalId};
use crate::locale::Language;
use crate::money::{Currency, Money};
use crate::order::{LockedWithdrawal, Withdrawal};
use crate::payment::{
    AlarmReason, Approval, CashEnd, CashEntry, Entry, NotCharged, PaymentRequest, ReversalReason, WithdrawalBooks,
};
use crate::time::{Now, Timestamp, WallTime};

/// A locked withdrawal, and the command that is about to be sent for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct WithdrawalRecord {
    amount: i64,
    currency: String,
    language: String,
    locked_at: String,
    order: OrderId,
    stan: Stan,
    terminal: TerminalId,
    v: u8,
}

/// What became of the notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CashRecord {
    end: String,
}

/// A debit by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DebitRecord {
    reference: Rrn,
}

const VERSION: u8 = 1;

impl Writer<'_> {
    /// One record; an intent's command gets its number here.
    pub(super) fn write_cash(&self, entry: &CashEntry, key: Option<&str>) -> Result<(i64, Option<Stan>), JournalError> {
        let about = About { key, attempt: Some(entry.attempt()), ..About::default() };
        match entry {
            CashEntry::Intent { locked, terminal, .. } => {
                let stan = self.next_stan()?;
                let record = WithdrawalRecord {
                    v: VERSION,
                    order: locked.order(),
                    amount: locked.amount().minor(),
                    currency: locked.amount().currency().to_string(),
                    language: locked.subject().language().tag().to_owned(),
                    locked_at: locked.locked_at().wall.to_string(),
                    terminal: terminal.clone(),
                    stan,
                };
                let about = About { order: Some(locked.order()), ..about };
                Ok((self.insert("withdrawal-intent", about, &record)?, Some(stan)))
            }
            CashEntry::Debited { reference, .. } => {
                let record = DebitRecord { reference: reference.clone() };
                Ok((self.insert("withdrawal-debited", about, &record)?, None))
            }
            CashEntry::DispenseIntent { .. } => Ok((self.insert("dispense-intent", about, &serde_json::json!({}))?, None)),
            CashEntry::Ended { end, .. } => {
                Ok((self.insert("cash-ended", about, &CashRecord { end: end.key().to_owned() })?, None))
            }
        }
    }
}

impl WithdrawalRecord {
    fn restore(&self) -> Result<LockedWithdrawal, JournalError> {
        let amount = Money::from_minor(self.amount, Currency::parse(&self.currency)?)?;
        let language = Language::new(&self.language).ok_or(JournalError::Unreadable("a language"))?;
        let wall = WallTime::parse(&self.locked_at).map_err(|_| JournalError::Unreadable("a time"))?;
        Withdrawal::new(amount, language)
            .readmit(self.order, Now { at: Timestamp(0), wall })
            .map_err(|_| JournalError::Unreadable("a withdrawal"))
    }
}

/// The kinds that say something of a withdrawal.
const KINDS: &str = "('withdrawal-intent', 'withdrawal-debited', 'dispense-intent', 'cash-ended', 'payment-approved', \
                     'payment-not-charged', 'reversal-intent', 'reversed', 'alarm')";

impl Store {
    /// A cash machine's records, read from the first to the last.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn withdrawals(&self) -> Result<WithdrawalBooks, JournalError> {
        let mut books = WithdrawalBooks::default();
        let sql = format!("SELECT kind, attempt_id, payload FROM record WHERE kind IN {KINDS} ORDER BY seq");
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
        for row in rows {
            let (kind, attempt, payload): (String, String, String) = row?;
            let attempt = AttemptId::parse(&attempt).map_err(|_| JournalError::Unreadable("an attempt id"))?;
            let (entry, stan) = self.restore_cash(&kind, attempt, &payload)?;
            books.read(&entry, stan);
        }
        Ok(books)
    }

    fn restore_cash(&self, kind: &str, attempt: AttemptId, payload: &str) -> Result<(Entry, Option<Stan>), JournalError> {
        let entry = match kind {
            "withdrawal-intent" => {
                let record: WithdrawalRecord = serde_json::from_str(payload)?;
                let locked = Box::new(record.restore()?);
                let terminal = record.terminal.clone();
                return Ok((Entry::Cash(CashEntry::Intent { locked, attempt, terminal }), Some(record.stan)));
            }
            "withdrawal-debited" => {
                let DebitRecord { reference } = serde_json::from_str(payload)?;
                Entry::Cash(CashEntry::Debited { attempt, reference })
            }
            "dispense-intent" => Entry::Cash(CashEntry::DispenseIntent { attempt }),
            "cash-ended" => {
                let CashRecord { end } = serde_json::from_str(payload)?;
                let end = CashEnd::parse(&end).ok_or(JournalError::Unreadable("an end of a withdrawal"))?;
                Entry::Cash(CashEntry::Ended { attempt, end })
            }
            "payment-approved" => {
                let facts = serde_json::from_str::<ApprovalRecord>(payload)?.restore()?;
                let locked = self.locked_withdrawal(attempt)?.ok_or(JournalError::Unreadable("a withdrawal"))?;
                let approval = Approval::matching(&PaymentRequest::new(&locked, attempt), facts);
                let approval = approval.map_err(|_| JournalError::Unreadable("a matching approval"))?;
                Entry::Approved { approval: Box::new(approval) }
            }
            // Why no money moved is for people to read.
            "payment-not-charged" => Entry::NotCharged { attempt, why: NotCharged::NotFound },
            "reversal-intent" => {
                let record: ReversalRecord = serde_json::from_str(payload)?;
                let reason = ReversalReason::parse(&record.reason).ok_or(JournalError::Unreadable("a reason"))?;
                Entry::ReversalIntent { facts: Box::new(record.approval.restore()?), reason }
            }
            "reversed" => {
                let DebitRecord { reference } = serde_json::from_str(payload)?;
                Entry::Reversed { attempt, reference }
            }
            _ => {
                let record: AlarmRecord = serde_json::from_str(payload)?;
                let reason = AlarmReason::parse(&record.reason).ok_or(JournalError::Unreadable("an alarm's reason"))?;
                Entry::Alarm { attempt, reason, facts: None }
            }
        };
        Ok((entry, None))
    }

    fn locked_withdrawal(&self, attempt: AttemptId) -> Result<Option<LockedWithdrawal>, JournalError> {
        self.withdrawal_record(attempt)?.map(|record| record.restore()).transpose()
    }

    /// The number that a withdrawal's command was given.
    pub(super) fn withdrawal_stan(&self, attempt: AttemptId) -> Result<Option<Stan>, JournalError> {
        Ok(self.withdrawal_record(attempt)?.map(|record| record.stan))
    }

    fn withdrawal_record(&self, attempt: AttemptId) -> Result<Option<WithdrawalRecord>, JournalError> {
        let key = format!("withdrawal/{attempt}");
        let sql = "SELECT payload FROM record WHERE key = ?1";
        let payload: Option<String> = self.connection.query_row(sql, [key], |row| row.get(0)).optional()?;
        Ok(payload.map(|payload| serde_json::from_str(&payload)).transpose()?)
    }
}
