//! What a catalogue answers: what can be had when, what a search finds, and what suits a guest.

use cardlast::catalogue::{AllergenGroup, Availability, Catalogue, Daypart, DaypartId, Diet, Fit, FoodFilter, ItemId, SoldOut};
use cardlast::time::{LocalTime, WallTime};

use crate::minimal::{Menu, today};

fn at(local: &str) -> LocalTime {
    WallTime::parse(&format!("{local}:00+01:00")).expect("RFC 3339").local()
}

fn daypart(days: &str, from: &str, until: &str) -> Daypart {
    let menu = Menu::minimal();
    menu.replace("hours.toml", "[\"mon\", \"sat\"]", days);
    menu.replace("hours.toml", "06:30", from);
    menu.replace("hours.toml", "11:00", until);
    let catalogue = menu.load().unwrap_or_else(|problems| panic!("{problems}")).catalogue;
    catalogue.daypart(&DaypartId::new("breakfast").expect("a slug")).expect("it is there").clone()
}

#[test]
fn dayparts_hold_to_the_minute_on_their_days_and_past_midnight() {
    // 2026-11-22 is a Sunday.
    let every_day = "[\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]";
    for (days, from, until, now, expected) in [
        (every_day, "06:30", "11:00", "2026-11-22T06:29", false),
        (every_day, "06:30", "11:00", "2026-11-22T06:30", true),
        (every_day, "06:30", "11:00", "2026-11-22T10:59", true),
        (every_day, "06:30", "11:00", "2026-11-22T11:00", false),
        ("[\"mon\"]", "06:30", "11:00", "2026-11-22T08:00", false),
        ("[\"mon\"]", "06:30", "11:00", "2026-11-23T08:00", true),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-21T21:59", false),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-21T22:00", true),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-21T23:59", true),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-22T00:00", true),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-22T01:59", true),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-22T02:00", false),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-21T01:00", false),
        ("[\"sat\"]", "22:00", "02:00", "2026-11-22T22:00", false),
        ("[\"sun\"]", "22:00", "02:00", "2026-11-23T01:00", true),
        ("[\"sat\"]", "18:00", "00:00", "2026-11-21T23:59", true),
        ("[\"sat\"]", "18:00", "00:00", "2026-11-22T00:00", false),
        ("[\"sat\"]", "00:00", "06:00", "2026-11-21T00:00", true),
    ] {
        assert_eq!(daypart(days, from, until).contains(at(now)), expected, "{days} {from}-{until} at {now}");
    }
}

fn loaded(slips: &[(&str, &str, &str)]) -> Catalogue {
    let menu = Menu::minimal();
    for (file, from, to) in slips {
        menu.replace(file, from, to);
    }
    menu.load().unwrap_or_else(|problems| panic!("{problems}")).catalogue
}

const FOOD: &str = "categories/10-food.toml";

#[test]
fn availability_knows_dayparts_marks_and_what_is_left() {
    let breakfast = Availability::OnlyDuring(DaypartId::new("breakfast").expect("a slug"));
    let saturday = at("2026-11-21T08:00");
    let sunday = at("2026-11-22T08:00");
    let fries_at_breakfast = (FOOD, "options = [\"sauces\"]", "options = [\"sauces\"]\ndayparts = [\"breakfast\"]");
    let no_fries = (FOOD, "kcal = 410", "kcal = 410\nsold_out = true");
    let no_burger = (FOOD, "kcal = 640", "kcal = 640\nsold_out = true");
    let no_mayo = ("options.toml", "default = false", "sold_out = true");
    let sauce_is_a_must = ("options.toml", "min = 0", "min = 1");
    let two_sauces = ("options.toml", "min = 0", "min = 2");
    for (name, slips, item, now, expected) in [
        ("its category's daypart is on", vec![], "water", saturday, Availability::Available),
        ("its category's daypart is off", vec![], "water", sunday, breakfast.clone()),
        ("its own daypart is on", vec![fries_at_breakfast], "fries", saturday, Availability::Available),
        ("its own daypart is off", vec![fries_at_breakfast], "fries", sunday, breakfast),
        ("no daypart", vec![], "fries", sunday, Availability::Available),
        ("its own mark", vec![no_fries], "fries", sunday, Availability::SoldOut),
        ("one choice of a part is left", vec![no_fries], "meal", sunday, Availability::Available),
        ("no choice of a part is left", vec![no_fries, no_burger], "meal", sunday, Availability::SoldOut),
        ("an extra is sold out", vec![no_mayo], "fries", sunday, Availability::Available),
        ("one option of a required group is left", vec![no_mayo, sauce_is_a_must], "fries", sunday, Availability::Available),
        ("too few options of a required group are left", vec![no_mayo, two_sauces], "fries", sunday, Availability::SoldOut),
    ] {
        let catalogue = loaded(&slips);
        let item = catalogue.item(&ItemId::new(item).expect("a slug")).expect("it is there");
        assert_eq!(catalogue.availability(item, catalogue.sold_out(), now), expected, "{name}");
    }
    let catalogue = loaded(&[no_fries]);
    let fries = catalogue.item(&ItemId::new("fries").expect("a slug")).expect("it is there");
    let fresh_marks = SoldOut::default();
    assert_eq!(catalogue.availability(fries, &fresh_marks, sunday), Availability::Available, "marks come from outside");
}

#[test]
fn a_search_finds_words_by_their_beginnings_without_accents() {
    let catalogue = loaded(&[(FOOD, "\"Un burger et des frites\"", "\"Crème brûlée, œufs, FRITES\"")]);
    for (text, expected) in [
        ("fries", vec!["fries", "meal"]),
        ("FRI", vec!["fries", "meal"]),
        ("coupees", vec!["fries"]),
        ("Coupées", vec!["fries"]),
        ("creme brulee", vec!["meal"]),
        ("oeufs", vec!["meal"]),
        ("œuf", vec!["meal"]),
        ("menu creme", vec!["meal"]),
        ("creme menu", vec!["meal"]),
        ("burger", vec!["burger", "meal"]),
        ("plats", vec!["fries", "burger", "meal"]),
        ("plats frites", vec!["fries", "meal"]),
        ("ries", vec![]),
        ("fries pizza", vec![]),
        ("  ", vec![]),
        ("", vec![]),
        ("-'!", vec![]),
    ] {
        let found: Vec<String> = catalogue.search(text).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn the_filter_judges_the_best_that_can_be_made_of_an_item() {
    let must = ("options.toml", "min = 0", "min = 1");
    let both = ("options.toml", "min = 0", "min = 2");
    let avoid = |group| FoodFilter { avoid: [group].into(), diets: [].into() };
    let diet = |diet| FoodFilter { avoid: [].into(), diets: [diet].into() };
    for (name, slips, filter, item, expected) in [
        ("nothing to avoid", vec![], FoodFilter::default(), "burger", Fit::Fits),
        ("an ingredient", vec![], avoid(AllergenGroup::Milk), "burger", Fit::Unfit),
        ("any species of a group", vec![], avoid(AllergenGroup::Gluten), "burger", Fit::Unfit),
        ("traces", vec![], avoid(AllergenGroup::Gluten), "fries", Fit::Traces),
        ("an optional sauce does not count", vec![], avoid(AllergenGroup::Eggs), "fries", Fit::Fits),
        ("of a required group the best option counts", vec![must], avoid(AllergenGroup::Eggs), "fries", Fit::Fits),
        ("when both are required, the worse counts", vec![both], avoid(AllergenGroup::Eggs), "fries", Fit::Unfit),
        ("a part is filled by its best choice", vec![], avoid(AllergenGroup::Milk), "meal", Fit::Fits),
        ("a part whose best choice has traces", vec![], avoid(AllergenGroup::Gluten), "meal", Fit::Traces),
        ("a mark that is there", vec![], diet(Diet::Vegan), "fries", Fit::Fits),
        ("vegan implies vegetarian", vec![], diet(Diet::Vegetarian), "fries", Fit::Fits),
        ("a mark that is not there", vec![], diet(Diet::Vegan), "burger", Fit::Unfit),
        ("a mark in a bundle", vec![], diet(Diet::Vegan), "meal", Fit::Fits),
        ("a required option spoils the mark", vec![both], diet(Diet::Vegan), "fries", Fit::Unfit),
        ("no mark, no claim", vec![], diet(Diet::Halal), "water", Fit::Unfit),
    ] {
        let catalogue = loaded(&slips);
        let item = catalogue.item(&ItemId::new(item).expect("a slug")).expect("it is there");
        assert_eq!(filter.judge_item(&catalogue, item), expected, "{name}");
    }
}

#[test]
fn marks_and_rates_come_through_as_written() {
    use cardlast::catalogue::ServiceMode::{DineIn, Takeaway};
    let catalogue = loaded(&[("options.toml", "default = false", "sold_out = true")]);
    assert_eq!(catalogue.sold_out().options.len(), 1);
    let class = &catalogue.tax_classes()[0];
    let rate = |mode, date| class.rate(mode, date).expect("a rate").to_string();
    assert_eq!((rate(DineIn, today()), rate(Takeaway, today())), ("10".to_owned(), "5.5".to_owned()));
    assert_eq!(rate(Takeaway, jiff::civil::date(2025, 12, 31)), "10");
    assert_eq!(rate(Takeaway, jiff::civil::date(1970, 1, 1)), "10", "a wrong clock never stops a sale");
}
