//! Staff: they look at what the machine cannot tell, say so by name, and their slip lies there until the machine has answered.
//!
//! They do not lie. Whoever counts opens the machine first, so nothing is on its way to the dispenser any more; whoever closes a debit looks at
//! the bank, and has what stands there taken back by hand. What they have seen is so from then on, whatever becomes of their slip.

use cardlast::machine::atm::{DispenseStage, Event};
use cardlast::machine::checkout::Stage;
use cardlast::payment::{AlarmReason, CashPlace, StaffDecision, StaffVerdict};

use super::act::Act;
use super::world::{Standing, World, which};

/// What they find, and say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// The bank holds no debit, or gives it back now.
    NothingHeld,
    /// The bank holds one.
    Held,
    /// The notes are not in the machine.
    NotesOut,
    /// All notes are in the machine.
    NotesHere,
    /// An alarm that is about no notes.
    Seen,
}

impl Found {
    const ALL: [Found; 5] = [Found::NothingHeld, Found::Held, Found::NotesOut, Found::NotesHere, Found::Seen];

    const fn verdict(self) -> StaffVerdict {
        match self {
            Found::NothingHeld | Found::NotesHere => StaffVerdict::NotCharged,
            Found::Held | Found::NotesOut | Found::Seen => StaffVerdict::Charged,
        }
    }
}

/// A decision that was handed in and has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slip {
    pub decision: StaffDecision,
    /// It is durable, and the program fell before it could say so.
    pub durable: bool,
}

impl World {
    pub fn staff_may(&self, acts: &mut Vec<Act>) {
        if self.left.staff == 0 {
            return;
        }
        for number in 0..self.tries.len() {
            acts.extend(
                Found::ALL.into_iter().filter(|found| self.can_find(number, *found)).map(|found| Act::Staff(number, found)),
            );
        }
    }

    /// Whether things are so, or can be, where the machine says that it waits for people.
    fn can_find(&self, number: usize, found: Found) -> bool {
        let (known, state) = (&self.tries[number], self.atm.state());
        // In the order in which the machine asks, and staff's list names it.
        let looks_up = state.unresolved().get(&known.id).map(|checkout| matches!(checkout.stage(), Stage::LookingUp { .. }));
        let notes = state.dispenses().get(&known.id).map(|dispense| matches!(dispense.stage(), DispenseStage::Asking { .. }));
        let goes_back = state.reversals().keys().any(|(attempt, _)| *attempt == known.id);
        let asks_bank = looks_up.unwrap_or(notes.is_none() && goes_back);
        let asks_notes = looks_up.is_none() && notes.unwrap_or(false);
        let alarm = |about_notes: bool| {
            let waiting = self.books.found().alarms;
            waiting.iter().any(|(id, reason)| *id == known.id && (*reason == AlarmReason::CashUnknown) == about_notes)
        };
        let nothing_else = looks_up.is_none() && notes.is_none() && !goes_back;
        let counts = asks_notes || (nothing_else && alarm(true));
        match found {
            Found::NothingHeld => asks_bank,
            Found::Held => asks_bank && known.standing.iter().any(|standing| is_held(*standing)),
            Found::NotesOut => counts && known.is_out(),
            Found::NotesHere => counts && !matches!(known.notes, CashPlace::Taken),
            Found::Seen => nothing_else && !counts && alarm(false),
        }
    }

    pub fn staff(&mut self, number: usize, found: Found) -> bool {
        let known = &self.tries[number];
        let is_alarm = !self.atm.state().dispenses().contains_key(&known.id);
        let stored_approval = match self.atm.state().unresolved().get(&known.id).map(|checkout| checkout.stage()) {
            Some(Stage::LookingUp { approved, .. }) => approved.is_some(),
            _ => false,
        };
        // Of a withdrawal that stands only the debits that are to go back.
        let back: Vec<usize> = self
            .atm
            .state()
            .reversals()
            .keys()
            .filter(|(id, _)| *id == known.id)
            .map(|(_, reference)| which(reference))
            .collect();
        let is_known = self.atm.state().unresolved().contains_key(&known.id);
        let Ok(decision) = StaffDecision::new(known.id, found.verdict(), "Mo", "looked") else { return false };
        if !self.step(Event::StaffDecided(decision.clone())) {
            return false;
        }
        self.left.staff -= 1;
        self.slips.push(Slip { decision, durable: false });
        let known = &mut self.tries[number];
        known.decided = Some(found);
        match found {
            Found::NotesOut => known.notes = CashPlace::Taken,
            Found::NotesHere => known.notes = CashPlace::Returned,
            Found::NothingHeld | Found::Held | Found::Seen => {}
        }
        if matches!(found, Found::NotesOut | Found::NotesHere) {
            self.cash.clear();
        }
        // An approval that the journal knows is taken back by the machine; an alarm about notes by nobody but them.
        let by_hand = (found == Found::NothingHeld && !stored_approval) || (found == Found::NotesHere && is_alarm);
        for (place, standing) in known.standing.iter_mut().enumerate() {
            let meant = is_known || is_alarm && back.is_empty() || back.contains(&place);
            if by_hand && meant && is_held(*standing) {
                *standing = Standing::Reversed;
            }
        }
        true
    }

    /// What lies there after a restart is handed in again, unless the journal knows of it.
    pub fn hand_in_again(&mut self) {
        for slip in std::mem::take(&mut self.slips) {
            if !slip.durable && self.step(Event::StaffDecided(slip.decision.clone())) {
                if let Some(number) = self.number_of(slip.decision.attempt()) {
                    self.tries[number].again = true;
                }
                self.slips.push(slip);
            }
        }
    }
}

const fn is_held(standing: Standing) -> bool {
    matches!(standing, Standing::Offered | Standing::Charged)
}
