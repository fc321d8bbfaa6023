//! The witness: watches every event, effect and state at the machine's border and checks I1-I13 after each step.
//!
//! It keeps its own books from what crossed the border, so it does not take the machine's word for anything. The driver runs one
//! in debug builds; tests always do. Wherever the statement needs the outside world's own logs, the storms compare those.

use std::collections::{BTreeMap, BTreeSet};

use super::screens::{ScreenChange, cause_of};
use super::state::{Phase, REMEMBERED, SessionStage, State, Stop};
use super::{Effect, Effects, Event, Kiosk, ScreenName, screen_changes};
use crate::id::{AttemptId, OrderId, OrderNumber, Rrn};
use crate::machine::Rejection;
use crate::machine::checkout::Stage;
use crate::money::Money;
use crate::order::{LockedOrder, RecoveredCart};
use crate::payment::{
    AcceptedOrder, AlarmReason, Confirmation, Entry, LookUpAnswer, Numbering, Recalled, Settlement, StaffDecision, StaffEnd,
    StaffVerdict, TerminalCommand, TerminalEvent, WriteKey, Written,
};
use crate::time::{BusinessDay, Now};

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{id} violated: {what}")]
pub struct Violation {
    /// `I1` to `I13`, or `screens` for the closed table of screen changes.
    pub id: &'static str,
    /// What is wrong.
    pub what: String,
}

/// What the witness knows of one attempt.
#[derive(Debug, Clone, Default)]
struct Book {
    order: Option<OrderId>,
    amount: Option<Money>,
    intent_durable: bool,
    result_durable: bool,
    asked: bool,
    confirmed: bool,
    accepted: bool,
    closed: bool,
    taken_back: bool,
    /// A person was told of a payment of it that is too much to follow up here.
    alarmed: bool,
    /// What staff decided about the payment itself.
    decided: Option<StaffDecision>,
    reversed: BTreeSet<Rrn>,
    references: BTreeSet<Rrn>,
    /// How far the journal was when it was begun.
    begun: u64,
}

impl Book {
    /// An approval is no end of its own because the attempt was closed, by the terminal's word or by staff's: it must go back.
    fn approval_has_ended(&self) -> bool {
        self.accepted || self.taken_back || !self.reversed.is_empty()
    }
}

/// So many books are kept of attempts that have ended: more than the machine itself remembers, and no more for a kiosk that runs for
/// months.
const KEPT_BOOKS: usize = 4 * REMEMBERED;

/// So many order numbers are kept: those of a few days.
const KEPT_NUMBERS: usize = 2_000;

/// Keeps books and checks.
#[derive(Debug, Clone)]
pub struct Witness {
    books: BTreeMap<AttemptId, Book>,
    last_seq: u64,
    numbers: BTreeMap<(BusinessDay, OrderNumber), OrderId>,
    screen: ScreenName,
    locked: Option<LockedOrder>,
    /// What staff handed in, taken or refused.
    decisions: Vec<StaffDecision>,
    /// Whether a cart is kept outside.
    kept: bool,
    table: BTreeSet<ScreenChange>,
}

impl Witness {
    /// A witness of a kiosk from its start.
    #[must_use]
    pub fn new(kiosk: &Kiosk) -> Self {
        Self {
            books: BTreeMap::new(),
            last_seq: 0,
            numbers: BTreeMap::new(),
            screen: kiosk.screen_name(),
            locked: None,
            decisions: Vec::new(),
            kept: false,
            table: screen_changes().into_iter().collect(),
        }
    }

    /// Watches one step and checks everything.
    ///
    /// # Errors
    /// The first [`Violation`] found.
    pub fn observe(
        &mut self,
        now: Now,
        event: &Event,
        outcome: &Result<Effects, Rejection>,
        kiosk: &Kiosk,
    ) -> Result<(), Violation> {
        let before = self.screen;
        self.screen = kiosk.screen_name();
        self.screen_change(event, before, self.screen)?;
        if outcome.is_err() && before != self.screen {
            return violated("screens", format!("a rejected event changed {before} to {}", self.screen));
        }
        self.hear(event, kiosk)?;
        for effect in outcome.iter().flat_map(Effects::iter) {
            self.see(effect, kiosk)?;
        }
        self.check_state(now, kiosk)?;
        self.put_away(kiosk.state());
        Ok(())
    }

    /// The oldest book of an attempt that has ended, and that nobody follows up, is closed for good when there are many.
    fn put_away(&mut self, state: &State) {
        if self.books.len() > KEPT_BOOKS {
            let ended = |(attempt, book): &(&AttemptId, &Book)| {
                (book.closed || book.approval_has_ended()) && !is_followed_up(state, **attempt)
            };
            let oldest = self.books.iter().filter(ended).min_by_key(|(_, book)| book.begun).map(|(attempt, _)| *attempt);
            oldest.map(|attempt| self.books.remove(&attempt));
        }
        if self.numbers.len() > KEPT_NUMBERS {
            self.numbers.pop_first();
        }
    }

    fn screen_change(&self, event: &Event, from: ScreenName, to: ScreenName) -> Result<(), Violation> {
        let change = ScreenChange { from, cause: cause_of(event, from), to };
        if from == to || self.table.contains(&change) {
            return Ok(());
        }
        violated("screens", format!("{from} to {to} because of {:?} is not in the table", change.cause))
    }

    fn hear(&mut self, event: &Event, kiosk: &Kiosk) -> Result<(), Violation> {
        match event {
            Event::Boot { open, reversals, cart } => {
                self.hear_of_cart(cart.as_deref(), !open.is_empty(), kiosk)?;
                for attempt in open {
                    let book = self.books.entry(attempt.attempt).or_default();
                    book.order = Some(attempt.locked.order());
                    book.amount = Some(attempt.locked.amount());
                    book.intent_durable = true;
                    book.result_durable = attempt.approved.is_some();
                    check("I12", kiosk.state().unresolved().contains_key(&attempt.attempt), || {
                        "an attempt open in the journal was not taken up".to_owned()
                    })?;
                }
                for reversal in reversals {
                    let key = (reversal.facts.attempt, reversal.facts.reference.clone());
                    check("I12", kiosk.state().reversals().contains_key(&key), || {
                        "a pending reversal was not taken up".to_owned()
                    })?;
                    self.books.entry(key.0).or_default().references.insert(key.1);
                }
                Ok(())
            }
            Event::Terminal(event) => {
                self.hear_terminal(event);
                Ok(())
            }
            Event::Written(written) => self.hear_written(written),
            Event::StaffDecided(decision) => {
                self.decisions.push(decision.clone());
                Ok(())
            }
            // Accepted before a restart, and the journal remembers: the books know no more of it than that.
            Event::Recalled { recalled: Recalled::SaidPaid(request), .. } => {
                let book = self.books.entry(request.attempt()).or_default();
                (book.order, book.amount) = (Some(request.order()), Some(request.amount()));
                (book.intent_durable, book.accepted) = (true, true);
                Ok(())
            }
            Event::Customer { .. }
            | Event::WriteFailed(_)
            | Event::JournalHealth(_)
            | Event::KitchenHealth(_)
            | Event::Recalled { .. }
            | Event::AlarmsFound(_)
            | Event::ReceiptPrinted(_)
            | Event::ReceiptFailed(_)
            | Event::MenuPublished(_)
            | Event::Shutdown
            | Event::Tick => Ok(()),
        }
    }

    fn hear_terminal(&mut self, event: &TerminalEvent) {
        if let Some(facts) = event.approval() {
            self.books.entry(facts.attempt).or_default().references.insert(facts.reference.clone());
        }
        if let TerminalEvent::Confirmed { attempt, .. } = event
            && let Some(book) = self.books.get_mut(attempt)
        {
            book.confirmed = true;
        }
        // The terminal's own word that no money moves; the record of it may fail, and then a restart asks again.
        if let TerminalEvent::TakenBack { attempt, .. } | TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::NotCharged } =
            event
            && let Some(book) = self.books.get_mut(attempt)
        {
            book.taken_back = true;
        }
        if let TerminalEvent::Reversed { attempt, reference } = event
            && let Some(book) = self.books.get_mut(attempt)
        {
            book.reversed.insert(reference.clone());
        }
    }

    fn hear_written(&mut self, written: &Written) -> Result<(), Violation> {
        check("I9", written.seq > self.last_seq || self.is_repeat(&written.key), || {
            format!("sequence {} after {}", written.seq, self.last_seq)
        })?;
        self.last_seq = self.last_seq.max(written.seq);
        match &written.key {
            WriteKey::Intent(attempt) => self.books.entry(*attempt).or_default().intent_durable = true,
            WriteKey::Approved(attempt, _) => self.books.entry(*attempt).or_default().result_durable = true,
            WriteKey::NotCharged(attempt) => self.books.entry(*attempt).or_default().closed = true,
            WriteKey::Accepted(order) => self.hear_number(*order, written.number)?,
            WriteKey::StaffResolved(attempt, _) => {
                if let Some(order) = self.books.get(attempt).and_then(|book| book.order) {
                    self.hear_number(order, written.number)?;
                }
            }
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::ReversalIntent(..)
            | WriteKey::Reversed(..)
            | WriteKey::Alarm(..)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Cash(_)
            | WriteKey::Shutdown => {}
        }
        Ok(())
    }

    fn hear_number(&mut self, order: OrderId, given: Option<Numbering>) -> Result<(), Violation> {
        let Some(Numbering { business_day, number, .. }) = given else { return Ok(()) };
        let known = self.numbers.insert((business_day, number), order);
        check("I9", known.is_none_or(|known| known == order), || format!("number {number} given twice in a day"))
    }

    /// An entry handed over again is answered with its old place.
    fn is_repeat(&self, key: &WriteKey) -> bool {
        match key {
            WriteKey::Intent(attempt) => self.books.get(attempt).is_some_and(|book| book.intent_durable),
            WriteKey::Approved(attempt, _) => self.books.get(attempt).is_some_and(|book| book.result_durable),
            WriteKey::NotCharged(attempt) => self.books.get(attempt).is_some_and(|book| book.closed),
            WriteKey::Accepted(order) => self.numbers.values().any(|known| known == order),
            WriteKey::Boot
            | WriteKey::MenuLoaded(_)
            | WriteKey::OutcomeUnknown(_)
            | WriteKey::HandedToStaff(_)
            | WriteKey::CardSlip(..)
            | WriteKey::StaffResolved(..)
            | WriteKey::ReversalIntent(..)
            | WriteKey::Reversed(..)
            | WriteKey::Alarm(..)
            | WriteKey::KitchenDelivered(_)
            | WriteKey::ReceiptPrinted(_)
            | WriteKey::Cash(_)
            | WriteKey::Shutdown => true,
        }
    }

    /// A cart comes back only while it is certainly still the customer's, and never before an open payment is resolved.
    fn hear_of_cart(&mut self, cart: Option<&RecoveredCart>, open: bool, kiosk: &Kiosk) -> Result<(), Violation> {
        self.kept = cart.is_some();
        let shown = kiosk.state().session().is_some();
        check("I12", !(shown && open), || "a cart came back while a payment was open".to_owned())?;
        let in_time = |age| age < kiosk.policy().idle;
        let may = cart.is_some_and(|cart| !cart.locked_since && cart.age.is_some_and(in_time));
        check("I6", !shown || may, || "a cart came back that was locked, too old, or of an unknown age".to_owned())
    }

    fn see(&mut self, effect: &Effect, kiosk: &Kiosk) -> Result<(), Violation> {
        match effect {
            Effect::Record(Entry::Intent { locked, attempt, .. }) => {
                let book = self.books.entry(*attempt).or_default();
                book.order = Some(locked.order());
                book.amount = Some(locked.amount());
                book.begun = self.last_seq;
                self.locked = Some((**locked).clone());
                sums_agree(locked)
            }
            Effect::Record(Entry::Approved { approval }) => {
                let book = self.books.get(&approval.facts().attempt);
                check("I4", book.is_some_and(|book| book.amount == Some(approval.facts().amount)), || {
                    "the approval that is stored is for another amount".to_owned()
                })
            }
            Effect::Record(Entry::Accepted { order }) => self.see_accepted(order),
            Effect::Terminal(TerminalCommand::Authorise { request, .. }) => {
                let foreground = locked_in_front(kiosk).map(LockedOrder::order);
                check("I5", foreground == Some(request.order()), || "a card prompt without the latest lock".to_owned())?;
                let book = self.books.entry(request.attempt()).or_default();
                check("I1", book.intent_durable, || "the terminal hears of an attempt before its intent is durable".to_owned())?;
                check("I4", book.amount == Some(request.amount()), || "another amount is asked than locked".to_owned())?;
                check("I2", !book.asked, || "the same attempt is sent twice".to_owned())?;
                book.asked = true;
                check("I10", kiosk.state().unresolved().is_empty(), || {
                    "a card payment begins while an outcome is unknown".to_owned()
                })
            }
            Effect::Terminal(TerminalCommand::Confirm { attempt, decision: Confirmation::Stored, .. }) => {
                let stored = self.books.get(attempt).is_some_and(|book| book.result_durable);
                check("I1", stored, || "confirmed before the result is durable".to_owned())
            }
            Effect::Record(Entry::Alarm {
                attempt,
                reason: AlarmReason::UnknownApproval | AlarmReason::TooManyAtOnce,
                facts: Some(_),
            }) => {
                self.books.entry(*attempt).or_default().alarmed = true;
                Ok(())
            }
            Effect::Record(Entry::StaffResolved { decision, end }) => self.see_decision(decision, end),
            Effect::SaveCart(_) => {
                self.kept = true;
                Ok(())
            }
            Effect::ForgetCart => {
                self.kept = false;
                Ok(())
            }
            Effect::Terminal(
                TerminalCommand::Confirm { .. }
                | TerminalCommand::Cancel { .. }
                | TerminalCommand::LookUp { .. }
                | TerminalCommand::Reverse { .. }
                | TerminalCommand::Reconcile
                | TerminalCommand::Health,
            )
            | Effect::Record(
                Entry::Boot
                | Entry::MenuLoaded(_)
                | Entry::NotCharged { .. }
                | Entry::OutcomeUnknown { .. }
                | Entry::HandedToStaff { .. }
                | Entry::CardSlip(_)
                | Entry::ReversalIntent { .. }
                | Entry::Reversed { .. }
                | Entry::Alarm { .. }
                | Entry::KitchenDelivered { .. }
                | Entry::ReceiptPrinted { .. }
                | Entry::Cash(_)
                | Entry::Shutdown,
            )
            | Effect::Recall(_)
            | Effect::PrintReceipt(_)
            | Effect::CallStaff
            | Effect::Stop => Ok(()),
        }
    }

    /// A decision is a person's, it is about what is open, and what follows from it loses no money.
    fn see_decision(&mut self, decision: &StaffDecision, end: &StaffEnd) -> Result<(), Violation> {
        let attempt = decision.attempt();
        let charged = decision.verdict() == StaffVerdict::Charged;
        check("I13", self.decisions.contains(decision), || "a decision that nobody handed in".to_owned())?;
        let book = self.books.entry(attempt).or_default();
        // The same one is handed to the journal again after it failed; it ends the payment once.
        let open = book.decided.is_some() || !(book.accepted || book.closed || book.taken_back);
        if let StaffEnd::Accepted(_) | StaffEnd::GivenUp | StaffEnd::TakenBack(_) = end {
            let first = book.decided.get_or_insert_with(|| decision.clone());
            check("I2", first == decision, || "staff decide twice about one payment".to_owned())?;
        }
        match end {
            StaffEnd::Accepted(order) => {
                check("I13", charged, || "accepted against the word of staff".to_owned())?;
                check("I2", open, || "staff accept what has ended already".to_owned())?;
                check("I4", book.order == Some(order.locked().order()) && book.amount == Some(order.locked().amount()), || {
                    "staff accept another order, or another amount, than was asked for".to_owned()
                })?;
                self.see_accepted(order)
            }
            StaffEnd::GivenUp => {
                check("I2", open, || "staff close what has ended already".to_owned())?;
                check("I3", !charged, || "closed as not charged against the word of staff".to_owned())?;
                let stored = self.books.get(&attempt).is_some_and(|book| book.result_durable);
                check("I7", !stored, || "a stored approval is given up and not taken back".to_owned())
            }
            StaffEnd::TakenBack(_) => {
                check("I2", open, || "staff take back what has ended already".to_owned())?;
                check("I3", !charged, || "taken back against the word of staff".to_owned())
            }
            StaffEnd::GivenBack(references) => {
                check("I3", !charged, || "a payment that is taken back stands in the word of staff".to_owned())?;
                book.reversed.extend(references.iter().cloned());
                Ok(())
            }
            StaffEnd::Counted(_) => check("I13", false, || "staff count notes where there are none".to_owned()),
            StaffEnd::Seen(_) => Ok(()),
        }
    }

    fn see_accepted(&mut self, order: &AcceptedOrder) -> Result<(), Violation> {
        sums_agree(order.locked())?;
        let Some(attempt) = order.attempt() else { return Ok(()) };
        let of_order = Some(order.locked().order());
        let twice = self.books.iter().any(|(other, book)| book.order == of_order && book.accepted && *other != attempt);
        check("I2", !twice, || "two payments accepted for one order".to_owned())?;
        let approval = match order.settlement() {
            Settlement::Paid(approval) => approval,
            Settlement::SaidPaid(decision) => {
                let named = self.decisions.contains(decision) && decision.verdict() == StaffVerdict::Charged;
                check("I13", named, || "accepted on a word that nobody gave".to_owned())?;
                self.books.entry(attempt).or_default().accepted = true;
                return Ok(());
            }
            Settlement::PayAtCounter => return Ok(()),
        };
        let facts = approval.facts();
        check("I4", facts.amount == order.locked().amount(), || "accepted for another amount than authorised".to_owned())?;
        let book = self.books.entry(attempt).or_default();
        check("I13", book.result_durable, || "accepted without a durable approval".to_owned())?;
        check("I2", !book.reversed.contains(&facts.reference), || "accepted after it was taken back".to_owned())?;
        check("I2", !book.closed, || "accepted after it was closed as not charged".to_owned())?;
        book.accepted = true;
        Ok(())
    }

    fn check_state(&self, now: Now, kiosk: &Kiosk) -> Result<(), Violation> {
        let state = kiosk.state();
        // I6: what a phase can hold is a matter of its type; the rest of the kiosk must name no customer at attract.
        if matches!(state.phase(), Phase::Attract(_)) {
            check("I6", kiosk.filter().is_empty() && kiosk.service().is_none(), || "a customer's choices at attract".to_owned())?;
            check("I6", !self.kept, || "a customer's cart is kept at attract".to_owned())?;
            check("I6", kiosk.live_menu().version() == kiosk.session_menu.version(), || "an old menu at attract".to_owned())?;
        }
        // A cart that is locked must not come back before its payment is resolved.
        check("I12", !self.kept || locked_in_front(kiosk).is_none(), || "a locked cart is still kept".to_owned())?;
        // I3: whatever was confirmed is accepted, in hand, owed, or being taken back.
        for (attempt, book) in &self.books {
            // A payment of before the start may be told again; of what became of it the journal knows, and not these books.
            let earlier = book.order.is_none();
            if !book.confirmed || book.accepted || book.closed || book.decided.is_some() || earlier {
                continue;
            }
            let held = state.open_attempts().contains(attempt)
                || state.reversals().keys().any(|(id, _)| id == attempt)
                || !book.reversed.is_empty();
            check("I3", held, || format!("confirmed payment {attempt} belongs to nobody"))?;
        }
        for (attempt, book) in &self.books {
            let known = || book.alarmed || is_followed_up(state, *attempt) || book.order.is_none();
            check("I7", book.references.is_empty() || book.approval_has_ended() || known(), || {
                format!("approved attempt {attempt} has neither an end nor anybody who follows it up")
            })?;
        }
        if let Some(locked) = locked_in_front(kiosk)
            && let Some(known) = &self.locked
            && known.order() == locked.order()
        {
            check("I8", known == locked, || "a locked order has changed".to_owned())?;
        }
        let resolved = state.unresolved().is_empty() && state.deciding().is_empty();
        check("I10", resolved || kiosk.card_offer().is_err(), || "cards are offered while an outcome is unknown".to_owned())?;
        self.check_deadline(now, kiosk)
    }

    /// I11: a customer state without a deadline must wait for the journal or the terminal.
    fn check_deadline(&self, now: Now, kiosk: &Kiosk) -> Result<(), Violation> {
        let Some(session) = kiosk.state().session() else { return Ok(()) };
        let owed = match session.stage() {
            SessionStage::Ordering(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_) => false,
            SessionStage::Placing(_) => true,
            SessionStage::Paying(paying) => matches!(
                paying.checkout().stage(),
                Stage::RecordingIntent { .. } | Stage::RecordingApproval { .. } | Stage::RecordingNotCharged { .. }
            ),
        };
        let policy = kiosk.policy();
        let longest = now
            .at
            .after(policy.idle.max(policy.number).max(policy.staff))
            .0
            .max(now.at.after(policy.checkout.terminal_answer.max(policy.warning)).0);
        let bounded = kiosk.session_deadline().is_some_and(|deadline| deadline.0 <= longest);
        check("I11", owed || bounded || kiosk.state().stop() == Stop::Done, || {
            format!("{} has no deadline and nobody owes an answer", kiosk.screen_name())
        })
    }
}

/// Whether the machine has an attempt in hand.
fn is_followed_up(state: &State, attempt: AttemptId) -> bool {
    state.open_attempts().contains(&attempt)
        || state.reversals().keys().any(|(id, _)| *id == attempt)
        || state.is_recalling(attempt)
        || state.is_finding(attempt)
        || state.deciding().contains_key(&attempt)
}

fn locked_in_front(kiosk: &Kiosk) -> Option<&LockedOrder> {
    match kiosk.state().session()?.stage() {
        SessionStage::Paying(paying) => Some(paying.checkout().locked()),
        SessionStage::Placing(placing) => Some(placing.order().locked()),
        SessionStage::Ordering(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_) => None,
    }
}

fn sums_agree(locked: &LockedOrder) -> Result<(), Violation> {
    let currency = locked.amount().currency();
    let contents = locked.subject();
    let by_line = Money::sum(currency, contents.lines.iter().map(|line| line.total));
    let by_rate = Money::sum(currency, contents.taxes.iter().map(|share| share.gross));
    check("I4", by_line == Ok(locked.amount()), || "the lines do not sum to the amount".to_owned())?;
    check("I4", by_rate == Ok(locked.amount()), || "the tax rates do not sum to the amount".to_owned())
}

fn check(id: &'static str, holds: bool, what: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { violated(id, what()) }
}

fn violated(id: &'static str, what: String) -> Result<(), Violation> {
    Err(Violation { id, what })
}

/// Ways for the tests to bend the books, so that each check is seen to fire.
#[cfg(test)]
impl Witness {
    pub(super) const fn leap_to(&mut self, screen: ScreenName) {
        self.screen = screen;
    }

    pub(super) fn forget_amount(&mut self, attempt: AttemptId) {
        self.books.entry(attempt).or_default().amount = None;
    }

    pub(super) fn forget_asked(&mut self, attempt: AttemptId) {
        self.books.entry(attempt).or_default().asked = false;
    }

    /// Puts another order in the place of the lock that was seen.
    pub(super) fn bend_lock(&mut self) {
        self.locked = self.locked.take().map(|locked| locked.bent());
    }
}
