//! Checks what no file can know by itself: that every reference holds, and that no selection makes an item cost less than nothing.

use std::collections::HashMap;

use super::bundle::check_nesting;
use super::category::{ItemSort, ReadCategory, ReadItem, ReadKind};
use super::options::{GroupFacts, ReadGroup};
use super::values::At;
use crate::catalogue::slug::GroupId;
use crate::handwritten::{Log, Names, Place};
use crate::money::Money;

/// The ids that there are.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) taxes: &'a Names<()>,
    pub(super) dayparts: &'a Names<()>,
    pub(super) groups: &'a Names<GroupFacts>,
    pub(super) items: &'a Names<ItemSort>,
}

/// Checks everything that reaches from one file into another.
pub(super) fn check(categories: &[ReadCategory], groups: &[ReadGroup], known: &Known<'_>, dir: &std::path::Path, log: &Log) {
    let items: Vec<&ReadItem> = categories.iter().flat_map(|category| &category.items).collect();
    for daypart in categories.iter().flat_map(|category| &category.dayparts) {
        known.dayparts.check(daypart.value.as_str(), &daypart.place, log);
    }
    for item in &items {
        check_references(item, known, log);
    }
    check_nesting(&items, known.items, log);
    check_prices(&items, known, log);
    if log.has_broken_syntax() {
        return;
    }
    if items.iter().any(|item| matches!(item.kind, ReadKind::Product(_))) {
        check_use(&items, groups, log);
    } else if !categories.is_empty() {
        let place = Place::whole(&dir.join("categories"));
        log.error(place, "the menu has no products", "add a [[product]] to one of the category files");
    }
}

fn check_references(item: &ReadItem, known: &Known<'_>, log: &Log) {
    for group in &item.groups {
        known.groups.check(group.value.as_str(), &group.place, log);
    }
    for daypart in &item.dayparts {
        known.dayparts.check(daypart.value.as_str(), &daypart.place, log);
    }
    match &item.kind {
        ReadKind::Product(product) => {
            if let Some(tax) = &product.tax {
                known.taxes.check(tax.value.as_str(), &tax.place, log);
            }
        }
        ReadKind::Bundle(parts) => {
            for choice in parts.iter().flat_map(|part| &part.choices) {
                known.items.check(choice.product.value.as_str(), &choice.product.place, log);
            }
        }
    }
}

/// The least that the options of an item add to its price, in minor units.
fn least_of_groups(groups: &[At<GroupId>], known: &Known<'_>) -> i64 {
    let facts = groups.iter().filter_map(|group| known.groups.get(group.value.as_str()));
    facts.map(GroupFacts::least).fold(0, i64::saturating_add)
}

fn check_prices(items: &[&ReadItem], known: &Known<'_>, log: &Log) {
    let mut least_of_product: HashMap<&str, i64> = HashMap::new();
    for item in items {
        if let (Some(id), ReadKind::Product(_)) = (&item.id, &item.kind) {
            least_of_product.insert(id.value.as_str(), least_of_groups(&item.groups, known));
        }
    }
    for item in items {
        let mut least = least_of_groups(&item.groups, known);
        if let ReadKind::Bundle(parts) = &item.kind {
            for part in parts {
                let upcharge = |upcharge: Option<Money>| upcharge.map_or(0, |upcharge| upcharge.minor());
                let options = |id: &str| least_of_product.get(id).copied().unwrap_or(0);
                let choices = part.choices.iter();
                let sums = choices.map(|choice| upcharge(choice.upcharge).saturating_add(options(choice.product.value.as_str())));
                least = least.saturating_add(sums.min().unwrap_or(0));
                check_shown_price(item, part.place.clone(), &part.what, &part.choices, log);
            }
        }
        judge_price(item, least, known, log);
    }
}

/// A part that no choice fills for the bundle's own price.
fn check_shown_price(item: &ReadItem, place: Place, part: &str, choices: &[super::bundle::ReadChoice], log: &Log) {
    let always_more =
        !choices.is_empty() && choices.iter().all(|choice| choice.upcharge.is_some_and(|upcharge| !upcharge.is_zero()));
    if always_more {
        let message = format!("{} can never be had for its own price: every choice of {part} costs more", item.what);
        log.warn(place, message, "let one choice carry no price, and put the difference into the bundle's own price");
    }
}

fn judge_price(item: &ReadItem, least: i64, known: &Known<'_>, log: &Log) {
    for group in &item.groups {
        if known.groups.get(group.value.as_str()).is_some_and(|facts| facts.least() > 0) {
            let message =
                format!("{} can never be had for its own price: group \"{}\" always adds to it", item.what, group.value);
            let remedy = "let one option cost nothing more, and put the difference into the product's own price";
            log.warn(group.place.clone(), message, remedy);
        }
    }
    let Some(price) = &item.price else { return };
    let lowest = price.value.minor().saturating_add(least);
    let remedy = "raise the price, or make the negative price differences of its options smaller";
    if lowest < 0 {
        let message = format!("options could bring {} below nothing", item.what);
        log.error(price.place.clone(), message, remedy);
    } else if lowest == 0 && least < 0 && !item.free {
        let message = format!("options could bring {} down to nothing", item.what);
        log.warn(price.place.clone(), message, remedy);
    }
}

fn check_use(items: &[&ReadItem], groups: &[ReadGroup], log: &Log) {
    let used: std::collections::HashSet<&str> =
        items.iter().flat_map(|item| &item.groups).map(|group| group.value.as_str()).collect();
    for group in groups.iter().filter(|group| !used.contains(group.id.as_str())) {
        let message = format!("no product uses the option group \"{}\"", group.id);
        log.warn(group.place.clone(), message, "add it to the `options` of a product, or remove it");
    }
}
