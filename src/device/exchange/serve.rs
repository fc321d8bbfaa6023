//! An emulator that runs by itself: behind a TCP port, or behind whatever else carries its protocol.

use std::io::{self, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::emulator::{BookLine, Emulator};
use super::stream::{StreamHeard, StreamSaid, read_all};
use crate::payment::{EmulatorLine, EmulatorLook, EmulatorPlate, TerminalTap};
use crate::port::{Clock, Waker};

/// Takes what comes in, from any thread.
pub type Hear<Heard> = Arc<dyn Fn(Heard) + Send + Sync>;

enum Inbox<Heard> {
    Heard(Heard),
    Tap(TerminalTap),
    Plan(String),
    ForgetPlan,
    Stop,
}

/// The thread of an emulator. Dropping it stops the thread.
pub struct EmulatorThread {
    plate: Arc<dyn EmulatorPlate>,
    stop: Box<dyn Fn() + Send>,
    thread: Option<JoinHandle<()>>,
}

impl EmulatorThread {
    /// Starts the thread. `say` carries what goes out; what comes in goes to the answered function. `waker` is called whenever the look of
    /// it has changed, `keep` whenever its book has.
    ///
    /// # Errors
    /// [`io::Error`] when the system gives no thread.
    pub fn spawn<M: Emulator>(
        emulator: M,
        say: impl FnMut(M::Said) + Send + 'static,
        keep: impl FnMut(&[BookLine]) + Send + 'static,
        clock: impl Clock + 'static,
        waker: Waker,
    ) -> io::Result<(Self, Hear<M::Heard>)> {
        let (sender, inbox) = channel();
        let look = Arc::new(Mutex::new(look_of(&emulator)));
        let mut worker = EmulatorWorker { emulator, say, keep, clock, waker, look: look.clone() };
        let thread = std::thread::Builder::new().name("emulator".to_owned()).spawn(move || worker.run(&inbox))?;
        let plate = Arc::new(Plate { look, orders: Mutex::new(orders(&sender)) });
        let (heard, stop) = (Mutex::new(sender.clone()), sender);
        // Whoever speaks to an emulator that has ended is not heard.
        let hear: Hear<M::Heard> = Arc::new(move |item| drop(locked(&heard).send(Inbox::Heard(item))));
        let stop = Box::new(move || drop(stop.send(Inbox::Stop)));
        Ok((Self { plate, stop, thread: Some(thread) }, hear))
    }

    /// Its face and its plan, for a window or a script.
    #[must_use]
    pub fn plate(&self) -> Arc<dyn EmulatorPlate> {
        self.plate.clone()
    }
}

impl Drop for EmulatorThread {
    fn drop(&mut self) {
        (self.stop)();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What a plate asks of its emulator.
enum Order {
    Tap(TerminalTap),
    Plan(String),
    ForgetPlan,
}

type Orders = Box<dyn Fn(Order) + Send>;

fn orders<Heard: Send + 'static>(sender: &Sender<Inbox<Heard>>) -> Orders {
    let sender = sender.clone();
    Box::new(move |order| {
        let order = match order {
            Order::Tap(tap) => Inbox::Tap(tap),
            Order::Plan(fault) => Inbox::Plan(fault),
            Order::ForgetPlan => Inbox::ForgetPlan,
        };
        // An emulator that has ended feels no tap.
        drop(sender.send(order));
    })
}

struct Plate {
    look: Arc<Mutex<EmulatorLook>>,
    orders: Mutex<Orders>,
}

impl EmulatorPlate for Plate {
    fn look(&self) -> EmulatorLook {
        locked(&self.look).clone()
    }

    fn tap(&self, tap: TerminalTap) {
        locked(&self.orders)(Order::Tap(tap));
    }

    fn plan(&self, fault: &str) {
        locked(&self.orders)(Order::Plan(fault.to_owned()));
    }

    fn forget_plan(&self) {
        locked(&self.orders)(Order::ForgetPlan);
    }
}

struct EmulatorWorker<M, S, K, C> {
    emulator: M,
    say: S,
    keep: K,
    clock: C,
    waker: Waker,
    look: Arc<Mutex<EmulatorLook>>,
}

impl<M, S, K, C> EmulatorWorker<M, S, K, C>
where
    M: Emulator,
    S: FnMut(M::Said),
    K: FnMut(&[BookLine]),
    C: Clock,
{
    fn run(&mut self, inbox: &Receiver<Inbox<M::Heard>>) {
        let mut book = Vec::new();
        loop {
            // First the book, then the answer: whoever has been told that a payment stands finds it there.
            let now_in_book = self.emulator.book();
            if now_in_book != book {
                book = now_in_book;
                (self.keep)(&book);
            }
            while let Some(said) = self.emulator.next() {
                (self.say)(said);
            }
            self.show();
            let order = match self.emulator.next_deadline() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(deadline) => inbox.recv_timeout(Duration::from_millis(deadline.since(self.clock.now().at).0)),
            };
            let now = self.clock.now();
            match order {
                Ok(Inbox::Heard(heard)) => self.emulator.hear(now, heard),
                Ok(Inbox::Tap(tap)) => self.emulator.tap(now, tap),
                Ok(Inbox::Plan(fault)) => {
                    if !self.emulator.plan(&fault) {
                        tracing::warn!(fault, "no such fault");
                    }
                }
                Ok(Inbox::ForgetPlan) => self.emulator.forget_plan(),
                Ok(Inbox::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.emulator.wake(now),
            }
        }
    }

    fn show(&self) {
        let look = look_of(&self.emulator);
        let mut shown = locked(&self.look);
        if *shown != look {
            *shown = look;
            drop(shown);
            (self.waker)();
        }
    }
}

fn look_of(emulator: &impl Emulator) -> EmulatorLook {
    let line = |line: BookLine| EmulatorLine { amount: line.amount, end: line.end.key(), name: line.name };
    EmulatorLook {
        face: emulator.face(),
        faults: emulator.faults(),
        planned: emulator.planned(),
        fired: emulator.fired(),
        book: emulator.book().into_iter().map(line).collect(),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An emulator behind a TCP port. It has one connection at a time; whoever connects takes the place of the one before.
pub struct StreamServer {
    address: SocketAddr,
    line: Arc<ServerLine>,
    acceptor: Option<JoinHandle<()>>,
    emulator: EmulatorThread,
}

#[derive(Default)]
struct ServerLine {
    stopped: AtomicBool,
    /// The number of the connection that counts.
    current: AtomicU64,
    stream: Mutex<Option<TcpStream>>,
}

impl StreamServer {
    /// Starts to listen. See [`EmulatorThread::spawn`].
    ///
    /// # Errors
    /// [`io::Error`] when the listener has no address or the system gives no thread.
    pub fn spawn<M>(
        emulator: M,
        listener: TcpListener,
        keep: impl FnMut(&[BookLine]) + Send + 'static,
        clock: impl Clock + 'static,
        waker: Waker,
    ) -> io::Result<Self>
    where
        M: Emulator<Heard = StreamHeard, Said = StreamSaid>,
    {
        let address = listener.local_addr()?;
        let line = Arc::<ServerLine>::default();
        let says = line.clone();
        let say = move |said| match said {
            StreamSaid::Bytes(bytes) => says.write(&bytes),
            StreamSaid::Close => says.close(),
        };
        let (emulator, hear) = EmulatorThread::spawn(emulator, say, keep, clock, waker)?;
        let accepts = line.clone();
        let acceptor =
            std::thread::Builder::new().name("emulator-door".to_owned()).spawn(move || accepts.accept(&listener, &hear))?;
        Ok(Self { address, line, acceptor: Some(acceptor), emulator })
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

impl Drop for StreamServer {
    fn drop(&mut self) {
        self.line.stopped.store(true, Ordering::SeqCst);
        self.line.close();
        // The door is opened once more, so that whoever waits behind it sees that it is over.
        let knocked = TcpStream::connect(self.address).is_ok();
        if let Some(acceptor) = self.acceptor.take().filter(|_| knocked) {
            let _ = acceptor.join();
        }
    }
}

impl ServerLine {
    fn accept(self: &Arc<Self>, listener: &TcpListener, hear: &Hear<StreamHeard>) {
        for stream in listener.incoming() {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            if let Err(error) = stream.and_then(|stream| self.take(stream, hear)) {
                tracing::warn!(%error, "a connection came to nothing");
            }
        }
    }

    fn take(self: &Arc<Self>, stream: TcpStream, hear: &Hear<StreamHeard>) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let connection = {
            let mut slot = locked(&self.stream);
            if let Some(before) = slot.replace(stream.try_clone()?) {
                // It may have gone by itself.
                let _ = before.shutdown(Shutdown::Both);
            }
            self.current.fetch_add(1, Ordering::SeqCst) + 1
        };
        hear(StreamHeard::Connected);
        let (line, hear) = (self.clone(), hear.clone());
        std::thread::Builder::new().name("emulator-line".to_owned()).spawn(move || {
            let is_current = || line.current.load(Ordering::SeqCst) == connection;
            read_all(stream, |bytes| {
                if is_current() {
                    hear(StreamHeard::Bytes(bytes));
                }
            });
            if is_current() {
                hear(StreamHeard::Closed);
            }
        })?;
        Ok(())
    }

    fn write(&self, bytes: &[u8]) {
        if let Some(stream) = locked(&self.stream).as_mut() {
            // Whoever has gone hears nothing; the reader tells.
            let _ = stream.write_all(bytes);
        }
    }

    fn close(&self) {
        let mut slot = locked(&self.stream);
        self.current.fetch_add(1, Ordering::SeqCst);
        if let Some(stream) = slot.take() {
            // Already closed by the other side is as good.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
