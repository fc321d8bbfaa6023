//! What the emulator of a nexo terminal needs beyond an address: a certificate, and a key that it shares with the kiosk.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use cardlast::config::SecretPlace;
use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{NexoEmulator, NexoServer, NexoServerSetup, ServerIdentity};
use cardlast::device::{BookLine, Secret, SystemClock};
use cardlast::port::Waker;
use clap::Args;

use super::connect::{Error, secret};

/// What is shared when nothing else is said: an emulator guards nothing.
const PASSPHRASE: &str = "emulated terminal";

/// Only for nexo.
#[derive(Args, Clone)]
#[command(next_help_heading = "nexo")]
pub struct NexoArguments {
    /// Where the certificate is written that the kiosk must trust.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// The name in the emulator's own certificate.
    #[arg(long, value_name = "NAME", default_value = "terminal.cardlast.test")]
    certificate_name: String,
    /// The passphrase of the shared key, in a file that nobody else may read [default: emulated terminal].
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The terminal's name.
    #[arg(long, value_name = "NAME", default_value = "emulator-000000001")]
    poi_id: String,
    /// The name of the shared key.
    #[arg(long, value_name = "NAME", default_value = "emulator")]
    key_identifier: String,
    /// The version of the shared key.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    key_version: u32,
    /// Where a kiosk listens for what the terminal shows, as its `nexo.notices`.
    #[arg(long, value_name = "ADDRESS")]
    notices: Option<SocketAddr>,
    /// Want a login before a payment.
    #[arg(long)]
    login: bool,
}

impl NexoArguments {
    /// Starts the emulator.
    pub(super) fn serve(
        &self,
        listener: TcpListener,
        keep: impl FnMut(&[BookLine]) + Send + 'static,
        clock: SystemClock,
        waker: Waker,
    ) -> Result<NexoServer, Error> {
        let passphrase = match &self.passphrase_file {
            Some(path) => secret(&SecretPlace::File(path.clone()))?,
            None => Secret::well_known(PASSPHRASE),
        };
        let names = [&self.certificate_name, "localhost", "127.0.0.1"].map(str::to_owned);
        let identity = ServerIdentity::throw_away(&names)?;
        if let Some(path) = &self.certificate {
            std::fs::write(path, identity.authority()).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        }
        let key = SealKey::new(passphrase.expose(), &self.key_identifier, self.key_version);
        let emulator = NexoEmulator::new(&self.poi_id, self.login);
        Ok(NexoServer::spawn(
            emulator,
            listener,
            NexoServerSetup { identity: &identity, key, notices: self.notices },
            keep,
            clock,
            waker,
        )?)
    }
}
