//! "Start over?"

use egui::Ui;

use crate::machine::kiosk::{CartIntent, CartView};
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Quiet};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &CartView, words: &Words, out: &mut Outbox) {
    let mut area = page::area(ui);
    area.cut_top(area.height() * 0.2, 0.0);
    page::headline(ui, &mut area, &words.get("start-over-question"));
    page::sentence(ui, &mut area, &words.with("start-over-what", &[("count", view.count.into())]));
    area.cut_top(space::L, 0.0);
    focus::way_back(ui);
    if ui.primary_button(area.cut_top(touch::FORWARD + space::S, space::M), &words.get("start-over-no"), None, None) {
        out.cart(view.revision, CartIntent::KeepOrder);
    }
    let row = area.cut_top(touch::FORWARD, 0.0);
    if ui.quiet_button(row, &words.get("start-over-yes"), Some(Icon::Cross), Quiet::Taking) {
        out.cart(view.revision, CartIntent::StartOver);
    }
}
