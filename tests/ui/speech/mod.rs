//! What is said: a whole purchase as somebody hears it, every fact of every screen, and when the voice is silent.

mod cover;

use std::fmt::Write as _;
use std::path::Path;

use cardlast::machine::kiosk::ScreenName;
use cardlast::speech::{Asked, Listener, Loudness, Pace};
use cardlast::time::Millis;
use cardlast::ui::speech::Speaker;
use egui::{Key, Modifiers};

use super::keys::Pad;
use super::window::{PORTRAIT, Window, words};

/// Somebody with a pad and a headset.
struct Ears {
    pad: Pad,
    listener: Listener,
    heard: String,
}

impl Ears {
    fn at(window: Window) -> Self {
        Self::with(window, false)
    }

    fn with(mut window: Window, private: bool) -> Self {
        let listener = Listener::default();
        window.harness.state_mut().give_voice(Speaker::new(Box::new(listener.clone()), private));
        Self { pad: Pad::at(window), listener, heard: String::new() }
    }

    /// What was said since the last time, one utterance after the other.
    fn said(&self) -> Vec<String> {
        let said = |asked| if let Asked::Said(utterance) = asked { Some(utterance.text) } else { None };
        self.listener.take().into_iter().filter_map(said).collect()
    }

    fn key(&mut self, key: Key) -> String {
        self.pad.key(key, Modifiers::NONE);
        self.said().join("\n")
    }

    /// Presses a key and writes down what is heard after it.
    fn hear(&mut self, name: &str, key: Key) {
        let said = self.key(key);
        writeln!(self.heard, "[{name}]").expect("a string takes everything");
        for line in said.lines() {
            writeln!(self.heard, "    {line}").expect("a string takes everything");
        }
    }

    /// Goes on with next until this has the focus; only the last step is written down, and so is what selecting it brings.
    #[track_caller]
    fn choose(&mut self, name: &str) {
        let mut last = String::new();
        let mut steps = 0;
        while self.pad.on() != name {
            last = self.key(Key::Tab);
            steps += 1;
            assert!(steps < 200, "next never gets to {name:?}: {:#?}", self.pad.window.labels());
        }
        if steps > 0 {
            writeln!(self.heard, "[next, {steps} times]").expect("a string takes everything");
            for line in last.lines() {
                writeln!(self.heard, "    {line}").expect("a string takes everything");
            }
        }
        self.hear("select", Key::Enter);
    }

    fn compare(&self, file: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/speech").join(file);
        if std::env::var_os("UPDATE_FLOWS").is_some() {
            std::fs::write(&path, &self.heard).expect("the transcript can be written");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(self.heard, expected, "{file} says something else; UPDATE_FLOWS=1 rewrites it");
    }
}

#[test]
fn a01_a_purchase_as_it_is_heard_in_english() {
    let mut ears = Ears::at(Window::open(PORTRAIT));
    ears.hear("listen", Key::F9);
    ears.choose("Eat in");
    ears.choose("Burger, €8.90");
    ears.choose("Cooking: Medium");
    ears.choose("Extras: Cheddar, +€0.80");
    ears.choose("One more Burger");
    ears.choose("Add · €19.40");
    ears.choose("Drinks");
    ears.choose("Add Cola");
    ears.choose("Remove Cola");
    ears.choose("See my order");
    ears.choose("Pay €19.40 by card");
    ears.choose("Hold card here");
    ears.hear("again", Key::F10);
    ears.choose("Finish");
    ears.compare("purchase-en.out");
}

#[test]
fn a01_a_purchase_at_the_counter_as_it_is_heard_in_french() {
    let mut ears = Ears::at(Window::open(PORTRAIT));
    ears.hear("listen", Key::F9);
    ears.choose("Français");
    ears.choose("À emporter");
    ears.choose("Boissons");
    ears.choose("Ajouter Bière");
    ears.choose("Voir ma commande");
    ears.hear("back", Key::Escape);
    ears.choose("Voir ma commande");
    ears.choose("Payer 4,50\u{a0}€ au comptoir");
    ears.choose("Terminer");
    ears.compare("counter-fr.out");
}

#[test]
fn a02_speech_starts_and_stops_with_a_fixed_key_and_dies_at_attract() {
    let mut ears = Ears::at(Window::open(PORTRAIT));
    ears.pad.go("Eat in").is_on(ScreenName::Menu);
    assert_eq!(ears.said(), Vec::<String>::new(), "nobody asked for it");
    assert!(ears.key(Key::F9).starts_with("Speech is on.\nTab: the next thing."));
    assert!(ears.key(Key::Tab).contains("tab"), "it follows the focus");
    assert_eq!(ears.key(Key::F9), "Speech is off.");
    assert_eq!(ears.key(Key::Tab), "");
    assert_ne!(ears.key(Key::F15), "", "a headset that is put in begins it as well");
    assert_eq!(ears.key(Key::F16), "Speech is off.");
    ears.key(Key::F9);
    ears.pad.go("Take away").go("Add Fries").go("See my order").go("Pay €3.50 at the counter").is_on(ScreenName::Number);
    ears.said();
    ears.pad.go("Finish").is_on(ScreenName::Attract);
    assert_eq!(ears.said().last().map(String::as_str), Some("Speech has ended. This screen is free."));
    assert_eq!(ears.key(Key::Tab), "", "the next customer starts in silence");
}

#[test]
fn a02_the_switch_on_the_panel_and_the_key_are_one() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Menu));
    ears.pad.window.tap("Easier to use").tap("Speech");
    let said = ears.said().join("\n");
    assert!(said.starts_with("Speech is on.") && said.contains("What would help you?"), "{said}");
    assert!(said.contains("Large text: Everything is larger"), "{said}");
    assert_eq!(ears.key(Key::F9), "Speech is off.");
    ears.pad.window.tap("Speech");
    assert!(ears.said().join("\n").starts_with("Speech is on."), "the key switched it off on the panel too");
    ears.pad.window.tap("Speech");
    assert_eq!(ears.said().last().map(String::as_str), Some("Speech is off."));
    ears.pad.back();
    ears.pad.window.does_not_see("What would help you?").on(ScreenName::Menu);
}

#[test]
fn a02_without_a_voice_no_switch_promises_one() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    window.tap("Easier to use").sees("Large text").does_not_see("Speech");
}

#[test]
fn a03_loudness_and_speed_go_back_after_each_customer() {
    let mut ears = Ears::at(Window::open(PORTRAIT));
    ears.key(Key::F9);
    assert_eq!(ears.key(Key::F12), "Volume 5 of 7");
    for _ in 0..8 {
        ears.key(Key::F12);
        ears.key(Key::PageUp);
    }
    ears.pad.next();
    let loud = |ears: &Ears| {
        let asked = ears.listener.take();
        let last = asked.into_iter().rev().find_map(|asked| if let Asked::Said(said) = asked { Some(said) } else { None });
        last.map(|said| (said.loudness, said.pace))
    };
    assert_eq!(loud(&ears), Some((Loudness::new(Loudness::MOST), Pace::new(Pace::MOST))));
    ears.pad.go("Eat in").go("Start over").go("Remove everything").is_on(ScreenName::Attract);
    ears.said();
    ears.pad.key(Key::F9, Modifiers::NONE);
    assert_eq!(loud(&ears), Some((Loudness::default(), Pace::default())));
    let (least, most) = (Loudness::new(0).per_mille(), Loudness::new(Loudness::MOST).per_mille());
    // 18 dB are a ratio of amplitudes of 7.94.
    assert!(most * 100 / least >= 793, "{least} to {most} per mille");
}

#[test]
fn a10_the_time_that_is_left_is_told_and_one_key_extends_it_ten_times_and_more() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Menu));
    ears.key(Key::F9);
    for extension in 1..=12 {
        // In small steps, as time passes where the computer does not sleep.
        let waited = (0..61).find(|_| ears.pad.window.pass(Millis::from_secs(1)).harness.state().view().still_there.is_some());
        assert!(waited.is_some(), "{extension}: nobody asks");
        let said = ears.said().join("\n");
        assert!(said.contains("Are you still there?") && said.contains("30 seconds left"), "{extension}: {said}");
        for left in [20, 10] {
            ears.pad.window.pass(Millis::from_secs(10));
            let said = ears.said().join("\n");
            assert!(said.contains(&format!("{left} seconds left")), "{extension}: {said}");
        }
        ears.key(Key::Enter);
        ears.pad.window.does_not_see("Are you still there?").sees("Your order: 1\u{a0}item");
    }
}

#[test]
fn a10_who_listens_has_longer_and_not_for_ever() {
    let asked_after = |listen: u64, speech: bool| {
        let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
        let speaker = Speaker::new(Box::new(Listener::default()), false).listening_for(Millis::from_secs(listen));
        window.harness.state_mut().give_voice(speaker);
        let mut pad = Pad::at(window);
        if speech {
            pad.key(Key::F9, Modifiers::NONE);
        }
        pad.next();
        let seconds = (1..400).find(|_| pad.window.pass(Millis::from_secs(1)).harness.state().view().still_there.is_some());
        seconds.expect("it is asked in the end")
    };
    assert_eq!(asked_after(60, false), 60);
    assert_eq!(asked_after(0, true), 60);
    let longer = asked_after(60, true);
    assert!((110..=120).contains(&longer), "{longer} s");
}

#[test]
fn a10_without_speech_the_question_chimes_once() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Menu));
    ears.pad.window.pass(Millis::from_secs(60)).pass(Millis::from_secs(10));
    assert_eq!(ears.listener.take(), [Asked::Chimed]);
    ears.pad.next();
    ears.pad.window.pass(Millis::from_secs(61));
    assert_eq!(ears.listener.take(), [Asked::Chimed], "and again when it is asked again");
}

#[test]
fn a11_after_the_time_out_nothing_of_the_customer_is_said() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Menu));
    ears.key(Key::F9);
    ears.pad.window.pass(Millis::from_secs(61)).pass(Millis::from_secs(31)).on(ScreenName::Attract);
    let asked = ears.listener.take();
    let hushed = asked.iter().rposition(|asked| *asked == Asked::Hushed).expect("what was being said ends");
    let after: Vec<_> = asked[hushed + 1..].iter().map(|asked| format!("{asked:?}")).collect();
    assert!(after.len() == 1 && after[0].contains("Speech has ended."), "{after:?}");
    let said = ears.key(Key::F9) + &ears.key(Key::F10) + &ears.key(Key::F10);
    assert!(!said.contains("Fries") && !said.contains("3 euros 50"), "{said}");
}

#[test]
fn a12_the_digits_of_a_code_are_told_to_a_headset_only() {
    for private in [false, true] {
        let mut ears = Ears::with(Window::reach(PORTRAIT, ScreenName::Card), private);
        let mut said = ears.key(Key::F9);
        for _ in 0..40 {
            said.push_str(&ears.key(Key::Tab));
        }
        assert_eq!(said.contains("Key 5"), private, "private: {private}");
        assert_eq!(said.contains("Digits are told to a headset only"), !private);
        assert!(said.contains("Green key, OK"), "other keys are told to everybody");
    }
}

#[test]
fn every_action_cuts_off_what_is_being_said() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Menu));
    ears.key(Key::F9);
    ears.pad.key(Key::Tab, Modifiers::NONE);
    assert_eq!(ears.listener.take().first(), Some(&Asked::Hushed), "a key");
    ears.pad.window.tap("Search");
    assert_eq!(ears.listener.take().first(), Some(&Asked::Hushed), "a finger");
}

#[test]
fn again_says_the_last_thing_and_then_the_whole_screen() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Menu));
    ears.key(Key::F9);
    let last = ears.key(Key::Tab);
    assert_eq!(ears.key(Key::F10), last);
    let whole = ears.key(Key::F10);
    assert!(whole.contains("Your order: 1 item") && whole.contains("Total 3 euros 50") && whole.ends_with(&last), "{whole}");
}

#[test]
fn a13_speech_changes_its_language_with_the_screen() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Menu));
    ears.key(Key::F9);
    ears.pad.window.tap("Français");
    let asked = ears.listener.take();
    let said = asked.into_iter().rev().find_map(|asked| if let Asked::Said(said) = asked { Some(said) } else { None });
    let said = said.expect("the screen is told anew");
    assert_eq!(said.language, *words("fr").language());
    assert!(said.text.contains("Votre commande (1 article)") && said.text.contains("3 euros 50"), "{}", said.text);
}

#[test]
fn a17_the_order_number_is_told() {
    let mut ears = Ears::at(Window::reach(PORTRAIT, ScreenName::Number));
    assert!(ears.key(Key::F9).contains("Your number: A 0 1."));
}

#[test]
fn speech_that_nobody_uses_ends_by_itself() {
    let mut ears = Ears::at(Window::open(PORTRAIT));
    ears.key(Key::F9);
    ears.pad.window.pass(Millis::from_secs(89));
    assert_eq!(ears.said(), Vec::<String>::new());
    ears.pad.window.pass(Millis::from_secs(2));
    assert_eq!(ears.said(), ["Speech has ended. This screen is free."]);
}
