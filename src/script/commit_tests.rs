//! A commit that fails is an unknown. Here each commit of a story fails once, in both ways (nothing of it is in the file, or all of it is
//! and an error is reported all the same), and whatever the customer meets then, in the end the books agree: what the terminal holds was
//! paid for in the journal, the kitchen has each order once, and nobody has an order that they were told had failed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::parse::parse;
use super::player::{PlayOptions, Player};
use crate::catalogue::Catalogue;
use crate::id::KioskId;
use crate::journal::fault::{self, Fault};
use crate::machine::kiosk::{Policy, ScreenView};

/// A sale, a cancelled one and one for the counter.
const SALES: &str = "
    start takeaway
    quick-add fries
    review
    pay card
    term approved
    wait 21s
    start takeaway
    quick-add fries
    review
    pay card
    term declined 51
    pay card
    term approved as R500
    wait 21s
    start dine-in
    quick-add cola
    review
    pay counter
    pay counter
    wait 21s
";

/// A silent terminal, and staff who say that the customer has paid.
const CHARGED: &str = "
    start takeaway
    quick-add fries
    review
    pay card
    term looks-up silently
    term approved-unheard
    term unknown line-dropped
    wait 46s
    finish
    term confirms yes
    staff resolves it charged by \"Ada\" because \"the slip says paid\"
    wait 2s
    term approved
    wait 2s
";

/// The same, and staff who say that they have not.
const NOT_CHARGED: &str = "
    start takeaway
    quick-add fries
    review
    pay card
    term looks-up silently
    term unknown line-dropped
    wait 46s
    finish
    staff resolves it not-charged by \"Ada\" because \"nothing on the slip\"
    wait 2s
    term approved
    wait 2s
";

/// A stored approval without its last word, a restart, and staff who say that nothing was charged.
const TAKEN_BACK: &str = "
    start takeaway
    quick-add fries
    review
    pay card
    term confirms no
    term approved
    term looks-up silently
    crash 10m
    staff resolves it not-charged by \"Ada\" because \"the slip says cancelled\"
    wait 2s
";

/// The world calms down, and the books are compared.
const IN_THE_END: &str = "
    term looks-up honestly
    term confirms yes
    wait 200s
    crash 10s
    wait 200s
    crash 10s
    expect balanced
    expect open-attempts 0
    expect reversals 0
    expect undecided 0
    expect card on
";

fn menu() -> Arc<Catalogue> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(crate::catalogue::load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue)
}

/// Plays a story in which a commit may fail; how many there were.
fn play(menu: &Arc<Catalogue>, story: &str, fault: Option<(Fault, u32)>) -> u32 {
    let kiosk = KioskId::new('A').expect("a letter");
    let options = PlayOptions { menu: menu.clone(), kiosk, policy: Policy::default(), seed: 1 };
    let mut nobody = || None;
    let mut player = Player::new(&options, &mut nobody).expect("a place to play");
    fault::plan(fault);
    let mut shown = BTreeSet::new();
    for step in parse(Path::new("story"), story).expect("a story") {
        // Where a customer is told no, or a terminal was never asked, the story goes on: only the end counts.
        let _ = player.play(&step, true);
        if let ScreenView::Number(number) = &player.view().screen {
            shown.insert(number.number.to_string());
        }
    }
    let commits = fault::commits();
    for step in parse(Path::new("end"), IN_THE_END).expect("an end") {
        if let Err(error) = player.play(&step, true) {
            panic!("{fault:?}: {}: {error}\n{}", step.text, player.transcript());
        }
    }
    fault::plan(None);
    // Nobody at the counter collects for an order whose customer was told that it had failed.
    let orders = player.accepted().expect("a journal");
    let ghost = orders.iter().find(|order| !order.paid && !shown.contains(&order.number));
    assert_eq!(ghost, None, "{fault:?}: only {shown:?} were on screen");
    commits
}

fn every_commit_fails_once(story: &str, at_least: u32) {
    let menu = menu();
    let commits = play(&menu, story, None);
    assert!(commits >= at_least, "only {commits} commits");
    for at in 1..=commits {
        for fault in [Fault::Lost, Fault::Unsaid] {
            play(&menu, story, Some((fault, at)));
        }
    }
}

#[test]
fn each_commit_of_three_sales() {
    every_commit_fails_once(SALES, 14);
}

#[test]
fn each_commit_of_a_payment_that_staff_call_charged() {
    every_commit_fails_once(CHARGED, 7);
}

#[test]
fn each_commit_of_a_payment_that_staff_call_not_charged() {
    every_commit_fails_once(NOT_CHARGED, 7);
}

#[test]
fn each_commit_of_an_approval_that_staff_take_back() {
    every_commit_fails_once(TAKEN_BACK, 7);
}
