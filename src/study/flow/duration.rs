//! How long a state lasts: a mean, or operators that make one; and the spread around it.

use crate::handwritten::{Field, key, nearest, quote};
use crate::study::dwell::Shape;

use super::model::Source;
use super::numbers::{Inputs, Kind, number, source, sourced, words};
use super::operators::{OPERATORS, find};

/// The time of a state as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    pub(super) mean_s: f64,
    /// Touches that the operators are, where there are operators.
    pub(super) taps: Option<u32>,
}

const TIME: &str = "time = 5.0, or time = { operators = [\"look\", \"think\", \"2 touch\"], response = 0.5, factor = 1.5 }";

/// The key of a state's time.
pub(super) const TIME_KEY: crate::handwritten::Key = key("time", TIME);

/// Reads the time of a state that messages call `what`.
pub(super) fn time(field: &Field<'_>, what: &str, around: &Source, inputs: &mut Inputs) -> Option<Time> {
    let name = format!("mean time of {what}");
    if !field.is_table() {
        let mean_s = inputs.take(field, Kind::Seconds, around, name)?;
        return Some(Time { mean_s, taps: None });
    }
    let reader = field.table(&format!("`time` of {what}"))?;
    let mean = reader.optional(key("mean", "mean = 5.0"));
    let operators = reader.optional(key("operators", "operators = [\"look\", \"think\", \"2 touch\"]"));
    let response = reader.optional(key("response", "response = 0.5"));
    let factor = reader.optional(key("factor", "factor = 1.5"));
    let around = source(&reader).unwrap_or_else(|| around.clone());
    reader.finish();
    match (mean, operators) {
        (Some(mean), None) => {
            if let Some(extra) = response.or(factor) {
                let message = format!("`{}` stands beside `mean`, which says it all", extra.key.name);
                extra.error(message, "remove it, or write `operators` instead of `mean`");
            }
            let mean_s = inputs.take(&mean, Kind::Seconds, &around, name)?;
            Some(Time { mean_s, taps: None })
        }
        (None, Some(operators)) => {
            let built = built(&operators);
            let response = response.map_or(Some((0.0, Source::Assumed)), |field| sourced(&field, Kind::Seconds, &around));
            let factor = factor.map_or(Some((1.0, Source::Assumed)), |field| sourced(&field, Kind::Factor, &around));
            let (built, response, factor) = (built?, response?, factor?);
            let mean_s = built.seconds * factor.0 + response.0;
            let mut said = built.words;
            if factor.0 != 1.0 {
                said.push_str(&format!("; times {} ({})", factor.0, factor.1));
            }
            if response.0 > 0.0 {
                said.push_str(&format!("; machine {} s ({})", response.0, response.1));
            }
            let whole = factor.0 == 1.0 && response.0 == 0.0;
            let source = if whole { Source::Cited(said) } else { Source::Built(said) };
            inputs.keep(name, mean_s, "s", source);
            Some(Time { mean_s, taps: Some(built.taps) })
        }
        (Some(_), Some(operators)) => {
            operators.error("a time has both `mean` and `operators`".to_owned(), "remove one of the two");
            None
        }
        (None, None) => {
            field.error("a time has neither `mean` nor `operators`".to_owned(), field.example());
            None
        }
    }
}

struct Built {
    seconds: f64,
    taps: u32,
    words: String,
}

/// Adds up operators such as `"think"` and `"4 key"`.
fn built(field: &Field<'_>) -> Option<Built> {
    const MOST: u32 = 1000;
    let mut built = Built { seconds: 0.0, taps: 0, words: String::new() };
    let (mut parts, mut sources, mut sound): (Vec<String>, Vec<&str>, bool) = (Vec::new(), Vec::new(), true);
    let entries = field.list();
    if entries.is_empty() {
        field.error("a time without any operator".to_owned(), field.example());
        return None;
    }
    for entry in entries {
        let text = entry.text()?;
        let (count, name) = match text.trim().split_once(' ') {
            Some((count, name)) => (count.parse::<u32>().ok().filter(|count| (1..=MOST).contains(count)), name.trim()),
            None => (Some(1), text.trim()),
        };
        match (count, find(name)) {
            (Some(count), Some(operator)) => {
                built.seconds += f64::from(count) * f64::from(operator.ms) / 1000.0;
                built.taps += count * operator.taps;
                parts.push(if count == 1 { name.to_owned() } else { format!("{count} {name}") });
                if !sources.contains(&operator.source) {
                    sources.push(operator.source);
                }
            }
            (_, None) => {
                sound = false;
                let known = OPERATORS.map(|operator| operator.name);
                let remedy = match nearest(name, known) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("write one of: {}", known.join(", ")),
                };
                entry.error(format!("there is no operator {}", quote(name)), remedy);
            }
            (None, Some(_)) => {
                sound = false;
                entry.error(format!("{} is no count of an operator", quote(text)), format!("write \"3 {name}\", at most {MOST}"));
            }
        }
    }
    built.words = format!("{} by {}", parts.join(", "), sources.join(" and "));
    sound.then_some(built)
}

const SPREAD: &str = "spread = \"exponential\", \"fixed\", { gamma = 4 } or { lognormal = 0.8 }";

/// The key of a spread.
pub(super) const SPREAD_KEY: crate::handwritten::Key = key("spread", SPREAD);

/// Reads how times spread around their mean; the source is of the shape.
pub(super) fn spread(field: &Field<'_>, around: &Source) -> Option<(Shape, Source)> {
    if field.is_text() {
        let word = words(field)?;
        return match word.as_str() {
            "exponential" => Some((Shape::Exponential, around.clone())),
            "fixed" => Some((Shape::Fixed, around.clone())),
            _ => {
                let remedy = match nearest(&word, ["exponential", "fixed"]) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => field.example(),
                };
                field.error(format!("there is no spread {}", quote(&word)), remedy);
                None
            }
        };
    }
    let reader = field.table("`spread`")?;
    let gamma = reader.optional(key("gamma", "gamma = 4"));
    let lognormal = reader.optional(key("lognormal", "lognormal = 0.8"));
    let source = source(&reader).unwrap_or_else(|| around.clone());
    reader.finish();
    match (gamma, lognormal) {
        (Some(gamma), None) => Some((Shape::Gamma(number(&gamma, Kind::Factor)?), source)),
        (None, Some(cv)) => Some((Shape::Lognormal(number(&cv, Kind::Factor)?), source)),
        (Some(_), Some(_)) | (None, None) => {
            field.error("a spread is one of two kinds".to_owned(), field.example());
            None
        }
    }
}

/// A shape in words, for people.
pub fn shape_words(shape: Shape) -> String {
    match shape {
        Shape::Exponential => "exponential".to_owned(),
        Shape::Fixed => "always the same".to_owned(),
        Shape::Gamma(shape) => format!("gamma of shape {shape}"),
        Shape::Lognormal(cv) => format!("lognormal with coefficient of variation {cv}"),
    }
}
