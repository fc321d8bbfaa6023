//! Reads the parts of a bundle, and finds bundles inside bundles.

use std::collections::HashMap;

use super::category::{ItemSort, ReadItem, ReadKind};
use super::document::{NAME, Shared, named};
use super::values::{At, LIST_LENGTH, NAME_LETTERS, Sign, slug, twice};
use crate::catalogue::slug::{ItemId, PartId};
use crate::handwritten::{Field, Log, Names, Place, Reader, key};
use crate::locale::Localised;
use crate::money::Money;

/// The most parts of a bundle.
const PARTS: usize = 20;

/// A part of a bundle that was read, whole or not.
#[derive(Debug)]
pub(super) struct ReadPart {
    /// What messages call it: `part "side"`.
    pub(super) what: String,
    pub(super) place: Place,
    pub(super) id: Option<PartId>,
    pub(super) name: Option<Localised>,
    pub(super) choices: Vec<ReadChoice>,
    /// `Some(None)` when it is there and unreadable.
    pub(super) default: Option<Option<At<ItemId>>>,
}

/// One way to fill a part.
#[derive(Debug)]
pub(super) struct ReadChoice {
    pub(super) product: At<ItemId>,
    pub(super) upcharge: Option<Money>,
}

/// Reads the `[[bundle.part]]` tables of a bundle.
pub(super) fn read_parts(reader: &Reader<'_>, shared: Shared<'_>) -> Vec<ReadPart> {
    let tables = reader.tables(key("part", "[[bundle.part]]"), "this part");
    let what = reader.what();
    if tables.is_empty() && !reader.scope.broken {
        shared.log.error(reader.place(), format!("{what} has no parts"), "add one with [[bundle.part]]");
    }
    if tables.len() > PARTS {
        shared.log.error(reader.place(), format!("{what} has more than {PARTS} parts"), "make it smaller");
    }
    let mut names = Names::new("part");
    tables.into_iter().take(PARTS).map(|table| read_part(table, shared, &mut names)).collect()
}

fn read_part(mut reader: Reader<'_>, shared: Shared<'_>, names: &mut Names<()>) -> ReadPart {
    let id = named(&mut reader, PartId::new, names, ()).map(|id| id.value);
    let name = reader.required(NAME).and_then(|field| shared.house.texts(&field, NAME_LETTERS));
    let field = reader.required(key("choices", "choices = [\"fries\", { product = \"onion-rings\", price = \"0.80\" }]"));
    let mut choices: Vec<ReadChoice> = Vec::new();
    if let Some(field) = field {
        let entries = field.list();
        if entries.is_empty() {
            field.error(format!("{} can never be filled: it has no choices", reader.what()), field.example());
        }
        if entries.len() > LIST_LENGTH {
            field.error(format!("{} has more than {LIST_LENGTH} choices", reader.what()), "shorten the list");
        }
        for entry in entries.iter().take(LIST_LENGTH) {
            let Some(choice) = read_choice(entry, shared) else { continue };
            match choices.iter().find(|known| known.product.value == choice.product.value) {
                Some(first) => twice(entry, first.product.place.clone()),
                None => choices.push(choice),
            }
        }
    }
    let default = reader.optional(key("default", "default = \"fries\"")).map(|field| slug(&field, ItemId::new));
    if let Some(Some(default)) = &default {
        check_default(default, &choices, &reader);
    }
    let (what, place) = (reader.what().to_owned(), reader.place());
    reader.finish();
    ReadPart { what, place, id, name, choices, default }
}

fn read_choice(entry: &Field<'_>, shared: Shared<'_>) -> Option<ReadChoice> {
    let free = Some(Money::zero(shared.house.currency));
    if entry.is_text() {
        return Some(ReadChoice { product: slug(entry, ItemId::new)?, upcharge: free });
    }
    if !entry.is_table() {
        return entry.wrong_type("the id of a product, or a table with its upcharge", entry.example());
    }
    let table = entry.table("this choice")?;
    let product = table.required(key("product", "product = \"onion-rings\"")).and_then(|field| slug(&field, ItemId::new));
    let upcharge = match table.optional(key("price", "price = \"0.80\"")) {
        Some(field) => shared.house.money(&field, Sign::NeverNegative),
        None => free,
    };
    table.finish();
    Some(ReadChoice { product: product?, upcharge })
}

fn check_default(default: &At<ItemId>, choices: &[ReadChoice], reader: &Reader<'_>) {
    let what = reader.what();
    let log = reader.scope.log;
    match choices.iter().find(|choice| choice.product.value == default.value) {
        None if choices.is_empty() => {}
        None => {
            let known: Vec<&str> = choices.iter().map(|choice| choice.product.value.as_str()).collect();
            let message = format!("the default \"{}\" is not among the choices of {what}", default.value);
            let remedy = match crate::handwritten::nearest(default.value.as_str(), known.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "add it to choices, or choose another default".to_owned(),
            };
            log.error(default.place.clone(), message, remedy);
        }
        Some(choice) => {
            let Some(upcharge) = choice.upcharge.filter(|upcharge| !upcharge.is_zero()) else { return };
            let message = format!("the default \"{}\" of {what} raises the price by {upcharge}", default.value);
            let related = (choice.product.place.clone(), "its upcharge");
            let remedy = "choose a default without upcharge, or put the amount into the bundle's own price";
            log.error_with(default.place.clone(), related, message, remedy);
        }
    }
}

/// Reports every choice that is itself a bundle; a chain of them that leads back to its beginning is named as a cycle.
pub(super) fn check_nesting(items: &[&ReadItem], names: &Names<ItemSort>, log: &Log) {
    let mut inner: HashMap<&str, Vec<&At<ItemId>>> = HashMap::new();
    for item in items {
        let (Some(id), ReadKind::Bundle(parts)) = (&item.id, &item.kind) else { continue };
        let choices = parts.iter().flat_map(|part| &part.choices).map(|choice| &choice.product);
        let bundles: Vec<_> = choices.filter(|choice| names.get(choice.value.as_str()) == Some(&ItemSort::Bundle)).collect();
        inner.entry(id.value.as_str()).or_insert(bundles);
    }
    let mut finished: HashMap<&str, bool> = HashMap::new();
    for item in items {
        if let Some(id) = &item.id {
            walk(id.value.as_str(), &inner, &mut finished, log);
        }
    }
}

/// Depth first and without recursion, so that a long chain cannot exhaust the stack. `finished` is false on the way down.
fn walk<'a>(start: &'a str, inner: &HashMap<&'a str, Vec<&'a At<ItemId>>>, finished: &mut HashMap<&'a str, bool>, log: &Log) {
    if finished.contains_key(start) || !inner.contains_key(start) {
        return;
    }
    let mut path: Vec<(&str, usize)> = vec![(start, 0)];
    finished.insert(start, false);
    while let Some((bundle, next)) = path.last_mut() {
        let Some(choice) = inner.get(bundle).and_then(|choices| choices.get(*next)).copied() else {
            finished.insert(bundle, true);
            path.pop();
            continue;
        };
        *next += 1;
        let outer = *bundle;
        let target = choice.value.as_str();
        match finished.get(target) {
            Some(false) => {
                let from = path.iter().position(|(on_path, _)| *on_path == target).unwrap_or(0);
                let mut cycle: Vec<&str> = path[from..].iter().take(10).map(|(on_path, _)| *on_path).collect();
                cycle.push(target);
                let message = format!("this bundle contains itself: {}", cycle.join(" → "));
                log.error(choice.place.clone(), message, NO_BUNDLE);
            }
            known => {
                let message = format!("bundle \"{outer}\" contains the bundle \"{target}\"");
                log.error(choice.place.clone(), message, NO_BUNDLE);
                if known.is_none() && inner.contains_key(target) {
                    finished.insert(target, false);
                    path.push((target, 0));
                }
            }
        }
    }
}

const NO_BUNDLE: &str = "a bundle may only contain products: write the id of a product";
