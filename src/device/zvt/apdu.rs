//! The messages as they stand on the wire: two bytes that say what it is, a length, and data.

use std::fmt;

/// As much data as a length can announce.
pub const LONGEST_DATA: usize = 0xffff;
/// A length byte that says that two more follow.
const EXTENDED: u8 = 0xff;

/// The two bytes that say what a message is: class and instruction of a command, or the two of an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u8, pub u8);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X} {:02X}", self.0, self.1)
    }
}

impl Code {
    /// Whether it answers a command.
    #[must_use]
    pub const fn is_answer(self) -> bool {
        matches!(self.0, 0x80 | 0x84)
    }

    /// What an answer says: `None` is yes, `Some` an error. `84 00` is a yes, too.
    #[must_use]
    pub const fn refusal(self) -> Option<u8> {
        if self.0 == 0x84 && self.1 != 0 { Some(self.1) } else { None }
    }
}

/// The commands that a kiosk meets.
#[allow(missing_docs, reason = "the protocol's own names")]
pub mod code {
    use super::Code;

    pub const REGISTRATION: Code = Code(0x06, 0x00);
    pub const AUTHORISATION: Code = Code(0x06, 0x01);
    pub const LOG_OFF: Code = Code(0x06, 0x02);
    pub const REPEAT_RECEIPT: Code = Code(0x06, 0x20);
    pub const REVERSAL: Code = Code(0x06, 0x30);
    pub const END_OF_DAY: Code = Code(0x06, 0x50);
    pub const DIAGNOSIS: Code = Code(0x06, 0x70);
    pub const INITIALISATION: Code = Code(0x06, 0x93);
    pub const ABORT_BY_KIOSK: Code = Code(0x06, 0xb0);
    pub const STATUS_ENQUIRY: Code = Code(0x05, 0x01);
    pub const STATUS_INFORMATION: Code = Code(0x04, 0x0f);
    pub const INTERMEDIATE_STATUS: Code = Code(0x04, 0xff);
    pub const SET_CLOCK: Code = Code(0x04, 0x01);
    pub const PRINT_LINE: Code = Code(0x06, 0xd1);
    pub const PRINT_BLOCK: Code = Code(0x06, 0xd3);
    pub const COMPLETION: Code = Code(0x06, 0x0f);
    pub const ABORT: Code = Code(0x06, 0x1e);
    pub const YES: Code = Code(0x80, 0x00);
    pub const UNKNOWN_COMMAND: Code = Code(0x84, 0x83);
}

/// One message. Its data are not shown in logs, and wiped when it is let go: there may be card numbers among them.
#[derive(Clone, PartialEq, Eq)]
pub struct Apdu {
    code: Code,
    data: Vec<u8>,
}

impl fmt::Debug for Apdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({} bytes)", self.code, self.data.len())
    }
}

impl Drop for Apdu {
    fn drop(&mut self) {
        wipe(&mut self.data);
    }
}

/// Leaves zeros, even where the compiler sees that nobody reads them.
pub(super) fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    std::hint::black_box(&bytes);
}

impl Apdu {
    /// A message. Data beyond [`LONGEST_DATA`] are cut.
    #[must_use]
    pub fn new(code: Code, mut data: Vec<u8>) -> Self {
        data.truncate(LONGEST_DATA);
        Self { code, data }
    }

    /// A message without data.
    #[must_use]
    pub const fn bare(code: Code) -> Self {
        Self { code, data: Vec::new() }
    }

    /// What it is.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What it carries.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The bytes for the wire.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.data.len() + 5);
        bytes.extend([self.code.0, self.code.1]);
        match u8::try_from(self.data.len()) {
            Ok(length) if length != EXTENDED => bytes.push(length),
            Ok(_) | Err(_) => {
                // Cannot be cut here: no message is longer than two bytes can say. Low byte first, other than everywhere else.
                let [low, high, ..] = self.data.len().to_le_bytes();
                bytes.extend([EXTENDED, low, high]);
            }
        }
        bytes.extend_from_slice(&self.data);
        bytes
    }
}

/// The bytes are not of this protocol. Nothing after them can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message that begins with {0:02X}, which no ZVT terminal says")]
pub struct NotZvt(pub u8);

/// Reads messages out of a stream that may be cut and merged anywhere. It holds one message at most.
#[derive(Default)]
pub struct ApduReader {
    head: Vec<u8>,
    data: Vec<u8>,
    broken: Option<NotZvt>,
}

impl fmt::Debug for ApduReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApduReader({} bytes)", self.head.len() + self.data.len())
    }
}

impl Drop for ApduReader {
    fn drop(&mut self) {
        wipe(&mut self.data);
    }
}

impl ApduReader {
    /// Reads on, up to the end of one message; what follows it is left in `bytes`. `None` when the message is not complete and `bytes`
    /// is used up.
    ///
    /// # Errors
    /// [`NotZvt`], and again and again: a stream that has gone wrong does not come right.
    pub fn read(&mut self, bytes: &mut &[u8]) -> Result<Option<Apdu>, NotZvt> {
        loop {
            if let Some(error) = self.broken {
                return Err(error);
            }
            if let Some(length) = self.length() {
                let (taken, rest) = bytes.split_at((length - self.data.len()).min(bytes.len()));
                self.data.extend_from_slice(taken);
                *bytes = rest;
                return Ok(if self.data.len() == length { self.finish() } else { None });
            }
            let Some((byte, rest)) = bytes.split_first() else { return Ok(None) };
            if self.head.is_empty() && !matches!(byte, 0x04..=0x06 | 0x80 | 0x84) {
                self.broken = Some(NotZvt(*byte));
            }
            self.head.push(*byte);
            *bytes = rest;
        }
    }

    /// How much data the head announces, when it is complete.
    fn length(&self) -> Option<usize> {
        match *self.head.as_slice() {
            [_, _, EXTENDED, low, high] => Some(usize::from(u16::from_le_bytes([low, high]))),
            [_, _, length] if length != EXTENDED => Some(usize::from(length)),
            _ => None,
        }
    }

    fn finish(&mut self) -> Option<Apdu> {
        let code = match *self.head.as_slice() {
            [class, instruction, ..] => Code(class, instruction),
            _ => return None,
        };
        self.head.clear();
        Some(Apdu { code, data: std::mem::take(&mut self.data) })
    }
}
