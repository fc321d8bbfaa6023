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
    let mut above = area.cut_top(area.height() - (touch::FORWARD * 2.0 + space::S + space::M) - space::XS, space::XS);
    let said = [words.get("start-over-question"), words.with("start-over-what", &[("count", view.count.into())])];
    if above.height() > page::LOW {
        let middle = above.height() * 0.4;
        above.cut_top(middle, 0.0);
        area = area.translate(egui::vec2(0.0, -middle * 0.4));
        above = above.translate(egui::vec2(0.0, -middle * 0.4));
    }
    page::stack(ui, &mut above, &[page::heading(&said[0]), page::telling(&said[1])]);
    focus::way_back(ui);
    let keep = area.cut_top(touch::FORWARD + space::S, space::M);
    if ui.primary_button(keep, &words.get("start-over-no"), None, None) {
        out.cart(view.revision, CartIntent::KeepOrder);
    }
    let row = area.cut_top(touch::FORWARD, 0.0);
    if ui.quiet_button(row, &words.get("start-over-yes"), Some(Icon::Cross), Quiet::Taking) {
        out.cart(view.revision, CartIntent::StartOver);
    }
}
