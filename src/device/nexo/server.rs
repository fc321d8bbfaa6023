//! An emulator behind HTTPS, one call a connection.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::emulator::NexoEmulator;
use super::http::{answer, read_request};
use super::line::{NexoHeard, NexoSaid};
use super::notices::Herald;
use super::seal::SealKey;
use crate::device::{BookLine, EmulatorThread, Hear};
use crate::payment::EmulatorPlate;
use crate::port::{Clock, Waker};

/// Whoever says nothing for so long has gone.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// No call waits longer for the terminal.
const ANSWER_WITHIN: Duration = Duration::from_secs(900);
/// More calls at once than this are refused.
const MOST_CALLS: usize = 64;

/// Who the emulator is: a certificate of its own for these names, and the one that it is signed with, for whoever is to trust it.
pub struct ServerIdentity {
    config: Arc<ServerConfig>,
    authority: String,
}

impl ServerIdentity {
    /// Makes both up. They are worth nothing beyond this run.
    ///
    /// # Errors
    /// [`io::Error`] when a name is none.
    pub fn throw_away(names: &[String]) -> io::Result<Self> {
        let wrong = |error: rcgen::Error| io::Error::new(io::ErrorKind::InvalidInput, error);
        let mut params = CertificateParams::new(Vec::new()).map_err(wrong)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.distinguished_name.push(rcgen::DnType::CommonName, "cardlast emulator");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().map_err(wrong)?).map_err(wrong)?;
        let key = KeyPair::generate().map_err(wrong)?;
        let mut own = CertificateParams::new(names.to_vec()).map_err(wrong)?;
        if let Some(name) = names.first() {
            // Some look only here.
            own.distinguished_name.push(rcgen::DnType::CommonName, name);
        }
        let certificate = own.signed_by(&key, &issuer).map_err(wrong)?;
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Self { config: Arc::new(config), authority: issuer.pem() })
    }

    /// The certificate to trust, as PEM.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

/// What is done with a call.
enum Reply {
    /// HTTP's "fine", with this.
    Body(Vec<u8>),
    /// The connection ends without a word.
    Drop,
}

/// What a server shares with its callers.
pub struct NexoServerSetup<'a> {
    /// Who it is.
    pub identity: &'a ServerIdentity,
    /// The shared key.
    pub key: SealKey,
    /// Where a kiosk listens for what the terminal shows.
    pub notices: Option<SocketAddr>,
}

struct Hall {
    key: SealKey,
    /// Who is told unasked.
    herald: Option<Herald>,
    stopped: AtomicBool,
    next_call: AtomicU64,
    calls: Mutex<BTreeMap<u64, Sender<Reply>>>,
}

/// See the module's text.
pub struct NexoServer {
    address: SocketAddr,
    hall: Arc<Hall>,
    acceptor: Option<JoinHandle<()>>,
    emulator: EmulatorThread,
}

impl NexoServer {
    /// Starts to listen. See [`EmulatorThread::spawn`].
    ///
    /// # Errors
    /// [`io::Error`] when the listener has no address or the system gives no thread.
    pub fn spawn(
        emulator: NexoEmulator,
        listener: TcpListener,
        setup: NexoServerSetup<'_>,
        keep: impl FnMut(&[BookLine]) + Send + 'static,
        clock: impl Clock + 'static,
        waker: Waker,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let NexoServerSetup { identity, key, notices } = setup;
        let herald = notices.map(Herald::spawn).transpose()?;
        let hall = Arc::new(Hall {
            key,
            herald,
            stopped: AtomicBool::new(false),
            next_call: AtomicU64::new(1),
            calls: Mutex::new(BTreeMap::new()),
        });
        let says = hall.clone();
        let (emulator, hear) = EmulatorThread::spawn(emulator, move |said| says.say(said), keep, clock, waker)?;
        let (accepts, config) = (hall.clone(), identity.config.clone());
        let acceptor = std::thread::Builder::new()
            .name("emulator-door".to_owned())
            .spawn(move || accepts.accept(&listener, &config, &hear))?;
        Ok(Self { address, hall, acceptor: Some(acceptor), emulator })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its face and its plan.
    #[must_use]
    pub fn plate(&self) -> Arc<dyn EmulatorPlate> {
        self.emulator.plate()
    }
}

impl Drop for NexoServer {
    fn drop(&mut self) {
        self.hall.stopped.store(true, Ordering::SeqCst);
        // Whoever waits for an answer gets none.
        self.hall.calls().clear();
        // The door is opened once more, so that whoever waits behind it sees that it is over.
        let knocked = TcpStream::connect(self.address).is_ok();
        if let Some(acceptor) = self.acceptor.take().filter(|_| knocked) {
            let _ = acceptor.join();
        }
    }
}

impl Hall {
    fn calls(&self) -> MutexGuard<'_, BTreeMap<u64, Sender<Reply>>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seal(&self, body: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).ok()?;
        self.key.seal(body, nonce).ok()
    }

    /// Carries what the emulator says.
    fn say(&self, said: NexoSaid) {
        let sealed = |body: &[u8]| self.seal(body).map_or(Reply::Drop, Reply::Body);
        let (call, reply) = match said {
            NexoSaid::Answer { call, body } if body.is_empty() => (call, Reply::Body(body)),
            NexoSaid::Answer { call, body } => (call, sealed(&body)),
            NexoSaid::Touched { call, body } => (call, self.seal(&body).map_or(Reply::Drop, |bytes| Reply::Body(touched(bytes)))),
            NexoSaid::Raw { call, bytes } => (call, Reply::Body(bytes)),
            NexoSaid::Drop { call } => (call, Reply::Drop),
            NexoSaid::Tell { body } => {
                if let (Some(herald), Some(sealed)) = (&self.herald, self.seal(&body)) {
                    herald.tell(sealed);
                }
                return;
            }
        };
        let waiting = self.calls().remove(&call);
        if let Some(waiting) = waiting {
            // Whoever asked may have gone.
            let _ = waiting.send(reply);
        }
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener, config: &Arc<ServerConfig>, hear: &Hear<NexoHeard>) {
        for stream in listener.incoming() {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            if self.calls().len() >= MOST_CALLS {
                tracing::warn!("too many calls are open");
                continue;
            }
            let (hall, config, hear) = (self.clone(), config.clone(), hear.clone());
            let run = move || {
                if let Err(error) = hall.serve(stream, config, &hear) {
                    tracing::warn!(%error, "a call came to nothing");
                }
            };
            if let Err(error) = std::thread::Builder::new().name("emulator-call".to_owned()).spawn(run) {
                tracing::error!(%error, "the system gives no thread for a call");
            }
        }
    }

    fn serve(&self, stream: TcpStream, config: Arc<ServerConfig>, hear: &Hear<NexoHeard>) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(READ_WITHIN))?;
        stream.set_write_timeout(Some(READ_WITHIN))?;
        let connection = ServerConnection::new(config).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(connection, stream);
        let sealed = match read_request(&mut stream)? {
            Ok(body) => body,
            Err(refusal) => return end(&mut stream, refusal, &[]),
        };
        let Ok(body) = self.key.open(&sealed) else {
            return end(&mut stream, "400 Bad Request", b"not sealed with the shared key");
        };
        let (sender, answered) = channel();
        let call = self.next_call.fetch_add(1, Ordering::SeqCst);
        self.calls().insert(call, sender);
        hear(NexoHeard::Posted { call, body });
        let reply = answered.recv_timeout(ANSWER_WITHIN);
        self.calls().remove(&call);
        match reply {
            Ok(Reply::Body(body)) => end(&mut stream, "200 OK", &body),
            Ok(Reply::Drop) | Err(_) => Ok(()),
        }
    }
}

/// One letter of the blob is another one.
fn touched(mut bytes: Vec<u8>) -> Vec<u8> {
    const BLOB: &[u8] = b"\"NexoBlob\":\"";
    let blob = bytes.windows(BLOB.len()).position(|window| window == BLOB);
    if let Some(letter) = blob.and_then(|at| bytes.get_mut(at + BLOB.len() + 30)) {
        *letter = if *letter == b'A' { b'B' } else { b'A' };
    }
    bytes
}

fn end(stream: &mut StreamOwned<ServerConnection, TcpStream>, status: &str, body: &[u8]) -> io::Result<()> {
    answer(stream, status, body)?;
    stream.conn.send_close_notify();
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_made_for_names_and_numbers() {
        let identity = ServerIdentity::throw_away(&["127.0.0.1".to_owned(), "terminal.test".to_owned()]).expect("made");
        assert!(identity.authority().starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(ServerIdentity::throw_away(&["é".to_owned()]).is_err());
    }
}
