//! Texts in code page 437, the letters that terminals of this protocol print with.

/// The upper half of the page.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The text behind the bytes.
#[must_use]
pub fn of_cp437(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(place) => UPPER.chars().nth(usize::from(place)).unwrap_or('?'),
    };
    bytes.iter().map(letter).collect()
}

/// The bytes of a text; a letter that the page has not is a question mark. The euro sign is one of those, so it is spelt out.
#[must_use]
pub fn cp437(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let upper = || UPPER.chars().position(|known| known == letter).and_then(|place| u8::try_from(place + 0x80).ok());
        match letter {
            '€' => bytes.extend_from_slice(b"EUR"),
            _ if letter.is_ascii() => bytes.push(u8::try_from(letter).unwrap_or(b'?')),
            _ => bytes.push(upper().unwrap_or(b'?')),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_a_letter_and_comes_back() {
        assert_eq!(UPPER.chars().count(), 128);
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(cp437(&of_cp437(&bytes)), bytes);
    }

    #[test]
    fn umlauts_are_where_terminals_have_them() {
        assert_eq!(of_cp437(&[0x8e, 0x99, 0x9a, 0x84, 0x94, 0x81, 0xe1]), "ÄÖÜäöüß");
        assert_eq!(cp437("Händlerbeleg 8,90 €"), b"H\x84ndlerbeleg 8,90 EUR");
        assert_eq!(cp437("漢"), b"?");
    }
}
