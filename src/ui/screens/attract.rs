//! Waiting for a customer: what there is to eat, and one touch to the menu.

use std::time::Duration;

use egui::{Align2, Rect, Ui, pos2, vec2};

use crate::catalogue::{Catalogue, Picture, ServiceMode};
use crate::machine::kiosk::{AttractView, Intent, View};
use crate::time::{Millis, Timestamp};
use crate::ui::outbox::Outbox;
use crate::ui::pictures::Detail;
use crate::ui::theme::{Face, colour, radius, space, touch};
use crate::ui::widgets::{
    Cut as _, House as _, Icon, Name, Plate, Round, Tone, ask_for, focus_ring, notice_height, picture_on, placed,
};
use crate::words::{WordBook, Words};

use super::{languages, overlay, page};

/// A dish stays so long.
const STAY: Millis = Millis::from_secs(12);

/// After a touch nothing moves for so long: whoever is reading is left in peace.
const PEACE: Millis = Millis::from_secs(30);

/// What the screen keeps between frames.
#[derive(Debug, Default)]
pub struct AttractLooks {
    /// Since when the dish on show has been there, and which it is.
    since: Option<(Timestamp, usize)>,
    /// Nothing moves before then.
    still_until: Option<Timestamp>,
}

impl AttractLooks {
    /// Somebody touched the screen.
    pub fn touched(&mut self, now: Timestamp) {
        self.still_until = Some(now.after(PEACE));
    }

    /// The dish on show; asks for a frame when the next one is due.
    fn on_show(&mut self, ui: &Ui, now: Timestamp, dishes: usize) -> usize {
        if dishes < 2 {
            return 0;
        }
        let (since, dish) = *self.since.get_or_insert((now, 0));
        let due = since.after(STAY).max(self.still_until.unwrap_or(now));
        if now < due {
            ui.ctx().request_repaint_after(Duration::from_millis(due.since(now).0));
            return dish % dishes;
        }
        let next = (dish + 1) % dishes;
        self.since = Some((now, next));
        ui.ctx().request_repaint_after(Duration::from_millis(STAY.0));
        next
    }
}

/// Draws the screen.
pub fn show(
    ui: &mut Ui,
    view: &AttractView,
    (whole, book, own): (&View, &WordBook, &[Picture]),
    words: &Words,
    (now, stopping): (Timestamp, bool),
    out: &mut Outbox,
    looks: &mut AttractLooks,
) {
    if ui.input(|input| input.pointer.any_pressed()) {
        looks.touched(now);
    }
    let mut area = ui.max_rect().shrink(space::L);
    let menu = (&*whole.restaurant, own);
    let portrait = ui.max_rect().is_upright();
    if let Err(reason) = &view.card {
        let why = overlay::card_off(reason, words);
        let sentence = words.with("attract-card-off", &[("why", why.into())]);
        let height = notice_height(ui, &sentence, area.width());
        let row = area.cut_bottom(height, space::M);
        ui.notice_bar(row, &sentence, Tone::Calm);
    }
    if portrait {
        let buttons = area.cut_bottom((area.height() * 0.24).clamp(touch::FORWARD, 400.0), space::L);
        let greeting_height = greeting_height(ui, words, area.width());
        let room = vec2(area.width(), area.height() - greeting_height - space::M - space::L - LEAST_STAGE);
        let choice = languages::rows_height(ui, whole, book, room).map(|height| area.cut_bottom(height, space::L));
        let mut words_area = area.cut_bottom(greeting_height, space::M);
        stage(ui, area, view, menu, now, looks);
        greeting(ui, &mut words_area, words);
        if let Some(choice) = choice {
            languages::rows(ui, choice, whole, book, out);
        }
        begin(ui, buttons, words, stopping, out);
    } else {
        let mut right = area.cut_right(area.width() * 0.5, space::XL);
        stage(ui, area, view, menu, now, looks);
        let height = greeting_height(ui, words, right.width());
        let share = if right.height() < 460.0 { 0.36 } else { 0.46 };
        // What is asked comes before how large the answers are.
        let left = (right.height() - height - space::S).max(touch::FORWARD * 1.2);
        let buttons = right.cut_bottom((right.height() * share).min(400.0).min(left), space::S);
        let room = vec2(right.width(), right.height() - height - space::L);
        let choice = languages::rows_height(ui, whole, book, room).map(|height| right.cut_bottom(height, space::L));
        let mut words_area = right.middle(vec2(right.width(), height));
        greeting(ui, &mut words_area, words);
        if let Some(choice) = choice {
            languages::rows(ui, choice, whole, book, out);
        }
        begin(ui, buttons, words, stopping, out);
    }
}

/// Less room than this for the dish on show and the row of others is too little for languages to take it.
const LEAST_STAGE: f32 = 240.0;

/// The least height of a picture.
const LEAST_PICTURE: f32 = 48.0;

/// Lower than this, a dish on show would be a strip: the row of others has the room.
const LEAST_DISH: f32 = 110.0;

fn greeting_height(ui: &Ui, words: &Words, width: f32) -> f32 {
    let question = ui.text_height(&words.get("attract-question"), Face::headline(), width, 3);
    question + space::M * 2.0 + ui.text_height(&words.get("attract-promise"), Face::title().regular(), width, 6)
}

fn greeting(ui: &mut Ui, area: &mut Rect, words: &Words) {
    let said = ["attract-question", "attract-promise"].map(|key| words.get(key));
    page::stack(ui, area, &[page::heading(&said[0]), page::telling(&said[1])]);
}

/// The two ways in.
fn begin(ui: &mut Ui, rect: Rect, words: &Words, stopping: bool, out: &mut Outbox) {
    let modes = [(ServiceMode::DineIn, Icon::Plate), (ServiceMode::Takeaway, Icon::Bag)];
    let halves = rect.columns(2, space::M);
    let label_of = |mode: ServiceMode| words.get(&format!("service-{}", mode.key()));
    // Both in the size in which the longer one fits.
    let room = halves[0].width() - space::S;
    let fits = modes.iter().all(|(mode, _)| ui.text_width(&label_of(*mode), Face::headline()) <= room);
    let face = if fits { Face::headline() } else { Face::title() };
    // The same in one row behind a drawing, where they are low.
    let low = Face::title();
    let behind = room - low.size.points() - space::XS;
    let fits = modes.iter().all(|(mode, _)| ui.text_width(&label_of(*mode), low) <= behind);
    let low_face = if fits { low } else { Face::body().display() };
    for (rect, (mode, icon)) in halves.into_iter().zip(modes) {
        let label = label_of(mode);
        let name = if stopping { format!("{label}. {}", words.get("card-off-stopping")) } else { label.clone() };
        let press = ui.press(rect, ("begin", mode.key()), Name::button(&name).enabled(!stopping));
        let (fill, ink) = match (stopping, press.down) {
            (true, _) => (colour::FORWARD_OFF, colour::INK_SOFT),
            (false, true) => (colour::FORWARD_PRESSED, colour::ON_FORWARD),
            (false, false) => (colour::FORWARD, colour::ON_FORWARD),
        };
        ui.painter().rect_filled(rect, radius::L, fill);
        let side = (rect.height() - space::L * 2.0 - space::M - 72.0).clamp(0.0, 150.0);
        // Where there is no room for a drawing above the words, it stands before them.
        if side < 48.0 {
            ui.label_with(rect.shrink2(vec2(space::XS, 0.0)), &label, Some(icon), low_face.colour(ink), Align2::CENTER_CENTER);
            focus_ring(ui, rect, press);
            if press.tapped {
                out.send(Intent::Start(mode));
            }
            continue;
        }
        let mut block = rect.middle(vec2(rect.width(), side + space::M + 72.0));
        let drawing = block.cut_top(side, space::M);
        ui.icon(drawing.middle(vec2(side, side)), icon, ink);
        ui.draw_text(block.shrink2(vec2(space::XS, 0.0)), &label, face.colour(ink), Align2::CENTER_CENTER, 1);
        focus_ring(ui, rect, press);
        if press.tapped {
            out.send(Intent::Start(mode));
        }
    }
}

/// One dish large on a stage, and a row of what else there is.
fn stage(ui: &Ui, rect: Rect, view: &AttractView, menu: Shown<'_>, now: Timestamp, looks: &mut AttractLooks) {
    // Pictures lower than this are specks.
    if rect.height() < LEAST_PICTURE {
        return;
    }
    let dishes = dishes(view, menu);
    let mut area = rect;
    let row = area.cut_bottom((area.height() * 0.17).clamp(96.0, 190.0), space::M);
    let dish = looks.on_show(ui, now, dishes.len());
    let Some((tint, picture)) = dishes.get(dish) else { return };
    if area.height() < LEAST_DISH {
        return others(ui, rect.middle(vec2(rect.width(), rect.height().min(190.0))), &dishes, dish);
    }
    let plate = Plate { tint: *tint, round: Round::Stage };
    picture_on(ui, area, Some(picture), Detail::Large, plate, 1.0);
    if let Some((_, next)) = dishes.get((dish + 1) % dishes.len()) {
        // So that it is there when its turn comes.
        ask_for(ui, next, Detail::Large);
    }
    others(ui, row, &dishes, dish);
}

/// The menu, and pictures that the restaurant wants to show instead of its dishes.
type Shown<'a> = (&'a Catalogue, &'a [Picture]);

/// The restaurant's own pictures, or the first dish of each category that has one with a picture.
fn dishes<'a>(view: &AttractView, (menu, own): Shown<'a>) -> Vec<(usize, &'a Picture)> {
    if !own.is_empty() {
        return own.iter().enumerate().collect();
    }
    let first = |(index, category): (usize, &crate::catalogue::Category)| {
        let item = category.items.iter().find_map(|id| menu.item(id))?;
        Some((index, &item.picture))
    };
    view.categories.iter().enumerate().filter_map(first).collect()
}

/// The dishes that come next, small; as many as there is room for.
fn others(ui: &Ui, row: Rect, dishes: &[(usize, &Picture)], on_show: usize) {
    let gap = space::S;
    let count = ((row.width() + gap) / (row.height() + gap)).floor().max(1.0) as usize;
    let count = count.min(dishes.len().saturating_sub(1));
    let side = ((row.width() - gap * (count.max(1) - 1) as f32) / count.max(1) as f32).min(row.height() * 1.3);
    let row = row.narrowed((side + gap) * count as f32 - gap);
    for place in 0..count {
        let (tint, picture) = dishes[(on_show + 1 + place) % dishes.len()];
        let cell = Rect::from_min_size(pos2(row.min.x + (side + gap) * place as f32, row.min.y), vec2(side, row.height()));
        ui.picture(placed(cell, row), Some(picture), Detail::Small, Some(tint), 1.0);
    }
}
