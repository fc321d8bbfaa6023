//! From what is written to what is said: amounts, signs and short forms that a voice would stumble over.

use crate::words::Words;

/// A text as it is said.
#[must_use]
pub fn pronounce(words: &Words, text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut said = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        if let Some((amount, after)) = amount_at(words, &letters, at) {
            said.push_str(&amount);
            at = after;
            continue;
        }
        match letters[at] {
            '×' | '“' | '”' | '«' | '»' | '…' => said.push(' '),
            '·' => said.push(','),
            '+' if at > 0 && letters[at - 1].is_ascii_digit() => {
                said.push(' ');
                said.push_str(&words.get("speech-plus"));
            }
            '\u{a0}' | '\u{202f}' | '\n' => said.push(' '),
            letter => said.push(letter),
        }
        at += 1;
    }
    said.split_whitespace().map(|word| if word == "kcal" { words.get("speech-kcal") } else { word.to_owned() }).fold(
        String::new(),
        |mut line, word| {
            if !line.is_empty() && !word.starts_with([',', '.']) {
                line.push(' ');
            }
            line.push_str(&word);
            line
        },
    )
}

/// Letter by letter, as one reads out a reference.
#[must_use]
pub fn spell(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).map(String::from).collect::<Vec<_>>().join(" ")
}

const SIGNS: [char; 3] = ['€', '£', '$'];

/// An amount that begins here, as it is said, and where it ends: `€9.40`, `9,40 €`, `+0,80 €`, `-€0.50`.
fn amount_at(words: &Words, letters: &[char], start: usize) -> Option<(String, usize)> {
    // In the middle of a word or number nothing begins.
    if start > 0 && letters[start - 1].is_ascii_digit() {
        return None;
    }
    let mut at = start;
    let more = match letters[at] {
        '+' => Some("speech-plus"),
        '-' | '−' => Some("speech-minus"),
        _ => None,
    };
    at += usize::from(more.is_some());
    let mut sign = letters.get(at).copied().filter(|letter| SIGNS.contains(letter));
    at += usize::from(sign.is_some());
    while sign.is_some() && letters.get(at).is_some_and(|letter| is_gap(*letter)) {
        at += 1;
    }
    let (whole, part, mut after) = number_at(letters, at)?;
    if sign.is_none() {
        let gap = letters[after..].iter().take_while(|letter| is_gap(**letter)).count();
        sign = letters.get(after + gap).copied().filter(|letter| SIGNS.contains(letter));
        after += gap + 1;
    }
    let spoken = amount(words, sign?, &whole, part.as_deref());
    Some((more.map_or_else(|| spoken.clone(), |more| format!("{} {spoken}", words.get(more))), after))
}

const fn is_gap(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}')
}

/// The digits before and behind the decimal mark, and where the number ends.
fn number_at(letters: &[char], start: usize) -> Option<(String, Option<String>, usize)> {
    let mut at = start;
    let mut groups = vec![String::new()];
    while let Some(letter) = letters.get(at) {
        let digit_follows = letters.get(at + 1).is_some_and(char::is_ascii_digit);
        if letter.is_ascii_digit() {
            groups.last_mut()?.push(*letter);
        } else if digit_follows && !groups.last()?.is_empty() && matches!(letter, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}')
        {
            groups.push(String::new());
        } else {
            break;
        }
        at += 1;
    }
    if groups[0].is_empty() {
        return None;
    }
    let part = if groups.len() > 1 && groups.last()?.len() == 2 { groups.pop() } else { None };
    Some((groups.concat(), part, at))
}

fn amount(words: &Words, sign: char, whole: &str, part: Option<&str>) -> String {
    let key = match sign {
        '€' => "eur",
        '£' => "gbp",
        _ => "usd",
    };
    let count = whole.parse::<u32>().unwrap_or(u32::MAX);
    let cents = part.and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let said = words.with(&format!("speech-{key}"), &[("count", count.into())]);
    match (count, cents) {
        (_, 0) => said,
        (0, cents) => words.with(&format!("speech-{key}-part"), &[("count", cents.into())]),
        (_, cents) => format!("{said} {cents:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    fn said(tag: &str, text: &str) -> String {
        pronounce(&Words::new(&Language::new(tag).expect("a tag")), text)
    }

    #[test]
    fn amounts_are_said_as_people_say_them() {
        for (text, wanted) in [
            ("Burger, €8.90, Sold out", "Burger, 8 euros 90, Sold out"),
            ("Pay €1,234.50 by card", "Pay 1234 euros 50 by card"),
            ("Cheddar, +€0.80", "Cheddar, plus 80 cents"),
            ("-€0.05", "minus 5 cents"),
            ("€1.00", "1 euro"),
            ("Add · €9.05", "Add, 9 euros 05"),
            ("18+", "18 plus"),
            ("640 kcal", "640 kilocalories"),
            ("1 × Burger", "1 Burger"),
            ("12 seconds left", "12 seconds left"),
        ] {
            assert_eq!(said("en", text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("Frites, 3,50\u{a0}€", "Frites, 3 euros 50"),
            ("1\u{202f}234,00\u{a0}€", "1234 euros"),
            ("+0,80\u{a0}€", "plus 80 centimes"),
            ("TVA 5,5 % : 0,32\u{a0}€", "TVA 5,5 % : 32 centimes"),
        ] {
            assert_eq!(said("fr", text), wanted, "{text}");
        }
    }

    #[test]
    fn a_reference_is_read_letter_by_letter() {
        assert_eq!(spell("A-0117"), "A 0 1 1 7");
    }
}
