//! What simulated devices are drawn of: keys with a side, switches for practice, and the panel that these lie on.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, vec2};

use super::{Cut as _, House as _, Icon, Name, as_written, focus_ring};
use crate::ui::theme::{Colour, Face, colour, line, radius, space};
use crate::words::Words;

/// A key of a device: it has a side below its face, and under a finger the face goes down onto it.
pub fn device_key(ui: &mut Ui, rect: Rect, name: &str, label: &str, icon: Option<Icon>, fill: Colour) -> bool {
    device_key_in(ui, rect, name, (label, on_device(label)), icon, fill)
}

/// How something is written on a device: figures as the amounts beside it are, words so that they need little room.
pub fn on_device(label: &str) -> Face {
    if label.contains(|letter: char| letter.is_ascii_digit()) { Face::body().display() } else { Face::body().bold() }
}

/// The same, with words written like this.
pub fn device_key_in(ui: &mut Ui, rect: Rect, name: &str, (label, face): (&str, Face), icon: Option<Icon>, fill: Colour) -> bool {
    let press = ui.press(rect, ("device", name), Name::button(name));
    let ink = if fill == colour::DEVICE_CLEAR { colour::DEVICE_INK } else { colour::ON_DEVICE };
    let mut top = rect;
    top.max.y -= 5.0;
    let top = if press.down { top.translate(vec2(0.0, 4.0)) } else { top };
    ui.painter().rect_filled(rect, radius::M, colour::DEVICE_KEY_SIDE);
    let fill = if press.down && fill == colour::DEVICE_KEY { colour::DEVICE_KEY_PRESSED } else { fill };
    ui.painter().rect_filled(top, radius::M, fill);
    device_edge(ui, rect, radius::M);
    match (label.is_empty(), icon) {
        (true, Some(icon)) => ui.icon(top.shrink(top.height() * 0.3), icon, ink),
        (true, None) => {}
        (false, icon) => {
            as_written(|| ui.label_with(top.shrink2(vec2(space::XS, 0.0)), label, icon, face.colour(ink), Align2::CENTER_CENTER));
        }
    }
    focus_ring(ui, top, press);
    press.tapped
}

/// What lies on a device and is no key of it: a drawing in a ring, without the side that keys have.
pub fn device_aside(ui: &mut Ui, rect: Rect, name: &str, icon: Icon) -> bool {
    let press = ui.press(rect, ("device", name), Name::button(name));
    let ring = Stroke::new(line::edge(), if press.down { colour::DEVICE_LAMP } else { colour::DEVICE_EDGE });
    ui.painter().rect_stroke(rect, rect.height() / 2.0, ring, StrokeKind::Inside);
    ui.icon(rect.shrink(rect.height() * 0.3), icon, colour::ON_DEVICE);
    focus_ring(ui, rect, press);
    press.tapped
}

/// The edge of a part of a device, where contrast is high.
pub fn device_edge(ui: &Ui, rect: Rect, round: f32) {
    if line::part() > 0.0 {
        ui.painter().rect_stroke(rect, round, Stroke::new(line::part(), colour::DEVICE_EDGE), StrokeKind::Inside);
    }
}

/// The panel of what can be made to go wrong; answers what is left below its title. It is no part of a device.
pub fn practice_panel(ui: &mut Ui, rect: Rect, words: &Words) -> Rect {
    ui.painter().rect_filled(rect, radius::L, colour::WARNING_FIELD);
    ui.painter().rect_stroke(rect, radius::L, Stroke::new(line::edge(), colour::WARNING), StrokeKind::Inside);
    let mut area = rect.shrink(space::S);
    let title = area.cut_top(30.0, 4.0);
    ui.say(title, &words.get("terminal-trouble"), Face::small().bold().colour(colour::WARNING), Align2::LEFT_CENTER, 1);
    area
}

/// A switch on it; answers whether it was tapped.
pub fn device_switch(ui: &mut Ui, rect: Rect, salt: (&str, &str), label: &str, on: bool) -> bool {
    let name = Name { label, role: egui::accesskit::Role::Switch, chosen: Some(on), enabled: true };
    let press = ui.press(rect, salt, name);
    let (fill, ink) = if on { (colour::CHOSEN, colour::ON_CHOSEN) } else { (colour::SURFACE, colour::INK) };
    ui.painter().rect_filled(rect, radius::S, fill);
    ui.painter().rect_stroke(rect, radius::S, Stroke::new(line::edge(), colour::BORDER), StrokeKind::Inside);
    let face = Face::small().bold().colour(ink);
    ui.label_with(rect.shrink2(vec2(space::XS, 0.0)), label, on.then_some(Icon::Tick), face, Align2::CENTER_CENTER);
    focus_ring(ui, rect, press);
    press.tapped
}
