//! `cardlast doctor`: looks at everything that a kiosk needs, and says in plain words what to do.

mod device;
mod files;
mod surroundings;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cardlast::catalogue::{Catalogue, Paint, load};
use cardlast::config::{Config, TerminalChoice};
use cardlast::device::SystemClock;
use clap::Args;

use super::Failure;
use super::place::Place;

/// The doctor.
#[derive(Args)]
#[command(
    after_help = "Example:\n  cardlast doctor --config kiosk.toml --data /var/lib/cardlast\n\nIt makes the folders that a kiosk would make, and tries them with a file that it removes again. While a kiosk runs on\nthem its terminal is left alone. It never asks a terminal for money."
)]
pub struct DoctorArguments {
    /// Seconds to wait for the card terminal.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=300))]
    wait: u64,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Well,
    /// It works, but somebody should know.
    Notice,
    /// It does not.
    Ill,
}

/// What was found about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    about: &'static str,
    state: State,
    /// What it is like.
    found: String,
    /// What to do about it; nothing when all is well.
    remedy: String,
}

impl Finding {
    fn well(about: &'static str, found: impl Into<String>) -> Self {
        Self { about, state: State::Well, found: found.into(), remedy: String::new() }
    }

    fn notice(about: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { about, state: State::Notice, found: found.into(), remedy: remedy.into() }
    }

    fn ill(about: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { about, state: State::Ill, found: found.into(), remedy: remedy.into() }
    }
}

/// Runs the command: fails when something is ill.
pub fn run(arguments: &DoctorArguments, config: Option<&Path>, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let mut ill = 0;
    let mut notices = 0;
    examine(arguments, config, data, &mut |finding| {
        match finding.state {
            State::Well => {}
            State::Notice => notices += 1,
            State::Ill => ill += 1,
        }
        print(&finding);
    });
    match (ill, notices) {
        (0, 0) => say!("\nAll is well."),
        (0, _) => say!("\nIt works; {notices} to know about."),
        _ => say!("\n{ill} to mend before anything can be sold as it should, {notices} to know about."),
    }
    Ok(if ill == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// From the outside in: without settings there is nothing else to look at.
fn examine(arguments: &DoctorArguments, path: Option<&Path>, data: Option<PathBuf>, tell: &mut dyn FnMut(Finding)) {
    let Some(config) = settings(path, tell) else { return };
    let menu = menu(&config, tell);
    let clock = SystemClock::new(menu.as_deref().map_or(jiff::tz::TimeZone::UTC, |menu| menu.time_zone().clone()));
    match Place::of(&config, data) {
        Ok(place) => {
            tell(files::folder(&place));
            tell(files::space(&place));
            tell(files::sync(&place));
            files::journal(&place, tell);
            tell(files::kitchen(&place, config.kitchen_backlog));
            tell(files::printer(&place));
            tell(surroundings::clock(&place, &clock));
            tell(device::terminal(&config, &place, arguments.wait));
        }
        Err(error) => tell(Finding::ill("data folder", error.to_string(), "Say where to keep things with --data DIR.")),
    }
    tell(surroundings::voice(&config));
    #[cfg(feature = "ui")]
    tell(surroundings::looks(&config));
    tell(surroundings::display(&config));
}

fn settings(path: Option<&Path>, tell: &mut dyn FnMut(Finding)) -> Option<Config> {
    const ABOUT: &str = "settings";
    let Some(path) = path else {
        let remedy = "For real sales write settings with `cardlast config > kiosk.toml`, and name them with --config kiosk.toml.";
        tell(Finding::notice(ABOUT, "none were named: this is the demonstration, every sale is training", remedy));
        return Some(Config::demo());
    };
    match Config::load(path) {
        Ok(config) => {
            let terminal = match &config.terminal {
                TerminalChoice::None => "no card terminal",
                TerminalChoice::Simulated => "a simulated card terminal",
                TerminalChoice::Zvt(_) => "a ZVT terminal",
                TerminalChoice::Nexo(_) => "a nexo terminal",
                TerminalChoice::CaisseAp(_) => "a Caisse-AP terminal",
            };
            let counter = if config.counter { "the counter" } else { "no counter" };
            tell(Finding::well(
                ABOUT,
                format!("{} are right: kiosk {}, {terminal}, {counter}", path.display(), config.kiosk.letter()),
            ));
            if config.terminal == TerminalChoice::None && !config.counter {
                let remedy = "Name a terminal, or set counter = true.";
                tell(Finding::ill(ABOUT, "neither card nor counter: nothing can be paid", remedy));
            }
            Some(config)
        }
        Err(error) => {
            tell(Finding::ill(
                ABOUT,
                error.to_string(),
                "Mend that line; `cardlast config` prints an example with every setting.",
            ));
            None
        }
    }
}

fn menu(config: &Config, tell: &mut dyn FnMut(Finding)) -> Option<std::sync::Arc<Catalogue>> {
    const ABOUT: &str = "menu";
    let folder = config.menu.display();
    if !config.menu.is_dir() {
        let remedy = format!("Make one with `cardlast menu new {folder}`, or set menu = \"…\" in the settings.");
        tell(Finding::ill(ABOUT, format!("there is no menu folder {folder}"), remedy));
        return None;
    }
    let today = SystemClock::new(jiff::tz::TimeZone::UTC).today();
    match load(&config.menu, today) {
        Ok(loaded) if loaded.warnings.is_empty() => {
            let products = loaded.catalogue.items().len();
            tell(Finding::well(
                ABOUT,
                format!("{folder} is fine, {products} products, version {}", loaded.catalogue.version().0),
            ));
            Some(std::sync::Arc::new(loaded.catalogue))
        }
        Ok(loaded) => {
            let warnings = loaded.warnings.render(Paint::fitting(&std::io::stdout()));
            tell(Finding::notice(ABOUT, format!("{folder} can be used\n{warnings}"), "Mend what is said above when you can."));
            Some(std::sync::Arc::new(loaded.catalogue))
        }
        Err(problems) => {
            let drawn = problems.render(Paint::fitting(&std::io::stdout()));
            tell(Finding::ill(ABOUT, format!("{folder} cannot be used\n{drawn}"), "Mend what is said above."));
            None
        }
    }
}

fn print(Finding { about, state, found, remedy }: &Finding) {
    let mark = match state {
        State::Well => "ok",
        State::Notice => "note",
        State::Ill => "MEND",
    };
    let mut lines = found.lines();
    say!("{mark:<5} {about:<12} {}", lines.next().unwrap_or_default());
    lines.for_each(|line| say!("{:<19}{line}", ""));
    if !remedy.is_empty() {
        say!("{:<19}→ {remedy}", "");
    }
}
