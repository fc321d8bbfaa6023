//! What is beside the display: the card's slot, the receipt's, the tray of the notes, and what can be made to go wrong.

use egui::{Align2, CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{Touch, letters};
use crate::machine::atm::Slip;
use crate::payment::{CardPlace, CashFace, CashTap, CashTrouble};
use crate::ui::focus;
use crate::ui::theme::{Face, Size, colour, line, radius, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Name, as_written, device_edge, device_switch, focus_ring, practice_panel};
use crate::words::Words;

/// A slot in the fascia, with its lamp; lit while it is somebody's turn to act there. Answers what is left for what is in it.
fn mouth(ui: &Ui, rect: Rect, lit: bool) -> Rect {
    ui.painter().rect_filled(rect, radius::M, colour::DEVICE_KEY);
    device_edge(ui, rect, radius::M);
    if lit {
        ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::chosen(), colour::DEVICE_LAMP), StrokeKind::Inside);
    }
    let above = if rect.height() < 130.0 { space::XS + line::chosen() } else { space::M };
    let slit = Rect::from_min_size(rect.left_top() + vec2(space::M, above), vec2(rect.width() - space::M * 2.0, 14.0));
    ui.painter().rect_filled(slit, 7.0, colour::DEVICE_WELL);
    let below = if rect.height() < 130.0 { space::XS } else { space::S };
    Rect::from_min_max(pos2(slit.min.x, slit.center().y), rect.max - vec2(space::M, below))
}

/// The least height of the words in a slot.
fn least_words(ui: &Ui, label: &str, face: Face, width: f32) -> f32 {
    let one_row = ui.fitting(label, face, width, 1);
    let rows = if ui.text_width(label, one_row) > width { 2 } else { 1 };
    ui.text_height(label, if rows == 1 { one_row } else { Face { size: Size::Small, ..face } }, width, rows)
}

/// The words in a slot. The drawing stands before them, on whichever side that is.
fn words_in(ui: &Ui, rect: Rect, label: &str, icon: Option<Icon>, face: Face) {
    as_written(|| ui.label_with(rect, label, icon, face.colour(colour::ON_DEVICE), Align2::CENTER_CENTER));
}

/// The card's slot. The card shows as far as it is out.
pub fn card(ui: &mut Ui, (rect, larger): (Rect, bool), face: &CashFace, words: &Words, touches: &mut Vec<Touch>) {
    let (key, tap) = match face.card {
        CardPlace::None if face.wants_card => ("atm-slot-insert", Some(CashTap::InsertCard)),
        CardPlace::None => ("atm-slot-shut", None),
        CardPlace::Offered => ("atm-slot-take", Some(CashTap::TakeCard)),
        CardPlace::Inside => ("atm-slot-inside", None),
        CardPlace::Kept | CardPlace::Stuck | CardPlace::Unknown => ("atm-slot-kept", None),
    };
    let label = words.get(key);
    if tap.is_some() {
        focus::begins_here(ui);
    }
    let press = ui.press(rect, "card-slot", Name::button(&label).enabled(tap.is_some()));
    let inner = mouth(ui, rect, tap.is_some());
    let mut text = inner;
    text.min.y += 10.0;
    if face.card == CardPlace::Offered || face.wants_card {
        let told = least_words(ui, &label, letters::device(&label, larger), inner.width()) + 4.0;
        let most = (inner.height() * 0.42).min(inner.height() - told).max(12.0);
        let out = if face.card == CardPlace::Offered { most } else { 0.0 };
        if out > 0.0 {
            let width = inner.width().min(240.0);
            let card = Rect::from_min_size(pos2(inner.center().x - width / 2.0, inner.min.y), vec2(width, out));
            ui.painter().rect_filled(card, CornerRadius { nw: 0, ne: 0, sw: 10, se: 10 }, colour::DEVICE_CARD);
            let chip = Rect::from_center_size(card.center(), vec2(34.0, 24.0));
            ui.painter().rect_filled(chip, 4.0, colour::DEVICE_CHIP);
            text.min.y = card.max.y + 4.0;
        }
    }
    let icon = (tap.is_some() && rect.width() > 260.0).then_some(Icon::Card);
    words_in(ui, text, &label, icon, letters::device(&label, larger));
    focus_ring(ui, rect, press);
    if press.tapped {
        touches.extend(tap.map(Touch::Device));
    }
}

/// So high is paper on which an amount can be read.
const SLIP: f32 = 29.0;

/// Where receipts come out.
pub fn paper(ui: &mut Ui, (rect, larger): (Rect, bool), slip: Option<&Slip>, words: &Words, touches: &mut Vec<Touch>) {
    let label = words.get(if slip.is_some() { "atm-paper-take" } else { "atm-paper" });
    let press = ui.press(rect, "paper", Name::button(&label).enabled(slip.is_some()));
    let inner = mouth(ui, rect, slip.is_some());
    let mut written = letters::device(&label, larger);
    let mut text = inner;
    text.min.y += 10.0;
    if let Some(slip) = slip {
        // What it is comes before how far it is out.
        let rest = |face: Face| inner.height() - least_words(ui, &label, face, inner.width()) - 4.0;
        let faces = [written, letters::device(&label, false), Face::small().bold()];
        written = faces.into_iter().find(|face| rest(*face) >= SLIP).unwrap_or(written);
        let height = (inner.height() * 0.5).max(SLIP).min(rest(written)).max(12.0);
        let width = inner.width().min(220.0);
        let sheet = Rect::from_min_size(pos2(inner.center().x - width / 2.0, inner.min.y), vec2(width, height));
        ui.painter().rect_filled(sheet, 0.0, colour::PAPER);
        if let Some(size) = [Size::Title, Size::Body, Size::Small].into_iter().find(|size| size.points() * 1.2 <= sheet.height())
        {
            let face = Face { size, ..letters::device("0", false) }.colour(colour::DEVICE_INK);
            ui.draw_text(sheet.shrink2(vec2(4.0, 0.0)), &words.money(slip.amount), face, Align2::CENTER_CENTER, 1);
        }
        text.min.y = sheet.max.y + 4.0;
    }
    let icon = slip.map(|_| Icon::Receipt).filter(|_| rect.width() > 260.0);
    words_in(ui, text, &label, icon, written);
    focus_ring(ui, rect, press);
    if press.tapped {
        touches.push(Touch::TakePaper);
    }
}

/// The tray: shut, or with notes in it.
pub fn cash(ui: &mut Ui, (rect, larger): (Rect, bool), face: &CashFace, words: &Words, touches: &mut Vec<Touch>) {
    let label = match face.cash {
        Some(amount) => words.with("atm-tray-take", &[("amount", words.money(amount).into())]),
        None => words.get("atm-tray"),
    };
    if face.cash.is_some() {
        focus::begins_here(ui);
    }
    let press = ui.press(rect, "tray", Name::button(&label).enabled(face.cash.is_some()));
    let mut inner = mouth(ui, rect, face.cash.is_some());
    if face.cash.is_some() {
        let notes = inner.cut_top(inner.height() * 0.5, 4.0);
        // Three of them beside each other stay within the tray.
        let height = notes.height().min((notes.width() - 52.0) / 2.1);
        let size = vec2(height * 2.1, height);
        for (index, fill) in [colour::NOTE_BACK, colour::NOTE_MIDDLE, colour::NOTE_FRONT].into_iter().enumerate() {
            let shift = vec2((index as f32 - 1.0) * 26.0, 0.0);
            let note = Rect::from_center_size(notes.center() + shift, size);
            ui.painter().rect_filled(note, 4.0, fill);
            ui.painter().rect_stroke(note, 4.0, Stroke::new(line::thin(), colour::DEVICE_WELL), StrokeKind::Inside);
            ui.painter().circle_filled(note.center(), size.y * 0.26, colour::PAPER);
        }
    } else {
        inner.min.y += 10.0;
    }
    words_in(ui, inner, &label, None, letters::device(&label, larger));
    focus_ring(ui, rect, press);
    if press.tapped {
        touches.push(Touch::Device(CashTap::TakeCash));
    }
}

/// Not part of the machine: what can be made to go wrong, to see how it bears that.
pub fn troubles(ui: &mut Ui, rect: Rect, columns: usize, face: &CashFace, words: &Words, touches: &mut Vec<Touch>) {
    let mut area = practice_panel(ui, rect, words);
    for row in CashTrouble::ALL.chunks(columns) {
        let line = area.cut_top(touch::TARGET, touch::GAP);
        for (cell, trouble) in line.columns(columns, touch::GAP).into_iter().zip(row) {
            let on = face.trouble == *trouble;
            let label = words.get(&format!("atm-trouble-{}", trouble.key()));
            if device_switch(ui, cell, ("trouble", trouble.key()), &label, on) {
                touches.push(Touch::Device(CashTap::Trouble(if on { CashTrouble::None } else { *trouble })));
            }
        }
    }
}
