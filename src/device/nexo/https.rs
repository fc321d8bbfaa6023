//! Calls over HTTPS: each on a thread of its own, because a payment waits for minutes while something else is asked.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Timeout};

use super::line::{CallFailure, NexoNews, NexoOrder};
use super::message::LONGEST;
use super::notices::NoticeDoor;
use super::seal::SealKey;
use crate::device::{Line, Parcel, Tell};
use crate::time::Millis;

/// A connection that is not open after so long is none.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// More calls at once than this are none of ours.
const MOST_CALLS: usize = 32;

/// Why a terminal cannot be called as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The address is none.
    #[error("\"{0}\" is no address of a terminal; one looks like https://192.168.1.60:8443")]
    Address(String),
    /// There is no certificate in what should hold one.
    #[error("there is no certificate in it; a PEM file has lines such as -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    /// A certificate that cannot be read.
    #[error("a certificate cannot be read")]
    Certificate(#[source] Box<Error>),
}

/// What is needed to call a terminal: its address, whom to trust, and the shared key.
#[derive(Debug, Clone)]
pub struct HttpsDoor {
    agent: Agent,
    url: String,
    key: SealKey,
}

impl HttpsDoor {
    /// A terminal at `url` whose certificate is signed by one of those in `pem`. Terminals on a local network have a name in their
    /// certificate that no name server knows: `certificate_name` is that name, where it is not the one in the address.
    ///
    /// # Errors
    /// [`DoorError`] with what is wrong.
    pub fn new(url: &str, certificate_name: Option<&str>, pem: &[u8], key: SealKey) -> Result<Self, DoorError> {
        let address = || DoorError::Address(url.to_owned());
        let target: Uri = url.parse().map_err(|_| address())?;
        let authority = target.authority().filter(|_| target.scheme_str() == Some("https")).ok_or_else(address)?;
        let port = authority.port_u16().unwrap_or(443);
        let path = if target.path() == "/" { "/nexo" } else { target.path() };
        let host = certificate_name.unwrap_or_else(|| authority.host());
        let called = format!("https://{host}:{port}{path}");
        called.parse::<Uri>().map_err(|_| DoorError::Address(called.clone()))?;
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(certificates(pem)?)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Config::builder()
            .tls_config(tls)
            .https_only(true)
            .proxy(None)
            .max_redirects(0)
            .max_idle_connections(0)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT_WITHIN))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), At { target });
        Ok(Self { agent, url: called, key })
    }

    /// Puts one question, and waits for its answer.
    fn call(&self, body: &[u8], patience: Millis) -> Result<Vec<u8>, CallFailure> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| CallFailure::NotSent)?;
        let sealed = self.key.seal(body, nonce).map_err(|_| CallFailure::NotSent)?;
        let request = self.agent.post(&self.url).config().timeout_global(Some(Duration::from_millis(patience.0))).build();
        let mut response =
            request.header("content-type", "application/json").send(&sealed[..]).map_err(|error| failure(&error))?;
        if !response.status().is_success() {
            tracing::warn!(status = response.status().as_u16(), "the terminal does not take the call");
            return Err(CallFailure::Lost);
        }
        let limit = u64::try_from(2 * LONGEST).unwrap_or(u64::MAX);
        let answer =
            response.body_mut().with_config().limit(limit).read_to_vec().map_err(|error| {
                if matches!(error, Error::BodyExceedsLimit(_)) { CallFailure::Touched } else { failure(&error) }
            })?;
        if answer.is_empty() {
            return Ok(answer);
        }
        self.key.open(&answer).map_err(|error| {
            tracing::warn!(%error, "the terminal's answer does not open");
            CallFailure::Touched
        })
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, DoorError> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        // Whatever else stands in the file is passed over.
        if let PemItem::Certificate(certificate) = item.map_err(|error| DoorError::Certificate(Box::new(error)))? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(DoorError::NoCertificate) } else { Ok(found) }
}

/// Whether anything of a question can have arrived.
fn failure(error: &Error) -> CallFailure {
    let not_sent = matches!(
        error,
        Error::HostNotFound
            | Error::ConnectionFailed
            | Error::Tls(_)
            | Error::BadUri(_)
            | Error::Timeout(Timeout::Resolve | Timeout::Connect)
            | Error::Rustls(_)
    ) || matches!(error, Error::Io(error) if never_connected(error));
    tracing::warn!(%error, not_sent, "a call to the terminal failed");
    if not_sent { CallFailure::NotSent } else { CallFailure::Lost }
}

/// A connection that was refused, or not made because the certificate is not the right one.
fn never_connected(error: &io::Error) -> bool {
    let is_refused = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable
    );
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    is_refused || matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

/// Whatever name is called, the connection goes to the configured address.
#[derive(Debug)]
struct At {
    target: Uri,
}

impl Resolver for At {
    fn resolve(&self, _uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        DefaultResolver::default().resolve(&self.target, config, timeout)
    }
}

/// A line that is HTTPS.
pub struct HttpsLine {
    door: Arc<HttpsDoor>,
    tell: Tell<NexoNews>,
    open: Arc<AtomicUsize>,
    /// Where the terminal says what it shows, as long as the line lives.
    _notices: Option<NoticeDoor>,
}

impl HttpsLine {
    /// A line through this door.
    #[must_use]
    pub fn new(door: HttpsDoor, tell: Tell<NexoNews>) -> Self {
        Self { door: Arc::new(door), tell, open: Arc::default(), _notices: None }
    }

    /// The same that also hears what the terminal says unasked. Without it payments go on, and their steps are not shown.
    #[must_use]
    pub fn hearing(door: HttpsDoor, listener: TcpListener, tell: Tell<NexoNews>) -> Self {
        let notices = NoticeDoor::open(listener, door.key.clone(), tell.clone())
            .inspect_err(|error| tracing::error!(%error, "the terminal's notices cannot be heard"));
        Self { _notices: notices.ok(), ..Self::new(door, tell) }
    }
}

impl Line for HttpsLine {
    type Order = NexoOrder;
    type News = NexoNews;

    fn carry(&mut self, order: NexoOrder) {
        let NexoOrder::Post { call, body, patience } = order;
        let say = {
            let tell = self.tell.clone();
            move |news| tell(Parcel { connection: 0, news })
        };
        let not_sent = NexoNews::Failed { call, failure: CallFailure::NotSent };
        if self.open.fetch_add(1, Ordering::SeqCst) >= MOST_CALLS {
            self.open.fetch_sub(1, Ordering::SeqCst);
            tracing::error!("too many calls to the terminal are open");
            say(not_sent);
            return;
        }
        let (door, open, answered) = (self.door.clone(), self.open.clone(), say.clone());
        let run = move || {
            let news = match door.call(&body, patience) {
                Ok(body) => NexoNews::Answered { call, body },
                Err(failure) => NexoNews::Failed { call, failure },
            };
            open.fetch_sub(1, Ordering::SeqCst);
            answered(news);
        };
        if let Err(error) = std::thread::Builder::new().name("terminal-call".to_owned()).spawn(run) {
            self.open.fetch_sub(1, Ordering::SeqCst);
            tracing::error!(%error, "the system gives no thread for a call to the terminal");
            say(not_sent);
        }
    }

    fn is_current(&self, _connection: u64) -> bool {
        // Each call has its own number.
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_door_is_said() {
        let key = || SealKey::new("p@ssw0rd123456", "key", 1);
        let door = |url: &str, pem: &[u8]| HttpsDoor::new(url, None, pem, key()).expect_err("wrong").to_string();
        assert!(door("http://10.0.0.1:8443", b"").contains("is no address"));
        assert!(door("10.0.0.1", b"").contains("is no address"));
        assert!(door("https://10.0.0.1:8443", b"").contains("no certificate"));
        assert!(door("https://10.0.0.1:8443", b"-----BEGIN CERTIFICATE-----\nAAA").contains("certificate"));
    }
}
