//! The simulated terminal, drawn as a device of its own beside or over the screen. It is for demonstration and training: nothing on it
//! belongs to the kiosk, and the digits typed on it stay inside it.

use egui::{Align2, Area, Id, Order, Rect, Sense, Stroke, StrokeKind, Ui, vec2};

use crate::machine::kiosk::ScreenName;
use crate::payment::{FaceDisplay, Progress, TerminalFace, TerminalTap, Trouble};
use crate::ui::theme::{Face, colour, line, radius, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Name, focus_ring};
use crate::words::Words;

/// The device on a screen that is higher than wide.
const UPRIGHT: egui::Vec2 = vec2(460.0, 1000.0);

/// The device on a screen that is wider than high.
const LYING: egui::Vec2 = vec2(860.0, 600.0);

/// Its tab.
const TAB: egui::Vec2 = vec2(340.0, touch::TARGET);

/// What the drawing keeps between frames.
#[derive(Debug, Default)]
pub struct TerminalLooks {
    /// Whether somebody opened or closed it on this screen.
    chosen: Option<(ScreenName, bool)>,
}

impl TerminalLooks {
    /// Whether the device is open on this screen: while a card is wanted, unless somebody put it away.
    #[must_use]
    pub fn open(&self, screen: ScreenName) -> bool {
        match self.chosen {
            Some((chosen, open)) if chosen == screen => open,
            Some(_) | None => screen == ScreenName::Card,
        }
    }

    /// Whether at least its tab is there: around paying, and as long as trouble is arranged for.
    #[must_use]
    pub fn visible(screen: ScreenName, face: &TerminalFace) -> bool {
        match screen {
            ScreenName::Card | ScreenName::Checking | ScreenName::Placing | ScreenName::Review => true,
            ScreenName::Number => face.card_inserted,
            ScreenName::Staff | ScreenName::Attract | ScreenName::OutOfService => face.trouble != Trouble::None,
            ScreenName::Starting | ScreenName::Menu | ScreenName::Product | ScreenName::StartOver => false,
        }
    }
}

/// Draws the device into a part of the screen, or its tab; puts the taps on it into `taps`.
pub fn show(
    ui: &mut Ui,
    rect: Rect,
    screen: ScreenName,
    face: &TerminalFace,
    words: &Words,
    looks: &mut TerminalLooks,
    taps: &mut Vec<TerminalTap>,
) {
    let open = looks.open(screen);
    Area::new(Id::unique("terminal")).order(Order::Middle).fixed_pos(rect.min).fade_in(false).show(ui.ctx(), |ui| {
        ui.allocate_exact_size(rect.size(), Sense::hover());
        if open {
            device(ui, rect, face, words, taps);
            let key = Rect::from_min_size(
                rect.right_top() + vec2(-touch::TARGET - space::S, space::S),
                vec2(touch::TARGET, touch::TARGET),
            );
            if device_key(ui, key, &words.get("terminal-close"), "", Some(Icon::Down), colour::DEVICE_KEY) {
                looks.chosen = Some((screen, false));
            }
        } else if device_key(ui, rect, &words.get("terminal-open"), &words.get("terminal-tab"), Some(Icon::Card), colour::DEVICE)
        {
            looks.chosen = Some((screen, true));
        }
    });
}

/// The size of the device or of its tab.
#[must_use]
pub fn size(open: bool, screen: Rect) -> egui::Vec2 {
    match open {
        false => TAB,
        true if screen.width() < screen.height() => UPRIGHT,
        true => LYING,
    }
}

fn device(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    ui.painter().rect_filled(rect, radius::L * 1.5, colour::DEVICE);
    ui.painter().rect_stroke(rect, radius::L * 1.5, Stroke::new(line::CHOSEN, colour::DEVICE_KEY), StrokeKind::Inside);
    let mut area = rect.shrink(space::S);
    let mut head = area.cut_top(touch::TARGET, space::XS);
    head.cut_right(touch::TARGET, touch::GAP);
    ui.say(head, &words.get("terminal-title"), Face::small().bold().colour(colour::INK_INVERSE), Align2::LEFT_CENTER, 2);
    let mut keys = if rect.width() > rect.height() { area.cut_right(380.0, space::M) } else { Rect::NOTHING };
    reader(ui, area.cut_top(92.0, touch::GAP), face, words, taps);
    display(ui, area.cut_top(128.0, touch::GAP), face, words);
    let keys = if keys.is_positive() { &mut keys } else { &mut area };
    pad(ui, keys, words, taps);
    slot(ui, area.cut_top(touch::TARGET, touch::GAP), face, words, taps);
    troubles(ui, area, face, words, taps);
}

fn reader(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    let label = words.get("terminal-tap-card");
    let wanted = face.display == FaceDisplay::Paying(Progress::PresentCard);
    let press = ui.press(rect, "reader", Name::button(&label));
    let fill = if press.down { colour::DEVICE_KEY_PRESSED } else { colour::DEVICE_KEY };
    ui.painter().rect_filled(rect, radius::M, fill);
    if wanted {
        ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::CHOSEN, colour::DEVICE_CLEAR), StrokeKind::Inside);
    }
    let mut inner = rect.shrink2(vec2(space::S, space::S));
    ui.waves(inner.cut_right(50.0, space::XS), colour::INK_INVERSE);
    ui.label_with(inner, &label, Some(Icon::Card), Face::body().bold().colour(colour::INK_INVERSE), Align2::LEFT_CENTER);
    focus_ring(ui, rect, press);
    if press.tapped {
        taps.push(TerminalTap::TapCard);
    }
}

fn display(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words) {
    ui.painter().rect_filled(rect, radius::S, colour::DEVICE_DISPLAY);
    let mut inner = rect.shrink2(vec2(space::S, space::XS));
    let said = words.get(&format!("terminal-{}", face.display.key()));
    let upper = inner.cut_top(inner.height() * 0.54, 0.0);
    ui.say(upper, &said, Face::body(), Align2::LEFT_CENTER, 2);
    if let Some(amount) = face.amount {
        let amount = words.money(amount);
        let width = ui.text_width(&amount, Face::body().bold());
        ui.say(inner.cut_right(width, space::S), &amount, Face::body().bold(), Align2::RIGHT_CENTER, 1);
    }
    for digit in 0..face.pin_digits {
        let centre = inner.left_center() + vec2(14.0 + 30.0 * f32::from(digit), 0.0);
        ui.painter().circle_filled(centre, 9.0, colour::INK);
    }
}

fn pad(ui: &mut Ui, area: &mut Rect, words: &Words, taps: &mut Vec<TerminalTap>) {
    for row in [[1, 2, 3], [4, 5, 6], [7, 8, 9]] {
        let line = area.cut_top(touch::TARGET, touch::GAP);
        for (cell, digit) in line.columns(3, touch::GAP).into_iter().zip(row) {
            digit_key(ui, cell, digit, words, taps);
        }
    }
    let line = area.cut_top(touch::TARGET, touch::GAP);
    digit_key(ui, line.columns(3, touch::GAP)[1], 0, words, taps);
    let line = area.cut_top(touch::TARGET, touch::GAP);
    let keys = [
        ("terminal-cancel", colour::DEVICE_CANCEL, TerminalTap::Cancel),
        ("terminal-clear", colour::DEVICE_CLEAR, TerminalTap::Clear),
        ("terminal-enter", colour::DEVICE_ENTER, TerminalTap::Enter),
    ];
    for (cell, (key, fill, tap)) in line.columns(3, touch::GAP).into_iter().zip(keys) {
        let label = words.get(key);
        if device_key(ui, cell, &words.get(&format!("{key}-name")), &label, None, fill) {
            taps.push(tap);
        }
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
    if device_key(ui, rect, &label, &label, Some(Icon::Card), colour::DEVICE_KEY) {
        taps.push(tap);
    }
    let slit = Rect::from_min_max(rect.left_bottom() + vec2(space::M, -7.0), rect.right_bottom() - vec2(space::M, 3.0));
    ui.painter().rect_filled(slit, 2.0, colour::DEVICE);
}

fn troubles(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    let mut area = rect;
    let title = area.cut_top(30.0, 4.0);
    ui.say(title, &words.get("terminal-trouble"), Face::small().colour(colour::INK_INVERSE), Align2::LEFT_CENTER, 1);
    let kinds = [Trouble::Decline, Trouble::Slow, Trouble::LineDown, Trouble::LateAnswer];
    for pair in kinds.chunks(2) {
        let line = area.cut_top(touch::TARGET, touch::GAP);
        for (cell, trouble) in line.columns(2, touch::GAP).into_iter().zip(pair) {
            let on = face.trouble == *trouble;
            let label = words.get(&format!("trouble-{}", trouble.key()));
            let name = Name { label: &label, role: egui::accesskit::Role::Switch, chosen: Some(on), enabled: true };
            let press = ui.press(cell, ("trouble", trouble.key()), name);
            let (fill, ink) = if on { (colour::DEVICE_CLEAR, colour::INK) } else { (colour::DEVICE_KEY, colour::INK_INVERSE) };
            ui.painter().rect_filled(cell, radius::S, fill);
            let icon = on.then_some(Icon::Tick);
            ui.label_with(
                cell.shrink2(vec2(space::XS, 0.0)),
                &label,
                icon,
                Face::small().bold().colour(ink),
                Align2::CENTER_CENTER,
            );
            focus_ring(ui, cell, press);
            if press.tapped {
                taps.push(TerminalTap::Trouble(if on { Trouble::None } else { *trouble }));
            }
        }
    }
}

fn device_key(ui: &mut Ui, rect: Rect, name: &str, label: &str, icon: Option<Icon>, fill: egui::Color32) -> bool {
    let press = ui.press(rect, ("device", name), Name::button(name));
    let ink = if fill == colour::DEVICE_CLEAR { colour::INK } else { colour::INK_INVERSE };
    let fill = if press.down { colour::DEVICE_KEY_PRESSED } else { fill };
    ui.painter().rect_filled(rect, radius::M, fill);
    match (label.is_empty(), icon) {
        (true, Some(icon)) => ui.icon(rect.shrink(rect.height() * 0.3), icon, ink),
        (true, None) => {}
        (false, icon) => {
            ui.label_with(rect.shrink2(vec2(space::XS, 0.0)), label, icon, Face::body().bold().colour(ink), Align2::CENTER_CENTER)
        }
    }
    focus_ring(ui, rect, press);
    press.tapped
}
