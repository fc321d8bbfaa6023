//! Waiting for a customer: one touch to the menu.

use egui::{Align2, Rect, Ui, vec2};

use crate::catalogue::ServiceMode;
use crate::machine::kiosk::{AttractView, Intent};
use crate::ui::outbox::Outbox;
use crate::ui::pictures::Detail;
use crate::ui::theme::{Face, colour, radius, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Name, Tone, focus_ring, notice_height};
use crate::words::Words;

use super::{overlay, page};

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &AttractView, words: &Words, stopping: bool, out: &mut Outbox) {
    let mut area = ui.max_rect().shrink(space::L);
    let portrait = area.width() < area.height();
    if let Err(reason) = &view.card {
        let why = overlay::card_off(reason, words);
        let sentence = words.with("attract-card-off", &[("why", why.into())]);
        let height = notice_height(ui, &sentence, area.width());
        let row = area.cut_bottom(height, space::M);
        ui.notice_bar(row, &sentence, Tone::Calm);
    }
    if portrait {
        let buttons = area.cut_bottom((area.height() * 0.32).clamp(touch::FORWARD, 460.0), space::L);
        let mut words_area = area.cut_bottom(190.0, space::M);
        greeting(ui, &mut words_area, words);
        pictures(ui, area.narrowed(920.0), view, 3);
        begin(ui, buttons, words, stopping, out);
    } else {
        let mut right = area.cut_right(area.width() * 0.52, space::L);
        pictures(ui, area, view, 3);
        let mut words_area = right.cut_top(right.height() * 0.42, space::M);
        words_area.cut_top((words_area.height() - 280.0) / 2.0, 0.0);
        greeting(ui, &mut words_area, words);
        begin(ui, right, words, stopping, out);
    }
}

fn greeting(ui: &mut Ui, area: &mut Rect, words: &Words) {
    page::headline(ui, area, &words.get("attract-question"));
    page::sentence(ui, area, &words.get("attract-promise"));
}

fn begin(ui: &mut Ui, rect: Rect, words: &Words, stopping: bool, out: &mut Outbox) {
    let modes = [(ServiceMode::DineIn, Icon::Plate), (ServiceMode::Takeaway, Icon::Bag)];
    for (rect, (mode, icon)) in rect.columns(2, space::M).into_iter().zip(modes) {
        let label = words.get(&format!("service-{}", mode.key()));
        let press = ui.press(rect, ("begin", mode.key()), Name::button(&label).enabled(!stopping));
        let (fill, ink) = match (stopping, press.down) {
            (true, _) => (colour::FORWARD_OFF, colour::INK_SOFT),
            (false, true) => (colour::FORWARD_PRESSED, colour::INK_INVERSE),
            (false, false) => (colour::FORWARD, colour::INK_INVERSE),
        };
        ui.painter().rect_filled(rect, radius::L, fill);
        let mut inner = rect.shrink(space::M);
        let text = inner.cut_bottom(80.0, space::S);
        ui.icon(inner.middle(vec2(180.0, 180.0)), icon, ink);
        ui.draw_text(text, &label, Face::headline().colour(ink), Align2::CENTER_CENTER, 1);
        focus_ring(ui, rect, press);
        if press.tapped {
            out.send(Intent::Start(mode));
        }
    }
}

/// The categories' pictures, to show what there is.
fn pictures(ui: &Ui, rect: Rect, view: &AttractView, columns: usize) {
    let with_picture: Vec<_> = view.categories.iter().enumerate().filter(|(_, category)| category.picture.is_some()).collect();
    let side = ((rect.width() + space::S) / columns as f32).min(300.0);
    let rows = ((rect.height() + space::S) / side).floor().max(1.0);
    let side = side.min((rect.height() + space::S) / rows);
    let rows = rows as usize;
    let grid = rect.middle(vec2(side * columns as f32 - space::S, side * rows as f32 - space::S));
    for (place, (index, category)) in with_picture.into_iter().take(rows * columns).enumerate() {
        let offset = vec2((place % columns) as f32, (place / columns) as f32) * side;
        let cell = Rect::from_min_size(grid.min + offset, vec2(side, side) - vec2(space::S, space::S));
        ui.picture(cell, category.picture.as_ref(), Detail::Small, Some(index), 1.0);
    }
}
