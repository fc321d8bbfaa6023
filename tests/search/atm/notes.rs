//! The dispenser and its notes.

use cardlast::machine::atm::Event;
use cardlast::payment::{CashCommand, CashEvent, CashPlace};

use super::act::Act;
use super::rule::Rule;
use super::world::World;

/// What becomes of the first command to the dispenser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pay {
    Obeys,
    Unheard,
    Lost,
    /// Nothing came out, or what came in again was not counted.
    Jams,
    /// It cannot tell any more.
    CannotTell,
}

impl World {
    pub fn cash_may(&self, acts: &mut Vec<Act>) {
        let Some(command) = self.cash.first() else { return };
        acts.push(Act::Cash(Pay::Obeys));
        if self.left.losses > 0 {
            acts.extend([Pay::Unheard, Pay::Lost].map(Act::Cash));
        }
        if self.left.quirks > 0 && !matches!(command, CashCommand::Where { .. }) {
            acts.extend([Pay::Jams, Pay::CannotTell].map(Act::Cash));
        }
    }

    pub fn cash(&mut self, pay: Pay) -> bool {
        let command = self.cash.remove(0);
        self.lose(matches!(pay, Pay::Lost | Pay::Unheard));
        self.left.quirks = self.left.quirks.saturating_sub(u8::from(matches!(pay, Pay::Jams | Pay::CannotTell)));
        let attempt = match &command {
            CashCommand::Dispense(pay_out) => pay_out.attempt(),
            CashCommand::Retract { attempt } | CashCommand::Where { attempt } => *attempt,
            CashCommand::Health => return true,
        };
        let Some(number) = self.number_of(attempt).filter(|_| pay != Pay::Lost) else { return true };
        let known = &mut self.tries[number];
        match (&command, pay, known.notes) {
            (CashCommand::Dispense(_), _, _) => {
                known.dispensed += 1;
                known.notes = match pay {
                    Pay::Jams => CashPlace::NotDispensed,
                    Pay::CannotTell => CashPlace::Unknown,
                    Pay::Obeys | Pay::Unheard | Pay::Lost => CashPlace::Presented,
                };
            }
            (CashCommand::Retract { .. }, Pay::Jams, CashPlace::Presented) => known.notes = CashPlace::Retracted,
            (CashCommand::Retract { .. }, Pay::CannotTell, CashPlace::Presented) => known.notes = CashPlace::Unknown,
            (CashCommand::Retract { .. }, _, CashPlace::Presented) => known.notes = CashPlace::Returned,
            (CashCommand::Retract { .. } | CashCommand::Where { .. } | CashCommand::Health, _, _) => {}
        }
        let (twice, place) = (known.dispensed > 1, known.notes);
        self.hold(Rule::C2, !twice);
        if pay != Pay::Unheard {
            self.tell_notes(number, place);
        }
        true
    }

    pub fn tell_notes(&mut self, number: usize, place: CashPlace) -> bool {
        let attempt = self.tries[number].id;
        self.tries[number].seen |= place == CashPlace::Presented;
        self.step(Event::Cash(CashEvent::Cash { attempt, place }))
    }

    pub fn take_cash(&mut self, heard: bool) -> bool {
        let Some(number) = self.tries.iter().position(|known| known.notes == CashPlace::Presented) else { return false };
        self.tries[number].notes = CashPlace::Taken;
        if heard {
            self.tell_notes(number, CashPlace::Taken);
        }
        true
    }
}
