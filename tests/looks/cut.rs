//! Nothing is cut off and nothing lies on anything else: every scene of the gallery, in both languages, on every panel and in every mode.

use cardlast::machine::kiosk::ScreenName;
use cardlast::ui::inspection::{Drawn, DrawnKind};
use egui::{Order, Rect};

use super::drawings::{Drawing, HAIR, MENU, every_drawing};

/// The share of a row of text that is empty space above and below its letters.
const LEADING: f32 = 0.24;

fn is_text(drawn: &&Drawn) -> bool {
    matches!(drawn.kind, DrawnKind::Text { .. })
}

fn is_control(drawn: &&Drawn) -> bool {
    drawn.kind == DrawnKind::Control
}

/// Beside the menu the names of dishes and choices may be cut short; the product's page and the review have them whole.
fn may_be_short(drawing: &Drawing, words: &str) -> bool {
    let language = &drawing.language;
    let dishes = MENU.items().iter().map(|item| item.name.get(language));
    let choices = MENU.groups().iter().flat_map(|group| &group.options).map(|option| option.name.get(language));
    let names: Vec<&str> = dishes.chain(choices).collect();
    drawing.screen == Some(ScreenName::Menu) && words.split(" · ").all(|piece| names.contains(&piece))
}

/// Words that are not all there.
pub fn cut_short(drawing: &Drawing) -> Vec<String> {
    let short = drawing.drawn.iter().filter(|drawn| matches!(drawn.kind, DrawnKind::Text { whole: false, .. }));
    short
        .filter(|drawn| !may_be_short(drawing, &drawn.words))
        .map(|drawn| format!("{} in {:?}", drawn.words, drawn.room))
        .collect()
}

/// Words that are broken where no syllable ends; a name may end in an ellipsis there instead.
pub fn broken(drawing: &Drawing) -> Vec<String> {
    let broken = drawing.drawn.iter().filter(|drawn| matches!(drawn.kind, DrawnKind::Text { broken: true, .. }));
    broken.map(|drawn| format!("{} in {:?}", drawn.words, drawn.room)).collect()
}

#[test]
fn no_word_is_broken() {
    every_drawing(broken);
}

/// Words that lie half on a control: those of a control lie inside it, and no others lie on it.
pub fn half_on_a_control(drawing: &Drawing) -> Vec<String> {
    let controls: Vec<&Drawn> = drawing.drawn.iter().filter(is_control).collect();
    let mut faults = Vec::new();
    for words in drawing.drawn.iter().filter(is_text) {
        for control in controls.iter().filter(|control| control.order == words.order) {
            let [text, under] = [letters(words), control.rect].map(|rect| rect.intersect(words.clip).intersect(control.clip));
            if text.intersect(under.shrink(HAIR)).is_positive() && !under.expand(HAIR * 2.0).contains_rect(text) {
                faults.push(format!("{:?} at {text:?} on {:?} at {under:?}", words.words, control.words));
            }
        }
    }
    faults
}

#[test]
fn no_words_lie_half_on_a_control() {
    every_drawing(half_on_a_control);
}

/// Somebody who looks at the menu sees at least one dish with its price and can take it.
#[test]
fn a_dish_is_seen_whole_beside_every_order() {
    let mut looked = 0;
    every_drawing(|drawing| {
        let dishes: Vec<&str> = MENU.items().iter().map(|item| item.name.get(&drawing.language)).collect();
        let is_card = |drawn: &&Drawn| {
            is_control(drawn) && drawn.listed && dishes.iter().any(|dish| drawn.words.starts_with(&format!("{dish}, ")))
        };
        let mut cards = drawing.drawn.iter().filter(is_card).peekable();
        // Who writes looks at the keys, and a notice goes away by itself.
        let crowded = ["search ", "staff-called ", "welcome-back "].iter().any(|scene| drawing.name.starts_with(scene));
        if drawing.screen != Some(ScreenName::Menu) || crowded || cards.peek().is_none() {
            return Vec::new();
        }
        let whole = cards.any(|card| card.clip.expand(HAIR).contains_rect(card.rect));
        if whole { Vec::new() } else { vec!["no dish is seen whole".to_owned()] }
    });
    for drawing in super::drawings::DRAWINGS.iter() {
        looked += usize::from(drawing.screen == Some(ScreenName::Menu));
    }
    assert!(looked > 50, "{looked} drawings of the menu");
}

#[test]
fn no_words_are_cut_short() {
    every_drawing(cut_short);
}

/// What a list hides can be scrolled to; nothing else may be hidden.
pub fn hidden(drawing: &Drawing) -> Vec<String> {
    let hidden = drawing.drawn.iter().filter(|drawn| {
        let seen = drawn.clip.intersect(drawing.window).expand(HAIR);
        let sideways = drawn.rect.min.x < seen.min.x || drawn.rect.max.x > seen.max.x;
        sideways || (!drawn.listed && !seen.contains_rect(drawn.rect))
    });
    hidden.map(|drawn| format!("{:?} at {:?} in {:?}", drawn.words, drawn.rect, drawn.clip)).collect()
}

#[test]
fn nothing_leaves_the_window_or_its_part_of_it() {
    every_drawing(hidden);
}

/// The room that words really take: without the empty space above and below their letters.
fn letters(drawn: &Drawn) -> Rect {
    let DrawnKind::Text { rows, .. } = drawn.kind else { return drawn.rect };
    let row = drawn.rect.height() / rows.max(1) as f32;
    drawn.rect.shrink2(egui::vec2(HAIR, row * LEADING / 2.0))
}

/// Words that need more room than they have.
pub fn spilt(drawing: &Drawing) -> Vec<String> {
    let spilt = drawing.drawn.iter().filter(is_text).filter(|drawn| !drawn.room.expand(HAIR).contains_rect(letters(drawn)));
    spilt.map(|drawn| format!("{:?} at {:?} in {:?}", drawn.words, drawn.rect, drawn.room)).collect()
}

#[test]
fn words_stay_in_the_room_they_are_given() {
    every_drawing(spilt);
}

/// Words that lie on words.
pub fn overwritten(drawing: &Drawing) -> Vec<String> {
    let texts: Vec<&Drawn> = drawing.drawn.iter().filter(is_text).collect();
    let mut faults = Vec::new();
    for (place, one) in texts.iter().enumerate() {
        for other in texts.iter().take(place).filter(|other| other.order == one.order) {
            let [first, second] = [one, other].map(|drawn| letters(drawn).intersect(drawn.clip));
            if first.intersect(second).is_positive() {
                faults.push(format!("{:?} and {:?}", one.words, other.words));
            }
        }
    }
    faults
}

#[test]
fn no_words_lie_on_other_words() {
    every_drawing(overwritten);
}

/// A control that lies on another one and is a part of it leaves more than this of it free.
const PART: f32 = 0.5;

/// Controls that lie on a part of another or all over it; only a dialog may cover them.
pub fn overlapping(drawing: &Drawing) -> Vec<String> {
    let controls: Vec<&Drawn> = drawing.drawn.iter().filter(is_control).filter(|drawn| drawn.order < Order::Foreground).collect();
    let mut faults = Vec::new();
    for (place, one) in controls.iter().enumerate() {
        for other in &controls[..place] {
            let [first, second] = [one, other].map(|drawn| drawn.rect.intersect(drawn.clip));
            let within = |large: Rect, small: Rect| large.contains_rect(small) && small.area() < large.area() * PART;
            let inside = one.order == other.order && (within(first, second) || within(second, first));
            if first.shrink(HAIR).intersect(second.shrink(HAIR)).is_positive() && !inside {
                faults.push(format!("{:?} and {:?}", one.words, other.words));
            }
        }
    }
    faults
}

#[test]
fn no_control_lies_on_half_of_another() {
    every_drawing(overlapping);
}
