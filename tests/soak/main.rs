//! Thousands of orders at full speed through the real driver, the journal on a real file with its second copy, and the simulated terminal,
//! each on its own thread. Business days pass, the program is stopped and started now and then. Memory must stay flat, the work behind a
//! step and behind a commit must not grow, and the books of kitchen, terminal and journal must agree to the cent.
//!
//! `ORDERS=100000` plays more (`make soak` does), and looks at times as well; `SEED=17` plays other customers.

#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, reason = "a soak watches its kiosk by the computer's clock")]
#![allow(clippy::print_stdout, reason = "a long run says how far it is")]

mod books;
mod customer;
#[path = "../storm/dice.rs"]
#[allow(dead_code, reason = "customers who mostly behave throw fewer dice")]
mod dice;
mod heap;
mod kiosk;
mod meter;

use std::sync::Mutex;
use std::time::Instant;

use cardlast::journal::Verifier;
use cardlast::port::Clock as _;
use cardlast::time::Millis;

use books::Sum;
use customer::Customers;
use kiosk::{Flaw, Kiosk};
use meter::{Times, Window};

/// Everything in the process counts, so one soak at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// How long and with whom.
struct Plan {
    orders: u64,
    windows: usize,
    /// Orders of one business day.
    day: u64,
    /// After how many windows the program is stopped and started. While it warms up only: a restart would hide what piles up.
    restarts: &'static [usize],
    seed: u64,
    progress: bool,
}

/// What it came to.
struct Outcome {
    windows: Vec<Window>,
    differences: Vec<String>,
    sums: [Sum; 2],
    days: usize,
    all_kinds: bool,
}

fn soak(plan: &Plan, flaw: Flaw) -> Outcome {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let mut kiosk = Kiosk::open(folder.path(), flaw);
    let mut customers = Customers::new(plan.seed);
    let mut windows = Vec::with_capacity(plan.windows);
    let (mut today, mut asked_differences) = (0, Vec::new());
    let begun = Instant::now();
    for window in 1..=plan.windows {
        let target = plan.orders * window as u64 / plan.windows as u64;
        while kiosk.orders() < target {
            let before = kiosk.orders();
            customers.visit(&mut kiosk);
            today += kiosk.orders() - before;
            if today >= plan.day {
                today = 0;
                to_the_next_morning(&mut kiosk);
            }
        }
        windows.push(kiosk.look());
        if plan.progress {
            let rate = kiosk.orders() * 1000 / u64::try_from(begun.elapsed().as_millis()).expect("not that long").max(1);
            println!("{:>3} % {rate} orders/s; {}", window * 100 / plan.windows, meter::line(&windows[window - 1]));
        }
        if plan.restarts.contains(&window) {
            asked_differences.extend(books::differences(folder.path()));
            kiosk.restart();
            kiosk.forget_own_work();
        }
    }
    kiosk.restart();
    kiosk.stop();
    kiosk.spoil();
    let mut differences = books::differences(folder.path());
    differences.extend(asked_differences);
    let found = Verifier::open(&kiosk.journal()).expect("a journal").full().expect("it can be checked");
    assert!(found.is_sound(), "{:?}", found.problems);
    let mut copied = cardlast::journal::Verification::default();
    let copy = Verifier::open(&kiosk.journal()).expect("a journal").copy(&kiosk.copy(), &mut copied).expect("a copy");
    assert!(copied.is_sound() && copy.lines == found.records, "the second copy has all {} records: {copy:?}", found.records);
    let days = books::journal(&kiosk.journal());
    println!("{} records, {} orders, {:?}", found.records, kiosk.orders(), customers.visits);
    Outcome { windows, differences, sums: books::total(&days), days: days.len(), all_kinds: customers.have_all_been() }
}

/// The doors are closed; the kiosk stands there all night.
fn to_the_next_morning(kiosk: &mut Kiosk) {
    kiosk.rest();
    let wall = kiosk.clock.now().wall.local();
    let opening = 8 * 60;
    let night = (24 * 60 + opening - u64::from(wall.minute_of_day)) % (24 * 60);
    kiosk.clock.pass(Millis::from_secs(night * 60));
    kiosk.rest();
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn memory_stays_flat_work_does_not_grow_and_the_books_agree() {
    let alone = ALONE.lock();
    heap::check_counters();
    let (orders, seed) = (number("ORDERS").unwrap_or(5_000), number("SEED").unwrap_or(1));
    let long = orders > 5_000;
    let plan = Plan { orders, windows: 20, day: 270, restarts: &[1, 2, 3], seed, progress: true };
    let Outcome { windows, differences, sums: [card, counter], days, all_kinds } = soak(&plan, Flaw::None);
    println!("seed {seed}: {days} business days, by card {card:?}, at the counter {counter:?}");
    assert_eq!(differences, Vec::<String>::new(), "seed {seed}");
    assert_eq!(card.count + counter.count, i64::try_from(orders).expect("few"), "seed {seed}");
    assert!(all_kinds && days as u64 >= orders / 271, "every kind of customer, and days that pass: {days}");
    let grown = meter::grown(&windows, if long { Times::Judged } else { Times::Printed });
    assert!(grown.is_empty(), "seed {seed}: {}", grown.join("; "));
    drop(alone);
}

/// What is planted is found. Without it the same run is in order, so it is that and nothing else.
#[test]
fn what_grows_and_what_differs_is_found() {
    let alone = ALONE.lock();
    let plan = |orders| Plan { orders, windows: 10, day: 200, restarts: &[], seed: 7, progress: false };
    for (flaw, orders, told) in [
        (Flaw::None, 2_500, None),
        (Flaw::KitchenHoards, 2_500, Some("live memory")),
        (Flaw::JournalReadsAll, 300, Some("bytes read by the journal")),
        (Flaw::KitchenLoses, 300, Some("2026-01-05: the journal has")),
        (Flaw::TerminalInvents, 300, Some("by card: the journal has")),
    ] {
        let Outcome { windows, differences, .. } = soak(&plan(orders), flaw);
        let grown = meter::grown(&windows, Times::Printed);
        println!("{flaw:?}: {differences:?} {grown:?}");
        let in_the_books = matches!(flaw, Flaw::KitchenLoses | Flaw::TerminalInvents);
        assert_eq!(differences.is_empty(), !in_the_books, "{flaw:?}: {differences:?}");
        let said = if in_the_books { differences } else { grown };
        match told {
            None => assert!(said.is_empty(), "{said:?}"),
            Some(told) => assert!(said.iter().any(|said| said.starts_with(told)), "{flaw:?} is not found: {said:?}"),
        }
    }
    drop(alone);
}
