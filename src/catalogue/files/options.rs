//! Reads option groups.

use super::document::{NAME, Shared, named};
use super::food::{Statement, read_food};
use super::values::{NAME_LETTERS, Sign};
use crate::catalogue::model::{Group, Modifier};
use crate::catalogue::slug::{GroupId, OptionId};
use crate::handwritten::{Field, Names, Place, Reader, key};
use crate::money::Money;

/// The most options of a group, and so the largest `min` and `max`.
const OPTIONS: usize = 100;
/// No option adds or saves more energy, in kcal.
const KCAL: i64 = 20_000;

/// What other files need to know of a group, also of one that has problems.
#[derive(Debug, Clone, Default)]
pub(super) struct GroupFacts {
    /// The price differences of its options in minor units.
    pub(super) prices: Vec<i64>,
    pub(super) min: usize,
    pub(super) max: usize,
}

impl GroupFacts {
    /// The least that a valid selection adds to a price, in minor units.
    pub(super) fn least(&self) -> i64 {
        let mut prices = self.prices.clone();
        prices.sort_unstable();
        let (forced, free) = prices.split_at(self.min.min(prices.len()));
        let saved = free.iter().take(self.max.saturating_sub(self.min)).filter(|price| **price < 0);
        forced.iter().chain(saved).fold(0, |sum, price| sum.saturating_add(*price))
    }
}

/// A group that was read, whole or not.
#[derive(Debug)]
pub(super) struct ReadGroup {
    pub(super) id: GroupId,
    pub(super) place: Place,
    pub(super) group: Option<Group>,
    pub(super) sold_out: Vec<OptionId>,
}

/// Reads the groups of `options.toml` or of a file in `options/`.
pub(super) fn read_options(reader: Reader<'_>, shared: Shared<'_>, names: &mut Names<GroupFacts>) -> Vec<ReadGroup> {
    let groups = reader.tables(key("group", "[[group]]"), "this option group");
    let groups = groups.into_iter().filter_map(|group| read_group(group, shared, names)).collect();
    reader.finish();
    groups
}

fn read_group(mut reader: Reader<'_>, shared: Shared<'_>, names: &mut Names<GroupFacts>) -> Option<ReadGroup> {
    let mut facts = GroupFacts::default();
    // The name comes first, so that messages can use it; the facts are claimed below, once they are known.
    let mut own_name = Names::new(names.kind);
    let id = named(&mut reader, GroupId::new, &mut own_name, ());
    let name = reader.required(NAME).and_then(|field| shared.house.texts(&field, NAME_LETTERS));
    let min_field = reader.required(key("min", "min = 0"));
    let min = min_field.and_then(|field| field.number(0..=OPTIONS as i64));
    let max_field = reader.required(key("max", "max = 1"));
    let max = max_field.and_then(|field| field.number(0..=OPTIONS as i64));
    let tables = reader.tables(key("option", "[[group.option]]"), "this option");
    let count = tables.len();
    if count > OPTIONS {
        let message = format!("{} has more than {OPTIONS} options", reader.what());
        shared.log.error(reader.place(), message, "split the group");
    }
    let mut option_names = Names::new("option");
    let options: Vec<ReadOption> =
        tables.into_iter().take(OPTIONS).map(|option| read_option(option, shared, &mut option_names)).collect();
    facts.prices = options.iter().filter_map(|option| option.price).map(|price| price.minor()).collect();
    facts.min = min.and_then(|min| usize::try_from(min).ok()).unwrap_or(0);
    facts.max = max.and_then(|max| usize::try_from(max).ok()).unwrap_or(OPTIONS);
    check_counts(&reader, (min_field, min), (max_field, max), count, shared);
    check_defaults(&reader, &options, max, shared);
    reader.finish();
    let id = id?;
    names.claim(id.value.as_str(), id.place.clone(), facts, shared.log);
    let sold_out = options.iter().filter(|option| option.sold_out).filter_map(|option| option.id.clone()).collect();
    let build = || {
        let options = options.into_iter().map(|option| option.modifier).collect::<Option<Vec<_>>>()?;
        let (min, max) = (u32::try_from(min?).ok()?, u32::try_from(max?).ok()?);
        Some(Group { id: id.value.clone(), name: name?, min, max, options })
    };
    let group = build();
    Some(ReadGroup { id: id.value, place: id.place, group, sold_out })
}

fn check_counts(
    reader: &Reader<'_>,
    (min_field, min): (Option<Field<'_>>, Option<i64>),
    (max_field, max): (Option<Field<'_>>, Option<i64>),
    count: usize,
    shared: Shared<'_>,
) {
    let what = reader.what();
    if count == 0 && !reader.scope.broken {
        shared.log.error(reader.place(), format!("{what} has no options"), "add one with [[group.option]], or remove the group");
        return;
    }
    if let (Some(field), Some(0)) = (max_field, max) {
        field.error(format!("max is 0: nothing could ever be chosen from {what}"), "write max = 1 or more, or remove the group");
        return;
    }
    let (Some(min_field), Some(min)) = (min_field, min) else { return };
    if let (Some(max_field), Some(max)) = (max_field, max)
        && min > max
    {
        let message = format!("min is {min}, more than max, which is {max}");
        let related = (max_field.place(), "max is here");
        shared.log.error_with(min_field.place(), related, message, "write a min that is at most max");
    } else if !reader.scope.broken && min > i64::try_from(count).unwrap_or(i64::MAX) {
        let message = format!("min is {min}, but {what} has only {count} options");
        min_field.error(message, "lower min, or add options");
    }
}

fn check_defaults(reader: &Reader<'_>, options: &[ReadOption], max: Option<i64>, shared: Shared<'_>) {
    let Some(max) = max.and_then(|max| usize::try_from(max).ok()).filter(|max| *max > 0) else { return };
    let defaults: Vec<&Place> = options.iter().filter_map(|option| option.default.as_ref()).collect();
    if let Some(first_too_many) = defaults.get(max) {
        let message = format!("{} has {} defaults, more than max, which is {max}", reader.what(), defaults.len());
        shared.log.error((*first_too_many).clone(), message, "remove `default = true` from some options, or raise max");
    }
}

struct ReadOption {
    id: Option<OptionId>,
    price: Option<Money>,
    default: Option<Place>,
    sold_out: bool,
    modifier: Option<Modifier>,
}

fn read_option(mut reader: Reader<'_>, shared: Shared<'_>, names: &mut Names<()>) -> ReadOption {
    let id = named(&mut reader, OptionId::new, names, ()).map(|id| id.value);
    let name = reader.required(NAME).and_then(|field| shared.house.texts(&field, NAME_LETTERS));
    let price_field = reader.optional(key("price", "price = \"0.80\""));
    let price = match price_field {
        Some(field) => shared.house.money(&field, Sign::Any),
        None => Some(Money::zero(shared.house.currency)),
    };
    let kcal = match reader.optional(key("kcal", "kcal = 90")) {
        Some(field) => field.number(-KCAL..=KCAL).and_then(|kcal| i32::try_from(kcal).ok()),
        None => Some(0),
    };
    let food = read_food(&reader, Statement::Optional);
    let default_field = reader.optional(key("default", "default = true"));
    let default = default_field.and_then(|field| field.flag()).unwrap_or(false);
    let sold_out = reader.optional(key("sold_out", "sold_out = true")).and_then(|field| field.flag()).unwrap_or(false);
    if default && let (Some(field), Some(price)) = (price_field, price.filter(|price| !price.is_negative() && !price.is_zero())) {
        let message = format!("{} is chosen by default and raises the price by {price}", reader.what());
        let remedy = "remove `default = true`, or put the amount into the product's own price and write price = \"0.00\" here";
        match default_field {
            Some(default) => shared.log.error_with(field.place(), (default.place(), "chosen by default here"), message, remedy),
            None => field.error(message, remedy),
        }
    }
    reader.finish();
    let build = || {
        let food = food?;
        let (id, name) = (id.clone()?, name?);
        Some(Modifier { id, name, price: price?, kcal: kcal?, allergens: food.allergens, diets: food.diets, default })
    };
    let modifier = build();
    let default = default_field.filter(|_| default).map(|field| field.place());
    ReadOption { id, price, default, sold_out, modifier }
}
