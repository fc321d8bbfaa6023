//! Reads `taxes.toml`: tax classes and the rates that hold from day to day.

use jiff::civil::Date;

use super::document::named;
use super::values::{At, date};
use crate::catalogue::model::{TaxClass, TaxPeriod};
use crate::catalogue::slug::TaxClassId;
use crate::handwritten::{Field, Key, Log, Names, Reader, key, quote};
use crate::money::TaxRate;

/// The most tax classes.
const CLASSES: usize = 100;

/// Reads the classes of `taxes.toml`.
pub(super) fn read_taxes(reader: Reader<'_>, today: Date, names: &mut Names<()>) -> Vec<Option<TaxClass>> {
    let tables = reader.tables(key("class", "[[class]]"), "this tax class");
    let log = reader.scope.log;
    if tables.is_empty() && !reader.scope.broken {
        log.error(reader.place(), "there are no tax classes", "add one with [[class]], an id and a [[class.rate]]");
    }
    if tables.len() > CLASSES {
        log.error(reader.place(), format!("there are more than {CLASSES} tax classes"), "share classes between products");
    }
    let classes = tables.into_iter().take(CLASSES).map(|mut class| {
        let id = named(&mut class, TaxClassId::new, names, ());
        let rates = class.tables(key("rate", "[[class.rate]]"), &format!("a rate of {}", class.what()));
        if rates.is_empty() && !class.scope.broken {
            let remedy = "add [[class.rate]] with from, dine_in and takeaway";
            log.error(class.place(), format!("{} has no rates", class.what()), remedy);
        }
        let mut periods: Vec<Option<At<TaxPeriod>>> = rates.into_iter().map(read_rate).collect();
        periods.sort_by_key(|period| period.as_ref().map(|period| period.value.from));
        let what = class.what().to_owned();
        class.finish();
        let periods: Vec<At<TaxPeriod>> = periods.into_iter().collect::<Option<_>>()?;
        check_periods(&what, &periods, today, log);
        Some(TaxClass { id: id?.value, periods: periods.into_iter().map(|period| period.value).collect() })
    });
    let classes = classes.collect();
    reader.finish();
    classes
}

fn read_rate(reader: Reader<'_>) -> Option<At<TaxPeriod>> {
    let from = reader.required(key("from", "from = \"2026-01-01\"")).and_then(|field| date(&field));
    let until = reader.optional(key("until", "until = \"2026-12-31\"")).map(|field| date(&field));
    let percent = |wanted: Key| reader.required(wanted).and_then(|field| rate(&field));
    let dine_in = percent(key("dine_in", "dine_in = \"10\""));
    let takeaway = percent(key("takeaway", "takeaway = \"5.5\""));
    if let (Some(from), Some(Some(until))) = (&from, &until)
        && until.value < from.value
    {
        let related = (from.place.clone(), "begins here");
        let message = format!("the last day {} is before the first day {}", until.value, from.value);
        reader.scope.log.error_with(until.place.clone(), related, message, "swap the two days, or mend one of them");
        reader.finish();
        return None;
    }
    reader.finish();
    let until = match until {
        Some(until) => Some(until?.value),
        None => None,
    };
    let from = from?;
    let value = TaxPeriod { from: from.value, until, dine_in: dine_in?, takeaway: takeaway? };
    Some(At { value, place: from.place })
}

fn rate(field: &Field<'_>) -> Option<TaxRate> {
    let text = if field.is_bare_number() {
        return field.wrong_type("a text in quotes", format!("write \"{}\"", field.written()));
    } else {
        field.text()?
    };
    let rate = TaxRate::parse(text).ok();
    if rate.is_none() {
        let remedy = "write per cent from 0 to 100 with at most two decimals and without a % sign, such as \"5.5\"";
        field.error(format!("{} is no tax rate", quote(text)), remedy);
    }
    rate
}

/// Periods come in order of their first day.
fn check_periods(what: &str, periods: &[At<TaxPeriod>], today: Date, log: &Log) {
    for pair in periods.windows(2) {
        let (earlier, later) = (&pair[0], &pair[1]);
        let related = (earlier.place.clone(), "the earlier rate begins here");
        let day_before = later.value.from.yesterday().unwrap_or(later.value.from);
        match earlier.value.until {
            Some(until) if until == day_before => {}
            Some(until) if until < day_before => {
                let message = format!("{what} has no rate between {until} and {}", later.value.from);
                let remedy = format!("end the earlier rate with until = \"{day_before}\"");
                log.error_with(later.place.clone(), related, message, remedy);
            }
            Some(_) | None => {
                let message = format!("two rates of {what} hold on {}", later.value.from);
                let remedy = match earlier.value.from < later.value.from {
                    true => format!("end the earlier rate with until = \"{day_before}\""),
                    false => "remove one of the two rates, or mend its first day".to_owned(),
                };
                log.error_with(later.place.clone(), related, message, remedy);
            }
        }
    }
    if let Some(first) = periods.first().filter(|first| first.value.from > today) {
        let message = format!("{what} has no rate for today, {today}; until {} the first one is used", first.value.from);
        log.warn(first.place.clone(), message, "add the rate that holds today, or check the clock");
    }
    if let Some(last) = periods.last()
        && let Some(until) = last.value.until.filter(|until| *until < today)
    {
        let message = format!("{what} has no rate for today, {today}; the one that ended on {until} is still used");
        log.warn(last.place.clone(), message, "add the rate that holds today, or check the clock");
    }
}
