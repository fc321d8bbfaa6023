//! The pictures of the screens: every scene can be played and drawn, and no screen is without one.

#![cfg(feature = "ui")]

use std::collections::BTreeSet;
use std::path::Path;

use cardlast::catalogue::load;
use cardlast::gallery::{Format, Scene, scripts};
use cardlast::id::KioskId;
use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::payment::Training;
use cardlast::script::PlayOptions;

fn options() -> PlayOptions {
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let loaded = load(&menu, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|_| panic!("the demo menu loads"));
    let policy = Policy { training: Training(true), ..Policy::default() };
    PlayOptions { menu: loaded.catalogue.into(), kiosk: KioskId::new('A').expect("a letter"), policy, seed: 1 }
}

#[test]
fn every_screen_has_a_scene() {
    let options = options();
    let mut seen = BTreeSet::new();
    for script in scripts() {
        let scene = Scene::play(&script, &options).unwrap_or_else(|error| panic!("{error}"));
        seen.insert(scene.screen());
    }
    let missing: Vec<_> = ScreenName::ALL.into_iter().filter(|screen| !seen.contains(screen)).collect();
    assert_eq!(missing, [], "screens without a scene");
}

#[test]
fn a_scene_is_drawn_the_same_twice_and_differently_in_another_language() {
    let options = options();
    let script = scripts().into_iter().find(|script| script.name == "menu-order").expect("the scene");
    let scene = Scene::play(&script, &options).unwrap_or_else(|error| panic!("{error}"));
    let [first, second] = [0, 1].map(|index| options.menu.languages()[index].clone());
    let small = Format::ALL[2];
    let draw = |language| scene.picture(language, small).unwrap_or_else(|error| panic!("{error}"));
    let picture = draw(&first);
    assert_eq!(picture.size, [768, 1366]);
    assert!(picture == draw(&first), "the same picture twice");
    assert!(picture != draw(&second), "another language is another picture");
}
