//! A text in every language as a record holds it: a map from tag to text, its members in the order of the tags.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::locale::{Language, Localised};

/// See the module's text. Cheap to make and to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts(pub Localised);

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(language, text)| (language.tag(), text)))
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = BTreeMap::<String, String>::deserialize(deserializer)?;
        let texts = texts.into_iter().map(|(tag, text)| Some((Language::new(&tag)?, text)));
        let localised = texts.collect::<Option<BTreeMap<_, _>>>().and_then(Localised::new);
        localised.map(Self).ok_or_else(|| D::Error::custom("a text in no language"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_by_tag_and_read_back_and_one_in_no_language_is_none() {
        let written = r#"{"de":"Pommes","en":"Fries"}"#;
        let texts: Texts = serde_json::from_str(r#"{"en":"Fries","de":"Pommes"}"#).expect("a text");
        assert_eq!(serde_json::to_string(&texts).expect("JSON"), written);
        for wrong in ["{}", r#"{"EN":"Fries"}"#, r#"{"en":1}"#] {
            assert!(serde_json::from_str::<Texts>(wrong).is_err(), "{wrong}");
        }
    }
}
