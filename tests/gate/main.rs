//! The gate: a harness that has caught nothing has shown nothing. Each bug is planted, and somebody must see it.

#![allow(dead_code, unused_imports, reason = "search and storm themselves use all of what is shared with them")]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the storm looks on; what is added later is \"other\" to it until somebody says more"
)]

#[path = "../search/atm/mod.rs"]
mod atm;
mod harness;
#[path = "../search/model/mod.rs"]
mod model;

// The storm, whole.
#[path = "../storm/cart.rs"]
mod cart;
#[path = "../storm/checker/mod.rs"]
mod checker;
#[path = "../storm/coverage.rs"]
mod coverage;
#[path = "../storm/customer.rs"]
mod customer;
#[path = "../storm/dice.rs"]
mod dice;
#[path = "../storm/disk/mod.rs"]
mod disk;
#[path = "../storm/fault.rs"]
mod fault;
#[path = "../storm/notes.rs"]
mod notes;
#[path = "../storm/plan.rs"]
mod plan;
#[path = "../storm/ports.rs"]
mod ports;
#[path = "../storm/power.rs"]
mod power;
#[path = "../storm/report.rs"]
mod report;
#[path = "../storm/staff.rs"]
mod staff;
#[path = "../storm/terminal/mod.rs"]
mod terminal;
#[path = "../storm/world/mod.rs"]
mod world;

use std::path::Path;
use std::process::Command;

use cardlast::planted::{Bug, plant};
use harness::Harness;

/// One test, since what is planted is planted in the whole process.
#[test]
fn every_planted_bug_is_caught() {
    let quiet: Vec<_> = Harness::ALL.into_iter().filter_map(Harness::look).collect();
    assert!(quiet.is_empty(), "nothing is planted, and yet: {quiet:?}");
    // The witness says what is wrong by panicking; here that is an answer and no news.
    std::panic::set_hook(Box::new(|_| {}));
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        plant(Some(bug));
        let seen: Vec<_> = Harness::ALL.into_iter().filter_map(|harness| Some((harness, harness.look()?))).collect();
        plant(None);
        println!("{:<30}{}", bug.name(), if seen.is_empty() { "not caught" } else { "caught" });
        for (harness, what) in &seen {
            println!("{:<30}  by {}: {what}", "", harness.name());
        }
        if seen.is_empty() {
            missed.push(bug.name());
        }
    }
    drop(std::panic::take_hook());
    let still: Vec<_> = Harness::ALL.into_iter().filter_map(Harness::look).collect();
    assert!(still.is_empty(), "nothing is planted any more, and yet: {still:?}");
    assert!(missed.is_empty(), "not caught: {missed:?}");
}

/// What the compiler says of the library's first lines; everything after them does not matter here.
fn compiler_says(debug_assertions: bool) -> String {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(compiler);
    command.args(["--crate-type", "lib", "--edition", "2024", "--emit", "metadata", "-o", "/dev/null"]);
    command.args(["--cfg", "feature=\"planted-bugs\"", "-C"]).arg(format!("debug-assertions={debug_assertions}")).arg(library);
    let output = command.output().expect("the compiler runs");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn no_release_can_be_built_with_planted_bugs() {
    let refusal = "planted bugs belong in no release";
    assert!(compiler_says(false).contains(refusal), "a release refuses them");
    assert!(!compiler_says(true).contains(refusal), "a test build does not, so the refusal is what was seen");
}

#[test]
fn the_names_of_planted_bugs_can_be_seen_where_they_are() {
    let program = std::env::current_exe().and_then(std::fs::read).expect("this program");
    let has = |name: &str| program.windows(name.len()).any(|bytes| bytes == name.as_bytes());
    assert!(Bug::ALL.into_iter().all(|bug| has(bug.name())), "the look for names sees them when they are there");
}
