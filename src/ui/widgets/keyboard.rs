//! A keyboard on the screen, laid out as the language's people know it. A real keyboard works as well.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui};

use super::button::{Quiet, icon_button, quiet_button};
use super::icon::Icon;
use super::layout::{Cut as _, as_built};
use super::press::{Name, focus_ring, press, spoken};
use super::text;
use crate::ui::theme::{Face, colour, least_gap, least_target, line, radius, space, touch};
use crate::words::Words;

/// The height of a keyboard in a room of this size: its keys are lower where there is little, and where there is width enough those that
/// are no letters stand beside the letters.
#[must_use]
pub fn height(words: &Words, room: egui::Vec2) -> f32 {
    let letters = rows_of(&words.get("keyboard-rows"), room.x.min(MOST) - space::XS * 2.0).len();
    let rows = if room.x >= WIDE { letters } else { letters + 1 };
    (key_height(room.y) + least_gap()) * rows as f32 + space::S
}

/// The rows of letters; what would make the keys of a row too narrow goes into a row of its own.
fn rows_of(layout: &str, width: f32) -> Vec<Vec<char>> {
    let most = ((width + least_gap()) / (least_target() + least_gap())).floor().max(1.0) as usize;
    let mut rows: Vec<Vec<char>> = layout.split_whitespace().map(|row| row.chars().collect()).collect();
    let over: Vec<char> = rows.iter_mut().flat_map(|row| row.split_off(most.min(row.len()))).collect();
    rows.extend(over.chunks(most).map(<[char]>::to_vec));
    rows
}

/// Letters are no wider apart than this.
const MOST: f32 = 1240.0;

fn key_height(room: f32) -> f32 {
    (room * 0.09).clamp(least_target(), touch::TARGET)
}

/// From this width on, all keys find room in four rows.
const WIDE: f32 = 1240.0;

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The words changed.
    Typed,
    /// Done writing.
    Done,
}

/// Shows a keyboard that writes into `words_written`, at most so many letters.
pub fn keyboard(ui: &mut Ui, rect: Rect, words: &Words, written: &mut String, limit: usize) -> Option<Key> {
    ui.painter().rect_filled(rect.expand(space::S), radius::L, colour::FIELD);
    let before = written.clone();
    let mut done = take_typed(ui, written);
    let wide = rect.width() >= WIDE - space::L;
    let mut area = rect.narrowed(if wide { 1640.0 } else { MOST });
    let mut side = if wide { area.cut_right(area.width() * 0.26, least_gap() * 2.0) } else { Rect::NOTHING };
    let letters = rows_of(&words.get("keyboard-rows"), area.width());
    let rows = letters.len() as f32 + if wide { 0.0 } else { 1.0 };
    let high = (rect.height() - least_gap() * (rows - 1.0)) / rows;
    for (row, letters) in letters.into_iter().enumerate() {
        let line = area.cut_top(high, least_gap());
        // Keys stand where they stand on a real keyboard, whatever they write.
        let places = as_built(|| line.columns(letters.len().max(10), least_gap()));
        for (letter, rect) in letters.iter().zip(places) {
            if row == 0 && letters.first() == Some(letter) {
                crate::ui::focus::begins_here(ui);
            }
            if key(ui, rect, *letter) {
                written.push(*letter);
            }
        }
    }
    let [back, clear, space_bar, finished] = if wide {
        [0; 4].map(|_| side.cut_top((rect.height() - least_gap() * 3.0) / 4.0, least_gap()))
    } else {
        let mut line = area.cut_top(high, least_gap());
        let finished = line.cut_right(line.width() * 0.26, least_gap());
        let narrow = rect.width() < 760.0;
        let back = line.cut_left(line.width() * if narrow { 0.2 } else { 0.16 }, least_gap());
        let clear = line.cut_left(line.width() * if narrow { 0.42 } else { 0.22 }, least_gap());
        [back, clear, line, finished]
    };
    if icon_button(
        ui,
        back,
        &spoken(words, "key-backspace", &[], !written.is_empty()),
        Icon::Backspace,
        Quiet::Edged,
        !written.is_empty(),
    ) {
        written.pop();
    }
    if quiet_button(ui, clear, &words.get("key-clear"), None, Quiet::Edged) {
        written.clear();
    }
    if quiet_button(ui, space_bar, &words.get("key-space"), None, Quiet::Edged) && !written.is_empty() {
        written.push(' ');
    }
    crate::ui::focus::way_back(ui);
    done |= quiet_button(ui, finished, &words.get("key-done"), (finished.width() > 150.0).then_some(Icon::Tick), Quiet::Edged);
    if written.chars().count() > limit {
        *written = written.chars().take(limit).collect();
    }
    match (done, *written != before) {
        (true, _) => Some(Key::Done),
        (false, true) => Some(Key::Typed),
        (false, false) => None,
    }
}

/// Letters from a real keyboard; Enter is "done" unless it selects a key of this one.
fn take_typed(ui: &Ui, written: &mut String) -> bool {
    ui.input(|input| {
        let mut done = false;
        for event in &input.events {
            if let egui::Event::Text(text) = event {
                written.extend(text.chars().filter(|letter| !letter.is_control()));
            } else if let egui::Event::Key { key, pressed: true, .. } = event {
                if *key == egui::Key::Backspace {
                    written.pop();
                }
                done |= *key == egui::Key::Enter;
            }
        }
        done
    })
}

fn key(ui: &mut Ui, rect: Rect, letter: char) -> bool {
    let label = letter.to_string();
    let press = press(ui, rect, ("key", letter), Name::button(&label));
    let fill = if press.down { colour::PRESSED } else { colour::SURFACE };
    ui.painter().rect_filled(rect, radius::S, fill);
    ui.painter().rect_stroke(rect, radius::S, Stroke::new(line::thin(), colour::BORDER), StrokeKind::Inside);
    text::draw(ui, rect, &label, Face::title().regular(), Align2::CENTER_CENTER, 1);
    focus_ring(ui, rect, press);
    press.tapped
}
