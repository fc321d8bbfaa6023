//! The kiosk: attract, ordering, paying, placing, number, with staff.
//!
//! This file routes events; `ordering` changes the cart, `paying` drives the checkout of the customer in front of the screen,
//! `background` the payments of customers who have left, `idle` the time-outs, `keeping` the cart that outlives a crash,
//! `staff` what a person decides, `stranded` who stood there when the program stopped. `view` says what to draw, `screens` holds the closed
//! table of screen changes, `witness` watches the invariants.

mod background;
mod effect;
mod event;
mod idle;
mod keeping;
mod ordering;
mod paying;
mod policy;
mod screens;
mod staff;
mod state;
mod stranded;
mod view;
mod witness;
#[cfg(test)]
mod witness_tests;

use std::sync::Arc;

pub use effect::{Effect, Effects, MAX_EFFECTS};
pub use event::{BrowseIntent, CartIntent, Event, Intent, KitchenHealth, ProductIntent};
pub use policy::Policy;
pub use screens::{Cause, ScreenChange, ScreenName, cause_of, screen_changes};
pub use state::{
    Attract, Browse, Closing, Deciding, Draft, Fate, Found, Idle, Notice, Numbered, Ordering, Owed, Page, Paying, Phase, Place,
    Placing, Receipt, Said, Session, SessionStage, State, Stop, WithStaff,
};
pub use view::{
    AttractView, BlockedBy, CardStage, CardView, CartView, CategoryTab, ChoiceView, GroupView, ItemCard, LineView, MenuView,
    NumberView, Offer, OptionView, PartView, ProductView, ReviewView, ScreenView, Shown, StaffView, View,
};
pub use witness::{Violation, Witness};

use super::checkout::Stage;
use super::{CardOff, Rejection};
use crate::catalogue::Catalogue;
use crate::id::FreshId;
use crate::order::{CartLimits, RecoveredCart};
use crate::payment::{Entry, JournalHealth, TerminalCommand, TerminalEvent, TerminalHealth};
use crate::planted::{self, Bug};
use crate::time::{Now, Timestamp};

/// The machine: its memory, the menus it may look at, and the restaurant's policy.
#[derive(Debug, Clone)]
pub struct Kiosk {
    state: State,
    live_menu: Arc<Catalogue>,
    session_menu: Arc<Catalogue>,
    policy: Arc<Policy>,
    /// Found items of the open search; derived from the state, kept because a view must not search a large menu again.
    found: Arc<[crate::catalogue::ItemId]>,
}

impl Kiosk {
    /// A kiosk that waits for [`Event::Boot`].
    #[must_use]
    pub fn new(menu: Arc<Catalogue>, policy: Policy) -> Self {
        let mut state = State::starting();
        state.sold_out = menu.sold_out().clone().into();
        Self { state, session_menu: menu.clone(), live_menu: menu, policy: Arc::new(policy), found: Arc::new([]) }
    }

    /// Its memory.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The restaurant's policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The menu that the next customer gets.
    #[must_use]
    pub const fn live_menu(&self) -> &Arc<Catalogue> {
        &self.live_menu
    }

    /// When something must happen by itself.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let background = self.background_deadline();
        let foreground = self.session_deadline();
        [background, foreground].into_iter().flatten().min()
    }

    /// The only way anything changes.
    ///
    /// # Errors
    /// [`Rejection`]; everything is as it was then.
    pub fn step(&mut self, now: Now, event: Event) -> Result<Effects, Rejection> {
        let mut effects = Effects::none();
        match event {
            Event::Boot { open, reversals, cart } => self.boot(now, open, reversals, cart, &mut effects)?,
            Event::Customer { intent, fresh } => self.customer(now, intent, fresh, &mut effects)?,
            Event::Terminal(event) => self.terminal(now, event, &mut effects)?,
            Event::Written(written) => self.written(now, &written, &mut effects)?,
            Event::WriteFailed(key) => self.write_failed(now, &key, &mut effects)?,
            Event::JournalHealth(health) => self.journal_health(health, &mut effects),
            Event::KitchenHealth(health) => self.kitchen_health(health, &mut effects),
            Event::Recalled { attempt, recalled } => self.recalled(attempt, &recalled, &mut effects)?,
            Event::StaffDecided(decision) => self.staff_decided(decision, &mut effects)?,
            Event::AlarmsFound(alarms) => self.take_up_alarms(alarms),
            Event::ReceiptPrinted(order) => self.receipt_news(order, Receipt::Printed)?,
            Event::ReceiptFailed(order) => self.receipt_news(order, Receipt::Failed)?,
            Event::MenuPublished(menu) => self.publish(menu, &mut effects),
            Event::Shutdown => self.shutdown(),
            Event::Tick => self.tick(now, &mut effects),
        }
        self.stop_if_possible(now, &mut effects);
        self.keep_cart(now, &mut effects);
        Ok(effects)
    }

    fn boot(
        &mut self,
        now: Now,
        open: Vec<crate::payment::OpenAttempt>,
        reversals: Vec<crate::payment::PendingReversal>,
        cart: Option<Box<RecoveredCart>>,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        if self.state.phase != Phase::Starting {
            return Err(Rejection::Repeat);
        }
        effects.push(Effect::Record(Entry::Boot));
        effects.push(Effect::Record(Entry::MenuLoaded(self.live_menu.version().clone())));
        if self.policy.terminal.is_some() {
            effects.push(Effect::Terminal(TerminalCommand::Health));
        }
        self.take_up(now, open, reversals, effects);
        self.state.phase = Phase::Attract(Attract::default());
        if let Some(cart) = cart {
            self.welcome_back(now, *cart, effects);
        }
        Ok(())
    }

    fn customer(&mut self, now: Now, intent: Intent, fresh: FreshId, effects: &mut Effects) -> Result<(), Rejection> {
        if self.state.stop != Stop::NotAsked && matches!(intent, Intent::Start(_)) {
            return Err(Rejection::NotInService);
        }
        let by = if intent == Intent::StillHere { idle::Touched::Button } else { idle::Touched::Anything };
        match intent {
            Intent::Start(service) => self.start(now, service),
            Intent::Touch | Intent::StillHere => Ok(()),
            Intent::Speak(language) => self.speak(now, language),
            Intent::CallStaff => self.call_staff(effects),
            Intent::Browse(intent) => self.browse(intent),
            Intent::Product(intent) => self.product(now, intent),
            Intent::Cart { change, seen } => self.change_cart(now, change, seen),
            Intent::Pay { tender, seen } => self.pay(now, tender, seen, fresh, effects),
            Intent::CancelPayment => self.cancel_payment(now, effects),
            Intent::Receipt => self.receipt(effects),
            Intent::Finish => self.finish(),
        }?;
        self.touched(now, by);
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
            TerminalEvent::Reversed { attempt, reference } => match self.reversed(*attempt, reference, effects) {
                Err(Rejection::OtherAttempt) => self.held_against_staff(&event, effects),
                outcome => outcome,
            },
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

    fn publish(&mut self, menu: Arc<Catalogue>, effects: &mut Effects) {
        if menu.version() != self.live_menu.version() {
            effects.push(Effect::Record(Entry::MenuLoaded(menu.version().clone())));
        }
        let before = std::mem::replace(&mut self.state.sold_out, menu.sold_out().clone().into());
        self.live_menu = menu;
        match &self.state.phase {
            Phase::Session(_) => self.say_what_sold_out(&before),
            Phase::Starting | Phase::Attract(_) => self.session_menu = self.live_menu.clone(),
        }
    }

    /// A journal that has suffered is a matter for people.
    fn journal_health(&mut self, health: JournalHealth, effects: &mut Effects) {
        let before = std::mem::replace(&mut self.state.journal, health);
        if health == JournalHealth::Doubted && before != health {
            effects.push(Effect::CallStaff);
        }
        if health != JournalHealth::Failing {
            // Somebody waits to pay in another way.
            self.close_again(|_| true, effects);
        }
    }

    /// Food that nobody cooks must not be sold; a person has to see to the kitchen.
    fn kitchen_health(&mut self, health: KitchenHealth, effects: &mut Effects) {
        let before = std::mem::replace(&mut self.state.kitchen, health);
        if health == KitchenHealth::Behind && before != health {
            effects.push(Effect::CallStaff);
        }
    }

    /// Whether the next customer can be served: what they order can be recorded and reaches the kitchen.
    fn is_in_service(&self) -> bool {
        self.state.journal != JournalHealth::Failing && self.state.kitchen == KitchenHealth::KeepsUp
    }

    fn shutdown(&mut self) {
        if self.state.stop == Stop::NotAsked {
            self.state.stop = Stop::Asked;
        }
    }

    /// Stops once nobody's card is undecided and nobody is still reading a number.
    fn stop_if_possible(&mut self, now: Now, effects: &mut Effects) {
        if self.state.stop != Stop::Asked {
            return;
        }
        let may_stop = match &self.state.phase {
            Phase::Starting | Phase::Attract(_) => true,
            Phase::Session(session) => match &session.stage {
                SessionStage::Ordering(_) => true,
                SessionStage::Paying(_) | SessionStage::Placing(_) => false,
                SessionStage::Numbered(Numbered { since, .. }) | SessionStage::WithStaff(WithStaff { since, .. }) => {
                    now.at >= since.after(idle::SHOWN_BEFORE_STOP)
                }
            },
        };
        if may_stop {
            self.state.stop = Stop::Done;
            effects.push(Effect::Record(Entry::Shutdown));
            effects.push(Effect::Stop);
        }
    }

    fn tick(&mut self, now: Now, effects: &mut Effects) {
        self.background_tick(now, effects);
        self.session_tick(now, effects);
    }

    /// Whether cards are taken now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn card_offer(&self) -> Result<(), CardOff> {
        if self.policy.terminal.is_none() {
            return Err(CardOff::NoTerminal);
        }
        let unknown = self.state.unresolved.keys().filter(|_| !planted::is(Bug::CardWhileUnknown));
        if let Some(attempt) = unknown.chain(self.state.deciding.keys()).next() {
            return Err(CardOff::Unresolved(attempt.reference()));
        }
        if let Some((attempt, _)) = self.state.reversals.keys().next() {
            return Err(CardOff::Reversing(attempt.reference()));
        }
        if self.state.journal == JournalHealth::Failing || !self.state.accepting.is_empty() || self.state.is_closing() {
            return Err(CardOff::NoJournal);
        }
        if self.state.kitchen == KitchenHealth::Behind {
            return Err(CardOff::KitchenBehind);
        }
        if self.state.journal == JournalHealth::Doubted {
            return Err(CardOff::JournalDamaged);
        }
        if self.state.stop != Stop::NotAsked {
            return Err(CardOff::Stopping);
        }
        match self.state.terminal {
            TerminalHealth::Ready => Ok(()),
            TerminalHealth::Unheard => Err(CardOff::Unheard),
            TerminalHealth::Busy => Err(CardOff::Busy),
            TerminalHealth::Unreachable => Err(CardOff::Unreachable),
        }
    }

    /// Whether orders for the counter are taken now.
    #[must_use]
    pub fn counter_offer(&self) -> bool {
        self.policy.counter && self.is_in_service() && !self.state.is_closing() && self.state.stop == Stop::NotAsked
    }

    fn limits(&self) -> CartLimits {
        let currency = self.session_menu.currency();
        let ceiling = crate::money::Money::from_minor(self.policy.ceiling_minor, currency);
        CartLimits { ceiling: ceiling.unwrap_or(crate::money::Money::zero(currency)) }
    }

    /// Back to attract: nothing of the customer stays (I6).
    fn clear_to_attract(&mut self) {
        self.state.phase = Phase::Attract(Attract::default());
        self.session_menu = self.live_menu.clone();
        self.found = Arc::new([]);
    }

    const fn session_mut(&mut self) -> Option<&mut Session> {
        match &mut self.state.phase {
            Phase::Session(session) => Some(session),
            Phase::Starting | Phase::Attract(_) => None,
        }
    }
}
