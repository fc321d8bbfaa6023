//! A keyboard on the screen, laid out as the language's people know it. A real keyboard works as well.

use egui::{Align2, Rect, Ui};

use super::button::{Quiet, icon_button, quiet_button};
use super::icon::Icon;
use super::layout::{Cut as _, as_built};
use super::press::{Name, focus_ring, press, spoken};
use super::text;
use crate::ui::theme::{Face, colour, radius, space, touch};
use crate::words::Words;

/// The height of this language's keyboard: its rows of letters, and one of words.
pub fn height(words: &Words) -> f32 {
    let rows = words.get("keyboard-rows").split_whitespace().count() + 1;
    (touch::TARGET + KEY_GAP) * rows as f32 + space::S
}

const KEY_GAP: f32 = touch::GAP;

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
    let mut area = rect.narrowed(1240.0);
    let layout = words.get("keyboard-rows");
    for row in layout.split_whitespace() {
        let first = layout.starts_with(row);
        let letters: Vec<char> = row.chars().collect();
        let line = area.cut_top(touch::TARGET, KEY_GAP);
        // Keys stand where they stand on a real keyboard, whatever they write.
        let places = as_built(|| line.columns(letters.len().max(10), KEY_GAP));
        for (letter, rect) in letters.iter().zip(places) {
            if first && letters.first() == Some(letter) {
                crate::ui::focus::begins_here(ui);
            }
            if key(ui, rect, *letter) {
                written.push(*letter);
            }
        }
    }
    let mut line = area.cut_top(touch::TARGET, KEY_GAP);
    let finished = line.cut_right(line.width() * 0.24, KEY_GAP);
    let back = line.cut_left(line.width() * 0.16, KEY_GAP);
    let clear = line.cut_left(line.width() * 0.22, KEY_GAP);
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
    if quiet_button(ui, line, &words.get("key-space"), None, Quiet::Edged) && !written.is_empty() {
        written.push(' ');
    }
    crate::ui::focus::way_back(ui);
    done |= quiet_button(ui, finished, &words.get("key-done"), Some(Icon::Tick), Quiet::Edged);
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
    text::draw(ui, rect, &label, Face::title().regular(), Align2::CENTER_CENTER, 1);
    focus_ring(ui, rect, press);
    press.tapped
}
