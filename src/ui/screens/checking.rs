//! Nobody knows yet whether the card was charged: calm, and no second payment.

use egui::{Align2, Ui, vec2};

use crate::machine::kiosk::CardView;
use crate::ui::theme::{Face, space};
use crate::ui::widgets::{Cut as _, House as _, Icon};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &CardView, words: &Words) {
    let mut area = page::area(ui);
    let kept = area.cut_bottom(44.0, space::XS);
    let said = ["checking-title", "checking-calm", "checking-do-not-pay"].map(|key| words.get(key));
    let texts = [page::heading(&said[0]), page::telling(&said[1]), page::telling(&said[2])];
    page::says(ui, &mut area, Icon::Clock, &texts);
    let amount = words.with("checking-amount", &[("amount", words.money(view.amount).into())]);
    // Below what was said, however much of the room that took.
    let row = kept.translate(vec2(0.0, area.min.y - area.max.y));
    ui.say(row, &amount, Face::title(), Align2::CENTER_CENTER, 1);
}
