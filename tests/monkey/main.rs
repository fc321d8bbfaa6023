//! A monkey at the machine (F23, F31): a million random events, sensible and senseless, from customers, staff, journal, terminal, menu and
//! clock, with the witness after each. `SEED=7 cargo test --test monkey a_million` replays a run; `MONKEYS=10000000` is a longer one.
//!
//! What it is for: whatever comes, the machine does not panic, its memory stays small, and the invariants hold. What it refuses to know:
//! how many payments a lying terminal may take; that is what `tests/storm` and `tests/search` are for. So on the days on which the
//! terminal babbles ([`terminal`]) what the witness says about money is only counted, and everything else must hold all the same.
//!
//! A monkey that is refused everything shows nothing: every intent, every event and every answer must have been taken as well as
//! refused, and every screen reached ([`tally`]).

#[path = "../storm/dice.rs"]
#[allow(dead_code, reason = "the storm throws its dice in more ways")]
mod dice;
mod hands;
mod journal;
mod menus;
mod tally;
mod terminal;
mod world;

use std::time::Duration;

use cardlast::id::{AttemptId, Rrn};
use cardlast::machine::kiosk::Intent;
use cardlast::payment::ApprovalFacts;
use cardlast::time::Millis;

use tally::Tally;
use world::{Slip, World};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// One run; the events that led to it when an invariant breaks.
fn run(seed: u64, steps: u64) -> Result<Tally, Slip> {
    let mut world = World::new(seed);
    while world.tally.steps < steps {
        world.act()?;
    }
    Ok(world.tally)
}

#[test]
#[allow(clippy::print_stdout, reason = "the seed and what was seen are worth reading")]
fn a_million_random_events_break_nothing() {
    let (seed, steps) = (number("SEED", 20_261_127), number("MONKEYS", 1_000_000));
    println!("SEED={seed} MONKEYS={steps}");
    let tally = run(seed, steps).unwrap_or_else(|slip| panic!("SEED={seed}: {slip}"));
    println!("{tally}");
    tally.demand_everything();
}

#[test]
fn the_same_seed_is_the_same_run() {
    let hash = |seed| run(seed, 20_000).unwrap_or_else(|slip| panic!("SEED={seed}: {slip}")).fingerprint;
    assert_eq!(hash(5), hash(5));
    assert_ne!(hash(5), hash(6));
}

/// What the monkey must see, planted: a terminal that is woken without a lock, a screen that leaps, a memory that grows.
#[test]
fn planted_faults_are_seen() {
    for (plant, expected) in [
        (world::Plant::PromptFromNowhere, "I5"),
        (world::Plant::AttractWithALock, "screens"),
        (world::Plant::HoardedPayments, "memory"),
    ] {
        let mut world = World::new(3);
        world.plant = Some(plant);
        let slip = (0..200_000).find_map(|_| world.act().err()).unwrap_or_else(|| panic!("{plant:?} went by"));
        assert!(slip.what.contains(expected), "{plant:?} was taken for something else: {slip}");
    }
}

/// F24 as the machine sees it: whatever one finger does again and again, attract comes in bounded time; and it is not the shortest way
/// out, so a customer who does something else keeps the order.
#[test]
fn one_finger_on_one_spot_never_keeps_a_session() {
    let mut world = World::new(11);
    let policy = world.policy().clone();
    let longest = Millis(policy.ask_anyway.0 + policy.warning.0 + policy.idle.0);
    let hours = Millis(11 * (policy.ask_anyway.0 + policy.warning.0) + policy.idle.0);
    let mut longest_seen = Duration::ZERO;
    for intent in world.one_of_each() {
        let button = intent == Intent::StillHere;
        for at_review in [false, true] {
            world.settle_with_a_cart(at_review);
            let lasted = world.repeat_until_attract(&intent, Millis(400), hours);
            let bound = if button { hours } else { longest };
            assert!(lasted <= bound, "{}: {} ms, at most {} are allowed", intent.name(), lasted.0, bound.0);
            longest_seen = longest_seen.max(Duration::from_millis(lasted.0));
        }
    }
    assert!(longest_seen > Duration::from_secs(3600), "the button of the question keeps a session for long: {longest_seen:?}");
}

/// A terminal that tells of second payments, and of payments that nobody asked for, without end: each is recorded for staff, and the
/// machine holds no more of them than it can follow up.
#[test]
fn payments_without_end_fill_no_memory() {
    let mut world = World::new(13);
    let facts = world.pay();
    let before = world.weight();
    let again = |number: usize| ApprovalFacts { reference: Rrn(format!("again-{number}")), ..facts.clone() };
    assert!(world.told_of((0..3_000).map(again)) >= 3_000, "each is in the journal");
    let strangers: Vec<_> = (0..3_000).map(|_| world.mint()).collect();
    let stranger = |attempt: AttemptId| ApprovalFacts { attempt, ..facts.clone() };
    let recorded = world.told_of(strangers.into_iter().map(stranger));
    assert!(recorded >= 2_900, "all but those that the journal is being asked about are in it: {recorded}");
    assert!(world.weight() < before + 100_000, "{} bytes, after {before}", world.weight());
}
