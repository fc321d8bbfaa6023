//! The card terminal that the settings name, with whatever it needs to run.

use std::sync::Arc;
use std::time::Duration;

use cardlast::config::{Config, TerminalChoice};
use cardlast::device::caisse_ap::{CaisseApExchange, CaisseApSetup};
use cardlast::device::{ExchangeTerminal, NoteFile, SimulatedLedger, SimulatedTerminal, SystemClock, TcpLine, ThreadedTerminal};
use cardlast::id::TerminalId;
use cardlast::payment::Faceplate;
use cardlast::port::{PaymentTerminal, Waker};

use super::super::place::Place;

/// A terminal, and its face when it has one that can be drawn.
pub type Connected = (Option<Box<dyn PaymentTerminal>>, Option<Arc<dyn Faceplate>>);

/// Why there is no terminal.
type Error = Box<dyn std::error::Error + Send + Sync>;

/// A connection and a write may take so long.
const PATIENCE: Duration = Duration::from_secs(5);

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
        TerminalChoice::CaisseAp(settings) => {
            let setup = CaisseApSetup {
                id: TerminalId("caisse-ap".to_owned()),
                register: settings.register.clone(),
                register_id: settings.register_id.clone(),
                payment_within: settings.payment_within,
                simulated: false,
            };
            let address = settings.address.clone();
            let line = move |tell| TcpLine::new(address, PATIENCE, tell);
            let (notebook, _) = NoteFile::open(&place.terminal_note())?;
            let terminal = ExchangeTerminal::spawn(CaisseApExchange::new(setup), line, notebook, clock.clone(), waker.clone())?;
            Ok((Some(Box::new(terminal)), None))
        }
        TerminalChoice::Zvt(_) | TerminalChoice::Nexo(_) => {
            Err("terminals of this kind can be named in the settings, but not used yet".into())
        }
    }
}
