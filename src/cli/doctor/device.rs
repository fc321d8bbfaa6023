//! The card terminal: asked for a sign of life, never for money.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};

use cardlast::config::{Config, TerminalChoice};
use cardlast::device::SystemClock;
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalHealth};
use cardlast::port::{Clock as _, Waker};
use cardlast::time::Millis;

use super::super::place::Place;
use super::Finding;
use super::files::seconds;

const ABOUT: &str = "terminal";

/// Whether the terminal is there.
pub(super) fn terminal(config: &Config, place: &Place, clock: &SystemClock, wait: u64) -> Finding {
    if config.terminal == TerminalChoice::None {
        return Finding::well(ABOUT, "none is named: orders are paid at the counter");
    }
    if place.kiosk_runs() {
        return Finding::notice(ABOUT, "a kiosk is using it now, so it was left alone", "Stop the kiosk to have it looked at.");
    }
    let (bell, rung) = channel();
    let bell = Mutex::new(bell);
    let waker: Waker = Arc::new(move || {
        // Nobody waits any more only when the doctor has seen enough.
        let _ = bell.lock().unwrap_or_else(PoisonError::into_inner).send(());
    });
    let mut terminal = match super::super::terminal::connect(config, place, clock, &waker) {
        Ok((Some(terminal), _)) => terminal,
        Ok((None, _)) => return Finding::well(ABOUT, "none is named: orders are paid at the counter"),
        Err(error) => return Finding::ill(ABOUT, error.to_string(), "Mend that, and look again."),
    };
    terminal.submit(clock.now().at, TerminalCommand::Health);
    let until = clock.now().at.after(Millis::from_secs(wait));
    let mut latest = TerminalHealth::Unheard;
    loop {
        while let Some(event) = terminal.poll(clock.now().at) {
            if let TerminalEvent::Health(health) = event {
                latest = health;
            }
            if latest == TerminalHealth::Ready {
                return Finding::well(ABOUT, found(config, "is ready"));
            }
        }
        let left = until.since(clock.now().at);
        if left == Millis(0) {
            break;
        }
        if rung.recv_timeout(seconds(1)) == Err(RecvTimeoutError::Disconnected) {
            break;
        }
    }
    match latest {
        TerminalHealth::Busy => {
            let remedy = "Look at its display: it may want an answer, a card taken out, or its end of day.";
            Finding::ill(ABOUT, found(config, "is there, but occupied"), remedy)
        }
        TerminalHealth::Ready | TerminalHealth::Unheard | TerminalHealth::Unreachable if somebody_listens(config) => {
            let is = "is there, but will not do as it is told: something listens at that address";
            Finding::ill(ABOUT, found(config, is), who_refuses(config))
        }
        TerminalHealth::Ready | TerminalHealth::Unheard | TerminalHealth::Unreachable => {
            let remedy =
                "Is it switched on, in the same network, and does the address in the settings agree with what its own menu says?";
            Finding::ill(ABOUT, found(config, &format!("does not answer within {wait} seconds")), remedy)
        }
    }
}

/// Whether a connection can be had, whatever is said over it.
fn somebody_listens(config: &Config) -> bool {
    let address = match &config.terminal {
        TerminalChoice::None | TerminalChoice::Simulated => return false,
        TerminalChoice::Zvt(settings) => settings.address.as_str(),
        TerminalChoice::CaisseAp(settings) => settings.address.as_str(),
        TerminalChoice::Nexo(settings) => {
            let behind = settings.url.split_once("://").map_or(settings.url.as_str(), |(_, behind)| behind);
            behind.split('/').next().unwrap_or(behind)
        }
    };
    let Ok(mut places) = address.to_socket_addrs() else { return false };
    places.any(|place| TcpStream::connect_timeout(&place, seconds(2)).is_ok())
}

/// What to look at where the terminal answers the line and not the kiosk.
fn who_refuses(config: &Config) -> String {
    let look = match &config.terminal {
        TerminalChoice::None | TerminalChoice::Simulated => "",
        TerminalChoice::Zvt(_) => {
            "Is it a ZVT terminal, with its cash-register interface on, no other register connected to it, and the password of its own \
             menu in the settings (password_file)?"
        }
        TerminalChoice::Nexo(_) => {
            "Do certificate, certificate_name, passphrase, key_identifier, key_version and poi_id agree with what the terminal and its \
             Customer Area say?"
        }
        TerminalChoice::CaisseAp(_) => "Is Caisse-AP over IP switched on in its menu, and no other register connected to it?",
    };
    format!("{look} `CARDLAST_LOG=warn cardlast doctor` says how far it came.")
}

fn found(config: &Config, is: &str) -> String {
    match &config.terminal {
        TerminalChoice::None => is.to_owned(),
        TerminalChoice::Simulated => format!("the simulated one {is}: every sale is training"),
        TerminalChoice::Zvt(settings) => format!("the ZVT terminal at {} {is}", settings.address),
        TerminalChoice::Nexo(settings) => format!("the nexo terminal {} at {} {is}", settings.poi_id, settings.url),
        TerminalChoice::CaisseAp(settings) => format!("the Caisse-AP terminal at {} {is}", settings.address),
    }
}
