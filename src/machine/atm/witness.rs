//! The witness: watches every event, effect and state at the cash machine's border and checks its invariants after each step.
//!
//! It keeps its own books from what crossed the border, so it does not take the machine's word for anything.

use std::collections::{BTreeMap, BTreeSet};

use super::state::{Phase, REMEMBERED, Stage, State};
use super::{Atm, Effect, Effects, Event, Intent, ScreenName, Then};
use crate::id::{AttemptId, Rrn};
use crate::machine::Rejection;
use crate::machine::checkout;
use crate::money::Money;
use crate::payment::{
    AlarmReason, CardCommand, CardEvent, CardPlace, CashCommand, CashEnd, CashEntry, CashKey, Confirmation, Entry, LookUpAnswer,
    StaffEnd, TerminalCommand, TerminalEvent, WriteKey,
};
use crate::time::Now;

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{id} violated: {what}")]
pub struct Violation {
    /// `C1` to `C9`, or one of the kiosk's where it is the same promise.
    pub id: &'static str,
    /// What is wrong.
    pub what: String,
}

/// What the witness knows of one attempt.
#[derive(Debug, Clone, Default)]
struct Book {
    amount: Option<Money>,
    intent_durable: bool,
    result_durable: bool,
    debit_durable: bool,
    dispense_durable: bool,
    asked: bool,
    confirmed: bool,
    closed: bool,
    /// Told to pay out; a restart inherits this.
    dispensed: bool,
    end: Option<CashEnd>,
    /// Its own debit.
    debit: Option<Rrn>,
    references: BTreeSet<Rrn>,
    going_back: BTreeSet<Rrn>,
    alarmed: bool,
    /// How many steps before.
    begun: u64,
}

const KEPT_BOOKS: usize = 4 * REMEMBERED;

/// Keeps books and checks.
#[derive(Debug, Clone, Default)]
pub struct Witness {
    books: BTreeMap<AttemptId, Book>,
    steps: u64,
    /// The reader was told to give the card back, and has said since that it is out.
    card_is_out: bool,
    was_session: bool,
    /// What staff have decided about.
    decisions: BTreeSet<AttemptId>,
}

impl Witness {
    /// A witness of a machine from its start.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Watches one step and checks everything.
    ///
    /// # Errors
    /// The first [`Violation`] found.
    pub fn observe(&mut self, now: Now, event: &Event, outcome: &Result<Effects, Rejection>, atm: &Atm) -> Result<(), Violation> {
        self.steps += 1;
        self.hear(event, atm)?;
        for effect in outcome.iter().flat_map(Effects::iter) {
            self.see(effect, atm)?;
        }
        self.check_state(now, atm)?;
        self.check_offer(atm.state(), atm.withdrawal_offer().is_ok())?;
        self.was_session = atm.state().session().is_some();
        self.put_away(atm.state());
        Ok(())
    }

    fn put_away(&mut self, state: &State) {
        if self.books.len() > KEPT_BOOKS {
            let ended = |(attempt, _): &(&AttemptId, &Book)| !state.is_followed_up(**attempt);
            let oldest = self.books.iter().filter(ended).min_by_key(|(_, book)| book.begun).map(|(attempt, _)| *attempt);
            oldest.map(|attempt| self.books.remove(&attempt));
        }
    }

    fn book(&mut self, attempt: AttemptId) -> &mut Book {
        let begun = self.steps;
        self.books.entry(attempt).or_insert_with(|| Book { begun, ..Book::default() })
    }

    fn hear(&mut self, event: &Event, atm: &Atm) -> Result<(), Violation> {
        match event {
            Event::Boot(found) => {
                let state = atm.state();
                for open in &found.open {
                    let book = self.book(open.attempt);
                    (book.amount, book.intent_durable, book.asked) = (Some(open.locked.amount()), true, true);
                    book.result_durable = open.approved.is_some();
                    check("C8", state.unresolved().contains_key(&open.attempt), || "an open debit was not taken up".to_owned())?;
                }
                for debited in &found.dispensing {
                    let facts = debited.facts();
                    let book = self.book(facts.attempt);
                    (book.amount, book.debit, book.dispensed) = (Some(facts.amount), Some(facts.reference.clone()), true);
                    (book.confirmed, book.debit_durable, book.dispense_durable) = (true, true, true);
                    check("C8", state.dispenses().contains_key(&facts.attempt), || "a pay-out was not taken up".to_owned())?;
                }
                for (attempt, _) in &found.alarms {
                    self.book(*attempt).alarmed = true;
                }
                let owed = found.owed.iter().map(|(facts, _)| facts);
                for facts in owed.chain(found.reversals.iter().map(|pending| &pending.facts)) {
                    let key = (facts.attempt, facts.reference.clone());
                    check("C8", state.reversals().contains_key(&key), || "a debit that goes back was not taken up".to_owned())?;
                    self.book(key.0).going_back.insert(key.1);
                }
                Ok(())
            }
            Event::Terminal(event) => {
                self.hear_terminal(event);
                Ok(())
            }
            Event::Card(CardEvent::Card(place)) => {
                self.card_is_out = *place == CardPlace::None;
                Ok(())
            }
            Event::Written(written) => {
                self.hear_written(&written.key);
                Ok(())
            }
            Event::StaffDecided(decision) => {
                self.decisions.insert(decision.attempt());
                Ok(())
            }
            Event::Customer { .. }
            | Event::Card(_)
            | Event::Cash(_)
            | Event::WriteFailed(_)
            | Event::JournalHealth(_)
            | Event::Recalled { .. }
            | Event::Shutdown
            | Event::Tick => Ok(()),
        }
    }

    fn hear_terminal(&mut self, event: &TerminalEvent) {
        if let Some(facts) = event.approval() {
            self.book(facts.attempt).references.insert(facts.reference.clone());
        }
        if let TerminalEvent::Confirmed { attempt, reference } = event {
            let book = self.book(*attempt);
            book.confirmed = true;
            book.debit = Some(reference.clone());
        }
        if let TerminalEvent::TakenBack { attempt, .. } | TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::NotCharged } =
            event
        {
            self.book(*attempt).closed = true;
        }
    }

    fn hear_written(&mut self, key: &WriteKey) {
        match key {
            WriteKey::Cash(CashKey::Intent(attempt)) => self.book(*attempt).intent_durable = true,
            WriteKey::Cash(CashKey::Debited(attempt)) => self.book(*attempt).debit_durable = true,
            WriteKey::Cash(CashKey::DispenseIntent(attempt)) => self.book(*attempt).dispense_durable = true,
            WriteKey::Approved(attempt, _) => self.book(*attempt).result_durable = true,
            WriteKey::NotCharged(attempt) => self.book(*attempt).closed = true,
            WriteKey::Cash(CashKey::Ended(_))
            | WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::Intent(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::StaffResolved(..)
            | WriteKey::ReversalIntent(..)
            | WriteKey::Reversed(..)
            | WriteKey::Alarm(..)
            | WriteKey::Accepted(_)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Shutdown => {}
        }
    }

    fn see(&mut self, effect: &Effect, atm: &Atm) -> Result<(), Violation> {
        match effect {
            Effect::Record(entry) => self.see_record(entry),
            Effect::Terminal(TerminalCommand::Authorise { request, .. }) => {
                let front = atm.running_checkout().map(checkout::Checkout::attempt);
                check("I5", front == Some(request.attempt()), || "a card prompt without an amount in front".to_owned())?;
                let book = self.book(request.attempt());
                check("I1", book.intent_durable, || "the terminal hears of a debit before its intent is durable".to_owned())?;
                check("I4", book.amount == Some(request.amount()), || "another amount is asked than confirmed".to_owned())?;
                check("I2", !std::mem::replace(&mut book.asked, true), || "the same debit is asked for twice".to_owned())
            }
            Effect::Terminal(TerminalCommand::Confirm { attempt, decision: Confirmation::Stored, .. }) => {
                let stored = self.book(*attempt).result_durable;
                check("I1", stored, || "confirmed before the result is durable".to_owned())
            }
            Effect::Terminal(TerminalCommand::Reverse { attempt, reference, .. }) => self.see_going_back(*attempt, reference),
            Effect::Card(CardCommand::Return) => {
                self.card_is_out = false;
                Ok(())
            }
            Effect::Cash(CashCommand::Dispense(pay_out)) => {
                let card_is_out = self.card_is_out;
                let book = self.book(pay_out.attempt());
                let stands = book.confirmed && book.debit_durable && !book.closed;
                let goes_back = book.debit.as_ref().is_some_and(|debit| book.going_back.contains(debit));
                check("C1", stands && !goes_back, || "cash without a debit that stands".to_owned())?;
                check("C2", !std::mem::replace(&mut book.dispensed, true), || "one withdrawal is paid out twice".to_owned())?;
                check("C3", book.dispense_durable, || {
                    "the dispenser hears of a pay-out before its intent is durable".to_owned()
                })?;
                check("I4", book.amount == Some(pay_out.amount()), || "another amount is paid out than confirmed".to_owned())?;
                check("C4", card_is_out, || "cash while the card is still in the machine".to_owned())
            }
            Effect::Terminal(
                TerminalCommand::Confirm { .. }
                | TerminalCommand::Cancel { .. }
                | TerminalCommand::LookUp { .. }
                | TerminalCommand::Reconcile
                | TerminalCommand::Health,
            )
            | Effect::Card(_)
            | Effect::Cash(_)
            | Effect::Recall(_)
            | Effect::PrintReceipt(_)
            | Effect::CallStaff
            | Effect::Stop => Ok(()),
        }
    }

    fn see_record(&mut self, entry: &Entry) -> Result<(), Violation> {
        match entry {
            Entry::Cash(CashEntry::Intent { locked, attempt, .. }) => {
                self.book(*attempt).amount = Some(locked.amount());
                Ok(())
            }
            Entry::Cash(CashEntry::Ended { attempt, end }) => {
                let known = self.book(*attempt).end.replace(*end);
                check("C6", known.is_none_or(|known| known == *end), || "a pay-out ends in two ways".to_owned())
            }
            Entry::StaffResolved { decision, end } => self.see_decision(decision.attempt(), end),
            Entry::ReversalIntent { facts, .. } => self.see_going_back(facts.attempt, &facts.reference),
            Entry::Alarm { attempt, reason, .. } => {
                let money = matches!(
                    reason,
                    AlarmReason::CashUnknown
                        | AlarmReason::UnknownApproval
                        | AlarmReason::TooManyAtOnce
                        | AlarmReason::ReversalRefused
                );
                self.book(*attempt).alarmed |= money;
                Ok(())
            }
            Entry::Cash(CashEntry::Debited { .. } | CashEntry::DispenseIntent { .. })
            | Entry::Boot
            | Entry::MenuLoaded(_)
            | Entry::Intent { .. }
            | Entry::Approved { .. }
            | Entry::NotCharged { .. }
            | Entry::OutcomeUnknown { .. }
            | Entry::HandedToStaff { .. }
            | Entry::CardSlip(_)
            | Entry::Reversed { .. }
            | Entry::Accepted { .. }
            | Entry::KitchenDelivered { .. }
            | Entry::ReceiptPrinted { .. }
            | Entry::Shutdown => Ok(()),
        }
    }

    /// A decision is a person's, and no cash that somebody has is given back on it.
    fn see_decision(&mut self, attempt: AttemptId, end: &StaffEnd) -> Result<(), Violation> {
        check("I10", self.decisions.contains(&attempt), || "a decision that nobody handed in".to_owned())?;
        match end {
            StaffEnd::GivenUp => self.book(attempt).closed = true,
            StaffEnd::TakenBack(facts) => self.see_going_back(attempt, &facts.reference)?,
            StaffEnd::Counted(end) => {
                let known = self.book(attempt).end.replace(*end);
                check("C6", known.is_none_or(|known| known == *end), || "staff count what was counted".to_owned())?;
            }
            StaffEnd::GivenBack(_) | StaffEnd::Seen(_) => {}
            StaffEnd::Accepted(_) => check("I10", false, || "an order of a machine that has none".to_owned())?,
        }
        Ok(())
    }

    /// Cash that somebody has, or may have, stays debited.
    fn see_going_back(&mut self, attempt: AttemptId, reference: &Rrn) -> Result<(), Violation> {
        let book = self.book(attempt);
        book.going_back.insert(reference.clone());
        let own = book.debit.as_ref() == Some(reference);
        let out = matches!(book.end, Some(CashEnd::Taken | CashEnd::Unknown));
        check("C6", !(own && out), || "money goes back for cash that somebody may have".to_owned())
    }

    fn check_state(&self, now: Now, atm: &Atm) -> Result<(), Violation> {
        let state = atm.state();
        for (attempt, book) in &self.books {
            let followed = state.is_followed_up(*attempt) || book.alarmed || book.closed;
            let goes_back = |reference: &Rrn| book.going_back.contains(reference);
            let debit_ends = book.debit.as_ref().is_none_or(|debit| book.end == Some(CashEnd::Taken) || goes_back(debit));
            check("C6", followed || debit_ends, || {
                format!("the debit {attempt} has neither cash nor anybody who follows it up")
            })?;
            let strays = book.references.iter().all(|reference| goes_back(reference) || book.debit.as_ref() == Some(reference));
            let unknown = book.amount.is_none();
            check("I7", followed || strays || unknown, || format!("an approval of {attempt} belongs to nobody"))?;
        }
        self.check_front(atm)?;
        check_deadline(now, atm)
    }

    /// What nobody knows keeps cash off.
    pub(super) fn check_offer(&self, state: &State, offered: bool) -> Result<(), Violation> {
        let unresolved = !(state.unresolved().is_empty() && state.dispenses().is_empty() && state.deciding().is_empty());
        check("I10", !unresolved || !offered, || "cash is offered while an outcome is unknown".to_owned())
    }

    /// From the card on nobody's key decides anything: the amount is the one that was confirmed, and the only key is cancel.
    fn check_front(&self, atm: &Atm) -> Result<(), Violation> {
        let state = atm.state();
        if let Phase::Welcome(chosen) = state.phase() {
            check("C7", !self.was_session || chosen.is_none(), || "a customer's language stays".to_owned())?;
        }
        let Some(session) = state.session() else { return Ok(()) };
        let held = match session.stage() {
            Stage::Paying(paying) => Some((paying.checkout().attempt(), paying.checkout().locked().amount())),
            Stage::Debiting(debiting) => Some((debiting.debited.facts().attempt, debiting.debited.locked().amount())),
            Stage::CardBack(super::CardBack { then: Then::PayOut(debited), .. }) => {
                Some((debited.facts().attempt, debited.locked().amount()))
            }
            Stage::PayingOut(paying_out) => Some((paying_out.slip.attempt, paying_out.slip.amount)),
            Stage::CardBack(super::CardBack { then: Then::Tell { .. }, .. })
            | Stage::Amount(_)
            | Stage::Confirm(_)
            | Stage::Receipt(_)
            | Stage::Enquiring(_)
            | Stage::Told(_) => None,
        };
        let Some((attempt, amount)) = held else { return Ok(()) };
        let known = self.books.get(&attempt).and_then(|book| book.amount);
        check("C5", known == Some(amount), || "the amount is another one than was confirmed".to_owned())?;
        let view = atm.view();
        let only_cancel = view.keys.iter().all(|key| key.intent == Intent::Cancel) && !view.digits;
        check("C5", only_cancel, || "a key but cancel is offered once the card is asked for".to_owned())
    }
}

/// C9: a customer's stage without a deadline must wait for the journal.
fn check_deadline(now: Now, atm: &Atm) -> Result<(), Violation> {
    let Some(session) = atm.state().session() else { return Ok(()) };
    let owed = match session.stage() {
        Stage::Paying(paying) => matches!(
            paying.checkout().stage(),
            checkout::Stage::RecordingIntent { .. }
                | checkout::Stage::RecordingApproval { .. }
                | checkout::Stage::RecordingNotCharged { .. }
        ),
        Stage::PayingOut(paying_out) => {
            atm.state().dispenses().get(&paying_out.slip.attempt).is_some_and(|dispense| dispense.next_deadline().is_none())
        }
        Stage::Amount(_)
        | Stage::Confirm(_)
        | Stage::Debiting(_)
        | Stage::CardBack(_)
        | Stage::Receipt(_)
        | Stage::Enquiring(_)
        | Stage::Told(_) => false,
    };
    let policy = atm.policy();
    let longest = [policy.idle, policy.warning, policy.card_taken, policy.counting, policy.cash_taken, policy.told_long];
    let longest = longest.into_iter().chain([policy.patience, policy.checkout.terminal_answer]).max().unwrap_or_default();
    let bounded = atm.next_deadline().is_some_and(|deadline| deadline <= now.at.after(longest));
    check("C9", owed || bounded, || format!("{} has no deadline and nobody owes an answer", atm.screen_name()))?;
    check("C9", atm.screen_name() != ScreenName::Welcome, || "a customer behind the welcome screen".to_owned())
}

fn check(id: &'static str, holds: bool, what: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { id, what: what() }) }
}

/// Ways for the tests to bend the books, so that each check is seen to fire.
#[cfg(test)]
impl Witness {
    pub(super) fn bend(&mut self, attempt: AttemptId, how: Bend) {
        let book = self.books.entry(attempt).or_default();
        match how {
            Bend::NotDebited => book.debit_durable = false,
            Bend::NotDispensed => book.dispensed = false,
            Bend::NoDispenseIntent => (book.dispense_durable, book.dispensed) = (false, false),
            Bend::CardInside => (self.card_is_out, book.dispensed) = (false, false),
            Bend::NoAmount => book.amount = None,
            Bend::NotAsked => book.asked = false,
            Bend::NoIntent => (book.intent_durable, book.asked) = (false, false),
            Bend::NobodyFollows => {
                book.alarmed = false;
                book.end = None;
            }
            Bend::Approved => {
                (book.alarmed, book.closed) = (false, false);
                book.references.insert(Rrn("stray".to_owned()));
            }
            Bend::WasSession => self.was_session = true,
        }
    }
}

/// See [`Witness::bend`].
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub(super) enum Bend {
    NotDebited,
    NotDispensed,
    NoDispenseIntent,
    CardInside,
    NoAmount,
    NotAsked,
    NoIntent,
    NobodyFollows,
    /// The terminal has named an approval that nothing came of.
    Approved,
    WasSession,
}
