//! The one writing connection.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::json;

use super::chain::{FISCAL_VERSION, Moment, RecordHash, SealedRecord, canonical, clock_mark};
use super::record::{AcceptedRecord, ApprovalRecord, OrderRecord, ReversalRecord, TurnoverShare};
use super::verify::Checkpoint;
use super::{log, schema, staff, tables};
use crate::document::TicketPaper;
use crate::id::{AttemptId, KioskId, OrderId, OrderNumber, Rrn, Stan};
use crate::locale::Language;
use crate::payment::{
    AcceptedOrder, AlarmReason, ApprovalFacts, Entry, NotCharged, NumberedOrder, Numbering, OpenAttempt, PaymentRequest,
    PendingReversal, Recalled, ReversalReason, StaffMatter, WriteKey, Written,
};
use crate::planted::{self, Bug};
use crate::port::{Files, SystemFiles};
use crate::time::{BusinessDay, Millis, Now};
use crate::words::{WordBook, Words};

/// What can go wrong with the journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// SQLite says no: disk full, read-only, damaged.
    #[error("the journal's database refuses: {0}")]
    Database(#[from] rusqlite::Error),
    /// A record that this program cannot read.
    #[error("a journal record holds no readable {0}")]
    Unreadable(&'static str),
    /// An amount in a record that is none.
    #[error("a journal record holds a bad amount: {0}")]
    Amount(#[from] crate::money::MoneyError),
    /// A record that is not JSON.
    #[error("a journal record is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Written by a newer program.
    #[error("the journal is of version {found}, this program knows {known}; use the newer program")]
    Newer {
        /// What is there.
        found: i64,
        /// What is known.
        known: i64,
    },
    /// Written by an older program, and only read here.
    #[error("the journal is of version {found}, this program writes {known}; start the kiosk once, which brings it up to date")]
    Older {
        /// What is there.
        found: i64,
        /// What is known.
        known: i64,
    },
    /// The database cannot be used as it must.
    #[error("the journal cannot run in {wanted} mode, the database says \"{got}\"")]
    Mode {
        /// What was wanted.
        wanted: &'static str,
        /// What it answered.
        got: String,
    },
    /// A journal of real sales for training, or the other way round.
    #[error("this journal is for {holds} sales and refuses {asked} ones; use another --data folder")]
    OtherKind {
        /// What it holds.
        holds: String,
        /// What was asked.
        asked: String,
    },
    /// A file beside it cannot be read, written or renamed.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Somebody wanted a check to end before it had come to its end.
    #[error("stopped before the end")]
    Stopped,
    /// Its folder cannot be made.
    #[error("cannot make the folder {path}: {source}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// What the journal must know of its kiosk.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The database file.
    pub path: PathBuf,
    /// The kiosk's letter.
    pub kiosk: KioskId,
    /// Minutes after midnight at which the business day changes.
    pub cut_over_minutes: u16,
    /// The language of the house, for kitchen tickets.
    pub house: Language,
    /// Whether it holds training sales; a journal never mixes the two.
    pub training: bool,
}

/// The writing half of the journal.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    options: StoreOptions,
    house_words: Arc<Words>,
    book: WordBook,
    files: Arc<dyn Files>,
    /// The first record of this run of the program, once there is one.
    run: Option<i64>,
}

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
    /// Whether the program had stopped cleanly before; true for a new journal.
    pub clean: bool,
}

impl Store {
    /// Opens the journal, or makes a new one.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn open(options: StoreOptions) -> Result<Self, JournalError> {
        Self::open_on(options, Arc::new(SystemFiles))
    }

    /// The same on other files than the computer's own.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn open_on(options: StoreOptions, files: Arc<dyn Files>) -> Result<Self, JournalError> {
        #[cfg(test)]
        fault::at_open()?;
        if let Some(folder) = options.path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| JournalError::Folder { path: folder.to_owned(), source })?;
        }
        let mut connection = Connection::open(&options.path)?;
        set_up(&connection, &options.path)?;
        log::settle(&connection, &options.path, &*files)?;
        schema::migrate(&mut connection)?;
        claim_kind(&connection, if options.training { "training" } else { "real" })?;
        let house_words = Arc::new(Words::new(&options.house));
        Ok(Self { connection, house_words, book: WordBook::default(), options, files, run: None })
    }

    /// Opens the file again after an error: a commit that failed is an unknown, and only a fresh look tells.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn reopen(&self) -> Result<Self, JournalError> {
        Ok(Self { run: self.run, ..Self::open_on(self.options.clone(), self.files.clone())? })
    }

    /// Makes an entry durable, once for its key.
    ///
    /// # Errors
    /// [`JournalError`]; whether the entry is there is unknown then.
    pub fn append(&mut self, entry: &Entry, now: Now) -> Result<(Written, Option<TicketPaper>), JournalError> {
        let key = key_text(&entry.key());
        let known = match &key {
            None => None,
            Some(key) => self.seq_of(key)?,
        };
        match known {
            Some(seq) => self.recorded(entry.key(), seq),
            None => self.within(now, None, |writer| writer.write(entry, key.as_deref())),
        }
    }

    /// Makes many entries durable at once, all or none: for whoever brings records from elsewhere, and for measures.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn append_all(&mut self, entries: impl IntoIterator<Item = (Entry, Now)>) -> Result<(), JournalError> {
        let mut entries = entries.into_iter().peekable();
        let Some((_, first)) = entries.peek() else { return Ok(()) };
        let first = *first;
        self.within(first, None, |writer| {
            for (entry, now) in entries {
                writer.now = now;
                writer.write(&entry, key_text(&entry.key()).as_deref())?;
            }
            Ok(())
        })
    }

    /// Everything that `work` writes in one transaction. `after` is what the first record of a new file follows.
    pub(super) fn within<T>(
        &mut self,
        now: Now,
        after: Option<Checkpoint>,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let run = Cell::new(self.run);
        let (options, house) = (&self.options, &*self.house_words);
        let written = work(&mut Writer { transaction: &transaction, options, house, now, by: None, run: &run, after })?;
        #[cfg(test)]
        fault::before_commit()?;
        transaction.commit()?;
        #[cfg(test)]
        fault::after_commit()?;
        self.run = run.get();
        Ok(written)
    }

    fn seq_of(&self, key: &str) -> Result<Option<i64>, JournalError> {
        let mut statement = self.connection.prepare_cached("SELECT seq FROM record WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// A record that is not the machine's: what happened to the journal itself.
    ///
    /// # Errors
    /// [`JournalError`].
    pub(super) fn note(&mut self, operator: &str, kind: &str, payload: &serde_json::Value, now: Now) -> Result<(), JournalError> {
        self.within(now, None, |writer| writer.insert_by(operator, kind, About::default(), &payload.to_string()))?;
        Ok(())
    }

    /// Whether something happened to the journal that staff have not agreed to yet; no cards are taken then.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn is_doubted(&self) -> Result<bool, JournalError> {
        Ok(tables::doubt(&self.connection)?.is_some())
    }

    /// Somebody of the staff knows what happened to the journal and wants cards to be taken again.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn accept(&mut self, by: &str, reason: &str, now: Now) -> Result<(), JournalError> {
        self.note(&format!("staff: {by}"), super::damage::ACCEPTED, &json!({ "by": by, "reason": reason }), now)
    }

    /// The last record.
    pub(super) fn tip(&self) -> Result<Option<Checkpoint>, JournalError> {
        Ok(tables::last(&self.connection)?.map(|last| Checkpoint { seq: last.seq, hash: last.hash }))
    }

    /// Everything up to here is verified; the next start begins from here.
    pub(super) fn set_checkpoint(&mut self) -> Result<(), JournalError> {
        let Some(Checkpoint { seq, hash }) = self.tip()? else { return Ok(()) };
        let sql = "INSERT INTO meta VALUES ('verified', ?1) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.connection.execute(sql, [format!("{seq} {hash}")])?;
        Ok(())
    }

    /// Whether an entry of this key is in the journal, and what it was answered with.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn find(&self, key: &WriteKey) -> Result<Option<(Written, Option<TicketPaper>)>, JournalError> {
        let Some(text) = key_text(key) else { return Ok(None) };
        let seq = self.seq_of(&text)?;
        seq.map(|seq| self.recorded(key.clone(), seq)).transpose()
    }

    /// Proves that something can be stored, by storing something that is no record.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn probe(&self) -> Result<(), JournalError> {
        let sql = "INSERT INTO counter VALUES ('probe', 1) ON CONFLICT DO UPDATE SET value = value + 1";
        self.connection.execute(sql, [])?;
        Ok(())
    }

    fn recorded(&self, key: WriteKey, seq: i64) -> Result<(Written, Option<TicketPaper>), JournalError> {
        let seq = u64::try_from(seq).unwrap_or(0);
        let mut written = Written { key, seq, stan: None, number: None };
        let mut accepted = None;
        match &written.key {
            WriteKey::Intent(attempt) => {
                let sql = "SELECT stan FROM attempt WHERE attempt_id = ?1";
                written.stan = Some(Stan(self.connection.query_row(sql, [attempt.to_string()], |row| row.get(0))?));
            }
            WriteKey::Accepted(order) => (written.number, accepted) = self.accepted(*order)?,
            WriteKey::StaffResolved(attempt, StaffMatter::Payment) => {
                if let Some(order) = self.accepted_by(*attempt)? {
                    (written.number, accepted) = self.accepted(order)?;
                }
            }
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::Approved(..)
            | WriteKey::NotCharged(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::StaffResolved(_, StaffMatter::Reversals(_) | StaffMatter::Alarms(_))
            | WriteKey::ReversalIntent(..)
            | WriteKey::Reversed(..)
            | WriteKey::Alarm(..)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Shutdown => {}
        }
        Ok((written, accepted))
    }

    fn accepted(&self, order: OrderId) -> Result<(Option<Numbering>, Option<TicketPaper>), JournalError> {
        let known = self.order(order)?.ok_or(JournalError::Unreadable("an accepted order"))?;
        Ok((Some(known.numbering()), self.ticket(order)?))
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
        super::reader::numbered_order(&self.connection, self.options.kiosk, order)
    }

    /// The receipt of an accepted order, in the customer's language.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn receipt(&self, order: OrderId) -> Result<Option<String>, JournalError> {
        let order = self.order(order)?;
        Ok(order.map(|order| {
            let words = self.book.of(&order.accepted.locked().subject().language);
            crate::document::receipt_text(&order, &words)
        }))
    }

    /// The ticket of an accepted order as it stands in the outbox.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn ticket(&self, order: OrderId) -> Result<Option<TicketPaper>, JournalError> {
        let mut tickets = self.tickets("WHERE order_id = ?1", params![order.to_string()])?;
        Ok(tickets.pop())
    }

    fn tickets(&self, filter: &str, values: impl rusqlite::Params) -> Result<Vec<TicketPaper>, JournalError> {
        let sql = format!("SELECT order_id, name, text, json FROM kitchen_outbox {filter} ORDER BY rowid");
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map(values, |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        rows.map(|row| {
            let (order, name, text, json) = row?;
            let order = OrderId::parse(&order).map_err(|_| JournalError::Unreadable("an order id"))?;
            Ok(TicketPaper { order, name, text, json })
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
            return Ok(Recalled::NeverHeardOf);
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
            tickets: self.tickets("WHERE delivered_seq IS NULL", [])?,
            last_lock: self.last_lock()?,
            alarms: staff::waiting_alarms(&self.connection)?,
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
                // A clock that stands before the lock cannot be trusted.
                age: u64::try_from(age_ms).ok().map(Millis),
            })
        })
        .collect()
    }

    fn pending_reversals(&self) -> Result<Vec<PendingReversal>, JournalError> {
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

/// One entry inside its transaction.
pub(super) struct Writer<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    options: &'a StoreOptions,
    house: &'a Words,
    now: Now,
    /// Who of the staff decides; else a record's kind says in whose name it is.
    by: Option<&'a str>,
    /// The first record of this run of the program, once there is one.
    run: &'a Cell<Option<i64>>,
    /// What the first record of a new file follows.
    after: Option<Checkpoint>,
}

/// What a record is about.
#[derive(Default)]
pub(super) struct About<'a> {
    pub key: Option<&'a str>,
    pub order: Option<OrderId>,
    pub attempt: Option<AttemptId>,
    pub menu: Option<&'a str>,
}

impl Writer<'_> {
    /// The same, while somebody of the staff decides.
    pub(super) fn in_the_name_of<'b>(&'b self, by: &'b str) -> Writer<'b> {
        Writer { by: Some(by), ..*self }
    }

    fn write(&mut self, entry: &Entry, key: Option<&str>) -> Result<(Written, Option<TicketPaper>), JournalError> {
        let attempt = |attempt: &AttemptId| About { key, attempt: Some(*attempt), ..About::default() };
        let order = |order: &OrderId| About { key, order: Some(*order), ..About::default() };
        let mut written = Written { key: entry.key(), seq: 0, stan: None, number: None };
        let mut accepted = None;
        let seq = match entry {
            Entry::Boot => {
                let sql = "SELECT kind FROM record ORDER BY seq DESC LIMIT 1";
                let last: Option<String> = self.transaction.query_row(sql, [], |row| row.get(0)).optional()?;
                let clean = last.is_none_or(|kind| kind == "shutdown");
                self.insert("boot", About::default(), &json!({ "after_clean_stop": clean }).to_string())?
            }
            Entry::MenuLoaded(version) => {
                let about = About { menu: Some(&version.0), ..About::default() };
                self.insert("menu-load", about, "{}")?
            }
            Entry::Intent { locked, attempt, terminal } => {
                let about = About { order: Some(locked.order()), menu: Some(&locked.subject().menu.0), ..About::default() };
                let lock = self.insert("cart-lock", about, &serde_json::to_string(&OrderRecord::from(&**locked))?)?;
                let stan = self.next_stan()?;
                written.stan = Some(stan);
                let payload = json!({
                    "amount": locked.amount().minor(),
                    "currency": locked.amount().currency().code(),
                    "terminal": terminal,
                    "stan": stan,
                });
                let about = About { key, order: Some(locked.order()), attempt: Some(*attempt), menu: None };
                let seq = self.insert("payment-intent", about, &payload.to_string())?;
                self.transaction.execute(
                    "INSERT INTO attempt (attempt_id, order_id, stan, state, lock_seq) VALUES (?1, ?2, ?3, 'open', ?4)",
                    params![attempt.to_string(), locked.order().to_string(), stan.0, lock],
                )?;
                seq
            }
            Entry::Approved { approval } => {
                let facts = approval.facts();
                let payload = serde_json::to_string(&ApprovalRecord::from(facts))?;
                let seq = self.insert("payment-approved", attempt(&facts.attempt), &payload)?;
                // One that staff had said was paid stays accepted; now it is known which payment that was.
                self.transaction.execute(
                    "UPDATE attempt SET state = CASE state WHEN 'open' THEN 'approved' ELSE state END, reference = ?2,
                     result_seq = ?3 WHERE attempt_id = ?1",
                    params![facts.attempt.to_string(), facts.reference.0, seq],
                )?;
                seq
            }
            Entry::NotCharged { attempt: id, why } => {
                let code = match why {
                    NotCharged::Declined(decline) => json!({ "reason": decline.reason.key(), "code": decline.code }),
                    NotCharged::CancelledAtTerminal
                    | NotCharged::CancelledHere
                    | NotCharged::NoCard
                    | NotCharged::Unreachable
                    | NotCharged::Busy
                    | NotCharged::NotRecorded
                    | NotCharged::TakenBack
                    | NotCharged::NotFound => json!(null),
                };
                let payload = json!({ "why": why.key(), "decline": code });
                let seq = self.insert("payment-not-charged", attempt(id), &payload.to_string())?;
                self.attempt_state(*id, "not-charged")?;
                seq
            }
            Entry::OutcomeUnknown { attempt: id, reason } => {
                let payload = json!({ "reason": format!("{reason:?}") });
                let seq = self.insert("payment-unknown", attempt(id), &payload.to_string())?;
                let sql = "UPDATE attempt SET unknown_seq = ?2 WHERE attempt_id = ?1";
                self.transaction.execute(sql, params![id.to_string(), seq])?;
                seq
            }
            Entry::HandedToStaff { attempt: id } => {
                let payload = json!({ "reference": id.reference() });
                self.insert("handed-to-staff", attempt(id), &payload.to_string())?
            }
            Entry::StaffResolved { decision, end } => {
                let (seq, order) = self.staff_resolved(decision, end, key)?;
                (written.number, accepted) = order.unzip();
                seq
            }
            Entry::ReversalIntent { facts, reason } => self.reversal_intent(facts, *reason, key)?,
            Entry::Reversed { attempt: id, reference } => {
                let payload = json!({ "reference": reference });
                let seq = self.insert("reversed", attempt(id), &payload.to_string())?;
                self.reversal_done(*id, reference, seq)?;
                seq
            }
            Entry::Alarm { attempt: id, reason, facts } => self.alarm(*id, *reason, facts.as_deref(), key)?,
            Entry::Accepted { order: id } => {
                let (seq, number, ticket) = self.accept(id, key)?;
                written.number = Some(number);
                accepted = Some(ticket);
                seq
            }
            Entry::KitchenDelivered { order: id } => {
                let seq = self.insert("kitchen-delivered", order(id), "{}")?;
                self.transaction
                    .execute("UPDATE kitchen_outbox SET delivered_seq = ?2 WHERE order_id = ?1", params![id.to_string(), seq])?;
                seq
            }
            Entry::ReceiptPrinted { order: id } => self.insert("receipt-printed", order(id), "{}")?,
            Entry::Shutdown => self.insert("shutdown", About::default(), "{}")?,
        };
        // Rows count up from 1.
        written.seq = u64::try_from(seq).unwrap_or(0);
        Ok((written, accepted))
    }

    /// *One transaction*: order accepted, order number, kitchen outbox row.
    pub(super) fn accept(
        &self,
        accepted: &AcceptedOrder,
        key: Option<&str>,
    ) -> Result<(i64, Numbering, TicketPaper), JournalError> {
        let day = self.day();
        let sql = "SELECT coalesce(max(count), 0) + 1 FROM accepted_order WHERE business_day = ?1";
        let count: u32 = self.transaction.query_row(sql, [day.to_string()], |row| row.get(0))?;
        let number = OrderNumber::new(self.options.kiosk, count);
        let numbering = Numbering { business_day: day, number, accepted_at: self.now.wall };
        let numbered = NumberedOrder::new(accepted.clone(), numbering);
        let order = numbered.order();
        let ticket = TicketPaper::for_order(&numbered, self.house);
        let record =
            AcceptedRecord::new(accepted, number.to_string(), count, day.to_string(), self.now.wall).with_ticket(&ticket);
        let about = About { key, order: Some(order), attempt: None, menu: Some(&accepted.locked().subject().menu.0) };
        let seq = self.insert("order-accepted", about, &serde_json::to_string(&record)?)?;
        for share in record.turnover() {
            self.add_turnover(&share)?;
        }
        tables::insert_order(self.transaction, Some(&order.to_string()), &record, seq)?;
        if let Some(attempt) = accepted.attempt() {
            self.attempt_state(attempt, "accepted")?;
        }
        self.transaction.execute(
            "INSERT INTO kitchen_outbox (order_id, name, text, json) VALUES (?1, ?2, ?3, ?4)",
            params![order.to_string(), ticket.name, ticket.text, ticket.json],
        )?;
        Ok((seq, numbering, ticket))
    }

    pub(super) fn insert(&self, kind: &str, about: About<'_>, payload: &str) -> Result<i64, JournalError> {
        self.insert_by(self.by.unwrap_or_else(|| super::operator(kind)), kind, about, payload)
    }

    /// Ties a record to the last one.
    pub(super) fn insert_by(&self, operator: &str, kind: &str, about: About<'_>, payload: &str) -> Result<i64, JournalError> {
        let last = tables::last(self.transaction)?;
        let (before, prev) = match (&last, self.after) {
            (Some(last), _) => (last.seq, last.hash),
            (None, Some(after)) => (after.seq, after.hash),
            (None, None) => (0, RecordHash::GENESIS),
        };
        let seq = before + 1;
        let run = self.run.get().unwrap_or(seq);
        let mono_ms = i64::try_from(self.now.at.0).unwrap_or(i64::MAX);
        let moment = Moment { run, mono_ms, unix_ms: self.now.wall.unix_ms };
        let mut record = SealedRecord {
            seq,
            key: about.key.map(str::to_owned),
            kind: kind.to_owned(),
            business_day: self.day().to_string(),
            wall_time: self.now.wall.to_string(),
            mono_ms,
            run,
            clock: clock_mark(last.as_ref().and_then(tables::Last::moment), moment).to_owned(),
            register: self.options.kiosk.letter().to_string(),
            software: env!("CARGO_PKG_VERSION").to_owned(),
            fiscal: FISCAL_VERSION,
            menu: about.menu.map_or_else(|| tables::live_menu(self.transaction), |menu| Ok(menu.to_owned()))?,
            operator: operator.to_owned(),
            order: about.order.map(|order| order.to_string()),
            attempt: about.attempt.map(|attempt| attempt.to_string()),
            prev,
            hash: RecordHash::GENESIS,
            payload: canonical(payload)?,
        };
        record.seal();
        tables::insert(self.transaction, "record", &record)?;
        self.run.set(Some(run));
        Ok(seq)
    }

    pub(super) fn add_turnover(&self, share: &TurnoverShare<'_>) -> Result<(), JournalError> {
        tables::add_turnover(self.transaction, share)
    }

    pub(super) fn set_stan(&self, stan: u64) -> Result<(), JournalError> {
        let sql = "INSERT INTO counter VALUES ('stan', ?1) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.transaction.execute(sql, [i64::try_from(stan).unwrap_or(0)])?;
        Ok(())
    }

    pub(super) fn connection(&self) -> &Connection {
        self.transaction
    }

    pub(super) const fn kiosk(&self) -> KioskId {
        self.options.kiosk
    }

    pub(super) const fn house(&self) -> &Words {
        self.house
    }

    pub(super) fn reversal_intent(
        &self,
        facts: &ApprovalFacts,
        reason: ReversalReason,
        key: Option<&str>,
    ) -> Result<i64, JournalError> {
        let payload = ReversalRecord { reason: reason.key().to_owned(), approval: ApprovalRecord::from(facts) };
        let about = About { key, attempt: Some(facts.attempt), ..About::default() };
        let seq = self.insert("reversal-intent", about, &serde_json::to_string(&payload)?)?;
        self.transaction.execute(
            "INSERT INTO reversal (attempt_id, reference, intent_seq) VALUES (?1, ?2, ?3)",
            params![facts.attempt.to_string(), facts.reference.0, seq],
        )?;
        // A second payment leaves the first alone: that one is open, approved or accepted as it was.
        if reason != ReversalReason::SecondReference {
            self.transaction.execute(
                "UPDATE attempt SET state = 'reversing' WHERE attempt_id = ?1 AND state IN ('open', 'approved')",
                params![facts.attempt.to_string()],
            )?;
        }
        Ok(seq)
    }

    pub(super) fn reversal_done(&self, attempt: AttemptId, reference: &Rrn, seq: i64) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE reversal SET done_seq = ?3 WHERE attempt_id = ?1 AND reference = ?2",
            params![attempt.to_string(), reference.0, seq],
        )?;
        self.transaction.execute(
            "UPDATE attempt SET state = 'reversed' WHERE attempt_id = ?1 AND state = 'reversing'",
            params![attempt.to_string()],
        )?;
        Ok(())
    }

    pub(super) fn attempt_state(&self, attempt: AttemptId, state: &str) -> Result<(), JournalError> {
        let sql = "UPDATE attempt SET state = ?2 WHERE attempt_id = ?1";
        self.transaction.execute(sql, params![attempt.to_string(), state])?;
        Ok(())
    }

    fn next_stan(&self) -> Result<Stan, JournalError> {
        let sql = "INSERT INTO counter VALUES ('stan', 1)
                   ON CONFLICT DO UPDATE SET value = value % ?1 + 1 RETURNING value";
        Ok(Stan(self.transaction.query_row(sql, [Stan::MAX], |row| row.get(0))?))
    }

    fn day(&self) -> BusinessDay {
        self.now.wall.business_day(self.options.cut_over_minutes)
    }
}

/// Settings for a till, checked where SQLite may say no.
fn set_up(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    // Read to its end: the switch is committed only after the answer, and a sync that fails there must not be overlooked.
    let mut switch = connection.prepare("PRAGMA journal_mode = WAL")?;
    let answers: Vec<String> = switch.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mode = answers.concat();
    // A database in memory has no log to write ahead; only tests have one.
    if mode != "wal" && !(mode == "memory" && path == Path::new(":memory:")) {
        return Err(JournalError::Mode { wanted: "WAL", got: mode });
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;",
    )?;
    if planted::is(Bug::SynchronousNormal) {
        return Ok(connection.execute_batch("PRAGMA synchronous = NORMAL")?);
    }
    let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    if synchronous != 2 {
        return Err(JournalError::Mode { wanted: "synchronous=FULL", got: synchronous.to_string() });
    }
    Ok(())
}

fn claim_kind(connection: &Connection, asked: &str) -> Result<(), JournalError> {
    connection.execute("INSERT INTO meta VALUES ('sales', ?1) ON CONFLICT DO NOTHING", [asked])?;
    let holds: String = connection.query_row("SELECT value FROM meta WHERE name = 'sales'", [], |row| row.get(0))?;
    if holds == asked { Ok(()) } else { Err(JournalError::OtherKind { holds, asked: asked.to_owned() }) }
}

/// The key under which an entry is written once; `None` for those that may come again.
pub(super) fn key_text(key: &WriteKey) -> Option<String> {
    Some(match key {
        WriteKey::Boot | WriteKey::MenuLoaded(_) | WriteKey::Shutdown | WriteKey::ReceiptPrinted(_) => return None,
        WriteKey::Intent(attempt) => format!("intent/{attempt}"),
        WriteKey::Approved(attempt, reference) => format!("approved/{attempt}/{reference}"),
        WriteKey::NotCharged(attempt) => format!("not-charged/{attempt}"),
        WriteKey::OutcomeUnknown(_) => return None,
        WriteKey::HandedToStaff(attempt) => format!("staff/{attempt}"),
        WriteKey::StaffResolved(attempt, StaffMatter::Payment) => format!("staff-resolved/{attempt}/payment"),
        WriteKey::StaffResolved(attempt, StaffMatter::Reversals(references)) => {
            let references: Vec<_> = references.iter().map(|reference| reference.0.as_str()).collect();
            format!("staff-resolved/{attempt}/reversals/{}", references.join("/"))
        }
        WriteKey::StaffResolved(attempt, StaffMatter::Alarms(alarms)) => {
            let alarms: Vec<_> = alarms.iter().map(|alarm| alarm.key()).collect();
            format!("staff-resolved/{attempt}/alarms/{}", alarms.join("/"))
        }
        WriteKey::ReversalIntent(attempt, reference) => format!("reversal/{attempt}/{reference}"),
        WriteKey::Reversed(attempt, reference) => format!("reversed/{attempt}/{reference}"),
        WriteKey::Alarm(attempt, reason) => format!("alarm/{attempt}/{}", reason.key()),
        WriteKey::Accepted(order) => format!("accepted/{order}"),
        WriteKey::KitchenDelivered(order) => format!("kitchen/{order}"),
    })
}

/// A disk that fails on purpose, for the tests of what follows. Each thread has its own.
#[cfg(test)]
pub(crate) mod fault {
    use std::cell::Cell;

    use super::JournalError;

    /// How a commit fails.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Fault {
        /// Nothing gets into the file.
        Lost,
        /// Everything gets into the file, and an error is reported all the same.
        Unsaid,
        /// The same, and then the file cannot be opened.
        Gone,
    }

    thread_local! {
        static NEXT: Cell<Option<(Fault, u32)>> = const { Cell::new(None) };
        static COMMITS: Cell<u32> = const { Cell::new(0) };
        static GONE: Cell<bool> = const { Cell::new(false) };
    }

    /// The commit of this number from here on fails, counted from 1; `None` counts only.
    pub fn plan(fault: Option<(Fault, u32)>) {
        NEXT.set(fault);
        COMMITS.set(0);
        GONE.set(false);
    }

    /// How many commits there were since the plan.
    pub fn commits() -> u32 {
        COMMITS.get()
    }

    /// The file can be opened again.
    pub fn mend() {
        GONE.set(false);
    }

    fn due(one: &[Fault]) -> Option<Fault> {
        NEXT.get().filter(|(fault, at)| *at == COMMITS.get() && one.contains(fault)).map(|(fault, _)| fault)
    }

    fn error() -> Result<(), JournalError> {
        let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
        Err(JournalError::Database(rusqlite::Error::SqliteFailure(error, None)))
    }

    pub fn before_commit() -> Result<(), JournalError> {
        COMMITS.set(COMMITS.get() + 1);
        if due(&[Fault::Lost]).is_some() { error() } else { Ok(()) }
    }

    pub fn after_commit() -> Result<(), JournalError> {
        match due(&[Fault::Unsaid, Fault::Gone]) {
            None => Ok(()),
            Some(fault) => {
                GONE.set(fault == Fault::Gone);
                error()
            }
        }
    }

    pub fn at_open() -> Result<(), JournalError> {
        if GONE.get() { error() } else { Ok(()) }
    }
}
