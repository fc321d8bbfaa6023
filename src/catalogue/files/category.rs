//! Reads a category file: the category itself, then its products and bundles in the order of the file.

use super::bundle::{ReadPart, read_parts};
use super::document::{NAME, Shared, named};
use super::food::{Food, Statement, read_food};
use super::pictures;
use super::values::{At, DESCRIPTION_LETTERS, House, NAME_LETTERS, Sign, slug, slugs};
use crate::catalogue::slug::{CategoryId, DaypartId, GroupId, ItemId, TaxClassId};
use crate::handwritten::{Field, Key, Names, Reader, key};
use crate::locale::Localised;
use crate::money::Money;

/// The most products and bundles of a menu.
pub(super) const ITEMS: usize = 200_000;
/// No product has more energy, in kcal.
const KCAL: i64 = 20_000;
/// Nobody must be older to buy something.
const OLDEST: i64 = 99;

pub(super) const PICTURE: Key = key("picture", "picture = \"fries.webp\"");
const DAYPARTS: Key = key("dayparts", "dayparts = [\"breakfast\"]");
const SOLD_OUT: Key = key("sold_out", "sold_out = true");

/// A category that was read, whole or not.
#[derive(Debug)]
pub(super) struct ReadCategory {
    pub(super) id: Option<CategoryId>,
    pub(super) name: Option<Localised>,
    pub(super) picture: Option<At<String>>,
    /// A picture was named, though perhaps not well.
    pub(super) wants_picture: bool,
    pub(super) dayparts: Vec<At<DaypartId>>,
    pub(super) items: Vec<ReadItem>,
}

/// A product or bundle that was read, whole or not.
#[derive(Debug)]
pub(super) struct ReadItem {
    /// What messages call it: `product "fries"`.
    pub(super) what: String,
    pub(super) id: Option<At<ItemId>>,
    pub(super) name: Option<Localised>,
    pub(super) description: Option<Localised>,
    pub(super) price: Option<At<Money>>,
    pub(super) free: bool,
    pub(super) picture: Option<At<String>>,
    pub(super) groups: Vec<At<GroupId>>,
    pub(super) dayparts: Vec<At<DaypartId>>,
    /// `Some(None)` when it is there and unreadable.
    pub(super) origin: Option<Option<Localised>>,
    pub(super) sold_out: bool,
    pub(super) kind: ReadKind,
}

/// What only a product or only a bundle has.
#[derive(Debug)]
pub(super) enum ReadKind {
    Product(ReadProduct),
    Bundle(Vec<ReadPart>),
}

/// What only a product has.
#[derive(Debug)]
pub(super) struct ReadProduct {
    pub(super) tax: Option<At<TaxClassId>>,
    pub(super) kcal: Option<u32>,
    pub(super) food: Option<Food>,
    /// `Some(None)` when it is there and unreadable.
    pub(super) minimum_age: Option<Option<u8>>,
}

/// What an item is, known before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemSort {
    Product,
    Bundle,
}

/// The ids that category files claim.
#[derive(Debug)]
pub(super) struct CategoryNames {
    pub(super) categories: Names<()>,
    pub(super) items: Names<ItemSort>,
    pub(super) item_count: usize,
}

/// Reads one file of `categories/`.
pub(super) fn read_category(mut reader: Reader<'_>, shared: Shared<'_>, names: &mut CategoryNames) -> ReadCategory {
    let file_place = reader.place();
    let id = named(&mut reader, CategoryId::new, &mut names.categories, ()).map(|id| id.value);
    let name = reader.required(NAME).and_then(|field| shared.house.texts(&field, NAME_LETTERS));
    let picture_field = reader.optional(PICTURE);
    let picture = picture_field.and_then(|field| picture(&field));
    let dayparts = reader.optional(DAYPARTS).map(|field| slugs(&field, DaypartId::new)).unwrap_or_default();
    let mut tables: Vec<(ItemSort, Reader<'_>)> = Vec::new();
    let products = reader.tables(key("product", "[[product]]"), "this product");
    tables.extend(products.into_iter().map(|table| (ItemSort::Product, table)));
    let bundles = reader.tables(key("bundle", "[[bundle]]"), "this bundle");
    tables.extend(bundles.into_iter().map(|table| (ItemSort::Bundle, table)));
    tables.sort_by_key(|(_, table)| table.offset());
    let room = ITEMS.saturating_sub(names.item_count);
    if tables.len() > room && names.item_count <= ITEMS {
        shared.log.error(file_place.clone(), format!("the menu has more than {ITEMS} items"), "remove some");
    }
    names.item_count = names.item_count.saturating_add(tables.len());
    let items: Vec<ReadItem> =
        tables.into_iter().take(room).map(|(sort, table)| read_item(table, sort, shared, &mut names.items)).collect();
    if items.is_empty() && room > 0 && !reader.scope.broken {
        let message = format!("{} has no products", reader.what());
        shared.log.warn(file_place, message, "add one with [[product]], or remove the file until there is one");
    }
    reader.finish();
    ReadCategory { id, name, picture, wants_picture: picture_field.is_some(), dayparts, items }
}

fn read_item(mut reader: Reader<'_>, sort: ItemSort, shared: Shared<'_>, names: &mut Names<ItemSort>) -> ReadItem {
    names.kind = match sort {
        ItemSort::Product => "product",
        ItemSort::Bundle => "bundle",
    };
    let id = named(&mut reader, ItemId::new, names, sort);
    let name = reader.required(NAME).and_then(|field| shared.house.texts(&field, NAME_LETTERS));
    let description_key = key("description", "description = { fr = \"Coupées ici\", en = \"Cut here\" }");
    let description = reader.required(description_key).and_then(|field| shared.house.texts(&field, DESCRIPTION_LETTERS));
    let (price, free) = read_price(&reader, shared.house);
    let picture = reader.required(PICTURE).and_then(|field| picture(&field));
    let groups = reader.optional(key("options", "options = [\"sauces\"]")).map(|field| slugs(&field, GroupId::new));
    let dayparts = reader.optional(DAYPARTS).map(|field| slugs(&field, DaypartId::new)).unwrap_or_default();
    let origin_key = key("origin", "origin = { fr = \"Bœuf : France\", en = \"Beef: France\" }");
    let origin = reader.optional(origin_key).map(|field| shared.house.texts(&field, DESCRIPTION_LETTERS));
    let sold_out = reader.optional(SOLD_OUT).and_then(|field| field.flag()).unwrap_or(false);
    let kind = match sort {
        ItemSort::Product => ReadKind::Product(read_product(&reader)),
        ItemSort::Bundle => ReadKind::Bundle(read_parts(&reader, shared)),
    };
    let what = reader.what().to_owned();
    reader.finish();
    let groups = groups.unwrap_or_default();
    ReadItem { what, id, name, description, price, free, picture, groups, dayparts, origin, sold_out, kind }
}

/// A price of nothing must be meant: it needs `free = true` beside it.
fn read_price(reader: &Reader<'_>, house: &House) -> (Option<At<Money>>, bool) {
    let field = reader.required(key("price", "price = \"8.90\""));
    let free_field = reader.optional(key("free", "free = true"));
    let free = free_field.and_then(|field| field.flag()).unwrap_or(false);
    let price = field.and_then(|field| {
        let money = house.money(&field, Sign::NeverNegative)?;
        if money.is_zero() && !free {
            let remedy = "write its price, or add `free = true` when it really costs nothing";
            field.error(format!("{} has a price of nothing", reader.what()), remedy);
            return None;
        }
        Some(At { value: money, place: field.place() })
    });
    if free && let (Some(free), Some(price)) = (free_field, price.as_ref().filter(|price| !price.value.is_zero())) {
        let message = format!("{} is marked free but has a price of {}", reader.what(), price.value);
        let related = (price.place.clone(), "the price");
        reader.scope.log.error_with(free.place(), related, message, "remove `free = true`, or write price = \"0.00\"");
    }
    (price, free)
}

fn read_product(reader: &Reader<'_>) -> ReadProduct {
    let tax = reader.required(key("tax", "tax = \"prepared\"")).and_then(|field| slug(&field, TaxClassId::new));
    let kcal = reader.required(key("kcal", "kcal = 640")).and_then(|field| field.number(0..=KCAL));
    let food = read_food(reader, Statement::Required);
    let age_field = reader.optional(key("minimum_age", "minimum_age = 18"));
    let minimum_age = age_field.map(|field| field.number(1..=OLDEST).and_then(|age| u8::try_from(age).ok()));
    ReadProduct { tax, kcal: kcal.and_then(|kcal| u32::try_from(kcal).ok()), food, minimum_age }
}

/// The name of a picture file below `pictures/`; whether it is there is found out later, for all at once.
fn picture(field: &Field<'_>) -> Option<At<String>> {
    let name = field.text()?;
    if let Err((message, remedy)) = pictures::check_name(name) {
        field.error(message, remedy);
        return None;
    }
    Some(At { value: name.to_owned(), place: field.place() })
}
