//! The order is being stored.

use egui::Ui;

use crate::money::Money;
use crate::ui::theme::space;
use crate::ui::widgets::{Cut as _, Icon};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, total: Money, words: &Words) {
    let mut area = page::area(ui);
    area.cut_top(area.height() * 0.16, 0.0);
    page::emblem(ui, area.cut_top(200.0, space::L), Icon::Clock);
    page::headline(ui, &mut area, &words.get("placing-title"));
    page::sentence(ui, &mut area, &words.with("placing-amount", &[("amount", words.money(total).into())]));
}
