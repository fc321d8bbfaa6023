//! The writing half of the store: one entry inside its transaction, as records and as what follows from them.

use std::cell::{Cell, RefCell};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde_json::json;

use super::cash;
use super::chain::{FISCAL_VERSION, Moment, RecordHash, SealedRecord, canonical_of, clock_mark};
use super::error::JournalError;
use super::key::key_text;
use super::outbox;
use super::record::{AcceptedRecord, ApprovalRecord, OrderRecord, ReversalRecord, SlipRecord, TurnoverShare};
use super::store::StoreOptions;
use super::tables;
use super::turnover::Turnover;
use super::verify::Checkpoint;
use crate::id::{AttemptId, KioskId, OrderId, OrderNumber, Rrn, Stan};
use crate::payment::{AcceptedOrder, ApprovalFacts, Decline, Entry, NotCharged, Numbering, ReversalReason, WriteKey, Written};
use crate::time::{BusinessDay, Now};

/// One entry inside its transaction.
pub(super) struct Writer<'a> {
    /// Inside its transaction.
    pub(super) transaction: &'a Connection,
    pub(super) options: &'a StoreOptions,
    pub(super) now: Now,
    /// Who of the staff decides; else a record's kind says in whose name it is.
    pub(super) by: Option<&'a str>,
    /// The first record of this run of the program, once there is one.
    pub(super) run: &'a Cell<Option<i64>>,
    /// What the first record of a new file follows.
    pub(super) after: Option<Checkpoint>,
    /// The end of the chain, as far as it was looked at or written to.
    pub(super) last: &'a RefCell<Option<tables::Last>>,
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

    pub(super) fn write(&mut self, entry: &Entry, key: Option<&str>) -> Result<Written, JournalError> {
        let attempt = |attempt: &AttemptId| About { key, attempt: Some(*attempt), ..About::default() };
        let order = |order: &OrderId| About { key, order: Some(*order), ..About::default() };
        let mut written = Written { key: entry.key(), seq: 0, stan: None, number: None };
        let seq = match entry {
            Entry::Boot => {
                let sql = "SELECT kind FROM record ORDER BY seq DESC LIMIT 1";
                let last: Option<String> = self.transaction.query_row(sql, [], |row| row.get(0)).optional()?;
                let clean = last.is_none_or(|kind| kind == "shutdown");
                self.insert("boot", About::default(), &json!({ "after_clean_stop": clean }))?
            }
            Entry::MenuLoaded(version) => {
                let about = About { menu: Some(&version.0), ..About::default() };
                self.insert("menu-load", about, &json!({}))?
            }
            Entry::Intent { locked, attempt, terminal } => {
                let about = About { order: Some(locked.order()), menu: Some(&locked.subject().menu.0), ..About::default() };
                let lock = self.insert("cart-lock", about, &OrderRecord::from(&**locked))?;
                let stan = self.next_stan()?;
                written.stan = Some(stan);
                let payload = json!({
                    "amount": locked.amount().minor(),
                    "currency": locked.amount().currency().code(),
                    "terminal": terminal,
                    "stan": stan,
                });
                let about = About { key, order: Some(locked.order()), attempt: Some(*attempt), menu: None };
                let seq = self.insert("payment-intent", about, &payload)?;
                self.run(
                    "INSERT INTO attempt (attempt_id, order_id, stan, state, lock_seq) VALUES (?1, ?2, ?3, 'open', ?4)",
                    params![attempt.to_string(), locked.order().to_string(), stan.0, lock],
                )?;
                seq
            }
            Entry::Approved { approval } => {
                let facts = approval.facts();
                let record = ApprovalRecord::from(facts);
                let seq = self.insert("payment-approved", attempt(&facts.attempt), &record)?;
                // One that staff had said was paid stays accepted; now it is known which payment that was.
                self.run(
                    "UPDATE attempt SET state = CASE state WHEN 'open' THEN 'approved' ELSE state END, reference = ?2,
                     result_seq = ?3 WHERE attempt_id = ?1",
                    params![facts.attempt.to_string(), facts.reference.0, seq],
                )?;
                seq
            }
            Entry::NotCharged { attempt: id, why } => {
                let code = match why {
                    NotCharged::Declined(Decline { reason, code, said }) if said.is_empty() => {
                        json!({ "reason": reason.key(), "code": code })
                    }
                    NotCharged::Declined(Decline { reason, code, said }) => {
                        json!({ "reason": reason.key(), "code": code, "said": said })
                    }
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
                let seq = self.insert("payment-not-charged", attempt(id), &payload)?;
                self.attempt_state(*id, "not-charged")?;
                seq
            }
            Entry::OutcomeUnknown { attempt: id, reason } => {
                let payload = json!({ "reason": format!("{reason:?}") });
                let seq = self.insert("payment-unknown", attempt(id), &payload)?;
                let sql = "UPDATE attempt SET unknown_seq = ?2 WHERE attempt_id = ?1";
                self.run(sql, params![id.to_string(), seq])?;
                seq
            }
            Entry::HandedToStaff { attempt: id } => {
                let payload = json!({ "reference": id.reference() });
                self.insert("handed-to-staff", attempt(id), &payload)?
            }
            Entry::StaffResolved { decision, end } => {
                let (seq, number) = self.staff_resolved(decision, end, key)?;
                written.number = number;
                seq
            }
            Entry::ReversalIntent { facts, reason } => self.reversal_intent(facts, *reason, key)?,
            Entry::Reversed { attempt: id, reference } => {
                let payload = json!({ "reference": reference });
                let seq = self.insert("reversed", attempt(id), &payload)?;
                self.reversal_done(*id, reference, seq)?;
                seq
            }
            Entry::Alarm { attempt: id, reason, facts } => self.alarm(*id, *reason, facts.as_deref(), key)?,
            Entry::Accepted { order: id } => {
                let (seq, number) = self.accept(id, key)?;
                written.number = Some(number);
                seq
            }
            Entry::KitchenDelivered { order: id } => {
                let seq = self.insert("kitchen-delivered", order(id), &json!({}))?;
                outbox::confirm(self.transaction, key_text(&WriteKey::Accepted(*id)).as_deref(), seq)?;
                seq
            }
            Entry::CardSlip(slip) => {
                let about = About { key, attempt: slip.matter().attempt(), ..About::default() };
                self.insert("card-slip", about, &SlipRecord::from(&**slip))?
            }
            Entry::ReceiptPrinted { order: id } => self.insert("receipt-printed", order(id), &json!({}))?,
            Entry::Cash(cash) => {
                let (seq, stan) = self.write_cash(cash, key)?;
                written.stan = stan;
                seq
            }
            Entry::Shutdown => self.insert("shutdown", About::default(), &json!({}))?,
        };
        if let Some(attempt) = cash::may_settle(entry) {
            self.settle_withdrawal(attempt)?;
        }
        // Rows count up from 1.
        written.seq = u64::try_from(seq).unwrap_or(0);
        Ok(written)
    }

    /// *One transaction*: order accepted, order number, kitchen outbox row. What the ticket says follows from the record.
    pub(super) fn accept(&self, accepted: &AcceptedOrder, key: Option<&str>) -> Result<(i64, Numbering), JournalError> {
        let day = self.day();
        let day_text = day.to_string();
        let so_far = tables::day_so_far(self.transaction, &day_text)?;
        let count = so_far.count + 1;
        let number = OrderNumber::new(self.options.kiosk, count);
        let numbering = Numbering { business_day: day, number, accepted_at: self.now.wall };
        let order = accepted.locked().order();
        let record = AcceptedRecord::new(accepted, number.to_string(), count, day_text, self.now.wall);
        let about = About { key, order: Some(order), attempt: None, menu: Some(&accepted.locked().subject().menu.0) };
        let seq = self.insert("order-accepted", about, &record)?;
        let mut turnover = match &so_far.turnover {
            Some(text) => Turnover::read(text)?,
            None => Turnover::before(self.transaction, &record.business_day)?,
        };
        record.turnover().try_for_each(|share| turnover.add(&share))?;
        tables::insert_order(self.transaction, seq, order, &record, None, Some(&turnover.text()?))?;
        if so_far.is_past {
            outbox::go_back_before(self.transaction, tables::place(&record.business_day, count))?;
        }
        if let Some(attempt) = accepted.attempt() {
            self.attempt_state(attempt, "accepted")?;
        }
        Ok((seq, numbering))
    }

    /// The record of a key, if there is one already.
    pub(super) fn seq_of(&self, key: &str) -> Result<Option<i64>, JournalError> {
        let Some((last, seq)) = tables::last_and_seq_of(self.transaction, Some(key))? else { return Ok(None) };
        self.last.replace(Some(last));
        Ok(seq)
    }

    pub(super) fn insert(&self, kind: &str, about: About<'_>, payload: &impl Serialize) -> Result<i64, JournalError> {
        self.insert_by(self.by.unwrap_or_else(|| super::operator(kind)), kind, about, payload)
    }

    pub(super) fn insert_by(
        &self,
        operator: &str,
        kind: &str,
        about: About<'_>,
        payload: &impl Serialize,
    ) -> Result<i64, JournalError> {
        self.follow(operator, kind, about, canonical_of(payload)?)
    }

    /// Ties a record to the last one.
    fn follow(&self, operator: &str, kind: &str, about: About<'_>, payload: String) -> Result<i64, JournalError> {
        let last = self.last.take().map_or_else(|| tables::last(self.transaction), |last| Ok(Some(last)))?;
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
            payload,
        };
        record.seal();
        // Its hash names the one before, and what does not follow that one is refused: the next number is its own.
        let sql = if last.is_some() { tables::BEHIND_THE_LAST } else { tables::AT_ITS_NUMBER };
        tables::insert(self.transaction, sql, &record)?;
        self.run.set(Some(run));
        let SealedRecord { hash, wall_time, .. } = record;
        self.last.replace(Some(tables::Last { seq, hash, wall_time, run, mono_ms }));
        Ok(seq)
    }

    /// Adds to what a day begins with.
    pub(super) fn carry_turnover(&self, share: &TurnoverShare<'_>) -> Result<(), JournalError> {
        tables::add_turnover(self.transaction, "turnover_before", share)
    }

    pub(super) fn set_stan(&self, stan: u64) -> Result<(), JournalError> {
        let sql = "INSERT INTO counter VALUES ('stan', ?1) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.run(sql, [i64::try_from(stan).unwrap_or(0)])?;
        Ok(())
    }

    pub(super) fn connection(&self) -> &Connection {
        self.transaction
    }

    pub(super) const fn kiosk(&self) -> KioskId {
        self.options.kiosk
    }

    pub(super) fn reversal_intent(
        &self,
        facts: &ApprovalFacts,
        reason: ReversalReason,
        key: Option<&str>,
    ) -> Result<i64, JournalError> {
        let payload = ReversalRecord { reason: reason.key().to_owned(), approval: ApprovalRecord::from(facts) };
        let about = About { key, attempt: Some(facts.attempt), ..About::default() };
        let seq = self.insert("reversal-intent", about, &payload)?;
        self.run(
            "INSERT INTO reversal (attempt_id, reference, intent_seq) VALUES (?1, ?2, ?3)",
            params![facts.attempt.to_string(), facts.reference.0, seq],
        )?;
        // A second payment leaves the first alone: that one is open, approved or accepted as it was.
        if reason != ReversalReason::SecondReference {
            self.run(
                "UPDATE attempt SET state = 'reversing' WHERE attempt_id = ?1 AND state IN ('open', 'approved')",
                params![facts.attempt.to_string()],
            )?;
        }
        Ok(seq)
    }

    pub(super) fn reversal_done(&self, attempt: AttemptId, reference: &Rrn, seq: i64) -> Result<(), JournalError> {
        self.run(
            "UPDATE reversal SET done_seq = ?3 WHERE attempt_id = ?1 AND reference = ?2",
            params![attempt.to_string(), reference.0, seq],
        )?;
        self.run(
            "UPDATE attempt SET state = 'reversed' WHERE attempt_id = ?1 AND state = 'reversing'",
            params![attempt.to_string()],
        )?;
        Ok(())
    }

    pub(super) fn attempt_state(&self, attempt: AttemptId, state: &str) -> Result<(), JournalError> {
        let sql = "UPDATE attempt SET state = ?2 WHERE attempt_id = ?1";
        self.run(sql, params![attempt.to_string(), state])?;
        Ok(())
    }

    /// One statement, which is made ready once and kept.
    pub(super) fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), JournalError> {
        tables::run(self.transaction, sql, values)
    }

    pub(super) fn next_stan(&self) -> Result<Stan, JournalError> {
        let sql = "INSERT INTO counter VALUES ('stan', 1)
                   ON CONFLICT DO UPDATE SET value = value % ?1 + 1 RETURNING value";
        Ok(Stan(self.transaction.prepare_cached(sql)?.query_row([Stan::MAX], |row| row.get(0))?))
    }

    fn day(&self) -> BusinessDay {
        self.now.wall.business_day(self.options.cut_over_minutes)
    }
}
