//! The fields of a message: a number that says how long the value is, and the value. Whoever does not know a number cannot know where the
//! next one begins; so what follows an unknown one is left aside, and that it was is told.

use std::fmt;

use super::apdu::wipe;
use super::digits::{bcd, length_digits, of_bcd, of_length_digits};
use super::text::of_cp437;
use super::tlv::{Tag, Tlv};

/// How a field's length is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It is always the same.
    Fixed(usize),
    /// By two digits.
    Ll,
    /// By three digits.
    Lll,
    /// It holds objects.
    Container,
}

/// The form of a field, by its number.
#[must_use]
pub const fn form(number: u8) -> Option<Form> {
    Some(match number {
        0x01..=0x03
        | 0x05
        | 0x19
        | 0x27
        | 0x72..=0x75
        | 0x8a
        | 0x8c
        | 0xa0
        | 0xd0
        | 0xd2
        | 0xd3
        | 0xe0
        | 0xe9
        | 0xea
        | 0xf0
        | 0xf9..=0xfd => Form::Fixed(1),
        0x0d | 0x0e | 0x17 | 0x3a | 0x49 | 0x87 => Form::Fixed(2),
        0x0b | 0x0c | 0x37 | 0x3d | 0x88 | 0xaa => Form::Fixed(3),
        0x29 | 0x70 | 0x71 => Form::Fixed(4),
        0xba => Form::Fixed(5),
        0x04 => Form::Fixed(6),
        0x3b | 0xeb => Form::Fixed(8),
        0x2a => Form::Fixed(15),
        0x22 | 0x23 | 0x2d | 0x4c | 0x8b | 0xa7 | 0xd1 | 0xe1..=0xe8 | 0xf1..=0xf8 => Form::Ll,
        0x24 | 0x2e | 0x3c | 0x60 | 0x92 | 0x9a | 0xaf => Form::Lll,
        0x06 => Form::Container,
        _ => return None,
    })
}

/// The fields that a kiosk meets.
#[allow(missing_docs, reason = "the protocol's own numbers; what they mean is their name")]
pub mod bmp {
    pub const TIMEOUT: u8 = 0x01;
    pub const MOST_STATUS: u8 = 0x02;
    pub const SERVICE: u8 = 0x03;
    pub const AMOUNT: u8 = 0x04;
    pub const CONTAINER: u8 = 0x06;
    pub const TRACE: u8 = 0x0b;
    pub const TIME: u8 = 0x0c;
    pub const DATE: u8 = 0x0d;
    pub const EXPIRY: u8 = 0x0e;
    pub const PAYMENT_TYPE: u8 = 0x19;
    pub const CARD_NUMBER: u8 = 0x22;
    pub const TRACK_2: u8 = 0x23;
    pub const TRACK_3: u8 = 0x24;
    pub const RESULT: u8 = 0x27;
    pub const TERMINAL: u8 = 0x29;
    pub const CONTRACT: u8 = 0x2a;
    pub const TRACK_1: u8 = 0x2d;
    pub const CHIP_DATA: u8 = 0x2e;
    pub const ORIGINAL_TRACE: u8 = 0x37;
    pub const CARD_CHECK: u8 = 0x3a;
    pub const AUTHORISATION: u8 = 0x3b;
    pub const ADDITIONAL_TEXT: u8 = 0x3c;
    pub const CURRENCY: u8 = 0x49;
    pub const TOTALS: u8 = 0x60;
    pub const RECEIPT: u8 = 0x87;
    pub const CARD_TYPE: u8 = 0x8a;
    pub const CARD_NAME: u8 = 0x8b;
    pub const DATE_WITH_YEAR: u8 = 0xaa;
    pub const PIN_DATA: u8 = 0xd1;
}

/// What was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unparsed {
    /// The field at which it began.
    pub number: u8,
    /// How many bytes there were from it to the end.
    pub bytes: usize,
}

/// The fields of a message. No value is shown in logs. Of a card number the last four digits are kept, of tracks, codes and chip data
/// nothing, however they came.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fields {
    list: Vec<(u8, Vec<u8>)>,
    container: Option<Vec<Tlv>>,
    unparsed: Option<Unparsed>,
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, _) in &self.list {
            write!(f, "{number:02X} ")?;
        }
        write!(f, "{:?} {:?}", self.container, self.unparsed)
    }
}

impl Fields {
    /// With one field more. The value is cut or filled with zeros to the length that the number has.
    #[must_use]
    pub fn with(mut self, number: u8, value: impl AsRef<[u8]>) -> Self {
        let mut value = value.as_ref().to_vec();
        match form(number) {
            Some(Form::Fixed(length)) => value.resize(length, 0),
            Some(Form::Ll) => value.truncate(99),
            Some(Form::Lll) => value.truncate(999),
            Some(Form::Container) | None => return self,
        }
        self.list.push((number, value));
        self
    }

    /// With a number in packed digits.
    #[must_use]
    pub fn with_number(self, number: u8, value: u64) -> Self {
        match form(number) {
            Some(Form::Fixed(length)) => self.with(number, bcd(value, length)),
            Some(Form::Ll | Form::Lll | Form::Container) | None => self,
        }
    }

    /// With objects, in place of those before.
    #[must_use]
    pub fn with_objects(mut self, objects: Vec<Tlv>) -> Self {
        self.container = Some(objects);
        self
    }

    /// The bytes of these fields, the objects last.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, value) in &self.list {
            bytes.push(*number);
            match form(*number) {
                Some(Form::Ll) => bytes.extend(length_digits(value.len(), 2)),
                Some(Form::Lll) => bytes.extend(length_digits(value.len(), 3)),
                Some(Form::Fixed(_) | Form::Container) | None => {}
            }
            bytes.extend_from_slice(value);
        }
        if let Some(objects) = &self.container {
            let objects = Tlv::encode(objects);
            bytes.push(bmp::CONTAINER);
            bytes.extend(Tlv::encode_length(objects.len()));
            bytes.extend(objects);
        }
        bytes
    }

    /// Reads as far as can be understood.
    #[must_use]
    pub fn decode(mut bytes: &[u8]) -> Self {
        let mut fields = Self::default();
        while let Some((number, rest)) = bytes.split_first() {
            if fields.take(*number, rest, &mut bytes).is_none() {
                fields.unparsed = Some(Unparsed { number: *number, bytes: rest.len() + 1 });
                break;
            }
        }
        fields
    }

    fn take<'a>(&mut self, number: u8, rest: &'a [u8], left: &mut &'a [u8]) -> Option<()> {
        let digits = |count: usize| Some((of_length_digits(rest.get(..count)?)?, rest.get(count..)?));
        let (length, rest) = match form(number)? {
            Form::Fixed(length) => (length, rest),
            Form::Ll => digits(2)?,
            Form::Lll => digits(3)?,
            Form::Container => {
                let mut rest = rest;
                let length = Tlv::take_length(&mut rest).ok()?;
                (length, rest)
            }
        };
        let value = rest.get(..length)?;
        *left = rest.get(length..)?;
        if number == bmp::CONTAINER {
            // What is wrong inside is only left out: where it ends is known.
            let (objects, _) = Tlv::decode(value);
            self.container.get_or_insert_default().extend(objects);
        } else {
            self.list.push((number, without_secrets(number, value.to_vec())));
        }
        Some(())
    }

    /// What was not understood, if anything.
    #[must_use]
    pub const fn unparsed(&self) -> Option<Unparsed> {
        self.unparsed
    }

    /// The numbers of its fields, in their order.
    pub fn numbers(&self) -> impl Iterator<Item = u8> {
        self.list.iter().map(|(number, _)| *number)
    }

    /// A field's bytes.
    #[must_use]
    pub fn bytes(&self, number: u8) -> Option<&[u8]> {
        self.list.iter().find(|(known, _)| *known == number).map(|(_, value)| value.as_slice())
    }

    /// A field of one byte.
    #[must_use]
    pub fn byte(&self, number: u8) -> Option<u8> {
        self.bytes(number)?.first().copied()
    }

    /// A field of packed digits.
    #[must_use]
    pub fn number(&self, number: u8) -> Option<u64> {
        of_bcd(self.bytes(number)?)
    }

    /// A field of letters, without what fills it up.
    #[must_use]
    pub fn text(&self, number: u8) -> Option<String> {
        let text = of_cp437(self.bytes(number)?);
        Some(text.trim_matches(['\0', ' ']).to_owned())
    }

    /// Its objects.
    #[must_use]
    pub fn objects(&self) -> &[Tlv] {
        self.container.as_deref().unwrap_or_default()
    }

    /// The value of the first object with this path.
    #[must_use]
    pub fn object(&self, path: &[Tag]) -> Option<&[u8]> {
        Tlv::find(self.objects(), path).map(Tlv::value)
    }

    /// The last four digits of the card number, where they are told.
    #[must_use]
    pub fn last_four(&self) -> Option<String> {
        let nibbles = self.bytes(bmp::CARD_NUMBER)?.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let number: Vec<u8> = nibbles.filter(|nibble| *nibble != FILLER).collect();
        let last = number.last_chunk::<4>()?;
        last.iter().all(|digit| *digit <= 9).then(|| last.iter().map(|digit| char::from(b'0' + digit)).collect())
    }
}

/// A nibble of a card number that stands for a digit which is not told.
const MASKED: u8 = 0xe;
/// A nibble that fills up the last byte.
const FILLER: u8 = 0xf;

/// The value with nothing in it that must not be kept.
fn without_secrets(number: u8, mut value: Vec<u8>) -> Vec<u8> {
    match number {
        bmp::CARD_NUMBER => mask(&mut value),
        bmp::EXPIRY | bmp::CARD_CHECK => wipe(&mut value),
        bmp::TRACK_1 | bmp::TRACK_2 | bmp::TRACK_3 | bmp::CHIP_DATA | bmp::PIN_DATA | 0x92 | 0x9a | 0xaf => {
            wipe(&mut value);
            value.clear();
        }
        _ => {}
    }
    value
}

/// Leaves the last four digits.
fn mask(number: &mut [u8]) {
    let mut nibbles: Vec<u8> = number.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let end = nibbles.iter().rposition(|nibble| *nibble != FILLER).map_or(0, |last| last + 1);
    if let Some(hidden) = nibbles.get_mut(..end.saturating_sub(4)) {
        hidden.fill(MASKED);
    }
    // A separator is where track data begin, and digits before a filler may be no end of a number.
    if nibbles.contains(&0xd) {
        nibbles.fill(MASKED);
    }
    for (byte, pair) in number.iter_mut().zip(nibbles.chunks(2)) {
        *byte = pair.iter().fold(0, |byte, nibble| byte << 4 | nibble);
    }
    wipe(&mut nibbles);
}
