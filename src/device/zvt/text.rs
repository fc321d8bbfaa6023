//! Digits in nibbles, lengths in digits, and letters of code page 437.

/// The upper half of code page 437.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡°∙·√ⁿ²■\u{a0}";

/// Letters of code page 437; control characters are left out, NUL ends the text.
#[must_use]
pub fn decode_text(bytes: &[u8]) -> String {
    let letters = bytes.iter().take_while(|byte| **byte != 0);
    letters.filter_map(|byte| letter(*byte)).collect()
}

fn letter(byte: u8) -> Option<char> {
    match byte {
        0x20..=0x7E => Some(char::from(byte)),
        0x80.. => UPPER.chars().nth(usize::from(byte - 0x80)),
        0x00..=0x1F | 0x7F => None,
    }
}

/// The bytes of a text in code page 437; what it has no letter for becomes `?`.
#[must_use]
pub fn encode_text(text: &str) -> Vec<u8> {
    text.chars().map(byte_of).collect()
}

fn byte_of(letter: char) -> u8 {
    if matches!(letter, ' '..='~') {
        return u8::try_from(letter).unwrap_or(b'?');
    }
    let at = UPPER.chars().position(|upper| upper == letter).and_then(|at| u8::try_from(at).ok());
    at.map_or(b'?', |at| 0x80 + at)
}

/// The number that digits in nibbles make; `None` when one is no digit, or when it is too large.
#[must_use]
pub fn decode_bcd(bytes: &[u8]) -> Option<u64> {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]).try_fold(0_u64, |number, digit| {
        let digit = (digit <= 9).then_some(u64::from(digit))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// A number as digits in so many bytes; the highest digits are lost where there is no room.
#[must_use]
pub fn encode_bcd(mut number: u64, bytes: usize) -> Vec<u8> {
    let mut digits = vec![0; bytes];
    for byte in digits.iter_mut().rev() {
        let pair = u8::try_from(number % 100).unwrap_or(0);
        *byte = (pair / 10) << 4 | pair % 10;
        number /= 100;
    }
    digits
}

/// Digits such as a password, two in a byte; `None` for anything but an even number of digits.
#[must_use]
pub fn digits_to_bcd(digits: &str) -> Option<Vec<u8>> {
    let values: Option<Vec<u8>> = digits.chars().map(|digit| digit.to_digit(10)?.try_into().ok()).collect();
    let values = values.filter(|values| values.len() % 2 == 0)?;
    Some(values.chunks(2).map(|pair| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0)).collect())
}

/// The length that stands before a value in so many bytes, one digit each; the high nibble is not looked at (some terminals leave the F
/// out).
#[must_use]
pub fn decode_length(bytes: &[u8]) -> Option<usize> {
    bytes.iter().try_fold(0_usize, |length, byte| {
        let digit = usize::from(byte & 0x0F);
        (digit <= 9).then_some(length * 10 + digit)
    })
}

/// A length as so many bytes `Fx`.
#[must_use]
pub fn encode_length(length: usize, digits: usize) -> Vec<u8> {
    let mut rest = length;
    let mut bytes = vec![0xF0; digits];
    for byte in bytes.iter_mut().rev() {
        *byte |= u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_code_page_go_there_and_back() {
        assert_eq!(UPPER.chars().count(), 128);
        for byte in (0x20..=0x7E_u8).chain(0x80..=0xFF) {
            assert_eq!(encode_text(&decode_text(&[byte])), [byte], "{byte:02X}");
        }
        assert_eq!(decode_text(b"Z\x81gig\x00rest"), "Zügig");
        assert_eq!(decode_text(b"a\r\nb\x7f"), "ab");
        assert_eq!(encode_text("Ж€"), b"??");
    }

    #[test]
    fn lengths_and_digits_are_read_as_the_vectors_say() {
        assert_eq!(decode_length(&[0xF0, 0xF1, 0xF9]), Some(19));
        assert_eq!(decode_length(&[0xF1, 0xF8]), Some(18));
        assert_eq!(decode_length(&[0x01, 0x08]), Some(18), "without the F");
        assert_eq!(decode_length(&[0xFA]), None);
        assert_eq!(encode_length(119, 3), [0xF1, 0xF1, 0xF9]);
        assert_eq!(decode_bcd(&[0x00, 0x12, 0x50]), Some(1250));
        assert_eq!(decode_bcd(&[0x1E]), None);
        assert_eq!(encode_bcd(1250, 6), [0, 0, 0, 0, 0x12, 0x50]);
        assert_eq!(digits_to_bcd("123456"), Some(vec![0x12, 0x34, 0x56]));
        assert_eq!(digits_to_bcd("12345"), None);
        assert_eq!(digits_to_bcd("12345a"), None);
    }
}
