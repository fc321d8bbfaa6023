//! speech-dispatcher, over its own protocol (SSIP) on its own socket.
//!
//! Not through its `spd-say`: that cannot take back what it has handed over, and speech that cannot be interrupted is no help. On the socket
//! one connection is open as long as the kiosk is, and `CANCEL SELF` stops at once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use super::{VoiceEngine, VoiceError};
use crate::speech::{Pace, Utterance};

/// It answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(2);

/// An answer has fewer lines.
const MOST_LINES: usize = 64;

/// The connection.
#[derive(Debug)]
pub struct Dispatcher {
    socket: PathBuf,
    stream: Option<BufReader<UnixStream>>,
}

impl Dispatcher {
    /// At this socket, or where the session has it.
    #[must_use]
    pub fn new(socket: Option<PathBuf>) -> Self {
        let usual = || {
            let run = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(|| PathBuf::from("/run/user/0"), PathBuf::from);
            run.join("speech-dispatcher/speechd.sock")
        };
        Self { socket: socket.unwrap_or_else(usual), stream: None }
    }

    pub(super) fn look(&mut self) -> Result<String, VoiceError> {
        self.open()?;
        Ok(format!("speech-dispatcher answers at {}", self.socket.display()))
    }

    fn lost(&self, source: std::io::Error) -> VoiceError {
        VoiceError::NoDispatcher { socket: self.socket.display().to_string(), source }
    }

    fn open(&mut self) -> Result<(), VoiceError> {
        if self.stream.is_some() {
            return Ok(());
        }
        let stream = UnixStream::connect(&self.socket).map_err(|error| self.lost(error))?;
        let limits = stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_write_timeout(Some(PATIENCE)));
        limits.map_err(|error| self.lost(error))?;
        self.stream = Some(BufReader::new(stream));
        self.ask("SET SELF CLIENT_NAME kiosk:cardlast:screen")
    }

    /// One command and its answer. After any trouble the connection is opened anew for the next one.
    fn ask(&mut self, command: &str) -> Result<(), VoiceError> {
        let answer = self.exchange(command);
        let refused =
            |answer: String| VoiceError::Refused { command: command.lines().next().unwrap_or_default().to_owned(), answer };
        let outcome = match answer {
            Ok(answer) if answer.starts_with(['1', '2']) => Ok(()),
            Ok(answer) => Err(refused(answer)),
            Err(error) => Err(self.lost(error)),
        };
        if outcome.is_err() {
            self.stream = None;
        }
        outcome
    }

    fn exchange(&mut self, command: &str) -> std::io::Result<String> {
        let Some(stream) = &mut self.stream else { return Err(std::io::ErrorKind::NotConnected.into()) };
        stream.get_mut().write_all(format!("{command}\r\n").as_bytes())?;
        for _ in 0..MOST_LINES {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            // "225-21" goes on, "225 OK" ends.
            if line.as_bytes().get(3) == Some(&b' ') {
                return Ok(line.trim_end().to_owned());
            }
        }
        Err(std::io::ErrorKind::InvalidData.into())
    }

    fn speak(&mut self, utterance: &Utterance) -> Result<(), VoiceError> {
        self.open()?;
        self.ask("CANCEL SELF")?;
        self.ask(&format!("SET SELF LANGUAGE {}", utterance.language))?;
        self.ask(&format!("SET SELF RATE {}", rate(utterance.pace)))?;
        self.ask(&format!("SET SELF VOLUME {}", i64::from(utterance.loudness.per_mille()) / 5 - 100))?;
        self.ask("SPEAK")?;
        // A line that is a dot alone would end the text.
        let text: Vec<_> =
            utterance.text.lines().map(|line| if line.starts_with('.') { format!(".{line}") } else { line.to_owned() }).collect();
        self.ask(&format!("{}\r\n.", text.join("\r\n")))
    }
}

/// From -100 to 100; 0 is its usual speed.
const fn rate(pace: Pace) -> i8 {
    match pace.step() {
        0 => -60,
        1 => -30,
        2 => 0,
        3 => 20,
        4 => 45,
        5 => 70,
        _ => 100,
    }
}

impl VoiceEngine for Dispatcher {
    fn begin(&mut self, utterance: &Utterance) -> Result<(), VoiceError> {
        let had_connection = self.stream.is_some();
        match self.speak(utterance) {
            // It may have started anew since.
            Err(VoiceError::NoDispatcher { .. }) if had_connection => self.speak(utterance),
            outcome => outcome,
        }
    }

    fn stop(&mut self) {
        if self.stream.is_some() {
            // The next utterance tells of the trouble.
            let _ = self.ask("CANCEL SELF");
        }
    }
}
