//! The frame around a message on a serial line (PA00P016): `10 02` message `10 03` check, each `10` of the message doubled. On TCP there is
//! none.

use super::apdu::LONGEST;
use crate::time::Millis;

/// Data link escape.
const DLE: u8 = 0x10;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
/// The frame was understood.
pub const ACK: u8 = 0x06;
/// It was not: send it again.
pub const NAK: u8 = 0x15;

/// Longest pause between two bytes of a frame; behind it the rest is given up and answered with [`NAK`].
pub const BETWEEN_BYTES: Millis = Millis(200);
/// So long a sender waits for [`ACK`] or [`NAK`].
pub const ANSWER: Millis = Millis::from_secs(5);
/// So often a frame is sent again.
pub const REPEATS: u8 = 2;

/// No frame is longer: a message with its longest header.
const MOST: usize = LONGEST + 5;

/// The check over a message and its `03`: the reflected polynomial 8408, beginning with nought.
#[must_use]
pub fn check(message: &[u8]) -> u16 {
    message.iter().chain(&[ETX]).fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0x8408 } else { crc >> 1 })
    })
}

/// A message in its frame.
#[must_use]
pub fn frame(message: &[u8]) -> Vec<u8> {
    let doubled = message.iter().flat_map(|byte| if *byte == DLE { vec![DLE, DLE] } else { vec![*byte] });
    let check = check(message).to_le_bytes();
    [DLE, STX].into_iter().chain(doubled).chain([DLE, ETX]).chain(check).collect()
}

/// What came over a serial line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A whole message; answer it with [`ACK`].
    Message(Vec<u8>),
    /// A frame that was not understood; answer it with [`NAK`].
    Broken,
    /// Our frame was understood.
    Understood,
    /// Our frame was not.
    NotUnderstood,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// Between frames.
    #[default]
    Outside,
    /// A `10` between frames.
    Opening,
    Inside,
    /// A `10` inside: doubled, or the end.
    Escaped,
    /// Behind the end: the low byte of the check.
    CheckLow,
    CheckHigh(u8),
}

/// Finds frames in bytes that come one by one.
#[derive(Debug, Default)]
pub struct FrameReader {
    place: Place,
    message: Vec<u8>,
}

impl FrameReader {
    /// Takes a byte.
    pub fn push(&mut self, byte: u8) -> Option<Heard> {
        match (self.place, byte) {
            (Place::Outside, ACK) => return Some(Heard::Understood),
            (Place::Outside, NAK) => return Some(Heard::NotUnderstood),
            (Place::Outside, DLE) => self.place = Place::Opening,
            (Place::Outside, _) => {}
            (Place::Opening, STX) => {
                self.message.clear();
                self.place = Place::Inside;
            }
            (Place::Opening, DLE) => {}
            (Place::Opening, _) => self.place = Place::Outside,
            (Place::Inside, DLE) => self.place = Place::Escaped,
            (Place::Inside, _) => return self.keep(byte),
            (Place::Escaped, DLE) => {
                self.place = Place::Inside;
                return self.keep(byte);
            }
            (Place::Escaped, ETX) => self.place = Place::CheckLow,
            // A frame that begins in a frame: the first one is lost.
            (Place::Escaped, STX) => {
                self.message.clear();
                self.place = Place::Inside;
                return Some(Heard::Broken);
            }
            (Place::Escaped, _) => return Some(self.give_up()),
            (Place::CheckLow, low) => self.place = Place::CheckHigh(low),
            (Place::CheckHigh(low), high) => {
                self.place = Place::Outside;
                let message = std::mem::take(&mut self.message);
                let is_right = check(&message) == u16::from_le_bytes([low, high]);
                return Some(if is_right { Heard::Message(message) } else { Heard::Broken });
            }
        }
        None
    }

    /// No byte came for [`BETWEEN_BYTES`].
    pub fn paused(&mut self) -> Option<Heard> {
        match self.place {
            Place::Outside => None,
            Place::Opening => {
                self.place = Place::Outside;
                None
            }
            Place::Inside | Place::Escaped | Place::CheckLow | Place::CheckHigh(_) => Some(self.give_up()),
        }
    }

    fn keep(&mut self, byte: u8) -> Option<Heard> {
        if self.message.len() == MOST {
            return Some(self.give_up());
        }
        self.message.push(byte);
        None
    }

    fn give_up(&mut self) -> Heard {
        (self.place, self.message) = (Place::Outside, Vec::new());
        Heard::Broken
    }
}
