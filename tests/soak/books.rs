//! The books of the three who know: the kitchen by its tickets, the terminal by its ledger, the journal by what it keeps. Each is read
//! from its own file, none from the program's memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use cardlast::money::{Currency, Money};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

/// How many orders or payments, and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: i64,
    pub minor: i64,
}

impl Sum {
    fn add(&mut self, minor: i64) {
        self.count += 1;
        self.minor += minor;
    }
}

/// By business day: what was paid by card, and what the counter collects.
pub type Days = BTreeMap<String, [Sum; 2]>;

pub fn total(days: &Days) -> [Sum; 2] {
    days.values().fold(Default::default(), |[card, counter]: [Sum; 2], day| {
        let add = |one: Sum, other: Sum| Sum { count: one.count + other.count, minor: one.minor + other.minor };
        [add(card, day[0]), add(counter, day[1])]
    })
}

fn lines(path: &Path) -> impl Iterator<Item = Value> {
    let file = BufReader::new(File::open(path).expect("a book"));
    file.lines().map(|line| serde_json::from_str(&line.expect("a line")).expect("JSON"))
}

/// What the kitchen got; every order once.
pub fn kitchen(path: &Path) -> Days {
    let mut days = Days::new();
    let mut known = BTreeSet::new();
    for slip in lines(path) {
        let ticket = &slip["ticket"];
        let order = ticket["order"].as_str().expect("an id");
        let id: u128 = uuid::Uuid::parse_str(order).expect("an id").as_u128();
        assert!(known.insert(id), "the kitchen got order {order} twice");
        let currency = Currency::parse(ticket["currency"].as_str().expect("a code")).expect("a currency");
        let minor = Money::parse(ticket["total"].as_str().expect("a total"), currency).expect("an amount").minor();
        let paid = ticket["paid"].as_bool().expect("yes or no");
        let day = slip["name"].as_str().expect("a name")[..10].to_owned();
        days.entry(day).or_default()[usize::from(!paid)].add(minor);
    }
    days
}

/// What the terminal has charged for good.
pub fn terminal(path: &Path) -> Sum {
    let mut charged = BTreeMap::new();
    for row in lines(path) {
        let attempt: u128 = uuid::Uuid::parse_str(row["attempt"].as_str().expect("an id")).expect("an id").as_u128();
        let minor = row["amount"].as_i64().expect("an amount");
        match row["end"].as_str().expect("an end") {
            "confirmed" => drop(charged.insert(attempt, minor)),
            _ => drop(charged.remove(&attempt)),
        }
    }
    let mut sum = Sum::default();
    charged.into_values().for_each(|minor| sum.add(minor));
    sum
}

/// What the journal keeps: its list of orders, which must agree with its turnover.
pub fn journal(path: &Path) -> Days {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a journal");
    let mut days = Days::new();
    let sql = "SELECT business_day, paid, count(*), sum(total_minor) FROM accepted_order GROUP BY business_day, paid";
    let mut statement = connection.prepare(sql).expect("a question");
    let mut rows = statement.query([]).expect("an answer");
    while let Some(row) = rows.next().expect("a row") {
        let [count, minor] = [row.get(2).expect("a count"), row.get(3).expect("a sum")];
        let paid: bool = row.get(1).expect("yes or no");
        days.entry(row.get(0).expect("a day")).or_default()[usize::from(!paid)] = Sum { count, minor };
    }
    let sql = "SELECT business_day, tender, sum(gross_minor) FROM turnover GROUP BY business_day, tender";
    let mut statement = connection.prepare(sql).expect("a question");
    let mut rows = statement.query([]).expect("an answer");
    let mut turnovers = 0;
    while let Some(row) = rows.next().expect("a row") {
        let (day, tender): (String, String) = (row.get(0).expect("a day"), row.get(1).expect("a tender"));
        let turnover: i64 = row.get(2).expect("a sum");
        let sold = days.get(&day).map(|sums| sums[usize::from(tender == "counter")].minor);
        assert_eq!(Some(turnover), sold, "turnover of {day} by {tender}");
        turnovers += 1;
    }
    let kinds = days.values().flatten().filter(|sum| sum.count > 0).count();
    assert_eq!(turnovers, kinds, "a turnover for every day and tender, and no other");
    days
}

/// How many orders the journal says the kitchen has not confirmed.
pub fn undelivered(path: &Path) -> i64 {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a journal");
    let sql = "SELECT count(*) FROM accepted_order WHERE delivered_seq IS NULL";
    connection.query_row(sql, [], |row| row.get(0)).expect("a count")
}

/// Where the books differ; nothing when they agree.
pub fn differences(folder: &Path) -> Vec<String> {
    let (journal_file, kitchen, terminal) =
        (folder.join("journal.db"), kitchen(&folder.join("kitchen.jsonl")), terminal(&folder.join("terminal.jsonl")));
    let journal = journal(&journal_file);
    let mut said = Vec::new();
    let days: BTreeSet<_> = journal.keys().chain(kitchen.keys()).collect();
    for day in days {
        let (sold, cooked) = (journal.get(day).copied().unwrap_or_default(), kitchen.get(day).copied().unwrap_or_default());
        if sold != cooked {
            said.push(format!("{day}: the journal has {sold:?}, the kitchen {cooked:?}"));
        }
    }
    let [card, _] = total(&journal);
    if card != terminal {
        said.push(format!("by card: the journal has {card:?}, the terminal {terminal:?}"));
    }
    let left = undelivered(&journal_file);
    if left > 0 {
        said.push(format!("{left} orders that the kitchen has not confirmed"));
    }
    said
}
