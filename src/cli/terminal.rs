//! The card terminal that the settings name, with whatever it needs to run.

use std::sync::Arc;

use cardlast::config::{Config, TerminalChoice};
use cardlast::device::{SimulatedLedger, SimulatedTerminal, SystemClock, ThreadedTerminal};
use cardlast::payment::Faceplate;
use cardlast::port::{PaymentTerminal, Waker};

use super::place::Place;

/// A terminal, and its face when it has one that can be drawn.
pub type Connected = (Option<Box<dyn PaymentTerminal>>, Option<Arc<dyn Faceplate>>);

/// Why there is no terminal.
type Error = Box<dyn std::error::Error + Send + Sync>;

/// Starts the terminal of a configuration.
pub fn connect(config: &Config, place: &Place, clock: &SystemClock, waker: &Waker) -> Result<Connected, Error> {
    match &config.terminal {
        TerminalChoice::None => Ok((None, None)),
        TerminalChoice::Simulated => {
            let ledger = SimulatedLedger::in_file(&place.terminal_ledger())?;
            let terminal = ThreadedTerminal::spawn(SimulatedTerminal::new(ledger), clock.clone(), waker.clone())?;
            let faceplate = terminal.faceplate();
            Ok((Some(Box::new(terminal)), Some(faceplate)))
        }
        TerminalChoice::Zvt(_) | TerminalChoice::Nexo(_) | TerminalChoice::CaisseAp(_) => {
            Err("terminals of this kind can be named in the settings, but not used yet".into())
        }
    }
}
