//! Looks for card numbers: known ones in every form in which bytes can hide them, and anything in a text that could be one.
//!
//! Known numbers are worked out, never written down: a program that is searched for them must not hold them as a constant.

use std::hint::black_box;

/// So many known numbers: of sixteen, fifteen, thirteen and nineteen digits, beginning with 2 to 6.
pub const KNOWN: usize = 6;

const LENGTHS: [usize; KNOWN] = [16, 16, 16, 15, 13, 19];
const FIRST: [u8; KNOWN] = [4, 5, 2, 3, 4, 6];

/// A digit of a known number; the last one is the check digit.
pub fn digit(which: usize, at: usize) -> u8 {
    let length = LENGTHS[black_box(which)];
    let plain = |at: usize| {
        if at == 0 { FIRST[which] } else { u8::try_from((which * 5 + at * at * 3 + at * 7 + 1) % 10).expect("a digit") }
    };
    if at + 1 < length {
        return plain(at);
    }
    let sum: u32 = (0..length - 1).map(|at| doubled(plain(at), (length - 1 - at) % 2 == 1)).sum();
    u8::try_from((10 - sum % 10) % 10).expect("a digit")
}

pub fn length(which: usize) -> usize {
    LENGTHS[which]
}

/// A known number in a string of its own, with no other copy of it left behind.
pub fn number(which: usize) -> String {
    number_after("", which)
}

/// The same after other words.
pub fn number_after(words: &str, which: usize) -> String {
    let mut text = String::with_capacity(words.len() + length(which));
    text.push_str(words);
    (0..length(which)).for_each(|at| text.push(char::from(b'0' + digit(which, at))));
    text
}

fn doubled(digit: u8, double: bool) -> u32 {
    let digit = u32::from(digit);
    match (double, digit * 2) {
        (false, _) => digit,
        (true, twice) if twice > 9 => twice - 9,
        (true, twice) => twice,
    }
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().rev().enumerate().map(|(at, digit)| doubled(*digit, at % 2 == 1)).sum();
    sum.is_multiple_of(10)
}

/// One way to write a number, as bytes to look for.
struct Needle {
    what: String,
    bytes: Vec<u8>,
}

/// Looks for all known numbers at once.
pub struct Scanner {
    needles: Vec<Needle>,
    automaton: aho_corasick::AhoCorasick,
    numbers: Vec<Vec<u8>>,
}

impl Scanner {
    pub fn new() -> Self {
        let mut needles = Vec::new();
        for which in 0..KNOWN {
            let digits: Vec<u8> = (0..length(which)).map(|at| digit(which, at)).collect();
            needles.extend(
                forms(&digits).into_iter().map(|(form, bytes)| Needle { what: format!("number {which}, {form}"), bytes }),
            );
        }
        let automaton = aho_corasick::AhoCorasick::new(needles.iter().map(|needle| &needle.bytes)).expect("few needles");
        let numbers = (0..KNOWN).map(|which| (0..length(which)).map(|at| b'0' + digit(which, at)).collect()).collect();
        Self { needles, automaton, numbers }
    }

    /// What is found in these bytes, and where.
    pub fn find(&self, bytes: &[u8]) -> Vec<String> {
        let direct = self.automaton.find_overlapping_iter_or_plain(bytes);
        let mut found: Vec<String> = direct.map(|(at, which)| format!("{} at {at}", self.needles[which].what)).collect();
        found.extend(self.spaced(bytes));
        found
    }

    /// Numbers whose digits stand apart.
    fn spaced(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        let (mut run, mut apart) = (Vec::new(), false);
        for (at, byte) in bytes.iter().chain([&0]).enumerate() {
            match byte {
                b'0'..=b'9' => run.push(*byte),
                b' ' | b'-' | b'.' | b'/' | b'\t' if !run.is_empty() => apart = true,
                _ => {
                    let holds = |number: &&Vec<u8>| run.windows(number.len()).any(|window| window == number.as_slice());
                    if apart && run.len() >= 13 {
                        found.extend(self.numbers.iter().filter(holds).map(|_| format!("a number in groups, before {at}")));
                    }
                    run.clear();
                    apart = false;
                }
            }
        }
        found
    }
}

/// aho-corasick's overlapping search needs its standard kind, which is what `new` makes.
trait Overlapping {
    fn find_overlapping_iter_or_plain<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (usize, usize)> + 'a;
}

impl Overlapping for aho_corasick::AhoCorasick {
    fn find_overlapping_iter_or_plain<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (usize, usize)> + 'a {
        self.find_overlapping_iter(bytes).map(|found| (found.start(), found.pattern().as_usize()))
    }
}

/// Every way to write a number that is looked for.
pub fn forms(digits: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let text: Vec<u8> = digits.iter().map(|digit| b'0' + digit).collect();
    let hex: Vec<u8> = text.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
    let mut forms = vec![
        ("plain", text.clone()),
        ("one digit a byte", digits.to_vec()),
        ("packed BCD", packed(digits, |high, low| high << 4 | low)),
        ("packed BCD, half a byte later", packed(&digits[1..], |high, low| high << 4 | low)),
        ("packed BCD, halves swapped", packed(digits, |high, low| low << 4 | high)),
        ("packed BCD, halves swapped and half a byte later", packed(&digits[1..], |high, low| low << 4 | high)),
        ("hex of its letters", hex),
        ("hex of its letters, apart", text.iter().flat_map(|byte| format!("{byte:02x} ").into_bytes()).collect()),
        ("UTF-16, low byte first", text.iter().flat_map(|byte| [*byte, 0]).collect()),
        ("UTF-16, high byte first", text.iter().flat_map(|byte| [0, *byte]).collect()),
        ("UTF-32, low byte first", text.iter().flat_map(|byte| [*byte, 0, 0, 0]).collect()),
    ];
    for (name, before) in [("base64", 0), ("base64, one byte later", 1), ("base64, two bytes later", 2)] {
        forms.push((name, base64_inside(&text, before)));
    }
    forms
}

/// Only whole bytes: what shares a byte with a neighbour is left out.
fn packed(digits: &[u8], join: impl Fn(u8, u8) -> u8) -> Vec<u8> {
    digits.as_chunks::<2>().0.iter().map(|[high, low]| join(*high, *low)).collect()
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The letters that base64 makes of a text whatever stands before and after it, when so many bytes of its group stand before.
fn base64_inside(text: &[u8], before: usize) -> Vec<u8> {
    let bits = text.len() * 8;
    let skip = (6 - before * 8 % 6) % 6;
    let bit = |at: usize| text[at / 8] >> (7 - at % 8) & 1;
    let letter = |at: usize| (0..6).fold(0, |letter, offset| letter << 1 | bit(at + offset));
    (skip..bits.saturating_sub(5)).step_by(6).map(|at| BASE64[usize::from(letter(at))]).collect()
}

/// Runs of 13 to 19 digits in a text that begin with 2 to 6 and satisfy Luhn. Spaces and hyphens do not hide one. Names of orders and
/// attempts, and hashes, are no numbers, though their letters may well be digits.
pub fn may_be_cards(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut run = String::new();
    for letter in without_names(text).chars().chain(['\n']) {
        if letter.is_ascii_digit() {
            run.push(letter);
        } else if !matches!(letter, ' ' | '-') || run.is_empty() {
            let digits: Vec<u8> = run.bytes().map(|byte| byte - b'0').collect();
            if (13..=19).contains(&run.len()) && run.starts_with(['2', '3', '4', '5', '6']) && luhn(&digits) {
                found.push(run.clone());
            }
            run.clear();
        }
    }
    found
}

/// The text without words of hexadecimal letters: UUIDs, hashes.
fn without_names(text: &str) -> String {
    let word = |letter: char| letter.is_ascii_hexdigit() || letter == '-';
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(word) {
        let (before, tail) = rest.split_at(start);
        let end = tail.find(|letter| !word(letter)).unwrap_or(tail.len());
        kept.push_str(before);
        let is_uuid = end == 36 && tail[..end].bytes().filter(|byte| *byte == b'-').count() == 4;
        let is_hash = end >= 32 && tail[..end].bytes().any(|byte| byte.is_ascii_alphabetic());
        kept.push_str(if is_uuid || is_hash { "name" } else { &tail[..end] });
        rest = &tail[end..];
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_are_card_numbers() {
        for which in 0..KNOWN {
            assert_eq!(may_be_cards(&number(which)), [number(which)], "{which}");
        }
    }

    #[test]
    fn every_form_of_every_number_is_found_wherever_it_stands() {
        let scanner = Scanner::new();
        for which in 0..KNOWN {
            let digits: Vec<u8> = (0..length(which)).map(|at| digit(which, at)).collect();
            for (form, bytes) in forms(&digits) {
                for offset in 0..4 {
                    let haystack = [vec![0xee; offset], bytes.clone(), vec![0xee; 3]].concat();
                    assert!(!scanner.find(&haystack).is_empty(), "number {which}, {form}, at {offset}");
                }
            }
            let text = number(which);
            let groups: Vec<_> = text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
            for between in [" ", "-", "."] {
                assert!(!scanner.find(groups.join(between).as_bytes()).is_empty(), "number {which} with {between:?}");
            }
        }
    }

    #[test]
    fn half_bytes_and_base64_are_found_in_whatever_stands_around_them() {
        let scanner = Scanner::new();
        let text = number(0);
        let digits: Vec<u8> = text.bytes().map(|byte| byte - b'0').collect();
        for before in 0..4_usize {
            let shifted: Vec<u8> = std::iter::repeat_n(9, before).chain(digits.iter().copied()).chain([9, 9, 9]).collect();
            assert!(!scanner.find(&packed(&shifted, |high, low| high << 4 | low)).is_empty(), "{before} digits before");
            let around = format!("{}{text}and so on", "x".repeat(before));
            assert!(!scanner.find(&base64_inside(around.as_bytes(), 0)).is_empty(), "{before} bytes before");
        }
        assert_eq!(base64_inside(b"Man", 0), b"TWFu", "as RFC 4648 has it");
        assert_eq!(format!("{:02X?}", packed(&[4, 1, 1, 1], |high, low| high << 4 | low)), "[41, 11]");
    }

    #[test]
    fn what_is_no_number_is_not_found() {
        let scanner = Scanner::new();
        let mut near = number(0);
        near.replace_range(3..4, if near.as_bytes()[3] == b'7' { "8" } else { "7" });
        assert!(scanner.find(near.as_bytes()).is_empty() && may_be_cards(&near).is_empty());
        for harmless in
            ["2026-11-24T12:30:00.000+01:00", "41111111-1111-4111-8111-111111111111", "1234567890123", "12345678901234567890"]
        {
            assert!(may_be_cards(harmless).is_empty(), "{harmless}");
        }
        for plain in ["pan 4111111111111111 end", "4111 1111 1111 1111", "5555-5555-5555-4444", "x=4111111111111111,"] {
            assert_eq!(may_be_cards(plain).len(), 1, "{plain}");
        }
    }
}
