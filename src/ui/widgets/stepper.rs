//! How many: less, the number, more.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui};

use super::icon::Icon;
use super::layout::Cut as _;
use super::press::{Name, focus_ring, press};
use super::{icon, text};
use crate::ui::theme::{Face, colour, line, radius, touch};

/// How wide a stepper is.
pub const WIDTH: f32 = touch::TARGET * 2.0 + 60.0;

/// What a stepper shows and says.
#[derive(Debug, Clone, Copy)]
pub struct Stepper<'a> {
    /// How many.
    pub quantity: u32,
    /// Whether it may be one less.
    pub can_shrink: bool,
    /// Whether it may be one more.
    pub can_grow: bool,
    /// The name of "one less".
    pub less: &'a str,
    /// The name of "one more".
    pub more: &'a str,
}

/// Draws a stepper; answers the new number when it was tapped.
pub fn stepper(ui: &mut Ui, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, stepper: Stepper<'_>) -> Option<u32> {
    let Stepper { quantity, can_shrink, can_grow, less, more } = stepper;
    ui.painter().rect_filled(rect, radius::M, colour::SURFACE);
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), colour::BORDER), StrokeKind::Inside);
    let mut middle = rect;
    let left = middle.cut_left(touch::TARGET, 0.0);
    let right = middle.cut_right(touch::TARGET, 0.0);
    let shrink = half(ui, left, (&salt, "less"), less, Icon::Minus, can_shrink);
    text::draw(ui, middle, &quantity.to_string(), Face::body().display(), Align2::CENTER_CENTER, 1);
    let grow = half(ui, right, (&salt, "more"), more, Icon::Plus, can_grow);
    match (shrink, grow) {
        (true, _) => Some(quantity.saturating_sub(1)),
        (false, true) => Some(quantity + 1),
        (false, false) => None,
    }
}

fn half(ui: &mut Ui, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, name: &str, drawing: Icon, enabled: bool) -> bool {
    let press = press(ui, rect, salt, Name::button(name).enabled(enabled));
    if press.down {
        ui.painter().rect_filled(rect.shrink(3.0), radius::S, colour::PRESSED);
    }
    let ink = if enabled { colour::INK } else { colour::OFF };
    icon::draw(ui, rect.middle(egui::vec2(30.0, 30.0)), drawing, ink);
    focus_ring(ui, rect, press);
    press.tapped
}
