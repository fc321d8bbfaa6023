//! A keyboard on the screen, laid out as the language's people know it. A real keyboard works as well.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui};

use super::button::{Quiet, icon_button, quiet_button};
use super::icon::Icon;
use super::layout::{Cut as _, as_built};
use super::press::{Name, focus_ring, press, spoken};
use super::text;
use crate::ui::theme::{Face, colour, least_gap, least_target, line, radius, space, touch};
use crate::words::Words;

/// What is written, and so how many keys it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Something to be found. Accents and marks do not count there, so in little room they leave theirs to what is found.
    Search,
    /// Words that somebody reads: every letter of the language, whatever room it takes.
    Words,
}

/// The height of a keyboard in a room of this size: its keys are lower where there is little, and where there is width enough those that
/// are no letters stand beside the letters.
#[must_use]
pub fn height(words: &Words, room: egui::Vec2, writing: Writing) -> f32 {
    let width = room.x - space::XS * 2.0;
    let letters = rows_of(words, letters_width(width), writing).len();
    let rows = if is_wide(width) { letters } else { letters + 1 };
    (key_height(room.y) + least_gap()) * rows as f32 + space::S
}

/// The rows of letters; what would make the keys of a row too narrow goes into a row of its own.
fn rows_of(words: &Words, width: f32, writing: Writing) -> Vec<Vec<char>> {
    let most = ((width + least_gap()) / (least_target() + least_gap())).floor().max(1.0) as usize;
    let read = |layout: &str| -> Vec<Vec<char>> { layout.split_whitespace().map(|row| row.chars().collect()).collect() };
    let mut rows = read(&words.get("keyboard-rows"));
    if writing == Writing::Search && rows.iter().any(|row| row.len() > most) {
        rows = read(&words.get("keyboard-rows-few"));
    }
    let over: Vec<char> = rows.iter_mut().flat_map(|row| row.split_off(most.min(row.len()))).collect();
    rows.extend(over.chunks(most).map(<[char]>::to_vec));
    rows
}

/// Letters are no wider apart than this.
const MOST: f32 = 1240.0;

/// Nor a whole keyboard whose other keys stand beside the letters.
const MOST_BESIDE: f32 = 1640.0;

/// The part of such a keyboard that those other keys take.
const BESIDE: f32 = 0.26;

fn key_height(room: f32) -> f32 {
    (room * 0.09).clamp(least_target(), touch::TARGET)
}

/// Whether all keys find room in the rows of letters.
fn is_wide(width: f32) -> bool {
    width >= 1240.0 - space::L
}

/// How wide the rows of letters are in a keyboard of this width.
fn letters_width(width: f32) -> f32 {
    if is_wide(width) { width.min(MOST_BESIDE) * (1.0 - BESIDE) - least_gap() * 2.0 } else { width.min(MOST) }
}

/// A row of so many keys, each as wide as in the longest one and the row in the middle, as on a real keyboard. Keys stand where they
/// stand there, whatever they write.
fn keys_in(line: Rect, count: usize, longest: usize) -> Vec<Rect> {
    let key = (line.width() + least_gap()) / longest as f32;
    let row = line.narrowed(key * count as f32 - least_gap());
    as_built(|| row.columns(count, least_gap()))
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The words changed.
    Typed,
    /// Done writing.
    Done,
}

/// Shows a keyboard that writes into `written`, at most so many letters.
pub fn keyboard(ui: &mut Ui, rect: Rect, words: &Words, written: &mut String, limit: usize, writing: Writing) -> Option<Key> {
    ui.painter().rect_filled(rect.expand(space::S), radius::L, colour::FIELD);
    let before = written.clone();
    let mut done = take_typed(ui, written);
    let wide = is_wide(rect.width());
    let mut area = rect.narrowed(if wide { MOST_BESIDE } else { MOST });
    let mut side = if wide { area.cut_right(area.width() * BESIDE, least_gap() * 2.0) } else { Rect::NOTHING };
    let letters = rows_of(words, letters_width(rect.width()), writing);
    let rows = letters.len() as f32 + if wide { 0.0 } else { 1.0 };
    let high = (rect.height() - least_gap() * (rows - 1.0)) / rows;
    let longest = letters.iter().map(Vec::len).max().unwrap_or(0).max(10);
    let narrow = (area.width() + least_gap()) / longest as f32 - least_gap();
    let face = face_of(ui, &letters, egui::vec2(narrow - space::XS, high));
    for (row, letters) in letters.into_iter().enumerate() {
        let line = area.cut_top(high, least_gap());
        let places = keys_in(line, letters.len(), longest);
        for (letter, rect) in letters.iter().zip(places) {
            if row == 0 && letters.first() == Some(letter) {
                crate::ui::focus::begins_here(ui);
            }
            if key(ui, rect, *letter, face) {
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

/// The face in which the widest letter keeps clear of the edges of its key: one for all of them.
fn face_of(ui: &Ui, rows: &[Vec<char>], room: egui::Vec2) -> Face {
    let letters = rows.iter().flatten();
    letters.fold(Face::title().regular(), |face, letter| text::fitting(ui, &letter.to_string(), face, room, 1))
}

fn key(ui: &mut Ui, rect: Rect, letter: char, face: Face) -> bool {
    let label = letter.to_string();
    let press = press(ui, rect, ("key", letter), Name::button(&label));
    let fill = if press.down { colour::PRESSED } else { colour::SURFACE };
    ui.painter().rect_filled(rect, radius::S, fill);
    ui.painter().rect_stroke(rect, radius::S, Stroke::new(line::thin(), colour::BORDER), StrokeKind::Inside);
    text::draw(ui, rect, &label, face, Align2::CENTER_CENTER, 1);
    focus_ring(ui, rect, press);
    press.tapped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    fn every_language() -> impl Iterator<Item = Words> {
        crate::words::spoken().filter_map(Language::new).map(|language| Words::new(&language))
    }

    /// Letters and marks that a wish is written with, besides those without any.
    const OWN: [(&str, &str); 7] = [
        ("fr", "éèêàâçîïôûù',-"),
        ("de", "äöüß,-"),
        ("es", "áéíóúüñ,-¿?"),
        ("it", "àèéìòù',-"),
        ("nl", "éèêëïöü',-"),
        ("en", "',-"),
        ("ar", "ءأإآئؤةى،؟"),
    ];

    #[test]
    fn every_language_can_write_its_own_words() {
        for (tag, letters) in OWN {
            let keys = Words::new(&Language::new(tag).expect("a tag")).get("keyboard-rows");
            let missing: String = letters.chars().filter(|letter| !keys.contains(*letter)).collect();
            assert!(missing.is_empty(), "{tag} has no {missing}");
        }
    }

    #[test]
    fn no_row_is_left_over_where_keys_are_as_narrow_as_they_may_be() {
        // Ten keys are what the narrowest panel has room for in a row.
        let narrow = (least_target() + least_gap()) * 10.0;
        for words in every_language() {
            let letters: Vec<usize> = rows_of(&words, narrow, Writing::Words).iter().map(Vec::len).collect();
            assert!(letters.iter().all(|row| *row == 10), "{letters:?}");
            let found = rows_of(&words, narrow, Writing::Search);
            assert_eq!(found.len(), 4, "a row more would hide what is found");
            let all = words.get("keyboard-rows");
            assert!(found.iter().flatten().all(|letter| all.contains(*letter)));
        }
    }
}
