//! What is called what in a transcript: random ids by first appearance, and everything that kiosk and cash machine say alike.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::id::{AttemptId, OrderId};
use crate::payment::{
    CashEntry, CashKey, Confirmation, Decline, Entry, JournalHealth, LookUpAnswer, NotCharged, Settlement, SlipMatter,
    StaffMatter, TerminalCommand, TerminalEvent, TerminalHealth, WriteKey,
};

/// What random ids are called, by first appearance. Clones share the names, so that a restart does not call anything anew.
#[derive(Debug, Clone, Default)]
pub struct Names(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) orders: BTreeMap<OrderId, usize>,
    attempts: BTreeMap<AttemptId, usize>,
}

impl Names {
    pub(super) fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn order(&self, order: OrderId) -> String {
        let orders = &mut self.lock().orders;
        let next = orders.len() + 1;
        format!("order {}", orders.entry(order).or_insert(next))
    }

    pub(super) fn attempt(&self, attempt: AttemptId) -> String {
        let attempts = &mut self.lock().attempts;
        let next = attempts.len() + 1;
        format!("attempt {}", attempts.entry(attempt).or_insert(next))
    }

    pub(super) fn terminal_event(&self, event: &TerminalEvent) -> String {
        let what = match event {
            TerminalEvent::Progress { progress, .. } => progress.key().to_owned(),
            TerminalEvent::ApprovalOffered(facts) => format!("approval offered for {} ({})", facts.amount, facts.reference),
            TerminalEvent::CardSlip(slip) => format!("slip of the {}", slip.copy().key()),
            TerminalEvent::Confirmed { .. } => "confirmed".to_owned(),
            TerminalEvent::TakenBack { .. } => "taken back".to_owned(),
            TerminalEvent::Declined { decline: Decline { reason, code, said }, .. } if said.is_empty() => {
                format!("declined {} {code}", reason.key())
            }
            TerminalEvent::Declined { decline: Decline { reason, code, said }, .. } => {
                format!("declined {} {code} \"{said}\"", reason.key())
            }
            TerminalEvent::CancelledAtTerminal { .. } => "cancelled at the terminal".to_owned(),
            TerminalEvent::Cancelled { .. } => "cancelled".to_owned(),
            TerminalEvent::CancelTooLate { .. } => "too late to cancel".to_owned(),
            TerminalEvent::NoCard { .. } => "no card shown".to_owned(),
            TerminalEvent::Unreachable { .. } => "unreachable".to_owned(),
            TerminalEvent::Busy { .. } => "busy".to_owned(),
            TerminalEvent::Unknown { reason, .. } => format!("unknown ({reason:?})"),
            TerminalEvent::LookedUp { answer, .. } => format!("looked up: {}", look_up_text(answer)),
            TerminalEvent::Reversed { reference, .. } => format!("reversed {reference}"),
            TerminalEvent::ReversalRefused { reference, .. } => format!("refuses to reverse {reference}"),
            TerminalEvent::Reconciled => "reconciled".to_owned(),
            TerminalEvent::Health(health) => match health {
                TerminalHealth::Unheard => "not heard of".to_owned(),
                TerminalHealth::Ready => "ready".to_owned(),
                TerminalHealth::Busy => "occupied".to_owned(),
                TerminalHealth::Unreachable => "gone".to_owned(),
            },
        };
        match event.attempt() {
            Some(attempt) => format!("{} {what}", self.attempt(attempt)),
            None => what,
        }
    }

    pub(super) fn entry(&self, entry: &Entry) -> String {
        let key = self.key(&entry.key());
        match entry {
            Entry::Intent { locked, .. } => {
                format!("{key} for {} of {}", self.order(locked.order()), locked.amount())
            }
            Entry::NotCharged { why, .. } => format!("{key}: {}", why_text(why)),
            Entry::StaffResolved { decision, end } => format!("{key}: {}, {}", decision.verdict().key(), end.key()),
            Entry::ReversalIntent { reason, .. } => format!("{key}: {}", reason.key()),
            Entry::Accepted { order } => {
                let how = match order.settlement() {
                    Settlement::Paid(_) => "paid by card",
                    Settlement::SaidPaid(_) => "paid by card, say staff",
                    Settlement::PayAtCounter => "to be paid at the counter",
                };
                format!("{key}, {} {how}", order.locked().amount())
            }
            Entry::Cash(CashEntry::Intent { locked, .. }) => format!("{key}, {}", locked.amount()),
            Entry::Cash(CashEntry::Ended { end, .. }) => format!("{key}: {}", end.key()),
            Entry::Cash(CashEntry::Debited { .. } | CashEntry::DispenseIntent { .. })
            | Entry::Boot
            | Entry::MenuLoaded(_)
            | Entry::Approved { .. }
            | Entry::OutcomeUnknown { .. }
            | Entry::HandedToStaff { .. }
            | Entry::CardSlip(_)
            | Entry::Reversed { .. }
            | Entry::Alarm { .. }
            | Entry::KitchenDelivered { .. }
            | Entry::ReceiptPrinted { .. }
            | Entry::Shutdown => key,
        }
    }

    pub(super) fn key(&self, key: &WriteKey) -> String {
        match key {
            WriteKey::Boot => "boot".to_owned(),
            WriteKey::MenuLoaded(_) => "menu".to_owned(),
            WriteKey::Intent(attempt) => format!("intent of {}", self.attempt(*attempt)),
            WriteKey::Approved(attempt, reference) => format!("approval {reference} of {}", self.attempt(*attempt)),
            WriteKey::NotCharged(attempt) => format!("{} not charged", self.attempt(*attempt)),
            WriteKey::OutcomeUnknown(attempt) => format!("{} unknown", self.attempt(*attempt)),
            WriteKey::CardSlip(SlipMatter::Payment(attempt), copy) => {
                format!("slip of the {} about {}", copy.key(), self.attempt(*attempt))
            }
            WriteKey::CardSlip(SlipMatter::Reversal(attempt, _), copy) => {
                format!("slip of the {} about {} taken back", copy.key(), self.attempt(*attempt))
            }
            WriteKey::CardSlip(SlipMatter::EndOfDay, copy) => format!("slip of the {} about the day", copy.key()),
            WriteKey::HandedToStaff(attempt) => format!("{} handed to staff", self.attempt(*attempt)),
            WriteKey::StaffResolved(attempt, matter) => {
                let matter = match matter {
                    StaffMatter::Payment => "",
                    StaffMatter::Reversals(_) => "reversal of ",
                    StaffMatter::Alarms(_) => "alarm about ",
                };
                format!("{matter}{} resolved by staff", self.attempt(*attempt))
            }
            WriteKey::ReversalIntent(attempt, reference) => {
                format!("reversal of {reference} of {}", self.attempt(*attempt))
            }
            WriteKey::Reversed(attempt, reference) => format!("{reference} of {} reversed", self.attempt(*attempt)),
            WriteKey::Alarm(attempt, reason) => format!("alarm {} about {}", reason.key(), self.attempt(*attempt)),
            WriteKey::Accepted(order) => format!("{} accepted", self.order(*order)),
            WriteKey::KitchenDelivered(order) => format!("ticket of {} delivered", self.order(*order)),
            WriteKey::ReceiptPrinted(order) => format!("receipt of {} printed", self.order(*order)),
            WriteKey::Cash(CashKey::Intent(attempt)) => format!("withdrawal of {}", self.attempt(*attempt)),
            WriteKey::Cash(CashKey::Debited(attempt)) => format!("{} debited", self.attempt(*attempt)),
            WriteKey::Cash(CashKey::DispenseIntent(attempt)) => format!("dispense of {}", self.attempt(*attempt)),
            WriteKey::Cash(CashKey::Ended(attempt)) => format!("cash of {} ended", self.attempt(*attempt)),
            WriteKey::Shutdown => "shutdown".to_owned(),
        }
    }

    pub(super) fn command(&self, command: &TerminalCommand) -> String {
        match command {
            TerminalCommand::Authorise { request, stan } => {
                format!("authorise {} for {}, stan {stan}", request.amount(), self.attempt(request.attempt()))
            }
            TerminalCommand::Cancel { attempt } => format!("cancel {}", self.attempt(*attempt)),
            TerminalCommand::Confirm { attempt, decision, .. } => {
                let decision = match decision {
                    Confirmation::Stored => "stored",
                    Confirmation::Refuse => "refuse",
                };
                format!("confirm {}: {decision}", self.attempt(*attempt))
            }
            TerminalCommand::LookUp { attempt, .. } => format!("look up {}", self.attempt(*attempt)),
            TerminalCommand::Reverse { attempt, reference, amount } => {
                format!("reverse {reference} of {}, {amount}", self.attempt(*attempt))
            }
            TerminalCommand::Reconcile => "reconcile".to_owned(),
            TerminalCommand::Health => "health?".to_owned(),
        }
    }
}

/// News of the journal's health.
pub(super) fn health_text(health: JournalHealth) -> String {
    match health {
        JournalHealth::Well => "journal: stores again",
        JournalHealth::Doubted => "journal: damaged, staff must agree",
        JournalHealth::Failing => "journal: cannot store",
    }
    .to_owned()
}

pub(super) fn why_text(why: &NotCharged) -> String {
    match why {
        NotCharged::Declined(decline) => format!("declined {}", decline.reason.key()),
        NotCharged::CancelledAtTerminal
        | NotCharged::CancelledHere
        | NotCharged::NoCard
        | NotCharged::Unreachable
        | NotCharged::Busy
        | NotCharged::NotRecorded
        | NotCharged::TakenBack
        | NotCharged::NotFound => why.key().to_owned(),
    }
}

fn look_up_text(answer: &LookUpAnswer) -> String {
    match answer {
        LookUpAnswer::Approved(facts) => format!("approved {} ({})", facts.amount, facts.reference),
        LookUpAnswer::Declined(decline) => format!("declined {}", decline.reason.key()),
        LookUpAnswer::NotCharged => "not charged".to_owned(),
        LookUpAnswer::InProgress => "in progress".to_owned(),
        LookUpAnswer::NotFound => "not found".to_owned(),
        LookUpAnswer::CannotTell => "cannot tell".to_owned(),
    }
}
