//! `cardlast play`: scripted customers against the real machine, without a window.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cardlast::config::Config;
use cardlast::machine::kiosk::Policy;
use cardlast::script::{self, PlayOptions};
use clap::Args;

use super::Failure;
use super::place::load_menu;

/// Playing scripts.
#[derive(Args)]
#[command(after_help = "Example:\n  cardlast play tests/flows/*.flow\n  cardlast play --quiet my.flow && echo went as it says")]
pub struct PlayArguments {
    /// Flow scripts.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The menu to play on [default: the configured one].
    #[arg(long, value_name = "DIR")]
    menu: Option<PathBuf>,
    /// Print only what did not go as a script says.
    #[arg(long, short)]
    quiet: bool,
    /// Seed of the ids.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Plays every script, and fails when one did not go as it says.
pub fn run(arguments: &PlayArguments, config: &Config) -> Result<ExitCode, Failure> {
    let menu = arguments.menu.as_ref().unwrap_or(&config.menu);
    let options = PlayOptions { menu: load_menu(menu)?, kiosk: config.kiosk, policy: Policy::default(), seed: arguments.seed };
    let mut failures = 0;
    for file in &arguments.files {
        failures += play(file, &options, arguments.quiet)?;
    }
    let files = arguments.files.len();
    if failures == 0 {
        eprintln!("{files} of {files} scripts went as they say");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{failures} of {files} scripts did not go as they say");
    Ok(ExitCode::FAILURE)
}

fn play(file: &Path, options: &PlayOptions, quiet: bool) -> Result<usize, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let steps = match script::parse(file, &text) {
        Ok(steps) => steps,
        Err(errors) => {
            for error in errors {
                eprintln!("{error}");
            }
            return Ok(1);
        }
    };
    let outcome = script::run(file, &steps, options)?;
    if !quiet {
        say!("== {}", file.display());
        super::put(format_args!("{}", outcome.transcript));
    }
    for failure in &outcome.failures {
        eprintln!("{failure}");
    }
    Ok(usize::from(!outcome.failures.is_empty()))
}
