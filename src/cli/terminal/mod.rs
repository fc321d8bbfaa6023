//! `cardlast terminal`: the other side of card terminals, for people without hardware; the connection to those that there are, and
//! their end of day.

mod ask;
mod close_day;
mod connect;
mod emulate;
mod nexo;

pub use ask::{Asked, ask};
#[cfg(feature = "ui")]
pub use connect::connect;

use std::path::PathBuf;
use std::process::ExitCode;

use cardlast::config::Config;
use clap::{Subcommand, ValueEnum};

use super::Failure;

/// Card terminals: those that are not there, and the end of day of one that is.
#[derive(Subcommand)]
pub enum TerminalCommand {
    /// Play a card terminal behind its protocol, in a small window or after a plan.
    ///
    /// It keeps a book of its own about what was charged. Connect a kiosk by naming the address in its settings.
    #[command(
        after_help = "Examples:\n  cardlast terminal emulate caisse-ap                              with a window\n  cardlast terminal emulate caisse-ap --plan customers.txt          without one\n\nA plan has a line for each payment, of these words: tap, insert, code:1234, cancel, walk-away, decline, slow, fault:KEY.\nAt its end it begins anew."
    )]
    Emulate(Box<emulate::EmulateArguments>),
    /// Let the terminal of the settings close its day (end of day, Kassenschnitt) while no kiosk runs.
    ///
    /// A ZVT terminal that insists on it is given it by the kiosk itself. Example: cardlast terminal close-day --config kiosk.toml
    CloseDay(close_day::CloseDayArguments),
    /// List what can go wrong on purpose, for plans.
    Faults {
        /// The protocol.
        protocol: Protocol,
    },
}

/// What is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Protocol {
    /// ZVT over TCP.
    Zvt,
    /// The nexo Retailer Protocol, as terminals of Adyen speak it on a local network.
    Nexo,
    /// Caisse-AP, Concert V3.
    CaisseAp,
}

/// Runs the command.
pub fn run(
    command: &TerminalCommand,
    settings: impl FnOnce() -> Result<Config, Failure>,
    data: Option<PathBuf>,
) -> Result<ExitCode, Failure> {
    match command {
        TerminalCommand::CloseDay(arguments) => close_day::run(arguments, &settings()?, data),
        TerminalCommand::Emulate(arguments) => emulate::run(arguments),
        TerminalCommand::Faults { protocol } => {
            emulate::faults(*protocol).iter().for_each(|fault| say!("{fault}"));
            Ok(ExitCode::SUCCESS)
        }
    }
}
