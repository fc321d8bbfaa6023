//! Who speaks, and with what.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::time::Millis;

/// What has a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeechEngine {
    /// Nothing: the kiosk never speaks.
    None,
    /// The program espeak-ng, or one that is called like it.
    EspeakNg,
    /// The speech-dispatcher of the desktop session.
    SpeechDispatcher,
    /// A file, to see what would be said.
    Capture,
}

/// How the kiosk speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechSettings {
    /// What has a voice.
    pub engine: SpeechEngine,
    /// The program, for espeak-ng.
    pub program: PathBuf,
    /// The socket, for speech-dispatcher; where its session has it when none is named.
    pub socket: Option<PathBuf>,
    /// The file, for capture.
    pub file: PathBuf,
    /// Whether only the customer hears it.
    pub private: bool,
    /// The program, with its arguments, that plays a WAV file from its standard input; none for no chime.
    pub player: Vec<String>,
    /// With speech on, somebody who has done something is taken to listen for so long before the time-out begins.
    pub listen: Millis,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileSpeech {
    engine: SpeechEngine,
    program: PathBuf,
    socket: Option<PathBuf>,
    file: PathBuf,
    private: bool,
    player: Vec<String>,
    listen_s: u64,
}

impl Default for FileSpeech {
    fn default() -> Self {
        let (program, file) = (PathBuf::from("espeak-ng"), PathBuf::from("spoken.txt"));
        Self { engine: SpeechEngine::None, program, socket: None, file, private: false, player: Vec::new(), listen_s: 60 }
    }
}

impl FileSpeech {
    /// # Errors
    /// The key of what is wrong, what it says, and what it may say.
    pub(super) fn check(self, folder: &Path) -> Result<SpeechSettings, (&'static str, String, &'static str)> {
        let Self { engine, program, socket, file, private, player, listen_s } = self;
        if program.as_os_str().is_empty() {
            return Err(("speech.program", String::new(), "a program such as \"espeak-ng\""));
        }
        if file.file_name().is_none() {
            return Err(("speech.file", file.display().to_string(), "the name of a file such as \"spoken.txt\""));
        }
        if player.first().is_some_and(String::is_empty) {
            return Err(("speech.player", String::new(), "a program with its arguments such as [\"aplay\", \"-q\"]"));
        }
        if listen_s > 600 {
            return Err(("speech.listen_s", listen_s.to_string(), "0 to 600 seconds"));
        }
        let listen = Millis::from_secs(listen_s);
        Ok(SpeechSettings { engine, program, socket, file: folder.join(file), private, player, listen })
    }
}
