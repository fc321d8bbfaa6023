//! Bytes over TCP.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream, ToSocketAddrs as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::host::{Line, Parcel, Tell};

/// What an exchange asks of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamOrder {
    /// Open a connection, in place of an open one. Answered by `Connected` or `NoConnection`.
    Connect,
    /// Write these bytes, in one piece where the line can. Without a connection they are lost; `Closed` has told.
    Send(Vec<u8>),
    /// Close the connection. Nothing more is heard of it.
    Close,
}

/// What a stream tells an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamNews {
    /// The connection is open.
    Connected,
    /// There is no connection, and nothing was sent.
    NoConnection,
    /// Bytes, cut anywhere.
    Bytes(Vec<u8>),
    /// The other side or the network closed it. What was sent last may have arrived or not.
    Closed,
}

/// What an emulator hears of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamHeard {
    /// Somebody has connected, in place of whoever was there.
    Connected,
    /// Bytes, cut anywhere.
    Bytes(Vec<u8>),
    /// They have gone.
    Closed,
}

/// What an emulator says on a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamSaid {
    /// These bytes, in one segment.
    Bytes(Vec<u8>),
    /// Close the connection: a pulled plug.
    Close,
}

/// One read takes at most so much.
const READ: usize = 4096;

/// A line that is a TCP connection. Reading and connecting have threads of their own; one thread a connection.
pub struct TcpLine {
    address: String,
    patience: Duration,
    tell: Tell<StreamNews>,
    /// The number of the connection that counts.
    current: Arc<AtomicU64>,
    stream: Arc<Mutex<Option<TcpStream>>>,
}

impl TcpLine {
    /// A line to `address`, a name or number with a port. `patience` is how long a connection and a write may take.
    #[must_use]
    pub fn new(address: String, patience: Duration, tell: Tell<StreamNews>) -> Self {
        Self { address, patience, tell, current: Arc::default(), stream: Arc::default() }
    }

    fn connect(&self) {
        let connection = self.current.load(Ordering::SeqCst);
        let is_current = {
            let current = self.current.clone();
            move || current.load(Ordering::SeqCst) == connection
        };
        let say = {
            let tell = self.tell.clone();
            move |news| tell(Parcel { connection, news })
        };
        let (address, patience, slot) = (self.address.clone(), self.patience, self.stream.clone());
        let run = {
            let say = say.clone();
            move || {
                let opened = open(&address, patience).and_then(|stream| {
                    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                    if !is_current() {
                        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "given up meanwhile"));
                    }
                    *slot = Some(stream.try_clone()?);
                    Ok(stream)
                });
                match opened {
                    Ok(stream) => {
                        say(StreamNews::Connected);
                        read_all(stream, |bytes| say(StreamNews::Bytes(bytes)));
                        say(StreamNews::Closed);
                    }
                    Err(error) => {
                        tracing::warn!(%address, %error, "no connection to the terminal");
                        say(StreamNews::NoConnection);
                    }
                }
            }
        };
        if let Err(error) = std::thread::Builder::new().name("terminal-line".to_owned()).spawn(run) {
            tracing::error!(%error, "the system gives no thread for the terminal's line");
            say(StreamNews::NoConnection);
        }
    }

    fn close(&self) {
        let mut slot = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        self.current.fetch_add(1, Ordering::SeqCst);
        if let Some(stream) = slot.take() {
            // Already closed by the other side is as good.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn send(&self, bytes: &[u8]) {
        let mut slot = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let written = slot.as_mut().map(|stream| stream.write_all(bytes));
        if let Some(Err(error)) = written
            && let Some(stream) = slot.take()
        {
            tracing::warn!(%error, "the line to the terminal broke");
            // The reader sees the end and says so.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Line for TcpLine {
    type Order = StreamOrder;
    type News = StreamNews;

    fn carry(&mut self, order: StreamOrder) {
        match order {
            StreamOrder::Connect => {
                self.close();
                self.connect();
            }
            StreamOrder::Send(bytes) => self.send(&bytes),
            StreamOrder::Close => self.close(),
        }
    }

    fn is_current(&self, connection: u64) -> bool {
        self.current.load(Ordering::SeqCst) == connection
    }
}

impl Drop for TcpLine {
    fn drop(&mut self) {
        self.close();
    }
}

/// Tries every address that the name stands for.
fn open(address: &str, patience: Duration) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name stands for no address");
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, patience) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_write_timeout(Some(patience))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Reads until the end or an error; both are the end of the connection.
pub(super) fn read_all(mut stream: TcpStream, mut hear: impl FnMut(Vec<u8>)) {
    let mut bytes = vec![0; READ];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return,
            Ok(count) => hear(bytes.iter().take(count).copied().collect()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}
