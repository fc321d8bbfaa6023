//! Bars and fields that say something: notices, remarks, the training banner.

use egui::accesskit::Role;
use egui::{Align2, Rect, Stroke, StrokeKind, Ui};

use super::icon::{self, Icon};
use super::layout::Cut as _;
use super::text;
use crate::ui::theme::{Face, colour, line, radius, space};

/// How urgent a bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Calm,
    /// To be careful about.
    Warning,
}

/// The height a notice needs in this width.
pub fn notice_height(ui: &Ui, words: &str, width: f32) -> f32 {
    text::height(ui, words, Face::body(), width - space::S * 2.0 - 48.0, NOTICE_LINES) + space::S * 2.0
}

/// The height the training banner needs in this width.
pub fn banner_height(ui: &Ui, words: &str, width: f32) -> f32 {
    text::height(ui, words, Face::small().bold(), width - space::XS * 2.0, 2) + 12.0
}

/// As many lines a notice takes at most: a refusal in large letters, and the terminal's own words behind it.
const NOTICE_LINES: usize = 6;

/// A sentence for the customer.
pub fn notice_bar(ui: &mut Ui, rect: Rect, words: &str, tone: Tone) {
    let (fill, ink, drawing) = match tone {
        Tone::Calm => (colour::NOTICE_FIELD, colour::INK, Icon::Bell),
        Tone::Warning => (colour::WARNING_FIELD, colour::WARNING, Icon::Warning),
    };
    ui.painter().rect_filled(rect, radius::M, fill);
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), ink), StrokeKind::Inside);
    let mut inner = rect.shrink2(egui::vec2(space::S, space::XS));
    let mark = inner.cut_left(32.0, space::S);
    icon::draw(ui, mark.middle(egui::vec2(30.0, 30.0)), drawing, ink);
    text::draw(ui, inner, words, Face::body().colour(colour::INK), Align2::LEFT_CENTER, NOTICE_LINES);
    text::announce(ui, rect, Role::Status, words);
}

/// The banner of training.
pub fn training_banner(ui: &mut Ui, rect: Rect, words: &str) {
    ui.painter().rect_filled(rect, 0.0, colour::WARNING_FIELD);
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(line::edge(), colour::WARNING));
    let face = Face::small().bold().colour(colour::WARNING);
    text::say(ui, rect.shrink2(egui::vec2(space::XS, 0.0)), words, face, Align2::CENTER_CENTER, 2);
}

/// A price, or any amount, at the right edge.
pub fn price_label(ui: &mut Ui, rect: Rect, amount: &str, face: Face) -> Rect {
    text::say(ui, rect, amount, face.display(), Align2::RIGHT_CENTER, 1)
}
