//! The kinds of value that a menu is written in: texts in several languages, amounts, ids, dates and times of day.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use crate::catalogue::slug::BadSlug;
use crate::handwritten::{Field, Place, nearest, quote};
use crate::locale::{Language, Localised};
use crate::money::{Currency, Money, MoneyError};

/// A value with the place it was read from.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// How long texts may be, in letters. Longer ones do not fit on the screen or the receipt.
pub(super) const NAME_LETTERS: usize = 60;
pub(super) const DESCRIPTION_LETTERS: usize = 400;
pub(super) const ADDRESS_LETTERS: usize = 80;

/// What the rest of the menu must be written in.
#[derive(Debug, Clone)]
pub(super) struct House {
    /// Empty when they could not be read; then no translation is missed.
    pub(super) languages: Vec<Language>,
    pub(super) currency: Currency,
}

/// Whether an amount may be below nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A price.
    NeverNegative,
    /// A difference.
    Any,
}

impl House {
    /// A text in every language of the house.
    pub(super) fn texts(&self, field: &Field<'_>, letters: usize) -> Option<Localised> {
        let name = field.key.name;
        if field.is_text() {
            let tags = if self.languages.is_empty() { vec!["en"] } else { self.languages.iter().map(Language::tag).collect() };
            let entries: Vec<String> = tags.iter().map(|tag| format!("{tag} = {}", field.written())).collect();
            let remedy = format!("write {name} = {{ {} }}, each text in its language", entries.join(", "));
            field.error(format!("`{name}` needs one text per language"), remedy);
            return None;
        }
        if !field.is_table() {
            return field.wrong_type("a table with one text per language", field.example());
        }
        let mut texts = std::collections::BTreeMap::new();
        let mut faults = 0_u32;
        let mut meant = Vec::new();
        let entries = field.entries();
        for (tag, place, entry) in &entries {
            match self.languages.iter().find(|language| language.tag() == *tag) {
                Some(language) => match plain_text(entry, letters) {
                    Some(text) => drop(texts.insert(language.clone(), text)),
                    None => faults += 1,
                },
                None if self.languages.is_empty() => {}
                None => {
                    faults += 1;
                    let absent = self.languages.iter().map(Language::tag);
                    let near = nearest(tag, absent.filter(|known| !entries.iter().any(|entry| entry.0 == *known)));
                    meant.extend(near);
                    let remedy = match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "remove it, or add the language to `languages` in restaurant.toml".to_owned(),
                    };
                    field.scope.log.error(place.clone(), format!("the restaurant has no language {}", quote(tag)), remedy);
                }
            }
        }
        for language in &self.languages {
            let there = entries.iter().any(|(tag, ..)| *tag == language.tag()) || meant.contains(&language.tag());
            if !there {
                faults += 1;
                let remedy = format!("add {language} = \"…\" between the braces");
                field.error(format!("`{name}` has no text in language \"{language}\""), remedy);
            }
        }
        if faults > 0 { None } else { Localised::new(texts) }
    }

    /// An amount of money.
    pub(super) fn money(&self, field: &Field<'_>, sign: Sign) -> Option<Money> {
        let name = field.key.name;
        if field.is_bare_number() {
            let amount = self.tidied(field.written()).unwrap_or_else(|| field.written().to_owned());
            let message = format!("`{name}` is a number without quotes; amounts are written in quotes so that they stay exact");
            field.error(message, format!("write {name} = \"{amount}\""));
            return None;
        }
        let text = field.text()?;
        let (message, remedy) = match Money::parse(text, self.currency) {
            Ok(money) if money.is_negative() && sign == Sign::NeverNegative => {
                (format!("`{name}` may not be negative"), format!("write {name} = \"{}\"", text.trim_start_matches('-')))
            }
            Ok(money) => return Some(money),
            Err(MoneyError::TooPrecise(currency)) => {
                let decimals = match currency.decimals() {
                    0 => "no decimals".to_owned(),
                    decimals => format!("at most {decimals} decimals"),
                };
                (
                    format!("`{name}` is too precise: {currency} has {decimals}"),
                    format!("round it, such as {}", field.key.example),
                )
            }
            Err(MoneyError::OutOfRange) => {
                let limit =
                    Money::from_minor(Money::LIMIT_MINOR, self.currency).map_or_else(|_| String::new(), |most| most.to_string());
                (format!("`{name}` is out of range"), format!("write an amount of at most {limit}"))
            }
            Err(
                MoneyError::NotANumber | MoneyError::CurrencyMismatch(..) | MoneyError::UnknownCurrency | MoneyError::BadRate,
            ) => {
                let remedy = match self.tidied(text) {
                    Some(amount) => format!("write {name} = \"{amount}\""),
                    None => format!("use digits and a decimal point only, such as {}", field.key.example),
                };
                (format!("`{name}` is no amount of money: {}", quote(text)), remedy)
            }
        };
        field.error(message, remedy);
        None
    }

    /// What was probably meant by `8,9`, `8.9 €` or `EUR 8.90`.
    fn tidied(&self, text: &str) -> Option<String> {
        let kept: String = text.chars().filter(|letter| letter.is_ascii_digit() || ".,-".contains(*letter)).collect();
        Money::parse(&kept.replace(',', "."), self.currency).ok().map(|money| money.to_string())
    }
}

/// A text without language, checked for emptiness, length and letters that nobody can see.
pub(super) fn plain_text(field: &Field<'_>, letters: usize) -> Option<String> {
    let name = field.key.name;
    let text = field.text()?.trim();
    let count = text.chars().count();
    if text.is_empty() {
        field.error(format!("a text of `{name}` is empty"), "write the words between the quotes");
    } else if let Some(strange) = text.chars().find(|letter| is_unprintable(*letter)) {
        let message = format!("a text of `{name}` contains the control character {}", strange.escape_unicode());
        field.error(message, "remove line breaks, tabs and invisible characters; write one plain line");
    } else if count > letters {
        let message = format!("a text of `{name}` has {count} letters; at most {letters} fit");
        field.error(message, "shorten it");
    } else {
        return Some(text.nfc().collect());
    }
    None
}

/// Control characters, line separators, and marks that turn the direction of writing around.
fn is_unprintable(letter: char) -> bool {
    let direction = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || direction || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{fffd}' | '\u{feff}')
}

/// An id.
pub(super) fn slug<Id>(field: &Field<'_>, new: fn(&str) -> Result<Id, BadSlug>) -> Option<At<Id>> {
    let text = field.text()?;
    match new(text) {
        Ok(value) => Some(At { value, place: field.place() }),
        Err(bad) => {
            let tidied = slugify(text);
            let remedy = if new(&tidied).is_ok() { format!("write \"{tidied}\"") } else { field.example() };
            field.error(format!("{} is no good id: {bad}", quote(text)), remedy);
            None
        }
    }
}

/// The nearest good id: `Crème brûlée!` becomes `creme-brulee`.
fn slugify(text: &str) -> String {
    let shortened: String = text.chars().take(64).collect();
    let folded = crate::catalogue::query::fold(&shortened);
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// A list of ids, each at most once.
pub(super) fn slugs<Id: PartialEq>(field: &Field<'_>, new: fn(&str) -> Result<Id, BadSlug>) -> Vec<At<Id>> {
    let mut found: Vec<At<Id>> = Vec::new();
    for entry in field.list() {
        let Some(id) = slug(&entry, new) else { continue };
        match found.iter().find(|known| known.value == id.value) {
            Some(first) => twice(&entry, first.place.clone()),
            None => found.push(id),
        }
        if found.len() > LIST_LENGTH {
            field.error(format!("`{}` has more than {LIST_LENGTH} entries", field.key.name), "shorten the list");
            break;
        }
    }
    found
}

/// The most entries of a list of ids.
pub(super) const LIST_LENGTH: usize = 200;

/// Reports an entry that stands twice in one list.
pub(super) fn twice(entry: &Field<'_>, first: Place) {
    let message = format!("{} stands twice in `{}`", entry.written(), entry.key.name);
    entry.scope.log.error_with(entry.place(), (first, "first here"), message, "remove one of the two");
}

/// A day such as `2026-11-22`.
pub(super) fn date(field: &Field<'_>) -> Option<At<Date>> {
    let text = field.text()?;
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    match text.parse::<Date>() {
        Ok(value) if shape => Some(At { value, place: field.place() }),
        Ok(_) | Err(_) => {
            field.error(format!("{} is no date", quote(text)), "write year-month-day, such as \"2026-01-31\"");
            None
        }
    }
}

/// Minute of the day from a time such as `06:30`.
pub(super) fn time_of_day(field: &Field<'_>) -> Option<u16> {
    let text = field.text()?;
    let two_digits = |part: &str| {
        if part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse::<u16>().ok() } else { None }
    };
    let clock = text.split_once(':').and_then(|(hour, minute)| Some((two_digits(hour)?, two_digits(minute)?)));
    match clock {
        Some((hour, minute)) if hour < 24 && minute < 60 => Some(hour * 60 + minute),
        Some(_) | None => {
            let remedy = if text == "24:00" {
                "write \"00:00\" for midnight"
            } else {
                "write hour:minute with two digits each, such as \"06:30\""
            };
            field.error(format!("{} is no time of day", quote(text)), remedy);
            None
        }
    }
}
