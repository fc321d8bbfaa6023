//! Numbers of a flow file: in range, finite, each with its source.

use crate::handwritten::{Field, Reader, key, quote};

use super::model::{Input, Source};

/// What a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A time in seconds, zero allowed.
    Seconds,
    /// A time in seconds that must be some.
    SomeSeconds,
    /// A probability.
    Share,
    /// A loss in whole units of the currency.
    Money,
    /// A factor or a parameter, above zero.
    Factor,
}

impl Kind {
    const fn unit(self) -> &'static str {
        match self {
            Kind::Seconds | Kind::SomeSeconds => "s",
            Kind::Share => "probability",
            Kind::Money => "money",
            Kind::Factor => "factor",
        }
    }

    /// What is wrong with a number, and what to write instead.
    fn fault(self, name: &str, value: f64) -> Option<(String, String)> {
        let (least, most, is) = match self {
            Kind::Seconds => (0.0, LONGEST_S, "a time"),
            Kind::SomeSeconds => (f64::MIN_POSITIVE, LONGEST_S, "a time"),
            Kind::Share => (0.0, 1.0, "a probability"),
            Kind::Money => (0.0, 1e9, "a loss"),
            Kind::Factor => (f64::MIN_POSITIVE, 1e6, "a factor"),
        };
        if value.is_nan() {
            return Some((format!("`{name}` is no number"), format!("write {is} as a number, such as 1.5")));
        }
        if value < least {
            let words = if value < 0.0 { "may not be negative" } else { "may not be zero" };
            let remedy = match self {
                Kind::Share => "write a share between 0 and 1: 5 % is 0.05",
                Kind::Seconds | Kind::Money => "write a number that is not below zero",
                Kind::SomeSeconds | Kind::Factor => "write a number above zero",
            };
            return Some((format!("`{name}` is {is} and {words}"), remedy.to_owned()));
        }
        if value > most {
            let remedy = match self {
                Kind::Share => "write a share between 0 and 1: 5 % is 0.05".to_owned(),
                Kind::Seconds | Kind::SomeSeconds => "write seconds, at most a day of them".to_owned(),
                Kind::Money | Kind::Factor => format!("write at most {most}"),
            };
            return Some((format!("`{name}` is {is} and too large"), remedy));
        }
        None
    }
}

/// A day: longer is nobody at a machine.
const LONGEST_S: f64 = 86_400.0;

/// A bare number within its range.
pub(super) fn number(field: &Field<'_>, kind: Kind) -> Option<f64> {
    if !field.is_bare_number() {
        return field.wrong_type("a number without quotes", field.example());
    }
    let written: String = field.written().chars().filter(|letter| *letter != '_').collect();
    let Ok(value) = written.parse::<f64>() else {
        field.error(format!("`{}` is no decimal number", field.key.name), field.example());
        return None;
    };
    if let Some((message, remedy)) = kind.fault(field.key.name, value) {
        field.error(message, remedy);
        return None;
    }
    Some(value)
}

/// A number with its source: `5.0`, or `{ value = 5.0, source = "…" }`.
pub(super) fn sourced(field: &Field<'_>, kind: Kind, around: &Source) -> Option<(f64, Source)> {
    if !field.is_table() {
        return number(field, kind).map(|value| (value, around.clone()));
    }
    let reader = field.table(&format!("`{}`", field.key.name))?;
    let value = reader.required(key("value", "value = 5.0")).and_then(|value| number(&value, kind));
    let source = source(&reader).unwrap_or_else(|| around.clone());
    reader.finish();
    value.map(|value| (value, source))
}

/// The source that a table names.
pub(super) fn source(reader: &Reader<'_>) -> Option<Source> {
    let field = reader.optional(key("source", "source = \"assumed\", or who measured it"))?;
    words(&field).map(|words| Source::named(&words))
}

/// A text of one line that is not empty.
pub(super) fn words(field: &Field<'_>) -> Option<String> {
    let text = field.text()?.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        field.error(format!("`{}` is {}, which says nothing on one line", field.key.name, quote(text)), field.example());
        return None;
    }
    Some(text.to_owned())
}

/// The list of inputs while a file is read.
#[derive(Debug, Default)]
pub(super) struct Inputs(pub(super) Vec<Input>);

impl Inputs {
    /// Reads a number and keeps it with its source.
    pub(super) fn take(&mut self, field: &Field<'_>, kind: Kind, around: &Source, what: String) -> Option<f64> {
        let (value, source) = sourced(field, kind, around)?;
        self.0.push(Input { what, value, unit: kind.unit(), source });
        Some(value)
    }

    /// Keeps a number that was put together.
    pub(super) fn keep(&mut self, what: String, value: f64, unit: &'static str, source: Source) {
        self.0.push(Input { what, value, unit, source });
    }
}
