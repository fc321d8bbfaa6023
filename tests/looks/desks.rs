//! The cash machine and the comparison on the panels of desks, for which customers' sizes are given up: all of it is there, and can be pressed.

use std::path::Path;
use std::sync::LazyLock;

use cardlast::gallery::{AtmStill, CompareStill};
use cardlast::gallery::{Format, Mode, Still, atm_scripts, compared, names, write_png};
use cardlast::ui::inspection::DrawnKind;
use rayon::prelude::*;

use super::cut::{broken, cut_short, half_on_a_control, hidden, overlapping, overwritten, spilt};
use super::drawings::{Drawing, MENU, options};

/// A screen of nineteen inches, a small laptop's, an old projector's; and one whose size nobody has set, which is taken for 27 inches.
const DESKS: [Format; 4] = [
    Format { name: "nineteen-inches", pixels: [1280, 1024], millimetres: [376, 301], lower_edge_mm: 750 },
    Format { name: "laptop", pixels: [1366, 768], millimetres: [344, 194], lower_edge_mm: 750 },
    Format { name: "projector", pixels: [1024, 768], millimetres: [304, 228], lower_edge_mm: 750 },
    Format { name: "size-not-set", pixels: [1280, 1024], millimetres: [597, 336], lower_edge_mm: 700 },
];

/// The smallest control: a fingertip, for people who sit before it and have a mouse.
const LEAST_MM: f32 = 10.0;

/// Every scene on every desk, in every language.
static DRAWINGS: LazyLock<Vec<Drawing>> = LazyLock::new(|| {
    let options = options();
    let atm = atm_scripts();
    let atm = atm.par_iter().map(|script| AtmStill::play(script, &options).expect("the scene plays"));
    let atm = atm.flat_map_iter(|still: AtmStill| drawings(&still));
    let compared = compared();
    atm.chain(compared.par_iter().flat_map_iter(|still: &CompareStill| drawings(still))).collect()
});

fn drawings(still: &dyn Still) -> Vec<Drawing> {
    // What is taken for 27 inches is drawn as those are in every language elsewhere; only its shape is another.
    let spoken = |format: Format, tag: &str| format.name != "size-not-set" || ["fr", "de"].contains(&tag);
    let each = DESKS.into_iter().flat_map(|format| {
        let languages = MENU.languages().iter().filter(move |language| spoken(format, language.tag()));
        languages.map(move |language| (format, language.clone()))
    });
    let drawing = |(format, language): (Format, _)| {
        let mode = Mode::default();
        let name = format!("{} {} {language}", still.name(), format.name);
        let mut headless = still.window_in(&mode, &language, format).unwrap_or_else(|error| panic!("{name}: {error}"));
        if let Some(folder) = std::env::var_os("CARDLAST_DESKS") {
            let file = Path::new(&folder).join(format!("{}.png", name.replace(' ', "-")));
            write_png(&headless.picture(), &file).expect("a picture");
        }
        let (drawn, window) = (headless.drawn(), headless.area());
        Drawing { name, screen: None, language, format, mode, window, drawn }
    };
    each.map(drawing).collect()
}

#[track_caller]
fn every_desk(rule: impl Fn(&Drawing) -> Vec<String>) {
    let scenes = names().iter().filter(|name| name.starts_with("atm-") || name.starts_with("compare-")).count();
    assert!(scenes > 20 && DRAWINGS.len() >= scenes * 3 * MENU.languages().len(), "{} of {scenes}", DRAWINGS.len());
    let faults: Vec<String> =
        DRAWINGS.iter().flat_map(|drawing| rule(drawing).into_iter().map(|fault| format!("{}: {fault}", drawing.name))).collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

#[test]
fn all_words_are_there_on_a_desk() {
    every_desk(|drawing| [cut_short, broken, hidden, spilt].into_iter().flat_map(|rule| rule(drawing)).collect());
}

#[test]
fn nothing_lies_on_anything_else_on_a_desk() {
    every_desk(|drawing| [overwritten, half_on_a_control, overlapping].into_iter().flat_map(|rule| rule(drawing)).collect());
}

/// Controls that a fingertip is too large for.
fn too_small(drawing: &Drawing) -> Vec<String> {
    let per_mm = drawing.window.width() / f32::from(drawing.format.millimetres[0]);
    let controls: Vec<_> = drawing.drawn.iter().filter(|drawn| drawn.kind == DrawnKind::Control).collect();
    assert!(controls.len() > 12, "{}: {} controls", drawing.name, controls.len());
    let size = |drawn: &&cardlast::ui::inspection::Drawn| drawn.rect.size().min_elem() / per_mm;
    let small = controls.into_iter().filter(|drawn| size(drawn) < LEAST_MM);
    small.map(|drawn| format!("{:?} is {:.1} mm", drawn.words, size(&drawn))).collect()
}

#[test]
fn every_control_is_as_large_as_a_fingertip_on_a_desk() {
    every_desk(too_small);
}
