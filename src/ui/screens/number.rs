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
    // Where there is little room the notice about an age needs some of it.
    let share = match (area.height() < 440.0, view.check_id) {
        (false, _) => 0.42,
        (true, false) => 0.34,
        (true, true) => 0.24,
    };
    ticket(ui, area.cut_top((area.height() * share).clamp(90.0, 360.0), space::L), view, words);
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
fn told(ui: &mut Ui, area: &Rect, view: &NumberView, words: &Words) {
    let amount = [("amount", words.money(view.total).into())];
    let (title, next) = match view.tender {
        Tender::Card => (words.with("number-paid", &amount), words.get("number-next-paid")),
        Tender::Counter => (words.with("number-counter", &amount), words.get("number-next-counter")),
    };
    let check = view.check_id.then(|| {
        let sentence = words.get("number-check-id");
        (notice_height(ui, &sentence, area.width()), sentence)
    });
    let mut left = *area;
    left.cut_bottom(check.as_ref().map_or(0.0, |(height, _)| height + space::S), 0.0);
    page::stack(ui, &mut left, &[page::heading(&title), page::telling(&next)]);
    if let Some((height, sentence)) = check {
        let row = Rect::from_min_size(left.min, egui::vec2(area.width(), height));
        ui.notice_bar(row, &sentence, Tone::Warning);
    }
}

/// The number on a slip with notches, as large as there is room.
fn ticket(ui: &mut Ui, rect: Rect, view: &NumberView, words: &Words) {
    page::boxed(ui, rect);
    let mut area = rect;
    let heading = area.cut_top(if area.height() < 200.0 { 44.0 } else { 76.0 }, 0.0);
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
