//! The pictures of the screens: every scene can be played and drawn, and no screen is without one.

#![cfg(feature = "ui")]
#![allow(clippy::float_arithmetic, reason = "distances of pictures")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use cardlast::catalogue::load;
use cardlast::gallery::{AtmStill, Format, Mode, Scene, Script, Still, atm_scripts, scripts};
use cardlast::id::KioskId;
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::payment::Training;
use cardlast::script::PlayOptions;
use cardlast::ui::Access;
use cardlast::ui::brand::{Brand, Dress, load as load_brand};
use cardlast::ui::theme::Theme;
use egui::ColorImage;

fn options() -> PlayOptions {
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let loaded = load(&menu, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|_| panic!("the demo menu loads"));
    let policy = Policy { training: Training(true), ..Policy::default() };
    PlayOptions { menu: loaded.catalogue.into(), kiosk: KioskId::new('A').expect("a letter"), policy, seed: 1 }
}

/// The pictures of the README: scene, size, language.
const SHOWN: [(&str, &str, &str); 10] = [
    ("attract", "portrait", "fr"),
    ("menu-order", "portrait", "en"),
    ("product-meal", "portrait", "fr"),
    ("menu-filtered", "portrait", "en"),
    ("review", "portrait", "fr"),
    ("card-present", "portrait", "en"),
    ("number-paid", "portrait", "fr"),
    ("search", "small", "en"),
    ("menu-long-order", "landscape", "fr"),
    ("card-pin", "landscape", "en"),
];

/// The main screens in every mode, small: enough to see that a colour, a place or a size has changed.
fn moded() -> Vec<(&'static str, &'static str, &'static str, Mode)> {
    let with = |access| Mode { access, ..Mode::default() };
    let usual = Access::default();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/brand.example.toml");
    let brand = Arc::new(load_brand(&sample).unwrap_or_else(|problems| panic!("{problems}")));
    let dressed = |theme, brand: &Arc<Brand>| Mode { dress: Dress { theme, brand: Arc::clone(brand) }, ..Mode::default() };
    let house = Arc::new(Brand::default());
    let modes = [
        dressed(Theme::Dark, &house),
        with(Access { contrast: true, ..usual }),
        with(Access { large: true, ..usual }),
        with(Access { reach: true, ..usual }),
        with(Access { large: true, reach: true, ..usual }),
        dressed(Theme::Light, &brand),
        dressed(Theme::Dark, &brand),
    ];
    let scenes = [
        ("attract", "portrait"),
        ("menu-order", "portrait"),
        ("product-meal", "portrait"),
        ("review", "portrait"),
        ("card-pin", "portrait"),
        ("menu-access", "portrait"),
        ("menu-order", "landscape"),
    ];
    let machine = [("atm-amount", "portrait"), ("atm-pin", "landscape")];
    // From right to left, and without spaces: as it usually looks, and where it looks least so.
    let strange = [Mode::default(), with(Access { contrast: true, ..usual }), with(Access { large: true, reach: true, ..usual })];
    let mut pictures = Vec::new();
    for (name, format) in scenes {
        pictures.extend(modes.iter().map(|mode| (name, format, "fr", mode.clone())));
        pictures
            .extend(["ar", "zh"].into_iter().flat_map(|tag| strange.iter().map(move |mode| (name, format, tag, mode.clone()))));
    }
    for (name, format) in machine {
        pictures.push((name, format, "fr", Mode::default()));
        pictures.extend(modes.iter().map(|mode| (name, format, "fr", mode.clone())));
        pictures.extend(["ar", "zh"].map(|tag| (name, format, tag, Mode::default())));
    }
    pictures
}

/// A scene of the kiosk or of the cash machine.
fn still(name: &str, options: &PlayOptions) -> Box<dyn Still> {
    let called = |scripts: Vec<Script>| scripts.into_iter().find(|script| script.name == name);
    if let Some(script) = called(scripts()) {
        return Box::new(Scene::play(&script, options).unwrap_or_else(|error| panic!("{error}")));
    }
    let script = called(atm_scripts()).unwrap_or_else(|| panic!("no scene is called {name}"));
    Box::new(AtmStill::play(&script, options).unwrap_or_else(|error| panic!("{error}")))
}

/// As large as they are shown.
fn shown(picture: &ColorImage, part: u32) -> image::RgbImage {
    let [width, height] = picture.size.map(|side| u32::try_from(side).expect("small"));
    let rgb = picture.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
    let whole = image::RgbImage::from_raw(width, height, rgb).expect("as many bytes as pixels");
    image::imageops::resize(&whole, width * 2 / part, height * 2 / part, image::imageops::FilterType::Triangle)
}

/// How far two pictures are apart: the mean of all channels, and the share of pixels that anybody would see.
fn distance(a: &image::RgbImage, b: &image::RgbImage) -> (f64, f64) {
    let apart = |(a, b): (&u8, &u8)| u64::from(a.abs_diff(*b));
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(apart).sum();
    let seen = a.pixels().zip(b.pixels()).filter(|(a, b)| a.0.iter().zip(&b.0).any(|(a, b)| a.abs_diff(*b) > 40)).count();
    let pixels = f64::from(a.width() * a.height());
    (sum as f64 / (pixels * 3.0), seen as f64 / pixels)
}

/// `UPDATE_PICTURES=1` (`make pictures`) draws them anew; look at the difference before you commit it.
#[test]
fn the_pictures_of_the_readme_show_the_screens_as_they_are() {
    let options = options();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    let update = std::env::var_os("UPDATE_PICTURES").is_some();
    let mut wrong = Vec::new();
    let house = SHOWN.into_iter().map(|(name, format, language)| (name, format, language, Mode::default(), 5));
    let moded = moded().into_iter().map(|(name, format, language, mode)| (name, format, language, mode, 10));
    for (name, format, language, mode, part) in house.chain(moded) {
        let scene = still(name, &options);
        let format = Format::ALL.into_iter().find(|known| known.name == format).expect("a format");
        let tag = Language::new(language).expect("a tag");
        let mut window = scene.window_in(&mode, &tag, format).unwrap_or_else(|error| panic!("{error}"));
        let now = shown(&window.picture(), part);
        let brand = if mode.dress.brand.name.is_some() { "-brand" } else { "" };
        let file = folder.join(format!("{name}-{}-{language}{}{brand}.png", format.name, mode.suffix()));
        if update {
            std::fs::create_dir_all(&folder).expect("a folder");
            now.save(&file).expect("the picture is written");
            continue;
        }
        let kept = image::open(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).to_rgb8();
        assert_eq!(kept.dimensions(), now.dimensions(), "{}", file.display());
        let (mean, seen) = distance(&kept, &now);
        if mean > 0.5 || seen > 0.004 {
            wrong.push(format!("{}: {mean:.2} of 255 apart on average, {:.2} % of pixels", file.display(), seen * 100.0));
        }
    }
    assert!(wrong.is_empty(), "the screens have changed; look, then `make pictures`:\n{}", wrong.join("\n"));
}

#[test]
fn a_picture_that_shows_something_else_is_noticed() {
    let options = options();
    let scripts = scripts();
    let picture = |name: &str| {
        let script = scripts.iter().find(|script| script.name == name).expect("a scene");
        let scene = Scene::play(script, &options).unwrap_or_else(|error| panic!("{error}"));
        let french = Language::new("fr").expect("a tag");
        shown(&scene.picture(&french, Format::ALL[2]).unwrap_or_else(|error| panic!("{error}")), 5)
    };
    let (mean, seen) = distance(&picture("card-present"), &picture("card-pin"));
    assert!(mean > 0.5 && seen > 0.004, "{mean} {seen}");
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
