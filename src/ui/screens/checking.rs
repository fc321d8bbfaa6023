//! Nobody knows yet whether the card was charged: calm, and no second payment.

use egui::{Align2, Ui};

use crate::machine::kiosk::CardView;
use crate::ui::theme::{Face, space};
use crate::ui::widgets::{Cut as _, House as _, Icon};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &CardView, words: &Words) {
    let mut area = page::area(ui);
    area.cut_top(((area.height() - 720.0) / 2.0).clamp(0.0, 240.0), 0.0);
    page::emblem(ui, area.cut_top((area.height() * 0.24).clamp(90.0, 220.0), space::L), Icon::Clock);
    page::headline(ui, &mut area, &words.get("checking-title"));
    page::sentence(ui, &mut area, &words.get("checking-calm"));
    page::sentence(ui, &mut area, &words.get("checking-do-not-pay"));
    let amount = words.with("checking-amount", &[("amount", words.money(view.amount).into())]);
    ui.say(area.cut_top(44.0, 0.0), &amount, Face::title(), Align2::CENTER_CENTER, 1);
}
