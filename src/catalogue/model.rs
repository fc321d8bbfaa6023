//! The menu as the program knows it: whole, valid and immutable.
//!
//! Invariant: a [`Catalogue`] comes only from `CatalogueDraft::finish`, which the file half calls when it has no errors left, so
//! later code never checks a reference again: every id named in it exists in it.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::daypart::Daypart;
use super::food::{Allergens, Diet};
use super::slug::{CategoryId, DaypartId, GroupId, ItemId, OptionId, PartId, TaxClassId};
use crate::locale::{Language, Localised};
use crate::money::{Currency, Money, TaxRate};

/// Names one state of the menu files: the first 16 hex digits of the SHA-256 over all of them. Stamped into every locked order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MenuVersion(pub Arc<str>);

/// Eaten here or taken away; the tax may depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceMode {
    /// Eaten on the premises.
    DineIn,
    /// Taken away.
    Takeaway,
}

impl ServiceMode {
    /// `dine-in` or `takeaway`: in flow scripts, records and as the key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::DineIn => "dine-in",
            Self::Takeaway => "takeaway",
        }
    }

    /// Looks a mode up by [`ServiceMode::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::DineIn, Self::Takeaway].into_iter().find(|mode| mode.key() == key)
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::DineIn => Self::Takeaway,
            Self::Takeaway => Self::DineIn,
        }
    }
}

/// Who sells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Restaurant {
    /// The name over the door.
    pub name: String,
    /// Company name on receipts.
    pub legal_name: String,
    /// Address lines on receipts.
    pub address: Vec<String>,
    /// VAT identification number on receipts.
    pub vat_number: String,
}

/// Goods that are taxed alike, with rates that change on given days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxClass {
    /// Its id.
    pub id: TaxClassId,
    /// Periods in order, without gap or overlap.
    pub periods: Vec<TaxPeriod>,
}

/// The rates of a tax class from one day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxPeriod {
    /// First day.
    pub from: Date,
    /// Last day; `None` is open.
    pub until: Option<Date>,
    /// Rate when eaten in.
    pub dine_in: TaxRate,
    /// Rate when taken away.
    pub takeaway: TaxRate,
}

impl TaxClass {
    /// The rate on `date`; the first or last known one outside the periods, so that a wrong clock never stops a sale.
    #[must_use]
    pub fn rate(&self, mode: ServiceMode, date: Date) -> Option<TaxRate> {
        let period = self.periods.iter().rev().find(|period| period.from <= date).or_else(|| self.periods.first())?;
        Some(match mode {
            ServiceMode::DineIn => period.dine_in,
            ServiceMode::Takeaway => period.takeaway,
        })
    }
}

/// A category of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name.
    pub name: Localised,
    /// Picture file below `pictures/`.
    pub picture: Option<Picture>,
    /// Only in these dayparts; empty means always.
    pub dayparts: Vec<DaypartId>,
    /// Its products and bundles in the order of the file. Shared, because a view is made of it after every step.
    pub items: Arc<[ItemId]>,
}

/// A picture that was there and could be decoded when the menu was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Picture {
    /// The file.
    pub path: PathBuf,
    /// Changes when the file's bytes change, so that caches notice.
    pub fingerprint: u64,
}

/// A product or a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Where it stands.
    pub category: CategoryId,
    /// Its name.
    pub name: Localised,
    /// What a guest wants to know about it.
    pub description: Localised,
    /// Price including tax with its default options.
    pub price: Money,
    /// Picture.
    pub picture: Picture,
    /// Modifier groups in the order they are shown.
    pub groups: Vec<GroupId>,
    /// Only in these dayparts, besides those of its category; empty means always.
    pub dayparts: Vec<DaypartId>,
    /// Origin of meat, where the law or the guest wants it.
    pub origin: Option<Localised>,
    /// What only a product or only a bundle has.
    pub kind: ItemKind,
}

/// What only a product or only a bundle has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// Something made or poured.
    Product(Product),
    /// Several products for one price.
    Bundle(Bundle),
}

/// What only a product has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// How it is taxed.
    pub tax: TaxClassId,
    /// Energy in kcal per portion, before options.
    pub kcal: u32,
    /// Allergens before options.
    pub allergens: Allergens,
    /// Dietary marks before options.
    pub diets: BTreeSet<Diet>,
    /// Smallest age in years at which it may be sold.
    pub minimum_age: Option<u8>,
}

/// What only a bundle has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Its parts in order; at least one.
    pub parts: Vec<Part>,
}

/// One part of a bundle, filled by exactly one of its choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its id, unique in the bundle.
    pub id: PartId,
    /// Its name.
    pub name: Localised,
    /// What can fill it; at least one.
    pub choices: Vec<Choice>,
    /// The choice that fills it to begin with; free of upcharge.
    pub default: Option<ItemId>,
}

/// One way to fill a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The product.
    pub product: ItemId,
    /// What it adds to the bundle's price; never negative.
    pub upcharge: Money,
}

/// A modifier group, shared between items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: Localised,
    /// At least so many options must be chosen.
    pub min: u32,
    /// At most so many; at least `min` and 1.
    pub max: u32,
    /// The options in order.
    pub options: Vec<Modifier>,
}

/// One option of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Its id, unique in the group.
    pub id: OptionId,
    /// Its name.
    pub name: Localised,
    /// What it adds to the price; may be negative.
    pub price: Money,
    /// What it adds to the energy, in kcal; may be negative.
    pub kcal: i32,
    /// What it adds to the allergens.
    pub allergens: Allergens,
    /// Dietary marks that survive it.
    pub diets: BTreeSet<Diet>,
    /// Chosen to begin with.
    pub default: bool,
}

/// What is sold out right now. Apart from the catalogue because it reaches a running session at once, unlike prices.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SoldOut {
    /// Products and bundles.
    pub items: BTreeSet<ItemId>,
    /// Options.
    pub options: BTreeSet<(GroupId, OptionId)>,
}

/// Everything that a catalogue is made of, before its references are known to hold.
#[derive(Debug, Clone)]
pub struct CatalogueDraft {
    /// Name of this state of the files.
    pub version: MenuVersion,
    /// Who sells.
    pub restaurant: Restaurant,
    /// Languages, the default first; at least one.
    pub languages: Vec<Language>,
    /// The one currency.
    pub currency: Currency,
    /// The store's time zone.
    pub time_zone: TimeZone,
    /// Tax classes.
    pub tax_classes: Vec<TaxClass>,
    /// Dayparts.
    pub dayparts: Vec<Daypart>,
    /// Modifier groups.
    pub groups: Vec<Group>,
    /// Categories in order.
    pub categories: Vec<Category>,
    /// Products and bundles.
    pub items: Vec<Item>,
    /// Sold-out marks in the files.
    pub sold_out: SoldOut,
}

/// A whole, valid menu. Immutable; sessions hold it in an `Arc`.
#[derive(Debug)]
pub struct Catalogue {
    /// Everything but the categories, which are shared with views.
    draft: CatalogueDraft,
    categories: Arc<[Category]>,
    item_index: HashMap<ItemId, usize>,
    group_index: HashMap<GroupId, usize>,
    category_index: HashMap<CategoryId, usize>,
    pub(super) search: super::query::SearchIndex,
}

/// A draft named something that it does not have. The file half reports such things with file and line long before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the menu names {kind} \"{id}\" that does not exist or exists twice")]
pub struct DanglingReference {
    /// What kind of thing.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
}

impl CatalogueDraft {
    /// Checks every reference once more and builds the look-up tables.
    ///
    /// # Errors
    /// [`DanglingReference`] when an id is missing or doubled.
    pub fn finish(mut self) -> Result<Catalogue, DanglingReference> {
        let item_index = index("item", self.items.iter().map(|item| item.id.clone()))?;
        let group_index = index("option group", self.groups.iter().map(|group| group.id.clone()))?;
        let category_index = index("category", self.categories.iter().map(|category| category.id.clone()))?;
        let dangling = |kind, id: &dyn std::fmt::Display| Err(DanglingReference { kind, id: id.to_string() });
        for item in &self.items {
            if let Some(group) = item.groups.iter().find(|group| !group_index.contains_key(*group)) {
                return dangling("option group", group);
            }
            if !category_index.contains_key(&item.category) {
                return dangling("category", &item.category);
            }
            match &item.kind {
                ItemKind::Product(product) => {
                    if !self.tax_classes.iter().any(|class| class.id == product.tax) {
                        return dangling("tax class", &product.tax);
                    }
                }
                ItemKind::Bundle(bundle) => {
                    for choice in bundle.parts.iter().flat_map(|part| &part.choices) {
                        let product = item_index.get(&choice.product).map(|at| &self.items[*at].kind);
                        if !matches!(product, Some(ItemKind::Product(_))) {
                            return dangling("product", &choice.product);
                        }
                    }
                }
            }
        }
        for id in self.categories.iter().flat_map(|category| category.items.iter()) {
            if !item_index.contains_key(id) {
                return dangling("item", id);
            }
        }
        let dayparts = self.items.iter().flat_map(|item| &item.dayparts);
        for id in dayparts.chain(self.categories.iter().flat_map(|category| &category.dayparts)) {
            if !self.dayparts.iter().any(|daypart| daypart.id == *id) {
                return dangling("daypart", id);
            }
        }
        let search = super::query::SearchIndex::new(&self);
        let categories = std::mem::take(&mut self.categories).into();
        Ok(Catalogue { draft: self, categories, item_index, group_index, category_index, search })
    }
}

fn index<Id: std::hash::Hash + Eq + Clone + std::fmt::Display>(
    kind: &'static str,
    ids: impl Iterator<Item = Id>,
) -> Result<HashMap<Id, usize>, DanglingReference> {
    let mut found = HashMap::new();
    for (at, id) in ids.enumerate() {
        if found.insert(id.clone(), at).is_some() {
            return Err(DanglingReference { kind, id: id.to_string() });
        }
    }
    Ok(found)
}

impl Catalogue {
    /// A draft to make a changed menu of.
    #[must_use]
    pub fn to_draft(&self) -> CatalogueDraft {
        CatalogueDraft { categories: self.categories.to_vec(), ..self.draft.clone() }
    }

    /// Name of this state of the files.
    #[must_use]
    pub fn version(&self) -> &MenuVersion {
        &self.draft.version
    }

    /// Who sells.
    #[must_use]
    pub fn restaurant(&self) -> &Restaurant {
        &self.draft.restaurant
    }

    /// Languages, the default first; never empty.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.draft.languages
    }

    /// The language of the house.
    #[must_use]
    pub fn default_language(&self) -> &Language {
        &self.draft.languages[0]
    }

    /// The one currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.draft.currency
    }

    /// The store's time zone.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.draft.time_zone
    }

    /// Categories in the order they are shown.
    #[must_use]
    pub const fn categories(&self) -> &Arc<[Category]> {
        &self.categories
    }

    /// A category by id.
    #[must_use]
    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.category_index.get(id).map(|at| &self.categories[*at])
    }

    /// All products and bundles.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.draft.items
    }

    /// A product or bundle by id.
    #[must_use]
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.item_index.get(id).map(|at| &self.draft.items[*at])
    }

    /// A product or bundle with its product half, by id; `None` for bundles too.
    #[must_use]
    pub fn product(&self, id: &ItemId) -> Option<(&Item, &Product)> {
        let item = self.item(id)?;
        match &item.kind {
            ItemKind::Product(product) => Some((item, product)),
            ItemKind::Bundle(_) => None,
        }
    }

    /// All modifier groups.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.draft.groups
    }

    /// A modifier group by id.
    #[must_use]
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        self.group_index.get(id).map(|at| &self.draft.groups[*at])
    }

    /// One option by its group's id and its own.
    #[must_use]
    pub fn modifier(&self, group: &GroupId, option: &OptionId) -> Option<&Modifier> {
        self.group(group)?.options.iter().find(|modifier| modifier.id == *option)
    }

    /// A tax class by id.
    #[must_use]
    pub fn tax_class(&self, id: &TaxClassId) -> Option<&TaxClass> {
        self.draft.tax_classes.iter().find(|class| class.id == *id)
    }

    /// All tax classes.
    #[must_use]
    pub fn tax_classes(&self) -> &[TaxClass] {
        &self.draft.tax_classes
    }

    /// All dayparts.
    #[must_use]
    pub fn dayparts(&self) -> &[Daypart] {
        &self.draft.dayparts
    }

    /// Sold-out marks in the files.
    #[must_use]
    pub fn sold_out(&self) -> &SoldOut {
        &self.draft.sold_out
    }
}
