//! The smallest restaurants: one with a burger, one that has fries as well.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{
    Allergens, Catalogue, CatalogueDraft, Category, CategoryId, Item, ItemId, ItemKind, MenuVersion, Picture, Product,
    Restaurant, SoldOut, TaxClass, TaxClassId, TaxPeriod,
};
use cardlast::locale::{Language, Localised};
use cardlast::money::{Currency, Money, TaxRate};

/// What the burger costs, in cents: what every customer of the model sees at the lock.
pub const SHOWN: i64 = 890;

pub static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(draft(&[("burger", SHOWN)])));

/// What can be chosen where there is a choice, and what it costs in cents.
pub const CHOICE: [(&str, i64); 2] = [("burger", SHOWN), ("fries", 320)];

pub static MENU_OF_TWO: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(draft(&CHOICE)));

pub fn burger() -> ItemId {
    item("burger")
}

pub fn item(name: &str) -> ItemId {
    ItemId::new(name).expect("a slug")
}

fn text(text: &str) -> Localised {
    let language = Language::new("en").expect("a tag");
    Localised::new(BTreeMap::from([(language, text.to_owned())])).expect("a text")
}

fn draft(dishes: &[(&str, i64)]) -> Catalogue {
    let rate = TaxRate::parse("10").expect("a rate");
    let category = CategoryId::new("food").expect("a slug");
    let tax = TaxClassId::new("prepared").expect("a slug");
    let periods = vec![TaxPeriod { from: jiff::civil::date(2014, 1, 1), until: None, dine_in: rate, takeaway: rate }];
    let product =
        Product { tax: tax.clone(), kcal: 600, allergens: Allergens::default(), diets: BTreeSet::new(), minimum_age: None };
    let dish = |&(name, price): &(&str, i64)| Item {
        id: item(name),
        category: category.clone(),
        name: text(name),
        description: text(name),
        price: Money::from_minor(price, Currency::EUR).expect("a price"),
        picture: Picture { path: PathBuf::new(), fingerprint: 0 },
        groups: Vec::new(),
        dayparts: Vec::new(),
        origin: None,
        kind: ItemKind::Product(product.clone()),
    };
    let items: Vec<_> = dishes.iter().map(dish).collect();
    let draft = CatalogueDraft {
        version: MenuVersion("one".into()),
        restaurant: Restaurant { name: "R".into(), legal_name: "R".into(), address: vec![], vat_number: "X".into() },
        languages: vec![Language::new("en").expect("a tag")],
        currency: Currency::EUR,
        time_zone: jiff::tz::TimeZone::UTC,
        tax_classes: vec![TaxClass { id: tax, periods }],
        dayparts: vec![],
        groups: vec![],
        categories: vec![Category {
            id: category.clone(),
            name: text("Food"),
            picture: None,
            dayparts: vec![],
            items: items.iter().map(|item| item.id.clone()).collect(),
        }],
        items,
        sold_out: SoldOut::default(),
    };
    draft.finish().expect("a whole menu")
}
