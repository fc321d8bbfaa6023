//! What a terminal says unasked: what it shows its customer at the moment, and what happens to it. It is the terminal that calls then.
//!
//! The messages are sealed with the shared key, so plain HTTP carries them: nobody can read or make one. Whoever says something else is
//! sent away, and nothing but the words on the screen hangs on what comes here.

use std::io;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::http::{answer, read_request};
use super::line::NexoNews;
use super::seal::SealKey;
use crate::device::{Parcel, Tell};

/// Whoever says nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(3);
/// More callers at once than this are not one terminal.
const MOST_CALLERS: usize = 8;
/// So many notices may wait; what is shown is soon out of date.
const MOST_WAITING: usize = 32;

/// Where a terminal finds the kiosk. Dropping it closes the door.
#[derive(Debug)]
pub struct NoticeDoor {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl NoticeDoor {
    /// Listens for a terminal that shares this key, and tells what it says.
    ///
    /// # Errors
    /// [`io::Error`] when the listener has no address or the system gives no thread.
    pub fn open(listener: TcpListener, key: SealKey, tell: Tell<NexoNews>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let closed = Arc::new(AtomicBool::new(false));
        let porter = Porter { key, tell, callers: Arc::default(), closed: closed.clone() };
        let thread = std::thread::Builder::new().name("terminal-notices".to_owned()).spawn(move || porter.keep(&listener))?;
        Ok(Self { address, closed, thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for NoticeDoor {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // Opened once more, so that the porter sees that it is over.
        let knocked = TcpStream::connect(self.address).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| knocked) {
            let _ = thread.join();
        }
    }
}

#[derive(Clone)]
struct Porter {
    key: SealKey,
    tell: Tell<NexoNews>,
    callers: Arc<AtomicUsize>,
    closed: Arc<AtomicBool>,
}

impl Porter {
    fn keep(&self, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.closed.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            if self.callers.fetch_add(1, Ordering::SeqCst) >= MOST_CALLERS {
                self.callers.fetch_sub(1, Ordering::SeqCst);
                tracing::warn!("too many callers at the door for the terminal's notices");
                continue;
            }
            let porter = self.clone();
            let run = move || {
                if let Err(error) = porter.hear(stream) {
                    tracing::debug!(%error, "a notice of the terminal came to nothing");
                }
                porter.callers.fetch_sub(1, Ordering::SeqCst);
            };
            if let Err(error) = std::thread::Builder::new().name("terminal-notice".to_owned()).spawn(run) {
                self.callers.fetch_sub(1, Ordering::SeqCst);
                tracing::error!(%error, "the system gives no thread for a notice of the terminal");
            }
        }
    }

    fn hear(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let sealed = match read_request(&mut stream)? {
            Ok(body) => body,
            Err(refusal) => return answer(&mut stream, refusal, &[]),
        };
        let Ok(body) = self.key.open(&sealed) else {
            tracing::warn!("somebody who is not the terminal speaks to the kiosk");
            return answer(&mut stream, "400 Bad Request", b"not sealed with the shared key");
        };
        (self.tell)(Parcel { connection: 0, news: NexoNews::Told { body } });
        answer(&mut stream, "200 OK", &[])
    }
}

/// Brings what an emulator shows to the kiosk's door, one after the other.
pub(super) struct Herald(SyncSender<Vec<u8>>);

impl Herald {
    /// Starts the thread; it ends with the herald.
    ///
    /// # Errors
    /// [`io::Error`] when the system gives no thread.
    pub(super) fn spawn(to: SocketAddr) -> io::Result<Self> {
        let (sender, waiting) = sync_channel(MOST_WAITING);
        std::thread::Builder::new().name("emulator-notices".to_owned()).spawn(move || walk(to, &waiting))?;
        Ok(Self(sender))
    }

    /// Has a sealed message brought. Nobody waits for it, and what cannot be brought is soon out of date.
    pub(super) fn tell(&self, sealed: Vec<u8>) {
        if self.0.try_send(sealed).is_err() {
            tracing::warn!("the kiosk does not come after with the notices");
        }
    }
}

fn walk(to: SocketAddr, waiting: &Receiver<Vec<u8>>) {
    while let Ok(sealed) = waiting.recv() {
        if let Err(error) = bring(to, &sealed) {
            tracing::warn!(%error, %to, "a notice did not reach the kiosk");
        }
    }
}

fn bring(to: SocketAddr, sealed: &[u8]) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&to, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let length = sealed.len();
    let head = format!("POST /nexo HTTP/1.1\r\nhost: {to}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(sealed)?;
    // Read to its end, so that the next one does not overtake it.
    io::copy(&mut stream, &mut io::sink()).map(|_| ())
}
