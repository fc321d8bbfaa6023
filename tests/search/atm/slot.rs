//! The card and its slot.

use cardlast::machine::atm::Event;
use cardlast::payment::{CardCommand, CardEvent, CardPlace};

use super::act::Act;
use super::world::World;

/// What becomes of the first command to the slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Obeys,
    /// It obeys, and its answer is lost.
    Unheard,
    /// The command is lost.
    Lost,
    Jams,
}

impl World {
    pub fn slot_may(&self, acts: &mut Vec<Act>) {
        let Some(command) = self.slot.first() else { return };
        acts.push(Act::Slot(Slot::Obeys));
        let moves = matches!(command, CardCommand::Return | CardCommand::Keep) && self.card != CardPlace::None;
        if self.left.losses > 0 {
            acts.extend(moves.then_some(Act::Slot(Slot::Unheard)));
            acts.push(Act::Slot(Slot::Lost));
        }
        if self.left.quirks > 0 && matches!(self.card, CardPlace::Inside) && moves {
            acts.push(Act::Slot(Slot::Jams));
        }
    }

    pub fn slot(&mut self, slot: Slot) -> bool {
        let command = self.slot.remove(0);
        self.lose(matches!(slot, Slot::Lost | Slot::Unheard));
        self.left.quirks = self.left.quirks.saturating_sub(u8::from(slot == Slot::Jams));
        if slot == Slot::Lost {
            return true;
        }
        let place = match (command, self.card) {
            (CardCommand::Return, CardPlace::Inside) if slot == Slot::Jams => CardPlace::Stuck,
            (CardCommand::Keep, CardPlace::Inside) if slot == Slot::Jams => CardPlace::Stuck,
            (CardCommand::Return, CardPlace::Inside) => CardPlace::Offered,
            (CardCommand::Keep, CardPlace::Inside | CardPlace::Offered) => CardPlace::Kept,
            (_, place) => place,
        };
        self.put_card(place, slot != Slot::Unheard);
        true
    }

    /// The card is somewhere else now.
    pub fn put_card(&mut self, place: CardPlace, heard: bool) -> bool {
        self.card = place;
        if heard {
            self.step(Event::Card(CardEvent::Card(place)));
        }
        true
    }
}
