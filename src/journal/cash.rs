//! A cash machine's records: a file of its own, in the same chain. Beside the records there is one table: the withdrawals of which a
//! restart must take something up, a handful at most. What has become of each of them is read from its records, which its id finds.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::record::{AlarmRecord, ApprovalRecord, ReversalRecord, StaffRecord};
use super::salvage::{CARRIED_ALARM, CARRIED_APPROVAL, CARRIED_REVERSAL};
use super::staff;
use super::store::Store;
use super::writer::{About, Writer};
use crate::id::{AttemptId, OrderId, Rrn, Stan, TerminalId};
use crate::locale::Language;
use crate::money::{Currency, Money};
use crate::order::{LockedWithdrawal, Withdrawal};
use crate::payment::{
    AlarmReason, Approval, CashEnd, CashEntry, Entry, NotCharged, PaymentRequest, ReversalReason, StaffEnd, WithdrawalBooks,
    WithdrawalsFound,
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
                let seq = self.insert("withdrawal-intent", about, &record)?;
                self.open_withdrawal(&entry.attempt().to_string(), seq)?;
                Ok((seq, Some(stan)))
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

    pub(super) fn open_withdrawal(&self, attempt: &str, intent: i64) -> Result<(), JournalError> {
        self.run("INSERT INTO open_withdrawal VALUES (?1, ?2)", params![attempt, intent])
    }

    /// A withdrawal of which nothing is open any more leaves the list.
    pub(super) fn settle_withdrawal(&self, attempt: AttemptId) -> Result<(), JournalError> {
        let id = attempt.to_string();
        let listed = "SELECT 1 FROM open_withdrawal WHERE attempt_id = ?1";
        if self.connection().prepare_cached(listed)?.exists([&id])? && !books_of(self.connection(), [attempt])?.is_open(attempt) {
            self.run("DELETE FROM open_withdrawal WHERE attempt_id = ?1", [&id])?;
        }
        Ok(())
    }
}

/// Which withdrawal may have nothing open any more after this.
pub(super) fn may_settle(entry: &Entry) -> Option<AttemptId> {
    match entry {
        Entry::Approved { approval } => Some(approval.facts().attempt),
        Entry::ReversalIntent { facts, .. } => Some(facts.attempt),
        Entry::NotCharged { attempt, .. } | Entry::Alarm { attempt, .. } => Some(*attempt),
        Entry::StaffResolved { decision, .. } => Some(decision.attempt()),
        Entry::Cash(CashEntry::Ended { attempt, .. }) => Some(*attempt),
        Entry::Cash(CashEntry::Intent { .. } | CashEntry::Debited { .. } | CashEntry::DispenseIntent { .. })
        | Entry::Boot
        | Entry::MenuLoaded(_)
        | Entry::Intent { .. }
        | Entry::OutcomeUnknown { .. }
        | Entry::HandedToStaff { .. }
        | Entry::CardSlip(_)
        | Entry::Reversed { .. }
        | Entry::Accepted { .. }
        | Entry::KitchenDelivered { .. }
        | Entry::ReceiptPrinted { .. }
        | Entry::Shutdown => None,
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

/// Everything that was recorded under an attempt's id once, in order: no index over all records is needed for that.
const OF_ONE: &str = "SELECT kind, payload FROM record
    WHERE key IN ('withdrawal/' || ?1, 'debited/' || ?1, 'dispense/' || ?1, 'cash-ended/' || ?1, 'not-charged/' || ?1)
       OR (key > 'approved/' || ?1 || '/' AND key < 'approved/' || ?1 || '0')
       OR (key > 'reversal/' || ?1 || '/' AND key < 'reversal/' || ?1 || '0')
       OR (key > 'reversed/' || ?1 || '/' AND key < 'reversed/' || ?1 || '0')
       OR (key > 'alarm/' || ?1 || '/' AND key < 'alarm/' || ?1 || '0')
       OR (key > 'staff-resolved/' || ?1 || '/' AND key < 'staff-resolved/' || ?1 || '0')
    ORDER BY seq";

/// What the records say of these attempts.
pub(super) fn books_of(
    connection: &Connection,
    attempts: impl IntoIterator<Item = AttemptId>,
) -> Result<WithdrawalBooks, JournalError> {
    let mut books = WithdrawalBooks::default();
    let mut statement = connection.prepare_cached(OF_ONE)?;
    for attempt in attempts {
        let mut reading = Reading::of(attempt);
        let mut rows = statement.query([attempt.to_string()])?;
        while let Some(row) = rows.next()? {
            reading.read(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?, &mut books)?;
        }
    }
    Ok(books)
}

/// The records of one withdrawal, read one after the other.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    attempt: AttemptId,
    locked: Option<LockedWithdrawal>,
}

impl Reading {
    pub const fn of(attempt: AttemptId) -> Self {
        Self { attempt, locked: None }
    }

    /// The next record; one that a damaged journal left says the same as it did there.
    pub fn read(&mut self, kind: &str, payload: &str, books: &mut WithdrawalBooks) -> Result<(), JournalError> {
        let attempt = self.attempt;
        let mut stan = None;
        let entry = match kind {
            "withdrawal-intent" | "carried-withdrawal-intent" => {
                let record: WithdrawalRecord = serde_json::from_str(payload)?;
                let locked = record.restore()?;
                self.locked = Some(locked.clone());
                stan = Some(record.stan);
                Entry::Cash(CashEntry::Intent { locked: Box::new(locked), attempt, terminal: record.terminal })
            }
            "withdrawal-debited" | "carried-withdrawal-debited" => {
                let DebitRecord { reference } = serde_json::from_str(payload)?;
                Entry::Cash(CashEntry::Debited { attempt, reference })
            }
            "dispense-intent" | "carried-dispense-intent" => Entry::Cash(CashEntry::DispenseIntent { attempt }),
            "cash-ended" | "carried-cash-ended" => {
                let CashRecord { end } = serde_json::from_str(payload)?;
                let end = CashEnd::parse(&end).ok_or(JournalError::Unreadable("an end of a withdrawal"))?;
                Entry::Cash(CashEntry::Ended { attempt, end })
            }
            // A kiosk's approval is nothing to a cash machine.
            "payment-approved" | CARRIED_APPROVAL => {
                let Some(locked) = &self.locked else { return Ok(()) };
                let facts = serde_json::from_str::<ApprovalRecord>(payload)?.restore()?;
                let approval = Approval::matching(&PaymentRequest::new(locked, attempt), facts);
                let approval = approval.map_err(|_| JournalError::Unreadable("a matching approval"))?;
                Entry::Approved { approval: Box::new(approval) }
            }
            // Why no money moved is for people to read.
            "payment-not-charged" => Entry::NotCharged { attempt, why: NotCharged::NotFound },
            "reversal-intent" | CARRIED_REVERSAL => {
                let record: ReversalRecord = serde_json::from_str(payload)?;
                let reason = ReversalReason::parse(&record.reason).ok_or(JournalError::Unreadable("a reason"))?;
                Entry::ReversalIntent { facts: Box::new(record.approval.restore()?), reason }
            }
            "reversed" => {
                let DebitRecord { reference } = serde_json::from_str(payload)?;
                Entry::Reversed { attempt, reference }
            }
            "alarm" | CARRIED_ALARM => {
                let record: AlarmRecord = serde_json::from_str(payload)?;
                let reason = AlarmReason::parse(&record.reason).ok_or(JournalError::Unreadable("an alarm's reason"))?;
                Entry::Alarm { attempt, reason, facts: None }
            }
            "staff-resolved" => {
                let record: StaffRecord = serde_json::from_str(payload)?;
                record.end_of_withdrawal()?.inspect(|end| books.read_decision(attempt, end));
                return Ok(());
            }
            _ => return Ok(()),
        };
        books.read(&entry, stan);
        Ok(())
    }
}

impl StaffRecord {
    /// What it ended; `None` where that has a record of its own.
    fn end_of_withdrawal(self) -> Result<Option<StaffEnd>, JournalError> {
        Ok(match self.end.as_str() {
            "given-up" => Some(StaffEnd::GivenUp),
            "given-back" => Some(StaffEnd::GivenBack(self.reversals)),
            "seen" => {
                let alarms = self.alarms.iter().map(|alarm| AlarmReason::parse(alarm));
                Some(StaffEnd::Seen(alarms.collect::<Option<_>>().ok_or(JournalError::Unreadable("an alarm's reason"))?))
            }
            _ => None,
        })
    }
}

impl Store {
    /// What a restart of a cash machine must take up. Only what is open is read.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn withdrawals(&self) -> Result<WithdrawalsFound, JournalError> {
        let found = books_of(&self.connection, open_attempts(&self.connection)?)?.found();
        let (reversals, alarms) = (self.pending_reversals()?, staff::waiting_alarms(&self.connection)?);
        Ok(WithdrawalsFound { reversals, alarms, ..found })
    }

    /// The number that a withdrawal's command was given.
    pub(super) fn withdrawal_stan(&self, attempt: AttemptId) -> Result<Option<Stan>, JournalError> {
        Ok(withdrawal_record(&self.connection, attempt)?.map(|record| record.stan))
    }
}

/// Withdrawals that are not over.
fn open_attempts(connection: &Connection) -> Result<Vec<AttemptId>, JournalError> {
    let mut statement = connection.prepare("SELECT attempt_id FROM open_withdrawal ORDER BY intent_seq")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|row| AttemptId::parse(&row?).map_err(|_| JournalError::Unreadable("an attempt id"))).collect()
}

/// What was asked for in an attempt, and when, if it is a withdrawal.
pub(super) fn asked(connection: &Connection, attempt: AttemptId) -> Result<Option<(LockedWithdrawal, String)>, JournalError> {
    let found = withdrawal_record(connection, attempt)?;
    found.map(|record| Ok((record.restore()?, record.locked_at))).transpose()
}

fn withdrawal_record(connection: &Connection, attempt: AttemptId) -> Result<Option<WithdrawalRecord>, JournalError> {
    let (sql, key) = ("SELECT payload FROM record WHERE key = ?1", format!("withdrawal/{attempt}"));
    let found: Option<String> = connection.query_row(sql, [key], |row| row.get(0)).optional()?;
    Ok(found.map(|payload| serde_json::from_str(&payload)).transpose()?)
}
