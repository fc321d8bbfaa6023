//! The card on its way back: before the notes, before a balance, and before any last word. Only a card that is taken lets anything of value
//! follow; one that is not is drawn in, and what was debited for it goes back.

use super::Atm;
use super::effect::{Effect, Effects};
use super::state::{CardBack, CardStep, Session, Stage, Then, Told};
use crate::machine::Rejection;
use crate::payment::{AlarmReason, CardCommand, CardPlace, Entry, ReversalReason};
use crate::planted::{self, Bug};
use crate::time::Now;

impl Atm {
    /// Gives the card back, and goes on once it is taken.
    ///
    /// Before cash the reader is always asked, even when it never told of a card: notes follow only a card that is certainly out.
    pub(super) fn give_card_back(&mut self, now: Now, then: Then, effects: &mut Effects) {
        match (self.state.slot.place, &then) {
            (CardPlace::Kept | CardPlace::Stuck, _) => self.card_lost(now, then, effects),
            (_, Then::PayOut(_)) if planted::is(Bug::CashBeforeCard) => self.card_taken(now, then, effects),
            (CardPlace::None, Then::Tell { .. }) => self.card_taken(now, then, effects),
            (CardPlace::None | CardPlace::Inside | CardPlace::Offered | CardPlace::Unknown, _) => {
                effects.push(Effect::Card(CardCommand::Return));
                let deadline = now.at.after(self.policy.card_answer);
                self.go_on(now, Stage::CardBack(CardBack { then, step: CardStep::Returning, deadline }));
            }
        }
    }

    /// The reader says where the card is.
    pub(super) fn card_place(&mut self, now: Now, place: CardPlace, effects: &mut Effects) -> Result<(), Rejection> {
        let before = std::mem::replace(&mut self.state.slot.place, place);
        if let Some(Stage::CardBack(back)) = self.state.session().map(Session::stage) {
            let back = back.clone();
            self.card_news(now, back, place, effects);
        } else if !self.expects_card() {
            self.stray_card(now, before, place, effects);
        }
        Ok(())
    }

    /// Whether a card in the slot belongs to the customer in front of the screen.
    fn expects_card(&self) -> bool {
        matches!(
            self.state.session().map(Session::stage),
            Some(Stage::Paying(_) | Stage::Debiting(_) | Stage::CardBack(_) | Stage::Enquiring(_))
        )
    }

    fn card_news(&mut self, now: Now, mut back: CardBack, place: CardPlace, effects: &mut Effects) {
        match place {
            CardPlace::None => self.card_taken(now, back.then, effects),
            CardPlace::Kept | CardPlace::Stuck => self.card_lost(now, back.then, effects),
            CardPlace::Offered if back.step == CardStep::Returning => {
                back.step = CardStep::Offered;
                back.deadline = now.at.after(self.policy.card_taken);
                self.go_on(now, Stage::CardBack(back));
            }
            // Said again, or not known: the time that is running decides.
            CardPlace::Offered | CardPlace::Inside | CardPlace::Unknown => {}
        }
    }

    /// Nobody has taken the card in time, or the reader says nothing at all.
    pub(super) fn card_back_tick(&mut self, now: Now, effects: &mut Effects) {
        let Some(Stage::CardBack(back)) = self.state.session().map(Session::stage) else { return };
        if now.at < back.deadline {
            return;
        }
        let back = back.clone();
        match back.step {
            CardStep::Returning | CardStep::Offered => {
                effects.push(Effect::Card(CardCommand::Keep));
                let deadline = now.at.after(self.policy.card_answer);
                self.go_on(now, Stage::CardBack(CardBack { step: CardStep::Keeping, deadline, ..back }));
            }
            CardStep::Keeping => self.card_lost(now, back.then, effects),
        }
    }

    fn card_taken(&mut self, now: Now, then: Then, effects: &mut Effects) {
        match then {
            Then::PayOut(debited) => self.pay_out(now, *debited, effects),
            Then::Tell { told, .. } => self.go_on(now, Stage::Told(told)),
        }
    }

    /// The machine has the card, or nobody knows where it is: no cash and no balance, and a person must know.
    fn card_lost(&mut self, now: Now, then: Then, effects: &mut Effects) {
        let (told, attempt) = match then {
            Then::PayOut(debited) => {
                let facts = debited.facts().clone();
                let attempt = facts.attempt;
                self.begin_reversal(facts, ReversalReason::CardNotTaken, effects);
                (Told::CardKeptNotPaidOut, attempt)
            }
            Then::Tell { told: told @ (Told::AskStaff(_) | Told::NotDone(_)), about } => (told, about),
            Then::Tell { told: Told::NotPaidOut, about } => (Told::CardKeptNotPaidOut, about),
            Then::Tell { told: Told::Balance(_) | Told::NoBalance(_), about } => (Told::CardKept, about),
            Then::Tell {
                told: told @ (Told::CashReturned | Told::CardKept | Told::CardKeptNotPaidOut | Told::Goodbye),
                about,
            } => (told, about),
        };
        effects.push(Effect::Record(Entry::Alarm { attempt, reason: AlarmReason::CardKept, facts: None }));
        effects.push(Effect::CallStaff);
        self.go_on(now, Stage::Told(told));
        self.watch_slot(now);
    }

    /// A card that nobody in front of the screen waits for: left behind by a fall of the program, or put in uninvited.
    fn stray_card(&mut self, now: Now, before: CardPlace, place: CardPlace, effects: &mut Effects) {
        match place {
            CardPlace::None => self.state.slot.keep_at = None,
            CardPlace::Kept | CardPlace::Stuck => {
                self.state.slot.keep_at = None;
                // A card of earlier days that the reader still tells of at the start is no news.
                let of = self.state.slot.of.take();
                if before != place && (before != CardPlace::Unknown || of.is_some()) {
                    effects.push(Effect::CallStaff);
                    effects_of_kept(of, effects);
                }
            }
            CardPlace::Inside => {
                effects.push(Effect::Card(CardCommand::Return));
                self.watch_slot(now);
            }
            CardPlace::Offered | CardPlace::Unknown => self.watch_slot(now),
        }
    }

    /// A card in the slot is drawn in after a while.
    pub(super) fn watch_slot(&mut self, now: Now) {
        let waits = matches!(self.state.slot.place, CardPlace::Inside | CardPlace::Offered | CardPlace::Unknown);
        if waits {
            self.state.slot.keep_at.get_or_insert(now.at.after(self.policy.card_taken));
        }
    }

    /// A card that nobody takes stops the next customer, so it is drawn in; told again for as long as it takes. A reader that does not say
    /// where it is is asked again.
    pub(super) fn slot_tick(&mut self, now: Now, effects: &mut Effects) {
        if self.state.slot.keep_at.is_some_and(|keep_at| now.at >= keep_at) {
            let unknown = self.state.slot.place == CardPlace::Unknown;
            effects.push(Effect::Card(if unknown { CardCommand::Where } else { CardCommand::Keep }));
            self.state.slot.keep_at = Some(now.at.after(self.policy.card_taken));
        }
    }
}

fn effects_of_kept(of: Option<crate::id::AttemptId>, effects: &mut Effects) {
    if let Some(attempt) = of {
        effects.push(Effect::Record(Entry::Alarm { attempt, reason: AlarmReason::CardKept, facts: None }));
    }
}
