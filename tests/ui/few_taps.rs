//! Few taps: how often a finger comes down between attract and the terminal's prompt, on the menu that comes with the program.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{Catalogue, ItemId, ItemKind, load};
use cardlast::locale::Language;
use cardlast::machine::kiosk::{CardStage, Policy, ScreenName, ScreenView};
use cardlast::money::Money;
use cardlast::payment::Progress;

use super::window::{LANDSCAPE, PORTRAIT, SIZES, Window, words};

/// So many taps at most, the one on another language included.
const MOST: usize = 5;

fn demo() -> Arc<Catalogue> {
    static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
        let loaded = load(&folder, jiff::civil::date(2026, 11, 22)).unwrap_or_else(|problems| panic!("{problems}"));
        Arc::new(loaded.catalogue)
    });
    Arc::clone(&MENU)
}

/// An item's name and price.
fn item(menu: &Catalogue, id: &str, tag: &str) -> (String, Money) {
    let item = menu.item(&ItemId::new(id).expect("a slug")).unwrap_or_else(|| panic!("the demo menu has {id}"));
    (item.name.get(&Language::new(tag).expect("a tag")).to_owned(), item.price)
}

/// Takes `id` away, from attract to the terminal's prompt; `category` is opened first unless the menu begins with it.
fn take_away(tag: &str, size: [f32; 2], category: Option<&str>, id: &str) -> Window {
    let menu = demo();
    let (name, price) = item(&menu, id, tag);
    let language = Language::new(tag).expect("a tag");
    let speaks_it = menu.default_language() == &language;
    let tab = category.map(|category| {
        let found = menu.categories().iter().find(|other| other.id.as_str() == category);
        found.expect("the demo menu has the category").name.get(&language).to_owned()
    });
    let mut window = Window::selling(size, menu, Policy::default());
    if !speaks_it {
        window.tap(&words(tag).get("language-name"));
    }
    window.tap_word("service-takeaway", &[]).on(ScreenName::Menu);
    if let Some(tab) = tab {
        window.tap_control(&tab);
    }
    window.tap_word("take", &[("what", name.as_str().into())]).on(ScreenName::Menu);
    window.tap_word("to-review", &[]).on(ScreenName::Review).sees(&name);
    let amount = window.words().money(price);
    window.tap_word("pay-card", &[("amount", amount.into())]).on(ScreenName::Card);
    window
}

/// The terminal asks for a card, and for as much as the item costs: nothing that was preset has a price.
#[track_caller]
fn is_asked_to_pay(window: &Window, price: Money) {
    let ScreenView::Card(card) = &window.harness.state().view().screen else { panic!("the terminal is not asked") };
    assert_eq!((card.stage, card.amount), (CardStage::At(Progress::PresentCard), price));
}

#[test]
fn a18_a_burger_with_its_default_side_is_five_taps_from_the_terminals_prompt() {
    for (tag, expected) in [("fr", 4), ("en", 5), ("ar", 5), ("zh", 5)] {
        for size in SIZES {
            let window = take_away(tag, size, None, "classic-meal");
            assert_eq!(window.taps, expected, "{tag} {size:?}");
            assert!(window.taps <= MOST);
            is_asked_to_pay(&window, item(&demo(), "classic-meal", tag).1);
        }
    }
}

#[test]
fn a18_a_burger_alone_is_five_taps_from_the_terminals_prompt() {
    for size in [PORTRAIT, LANDSCAPE] {
        let window = take_away("fr", size, Some("burgers"), "classic-burger");
        assert!(window.taps <= MOST, "{} taps", window.taps);
        is_asked_to_pay(&window, item(&demo(), "classic-burger", "fr").1);
    }
}

/// What is taken with one tap holds a burger and a side, and none of its presets costs anything.
#[test]
fn what_a_meal_presets_costs_nothing() {
    let menu = demo();
    let meal = menu.item(&ItemId::new("classic-meal").expect("a slug")).expect("the demo menu has it");
    let ItemKind::Bundle(bundle) = &meal.kind else { panic!("a meal is a bundle") };
    let parts: Vec<_> = bundle.parts.iter().map(|part| part.id.as_str()).collect();
    assert!(parts.starts_with(&["burger", "side"]), "{parts:?}");
    for item in menu.items() {
        let ItemKind::Bundle(bundle) = &item.kind else { continue };
        for part in &bundle.parts {
            let preset = part.choices.iter().find(|choice| part.default.as_ref() == Some(&choice.product));
            assert!(preset.is_none_or(|choice| choice.upcharge.is_zero()), "{}: {}", item.id, part.id);
        }
    }
    for group in menu.groups() {
        let paid = group.options.iter().find(|option| option.default && !option.price.is_zero());
        assert!(paid.is_none(), "{} presets {paid:?}", group.id);
    }
    assert_eq!(menu.languages().len(), 8, "and the choice among so many costs one tap");
}

/// Tabs of categories, and where they are.
fn tabs(window: &Window) -> Vec<(String, egui::Rect)> {
    let menu = demo();
    let names: Vec<&str> = menu.categories().iter().map(|category| category.name.get(menu.default_language())).collect();
    let controls = window.controls().into_iter();
    controls.filter(|(label, ..)| names.contains(&label.as_str())).map(|(label, _, rect)| (label, rect)).collect()
}

#[test]
fn the_categories_stay_where_they_are_when_one_is_tapped() {
    for size in SIZES {
        let mut window = Window::selling(size, demo(), Policy::default());
        window.tap_word("service-takeaway", &[]).on(ScreenName::Menu);
        let before = tabs(&window);
        assert!(before.len() > 3, "{before:?}");
        // From the lowest to the highest and back: the one that was open is drawn after the one that is tapped, and before it.
        let lowest = before.last().expect("several").0.clone();
        for name in [lowest.as_str(), &before[0].0, &lowest, &before[1].0] {
            window.tap_control(name);
            assert_eq!(tabs(&window), before, "{size:?} after a tap on {name}");
        }
    }
}
