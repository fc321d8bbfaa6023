//! Names for things, one type each, so that no two can be swapped.
//!
//! Random ids arrive from outside with events as a [`FreshId`]; nothing here can make one up.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A random id that has not been given a meaning yet. Minted at the edge of the program from the operating system's
/// randomness (a seeded source in tests), never inside the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FreshId(Uuid);

impl FreshId {
    /// Makes a version 4 UUID of sixteen random bytes.
    #[must_use]
    pub fn from_random_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Reads the usual hyphenated form.
            ///
            /// # Errors
            /// [`uuid::Error`] when the text is not a UUID.
            pub fn parse(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<FreshId> for $name {
            fn from(fresh: FreshId) -> Self {
                Self(fresh.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }
    };
}

uuid_id!(
    /// One customer's order, from the lock on.
    OrderId,
    "order"
);
uuid_id!(
    /// One try at taking one payment; the idempotency key of everything said to the terminal about it.
    AttemptId,
    "attempt"
);

impl AttemptId {
    /// A short form that a person can read out to staff: six characters without look-alikes, such as `K7Q-2M4`.
    /// Not unique for ever; staff tools list the full id beside it.
    #[must_use]
    pub fn reference(&self) -> String {
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let bytes = self.0.as_bytes();
        let letter = |index: usize| char::from(LETTERS[usize::from(bytes[index] % 32)]);
        let mut text: String = [0, 1, 2].into_iter().map(letter).collect();
        text.push('-');
        text.extend([3, 4, 5].into_iter().map(letter));
        text
    }
}

/// A line of one cart; counts up within the session, never reused in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineId(pub u32);

impl fmt::Display for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Counts every change of a cart. A tap carries the revision that was on screen; a tap on an older one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderRevision(pub u32);

impl OrderRevision {
    /// The revision after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// A kiosk's letter, A to Z without I and O (they look like digits); the first character of its order numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KioskId(char);

impl KioskId {
    /// Checks the letter; `None` for anything but a capital A-Z other than I and O.
    #[must_use]
    pub fn new(letter: char) -> Option<Self> {
        (letter.is_ascii_uppercase() && letter != 'I' && letter != 'O').then_some(Self(letter))
    }

    /// The letter.
    #[must_use]
    pub const fn letter(self) -> char {
        self.0
    }
}

/// What the customer is called by: a kiosk's letter and a number that starts again each business day, `A07`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber {
    kiosk: KioskId,
    count: u32,
}

impl OrderNumber {
    /// The `count`-th order of the business day at this kiosk, from 1.
    #[must_use]
    pub const fn new(kiosk: KioskId, count: u32) -> Self {
        Self { kiosk, count }
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}", self.kiosk.0, self.count)
    }
}

/// A card terminal's configured name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TerminalId(pub String);

impl fmt::Display for TerminalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// System trace audit number: our own number for one command to a terminal, from a durable counter, 1 to 999 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stan(pub u32);

impl Stan {
    /// The largest number before the count starts again at 1 (six digits, ISO 8583 field 11).
    pub const MAX: u32 = 999_999;
}

impl fmt::Display for Stan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// Retrieval reference number: the terminal's or acquirer's name for a payment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rrn(pub String);

impl fmt::Display for Rrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_avoid_look_alikes() {
        let id = AttemptId::from(FreshId::from_random_bytes([7; 16]));
        assert_eq!(id.reference().len(), 7);
        assert!(!id.reference().contains(['0', 'O', '1', 'I']));
    }

    #[test]
    fn kiosk_letters_that_look_like_digits_are_refused() {
        for bad in ['I', 'O', 'a', '1', 'É'] {
            assert_eq!(KioskId::new(bad), None);
        }
        let kiosk = KioskId::new('A').expect("a fine letter");
        assert_eq!(OrderNumber::new(kiosk, 7).to_string(), "A07");
        assert_eq!(OrderNumber::new(kiosk, 107).to_string(), "A107");
    }
}
