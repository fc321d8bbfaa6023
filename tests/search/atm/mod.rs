//! The cash machine's search: the shipped machine between a bank, a card slot and a dispenser that misbehave within bounds, and books of
//! what really happened to money and notes.
//!
//! `world` holds machine and books, `act` what can happen, `bank`, `slot` and `notes` how the devices take it, `staff` what people decide,
//! `journal` records and restarts, `rule` what must hold. Nothing here asks the machine what it thinks: rules read the ledgers.

mod act;
mod bank;
mod journal;
mod notes;
mod rule;
mod slot;
mod staff;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use cardlast::machine::atm::Policy;
use cardlast::machine::checkout::CheckoutPolicy;
use cardlast::time::Millis;
use stateright::{Checker, HasDiscoveries, Model, Property};

pub use act::Act;
pub use world::{Bounds, World};

/// One search: how often what may happen.
#[derive(Debug, Clone)]
pub struct AtmSearch {
    pub bounds: Bounds,
    /// Whether goals are looked for as well.
    pub goals: bool,
}

/// What a search found.
#[derive(Debug)]
pub struct Explored {
    pub states: usize,
    pub depth: usize,
    pub reached: BTreeSet<&'static str>,
    /// The rule that is broken, why, and the shortest way there.
    pub broken: Option<(&'static str, String, Vec<Act>)>,
}

impl AtmSearch {
    /// Looks at every state. Two threads share the work.
    pub fn explore(self) -> Explored {
        let checker = self.checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let discoveries: BTreeMap<_, _> = checker.discoveries().into_iter().collect();
        let (states, depth) = (checker.unique_state_count(), checker.max_depth());
        let mut explored = Explored { states, depth, reached: BTreeSet::new(), broken: None };
        for (name, path) in discoveries {
            if rule::sometimes().iter().any(|goal| goal.name == name) {
                explored.reached.insert(name);
            } else {
                let why = rule::explain(path.last_state());
                explored.broken = Some((name, why, path.into_actions()));
            }
        }
        explored
    }
}

impl Model for AtmSearch {
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

/// Names of all goals.
pub fn goals() -> Vec<&'static str> {
    rule::sometimes().iter().map(|goal| goal.name).collect()
}

/// The unit of the model's times.
const UNIT: u64 = 30_000;

/// The shipped policy with coarser times, in the same order of lengths.
pub fn policy() -> Policy {
    let units = |count: u64| Millis(count * UNIT);
    Policy {
        idle: units(1),
        warning: units(1),
        card_answer: units(1),
        card_taken: units(1),
        counting: units(1),
        cash_taken: units(1),
        where_every: units(1),
        receipt: units(1),
        told: units(1),
        told_long: units(1),
        patience: units(2),
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
        ..Policy::default()
    }
}
