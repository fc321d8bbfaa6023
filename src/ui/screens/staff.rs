//! The reference for staff: nobody knows whether the card was charged, and a person takes over.

use egui::{Align2, Ui};

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
    area.cut_top(((area.height() - 720.0) / 2.0).clamp(0.0, 240.0), 0.0);
    page::headline(ui, &mut area, &words.get("staff-title"));
    page::sentence(ui, &mut area, &words.get("staff-say"));
    let paper = area.cut_top((area.height() * 0.34).clamp(150.0, 240.0), space::L);
    page::boxed(ui, paper);
    ui.say(paper, &view.reference, Face::huge(), Align2::CENTER_CENTER, 1);
    page::sentence(ui, &mut area, &words.with("staff-amount", &[("amount", words.money(view.total).into())]));
    page::sentence(ui, &mut area, &words.get("staff-calm"));
    if ui.quiet_button(finish.narrowed(560.0), &words.get("staff-finish"), None, Quiet::Edged) {
        out.send(Intent::Finish);
    }
}
