//! espeak-ng, as a program of its own: its licence is the GPL, so nothing of it is linked. The text goes through its standard input.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::thread::LOOK;
use super::{VoiceEngine, VoiceError};
use crate::speech::Utterance;

/// Nothing is said for longer than this, so a program that goes on has hung.
const LONGEST: Duration = Duration::from_secs(300);

/// More is not written: it always finds room in a pipe, so writing never waits for a program that does not read.
const MOST_BYTES: usize = 16 * 1024;

/// So long the program may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(5);

/// The program.
#[derive(Debug)]
pub struct EspeakNg {
    program: PathBuf,
    child: Option<Child>,
    /// How long it has been speaking.
    spoken: Duration,
}

impl EspeakNg {
    /// By this name or path.
    #[must_use]
    pub const fn new(program: PathBuf) -> Self {
        Self { program, child: None, spoken: Duration::ZERO }
    }

    fn name(&self) -> String {
        self.program.display().to_string()
    }

    /// Asks the program what it is.
    pub(super) fn look(&self) -> Result<String, VoiceError> {
        let mut command = Command::new(&self.program);
        command.arg("--version").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|source| VoiceError::NotThere { program: self.name(), source })?;
        let mut waited = Duration::ZERO;
        while !matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            if waited >= PATIENCE {
                end(child);
                return Err(VoiceError::Hung { program: self.name() });
            }
            std::thread::park_timeout(LOOK);
            waited += LOOK;
        }
        let output = child.wait_with_output().map_err(|source| VoiceError::NotThere { program: self.name(), source })?;
        if !output.status.success() {
            return Err(VoiceError::Ended { program: self.name(), status: output.status.to_string() });
        }
        let said = String::from_utf8_lossy(&output.stdout);
        Ok(said.lines().next().unwrap_or_default().split("  ").next().unwrap_or_default().trim().to_owned())
    }
}

/// The program's own name of a language.
fn voice_of(tag: &str) -> &str {
    if tag == "zh" { "cmn" } else { tag }
}

/// How it is called for an utterance.
fn arguments(utterance: &Utterance) -> [String; 7] {
    // Its loudest is 200.
    let amplitude = (utterance.loudness.per_mille() * 200).div_ceil(1000);
    let words = utterance.pace.words_a_minute();
    let voice = voice_of(utterance.language.tag()).to_owned();
    ["--stdin".into(), "-v".into(), voice, "-s".into(), words.to_string(), "-a".into(), amplitude.to_string()]
}

impl VoiceEngine for EspeakNg {
    fn begin(&mut self, utterance: &Utterance) -> Result<(), VoiceError> {
        self.stop();
        let mut command = Command::new(&self.program);
        command.args(arguments(utterance)).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|source| VoiceError::NotThere { program: self.name(), source })?;
        let mut end_at = utterance.text.len().min(MOST_BYTES);
        while !utterance.text.is_char_boundary(end_at) {
            end_at -= 1;
        }
        let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(&utterance.text.as_bytes()[..end_at]));
        self.child = Some(child);
        self.spoken = Duration::ZERO;
        if let Err(source) = written {
            self.stop();
            return Err(VoiceError::TakesNothing { program: self.name(), source });
        }
        Ok(())
    }

    fn stop(&mut self) {
        self.child.take().into_iter().for_each(end);
    }

    fn speaks(&mut self) -> Result<bool, VoiceError> {
        let Some(child) = &mut self.child else { return Ok(false) };
        self.spoken += LOOK;
        match child.try_wait() {
            Ok(None) if self.spoken < LONGEST => Ok(true),
            Ok(None) => {
                self.stop();
                Err(VoiceError::Hung { program: self.name() })
            }
            Ok(Some(status)) => {
                self.child = None;
                if status.success() {
                    Ok(false)
                } else {
                    Err(VoiceError::Ended { program: self.name(), status: status.to_string() })
                }
            }
            Err(source) => {
                self.stop();
                Err(VoiceError::NotThere { program: self.name(), source })
            }
        }
    }
}

impl Drop for EspeakNg {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ends a program and waits until it has gone.
pub(super) fn end(mut child: Child) {
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}
