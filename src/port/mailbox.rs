//! The non-blocking half that journal, kitchen and printer share: requests go in, news come out.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Wakes whoever pumps the driver. Called from any thread.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// A waker for those who pump anyway.
#[must_use]
pub fn no_waker() -> Waker {
    Arc::new(|| {})
}

/// Takes requests and gives news, neither of which waits.
pub trait Mailbox<Request, News>: Send {
    /// Hands a request over. Requests are worked on in order.
    fn submit(&mut self, request: Request);
    /// The next news, if there is some.
    fn poll(&mut self) -> Option<News>;
}

/// The work itself: may take its time, because it has a thread or is a test's.
pub trait Worker: Send + 'static {
    /// What it is asked.
    type Request: Send + 'static;
    /// What it answers.
    type News: Send + 'static;

    /// Works on one request.
    fn work(&mut self, request: Self::Request, news: &mut dyn FnMut(Self::News));

    /// Called when there has been no request for [`Worker::rest`].
    fn idle(&mut self, _news: &mut dyn FnMut(Self::News)) {}

    /// How long to wait for a request before [`Worker::idle`]; `None` is for ever.
    fn rest(&self) -> Option<Duration> {
        None
    }
}

/// A worker on a thread of its own. Dropping it lets the worker finish what it was asked, and waits for that.
pub struct Threaded<W: Worker> {
    requests: Option<Sender<W::Request>>,
    news: Receiver<W::News>,
    thread: Option<JoinHandle<()>>,
}

impl<W: Worker> Threaded<W> {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`std::io::Error`] when the system gives no thread.
    pub fn spawn(name: &str, mut worker: W, waker: Waker) -> std::io::Result<Self> {
        let (requests, inbox) = channel::<W::Request>();
        let (outbox, news) = channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let mut say = |item| {
                // Nobody listens any more only when the program is ending.
                let _ = outbox.send(item);
                waker();
            };
            loop {
                let request = match worker.rest() {
                    None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                    Some(rest) => inbox.recv_timeout(rest),
                };
                match request {
                    Ok(request) => worker.work(request, &mut say),
                    Err(RecvTimeoutError::Timeout) => worker.idle(&mut say),
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        })?;
        Ok(Self { requests: Some(requests), news, thread: Some(thread) })
    }
}

impl<W: Worker> Mailbox<W::Request, W::News> for Threaded<W> {
    fn submit(&mut self, request: W::Request) {
        if let Some(requests) = &self.requests {
            // A worker that has died answers nothing more; deadlines and the missing answer show it.
            let _ = requests.send(request);
        }
    }

    fn poll(&mut self) -> Option<W::News> {
        self.news.try_recv().ok()
    }
}

impl<W: Worker> Drop for Threaded<W> {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A worker that works at once, on its caller's thread: for scripts and tests, where time stands still anyway.
#[derive(Debug)]
pub struct Inline<W: Worker> {
    worker: W,
    news: VecDeque<W::News>,
}

impl<W: Worker> Inline<W> {
    /// Wraps the worker.
    pub const fn new(worker: W) -> Self {
        Self { worker, news: VecDeque::new() }
    }
}

impl<W: Worker> Mailbox<W::Request, W::News> for Inline<W> {
    fn submit(&mut self, request: W::Request) {
        let Self { worker, news } = self;
        worker.work(request, &mut |item| news.push_back(item));
    }

    fn poll(&mut self) -> Option<W::News> {
        self.news.pop_front()
    }
}
