//! The cash machine and the card terminal as they are drawn: how large their words are beside each other, and that they stay on their keys.

use std::collections::BTreeMap;

use cardlast::ui::inspection::{Drawn, DrawnKind};
use cardlast::words::Words;

use super::drawings::{DRAWINGS, Drawing, every_drawing};
use super::modes::points_per_mm;

/// The texts of a drawing with their sizes in millimetres.
fn sizes(drawing: &Drawing) -> Vec<(&Drawn, f32)> {
    let size_of = |drawn: &Drawn| match drawn.kind {
        DrawnKind::Text { size, .. } => Some(size / points_per_mm(drawing)),
        _ => None,
    };
    drawing.drawn.iter().filter_map(|drawn| size_of(drawn).map(|size| (drawn, size))).collect()
}

fn is_machine(drawing: &Drawing) -> bool {
    drawing.name.starts_with("atm-")
}

/// What of a machine is not larger in large mode than without it, where everything is within reach.
fn not_larger(drawing: &Drawing) -> Vec<String> {
    let (large, reach) = (drawing.mode.access.large, drawing.mode.access.reach);
    if !is_machine(drawing) || !large || !reach || drawing.name.starts_with("atm-access") {
        return Vec::new();
    }
    let scene = |name: &str| name.split(' ').take(3).map(str::to_owned).collect::<Vec<_>>();
    let low = |other: &&Drawing| {
        other.mode.access.reach
            && !other.mode.access.large
            && other.mode.percent == 0
            && scene(&other.name) == scene(&drawing.name)
    };
    let usual: BTreeMap<&str, f32> =
        DRAWINGS.iter().find(low).map(sizes).unwrap_or_default().into_iter().map(|(drawn, size)| (&*drawn.words, size)).collect();
    let both: Vec<(f32, f32)> =
        sizes(drawing).into_iter().filter_map(|(drawn, size)| usual.get(&*drawn.words).map(|usual| (size, *usual))).collect();
    let ratio = both.iter().map(|(large, usual)| large / usual).sum::<f32>() / both.len() as f32;
    if ratio > 1.15 { Vec::new() } else { vec![format!("{} words are {ratio:.2} times as large", both.len())] }
}

#[test]
fn a07_large_letters_are_larger_on_a_cash_machine_also_within_reach() {
    every_drawing(not_larger);
}

#[test]
fn what_became_of_it_is_as_large_whatever_it_is() {
    let mut seen: BTreeMap<String, Vec<(String, f32)>> = BTreeMap::new();
    for drawing in DRAWINGS.iter().filter(|drawing| drawing.name.starts_with("atm-told-")) {
        let words = Words::new(&drawing.language);
        let (scene, looks) = drawing.name.split_once(' ').unwrap_or_default();
        let heading = words.get(scene);
        let size = sizes(drawing).into_iter().find(|(drawn, _)| drawn.words == heading).map(|(_, size)| size);
        // These say something else below it.
        let alone = !["atm-told-balance", "atm-told-ask-staff"].contains(&scene);
        seen.entry(looks.to_owned()).or_default().extend(size.filter(|_| alone).map(|size| (scene.to_owned(), size)));
    }
    let compared: usize = seen.values().map(Vec::len).sum();
    assert!(compared > 200, "{compared} headings were compared");
    for (looks, headings) in seen {
        let first = headings.first().map_or(0.0, |(_, size)| *size);
        let other = headings.iter().find(|(_, size)| (size - first).abs() > 0.01);
        assert!(other.is_none(), "{looks}: {other:?} is not as large as {:?}", headings.first());
    }
}

/// A reference that something else on the display comes near to.
fn no_larger_than_the_rest(drawing: &Drawing) -> Vec<String> {
    if !drawing.name.starts_with("atm-told-ask-staff") {
        return Vec::new();
    }
    let words = Words::new(&drawing.language);
    let said = ["atm-told-ask-staff", "atm-ask-staff-what"].map(|key| words.get(key));
    let (mut rest, mut reference): (f32, f32) = (0.0, 0.0);
    for (drawn, size) in sizes(drawing) {
        if said.contains(&drawn.words) {
            rest = rest.max(size);
        } else if drawn.words.contains('-') && drawn.words.chars().all(|letter| letter == '-' || letter.is_ascii_alphanumeric()) {
            reference = reference.max(size);
        }
    }
    let dominates = reference >= rest * 1.9 && rest > 0.0;
    if dominates { Vec::new() } else { vec![format!("the reference is {reference:.1} mm beside {rest:.1} mm")] }
}

#[test]
fn a_reference_that_is_read_out_is_much_larger_than_what_is_said_of_it() {
    every_drawing(no_larger_than_the_rest);
}

/// Words of a key that come closer to its sides than this, in points, or run over them.
const LEAST_MARGIN: f32 = 2.0;

fn over_its_key(drawing: &Drawing) -> Vec<String> {
    if !is_machine(drawing) && !drawing.name.starts_with("card-") {
        return Vec::new();
    }
    let controls: BTreeMap<&str, &Drawn> =
        drawing.drawn.iter().filter(|drawn| drawn.kind == DrawnKind::Control).map(|drawn| (&*drawn.words, drawn)).collect();
    let over = sizes(drawing).into_iter().filter(|(drawn, _)| {
        controls.get(&*drawn.words).is_some_and(|key| {
            let (room, text) = (key.rect.x_range(), drawn.rect.x_range());
            key.rect.intersects(drawn.rect) && (text.min < room.min + LEAST_MARGIN || text.max > room.max - LEAST_MARGIN)
        })
    });
    over.map(|(drawn, _)| format!("{:?} at {:?}", drawn.words, drawn.rect)).collect()
}

#[test]
fn words_on_a_key_or_a_slot_of_a_machine_keep_off_its_sides() {
    every_drawing(over_its_key);
}
