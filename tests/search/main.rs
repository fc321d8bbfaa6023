//! Exhaustive search through the shipped machine: every order in which customer, terminal, journal, clock and crashes can act within
//! bounds. `SEARCH=large` goes further and takes minutes.

mod atm;
mod editing;
mod found;
mod model;

use std::collections::BTreeSet;

use model::{Bounds, Search, sometimes};

/// What is looked through, and the fewest states it must have: a model that silently shrinks proves nothing.
struct Row {
    name: &'static str,
    bounds: Bounds,
    floor: usize,
}

const fn row(name: &'static str, [customers, tries, crashes, losses, faults, quirks]: [u8; 6], floor: usize) -> Row {
    Row { name, bounds: Bounds { customers, tries, crashes, losses, faults, quirks }, floor }
}

const SMALL: &[Row] = &[
    row("two orders, two crashes, one loss", [1, 2, 2, 1, 0, 0], 100_000),
    row("two customers, one crash", [2, 2, 1, 0, 0, 0], 120_000),
    row("two orders, one crash, a terminal that misbehaves once", [1, 2, 1, 0, 0, 1], 115_000),
    row("two orders, one crash, two records that fail", [1, 2, 1, 0, 2, 0], 165_000),
    row("two crashes, a record that fails, a terminal that misbehaves", [1, 1, 2, 0, 1, 1], 220_000),
];

const LARGE: &[Row] = &[
    row("two customers, two crashes, one loss", [2, 2, 2, 1, 0, 0], 1_700_000),
    row("two customers, one crash, a terminal that misbehaves once", [2, 2, 1, 0, 0, 1], 1_800_000),
    row("two customers, one crash, a record that fails", [2, 2, 1, 0, 1, 0], 750_000),
    row("one of everything, two crashes", [1, 1, 2, 1, 1, 1], 750_000),
    row("two orders, one of everything", [1, 2, 1, 1, 1, 1], 2_900_000),
];

#[test]
fn no_order_of_events_breaks_an_invariant() {
    let large = std::env::var("SEARCH").is_ok_and(|size| size == "large");
    let mut reached = BTreeSet::new();
    for Row { name, bounds, floor } in SMALL.iter().chain(LARGE.iter().filter(|_| large)) {
        let explored = Search { bounds: *bounds, goals: true }.explore();
        println!("{:>9} states, {:>2} deep, {:>2} goals: {name}", explored.states, explored.depth, explored.reached.len());
        if let Some(found) = explored.broken {
            let acts: Vec<_> = found.acts.iter().map(|act| format!("    {act:?}")).collect();
            panic!("\"{}\" does not hold\n{}\nafter\n{}", found.rule, found.why, acts.join("\n"));
        }
        assert!(explored.states >= *floor, "{name}: only {} states, there were {floor}", explored.states);
        reached.extend(explored.reached);
    }
    let missed: Vec<_> = sometimes().iter().map(|goal| goal.name).filter(|goal| !reached.contains(goal)).collect();
    assert!(missed.is_empty(), "out of reach: {missed:?}");
}

const fn atm_row(name: &'static str, [customers, crashes, losses, faults, quirks]: [u8; 5], floor: usize) -> AtmRow {
    AtmRow { name, bounds: atm::Bounds { customers, crashes, losses, faults, quirks, staff: 0 }, floor }
}

const fn with_staff(row: AtmRow, staff: u8) -> AtmRow {
    AtmRow { bounds: atm::Bounds { staff, ..row.bounds }, ..row }
}

/// As [`Row`], for the cash machine.
struct AtmRow {
    name: &'static str,
    bounds: atm::Bounds,
    floor: usize,
}

const ATM_SMALL: &[AtmRow] = &[
    atm_row("a customer, two crashes", [1, 2, 0, 0, 0], 19_000),
    atm_row("two customers", [2, 0, 0, 0, 0], 118_000),
    atm_row("a customer, one crash, one loss, one lie", [1, 1, 1, 0, 1], 340_000),
    atm_row("a customer, one crash, two records that fail", [1, 1, 0, 2, 0], 45_000),
    atm_row("a customer, two lies", [1, 0, 0, 0, 2], 110_000),
    atm_row("a customer, two losses, a record that fails", [1, 0, 2, 1, 0], 63_000),
    with_staff(atm_row("a customer, two losses, staff", [1, 0, 2, 0, 0], 79_000), 2),
    with_staff(atm_row("a customer, a lie, staff, a record that fails", [1, 0, 0, 1, 1], 200_000), 1),
    with_staff(atm_row("a customer, a loss, a crash, staff", [1, 1, 1, 0, 0], 95_000), 1),
    with_staff(atm_row("a customer, a lie, a crash, staff", [1, 1, 0, 0, 1], 239_000), 1),
];

const ATM_LARGE: &[AtmRow] = &[
    atm_row("two customers, one crash", [2, 1, 0, 0, 0], 550_000),
    atm_row("a customer, two crashes, a loss, a lie", [1, 2, 1, 0, 1], 340_000),
    atm_row("a customer, one of everything", [1, 1, 1, 1, 1], 340_000),
];

#[test]
fn no_order_of_events_breaks_a_promise_of_the_cash_machine() {
    let large = std::env::var("SEARCH").is_ok_and(|size| size == "large");
    let mut reached = BTreeSet::new();
    for AtmRow { name, bounds, floor } in ATM_SMALL.iter().chain(ATM_LARGE.iter().filter(|_| large)) {
        let explored = atm::AtmSearch { bounds: *bounds, goals: true }.explore();
        println!("{:>9} states, {:>2} deep, {:>2} goals: {name}", explored.states, explored.depth, explored.reached.len());
        if let Some((rule, why, acts)) = explored.broken {
            let acts: Vec<_> = acts.iter().map(|act| format!("    {act:?}")).collect();
            panic!("\"{rule}\" does not hold\n{why}\nafter\n{}", acts.join("\n"));
        }
        assert!(explored.states >= *floor, "{name}: only {} states, there were {floor}", explored.states);
        reached.extend(explored.reached);
    }
    let missed: Vec<_> = atm::goals().into_iter().filter(|goal| !reached.contains(goal)).collect();
    assert!(missed.is_empty(), "out of reach: {missed:?}");
}
