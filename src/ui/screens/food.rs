//! Words about food: allergens, diets, prices of options, what is still missing.

use crate::catalogue::{Allergen, Allergens, Availability, Catalogue, Diet, PartId, Presence};
use crate::machine::kiosk::{GroupView, ProductView};
use crate::money::Money;
use crate::order::{Slot, Unmet};
use crate::words::Words;

/// `wheat (gluten), milk`.
pub fn allergens(words: &Words, allergens: &Allergens, presence: Presence) -> String {
    let names: Vec<String> = allergens.with(presence).map(|allergen| allergen_name(words, allergen)).collect();
    words.list(&names)
}

fn allergen_name(words: &Words, allergen: Allergen) -> String {
    let group = words.get(&format!("allergen-{}", allergen.group().key()));
    match allergen.species() {
        Some(species) => {
            let species = words.get(&format!("species-{species}"));
            words.with("allergen-species", &[("species", species.into()), ("group", group.into())])
        }
        None => group,
    }
}

/// `vegetarian, halal`; a mark that another implies is left out.
pub fn diets(words: &Words, diets: &[Diet]) -> String {
    let vegan = diets.contains(&Diet::Vegan);
    let told = diets.iter().filter(|diet| !(vegan && matches!(diet, Diet::Vegetarian | Diet::LactoseFree)));
    let names: Vec<String> = told.map(|diet| words.get(&format!("diet-{}", diet.key()))).collect();
    words.list(&names)
}

/// Why something cannot be had now; nothing when it can.
pub fn off(words: &Words, menu: &Catalogue, availability: &Availability) -> Option<String> {
    match availability {
        Availability::Available => None,
        Availability::SoldOut => Some(words.get("sold-out")),
        Availability::OnlyDuring(id) => Some(menu.daypart(id).map_or_else(
            || words.get("not-now"),
            |daypart| {
                let span = [daypart.from_minute, daypart.until_minute].map(|minute| words.clock(minute).into());
                let [from, until] = span;
                words.with("only-during", &[("from", from), ("until", until)])
            },
        )),
    }
}

/// The price of an option: `+€0.80`, nothing when it is free.
pub fn difference(words: &Words, price: Money) -> Option<String> {
    (!price.is_zero()).then(|| words.difference(price))
}

/// How many of a group may be chosen.
pub fn rule(words: &Words, group: &GroupView) -> String {
    let GroupView { min, max, .. } = *group;
    match (min, max) {
        (0, max) => words.with("choose-up-to", &[("max", max.into())]),
        (min, max) if min == max => words.with("choose-exactly", &[("count", min.into())]),
        (min, max) => words.with("choose-between", &[("min", min.into()), ("max", max.into())]),
    }
}

/// What is still missing, as a sentence.
pub fn unmet(words: &Words, view: &ProductView, unmet: &Unmet) -> String {
    let language = words.language();
    let part_name = |id: &PartId| view.parts.iter().find(|part| part.id == *id).map_or("", |part| part.name.get(language));
    match unmet {
        Unmet::Choose { slot, missing } => {
            let name = group(view, slot).map_or("", |group| group.name.get(language));
            words.with("unmet-choose", &[("count", (*missing).into()), ("what", name.into())])
        }
        Unmet::Fill { part } => words.with("unmet-fill", &[("what", part_name(part).into())]),
        Unmet::SoldOutOption { slot, option } => {
            let option = group(view, slot).and_then(|group| group.options.iter().find(|candidate| candidate.id == *option));
            words.with("unmet-sold-out", &[("what", option.map_or("", |option| option.name.get(language)).into())])
        }
        Unmet::SoldOutPart { part } => words.with("unmet-sold-out", &[("what", part_name(part).into())]),
        Unmet::SoldOutItem => words.get("sold-out"),
    }
}

fn group<'a>(view: &'a ProductView, slot: &Slot) -> Option<&'a GroupView> {
    view.groups.iter().chain(view.parts.iter().flat_map(|part| &part.groups)).find(|group| group.slot == *slot)
}
