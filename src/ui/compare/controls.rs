//! The keys below: the stranger's, those of the player, the speed, which customer and which seed.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, vec2};

use super::Wish;
use super::player::{Player, SPEEDS};
use super::tape::Customer;
use crate::ui::theme::{Face, colour, line, radius, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Name, Position, Quiet, focus_ring};
use crate::words::Words;

/// How high they are together.
pub(super) const fn height(upright: bool) -> f32 {
    if upright { touch::TARGET * 4.0 + touch::GAP * 3.0 } else { touch::TARGET * 2.0 + touch::GAP }
}

/// Who is shown, and what is being typed for another seed.
#[derive(Clone, Copy)]
pub(super) struct Whom<'a> {
    pub(super) customer: Customer,
    pub(super) typed: Option<&'a str>,
}

/// Draws them, and says what is wished.
pub(super) fn show(ui: &mut Ui, rect: Rect, player: &Player, who: Whom<'_>, words: &Words, wishes: &mut Vec<Wish>) {
    let mut area = rect;
    if rect.width() < rect.height() * 5.0 {
        passer_by(ui, area.cut_top(touch::TARGET, touch::GAP), player, words, wishes);
        transport(ui, area.cut_top(touch::TARGET, touch::GAP), player, words, wishes);
        speeds(ui, area.cut_top(touch::TARGET, touch::GAP), player, words, wishes);
        let cells = area.columns(2, touch::GAP);
        whom(ui, cells[0], cells[1], who, words, wishes);
    } else {
        let mut row = area.cut_top(touch::TARGET, touch::GAP);
        passer_by(ui, row.cut_left(rect.width() * 0.36, touch::GAP), player, words, wishes);
        transport(ui, row, player, words, wishes);
        let mut row = area;
        speeds(ui, row.cut_left(rect.width() * 0.36, touch::GAP), player, words, wishes);
        let cells = row.columns(2, touch::GAP);
        whom(ui, cells[0], cells[1], who, words, wishes);
    }
}

fn passer_by(ui: &mut Ui, rect: Rect, player: &Player, words: &Words, wishes: &mut Vec<Wish>) {
    let label = words.get("compare-passer-by");
    let look = Quiet::Taking;
    if ui.named_button(rect, &label, &label, Some(Icon::Warning), look, !player.is_over()) {
        wishes.push(Wish::PasserBy);
    }
}

fn transport(ui: &mut Ui, rect: Rect, player: &Player, words: &Words, wishes: &mut Vec<Wish>) {
    let cells = rect.columns(4, touch::GAP);
    let moved = player.now().0 > 0 || !player.presses().is_empty();
    let mut quiet = |cell: Rect, key: &str, icon: Icon, enabled: bool, wish: Wish| {
        let label = words.get(key);
        if ui.named_button(cell, &label, &label, Some(icon), Quiet::Edged, enabled) {
            wishes.push(wish);
        }
    };
    quiet(cells[0], "compare-rewind", Icon::Undo, moved, Wish::Rewind);
    quiet(cells[1], "compare-back", Icon::Left, moved, Wish::Back);
    quiet(cells[3], "compare-step", Icon::Right, !player.is_over(), Wish::Step);
    let key = if player.is_playing() { "compare-halt" } else { "compare-play" };
    if ui.primary_button(cells[2], &words.get(key), None, None) {
        wishes.push(Wish::PlayOrHalt);
    }
}

fn speeds(ui: &mut Ui, rect: Rect, player: &Player, words: &Words, wishes: &mut Vec<Wish>) {
    let texts = SPEEDS.map(|speed| {
        let speed = u32::try_from(speed).unwrap_or(u32::MAX);
        [words.with("compare-speed", &[("speed", speed.into())]), words.with("compare-speed-name", &[("speed", speed.into())])]
    });
    let entries: Vec<Position<'_>> = texts
        .iter()
        .zip(SPEEDS)
        .map(|([label, name], speed)| Position { name, label, icon: None, on: speed == player.speed() })
        .collect();
    if let Some(speed) = ui.switch(rect, &words.get("compare-speeds"), &entries).and_then(|index| SPEEDS.get(index)) {
        wishes.push(Wish::Speed(*speed));
    }
}

/// Which customer, and under which seed: one less, one more, and a seed that is typed.
fn whom(ui: &mut Ui, left: Rect, right: Rect, who: Whom<'_>, words: &Words, wishes: &mut Vec<Wish>) {
    let customer = who.customer;
    let with = |key: &str, number: &str| words.with(key, &[("number", number.into())]);
    let whom = if customer.day == 1 { customer.number.to_string() } else { format!("{}:{}", customer.day, customer.number) };
    let before = customer.number.checked_sub(1).filter(|number| *number > 0).map(|number| Customer { number, ..customer });
    let (less, more) = (words.get("compare-customer-before"), words.get("compare-customer-next"));
    let (middle, other) = picker(ui, left, [&less, &more], before, Some(customer.next()));
    ui.say(middle, &with("compare-customer", &whom), Face::body().display(), Align2::CENTER_CENTER, 1);
    wishes.extend(other.map(Wish::Customer));
    let lower = customer.seed.checked_sub(1).map(|seed| Customer { seed, ..customer });
    let higher = customer.seed.checked_add(1).map(|seed| Customer { seed, ..customer });
    let (less, more) = (words.get("compare-seed-before"), words.get("compare-seed-next"));
    let (middle, other) = picker(ui, right, [&less, &more], lower, higher);
    wishes.extend(other.map(Wish::Customer));
    let seed = customer.seed.to_string();
    let (name, label) = match who.typed {
        Some(typed) => (with("compare-seed-typing", typed), with("compare-seed-typing", typed)),
        None => (with("compare-seed-type", &seed), with("compare-seed", &seed)),
    };
    let press = ui.press(middle, "seed", Name::button(&name));
    if press.down || who.typed.is_some() {
        ui.painter().rect_filled(middle.shrink(3.0), radius::S, colour::PRESSED);
    }
    ui.draw_text(middle, &label, Face::body().display(), Align2::CENTER_CENTER, 1);
    focus_ring(ui, middle, press);
    wishes.extend(press.tapped.then_some(Wish::Seed));
}

/// Less and more, and room between them.
fn picker<T>(ui: &mut Ui, rect: Rect, names: [&str; 2], lower: Option<T>, higher: Option<T>) -> (Rect, Option<T>) {
    let mut row = rect;
    ui.painter().rect_filled(rect, radius::M, colour::SURFACE);
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), colour::BORDER), StrokeKind::Inside);
    let (left, right) = (row.cut_left(touch::TARGET, 0.0), row.cut_right(touch::TARGET, 0.0));
    let down = ui.icon_button(left, names[0], Icon::Minus, Quiet::Flat, lower.is_some());
    let up = ui.icon_button(right, names[1], Icon::Plus, Quiet::Flat, higher.is_some());
    (row.shrink2(vec2(6.0, 0.0)), if down { lower } else { higher.filter(|_| up) })
}
