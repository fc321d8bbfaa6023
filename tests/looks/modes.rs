//! What a customer can switch on does what it promises: on every screen, from what was really laid out.

use cardlast::ui::inspection::{Drawn, DrawnKind};
use cardlast::ui::theme::capitals;

use super::drawings::{DRAWINGS, Drawing, HAIR, MENU, every_drawing};

/// Points of this drawing in a millimetre of its panel.
pub fn points_per_mm(drawing: &Drawing) -> f32 {
    drawing.window.width() / f32::from(drawing.format.millimetres[0])
}

/// The part of it that can be seen.
pub fn seen(drawn: &Drawn) -> egui::Rect {
    drawn.rect.intersect(drawn.clip)
}

/// The height that somebody reaches who sits, from the floor upwards, on this panel where it hangs.
fn bound(drawing: &Drawing) -> f32 {
    let above_the_edge_mm = drawing.format.panel().mount.reach_mm - f32::from(drawing.format.lower_edge_mm);
    let points = drawing.window.height() / f32::from(drawing.format.millimetres[1]);
    (drawing.window.max.y - above_the_edge_mm * points).max(drawing.window.min.y)
}

/// What is out of reach in reach mode.
pub fn out_of_reach(drawing: &Drawing) -> Vec<String> {
    if !drawing.mode.access.reach {
        return Vec::new();
    }
    let bound = bound(drawing);
    let above = drawing.drawn.iter().filter(|drawn| seen(drawn).min.y < bound - HAIR && seen(drawn).is_positive());
    // The restaurant's name stands there as an ornament; it is in the header, too. And what the cash machine is.
    let machine = cardlast::words::Words::new(&drawing.language).get("atm-name");
    let ornaments = [&MENU.restaurant().name, &machine];
    let above = above.filter(|drawn| drawn.kind == DrawnKind::Control || !ornaments.contains(&&drawn.words));
    above.map(|drawn| format!("{:?} at {:?} above {bound}", drawn.words, drawn.rect)).collect()
}

#[test]
fn a09_in_reach_mode_nothing_to_touch_and_no_words_are_above_the_configured_height() {
    every_drawing(out_of_reach);
    let low = DRAWINGS.iter().filter(|drawing| drawing.mode.access.reach);
    let bound = low.filter(|drawing| bound(drawing) > drawing.window.min.y).count();
    assert!(bound > 100, "the bound binds: {bound}");
}

/// The way to reach mode where it cannot be reached.
pub fn out_of_the_way(drawing: &Drawing) -> Vec<String> {
    let band = drawing.format.panel().within_reach(drawing.window);
    let reachable = |drawn: &&Drawn| drawn.kind == DrawnKind::Control && band.expand(HAIR).contains_rect(drawn.rect);
    let words = cardlast::words::Words::new(&drawing.language);
    let there = |key: &str| drawing.drawn.iter().filter(reachable).any(|drawn| drawn.words == words.get(key));
    let compares = drawing.name.starts_with("compare") || drawing.name.starts_with("replay");
    let low = drawing.mode.access.reach || drawing.format.panel().is_low(drawing.window.size());
    let missing = (!there("access"), !low && !there("access-reach"));
    if compares || missing == (false, false) { Vec::new() } else { vec![format!("no way within reach: {missing:?}")] }
}

#[test]
fn a09_the_way_to_reach_mode_is_within_reach_itself_on_every_screen() {
    every_drawing(out_of_the_way);
}

/// Words that are too small in large mode.
pub fn too_small_to_read(drawing: &Drawing) -> Vec<String> {
    if !drawing.mode.access.large {
        return Vec::new();
    }
    let panel = drawing.format.panel();
    let [width, height] = drawing.format.pixels.map(f32::from);
    let machine = drawing.name.starts_with("atm");
    let reach = drawing.mode.access.reach;
    // A cash machine's keys and slots need more room than a kiosk: what can be reached may leave none for larger words.
    let room = if machine && reach { 1.0 } else { panel.largest(egui::vec2(width, height), reach) };
    // Where there is no room for both, what can be reached comes first, and words are as large as there is room.
    let least_mm = (panel.mount.distance_mm / 82.0).min(4.8 * room.max(1.0) * 0.99) - 0.02;
    let small = drawing.drawn.iter().filter_map(|drawn| {
        let DrawnKind::Text { size, .. } = drawn.kind else { return None };
        let capital_mm = size * capitals() / points_per_mm(drawing);
        (capital_mm < least_mm).then(|| format!("{:?} has capitals of {capital_mm:.2} mm, not {least_mm:.2}", drawn.words))
    });
    small.collect()
}

#[test]
fn a07_in_large_mode_the_smallest_words_are_seen_under_seven_tenths_of_a_degree() {
    every_drawing(too_small_to_read);
}

/// Controls that are too small for a finger.
pub fn too_small_to_touch(drawing: &Drawing) -> Vec<String> {
    let mm = points_per_mm(drawing);
    let controls: Vec<&Drawn> = drawing.drawn.iter().filter(|drawn| drawn.kind == DrawnKind::Control).collect();
    let small = controls.iter().filter(|drawn| drawn.rect.width().min(drawn.rect.height()) < 20.0 * mm - 0.5);
    small.map(|drawn| format!("{:?} is {:?}, {mm:.2} points in a millimetre", drawn.words, drawn.rect.size())).collect()
}

#[test]
fn a08_targets_are_20_mm_in_every_mode() {
    every_drawing(too_small_to_touch);
}
