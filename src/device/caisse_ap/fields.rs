//! The fields that a message is made of: two letters, three digits of length, a value; one after the other, and nothing around them.

use std::fmt;

/// The longest message that is looked at. Answers with tickets have a few kilobytes.
pub const LONGEST: usize = 32 * 1024;
/// The longest value that three digits can announce.
const LONGEST_VALUE: usize = 999;

/// A field's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag([u8; 2]);

impl Tag {
    /// A name of two letters.
    #[must_use]
    pub const fn new(letters: [u8; 2]) -> Option<Self> {
        if letters[0].is_ascii_uppercase() && letters[1].is_ascii_uppercase() { Some(Self(letters)) } else { None }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(self.0[0]), char::from(self.0[1]))
    }
}

/// The fields that a kiosk meets.
#[allow(missing_docs, reason = "the protocol's own names; what they mean stands behind them")]
pub mod tag {
    use super::Tag;

    pub const VERSION: Tag = Tag(*b"CZ");
    pub const REGISTER_ID: Tag = Tag(*b"CJ");
    pub const REGISTER: Tag = Tag(*b"CA");
    pub const AMOUNT: Tag = Tag(*b"CB");
    pub const APPLICATION: Tag = Tag(*b"CC");
    pub const ACTION: Tag = Tag(*b"CD");
    pub const CURRENCY: Tag = Tag(*b"CE");
    pub const PRIVATE: Tag = Tag(*b"CF");
    pub const READING: Tag = Tag(*b"CI");
    pub const ANSWER_WHEN: Tag = Tag(*b"BA");
    pub const CARD_NUMBER: Tag = Tag(*b"AA");
    pub const AUTHORISATION: Tag = Tag(*b"AC");
    pub const RESULT: Tag = Tag(*b"AE");
    pub const REASON: Tag = Tag(*b"AF");
    pub const CARD_APPLICATION: Tag = Tag(*b"AI");
}

/// Why bytes are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Longer than [`LONGEST`].
    #[error("a message of more than {LONGEST} bytes")]
    TooLong,
    /// No name or no length where one should be.
    #[error("no field at byte {0}")]
    NoField(usize),
    /// One field twice, and not the same.
    #[error("{0:?} twice, with different values")]
    Twice(Tag),
}

/// A message. Its values are not shown in logs: there are parts of card numbers among them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fields(Vec<(Tag, Vec<u8>)>);

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(tag, _)| tag)).finish()
    }
}

impl Fields {
    /// The message with one more field, or with this value in the place of the one before. A value beyond 999 bytes is cut.
    #[must_use]
    pub fn with(mut self, tag: Tag, value: impl AsRef<[u8]>) -> Self {
        let value: Vec<u8> = value.as_ref().iter().take(LONGEST_VALUE).copied().collect();
        match self.0.iter_mut().find(|(name, _)| *name == tag) {
            Some((_, before)) => *before = value,
            None => self.0.push((tag, value)),
        }
        self
    }

    /// A field's value, when it is there and a text.
    #[must_use]
    pub fn text(&self, tag: Tag) -> Option<&str> {
        let value = self.0.iter().find(|(name, _)| *name == tag).map(|(_, value)| value);
        value.and_then(|value| std::str::from_utf8(value).ok())
    }

    /// The bytes of this message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (tag, value) in &self.0 {
            bytes.extend_from_slice(&tag.0);
            bytes.extend_from_slice(format!("{:03}", value.len()).as_bytes());
            bytes.extend_from_slice(value);
        }
        bytes
    }

    /// Reads what has come so far; `None` when the last field is not complete. That all fields are complete does not say that no more
    /// follow: the protocol has no end of a message.
    ///
    /// # Errors
    /// [`FormError`] when it cannot become a message, whatever follows.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>, FormError> {
        if bytes.len() > LONGEST {
            return Err(FormError::TooLong);
        }
        let mut fields = Self::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let at = bytes.len() - rest.len();
            let head: Vec<u8> = rest.iter().take(5).copied().collect();
            let is_head = head.iter().enumerate().all(
                |(place, byte)| {
                    if place < 2 { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() }
                },
            );
            if !is_head {
                return Err(FormError::NoField(at));
            }
            let [first, second, digits @ ..] = head.as_slice() else { return Ok(None) };
            let length = digits.iter().fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
            let Some(value) = rest.get(5..5 + length).filter(|_| digits.len() == 3) else { return Ok(None) };
            let tag = Tag([*first, *second]);
            if fields.0.iter().any(|(name, before)| *name == tag && before != value) {
                return Err(FormError::Twice(tag));
            }
            fields = fields.with(tag, value);
            rest = rest.get(5 + length..).unwrap_or_default();
        }
        Ok(Some(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "CZ0040300CJ012012345678901CA00201CE003978BA0010CD0010CB0041250";
    const ANSWER: &str = "CZ0040300CJ012012345678901CA00201CE003978BA0010CD0010CB0041250AE00210CC003001CI0011AC006162179AA016556100######9400AI021A00000000134614247924AB0042701CF0101010000000CG006424242";

    /// Made by a simulator of another hand.
    #[test]
    fn known_messages_are_read_and_written_as_they_were() {
        let request = Fields::default()
            .with(tag::VERSION, "0300")
            .with(tag::REGISTER_ID, "012345678901")
            .with(tag::REGISTER, "01")
            .with(tag::CURRENCY, "978")
            .with(tag::ANSWER_WHEN, "0")
            .with(tag::ACTION, "0")
            .with(tag::AMOUNT, "1250");
        assert_eq!(String::from_utf8(request.encode()).expect("text"), REQUEST);
        for message in [REQUEST, ANSWER, &format!("{REQUEST}AE00201AF00204")] {
            let fields = Fields::decode(message.as_bytes()).expect("a message").expect("complete");
            assert_eq!(fields.encode(), message.as_bytes());
        }
        let answer = Fields::decode(ANSWER.as_bytes()).expect("a message").expect("complete");
        assert_eq!(answer.text(tag::RESULT), Some("10"));
        assert_eq!(answer.text(tag::AUTHORISATION), Some("162179"));
        assert_eq!(answer.text(tag::REASON), None);
    }

    #[test]
    fn a_message_that_was_cut_is_not_complete_and_no_error() {
        let mut complete = 0;
        for length in 0..=ANSWER.len() {
            let read = Fields::decode(&ANSWER.as_bytes()[..length]).expect("can become a message");
            complete += usize::from(read.is_some());
        }
        assert_eq!(complete, 17, "nothing, and behind each of its sixteen fields");
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let many = "CZ0040300".repeat(LONGEST);
        for (bytes, error) in [
            ("cz0040300", FormError::NoField(0)),
            ("CZ0040300\r\n", FormError::NoField(9)),
            ("CZ+04", FormError::NoField(0)),
            ("CZ0x4", FormError::NoField(0)),
            ("CB00212CB00213", FormError::Twice(tag::AMOUNT)),
            (many.as_str(), FormError::TooLong),
        ] {
            assert_eq!(Fields::decode(bytes.as_bytes()), Err(error), "{bytes}");
        }
        assert!(Fields::decode(b"CB00212CB00212").expect("the same twice").is_some());
    }

    #[test]
    fn a_message_does_not_show_its_values() {
        let fields = Fields::decode(ANSWER.as_bytes()).expect("a message").expect("complete");
        assert!(!format!("{fields:?}").contains("9400"));
    }
}
