//! The window with one simulated customer in two flows: what it shows is what the study walked, and what a stranger's key would do then.

use cardlast::gallery::{Still, compared};
use cardlast::locale::Language;
use cardlast::study::flow::{PRESETS, preset};
use cardlast::study::replay::{Replay, Whom};
use cardlast::tapes;
use cardlast::ui::compare::CompareApp;
use cardlast::ui::compare::tape::Customer;
use cardlast::ui::theme::touch;
use cardlast::ui::{Headless, Panel};
use cardlast::words::Words;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};

use super::window::{LANDSCAPE, LANGUAGES, PORTRAIT, words};

struct Compare(Headless);

impl Compare {
    fn of(flows: &[&str], customer: Customer, size: [f32; 2]) -> Self {
        let flows = flows.iter().map(|name| preset(name).expect("it is shipped").flow().expect("it reads")).collect();
        let archive = tapes::archive(flows).expect("they can be shown");
        let languages = ["en", "fr"].map(|tag| Language::new(tag).expect("a tag")).to_vec();
        let mut window = Headless::of(size.into(), |ctx, _, narrator| {
            Box::new(CompareApp::new(ctx, archive, customer, languages, Panel::default(), Some(narrator)))
        });
        window.settle();
        Self(window)
    }

    fn atm(size: [f32; 2]) -> Self {
        Self::of(&["atm-pin-last", "atm-pin-first"], Customer { seed: 1, day: 1, number: 3 }, size)
    }

    #[track_caller]
    fn tap(&mut self, name: &str) -> &mut Self {
        assert!(self.0.tap_called(name), "nothing is called {name:?}: {:#?}", self.texts());
        self
    }

    fn press(&mut self, key: Key) -> &mut Self {
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
        self.0.frame(vec![event(true)]);
        self.0.frame(vec![event(false)]);
        self.0.settle();
        self
    }

    fn texts(&self) -> Vec<String> {
        self.0.landmarks().map(|seen| seen.things.into_iter().map(|thing| thing.label).collect()).unwrap_or_default()
    }

    fn count(&self, text: &str) -> usize {
        self.texts().iter().filter(|seen| seen.contains(text)).count()
    }

    #[track_caller]
    fn sees(&mut self, text: &str, times: usize) -> &mut Self {
        assert_eq!(self.count(text), times, "{text:?} in {:#?}", self.texts());
        self
    }

    /// Frames go by, a sixtieth of a second each.
    fn frames(&mut self, frames: usize) -> &mut Self {
        (0..frames).for_each(|_| self.0.frame(Vec::new()));
        self.0.settle();
        self
    }
}

const NOT: &str = "Not exposed";
const EXPOSED: &str = "Exposed: a stranger";
const STRANGER: &str = "A passer-by presses a key";

#[test]
fn a_stranger_takes_money_where_the_lamp_is_lit_and_nowhere_else() {
    for size in [PORTRAIT, LANDSCAPE] {
        let mut compare = Compare::atm(size);
        compare.sees(NOT, 2).sees(EXPOSED, 0).sees("No stranger has pressed a key.", 2);
        // At the start one machine shows its menu, the other asks for the card.
        compare.tap(STRANGER).sees("It changed the choice. €100.00 if unnoticed", 1).sees("It did nothing that matters.", 1);
        compare.sees("Money lost: none", 2).sees("Taken by strangers", 0);
        (0..4).for_each(|_| _ = compare.tap("Step"));
        compare.sees(EXPOSED, 1).sees(NOT, 1).sees("€100.00", 2).sees("13% of the keys", 1);
        compare.tap(STRANGER).sees("It took €100.00 at once.", 1).sees("Taken by strangers: €100.00", 1);
        compare.sees("Money lost: none", 1);
        compare.tap(STRANGER).sees("Taken by strangers: €200.00", 1);
        // Back to before it happened, and to the start.
        compare.tap("Back").sees("Taken by strangers", 0).sees("Money lost: none", 2).sees("It did nothing that matters.", 1);
        (0..3).for_each(|_| _ = compare.tap("Back"));
        compare.sees("0.0 s", 4).sees("No stranger has pressed a key.", 0);
        compare.tap("Back").sees("No stranger has pressed a key.", 2);
    }
}

#[test]
fn playing_at_any_speed_ends_at_what_the_study_walked() {
    for (speed, frames) in [("Speed 64×", 60), ("Speed 16×", 240)] {
        let mut compare = Compare::atm(PORTRAIT);
        compare.sees("When both have finished", 1).tap(speed).tap("Play");
        compare.frames(10).sees("Pause", 1);
        compare.frames(frames).sees("Pause", 0).sees("They got what they came for", 2);
        compare.sees("Cash machine, code last: 1.7 s faster and 24.7 s less exposed than the other flow", 1);
        compare.sees("assumed times", 1).sees("of the keys", 0);
        for flow in ["atm-pin-last", "atm-pin-first"] {
            let chain = preset(flow).expect("it is shipped").flow().expect("it reads").chain;
            let replay = Replay::of(&chain, Whom { seed: 1, day: 0, customer: 2 }).expect("a session");
            let tenths = (replay.pace.time_s * 1000.0).round() as u64 / 100;
            assert!(compare.count(&format!("{}.{} s", tenths / 10, tenths % 10)) > 0, "{flow}: {:#?}", compare.texts());
        }
    }
}

#[test]
fn the_keyboard_does_everything() {
    let mut compare = Compare::atm(LANDSCAPE);
    compare
        .press(Key::ArrowRight)
        .sees("2.6 s", 2)
        .press(Key::ArrowRight)
        .sees("7.4 s", 2)
        .press(Key::ArrowLeft)
        .sees("2.6 s", 2);
    compare.press(Key::P).sees("It changed the choice", 1).press(Key::Home).sees("0.0 s", 4).sees("It changed", 0);
    compare.press(Key::Space).sees("Pause", 1).press(Key::Num4).frames(80).sees("Pause", 0);
    compare.press(Key::N).sees("Customer 4", 1).sees("0.0 s", 4);
    compare.press(Key::L).sees("Client 4", 1).sees("Un client, deux parcours", 1).press(Key::L);
    // Another seed is typed, and digits are no speeds then.
    compare.tap("Seed 1. Touch to type another.").sees("Seed …", 1);
    compare.0.frame(vec![Event::Text("4x".to_owned())]);
    compare.0.frame(vec![Event::Text("2".to_owned())]);
    compare.0.settle();
    compare.sees("Seed 42…", 1).press(Key::Enter).sees("Seed 42.", 1).sees("Customer 4", 1);
    compare.tap("Lower seed").sees("Seed 41.", 1).tap("Customer before").sees("Customer 3", 1);
}

#[test]
fn one_flow_can_be_replayed_alone() {
    let customer = Customer { seed: 7, day: 3, number: 12 };
    let mut compare = Compare::of(&["kiosk-card-first"], customer, PORTRAIT);
    compare.sees("One simulated customer", 1).sees("Customer 3:12", 1).sees("Kiosk, card first", 1);
    let chain = preset("kiosk-card-first").expect("it is shipped").flow().expect("it reads").chain;
    let replay = Replay::of(&chain, Whom { seed: 7, day: 2, customer: 11 }).expect("a session");
    for visit in &replay.visits {
        let title = &chain.states[visit.state].name;
        assert!(compare.count(title) > 0, "{title:?} in {:#?}", compare.texts());
        compare.tap("Step");
    }
    let (taps, screens) = (replay.pace.taps().to_string(), replay.pace.interstitials().to_string());
    let texts = compare.texts();
    assert!(texts.contains(&taps) && texts.contains(&screens), "{taps} and {screens} in {texts:#?}");
    compare.sees("This customer needed", 1).sees(&chain.outcomes[replay.outcome].name, 2);
}

#[test]
fn every_control_is_as_large_as_a_finger() {
    for still in compared() {
        for format in still.formats() {
            let window = still.window(words("fr").language(), *format).unwrap_or_else(|error| panic!("{error}"));
            let landmarks = window.landmarks().expect("something is drawn");
            let controls: Vec<_> = landmarks.things.iter().filter(|thing| thing.role != Role::Label).collect();
            assert!(controls.len() >= 14, "{}: {controls:?}", still.name());
            for control in controls {
                let size = control.rect.size();
                assert!(size.min_elem() >= touch::TARGET - 1.0, "{}: {:?} is {size:?}", still.name(), control.label);
            }
        }
    }
}

/// A flow that is shipped speaks the reader's language.
#[test]
fn every_name_in_a_shipped_flow_has_words_in_every_language() {
    for tag in LANGUAGES {
        let words = Words::new(&Language::new(tag).expect("a tag"));
        for preset in PRESETS {
            let flow = preset.flow().expect("it reads");
            let states = flow.chain.states.iter().map(|state| state.name.clone());
            let ends = flow.chain.outcomes.iter().map(|outcome| outcome.name.clone());
            let offers = flow.states.iter().flat_map(|state| state.offers.clone());
            for name in states.chain(ends).chain(offers).chain([flow.title.clone()]) {
                let key = cardlast::ui::compare::name_key(&name);
                assert!(words.has(&key), "{tag}: {key} ({name} of {})", preset.name);
            }
        }
    }
}
