//! Languages and texts that exist in several of them. The words of the program itself live in `crate::words`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A language tag such as `fr` or `en`: two or three lower-case letters (ISO 639).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(Arc<str>);

impl Default for Language {
    /// English, which stands in where nobody said which.
    fn default() -> Self {
        Self("en".into())
    }
}

impl Language {
    /// Checks the form of the tag; `None` for anything but two or three lower-case letters.
    #[must_use]
    pub fn new(tag: &str) -> Option<Self> {
        let fine = (2..=3).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_lowercase());
        fine.then(|| Self(tag.into()))
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// Whether it is written from right to left.
    #[must_use]
    pub fn runs_from_right(&self) -> bool {
        matches!(self.tag(), "ar" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi")
    }

    /// Whether its nouns begin with a capital wherever they stand.
    #[must_use]
    pub fn writes_nouns_large(&self) -> bool {
        self.tag() == "de"
    }

    /// The language of this customer's paper: plain text cannot tell a printer to begin on the right, and one that was bought for the
    /// language of a house that writes from the left does not.
    #[must_use]
    pub fn on_paper<'a>(&'a self, house: &'a Self) -> &'a Self {
        if self.runs_from_right() && !house.runs_from_right() { house } else { self }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text in every language of the restaurant. Cheap to clone; never empty.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Localised(Arc<BTreeMap<Language, String>>);

impl Localised {
    /// Gathers the texts; `None` when there is none at all.
    #[must_use]
    pub fn new(texts: BTreeMap<Language, String>) -> Option<Self> {
        (!texts.is_empty()).then(|| Self(Arc::new(texts)))
    }

    /// The text in `language`, or in the first language there is.
    #[must_use]
    pub fn get(&self, language: &Language) -> &str {
        self.0.get(language).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }

    /// Every language with its text, in order of tag.
    pub fn iter(&self) -> impl Iterator<Item = (&Language, &str)> {
        self.0.iter().map(|(language, text)| (language, text.as_str()))
    }
}

impl fmt::Debug for Localised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.values().next().map_or("", String::as_str))
    }
}
