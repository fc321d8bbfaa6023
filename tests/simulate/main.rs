//! Flow files, the command `simulate` and its report.

mod command;
mod conformance;
mod page;
mod presets;
mod problems;

use std::path::PathBuf;
use std::process::Command;

/// The program, with nothing of this machine's settings.
fn cardlast(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cardlast"));
    command.arg("simulate").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1");
    command
}

/// Standard output of a run that must succeed.
#[track_caller]
fn stdout(arguments: &[&str]) -> String {
    let output = cardlast(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
