//! Voices: what says aloud what the screen shows. Each runs on a thread of its own, so that a window never waits for it.
//!
//! It refuses to know what is said. Its invariants: the latest utterance wins and the one before it is cut off; a voice that is missing,
//! dies or hangs is told in the log once, and again when it is another trouble or has passed; nothing of it ever stops the kiosk.

mod chime;
mod dispatcher;
mod program;
mod thread;

use std::path::PathBuf;

pub use dispatcher::Dispatcher;
pub use program::EspeakNg;
pub use thread::VoiceThread;

use crate::config::{SpeechEngine, SpeechSettings};
use crate::speech::Utterance;
use chime::Chime;

/// Why a voice is silent.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// The program cannot be started.
    #[error("{program} cannot be started: {source}")]
    NotThere {
        /// Which.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// It takes no text.
    #[error("{program} does not take what it should say: {source}")]
    TakesNothing {
        /// Which.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// It ended badly.
    #[error("{program} ended with {status}")]
    Ended {
        /// Which.
        program: String,
        /// How.
        status: String,
    },
    /// It never ended.
    #[error("{program} did not end and was stopped")]
    Hung {
        /// Which.
        program: String,
    },
    /// speech-dispatcher cannot be reached.
    #[error("speech-dispatcher at {socket} cannot be reached: {source}")]
    NoDispatcher {
        /// Where.
        socket: String,
        /// Why.
        source: std::io::Error,
    },
    /// speech-dispatcher refuses.
    #[error("speech-dispatcher refuses \"{command}\": {answer}")]
    Refused {
        /// What.
        command: String,
        /// Its answer.
        answer: String,
    },
    /// The file of captured speech cannot be written.
    #[error("{path} cannot be written: {source}")]
    NoFile {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// What has a voice, on its own thread: it may take its time to begin, not to speak.
pub trait VoiceEngine: Send + 'static {
    /// Begins to say something, in place of what it is saying.
    ///
    /// # Errors
    /// [`VoiceError`] when it cannot.
    fn begin(&mut self, utterance: &Utterance) -> Result<(), VoiceError>;

    /// Stops saying anything.
    fn stop(&mut self);

    /// Asked every so often while it speaks: whether it still does.
    ///
    /// # Errors
    /// [`VoiceError`] when it ended in a bad way.
    fn speaks(&mut self) -> Result<bool, VoiceError> {
        Ok(false)
    }
}

/// The voice that the settings name; none where none is.
///
/// # Errors
/// When the system gives no thread.
pub fn open(settings: &SpeechSettings) -> std::io::Result<Option<VoiceThread>> {
    let chime = Chime::new(&settings.player);
    let engine: Box<dyn VoiceEngine> = match settings.engine {
        SpeechEngine::None if chime.is_none() => return Ok(None),
        SpeechEngine::None => Box::new(Mute),
        SpeechEngine::EspeakNg => Box::new(EspeakNg::new(settings.program.clone())),
        SpeechEngine::SpeechDispatcher => Box::new(Dispatcher::new(settings.socket.clone())),
        SpeechEngine::Capture => Box::new(Capture(settings.file.clone())),
    };
    VoiceThread::spawn(engine, chime).map(Some)
}

/// Tries the voice that the settings name, and says what it is.
///
/// # Errors
/// [`VoiceError`] when it cannot speak.
pub fn look(settings: &SpeechSettings) -> Result<String, VoiceError> {
    match settings.engine {
        SpeechEngine::None => Ok("none is named: the screen is not read out".to_owned()),
        SpeechEngine::EspeakNg => EspeakNg::new(settings.program.clone()).look(),
        SpeechEngine::SpeechDispatcher => Dispatcher::new(settings.socket.clone()).look(),
        SpeechEngine::Capture => Ok(format!("what would be said goes to {}", settings.file.display())),
    }
}

/// Only chimes.
struct Mute;

impl VoiceEngine for Mute {
    fn begin(&mut self, _: &Utterance) -> Result<(), VoiceError> {
        Ok(())
    }

    fn stop(&mut self) {}
}

/// Writes what would be said.
struct Capture(PathBuf);

impl VoiceEngine for Capture {
    fn begin(&mut self, utterance: &Utterance) -> Result<(), VoiceError> {
        use std::io::Write as _;
        let Utterance { text, language, loudness, pace } = utterance;
        let line = format!("{language} {} {}: {}\n", loudness.step(), pace.step(), text.replace('\n', " | "));
        let mut options = std::fs::OpenOptions::new();
        let file = options.create(true).append(true).open(&self.0);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(|source| VoiceError::NoFile { path: self.0.clone(), source })
    }

    fn stop(&mut self) {}
}
