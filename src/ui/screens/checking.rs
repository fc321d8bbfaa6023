//! Nobody knows yet whether the card was charged: calm, and no second payment.

use egui::{Align2, Rect, Ui};

use crate::machine::kiosk::CardView;
use crate::ui::theme::{Face, space};
use crate::ui::widgets::{Cut as _, House as _, Icon};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &CardView, words: &Words) {
    let mut area = page::area(ui);
    page::head(ui, &mut area, Icon::Clock);
    let foot = if area.height() < page::LOW * 1.4 { area.cut_bottom(44.0, space::XS) } else { Rect::NOTHING };
    let said = ["checking-title", "checking-calm", "checking-do-not-pay"].map(|key| words.get(key));
    page::stack(ui, &mut area, &[page::heading(&said[0]), page::telling(&said[1]), page::telling(&said[2])]);
    let amount = words.with("checking-amount", &[("amount", words.money(view.amount).into())]);
    let row = if foot.is_positive() { foot } else { area.cut_top(44.0, 0.0) };
    ui.say(row, &amount, Face::title(), Align2::CENTER_CENTER, 1);
}
