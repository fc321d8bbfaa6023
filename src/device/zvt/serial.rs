//! The framing on a serial line, where bytes get lost: marks around each message, a checksum, and one byte of answer to every frame. On
//! TCP there is none of this.

use std::collections::VecDeque;

use super::apdu::{Apdu, ApduReader};
use crate::time::{Millis, Timestamp};

const DLE: u8 = 0x10;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const ACK: u8 = 0x06;
const NAK: u8 = 0x15;

/// T1: between two bytes of a frame.
const NEXT_BYTE_WITHIN: Millis = Millis(200);
/// T2: from a frame to its one byte of answer.
const ACK_WITHIN: Millis = Millis::from_secs(5);
/// A frame is sent again so often.
const REPEATS: u8 = 2;
/// As much as the longest message and its head take.
const LONGEST: usize = super::apdu::LONGEST_DATA + 5;

/// The checksum over a message and the mark that ends it.
#[must_use]
pub fn checksum(apdu: &[u8]) -> u16 {
    let mut sum = 0_u16;
    for byte in apdu.iter().chain([&ETX]) {
        sum ^= u16::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0x8408 } else { sum >> 1 };
        }
    }
    sum
}

/// A message with its frame around it.
#[must_use]
pub fn frame(apdu: &Apdu) -> Vec<u8> {
    let bytes = apdu.encode();
    let mut framed = vec![DLE, STX];
    for byte in &bytes {
        framed.push(*byte);
        if *byte == DLE {
            framed.push(DLE);
        }
    }
    framed.extend([DLE, ETX]);
    framed.extend(checksum(&bytes).to_le_bytes());
    framed
}

/// What a serial line wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SerialAct {
    /// Write these bytes.
    Write(Vec<u8>),
    /// A whole and sound message has come.
    Message(Apdu),
    /// A message was not acknowledged, however often it was sent.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Between frames.
    Outside,
    /// Behind a DLE between frames.
    Opening,
    /// In a message.
    Inside,
    /// Behind a DLE in a message.
    Escaped,
    /// Waiting for the checksum's bytes.
    Sum(Option<u8>),
}

#[derive(Debug)]
struct Sent {
    frame: Vec<u8>,
    tries: u8,
    until: Timestamp,
}

/// One end of a serial line. Pure: bytes and times go in, acts come out.
#[derive(Debug)]
pub struct SerialLine {
    place: Place,
    heard: Vec<u8>,
    next_byte_until: Option<Timestamp>,
    sent: Option<Sent>,
    acts: VecDeque<SerialAct>,
}

impl Default for SerialLine {
    fn default() -> Self {
        Self { place: Place::Outside, heard: Vec::new(), next_byte_until: None, sent: None, acts: VecDeque::new() }
    }
}

impl SerialLine {
    /// Sends a message. One that was not acknowledged yet is given up: there is never more than one under way.
    pub fn send(&mut self, now: Timestamp, apdu: &Apdu) {
        let frame = frame(apdu);
        self.acts.push_back(SerialAct::Write(frame.clone()));
        self.sent = Some(Sent { frame, tries: 1, until: now.after(ACK_WITHIN) });
    }

    /// Takes bytes from the line.
    pub fn hear(&mut self, now: Timestamp, bytes: &[u8]) {
        for byte in bytes {
            self.byte(now, *byte);
        }
    }

    /// The next thing to do.
    pub fn next(&mut self) -> Option<SerialAct> {
        self.acts.pop_front()
    }

    /// When it wants to be woken at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.next_byte_until.into_iter().chain(self.sent.as_ref().map(|sent| sent.until)).min()
    }

    /// Time has passed.
    pub fn wake(&mut self, now: Timestamp) {
        if self.next_byte_until.is_some_and(|until| now >= until) {
            self.answer(NAK);
        }
        if self.sent.as_ref().is_some_and(|sent| now >= sent.until) {
            self.again(now);
        }
    }

    fn byte(&mut self, now: Timestamp, byte: u8) {
        self.next_byte_until = Some(now.after(NEXT_BYTE_WITHIN));
        self.place = match (self.place, byte) {
            (Place::Outside, DLE) => Place::Opening,
            (Place::Opening, STX) => {
                self.heard.clear();
                Place::Inside
            }
            (Place::Outside, ACK) => {
                self.sent = None;
                Place::Outside
            }
            (Place::Outside, NAK) => {
                self.again(now);
                Place::Outside
            }
            (Place::Outside | Place::Opening, _) => Place::Outside,
            (Place::Inside, DLE) => Place::Escaped,
            (Place::Inside, _) | (Place::Escaped, DLE) => {
                if self.heard.len() >= LONGEST {
                    return self.answer(NAK);
                }
                self.heard.push(byte);
                Place::Inside
            }
            (Place::Escaped, ETX) => Place::Sum(None),
            // A mark that cannot stand here: the frame is broken.
            (Place::Escaped, _) => return self.answer(NAK),
            (Place::Sum(None), low) => Place::Sum(Some(low)),
            (Place::Sum(Some(low)), high) => return self.whole(u16::from_le_bytes([low, high])),
        };
        if self.place == Place::Outside {
            self.next_byte_until = None;
        }
    }

    fn whole(&mut self, sum: u16) {
        let heard = std::mem::take(&mut self.heard);
        let mut rest = heard.as_slice();
        let apdu = ApduReader::default().read(&mut rest).ok().flatten();
        match apdu {
            Some(apdu) if sum == checksum(&heard) && rest.is_empty() => {
                self.answer(ACK);
                // Whoever speaks has heard what was said before.
                self.sent = None;
                self.acts.push_back(SerialAct::Message(apdu));
            }
            Some(_) | None => self.answer(NAK),
        }
    }

    fn answer(&mut self, byte: u8) {
        self.place = Place::Outside;
        self.heard.clear();
        self.next_byte_until = None;
        self.acts.push_back(SerialAct::Write(vec![byte]));
    }

    fn again(&mut self, now: Timestamp) {
        let Some(sent) = &mut self.sent else { return };
        if sent.tries > REPEATS {
            self.sent = None;
            self.acts.push_back(SerialAct::Lost);
            return;
        }
        sent.tries += 1;
        sent.until = now.after(ACK_WITHIN);
        self.acts.push_back(SerialAct::Write(sent.frame.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::apdu::Code;
    use super::*;

    fn acts(line: &mut SerialLine) -> Vec<SerialAct> {
        std::iter::from_fn(|| line.next()).collect()
    }

    fn sale() -> Apdu {
        Apdu::new(Code(6, 1), vec![4, 0, 0, 0, 1, 0x10, 0, 0x49, 9, 0x78])
    }

    #[test]
    fn a_frame_is_heard_byte_by_byte_and_answered_once() {
        let mut line = SerialLine::default();
        for byte in frame(&sale()) {
            line.hear(Timestamp(0), &[byte]);
        }
        assert_eq!(acts(&mut line), [SerialAct::Write(vec![ACK]), SerialAct::Message(sale())]);
        assert_eq!(line.next_deadline(), None);
    }

    #[test]
    fn each_broken_byte_is_noticed() {
        let good = frame(&sale());
        for at in 2..good.len() {
            let mut line = SerialLine::default();
            let mut bad = good.clone();
            bad[at] ^= 0x41;
            line.hear(Timestamp(0), &bad);
            line.wake(Timestamp(200));
            let heard = acts(&mut line);
            assert_eq!(heard.first(), Some(&SerialAct::Write(vec![NAK])), "byte {at}: {heard:?}");
            assert!(!heard.iter().any(|act| matches!(act, SerialAct::Message(_))), "byte {at}");
            line.hear(Timestamp(300), &good);
            assert!(acts(&mut line).contains(&SerialAct::Message(sale())), "the repeat is heard");
        }
    }

    #[test]
    fn a_frame_that_stops_is_refused_after_a_while() {
        let mut line = SerialLine::default();
        line.hear(Timestamp(0), &frame(&sale())[..7]);
        assert_eq!(line.next_deadline(), Some(Timestamp(200)));
        line.wake(Timestamp(199));
        assert_eq!(acts(&mut line), []);
        line.wake(Timestamp(200));
        assert_eq!(acts(&mut line), [SerialAct::Write(vec![NAK])]);
    }

    #[test]
    fn what_is_not_acknowledged_is_sent_twice_more_and_then_lost() {
        let mut line = SerialLine::default();
        line.send(Timestamp(0), &sale());
        let write = SerialAct::Write(frame(&sale()));
        assert_eq!(acts(&mut line), [write.clone()]);
        line.hear(Timestamp(10), &[NAK]);
        assert_eq!(acts(&mut line), [write.clone()]);
        line.wake(Timestamp(5_010));
        assert_eq!(acts(&mut line), [write]);
        line.wake(Timestamp(10_010));
        assert_eq!(acts(&mut line), [SerialAct::Lost]);
        assert_eq!(line.next_deadline(), None);
    }

    #[test]
    fn an_acknowledged_message_is_not_sent_again() {
        let mut line = SerialLine::default();
        line.send(Timestamp(0), &sale());
        line.hear(Timestamp(10), &[ACK]);
        line.wake(Timestamp(60_000));
        assert_eq!(acts(&mut line).len(), 1);
    }

    #[test]
    fn a_frame_without_end_takes_no_more_memory_than_the_longest_message() {
        let mut line = SerialLine::default();
        line.hear(Timestamp(0), &[DLE, STX]);
        line.hear(Timestamp(0), &vec![0x06; LONGEST * 3]);
        assert!(line.heard.len() <= LONGEST);
        assert!(acts(&mut line).contains(&SerialAct::Write(vec![NAK])));
    }
}
