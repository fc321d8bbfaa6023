//! What a status information means for the payment that was asked for.

use super::note::{AskedNote, Before, Receipt};
use crate::device::zvt::codes::{self, Refusal};
use crate::device::zvt::message::StatusInformation;
use crate::id::{AttemptId, Rrn, Stan};
use crate::money::{Currency, Money};
use crate::payment::{ApprovalFacts, CardScheme, EntryMode, LookUpAnswer};
use crate::time::{Millis, WallTime};

/// The clocks of kiosk and terminal may differ by so much.
const SKEW: Millis = Millis::from_secs(900);

/// What a payment was asked for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub attempt: AttemptId,
    pub stan: Stan,
    pub amount: Money,
}

impl Asked {
    /// An approval as the kiosk hears of it. Some terminals leave the amount out: then it is what was asked for, unless part of the message
    /// could not be read, where another amount may stand.
    pub(super) fn facts(&self, status: &StatusInformation, entry: EntryMode) -> ApprovalFacts {
        let currency = status.currency.map_or(Some(self.amount.currency()), currency_of);
        let stated = status.minor.and_then(|minor| i64::try_from(minor).ok());
        let amount = match (stated, currency) {
            (Some(minor), Some(currency)) => Money::from_minor(minor, currency).ok(),
            (None, Some(currency)) if currency == self.amount.currency() && status.is_whole => Some(self.amount),
            _ => None,
        };
        ApprovalFacts {
            attempt: self.attempt,
            // Nothing is never what was asked for, so such an approval is refused.
            amount: amount.unwrap_or(Money::zero(self.amount.currency())),
            reference: reference_of(status),
            stan: self.stan,
            auth_code: status.authorisation.clone(),
            scheme: CardScheme(status.card_name.clone()),
            card: status.card.clone(),
            entry: status.entry.unwrap_or(entry),
        }
    }
}

fn currency_of(code: u64) -> Option<Currency> {
    let known = Currency::known_codes().filter_map(|code| Currency::parse(code).ok());
    known.into_iter().find(|known| u64::from(known.numeric_code()) == code)
}

/// Terminal, receipt and trace, with letters between so that no run of digits is as long as a card number. All that a reversal needs.
pub(super) fn reference_of(status: &StatusInformation) -> Rrn {
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    Rrn(format!("T{}R{}N{}", number(status.terminal_id), number(status.receipt), number(status.trace)))
}

/// The receipt number in a reference of ours.
pub(super) fn receipt_in(reference: &Rrn) -> Option<u64> {
    let (_, behind) = reference.0.strip_prefix('T')?.split_once('R')?;
    behind.split_once('N')?.0.parse().ok()
}

/// What the terminal's last receipt says of a payment that nobody knows the outcome of.
pub(super) fn find(asked: &AskedNote, amount: Money, last: Option<&StatusInformation>) -> LookUpAnswer {
    let Some((last, receipt)) = last.and_then(|last| Some((last, Receipt::of(last)?))) else {
        // Nothing at all: an end of day may have cleared it.
        return LookUpAnswer::CannotTell;
    };
    match asked.before {
        Before::Unknown => return LookUpAnswer::CannotTell,
        // Ours was not stored.
        Before::Receipt(before) if before == receipt => return LookUpAnswer::NotCharged,
        // Another terminal answers here.
        Before::Receipt(before) if before.terminal_id != receipt.terminal_id => return LookUpAnswer::CannotTell,
        Before::Receipt(_) | Before::Nothing => {}
    }
    let ours = Asked { attempt: asked.attempt, stan: asked.stan, amount };
    let is_amount = last.minor.is_none_or(|minor| minor == asked.minor) && last.is_whole;
    // What takes a payment back is not the payment, though it has an amount and no error.
    if !is_amount || last.takes_back.is_some() || !is_since(asked, last) {
        return LookUpAnswer::CannotTell;
    }
    match last.result.map(codes::refusal) {
        Some(None) => LookUpAnswer::Approved(Box::new(ours.facts(last, EntryMode::ChipAndPin))),
        // A receipt without an amount may be of anything that failed.
        Some(Some(_)) if last.minor.is_none() => LookUpAnswer::CannotTell,
        Some(Some(Refusal::Declined(decline))) => LookUpAnswer::Declined(decline),
        Some(Some(_)) => LookUpAnswer::NotCharged,
        None => LookUpAnswer::CannotTell,
    }
}

/// Whether a receipt is not of before the payment was asked for, as far as it has a date and a time.
fn is_since(asked: &AskedNote, last: &StatusInformation) -> bool {
    let (Some(date), Some(time)) = (last.date, last.time) else { return true };
    let wall = WallTime { unix_ms: asked.since, offset_s: asked.offset };
    let year = wall.local().date.year();
    // Receipts have no year: the one that is nearest.
    let stamps = (-1..=1).filter_map(|more| local_ms(year + more, date, time));
    let local = asked.since + i64::from(asked.offset) * 1000;
    let nearest = stamps.min_by_key(|stamp| stamp.abs_diff(local));
    nearest.is_some_and(|stamp| stamp + i64::try_from(SKEW.0).unwrap_or(0) >= local)
}

/// Milliseconds of a local date and time, as if it were UTC.
fn local_ms(year: i16, date: u64, time: u64) -> Option<i64> {
    let part = |number: u64, at: u64| i8::try_from(number / at % 100).ok();
    let date = jiff::civil::Date::new(year, part(date, 100)?, part(date, 1)?).ok()?;
    let time = jiff::civil::Time::new(part(time, 10_000)?, part(time, 100)?, part(time, 1)?, 0).ok()?;
    let zoned = date.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_millisecond())
}
