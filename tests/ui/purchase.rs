//! Whole purchases, and the ways there.

use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::payment::{TerminalEvent, TerminalHealth};
use cardlast::time::Millis;

use super::window::{LANDSCAPE, PORTRAIT, Window};

#[test]
fn a_whole_purchase_by_card_in_english() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").on(ScreenName::Menu);
    window.tap("Burger, €8.90").on(ScreenName::Product).sees("Choose 1 more: Cooking");
    window.tap("Cooking: Medium").tap("Extras: Cheddar, +€0.80").tap("Add · €9.70").on(ScreenName::Menu);
    window.tap_control("Drinks").tap("Add Cola").sees("Your order: 2\u{a0}items");
    window.tap("See my order").on(ScreenName::Review).sees("1 × Burger").sees("Cheddar");
    window.tap("Pay €12.60 by card").on(ScreenName::Card).sees("€12.60");
    window.tap("Hold card here").on(ScreenName::Number).sees("A01").sees("Paid: €12.60");
    window.tap("Print a receipt").sees("Your receipt is being printed");
    window.tap("Finish").on(ScreenName::Attract).does_not_see("Burger");
}

#[test]
fn a_whole_purchase_at_the_counter_in_french() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Français").tap("À emporter").on(ScreenName::Menu);
    window.tap_control("Boissons").tap("Ajouter Bière").tap("Voir ma commande").on(ScreenName::Review);
    window.sees("À partir de 18 ans").sees("TVA 5,5 %");
    window.tap("Payer 4,50\u{a0}€ au comptoir").on(ScreenName::Number).sees("A01").sees("pièce d’identité");
    window.tap("Terminer").on(ScreenName::Attract).sees("Where will you eat?");
}

/// Before anything is locked or the terminal hears of it, everything is on one page and each line can be changed, removed and brought back.
#[test]
fn a16_the_review_comes_before_the_lock_with_every_line_to_change_and_to_remove() {
    for size in [PORTRAIT, LANDSCAPE] {
        let mut window = Window::open(size);
        window.tap("Eat in").tap("Add Fries").tap_control("Drinks").tap("Add Cola");
        window.tap("See my order").on(ScreenName::Review).sees("1 × Fries").sees("1 × Cola").sees("€6.40");
        window.tap("One more Fries").sees("2 × Fries").tap("One less Fries").sees("1 × Fries");
        window.tap("Change Cola").on(ScreenName::Product).tap("Back without changes").on(ScreenName::Review);
        window.tap("Remove Fries").does_not_see("1 × Fries").sees("1 × Cola").on(ScreenName::Review);
        let is_asked = |window: &Window| window.engine.lock().expect("no panic").asked().is_some();
        assert!(!is_asked(&window), "no card was asked for");
        window.tap("Pay €2.90 by card").on(ScreenName::Card);
        assert!(is_asked(&window), "and now one is");
    }
}

#[test]
fn a_bundle_says_what_is_missing_until_it_is_whole() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap_control("Meals").tap("Burger meal, €13.90").on(ScreenName::Product);
    window.sees("Choose 1 more: Cooking").tap("Cooking: Well done");
    window.sees("Choose: Side").tap("Side: Salad, +€1.00").tap("Add · €14.90").on(ScreenName::Menu).sees("Well done");
}

#[test]
fn the_forward_button_says_why_it_cannot_be_taken() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap("See my order. Choose something first").on(ScreenName::Menu);
    window.tap("Add Fries").tap("See my order").on(ScreenName::Review);
    window.knobs.tell(cardlast::machine::kiosk::Event::Terminal(TerminalEvent::Health(TerminalHealth::Unreachable)));
    window.harness.run();
    window.sees("Pay €3.50 by card. The card terminal cannot be reached.");
    window.tap("Pay €3.50 by card. The card terminal cannot be reached.").on(ScreenName::Review);
}

#[test]
fn sold_out_is_said_on_the_card_and_cannot_be_opened() {
    let mut window = Window::with(PORTRAIT, &["burger"], Policy::default());
    window.tap("Eat in").tap("Burger, €8.90, Sold out").on(ScreenName::Menu);
    assert!(!window.knobs.heard().contains(&"open"));
}

#[test]
fn search_finds_by_the_keyboard_on_the_screen() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap("Search").sees("What are you looking for?");
    window.tap("c").tap("o").tap("l").sees("1 dish found").sees("Cola, €2.90");
    window.tap("Done").tap("Close the search").does_not_see("Cola, €2.90");
}

#[test]
fn the_filter_dims_and_names_what_does_not_suit() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap("Allergens and diet").tap("Milk").tap("Show the menu");
    window.sees("Burger, €8.90, Not suitable").sees("Allergens and diet\u{a0}(1)");
}

#[test]
fn a_refusal_that_a_customer_should_read_is_said_in_words() {
    let ceiling = Policy { ceiling_minor: 500, ..Policy::default() };
    let mut window = Window::with(PORTRAIT, &[], ceiling);
    window.tap("Eat in").tap("Add Fries").tap("Add Fries").sees("One order can come to €5.00 at most.");
    window.pass(Millis::from_secs(6)).does_not_see("One order can come to");
}
