//! A monkey at the window (F23): ten thousand random taps, presses, drags, flicks, second fingers, palms, keys, wheels, resizes and jumps of
//! time through the real widgets and the real machine. `SEED=7` replays a run.
//!
//! After each input: no panic, the witness is content (the engine asks it after every step, the closed table of screens included), and no
//! two widgets share an id. And the monkey must have got around: every screen, most wishes, controls as well as nothing at all.

use std::collections::{BTreeMap, BTreeSet};

use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::payment::JournalHealth;
use cardlast::time::Millis;
use egui::epaint::Shape;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, TouchDeviceId, TouchId, TouchPhase, Vec2, pos2, vec2};

use super::support::{journal, long_menu};
use super::walk::tree;
use super::window::{LANDSCAPE, PORTRAIT, SMALL, Window};

const INPUTS: usize = 5_000;

struct Monkey {
    window: Window,
    rng: fastrand::Rng,
    size: [f32; 2],
    screens: BTreeMap<ScreenName, usize>,
    /// What was done, and how often.
    done: BTreeMap<&'static str, usize>,
    journal_fails: bool,
}

impl Monkey {
    fn new(seed: u64, size: [f32; 2]) -> Self {
        let window = Window::selling(size, long_menu(&["cola"], 24), Policy::default());
        assert!(window.harness.ctx.options(|options| options.warn_on_id_clash), "egui tells of ids that clash");
        let rng = fastrand::Rng::with_seed(seed);
        Self { window, rng, size, screens: BTreeMap::new(), done: BTreeMap::new(), journal_fails: false }
    }

    fn frame(&mut self, events: Vec<Event>) {
        let harness = &mut self.window.harness;
        harness.input_mut().events.extend(events);
        harness.step();
        let name = harness.state().view().name;
        *self.screens.entry(name).or_default() += 1;
        let clash = clash(harness.output().shapes.iter().map(|clipped| &clipped.shape));
        assert_eq!(clash, None, "two widgets share an id on {name}");
    }

    fn place(&mut self) -> Pos2 {
        pos2(self.rng.f32() * self.size[0], self.rng.f32() * self.size[1])
    }

    /// The middle of a control that is on the screen.
    fn control(&mut self) -> Pos2 {
        let things = tree::things(&self.window.harness);
        let whole = egui::Rect::from_min_size(Pos2::ZERO, Vec2::from(self.size));
        let open: Vec<_> =
            things.iter().filter(|thing| thing.control && !thing.covered && whole.contains(thing.rect.center())).collect();
        match open.as_slice() {
            [] => self.place(),
            some => some[self.rng.usize(..some.len())].rect.center(),
        }
    }

    /// A control that leads to the payment, so that not everybody leaves at the menu.
    fn way_forward(&mut self) -> Pos2 {
        const FORWARD: [&str; 6] = ["See my order", "Voir ma commande", "by card", "par carte", "Add for", "Ajouter pour"];
        let things = tree::things(&self.window.harness);
        let leads = |thing: &&tree::Thing| thing.control && thing.enabled && FORWARD.iter().any(|word| thing.name.contains(word));
        let ways: Vec<_> = things.iter().filter(leads).collect();
        if ways.is_empty() { self.control() } else { ways[self.rng.usize(..ways.len())].rect.center() }
    }

    fn touch(id: u64, phase: TouchPhase, pos: Pos2) -> Event {
        Event::Touch { device_id: TouchDeviceId(3), id: TouchId(id), phase, pos, force: None }
    }

    fn tap(&mut self, at: Pos2) {
        self.frame(vec![Self::touch(1, TouchPhase::Start, at)]);
        self.frame(vec![Self::touch(1, TouchPhase::End, at)]);
        self.frame(Vec::new());
    }

    fn drag(&mut self, from: Pos2, to: Pos2, parts: u8) {
        self.frame(vec![Self::touch(1, TouchPhase::Start, from)]);
        for part in 1..=parts {
            let at = from + (to - from) * (f32::from(part) / f32::from(parts));
            self.frame(vec![Self::touch(1, TouchPhase::Move, at)]);
        }
        self.frame(vec![Self::touch(1, TouchPhase::End, to)]);
        self.frame(Vec::new());
    }

    fn act(&mut self) {
        let name = match self.rng.u8(..100) {
            0..10 => {
                let at = self.way_forward();
                self.tap(at);
                "forward"
            }
            10..54 => {
                let at = self.control();
                self.tap(at);
                "control"
            }
            54..62 => {
                let at = self.place();
                self.tap(at);
                "nowhere"
            }
            62..67 => {
                let (from, to) = (self.control(), self.place());
                self.drag(from, to, 3);
                "drag off"
            }
            67..71 => {
                let from = self.place();
                let way = vec2(0.0, (self.rng.f32() - 0.5) * 900.0);
                self.drag(from, from + way, 4);
                "flick"
            }
            71..75 => self.several_fingers(),
            75..79 => self.held(),
            79..83 => self.keys(),
            83..86 => self.mouse(),
            86..88 => self.cancelled(),
            88..89 => self.resized(),
            89..91 => self.news(),
            _ => self.time(),
        };
        *self.done.entry(name).or_default() += 1;
        let pause = self.rng.u64(..400);
        self.window.knobs.pass(Millis(pause));
    }

    fn several_fingers(&mut self) -> &'static str {
        let count = self.rng.u64(2..6);
        let places: Vec<Pos2> = (0..count).map(|_| self.control()).collect();
        let all = |phase| places.iter().zip(1..).map(|(at, id)| Self::touch(id, phase, *at)).collect::<Vec<_>>();
        if self.rng.bool() {
            self.frame(all(TouchPhase::Start));
        } else {
            for event in all(TouchPhase::Start) {
                self.frame(vec![event]);
            }
        }
        self.frame(places.iter().zip(1..).map(|(at, id)| Self::touch(id, TouchPhase::Move, *at + vec2(30.0, 50.0))).collect());
        self.frame(all(TouchPhase::End));
        self.frame(Vec::new());
        "several fingers"
    }

    fn held(&mut self) -> &'static str {
        let at = self.control();
        self.frame(vec![Self::touch(1, TouchPhase::Start, at)]);
        for _ in 0..self.rng.u8(4..30) {
            self.window.knobs.pass(Millis(100));
            self.frame(Vec::new());
        }
        self.frame(vec![Self::touch(1, TouchPhase::End, at)]);
        "held"
    }

    fn keys(&mut self) -> &'static str {
        const KEYS: [Key; 9] =
            [Key::Tab, Key::Enter, Key::Escape, Key::Space, Key::ArrowDown, Key::ArrowUp, Key::Backspace, Key::F11, Key::A];
        let key = KEYS[self.rng.usize(..KEYS.len())];
        let modifiers = if self.rng.u8(..4) == 0 { Modifiers::SHIFT } else { Modifiers::NONE };
        let press = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.frame(vec![press(true), Event::Text("x".to_owned())]);
        self.frame(vec![press(false)]);
        "key"
    }

    fn mouse(&mut self) -> &'static str {
        let at = self.control();
        let button =
            |pressed| Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        let wheel = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, (self.rng.f32() - 0.5) * 600.0),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: if self.rng.bool() { Modifiers::CTRL } else { Modifiers::NONE },
        };
        self.frame(vec![Event::PointerMoved(at), wheel]);
        self.frame(vec![button(true)]);
        self.frame(vec![button(false)]);
        "mouse"
    }

    fn cancelled(&mut self) -> &'static str {
        let at = self.control();
        self.frame(vec![Self::touch(1, TouchPhase::Start, at)]);
        self.frame(vec![Self::touch(1, TouchPhase::Cancel, at)]);
        "cancelled"
    }

    fn resized(&mut self) -> &'static str {
        let sizes = [PORTRAIT, LANDSCAPE, SMALL, [480.0, 800.0], [320.0, 200.0]];
        // Mostly the size of its panel: on a window like a stamp no finger hits anything.
        self.size = sizes[self.rng.usize(..sizes.len())];
        self.window.harness.set_size(Vec2::from(self.size));
        self.frame(Vec::new());
        self.frame(Vec::new());
        if self.size[0] < 700.0 {
            for _ in 0..5 {
                let at = self.control();
                self.tap(at);
            }
            self.size = PORTRAIT;
            self.window.harness.set_size(Vec2::from(self.size));
            self.frame(Vec::new());
        }
        "resized"
    }

    fn news(&mut self) -> &'static str {
        self.journal_fails = !self.journal_fails;
        let health = if self.journal_fails { JournalHealth::Failing } else { JournalHealth::Well };
        self.window.knobs.tell(journal(health));
        self.frame(Vec::new());
        // It does not fail for long, or nobody would get anywhere.
        if self.journal_fails && self.rng.u8(..3) > 0 {
            self.journal_fails = false;
            self.window.knobs.tell(journal(JournalHealth::Well));
            self.frame(Vec::new());
        }
        "news"
    }

    fn time(&mut self) -> &'static str {
        let span = [500, 5_000, 21_000, 46_000, 95_000, 1_000_000][self.rng.usize(..6)];
        self.window.knobs.pass(Millis(span));
        self.frame(Vec::new());
        "time"
    }
}

/// What egui paints where two widgets share an id.
fn clash<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Option<String> {
    #[allow(clippy::wildcard_enum_match_arm, reason = "egui knows many shapes, and only words tell of a clash")]
    let told = |shape: &Shape| match shape {
        Shape::Text(text) => Some(text.galley.text().to_owned()).filter(|text| text.contains("use of") && text.contains("ID")),
        Shape::Vec(inner) => clash(inner.iter()),
        _ => None,
    };
    shapes.into_iter().find_map(told)
}

#[allow(clippy::print_stdout, reason = "the seed and what was seen are worth reading")]
fn play(otherwise: u64, size: [f32; 2]) {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    println!("SEED={seed}");
    let mut monkey = Monkey::new(seed, size);
    for _ in 0..INPUTS {
        monkey.act();
    }
    let heard = monkey.window.knobs.heard();
    let wishes: BTreeSet<_> = heard.iter().copied().collect();
    println!("{:?}\n{:?}\n{} wishes, {} kinds: {wishes:?}", monkey.done, monkey.screens, heard.len(), wishes.len());
    // The engine has started already, and its journal stores at once.
    let never = [ScreenName::Starting, ScreenName::Placing];
    let missing = ScreenName::ALL.into_iter().filter(|screen| !never.contains(screen) && !monkey.screens.contains_key(screen));
    let missing: Vec<_> = missing.collect();
    assert!(missing.is_empty(), "SEED={seed}: never on {missing:?}");
    assert!(wishes.len() >= 24, "SEED={seed}: the window only told of {wishes:?}");
    assert!(monkey.done.len() == 13 && monkey.done.values().all(|count| *count >= 10), "SEED={seed}: {:?}", monkey.done);
}

#[test]
fn five_thousand_random_inputs_on_a_panel_that_stands() {
    play(11, PORTRAIT);
}

#[test]
fn five_thousand_random_inputs_on_a_panel_that_lies() {
    play(12, LANDSCAPE);
}

/// What the monkey must see, planted: two widgets with one id.
#[test]
fn ids_that_clash_are_seen() {
    let ctx = egui::Context::default();
    let draw = |ids: [&'static str; 2]| {
        let frame = || {
            ctx.run_ui(egui::RawInput::default(), |ui| {
                for (id, at) in ids.iter().zip([10.0, 200.0]) {
                    let rect = egui::Rect::from_min_size(pos2(at, 10.0), vec2(50.0, 50.0));
                    ui.interact(rect, egui::Id::unique(*id), egui::Sense::click());
                }
            })
        };
        frame().drop_without_applying_deltas();
        let output = frame();
        let found = clash(output.shapes.iter().map(|clipped| &clipped.shape));
        output.drop_without_applying_deltas();
        found
    };
    assert_eq!(draw(["one", "other"]), None);
    assert!(draw(["same", "same"]).is_some(), "egui says so on the screen");
}
