//! The order number, and what happens next.

use egui::{Align2, Rect, Ui, pos2};

use crate::machine::kiosk::{Intent, NumberView, Receipt};
use crate::payment::Tender;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, colour, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Quiet, Tone, notice_height};
use crate::words::Words;

use super::{page, receipt};

/// What the screen keeps between frames.
#[derive(Debug, Default)]
pub struct NumberLooks {
    /// Whether the receipt is on screen.
    pub receipt: bool,
}

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &NumberView, words: &Words, out: &mut Outbox, looks: &mut NumberLooks) {
    let mut area = page::area(ui);
    if area.height() < LOW && !ui.max_rect().is_upright() {
        return low(ui, area, view, words, out, looks);
    }
    let finish = area.cut_bottom(touch::FORWARD + space::S, space::M);
    let row = area.cut_bottom(touch::FORWARD, space::L.min(area.height() * 0.04));
    area.cut_top(((area.height() - 640.0) / 2.0).max(0.0), 0.0);
    // Where there is little room what is said gives way, and the notice about an age needs some of it.
    let share = match (area.height() < 440.0, view.check_id) {
        (false, _) => 0.42,
        (true, false) => 0.34,
        (true, true) => 0.24,
    };
    let least = (area.height() * share).clamp(90.0, 360.0);
    let left = area.height() - told_height(ui, area.width(), view, words) - space::L;
    ticket(ui, area.cut_top(left.clamp(least, 360.0), space::L), view, words);
    told(ui, &area, view, words);
    receipts(ui, row, view, words, out, looks);
    if ui.primary_button(finish, &words.get("number-finish"), None, None) {
        out.send(Intent::Finish);
    }
    if looks.receipt {
        looks.receipt = receipt::show(ui, &view.order, words);
    }
}

/// Lower than this, the number stands beside the words.
const LOW: f32 = 620.0;

fn low(ui: &mut Ui, mut area: Rect, view: &NumberView, words: &Words, out: &mut Outbox, looks: &mut NumberLooks) {
    let mut foot = area.cut_bottom(touch::FORWARD, space::M);
    let finish = foot.cut_right(foot.width() * 0.36, touch::GAP);
    if ui.primary_button(finish, &words.get("number-finish"), None, None) {
        out.send(Intent::Finish);
    }
    receipts(ui, foot, view, words, out, looks);
    let left = area.cut_left(area.width() * 0.42, space::L);
    ticket(ui, left.middle(egui::vec2(left.width(), 300.0)), view, words);
    told(ui, &area, view, words);
    if looks.receipt {
        looks.receipt = receipt::show(ui, &view.order, words);
    }
}

/// What was paid, and what happens next.
fn told_of(view: &NumberView, words: &Words) -> (String, String) {
    let amount = [("amount", words.money(view.total).into())];
    match view.tender {
        Tender::Card => (words.with("number-paid", &amount), words.get("number-next-paid")),
        Tender::Counter => (words.with("number-counter", &amount), words.get("number-next-counter")),
    }
}

/// How high that is where there is room for it.
fn told_height(ui: &Ui, width: f32, view: &NumberView, words: &Words) -> f32 {
    let (title, next) = told_of(view, words);
    let check = if view.check_id { notice_height(ui, &words.get("number-check-id"), width) + space::S } else { 0.0 };
    page::wanted(ui, width, &[page::heading(&title), page::telling(&next)]) + check
}

fn told(ui: &mut Ui, area: &Rect, view: &NumberView, words: &Words) {
    let (title, next) = told_of(view, words);
    let check = view.check_id.then(|| {
        let sentence = words.get("number-check-id");
        (notice_height(ui, &sentence, area.width()), sentence)
    });
    let mut left = *area;
    left.cut_bottom(check.as_ref().map_or(0.0, |(height, _)| height + space::S), 0.0);
    page::stack(ui, &mut left, &[page::heading(&title), page::telling(&next)]);
    if let Some((height, sentence)) = check {
        let top = (left.min.y + space::S).min(area.max.y - height);
        let row = Rect::from_min_size(pos2(left.min.x, top), egui::vec2(area.width(), height));
        ui.notice_bar(row, &sentence, Tone::Warning);
    }
}

/// A slip lower than this has one row.
const ONE_ROW: f32 = 160.0;

/// The number on a slip with notches, as large as there is room.
fn ticket(ui: &mut Ui, rect: Rect, view: &NumberView, words: &Words) {
    page::boxed(ui, rect);
    let mut area = rect;
    if rect.height() < ONE_ROW {
        // What it is beside it, so that the number itself has all of the height.
        let face = page::no_higher(Face::huge(), rect.height() - space::XS);
        let number = view.number.to_string();
        area = rect.shrink2(egui::vec2(space::M, 0.0));
        let place = area.cut_right(ui.text_width(&number, face), space::M);
        ui.say(area, &words.get("number-title"), Face::title().regular(), Align2::LEFT_CENTER, 1);
        ui.say(place, &number, face, Align2::RIGHT_CENTER, 1);
        return;
    }
    let heading = area.cut_top(if area.height() < 240.0 { 52.0 } else { 76.0 }, 0.0);
    for x in [rect.left(), rect.right()] {
        ui.painter().circle_filled(pos2(x, heading.bottom()), 18.0, colour::GROUND);
    }
    ui.say(heading, &words.get("number-title"), Face::title().regular(), Align2::CENTER_CENTER, 1);
    let mut dash = rect.left() + space::L;
    while dash < rect.right() - space::L {
        let end = (dash + space::S).min(rect.right() - space::L);
        ui.painter().hline(dash..=end, heading.bottom(), egui::Stroke::new(crate::ui::theme::line::edge(), colour::LINE));
        dash += space::M;
    }
    ui.say(area, &view.number.to_string(), page::no_higher(Face::huge(), area.height()), Align2::CENTER_CENTER, 1);
}

/// On screen for those who want to see it, on paper for those who ask.
fn receipts(ui: &mut Ui, row: Rect, view: &NumberView, words: &Words, out: &mut Outbox, looks: &mut NumberLooks) {
    let halves = row.columns(2, touch::GAP);
    if ui.quiet_button(halves[0], &words.get("number-receipt-show"), Some(Icon::Receipt), Quiet::Edged) {
        looks.receipt = true;
    }
    match view.receipt {
        Receipt::NotAsked => {
            if ui.quiet_button(halves[1], &words.get("number-receipt"), Some(Icon::Printer), Quiet::Edged) {
                out.send(Intent::Receipt);
            }
        }
        Receipt::Failed => {
            if ui.quiet_button(halves[1], &words.get("number-receipt-again"), Some(Icon::Printer), Quiet::Edged) {
                out.send(Intent::Receipt);
            }
        }
        Receipt::Asked => {
            ui.say(halves[1], &words.get("number-receipt-coming"), Face::body(), Align2::CENTER_CENTER, 2);
        }
        Receipt::Printed => {
            ui.say(halves[1], &words.get("number-receipt-printed"), Face::body(), Align2::CENTER_CENTER, 2);
        }
    }
}
