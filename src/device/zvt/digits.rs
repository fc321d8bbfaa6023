//! Numbers as two decimal digits a byte, and lengths as one digit a byte.

/// A number in `bytes` bytes, two digits each, zeros in front. What is too large loses its first digits; callers pass what fits.
#[must_use]
pub fn bcd(mut number: u64, bytes: usize) -> Vec<u8> {
    let mut packed = vec![0; bytes];
    for byte in packed.iter_mut().rev() {
        let two = u8::try_from(number % 100).unwrap_or_default();
        *byte = two / 10 << 4 | two % 10;
        number /= 100;
    }
    packed
}

/// The number behind packed digits; `None` when something else than digits is there, or more than a number can hold.
#[must_use]
pub fn of_bcd(packed: &[u8]) -> Option<u64> {
    packed.iter().try_fold(0_u64, |number, byte| {
        let (tens, ones) = (u64::from(byte >> 4), u64::from(byte & 15));
        if tens > 9 || ones > 9 {
            return None;
        }
        number.checked_mul(100)?.checked_add(tens * 10 + ones)
    })
}

/// The digits of a length, one a byte, with F in front of each.
pub(super) fn length_digits(length: usize, digits: usize) -> Vec<u8> {
    let mut rest = length;
    let mut bytes = vec![0; digits];
    for byte in bytes.iter_mut().rev() {
        *byte = 0xf0 | u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    bytes
}

/// The length behind such digits. What stands in front of each is not looked at: some terminals leave the F away.
pub(super) fn of_length_digits(bytes: &[u8]) -> Option<usize> {
    bytes.iter().try_fold(0_usize, |length, byte| {
        let digit = byte & 15;
        (digit <= 9).then(|| length * 10 + usize::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_packed_and_unpacked() {
        for (number, bytes, packed) in
            [(1250, 6, vec![0, 0, 0, 0, 0x12, 0x50]), (978, 2, vec![0x09, 0x78]), (0, 3, vec![0, 0, 0]), (99, 1, vec![0x99])]
        {
            assert_eq!(bcd(number, bytes), packed);
            assert_eq!(of_bcd(&packed), Some(number));
        }
        assert_eq!(of_bcd(&[0x1a]), None);
        assert_eq!(of_bcd(&[0xe1]), None);
        assert_eq!(of_bcd(&[0x99; 11]), None, "more than a number can hold");
    }

    #[test]
    fn lengths_are_read_with_and_without_their_f() {
        assert_eq!(length_digits(19, 3), [0xf0, 0xf1, 0xf9]);
        assert_eq!(length_digits(18, 2), [0xf1, 0xf8]);
        assert_eq!(of_length_digits(&[0xf0, 0xf1, 0xf9]), Some(19));
        assert_eq!(of_length_digits(&[0x00, 0x01, 0x09]), Some(19));
        assert_eq!(of_length_digits(&[0xf1, 0xf8]), Some(18));
        assert_eq!(of_length_digits(&[0xfa, 0xf8]), None);
    }
}
