//! Pages that say one thing: a drawing, a headline, a few sentences, and what can be done, from the top down.

use egui::{Align2, Rect, Ui, vec2};

use crate::ui::theme::{Face, colour, radius, space};
use crate::ui::widgets::{Cut as _, House as _, Icon};

/// The widest a page of text is.
pub const WIDTH: f32 = 940.0;

/// The part of the body that a page uses.
pub fn area(ui: &Ui) -> Rect {
    ui.max_rect().shrink(space::L).narrowed(WIDTH)
}

/// A drawing on a soft round field, in the middle.
pub fn emblem(ui: &Ui, rect: Rect, icon: Icon) {
    let circle = rect.middle(vec2(rect.height(), rect.height()));
    ui.painter().circle_filled(circle.center(), circle.height() / 2.0, colour::FIELD);
    ui.icon(circle.shrink(circle.height() * 0.26), icon, colour::INK);
}

/// A headline in the middle, as high as it needs to be.
pub fn headline(ui: &mut Ui, area: &mut Rect, words: &str) {
    let face = smaller_where_low(ui, area, words, Face::headline(), 3, 0.5);
    centred(ui, area, words, face, 3);
}

/// A sentence in the middle.
pub fn sentence(ui: &mut Ui, area: &mut Rect, words: &str) {
    let face = smaller_where_low(ui, area, words, Face::title().regular(), 6, 1.0);
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
    let stroke = egui::Stroke::new(crate::ui::theme::line::THIN, colour::LINE);
    ui.painter().rect_stroke(rect, radius::L, stroke, egui::StrokeKind::Inside);
}
