//! Pages that say one thing: a drawing, a headline, a few sentences, and what can be done, from the top down.

use egui::{Align2, Rect, Ui, vec2};

use crate::ui::theme::{Face, Size, colour, radius, space};
use crate::ui::widgets::{Cut as _, House as _, Icon};

/// The widest a page of text is.
pub const WIDTH: f32 = 940.0;

/// The part of the body that a page uses.
pub fn area(ui: &Ui) -> Rect {
    let whole = ui.max_rect();
    let margin = if whole.height() < LOW { space::S } else { space::L };
    whole.shrink2(vec2(space::L, margin)).narrowed(WIDTH)
}

/// A drawing, where there is room for more than words, and texts below it; in little room the texts alone, a little above the middle.
pub fn says(ui: &mut Ui, area: &mut Rect, icon: Icon, texts: &[(&str, Face, usize)]) {
    if area.height() < LOW {
        let free = area.height() - wanted(ui, area.width(), texts);
        area.cut_top((free * 0.4).max(0.0), 0.0);
    } else {
        area.cut_top(area.height() * 0.16, 0.0);
        let side = (area.height() * 0.24).clamp(90.0, 220.0);
        emblem(ui, area.cut_top(side, space::L), icon);
    }
    stack(ui, area, texts);
}

/// A page lower than this has room for words only.
pub const LOW: f32 = 560.0;

/// The face in which one row is no higher than this.
#[must_use]
pub fn no_higher(face: Face, height: f32) -> Face {
    let mut face = face;
    while face.size.points() * 1.2 > height {
        let Some(size) = face.size.smaller() else { break };
        face = Face { size, ..face };
    }
    face
}

/// A drawing on a soft round field, in the middle.
pub fn emblem(ui: &Ui, rect: Rect, icon: Icon) {
    let circle = rect.middle(vec2(rect.height(), rect.height()));
    ui.painter().circle_filled(circle.center(), circle.height() / 2.0, colour::FIELD);
    ui.icon(circle.shrink(circle.height() * 0.26), icon, colour::INK);
}

/// Texts one below the other in the middle, cut off the area; where they find no room, the largest becomes smaller until they do.
pub fn stack(ui: &mut Ui, area: &mut Rect, texts: &[(&str, Face, usize)]) {
    let mut faces: Vec<Face> = texts.iter().map(|(words, face, rows)| ui.fitting(words, *face, area.width(), *rows)).collect();
    let mut gap = space::M;
    loop {
        let heights =
            texts.iter().zip(&faces).map(|((words, _, rows), face)| ui.text_height(words, *face, area.width(), *rows) + gap);
        if heights.sum::<f32>() - gap <= area.height() {
            break;
        }
        gap = 4.0;
        let largest = faces.iter().map(|face| face.size).max_by(by_points);
        // A heading stays larger than what it heads, as long as that can be read with ease.
        let second = faces.iter().map(|face| face.size).filter(|size| Some(*size) != largest).max_by(by_points);
        let level = |size: &Size| size.smaller().is_some_and(|size| size.points() <= second.map_or(0.0, Size::points));
        let eased = second.filter(|second| largest.as_ref().is_some_and(level) && second.points() > Size::Body.points());
        let Some((wide, size)) = eased.or(largest).and_then(|size| size.smaller().map(|smaller| (size, smaller))) else { break };
        faces.iter_mut().filter(|face| face.size == wide).for_each(|face| face.size = size);
    }
    for ((words, _, rows), face) in texts.iter().zip(faces) {
        let height = ui.text_height(words, face, area.width(), *rows);
        ui.say(area.cut_top(height, gap), words, face, Align2::CENTER_TOP, *rows);
    }
}

fn by_points(one: &Size, other: &Size) -> std::cmp::Ordering {
    one.points().total_cmp(&other.points())
}

/// How high a stack of texts is where there is room for them.
pub fn wanted(ui: &Ui, width: f32, texts: &[(&str, Face, usize)]) -> f32 {
    let height = |(words, face, rows): &(&str, Face, usize)| {
        ui.text_height(words, ui.fitting(words, *face, width, *rows), width, *rows) + space::M
    };
    texts.iter().map(height).sum::<f32>()
}

/// How a page's headline is written.
#[must_use]
pub fn heading(words: &str) -> (&str, Face, usize) {
    (words, Face::headline(), 3)
}

/// How its sentences are written.
#[must_use]
pub fn telling(words: &str) -> (&str, Face, usize) {
    (words, Face::title().regular(), 6)
}

/// A sentence in the middle.
pub fn sentence(ui: &mut Ui, area: &mut Rect, words: &str) {
    let face = smaller_where_low(ui, area, words, Face::title().regular(), 6, 0.7);
    centred(ui, area, words, face, 6);
}

/// The face in which a text needs no more than this share of the room that is left.
fn smaller_where_low(ui: &Ui, area: &Rect, words: &str, face: Face, rows: usize, share: f32) -> Face {
    let mut face = ui.fitting(words, face, area.width(), rows);
    while ui.text_height(words, face, area.width(), rows) > area.height() * share {
        let Some(size) = face.size.smaller() else { break };
        face = Face { size, ..face };
    }
    face
}

/// A text in the middle, cut off the area.
pub fn centred(ui: &mut Ui, area: &mut Rect, words: &str, face: Face, rows: usize) {
    let face = ui.fitting(words, face, area.width(), rows);
    let height = ui.text_height(words, face, area.width(), rows);
    let row = area.cut_top(height, space::M);
    ui.say(row, words, face, Align2::CENTER_TOP, rows);
}

/// A box with an edge, for what must be read.
pub fn boxed(ui: &Ui, rect: Rect) {
    ui.painter().rect_filled(rect, radius::L, colour::SURFACE);
    let stroke = egui::Stroke::new(crate::ui::theme::line::thin(), colour::LINE);
    ui.painter().rect_stroke(rect, radius::L, stroke, egui::StrokeKind::Inside);
}
