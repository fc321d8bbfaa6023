//! The order is being stored.

use egui::Ui;

use crate::money::Money;
use crate::ui::widgets::Icon;
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, total: Money, words: &Words) {
    let mut area = page::area(ui);
    let said = [words.get("placing-title"), words.with("placing-amount", &[("amount", words.money(total).into())])];
    page::says(ui, &mut area, Icon::Clock, &[page::heading(&said[0]), page::telling(&said[1])]);
}
