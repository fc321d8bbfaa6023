//! The card terminal: asked for a sign of life, never for money.

use std::net::{TcpStream, ToSocketAddrs as _};

use cardlast::config::{Config, TerminalChoice};
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalHealth};

use super::super::place::Place;
use super::super::terminal::{Asked, ask};
use super::Finding;
use super::files::seconds;

const ABOUT: &str = "terminal";

/// Whether the terminal is there.
pub(super) fn terminal(config: &Config, place: &Place, wait: u64) -> Finding {
    if place.kiosk_runs() {
        return Finding::notice(ABOUT, "a kiosk is using it now, so it was left alone", "Stop the kiosk to have it looked at.");
    }
    let mut latest = TerminalHealth::Unheard;
    let is_ready = |event| {
        if let TerminalEvent::Health(health) = event {
            latest = health;
        }
        (latest == TerminalHealth::Ready).then_some(())
    };
    match ask(config, place, TerminalCommand::Health, wait, is_ready) {
        Ok(Asked::Said(())) => return Finding::well(ABOUT, found(config, "is ready")),
        Ok(Asked::NoTerminal) => return Finding::well(ABOUT, "none is named: orders are paid at the counter"),
        Ok(Asked::Nothing) => {}
        Err(error) => return Finding::ill(ABOUT, error.to_string(), "Mend that, and look again."),
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
