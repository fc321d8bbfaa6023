//! The simulated terminal on a thread of its own, as a real one has.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::SimulatedTerminal;
use crate::payment::{Faceplate, TerminalCommand, TerminalEvent, TerminalFace, TerminalProfile, TerminalTap};
use crate::port::{Clock, PaymentTerminal, Waker};
use crate::time::Timestamp;

enum Order {
    Command(TerminalCommand),
    Tap(TerminalTap),
    Stop,
}

/// A terminal that runs by itself. Dropping it stops the thread.
pub struct ThreadedTerminal {
    profile: TerminalProfile,
    orders: Sender<Order>,
    events: Receiver<TerminalEvent>,
    face: Arc<Mutex<TerminalFace>>,
    thread: Option<JoinHandle<()>>,
}

struct Plate {
    orders: Mutex<Sender<Order>>,
    face: Arc<Mutex<TerminalFace>>,
}

impl ThreadedTerminal {
    /// Starts the thread. `waker` is called whenever the face changed or an event is there.
    ///
    /// # Errors
    /// [`std::io::Error`] when the system gives no thread.
    pub fn spawn(mut terminal: SimulatedTerminal, clock: impl Clock + 'static, waker: Waker) -> std::io::Result<Self> {
        let profile = terminal.profile().clone();
        let (orders, inbox) = channel();
        let (outbox, events) = channel();
        let face = Arc::new(Mutex::new(terminal.face()));
        let shown = face.clone();
        let thread = std::thread::Builder::new().name("terminal".to_owned()).spawn(move || {
            loop {
                let now = clock.now().at;
                let mut news = false;
                while let Some(event) = terminal.poll(now) {
                    news = true;
                    if outbox.send(event).is_err() {
                        return;
                    }
                }
                let face = terminal.face();
                let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
                if news || *shown != face {
                    *shown = face;
                    drop(shown);
                    waker();
                } else {
                    drop(shown);
                }
                let order = match terminal.next_deadline() {
                    None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                    Some(deadline) => inbox.recv_timeout(Duration::from_millis(deadline.since(clock.now().at).0)),
                };
                let now = clock.now().at;
                match order {
                    Ok(Order::Command(command)) => terminal.submit(now, command),
                    Ok(Order::Tap(tap)) => terminal.tap(now, tap),
                    Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })?;
        Ok(Self { profile, orders, events, face, thread: Some(thread) })
    }

    /// Its face, for a screen to draw.
    #[must_use]
    pub fn faceplate(&self) -> Arc<dyn Faceplate> {
        Arc::new(Plate { orders: Mutex::new(self.orders.clone()), face: self.face.clone() })
    }
}

impl PaymentTerminal for ThreadedTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, _now: Timestamp, command: TerminalCommand) {
        // A terminal that is gone answers nothing; the checkout's deadline shows it.
        let _ = self.orders.send(Order::Command(command));
    }

    fn poll(&mut self, _now: Timestamp) -> Option<TerminalEvent> {
        self.events.try_recv().ok()
    }
}

impl Drop for ThreadedTerminal {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Faceplate for Plate {
    fn face(&self) -> TerminalFace {
        self.face.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tap(&self, tap: TerminalTap) {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = orders.send(Order::Tap(tap));
    }
}
