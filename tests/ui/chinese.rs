//! Chinese: the keyboard has Latin letters, and dishes are found by their sounds.

use std::path::Path;
use std::sync::Arc;

use cardlast::catalogue::{ItemId, load};
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Policy, ScreenName, ScreenView};
use cardlast::words::Value;

use super::window::{PORTRAIT, SMALL, Window, words};

/// What the search has found, in the order in which it stands in the grid.
fn found(window: &Window) -> Vec<ItemId> {
    let ScreenView::Menu(menu) = &window.harness.state().view().screen else { panic!("the menu is on screen") };
    menu.items.to_vec()
}

fn write(window: &mut Window, text: &str) {
    for letter in text.chars() {
        window.tap(&letter.to_string());
    }
}

#[test]
fn a_dish_is_found_by_its_sounds_on_the_keyboard_of_the_screen_and_ordered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let loaded = load(&folder, jiff::civil::date(2026, 11, 22)).unwrap_or_else(|problems| panic!("{problems}"));
    let menu = Arc::new(loaded.catalogue);
    let chinese = Language::new("zh").expect("a tag");
    let id = ItemId::new("sweet-potato-fries").expect("a slug");
    let name = menu.item(&id).expect("the demo menu has it").name.get(&chinese);
    assert_eq!(name, "炸红薯条");
    for (size, typed) in [(PORTRAIT, "hongshu"), (PORTRAIT, "zhst"), (SMALL, "zhahong")] {
        let mut window = Window::selling(size, Arc::clone(&menu), Policy::default());
        window.tap(&words("zh").get("language-name")).tap_word("service-takeaway", &[]);
        window.tap_word("search", &[]).sees_word("search-hint", &[]);
        write(&mut window, typed);
        assert_eq!(found(&window).first(), Some(&id), "{typed}");
        let count = u32::try_from(found(&window).len()).expect("few");
        window.sees_word("search-found", &[("count", Value::from(count))]);
        window.tap_word("key-done", &[]).tap_word("take", &[("what", name.into())]);
        window.tap_word("to-review", &[]).on(ScreenName::Review).sees(name);
    }
}
