//! Every scene as it is drawn, in every mode that changes where things are. Pictures are left out, words are not.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{Catalogue, load};
use cardlast::gallery::{Format, Mode, Scene, Still, names, scripts, without_menu};
use cardlast::id::KioskId;
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::payment::Training;
use cardlast::script::PlayOptions;
use cardlast::ui::Access;
use cardlast::ui::inspection::Drawn;
use cardlast::ui::theme::Wish;
use egui::Rect;
use rayon::prelude::*;

/// The languages in which several wishes at once are looked at: the house's first, the one with the longest words, and one from right to
/// left. What a wish by itself does to the letters is looked at in all of them.
const FEW: [&str; 3] = ["fr", "de", "ar"];

/// Rounding to pixels.
pub const HAIR: f32 = 1.5;

/// One scene as it was drawn.
#[derive(Clone)]
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
    let scripts = scripts();
    let kiosk = scripts.par_iter().flat_map_iter(|script| {
        let scene = Scene::play(script, &options).expect("the scene plays");
        let screen = scene.screen();
        drawings(&scene, Some(screen))
    });
    let names = names();
    let others = names.par_iter().filter(|name| scripts.iter().all(|script| script.name != **name)).flat_map_iter(|name| {
        let stills = without_menu(&options, |wanted| wanted == name).unwrap_or_else(|error| panic!("{error}"));
        stills.iter().flat_map(|still| drawings(still.as_ref(), None)).collect::<Vec<_>>()
    });
    kiosk.chain(others).collect()
});

/// A way to look, and the languages in which it is looked at; all where none is named.
type Looked = (Mode, Option<&'static [&'static str]>);

/// As it usually looks, and everything that a customer may switch on; twice as large where the panel allows it.
fn modes(format: Format) -> Vec<Looked> {
    let with = |contrast, large, reach| Mode::with(Access { contrast, large, reach, ..Access::default() });
    let mut modes = vec![
        (Mode::default(), None),
        (with(false, true, false), None),
        (with(false, false, true), None),
        (with(false, true, true), Some(&FEW[..])),
        // Other colours and edges move nothing that depends on the language.
        (with(true, false, false), Some(&["ar"][..])),
        (with(true, true, true), Some(&FEW[..])),
    ];
    let pixels = format.pixels.map(f32::from).into();
    let twice = format.panel().largest(pixels, false).min(2.0);
    let large = format.panel().magnification(pixels, Wish { large: true, reach: false });
    // Where that is no more than large, it has been looked at.
    if twice > large * 1.01 {
        modes.push((Mode { percent: (twice * 100.0).floor() as u16, ..Mode::default() }, None));
    }
    modes
}

fn drawings(scene: &dyn Still, screen: Option<ScreenName>) -> Vec<Drawing> {
    let mut drawings = Vec::new();
    for format in scene.formats().iter().copied() {
        for (mode, few) in modes(format).into_iter().take(if scene.has_modes() { usize::MAX } else { 1 }) {
            let spoken = |language: &&Language| few.is_none_or(|few| few.contains(&language.tag()));
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

/// The one of this name.
#[track_caller]
pub fn called(name: &str) -> &'static Drawing {
    DRAWINGS.iter().find(|drawing| drawing.name == name).unwrap_or_else(|| panic!("nothing is called {name:?}"))
}

/// Holds every drawing against a rule.
#[track_caller]
pub fn every_drawing(rule: impl Fn(&Drawing) -> Vec<String>) {
    assert!(DRAWINGS.len() > 4000, "every scene is drawn in every way: {}", DRAWINGS.len());
    let faults: Vec<String> =
        DRAWINGS.iter().flat_map(|drawing| rule(drawing).into_iter().map(|fault| format!("{}: {fault}", drawing.name))).collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}
