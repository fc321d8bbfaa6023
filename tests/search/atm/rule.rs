//! What must hold, what is true once everything has come to rest, and what must be within reach.

use cardlast::machine::atm::{ScreenName, ScreenView, Told};
use cardlast::payment::{AlarmReason, CardPlace, CashPlace, TerminalCommand, WithdrawalsFound};
use stateright::Property;

use super::AtmSearch;
use super::bank::{Answer, Word};
use super::notes::Pay;
use super::slot::Slot;
use super::staff::Found;
use super::world::{Standing, Try, World};

/// What can be broken. Named as in the machine's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    I1,
    I2,
    I7,
    I10,
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C8,
    C9,
}

const RULES: [(Rule, &str); 12] = [
    (Rule::I1, "I1 intent before the terminal"),
    (Rule::I2, "I2 asked once"),
    (Rule::I7, "I7 taken back by a durable intent"),
    (Rule::I10, "I10 no debit while an outcome is unknown"),
    (Rule::C1, "C1 cash for a debit that stands"),
    (Rule::C2, "C2 paid out once"),
    (Rule::C3, "C3 intent before the dispenser"),
    (Rule::C4, "C4 the card is out before the notes"),
    (Rule::C5, "C5 the amount is the one on screen"),
    (Rule::C6, "C6 cash or money, and never both"),
    (Rule::C8, "C8 a restart takes up what was open"),
    (Rule::C9, "C9 somebody owes the customer an answer"),
];

/// What was broken on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Broken(u16);

impl Broken {
    pub const fn add(&mut self, rule: Rule) {
        self.0 |= 1 << rule as u16;
    }

    pub fn names(self) -> Vec<&'static str> {
        RULES.iter().filter(|(rule, _)| self.0 & (1 << *rule as u16) != 0).map(|(_, name)| *name).collect()
    }
}

type Holds = fn(&AtmSearch, &World) -> bool;

/// What must hold in every state.
pub fn always() -> Vec<Property<AtmSearch>> {
    let sound: Holds = |_, world| world.broken.names().is_empty();
    let ends_well: Holds = |_, world| world.rest().names().is_empty();
    vec![Property::always("nothing was broken on the way", sound), Property::always("all comes to a good end", ends_well)]
}

/// How a world that breaks a rule breaks it.
pub fn explain(world: &World) -> String {
    format!("broken on the way: {:?}; at rest: {:?}", world.broken.names(), world.rest().names())
}

/// What must be within reach, so that the search is known to go where it matters.
pub fn sometimes() -> Vec<Property<AtmSearch>> {
    let goal = |name, holds: Holds| Property::sometimes(name, holds);
    vec![
        goal("cash taken for a debit that stands", |_, world| {
            any(world, |one| one.is_charged() && one.notes == CashPlace::Taken)
        }),
        goal("two customers have their cash", |_, world| {
            world.tries.iter().filter(|one| one.is_charged() && one.notes == CashPlace::Taken).count() == 2
        }),
        goal("declined and the card back", |_, world| {
            any(world, |one| one.standing[0] == Standing::Declined) && world.card == CardPlace::None && is_idle(world)
        }),
        goal("cancelled with the card inside", |_, world| {
            any(world, |one| one.standing[0] == Standing::Free) && told(world, "cancelled-here")
        }),
        goal("card kept, so no cash and the money back", |_, world| {
            world.card == CardPlace::Kept && any(world, |one| one.standing[0] == Standing::Reversed && one.dispensed == 0)
        }),
        goal("card stuck, so no cash and the money back", |_, world| {
            world.card == CardPlace::Stuck && any(world, |one| one.standing[0] == Standing::Reversed && one.dispensed == 0)
        }),
        goal("notes back, so the money back", |_, world| {
            any(world, |one| one.notes == CashPlace::Returned && one.standing[0] == Standing::Reversed)
        }),
        goal("nothing dispensed, so the money back", |_, world| {
            any(world, |one| one.dispensed == 1 && one.notes == CashPlace::NotDispensed && one.standing[0] == Standing::Reversed)
        }),
        goal("drawn in and not counted: a person counts", |_, world| {
            any(world, |one| one.notes == CashPlace::Retracted && one.alarms.contains(&AlarmReason::CashUnknown))
        }),
        goal("the dispenser cannot tell: a person counts", |_, world| {
            any(world, |one| one.notes == CashPlace::Unknown && one.alarms.contains(&AlarmReason::CashUnknown))
        }),
        goal("the dispenser does not answer: staff have the reference", |_, world| {
            told(world, "ask-staff") && !world.atm.state().dispenses().is_empty()
        }),
        goal("the bank does not answer: staff have the reference", |_, world| {
            told(world, "ask-staff") && !world.atm.state().unresolved().is_empty()
        }),
        goal("a restart finds the notes taken", |_, world| {
            any(world, |one| one.restarted && one.notes == CashPlace::Taken && one.is_charged())
                && is_idle(world)
                && found(world) == WithdrawalsFound::default()
        }),
        goal("a restart finds the notes at the mouth", |_, world| {
            any(world, |one| one.restarted && one.notes == CashPlace::Returned && one.standing[0] == Standing::Reversed)
        }),
        goal("a restart finds a debit and no pay-out", |_, world| {
            any(world, |one| one.restarted && one.dispensed == 0 && one.standing[0] == Standing::Reversed)
        }),
        goal("a restart finds a card in the slot", |_, world| {
            any(world, |one| one.restarted) && world.atm.state().slot().place_is(CardPlace::Offered)
        }),
        goal("a second debit goes back beside one that stands", |_, world| {
            any(world, |one| one.is_charged() && one.standing[1] == Standing::Reversed)
        }),
        goal("a reversal is refused", |_, world| any(world, Try::refused)),
        goal("another amount is refused", |_, world| any(world, |one| one.alarms.contains(&AlarmReason::ApprovalMismatch))),
        goal("staff close a debit, and it is taken back", |_, world| {
            any(world, |one| one.decided == Some(Found::NothingHeld) && one.standing[0] == Standing::Reversed)
        }),
        goal("staff close a debit that comes afterwards, and it is taken back", |_, world| {
            any(world, |one| one.decided == Some(Found::NothingHeld) && one.late && one.standing[0] == Standing::Reversed)
        }),
        goal("staff find a debit that is stored, and it is taken back", |_, world| {
            any(world, |one| one.decided == Some(Found::Held) && one.standing[0] == Standing::Reversed)
        }),
        goal("staff count: the customer has the notes", |_, world| {
            any(world, |one| one.decided == Some(Found::NotesOut) && one.is_charged()) && is_at_rest(world)
        }),
        goal("staff count: the notes are here, so the money back", |_, world| {
            any(world, |one| one.decided == Some(Found::NotesHere) && one.standing[0] == Standing::Reversed) && is_at_rest(world)
        }),
        goal("staff have looked at a card that was kept", |_, world| {
            any(world, |one| one.decided == Some(Found::Seen)) && is_at_rest(world)
        }),
        goal("a slip is handed in again after a fall", |_, world| any(world, |one| one.again) && is_at_rest(world)),
        goal("nothing could be recorded, so nothing was asked", |_, world| {
            told(world, "not-recorded") && any(world, |one| !one.sent)
        }),
        goal("the intent to pay out could not be recorded", |_, world| {
            told(world, "not-paid-out") && any(world, |one| one.dispensed == 0 && one.is_charged())
        }),
    ]
}

fn any(world: &World, what: impl Fn(&Try) -> bool) -> bool {
    world.tries.iter().any(what)
}

fn told(world: &World, key: &str) -> bool {
    matches!(world.atm.view().screen, ScreenView::Told(told) if Told::key(&told) == key)
}

fn is_idle(world: &World) -> bool {
    world.atm.screen_name() == ScreenName::Welcome
}

/// Nothing is open, no alarm waits, and no slip lies there.
fn is_at_rest(world: &World) -> bool {
    is_idle(world) && world.books.found() == WithdrawalsFound::default() && world.slips.is_empty()
}

fn found(world: &World) -> WithdrawalsFound {
    WithdrawalsFound { alarms: Vec::new(), ..world.books.found() }
}

/// So many things happen at most until all is quiet.
const MOST: usize = 200;

impl World {
    /// What is broken once the devices have behaved for a while and nobody has touched anything.
    pub fn rest(&self) -> Broken {
        let mut world = self.clone();
        world.left.losses = 0;
        world.left.quirks = 0;
        let quiet = (0..MOST).any(|_| !world.settle());
        world.look();
        let nobody = world.atm.state().session().is_none();
        world.hold(Rule::C9, quiet && nobody);
        world.hold(Rule::C9, matches!(world.card, CardPlace::None | CardPlace::Kept));
        for number in 0..world.tries.len() {
            world.take_stock_of(number);
        }
        let WithdrawalsFound { open, owed, dispensing, uncounted, reversals, alarms: _ } = world.books.found();
        let refused = |attempt| world.tries.iter().any(|known| known.id == attempt && known.refused());
        let ended = open.is_empty() && owed.is_empty() && dispensing.is_empty() && uncounted.is_empty();
        let back = reversals.iter().all(|pending| refused(pending.facts.attempt));
        world.hold(Rule::C8, ended && back);
        world.broken
    }

    /// One thing that must happen; false when nothing is left to do.
    fn settle(&mut self) -> bool {
        if !self.post.is_empty() {
            return self.journal(true);
        }
        if self.failing {
            return self.mend();
        }
        if !self.slot.is_empty() {
            return self.slot(Slot::Obeys);
        }
        if !self.cash.is_empty() {
            return self.cash(Pay::Obeys);
        }
        if let Some(command) = self.wire.first() {
            // The cards have gone, and so has the customer.
            let prompt = matches!(command, TerminalCommand::Authorise { .. });
            return self.bank(if prompt { Answer::Unreachable } else { Answer::Honest });
        }
        if let Some(number) = self.tries.iter().position(|known| known.standing[0] == Standing::Asked) {
            return self.says(number, Word::Decline);
        }
        if self.card == CardPlace::Stuck {
            // A person opens the machine.
            return self.put_card(CardPlace::None, true);
        }
        self.wait()
    }

    fn take_stock_of(&mut self, number: usize) {
        let known = self.tries[number].clone();
        let counts = known.alarms.contains(&AlarmReason::CashUnknown);
        let (charged, refused) = (known.is_charged(), known.refused());
        // Notes that are out are debited; a debit has its notes out, or the bank refuses to give it back and a person knows.
        self.hold(Rule::C6, !known.is_out() || charged);
        self.hold(Rule::C6, !charged || known.is_out() || refused || counts);
        // Whoever may have too few or too many notes is counted for.
        let doubtful = matches!(known.notes, CashPlace::Retracted | CashPlace::Unknown | CashPlace::Presented);
        self.hold(Rule::C6, !doubtful || counts);
        self.hold(Rule::C6, known.standing != [Standing::Charged; 2] || refused);
        self.hold(Rule::C2, known.dispensed <= 1);
        for place in [0, 1] {
            let left_lying = known.standing[place] == Standing::Offered && known.heard[place];
            self.hold(Rule::I7, !left_lying || refused);
        }
    }
}
