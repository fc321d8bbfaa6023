//! The cash machine: amount, confirm; then card and code; card back, then cash, then a receipt.
//!
//! The same [`checkout`](super::checkout) as the kiosk's debits the account. What is its own: everything is decided before there is a
//! card, so that nobody else's key decides anything once there is a code; the card goes back before the notes come, because people
//! forget what comes after what they came for; and the notes are paid out once at most, and never after a restart.
//!
//! This file routes events. `choosing` is before the card, `paying` drives the checkout, `enquiry` asks for the balance, `slot` gives the
//! card back or keeps it, `dispense` is one pay-out, `paying_out` what follows from it, `background` what customers who have left behind,
//! `staff` what people decide about it, `idle` the time-outs. `view` says what to draw, `witness` watches the invariants.

mod background;
mod choosing;
mod dispense;
mod effect;
mod enquiry;
mod event;
mod idle;
mod paying;
mod paying_out;
mod policy;
mod slot;
mod staff;
mod state;
mod view;
mod witness;
#[cfg(test)]
mod witness_tests;

use std::sync::Arc;

pub use dispense::{Dispense, DispenseEffect, DispenseStage};
pub use effect::{Effect, Effects, MAX_EFFECTS, Slip};
pub use event::{Event, Intent};
pub use policy::Policy;
pub use state::{
    CardBack, CardStep, Closing, Debiting, Enquiring, Fate, Paying, PayingOut, Phase, PinPad, Session, Slot, Stage, State, Stop,
    Then, Told, Typing,
};
pub use view::{AmountView, Key, OfferedKey, ScreenName, ScreenView, View};
pub use witness::{Violation, Witness};

use super::Rejection;
use super::checkout::ReversalStage;
use crate::id::FreshId;
use crate::locale::Language;
use crate::payment::{
    CardCommand, CardEvent, CashCommand, CashEvent, DispenserHealth, Entry, JournalHealth, TerminalCommand, TerminalEvent,
    TerminalHealth, WithdrawalsFound,
};
use crate::time::{Now, Timestamp};

/// Why something is not offered now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Off {
    /// Nothing can be recorded, or what was recorded is damaged.
    NoJournal,
    /// The terminal has not answered, is occupied or is not there.
    NoTerminal,
    /// The dispenser has not answered, is out of order or empty.
    NoDispenser,
    /// The outcome of an earlier debit is not known; its reference.
    Unresolved(String),
    /// An earlier debit is being taken back; its reference.
    Reversing(String),
    /// Nobody knows where the notes of an earlier withdrawal are; its reference.
    CashOpen(String),
    /// Somebody's card is in the slot.
    CardInSlot,
    /// The program is stopping.
    Stopping,
}

impl Off {
    /// In transcripts and as the key of its words.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NoJournal => "no-journal",
            Self::NoTerminal => "no-terminal",
            Self::NoDispenser => "no-dispenser",
            Self::Unresolved(_) => "unresolved",
            Self::Reversing(_) => "reversing",
            Self::CashOpen(_) => "cash-open",
            Self::CardInSlot => "card-in-slot",
            Self::Stopping => "stopping",
        }
    }
}

impl std::fmt::Display for Off {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

/// The machine: its memory and the bank's policy.
#[derive(Debug, Clone)]
pub struct Atm {
    state: State,
    policy: Arc<Policy>,
}

impl Atm {
    /// A cash machine that waits for [`Event::Boot`].
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { state: State::starting(), policy: Arc::new(policy) }
    }

    /// Its memory.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The bank's policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// When something must happen by itself.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        [self.background_deadline(), self.session_deadline()].into_iter().flatten().min()
    }

    /// The only way anything changes.
    ///
    /// # Errors
    /// [`Rejection`]; everything is as it was then.
    pub fn step(&mut self, now: Now, event: Event) -> Result<Effects, Rejection> {
        let mut effects = Effects::none();
        match event {
            Event::Boot(found) => self.boot(now, *found, &mut effects)?,
            Event::Customer { intent, fresh } => self.customer(now, intent, fresh, &mut effects)?,
            Event::Terminal(event) => self.terminal(now, event, &mut effects)?,
            Event::Card(event) => self.card(now, event, &mut effects)?,
            Event::Cash(CashEvent::Health(health)) => self.state.dispenser = health,
            Event::Cash(CashEvent::Cash { attempt, place }) => self.cash_place(now, attempt, place, &mut effects)?,
            Event::Written(written) => self.written(now, &written, &mut effects)?,
            Event::WriteFailed(key) => self.write_failed(now, &key, &mut effects)?,
            Event::JournalHealth(health) => self.journal_health(health, &mut effects),
            Event::Recalled { attempt, recalled } => self.recalled(attempt, &recalled, &mut effects)?,
            Event::StaffDecided(decision) => self.staff_decided(decision, &mut effects)?,
            Event::Shutdown => self.shutdown(),
            Event::Tick => self.tick(now, &mut effects),
        }
        self.stop_if_possible(&mut effects);
        self.await_staff(&effects);
        Ok(effects)
    }

    fn boot(&mut self, now: Now, found: WithdrawalsFound, effects: &mut Effects) -> Result<(), Rejection> {
        if self.state.phase != Phase::Starting {
            return Err(Rejection::Repeat);
        }
        effects.push(Effect::Record(Entry::Boot));
        effects.push(Effect::Terminal(TerminalCommand::Health));
        effects.push(Effect::Card(CardCommand::Where));
        effects.push(Effect::Cash(CashCommand::Health));
        self.state.phase = Phase::Welcome(None);
        self.watch_slot(now);
        self.take_up(now, found, effects);
        Ok(())
    }

    fn customer(&mut self, now: Now, intent: Intent, fresh: FreshId, effects: &mut Effects) -> Result<(), Rejection> {
        match intent {
            Intent::Withdraw => self.withdraw(now)?,
            Intent::Balance => self.enquire(now, fresh, effects)?,
            Intent::Speak(language) => self.speak(now, language)?,
            Intent::Amount(amount) => self.choose(amount)?,
            Intent::Digit(digit) => self.digit(digit)?,
            Intent::Clear => self.clear()?,
            Intent::Enter => self.enter()?,
            Intent::Confirm { amount } => self.confirm(now, amount, fresh, effects)?,
            Intent::Change => self.change()?,
            Intent::Cancel => self.cancel(now, effects)?,
            Intent::Receipt => self.receipt(now, effects)?,
            Intent::Finish => self.finish(now)?,
            Intent::Touch => {}
        }
        self.touched(now);
        Ok(())
    }

    fn terminal(&mut self, now: Now, event: TerminalEvent, effects: &mut Effects) -> Result<(), Rejection> {
        match &event {
            TerminalEvent::Health(health) => {
                self.state.terminal = *health;
                Ok(())
            }
            TerminalEvent::Reconciled => Ok(()),
            TerminalEvent::CardSlip(slip) => {
                effects.push(Effect::Record(Entry::CardSlip(slip.clone())));
                Ok(())
            }
            TerminalEvent::Reversed { attempt, reference } => self.reversed(*attempt, reference, effects),
            TerminalEvent::ReversalRefused { attempt, reference } => self.reversal_refused(*attempt, reference, effects),
            TerminalEvent::Progress { .. }
            | TerminalEvent::ApprovalOffered(_)
            | TerminalEvent::Confirmed { .. }
            | TerminalEvent::TakenBack { .. }
            | TerminalEvent::Declined { .. }
            | TerminalEvent::CancelledAtTerminal { .. }
            | TerminalEvent::Cancelled { .. }
            | TerminalEvent::CancelTooLate { .. }
            | TerminalEvent::NoCard { .. }
            | TerminalEvent::Unreachable { .. }
            | TerminalEvent::Busy { .. }
            | TerminalEvent::Unknown { .. }
            | TerminalEvent::LookedUp { .. } => self.payment_news(now, event, effects),
        }
    }

    fn card(&mut self, now: Now, event: CardEvent, effects: &mut Effects) -> Result<(), Rejection> {
        match event {
            CardEvent::Card(place) => self.card_place(now, place, effects),
            CardEvent::PinDigits(digits) => self.pin(now, |pin| pin.digits = digits),
            CardEvent::WrongPin { left } => self.pin(now, |pin| *pin = PinPad { digits: 0, left: Some(left) }),
            CardEvent::Balance { enquiry, answer } => self.balance(now, enquiry, answer, effects),
        }
    }

    fn journal_health(&mut self, health: JournalHealth, effects: &mut Effects) {
        let before = std::mem::replace(&mut self.state.journal, health);
        if health == JournalHealth::Doubted && before != health {
            effects.push(Effect::CallStaff);
        }
        if health != JournalHealth::Failing {
            self.close_again(|_| true, effects);
            self.decide_again(|_| true, effects);
        }
    }

    fn shutdown(&mut self) {
        if self.state.stop == Stop::NotAsked {
            self.state.stop = Stop::Asked;
        }
    }

    /// Stops once nobody's card and nobody's cash is in between.
    fn stop_if_possible(&mut self, effects: &mut Effects) {
        if self.state.stop != Stop::Asked {
            return;
        }
        let may_stop = match &self.state.phase {
            Phase::Starting | Phase::Welcome(_) => true,
            Phase::Session(session) => matches!(session.stage, Stage::Amount(_) | Stage::Confirm(_)),
        };
        if may_stop && self.state.dispenses.is_empty() {
            self.state.stop = Stop::Done;
            effects.push(Effect::Record(Entry::Shutdown));
            effects.push(Effect::Stop);
        }
    }

    fn tick(&mut self, now: Now, effects: &mut Effects) {
        self.background_tick(now, effects);
        self.session_tick(now, effects);
    }

    /// Whether the balance can be asked for now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn balance_offer(&self) -> Result<(), Off> {
        if self.state.stop != Stop::NotAsked {
            return Err(Off::Stopping);
        }
        if !self.state.slot.is_free() {
            return Err(Off::CardInSlot);
        }
        match self.state.terminal {
            TerminalHealth::Ready => Ok(()),
            TerminalHealth::Unheard | TerminalHealth::Busy | TerminalHealth::Unreachable => Err(Off::NoTerminal),
        }
    }

    /// Whether cash can be withdrawn now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn withdrawal_offer(&self) -> Result<(), Off> {
        self.balance_offer()?;
        if let Some(attempt) = self.state.unresolved.keys().chain(self.state.deciding.keys()).next() {
            return Err(Off::Unresolved(attempt.reference()));
        }
        // One that the terminal refuses for good is a matter for staff, who have been told.
        let running = |(_, reversal): &(_, &super::checkout::Reversal)| !matches!(reversal.stage(), ReversalStage::Refused);
        if let Some(((attempt, _), _)) = self.state.reversals.iter().find(running) {
            return Err(Off::Reversing(attempt.reference()));
        }
        if let Some(attempt) = self.state.dispenses.keys().next() {
            return Err(Off::CashOpen(attempt.reference()));
        }
        if self.state.journal != JournalHealth::Well || !self.state.closing.is_empty() {
            return Err(Off::NoJournal);
        }
        match &self.state.dispenser {
            DispenserHealth::Ready(stock) if !stock.notes().is_empty() => Ok(()),
            DispenserHealth::Ready(_) | DispenserHealth::Unheard | DispenserHealth::OutOfOrder => Err(Off::NoDispenser),
        }
    }

    /// Nobody is there any more: nothing of the customer stays.
    fn clear_to_welcome(&mut self) {
        self.state.phase = Phase::Welcome(None);
    }

    fn house_language(&self) -> Language {
        self.policy.house.clone()
    }

    fn stage_mut(&mut self) -> Option<&mut Stage> {
        self.session_mut().map(|session| &mut session.stage)
    }

    fn session_mut(&mut self) -> Option<&mut Session> {
        match &mut self.state.phase {
            Phase::Session(session) => Some(session),
            Phase::Starting | Phase::Welcome(_) => None,
        }
    }

    /// The next stage of the customer in front of the screen; the time-outs start again.
    fn go_on(&mut self, now: Now, stage: Stage) {
        if let Some(session) = self.session_mut() {
            session.stage = stage;
            session.last_key = now.at;
            session.warned = None;
        }
    }

    fn not_here<T>(&self) -> Result<T, Rejection> {
        Err(Rejection::NotOnScreen(self.screen_name()))
    }
}
