//! Card payments as staff see them: those that wait for a person, and how the others ended.

use rusqlite::{OptionalExtension, Row, params};

use super::cash;
use super::error::JournalError;
use super::reader::Reader;
use super::record::{AlarmRecord, ApprovalRecord, OrderRecord, StaffRecord};
use crate::id::AttemptId;
use crate::order::LockedWithdrawal;
use crate::payment::{AlarmReason, ApprovalFacts, CashEnd, Recalled, WithdrawalsFound};

/// One try at taking a payment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Payment {
    /// Its id.
    pub attempt: AttemptId,
    /// What the customer was given to read out.
    pub reference: String,
    /// The order it is for; none when this kiosk never asked for the payment.
    pub order: Option<String>,
    /// When the order was locked, or the alarm rang, RFC 3339.
    pub since: String,
    /// The amount, in the currency's units.
    pub amount: Option<String>,
    /// The currency.
    pub currency: Option<String>,
    /// Where it stands.
    pub state: PaymentState,
    /// Why nobody knows, if the terminal was asked and did not say: `LineDropped`, `Silence`, `Garbled`.
    pub unknown: Option<String>,
    /// An approval that the terminal gave.
    pub approval: Option<ApprovalSeen>,
    /// Alarms that nobody has dealt with.
    pub alarms: Vec<AlarmSeen>,
    /// Whether a customer was sent to staff with it.
    pub with_staff: bool,
    /// The latest decision of staff about it.
    pub decision: Option<Decided>,
}

/// What the terminal said when it approved.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ApprovalSeen {
    /// The terminal's name for the payment.
    pub reference: String,
    /// Authorisation code.
    pub auth_code: String,
    /// How much, in the currency's units.
    pub amount: String,
    /// The card's last digits, if the terminal told them.
    pub last_four: Option<String>,
}

/// An alarm that nobody has dealt with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AlarmSeen {
    /// Why, see [`AlarmReason::key`].
    pub reason: &'static str,
    /// When, RFC 3339.
    pub at: String,
    /// The approval it is about.
    pub approval: Option<ApprovalSeen>,
}

/// A decision of staff that is in the journal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Decided {
    /// `charged` or `not-charged`.
    pub verdict: String,
    /// Who.
    pub by: String,
    /// How they knew.
    pub reason: String,
    /// When, RFC 3339.
    pub at: String,
    /// What followed: `accepted`, `given-up`, `taken-back`, `given-back`, `seen`.
    pub end: String,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentState {
    /// Nobody knows.
    Unknown,
    /// The terminal approved it; the last word is missing.
    Approved,
    /// It, or a second payment beside it, is being taken back.
    Reversing,
    /// An order was accepted for it.
    Accepted,
    /// No money moved.
    NotCharged,
    /// It was taken back.
    Reversed,
    /// This kiosk never asked for it.
    Foreign,
    /// It ended in a journal that was damaged and put aside.
    Elsewhere,
    /// A withdrawal: nobody knows yet where its notes are.
    CashOpen,
    /// A withdrawal: its notes were paid out, or may have been.
    PaidOut,
}

impl PaymentState {
    fn of(state: &str, pending_reversal: bool) -> Result<Self, JournalError> {
        Ok(match state {
            _ if pending_reversal => Self::Reversing,
            "open" => Self::Unknown,
            "approved" => Self::Approved,
            "accepted" => Self::Accepted,
            "not-charged" => Self::NotCharged,
            "reversing" => Self::Reversing,
            "reversed" => Self::Reversed,
            _ => return Err(JournalError::Unreadable("a payment's state")),
        })
    }

    const fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::Approved | Self::Reversing | Self::CashOpen)
    }
}

impl Payment {
    fn asked(
        attempt: AttemptId,
        asked: &LockedWithdrawal,
        since: String,
        state: PaymentState,
        approval: Option<ApprovalFacts>,
    ) -> Self {
        let approval = approval.map(ApprovalSeen::from);
        Self {
            order: Some(asked.order().to_string()),
            amount: Some(asked.amount().to_string()),
            currency: Some(asked.amount().currency().to_string()),
            ..stranger(attempt, state, since, approval)
        }
    }

    /// Whether it waits for a person, or for the terminal.
    #[must_use]
    pub fn waits(&self) -> bool {
        let alone = |alarm: &AlarmSeen| AlarmReason::parse(alarm.reason).is_some_and(AlarmReason::waits_alone);
        self.state.is_open() || self.alarms.iter().any(alone)
    }
}

/// So many letters of an id name it at least.
const SHORTEST_NAME: usize = 6;

impl Reader {
    /// Payments and alarms that wait, oldest first.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn waiting_payments(&self) -> Result<Vec<Payment>, JournalError> {
        let sql = "SELECT attempt_id FROM attempt WHERE state IN ('open', 'approved', 'reversing')
             UNION SELECT attempt_id FROM reversal WHERE done_seq IS NULL
             UNION SELECT attempt_id FROM open_withdrawal
             UNION SELECT attempt_id FROM alarm WHERE seen_seq IS NULL";
        let mut waiting = self.payments(&self.attempts(sql)?)?;
        waiting.retain(Payment::waits);
        waiting.sort_by(|one, other| one.since.cmp(&other.since));
        Ok(waiting)
    }

    /// Payments by a reference, an id, or the beginning of an id (six letters at least): those that wait if there are any, else ended
    /// ones. The latest is the last.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn payments_named(&self, name: &str) -> Result<Vec<Payment>, JournalError> {
        let named = |attempt: &AttemptId| {
            let begins = name.len() >= SHORTEST_NAME && attempt.to_string().starts_with(&name.to_ascii_lowercase());
            begins || attempt.reference().eq_ignore_ascii_case(name)
        };
        let mut attempts = self.all_attempts()?;
        attempts.retain(named);
        let found = self.payments(&attempts)?;
        let waiting: Vec<_> = found.iter().filter(|payment| payment.waits()).cloned().collect();
        Ok(if waiting.is_empty() { found } else { waiting })
    }

    /// Every attempt in the order they began, and before them whatever else an alarm was about or is being taken back.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn all_attempts(&self) -> Result<Vec<AttemptId>, JournalError> {
        let mut attempts = self.attempts(
            "SELECT attempt_id FROM (SELECT attempt_id, seq FROM alarm UNION SELECT attempt_id, intent_seq FROM reversal)
             WHERE attempt_id NOT IN (SELECT attempt_id FROM attempt) GROUP BY attempt_id ORDER BY min(seq)",
        )?;
        attempts.extend(self.attempts("SELECT attempt_id FROM attempt ORDER BY lock_seq")?);
        // A cash machine keeps no table of them all, but each has one record under its name.
        let withdrawals = "SELECT attempt_id FROM record WHERE key > 'withdrawal/' AND key < 'withdrawal0' ORDER BY seq";
        let withdrawals = self.attempts(withdrawals)?;
        attempts.retain(|attempt| !withdrawals.contains(attempt));
        attempts.extend(withdrawals);
        Ok(attempts)
    }

    fn attempts(&self, sql: &str) -> Result<Vec<AttemptId>, JournalError> {
        super::schema::refuse_older(self.connection())?;
        let mut statement = self.connection().prepare(sql)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| AttemptId::parse(&row?).map_err(|_| JournalError::Unreadable("an attempt id"))).collect()
    }

    fn payments(&self, attempts: &[AttemptId]) -> Result<Vec<Payment>, JournalError> {
        attempts.iter().filter_map(|attempt| self.payment(*attempt).transpose()).collect()
    }

    /// One payment; `None` when the journal has nothing about it.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn payment(&self, attempt: AttemptId) -> Result<Option<Payment>, JournalError> {
        let found = self.connection().query_row(ATTEMPT, [attempt.to_string()], raw).optional()?;
        let alarms = self.alarms(attempt)?;
        let decision = self.decision(attempt)?;
        let ours = found.map(|raw| raw.payment(attempt)).transpose()?;
        let payment = match ours.map_or_else(|| self.withdrawal(attempt), |payment| Ok(Some(payment)))? {
            Some(payment) => payment,
            None => match self.reversal(attempt)? {
                Some((since, approval)) => stranger(attempt, PaymentState::Reversing, since, Some(approval)),
                None if alarms.is_empty() && decision.is_none() => return Ok(None),
                None => {
                    let since = alarms.first().map(|alarm| alarm.at.clone()).unwrap_or_default();
                    let approval = alarms.iter().find_map(|alarm| alarm.approval.clone());
                    let ours = alarms.iter().any(|alarm| alarm.reason == AlarmReason::ContradictsStaff.key());
                    let state = if ours { PaymentState::Elsewhere } else { PaymentState::Foreign };
                    stranger(attempt, state, since, approval)
                }
            },
        };
        // A payment that has ended takes the alarms about it along.
        let waits =
            |alarm: &AlarmSeen| payment.state.is_open() || AlarmReason::parse(alarm.reason).is_some_and(AlarmReason::waits_alone);
        let alarms = alarms.into_iter().filter(waits).collect();
        Ok(Some(Payment { alarms, decision, ..payment }))
    }

    /// A withdrawal as its records tell it.
    fn withdrawal(&self, attempt: AttemptId) -> Result<Option<Payment>, JournalError> {
        let Some((asked, since)) = cash::asked(self.connection(), attempt)? else { return Ok(None) };
        let books = cash::books_of(self.connection(), [attempt])?;
        let WithdrawalsFound { open, owed, dispensing, uncounted, mut reversals, .. } = books.found();
        let approval = open.into_iter().find_map(|open| open.approved);
        let approval = approval.or_else(|| owed.first().map(|(facts, _)| facts.clone()));
        let approval = approval.or_else(|| dispensing.first().map(|debited| debited.facts().clone()));
        let approval = approval.or_else(|| uncounted.first().cloned());
        let state = match (reversals.pop(), &approval) {
            (Some(pending), _) => {
                return Ok(Some(Payment::asked(attempt, &asked, since, PaymentState::Reversing, Some(pending.facts))));
            }
            (None, _) if !dispensing.is_empty() => PaymentState::CashOpen,
            (None, _) if !owed.is_empty() => PaymentState::Reversing,
            (None, Some(_)) if uncounted.is_empty() => PaymentState::Approved,
            (None, None) if books.is_open(attempt) => PaymentState::Unknown,
            (None, _) => match (books.ended(attempt), books.recall(attempt)) {
                (Some(CashEnd::Taken | CashEnd::Unknown), _) => PaymentState::PaidOut,
                (_, Recalled::NotCharged) => PaymentState::NotCharged,
                (_, Recalled::Settled(_) | Recalled::SaidPaid(_) | Recalled::NeverHeardOf) => PaymentState::Reversed,
            },
        };
        Ok(Some(Payment::asked(attempt, &asked, since, state, approval)))
    }

    fn alarms(&self, attempt: AttemptId) -> Result<Vec<AlarmSeen>, JournalError> {
        let sql = "SELECT record.payload, record.wall_time FROM alarm JOIN record ON record.seq = alarm.seq
             WHERE alarm.attempt_id = ?1 AND seen_seq IS NULL ORDER BY alarm.seq";
        let mut statement = self.connection().prepare(sql)?;
        let rows = statement.query_map([attempt.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (payload, at) = row?;
            let record: AlarmRecord = serde_json::from_str(&payload)?;
            let reason = AlarmReason::parse(&record.reason).ok_or(JournalError::Unreadable("an alarm's reason"))?.key();
            let approval = record.approval.map(|approval| approval.restore()).transpose()?.map(ApprovalSeen::from);
            Ok(AlarmSeen { reason, at, approval })
        })
        .collect()
    }

    /// A payment that is being taken back, and since when. After a damaged journal it may be all that is left of its attempt.
    fn reversal(&self, attempt: AttemptId) -> Result<Option<(String, ApprovalSeen)>, JournalError> {
        let sql = "SELECT record.wall_time, record.payload FROM reversal JOIN record ON record.seq = intent_seq
             WHERE reversal.attempt_id = ?1 AND done_seq IS NULL ORDER BY intent_seq DESC LIMIT 1";
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let found = self.connection().query_row(sql, [attempt.to_string()], row).optional()?;
        found
            .map(|(since, payload)| {
                let Pending { approval } = serde_json::from_str(&payload)?;
                Ok((since, ApprovalSeen::from(approval.restore()?)))
            })
            .transpose()
    }

    fn decision(&self, attempt: AttemptId) -> Result<Option<Decided>, JournalError> {
        // '0' comes after '/': every key that begins with the attempt's own.
        let sql = "SELECT payload, wall_time FROM record WHERE key >= ?1 AND key < ?2 ORDER BY seq DESC LIMIT 1";
        let (from, to) = (format!("staff-resolved/{attempt}/"), format!("staff-resolved/{attempt}0"));
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let Some((payload, at)) = self.connection().query_row(sql, params![from, to], row).optional()? else { return Ok(None) };
        let StaffRecord { by, end, reason, verdict, .. } = serde_json::from_str(&payload)?;
        Ok(Some(Decided { verdict, by, reason, at, end }))
    }
}

const ATTEMPT: &str = "SELECT a.order_id, a.state, lock.payload, result.payload, unknown.payload,
    EXISTS (SELECT 1 FROM reversal AS v WHERE v.attempt_id = a.attempt_id AND v.done_seq IS NULL),
    EXISTS (SELECT 1 FROM record AS s WHERE s.key = 'staff/' || a.attempt_id),
    (SELECT pending.payload FROM reversal AS v JOIN record AS pending ON pending.seq = v.intent_seq
        WHERE v.attempt_id = a.attempt_id AND v.done_seq IS NULL ORDER BY v.intent_seq DESC LIMIT 1)
    FROM attempt AS a JOIN record AS lock ON lock.seq = a.lock_seq
    LEFT JOIN record AS result ON result.seq = a.result_seq
    LEFT JOIN record AS unknown ON unknown.seq = a.unknown_seq
    WHERE a.attempt_id = ?1";

struct Raw {
    order: String,
    state: String,
    lock: String,
    result: Option<String>,
    unknown: Option<String>,
    pending: bool,
    with_staff: bool,
    reversal: Option<String>,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        order: row.get(0)?,
        state: row.get(1)?,
        lock: row.get(2)?,
        result: row.get(3)?,
        unknown: row.get(4)?,
        pending: row.get(5)?,
        with_staff: row.get(6)?,
        reversal: row.get(7)?,
    })
}

#[derive(serde::Deserialize)]
struct Unknown {
    reason: String,
}

#[derive(serde::Deserialize)]
struct Pending {
    approval: ApprovalRecord,
}

impl Raw {
    fn payment(self, attempt: AttemptId) -> Result<Payment, JournalError> {
        let lock: OrderRecord = serde_json::from_str(&self.lock)?;
        let amount = lock.total()?;
        // What is being taken back is what staff must look for at the terminal.
        let approval = match (&self.reversal, &self.result) {
            (Some(reversal), _) => Some(serde_json::from_str::<Pending>(reversal)?.approval),
            (None, Some(result)) => Some(serde_json::from_str::<ApprovalRecord>(result)?),
            (None, None) => None,
        };
        let unknown = self.unknown.as_deref().map(serde_json::from_str::<Unknown>).transpose()?;
        Ok(Payment {
            attempt,
            reference: attempt.reference(),
            order: Some(self.order),
            since: lock.locked_wall()?.to_string(),
            amount: Some(amount.to_string()),
            currency: Some(amount.currency().to_string()),
            state: PaymentState::of(&self.state, self.pending)?,
            unknown: unknown.map(|unknown| unknown.reason),
            approval: approval.map(|approval| approval.restore()).transpose()?.map(ApprovalSeen::from),
            alarms: Vec::new(),
            with_staff: self.with_staff,
            decision: None,
        })
    }
}

/// A payment that no attempt is known of.
fn stranger(attempt: AttemptId, state: PaymentState, since: String, approval: Option<ApprovalSeen>) -> Payment {
    let amount = approval.as_ref().and_then(|approval| approval.amount.split_once(' '));
    let (amount, currency) = amount.map(|(amount, currency)| (amount.to_owned(), currency.to_owned())).unzip();
    Payment {
        attempt,
        reference: attempt.reference(),
        order: None,
        since,
        amount,
        currency,
        state,
        unknown: None,
        approval,
        alarms: Vec::new(),
        with_staff: false,
        decision: None,
    }
}

impl From<ApprovalFacts> for ApprovalSeen {
    fn from(facts: ApprovalFacts) -> Self {
        Self {
            reference: facts.reference.0,
            auth_code: facts.auth_code,
            amount: format!("{} {}", facts.amount, facts.amount.currency()),
            last_four: facts.card.as_ref().map(crate::payment::MaskedPan::last_four),
        }
    }
}
