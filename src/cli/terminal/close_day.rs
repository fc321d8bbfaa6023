//! `cardlast terminal close-day`: the terminal's end of day, while no kiosk uses it.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cardlast::config::{Config, TerminalChoice};
use cardlast::device::SystemClock;
use cardlast::payment::{TerminalCommand, TerminalEvent};
use cardlast::port::{Clock as _, Waker};
use cardlast::time::Millis;
use clap::Args;

use super::super::Failure;
use super::super::place::Place;
use super::connect;

/// The end of day.
#[derive(Args)]
pub struct CloseDayArguments {
    /// Seconds to wait for the terminal; it may speak with its bank for minutes.
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=3600))]
    wait: u64,
}

/// How long nobody looks at the clock.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Runs the command.
///
/// A terminal forgets its last payment with its day, so a payment that is still to be asked about must be settled before.
pub fn run(arguments: &CloseDayArguments, config: &Config, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    if matches!(config.terminal, TerminalChoice::Nexo(_) | TerminalChoice::CaisseAp(_)) {
        say!("This terminal closes its day by itself, or in its own menu: its protocol has no message for it.");
        return Ok(ExitCode::SUCCESS);
    }
    let place = Place::of(config, data)?;
    std::fs::create_dir_all(&place.folder).map_err(|error| format!("cannot make {}: {error}", place.folder.display()))?;
    let lock = File::create(place.lock()).map_err(|error| format!("cannot use {}: {error}", place.lock().display()))?;
    if lock.try_lock().is_err() {
        return Err("the kiosk is running and uses the terminal; stop it, close the day, and start it again".into());
    }
    nothing_is_open(&place)?;
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let (bell, rung) = channel();
    let bell = Mutex::new(bell);
    let waker: Waker = Arc::new(move || {
        // Nobody waits any more only at the end.
        let _ = bell.lock().unwrap_or_else(PoisonError::into_inner).send(());
    });
    let (Some(mut terminal), _) = connect(config, &place, &clock, &waker).map_err(|error| error.to_string())? else {
        return Err("no terminal is named in the settings; orders are paid at the counter".into());
    };
    let now = clock.now().at;
    let until = now.after(Millis::from_secs(arguments.wait));
    terminal.submit(now, TerminalCommand::Reconcile);
    while clock.now().at < until {
        while let Some(event) = terminal.poll(clock.now().at) {
            if event == TerminalEvent::Reconciled {
                say!("The terminal's day is closed.");
                return Ok(ExitCode::SUCCESS);
            }
        }
        // Somebody rang, or it is time to look again.
        let _ = rung.recv_timeout(LOOK_EVERY);
    }
    let wait = arguments.wait;
    Err(format!(
        "the terminal has not said within {wait} seconds that its day is closed; look at its display, and see `cardlast doctor`. Its \
         own menu can close the day, too"
    )
    .into())
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
