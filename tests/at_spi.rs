//! A screen reader of another hand: libatspi, as Orca uses it, on a bus and a display of its own, walks the real windows from outside. It
//! finds everything by role and name, puts the focus there, has it do what it does, and hears what comes by itself.
//!
//! Where there is no such bus the walks are skipped, and that is said aloud.

#![cfg(all(feature = "ui", target_os = "linux"))]
#![allow(clippy::print_stderr, reason = "a test that did not run must not pass in silence")]

use std::path::Path;
use std::process::{Command, Stdio};

const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";

/// What is missing for a session of its own.
fn missing() -> Option<&'static str> {
    let answers = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok()
    };
    let binding = ["-c", "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"];
    let reads =
        Command::new("/usr/bin/python3").args(binding).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    let needed = [
        ("dbus", answers("dbus-run-session", &["--version"])),
        ("libglib2.0-bin", answers("gdbus", &["help"])),
        ("at-spi2-core", Path::new(LAUNCHER).exists()),
        ("gir1.2-atspi-2.0 and python3-gi", reads),
        ("xvfb", answers("Xvfb", &["-help"])),
        ("xdotool", answers("xdotool", &["version"])),
    ];
    needed.into_iter().find(|(_, there)| !there).map(|(package, _)| package)
}

/// Walks a story over the bus.
#[track_caller]
fn walk(when: &str, story: &str, arguments: &[&str]) {
    if let Some(package) = missing() {
        eprintln!("SKIPPED: {package} is not installed (.ci/need.sh test), so no real screen reader has walked {story}");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/at_spi/session.sh");
    let mut command = Command::new("bash");
    command.arg(script).args([when, story, env!("CARGO_BIN_EXE_cardlast")]).args(arguments);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null()).output().expect("bash is there");
    let (told, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{story}: the reader got so far:\n{told}\n{wrong}");
}

const KIOSK: [&str; 3] = ["kiosk", "--window", "1080x1920"];

#[test]
fn a01_a_purchase_over_the_accessibility_bus_by_a_reader_that_was_there_first() {
    walk("first", "kiosk.py", &KIOSK);
}

#[test]
fn a01_a_purchase_over_the_accessibility_bus_by_a_reader_that_comes_later() {
    walk("later", "kiosk.py", &KIOSK);
}

#[test]
fn a01_forty_euros_over_the_accessibility_bus() {
    walk("first", "atm.py", &["atm", "--window", "1080x1920"]);
}
