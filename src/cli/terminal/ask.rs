//! One command to the terminal of the settings, and what it says to that: for commands that need no kiosk.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cardlast::config::Config;
use cardlast::device::SystemClock;
use cardlast::payment::{TerminalCommand, TerminalEvent};
use cardlast::port::{Clock as _, Waker};
use cardlast::time::Millis;

use super::super::place::Place;
use super::connect::{Error, connect};

/// What came of it.
pub enum Asked<T> {
    /// What was waited for.
    Said(T),
    /// It was not said in time.
    Nothing,
    /// The settings name no terminal.
    NoTerminal,
}

/// How long nobody looks at the clock.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Gives the command, and hears the terminal for so many seconds until it has said what is `wanted`.
pub fn ask<T>(
    config: &Config,
    place: &Place,
    command: TerminalCommand,
    wait: u64,
    mut wanted: impl FnMut(TerminalEvent) -> Option<T>,
) -> Result<Asked<T>, Error> {
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let (bell, rung) = channel();
    let bell = Mutex::new(bell);
    let waker: Waker = Arc::new(move || {
        // Nobody waits any more only at the end.
        let _ = bell.lock().unwrap_or_else(PoisonError::into_inner).send(());
    });
    let (Some(mut terminal), _) = connect(config, place, &clock, &waker)? else { return Ok(Asked::NoTerminal) };
    let now = clock.now().at;
    let until = now.after(Millis::from_secs(wait));
    terminal.submit(now, command);
    loop {
        while let Some(event) = terminal.poll(clock.now().at) {
            if let Some(said) = wanted(event) {
                return Ok(Asked::Said(said));
            }
        }
        let is_over = clock.now().at >= until;
        if is_over || rung.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Disconnected) {
            return Ok(Asked::Nothing);
        }
    }
}
