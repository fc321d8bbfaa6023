//! Reads allergens and dietary marks, and finds marks that the allergens contradict.

use std::collections::BTreeSet;

use super::values::twice;
use crate::catalogue::food::{Allergen, AllergenGroup, Allergens, Cereal, Diet, Presence};
use crate::handwritten::{Field, Key, Place, Reader, key, nearest, quote};

pub(super) const ALLERGENS: Key = key("allergens", "allergens = { contains = [\"milk\"], may_contain = [] }");

/// Allergens, dietary marks, and the place of each mark.
#[derive(Debug, Clone, Default)]
pub(super) struct Food {
    pub(super) allergens: Allergens,
    pub(super) diets: BTreeSet<Diet>,
}

/// Whether allergens must be stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statement {
    /// Of a product: also when there is none.
    Required,
    /// Of an option: silence about allergens means none, silence about diets that it leaves them alone.
    Optional,
}

/// Reads `allergens` and `diets` of a product or an option.
pub(super) fn read_food(reader: &Reader<'_>, statement: Statement) -> Option<Food> {
    let field = match statement {
        Statement::Required => {
            reader.required(key("allergens", "allergens = { contains = [\"milk\"] }, or allergens = {} when there are none"))
        }
        Statement::Optional => reader.optional(ALLERGENS),
    };
    let marks = reader.optional(key("diets", "diets = [\"vegetarian\"]")).map(|field| read_diets(&field));
    let allergens = match field {
        Some(field) => read_allergens(&field)?,
        None if statement == Statement::Required => return None,
        None => Allergens::default(),
    };
    for (diet, place) in marks.iter().flatten() {
        contradict(*diet, &allergens, place, reader);
    }
    let diets = match (marks, statement) {
        (Some(marks), _) => marks.into_iter().map(|(diet, _)| diet).collect(),
        (None, Statement::Required) => BTreeSet::new(),
        // An option says which diets it leaves alone; silence means all but those that its own allergens spoil.
        (None, Statement::Optional) => Diet::ALL.into_iter().filter(|diet| !spoils(*diet, &allergens)).collect(),
    };
    Some(Food { allergens, diets })
}

/// Allergens that something of this diet never contains.
const fn never(diet: Diet) -> &'static [AllergenGroup] {
    use AllergenGroup::{Crustaceans, Eggs, Fish, Milk, Molluscs};
    match diet {
        Diet::Vegan => &[Milk, Eggs, Fish, Crustaceans, Molluscs],
        Diet::Vegetarian => &[Fish, Crustaceans, Molluscs],
        Diet::Kosher => &[Crustaceans, Molluscs],
        Diet::GlutenFree | Diet::LactoseFree | Diet::Halal => &[],
    }
}

/// Whether the allergens alone end a diet. Traces do not.
fn spoils(diet: Diet, allergens: &Allergens) -> bool {
    let care: &[AllergenGroup] = match diet {
        Diet::GlutenFree => &[AllergenGroup::Gluten],
        Diet::LactoseFree => &[AllergenGroup::Milk],
        Diet::Vegan | Diet::Vegetarian | Diet::Kosher | Diet::Halal => &[],
    };
    never(diet).iter().chain(care).any(|group| allergens.group(*group) == Some(Presence::Contains))
}

fn read_allergens(field: &Field<'_>) -> Option<Allergens> {
    if !field.is_table() {
        return field.wrong_type("a table", field.example());
    }
    let reader = field.table("`allergens`")?;
    let mut allergens = Allergens::default();
    let mut seen: Vec<(Allergen, Place)> = Vec::new();
    let mut faults = 0_u32;
    for (name, presence) in [("contains", Presence::Contains), ("may_contain", Presence::MayContain)] {
        let example = if presence == Presence::Contains { "contains = [\"milk\"]" } else { "may_contain = [\"soy\"]" };
        let Some(list) = reader.optional(key(name, example)) else { continue };
        // Every allergen fits twice; more is a slip that would only repeat itself.
        for entry in list.list().iter().take(64) {
            let Some(allergen) = entry.text().and_then(|text| parse_allergen(text, entry)) else {
                faults += 1;
                continue;
            };
            match seen.iter().find(|(known, _)| *known == allergen) {
                Some((_, first)) => {
                    faults += 1;
                    twice(entry, first.clone());
                }
                None => seen.push((allergen, entry.place())),
            }
            allergens.add(allergen, presence);
        }
    }
    reader.finish();
    (faults == 0).then_some(allergens)
}

fn parse_allergen(text: &str, entry: &Field<'_>) -> Option<Allergen> {
    let allergen = Allergen::parse(text);
    if allergen.is_some() {
        return allergen;
    }
    let species = |group: AllergenGroup| {
        let known = Allergen::all().filter(move |allergen| allergen.group() == group);
        known.map(|allergen| format!("\"{}\"", allergen.key())).collect::<Vec<_>>().join(", ")
    };
    match AllergenGroup::parse(text) {
        Some(group @ AllergenGroup::Gluten) => {
            entry.error("gluten must name its cereal", format!("write one or more of {}", species(group)));
        }
        Some(group @ AllergenGroup::Nuts) => {
            entry.error("nuts must name their kind", format!("write one or more of {}", species(group)));
        }
        Some(_) | None => {
            let mut keys: Vec<String> = Allergen::all().map(Allergen::key).collect();
            keys.extend(["gluten".to_owned(), "nuts".to_owned()]);
            // A cereal or nut by itself is what people write first.
            let bare = Allergen::all().find(|allergen| allergen.species() == Some(text)).map(Allergen::key);
            let near = bare.or_else(|| nearest(text, keys.iter().map(String::as_str)).map(str::to_owned));
            let remedy = match near {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the allergens are {}", keys.join(", ")),
            };
            entry.error(format!("there is no allergen {}", quote(text)), remedy);
        }
    }
    None
}

fn read_diets(field: &Field<'_>) -> Vec<(Diet, Place)> {
    let mut found: Vec<(Diet, Place)> = Vec::new();
    for entry in field.list().iter().take(64) {
        let Some(text) = entry.text() else { continue };
        let Some(diet) = Diet::parse(text) else {
            let keys = Diet::ALL.map(Diet::key);
            let remedy = match nearest(text, keys) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the dietary marks are {}", keys.join(", ")),
            };
            entry.error(format!("there is no dietary mark {}", quote(text)), remedy);
            continue;
        };
        match found.iter().find(|(known, _)| *known == diet) {
            Some((_, first)) => twice(entry, first.clone()),
            None => found.push((diet, entry.place())),
        }
    }
    found
}

/// Reports a mark that the allergens contradict: an error where it cannot be true, a warning where it can, with care.
///
/// Lactose-free milk is still milk, and oats can be free of gluten; traces never break a mark of vegan or vegetarian food.
fn contradict(diet: Diet, allergens: &Allergens, place: &Place, reader: &Reader<'_>) {
    let clash = never(diet).iter().find(|group| allergens.group(**group) == Some(Presence::Contains));
    let log = reader.scope.log;
    let (what, mark) = (reader.what(), diet.key());
    if let Some(group) = clash {
        let message = format!("{what} is marked {mark} but contains {}", group.key());
        log.error(place.clone(), message, format!("remove \"{mark}\" from diets, or \"{}\" from allergens", group.key()));
    }
    match diet {
        Diet::GlutenFree => {
            let cereal = allergens.with(Presence::Contains).filter(|allergen| allergen.group() == AllergenGroup::Gluten);
            let (oats, other): (Vec<_>, Vec<_>) = cereal.partition(|allergen| *allergen == Allergen::Gluten(Cereal::Oats));
            if let Some(cereal) = other.first() {
                let message = format!("{what} is marked gluten-free but contains {}", cereal.key());
                log.error(
                    place.clone(),
                    message,
                    format!("remove \"gluten-free\" from diets, or \"{}\" from allergens", cereal.key()),
                );
            } else if !oats.is_empty() {
                let message = format!("{what} is marked gluten-free and contains oats");
                log.warn(place.clone(), message, "make sure that the oats are certified free of gluten, or remove the mark");
            } else if allergens.group(AllergenGroup::Gluten) == Some(Presence::MayContain) {
                let message = format!("{what} is marked gluten-free but may contain traces of gluten");
                log.warn(place.clone(), message, "remove the mark unless traces stay below 20 mg/kg");
            }
        }
        Diet::LactoseFree if allergens.group(AllergenGroup::Milk) == Some(Presence::Contains) => {
            let message = format!("{what} is marked lactose-free but contains milk");
            log.warn(place.clone(), message, "make sure that it is lactose-free milk, or remove the mark");
        }
        Diet::LactoseFree | Diet::Vegan | Diet::Vegetarian | Diet::Kosher | Diet::Halal => {}
    }
}
