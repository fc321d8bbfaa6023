//! The card terminal that the settings name, with whatever it needs to run.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use cardlast::config::{Config, SecretPlace, TerminalChoice, ZvtSettings};
use cardlast::device::caisse_ap::{CaisseApExchange, CaisseApSetup};
use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{HttpsDoor, HttpsLine, NexoExchange, NexoSetup};
use cardlast::device::zvt::{Password, ZvtExchange, ZvtSetup};
use cardlast::device::{
    ExchangeTerminal, NoteFile, Secret, SecretError, SimulatedLedger, SimulatedTerminal, SystemClock, TcpLine, ThreadedTerminal,
};
use cardlast::id::TerminalId;
use cardlast::payment::Faceplate;
use cardlast::port::{PaymentTerminal, Waker};

use super::super::place::Place;

/// A terminal, and its face when it has one that can be drawn.
pub type Connected = (Option<Box<dyn PaymentTerminal>>, Option<Arc<dyn Faceplate>>);

/// Why there is no terminal.
pub(super) type Error = Box<dyn std::error::Error + Send + Sync>;

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
        TerminalChoice::Nexo(settings) => {
            let passphrase = secret(&settings.passphrase)?;
            let key = SealKey::new(passphrase.expose(), &settings.key_identifier, settings.key_version);
            let path = &settings.certificate;
            let pem = std::fs::read(path).map_err(|error| format!("cannot read the certificate {}: {error}", path.display()))?;
            let door = HttpsDoor::new(&settings.url, settings.certificate_name.as_deref(), &pem, key)
                .map_err(|error| format!("nexo, {}: {error}", path.display()))?;
            let setup = NexoSetup {
                id: TerminalId("nexo".to_owned()),
                sale_id: settings.sale_id.clone(),
                poi_id: settings.poi_id.clone(),
                language: "en".to_owned(),
                login: settings.login,
                payment_within: settings.payment_within,
                simulated: false,
            };
            let listener = settings
                .notices
                .map(|at| TcpListener::bind(at).map_err(|error| format!("nexo, notices: nobody can be heard at {at}: {error}")));
            let listener = listener.transpose()?;
            let line = move |tell| match listener {
                None => HttpsLine::new(door, tell),
                Some(listener) => HttpsLine::hearing(door, listener, tell),
            };
            let (notebook, _) = NoteFile::open(&place.terminal_note())?;
            let terminal = ExchangeTerminal::spawn(NexoExchange::new(setup), line, notebook, clock.clone(), waker.clone())?;
            Ok((Some(Box::new(terminal)), None))
        }
        TerminalChoice::Zvt(settings) => {
            let (notebook, note) = NoteFile::open(&place.terminal_note())?;
            let exchange = ZvtExchange::new(zvt_setup(settings)?, note.as_deref());
            let address = settings.address.clone();
            let line = move |tell| TcpLine::new(address, PATIENCE, tell);
            let terminal = ExchangeTerminal::spawn(exchange, line, notebook, clock.clone(), waker.clone())?;
            Ok((Some(Box::new(terminal)), None))
        }
    }
}

fn zvt_setup(settings: &ZvtSettings) -> Result<ZvtSetup, Error> {
    let password = match &settings.password {
        None => Password::default(),
        Some(place) => {
            Password::parse(&secret(place)?).ok_or("the ZVT terminal's password is six digits, and what is there is not")?
        }
    };
    Ok(ZvtSetup {
        id: TerminalId("zvt".to_owned()),
        password,
        currency: settings.currency,
        terminal_prints: settings.terminal_prints,
        answer_within: settings.answer_within,
        payment_within: settings.payment_within,
        simulated: false,
    })
}

pub(super) fn secret(place: &SecretPlace) -> Result<Secret, SecretError> {
    match place {
        SecretPlace::File(path) => Secret::from_file(path),
        SecretPlace::Environment(name) => Secret::from_environment(name),
    }
}
