//! What pieces of work are called: ours in a form that a restart finds again, theirs inside our name for a payment.

use super::message::TransactionId;
use crate::id::{Rrn, Stan};
use crate::order::may_hold_card_number;
use crate::time::WallTime;

/// The longest name of a payment that is kept (`crate::payment` says so).
const LONGEST_REFERENCE: usize = 64;
/// So many digits stand together at most; more could be a card number.
const DIGITS_TOGETHER: usize = 9;
/// The most tries at one reversal that have a name of their own.
pub(super) const MOST_TRIES: u32 = 36 * 36;

/// The name of a payment: the same for the same number of ours.
pub(super) fn payment(stan: Stan) -> String {
    format!("P{stan}")
}

/// The name of the so-many-th try at taking a payment back.
pub(super) fn reversal(stan: Stan, number: u32) -> String {
    format!("R{stan}{}", base36(u64::from(number.min(MOST_TRIES - 1)), 2))
}

/// The name of anything else, from a number that grows.
pub(super) fn other(number: u64) -> String {
    format!("Q{}", base36(number, 8))
}

/// The kiosk's name for a payment: its own number, and the terminal's name and time for it. Nothing else is needed to take it back.
/// `None` when they are too long, or hold what no name has.
pub(super) fn reference(stan: Stan, transaction: &TransactionId) -> Option<Rrn> {
    let is_plain = !transaction.id.is_empty() && transaction.id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'!');
    let text = format!("{}{}!{}", base36(u64::from(stan.0), 4), broken(&transaction.id), shortened(&transaction.time));
    (is_plain && text.len() <= LONGEST_REFERENCE && text.is_ascii() && !may_hold_card_number(&text)).then_some(Rrn(text))
}

/// What [`reference()`] was made of.
pub(super) fn parts(reference: &Rrn) -> Option<(Stan, TransactionId)> {
    let (ours, theirs) = reference.0.split_at_checked(4)?;
    let stan = Stan(u32::from_str_radix(ours, 36).ok()?);
    let (id, time) = theirs.split_once('!')?;
    Some((stan, TransactionId { id: mended(id)?, time: lengthened(time)? }))
}

fn base36(mut number: u64, letters: usize) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut text = vec![b'0'; letters];
    for place in text.iter_mut().rev() {
        *place = LETTERS.get(usize::try_from(number % 36).unwrap_or_default()).copied().unwrap_or(b'0');
        number /= 36;
    }
    text.into_iter().map(char::from).collect()
}

/// Long runs of digits get letters in between. Dots and dashes do not end a run: people write card numbers with them.
fn broken(id: &str) -> String {
    let mut text = String::new();
    // Our own number stands before it.
    let mut digits = 4;
    for letter in id.chars() {
        match letter {
            'z' => {
                text.push_str("zz");
                digits = 0;
            }
            digit if digit.is_ascii_digit() => {
                if digits == DIGITS_TOGETHER {
                    text.push_str("zx");
                    digits = 0;
                }
                text.push(digit);
                digits += 1;
            }
            other => {
                text.push(other);
                if other.is_ascii_alphabetic() {
                    digits = 0;
                }
            }
        }
    }
    text
}

fn mended(text: &str) -> Option<String> {
    let mut id = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            'z' => match letters.next()? {
                'z' => id.push('z'),
                'x' => {}
                _ => return None,
            },
            other => id.push(other),
        }
    }
    Some(id)
}

/// How terminals write times. What is written otherwise is kept as it is.
const FORMS: [(char, bool, bool); 4] = [('a', true, true), ('b', true, false), ('c', false, true), ('d', false, false)];

/// A time in a few letters, so that exactly the same comes out again: terminals may compare it letter by letter.
fn shortened(time: &str) -> String {
    let short = WallTime::parse(time).ok().filter(|wall| wall.unix_ms >= 0).and_then(|wall| {
        let found = FORMS.into_iter().find(|form| written(wall, *form) == time)?;
        let zone = u64::try_from((wall.offset_s / 900).saturating_add(96)).ok()?;
        let instant = u64::try_from(wall.unix_ms).ok()?;
        Some(format!("{}{}{}", found.0, base36(zone, 2), base36(instant, 9)))
    });
    short.unwrap_or_else(|| format!("v{time}"))
}

fn lengthened(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    let Some(form) = FORMS.into_iter().find(|form| form.0 == first) else {
        return (first == 'v').then(|| rest.to_owned());
    };
    let (zone, instant) = rest.split_at_checked(2)?;
    let offset_s = (i32::from_str_radix(zone, 36).ok()? - 96).checked_mul(900)?;
    Some(written(WallTime { unix_ms: i64::from_str_radix(instant, 36).ok()?, offset_s }, form))
}

fn written(wall: WallTime, (_, is_utc, has_fraction): (char, bool, bool)) -> String {
    // `2026-11-28T09:30:00.000+01:00`, always of this length.
    let text = wall.to_string();
    let (seconds, rest) = text.split_at_checked(19).unwrap_or((&text, ""));
    let (fraction, offset) = rest.split_at_checked(4).unwrap_or((rest, ""));
    let offset = if is_utc && offset == "+00:00" { "Z" } else { offset };
    format!("{seconds}{}{offset}", if has_fraction { fraction } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn there_and_back(stan: u32, id: &str, time: &str) {
        let transaction = TransactionId { id: id.to_owned(), time: time.to_owned() };
        let name = reference(Stan(stan), &transaction).expect("a name");
        assert!(!may_hold_card_number(&name.0), "{name}");
        assert_eq!(parts(&name), Some((Stan(stan), transaction)), "{name}");
    }

    #[test]
    fn a_name_holds_all_that_a_reversal_needs_and_no_long_number() {
        for time in [
            "2026-11-28T09:30:00.000Z",
            "2026-11-28T09:30:00Z",
            "2026-11-28T10:30:00.123+01:00",
            "2026-11-28T10:30:00+05:45",
            "2026-11-28T09:30:00.000+00:00",
            "2026-11-28T09:30:00-00:00",
            "tomorrow",
        ] {
            // A time that is written as no terminal writes it takes the room that a long name needs.
            if !time.ends_with("-00:00") {
                there_and_back(1, "BV0q001643892070000.QLWBKZ6FV8JJXT82", time);
                there_and_back(42, "zebra.1-2-3-4-5-6-7-8-9-0-1-2-3-4", time);
            }
            there_and_back(999_999, "4111111111111111", time);
        }
    }

    #[test]
    fn what_is_too_long_or_no_name_is_none() {
        let time = "2026-11-28T09:30:00.000Z".to_owned();
        for id in ["", "a b", "a!b", "é", &"x".repeat(60)] {
            assert_eq!(reference(Stan(1), &TransactionId { id: id.to_owned(), time: time.clone() }), None, "{id}");
        }
        for text in ["", "000", "0001abc", "0001zq!v", "0001abc!", "0001abc!x12", "0001abc!a12", "ééé"] {
            assert_eq!(parts(&Rrn(text.to_owned())), None, "{text}");
        }
    }

    #[test]
    fn names_of_work_are_short_and_differ() {
        assert_eq!(payment(Stan(42)), "P000042");
        assert_eq!(reversal(Stan(42), 0), "R00004200");
        assert_eq!(reversal(Stan(42), 37), "R00004211");
        assert_eq!(other(1_795_855_800_000).len(), 9);
        assert_ne!(other(1_795_855_800_000), other(1_795_855_800_001));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_name_comes_back(stan in 1_u32..1_000_000, id in "[!-~]{0,40}", time in "[ -~]{0,30}") {
            let transaction = TransactionId { id, time };
            if let Some(name) = reference(Stan(stan), &transaction) {
                prop_assert_eq!(parts(&name), Some((Stan(stan), transaction)));
            }
        }

        #[test]
        fn any_time_comes_back(unix_ms in 0_i64..4_102_444_800_000, quarter in -56_i32..=56, form in 0_usize..4) {
            let text = written(WallTime { unix_ms, offset_s: quarter * 900 }, FORMS[form]);
            let short = shortened(&text);
            prop_assert!(short.len() <= 12, "{} for {}", short, text);
            prop_assert_eq!(lengthened(&short), Some(text));
        }

        #[test]
        fn no_text_makes_it_fall(text in "\\PC{0,70}") {
            let _ = parts(&Rrn(text.clone()));
            let _ = lengthened(&text);
        }
    }
}
