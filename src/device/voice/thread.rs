//! The thread that a voice speaks on.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::chime::Chime;
use super::{VoiceEngine, VoiceError};
use crate::speech::{Utterance, Voice};

/// So often a voice that speaks is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// What the thread is asked.
enum Ask {
    Say(Utterance),
    Hush,
    Chime,
}

/// A voice on a thread of its own. Dropping it stops the voice.
pub struct VoiceThread {
    asks: Option<Sender<Ask>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for VoiceThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VoiceThread").finish_non_exhaustive()
    }
}

impl VoiceThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn spawn(engine: Box<dyn VoiceEngine>, chime: Option<Chime>) -> std::io::Result<Self> {
        let (asks, inbox) = channel();
        let mut mouth = Mouth { engine, chime, told: None, begun: false };
        let thread = std::thread::Builder::new().name("voice".to_owned()).spawn(move || mouth.run(&inbox))?;
        Ok(Self { asks: Some(asks), thread: Some(thread) })
    }

    fn ask(&self, ask: Ask) {
        // Nobody listens any more only when the program is ending.
        let _ = self.asks.as_ref().map(|asks| asks.send(ask));
    }
}

impl Voice for VoiceThread {
    fn say(&mut self, utterance: Utterance) {
        self.ask(Ask::Say(utterance));
    }

    fn hush(&mut self) {
        self.ask(Ask::Hush);
    }

    fn chime(&mut self) {
        self.ask(Ask::Chime);
    }
}

impl Drop for VoiceThread {
    fn drop(&mut self) {
        drop(self.asks.take());
        if let Some(thread) = self.thread.take() {
            // A voice that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

struct Mouth {
    engine: Box<dyn VoiceEngine>,
    chime: Option<Chime>,
    /// The trouble that the log has been told of.
    told: Option<String>,
    /// The last utterance could be begun.
    begun: bool,
}

impl Mouth {
    fn run(&mut self, inbox: &Receiver<Ask>) {
        let mut busy = false;
        loop {
            let next = if busy { inbox.recv_timeout(LOOK) } else { inbox.recv().map_err(|_| RecvTimeoutError::Disconnected) };
            match next {
                Ok(ask) => {
                    // Only the latest is worth saying.
                    let mut latest = None;
                    for ask in std::iter::once(ask).chain(inbox.try_iter()) {
                        match ask {
                            Ask::Chime => self.ring(),
                            Ask::Say(_) | Ask::Hush => latest = Some(ask),
                        }
                    }
                    match latest {
                        Some(Ask::Say(utterance)) => {
                            let begun = self.engine.begin(&utterance);
                            self.begun = begun.is_ok();
                            self.note(begun);
                        }
                        Some(Ask::Hush) => self.engine.stop(),
                        Some(Ask::Chime) | None => {}
                    }
                    busy = true;
                }
                Err(RecvTimeoutError::Timeout) => {
                    let speaks = self.engine.speaks();
                    let rings = self.chime.as_mut().is_some_and(Chime::rings);
                    busy = *speaks.as_ref().unwrap_or(&false) || rings;
                    if self.begun && matches!(speaks, Ok(false)) {
                        // It was said to its end: whatever the trouble was, it has passed.
                        self.told = None;
                    }
                    self.note(speaks.map(|_| ()));
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.engine.stop();
    }

    fn ring(&mut self) {
        if let Some(Err(error)) = self.chime.as_mut().map(Chime::ring) {
            self.note(Err(error));
        }
    }

    /// Tells the log of a trouble when it is a new one.
    fn note(&mut self, outcome: Result<(), VoiceError>) {
        match outcome {
            Ok(()) => {}
            Err(error) => {
                let why = error.to_string();
                if self.told.as_ref() != Some(&why) {
                    tracing::warn!("what is on the screen cannot be read out: {why}");
                }
                self.told = Some(why);
            }
        }
    }
}
