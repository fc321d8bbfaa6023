//! The small search: every order in which a customer can change an order, held against the same order on paper.
//!
//! The large search begins with a filled cart and leaves the history out; this one looks at nothing else. Each act is tried on the
//! shipped machine and on [`paper::Paper`], which knows what must come of it, a refusal included. `table` holds the two beside each
//! other, `act` what a customer may do.

mod act;
mod paper;
mod table;

use std::collections::BTreeSet;

use stateright::{Checker, HasDiscoveries, Model, Property};

use act::Act;
use table::{Left, Seen, Table};

const GOALS: [(&str, Seen); 10] = [
    ("two lines become one", Seen::MERGED),
    ("refused: too dear", Seen::TOO_DEAR),
    ("refused: too many of one", Seen::TOO_MANY),
    ("undone and done again", Seen::REDONE),
    ("ordered", Seen::ORDERED),
    ("not stored, and the same cart comes back", Seen::CAME_BACK),
    ("a late finger is refused", Seen::LATE),
    ("started over", Seen::STARTED_OVER),
    ("gone away", Seen::WENT_AWAY),
    ("a line is changed on its page", Seen::REPLACED),
];

/// What the search begins with.
struct Editing(Left);

impl Model for Editing {
    type State = Table;
    type Action = Act;

    fn init_states(&self) -> Vec<Table> {
        vec![Table::laid(self.0)]
    }

    fn actions(&self, table: &Table, acts: &mut Vec<Act>) {
        // What is wrong once stays wrong: the shortest way there is the one to look at.
        if table.wrong.is_none() {
            table.possible(acts);
        }
    }

    fn next_state(&self, table: &Table, act: Act) -> Option<Table> {
        let mut next = table.clone();
        next.happen(act).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![Property::always("kiosk and paper agree", |_, table: &Table| table.wrong.is_none())];
        properties.extend([
            goal::<0>(),
            goal::<1>(),
            goal::<2>(),
            goal::<3>(),
            goal::<4>(),
            goal::<5>(),
            goal::<6>(),
            goal::<7>(),
            goal::<8>(),
            goal::<9>(),
        ]);
        properties
    }
}

fn goal<const WHICH: usize>() -> Property<Editing> {
    Property::sometimes(GOALS[WHICH].0, |_, table: &Table| table.seen.has(GOALS[WHICH].1))
}

const fn left([changes, turns, waits, payments]: [u8; 4]) -> Left {
    Left { changes, turns, waits, payments }
}

/// What is looked through, and the fewest states it must have.
const SMALL: [(Left, usize); 3] = [(left([2, 3, 1, 1]), 20_000), (left([3, 1, 1, 1]), 80_000), (left([4, 0, 0, 0]), 40_000)];
const LARGE: [(Left, usize); 1] = [(left([4, 2, 1, 1]), 1_000_000)];

#[test]
fn no_order_of_changes_parts_kiosk_and_paper() {
    let large = std::env::var("SEARCH").is_ok_and(|size| size == "large");
    let mut reached = BTreeSet::new();
    for (left, floor) in SMALL.into_iter().chain(LARGE.into_iter().filter(|_| large)) {
        let checker = Editing(left).checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let (states, discoveries) = (checker.unique_state_count(), checker.discoveries());
        println!("{states:>9} states, {:>2} deep, {:>2} goals: changes of an order", checker.max_depth(), discoveries.len());
        if let Some(path) = discoveries.get("kiosk and paper agree") {
            let why = path.last_state().wrong.unwrap_or_default();
            let acts: Vec<_> = path.clone().into_actions().iter().map(|act| format!("    {act:?}")).collect();
            panic!("{why}\nafter\n{}", acts.join("\n"));
        }
        assert!(states >= floor, "only {states} states, there were {floor}");
        reached.extend(discoveries.into_keys());
    }
    let missed: Vec<_> = GOALS.iter().map(|(name, _)| *name).filter(|name| !reached.contains(name)).collect();
    assert!(missed.is_empty(), "out of reach: {missed:?}");
}
