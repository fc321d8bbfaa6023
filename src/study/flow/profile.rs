//! When customers come over a day, as a file: parts of the day with their share of the customers.

use std::path::Path;

use crate::handwritten::{Decimals, Field, Log, Problems, Reader, SourceFile, key, quote, with_document};
use crate::study::arrivals::{Arrivals, Piece};

use super::model::{Input, Source};
use super::numbers::{Inputs, Kind, number, source, words};

/// A profile of arrivals, with where its numbers come from.
#[derive(Debug, Clone)]
pub struct Profile {
    /// What it is called.
    pub title: String,
    /// The minute of the day at which doors open.
    pub opens_min: u16,
    /// When customers come.
    pub arrivals: Arrivals,
    /// Every number that went in.
    pub inputs: Vec<Input>,
}

/// The profiles that the program carries: name and file.
pub const PROFILES: [(&str, &str); 2] = [
    ("restaurant", include_str!("../../../assets/arrivals/restaurant.toml")),
    ("cash-machine", include_str!("../../../assets/arrivals/cash-machine.toml")),
];

/// The profile of this name.
pub fn profile(name: &str) -> Option<&'static str> {
    PROFILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Reads a profile from the text of a file; another number of customers may take the place of the file's own.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn read_profile(path: &Path, text: &str, customers: Option<f64>) -> Result<Profile, Problems> {
    let file = SourceFile::new(path.to_owned(), text.to_owned());
    let log = Log::new();
    let profile = with_document(&file, Decimals::Bare, &log, |reader| whole(reader, customers, &log));
    match profile {
        Some(profile) if !log.has_errors() => Ok(profile),
        Some(_) | None => Err(log.finish()),
    }
}

struct Part {
    from: u16,
    until: u16,
    share: f64,
}

fn whole(reader: Reader<'_>, asked: Option<f64>, log: &Log) -> Option<Profile> {
    let mut inputs = Inputs::default();
    let title = reader.required(key("title", "title = \"An ordinary Tuesday\"")).and_then(|field| words(&field));
    let around = source(&reader).unwrap_or(Source::Assumed);
    let customers = reader.required(key("customers", "customers = 700"));
    let customers = customers.and_then(|field| number(&field, Kind::Factor));
    let customers = asked.or(customers);
    inputs.keep(
        "customers in a day".to_owned(),
        customers.unwrap_or(0.0),
        "customers",
        asked.map_or(around.clone(), |_| Source::Assumed),
    );
    let tables = reader.tables(key("part", "[[part]]"), "a part of the day");
    let place = reader.place();
    let parts: Vec<Option<Part>> = tables.into_iter().map(|table| part(table, &around, &mut inputs)).collect();
    reader.finish();
    let parts: Vec<Part> = parts.into_iter().collect::<Option<_>>()?;
    let (customers, first) = (customers?, parts.first().map(|part| part.from));
    let Some(opens_min) = first else {
        log.error(place, "the day has no part", "add a [[part]] with from, until and share");
        return None;
    };
    let sum: f64 = parts.iter().map(|part| part.share).sum();
    if (sum - 1.0).abs() > 1e-6 {
        log.error(place, format!("the shares of the day sum to {sum:.4} instead of 1"), "raise or lower one of them");
        return None;
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = opens_min;
    for part in &parts {
        if part.from < at {
            log.error(place, "the parts of the day overlap", "let each begin where the one before ends, or later");
            return None;
        }
        let seconds = |minute: u16| f64::from(minute - opens_min) * 60.0;
        if part.from > at {
            pieces.push(Piece { until_s: seconds(part.from), rate_per_s: 0.0 });
        }
        let length = seconds(part.until) - seconds(part.from);
        pieces.push(Piece { until_s: seconds(part.until), rate_per_s: customers * part.share / length });
        at = part.until;
    }
    match Arrivals::by_pieces(pieces) {
        Ok(arrivals) => Some(Profile { title: title?, opens_min, arrivals, inputs: inputs.0 }),
        Err(error) => {
            log.error(place, format!("the day is no profile: {error}"), "give at least one part a share above zero");
            None
        }
    }
}

fn part(table: Reader<'_>, around: &Source, inputs: &mut Inputs) -> Option<Part> {
    let around = source(&table).unwrap_or_else(|| around.clone());
    let from = table.required(key("from", "from = \"11:00\"")).and_then(|field| minute(&field));
    let until_field = table.required(key("until", "until = \"14:00\""));
    let until = until_field.and_then(|field| minute(&field));
    let hours = match (from, until) {
        (Some(from), Some(until)) => format!("share of the customers from {} to {}", clock(from), clock(until)),
        (_, None) | (None, _) => "share of the customers in a part of the day".to_owned(),
    };
    let share = table.required(key("share", "share = 0.3"));
    let share = share.and_then(|field| inputs.take(&field, Kind::Share, &around, hours));
    table.finish();
    let (from, until, share) = (from?, until?, share?);
    if until <= from {
        if let Some(field) = until_field {
            field.error("a part of the day ends before it begins".to_owned(), "write a later time, at most \"24:00\"");
        }
        return None;
    }
    Some(Part { from, until, share })
}

/// A minute of the day as it is written.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Minute of the day, 24:00 included.
fn minute(field: &Field<'_>) -> Option<u16> {
    let text = field.text()?;
    let clock = text.split_once(':').and_then(|(hour, minute)| Some((hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?)));
    match clock {
        Some((hour, minute)) if minute < 60 && hour * 60 + minute <= 24 * 60 => Some(hour * 60 + minute),
        Some(_) | None => {
            field.error(format!("{} is no time of day", quote(text)), "write hour:minute, such as \"11:00\"");
            None
        }
    }
}
