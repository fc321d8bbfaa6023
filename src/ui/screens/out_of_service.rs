//! Nothing can be sold.

use egui::Ui;

use crate::ui::widgets::Icon;
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, words: &Words) {
    let mut area = page::area(ui);
    let said = ["out-of-service-title", "out-of-service-what"].map(|key| words.get(key));
    page::says(ui, &mut area, Icon::Counter, &[page::heading(&said[0]), page::telling(&said[1])]);
}
