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
    let finish = area.cut_bottom(touch::FORWARD + space::S, space::M);
    let row = area.cut_bottom(touch::FORWARD, space::L);
    area.cut_top(((area.height() - 640.0) / 2.0).max(0.0), 0.0);
    ticket(ui, area.cut_top((area.height() * 0.42).clamp(230.0, 360.0), space::L), view, words);
    let amount = [("amount", words.money(view.total).into())];
    let (title, next) = match view.tender {
        Tender::Card => (words.with("number-paid", &amount), words.get("number-next-paid")),
        Tender::Counter => (words.with("number-counter", &amount), words.get("number-next-counter")),
    };
    page::headline(ui, &mut area, &title);
    page::sentence(ui, &mut area, &next);
    if view.check_id {
        let sentence = words.get("number-check-id");
        let height = notice_height(ui, &sentence, area.width());
        let row = area.cut_top(height, space::M);
        ui.notice_bar(row, &sentence, Tone::Warning);
    }
    receipts(ui, row, view, words, out, looks);
    if ui.primary_button(finish, &words.get("number-finish"), None, None) {
        out.send(Intent::Finish);
    }
    if looks.receipt {
        looks.receipt = receipt::show(ui, &view.order, words);
    }
}

/// The number on a slip with notches, as large as there is room.
fn ticket(ui: &mut Ui, rect: Rect, view: &NumberView, words: &Words) {
    page::boxed(ui, rect);
    for x in [rect.left(), rect.right()] {
        ui.painter().circle_filled(pos2(x, rect.top() + 76.0), 18.0, colour::GROUND);
    }
    let mut area = rect;
    let heading = area.cut_top(76.0, 0.0);
    ui.say(heading, &words.get("number-title"), Face::title().regular(), Align2::CENTER_CENTER, 1);
    let mut dash = rect.left() + space::L;
    while dash < rect.right() - space::L {
        let end = (dash + space::S).min(rect.right() - space::L);
        ui.painter().hline(dash..=end, heading.bottom(), egui::Stroke::new(crate::ui::theme::line::EDGE, colour::LINE));
        dash += space::M;
    }
    ui.say(area, &view.number.to_string(), Face::huge(), Align2::CENTER_CENTER, 1);
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
