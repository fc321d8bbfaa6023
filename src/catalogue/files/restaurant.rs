//! Reads `restaurant.toml`: who sells, in which languages, currency and time zone.

use jiff::tz::TimeZone;

use super::values::{ADDRESS_LETTERS, House, NAME_LETTERS, plain_text, twice};
use crate::catalogue::model::Restaurant;
use crate::handwritten::{Field, Key, Place, Reader, key, nearest, quote};
use crate::locale::Language;
use crate::money::Currency;

const LANGUAGES: usize = 12;
const ADDRESS_LINES: usize = 6;

/// The two-letter codes of ISO 639-1.
const ISO_639_1: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el \
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk \
    kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or \
    os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty \
    ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// What `restaurant.toml` says besides [`House`].
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) restaurant: Restaurant,
    pub(super) time_zone: TimeZone,
}

/// Reads `restaurant.toml`. What cannot be read there leaves a stand-in that keeps the rest of the menu from being blamed.
pub(super) fn read_restaurant(reader: Reader<'_>) -> (House, Option<Identity>) {
    const NAME: Key = key("name", "name = \"Le Comptoir\"");
    let name = reader.required(NAME).and_then(|field| plain_text(&field, NAME_LETTERS));
    let languages = reader.required(key("languages", "languages = [\"fr\", \"en\"]")).and_then(|field| languages(&field));
    let currency = reader.required(key("currency", "currency = \"EUR\"")).and_then(|field| currency(&field));
    let time_zone = reader.required(key("time_zone", "time_zone = \"Europe/Paris\"")).and_then(|field| time_zone(&field));
    let merchant_key = key("merchant", "[merchant]");
    let merchant = reader.required(merchant_key).and_then(|field| field.table("[merchant]"));
    let merchant = merchant.and_then(read_merchant);
    reader.finish();
    let complete = languages.is_some() && currency.is_some();
    let house = House { languages: languages.unwrap_or_default(), currency: currency.unwrap_or(Currency::EUR) };
    let identity = complete.then_some(()).and_then(|()| {
        let (legal_name, address, vat_number) = merchant?;
        Some(Identity { restaurant: Restaurant { name: name?, legal_name, address, vat_number }, time_zone: time_zone? })
    });
    (house, identity)
}

fn read_merchant(reader: Reader<'_>) -> Option<(String, Vec<String>, String)> {
    let line = |wanted: Key| reader.required(wanted).and_then(|field| plain_text(&field, ADDRESS_LETTERS));
    let legal_name = line(key("legal_name", "legal_name = \"Le Comptoir SARL\""));
    let vat_number = line(key("vat_number", "vat_number = \"FR12345678901\""));
    let address = reader.required(key("address", "address = [\"12 rue de la Paix\", \"75002 Paris\"]")).and_then(|field| {
        let entries = field.list();
        if entries.is_empty() || entries.len() > ADDRESS_LINES {
            field.error(format!("`address` needs 1 to {ADDRESS_LINES} lines"), field.example());
            return None;
        }
        entries.iter().map(|entry| plain_text(entry, ADDRESS_LETTERS)).collect::<Option<Vec<_>>>()
    });
    reader.finish();
    Some((legal_name?, address?, vat_number?))
}

fn languages(field: &Field<'_>) -> Option<Vec<Language>> {
    let mut found: Vec<(Language, Place)> = Vec::new();
    let entries = field.list();
    for entry in entries.iter().take(LANGUAGES) {
        let Some(tag) = entry.text() else { continue };
        let known = tag.len() != 2 || ISO_639_1.split_whitespace().any(|code| code == tag);
        match Language::new(tag).filter(|_| known) {
            None => {
                let near =
                    tag.get(..2).map(str::to_lowercase).filter(|code| ISO_639_1.split_whitespace().any(|known| known == code));
                let remedy = match near {
                    Some(near) => format!("did you mean \"{near}\"? Languages are written as two letters of ISO 639-1"),
                    None => "write two letters of ISO 639-1, such as \"fr\" or \"en\"".to_owned(),
                };
                entry.error(format!("there is no language {}", quote(tag)), remedy);
            }
            Some(language) => match found.iter().find(|(known, _)| *known == language) {
                Some((_, first)) => twice(entry, first.clone()),
                None => found.push((language, entry.place())),
            },
        }
    }
    if entries.is_empty() || entries.len() > LANGUAGES {
        field.error(format!("`languages` needs 1 to {LANGUAGES} entries"), field.example());
    }
    // With one of them in doubt, no text of the menu is blamed for its languages.
    let languages: Vec<Language> = found.into_iter().map(|(language, _)| language).collect();
    (!languages.is_empty() && languages.len() == entries.len()).then_some(languages)
}

fn currency(field: &Field<'_>) -> Option<Currency> {
    let code = field.text()?;
    let currency = Currency::parse(code).ok();
    if currency.is_none() {
        let upper = code.trim().to_uppercase();
        let remedy = match Currency::known_codes().find(|known| *known == upper) {
            Some(known) => format!("write \"{known}\""),
            None => format!("write one of {}", Currency::known_codes().collect::<Vec<_>>().join(", ")),
        };
        field.error(format!("the currency {} is not known", quote(code)), remedy);
    }
    currency
}

fn time_zone(field: &Field<'_>) -> Option<TimeZone> {
    let name = field.text()?;
    // "Local" or an empty name would depend on the machine; only names of the database count.
    let database = jiff::tz::db();
    let zone = database.get(name).ok();
    if zone.is_none() {
        let names: Vec<String> = database.available().map(|name| name.as_str().to_owned()).collect();
        let remedy = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "write a name of the IANA database, such as \"Europe/Paris\"".to_owned(),
        };
        field.error(format!("there is no time zone {}", quote(name)), remedy);
    }
    zone
}
