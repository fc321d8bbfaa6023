//! Flows that name the kiosk are driven through the real one.

use std::path::Path;
use std::sync::Arc;

use cardlast::catalogue::{Paint, load};
use cardlast::config::Config;
use cardlast::machine::kiosk::Policy;
use cardlast::script::PlayOptions;
use cardlast::study::flow;
use cardlast::study::flow::conformance::{Driven, drive};

use crate::root;

fn options() -> PlayOptions {
    let menu = load(&root().join("menu"), "2026-11-24".parse().expect("a day")).expect("the demo menu").catalogue;
    PlayOptions { menu: Arc::new(menu), kiosk: Config::demo().kiosk, policy: Policy::default(), seed: 1 }
}

const KIOSK: &str = include_str!("../../assets/flows/kiosk-card-last.toml");

/// Changes the kiosk's flow, and drives it.
fn changed(from: &str, to: &str) -> Result<Option<Driven>, String> {
    assert!(KIOSK.contains(from), "the flow has {from}");
    let flow = flow::read(Path::new("kiosk.toml"), &KIOSK.replacen(from, to, 1)).unwrap_or_else(|problems| panic!("{problems}"));
    drive(&flow, Path::new("kiosk.toml"), &options()).map_err(|problems| problems.render(Paint::Plain))
}

fn line_of(words: &str) -> usize {
    KIOSK.lines().position(|line| line.contains(words)).expect("a line") + 1
}

#[test]
fn the_kiosk_takes_everything_that_its_flow_does() {
    let driven = changed("title", "title").expect("nothing is refused").expect("it names a machine");
    let edges: usize = flow::preset("kiosk-card-last")
        .expect("a preset")
        .flow()
        .expect("a flow")
        .chain
        .states
        .iter()
        .map(|state| state.edges.len())
        .sum();
    assert_eq!(driven.sessions, edges + 40, "one for each edge, and seeded ones");
    assert!(driven.events > 500, "{driven:?}");
}

#[test]
fn an_event_that_the_kiosk_refuses_is_an_error_with_its_line_and_state() {
    // Nothing can be paid from the menu.
    let said = changed("p = 0.27, event = \"quick-add fries\"", "p = 0.27, event = \"pay card\"").expect_err("refused");
    let line = line_of("p = 0.27, event");
    assert!(said.contains("the kiosk does not take \"pay card\" in state \"menu\": refused: wrong-screen"), "{said}");
    assert!(
        said.contains(&format!("kiosk.toml:{line}:")) && said.contains("^^^^^^^^") && said.contains("in this state"),
        "{said}"
    );
}

#[test]
fn several_refusals_are_said_at_once() {
    let text = KIOSK.replacen("p = 0.07, event = \"close\"", "p = 0.07, event = \"finish\"", 1).replacen(
        "event = \"open cola\"",
        "event = \"open caviar\"",
        1,
    );
    let flow = flow::read(Path::new("kiosk.toml"), &text).unwrap_or_else(|problems| panic!("{problems}"));
    let problems = drive(&flow, Path::new("kiosk.toml"), &options()).expect_err("refused");
    for words in
        ["\"finish\" in state \"product\": refused: wrong-screen", "\"open caviar\" in state \"order\": refused: not-on-menu"]
    {
        assert_eq!(problems.iter().filter(|problem| problem.message().contains(words)).count(), 1, "{words} in {problems}");
    }
    assert_eq!(problems.count(), 2, "{problems}");
}

#[test]
fn a_screen_that_the_kiosk_does_not_show_is_an_error() {
    // The kiosk does show the review of an empty order, so the flow must not take it for the menu.
    let said = changed("p = 0.27, event = \"quick-add fries\"", "p = 0.27, event = \"review\"").expect_err("another screen");
    assert!(said.contains("shows another screen in state \"order\"") && said.contains("after this"), "{said}");
    assert_eq!(said.matches("state \"order\"").count(), 1, "said once: {said}");
    let said = changed("screen = \"review\"", "screen = \"card\"").expect_err("another screen");
    assert!(said.contains("the kiosk shows another screen in state \"review\""), "{said}");
}

#[test]
fn a_session_that_leaves_the_kiosk_busy_is_an_error() {
    let said = changed("event = \"finish\"", "event = \"none\"").expect_err("still on the number");
    assert!(said.contains("the kiosk is not ready for the next customer after state \"take-card\""), "{said}");
}

#[test]
fn words_that_no_story_knows_are_an_error() {
    let said = changed("event = \"finish\"", "event = \"dance\"").expect_err("no such word");
    assert!(said.contains("dance") && said.contains(&format!("kiosk.toml:{}:", line_of("\"finish\""))), "{said}");
}

/// The flow says how long the kiosk waits for somebody who has left; it must be the kiosk's own time.
#[test]
fn who_walks_away_blocks_the_kiosk_for_as_long_as_the_kiosk_says() {
    let policy = Policy::default();
    let seconds = (policy.idle.0 + policy.warning.0) / 1000;
    let flow = flow::preset("kiosk-card-last").expect("a preset").flow().expect("a flow");
    let left: Vec<f64> = flow.chain.states.iter().filter(|state| state.absent).map(|state| state.dwell.mean_s).collect();
    assert_eq!(left, [seconds as f64; 2]);
}

const ATM: &str = include_str!("../../assets/flows/atm-pin-last.toml");

#[test]
fn the_cash_machine_takes_everything_that_its_flow_does() {
    let flow = flow::read(Path::new("atm.toml"), ATM).unwrap_or_else(|problems| panic!("{problems}"));
    let driven =
        drive(&flow, Path::new("atm.toml"), &options()).unwrap_or_else(|problems| panic!("{}", problems.render(Paint::Plain)));
    let driven = driven.expect("it names a machine");
    assert!(driven.sessions > 50 && driven.events > 400, "{driven:?}");
}

#[test]
fn the_cash_machine_refuses_cash_before_the_card() {
    let text = ATM.replacen("[\"take-card\", \"take-cash\", ", "[\"take-cash\", \"take-card\", ", 1);
    assert_ne!(text, ATM);
    let flow = flow::read(Path::new("atm.toml"), &text).unwrap_or_else(|problems| panic!("{problems}"));
    let said =
        drive(&flow, Path::new("atm.toml"), &options()).expect_err("no notes before the card is back").render(Paint::Plain);
    assert!(said.contains("the atm does not take \"take-cash\" in state \"take-card\": no notes are presented"), "{said}");
}

/// What is watched is driven first, too: no window opens upon a flow that its machine would refuse.
#[cfg(feature = "ui")]
#[test]
fn a_flow_of_somebodys_own_is_driven_before_it_is_watched() {
    let folder = tempfile::tempdir().expect("a folder");
    let atm = ATM.replacen("[\"take-card\", \"take-cash\", ", "[\"take-cash\", \"take-card\", ", 1);
    let kiosk = KIOSK.replacen("p = 0.27, event = \"quick-add fries\"", "p = 0.27, event = \"pay card\"", 1);
    assert!(atm != ATM && kiosk != KIOSK);
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let (atm, kiosk, fine) = (path("atm.toml", &atm), path("kiosk.toml", &kiosk), path("fine.toml", ATM));
    // There is no display, so a flow that is fine gets as far as that.
    let said = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cardlast"));
        command.arg("atm").args(arguments).current_dir(root()).env("NO_COLOR", "1");
        let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    let both = said(&["--compare", &atm, &kiosk]);
    for words in [
        "does not take \"take-cash\" in state \"take-card\": no notes are presented",
        "the kiosk does not take \"pay card\" in state \"menu\"",
        &format!("kiosk.toml:{}:", line_of("p = 0.27, event")),
    ] {
        assert!(both.contains(words), "{words}: {both}");
    }
    assert!(said(&["--replay", &atm]).contains("no notes are presented"));
    assert!(said(&["--replay", &fine]).contains("display"), "{}", said(&["--replay", &fine]));
    let no_menu = said(&["--replay", &kiosk, "--menu", "nowhere"]);
    assert!(no_menu.contains("there is no menu folder nowhere"), "{no_menu}");
}
