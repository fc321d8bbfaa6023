//! A short sound for those who are looking elsewhere: two notes, made here and played by the program that the settings name.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::VoiceError;
use super::program::end;
use super::thread::LOOK;

/// Samples a second.
const RATE: u32 = 16_000;

/// Each note lasts so many samples.
const NOTE: u32 = RATE / 5;

/// The notes, in hertz.
const NOTES: [u32; 2] = [660, 880];

/// How loud it begins; it dies away.
const AMPLITUDE: u32 = 9_000;

/// No player takes longer.
const LONGEST: Duration = Duration::from_secs(10);

/// Whoever plays it.
#[derive(Debug)]
pub(super) struct Chime {
    player: Vec<String>,
    child: Option<Child>,
    rung: Duration,
}

impl Chime {
    /// With this program and its arguments; none with an empty list.
    pub(super) fn new(player: &[String]) -> Option<Self> {
        (!player.is_empty()).then(|| Self { player: player.to_vec(), child: None, rung: Duration::ZERO })
    }

    /// Begins to play.
    pub(super) fn ring(&mut self) -> Result<(), VoiceError> {
        self.child.take().into_iter().for_each(end);
        let Some((program, arguments)) = self.player.split_first() else { return Ok(()) };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|source| VoiceError::NotThere { program: program.clone(), source })?;
        // Smaller than a pipe, so this never waits.
        let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(&wave()));
        self.child = Some(child);
        self.rung = Duration::ZERO;
        written.map_err(|source| VoiceError::TakesNothing { program: program.clone(), source })
    }

    /// Whether it is still playing; one that does not end is ended.
    pub(super) fn rings(&mut self) -> bool {
        let Some(child) = &mut self.child else { return false };
        self.rung += LOOK;
        if matches!(child.try_wait(), Ok(None)) && self.rung < LONGEST {
            return true;
        }
        self.child.take().into_iter().for_each(end);
        false
    }
}

impl Drop for Chime {
    fn drop(&mut self) {
        self.child.take().into_iter().for_each(end);
    }
}

/// The sound as a WAV file, 16 bits, one channel.
fn wave() -> Vec<u8> {
    let samples: Vec<i16> = NOTES.iter().flat_map(|hertz| (0..NOTE).map(|at| sample(*hertz, at))).collect();
    let bytes = u32::try_from(samples.len() * 2).unwrap_or(0);
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    samples.iter().for_each(|sample| file.extend(sample.to_le_bytes()));
    file
}

/// A triangle that dies away: soft enough for a dining room.
fn sample(hertz: u32, at: u32) -> i16 {
    let phase = i64::from(at) * i64::from(hertz) * 4 % (i64::from(RATE) * 4);
    let quarter = i64::from(RATE);
    let triangle = match phase / quarter {
        0 => phase,
        1 | 2 => 2 * quarter - phase,
        _ => phase - 4 * quarter,
    };
    let loud = i64::from(AMPLITUDE) * i64::from(NOTE - at) / i64::from(NOTE);
    i16::try_from(triangle * loud / quarter).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chime_is_short_can_be_heard_and_fits_into_a_pipe() {
        let file = wave();
        assert!(file.len() < 60_000 && file.len() > 10_000);
        let loudest = (0..NOTE).map(|at| sample(NOTES[0], at).unsigned_abs()).max();
        assert!(loudest.is_some_and(|loudest| (8_000..=9_000).contains(&loudest)), "{loudest:?}");
        let crossings = (1..NOTE).filter(|at| (sample(660, *at) < 0) != (sample(660, *at - 1) < 0)).count();
        assert!((250..=270).contains(&crossings), "660 Hz for a fifth of a second cross nought 264 times: {crossings}");
    }
}
