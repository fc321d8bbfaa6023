//! The key under which an entry is written once.

use crate::payment::{CashKey, SlipMatter, StaffMatter, WriteKey};

/// The key under which an entry is written once; `None` for those that may come again.
pub(super) fn key_text(key: &WriteKey) -> Option<String> {
    Some(match key {
        WriteKey::Boot | WriteKey::MenuLoaded(_) | WriteKey::Shutdown | WriteKey::ReceiptPrinted(_) => return None,
        WriteKey::Intent(attempt) => format!("intent/{attempt}"),
        WriteKey::Approved(attempt, reference) => format!("approved/{attempt}/{reference}"),
        WriteKey::NotCharged(attempt) => format!("not-charged/{attempt}"),
        WriteKey::OutcomeUnknown(_) | WriteKey::CardSlip(SlipMatter::EndOfDay, _) => return None,
        WriteKey::CardSlip(SlipMatter::Payment(attempt), copy) => format!("slip/{attempt}/{}", copy.key()),
        WriteKey::CardSlip(SlipMatter::Reversal(attempt, reference), copy) => {
            format!("slip/{attempt}/reversal/{reference}/{}", copy.key())
        }
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
        WriteKey::Cash(CashKey::Intent(attempt)) => format!("withdrawal/{attempt}"),
        WriteKey::Cash(CashKey::Debited(attempt)) => format!("debited/{attempt}"),
        WriteKey::Cash(CashKey::DispenseIntent(attempt)) => format!("dispense/{attempt}"),
        WriteKey::Cash(CashKey::Ended(attempt)) => format!("cash-ended/{attempt}"),
    })
}
