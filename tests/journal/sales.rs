//! Random sales: the tables follow from the records, and the turnover from the orders.

use cardlast::journal::{Reader, Store};
use cardlast::payment::Entry;
use cardlast::time::{Millis, WallTime};
use proptest::prelude::*;

use super::till::{Till, options, verified};

#[derive(Debug, Clone)]
enum Act {
    Sale(u8, usize),
    Restart,
    Reopen,
    Later(u64),
    ClockMoved(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        12 => (0..Till::KINDS, 0usize..6).prop_map(|(kind, items)| Act::Sale(kind, items)),
        1 => Just(Act::Restart),
        1 => Just(Act::Reopen),
        2 => (1u64..100_000).prop_map(Act::Later),
        1 => (-200_000i64..200_000).prop_map(Act::ClockMoved),
    ];
    proptest::collection::vec(act, 1..25)
}

fn play(till: &mut Till, act: &Act) {
    match act {
        Act::Sale(kind, items) => till.sale(*kind, *items),
        Act::Restart => {
            till.store = Store::open(options(till.folder.path())).expect("a journal");
            till.begin();
        }
        Act::Reopen => till.store = till.store.reopen().expect("a journal"),
        Act::Later(seconds) => till.clock.pass(Millis::from_secs(*seconds)),
        Act::ClockMoved(seconds) => {
            let wall = till.now().wall;
            till.clock.set_wall(WallTime { unix_ms: wall.unix_ms + seconds * 1000, ..wall });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_sold_the_tables_follow_from_the_records(acts in acts()) {
        let mut till = Till::open(1);
        for act in &acts {
            play(&mut till, act);
        }
        let moved = acts.iter().filter(|act| matches!(act, Act::ClockMoved(seconds) if seconds.abs() > 3)).count() as u64;
        till.write(&Entry::Shutdown);
        let found = verified(till.folder.path());
        prop_assert!(found.is_sound(), "{:#?}", found.problems);
        prop_assert!(found.clock_moves <= moved, "{} moves were seen, {moved} made", found.clock_moves);
        // The turnover is that of the orders, summed by somebody else.
        let sum: i64 = Reader::open(&till.journal()).expect("a journal").orders(None).expect("orders").iter()
            .map(|order| order.total.replace('.', "").parse::<i64>().expect("an amount")).sum();
        let connection = rusqlite::Connection::open(till.journal()).expect("the database");
        let turnover: i64 =
            connection.query_row("SELECT coalesce(sum(gross_minor), 0) FROM turnover", [], |row| row.get(0)).expect("a sum");
        prop_assert_eq!(turnover, sum);
    }
}

#[test]
fn a_table_that_does_not_follow_from_the_records_is_named() {
    for (sql, named) in [
        ("UPDATE attempt SET state = 'not-charged' WHERE state = 'accepted'", "attempts"),
        ("DELETE FROM reversal", "reversals"),
        ("UPDATE accepted_order SET total_minor = total_minor + 1", "orders"),
        ("UPDATE accepted_order SET delivered_seq = NULL", "outbox"),
        ("UPDATE accepted_order SET turnover = replace(turnover, 'EUR', 'CHF')", "turnover"),
        ("UPDATE accepted_order SET turnover = NULL WHERE place % 1000000 = 2", "turnover"),
        ("UPDATE accepted_order SET turnover = NULL WHERE place = (SELECT max(place) FROM accepted_order)", "turnover"),
        ("UPDATE counter SET value = 99991231999999 WHERE name = 'delivered'", "outbox"),
        ("UPDATE counter SET value = value + 1 WHERE name = 'stan'", "counters"),
    ] {
        let mut till = Till::open(2);
        (0..Till::KINDS).for_each(|kind| till.sale(kind, 1));
        assert!(verified(till.folder.path()).is_sound());
        let connection = rusqlite::Connection::open(till.journal()).expect("the database");
        connection.execute(sql, []).expect("changed");
        let found = verified(till.folder.path());
        let said: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
        assert!(said.iter().all(|said| said.starts_with(named)) && !said.is_empty(), "{sql}: {said:?}");
    }
}
