//! `cardlast terminal close-day`: the terminal's end of day, while no kiosk uses it.

use std::path::PathBuf;
use std::process::ExitCode;

use cardlast::config::{Config, TerminalChoice};
use cardlast::device::SystemClock;
use cardlast::journal::open_checked;
use cardlast::payment::{CardSlip, Entry, TerminalCommand, TerminalEvent};
use cardlast::port::Clock as _;
use clap::Args;

use super::super::Failure;
use super::super::place::{Place, Whose, store_of};
use super::ask::{Asked, ask};

/// The end of day.
#[derive(Args)]
pub struct CloseDayArguments {
    /// Seconds to wait for the terminal; it may speak with its bank for minutes.
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=3600))]
    wait: u64,
}

/// Runs the command.
///
/// A terminal forgets its last payment with its day, so a payment that is still to be asked about must be settled before.
pub fn run(arguments: &CloseDayArguments, config: &Config, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    if matches!(config.terminal, TerminalChoice::Nexo(_) | TerminalChoice::CaisseAp(_)) {
        say!("This terminal closes its day by itself, or in its own menu: its protocol has no message for it.");
        return Ok(ExitCode::SUCCESS);
    }
    let place = Place::of(config, data)?;
    let Some(_lock) = place.claim()? else {
        return Err("the kiosk is running and uses the terminal; stop it, close the day, and start it again".into());
    };
    nothing_is_open(&place)?;
    let wait = arguments.wait;
    let mut slips = Vec::new();
    let is_closed = |event| {
        let is_closed = event == TerminalEvent::Reconciled;
        if let TerminalEvent::CardSlip(slip) = event {
            slips.push(slip);
        }
        is_closed.then_some(())
    };
    match ask(config, &place, TerminalCommand::Reconcile, wait, is_closed).map_err(|error| error.to_string())? {
        Asked::Said(()) => {
            say!("The terminal's day is closed.");
            for line in slips.iter().flat_map(|slip| slip.lines()) {
                say!("  {line}");
            }
            keep(&slips, &place, config)
                .map_err(|error| format!("the day is closed, but what the terminal printed is not in the journal: {error}"))?;
            Ok(ExitCode::SUCCESS)
        }
        Asked::NoTerminal => Err("no terminal is named in the settings; orders are paid at the counter".into()),
        Asked::Nothing => Err(format!(
            "the terminal has not said within {wait} seconds that its day is closed; look at its display, and see `cardlast doctor`. \
             Its own menu can close the day, too"
        )
        .into()),
    }
}

/// Writes down what the terminal printed, as a running kiosk does. A kiosk that never ran has no journal, and needs none for this.
fn keep(slips: &[Box<CardSlip>], place: &Place, config: &Config) -> Result<(), Failure> {
    if slips.is_empty() || !place.journal().is_file() {
        return Ok(());
    }
    let (options, zone) = store_of(Whose { atm: false }, place, config)?;
    let now = SystemClock::new(zone).now();
    let (mut store, aside) = open_checked(options, config.mirror.as_deref(), now)?;
    for slip in slips {
        store.append(&Entry::CardSlip(slip.clone()), now)?;
    }
    match aside {
        Some(aside) => Err(format!("the journal is damaged and was just put aside as {}", aside.file.display()).into()),
        None => Ok(()),
    }
}

fn nothing_is_open(place: &Place) -> Result<(), Failure> {
    if !place.journal().is_file() {
        return Ok(());
    }
    let waiting = place.reader()?.waiting_payments()?;
    let Some(payment) = waiting.first() else { return Ok(()) };
    Err(format!(
        "payment {} is not settled, and with its day the terminal would forget it; start the kiosk, which asks the terminal, or see \
         `cardlast staff list`",
        payment.reference
    )
    .into())
}
