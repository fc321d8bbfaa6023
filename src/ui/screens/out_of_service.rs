//! Nothing can be sold.

use egui::Ui;

use crate::ui::theme::space;
use crate::ui::widgets::{Cut as _, Icon};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, words: &Words) {
    let mut area = page::area(ui);
    area.cut_top(area.height() * 0.18, 0.0);
    page::emblem(ui, area.cut_top(220.0, space::L), Icon::Counter);
    page::headline(ui, &mut area, &words.get("out-of-service-title"));
    page::sentence(ui, &mut area, &words.get("out-of-service-what"));
}
