//! Data blocks: fields that begin with a byte each, called bitmaps. They come in any order, and a field that nobody knows makes what stands
//! behind it unreadable, because nothing says how long it is. So the table is complete.

use super::text::{decode_length, encode_length};
use super::tlv;

/// How long the value of a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Bytes(usize),
    /// Two digits of length.
    Ll,
    /// Three digits of length.
    Lll,
    /// A container of tagged objects.
    Container,
}

/// The table of PA00P015, chapter 3.
const fn form(bitmap: u8) -> Option<Form> {
    Some(match bitmap {
        0x01 | 0x02 | 0x03 | 0x05 | 0x19 | 0x27 | 0x72..=0x75 | 0x8A | 0x8C | 0xA0 | 0xD0 | 0xD2 | 0xD3 => Form::Bytes(1),
        0xE0 | 0xE9 | 0xEA | 0xF0 | 0xF9..=0xFD => Form::Bytes(1),
        0x0D | 0x0E | 0x17 | 0x3A | 0x49 | 0x87 => Form::Bytes(2),
        0x0B | 0x0C | 0x37 | 0x3D | 0x88 | 0xAA => Form::Bytes(3),
        0x29 | 0x70 | 0x71 => Form::Bytes(4),
        0xBA => Form::Bytes(5),
        0x04 => Form::Bytes(6),
        0x3B | 0xEB => Form::Bytes(8),
        0x2A => Form::Bytes(15),
        0x22 | 0x23 | 0x2D | 0x4C | 0x8B | 0xA7 | 0xD1 | 0xE1..=0xE8 | 0xF1..=0xF8 => Form::Ll,
        0x24 | 0x2E | 0x3C | 0x60 | 0x92 | 0x9A | 0xAF => Form::Lll,
        0x06 => Form::Container,
        _ => return None,
    })
}

/// A field: its bitmap, and its value without a length.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Which.
    pub bitmap: u8,
    /// Its value.
    pub value: Vec<u8>,
}

/// The fields of a data block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    fields: Vec<Field>,
    /// Where an unknown or broken field begins; what is before it is understood.
    unread: Option<usize>,
}

impl Fields {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a block. It never fails: what cannot be read is said by [`Fields::unread`].
    #[must_use]
    pub fn decode(block: &[u8]) -> Self {
        let mut read = Self::default();
        let mut rest = block;
        while let Some((bitmap, behind)) = rest.split_first() {
            let Some((value, behind)) = form(*bitmap).and_then(|form| take(form, behind)) else {
                read.unread = Some(block.len() - rest.len());
                break;
            };
            read.fields.push(Field { bitmap: *bitmap, value: value.to_vec() });
            rest = behind;
        }
        read
    }

    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut block = Vec::new();
        for Field { bitmap, value } in &self.fields {
            block.push(*bitmap);
            match form(*bitmap) {
                Some(Form::Ll) => block.extend(encode_length(value.len(), 2)),
                Some(Form::Lll) => block.extend(encode_length(value.len(), 3)),
                Some(Form::Container) => block.extend(tlv::container(&tlv::decode_all(value))),
                Some(Form::Bytes(_)) | None => {}
            }
            if form(*bitmap) != Some(Form::Container) {
                block.extend(value);
            }
        }
        block
    }

    /// The same with one more field. Of a container, `value` is the objects in it.
    #[must_use]
    pub fn with(mut self, bitmap: u8, value: impl Into<Vec<u8>>) -> Self {
        self.fields.push(Field { bitmap, value: value.into() });
        self
    }

    /// The value of the first field of this bitmap.
    #[must_use]
    pub fn get(&self, bitmap: u8) -> Option<&[u8]> {
        self.fields.iter().find(|field| field.bitmap == bitmap).map(|field| field.value.as_slice())
    }

    /// The one byte of a field.
    #[must_use]
    pub fn byte(&self, bitmap: u8) -> Option<u8> {
        self.get(bitmap)?.first().copied()
    }

    /// A tagged object in the container, however deep.
    #[must_use]
    pub fn object(&self, tag: u16) -> Option<Vec<u8>> {
        tlv::find(self.get(0x06)?, tag)
    }

    /// Where the block could not be read any more.
    #[must_use]
    pub const fn unread(&self) -> Option<usize> {
        self.unread
    }

    /// In the order of the block.
    pub fn iter(&self) -> std::slice::Iter<'_, Field> {
        self.fields.iter()
    }
}

/// The value at the beginning of some bytes, and what stands behind it.
fn take(form: Form, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let digits = match form {
        Form::Bytes(length) => return bytes.split_at_checked(length),
        Form::Container => return tlv::take_container(bytes),
        Form::Ll => 2,
        Form::Lll => 3,
    };
    let (length, rest) = bytes.split_at_checked(digits)?;
    rest.split_at_checked(decode_length(length)?)
}
