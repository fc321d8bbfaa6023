//! The front of the machine: what stands where, upright and wide, and which side key is which.

use std::collections::BTreeMap;

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, vec2};

use super::{AtmFrame, SideKeys, Touch, display, keypad, letters, slots};
use crate::machine::atm::{Intent, OfferedKey, ScreenView, View};
use crate::time::Timestamp;
use crate::ui::theme::{Face, Size, colour, least_gap, line, radius, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Name, as_written, banner_height, device_edge, focus_ring};
use crate::words::{WordBook, Words};

/// Side keys on each side.
pub(super) const ROWS: usize = 4;

/// The width of a side key's cap, outside the display.
const CAP: f32 = 66.0;

/// Which offered key is at which place: down the left side, then down the right. The language is at the lower left, stopping at the lower
/// right, always; what is to be chosen on the right, and amounts on both sides. Of two languages the key is the other one; of more it is
/// the one that is spoken, and touched it makes every side key a language (`choosing`), as many as there are keys.
pub(super) fn side_keys(view: &View, choosing: bool) -> SideKeys {
    let mut keys = SideKeys::new();
    let is_language = |key: &&OfferedKey| matches!(key.intent, Intent::Speak(_));
    let others = view.keys.iter().filter(is_language).filter(|key| key.intent != Intent::Speak(view.language.clone())).count();
    if choosing && view.still_there.is_none() {
        return view.keys.iter().filter(is_language).take(ROWS * 2).cloned().enumerate().collect();
    }
    if view.still_there.is_some() {
        keys.insert(ROWS, OfferedKey { intent: Intent::Touch, off: None });
        return keys;
    }
    // A last word has one key, below as much room as it can have; never where stopping was a moment ago.
    let choices = if matches!(view.screen, ScreenView::Told(_)) { [6, 5, 4] } else { [4, 5, 6] };
    let (mut amounts, mut choices) = ([0, 1, 2, 4, 5, 6].into_iter(), choices.into_iter());
    for key in &view.keys {
        let place = match &key.intent {
            Intent::Speak(language) if (*language != view.language) == (others < 2) => Some(3),
            Intent::Cancel => Some(7),
            Intent::Amount(_) => amounts.next(),
            // Those have keys of their own on the pad.
            Intent::Digit(_) | Intent::Clear | Intent::Enter | Intent::Touch | Intent::Speak(_) => None,
            Intent::Withdraw | Intent::Balance | Intent::Confirm { .. } | Intent::Change | Intent::Receipt | Intent::Finish => {
                choices.next()
            }
        };
        if let Some(place) = place {
            keys.entry(place).or_insert_with(|| key.clone());
        }
    }
    keys
}

/// Until when somebody has time, where that is shown.
pub(in crate::ui) fn countdown(view: &View) -> Option<Timestamp> {
    match &view.screen {
        _ if view.still_there.is_some() => view.still_there,
        ScreenView::TakeCard { offered: true, until, .. } | ScreenView::TakeCash { until, .. } => Some(*until),
        ScreenView::Starting
        | ScreenView::OutOfService(_)
        | ScreenView::Welcome { .. }
        | ScreenView::Amount(_)
        | ScreenView::Confirm { .. }
        | ScreenView::Card { .. }
        | ScreenView::Pin { .. }
        | ScreenView::Bank { .. }
        | ScreenView::TakeCard { .. }
        | ScreenView::Counting { .. }
        | ScreenView::Receipt { .. }
        | ScreenView::Told(_) => None,
    }
}

/// The words of all languages, and whether they are to be chosen from.
pub(super) type Languages<'a> = (&'a WordBook, bool);

/// Where the machine is drawn, and for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Front {
    /// All of its room.
    pub room: Rect,
    /// Whether trouble can be arranged for on it.
    pub practises: bool,
    /// Whether its letters are larger than usual, because it cannot be itself.
    pub larger: bool,
}

/// Draws all of it.
pub(super) fn show(
    ui: &mut Ui,
    Front { room, practises, larger }: Front,
    frame: &AtmFrame,
    words: &Words,
    languages: Languages<'_>,
    touches: &mut Vec<Touch>,
) {
    let (view, face) = (&frame.view, &frame.face);
    let mut whole = room;
    if view.training.0 {
        let sentence = words.get("atm-training");
        ui.training_banner(whole.cut_top(banner_height(ui, &sentence, whole.width()), 0.0), &sentence);
    }
    let upright = whole.width() < whole.height();
    let low = !upright && whole.height() < LOW;
    let mut area = whole.shrink(if low { space::XS } else { space::M });
    // Trouble is for those who show the machine, not for whoever needs everything larger or lower.
    let practice = if upright && practises { area.cut_bottom(132.0, space::M) } else { Rect::NOTHING };
    ui.painter().rect_filled(area, radius::L * 1.6, colour::DEVICE_EDGE);
    ui.painter().rect_filled(area.shrink(3.0), radius::L * 1.5, colour::DEVICE);
    let mut front = area.shrink(if low || !practises { space::S } else { space::L });
    let gap = if low || !practises { space::S } else { space::L };
    if upright {
        let share = if practises { 0.47 } else { 0.55 };
        let screen = front.cut_top(front.height() * share, gap);
        let tray = front.cut_bottom(if practises { 190.0 } else { 140.0 }, gap);
        let side = front.cut_right(front.width() * 0.38, gap);
        screen_with_keys(ui, (screen, larger), frame, words, languages, touches);
        keypad::show(ui, (front, larger), view, face, words, touches);
        column_of_slots(ui, (side, larger), frame, words, touches);
        slots::cash(ui, (tray, larger), face, words, touches);
        if practises {
            as_written(|| slots::troubles(ui, practice, 4, face, words, touches));
        }
    } else if low {
        let mut slots = front.cut_right(front.width() * 0.2, gap);
        let pad = front.cut_right(front.width() * 0.34, gap);
        screen_with_keys(ui, (front, larger), frame, words, languages, touches);
        keypad::show(ui, (pad.middle(vec2(pad.width(), pad.height().min(480.0))), larger), view, face, words, touches);
        let tray = slots.cut_bottom(slots.height() * 0.36, gap);
        column_of_slots(ui, (slots, larger), frame, words, touches);
        slots::cash(ui, (tray, larger), face, words, touches);
    } else {
        let mut side = front.cut_right(front.width() * 0.34, gap);
        let practice = if practises { side.cut_bottom(222.0, space::M) } else { Rect::NOTHING };
        let pad = side.cut_bottom((side.height() * 0.56).min(560.0), gap);
        let tray = front.cut_bottom(170.0, gap);
        screen_with_keys(ui, (front, larger), frame, words, languages, touches);
        keypad::show(ui, (pad, larger), view, face, words, touches);
        let row = side.columns(2, space::S);
        slots::card(ui, (row[0], larger), face, words, touches);
        slots::paper(ui, (row[1], larger), frame.paper.as_deref(), words, touches);
        slots::cash(ui, (tray, larger), face, words, touches);
        if practises {
            as_written(|| slots::troubles(ui, practice, 2, face, words, touches));
        }
    }
}

/// Lower than this, the slots stand beside the keys.
const LOW: f32 = 860.0;

fn column_of_slots(ui: &mut Ui, (rect, larger): (Rect, bool), frame: &AtmFrame, words: &Words, touches: &mut Vec<Touch>) {
    let mut column = rect;
    let card = column.cut_top(rect.height() * 0.5, space::M);
    slots::card(ui, (card, larger), &frame.face, words, touches);
    slots::paper(ui, (column, larger), frame.paper.as_deref(), words, touches);
}

/// The display between its side keys. A key and its label on the display are one control: both can be touched.
fn screen_with_keys(
    ui: &mut Ui,
    (rect, larger): (Rect, bool),
    frame: &AtmFrame,
    words: &Words,
    languages: Languages<'_>,
    touches: &mut Vec<Touch>,
) {
    let (_, choosing) = languages;
    let glass = Rect::from_min_max(rect.min + vec2(CAP + space::S, 0.0), rect.max - vec2(CAP + space::S, 0.0));
    ui.painter().rect_filled(glass.expand(8.0), radius::L, colour::DEVICE_WELL);
    ui.painter().rect_filled(glass, radius::M, colour::GROUND);
    let keys = side_keys(&frame.view, choosing);
    let mut content = glass.shrink2(vec2(space::M, if glass.height() < 520.0 { space::XS } else { space::M }));
    // Keys over the lower part of the glass, as far apart as there is room.
    let height = if content.height() < 480.0 { touch::TARGET } else { touch::TARGET * 1.15 };
    let pitch = (content.height() * 0.6 / ROWS as f32).clamp(height + least_gap(), height + space::L);
    let whole = content;
    let rows = content.cut_bottom(pitch * ROWS as f32 - (pitch - height), space::S);
    // What it says has the glass down to the first key that is offered.
    let content = match keys.keys().map(|place| place % ROWS).min() {
        Some(0) => content,
        Some(row) => Rect::from_min_max(whole.min, egui::pos2(whole.max.x, rows.min.y + pitch * row as f32 - space::S)),
        None => whole,
    };
    let half = (glass.width() - space::M) / 2.0;
    let text_width = half - space::S * 4.0;
    let why_off = |key: &OfferedKey| key.off.map(|off| words.get(&format!("atm-off-{off}")));
    let too_long = |why: &String| ui.text_width(why, Face::small()) > text_width + WIDER;
    let why = keys.values().filter_map(why_off).find(too_long);
    let manner = display::Manner { why: why.as_deref(), choosing, larger };
    as_written(|| display::show(ui, content, frame, manner, words));
    let labels: BTreeMap<usize, String> =
        keys.iter().map(|(place, key)| (*place, text_of(key, &frame.view, words, languages))).collect();
    let face = label_face(ui, labels.values(), vec2(text_width, height - 6.0), larger);
    for place in 0..ROWS * 2 {
        let (row, right) = (place % ROWS, place >= ROWS);
        let top = rows.min.y + pitch * row as f32;
        let (cap_x, label_x) = if right { (rect.max.x - CAP, glass.max.x - half) } else { (rect.min.x, glass.min.x) };
        let cap = Rect::from_min_size(egui::pos2(cap_x, top), vec2(CAP, height));
        let label = Rect::from_min_size(egui::pos2(label_x, top), vec2(half, height));
        let key = keys.get(&place).zip(labels.get(&place));
        side_key(ui, (place, cap, label, right, face), key, words, touches);
    }
}

/// So much wider is the room of words that would find none otherwise: they come closer to the edge.
const WIDER: f32 = space::S;

/// Number of a side key, its cap, its label on the display, and whether it is one on the right; and how the labels are written.
type SidePlace = (usize, Rect, Rect, bool, Face);

/// How labels of this width are written where all of them have one row: those side by side are equally large. One that has no room even
/// for smaller letters does not count.
fn label_face<'a>(ui: &Ui, labels: impl Iterator<Item = &'a String>, room: egui::Vec2, larger: bool) -> Face {
    let small = Face::body().display();
    let low = |said: &String, face: Face| ui.text_height(said, face, f32::INFINITY, 1) <= room.y;
    let fits = |said: &String, face: Face| ui.text_width(said, face) <= room.x && (face == small || low(said, face));
    let counting: Vec<&String> = labels.filter(|said| fits(said, small)).collect();
    let faces = [letters::label(larger), Face::title()];
    faces.into_iter().find(|face| counting.iter().all(|said| fits(said, *face))).unwrap_or(small)
}

fn side_key(ui: &mut Ui, place: SidePlace, key: Option<(&OfferedKey, &String)>, words: &Words, touches: &mut Vec<Touch>) {
    let (index, cap, label, right, usual) = place;
    let Some((key, said)) = key else {
        cap_of(ui, cap, false);
        return;
    };
    let why = key.off.map(|off| words.get(&format!("atm-off-{off}")));
    let name = why.as_ref().map_or_else(|| said.clone(), |why| format!("{said}. {why}"));
    let whole = cap.union(label);
    let press = ui.press(whole, ("side", index), Name::button(&name).enabled(key.off.is_none()));
    cap_of(ui, cap, press.down);
    let (fill, ink) = match (key.off.is_some(), press.down) {
        (true, _) => (colour::FIELD, colour::INK_SOFT),
        (false, true) => (colour::PRESSED, colour::INK),
        (false, false) => (colour::SURFACE, colour::INK),
    };
    let forward = matches!(key.intent, Intent::Confirm { .. });
    let (fill, ink) = if forward { (colour::FORWARD, colour::ON_FORWARD) } else { (fill, ink) };
    let field = label.shrink2(vec2(space::S, 3.0));
    ui.painter().rect_filled(field, radius::S, fill);
    ui.painter().rect_stroke(field, radius::S, Stroke::new(line::thin(), colour::BORDER), StrokeKind::Inside);
    let text = field.shrink2(vec2(space::S, 0.0));
    match &why {
        None => label_of(ui, text, said, usual.colour(ink), right),
        Some(why) => label_off(ui, text, (said, why), usual.colour(ink), right),
    }
    focus_ring(ui, field, press);
    if press.tapped {
        touches.push(Touch::Key(key.intent.clone()));
    }
}

/// What a key says: in one row as large as its neighbours; else in one of smaller letters; else in two, in the middle of its field.
fn label_of(ui: &Ui, text: Rect, said: &str, usual: Face, right: bool) {
    let align = if right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let wider = text.expand2(vec2(WIDER / 2.0, 0.0));
    let small = Face { size: Size::Small, ..usual };
    let one_row = [(text, usual), (text, Face { size: Size::Body, ..usual }), (wider, small)];
    match one_row.into_iter().find(|(room, face)| ui.text_width(said, *face) <= room.width()) {
        Some((room, face)) => ui.draw_text(room, said, face, align, 1),
        None => ui.draw_text(wider, said, small, Align2::CENTER_CENTER, 2),
    };
}

/// What a key says that does nothing now, and below it why. Where there is no room for that the display says why, and the key is struck out.
fn label_off(ui: &Ui, text: Rect, (said, why): (&str, &str), usual: Face, right: bool) {
    let align = if right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let reason = Face { size: Size::Small, ..usual }.regular();
    if ui.text_width(why, reason) > text.width() + WIDER {
        return struck(ui, text, said, usual, align);
    }
    // Two rows, equally far from both edges.
    let small = Face { size: Size::Small, ..usual };
    let (upper, lower) = (ui.text_height(said, small, text.width(), 1), ui.text_height(why, reason, f32::INFINITY, 1));
    let room = if ui.text_width(why, reason) <= text.width() { text } else { text.expand2(vec2(WIDER / 2.0, 0.0)) };
    let mut block = room.middle(vec2(room.width(), upper + lower));
    ui.draw_text(block.cut_top(block.height() * upper / (upper + lower), 0.0), said, small, align, 1);
    ui.draw_text(block, why, reason, align, 1);
}

/// Words with a line through them: they are seen to do nothing without any colour.
fn struck(ui: &Ui, room: Rect, said: &str, face: Face, align: Align2) {
    let face = ui.fitting(said, face, room.width(), 1);
    if ui.text_width(said, face) > room.width() {
        return label_of(ui, room, said, face, align == Align2::RIGHT_CENTER);
    }
    let drawn = ui.draw_text(room, said, face, align, 1);
    ui.painter().hline(drawn.x_range().expand(3.0), drawn.center().y + 1.0, Stroke::new(line::edge(), face.colour));
}

fn cap_of(ui: &Ui, cap: Rect, down: bool) {
    let cap = cap.shrink2(vec2(0.0, 8.0));
    let mut top = cap;
    top.max.y -= 5.0;
    let top = if down { top.translate(vec2(0.0, 4.0)) } else { top };
    ui.painter().rect_filled(cap, radius::S, colour::DEVICE_KEY_SIDE);
    ui.painter().rect_filled(top, radius::S, if down { colour::DEVICE_KEY_PRESSED } else { colour::DEVICE_KEY });
    device_edge(ui, cap, radius::S);
}

fn text_of(key: &OfferedKey, view: &View, words: &Words, (book, choosing): Languages<'_>) -> String {
    match &key.intent {
        Intent::Amount(amount) => words.money(*amount),
        // Of two languages the key is the other one; else it says which one it is and that there are more.
        Intent::Speak(language) if *language == view.language && !choosing => words.get("language-choose"),
        Intent::Speak(language) => book.of(language).get("language-name"),
        Intent::Confirm { amount } => words.with("atm-key-confirm", &[("amount", words.money(*amount).into())]),
        // "No, finish" answers a question; elsewhere nothing was asked.
        Intent::Finish if !matches!(view.screen, ScreenView::Receipt { .. }) => words.get("atm-key-done"),
        Intent::Withdraw
        | Intent::Balance
        | Intent::Digit(_)
        | Intent::Clear
        | Intent::Enter
        | Intent::Change
        | Intent::Cancel
        | Intent::Receipt
        | Intent::Finish
        | Intent::Touch => words.get(key.words()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;
    use crate::machine::atm::{AmountView, ScreenName};
    use crate::money::{Currency, Money};
    use crate::payment::{CardPlace, CashFace, CashTap, CashTrouble, Training};

    fn view(name: ScreenName, screen: ScreenView, intents: Vec<Intent>) -> View {
        let languages: Vec<_> = ["fr", "en"].into_iter().filter_map(Language::new).collect();
        let speak = languages.iter().map(|language| Intent::Speak(language.clone()));
        let keys = intents.into_iter().chain(speak).map(|intent| OfferedKey { intent, off: None }).collect();
        let (language, digits) = (languages[0].clone(), name == ScreenName::Amount);
        let (still_there, card, training) = (None, CardPlace::None, Training(true));
        View { name, language, languages, screen, keys, digits, still_there, card, training }
    }

    fn euros(whole: i64) -> Money {
        Money::from_minor(whole * 100, Currency::EUR).expect("an amount")
    }

    fn face(types_code: bool) -> CashFace {
        CashFace { wants_card: false, card: CardPlace::Inside, types_code, cash: None, trouble: CashTrouble::None }
    }

    fn amount_view(intents: Vec<Intent>) -> View {
        let amount = AmountView { typed: euros(0), refused: None, most: euros(500) };
        view(ScreenName::Amount, ScreenView::Amount(amount), intents)
    }

    #[test]
    fn every_offered_key_can_be_pressed_at_one_place() {
        let amounts = (1..=6).map(|tens| Intent::Amount(euros(tens * 10)));
        let confirm = vec![Intent::Confirm { amount: euros(40) }, Intent::Change, Intent::Cancel];
        let welcome = ScreenView::Welcome { withdrawal: Ok(()), balance: Ok(()) };
        let receipt = vec![Intent::Receipt, Intent::Finish];
        let screens = [
            amount_view(amounts.chain([Intent::Enter, Intent::Clear, Intent::Cancel]).collect()),
            view(ScreenName::Welcome, welcome, vec![Intent::Withdraw, Intent::Balance]),
            view(ScreenName::Confirm, ScreenView::Confirm { amount: euros(40) }, confirm),
            view(ScreenName::Receipt, ScreenView::Receipt { amount: euros(40) }, receipt),
        ];
        for view in screens {
            let side = side_keys(&view, false);
            for key in view.keys.iter().filter(|key| key.intent != Intent::Speak(view.language.clone())) {
                let beside = side.values().filter(|other| *other == key).count();
                let pad = [keypad::PadKey::Enter, keypad::PadKey::Clear, keypad::PadKey::Cancel].into_iter();
                let on_pad = pad.filter(|pad| keypad::meaning(*pad, &view, &face(false)) == Some(Touch::Key(key.intent.clone())));
                assert!(beside == 1 || on_pad.count() == 1, "{:?} on {}", key.intent, view.name);
            }
        }
    }

    #[test]
    fn a_digit_of_the_code_goes_to_the_device_and_to_nobody_else() {
        let keys = vec![Intent::Enter, Intent::Clear, Intent::Cancel];
        let pin = ScreenView::Pin { amount: Some(euros(40)), digits: 2, left: None };
        for view in [view(ScreenName::Pin, pin, keys.clone()), amount_view(keys)] {
            let code = keypad::meaning(keypad::PadKey::Digit(7), &view, &face(true));
            assert_eq!(code, Some(Touch::Device(CashTap::Digit(7))), "on {}", view.name);
            assert_eq!(keypad::meaning(keypad::PadKey::Enter, &view, &face(true)), Some(Touch::Device(CashTap::Enter)));
            assert_eq!(keypad::meaning(keypad::PadKey::Cancel, &view, &face(true)), Some(Touch::Key(Intent::Cancel)));
        }
    }
}
