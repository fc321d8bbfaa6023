//! Every scene as it is drawn, in every mode that changes where things are. Pictures are left out, words are not.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{Catalogue, load};
use cardlast::gallery::{Format, Mode, Scene, Still, scripts, without_menu};
use cardlast::id::KioskId;
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::payment::Training;
use cardlast::script::PlayOptions;
use cardlast::ui::Access;
use cardlast::ui::inspection::Drawn;
use egui::Rect;

/// The languages in which every mode is looked at: the house's first, the one with the longest words, and one from right to left.
const LANGUAGES: [&str; 3] = ["fr", "de", "ar"];

/// Rounding to pixels.
pub const HAIR: f32 = 1.5;

/// One scene as it was drawn.
pub struct Drawing {
    /// Scene, size, language and mode.
    pub name: String,
    /// The screen, where it is one of the kiosk's.
    pub screen: Option<ScreenName>,
    /// The language.
    pub language: Language,
    /// The size of the window and its panel.
    pub format: Format,
    /// What was switched on.
    pub mode: Mode,
    /// The whole window, in points.
    pub window: Rect,
    /// What is in it.
    pub drawn: Vec<Drawn>,
}

/// The house's menu without its pictures.
pub static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let loaded = load(&folder, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|problems| panic!("{problems}"));
    let mut draft = loaded.catalogue.to_draft();
    draft.items.iter_mut().for_each(|item| item.picture.path = "no-such-picture.webp".into());
    draft.categories.iter_mut().filter_map(|category| category.picture.as_mut()).for_each(|picture| {
        picture.path = "no-such-picture.webp".into();
    });
    Arc::new(draft.finish().expect("the same menu without pictures"))
});

/// What scenes are played on.
pub fn options() -> PlayOptions {
    let policy = Policy { training: Training(true), ..Policy::default() };
    let kiosk = KioskId::new('A').expect("a letter");
    PlayOptions { menu: Arc::clone(&MENU), kiosk, policy, seed: 1 }
}

/// All of them.
pub static DRAWINGS: LazyLock<Vec<Drawing>> = LazyLock::new(|| {
    let options = options();
    let scenes = scripts().into_iter().map(|script| Scene::play(&script, &options).expect("the scene plays"));
    let others = without_menu(&options, |_| true).unwrap_or_else(|error| panic!("{error}"));
    let kiosk = scenes.flat_map(|scene| drawings(&scene, Some(scene.screen())));
    kiosk.chain(others.iter().flat_map(|still| drawings(still.as_ref(), None))).collect()
});

/// As it usually looks, and everything that a customer may switch on and that moves things; twice as large where the panel allows it.
fn modes(format: Format) -> Vec<Mode> {
    let with = |large, reach| Mode::with(Access { large, reach, ..Access::default() });
    let [width, height] = format.pixels.map(f32::from);
    let twice = format.panel().largest(egui::vec2(width, height), false).min(2.0);
    let twice = (twice * 100.0).floor() as u16;
    vec![Mode::default(), with(true, false), with(false, true), with(true, true), Mode { percent: twice, ..Mode::default() }]
}

fn drawings(scene: &dyn Still, screen: Option<ScreenName>) -> Vec<Drawing> {
    let mut drawings = Vec::new();
    for format in scene.formats().iter().copied() {
        for mode in modes(format).into_iter().take(if scene.has_modes() { 5 } else { 1 }) {
            // As it usually looks it is in every language; the other modes are looked at in some.
            let usual = mode.access == Access::default() && mode.percent == 0;
            let spoken = |language: &&Language| usual || LANGUAGES.contains(&language.tag());
            for language in MENU.languages().iter().filter(spoken).cloned() {
                let tag = language.tag().to_owned();
                let twice = if mode.percent > 0 { format!("-{}%", mode.percent) } else { String::new() };
                let name = format!("{} {} {tag} {}{twice}", scene.name(), format.name, mode.suffix());
                let window = scene.window_in(&mode, &language, format).unwrap_or_else(|error| panic!("{name}: {error}"));
                let (drawn, window, mode) = (window.drawn(), window.area(), mode.clone());
                drawings.push(Drawing { name, screen, language, format, mode, window, drawn });
            }
        }
    }
    drawings
}

/// Holds every drawing against a rule.
#[track_caller]
pub fn every_drawing(rule: impl Fn(&Drawing) -> Vec<String>) {
    assert!(DRAWINGS.len() > 200, "every scene is drawn six times");
    let faults: Vec<String> =
        DRAWINGS.iter().flat_map(|drawing| rule(drawing).into_iter().map(|fault| format!("{}: {fault}", drawing.name))).collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}
