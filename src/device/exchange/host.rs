//! A thread for an exchange.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{Act, Exchange, Notebook, Unwell};
use crate::payment::{TerminalCommand, TerminalEvent, TerminalProfile};
use crate::port::{Clock, PaymentTerminal, Waker};
use crate::time::Timestamp;

/// News of a line, with the number of the connection that it came from.
#[derive(Debug)]
pub struct Parcel<News> {
    /// Which connection, by a number that the line gave it.
    pub connection: u64,
    /// What it brought.
    pub news: News,
}

/// Where a line leaves its news. Called from any thread.
pub type Tell<News> = Arc<dyn Fn(Parcel<News>) + Send + Sync>;

/// What carries an exchange's orders. It may have threads of its own; `carry` itself takes no longer than a write to a socket.
pub trait Line: Send + 'static {
    /// What it is asked.
    type Order;
    /// What it tells.
    type News;

    /// Carries an order out. What comes of it is told.
    fn carry(&mut self, order: Self::Order);

    /// Whether news of this connection still counts: what a closed one said before is not heard any more.
    fn is_current(&self, connection: u64) -> bool;
}

enum Inbox<News> {
    Command(TerminalCommand),
    News(Parcel<News>),
    Stop,
}

/// A real terminal: an exchange that runs by itself. Dropping it stops the thread and closes the line.
pub struct ExchangeTerminal {
    profile: TerminalProfile,
    command: Box<dyn Fn(Option<TerminalCommand>) + Send>,
    events: Receiver<TerminalEvent>,
    thread: Option<JoinHandle<()>>,
}

impl ExchangeTerminal {
    /// Starts the thread. `line` makes the line from where it is to leave its news; `waker` is called whenever an event is there.
    ///
    /// # Errors
    /// [`std::io::Error`] when the system gives no thread.
    pub fn spawn<E, L>(
        exchange: E,
        line: impl FnOnce(Tell<E::News>) -> L,
        notebook: impl Notebook,
        clock: impl Clock + 'static,
        waker: Waker,
    ) -> std::io::Result<Self>
    where
        E: Exchange,
        L: Line<Order = E::Order, News = E::News>,
    {
        let profile = exchange.profile().clone();
        let (sender, inbox) = channel::<Inbox<E::News>>();
        let (outbox, events) = channel();
        let news = sender.clone();
        let line = line(Arc::new(move |parcel| {
            // Nobody listens any more only when the terminal is being dropped.
            let _ = news.send(Inbox::News(parcel));
        }));
        let mut host = Host { exchange, line, notebook, clock, waker, outbox, unwell: Unwell::default() };
        let thread = std::thread::Builder::new().name("terminal".to_owned()).spawn(move || host.run(&inbox))?;
        let command = Box::new(move |command: Option<TerminalCommand>| {
            // A terminal that is gone answers nothing; the checkout's deadline shows it.
            let _ = sender.send(command.map_or(Inbox::Stop, Inbox::Command));
        });
        Ok(Self { profile, command, events, thread: Some(thread) })
    }
}

impl PaymentTerminal for ExchangeTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, _now: Timestamp, command: TerminalCommand) {
        (self.command)(Some(command));
    }

    fn poll(&mut self, _now: Timestamp) -> Option<TerminalEvent> {
        self.events.try_recv().ok()
    }
}

impl Drop for ExchangeTerminal {
    fn drop(&mut self) {
        (self.command)(None);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Host<E, L, N, C> {
    exchange: E,
    line: L,
    notebook: N,
    clock: C,
    waker: Waker,
    outbox: Sender<TerminalEvent>,
    unwell: Unwell,
}

impl<E, L, N, C> Host<E, L, N, C>
where
    E: Exchange,
    L: Line<Order = E::Order, News = E::News>,
    N: Notebook,
    C: Clock,
{
    fn run(&mut self, inbox: &Receiver<Inbox<E::News>>) {
        loop {
            if !self.act() {
                return;
            }
            let received = match self.exchange.next_deadline().into_iter().chain(self.unwell.next_deadline()).min() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(deadline) => inbox.recv_timeout(Duration::from_millis(deadline.since(self.clock.now().at).0)),
            };
            let now = self.clock.now();
            match received {
                Ok(Inbox::Command(command)) => self.exchange.submit(now, command),
                Ok(Inbox::News(Parcel { connection, news })) if self.line.is_current(connection) => self.exchange.hear(now, news),
                Ok(Inbox::News(_)) => {}
                Ok(Inbox::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.exchange.wake(now),
            }
            if self.unwell.is_due(now.at) {
                self.exchange.submit(now, TerminalCommand::Health);
            }
        }
    }

    /// Does what the exchange wants done; `false` when nobody listens any more.
    fn act(&mut self) -> bool {
        while let Some(act) = self.exchange.next() {
            match act {
                Act::Line(order) => self.line.carry(order),
                Act::Note(note) => {
                    if let Err(error) = self.notebook.keep(&note) {
                        tracing::error!(%error, "the terminal's notebook cannot be written; no card payment without it");
                        self.exchange.unkept(self.clock.now());
                    }
                }
                Act::Say(event) => {
                    if let TerminalEvent::Health(health) = &event {
                        self.unwell.heard(*health, self.clock.now().at);
                    }
                    if self.outbox.send(event).is_err() {
                        return false;
                    }
                    (self.waker)();
                }
            }
        }
        true
    }
}
