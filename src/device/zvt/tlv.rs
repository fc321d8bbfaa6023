//! Objects of tag, length and value. What is not known can be left out here, other than among the fields around them.

use std::fmt;

use super::apdu::wipe;

/// An object's name, of one or two bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u16);

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0xff { write!(f, "{:04X}", self.0) } else { write!(f, "{:02X}", self.0) }
    }
}

/// The objects that a kiosk meets.
#[allow(missing_docs, reason = "the protocol's own numbers; what they mean is their name")]
pub mod tag {
    use super::Tag;

    pub const TEXT_LINE: Tag = Tag(0x07);
    pub const PRINT_ATTRIBUTE: Tag = Tag(0x09);
    pub const COMMAND: Tag = Tag(0x0a);
    pub const PRINTER_WIDTH: Tag = Tag(0x12);
    pub const LONGEST_APDU: Tag = Tag(0x1a);
    pub const DIAGNOSIS_TYPE: Tag = Tag(0x1b);
    pub const DISPLAY_TEXTS: Tag = Tag(0x24);
    pub const PRINT_TEXTS: Tag = Tag(0x25);
    pub const PERMITTED_COMMANDS: Tag = Tag(0x26);
    pub const PAYMENT_TYPE: Tag = Tag(0x2f);
    pub const CARD_TYPE: Tag = Tag(0x41);
    pub const APPLICATION_NAME: Tag = Tag(0x44);
    pub const APPLICATION: Tag = Tag(0x60);
    pub const APPLICATION_ID: Tag = Tag(0x43);
    pub const RECEIPT_TYPE: Tag = Tag(0x1f07);
    pub const CVM: Tag = Tag(0x1f10);
    pub const CARD_TECHNOLOGY: Tag = Tag(0x1f12);
    pub const SYNCHRONISATION: Tag = Tag(0x1f1f);
    pub const LONG_TRACE: Tag = Tag(0x1f2b);
    pub const SEQUENCE: Tag = Tag(0x1f73);
}

/// Card number, track data, expiry, holder's name: their values are wiped as soon as they are seen.
const SECRET: [Tag; 8] = [Tag(0x5a), Tag(0x57), Tag(0x56), Tag(0x5f24), Tag(0x5f20), Tag(0x9f6b), Tag(0x9f1f), Tag(0x9f20)];

/// Objects inside objects are followed so deep; below they are bytes.
const DEEPEST: usize = 6;

/// Why bytes are no object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlvError {
    /// The bytes end inside of it.
    #[error("an object that is cut")]
    Cut,
    /// A length of a form that is reserved.
    #[error("a length that begins with {0:02X}")]
    Length(u8),
}

/// One object.
#[derive(Clone, PartialEq, Eq)]
pub struct Tlv {
    tag: Tag,
    body: Body,
}

#[derive(Clone, PartialEq, Eq)]
enum Body {
    Plain(Vec<u8>),
    Of(Vec<Tlv>),
}

impl fmt::Debug for Tlv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            Body::Plain(bytes) => write!(f, "{:?}({})", self.tag, bytes.len()),
            Body::Of(objects) => write!(f, "{:?}{objects:?}", self.tag),
        }
    }
}

impl Tlv {
    /// An object with a value.
    #[must_use]
    pub fn plain(tag: Tag, value: impl Into<Vec<u8>>) -> Self {
        Self { tag, body: Body::Plain(value.into()) }
    }

    /// An object with objects in it.
    #[must_use]
    pub const fn of(tag: Tag, objects: Vec<Self>) -> Self {
        Self { tag, body: Body::Of(objects) }
    }

    /// Its name.
    #[must_use]
    pub const fn tag(&self) -> Tag {
        self.tag
    }

    /// Its value; nothing where there are objects in it.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        match &self.body {
            Body::Plain(bytes) => bytes,
            Body::Of(_) => &[],
        }
    }

    /// The objects in it.
    #[must_use]
    pub fn objects(&self) -> &[Self] {
        match &self.body {
            Body::Plain(_) => &[],
            Body::Of(objects) => objects,
        }
    }

    /// The first object with this path, from the outside in.
    #[must_use]
    pub fn find<'a>(objects: &'a [Self], path: &[Tag]) -> Option<&'a Self> {
        let (first, rest) = path.split_first()?;
        let found = objects.iter().filter(|object| object.tag == *first);
        let mut inside =
            found.filter_map(|object| if rest.is_empty() { Some(object) } else { Self::find(object.objects(), rest) });
        inside.next()
    }

    /// The bytes of these objects.
    #[must_use]
    pub fn encode(objects: &[Self]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for object in objects {
            let [high, low] = object.tag.0.to_be_bytes();
            bytes.extend([high].into_iter().filter(|high| *high != 0));
            bytes.push(low);
            let value = match &object.body {
                Body::Plain(value) => value.clone(),
                Body::Of(objects) => Self::encode(objects),
            };
            bytes.extend(Self::encode_length(value.len()));
            bytes.extend(value);
        }
        bytes
    }

    /// A length, high byte first.
    #[must_use]
    pub fn encode_length(length: usize) -> Vec<u8> {
        let length = u16::try_from(length).unwrap_or(u16::MAX);
        let [high, low] = length.to_be_bytes();
        match length {
            0..=0x7f => vec![low],
            0x80..=0xff => vec![0x81, low],
            0x100.. => vec![0x82, high, low],
        }
    }

    /// Reads a length and takes it off the bytes.
    pub(super) fn take_length(bytes: &mut &[u8]) -> Result<usize, TlvError> {
        let (length, rest) = match **bytes {
            [length @ 0..=0x7f, ref rest @ ..] => (usize::from(length), rest),
            [0x81, length, ref rest @ ..] => (usize::from(length), rest),
            [0x82, high, low, ref rest @ ..] => (usize::from(u16::from_be_bytes([high, low])), rest),
            [0x81 | 0x82, ..] | [] => return Err(TlvError::Cut),
            [other, ..] => return Err(TlvError::Length(other)),
        };
        *bytes = rest;
        Ok(length)
    }

    /// Reads objects; what cannot be read ends the list, and why is told beside it.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> (Vec<Self>, Option<TlvError>) {
        Self::decode_to(bytes, DEEPEST)
    }

    fn decode_to(mut bytes: &[u8], depth: usize) -> (Vec<Self>, Option<TlvError>) {
        let mut objects = Vec::new();
        while !bytes.is_empty() {
            match Self::take(&mut bytes, depth) {
                Ok(object) => objects.push(object),
                Err(error) => return (objects, Some(error)),
            }
        }
        (objects, None)
    }

    fn take(bytes: &mut &[u8], depth: usize) -> Result<Self, TlvError> {
        let (tag, mut rest) = match **bytes {
            [] => return Err(TlvError::Cut),
            // Two bytes are all there ever are here, whatever the second one says.
            [first, ref rest @ ..] if first & 0x1f == 0x1f => {
                let (second, rest) = rest.split_first().ok_or(TlvError::Cut)?;
                (Tag(u16::from_be_bytes([first, *second])), rest)
            }
            [first, ref rest @ ..] => (Tag(u16::from(first)), rest),
        };
        let length = Self::take_length(&mut rest)?;
        let value = rest.get(..length).ok_or(TlvError::Cut)?;
        *bytes = rest.get(length..).unwrap_or_default();
        let first = if tag.0 > 0xff { tag.0 >> 8 } else { tag.0 };
        if first & 0x20 != 0 && depth > 0 {
            let (objects, error) = Self::decode_to(value, depth - 1);
            if error.is_none() && !objects.is_empty() {
                return Ok(Self::of(tag, objects));
            }
        }
        let mut value = value.to_vec();
        if SECRET.contains(&tag) {
            wipe(&mut value);
            value.clear();
        }
        Ok(Self::plain(tag, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_three_forms() {
        for (length, bytes) in [
            (0, vec![0]),
            (0x7f, vec![0x7f]),
            (0x80, vec![0x81, 0x80]),
            (0xff, vec![0x81, 0xff]),
            (0x1234, vec![0x82, 0x12, 0x34]),
        ] {
            assert_eq!(Tlv::encode_length(length), bytes);
            assert_eq!(Tlv::take_length(&mut bytes.as_slice()), Ok(length));
        }
        assert_eq!(Tlv::take_length(&mut [0x80, 0].as_slice()), Err(TlvError::Length(0x80)));
        assert_eq!(Tlv::take_length(&mut [0x83, 0, 0, 1].as_slice()), Err(TlvError::Length(0x83)));
        assert_eq!(Tlv::take_length(&mut [0x82, 0].as_slice()), Err(TlvError::Cut));
    }

    #[test]
    fn names_have_one_or_two_bytes_and_never_three() {
        let (objects, error) = Tlv::decode(&[0x1f, 0x80, 1, 7, 0xff, 0x01, 0, 0x12, 1, 0x24]);
        assert_eq!(error, None);
        let names: Vec<u16> = objects.iter().map(|object| object.tag().0).collect();
        assert_eq!(names, [0x1f80, 0xff01, 0x12]);
    }

    #[test]
    fn what_was_understood_before_a_cut_is_kept() {
        let (objects, error) = Tlv::decode(&[0x12, 1, 0x24, 0x1f, 0x2b, 4, 1, 2]);
        assert_eq!((objects.len(), error), (1, Some(TlvError::Cut)));
    }

    #[test]
    fn no_card_number_is_kept_however_deep_it_is() {
        let secret = [0x60, 12, 0x5a, 8, 0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x43, 0];
        let (objects, error) = Tlv::decode(&secret);
        assert_eq!(error, None);
        let found = Tlv::find(&objects, &[tag::APPLICATION, Tag(0x5a)]).expect("it is there");
        assert!(found.value().is_empty());
        assert!(!Tlv::encode(&objects).contains(&0x41));
    }
}
