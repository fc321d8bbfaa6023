//! Messages as they stand on the line: two bytes that say what it is, a length, data.

/// The longest data of a message: what its longest length can say.
pub const LONGEST: usize = 0xFFFF;

/// A length that follows in two more bytes, low byte first.
const EXTENDED: u8 = 0xFF;

/// A command or a response.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Apdu {
    /// Class and instruction of a command; `80 xx` or `84 xx` of a response.
    pub control: [u8; 2],
    /// What it carries, at most [`LONGEST`] bytes.
    pub data: Vec<u8>,
}

/// Why bytes are no message of this protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApduError {
    /// No message begins with this byte: somebody speaks another protocol.
    #[error("a message cannot begin with {0:02X}")]
    Foreign(u8),
}

impl Apdu {
    /// A command or response without data.
    #[must_use]
    pub const fn bare(control: [u8; 2]) -> Self {
        Self { control, data: Vec::new() }
    }

    /// `80 00 00`: accepted.
    #[must_use]
    pub const fn accepted() -> Self {
        Self::bare([0x80, 0x00])
    }

    /// `84 xx 00`: refused, for this reason.
    #[must_use]
    pub const fn refused(reason: u8) -> Self {
        Self::bare([0x84, reason])
    }

    /// Whether it answers a command.
    #[must_use]
    pub const fn is_response(&self) -> bool {
        matches!(self.control[0], 0x80 | 0x84)
    }

    /// The bytes. Data beyond [`LONGEST`] is cut off: nothing that is built here comes near.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let data = self.data.get(..LONGEST).unwrap_or(&self.data);
        let mut bytes = self.control.to_vec();
        match u8::try_from(data.len()) {
            Ok(length) if length < EXTENDED => bytes.push(length),
            Ok(_) | Err(_) => {
                bytes.push(EXTENDED);
                // Cut to what two bytes can say.
                bytes.extend_from_slice(&u16::try_from(data.len()).unwrap_or(u16::MAX).to_le_bytes());
            }
        }
        bytes.extend_from_slice(data);
        bytes
    }

    /// The first message of some bytes, and how many of them it takes; `None` while it is not whole.
    fn decode(bytes: &[u8]) -> Result<Option<(Self, usize)>, ApduError> {
        let Some(first) = bytes.first() else { return Ok(None) };
        // Classes of commands, and the two of responses.
        if !matches!(first, 0x04 | 0x05 | 0x06 | 0x08 | 0x0F | 0x80 | 0x84) {
            return Err(ApduError::Foreign(*first));
        }
        let (length, header) = match bytes {
            [_, _, EXTENDED, low, high, ..] => (usize::from(u16::from_le_bytes([*low, *high])), 5),
            [_, _, EXTENDED, ..] | [_] | [_, _] | [] => return Ok(None),
            [_, _, length, ..] => (usize::from(*length), 3),
        };
        let Some(data) = bytes.get(header..header + length) else { return Ok(None) };
        let control = [*first, bytes.get(1).copied().unwrap_or_default()];
        Ok(Some((Self { control, data: data.to_vec() }, header + length)))
    }
}

/// Finds messages in a stream that is cut anywhere. It holds one message at most, and what came with its end.
#[derive(Debug, Default)]
pub struct ApduReader {
    bytes: Vec<u8>,
    error: Option<ApduError>,
}

impl ApduReader {
    /// Takes what has come.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.error.is_none() {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// The next whole message.
    ///
    /// # Errors
    /// [`ApduError`], and from then on for ever: what follows cannot be told apart any more.
    pub fn next(&mut self) -> Result<Option<Apdu>, ApduError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        match Apdu::decode(&self.bytes) {
            Ok(Some((apdu, taken))) => {
                self.bytes.drain(..taken);
                Ok(Some(apdu))
            }
            Ok(None) => Ok(None),
            Err(error) => {
                self.error = Some(error);
                self.bytes = Vec::new();
                Err(error)
            }
        }
    }

    /// Whether part of a message is there.
    #[must_use]
    pub fn is_in_a_message(&self) -> bool {
        !self.bytes.is_empty()
    }
}
