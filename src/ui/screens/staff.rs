//! The reference for staff: nobody knows whether the card was charged, and a person takes over.

use egui::{Align2, Rect, Ui};

use crate::machine::kiosk::{Intent, StaffView};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Quiet};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &StaffView, words: &Words, out: &mut Outbox) {
    let mut area = page::area(ui);
    let finish = area.cut_bottom(touch::FORWARD, space::L);
    if area.height() < page::LOW && !ui.max_rect().is_upright() {
        beside(ui, area, view, words);
    } else {
        below(ui, area, view, words);
    }
    if ui.quiet_button(finish.narrowed(560.0), &words.get("staff-finish"), None, Quiet::Edged) {
        out.send(Intent::Finish);
    }
}

/// What happened first, and the reference beside it, with what comes after that below: read line by line, from the left.
fn beside(ui: &mut Ui, mut area: Rect, view: &StaffView, words: &Words) {
    let (said, amount) = (["staff-title", "staff-say", "staff-calm"].map(|key| words.get(key)), amount_of(view, words));
    let mut right = area.cut_right(area.width() * 0.5, space::L);
    page::stack(ui, &mut area, &[page::heading(&said[0]), page::telling(&said[1])]);
    let after = [page::telling(&amount), page::telling(&said[2])];
    let told = page::wanted(ui, right.width(), &after).min(right.height() * 0.5);
    let high = (right.height() - told - space::S).min(240.0);
    slip(ui, right.cut_top(high, space::S), view, page::no_higher(Face::huge(), high - space::S));
    page::stack(ui, &mut right, &after);
}

/// The reference on a slip as high as itself, close to what is said before and after it.
fn below(ui: &mut Ui, mut area: Rect, view: &StaffView, words: &Words) {
    let (said, amount) = (["staff-title", "staff-say", "staff-calm"].map(|key| words.get(key)), amount_of(view, words));
    let (before, after) = ([page::heading(&said[0]), page::telling(&said[1])], [page::telling(&amount), page::telling(&said[2])]);
    let most = (area.height() * 0.3).clamp(80.0, 240.0);
    let face = ui.fitting(&view.reference, page::no_higher(Face::huge(), most), area.width() - space::L, 1);
    let high = (face.size.points() * 1.2 + space::M).min(most);
    // A little above the middle.
    let wanted = [&before, &after].map(|texts| page::wanted(ui, area.width(), texts));
    area.cut_top(((area.height() - wanted[0] - wanted[1] - high - space::S) * 0.4).max(0.0), 0.0);
    let mut above = area;
    above.cut_bottom((area.height() * 0.36).min(wanted[1]) + space::S + high, space::S);
    page::stack(ui, &mut above, &before);
    let mut rest = Rect::from_min_max(above.min + egui::vec2(0.0, space::XS), area.max);
    slip(ui, rest.cut_top(high, space::S), view, face);
    page::stack(ui, &mut rest, &after);
}

fn slip(ui: &mut Ui, rect: Rect, view: &StaffView, face: Face) {
    page::boxed(ui, rect);
    let face = ui.fitting(&view.reference, face, rect.width() - space::L, 1);
    ui.say(rect, &view.reference, face, Align2::CENTER_CENTER, 1);
}

fn amount_of(view: &StaffView, words: &Words) -> String {
    words.with("staff-amount", &[("amount", words.money(view.total).into())])
}
