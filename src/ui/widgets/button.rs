//! Buttons: one that leads forward, quiet ones for everything else, and keys with a drawing only.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui};

use super::bidi::Direction;
use super::icon::{self, Icon};
use super::layout::{Cut as _, as_read, layout};
use super::press::{Name, focus_ring, press};
use super::text;
use crate::ui::theme::{Colour, Face, colour, line, radius, space};

/// The one button that moves the order on. When it cannot be taken, it says why, in itself.
pub fn primary_button(ui: &mut Ui, rect: Rect, label: &str, icon: Option<Icon>, why_not: Option<&str>) -> bool {
    let spoken = why_not.map_or_else(|| label.to_owned(), |why| format!("{label}. {why}"));
    let press = press(ui, rect, ("primary", label), Name::button(&spoken).enabled(why_not.is_none()));
    let (fill, ink) = match (why_not, press.down) {
        (Some(_), _) => (colour::FORWARD_OFF, colour::INK_SOFT),
        (None, true) => (colour::FORWARD_PRESSED, colour::ON_FORWARD),
        (None, false) => (colour::FORWARD, colour::ON_FORWARD),
    };
    ui.painter().rect_filled(rect, radius::M, fill);
    if why_not.is_some() && line::part() > 0.0 {
        ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::part(), colour::BORDER), StrokeKind::Inside);
    }
    let inner = rect.shrink2(egui::vec2(if rect.width() < 230.0 { 4.0 } else { space::S }, space::XS));
    let face = Face::title().colour(ink);
    match why_not {
        Some(why) => {
            let (label_face, why_face) = (Face::body().display().colour(ink), Face::small().colour(ink));
            let label_height = text::height(ui, label, label_face, inner.width(), 1);
            let why_height = text::height(ui, why, why_face, inner.width(), 2);
            // Where there is no room for both, why not is what helps.
            let one_row = egui::vec2(inner.width(), inner.height());
            let cut = !text::fits(ui, label, text::fitting(ui, label, label_face, one_row, 1), one_row, 1);
            if cut || label_height + why_height > inner.height() + space::XS {
                text::draw(ui, rect.shrink2(egui::vec2(space::XS, 0.0)), why, why_face, Align2::CENTER_CENTER, 3);
                focus_ring(ui, rect, press);
                return press.tapped;
            }
            let mut block = inner.middle(egui::vec2(inner.width(), label_height + why_height));
            let upper = block.cut_top(label_height, 0.0);
            text::draw(ui, upper, label, label_face, Align2::CENTER_CENTER, 1);
            text::draw(ui, block, why, why_face, Align2::CENTER_CENTER, 2);
        }
        None => draw_label(ui, inner, label, icon, face, Align2::CENTER_CENTER),
    }
    focus_ring(ui, rect, press);
    press.tapped
}

/// How a quiet button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// With an edge on white.
    Edged,
    /// Without an edge, for rows of many.
    Flat,
    /// With an edge in the colour of warnings: it takes something away.
    Taking,
}

/// Any other button.
pub fn quiet_button(ui: &mut Ui, rect: Rect, label: &str, icon: Option<Icon>, look: Quiet) -> bool {
    quiet_button_named(ui, rect, label, label, icon, look, true)
}

/// A quiet button whose name says more than the words on it, such as "Remove" on each of several lines.
pub fn quiet_button_named(
    ui: &mut Ui,
    rect: Rect,
    name: &str,
    label: &str,
    icon: Option<Icon>,
    look: Quiet,
    enabled: bool,
) -> bool {
    let press = press(ui, rect, ("quiet", name), Name::button(name).enabled(enabled));
    let ink = match (look, enabled) {
        (Quiet::Taking, true) => colour::WARNING,
        (Quiet::Edged | Quiet::Flat, true) => colour::INK,
        (Quiet::Edged | Quiet::Flat | Quiet::Taking, false) => colour::INK_SOFT,
    };
    plate(ui, rect, (press.down, enabled), look, ink);
    let inner = rect.shrink2(egui::vec2(if rect.width() < 230.0 { 4.0 } else { space::XS }, 0.0));
    draw_label(ui, inner, label, icon, Face::body().display().colour(ink), Align2::CENTER_CENTER);
    focus_ring(ui, rect, press);
    press.tapped
}

/// A button with a drawing and no words; the name says what it does.
pub fn icon_button(ui: &mut Ui, rect: Rect, name: &str, icon: Icon, look: Quiet, enabled: bool) -> bool {
    let press = press(ui, rect, ("icon", name), Name::button(name).enabled(enabled));
    let ink = match (look, enabled) {
        (Quiet::Taking, true) => colour::WARNING,
        (Quiet::Edged | Quiet::Flat, true) => colour::INK,
        (Quiet::Edged | Quiet::Flat | Quiet::Taking, false) => colour::OFF,
    };
    plate(ui, rect, (press.down, enabled), look, ink);
    icon::draw(ui, rect.shrink(rect.height() * 0.3), icon, ink);
    focus_ring(ui, rect, press);
    press.tapped
}

/// How wide a quiet button has to be for these words, with or without a drawing before them.
pub fn width(ui: &Ui, label: &str, drawn: bool) -> f32 {
    let face = Face::body().display();
    let drawing = if drawn { face.size.points() + space::XS } else { 0.0 };
    text::width(ui, label, face) + drawing + space::S * 2.0
}

fn plate(ui: &Ui, rect: Rect, (down, enabled): (bool, bool), look: Quiet, ink: Colour) {
    let fill = match (look, down) {
        (_, true) => colour::PRESSED,
        (Quiet::Edged | Quiet::Taking, false) => colour::SURFACE,
        (Quiet::Flat, false) => colour::CLEAR,
    };
    ui.painter().rect_filled(rect, radius::M, fill);
    let edge = match look {
        Quiet::Flat => return,
        Quiet::Edged | Quiet::Taking if !enabled => colour::OFF,
        Quiet::Edged => colour::BORDER,
        Quiet::Taking => ink,
    };
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), edge), StrokeKind::Inside);
}

/// The largest face, and in how many rows, in which words find room.
pub fn fitting(ui: &Ui, label: &str, face: Face, room: egui::Vec2) -> (Face, usize) {
    let mut face = face;
    loop {
        let rows = ((room.y / (face.size.points() * 1.2)) as usize).clamp(1, 3);
        let wanted = if text::width(ui, label, face) > room.x { rows } else { 1 };
        if text::fits(ui, label, face, room, wanted) {
            return (face, wanted);
        }
        let Some(size) = face.size.smaller() else { return (face, wanted) };
        face.size = size;
    }
}

/// Words with a drawing before them, together in the middle of a rectangle; smaller when they would not fit.
pub fn draw_label(ui: &Ui, rect: Rect, label: &str, drawing: Option<Icon>, face: Face, align: Align2) {
    // Words come before a drawing where there is no room for both.
    let beside = egui::vec2(rect.width() - face.size.points() - space::XS, rect.height());
    let cramped = |words: &str| {
        let (face, rows) = fitting(ui, words, face, beside);
        !text::fits(ui, words, face, beside, rows)
    };
    let drawing = drawing.filter(|_| label.is_empty() || !cramped(label));
    let side = if drawing.is_some() { face.size.points() } else { 0.0 };
    let gap = if drawing.is_some() && !label.is_empty() { space::XS } else { 0.0 };
    let room = egui::vec2(rect.width() - side - gap, rect.height());
    let (face, rows) = fitting(ui, label, face, room);
    if drawing.is_none() && align == Align2::CENTER_CENTER {
        // Each row in the middle, and none with a single word left over.
        text::draw(ui, rect, label, face, align, rows);
        return;
    }
    let size = text::lay(ui, label, face, room.x, rows, egui::Align::Min).size();
    let whole = egui::vec2(size.x + side + gap, size.y.max(side));
    let mut words = as_read(align).align_size_within_rect(whole, rect);
    if let Some(drawing) = drawing {
        icon::draw(ui, words.cut_left(side, gap).middle(egui::vec2(side, side)), drawing, face.colour);
    }
    // Room for what rounding takes.
    match layout() {
        Direction::LeftToRight => words.max.x += 1.0,
        Direction::RightToLeft => words.min.x -= 1.0,
    }
    text::draw(ui, words, label, face, Align2([egui::Align::Min, egui::Align::Center]), rows);
}
