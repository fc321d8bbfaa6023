//! The commands. Only here does the program print.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

/// As `println!`, but whoever stops reading (`| head`) ends nothing with a panic.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::put(format_args!("{}\n", format_args!($($text)*))) };
}

mod accept;
mod doctor;
#[cfg(feature = "ui")]
mod atm;
#[cfg(feature = "ui")]
mod atm_shut;
#[cfg(feature = "ui")]
mod brand;
#[cfg(feature = "ui")]
mod looks;
#[cfg(feature = "ui")]
mod compare;
mod flows;
mod journal;
#[cfg(feature = "ui")]
mod kiosk;
mod menu;
mod orders;
mod place;
mod play;
#[cfg(feature = "ui")]
mod screens;
#[cfg(feature = "ui")]
mod shut;
mod signals;
mod simulate;
mod staff;
mod terminal;
#[cfg(feature = "ui")]
mod voice;

use std::path::PathBuf;
use std::process::ExitCode;

use cardlast::config::{self, Config};
use clap::{Parser, Subcommand};

/// A self-service ordering kiosk that asks for your card last.
///
/// Without a command it opens the kiosk: the demo menu, a simulated card terminal, a journal that it makes itself.
#[derive(Parser)]
#[command(
    version,
    after_help = "Example:\n  cardlast                         the kiosk, ready to try\n  cardlast play tests/flows/*.flow  scripted customers, no window"
)]
struct Arguments {
    /// The kiosk's settings; `cardlast config` prints an example.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where journal, tickets and receipts are kept [default: $XDG_DATA_HOME/cardlast].
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Open the kiosk on this screen.
    #[cfg(feature = "ui")]
    Kiosk(kiosk::KioskArguments),
    /// Open a cash machine on this screen, to practise with: amount first, card and code last.
    #[cfg(feature = "ui")]
    Atm(atm::AtmArguments),
    /// Check a restaurant's own looks, or print an example.
    #[cfg(feature = "ui")]
    #[command(subcommand)]
    Brand(brand::BrandCommand),
    /// Check a menu, or start a new one.
    #[command(subcommand)]
    Menu(menu::MenuCommand),
    /// List accepted orders, show one, write its receipt.
    #[command(subcommand)]
    Orders(orders::OrdersCommand),
    /// Check the journal, or write it for an auditor.
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// What waits for a person, and what staff decide.
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// Play a card terminal for people who have none, or let one close its day.
    #[command(subcommand)]
    Terminal(terminal::TerminalCommand),
    /// Play scripted customers and print what happens.
    Play(play::PlayArguments),
    /// Simulate what a flow costs its customers: time, queues, exposure, loss.
    Simulate(simulate::SimulateArguments),
    /// Draw every screen in every language and size as PNG files, without a display.
    #[cfg(feature = "ui")]
    Screens(screens::ScreensArguments),
    /// Look at settings, menu, disk, journal, terminal, printer, clock and display, and say what to do.
    Doctor(doctor::DoctorArguments),
    /// Print an annotated example of the settings.
    ///
    /// Example: cardlast config > kiosk.toml
    Config,
}

/// An error for people: one clear sentence, sometimes with more lines below it.
type Failure = Box<dyn std::error::Error>;

/// Runs the command that was asked for.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    start_log(arguments.command.as_ref());
    match carry_out(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cardlast: {error}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { config, data, command } = arguments;
    let settings = || -> Result<Config, Failure> { Ok(config.as_deref().map_or_else(|| Ok(Config::demo()), Config::load)?) };
    match command {
        #[cfg(feature = "ui")]
        None => kiosk::run(&settings()?, data, kiosk::KioskArguments::default()),
        #[cfg(not(feature = "ui"))]
        None => Err("this build has no window; it was made without the \"ui\" feature. Try `cardlast --help`".into()),
        #[cfg(feature = "ui")]
        Some(Command::Kiosk(arguments)) => kiosk::run(&settings()?, data, arguments),
        #[cfg(feature = "ui")]
        Some(Command::Atm(arguments)) => atm::run(&arguments, &settings()?, data),
        #[cfg(feature = "ui")]
        Some(Command::Brand(command)) => brand::run(&command),
        Some(Command::Menu(command)) => menu::run(command, &settings()?),
        Some(Command::Orders(command)) => orders::run(&command, &settings()?, data),
        Some(Command::Journal(command)) => journal::run(&command, &settings()?, data),
        Some(Command::Staff(command)) => staff::run(&command, &settings()?, data),
        Some(Command::Play(arguments)) => play::run(&arguments, &settings()?),
        Some(Command::Simulate(arguments)) => simulate::run(&arguments, &settings()?),
        #[cfg(feature = "ui")]
        Some(Command::Screens(arguments)) => screens::run(&arguments, &settings()?),
        Some(Command::Terminal(command)) => terminal::run(&command, settings, data),
        Some(Command::Doctor(arguments)) => doctor::run(&arguments, config.as_deref(), data),
        Some(Command::Config) => {
            put(format_args!("{}", config::EXAMPLE));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Writes to standard output; a reader that has gone away is no error.
fn put(text: std::fmt::Arguments<'_>) {
    use std::io::Write as _;
    let _ = std::io::stdout().lock().write_fmt(text);
}

/// Logs to standard error: the kiosk its milestones, the other commands nothing, because they print. `CARDLAST_LOG` says otherwise.
fn start_log(command: Option<&Command>) {
    let level = match command {
        None => KIOSK_LOG,
        #[cfg(feature = "ui")]
        Some(Command::Kiosk(_) | Command::Atm(_)) => KIOSK_LOG,
        Some(Command::Terminal(_)) => KIOSK_LOG,
        #[cfg(feature = "ui")]
        Some(Command::Screens(_) | Command::Brand(_)) => "off",
        Some(
            Command::Menu(_)
            | Command::Orders(_)
            | Command::Journal(_)
            | Command::Staff(_)
            | Command::Play(_)
            | Command::Simulate(_)
            | Command::Doctor(_)
            | Command::Config,
        ) => "off",
    };
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("CARDLAST_LOG").unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let format = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(std::io::stderr);
    // A second start in one process keeps the first one's log.
    let _ = format.try_init();
}

/// Window libraries complain about virtual displays; that is nobody's business in a restaurant.
const KIOSK_LOG: &str = "error,cardlast=info";
