//! A01: every text that a screen shows and every control on it is told.

use cardlast::gallery::{AtmStill, Format, Scene, Still, atm_scripts, scripts};
use cardlast::speech::{Asked, Listener, pronounce};
use cardlast::ui::inspection::{Drawn, DrawnKind};
use cardlast::ui::speech::Speaker;
use cardlast::words::Words;
use egui::{Event, Key, Modifiers, Order};

use crate::support::options;
use crate::window::words;

/// Texts that only decorate, or stand for a control that is told by its whole name.
const DECORATION: &[(&str, &str)] = &[("EN", "the switch is called English"), ("FR", "the switch is called Français")];

/// Words one after the other, without the marks between them.
fn tokens(words: &Words, text: &str) -> String {
    let said = pronounce(words, text).to_lowercase();
    let pieces: Vec<_> = said.split(|letter: char| !letter.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    format!(" {} ", pieces.join(" "))
}

/// What is drawn and not told.
fn untold(still: &dyn Still, tag: &str, format: Format) -> Vec<String> {
    let words = words(tag);
    let mut window = still.window(words.language(), format).unwrap_or_else(|error| panic!("{error}"));
    let listener = Listener::default();
    window.give_voice(Speaker::new(Box::new(listener.clone()), true));
    for pressed in [true, false] {
        let event = Event::Key { key: Key::F9, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
        window.frame(vec![event]);
    }
    for _ in 0..4 {
        window.settle();
        window.frame(Vec::new());
    }
    let asked = listener.take();
    let mut said: Vec<_> =
        asked.iter().filter_map(|asked| if let Asked::Said(said) = asked { Some(said.text.clone()) } else { None }).collect();
    assert!(!said.is_empty(), "{} says nothing in {tag}", still.name());
    let drawn = window.drawn();
    // What has the focus is told by its name; that the keys reach every control is a test of the keys.
    said.extend(drawn.iter().filter(|drawn| drawn.kind == DrawnKind::Control).map(|drawn| drawn.words.clone()));
    let told = tokens(&words, &said.join(" . "));
    let together = told.replace(' ', "");
    let is_told = |text: &str| {
        let wanted = tokens(&words, text);
        let is_reference = text.chars().any(|letter| letter.is_ascii_digit())
            && text.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
        wanted.trim().is_empty()
            || told.contains(&wanted)
            || (is_reference && text.len() > 2 && together.contains(&wanted.replace(' ', "")))
    };
    // What a question covers is told when the question has gone.
    let asks = drawn.iter().any(|drawn| drawn.order == Order::Foreground && drawn.kind == DrawnKind::Control);
    let is_on_top = |drawn: &&Drawn| !asks || drawn.order == Order::Foreground;
    let texts = drawn.iter().filter(is_on_top).filter(|drawn| matches!(drawn.kind, DrawnKind::Text { .. }));
    let untold = texts.filter(|drawn| !is_told(&drawn.words) && !DECORATION.iter().any(|(text, _)| *text == drawn.words));
    untold.map(|drawn| format!("{} {tag} {}: {:?}", still.name(), format.name, drawn.words)).collect()
}

#[track_caller]
fn all_is_told(stills: &[Box<dyn Still>]) {
    let mut faults = Vec::new();
    for still in stills {
        for format in still.formats() {
            // Both languages, and not both everywhere.
            let tag = if format.name == "landscape" { "fr" } else { "en" };
            faults.extend(untold(still.as_ref(), tag, *format));
        }
    }
    assert!(faults.is_empty(), "{} texts are not told: {faults:#?}", faults.len());
}

#[test]
fn a01_every_fact_of_every_screen_of_the_kiosk_is_told() {
    let options = options();
    let stills: Vec<Box<dyn Still>> = scripts()
        .into_iter()
        .map(|script| Box::new(Scene::play(&script, &options).unwrap_or_else(|error| panic!("{error}"))) as Box<dyn Still>)
        .collect();
    assert!(stills.len() > 20);
    all_is_told(&stills);
}

#[test]
fn a01_every_fact_of_every_screen_of_the_cash_machine_is_told() {
    let options = options();
    let stills: Vec<Box<dyn Still>> = atm_scripts()
        .iter()
        .map(|script| Box::new(AtmStill::play(script, &options).unwrap_or_else(|error| panic!("{error}"))) as Box<dyn Still>)
        .collect();
    assert!(stills.len() > 15);
    all_is_told(&stills);
}
