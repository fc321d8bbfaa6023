//! The journal is being read.

use egui::Ui;

use crate::ui::widgets::Icon;
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, words: &Words) {
    let mut area = page::area(ui);
    page::says(ui, &mut area, Icon::Clock, &[page::heading(&words.get("starting-title"))]);
}
