//! Objects with a tag and a length, in containers that may be in one another.

/// Nobody puts objects deeper into one another.
const DEEPEST: usize = 8;

/// One object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tlv {
    /// Its tag: one byte, or two when the low five bits of the first are all set.
    pub tag: u16,
    /// Its value; of a container, the objects in it.
    pub value: Vec<u8>,
}

impl Tlv {
    /// An object.
    #[must_use]
    pub fn new(tag: u16, value: impl Into<Vec<u8>>) -> Self {
        Self { tag, value: value.into() }
    }

    /// A container of these.
    #[must_use]
    pub fn of(tag: u16, objects: &[Self]) -> Self {
        Self { tag, value: encode_all(objects) }
    }

    /// Whether it holds other objects.
    #[must_use]
    pub const fn is_container(&self) -> bool {
        let first = if self.tag > 0xFF { self.tag >> 8 } else { self.tag };
        first & 0x20 != 0
    }
}

/// Length bytes: one up to 127, else `81 xx` or `82 xx xx`, high byte first.
fn length_bytes(length: usize) -> Vec<u8> {
    match length {
        0..=0x7F => vec![u8::try_from(length).unwrap_or(0)],
        0x80..=0xFF => vec![0x81, u8::try_from(length).unwrap_or(0)],
        _ => {
            let [high, low] = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
            vec![0x82, high, low]
        }
    }
}

/// A length and what stands behind it; `None` when it is of no known form or there is less than it says.
fn take_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (length, rest) = match bytes {
        [length @ 0..=0x7F, rest @ ..] => (usize::from(*length), rest),
        [0x81, length, rest @ ..] => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        _ => return None,
    };
    (rest.len() >= length).then_some((length, rest))
}

fn take_tag(bytes: &[u8]) -> Option<(u16, &[u8])> {
    match bytes {
        // Two bytes always: 1F80 to 1F83 exist, though their high bit would say that a third follows.
        [first, second, rest @ ..] if first & 0x1F == 0x1F => Some((u16::from_be_bytes([*first, *second]), rest)),
        [first, ..] if first & 0x1F == 0x1F => None,
        [first, rest @ ..] => Some((u16::from(*first), rest)),
        [] => None,
    }
}

/// The objects of a container. What cannot be read ends it: the objects before stand.
#[must_use]
pub fn decode_all(mut bytes: &[u8]) -> Vec<Tlv> {
    let mut objects = Vec::new();
    while let Some((tag, rest)) = take_tag(bytes) {
        let Some((length, rest)) = take_length(rest) else { break };
        let (value, behind) = rest.split_at(length);
        objects.push(Tlv::new(tag, value));
        bytes = behind;
    }
    objects
}

/// The bytes of objects, one behind the other.
#[must_use]
pub fn encode_all(objects: &[Tlv]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Tlv { tag, value } in objects {
        let [high, low] = tag.to_be_bytes();
        bytes.extend(if high == 0 { vec![low] } else { vec![high, low] });
        bytes.extend(length_bytes(value.len()));
        bytes.extend(value);
    }
    bytes
}

/// The container of bitmap 06: a length and its objects. Answers also what stands behind it.
#[must_use]
pub fn take_container(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = take_length(bytes)?;
    Some(rest.split_at(length))
}

/// A container for bitmap 06, without the 06 itself.
#[must_use]
pub fn container(objects: &[Tlv]) -> Vec<u8> {
    let inside = encode_all(objects);
    let mut bytes = length_bytes(inside.len());
    bytes.extend(inside);
    bytes
}

/// The first object of this tag, in whatever container it is.
#[must_use]
pub fn find(bytes: &[u8], tag: u16) -> Option<Vec<u8>> {
    find_within(bytes, tag, DEEPEST)
}

fn find_within(bytes: &[u8], tag: u16, deeper: usize) -> Option<Vec<u8>> {
    let deeper = deeper.checked_sub(1)?;
    decode_all(bytes).into_iter().find_map(|object| {
        if object.tag == tag {
            return Some(object.value);
        }
        if object.is_container() { find_within(&object.value, tag, deeper) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_three_forms() {
        for (length, head) in [(0, vec![0x00]), (127, vec![0x7F]), (128, vec![0x81, 0x80]), (256, vec![0x82, 0x01, 0x00])] {
            let bytes = encode_all(&[Tlv::new(0x07, vec![b'x'; length])]);
            assert_eq!(bytes.get(1..=head.len()), Some(head.as_slice()), "{length}");
            assert_eq!(decode_all(&bytes).first().map(|object| object.value.len()), Some(length));
        }
        assert!(decode_all(&[0x07, 0x80]).is_empty(), "a form that is reserved");
        assert!(decode_all(&[0x07, 0x05, b'x']).is_empty(), "less than it says");
    }

    #[test]
    fn tags_of_1f_have_two_bytes_whatever_the_second_says() {
        let objects = [Tlv::new(0x1F80, [1]), Tlv::new(0x1F12, [2]), Tlv::new(0x43, [3])];
        assert_eq!(decode_all(&encode_all(&objects)), objects);
    }

    #[test]
    fn objects_are_found_in_containers_and_no_deeper_than_is_sane() {
        let deep = (0..20).fold(Tlv::new(0x07, b"here".as_slice()), |inner, _| Tlv::of(0x24, &[inner]));
        assert_eq!(find(&encode_all(&[deep]), 0x07), None);
        let shallow = Tlv::of(0x2F, &[Tlv::new(0x1F12, [2])]);
        assert_eq!(find(&encode_all(&[shallow]), 0x1F12), Some(vec![2]));
    }
}
