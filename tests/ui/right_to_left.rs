//! Arabic: the screen is mirrored, machines are not, and an order goes through from the first touch to the number.

use std::path::Path;
use std::sync::Arc;

use cardlast::catalogue::{ItemId, load};
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::time::Millis;

use super::window::{LANDSCAPE, PORTRAIT, SIZES, Window, words};

fn arabic() -> Language {
    Language::new("ar").expect("a tag")
}

/// The demo menu, spoken to in Arabic.
fn window(size: [f32; 2]) -> Window {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let loaded = load(&folder, jiff::civil::date(2026, 11, 22)).unwrap_or_else(|problems| panic!("{problems}"));
    let mut window = Window::selling(size, Arc::new(loaded.catalogue), Policy::default());
    window.tap(&words("ar").get("language-name"));
    window
}

fn name_of(window: &Window, id: &str) -> (String, cardlast::money::Money) {
    let view = window.harness.state().view();
    let item = view.restaurant.item(&ItemId::new(id).expect("a slug")).expect("the demo menu has it");
    (item.name.get(&arabic()).to_owned(), item.price)
}

#[test]
fn a_purchase_goes_through_by_tap_in_arabic() {
    for size in SIZES {
        let mut window = window(size);
        let (fries, price) = name_of(&window, "classic-meal");
        let amount = window.words().money(price);
        window.tap_word("service-takeaway", &[]).tap_word("take", &[("what", fries.as_str().into())]);
        window.tap_word("to-review", &[]).on(ScreenName::Review).sees(&fries);
        window.tap_word("pay-card", &[("amount", amount.as_str().into())]).on(ScreenName::Card);
        window.tap_word("terminal-tap-card", &[]).pass(Millis::from_secs(5)).on(ScreenName::Number);
        window.sees_word("number-paid", &[("amount", amount.as_str().into())]);
    }
}

#[test]
fn the_rail_is_on_the_right_the_cart_on_the_left_and_call_staff_stays_in_its_corner() {
    let mut window = window(LANDSCAPE);
    let width = LANDSCAPE[0];
    window.tap_word("service-takeaway", &[]);
    let category = window.harness.state().view().restaurant.categories()[0].name.get(&arabic()).to_owned();
    let rail = window.control(&category).rect();
    assert!(rail.center().x > width * 0.85, "the categories are at {rail:?}");
    let review = window.words().get("to-review");
    let blocked = window.words().get("blocked-empty");
    let forward = window.control(&format!("{review}. {blocked}")).rect();
    assert!(forward.center().x < width * 0.3, "the way forward is at {forward:?}");
    let staff = window.control(&window.words().get("call-staff")).rect();
    assert!(staff.center().x < width * 0.15, "the button for staff is at {staff:?}");
}

#[test]
fn keys_of_the_terminal_stand_as_they_are_built() {
    let mut window = window(PORTRAIT);
    let (meal, price) = name_of(&window, "classic-meal");
    let amount = window.words().money(price);
    window.tap_word("service-takeaway", &[]).tap_word("take", &[("what", meal.as_str().into())]).tap_word("to-review", &[]);
    window.tap_word("pay-card", &[("amount", amount.as_str().into())]);
    let key = |digit: u32| window.control(&window.words().with("terminal-digit", &[("digit", digit.into())])).rect().center();
    assert!(key(1).x < key(2).x && key(2).x < key(3).x, "1, 2 and 3 go from left to right");
    assert!(key(1).y < key(4).y);
}

/// A13: from the header of every screen until checkout, whatever language is on it.
#[test]
fn a13_the_language_can_be_changed_on_every_screen_until_checkout() {
    for size in SIZES {
        let mut window = window(size);
        let (meal, _) = name_of(&window, "classic-meal");
        let change = |window: &mut Window| {
            for tag in ["zh", "de", "ar"] {
                window.tap_word("language-choose", &[]);
                // The attract screen below has them too; the panel's lie above it.
                let name = words(tag).get("language-name");
                let nodes: Vec<_> = window.controls().into_iter().filter(|(label, _, _)| *label == name).collect();
                assert!(!nodes.is_empty(), "{tag} is offered");
                window.tap_last(&name);
                assert_eq!(window.harness.state().view().language.tag(), tag);
            }
        };
        change(&mut window);
        window.tap_word("service-takeaway", &[]).on(ScreenName::Menu);
        change(&mut window);
        window.tap_word("take", &[("what", meal.as_str().into())]).tap_word("to-review", &[]).on(ScreenName::Review);
        change(&mut window);
        window.tap_word("start-over", &[]).on(ScreenName::StartOver);
        change(&mut window);
    }
}

/// Nobody notices that somebody has gone from the attract screen: the panel closes by itself there.
#[test]
fn languages_left_open_on_the_attract_screen_are_put_away() {
    let mut window = window(PORTRAIT);
    window.tap_word("language-choose", &[]).sees_word("language-title", &[]);
    window.pass(Millis::from_secs(31));
    let title = window.words().get("language-title");
    window.does_not_see(&title);
}
