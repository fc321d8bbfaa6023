//! Chips: one option among several, chosen or not, with what it changes about the price.

use egui::accesskit::Role;
use egui::{Align2, Rect, Stroke, StrokeKind, Ui};

use super::icon::{self, Icon};
use super::layout::Cut as _;
use super::press::{Name, focus_ring, press};
use super::text;
use crate::ui::theme::{Colour, Face, Size, colour, least_gap, line, radius, space};

/// So much of a chip's width is not for its words.
pub const MARGINS: f32 = space::S * 2.0 + MARK + MARK_GAP;

const MARK: f32 = 26.0;
const MARK_GAP: f32 = 12.0;

/// What a chip shows.
#[derive(Debug, Clone, Copy)]
pub struct Chip<'a> {
    /// Its words.
    pub label: &'a str,
    /// What screen readers hear besides, such as the group it belongs to.
    pub spoken: Option<&'a str>,
    /// A second line: the price, or why it cannot be chosen.
    pub detail: Option<&'a str>,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it can be touched.
    pub enabled: bool,
    /// Whether it does not suit what the customer eats.
    pub dimmed: bool,
    /// Whether only one of its row can be chosen.
    pub one_of: bool,
}

impl<'a> Chip<'a> {
    /// A chip with words only.
    #[must_use]
    pub const fn new(label: &'a str, chosen: bool) -> Self {
        Self { label, spoken: None, detail: None, chosen, enabled: true, dimmed: false, one_of: false }
    }
}

/// Draws a chip; answers whether it was tapped.
pub fn chip(ui: &mut Ui, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, chip: Chip<'_>) -> bool {
    let role = if chip.one_of { Role::RadioButton } else { Role::CheckBox };
    let name = Name { label: chip.spoken.unwrap_or(chip.label), role, chosen: Some(chip.chosen), enabled: chip.enabled };
    let press = press(ui, rect, salt, name);
    let (fill, ink, soft, edge) = match (chip.chosen, press.down) {
        (true, _) => (colour::CHOSEN, colour::ON_CHOSEN, colour::ON_CHOSEN, colour::CHOSEN),
        (false, true) => (colour::PRESSED, colour::INK, colour::INK_SOFT, colour::BORDER),
        (false, false) if !chip.enabled => (colour::GROUND, colour::INK_SOFT, colour::INK_SOFT, colour::OFF),
        (false, false) => (colour::SURFACE, colour::INK, colour::INK_SOFT, colour::BORDER),
    };
    ui.painter().rect_filled(rect, radius::M, fill);
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), edge), StrokeKind::Inside);
    let mut inner = rect.shrink2(egui::vec2(space::S, space::XS));
    let mark = inner.cut_left(MARK, MARK_GAP);
    draw_mark(ui, mark, chip, ink);
    let ink = if chip.dimmed && !chip.chosen { colour::INK_SOFT } else { ink };
    let face = Face::body().colour(ink);
    match chip.detail {
        Some(detail) => {
            let rows = 1 + ((rect.height() - 68.0) / 28.0).max(0.0) as usize;
            let block = text::height(ui, chip.label, face, inner.width(), rows) + 28.0;
            let mut area = inner.middle(egui::vec2(inner.width(), block));
            let lower = area.cut_bottom(28.0, 0.0);
            text::draw(ui, area, chip.label, face, Align2::LEFT_CENTER, rows);
            text::draw(ui, lower, detail, Face::small().display().colour(soft), Align2::LEFT_CENTER, 1);
        }
        None => {
            text::draw(ui, inner, chip.label, face, Align2::LEFT_CENTER, 2);
        }
    }
    focus_ring(ui, rect, press);
    press.tapped
}

/// The mark says by its shape whether one or several can be chosen, and by a tick or dot whether this one is.
fn draw_mark(ui: &Ui, rect: Rect, chip: Chip<'_>, ink: Colour) {
    let square = rect.middle(egui::vec2(26.0, 26.0));
    let edge = if chip.enabled { ink } else { colour::OFF };
    let stroke = Stroke::new(line::edge(), edge);
    if chip.one_of {
        ui.painter().circle_stroke(square.center(), 12.0, stroke);
        if chip.chosen {
            ui.painter().circle_filled(square.center(), 6.5, ink);
        }
    } else {
        ui.painter().rect_stroke(square, 5.0, stroke, StrokeKind::Inside);
        if chip.chosen {
            icon::draw(ui, square.shrink(4.0), Icon::Tick, ink);
        }
    }
}

/// One position of a switch.
#[derive(Debug, Clone, Copy)]
pub struct Position<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The words on it; may be shorter than its name.
    pub label: &'a str,
    /// A drawing before the words.
    pub icon: Option<Icon>,
    /// Whether the switch is there.
    pub on: bool,
}

/// A switch between two or three things of which one is on, as one row. A finger between two positions changes nothing.
pub fn switch(ui: &mut Ui, rect: Rect, name: &str, entries: &[Position<'_>]) -> Option<usize> {
    let mut tapped = None;
    ui.painter().rect_filled(rect, radius::M, colour::SURFACE);
    let room = egui::vec2(switch_room(rect.width(), entries.len()), rect.height());
    let size = common_size(ui, entries, room);
    for (index, (part, Position { name: spoken, label, icon, on })) in
        rect.columns(entries.len(), least_gap()).into_iter().zip(entries).enumerate()
    {
        let spoken = Name { label: spoken, role: Role::RadioButton, chosen: Some(*on), enabled: true };
        let press = press(ui, part, (name, index), spoken);
        let (fill, ink) = match (on, press.down) {
            (true, _) => (colour::CHOSEN, colour::ON_CHOSEN),
            (false, true) => (colour::PRESSED, colour::INK),
            (false, false) => (colour::SURFACE, colour::INK),
        };
        ui.painter().rect_filled(part, radius::M, fill);
        let face = Face { size, ..Face::body().display().colour(ink) };
        super::button::draw_label(ui, part.shrink2(egui::vec2(EDGE, 0.0)), label, *icon, face, Align2::CENTER_CENTER);
        focus_ring(ui, part, press);
        if press.tapped && !on {
            tapped = Some(index);
        }
    }
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), colour::BORDER), StrokeKind::Inside);
    tapped
}

/// How much room the words of each of so many positions have on a switch of this width.
pub fn switch_room(width: f32, positions: usize) -> f32 {
    let count = positions.max(1) as f32;
    (width - least_gap() * (count - 1.0)) / count - EDGE * 2.0
}

/// Room beside the words of a position.
const EDGE: f32 = 10.0;

/// The size in which the longest words fit, so that all positions look alike.
fn common_size(ui: &Ui, entries: &[Position<'_>], room: egui::Vec2) -> Size {
    let needs_smaller = entries.iter().any(|entry| {
        let drawing = if entry.icon.is_some() { Size::Body.points() + space::XS } else { 0.0 };
        text::width(ui, entry.label, Face::body().display()) > room.x - drawing
    });
    if needs_smaller { Size::Small } else { Size::Body }
}
