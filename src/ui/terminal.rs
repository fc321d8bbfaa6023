//! A card terminal as it is drawn: reader, display, pad and slot. It knows a face and gives taps, whatever device is behind them.

use egui::{Align2, CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::payment::{FaceDisplay, Progress, TerminalFace, TerminalTap};
use crate::ui::focus;
use crate::ui::theme::{Colour, Face, colour, line, radius, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Name, as_built, as_written, device_edge, device_key, focus_ring, placed};
use crate::words::Words;

/// How large it is, in points.
pub const SIZE: egui::Vec2 = vec2(460.0, 836.0);

/// Where that finds no room: the keys beside the rest, and as wide as there is room.
pub const LOW_SIZE: egui::Vec2 = vec2(600.0, KEYS + space::S * 2.0);

/// Four rows of keys.
const KEYS: f32 = touch::TARGET * 4.0 + touch::GAP * 3.0;

/// Draws the device, with this on its forehead; puts the taps on it into `taps`.
pub fn device(ui: &mut Ui, rect: Rect, title: &str, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    as_built(|| draw(ui, rect, title, face, words, taps));
}

fn draw(ui: &mut Ui, rect: Rect, title: &str, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    let painter = ui.painter();
    painter.rect_filled(rect.expand(4.0).translate(vec2(0.0, 5.0)), radius::L * 1.7, colour::SHADOW);
    painter.rect_filled(rect, radius::L * 1.6, colour::DEVICE_EDGE);
    painter.rect_filled(rect.shrink2(vec2(3.0, 3.0)), radius::L * 1.5, colour::DEVICE);
    if rect.height() < SIZE.y {
        return low(ui, rect.shrink(space::S), face, words, taps);
    }
    let mut area = rect.shrink(space::S);
    let mut head = area.cut_top(touch::TARGET, touch::GAP);
    head.cut_right(touch::TARGET, touch::GAP);
    head.min.x += space::XS;
    as_written(|| ui.say(head, title, Face::small().bold().colour(colour::ON_DEVICE), Align2::LEFT_CENTER, 2));
    reader(ui, area.cut_top(92.0, touch::GAP), face, words, taps);
    let glass = area.cut_top(136.0, touch::GAP);
    as_written(|| display(ui, glass, face, words));
    pad(ui, &mut area, words, taps);
    slot(ui, area, face, words, taps);
}

/// The keys in four columns, and left of them what else it has.
fn low(ui: &mut Ui, mut area: Rect, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    let mut keys = area.cut_right(KEYS.min(area.width() * 0.56), touch::GAP);
    reader(ui, area.cut_top(92.0, touch::GAP), face, words, taps);
    slot(ui, area.cut_bottom(touch::TARGET + space::XS, touch::GAP), face, words, taps);
    as_written(|| display(ui, area, face, words));
    for row in [[1, 2, 3], [4, 5, 6], [7, 8, 9]] {
        let line = keys.cut_top(touch::TARGET, touch::GAP);
        for (cell, digit) in line.columns(4, touch::GAP).into_iter().zip(row) {
            digit_key(ui, cell, digit, words, taps);
        }
        let right = line.columns(4, touch::GAP)[3];
        match row[0] {
            1 => coloured(ui, right, 0, true, words, taps),
            4 => coloured(ui, right, 1, true, words, taps),
            _ => {}
        }
    }
    // The display speaks of the key that confirms by its words.
    let mut line = keys;
    coloured(ui, line.cut_right(line.width() / 2.0 - touch::GAP / 2.0, touch::GAP), 2, false, words, taps);
    // Left of it is what puts the device away.
    let digit = line.columns(2, touch::GAP)[1];
    digit_key(ui, digit, 0, words, taps);
}

/// Where in a device of this kind the key is that puts it away.
pub fn place_of_close(rect: Rect) -> Rect {
    let size = vec2(touch::TARGET, touch::TARGET);
    if rect.height() >= SIZE.y {
        return Rect::from_min_size(rect.right_top() + vec2(-touch::TARGET - space::S, space::S), size);
    }
    let inner = rect.shrink(space::S);
    let width = KEYS.min(inner.width() * 0.56);
    let line = Rect::from_min_size(
        pos2(inner.max.x - width, inner.min.y + (touch::TARGET + touch::GAP) * 3.0),
        vec2(width, touch::TARGET),
    );
    // The device is drawn as it is built, in every language.
    as_built(|| line.columns(4, touch::GAP)[0])
}

/// The keys whose colour says what they do.
const COLOURED: [(&str, Icon, Colour, TerminalTap); 3] = [
    ("terminal-cancel", Icon::Cross, colour::DEVICE_CANCEL, TerminalTap::Cancel),
    ("terminal-clear", Icon::Left, colour::DEVICE_CLEAR, TerminalTap::Clear),
    ("terminal-enter", Icon::Tick, colour::DEVICE_ENTER, TerminalTap::Enter),
];

fn coloured(ui: &mut Ui, cell: Rect, index: usize, drawn: bool, words: &Words, taps: &mut Vec<TerminalTap>) {
    let (key, icon, fill, tap) = COLOURED[index];
    let label = if drawn { String::new() } else { words.get(key) };
    if device_key(ui, cell, &words.get(&format!("{key}-name")), &label, drawn.then_some(icon), fill) {
        taps.push(tap);
    }
}

/// Where a card is held: four lamps, of which the device lights as many as it has got to, and the sign of contactless cards.
fn reader(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    let label = words.get("terminal-tap-card");
    let wanted = face.display == FaceDisplay::Paying(Progress::PresentCard);
    let press = ui.press(rect, "reader", Name::button(&label));
    let fill = if press.down { colour::DEVICE_KEY_PRESSED } else { colour::DEVICE_KEY };
    ui.painter().rect_filled(rect, radius::M, fill);
    device_edge(ui, rect, radius::M);
    if wanted {
        ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::chosen(), colour::DEVICE_LAMP), StrokeKind::Inside);
    }
    let mut inner = rect.shrink2(vec2(space::S, space::XS));
    let lamps = inner.cut_top(14.0, 0.0);
    let lit = match face.display {
        FaceDisplay::Asleep | FaceDisplay::Declined | FaceDisplay::Cancelled => 0,
        FaceDisplay::Paying(
            Progress::PresentCard | Progress::EnterPin | Progress::WrongPin | Progress::FollowTerminal | Progress::CardUnreadable,
        ) => 1,
        FaceDisplay::Paying(Progress::Authorising | Progress::PleaseWait | Progress::TakingBack) => 3,
        FaceDisplay::Paying(Progress::RemoveCard) | FaceDisplay::Approved => 4,
    };
    for (index, lamp) in lamps.narrowed(220.0).columns(4, space::M).into_iter().enumerate() {
        let colour = if index < lit { colour::DEVICE_LAMP } else { colour::DEVICE_WELL };
        ui.painter().rect_filled(lamp.middle(vec2(lamp.width(), 7.0)), 3.5, colour);
    }
    let narrow = rect.width() < 260.0;
    if !narrow {
        ui.waves(inner.cut_right(48.0, space::XS), colour::ON_DEVICE);
    }
    let (inner, align) =
        if narrow { (inner.expand2(vec2(4.0, 4.0)), Align2::CENTER_CENTER) } else { (inner, Align2::LEFT_CENTER) };
    let icon = (!narrow).then_some(Icon::Card);
    as_written(|| ui.label_with(inner, &label, icon, Face::body().bold().colour(colour::ON_DEVICE), align));
    focus_ring(ui, rect, press);
    if press.tapped {
        taps.push(TerminalTap::TapCard);
    }
}

fn display(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words) {
    ui.painter().rect_filled(rect, radius::M, colour::DEVICE_WELL);
    let glass = rect.shrink(6.0);
    ui.painter().rect_filled(glass, radius::S, colour::DEVICE_DISPLAY);
    let low = rect.height() < 130.0;
    let mut inner = glass.shrink2(vec2(if low { space::XS } else { space::S }, if low { 2.0 } else { space::XS }));
    let said = words.get(&format!("terminal-{}", face.display.key()));
    let upper = inner.cut_top(inner.height() * if low { 0.64 } else { 0.54 }, 0.0);
    ui.say(upper, &said, if low { Face::small() } else { Face::body() }.colour(colour::DEVICE_INK), Align2::LEFT_CENTER, 2);
    let row = inner;
    if let Some(amount) = face.amount {
        let amount = words.money(amount);
        let face = if low { Face::body().display() } else { Face::title() }.colour(colour::DEVICE_INK);
        let width = ui.text_width(&amount, face);
        ui.say(inner.cut_right(width, space::S), &amount, face, Align2::RIGHT_CENTER, 1);
    }
    for digit in 0..face.pin_digits {
        let centre = row.left_center() + vec2(14.0 + 30.0 * f32::from(digit), 0.0);
        let dot = placed(Rect::from_center_size(centre, vec2(18.0, 18.0)), row);
        ui.painter().circle_filled(dot.center(), 9.0, colour::DEVICE_INK);
    }
}

fn pad(ui: &mut Ui, area: &mut Rect, words: &Words, taps: &mut Vec<TerminalTap>) {
    focus::secret(ui, true);
    for row in [[1, 2, 3], [4, 5, 6], [7, 8, 9]] {
        let line = area.cut_top(touch::TARGET, touch::GAP);
        for (cell, digit) in line.columns(3, touch::GAP).into_iter().zip(row) {
            digit_key(ui, cell, digit, words, taps);
        }
    }
    let line = area.cut_top(touch::TARGET, touch::GAP);
    digit_key(ui, line.columns(3, touch::GAP)[1], 0, words, taps);
    focus::secret(ui, false);
    let line = area.cut_top(touch::TARGET, touch::GAP);
    for (index, cell) in line.columns(3, touch::GAP).into_iter().enumerate() {
        coloured(ui, cell, index, false, words, taps);
    }
}

fn digit_key(ui: &mut Ui, rect: Rect, digit: u8, words: &Words, taps: &mut Vec<TerminalTap>) {
    let name = words.with("terminal-digit", &[("digit", u32::from(digit).into())]);
    if device_key(ui, rect, &name, &digit.to_string(), None, colour::DEVICE_KEY) {
        taps.push(TerminalTap::Digit(digit));
    }
}

fn slot(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    let (key, tap) = if face.card_inserted {
        ("terminal-remove-card-out", TerminalTap::RemoveCard)
    } else {
        ("terminal-insert-card", TerminalTap::InsertCard)
    };
    let label = words.get(key);
    let press = ui.press(rect, "slot", Name::button(&label));
    let mut lower = rect.shrink2(vec2(space::XS, 0.0));
    // Where it is low, its words need two rows.
    let (slit, gap) = if rect.height() < 80.0 { (12.0, 2.0) } else { (16.0, 6.0) };
    // Inside the edge that it has where contrast is high.
    lower.min.y += line::part();
    let narrower = if rect.height() < 80.0 { space::S } else { space::L };
    let slit = lower.cut_top(slit, gap).narrowed(rect.width() - narrower);
    ui.painter().rect_filled(slit, 8.0, colour::DEVICE_WELL);
    if face.card_inserted {
        let half = (rect.width() / 2.0).min(150.0);
        let card = Rect::from_min_max(slit.center_top() + vec2(-half, 6.0), pos2(slit.center().x + half, rect.max.y));
        // As wide as the slot is it would cover the slot's corners.
        let card = card.intersect(Rect::from_x_y_ranges(slit.x_range(), rect.y_range()));
        let round = CornerRadius { nw: 0, ne: 0, sw: 10, se: 10 };
        ui.painter().rect_filled(card, round, colour::DEVICE_CARD);
        if line::part() > 0.0 {
            let edge = Stroke::new(line::part(), colour::DEVICE_EDGE);
            ui.painter().rect_stroke(card, round, edge, StrokeKind::Inside);
        }
        lower = card.shrink2(vec2(if half > 140.0 { space::XS } else { 1.0 }, 0.0));
        // A small one has room for the words only.
        if half > 140.0 {
            let chip = Rect::from_min_size(card.left_top() + vec2(space::S, 10.0), vec2(30.0, 22.0));
            ui.painter().rect_filled(chip, 4.0, colour::DEVICE_CHIP);
            lower = card.shrink2(vec2(space::S, 0.0));
            lower.min.x += 34.0;
        }
    } else {
        device_edge(ui, rect, radius::M);
    }
    let face_of_label = Face::body().bold().colour(colour::ON_DEVICE);
    let icon = (!face.card_inserted && rect.width() > 260.0).then_some(Icon::Card);
    as_written(|| ui.label_with(lower, &label, icon, face_of_label, Align2::CENTER_CENTER));
    focus_ring(ui, rect, press);
    if press.tapped {
        taps.push(tap);
    }
}
