//! Reads `hours.toml`: the dayparts.

use jiff::civil::Weekday;

use super::document::{NAME, Shared, named};
use super::values::{NAME_LETTERS, time_of_day, twice};
use crate::catalogue::daypart::Daypart;
use crate::catalogue::slug::DaypartId;
use crate::handwritten::{Field, Names, Place, Reader, key, quote};

/// The most dayparts.
const DAYPARTS: usize = 100;

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// Reads the dayparts of `hours.toml`.
pub(super) fn read_hours(reader: Reader<'_>, shared: Shared<'_>, names: &mut Names<()>) -> Vec<Option<Daypart>> {
    let tables = reader.tables(key("daypart", "[[daypart]]"), "this daypart");
    if tables.len() > DAYPARTS {
        reader.scope.log.error(
            reader.place(),
            format!("there are more than {DAYPARTS} dayparts"),
            "share dayparts between products",
        );
    }
    let dayparts = tables.into_iter().take(DAYPARTS).map(|mut daypart| {
        let id = named(&mut daypart, DaypartId::new, names, ());
        let name = daypart.required(NAME).and_then(|field| shared.house.texts(&field, NAME_LETTERS));
        let days = match daypart.optional(key("days", "days = [\"mon\", \"tue\"]")) {
            Some(field) => weekdays(&field),
            None => Some(DAYS.map(|(_, day)| day).to_vec()),
        };
        let from = daypart.required(key("from", "from = \"06:30\""));
        let from_minute = from.and_then(|field| time_of_day(&field));
        let until = daypart.required(key("until", "until = \"11:00\""));
        let until_minute = until.and_then(|field| time_of_day(&field));
        if let (Some(from), Some(until)) = (from, until)
            && from_minute.is_some()
            && from_minute == until_minute
        {
            let message = format!("{} begins and ends at the same time", daypart.what());
            let remedy = "mend one of the two times; what can always be had needs no daypart";
            daypart.scope.log.error_with(until.place(), (from.place(), "begins here"), message, remedy);
        }
        daypart.finish();
        Some(Daypart { id: id?.value, name: name?, days: days?, from_minute: from_minute?, until_minute: until_minute? })
    });
    let dayparts = dayparts.collect();
    reader.finish();
    dayparts
}

fn weekdays(field: &Field<'_>) -> Option<Vec<Weekday>> {
    let mut found: Vec<(Weekday, Place)> = Vec::new();
    let entries = field.list();
    if entries.is_empty() {
        field.error("`days` names no day", format!("{}, or leave it out for every day", field.example()));
    }
    for entry in entries.iter().take(2 * DAYS.len()) {
        let Some(name) = entry.text() else { continue };
        let known = DAYS.iter().find(|(day, _)| *day == name);
        match known {
            None => {
                let short: String = name.to_lowercase().chars().take(3).collect();
                let remedy = match DAYS.iter().find(|(day, _)| *day == short) {
                    Some((day, _)) => format!("write \"{day}\""),
                    None => format!("write one of {}", DAYS.map(|(day, _)| day).join(", ")),
                };
                entry.error(format!("{} is no day of the week", quote(name)), remedy);
            }
            Some((_, day)) => match found.iter().find(|(known, _)| known == day) {
                Some((_, first)) => twice(entry, first.clone()),
                None => found.push((*day, entry.place())),
            },
        }
    }
    let days: Vec<Weekday> = found.into_iter().map(|(day, _)| day).collect();
    (!days.is_empty()).then_some(days)
}
