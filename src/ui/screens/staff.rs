//! The reference for staff: nobody knows whether the card was charged, and a person takes over.

use egui::{Align2, Ui};

use crate::machine::kiosk::{Intent, StaffView};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Quiet};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &StaffView, words: &Words, out: &mut Outbox) {
    let mut area = page::area(ui);
    let finish = area.cut_bottom(touch::FORWARD, space::L);
    area.cut_top(((area.height() - 720.0) / 2.0).clamp(0.0, 240.0), 0.0);
    if area.height() < page::LOW && !ui.max_rect().is_upright() {
        let mut left = area.cut_left(area.width() * 0.44, space::L);
        let amount = left.cut_bottom(44.0, space::XS);
        page::boxed(ui, left);
        let face = page::no_higher(Face::huge(), left.height());
        ui.say(left, &view.reference, ui.fitting(&view.reference, face, left.width(), 1), Align2::CENTER_CENTER, 1);
        let sentence = words.with("staff-amount", &[("amount", words.money(view.total).into())]);
        ui.say(amount, &sentence, Face::title().regular(), Align2::CENTER_CENTER, 1);
        let said = ["staff-title", "staff-say", "staff-calm"].map(|key| words.get(key));
        page::stack(ui, &mut area, &[page::heading(&said[0]), page::telling(&said[1]), page::telling(&said[2])]);
        return;
    }
    let said = ["staff-title", "staff-say", "staff-calm"].map(|key| words.get(key));
    let amount = words.with("staff-amount", &[("amount", words.money(view.total).into())]);
    let mut above = area;
    let mut below = above.cut_bottom(area.height() * 0.36, space::S);
    let paper = above.cut_bottom((area.height() * 0.3).clamp(80.0, 240.0), space::S);
    page::stack(ui, &mut above, &[page::heading(&said[0]), page::telling(&said[1])]);
    page::boxed(ui, paper);
    let face = page::no_higher(Face::huge(), paper.height());
    ui.say(paper, &view.reference, ui.fitting(&view.reference, face, paper.width(), 1), Align2::CENTER_CENTER, 1);
    page::stack(ui, &mut below, &[page::telling(&amount), page::telling(&said[2])]);
    if ui.quiet_button(finish.narrowed(560.0), &words.get("staff-finish"), None, Quiet::Edged) {
        out.send(Intent::Finish);
    }
}
