//! What staff decide, and what waits for them: a decision and what follows from it are one transaction.

use rusqlite::{Connection, params};

use super::error::JournalError;
use super::record::{AlarmRecord, StaffRecord};
use super::writer::{About, Writer};
use crate::id::AttemptId;
use crate::payment::{
    AlarmReason, ApprovalFacts, CashEntry, CashKey, Numbering, ReversalReason, StaffDecision, StaffEnd, WriteKey,
};

impl Writer<'_> {
    /// A name and a reason end what nobody else could.
    pub(super) fn staff_resolved(
        &self,
        decision: &StaffDecision,
        end: &StaffEnd,
        key: Option<&str>,
    ) -> Result<(i64, Option<Numbering>), JournalError> {
        let by = format!("staff: {}", decision.by());
        let writer = self.in_the_name_of(&by);
        let attempt = decision.attempt();
        let about = About { key, attempt: Some(attempt), ..About::default() };
        let seq = writer.insert("staff-resolved", about, &StaffRecord::new(decision, end))?;
        let mut accepted = None;
        match end {
            StaffEnd::Accepted(order) => {
                let key = super::key::key_text(&WriteKey::Accepted(order.locked().order()));
                accepted = Some(writer.accept(order, key.as_deref())?.1);
            }
            StaffEnd::GivenUp => writer.attempt_state(attempt, "not-charged")?,
            StaffEnd::TakenBack(facts) => {
                let reason = ReversalReason::ClosedAsNotCharged;
                let key = super::key::key_text(&WriteKey::ReversalIntent(attempt, facts.reference.clone()));
                writer.reversal_intent(facts, reason, key.as_deref())?;
            }
            StaffEnd::GivenBack(references) => {
                for reference in references {
                    writer.reversal_done(attempt, reference, seq)?;
                }
            }
            StaffEnd::Counted(end) => {
                let key = super::key::key_text(&WriteKey::Cash(CashKey::Ended(attempt)));
                writer.write_cash(&CashEntry::Ended { attempt, end: *end }, key.as_deref())?;
            }
            StaffEnd::Seen(alarms) => {
                for alarm in alarms {
                    let sql = "UPDATE alarm SET seen_seq = ?3 WHERE attempt_id = ?1 AND reason = ?2";
                    writer.run(sql, params![attempt.to_string(), alarm.key(), seq])?;
                }
            }
        }
        Ok((seq, accepted))
    }

    pub(super) fn alarm(
        &self,
        attempt: AttemptId,
        reason: AlarmReason,
        facts: Option<&ApprovalFacts>,
        key: Option<&str>,
    ) -> Result<i64, JournalError> {
        let about = About { key, attempt: Some(attempt), ..About::default() };
        let seq = self.insert("alarm", about, &AlarmRecord::new(attempt, reason, facts))?;
        let sql = "INSERT INTO alarm (attempt_id, reason, seq) VALUES (?1, ?2, ?3)";
        self.run(sql, params![attempt.to_string(), reason.key(), seq])?;
        Ok(seq)
    }
}

/// Alarms that wait for staff by themselves, oldest first.
pub(super) fn waiting_alarms(connection: &Connection) -> Result<Vec<(AttemptId, AlarmReason)>, JournalError> {
    let mut statement = connection.prepare("SELECT attempt_id, reason FROM alarm WHERE seen_seq IS NULL ORDER BY seq")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut alarms = Vec::new();
    for row in rows {
        let (attempt, reason) = row?;
        let attempt = AttemptId::parse(&attempt).map_err(|_| JournalError::Unreadable("an attempt id"))?;
        let reason = AlarmReason::parse(&reason).ok_or(JournalError::Unreadable("an alarm's reason"))?;
        alarms.extend(reason.waits_alone().then_some((attempt, reason)));
    }
    Ok(alarms)
}
