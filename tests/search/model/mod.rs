//! The model: the shipped machine in a world that misbehaves within bounds, and books of what really happened.
//!
//! `world` holds machine and world, `act` what can happen, `journal` and `terminal` how the two devices take it, `restart` crashes,
//! `rest` lets everything come to an end with devices that behave, `rule` says what must hold. Nothing here asks the machine what it
//! thinks of a payment: rules read the books.

mod act;
mod books;
mod journal;
pub mod menu;
pub mod relative;
mod rest;
mod restart;
mod rule;
mod terminal;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use cardlast::id::TerminalId;
use cardlast::machine::checkout::CheckoutPolicy;
use cardlast::machine::kiosk::Policy;
use cardlast::payment::Training;
use cardlast::time::Millis;
use stateright::{Checker, HasDiscoveries, Model, Property};

pub use act::Act;
pub use journal::Post;
pub use restart::{Crash, Down};
pub use rule::{explain, sometimes};
pub use terminal::{Answer, Word};
pub use world::{Bounds, World};

/// One search: how often what may happen.
#[derive(Debug, Clone)]
pub struct Search {
    pub bounds: Bounds,
    /// Whether goals are looked for as well; a search for planted bugs stops at the first rule that is broken.
    pub goals: bool,
}

impl Search {
    /// Looks at every state; the acts that lead to a broken rule, if one does. Two threads share the work.
    pub fn explore(self) -> Explored {
        let checker = self.checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let discoveries: BTreeMap<_, _> = checker.discoveries().into_iter().collect();
        let (states, depth) = (checker.unique_state_count(), checker.max_depth());
        let mut explored = Explored { states, depth, reached: BTreeSet::new(), broken: None };
        for (name, path) in discoveries {
            if sometimes().iter().any(|goal| goal.name == name) {
                explored.reached.insert(name);
            } else {
                let why = explain(path.last_state());
                explored.broken = Some(Counterexample { rule: name, why, acts: path.into_actions() });
            }
        }
        explored
    }
}

/// What a search found.
#[derive(Debug)]
pub struct Explored {
    pub states: usize,
    pub depth: usize,
    /// Goals that were reached.
    pub reached: BTreeSet<&'static str>,
    pub broken: Option<Counterexample>,
}

/// The shortest way to a broken rule.
#[derive(Debug)]
pub struct Counterexample {
    pub rule: &'static str,
    pub why: String,
    pub acts: Vec<Act>,
}

impl Model for Search {
    type State = World;
    type Action = Act;

    fn init_states(&self) -> Vec<World> {
        vec![World::start(self.bounds)]
    }

    fn actions(&self, world: &World, acts: &mut Vec<Act>) {
        world.possible(acts);
    }

    fn next_state(&self, world: &World, act: Act) -> Option<World> {
        let mut next = world.clone();
        next.happen(act).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = rule::always();
        if self.goals {
            properties.extend(rule::sometimes());
        }
        properties
    }
}

/// The unit of the model's times. All spans are small multiples, so that few differ.
const UNIT: u64 = 30_000;

/// The shipped policy with coarser times, in the same order of lengths.
pub fn policy() -> Policy {
    let units = |count: u64| Millis(count * UNIT);
    Policy {
        idle: units(1),
        warning: units(1),
        // Never: a session of the search is short, and a time that far off would tell apart what behaves alike.
        ask_anyway: Millis(u64::MAX),
        number: units(1),
        staff: units(1),
        unknown_patience: units(2),
        ceiling_minor: 50_000,
        kitchen_backlog: usize::MAX,
        terminal: Some(TerminalId(String::new())),
        counter: true,
        training: Training(true),
        checkout: CheckoutPolicy {
            terminal_answer: units(2),
            confirm_answer: units(1),
            look_up_every: units(1),
            terminal_timeout: units(1),
            accept_within: units(4),
            reversal_every: units(1),
            reversal_every_max: units(1),
            record_again: units(1),
            terminal_confirms: true,
        },
    }
}
