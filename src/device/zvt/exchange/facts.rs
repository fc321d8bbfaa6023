//! What a status information says of a payment, and whether the terminal's last transaction is ours.

use super::notes::{NotedEnd, NotedPayment};
use crate::device::zvt::meaning::{Verdict, card_name, verdict};
use crate::device::zvt::{Fields, Receipt, bmp, of_bcd, tag};
use crate::id::{AttemptId, Stan};
use crate::money::{Currency, Money};
use crate::payment::{ApprovalFacts, CardScheme, Decline, EntryMode, LookUpAnswer, MaskedPan};
use crate::time::{LocalTime, WallTime};

/// A terminal's clock may be so wrong: an hour of summer time, and another zone.
const SKEW_MINUTES: i64 = 180;
/// Minutes of a year, which a date without one may mean too much or too little.
const YEAR_MINUTES: i64 = 366 * 24 * 60;

/// The amount that is told; `None` inside for none, outside for one that makes no sense.
#[allow(clippy::option_option, reason = "not told, and told but not understood, are two things")]
pub(super) fn amount(fields: &Fields, expected: Money) -> Option<Option<Money>> {
    let Some(packed) = fields.bytes(bmp::AMOUNT) else { return Some(None) };
    let minor = i64::try_from(of_bcd(packed)?).ok()?;
    let currency = match fields.number(bmp::CURRENCY) {
        None => expected.currency(),
        Some(number) => Currency::known_codes()
            .filter_map(|code| Currency::parse(code).ok())
            .find(|known| u64::from(known.numeric_code()) == number)?,
    };
    Money::from_minor(minor, currency).ok().map(Some)
}

/// An approval in our words; `None` when it has no name or its amount makes no sense.
pub(super) fn approval(
    fields: &Fields,
    attempt: AttemptId,
    stan: Stan,
    asked: Money,
    receipt: &Receipt,
) -> Option<ApprovalFacts> {
    if !receipt.has_name() {
        return None;
    }
    Some(ApprovalFacts {
        attempt,
        // One that is not told is the one that was asked for.
        amount: amount(fields, asked)?.unwrap_or(asked),
        reference: receipt.reference(),
        stan,
        auth_code: letters(&fields.text(bmp::AUTHORISATION).unwrap_or_default()),
        scheme: CardScheme(scheme(fields)),
        card: fields.last_four().as_deref().and_then(MaskedPan::from_last_four),
        entry: entry(fields),
    })
}

/// What the terminal says of a refusal (BMP 3C), as one line.
pub(super) fn sentence(fields: &Fields) -> String {
    let said = fields.text(bmp::ADDITIONAL_TEXT).unwrap_or_default();
    let words: Vec<_> =
        said.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(Decline::SAID_LETTERS).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).take(8).collect()
}

fn scheme(fields: &Fields) -> String {
    let named = fields.text(bmp::CARD_NAME).filter(|name| !name.is_empty());
    named.unwrap_or_else(|| {
        let long = || {
            fields
                .object(&[tag::CARD_TYPE])?
                .iter()
                .try_fold(0_u32, |kind, byte| kind.checked_mul(256)?.checked_add(u32::from(*byte)))
        };
        let kind = fields.byte(bmp::CARD_TYPE).filter(|kind| *kind != 0xff).map(u32::from).or_else(long);
        card_name(kind.unwrap_or_default()).to_owned()
    })
}

fn entry(fields: &Fields) -> EntryMode {
    match fields.object(&[tag::PAYMENT_TYPE, tag::CARD_TECHNOLOGY]) {
        Some([0]) => EntryMode::MagneticStripe,
        Some([2]) => EntryMode::Contactless,
        Some(_) | None => EntryMode::ChipAndPin,
    }
}

/// What the terminal's last transaction says of a payment of ours. `told` is the status information that it repeated, if it did; `earlier`
/// is what it called our payments before this one.
pub(super) fn judge(noted: &NotedPayment, earlier: &[Receipt], stan: Stan, told: Option<&Fields>) -> LookUpAnswer {
    let Some(asked) = noted.amount() else { return LookUpAnswer::CannotTell };
    let known = |fields: &Fields, receipt: &Receipt| match approval(fields, noted.attempt, stan, asked, receipt) {
        Some(facts) => LookUpAnswer::Approved(Box::new(facts)),
        None => LookUpAnswer::CannotTell,
    };
    let Some(fields) = told else {
        // Its end has been heard, and its memory has been cleared since.
        return match (&noted.offered, noted.end) {
            (Some(offered), NotedEnd::Charged) => known(&Fields::default(), offered),
            (Some(_) | None, _) => LookUpAnswer::CannotTell,
        };
    };
    let receipt = Receipt::of(fields);
    let Some(result) = fields.byte(bmp::RESULT).filter(|_| receipt.has_name()) else { return LookUpAnswer::CannotTell };
    let is_reversal = fields.bytes(bmp::ORIGINAL_TRACE).is_some();
    let other_amount = amount(fields, asked).is_none_or(|told| told.is_some_and(|told| told != asked));
    if let Some(offered) = noted.offered.as_ref().filter(|offered| offered.is_same(&receipt) && !is_reversal) {
        return match result {
            0 if other_amount => LookUpAnswer::CannotTell,
            // Under the name that was told first, whatever is told now.
            0 => known(fields, offered),
            _ => LookUpAnswer::NotCharged,
        };
    }
    if noted.before.iter().chain(earlier).any(|before| before.is_same(&receipt)) {
        return match (noted.end, noted.was_taken || noted.offered.is_some()) {
            (NotedEnd::Charged, _) => LookUpAnswer::CannotTell,
            (NotedEnd::Open | NotedEnd::NotCharged, true) => LookUpAnswer::NotCharged,
            // The command may still be under way to it.
            (NotedEnd::Open | NotedEnd::NotCharged, false) => LookUpAnswer::NotFound,
        };
    }
    if is_reversal {
        let ours = noted.offered.as_ref().and_then(|offered| offered.trace);
        let is_of_ours = ours.is_some() && fields.number(bmp::ORIGINAL_TRACE) == ours;
        return if is_of_ours { LookUpAnswer::NotCharged } else { LookUpAnswer::CannotTell };
    }
    let other_terminal = match (noted.terminal, receipt.terminal) {
        (Some(known), Some(told)) => known != told,
        (Some(_) | None, _) => false,
    };
    // With nothing known to differ from, a new name is no proof that it is new.
    let may_be_older = !noted.is_before_told || is_before(fields, noted.asked_at());
    if other_terminal || other_amount || noted.offered.is_some() || may_be_older {
        return LookUpAnswer::CannotTell;
    }
    match verdict(result) {
        Verdict::Done => known(fields, &receipt),
        Verdict::Declined(decline) => LookUpAnswer::Declined(decline),
        Verdict::Stopped | Verdict::Busy | Verdict::CloseDay | Verdict::AlreadyReversed | Verdict::OutOfOrder => {
            LookUpAnswer::NotCharged
        }
    }
}

/// Whether the terminal dates it before the moment at which it was asked for.
fn is_before(fields: &Fields, asked: WallTime) -> bool {
    let (Some(date), Some(time)) = (fields.number(bmp::DATE), fields.number(bmp::TIME)) else { return false };
    let LocalTime { date: day, minute_of_day, .. } = asked.local();
    let whole = |number: u64| i64::try_from(number).unwrap_or_default();
    // Without a year; months are as long as they need to be for a comparison by minutes.
    let minutes = |month: i64, day: i64, minute: i64| ((month - 1) * 31 + day - 1) * 24 * 60 + minute;
    let told = minutes(whole(date / 100), whole(date % 100), whole(time / 10_000) * 60 + whole(time / 100 % 100));
    let asked = minutes(i64::from(day.month()), i64::from(day.day()), i64::from(minute_of_day));
    let behind = asked - told;
    // A December that is asked for in January is last year's, not next.
    let behind = if behind < -YEAR_MINUTES / 2 { behind + 12 * 31 * 24 * 60 } else { behind };
    let behind = if behind > YEAR_MINUTES / 2 { behind - 12 * 31 * 24 * 60 } else { behind };
    // The last day of a short month and the first of the next are further apart by that count than they are.
    let skew = SKEW_MINUTES + if day.day() == 1 { 3 * 24 * 60 } else { 0 };
    behind > skew
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::FreshId;
    use crate::time::{Now, Timestamp};

    const fn receipt(number: u64) -> Receipt {
        Receipt { terminal: Some(52_523_535), number: Some(number), trace: Some(1_000 + number) }
    }

    /// A payment of 9.90 that was asked for then, behind receipt 230, with no word of it since.
    fn noted(asked: &str) -> NotedPayment {
        let now = Now { at: Timestamp(0), wall: WallTime::parse(asked).expect("a time") };
        let amount = Money::from_minor(990, Currency::EUR).expect("an amount");
        let attempt = AttemptId::from(FreshId::from_random_bytes([1; 16]));
        let mut payment = NotedPayment::new(attempt, Stan(1), amount, now);
        (payment.before, payment.is_before_told) = (Some(receipt(230)), true);
        (payment.terminal, payment.was_taken) = (Some(52_523_535), true);
        payment
    }

    /// What the terminal repeats: a receipt of an amount, dated `MMDD` and `HHMMSS`.
    fn told(number: u64, cents: u64, dated: Option<(u64, u64)>) -> Fields {
        let fields = Fields::default()
            .with(bmp::RESULT, [0])
            .with_number(bmp::AMOUNT, cents)
            .with_number(bmp::TERMINAL, 52_523_535)
            .with_number(bmp::RECEIPT, number)
            .with_number(bmp::TRACE, 1_000 + number);
        match dated {
            Some((date, time)) => fields.with_number(bmp::DATE, date).with_number(bmp::TIME, time),
            None => fields,
        }
    }

    fn says(noted: &NotedPayment, earlier: &[Receipt], told: &Fields) -> &'static str {
        match judge(noted, earlier, Stan(1), Some(told)) {
            LookUpAnswer::Approved(_) => "ours",
            LookUpAnswer::NotCharged => "not charged",
            LookUpAnswer::CannotTell => "nobody can tell",
            LookUpAnswer::Declined(_) | LookUpAnswer::InProgress | LookUpAnswer::NotFound => "something else",
        }
    }

    #[test]
    fn a_receipt_from_before_the_payment_is_not_its_own() {
        for (asked, dated, wanted) in [
            ("2026-11-28T12:30:00+01:00", None, "ours"),
            ("2026-11-28T12:30:00+01:00", Some((1128, 123_015)), "ours"),
            // Another summer time, and another zone.
            ("2026-11-28T12:30:00+01:00", Some((1128, 103_000)), "ours"),
            ("2026-11-28T12:30:00+01:00", Some((1128, 92_900)), "nobody can tell"),
            ("2026-11-28T12:30:00+01:00", Some((1127, 123_015)), "nobody can tell"),
            ("2026-11-28T00:10:00+01:00", Some((1127, 235_900)), "ours"),
            // No year is told: neither next year's clock nor last year's is a year apart.
            ("2027-01-01T00:10:00+01:00", Some((1231, 235_900)), "ours"),
            ("2026-12-31T23:50:00+01:00", Some((101, 500)), "ours"),
            ("2027-01-01T12:30:00+01:00", Some((1220, 123_000)), "nobody can tell"),
        ] {
            assert_eq!(says(&noted(asked), &[], &told(231, 990, dated)), wanted, "asked {asked}, dated {dated:?}");
        }
    }

    #[test]
    fn whose_receipt_it_is_goes_by_what_was_known_before() {
        let payment = noted("2026-11-28T12:30:00+01:00");
        let (mut silent, mut old, mut elsewhere) = (payment.clone(), payment.clone(), payment.clone());
        (silent.before, silent.is_before_told) = (None, false);
        old.is_before_told = false;
        elsewhere.terminal = Some(11_111_111);
        for (what, payment, earlier, told, wanted) in [
            ("a new one", &payment, vec![], told(231, 990, None), "ours"),
            ("another amount", &payment, vec![], told(231, 880, None), "nobody can tell"),
            ("the one before", &payment, vec![], told(230, 990, None), "not charged"),
            ("an earlier customer's", &payment, vec![receipt(231)], told(231, 990, None), "not charged"),
            ("new, but the terminal had not told its last one", &silent, vec![], told(231, 990, None), "nobody can tell"),
            ("the same where an old one is known", &old, vec![], told(231, 990, None), "nobody can tell"),
            ("an earlier customer's, where it had not told", &silent, vec![receipt(231)], told(231, 990, None), "not charged"),
            ("of another terminal", &elsewhere, vec![], told(231, 990, None), "nobody can tell"),
        ] {
            assert_eq!(says(payment, &earlier, &told), wanted, "{what}");
        }
    }
}
