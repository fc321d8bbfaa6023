//! The distance between what can be touched, from what was really laid out: 3 mm or more on every screen, in every mode.

use cardlast::ui::inspection::{Drawn, DrawnKind};
use egui::{Order, Rect};

use super::drawings::{DRAWINGS, Drawing, every_drawing};
use super::modes::{points_per_mm, seen};

/// The least distance, in millimetres.
const LEAST_MM: f32 = 3.0;

/// Rounding to pixels.
const HAIR: f32 = 0.25;

/// How far two rectangles are apart.
fn distance(one: Rect, other: Rect) -> f32 {
    let beside = (one.min.x.max(other.min.x) - one.max.x.min(other.max.x)).max(0.0);
    let below = (one.min.y.max(other.min.y) - one.max.y.min(other.max.y)).max(0.0);
    beside.hypot(below)
}

/// What a finger can touch: what lies under a question cannot be.
fn touchable(drawing: &Drawing) -> Vec<(&Drawn, Rect)> {
    let controls = drawing.drawn.iter().filter(|drawn| drawn.kind == DrawnKind::Control);
    let asks = controls.clone().any(|drawn| drawn.order >= Order::Foreground);
    let on_top = controls.filter(|drawn| !asks || drawn.order >= Order::Foreground);
    on_top.map(|drawn| (drawn, seen(drawn).intersect(drawing.window))).filter(|(_, seen)| seen.is_positive()).collect()
}

/// Controls that are too close to each other. One that lies wholly inside another has it all around itself: the key that takes a dish
/// at once is on the dish's own card, and a finger beside it opens the dish, which costs nothing and can be left again.
pub fn too_close(drawing: &Drawing) -> Vec<String> {
    // Comparisons and replays are for those who explain, with a mouse.
    if drawing.name.starts_with("compare") || drawing.name.starts_with("replay") {
        return Vec::new();
    }
    let least = LEAST_MM * points_per_mm(drawing) - HAIR;
    let controls = touchable(drawing);
    let mut faults = Vec::new();
    for (place, (one, first)) in controls.iter().enumerate() {
        for (other, second) in &controls[..place] {
            let inside = first.contains_rect(*second) || second.contains_rect(*first);
            let apart = distance(*first, *second);
            if apart < least && !inside {
                let mm = apart / points_per_mm(drawing);
                faults.push(format!("{:?} and {:?} are {mm:.2} mm apart", one.words, other.words));
            }
        }
    }
    faults
}

#[test]
fn a08_targets_are_3_mm_apart_in_every_mode() {
    every_drawing(too_close);
    let pairs: usize = DRAWINGS.iter().map(|drawing| touchable(drawing).len().saturating_sub(1)).sum();
    assert!(pairs > 10_000, "{pairs} targets beside another were measured");
}
