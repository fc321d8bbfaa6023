//! The machine as the customer sees it, small: a screen with what it offers, and where the card is.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, vec2};

use super::named;
use super::tape::{Amount, Place, Tape};
use crate::ui::theme::{Face, colour, line, radius, space};
use crate::ui::widgets::{Cut as _, House as _, Icon};
use crate::words::Words;

/// The height of the strip with the card's slot.
const SLOT: f32 = 58.0;
/// The height of one offer on the glass.
const OFFER: f32 = 42.0;

/// Draws it in this state, or after the end.
pub(super) fn show(ui: &mut Ui, rect: Rect, tape: &Tape, place: Option<&Place>, words: &Words) {
    ui.painter().rect_filled(rect, radius::L, colour::DEVICE_EDGE);
    ui.painter().rect_filled(rect.shrink(2.0), radius::L - 2.0, colour::DEVICE);
    let mut body = rect.shrink(space::S);
    slot(ui, body.cut_bottom(SLOT, space::XS), place, words);
    ui.painter().rect_filled(body.expand(4.0), radius::M, colour::DEVICE_WELL);
    ui.painter().rect_filled(body, radius::S, colour::GROUND);
    let glass = body.shrink(space::S);
    match place {
        Some(place) => screen(ui, glass, place, words),
        None => end(ui, glass, tape, words),
    }
}

fn screen(ui: &mut Ui, rect: Rect, place: &Place, words: &Words) {
    let mut glass = rect;
    let remark = if place.absent { Some("compare-nobody-there") } else { place.interstitial.then_some("compare-not-asked-for") };
    if let Some(remark) = remark {
        let remark = words.get(remark);
        let strip = glass.cut_top(34.0, space::XS);
        ui.painter().rect_filled(strip, radius::S, colour::WARNING_FIELD);
        let face = Face::small().bold().colour(colour::WARNING);
        ui.say(strip.shrink2(vec2(space::XS, 0.0)), &remark, face, Align2::LEFT_CENTER, 1);
    }
    let title = named(words, &place.title);
    let face = ui.fitting(&title, Face::title(), glass.width(), 2);
    let height = ui.text_height(&title, face, glass.width(), 2);
    ui.say(glass.cut_top(height, space::XS), &title, face, Align2::LEFT_TOP, 2);
    let amount = words.get(match place.amount {
        Amount::None => "compare-amount-none",
        Amount::Pending => "compare-amount-pending",
        Amount::Locked => "compare-amount-locked",
    });
    let bold = if place.amount == Amount::Locked { Face::small().bold() } else { Face::small().soft() };
    ui.say(glass.cut_bottom(32.0, space::XS), &amount, bold, Align2::LEFT_CENTER, 1);
    offers(ui, glass, place, words);
}

/// What the customer can do, as keys on the glass in two columns; as many as there is room for.
fn offers(ui: &mut Ui, rect: Rect, place: &Place, words: &Words) {
    let rows = ((rect.height() + 6.0) / (OFFER + 6.0)).floor().max(1.0) as usize;
    let mut area = rect;
    for pair in place.offers.chunks(2).take(rows) {
        let line = area.cut_top(OFFER, 6.0);
        for (cell, offer) in line.columns(2, space::XS).into_iter().zip(pair) {
            ui.painter().rect_filled(cell, radius::S, colour::SURFACE);
            ui.painter().rect_stroke(cell, radius::S, Stroke::new(line::thin(), colour::BORDER), StrokeKind::Inside);
            ui.say(cell.shrink2(vec2(3.0, 0.0)), &named(words, offer), Face::small(), Align2::CENTER_CENTER, 1);
        }
    }
}

fn end(ui: &mut Ui, rect: Rect, tape: &Tape, words: &Words) {
    let (icon, ink, key) = if tape.completed {
        (Icon::Tick, colour::FORWARD_INK, "compare-completed")
    } else {
        (Icon::Cross, colour::WARNING, "compare-not-completed")
    };
    let mut block = rect.middle(vec2(rect.width(), 172.0));
    ui.icon(block.cut_top(56.0, space::XS), icon, ink);
    let end = named(words, &tape.end);
    ui.say(block.cut_top(44.0, 0.0), &end, Face::title(), Align2::CENTER_CENTER, 1);
    ui.say(block, &words.get(key), Face::small().soft(), Align2::CENTER_TOP, 2);
}

/// The slot with the card in it, or the card in its owner's hand beside it.
fn slot(ui: &mut Ui, rect: Rect, place: Option<&Place>, words: &Words) {
    let mut row = rect;
    let mouth = row.cut_left(88.0, space::S).middle(vec2(88.0, 46.0));
    let inside = place.is_some_and(|place| place.card_inside);
    ui.painter().rect_filled(mouth, radius::S, colour::DEVICE_WELL);
    if inside {
        let card = Rect::from_min_max(mouth.min + vec2(11.0, 8.0), mouth.max - vec2(11.0, 0.0));
        ui.painter().rect_filled(card, 5.0, colour::DEVICE_CARD);
        let chip = Rect::from_min_size(card.min + vec2(10.0, 9.0), vec2(18.0, 14.0));
        ui.painter().rect_filled(chip, 3.0, colour::DEVICE_CHIP);
    } else {
        let slit = mouth.middle(vec2(64.0, 7.0));
        ui.painter().rect_filled(slit, 3.0, colour::DEVICE_KEY);
    }
    let words = words.get(if inside { "compare-card-inside" } else { "compare-card-outside" });
    ui.say(row, &words, Face::small().bold().colour(colour::ON_DEVICE), Align2::LEFT_CENTER, 2);
}
