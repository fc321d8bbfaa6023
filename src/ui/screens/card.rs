//! Paying at the terminal: the amount, what to do now, and the way back as long as there is one.

use egui::{Align2, Rect, Ui, vec2};

use crate::machine::kiosk::{CardView, Intent};
use crate::payment::Progress;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, colour, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Quiet};
use crate::words::Words;

use super::page;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &CardView, words: &Words, out: &mut Outbox) {
    let mut area = page::area(ui);
    let foot = area.cut_bottom(touch::FORWARD, space::M);
    area.cut_top((area.height() * 0.06).min(80.0), 0.0);
    ui.say(area.cut_top(44.0, space::XS), &words.get("card-to-pay"), Face::title().regular(), Align2::CENTER_CENTER, 1);
    ui.say(area.cut_top(150.0, space::M), &words.money(view.amount), Face::huge(), Align2::CENTER_CENTER, 1);
    let (key, icon) = match view.progress {
        None => ("card-waking", Icon::Clock),
        Some(Progress::PresentCard) => ("card-present-card", Icon::Card),
        Some(Progress::EnterPin) => ("card-enter-pin", Icon::Card),
        Some(Progress::WrongPin) => ("card-wrong-pin", Icon::Warning),
        Some(Progress::Authorising) => ("card-authorising", Icon::Clock),
        Some(Progress::RemoveCard) => ("card-remove-card", Icon::Card),
    };
    let gesture = area.cut_top((area.height() * 0.34).clamp(90.0, 220.0), space::M);
    page::emblem(ui, gesture, icon);
    if view.progress == Some(Progress::PresentCard) {
        let right = gesture.center().x + gesture.height() / 2.0 + space::S;
        let waves = Rect::from_min_size(egui::pos2(right, gesture.min.y), vec2(gesture.height() * 0.6, gesture.height()));
        ui.waves(waves, colour::INK);
    }
    let what = if view.cancelling { "card-cancelling" } else { key };
    page::headline(ui, &mut area, &words.get(what));
    if !view.cancelling {
        page::sentence(ui, &mut area, &words.get(&format!("{key}-more")));
    }
    if view.may_cancel && !view.cancelling {
        if ui.quiet_button(foot.narrowed(560.0), &words.get("card-cancel"), Some(Icon::Left), Quiet::Edged) {
            out.send(Intent::CancelPayment);
        }
    } else if !view.cancelling {
        ui.say(foot, &words.get("card-no-cancel"), Face::body().soft(), Align2::CENTER_CENTER, 3);
    }
}
