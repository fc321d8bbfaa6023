//! What must hold at every moment.

use std::collections::{BTreeMap, BTreeSet};

use cardlast::payment::{AlarmReason, StaffMatter, WriteKey};

use super::{Logs, Record, Verdict, check};

impl Logs<'_> {
    /// I9: no gap, no number twice, and a file that SQLite finds sound.
    pub(super) fn journal_is_whole(&self) -> Verdict {
        check("I9", self.books.integrity == "ok", || format!("SQLite says of the file: {}", self.books.integrity))?;
        for (at, record) in self.books.records.iter().enumerate() {
            let wanted = u32::try_from(at + 1).unwrap_or(u32::MAX);
            check("I9", record.seq == wanted, || format!("record {} stands at place {wanted}", record.seq))?;
            let before = at.checked_sub(1).map(|before| &self.books.records[before].hash);
            check("I9", before.is_none_or(|before| *before == record.prev), || {
                format!("the chain breaks before record {wanted}")
            })?;
        }
        for alarm in ["integrity-fault", "copy-contradicts", "journal-continued"] {
            check("I9", self.books.of(alarm).next().is_none(), || format!("{alarm}, and nothing of the kind has happened"))?;
        }
        let mut counts: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
        for record in self.books.of("order-accepted") {
            let day = record.text("/business_day").unwrap_or_default();
            let count = record.number("/count").unwrap_or(0);
            let fresh = counts.entry(day).or_default().insert(count);
            check("I9", fresh, || format!("number {count} of {day} given twice"))?;
        }
        for (day, counts) in counts {
            let last = counts.last().copied().unwrap_or(0);
            let whole = usize::try_from(last).is_ok_and(|last| last == counts.len());
            check("I9", whole, || format!("the numbers of {day} have a gap: {counts:?}"))?;
        }
        Ok(())
    }

    /// I12: whatever the journal called durable is there, in its place, after whatever happened.
    pub(super) fn promises_are_kept(&self) -> Verdict {
        for promise in self.promises {
            let at = usize::try_from(promise.seq.saturating_sub(1)).unwrap_or(usize::MAX);
            let record = self.books.records.get(at);
            check("I12", record.is_some_and(|record| stands_for(record, &promise.key)), || {
                let found = record.map_or("nothing", |record| record.kind.as_str());
                format!("promised {:?} as record {}, found {found}", promise.key, promise.seq)
            })?;
        }
        Ok(())
    }

    /// I12: whatever the journal called "certainly not there" does not come back after a crash.
    pub(super) fn denials_are_true(&self) -> Verdict {
        for denied in self.denials.iter().filter(|key| is_written_once(key)) {
            let found = self.books.records.iter().find(|record| stands_for(record, denied));
            check("I12", found.is_none(), || {
                format!("{denied:?} was certainly not there, and is record {}", found.map_or(0, |record| record.seq))
            })?;
        }
        Ok(())
    }

    /// I1, I5: the terminal hears of a payment only after its intent is durable, and only because somebody pressed "pay by card" for that
    /// total; one press is one request.
    pub(super) fn intents_come_first(&self) -> Verdict {
        let mut used = BTreeSet::new();
        for asked in self.bank.asked() {
            let id = asked.attempt.to_string();
            check("I1", self.books.about("payment-intent", &id).count() == 1, || {
                format!("the terminal was asked for {id}, the journal has no intent of it")
            })?;
            let promised = self.promised(&WriteKey::Intent(asked.attempt));
            check("I1", promised.is_some_and(|tick| tick < asked.tick), || {
                format!("the terminal was asked for {id} before the intent was durable")
            })?;
            let press = self.presses.iter().rfind(|press| press.tick < asked.tick);
            check("I5", press.is_some_and(|press| used.insert(press.tick)), || format!("nobody pressed pay for {id}"))?;
            check("I4", press.is_some_and(|press| press.total == asked.amount), || {
                format!(
                    "{} stood on the screen, {} was asked for",
                    press.map_or(String::new(), |p| p.total.to_string()),
                    asked.amount
                )
            })?;
        }
        Ok(())
    }

    /// When the journal called this entry durable for the first time.
    pub(super) fn promised(&self, key: &WriteKey) -> Option<u64> {
        self.promises.iter().find(|promise| promise.key == *key).map(|promise| promise.tick)
    }

    /// I4: one amount from the lock to the bank.
    pub(super) fn amounts_agree(&self) -> Verdict {
        for intent in self.books.of("payment-intent") {
            let id = intent.attempt.as_deref().unwrap_or_default();
            let amount = intent.number("/amount");
            let lock = self.books.of("cart-lock").find(|lock| lock.order == intent.order && lock.seq < intent.seq);
            check("I4", lock.is_some_and(|lock| lock.number("/amount") == amount), || format!("lock and intent of {id} differ"))?;
            for approved in self.books.about("payment-approved", id) {
                check("I4", approved.number("/amount") == amount, || format!("{id} approved for another amount"))?;
            }
            for asked in self.bank.asked().iter().filter(|asked| asked.attempt.to_string() == id) {
                check("I4", Some(asked.amount.minor()) == amount, || format!("{id} asked for another amount"))?;
            }
        }
        for record in self.books.records.iter().filter(|record| record.kind == "cart-lock" || record.kind == "order-accepted") {
            let root = if record.kind == "cart-lock" { "" } else { "/order" };
            let amount = record.number(&format!("{root}/amount"));
            let sum = |list: &str, part: &str| {
                let list = record.payload.pointer(&format!("{root}/{list}"))?.as_array()?;
                list.iter().map(|entry| entry.get(part)?.as_i64()).sum::<Option<i64>>()
            };
            check("I4", sum("lines", "total") == amount, || format!("lines of record {} do not sum up", record.seq))?;
            check("I4", sum("taxes", "gross") == amount, || format!("taxes of record {} do not sum up", record.seq))?;
        }
        Ok(())
    }

    /// I8: what is accepted is what was locked, to the last field.
    pub(super) fn nothing_changes_after_lock(&self) -> Verdict {
        for accepted in self.books.of("order-accepted").filter(|record| is_paid(record)) {
            let lock = self.books.of("cart-lock").find(|lock| lock.order == accepted.order);
            let same = lock.is_some_and(|lock| Some(&lock.payload) == accepted.payload.pointer("/order"));
            check("I8", same, || format!("accepted order {:?} differs from its lock", accepted.order))?;
        }
        Ok(())
    }

    /// I9: the projections say what the records say.
    pub(super) fn projections_match(&self) -> Verdict {
        let accepted = self.books.of("order-accepted").map(|record| {
            let day = record.text("/business_day").unwrap_or_default().to_owned();
            let count = record.number("/count").and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
            (record.order.clone().unwrap_or_default(), day, count)
        });
        check("I9", accepted.collect::<Vec<_>>() == self.books.orders, || "the orders are not those of the records".to_owned())?;
        let delivered: BTreeSet<_> = self.books.of("kitchen-delivered").filter_map(|record| record.order.clone()).collect();
        for (order, is_delivered) in &self.books.outbox {
            check("I9", delivered.contains(order) == *is_delivered, || format!("outbox and records differ about {order}"))?;
        }
        for (attempt, state) in &self.books.attempts {
            let folded = self.fold(attempt);
            check("I9", folded == *state, || format!("{attempt} is {state}, by its records {folded}"))?;
        }
        Ok(())
    }

    fn fold(&self, attempt: &str) -> &'static str {
        let mut state = "none";
        for record in &self.books.records {
            let about = record.attempt.as_deref() == Some(attempt);
            state = match record.kind.as_str() {
                "payment-intent" if about => "open",
                "payment-approved" if about && state == "open" => "approved",
                "payment-not-charged" if about => "not-charged",
                "staff-resolved" if about => match record.text("/end") {
                    Some("given-up") => "not-charged",
                    Some("given-back") if state == "reversing" => "reversed",
                    _ => state,
                },
                "reversal-intent" if about && record.text("/reason") != Some("second-reference") => match state {
                    "open" | "approved" => "reversing",
                    other => other,
                },
                "reversed" if about && state == "reversing" => "reversed",
                "order-accepted" if paid_attempt(record) == Some(attempt) => "accepted",
                _ => state,
            };
        }
        state
    }

    /// I10: while the outcome of one payment is open, or one is being taken back, the terminal is asked for no other.
    pub(super) fn one_payment_at_a_time(&self) -> Verdict {
        for asked in self.bank.asked() {
            let id = asked.attempt.to_string();
            let Some(intent) = self.books.about("payment-intent", &id).next() else { continue };
            for earlier in self.bank.asked().iter().filter(|earlier| earlier.tick < asked.tick) {
                check("I10", earlier.attempt != asked.attempt, || format!("{id} was asked for twice"))?;
                let told = self.bank.told_no_charge().get(&earlier.attempt).is_some_and(|tick| *tick < asked.tick);
                check("I10", told || self.has_ended(&earlier.attempt.to_string(), intent.seq), || {
                    format!("{id} was asked for while {} was open", earlier.attempt)
                })?;
            }
            for reversal in self.books.of("reversal-intent").filter(|reversal| reversal.seq < intent.seq) {
                let reference = reversal.text("/approval/reference").unwrap_or_default();
                let of = reversal.attempt.as_deref().unwrap_or_default();
                let done = self
                    .books
                    .about("reversed", of)
                    .any(|done| done.text("/reference") == Some(reference) && done.seq < intent.seq);
                let done = done || self.given_back(of, reference).is_some_and(|seq| seq < intent.seq);
                check("I10", done, || format!("{id} was asked for while {reference:?} was being taken back"))?;
            }
        }
        Ok(())
    }

    /// Whether an attempt has an end in the journal before this record.
    fn has_ended(&self, attempt: &str, before: u32) -> bool {
        let ends = |record: &Record| match record.kind.as_str() {
            "payment-not-charged" | "reversed" => record.attempt.as_deref() == Some(attempt),
            "staff-resolved" => {
                record.attempt.as_deref() == Some(attempt) && matches!(record.text("/end"), Some("given-up" | "given-back"))
            }
            "order-accepted" => paid_attempt(record) == Some(attempt),
            _ => false,
        };
        self.books.records.iter().any(|record| record.seq < before && ends(record))
    }

    /// The record with which somebody of the staff said that they gave a payment back by hand.
    pub(super) fn given_back(&self, attempt: &str, reference: &str) -> Option<u32> {
        let names = |record: &Record| {
            let list = record.payload.get("reversals").and_then(serde_json::Value::as_array);
            list.is_some_and(|list| list.iter().any(|named| named == reference))
        };
        self.books.about("staff-resolved", attempt).find(|record| names(record)).map(|record| record.seq)
    }

    /// I3, I13: the kitchen hears only of accepted orders, each once, and reads on the ticket whether it is paid.
    pub(super) fn tickets_have_orders(&self) -> Verdict {
        check("I3", self.altered == 0, || "a ticket came again with another text".to_owned())?;
        let mut seen = BTreeSet::new();
        for ticket in self.cooked {
            let id = ticket.order.to_string();
            check("I3", seen.insert(id.clone()), || format!("order {id} was cooked twice"))?;
            let accepted = self.books.of("order-accepted").find(|record| record.order.as_deref() == Some(&id));
            check("I13", accepted.is_some(), || format!("a ticket of {id}, which the journal does not have"))?;
            let ticket: serde_json::Value = serde_json::from_str(&ticket.json).unwrap_or_default();
            let says_paid = ticket.get("paid").and_then(serde_json::Value::as_bool);
            check("I13", accepted.map(is_paid) == says_paid, || format!("the ticket of {id} is wrong about who has paid"))?;
        }
        Ok(())
    }
}

/// Whether an accepted order is paid by card, in the word of the terminal or of staff; the others are marked for the counter.
pub(super) fn is_paid(record: &Record) -> bool {
    paid_attempt(record).is_some()
}

/// The try that paid for an accepted order.
pub(super) fn paid_attempt(record: &Record) -> Option<&str> {
    record.text("/approval/attempt").or_else(|| record.text("/said/attempt"))
}

/// Those that may come again say nothing by being there.
fn is_written_once(key: &WriteKey) -> bool {
    !matches!(
        key,
        WriteKey::Boot | WriteKey::MenuLoaded(_) | WriteKey::Shutdown | WriteKey::OutcomeUnknown(_) | WriteKey::ReceiptPrinted(_)
    )
}

fn stands_for(record: &Record, key: &WriteKey) -> bool {
    let attempt = |id: &cardlast::id::AttemptId| record.attempt.as_deref() == Some(&id.to_string());
    let order = |id: &cardlast::id::OrderId| record.order.as_deref() == Some(&id.to_string());
    let kind = record.kind.as_str();
    match key {
        WriteKey::Boot => kind == "boot",
        WriteKey::MenuLoaded(_) => kind == "menu-load",
        WriteKey::Shutdown => kind == "shutdown",
        WriteKey::Intent(id) => kind == "payment-intent" && attempt(id),
        WriteKey::Approved(id, reference) => {
            kind == "payment-approved" && attempt(id) && record.text("/reference") == Some(&reference.0)
        }
        WriteKey::NotCharged(id) => kind == "payment-not-charged" && attempt(id),
        WriteKey::OutcomeUnknown(id) => kind == "payment-unknown" && attempt(id),
        WriteKey::HandedToStaff(id) => kind == "handed-to-staff" && attempt(id),
        WriteKey::CardSlip(matter, _) => {
            let about = record.text("/about").unwrap_or("payment");
            kind == "card-slip" && about == matter.key() && matter.attempt().is_none_or(|id| attempt(&id))
        }
        WriteKey::StaffResolved(id, matter) => {
            let ends: &[_] = match matter {
                StaffMatter::Payment => &["accepted", "given-up", "taken-back"],
                StaffMatter::Reversals(_) => &["given-back"],
                StaffMatter::Alarms(_) => &["seen"],
            };
            kind == "staff-resolved" && attempt(id) && record.text("/end").is_some_and(|end| ends.contains(&end))
        }
        WriteKey::ReversalIntent(id, reference) => {
            kind == "reversal-intent" && attempt(id) && record.text("/approval/reference") == Some(&reference.0)
        }
        WriteKey::Reversed(id, reference) => kind == "reversed" && attempt(id) && record.text("/reference") == Some(&reference.0),
        WriteKey::Alarm(id, reason) => kind == "alarm" && attempt(id) && is_alarm(record, *reason),
        WriteKey::Accepted(id) => kind == "order-accepted" && order(id),
        WriteKey::KitchenDelivered(id) => kind == "kitchen-delivered" && order(id),
        WriteKey::ReceiptPrinted(id) => kind == "receipt-printed" && order(id),
        // No kiosk writes what a cash machine does.
        WriteKey::Cash(_) => false,
    }
}

fn is_alarm(record: &Record, reason: AlarmReason) -> bool {
    record.text("/reason") == Some(reason.key())
}
