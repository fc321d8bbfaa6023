//! What things cost: bundles, options and the tax that falls on their parts. One row per rule, on the demo menu.

use std::path::Path;
use std::sync::LazyLock;

use cardlast::catalogue::{Catalogue, GroupId, ItemId, OptionId, PartId, ServiceMode, SoldOut, load};
use cardlast::money::Money;
use cardlast::order::{Cart, CartLimits, Selection, SelectionError, Slot};

static MENU: LazyLock<Catalogue> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue
});

fn cart_with(
    item: &str,
    fills: &[(&str, &str)],
    options: &[(Option<&str>, &str, &str)],
    quantity: u32,
    mode: ServiceMode,
) -> Cart {
    let nothing = SoldOut::default();
    let item = ItemId::new(item).expect("a slug");
    let mut selection = Selection::with_defaults(&MENU, &item, &nothing).expect("on the menu");
    for (part, product) in fills {
        let (part, product) = (PartId::new(part).expect("a slug"), ItemId::new(product).expect("a slug"));
        selection.fill(&MENU, &nothing, &part, &product).expect("it fits");
    }
    for (part, group, option) in options {
        let part = part.map(|part| PartId::new(part).expect("a slug"));
        let slot = Slot { part, group: GroupId::new(group).expect("a slug") };
        selection.toggle(&MENU, &nothing, &slot, &OptionId::new(option).expect("a slug")).expect("it can be chosen");
    }
    let mut cart = Cart::new(mode);
    let ceiling = Money::from_minor(1_000_000, MENU.currency()).expect("an amount");
    cart.add(&MENU, &nothing, CartLimits { ceiling }, selection, quantity, None).expect("it can be ordered");
    cart
}

#[test]
fn bundles_options_and_tax_table() {
    use ServiceMode::{DineIn, Takeaway};
    // item, parts filled otherwise, options, how many, mode → total; (rate, gross, tax) …
    // A meal of 13.90: list prices 8.90 + 3.20 (prepared) and 2.80 (sealed) share it, 11.29 and 2.61.
    type Row = (
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static [(Option<&'static str>, &'static str, &'static str)],
        u32,
        ServiceMode,
        &'static str,
        &'static [(&'static str, &'static str, &'static str)],
    );
    let rows: &[Row] = &[
        ("classic-burger", &[], &[], 1, Takeaway, "8.90", &[("10", "8.90", "0.81")]),
        ("classic-burger", &[], &[(None, "burger-extras", "cheddar")], 2, Takeaway, "19.40", &[("10", "19.40", "1.76")]),
        // The same can: 5.5 % taken away, 10 % eaten in.
        ("cola", &[], &[], 1, Takeaway, "2.80", &[("5.5", "2.80", "0.15")]),
        ("cola", &[], &[], 1, DineIn, "2.80", &[("10", "2.80", "0.25")]),
        // Alcohol: 20 % always.
        ("draught-beer", &[], &[], 1, Takeaway, "5.20", &[("20", "5.20", "0.87")]),
        // A bundle's price falls to its parts in proportion to their list prices.
        ("classic-meal", &[], &[], 1, DineIn, "13.90", &[("10", "13.90", "1.26")]),
        ("classic-meal", &[], &[], 1, Takeaway, "13.90", &[("5.5", "2.61", "0.14"), ("10", "11.29", "1.03")]),
        ("classic-meal", &[], &[], 3, Takeaway, "41.70", &[("5.5", "7.83", "0.41"), ("10", "33.87", "3.08")]),
        // A larger size is shared like the rest: 15.40 over 8.90, 3.20 and 2.80.
        (
            "classic-meal",
            &[],
            &[(None, "meal-size", "large")],
            1,
            Takeaway,
            "15.40",
            &[("5.5", "2.89", "0.15"), ("10", "12.51", "1.14")],
        ),
        // An option of a part counts for that part: 14.70 over 9.70, 3.20 and 2.80.
        (
            "classic-meal",
            &[],
            &[(Some("burger"), "burger-extras", "cheddar")],
            1,
            Takeaway,
            "14.70",
            &[("5.5", "2.62", "0.14"), ("10", "12.08", "1.10")],
        ),
    ];
    for (item, fills, options, quantity, mode, total, taxes) in rows {
        let cart = cart_with(item, fills, options, *quantity, *mode);
        let totals = cart.totals(&MENU, jiff::civil::date(2026, 11, 24)).expect("in range");
        assert_eq!(totals.total.to_string(), *total, "{item} {options:?} x{quantity}");
        let found: Vec<_> =
            totals.taxes.iter().map(|share| (share.rate.to_string(), share.gross.to_string(), share.tax.to_string())).collect();
        let expected: Vec<_> = taxes.iter().map(|row| (row.0.to_owned(), row.1.to_owned(), row.2.to_owned())).collect();
        assert_eq!(found, expected, "{item} {options:?} x{quantity} {mode:?}");
    }
}

#[test]
fn the_rate_is_that_of_the_day() {
    let cart = cart_with("classic-burger", &[], &[], 1, ServiceMode::DineIn);
    for (day, rate) in [(jiff::civil::date(2013, 12, 31), "7"), (jiff::civil::date(2014, 1, 1), "10")] {
        let taxes = cart.totals(&MENU, day).expect("in range").taxes;
        assert_eq!(taxes[0].rate.to_string(), rate, "{day}");
    }
}

#[test]
fn a_group_that_is_full_refuses_and_a_single_choice_is_exchanged() {
    let nothing = SoldOut::default();
    let mut coffee = Selection::with_defaults(&MENU, &ItemId::new("flat-white").expect("a slug"), &nothing).expect("on the menu");
    let milk = Slot { part: None, group: GroupId::new("milk").expect("a slug") };
    let oat = OptionId::new("oat-milk").expect("a slug");
    coffee.toggle(&MENU, &nothing, &milk, &oat).expect("exchanged");
    assert!(coffee.has(&milk, &oat) && coffee.chosen(&milk).is_some_and(|chosen| chosen.len() == 1));
    let mut cup = Selection::with_defaults(&MENU, &ItemId::new("ice-cream-cup").expect("a slug"), &nothing).expect("on the menu");
    let scoops = Slot { part: None, group: GroupId::new("scoops").expect("a slug") };
    for flavour in ["vanilla", "chocolate", "lemon"] {
        cup.toggle(&MENU, &nothing, &scoops, &OptionId::new(flavour).expect("a slug")).expect("there is room");
    }
    let fourth = cup.toggle(&MENU, &nothing, &scoops, &OptionId::new("strawberry").expect("a slug"));
    assert!(matches!(fourth, Err(SelectionError::GroupFull { max: 3, .. })), "{fourth:?}");
}
