//! The order number, and what happens next.

use egui::{Align2, Ui};

use crate::machine::kiosk::{Intent, NumberView, Receipt};
use crate::payment::Tender;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Quiet, Tone, notice_height};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &NumberView, words: &Words, out: &mut Outbox) {
    let mut area = page::area(ui);
    let finish = area.cut_bottom(touch::FORWARD + space::S, space::M);
    if ui.primary_button(finish, &words.get("number-finish"), None, None) {
        out.send(Intent::Finish);
    }
    let receipt = area.cut_bottom(touch::FORWARD, space::L);
    match view.receipt {
        Receipt::NotAsked | Receipt::Failed => {
            if ui.quiet_button(receipt, &words.get("number-receipt"), None, Quiet::Edged) {
                out.send(Intent::Receipt);
            }
        }
        Receipt::Asked | Receipt::Printed => {
            ui.say(receipt, &words.get("number-receipt-coming"), Face::title().regular(), Align2::CENTER_CENTER, 2);
        }
    }
    area.cut_top(((area.height() - 720.0) / 2.0).clamp(0.0, 240.0), 0.0);
    ui.say(area.cut_top(48.0, space::XS), &words.get("number-title"), Face::title().regular(), Align2::CENTER_CENTER, 1);
    let paper = area.cut_top((area.height() * 0.3).clamp(170.0, 260.0), space::L);
    page::boxed(ui, paper);
    ui.say(paper, &view.number.to_string(), Face::huge(), Align2::CENTER_CENTER, 1);
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
}
