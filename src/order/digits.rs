//! What may be a card number in what people type and devices say. Card numbers are kept nowhere: not in a note, not in a search, not in
//! what staff write, not in what a terminal calls a payment.
//!
//! What it refuses to know: where the text comes from. Its rule is wider than that of a card number (13 to 19 digits that end with the
//! right check digit), because a number with a digit mistyped says as much about a card as the right one.

/// So many digits in a row, blanks and the like between them or not, may be a card number.
const CARD_DIGITS: usize = 13;

/// What stands in the place of a digit that is not kept.
const WITHHELD: char = '•';

/// Whether a text holds what may be a card number.
#[must_use]
pub fn may_hold_card_number(text: &str) -> bool {
    runs(text).any(|run| run.digits >= CARD_DIGITS)
}

/// The text without the digits of what may be a card number.
#[must_use]
pub fn without_card_numbers(text: &str) -> String {
    let mut kept: Vec<char> = text.chars().collect();
    for run in runs(text).filter(|run| run.digits >= CARD_DIGITS) {
        let digits = kept[run.from..=run.to].iter_mut().filter(|letter| letter.is_numeric());
        digits.for_each(|digit| *digit = WITHHELD);
    }
    kept.into_iter().collect()
}

/// Digits that stand together, from letter to letter.
#[derive(Clone, Copy, Default)]
struct Run {
    from: usize,
    to: usize,
    digits: usize,
}

fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut current = Run::default();
    let letters = text.chars().map(Some).chain([None]).enumerate();
    letters.filter_map(move |(at, letter)| match letter {
        Some(digit) if digit.is_numeric() => {
            let from = if current.digits == 0 { at } else { current.from };
            current = Run { from, to: at, digits: current.digits + 1 };
            None
        }
        Some(between) if is_between(between) => None,
        Some(_) | None => Some(std::mem::take(&mut current)).filter(|run| run.digits > 0),
    })
}

/// What people put between the digits of a card number, and what cannot be seen there.
fn is_between(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '-' | '.' | ',' | '/' | '_' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_card_number_is_withheld_and_nothing_else() {
        for (text, kept) in [
            ("4111 1111 1111 1111", "•••• •••• •••• ••••"),
            ("no salt, 4242-4242.4242/4242!", "no salt, ••••-••••.••••/••••!"),
            ("card 4242424242424241 mistyped", "card •••••••••••••••• mistyped"),
            ("٤١١١ ١١١١ ١١١١ ١١١١", "•••• •••• •••• ••••"),
            ("4111\u{200b}1111\t1111\u{2013}1111", "••••\u{200b}••••\t••••\u{2013}••••"),
            ("1234567890123 and 4111111111111111", "••••••••••••• and ••••••••••••••••"),
            ("call +33 6 12 34 56 78", "call +33 6 12 34 56 78"),
            ("123456789012", "123456789012"),
            ("table 12, 3 forks, 45 napkins", "table 12, 3 forks, 45 napkins"),
            ("", ""),
        ] {
            assert_eq!(without_card_numbers(text), kept);
            assert_eq!(may_hold_card_number(text), text != kept, "{text}");
        }
    }
}
