//! The invariants as far as they can be seen from outside, and the goals that must be within reach.

use cardlast::payment::AlarmReason;
use stateright::Property;

use super::Search;
use super::books::{Back, Row, Standing};
use super::world::World;

/// What can be broken. Numbered as everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    I1,
    I2,
    I3,
    I4,
    I5,
    I6,
    I7,
    I8,
    I9,
    I10,
    I11,
    I12,
    I13,
    Screens,
}

/// What was broken on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Broken(u16);

impl Broken {
    pub const fn add(&mut self, rule: Rule) {
        self.0 |= 1 << rule as u16;
    }

    pub const fn has(self, rule: Rule) -> bool {
        self.0 & (1 << rule as u16) != 0
    }

    pub fn names(self) -> Vec<Rule> {
        use Rule::{I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12, I13, Screens};
        [I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12, I13, Screens].into_iter().filter(|rule| self.has(*rule)).collect()
    }
}

/// What must hold in every state: nothing was broken on the way, and with devices that behave from now on everything comes to a good end.
pub fn always() -> Vec<Property<Search>> {
    vec![
        must("I1 the terminal hears nothing that is not durable", |_, world| !world.broken.has(Rule::I1)),
        must("I2 nothing is asked or accepted twice", |_, world| !world.broken.has(Rule::I2)),
        must("I3 what is accepted is not taken back", |_, world| !world.broken.has(Rule::I3)),
        must("I4 amounts agree", |_, world| !world.broken.has(Rule::I4)),
        must("I5 a prompt follows the latest lock", |_, world| !world.broken.has(Rule::I5)),
        must("I6 nothing of a customer stays", |_, world| !world.broken.has(Rule::I6)),
        must("I7 late approvals are taken back, by a durable intent", |_, world| !world.broken.has(Rule::I7)),
        must("I8 a locked order does not change", |_, world| !world.broken.has(Rule::I8)),
        must("I9 the number on screen is the journal's", |_, world| !world.broken.has(Rule::I9)),
        must("I10 no card while an outcome is unknown", |_, world| !world.broken.has(Rule::I10)),
        must("I11 somebody owes the customer an answer", |_, world| !world.broken.has(Rule::I11)),
        must("I12 a restart takes up what was open", |_, world| !world.broken.has(Rule::I12)),
        must("I13 accepted is paid for", |_, world| !world.broken.has(Rule::I13)),
        must("screens change by the table", |_, world| !world.broken.has(Rule::Screens)),
        must("all comes to a good end: I2 I3 I7 I11 I12 I13", |_, world| world.rest().names().is_empty()),
    ]
}

/// How a world that breaks a rule breaks it: on the way, and once all has come to rest.
pub fn explain(world: &World) -> String {
    format!("broken on the way: {:?}; at rest: {:?}", world.broken.names(), world.rest().names())
}

/// What must be within reach, so that the search is known to go where it matters.
pub fn sometimes() -> Vec<Property<Search>> {
    vec![
        goal("paid by card, and the kitchen knows", |_, world| paid(world) == 1),
        goal("two customers paid", |_, world| paid(world) == 2),
        goal("to be paid at the counter", |_, world| world.orders.iter().any(|order| order.paid.is_none())),
        goal("declined, then paid", |_, world| {
            any(world, |one| {
                one.standing[0] == Standing::Declined
                    && any(world, |other| other.customer == one.customer && other.row == Row::Accepted)
            })
        }),
        goal("cancelled on the kiosk, then paid at the counter", |_, world| {
            any(world, |one| one.row == Row::NotCharged && one.standing[0] == Standing::Free)
                && world.orders.iter().any(|order| order.paid.is_none())
        }),
        goal("taken back", |_, world| any(world, |one| one.backs[0] == Back::Done)),
        goal("a second payment taken back beside one that stands", |_, world| {
            any(world, |one| one.backs[1] == Back::Done && one.row == Row::Accepted)
        }),
        goal("handed to staff, then accepted", |_, world| any(world, |one| one.handed && one.row == Row::Accepted)),
        goal("handed to staff, then not charged", |_, world| any(world, |one| one.handed && one.row == Row::NotCharged)),
        goal("a restart, then accepted", |_, world| any(world, |one| one.resumed && one.row == Row::Accepted)),
        goal("a restart, then taken back", |_, world| any(world, |one| one.resumed && one.row == Row::Reversed)),
        goal("a restart, then not charged", |_, world| any(world, |one| one.resumed && one.row == Row::NotCharged)),
        goal("every crash is spent, and yet paid", |_, world| world.left.crashes == 0 && paid(world) > 0),
        goal("the cart is still here after a restart", |_, world| world.welcomed),
        goal("an intent that could not be stored leads back to the cart", |_, world| {
            world.left.faults == 0 && any(world, |one| one.row == Row::Absent) && world.is_at_review()
        }),
        goal("alarm: the reversal is refused", |_, world| any(world, |one| one.has_alarm(AlarmReason::ReversalRefused))),
        goal("alarm: another amount", |_, world| any(world, |one| one.has_alarm(AlarmReason::ApprovalMismatch))),
        goal("alarm: the terminal cannot tell", |_, world| any(world, |one| one.has_alarm(AlarmReason::CannotTell))),
    ]
}

/// Properties by their plain functions, so that the compiler knows what a world is.
type Holds = fn(&Search, &World) -> bool;

fn must(name: &'static str, holds: Holds) -> Property<Search> {
    Property::always(name, holds)
}

fn goal(name: &'static str, holds: Holds) -> Property<Search> {
    Property::sometimes(name, holds)
}

fn any(world: &World, what: impl Fn(&super::books::Attempt) -> bool) -> bool {
    world.attempts.iter().any(what)
}

fn paid(world: &World) -> usize {
    world.orders.iter().filter(|order| order.paid.is_some() && order.cooked).count()
}
