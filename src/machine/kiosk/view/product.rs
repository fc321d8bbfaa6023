//! A product's page: options and parts with their state, live price, energy and allergens.

use super::super::Kiosk;
use super::super::state::{Draft, Ordering};
use crate::catalogue::{
    Allergens, Availability, Diet, Fit, FoodFilter, GroupId, Item, ItemId, ItemKind, OptionId, PartId, Picture,
};
use crate::id::OrderRevision;
use crate::locale::Localised;
use crate::money::Money;
use crate::order::{MAX_QUANTITY, Slot, Unmet, line_price};
use crate::time::Now;

/// A product's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductView {
    /// The item.
    pub item: ItemId,
    /// Its name.
    pub name: Localised,
    /// What a guest wants to know.
    pub description: Localised,
    /// Origin of meat.
    pub origin: Option<Localised>,
    /// Its picture.
    pub picture: Picture,
    /// The parts of a bundle.
    pub parts: Vec<PartView>,
    /// The groups of the item itself.
    pub groups: Vec<GroupView>,
    /// How many.
    pub quantity: u32,
    /// Whether there may be one more.
    pub can_grow: bool,
    /// Price of one, as chosen.
    pub unit: Money,
    /// Price of all.
    pub total: Money,
    /// Energy of one, in kcal.
    pub kcal: u32,
    /// Allergens of one.
    pub allergens: Allergens,
    /// Dietary marks of one.
    pub diets: Vec<Diet>,
    /// Whether it suits the filter as chosen.
    pub fit: Fit,
    /// Smallest age at which it may be sold.
    pub minimum_age: Option<u8>,
    /// The note.
    pub note: String,
    /// Whether a line of the cart is being changed.
    pub editing: bool,
    /// What must still be chosen; empty means it can be added.
    pub unmet: Vec<Unmet>,
    /// Whether it can be had now.
    pub availability: Availability,
    /// To be sent back with "add".
    pub revision: OrderRevision,
}

/// One part of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartView {
    /// Its id.
    pub id: PartId,
    /// Its name.
    pub name: Localised,
    /// What can fill it.
    pub choices: Vec<ChoiceView>,
    /// The groups of what fills it.
    pub groups: Vec<GroupView>,
}

/// One way to fill a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceView {
    /// The product.
    pub product: ItemId,
    /// Its name.
    pub name: Localised,
    /// Its picture.
    pub picture: Picture,
    /// What it adds to the price.
    pub upcharge: Money,
    /// Whether it is chosen.
    pub selected: bool,
    /// Whether it is sold out.
    pub sold_out: bool,
    /// Whether it suits the filter.
    pub fit: Fit,
}

/// One modifier group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupView {
    /// Where it hangs.
    pub slot: Slot,
    /// Its name.
    pub name: Localised,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// How many are chosen.
    pub chosen: u32,
    /// The options.
    pub options: Vec<OptionView>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionView {
    /// Its id.
    pub id: OptionId,
    /// Its name.
    pub name: Localised,
    /// What it adds to the price; may be negative.
    pub price: Money,
    /// Whether it is chosen.
    pub selected: bool,
    /// Whether it is sold out.
    pub sold_out: bool,
    /// Whether the group is full, so that it cannot be chosen before another is let go.
    pub full: bool,
    /// Whether it suits the filter.
    pub fit: Fit,
}

impl Kiosk {
    pub(super) fn product_view(&self, now: Now, ordering: &Ordering, draft: &Draft) -> ProductView {
        let menu = &self.session_menu;
        let filter = &ordering.browse.filter;
        let selection = &draft.selection;
        // Invariant: a draft is opened only for an item of the session's menu, which the session holds on to.
        let item = menu.item(selection.item()).unwrap_or(&menu.items()[0]);
        let unit = line_price(menu, selection).map_or(item.price, |price| price.unit);
        let allergens = selection.allergens(menu);
        let diets = selection.diets(menu);
        let parts = match &item.kind {
            ItemKind::Product(_) => Vec::new(),
            ItemKind::Bundle(bundle) => bundle.parts.iter().map(|part| self.part_view(filter, draft, part)).collect(),
        };
        ProductView {
            item: item.id.clone(),
            name: item.name.clone(),
            description: item.description.clone(),
            origin: item.origin.clone(),
            picture: item.picture.clone(),
            parts,
            groups: self.group_views(filter, draft, None, item),
            quantity: draft.quantity,
            can_grow: draft.quantity < MAX_QUANTITY,
            unit,
            total: unit.checked_mul(draft.quantity).unwrap_or(unit),
            kcal: selection.kcal(menu),
            fit: filter.judge(&allergens, &diets),
            allergens,
            diets: diets.into_iter().collect(),
            minimum_age: selection.minimum_age(menu),
            note: draft.note.as_ref().map_or_else(String::new, |note| note.as_str().to_owned()),
            editing: draft.editing.is_some(),
            unmet: selection.unmet(menu, &self.state.sold_out),
            // A line that is in the cart already stays orderable when its daypart ends.
            availability: match menu.availability(item, &self.state.sold_out, now.wall.local()) {
                Availability::OnlyDuring(_) if draft.editing.is_some() => Availability::Available,
                other @ (Availability::Available | Availability::SoldOut | Availability::OnlyDuring(_)) => other,
            },
            revision: ordering.cart.revision(),
        }
    }

    fn part_view(&self, filter: &FoodFilter, draft: &Draft, part: &crate::catalogue::Part) -> PartView {
        let menu = &self.session_menu;
        let filled = draft.selection.parts().get(&part.id);
        let choices = part.choices.iter().filter_map(|choice| {
            let item = menu.item(&choice.product)?;
            Some(ChoiceView {
                product: item.id.clone(),
                name: item.name.clone(),
                picture: item.picture.clone(),
                upcharge: choice.upcharge,
                selected: filled.is_some_and(|filled| filled.product == item.id),
                sold_out: menu.is_sold_out(item, &self.state.sold_out),
                fit: filter.judge_item(menu, item),
            })
        });
        let product = filled.and_then(|filled| menu.item(&filled.product));
        PartView {
            id: part.id.clone(),
            name: part.name.clone(),
            choices: choices.collect(),
            groups: product.map(|item| self.group_views(filter, draft, Some(&part.id), item)).unwrap_or_default(),
        }
    }

    fn group_views(&self, filter: &FoodFilter, draft: &Draft, part: Option<&PartId>, item: &Item) -> Vec<GroupView> {
        let menu = &self.session_menu;
        let groups = item.groups.iter().filter_map(|id: &GroupId| menu.group(id));
        let view = |group: &crate::catalogue::Group| {
            let slot = Slot { part: part.cloned(), group: group.id.clone() };
            let chosen = draft.selection.chosen(&slot).map_or(0, std::collections::BTreeSet::len);
            let chosen = u32::try_from(chosen).unwrap_or(u32::MAX);
            let options = group.options.iter().map(|option| {
                let selected = draft.selection.has(&slot, &option.id);
                OptionView {
                    id: option.id.clone(),
                    name: option.name.clone(),
                    price: option.price,
                    selected,
                    sold_out: self.state.sold_out.options.contains(&(group.id.clone(), option.id.clone())),
                    full: !selected && group.max > 1 && chosen >= group.max,
                    fit: filter.judge_modifier(option),
                }
            });
            let options = options.collect();
            GroupView { slot, name: group.name.clone(), min: group.min, max: group.max, chosen, options }
        };
        groups.map(view).collect()
    }
}
