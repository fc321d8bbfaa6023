//! The walks.

use std::collections::BTreeSet;

use cardlast::machine::kiosk::{ScreenChange, screen_changes};

use super::belongs::is_called;
use super::meddlers::{Meddler, Trick};
use super::{Fault, Report, Walk};
use crate::window::words;

fn row(change: &ScreenChange) -> String {
    let ScreenChange { from, cause, to } = change;
    format!("{from} -> {to} {cause:?}")
}

#[allow(clippy::print_stdout, reason = "what a walk has seen is worth reading")]
fn tell(tag: &str, report: &Report) {
    let Report { places, situations, taps, happenings, moments, changes, intents } = report;
    println!(
        "{tag}: {places} places in {} situations, {taps} taps, {happenings} happenings, {moments} moments, {} intents, {} of {} rows",
        situations.len(),
        intents.len(),
        changes.len(),
        screen_changes().len()
    );
}

fn walk_everywhere(tag: &str) {
    let report = match Walk::new(tag, |engine| engine).go() {
        Ok(report) => report,
        Err(Fault { path, what }) => panic!("{what}, after {path:#?}"),
    };
    tell(tag, &report);
    let reached: BTreeSet<_> = report.changes.keys().copied().collect();
    let missing: Vec<_> = screen_changes().into_iter().filter(|change| !reached.contains(change)).collect();
    let missing: Vec<_> = missing.iter().map(row).collect();
    assert!(missing.is_empty(), "the table allows what the walk does not come to: {missing:#?}");
    // Less than this, and the walk has lost its way.
    let Report { situations, taps, happenings, moments, intents, .. } = &report;
    assert!(situations.len() >= 120 && *taps >= 2_500 && *happenings >= 1_000 && *moments >= 500, "a short walk");
    assert!(intents.len() >= 33, "the customer only wanted {intents:?}");
}

#[test]
fn nothing_unasked_in_english() {
    walk_everywhere("en");
}

#[test]
fn nothing_unasked_in_french() {
    walk_everywhere("fr");
}

#[track_caller]
fn is_caught(trick: Trick, expected: &str) {
    let Err(fault) = Walk::new("en", |engine| Meddler::over(engine, trick)).go() else { panic!("{trick:?} went by") };
    assert!(fault.what.contains(expected), "{trick:?} was taken for something else: {fault:?}");
}

#[test]
fn a_review_that_nobody_asked_for_is_caught() {
    is_caught(Trick::ReviewAfterAdding, "menu became review and nobody asked");
}

#[test]
fn a_product_that_flashes_up_is_caught() {
    is_caught(Trick::ProductOnTheWay, "one deed led through");
}

#[test]
fn a_product_that_comes_up_by_itself_is_caught() {
    is_caught(Trick::ProductWhenIdle, "menu became product and nobody asked");
}

#[test]
fn a_drink_that_nobody_chose_is_caught() {
    is_caught(Trick::DrinkInTheCart, "cola is in the cart and nobody chose it");
}

#[test]
fn a_control_is_known_by_the_pattern_of_its_words() {
    let words = words("en");
    assert!(is_called(&words, "pay-card", "Pay €3.50 by card"));
    assert!(is_called(&words, "pay-card", "Pay €3.50 by card. The card terminal cannot be reached."));
    assert!(is_called(&words, "filter-on", "Allergens and diet\u{a0}(3)"));
    assert!(!is_called(&words, "pay-card", "Pay €3.50 at the counter"));
    assert!(!is_called(&words, "search", "Search for offers"));
    assert!(!is_called(&words, "to-review", "See my order and our desserts"));
}
