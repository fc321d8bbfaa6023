//! What can be taken over from a damaged journal: nothing that is open may be lost with it.
//!
//! Every record that is sound by itself counts, also behind the place where the chain is broken: its hash ties its content together. From
//! them come the attempts without an end and the latest word about each, the payments that are being taken back, the alarms that wait for
//! staff, the withdrawals that are not over, the orders that the kitchen has not confirmed and those of the last day (so that no number is given twice), the terminal's
//! counter and the turnover that must never begin again at nothing. An order that staff called paid takes along what its terminal was asked
//! for: the approval may still turn up, and unless it is recognised and confirmed the terminal gives the money back.

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_json::{Value, json};

use super::cash::Reading;
use super::chain::SealedRecord;
use super::key::key_text;
use super::record::{AcceptedRecord, AlarmRecord, ReversalRecord, StaffRecord};
use crate::id::AttemptId;
use crate::payment::{AlarmReason, CashEnd, CashKey, ReversalReason, WithdrawalBooks, WriteKey};

/// One thing that goes over into the new journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Carried {
    pub kind: &'static str,
    pub key: Option<String>,
    pub order: Option<String>,
    pub attempt: Option<String>,
    pub payload: Value,
}

pub(super) const CARRIED_LOCK: &str = "carried-lock";
pub(super) const CARRIED_APPROVAL: &str = "carried-approval";
pub(super) const CARRIED_UNKNOWN: &str = "carried-unknown";
pub(super) const CARRIED_HANDED_OVER: &str = "carried-handed-over";
pub(super) const CARRIED_ALARM: &str = "carried-alarm";
pub(super) const CARRIED_REVERSAL: &str = "carried-reversal";
pub(super) const CARRIED_ORDER: &str = "carried-order";
/// What a cash machine leaves open, beside what it shares with every card payment, and how it goes over.
pub(super) const CARRIED_CASH: [(&str, &str); 4] = [
    ("withdrawal-intent", CARRIED_WITHDRAWAL),
    ("withdrawal-debited", "carried-withdrawal-debited"),
    ("dispense-intent", CARRIED_DISPENSE_INTENT),
    ("cash-ended", "carried-cash-ended"),
];
const CARRIED_DISPENSE_INTENT: &str = "carried-dispense-intent";
pub(super) const CARRIED_WITHDRAWAL: &str = "carried-withdrawal-intent";

/// See the module's text.
#[derive(Debug, Default)]
pub(super) struct Salvage {
    lock: Option<SealedRecord>,
    attempts: BTreeMap<String, Attempt>,
    withdrawals: BTreeMap<String, Withdrawal>,
    /// Approvals whose lock cannot be read: nobody can say what they were for, so a person must know of them.
    orphans: BTreeMap<String, SealedRecord>,
    reversals: BTreeMap<(String, String), SealedRecord>,
    /// By attempt and reason.
    alarms: BTreeMap<(String, String), SealedRecord>,
    orders: BTreeMap<String, Order>,
    /// Payments of orders among these that staff called paid, by order.
    said: BTreeMap<String, (String, Attempt)>,
    turnover: BTreeMap<[String; 4], [i64; 3]>,
    day: String,
    pub stan: Option<u64>,
    /// How many records were sound.
    pub records: u64,
    /// The largest sequence number that was seen.
    pub last_seq: i64,
}

#[derive(Debug)]
struct Attempt {
    lock: SealedRecord,
    stan: Value,
    approval: Option<SealedRecord>,
    unknown: Option<SealedRecord>,
    handed_over: Option<SealedRecord>,
}

/// A withdrawal that is not over, as far as it can be read.
#[derive(Debug)]
struct Withdrawal {
    attempt: AttemptId,
    reading: Reading,
    books: WithdrawalBooks,
    records: Vec<(&'static str, SealedRecord)>,
}

impl Withdrawal {
    /// Its records; and where the bank had approved, the dispenser is asked where the notes are before any money goes back: that it was
    /// about to be told may have stood in a record that is spoilt.
    fn carried(&self) -> impl Iterator<Item = Carried> + '_ {
        let has = |wanted: &str| self.records.iter().any(|(kind, _)| *kind == wanted);
        let approved = self.records.iter().find(|(kind, _)| *kind == CARRIED_APPROVAL);
        let untold = approved.filter(|_| !has(CARRIED_DISPENSE_INTENT));
        let told = untold.map(|(_, record)| Carried {
            kind: CARRIED_DISPENSE_INTENT,
            key: key_text(&WriteKey::Cash(CashKey::DispenseIntent(self.attempt))),
            payload: json!({ "carried_from": record.seq }),
            ..plain(CARRIED_DISPENSE_INTENT, record)
        });
        self.records.iter().map(|(kind, record)| plain(kind, record)).chain(told)
    }
}

#[derive(Debug)]
struct Order {
    record: SealedRecord,
    delivered: bool,
}

impl Salvage {
    /// One record that is sound by itself, in order.
    pub fn take(&mut self, record: &SealedRecord) {
        self.records += 1;
        self.last_seq = self.last_seq.max(record.seq);
        let attempt = record.attempt.clone().unwrap_or_default();
        self.take_orphan(&attempt, record);
        self.take_withdrawal(&attempt, record);
        match record.kind.as_str() {
            "cart-lock" => self.lock = Some(record.clone()),
            CARRIED_LOCK => self.open(attempt, record.clone(), payload(record)["stan"].clone()),
            "payment-intent" => {
                if let Some(lock) = self.lock.take_if(|lock| lock.seq + 1 == record.seq) {
                    self.open(attempt, lock, payload(record)["stan"].clone());
                }
            }
            "payment-approved" | CARRIED_APPROVAL => {
                self.note(&attempt, |open| open.approval = Some(record.clone()));
            }
            "payment-unknown" | CARRIED_UNKNOWN => self.note(&attempt, |open| open.unknown = Some(record.clone())),
            "handed-to-staff" | CARRIED_HANDED_OVER => self.note(&attempt, |open| open.handed_over = Some(record.clone())),
            "payment-not-charged" => {
                self.attempts.remove(&attempt);
            }
            "alarm" | CARRIED_ALARM => {
                if let Ok(alarm) = serde_json::from_str::<AlarmRecord>(&record.payload) {
                    self.alarms.insert((attempt, alarm.reason), record.clone());
                }
            }
            "staff-resolved" => self.decided(&attempt, record),
            "reversal-intent" | CARRIED_REVERSAL => {
                if let Ok(reversal) = serde_json::from_str::<ReversalRecord>(&record.payload) {
                    self.reversals.insert((attempt, reversal.approval.reference.0), record.clone());
                }
            }
            "reversed" => self.reversed(&attempt, payload(record)["reference"].as_str().unwrap_or_default()),
            "order-accepted" | CARRIED_ORDER => self.accepted(record),
            "kitchen-delivered" => {
                if let Some(order) = record.order.as_ref().and_then(|order| self.orders.get_mut(order)) {
                    order.delivered = true;
                }
            }
            super::damage::CONTINUED => self.continued(record),
            _ => {}
        }
    }

    fn take_orphan(&mut self, attempt: &str, record: &SealedRecord) {
        match record.kind.as_str() {
            "payment-approved" | CARRIED_APPROVAL => {
                let said = || self.said.values().any(|(id, _)| id == attempt);
                if !(self.attempts.contains_key(attempt) || self.withdrawals.contains_key(attempt) || said()) {
                    self.orphans.insert(attempt.to_owned(), record.clone());
                }
            }
            // What is being taken back is followed up by a record of its own.
            "payment-not-charged" | "reversal-intent" | CARRIED_REVERSAL | "reversed" | "staff-resolved" => {
                self.orphans.remove(attempt);
            }
            // Notes that were taken pay for their debit. Of any others the money is still to go back, and whose it was is spoilt.
            "cash-ended" if payload(record)["end"] == json!(CashEnd::Taken.key()) => {
                self.orphans.remove(attempt);
            }
            _ => {}
        }
    }

    fn take_withdrawal(&mut self, attempt: &str, record: &SealedRecord) {
        let cash = CARRIED_CASH.into_iter().find(|(kind, carried)| record.kind == *kind || record.kind == *carried);
        if let Some((_, CARRIED_WITHDRAWAL)) = cash
            && let Ok(id) = AttemptId::parse(attempt)
        {
            self.stan = payload(record)["stan"].as_u64().or(self.stan);
            let begun =
                Withdrawal { attempt: id, reading: Reading::of(id), books: WithdrawalBooks::default(), records: Vec::new() };
            self.withdrawals.insert(attempt.to_owned(), begun);
        }
        let Some(withdrawal) = self.withdrawals.get_mut(attempt) else { return };
        if let Err(error) = withdrawal.reading.read(&record.kind, &record.payload, &mut withdrawal.books) {
            tracing::error!(%error, seq = record.seq, "a record of a withdrawal makes no sense; what else is known of it goes over");
        }
        let approval = matches!(record.kind.as_str(), "payment-approved" | CARRIED_APPROVAL).then_some(CARRIED_APPROVAL);
        let carried = cash.map(|(_, carried)| carried).or(approval);
        withdrawal.records.extend(carried.map(|kind| (kind, record.clone())));
        if !withdrawal.books.is_open(withdrawal.attempt) {
            self.withdrawals.remove(attempt);
        }
    }

    fn open(&mut self, attempt: String, lock: SealedRecord, stan: Value) {
        self.stan = stan.as_u64().or(self.stan);
        self.attempts.insert(attempt, Attempt { lock, stan, approval: None, unknown: None, handed_over: None });
    }

    fn note(&mut self, attempt: &str, change: impl FnOnce(&mut Attempt)) {
        if let Some(open) = self.attempts.get_mut(attempt) {
            change(open);
        } else if let Some((_, said)) = self.said.values_mut().find(|(id, _)| id == attempt) {
            change(said);
        }
    }

    /// What staff decided. The order that they accepted and the payment that they took back have records of their own: without its
    /// order's record an attempt stays open.
    fn decided(&mut self, attempt: &str, record: &SealedRecord) {
        let Ok(staff) = serde_json::from_str::<StaffRecord>(&record.payload) else { return };
        if staff.end == "given-up" {
            self.attempts.remove(attempt);
        }
        for reference in &staff.reversals {
            self.reversed(attempt, &reference.0);
        }
        for reason in staff.alarms {
            self.alarms.remove(&(attempt.to_owned(), reason));
        }
    }

    fn reversed(&mut self, attempt: &str, reference: &str) {
        let ended = self.reversals.remove(&(attempt.to_owned(), reference.to_owned()));
        if ended.is_some_and(|reversal| is_of_the_attempt(&reversal)) {
            self.attempts.remove(attempt);
        }
    }

    fn accepted(&mut self, record: &SealedRecord) {
        let Ok(accepted) = serde_json::from_str::<AcceptedRecord>(&record.payload) else { return };
        let attempt = accepted.attempt().map(|attempt| attempt.to_string());
        attempt.as_ref().and_then(|attempt| self.orphans.remove(attempt));
        let settled = attempt.and_then(|attempt| self.attempts.remove_entry(&attempt));
        if let (Some(settled), Some(order)) = (settled.filter(|_| accepted.is_said_paid()), record.order.clone()) {
            self.said.insert(order, settled);
        }
        if accepted.business_day > self.day {
            self.day.clone_from(&accepted.business_day);
            let day = &self.day;
            self.orders.retain(|_, order| !order.delivered || order.record.business_day >= *day);
            self.said.retain(|order, _| self.orders.contains_key(order) || record.order.as_ref() == Some(order));
        }
        // What was carried over is in the turnover that was carried over.
        if record.kind != CARRIED_ORDER {
            for share in accepted.turnover() {
                let key = [share.business_day, share.tender, share.currency, share.rate].map(str::to_owned);
                add(self.turnover.entry(key).or_default(), [share.gross, share.net, share.tax]);
            }
            self.fold_days();
        }
        if let Some(order) = record.order.clone() {
            let delivered = payload(record)["delivered"] == json!(true);
            self.orders.insert(order, Order { record: record.clone(), delivered });
        }
    }

    /// Days before the last one become one sum, which stands under no day.
    fn fold_days(&mut self) {
        let is_past = |key: &&[String; 4]| !key[0].is_empty() && key[0] < self.day;
        while let Some(key) = self.turnover.keys().find(is_past).cloned() {
            let sum = self.turnover.remove(&key).unwrap_or_default();
            let [_, tender, currency, rate] = key;
            add(self.turnover.entry([String::new(), tender, currency, rate]).or_default(), sum);
        }
    }

    fn continued(&mut self, record: &SealedRecord) {
        let payload = payload(record);
        self.stan = payload["stan"].as_u64().or(self.stan);
        for (key, sum) in Vec::<([String; 4], [i64; 3])>::deserialize(&payload["turnover"]).unwrap_or_default() {
            add(self.turnover.entry(key).or_default(), sum);
        }
    }

    /// Turnover by day (none for all before the last), tender, currency and rate: gross, net, tax.
    pub fn turnover(&self) -> Vec<(&[String; 4], &[i64; 3])> {
        self.turnover.iter().collect()
    }

    /// Everything that goes over, in an order in which it can be taken up.
    pub fn carried(&self) -> Vec<Carried> {
        let orders = self.orders.values().map(|order| {
            let extra = json!({ "carried_from": order.record.seq, "delivered": order.delivered });
            carried(CARRIED_ORDER, &order.record, order.record.key.clone(), extra)
        });
        let said = self.said.values().flat_map(|(id, attempt)| attempt.carried(id));
        let attempts = self.attempts.iter().flat_map(|(id, attempt)| attempt.carried(id));
        let reversals = self.reversals.values().map(|record| plain(CARRIED_REVERSAL, record));
        let alarms = self.alarms.iter().filter(|((id, reason), _)| self.waits(id, reason));
        let alarms = alarms.map(|(_, record)| plain(CARRIED_ALARM, record));
        let withdrawals = self.withdrawals.values().flat_map(Withdrawal::carried);
        let lost = self.withdrawals.values().filter(|withdrawal| withdrawal.books.has_lost_track(withdrawal.attempt));
        let lost = lost.map(|withdrawal| alarm(withdrawal.attempt, AlarmReason::CashUnknown, None));
        let orphans = self.orphans.iter().filter_map(|(id, record)| {
            let attempt = AttemptId::parse(id).ok()?;
            Some(alarm(attempt, AlarmReason::UnknownApproval, Some(payload(record))))
        });
        // An order ends the attempt that paid for it, so that comes first.
        said.chain(orders).chain(attempts).chain(withdrawals).chain(reversals).chain(alarms).chain(lost).chain(orphans).collect()
    }

    /// Whether an alarm waits for staff, by itself or with the payment that it is about.
    fn waits(&self, attempt: &str, reason: &str) -> bool {
        AlarmReason::parse(reason).is_some_and(AlarmReason::waits_alone)
            || self.attempts.contains_key(attempt)
            || self.withdrawals.contains_key(attempt)
            || self.reversals.keys().any(|(id, _)| id == attempt)
    }
}

impl Attempt {
    /// What it was locked with, and the latest word of each kind about it.
    fn carried(&self, id: &str) -> impl Iterator<Item = Carried> + use<> {
        let Self { lock, stan, approval, unknown, handed_over } = self;
        let extra = json!({ "carried_from": lock.seq, "stan": stan });
        let key = Some(format!("intent/{id}"));
        let lock = Carried { attempt: Some(id.to_owned()), ..carried(CARRIED_LOCK, lock, key, extra) };
        let approval = approval.as_ref().map(|record| plain(CARRIED_APPROVAL, record));
        let unknown = unknown.as_ref().map(|record| plain(CARRIED_UNKNOWN, record));
        let handed_over = handed_over.as_ref().map(|record| plain(CARRIED_HANDED_OVER, record));
        [Some(lock), approval, unknown, handed_over].into_iter().flatten()
    }
}

fn add(sum: &mut [i64; 3], more: [i64; 3]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum = sum.saturating_add(more);
    }
}

fn is_of_the_attempt(reversal: &SealedRecord) -> bool {
    payload(reversal)["reason"].as_str() != Some(ReversalReason::SecondReference.key())
}

/// An alarm about what only a person can find out, because its record is spoilt.
fn alarm(attempt: AttemptId, reason: AlarmReason, approval: Option<Value>) -> Carried {
    let mut payload = json!({ "reason": reason.key(), "reference": attempt.reference() });
    if let Some(approval) = approval {
        payload["approval"] = approval;
    }
    let key = key_text(&WriteKey::Alarm(attempt, reason));
    Carried { kind: CARRIED_ALARM, key, order: None, attempt: Some(attempt.to_string()), payload }
}

fn payload(record: &SealedRecord) -> Value {
    serde_json::from_str(&record.payload).unwrap_or_default()
}

fn plain(kind: &'static str, record: &SealedRecord) -> Carried {
    carried(kind, record, record.key.clone(), json!({ "carried_from": record.seq }))
}

/// The same payload with a few members more.
fn carried(kind: &'static str, record: &SealedRecord, key: Option<String>, extra: Value) -> Carried {
    let mut payload = payload(record);
    if let (Value::Object(payload), Value::Object(extra)) = (&mut payload, extra) {
        payload.extend(extra);
    }
    Carried { kind, key, order: record.order.clone(), attempt: record.attempt.clone(), payload }
}
