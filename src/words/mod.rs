//! The words of the program: one Fluent bundle per language, from the files in `assets/words/`.
//!
//! What it is for: every sentence a customer or the kitchen reads, and amounts, numbers, dates and times as a locale
//! writes them. What it refuses to
//! know: screens and machines. Its invariant: every language has every message (a test compares them), so [`Words::get`] never has to
//! guess; should a message be missing after all, its key is shown and nothing breaks.

mod amount;
mod moment;

use std::collections::BTreeMap;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::locale::Language;
use crate::money::Money;
use crate::time::LocalTime;

/// The files of one language.
struct Texts {
    tag: &'static str,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! texts {
    ($($tag:literal),*) => {
        &[$(Texts {
            tag: $tag,
            files: &[
                ("access.ftl", include_str!(concat!("../../assets/words/", $tag, "/access.ftl"))),
                ("atm.ftl", include_str!(concat!("../../assets/words/", $tag, "/atm.ftl"))),
                ("compare.ftl", include_str!(concat!("../../assets/words/", $tag, "/compare.ftl"))),
                ("documents.ftl", include_str!(concat!("../../assets/words/", $tag, "/documents.ftl"))),
                ("emulator.ftl", include_str!(concat!("../../assets/words/", $tag, "/emulator.ftl"))),
                ("food.ftl", include_str!(concat!("../../assets/words/", $tag, "/food.ftl"))),
                ("screens.ftl", include_str!(concat!("../../assets/words/", $tag, "/screens.ftl"))),
                ("speech.ftl", include_str!(concat!("../../assets/words/", $tag, "/speech.ftl"))),
            ],
        }),*]
    };
}

/// All languages that the program speaks; the first one stands in for the others.
const TEXTS: &[Texts] = texts!("en", "ar", "de", "es", "fr", "it", "nl", "zh");

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    amounts: amount::AmountFormat,
    moments: moment::MomentFormat,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.language)
    }
}

/// A value inside a sentence.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// Words as they are.
    Text(&'a str),
    /// Words made up for the occasion.
    Owned(String),
    /// A whole number; chooses the plural.
    Count(u32),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Owned(text)
    }
}

impl From<u32> for Value<'_> {
    fn from(count: u32) -> Self {
        Self::Count(count)
    }
}

impl Words {
    /// The words of a language; English ones when the program does not speak it.
    #[must_use]
    pub fn new(language: &Language) -> Self {
        let texts = TEXTS.iter().find(|texts| texts.tag == language.tag()).unwrap_or(&TEXTS[0]);
        let identifier: LanguageIdentifier = texts.tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The marks that Fluent puts around values for right-to-left text show up as boxes in most fonts.
        bundle.set_use_isolating(false);
        for (_, text) in texts.files {
            // What can be read of a broken file is used; a test keeps the files whole.
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self {
            language: language.clone(),
            bundle,
            amounts: amount::AmountFormat::new(texts.tag),
            moments: moment::MomentFormat::new(texts.tag),
        }
    }

    /// The language asked for.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// Whether there is a message of this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// A message without values.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with values.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            match value {
                Value::Text(text) => args.set(*name, *text),
                Value::Owned(text) => args.set(*name, text.as_str()),
                Value::Count(count) => args.set(*name, FluentValue::from(*count)),
            }
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// One sentence after the other, as the language writes them: Chinese leaves no space between.
    #[must_use]
    pub fn sentences(&self, first: &str, second: &str) -> String {
        self.with("sentences", &[("first", first.into()), ("second", second.into())])
    }

    /// Several things in one sentence.
    #[must_use]
    pub fn list(&self, things: &[String]) -> String {
        things.join(&self.get("list-comma"))
    }

    /// An amount as the locale writes it: `9,40 €`, `€9.40`, `-€0.50`.
    #[must_use]
    pub fn money(&self, money: Money) -> String {
        self.amount(money, if money.is_negative() { "money-less" } else { "money" })
    }

    /// A difference in price with its sign: `+0,80 €`.
    #[must_use]
    pub fn difference(&self, money: Money) -> String {
        if money.is_negative() || money.is_zero() { self.money(money) } else { self.amount(money, "money-more") }
    }

    fn amount(&self, money: Money, key: &str) -> String {
        let number = self.amounts.amount(money);
        self.with(key, &[("amount", Value::from(number)), ("sign", Value::from(money.currency().sign()))])
    }

    /// A decimal such as a tax rate as the locale writes it: `5,5`.
    #[must_use]
    pub fn decimal(&self, number: rust_decimal::Decimal) -> String {
        self.amounts.decimal(number)
    }

    /// A date with its time of day as the locale writes it: `24 nov. 2026, 12:30:01`.
    #[must_use]
    pub fn date_and_time(&self, at: LocalTime) -> String {
        self.moments.date_and_time(at)
    }

    /// A time of day, in minutes since midnight, as the locale writes it: `6:30`.
    #[must_use]
    pub fn clock(&self, minute: u16) -> String {
        self.moments.clock(minute)
    }
}

/// The words of several languages, made once and shared.
#[derive(Debug, Clone, Default)]
pub struct WordBook(BTreeMap<Language, Arc<Words>>);

impl WordBook {
    /// The words of each of these languages.
    pub fn new<'a>(languages: impl IntoIterator<Item = &'a Language>) -> Self {
        Self(languages.into_iter().map(|language| (language.clone(), Arc::new(Words::new(language)))).collect())
    }

    /// The words of a language; made now if they were not asked for before.
    #[must_use]
    pub fn of(&self, language: &Language) -> Arc<Words> {
        self.0.get(language).cloned().unwrap_or_else(|| Arc::new(Words::new(language)))
    }
}

/// The languages that the program speaks, in order.
pub fn spoken() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|texts| texts.tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(texts: &Texts) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for (file, text) in texts.files {
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(_, errors)| panic!("{} {file}: {errors:?}", texts.tag));
            for line in text.lines() {
                if let Some((key, _)) = line.split_once(" =")
                    && !key.starts_with([' ', '#', '-', '}'])
                {
                    assert!(keys.insert(key.to_owned()), "{} has {key} twice", texts.tag);
                }
            }
        }
        keys
    }

    #[test]
    fn every_language_has_every_message() {
        let first = keys(&TEXTS[0]);
        assert!(first.len() > 20, "the files hold messages");
        for texts in &TEXTS[1..] {
            let other = keys(texts);
            let missing: Vec<_> = first.symmetric_difference(&other).collect();
            assert!(missing.is_empty(), "{} and {} differ in {missing:?}", TEXTS[0].tag, texts.tag);
        }
    }

    /// The values that a language's messages speak of, by key.
    fn values(texts: &Texts) -> std::collections::BTreeMap<String, BTreeSet<String>> {
        let mut values: std::collections::BTreeMap<String, BTreeSet<String>> = std::collections::BTreeMap::new();
        let mut key = String::new();
        for (_, text) in texts.files {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, _)) = line.split_once(" =")
                    && !name.starts_with([' ', '-', '}'])
                {
                    key = name.to_owned();
                }
                let names = line.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect::<String>()
                });
                values.entry(key.clone()).or_default().extend(names);
            }
        }
        values
    }

    #[test]
    fn each_message_speaks_of_the_same_values_in_every_language() {
        let first = values(&TEXTS[0]);
        assert!(first.values().any(|names| names.len() > 1), "the files hold values");
        for texts in &TEXTS[1..] {
            let other = values(texts);
            let wrong: Vec<_> = first.iter().filter(|(key, names)| other.get(*key) != Some(*names)).collect();
            assert!(wrong.is_empty(), "{} has other values than {} in {wrong:?}", texts.tag, TEXTS[0].tag);
        }
    }

    #[test]
    fn every_plural_of_a_language_is_reached_and_no_value_is_left_out() {
        for texts in TEXTS {
            let words = Words::new(&Language::new(texts.tag).expect("tag"));
            let values = values(texts);
            for (key, names) in &values {
                for count in [0, 1, 2, 3, 11, 21, 100, 101] {
                    let values: Vec<_> = names.iter().map(|name| (name.as_str(), Value::from(count))).collect();
                    let said = words.with(key, &values);
                    let unsaid = said.contains(['{', '}', '$']) || said == *key;
                    assert!(!unsaid && !said.is_empty(), "{} says of {key} for {count}: {said}", texts.tag);
                    assert!(!said.contains(['!', '！']), "{} shouts in {key}: {said}", texts.tag);
                }
            }
        }
    }

    /// Which number chooses which plural is the Unicode data's business; that each language has words for its own is ours.
    #[test]
    fn counted_dishes_follow_the_plurals_of_the_language() {
        let said = |tag: &str, count: u32| {
            Words::new(&Language::new(tag).expect("tag")).with("search-found", &[("count", count.into())])
        };
        let forms = |tag: &str| {
            let counts = [0, 1, 2, 3, 11, 100];
            let forms: BTreeSet<String> = counts.iter().map(|count| said(tag, *count).replace(&count.to_string(), "#")).collect();
            forms.len()
        };
        assert_eq!(forms("ar"), 6, "none, one, two, a few, many, and others");
        assert_eq!(forms("zh"), 1, "one for all");
        for tag in ["de", "es", "it", "nl"] {
            assert_eq!(forms(tag), 2, "{tag}");
        }
        assert_eq!(said("fr", 0), "0 plat trouvé");
        assert_eq!(said("de", 1), "1 Gericht gefunden");
        assert_eq!(said("ar", 2), "عُثر على طبقين");
    }

    #[test]
    fn amounts_follow_the_locale() {
        let words = |tag| Words::new(&Language::new(tag).expect("tag"));
        let money = |text| Money::parse(text, crate::money::Currency::EUR).expect("amount");
        assert_eq!(words("fr").money(money("1234.50")), "1\u{202f}234,50\u{a0}€");
        assert_eq!(words("en").money(money("1234.50")), "€1,234.50");
        assert_eq!(words("fr").difference(money("0.80")), "+0,80\u{a0}€");
        assert_eq!(words("fr").money(money("-0.50")), "-0,50\u{a0}€");
        assert_eq!(words("en").difference(money("-0.50")), "-€0.50");
        assert_eq!(words("de").money(money("1234.50")), "1.234,50\u{a0}€");
        assert_eq!(words("es").money(money("12345.00")), "12.345,00\u{a0}€");
        assert_eq!(words("it").difference(money("0.80")), "+0,80\u{a0}€");
        assert_eq!(words("nl").money(money("12.50")), "€\u{a0}12,50");
        assert_eq!(words("nl").money(money("-0.50")), "€\u{a0}-0,50");
        assert_eq!(words("ar").money(money("1234.50")), "1,234.50\u{a0}€");
        assert_eq!(words("ar").difference(money("0.80")), "\u{200e}+0.80\u{a0}€");
        assert_eq!(words("zh").money(money("1234.50")), "€1,234.50");
        assert_eq!(words("fr").decimal("5.5".parse().expect("decimal")), "5,5");
    }

    #[test]
    fn dates_and_times_follow_the_locale() {
        let date = jiff::civil::date(2026, 11, 4);
        let at = LocalTime { date, minute_of_day: 14 * 60 + 5, second: 9 };
        for (tag, whole, clock) in [
            ("fr", "4 nov. 2026, 14:05:09", "06:30"),
            ("en", "4 Nov 2026, 14:05:09", "06:30"),
            ("de", "04.11.2026, 14:05:09", "06:30"),
            ("es", "4 nov 2026, 14:05:09", "06:30"),
            ("it", "4 nov 2026, 14:05:09", "06:30"),
            ("nl", "4 nov 2026, 14:05:09", "06:30"),
            ("ar", "04\u{200f}/11\u{200f}/2026، 14:05:09", "06:30"),
            ("zh", "2026年11月4日 14:05:09", "06:30"),
        ] {
            let words = Words::new(&Language::new(tag).expect("tag"));
            assert_eq!(words.date_and_time(at), whole, "{tag}");
            assert_eq!(words.clock(6 * 60 + 30), clock, "{tag}");
        }
    }

    #[test]
    fn a_missing_message_shows_its_key() {
        assert_eq!(Words::new(&Language::new("en").expect("tag")).get("no-such-key"), "no-such-key");
    }
}
