//! The flow language of `play`: scripted customers against the real machine, driver and journal, with a clock that moves when told.
//!
//! What it is for: stories that a shop manager can read and that run as tests. What it refuses to know: screens and real devices. Its
//! invariant: a script runs the same every time, and never sleeps.
//!
//! One command a line; `#` begins a comment; words with spaces go into double quotes. `README.md` has the list with examples.
//! [`parse()`] reads a file or says what was expected where, [`run`] plays it and writes the transcript.

#![allow(clippy::wildcard_enum_match_arm, reason = "a claim about one screen says nothing of the others")]

mod atm;
mod command;
#[cfg(test)]
mod commit_tests;
mod expect;
mod parse;
mod player;

pub use atm::{AtmCommand, AtmExpectation, AtmScene, atm_scene, drive_atm};
pub use command::{Command, Expectation, Step, TerminalAct};
pub use parse::{ScriptError, parse};
pub use player::{Outcome, PlayError, PlayOptions, Scene, drive, run, run_observed, scene};
